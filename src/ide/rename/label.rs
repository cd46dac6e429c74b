//! Renames the label of a link definition: in the definition and in every reference of its text.

use super::{Refusal, replace};
use crate::ide::SourceChange;
use crate::ide::place::Place;
use crate::syntax::{Item, ItemKind, Name, key};
use crate::text::{TextRange, TextSize};

/// The longest label (CommonMark 0.31, "link label"), in characters.
const LONGEST: usize = 999;

/// Gives the definitions of a key another label. What readers see stays: `[text]` becomes `[text][label]`.
pub(super) fn rename(place: Place<'_>, old: &str, name: &str) -> Result<SourceChange, Refusal> {
    check_name(name)?;
    let new = key(name);
    let post = &place.source.post;
    if new != old && post.definitions().any(|definition| definition.key == new) {
        return Err(Refusal::Taken(name.to_owned()));
    }
    let mut change = SourceChange::default();
    let mut add = |edit| change.add(place.file().clone(), edit);
    for kind in [ItemKind::Link, ItemKind::Image, ItemKind::LinkDefinition] {
        for item in post.of(kind) {
            let (label, text, whole) = match &item {
                Item::Link(it) if it.defined => (it.label.as_deref(), Some(&it.text), it.range),
                Item::Image(it) => (it.label.as_deref(), Some(&it.alt), it.range),
                Item::LinkDefinition(it) => (Some(&it.label), None, it.range),
                _ => continue,
            };
            let Some(label) = label.filter(|label| key(&label.text) == old) else { continue };
            add(match behind(text, label, whole) {
                Some(place) => replace(place, format!("[{name}]")),
                None => replace(label.range, name),
            });
        }
    }
    Ok(change)
}

/// Where the label of a reference goes that has only a text so far: instead of the brackets of `[text][]`, or, where
/// there are none, behind `[text]`. `None` where the label is written.
fn behind(text: Option<&Name>, label: &Name, whole: TextRange) -> Option<TextRange> {
    text.filter(|text| text.range == label.range)?;
    Some(TextRange::new(label.range.end() + TextSize::of(']'), whole.end()))
}

fn check_name(name: &str) -> Result<(), Refusal> {
    let mut escaped = false;
    let has_bracket = name.chars().any(|c| {
        let is_bracket = matches!(c, '[' | ']') && !escaped;
        escaped = c == '\\' && !escaped;
        is_bracket
    });
    let is_label = !name.trim().is_empty() && !has_bracket && !escaped && name.chars().count() <= LONGEST;
    match is_label && !name.starts_with('^') {
        true => Ok(()),
        false => Err(Refusal::NoName("a label is not empty, has no brackets, and does not begin with `^`")),
    }
}
