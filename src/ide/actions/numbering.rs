//! New footnotes, and footnotes numbered in the order in which a page is read.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::writing::{add_note, all, is_number, next_number, reference, stub};
use super::{At, Fix, Refusal};
use crate::ide::SourceEdit;
use crate::ide::applied;
use crate::ide::footnote::{Footnotes, Group, Placed};
use crate::ide::place::Place;
use crate::site::{FileId, Layout};
use crate::syntax::{FootnoteDialect, Item};
use crate::text::{TextRange, TextSize};

/// A number at the cursor and the beginning of its note.
pub(super) fn insert(at: At<'_>) -> Option<Result<Fix, Refusal>> {
    let cursor = at.range.end();
    if !at.range.is_empty() || !takes_number(at, cursor) {
        return None;
    }
    let dialect = dialect(at.place);
    let id = next_number(at, dialect);
    let note = add_note(at, dialect, &stub(dialect, &id)?, None)?;
    let number = SourceEdit { range: TextRange::empty(cursor), insert: reference(dialect, &id) };
    let change = all([(at.place.file().clone(), number), note]);
    if !answers(at, dialect, &id, &change) {
        return None;
    }
    let written = reference(dialect, &id);
    Some(Ok(Fix::new(format!("Insert footnote `{written}`"), change)))
}

/// Whether a number may stand at a place: behind something on a line of running text.
pub(super) fn takes_number(at: At<'_>, cursor: TextSize) -> bool {
    if cursor < at.place.source.post.body_start() || !at.place.is_built() {
        return false;
    }
    let markers = |c: char| c.is_whitespace() || "->*+".contains(c);
    if at.before(cursor).trim_start_matches(markers).is_empty() {
        return false;
    }
    let is_list = at.place.source.post.front_matter().is_some_and(|it| it.range.contains_inclusive(cursor));
    let holds = |item: &Item| {
        let takes = match item {
            Item::Footnote(footnote) => footnote.dialect == FootnoteDialect::Fastpages,
            _ => true,
        };
        takes && item.range().start() < cursor && cursor < item.range().end()
    };
    // At its end a heading still is one, and a number would be a part of its id.
    let heads = |item: &Item| {
        let is_line = matches!(item, Item::Heading(_) | Item::Embed(_) | Item::Alert(_) | Item::LinkDefinition(_));
        is_line && item.range().contains_inclusive(cursor)
    };
    !is_list && !at.place.items_at(cursor).iter().any(|item| holds(item) || heads(item))
}

/// The dialect of a page: that of its footnotes, or else the one that its generator knows.
pub(super) fn dialect(place: Place<'_>) -> FootnoteDialect {
    let footnotes = place.page.sources.iter().flat_map(|source| source.post.footnotes());
    let first = footnotes.map(|it| it.dialect).find(|it| *it != FootnoteDialect::Inline);
    first.unwrap_or(match place.has_fn() && place.is_jekyll() {
        true => FootnoteDialect::Fastpages,
        false => FootnoteDialect::Markdown,
    })
}

/// Whether a number of the page leads to its note once a change is done, and readers see both.
pub(super) fn answers(at: At<'_>, dialect: FootnoteDialect, id: &str, change: &crate::ide::SourceChange) -> bool {
    let texts = at.place.texts();
    let Some(site) = applied::after(at.place.site, change, texts) else { return false };
    let Some(place) = Place::of(&site, at.place.file()).map(|place| place.reading(texts)) else { return false };
    let footnotes = Footnotes::of(place);
    let mut seen = footnotes.seen_from(place.source, dialect);
    seen.any(|group| {
        let works = group.refs.iter().any(|it| it.works() && it.footnote.context == crate::syntax::Context::Prose);
        group.id() == id && group.shown().is_some() && works
    })
}

/// Numbers the footnotes of a page in reading order.
pub(super) fn renumber(at: At<'_>) -> Option<Result<Fix, Refusal>> {
    if !at.place.is_built() {
        return None;
    }
    let footnotes = Footnotes::of(at.place);
    let mut edits: Vec<(FileId, SourceEdit)> = Vec::new();
    for scope in scopes(at.place, &footnotes) {
        let mut groups: Vec<&Group<'_>> = scope.into_iter().filter(|group| is_number(group.id())).collect();
        groups.sort_by_key(|group| order(at.place, group));
        for (number, group) in (1_u32..).zip(groups) {
            let number: SmolStr = number.to_string().into();
            let sides = group.sides().filter(|side| side.works() && side.footnote.id != number);
            edits.extend(sides.map(|side| {
                let edit = SourceEdit { range: side.footnote.label.range, insert: number.to_string() };
                (side.source.file.clone(), edit)
            }));
        }
    }
    (!edits.is_empty()).then(|| Ok(Fix::new("Number the footnotes in reading order", all(edits))))
}

/// The footnotes whose numbers are counted together.
fn scopes<'f, 'a>(place: Place<'a>, footnotes: &'f Footnotes<'a>) -> Vec<Vec<&'f Group<'a>>> {
    use FootnoteDialect::{Fastpages, Markdown};
    let mut scopes: BTreeMap<(bool, Option<u32>), Vec<&Group<'a>>> = BTreeMap::new();
    for group in footnotes.groups() {
        let Some(side) = group.sides().next() else { continue };
        let alone = side.footnote.dialect == Markdown && place.layout() != Layout::Quarto;
        let cell = side.source.file.cell.filter(|_| alone);
        scopes.entry((side.footnote.dialect == Fastpages, cell)).or_default().push(group);
    }
    scopes.into_values().collect()
}

/// Where readers first meet a footnote; those that nothing refers to come last, in the order of their notes.
fn order(place: Place<'_>, group: &Group<'_>) -> (bool, usize, TextSize) {
    let first = |sides: &[Placed<'_>]| {
        let places = sides.iter().filter(|side| side.works()).map(|side| {
            let nth = place.page.sources.iter().position(|source| source.file == side.source.file);
            (nth.unwrap_or(usize::MAX), side.footnote.range.start())
        });
        places.min()
    };
    let (is_unused, place) = match first(&group.refs) {
        Some(place) => (false, place),
        None => (true, first(&group.defs).unwrap_or((usize::MAX, TextSize::default()))),
    };
    (is_unused, place.0, place.1)
}
