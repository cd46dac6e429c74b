//! Repairs of numbers and notes that do not find each other.

use super::writing::{add_note, all, argument, next_number, remove, stub};
use super::{At, Fix};
use crate::ide::diagnostics::footnote::the_one_unused;
use crate::ide::footnote::{Footnotes, Placed};
use crate::ide::{Diagnostic, SourceEdit};
use crate::syntax::footnote::DETAIL;
use crate::syntax::{Footnote, FootnoteDialect, Item, Role};
use crate::text::TextRange;

/// The footnote that a finding is about.
pub(super) fn at_finding(at: At<'_>, finding: &Diagnostic) -> Option<Footnote> {
    let is_meant = |it: &Footnote| it.range == finding.range || it.label.range == finding.range;
    at.place.items_at(finding.range.start()).into_iter().find_map(|item| match item {
        Item::Footnote(footnote) if is_meant(&footnote) => Some(footnote),
        _ => None,
    })
}

/// A number without a note: writes the note, or leads to the only note that no number leads to.
pub(super) fn undefined(at: At<'_>, finding: &Diagnostic) -> Vec<Fix> {
    let Some(footnote) = at_finding(at, finding) else { return Vec::new() };
    let mut fixes = Vec::new();
    let label = footnote.label.range;
    let id = footnote.id.clone();
    let placed = Placed { source: at.place.source, footnote: footnote.clone() };
    if let Some(unused) = the_one_unused(&Footnotes::of(at.place), placed.source, placed.footnote.dialect) {
        fixes.push(Fix::new(format!("Refer to note `{unused}`"), at.edit(label, unused.as_str())));
    }
    let note = stub(footnote.dialect, &id).and_then(|note| add_note(at, footnote.dialect, &note, None));
    fixes.extend(note.map(|edit| Fix::new(format!("Write note `{id}`"), all([edit])).preferred()));
    fixes.sort_by_key(|fix| !fix.is_preferred);
    fixes
}

/// A second note of a number: gives it a number of its own, and the reference that stands where it does in their order.
pub(super) fn duplicate(at: At<'_>, finding: &Diagnostic) -> Vec<Fix> {
    let Some(note) = at_finding(at, finding) else { return Vec::new() };
    let footnotes = Footnotes::of(at.place);
    let Some(group) = footnotes.group(at.place.source, &note) else { return Vec::new() };
    let number = next_number(at, note.dialect);
    let mut edits = vec![(at.place.file().clone(), SourceEdit { range: note.label.range, insert: number.to_string() })];
    let refs: Vec<_> = group.refs.iter().filter(|it| it.works()).collect();
    let defs: Vec<_> = group.defs.iter().filter(|it| it.works()).collect();
    let nth = defs.iter().position(|it| it.source.file == *at.place.file() && it.footnote.range == note.range);
    let partner = nth.filter(|_| refs.len() == defs.len()).and_then(|nth| refs.get(nth));
    if let Some(partner) = partner {
        let edit = SourceEdit { range: partner.footnote.label.range, insert: number.to_string() };
        edits.push((partner.source.file.clone(), edit));
    }
    let also = if partner.is_some() { ", and its reference too" } else { "" };
    vec![Fix::new(format!("Give this note the number `{number}`{also}"), all(edits)).preferred()]
}

/// A note that nothing refers to.
pub(super) fn unused(at: At<'_>, finding: &Diagnostic) -> Vec<Fix> {
    let Some(note) = at_finding(at, finding) else { return Vec::new() };
    let edit = (at.place.file().clone(), remove(at, note.range));
    vec![Fix::new(format!("Delete note `{}`", note.id), all([edit]))]
}

/// A `fndetail` without its number, or with more than that.
pub(super) fn arguments(at: At<'_>, finding: &Diagnostic) -> Vec<Fix> {
    let filters = || at.place.source.post.outputs().flat_map(|output| output.filters);
    let Some(filter) = filters().find(|it| it.name.text == DETAIL && it.name.range == finding.range) else {
        return Vec::new();
    };
    if let [first, .., last] = filter.args.as_slice() {
        let rest = TextRange::new(first.name.range.end(), last.name.range.end());
        let title = format!("Keep only the number `{}`", first.name.text);
        return if filter.keywords.is_empty() { vec![Fix::new(title, at.edit(rest, ""))] } else { Vec::new() };
    }
    let behind = &at.source[usize::from(filter.name.range.end())..];
    let rest = behind.split(['}', '|']).next().unwrap_or_default();
    let rest = rest.strip_suffix('-').unwrap_or(rest);
    if !filter.args.is_empty() || !matches!(rest.trim(), "" | ":") {
        return Vec::new();
    }
    let number = the_one_undefined(at).unwrap_or_else(|| next_number(at, FootnoteDialect::Fastpages));
    let Some(argument) = argument(&number) else { return Vec::new() };
    let written = rest.trim_end();
    let range = TextRange::at(filter.name.range.end(), crate::text::TextSize::of(written));
    vec![Fix::new(format!("Number it `{number}`"), at.edit(range, format!(": {argument}"))).preferred()]
}

/// The only number of the page that has no note.
fn the_one_undefined(at: At<'_>) -> Option<smol_str::SmolStr> {
    let footnotes = Footnotes::of(at.place);
    let mut seen = footnotes.seen_from(at.place.source, FootnoteDialect::Fastpages);
    let only = seen.find(|group| group.shown().is_none())?.id().into();
    seen.all(|group| group.shown().is_some()).then_some(only)
}

/// A footnote without a number.
pub(super) fn empty_id(at: At<'_>, finding: &Diagnostic) -> Vec<Fix> {
    let Some(footnote) = at_finding(at, finding) else { return Vec::new() };
    let dialect = FootnoteDialect::Fastpages;
    let number = || next_number(at, dialect);
    let here = at.place.file().clone();
    if footnote.role == Role::Def {
        let word = &footnote.label.text;
        if word.is_empty() {
            let number = number();
            let edit = at.edit(footnote.label.range, number.as_str());
            return vec![Fix::new(format!("Number it `{number}`"), edit)];
        }
        let is_referred_to = at.place.source.post.footnotes_of(word).any(|it| it.role == Role::Ref && it.id == *word);
        let quoted = at.edit(footnote.label.range, format!("'{word}'"));
        return vec![Fix::new(format!("Put `{word}` between quotes"), quoted).preferred().safe_if(is_referred_to)];
    }
    let number = number();
    let tags = at.place.source.post.tags();
    let Some(tag) = tags.into_iter().find(|tag| tag.range == footnote.range) else { return Vec::new() };
    let numbered = |id: &str| {
        (here.clone(), SourceEdit { range: TextRange::empty(tag.name.range.end()), insert: format!(" {id}") })
    };
    let mut fixes = Vec::new();
    let placed = Placed { source: at.place.source, footnote: footnote.clone() };
    if let Some(unused) = the_one_unused(&Footnotes::of(at.place), placed.source, placed.footnote.dialect) {
        fixes.push(Fix::new(format!("Refer to note `{unused}`"), all([numbered(&unused)])).preferred());
    }
    if let Some(note) = stub(dialect, &number).and_then(|note| add_note(at, dialect, &note, None)) {
        let change = all([numbered(&number), note]);
        fixes.push(Fix::new(format!("Number it `{number}`, and write its note"), change));
    }
    fixes
}
