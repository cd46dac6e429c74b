//! A blog as data: its pages, assets and settings, and what a written path or name means in it.

mod layout;
mod permalink;
mod resolve;
mod settings;
mod slug;

use std::collections::BTreeMap;
use std::sync::Arc;

use smol_str::SmolStr;

use crate::syntax::{Dialect, Post};
use crate::text::{Text, TextRange, TextSize};

pub use layout::Layout;
pub use resolve::{Missing, Resolution, Use};
pub use settings::Settings;

/// A file of the blog: slash-separated, from the blog's root, such as `_posts/2020-07-14-icml.md`; never a leading
/// slash. Files outside the root start with `../`. Paths are compared byte by byte, as the published server does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SitePath(Arc<str>);

/// One text: a file, or one Markdown cell of a notebook.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId {
    /// The file.
    pub path: SitePath,
    /// The zero-based number of the cell among all cells of a notebook; `None` for a file that is one text.
    pub cell: Option<u32>,
}

/// A place in one text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FilePos {
    /// The text.
    pub file: FileId,
    /// The place, in bytes.
    pub offset: TextSize,
}

/// A part of one text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FileRange {
    /// The text.
    pub file: FileId,
    /// The part, in bytes.
    pub range: TextRange,
}

/// One text of a page with what it says.
#[derive(Clone, Debug)]
pub struct Source {
    /// Which text.
    pub file: FileId,
    /// The text itself. `None` where it lies on disk and nobody has it open.
    pub text: Option<Text>,
    /// What it says.
    pub post: Post,
}

/// What one URL of the built site shows: a Markdown file is one text, a notebook one text per Markdown cell.
#[derive(Clone, Debug)]
pub struct Page {
    /// The file.
    pub path: SitePath,
    /// Its texts in page order. Empty where a notebook cannot be read.
    pub sources: Vec<Arc<Source>>,
    /// Why the file cannot be read as what its name says; the first byte that is wrong is at `offset` of the file.
    pub unreadable: Option<Unreadable>,
}

/// Why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The reason, a full sentence.
    pub message: SmolStr,
}

/// What is known of a file that is not a page.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Asset {
    /// The size in bytes.
    pub bytes: u64,
    /// An image's width and height in pixels; `None` where it is no image, or its header cannot be read.
    pub pixels: Option<(u32, u32)>,
    /// Whether the path is a symbolic link, which Jekyll does not publish in safe mode.
    pub symlink: bool,
}

/// One step from a site to the next.
#[derive(Clone, Debug)]
pub enum Change {
    /// A page as it is on disk.
    Page(Page),
    /// A file that is not a page.
    Asset(SitePath, Asset),
    /// A file that says how the blog is built, with its text: `_config.yml`, `settings.ini`, `hugo.toml`, a plugin.
    Config(SitePath, SmolStr),
    /// A file that is there no more, of whatever kind. Open texts stay.
    Removed(SitePath),
    /// A page as the editor has it, which shadows the disk until it is closed.
    Open(Page),
    /// One text of an open page after an edit. Nothing happens where the page is not open.
    Edited(Source),
    /// The editor let go of a page: the disk counts again.
    Closed(SitePath),
}

/// A blog: an immutable value whose clone is cheap.
#[derive(Clone, Debug, Default)]
pub struct Site {
    index: Arc<Index>,
    open: Arc<BTreeMap<SitePath, Arc<Page>>>,
}

/// What lies on disk.
#[derive(Clone, Debug, Default)]
struct Index {
    pages: BTreeMap<SitePath, Arc<Page>>,
    assets: BTreeMap<SitePath, Asset>,
    configs: BTreeMap<SitePath, SmolStr>,
    settings: Settings,
}

impl Site {
    /// The site after a change. Cheap where this value is the only one; else what the change touches is copied.
    pub fn apply(mut self, change: Change) -> Site {
        let _ = &change;
        let _ = &mut self;
        self
    }

    /// A page, as the editor has it where it is open.
    pub fn page(&self, path: &SitePath) -> Option<&Arc<Page>> {
        self.open.get(path).or_else(|| self.index.pages.get(path))
    }

    /// One text of a page.
    pub fn source(&self, file: &FileId) -> Option<&Arc<Source>> {
        self.page(&file.path)?.sources.iter().find(|source| source.file == *file)
    }

    /// All pages in the order of their paths, open ones as the editor has them.
    pub fn pages(&self) -> impl Iterator<Item = &Arc<Page>> {
        self.index.pages.values()
    }

    /// What is known of a file that is not a page; `None` where there is none.
    pub fn asset(&self, path: &SitePath) -> Option<&Asset> {
        self.index.assets.get(path)
    }

    /// What the blog's own files say of how it is built.
    pub fn settings(&self) -> &Settings {
        &self.index.settings
    }

    /// How a text of this blog is to be read; the cell's number is its place among the notebook's Markdown cells.
    pub fn dialect(&self, path: &SitePath, markdown_cell: Option<u32>) -> Dialect {
        let _ = (path, markdown_cell);
        Dialect::default()
    }
}

impl SitePath {
    /// A path from the blog's root. A leading slash and `.` segments are dropped, `x/..` is resolved, and what still
    /// climbs out of the root keeps its `../`.
    pub fn new(path: &str) -> SitePath {
        let mut parts: Vec<&str> = Vec::new();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." if parts.last().is_some_and(|last| *last != "..") => {
                    parts.pop();
                }
                part => parts.push(part),
            }
        }
        SitePath(parts.join("/").into())
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last segment.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// The folder it lies in; the root is the empty path.
    pub fn folder(&self) -> SitePath {
        SitePath(self.0.rsplit_once('/').map_or("", |(folder, _)| folder).into())
    }

    /// What a relative path means from this folder.
    pub fn join(&self, relative: &str) -> SitePath {
        SitePath::new(&format!("{}/{relative}", self.0))
    }
}

impl std::fmt::Display for SitePath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<SitePath> for FileId {
    fn from(path: SitePath) -> FileId {
        FileId { path, cell: None }
    }
}
