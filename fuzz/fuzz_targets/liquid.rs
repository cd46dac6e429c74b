//! Whatever the text, Liquid's scanner ends, and every range lies in the text at the borders of characters.
#![no_main]

use libfuzzer_sys::fuzz_target;
use manicule::syntax::liquid;

fuzz_target!(|text: &str| {
    let scan = liquid::scan(text);
    let ranges = scan.items.iter().map(|item| item.range()).chain(scan.masks).chain(scan.raw).chain(scan.code);
    for range in ranges {
        assert!(text.get(std::ops::Range::<usize>::from(range)).is_some(), "{range:?} is no part of the text");
    }
});
