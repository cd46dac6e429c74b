//! Front matter's entries as names: keys and string values with their places.

use crate::syntax::{Entry, FrontMatter, Name, Node, NodeKind};

/// The entry that counts for a key: of two, the last.
pub(super) fn entry<'a>(front_matter: &'a FrontMatter, key: &str) -> Option<&'a Entry> {
    front_matter.entries.iter().rev().find(|entry| entry.key.text == key)
}

/// A value that is a string, decoded.
pub(super) fn string(node: &Node) -> Option<Name> {
    match &node.kind {
        NodeKind::String(text) => Some(Name { text: text.clone(), range: node.range }),
        _ => None,
    }
}
