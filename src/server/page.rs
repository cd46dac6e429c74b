//! Texts as pages of a blog: read as the blog's generator reads them, unless they are too long to be read at all.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use smol_str::SmolStr;

use crate::disk::LONGEST_TEXT;
use crate::site::{Attachments, CellGlance, FileId, Page, Site, SitePath, Source};
use crate::syntax::{self, Part, Post};
use crate::text::{Edit, Text};

/// A page of a blog that is one text.
pub fn of_file(site: &Site, file: &FileId, text: Text) -> Page {
    let post = parse_as(site, &file.path, Part::File, &text);
    let source = Source { file: file.clone(), text: Some(text), post: post.into() };
    Page { path: file.path.clone(), sources: vec![Arc::new(source)], attachments: Attachments::new(), unreadable: None }
}

/// A cell of a notebook as its editor has it.
pub struct Cell {
    pub file: FileId,
    pub text: Text,
    pub is_raw: bool,
    /// The names of the images that it carries with it; `None` where the editor does not tell.
    pub attachments: Option<Arc<[SmolStr]>>,
}

/// A page of a blog that is made of cells.
pub fn of_cells(site: &Site, path: &SitePath, cells: Vec<Cell>) -> Page {
    let glances: Vec<CellGlance> = cells.iter().map(|cell| CellGlance::of(&cell.text, cell.is_raw)).collect();
    let own = |cell: &Cell| Some((cell.file.cell?, cell.attachments.clone()?));
    let attachments = cells.iter().filter_map(own).collect();
    let source = |(cell, part): (Cell, Part)| {
        let post = parse_as(site, path, part, &cell.text);
        Arc::new(Source { file: cell.file, text: Some(cell.text), post: post.into() })
    };
    let sources = cells.into_iter().zip(site.parts(&glances)).map(source).collect();
    Page { path: path.clone(), sources, attachments, unreadable: None }
}

/// An open page as a site that knows more of the blog reads it.
pub fn reread(site: &Site, page: &Page) -> Page {
    let is_cells = page.sources.first().is_some_and(|source| source.file.cell.is_some());
    let parts = if is_cells { site.parts(&glances(page, None)) } else { vec![Part::File; page.sources.len()] };
    with_parts(site, page, &parts)
}

/// The page of a cell that was edited, where that makes other cells mean something else: the cell that gives the page
/// its title came, went or moved, or this one is left out from now on.
pub fn after_edit(site: &Site, source: &Source) -> Option<Page> {
    source.file.cell?;
    let mut page = Page::clone(site.page(&source.file.path)?);
    let place = page.sources.iter().position(|it| it.file == source.file)?;
    page.sources[place] = Arc::new(source.clone());
    let parts = site.parts(&glances(&page, Some(place)));
    let is_same = page.sources.iter().zip(&parts).all(|(source, part)| source.post.dialect().part == *part);
    (!is_same).then(|| with_parts(site, &page, &parts))
}

/// What the cells of a page say of how it is read. After an edit of one cell, the others are left out as they were.
fn glances(page: &Page, edited: Option<usize>) -> Vec<CellGlance> {
    let glance = |(place, source): (usize, &Arc<Source>)| {
        let part = source.post.dialect().part;
        let text = source.text.clone().unwrap_or_default();
        match part {
            Part::LeftOut | Part::Cell if edited.is_some_and(|edited| edited != place) => {
                CellGlance { is_left_out: part == Part::LeftOut, ..CellGlance::of_head(&text, false) }
            }
            _ => CellGlance::of(&text, part == Part::Raw),
        }
    };
    page.sources.iter().enumerate().map(glance).collect()
}

/// A page whose texts are these parts of it.
fn with_parts(site: &Site, page: &Page, parts: &[Part]) -> Page {
    let mut page = page.clone();
    for (source, part) in page.sources.iter_mut().zip(parts) {
        let Some(text) = &source.text else { continue };
        if source.post.dialect() != site.dialect(&page.path, *part) {
            let post = parse_as(site, &source.file.path, *part, text);
            *source = Arc::new(Source { file: source.file.clone(), text: Some(text.clone()), post: post.into() });
        }
    }
    page
}

/// What a text says after an edit; `None` where it is too long, or where reading it fails.
pub fn reparse(post: &Post, text: &Text, edit: &Edit) -> Option<Post> {
    if is_analysed(text) { guarded(|| syntax::reparse(post, text, edit)) } else { None }
}

/// Reads a text of an open page anew.
pub fn parse(site: &Site, file: &FileId, text: &Text) -> Post {
    let is_cell = if file.cell.is_some() { Part::Cell } else { Part::File };
    let part = site.source(file).map_or(is_cell, |source| source.post.dialect().part);
    parse_as(site, &file.path, part, text)
}

/// Reads a text as a part of its page.
fn parse_as(site: &Site, path: &SitePath, part: Part, text: &Text) -> Post {
    let dialect = site.dialect(path, part);
    let post = if is_analysed(text) { guarded(|| syntax::parse(text, dialect)) } else { None };
    post.unwrap_or_default()
}

/// Reads a text; should that fail by a mistake of ours, the text stays, and nothing is said of it.
fn guarded(read: impl FnOnce() -> Post) -> Option<Post> {
    let post = catch_unwind(AssertUnwindSafe(read));
    if post.is_err() {
        tracing::error!("reading a text failed");
    }
    post.ok()
}

/// Whether a text is short enough to be analysed.
pub fn is_analysed(text: &Text) -> bool {
    u64::from(u32::from(text.len())) <= LONGEST_TEXT
}
