//! Which files of a folder matter, and as what: the folder as Jekyll sees it, without what generators put there.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ignore::{DirEntry, WalkBuilder, WalkState};

use super::root::{self, Root};
use crate::site::{FileKind, Layout, SitePath};

/// Folders that hold what tools made, wherever they stand.
const GENERATED: &[&str] = &["_site", "node_modules", "__pycache__", "_freeze", "site_libs"];

/// Folders that hold what tools made, where they stand at the root of a blog.
const GENERATED_AT_ROOT: &[&str] = &["resources/_gen", "vendor/bundle", "_proc"];

/// Files that say of the folder they lie in that a tool made it (the Cache Directory Tagging standard; PEP 405).
const GENERATED_MARKS: &[&str] = &["CACHEDIR.TAG", "pyvenv.cfg"];

/// The most files that are found through links to folders: links to links multiply.
const MOST_LINKED: usize = 100_000;

/// A file that was found.
pub(super) struct Found {
    /// Where. For a name that is not UTF-8, an approximation.
    pub(super) path: SitePath,
    /// Whether the path is the file's name.
    pub(super) is_named: bool,
    /// Its size; 0 for pages, which are read, and for what a link leads out of the folder to.
    pub(super) bytes: u64,
    /// Whether it is a link or was found through one.
    pub(super) symlink: bool,
    /// Whether it is a link that leads out of the folder.
    pub(super) leads_out: bool,
}

/// All files below a root, in the order of their paths. Links within the root are followed, one link deep; of what a
/// link leads out of it to, only the link is told.
pub(super) fn walk(root: &Root) -> Vec<Found> {
    let (mut found, links) = list(root.folder(), Path::new(""));
    let mut linked = 0;
    for link in links {
        linked += follow(root, &link, linked, &mut found);
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// Moves the blogs out of a folder that is none itself.
pub(super) fn split_blogs(root: &Root, found: &mut Vec<Found>) -> Vec<Root> {
    let marks = found.iter().filter(|it| root::is_mark(it.path.name()));
    let mut folders: Vec<String> = marks.map(|it| format!("{}/", it.path.folder())).collect();
    // A blog inside of a blog belongs to it.
    folders.sort();
    folders.dedup_by(|inner, outer| inner.starts_with(outer.as_str()));
    found.retain(|it| !folders.iter().any(|folder| it.path.as_str().starts_with(folder.as_str())));
    folders
        .iter()
        .filter_map(|folder| Root::new(&root.folder().join(folder.trim_end_matches('/')), true).ok())
        .collect()
}

/// Whether a file lies where the generator writes the built site.
pub(super) fn is_output(layout: Layout, path: &SitePath) -> bool {
    matches!(layout, Layout::Hugo | Layout::Zola) && path.is_within("public")
}

/// The files of a folder, called by `prefix` and their path in it, and the links among them.
fn list(folder: &Path, prefix: &Path) -> (Vec<Found>, Vec<PathBuf>) {
    let seen = Mutex::new((Vec::new(), Vec::new()));
    let base = folder.to_path_buf();
    let mut walk = WalkBuilder::new(folder);
    walk.standard_filters(false).filter_entry(move |entry| entry.depth() == 0 || !is_left_out(&base, entry));
    walk.build_parallel().run(|| {
        Box::new(|entry| {
            // A folder that cannot be opened is as good as empty: what lies in it is not published either.
            let Ok(entry) = entry else { return WalkState::Continue };
            let Ok(inside) = entry.path().strip_prefix(folder) else { return WalkState::Continue };
            let inside = prefix.join(inside);
            let Some(file_type) = entry.file_type() else { return WalkState::Continue };
            if file_type.is_file() {
                if let Some(found) = named(&inside, || entry.metadata().map_or(0, |metadata| metadata.len())) {
                    seen.lock().unwrap_or_else(PoisonError::into_inner).0.push(found);
                }
            } else if file_type.is_symlink() {
                seen.lock().unwrap_or_else(PoisonError::into_inner).1.push(inside);
            }
            WalkState::Continue
        })
    });
    let (found, mut links) = seen.into_inner().unwrap_or_else(PoisonError::into_inner);
    links.sort();
    (found, links)
}

/// A regular file by its name; `None` for assets whose name is not UTF-8, as no text can name them.
fn named(inside: &Path, bytes: impl FnOnce() -> u64) -> Option<Found> {
    let name = root::site_path(inside);
    let is_named = name.is_some();
    let path = name.unwrap_or_else(|| SitePath::new(&inside.to_string_lossy()));
    let is_page = matches!(path.kind(), FileKind::Text | FileKind::Notebook);
    let bytes = if is_page { 0 } else { bytes() };
    (is_named || is_page).then_some(Found { path, is_named, bytes, symlink: false, leads_out: false })
}

/// Adds what a link leads to, and tells how many files that were when it is a folder.
fn follow(root: &Root, link: &Path, linked: usize, found: &mut Vec<Found>) -> usize {
    let Some(path) = root::site_path(link) else { return 0 };
    let Ok(real) = root.folder().join(link).canonicalize() else { return 0 };
    if !real.starts_with(root.real()) {
        found.push(Found { path, is_named: true, bytes: 0, symlink: true, leads_out: true });
        return 0;
    }
    let Ok(metadata) = real.metadata() else { return 0 };
    if metadata.is_file() {
        found.push(Found { path, is_named: true, bytes: metadata.len(), symlink: true, leads_out: false });
        return 0;
    }
    let loops =
        root.folder().join(link).parent().and_then(|it| it.canonicalize().ok()).is_none_or(|it| it.starts_with(&real));
    if !metadata.is_dir() || loops || linked > MOST_LINKED {
        return 0;
    }
    let (files, _) = list(&real, link);
    let count = files.len();
    found.extend(files.into_iter().map(|it| Found { symlink: true, ..it }));
    count
}

/// Whether an entry is a folder that is no part of a blog.
fn is_left_out(base: &Path, entry: &DirEntry) -> bool {
    if !entry.file_type().is_some_and(|it| it.is_dir()) {
        return false;
    }
    let inside = entry.path().strip_prefix(base).unwrap_or(entry.path());
    GENERATED_AT_ROOT.iter().any(|folder| inside == Path::new(folder)) || is_generated(entry.path())
}

/// Whether a folder holds what tools made, or is hidden and so nothing of the blog.
pub(super) fn is_generated(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    (name.starts_with('.') && name != ".well-known")
        || GENERATED.contains(&&*name)
        || GENERATED_MARKS.iter().any(|mark| folder.join(mark).exists())
}
