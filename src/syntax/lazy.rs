//! How far paragraphs and notes reach to kramdown 2.4, which has other rules than CommonMark for the lines under them.

use super::content::next_line;
use super::markdown::{Block, BlockKind, Blocks, Container};

/// Gives the lines outside of containers to the blocks that they belong to.
pub(super) fn settle(seen: &str, blocks: &mut Blocks) {
    let list = std::mem::take(&mut blocks.list);
    blocks.list.reserve(list.len());
    let mut list = list.into_iter().peekable();
    while let Some(mut block) = list.next() {
        let is_top = block.container.is_none();
        if is_top && is_underlined_text(seen, &block) {
            block.kind = BlockKind::Paragraph;
            while let Some(next) = list.next_if(|next| goes_on(seen, &block, next)) {
                block.end = next.end;
            }
        }
        if let Some((level, end)) = underline_below(seen, blocks, &block) {
            let kind = BlockKind::Heading { level, setext: true };
            blocks.list.push(Block { kind, end, ..block });
            if block.end > end {
                let start = end + blanks(&seen.as_bytes()[end as usize..block.end as usize]);
                blocks.list.push(Block { start, ..block });
            } else {
                list.next_if(|next| next.kind == BlockKind::Other && next.start < end);
            }
            continue;
        }
        let is_words = |next: &&Block| next.kind == BlockKind::Paragraph && is_in_note(blocks, next);
        if is_top
            && block.kind == BlockKind::Note
            && let Some(end) = list.peek().filter(is_words).and_then(|words| first_line(seen, &block, words))
            && let Some(words) = list.next()
        {
            let start = end + blanks(&seen.as_bytes()[end as usize..words.end as usize]);
            blocks.list.push(Block { end, ..block });
            blocks.list.push(Block { end, ..words });
            blocks.list.push(Block { start, container: None, ..words });
            continue;
        }
        blocks.list.push(block);
    }
}

/// Whether a line that is underlined is none to kramdown (`parser/kramdown/header.rb`), as it is not the only one under a
/// blank one.
fn is_underlined_text(seen: &str, block: &Block) -> bool {
    matches!(block.kind, BlockKind::Heading { setext: true, .. }) && !is_underlined(seen, block)
}

/// Whether what is underlined is a single line under a blank one.
pub(super) fn is_underlined(seen: &str, heading: &Block) -> bool {
    let (start, end) = (heading.start as usize, heading.end as usize);
    let bytes = seen.as_bytes();
    is_under_blank(seen, start) && next_line(bytes, next_line(bytes, start)) >= end
}

/// Whether the line that a place is on stands under a blank one.
pub(super) fn is_under_blank(seen: &str, at: usize) -> bool {
    super::lines::is_blank(line_above(seen, at).as_bytes())
}

/// The level of a heading that the first line of a paragraph in a list or a quote is, and where the line ends that underlines
/// it: to kramdown lines that are not indented are more of both (`parser/kramdown/list.rb`, `blockquote.rb`).
fn underline_below(seen: &str, blocks: &Blocks, words: &Block) -> Option<(u8, u32)> {
    let container = words.container.filter(|_| words.kind == BlockKind::Paragraph)?;
    let bytes = seen.as_bytes();
    let below = next_line(bytes, words.start as usize);
    let sign = *bytes.get(below).filter(|sign| matches!(sign, b'-' | b'='))?;
    let written = &seen[below..next_line(bytes, below)];
    let line = written.trim_ascii_end();
    // A blank behind a single `-` makes an item of it.
    let is_item = written.starts_with("- ") || written.starts_with("-\t");
    let is_underline = line.bytes().all(|byte| matches!(byte, b'-' | b'=')) && !is_item;
    let is_note = blocks.innermost_note(Some(container)).is_some();
    let found = (if sign == b'=' { 1 } else { 2 }, (below + line.len()) as u32);
    (is_underline && !is_note && begins(seen, words.start as usize)).then_some(found)
}

/// Whether nothing stands above a line in its item or its quote.
fn begins(seen: &str, at: usize) -> bool {
    let line = line_start(seen, at);
    let marks = &seen[line..at];
    let above = line_above(seen, at).trim();
    let is_blank = above.trim_start_matches(['>', ' ', '\t']).is_empty();
    let is_item = marks.contains(['-', '+', '*', '.', ')']);
    is_blank || is_item || marks.contains('>') && !is_below_quote(&seen[..line])
}

/// Whether a quote is open where a text ends: the lines under one that stand under no blank one are more of it.
fn is_below_quote(above: &str) -> bool {
    let mut lines = above.lines().rev().take_while(|line| !line.trim().is_empty());
    lines.any(|line| line.trim_start().starts_with('>'))
}

/// Whether a block is more of the paragraph above it.
fn goes_on(seen: &str, paragraph: &Block, next: &Block) -> bool {
    let is_below = line_start(seen, next.start as usize) == next_line(seen.as_bytes(), paragraph.end as usize);
    let is_text = next.kind == BlockKind::Paragraph || is_underlined_text(seen, next);
    next.container.is_none() && is_below && is_text
}

/// Where a note's first line ends, if the one below is not indented: it is no more of the note
/// (`parser/kramdown/footnote.rb`).
fn first_line(seen: &str, note: &Block, words: &Block) -> Option<u32> {
    let bytes = seen.as_bytes();
    let next = next_line(bytes, note.start as usize);
    let is_beside = (words.start as usize) < next;
    let indented = bytes[next..].starts_with(b"    ") || bytes[next..].starts_with(b"\t");
    let first = seen[..next].trim_end_matches(['\n', '\r', ' ', '\t']).len();
    (is_beside && next < words.end as usize && !indented).then_some(first as u32)
}

fn is_in_note(blocks: &Blocks, block: &Block) -> bool {
    let container = block.container.and_then(|at| blocks.containers.get(at as usize));
    matches!(container, Some((Container::Note, None)))
}

fn line_start(seen: &str, at: usize) -> usize {
    seen[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1)
}

/// The line above the one that a place is on, without its ending.
fn line_above(seen: &str, at: usize) -> &str {
    let before = &seen[..line_start(seen, at)];
    let above = before.strip_suffix("\r\n").or_else(|| before.strip_suffix(['\n', '\r'])).unwrap_or(before);
    &above[line_start(above, above.len())..]
}

fn blanks(bytes: &[u8]) -> u32 {
    bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count() as u32
}
