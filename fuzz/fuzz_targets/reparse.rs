//! Whatever the edits, reading again after each is the same as reading afresh.
#![no_main]

use libfuzzer_sys::fuzz_target;
use manicule::syntax::{self, Dialect};
use manicule::text::{Edit, Text, TextRange, TextSize};

fuzz_target!(|input: (bool, &str, Vec<(u16, u8, &str)>)| {
    let (liquid, source, edits) = input;
    let dialect = Dialect { liquid, kramdown: liquid, ..Dialect::default() };
    let mut text = Text::new(source);
    let mut post = syntax::parse(&text, dialect);
    for (start, length, insert) in edits {
        let start = TextSize::from(u32::from(start)).min(text.len());
        let end = (start + TextSize::from(u32::from(length))).min(text.len());
        // Edits that come from a client lie at the borders of characters.
        let floor = |at: TextSize| text.offset(text.position(at, Default::default()), Default::default());
        let (start, end) = (floor(start), floor(end));
        let edit = Edit { range: TextRange::new(start, end.max(start)), insert: insert.to_owned() };
        text.edit(&edit);
        post = syntax::reparse(&post, &text, &edit);
        let fresh = syntax::parse(&text, dialect);
        assert_eq!(post.front_matter(), fresh.front_matter());
        assert!(post.items().eq(fresh.items()), "after {edit:?}");
    }
});
