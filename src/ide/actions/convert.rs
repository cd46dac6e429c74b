//! All footnotes of a page in the other dialect: `{% fn 1 %}` and `fndetail` as `[^1]`, and back.

use std::collections::{HashMap, HashSet};

use super::moving::{in_cell, in_post};
use super::writing::{all, ending, note, reference, works};
use super::{At, Fix, Refusal, markup};
use crate::ide::diagnostics::not_run::misspelt;
use crate::ide::footnote::{Footnotes, Group};
use crate::ide::place::Place;
use crate::ide::{Diagnostic, SourceEdit};
use crate::site::{FileId, Layout, Source};
use crate::syntax::footnote::{definition, reference as reference_of};
use crate::syntax::{Context, Footnote, FootnoteDialect, Item, Role, liquid};
use crate::text::{Text, TextRange, TextSize};

/// One text of a page.
struct Cell<'a> {
    source: &'a Source,
    text: Text,
    written: String,
    /// All its references, in text order.
    references: Vec<TextRange>,
}

/// An edit, or why there can be none.
type Converted = Result<SourceEdit, String>;

/// The footnotes of a page in the other dialect than they are.
pub(super) fn convert(at: At<'_>) -> Option<Result<Fix, Refusal>> {
    if !at.place.is_built() {
        return None;
    }
    let fastpages = footnotes(at.place, FootnoteDialect::Fastpages)?;
    if fastpages.iter().any(|(_, footnotes)| !footnotes.is_empty()) {
        return Some(to_markdown(at, &fastpages));
    }
    let markdown = footnotes(at.place, FootnoteDialect::Markdown)?;
    let is_used = markdown.iter().any(|(_, footnotes)| footnotes.iter().any(|it| it.role == Role::Def));
    (at.place.has_fn() && at.place.is_jekyll() && is_used).then(|| to_fastpages(at, &markdown))
}

/// The repair of fastpages' footnotes where no Liquid is run.
pub(super) fn not_run(at: At<'_>, finding: &Diagnostic) -> Vec<Fix> {
    if at.place.is_jekyll() {
        let tags = misspelt(at.source).filter(|(range, _)| *range == finding.range);
        let fix =
            |(range, tag): (TextRange, String)| Fix::new(format!("Write `{tag}`"), at.edit(range, tag)).preferred();
        return tags.map(fix).collect();
    }
    let fix = convert(at).and_then(Result::ok);
    fix.map(|fix| fix.preferred().safe_if(true)).into_iter().collect()
}

/// The texts of a page with their footnotes of a dialect that work: where no Liquid is run, those that would.
fn footnotes(place: Place<'_>, dialect: FootnoteDialect) -> Option<Vec<(Cell<'_>, Vec<Footnote>)>> {
    let all = place.page.sources.iter().map(|source| {
        let text = place.with(source).text()?;
        let written = text.to_string();
        let footnotes = if dialect == FootnoteDialect::Fastpages && !source.post.dialect().liquid {
            would_be(source, &written)
        } else {
            source.post.footnotes().filter(|it| it.dialect == dialect && works(it)).collect()
        };
        let references = source.post.footnotes().filter(|it| it.role == Role::Ref).map(|it| it.range).collect();
        Some((Cell { source, text, written, references }, footnotes))
    });
    all.collect()
}

/// What Liquid would make footnotes of.
fn would_be(source: &Source, written: &str) -> Vec<Footnote> {
    let items = liquid::scan(written).items.into_iter();
    let footnotes = items.filter_map(|item| match item {
        Item::Tag(tag) => reference_of(&tag),
        Item::Output(output) => definition(&output),
        _ => None,
    });
    let in_code = |it: &Footnote| source.post.at(it.range.start()).iter().any(|item| matches!(item, Item::Code(_)));
    footnotes.filter(|it| works(it) && !in_code(it)).collect()
}

fn converted(title: &str, edits: impl Iterator<Item = (FileId, Converted)>) -> Result<Fix, Refusal> {
    let edits: Result<Vec<_>, String> = edits.map(|(file, edit)| edit.map(|edit| (file, edit))).collect();
    let refused = |why| Refusal { title: title.to_owned(), why };
    edits.map(|edits| Fix::new(title, all(edits))).map_err(refused)
}

fn to_markdown(at: At<'_>, pages: &[(Cell<'_>, Vec<Footnote>)]) -> Result<Fix, Refusal> {
    let title = "Convert footnotes to `[^n]`";
    if let Err(why) = fits_markdown(at.place, pages) {
        return Err(Refusal { title: title.to_owned(), why });
    }
    let edits = pages.iter().flat_map(|(cell, footnotes)| {
        footnotes.iter().map(move |it| (cell.source.file.clone(), side_in_markdown(at.place, cell, it)))
    });
    converted(title, edits)
}

/// The sides of the footnotes of one id that have one role.
struct Sides<'a> {
    count: usize,
    /// The text of the first.
    first: &'a FileId,
    /// Whether there are some in other texts than the first.
    is_spread: bool,
}

impl Sides<'_> {
    fn is_elsewhere_than(&self, file: &FileId) -> bool {
        self.is_spread || self.first != file
    }
}

/// The sides of footnotes by id and role.
fn sides<'a>(pages: &'a [(Cell<'a>, Vec<Footnote>)]) -> HashMap<(&'a str, Role), Sides<'a>> {
    let mut sides = HashMap::new();
    for (cell, footnote) in pages.iter().flat_map(|(cell, footnotes)| footnotes.iter().map(move |it| (cell, it))) {
        let file = &cell.source.file;
        let same = sides.entry((footnote.id.as_str(), footnote.role));
        let same: &mut Sides<'_> = same.or_insert(Sides { count: 0, first: file, is_spread: false });
        same.count += 1;
        same.is_spread |= same.first != file;
    }
    sides
}

/// Whether `[^n]` would show the same footnotes.
fn fits_markdown(place: Place<'_>, pages: &[(Cell<'_>, Vec<Footnote>)]) -> Result<(), String> {
    let all = || pages.iter().flat_map(|(cell, footnotes)| footnotes.iter().map(move |it| (cell, it)));
    let runs = place.source.post.dialect().liquid && place.is_jekyll();
    let sides = sides(pages);
    let mut ids = place.page.sources.iter().flat_map(|source| source.post.footnotes());
    let has = |id: &str| [Role::Ref, Role::Def].into_iter().any(|role| sides.contains_key(&(id, role)));
    if ids.any(|it| it.dialect == FootnoteDialect::Markdown && has(&it.id)) {
        return Err("the page has a `[^…]` of the same name".to_owned());
    }
    for (cell, footnote) in all() {
        let id = &footnote.id;
        if id.is_empty() || !id.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-') || id.starts_with('-') {
            return Err(format!("`{id}` is no name that `[^…]` takes"));
        }
        let same = |role| sides.get(&(id.as_str(), role));
        if footnote.role == Role::Def && same(Role::Def).is_some_and(|it| it.count > 1) {
            return Err(format!("note `{id}` is there more than once"));
        }
        if runs && footnote.role == Role::Ref && same(Role::Def).is_none() {
            return Err(format!("footnote `{id}` has no note: `[^{id}]` would be printed as it is typed"));
        }
        if runs && footnote.role == Role::Def && same(Role::Ref).is_none() {
            return Err(format!("nothing refers to note `{id}`: it would be left out of the page"));
        }
        let other = if footnote.role == Role::Ref { Role::Def } else { Role::Ref };
        let is_elsewhere = || same(other).is_some_and(|it| it.is_elsewhere_than(&cell.source.file));
        if place.layout() != Layout::Quarto && is_elsewhere() {
            return Err(format!("footnote `{id}` has its number and its note in different cells"));
        }
    }
    Ok(())
}

fn side_in_markdown(place: Place<'_>, cell: &Cell<'_>, footnote: &Footnote) -> Converted {
    let id = &footnote.id;
    let written = cell.text.slice(footnote.range);
    if written.starts_with("{%-") || written.starts_with("{{-") || written.ends_with("-%}") || written.ends_with("-}}")
    {
        return Err(format!("footnote `{id}` takes the blanks beside it away, with `-`"));
    }
    if footnote.context != Context::Prose && cell.source.post.dialect().liquid {
        return Err(format!("footnote `{id}` stands in HTML, where `[^{id}]` is printed as it is typed"));
    }
    if footnote.role == Role::Ref {
        return Ok(SourceEdit { range: footnote.range, insert: reference(FootnoteDialect::Markdown, id) });
    }
    let Some(shown) = &footnote.shown else {
        return Err(format!("what note `{id}` says is made by Liquid"));
    };
    let line = cell.text.line_of(footnote.range.start());
    let behind = TextRange::new(
        footnote.range.end(),
        cell.text.line_end(cell.text.line_of(footnote.range.end())).max(footnote.range.end()),
    );
    let alone = cell.text.line_start(line) == footnote.range.start() && cell.text.slice(behind).trim().is_empty();
    if !alone {
        return Err(format!("note `{id}` does not stand on lines of its own"));
    }
    let is_literal = place.is_jekyll() && !place.is_cell();
    let text = if is_literal { markup::escaped(shown) } else { shown.to_string() };
    let Some(text) = indented(text.trim(), ending(&cell.written)) else {
        return Err(format!("note `{id}` has a blank line in it"));
    };
    let insert = note(FootnoteDialect::Markdown, id, &text).unwrap_or_default();
    // Behind a line of text a `[^1]: …` is a part of that text.
    let previous = line.checked_sub(1).map(|it| TextRange::new(cell.text.line_start(it), cell.text.line_end(it)));
    let previous = previous.map(|range| cell.text.slice(range)).unwrap_or_default();
    let is_apart =
        previous.trim().is_empty() || previous.trim_start().starts_with("{{") && previous.contains("fndetail");
    let gap = if is_apart || line == 0 { "" } else { ending(&cell.written) };
    Ok(SourceEdit { range: footnote.range, insert: format!("{gap}{insert}") })
}

/// A text whose further lines belong to the same note; `None` where a blank line ends it.
fn indented(text: &str, line: &str) -> Option<String> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    (!lines.iter().any(|it| it.is_empty())).then(|| lines.join(&format!("{line}    ")))
}

fn to_fastpages(at: At<'_>, pages: &[(Cell<'_>, Vec<Footnote>)]) -> Result<Fix, Refusal> {
    let title = "Convert footnotes to `{% fn n %}`";
    let refuse = |why: String| Err(Refusal { title: title.to_owned(), why });
    let found = Footnotes::of(at.place);
    let groups: Vec<&Group<'_>> = found.groups().collect();
    let mut seen = HashSet::new();
    let twice: HashSet<&str> = groups.iter().map(|it| it.id()).filter(|id| !seen.insert(*id)).collect();
    for group in &groups {
        let id = group.id();
        if twice.contains(id) {
            return refuse(format!(
                "two cells have a footnote `{id}`, and `{{% fn {id} %}}` is one for the whole page"
            ));
        }
        let notes = group.defs.iter().filter(|it| it.works()).count();
        match notes {
            0 => return refuse(format!("footnote `{id}` has no note")),
            1 if group.refs.iter().any(|it| it.works()) => {}
            1 => return refuse(format!("nothing refers to note `{id}`, and now it is left out of the page")),
            _ => return refuse(format!("note `{id}` is there more than once")),
        }
    }
    let edits = pages.iter().flat_map(|(cell, footnotes)| {
        footnotes.iter().map(move |it| (cell.source.file.clone(), side_in_fastpages(at.place, cell, it)))
    });
    converted(title, edits)
}

fn side_in_fastpages(place: Place<'_>, cell: &Cell<'_>, footnote: &Footnote) -> Converted {
    let id = &footnote.id;
    if footnote.role == Role::Ref {
        return Ok(SourceEdit { range: footnote.range, insert: reference(FootnoteDialect::Fastpages, id) });
    }
    let Some(body) = footnote.body else { return Err(format!("note `{id}` is empty")) };
    let text = cell.text.slice(body);
    let lines: Vec<&str> = text.trim().lines().map(str::trim).collect();
    let is_block = |line: &&str| {
        line.is_empty() || line.starts_with(['-', '*', '+', '>', '#', '`', '|']) && line.get(1..2) == Some(" ")
    };
    if lines.iter().any(is_block) || text.contains("```") {
        return Err(format!("note `{id}` is more than a paragraph"));
    }
    let next = cell.references.partition_point(|it| it.start() < body.start());
    let nested = cell.references.get(next).is_some_and(|it| body.contains_range(*it));
    let joined = lines.join(ending(&cell.written));
    let quoted = if place.is_cell() { in_cell(&joined) } else { in_post(&joined) };
    let refused = || format!("note `{id}` holds what `fndetail` cannot show");
    let written =
        quoted.filter(|_| !nested && !joined.is_empty()).and_then(|it| note(FootnoteDialect::Fastpages, id, &it));
    let end = footnote.range.start() + TextSize::of(cell.text.slice(footnote.range).trim_end());
    let written = written.ok_or_else(refused)?;
    if cell.text.line_start(cell.text.line_of(footnote.range.start())) != footnote.range.start() {
        return Err(format!("note `{id}` stands in a list or a quote"));
    }
    Ok(SourceEdit { range: TextRange::new(footnote.range.start(), end), insert: written })
}
