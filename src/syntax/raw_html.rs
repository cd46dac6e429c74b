//! The stretches of HTML in which kramdown reads no Markdown, blank lines or not (kramdown 2.4, `parser/kramdown/html.rb`
//! and `parser/html.rb`): from the tag that begins a block to the one that ends it.

use std::ops::Range;

use memchr::memchr;

use super::blocks::Reader;
use super::elements::after_raw_text;
use super::html::{self, Piece, Searched};
use super::markdown::BlockKind;

/// Elements that begin no block (`HTML_SPAN_ELEMENTS`).
#[rustfmt::skip]
const SPANS: &[&str] = &[
    "a", "abbr", "acronym", "b", "big", "bdo", "br", "button", "cite", "code", "del", "dfn", "em", "i", "img", "input",
    "ins", "kbd", "label", "mark", "option", "q", "rb", "rbc", "rp", "rt", "rtc", "ruby", "samp", "select", "small",
    "span", "strong", "sub", "sup", "textarea", "time", "tt", "u", "var",
];

/// Elements that hold nothing (`HTML_ELEMENTS_WITHOUT_BODY`).
#[rustfmt::skip]
const EMPTY: &[&str] = &[
    "area", "base", "br", "col", "command", "embed", "hr", "img", "input", "keygen", "link", "meta", "param", "source",
    "track", "wbr",
];

/// A stretch of HTML.
pub(super) struct RawHtml {
    pub(super) range: Range<usize>,
    /// Whether its end tag is there. Without one kramdown reads no Markdown in all that follows.
    pub(super) closed: bool,
}

/// The stretches of raw HTML of a text in text order.
pub(super) fn find(reader: &Reader) -> Vec<RawHtml> {
    let bytes = reader.seen.as_bytes();
    let mut found: Vec<RawHtml> = Vec::new();
    let mut searched = Searched::default();
    for block in &reader.blocks.list {
        let start = block.start as usize;
        let inside = found.last().is_some_and(|last| start < last.range.end);
        if block.kind != BlockKind::Html || block.container.is_some() || inside {
            continue;
        }
        let Some((Piece::Open, end)) = html::piece(bytes, start, &mut searched) else { continue };
        let name = name(bytes, start);
        if SPANS.contains(&name.as_str()) || is_markdown(bytes, start..end) || is_whole(bytes, start..end, &name) {
            continue;
        }
        let close = close(bytes, start, end, &mut searched);
        found.push(RawHtml { range: start..close.unwrap_or(bytes.len()), closed: close.is_some() });
    }
    found
}

/// Whether an attribute of a tag makes kramdown read Markdown in it.
fn is_markdown(bytes: &[u8], tag: Range<usize>) -> bool {
    html::attributes(bytes, tag)
        .any(|attribute| &bytes[attribute.name] == b"markdown" && &bytes[attribute.value] != b"0")
}

/// Whether a block of HTML begins with a tag in which kramdown reads Markdown.
pub(super) fn begins_markdown(bytes: &[u8]) -> bool {
    let piece = html::piece(bytes, 0, &mut Searched::default());
    piece.is_some_and(|(piece, end)| piece == Piece::Open && is_markdown(bytes, 0..end))
}

/// Behind the tag that closes the one at `start`. A tag closes only what was opened last.
fn close(bytes: &[u8], start: usize, end: usize, searched: &mut Searched) -> Option<usize> {
    let mut open = vec![name(bytes, start)];
    let mut at = after_raw_text(bytes, start, end);
    loop {
        at += memchr(b'<', bytes.get(at..)?)?;
        let Some((piece, end)) = html::piece(bytes, at, searched) else {
            at += 1;
            continue;
        };
        match piece {
            Piece::Open => {
                let name = name(bytes, at);
                if !is_whole(bytes, at..end, &name) {
                    open.push(name);
                }
            }
            Piece::Close if open.last() == Some(&name(bytes, at + 1)) => {
                open.pop();
                if open.is_empty() {
                    return Some(end);
                }
            }
            _ => {}
        }
        at = if piece == Piece::Open { after_raw_text(bytes, at, end) } else { end };
    }
}

/// Whether nothing closes a tag, as it holds nothing.
fn is_whole(bytes: &[u8], tag: Range<usize>, name: &str) -> bool {
    EMPTY.contains(&name) || bytes[tag].ends_with(b"/>")
}

/// The name of the tag whose `<`, or whose `/`, stands at a place.
fn name(bytes: &[u8], at: usize) -> String {
    String::from_utf8_lossy(html::tag_name(bytes, at)).to_ascii_lowercase()
}
