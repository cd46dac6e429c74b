//! Labels of link definitions, and how references find them.

use super::place::Place;
use crate::syntax::{LinkDefinition, key};

/// The definition that a label of a text refers to: of several, the first (CommonMark 0.31, "precedence").
pub(super) fn definition(place: Place<'_>, label: &str) -> Option<LinkDefinition> {
    let key = key(label);
    place.source.post.definitions().find(|definition| definition.key == key)
}
