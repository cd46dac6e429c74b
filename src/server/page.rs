//! Texts as pages of a blog: read as the blog's generator reads them, unless they are too long to be read at all.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::disk::LONGEST_TEXT;
use crate::site::{FileId, Page, Site, SitePath, Source};
use crate::syntax::{self, Post};
use crate::text::{Edit, Text};

/// A page of a blog with its texts.
pub fn of(site: &Site, path: &SitePath, texts: Vec<(FileId, Text)>) -> Page {
    let source = |(place, (file, text)): (u32, (FileId, Text))| {
        let post = parse_at(site, &file, place, &text);
        Arc::new(Source { file, text: Some(text), post })
    };
    let sources = (0..).zip(texts).map(source).collect();
    Page { path: path.clone(), sources, unreadable: None }
}

/// An open page as a site that knows more of the blog reads it.
pub fn reread(site: &Site, page: &Page) -> Page {
    let mut page = page.clone();
    for (place, source) in (0..).zip(&mut page.sources) {
        let Some(text) = &source.text else { continue };
        if source.post.dialect() != site.dialect(&page.path, source.file.cell.and(Some(place))) {
            let post = parse_at(site, &source.file, place, text);
            *source = Arc::new(Source { file: source.file.clone(), text: Some(text.clone()), post });
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
    let place = site.page(&file.path).and_then(|page| page.sources.iter().position(|source| source.file == *file));
    parse_at(site, file, place.and_then(|place| u32::try_from(place).ok()).unwrap_or_default(), text)
}

/// Reads a text, the `place`th of its page.
fn parse_at(site: &Site, file: &FileId, place: u32, text: &Text) -> Post {
    let dialect = site.dialect(&file.path, file.cell.and(Some(place)));
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
