//! Players, tweets and boxes as a Markdown post has them.

use super::{At, Fix, Refusal, markup};
use crate::ide::Diagnostic;
use crate::ide::diagnostics::embed::{include, short};
use crate::site::Layout;
use crate::syntax::Item;

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
    let next = at.slice(crate::text::TextRange::new(at.text.line_start(line), at.text.line_end(line)));
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
