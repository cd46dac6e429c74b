//! The images of a blog: those that nothing uses, large ones, and those that are there twice.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::{fs, io};

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::excerpt::printable;
use super::search::{blogs, shown};
use super::uses::{self, Uses};
use super::{Outcome, complain, fail, printed};
use crate::disk::{self, Root};
use crate::ide::LARGE_IMAGE;
use crate::site::{Change, Site, SitePath};

/// Which images to list, and how.
#[derive(Args, Clone, Debug)]
#[command(
    after_help = "An image is in use where a page shows it or links to it, or where its name stands in any file of \
the blog: a layout, an include, a stylesheet, a script, data, settings. Names that a template makes count by their \
end. So what is listed as unused is named nowhere; what a theme from elsewhere asks for cannot be told."
)]
pub struct ImagesOptions {
    /// The blog's root
    #[arg(value_name = "FOLDER", default_value = ".")]
    pub folder: PathBuf,

    /// How to print the images
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: ImagesFormat,

    /// List images of at least this many kB as large
    #[arg(long, value_name = "KB", default_value_t = LARGE_IMAGE / 1000)]
    pub large: u64,
}

/// How images are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, ValueEnum)]
pub enum ImagesFormat {
    /// For people
    #[default]
    Text,
    /// One JSON document
    Json,
}

/// Lists them.
pub fn images(options: &ImagesOptions) -> Outcome {
    let blogs = match blogs(&options.folder) {
        Ok(blogs) => blogs,
        Err(error) => return fail(&format!("`{}` cannot be read: {error}", options.folder.display())),
    };
    let mut listed = Listed::default();
    for (root, site) in &blogs {
        listed.add(root, site, options.large.saturating_mul(1000));
    }
    if listed.lists_files {
        complain("a template lists files (`site.static_files`, `.Resources`): it may show some that are named nowhere");
    }
    let text = match options.format {
        ImagesFormat::Text => listed.text(),
        ImagesFormat::Json => listed.json(),
    };
    printed(&text, Outcome::Clean)
}

/// An image as it is listed.
struct Image {
    path: String,
    bytes: u64,
    pixels: Option<(u32, u32)>,
}

#[derive(Default)]
struct Listed {
    unused: Vec<Image>,
    large: Vec<Image>,
    /// Images of the same bytes.
    same: Vec<Vec<Image>>,
    lists_files: bool,
}

impl Listed {
    fn add(&mut self, root: &Root, site: &Site, large: u64) {
        let uses = Uses::of(root, site);
        self.lists_files |= uses.lists_files;
        let images = uses::images(site);
        let bytes = |path: &SitePath| site.asset(path).map_or(0, |asset| asset.bytes);
        let image = |path: &SitePath| image(root, site, path);
        self.unused.extend(images.iter().filter(|path| !uses.has(path)).map(|path| image(path)));
        self.large.extend(images.iter().filter(|path| bytes(path) >= large).map(|path| image(path)));
        let mut by_size: BTreeMap<u64, Vec<&SitePath>> = BTreeMap::new();
        // A link is no second copy.
        for path in images.into_iter().filter(|path| !site.asset(path).is_some_and(|it| it.symlink)) {
            by_size.entry(bytes(path)).or_default().push(path);
        }
        let alike = by_size.into_iter().filter(|(size, paths)| *size > 0 && paths.len() > 1);
        let mut same: Vec<Vec<&SitePath>> = alike.flat_map(|(_, paths)| same(root, paths)).collect();
        same.sort();
        self.same.extend(same.iter().map(|paths| paths.iter().map(|path| image(path)).collect()));
    }

    fn text(&self) -> String {
        let mut out = String::new();
        section(&mut out, "unused", &self.unused);
        section(&mut out, "large", &self.large);
        for group in &self.same {
            section(&mut out, "the same", group);
        }
        if out.is_empty() { "all images are in use, none is large, none is there twice\n".to_owned() } else { out }
    }

    fn json(&self) -> String {
        let list = |images: &[Image]| images.iter().map(Image::json).collect::<Vec<_>>();
        let same: Vec<_> = self.same.iter().map(|group| list(group)).collect();
        format!("{:#}\n", json!({"unused": list(&self.unused), "large": list(&self.large), "same": same}))
    }
}

impl Image {
    fn json(&self) -> Value {
        let (width, height) = self.pixels.unzip();
        json!({"path": self.path, "bytes": self.bytes, "width": width, "height": height})
    }
}

/// A title with the bytes of all, and a line for each.
fn section(out: &mut String, title: &str, images: &[Image]) {
    if images.is_empty() {
        return;
    }
    let sum = images.iter().map(|image| image.bytes).sum();
    let _ = writeln!(out, "{title} ({}, {}):", images.len(), size(sum));
    for image in images {
        let pixels = image.pixels.map(|(width, height)| format!("{width}×{height}")).unwrap_or_default();
        let _ = writeln!(out, "  {:>8}  {pixels:>9}  {}", size(image.bytes), printable(&image.path));
    }
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

fn image(root: &Root, site: &Site, path: &SitePath) -> Image {
    let pixels = match disk::look(root, site, path) {
        Change::Asset(_, asset) => asset.pixels,
        _ => None,
    };
    Image { path: shown(root, path), bytes: site.asset(path).map_or(0, |asset| asset.bytes), pixels }
}

/// Those of some files that have the same bytes, by groups.
fn same<'a>(root: &Root, paths: Vec<&'a SitePath>) -> Vec<Vec<&'a SitePath>> {
    let mut groups: BTreeMap<Vec<u8>, Vec<&SitePath>> = BTreeMap::new();
    let read = |path: &SitePath| -> io::Result<Vec<u8>> { fs::read(root.path(path)) };
    for path in paths {
        if let Ok(bytes) = read(path) {
            groups.entry(bytes).or_default().push(path);
        }
    }
    groups.into_values().filter(|group| group.len() > 1).collect()
}
