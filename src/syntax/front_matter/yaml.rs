//! YAML: the parser's events become entries with byte ranges.

use saphyr_parser::{Event, Parser, ScalarStyle, Span};
use smol_str::SmolStr;

use super::libyaml::{self, Stop};
use super::{Entry, Error, Node, NodeKind, lines, range, scalar, size};
use crate::syntax::Name;
use crate::text::{TextRange, TextSize};

/// The top-level entries of the YAML from the opening fence on, and the first error. After an error the entries are
/// those that single lines tell.
pub(super) fn read(text: &str, start: TextSize, inner: TextRange) -> (Vec<Entry>, Option<Error>) {
    let whole = TextRange::new(start, inner.end());
    match parse(text, "", whole) {
        Ok(Some(Node { kind: NodeKind::Map(entries), .. })) => (entries, None),
        Ok(None | Some(Node { kind: NodeKind::Null | NodeKind::Bool(false), .. })) => (Vec::new(), None),
        Ok(Some(node)) => {
            let message = SmolStr::new_static("settings must be `key: value` lines");
            (lines::read(text, inner, ':'), Some(Error { range: node.range, message }))
        }
        Err(error) => (lines::read(text, inner, ':'), Some(error)),
    }
}

/// The value that a stretch of text writes behind `key: `.
pub(super) fn value(text: &str, place: TextRange) -> Result<Node, Error> {
    let nothing = Node { range: TextRange::empty(place.start()), kind: NodeKind::Null };
    match parse(text, "k: ", place)?.map(|node| node.kind) {
        Some(NodeKind::Map(mut entries)) => Ok(entries.pop().map_or(nothing, |entry| entry.value)),
        _ => Ok(nothing),
    }
}

/// The root of the document that a stretch of text behind a prefix makes; `None` where there is none. The parser and
/// libyaml, with which Jekyll reads, differ in a few places, where libyaml is followed.
fn parse(text: &str, prefix: &str, place: TextRange) -> Result<Option<Node>, Error> {
    let written = format!("{prefix}{}", &text[place]);
    // A repair leaves each character in its place, if not as many bytes: places are those of what is written.
    let builder = || Builder::new(text, &written, prefix.len(), place);
    if let Some(stop) = libyaml::refused(&written) {
        return Err(builder().error(&stop));
    }
    let mut source = written.clone();
    let mut read = builder().build(&source);
    for _ in 0..MAX_REPAIRS {
        match &read {
            Err(stop) if libyaml::repair(&mut source, stop) => read = builder().build(&source),
            _ => break,
        }
    }
    read.map_err(|stop| builder().error(&stop))
}

/// How often a source is repaired before the parser's word is final.
const MAX_REPAIRS: usize = 100;

/// Lists and mappings nested deeper than this are refused, as whoever walks them may call itself for each: no writer
/// gets there, and a hostile text does not get to the end of the stack.
const MAX_DEPTH: usize = 100;

struct Builder<'a> {
    text: &'a str,
    /// Where in the text the source starts, its prefix left out, and where it ends.
    base: usize,
    limit: usize,
    prefix: usize,
    /// The byte offset of each character of the source and of its end; empty where all are one byte long.
    bytes: Vec<usize>,
    /// The lists and mappings whose ends are still to come, the innermost last. The parser bounds their number.
    open: Vec<Open>,
    /// The scalars that aliases may name.
    anchors: Vec<(usize, NodeKind)>,
}

/// A list or mapping whose end is still to come.
struct Open {
    start: usize,
    /// Where it starts, as the number of the character in the source.
    index: usize,
    /// Whether it is written with brackets or braces.
    flow: bool,
    kind: NodeKind,
    /// The key whose value comes next.
    key: Option<Name>,
}

impl<'a> Builder<'a> {
    fn new(text: &'a str, source: &str, prefix: usize, place: TextRange) -> Builder<'a> {
        let bytes = match source.is_ascii() {
            true => Vec::new(),
            false => source.char_indices().map(|(at, _)| at).chain([source.len()]).collect(),
        };
        let (base, limit) = (place.start().into(), place.end().into());
        Builder { text, base, limit, prefix, bytes, open: Vec::new(), anchors: Vec::new() }
    }

    /// Reads the first document of `source`, which has the characters of the text in the same places.
    fn build(mut self, source: &str) -> Result<Option<Node>, Stop> {
        let mut parser = Parser::new_from_str(source);
        while let Some(event) = parser.next_event() {
            let (event, span) = event.map_err(|error| Stop::new(error.marker().index(), error.info()))?;
            if matches!(event, Event::DocumentEnd | Event::StreamEnd) {
                break;
            }
            if self.open.len() > MAX_DEPTH {
                return Err(Stop::new(span.start.index(), "nesting is too deep"));
            }
            if let Some(start) = self.ends_flow(&event) {
                let flow = source.chars().skip(start).take(span.end.index() - start).collect::<String>();
                if let Some(stop) = libyaml::refused_in_flow(&flow) {
                    return Err(Stop { index: start + stop.index, ..stop });
                }
            }
            // Jekyll reads no further than the end of the first document either.
            if let Some(node) = self.event(event, span) {
                return Ok(Some(node));
            }
        }
        Ok(None)
    }

    /// Where the outermost brackets or braces began that an event closes, as the number of the character.
    fn ends_flow(&self, event: &Event) -> Option<usize> {
        let (open, outer) = self.open.split_last()?;
        let ends = matches!(event, Event::SequenceEnd | Event::MappingEnd);
        (ends && open.flow && !outer.iter().any(|outer| outer.flow)).then_some(open.index)
    }

    /// Takes one event; gives the document's root once that is complete.
    fn event(&mut self, event: Event, span: Span) -> Option<Node> {
        let (start, end) = (self.offset(span.start.index()), self.offset(span.end.index()));
        match event {
            Event::Scalar(value, style, anchor, tag) => {
                let string = tag.is_some_and(|tag| tag.is_yaml_core_schema() && tag.suffix == "str");
                let node = self.scalar(&value, style, string, start, end);
                if anchor > 0 {
                    self.anchors.push((anchor, node.kind.clone()));
                }
                self.value(node)
            }
            Event::Alias(anchor) => {
                let kind = self.anchors.iter().rev().find(|(id, _)| *id == anchor).map(|(_, kind)| kind.clone());
                self.value(Node { range: range(start, end), kind: kind.unwrap_or(NodeKind::Null) })
            }
            Event::SequenceStart(..) => self.begin(span, NodeKind::List(Vec::new())),
            Event::MappingStart(..) => self.begin(span, NodeKind::Map(Vec::new())),
            Event::SequenceEnd | Event::MappingEnd => {
                let mut open = self.open.pop()?;
                let last = match &mut open.kind {
                    NodeKind::List(items) => {
                        items.shrink_to_fit();
                        items.last()
                    }
                    NodeKind::Map(entries) => {
                        entries.shrink_to_fit();
                        entries.last().map(|entry| &entry.value)
                    }
                    _ => None,
                };
                // What has no closing bracket ends with its last value.
                let end = if open.flow { end } else { last.map_or(open.start, |last| last.range.end().into()) };
                self.value(Node { range: range(open.start, end.max(open.start)), kind: open.kind })
            }
            _ => None,
        }
    }

    fn begin(&mut self, span: Span, kind: NodeKind) -> Option<Node> {
        let (start, end) = (self.offset(span.start.index()), self.offset(span.end.index()));
        let before = self.text[self.base..start].trim_end();
        let flow = end > start;
        let dashed = !flow
            && matches!(kind, NodeKind::List(_))
            && before.ends_with('-')
            && !self.text[start..].starts_with("- ");
        // The parser starts a list that is not indented behind its first dash.
        let start = if dashed { self.base + before.len() - 1 } else { start };
        self.open.push(Open { start, index: span.start.index(), flow, kind, key: None });
        None
    }

    /// Puts a complete value where it belongs; gives it back where it is the root.
    fn value(&mut self, node: Node) -> Option<Node> {
        let Some(open) = self.open.last_mut() else { return Some(node) };
        match &mut open.kind {
            NodeKind::List(items) => items.push(node),
            NodeKind::Map(entries) => match open.key.take() {
                Some(key) => entries.push(Entry { key, value: node }),
                None => {
                    let place = unquoted(self.text, node.range);
                    open.key = Some(Name { text: SmolStr::new(&self.text[place]), range: place });
                }
            },
            _ => {}
        }
        None
    }

    fn scalar(&self, value: &str, style: ScalarStyle, string: bool, start: usize, end: usize) -> Node {
        let string_kind = || NodeKind::String(SmolStr::new(value));
        let (range, kind) = match style {
            ScalarStyle::Plain if value.is_empty() => (self.nothing(start), NodeKind::Null),
            ScalarStyle::Plain => {
                let kind = if string { string_kind() } else { scalar::resolve(value) };
                (range(start, end), kind)
            }
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => (self.quoted(start, end), string_kind()),
            ScalarStyle::Literal | ScalarStyle::Folded => (self.block(start, end), string_kind()),
        };
        Node { range, kind }
    }

    /// The place of a value that is not written: behind the colon of its key.
    fn nothing(&self, at: usize) -> TextRange {
        let key = self.open.last().and_then(|open| open.key.as_ref());
        let Some(key) = key.map(|key| usize::from(key.range.end())) else { return TextRange::empty(size(at)) };
        let colon = self.text[key..self.limit].find(':').map_or(at, |found| key + found + 1);
        TextRange::empty(size(colon))
    }

    /// A quoted value up to its closing quote: the parser counts white space and a comment after it in.
    fn quoted(&self, start: usize, end: usize) -> TextRange {
        let bytes = &self.text.as_bytes()[start..end];
        let quote = bytes.first().copied().unwrap_or(b'"');
        let mut at = 1;
        while at < bytes.len() {
            match (bytes[at], bytes.get(at + 1)) {
                (b'\\', _) if quote == b'"' => at += 2,
                (b'\'', Some(b'\'')) if quote == b'\'' => at += 2,
                (byte, _) if byte == quote => return range(start, start + at + 1),
                _ => at += 1,
            }
        }
        range(start, end)
    }

    /// A block scalar from its `|` or `>` on, the line endings after it left out.
    fn block(&self, start: usize, end: usize) -> TextRange {
        let key = self.open.last().and_then(|open| open.key.as_ref()).map_or(self.base, |key| key.range.end().into());
        let header = self.text[key..start].find(['|', '>']).map_or(start, |found| key + found);
        range(header, header.max(header + self.text[header..end].trim_end().len()))
    }

    /// The byte offset in the text of a character of the source.
    fn offset(&self, index: usize) -> usize {
        let within = match self.bytes.last() {
            None => index,
            Some(last) => self.bytes.get(index).copied().unwrap_or(*last),
        };
        (self.base + within.saturating_sub(self.prefix)).min(self.limit)
    }

    fn error(&self, stop: &Stop) -> Error {
        let at = self.offset(stop.index);
        let last = self.base + self.text[self.base..self.limit].trim_end().len();
        // At the end there is nothing to point at but the last character.
        let start = match at < last {
            true => at,
            false => self.text[..last].char_indices().next_back().map_or(0, |(start, _)| start),
        };
        let end = start + self.text[start..].chars().next().map_or(0, char::len_utf8);
        Error { range: range(start, end), message: SmolStr::new(&stop.message) }
    }
}

/// The part of a scalar between its quotes, if it has any.
fn unquoted(text: &str, place: TextRange) -> TextRange {
    match text[place].as_bytes() {
        [first @ (b'"' | b'\''), .., last] if first == last => {
            TextRange::new(place.start() + TextSize::of('"'), place.end() - TextSize::of('"'))
        }
        _ => place,
    }
}
