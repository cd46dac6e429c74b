//! What lies beside a loose file: the paths that its text mentions, looked up on disk.

use std::collections::BTreeSet;

use percent_encoding::percent_decode_str;

use super::{look, root::Root};
use crate::site::{Asset, Change, FileKind, Page, Site, SitePath};
use crate::syntax::{Changed, Item, NodeKind, Post};

/// The files that a page of a loose root mentions and that exist, by paths relative to it, each as an asset.
pub fn mentions(root: &Root, page: &Page) -> Vec<Change> {
    let found = |path: SitePath| match path.kind() {
        FileKind::Asset => Some(look(root, &Site::default(), &path)).filter(|it| matches!(it, Change::Asset(..))),
        // Of a page too only that it is there is told.
        _ => root.path(&path).is_file().then(|| Change::Asset(path, Asset::default())),
    };
    mentioned(page).into_iter().filter_map(found).collect()
}

/// All that the paths in a page may mean, as long as they are relative to it.
pub fn mentioned(page: &Page) -> BTreeSet<SitePath> {
    let folder = page.path.folder();
    let mut paths = BTreeSet::new();
    for source in &page.sources {
        for written in written(&source.post) {
            // What a path means is the site's to say. Here all that it may mean is looked up.
            let path = written.split(['?', '#']).next().unwrap_or_default();
            let decoded = percent_decode_str(path).decode_utf8_lossy();
            paths.extend([&*written, path, &decoded].map(|path| folder.join(path)));
        }
    }
    // A name that the system would not take is no file's.
    paths.retain(|path| *path != page.path && !path.as_str().is_empty() && !path.as_str().contains('\0'));
    paths
}

/// Whether two readings of a text surely mention the same files. The cost is that of what differs between them.
pub fn mention_alike(older: &Post, newer: &Post) -> bool {
    newer
        .changed_since(older)
        .is_some_and(|Changed { old, new }| written(&older.within(old)) == written(&newer.within(new)))
}

/// The targets of a text, as written; addresses elsewhere are left out.
fn written(post: &Post) -> Vec<String> {
    let mut targets = Vec::new();
    for item in post.items() {
        match item {
            Item::Image(it) => targets.extend(it.target.map(|name| name.text)),
            Item::Link(it) => targets.extend(it.target.map(|name| name.text)),
            Item::LinkDefinition(it) | Item::LostDefinition(it) => targets.push(it.target.text),
            _ => {}
        }
    }
    for entry in post.front_matter().into_iter().flat_map(|it| &it.entries) {
        if let NodeKind::String(text) = &entry.value.kind {
            targets.push(text.clone());
        }
    }
    let is_path = |target: &str| {
        let scheme =
            target.split_once(':').is_some_and(|(scheme, _)| scheme.chars().all(|c| c.is_ascii_alphanumeric()));
        !scheme && !target.starts_with("//") && !target.starts_with('#') && target.len() < 1024
    };
    targets.into_iter().map(String::from).filter(|target| is_path(target)).collect()
}
