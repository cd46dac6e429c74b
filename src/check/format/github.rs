//! Findings as workflow commands, which GitHub shows beside the lines of a pull request.

use crate::check::excerpt::printable;
use crate::check::finding::{Finding, Report};
use crate::ide::Severity;

/// A command a finding.
pub(super) fn report(report: &Report) -> String {
    report.findings.iter().map(command).collect()
}

fn command(finding: &Finding) -> String {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information | Severity::Hint => "notice",
    };
    let span = finding.place.file_span();
    let path = property(&finding.place.path);
    // GitHub takes columns only where start and end are on one line.
    let columns = if span.start.line == span.end.line {
        format!(",col={},endColumn={}", span.start.column, span.end.column)
    } else {
        String::new()
    };
    let lines = format!("line={},endLine={}{columns}", span.start.line, span.end.line);
    let cell = finding.place.cell.map(|cell| format!("cell {}: ", cell + 1)).unwrap_or_default();
    let message = data(&format!("{cell}{}", finding.message));
    format!("::{level} file={path},{lines},title={}::{message}\n", property(finding.code.name()))
}

/// What follows the second `::` (actions/toolkit, `command.ts`).
fn data(text: &str) -> String {
    printable(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
