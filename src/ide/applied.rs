//! Texts, and a blog, as they are once a change is done.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::place::Texts;
use super::{SourceChange, SourceEdit};
use crate::site::{Asset, Attachments, Change, FileId, FileKind, Page, Site, Source};
use crate::syntax::{self, Dialect};
use crate::text::{Edit, Text};

/// A text once some edits are done, which are all in bytes of the text as it is now.
pub(super) fn edited(text: &Text, edits: &[SourceEdit]) -> Text {
    let mut text = text.clone();
    for edit in edits.iter().rev() {
        text.edit(&Edit { range: edit.range, insert: edit.insert.clone() });
    }
    text
}

/// The blog once a change is done; `None` where a text that it changes cannot be read.
pub(super) fn after(site: &Site, change: &SourceChange, texts: Texts<'_>) -> Option<Site> {
    let mut after = site.clone();
    for path in &change.created {
        after = match path.kind() {
            FileKind::Config => after.apply(Change::Config(path.clone(), "".into())),
            FileKind::Asset => after.apply(Change::Asset(path.clone(), Asset::default())),
            FileKind::Text | FileKind::Notebook => {
                let text = Text::default();
                let post = syntax::parse(&text, Dialect::default());
                let source = Source { file: path.clone().into(), text: Some(text), post: post.into() };
                after.apply(Change::Page(Page {
                    path: path.clone(),
                    sources: vec![Arc::new(source)],
                    attachments: Attachments::new(),
                    unreadable: None,
                }))
            }
        };
    }
    let mut pages: BTreeMap<_, Vec<&FileId>> = BTreeMap::new();
    for file in change.edits.keys() {
        pages.entry(&file.path).or_default().push(file);
    }
    for (path, files) in pages {
        let Some(page) = after.page(path) else {
            // Settings alone are texts and no pages.
            let old = after.config(path)?.to_owned();
            let edits = files.first().and_then(|file| change.edits.get(*file))?;
            after = after.apply(Change::Config(path.clone(), edited(&Text::new(&old), edits).to_string().into()));
            continue;
        };
        let sources = page.sources.iter().map(|source| {
            let Some(edits) = change.edits.get(&source.file) else { return Some(source.clone()) };
            let text = edited(&source.text.clone().or_else(|| texts(&source.file))?, edits);
            let post = syntax::parse(&text, source.post.dialect());
            Some(Arc::new(Source { file: source.file.clone(), text: Some(text), post: post.into() }))
        });
        let sources = sources.collect::<Option<Vec<_>>>()?;
        let page = Page { sources, unreadable: None, ..Page::clone(page) };
        after = after.apply(Change::Open(page));
    }
    Some(super::moves::moving(&after, &change.moved).into_iter().fold(after, Site::apply))
}
