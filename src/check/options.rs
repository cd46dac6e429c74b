//! What may be asked of a check on the command line.

use std::path::PathBuf;

use clap::{Args, ValueEnum, builder::PossibleValue};

use crate::ide::{Code, Severity};

/// What to check, what of it to show, and how.
#[derive(Args, Clone, Debug)]
pub struct Options {
    /// Files and folders to check, each as part of the blog that it lies in
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,

    /// Check the text on stdin, as if it were saved
    #[arg(long)]
    pub stdin: bool,

    /// Where the text on stdin belongs
    #[arg(long, requires = "stdin", value_name = "PATH", default_value = "stdin.md")]
    pub stdin_path: PathBuf,

    /// Check only pages that changed since a revision; asks `git`
    #[arg(long, value_name = "REV", conflicts_with = "stdin")]
    pub since: Option<String>,

    /// Check again whenever a file changes, until interrupted
    #[arg(long, conflicts_with_all = ["fix", "stdin", "update_baseline"])]
    pub watch: bool,

    /// Leave out the findings that this file lists
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,

    /// Write all findings to the baseline, to be left out from now on
    #[arg(long, requires = "baseline")]
    pub update_baseline: bool,

    /// Repair what has one safe repair, in the files; the rest is printed
    #[arg(long, conflicts_with_all = ["stdin", "baseline"])]
    pub fix: bool,

    /// Print what `--fix` would change, and change nothing
    #[arg(long, conflicts_with_all = ["stdin", "baseline", "format"])]
    pub diff: bool,

    /// How to print the findings
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,

    /// Check for these rules alone
    #[arg(long, value_delimiter = ',', value_name = "RULE", help_heading = "Rules")]
    pub rule: Vec<Code>,

    /// Leave these rules out
    #[arg(long, value_delimiter = ',', value_name = "RULE", help_heading = "Rules")]
    pub ignore: Vec<Code>,

    /// Show findings that are at least this bad
    #[arg(long, value_enum, default_value = "information", value_name = "LEVEL", help_heading = "Rules")]
    pub severity: Level,

    /// List all rules and exit
    #[arg(long, help_heading = "Rules")]
    pub list_rules: bool,

    /// Explain a rule and exit
    #[arg(long, value_name = "RULE", help_heading = "Rules")]
    pub explain: Option<Code>,

    /// Exit with 1 on findings that are at least this bad
    #[arg(long, value_enum, default_value = "warning", value_name = "LEVEL", help_heading = "Exit code")]
    pub fail_on: Level,

    /// Let this many warnings pass
    #[arg(long, value_name = "N", help_heading = "Exit code")]
    pub max_warnings: Option<usize>,

    /// Count the findings of each rule
    #[arg(long)]
    pub statistics: bool,

    /// When to use colours
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    pub color: Color,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    /// For people: each finding with its lines
    #[default]
    Text,
    /// One JSON document
    Json,
    /// One JSON object a line and finding
    Jsonl,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// GitHub's workflow commands, which annotate a pull request
    Github,
    /// GitLab's code quality report
    Gitlab,
    /// JUnit's XML
    Junit,
}

/// How bad, on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Level {
    /// The build stops, or text is lost
    Error,
    /// Readers see something broken
    Warning,
    /// Worth knowing
    #[value(alias = "info")]
    Information,
    /// Worth a faint mark
    Hint,
}

impl Level {
    /// Whether something is at least this bad.
    pub fn includes(self, severity: Severity) -> bool {
        let least = match self {
            Level::Error => Severity::Error,
            Level::Warning => Severity::Warning,
            Level::Information => Severity::Information,
            Level::Hint => Severity::Hint,
        };
        severity <= least
    }
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, ValueEnum)]
pub enum Color {
    /// On terminals, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Color {
    /// Whether to colour what goes to a terminal or elsewhere.
    pub fn on(self, terminal: bool) -> bool {
        let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        match self {
            Color::Auto => terminal && !set("NO_COLOR"),
            Color::Always => true,
            Color::Never => false,
        }
    }
}

impl ValueEnum for Code {
    fn value_variants<'a>() -> &'a [Code] {
        Code::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
    }
}
