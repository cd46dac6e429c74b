//! Renames a tag or a category: in the front matter of every page that has it.

use std::collections::BTreeMap;

use super::{Refusal, replace};
use crate::ide::place::Place;
use crate::ide::{SourceChange, applied, moves};
use crate::syntax::{Entry, FrontMatter, NodeKind};
use crate::text::{TextRange, TextSize};

/// The keys of a kind of label, the plural first.
const KINDS: [[&str; 2]; 2] = [["tags", "tag"], ["categories", "category"]];

/// What YAML 1.1 takes for no string where it stands without quotes.
const RESERVED: [&str; 9] = ["true", "false", "yes", "no", "on", "off", "y", "n", "null"];

/// The tag or category under the cursor: where it stands, the key of its kind, and its text.
pub(super) fn at(place: Place<'_>, offset: TextSize) -> Option<(TextRange, &'static str, String)> {
    let front_matter = place.source.post.front_matter()?;
    let front_matter = Some(front_matter).filter(|it| it.range.contains_inclusive(offset))?;
    KINDS.iter().find_map(|[kind, _]| {
        let labels = labels(place, front_matter, kind).into_iter();
        let (range, text) = labels.into_iter().find(|(range, _)| range.contains_inclusive(offset))?;
        Some((range, *kind, text))
    })
}

/// Gives a tag or category another name on every page. Addresses that it is a part of change with it: links within the
/// blog follow.
pub(super) fn rename(place: Place<'_>, kind: &str, old: &str, name: &str) -> Result<SourceChange, Refusal> {
    let is_label = !name.is_empty() && !name.contains(|c: char| "[]{},#&*!|>'\"%@`:".contains(c));
    if !is_label || name.starts_with(['-', '?']) {
        return Err(Refusal::NoName("a tag has letters, digits, blanks and dashes"));
    }
    if RESERVED.iter().any(|word| name.eq_ignore_ascii_case(word)) {
        return Err(Refusal::NoName("YAML takes this word for a value of another kind"));
    }
    let mut change = SourceChange::default();
    for page in place.site.pages() {
        let Some(source) = page.head() else { continue };
        let Some(front_matter) = source.post.front_matter() else { continue };
        let labels = labels(place, front_matter, kind);
        let is_there = |wanted: &str| labels.iter().any(|(_, label)| label == wanted);
        if is_there(old) && is_there(name) {
            return Err(Refusal::Taken(name.to_owned()));
        }
        for (range, _) in labels.iter().filter(|(_, label)| label == old) {
            if name.contains(' ') && place.is_jekyll() && is_word(front_matter, *range) {
                return Err(Refusal::Fixed("a list of words in one string has no place for a tag with a blank"));
            }
            change.add(source.file.clone(), replace(*range, name));
        }
    }
    // What keeps links right to the pages whose address changes.
    let after = applied::after(place.site, &change, place.texts()).ok_or(Refusal::Gone)?;
    for (file, edits) in moves::follow(place.site, &after, &BTreeMap::new(), place.texts()).change.edits {
        edits.into_iter().for_each(|edit| change.add(file.clone(), edit));
    }
    Ok(change)
}

/// Whether a label is one of the words of a string, and no value by itself.
fn is_word(front_matter: &FrontMatter, range: TextRange) -> bool {
    let in_string = |entry: &Entry| matches!(entry.value.kind, NodeKind::String(_)) && entry.value.range != range;
    front_matter.entries.iter().any(|it| it.value.range.contains_range(range) && in_string(it))
}

/// The tags or categories of a page, each where it stands, without quotes. One string holds several words in Jekyll
/// (`utils.rb`, `pluralized_array_from_hash`).
fn labels(place: Place<'_>, front_matter: &FrontMatter, kind: &str) -> Vec<(TextRange, String)> {
    let mut found = Vec::new();
    let keys = KINDS.iter().find(|[many, _]| *many == kind).map_or(&[][..], |keys| keys);
    for entry in front_matter.entries.iter().filter(|entry| keys.contains(&entry.key.text.as_str())) {
        match &entry.value.kind {
            NodeKind::List(nodes) => found.extend(nodes.iter().filter_map(|node| plain(node.range, &node.kind))),
            NodeKind::String(_) if entry.key.text != kind || !place.is_jekyll() => {
                found.extend(plain(entry.value.range, &entry.value.kind));
            }
            NodeKind::String(_) => {
                let Some((range, text)) = plain(entry.value.range, &entry.value.kind) else { continue };
                let start = text.as_ptr() as usize;
                found.extend(text.split_whitespace().map(|word| {
                    let at = TextSize::try_from(word.as_ptr() as usize - start).unwrap_or_default();
                    (TextRange::at(range.start() + at, TextSize::of(word)), word.to_owned())
                }));
            }
            _ => {}
        }
    }
    found
}

/// A string's text and place, where it is written without escapes.
fn plain(range: TextRange, kind: &NodeKind) -> Option<(TextRange, String)> {
    let NodeKind::String(text) = kind else { return None };
    let quote = TextSize::of('"');
    let inner = match usize::from(range.len()).checked_sub(text.len())? {
        0 => range,
        2 => TextRange::new(range.start() + quote, range.end() - quote),
        _ => return None,
    };
    Some((inner, text.to_string()))
}
