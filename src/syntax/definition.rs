//! `[label]: target "title"`: the link definitions at the head of a paragraph (CommonMark 0.31, "link reference
//! definitions").

use std::ops::Range;

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
pub(super) fn leading(content: &str) -> (Vec<Definition>, usize) {
    let bytes = content.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    let mut closers = Closers::default();
    while bytes.get(at) == Some(&b'[') {
        let Some((definition, end)) = one(bytes, at, &mut closers) else { break };
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
