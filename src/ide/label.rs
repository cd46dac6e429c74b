//! Labels of link definitions, and how references find them.

use std::collections::HashMap;

use smol_str::SmolStr;

use super::place::Place;
use crate::syntax::{LinkDefinition, key};

/// The definition that a label of a text refers to: of several, the first (CommonMark 0.31, "precedence").
pub(super) fn definition(place: Place<'_>, label: &str) -> Option<LinkDefinition> {
    let key = key(label);
    place.source.post.definitions().find(|definition| definition.key == key)
}

/// The definitions of a text by what references are matched with: of several, the first.
pub(super) fn definitions(place: Place<'_>) -> HashMap<SmolStr, LinkDefinition> {
    let mut definitions = HashMap::new();
    for definition in place.source.post.definitions() {
        definitions.entry(definition.key.clone()).or_insert(definition);
    }
    definitions
}
