//! Findings as JSON: one document, or a line each.

use serde::Serialize;

use crate::check::finding::{Finding, Place, Position, Report, Span};
use crate::ide::Severity;

/// The version of what is written here. It grows when a reader of the last one would misread this one.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    findings: Vec<Found<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Summary {
    pages: usize,
    errors: usize,
    warnings: usize,
    informations: usize,
    hints: usize,
}

#[derive(Serialize)]
struct Found<'a> {
    rule: &'a str,
    severity: &'a str,
    message: &'a str,
    #[serde(flatten)]
    place: Where<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: Where<'a>,
}

/// A place. In a notebook, lines and offsets are those of the cell, and `file` tells the place in the `.ipynb` itself.
#[derive(Serialize)]
struct Where<'a> {
    path: &'a str,
    /// The number of the cell, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<u32>,
    #[serde(flatten)]
    span: Lines,
    start_offset: u32,
    end_offset: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<Lines>,
}

#[derive(Serialize)]
struct Lines {
    start: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    line: u32,
    column: u32,
}

/// One document with everything.
pub(super) fn document(report: &Report) -> String {
    let document = Document {
        version: VERSION,
        findings: report.findings.iter().map(found).collect(),
        summary: Summary {
            pages: report.pages.len(),
            errors: report.count(Severity::Error),
            warnings: report.count(Severity::Warning),
            informations: report.count(Severity::Information),
            hints: report.count(Severity::Hint),
        },
    };
    written(serde_json::to_string_pretty(&document))
}

/// An object a line.
pub(super) fn lines(report: &Report) -> String {
    report.findings.iter().map(|finding| written(serde_json::to_string(&found(finding)))).collect()
}

/// What the crate writes of values that always can be written, and a line ending.
pub(super) fn written(json: serde_json::Result<String>) -> String {
    json.unwrap_or_default() + "\n"
}

fn found(finding: &Finding) -> Found<'_> {
    Found {
        rule: finding.code.name(),
        severity: finding.severity.name(),
        message: &finding.message,
        place: place(&finding.place),
        related: finding.related.iter().map(|(it, message)| Related { message, place: place(it) }).collect(),
    }
}

fn place(place: &Place) -> Where<'_> {
    Where {
        path: &place.path,
        cell: place.cell.map(|cell| cell + 1),
        span: place.span.into(),
        start_offset: place.range.start().into(),
        end_offset: place.range.end().into(),
        file: place.in_file.map(Lines::from),
    }
}

impl From<Span> for Lines {
    fn from(span: Span) -> Lines {
        Lines { start: span.start.into(), end: span.end.into() }
    }
}

impl From<Position> for Point {
    fn from(position: Position) -> Point {
        Point { line: position.line, column: position.column }
    }
}
