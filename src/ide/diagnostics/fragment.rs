//! Whether the places are there that fragments of links name.

use std::collections::HashMap;

use super::Reach;
use super::code::{Code, POST, Rule};
use super::link::{as_known, targets};
use crate::ide::anchor::Anchors;
use crate::ide::place::Place;
use crate::ide::{Diagnostic, Severity};
use crate::site::{FileRange, Resolution, SitePath, Use};
use crate::syntax::{Item, Name};
use crate::text::{TextRange, TextSize};

pub(super) const MISSING: Rule = Rule {
    name: "missing-anchor",
    severity: Severity::Warning,
    summary: "A link's `#fragment` is no heading and no id of the page that it leads to.",
    why: "\
Browsers compare a fragment with the ids of the page letter by letter; where none is the same, readers stay where they
are, or land at the top. A heading's id is the generator's to make: kramdown turns `## What's new?` into `whats-new`, and
a second heading of the same words gets `-1` behind it. In a notebook of fastpages, the id is the heading itself with `-`
for each blank, upper case and punctuation kept.

The ids in the blog's own `_layouts` and `_includes` count for all pages. Where an included file, a shortcode or a script
may make the id, nothing is said.",
    fix: "Correct the fragment, or give the place an id: `{#id}` behind a heading, or `<a id=\"id\"></a>`.",
    path: POST,
    bad: "See [the results](#result).\n\n## The results\n",
    good: "See [the results](#the-results).\n\n## The results\n",
};

/// The most places of a page that are compared with a fragment, to tell which may be meant.
const MOST: usize = 100;

/// The findings on the fragments of one text's links.
pub(super) fn check(place: Place<'_>, found: &mut Vec<Diagnostic>) {
    let mut pages: HashMap<SitePath, Option<Anchors<'_>>> = HashMap::new();
    for target in targets(place).iter().filter(|it| it.text.contains('#') && place.left_as_typed(it).is_none()) {
        let (path, id) = match place.site.resolve(place.file(), &target.text, Use::Link) {
            Resolution::Fragment(id) => (place.page.path.clone(), id),
            Resolution::File { path, fragment: Some(id), .. } => (path, id),
            _ => continue,
        };
        let anchors = pages.entry(path.clone()).or_insert_with(|| anchors(place, &path)).as_ref();
        found.extend(anchors.and_then(|anchors| missing(place, target, &path, &id, anchors)));
    }
}

/// A fragment is compared with all ids of the page, and what may bring ids silences it.
pub(super) fn reach(item: &Item) -> Reach {
    match item {
        Item::Link(link) if link.label.is_none() => match &link.target {
            Some(target) if target.text.contains('#') => Reach::Item,
            _ => Reach::Nowhere,
        },
        Item::Image(image) if image.label.is_none() => Reach::Nowhere,
        Item::Link(_) | Item::Image(_) | Item::LinkDefinition(_) => Reach::Page,
        Item::Heading(_) | Item::Anchor(_) | Item::Footnote(_) | Item::Tag(_) | Item::Output(_) => Reach::Page,
        _ => Reach::Nowhere,
    }
}

/// Whether a part of a text may name ids by means that are no items.
pub(super) fn reads(text: &str) -> bool {
    text.contains(['=', '{', '<']) || [" #", "label:", "asis"].iter().any(|mark| text.contains(mark))
}

/// The finding on a target whose fragment is no place of a page.
fn missing(place: Place<'_>, target: &Name, path: &SitePath, id: &str, anchors: &Anchors<'_>) -> Option<Diagnostic> {
    if !anchors.lacks(id) {
        return None;
    }
    let near = if anchors.all.len() <= MOST { anchors.near(id).next() } else { None };
    let remedy = match near {
        Some(near) => format!("did you mean `#{}`?", near.id),
        None => format!("correct it, or name the place: `<a id=\"{id}\"></a>`"),
    };
    let message = if *path == place.page.path {
        format!("no heading and no id of this page is `{id}`: the link does nothing; {remedy}")
    } else {
        format!("no heading and no id of `{path}` is `{id}`: readers land at its top; {remedy}")
    };
    let found = as_known(place, Diagnostic::new(Code::MissingAnchor, fragment(target).range, message));
    Some(match near {
        Some(near) => {
            let there = FileRange { file: near.file.clone(), range: near.range };
            found.with(there, "the place that may be meant")
        }
        None => found,
    })
}

/// The places of a page.
fn anchors<'a>(place: Place<'a>, path: &SitePath) -> Option<Anchors<'a>> {
    let page = place.site.page(path)?;
    let first = page.sources.first()?;
    Some(Anchors::of(Place::new(place.site, page, first).reading(place.texts())))
}

/// The part of a target from its `#` on; the whole target where Liquid may have a part in that.
pub(in crate::ide) fn fragment(target: &Name) -> Name {
    let Some(at) = target.text.rfind('#').filter(|at| !target.text[*at..].contains(['{', '}'])) else {
        return target.clone();
    };
    let start = target.range.start() + TextSize::of(&target.text[..at]);
    Name { text: target.text[at..].into(), range: TextRange::new(start, target.range.end()) }
}

#[cfg(test)]
mod tests {
    use crate::ide::diagnostics::tests::{check, check_fastpages};

    #[test]
    fn a_heading_that_is_not_there() {
        check_fastpages(
            "
# What's new?

[a](#whats-new) [b](#what-s-new) [c](#Whats-new) [d](#older) [e](#own) [f](#x) [g](#fn:a) [h](#fnref:a)
                    ^^^^^^^^^^^ warning[missing-anchor]: no heading and no id of this page is `what-s-new`: the link does nothing; did you mean `#whats-new`?
                                     ^^^^^^^^^^ warning[missing-anchor]: no heading and no id of this page is `Whats-new`: the link does nothing; did you mean `#whats-new`?
                                                     ^^^^^^ warning[missing-anchor]: no heading and no id of this page is `older`: the link does nothing; correct it, or name the place: `<a id=\"older\"></a>`

## Own {#own}

<span id='x'></span>[^a]

[^a]: A note.
",
        );
    }

    #[test]
    fn the_second_heading_of_the_same_words() {
        check_fastpages(
            "
## A b

## A b

[a](#a-b) [b](#a-b-1) [c](#a-b-2)
                          ^^^^^^ warning[missing-anchor]: no heading and no id of this page is `a-b-2`: the link does nothing; did you mean `#a-b-1`?
",
        );
    }

    #[test]
    fn what_looks_like_a_tag_in_a_heading() {
        check_fastpages(
            "
## The <div> tag

## A <b>bold</b> word</i>

## x << y >> z

[a](#the-div-tag) [b](#a-bold-wordi) [c](#x--y-z) [d](#x-y-z)
                                         ^^^^^^^ warning[missing-anchor]: no heading and no id of this page is `x--y-z`: the link does nothing; did you mean `#x-y-z`?
",
        );
    }

    #[test]
    fn the_settings_of_kramdown_count() {
        check(
            "//- /_config.yml
kramdown: {auto_id_prefix: h-}
//- /_posts/2020-01-01-a.md
## A heading

[a](#a-heading) [b](#h-a-heading)
    ^^^^^^^^^^ warning[missing-anchor]: no heading and no id of this page is `a-heading`: the link does nothing; did you mean `#h-a-heading`?
",
        );
        check("//- /_config.yml\nkramdown: {auto_ids: false}\n//- /_posts/2020-01-01-a.md\n[a](#none)\n");
        check("//- /_config.yml\nmarkdown: CommonMarkGhPages\n//- /_posts/2020-01-01-a.md\n[a](#none)\n");
    }

    #[test]
    fn a_place_on_another_page() {
        check_fastpages(
            "//- /_posts/2020-01-01-a.md
[a]({% post_url 2020-01-02-b %}#gone) [b](/blog/2020/01/02/b.html#one)
                               ^^^^^ warning[missing-anchor]: no heading and no id of `_posts/2020-01-02-b.md` is `gone`: readers land at its top; did you mean `#one`?
<a href='/blog/2020/01/02/b.html#onne'> [c](/blog/index.html#none) [d](/blog/files/a.pdf#page=2)
                                ^^^^^ warning[missing-anchor]: no heading and no id of `_posts/2020-01-02-b.md` is `onne`: readers land at its top; did you mean `#one`?
//- /_posts/2020-01-02-b.md
## One
//- /index.html
---
layout: home
---
//- /files/a.pdf
",
        );
    }

    #[test]
    fn always_right() {
        check_fastpages(
            "
[a](#) [b](#top) [c](#TOP) [d](#:~:text=words) [e](#disqus_thread) [f](#toc) [g](#markdown-toc-x) [h](#comments)
",
        );
    }

    #[test]
    fn ids_of_the_blogs_own_layouts_and_includes() {
        check(
            "//- /_config.yml
//- /_posts/2020-01-01-a.md
[a](#own-place) [b](#of-an-include) [c](#none) [d](/index.html#own-place)
                                        ^^^^^ warning[missing-anchor]: no heading and no id of this page is `none`: the link does nothing; correct it, or name the place: `<a id=\"none\"></a>`
//- /_layouts/default.html
<main id='own-place' {% if page.x %}class='y'{% endif %}>{{ content }}</main>
//- /_includes/sub/foot.html
<footer id=\"of-an-include\">
//- /elsewhere.html
<p id='none'>
",
        );
        let sources =
            "//- /_config.yml\nsource: docs\nlayouts_dir: _looks\n//- /docs/_posts/2020-01-01-a.md\n[a](#own)\n";
        check(&format!("{sources}//- /docs/_looks/default.html\n<p id='own'>\n"));
    }

    #[test]
    fn what_makes_ids_that_are_not_known_here() {
        for text in [
            "{% include part.html %}",
            "{% gist a/b %}",
            "{{ content }}",
            "{% include alert.html text='x' id=none %}",
            "## {{ page.title }}",
            "<div markdown=\"1\">\n## None\n</div>",
            "{::options auto_ids=\"true\" /}",
            "{:x: #none}",
            "<h2>None</h2>",
            "<div data-target=\"none\"></div>",
            "<script>\ndocument.body.id = 'none'\n</script>",
        ] {
            check(&format!(
                "//- /_config.yml\n//- /_includes/part.html\n//- /_includes/alert.html\n//- /_posts/2020-01-01-a.md\n[a](#none)\n\n{text}\n"
            ));
        }
        check("//- /_config.yml\n//- /index.md\n---\nlayout: landing\n---\n[a](#none)\n");
    }

    #[test]
    fn what_makes_no_ids() {
        check(
            "//- /_config.yml
//- /_includes/alert.html
//- /_posts/2020-01-01-a.md
{% include alert.html text='x' %} {{ site.baseurl }} {% if page.x %}{{ 'x' }}{% endif %} {% post_url 2020-01-01-a %}

[a](#none) [b](/images/x.svg#none)
    ^^^^^ warning[missing-anchor]: no heading and no id of this page is `none`: the link does nothing; correct it, or name the place: `<a id=\"none\"></a>`
//- /images/x.svg
",
        );
    }

    #[test]
    fn headings_of_notebooks_have_ids_of_their_own() {
        check_fastpages(
            "//- /_notebooks/2020-01-01-a.ipynb
%% markdown
# Title
%% markdown
## Why RNNs: a *tale*
%% markdown
[a](#Why-RNNs:-a-tale) [b](#why-rnns-a-tale) [c](#Why-not)
                                                 ^^^^^^^^ warning[missing-anchor]: no heading and no id of this page is `Why-not`: the link does nothing; correct it, or name the place: `<a id=\"Why-not\"></a>`
",
        );
    }

    #[test]
    fn who_shows_a_folder_that_nobody_builds_is_lenient() {
        check(
            "//- /a.md
# A & B

[a](#a--b) [b](#A--B) [c](#a-b) [d](b.md#L10) [e](#user-content-x) [f](#title) [g](b#none) [h](b.md#none)
                                                                                    ^^^^^ information[missing-anchor]: no heading and no id of `b.md` is `none`: readers land at its top; correct it, or name the place: `<a id=\"none\"></a>`
                                                                                                   ^^^^^ information[missing-anchor]: no heading and no id of `b.md` is `none`: readers land at its top; correct it, or name the place: `<a id=\"none\"></a>`

<h1 align=\"center\">Title</h1>
//- /b.md
Text.
",
        );
        check("//- /mkdocs.yml\n//- /a.md\n[a](#none)\n");
        check("//- /a.md\n[a](#none) {{ toc }}\n");
    }

    #[test]
    fn an_id_in_code_is_none() {
        check(
            "//- /a.md
[a](#target) `<a id='target'>`
    ^^^^^^^ information[missing-anchor]: no heading and no id of this page is `target`: the link does nothing; correct it, or name the place: `<a id=\"target\"></a>`

~~~
<div id=\"target\"></div>
~~~
",
        );
        check("//- /_quarto.yml\n//- /a.qmd\n[a](#target)\n\n```{python}\n#| label: \"target\"\n```\n");
    }

    #[test]
    fn shortcodes_and_settings_of_other_generators() {
        check("//- /hugo.toml\n//- /content/a.md\n[a](#none)\n\n{{< tab >}}\n");
        check("//- /hugo.toml\nautoHeadingIDType = 'blackfriday'\n//- /content/a.md\n[a](#none)\n");
        check("//- /_quarto.yml\n//- /a.qmd\n[a](#fig-plot) [b](#none)\n\n::: {#none}\n:::\n");
        check("//- /config.toml\nbase_url = 'x'\n//- /content/a.md\n[a](#none)\n\n## Größe\n");
        check(
            "//- /hugo.toml
//- /content/a.md
## A (b)

[a](#a-b) [b](#none)
              ^^^^^ warning[missing-anchor]: no heading and no id of this page is `none`: the link does nothing; correct it, or name the place: `<a id=\"none\"></a>`
",
        );
    }

    #[test]
    fn a_text_that_is_not_at_hand_is_not_accused() {
        check(
            "//- /_config.yml\n//- /_posts/2020-01-02-b.md\nText.\n//- /_posts/2020-01-01-a.md\n[a]({% post_url 2020-01-02-b %}#none)$0\n",
        );
    }
}
