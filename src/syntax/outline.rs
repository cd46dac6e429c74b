//! How the parts of a text lie in one another: what can be folded, and what a selection grows to. Read on demand.

use std::ops::Range;

use super::lines::Lines;
use super::markdown::{self, Nested};
use super::{Dialect, front_matter, stretch};
use crate::text::{Text, TextRange, TextSize};

/// What a part of the text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// A heading, ATX or setext.
    Heading,
    /// A paragraph, link definitions at its head among it.
    Paragraph,
    /// A block quote.
    Quote,
    /// A list.
    List,
    /// An item of a list.
    Item,
    /// Code between fences.
    Fence,
    /// Code that is indented.
    Indented,
    /// A block of HTML. A comment is one too.
    Html,
    /// The definition of a Markdown footnote.
    Note,
    /// A table.
    Table,
    /// A row of a table. The line of dashes is none.
    Row {
        /// Whether it stands above the line of dashes.
        is_header: bool,
    },
    /// A cell of a table.
    Cell,
    /// Words between `*`, `_` or `~`.
    Emphasis,
}

/// A part of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// The whole, from its first character that is not white space to its last one; of a cell, what stands between its
    /// pipes.
    pub range: TextRange,
    /// What stands between its marks: the lines of a fence, the words of an emphasis. Elsewhere the
    /// whole.
    pub inner: TextRange,
}

/// The parts of a text in text order, the outer before the inner. Front matter is none of them.
pub fn outline(text: &Text, dialect: Dialect) -> Vec<Block> {
    if text.len() > TextSize::new(super::LIMIT) {
        return Vec::new();
    }
    let whole = text.to_string();
    let fenced = if dialect.part.may_be_first() { front_matter::split(&whole) } else { None };
    let body_start = fenced.map_or(0, |split| usize::from(split.body_start));
    let source = &whole[body_start..];
    let seen = &*stretch::masked(source, dialect);
    let lines = Lines::new(seen);
    let nested = markdown::nested(seen, &lines, body_start > 0);
    let mut open: Vec<TextRange> = Vec::new();
    let mut blocks = Vec::with_capacity(nested.len());
    for nested in &nested {
        let Some(block) = block(seen, &lines, nested) else { continue };
        while open.pop_if(|outer| outer.end() <= block.range.start()).is_some() {}
        // The tree may let a cell with an escaped pipe end behind its row.
        let Some(block) = open.last().map_or(Some(block), |outer| block.within(*outer)) else { continue };
        open.push(block.range);
        blocks.push(block.later(body_start));
    }
    blocks
}

impl Block {
    fn within(self, outer: TextRange) -> Option<Block> {
        let (range, inner) = (self.range.intersect(outer)?, self.inner.intersect(outer)?);
        (!range.is_empty()).then_some(Block { range, inner, ..self })
    }

    fn later(self, by: usize) -> Block {
        let by = TextSize::try_from(by).unwrap_or_default();
        Block { range: self.range + by, inner: self.inner + by, ..self }
    }
}

/// A block as far as the text bears out what the tree says of it.
fn block(seen: &str, lines: &Lines, nested: &Nested) -> Option<Block> {
    let range = nested.start as usize..nested.end as usize;
    let written = seen.get(range.clone())?;
    let end = range.start + written.trim_end().len();
    let (range, inner) = match nested.kind {
        BlockKind::Emphasis => {
            let marks = nested.marks as usize;
            let words = written.get(marks..written.len().checked_sub(marks)?)?;
            let (first, last) = (&written[..marks], &written[marks + words.len()..]);
            let is_mark = first == last && first.bytes().all(|byte| matches!(byte, b'*' | b'_' | b'~'));
            if words.is_empty() || !is_mark {
                return None;
            }
            (range.clone(), range.start + marks..range.end - marks)
        }
        BlockKind::Cell => (range.clone(), range),
        BlockKind::Fence => (range.start..end, fenced(seen, lines, range.start..end)),
        _ => (range.start..end, range.start..end),
    };
    Some(Block { kind: nested.kind, range: as_range(range)?, inner: as_range(inner)? })
}

/// The lines between the fences of a block of code, the last one's ending left out.
fn fenced(seen: &str, lines: &Lines, range: Range<usize>) -> Range<usize> {
    let line_of = |at: usize| lines.line_of(at as u32);
    let line = |number: usize| lines.start(number) as usize..lines.start(number + 1) as usize;
    let (first, last) = (line_of(range.start), line_of(range.end.saturating_sub(1)));
    let inner = line(first).end.min(range.end);
    let words = seen[line(last).start.max(inner)..range.end].trim_start_matches([' ', '\t', '>']);
    let closed = last > first && words.len() >= 3 && words.bytes().all(|byte| byte == seen.as_bytes()[range.start]);
    let end = if closed { line(last).start } else { range.end };
    let code = &seen[inner..end.max(inner)];
    let code = code.strip_suffix('\n').unwrap_or(code);
    inner..inner + code.strip_suffix('\r').unwrap_or(code).len()
}

fn as_range(range: Range<usize>) -> Option<TextRange> {
    let (start, end) = (TextSize::try_from(range.start).ok()?, TextSize::try_from(range.end).ok()?);
    Some(TextRange::new(start, end))
}

#[cfg(test)]
mod tests;
