//! What editors write between the words of a text: the first words of a note after its number, the size of an image.

use super::footnote::{Footnotes, first_words};
use super::place::Place;
use super::{Config, plain};
use crate::site::{FileId, Resolution, Site};
use crate::syntax::Role;
use crate::text::{TextRange, TextSize};

/// Something to be shown in a text that is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The place that it is shown at.
    pub offset: TextSize,
    /// What is shown.
    pub label: String,
}

/// The most characters of a note that are shown.
const WORDS: usize = 30;

/// What is to be shown in a part of a text, in text order; nothing of what the settings leave out.
pub fn hints(site: &Site, file: &FileId, range: TextRange, config: &Config) -> Vec<Hint> {
    let Some(place) = Place::of(site, file) else { return Vec::new() };
    let mut found = Vec::new();
    if config.footnote_hints {
        found.extend(notes(place, range));
    }
    if config.image_hints {
        found.extend(sizes(place, range));
    }
    found.sort_by_key(|hint| hint.offset);
    found
}

/// The first words of the note behind each number that has one.
fn notes(place: Place<'_>, range: TextRange) -> Vec<Hint> {
    let footnotes = Footnotes::of(place);
    let numbers = place.source.post.footnotes().filter(|it| it.role == Role::Ref && meets(it.range, range));
    let hint = |number: crate::syntax::Footnote| {
        let note = footnotes.group(place.source, &number)?.text()?;
        let note = if place.shows_marks(number.dialect) { note.to_string() } else { plain(&note) };
        let label = first_words(&note, WORDS);
        (!label.is_empty()).then_some(Hint { offset: number.range.end(), label })
    };
    numbers.filter_map(hint).collect()
}

/// The size in pixels behind the path of each image whose size is known.
fn sizes(place: Place<'_>, range: TextRange) -> Vec<Hint> {
    let images = place.source.post.images().filter(|image| meets(image.range, range));
    let hint = |image: crate::syntax::Image| {
        let Resolution::File { path, .. } = place.site.resolve_image(place.file(), &image)? else { return None };
        let (width, height) = place.site.asset(&path)?.pixels?;
        Some(Hint { offset: image.target?.range.end(), label: format!("{width} × {height}") })
    };
    images.filter_map(hint).collect()
}

fn meets(item: TextRange, range: TextRange) -> bool {
    item.intersect(range).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;
    use crate::site::FileRange;

    /// Compares what is shown behind each mark.
    #[track_caller]
    fn check(settings: &str, fixture: &str) {
        let fixture = Fixture::new(fixture);
        let mut config = Config::default();
        assert!(config.merge_toml(settings).is_empty());
        let mut found = Vec::new();
        for file in fixture.files() {
            let whole = TextRange::up_to(TextSize::of(fixture.text(file)));
            let before = |offset| TextRange::new(offset - TextSize::new(1), offset);
            let place = |hint: &Hint| FileRange { file: file.clone(), range: before(hint.offset) };
            found.extend(hints(&fixture.site, file, whole, &config).iter().map(|it| (place(it), it.label.clone())));
        }
        fixture.expect(found);
    }

    #[test]
    fn the_first_words_of_notes() {
        check(
            "inlayHints.footnotes = true",
            "
One.{% fn 1 %} Two.[^a] Three.{% fn 9 %} ![](/images/a.png)
             ^ Because of what was said, and…
                      ^ Short.

{{ 'Because of *what* was said, and more besides.' | fndetail: 1 }}

[^a]: *Short*.
//- /images/a.png 640x480
",
        );
    }

    #[test]
    fn a_note_that_is_shown_as_typed() {
        check(
            "inlayHints.footnotes = true",
            "One.{% fn 1 %}\n             ^ A *note*.\n\n{{ 'A *note*.' | fndetail: 1 }}\n//- /_config.yml\ntitle: x\n//- /_plugins/a.rb\ndef fndetail(input, id)\n",
        );
    }

    #[test]
    fn notes_of_other_cells() {
        check(
            "inlayHints.footnotes = true",
            "//- /_notebooks/a.ipynb
%% markdown
One.{% fn 1 %}
             ^ A note.
%% markdown
{{ 'A note.' | fndetail: 1 }}
",
        );
    }

    #[test]
    fn sizes_of_images() {
        check(
            "inlayHints.images = true",
            "//- /a.md
![alt](a.png \"title\") <img src='a.png'> ![none](none.png) ![no size](b.png) text[^1]
           ^ 640 × 480
                                    ^ 640 × 480

[^1]: A note.
//- /a.png 640x480
//- /b.png
",
        );
    }

    #[test]
    fn nothing_unless_it_is_wanted() {
        check("", "One.{% fn 1 %} ![](a.png)\n\n{{ 'A note.' | fndetail: 1 }}\n//- /_posts/a.png 1x1\n");
        check("inlayHints.footnotes = true", "`[^1]`\n\n[^1]: A note.\n\nOne.{% fn 1 %}\n");
    }

    #[test]
    fn only_the_part_that_is_asked_for() {
        let fixture = Fixture::new("One.[^1]\n\nTwo.[^1]\n\n[^1]: A note.\n");
        let mut config = Config::default();
        assert!(config.merge_toml("inlayHints.footnotes = true").is_empty());
        let file = fixture.files().next().unwrap();
        let found = hints(&fixture.site, file, TextRange::up_to(TextSize::new(9)), &config);
        assert_eq!(found, [Hint { offset: TextSize::new(8), label: "A note.".into() }]);
    }
}
