//! What may follow a closing bracket or a label: `(target "title")`, `[label]`, and what CommonMark 0.31 calls a link
//! destination, a link title and a link label.

use std::ops::Range;

use memchr::{memchr, memchr2};
use smol_str::SmolStr;

/// The most bytes of a label (CommonMark 0.31, "link label").
const LABEL: usize = 1000;

/// The most bytes of a target that kramdown alone takes for one. kramdown has no limit; no path is as long, and without
/// one a text of many `](` would cost the square of its length.
pub(super) const LOOSE_TARGET: usize = 1000;

/// A target with its title as places in the text, delimiters left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tail {
    pub(super) target: Range<usize>,
    pub(super) title: Option<Range<usize>>,
    /// Behind the closing parenthesis.
    pub(super) end: usize,
}

/// How far the ends of titles were looked for in vain, so that no byte is searched again and again.
#[derive(Clone, Debug)]
pub(super) struct Closers {
    /// For `"`, `'` and `)`: no such byte stands at or behind this place.
    none_from: [usize; 3],
}

impl Default for Closers {
    fn default() -> Closers {
        Closers { none_from: [usize::MAX; 3] }
    }
}

/// `(target "title")` as CommonMark has it, at the opening parenthesis.
pub(super) fn tail(bytes: &[u8], at: usize, closers: &mut Closers) -> Option<Tail> {
    let start = skip_space(bytes, at + 1);
    let (target, target_end) = destination(bytes, start)?;
    let title_start = skip_space(bytes, target_end);
    let found = if title_start > target_end { title(bytes, title_start, closers) } else { None };
    let end = skip_space(bytes, found.clone().map_or(target_end, |title| title.end + 1));
    (bytes.get(end) == Some(&b')')).then_some(Tail { target, title: found, end: end + 1 })
}

/// `(target "title")` as kramdown 2.4 has it (`parser/kramdown/link.rb`): the target reaches to the parenthesis that
/// closes it or to white space before a quote, whatever stands in it.
pub(super) fn loose_tail(bytes: &[u8], open: usize) -> Option<Tail> {
    let limit = bytes.len().min(open + LOOSE_TARGET);
    let angle = (bytes.get(open + 1) == Some(&b'<')).then(|| memchr2(b'>', b'\n', &bytes[open + 2..limit])).flatten();
    let angle = angle.map(|length| open + 2 + length).filter(|end| bytes[*end] == b'>');
    let (target, at) = if let Some(close) = angle {
        if bytes.get(close + 1) == Some(&b')') {
            return Some(Tail { target: open + 2..close, title: None, end: close + 2 });
        }
        (open + 2..close, close + 1)
    } else {
        let mut depth = 0;
        let mut at = open;
        loop {
            match bytes[..limit].get(at)? {
                b'(' => depth += 1,
                b')' if depth == 1 => {
                    return Some(Tail { target: trimmed(bytes, open + 1..at), title: None, end: at + 1 });
                }
                b')' => depth -= 1,
                byte if is_space(*byte) && matches!(bytes.get(at + 1), Some(b'"' | b'\'')) => break,
                _ => {}
            }
            at += 1;
        }
        (trimmed(bytes, open + 1..at), at)
    };
    let quote_at = skip_space(bytes, at);
    let quote = *bytes.get(quote_at).filter(|byte| matches!(byte, b'"' | b'\''))?;
    let mut close = quote_at + 1;
    loop {
        close += 1 + memchr(quote, bytes.get(close + 1..bytes.len().min(quote_at + 4 * LOOSE_TARGET))?)?;
        let end = skip_space(bytes, close + 1);
        if bytes.get(end) == Some(&b')') {
            return Some(Tail { target, title: Some(quote_at + 1..close), end: end + 1 });
        }
    }
}

/// A link destination, and where it ends with its `<>`.
pub(super) fn destination(bytes: &[u8], start: usize) -> Option<(Range<usize>, usize)> {
    if bytes.get(start) == Some(&b'<') {
        let mut at = start + 1;
        loop {
            match bytes.get(at)? {
                b'>' => return Some((start + 1..at, at + 1)),
                b'<' | b'\n' | b'\r' => return None,
                b'\\' => at += 2,
                _ => at += 1,
            }
        }
    }
    let (mut at, mut depth) = (start, 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at += 1,
            b'(' => depth += 1,
            b')' if depth == 0 => break,
            b')' => depth -= 1,
            byte if byte.is_ascii_control() || *byte == b' ' => break,
            _ => {}
        }
        if depth > 32 {
            return None;
        }
        at += 1;
    }
    let stopped_by_space = at == start && bytes.get(at).is_some_and(|byte| *byte != b')');
    (depth == 0 && !stopped_by_space && start < bytes.len()).then_some((start..at, at))
}

/// A link title, its delimiters left out; it ends one byte before its closing delimiter does.
pub(super) fn title(bytes: &[u8], start: usize, closers: &mut Closers) -> Option<Range<usize>> {
    let (close, memo) = match bytes.get(start)? {
        b'"' => (b'"', 0),
        b'\'' => (b'\'', 1),
        b'(' => (b')', 2),
        _ => return None,
    };
    if start >= closers.none_from[memo] {
        return None;
    }
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            byte if *byte == close => return Some(start + 1..at),
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at += 1,
            _ => {}
        }
        at += 1;
    }
    closers.none_from[memo] = start;
    None
}

/// A link label's text at a `[`, and where it ends with its `]`. White space at the ends is left out.
pub(super) fn label(bytes: &[u8], open: usize) -> Option<(Range<usize>, usize)> {
    if bytes.get(open) != Some(&b'[') {
        return None;
    }
    let mut at = open + 1;
    while at <= open + 1 + LABEL {
        match bytes.get(at)? {
            b']' => return Some((trimmed(bytes, open + 1..at), at + 1)),
            b'[' => return None,
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at += 2,
            _ => at += 1,
        }
    }
    None
}

/// The same as kramdown 2.4 has it: whatever stands in it, the first `]` ends it (`LINK_INLINE_ID_RE`).
pub(super) fn loose_label(bytes: &[u8], open: usize) -> Option<(Range<usize>, usize)> {
    if bytes.get(open) != Some(&b'[') {
        return None;
    }
    let close = open + 1 + memchr(b']', &bytes[open + 1..bytes.len().min(open + 2 + LABEL)])?;
    Some((trimmed(bytes, open + 1..close), close + 1))
}

/// A label as it is compared: case folded, white space collapsed (CommonMark 0.31, "matches").
pub(super) fn key(label: &str) -> SmolStr {
    // Other blanks than ASCII's are letters.
    let is_blank = |c: char| u8::try_from(c).is_ok_and(is_space);
    let mut words = label.split(is_blank).filter(|word| !word.is_empty());
    let mut key = String::with_capacity(label.len());
    if let Some(first) = words.next() {
        key.push_str(first);
    }
    for word in words {
        key.push(' ');
        key.push_str(word);
    }
    if key.is_ascii() {
        key.make_ascii_lowercase();
        return SmolStr::new(key);
    }
    // Through both cases, so that `ẞ`, `ß` and `ss` are one, and so are the forms of sigma.
    SmolStr::new(key.to_lowercase().to_uppercase().to_lowercase())
}

/// White space that may stand between the parts of a link.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

/// The first place at or behind `at` without white space.
pub(super) fn skip_space(bytes: &[u8], at: usize) -> usize {
    at + bytes.get(at..).unwrap_or_default().iter().take_while(|byte| is_space(**byte)).count()
}

/// A part without the white space at its ends.
pub(super) fn trimmed(bytes: &[u8], part: Range<usize>) -> Range<usize> {
    let start = skip_space(&bytes[..part.end], part.start);
    let back = bytes[start..part.end].iter().rev().take_while(|byte| is_space(**byte)).count();
    start..part.end - back
}
