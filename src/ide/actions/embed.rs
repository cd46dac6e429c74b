//! Players, tweets and boxes as a Markdown post has them.

use super::writing::ending;
use super::{At, Fix, Refusal, markup};
use crate::ide::Diagnostic;
use crate::ide::diagnostics::embed::{include, short};
use crate::site::Layout;
use crate::syntax::Item;
use crate::text::{TextRange, TextSize};

/// A notebook's player or tweet in a post.
pub(super) fn in_post(at: At<'_>, finding: &Diagnostic) -> Vec<Fix> {
    let embed = at.place.source.post.embeds().find(|embed| embed.range == finding.range);
    let written = embed.map(|embed| include(&embed)).filter(|it| !it[2..].trim_end_matches("%}").contains("%}"));
    let fix = |written: String| Fix::new(format!("Write `{written}`"), at.edit(finding.range, written.as_str()));
    written.map(|written| fix(written).preferred().safe_if(true)).into_iter().collect()
}

/// An address that the player does not take.
pub(super) fn watch_url(at: At<'_>, finding: &Diagnostic) -> Vec<Fix> {
    let short = short(at.slice(finding.range));
    let fix = |short: String| Fix::new(format!("Write `{short}`"), at.edit(finding.range, short.as_str()));
    short.map(|short| fix(short).preferred().safe_if(true)).into_iter().collect()
}

/// A line that falls out of a notebook's box: in it, or apart from it.
pub(super) fn split(at: At<'_>, finding: &Diagnostic) -> Vec<Fix> {
    let below = at.slice(finding.range);
    let Some(quoted) = below.trim_start().strip_prefix('>') else {
        let start = TextRange::empty(finding.range.start());
        return vec![Fix::new("Leave a line empty under the box", at.edit(start, ending(at.source))).preferred()];
    };
    let line = at.text.line_of(finding.range.start());
    let Some(above) = line.checked_sub(1).map(|line| (at.text.line_start(line), at.text.line_end(line))) else {
        return Vec::new();
    };
    let end = above.0 + TextSize::of(at.slice(TextRange::new(above.0, above.1)).trim_end());
    let start = finding.range.end() - TextSize::of(quoted.trim_start());
    let space = if quoted.trim().is_empty() { "" } else { " " };
    let change = at.edit(TextRange::new(end, start), space);
    vec![Fix::new("Put the line behind the text of the box", change).preferred().safe_if(true)]
}

/// `> Note: …` of a notebook in a post, where it stays a quote, as the box that it is in a notebook.
pub(super) fn boxed(at: At<'_>) -> Option<Result<Fix, Refusal>> {
    if at.place.layout() != Layout::Fastpages || at.place.is_cell() || !at.place.is_built() {
        return None;
    }
    let alert = at.place.items_at(at.range.end()).into_iter().find_map(|item| match item {
        Item::Alert(alert) => Some(alert),
        _ => None,
    })?;
    let text = at.slice(alert.text).trim();
    // What a second line says falls out of the box, and is a quote of its own.
    let line = at.text.line_of(alert.range.end()) + 1;
    let next = at.slice(TextRange::new(at.text.line_start(line), at.text.line_end(line)));
    if text.is_empty() || !next.trim().is_empty() || text.contains(['{', '}']) {
        return None;
    }
    let kind = alert.kind.text.to_lowercase();
    let quoted = markup::quoted(text);
    let written = format!("{{% include {kind}.html content={quoted} %}}");
    Some(Ok(Fix::new(
        format!("Write the quote as a box, `{{% include {kind}.html … %}}`"),
        at.edit(alert.range, written),
    )))
}
