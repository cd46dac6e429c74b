//! `{{ … }}`: the value and the filters of an output, by the strict grammar or, with a warning, by the lax one.

use super::{Output, Trims, is_space, lax, range, skip, strict};
use crate::syntax::Context;

/// The output whose token is `text[start..end]`, from `{{` to `}}`.
pub(super) fn read(text: &str, start: usize, end: usize) -> Output {
    let (first, last) = markup(text, start, end, 2);
    let (value, filters, warning) = match strict::parse(text, first, last) {
        Ok((value, filters)) => (value, filters, None),
        Err(warning) => {
            let (value, filters) = lax::parse(text, first, last);
            (value, filters, Some(warning))
        }
    };
    let (trims, value) = (Trims::of(text, start, end), value.map(Box::new));
    Output { range: range(start, end), value, filters, warning, trims, context: Context::Prose }
}

/// What the writer of an output that Liquid cannot read is likely to mean: the output that ends at the lone `}` of its
/// token, or else at the first `}}` of the same paragraph, provided that the strict grammar takes it and it has a filter.
pub(super) fn recover(text: &str, start: usize, end: usize) -> Option<Output> {
    let attempt = |end: usize, closer: usize| {
        let (first, last) = markup(text, start, end, closer);
        let (value, filters) = strict::parse(text, first, last).ok()?;
        if filters.is_empty() {
            return None;
        }
        let (trims, value) = (Trims::of(text, start, end), value.map(Box::new));
        Some(Output { range: range(start, end), value, filters, warning: None, trims, context: Context::Prose })
    };
    attempt(end, 1).or_else(|| attempt(paragraph_closer(text.as_bytes(), end)?, 2))
}

/// Where the first `}}` ends that stands before any opener and any blank line.
fn paragraph_closer(bytes: &[u8], mut at: usize) -> Option<usize> {
    while let Some(byte) = bytes.get(at) {
        match (byte, bytes.get(at + 1)) {
            (b'}', Some(b'}')) => return Some(at + 2),
            (b'{', Some(b'{' | b'%')) => return None,
            (b'\r', Some(b'\n')) => at += 1,
            (b'\n' | b'\r', _) => {
                at = skip(bytes, at + 1, |byte| matches!(byte, b' ' | b'\t'));
                if matches!(bytes.get(at), Some(b'\n' | b'\r')) {
                    return None;
                }
            }
            _ => at += 1,
        }
    }
    None
}

/// The part between the braces, a `-` on either side left out.
fn markup(text: &str, start: usize, end: usize, closer: usize) -> (usize, usize) {
    let bytes = text.as_bytes();
    let (mut first, mut last) = (start + 2, end - closer);
    if first < last && bytes[first] == b'-' {
        first += 1;
    }
    if first < last && bytes[last - 1] == b'-' {
        last -= 1;
    }
    let first = skip(&bytes[..last], first, is_space);
    (first, last)
}
