//! Whatever a client says, a position is a place in the text, and edits keep the text what a plain string would be.
#![no_main]

use libfuzzer_sys::fuzz_target;
use manicule::text::{ClientEdit, ClientPos, Encoding, Text};

fuzz_target!(|input: (u8, &str, Vec<(u32, u32, u32, u32, &str)>)| {
    let (encoding, source, edits) = input;
    let encoding = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32][usize::from(encoding) % 3];
    let (mut text, mut plain) = (Text::new(source), source.to_owned());
    for (line, col, end_line, end_col, insert) in edits {
        let (start, end) = (ClientPos { line, col }, ClientPos { line: end_line, col: end_col });
        let edit = text.place(ClientEdit { range: Some((start, end)), insert: insert.to_owned() }, encoding);
        plain.replace_range(std::ops::Range::<usize>::from(edit.range), insert);
        text.edit(&edit);
        assert_eq!(text.to_string(), plain);
        let said = text.position(edit.range.start(), encoding);
        assert!(text.offset(said, encoding) <= text.len());
    }
});
