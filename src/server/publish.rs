//! Diagnostics: when they are worked out and what the client is told. Clients that ask are answered; the others are
//! told when the writer pauses.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::Instant;
use tower_lsp::ls_types::notification::PublishDiagnostics;
use tower_lsp::ls_types::request::WorkspaceDiagnosticRefresh;
use tower_lsp::ls_types::*;

use super::address::Address;
use super::convert;
use super::outbox::Outbox;
use super::serve::{Event, Tasks};
use super::snapshot::{BlogId, Document, Here, Snapshot};
use super::watch::is_news;
use crate::disk;
use crate::site::{Asset, Change, Site};

/// How long the writer has to pause.
const PAUSE: Duration = Duration::from_millis(100);

/// How long findings may be held back while the writer does not pause.
const PATIENCE: Duration = Duration::from_millis(500);

/// The most diagnostics of one text: nobody reads more, and a text can be made to have a million.
const MOST: usize = 1000;

/// What is to be worked out, and what the client was told.
#[derive(Default)]
pub struct Publisher {
    due: HashMap<Address, Due>,
    /// How often each open document was due: what was to be worked out before the last time is stale.
    rounds: HashMap<Address, Arc<AtomicU64>>,
    told: HashMap<Address, Vec<Diagnostic>>,
    /// When clients that ask are told to ask again.
    refresh: Option<Due>,
}

/// When something is due.
#[derive(Clone, Copy)]
struct Due {
    at: Instant,
    latest: Instant,
}

impl Due {
    fn soon(pause: Duration) -> Due {
        let now = Instant::now();
        Due { at: now + pause, latest: now + PATIENCE }
    }

    fn again(self, pause: Duration) -> Due {
        Due { at: (Instant::now() + pause).min(self.latest), ..self }
    }
}

/// Findings of one document that were worked out.
pub struct Findings {
    address: Address,
    round: u64,
    version: Option<i32>,
    diagnostics: Vec<Diagnostic>,
}

impl Publisher {
    pub fn open(&mut self, now: &Snapshot, address: &Address) {
        self.at_once(now, address);
    }

    /// A text was edited. The rest of its page shows it at once; what other pages say of it can wait a little.
    pub fn edited(&mut self, now: &Snapshot, address: &Address) {
        let Some(edited) = now.documents.get(address).filter(|_| !now.client.pulls_diagnostics) else { return };
        for (address, document) in now.documents.iter().filter(|(_, it)| it.blog == edited.blog) {
            let pause = if document.file.path == edited.file.path { PAUSE } else { PATIENCE };
            let again = |due: &mut Due| *due = due.again(pause);
            self.due.entry(address.clone()).and_modify(again).or_insert_with(|| Due::soon(pause));
            self.rounds.entry(address.clone()).or_default().fetch_add(1, Ordering::Relaxed);
        }
    }

    /// What is shown of a closed document is taken back.
    pub fn closed(&mut self, now: &Snapshot, address: &Address, document: &Document, outbox: &Outbox) {
        self.due.remove(address);
        if let Some(rounds) = self.rounds.remove(address) {
            rounds.fetch_add(1, Ordering::Relaxed);
        }
        if self.told.remove(address).is_some_and(|told| !told.is_empty()) && !now.client.pulls_diagnostics {
            outbox.notify::<PublishDiagnostics>(PublishDiagnosticsParams::new(document.uri.clone(), Vec::new(), None));
        }
    }

    /// Something changed in a blog besides the text of an open document.
    pub fn blog_changed(&mut self, now: &Snapshot, blog: BlogId) {
        if now.client.pulls_diagnostics {
            if now.client.refreshes_diagnostics && now.documents.values().any(|it| it.blog == blog) {
                self.refresh = Some(self.refresh.map_or_else(|| Due::soon(PAUSE), |due| due.again(PAUSE)));
            }
            return;
        }
        for (address, document) in now.documents.iter() {
            if document.blog == blog {
                self.at_once(now, address);
            }
        }
    }

    /// When the next thing is due.
    pub fn due(&self) -> Option<Instant> {
        self.due.values().chain(&self.refresh).map(|due| due.at).min()
    }

    /// Begins to work out what is due.
    pub fn work(&mut self, now: &Snapshot, tasks: &mut Tasks) {
        let time = Instant::now();
        if self.refresh.is_some_and(|due| due.at <= time) {
            self.refresh = None;
            tasks.request::<WorkspaceDiagnosticRefresh>(());
        }
        let due: Vec<Address> = self.due.iter().filter(|(_, due)| due.at <= time).map(|(it, _)| it.clone()).collect();
        for address in due {
            self.due.remove(&address);
            let Some(document) = now.documents.get(&address) else { continue };
            // It is due again once the blog is read.
            if !now.blogs.get(&document.blog).is_some_and(|blog| blog.is_read) {
                continue;
            }
            let (now, uri) = (now.clone(), document.uri.clone());
            let rounds = self.rounds.entry(address.clone()).or_default().clone();
            let round = rounds.load(Ordering::Relaxed);
            tasks.run("working out diagnostics", move || {
                // What became stale while it waited for a thread is told to nobody, and so is not worked out.
                let here = now.here(&uri).filter(|_| rounds.load(Ordering::Relaxed) == round);
                let found = here.map(|here| (here.version(), findings(&here)));
                let (version, diagnostics) = found.unwrap_or_default();
                Event::Found(Findings { address, round, version, diagnostics })
            });
        }
    }

    /// Tells the client what was found, unless it knows, or something newer is on its way.
    pub fn found(&mut self, now: &Snapshot, findings: Findings, outbox: &Outbox) {
        let Findings { address, round, version, diagnostics } = findings;
        let Some(document) = now.documents.get(&address) else { return };
        if self.rounds.get(&address).is_none_or(|rounds| rounds.load(Ordering::Relaxed) != round) {
            return;
        }
        let told = self.told.insert(address, diagnostics.clone());
        if told.as_ref() != Some(&diagnostics) {
            let version = version.filter(|_| now.client.diagnostic_version);
            outbox.notify::<PublishDiagnostics>(PublishDiagnosticsParams::new(
                document.uri.clone(),
                diagnostics,
                version,
            ));
        }
    }

    fn at_once(&mut self, now: &Snapshot, address: &Address) {
        if !now.client.pulls_diagnostics {
            let time = Instant::now();
            self.due.insert(address.clone(), Due { at: time, latest: time });
            self.rounds.entry(address.clone()).or_default().fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// The findings of a text. Without the whole blog, what is there would be taken for missing.
fn findings(here: &Here<'_>) -> Vec<Diagnostic> {
    if !here.blog().is_read {
        return Vec::new();
    }
    let site = with_mentions(here);
    let mut findings = here.findings(&site);
    findings.truncate(MOST);
    convert::diagnostics(here, findings)
}

/// The site, in which a lone text finds what it mentions: what lies beside its file on disk, or, of a text that is on no
/// disk, everything, as nobody can say what will lie beside it.
fn with_mentions(here: &Here<'_>) -> Site {
    let (blog, site) = (here.blog(), here.site().clone());
    let Some(page) = site.page(&here.file.path).filter(|_| !blog.is_folder()).cloned() else { return site };
    let there = |path| Change::Asset(path, Asset::default());
    let changes = match &blog.root {
        Some(root) => disk::mentions(root, &page),
        None => disk::mentioned(&page).into_iter().map(there).collect(),
    };
    let news: Vec<Change> = changes.into_iter().filter(|change| is_news(&site, change)).collect();
    news.into_iter().fold(site, Site::apply)
}

/// The answer to a client that asks for a document's diagnostics, and has those of an answer before.
pub fn report(here: &Here<'_>, previous: Option<String>) -> DocumentDiagnosticReport {
    let known = here.blog().results.of(here).filter(|known| previous.as_ref() == Some(known));
    let (result_id, items) = known.map_or_else(|| found(here), |known| (known, Vec::new()));
    if previous.as_ref() == Some(&result_id) {
        let report = UnchangedDocumentDiagnosticReport { result_id };
        return RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report: report,
        }
        .into();
    }
    full(items, Some(result_id))
}

/// The answer for a document that the server knows nothing of.
pub fn no_report() -> DocumentDiagnosticReport {
    full(Vec::new(), None)
}

/// The findings of a text with their name.
pub(super) fn found(here: &Here<'_>) -> (String, Vec<Diagnostic>) {
    let items = findings(here);
    let result_id = fingerprint(&items);
    here.blog().results.remember(here, &result_id);
    (result_id, items)
}

fn full(items: Vec<Diagnostic>, result_id: Option<String>) -> DocumentDiagnosticReport {
    let report = FullDocumentDiagnosticReport { result_id, items };
    RelatedFullDocumentDiagnosticReport { related_documents: None, full_document_diagnostic_report: report }.into()
}

/// Names a list of diagnostics by what it says, so that equal lists have equal names and no list has to be kept.
pub(super) fn fingerprint(items: &[Diagnostic]) -> String {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    serde_json::to_string(items).unwrap_or_default().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
