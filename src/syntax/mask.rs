//! What Markdown is given to read of a text in which Liquid stands: what is there by the time Jekyll reads it, as far as
//! the text tells that.

use super::item::Item;
use super::liquid::{Output, Scan, ValueKind};
use super::{Dialect, Part};
use crate::text::TextSize;

/// What Markdown is given to read, where that is not the text itself: letters for Liquid, so that a tag is a word to it,
/// and for a line behind the stretch one that is no link definition, as those leave no block.
pub(super) fn mask(text: &str, len: usize, dialect: Dialect, scan: &Scan) -> Option<String> {
    let nul = memchr::memchr(0, text.as_bytes()).is_some();
    let next = &text[len..];
    let bracket = next.trim_start_matches([' ', '\t']);
    let definition = bracket.starts_with('[') && !bracket.starts_with("[^");
    if scan.masks.is_empty() && !nul && !definition {
        return None;
    }
    let mut bytes = text.as_bytes().to_vec();
    for mask in &scan.masks {
        for byte in &mut bytes[usize::from(mask.start())..usize::from(mask.end())] {
            if !matches!(byte, b'\n' | b'\r') {
                *byte = b'x';
            }
        }
        // What Liquid prints behind `<` is an address sooner than the name of a tag.
        let start = usize::from(mask.start());
        if text[..start].ends_with('<') {
            bytes[start] = b'_';
        }
    }
    if dialect.part == Part::File {
        join_lines(text, scan, &mut bytes);
        blank_silent_lines(&text[..len], scan, &mut bytes);
        bare_fences(&text[..len], scan, &mut bytes);
        if dialect.kramdown {
            notes_apart(scan, &mut bytes);
        }
    }
    if definition {
        bytes[text.len() - bracket.len()] = b'x';
    }
    if nul {
        // To Markdown a NUL is U+FFFD, a symbol; a comma is one of the same length.
        bytes.iter_mut().filter(|byte| **byte == 0).for_each(|byte| *byte = b',');
    }
    String::from_utf8(bytes).ok()
}

/// Tags that write nothing. A line of nothing else is empty by the time Jekyll reads a file's Markdown.
const SILENT: [&str; 19] = [
    "assign",
    "break",
    "capture",
    "case",
    "comment",
    "continue",
    "else",
    "elsif",
    "endcapture",
    "endcase",
    "endfor",
    "endif",
    "endraw",
    "endunless",
    "for",
    "if",
    "raw",
    "unless",
    "when",
];

/// Joins the lines whose endings Liquid's `-` takes. At the start of a line, what writes nothing takes none but its own,
/// and behind a note, which is a block of HTML, another block begins all the same. A variable may write nothing.
fn join_lines(text: &str, scan: &Scan, bytes: &mut [u8]) {
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c);
    let mut items = scan.items.iter().peekable();
    // Where the last output ended behind which a block begins, and the last silent tag that began its line: behind
    // these another line begins all the same.
    let (mut block_end, mut silent_end) = (None, None);
    for mask in &scan.masks {
        let (start, end) = (usize::from(mask.start()), usize::from(mask.end()));
        while items.next_if(|item| item.range().start() < mask.start()).is_some() {}
        let token = &text[start..end];
        let blank = bytes[..start].iter().rev().take_while(|byte| is_space(byte)).count();
        if (token.starts_with("{{-") || token.starts_with("{%-")) && silent_end != Some(start - blank) {
            // At the head of the text nothing is joined to.
            let first = if blank < start { start - blank } else { start };
            bytes[first..start].fill(b' ');
        }
        let lead = bytes[..start].iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let before = Some(start - lead);
        let is_behind = block_end == before || silent_end == before;
        let begins = is_behind || lead == start || matches!(bytes[start - lead - 1], b'\n' | b'\r');
        let item = items.peek().filter(|_| begins);
        let leaves = item.is_some_and(|item| leaves_block(item, mask.start()));
        let silent = item.is_some_and(|item| is_silent(item, mask.start()));
        block_end = leaves.then_some(end);
        silent_end = silent.then_some(end);
        if (token.ends_with("-}}") || token.ends_with("-%}")) && !leaves && !silent {
            let behind = bytes[end..].iter().take_while(|byte| is_space(byte)).count();
            // Nor is anything at its end.
            let last = if end + behind < bytes.len() { end + behind } else { end };
            bytes[end..last].fill(b' ');
        }
    }
}

fn blank_silent_lines(source: &str, scan: &Scan, bytes: &mut [u8]) {
    let text = source.as_bytes();
    let blanks = |from: usize| from + text[from..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let ends = |at: usize| matches!(text.get(at), None | Some(b'\n' | b'\r'));
    let mut items = scan.items.iter().peekable();
    // Where the line of silent tags starts whose end is not reached, and where the last of them ends.
    let mut open: Option<(usize, usize)> = None;
    for mask in &scan.masks {
        let (start, end) = (usize::from(mask.start()), usize::from(mask.end()));
        while items.next_if(|item| item.range().start() < mask.start()).is_some() {}
        let lead = start - text[..start].iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let first = match open {
            Some((first, last)) if blanks(last) == start => Some(first),
            _ => (lead == 0 || matches!(text[lead - 1], b'\n' | b'\r')).then_some(lead),
        };
        let silent = items.peek().is_some_and(|item| is_silent(item, mask.start()));
        open = first.filter(|_| silent).map(|first| (first, end));
        if let Some((first, end)) = open.filter(|(_, end)| ends(blanks(*end))) {
            for byte in &mut bytes[first..end] {
                if !matches!(byte, b'\n' | b'\r') {
                    *byte = b' ';
                }
            }
        }
    }
}

/// Leaves of the lines of fences what is there when Jekyll reads the Markdown: tags that write nothing go, and before
/// the marks they give way to them. An output that may write nothing goes where it stands right behind the marks.
fn bare_fences(source: &str, scan: &Scan, bytes: &mut [u8]) {
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    let mut items = scan.items.iter().peekable();
    let mut line_start = 0;
    // Where what was looked at of the line ends, and whether that is nothing but marks and what writes nothing.
    let (mut behind, mut is_bare) = (0, true);
    // Whether the line begins with marks.
    let mut has_marks = false;
    for mask in &scan.masks {
        let (start, end) = (usize::from(mask.start()), usize::from(mask.end()));
        while items.next_if(|item| item.range().start() < mask.start()).is_some() {}
        if let Some(at) = memchr::memrchr2(b'\n', b'\r', &bytes[behind..start]) {
            line_start = behind + at + 1;
            (behind, is_bare, has_marks) = (line_start, true, false);
        }
        if behind == line_start {
            let lead = bytes[line_start..start].iter().take_while(|byte| **byte == b' ').count();
            if let Some(after) = after_marks(bytes, line_start + lead).filter(|_| lead <= 3) {
                (behind, has_marks) = (after, true);
            }
        }
        is_bare &= bytes[behind..start].iter().all(is_blank);
        behind = end;
        let item = items.peek();
        let silent = item.is_some_and(|item| is_silent(item, mask.start()));
        let may_be_empty = || item.is_some_and(|item| may_be_empty(item, mask.start()));
        if has_marks && (silent || is_bare && may_be_empty()) {
            bytes[start..end].fill(b' ');
        } else if !has_marks && silent && is_bare {
            let at = end + source.as_bytes()[end..].iter().take_while(|byte| is_blank(byte)).count();
            let Some(after) = after_marks(bytes, at) else { continue };
            let (mark, count) = (bytes[at], after - at);
            bytes[line_start..after].fill(b' ');
            bytes[line_start..line_start + count].fill(mark);
            (has_marks, behind) = (true, after);
        } else {
            is_bare = false;
        }
    }
}

/// Makes rules of each note that has its lines for itself: it is a block of HTML, which ends what stands above, and no
/// blank line.
fn notes_apart(scan: &Scan, bytes: &mut [u8]) {
    let is_blank = |byte: &&u8| matches!(byte, b' ' | b'\t');
    let ends = |byte: Option<&u8>| matches!(byte, None | Some(b'\n' | b'\r'));
    for item in scan.items.iter().filter(|item| is_note(item)) {
        let (start, end) = (usize::from(item.range().start()), usize::from(item.range().end()));
        let lead = bytes[..start].iter().rev().take(4).take_while(|byte| **byte == b' ').count();
        let behind = end + bytes[end..].iter().take_while(is_blank).count();
        let is_first = lead == start || lead <= 3 && ends(bytes.get(start - lead - 1));
        if is_first && ends(bytes.get(behind)) {
            for line in bytes[start..end].split_mut(|byte| ends(Some(byte))) {
                let rule = if line.len() < 3 { b'x' } else { b'*' };
                line.fill(b' ');
                line.iter_mut().take(3).for_each(|byte| *byte = rule);
            }
        }
    }
}

/// Behind the marks of a fence that may start at a place.
fn after_marks(bytes: &[u8], at: usize) -> Option<usize> {
    let mark = *bytes.get(at).filter(|byte| matches!(byte, b'`' | b'~'))?;
    let count = bytes[at..].iter().take_while(|byte| **byte == mark).count();
    (count >= 3).then_some(at + count)
}

fn leaves_block(item: &Item, start: TextSize) -> bool {
    is_note(item) && item.range().start() == start || may_be_empty(item, start)
}

fn is_note(item: &Item) -> bool {
    matches!(item, Item::Output(output) if output.filters.iter().any(|filter| filter.name.text == "fndetail"))
}

fn may_be_empty(item: &Item, start: TextSize) -> bool {
    matches!(item, Item::Output(output) if output.range.start() == start && !writes(output))
}

/// Whether an output surely writes something.
fn writes(output: &Output) -> bool {
    output.value.as_ref().is_some_and(|value| match &value.kind {
        ValueKind::String(text) => !text.text.is_empty(),
        ValueKind::Literal(text) => !text.is_empty(),
        ValueKind::Variable(_) => false,
    })
}

fn is_silent(item: &Item, start: TextSize) -> bool {
    match item {
        Item::Tag(tag) => tag.range.start() == start && SILENT.binary_search(&tag.name.text.as_str()).is_ok(),
        _ => false,
    }
}
