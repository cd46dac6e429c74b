//! What may be written at the cursor.

mod argument;
mod code;
mod cursor;
mod emoji;
mod footnote;
mod front_matter;
mod image;
mod labels;
mod link;
mod liquid;
mod path;
mod shortcode;
mod variable;

use super::Completion;
use super::place::Place;
use crate::site::{FileId, FilePos, Site};
use crate::text::Text;
use cursor::Cursor;

/// Completions of one kind; `None` where the cursor is in nothing of that kind.
type Kind = fn(&Cursor<'_>) -> Option<Vec<Completion>>;

/// All kinds, the narrowest first.
const KINDS: &[Kind] = &[
    front_matter::complete,
    shortcode::complete,
    footnote::complete,
    liquid::complete,
    image::complete,
    link::complete,
    code::complete,
    emoji::complete,
];

/// The characters behind which something may be offered at once.
pub const TRIGGERS: &[&str] = &[" ", ":", "(", "/", "[", "^", "{", "%", "|", "\"", "'", "#", "`", "~", "<", ","];

/// What may be written at the cursor, the wanted first; empty where nothing makes sense. `texts` gives the texts that
/// the site does not hold.
pub fn completion(site: &Site, pos: &FilePos, texts: &dyn Fn(&FileId) -> Option<Text>) -> Vec<Completion> {
    let cursor = Place::of(site, &pos.file).and_then(|place| Cursor::new(place.reading(texts), pos.offset));
    let Some(cursor) = cursor else { return Vec::new() };
    let mut found = KINDS.iter().find_map(|kind| kind(&cursor)).unwrap_or_default();
    found.sort_by_key(|completion| completion.rank);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;
    use crate::text::Edit;

    /// The completions at the cursor, the wanted first: `label: detail`, one a line. Checks that each edit stays on
    /// the cursor's line and holds the cursor.
    #[track_caller]
    pub(super) fn complete(fixture: &str) -> (Fixture, Vec<Completion>) {
        let fixture = Fixture::new(fixture);
        let pos = fixture.cursor();
        let found = completion(&fixture.site, pos, &|file| fixture.read(file));
        let text = fixture.text(&pos.file);
        for completion in &found {
            let range = completion.edit.range;
            assert!(range.contains_inclusive(pos.offset), "{completion:?}");
            assert!(!text[range].contains('\n'), "{completion:?}");
        }
        (fixture, found)
    }

    /// The labels with their details.
    #[track_caller]
    pub(super) fn labels(fixture: &str) -> Vec<String> {
        let (_, found) = complete(fixture);
        let detail = |completion: &Completion| completion.detail.as_ref().map(|detail| format!(": {detail}"));
        found.iter().map(|it| format!("{}{}", it.label, detail(it).unwrap_or_default())).collect()
    }

    /// The cursor's text after the completion with a label.
    #[track_caller]
    pub(super) fn accept(fixture: &str, label: &str) -> String {
        let (fixture, found) = complete(fixture);
        let completion = found.into_iter().find(|completion| completion.label == label).expect("it is offered");
        let mut text = Text::new(fixture.text(&fixture.cursor().file));
        text.edit(&Edit { range: completion.edit.range, insert: completion.edit.insert });
        text.to_string()
    }

    #[test]
    fn everything_is_offered_behind_its_opener() {
        let blog = "//- /_config.yml\n//- /_includes/a.html\n{{ include.x }}\n//- /images/a.png 1x1\n\
                    //- /_posts/2020-01-02-b.md\n---\ntitle: B\ntags: [a, b]\n---\n";
        for text in [
            "[^",
            "![](",
            "![](/",
            "[a](",
            "[a](<",
            "[a](#",
            "[a](##",
            "[a]: ",
            "# A\n\n[a][",
            "<img src=\"",
            "<img src='",
            "<a href=\"",
            "<a href='",
            "{%",
            "{% ",
            "{% include ",
            "{% include a.html ",
            "{% link ",
            "{% link images/",
            "{% post_url ",
            "{% highlight ",
            "{{ page.title |",
            "{{ page.title | ",
            "```",
            "~~~",
            "- ```",
            "> ```",
            "---\ntoc: true\ntags: [",
            "---\ntags: [a,",
            "---\ntags:\n- ",
            "---\ntags: ['",
            "---\nlayout: x\npublished: ",
            "---\nimage: /",
        ] {
            let last = text.chars().next_back().unwrap().to_string();
            assert!(TRIGGERS.contains(&last.as_str()), "{text}");
            let rest = if text.starts_with("---") { "\n---\n\nText.\n" } else { "\n\n# A\n\n[x]: y\n" };
            assert!(!labels(&format!("{text}$0{rest}{blog}")).is_empty(), "{text}");
        }
    }

    /// What is known of the completion with a label.
    #[track_caller]
    fn documented(fixture: &str, label: &str) -> String {
        let found = complete(fixture).1.into_iter().find(|found| found.label == label);
        found.and_then(|found| found.documentation).unwrap_or_default()
    }

    #[test]
    fn what_a_name_does_not_say_is_told_beside_it() {
        let blog = "//- /_config.yml\n";
        for (text, label, said) in [
            ("{% ra$0 %}", "raw", "leaves alone"),
            ("{{ x | upc$0 }}", "upcase", "upper case"),
            ("---\npubl$0\n---\n", "published", "built"),
            ("A [^$0]\n\n[^1]: A note of *some* length.\n", "1", "A note of *some* length."),
        ] {
            let found = documented(&format!("{text}\n{blog}"), label);
            assert!(found.contains(said), "{text}: {found}");
        }
    }

    #[test]
    fn nothing_in_plain_text() {
        for fixture in
            ["Some te$0xt.\n", "$0\n", "A {$0\n", "An [^1]$0 or {% fn 1 %}$0\n".replacen("$0", "", 1).as_str()]
        {
            assert_eq!(labels(fixture), Vec::<String>::new(), "{fixture}");
        }
    }
}
