//! Texts that are made to be slow: what opening one, editing it and asking everything of it costs at most doubles when the
//! text doubles. The cost is counted in instructions, which valgrind does: no clock and no other process plays a part.
//!
//! `cargo bench --bench linear` tries all of them and fails where one costs more; `-- NAME` tries those named like that.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a table is printed, and what cannot go on fails")]

use std::fmt::Write as _;
use std::process::{Command, ExitCode};

use client::{Client, at_place};
use serde_json::json;

#[allow(dead_code, reason = "a test's client can do more")]
#[path = "../tests/it/lsp/client.rs"]
mod client;

/// The server, built as it is shipped.
const SERVER: &str = env!("CARGO_BIN_EXE_manicule");

/// How much more the double may cost. What sorts or looks up in a tree costs a little more than double.
const MOST: f64 = 2.35;

/// A text of a kind, `n` times something.
type Make = fn(usize) -> String;

/// The kinds: how they are made, and how often `n` is for a text of some ten thousand characters.
const HOSTILE: &[(&str, usize, Make)] = &[
    ("quotes in quotes", 5_000, |n| format!("{} text", ">".repeat(n))),
    ("brackets that open", 10_000, |n| "[".repeat(n)),
    ("brackets that open and close", 5_000, |n| format!("{}{}", "[".repeat(n), "]".repeat(n))),
    ("images that open", 5_000, |n| "![".repeat(n)),
    ("links that open", 4_000, |n| "[a](".repeat(n)),
    ("footnotes of Markdown", 1_000, |n| each(n, |i| format!("Text[^{i}].\n\n[^{i}]: Note.\n\n"))),
    ("footnotes without a text", 2_000, |n| each(n, |i| format!("Text[^{i}].\n\n"))),
    ("texts of one footnote", 2_000, |n| format!("A[^1]\n\n{}", "[^1]: Note.\n\n".repeat(n))),
    ("footnotes of fastpages", 700, |n| each(n, |i| format!("A{{% fn {i} %}}\n\n{{{{ 'b' | fndetail: {i} }}}}\n\n"))),
    ("numbers of one footnote", 2_000, |n| format!("{}\n\n{{{{ 'b' | fndetail: 1 }}}}", "A{% fn 1 %} ".repeat(n))),
    ("one long line", 10_000, |n| "word ".repeat(n)),
    ("one long word", 40_000, |n| "w".repeat(n)),
    ("headings", 3_000, |n| each(n, |i| format!("# Heading {i}\n"))),
    ("headings of one name", 3_000, |n| "# Heading\n".repeat(n)),
    ("headings of all levels", 3_000, |n| each(n, |i| format!("{} Heading\n", "#".repeat(1 + i % 6)))),
    ("lists in lists", 2_000, |n| format!("{}text", "- ".repeat(n))),
    ("items of a list", 5_000, |n| "- item\n".repeat(n)),
    ("rows of a table", 2_000, |n| format!("|a|b|\n|-|-|\n{}", "|c|d|\n".repeat(n))),
    ("columns of a table", 5_000, |n| format!("{}\n{}\n{}\n", "|a".repeat(n), "|-".repeat(n), "|b".repeat(n))),
    ("code that opens", 10_000, |n| "`a ".repeat(n)),
    ("code that opens ever longer", 200, |n| each(n * 14 / 10, |i| format!("a{}", "`".repeat(i % 300)))),
    ("fences that open", 5_000, |n| "```\n~~~\n".repeat(n)),
    ("emphasis that opens", 5_000, |n| "**a _b ".repeat(n)),
    ("emphasis that closes", 5_000, |n| "a** b_ ".repeat(n)),
    ("emphasis in words", 10_000, |n| "a_b*".repeat(n)),
    ("mathematics that opens", 5_000, |n| "$a $$b ".repeat(n)),
    ("HTML that opens", 5_000, |n| "<div>\n".repeat(n)),
    ("HTML within a line that opens", 5_000, |n| format!("a {}", "<b a='".repeat(n))),
    ("comments that open", 5_000, |n| format!("a {}", "<!-- <? <![CDATA[ ".repeat(n / 3))),
    ("comments that open lines", 5_000, |n| "<!-- a\n\n".repeat(n)),
    ("tags that begin", 20_000, |n| "<".repeat(n)),
    ("entities that begin", 10_000, |n| "&a".repeat(n)),
    ("backslashes", 20_000, |n| "\\".repeat(n)),
    ("Liquid output that opens", 10_000, |n| "{{ ".repeat(n)),
    ("Liquid tags that open", 10_000, |n| "{% ".repeat(n)),
    ("Liquid strings that open", 5_000, |n| "{{ 'a ".repeat(n)),
    ("Liquid blocks that open", 2_000, |n| "{% if a %}\n".repeat(n)),
    ("Liquid blocks that close", 2_000, |n| "{% endif %}\n".repeat(n)),
    ("raw that opens", 2_000, |n| "{% raw %}{{ ".repeat(n)),
    ("comments of Liquid that open", 2_000, |n| "{% comment %}{% raw %}".repeat(n)),
    ("highlights that open", 2_000, |n| "{% highlight x %}\n".repeat(n)),
    ("filters", 5_000, |n| format!("{{{{ a {} }}}}", "| b: c ".repeat(n))),
    ("links", 2_000, |n| each(n, |i| format!("[a](b{i}) ![](c{i}.png)\n"))),
    ("definitions of links", 2_000, |n| each(n, |i| format!("[a{i}]\n\n[a{i}]: b\n\n"))),
    ("definitions of one link", 2_000, |n| format!("[a]\n\n{}", "[a]: b\n".repeat(n))),
    ("addresses in text", 3_000, |n| "www.a.b http://c.d e@f.g ".repeat(n / 2)),
    ("emoji", 5_000, |n| ":smile :smile: ".repeat(n)),
    ("front matter", 1_500, |n| format!("---\n{}---\n", each(n, |i| format!("key{i}: value\n")))),
    ("front matter of one key", 1_500, |n| format!("---\n{}---\n", "key: value\n".repeat(n))),
    ("front matter that opens", 3_000, |n| format!("---\n{}", "key: value\n".repeat(n))),
    ("front matter in flow", 3_000, |n| format!("---\na: {}\n---\n", "[".repeat(n))),
    ("aliases in front matter", 700, |n| {
        let aliases = each(n, |i| format!("a{}: &a{} [*a{i}, *a{i}]\n", i + 1, i + 1));
        format!("---\na0: &a0 [x]\n{aliases}---\n")
    }),
    ("front matter in a list", 2_000, |n| format!("# Title\n> summary\n\n{}", "- key: value\n".repeat(n))),
    ("callouts", 2_000, |n| "> Note: a\n\n> [!NOTE]\n> b\n\n".repeat(n / 2)),
    ("divisions that open", 3_000, |n| "::: {.a}\n".repeat(n)),
    ("attributes that open", 4_000, |n| "{: .a\n".repeat(n)),
    ("line ends", 20_000, |n| "\r".repeat(n)),
    ("empty lines with blanks", 5_000, |n| " \n".repeat(n)),
];

fn each(n: usize, part: impl Fn(usize) -> String) -> String {
    (0..n).fold(String::new(), |mut text, i| {
        write!(text, "{}", part(i)).unwrap();
        text
    })
}

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|it| it != "--bench").collect();
    let rest = cost("");
    let mut slow = 0;
    println!("{:<34} {:>9} {:>14} {:>6}", "text", "bytes", "instructions", "double");
    for (name, n, make) in HOSTILE {
        if !wanted.is_empty() && !wanted.iter().any(|it| name.contains(it.as_str())) {
            continue;
        }
        let text = make(*n);
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
    let mut client = Client::start_by(&mut valgrind);
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
    }
    for method in ["documentSymbol", "foldingRange", "documentLink", "diagnostic"] {
        client.ask(&format!("textDocument/{method}"), whole.clone());
    }
    let said = client.last_words();
    let count = said.lines().find_map(|line| line.split_once("refs:")).map(|(_, count)| count.replace([' ', ','], ""));
    count.and_then(|count| count.parse().ok()).unwrap_or_else(|| panic!("valgrind counts nothing: {said}"))
}
