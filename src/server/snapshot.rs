//! What is known at one moment: the client, the blogs and the open documents. A clone is cheap, and every question is
//! answered from one.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tower_lsp::ls_types::{Location, Position, Range, Uri};

use super::address::{self, Address};
use super::capabilities::Client;
use super::mistake::Mistakes;
use super::page;
use super::whole_blog::Results;
use crate::disk::{self, Root};
use crate::ide::{self, Config, Known};
use crate::site::{Change, FileId, FilePos, Resolution, Site, SitePath, Use};
use crate::syntax::{Item, Part};
use crate::text::{ClientPos, Text, TextRange, TextSize};

/// What is known at one moment.
#[derive(Clone, Default)]
pub struct Snapshot {
    /// What the client can do.
    pub client: Arc<Client>,
    /// The folders that the client works in.
    pub folders: Arc<Vec<PathBuf>>,
    pub blogs: Arc<BTreeMap<BlogId, Blog>>,
    pub documents: Arc<HashMap<Address, Document>>,
    /// What went wrong so far.
    pub mistakes: Mistakes,
}

/// Numbers blogs in the order in which they came to be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlogId(pub u32);

/// A blog, or what stands in for one: a loose file, or a document that was never saved.
#[derive(Clone, Default)]
pub struct Blog {
    /// Where it lies; `None` for what is on no disk.
    pub root: Option<Root>,
    /// What is set for it, in the editor and by itself.
    pub config: Arc<Config>,
    /// What it holds: at first the open documents alone.
    pub site: Site,
    /// Whether all of it was read from disk.
    pub is_read: bool,
    /// What its findings were called last.
    pub results: Results,
}

/// A text that the client has open.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its URI as the client spells it.
    pub uri: Uri,
    /// The blog that it belongs to.
    pub blog: BlogId,
    /// The text that it is there.
    pub file: FileId,
    /// What was found in it when it was last looked at. It makes answers quick and changes none.
    pub known: Arc<Mutex<Known>>,
}

/// A text that a question is about.
pub struct Here<'a> {
    now: &'a Snapshot,
    blog: &'a Blog,
    site: Site,
    pub file: FileId,
    /// Texts that an answer was put into positions with; `None` where there is no such text any more.
    texts: RefCell<HashMap<FileId, Option<Text>>>,
}

impl Snapshot {
    /// The text that a URI means, whether the client has it open or it lies on disk.
    pub fn here(&self, uri: &Uri) -> Option<Here<'_>> {
        let address = Address::new(uri.as_str());
        let (blog, file, site) = match self.documents.get(&address) {
            Some(document) => {
                let blog = self.blogs.get(&document.blog)?;
                (blog, document.file.clone(), blog.site.clone())
            }
            None => self.on_disk(address.file()?)?,
        };
        Some(Here { now: self, blog, site, file, texts: RefCell::default() })
    }

    /// A page that nobody has open, with the site as it is when somebody has.
    fn on_disk(&self, path: &Path) -> Option<(&Blog, FileId, Site)> {
        let (id, path) = self.holder(path)?;
        let blog = self.blogs.get(&id)?;
        blog.site.page(&path)?;
        let file = FileId::from(path.clone());
        let text = disk::read_text(blog.root.as_ref()?, &file)?;
        let page = page::of_file(&blog.site, &file, text);
        Some((blog, file, blog.site.clone().apply(Change::Open(page))))
    }

    /// The innermost blog that a path lies in, and what the path is there.
    pub fn holder(&self, path: &Path) -> Option<(BlogId, SitePath)> {
        let depth = |id: &BlogId| self.blogs.get(id)?.root.as_ref().map(|root| root.folder().as_os_str().len());
        self.holders(path).max_by_key(|(id, _)| depth(id))
    }

    /// All blogs that a path lies in, as one may lie in another, and what the path is in each.
    pub fn holders(&self, path: &Path) -> impl Iterator<Item = (BlogId, SitePath)> {
        self.blogs.iter().filter_map(move |(id, blog)| Some((*id, blog.root.as_ref()?.site_path(path)?)))
    }

    /// All blogs, for questions that are about no text.
    pub fn everywhere(&self) -> impl Iterator<Item = Here<'_>> {
        let file = FileId::from(SitePath::new(""));
        self.blogs.values().map(move |blog| {
            let (file, site) = (file.clone(), blog.site.clone());
            Here { now: self, blog, site, file, texts: RefCell::default() }
        })
    }

    /// All texts that have an address: the pages of the blogs, and of notebooks the cells that are open.
    pub fn all_texts(&self) -> impl Iterator<Item = Here<'_>> {
        self.everywhere().flat_map(move |blog| {
            let pages: Vec<_> = blog.site().pages().cloned().collect();
            let files = pages.iter().flat_map(|page| page.sources.iter().map(|source| source.file.clone()));
            let files: Vec<FileId> =
                files.filter(|file| file.cell.is_none() || self.open(blog.blog, file).is_some()).collect();
            let (blog, site) = (blog.blog, blog.site);
            let here = move |file| Here { now: self, blog, site: site.clone(), file, texts: RefCell::default() };
            files.into_iter().map(here)
        })
    }

    /// The document that a client has open for a text.
    fn open(&self, blog: &Blog, file: &FileId) -> Option<&Document> {
        let is_of = |id: &BlogId| self.blogs.get(id).is_some_and(|it| std::ptr::eq(it, blog));
        self.documents.values().find(|document| document.file == *file && is_of(&document.blog))
    }

    /// The text of an open document.
    pub fn text(&self, document: &Document) -> Option<&Text> {
        self.blogs.get(&document.blog)?.site.source(&document.file)?.text.as_ref()
    }

    /// What an open document is of its page.
    pub fn part(&self, document: &Document) -> Option<Part> {
        Some(self.blogs.get(&document.blog)?.site.source(&document.file)?.post.dialect().part)
    }

    /// The URI of a text, as the client spells it where it has it open.
    fn uri(&self, blog: &Blog, file: &FileId) -> Option<Uri> {
        match self.open(blog, file) {
            Some(document) => Some(document.uri.clone()),
            None => address::of_file(&blog.root.as_ref()?.path(&file.path)),
        }
    }
}

impl Document {
    pub fn new(uri: Uri, blog: BlogId, file: FileId) -> Document {
        Document { uri, blog, file, known: Arc::default() }
    }
}

impl Blog {
    /// Whether it is a folder with files, and not one lone text.
    pub fn is_folder(&self) -> bool {
        self.root.as_ref().is_some_and(|root| root.loose().is_none())
    }
}

impl<'a> Here<'a> {
    /// The same text, with the site as the client has it: where another blog lies in this one's folder, or around it, and
    /// a text of this one is open there, it is as it is there.
    pub fn as_open(&self) -> Here<'a> {
        let is_other = |document: &&Document| {
            document.file.cell.is_none()
                && self.now.blogs.get(&document.blog).is_some_and(|it| !std::ptr::eq(it, self.blog))
        };
        let others = self.now.documents.iter().filter(|(_, document)| is_other(document));
        let open = others.filter_map(|(address, document)| {
            let path = self.blog.root.as_ref()?.site_path(address.file()?)?;
            self.site.page(&path)?;
            Some((FileId::from(path), self.now.text(document)?.clone()))
        });
        let site = open.fold(self.site.clone(), |site, (file, text)| {
            let page = page::of_file(&site, &file, text);
            site.apply(Change::Open(page))
        });
        Here { now: self.now, blog: self.blog, site, file: self.file.clone(), texts: RefCell::default() }
    }
}

impl Here<'_> {
    pub fn client(&self) -> &Client {
        &self.now.client
    }

    /// The site, in which the picture at a place is known with its size in pixels: a hover may come before the blog's
    /// own look at its pictures.
    pub fn site_with_picture(&self, at: &FilePos) -> Site {
        let site = self.site().clone();
        let items = site.source(&at.file).map(|source| source.post.at(at.offset)).unwrap_or_default();
        let target = items.into_iter().find_map(|item| match item {
            Item::Image(image) => image.target,
            _ => None,
        });
        let resolution = target.map(|target| site.resolve(&at.file, &target.text, Use::Image));
        match (resolution, &self.blog.root) {
            (Some(Resolution::File { path, .. }), Some(root)) if site.asset(&path).is_some() => {
                let change = disk::look(root, &site, &path);
                site.apply(change)
            }
            _ => site,
        }
    }

    /// The findings of the text as a site has it.
    pub fn findings(&self, site: &Site) -> Vec<ide::Diagnostic> {
        let texts = |file: &FileId| self.text(file);
        let look = |known: &mut Known| ide::findings_again(site, &self.file, self.config(), &texts, known);
        match self.now.open(self.blog, &self.file) {
            Some(document) => look(&mut document.known.lock().unwrap_or_else(PoisonError::into_inner)),
            None => look(&mut Known::default()),
        }
    }

    /// What is set for the blog.
    pub fn config(&self) -> &Config {
        &self.blog.config
    }

    /// The site, in which files are known that came to lie on disk just now.
    pub fn site_knowing<'p>(&self, paths: impl Iterator<Item = &'p SitePath>) -> Site {
        let Some(root) = &self.blog.root else { return self.site().clone() };
        let unknown = paths.filter(|path| !self.site().exists(path));
        unknown.fold(self.site().clone(), |site, path| {
            let change = disk::look(root, &site, path);
            site.apply(change)
        })
    }

    /// Of files that move, by their URIs, those of this blog and of none within it.
    pub fn moved(&self, files: &[(String, String)]) -> Vec<(SitePath, SitePath)> {
        let Some(root) = &self.blog.root else { return Vec::new() };
        let moved = files.iter().filter_map(|(from, to)| {
            let (from, to) = (Address::new(from), Address::new(to));
            let (from, to) = (from.file()?, to.file()?);
            let (holder, path) = self.now.holder(from)?;
            let is_own = self.now.blogs.get(&holder).is_some_and(|it| std::ptr::eq(it, self.blog));
            is_own.then_some((path, root.site_path(to)?))
        });
        moved.collect()
    }

    pub fn blog(&self) -> &Blog {
        self.blog
    }

    pub fn site(&self) -> &Site {
        &self.site
    }

    /// The other blogs in whose folders a file of this one lies, with what it is there.
    pub fn also_in(&self, path: &SitePath) -> Vec<(Here<'_>, SitePath)> {
        let Some(path) = self.blog.root.as_ref().map(|root| root.path(path)) else { return Vec::new() };
        let others = self.now.everywhere().filter(|it| it.blog.is_folder() && !std::ptr::eq(it.blog, self.blog));
        others
            .filter_map(|it| Some((it.blog.root.as_ref()?.site_path(&path)?, it)))
            .map(|(path, it)| (it, path))
            .collect()
    }

    /// Whether the site is the blog's own, and not one in which a text counts as open that nobody has open.
    pub fn is_of_blog(&self) -> bool {
        self.site.moment() == self.blog.site.moment()
    }

    /// The version of the text, where the client has it open.
    pub fn version(&self) -> Option<i32> {
        Some(self.site().source(&self.file)?.text.as_ref()?.version())
    }

    /// All of this text.
    pub fn whole(&self) -> TextRange {
        TextRange::up_to(self.text(&self.file).map_or(TextSize::new(0), |text| text.len()))
    }

    /// The URI of this text.
    pub fn uri(&self) -> Option<Uri> {
        self.now.uri(self.blog, &self.file)
    }

    /// The place that a position of the client means.
    pub fn offset(&self, position: Position) -> TextSize {
        let position = ClientPos { line: position.line, col: position.character };
        self.text(&self.file).map_or(TextSize::new(0), |text| text.offset(position, self.client().encoding))
    }

    /// The part of this text that a range of the client means. Ends that are swapped are taken in text order.
    pub fn part(&self, range: Range) -> TextRange {
        let (start, end) = (self.offset(range.start), self.offset(range.end));
        TextRange::new(start.min(end), start.max(end))
    }

    /// A part of this text.
    pub fn slice(&self, range: TextRange) -> String {
        self.text(&self.file).map_or_else(String::new, |text| text.slice(range))
    }

    /// What the client calls a part of this text.
    pub fn range(&self, range: TextRange) -> Range {
        self.range_in(&self.file, range).unwrap_or_default()
    }

    /// What the client calls a part of any text of the blog; `None` where the text is gone.
    pub fn location(&self, file: &FileId, range: TextRange) -> Option<Location> {
        Some(Location { uri: self.now.uri(self.blog, file)?, range: self.range_in(file, range)? })
    }

    /// Whether a file lies in the blog, and is no link that leads out of it.
    pub fn holds(&self, path: &SitePath) -> bool {
        self.blog.root.as_ref().is_some_and(|root| root.holds(path))
    }

    /// The URI of a file that need not be a text.
    pub fn file_uri(&self, path: &SitePath) -> Option<Uri> {
        address::of_file(&self.blog.root.as_ref()?.path(path))
    }

    fn range_in(&self, file: &FileId, range: TextRange) -> Option<Range> {
        let text = self.text(file)?;
        let position = |offset| {
            let pos = text.position(offset, self.client().encoding);
            Position { line: pos.line, character: pos.col }
        };
        Some(Range { start: position(range.start()), end: position(range.end()) })
    }

    /// A text as the client has it, else as it lies on disk.
    pub fn text(&self, file: &FileId) -> Option<Text> {
        let mut texts = self.texts.borrow_mut();
        let text = texts.entry(file.clone()).or_insert_with(|| {
            let open = self.site().source(file).and_then(|source| source.text.clone());
            open.or_else(|| disk::read_text(self.blog.root.as_ref()?, file))
        });
        text.clone()
    }
}
