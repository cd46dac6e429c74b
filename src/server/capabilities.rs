//! What the client can do, read once into plain values, and what the server says it can do.

use serde_json::Value;
use tower_lsp::ls_types::*;

use super::convert;
use crate::ide::{ActionKind, TRIGGERS};
use crate::text::Encoding;

/// What the client can do. All `false` for a client that says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Client {
    /// Its name and version, as far as it says them.
    pub name: String,
    /// What it says that it can do, as it says it.
    pub capabilities: Value,
    /// The unit in which columns are counted, as agreed.
    pub encoding: Encoding,
    /// Takes links, which know the range they start from, for definitions.
    pub definition_links: bool,
    /// Shows Markdown in hovers.
    pub hover_markdown: bool,
    /// Says that it shows pictures in Markdown. VS Code shows them and does not say so, and shows those of posts itself.
    pub pictures: bool,
    /// Shows Markdown beside completions.
    pub completion_markdown: bool,
    /// Inserts snippets.
    pub snippets: bool,
    /// Shows the symbols of a text as a tree.
    pub symbol_tree: bool,
    /// Takes edits with the version that they belong to.
    pub document_changes: bool,
    /// Makes files as part of an edit.
    pub creates_files: bool,
    /// Moves files as part of an edit.
    pub renames_files: bool,
    /// Takes actions with all that belongs to them, and not only commands.
    pub action_literals: bool,
    /// Shows actions that cannot be done, and why.
    pub disabled_actions: bool,
    /// Shows which action is the one that most want.
    pub preferred_actions: bool,
    /// Replaces, when it completes, only what stands before the cursor, whatever the edit's range is.
    pub edits_before_cursor: bool,
    /// Asks for diagnostics itself.
    pub pulls_diagnostics: bool,
    /// Wants the diagnostics of all posts from the start. Editors keep what they show of a text that is closed where
    /// these are offered.
    pub pulls_whole_blog: bool,
    /// Asks again for diagnostics when told to.
    pub refreshes_diagnostics: bool,
    /// Keeps the version that diagnostics belong to.
    pub diagnostic_version: bool,
    /// Shows places that belong to a diagnostic.
    pub related_information: bool,
    /// Leads from a diagnostic to the page of its rule.
    pub code_description: bool,
    /// Shows what is unnecessary as such.
    pub diagnostic_tags: bool,
    /// Watches files when asked to.
    pub watches_files: bool,
    /// Answers `workspace/configuration`.
    pub configuration: bool,
    /// Tells of changed settings when asked to.
    pub registers_configuration: bool,
}

impl Client {
    /// Reads the parameters of `initialize`. What is missing or of another shape counts as absent.
    pub fn new(params: &Value) -> Client {
        let at = |path: &str| params.get("capabilities").and_then(|it| it.pointer(path));
        let flag = |path: &str| at(path).and_then(Value::as_bool).unwrap_or_default();
        let lists = |path: &str, what: &str| {
            at(path).and_then(Value::as_array).is_some_and(|list| list.iter().any(|it| it == what))
        };
        // Clients that ask for diagnostics may say what they can show of them in either place.
        let pulls_diagnostics = at("/textDocument/diagnostic").is_some_and(Value::is_object);
        let diagnostics = |path: &str| {
            flag(&format!("/textDocument/publishDiagnostics/{path}"))
                || flag(&format!("/textDocument/diagnostic/{path}"))
        };
        let tags = |channel: &str| at(&format!("/textDocument/{channel}/tagSupport")).is_some_and(|it| it != false);
        let word = |path: &str| params.pointer(path).and_then(Value::as_str).unwrap_or_default();
        Client {
            name: [word("/clientInfo/name"), word("/clientInfo/version")].join(" ").trim().to_owned(),
            capabilities: params.get("capabilities").cloned().unwrap_or_default(),
            encoding: encoding(at("/general/positionEncodings")),
            definition_links: flag("/textDocument/definition/linkSupport"),
            hover_markdown: lists("/textDocument/hover/contentFormat", "markdown"),
            pictures: lists("/general/markdown/allowedTags", "img"),
            completion_markdown: lists("/textDocument/completion/completionItem/documentationFormat", "markdown"),
            snippets: flag("/textDocument/completion/completionItem/snippetSupport"),
            symbol_tree: flag("/textDocument/documentSymbol/hierarchicalDocumentSymbolSupport"),
            document_changes: flag("/workspace/workspaceEdit/documentChanges"),
            creates_files: lists("/workspace/workspaceEdit/resourceOperations", "create"),
            renames_files: lists("/workspace/workspaceEdit/resourceOperations", "rename"),
            action_literals: at("/textDocument/codeAction/codeActionLiteralSupport").is_some_and(Value::is_object),
            disabled_actions: flag("/textDocument/codeAction/disabledSupport"),
            preferred_actions: flag("/textDocument/codeAction/isPreferredSupport"),
            // Neovim 0.11 does, runtime/lua/vim/lsp/completion.lua, and no capability says so.
            edits_before_cursor: params.pointer("/clientInfo/name").is_some_and(|name| name == "Neovim"),
            pulls_diagnostics,
            pulls_whole_blog: params.pointer("/initializationOptions/diagnostics/workspace")
                == Some(&Value::Bool(true)),
            refreshes_diagnostics: flag("/workspace/diagnostics/refreshSupport"),
            diagnostic_version: flag("/textDocument/publishDiagnostics/versionSupport"),
            related_information: diagnostics("relatedInformation"),
            code_description: diagnostics("codeDescriptionSupport"),
            diagnostic_tags: tags("publishDiagnostics") || tags("diagnostic"),
            watches_files: flag("/workspace/didChangeWatchedFiles/dynamicRegistration"),
            configuration: flag("/workspace/configuration"),
            registers_configuration: flag("/workspace/didChangeConfiguration/dynamicRegistration"),
        }
    }
}

/// The first unit that the client offers and this server counts in; UTF-16, which every client knows, without one.
fn encoding(offered: Option<&Value>) -> Encoding {
    let offered = offered.and_then(Value::as_array).into_iter().flatten();
    let known = offered.filter_map(|it| match it.as_str()? {
        "utf-8" => Some(Encoding::Utf8),
        "utf-16" => Some(Encoding::Utf16),
        "utf-32" => Some(Encoding::Utf32),
        _ => None,
    });
    known.into_iter().next().unwrap_or_default()
}

/// What the server says it can do, to this client.
pub fn announced(client: &Client) -> ServerCapabilities {
    ServerCapabilities {
        position_encoding: Some(match client.encoding {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }),
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(TextDocumentSyncSaveOptions::Supported(true)),
            ..TextDocumentSyncOptions::default()
        })),
        notebook_document_sync: Some(OneOf::Left(notebooks())),
        definition_provider: Some(OneOf::Left(true)),
        references_provider: Some(OneOf::Left(true)),
        document_link_provider: Some(DocumentLinkOptions {
            resolve_provider: Some(false),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        }),
        document_symbol_provider: Some(OneOf::Left(true)),
        workspace_symbol_provider: Some(OneOf::Left(true)),
        folding_range_provider: Some(FoldingRangeProviderCapability::Simple(true)),
        selection_range_provider: Some(SelectionRangeProviderCapability::Simple(true)),
        declaration_provider: Some(DeclarationCapability::Simple(true)),
        rename_provider: Some(OneOf::Right(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        })),
        linked_editing_range_provider: Some(LinkedEditingRangeServerCapabilities::Simple(true)),
        document_highlight_provider: Some(OneOf::Left(true)),
        inlay_hint_provider: Some(OneOf::Left(true)),
        semantic_tokens_provider: Some(SemanticTokensServerCapabilities::SemanticTokensOptions(
            SemanticTokensOptions {
                legend: convert::legend(),
                range: Some(true),
                full: Some(SemanticTokensFullOptions::Bool(true)),
                ..SemanticTokensOptions::default()
            },
        )),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        code_action_provider: client.action_literals.then(|| {
            CodeActionProviderCapability::Options(CodeActionOptions {
                code_action_kinds: Some(ActionKind::ALL.iter().map(|kind| kind.name().into()).collect()),
                resolve_provider: Some(false),
                ..CodeActionOptions::default()
            })
        }),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(TRIGGERS.iter().map(|it| (*it).to_owned()).collect()),
            ..CompletionOptions::default()
        }),
        diagnostic_provider: client.pulls_diagnostics.then(|| {
            DiagnosticServerCapabilities::Options(DiagnosticOptions {
                identifier: Some("manicule".into()),
                inter_file_dependencies: true,
                workspace_diagnostics: client.pulls_whole_blog,
                ..DiagnosticOptions::default()
            })
        }),
        workspace: Some(WorkspaceServerCapabilities {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(OneOf::Left(true)),
            }),
            file_operations: Some(WorkspaceFileOperationsServerCapabilities {
                will_rename: Some(FileOperationRegistrationOptions { filters: vec![every_file()] }),
                did_rename: Some(FileOperationRegistrationOptions { filters: vec![every_file()] }),
                ..WorkspaceFileOperationsServerCapabilities::default()
            }),
        }),
        ..ServerCapabilities::default()
    }
}

/// Files and folders of every name: anything may be what a post refers to.
fn every_file() -> FileOperationFilter {
    let pattern = FileOperationPattern { glob: "**/*".into(), matches: None, options: None };
    FileOperationFilter { scheme: Some("file".into()), pattern }
}

/// The notebooks to be told of, and of those the Markdown cells, and the raw ones, which may hold front matter.
fn notebooks() -> NotebookDocumentSyncOptions {
    NotebookDocumentSyncOptions {
        notebook_selector: vec![NotebookSelector::ByNotebook {
            notebook: Notebook::String("jupyter-notebook".into()),
            cells: Some(["markdown", "raw"].map(|it| NotebookCellSelector { language: it.into() }).into()),
        }],
        save: Some(true),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn capabilities_of_any_shape_are_read() {
        for params in
            [json!(null), json!({}), json!({"capabilities": null}), json!({"capabilities": {"textDocument": 3}})]
        {
            let client = Client::new(&params);
            let capabilities = client.capabilities.clone();
            assert_eq!(client, Client { capabilities, ..Client::default() }, "{params}");
        }
    }

    #[test]
    fn the_client_chooses_the_encoding() {
        let agreed = |offered: Value| {
            Client::new(&json!({"capabilities": {"general": {"positionEncodings": offered}}})).encoding
        };
        assert_eq!(agreed(json!(["utf-8", "utf-16"])), Encoding::Utf8);
        assert_eq!(agreed(json!(["utf-16", "utf-8"])), Encoding::Utf16);
        assert_eq!(agreed(json!(["utf-7", "utf-32"])), Encoding::Utf32);
        assert_eq!(agreed(json!(["utf-7", 8, null])), Encoding::Utf16);
        assert_eq!(agreed(json!("utf-8")), Encoding::Utf16);
    }
}
