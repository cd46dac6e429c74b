//! HTML as far as links, images and ids stand in it: tags with their attributes, and comments.

use std::collections::BTreeSet;
use std::ops::Range;

use memchr::{memchr, memmem};

/// What starts at a `<`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// A tag that opens an element or stands alone.
    Open,
    /// `</name>`.
    Close,
    /// `<!-- … -->`.
    Comment,
    /// A declaration, `<![CDATA[ … ]]>` or `<? … ?>`.
    Other,
}

/// An attribute by its places in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Attribute {
    pub(super) name: Range<usize>,
    /// The value without its quotes; an empty range where there is none.
    pub(super) value: Range<usize>,
}

/// How far the ends of things were looked for in vain.
#[derive(Clone, Debug, Default)]
pub(super) struct Searched {
    /// Where the first thing starts whose end was looked for beyond a blank line in vain: text further down may end it.
    pub(super) open: Option<usize>,
    no_comment_end: bool,
    no_cdata_end: bool,
    no_instruction_end: bool,
    no_angle: bool,
}

/// What starts at the `<` at `at`, and where it ends (CommonMark 0.31, "Raw HTML").
pub(super) fn piece(bytes: &[u8], at: usize, searched: &mut Searched) -> Option<(Piece, usize)> {
    let found = whole_piece(bytes, at, searched);
    if found.is_none() && searched.open.is_none_or(|open| at < open) && may_end_later(bytes, at) {
        searched.open = Some(at);
    }
    found
}

/// Whether what starts at the `<` at `at` and has no end might have one if other text stood behind a blank line.
fn may_end_later(bytes: &[u8], at: usize) -> bool {
    let name = match bytes.get(at + 1) {
        Some(b'!' | b'?') => return true,
        Some(b'/') => at + 2,
        _ => at + 1,
    };
    let Some(mut end) = name_end(bytes, name) else { return false };
    while let Some((_, next)) = attribute(bytes, end) {
        end = next;
    }
    end = skip_space(bytes, end);
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':' | b'.' | b'-');
    let equals = skip_space(bytes, end + bytes[end..].iter().take_while(|byte| is_name(byte)).count());
    if bytes.get(equals) == Some(&b'=') {
        // A value without its second quote reaches to the end.
        end = skip_space(bytes, equals + 1);
        end = if matches!(bytes.get(end), Some(b'"' | b'\'')) { bytes.len() } else { end };
    }
    end == bytes.len() || has_blank_line(&bytes[at..end])
}

/// Whether a blank line stands between the lines of a stretch of text.
pub(super) fn has_blank_line(bytes: &[u8]) -> bool {
    let mut lines = bytes.split(|byte| matches!(byte, b'\n'));
    lines.next();
    // The last piece is no whole line.
    lines.next_back();
    lines.any(|line| line.iter().all(|byte| is_space(*byte))) || bytes.windows(2).any(|pair| pair == b"\r\r")
}

fn whole_piece(bytes: &[u8], at: usize, searched: &mut Searched) -> Option<(Piece, usize)> {
    match bytes.get(at + 1)? {
        b'!' if bytes[at..].starts_with(b"<!--") => comment(bytes, at, searched).map(|end| (Piece::Comment, end)),
        b'!' if bytes[at..].starts_with(b"<![CDATA[") => {
            closed(bytes, at + 9, b"]]>", &mut searched.no_cdata_end).map(|end| (Piece::Other, end))
        }
        b'!' if bytes.get(at + 2)?.is_ascii_alphabetic() => {
            closed(bytes, at + 2, b">", &mut searched.no_angle).map(|end| (Piece::Other, end))
        }
        b'?' => closed(bytes, at + 2, b"?>", &mut searched.no_instruction_end).map(|end| (Piece::Other, end)),
        b'/' => closing_tag(bytes, at).map(|end| (Piece::Close, end)),
        byte if byte.is_ascii_alphabetic() => opening_tag(bytes, at).map(|end| (Piece::Open, end)),
        _ => None,
    }
}

/// Where a comment ends that starts at `at`.
fn comment(bytes: &[u8], at: usize, searched: &mut Searched) -> Option<usize> {
    if bytes[at + 4..].starts_with(b">") {
        return Some(at + 5);
    }
    if bytes[at + 4..].starts_with(b"->") {
        return Some(at + 6);
    }
    closed(bytes, at + 4, b"-->", &mut searched.no_comment_end)
}

fn closed(bytes: &[u8], from: usize, closer: &[u8], in_vain: &mut bool) -> Option<usize> {
    if *in_vain {
        return None;
    }
    let found = memmem::find(bytes.get(from..)?, closer);
    *in_vain = found.is_none();
    found.map(|found| from + found + closer.len())
}

fn closing_tag(bytes: &[u8], at: usize) -> Option<usize> {
    let name_end = name_end(bytes, at + 2)?;
    let end = skip_space(bytes, name_end);
    (bytes.get(end) == Some(&b'>')).then_some(end + 1)
}

fn opening_tag(bytes: &[u8], at: usize) -> Option<usize> {
    let mut end = name_end(bytes, at + 1)?;
    while let Some((_, next)) = attribute(bytes, end) {
        end = next;
    }
    end = skip_space(bytes, end);
    if bytes.get(end) == Some(&b'/') {
        end += 1;
    }
    (bytes.get(end) == Some(&b'>')).then_some(end + 1)
}

/// The name of a tag that starts at `at`.
pub(super) fn tag_name(bytes: &[u8], at: usize) -> &[u8] {
    let end = name_end(bytes, at + 1).unwrap_or(at + 1);
    &bytes[at + 1..end]
}

/// The attributes of an opening tag.
pub(super) fn attributes(bytes: &[u8], tag: Range<usize>) -> impl Iterator<Item = Attribute> + '_ {
    let bytes = &bytes[..tag.end];
    let mut at = name_end(bytes, tag.start + 1).unwrap_or(tag.end);
    std::iter::from_fn(move || {
        let (found, next) = attribute(bytes, at)?;
        at = next;
        Some(found)
    })
}

/// Whether a tag is one to kramdown 2.4 (`HTML_TAG_RE`): a value without quotes is a word.
pub(super) fn is_kramdown_tag(bytes: &[u8], tag: Range<usize>) -> bool {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80;
    let mut attributes = attributes(bytes, tag).filter(|attribute| !attribute.value.is_empty());
    attributes.all(|attribute| {
        let is_quoted = matches!(bytes[attribute.value.start - 1], b'"' | b'\'');
        is_quoted || bytes[attribute.value].iter().all(is_word)
    })
}

fn name_end(bytes: &[u8], at: usize) -> Option<usize> {
    if !bytes.get(at)?.is_ascii_alphabetic() {
        return None;
    }
    Some(at + bytes[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-').count())
}

/// The attribute that white space at `at` leads to.
fn attribute(bytes: &[u8], at: usize) -> Option<(Attribute, usize)> {
    let start = skip_space(bytes, at);
    let first = bytes.get(start)?;
    if start == at || !(first.is_ascii_alphabetic() || matches!(first, b'_' | b':')) {
        return None;
    }
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':' | b'.' | b'-');
    let end = start + bytes[start..].iter().take_while(|byte| is_name(byte)).count();
    let equals = skip_space(bytes, end);
    if bytes.get(equals) == Some(&b'=') {
        let value_at = skip_space(bytes, equals + 1);
        let (value, next) = attribute_value(bytes, value_at)?;
        return Some((Attribute { name: start..end, value }, next));
    }
    Some((Attribute { name: start..end, value: end..end }, end))
}

fn attribute_value(bytes: &[u8], at: usize) -> Option<(Range<usize>, usize)> {
    match bytes.get(at)? {
        quote @ (b'"' | b'\'') => {
            let end = at + 1 + memchr(*quote, &bytes[at + 1..])?;
            Some((at + 1..end, end + 1))
        }
        _ => {
            let is_value = |byte: &u8| !is_space(*byte) && !matches!(byte, b'"' | b'\'' | b'=' | b'<' | b'>' | b'`');
            let end = at + bytes[at..].iter().take_while(|byte| is_value(byte)).count();
            (end > at).then_some((at..end, end))
        }
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

fn skip_space(bytes: &[u8], at: usize) -> usize {
    at + bytes.get(at..).unwrap_or_default().iter().take_while(|byte| is_space(**byte)).count()
}

/// The ids that a template of HTML gives for certain, each once: Liquid may stand among the attributes of its tags, and
/// so they are found by their names alone. What Liquid has a part in is not known.
pub fn ids_of_template(html: &str) -> BTreeSet<&str> {
    let named = |name: &'static str| html.match_indices(name).map(move |(at, name)| (at, at + name.len()));
    let values = named("id=").chain(named("name=")).filter_map(|(start, end)| {
        let is_attribute = html[..start].ends_with(|c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\''));
        let quote = html[end..].chars().next().filter(|c| is_attribute && matches!(c, '"' | '\''))?;
        html[end + 1..].split(quote).next()
    });
    values.filter(|id| !id.is_empty() && !id.contains(['{', '<', '\n'])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_gives_ids_amid_its_liquid() {
        let html = "<main id=\"top\" {% if page.x %}class='a'{% endif %} data-id=\"no\">\n<a name='here'><p id=\"{{ page.id }}\">\n\
            <b class=\"x\"id='y z'> id= <meta id=unquoted>{% include a.html id=\"of-an-include\" %}";
        assert_eq!(ids_of_template(html).into_iter().collect::<Vec<_>>(), ["here", "of-an-include", "top", "y z"]);
        assert_eq!(ids_of_template("id=\"at the head\" <p id=\"never ended"), BTreeSet::from(["never ended"]));
    }
}
