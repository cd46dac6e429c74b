//! Whatever a file holds, reading it as a notebook ends with cells or with a reason.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(cells) = manicule::disk::cells(text) {
        assert!(cells.is_sorted_by(|a, b| a.number < b.number));
    }
});
