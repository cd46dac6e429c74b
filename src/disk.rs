//! Reading a blog from disk: finds its root, walks its folder, and turns what it sees into changes of the site.

mod image;
mod mentions;
mod notebook;
mod progress;
mod read;
mod root;
mod stamps;
mod walk;
mod watch;

use std::fs::Metadata;

use rayon::prelude::*;

use crate::site::{Asset, Attachments, Change, FileId, FileKind, Page, Site, SitePath, Unreadable};
use crate::text::{Text, TextSize};

pub use mentions::{mention_alike, mentioned, mentions};
pub use notebook::{Cell, cells, written};
pub use progress::Progress;
pub use root::Root;
pub use stamps::{Stamps, stamps};
pub use watch::{Changed, Watch};

use walk::Found;

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
    read_telling(root, &Progress::default())
}

/// The same, telling how far it has come.
pub fn read_telling(root: &Root, progress: &Progress) -> Contents {
    if let Some(path) = root.loose() {
        return Contents { changes: read_loose(root, path), blogs: Vec::new() };
    }
    let mut found = walk::walk(root);
    let blogs = if root.is_blog() { Vec::new() } else { walk::split_blogs(root, &mut found) };
    let (configs, mut others): (Vec<Found>, Vec<Found>) = found.into_iter().partition(is_config);
    let mut changes: Vec<Change> = configs.iter().map(|it| look(root, &Site::default(), &it.path)).collect();
    // The settings say how all other files are to be read.
    let site = changes.iter().cloned().fold(Site::default(), Site::apply);
    let layout = site.settings().layout;
    others.retain(|it| !walk::is_output(layout, &it.path));
    progress.add_found(others.len());
    let read = |it| {
        let change = change(root, &site, it);
        progress.add_read();
        change
    };
    let mut rest: Vec<Change> = others.par_iter().filter_map(read).collect();
    rest.sort_by_key(|change| matches!(change, Change::Page(_)));
    changes.append(&mut rest);
    Contents { changes, blogs }
}

/// A path as it lies on disk now, for a site that knows the blog's settings. Images come with their size in pixels.
pub fn look(root: &Root, site: &Site, path: &SitePath) -> Change {
    let gone = || Change::Removed(path.clone());
    if !root.holds(path) {
        // Only that something is there is told of what a link leads out of the folder to, and of what lies beside a
        // loose file, but outside of its folder.
        let symlink = root.holds(&path.folder()) && root.path(path).is_symlink();
        let beside = root.loose().and_then(|_| root.path(path).metadata().ok()).filter(Metadata::is_file);
        let asset = Asset { bytes: beside.as_ref().map_or(0, Metadata::len), symlink, ..Asset::default() };
        return if symlink || beside.is_some() { Change::Asset(path.clone(), asset) } else { gone() };
    }
    match path.kind() {
        FileKind::Text | FileKind::Notebook => read::page(root, site, path).map_or_else(gone, Change::Page),
        FileKind::Config => {
            read::short(root, path).map_or_else(gone, |text| Change::Config(path.clone(), text.as_str().into()))
        }
        FileKind::Asset => read::asset(root, site, path).map_or_else(gone, |asset| Change::Asset(path.clone(), asset)),
    }
}

/// A page's file as it lies on disk now; `None` where it cannot be read as text any more.
pub fn read_file(root: &Root, path: &SitePath) -> Option<String> {
    if root.holds(path) { read::text(root, path).ok()? } else { None }
}

/// The Markdown cells of a notebook as it lies on disk now, of whose file no more than them is held; `None` where that is
/// no notebook.
pub fn read_cells(root: &Root, path: &SitePath) -> Option<Vec<Cell>> {
    if root.holds(path) { read::cells(root, path) } else { None }
}

/// The lines of a file as it lies on disk now that end before an offset, and the characters between them and the
/// offset; `None` where the file cannot be read so far. No more than a piece of it is held.
pub fn read_position(root: &Root, path: &SitePath, offset: TextSize) -> Option<(u32, u32)> {
    if root.holds(path) { read::position(root, path, u32::from(offset).into()) } else { None }
}

/// The text of a page that nobody has open, as it lies on disk now; `None` where it cannot be read any more.
pub fn read_text(root: &Root, file: &FileId) -> Option<Text> {
    match file.cell {
        None => read_file(root, &file.path).map(|text| Text::new(&text)),
        Some(number) => {
            let cells = read_cells(root, &file.path)?;
            cells.iter().find(|cell| cell.number == number).map(|cell| Text::new(&cell.text))
        }
    }
}

/// Any file as text, what is not UTF-8 in it replaced; `None` where it cannot be read, or is longer than any text.
pub fn read_lossy(root: &Root, path: &SitePath) -> Option<String> {
    let bytes = if root.holds(path) { read::bytes(root, path, LONGEST_TEXT).ok()? } else { return None };
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// A page of a text that does not lie on disk, or not yet.
pub fn page_of(site: &Site, path: &SitePath, text: &str) -> Page {
    read::page_of(site, path, Ok(text.to_owned()))
}

fn is_config(found: &Found) -> bool {
    found.path.kind() == FileKind::Config && found.is_named && !found.leads_out
}

/// A found file other than settings. Files that are gone again are left out.
fn change(root: &Root, site: &Site, found: &Found) -> Option<Change> {
    if !found.is_named {
        let message = "the name of this file is not UTF-8: no page can link to it, and nothing of it is checked";
        let unreadable = Some(Unreadable::whole(message));
        return Some(Change::Page(Page {
            path: found.path.clone(),
            sources: Vec::new(),
            attachments: Attachments::new(),
            unreadable,
        }));
    }
    if found.path.kind() != FileKind::Asset && !found.leads_out {
        return read::page(root, site, &found.path).map(Change::Page);
    }
    let asset = Asset { bytes: found.bytes, symlink: found.symlink, ..Asset::default() };
    if found.leads_out {
        return Some(Change::Asset(found.path.clone(), asset));
    }
    let (front_matter, ids) = (read::front_matter(root, site, &found.path), read::ids(root, site, &found.path));
    let asset = Asset { front_matter, ids, ..asset };
    Some(Change::Asset(found.path.clone(), asset))
}

fn read_loose(root: &Root, path: &SitePath) -> Vec<Change> {
    let site = Site::default();
    let Some(page) = read::page(root, &site, path) else { return Vec::new() };
    let mut changes = mentions(root, &page);
    changes.push(Change::Page(page));
    changes
}
