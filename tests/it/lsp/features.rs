//! What a writer asks of the server, each question once through the pipes.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::client::{Client, Folder, at_place, range};

const POST: &str = "_posts/2020-01-01-post.md";

/// Two emoji stand before the footnotes, so that each encoding has columns of its own.
const TEXT: &str =
    "---\ntitle: A post\n---\n😀😀 Reshape it.{% fn 1 %} Twice.{% fn 1 %}\n\n{{ \"Why so.\" | fndetail: 1 }}\n";

/// A fastpages blog.
fn blog() -> Folder {
    Folder::new(&[
        ("_config.yml", "title: A blog\n"),
        ("_plugins/footnote.rb", "Liquid::Template.register_tag('fn', FootnoteTag)\n"),
        ("_plugins/footnote-detail.rb", "def fndetail(input, id)\n"),
        ("_action_files/settings.ini", "[DEFAULT]\n"),
        (POST, TEXT),
    ])
}

fn encoded(encoding: &str) -> Value {
    json!({"general": {"positionEncodings": [encoding]}})
}

#[test]
fn from_a_number_to_its_text_and_back() {
    let blog = blog();
    for (encoding, start) in [("utf-8", 20), ("utf-16", 16), ("utf-32", 14)] {
        let mut client = Client::open(&blog, encoded(encoding));
        let uri = blog.uri(POST);
        assert!(client.show(&uri, TEXT).is_empty());
        let text = client.ask_at("textDocument/definition", &uri, (3, start + 6));
        assert_eq!(text, json!([{"uri": uri, "range": range(5, 4, 11)}]), "{encoding}");
        let number = client.ask_at("textDocument/definition", &uri, (5, 25));
        let second = start + 17;
        let expected = json!([
            {"uri": uri, "range": range(3, start + 6, start + 7)},
            {"uri": uri, "range": range(3, second + 6, second + 7)},
        ]);
        assert_eq!(number, expected, "{encoding}");
        let all = client.ask_at("textDocument/references", &uri, (5, 25));
        assert_eq!(all.as_array().map(Vec::len), Some(3), "{encoding}");
        client.settle();
        client.leave();
    }
}

#[test]
fn links_for_clients_that_take_them() {
    let blog = blog();
    let mut client = Client::open(&blog, json!({"textDocument": {"definition": {"linkSupport": true}}}));
    let uri = blog.uri(POST);
    client.show(&uri, TEXT);
    let links = client.ask_at("textDocument/definition", &uri, (3, 22));
    assert_eq!(links[0]["targetUri"], uri);
    assert_eq!(links[0]["targetRange"], range(5, 0, 29));
    assert_eq!(links[0]["targetSelectionRange"], range(5, 4, 11));
    client.leave();
}

#[test]
fn a_hover_shows_the_note_in_what_the_client_reads() {
    let blog = blog();
    for (formats, kind) in [(json!(["markdown", "plaintext"]), "markdown"), (json!(["plaintext"]), "plaintext")] {
        let mut client = Client::open(&blog, json!({"textDocument": {"hover": {"contentFormat": formats}}}));
        let uri = blog.uri(POST);
        client.show(&uri, TEXT);
        let hover = client.ask_at("textDocument/hover", &uri, (3, 22));
        assert_eq!(hover["contents"]["kind"], kind);
        assert!(hover["contents"]["value"].as_str().unwrap().contains("Why so."), "{hover}");
        assert_eq!(hover["range"]["start"]["line"], 3);
        assert_eq!(client.ask_at("textDocument/hover", &uri, (2, 0)), Value::Null);
        client.leave();
    }
}

#[test]
fn a_hover_shows_the_picture_where_it_is_wanted_and_can_be_shown() {
    let blog = blog();
    blog.write("images/a.png", crate::disk::png(3, 2));
    for (wanted, tags, formats, is_shown) in [
        ("auto", json!([]), json!(["markdown"]), false),
        ("auto", json!(["b", "img"]), json!(["markdown"]), true),
        ("auto", json!(["img"]), json!(["plaintext"]), false),
        ("on", json!([]), json!(["markdown"]), true),
        ("on", json!(["img"]), json!(["plaintext"]), false),
        ("off", json!(["img"]), json!(["markdown"]), false),
    ] {
        let capabilities = json!({
            "general": {"markdown": {"parser": "x", "allowedTags": tags}},
            "textDocument": {"hover": {"contentFormat": formats}},
        });
        let mut client = Client::start();
        let settings = json!({"hover": {"image": wanted}});
        client.ask(
            "initialize",
            json!({"capabilities": capabilities, "rootUri": blog.uri(""), "initializationOptions": settings}),
        );
        client.notify("initialized", json!({}));
        client.show(&blog.uri(POST), "![a](/images/a.png)\n");
        let said = client.ask_at("textDocument/hover", &blog.uri(POST), (0, 10))["contents"]["value"].to_string();
        assert!(said.contains("3 × 2 pixels"), "{said}");
        assert_eq!(said.contains("![]("), is_shown, "{wanted} {tags} {formats}: {said}");
        client.leave_quietly();
    }
}

#[test]
fn a_completion_is_one_edit_over_the_tail() {
    let blog = blog();
    for snippets in [true, false] {
        let capabilities = json!({"textDocument": {"completion": {"completionItem": {"snippetSupport": snippets}}}});
        let mut client = Client::open(&blog, capabilities);
        let uri = blog.uri(POST);
        client.show(&uri, TEXT);
        client.change(&uri, 2, json!([{"range": range(3, 43, 43), "text": "{% fn }"}]));
        let items = client.ask_at("textDocument/completion", &uri, (3, 49));
        let first = &items[0];
        assert_eq!(first["textEdit"]["range"]["end"], json!({"line": 3, "character": 50}), "{first}");
        let (format, text) = if snippets { (2, "2 %\\}") } else { (1, "2 %}") };
        assert_eq!(first["insertTextFormat"], format);
        assert!(first["textEdit"]["newText"].as_str().unwrap().ends_with(text), "{first}");
        assert_eq!(client.ask_at("textDocument/completion", &uri, (2, 3)), Value::Null);
        assert!(!client.diagnostics(&uri).is_empty());
        client.leave();
    }
}

#[test]
fn a_burst_of_edits_is_seen_by_the_question_behind_it() {
    let blog = blog();
    let mut client = Client::open(&blog, json!({}));
    let uri = blog.uri(POST);
    client.show(&uri, TEXT);
    // Each edit types one character into the note, and one question follows without a pause.
    let typed: String = ('a'..='z').cycle().take(300).collect();
    for (place, c) in typed.chars().enumerate() {
        let at = 4 + u32::try_from(place).unwrap();
        client.change(&uri, 2 + i32::try_from(place).unwrap(), json!([{"range": range(5, at, at), "text": c}]));
    }
    let hover = client.request("textDocument/hover", at_place(&uri, (3, 22)));
    let hover = client.result(hover);
    assert!(hover["contents"]["value"].as_str().unwrap().contains(&typed), "{hover}");
    client.leave();
}

#[test]
fn diagnostics_come_and_go_with_the_text() {
    let blog = blog();
    let shows = json!({"publishDiagnostics": {"relatedInformation": true, "versionSupport": true}});
    let mut client = Client::open(&blog, json!({"textDocument": shows}));
    let uri = blog.uri(POST);
    assert!(client.show(&uri, TEXT).is_empty());
    client.change(&uri, 2, json!([{"range": range(5, 0, 29), "text": ""}]));
    let told = client.notification("textDocument/publishDiagnostics");
    assert_eq!(told["version"], 2);
    assert_eq!(told["diagnostics"][0]["code"], "undefined-footnote");
    assert_eq!(told["diagnostics"][0]["source"], "manicule");
    assert_eq!(told["diagnostics"][0]["range"], range(3, 16, 26));
    client.change(&uri, 3, json!([{"text": "Nothing.\n"}]));
    assert!(client.diagnostics(&uri).is_empty());
    client.settle();
    client.leave();
}

#[test]
fn diagnostics_for_clients_that_ask() {
    let blog = blog();
    let mut client = Client::open(&blog, json!({"textDocument": {"diagnostic": {}}}));
    let uri = blog.uri(POST);
    let document = json!({"uri": uri, "languageId": "markdown", "version": 1, "text": "A.{% fn 1 %}\n"});
    client.notify("textDocument/didOpen", json!({"textDocument": document}));
    let report = client.ask("textDocument/diagnostic", json!({"textDocument": {"uri": uri}}));
    assert_eq!(report["kind"], "full");
    assert_eq!(report["items"][0]["code"], "undefined-footnote");
    let again = json!({"textDocument": {"uri": uri}, "previousResultId": report["resultId"]});
    let report = client.ask("textDocument/diagnostic", again.clone());
    assert_eq!(report, json!({"kind": "unchanged", "resultId": again["previousResultId"]}));
    client.change(&uri, 2, json!([{"text": "B.\n"}]));
    let report = client.ask("textDocument/diagnostic", again);
    assert_eq!(report["items"], json!([]));
    client.settle();
    client.leave();
}

#[test]
fn a_rule_can_be_set_by_every_channel() {
    let blog = blog();
    let uri = blog.uri(POST);
    let text = "A.{% fn 1 %}\n";
    let off = json!({"rules": {"undefined-footnote": "off"}});
    let hint = json!({"manicule": {"rules": {"undefined-footnote": "hint"}}});

    let mut client = Client::start();
    let folders = json!([{"uri": blog.uri(""), "name": "blog"}]);
    client.ask("initialize", json!({"capabilities": {}, "workspaceFolders": folders, "initializationOptions": off}));
    client.notify("initialized", json!({}));
    assert!(client.show(&uri, text).is_empty());
    client.notify("workspace/didChangeConfiguration", json!({"settings": hint}));
    assert_eq!(client.diagnostics(&uri)[0]["severity"], 4);
    for nothing in [json!({}), json!(null), json!([])] {
        client.notify("workspace/didChangeConfiguration", json!({"settings": nothing}));
        client.notify("workspace/didChangeConfiguration", nothing);
    }
    client.settle();
    client.notify("workspace/didChangeConfiguration", json!({"settings": {"rules": {"no-rule": "off"}}}));
    assert!(
        client.notification("window/showMessage")["message"].as_str().unwrap().contains("there is no rule `no-rule`")
    );
    assert_eq!(client.diagnostics(&uri)[0]["severity"], 2);
    client.leave();

    let mut client = Client::open(&blog, json!({"workspace": {"configuration": true}}));
    let asked = client.asked("workspace/configuration");
    assert_eq!(asked["params"]["items"], json!([{"section": "manicule"}]));
    client.send(&json!({"jsonrpc": "2.0", "id": asked["id"], "result": [off]}));
    assert!(client.show(&uri, text).is_empty());
    client.leave();
}

#[test]
fn what_is_wrong_with_settings_is_said_once_and_the_rest_applies() {
    let blog = blog();
    blog.write("manicule.toml", "inlayHints.footnotes = 3\nrules.undefined-footnote = 'hint'\n");
    let uri = blog.uri(POST);
    let settings = json!({
        "hover": {"image": "sometimes"},
        "ignor": ["_drafts/**"],
        "rules": {"no-rule": "off", "unused-footnote": "error", "duplicate-footnote": "loud"},
    });
    let mut client = Client::start();
    client.ask("initialize", json!({"capabilities": {}, "rootUri": blog.uri(""), "initializationOptions": settings}));
    client.notify("initialized", json!({}));
    let mut said: Vec<String> =
        (0..5).map(|_| client.notification("window/showMessage")["message"].as_str().unwrap().to_owned()).collect();
    said.sort();
    assert_eq!(
        said,
        [
            "In `manicule.toml`, `inlayHints.footnotes` takes `true` or `false`, not `3`.",
            "In the settings, `hover.image` takes `auto`, `on`, `off`, not `\"sometimes\"`.",
            "In the settings, `rules.duplicate-footnote` takes `error`, `warning`, `information`, `hint` or `off`, not \
             `\"loud\"`.",
            "In the settings, there is no rule `no-rule`.",
            "In the settings, there is no setting `ignor`; did you mean `ignore`?",
        ]
    );
    let found = client.show(&uri, "A.{% fn 1 %}\n\n{{ 'B.' | fndetail: 2 }}\n");
    let levels: Vec<_> = found.iter().map(|it| (it["code"].as_str().unwrap(), it["severity"].clone())).collect();
    assert_eq!(levels, [("undefined-footnote", json!(4)), ("unused-footnote", json!(1))]);
    // The same once more is nothing new, and neither is the file when it is read again.
    client.notify("workspace/didChangeConfiguration", json!({"settings": {"manicule": settings}}));
    blog.write("manicule.toml", "inlayHints.footnotes = 3\n");
    client
        .notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": blog.uri("manicule.toml"), "type": 2}]}));
    assert_eq!(client.diagnostics(&uri)[0]["severity"], 2, "what the file said is said no more");
    client.settle();
    client.leave();
}

#[test]
fn a_text_that_is_open_in_a_blog_within_is_read_as_it_is_open() {
    let folder = Folder::new(&[("doc.md", "![](/b.png)\n"), ("b.png", ""), ("sub/in.md", "![](../b.png)\n")]);
    let roots = [json!({"uri": folder.uri(""), "name": "x"}), json!({"uri": folder.uri("sub"), "name": "y"})];
    let mut client = Client::start();
    let edits = json!({"documentChanges": true, "resourceOperations": ["create", "rename"]});
    let capabilities = json!({"workspace": {"workspaceEdit": edits}});
    client.ask("initialize", json!({"capabilities": capabilities, "workspaceFolders": roots}));
    client.notify("initialized", json!({}));
    client.show(&folder.uri("doc.md"), "![](/b.png)\n");
    client.show(&folder.uri("sub/in.md"), "\n\n![](../b.png)\n");
    let found = |client: &mut Client| -> BTreeSet<(String, u64)> {
        let found = client.ask("textDocument/references", at_place(&folder.uri("doc.md"), (0, 6)));
        let place =
            |it: &Value| (it["uri"].as_str().unwrap().to_owned(), it["range"]["start"]["line"].as_u64().unwrap());
        found.as_array().unwrap().iter().map(place).collect()
    };
    // On the disk it stands in the first line still.
    let mut wanted = BTreeSet::from([(folder.uri("doc.md"), 0), (folder.uri("sub/in.md"), 2)]);
    assert_eq!(found(&mut client), wanted);
    let mut params = at_place(&folder.uri("doc.md"), (0, 6));
    params["newName"] = json!("/c.png");
    let renamed = client.ask("textDocument/rename", params);
    let changes = renamed["documentChanges"].as_array().unwrap();
    let inner = changes.iter().find(|it| it["textDocument"]["uri"] == folder.uri("sub/in.md")).unwrap();
    assert_eq!(inner["edits"][0]["range"]["start"]["line"], 2, "{renamed}");
    // A file that comes to lie in the inner blog is news to the outer one too.
    folder.write("sub/new.md", "![](../b.png)\n");
    let news = json!({"changes": [{"uri": folder.uri("sub/new.md"), "type": 1}]});
    client.notify("workspace/didChangeWatchedFiles", news);
    wanted.insert((folder.uri("sub/new.md"), 0));
    let end = Instant::now() + Duration::from_secs(20);
    while found(&mut client) != wanted {
        assert!(Instant::now() < end, "{:?}", found(&mut client));
    }
    client.settle_quietly();
    client.leave_quietly();
}

#[test]
fn a_file_is_named_by_the_blogs_around_it() {
    let folder = Folder::new(&[("doc.md", "![](/sub/a.png)\n"), ("sub/a.png", ""), ("other.md", "![](a.png)\n")]);
    folder.write("sub/doc.md", "![](/a.png) ![](b.png)\n");
    let roots = [json!({"uri": folder.uri(""), "name": "x"}), json!({"uri": folder.uri("sub"), "name": "y"})];
    let mut client = Client::start();
    client.ask("initialize", json!({"capabilities": {}, "workspaceFolders": roots}));
    client.notify("initialized", json!({}));
    client.show(&folder.uri("doc.md"), "![](/sub/a.png)\n");
    client.show(&folder.uri("sub/doc.md"), "![](/a.png) ![](b.png)\n");
    client.settle_quietly();
    for (file, column) in [("doc.md", 10), ("sub/doc.md", 6)] {
        let mut params = at_place(&folder.uri(file), (0, column));
        params["context"] = json!({"includeDeclaration": true});
        let found = client.ask("textDocument/references", params);
        let mut places: Vec<_> = found
            .as_array()
            .unwrap()
            .iter()
            .map(|it| (it["uri"].as_str().unwrap().to_owned(), it["range"].clone()))
            .collect();
        places.sort_by_key(|(uri, _)| uri.clone());
        let wanted = [(folder.uri("doc.md"), range(0, 4, 14)), (folder.uri("sub/doc.md"), range(0, 4, 10))];
        assert_eq!(places, wanted, "from {file}");
    }
    client.leave_quietly();
}
