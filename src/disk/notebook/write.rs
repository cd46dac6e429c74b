//! Edits of a Markdown cell's text, as edits of the file that its notebook lies in.

use super::{Cell, Source, cells};
use crate::ide::SourceEdit;
use crate::text::{Edit, TextRange, TextSize};

/// What to replace in a notebook's file so that one of its Markdown cells is edited: the characters concerned and
/// nothing else. A list of strings stays one, each line a string of its own as Jupyter writes it. `None` where there
/// is no such cell, or the edits are not in text order and within what the file has of its text.
pub fn written(file: &str, cell: u32, edits: &[SourceEdit]) -> Option<Vec<Edit>> {
    let cells = cells(file).ok()?;
    let cell = cells.iter().find(|it| it.number == cell)?;
    let edits = joined(&cell.text, edits)?;
    if edits.is_empty() {
        return Some(Vec::new());
    }
    // The mark of a heading of nbformat 3 is no text of the file, and it has one line.
    let is_kept =
        |edit: &Edit| edit.range.start() >= cell.implied && !(cell.is_heading() && edit.insert.contains('\n'));
    if !edits.iter().all(is_kept) {
        return None;
    }
    let escapes = file.is_ascii() && escapes_letters(file);
    let writer = Writer { file, cell, source: cell.source.as_ref()?, escapes };
    Some(edits.iter().map(|edit| writer.edit(edit)).collect())
}

/// The edits that change something, those that touch each other as one.
fn joined(text: &str, edits: &[SourceEdit]) -> Option<Vec<Edit>> {
    let mut joined: Vec<Edit> = Vec::new();
    for SourceEdit { range, insert } in edits {
        let is_inside = text.get(usize::from(range.start())..usize::from(range.end())).is_some();
        let last = joined.last_mut();
        if !is_inside || last.as_ref().is_some_and(|last| range.start() < last.range.end()) {
            return None;
        }
        match last {
            Some(last) if last.range.end() == range.start() => {
                last.range = last.range.cover(*range);
                last.insert.push_str(insert);
            }
            _ => joined.push(Edit { range: *range, insert: insert.clone() }),
        }
    }
    joined.retain(|edit| text[edit.range] != edit.insert);
    Some(joined)
}

/// Whether a file of ASCII writes letters beyond it as escapes. Control characters have no other form.
fn escapes_letters(file: &str) -> bool {
    let mut rest = file;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        let escape = &rest[at..];
        let code = escape.strip_prefix("\\u").and_then(|it| u32::from_str_radix(it.get(..4)?, 16).ok());
        if code.is_some_and(|code| code > 0x7f) {
            return true;
        }
        // The next character belongs to the escape, a second backslash above all.
        rest = escape.get(2..).unwrap_or_default();
    }
    false
}

/// One cell of a file, which is to be edited.
struct Writer<'a> {
    file: &'a str,
    cell: &'a Cell,
    source: &'a Source,
    /// Whether letters beyond ASCII are written as escapes.
    escapes: bool,
}

impl Writer<'_> {
    fn edit(&self, edit: &Edit) -> Edit {
        if !self.source.is_list {
            let start = self.place(edit.range.start());
            let end = if edit.range.is_empty() { start } else { self.cell.in_file(edit.range).end() };
            return Edit { range: TextRange::new(start, end), insert: self.json(&edit.insert) };
        }
        let is_all = edit.range.len() == TextSize::of(self.cell.text.as_str());
        if is_all && edit.insert.is_empty() {
            return Edit { range: self.source.file, insert: "[]".to_owned() };
        }
        if self.source.strings.is_empty() {
            return Edit { range: self.source.file, insert: self.first_list(&edit.insert) };
        }
        self.last_strings(edit).unwrap_or_else(|| self.within_list(edit))
    }

    /// An edit that removes the last lines, and so their strings.
    fn last_strings(&self, edit: &Edit) -> Option<Edit> {
        let removes_end = edit.insert.is_empty() && edit.range.end() == TextSize::of(self.cell.text.as_str());
        let first = self.source.strings.iter().position(|string| string.text.start() == edit.range.start())?;
        let before = self.source.strings[..first].last().filter(|_| removes_end)?;
        let last = self.source.strings.last()?;
        let quote = TextSize::of('"');
        Some(Edit { range: TextRange::new(before.file.end() + quote, last.file.end() + quote), insert: String::new() })
    }

    /// An edit of a list that has strings and keeps some.
    fn within_list(&self, edit: &Edit) -> Edit {
        let (text, strings) = (self.cell.text.as_str(), &self.source.strings);
        let (start, end) = (edit.range.start(), edit.range.end());
        let is_last = end == TextSize::of(text);
        let ends_line = edit.insert.ends_with('\n');
        let begins_string = strings.iter().skip(1).any(|string| string.text.start() == end);
        // What follows joins the line before it when the line ending between them goes.
        let joins = begins_string && text[edit.range].ends_with('\n') && !ends_line && !is_last;
        let file_end = match () {
            () if start == end => self.place(start),
            () if joins => self.place(end),
            () => self.cell.in_file(edit.range).end(),
        };
        let between = self.between(start);
        let lines: Vec<String> = edit.insert.split_inclusive('\n').map(|line| self.json(line)).collect();
        let mut insert = lines.join(&between);
        if is_last && start == end && text.ends_with('\n') {
            insert.insert_str(0, &between);
        }
        let is_followed = !is_last && (start == end || !begins_string);
        if ends_line && is_followed {
            insert.push_str(&between);
        }
        Edit { range: TextRange::new(self.place(start), file_end), insert }
    }

    /// Where an offset in the text stands in the file: between two strings, where the second begins.
    fn place(&self, offset: TextSize) -> TextSize {
        let strings = &self.source.strings;
        let after = strings.partition_point(|string| string.text.start() <= offset);
        match after.checked_sub(1).map(|i| strings[i]) {
            Some(string) if offset <= string.text.start() => string.file.start(),
            Some(string) if offset >= string.text.end() => string.file.end(),
            Some(_) => self.cell.in_file(TextRange::empty(offset)).start(),
            None => self.source.file.end(),
        }
    }

    /// What stands between two strings of the list, quotes included, as it is where the edit is.
    fn between(&self, offset: TextSize) -> String {
        let strings = &self.source.strings;
        let next = strings.partition_point(|string| string.text.start() <= offset).min(strings.len() - 1);
        if let (Some(before), Some(next)) = (next.checked_sub(1).map(|i| strings[i]), strings.get(next)) {
            return self.file[TextRange::new(before.file.end(), next.file.start())].to_owned();
        }
        let bracket = self.source.file.start() + TextSize::of('[');
        let space = &self.file[TextRange::new(bracket, strings[next].file.start() - TextSize::of('"'))];
        format!("\",{}\"", if space.is_empty() { " " } else { space })
    }

    /// A list in the place of an empty one, over lines where the file has them.
    fn first_list(&self, text: &str) -> String {
        let before = &self.file[..usize::from(self.source.file.start())];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = &before[line_start..];
        let indent = &line[..line.len() - line.trim_start().len()];
        let strings: Vec<String> = text.split_inclusive('\n').map(|line| format!("\"{}\"", self.json(line))).collect();
        if indent.is_empty() || !line[indent.len()..].starts_with("\"source\"") {
            return format!("[{}]", strings.join(", "));
        }
        let ending = if before[..line_start].ends_with("\r\n") { "\r\n" } else { "\n" };
        let step = self.file.lines().nth(1).unwrap_or_default();
        let step = &step[..step.len() - step.trim_start().len()];
        let inner = format!("{ending}{indent}{step}");
        format!("[{inner}{}{ending}{indent}]", strings.join(&format!(",{inner}")))
    }

    /// What stands between the quotes of a string of JSON that says this.
    fn json(&self, text: &str) -> String {
        let mut json = String::with_capacity(text.len() + 2);
        for c in text.chars() {
            match c {
                '"' => json.push_str("\\\""),
                '\\' => json.push_str("\\\\"),
                '\n' => json.push_str("\\n"),
                '\r' => json.push_str("\\r"),
                '\t' => json.push_str("\\t"),
                '\u{8}' => json.push_str("\\b"),
                '\u{c}' => json.push_str("\\f"),
                c if c < ' ' || self.escapes && !c.is_ascii() => json.push_str(&escape(c)),
                c => json.push(c),
            }
        }
        json
    }
}

/// A character as the `\u` escapes of JSON: beyond four digits it is a pair of surrogates.
fn escape(c: char) -> String {
    let code = u32::from(c);
    match code.checked_sub(0x10000) {
        None => format!("\\u{code:04x}"),
        Some(rest) => format!("\\u{:04x}\\u{:04x}", 0xD800 + (rest >> 10), 0xDC00 + (rest & 0x3FF)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn edit(start: usize, end: usize, insert: &str) -> SourceEdit {
        let size = |n| TextSize::new(u32::try_from(n).unwrap());
        SourceEdit { range: TextRange::new(size(start), size(end)), insert: insert.to_owned() }
    }

    fn apply(text: &str, edits: impl DoubleEndedIterator<Item = (TextRange, String)>) -> String {
        let mut text = text.to_owned();
        for (range, insert) in edits.rev() {
            text.replace_range(std::ops::Range::<usize>::from(range), &insert);
        }
        text
    }

    fn decoded(file: &str, cell: u32) -> String {
        cells(file).unwrap().into_iter().find(|it| it.number == cell).unwrap().text
    }

    /// The file after edits of its cell, which reads as the cell's text after them.
    fn edited(file: &str, cell: u32, edits: &[SourceEdit]) -> String {
        let written = written(file, cell, edits).unwrap();
        let after = apply(file, written.into_iter().map(|edit| (edit.range, edit.insert)));
        let text = apply(&decoded(file, cell), edits.iter().map(|edit| (edit.range, edit.insert.clone())));
        assert_eq!(decoded(&after, cell), text, "{after}");
        after
    }

    /// A source of one cell before and after the text between two places became another. The file is laid out as
    /// Jupyter does.
    #[track_caller]
    fn check(source: &str, range: std::ops::Range<usize>, insert: &str, expected: &str) {
        let file = |source: &str| {
            format!("{{\n \"cells\": [\n  {{\n   \"cell_type\": \"markdown\",\n   \"source\": {source}\n  }}\n ]\n}}\n")
        };
        let edits = [edit(range.start, range.end, insert)];
        assert_eq!(edited(&file(source), 0, &edits), file(expected));
    }

    #[test]
    fn a_string_stays_one() {
        check(r#""one two""#, 0..3, "1", r#""1 two""#);
        check(r#""one\ntwo""#, 3..4, "\n\n", r#""one\n\ntwo""#);
        check(r#""""#, 0..0, "a\n\"b\"", r#""a\n\"b\"""#);
        check(r#""a""#, 0..1, "", r#""""#);
        check(r#""a""#, 1..1, "\\x\ty", r#""a\\x\ty""#);
    }

    #[test]
    fn each_line_of_a_list_is_a_string() {
        check(r#"["ab\n", "cd"]"#, 1..1, "\n", r#"["a\n", "b\n", "cd"]"#);
        check(r#"["ab\n", "cd"]"#, 5..5, "\ne", r#"["ab\n", "cd\n", "e"]"#);
        check(r#"["ab\n", "cd"]"#, 3..3, "x\n", r#"["ab\n", "x\n", "cd"]"#);
        check(r#"["ab\n", "cd"]"#, 2..2, "\nx", r#"["ab\n", "x\n", "cd"]"#);
        check(r#"["ab\n"]"#, 3..3, "x", r#"["ab\n", "x"]"#);
        check(r#"["ab"]"#, 2..2, "\n", r#"["ab\n"]"#);
        check(r#"["ab\n", "cd"]"#, 0..3, "x\ny\n", r#"["x\n", "y\n", "cd"]"#);
    }

    #[test]
    fn strings_join_where_a_line_ending_goes() {
        check(r#"["ab\n", "cd"]"#, 2..3, "", r#"["abcd"]"#);
        check(r#"["ab\n", "cd"]"#, 2..3, " ", r#"["ab cd"]"#);
        check(r#"["ab\n", "cd"]"#, 1..4, "", r#"["ad"]"#);
        check(r#"["ab\n", "cd\n", "ef"]"#, 3..6, "", r#"["ab\n", "ef"]"#);
        check(r#"["ab\n", "cd\n", "ef"]"#, 0..3, "", r#"["cd\n", "ef"]"#);
        check(r#"["ab\n", "cd\n", "ef"]"#, 6..8, "", r#"["ab\n", "cd\n"]"#);
        check(r#"["ab\n", "cd\n", "ef"]"#, 3..8, "", r#"["ab\n"]"#);
        check(r#"["ab\n", "cd\n", "ef"]"#, 2..8, "", r#"["ab"]"#);
        check(r#"["ab\n", "cd"]"#, 0..5, "", "[]");
    }

    #[test]
    fn strings_are_laid_out_as_those_beside_them() {
        check("[\n    \"ab\\n\",\n    \"cd\"\n   ]", 4..4, "\n", "[\n    \"ab\\n\",\n    \"c\\n\",\n    \"d\"\n   ]");
        check("[\n    \"ab\"\n   ]", 2..2, "\nc", "[\n    \"ab\\n\",\n    \"c\"\n   ]");
        check("[]", 0..0, "a\nb", "[\n    \"a\\n\",\n    \"b\"\n   ]");
        check("[\r\n\t\"ab\\r\\n\",\r\n\t\"cd\"]", 4..4, "\r\n", "[\r\n\t\"ab\\r\\n\",\r\n\t\"\\r\\n\",\r\n\t\"cd\"]");
    }

    #[test]
    fn parts_of_lines_stay_apart() {
        check(r#"["ab\n", "c\u00e9d", "", "e"]"#, 3..4, "x", r#"["ab\n", "x\u00e9d", "", "e"]"#);
        check(r#"["ab", "cd"]"#, 0..2, "x\n", r#"["x\n", "cd"]"#);
    }

    #[test]
    fn letters_are_escaped_where_the_file_escapes_them() {
        check(r#""a\u00e9""#, 0..1, "\u{1f600}\u{e8}", r#""\ud83d\ude00\u00e8\u00e9""#);
        check(r#""a\\u00e9 \u001b""#, 0..1, "\u{e8}", "\"\u{e8}\\\\u00e9 \\u001b\"");
        check("\"a\u{e9} \\u00e9\"", 0..1, "\u{e8}", "\"\u{e8}\u{e9} \\u00e9\"");
        check(r#""a""#, 0..1, "\u{1}\u{7f}", "\"\\u0001\u{7f}\"");
    }

    #[test]
    fn a_byte_order_mark_and_worksheets_stay() {
        let file = "\u{feff}{\"worksheets\": [{\"cells\": [{\"cell_type\": \"markdown\", \"source\": [\"a\"]}]}]}\r\n";
        assert_eq!(edited(file, 0, &[edit(0, 1, "b")]), file.replace("\"a\"", "\"b\""));
    }

    #[test]
    fn edits_that_touch_are_one() {
        let file = r#"{"cells": [{"cell_type": "markdown", "source": ["ab\n", "cd\n", "ef"]}]}"#;
        let edits = [edit(0, 1, ""), edit(3, 6, ""), edit(6, 8, "")];
        assert_eq!(edited(file, 0, &edits), file.replace(r#"["ab\n", "cd\n", "ef"]"#, r#"["b\n"]"#));
    }

    #[test]
    fn what_cannot_be_written_is_not() {
        let file = r#"{"cells": [{"cell_type": "code"}, {"cell_type": "markdown"}, {"cell_type": "markdown", "source": "\u00e9"}]}"#;
        assert_eq!(written(file, 0, &[]), None);
        assert_eq!(written(file, 1, &[]), Some(Vec::new()));
        assert_eq!(written(file, 1, &[edit(0, 0, "a")]), None);
        assert_eq!(written(file, 2, &[edit(0, 3, "a")]), None);
        assert_eq!(written(file, 2, &[edit(0, 1, "a")]), None);
        assert_eq!(written(file, 2, &[edit(2, 2, "a"), edit(0, 0, "a")]), None);
        assert_eq!(written(file, 2, &[edit(0, 0, ""), edit(0, 2, "\u{e9}")]), Some(Vec::new()));
    }

    fn notebook() -> impl Strategy<Value = String> {
        let string =
            prop::sample::select(vec![r"a\n", r"\u00e9b", "\u{e9}", r"\\n\n", r"\ud83d\ude00", "", r"x\r\n", "cd"]);
        let strings = prop::collection::vec(string, 0..5);
        let between = prop::sample::select(vec![",", ", ", ",\n    ", "\r\n\t,"]);
        (strings, between, any::<bool>()).prop_map(|(strings, between, is_list)| {
            let source = match is_list {
                true => format!("[{}]", strings.iter().map(|it| format!("\"{it}\"")).collect::<Vec<_>>().join(between)),
                false => format!("\"{}\"", strings.concat()),
            };
            format!("{{\"cells\": [{{\"source\": {source}, \"cell_type\": \"markdown\"}}]}}")
        })
    }

    proptest! {
        #[test]
        fn what_is_written_reads_as_the_edited_text(
            file in notebook(),
            cuts in prop::collection::vec((any::<prop::sample::Index>(), "[a\n\"\\\\\u{e9}\u{1f600}\r]{0,4}"), 0..4),
        ) {
            let text = decoded(&file, 0);
            let mut places: Vec<usize> = cuts.iter().map(|(at, _)| text.floor_char_boundary(at.index(text.len() + 1))).collect();
            places.sort_unstable();
            let edits: Vec<SourceEdit> = places.chunks_exact(2).zip(&cuts).map(|(ends, (_, insert))| edit(ends[0], ends[1], insert)).collect();
            edited(&file, 0, &edits);
        }
    }
}
