//! The requests: a line a method.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::task::JoinSet;
use tower_lsp::LanguageServer;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::ls_types::*;

use super::message::refusal;
use super::mistake::DOING;
use super::snapshot::{Here, Snapshot};
use super::{capabilities, convert, mistake, publish, report, whole_blog};
use crate::ide;
use crate::site::{FileId, FilePos, Site};

/// The answer to a request that is understood and cannot be met (LSP 3.17, `RequestFailed`).
fn request_failed(why: String) -> Error {
    refusal(ErrorCode::ServerError(-32803), why)
}

/// What is said where a change cannot be put into edits.
const LOST: &str = "a file that would have to change cannot be read any more, or cannot be edited by this editor";

tokio::task_local! {
    /// What was known when the request came in.
    pub static SNAPSHOT: Snapshot;
}

/// The router's other half. It holds nothing, as every request brings its snapshot.
pub struct Backend;

impl LanguageServer for Backend {
    async fn initialize(&self, _: InitializeParams) -> Result<InitializeResult> {
        let capabilities = SNAPSHOT.with(|now| capabilities::announced(&now.client));
        let version = Some(env!("CARGO_PKG_VERSION").into());
        let server_info = Some(ServerInfo { name: "manicule".into(), version });
        Ok(InitializeResult { capabilities, server_info, ..InitializeResult::default() })
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn goto_definition(&self, p: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        ask(p.text_document_position_params, ide::definition, convert::definition)
    }

    /// What says a thing is what declares it.
    async fn references(&self, p: ReferenceParams) -> Result<Option<Vec<Location>>> {
        let all = p.context.include_declaration;
        let place = p.text_document_position;
        let found = move |here: &Here<'_>| {
            let here = &here.as_open();
            let at = FilePos { file: here.file.clone(), offset: here.offset(place.position) };
            let mut found = convert::references(here, ide::references(here.site(), &at, all));
            if let Some(shared) = ide::shared(here.site(), &at) {
                for (there, path) in here.also_in(&shared.path) {
                    let there = there.as_open();
                    let shared = ide::Shared { path, ..shared.clone() };
                    found.extend(convert::references(&there, ide::references_to(there.site(), shared, all)));
                }
            }
            convert::distinct(found)
        };
        let answer = long(move || about(&place.text_document.uri, found)).await;
        answer.map(Option::flatten)
    }

    async fn goto_declaration(&self, p: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        ask(p.text_document_position_params, ide::definition, convert::definition)
    }

    async fn prepare_rename(&self, p: TextDocumentPositionParams) -> Result<Option<PrepareRenameResponse>> {
        let answer = about(&p.text_document.uri, |here| {
            let at = FilePos { file: here.file.clone(), offset: here.offset(p.position) };
            let renamed = ide::prepare_rename(here.site(), &at, &|file| here.text(file));
            match renamed {
                Ok(renamed) => Ok(Some(convert::renamed(here, renamed))),
                // Most of a text is nothing with a name, which is no failure.
                Err(ide::Refusal::Nothing) => Ok(None),
                Err(refusal) => Err(request_failed(refusal.to_string())),
            }
        });
        answer?.transpose().map(Option::flatten)
    }

    async fn rename(&self, p: RenameParams) -> Result<Option<WorkspaceEdit>> {
        let place = p.text_document_position;
        let renamed = move |here: &Here<'_>| {
            let here = &here.as_open();
            let at = FilePos { file: here.file.clone(), offset: here.offset(place.position) };
            let change = ide::rename(here.site(), &at, &p.new_name, &|file| here.text(file));
            let edit = change.map(|change| convert::change(here, change));
            edit.map_err(|refusal| request_failed(refusal.to_string()))
        };
        let answer = long(move || about(&place.text_document.uri, renamed)).await?;
        let edit = answer.transpose()?.map(|edit| edit.ok_or_else(|| request_failed(LOST.into())));
        edit.transpose()
    }

    async fn linked_editing_range(&self, p: LinkedEditingRangeParams) -> Result<Option<LinkedEditingRanges>> {
        ask(p.text_document_position_params, ide::linked, convert::linked)
    }

    async fn will_rename_files(&self, p: RenameFilesParams) -> Result<Option<WorkspaceEdit>> {
        let moved: Vec<(String, String)> = p.files.into_iter().map(|it| (it.old_uri, it.new_uri)).collect();
        let edits = move |here: &Here<'_>| {
            let moved = here.moved(&moved);
            let here = &here.as_open();
            let site = here.site_knowing(moved.iter().map(|(from, _)| from));
            let change = ide::moves(&site, &moved, &|file| here.text(file));
            if change.is_empty() {
                return Vec::new();
            }
            let edit = convert::change(here, change);
            if edit.is_none() {
                tracing::warn!("references to what moves are left as they are: {LOST}");
            }
            edit.into_iter().collect()
        };
        Ok(convert::changes(long(move || everywhere(edits)).await?))
    }

    async fn document_highlight(&self, p: DocumentHighlightParams) -> Result<Option<Vec<DocumentHighlight>>> {
        ask(p.text_document_position_params, ide::highlight, convert::highlight)
    }

    async fn hover(&self, p: HoverParams) -> Result<Option<Hover>> {
        let place = p.text_document_position_params;
        let answer = about(&place.text_document.uri, |here| {
            let at = FilePos { file: here.file.clone(), offset: here.offset(place.position) };
            convert::hover(here, ide::hover(&here.site_with_picture(&at), &at, &|file| here.text(file)))
        });
        answer.map(Option::flatten)
    }

    async fn completion(&self, p: CompletionParams) -> Result<Option<CompletionResponse>> {
        let place = p.text_document_position;
        let answer = about(&place.text_document.uri, |here| {
            let at = FilePos { file: here.file.clone(), offset: here.offset(place.position) };
            let items = ide::completion(here.site(), &at, &|file| here.text(file));
            convert::completion(here, place.position, items)
        });
        answer.map(Option::flatten)
    }

    async fn document_link(&self, p: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        read(&p.text_document, ide::document_links, convert::links)
    }

    async fn document_symbol(&self, p: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        read(&p.text_document, ide::symbols, convert::symbols)
    }

    async fn symbol(&self, p: WorkspaceSymbolParams) -> Result<Option<WorkspaceSymbolResponse>> {
        let named = move |here: &Here<'_>| convert::site_symbols(here, ide::site_symbols(here.site(), &p.query));
        long(move || everywhere(named)).await.map(|found| Some(WorkspaceSymbolResponse::Flat(found)))
    }

    async fn folding_range(&self, p: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>> {
        read(&p.text_document, ide::folds, convert::folds)
    }

    async fn selection_range(&self, p: SelectionRangeParams) -> Result<Option<Vec<SelectionRange>>> {
        about(&p.text_document.uri, |here| {
            let at = |position: &Position| FilePos { file: here.file.clone(), offset: here.offset(*position) };
            let found = p.positions.iter().map(|position| ide::selection(here.site(), &at(position))).collect();
            convert::selections(here, p.positions, found)
        })
        .map(Option::flatten)
    }

    async fn code_action(&self, p: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let uri = p.text_document.uri;
        let actions = move |here: &Here<'_>| {
            let only = p.context.only.as_deref();
            let kinds = |kind: ide::ActionKind| convert::asked(kind, only);
            let range = here.part(p.range);
            let marked: Vec<_> = p.context.diagnostics.iter().map(|it| here.part(it.range)).collect();
            let wanted = ide::Wanted { range, marked: &marked, kinds: &kinds };
            let found = ide::actions(here.site(), &here.file, wanted, here.config(), &|file| here.text(file));
            convert::actions(here, found)
        };
        long(move || about(&uri, actions)).await.map(Option::flatten)
    }

    async fn inlay_hint(&self, p: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        about(&p.text_document.uri, |here| {
            convert::hints(here, ide::hints(here.site(), &here.file, here.part(p.range), here.config()))
        })
        .map(Option::flatten)
    }

    async fn semantic_tokens_full(&self, p: SemanticTokensParams) -> Result<Option<SemanticTokensResult>> {
        let tokens = |here: &Here<'_>| ide::tokens(here.site(), &here.file, here.whole());
        about(&p.text_document.uri, |here| convert::tokens(here, tokens(here)).into())
    }

    async fn semantic_tokens_range(&self, p: SemanticTokensRangeParams) -> Result<Option<SemanticTokensRangeResult>> {
        let tokens = |here: &Here<'_>| ide::tokens(here.site(), &here.file, here.part(p.range));
        about(&p.text_document.uri, |here| convert::tokens(here, tokens(here)).into())
    }

    async fn workspace_diagnostic(&self, p: WorkspaceDiagnosticParams) -> Result<WorkspaceDiagnosticReportResult> {
        let report = move |now: &Snapshot| whole_blog::report(now, &p.previous_result_ids).into();
        long(move || {
            SNAPSHOT
                .with(|now| catch_unwind(AssertUnwindSafe(|| report(now))))
                .map_err(|panic| mistake::failure("the workspace", &*panic))
        })
        .await
    }

    async fn diagnostic(&self, p: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        let uri = p.text_document.uri;
        let report = move |here: &Here<'_>| publish::report(here, p.previous_result_id);
        let report = long(move || about(&uri, report)).await?;
        Ok(report.unwrap_or_else(publish::no_report).into())
    }
}

impl Backend {
    /// What somebody who reports a problem has to tell, a method of our own.
    pub async fn report(&self) -> Result<String> {
        Ok(SNAPSHOT.with(report::report))
    }
}

/// Answers a question that may take long, as it is about the whole blog or looks at all of a text, on one of the threads
/// for long work: what is asked meanwhile is answered at once. One that is cancelled before its turn comes is given up.
pub(super) async fn long<R: Send + 'static>(question: impl FnOnce() -> Result<R> + Send + 'static) -> Result<R> {
    let (now, doing) = (SNAPSHOT.with(Snapshot::clone), DOING.get());
    let mut work = JoinSet::new();
    work.spawn_blocking(move || DOING.sync_scope(doing, || SNAPSHOT.sync_scope(now, question)));
    let answer = work.join_next().await;
    answer.and_then(|it| it.ok()).unwrap_or_else(|| Err(Error::internal_error()))
}

/// Answers a question about a place; `null` where the server knows of no such text.
fn ask<A, R>(
    place: TextDocumentPositionParams,
    question: impl FnOnce(&Site, &FilePos) -> A,
    convert: impl FnOnce(&Here<'_>, A) -> Option<R>,
) -> Result<Option<R>> {
    about(&place.text_document.uri, |here| {
        let at = FilePos { file: here.file.clone(), offset: here.offset(place.position) };
        convert(here, question(here.site(), &at))
    })
    .map(Option::flatten)
}

/// Answers a question about a whole text; `null` where the server knows of no such text.
fn read<A, R>(
    text: &TextDocumentIdentifier,
    question: impl FnOnce(&Site, &FileId) -> A,
    convert: impl FnOnce(&Here<'_>, A) -> Option<R>,
) -> Result<Option<R>> {
    about(&text.uri, |here| convert(here, question(here.site(), &here.file))).map(Option::flatten)
}

/// Answers a question about all that the server knows.
fn everywhere<R>(question: impl Fn(&Here<'_>) -> Vec<R>) -> Result<Vec<R>> {
    let ask = |now: &Snapshot| now.everywhere().flat_map(|here| question(&here)).collect();
    SNAPSHOT
        .with(|now| catch_unwind(AssertUnwindSafe(|| ask(now))))
        .map_err(|panic| mistake::failure("the workspace", &*panic))
}

/// Answers a question about a text.
fn about<R>(uri: &Uri, question: impl FnOnce(&Here<'_>) -> R) -> Result<Option<R>> {
    let answer = SNAPSHOT.with(|now| catch_unwind(AssertUnwindSafe(|| now.here(uri).map(|here| question(&here)))));
    answer.map_err(|panic| mistake::failure(uri.as_str(), &*panic))
}
