//! Notes that move: to the end of their text, into the line where their number is, and out of it.

use super::numbering::{answers, dialect, takes_number};
use super::writing::{add_note, all, ending, next_number, note, own_lines, reference, remove, whole_lines};
use super::{At, Fix, Refusal, markup};
use crate::ide::SourceEdit;
use crate::ide::footnote::Footnotes;
use crate::syntax::{Footnote, FootnoteDialect, Item, Role};
use crate::text::{TextRange, TextSize};

/// The notes of a text behind all else that it says, in the order in which they are.
pub(super) fn to_end(at: At<'_>) -> Option<Result<Fix, Refusal>> {
    if !at.place.is_built() {
        return None;
    }
    let mut notes = own_lines(at.place, FootnoteDialect::Fastpages);
    notes.extend(own_lines(at.place, FootnoteDialect::Markdown));
    notes.sort_by_key(|note| note.range.start());
    // The notes at the end stay where they are, and the others come before them.
    let mut end = at.source.trim_end().len();
    while let Some(last) = notes.last().filter(|note| ends_at(at, note) == end) {
        end = at.source[..usize::from(last.range.start())].trim_end().len();
        notes.pop();
    }
    if notes.is_empty() || end == 0 {
        return None;
    }
    let file = at.place.file();
    let line = ending(at.source);
    let mut moved = String::new();
    let mut runs: Vec<TextRange> = Vec::new();
    for note in &notes {
        let lines = whole_lines(at.text, note.range);
        let last = runs.last_mut().filter(|last| last.end() == lines.start());
        moved.push_str(&if last.is_some() { line.to_owned() } else { line.repeat(2) });
        moved.push_str(at.slice(note.range).trim_end());
        match last {
            Some(last) => *last = last.cover(lines),
            None => runs.push(lines),
        }
    }
    let removed = |lines: &TextRange| SourceEdit { range: gone(at, *lines), insert: String::new() };
    let mut edits: Vec<_> = runs.iter().map(|lines| (file.clone(), removed(lines))).collect();
    let place = TextSize::new(u32::try_from(end).ok()?);
    edits.push((file.clone(), SourceEdit { range: TextRange::empty(place), insert: moved }));
    let title = if at.place.is_cell() { "Move the notes to the end of the cell" } else { "Move the notes to the end" };
    let change = all(edits);
    let is_apart =
        change.edits.values().all(|edits| edits.windows(2).all(|it| it[0].range.end() <= it[1].range.start()));
    is_apart.then(|| Ok(Fix::new(title, change)))
}

fn ends_at(at: At<'_>, note: &Footnote) -> usize {
    at.source[..usize::from(note.range.end())].trim_end().len()
}

/// Lines that go away, with the blank line behind them where there is another one before them.
fn gone(at: At<'_>, lines: TextRange) -> TextRange {
    let first = at.text.line_of(lines.start());
    let is_blank =
        |line: u32| at.slice(TextRange::new(at.text.line_start(line), at.text.line_end(line))).trim().is_empty();
    let next = at.text.line_of(lines.end());
    let before = first.checked_sub(1).is_none_or(is_blank);
    let behind = lines.end() < at.text.len() && is_blank(next);
    if before && behind { TextRange::new(lines.start(), at.text.line_start(next + 1)) } else { lines }
}

/// A note's text in parentheses where its only number is.
pub(super) fn inline(at: At<'_>) -> Option<Result<Fix, Refusal>> {
    let footnote = at.place.items_at(at.range.end()).into_iter().find_map(|item| match item {
        Item::Footnote(footnote) if footnote.dialect != FootnoteDialect::Inline => Some(footnote),
        _ => None,
    })?;
    let footnotes = Footnotes::of(at.place);
    let group = footnotes.group(at.place.source, &footnote)?;
    let [number] = group.refs.as_slice() else { return None };
    let [note] = group.defs.as_slice() else { return None };
    if !number.works() || !note.works() || number.source.file != *at.place.file() {
        return None;
    }
    let place = at.place.with(note.source);
    let body = place.slice(note.footnote.body?);
    let text = match note.footnote.dialect {
        FootnoteDialect::Fastpages if at.place.is_cell() => note.footnote.shown.as_ref()?.to_string(),
        FootnoteDialect::Fastpages => markup::escaped(note.footnote.shown.as_ref()?),
        _ => body.trim().to_owned(),
    };
    if text.trim().is_empty() || text.contains(['\n', '\r']) || text.contains("[^") {
        return None;
    }
    let source = place.text()?.to_string();
    let note_text = place.text()?;
    let there = At { place, text: &note_text, source: &source, range: note.footnote.range };
    let removed = (note.source.file.clone(), remove(there, note.footnote.range));
    let blank = !at.before(number.footnote.range.start()).ends_with([' ', '\t']);
    let written = format!("{}({})", if blank { " " } else { "" }, text.trim());
    let inserted = (at.place.file().clone(), SourceEdit { range: number.footnote.range, insert: written });
    let title = format!("Put note `{}` in parentheses where its number is", group.id());
    Some(Ok(Fix::new(title, all([inserted, removed]))))
}

/// A selected part of a line as a note, with its number where it was.
pub(super) fn extract(at: At<'_>) -> Option<Result<Fix, Refusal>> {
    let selected = at.slice(at.range);
    let trimmed = selected.trim();
    if trimmed.is_empty() || selected.contains(['\n', '\r']) || !takes_number(at, at.range.start()) {
        return None;
    }
    let start = at.range.start() + TextSize::of(selected) - TextSize::of(selected.trim_start());
    let range = TextRange::at(start, TextSize::of(trimmed));
    let cuts = |item: &Item| {
        let all = item.range();
        let crosses = all.intersect(range).is_some_and(|it| !it.is_empty()) && !range.contains_range(all);
        let is_text = matches!(item, Item::Footnote(it) if it.role == Role::Def);
        crosses && !is_text || range.contains_range(all) && matches!(item, Item::Footnote(_) | Item::Tag(_))
    };
    if at.place.source.post.items().any(|item| cuts(&item)) {
        return None;
    }
    let dialect = dialect(at.place);
    let inner = trimmed.strip_prefix('(').and_then(|it| it.strip_suffix(')')).unwrap_or(trimmed).trim();
    let text = match dialect {
        FootnoteDialect::Fastpages if at.place.is_cell() => in_cell(inner)?,
        FootnoteDialect::Fastpages => in_post(inner)?,
        _ => inner.to_owned(),
    };
    let id = next_number(at, dialect);
    let note = add_note(at, dialect, &note(dialect, &id, &text)?, None)?;
    // The blank before what goes away goes with it.
    let before = at.before(range.start());
    let blank = TextSize::of(before) - TextSize::of(before.trim_end());
    let number =
        SourceEdit { range: TextRange::new(range.start() - blank, range.end()), insert: reference(dialect, &id) };
    let change = all([(at.place.file().clone(), number), note]);
    let title = format!("Make a note of the selection, `{}`", reference(dialect, &id));
    answers(at, dialect, &id, &change).then(|| Ok(Fix::new(title, change)))
}

/// Markdown as the text of a note in a post, where it is HTML; `None` where it cannot be that.
pub(super) fn in_post(markdown: &str) -> Option<String> {
    let html = markup::html(markdown, '"')?;
    let is_text = crate::ide::diagnostics::note::markdown_in(&html).is_none() && !html.contains("{{");
    is_text.then(|| markup::quoted(&html))
}

/// Markdown as the text of a note in a notebook, where it works, but for what becomes a `"` in HTML.
pub(super) fn in_cell(markdown: &str) -> Option<String> {
    if markdown.contains("{{") || markdown.contains("{%") {
        return None;
    }
    let has_link = markdown.contains("](") || markdown.contains("://") || markdown.contains('<');
    let quoted = markup::quoted(markdown);
    Some(if has_link && quoted.starts_with('"') {
        format!("'{}'", markdown.replace('\'', "&#39;").replace('{', "&#123;").replace('}', "&#125;"))
    } else {
        quoted
    })
}
