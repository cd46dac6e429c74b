//! The parts of a text that lead somewhere when they are clicked.

use std::collections::HashMap;

use super::place::Place;
use super::subject::{self, Mention, Subject};
use super::{NavTarget, anchor};
use crate::site::{FileId, Site, SitePath};
use crate::text::TextRange;

/// A part of a text that leads somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentLink {
    /// The part.
    pub range: TextRange,
    /// Where it leads.
    pub target: LinkTarget,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkTarget {
    /// An address elsewhere, as written.
    Address(String),
    /// A file of the blog.
    File(SitePath),
    /// A place in a text.
    Place(NavTarget),
}

/// The parts of a text that lead somewhere, in text order. What leads to nothing that is there is none of them.
pub fn document_links(site: &Site, file: &FileId) -> Vec<DocumentLink> {
    let Some(place) = Place::of(site, file) else { return Vec::new() };
    let mentions = subject::all_in(place);
    let mut declared: HashMap<&Subject, &Mention> = HashMap::new();
    for mention in mentions.iter().filter(|it| it.declares) {
        declared.entry(&mention.subject).or_insert(mention);
    }
    let mut found: Vec<DocumentLink> = Vec::new();
    for mention in &mentions {
        let Some(target) = target(place, mention, &declared) else { continue };
        match found.last_mut() {
            // A path is followed by the place in its file, which the whole leads to.
            Some(last)
                if matches!(mention.subject, Subject::Anchor(..)) && mention.shown.contains_range(last.range) =>
            {
                *last = DocumentLink { range: mention.shown, target };
            }
            // A tag within a target leads where the whole leads.
            Some(last) if last.range.contains_range(mention.shown) => {}
            _ => found.push(DocumentLink { range: mention.shown, target }),
        }
    }
    found
}

fn target(place: Place<'_>, mention: &Mention, declared: &HashMap<&Subject, &Mention>) -> Option<LinkTarget> {
    if mention.declares {
        return None;
    }
    match &mention.subject {
        Subject::Address(address) => Some(LinkTarget::Address(address.to_string())),
        Subject::File(path) => Some(LinkTarget::File(path.clone())),
        Subject::Anchor(path, id) => {
            let anchor = anchor::find(place.site, path, id)?;
            let target = NavTarget { file: anchor.file, full_range: anchor.range, focus_range: anchor.range };
            Some(LinkTarget::Place(target))
        }
        Subject::Label(..) => Some(LinkTarget::Place(declared.get(&mention.subject)?.target())),
        Subject::Footnote(..) | Subject::Nowhere(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;
    use crate::site::FileRange;

    /// Compares the links of the first text with the marks: an address, a file, or a place as `file:line`.
    #[track_caller]
    fn check(fixture: &str) {
        let fixture = Fixture::new(fixture);
        let file = fixture.files().next().unwrap().clone();
        let found = document_links(&fixture.site, &file).into_iter().map(|link| {
            let target = match link.target {
                LinkTarget::Address(address) => address,
                LinkTarget::File(path) => path.to_string(),
                LinkTarget::Place(target) => {
                    let text = fixture.text(&target.file);
                    let line = text[..usize::from(target.focus_range.start())].matches('\n').count() + 1;
                    let cell = target.file.cell.map(|cell| format!(" cell {cell}")).unwrap_or_default();
                    format!("{}{cell}:{line}", target.file.path)
                }
            };
            (FileRange { file: file.clone(), range: link.range }, target)
        });
        fixture.expect(found.collect::<Vec<_>>());
    }

    #[test]
    fn addresses_files_and_labels() {
        check(
            "//- /a.md
A [link](https://example.org/a), an ![image](images/a.png), a [label] and <https://example.org>.
         ^^^^^^^^^^^^^^^^^^^^^ https://example.org/a
                                             ^^^^^^^^^^^^ images/a.png
                                                               ^^^^^ a.md:3
                                                                           ^^^^^^^^^^^^^^^^^^^ https://example.org

[label]: https://example.org/b
         ^^^^^^^^^^^^^^^^^^^^^ https://example.org/b
//- /images/a.png 1x1
",
        );
    }

    #[test]
    fn a_fragment_leads_to_its_place() {
        check(
            "//- /a.md
[here](#a-heading), [there](b.md#x), [nowhere](#none), [the page](b.md#none) and [both](b#x)
       ^^^^^^^^^^ a.md:3
                            ^^^^^^ b.md:2
                                                                  ^^^^ b.md
                                                                                        ^^^ b.md:2

## A heading
//- /b.md
Text.
<a id=\"x\"></a>
",
        );
    }

    #[test]
    fn tags_and_front_matter_lead_to_files() {
        check(
            "//- /_posts/2020-01-01-a.md
---
image: /images/a.png
       ^^^^^^^^^^^^^ images/a.png
---
{% include box.html %} [b]({% post_url 2020-01-02-b %}) {% include none.html %}
           ^^^^^^^^ _includes/box.html
                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^ _posts/2020-01-02-b.md
//- /_config.yml
title: A blog
//- /_includes/box.html
<p>
//- /images/a.png 1x1
//- /_posts/2020-01-02-b.md
Text.
",
        );
    }

    #[test]
    fn shortcodes_of_hugo_lead_to_pages() {
        check(
            "//- /content/a.md
[b]({{< ref \"b.md\" >}}) [c]({{< relref \"c\" >}}) <https://example.org>
             ^^^^ content/b.md
                                                 ^^^^^^^^^^^^^^^^^^^ https://example.org
//- /hugo.toml
//- /content/b.md
Text.
",
        );
    }

    #[test]
    fn footnotes_and_plain_text_lead_nowhere() {
        check("//- /a.md\nOne.{% fn 1 %}[^a] [x] `[a](b.md)`\n\n[^a]: Text.\n//- /b.md\nText.\n");
    }
}
