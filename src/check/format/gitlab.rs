//! Findings as GitLab's code quality report, a subset of Code Climate's.

use std::collections::HashMap;

use serde::Serialize;

use super::json::written;
use crate::check::finding::Report;
use crate::ide::Severity;

#[derive(Serialize)]
struct Issue<'a> {
    description: &'a str,
    check_name: &'a str,
    fingerprint: String,
    severity: &'a str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

/// A list of all findings.
pub(super) fn report(report: &Report) -> String {
    let mut seen = HashMap::new();
    let issues = report.findings.iter().map(|finding| {
        let span = finding.place.file_span();
        Issue {
            description: &finding.message,
            check_name: finding.code.name(),
            fingerprint: finding.fingerprint(&mut seen),
            severity: match finding.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Information | Severity::Hint => "info",
            },
            location: Location {
                path: &finding.place.path,
                lines: Lines { begin: span.start.line, end: span.end.line },
            },
        }
    });
    written(serde_json::to_string_pretty(&issues.collect::<Vec<_>>()))
}
