//! The lax grammar, to which an output's markup falls back when the strict one refuses it (Liquid 5.4,
//! `Variable#lax_parse`): it takes what it can use and drops the rest.

use memchr::{memchr, memrchr};

use super::{Filter, Value, is_space, is_word, name, skip, value};

/// Reads `text[start..end]`.
pub(super) fn parse(text: &str, start: usize, end: usize) -> (Option<Value>, Vec<Filter>) {
    let fragments = Fragments::new(text, start, end);
    let Some((first, after)) = fragments.find(start) else { return (None, Vec::new()) };
    let mut filters = Vec::new();
    if let Some(pipe) = memchr(b'|', &text.as_bytes()[after..end]) {
        let mut at = skip(&text.as_bytes()[..end], after + pipe + 1, is_space);
        while at < end {
            let stop = fragments.run(at);
            filters.extend(filter(&fragments, text, at, stop));
            at = stop.max(at + 1);
        }
    }
    (Some(value::parse(text, first, after)), filters)
}

/// One filter: its name is the first word of the run, its arguments are the fragments that follow a `:` or `,`.
fn filter(fragments: &Fragments, text: &str, start: usize, stop: usize) -> Option<Filter> {
    let bytes = &text.as_bytes()[..stop];
    let fragments = Fragments { bytes, ..*fragments };
    let word = skip(bytes, start, |byte| !is_word(byte));
    if word == stop {
        return None;
    }
    let word_end = skip(bytes, word, is_word);
    let mut filter = Filter { name: name(text, word, word_end), args: Vec::new(), keywords: Vec::new() };
    let mut at = start;
    while at < stop {
        if !matches!(bytes[at], b':' | b',') {
            at += 1;
            continue;
        }
        let first = skip(bytes, at + 1, is_space);
        at = argument(&fragments, text, first, &mut filter).unwrap_or(at + 1);
    }
    Some(filter)
}

/// The argument at a place, and where it ends: `key: fragment`, or a fragment alone.
fn argument(fragments: &Fragments, text: &str, start: usize, filter: &mut Filter) -> Option<usize> {
    let key_end = skip(fragments.bytes, start, is_word);
    let colon = skip(fragments.bytes, key_end, is_space);
    if key_end > start && fragments.bytes.get(colon) == Some(&b':') {
        let first = skip(fragments.bytes, colon + 1, is_space);
        if let Some(end) = fragments.at(first) {
            filter.set(name(text, start, key_end), value::parse(text, first, end));
            return Some(end);
        }
    }
    let end = fragments.at(start)?;
    argument_value(fragments, text, start, end, filter);
    Some(end)
}

/// A fragment alone may still read `key:value`, as a fragment holds any character but quotes, `|`, `,` and space.
fn argument_value(fragments: &Fragments, text: &str, start: usize, end: usize, filter: &mut Filter) {
    let key_end = skip(&fragments.bytes[..end], start, |byte| is_word(byte) || byte == b'-');
    let keyed = is_word(fragments.bytes[start]) && fragments.bytes[..end].get(key_end) == Some(&b':');
    if keyed && key_end + 1 < end {
        let value = value::parse(text, key_end + 1, end);
        filter.set(name(text, start, key_end), value);
    } else {
        filter.args.push(value::parse(text, start, end));
    }
}

/// Liquid's `QuotedFragment`: a quoted string, or a run of quoted strings and characters other than white space, `,`,
/// `|` and quotes.
#[derive(Clone, Copy)]
pub(super) struct Fragments<'a> {
    bytes: &'a [u8],
    /// The last `"` and the last `'`: a quote there or later opens nothing.
    last: [usize; 2],
}

impl<'a> Fragments<'a> {
    /// The fragments of `text[start..end]`.
    pub(super) fn new(text: &'a str, start: usize, end: usize) -> Fragments<'a> {
        let bytes = &text.as_bytes()[..end];
        let last = [b'"', b'\''].map(|quote| memrchr(quote, &bytes[start..]).map_or(0, |found| start + found));
        Fragments { bytes, last }
    }

    /// The first fragment at or after a place.
    pub(super) fn find(&self, start: usize) -> Option<(usize, usize)> {
        (start..self.bytes.len()).find_map(|at| Some((at, self.at(at)?)))
    }

    /// Where the fragment that starts at a place ends.
    pub(super) fn at(&self, start: usize) -> Option<usize> {
        if let Some(end) = self.quoted(start) {
            return Some(end);
        }
        let mut end = start;
        while let Some(next) = self.plain(end).or_else(|| self.quoted(end)) {
            end = next;
        }
        (end > start).then_some(end)
    }

    /// Where the run of fragments, commas and white space that starts at a place ends.
    fn run(&self, start: usize) -> usize {
        let mut end = start;
        loop {
            let spaced = skip(self.bytes, end, |byte| is_space(byte) || byte == b',');
            match self.at(spaced) {
                Some(next) => end = next,
                None => return spaced,
            }
        }
    }

    fn plain(&self, at: usize) -> Option<usize> {
        let byte = *self.bytes.get(at)?;
        (!is_space(byte) && !matches!(byte, b',' | b'|' | b'"' | b'\'')).then_some(at + 1)
    }

    fn quoted(&self, at: usize) -> Option<usize> {
        let quote = *self.bytes.get(at)?;
        let last = match quote {
            b'"' => self.last[0],
            b'\'' => self.last[1],
            _ => return None,
        };
        if at >= last {
            return None;
        }
        Some(at + 1 + memchr(quote, &self.bytes[at + 1..])? + 1)
    }
}
