//! `> youtube: …` and `> Note: …`: what nbdev makes of one line of a quote (nbdev 0.2, `export2html.py`).

use std::ops::Range;

use super::found::{Env, Found, range};
use super::item::{Alert, Embed, Item};
use super::lines::Lines;
use super::target::trimmed;

/// Reads the lines of a quote that begins a line.
pub(super) fn quote(start: u32, end: u32, lines: &Lines, env: &Env, found: &mut Found) {
    let bytes = env.source.as_bytes();
    let first = lines.line_of(start);
    let lead = &bytes[lines.start(first) as usize..start as usize];
    if !lead.iter().all(|byte| matches!(byte, b' ' | b'\t')) {
        return;
    }
    for line in first..lines.count() {
        let at = lines.start(line);
        if at >= end {
            return;
        }
        let whole = trimmed(bytes, at as usize..lines.start(line + 1) as usize);
        if let Some(item) = read(bytes, whole, env) {
            found.items.push(item);
        }
    }
}

fn read(bytes: &[u8], whole: Range<usize>, env: &Env) -> Option<Item> {
    if bytes.get(whole.start) != Some(&b'>') || whole.is_empty() {
        return None;
    }
    let inner = trimmed(bytes, whole.start + 1..whole.end);
    let colon = inner.start + memchr::memchr(b':', &bytes[inner.clone()])?;
    let kind = inner.start..colon;
    let rest = trimmed(bytes, colon + 1..whole.end);
    let range = |part: Range<usize>| range(part.start as u32..part.end as u32);
    let name = env.name(range(kind.clone()));
    match bytes[kind].to_ascii_lowercase().as_slice() {
        b"youtube" | b"twitter" => {
            Some(Item::Embed(Embed { range: range(whole), kind: name, target: env.name(range(rest)) }))
        }
        b"note" | b"warning" | b"tip" | b"important" => {
            Some(Item::Alert(Alert { range: range(whole), kind: name, text: range(rest) }))
        }
        _ => None,
    }
}
