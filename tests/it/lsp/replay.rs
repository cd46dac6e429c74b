//! What real editors announce, replayed: each answer comes in a form that the editor said it understands.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::client::{Client, Folder};

const POST: &str = "_posts/2020-01-01-post.md";
/// Two characters that UTF-16 writes as surrogate pairs stand before the footnotes.
const TEXT: &str = "## A heading

🗼🌊 One{% fn 1 %}, two{% fn 2 %}.

{{ 'The first note.' | fndetail: 1 }}
{{ 'The first note again.' | fndetail: 1 }}
";

/// What an editor said when it started, as it was recorded.
struct Recorded {
    name: String,
    params: Value,
}

impl Recorded {
    fn at(&self, path: &str) -> Option<&Value> {
        self.params["capabilities"].pointer(path)
    }

    fn flag(&self, path: &str) -> bool {
        self.at(path) == Some(&json!(true))
    }

    fn lists(&self, path: &str, what: &str) -> bool {
        self.at(path).and_then(Value::as_array).is_some_and(|list| list.contains(&json!(what)))
    }

    /// Starts a server for a folder in this editor's name, and answers what the server asks as a client may: with nothing.
    fn start(&self, blog: &Folder) -> (Client, Value) {
        let mut params = self.params.clone();
        params["processId"] = Value::Null;
        params["rootPath"] = json!(blog.path());
        params["rootUri"] = json!(blog.uri(""));
        params["workspaceFolders"] = json!([{"uri": blog.uri(""), "name": "blog"}]);
        let mut client = Client::start();
        let announced = client.ask("initialize", params)["capabilities"].clone();
        client.notify("initialized", json!({}));
        let mut answer = |method: &str, result: Value| {
            let id = client.asked(method)["id"].clone();
            client.send(&json!({"jsonrpc": "2.0", "id": id, "result": result}));
        };
        if self.flag("/workspace/configuration") {
            answer("workspace/configuration", json!([null]));
        }
        if self.flag("/workspace/didChangeWatchedFiles/dynamicRegistration")
            || self.flag("/workspace/didChangeConfiguration/dynamicRegistration")
        {
            answer("client/registerCapability", Value::Null);
        }
        (client, announced)
    }
}

/// All recordings; says that it skips where there are none.
fn recorded() -> Vec<Recorded> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/rigs/clients");
    let Ok(entries) = fs::read_dir(&folder) else {
        eprintln!("skipped: no recordings of what editors announce");
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: &PathBuf| Recorded {
        name: path.file_stem().unwrap().to_string_lossy().into_owned(),
        params: serde_json::from_slice(&fs::read(path).unwrap()).unwrap(),
    };
    paths.iter().map(read).collect()
}

fn blog() -> Folder {
    Folder::new(&[
        ("_config.yml", "title: A blog\n"),
        ("_plugins/footnote.rb", "Liquid::Template.register_tag('fn', Fn)\ndef fndetail(input, id)\n"),
        (POST, TEXT),
    ])
}

/// Where a text stands, on the post's third line, in the agreed unit.
fn column(encoding: &str, text: &str) -> u32 {
    let line = TEXT.lines().nth(2).unwrap();
    let before = &line[..line.find(text).unwrap()];
    let units = match encoding {
        "utf-8" => before.len(),
        "utf-32" => before.chars().count(),
        _ => before.encode_utf16().count(),
    };
    u32::try_from(units).unwrap()
}

#[test]
fn every_recorded_editor_is_answered_in_its_own_forms() {
    for editor in recorded() {
        let blog = blog();
        let uri = blog.uri(POST);
        let (mut client, announced) = editor.start(&blog);
        let name = &editor.name;
        let encoding = announced["positionEncoding"].as_str().unwrap_or("utf-16").to_owned();
        let offered = editor.at("/general/positionEncodings").is_some();
        assert!(encoding == "utf-16" || offered && editor.lists("/general/positionEncodings", &encoding), "{name}");

        let document = json!({"uri": uri, "languageId": "markdown", "version": 1, "text": TEXT});
        client.notify("textDocument/didOpen", json!({"textDocument": document}));
        let pulls = editor.at("/textDocument/diagnostic").is_some_and(Value::is_object);
        assert_eq!(announced.get("diagnosticProvider").is_some(), pulls, "{name}");
        let findings = if pulls {
            client.ask("textDocument/diagnostic", json!({"textDocument": {"uri": uri}}))["items"].clone()
        } else {
            let told = client.notification("textDocument/publishDiagnostics");
            let keeps_version = editor.flag("/textDocument/publishDiagnostics/versionSupport");
            assert_eq!(told["version"].as_i64(), keeps_version.then_some(1), "{name}");
            told["diagnostics"].clone()
        };
        let finding = |code: &str| {
            let all = findings.as_array().unwrap();
            all.iter().find(|it| it["code"] == code).unwrap_or_else(|| panic!("{name}: no {code} in {findings}"))
        };
        let start = &finding("undefined-footnote")["range"]["start"];
        assert_eq!(*start, json!({"line": 2, "character": column(&encoding, "{% fn 2")}), "{name}");
        let related = finding("duplicate-footnote").get("relatedInformation").is_some();
        let shows_related = editor.flag("/textDocument/publishDiagnostics/relatedInformation")
            || editor.flag("/textDocument/diagnostic/relatedInformation");
        assert_eq!(related, shows_related, "{name}");

        forms(&editor, &mut client, &uri, &encoding);
        client.leave_quietly();
    }
}

/// The forms of what is asked at the first reference.
fn forms(editor: &Recorded, client: &mut Client, uri: &str, encoding: &str) {
    let name = &editor.name;
    let place = (2, column(encoding, "fn 1"));

    let target = client.ask_at("textDocument/definition", uri, place)[0].clone();
    let is_link = target.get("targetUri").is_some();
    assert_eq!(is_link, editor.flag("/textDocument/definition/linkSupport"), "{name}: {target}");
    let range = if is_link { &target["targetSelectionRange"] } else { &target["range"] };
    assert_eq!(range["start"]["line"], 4, "{name}");

    let hover = client.ask_at("textDocument/hover", uri, place);
    let kind = hover["contents"]["kind"].as_str().unwrap();
    let markdown = editor.lists("/textDocument/hover/contentFormat", "markdown");
    assert_eq!(kind, if markdown { "markdown" } else { "plaintext" }, "{name}");
    assert!(hover["contents"]["value"].as_str().unwrap().contains("The first note."), "{name}: {hover}");

    let symbols = client.ask("textDocument/documentSymbol", json!({"textDocument": {"uri": uri}}));
    let is_tree = symbols[0].get("selectionRange").is_some();
    let takes_trees = editor.flag("/textDocument/documentSymbol/hierarchicalDocumentSymbolSupport");
    assert_eq!(is_tree, takes_trees, "{name}: {symbols}");

    let items = client.ask_at("textDocument/completion", uri, (2, column(encoding, "1 %}")));
    let item = &items[0];
    let snippets = editor.flag("/textDocument/completion/completionItem/snippetSupport");
    assert_eq!(item["insertTextFormat"], json!(if snippets { 2 } else { 1 }), "{name}: {item}");
    let markdown = editor.lists("/textDocument/completion/completionItem/documentationFormat", "markdown");
    for item in items.as_array().unwrap() {
        let Some(kind) = item["documentation"].get("kind") else { continue };
        assert_eq!(kind, if markdown { "markdown" } else { "plaintext" }, "{name}: {item}");
    }
}
