//! The blocks of a stretch of Markdown as comrak sees them. No other file knows comrak's tree.

mod known;
mod skeleton;
mod tree;

use comrak::nodes::{LineColumn, Node, NodeValue};
use comrak::{Arena, Options, parse_document};

use super::lines::Lines;
use known::Known;
use skeleton::Skeleton;

pub(super) use tree::{Nested, nested};

/// A block that holds text, or that others need to know the place of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) kind: BlockKind,
    /// Where it starts: its first character that is not white space.
    pub(super) start: u32,
    /// Where it ends.
    pub(super) end: u32,
    /// The innermost container that it stands in.
    pub(super) container: Option<u32>,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BlockKind {
    Paragraph,
    Heading {
        level: u8,
        setext: bool,
    },
    Fence,
    Indented,
    Html,
    /// A cell of a table, its pipes left out.
    Cell,
    Quote,
    /// A footnote's definition, from `[^`.
    Note,
    /// A rule, or a table as a whole.
    Other,
}

/// A block that other blocks stand in, by what its lines begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    /// `>`.
    Quote,
    /// A list item: so many columns of white space.
    Item(usize),
    /// A footnote's definition: four columns of white space.
    Note,
}

/// The blocks of a text in text order, the outer before the inner.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    pub(super) list: Vec<Block>,
    /// Each container with the one that it stands in.
    pub(super) containers: Vec<(Container, Option<u32>)>,
    /// Where the top-level blocks start, in text order.
    pub(super) tops: Vec<u32>,
}

impl Blocks {
    fn lengths(&self) -> [usize; 3] {
        [self.list.len(), self.containers.len(), self.tops.len()]
    }

    /// Takes back what was added since there was so much.
    fn truncate(&mut self, [list, containers, tops]: [usize; 3]) {
        self.list.truncate(list);
        self.containers.truncate(containers);
        self.tops.truncate(tops);
    }

    /// What the lines of a block inside a container begin with, the outermost first.
    pub(super) fn prefixes(&self, mut container: Option<u32>) -> Vec<Container> {
        let mut chain = Vec::new();
        while let Some((kind, parent)) = container.and_then(|at| self.containers.get(at as usize)) {
            chain.push(*kind);
            container = *parent;
        }
        chain.reverse();
        chain
    }

    /// The innermost footnote definition among containers.
    pub(super) fn innermost_note(&self, mut container: Option<u32>) -> Option<u32> {
        while let Some(at) = container {
            match self.containers.get(at as usize)? {
                (Container::Note, _) => break,
                (_, parent) => container = *parent,
            }
        }
        container
    }
}

/// Reads a text whose lines are known, up to `len`, and where a block begins there; behind it stands one line at most. The
/// first byte of a whole document may be a byte order mark; that of any other stretch is text, and `inner` says so.
pub(super) fn blocks(text: &str, len: usize, lines: &Lines, inner: bool) -> Blocks {
    let skeleton = Skeleton::of(Known { text, len, lines });
    if skeleton.text.is_empty() {
        return skeleton.known;
    }
    let arena = Arena::new();
    let source = Source { text, lines, skeleton: &skeleton };
    if skeleton.text.starts_with('\u{feff}') && (inner || !text.starts_with('\u{feff}')) {
        // comrak drops the mark on the first line of what it is given.
        let root = parse_document(&arena, &format!("\n{}", skeleton.text), &options());
        return Walk::new(source, 1).run(root);
    }
    let root = parse_document(&arena, &skeleton.text, &options());
    Walk::new(source, 0).run(root)
}

/// What comrak is given to read, and what it stands for.
#[derive(Clone, Copy)]
struct Source<'a> {
    text: &'a str,
    lines: &'a Lines,
    skeleton: &'a Skeleton,
}

/// The text of a heading as rendered, from Markdown that holds no links: emphasis, escapes and entities resolved.
/// kramdown is `smart`: it sets dashes, dots and quotes as printers do.
pub(super) fn rendered(inline: &str, smart: bool) -> String {
    let arena = Arena::new();
    let mut options = options();
    options.extension.table = false;
    options.extension.footnotes = false;
    options.parse.smart = smart;
    // A word at the head keeps the text from being read as a block of another kind, one at the end keeps its spaces.
    let root = parse_document(&arena, &format!("x {inline} x"), &options);
    let mut text = String::with_capacity(inline.len());
    for node in root.descendants() {
        match &node.data().value {
            NodeValue::Text(literal) => text.push_str(literal),
            NodeValue::Code(code) => text.push_str(&code.literal),
            NodeValue::SoftBreak | NodeValue::LineBreak => text.push(' '),
            _ => {}
        }
    }
    text.strip_prefix("x ").and_then(|text| text.strip_suffix(" x")).map_or(String::new(), String::from)
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.footnotes = true;
    options.parse.leave_footnote_definitions = true;
    options
}

/// What comrak takes for white space at the end of a line.
const WHITE_SPACE: [char; 6] = [' ', '\t', '\n', '\r', '\u{b}', '\u{c}'];

/// How many lines below its first a block ends, the last one with words, where comrak gives no right place for that: a
/// fence that nothing ends, in a container, and a rule. `None` for all else.
fn lines_below(value: &NodeValue) -> Option<usize> {
    match value {
        NodeValue::ThematicBreak => Some(0),
        NodeValue::CodeBlock(code) if code.fenced && !code.closed => match code.literal.trim_end_matches(WHITE_SPACE) {
            "" => Some(0),
            code => Some(Lines::new(code).count()),
        },
        _ => None,
    }
}

/// Where the words of a line end.
fn words_end(text: &str, lines: &Lines, line: usize) -> u32 {
    let start = lines.start(line);
    start + text[start as usize..lines.start(line + 1) as usize].trim_end_matches(WHITE_SPACE).len() as u32
}

/// One walk over comrak's tree, without recursion: quotes nest as deep as a text asks.
struct Walk<'a> {
    source: Source<'a>,
    /// How many lines comrak was given before the skeleton.
    before: usize,
    /// How much of the known blocks is told, as [`Blocks::lengths`] counts it.
    told: [usize; 3],
    blocks: Blocks,
    container: Option<u32>,
    /// The footnote definitions that are open, as places in the list.
    notes: Vec<usize>,
}

impl<'a> Walk<'a> {
    fn new(source: Source<'a>, before: usize) -> Walk<'a> {
        let count = source.lines.count() / 2;
        let blocks = Blocks { list: Vec::with_capacity(count), tops: Vec::with_capacity(count), ..Blocks::default() };
        Walk { source, before, told: [0; 3], blocks, container: None, notes: Vec::new() }
    }

    fn run(mut self, root: Node<'_>) -> Blocks {
        let mut next = root.first_child();
        while let Some(node) = next {
            if node.parent().is_some_and(|parent| parent.same_node(root)) {
                let place = node.data().sourcepos.start;
                if self.source.skeleton.line(self.row(place)).is_none() {
                    next = node.next_sibling();
                    continue;
                }
                let start = self.start(place);
                self.tell_known(start);
                self.blocks.tops.push(start);
            }
            next = if self.enter(node) { node.first_child() } else { None };
            let mut left = node;
            if next.is_some() {
                continue;
            }
            loop {
                self.leave(left);
                next = left.next_sibling();
                match left.parent() {
                    Some(parent) if next.is_none() && !parent.same_node(root) => left = parent,
                    _ => break,
                }
            }
        }
        self.tell_known(u32::MAX);
        self.blocks
    }

    /// Adds the known blocks that start before a place.
    fn tell_known(&mut self, place: u32) {
        let known = &self.source.skeleton.known;
        let [list, containers, tops] = &mut self.told;
        while let Some(top) = known.tops.get(*tops).filter(|top| **top < place) {
            self.blocks.tops.push(*top);
            *tops += 1;
        }
        while let Some(block) = known.list.get(*list).filter(|block| block.start < place) {
            let mut block = *block;
            if let Some(container) = &mut block.container {
                // The blocks of a container stand together, and in none but that.
                if *container as usize == *containers {
                    self.blocks.containers.extend(known.containers.get(*containers));
                    *containers += 1;
                }
                *container = self.blocks.containers.len() as u32 - 1;
            }
            self.blocks.list.push(block);
            *list += 1;
        }
    }

    /// Notes a block, and says whether its children are to be visited.
    fn enter(&mut self, node: Node<'_>) -> bool {
        let ast = node.data();
        let start = self.start(ast.sourcepos.start);
        let end = match lines_below(&ast.value) {
            Some(below) => self.end_of_line(self.row(ast.sourcepos.start) + below),
            None => self.end(ast.sourcepos.end),
        };
        let end = end.max(start);
        let mut descend = false;
        let kind = match &ast.value {
            NodeValue::Paragraph => BlockKind::Paragraph,
            NodeValue::Heading(heading) => BlockKind::Heading { level: heading.level, setext: heading.setext },
            NodeValue::CodeBlock(code) if code.fenced => BlockKind::Fence,
            NodeValue::CodeBlock(_) => BlockKind::Indented,
            NodeValue::HtmlBlock(_) => BlockKind::Html,
            NodeValue::TableCell if node.first_child().is_none() => return false,
            NodeValue::TableCell => BlockKind::Cell,
            NodeValue::TableRow(_) | NodeValue::List(_) => return true,
            NodeValue::Table(_) => {
                descend = true;
                BlockKind::Other
            }
            NodeValue::Item(item) => {
                self.open(Container::Item(item.marker_offset + item.padding));
                return true;
            }
            NodeValue::BlockQuote => {
                descend = true;
                BlockKind::Quote
            }
            NodeValue::FootnoteDefinition(_) => {
                descend = true;
                self.notes.push(self.blocks.list.len());
                BlockKind::Note
            }
            _ => BlockKind::Other,
        };
        // A note reaches as far as what it holds, which is known when it is left.
        let end = if kind == BlockKind::Note { start } else { end };
        self.blocks.list.push(Block { kind, start, end, container: self.container });
        match kind {
            BlockKind::Quote => self.open(Container::Quote),
            BlockKind::Note => self.open(Container::Note),
            _ => {
                for note in &self.notes {
                    self.blocks.list[*note].end = end;
                }
            }
        }
        descend
    }

    fn leave(&mut self, node: Node<'_>) {
        match node.data().value {
            NodeValue::Item(_) | NodeValue::BlockQuote => self.close(),
            NodeValue::FootnoteDefinition(_) => {
                self.close();
                self.notes.pop();
            }
            _ => {}
        }
    }

    fn open(&mut self, container: Container) {
        self.blocks.containers.push((container, self.container));
        self.container = Some(self.blocks.containers.len() as u32 - 1);
    }

    fn close(&mut self) {
        self.container = self.container.and_then(|at| self.blocks.containers[at as usize].1);
    }

    /// The line of the skeleton that a place lies in.
    fn row(&self, place: LineColumn) -> usize {
        place.line.saturating_sub(1 + self.before)
    }

    /// Where something starts that comrak gives a place for: lines and columns from 1, columns in bytes.
    fn start(&self, place: LineColumn) -> u32 {
        let (row, column) = (self.row(place), place.column.saturating_sub(1) as u32);
        let Source { lines, skeleton, .. } = self.source;
        let Some(line) = skeleton.line(row) else { return lines.len() };
        (lines.start(line) + skeleton.start(row, column)).min(lines.len())
    }

    /// Where the words of a line of the skeleton end.
    fn end_of_line(&self, row: usize) -> u32 {
        let Source { text, lines, skeleton } = self.source;
        skeleton.line(row).map_or(lines.len(), |line| words_end(text, lines, line))
    }

    /// Where something ends: comrak gives the column of its last byte.
    fn end(&self, place: LineColumn) -> u32 {
        let row = self.row(place);
        let Source { text, lines, skeleton } = self.source;
        let Some(line) = skeleton.line(row) else { return lines.len() };
        let start = lines.start(line);
        let whole = || &text[start as usize..lines.start(line + 1) as usize];
        (start + skeleton.end(row, place.column as u32, whole)).min(lines.len())
    }
}
