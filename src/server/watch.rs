//! What happens on disk: blogs are read in the background, and looked at again when the client tells of a change and
//! from time to time, since few clients tell of all.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::time::Instant;
use tower_lsp::ls_types::notification::{DidChangeWatchedFiles, Notification};
use tower_lsp::ls_types::{DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern, Registration};

use super::address::Address;
use super::page;
use super::serve::{Event, Tasks};
use super::snapshot::{Blog, BlogId, Snapshot};
use super::state::State;
use crate::disk::{self, Changed, Root, Watch};
use crate::ide;
use crate::site::{Change, FileKind, Moment, Page, Resolution, Site, SitePath, Use};

/// How often the blogs of open documents are looked at.
const LOOK: Duration = Duration::from_millis(700);

/// How soon they are looked at after an edit, which may mention other files.
const LOOK_AFTER_EDIT: Duration = Duration::from_millis(50);

/// The watched blogs.
#[derive(Default)]
pub struct Watches {
    blogs: BTreeMap<BlogId, Watched>,
    /// When the blogs of open documents are looked at next.
    pub due: Option<Instant>,
}

/// What is known of one blog on disk.
#[derive(Default)]
struct Watched {
    /// `None` while somebody reads or looks.
    watch: Option<Watcher>,
    /// What the client told of meanwhile.
    told: BTreeSet<SitePath>,
    /// Whether all is to be read again once the reading under way ends.
    is_stale: bool,
    is_reading: bool,
}

/// A blog's files as they were last seen, and which of them matter most.
struct Watcher {
    files: Watch,
    named: Named,
}

/// The files that the open pages of a blog need to be known closely, and what tells that.
#[derive(Default)]
struct Named {
    pages: Vec<(Arc<Page>, Moment)>,
    paths: BTreeSet<SitePath>,
}

impl Named {
    /// The same of the pages as they are now, worked out again only where they mention other files.
    fn again(self, root: &Root, site: &Site, pages: Vec<Arc<Page>>) -> Named {
        let alike = |(old, moment): &(Arc<Page>, Moment), new: &Arc<Page>| {
            let texts = old.sources.iter().zip(&new.sources);
            old.path == new.path
                && old.sources.len() == new.sources.len()
                && *moment == site.moment_without(&new.path)
                && texts.into_iter().all(|(old, new)| disk::mention_alike(&old.post, &new.post))
        };
        let is_same =
            self.pages.len() == pages.len() && self.pages.iter().zip(&pages).all(|(old, new)| alike(old, new));
        let paths = match is_same {
            true => self.paths,
            false => pages.iter().flat_map(|page| named(root, site, page)).collect(),
        };
        let moments = pages.into_iter().map(|page| {
            let moment = site.moment_without(&page.path);
            (page, moment)
        });
        Named { pages: moments.collect(), paths }
    }
}

/// A blog as it was read.
pub struct Reading {
    site: Site,
    watch: Watcher,
}

/// What a look at a blog found.
pub struct Look {
    watch: Watcher,
    /// `None` where all is to be read again.
    changes: Option<Vec<Change>>,
}

impl Watches {
    /// Whether some blog is being read.
    pub fn is_reading(&self) -> bool {
        self.blogs.values().any(|it| it.is_reading)
    }

    pub fn forget(&mut self, id: BlogId) {
        self.blogs.remove(&id);
    }

    /// An edit may mention other files.
    pub fn edited(&mut self) {
        let soon = Instant::now() + LOOK_AFTER_EDIT;
        self.due = Some(self.due.map_or(soon, |due| due.min(soon)));
    }

    /// Looks at the blogs that open documents lie in, where it is time.
    pub fn work(&mut self, now: &Snapshot, tasks: &Tasks) {
        if self.due.is_none_or(|due| due > Instant::now()) {
            return;
        }
        let around = now.documents.keys().filter_map(Address::file).flat_map(|path| now.holders(path));
        let own = now.documents.values().map(|document| document.blog);
        let open: BTreeSet<BlogId> = around.map(|(id, _)| id).chain(own).collect();
        self.due = (!open.is_empty()).then(|| Instant::now() + LOOK);
        for id in open {
            self.look(id, now, tasks);
        }
    }

    /// Reads a blog from disk, in the background.
    pub fn read(&mut self, id: BlogId, root: Root, tasks: &Tasks) {
        let watched = self.blogs.entry(id).or_default();
        if watched.is_reading {
            watched.is_stale = true;
            return;
        }
        *watched = Watched { is_reading: true, ..Watched::default() };
        tasks.run("reading a blog", move || Event::Read(id, guarded(&root, || read(&root)).map(Box::new)));
    }

    fn look(&mut self, id: BlogId, now: &Snapshot, tasks: &Tasks) {
        let Some(blog @ Blog { root: Some(root), .. }) = now.blogs.get(&id) else { return };
        let Some(watched) = self.blogs.get_mut(&id) else { return };
        let Some(mut watch) = watched.watch.take() else { return };
        let told = std::mem::take(&mut watched.told);
        let pages = now.documents.values().filter(|it| it.blog == id).map(|it| it.file.path.clone());
        let (root, site, pages) = (root.clone(), blog.site.clone(), pages.collect::<BTreeSet<_>>());
        tasks.run("looking at a blog", move || {
            let changes = guarded(&root, || {
                let pages = pages.iter().filter_map(|path| site.page(path).cloned()).collect();
                watch.named = std::mem::take(&mut watch.named).again(&root, &site, pages);
                let found = watch.files.changed(&root, watch.named.paths.clone(), told);
                let Changed::Files(paths) = found else { return None };
                let changes = paths.iter().map(|path| disk::look(&root, &site, path));
                Some(changes.filter(|change| is_news(&site, change)).collect())
            });
            Event::Looked(id, Look { watch, changes: changes.flatten() })
        });
    }
}

impl State {
    /// Whether some blog is being read of which nothing was read before.
    pub fn is_reading_first(&self) -> bool {
        let is_first = |id: &BlogId| self.now.blogs.get(id).is_some_and(|blog| !blog.is_read);
        self.watches.blogs.iter().any(|(id, it)| it.is_reading && is_first(id))
    }

    /// Files may have changed on disk.
    pub fn changed_on_disk(&mut self, uris: &[&str]) {
        let mut changed = BTreeSet::new();
        for uri in uris {
            let address = Address::new(uri);
            for (id, path) in address.file().into_iter().flat_map(|path| self.now.holders(path)) {
                if let Some(watched) = self.watches.blogs.get_mut(&id) {
                    watched.told.insert(path);
                    changed.insert(id);
                }
            }
        }
        for id in changed {
            self.watches.look(id, &self.now, &self.tasks);
        }
    }

    /// Files or folders have moved, each from one URI to another: the blogs know at once, and then look at the disk.
    pub fn renamed(&mut self, files: &[(String, String)]) {
        let told: Vec<&str> = files.iter().flat_map(|(from, to)| [from.as_str(), to.as_str()]).collect();
        let moves = self.now.everywhere().map(|here| ide::moving(here.site(), &here.moved(files)));
        let moves: Vec<_> = self.now.blogs.keys().copied().zip(moves).collect();
        for (id, changes) in moves.into_iter().filter(|(_, changes)| !changes.is_empty()) {
            if let Some(watched) = self.watches.blogs.get_mut(&id) {
                watched.told.extend(changes.iter().filter_map(path_of).cloned());
            }
            self.apply(id, changes);
            self.publisher.blog_changed(&self.now, id);
        }
        self.changed_on_disk(&told);
    }

    /// A blog was read. Whatever the client has open stays as the client has it.
    pub fn read(&mut self, id: BlogId, read: Option<Box<Reading>>) {
        let Some(watched) = self.watches.blogs.get_mut(&id) else { return };
        watched.is_reading = false;
        let is_stale = std::mem::take(&mut watched.is_stale);
        let Some(blog) = Arc::make_mut(&mut self.now.blogs).get_mut(&id) else { return };
        let root = blog.root.clone();
        if let Some(read) = read {
            let Reading { site, watch } = *read;
            watched.watch = Some(watch);
            blog.is_read = true;
            let before = std::mem::replace(&mut blog.site, site);
            let documents = self.now.documents.values().filter(|it| it.blog == id).map(|it| it.file.path.clone());
            let notebooks = self.notebooks.values().filter(|it| it.blog == id).map(|it| it.path.clone());
            let open: BTreeSet<SitePath> = documents.chain(notebooks).collect();
            let pages = open.iter().filter_map(|path| before.page(path));
            let site = &self.now.blogs[&id].site;
            let reopened = pages.map(|page| Change::Open(page::reread(site, page))).collect();
            self.apply(id, reopened);
            self.configure_blog(id);
        }
        self.publisher.blog_changed(&self.now, id);
        if let (true, Some(root)) = (is_stale, root) {
            self.watches.read(id, root, &self.tasks);
        }
        self.watches.edited();
    }

    /// A blog was looked at.
    pub fn looked(&mut self, id: BlogId, look: Look) {
        let Some(watched) = self.watches.blogs.get_mut(&id) else { return };
        if watched.is_reading {
            return;
        }
        watched.watch = Some(look.watch);
        let is_told = !watched.told.is_empty();
        let root = self.now.blogs.get(&id).and_then(|blog| blog.root.clone());
        // Settings say how every text is to be read.
        let changes = look.changes.filter(|changes| !changes.iter().any(is_config));
        match (changes, root) {
            (Some(changes), _) if changes.is_empty() => {}
            (Some(changes), _) => {
                self.apply(id, changes);
                self.publisher.blog_changed(&self.now, id);
            }
            (None, Some(root)) => return self.watches.read(id, root, &self.tasks),
            (None, None) => {}
        }
        if is_told {
            self.watches.look(id, &self.now, &self.tasks);
        }
    }
}

/// What asks the client to tell of files. All matter: anything may be linked to.
pub fn registration() -> Registration {
    let all = FileSystemWatcher { glob_pattern: GlobPattern::String("**/*".into()), kind: None };
    let options = DidChangeWatchedFilesRegistrationOptions { watchers: vec![all] };
    let (id, method) = ("files".into(), DidChangeWatchedFiles::METHOD.into());
    Registration { id, method, register_options: serde_json::to_value(options).ok() }
}

fn read(root: &Root) -> Reading {
    let begun = SystemTime::now();
    let changes = disk::read(root).changes;
    let watch = Watcher { files: Watch::new(root, &changes, begun), named: Named::default() };
    Reading { site: changes.into_iter().fold(Site::default(), Site::apply), watch }
}

/// Runs what may fail by a mistake of ours; the blog then stays as it was.
fn guarded<T>(root: &Root, work: impl FnOnce() -> T) -> Option<T> {
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
    if result.is_err() {
        tracing::error!("reading `{}` failed", root.folder().display());
    }
    result.ok()
}

/// The most files that are looked at for what the open pages mention. A text can be made to mention a million.
const MOST_NAMED: usize = 2000;

/// The files that a page needs to be known closely: its pictures, and the pages whose headings it may link to; beside a
/// loose file, all that it mentions.
fn named(root: &Root, site: &Site, page: &Page) -> BTreeSet<SitePath> {
    if root.loose().is_some() {
        return disk::mentioned(page);
    }
    let mut named = BTreeSet::new();
    for source in &page.sources {
        let images = source.post.images().filter_map(|image| Some((image.target?, Use::Image)));
        let links = source.post.links().filter_map(|link| Some((link.target?, Use::Link)));
        let definitions = source.post.definitions().map(|it| (it.target, Use::Link));
        let targets = images.chain(links).chain(definitions).take(MOST_NAMED);
        named.extend(targets.filter_map(|(target, usage)| match site.resolve(&source.file, &target.text, usage) {
            Resolution::File { path, .. } => Some(path),
            _ => None,
        }));
    }
    named
}

/// Whether a change changes anything.
pub fn is_news(site: &Site, change: &Change) -> bool {
    match change {
        Change::Asset(path, asset) => site.asset(path) != Some(asset),
        // Settings that are news have all of the blog read again, and questions wait for that.
        Change::Config(path, text) => site.config(path) != Some(text.as_str()),
        Change::Removed(path) => site.page(path).is_some() || site.asset(path).is_some() || is_config(change),
        _ => true,
    }
}

/// The file that a change of the disk is about.
fn path_of(change: &Change) -> Option<&SitePath> {
    match change {
        Change::Page(page) | Change::Open(page) => Some(&page.path),
        Change::Edited(source) => Some(&source.file.path),
        Change::Asset(path, _) | Change::Removed(path) | Change::Closed(path) | Change::Config(path, _) => Some(path),
        Change::Paths(_) => None,
    }
}

fn is_config(change: &Change) -> bool {
    match change {
        Change::Config(..) => true,
        Change::Removed(path) => path.kind() == FileKind::Config,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_say_the_same_are_no_news() {
        let config = |text: &str| Change::Config(SitePath::new("_config.yml"), text.into());
        let site = Site::default().apply(config("title: A\n"));
        assert!(!is_news(&site, &config("title: A\n")));
        assert!(is_news(&site, &config("title: B\n")));
        assert!(is_news(&Site::default(), &config("title: A\n")));
    }
}
