//! `[label]: target "title"`: the link definitions at the head of a paragraph (CommonMark 0.31, "link reference
//! definitions").

use std::ops::Range;

use super::pipes;
use super::target::{self, Closers};

/// A definition as places in the paragraph's content.
pub(super) struct Definition {
    /// The whole, its line ending left out.
    pub(super) whole: Range<usize>,
    pub(super) label: Range<usize>,
    pub(super) target: Range<usize>,
    pub(super) title: Option<Range<usize>>,
}

/// The definitions that a paragraph begins with, and where the rest of it starts.
pub(super) fn leading(content: &str, kramdown: bool) -> (Vec<Definition>, usize) {
    let bytes = content.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    let mut closers = Closers::default();
    // A table is one under a blank line alone.
    let is_table = |start: usize| start == 0 && pipes::cells(bytes).is_some();
    while bytes.get(at) == Some(&b'[') {
        let line = &bytes[..super::content::next_line(bytes, at)];
        let remark = || one(line, at, &mut Closers::default()).filter(|(it, _)| is_remark(bytes, it));
        let one =
            if kramdown { remark().or_else(|| loose(content, at, &is_table)) } else { one(bytes, at, &mut closers) };
        let Some((definition, end)) = one else { break };
        found.push(definition);
        at = end;
    }
    (found, at)
}

/// What would be definitions if they did not stand under the text that a paragraph has from some place on.
pub(super) fn lost(content: &str, from: usize) -> Vec<Definition> {
    let bytes = content.as_bytes();
    let mut found = Vec::new();
    let mut closers = Closers::default();
    let mut at = super::content::next_line(bytes, from);
    while at < bytes.len() {
        let definition = (bytes[at] == b'[' && bytes.get(at + 1) != Some(&b'^')).then(|| one(bytes, at, &mut closers));
        at = match definition.flatten() {
            Some((definition, end)) => {
                found.push(definition);
                end
            }
            None => super::content::next_line(bytes, at),
        };
    }
    found
}

/// One definition, and where the line behind it starts.
fn one(bytes: &[u8], start: usize, closers: &mut Closers) -> Option<(Definition, usize)> {
    let (label, label_end) = target::label(bytes, start)?;
    if label.is_empty() || bytes.get(label_end) != Some(&b':') {
        return None;
    }
    let (target, target_end) = target::destination(bytes, skip_to_next_line(bytes, label_end + 1))?;
    let title_start = skip_to_next_line(bytes, target_end);
    if title_start > target_end
        && let Some(title) = target::title(bytes, title_start, closers)
        && let Some(end) = line_end(bytes, title.end + 1)
    {
        let whole = start..title.end + 1;
        return Some((Definition { whole, label, target, title: Some(title) }, end));
    }
    let end = line_end(bytes, target_end)?;
    Some((Definition { whole: start..target_end, label, target, title: None }, end))
}

/// One definition as kramdown 2.4 has it (`parser/kramdown/link.rb`), and where the line behind it starts: the target is
/// the rest of the line but for a title between quotes, whatever stands in it. Lines that each have a `|` are a table
/// before that.
fn loose(content: &str, start: usize, is_table: &dyn Fn(usize) -> bool) -> Option<(Definition, usize)> {
    let bytes = content.as_bytes();
    let next = super::content::next_line(bytes, start);
    let line = content[start..next].trim_end_matches(['\n', '\r', ' ', '\t']);
    let label_end = start + line.find(']')?;
    let label = target::trimmed(bytes, start + 1..label_end);
    // A space at the end of a label is a part of it, and nothing refers to such a one.
    let is_spaced = label != (start + 1..label_end);
    if label.is_empty() || is_spaced || bytes.get(start + 1) == Some(&b'^') || bytes.get(label_end + 1) != Some(&b':') {
        return None;
    }
    let from = skip_blanks(bytes, label_end + 2);
    let end = start + line.len();
    if from >= end || line.contains('|') && is_table(start) {
        return None;
    }
    let written = &content[from..end];
    let angled = written.strip_prefix('<').and_then(|rest| rest.find('>')).map(|close| from + 1..from + 1 + close);
    let behind = |target: &Range<usize>| if bytes[from] == b'<' { target.end + 1 } else { target.end };
    // A title on the same line, behind a space; else on the next, alone there.
    let ends = (from..end).filter(|at| matches!(bytes[*at], b' ' | b'\t'));
    let mut targets = angled.clone().into_iter().chain(ends.map(|space| from..space)).filter(|it| !it.is_empty());
    let titled = targets.find_map(|target| {
        let behind = if Some(&target) == angled.as_ref() { behind(&target) } else { target.end };
        let at = skip_blanks(bytes, behind);
        (at > behind).then(|| quoted(bytes, at..end)).flatten().map(|title| (target, title))
    });
    if let Some((target, title)) = titled {
        let whole = start..title.end + 1;
        return Some((Definition { whole, label, target, title: Some(title) }, next));
    }
    let target = angled.filter(|target| target.end + 1 == end).unwrap_or(from..end);
    let has_quote = |pair: &[u8]| matches!(pair, [b' ' | b'\t', b'"' | b'\'']);
    if bytes[target.clone()].windows(2).any(has_quote) {
        return None;
    }
    let below = super::content::next_line(bytes, next);
    let title_line = content[next..below].trim_end_matches(['\n', '\r', ' ', '\t']);
    let title = quoted(bytes, skip_blanks(bytes, next)..next + title_line.len());
    Some(match title {
        Some(title) => (Definition { whole: start..title.end + 1, label, target, title: Some(title) }, below),
        None => (Definition { whole: start..end, label, target, title: None }, next),
    })
}

/// Whether a definition is written as a remark, `[//]: # (words)`, which nobody refers to: no address is meant.
fn is_remark(bytes: &[u8], definition: &Definition) -> bool {
    let is_nothing = matches!(&bytes[definition.target.clone()], b"" | b"#");
    is_nothing && definition.title.as_ref().is_some_and(|title| bytes[title.start - 1] == b'(')
}

/// What stands between the quotes that a part of the text begins and ends with.
fn quoted(bytes: &[u8], part: Range<usize>) -> Option<Range<usize>> {
    let quote = *bytes.get(part.start).filter(|byte| matches!(byte, b'"' | b'\''))?;
    (part.len() > 2 && bytes[part.end - 1] == quote).then_some(part.start + 1..part.end - 1)
}

/// Behind white space with at most one line ending.
fn skip_to_next_line(bytes: &[u8], at: usize) -> usize {
    let at = skip_blanks(bytes, at);
    match after_line_ending(bytes, at) {
        Some(next) => skip_blanks(bytes, next),
        None => at,
    }
}

/// Where the next line starts, if nothing but white space is left on this one.
fn line_end(bytes: &[u8], at: usize) -> Option<usize> {
    let at = skip_blanks(bytes, at);
    if at >= bytes.len() { Some(bytes.len()) } else { after_line_ending(bytes, at) }
}

fn after_line_ending(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at)? {
        b'\n' => Some(at + 1),
        b'\r' if bytes.get(at + 1) == Some(&b'\n') => Some(at + 2),
        b'\r' => Some(at + 1),
        _ => None,
    }
}

fn skip_blanks(bytes: &[u8], at: usize) -> usize {
    at + bytes.get(at..).unwrap_or_default().iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}
