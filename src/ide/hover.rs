//! What is worth knowing of the thing under the cursor.

mod emoji;
mod footnote;
mod front_matter;
mod heading;
mod image;
mod link;
mod liquid;
mod math;

use super::Hover;
use super::place::Place;
use crate::site::{FileId, FilePos, Site};
use crate::syntax::Item;
use crate::text::Text;

/// What is worth knowing of the thing under the cursor; `None` where there is nothing to say. `texts` gives the texts
/// that the site does not hold.
pub fn hover(site: &Site, pos: &FilePos, texts: &dyn Fn(&FileId) -> Option<Text>) -> Option<Hover> {
    let place = Place::of(site, &pos.file)?.reading(texts);
    let offset = pos.offset;
    let items = place.items_at(offset);
    let said = items.iter().find_map(|item| match item {
        Item::Footnote(footnote) => footnote::hover(place, footnote, offset),
        Item::Image(image) => image::hover(place, image),
        Item::Link(link) => link::hover(place, link),
        Item::PageRef(named) => link::of_shortcode(place, named),
        Item::Tag(tag) => liquid::tag(place, tag, offset),
        Item::Output(output) => liquid::output(place, output, offset),
        Item::Emoji(emoji) => emoji::hover(emoji),
        Item::Math(math) => math::hover(place, math),
        Item::Heading(heading) => heading::hover(place, heading),
        _ => None,
    });
    said.or_else(|| front_matter::hover(place, offset))
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
        let said = hover(&fixture.site, pos, &|file| fixture.read(file)).map_or("nothing".to_owned(), |hover| {
            let picture = hover.picture.map_or(String::new(), |path| format!("\npicture: {path}"));
            format!("`{}`\n{}{picture}", &fixture.text(&pos.file)[hover.range], hover.markdown)
        });
        expected.assert_eq(&said);
    }
}
