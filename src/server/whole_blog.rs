//! The findings of a whole blog, for clients that ask for them: again and again, so that what is known to be unchanged
//! is not worked out again.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use tower_lsp::ls_types::*;

use super::publish;
use super::snapshot::{Here, Snapshot};
use crate::ide::Config;
use crate::site::{FileId, Moment};

/// What the findings of a blog's texts are called, as of one moment: they are the same as long as the site and the
/// settings are.
#[derive(Clone, Default)]
pub struct Results(Arc<Mutex<Known>>);

#[derive(Default)]
struct Known {
    moment: Moment,
    config: Arc<Config>,
    ids: HashMap<FileId, String>,
}

impl Known {
    fn is_of(&self, here: &Here<'_>) -> bool {
        self.moment == here.blog().site.moment() && Arc::ptr_eq(&self.config, &here.blog().config)
    }
}

impl Results {
    /// What the findings of a text are called; `None` where they are to be worked out.
    pub fn of(&self, here: &Here<'_>) -> Option<String> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.is_of(here) { known.ids.get(&here.file).cloned() } else { None }
    }

    /// Keeps what the findings of a text are called. Those of a lone text hang on files that the site does not know.
    pub fn remember(&self, here: &Here<'_>, result_id: &str) {
        if !here.blog().is_folder() || !here.is_of_blog() {
            return;
        }
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !known.is_of(here) {
            *known =
                Known { moment: here.blog().site.moment(), config: here.blog().config.clone(), ids: HashMap::new() };
        }
        known.ids.insert(here.file.clone(), result_id.to_owned());
    }
}

/// The findings of all texts, where the settings want them, for a client that has those of an answer before.
pub fn report(now: &Snapshot, previous: &[PreviousResultId]) -> WorkspaceDiagnosticReport {
    let known: HashMap<&str, &str> = previous.iter().map(|it| (it.uri.as_str(), it.value.as_str())).collect();
    let empty = publish::fingerprint(&[]);
    let mut worked_out = 0;
    let item = |here: Here<'_>| {
        let uri = here.uri()?;
        let known = known.get(uri.as_str()).map(|id| (*id).to_owned());
        let remembered = here.blog().results.of(&here).filter(|it| *it == *known.as_ref().unwrap_or(&empty));
        let (result_id, items) = match remembered {
            _ if !here.config().whole_blog => (empty.clone(), Vec::new()),
            Some(result_id) => (result_id, Vec::new()),
            None => {
                worked_out += 1;
                publish::found(&here)
            }
        };
        // A text without findings need not be named, unless the client knows of some.
        if result_id == empty && known.is_none() {
            return None;
        }
        let version = here.version().map(i64::from);
        Some(match known.as_ref() == Some(&result_id) {
            true => WorkspaceDocumentDiagnosticReport::Unchanged(WorkspaceUnchangedDocumentDiagnosticReport {
                uri,
                version,
                unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
            }),
            false => WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport {
                uri,
                version,
                full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id: Some(result_id), items },
            }),
        })
    };
    let wanted = !previous.is_empty() || now.blogs.values().any(|blog| blog.config.whole_blog);
    let texts = now.all_texts().take(if wanted { usize::MAX } else { 0 });
    let mut items: Vec<_> = texts.filter_map(item).collect();
    items.extend(gone(&items, previous));
    tracing::debug!("the findings of {worked_out} texts were worked out");
    WorkspaceDiagnosticReport { items }
}

/// Takes back what the client shows of texts that are there no more, such as cells that were taken away.
fn gone(
    items: &[WorkspaceDocumentDiagnosticReport],
    previous: &[PreviousResultId],
) -> Vec<WorkspaceDocumentDiagnosticReport> {
    let told: HashSet<&str> = items
        .iter()
        .map(|it| match it {
            WorkspaceDocumentDiagnosticReport::Full(report) => report.uri.as_str(),
            WorkspaceDocumentDiagnosticReport::Unchanged(report) => report.uri.as_str(),
        })
        .collect();
    let empty = publish::fingerprint(&[]);
    let gone = previous.iter().filter(|it| it.value != empty && !told.contains(it.uri.as_str()));
    let taken_back = |it: &PreviousResultId| {
        WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport {
            uri: it.uri.clone(),
            version: None,
            full_document_diagnostic_report: FullDocumentDiagnosticReport {
                result_id: Some(empty.clone()),
                items: Vec::new(),
            },
        })
    };
    gone.map(taken_back).collect()
}
