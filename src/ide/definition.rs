//! Where the thing under the cursor is said.

use super::NavTarget;
use super::place::Place;
use super::subject::{self, Mention, Subject};
use crate::site::{FileId, FilePos, Site, SitePath};
use crate::text::{TextRange, TextSize};

/// The places that say what the thing under the cursor is: from a footnote's number its text, and back again.
pub fn definition(site: &Site, pos: &FilePos) -> Vec<NavTarget> {
    let Some(place) = Place::of(site, &pos.file) else { return Vec::new() };
    let Some(mention) = subject::at(place, pos.offset).or_else(|| subject::target_around(place, pos.offset)) else {
        return Vec::new();
    };
    match &mention.subject {
        Subject::Footnote(..) => other_side(place, &mention),
        Subject::Label(..) => declarations(place, &mention.subject),
        Subject::Anchor(page, _) => match declarations(place, &mention.subject) {
            found if found.is_empty() && *page != place.page.path && site.exists(page) => vec![start_of(site, page)],
            found => found,
        },
        Subject::File(path) => vec![start_of(site, path)],
        Subject::Nowhere(_) | Subject::Address(_) => Vec::new(),
    }
}

/// From a number the notes, from a note the numbers.
fn other_side(place: Place<'_>, mention: &Mention) -> Vec<NavTarget> {
    let sides = subject::mentions(place, &mention.subject);
    sides.into_iter().filter(|side| side.declares != mention.declares).map(|side| side.target()).collect()
}

fn declarations(place: Place<'_>, subject: &Subject) -> Vec<NavTarget> {
    subject::mentions(place, subject).into_iter().filter(|it| it.declares).map(|it| it.target()).collect()
}

/// The start of a file; of a notebook, that of its first Markdown cell.
fn start_of(site: &Site, path: &SitePath) -> NavTarget {
    let first = site.page(path).and_then(|page| page.head()).map(|source| source.file.clone());
    let start = TextRange::empty(TextSize::new(0));
    NavTarget { file: first.unwrap_or_else(|| FileId::from(path.clone())), full_range: start, focus_range: start }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;
    use crate::site::FileRange;

    /// Compares the targets in texts with the marks, `target`, and the other files with the list.
    #[track_caller]
    fn check_files(fixture: &str, files: &[&str]) {
        let fixture = Fixture::new(fixture);
        let found = definition(&fixture.site, fixture.cursor());
        let (texts, starts): (Vec<_>, Vec<_>) = found.into_iter().partition(|target| !target.full_range.is_empty());
        for target in &texts {
            assert!(target.full_range.contains_range(target.focus_range), "{target:?}");
        }
        let marked = |target: NavTarget| FileRange { file: target.file, range: target.focus_range };
        fixture.expect(texts.into_iter().map(|target| (marked(target), "target".to_owned())));
        assert_eq!(starts.iter().map(|target| target.file.path.as_str()).collect::<Vec<_>>(), files);
    }

    #[track_caller]
    fn check(fixture: &str) {
        check_files(fixture, &[]);
    }

    #[test]
    fn from_a_number_to_its_note() {
        check(
            "
Reshape to 1D.{% f$0n 1 %} Again.{% fn 2 %}

{{ \"Downscaling is needed.\" | fndetail: 1 }}
    ^^^^^^^^^^^^^^^^^^^^^^ target
{{ 'Another.' | fndetail: 2 }}
",
        );
    }

    #[test]
    fn from_a_note_to_its_numbers() {
        check(
            "
One.{% fn 1 %} Again.{% fn 1 %} Two.{% fn 2 %}
          ^ target
                           ^ target

{{ 'A n$0ote.' | fndetail: 1 }}
{{ 'Another.' | fndetail: 2 }}
",
        );
    }

    #[test]
    fn from_cell_to_cell() {
        check(
            "//- /_notebooks/a.ipynb
%% markdown
# Title
%% markdown
One.{% fn 1 %}$0
%% code
x = 1
%% markdown
{{ 'A note.' | fndetail: 1 }}
    ^^^^^^^ target
",
        );
    }

    #[test]
    fn a_markdown_note_both_ways() {
        check(
            "
One.[^a$0] Two.[^b]

[^a]: A note.
      ^^^^^^^ target
[^b]: Another.
",
        );
        check(
            "
One.[^a] Two.[^b]
      ^ target

[^$0a]: A note.
",
        );
    }

    #[test]
    fn the_text_of_a_markdown_note_leads_where_it_says() {
        check(
            "
One.[^a]

[^a]: See [there][x$0].

[x]: https://example.org
 ^ target
",
        );
    }

    #[test]
    fn a_label_and_its_definition() {
        for cursor in ["[li$0nk][]", "[text][l$0ink]", "![text][LINK$0]"] {
            check(&format!(
                "
A {cursor} here.

[link]: https://example.org
 ^^^^ target
[other]: https://example.org
"
            ));
        }
    }

    #[test]
    fn nothing_for_a_number_without_note_nor_for_text() {
        check("One.{% f$0n 1 %}\n");
        check("One$0.{% fn 1 %}\n\n{{ 'A note.' | fndetail: 2 }}\n");
        check("A [link](https://exam$0ple.org).\n");
        check("One.{% raw %}{% fn 1$0 %}{% endraw %}\n\n{{ 'A note.' | fndetail: 1 }}\n");
    }

    #[test]
    fn an_included_file() {
        check_files(
            "{% include al$0ert.html text='Watch out.' %}\n//- /_config.yml\n//- /_includes/alert.html\n",
            &["_includes/alert.html"],
        );
        check_files("{% include no$0ne.html %}\n//- /_config.yml\n//- /_includes/alert.html\n", &[]);
        check_files("{% include {{ page.box }}$0 %}\n//- /_config.yml\n//- /_includes/alert.html\n", &[]);
    }

    #[test]
    fn a_linked_file_and_a_linked_post() {
        check_files("{% link files/a$0.pdf %}\n//- /_config.yml\n//- /files/a.pdf\n", &["files/a.pdf"]);
        for (name, path) in [
            ("2020-01-02-b", "_posts/2020-01-02-b.md"),
            ("news/2020-01-02-b", "_posts/news/2020-01-02-b.md"),
            ("2020-01-02-b", "_notebooks/2020-01-02-b.ipynb"),
        ] {
            let body = if path.ends_with("ipynb") { "%% markdown\n# T" } else { "Text." };
            check_files(&format!("{{% post_url {name}$0 %}}\n//- /_config.yml\n//- /{path}\n{body}\n"), &[path]);
        }
    }

    #[test]
    fn a_page_of_hugo_by_its_reference() {
        let page = |link: &str| format!("//- /content/a.md\n{link}\n//- /hugo.toml\n//- /content/b.md\nText.\n");
        check_files(&page("[b]({{< ref \"b.m$0d\" >}})"), &["content/b.md"]);
        check_files(&page("{{< rel$0ref \"/b\" >}}"), &["content/b.md"]);
        check_files(&page("{{< ref \"no$0ne\" >}}"), &[]);
        check_files(&page("{{< ref \"b#no$0ne\" >}}"), &["content/b.md"]);
        check(
            "//- /content/a.md\n{{< r$0ef \"b#part\" >}}\n//- /hugo.toml\n//- /content/b.md\n# Part\n  ^^^^ target\n",
        );
        check_files("//- /a.md\n{{< ref \"b.m$0d\" >}}\n//- /b.md\nText.\n", &[]);
    }

    #[test]
    fn front_matter_leads_to_the_notebook_of_a_post() {
        check_files(
            "---
nb_path: _notebooks/a$0.ipynb
---
//- /_config.yml
//- /_notebooks/a.ipynb
%% markdown
# Title
",
            &["_notebooks/a.ipynb"],
        );
    }

    #[test]
    fn a_fragment_leads_to_its_heading() {
        check("[a](#a-head$0ing)\n\n## A heading\n   ^^^^^^^^^ target\n");
        check("//- /a.md\n[a](b.md#a-head$0ing)\n//- /b.md\n## A heading\n   ^^^^^^^^^ target\n");
        check("//- /a.md\n[a](b#x$0)\n//- /b.md\nText. <a id='x'></a>\n             ^ target\n");
        check("[a](#none$0)\n\n## A heading\n");
    }

    #[test]
    fn the_path_of_a_link_leads_to_its_file() {
        check_files("//- /a.md\n[a](b$0.md#x)\n//- /b.md\nText.\n", &["b.md"]);
        check_files("//- /a.md\n[a](b.md#no$0ne)\n//- /b.md\nText.\n", &["b.md"]);
        check_files("//- /a.md\nA ![te$0xt](b.png)\n//- /b.png 1x1\n", &["b.png"]);
    }
}
