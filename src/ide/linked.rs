//! Ranges that are edited together: the id of a footnote, at all places of its text.

use super::place::Place;
use super::subject::{self, Subject};
use crate::site::{FilePos, Site};
use crate::text::TextRange;

/// Where the footnote's id under the cursor stands, if all places that name it stand in this text and are written
/// alike: typing at one can then be typing at all. Empty elsewhere.
pub fn linked(site: &Site, pos: &FilePos) -> Vec<TextRange> {
    let Some(place) = Place::of(site, &pos.file) else { return Vec::new() };
    let Some(mention) = subject::at(place, pos.offset) else { return Vec::new() };
    let is_on_name = mention.name.contains_inclusive(pos.offset) && matches!(mention.subject, Subject::Footnote(..));
    if !is_on_name {
        return Vec::new();
    }
    let mentions = subject::mentions(place, &mention.subject);
    let name = place.slice(mention.name);
    let alike = mentions.iter().all(|it| it.file == *place.file() && place.slice(it.name) == name);
    if alike { mentions.into_iter().map(|it| it.name).collect() } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;
    use crate::site::FileRange;

    #[track_caller]
    fn check(fixture: &str) {
        let fixture = Fixture::new(fixture);
        let file = fixture.cursor().file.clone();
        let found = linked(&fixture.site, fixture.cursor());
        fixture.expect(found.into_iter().map(|range| (FileRange { file: file.clone(), range }, "linked".to_owned())));
    }

    #[test]
    fn the_id_of_a_footnote() {
        check(
            "
One.{% fn 1$0 %} Two.{% fn 2 %} Again.{% fn 1 %}
          ^ linked
                                          ^ linked

{{ 'A note.' | fndetail: 1 }}
                         ^ linked
",
        );
        check("One.[^a$0]\n      ^ linked\n\n[^a]: A note.\n  ^ linked\n");
    }

    #[test]
    fn nothing_beside_the_id_nor_where_cells_share_it() {
        check("One.{% f$0n 1 %}\n\n{{ 'A note.' | fndetail: 1 }}\n");
        check("//- /_notebooks/a.ipynb\n%% markdown\nOne.{% fn 1$0 %}\n%% markdown\n{{ 'A note.' | fndetail: 1 }}\n");
        check("A [link$0](a.md).\n");
    }
}
