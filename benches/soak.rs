//! A long day of writing in some minutes: texts are opened, edited, renamed, closed and asked about at random, through a
//! server over pipes. Each thousandth state has to be the one of a server that was just started, and memory to stay flat.
//!
//! `cargo bench --bench soak -- --minutes 30` takes the blogs beside the checkout where there are some, else a generated
//! one. `--seed NUMBER` has the same day once more.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a table is printed, and what cannot go on fails")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, fs};

use client::{Client, Folder, at_place};
use serde_json::{Value, json};

#[path = "generate/blog.rs"]
mod blog;
#[allow(dead_code, reason = "a test's client can do more")]
#[path = "../tests/it/lsp/client.rs"]
mod client;

/// How many steps lie between two comparisons.
const STEPS: u32 = 1000;

/// How many texts are open at most.
const OPEN: usize = 12;

/// How long a state may take to be what a new server finds: what changed on disk is looked for from time to time.
const SETTLED: Duration = Duration::from_secs(20);

/// What is typed.
const TYPED: &[&str] = &[
    "a",
    " word",
    "\n",
    "\n\n",
    "# Heading\n",
    "[^1]",
    "\n[^1]: A note.\n",
    "{% fn 1 %}",
    "{{ 'a' | fndetail: 1 }}",
    "{% ",
    "%}",
    "{{",
    "}}",
    "`",
    "```\n",
    "> ",
    "- ",
    "| a | b |\n",
    "|---|---|\n",
    "![](a.png)",
    "[a](b.md)",
    "[a]: b\n",
    "---\n",
    "title: x\n",
    "<!-- ",
    "-->",
    "<div>\n",
    "*",
    "_",
    "$",
    "\u{1f600}",
    "\u{e9}",
    "\u{2028}",
    "\r\n",
    "\t",
    "{% raw %}",
    "{% endraw %}",
    "{% if a %}\n",
    "{% endif %}\n",
];

const ABOUT_PLACES: &[&str] = &["hover", "definition", "completion", "references", "documentHighlight"];
const ABOUT_TEXTS: &[&str] = &["documentSymbol", "foldingRange", "documentLink", "diagnostic"];

/// Numbers that look random and are the same each time (Marsaglia's xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % sides.max(1)
    }

    fn one_of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.roll(list.len())]
    }
}

/// The writer: the server that is tried, and what it has to know.
struct Day {
    dice: Dice,
    folder: Folder,
    client: Client,
    /// All texts of the blog by their paths, and those that are open with what was typed.
    closed: Vec<String>,
    open: BTreeMap<String, String>,
    version: i32,
}

fn main() {
    let arguments: Vec<String> = env::args().collect();
    let number = |name: &str, default: u64| {
        let value = arguments.iter().position(|it| it == name).and_then(|at| arguments.get(at + 1)?.parse().ok());
        value.unwrap_or(default)
    };
    let end = Instant::now() + Duration::from_secs(60 * number("--minutes", 30));
    let folder = Folder::new(&[]);
    let closed = fill(&folder);
    println!("{} texts", closed.len());
    let client = start(&folder);
    let dice = Dice(number("--seed", 42).max(1));
    let mut day = Day { dice, folder, client, closed, open: BTreeMap::new(), version: 1 };
    let mut memory = Vec::new();
    println!("{:>9} {:>7} {:>9}", "steps", "open", "memory");
    while Instant::now() < end {
        for _ in 0..STEPS {
            day.step();
        }
        day.compare();
        memory.push(kilobytes(day.client.process()));
        println!("{:>9} {:>7} {:>6.1} MB", memory.len() * STEPS as usize, day.open.len(), memory.last().unwrap() / 1e3);
    }
    // Which texts are open makes a difference, so halves are compared and not single states.
    let most = |part: &[f64]| part.iter().copied().fold(0.0, f64::max);
    let (early, late) = memory.split_at(memory.len() / 2);
    assert!(early.is_empty() || most(late) < 1.2 * most(early) + 4e3, "memory grows: {memory:?}");
    day.client.leave_quietly();
    println!("all states were right");
}

fn start(folder: &Folder) -> Client {
    let capabilities = json!({"textDocument": {
        "diagnostic": {}, "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
        "hover": {"contentFormat": ["markdown"]}
    }});
    Client::open(folder, capabilities)
}

/// Fills a folder with a blog, and lists the texts in it.
fn fill(folder: &Folder) -> Vec<String> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let found = blogs(&corpus);
    if found.is_empty() {
        blog::write(folder.path(), 300).unwrap();
    }
    for source in &found {
        copy(source, &folder.path().join(source.file_name().unwrap()));
    }
    let mut texts = Vec::new();
    list(folder.path(), folder.path(), &mut texts);
    texts.sort();
    texts
}

/// Some blogs of a folder: those with few files.
fn blogs(corpus: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(corpus).into_iter().flatten().flatten().map(|it| it.path());
    let mut found: Vec<PathBuf> = entries.filter(|it| it.is_dir()).collect();
    found.sort();
    found.truncate(6);
    found
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten().take(300) {
        let (path, kind) = (entry.path(), entry.file_type().unwrap());
        if kind.is_dir() && entry.file_name() != ".git" {
            copy(&path, &to.join(entry.file_name()));
        } else if kind.is_file() && entry.metadata().unwrap().len() < 1 << 20 {
            fs::write(to.join(entry.file_name()), fs::read(&path).unwrap()).unwrap();
        }
    }
}

fn list(root: &Path, folder: &Path, texts: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        let inside = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            list(root, &path, texts);
        } else if inside.ends_with(".md") && fs::read_to_string(&path).is_ok() && !inside.contains(['%', '#', '?', ' '])
        {
            texts.push(inside);
        }
    }
}

/// How much memory a process holds, as Linux tells.
fn kilobytes(process: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let held = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?.parse().ok());
    held.unwrap_or_default()
}

impl Day {
    fn step(&mut self) {
        match self.dice.roll(100) {
            _ if self.open.is_empty() => self.open(),
            0..4 if self.open.len() < OPEN => self.open(),
            4..7 => self.close(),
            7 => self.rename(),
            8..70 => self.edit(),
            _ => self.ask(),
        }
    }

    fn some_open(&mut self) -> String {
        let paths: Vec<&String> = self.open.keys().collect();
        (*self.dice.one_of(&paths)).clone()
    }

    fn open(&mut self) {
        if self.closed.is_empty() {
            return;
        }
        let path = self.closed.swap_remove(self.dice.roll(self.closed.len()));
        let text = fs::read_to_string(self.folder.path().join(&path)).unwrap();
        said_open(&mut self.client, &self.folder.uri(&path), &text);
        self.open.insert(path, text);
    }

    /// Closes a text, saved or not.
    fn close(&mut self) {
        let path = self.some_open();
        let text = self.open.remove(&path).unwrap();
        let uri = self.folder.uri(&path);
        if self.dice.roll(2) == 0 {
            self.folder.write(&path, text);
            self.client.notify("textDocument/didSave", json!({"textDocument": {"uri": uri}}));
        }
        self.client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
        self.closed.push(path);
    }

    /// Renames a file while it is open, as an editor does: it is closed and another one is open in its place.
    fn rename(&mut self) {
        let path = self.some_open();
        let to = format!(
            "{}-{}.md",
            path.trim_end_matches(".md").trim_end_matches(|c: char| c.is_ascii_digit() || c == '-'),
            self.version
        );
        fs::rename(self.folder.path().join(&path), self.folder.path().join(&to)).unwrap();
        let text = self.open.remove(&path).unwrap();
        let (old, new) = (self.folder.uri(&path), self.folder.uri(&to));
        self.client.notify("textDocument/didClose", json!({"textDocument": {"uri": old}}));
        said_open(&mut self.client, &new, &text);
        let changes = json!([{"uri": old, "type": 3}, {"uri": new, "type": 1}]);
        self.client.notify("workspace/didChangeWatchedFiles", json!({"changes": changes}));
        self.open.insert(to, text);
    }

    /// Replaces a few characters, now and then the whole text.
    fn edit(&mut self) {
        let path = self.some_open();
        self.version += 1;
        let text = self.open.get_mut(&path).unwrap();
        let dice = &mut self.dice;
        let change = if dice.roll(200) == 0 {
            *text = fs::read_to_string(self.folder.path().join(&path)).unwrap();
            json!({"text": text})
        } else {
            let floor = |text: &str, mut at: usize| {
                while !text.is_char_boundary(at) || text[..at].ends_with('\r') {
                    at -= 1;
                }
                at
            };
            let start = floor(text, dice.roll(text.len() + 1));
            let longest = if dice.roll(20) == 0 { 300 } else { 3 };
            let end = floor(text, (start + dice.roll(longest)).min(text.len())).max(start);
            let insert = *dice.one_of(TYPED);
            let range = json!({"start": position(text, start), "end": position(text, end)});
            text.replace_range(start..end, insert);
            json!({"range": range, "text": insert})
        };
        self.client.change(&self.folder.uri(&path), self.version, json!([change]));
    }

    fn ask(&mut self) {
        let path = self.some_open();
        let uri = self.folder.uri(&path);
        let at = (u32::try_from(self.dice.roll(60)).unwrap(), u32::try_from(self.dice.roll(60)).unwrap());
        match self.dice.roll(10) {
            0..8 => {
                let method = *self.dice.one_of(ABOUT_PLACES);
                self.client.ask_at(&format!("textDocument/{method}"), &uri, at);
            }
            8 => {
                let method = *self.dice.one_of(ABOUT_TEXTS);
                self.client.ask(&format!("textDocument/{method}"), json!({"textDocument": {"uri": uri}}));
            }
            _ => drop(self.client.ask("workspace/symbol", json!({"query": "a"}))),
        }
    }

    /// Holds what this server says of all open texts against what a new one says.
    fn compare(&mut self) {
        let mut fresh = start(&self.folder);
        for (path, text) in &self.open {
            said_open(&mut fresh, &self.folder.uri(path), text);
        }
        // This question is answered once the blogs are read.
        fresh.ask("workspace/symbol", json!({"query": "a"}));
        let wanted = state(&mut fresh, &self.folder, &self.open);
        fresh.leave_quietly();
        let begun = Instant::now();
        loop {
            let found = state(&mut self.client, &self.folder, &self.open);
            if found == wanted {
                break;
            }
            if begun.elapsed() > SETTLED {
                for (found, wanted) in found.iter().zip(&wanted).filter(|(found, wanted)| found != wanted) {
                    println!("here: {found:?}\nnew:  {wanted:?}");
                }
                panic!("the state is another than that of a new server");
            }
        }
        self.client.settle_quietly();
    }
}

fn said_open(client: &mut Client, uri: &str, text: &str) {
    let document = json!({"uri": uri, "languageId": "markdown", "version": 1, "text": text});
    client.notify("textDocument/didOpen", json!({"textDocument": document}));
}

/// What a client calls a place in a text: UTF-16 units, lines that end with `\n`, `\r\n` or `\r`.
fn position(text: &str, at: usize) -> Value {
    let before = &text[..at];
    let start = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let lines = before.replace("\r\n", "\n").matches(['\n', '\r']).count();
    json!({"line": lines, "character": before[start..].encode_utf16().count()})
}

/// Leaves out the sizes that completions tell of pictures: they are known of those that some open text has mentioned, and
/// a new server has not seen all that were open.
fn forget_pixels(answer: &mut Value) {
    for item in answer.as_array_mut().into_iter().flatten() {
        let Some(detail) = item.get("detail").and_then(Value::as_str) else { continue };
        let parts: Vec<&str> = detail.split(", ").filter(|part| !part.ends_with(" pixels")).collect();
        item["detail"] = parts.join(", ").into();
    }
}

/// What a server says of each text.
fn state(client: &mut Client, folder: &Folder, open: &BTreeMap<String, String>) -> Vec<(String, Value)> {
    let mut answers = Vec::new();
    for path in open.keys() {
        let uri = folder.uri(path);
        for method in ABOUT_TEXTS {
            let method = format!("textDocument/{method}");
            let mut answer = client.ask(&method, json!({"textDocument": {"uri": uri}}));
            if let Some(report) = answer.as_object_mut() {
                report.remove("resultId");
            }
            answers.push((format!("{method} {path}"), answer));
        }
        for line in [0, 7, 20] {
            for method in ABOUT_PLACES {
                let method = format!("textDocument/{method}");
                let mut answer = client.ask(&method, at_place(&uri, (line, 4)));
                forget_pixels(&mut answer);
                answers.push((format!("{method} {path} {line}"), answer));
            }
        }
    }
    answers
}
