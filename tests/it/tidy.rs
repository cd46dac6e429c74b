//! Keeps the house as `ARCHITECTURE.md` describes it: each invariant there that is an absence is a test here.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// The most lines of a source file that are not tests.
const FILE_LINES: usize = 500;

/// The crates that only one room, or one file of it, may name. `path` is the start of the paths that may.
const CRATES: &[(&str, &[&str])] = &[
    ("ropey", &["src/text.rs"]),
    ("comrak", &["src/syntax/markdown"]),
    ("saphyr_parser", &["src/syntax/front_matter"]),
    ("serde_yaml", &["src/site/"]),
    ("finl_unicode", &["src/site/"]),
    ("toml", &["src/ide/config.rs"]),
    ("globset", &["src/ide/config.rs"]),
    ("ignore", &["src/disk"]),
    ("imagesize", &["src/disk"]),
    ("rayon", &["src/site/index.rs", "src/disk", "src/check"]),
    ("clap", &["src/check", "src/main.rs"]),
    ("annotate_snippets", &["src/check"]),
    ("similar", &["src/check"]),
    ("tower_lsp", &["src/server"]),
    ("tower", &["src/server"]),
    ("tokio", &["src/server"]),
    ("futures", &["src/server"]),
];

/// Names that say nothing of what a file knows.
const EMPTY_NAMES: &[&str] = &["mod", "utils", "util", "common", "helpers", "helper", "types", "manager", "misc"];

/// A source file: its path from the repository's root, with `/`, and its lines outside of test modules.
struct Source {
    path: String,
    text: String,
}

impl Source {
    /// The lines before the first test module, comments left out of none.
    fn production(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .map(|(i, line)| (i + 1, line))
            .take_while(|(_, line)| !line.starts_with("#[cfg(test)]") && !line.starts_with("#[cfg(all(test"))
    }

    /// The room that the file belongs to: `src/site/slug.rs` to `site`.
    fn room(&self) -> &str {
        let name = self.path.trim_start_matches("src/");
        name.split(['/', '.']).next().unwrap_or(name)
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ext| ext == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push(Source { path: relative(&path), text });
            }
        }
    }
    assert!(found.len() > 10, "the sources are read from where they are not");
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn relative(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/")
}

/// The rooms in reading order, as `lib.rs` lists them.
fn rooms() -> Vec<String> {
    let lib = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).map(String::from).collect()
}

/// Whether a line of code names a crate or a room as the first part of a path.
fn names(line: &str, first: &str) -> bool {
    let line = line.trim_start();
    if line.starts_with("//") {
        return false;
    }
    line.match_indices(first).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = &line[at + first.len()..];
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':' || c == '"') && after.starts_with("::")
    })
}

#[track_caller]
fn none(findings: String) {
    assert!(findings.is_empty(), "\n{findings}");
}

#[test]
fn a_room_uses_only_rooms_above_it() {
    let rooms = rooms();
    assert_eq!(rooms.first().map(String::as_str), Some("text"));
    let mut findings = String::new();
    for source in sources() {
        let Some(here) = rooms.iter().position(|room| *room == source.room()) else { continue };
        for (number, line) in source.production() {
            for (there, room) in rooms.iter().enumerate() {
                // The two front doors stand beside each other: neither uses the other.
                let door = source.room() == "server" && room == "check";
                if (there > here || door) && line.contains(&format!("crate::{room}")) {
                    writeln!(findings, "{}:{number} uses the room `{room}`, which is not above it", source.path)
                        .unwrap();
                }
            }
        }
    }
    none(findings);
}

#[test]
fn each_crate_stays_in_its_room() {
    let mut findings = String::new();
    for source in sources() {
        for (number, line) in source.production() {
            for (name, places) in CRATES {
                if names(line, name) && !places.iter().any(|place| source.path.starts_with(place)) {
                    writeln!(findings, "{}:{number} names `{name}`, which belongs to {places:?}", source.path).unwrap();
                }
            }
        }
    }
    none(findings);
}

#[test]
fn each_file_says_first_what_it_knows() {
    let mut findings = String::new();
    for source in sources() {
        if !source.text.starts_with("//! ") {
            writeln!(findings, "{} does not open with `//! `", source.path).unwrap();
        }
    }
    none(findings);
}

#[test]
fn no_file_is_longer_than_a_reader_can_hold() {
    let mut findings = String::new();
    for source in sources() {
        let lines = source.production().count();
        if lines > FILE_LINES {
            writeln!(findings, "{} has {lines} lines, more than {FILE_LINES}", source.path).unwrap();
        }
    }
    none(findings);
}

#[test]
fn each_file_is_named_for_a_thing() {
    let mut findings = String::new();
    for source in sources() {
        let stem = source.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".rs");
        if EMPTY_NAMES.contains(&stem) {
            writeln!(findings, "{} says nothing of what it knows", source.path).unwrap();
        }
    }
    none(findings);
}

#[test]
fn only_text_knows_utf16() {
    let mut findings = String::new();
    for source in sources() {
        for (number, line) in source.production() {
            let code = line.split("//").next().unwrap_or_default();
            if source.room() != "text" && (code.contains("utf16") || code.contains("len_utf16")) {
                writeln!(findings, "{}:{number} counts UTF-16 units", source.path).unwrap();
            }
        }
    }
    none(findings);
}

#[test]
fn questions_do_no_io_and_know_no_clock() {
    let mut findings = String::new();
    for source in sources().iter().filter(|source| matches!(source.room(), "text" | "syntax" | "site" | "ide")) {
        for (number, line) in source.production() {
            for name in
                ["std::fs", "std::net", "std::process", "std::thread", "std::time", "Instant::now", "SystemTime"]
            {
                if line.contains(name) && !line.trim_start().starts_with("//") {
                    writeln!(findings, "{}:{number} names `{name}`", source.path).unwrap();
                }
            }
        }
    }
    none(findings);
}

/// Crates that speak to a network. What the server needs of sockets is in the standard library.
const NETWORK: &[&str] = &[
    "reqwest",
    "hyper",
    "ureq",
    "curl",
    "curl-sys",
    "isahc",
    "attohttpc",
    "surf",
    "rustls",
    "native-tls",
    "openssl",
    "openssl-sys",
    "h2",
    "quinn",
    "tungstenite",
    "trust-dns-resolver",
    "hickory-resolver",
    "git2",
    "gix",
];

/// What reaches out of the program, and the files that may: the promises of `SECURITY.md`.
const REACHES: &[(&[&str], &[&str])] = &[
    // Only an editor on this machine is spoken to.
    (&["std::net", "TcpStream", "TcpListener", "UdpSocket", "tokio::net", "UnixStream"], &["src/server.rs"]),
    // `check --since` asks git.
    (&["std::process::Command", "Command::new(", "tokio::process"], &["src/check/since.rs"]),
    // The command line writes what it is told to, and the server its log and its record.
    (
        &[
            "fs::write",
            "File::create",
            ".append(true)",
            ".create(true)",
            ".create_new(true)",
            ".truncate(true)",
            ".write(true)",
            "fs::rename",
            "fs::remove",
            "fs::copy",
            "fs::hard_link",
        ],
        &["src/check/", "src/server.rs", "src/server/log.rs", "src/server/record.rs"],
    ),
    // A file is opened so that a pipe does not hold up who opens it.
    (
        &["OpenOptions", "File::options"],
        &["src/check/", "src/server.rs", "src/server/log.rs", "src/server/record.rs", "src/disk/read.rs"],
    ),
];

#[test]
fn nothing_reaches_out_of_the_program_but_what_security_md_says() {
    let mut findings = String::new();
    for source in sources() {
        for (number, line) in source.production().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            for (words, places) in REACHES {
                let word = words.iter().find(|word| line.contains(**word));
                if let Some(word) = word.filter(|_| !places.iter().any(|place| source.path.starts_with(place))) {
                    writeln!(findings, "{}:{number} names `{word}`, which is kept to {places:?}", source.path).unwrap();
                }
            }
        }
    }
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let packages = lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
    for package in packages.filter(|package| NETWORK.contains(package)) {
        writeln!(findings, "Cargo.lock holds `{package}`, which speaks to a network").unwrap();
    }
    assert!(fs::read_to_string(root().join("SECURITY.md")).unwrap().contains("over a network"));
    none(findings);
}
