//! The places of one text that name the thing under the cursor.

use super::place::Place;
use super::subject;
use crate::site::{FilePos, Site};
use crate::text::TextRange;

/// A place to mark while the cursor is on the same thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Highlight {
    /// The name.
    pub range: TextRange,
    /// Whether the thing is said here, rather than referred to.
    pub declares: bool,
}

/// The places of the cursor's text that name the thing under the cursor, in text order.
pub fn highlight(site: &Site, pos: &FilePos) -> Vec<Highlight> {
    let Some(place) = Place::of(site, &pos.file) else { return Vec::new() };
    let Some(mention) = subject::at(place, pos.offset) else { return Vec::new() };
    let mut found: Vec<Highlight> = subject::mentions_in(place, &mention.subject)
        .into_iter()
        .map(|mention| Highlight { range: mention.marked(), declares: mention.declares })
        .collect();
    found.sort_by_key(|highlight| highlight.range.start());
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;
    use crate::site::FileRange;

    #[track_caller]
    fn check(fixture: &str) {
        let fixture = Fixture::new(fixture);
        let pos = fixture.cursor();
        let found = highlight(&fixture.site, pos).into_iter().map(|highlight| {
            let said = if highlight.declares { "said" } else { "named" };
            (FileRange { file: pos.file.clone(), range: highlight.range }, said.to_owned())
        });
        fixture.expect(found);
    }

    #[test]
    fn a_footnote() {
        check(
            "
One.{% fn $01 %} Again.{% fn 1 %} Two.{% fn 2 %}
          ^ named
                           ^ named

{{ 'A note.' | fndetail: 1 }}
                         ^ said
{{ 'Another.' | fndetail: 2 }}
",
        );
    }

    #[test]
    fn a_label() {
        check(
            "
A [link][there] and [There].
         ^^^^^ named
                     ^^^^^ named

[t$0here]: https://example.org
 ^^^^^ said
",
        );
    }

    #[test]
    fn an_address() {
        check(
            "
A [link](https://exam$0ple.org/a) and <https://example.org/a>.
         ^^^^^^^^^^^^^^^^^^^^^ named
                                     ^^^^^^^^^^^^^^^^^^^^^ named
A [link](https://example.org/b).
",
        );
    }

    #[test]
    fn a_heading_and_an_image() {
        check("## A hea$0ding\n^^^^^^^^^^^^ said\n\n[a](#a-heading)\n    ^^^^^^^^^^ named\n");
        check(
            "//- /a.md\n![](a.p$0ng) <img src='a.png'>\n    ^^^^^ named\n                     ^^^^^ named\n//- /a.png 1x1\n",
        );
    }

    #[test]
    fn nothing_in_plain_text() {
        check("Some te$0xt. `{% fn 1 %}`\n");
    }
}
