//! Labels of link definitions, and how references find them.

use smol_str::SmolStr;

use super::place::Place;
use crate::syntax::LinkDefinition;

/// A label as it is matched: case folded, white space collapsed (CommonMark 0.31, "matches").
pub(super) fn key(label: &str) -> SmolStr {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase().into()
}

/// The definition that a label of a text refers to: of several, the first (CommonMark 0.31, "precedence").
pub(super) fn definition(place: Place<'_>, label: &str) -> Option<LinkDefinition> {
    let key = key(label);
    place.source.post.definitions().find(|definition| definition.key == key)
}
