//! The places of a page that fragments lead to: headings by the ids that the generator gives them, and explicit ids.

use smol_str::SmolStr;

use super::place::Place;
use crate::site::FileId;
use crate::syntax::Heading;

/// A heading with its id on the built page.
pub(super) struct Anchor {
    pub id: SmolStr,
    pub file: FileId,
    pub heading: Heading,
}

/// The headings of a page with their ids, in page order; those without an id left out.
pub(super) fn headings(place: Place<'_>) -> Vec<Anchor> {
    let mut found = Vec::new();
    for source in &place.page.sources {
        for heading in source.post.headings() {
            let id = heading.id.as_ref().map(|id| id.text.clone());
            found.extend(id.map(|id| Anchor { id, file: source.file.clone(), heading }));
        }
    }
    found
}
