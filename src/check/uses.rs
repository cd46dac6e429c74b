//! Which images a blog uses: those that its pages show or link to, and those whose names stand in any of its files.

use std::collections::{BTreeSet, HashMap};

use percent_encoding::percent_decode_str;
use rayon::prelude::*;

use crate::disk::{self, Root};
use crate::ide::{self, LinkTarget};
use crate::site::{FileKind, Page, Site, SitePath};

/// What files of images end with.
const IMAGES: &[&str] =
    &["apng", "avif", "bmp", "gif", "heic", "heif", "ico", "jpeg", "jpg", "jxl", "png", "svg", "tif", "tiff", "webp"];

/// What files end with that name no images.
const OTHERS: &[&str] = &[
    "eot", "gz", "mov", "mp3", "mp4", "ods", "ogg", "otf", "pdf", "pptx", "tar", "ttf", "wav", "webm", "woff", "woff2",
    "xlsx", "zip",
];

/// Images that browsers ask for by themselves. Themes name those in a folder `favicons`.
const ASKED_FOR: &[&str] = &["favicon.", "apple-touch-icon", "browserconfig", "mstile-"];

/// No file name is longer.
const LONGEST_NAME: usize = 255;

/// All images of a blog, in the order of their paths.
pub(super) fn images(site: &Site) -> Vec<&SitePath> {
    site.assets_within("").map(|(path, _)| path).filter(|path| is_image(path)).collect()
}

pub(super) fn is_image(path: &SitePath) -> bool {
    IMAGES.contains(&extension(path.name()).as_str())
}

/// The files that a page's texts lead to.
pub(super) fn targets(site: &Site, page: &Page) -> BTreeSet<SitePath> {
    let links = page.sources.iter().flat_map(|source| ide::document_links(site, &source.file));
    let file = |target| match target {
        LinkTarget::File(path) => Some(path),
        LinkTarget::Place(place) => Some(place.file.path),
        LinkTarget::Address(_) => None,
    };
    links.filter_map(|link| file(link.target)).filter(|path| *path != page.path).collect()
}

/// What is known of a blog's uses.
#[derive(Debug, Default)]
pub(super) struct Uses {
    used: BTreeSet<SitePath>,
    /// Ends of names whose beginning a template makes, such as `-1.png` of `{{ page.slug }}-1.png`.
    ends: BTreeSet<String>,
    /// Whether a template lists files, so that it may show any.
    pub lists_files: bool,
}

impl Uses {
    /// Reads all files of a blog.
    pub fn of(root: &Root, site: &Site) -> Uses {
        let names = Names::new(images(site));
        let pages: Vec<&SitePath> = site.pages().map(|page| &page.path).collect();
        let others = site.assets_within("").map(|(path, _)| path).filter(|path| may_name_images(path));
        let files: Vec<&SitePath> = pages.into_iter().chain(others).collect();
        let read = |path: &&SitePath| {
            let page = site.page(path);
            let mut uses = Uses { used: page.map(|it| targets(site, it)).unwrap_or_default(), ..Uses::default() };
            let text = if page.is_some() { disk::read_file(root, path) } else { None };
            names.find(&text.or_else(|| disk::read_lossy(root, path)).unwrap_or_default(), page.is_none(), &mut uses);
            uses
        };
        let mut all = files.par_iter().map(read).reduce(Uses::default, Uses::and);
        for text in site.configs() {
            names.find(text, true, &mut all);
        }
        all
    }

    fn and(mut self, mut other: Uses) -> Uses {
        self.used.append(&mut other.used);
        self.ends.append(&mut other.ends);
        self.lists_files |= other.lists_files;
        self
    }

    /// Whether something may show an image.
    pub fn has(&self, path: &SitePath) -> bool {
        let name = path.name().to_lowercase();
        self.used.contains(path)
            || path.folder().name() == "favicons"
            || ASKED_FOR.iter().any(|start| name.starts_with(start))
            || self.ends.iter().any(|end| name.ends_with(end.as_str()))
    }
}

/// The names of all images, in small letters, with and without what they end with.
struct Names<'a>(HashMap<String, Vec<&'a SitePath>>, HashMap<String, Vec<&'a SitePath>>);

impl<'a> Names<'a> {
    fn new(images: Vec<&'a SitePath>) -> Names<'a> {
        let mut names = Names(HashMap::new(), HashMap::new());
        for path in images {
            let name = path.name().to_lowercase();
            let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem).to_owned();
            names.0.entry(name).or_default().push(path);
            names.1.entry(stem).or_default().push(path);
        }
        names
    }

    /// Adds the images that a text names. Templates and data may leave out what a name ends with.
    fn find(&self, text: &str, stems_count: bool, uses: &mut Uses) {
        let lower = text.to_lowercase();
        uses.lists_files |= lower.contains("static_files") || lower.contains(".resources");
        self.find_decoded(&lower, stems_count, uses);
        if lower.contains('%') {
            self.find_decoded(&percent_decode_str(&lower).decode_utf8_lossy(), stems_count, uses);
        }
    }

    fn find_decoded(&self, text: &str, stems_count: bool, uses: &mut Uses) {
        for (dot, _) in text.match_indices('.') {
            let rest = &text[dot + 1..];
            let length = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
            if IMAGES.contains(&&rest[..length]) {
                self.find_at(text, dot, dot + 1 + length, uses);
            }
        }
        if stems_count {
            let words = text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.')));
            let named = words.filter_map(|word| self.1.get(word)).flatten();
            uses.used.extend(named.map(|path| (*path).clone()));
        }
    }

    /// Adds what is named by a text up to `end`, whose extension begins at `dot`. A name may have spaces in it.
    fn find_at(&self, text: &str, dot: usize, end: usize, uses: &mut Uses) {
        for (start, before) in text[..dot].char_indices().rev() {
            let after = start + before.len_utf8();
            if before == '\n' || end - start > LONGEST_NAME {
                return;
            }
            if before == '}' {
                uses.ends.insert(text[after..end].to_owned());
                return;
            }
            if !(before.is_alphanumeric() || matches!(before, '-' | '_')) {
                self.add(&text[after..end], uses);
            }
        }
        self.add(&text[..end], uses);
    }

    fn add(&self, name: &str, uses: &mut Uses) {
        uses.used.extend(self.0.get(name).into_iter().flatten().map(|path| (*path).clone()));
    }
}

fn may_name_images(path: &SitePath) -> bool {
    // A picture in SVG may show others.
    let extension = extension(path.name());
    path.kind() == FileKind::Asset
        && !OTHERS.contains(&extension.as_str())
        && (extension == "svg" || !IMAGES.contains(&extension.as_str()))
}

fn extension(name: &str) -> String {
    name.rsplit_once('.').map_or(String::new(), |(_, extension)| extension.to_ascii_lowercase())
}
