//! `$…$`: mathematics that a script in the reader's browser typesets.

use super::content::Content;
use super::found::Found;
use super::item::{Context, Item, Math};

/// Pairs the single dollars of a block, each given with how many items had been found before it. As in Pandoc, no white
/// space stands inside a pair's ends, and no digit behind it. What Markdown finds between two dollars comes first, so a
/// pair holds no code, link or image: `$5 [here](x) and US$` is a price.
pub(super) fn inline(dollars: &[(usize, usize)], content: &Content, found: &mut Found, first: usize) {
    let bytes = content.text.as_bytes();
    let mut at = 0;
    while at + 1 < dollars.len() {
        let ((open, items), (close, later)) = (dollars[at], dollars[at + 1]);
        at += 1;
        let inside = bytes[open + 1..close].first().zip(bytes[open + 1..close].last());
        let tight = inside.is_some_and(|(head, tail)| !head.is_ascii_whitespace() && !tail.is_ascii_whitespace());
        let price = bytes.get(close + 1).is_some_and(u8::is_ascii_digit);
        let held = found.items.get(items.max(first)..later).unwrap_or_default();
        let letters = held.iter().all(|item| matches!(item, Item::Footnote(_) | Item::Emoji(_)));
        if tight && !price && letters {
            let range = content.range(open..close + 1);
            found.regions.push((range, Context::Math));
            found.items.push(Item::Math(Math { range, tex: content.range(open + 1..close), display: false }));
            at += 1;
        }
    }
}
