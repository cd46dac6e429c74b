//! Notifications of the client: what each says, read as leniently as can be, since nothing can be answered to them.

use serde::{Deserialize, Deserializer};
use serde_json::Value;
use tower_lsp::jsonrpc::Error;

use super::address::Address;
use super::message::Params;
use super::notebook;
use super::state::State;
use crate::text::{ClientEdit, ClientPos};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Opened {
    text_document: OpenedDocument,
}

/// A text that belongs to the client from now on.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OpenedDocument {
    pub uri: String,
    #[serde(default)]
    language_id: Option<String>,
    #[serde(default, deserialize_with = "version")]
    pub version: Option<i32>,
    pub text: String,
}

impl OpenedDocument {
    /// Whether it is a notebook's raw cell.
    pub fn is_raw(&self) -> bool {
        self.language_id.as_ref().is_some_and(|it| it.eq_ignore_ascii_case("raw"))
    }

    /// Whether it is Markdown, as far as is said.
    pub fn is_markdown(&self) -> bool {
        self.language_id.as_ref().is_none_or(|it| it.eq_ignore_ascii_case("markdown"))
    }
}

/// A document and what happened to its text.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Changed {
    text_document: Named,
    content_changes: Vec<ContentChange>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Closed {
    text_document: Named,
}

#[derive(Deserialize)]
struct Watched {
    changes: Vec<Uri>,
}

#[derive(Deserialize)]
struct Renamed {
    files: Vec<RenamedFile>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RenamedFile {
    old_uri: String,
    new_uri: String,
}

#[derive(Deserialize)]
struct Folders {
    event: FoldersEvent,
}

#[derive(Deserialize)]
struct FoldersEvent {
    #[serde(default)]
    added: Vec<Uri>,
    #[serde(default)]
    removed: Vec<Uri>,
}

/// A file or folder of which only the name matters.
#[derive(Deserialize)]
pub struct Uri {
    pub uri: String,
}

/// A document, with its version where one is said.
#[derive(Deserialize)]
pub struct Named {
    pub uri: String,
    #[serde(default, deserialize_with = "version")]
    pub version: Option<i32>,
}

/// An edit as the client writes it.
#[derive(Deserialize)]
pub struct ContentChange {
    #[serde(default)]
    range: Option<Range>,
    text: String,
}

#[derive(Deserialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Deserialize)]
struct Position {
    #[serde(deserialize_with = "clamped")]
    line: u32,
    #[serde(deserialize_with = "clamped")]
    character: u32,
}

/// Takes up a notification. Those that the server has no use for are passed over.
pub fn notified(state: &mut State, method: &str, params: &Params) -> Result<(), Error> {
    match method {
        "textDocument/didOpen" => {
            let Opened { text_document: it } = params.read()?;
            state.open(&it.uri, &it.text, it.version.unwrap_or_default());
        }
        "textDocument/didChange" => {
            let Changed { text_document: it, content_changes } = params.read().inspect_err(|_| lost(state, params))?;
            state.edit(&it.uri, edits(content_changes), it.version);
        }
        "textDocument/didClose" => {
            let Closed { text_document: it } = params.read()?;
            state.close(&it.uri);
        }
        "textDocument/didSave" => {
            let Closed { text_document: it } = params.read()?;
            state.changed_on_disk(&[&it.uri]);
        }
        "workspace/didChangeWatchedFiles" => {
            let Watched { changes } = params.read()?;
            state.changed_on_disk(&uris(&changes));
        }
        "workspace/didRenameFiles" => {
            let Renamed { files } = params.read()?;
            state.renamed(&files.into_iter().map(|it| (it.old_uri, it.new_uri)).collect::<Vec<_>>());
        }
        "workspace/didChangeWorkspaceFolders" => {
            let Folders { event } = params.read()?;
            state.folders(&uris(&event.added), &uris(&event.removed));
        }
        "notebookDocument/didOpen" => state.open_notebook(params.read()?),
        "notebookDocument/didChange" => {
            let change = params.read().inspect_err(|_| lost_notebook(state, params))?;
            state.change_notebook(change)?;
        }
        "notebookDocument/didSave" => {
            let notebook::Named { notebook_document: it } = params.read()?;
            state.changed_on_disk(&[&it.uri]);
        }
        "notebookDocument/didClose" => {
            let notebook::Named { notebook_document: it } = params.read()?;
            state.close_notebook(&Address::new(&it.uri));
        }
        "workspace/didChangeConfiguration" => {
            let params = params.value()?.unwrap_or_default();
            state.config_changed(params.get("settings").unwrap_or(&Value::Null));
        }
        "initialized" => state.initialized(),
        _ => tracing::debug!("`{method}` is of no use here"),
    }
    Ok(())
}

/// A document whose edits cannot be read is not the client's document any more: it is let go of.
fn lost(state: &mut State, params: &Params) {
    if let Ok(Closed { text_document: it }) = params.read() {
        state.lose(&it.uri);
    }
}

/// So is a notebook.
fn lost_notebook(state: &mut State, params: &Params) {
    if let Ok(notebook::Named { notebook_document: it }) = params.read() {
        state.lose_notebook(&Address::new(&it.uri));
    }
}

fn uris(named: &[Uri]) -> Vec<&str> {
    named.iter().map(|it| &*it.uri).collect()
}

/// The edits of one notification.
pub fn edits(changes: Vec<ContentChange>) -> Vec<ClientEdit> {
    let pos = |it: Position| ClientPos { line: it.line, col: it.character };
    let edit =
        |it: ContentChange| ClientEdit { range: it.range.map(|it| (pos(it.start), pos(it.end))), insert: it.text };
    changes.into_iter().map(edit).collect()
}

/// A line or column. Numbers that can be none mean the nearest that can.
fn clamped<'de, D: Deserializer<'de>>(input: D) -> Result<u32, D::Error> {
    let number = serde_json::Number::deserialize(input)?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates, as is wanted")]
    let rounded = number.as_f64().unwrap_or_default() as u32;
    Ok(rounded)
}

/// A version, where it is one.
fn version<'de, D: Deserializer<'de>>(input: D) -> Result<Option<i32>, D::Error> {
    Ok(Value::deserialize(input)?.as_i64().and_then(|version| i32::try_from(version).ok()))
}
