//! The lines that a finding is about, as they lie on disk now, and where they stand.

use std::collections::HashMap;

use super::finding::{Excerpt, Place, Position, Span};
use crate::disk::{self, Cell, Root};
use crate::site::{FileId, FileKind, FileRange, SitePath};
use crate::text::{Encoding, Text, TextRange};

/// Lines beyond this many bytes are not shown.
const LONGEST_EXCERPT: u32 = 16 << 10;

/// The texts of the pages that some findings are about, each read once.
pub(super) struct Texts<'a> {
    root: &'a Root,
    read: HashMap<SitePath, Option<File>>,
}

/// A page's file.
struct File {
    /// All of it. A notebook on disk is not held: its outputs may be of any length.
    text: Option<Text>,
    /// Empty for a file that is one text.
    cells: Vec<(Cell, Text)>,
}

impl<'a> Texts<'a> {
    /// The texts below a root, all to be read from disk but what is given.
    pub fn new(root: &'a Root, given: Option<&(SitePath, String)>) -> Texts<'a> {
        let given = given.map(|(path, text)| (path.clone(), Some(file(path, text))));
        Texts { root, read: given.into_iter().collect() }
    }

    /// A part of a text for people. Where the file cannot be read any more, that is its start.
    pub fn place(&mut self, place: &FileRange, path: &dyn Fn(&SitePath) -> String) -> Place {
        let FileId { path: page, cell } = &place.file;
        let start = Position { line: 1, column: 1 };
        let mut shown = Place {
            path: path(page),
            page: page.clone(),
            cell: *cell,
            range: place.range,
            span: Span { start, end: start },
            in_file: None,
            excerpt: None,
        };
        let root = self.root;
        let Some(file) = self.file(page) else { return shown };
        let text = match (cell, &file.text) {
            (None, Some(text)) => text,
            (None, None) => return shown,
            (Some(number), whole) => {
                let Some((cell, text)) = file.cell(*number) else { return shown };
                let range = cell.in_file(place.range);
                shown.in_file = match whole {
                    Some(whole) => Some(span(whole, range)),
                    None => span_on_disk(root, page, range),
                };
                text
            }
        };
        shown.span = span(text, place.range);
        shown.excerpt = excerpt(text, place.range);
        shown
    }

    /// One text; `None` where it cannot be read any more.
    pub fn text(&mut self, file: &FileId) -> Option<Text> {
        let read = self.file(&file.path)?;
        match file.cell {
            None => read.text.clone(),
            Some(number) => read.cell(number).map(|(_, text)| text.clone()),
        }
    }

    fn file(&mut self, page: &SitePath) -> Option<&File> {
        let whole = || disk::read_file(self.root, page).map(|text| file(page, &text));
        let cells = || disk::read_cells(self.root, page).map(|cells| File { text: None, cells: with_texts(cells) });
        let read = || cells().or_else(whole);
        self.read.entry(page.clone()).or_insert_with(read).as_ref()
    }
}

impl File {
    fn cell(&self, number: u32) -> Option<&(Cell, Text)> {
        self.cells.iter().find(|(cell, _)| cell.number == number)
    }
}

fn file(path: &SitePath, text: &str) -> File {
    let cells = if path.kind() == FileKind::Notebook { disk::cells(text).unwrap_or_default() } else { Vec::new() };
    File { text: Some(Text::new(text)), cells: with_texts(cells) }
}

fn with_texts(cells: Vec<Cell>) -> Vec<(Cell, Text)> {
    cells.into_iter().map(|cell| (Text::new(&cell.text), cell)).map(|(text, cell)| (cell, text)).collect()
}

/// Where a part of a file stands that is not held.
fn span_on_disk(root: &Root, page: &SitePath, range: TextRange) -> Option<Span> {
    let position = |offset| {
        let (line, column) = disk::read_position(root, page, offset)?;
        Some(Position { line: line + 1, column: column + 1 })
    };
    Some(Span { start: position(range.start())?, end: position(range.end())? })
}

fn span(text: &Text, range: TextRange) -> Span {
    let position = |offset| {
        let position = text.position(offset, Encoding::Utf32);
        Position { line: position.line + 1, column: position.col + 1 }
    };
    Span { start: position(range.start()), end: position(range.end()) }
}

/// The lines that a part touches.
fn excerpt(text: &Text, range: TextRange) -> Option<Excerpt> {
    let start = text.line_start(text.line_of(range.start()));
    let end = text.line_end(text.line_of(range.end().max(range.start())));
    let lines = TextRange::new(start, end.max(start));
    if u32::from(lines.len()) > LONGEST_EXCERPT {
        return None;
    }
    let from = usize::from(range.start().min(end) - start);
    let to = usize::from(range.end().min(end) - start);
    Some(Excerpt { lines: printable(&text.slice(lines)), range: from..to.max(from) })
}

/// A text without the characters that steer a terminal. Each is replaced by one of the same length, so that what
/// stands where does not change.
pub(super) fn printable(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\t' => c,
            '\r' => ' ',
            '\0'..='\u{1f}' | '\u{7f}' => '?',
            '\u{80}'..='\u{9f}' => '\u{b7}',
            // Marks that turn the direction of what follows.
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
            c => c,
        })
        .collect()
}
