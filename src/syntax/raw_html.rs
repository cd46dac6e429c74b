//! HTML as kramdown takes it (kramdown 2.4, `parser/kramdown/html.rb` and `parser/html.rb`): a block reaches from its tag
//! to the one that ends it, blank lines or not, and no Markdown is read in it.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr;

use super::content::next_line;
use super::elements::after_raw_text;
use super::extension::{self, Endless};
use super::html::{self, Piece, Searched};
use super::item::Context;
use super::kramdown;
use super::lazy;
use super::lines::Lines;
use super::markdown::{Block, BlockKind, Blocks};

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

/// Elements that begin a block alone: their tags are text within a line (`HTML_BLOCK_ELEMENTS`).
#[rustfmt::skip]
const BLOCKS: &[&str] = &[
    "address", "article", "aside", "applet", "body", "blockquote", "caption", "col", "colgroup", "dd", "div", "dl", "dt",
    "fieldset", "figcaption", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html",
    "head", "iframe", "legend", "menu", "li", "main", "map", "nav", "ol", "optgroup", "p", "pre", "section", "summary",
    "table", "tbody", "td", "th", "thead", "tfoot", "tr", "ul",
];

/// Elements in which Markdown may be read; in all others it never is (`HTML_CONTENT_MODEL_BLOCK`, `…_SPAN`).
#[rustfmt::skip]
const READ: &[&str] = &[
    "a", "abbr", "acronym", "address", "applet", "article", "aside", "b", "bdo", "big", "blockquote", "body", "button",
    "caption", "cite", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "fieldset", "figcaption", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "i", "iframe", "ins", "label", "legend",
    "li", "main", "map", "menu", "nav", "noscript", "object", "optgroup", "p", "q", "rb", "rbc", "rp", "rt", "rtc",
    "ruby", "section", "select", "small", "span", "strong", "sub", "summary", "sup", "td", "th", "tt",
];

/// A stretch of HTML, or of an extension.
pub(super) struct RawHtml {
    pub(super) range: Range<usize>,
    pub(super) context: Context,
    /// Whether its end tag is there. Without one kramdown reads no Markdown in all that follows.
    pub(super) closed: bool,
}

/// Where HTML stands in a text.
#[derive(Default)]
pub(super) struct Settled {
    /// What is raw, in text order.
    pub(super) raw: Vec<RawHtml>,
    /// Tags and comments that go on behind a blank line.
    pub(super) long: Vec<Range<usize>>,
    /// Where something starts that text further down may yet end.
    pub(super) open: Option<usize>,
}

/// Makes of the top-level blocks of a text those that kramdown sees: HTML begins with a whole tag at the start of a line
/// of any paragraph, ends with its end tag, and what follows that is Markdown again, blank line or not; what only looks
/// like HTML is a paragraph. `fenced` is the text in which all fences are ones to kramdown.
pub(super) fn settle(seen: &str, fenced: &str, blocks: &mut Blocks) -> Settled {
    lazy::settle(seen, blocks);
    let list = std::mem::take(&mut blocks.list);
    blocks.list.reserve(list.len());
    let (settled, searched) = (Settled::default(), Searched::default());
    let endless = Endless::default();
    let mut settler = Settler { fenced, bytes: seen.as_bytes(), blocks, settled, searched, endless };
    let mut code_end = 0;
    for mut block in list {
        if block.start < code_end {
            continue;
        }
        if block.kind == BlockKind::Indented && block.container.is_none() {
            block.end = lazy_end(settler.bytes, block.end as usize) as u32;
            code_end = block.end;
        }
        settler.block(block);
    }
    Settled { open: settler.searched.open, ..settler.settled }
}

/// Where code that is indented ends to kramdown (`parser/kramdown/codeblock.rb`, `CODEBLOCK_MATCH`): the lines right under
/// it are more of it, up to a blank one, HTML, an attribute list or `^`. A fence among them is left to be one.
fn lazy_end(bytes: &[u8], end: usize) -> usize {
    let mut code_end = end;
    let mut at = next_line(bytes, end);
    while at < bytes.len() {
        let behind = next_line(bytes, at);
        let line = bytes[at..behind].trim_ascii_end();
        let words = line.trim_ascii_start();
        let ends = [&b"<"[..], b"{:", b"^", b"```", b"~~~"].iter().any(|mark| words.starts_with(mark));
        if words.is_empty() || ends {
            break;
        }
        code_end = at + line.len();
        at = behind;
    }
    code_end
}

struct Settler<'a> {
    fenced: &'a str,
    bytes: &'a [u8],
    blocks: &'a mut Blocks,
    settled: Settled,
    searched: Searched,
    endless: Endless,
}

impl Settler<'_> {
    fn block(&mut self, block: Block) {
        let reach = self.settled.raw.last().map_or(0, |raw| raw.range.end);
        let (start, end) = (block.start as usize, block.end as usize);
        let is_text = matches!(block.kind, BlockKind::Html | BlockKind::Paragraph);
        let is_hidden = reach > 0 && self.settled.raw.last().is_some_and(|raw| raw.context == Context::HtmlComment);
        if is_hidden && end <= reach {
            return;
        }
        if block.container.is_some() || !is_text || end <= reach {
            self.blocks.list.push(block);
        } else if start < reach {
            if !is_hidden {
                self.push(block.kind, start..reach);
            }
            self.region(reach, end);
        } else if block.kind == BlockKind::Html {
            self.region(start, end);
        } else if let Some(behind) = self.extension(start, end) {
            self.region(behind.min(end), end);
        } else {
            match self.next_html(start, end) {
                Some(html) => {
                    self.push(block.kind, start..html);
                    self.region(html, end);
                }
                None => self.blocks.list.push(block),
            }
        }
    }

    fn push(&mut self, kind: BlockKind, part: Range<usize>) {
        let blanks = |byte: &&u8| byte.is_ascii_whitespace();
        let end = part.end - self.bytes[part.clone()].iter().rev().take_while(blanks).count();
        if end > part.start {
            self.blocks.list.push(Block { kind, start: part.start as u32, end: end as u32, container: None });
        }
    }

    /// Reads a part of the text in which a block of HTML starts, or behind one.
    fn region(&mut self, start: usize, end: usize) {
        let mut at = start;
        loop {
            let first = at + self.bytes[at..end].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            if first >= end {
                return;
            }
            if let Some(behind) = self.extension(first, end) {
                at = behind.min(end);
                continue;
            }
            at = match self.piece(first) {
                Some((Piece::Open, tag_end)) if self.begins_block(first, tag_end) => self.element(first, tag_end, end),
                Some((Piece::Comment, piece_end)) => {
                    self.push(BlockKind::Html, first..piece_end.min(end));
                    piece_end
                }
                _ => {
                    let behind = next_line(self.bytes, first).min(end);
                    let html = self.next_html(behind, end).unwrap_or(end);
                    self.markdown(first, html);
                    html
                }
            };
            if at >= end {
                return;
            }
        }
    }

    /// Behind the extension whose opening line stands at a place of a block that ends at `end`.
    fn extension(&mut self, at: usize, end: usize) -> Option<usize> {
        match extension::block(self.bytes, at, &mut self.endless)? {
            extension::Block::Whole(range, context) => {
                let behind = range.end;
                if context == Context::Html {
                    self.push(BlockKind::Html, at..behind.min(end));
                }
                self.settled.raw.push(RawHtml { range, context, closed: true });
                Some(behind)
            }
            extension::Block::Open => {
                let open = self.searched.open.get_or_insert(at);
                *open = at.min(*open);
                None
            }
        }
    }

    /// Behind the element whose opening tag stands at `first`, or behind the tag where kramdown reads what it holds.
    fn element(&mut self, first: usize, tag_end: usize, end: usize) -> usize {
        let name = name(self.bytes, first);
        if is_whole(self.bytes, first..tag_end, &name) || is_markdown(self.bytes, first..tag_end, &name) {
            self.push(BlockKind::Html, first..tag_end.min(end));
            return tag_end;
        }
        let close = close(self.bytes, first, tag_end, &mut self.searched);
        let range = first..close.unwrap_or(self.bytes.len());
        self.push(BlockKind::Html, first..range.end.min(end));
        let raw = RawHtml { range: range.clone(), context: Context::Html, closed: close.is_some() };
        self.settled.raw.push(raw);
        range.end
    }

    /// Adds the blocks of a part of the text that holds no block of HTML.
    fn markdown(&mut self, first: usize, end: usize) {
        let line = self.fenced[..first].rfind(['\n', '\r']).map_or(0, |end| end + 1);
        let indented = self.bytes[line..first].iter().all(|byte| *byte == b' ');
        let start = if indented { line } else { first };
        let mut text = self.fenced.as_bytes()[start..end].to_vec();
        let mut at = 0;
        while at < text.len() {
            let sign = at + text[at..].iter().take_while(|byte| **byte == b' ').count();
            if text.get(sign) == Some(&b'<') {
                text[sign] = b'x';
            }
            at = next_line(&text, at);
        }
        let Ok(text) = String::from_utf8(text) else { return };
        let (len, lines) = (text.len(), Lines::new(&text));
        let (inner, _) = kramdown::blocks(&mut Cow::Owned(text), len, &lines, true);
        let (containers, offset) = (self.blocks.containers.len() as u32, start as u32);
        let moved = |container: Option<u32>| container.map(|at| at + containers);
        self.blocks.containers.extend(inner.containers.into_iter().map(|(kind, outer)| (kind, moved(outer))));
        self.blocks.list.extend(inner.list.into_iter().map(|block| Block {
            start: block.start + offset,
            end: block.end + offset,
            container: moved(block.container),
            ..block
        }));
    }

    /// Where the next block of HTML starts: at the start of a line, at or behind `from`.
    fn next_html(&mut self, from: usize, end: usize) -> Option<usize> {
        let mut at = from;
        while let Some(found) = memchr(b'<', &self.bytes[at..end]) {
            at += found;
            let spaces = self.bytes[..at].iter().rev().take_while(|byte| **byte == b' ').count();
            let starts = at - spaces == 0 || matches!(self.bytes[at - spaces - 1], b'\n' | b'\r');
            if starts
                && spaces <= 3
                && let Some((Piece::Open, tag_end)) = self.piece(at)
                && self.begins_block(at, tag_end)
                && name(self.bytes, at) != "script"
            {
                return Some(at);
            }
            at += 1;
        }
        None
    }

    /// What starts at a place, if HTML does.
    fn piece(&mut self, at: usize) -> Option<(Piece, usize)> {
        if self.bytes[at] != b'<' {
            return None;
        }
        let found = html::piece(self.bytes, at, &mut self.searched)?;
        if html::has_blank_line(&self.bytes[at..found.1]) {
            self.settled.long.push(at..found.1);
        }
        Some(found)
    }

    fn begins_block(&self, start: usize, tag_end: usize) -> bool {
        !SPANS.contains(&name(self.bytes, start).as_str()) && html::is_kramdown_tag(self.bytes, start..tag_end)
    }
}

/// Whether the tag of an element makes kramdown read Markdown in it.
fn is_markdown(bytes: &[u8], tag: Range<usize>, name: &str) -> bool {
    let attributes = html::attributes(bytes, tag).filter(|attribute| &bytes[attribute.name.clone()] == b"markdown");
    attributes.last().is_some_and(|attribute| match &bytes[attribute.value] {
        b"1" => READ.binary_search(&name).is_ok(),
        value => matches!(value, b"block" | b"span"),
    })
}

/// Whether a block of HTML in a container begins with a tag in which kramdown reads Markdown.
pub(super) fn begins_markdown(bytes: &[u8]) -> bool {
    let piece = html::piece(bytes, 0, &mut Searched::default());
    piece.is_some_and(|(piece, end)| piece == Piece::Open && is_markdown(bytes, 0..end, &name(bytes, 0)))
}

/// What a tag within a line is to kramdown.
pub(super) enum Span {
    /// Text: it begins a block, and may not stand here.
    Text,
    /// A tag in whose element Markdown is read.
    Read,
    /// A tag whose element holds HTML alone, up to the end tag, or to the end of the text without one.
    Raw(Range<usize>),
}

/// What the tag in a line's text is.
pub(super) fn span(bytes: &[u8], tag: Range<usize>) -> Span {
    let name = name(bytes, tag.start);
    if BLOCKS.contains(&name.as_str()) {
        return Span::Text;
    }
    let reads = READ.binary_search(&name.as_str()).is_ok() || is_markdown(bytes, tag.clone(), &name);
    if reads || is_whole(bytes, tag.clone(), &name) {
        return Span::Read;
    }
    let end = memchr::memmem::find_iter(&bytes[tag.end..], b"</").map(|found| tag.end + found).find(|close| {
        let piece = html::piece(bytes, *close, &mut Searched::default());
        piece.is_some_and(|(piece, _)| piece == Piece::Close) && self::name(bytes, close + 1) == name
    });
    Span::Raw(tag.end..end.unwrap_or(bytes.len()))
}

/// What an opening tag in the words of a heading is.
pub(super) enum Opened {
    /// Text, as for [`Span::Text`].
    Text,
    /// An element that holds nothing.
    Whole,
    /// An element of a name, up to its end tag.
    Element(String),
}

/// What the opening tag in the words of a heading is to kramdown.
pub(super) fn opened(bytes: &[u8], tag: Range<usize>) -> Opened {
    let name = name(bytes, tag.start);
    match () {
        () if BLOCKS.contains(&name.as_str()) || !html::is_kramdown_tag(bytes, tag.clone()) => Opened::Text,
        () if is_whole(bytes, tag, &name) => Opened::Whole,
        () => Opened::Element(name),
    }
}

/// Behind the element whose tag stands at a place within a line, or behind the tag where nothing ends it; `None` where
/// kramdown sees no tag.
pub(super) fn span_end(bytes: &[u8], at: usize, searched: &mut Searched) -> Option<usize> {
    let (_, end) = html::piece(bytes, at, searched).filter(|(piece, _)| *piece == Piece::Open)?;
    match opened(bytes, at..end) {
        Opened::Text => None,
        Opened::Whole => Some(end),
        Opened::Element(_) => close(bytes, at, end, searched).or(Some(end)),
    }
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
pub(super) fn name(bytes: &[u8], at: usize) -> String {
    String::from_utf8_lossy(html::tag_name(bytes, at)).to_ascii_lowercase()
}
