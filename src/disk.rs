//! Reading a blog from disk: finds its root, walks its folder, and turns what it sees into changes of the site.

mod image;
mod mentions;
mod notebook;
mod read;
mod root;
mod walk;

use rayon::prelude::*;

use crate::site::{Asset, Change, FileId, Page, Site, SitePath, Unreadable};
use crate::text::Text;

pub use mentions::mentions;
pub use notebook::{Cell, cells};
pub use root::Root;

use walk::{Found, Kind};

/// Texts beyond this many bytes are not analysed: no post is that long, and a slip of the hand may name anything.
pub const LONGEST_TEXT: u64 = 16 << 20;

/// What a folder holds.
#[derive(Debug, Default)]
pub struct Contents {
    /// The changes that make an empty site know the folder: settings first, then each kind in the order of its paths.
    pub changes: Vec<Change>,
    /// The blogs inside of a folder that is none itself. Their files are not among the changes.
    pub blogs: Vec<Root>,
}

/// Reads everything that a site has to know of a folder. Of a loose file, that is the file and what it mentions.
/// Images are listed with their size in bytes; [`look`] tells one's size in pixels.
pub fn read(root: &Root) -> Contents {
    if let Some(path) = root.loose() {
        return Contents { changes: read_loose(root, path), blogs: Vec::new() };
    }
    let mut found = walk::walk(root);
    let blogs = if root.is_blog() { Vec::new() } else { walk::split_blogs(root, &mut found) };
    let mut changes: Vec<Change> = found.par_iter().filter_map(|it| unparsed(root, it)).collect();
    changes.sort_by_key(|change| !matches!(change, Change::Config(..)));
    let site = settled(&changes);
    let pages = found.par_iter().filter_map(|it| match it.kind {
        Kind::Page => read::page(root, &site, &it.path).map(Change::Page),
        _ => None,
    });
    let pages: Vec<Change> = pages.collect();
    changes.extend(pages);
    Contents { changes, blogs }
}

/// A path as it lies on disk now, for a site that knows the blog's settings. Images come with their size in pixels.
pub fn look(root: &Root, site: &Site, path: &SitePath) -> Change {
    let gone = || Change::Removed(path.clone());
    if !root.holds(path) {
        // Only that something is there is told of what a link leads out of the folder to.
        let link = root.holds(&path.folder()) && root.path(path).is_symlink();
        return if link { Change::Asset(path.clone(), Asset { symlink: true, ..Asset::default() }) } else { gone() };
    }
    match walk::kind(path) {
        Kind::Page => read::page(root, site, path).map_or_else(gone, Change::Page),
        Kind::Config => {
            read::short(root, path).map_or_else(gone, |text| Change::Config(path.clone(), text.as_str().into()))
        }
        _ => read::asset(root, path).map_or_else(gone, |asset| Change::Asset(path.clone(), asset)),
    }
}

/// The text of a page that nobody has open, as it lies on disk now; `None` where it cannot be read any more.
pub fn read_text(root: &Root, file: &FileId) -> Option<Text> {
    if !root.holds(&file.path) {
        return None;
    }
    let text = read::text(root, &file.path).ok()??;
    match file.cell {
        None => Some(Text::new(&text)),
        Some(number) => cells(&text).ok()?.iter().find(|cell| cell.number == number).map(|cell| Text::new(&cell.text)),
    }
}

/// What is known of a found file without reading it as Markdown. Notes of files that are gone again are left out.
fn unparsed(root: &Root, found: &Found) -> Option<Change> {
    match found.kind {
        Kind::Page => None,
        Kind::Config => {
            read::short(root, &found.path).map(|text| Change::Config(found.path.clone(), text.as_str().into()))
        }
        Kind::Asset => {
            let asset = Asset { bytes: found.bytes, symlink: found.symlink, ..Asset::default() };
            Some(Change::Asset(found.path.clone(), asset))
        }
        Kind::Unnamable => {
            let message = "The name of this file is not UTF-8: no page can link to it, and manicule cannot read it.";
            let unreadable = Some(Unreadable { message: message.into() });
            Some(Change::Page(Page { path: found.path.clone(), sources: Vec::new(), unreadable }))
        }
    }
}

/// A site that knows the settings among some changes, and so how texts are to be read.
fn settled(changes: &[Change]) -> Site {
    let configs = changes.iter().filter(|change| matches!(change, Change::Config(..)));
    configs.cloned().fold(Site::default(), Site::apply)
}

fn read_loose(root: &Root, path: &SitePath) -> Vec<Change> {
    let site = Site::default();
    let Some(page) = read::page(root, &site, path) else { return Vec::new() };
    let mut changes = mentions(root, &page);
    changes.push(Change::Page(page));
    changes
}
