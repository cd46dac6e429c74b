//! Findings as JUnit's XML: a suite a page, a failed case a finding.

use std::fmt::Write as _;

use crate::check::finding::{Finding, Report};

/// One document. A page without findings is a suite with one case that passed.
pub(super) fn report(report: &Report) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let failures = report.findings.len();
    let mut suites = String::new();
    let mut cases = 0;
    for page in &report.pages {
        let found: Vec<&Finding> = report.findings.iter().filter(|finding| finding.place.path == *page).collect();
        cases += found.len().max(1);
        suite(page, &found, &mut suites);
    }
    let _ = writeln!(out, "<testsuites name=\"manicule\" tests=\"{cases}\" failures=\"{failures}\">");
    out.push_str(&suites);
    out.push_str("</testsuites>\n");
    out
}

fn suite(page: &str, found: &[&Finding], out: &mut String) {
    let name = escaped(page);
    let (tests, failures) = (found.len().max(1), found.len());
    let _ = writeln!(out, "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\">");
    if found.is_empty() {
        let _ = writeln!(out, "    <testcase name=\"{name}\" classname=\"manicule\"/>");
    }
    for finding in found {
        let (line, column) = (finding.place.span.start.line, finding.place.span.start.column);
        let place = escaped(&format!("{}:{line}:{column}", finding.place.name()));
        let (rule, severity) = (finding.code.name(), finding.severity.name());
        let message = escaped(&finding.message);
        let _ = writeln!(out, "    <testcase name=\"{rule} {place}\" classname=\"manicule.{rule}\">");
        let _ = writeln!(out, "      <failure type=\"{severity}\" message=\"{message}\">{place}: {message}</failure>");
        let _ = writeln!(out, "    </testcase>");
    }
    let _ = writeln!(out, "  </testsuite>");
}

/// A text in XML 1.0, which has no way to write most control characters.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
