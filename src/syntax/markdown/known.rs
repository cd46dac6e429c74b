//! The blocks that are plain to see: paragraphs, headings and fences outside of all containers, most of what posts hold.
//!
//! Where they stand is seen at the heads of their lines, and a parser's tree for them costs more than all the rest of the
//! reading.

use super::skeleton::Line;
use super::{Block, BlockKind};
use crate::syntax::lines::{Lines, is_blank};

/// A text whose blocks are looked for.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) text: &'a str,
    /// Where the line behind what is asked about starts.
    pub(super) len: usize,
    pub(super) lines: &'a Lines,
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

    /// Adds the blocks from a line on, above which nothing is open, and tells the line that they end before: a blank one,
    /// the text's end, or one behind what is asked about that begins a block. `None`, and nothing is added, where anything
    /// else may be among them.
    pub(super) fn read(self, first: usize, blocks: &mut Vec<Block>) -> Option<usize> {
        let before = blocks.len();
        let end = self.read_on(first, blocks);
        if end.is_none() {
            blocks.truncate(before);
        }
        end
    }

    fn read_on(self, first: usize, blocks: &mut Vec<Block>) -> Option<usize> {
        // Whether the line above belongs to a paragraph, which is the last block.
        let mut open = false;
        let mut at = first;
        while at < self.lines.count() && (at == first || open || !self.is_behind(at)) {
            let line = self.line(at);
            if is_blank(line.as_bytes()) {
                break;
            }
            let start = self.lines.start(at);
            let indent = line.bytes().take_while(|byte| *byte == b' ').count();
            let words = &line.as_bytes()[indent..];
            if indent <= 3 && matches!(words.first(), Some(b'`' | b'~')) && words.get(1) == words.first() {
                let fence = Fence::of(words)?;
                let last = (at + 1..self.lines.count()).find(|at| fence.ends_at(self.line(*at).as_bytes()))?;
                let end = self.lines.start(last) + self.line(last).trim_end_matches(['\r', '\n']).len() as u32;
                blocks.push(Block { kind: BlockKind::Fence, start: start + indent as u32, end, container: None });
                (open, at) = (false, last + 1);
                continue;
            }
            let Line::Words(kept) = Line::head(line.as_bytes()) else { return None };
            let level = words.iter().take_while(|byte| **byte == b'#').count().min(kept - indent.min(kept));
            let blanks = &line.as_bytes()[(indent + level).min(kept)..kept];
            if !blanks.iter().all(|byte| matches!(byte, b' ' | b'\t')) {
                return None;
            }
            let end = start + line.trim_end_matches(['\r', '\n']).len() as u32;
            at += 1;
            match blocks.last_mut() {
                Some(paragraph) if open && level == 0 => {
                    paragraph.end = end;
                    continue;
                }
                _ if indent > 3 || level == 0 && kept > indent => return None,
                _ => open = level == 0,
            }
            let kind =
                if open { BlockKind::Paragraph } else { BlockKind::Heading { level: level as u8, setext: false } };
            blocks.push(Block { kind, start: start + indent as u32, end, container: None });
        }
        Some(at)
    }
}

/// A fence's first line: which marks, and how many.
struct Fence {
    mark: u8,
    count: usize,
}

impl Fence {
    /// The fence that a line begins, given without its indentation (CommonMark 0.31, 4.5).
    fn of(words: &[u8]) -> Option<Fence> {
        let mark = *words.first()?;
        let count = words.iter().take_while(|byte| **byte == mark).count();
        let is_code_span = mark == b'`' && words[count..].contains(&b'`');
        (count >= 3 && !is_code_span).then_some(Fence { mark, count })
    }

    fn ends_at(&self, line: &[u8]) -> bool {
        let indent = line.iter().take_while(|byte| **byte == b' ').count();
        let marks = line[indent..].iter().take_while(|byte| **byte == self.mark).count();
        indent <= 3 && marks >= self.count && is_blank(&line[indent + marks..])
    }
}
