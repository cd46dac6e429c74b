//! Labels of link definitions, and how references find them.

use std::collections::HashMap;

use smol_str::SmolStr;

use super::place::Place;
use crate::site::Layout;
use crate::syntax::{LinkDefinition, key};

/// The definition that a label of a text refers to.
pub(super) fn definition(place: Place<'_>, label: &str) -> Option<LinkDefinition> {
    let key = key(label);
    let mut alike = place.source.post.definitions().filter(|definition| definition.key == key);
    if last_wins(place) { alike.last() } else { alike.next() }
}

/// Whether of several definitions of one label the last is read: by kramdown, mistune 0.8 and Pandoc. To CommonMark it
/// is the first (0.31, "precedence").
pub(super) fn last_wins(place: Place<'_>) -> bool {
    place.is_jekyll() || place.layout() == Layout::Quarto
}

/// The definitions of a text by what references are matched with: of several, the one that is read.
pub(super) fn definitions(place: Place<'_>) -> HashMap<SmolStr, LinkDefinition> {
    let mut definitions = HashMap::new();
    let last_wins = last_wins(place);
    for definition in place.source.post.definitions() {
        if last_wins {
            definitions.insert(definition.key.clone(), definition);
        } else {
            definitions.entry(definition.key.clone()).or_insert(definition);
        }
    }
    definitions
}
