//! A link: what it leads to.

use crate::ide::place::Place;
use crate::ide::plain::escaped;
use crate::ide::{Hover, label, shortcode};
use crate::site::{Lookup, Page, Resolution, Source, Use};
use crate::syntax::{Item, Link, Name, PageRef, Role};
use crate::text::{Text, TextRange};

/// The most characters of a page's beginning that are shown.
const EXCERPT: usize = 200;

/// The most cells of a notebook that are read for its first lines.
const SOURCES: usize = 5;

pub(super) fn hover(place: Place<'_>, link: &Link) -> Option<Hover> {
    let (target, range) = match (&link.target, &link.label) {
        (Some(target), _) => (target.clone(), target.range),
        (None, Some(label)) => (label::definition(place, &label.text)?.target, label.range),
        (None, None) => return None,
    };
    let markdown = about(place, &target)?;
    Some(Hover { range, markdown, picture: None })
}

/// The page that a shortcode of Hugo names.
pub(super) fn of_shortcode(place: Place<'_>, written: &PageRef) -> Option<Hover> {
    let named = shortcode::named(place, written)?;
    let markdown = match &named.found {
        Lookup::Found(path) => {
            let page = place.site.page(path)?;
            let part = named.fragment.and_then(|fragment| heading(place, page, fragment.text.trim_start_matches('#')));
            let page = (!named.page.text.is_empty()).then(|| summary(place, page, None)).into_iter().flatten();
            part.into_iter().chain(page).collect::<Vec<_>>().join("\n\n")
        }
        Lookup::Missing => format!("There is no page `{}`.", named.page.text),
        Lookup::Unknown => return None,
    };
    (!markdown.is_empty()).then_some(Hover { range: written.name.range, markdown, picture: None })
}

fn about(place: Place<'_>, target: &Name) -> Option<String> {
    match place.site.resolve(place.file(), &target.text, Use::Link) {
        Resolution::Fragment(id) => heading(place, place.page, &id),
        Resolution::File { path, url, fragment } => {
            let published = url.map(|url| format!("Published as `{url}`"));
            let Some(page) = place.site.page(&path) else {
                let lines = std::iter::once(format!("`{path}`")).chain(published);
                return Some(lines.collect::<Vec<_>>().join("  \n"));
            };
            let part = fragment.and_then(|id| heading(place, page, &id));
            let parts = part.into_iter().chain(summary(place, page, published));
            Some(parts.collect::<Vec<_>>().join("\n\n"))
        }
        Resolution::External | Resolution::Unknown | Resolution::Missing { .. } => None,
    }
}

/// The heading of an id.
fn heading(place: Place<'_>, page: &Page, id: &str) -> Option<String> {
    let anchors = place.site.anchors(page).into_iter();
    let heading = anchors.filter(|anchor| anchor.id == id).find_map(|anchor| anchor.heading)?;
    Some(format!("{} {}", "#".repeat(heading.level.into()), escaped(&heading.text)))
}

/// A page's title, date, file and address, and then its first lines.
pub(super) fn summary(place: Place<'_>, page: &Page, published: Option<String>) -> impl Iterator<Item = String> {
    let title = page.title().map(|title| format!("**{}**", escaped(title)));
    let date = page.date().map(|date| date.to_string());
    let file = format!("`{}`", page.path);
    let head = title.into_iter().chain(date).chain([file]).chain(published).collect::<Vec<_>>().join("  \n");
    std::iter::once(head).chain(excerpt(place, page))
}

/// The first paragraph of a page, its beginning.
fn excerpt(place: Place<'_>, page: &Page) -> Option<String> {
    page.sources.iter().take(SOURCES).find_map(|source| {
        let text = source.text.clone().or_else(|| (place.texts())(&source.file))?;
        let first = first_paragraph(source, &text)?;
        Some(match first.char_indices().nth(EXCERPT) {
            Some((end, _)) => {
                let whole = &first[..end];
                format!("{}…", whole.rsplit_once(char::is_whitespace).map_or(whole, |(words, _)| words))
            }
            None => first,
        })
    })
}

/// The first paragraph of a text as it is written, on one line, its footnotes' numbers left out.
fn first_paragraph(source: &Source, text: &Text) -> Option<String> {
    let is_code =
        |at| source.post.at(at).iter().any(|item| matches!(item, Item::Code(code) if code.range.start() <= at));
    let mut paragraph: Option<TextRange> = None;
    for line in text.line_of(source.post.body_start())..=text.line_of(text.len()) {
        let range = TextRange::new(text.line_start(line), text.line_end(line).max(text.line_start(line)));
        let written = text.slice(range);
        let is_text =
            !written.trim().is_empty() && (paragraph.is_some() || is_prose(&written)) && !is_code(range.start());
        match (&mut paragraph, is_text) {
            (Some(paragraph), true) => *paragraph = paragraph.cover(range),
            (Some(_), false) => break,
            (None, true) => paragraph = Some(range),
            (None, false) => {}
        }
    }
    let paragraph = paragraph?;
    let mut shown = String::new();
    let mut at = paragraph.start();
    let numbers = source.post.footnotes().filter(|it| it.role == Role::Ref && paragraph.contains_range(it.range));
    for number in numbers {
        shown.push_str(&text.slice(TextRange::new(at, number.range.start().max(at))));
        at = number.range.end();
    }
    shown.push_str(&text.slice(TextRange::new(at, paragraph.end())));
    Some(shown.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Whether a line begins a paragraph of text, rather than a heading, a picture, HTML, Liquid, a list, code, a quote, a
/// table or a definition.
fn is_prose(line: &str) -> bool {
    let line = line.trim_start();
    let starts_item = ["- ", "* ", "+ "].iter().any(|mark| line.starts_with(mark));
    let is_definition = line.starts_with('[') && line.contains("]:");
    !(starts_item || is_definition || line.starts_with(['#', '!', '<', '{', '`', '>', '|', '~']))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::ide::hover::tests::check;

    const BLOG: &str = "
//- /_config.yml
baseurl: /blog
//- /files/paper.pdf
//- /_posts/2020-01-02-b.md
---
title: 'Another *post*'
---
# Its heading

![](x.png)

```
code

more
```

The *first* lines{% fn 1 %} of it,
on two lines.

More.

{{ 'A note.' | fndetail: 1 }}
//- /_posts/2020-01-03-c.md
";

    fn post(text: &str) -> String {
        format!("{text}\n{BLOG}{}.\n", "Words and ".repeat(30))
    }

    #[test]
    fn a_post_by_its_title_its_date_and_its_first_lines() {
        check(
            &post("[b]({% post_url 2020-01-$002-b %})"),
            expect![[r#"
                `2020-01-02-b`
                **Another \*post\***  
                2020-01-02  
                `_posts/2020-01-02-b.md`  
                Published as `/blog/2020/01/02/b.html`

                The *first* lines of it, on two lines."#]],
        );
    }

    #[test]
    fn a_place_on_a_page_by_its_heading() {
        check(
            &post("[b](/blog/2020/01/02/b.html#its-head$0ing)"),
            expect![[r#"
                `/blog/2020/01/02/b.html#its-heading`
                # Its heading

                **Another \*post\***  
                2020-01-02  
                `_posts/2020-01-02-b.md`  
                Published as `/blog/2020/01/02/b.html`

                The *first* lines of it, on two lines."#]],
        );
        check(
            &post("## Own\n\n[b](#o$0wn)"),
            expect![[r#"
            `#own`
            ## Own"#]],
        );
    }

    #[test]
    fn long_paragraphs_are_cut_between_words() {
        check(
            &post("[b][c$0]\n\n[c]: /blog/2020/01/03/c.html"),
            expect![[r#"
            `c`
            2020-01-03  
            `_posts/2020-01-03-c.md`  
            Published as `/blog/2020/01/03/c.html`

            Words and Words and Words and Words and Words and Words and Words and Words and Words and Words and Words and Words and Words and Words and Words and Words and Words and Words and Words and Words and…"#]],
        );
    }

    #[test]
    fn a_file_and_what_leads_nowhere() {
        check(
            &post("[a](/blog/files/pa$0per.pdf)"),
            expect![[r#"
            `/blog/files/paper.pdf`
            `files/paper.pdf`  
            Published as `/blog/files/paper.pdf`"#]],
        );
        check(&post("[a](https://exam$0ple.org)"), expect!["nothing"]);
        check(&post("[a](/blog/no$0ne.html)"), expect!["nothing"]);
        check(&post("`[a](/blog/files/pa$0per.pdf)`"), expect!["nothing"]);
    }

    #[test]
    fn a_page_of_hugo_by_its_reference() {
        let page = |link: &str| {
            format!("//- /content/a.md\n{link}\n//- /hugo.toml\n//- /content/b.md\n---\ntitle: B\n---\nThe text.\n")
        };
        check(
            &page("[b]({{< ref \"b.m$0d#x\" >}})"),
            expect![[r#"
            `b.md#x`
            **B**  
            `content/b.md`

            The text."#]],
        );
        check(&page("{{< ref \"#no$0ne\" >}}"), expect!["nothing"]);
        check(
            "//- /content/a.md\n{{< ref \"#pa$0rt\" >}}\n\n# Part\n//- /hugo.toml\n",
            expect![[r##"
            `#part`
            # Part"##]],
        );
        check(
            &page("{{< ref \"no$0ne\" >}}"),
            expect![[r#"
            `none`
            There is no page `none`."#]],
        );
    }

    #[test]
    fn a_notebook_begins_with_its_title() {
        check(
            "//- /a.md
[b](b.ipy$0nb)
//- /b.ipynb
%% markdown
# A title
> And a summary
%% code
1
%% markdown
The first lines.
",
            expect![[r#"
                `b.ipynb`
                **A title**  
                `b.ipynb`

                The first lines."#]],
        );
    }
}
