//! The state and what changes it. The serve loop is its one owner; each change leaves a new [`Snapshot`].

use std::collections::{BTreeSet, HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;
use tokio::time::Instant;
use tower_lsp::ls_types::notification::ShowMessage;
use tower_lsp::ls_types::{MessageType, ShowMessageParams, Uri};

use super::address::{self, Address};
use super::capabilities::Client;
use super::config::Settings;
use super::mistake::Mistakes;
use super::notebook::Notebook;
use super::page;
use super::publish::{Findings, Publisher};
use super::serve::Tasks;
use super::snapshot::{Blog, BlogId, Document, Snapshot};
use super::watch::Watches;
use crate::disk::{self, LONGEST_TEXT, Root};
use crate::site::{Change, Site, SitePath, Source};
use crate::text::{ClientEdit, Text};

/// All that the server knows, and the means to learn more.
pub struct State {
    pub now: Snapshot,
    pub publisher: Publisher,
    pub tasks: Tasks,
    next_blog: u32,
    pub watches: Watches,
    pub notebooks: HashMap<Address, Notebook>,
    pub settings: Settings,
    /// Documents that are open at the client and whose text is not known any more.
    lost: HashSet<Address>,
}

impl State {
    pub fn new(tasks: Tasks, mistakes: Mistakes) -> State {
        State {
            now: Snapshot { mistakes, ..Snapshot::default() },
            publisher: Publisher::default(),
            watches: Watches::default(),
            notebooks: HashMap::new(),
            tasks,
            next_blog: 0,
            settings: Settings::default(),
            lost: HashSet::new(),
        }
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
        self.configure(params.get("initializationOptions").unwrap_or(&Value::Null));
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
        self.keep(|state| state.take_in(uri, text, version), |state| state.lose(uri));
    }

    fn take_in(&mut self, uri: &str, text: &str, version: i32) {
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
        let is_analysed = page::is_analysed(&text);
        let page = page::of_file(site, &file, text);
        self.change(blog, vec![Change::Open(page)]);
        Arc::make_mut(&mut self.now.documents).insert(address.clone(), Document::new(spelled, blog, file));
        if !is_analysed {
            let message = format!("`{uri}` is longer than {} MiB and is not analysed.", LONGEST_TEXT >> 20);
            self.tasks.outbox.notify::<ShowMessage>(ShowMessageParams { typ: MessageType::INFO, message });
        }
        self.lost.remove(&address);
        self.publisher.open(&self.now, &address);
        self.watches.edited();
    }

    /// Applies the edits of one notification, each in the text that the one before left.
    pub fn edit(&mut self, uri: &str, edits: Vec<ClientEdit>, version: Option<i32>) {
        self.keep(|state| state.apply_edits(uri, edits, version), |state| state.lose(uri));
    }

    /// Takes a step with what the client has open. Should it fail by a mistake of ours, a text may not be the client's
    /// any more, and every answer about it would be wrong: it is let go of. `None` where that is so.
    pub fn keep<R>(&mut self, step: impl FnOnce(&mut State) -> R, lose: impl FnOnce(&mut State)) -> Option<R> {
        let done = catch_unwind(AssertUnwindSafe(|| step(self)));
        if done.is_err() {
            lose(self);
        }
        done.ok()
    }

    fn apply_edits(&mut self, uri: &str, edits: Vec<ClientEdit>, version: Option<i32>) {
        let address = Address::new(uri);
        let Some(Document { blog, file, .. }) = self.now.documents.get(&address).cloned() else {
            return self.find_again(uri, &address, edits, version);
        };
        let Some(site) = self.now.blogs.get(&blog).map(|blog| &blog.site) else { return };
        let Some(known) = site.source(&file).cloned() else { return };
        let (Some(mut text), mut post) = (known.text.clone(), (*known.post).clone()) else { return };
        let mut is_whole = page::is_analysed(&text);
        for edit in edits {
            let edit = text.place(edit, self.now.client.encoding);
            text.edit(&edit);
            let reparsed = Some(&post).filter(|_| is_whole).and_then(|post| page::reparse(post, &text, &edit));
            is_whole = reparsed.is_some();
            post = reparsed.unwrap_or_default();
        }
        if !is_whole {
            post = page::parse(site, &file, &text);
        }
        text.set_version(version.unwrap_or(text.version()));
        let mentions_others = !disk::mention_alike(&known.post, &post);
        let source = Source { file, text: Some(text), post: post.into() };
        let change = page::after_edit(site, &source).map_or_else(|| Change::Edited(source), Change::Open);
        self.change(blog, vec![change]);
        self.publisher.edited(&self.now, &address);
        if mentions_others {
            self.watches.edited();
        }
    }

    /// Edits of a text that is not open say nothing, unless the client's text was lost and one of them is all of it.
    fn find_again(&mut self, uri: &str, address: &Address, mut edits: Vec<ClientEdit>, version: Option<i32>) {
        let whole = edits.iter().rposition(|edit| edit.range.is_none()).filter(|_| self.lost.contains(address));
        let Some(whole) = whole else { return tracing::error!("`{uri}` is not open: an edit of it is passed over") };
        let rest = edits.split_off(whole + 1);
        self.open(uri, &edits[whole].insert, version.unwrap_or_default());
        if !rest.is_empty() {
            self.edit(uri, rest, version);
        }
    }

    /// What the client says of a document cannot be understood, so that its text is not known any more. It counts as
    /// closed until the client says all of it; of a notebook, all cells do until it is opened again.
    pub fn lose(&mut self, uri: &str) {
        let address = Address::new(uri);
        let Some(document) = self.now.documents.get(&address).cloned() else { return };
        match self.notebook_around(&document) {
            Some(notebook) => self.close_notebook(&notebook),
            None => {
                self.close(uri);
                self.lost.insert(address);
            }
        }
        self.tell_lost(uri);
    }

    /// Tells the writer what to do about a document whose text is not known any more.
    pub fn tell_lost(&self, uri: &str) {
        let message = format!("manicule lost track of `{uri}`: close it and open it again.");
        self.tasks.outbox.notify::<ShowMessage>(ShowMessageParams { typ: MessageType::ERROR, message });
    }

    /// A document is closed: the truth is on disk again.
    pub fn close(&mut self, uri: &str) {
        let address = Address::new(uri);
        self.lost.remove(&address);
        if let Some(document) = self.forget(&address) {
            self.let_go(document.blog, document.file.path);
        }
    }

    /// Forgets a document, and takes back what is shown of it.
    pub fn forget(&mut self, address: &Address) -> Option<Document> {
        let document = Arc::make_mut(&mut self.now.documents).remove(address)?;
        self.publisher.closed(&self.now, address, &document, &self.tasks.outbox);
        Some(document)
    }

    /// Of a page that is open no longer, what lies on disk counts.
    pub fn let_go(&mut self, id: BlogId, path: SitePath) {
        let is_last = self.now.documents.values().all(|it| it.blog != id);
        let is_loose = self.now.blogs.get(&id).is_some_and(|blog| !blog.is_folder());
        if is_last && is_loose {
            Arc::make_mut(&mut self.now.blogs).remove(&id);
            self.watches.forget(id);
            return;
        }
        self.apply(id, vec![Change::Closed(path)]);
        self.publisher.blog_changed(&self.now, id);
    }

    /// When something is due.
    pub fn due(&self) -> Option<Instant> {
        self.publisher.due().into_iter().chain(self.watches.due).min()
    }

    /// Begins what is due.
    pub fn work(&mut self) {
        self.watches.work(&self.now, &self.tasks);
        self.publisher.work(&self.now, &mut self.tasks);
    }

    /// Diagnostics were worked out.
    pub fn found(&mut self, findings: Findings) {
        self.publisher.found(&self.now, findings, &self.tasks.outbox);
    }

    /// The place of a document that was not open before.
    pub fn place(&mut self, address: &Address, uri: Uri) -> Document {
        let root = address.file().and_then(|path| self.root(path).map(|root| (root.site_path(path), root)));
        match root {
            Some((Some(path), root)) => Document::new(uri, self.blog(root), path.into()),
            _ => {
                // What lies on no disk is a blog of its own.
                let name = uri.path().as_str().rsplit('/').next().unwrap_or_default().to_owned();
                let blog = self.add(Blog { is_read: true, ..Blog::default() });
                Document::new(uri, blog, SitePath::new(&name).into())
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
        let id = self.add(Blog { root: Some(root.clone()), ..Blog::default() });
        self.watches.read(id, root, &self.tasks);
        id
    }

    fn add(&mut self, blog: Blog) -> BlogId {
        let id = BlogId(self.next_blog);
        self.next_blog += 1;
        Arc::make_mut(&mut self.now.blogs).insert(id, blog);
        self.configure_blog(id);
        id
    }

    /// Applies changes to a blog. Should one fail, the blog stays as it was.
    pub fn apply(&mut self, id: BlogId, changes: Vec<Change>) {
        if catch_unwind(AssertUnwindSafe(|| self.change(id, changes))).is_err() {
            tracing::error!("a change of a blog failed");
        }
    }

    /// Applies changes to a blog, all of them or, where one panics, none.
    pub fn change(&mut self, id: BlogId, changes: Vec<Change>) {
        let Some(blog) = Arc::make_mut(&mut self.now.blogs).get_mut(&id) else { return };
        blog.site = changes.into_iter().fold(blog.site.clone(), Site::apply);
    }
}

/// Whether a folder is one to read as a whole: nobody keeps a blog in all of a home folder or a disk.
fn is_workable(folder: &Path) -> bool {
    folder.parent().is_some() && std::env::home_dir().is_none_or(|home| home != folder)
}
