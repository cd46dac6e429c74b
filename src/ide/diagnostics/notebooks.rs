//! What fastpages and Quarto make of notebooks, row by row (nbdev 0.2, `export2html.py`; Quarto).

use super::tests::{check, check_fastpages, codes_in_cell};

#[test]
fn the_title_may_stand_behind_other_cells() {
    check_fastpages(
        "//- /_notebooks/2020-01-01-a.ipynb
%% markdown
<a href=\"https://example.org\">Open in Colab</a>
%% markdown
# A title
> A summary.

* toc: true
^^^^^^^^^^^ warning[unread-front-matter]: `toc` is not read: only lines that begin with `- ` are; write `- toc: …`
- use_math: true
  ^^^^^^^^ hint[ignored-key]: `use_math` does nothing here: fastpages reads it from `_config.yml`, for the whole blog
- image: images/none.png
         ^^^^^^^^^^^^^^^ warning[missing-image]: there is no `/blog/images/none.png`: the post's card has no picture; correct the path or add the file
%% markdown
# Another
* toc: true
- use_math: true
",
    );
}

#[test]
fn cells_that_are_dropped_say_nothing() {
    check_fastpages(
        "//- /_notebooks/2020-01-01-a.ipynb
%% markdown
# A title
%% markdown
Text.{% fn 1 %}
     ^^^^^^^^^^ warning[undefined-footnote]: footnote `1` has no text on this page: readers get a link that leads nowhere; write the note, `{{ '…' | fndetail: 1 }}`
%% markdown
#hide
![](none.png) {% fn 2 %} {% nothing %} {{ 'A note.' | fndetail: 1 }}
%% markdown
![](none.png)

## To be written -
%% raw
---
image: none.png
---
",
    );
}

#[test]
fn a_title_that_yaml_cannot_read() {
    check_fastpages(
        "//- /_notebooks/2020-01-01-a.ipynb
%% markdown
# Deep learning: a tutorial
               ^ error[front-matter-syntax]: this front matter cannot be read (mapping values are not allowed in this context): Jekyll ignores all of it and dates the post today, or stops
",
    );
}

#[test]
fn what_stops_the_conversion() {
    for (image, stops) in [
        ("![](none.png)", true),
        ("![](/images/a.png)", true),
        ("![]({{ site.baseurl }}/images/a.png)", true),
        ("![](my image.png)", true),
        ("![](my%20image.png)", true),
        ("```\n![](none.png)\n```", true),
        ("<img src=\"none.png\">", true),
        ("<img alt=\"no source\">", true),
        ("![](https://example.org/a.png)", false),
        ("![](data:image/png;base64,x)", false),
    ] {
        let found = codes_in_cell(image);
        assert_eq!(found == "missing-image", stops, "{image}: {found}");
    }
}

#[test]
fn attachments_that_a_cell_does_not_have() {
    let stops = "error[missing-image]: this cell has no attachment `none.png`: fastpages stops here and does not publish the \
                 post; paste the image into this cell, or name a file";
    check_fastpages(&format!(
        "//- /_notebooks/2020-01-01-a.ipynb
%% markdown
# A title

![](attachment:none.png)
%% markdown a.png b%20c.png
![](attachment:a.png) in a line ![](attachment:b%20c.png \"title\")

- ![](attachment:none.png)
      ^^^^^^^^^^^^^^^^^^^ {stops}

![A reference][x]

[x]: attachment:none.png
     ^^^^^^^^^^^^^^^^^^^ {stops}

[A link](attachment:none.png), `![](attachment:none.png)`, ![](Attachment:none.png)

```
![](attachment:none.png)
```

<img src=\"attachment:none.png\">

<div>

![](attachment:none.png)

</div>
%% markdown
![](attachment:none.png)
    ^^^^^^^^^^^^^^^^^^^ {stops}
%% markdown
#hide
![](attachment:none.png)
"
    ));
}

#[test]
fn attachments_that_quarto_does_not_find() {
    let message = "warning[missing-image]: this cell has no attachment `none.png`: readers see a broken image; paste the \
                   image into this cell, or name a file";
    for head in ["//- /_quarto.yml\nproject:\n", ""] {
        check(
            &format!(
                "{head}//- /posts/a.ipynb
%% markdown a.png
![](attachment:a.png) <img src=\"attachment:a.png\">
%% markdown
Text ![](attachment:none.png)
         ^^^^^^^^^^^^^^^^^^^ {{message}}
"
            )
            .replace("{message}", message),
        );
    }
    check(
        "//- /_config.yml
//- /notes/a.ipynb
%% markdown
![](attachment:none.png)
",
    );
}

#[test]
fn images_within_a_line_are_not_copied() {
    let message = "warning[notebook-image]: fastpages copies only images that begin a line: readers see a broken image; \
                   move this one to the start of a line";
    check_fastpages(&format!(
        "//- /_notebooks/icons/plot.png 1x1
//- /images/plot.png 1x1
//- /_notebooks/2020-01-01-a.ipynb
%% markdown
# A title
%% markdown
Text ![](icons/plot.png)
         ^^^^^^^^^^^^^^ {message}
%% markdown
 ![](icons/plot.png)
     ^^^^^^^^^^^^^^ {message}
%% markdown
- an item

  ![](icons/plot.png)
      ^^^^^^^^^^^^^^ {message}
%% markdown
![](../images/plot.png)
%% markdown
<img alt=\"a\" src=\"icons/plot.png\" width=\"3\"> ![](https://example.org/a.png)
"
    ));
}

#[test]
fn formulas_and_notes() {
    for (cell, expected) in [
        ("$\\text{{a > b}}$", "liquid-swallowed"),
        ("$$\\text{{a > b}}$$", ""),
        ("$$\n\\text{{a > b}}\n$$", "liquid-swallowed"),
        ("One.{% fn 1 %}\n\n{{ \"See [that](https://example.org)\" | fndetail: 1 }}", "footnote-text-lost"),
        ("One.{% fn 1 %}\n\n{{ 'See [that](https://example.org)' | fndetail: 1 }}", ""),
        ("One.{% fn 1 %} As a line {{ 'of text' | fndetail: 1 }}", ""),
        ("One.{% fn 1 %}\n\n{{ \"See https://example.org\" | fndetail: 1 }}", "footnote-text-lost"),
        ("One.{% fn 1 %}\n\n{{ 'See https://example.org and *this*' | fndetail: 1 }}", ""),
        ("One.[^1]\n\n[^1]: A note.", ""),
        ("> youtube: https://www.youtube.com/watch?v=abc", "youtube-watch-url"),
        (">youtube: https://youtu.be/abc", ""),
        (">youtube:https://www.youtube.com/watch?v=abc", "youtube-watch-url"),
        ("  > YouTube : https://www.youtube.com/watch?v=abc", ""),
        ("  > YouTube: https://www.youtube.com/watch?v=abc", "youtube-watch-url"),
        ("> twitter: https://twitter.com/a/status/1", ""),
        ("> Note: *take* care", ""),
    ] {
        assert_eq!(codes_in_cell(cell), expected, "{cell}");
    }
}

#[test]
fn a_raw_cell_is_the_front_matter_of_quarto() {
    check(
        "//- /_quarto.yml
project:
//- /posts/a.ipynb
%% raw
---
title: A title: a tutorial
              ^ error[front-matter-syntax]: this front matter cannot be read (mapping values are not allowed in this context): the generator ignores it, or stops
---
%% markdown
# A heading
> A quote.

- use_math: true
* toc: true

One.[^1] Two.^[Inline.] ![](none.png)
                            ^^^^^^^^ warning[missing-image]: there is no `posts/none.png`: readers see a broken image; correct the path or add the file
%% markdown
[^1]: A note.

> Note: a quote

::: {.callout-note}
A note.
:::
%% raw
---
",
    );
}

#[test]
fn a_list_is_the_front_matter_of_nbdev() {
    // nbdev 2 takes the title and the summary as they are and the list as YAML (`frontmatter.py`); Quarto alone shows all.
    for (cell, title) in [
        (
            "# Deep learning: a tutorial\n> About: notes\n\n- image: none.png\n- toc: true\n- key: a: b\n* toc: true",
            "Deep learning: a tutorial",
        ),
        ("# A title", "A title"),
        ("# A title\n\n- categories: [a, b]\n- toc: true\n- use_math: true", "A title"),
    ] {
        let blog = format!("//- /_quarto.yml\nproject:\n//- /posts/a.ipynb\n%% markdown\n{cell}\n%% markdown\nText.\n");
        check(&blog);
        let fixture = crate::fixture::Fixture::new(&blog);
        let page = fixture.site.pages().next().unwrap();
        assert_eq!(page.title(), Some(title), "{cell}");
    }
}

#[test]
fn fastpages_footnotes_left_in_a_notebook_of_quarto() {
    check(
        "//- /_quarto.yml
project:
//- /posts/a.ipynb
%% markdown
A claim.{% fn 1 %}
        ^^^^^^^^^^ warning[liquid-not-run]: readers see this as typed: Quarto does not run Liquid; write `[^1]`
%% markdown
{{ 'A note.' | fndetail: 1 }}
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[liquid-not-run]: readers see this as typed: Quarto does not run Liquid; write `[^1]: …`
",
    );
}
