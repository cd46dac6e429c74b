//! Symbols, folds and selections as editors get them.

use serde_json::{Value, json};

use super::client::{Client, Folder, at_place};

const POST: &str = "_posts/2020-01-01-post.md";
const TEXT: &str = "# One\n\nA 😀 **b**.\n\n## Two\n\n[x]: y\n";

fn blog() -> Folder {
    Folder::new(&[("_config.yml", "title: A blog\n"), (POST, TEXT)])
}

fn document(folder: &Folder) -> Value {
    json!({"textDocument": {"uri": folder.uri(POST)}})
}

fn range(start: (u32, u32), end: (u32, u32)) -> Value {
    json!({"start": {"line": start.0, "character": start.1}, "end": {"line": end.0, "character": end.1}})
}

fn open(folder: &Folder, capabilities: Value) -> Client {
    let mut client = Client::open(folder, capabilities);
    let document = json!({"uri": folder.uri(POST), "languageId": "markdown", "version": 1, "text": TEXT});
    client.notify("textDocument/didOpen", json!({"textDocument": document}));
    client.notification("textDocument/publishDiagnostics");
    client
}

#[test]
fn symbols_are_a_tree_for_those_who_show_one() {
    let folder = blog();
    let tree = json!({"textDocument": {"documentSymbol": {"hierarchicalDocumentSymbolSupport": true}}});
    let mut client = open(&folder, tree);
    let symbols = client.ask("textDocument/documentSymbol", document(&folder));
    assert_eq!(symbols[0]["name"], "# One");
    assert_eq!(symbols[0]["range"], range((0, 0), (7, 0)));
    assert_eq!(symbols[0]["children"][0]["name"], "## Two");
    assert_eq!(symbols[0]["children"][0]["children"][0]["selectionRange"], range((6, 1), (6, 2)));
    client.settle();
    client.leave();
}

#[test]
fn symbols_are_a_list_for_others() {
    let folder = blog();
    let mut client = open(&folder, json!({}));
    let symbols = client.ask("textDocument/documentSymbol", document(&folder));
    let names: Vec<_> = symbols.as_array().unwrap().iter().map(|symbol| symbol["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["# One", "## Two", "[x]"]);
    assert_eq!(symbols[1]["location"], json!({"uri": folder.uri(POST), "range": range((4, 0), (7, 0))}));
    assert_eq!(symbols[2]["containerName"], "## Two");
    let found = client.ask("workspace/symbol", json!({"query": "two"}));
    assert_eq!(found[0]["name"], "## Two");
    assert_eq!(found[0]["location"], json!({"uri": folder.uri(POST), "range": range((4, 0), (4, 6))}));
    client.settle();
    client.leave();
}

#[test]
fn folds_and_selections() {
    let folder = blog();
    let mut client = open(&folder, json!({}));
    let folds = client.ask("textDocument/foldingRange", document(&folder));
    assert_eq!(folds, json!([{"startLine": 0, "endLine": 6}, {"startLine": 4, "endLine": 6}]));
    let mut params = document(&folder);
    params["positions"] = json!([{"line": 2, "character": 7}, {"line": 9, "character": 9}]);
    let selections = client.ask("textDocument/selectionRange", params);
    assert_eq!(selections[0]["range"], range((2, 7), (2, 8)));
    assert_eq!(selections[0]["parent"]["range"], range((2, 5), (2, 10)));
    assert_eq!(selections[0]["parent"]["parent"]["range"], range((2, 0), (2, 11)));
    assert_eq!(selections.as_array().unwrap().len(), 2);
    client.settle();
    client.leave();
}

#[test]
fn nothing_is_said_of_unknown_texts() {
    let folder = blog();
    let mut client = Client::open(&folder, json!({}));
    for method in ["documentSymbol", "foldingRange"] {
        let params = json!({"textDocument": {"uri": "untitled:none"}});
        assert_eq!(client.ask(&format!("textDocument/{method}"), params), Value::Null);
    }
    client.settle();
    client.leave();
}

#[test]
fn what_is_asked_right_after_opening_is_answered_as_of_the_blog() {
    let folder = blog();
    for number in 0..300 {
        folder.write(&format!("_posts/2019-01-01-{number}.md"), "# A heading\n\nText.\n");
    }
    folder.write("_includes/box.html", "<p>{{ include.text }}</p>\n");
    let uri = folder.uri("_posts/2020-01-02-new.md");
    let mut client = Client::open(&folder, json!({}));
    let text = "{% include box.html %}\n\n{% if page.x %}\nText.\n{% endif %}\n";
    let document = json!({"uri": uri, "languageId": "markdown", "version": 1, "text": text});
    client.notify("textDocument/didOpen", json!({"textDocument": document}));
    let whole = json!({"textDocument": {"uri": uri}});
    let links = client.request("textDocument/documentLink", whole.clone());
    let folds = client.request("textDocument/foldingRange", whole.clone());
    let tokens = client.request("textDocument/semanticTokens/full", whole.clone());
    let hover = client.request("textDocument/hover", at_place(&uri, (0, 13)));
    let target = client.request("textDocument/definition", at_place(&uri, (0, 13)));
    let cancelled = client.request("textDocument/documentSymbol", whole);
    client.notify("$/cancelRequest", json!({"id": cancelled}));
    assert_eq!(client.result(links)[0]["target"], folder.uri("_includes/box.html"));
    assert_eq!(client.result(folds), json!([{"startLine": 2, "endLine": 4}]));
    assert_eq!(client.result(tokens)["data"].as_array().map(Vec::len), Some(15));
    let hover = client.result(hover);
    assert!(hover["contents"]["value"].as_str().unwrap().contains("text"), "{hover}");
    assert_eq!(client.result(target)[0]["uri"], folder.uri("_includes/box.html"));
    let response = client.response(cancelled);
    assert!(response.get("result").is_some() || response["error"]["code"] == -32800, "{response}");
    client.leave_quietly();
}
