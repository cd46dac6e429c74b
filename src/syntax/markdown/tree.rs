//! comrak's tree as nested ranges: blocks, tables down to their cells, and emphasis.

use comrak::arena_tree::NodeEdge;
use comrak::nodes::{LineColumn, Node, NodeValue};
use comrak::{Arena, parse_document};

use crate::syntax::lines::Lines;
use crate::syntax::outline::BlockKind;

/// A node by its place: from its first character that is not white space to the end of what stands in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::syntax) struct Nested {
    pub(in crate::syntax) kind: BlockKind,
    pub(in crate::syntax) start: u32,
    pub(in crate::syntax) end: u32,
    /// How many characters of an emphasis mark its start, and as many its end.
    pub(in crate::syntax) marks: u32,
}

/// The nodes of a text in text order, the outer before the inner. `inner` as for [`super::blocks`].
pub(in crate::syntax) fn nested(text: &str, lines: &Lines, inner: bool) -> Vec<Nested> {
    let arena = Arena::new();
    let shifted = inner && text.starts_with('\u{feff}');
    let root = match shifted {
        true => parse_document(&arena, &format!("\n{text}"), &super::options()),
        false => parse_document(&arena, text, &super::options()),
    };
    let mut walk = Walk { text, lines, before: usize::from(shifted), found: Vec::new(), open: Vec::new() };
    for edge in root.traverse() {
        match edge {
            NodeEdge::Start(node) => walk.enter(node),
            NodeEdge::End(node) => walk.leave(node),
        }
    }
    walk.found
}

struct Walk<'a> {
    text: &'a str,
    lines: &'a Lines,
    before: usize,
    found: Vec<Nested>,
    /// The containers that are open, as places among what was found.
    open: Vec<usize>,
}

impl Walk<'_> {
    fn enter(&mut self, node: Node<'_>) {
        let ast = node.data();
        let Some(kind) = kind(&ast.value) else { return };
        let start = self.offset(ast.sourcepos.start, 1);
        let end = match super::lines_below(&ast.value) {
            Some(below) => super::words_end(self.text, self.lines, self.line(ast.sourcepos.start) + below),
            None => self.offset(ast.sourcepos.end, 0),
        };
        let end = end.max(start);
        let marks = match ast.value {
            NodeValue::Emph => 1,
            NodeValue::Strong => 2,
            NodeValue::Strikethrough => self.tildes(start),
            _ => 0,
        };
        let end = if kind == BlockKind::Note { start } else { end };
        self.reach(end);
        if is_container(kind) {
            self.open.push(self.found.len());
        }
        self.found.push(Nested { kind, start, end, marks });
    }

    fn leave(&mut self, node: Node<'_>) {
        if kind(&node.data().value).is_some_and(is_container)
            && let Some(left) = self.open.pop()
        {
            self.reach(self.found[left].end);
        }
    }

    /// A container reaches as far as what it holds, which comrak does not say of a note, nor of one that ends with a
    /// fence that nothing ends.
    fn reach(&mut self, end: u32) {
        if let Some(outer) = self.open.last() {
            let outer = &mut self.found[*outer];
            outer.end = outer.end.max(end);
        }
    }

    /// How many tildes stand at an offset. One strikes through as well as two.
    fn tildes(&self, at: u32) -> u32 {
        let rest = self.text.as_bytes().get(at as usize..).unwrap_or_default();
        rest.iter().take(2).take_while(|byte| **byte == b'~').count() as u32
    }

    fn line(&self, place: LineColumn) -> usize {
        place.line.saturating_sub(1 + self.before)
    }

    /// As in the walk over blocks: lines and columns from 1, columns in bytes, an end's that of its last byte.
    fn offset(&self, place: LineColumn, first: usize) -> u32 {
        (self.lines.start(self.line(place)) + place.column.saturating_sub(first) as u32).min(self.lines.len())
    }
}

fn is_container(kind: BlockKind) -> bool {
    matches!(kind, BlockKind::Quote | BlockKind::List | BlockKind::Item | BlockKind::Note)
}

fn kind(value: &NodeValue) -> Option<BlockKind> {
    Some(match value {
        NodeValue::Paragraph => BlockKind::Paragraph,
        NodeValue::Heading(_) => BlockKind::Heading,
        NodeValue::BlockQuote => BlockKind::Quote,
        NodeValue::List(_) => BlockKind::List,
        NodeValue::Item(_) => BlockKind::Item,
        NodeValue::CodeBlock(code) if code.fenced => BlockKind::Fence,
        NodeValue::CodeBlock(_) => BlockKind::Indented,
        NodeValue::HtmlBlock(_) => BlockKind::Html,
        NodeValue::FootnoteDefinition(_) => BlockKind::Note,
        NodeValue::Table(_) => BlockKind::Table,
        NodeValue::TableRow(is_header) => BlockKind::Row { is_header: *is_header },
        NodeValue::TableCell => BlockKind::Cell,
        NodeValue::Emph | NodeValue::Strong | NodeValue::Strikethrough => BlockKind::Emphasis,
        _ => return None,
    })
}
