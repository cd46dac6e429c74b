//! Asks `tests/oracle/judge.rb`.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;

/// What Jekyll makes of one post; `judge.rb` says what each field means.
#[derive(Debug, Deserialize)]
pub struct Verdict {
    pub fatal: Option<Fatal>,
    pub yaml: Option<String>,
    #[serde(default)]
    pub liquid: bool,
    #[serde(default)]
    pub body: usize,
    #[serde(default)]
    pub outputs: Vec<Output>,
    #[serde(default)]
    pub tags: Vec<Tag>,
    #[serde(default)]
    pub ids: Vec<String>,
    #[serde(default)]
    pub fragments: Vec<String>,
    #[serde(default)]
    pub headings: Vec<(u8, Option<String>)>,
    #[serde(default)]
    pub broken: Vec<String>,
    #[serde(default)]
    pub lost: Vec<(String, Option<String>, bool)>,
}

#[derive(Debug, Deserialize)]
pub struct Fatal {
    pub message: String,
    pub at: Option<usize>,
    pub line: Option<usize>,
}

#[derive(Debug, Deserialize)]
pub struct Output {
    pub at: usize,
    pub value: Value,
    pub filters: Vec<Filter>,
    pub warning: Option<String>,
    pub dropped: String,
}

/// The name, the arguments, the keyword arguments.
pub type Filter = (String, Vec<Value>, Vec<(String, Value)>);

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Value {
    Text(String),
    Variable(Option<String>),
}

#[derive(Debug, Deserialize)]
pub struct Tag {
    pub at: usize,
    pub name: String,
    pub markup: String,
}

/// A Jekyll that can be asked.
pub struct Judge {
    folder: PathBuf,
}

impl Judge {
    /// Finds Jekyll. In CI it is installed where it is missing; elsewhere, and where it cannot be had, there is none,
    /// which is said loudly.
    pub fn find() -> Option<Judge> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle");
        let there = || {
            let output = Command::new("ruby").args(["-e", "require 'jekyll'"]).stderr(Stdio::null()).status();
            output.is_ok_and(|status| status.success())
        };
        let install = || Command::new(folder.join("install")).status().is_ok_and(|status| status.success());
        if there() || std::env::var_os("CI").is_some() && install() && there() {
            return Some(Judge { folder });
        }
        eprintln!("SKIPPED: no Jekyll to ask. `tests/oracle/install` installs it from Debian's packages.");
        None
    }

    /// One of the scripts that ask it.
    pub fn script(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// What becomes of each post.
    pub fn ask(&self, posts: &[String]) -> Vec<Verdict> {
        let mut child = Command::new("ruby")
            .arg(self.folder.join("judge.rb"))
            .arg(self.folder.join("site"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        let lines: Vec<String> = posts
            .iter()
            .enumerate()
            .map(|(i, text)| {
                let path = format!("_posts/2020-01-01-post-{i}.md");
                serde_json::json!({ "path": path, "text": text }).to_string()
            })
            .collect();
        let writer = std::thread::spawn(move || {
            for line in lines {
                writeln!(input, "{line}").unwrap();
            }
        });
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        assert!(output.status.success(), "judge.rb failed");
        let answers = String::from_utf8(output.stdout).unwrap();
        let verdicts: Vec<Verdict> = answers.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(verdicts.len(), posts.len(), "judge.rb answers each post");
        verdicts
    }
}
