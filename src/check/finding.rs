//! A finding with all that its printing needs, so that no format reads a file.

use std::collections::HashMap;
use std::time::Duration;

use crate::ide::{Code, Severity};
use crate::site::SitePath;
use crate::text::TextRange;

/// Everything that one check found.
#[derive(Debug, Default)]
pub(super) struct Report {
    /// In the order of their places.
    pub findings: Vec<Finding>,
    /// The pages that were checked, by their paths as shown, in order.
    pub pages: Vec<String>,
    /// How long the check took: told on a terminal alone, so that what programs read is the same each time.
    pub took: Option<Duration>,
    /// How many more there are that are less bad than the options ask for.
    pub hidden: usize,
    /// How many more there are that the baseline lists.
    pub accepted: usize,
    /// The files that were repaired, by their paths as shown.
    pub fixed: Vec<String>,
    /// What repairs would change, where only that is asked for.
    pub diff: String,
    /// What hindered the check, for people.
    pub complaints: Vec<String>,
    /// Whether something could not be checked that was to be.
    pub failed: bool,
}

/// One finding.
#[derive(Debug)]
pub(super) struct Finding {
    pub place: Place,
    pub code: Code,
    pub severity: Severity,
    pub message: String,
    /// Other places that belong to it, and how.
    pub related: Vec<(Place, String)>,
}

/// A part of a text.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// The file, from the folder that the check runs in where it lies below.
    pub path: String,
    /// The file as the blog calls it, from wherever the check runs.
    pub page: SitePath,
    /// The zero-based number among all cells of a notebook.
    pub cell: Option<u32>,
    /// The part, in bytes of the text: of the cell, in a notebook.
    pub range: TextRange,
    /// Its first and last position in the text.
    pub span: Span,
    /// Where it stands in the file, for a notebook.
    pub in_file: Option<Span>,
    /// The lines that it touches; `None` where they cannot be read or would fill the screen.
    pub excerpt: Option<Excerpt>,
}

/// A part of a text for people: lines and columns start at 1, columns count characters, the end is the position behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    pub start: Position,
    pub end: Position,
}

/// A line and a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Position {
    pub line: u32,
    pub column: u32,
}

/// Whole lines of a text and the part of them that is meant.
#[derive(Clone, Debug)]
pub(super) struct Excerpt {
    pub lines: String,
    pub range: std::ops::Range<usize>,
}

impl Report {
    /// Notes that something could not be checked, and why.
    pub fn fail(&mut self, complaint: String) {
        self.complaints.push(complaint);
        self.failed = true;
    }

    /// How many findings are as bad as this.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}

impl Place {
    /// The place as editors' terminals make a link of it, without line and column.
    pub fn name(&self) -> String {
        match self.cell {
            Some(cell) => format!("{}:cell {}", self.path, cell + 1),
            None => self.path.clone(),
        }
    }

    /// The place in the file, which for a notebook is not that in the cell.
    pub fn file_span(&self) -> Span {
        self.in_file.unwrap_or(self.span)
    }
}

impl Finding {
    /// A name that stays the same while lines come and go around the finding: made of the rule, the file, what is
    /// marked there, and how often that was `seen` before.
    pub fn fingerprint(&self, seen: &mut HashMap<String, usize>) -> String {
        let marked = self.place.excerpt.as_ref().map(|it| &it.lines[it.range.clone()]).unwrap_or_default();
        let cell = self.place.cell.map(|_| "cell").unwrap_or_default();
        let subject = format!("{}\n{}\n{cell}\n{marked}", self.code.name(), self.place.page);
        let count = seen.entry(subject.clone()).or_default();
        *count += 1;
        format!("{:016x}", fnv1a(&format!("{subject}\n{count}")))
    }
}

/// The 64-bit hash FNV-1a: unlike the standard library's, it is the same in each version.
fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
