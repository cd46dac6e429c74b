//! Whatever stands at the head of a text, front matter is read to its end, and all of it has its place in the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use manicule::syntax::{Entry, Node, NodeKind, Part, read as front_matter};
use manicule::text::TextRange;

fuzz_target!(|input: (u8, &str)| {
    let (bits, text) = input;
    let part = [Part::File, Part::FirstCell][usize::from(bits) % 2];
    let fence = ["", "---", "+++", "---\r"][usize::from(bits >> 1) % 4];
    let text = if fence.is_empty() { text.to_owned() } else { format!("{fence}\n{text}\n{fence}\n") };
    let Some(read) = front_matter(&text, part) else { return };
    lies_in(&text, read.range);
    if let Some(error) = &read.error {
        lies_in(&text, error.range);
    }
    entries(&text, &read.entries);
});

fn entries(text: &str, list: &[Entry]) {
    for entry in list {
        lies_in(text, entry.key.range);
        node(text, &entry.value);
    }
}

fn node(text: &str, value: &Node) {
    lies_in(text, value.range);
    match &value.kind {
        NodeKind::List(list) => list.iter().for_each(|it| node(text, it)),
        NodeKind::Map(map) => entries(text, map),
        _ => {}
    }
}

fn lies_in(text: &str, range: TextRange) {
    assert!(text.get(std::ops::Range::<usize>::from(range)).is_some(), "{range:?} is no part of the text");
}
