//! Renames and moves over the wire, applied as a client applies them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::client::{Client, Folder};

const POST: &str = "_posts/2020-01-01-post.md";
const TEXT: &str = "🗼 One{% fn 1 %} and 🌊 again{% fn 1 %}.\n\n![](/images/a.png)\n\n{{ '🗼 note' | fndetail: 1 }}\n";
const NOTEBOOK: &str = "_notebooks/2020-01-02-x.ipynb";
const CELLS: &str = r##"{
 "cells": [
  {"cell_type": "markdown", "metadata": {}, "source": ["# Title\n", "\n", "One{% fn 1 %}\n", "\u00e9 ![](../images/a.png)"]},
  {"cell_type": "markdown", "metadata": {}, "source": "![](../images/a.png)\n\n{{ 'note' | fndetail: 1 }}"}
 ],
 "metadata": {}, "nbformat": 4, "nbformat_minor": 4
}
"##;

fn blog() -> Folder {
    let blog = Folder::new(&[("_config.yml", "title: A blog\npermalink: /a/:title.html\n"), (POST, TEXT)]);
    blog.write(NOTEBOOK, CELLS);
    blog.write("_action_files/settings.ini", "");
    blog.write("images/a.png", "x");
    blog.write("_plugins/footnote.rb", "Liquid::Template.register_tag('fn', Fn)\ndef fndetail(input, id)\n");
    blog
}

/// The byte that a position means in an encoding.
fn byte(text: &str, at: &Value, encoding: &str) -> usize {
    let line = usize::try_from(at["line"].as_u64().unwrap()).unwrap();
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let width = |c: char| match encoding {
        "utf-8" => c.len_utf8(),
        "utf-32" => 1,
        _ => c.len_utf16(),
    };
    let mut left = usize::try_from(at["character"].as_u64().unwrap()).unwrap();
    let mut end = start;
    for c in text[start..].chars() {
        if left == 0 {
            break;
        }
        left = left.checked_sub(width(c)).expect("a position within a character");
        end += c.len_utf8();
    }
    end
}

/// The edits of a workspace edit by their documents' URIs, in either of the two forms.
fn by_document(edit: &Value) -> Vec<(String, Vec<Value>)> {
    if let Some(changes) = edit.get("changes") {
        assert!(edit.get("documentChanges").is_none(), "{edit}");
        let changes = changes.as_object().unwrap().iter();
        return changes.map(|(uri, edits)| (uri.clone(), edits.as_array().unwrap().clone())).collect();
    }
    let documents = edit["documentChanges"].as_array().unwrap().iter();
    let uri = |it: &Value| it["textDocument"]["uri"].as_str().unwrap().to_owned();
    documents.map(|it| (uri(it), it["edits"].as_array().unwrap().clone())).collect()
}

/// What the texts that an edit changes are afterwards, by their URIs.
fn applied(edit: &Value, encoding: &str, before: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for (uri, edits) in by_document(edit) {
        let mut text = before[&uri].clone();
        let place = |edit: &Value, end: &str| byte(&before[&uri], &edit["range"][end], encoding);
        let mut edits: Vec<_> =
            edits.iter().map(|it| (place(it, "start")..place(it, "end"), it["newText"].as_str().unwrap())).collect();
        edits.sort_by_key(|(range, _)| range.start);
        assert!(edits.windows(2).all(|pair| pair[0].0.end <= pair[1].0.start), "edits overlap");
        for (range, insert) in edits.into_iter().rev() {
            text.replace_range(range, insert);
        }
        assert!(texts.insert(uri, text).is_none(), "two edits of one document");
    }
    texts
}

fn operations(document_changes: bool) -> Value {
    if document_changes { json!(["create", "rename"]) } else { json!([]) }
}

fn start(blog: &Folder, encoding: &str, document_changes: bool) -> Client {
    let edits = json!({"documentChanges": document_changes, "resourceOperations": operations(document_changes)});
    start_with(blog, encoding, edits)
}

fn start_with(blog: &Folder, encoding: &str, edits: Value) -> Client {
    let capabilities = json!({
        "general": {"positionEncodings": [encoding]},
        "workspace": {"workspaceEdit": edits},
    });
    let mut client = Client::open(blog, capabilities);
    client.show(&blog.uri(POST), TEXT);
    client
}

#[test]
fn a_footnote_is_renamed_in_every_encoding() {
    for (encoding, column) in [("utf-8", 14), ("utf-16", 12), ("utf-32", 11)] {
        for document_changes in [false, true] {
            let blog = blog();
            let uri = blog.uri(POST);
            let mut client = start(&blog, encoding, document_changes);
            let at = json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": column}});
            let prepared = client.ask("textDocument/prepareRename", at.clone());
            assert_eq!(prepared["placeholder"], "1", "{encoding}");
            let mut ask = at;
            ask["newName"] = json!("probe");
            let edit = client.ask("textDocument/rename", ask.clone());
            let before = BTreeMap::from([(uri.clone(), TEXT.to_owned())]);
            let wanted = TEXT.replace("fn 1", "fn probe").replace("fndetail: 1", "fndetail: 'probe'");
            assert_eq!(applied(&edit, encoding, &before), BTreeMap::from([(uri.clone(), wanted)]), "{encoding}");
            if document_changes {
                assert_eq!(edit["documentChanges"][0]["textDocument"]["version"], 1);
            }
            ask["newName"] = json!("two words");
            let refused = client.request("textDocument/rename", ask);
            let refused = client.response(refused);
            assert_eq!(refused["error"]["code"], -32803);
            assert!(refused["error"]["message"].as_str().unwrap().contains("a number or a word"), "{refused}");
            let nowhere = json!({"textDocument": {"uri": uri}, "position": {"line": 1, "character": 0}});
            assert_eq!(client.ask("textDocument/prepareRename", nowhere), Value::Null);
            client.leave_quietly();
        }
    }
}

#[test]
fn an_image_that_moves_is_followed_in_posts_and_closed_notebooks() {
    for document_changes in [false, true] {
        let blog = blog();
        let mut client = start(&blog, "utf-16", document_changes);
        // The blog is read once its notebook's heading is known.
        while client.ask("workspace/symbol", json!({"query": "Title"})) == json!([]) {}
        let files = json!([{"oldUri": blog.uri("images/a.png"), "newUri": blog.uri("images/b-c.png")}]);
        let edit = client.ask("workspace/willRenameFiles", json!({"files": files}));
        let before = BTreeMap::from([(blog.uri(POST), TEXT.to_owned()), (blog.uri(NOTEBOOK), CELLS.to_owned())]);
        let mut wanted = before.clone();
        for text in wanted.values_mut() {
            *text = text.replace("images/a.png", "images/b-c.png");
        }
        assert_eq!(applied(&edit, "utf-16", &before), wanted);
        let other = json!([{"oldUri": blog.uri("images/none.png"), "newUri": blog.uri("images/x.png")}]);
        assert_eq!(client.ask("workspace/willRenameFiles", json!({"files": other})), Value::Null);
        client.leave_quietly();
    }
}

/// Waits until the blog is read: once its notebook's heading is known.
fn wait_for_blog(client: &mut Client) {
    while client.ask("workspace/symbol", json!({"query": "Title"})) == json!([]) {}
}

#[test]
fn a_picture_is_renamed_from_a_post_where_the_client_moves_files() {
    // Neovim 0.11 lists what it does with files, and does not say that it takes changes of documents.
    let of_neovim = json!({"resourceOperations": ["rename", "create", "delete"]});
    let both = json!({"documentChanges": true, "resourceOperations": ["create", "rename"]});
    for (edits, moves_files) in [(json!({}), false), (of_neovim, true), (both, true)] {
        let blog = blog();
        let mut client = start_with(&blog, "utf-16", edits);
        wait_for_blog(&mut client);
        let at = json!({"textDocument": {"uri": blog.uri(POST)}, "position": {"line": 2, "character": 8}});
        assert_eq!(client.ask("textDocument/prepareRename", at.clone())["placeholder"], "/images/a.png");
        let mut ask = at;
        ask["newName"] = json!("/images/b-c.png");
        if !moves_files {
            let refused = client.request("textDocument/rename", ask);
            let refused = client.response(refused);
            assert_eq!(refused["error"]["code"], -32803);
            assert!(refused["error"]["message"].as_str().unwrap().contains("cannot be edited"), "{refused}");
            client.leave_quietly();
            continue;
        }
        let mut edit = client.ask("textDocument/rename", ask);
        let moved = edit["documentChanges"].as_array_mut().unwrap().pop().unwrap();
        let wanted =
            json!({"kind": "rename", "oldUri": blog.uri("images/a.png"), "newUri": blog.uri("images/b-c.png")});
        assert_eq!(moved, wanted);
        let before = BTreeMap::from([(blog.uri(POST), TEXT.to_owned()), (blog.uri(NOTEBOOK), CELLS.to_owned())]);
        let mut wanted = before.clone();
        for text in wanted.values_mut() {
            *text = text.replace("images/a.png", "images/b-c.png");
        }
        assert_eq!(applied(&edit, "utf-16", &before), wanted);
        client.leave_quietly();
    }
}

#[test]
fn a_name_that_cannot_be_changed_says_why_before_it_is_typed() {
    // In a blog of Jekyll these are no heading.
    let blog = Folder::new(&[("a.md", "Text.\n")]);
    let mut client = start(&blog, "utf-16", true);
    client.show(&blog.uri("z.md"), "A heading\nof two lines\n===\n");
    let at = json!({"textDocument": {"uri": blog.uri("z.md")}, "position": {"line": 0, "character": 3}});
    let refused = client.request("textDocument/prepareRename", at);
    let refused = client.response(refused);
    assert_eq!(refused["error"]["code"], -32803, "{refused}");
    assert!(refused["error"]["message"].as_str().unwrap().contains("several lines"), "{refused}");
    client.leave_quietly();
}

#[test]
fn a_move_that_was_made_is_known_at_once() {
    let blog = blog();
    let mut client = start(&blog, "utf-16", true);
    wait_for_blog(&mut client);
    let post = blog.uri(POST);
    let leads = |client: &mut Client| client.ask_at("textDocument/definition", &post, (2, 8));
    assert_eq!(leads(&mut client)[0]["uri"], blog.uri("images/a.png"));
    std::fs::rename(blog.path().join("images"), blog.path().join("pictures")).unwrap();
    let files = json!([{"oldUri": blog.uri("images"), "newUri": blog.uri("pictures")}]);
    client.notify("workspace/didRenameFiles", json!({"files": files}));
    assert_eq!(leads(&mut client), Value::Null);
    let edit = json!({"range": {"start": {"line": 2, "character": 5}, "end": {"line": 2, "character": 11}}, "text": "pictures"});
    let document = json!({"uri": post, "version": 2});
    client.notify("textDocument/didChange", json!({"textDocument": document, "contentChanges": [edit]}));
    assert_eq!(leads(&mut client)[0]["uri"], blog.uri("pictures/a.png"));
    client.leave_quietly();
}

#[test]
fn places_of_a_footnote_are_edited_together_and_its_note_declares_it() {
    let blog = blog();
    let post = blog.uri(POST);
    let mut client = start(&blog, "utf-16", true);
    let linked = client.ask_at("textDocument/linkedEditingRange", &post, (0, 12));
    let place = |line: u32, column: u32| json!({"start": {"line": line, "character": column}, "end": {"line": line, "character": column + 1}});
    assert_eq!(linked["ranges"], json!([place(0, 12), place(0, 35), place(4, 25)]));
    assert_eq!(client.ask_at("textDocument/linkedEditingRange", &post, (0, 4)), Value::Null);
    let declared = client.ask_at("textDocument/declaration", &post, (0, 12));
    assert_eq!(declared[0]["uri"], post.as_str());
    assert_eq!(declared[0]["range"]["start"]["line"], 4);
    client.leave_quietly();
}

#[test]
fn a_tag_is_renamed_in_closed_notebooks_of_both_formats() {
    const TAGGED: &str = "---\ntags: [nlp, maths]\n---\n\nText.\n";
    let list = "{\n\t\"nbformat\":4,\r\n\"cells\":[{\"source\":[\"# Title\\n\",\"\\n\",\"- tags: [nlp, \\u00e9]\"],\"cell_type\":\"markdown\"}]}";
    let sheets = r##"{"worksheets": [
  {"cells": [{"cell_type": "code", "input": ["- tags: [nlp]"], "outputs": [{"text": "[nlp]"}]}]},
  {"cells": [{"cell_type": "markdown", "source": "# Old\n\n- toc: true\n- tags: [\"nlp\"]\n"}]}
 ], "nbformat": 3}
"##;
    let blog = blog();
    blog.write(POST, TAGGED);
    blog.write("_notebooks/2020-01-03-list.ipynb", list);
    blog.write("_notebooks/2020-01-04-old.ipynb", sheets);
    let workspace = json!({"workspace": {"workspaceEdit": {"documentChanges": true}}});
    let mut client = Client::open(&blog, workspace);
    client.show(&blog.uri(POST), TAGGED);
    while client.ask("workspace/symbol", json!({"query": "Old"})) == json!([]) {}
    let ask = json!({
        "textDocument": {"uri": blog.uri(POST)},
        "position": {"line": 1, "character": 8},
        "newName": "speech",
    });
    let edit = client.ask("textDocument/rename", ask);
    let (list_uri, old_uri) =
        (blog.uri("_notebooks/2020-01-03-list.ipynb"), blog.uri("_notebooks/2020-01-04-old.ipynb"));
    let texts = [(blog.uri(POST), TAGGED), (list_uri, list), (old_uri.clone(), sheets)];
    let before: BTreeMap<String, String> = texts.map(|(uri, text)| (uri, text.to_owned())).into();
    let mut wanted = before.clone();
    for text in wanted.values_mut() {
        *text = text.replace("nlp", "speech");
    }
    // What stands in the code of a cell and in what it put out is no tag.
    let old = sheets.replace(r#"[\"nlp\"]"#, r#"[\"speech\"]"#);
    assert_ne!(old, sheets);
    wanted.insert(old_uri, old);
    assert_eq!(applied(&edit, "utf-16", &before), wanted);
    client.leave_quietly();
}
