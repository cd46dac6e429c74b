//! The state and what changes it. The serve loop is its one owner; each change leaves a new [`Snapshot`].

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;
use tower_lsp::jsonrpc::Id;
use tower_lsp::ls_types::notification::{DidChangeWatchedFiles, Notification};
use tower_lsp::ls_types::request::RegisterCapability;
use tower_lsp::ls_types::*;

use super::address::{self, Address};
use super::capabilities::Client;
use super::publish::{Findings, Publisher};
use super::serve::{Event, Tasks};
use super::snapshot::{Blog, BlogId, Document, Snapshot};
use crate::disk::{self, LONGEST_TEXT, Root};
use crate::site::{Change, FileId, Page, Site, SitePath, Source};
use crate::syntax::{self, Post};
use crate::text::{ClientEdit, Text};

/// All that the server knows, and the means to learn more.
pub struct State {
    pub now: Snapshot,
    pub publisher: Publisher,
    pub tasks: Tasks,
    next_blog: u32,
    /// Blogs being read, with whether something was changed meanwhile.
    reading: BTreeMap<BlogId, bool>,
}

impl State {
    pub fn new(tasks: Tasks) -> State {
        let (now, publisher) = (Snapshot::default(), Publisher::default());
        State { now, publisher, tasks, next_blog: 0, reading: Default::default() }
    }

    /// Takes in what the client says of itself, and begins to read the folders that it works in.
    pub fn initialize(&mut self, params: &Value) {
        self.now.client = Arc::new(Client::new(params));
        let named = params.get("workspaceFolders").and_then(Value::as_array).into_iter().flatten();
        let mut uris: Vec<_> = named.filter_map(|folder| folder.get("uri")?.as_str()).collect();
        if uris.is_empty() {
            uris.extend(params.get("rootUri").and_then(Value::as_str));
        }
        self.folders(&uris, &[]);
    }

    /// The client works in some folders more and in some no longer.
    pub fn folders(&mut self, added: &[&str], removed: &[&str]) {
        let paths = |uris: &[&str]| -> BTreeSet<_> {
            uris.iter().filter_map(|uri| Address::new(uri).file().map(Path::to_owned)).collect()
        };
        let (added, removed) = (paths(added), paths(removed));
        let folders = Arc::make_mut(&mut self.now.folders);
        folders.retain(|folder| !removed.contains(folder) && !added.contains(folder));
        folders.extend(added.iter().cloned());
        for folder in added.iter().filter(|folder| is_workable(folder)) {
            match Root::of(folder) {
                Ok(root) => drop(self.blog(root)),
                Err(error) => tracing::warn!("`{}` cannot be read: {error}", folder.display()),
            }
        }
    }

    /// A document is open from now on: its text belongs to the client. One that is open already gets a new text.
    pub fn open(&mut self, uri: &str, text: &str, version: i32) {
        let address = Address::new(uri);
        let Some(spelled) = address::spelled(uri) else {
            return tracing::error!("`{uri}` cannot be opened: it is no URI");
        };
        let Document { blog, file, .. } = match self.now.documents.get(&address) {
            Some(document) => document.clone(),
            None => self.place(&address, spelled.clone()),
        };
        let text = Text::with_version(text, version);
        let Some(site) = self.now.blogs.get(&blog).map(|blog| &blog.site) else { return };
        let post = parse(site, &file, &text);
        let source = Arc::new(Source { file: file.clone(), text: Some(text), post });
        let page = Page { path: file.path.clone(), sources: vec![source], unreadable: None };
        self.apply(blog, vec![Change::Open(page)]);
        Arc::make_mut(&mut self.now.documents).insert(address.clone(), Document { uri: spelled, blog, file });
        self.publisher.open(&self.now, &address);
    }

    /// Applies the edits of one notification, each in the text that the one before left.
    pub fn edit(&mut self, uri: &str, edits: Vec<ClientEdit>, version: Option<i32>) {
        let address = Address::new(uri);
        let Some(Document { blog, file, .. }) = self.now.documents.get(&address).cloned() else {
            // A whole text needs nothing to be applied to.
            return match edits.into_iter().rev().find(|edit| edit.range.is_none()) {
                Some(edit) => self.open(uri, &edit.insert, version.unwrap_or_default()),
                None => tracing::error!("`{uri}` is not open: an edit of it is lost"),
            };
        };
        let source = self.now.blogs.get(&blog).and_then(|blog| blog.site.source(&file));
        let Some(Source { text: Some(text), post, .. }) = source.map(|source| &**source) else { return };
        let (mut text, mut post) = (text.clone(), post.clone());
        for edit in edits {
            let edit = text.place(edit, self.now.client.encoding);
            text.edit(&edit);
            post = if is_analysed(&text) { syntax::reparse(&post, &text, &edit) } else { Post::default() };
        }
        text.set_version(version.unwrap_or(text.version()));
        self.apply(blog, vec![Change::Edited(Source { file, text: Some(text), post })]);
        self.publisher.edited(&self.now, &address);
    }

    /// A document is closed: the truth is on disk again.
    pub fn close(&mut self, uri: &str) {
        let address = Address::new(uri);
        let Some(document) = Arc::make_mut(&mut self.now.documents).remove(&address) else { return };
        self.publisher.closed(&self.now, &address, &document, &self.tasks.outbox);
        let is_last = self.now.documents.values().all(|it| it.blog != document.blog);
        let is_loose = self.now.blogs.get(&document.blog).is_some_and(|blog| !blog.is_folder());
        if is_last && is_loose {
            Arc::make_mut(&mut self.now.blogs).remove(&document.blog);
            return;
        }
        self.apply(document.blog, vec![Change::Closed(document.file.path.clone())]);
        self.look(document.blog, vec![document.file.path]);
    }

    /// Files may have changed on disk.
    pub fn changed_on_disk(&mut self, uris: &[&str]) {
        let mut changed: BTreeMap<BlogId, Vec<SitePath>> = Default::default();
        for uri in uris {
            let Address::File(path) = Address::new(uri) else { continue };
            if let Some((id, path)) = self.holder(&path) {
                changed.entry(id).or_default().push(path);
            }
        }
        for (id, paths) in changed {
            self.look(id, paths);
        }
    }

    /// A document was saved. Clients that watch nothing say so of nothing else.
    pub fn saved(&mut self, uri: &str) {
        self.changed_on_disk(&[uri]);
    }

    /// The client is ready for requests of ours: it is asked to watch the files that matter.
    pub fn initialized(&mut self) {
        if self.now.client.watches_files {
            self.tasks.request::<RegisterCapability>(RegistrationParams { registrations: vec![watch()] });
        }
    }

    /// A blog was read. Whatever the client has open stays as the client has it.
    pub fn read(&mut self, id: BlogId, site: Option<Site>) {
        let is_stale = self.reading.remove(&id).unwrap_or_default();
        let Some(blog) = Arc::make_mut(&mut self.now.blogs).get_mut(&id) else { return };
        let Some(site) = site else { return };
        let before = std::mem::replace(&mut blog.site, site);
        blog.is_read = true;
        let open = self.now.documents.values().filter(|it| it.blog == id).map(|it| it.file.path.clone());
        let open: BTreeSet<SitePath> = open.collect();
        let pages = open.iter().filter_map(|path| before.page(path));
        let reopened = pages.map(|page| Change::Open(reread(&self.now.blogs[&id].site, page))).collect();
        self.apply(id, reopened);
        self.publisher.blog_changed(&self.now, id);
        if is_stale {
            self.reread(id);
        }
    }

    /// Whether some blog is being read.
    pub fn is_reading(&self) -> bool {
        !self.reading.is_empty()
    }

    /// Takes in the answer to a request of ours.
    pub fn answered(&mut self, id: &Id, result: Result<Value, Value>) {
        if let Err(error) = result {
            tracing::info!("the client refuses request {id}: {error}");
        }
    }

    /// Begins what is due.
    pub fn work(&mut self) {
        self.publisher.work(&self.now, &mut self.tasks);
    }

    /// Diagnostics were worked out.
    pub fn found(&mut self, findings: Findings) {
        self.publisher.found(&self.now, findings, &self.tasks.outbox);
    }

    /// Some paths of a blog were looked at.
    pub fn looked(&mut self, id: BlogId, changes: Vec<Change>) {
        // Settings say how every text is to be read.
        if changes.iter().any(|change| matches!(change, Change::Config(..))) {
            return self.reread(id);
        }
        self.apply(id, changes);
        self.publisher.blog_changed(&self.now, id);
    }

    /// The place of a document that was not open before.
    fn place(&mut self, address: &Address, uri: Uri) -> Document {
        let root = address.file().and_then(|path| self.root(path).map(|root| (root.site_path(path), root)));
        match root {
            Some((Some(path), root)) => Document { uri, blog: self.blog(root), file: path.into() },
            _ => {
                // What lies on no disk is a blog of its own.
                let name = uri.path().as_str().rsplit('/').next().unwrap_or_default().to_owned();
                let blog = self.add(Blog { is_read: true, ..Blog::default() });
                Document { uri, blog, file: SitePath::new(&name).into() }
            }
        }
    }

    /// The root that a file belongs to: the nearest that says how a blog is built, else the folder that the client
    /// works in, else none but the file itself.
    fn root(&self, path: &Path) -> Option<Root> {
        let root = Root::of(path).ok()?;
        if root.loose().is_none() {
            return Some(root);
        }
        let folders = self.now.folders.iter().filter(|folder| path.starts_with(folder) && is_workable(folder));
        match folders.max_by_key(|folder| folder.as_os_str().len()) {
            Some(folder) => Root::of(folder).ok(),
            None => Some(root),
        }
    }

    /// The blog of a root, which begins to be read if it is new.
    fn blog(&mut self, root: Root) -> BlogId {
        let known = self.now.blogs.iter().find(|(_, blog)| blog.root.as_ref() == Some(&root));
        if let Some((id, _)) = known {
            return *id;
        }
        let id = self.add(Blog { root: Some(root), ..Blog::default() });
        self.reread(id);
        id
    }

    fn add(&mut self, blog: Blog) -> BlogId {
        let id = BlogId(self.next_blog);
        self.next_blog += 1;
        Arc::make_mut(&mut self.now.blogs).insert(id, blog);
        id
    }

    /// Reads a blog from disk, in the background.
    fn reread(&mut self, id: BlogId) {
        if let Some(is_stale) = self.reading.get_mut(&id) {
            *is_stale = true;
            return;
        }
        let Some(root) = self.now.blogs.get(&id).and_then(|blog| blog.root.clone()) else { return };
        self.reading.insert(id, false);
        self.tasks.run(move || {
            let read = catch_unwind(|| disk::read(&root).changes.into_iter().fold(Site::default(), Site::apply));
            if read.is_err() {
                tracing::error!("`{}` cannot be read: reading it failed", root.folder().display());
            }
            Event::Read(id, read.ok())
        });
    }

    /// Looks at some paths of a blog, in the background.
    fn look(&mut self, id: BlogId, paths: Vec<SitePath>) {
        let Some(blog) = self.now.blogs.get(&id) else { return };
        let (Some(root), site) = (blog.root.clone(), blog.site.clone()) else { return };
        let is_folder = |path: &SitePath| root.path(path).is_dir();
        if self.reading.contains_key(&id) || paths.len() > 100 || paths.iter().any(is_folder) {
            return self.reread(id);
        }
        self.tasks.run(move || Event::Looked(id, paths.iter().map(|path| disk::look(&root, &site, path)).collect()));
    }

    /// The innermost blog that a path lies in.
    fn holder(&self, path: &Path) -> Option<(BlogId, SitePath)> {
        let holders = self.now.blogs.iter().filter_map(|(id, blog)| {
            let root = blog.root.as_ref()?;
            let inside = root.site_path(path)?;
            Some((root.folder().as_os_str().len(), *id, inside))
        });
        holders.max_by_key(|(depth, ..)| *depth).map(|(_, id, path)| (id, path))
    }

    /// Applies changes to a blog. Should one fail, the blog stays as it was.
    fn apply(&mut self, id: BlogId, changes: Vec<Change>) {
        let Some(blog) = Arc::make_mut(&mut self.now.blogs).get_mut(&id) else { return };
        let site = blog.site.clone();
        match catch_unwind(AssertUnwindSafe(|| changes.into_iter().fold(site, Site::apply))) {
            Ok(site) => blog.site = site,
            Err(_) => tracing::error!("a change of `{:?}` failed", blog.root.as_ref().map(Root::folder)),
        }
    }
}

/// The registration that asks for news of files. All of them matter: anything may be linked to.
fn watch() -> Registration {
    let options = DidChangeWatchedFilesRegistrationOptions {
        watchers: vec![FileSystemWatcher { glob_pattern: GlobPattern::String("**/*".into()), kind: None }],
    };
    Registration {
        id: "files".into(),
        method: DidChangeWatchedFiles::METHOD.into(),
        register_options: serde_json::to_value(options).ok(),
    }
}

/// Whether a folder is one to read as a whole: nobody keeps a blog in all of a home folder or a disk.
fn is_workable(folder: &Path) -> bool {
    folder.parent().is_some() && std::env::home_dir().is_none_or(|home| home != folder)
}

/// Whether a text is short enough to be analysed.
fn is_analysed(text: &Text) -> bool {
    u64::from(u32::from(text.len())) <= LONGEST_TEXT
}

fn parse(site: &Site, file: &FileId, text: &Text) -> Post {
    if is_analysed(text) { syntax::parse(text, site.dialect(&file.path, file.cell)) } else { Post::default() }
}

/// An open page as a site that knows more of the blog reads it.
fn reread(site: &Site, page: &Page) -> Page {
    let mut page = page.clone();
    for source in &mut page.sources {
        let Some(text) = &source.text else { continue };
        if source.post.dialect() != site.dialect(&page.path, source.file.cell) {
            let post = parse(site, &source.file, text);
            *source = Arc::new(Source { file: source.file.clone(), text: Some(text.clone()), post });
        }
    }
    page
}
