//! Notebooks as their writer edits them: cells are typed in, moved, split, merged, taken away and turned into code.

use serde_json::{Value, json};

use super::client::{Client, Folder, range};

const PATH: &str = "_notebooks/2020-01-01-a.ipynb";

/// A fastpages blog, or one of Quarto.
fn blog(is_quarto: bool) -> Folder {
    let config = if is_quarto { "_quarto.yml" } else { "_config.yml" };
    Folder::new(&[
        (config, ""),
        ("_plugins/footnote.rb", "Liquid::Template.register_tag('fn', FootnoteTag)\n"),
        ("_plugins/footnote-detail.rb", "def fndetail(input, id)\n"),
        ("_notebooks/plot.png", ""),
        (PATH, "{\"cells\": []}"),
    ])
}

/// A notebook in a client that asks for diagnostics, so that each question has its answer at once.
struct Book {
    client: Client,
    uri: String,
    version: i32,
}

fn cell(name: &str) -> String {
    format!("vscode-notebook-cell:/a.ipynb#{name}")
}

fn documents(cells: &[(&str, &str, &str)]) -> Value {
    cells
        .iter()
        .map(|(name, language, text)| json!({"uri": cell(name), "languageId": language, "version": 1, "text": text}))
        .collect()
}

fn kinds(names: &[&str]) -> Value {
    names.iter().map(|name| json!({"kind": 1, "document": cell(name)})).collect()
}

impl Book {
    /// Opens a notebook of these cells: the name of each, its language and its text.
    fn open(blog: &Folder, cells: &[(&str, &str, &str)]) -> Book {
        let actions = json!({"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["", "refactor"]}}});
        let document = json!({"diagnostic": {}, "codeAction": actions});
        let client = Client::open(blog, json!({"textDocument": document, "notebookDocument": {}}));
        let mut book = Book { client, uri: blog.uri(PATH), version: 1 };
        let names: Vec<&str> = cells.iter().map(|(name, ..)| *name).collect();
        let notebook =
            json!({"uri": book.uri, "notebookType": "jupyter-notebook", "version": 1, "cells": kinds(&names)});
        let opened = json!({"notebookDocument": notebook, "cellTextDocuments": documents(cells)});
        book.client.notify("notebookDocument/didOpen", opened);
        book
    }

    fn change(&mut self, cells: Value) {
        self.version += 1;
        let document = json!({"uri": self.uri, "version": self.version});
        let change = json!({"notebookDocument": document, "change": {"cells": cells}});
        self.client.notify("notebookDocument/didChange", change);
    }

    /// Replaces a run of cells by others: those that come anew with their text.
    fn splice(&mut self, start: usize, delete: usize, names: &[&str], new: &[(&str, &str, &str)], gone: &[&str]) {
        let closed: Value = gone.iter().map(|name| json!({"uri": cell(name)})).collect();
        let array = json!({"start": start, "deleteCount": delete, "cells": kinds(names)});
        self.change(json!({"structure": {"array": array, "didOpen": documents(new), "didClose": closed}}));
    }

    fn edit(&mut self, name: &str, range: Value, text: &str) {
        let document = json!({"uri": cell(name), "version": self.version + 1});
        let changes = json!([{"range": range, "text": text}]);
        self.change(json!({"textContent": [{"document": document, "changes": changes}]}));
    }

    /// The findings of a cell, each with its place.
    #[track_caller]
    fn findings(&mut self, name: &str) -> Vec<String> {
        let answer = self.client.ask("textDocument/diagnostic", json!({"textDocument": {"uri": cell(name)}}));
        let said = |it: &Value| {
            let start = &it["range"]["start"];
            format!("{}:{} {}", start["line"], start["character"], it["code"].as_str().unwrap())
        };
        answer["items"].as_array().unwrap().iter().map(said).collect()
    }

    /// Where the definition of what stands in a cell is: the cell and the line.
    #[track_caller]
    fn definition(&mut self, name: &str, at: (u32, u32)) -> Vec<(String, u64)> {
        let places = self.client.ask_at("textDocument/definition", &cell(name), at);
        let place = |it: &Value| {
            let uri = it["uri"].as_str().unwrap();
            let name = uri.rsplit('#').next().unwrap().to_owned();
            (name, it["range"]["start"]["line"].as_u64().unwrap())
        };
        places.as_array().into_iter().flatten().map(place).collect()
    }

    #[track_caller]
    fn leave(mut self) {
        self.client.settle_quietly();
        self.client.leave_quietly();
    }
}

const TITLE: (&str, &str, &str) = ("title", "markdown", "# Title\n\n- use_math: true\n");
const CLAIM: (&str, &str, &str) = ("claim", "markdown", "😀 One.{% fn 1 %}\n");
const NOTE: (&str, &str, &str) = ("note", "markdown", "Text.\n\n{{ 'A note.' | fndetail: 1 }}\n");

#[test]
fn answers_run_over_all_cells() {
    let blog = blog(false);
    let mut book = Book::open(&blog, &[TITLE, CLAIM, NOTE]);
    assert_eq!(book.findings("title"), ["2:2 ignored-key"]);
    assert!(book.findings("claim").is_empty() && book.findings("note").is_empty());
    assert_eq!(book.definition("claim", (0, 14)), [("note".to_owned(), 2)]);
    assert_eq!(book.definition("note", (2, 26)), [("claim".to_owned(), 0)]);
    let places = book.client.ask_at("textDocument/references", &cell("note"), (2, 26));
    let expected = [
        json!({"uri": cell("claim"), "range": range(0, 13, 14)}),
        json!({"uri": cell("note"), "range": range(2, 25, 26)}),
    ];
    assert_eq!(places, json!(expected));
    let hover = book.client.ask_at("textDocument/hover", &cell("claim"), (0, 14));
    assert!(hover.to_string().contains("A note."), "{hover}");
    let marked = book.client.ask_at("textDocument/documentHighlight", &cell("claim"), (0, 14));
    assert_eq!(marked.as_array().map(Vec::len), Some(1), "{marked}");
    book.edit("claim", range(0, 16, 16), " Two.{% fn ");
    let offered = book.client.ask_at("textDocument/completion", &cell("claim"), (0, 27)).to_string();
    assert!(offered.contains("A note."), "{offered}");
    let symbols = book.client.headings(&cell("title"));
    assert_eq!(symbols.last().map(String::as_str), Some("Title"), "{symbols:?}");
    book.leave();
}

/// An edit of one place.
fn edit(place: Value, text: &str) -> Value {
    json!({"range": place, "newText": text})
}

#[test]
fn a_footnote_is_renamed_over_cells_wherever_they_stand() {
    let blog = blog(false);
    let mut book = Book::open(&blog, &[TITLE, CLAIM, NOTE]);
    let ask = |name: &str, line: u32, character: u32| json!({"textDocument": {"uri": cell(name)}, "position": {"line": line, "character": character}, "newName": "probe"});
    let mut changes = json!({});
    changes[cell("claim")] = json!([edit(range(0, 13, 14), "probe")]);
    changes[cell("note")] = json!([edit(range(2, 25, 26), "'probe'")]);
    let expected = json!({"changes": changes});
    assert_eq!(book.client.ask("textDocument/rename", ask("claim", 0, 14)), expected);
    book.splice(0, 3, &["note", "title", "claim"], &[], &[]);
    assert_eq!(book.client.ask("textDocument/rename", ask("note", 2, 26)), expected);
    book.leave();
}

#[test]
fn footnotes_are_numbered_anew_over_cells() {
    let blog = blog(false);
    let notes = "{{ 'A.' | fndetail: 7 }}\n\n{{ 'B.' | fndetail: 3 }}\n";
    let one = ("one", "markdown", "😀 One.{% fn 7 %}\n");
    let two = ("two", "markdown", "Two.{% fn 3 %} and {% fn 7 %}\n");
    let mut book = Book::open(&blog, &[TITLE, one, two, ("notes", "markdown", notes)]);
    let params = json!({
        "textDocument": {"uri": cell("one")},
        "range": range(0, 3, 3),
        "context": {"diagnostics": [], "only": ["refactor.rewrite.manicule.renumber"]},
    });
    let offered = book.client.ask("textDocument/codeAction", params);
    let mut changes = json!({});
    changes[cell("one")] = json!([edit(range(0, 13, 14), "1")]);
    changes[cell("two")] = json!([edit(range(0, 10, 11), "2"), edit(range(0, 25, 26), "1")]);
    changes[cell("notes")] = json!([edit(range(0, 20, 21), "1"), edit(range(2, 20, 21), "2")]);
    assert_eq!(offered[0]["edit"], json!({"changes": changes}), "{offered}");
    book.leave();
}

#[test]
fn a_cell_is_moved() {
    let blog = blog(false);
    let mut book = Book::open(&blog, &[TITLE, CLAIM, NOTE]);
    book.splice(1, 2, &["note", "claim"], &[], &[]);
    assert_eq!(book.definition("claim", (0, 14)), [("note".to_owned(), 2)]);
    assert!(book.findings("claim").is_empty());
    book.edit("note", range(0, 0, 0), "\n");
    assert_eq!(book.definition("claim", (0, 14)), [("note".to_owned(), 3)]);
    book.splice(0, 3, &["claim", "title", "note"], &[], &[]);
    assert_eq!(book.findings("title"), ["2:2 ignored-key"]);
    assert_eq!(book.definition("claim", (0, 14)), [("note".to_owned(), 3)]);
    book.leave();
}

#[test]
fn a_cell_is_split_and_merged_again() {
    let blog = blog(false);
    let mut book = Book::open(&blog, &[TITLE, CLAIM, NOTE]);
    // The second half of a split is a cell of its own, and the first half is edited.
    book.splice(3, 0, &["half"], &[("half", "markdown", "{{ 'A note.' | fndetail: 1 }}\n")], &[]);
    assert_eq!(book.findings("half"), ["0:0 duplicate-footnote"]);
    let rest = json!({"start": {"line": 0, "character": 5}, "end": {"line": 3, "character": 0}});
    book.edit("note", rest, "");
    assert_eq!(book.definition("claim", (0, 14)), [("half".to_owned(), 0)]);
    assert!(book.findings("half").is_empty());
    book.splice(2, 2, &["note"], &[], &["half"]);
    assert_eq!(book.findings("claim"), ["0:7 undefined-footnote"]);
    book.edit("note", range(0, 5, 5), "\n\n{{ 'A note.' | fndetail: 1 }}");
    assert_eq!(book.definition("claim", (0, 14)), [("note".to_owned(), 2)]);
    book.leave();
}

#[test]
fn a_cell_becomes_code_and_markdown_again() {
    let blog = blog(false);
    let mut book = Book::open(&blog, &[TITLE, CLAIM, NOTE]);
    book.splice(2, 1, &[], &[], &["note"]);
    assert_eq!(book.findings("claim"), ["0:7 undefined-footnote"]);
    // A client that sends code cells too says so.
    book.splice(2, 0, &["note"], &[("note", "python", NOTE.2)], &[]);
    assert_eq!(book.findings("claim"), ["0:7 undefined-footnote"]);
    book.splice(2, 1, &["note"], &[NOTE], &[]);
    assert!(book.findings("claim").is_empty());
    book.leave();
}

#[test]
fn the_title_moves_from_cell_to_cell() {
    let blog = blog(false);
    let badge = ("badge", "markdown", "A badge.\n\n- use_math: true\n");
    let mut book = Book::open(&blog, &[badge, TITLE, CLAIM, NOTE]);
    assert!(book.findings("badge").is_empty());
    assert_eq!(book.findings("title"), ["2:2 ignored-key"]);
    // While the first cell begins with `# `, it is the one that has the title.
    book.edit("badge", range(0, 0, 0), "# ");
    assert_eq!(book.findings("badge"), ["2:2 ignored-key"]);
    assert!(book.findings("title").is_empty());
    book.edit("badge", range(0, 0, 2), "");
    assert_eq!(book.findings("title"), ["2:2 ignored-key"]);
    book.splice(0, 1, &["first"], &[("first", "markdown", "# First\n* toc: true\n")], &["badge"]);
    assert_eq!(book.findings("first"), ["1:0 unread-front-matter"]);
    assert!(book.findings("title").is_empty());
    book.leave();
}

#[test]
fn a_cell_is_hidden_and_shown_again() {
    let blog = blog(false);
    let mut book = Book::open(&blog, &[TITLE, CLAIM, NOTE]);
    book.edit("note", range(0, 0, 0), "#hide\n");
    assert_eq!(book.findings("claim"), ["0:7 undefined-footnote"]);
    book.edit("title", range(0, 7, 7), "!");
    assert_eq!(book.findings("claim"), ["0:7 undefined-footnote"]);
    book.edit("note", range(0, 1, 5), "");
    assert!(book.findings("claim").is_empty());
    book.leave();
}

#[test]
fn the_raw_cell_of_quarto_is_the_front_matter() {
    let blog = blog(true);
    let raw = ("raw", "raw", "---\ntitle: A: b\n---\n");
    let body = ("body", "markdown", "# One[^1]\n\n![](plot.png) ![](none.png)\n");
    let note = ("note", "markdown", "[^1]: A note.\n");
    let mut book = Book::open(&blog, &[raw, body, note]);
    assert_eq!(book.findings("raw"), ["1:8 front-matter-syntax"]);
    assert_eq!(book.findings("body"), ["2:18 missing-image"]);
    assert_eq!(book.definition("body", (0, 7)), [("note".to_owned(), 0)]);
    book.edit("raw", range(1, 7, 11), "'A: b'");
    assert!(book.findings("raw").is_empty());
    let found = book.client.ask("workspace/symbol", json!({"query": "A: b"}));
    assert_eq!(found[0]["location"]["uri"], cell("raw"), "{found}");
    book.splice(0, 1, &[], &[], &["raw"]);
    assert_eq!(book.definition("body", (0, 7)), [("note".to_owned(), 0)]);
    book.leave();
}

#[test]
fn fastpages_footnotes_are_converted_over_cells() {
    let blog = blog(true);
    let claim = ("claim", "markdown", "😀 One.{% fn 1 %}\n");
    let note = ("note", "markdown", "Text.\n\n{{ 'A note.' | fndetail: 1 }}\n");
    let mut book = Book::open(&blog, &[claim, note]);
    assert_eq!(book.findings("claim"), ["0:7 liquid-not-run"]);
    assert_eq!(book.findings("note"), ["2:0 liquid-not-run"]);
    let document = json!({"uri": cell("claim")});
    let context = json!({"diagnostics": [], "only": ["quickfix"]});
    let params = json!({"textDocument": document, "range": range(0, 7, 17), "context": context});
    let offered = book.client.ask("textDocument/codeAction", params);
    let mut changes = json!({});
    changes[cell("claim")] = json!([edit(range(0, 7, 17), "[^1]")]);
    changes[cell("note")] = json!([edit(range(2, 0, 29), "[^1]: A note.")]);
    let made = offered.as_array().unwrap().iter().any(|it| it["edit"] == json!({"changes": changes}));
    assert!(made, "{offered}");
    book.leave();
}

/// What an editor says of the cell `claim`, a member of the notebook.
fn described(metadata: &Value) -> Value {
    json!([{"kind": 1, "document": cell("claim"), "metadata": metadata}])
}

#[test]
fn attachments_are_those_that_the_editor_tells_of() {
    let blog = blog(false);
    let claim = ("claim", "markdown", "Text ![](attachment:a.png)\n");
    let mut book = Book::open(&blog, &[TITLE, claim]);
    let missing = ["0:9 missing-image"];
    let none: [&str; 0] = [];
    assert_eq!(book.findings("claim"), none, "an editor that tells nothing");
    for (metadata, expected) in [
        (json!({"metadata": {}}), &missing[..]),
        (json!({"metadata": {}, "attachments": {"a.png": {"image/png": "iVBO"}}}), &none),
        (json!({"attachments": {"b.png": {"image/png": "iVBO"}}}), &missing),
        (json!({"custom": {"metadata": {}, "attachments": {"a.png": {}}}}), &none),
        (json!({"custom": {"metadata": {}}}), &missing),
        (json!({"tags": ["x"]}), &none),
        (json!({"attachments": 1, "metadata": {}}), &none),
        (json!([]), &none),
        (Value::Null, &none),
    ] {
        book.change(json!({"data": described(&metadata)}));
        assert_eq!(book.findings("claim"), expected, "{metadata}");
    }
    // What a cell carries goes with it, and stays while others come and are edited.
    book.change(json!({"data": described(&json!({"attachments": {"b.png": {}}}))}));
    book.splice(0, 0, &["note"], &[NOTE], &[]);
    assert_eq!(book.findings("claim"), missing);
    book.edit("claim", range(0, 20, 21), "b");
    assert_eq!(book.findings("claim"), none);
    book.leave();
}

#[test]
fn what_is_shown_of_a_cell_goes_with_it() {
    let blog = blog(false);
    let mut client = Client::open(&blog, json!({"notebookDocument": {}}));
    let uri = blog.uri(PATH);
    let notebook = json!({"uri": uri, "notebookType": "jupyter-notebook", "version": 1, "cells": kinds(&["claim"])});
    let opened = json!({"notebookDocument": notebook, "cellTextDocuments": documents(&[CLAIM])});
    client.notify("notebookDocument/didOpen", opened);
    assert_eq!(client.diagnostics(&cell("claim")).len(), 1);
    let array = json!({"array": {"start": 0, "deleteCount": 1}, "didClose": [{"uri": cell("claim")}]});
    let change = json!({"notebookDocument": {"uri": uri, "version": 2}, "change": {"cells": {"structure": array}}});
    client.notify("notebookDocument/didChange", change);
    assert!(client.diagnostics(&cell("claim")).is_empty());
    client.settle_quietly();
    client.leave_quietly();
}
