//! What people who come from VS Code expect: cases recorded from its Markdown service, replayed and compared by effect.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use manicule::ide::Code;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::lsp::client::{Client, Folder};

/// The place of the cursor in a recorded text.
const CURSOR: &str = "$$CURSOR$$";

/// Where the recorded cases lie, as URIs begin.
const ROOT: &str = "file:///workspace/";

/// How many of a hundred cases agree at least.
const AGREEING: usize = 97;

/// Cases that manicule answers in its own way: why, and which.
const DIFFERENCES: &[(&str, &[&str])] = &[
    (
        "a definition directly under a paragraph is a part of it, and a page shows it as text",
        &[
            "Diagnostic Computer Should generate diagnostics for links to header that does not exist in current file",
            "Diagnostic Computer Should generate diagnostics for unused link definitions",
        ],
    ),
    (
        "a setting of VS Code for the fragments of one page alone; and an image that shows a page is no link to a heading",
        &[
            "Diagnostic Computer Disabling own fragment validation should also disable path fragment validation by default",
        ],
    ),
    ("an image is told of wherever the cursor is on it", &["Hover Should return nothing if not on path"]),
    (
        "no picture is a heading",
        &["Path completions Html attribute path completions Should return completions for headers in current doc"],
    ),
    (
        "a lone `[word]` may be meant as text, and is never accused of lacking its definition",
        &["Diagnostic Manager Should not re-stat files on simple edits"],
    ),
];

#[test]
fn the_recorded_cases_of_vs_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/vscode-cases/cases.json");
    let Ok(cases) = std::fs::read_to_string(&path) else {
        eprintln!("SKIPPED: there are no recorded cases at {}", path.display());
        return;
    };
    let cases: Vec<Value> = serde_json::from_str(&cases).unwrap();
    let (mut agree, mut waiting, mut failed) = (0, BTreeMap::<&str, u32>::new(), Vec::new());
    let mut listed: BTreeMap<&str, (&str, bool)> = BTreeMap::new();
    for (why, names) in DIFFERENCES {
        listed.extend(names.iter().map(|name| (*name, (*why, false))));
    }
    for case in &cases {
        let name = case["test"].as_str().unwrap();
        let method = case["method"].as_str().unwrap();
        match (replay(case), listed.get_mut(name)) {
            (None, known) => {
                *waiting.entry(method).or_default() += 1;
                // What is not answered yet cannot be answered otherwise.
                if let Some((_, differs)) = known {
                    *differs = true;
                }
            }
            (Some(Ok(())), _) => agree += 1,
            (Some(Err(why)), Some((_, differs))) => {
                println!("{name}: {why}");
                *differs = true;
            }
            (Some(Err(why)), None) => failed.push(format!("{method}: {name}: {why}")),
        }
    }
    let stale = listed.iter().filter(|(_, (_, differs))| !differs);
    failed.extend(stale.map(|(name, (why, _))| format!("{name}: answered as VS Code does, though listed: {why}")));
    println!("{agree} of {} cases agree; not answered yet: {waiting:?}", cases.len());
    assert!(failed.is_empty(), "{} differ:\n{}", failed.len(), failed.join("\n\n"));
    assert!(agree * 100 >= cases.len() * AGREEING, "fewer than {AGREEING} % agree");
}

/// Asks a case of the server; `None` where it does not answer such questions yet.
fn replay(case: &Value) -> Option<Result<(), String>> {
    let case = &before_the_move(case);
    let blog = Blog::of(case);
    let mut client = Client::start();
    let folders = case["workspace"]["roots"].as_array().unwrap().iter();
    let folders: Vec<Value> =
        folders.map(|root| json!({"uri": blog.uri(root.as_str().unwrap()), "name": "x"})).collect();
    let capabilities = json!({
        "workspace": {"workspaceEdit": {"documentChanges": true, "resourceOperations": ["create", "rename"]}, "fileOperations": {"willRename": true}},
        "textDocument": {
            "diagnostic": {},
            "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
            "rename": {"prepareSupport": true},
            "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}},
        },
    });
    let options = json!({"rules": severities(&case["args"]["options"]), "paths": paths(case)});
    let params = json!({"capabilities": capabilities, "workspaceFolders": folders, "initializationOptions": options});
    let started = client.ask("initialize", params);
    client.notify("initialized", json!({}));
    for (uri, text) in &blog.texts {
        let document = json!({"uri": blog.uri(uri), "languageId": "markdown", "version": 1, "text": text});
        client.notify("textDocument/didOpen", json!({"textDocument": document}));
    }
    if case["test"].as_str().unwrap().contains("File delete") {
        delete(&mut client, case, &blog);
    }
    let answer = ask(&mut client, &started["capabilities"], case, &blog);
    client.leave_quietly();
    answer
}

/// The settings for paths: VS Code's `/` is the folder that it works in, and its setting for extensions is one that the
/// records leave out and the names of their cases tell.
fn paths(case: &Value) -> Value {
    let name = case["test"].as_str().unwrap();
    let drops =
        name.contains("configuring if md file suggestions include .md") || name.contains("drop file extensions");
    json!({"roots": ["."], "extension": if drops { "drop" } else { "auto" }})
}

/// Deletes the files that no editor has open, which the records leave out.
fn delete(client: &mut Client, case: &Value, blog: &Blog) {
    for file in list(&case["extraFiles"]).iter().filter_map(Value::as_str) {
        std::fs::remove_file(blog.folder.path().join(path(file))).unwrap();
        let change = json!({"uri": blog.uri(file), "type": 3});
        client.notify("workspace/didChangeWatchedFiles", json!({"changes": [change]}));
    }
    // The folder is looked at beside the questions. Whoever asks at once is answered by what was known before.
    let document = json!({"uri": blog.uri(case["args"]["doc"]["uri"].as_str().unwrap())});
    let deadline = Instant::now() + Duration::from_secs(10);
    while Instant::now() < deadline {
        let found = client.ask("textDocument/diagnostic", json!({"textDocument": document}));
        if !list(&found["items"]).is_empty() {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The case of a move as it is before the move, when the protocol asks: VS Code's service is asked afterwards.
fn before_the_move(case: &Value) -> Value {
    let mut before = case.clone();
    for moved in list(&case["args"]["files"]) {
        let (old, new) = (moved["oldUri"].as_str().unwrap(), moved["newUri"].as_str().unwrap());
        let back = |uri: &mut Value| {
            let recorded = decoded(uri.as_str().unwrap());
            if let Some(rest) = recorded.strip_prefix(&decoded(new)).filter(|it| it.is_empty() || it.starts_with('/')) {
                *uri = format!("{}{rest}", decoded(old)).into();
            }
        };
        let documents = before["workspace"]["docs"].as_array_mut().unwrap();
        documents.iter_mut().for_each(|document| back(&mut document["uri"]));
        let is_known = documents.iter().any(|it| decoded(it["uri"].as_str().unwrap()).starts_with(&decoded(old)));
        let files = before["extraFiles"].as_array_mut().unwrap();
        files.iter_mut().for_each(back);
        let is_file = old.rsplit('/').next().is_some_and(|name| name.contains('.'));
        if is_file && !is_known && !files.iter().any(|it| it == old) {
            files.push(old.into());
        }
        for change in before["result"]["edit"]["documentChanges"].as_array_mut().into_iter().flatten() {
            back(&mut change["textDocument"]["uri"]);
        }
    }
    before
}

/// The files of a case.
struct Blog {
    folder: Folder,
    /// The texts that the editor has open, the cursor left out, by their recorded URIs.
    texts: BTreeMap<String, String>,
    /// The text with the cursor, and the place where the marker stood.
    cursor: Option<(String, u64, u64)>,
    /// What is about to be moved, from where to where.
    moves: Vec<(String, String)>,
}

impl Blog {
    fn of(case: &Value) -> Blog {
        let name = |file: &Value, name: &str| file[name].as_str().unwrap().to_owned();
        let moves = list(&case["args"]["files"]).iter().map(|it| (name(it, "oldUri"), name(it, "newUri"))).collect();
        let mut blog = Blog { folder: Folder::new(&[]), texts: BTreeMap::new(), cursor: None, moves };
        let asked = case["args"].get("doc");
        // The records leave out the files that are moved, or have them where they will be.
        for (old, _) in blog.moves.iter().filter(|(old, _)| old.rsplit('/').next().unwrap().contains('.')) {
            blog.folder.write(&path(old), "");
        }
        for document in case["workspace"]["docs"].as_array().unwrap().iter().chain(asked) {
            let (uri, text) = (document["uri"].as_str().unwrap(), document["text"].as_str().unwrap());
            if let Some(at) = text.find(CURSOR) {
                let before = &text[..at];
                let line = before.matches('\n').count() as u64;
                let column = before.rsplit('\n').next().unwrap().encode_utf16().count() as u64;
                blog.cursor = Some((uri.to_owned(), line, column));
            }
            let text = text.replace(CURSOR, "");
            let uri = blog.before_move(uri);
            blog.folder.write(&path(&uri), &text);
            blog.texts.insert(uri, text);
        }
        for file in case["extraFiles"].as_array().unwrap() {
            let file = path(&blog.before_move(file.as_str().unwrap()));
            if !blog.folder.path().join(&file).exists() {
                blog.folder.write(&file, "");
            }
        }
        blog
    }

    /// Where a file lies before it is moved.
    fn before_move(&self, uri: &str) -> String {
        let back = |(old, new): &(String, String)| {
            let rest = uri.strip_prefix(new.as_str()).filter(|rest| rest.is_empty() || rest.starts_with('/'))?;
            Some(format!("{old}{rest}"))
        };
        self.moves.iter().find_map(back).unwrap_or_else(|| uri.to_owned())
    }

    /// What a recorded URI is here.
    fn uri(&self, recorded: &str) -> String {
        self.folder
            .uri(recorded.trim_start_matches("file:///workspace").trim_start_matches("file://").trim_start_matches('/'))
    }

    /// What a URI of here is in the records, percent-encoding apart.
    fn recorded(&self, uri: &str) -> String {
        let decoded = percent_decode_str(uri).decode_utf8_lossy().into_owned();
        decoded.replacen(self.folder.uri("").trim_end_matches('/'), "file:///workspace", 1)
    }

    /// The text of a recorded URI, percent-encoding apart.
    fn text(&self, uri: &str) -> Option<&str> {
        let texts = self.texts.iter();
        texts.filter(|(known, _)| decoded(known) == decoded(uri)).map(|(_, text)| text.as_str()).next()
    }

    /// A recorded place of a text, as if the marker of the cursor had never stood there.
    fn unmarked(&self, uri: &str, place: &Value) -> Value {
        let (line, column) = (place["line"].as_u64().unwrap(), place["character"].as_u64().unwrap());
        let column = match &self.cursor {
            Some((text, at, start)) if text == uri && *at == line && column > *start => {
                column.saturating_sub(CURSOR.len() as u64).max(*start)
            }
            _ => column,
        };
        json!({"line": line, "character": column})
    }

    fn unmarked_range(&self, uri: &str, range: &Value) -> Value {
        json!({"start": self.unmarked(uri, &range["start"]), "end": self.unmarked(uri, &range["end"])})
    }
}

/// Where a recorded file lies in the folder.
fn path(uri: &str) -> String {
    let path = uri.strip_prefix(ROOT).or_else(|| uri.strip_prefix("file:///")).unwrap();
    percent_decode_str(path).decode_utf8().unwrap().into_owned()
}

fn decoded(uri: &str) -> String {
    percent_decode_str(uri).decode_utf8_lossy().into_owned()
}

fn ask(client: &mut Client, can: &Value, case: &Value, blog: &Blog) -> Option<Result<(), String>> {
    let method = case["method"].as_str().unwrap();
    let (args, expected) = (&case["args"], &case["result"]);
    let provider = match method {
        "textDocument/rename" | "textDocument/prepareRename" => "/renameProvider",
        "textDocument/codeAction" => "/codeActionProvider",
        "workspace/willRenameFiles" => "/workspace/fileOperations/willRename",
        _ => "",
    };
    can.pointer(provider)?;
    let uri = args["doc"]["uri"].as_str().unwrap_or_default();
    let mut params = args.clone();
    params["textDocument"] = json!({"uri": blog.uri(uri)});
    for file in params.get_mut("files").and_then(Value::as_array_mut).into_iter().flatten() {
        for name in ["oldUri", "newUri"] {
            file[name] = blog.uri(file[name].as_str().unwrap()).into();
        }
    }
    if method == "textDocument/codeAction" {
        params["context"] = json!({"diagnostics": []});
    }
    let id = client.request(method, params);
    let response = client.response(id);
    let found = &response["result"];
    Some(match method {
        "textDocument/completion" => completions(blog, uri, found, expected),
        "textDocument/diagnostic" => return diagnostics(found, expected),
        "textDocument/rename" | "workspace/willRenameFiles" => edits(blog, &response, expected),
        "textDocument/prepareRename" => same(&found["range"], &expected["range"]),
        "textDocument/codeAction" => return actions(blog, uri, client, found, expected),
        "textDocument/hover" => same(&found["range"], &expected["range"]),
        "textDocument/documentLink" => links(blog, found, expected),
        "textDocument/selectionRange" => selections(blog, uri, found, expected),
        "textDocument/definition" | "textDocument/references" => arrives(blog, found, expected),
        "textDocument/foldingRange" => same(&folds(found), &folds(expected)),
        "textDocument/documentSymbol" => same(&symbols(found), &symbols(expected)),
        "workspace/symbol" => same(&names(blog, found), &names(blog, expected)),
        "textDocument/documentHighlight" => same(&sorted(found), &sorted(expected)),
        other => panic!("a case of {other}"),
    })
}

fn same(found: &Value, expected: &Value) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("\nexpected {expected}\nfound    {found}")) }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn sorted_by(mut values: Vec<Value>) -> Value {
    values.sort_by_key(Value::to_string);
    values.into()
}

fn sorted(value: &Value) -> Value {
    sorted_by(list(value).iter().map(|it| json!([it["range"], it["kind"]])).collect())
}

/// Each place of the records is reached, and no other: a definition as a whole by its label, and a heading by its title,
/// where the cursor is put.
fn arrives(blog: &Blog, found: &Value, expected: &Value) -> Result<(), String> {
    let of = |value: &Value| {
        let all = if value.is_object() { std::slice::from_ref(value) } else { list(value) };
        let place = |it: &Value| (blog.recorded(it["uri"].as_str().unwrap()), it["range"].clone());
        let mut places: Vec<_> = all.iter().map(place).collect();
        places.sort_by_key(|(uri, range)| {
            (uri.clone(), range["start"]["line"].as_u64(), range["start"]["character"].as_u64())
        });
        places
    };
    let (found, expected) = (of(found), of(expected));
    let is_named = |uri: &str, range: &Value| {
        let line = usize::try_from(range["start"]["line"].as_u64().unwrap()).unwrap();
        let line = blog.text(uri).and_then(|text| text.lines().nth(line)).unwrap_or_default();
        line.starts_with('#') || line.starts_with('[') && line.contains("]:")
    };
    let agree = |((file, at), (wanted_file, wanted)): (&(String, Value), &(String, Value))| {
        let same_line = at["start"]["line"] == wanted["start"]["line"];
        file == wanted_file && (at == wanted || same_line && is_named(file, at))
    };
    match found.len() == expected.len() && found.iter().zip(&expected).all(agree) {
        true => Ok(()),
        false => Err(format!("\nexpected {expected:?}\nfound    {found:?}")),
    }
}

fn folds(value: &Value) -> Value {
    let lines = |it: &Value| json!([it["startLine"], it["endLine"], it.get("kind").unwrap_or(&Value::Null)]);
    sorted_by(list(value).iter().map(lines).collect())
}

/// Names and places of symbols as a tree, the order of siblings kept.
fn symbols(value: &Value) -> Value {
    let symbol = |it: &Value| json!([it["name"], it["range"], symbols(&it["children"])]);
    list(value).iter().map(symbol).collect()
}

/// The names of a workspace's symbols with their files and first lines.
fn names(blog: &Blog, value: &Value) -> Value {
    let name = |it: &Value| {
        let place = &it["location"];
        json!([it["name"], blog.recorded(place["uri"].as_str().unwrap()), place["range"]["start"]["line"]])
    };
    sorted_by(list(value).iter().map(name).collect())
}

/// Clickable parts with where they lead, as far as the records say so.
fn links(blog: &Blog, found: &Value, expected: &Value) -> Result<(), String> {
    let ranges = |value: &Value| sorted_by(list(value).iter().map(|it| it["range"].clone()).collect());
    same(&ranges(found), &ranges(expected))?;
    let target = |it: &Value| Some((it["range"].to_string(), blog.recorded(it["target"].as_str()?)));
    let leads: BTreeMap<String, String> = list(found).iter().filter_map(target).collect();
    for (range, target) in list(expected).iter().filter_map(target) {
        let file = |it: &str| it.split('#').next().unwrap_or_default().to_owned();
        let found = leads.get(&range).map(String::as_str).unwrap_or_default();
        if file(found) != file(&target) {
            return Err(format!("{range} leads to {found}, not {target}"));
        }
    }
    Ok(())
}

/// Every step of the records is a step here.
fn selections(blog: &Blog, uri: &str, found: &Value, expected: &Value) -> Result<(), String> {
    for (found, expected) in list(found).iter().zip(list(expected)) {
        let steps = |value: &Value| {
            let outward = std::iter::successors(Some(value), |it| it.get("parent"));
            outward.map(|it| it["range"].clone()).collect::<Vec<_>>()
        };
        let (found, expected) = (steps(found), steps(expected));
        for step in expected.iter().map(|step| blog.unmarked_range(uri, step)) {
            if !found.contains(&step) {
                return Err(format!("\nno step {step}\namong {}", Value::from(found)));
            }
        }
    }
    if list(found).len() < list(expected).len() { Err(format!("{expected}, not {found}")) } else { Ok(()) }
}

/// Each completion of the records can be had here, with the same text after it; where the records have none, there is
/// none.
fn completions(blog: &Blog, uri: &str, found: &Value, expected: &Value) -> Result<(), String> {
    let text = blog.text(uri).unwrap();
    if list(expected).is_empty() && !list(found).is_empty() {
        return Err(format!("there are completions: {found}"));
    }
    // Closers that stand behind the cursor later are put there at once.
    let after = |edit: Value| applied(text, &[edit]).replace(['>', ')', ']'], "");
    let offered: Vec<String> = list(found).iter().map(|it| after(it["textEdit"].clone())).collect();
    for item in list(expected) {
        let edit = &item["textEdit"];
        let range = blog.unmarked_range(uri, edit.get("replace").unwrap_or(&edit["range"]));
        let wanted = after(json!({"range": range, "newText": edit["newText"]}));
        if !offered.contains(&wanted) {
            let labels: Vec<_> = list(found).iter().map(|it| &it["textEdit"]["newText"]).collect();
            return Err(format!("nothing makes {wanted:?}, only {labels:?}"));
        }
    }
    Ok(())
}

/// What each finding of VS Code is called here.
const RULES: &[(&str, &[&str])] = &[
    ("link.no-such-file", &["missing-image", "missing-link"]),
    ("link.no-such-reference", &["undefined-label"]),
    ("link.no-such-header-in-own-file", &["missing-anchor"]),
    ("link.no-such-header-in-file", &["missing-anchor"]),
    ("link.unused-definition", &["unused-definition"]),
    ("link.duplicate-definition", &["duplicate-definition"]),
];

/// The settings of VS Code that switch findings off, and which rules those are here.
const SWITCHES: &[(&str, &[&str])] = &[
    ("validateFileLinks", &["missing-image", "missing-link"]),
    ("validateReferences", &["undefined-label"]),
    ("validateUnusedLinkDefinitions", &["unused-definition"]),
    ("validateDuplicateLinkDefinitions", &["duplicate-definition"]),
];

/// How bad findings are, by the settings of VS Code.
fn severities(options: &Value) -> Value {
    let off = SWITCHES.iter().filter(|(switch, _)| options[switch] == "ignore");
    off.flat_map(|(_, rules)| *rules).map(|rule| ((*rule).to_owned(), json!("off"))).collect()
}

/// The places of findings; `None` where there is no rule for one of them.
fn diagnostics(found: &Value, expected: &Value) -> Option<Result<(), String>> {
    let expected = list(&expected["diagnostics"]);
    let known = |it: &Value| {
        let rules = RULES.iter().find(|(code, _)| it["code"] == *code).map_or(&[][..], |(_, rules)| *rules);
        !rules.is_empty() && rules.iter().all(|rule| Code::named(rule).is_some())
    };
    let ranges = |list: &[Value]| sorted_by(list.iter().map(|it| it["range"].clone()).collect());
    expected.iter().all(known).then(|| same(&ranges(list(&found["items"])), &ranges(expected)))
}

/// The texts after an edit; where the records refuse, it is refused.
fn edits(blog: &Blog, response: &Value, expected: &Value) -> Result<(), String> {
    let expected = expected.get("edit").unwrap_or(expected);
    let (found, expected) = (changed(blog, &response["result"]), changed(blog, expected));
    if found == expected { Ok(()) } else { Err(format!("\nexpected {expected:?}\nfound    {found:?}; {response}")) }
}

/// The texts that an edit changes, as they are after it, and the files that it moves.
fn changed(blog: &Blog, edit: &Value) -> BTreeMap<String, String> {
    let of_document = |it: &Value| Some((it["textDocument"]["uri"].as_str()?.to_owned(), list(&it["edits"]).to_vec()));
    let mut edits: Vec<(String, Vec<Value>)> = list(&edit["documentChanges"]).iter().filter_map(of_document).collect();
    let by_uri = edit["changes"].as_object().into_iter().flatten();
    edits.extend(by_uri.map(|(uri, edits)| (uri.clone(), list(edits).to_vec())));
    let mut texts: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for (uri, edits) in edits {
        texts.entry(blog.before_move(&blog.recorded(&uri))).or_default().extend(edits);
    }
    let after = |(uri, edits): (String, Vec<Value>)| {
        let text = blog.text(&uri).unwrap_or_default();
        let changed = applied(text, &edits);
        (changed != text).then_some((uri, changed))
    };
    let moves = list(&edit["documentChanges"]).iter().filter(|it| it["kind"] == "rename");
    let moved = |it: &Value| Some((blog.recorded(it["oldUri"].as_str()?), blog.recorded(it["newUri"].as_str()?)));
    texts.into_iter().filter_map(after).chain(moves.filter_map(moved)).collect()
}

/// Each action of the records that edits has one here with the same effect.
fn actions(blog: &Blog, uri: &str, client: &mut Client, found: &Value, expected: &Value) -> Option<Result<(), String>> {
    let wanted = list(expected).iter().filter(|it| it.get("edit").is_some());
    let mut effects = Vec::new();
    for action in list(found) {
        let action = match action.get("edit") {
            Some(_) => action.clone(),
            None => client.ask("codeAction/resolve", action.clone()),
        };
        effects.push(changed(blog, &action["edit"]));
    }
    for action in wanted {
        let wanted = changed(blog, &action["edit"]);
        if !effects.contains(&wanted) {
            return Some(Err(format!("{uri}: nothing does what `{}` does: {wanted:?}", action["title"])));
        }
    }
    Some(Ok(()))
}

/// A text after edits that do not overlap.
fn applied(text: &str, edits: &[Value]) -> String {
    let offset = |place: &Value| {
        let line = usize::try_from(place["line"].as_u64().unwrap()).unwrap();
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        let column = usize::try_from(place["character"].as_u64().unwrap()).unwrap();
        let rest = &text[start..];
        let within = rest.char_indices().scan(0, |units, (at, c)| {
            let before = *units;
            *units += c.len_utf16();
            Some((before, at))
        });
        let end = rest.find('\n').unwrap_or(rest.len());
        start + within.take_while(|(_, at)| *at <= end).find(|(units, _)| *units >= column).map_or(end, |(_, at)| at)
    };
    let mut places: Vec<(usize, usize, &str)> = edits
        .iter()
        .map(|edit| {
            let range = &edit["range"];
            (offset(&range["start"]), offset(&range["end"]), edit["newText"].as_str().unwrap())
        })
        .collect();
    places.sort_unstable();
    let mut after = text.to_owned();
    for (start, end, insert) in places.into_iter().rev() {
        after.replace_range(start..end, insert);
    }
    after
}
