//! What editors show in and around a text: hints, tokens, findings of the whole blog, pages of rules, plain text.

use serde_json::{Value, json};

use super::client::{Client, Folder, range};

const POST: &str = "_posts/2020-01-01-post.md";
const OTHER: &str = "_posts/2020-01-02-other.md";
const TEXT: &str = "😀 One.{% fn 1 %} ![](/images/a.png)\n\n{{ \"A note.\" | fndetail: 1 }}\n";

fn blog(settings: &str) -> Folder {
    let blog = Folder::new(&[
        ("_config.yml", "title: A blog\n"),
        ("_plugins/footnote.rb", "Liquid::Template.register_tag('fn', FootnoteTag)\n"),
        ("_plugins/footnote-detail.rb", "def fndetail(input, id)\n"),
        ("manicule.toml", settings),
        (POST, TEXT),
        (OTHER, "One.{% fn 1 %}\n"),
    ]);
    blog.write("images/a.png", include_bytes!("../../../editors/vscode/icon.png"));
    blog
}

fn open(blog: &Folder, text: &str, capabilities: Value) -> Client {
    let mut client = Client::open(blog, capabilities);
    let document = json!({"uri": blog.uri(POST), "languageId": "markdown", "version": 1, "text": text});
    client.notify("textDocument/didOpen", json!({"textDocument": document}));
    client
}

#[test]
fn hints_where_they_are_wanted() {
    let whole = json!({"start": {"line": 0, "character": 0}, "end": {"line": 3, "character": 0}});
    for (settings, count) in [("", 0), ("inlayHints.footnotes = true", 1)] {
        let blog = blog(settings);
        let mut client = open(&blog, TEXT, json!({}));
        let params = json!({"textDocument": {"uri": blog.uri(POST)}, "range": whole});
        let hints = client.ask("textDocument/inlayHint", params);
        assert_eq!(hints.as_array().map(Vec::len), Some(count), "{settings}: {hints}");
        if count == 1 {
            assert_eq!(hints[0]["position"], json!({"line": 0, "character": 17}));
            assert_eq!(hints[0]["label"], "A note.");
        }
        client.leave_quietly();
    }
}

#[test]
fn tokens_of_a_text_and_of_a_part() {
    let blog = blog("");
    let mut client = Client::start();
    let folders = json!([{"uri": blog.uri(""), "name": "blog"}]);
    let started = client.ask("initialize", json!({"capabilities": {}, "workspaceFolders": folders}));
    client.notify("initialized", json!({}));
    let legend = &started["capabilities"]["semanticTokensProvider"]["legend"];
    let document = json!({"uri": blog.uri(POST), "languageId": "markdown", "version": 1, "text": TEXT});
    client.notify("textDocument/didOpen", json!({"textDocument": document}));
    let mut params = json!({"textDocument": {"uri": blog.uri(POST)}});
    let tokens = client.ask("textDocument/semanticTokens/full", params.clone());
    let kind = |name: &str| {
        let kinds = legend["tokenTypes"].as_array().unwrap();
        kinds.iter().position(|kind| kind == name).unwrap()
    };
    let (tag, id, string, filter) = (kind("keyword"), kind("property"), kind("string"), kind("function"));
    let expected =
        json!([[0, 10, 2, tag, 0], [0, 3, 1, id, 0], [2, 3, 9, string, 0], [0, 12, 8, filter, 0], [0, 10, 1, id, 1],]);
    let flat: Vec<Value> = expected.as_array().unwrap().iter().flat_map(|it| it.as_array().unwrap().clone()).collect();
    assert_eq!(tokens["data"], Value::from(flat));
    params["range"] = range(0, 0, 9);
    assert_eq!(client.ask("textDocument/semanticTokens/range", params)["data"], json!([]));
    client.leave_quietly();
}

#[test]
fn findings_of_posts_that_nobody_has_open() {
    let blog = blog("diagnostics.workspace = true");
    let mut client = open(&blog, TEXT, json!({"textDocument": {"diagnostic": {}}}));
    // The findings of one text are given once the blog is read.
    client.ask("textDocument/diagnostic", json!({"textDocument": {"uri": blog.uri(POST)}}));
    let report = client.ask("workspace/diagnostic", json!({"previousResultIds": []}));
    let items = report["items"].as_array().unwrap();
    assert_eq!(items.len(), 1, "{report}");
    assert_eq!((&items[0]["kind"], &items[0]["uri"]), (&json!("full"), &json!(blog.uri(OTHER))));
    assert_eq!(items[0]["items"][0]["code"], "undefined-footnote");
    assert_eq!(items[0]["version"], Value::Null);
    let known = json!([{"uri": blog.uri(OTHER), "value": items[0]["resultId"]}]);
    let report = client.ask("workspace/diagnostic", json!({"previousResultIds": known}));
    assert_eq!(report["items"][0]["kind"], "unchanged");
    client.leave_quietly();
}

/// How many texts each report on the whole blog was worked out for, as the log says.
fn worked_out(log: &str) -> Vec<&str> {
    let lines = log.lines().filter_map(|line| line.split_once("the findings of "));
    lines.filter_map(|(_, rest)| rest.split_once(" texts were worked out")).map(|(count, _)| count).collect()
}

#[test]
fn the_findings_of_all_posts_are_worked_out_once_for_each_change() {
    let blog = blog("diagnostics.workspace = true");
    let mut client = Client::start();
    client.ask(
        "initialize",
        json!({
            "capabilities": {"textDocument": {"diagnostic": {}}},
            "rootUri": blog.uri(""),
            "initializationOptions": {"log": "debug"},
        }),
    );
    client.notify("initialized", json!({}));
    let uri = blog.uri(POST);
    let document = json!({"uri": uri, "languageId": "markdown", "version": 1, "text": TEXT});
    client.notify("textDocument/didOpen", json!({"textDocument": document}));
    let first = client.ask("workspace/diagnostic", json!({"previousResultIds": []}));
    let known = json!([{"uri": blog.uri(OTHER), "value": first["items"][0]["resultId"]}]);
    for _ in 0..20 {
        let again = client.ask("workspace/diagnostic", json!({"previousResultIds": known}));
        assert_eq!(again["items"][0]["kind"], "unchanged");
    }
    // Who has forgotten what it was told is told again.
    let anew = client.ask("workspace/diagnostic", json!({"previousResultIds": []}));
    assert_eq!(anew, first);
    client.change(&uri, 2, json!([{"range": range(0, 3, 3), "text": "[^1]"}]));
    let changed = client.ask("workspace/diagnostic", json!({"previousResultIds": known}));
    let items = changed["items"].as_array().unwrap();
    assert_eq!(items.iter().map(|it| &it["kind"]).collect::<Vec<_>>(), ["full", "unchanged"], "{changed}");
    let log = client.last_words();
    let counts = worked_out(&log);
    assert!(counts.len() == 23 && counts[0] == "2" && counts[22] == "2", "{log}");
    // The server's own looks at the folder may find something new in between, yet not each time.
    assert!(counts.iter().filter(|count| **count == "0").count() >= 10, "{log}");
}

#[test]
fn no_findings_of_closed_posts_unless_they_are_wanted() {
    let blog = blog("");
    let mut client = open(&blog, TEXT, json!({"textDocument": {"diagnostic": {}}}));
    client.ask("textDocument/diagnostic", json!({"textDocument": {"uri": blog.uri(POST)}}));
    assert_eq!(client.ask("workspace/diagnostic", json!({"previousResultIds": []})), json!({"items": []}));
    let known = json!([{"uri": blog.uri(OTHER), "value": "from before"}]);
    let report = client.ask("workspace/diagnostic", json!({"previousResultIds": known}));
    assert_eq!(report["items"][0]["items"], json!([]), "what was shown is taken back");
    let cell = json!([{"uri": "vscode-notebook-cell:/gone.ipynb#W0", "value": "0"}]);
    let report = client.ask("workspace/diagnostic", json!({"previousResultIds": cell}));
    let taken_back = report["items"].as_array().unwrap().iter().find(|it| it["uri"] == cell[0]["uri"]);
    assert_eq!(taken_back.unwrap()["items"], json!([]), "what is gone is taken back too");
    client.leave_quietly();
}

#[test]
fn a_finding_leads_to_the_page_of_its_rule_and_fades_what_is_unused() {
    let shows = json!({"publishDiagnostics": {"codeDescriptionSupport": true, "tagSupport": {"valueSet": [1]}}});
    for (capabilities, is_shown) in [(json!({"textDocument": shows}), true), (json!({}), false)] {
        let blog = blog("");
        let mut client = open(&blog, "{{ \"A note.\" | fndetail: 1 }}\n", capabilities);
        let finding = client.diagnostics(&blog.uri(POST)).remove(0);
        assert_eq!(finding["code"], "unused-footnote");
        let page = finding["codeDescription"]["href"].as_str();
        assert_eq!(page.is_some_and(|page| page.ends_with("/docs/rules/unused-footnote.md")), is_shown, "{finding}");
        assert_eq!(finding.get("tags").is_some(), is_shown);
        client.leave_quietly();
    }
}

#[test]
fn editors_that_show_no_markdown_get_plain_text() {
    let text = "---\nlayout: post\n---\nOne.[^1]\n\n[^1]: A *note* with [a link](https://example.org) and `code`.\n";
    let blog = blog("");
    let mut client = open(&blog, text, json!({"textDocument": {"hover": {"contentFormat": ["plaintext"]}}}));
    // The findings come once the blog is read, which tells whose front matter it is.
    client.diagnostics(&blog.uri(POST));
    let hover = client.ask_at("textDocument/hover", &blog.uri(POST), (3, 6));
    assert_eq!(hover["contents"]["value"], "A note with a link (https://example.org) and code.");
    let key = client.ask_at("textDocument/hover", &blog.uri(POST), (1, 2));
    assert!(!key["contents"]["value"].as_str().unwrap().contains(['`', '*']), "{key}");
    client.leave_quietly();
}

#[test]
fn a_whole_note_leaves_the_cursor_between_its_quotes() {
    let text = "One.{% fn 1 %}\n\n{{\n";
    for (snippets, written) in [(true, " \"$0\" | fndetail: 1 \\}\\}"), (false, " \"\" | fndetail: 1 }}")] {
        let blog = blog("");
        let shows = json!({"textDocument": {"completion": {"completionItem": {"snippetSupport": snippets}}}});
        let mut client = open(&blog, text, shows);
        let offered = client.ask_at("textDocument/completion", &blog.uri(POST), (2, 2));
        assert_eq!(offered[0]["textEdit"]["newText"], written);
        client.leave_quietly();
    }
}
