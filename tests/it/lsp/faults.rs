//! What clients, disks and texts can do to a server: each is tried, and the server stays right.

use std::fs;
use std::time::Instant;

use serde_json::{Value, json};

use super::client::{Client, Folder, at_place, range, ready};

const POST: &str = "_posts/2020-01-01-post.md";

fn blog() -> Folder {
    Folder::new(&[("_config.yml", "title: A blog\n"), (POST, "# On disk\n")])
}

fn with_text(blog: &Folder, text: &str) -> (Client, String) {
    let mut client = Client::open(blog, json!({}));
    let uri = blog.uri(POST);
    client.show(&uri, text);
    (client, uri)
}

#[test]
fn half_an_emoji_costs_no_edit() {
    let (mut client, uri) = with_text(&blog(), "# One\n");
    let before = format!(
        r#"{{"jsonrpc":"2.0","method":"textDocument/didChange","params":{{"textDocument":{{"uri":"{uri}","version":2}},"contentChanges":"#
    );
    client.body(format!(r#"{before}[{{"range":{},"text":"\ud83d"}}]}}}}"#, range(0, 2, 2)));
    client.body(format!(r#"{before}[{{"range":{},"text":"b\ude00c"}}]}}}}"#, range(0, 3, 3)));
    assert_eq!(client.headings(&uri), ["\u{fffd}b\u{fffd}cOne"]);
    client.settle_quietly();
    client.leave_quietly();
}

#[test]
fn ten_thousand_edits_without_a_pause() {
    let (mut client, uri) = with_text(&blog(), "# \n");
    let mut text = String::new();
    for place in 0..10_000_u32 {
        let letter = char::from_u32('a' as u32 + place % 26).unwrap();
        // Two in three are typed, one takes the first letter away again.
        if place % 3 < 2 {
            let at = 2 + u32::try_from(text.len()).unwrap();
            client.change(&uri, 2, json!([{"range": range(0, at, at), "text": letter}]));
            text.push(letter);
        } else {
            client.change(&uri, 2, json!([{"range": range(0, 2, 3), "text": ""}]));
            text.remove(0);
        }
    }
    assert_eq!(client.headings(&uri), [text]);
    client.settle_quietly();
    client.leave_quietly();
}

#[test]
fn a_storm_of_edits_is_told_of_seldom_and_at_its_end() {
    const LAST: i32 = 3001;
    let blog = blog();
    let mut client = Client::open(&blog, json!({"textDocument": {"publishDiagnostics": {"versionSupport": true}}}));
    let uri = blog.uri(POST);
    assert!(!client.show(&uri, "{% if %}\n").is_empty());
    let begun = Instant::now();
    for version in 2..LAST {
        let text = if version % 2 == 0 { "Fine.\n" } else { "{% if %}\n" };
        client.change(&uri, version, json!([{"text": text}]));
    }
    client.change(&uri, LAST, json!([{"text": "\n{% if %}\n"}]));
    let (mut told, mut last) = (0, 1);
    while last < i64::from(LAST) {
        let version = client.notification("textDocument/publishDiagnostics")["version"].as_i64().unwrap();
        assert!(version > last, "{version} after {last}");
        (told, last) = (told + 1, version);
    }
    // Nothing is worked out more often than ten times in a second, whatever the client sends.
    let most = 2 + begun.elapsed().as_millis() / 100;
    assert!(told <= most, "{told} states were told of, more than {most}");
    client.settle();
    client.leave();
}

#[test]
fn a_hover_shows_no_picture_from_elsewhere() {
    let blog = Folder::new(&[("_config.yml", ""), ("manicule.toml", "[hover]\nimage = \"on\"\n"), ("a.png", "")]);
    let mut client = Client::open(&blog, json!({"textDocument": {"hover": {"contentFormat": ["markdown"]}}}));
    let uri = blog.uri(POST);
    let picture = "![b](https://example.org/b.png)";
    client.show(&uri, &format!("Text.[^1] ![a {picture}](/a.png) {picture}\n\n[^1]: A note {picture}\n"));
    let shown = |client: &mut Client, column| client.ask_at("textDocument/hover", &uri, (0, column)).to_string();
    let note = shown(&mut client, 7);
    assert!(note.contains("A note [b](https://example.org/b.png)"), "{note}");
    let own = shown(&mut client, 11);
    assert!(own.contains(&format!("![]({})", blog.uri("a.png"))), "{own}");
    assert_eq!(own.matches("![").count(), 1, "{own}");
    let other = shown(&mut client, 60);
    assert!(!other.contains("!["), "{other}");
    client.leave_quietly();
}

#[test]
fn a_notification_that_is_sent_as_a_request_is_no_method() {
    let (mut client, uri) = with_text(&blog(), "# One\n");
    let document = json!({"textDocument": {"uri": uri, "languageId": "markdown", "version": 2, "text": "# Two\n"}});
    for method in ["exit", "initialized", "textDocument/didOpen", "textDocument/didClose", "workspace/didRenameFiles"] {
        let id = client.request(method, document.clone());
        let code = client.error(id);
        assert!(matches!(code, -32601 | -32600), "{method}: {code}");
    }
    assert_eq!(client.headings(&uri), ["One"]);
    client.settle();
    client.leave();
}

#[test]
fn thousands_of_requests_at_once() {
    let (mut client, uri) = with_text(&blog(), "# One\n\nText.[^1]\n\n[^1]: Note.\n");
    let sent: Vec<i64> = (0..5_000).map(|_| client.request("textDocument/hover", at_place(&uri, (2, 7)))).collect();
    for id in sent {
        assert!(client.result(id).is_object());
    }
    client.settle();
    client.leave();
}

#[test]
fn a_client_that_does_not_read_holds_up_nothing() {
    // Nobody reads until all is written, which is more than any pipe holds.
    let blog = blog();
    let mut client = Client::start_deaf();
    let uri = blog.uri(POST);
    let initialize = client.request("initialize", json!({"capabilities": {}, "rootUri": blog.uri("")}));
    let document = json!({"uri": uri, "languageId": "markdown", "version": 1, "text": "# One\n".repeat(1000)});
    client.notify("textDocument/didOpen", json!({"textDocument": document}));
    let symbols = json!({"textDocument": {"uri": uri}});
    let sent: Vec<i64> = (0..50).map(|_| client.request("textDocument/documentSymbol", symbols.clone())).collect();
    client.listen();
    client.result(initialize);
    for id in sent {
        assert_eq!(client.result(id).as_array().map(Vec::len), Some(1000));
    }
    client.settle_quietly();
    client.leave_quietly();
}

#[test]
fn edits_of_what_is_not_open_are_passed_over() {
    let blog = blog();
    let mut client = Client::open(&blog, json!({}));
    let uri = blog.uri(POST);
    client.change(&uri, 2, json!([{"range": range(0, 0, 0), "text": "# Typed\n"}]));
    client.change(&uri, 3, json!([{"text": "# Typed\n"}]));
    client.change("untitled:none", 3, json!([{"text": "# Typed\n"}]));
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    client.show(&uri, "# Open\n");
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    client.change(&uri, 4, json!([{"text": "# Typed\n"}]));
    assert_eq!(client.headings(&uri), ["On disk"]);
    client.settle_quietly();
    client.leave_quietly();
}

#[test]
fn a_text_that_is_lost_is_found_when_the_client_says_all_of_it() {
    let blog = blog();
    let (mut client, uri) = with_text(&blog, "# Open\n");
    client.change(&uri, 2, json!([{"range": "here", "text": "x"}]));
    assert!(client.notification("window/showMessage")["message"].as_str().unwrap().contains("lost track"));
    assert_eq!(client.headings(&uri), ["On disk"]);
    client.change(&uri, 3, json!([{"range": range(0, 0, 0), "text": "x"}]));
    assert_eq!(client.headings(&uri), ["On disk"]);
    let mixed =
        json!([{"range": range(0, 0, 0), "text": "x"}, {"text": "# Found\n"}, {"range": range(0, 7, 7), "text": "!"}]);
    client.change(&uri, 4, mixed);
    assert_eq!(client.headings(&uri), ["Found!"]);
    client.settle_quietly();
    client.leave_quietly();
}

#[test]
fn a_notebook_that_is_lost_is_found_when_it_is_opened_again() {
    let blog = Folder::new(&[("_config.yml", ""), ("_notebooks/2020-01-01-a.ipynb", "{\"cells\": []}")]);
    let mut client = Client::open(&blog, json!({"notebookDocument": {"synchronization": {}}}));
    let uri = blog.uri("_notebooks/2020-01-01-a.ipynb");
    let open = |client: &mut Client, text: &str| {
        let cells = json!([{"kind": 1, "document": "cell:a"}]);
        let notebook = json!({"uri": uri, "notebookType": "jupyter-notebook", "version": 1, "cells": cells});
        let texts = json!([{"uri": "cell:a", "languageId": "markdown", "version": 1, "text": text}]);
        client.notify("notebookDocument/didOpen", json!({"notebookDocument": notebook, "cellTextDocuments": texts}));
    };
    let change = |change: Value| json!({"notebookDocument": {"uri": uri, "version": 2}, "change": {"cells": change}});
    open(&mut client, "# Open\n");
    assert_eq!(client.headings("cell:a"), ["Open"]);
    // An answer from the old text would be wrong, as nobody knows what this edit did.
    let edits = json!([{"document": {"uri": "cell:a", "version": 2}, "changes": [{"range": "here", "text": "x"}]}]);
    client.notify("notebookDocument/didChange", change(json!({"textContent": edits})));
    assert!(client.notification("window/showMessage")["message"].as_str().unwrap().contains("lost track"));
    assert!(client.headings("cell:a").is_empty());
    open(&mut client, "# Found\n");
    assert_eq!(client.headings("cell:a"), ["Found"]);
    client.settle_quietly();
    client.leave_quietly();
}

#[test]
fn one_file_may_have_many_names() {
    let blog = Folder::new(&[("_config.yml", ""), ("_posts/2020-01-01-ä b.md", "# On disk\n")]);
    let mut client = Client::open(&blog, json!({}));
    let plain = blog.uri("_posts/2020-01-01-ä b.md");
    let encoded = blog.uri("%5Fposts/2020%2D01%2d01-%C3%A4%20b.md");
    client.show(&encoded, "# Open\n");
    assert_eq!(client.headings(&plain.replace(' ', "%20").replace('ä', "%C3%A4")), ["Open"]);
    client.change(&plain, 2, json!([{"text": "# Edited\n"}]));
    assert_eq!(client.headings(&encoded), ["Edited"]);
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": plain}}));
    assert_eq!(client.headings(&encoded), ["On disk"]);
    client.settle_quietly();
    client.leave_quietly();
}

#[cfg(unix)]
#[test]
fn a_link_to_a_file_is_a_text_of_its_own() {
    let blog = blog();
    std::os::unix::fs::symlink(blog.path().join(POST), blog.path().join("link.md")).unwrap();
    let mut client = Client::open(&blog, json!({}));
    client.show(&blog.uri(POST), "# File\n");
    client.show(&blog.uri("link.md"), "# Link\n");
    client.change(&blog.uri("link.md"), 2, json!([{"range": range(0, 6, 6), "text": "!"}]));
    assert_eq!(client.headings(&blog.uri(POST)), ["File"]);
    assert_eq!(client.headings(&blog.uri("link.md")), ["Link!"]);
    client.settle_quietly();
    client.leave_quietly();
}

#[cfg(unix)]
#[test]
fn a_folder_may_be_reached_through_a_link() {
    let blog = blog();
    let other = Folder::new(&[]);
    let link = other.path().join("link");
    std::os::unix::fs::symlink(blog.path(), &link).unwrap();
    let mut client = Client::open(&blog, json!({}));
    let through = format!("file://{}/{POST}", link.display());
    client.show(&through, "![](none.png)\n\n# Through\n");
    assert_eq!(client.headings(&through), ["Through"]);
    client.settle_quietly();
    client.leave_quietly();
}

#[test]
fn a_text_that_was_never_saved() {
    let blog = blog();
    let mut client = Client::open(&blog, json!({}));
    for uri in ["untitled:Untitled-1", "untitled:/tmp/x.md", "git:/a/b.md?ref", "x:"] {
        assert!(client.show(uri, "# One\n\nText.[^1] ![](none.png) [a](none.md)\n\n[^1]: Note.\n").is_empty(), "{uri}");
        assert_eq!(client.headings(uri)[0], "One");
        assert_eq!(client.ask_at("textDocument/definition", uri, (2, 7))[0]["uri"], uri);
        client.change(uri, 2, json!([{"range": range(0, 5, 5), "text": "!"}]));
        assert_eq!(client.headings(uri)[0], "One!");
        client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
        assert!(client.headings(uri).is_empty());
    }
    client.settle_quietly();
    client.leave_quietly();
}

#[test]
fn a_file_outside_of_every_folder() {
    let elsewhere = Folder::new(&[("a.md", "# On disk\n"), ("there.png", "")]);
    let mut client = ready();
    let uri = elsewhere.uri("a.md");
    let found = client.show(&uri, "# One\n\n![](there.png)\n");
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(client.headings(&uri), ["One"]);
    // A file that is yet to be written.
    let new = elsewhere.uri("new.md");
    client.show(&new, "# New\n");
    assert_eq!(client.headings(&new), ["New"]);
    client.settle_quietly();
    client.leave_quietly();
}

#[test]
fn the_whole_blog_may_go() {
    let blog = blog();
    let (mut client, uri) = with_text(&blog, "# Open\n");
    fs::remove_dir_all(blog.path()).unwrap();
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": blog.uri(""), "type": 3}]}));
    assert_eq!(client.headings(&uri), ["Open"]);
    client.change(&uri, 2, json!([{"text": "# Edited\n"}]));
    assert_eq!(client.headings(&uri), ["Edited"]);
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    client.settle_quietly();
    client.leave_quietly();
}

#[test]
fn settings_of_the_blog_that_change_while_a_post_is_open() {
    let blog = blog();
    let mut client = Client::open(&blog, json!({}));
    let uri = blog.uri(POST);
    assert!(!client.show(&uri, "{% if %}\n").is_empty());
    blog.write("manicule.toml", "[rules]\nliquid-syntax = \"off\"\n");
    assert!(client.diagnostics(&uri).is_empty());
    blog.write("manicule.toml", "[rules]\nliquid-syntax = \"hint\"\n");
    assert_eq!(client.diagnostics(&uri)[0]["severity"], 4);
    client.settle();
    client.leave();
}

#[test]
fn a_text_too_long_to_be_analysed() {
    let blog = blog();
    let mut client = Client::open(&blog, json!({}));
    let uri = blog.uri(POST);
    let text = format!("# One\n{}", "{% if %} and more words.\n".repeat(1 << 20));
    client.show(&uri, &text);
    assert!(client.notification("window/showMessage")["message"].as_str().unwrap().contains("not analysed"));
    assert!(client.headings(&uri).is_empty());
    // Cut short it is one like all others, and its edits were kept in step.
    client.change(&uri, 2, json!([{"range": range(0, 5, 5), "text": "!"}]));
    let rest = json!({"start": {"line": 1, "character": 0}, "end": {"line": 9_999_999, "character": 0}});
    client.change(&uri, 3, json!([{"range": rest, "text": "# Two\n"}]));
    assert_eq!(client.headings(&uri), ["One!", "Two"]);
    client.settle_quietly();
    client.leave_quietly();
}

#[test]
fn folders_of_the_workspace_come_and_go() {
    let (one, two) = (blog(), blog());
    let mut client = Client::open(&one, json!({}));
    let folder = |folder: &Folder| json!([{"uri": folder.uri(""), "name": "blog"}]);
    let event = json!({"added": folder(&two), "removed": folder(&one)});
    client.notify("workspace/didChangeWorkspaceFolders", json!({"event": event}));
    client.show(&two.uri(POST), "# Two\n");
    client.show(&one.uri(POST), "# One\n");
    assert_eq!(client.headings(&two.uri(POST)), ["Two"]);
    assert_eq!(client.headings(&one.uri(POST)), ["One"]);
    for event in [json!(null), json!({}), json!({"added": null}), json!({"added": [{"uri": "x"}], "removed": [7]})] {
        client.notify("workspace/didChangeWorkspaceFolders", json!({"event": event}));
    }
    client.settle_quietly();
    client.leave_quietly();
}

#[test]
fn a_notebook_is_one_page_of_many_cells() {
    let blog = Folder::new(&[("_config.yml", ""), ("_notebooks/2020-01-01-a.ipynb", "{\"cells\": []}")]);
    let mut client = Client::open(&blog, json!({"notebookDocument": {"synchronization": {}}}));
    let uri = blog.uri("_notebooks/2020-01-01-a.ipynb");
    let cell = |name: &str| format!("vscode-notebook-cell:/a.ipynb#{name}");
    let kind = |names: &[&str]| names.iter().map(|name| json!({"kind": 1, "document": cell(name)})).collect::<Vec<_>>();
    let text =
        |name: &str, text: &str| json!({"uri": cell(name), "languageId": "markdown", "version": 1, "text": text});
    let notebook = json!({"uri": uri, "notebookType": "jupyter-notebook", "version": 1, "cells": kind(&["a", "b"])});
    let texts = json!([text("a", "# Title\n"), text("b", "Text.{% fn 1 %}\n")]);
    client.notify("notebookDocument/didOpen", json!({"notebookDocument": notebook, "cellTextDocuments": texts}));
    // The note is missing until a cell with it comes.
    let told = |client: &mut Client| {
        let told = client.notification("textDocument/publishDiagnostics");
        (told["uri"].as_str().unwrap().to_owned(), told["diagnostics"].as_array().unwrap().len())
    };
    let mut first = [told(&mut client), told(&mut client)];
    first.sort();
    assert_eq!(first, [(cell("a"), 0), (cell("b"), 1)]);
    let change = |change: Value| json!({"notebookDocument": {"uri": uri, "version": 2}, "change": {"cells": change}});
    let added = json!({"array": {"start": 0, "deleteCount": 1, "cells": kind(&["c", "a"])}, "didOpen": [text("c", "{{ 'One.' | fndetail: 1 }}\n")]});
    client.notify("notebookDocument/didChange", change(json!({"structure": added})));
    let mut second = [told(&mut client), told(&mut client)];
    second.sort();
    assert_eq!(second, [(cell("b"), 0), (cell("c"), 0)]);
    // From the last cell to the first, and the same after the first was edited.
    let to = client.ask_at("textDocument/definition", &cell("b"), (0, 11));
    assert_eq!((&to[0]["uri"], &to[0]["range"]["start"]["line"]), (&json!(cell("c")), &json!(0)));
    let edits =
        json!([{"document": {"uri": cell("c"), "version": 2}, "changes": [{"range": range(0, 0, 0), "text": "\n"}]}]);
    client.notify("notebookDocument/didChange", change(json!({"textContent": edits})));
    let to = client.ask_at("textDocument/definition", &cell("b"), (0, 11));
    assert_eq!((&to[0]["uri"], &to[0]["range"]["start"]["line"]), (&json!(cell("c")), &json!(1)));
    // Cells that go take their texts with them.
    let removed = json!({"array": {"start": 0, "deleteCount": 1}, "didClose": [{"uri": cell("c")}]});
    client.notify("notebookDocument/didChange", change(json!({"structure": removed})));
    assert_eq!(told(&mut client), (cell("b"), 1));
    assert_eq!(client.ask_at("textDocument/hover", &cell("c"), (1, 5)), Value::Null);
    for odd in
        [json!({"structure": {"array": {"start": 99, "deleteCount": 99}}}), json!({"textContent": 7}), json!(null)]
    {
        client.notify("notebookDocument/didChange", change(odd));
    }
    let closed = json!([{"uri": cell("a")}, {"uri": cell("b")}]);
    client.notify("notebookDocument/didClose", json!({"notebookDocument": {"uri": uri}, "cellTextDocuments": closed}));
    assert_eq!(told(&mut client), (cell("b"), 0));
    client.settle_quietly();
    client.leave_quietly();
}

/// A blog whose post shows a picture that is not there, and a client that watches files or leaves that to the server.
fn with_picture(watches: bool) -> (Folder, Client, String) {
    let blog = blog();
    let mut client =
        Client::open(&blog, json!({"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": watches}}}));
    if watches {
        let id = client.asked("client/registerCapability")["id"].clone();
        client.send(&json!({"jsonrpc": "2.0", "id": id, "result": null}));
    }
    let uri = blog.uri(POST);
    assert_eq!(client.show(&uri, "![](/images/a.png)\n").len(), 1);
    (blog, client, uri)
}

#[test]
fn a_picture_that_comes_changes_and_goes() {
    for watches in [false, true] {
        let (blog, mut client, uri) = with_picture(watches);
        let tell = |client: &mut Client, kind: u8| {
            if watches {
                let changes = json!([{"uri": blog.uri("images/a.png"), "type": kind}]);
                client.notify("workspace/didChangeWatchedFiles", json!({"changes": changes}));
            }
        };
        let begun = Instant::now();
        blog.write("images/a.png", crate::disk::png(3, 2));
        tell(&mut client, 1);
        assert!(client.diagnostics(&uri).is_empty());
        let hover = client.ask_at("textDocument/hover", &uri, (0, 8)).to_string();
        assert!(hover.contains("3 × 2") || hover.contains("3×2"), "{hover}");
        blog.write("images/a.png", crate::disk::png(30, 20));
        tell(&mut client, 2);
        let hover = client.ask_at("textDocument/hover", &uri, (0, 8)).to_string();
        assert!(hover.contains("30 × 20") || hover.contains("30×20"), "{hover}");
        fs::remove_file(blog.path().join("images/a.png")).unwrap();
        tell(&mut client, 3);
        assert_eq!(client.diagnostics(&uri).len(), 1);
        blog.write("images/a.png", "");
        tell(&mut client, 1);
        assert!(client.diagnostics(&uri).is_empty());
        fs::remove_dir_all(blog.path().join("images")).unwrap();
        if watches {
            let changes = json!([{"uri": blog.uri("images"), "type": 3}]);
            client.notify("workspace/didChangeWatchedFiles", json!({"changes": changes}));
        }
        assert_eq!(client.diagnostics(&uri).len(), 1);
        println!("watched by the client: {watches}; four changes were found in {:?}", begun.elapsed());
        client.settle_quietly();
        client.leave_quietly();
    }
}

#[test]
fn pictures_that_are_none_or_never_end() {
    let blog = blog();
    blog.write("cut.png", &crate::disk::png(3, 2)[..20]);
    blog.write("empty.png", "");
    blog.write("text.jpg", "no picture");
    // Chunks that each say that another one follows.
    blog.write("long.webp", b"RIFF\xff\xff\xff\xffWEBPVP8 ".repeat(10_000));
    blog.write("boxes.heic", b"\0\0\0\x08free".repeat(200_000));
    blog.write("marks.jpg", [&b"\xff\xd8"[..], &b"\xff\xe0\0\x02".repeat(200_000)].concat());
    blog.write("entries.tiff", [&b"II*\0\x08\0\0\0\xff\xff"[..], &[0; 12].repeat(60_000)].concat());
    blog.write("open.svg", "<svg width='".repeat(10_000));
    let names =
        ["cut.png", "empty.png", "text.jpg", "long.webp", "boxes.heic", "marks.jpg", "entries.tiff", "open.svg"];
    let mut client = Client::open(&blog, json!({}));
    let uri = blog.uri(POST);
    let text: String = names.iter().map(|name| format!("![](/{name})\n\n")).collect();
    assert!(client.show(&uri, &text).is_empty(), "they are there");
    for line in 0..u32::try_from(names.len()).unwrap() {
        assert!(client.ask_at("textDocument/hover", &uri, (2 * line, 6)).is_object());
    }
    client.settle_quietly();
    client.leave_quietly();
}

#[test]
fn a_cancel_of_many_answers_each_once() {
    let (mut client, uri) = with_text(&blog(), "# One\n\nText.[^1]\n\n[^1]: Note.\n");
    let sent: Vec<i64> = (0..2000)
        .map(|_| {
            let id = client.request("textDocument/references", at_place(&uri, (2, 7)));
            client.notify("$/cancelRequest", json!({"id": id}));
            id
        })
        .collect();
    for id in sent {
        let response = client.response(id);
        assert!(response.get("result").is_some() || response["error"]["code"] == -32800, "{response}");
    }
    client.settle_quietly();
    client.leave_quietly();
}

#[test]
fn a_text_renamed_while_it_is_open() {
    let (blog, new) = (blog(), "_posts/2020-01-02-new.md");
    let mut client = Client::open(&blog, json!({}));
    client.show(&blog.uri(POST), "# Typed\n");
    fs::rename(blog.path().join(POST), blog.path().join(new)).unwrap();
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": blog.uri(POST)}}));
    client.show(&blog.uri(new), "# Typed\n");
    client.change(&blog.uri(new), 2, json!([{"range": range(0, 7, 7), "text": "!"}]));
    let changes = json!([{"uri": blog.uri(POST), "type": 3}, {"uri": blog.uri(new), "type": 1}]);
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": changes}));
    assert_eq!(client.headings(&blog.uri(new)), ["Typed!"]);
    assert!(client.headings(&blog.uri(POST)).is_empty());
    client.settle_quietly();
    client.leave_quietly();
}
