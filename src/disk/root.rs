//! Where a blog starts: the nearest folder above a path that says how the blog is built.

use std::io;
use std::path::{Component, Path, PathBuf};

use super::walk;
use crate::site::SitePath;

/// Names that only a generator's own folder holds, and the file that turns manicule's settings.
const MARKS: &[&str] = &[
    "_config.yml",
    "_config.yaml",
    "_config.toml",
    "_quarto.yml",
    "_quarto.yaml",
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "hugo.json",
    "config/_default",
    "zola.toml",
    ".eleventy.js",
    "eleventy.config.js",
    "eleventy.config.mjs",
    "eleventy.config.cjs",
    "astro.config.mjs",
    "astro.config.js",
    "astro.config.ts",
    "manicule.toml",
];

/// Names that Hugo and Zola give their settings, as others do theirs: they count beside a folder `content`.
const SHARED_MARKS: &[&str] = &["config.toml", "config.yaml", "config.yml", "config.json"];

/// A folder that is read as one blog, or a loose file that belongs to none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    folder: PathBuf,
    /// The folder with links resolved: nothing outside of it is read.
    real: PathBuf,
    loose: Option<SitePath>,
    blog: bool,
}

impl Root {
    /// The root that a file or folder belongs to: the nearest folder above it with a generator's settings, else the
    /// repository it lies in. Without either, a folder is its own root and a file is loose. The file may be one that is
    /// yet to be written.
    pub fn of(path: &Path) -> io::Result<Root> {
        let path = tidy(&std::path::absolute(path)?);
        let is_folder = path.is_dir();
        let start = if is_folder { Some(path.as_path()) } else { path.parent() };
        let start = start.unwrap_or(Path::new("/"));
        if let Some((folder, blog)) = above(start) {
            return Root::new(folder, blog);
        }
        let mut root = Root::new(start, false)?;
        if !is_folder {
            let name = path.file_name().unwrap_or_default();
            root.loose = Some(SitePath::new(name.to_str().ok_or(io::ErrorKind::InvalidFilename)?));
        }
        Ok(root)
    }

    /// A folder as a root of its own, whatever lies above it.
    pub(super) fn new(folder: &Path, blog: bool) -> io::Result<Root> {
        Ok(Root { folder: folder.to_path_buf(), real: folder.canonicalize()?, loose: None, blog })
    }

    /// The folder that paths of the site start from.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The one page, where the root is a loose file and its folder is not to be walked.
    pub fn loose(&self) -> Option<&SitePath> {
        self.loose.as_ref()
    }

    /// Whether the folder holds a generator's settings.
    pub fn is_blog(&self) -> bool {
        self.blog
    }

    /// Where a path of the site lies on disk.
    pub fn path(&self, path: &SitePath) -> PathBuf {
        self.folder.join(path.as_str())
    }

    /// What the site calls a file or folder; `None` outside of the root, and for names that are not UTF-8.
    pub fn site_path(&self, path: &Path) -> Option<SitePath> {
        let path = tidy(&std::path::absolute(path).ok()?);
        if let Ok(inside) = path.strip_prefix(&self.folder) {
            return site_path(inside);
        }
        site_path(path.canonicalize().ok()?.strip_prefix(&self.real).ok()?)
    }

    /// Whether a path, links resolved, lies in the folder.
    pub fn holds(&self, path: &SitePath) -> bool {
        self.path(path).canonicalize().is_ok_and(|real| real.starts_with(&self.real))
    }

    /// The folder with links resolved.
    pub(super) fn real(&self) -> &Path {
        &self.real
    }
}

/// A path below the root as the site writes it; `None` where it is not UTF-8.
pub(super) fn site_path(inside: &Path) -> Option<SitePath> {
    let parts: Option<Vec<&str>> = inside.components().map(|part| part.as_os_str().to_str()).collect();
    Some(SitePath::new(&parts?.join("/")))
}

/// Whether a name within a folder says that a blog starts in that folder.
pub(super) fn is_mark(name: &str) -> bool {
    MARKS.contains(&name)
}

/// The nearest folder with a generator's settings, with `true`; else the nearest repository, with `false`. The search
/// ends at the top of a repository and at what tools made, which is no part of what lies around it; and nothing is a
/// blog because a whole home folder is a repository.
fn above(start: &Path) -> Option<(&Path, bool)> {
    let home = std::env::home_dir();
    let mut repository = None;
    for folder in start.ancestors() {
        let shared = || SHARED_MARKS.iter().any(|mark| folder.join(mark).is_file()) && folder.join("content").is_dir();
        if MARKS.iter().any(|mark| folder.join(mark).exists()) || shared() {
            return Some((folder, true));
        }
        if home.as_deref() == Some(folder) || folder.parent().is_none() {
            break;
        }
        // In a submodule or a worktree, `.git` is a file: the blog may start above it.
        let git = folder.join(".git");
        if git.exists() && repository.is_none() {
            repository = Some((folder, false));
        }
        if git.is_dir() || walk::is_generated(folder) {
            break;
        }
    }
    repository
}

/// An absolute path without `.` and `..`, as a reader of the path understands it.
fn tidy(path: &Path) -> PathBuf {
    let mut tidied = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                tidied.pop();
            }
            part => tidied.push(part),
        }
    }
    tidied
}
