//! What Hugo's shortcodes `ref` and `relref` name: a page, and a place on it.

use super::place::Place;
use crate::site::{Layout, Lookup};
use crate::syntax::{Name, PageRef};
use crate::text::{TextRange, TextSize};

/// What a shortcode names.
pub(super) struct Named {
    /// The page as written, what follows it left out. Empty where the page itself is meant.
    pub page: Name,
    /// The place on the page, from its `#` on.
    pub fragment: Option<Name>,
    /// The page that is meant.
    pub found: Lookup,
}

/// What a shortcode of a text names; `None` where Hugo does not read the text.
pub(super) fn named(place: Place<'_>, written: &PageRef) -> Option<Named> {
    if place.layout() != Layout::Hugo {
        return None;
    }
    let name = &written.name;
    let part = |from: usize, to: usize| {
        let start = name.range.start() + TextSize::of(&name.text[..from]);
        Name { text: name.text[from..to].into(), range: TextRange::at(start, TextSize::of(&name.text[from..to])) }
    };
    let page = part(0, page_of(&name.text).len());
    let fragment = name.text.find('#').map(|at| part(at, name.text.len()));
    let found = match page.text.as_str() {
        "" => Lookup::Found(place.page.path.clone()),
        page => place.site.page_referred(place.file(), page),
    };
    Some(Named { page, fragment, found })
}

/// The part of what a shortcode names that is the page's name.
pub(super) fn page_of(written: &str) -> &str {
    written.split(['#', '?']).next().unwrap_or_default()
}
