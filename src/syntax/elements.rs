//! What HTML and kramdown's attribute lists say that a post says too: images, links and ids.

use std::ops::Range;

use memchr::memchr;

use super::content::Content;
use super::found::{Env, Found};
use super::html::{self, Attribute, Piece, Searched};
use super::item::{Anchor, Context, Image, ImageSyntax, Item, Link, LinkSyntax, Name};
use super::link::starts_line;
use crate::text::{TextRange, TextSize};

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
            Piece::Open if env.dialect.kramdown && !html::is_kramdown_tag(bytes, at..end) => {
                at += 1;
                continue;
            }
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
        // Of an attribute that is there twice, browsers take the first, and kramdown hands on the last alone.
        let found = if env.dialect.kramdown { attributes.iter().rfind(named) } else { attributes.iter().find(named) };
        found.map(|attribute| env.part(content, attribute.value.clone()))
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
            context,
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

/// Kramdown's attribute list at a `{:`, over lines or not.
pub(super) fn attribute_list(bytes: &[u8], start: usize) -> Option<AttributeList> {
    /// No list is as long, and without a limit a text of many `{:` would cost the square of its length.
    const LONGEST: usize = 1000;
    let close = start + memchr(b'}', &bytes[start..bytes.len().min(start + LONGEST)])?;
    if matches!(bytes.get(start + 2), Some(b':' | b'/')) {
        return None;
    }
    Some(AttributeList { id: id_in_list(bytes, start + 2..close), end: close + 1 })
}

/// The last id in a list of attributes to kramdown 2.4 (`parser/kramdown/extensions.rb`, `ALD_TYPE_ANY`): ids and classes
/// may stand without a blank between them, and an id is letters of ASCII.
fn id_in_list(bytes: &[u8], list: Range<usize>) -> Option<Range<usize>> {
    let is_id = |id: &[u8]| {
        let is_rest = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':' | b'-');
        id.first().is_some_and(u8::is_ascii_alphabetic) && id.iter().all(is_rest)
    };
    let mut id = None;
    let mut at = list.start;
    for word in bytes.get(list)?.split(u8::is_ascii_whitespace) {
        let starts: Vec<usize> =
            word.iter().enumerate().filter(|(_, byte)| b"#.".contains(byte)).map(|it| it.0).collect();
        let ends = starts.iter().skip(1).copied().chain([word.len()]);
        let parts: Vec<Range<usize>> = starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect();
        let is_part = |part: &Range<usize>| match word[part.start] {
            b'#' => is_id(&word[part.start + 1..part.end]),
            _ => part.len() > 1,
        };
        if starts.first() == Some(&0) && parts.iter().all(is_part) {
            let last = parts.iter().rfind(|part| word[part.start] == b'#');
            id = last.map(|part| at + part.start + 1..at + part.end).or(id);
        }
        at += word.len() + 1;
    }
    id
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
        let is_blank = |word: &[u8]| String::from_utf8_lossy(word).contains(char::is_whitespace);
        let is_word = length > 1 && bytes[start] == b'#' && !is_blank(&bytes[start..start + length]);
        if is_word && bytes[start + 1..start + length].iter().all(is_id) {
            id = Some(start + 1..start + length);
        }
        at = start + length.max(1);
    }
    id
}

/// Gives headings the ids that attribute lists on the lines around them say: those above hold where a blank line stands
/// over them, those below hold before these, and both before the heading's own (kramdown 2.4, `extensions.rb`).
pub(super) fn attach_lists(source: &str, items: &mut Vec<Item>) {
    let mut last = None;
    let mut taken = Vec::new();
    for at in 0..items.len() {
        match &items[at] {
            Item::Heading(heading) => {
                let (start, end) = (heading.range.start(), heading.range.end());
                let lists = lists_above(source, start.into());
                let above = (0..at).rev().take_while(|it| lists < start && items[*it].range().start() >= lists);
                let ids: Vec<usize> = above.filter(|it| is_list(source, &items[*it])).collect();
                if let Some(id) = ids.first().and_then(|it| anchor_id(&items[*it])) {
                    name_heading(&mut items[at], id);
                }
                taken.extend(ids);
                last = Some((at, end));
            }
            Item::Anchor(anchor) if source[anchor.range].starts_with("{:") => {
                let Some((heading, end)) = last.filter(|(_, end)| *end <= anchor.range.start()) else { continue };
                if are_lists(&source[TextRange::new(end, anchor.range.end())]) && ends_line(source, anchor.range.end())
                {
                    let (id, end) = (anchor.id.clone(), anchor.range.end());
                    name_heading(&mut items[heading], id);
                    last = Some((heading, end));
                    taken.push(at);
                }
            }
            _ => {}
        }
    }
    taken.sort_unstable();
    for at in taken.into_iter().rev() {
        items.remove(at);
    }
}

/// Whether a text that starts at a line's end is lines of attribute lists alone.
fn are_lists(mut text: &str) -> bool {
    while let Some(rest) = text.trim_start_matches([' ', '\t']).strip_prefix("\r\n").or_else(|| {
        let rest = text.trim_start_matches([' ', '\t']);
        rest.strip_prefix(['\n', '\r'])
    }) {
        let list = rest.trim_start_matches(' ');
        let Some(found) = attribute_list(list.as_bytes(), 0).filter(|_| list.starts_with("{:")) else { return false };
        text = &list[found.end..];
        if text.is_empty() {
            return true;
        }
    }
    false
}

fn ends_line(source: &str, at: TextSize) -> bool {
    let rest = source[usize::from(at)..].trim_start_matches([' ', '\t']);
    rest.is_empty() || rest.starts_with(['\n', '\r'])
}

fn name_heading(item: &mut Item, id: Name) {
    if let Item::Heading(heading) = item {
        heading.id = Some(Box::new(id));
    }
}

fn anchor_id(item: &Item) -> Option<Name> {
    match item {
        Item::Anchor(anchor) => Some(anchor.id.clone()),
        _ => None,
    }
}

fn is_list(source: &str, item: &Item) -> bool {
    matches!(item, Item::Anchor(anchor) if source[anchor.range].starts_with("{:"))
}

/// Where the attribute lists start that stand on the lines right above a heading and under a blank line; its own start
/// where there are none.
fn lists_above(source: &str, heading: usize) -> TextSize {
    let line_start = |at: usize| source[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let mut first = line_start(heading);
    while first > 0 {
        let above = line_start(source[..first].trim_end_matches(['\n', '\r']).len());
        let line = source[above..first].trim_end();
        let is_next = source[above..first].matches('\n').count() <= 1;
        let list = line.trim_start_matches(' ');
        let is_list = line.len() - list.len() <= 3
            && attribute_list(list.as_bytes(), 0).is_some_and(|it| list.starts_with("{:") && it.end == list.len());
        match is_list && is_next {
            true => first = above,
            false if source[above..first].trim().is_empty() || !is_next => break,
            // The lists belong to what stands above them.
            false => return TextSize::of(&source[..heading]),
        }
    }
    TextSize::of(&source[..first.min(heading)])
}
