//! A heading: its words, its id, and its text as readers see it.

use std::ops::Range;

use smol_str::SmolStr;

use super::content::Content;
use super::found::{Env, Found};
use super::html::{self, Piece, Searched};
use super::item::{Heading, ImageSyntax, Item, LinkSyntax, Name, Role};
use super::raw_html::{self, Opened};
use super::{elements, inline, markdown, target};
use crate::text::TextRange;

/// Where a heading's words and its explicit id stand in its content.
pub(super) struct Parts {
    pub(super) title: Range<usize>,
    pub(super) id: Option<Range<usize>>,
}

/// The parts of an ATX heading's line, from its first `#`.
pub(super) fn atx(bytes: &[u8], kramdown: bool) -> Parts {
    let start = bytes.iter().take_while(|byte| **byte == b'#').count();
    let mut title = trimmed(bytes, start..bytes.len());
    let hashes = bytes[title.clone()].iter().rev().take_while(|byte| **byte == b'#').count();
    let before = title.end - hashes;
    if hashes > 0 && (before == title.start || matches!(bytes[before - 1], b' ' | b'\t')) {
        title = trimmed(bytes, title.start..before);
    }
    parts(bytes, title, kramdown)
}

/// The parts of a heading whose words are known: an id may stand at their end, `{#id}` to kramdown, `{#id .class}` to
/// Pandoc and Hugo.
pub(super) fn parts(bytes: &[u8], title: Range<usize>, kramdown: bool) -> Parts {
    let whole = Parts { title: title.clone(), id: None };
    if title.is_empty() || bytes[title.end - 1] != b'}' {
        return whole;
    }
    let Some(open) = bytes[title.clone()].iter().rposition(|byte| *byte == b'{') else { return whole };
    let open = title.start + open;
    let list = open + 1..title.end - 1;
    let spaced = open == title.start || matches!(bytes[open - 1], b' ' | b'\t');
    let Some(id) = elements::id_among(bytes, list.clone()) else { return whole };
    if kramdown && !(spaced && id.start == list.start + 1 && id.end == list.end) {
        return whole;
    }
    Parts { title: trimmed(bytes, title.start..open), id: Some(id) }
}

fn trimmed(bytes: &[u8], part: Range<usize>) -> Range<usize> {
    target::trimmed(bytes, part)
}

/// Adds a heading whose content was read: the items from `first` on are those in it.
pub(super) fn add(
    range: TextRange,
    level: u8,
    content: &Content,
    parts: Parts,
    env: &Env,
    found: &mut Found,
    first: usize,
) {
    let title = env.part(content, parts.title.clone());
    let text = text(content, parts.title, &found.items[first..], env);
    let id = parts.id.map(|id| env.part(content, id));
    found.items.push(Item::Heading(Heading { range, level, title, text, id: id.map(Box::new) }));
}

/// The words as rendered. What Liquid writes is known only of footnotes' numbers, which are their ids.
fn text(content: &Content, title: Range<usize>, items: &[Item], env: &Env) -> SmolStr {
    let words = &content.text[title.clone()];
    let liquid = env.liquid_in(content.range(title.clone()));
    let smart = env.dialect.kramdown && ["--", "..", "'", "\""].iter().any(|sign| words.contains(sign));
    if liquid.is_empty() && !smart && !words.bytes().any(|byte| b"*_~&\\`<[!\n\r".contains(&byte)) {
        return SmolStr::new(words);
    }
    let mut cuts: Vec<(TextRange, &str)> = liquid;
    for item in items {
        cut(item, env, &mut cuts);
    }
    cuts.sort_by_key(|(range, _)| (range.start(), std::cmp::Reverse(range.end())));
    let mut flat = String::with_capacity(words.len());
    let mut next = cuts.into_iter().peekable();
    let mut skip_to = 0;
    for (at, letter) in words.char_indices() {
        let source = u32::from(content.range(title.start + at..title.start + at).start());
        while let Some((range, instead)) = next.next_if(|(range, _)| u32::from(range.start()) <= source) {
            if u32::from(range.start()) >= skip_to {
                flat.push_str(instead);
            }
            skip_to = skip_to.max(range.end().into());
        }
        if source >= skip_to {
            flat.push(letter);
        }
    }
    if env.dialect.kramdown {
        settle_angles(&mut flat);
    }
    let rendered = markdown::rendered(&flat, env.dialect.kramdown);
    // To kramdown the space beside an image is a part of the words.
    SmolStr::new(if env.dialect.kramdown { &rendered } else { rendered.trim() })
}

/// Gives the angle brackets in a line the meaning that they have to kramdown: `<<` and `>>` are quotes, which take the
/// blank inside of them (kramdown 2.4, `parser/kramdown/typographic_symbol.rb`), and a backslash is put before the tags that
/// are text: those of blocks, and those that end what was not begun last. So is one before what looks like a link, as
/// those that are links to kramdown are none of these words any more.
fn settle_angles(words: &mut String) {
    let bytes = words.as_bytes();
    let mut searched = Searched::default();
    let mut open: Vec<String> = Vec::new();
    let mut changes: Vec<(Range<usize>, &str)> = Vec::new();
    let mut at = 0;
    while let Some(sign) = bytes[at..].iter().position(|byte| b"<>`\\]".contains(byte)) {
        at += sign;
        let blank = |at: usize| bytes.get(at) == Some(&b' ');
        let end = match bytes[at] {
            b'<' if bytes.get(at + 1) == Some(&b'<') => {
                let end = at + 2 + usize::from(blank(at + 2));
                changes.push((at..end, "«"));
                end
            }
            b'>' if bytes.get(at + 1) == Some(&b'>') => {
                changes.push((at - usize::from(at > 0 && blank(at - 1))..at + 2, "»"));
                at + 2
            }
            b']' if bytes.get(at + 1) == Some(&b'(') => {
                changes.push((at..at, "\\"));
                at + 1
            }
            b'>' | b']' => at + 1,
            b'\\' => at + 2,
            b'`' => settle_code(bytes, at, &mut changes),
            _ => match html::piece(bytes, at, &mut searched) {
                Some((Piece::Open, end)) => {
                    match raw_html::opened(bytes, at..end) {
                        Opened::Text => changes.push((at..at, "\\")),
                        Opened::Whole => {}
                        Opened::Element(name) => open.push(name),
                    }
                    end
                }
                Some((Piece::Close, end)) => {
                    match open.last().is_some_and(|name| *name == raw_html::name(bytes, at + 1)) {
                        true => drop(open.pop()),
                        false => changes.push((at..at, "\\")),
                    }
                    end
                }
                Some((_, end)) => end,
                None => at + 1,
            },
        };
        at = end.min(bytes.len());
    }
    changes.into_iter().rev().for_each(|(range, text)| words.replace_range(range, text));
}

/// Gives a run of backticks its meaning to kramdown: what begins no code is text, and between single ones blanks are a part
/// of the code. Behind it the line goes on.
fn settle_code(bytes: &[u8], at: usize, changes: &mut Vec<(Range<usize>, &str)>) -> usize {
    let width = inline::run(bytes, at, b'`');
    let Some(end) = inline::kramdown_code_end(bytes, at, width) else {
        changes.extend((at..at + width).map(|at| (at..at, "\\")));
        return at + width;
    };
    if width == 1 && end > at + 2 && bytes[at + 1] == b' ' && bytes[end - 2] == b' ' {
        changes.extend([(at + 1..at + 1, " "), (end - 1..end - 1, " ")]);
    }
    end
}

/// The parts of an item that readers do not see as text.
fn cut<'a>(item: &'a Item, env: &Env, cuts: &mut Vec<(TextRange, &'a str)>) {
    let defined = |label: &Name| (env.defined)(&target::key(&label.text));
    let around = |inner: TextRange, whole: TextRange| {
        [(TextRange::new(whole.start(), inner.start()), ""), (TextRange::new(inner.end(), whole.end()), "")]
    };
    match item {
        Item::Link(link) if link.syntax != LinkSyntax::Html && link.defined => {
            cuts.extend(around(link.text.range, link.range));
        }
        // Whose label is not defined is no image.
        Item::Image(image) if image.label.as_deref().is_some_and(|label| !defined(label)) => {}
        Item::Image(image) if image.syntax != ImageSyntax::Html => cuts.push((image.range, "")),
        Item::Footnote(note) if note.role == Role::Ref => cuts.push((note.range, "")),
        _ => {}
    }
}
