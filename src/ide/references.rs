//! Every place that names the thing under the cursor.

use smol_str::SmolStr;

use super::place::Place;
use super::subject::{self, Mention, Subject};
use crate::site::{FilePos, FileRange, Site, SitePath};

/// A file, or a place in it, that the texts of other blogs may name too: of a folder in this one, or around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// The file.
    pub path: SitePath,
    /// The id of the place in it; `None` for the file itself.
    pub id: Option<SmolStr>,
}

/// Every place that names the thing under the cursor, in page order; with `definitions`, those that say it too.
pub fn references(site: &Site, pos: &FilePos, definitions: bool) -> Vec<FileRange> {
    let Some(place) = Place::of(site, &pos.file) else { return Vec::new() };
    let Some(mention) = subject::at(place, pos.offset) else { return Vec::new() };
    shown(subject::mentions(place, &mention.subject), definitions)
}

/// What the cursor is on, if other blogs may name it too.
pub fn shared(site: &Site, pos: &FilePos) -> Option<Shared> {
    match subject::at(Place::of(site, &pos.file)?, pos.offset)?.subject {
        Subject::File(path) => Some(Shared { path, id: None }),
        Subject::Anchor(path, id) => Some(Shared { path, id: Some(id) }),
        _ => None,
    }
}

/// Every place of a blog that names a file or a place in it; with `definitions`, those that say it too.
pub fn references_to(site: &Site, shared: Shared, definitions: bool) -> Vec<FileRange> {
    let subject = match shared.id {
        Some(id) => Subject::Anchor(shared.path, id),
        None => Subject::File(shared.path),
    };
    shown(subject::mentions_on(site, &subject), definitions)
}

fn shown(mentions: Vec<Mention>, definitions: bool) -> Vec<FileRange> {
    let wanted = mentions.into_iter().filter(|mention| definitions || !mention.declares);
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
    fn an_address_all_over_the_blog() {
        check(
            "//- /a.md
A [link](https://example.org/$0).
         ^^^^^^^^^^^^^^^^^^^^ named
//- /b.md
Another [link](https://example.org/), ![an image](https://example.org/), and [another](https://example.org/x).
               ^^^^^^^^^^^^^^^^^^^^ named
                                                  ^^^^^^^^^^^^^^^^^^^^ named
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

    #[test]
    fn a_heading_over_all_pages() {
        check(
            "//- /a.md
# A hea$0ding
^^^^^^^^^^^ said
# A heading
[one](#a-heading) [other](#a-heading-1) [shouted](#A-Heading)
      ^^^^^^^^^^ named
                                                  ^^^^^^^^^^ named
//- /b.md
[one](a.md#a-heading) [its page](a.md) <a href='a#a-heading'></a> [own](#a-heading)
      ^^^^^^^^^^^^^^ named
                                                ^^^^^^^^^^^ named

[x]: ./a.md#a-heading
     ^^^^^^^^^^^^^^^^ named
",
        );
    }

    #[test]
    fn a_heading_as_the_generator_names_it() {
        check(
            "//- /_config.yml
title: A blog
//- /_posts/2020-01-01-a.md
## 1. Co$0de, `x`
^^^^^^^^^^^^^^^ said

[here](#1-code-x) and [not here](#1-Code-x)
       ^^^^^^^^^ named
//- /_posts/2020-01-02-b.md
[there]({% post_url 2020-01-01-a %}#1-code-x)
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ named
",
        );
    }

    #[test]
    fn a_page_of_hugo_by_its_references() {
        check(
            "//- /hugo.toml
//- /content/posts/a.md
[b]({{< ref \"b$0.md#part\" >}})
             ^^^^ named
`{{% relref \"/posts/b\" %}}` {{< ref \"a\" >}} {{</* ref \"b\" */>}}
             ^^^^^^^^ named
//- /content/posts/b.md
## Part
{{< ref \"#part\" >}} {{< ref \"b\" >}}
                             ^ named
",
        );
        check(
            "//- /hugo.toml
//- /content/posts/a.md
[b]({{< ref \"b.md#part\" >}})
             ^^^^^^^^^ named
//- /content/posts/b.md
## Pa$0rt
^^^^^^^ said
{{< ref \"#part\" >}} {{< ref \"b\" >}}
         ^^^^^ named
",
        );
    }

    #[test]
    fn an_id_and_a_file_that_is_not_there() {
        check("<div id='x$0'></div>\n         ^ said\n\n[a](#x)\n    ^^ named\n");
        check(
            "//- /a.md\n[a](no$0ne.md) [b](/none#x)\n    ^^^^^^^ named\n                 ^^^^^ named\n//- /b/c.md\n[c](../none.md)\n    ^^^^^^^^^^ named\n",
        );
    }

    #[test]
    fn a_file_by_every_way_to_write_it() {
        check(
            "//- /_config.yml
baseurl: /blog
//- /images/a.png 1x1
//- /_posts/2020-01-01-a.md
---
image: /images/a.png
       ^^^^^^^^^^^^^ named
---
![]({{ site.baseurl }}/images/a$0.png) <img src='/blog/images/a.png'>
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ named
                                               ^^^^^^^^^^^^^^^^^^ named
{% include image.html file='/images/a.png' %}
",
        );
    }
}
