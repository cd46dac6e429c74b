//! Renames a footnote: its numbers and its notes, over all texts of the page.

use super::{Refusal, replace};
use crate::ide::SourceChange;
use crate::ide::footnote::key;
use crate::ide::place::Place;
use crate::syntax::{Context, Footnote, FootnoteDialect, Item, Role};
use crate::text::{TextRange, TextSize};

/// The side of a footnote that is under the cursor.
pub(super) fn at(place: Place<'_>, offset: TextSize) -> Option<Footnote> {
    place.items_at(offset).into_iter().find_map(|item| match item {
        Item::Footnote(footnote) if key(place, &footnote).is_some() => Some(footnote),
        _ => None,
    })
}

/// Gives a footnote another id.
pub(super) fn rename(place: Place<'_>, footnote: &Footnote, name: &str) -> Result<SourceChange, Refusal> {
    check_name(place, footnote.dialect, name)?;
    let old = key(place, footnote).ok_or(Refusal::Nothing)?;
    let new = key(place, &Footnote { id: name.into(), ..footnote.clone() });
    let mut change = SourceChange::default();
    for source in &place.page.sources {
        let here = place.with(source);
        for side in source.post.footnotes().filter(|side| side.context != Context::Raw) {
            let own = key(here, &side);
            if own.as_ref() == Some(&old) {
                let written = if side.role == Role::Def { argument(here, &side, name)? } else { name.to_owned() };
                if side.label.text != written.as_str() {
                    change.add(source.file.clone(), replace(side.label.range, written));
                }
            } else if own == new {
                return Err(Refusal::Taken(name.to_owned()));
            }
        }
    }
    Ok(change)
}

/// What may be an id: in `{% fn … %}` anything prints, but an id that is more than a word makes no link that works;
/// kramdown 2.4 knows `\w[\w-]*` (`parser/kramdown/footnote.rb`), the others what has no blank and no bracket.
fn check_name(place: Place<'_>, dialect: FootnoteDialect, name: &str) -> Result<(), Refusal> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let is_word_or_dash = |c: char| is_word(c) || c == '-';
    let words = || name.starts_with(is_word) && name.chars().all(is_word_or_dash);
    match dialect {
        FootnoteDialect::Markdown if !place.is_jekyll() => {
            let is_id = !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || "[]^\\`".contains(c));
            if is_id { Ok(()) } else { Err(Refusal::NoName("a footnote's id has no blanks and no brackets")) }
        }
        _ if words() => Ok(()),
        _ => Err(Refusal::NoName("a footnote's id is a number or a word: letters, digits, `_` and `-`")),
    }
}

/// The id as a note has it. For Liquid a bare word is a variable, and `01` is 1: such an id stands in quotes.
fn argument(place: Place<'_>, side: &Footnote, name: &str) -> Result<String, Refusal> {
    if side.dialect != FootnoteDialect::Fastpages {
        return Ok(name.to_owned());
    }
    if side.label.text.contains(": ") {
        return Err(Refusal::Fixed("the `fndetail` of this footnote has no number that could be changed"));
    }
    let before = side.label.range.start().checked_sub(TextSize::of('"'));
    let before = before.map(|start| place.slice(TextRange::new(start, side.label.range.start())));
    let in_quotes = matches!(before.as_deref(), Some("'" | "\""));
    let is_number = name.parse::<u32>().is_ok_and(|number| number.to_string() == name);
    Ok(if in_quotes || is_number { name.to_owned() } else { format!("'{name}'") })
}
