//! The command line: every finding of a blog, printed for people and for machines.

mod baseline;
mod excerpt;
mod finding;
mod fix;
mod format;
mod graph;
mod images;
mod init;
mod options;
mod progress;
mod search;
mod since;
mod uses;
mod watch;

use std::io::{self, IsTerminal, Write};
use std::time::Instant;

pub use graph::{GraphOptions, graph};
pub use images::{ImagesOptions, images};
pub use init::init;
pub use options::Options;

use finding::{Finding, Report};

use crate::ide::Severity;

/// How a check ended, as the exit code of the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing to complain of.
    Clean = 0,
    /// Findings at least as bad as the caller wants none of.
    Findings = 1,
    /// The check could not run, or not on everything it was asked to.
    Failed = 2,
}

/// Checks what the options name and prints what is found. Messages of the check itself go to stderr.
pub fn run(options: &Options) -> Outcome {
    if let Some(rule) = options.explain {
        return printed(&format::rules::page(rule), Outcome::Clean);
    }
    if options.list_rules {
        return printed(&format::rules::list(), Outcome::Clean);
    }
    if options.watch {
        return watch::run(options);
    }
    let (text, outcome) = checked(options);
    printed(&text, outcome)
}

/// One check: what there is to print, and how it ended.
fn checked(options: &Options) -> (String, Outcome) {
    let begun = Instant::now();
    let mut report = progress::shown(|progress| search::search(options, progress));
    if let Some(file) = &options.baseline {
        let updated = if options.update_baseline { baseline::update(&report, file) } else { Ok(()) };
        if let Err(error) = updated.and_then(|()| baseline::apply(&mut report, file)) {
            report.fail(format!("the baseline `{}` is of no use: {error}", file.display()));
        }
    }
    for complaint in &report.complaints {
        complain(complaint);
    }
    if options.diff {
        let differs = if report.diff.is_empty() { Outcome::Clean } else { Outcome::Findings };
        let outcome = if report.failed { Outcome::Failed } else { differs };
        return (report.diff, outcome);
    }
    if let Some(last) = report.fixed.last() {
        complain(&match report.fixed.len() {
            1 => format!("fixed `{last}`"),
            count => format!("fixed {count} files"),
        });
    }
    if report.failed && report.pages.is_empty() {
        return (String::new(), Outcome::Failed);
    }
    let terminal = io::stdout().is_terminal();
    report.took = terminal.then(|| begun.elapsed());
    let styled = options.color.on(terminal);
    let outcome = if report.failed { Outcome::Failed } else { verdict(&report, options) };
    (format::report(&report, options, styled), outcome)
}

/// Prints a text.
pub fn print(text: &str) -> Outcome {
    printed(text, Outcome::Clean)
}

/// Says why something cannot be done.
pub fn fail(message: &str) -> Outcome {
    complain(message);
    Outcome::Failed
}

/// Whether findings are as bad as the caller wants none of.
fn verdict(report: &Report, options: &Options) -> Outcome {
    let warnings = report.count(Severity::Warning);
    let fails = |finding: &Finding| match options.max_warnings {
        Some(most) if finding.severity == Severity::Warning => warnings > most,
        _ => options.fail_on.includes(finding.severity),
    };
    if report.findings.iter().any(fails) { Outcome::Findings } else { Outcome::Clean }
}

/// Writes to stdout. A reader that has seen enough, as `head` has, is no failure.
fn printed(text: &str, outcome: Outcome) -> Outcome {
    match write(text) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            complain(&format!("the findings cannot be written: {error}"));
            Outcome::Failed
        }
        _ => outcome,
    }
}

fn write(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush())
}

/// Says on stderr what hinders the check. Nobody is left to tell where stderr is closed.
fn complain(message: &str) {
    let _ = writeln!(io::stderr(), "manicule: {}", excerpt::printable(message));
}
