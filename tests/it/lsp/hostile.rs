//! Texts that are made to be read by recursion, far deeper than any stack: the server lives, and answers each question.

use serde_json::{Value, json};

use super::client::{Client, at_place};
use generated::HOSTILE;

#[path = "../../../benches/generate/hostile.rs"]
mod generated;

/// The kinds that nest, and how deep.
const DEEP: &[(&str, usize)] = &[
    ("quotes in quotes", 10_000),
    ("brackets that open and close", 10_000),
    ("images that open", 10_000),
    ("lists in lists", 10_000),
    ("emphasis that opens", 5_000),
    ("HTML that opens", 10_000),
    ("details in details", 2_000),
    ("divisions that open", 5_000),
    ("Liquid output that opens", 20_000),
    ("Liquid blocks that open", 10_000),
    ("Liquid blocks in blocks", 10_000),
    ("comments of Liquid that open", 5_000),
    ("filters", 5_000),
    ("front matter in flow", 20_000),
    ("aliases in front matter", 1_000),
];

/// The deepest that a value nests.
fn depth(value: &Value) -> usize {
    match value {
        Value::Array(list) => 1 + list.iter().map(depth).max().unwrap_or_default(),
        Value::Object(map) => 1 + map.values().map(depth).max().unwrap_or_default(),
        _ => 0,
    }
}

#[test]
fn depth_without_bound_is_answered_and_never_nests_deeper_than_editors_read() {
    for (name, n) in DEEP {
        let (.., make) = HOSTILE.iter().find(|(it, ..)| it == name).unwrap();
        let text = make(*n);
        let mut client = Client::start();
        let capabilities = json!({"textDocument": {
            "diagnostic": {}, "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
        }});
        client.ask("initialize", json!({"capabilities": capabilities}));
        let uri = "untitled:post.md";
        let document = json!({"uri": uri, "languageId": "markdown", "version": 1, "text": text});
        client.notify("textDocument/didOpen", json!({"textDocument": document}));
        let lines = u32::try_from(text.lines().count()).unwrap();
        for (version, line) in (2..).zip([0, lines / 2, lines - 1]) {
            let at = json!({"line": line, "character": 3});
            client.change(uri, version, json!([{"range": {"start": at, "end": at}, "text": "x"}]));
            for method in ["hover", "definition", "references", "documentHighlight"] {
                client.ask(&format!("textDocument/{method}"), at_place(uri, (line, 5)));
            }
            let asked = json!({"textDocument": {"uri": uri}, "positions": [at]});
            let grown = client.ask("textDocument/selectionRange", asked);
            // Helix reads no message that nests deeper.
            assert!(depth(&grown) < 120, "{name}: {} levels", depth(&grown));
        }
        for method in ["documentSymbol", "foldingRange", "documentLink", "diagnostic", "semanticTokens/full"] {
            let answer = client.ask(&format!("textDocument/{method}"), json!({"textDocument": {"uri": uri}}));
            assert!(depth(&answer) < 120, "{name}, {method}: {} levels", depth(&answer));
        }
        client.settle();
        client.leave();
    }
}
