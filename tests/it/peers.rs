//! What other servers were seen to get wrong on posts of blogs, each once: a writer must not meet it here.

use std::process::Command;

use serde_json::{Value, json};

use crate::lsp::client::{Client, Folder, at_place, range};

const POST: &str = "_posts/2020-01-01-post.md";

/// A fastpages blog whose post is open, and what the server tells of the post.
fn open(text: &str) -> (Folder, Client, Vec<Value>) {
    let blog = Folder::new(&[
        ("_config.yml", "title: A blog\nbaseurl: /blog\n"),
        ("_plugins/footnote.rb", "Liquid::Template.register_tag('fn', FootnoteTag)\n"),
        ("_plugins/footnote-detail.rb", "def fndetail(input, id)\n"),
        ("images/x.png", ""),
        ("_posts/2020-01-02-other.md", "---\ntitle: Other\n---\n## A heading\n"),
        (POST, text),
    ]);
    let changes = json!({"documentChanges": true, "resourceOperations": ["create", "rename", "delete"]});
    let mut client = Client::open(&blog, json!({"workspace": {"workspaceEdit": changes}}));
    let told = client.show(&blog.uri(POST), text);
    (blog, client, told)
}

/// The findings of a post.
fn codes(text: &str) -> Vec<String> {
    let (_blog, client, told) = open(text);
    client.leave_quietly();
    told.iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

fn renamed(text: &str, at: (u32, u32)) -> Value {
    let (blog, mut client, _) = open(text);
    let mut params = at_place(&blog.uri(POST), at);
    params["newName"] = "note".into();
    let edit = client.ask("textDocument/rename", params);
    client.leave_quietly();
    edit
}

const NOTE: &str = "One.[^1]\n\n[^1]: A note.\n";

#[test]
fn a_renamed_footnote_moves_no_file() {
    let edit = renamed(NOTE, (0, 6));
    let changes = edit["documentChanges"].as_array().unwrap();
    assert!(changes.iter().all(|change| change.get("kind").is_none()), "{edit}");
    assert_eq!(changes.len(), 1, "{edit}");
}

#[test]
fn a_renamed_footnote_keeps_its_note() {
    for at in [(0, 6), (2, 2)] {
        let edit = renamed(NOTE, at);
        let edits = edit["documentChanges"][0]["edits"].as_array().unwrap();
        let places: Vec<&Value> = edits.iter().map(|edit| &edit["range"]).collect();
        assert_eq!(places, [&range(0, 6, 7), &range(2, 2, 3)], "{edit}");
        assert!(edits.iter().all(|edit| edit["newText"] == "note"), "{edit}");
    }
}

#[test]
fn a_footnote_is_no_missing_link_definition() {
    assert_eq!(codes(NOTE), Vec::<String>::new());
}

#[test]
fn a_list_of_categories_is_no_missing_link_definition() {
    let list = "# Title\n> Summary\n\n- toc: true\n- categories: [research,conference]\n\nText.\n";
    assert_eq!(codes(list), ["list-front-matter"]);
}

#[test]
fn a_player_a_credit_and_mathematics_in_a_note_are_left_as_they_are() {
    let notebook = concat!(
        r##"{"cells": [{"cell_type": "markdown", "source": ["# A film\n", "> Summary"], "metadata": {}},"##,
        r##" {"cell_type": "markdown", "source": ["> youtube: https://youtu.be/abc"], "metadata": {}}],"##,
        r##" "metadata": {}, "nbformat": 4, "nbformat_minor": 4}"##,
    );
    let text = "---\ntitle: A post\n---\n![a](/blog/images/x.png \"by somebody\")[^1]{% fn 1 %}{% fn 2 %}{% fn 3 %}\n\n\
                [other]({% link _posts/2020-01-02-other.md %}) https://example.org\n\n\
                {{ \"a $2 \\times 3$\" | fndetail: 1 }}\n{{ \"b\" | fndetail: 2 }}\n{{ \"c\" | fndetail: 3 }}\n\n[^1]: Note.\n";
    let (blog, client, _) = open(text);
    client.leave_quietly();
    let film = blog.path().join("_notebooks/2020-01-03-film.ipynb");
    blog.write("_notebooks/2020-01-03-film.ipynb", notebook);
    let file = blog.path().join(POST);
    let run = Command::new(env!("CARGO_BIN_EXE_manicule")).args(["check", "--fix"]).arg(blog.path()).output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    assert_eq!(std::fs::read_to_string(file).unwrap(), text, "{said}");
    assert_eq!(std::fs::read_to_string(film).unwrap(), notebook, "{said}");
    assert_eq!(run.status.code(), Some(0), "{said}");
}

#[test]
fn nothing_reformats() {
    let mut client = Client::start();
    let started = client.ask("initialize", json!({"capabilities": {}}));
    for provider in
        ["documentFormattingProvider", "documentRangeFormattingProvider", "documentOnTypeFormattingProvider"]
    {
        assert!(started["capabilities"].get(provider).is_none(), "{provider}");
    }
    client.leave_quietly();
}

#[test]
fn columns_behind_emoji_are_exact() {
    let (_blog, client, told) = open("😀😀 {% fn 1 %}\n");
    client.leave_quietly();
    assert_eq!(told[0]["range"], range(0, 5, 15));
}

#[test]
fn a_credit_is_no_part_of_an_images_path() {
    let text = "![a]({{ site.baseurl }}/images/x.png \"credit\")\n\n![b](\n";
    let (blog, mut client, told) = open(text);
    assert!(told.is_empty(), "{told:?}");
    let offered = client.ask_at("textDocument/completion", &blog.uri(POST), (2, 5));
    assert!(!offered.to_string().contains("credit"), "{offered}");
    client.leave_quietly();
}

#[test]
fn a_hover_on_an_unsaved_text_is_answered() {
    let (_blog, mut client, _) = open(NOTE);
    assert_eq!(client.ask_at("textDocument/hover", "untitled:Untitled-1", (0, 6)), Value::Null);
    let document = json!({"uri": "untitled:Untitled-1", "languageId": "markdown", "version": 1, "text": NOTE});
    client.notify("textDocument/didOpen", json!({"textDocument": document}));
    let hover = client.ask_at("textDocument/hover", "untitled:Untitled-1", (0, 6));
    assert!(hover["contents"]["value"].as_str().unwrap().contains("A note."), "{hover}");
    client.leave_quietly();
}

#[test]
fn an_unknown_request_is_answered() {
    let (_blog, mut client, _) = open(NOTE);
    let id = client.request("textDocument/unheardOf", json!({}));
    assert_eq!(client.error(id), -32601);
    client.leave_quietly();
}

#[test]
fn a_heading_of_another_page_is_not_missing() {
    let text = "[a]({% post_url 2020-01-02-other %}#a-heading)\n";
    assert_eq!(codes(text), Vec::<String>::new());
}

#[test]
fn front_matter_is_no_heading() {
    let (blog, mut client, _) = open("---\ntitle: A post\n---\n\n# One\n");
    assert_eq!(client.headings(&blog.uri(POST)), ["One"]);
    client.leave_quietly();
}

#[test]
fn a_liquid_tag_switches_nothing_off() {
    let text = "One.{% fn 1 %}\n\n# A heading\n\n{{ 'A note.' | fndetail: 1 }}\n";
    let (blog, mut client, told) = open(text);
    assert!(told.is_empty(), "{told:?}");
    assert_eq!(client.headings(&blog.uri(POST))[0], "A heading");
    let note = client.ask_at("textDocument/definition", &blog.uri(POST), (0, 7));
    assert_eq!(note[0]["range"]["start"]["line"], 4);
    client.leave_quietly();
}

#[test]
fn links_lead_where_the_site_leads() {
    let text = "![a]({{ site.baseurl }}/images/x.png) [b](/blog/images/x.png)\n";
    let (blog, mut client, _) = open(text);
    let links = client.ask("textDocument/documentLink", json!({"textDocument": {"uri": blog.uri(POST)}}));
    let targets: Vec<&Value> = links.as_array().unwrap().iter().map(|link| &link["target"]).collect();
    assert_eq!(targets, [&json!(blog.uri("images/x.png")), &json!(blog.uri("images/x.png"))]);
    client.leave_quietly();
}

#[test]
fn an_anchor_is_what_the_generator_makes_of_the_heading() {
    let text = "[a](#second--heading)\n\n## Second & heading\n";
    let (blog, mut client, told) = open(text);
    assert!(told.is_empty(), "{told:?}");
    let heading = client.ask_at("textDocument/definition", &blog.uri(POST), (0, 8));
    assert_eq!(heading[0]["range"]["start"]["line"], 2, "{heading}");
    client.leave_quietly();
}

#[test]
fn no_pages_are_offered_where_no_link_is_written() {
    for (text, at) in
        [("{%  %}\n", (0, 3)), ("```\nx\n```\n", (1, 1)), ("---\ntitle: x\n---\n", (1, 8)), ("`[a](`\n", (0, 5))]
    {
        let (blog, mut client, _) = open(text);
        let offered = client.ask_at("textDocument/completion", &blog.uri(POST), at).to_string();
        assert!(!offered.contains("Other") && !offered.contains("2020-01-02"), "{text}: {offered}");
        client.leave_quietly();
    }
}
