//! Texts that are made to be slow: what opening one, editing it and asking everything of it costs at most doubles when the
//! text doubles. The cost is counted in instructions, which valgrind does: no clock and no other process plays a part.
//!
//! `cargo bench --bench linear` tries all of them and fails where one costs more; `-- NAME` tries those named like that,
//! `-- share` a few of all kinds, which takes about a minute, and `-- sizes` some as long as anybody ever made them, which
//! takes an hour. `--times N` makes each N times as long.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a table is printed, and what cannot go on fails")]

use std::process::{Command, ExitCode};
use std::time::Duration;

use client::{Client, at_place};
use hostile::HOSTILE;
use serde_json::json;

#[allow(dead_code, reason = "a test's client can do more")]
#[path = "../tests/it/lsp/client.rs"]
mod client;
#[path = "generate/hostile.rs"]
mod hostile;

/// The server, built as it is shipped.
const SERVER: &str = env!("CARGO_BIN_EXE_manicule");

/// How much more the double may cost. What sorts or looks up in a tree costs a little more than double.
const MOST: f64 = 2.35;

/// How long a server may take for an answer while it is counted, which makes it some fifty times as slow.
const DEADLINE: Duration = Duration::from_secs(3600);

/// The kinds of the share: whoever breaks one thing usually breaks one of these.
const SHARE: &[&str] = &[
    "brackets that open and close",
    "texts of one footnote",
    "numbers of one footnote",
    "notes of variables that are set",
    "one long line",
    "links to headings",
    "Liquid blocks in blocks",
    "definitions of one link",
];

/// What part of its length a text of the share has.
const SHARE_PART: usize = 4;

/// Half of the lengths that servers are tried with: the double is 10,000 quotes in each other, 50,000 brackets, a line of
/// 5 MB, 50,000 headings and 100,000 footnotes.
const SIZES: &[(&str, usize)] = &[
    ("quotes in quotes", 5_000),
    ("brackets that open", 25_000),
    ("one long line", 500_000),
    ("headings", 25_000),
    ("footnotes of Markdown", 50_000),
];

fn main() -> ExitCode {
    let mut wanted: Vec<String> = std::env::args().skip(1).filter(|it| it != "--bench").collect();
    let times = match wanted.iter().position(|it| it == "--times") {
        Some(at) => wanted.drain(at..at + 2).next_back().unwrap().parse().unwrap(),
        None => 1,
    };
    let [is_share, is_sizes] = ["share", "sizes"].map(|kind| wanted.iter().any(|it| it == kind));
    if is_share && Command::new("valgrind").arg("--version").output().is_err() {
        println!("SKIPPED: valgrind, which counts instructions, is not installed");
        return ExitCode::SUCCESS;
    }
    let length = |name: &str, n: usize| match (is_share, is_sizes) {
        (true, _) => SHARE.contains(&name).then_some(n / SHARE_PART),
        (_, true) => SIZES.iter().find(|(sized, _)| *sized == name).map(|(_, n)| *n),
        _ => (wanted.is_empty() || wanted.iter().any(|it| name.contains(it.as_str()))).then_some(n * times),
    };
    let rest = cost("");
    let mut slow = 0;
    println!("{:<34} {:>9} {:>14} {:>6}", "text", "bytes", "instructions", "double");
    for (name, n, make) in HOSTILE.iter().filter_map(|(name, n, make)| Some((name, length(name, *n)?, make))) {
        let text = make(n);
        let (once, twice) = (cost(&text) - rest, cost(&make(2 * n)) - rest);
        let is_slow = twice / once > MOST;
        slow += u8::from(is_slow);
        let mark = if is_slow { " too slow" } else { "" };
        println!("{name:<34} {:>9} {:>12.0} M {:>6.2}{mark}", text.len(), once / 1e6, twice / once);
    }
    if slow == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// How many instructions a server takes for a whole session about a text.
fn cost(text: &str) -> f64 {
    let out = "--cachegrind-out-file=/dev/null";
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=cachegrind", "--cache-sim=no", out, SERVER, "server"]);
    let mut client = Client::start_by(&mut valgrind).patient(DEADLINE);
    let capabilities = json!({"textDocument": {
        "diagnostic": {}, "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
        "hover": {"contentFormat": ["markdown"]}
    }});
    client.ask("initialize", json!({"capabilities": capabilities}));
    let uri = "untitled:post.md";
    let document = json!({"uri": uri, "languageId": "markdown", "version": 1, "text": text});
    client.notify("textDocument/didOpen", json!({"textDocument": document}));
    let whole = json!({"textDocument": {"uri": uri}});
    let last = u32::try_from(text.lines().count().saturating_sub(1)).unwrap();
    // At the beginning, in the middle and at the end: a letter is typed, and everything is asked.
    for line in [0, last / 2, last] {
        let at = json!({"line": line, "character": 3});
        client.change(uri, 2, json!([{"range": {"start": at, "end": at}, "text": "x"}]));
        for method in ["hover", "definition", "completion", "references", "documentHighlight"] {
            client.ask(&format!("textDocument/{method}"), at_place(uri, (line, 5)));
        }
        client.ask("textDocument/selectionRange", json!({"textDocument": {"uri": uri}, "positions": [at]}));
        client.ask("textDocument/linkedEditingRange", at_place(uri, (line, 5)));
        // What cannot be renamed is answered with an error.
        let renamed = client.request("textDocument/rename", named(uri, line));
        client.response(renamed);
        let range = json!({"start": at, "end": at});
        let asked = json!({"textDocument": {"uri": uri}, "range": range, "context": {"diagnostics": []}});
        client.ask("textDocument/codeAction", asked);
    }
    for method in ["documentSymbol", "foldingRange", "documentLink", "diagnostic", "semanticTokens/full"] {
        client.ask(&format!("textDocument/{method}"), whole.clone());
    }
    let said = client.last_words();
    let count = said.lines().find_map(|line| line.split_once("refs:")).map(|(_, count)| count.replace([' ', ','], ""));
    count.and_then(|count| count.parse().ok()).unwrap_or_else(|| panic!("valgrind counts nothing: {said}"))
}

/// The parameters of a renaming on a line.
fn named(uri: &str, line: u32) -> serde_json::Value {
    let mut params = at_place(uri, (line, 5));
    params["newName"] = json!("z");
    params
}
