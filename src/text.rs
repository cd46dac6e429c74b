//! The text of one document: a rope, its version, and the one place that knows what a client's line and column mean.

pub use text_size::{TextRange, TextSize};

use ropey::Rope;

/// A document's text as the client last sent it. A clone shares the rope.
#[derive(Clone, Debug, Default)]
pub struct Text {
    rope: Rope,
    version: i32,
}

/// The unit in which a client counts columns (LSP 3.17, `PositionEncodingKind`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Encoding {
    /// Columns are bytes.
    Utf8,
    /// Columns are UTF-16 code units: the protocol's default.
    #[default]
    Utf16,
    /// Columns are Unicode scalar values.
    Utf32,
}

/// A position as a client said it: zero-based, the column in the client's [`Encoding`]. Not yet known to lie in any text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ClientPos {
    /// The zero-based line.
    pub line: u32,
    /// The zero-based column, in units of the client's encoding.
    pub col: u32,
}

/// A change as a client said it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientEdit {
    /// What is replaced, `None` for the whole text.
    pub range: Option<(ClientPos, ClientPos)>,
    /// What stands there afterwards.
    pub insert: String,
}

/// A change in bytes: `range` of the text before it is replaced by `insert`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced, in bytes of the text before the edit.
    pub range: TextRange,
    /// What stands there afterwards.
    pub insert: String,
}

impl Text {
    /// A text of version 0. Texts of 4 GiB and more are cut at the last character that fits, as offsets are 32 bits wide.
    pub fn new(text: &str) -> Text {
        Text::with_version(text, 0)
    }

    /// A text that the client gave a version.
    pub fn with_version(text: &str, version: i32) -> Text {
        let fits = text.floor_char_boundary(u32::MAX as usize);
        Text { rope: Rope::from_str(&text[..fits]), version }
    }

    /// The version that the client gave this state.
    pub fn version(&self) -> i32 {
        self.version
    }

    /// Sets the version that the client gave this state.
    pub fn set_version(&mut self, version: i32) {
        self.version = version;
    }

    /// The length in bytes.
    pub fn len(&self) -> TextSize {
        size(self.rope.len_bytes())
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.rope.len_bytes() == 0
    }

    /// The whole text as a range.
    pub fn range(&self) -> TextRange {
        TextRange::up_to(self.len())
    }

    /// The number of lines, at least 1. Lines end with `\n`, `\r\n` or `\r` and nothing else (LSP 3.17, `EOL`).
    pub fn line_count(&self) -> u32 {
        size(self.rope.len_lines()).into()
    }

    /// Where a zero-based line starts; the end of the text for lines beyond the last.
    pub fn line_start(&self, line: u32) -> TextSize {
        let line = (line as usize).min(self.rope.len_lines());
        size(self.rope.line_to_byte(line))
    }

    /// Where a zero-based line ends, its line ending left out.
    pub fn line_end(&self, line: u32) -> TextSize {
        let start = usize::from(self.line_start(line));
        let mut end = usize::from(self.line_start(line.saturating_add(1)));
        if end > start && self.rope.byte(end - 1) == b'\n' {
            end -= 1;
        }
        if end > start && self.rope.byte(end - 1) == b'\r' {
            end -= 1;
        }
        size(end)
    }

    /// The zero-based line that an offset stands on; offsets beyond the text stand on the last line.
    pub fn line_of(&self, offset: TextSize) -> u32 {
        let offset = usize::from(offset).min(self.rope.len_bytes());
        size(self.rope.byte_to_line(offset)).into()
    }

    /// The text of a range, both ends clamped to the text and moved left to the start of a character.
    pub fn slice(&self, range: TextRange) -> String {
        let (start, end) = (self.floor(range.start()), self.floor(range.end()));
        self.rope.byte_slice(start..end.max(start)).to_string()
    }

    /// Whether some letters stand anywhere in the text.
    pub fn holds(&self, word: &str) -> bool {
        let finder = memchr::memmem::Finder::new(word);
        let overlap = word.len().saturating_sub(1);
        // A word may begin at the end of one piece and end in the next ones.
        let mut seam = Vec::new();
        self.rope.chunks().any(|chunk| {
            let chunk = chunk.as_bytes();
            seam.extend_from_slice(&chunk[..chunk.len().min(overlap)]);
            let found = finder.find(&seam).is_some() || finder.find(chunk).is_some();
            if chunk.len() > overlap {
                seam.clear();
                seam.extend_from_slice(&chunk[chunk.len() - overlap..]);
            } else {
                seam.drain(..seam.len().saturating_sub(overlap));
            }
            found
        })
    }

    /// The pieces of a range in text order, without copying; the range is clamped as in [`Text::slice`].
    pub fn chunks(&self, range: TextRange) -> impl Iterator<Item = &str> {
        let (start, end) = (self.floor(range.start()), self.floor(range.end()));
        self.rope.byte_slice(start..end.max(start)).chunks()
    }

    /// The byte that a client's position means. Total: a line beyond the text is its end, a column beyond the line is
    /// the line's end (LSP 3.17, `Position`), and a column inside a character is the character's start.
    pub fn offset(&self, pos: ClientPos, encoding: Encoding) -> TextSize {
        if pos.line as usize >= self.rope.len_lines() {
            return self.len();
        }
        let start = usize::from(self.line_start(pos.line));
        let end = usize::from(self.line_end(pos.line));
        let col = pos.col as usize;
        match encoding {
            Encoding::Utf8 => size(self.floor(size((start + col).min(end)))),
            Encoding::Utf16 => {
                let (first, last) = (self.rope.byte_to_char(start), self.rope.byte_to_char(end));
                let wanted = self.rope.char_to_utf16_cu(first) + col;
                let most = self.rope.char_to_utf16_cu(last);
                size(self.rope.char_to_byte(self.rope.utf16_cu_to_char(wanted.min(most))))
            }
            Encoding::Utf32 => {
                let (first, last) = (self.rope.byte_to_char(start), self.rope.byte_to_char(end));
                size(self.rope.char_to_byte((first + col).min(last)))
            }
        }
    }

    /// The position that a client calls an offset. Offsets are clamped to the text and to the start of a character.
    pub fn position(&self, offset: TextSize, encoding: Encoding) -> ClientPos {
        let offset = self.floor(offset);
        let line = self.rope.byte_to_line(offset);
        let start = self.rope.line_to_byte(line);
        // Between `\r` and `\n` there is no position: the column is that of the line's end.
        let offset = offset.min(usize::from(self.line_end(size(line).into())).max(start));
        let col = match encoding {
            Encoding::Utf8 => offset - start,
            Encoding::Utf16 => {
                let (first, here) = (self.rope.byte_to_char(start), self.rope.byte_to_char(offset));
                self.rope.char_to_utf16_cu(here) - self.rope.char_to_utf16_cu(first)
            }
            Encoding::Utf32 => self.rope.byte_to_char(offset) - self.rope.byte_to_char(start),
        };
        ClientPos { line: size(line).into(), col: size(col).into() }
    }

    /// What a client's edit means in this text. A range whose ends are swapped is taken in text order.
    pub fn place(&self, edit: ClientEdit, encoding: Encoding) -> Edit {
        let range = match edit.range {
            None => self.range(),
            Some((start, end)) => {
                let (start, end) = (self.offset(start, encoding), self.offset(end, encoding));
                TextRange::new(start.min(end), start.max(end))
            }
        };
        Edit { range, insert: edit.insert }
    }

    /// Applies an edit. The range is clamped as in [`Text::slice`], so an edit always leaves a text.
    pub fn edit(&mut self, edit: &Edit) {
        let (start, end) = (self.floor(edit.range.start()), self.floor(edit.range.end()));
        let (first, last) = (self.rope.byte_to_char(start), self.rope.byte_to_char(end));
        self.rope.remove(first..last);
        self.rope.insert(first, &edit.insert);
    }

    /// The nearest start of a character at or before an offset, within the text.
    fn floor(&self, offset: TextSize) -> usize {
        let offset = usize::from(offset).min(self.rope.len_bytes());
        self.rope.char_to_byte(self.rope.byte_to_char(offset))
    }
}

impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.rope.chunks().try_for_each(|chunk| f.write_str(chunk))
    }
}

/// An offset of a text that [`Text::with_version`] let in, and so below 4 GiB; more saturates.
fn size(n: usize) -> TextSize {
    TextSize::new(u32::try_from(n).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALL: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

    fn pos(line: u32, col: u32) -> ClientPos {
        ClientPos { line, col }
    }

    fn insert(range: Option<(ClientPos, ClientPos)>, insert: &str) -> ClientEdit {
        ClientEdit { range, insert: insert.into() }
    }

    #[test]
    fn columns_after_an_emoji_are_counted_in_the_clients_unit() {
        let text = Text::new("é🙂x");
        let x = TextSize::of("é🙂");
        assert_eq!(ALL.map(|encoding| text.position(x, encoding).col), [6, 3, 2]);
        assert_eq!(text.offset(pos(0, 6), Encoding::Utf8), x);
        assert_eq!(text.offset(pos(0, 3), Encoding::Utf16), x);
        assert_eq!(text.offset(pos(0, 2), Encoding::Utf32), x);
    }

    #[test]
    fn a_column_inside_a_character_is_its_start() {
        let text = Text::new("🙂");
        assert_eq!(text.offset(pos(0, 1), Encoding::Utf16), 0.into());
        assert_eq!(text.offset(pos(0, 3), Encoding::Utf8), 0.into());
    }

    #[test]
    fn lines_end_with_lf_crlf_and_cr_and_nothing_else() {
        let text = Text::new("a\nb\r\nc\rd\u{2028}e\u{b}f\u{c}g\u{85}h");
        assert_eq!(text.line_count(), 4);
        assert_eq!(text.line_start(3), 7.into());
        assert_eq!(text.line_of(text.len()), 3);
    }

    #[test]
    fn a_column_beyond_the_line_is_the_lines_end_before_its_ending() {
        let text = Text::new("ab\r\ncd");
        for encoding in ALL {
            assert_eq!(text.offset(pos(0, 99), encoding), 2.into());
            assert_eq!(text.offset(pos(0, u32::MAX), encoding), 2.into());
            assert_eq!(text.offset(pos(9, 0), encoding), text.len());
            assert_eq!(text.position(3.into(), encoding), pos(0, 2), "no position lies inside a line ending");
        }
    }

    #[test]
    fn an_edit_replaces_what_the_client_said() {
        let mut text = Text::new("one 🙂 two\n");
        let edit = text.place(insert(Some((pos(0, 4), pos(0, 6))), "☞"), Encoding::Utf16);
        text.edit(&edit);
        assert_eq!(text.to_string(), "one ☞ two\n");
    }

    #[test]
    fn an_edit_with_swapped_ends_and_one_of_the_whole_text() {
        let mut text = Text::new("abc");
        let edit = text.place(insert(Some((pos(0, 2), pos(0, 1))), "-"), Encoding::Utf8);
        text.edit(&edit);
        assert_eq!(text.to_string(), "a-c");
        let edit = text.place(insert(None, "new"), Encoding::Utf8);
        text.edit(&edit);
        assert_eq!(text.to_string(), "new");
    }

    #[test]
    fn a_word_is_found_wherever_it_stands() {
        for before in 0..3000 {
            let text = Text::new(&format!("{}word{}", "é".repeat(before), "x".repeat(900)));
            assert!(text.holds("word"), "behind {before} letters");
            assert!(!text.holds("words") && !text.holds("ord "), "behind {before} letters");
        }
        assert!(!Text::new("wor").holds("word") && !Text::new("").holds("w"));
    }

    #[test]
    fn a_slice_is_clamped_to_the_text_and_to_characters() {
        let text = Text::new("aé");
        assert_eq!(text.slice(TextRange::new(0.into(), 99.into())), "aé");
        assert_eq!(text.slice(TextRange::new(0.into(), 2.into())), "a");
        assert_eq!(text.chunks(TextRange::new(1.into(), 3.into())).collect::<String>(), "é");
    }

    /// Text made of what is hard: line endings and their halves, characters of every width, separators that end no line.
    fn hard_text() -> impl Strategy<Value = String> {
        proptest::collection::vec(
            prop_oneof!["[a-z ]{1,3}", "[\r\n]{1,3}", "[é☞🙂\u{2028}\u{85}\u{b}\u{feff}\0]{1,2}"],
            0..40,
        )
        .prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn a_position_leads_back_to_its_offset(source in hard_text()) {
            let text = Text::new(&source);
            for (at, _) in source.char_indices().chain([(source.len(), ' ')]) {
                let in_ending = source[..at].ends_with('\r') && source[at..].starts_with('\n');
                for encoding in ALL {
                    let back = text.offset(text.position(size(at), encoding), encoding);
                    prop_assert_eq!(usize::from(back), if in_ending { at - 1 } else { at });
                }
            }
        }

        #[test]
        fn any_position_and_any_edit_leave_a_text(
            source in hard_text(), new in hard_text(), a in (0..9u32, 0..9u32), b in (0..9u32, 0..9u32),
        ) {
            for encoding in ALL {
                let mut text = Text::new(&source);
                let edit = text.place(insert(Some((pos(a.0, a.1), pos(b.0, b.1))), &new), encoding);
                let mut expected = source.clone();
                expected.replace_range(std::ops::Range::<usize>::from(edit.range), &new);
                text.edit(&edit);
                prop_assert_eq!(text.to_string(), expected);
            }
        }
    }
}
