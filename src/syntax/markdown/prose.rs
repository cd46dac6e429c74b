//! The blocks of texts that hold nothing but paragraphs and headings outside of all containers: most of what is typed in.
//!
//! What a letter touches is seldom more than a paragraph. Its place is plain to see, and a parser's tree for it costs
//! more than all the rest of the reading.

use super::skeleton::Line;
use super::{Block, BlockKind, Blocks};
use crate::syntax::lines::{Lines, is_blank};

/// The blocks of a text up to `len`, and the start of the one that begins there, where the text goes on. `None` where
/// anything but paragraphs and headings may be among them.
pub(in crate::syntax) fn blocks(text: &str, len: usize, lines: &Lines) -> Option<Blocks> {
    let mut blocks = Blocks::default();
    // Whether the line above belongs to a paragraph, which is the last block.
    let mut open = false;
    for at in 0..lines.count() {
        let start = lines.start(at);
        let line = &text[start as usize..lines.start(at + 1) as usize];
        if start as usize >= len {
            // Under a paragraph the line may be more of it.
            let lead = line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
            blocks.tops.push(start + lead as u32);
            return (!open && !is_blank(line.as_bytes())).then_some(blocks);
        }
        if is_blank(line.as_bytes()) {
            open = false;
            continue;
        }
        let Line::Words(kept) = Line::of(line.as_bytes()) else { return None };
        let prefix = &line.as_bytes()[..kept];
        let end = start + line.trim_end_matches(['\r', '\n']).len() as u32;
        let indent = prefix.iter().take_while(|byte| **byte == b' ').count();
        let level = prefix[indent..].iter().take_while(|byte| **byte == b'#').count();
        if !prefix[indent + level..].iter().all(|byte| matches!(byte, b' ' | b'\t')) {
            return None;
        }
        match blocks.list.last_mut() {
            Some(paragraph) if open && level == 0 => {
                paragraph.end = end;
                continue;
            }
            _ if indent > 3 || level == 0 && kept > indent => return None,
            _ => open = level == 0,
        }
        let kind = if open { BlockKind::Paragraph } else { BlockKind::Heading { level: level as u8, setext: false } };
        let start = start + indent as u32;
        blocks.tops.push(start);
        blocks.list.push(Block { kind, start, end, container: None });
    }
    Some(blocks)
}
