//! Repairs of `fndetail` notes: their quotes, their place, their markup.

use super::writing::{add_note, all, ending, remove};
use super::{At, Fix, footnote, markup};
use crate::ide::Diagnostic;
use crate::ide::diagnostics::note::markdown_in;
use crate::syntax::footnote::DETAIL;
use crate::syntax::liquid::{Output, ValueKind};
use crate::syntax::{FootnoteDialect, Item};
use crate::text::{TextRange, TextSize};

/// A note's text as it is written, between its `{{` and the `|` of `fndetail`.
struct Written<'a> {
    range: TextRange,
    /// The text without what was meant as its quotes.
    inner: &'a str,
    /// The quotes that it begins and ends with.
    quotes: (Option<char>, Option<char>),
}

const CURLY: [char; 6] = ['“', '”', '„', '‘', '’', '‚'];

fn written<'a>(at: At<'a>, output: &Output) -> Option<Written<'a>> {
    let filter = output.filters.first().filter(|filter| filter.name.text == DETAIL)?;
    let start = output.value.as_ref().map_or(output.range.start() + TextSize::of("{{"), |it| it.name.range.start());
    let source: &'a str = at.source;
    let raw = source.get(usize::from(start)..usize::from(filter.name.range.start()))?;
    let raw = raw[..raw.rfind('|')?].trim_end();
    let skipped = raw.len() - raw.trim_start_matches('-').trim_start().len();
    let start = start + TextSize::new(u32::try_from(if output.value.is_none() { skipped } else { 0 }).ok()?);
    let raw = if output.value.is_none() { &raw[skipped..] } else { raw };
    let quote = |c: &char| matches!(c, '\'' | '"') || CURLY.contains(c);
    let first = raw.chars().next().filter(quote);
    let inner = first.map_or(raw, |c| &raw[c.len_utf8()..]);
    let last = inner.chars().next_back().filter(quote);
    let inner = last.map_or(inner, |c| &inner[..inner.len() - c.len_utf8()]);
    Some(Written { range: TextRange::at(start, TextSize::of(raw)), inner, quotes: (first, last) })
}

/// The output that a place lies in.
fn output(at: At<'_>, place: TextSize) -> Option<Output> {
    at.place.items_at(place).into_iter().find_map(|item| match item {
        Item::Output(output) if output.range.contains(place) => Some(output),
        _ => None,
    })
}

/// A text that Liquid cuts or drops: other quotes, or entities for those within.
pub(super) fn text_lost(at: At<'_>, finding: &Diagnostic) -> Vec<Fix> {
    let is_meant = |it: &Output| it.range.contains_range(finding.range);
    let Some(output) = output(at, finding.range.start()).filter(is_meant) else { return Vec::new() };
    let Some(Written { range, inner, quotes }) = written(at, &output) else { return Vec::new() };
    if inner.trim().is_empty() || inner.contains(['{', '}']) {
        return Vec::new();
    }
    let is_link = |text: &str| text.contains("](") || text.contains("://") || text.contains('<');
    // In a notebook a link within `"` ends the text once it is HTML.
    let may_be = |quote: char| !(quote == '"' && at.place.is_converted() && is_link(inner));
    let (is_sure, own) = match quotes {
        (Some(first), Some(last)) if first == last && matches!(first, '\'' | '"') => {
            (!inner.contains(&format!("{first} {first}")), Some(first))
        }
        (Some(first), Some(last)) if CURLY.contains(&first) && CURLY.contains(&last) => (true, None),
        _ => (false, None),
    };
    let mut fixes = Vec::new();
    for quote in ['\'', '"'].into_iter().filter(|quote| Some(*quote) != own && may_be(*quote)) {
        let unescaped = own.map_or(inner.to_owned(), |own| inner.replace(&format!("\\{own}"), &own.to_string()));
        if !unescaped.contains(quote) {
            let change = at.edit(range, format!("{quote}{unescaped}{quote}"));
            fixes.push(Fix::new(format!("Put the text between `{quote}`"), change).safe_if(is_sure));
        }
    }
    for quote in ['\'', '"'].into_iter().filter(|it| own.is_none_or(|own| own == *it) && may_be(*it)) {
        let entity = if quote == '"' { "&quot;" } else { "&#39;" };
        if inner.contains(quote) {
            let text = inner.replace(&format!("\\{quote}"), entity).replace(quote, entity);
            let change = at.edit(range, format!("{quote}{text}{quote}"));
            fixes.push(Fix::new(format!("Write `{entity}` for `{quote}` in the text"), change).safe_if(is_sure));
        }
    }
    first_preferred(fixes)
}

fn first_preferred(mut fixes: Vec<Fix>) -> Vec<Fix> {
    if let Some(first) = fixes.first_mut() {
        first.is_preferred = true;
    }
    fixes
}

/// A note behind other text: gives it a line of its own, or moves it to the other notes.
pub(super) fn inline(at: At<'_>, finding: &Diagnostic) -> Vec<Fix> {
    let Some(note) = footnote::at_finding(at, finding) else { return Vec::new() };
    let (before, behind) = (at.before(note.range.start()), at.behind(note.range.end()));
    let line = at.text.line_of(note.range.end());
    let next = at.slice(TextRange::new(at.text.line_start(line + 1), at.text.line_end(line + 1)));
    let is_paragraph = before
        .starts_with(|c: char| c.is_alphanumeric() || "\"'(_*`".contains(c) && !before.starts_with("* "))
        && !before.contains('|')
        && !before.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(['.', ')']);
    if is_paragraph && behind.trim().is_empty() && next.trim().is_empty() {
        let blank = TextSize::of(before) - TextSize::of(before.trim_end());
        let range = TextRange::new(note.range.start() - blank, note.range.start());
        let change = at.edit(range, ending(at.source).repeat(2));
        return vec![Fix::new("Move the note to a line of its own", change).preferred().safe_if(true)];
    }
    let text = at.slice(note.range);
    let Some(added) = add_note(at, FootnoteDialect::Fastpages, text, Some(note.range)) else { return Vec::new() };
    let removed = (at.place.file().clone(), remove(at, note.range));
    vec![Fix::new("Move the note behind the other text", all([removed, added])).preferred()]
}

/// Markdown in a note of a post, as HTML.
pub(super) fn markdown(at: At<'_>, finding: &Diagnostic) -> Vec<Fix> {
    let body = finding.range;
    let quote = at.source[..usize::from(body.start())].chars().next_back();
    let inner = match quote {
        Some('\'') => '"',
        Some('"') => '\'',
        _ => return Vec::new(),
    };
    let Some(html) = markup::html(at.slice(body), inner) else { return Vec::new() };
    if markdown_in(&html).is_some() || Some(inner) == quote || quote.is_some_and(|quote| html.contains(quote)) {
        return Vec::new();
    }
    vec![Fix::new("Write the Markdown as HTML", at.edit(body, html)).preferred().safe_if(true)]
}

/// A filter that is misspelt, or that takes the note apart.
pub(super) fn filter(at: At<'_>, finding: &Diagnostic) -> Vec<Fix> {
    let mut outputs = at.place.source.post.outputs();
    let is_meant = |output: &Output| output.filters.iter().any(|filter| filter.name.range == finding.range);
    let Some(output) = outputs.find(is_meant) else { return Vec::new() };
    if !output.filters.iter().any(|filter| filter.name.text == DETAIL) {
        return vec![Fix::new("Write `fndetail`", at.edit(finding.range, DETAIL)).preferred()];
    }
    let Some(filter) = output.filters.iter().find(|filter| filter.name.range == finding.range) else {
        return Vec::new();
    };
    let before = &at.source[usize::from(output.range.start())..usize::from(filter.name.range.start())];
    let Some(pipe) = before.rfind('|') else { return Vec::new() };
    let start = output.range.start() + TextSize::of(before[..pipe].trim_end());
    let keywords = filter.keywords.iter().map(|(_, value)| value.name.range.end());
    let args = filter.args.iter().map(|value| value.name.range.end()).chain(keywords);
    let end = args.max().unwrap_or(filter.name.range.end());
    let title = format!("Remove `{}`", filter.name.text);
    vec![Fix::new(title, at.edit(TextRange::new(start, end), ""))]
}

/// The text between the quotes of an output's value.
pub(super) fn string(output: &Output) -> Option<TextRange> {
    match &output.value.as_ref()?.kind {
        ValueKind::String(inner) => Some(inner.range),
        _ => None,
    }
}
