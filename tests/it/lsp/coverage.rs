//! The table of what the server answers, `docs/lsp.md`, says what the server announces.

use std::path::Path;

use serde_json::{Value, json};

use super::client::Client;

/// Every request of an editor to a server that LSP 3.18 knows, with what a server that answers it announces: a path
/// into its capabilities. What needs no announcement has none, and is tried out.
const METHODS: &[(&str, &str)] = &[
    ("textDocument/completion", "/completionProvider"),
    ("completionItem/resolve", "/completionProvider/resolveProvider"),
    ("textDocument/hover", "/hoverProvider"),
    ("textDocument/signatureHelp", "/signatureHelpProvider"),
    ("textDocument/declaration", "/declarationProvider"),
    ("textDocument/definition", "/definitionProvider"),
    ("textDocument/typeDefinition", "/typeDefinitionProvider"),
    ("textDocument/implementation", "/implementationProvider"),
    ("textDocument/references", "/referencesProvider"),
    ("textDocument/documentHighlight", "/documentHighlightProvider"),
    ("textDocument/documentSymbol", "/documentSymbolProvider"),
    ("workspace/symbol", "/workspaceSymbolProvider"),
    ("workspaceSymbol/resolve", "/workspaceSymbolProvider/resolveProvider"),
    ("textDocument/documentLink", "/documentLinkProvider"),
    ("documentLink/resolve", "/documentLinkProvider/resolveProvider"),
    ("textDocument/foldingRange", "/foldingRangeProvider"),
    ("textDocument/selectionRange", "/selectionRangeProvider"),
    ("textDocument/linkedEditingRange", "/linkedEditingRangeProvider"),
    ("textDocument/rename", "/renameProvider"),
    ("textDocument/prepareRename", "/renameProvider/prepareProvider"),
    ("workspace/willRenameFiles", "/workspace/fileOperations/willRename"),
    ("workspace/willCreateFiles", "/workspace/fileOperations/willCreate"),
    ("workspace/willDeleteFiles", "/workspace/fileOperations/willDelete"),
    ("textDocument/codeAction", "/codeActionProvider"),
    ("codeAction/resolve", "/codeActionProvider/resolveProvider"),
    ("workspace/executeCommand", "/executeCommandProvider"),
    ("textDocument/codeLens", "/codeLensProvider"),
    ("codeLens/resolve", "/codeLensProvider/resolveProvider"),
    ("textDocument/inlayHint", "/inlayHintProvider"),
    ("inlayHint/resolve", "/inlayHintProvider/resolveProvider"),
    ("textDocument/inlineValue", "/inlineValueProvider"),
    ("textDocument/inlineCompletion", "/inlineCompletionProvider"),
    ("textDocument/semanticTokens/full", "/semanticTokensProvider/full"),
    ("textDocument/semanticTokens/full/delta", "/semanticTokensProvider/full/delta"),
    ("textDocument/semanticTokens/range", "/semanticTokensProvider/range"),
    ("textDocument/diagnostic", "/diagnosticProvider"),
    ("workspace/diagnostic", "/diagnosticProvider/workspaceDiagnostics"),
    ("textDocument/formatting", "/documentFormattingProvider"),
    ("textDocument/rangeFormatting", "/documentRangeFormattingProvider"),
    ("textDocument/onTypeFormatting", "/documentOnTypeFormattingProvider"),
    ("textDocument/willSaveWaitUntil", "/textDocumentSync/willSaveWaitUntil"),
    ("textDocument/documentColor", "/colorProvider"),
    ("textDocument/colorPresentation", "/colorProvider"),
    ("textDocument/moniker", "/monikerProvider"),
    ("textDocument/prepareCallHierarchy", "/callHierarchyProvider"),
    ("textDocument/prepareTypeHierarchy", "/typeHierarchyProvider"),
];

/// The table of the document: each method, and whether it is said to be answered.
fn table() -> Vec<(String, bool)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/lsp.md");
    let document = std::fs::read_to_string(path).unwrap();
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let method = cells.get(1)?.strip_prefix('`')?.strip_suffix('`')?;
        assert!(cells.get(3).is_some_and(|note| !note.is_empty()), "`{method}` has no note");
        match *cells.get(2)? {
            "yes" => Some((method.to_owned(), true)),
            "no" => Some((method.to_owned(), false)),
            other => panic!("`{method}` is said to be `{other}`, neither `yes` nor `no`"),
        }
    };
    document.lines().filter_map(row).collect()
}

#[test]
fn the_table_says_what_the_server_announces() {
    let mut client = Client::start();
    let capabilities = json!({
        "workspace": {
            "workspaceEdit": {"documentChanges": true, "resourceOperations": ["create", "rename", "delete"]},
            "fileOperations": {"willRename": true, "didRename": true},
        },
        "textDocument": {
            "diagnostic": {},
            "rename": {"prepareSupport": true},
            "codeAction": {
                "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}},
                "resolveSupport": {"properties": ["edit"]},
            },
        },
    });
    let wanted = json!({"diagnostics": {"workspace": true}});
    let started = client.ask("initialize", json!({"capabilities": capabilities, "initializationOptions": wanted}));
    let announced = |pointer: &str| {
        let value = started["capabilities"].pointer(pointer).unwrap_or(&Value::Null);
        !value.is_null() && *value != false
    };
    let table = table();
    for (method, pointer) in METHODS {
        let said = table.iter().find(|(known, _)| known == method);
        let (_, said) = said.unwrap_or_else(|| panic!("docs/lsp.md has no row for `{method}`"));
        assert_eq!(*said, announced(pointer), "docs/lsp.md is wrong about `{method}`");
    }
    client.leave_quietly();
}

#[test]
fn what_is_said_to_be_answered_is_known() {
    let mut client = Client::start();
    client.ask("initialize", json!({"capabilities": {}}));
    client.notify("initialized", json!({}));
    for (method, _) in table().into_iter().filter(|(_, is_answered)| *is_answered) {
        // Without parameters a method that is answered complains of those, and not of the method; one that is not
        // answered is refused for one or the other.
        let id = client.request(&method, json!({"no": "parameters"}));
        let response = client.response(id);
        assert!(response["error"]["code"] != -32601, "`{method}`: {response}");
    }
    client.leave_quietly();
}
