//! What is worth knowing of the thing under the cursor.

mod footnote;
mod image;

use super::Hover;
use super::place::Place;
use crate::site::{FilePos, Site};
use crate::syntax::Item;

/// What is worth knowing of the thing under the cursor; `None` where there is nothing to say.
pub fn hover(site: &Site, pos: &FilePos) -> Option<Hover> {
    let place = Place::of(site, &pos.file)?;
    place
        .items_at(pos.offset)
        .iter()
        .find_map(|item| match item {
            Item::Footnote(footnote) => footnote::hover(place, footnote, pos.offset),
            Item::Image(image) => image::hover(place, image),
            _ => None,
        })
        .or_else(|| image::front_matter(place, pos.offset))
}

#[cfg(test)]
mod tests {
    use expect_test::Expect;

    use super::*;
    use crate::fixture::Fixture;

    /// Compares what the cursor is said to be on, and what is said of it.
    #[track_caller]
    pub(super) fn check(fixture: &str, expected: Expect) {
        let fixture = Fixture::new(fixture);
        let pos = fixture.cursor();
        let said = hover(&fixture.site, pos).map_or("nothing".to_owned(), |hover| {
            let picture = hover.picture.map_or(String::new(), |path| format!("\npicture: {path}"));
            format!("`{}`\n{}{picture}", &fixture.text(&pos.file)[hover.range], hover.markdown)
        });
        expected.assert_eq(&said);
    }
}
