//! Every place that names the thing under the cursor.

use super::place::Place;
use super::subject;
use crate::site::{FilePos, FileRange, Site};

/// Every place that names the thing under the cursor, in page order; with `definitions`, those that say it too.
pub fn references(site: &Site, pos: &FilePos, definitions: bool) -> Vec<FileRange> {
    let Some(place) = Place::of(site, &pos.file) else { return Vec::new() };
    let Some(mention) = subject::at(place, pos.offset) else { return Vec::new() };
    let mentions = subject::mentions(place, &mention.subject).into_iter();
    let wanted = mentions.filter(|mention| definitions || !mention.declares);
    wanted.map(|mention| FileRange { file: mention.file, range: mention.shown }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    #[track_caller]
    fn check(fixture: &str) {
        let fixture = Fixture::new(fixture);
        let found = references(&fixture.site, fixture.cursor(), true);
        let without = references(&fixture.site, fixture.cursor(), false);
        fixture.expect(found.into_iter().map(|place| {
            let said = if without.contains(&place) { "named" } else { "said" };
            (place, said.to_owned())
        }));
    }

    #[test]
    fn a_footnote_over_all_cells() {
        check(
            "//- /_notebooks/a.ipynb
%% markdown
# Title
%% markdown
One.{% fn 1$0 %}
          ^ named
%% markdown
Again.{% fn 1 %} Two.{% fn 2 %}
            ^ named
{{ 'A note.' | fndetail: 1 }}
                         ^ said
//- /_notebooks/b.ipynb
%% markdown
# Title
%% markdown
One.{% fn 1 %}
",
        );
    }

    #[test]
    fn a_label_in_its_own_text() {
        check(
            "//- /a.md
A [link][x$0], [x] and [y].
         ^ named
              ^ named

[x]: https://example.org
 ^ said
[y]: https://example.org
//- /b.md
Another [x].

[x]: https://example.org
",
        );
    }
}
