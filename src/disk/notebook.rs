//! A Jupyter notebook's Markdown cells, each with the places of its characters in the file.

mod stream;
mod write;

use std::io::{BufRead, BufReader, Read};

use smol_str::SmolStr;

use crate::site::Unreadable;
use crate::text::{TextRange, TextSize};

pub use write::written;

/// What some editors put before a text.
const MARK: &str = "\u{feff}";

/// How much of a file is held at once while it is read.
const PIECE: usize = 64 << 10;

/// A Markdown cell of a notebook, or a raw cell with front matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The zero-based number among all cells of the notebook.
    pub number: u32,
    /// Whether it is a raw cell.
    pub is_raw: bool,
    /// What stands in it. A heading of nbformat 3 begins with the `#` that stand for its level, as in nbformat 4.
    pub text: String,
    /// The names of the images that it carries with it.
    pub attachments: Vec<SmolStr>,
    /// How much of the text its kind stands for, so that it is nowhere in the file.
    implied: TextSize,
    /// The places of the text in the file, in text order, without gaps in the text.
    runs: Vec<Run>,
    /// What the text is written as; `None` where the cell has no `source`.
    source: Option<Source>,
}

/// A cell's `source` in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Source {
    /// All of it, quotes and brackets included.
    file: TextRange,
    /// Whether it is a list of strings, and not one string.
    is_list: bool,
    /// Its strings in their order: the text of one, and where that stands between its quotes.
    strings: Vec<Run>,
}

/// A part of a cell's text and where it stands in the file: characters that are written as they are, or one escape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    text: TextRange,
    file: TextRange,
}

/// The Markdown cells of a notebook, headings of nbformat 3 among them, and the raw cells that begin as front matter does, or why it is none.
pub fn cells(file: &str) -> Result<Vec<Cell>, Unreadable> {
    // Offsets in cells are 32 bits wide, as those of texts are.
    if u32::try_from(file.len()).is_err() {
        return Err(Unreadable::whole("this notebook is longer than 4 GiB"));
    }
    let json = file.strip_prefix(MARK).unwrap_or(file);
    if json.trim_start().starts_with(|c| c != '{') {
        return Err(Unreadable::whole("this file is no notebook: it has to hold one JSON object"));
    }
    match stream::cells(json.as_bytes()) {
        Ok(Some(all)) => Ok(kept(all, file.len() - json.len())),
        Ok(None) => Err(Unreadable::whole("this notebook has no list of cells")),
        Err(error) => Err(broken(file, &stream::mistake(json).unwrap_or(error))),
    }
}

/// The same of a file that is read piece by piece, so that nothing else of it is held in memory. `None` where it is no
/// notebook: only the whole file tells why, and where.
pub(super) fn cells_of(file: impl Read) -> Option<Vec<Cell>> {
    let mut file = BufReader::with_capacity(PIECE, stream::Utf8::new(file));
    let mark = if file.fill_buf().ok()?.starts_with(MARK.as_bytes()) { MARK.len() } else { 0 };
    file.consume(mark);
    Some(kept(stream::cells(file).ok()??, mark))
}

/// The cells that count, of a notebook that begins behind so many bytes.
fn kept(all: Vec<stream::Written>, before: usize) -> Vec<Cell> {
    let cell = |(number, cell): (u32, stream::Written)| {
        let is_raw = cell.kind == "raw";
        // nbformat makes Markdown of headings and HTML when it reads nbformat 3 (`v4/convert.py`).
        let is_text = matches!(cell.kind.as_str(), "markdown" | "heading" | "html");
        let cell = (is_raw || is_text).then(|| decoded(number, cell, before));
        cell.filter(|cell| !is_raw || cell.text.starts_with("---"))
    };
    (0..).zip(all).filter_map(cell).collect()
}

impl Cell {
    /// Where a part of the cell's text stands in the file. A part that runs over several strings of the list that the
    /// cell is written as reaches from the first to the last. Ends are clamped to the text.
    pub fn in_file(&self, range: TextRange) -> TextRange {
        let Some(last) = self.runs.last() else { return TextRange::empty(TextSize::new(0)) };
        let after = self.runs.partition_point(|run| run.text.end() <= range.start());
        let start = match self.runs.get(after) {
            Some(run) if run.is_verbatim() => run.file.start() + (range.start() - run.text.start()),
            Some(run) => run.file.start(),
            None => last.file.end(),
        };
        let before = self.runs.partition_point(|run| run.text.start() < range.end());
        let end = match before.checked_sub(1).map(|i| self.runs[i]) {
            Some(run) if run.is_verbatim() && range.end() < run.text.end() => {
                run.file.start() + (range.end() - run.text.start())
            }
            Some(run) => run.file.end(),
            None => start,
        };
        TextRange::new(start, end.max(start))
    }

    /// Whether it is a heading of nbformat 3.
    fn is_heading(&self) -> bool {
        self.implied > TextSize::new(0)
    }

    /// Adds what one string of JSON says. `string` starts after the opening quote, at `place` of the file; the answer
    /// is the length up to the closing quote.
    fn add(&mut self, string: &str, place: usize) -> usize {
        let bytes = string.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let plain = memchr::memchr2(b'"', b'\\', &bytes[at..]).unwrap_or(bytes.len() - at);
            if plain > 0 {
                self.push(&string[at..at + plain], place + at, plain);
                at += plain;
            }
            if bytes.get(at) != Some(&b'\\') {
                break;
            }
            let (decoded, length) = escape(&string[at..]);
            // A heading is one line.
            let decoded = if decoded == '\n' && self.is_heading() { ' ' } else { decoded };
            self.push(decoded.encode_utf8(&mut [0; 4]), place + at, length);
            at += length;
        }
        at
    }

    fn push(&mut self, text: &str, place: usize, length: usize) {
        let start = TextSize::of(self.text.as_str());
        self.text.push_str(text);
        let file = TextRange::at(size(place), size(length));
        self.runs.push(Run { text: TextRange::at(start, TextSize::of(text)), file });
    }
}

impl Run {
    fn is_verbatim(self) -> bool {
        self.text.len() == self.file.len()
    }
}

/// What the reader of JSON says, and where.
fn broken(file: &str, error: &serde_json::Error) -> Unreadable {
    let (line, column) = (error.line(), error.column());
    // The crate appends the place to what it says, which no reader needs twice.
    let said = error.to_string();
    let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(said, _)| said);
    let message = format!("this notebook cannot be read, line {line}, column {column}: {said}");
    // Its columns count bytes from 1, and are 0 where a line ending is in the way.
    let start = memchr::memchr_iter(b'\n', file.as_bytes()).nth(line.wrapping_sub(2)).map_or(0, |end| end + 1);
    let start = file.floor_char_boundary(start + column.saturating_sub(1));
    let width = file[start..].chars().next().map_or(0, char::len_utf8);
    Unreadable { message: message.into(), range: TextRange::at(size(start), size(width)) }
}

/// A cell's `source`: one string, or a list of strings that follow each other.
fn decoded(number: u32, written: stream::Written, before: usize) -> Cell {
    let stream::Written { kind, source, attachments, level } = written;
    let is_raw = kind == "raw";
    let (text, runs) = (String::new(), Vec::new());
    let mut cell = Cell { number, is_raw, text, attachments, implied: TextSize::new(0), runs, source: None };
    let Some(stream::Source { json, place }) = source.filter(|it| it.json.get().starts_with(['"', '['])) else {
        return cell;
    };
    let (source, place) = (json.get(), before + place);
    if kind == "heading" {
        let first = memchr::memchr(b'"', source.as_bytes()).map_or(0, |quote| quote + 1);
        cell.push(&format!("{} ", "#".repeat(level.unwrap_or(1).into())), place + first, 0);
        cell.implied = TextSize::of(cell.text.as_str());
    }
    let mut strings = Vec::new();
    let mut at = 0;
    while let Some(quote) = memchr::memchr(b'"', &source.as_bytes()[at..]) {
        let start = at + quote + 1;
        let before = TextSize::of(cell.text.as_str());
        let length = cell.add(&source[start..], place + start);
        let text = TextRange::new(before, TextSize::of(cell.text.as_str()));
        strings.push(Run { text, file: TextRange::at(size(place + start), size(length)) });
        at = start + length + 1;
    }
    let file = TextRange::at(size(place), size(source.len()));
    cell.source = Some(Source { file, is_list: source.starts_with('['), strings });
    cell
}

/// What an escape stands for, and its length. Half of a surrogate pair stands for the replacement character.
fn escape(string: &str) -> (char, usize) {
    let simple = |c| (c, 2);
    match string.as_bytes().get(1) {
        Some(b'n') => simple('\n'),
        Some(b't') => simple('\t'),
        Some(b'r') => simple('\r'),
        Some(b'b') => simple('\u{8}'),
        Some(b'f') => simple('\u{c}'),
        Some(b'u') => unicode_escape(string),
        Some(&c) if c.is_ascii() => simple(char::from(c)),
        _ => (char::REPLACEMENT_CHARACTER, 1),
    }
}

fn unicode_escape(string: &str) -> (char, usize) {
    let unit = |at: usize| {
        let digits = string.get(at..at + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(digits, 16).ok()
    };
    let Some(first) = unit(0) else { return (char::REPLACEMENT_CHARACTER, 2) };
    if let (0xD800..0xDC00, Some(second @ 0xDC00..0xE000)) = (first, unit(6)) {
        let code = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
        return (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 12);
    }
    (char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER), 6)
}

/// An offset in a file that [`cells`] let in, and so below 4 GiB.
fn size(n: usize) -> TextSize {
    TextSize::new(u32::try_from(n).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn texts(file: &str) -> Vec<(u32, String)> {
        cells(file).unwrap().into_iter().map(|cell| (cell.number, cell.text)).collect()
    }

    #[track_caller]
    fn refused(file: &str, expected: &str) {
        assert_eq!(cells(file).unwrap_err().message, expected);
    }

    /// Each character of the cell must be found in the file as it is or as an escape.
    #[track_caller]
    fn places(file: &str, part: &str, expected: &str) {
        let cell = &cells(file).unwrap()[0];
        let start = cell.text.find(part).unwrap();
        let range = cell.in_file(TextRange::at(size(start), TextSize::of(part)));
        assert_eq!(&file[range], expected);
    }

    #[test]
    fn markdown_cells_are_counted_among_all_cells() {
        let file = r##"{"cells": [
            {"cell_type": "code", "source": ["1"], "outputs": [{"text": ["\ud800", {"a": []}]}]},
            {"cell_type": "markdown", "metadata": {}, "source": ["# One\n", "two"]},
            {"source": "three \"3\"", "cell_type": "markdown"},
            {"cell_type": "raw", "source": "<br>"},
            {"cell_type": "markdown"},
            {"cell_type": "raw", "source": "---"}
        ], "nbformat": 4}"##;
        let expected = [(1, "# One\ntwo"), (2, "three \"3\""), (4, ""), (5, "---")];
        assert_eq!(texts(file), expected.map(|(number, text)| (number, text.to_owned())));
    }

    #[test]
    fn nbformat_3_keeps_its_cells_on_worksheets() {
        let file =
            r#"{"worksheets": [{"cells": [{"cell_type": "code"}, {"cell_type": "markdown", "source": ["a"]}]}]}"#;
        assert_eq!(texts(file), [(1, "a".to_owned())]);
    }

    #[test]
    fn headings_of_nbformat_3_are_those_of_nbformat_4() {
        let file = r##"{"worksheets": [{"cells": [
            {"cell_type": "heading", "level": 2, "source": ["A \"b\"\n", "c"]},
            {"cell_type": "heading", "source": "One"},
            {"cell_type": "heading", "level": 3},
            {"cell_type": "html", "level": {}, "source": "<br>"}
        ]}, {"cells": [{"cell_type": "heading", "level": 3, "source": []}]}]}"##;
        let expected = [(0, "## A \"b\" c"), (1, "# One"), (2, ""), (3, "<br>"), (4, "### ")];
        assert_eq!(texts(file), expected.map(|(number, text)| (number, text.to_owned())));
        places(file, "A", "A");
        places(file, "## A", "A");
        places(file, "## ", "");
        places(file, "\" c", r#"\"\n", "c"#);
    }

    #[test]
    fn attachments_are_known_by_their_names() {
        let names = |attachments: &str| {
            let file =
                format!(r#"{{"cells": [{{"attachments": {attachments}, "cell_type": "markdown", "source": ""}}]}}"#);
            let in_pieces = cells_of(file.as_bytes()).unwrap();
            assert_eq!(in_pieces, cells(&file).unwrap());
            in_pieces[0].attachments.join(" ")
        };
        assert_eq!(
            names(r#"{"a.png": {"image/png": "iVBO"}, "b\u00e9.png": {"image/png": ["i", "V"]}}"#),
            "a.png b\u{e9}.png"
        );
        assert_eq!(names("{}"), "");
        assert_eq!(names("null"), "");
    }

    #[test]
    fn escapes_are_decoded() {
        let file = r#"{"cells": [{"cell_type": "markdown", "source": "\u00e9\t\/\\\ud83d\ude00 \ud83d! \b\f\r"}]}"#;
        assert_eq!(texts(file)[0].1, "\u{e9}\t/\\\u{1f600} \u{fffd}! \u{8}\u{c}\r");
    }

    #[test]
    fn parts_of_a_cell_stand_somewhere_in_the_file() {
        let file = r#"{"cells": [{"cell_type": "markdown", "source": ["ab\n", "c\u00e9d", "e"]}]}"#;
        places(file, "a", "a");
        places(file, "ab", "ab");
        places(file, "b\n", r"b\n");
        places(file, "\nc", r#"\n", "c"#);
        places(file, "\u{e9}", r"\u00e9");
        places(file, "d", "d");
        places(file, "c\u{e9}de", r#"c\u00e9d", "e"#);
        places(file, "", "");
    }

    #[test]
    fn a_file_in_pieces_says_the_same() {
        let long = "x".repeat(PIECE - 40);
        for file in [
            r#"{"cells": [{"source": ["a\u00e9\n", "b"], "cell_type": "markdown"}, {"cell_type": "markdown"}]}"#
                .to_owned(),
            format!(
                "{MARK}{{\"cells\": [{{\"cell_type\": \"markdown\", \"source\"\r\n:\n [\"{long}\u{1f600}\u{1f600}\u{1f600}\"]}}]}}\n"
            ),
            r#"{"cells": null, "worksheets": [{"cells": [{"source": "a", "cell_type": "raw"}]}, {}]}"#.to_owned(),
        ] {
            assert_eq!(cells_of(file.as_bytes()), Some(cells(&file).unwrap()), "{}", &file[..80]);
        }
        for bytes in
            [&b"{}"[..], b"[]", b"", b"{\"cells\": []} x", b"{\"cells\": [], \"\xff\": 1}", b"{\"cells\": []}\xf0"]
        {
            assert_eq!(cells_of(bytes), None, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn the_last_of_two_keys_counts() {
        let file = r#"{"cells": [{"cell_type": "markdown", "source": "a", "source": "b"}]}"#;
        assert_eq!(texts(file), [(0, "b".to_owned())]);
    }

    #[test]
    fn what_is_no_notebook_is_refused() {
        refused("[]", "this file is no notebook: it has to hold one JSON object");
        refused("{}", "this notebook has no list of cells");
        refused("{\n  \"cells\": [}", "this notebook cannot be read, line 2, column 13: expected value");
        refused("", "this notebook cannot be read, line 1, column 0: EOF while parsing a value");
    }
}
