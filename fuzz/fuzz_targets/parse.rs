//! Whatever the text and its dialect, parsing ends, and every range lies in the text at the borders of characters.
#![no_main]

use libfuzzer_sys::fuzz_target;
use manicule::syntax::{self, Dialect, Part};
use manicule::text::Text;

fuzz_target!(|input: (u8, &str)| {
    let (bits, source) = input;
    let part = [Part::File, Part::FirstCell, Part::Cell, Part::Raw][usize::from(bits >> 2) % 4];
    let dialect = Dialect { part, liquid: bits & 1 != 0, kramdown: bits & 2 != 0 };
    let post = syntax::parse(&Text::new(source), dialect);
    for item in post.items() {
        let range = item.range();
        assert!(source.get(std::ops::Range::<usize>::from(range)).is_some(), "{item:?} is no part of the text");
    }
});
