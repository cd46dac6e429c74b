//! How footnotes are written: the next number, a note's own line, and where a new note stands.

use smol_str::SmolStr;

use super::At;
use crate::ide::footnote::Footnotes;
use crate::ide::place::Place;
use crate::ide::{SourceChange, SourceEdit};
use crate::site::{FileId, Layout, Source};
use crate::syntax::{Footnote, FootnoteDialect, Role};
use crate::text::{Text, TextRange, TextSize};

/// How a text ends its lines.
pub(super) fn ending(source: &str) -> &'static str {
    match source.find('\n') {
        Some(at) if source[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

/// The first number above all that footnotes of a dialect have, as far as this text can refer to them.
pub(super) fn next_number(at: At<'_>, dialect: FootnoteDialect) -> SmolStr {
    let footnotes = Footnotes::of(at.place);
    let seen = footnotes.seen_from(at.place.source, dialect);
    let highest = seen.filter_map(|group| group.id().parse::<u32>().ok()).max().unwrap_or(0);
    highest.saturating_add(1).to_string().into()
}

/// Whether an id is a number that Liquid prints as it is written.
pub(super) fn is_number(id: &str) -> bool {
    id.parse::<u64>().is_ok_and(|number| number.to_string() == id)
}

/// The argument that makes an id of fastpages; `None` where none does.
pub(super) fn argument(id: &str) -> Option<String> {
    if is_number(id) {
        return Some(id.to_owned());
    }
    let quote = ['\'', '"'].into_iter().find(|quote| !id.contains(*quote))?;
    let is_whole = !id.is_empty() && !id.contains(['{', '}', '\n', '\r']);
    is_whole.then(|| format!("{quote}{id}{quote}"))
}

/// A number as a dialect writes it.
pub(super) fn reference(dialect: FootnoteDialect, id: &str) -> String {
    match dialect {
        FootnoteDialect::Fastpages => format!("{{% fn {id} %}}"),
        _ => format!("[^{id}]"),
    }
}

/// A note as a dialect writes it, its text quoted already where that is needed.
pub(super) fn note(dialect: FootnoteDialect, id: &str, text: &str) -> Option<String> {
    match dialect {
        FootnoteDialect::Fastpages => Some(format!("{{{{ {text} | fndetail: {} }}}}", argument(id)?)),
        _ => Some(format!("[^{id}]: {text}")),
    }
}

/// A note whose text is still to be written.
pub(super) fn stub(dialect: FootnoteDialect, id: &str) -> Option<String> {
    note(dialect, id, if dialect == FootnoteDialect::Fastpages { "'…'" } else { "…" })
}

/// The edit that adds a note behind the last one of its dialect, or at the end of the text where there is none.
/// `but` is a note that does not count, as it goes away.
pub(super) fn add_note(
    at: At<'_>,
    dialect: FootnoteDialect,
    note: &str,
    but: Option<TextRange>,
) -> Option<(FileId, SourceEdit)> {
    let here = at.place.file();
    let reached: Vec<&Source> = sources(at.place, dialect);
    for source in reached.into_iter().rev() {
        let mut notes = own_lines(at.place.with(source), dialect);
        notes.retain(|it| Some(it.range) != but || source.file != *here);
        let Some(last) = notes.last() else { continue };
        let text = at.place.with(source).text()?;
        let end = text.line_end(text.line_of(last.range.end()));
        let line = ending(&text.to_string());
        let before = notes.len().checked_sub(2).map(|nth| &notes[nth]);
        let gap = before.map(|it| text.line_of(last.range.start()).saturating_sub(text.line_of(it.range.end())));
        let lines = if gap == Some(1) { line.to_owned() } else { line.repeat(2) };
        let edit = SourceEdit { range: TextRange::empty(end), insert: format!("{lines}{note}") };
        return Some((source.file.clone(), edit));
    }
    Some((here.clone(), at_end(at.text, at.source, at.place.source.post.body_start(), note)))
}

/// The edit that adds something at the end of a text, a blank line before it.
pub(super) fn at_end(text: &Text, source: &str, body_start: TextSize, what: &str) -> SourceEdit {
    let end = TextSize::of(source.trim_end()).max(body_start).min(text.len());
    let line = ending(source);
    let lines = if end <= body_start { line.to_owned() } else { line.repeat(2) };
    SourceEdit { range: TextRange::empty(end), insert: format!("{lines}{what}") }
}

/// The texts in which a note can stand that a number of this text leads to.
pub(super) fn sources(place: Place<'_>, dialect: FootnoteDialect) -> Vec<&Source> {
    let alone = dialect == FootnoteDialect::Markdown && place.layout() != Layout::Quarto;
    let all = place.page.sources.iter().map(|source| &**source);
    all.filter(|source| !alone || source.file == *place.file()).collect()
}

/// The notes of a text that stand on lines of their own, without any indentation.
pub(super) fn own_lines(place: Place<'_>, dialect: FootnoteDialect) -> Vec<Footnote> {
    let Some(text) = place.text() else { return Vec::new() };
    let notes = place.source.post.footnotes().filter(|note| note.role == Role::Def && note.dialect == dialect);
    let is_alone = |note: &Footnote| {
        let start = text.line_start(text.line_of(note.range.start()));
        let end = text.line_end(text.line_of(note.range.end()));
        let behind = text.slice(TextRange::new(note.range.end(), end.max(note.range.end())));
        start == note.range.start() && behind.trim().is_empty() && works(note)
    };
    notes.filter(is_alone).collect()
}

/// Whether readers see a footnote as one.
pub(super) fn works(footnote: &Footnote) -> bool {
    use crate::syntax::Context::{Html, Math, Prose};
    matches!(footnote.context, Prose | Html | Math)
}

/// Whole lines, the ending of the last one included.
pub(super) fn whole_lines(text: &Text, range: TextRange) -> TextRange {
    let (first, last) = (text.line_of(range.start()), text.line_of(range.end()));
    TextRange::new(text.line_start(first), text.line_start(last + 1).max(text.line_end(last)))
}

/// The edit that takes a note away: its lines where it is alone on them, else itself and the blank before it.
pub(super) fn remove(at: At<'_>, range: TextRange) -> SourceEdit {
    let before = at.before(range.start());
    let alone = before.trim().is_empty() && at.behind(range.end()).trim().is_empty();
    let blank = TextSize::of(before) - TextSize::of(before.trim_end());
    let range = match alone {
        true => whole_lines(at.text, range),
        false => TextRange::new(range.start() - blank, range.end()),
    };
    SourceEdit { range, insert: String::new() }
}

/// A change of several edits of texts.
pub(super) fn all(edits: impl IntoIterator<Item = (FileId, SourceEdit)>) -> SourceChange {
    let mut change = SourceChange::default();
    edits.into_iter().for_each(|(file, edit)| change.add(file, edit));
    change
}
