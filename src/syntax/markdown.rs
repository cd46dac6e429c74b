//! The blocks of a stretch of Markdown as comrak sees them. No other file knows comrak's tree.

mod tree;

use comrak::nodes::{LineColumn, Node, NodeValue};
use comrak::{Arena, Options, parse_document};

use super::lines::Lines;

pub(super) use tree::{Nested, nested};

/// A block that holds text, or that others need to know the place of.
#[derive(Clone, Debug, PartialEq, Eq)]
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

/// Reads a text whose lines are known. The first byte of a whole document may be a byte order mark; that of any other
/// stretch is text, and `inner` says so.
pub(super) fn blocks(text: &str, lines: &Lines, inner: bool) -> Blocks {
    let arena = Arena::new();
    if inner && text.starts_with('\u{feff}') {
        // comrak drops the mark on the first line of what it is given.
        let root = parse_document(&arena, &format!("\n{text}"), &options());
        return Walk::new(lines, 1).run(root);
    }
    let root = parse_document(&arena, text, &options());
    Walk::new(lines, 0).run(root)
}

/// The text of a heading as rendered, from Markdown that holds no links: emphasis, escapes and entities resolved.
/// kramdown is `smart`: it sets dashes, dots and quotes as printers do.
pub(super) fn rendered(inline: &str, smart: bool) -> String {
    let arena = Arena::new();
    let mut options = options();
    options.extension.table = false;
    options.extension.footnotes = false;
    options.parse.smart = smart;
    // A word at the head keeps the text from being read as a block of another kind.
    let root = parse_document(&arena, &format!("x {inline}"), &options);
    let mut text = String::with_capacity(inline.len());
    for node in root.descendants() {
        match &node.data().value {
            NodeValue::Text(literal) => text.push_str(literal),
            NodeValue::Code(code) => text.push_str(&code.literal),
            NodeValue::SoftBreak | NodeValue::LineBreak => text.push(' '),
            _ => {}
        }
    }
    text.strip_prefix("x ").map_or(String::new(), String::from)
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.footnotes = true;
    options.parse.leave_footnote_definitions = true;
    options
}

/// One walk over comrak's tree, without recursion: quotes nest as deep as a text asks.
struct Walk<'a> {
    lines: &'a Lines,
    /// How many lines comrak was given before the text.
    before: usize,
    blocks: Blocks,
    container: Option<u32>,
    /// The footnote definitions that are open, as places in the list.
    notes: Vec<usize>,
}

impl<'a> Walk<'a> {
    fn new(lines: &'a Lines, before: usize) -> Walk<'a> {
        Walk { lines, before, blocks: Blocks::default(), container: None, notes: Vec::new() }
    }

    fn run(mut self, root: Node<'_>) -> Blocks {
        let mut next = root.first_child();
        while let Some(node) = next {
            if node.parent().is_some_and(|parent| parent.same_node(root)) {
                let start = self.offset(node.data().sourcepos.start, 1);
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
        self.blocks
    }

    /// Notes a block, and says whether its children are to be visited.
    fn enter(&mut self, node: Node<'_>) -> bool {
        let ast = node.data();
        let start = self.offset(ast.sourcepos.start, 1);
        let end = self.offset(ast.sourcepos.end, 0).max(start);
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

    /// The offset of a place that comrak gives: lines and columns from 1, columns in bytes. A start's column is that of
    /// its first byte, an end's that of its last.
    fn offset(&self, place: LineColumn, first: usize) -> u32 {
        let line = place.line.saturating_sub(1 + self.before);
        (self.lines.start(line) + place.column.saturating_sub(first) as u32).min(self.lines.len())
    }
}
