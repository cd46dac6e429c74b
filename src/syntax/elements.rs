//! What HTML and kramdown's attribute lists say that a post says too: images, links and ids.

use std::ops::Range;

use memchr::memchr3;

use super::content::Content;
use super::found::{Env, Found};
use super::html::{self, Attribute, Piece, Searched};
use super::item::{Anchor, Context, Image, ImageSyntax, Item, Link, LinkSyntax};
use super::link::starts_line;
use crate::text::TextRange;

/// Reads a block of HTML.
pub(super) fn block(content: &Content, env: &Env, found: &mut Found) {
    let bytes = content.text.as_bytes();
    found.regions.push((content.range(0..bytes.len()), Context::Html));
    let mut searched = Searched::default();
    let mut at = 0;
    while let Some(skipped) = memchr::memchr(b'<', &bytes[at..]) {
        at += skipped;
        let Some((piece, end)) = html::piece(bytes, at, &mut searched) else {
            at += 1;
            continue;
        };
        match piece {
            Piece::Comment => found.regions.push((content.range(at..end), Context::HtmlComment)),
            Piece::Open => tag(content, at..end, Context::Html, env, found),
            Piece::Close | Piece::Other => {}
        }
        at = if piece == Piece::Open { after_raw_text(bytes, at, end) } else { end };
    }
}

/// Where HTML goes on behind an opening tag: what stands in a script or a style is none.
pub(super) fn after_raw_text(bytes: &[u8], start: usize, end: usize) -> usize {
    let name = html::tag_name(bytes, start);
    let closer: &[u8] = match name.to_ascii_lowercase().as_slice() {
        b"script" => b"</script",
        b"style" => b"</style",
        _ => return end,
    };
    let found = bytes[end..].windows(closer.len()).position(|part| part.eq_ignore_ascii_case(closer));
    found.map_or(bytes.len(), |found| end + found)
}

/// Reads one opening tag.
pub(super) fn tag(content: &Content, tag: Range<usize>, context: Context, env: &Env, found: &mut Found) {
    let bytes = content.text.as_bytes();
    let element = html::tag_name(bytes, tag.start).to_ascii_lowercase();
    let attributes: Vec<Attribute> = html::attributes(bytes, tag.clone()).collect();
    let value = |name: &[u8]| {
        let named = |attribute: &&Attribute| bytes[attribute.name.clone()].eq_ignore_ascii_case(name);
        attributes.iter().find(named).map(|attribute| env.part(content, attribute.value.clone()))
    };
    let range = content.range(tag);
    let anchor = value(b"id").or_else(|| if element == b"a" { value(b"name") } else { None });
    if let Some(id) = anchor.filter(|id| !id.text.is_empty()) {
        found.items.push(Item::Anchor(Anchor { range, id }));
    }
    let pictures: &[&[u8]] = match element.as_slice() {
        b"img" | b"source" => &[b"src"],
        b"video" => &[b"src", b"poster"],
        _ => &[],
    };
    for target in pictures.iter().filter_map(|name| value(name)) {
        found.items.push(Item::Image(Image {
            range,
            syntax: ImageSyntax::Html,
            alt: value(b"alt").unwrap_or_else(|| env.nothing(range.end())),
            target: Some(target),
            label: None,
            title: value(b"title").map(Box::new),
            context,
            at_line_start: starts_line(env.source, range.start().into()),
        }));
    }
    if element == b"a"
        && let Some(target) = value(b"href")
    {
        found.items.push(Item::Link(Link {
            range,
            syntax: LinkSyntax::Html,
            text: env.nothing(range.end()),
            target: Some(target),
            label: None,
            title: value(b"title").map(Box::new),
            defined: true,
        }));
    }
}

/// `{: #id .class key="value"}` as places in the text.
pub(super) struct AttributeList {
    /// The last id in it, without `#`.
    pub(super) id: Option<Range<usize>>,
    /// Behind the `}`.
    pub(super) end: usize,
}

/// Kramdown's attribute list at a `{:`, on one line.
pub(super) fn attribute_list(bytes: &[u8], start: usize) -> Option<AttributeList> {
    let close = start + memchr3(b'}', b'\n', b'\r', &bytes[start..])?;
    if bytes[close] != b'}' || matches!(bytes.get(start + 2), Some(b':' | b'/')) {
        return None;
    }
    Some(AttributeList { id: id_among(bytes, start + 2..close), end: close + 1 })
}

/// The last word of a list of attributes that starts with `#`.
pub(super) fn id_among(bytes: &[u8], list: Range<usize>) -> Option<Range<usize>> {
    let mut id = None;
    let mut at = list.start;
    while at < list.end {
        let start = at + bytes[at..list.end].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let length = bytes[start..list.end].iter().take_while(|byte| !byte.is_ascii_whitespace()).count();
        let is_id =
            |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':' | b'-' | b'.') || *byte >= 0x80;
        if length > 1 && bytes[start] == b'#' && bytes[start + 1..start + length].iter().all(is_id) {
            id = Some(start + 1..start + length);
        }
        at = start + length.max(1);
    }
    id
}

/// Gives headings the ids that attribute lists on the lines below them say.
pub(super) fn attach_lists(source: &str, items: &mut Vec<Item>) {
    let mut last = None;
    let mut taken = Vec::new();
    for at in 0..items.len() {
        match &items[at] {
            Item::Heading(heading) => last = heading.id.is_none().then_some((at, heading.range.end())),
            Item::Anchor(anchor) if source[anchor.range].starts_with("{:") => {
                let Some((heading, end)) = last.filter(|(_, end)| *end <= anchor.range.start()) else { continue };
                let between = &source[TextRange::new(end, anchor.range.start())];
                let id = anchor.id.clone();
                if matches!(between.trim_matches([' ', '\t']), "\n" | "\r\n" | "\r") {
                    if let Item::Heading(heading) = &mut items[heading] {
                        heading.id = Some(Box::new(id));
                    }
                    taken.push(at);
                    last = None;
                }
            }
            _ => {}
        }
    }
    for at in taken.into_iter().rev() {
        items.remove(at);
    }
}
