//! A blog as data: its pages, assets and settings, and what a written path or name means in it.

mod cells;
mod date;
mod exclude;
mod fragments;
mod gems;
mod index;
mod layout;
mod lookup;
mod page;
mod path;
mod paths;
mod permalink;
mod publish;
mod published;
mod resolve;
mod settings;
mod similar;
mod slug;
mod written;
mod yaml;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use smol_str::SmolStr;

use crate::syntax::{Dialect, FrontMatter, Part, Reading};
use crate::text::{Text, TextRange, TextSize};
use index::Index;
use published::Published;

pub use cells::CellGlance;
pub use date::Date;
pub use fragments::{Fragments, folded};
pub use layout::Layout;
pub use lookup::{ContentRoots, Lookup};
pub use page::Anchor;
pub use path::{FileKind, SitePath};
pub use paths::{Extension, Paths};
pub use published::LabelKind;
pub use resolve::{Missing, Resolution, Use, copied_images, images_without_source};
pub use settings::{Collection, DefaultValue, Defaults, Kramdown, Liquid, RelativeLinks, Settings, SettingsProblem};

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
    pub post: Reading,
}

/// What one URL of the built site shows: a Markdown file is one text, a notebook one text per Markdown cell.
#[derive(Clone, Debug)]
pub struct Page {
    /// The file.
    pub path: SitePath,
    /// Its texts in page order. Empty where a notebook cannot be read.
    pub sources: Vec<Arc<Source>>,
    /// The names of the images that the cells of a notebook carry with them, by the number of the cell. A cell of which
    /// that is not known is not among them.
    pub attachments: Attachments,
    /// Why the file cannot be read as what its name says.
    pub unreadable: Option<Unreadable>,
}

/// The names of the images in each cell of a notebook, by the zero-based number of the cell among all cells.
pub type Attachments = BTreeMap<u32, Arc<[SmolStr]>>;

/// Why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The reason, and what to do.
    pub message: SmolStr,
    /// The first part that is wrong, in bytes of the file; empty at its start where the whole is.
    pub range: TextRange,
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
    /// The front matter of a file that is no Markdown, such as a page in HTML: with it, Jekyll gives the file a URL of
    /// its own. `None` where the file has none.
    pub front_matter: Option<Arc<FrontMatter>>,
    /// The ids that a layout of Jekyll, or a file that is included, gives to places of the pages that it is part of.
    pub ids: Arc<[SmolStr]>,
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
    /// How the writer wants paths to be read and written.
    Paths(Paths),
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
    /// What the open pages are published as: made when it is first asked for.
    overlay: Arc<OnceLock<Published>>,
    paths: Arc<Paths>,
    /// Where fragments lead on the pages that were asked about.
    fragments: fragments::Known,
    edited: Edited,
}

/// What a site was when something last changed in it.
#[derive(Clone, Debug, Default)]
struct Edited {
    /// The page that the last changes edited, if they edited one alone.
    page: Option<SitePath>,
    /// The site before them.
    before: Moment,
    /// The site now.
    now: Moment,
}

/// A state of a site: equal to itself and to no other.
#[derive(Clone, Debug, Default)]
pub struct Moment(Arc<()>);

impl PartialEq for Moment {
    fn eq(&self, other: &Moment) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Edited {
    fn change(&mut self, page: Option<&SitePath>) {
        if page.is_none() || self.page.as_ref() != page {
            self.page = page.cloned();
            self.before = std::mem::take(&mut self.now);
        } else {
            self.now = Moment::default();
        }
    }
}

impl Site {
    /// The site after a change. Cheap where this value is the only one; else what the change touches is copied.
    pub fn apply(mut self, change: Change) -> Site {
        self.fragments = fragments::Known::default();
        match &change {
            Change::Edited(source) => self.edited.change(Some(&source.file.path)),
            _ => self.edited.change(None),
        }
        match change {
            Change::Edited(source) => self.edit(source),
            Change::Open(page) => {
                Arc::make_mut(&mut self.open).insert(page.path.clone(), Arc::new(page));
                self.overlay = Arc::default();
            }
            Change::Closed(path) => {
                Arc::make_mut(&mut self.open).remove(&path);
                self.overlay = Arc::default();
            }
            Change::Page(page) => self.index(|index| index.add_page(page)),
            Change::Asset(path, asset) => self.index(|index| index.add_asset(path, asset)),
            Change::Config(path, text) => self.index(|index| index.add_config(path, text)),
            Change::Removed(path) => self.index(|index| index.remove(&path)),
            Change::Paths(paths) => self.paths = Arc::new(paths),
        }
        self
    }

    /// Changes what lies on disk. Settings may be among it, and they say where open pages are published.
    fn index(&mut self, change: impl FnOnce(&mut Index)) {
        change(Arc::make_mut(&mut self.index));
        self.overlay = Arc::default();
    }

    /// Takes in one text of an open page. The index is neither read nor copied, as this happens with each keystroke.
    fn edit(&mut self, source: Source) {
        let Some(page) = Arc::make_mut(&mut self.open).get_mut(&source.file.path) else { return };
        let sources = &mut Arc::make_mut(page).sources;
        if let Some(known) = sources.iter_mut().find(|known| known.file == source.file) {
            if known.post.front_matter() != source.post.front_matter() {
                self.overlay = Arc::default();
            }
            *known = Arc::new(source);
        }
    }

    /// Works out what questions need to know of the whole blog, before many are asked at once.
    pub fn prepare(&self) {
        self.index.published();
    }

    /// The state of the site: every question has the same answer as long as it is the same.
    pub fn moment(&self) -> Moment {
        self.edited.now.clone()
    }

    /// The state of all that is not one page: equal for two sites that differ at most by edits of that page.
    pub fn moment_without(&self, page: &SitePath) -> Moment {
        let Edited { page: edited, before, now } = &self.edited;
        if edited.as_ref() == Some(page) { before.clone() } else { now.clone() }
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
        let mut closed = self.index.pages.iter().peekable();
        let mut open = self.open.iter().peekable();
        std::iter::from_fn(move || match (closed.peek(), open.peek()) {
            (Some((on_disk, _)), Some((in_editor, _))) => {
                let (on_disk, in_editor) = (*on_disk, *in_editor);
                if on_disk < in_editor {
                    return closed.next().map(|(_, page)| page);
                }
                closed.next_if(|(path, _)| *path == in_editor);
                open.next().map(|(_, page)| page)
            }
            (Some(_), None) => closed.next().map(|(_, page)| page),
            (None, _) => open.next().map(|(_, page)| page),
        })
    }

    /// Whether the editor has a page open.
    pub fn is_open(&self, path: &SitePath) -> bool {
        self.open.contains_key(path)
    }

    /// What is known of a file that is not a page; `None` where there is none.
    pub fn asset(&self, path: &SitePath) -> Option<&Asset> {
        self.index.assets.get(path)
    }

    /// The text of a file that says how the blog is built, such as `_config.yml`; `None` where there is none.
    pub fn config(&self, path: &SitePath) -> Option<&str> {
        self.index.config(path)
    }

    /// The texts of all files that say how the blog is built.
    pub fn configs(&self) -> impl Iterator<Item = &str> {
        self.index.configs.values().map(SmolStr::as_str)
    }

    /// The files in a folder, at any depth, that are no pages, in the order of their paths. The root is the empty path.
    pub fn assets_within<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a SitePath, &'a Asset)> {
        let assets = self.index.assets.range(SitePath::first_within(folder)..);
        assets.skip_while(|(path, _)| path.as_str().is_empty()).take_while(move |(path, _)| path.is_within(folder))
    }

    /// Whether there is such a file.
    pub fn exists(&self, path: &SitePath) -> bool {
        self.page(path).is_some() || self.index.assets.contains_key(path) || self.index.config(path).is_some()
    }

    /// What the blog's own files say of how it is built.
    pub fn settings(&self) -> &Settings {
        &self.index.settings
    }

    /// How the writer wants paths to be read and written.
    pub fn paths(&self) -> &Paths {
        &self.paths
    }

    /// How a text of this blog is to be read; [`Site::parts`] tells what the cells of a notebook are.
    ///
    /// A text outside any site may be meant for any generator: its Liquid is read, so that its footnotes are found.
    pub fn dialect(&self, path: &SitePath, part: Part) -> Dialect {
        let settings = self.settings();
        let jekyll = settings.layout.is_jekyll();
        // Before Jekyll sees a notebook, nbconvert has made HTML of its Markdown.
        let kramdown = jekyll && path.kind() == FileKind::Text && settings.markdown.eq_ignore_ascii_case("kramdown");
        Dialect { part, liquid: jekyll || settings.layout == Layout::Plain, kramdown }
    }
}

impl Unreadable {
    /// A file that is wrong as a whole.
    pub fn whole(message: impl Into<SmolStr>) -> Unreadable {
        Unreadable { message: message.into(), range: TextRange::empty(TextSize::new(0)) }
    }
}

impl From<SitePath> for FileId {
    fn from(path: SitePath) -> FileId {
        FileId { path, cell: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(path: &str, text: &str) -> Page {
        let path = SitePath::new(path);
        let text = Text::new(text);
        let post = crate::syntax::parse(&text, Dialect::default());
        let source = Source { file: path.clone().into(), text: Some(text), post: post.into() };
        Page { path, sources: vec![Arc::new(source)], attachments: Attachments::new(), unreadable: None }
    }

    fn source(path: &str, text: &str) -> Source {
        Arc::unwrap_or_clone(page(path, text).sources.remove(0))
    }

    /// All pages with their texts, as `path=text`.
    fn texts(site: &Site) -> String {
        let texts = site.pages().map(|page| format!("{}={}", page.path, page.sources[0].text.as_ref().unwrap()));
        texts.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_moment_is_over_with_the_next_change() {
        let site = Site::default().apply(Change::Open(page("a.md", "new")));
        let moment = site.moment();
        assert!(moment == site.clone().moment() && moment != Site::default().moment());
        let edited = site.apply(Change::Edited(source("a.md", "newer")));
        assert!(moment != edited.moment());
        let moment = edited.moment();
        for change in [Change::Edited(source("a.md", "newest")), Change::Page(page("b.md", "disk"))] {
            assert!(moment != edited.clone().apply(change).moment());
        }
    }

    #[test]
    fn an_open_page_shadows_the_disk_until_it_is_closed() {
        let site = Site::default()
            .apply(Change::Page(page("b.md", "disk")))
            .apply(Change::Page(page("d.md", "disk")))
            .apply(Change::Open(page("a.md", "new")))
            .apply(Change::Open(page("b.md", "editor")))
            .apply(Change::Open(page("e.md", "new")));
        assert_eq!(texts(&site), "a.md=new b.md=editor d.md=disk e.md=new");
        let site = site.apply(Change::Page(page("b.md", "saved"))).apply(Change::Removed(SitePath::new("d.md")));
        assert_eq!(texts(&site), "a.md=new b.md=editor e.md=new");
        let site = site.apply(Change::Closed(SitePath::new("a.md"))).apply(Change::Closed(SitePath::new("b.md")));
        assert_eq!(texts(&site), "b.md=saved e.md=new");
    }

    #[test]
    fn a_removed_file_stays_while_it_is_open() {
        let site = Site::default()
            .apply(Change::Page(page("a.md", "disk")))
            .apply(Change::Open(page("a.md", "editor")))
            .apply(Change::Removed(SitePath::new("a.md")));
        assert_eq!(texts(&site), "a.md=editor");
        assert_eq!(texts(&site.apply(Change::Closed(SitePath::new("a.md")))), "");
    }

    #[test]
    fn a_keystroke_shares_the_index_and_leaves_snapshots_alone() {
        let before = Site::default().apply(Change::Page(page("b.md", "disk"))).apply(Change::Open(page("a.md", "one")));
        let after = before.clone().apply(Change::Edited(source("a.md", "two")));
        assert!(Arc::ptr_eq(&before.index, &after.index));
        assert_eq!(texts(&before), "a.md=one b.md=disk");
        assert_eq!(texts(&after), "a.md=two b.md=disk");
    }

    #[test]
    fn an_edit_of_a_page_that_is_not_open_does_nothing() {
        let site = Site::default().apply(Change::Page(page("a.md", "disk")));
        assert_eq!(texts(&site.apply(Change::Edited(source("a.md", "editor")))), "a.md=disk");
    }

    #[test]
    fn one_cell_changes_alone() {
        let fixture = crate::fixture::Fixture::new("//- /x.ipynb\n%% markdown\none$0\n%% markdown\ntwo\n");
        let path = SitePath::new("x.ipynb");
        let second = FileId { path: path.clone(), cell: Some(1) };
        let text = Text::new("three");
        let post = crate::syntax::parse(&text, fixture.site.dialect(&path, Part::Cell));
        let site =
            fixture.site.clone().apply(Change::Edited(Source { file: second, text: Some(text), post: post.into() }));
        let texts = |site: &Site| -> Vec<String> {
            let sources = &site.page(&path).unwrap().sources;
            sources.iter().map(|source| source.text.as_ref().unwrap().to_string()).collect()
        };
        assert_eq!(texts(&site), ["one", "three"]);
        assert_eq!(texts(&fixture.site), ["one", "two"]);
    }

    #[test]
    fn a_path_has_one_kind_at_a_time() {
        let path = SitePath::new("a.md");
        let site = Site::default().apply(Change::Page(page("a.md", "disk")));
        let site = site.apply(Change::Asset(path.clone(), Asset { bytes: 3, ..Asset::default() }));
        assert!(site.page(&path).is_none() && site.asset(&path).is_some());
        let site = site.apply(Change::Page(page("a.md", "disk")));
        assert!(site.page(&path).is_some() && site.asset(&path).is_none());
    }

    #[test]
    fn a_dialect_follows_the_generator() {
        let dialect = |config: Change, path: &str| {
            let dialect = Site::default().apply(config).dialect(&SitePath::new(path), Part::File);
            (dialect.liquid, dialect.kramdown)
        };
        let config = |path: &str, text: &str| Change::Config(SitePath::new(path), text.into());
        assert_eq!(dialect(config("_config.yml", ""), "_posts/a.md"), (true, true));
        assert_eq!(dialect(config("_config.yml", "markdown: GFM"), "a.md"), (true, false));
        assert_eq!(dialect(config("_config.yml", ""), "_notebooks/a.ipynb"), (true, false));
        assert_eq!(dialect(config("hugo.toml", ""), "content/a.md"), (false, false));
        assert_eq!(dialect(config("_quarto.yml", ""), "a.qmd"), (false, false));
        assert_eq!(dialect(config("x.rb", ""), "a.md"), (true, false));
    }
}
