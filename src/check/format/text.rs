//! Findings for people: each with its lines, marks under what is meant, and the places that belong to it.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use crate::check::excerpt::printable;
use crate::check::finding::{Finding, Place, Report};
use crate::check::options::{Level as Least, Options};
use crate::ide::{Code, Severity};

/// All findings and the summary.
pub(super) fn report(report: &Report, options: &Options, styled: bool) -> String {
    let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    for finding in &report.findings {
        out.push_str(&rendered(finding, &renderer));
        out.push_str("\n\n");
    }
    let counts = counts(report);
    if options.statistics || (report.took.is_some() && counts.len() > 1) {
        statistics(&counts, &mut out);
    }
    out.push_str(&summary(report, options.severity == Least::Information));
    out
}

fn rendered(finding: &Finding, renderer: &Renderer) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Information => Level::INFO,
        Severity::Hint => Level::INFO.with_name("hint"),
    };
    let message = printable(&finding.message);
    let title = level.primary_title(message).id(finding.code.name());
    let mut group = title.element(element(&finding.place, AnnotationKind::Primary, None));
    for (place, message) in &finding.related {
        group = group.element(element(place, AnnotationKind::Context, Some(message)));
    }
    let group: Group<'_> = group;
    renderer.render(&[group])
}

fn element<'a>(place: &'a Place, kind: AnnotationKind, label: Option<&'a str>) -> Element<'a> {
    let name = printable(&place.name()).replace('\n', " ");
    let Some(excerpt) = &place.excerpt else {
        let start = place.span.start;
        return Origin::path(name).line(start.line as usize).char_column(start.column as usize).into();
    };
    let mark = kind.span(excerpt.range.clone()).label(label.map(printable));
    Snippet::source(excerpt.lines.as_str())
        .path(name)
        .line_start(place.span.start.line as usize)
        .annotation(mark)
        .into()
}

/// How many findings each rule has, the most first.
fn counts(report: &Report) -> Vec<(usize, Code)> {
    let mut counts: Vec<(usize, Code)> = Code::ALL
        .iter()
        .map(|code| (report.findings.iter().filter(|finding| finding.code == *code).count(), *code))
        .filter(|(count, _)| *count > 0)
        .collect();
    counts.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    counts
}

fn statistics(counts: &[(usize, Code)], out: &mut String) {
    for (count, code) in counts {
        let _ = writeln!(out, "{count:6} {}", code.name());
    }
    if !counts.is_empty() {
        out.push('\n');
    }
}

/// One line that says how it stands. Where `hints` alone are not shown, it calls them so.
fn summary(report: &Report, hints: bool) -> String {
    let levels = [Severity::Error, Severity::Warning, Severity::Information, Severity::Hint];
    let counts: Vec<String> = levels
        .iter()
        .map(|&level| (report.count(level), level))
        .filter(|(count, _)| *count > 0)
        .map(|(count, level)| match level {
            Severity::Information => format!("{count} worth knowing"),
            level => plural(count, level.name()),
        })
        .collect();
    let mut pages: Vec<&str> = report.findings.iter().map(|finding| finding.place.path.as_str()).collect();
    pages.dedup();
    let time = report.took.map_or(String::new(), |took| format!(" in {:.2} s", took.as_secs_f64()));
    let checked = format!("{} checked{time}", plural(report.pages.len(), "page"));
    let mut line = if counts.is_empty() {
        format!("{checked}: nothing to complain of")
    } else {
        format!("{checked}: {} on {}", counts.join(", "), plural(pages.len(), "page"))
    };
    if report.hidden > 0 {
        let _ = write!(
            line,
            "; {} not shown",
            if hints { plural(report.hidden, "hint") } else { format!("{} less bad", report.hidden) }
        );
    }
    if report.accepted > 0 {
        let _ = write!(line, "; {} in the baseline", report.accepted);
    }
    line + "\n"
}

fn plural(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}
