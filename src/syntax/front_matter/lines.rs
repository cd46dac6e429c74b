//! `key: value` lines read one by one, for TOML and for YAML that its parser refuses: a key is still a key while the
//! line below it is being typed.

use super::{Entry, Node, NodeKind, range, scalar};
use crate::syntax::Name;
use crate::text::TextRange;
use smol_str::SmolStr;

/// The entries of the lines that start with a key, without indentation; a `- ` before the key is passed over.
pub(super) fn read(text: &str, inner: TextRange, separator: char) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut at = usize::from(inner.start());
    for line in text[inner].split_inclusive('\n') {
        let start = at;
        at += line.len();
        let marker = line.len() - line.strip_prefix("- ").unwrap_or(line).trim_start_matches(' ').len();
        let indented = marker > 0 && !line.starts_with("- ");
        let Some((key, value)) = line[marker..].split_once(separator) else { continue };
        let key = key.trim_end();
        if indented || key.is_empty() || !key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' '))
        {
            continue;
        }
        if separator == ':' && !value.is_empty() && !value.starts_with(|c: char| c.is_ascii_whitespace()) {
            continue;
        }
        let key_start = start + marker;
        let key = Name { text: SmolStr::new(key), range: range(key_start, key_start + key.len()) };
        let value = node(text, at - value.len(), at);
        entries.push(Entry { key, value });
    }
    entries
}

/// The value in `text[start..end]`, white space and a comment left out: a scalar, or a list of scalars in brackets.
fn node(text: &str, start: usize, end: usize) -> Node {
    let written = &text[start..end];
    let from = start + written.len() - written.trim_start().len();
    if from >= start + written.trim_end().len() {
        return Node { range: TextRange::empty(super::size(start)), kind: NodeKind::Null };
    }
    let written = text[from..end].trim_end();
    let comment = match written.starts_with(['"', '\'', '[']) {
        true => None,
        false => written.find(" #"),
    };
    let written = comment.map_or(written, |comment| written[..comment].trim_end());
    let to = from + written.len();
    if let Some(inner) = written.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        let mut at = from + 1;
        let mut items = Vec::new();
        for item in inner.split(',') {
            items.push(scalar_node(text, at, at + item.len()));
            at += item.len() + 1;
        }
        items.retain(|item| !item.range.is_empty());
        return Node { range: range(from, to), kind: NodeKind::List(items) };
    }
    scalar_node(text, from, to)
}

fn scalar_node(text: &str, start: usize, end: usize) -> Node {
    let written = &text[start..end];
    let from = start + written.len() - written.trim_start().len();
    let written = written.trim();
    let kind = match written.as_bytes() {
        [first @ (b'"' | b'\''), .., last] if first == last => {
            NodeKind::String(SmolStr::new(&written[1..written.len() - 1]))
        }
        _ => scalar::resolve(written),
    };
    Node { range: range(from, from + written.len()), kind }
}
