//! The inline text of a block: its lines without what its containers put before them, and where each byte stands.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr, memchr2};

use super::markdown::Container;
use crate::text::{TextRange, TextSize};

/// The text of one block as its own stretch, with the way back to the source.
pub(super) struct Content<'a> {
    pub(super) text: Cow<'a, str>,
    /// Where runs of bytes start in the content and in the source. The first starts at 0.
    pieces: Vec<(u32, u32)>,
}

impl<'a> Content<'a> {
    /// A stretch of the source as it stands.
    pub(super) fn plain(source: &'a str, start: u32, end: u32) -> Content<'a> {
        Content { text: Cow::Borrowed(&source[start as usize..end as usize]), pieces: vec![(0, start)] }
    }

    /// The lines of a paragraph, without the white space at their heads and the last one's end.
    pub(super) fn paragraph(source: &'a str, start: u32, end: u32, prefixes: &[Container]) -> Content<'a> {
        let mut content = Content::lines(source, start, end, |line| {
            let at = after_prefixes(line, prefixes);
            at + line[at..].iter().take_while(|byte| is_space_or_tab(**byte)).count()
        });
        let trimmed = content.text.trim_end_matches([' ', '\t', '\n', '\r']).len();
        match &mut content.text {
            Cow::Borrowed(text) => *text = &text[..trimmed],
            Cow::Owned(text) => text.truncate(trimmed),
        }
        content
    }

    /// The lines of a block whose white space counts.
    pub(super) fn verbatim(source: &'a str, start: u32, end: u32, prefixes: &[Container]) -> Content<'a> {
        if prefixes.is_empty() {
            return Content::plain(source, start, end);
        }
        Content::lines(source, start, end, |line| after_prefixes(line, prefixes))
    }

    /// The lines from an opening bracket up to a blank one, without the white space and the `>` at their heads.
    pub(super) fn unquoted(source: &'a str, start: usize, end: usize) -> Content<'a> {
        let bytes = &source.as_bytes()[..end];
        let lead = |line: &[u8]| line.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'>')).count();
        let mut last = next_line(bytes, start);
        while last < end && !matches!(bytes.get(last + lead(&bytes[last..])), None | Some(b'\n' | b'\r')) {
            last = next_line(bytes, last);
        }
        Content::lines(source, start as u32, last as u32, lead)
    }

    /// A part of it as content of its own.
    pub(super) fn part(&self, part: Range<usize>) -> Content<'_> {
        let (first, start) = (self.source(part.start), part.start as u32);
        let inside = |at: &u32| *at > start && *at < part.end as u32;
        let kept = self.pieces.iter().filter(|(at, _)| inside(at)).map(|(at, source)| (at - start, *source));
        Content {
            text: Cow::Borrowed(&self.text[part.clone()]),
            pieces: std::iter::once((0, first)).chain(kept).collect(),
        }
    }

    /// A cell of a table: `\|` stands for `|` before anything else is read (GFM 0.29, "Tables").
    pub(super) fn cell(source: &'a str, start: u32, end: u32) -> Content<'a> {
        let raw = &source[start as usize..end as usize];
        let lead = raw.len() - raw.trim_start_matches([' ', '\t', '\u{b}', '\u{c}']).len();
        let raw = raw.trim_matches([' ', '\t', '\u{b}', '\u{c}']);
        let start = start + lead as u32;
        let mut content = Content::plain(source, start, start + raw.len() as u32);
        let bytes = raw.as_bytes();
        let mut text = String::new();
        let (mut at, mut copied) = (0, 0);
        while let Some(found) = memchr(b'\\', &bytes[at..]) {
            at += found;
            if bytes.get(at + 1) == Some(&b'|') {
                text.push_str(&raw[copied..at]);
                copied = at + 1;
                content.pieces.push((text.len() as u32, start + copied as u32));
            }
            at = (at + 2).min(bytes.len());
        }
        if copied > 0 {
            text.push_str(&raw[copied..]);
            content.text = Cow::Owned(text);
        }
        content
    }

    /// Lines from which all but the first lose what `skip` says.
    fn lines(source: &'a str, start: u32, end: u32, skip: impl Fn(&[u8]) -> usize) -> Content<'a> {
        let raw = &source[start as usize..end as usize];
        let bytes = raw.as_bytes();
        let mut pieces = vec![(0, start)];
        let mut owned: Option<String> = None;
        let mut at = next_line(bytes, 0);
        let mut copied = 0;
        while at < bytes.len() {
            let next = next_line(bytes, at);
            let skipped = skip(&bytes[at..next]);
            if skipped > 0 {
                let text = owned.get_or_insert_with(|| String::with_capacity(raw.len()));
                text.push_str(&raw[copied..at]);
                copied = at + skipped;
                pieces.push((text.len() as u32, start + copied as u32));
            }
            at = next;
        }
        match owned {
            None => Content { text: Cow::Borrowed(raw), pieces },
            Some(mut text) => {
                text.push_str(&raw[copied..]);
                Content { text: Cow::Owned(text), pieces }
            }
        }
    }

    /// Leaves out the first bytes.
    pub(super) fn skip(&mut self, bytes: usize) {
        if bytes == 0 {
            return;
        }
        let first = self.source(bytes);
        let cut = bytes as u32;
        let kept = self.pieces.iter().filter(|(at, _)| *at > cut).map(|(at, source)| (at - cut, *source));
        self.pieces = std::iter::once((0, first)).chain(kept).collect();
        match &mut self.text {
            Cow::Borrowed(text) => *text = &text[bytes..],
            Cow::Owned(text) => drop(text.drain(..bytes)),
        }
    }

    /// Where a byte of the content stands in the source.
    fn source(&self, at: usize) -> u32 {
        let at = at as u32;
        let piece = match self.pieces.as_slice() {
            [one] => *one,
            many => many[many.partition_point(|(start, _)| *start <= at).saturating_sub(1)],
        };
        piece.1 + (at - piece.0)
    }

    /// Where a part of the content stands in the source: from its first byte to after its last.
    pub(super) fn range(&self, part: Range<usize>) -> TextRange {
        let start = self.source(part.start);
        let end = if part.end > part.start { self.source(part.end - 1) + 1 } else { start };
        TextRange::new(TextSize::new(start), TextSize::new(end.max(start)))
    }
}

/// Where the line after the one at an offset starts.
pub(super) fn next_line(bytes: &[u8], at: usize) -> usize {
    match memchr2(b'\n', b'\r', &bytes[at..]) {
        None => bytes.len(),
        Some(found) if bytes[at + found] == b'\r' && bytes.get(at + found + 1) == Some(&b'\n') => at + found + 2,
        Some(found) => at + found + 1,
    }
}

fn is_space_or_tab(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// How many bytes of a line belong to containers. A line may leave out inner ones: it continues their paragraph all the
/// same (CommonMark 0.31, "laziness").
fn after_prefixes(line: &[u8], prefixes: &[Container]) -> usize {
    let mut cursor = Cursor { line, at: 0, column: 0 };
    for prefix in prefixes {
        let indent = cursor.indent();
        match prefix {
            Container::Quote if indent <= 3 && cursor.after_space() == Some(b'>') => {
                cursor.advance(indent + 1);
                if line.get(cursor.at).is_some_and(|byte| is_space_or_tab(*byte)) {
                    cursor.advance(1);
                }
            }
            Container::Item(columns) if indent >= *columns => cursor.advance(*columns),
            Container::Note if indent >= 4 => cursor.advance(4),
            _ => break,
        }
    }
    cursor.at
}

/// A place on a line, in bytes and in columns; a tab reaches to the next column that four divides.
struct Cursor<'a> {
    line: &'a [u8],
    at: usize,
    column: usize,
}

impl Cursor<'_> {
    /// The columns of white space here.
    fn indent(&self) -> usize {
        let mut column = self.column;
        for byte in &self.line[self.at..] {
            match byte {
                b' ' => column += 1,
                b'\t' => column += 4 - column % 4,
                _ => break,
            }
        }
        column - self.column
    }

    /// The first byte that is no white space.
    fn after_space(&self) -> Option<u8> {
        self.line[self.at..].iter().find(|byte| !is_space_or_tab(**byte)).copied()
    }

    /// Goes on by columns; a tab that is entered only in part stays ahead.
    fn advance(&mut self, columns: usize) {
        let goal = self.column + columns;
        while self.column < goal {
            let width = if self.line.get(self.at) == Some(&b'\t') { 4 - self.column % 4 } else { 1 };
            if self.column + width > goal {
                self.column = goal;
                return;
            }
            self.column += width;
            self.at += 1;
        }
    }
}
