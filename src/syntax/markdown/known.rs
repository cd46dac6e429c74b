//! The blocks that are plain to see, of which most posts are made: paragraphs, headings, fences, rules, and quotes and
//! lists of words.
//!
//! Where they stand is seen at the heads of their lines, and a parser's tree for them costs more than all the rest of the
//! reading.

use super::skeleton::Line;
use super::{Block, BlockKind, Blocks, Container};
use crate::syntax::lines::{Lines, is_blank};

/// A text whose blocks are looked for.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) text: &'a str,
    /// Where the line behind what is asked about starts.
    pub(super) len: usize,
    pub(super) lines: &'a Lines,
}

/// A line without its ending, by its parts.
struct Row<'a> {
    /// How many spaces it begins with.
    indent: usize,
    /// What stands behind them.
    rest: &'a [u8],
    /// Where the line starts and ends in the text.
    start: u32,
    end: u32,
}

impl<'a> Known<'a> {
    /// A line with its ending.
    pub(super) fn line(self, at: usize) -> &'a str {
        &self.text[self.lines.start(at) as usize..self.lines.start(at + 1) as usize]
    }

    /// Whether a line lies behind what is asked about.
    pub(super) fn is_behind(self, at: usize) -> bool {
        self.lines.start(at) as usize >= self.len
    }

    fn row(self, at: usize) -> Row<'a> {
        let line = self.line(at).trim_end_matches(['\r', '\n']);
        let indent = line.bytes().take_while(|byte| *byte == b' ').count();
        let start = self.lines.start(at);
        Row { indent, rest: &line.as_bytes()[indent..], start, end: start + line.len() as u32 }
    }

    /// The rows from a line on up to a blank one.
    fn rows(self, first: usize) -> impl Iterator<Item = Row<'a>> {
        (first..self.lines.count()).map(move |at| self.row(at)).take_while(|row| !is_blank(row.rest))
    }

    /// Adds the blocks from a line on that stand outside of all containers, and tells the line that they end before: a
    /// blank one, the text's end, or one behind what is asked about that begins a block. `None`, and nothing is added,
    /// where anything else may be among them.
    pub(super) fn read(self, first: usize, blocks: &mut Blocks) -> Option<usize> {
        let before = blocks.lengths();
        let end = match self.row(first) {
            Row { indent: 0, rest: [b'>', ..], .. } => self.quote(first, blocks),
            _ => self.prose(first, blocks),
        };
        if end.is_none() {
            blocks.truncate(before);
        }
        end
    }

    /// The same for the items of a list, if a line begins one that nothing stands above. The list may go on behind the
    /// lines, but not where [`Known::read`] finds something at the left edge.
    pub(super) fn list(self, first: usize, blocks: &mut Blocks) -> Option<usize> {
        let before = blocks.lengths();
        let kind = marker(self.row(first).rest)?.0;
        blocks.tops.push(self.lines.start(first));
        let mut at = first;
        for row in self.rows(first) {
            let width = marker(row.rest).filter(|(other, _)| *other == kind && row.indent == 0).map(|(_, width)| width);
            let words = width.filter(|width| matches!(Line::head(row.rest), Line::Words(kept) if kept == *width));
            let Some(width) = words else {
                blocks.truncate(before);
                return None;
            };
            let container = blocks.containers.len() as u32;
            blocks.containers.push((Container::Item(width), None));
            let start = row.start + width as u32;
            let (kind, container) = (BlockKind::Paragraph, Some(container));
            blocks.list.push(Block { kind, start, end: row.end, container });
            at += 1;
        }
        Some(at)
    }

    /// A quote of one paragraph, each line of which begins with `> `.
    fn quote(self, first: usize, blocks: &mut Blocks) -> Option<usize> {
        let (mut at, mut end) = (first, 0);
        for row in self.rows(first) {
            let is_quoted = row.indent == 0 && row.rest.starts_with(b"> ");
            if !is_quoted || !matches!(Line::head(row.rest), Line::Words(2)) {
                return None;
            }
            (at, end) = (at + 1, row.end);
        }
        let start = self.lines.start(first);
        let container = Some(blocks.containers.len() as u32);
        blocks.tops.push(start);
        blocks.list.push(Block { kind: BlockKind::Quote, start, end, container: None });
        blocks.containers.push((Container::Quote, None));
        blocks.list.push(Block { kind: BlockKind::Paragraph, start: start + 2, end, container });
        Some(at)
    }

    /// Paragraphs, headings, fences and rules.
    fn prose(self, first: usize, blocks: &mut Blocks) -> Option<usize> {
        // Whether the line above belongs to a paragraph, which is the last block.
        let mut open = false;
        let mut at = first;
        while at < self.lines.count() && (at == first || open || !self.is_behind(at)) {
            let Row { indent, rest, start, end } = self.row(at);
            if is_blank(rest) {
                break;
            }
            let top = start + indent as u32;
            if indent <= 3 && matches!(rest, [b'`', b'`', ..] | [b'~', b'~', ..]) {
                let fence = Fence::of(rest)?;
                let last = (at + 1..self.lines.count()).find(|at| fence.ends_at(&self.row(*at)))?;
                blocks.tops.push(top);
                let end = self.row(last).end;
                blocks.list.push(Block { kind: BlockKind::Fence, start: top, end, container: None });
                (open, at) = (false, last + 1);
                continue;
            }
            if indent <= 3 && is_rule(rest) {
                let end = top + rest.trim_ascii_end().len() as u32;
                blocks.tops.push(top);
                blocks.list.push(Block { kind: BlockKind::Other, start: top, end, container: None });
                (open, at) = (false, at + 1);
                continue;
            }
            let Line::Words(kept) = Line::head(rest) else { return None };
            let level = rest[..kept].iter().take_while(|byte| **byte == b'#').count();
            if !rest[level..kept].iter().all(|byte| matches!(byte, b' ' | b'\t')) {
                return None;
            }
            at += 1;
            match blocks.list.last_mut() {
                Some(paragraph) if open && level == 0 => {
                    paragraph.end = end;
                    continue;
                }
                _ if indent > 3 || level == 0 && kept > 0 => return None,
                _ => open = level == 0,
            }
            let kind =
                if open { BlockKind::Paragraph } else { BlockKind::Heading { level: level as u8, setext: false } };
            blocks.tops.push(top);
            blocks.list.push(Block { kind, start: top, end, container: None });
        }
        Some(at)
    }
}

/// Whether a line is a rule of `*`, given without its indentation: those of `-` may underline a heading.
fn is_rule(line: &[u8]) -> bool {
    line.starts_with(b"***") && line.iter().all(|byte| matches!(byte, b'*' | b' ' | b'\t'))
}

/// The marker of a list item at the head of a line: what it has in common with those of the same list, and how many
/// columns it takes with the one space behind it.
fn marker(line: &[u8]) -> Option<(u8, usize)> {
    let digits = line.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let kind = *line.get(digits)?;
    let fits =
        if digits == 0 { matches!(kind, b'-' | b'*' | b'+') } else { matches!(kind, b'.' | b')') && digits <= 9 };
    (fits && line.get(digits + 1) == Some(&b' ')).then_some((kind, digits + 2))
}

/// A fence's first line: which marks, and how many.
struct Fence {
    mark: u8,
    count: usize,
}

impl Fence {
    /// The fence that a line begins, given without its indentation (CommonMark 0.31, 4.5).
    fn of(line: &[u8]) -> Option<Fence> {
        let mark = *line.first()?;
        let count = line.iter().take_while(|byte| **byte == mark).count();
        let is_code_span = mark == b'`' && line[count..].contains(&b'`');
        (count >= 3 && !is_code_span).then_some(Fence { mark, count })
    }

    fn ends_at(&self, row: &Row<'_>) -> bool {
        let marks = row.rest.iter().take_while(|byte| **byte == self.mark).count();
        row.indent <= 3 && marks >= self.count && is_blank(&row.rest[marks..])
    }
}
