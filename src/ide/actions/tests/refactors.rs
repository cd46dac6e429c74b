//! Footnotes written otherwise, and what else can be done where nothing is wrong.

use super::{cell, check, notebook, post, refused, silent, silent_post};
use crate::fixture::FASTPAGES;
use crate::ide::ActionKind;

#[test]
fn a_footnote_is_inserted_at_the_cursor() {
    post("A claim$0.\n", "Insert footnote", "A claim{% fn 1 %}.\n\n{{ '…' | fndetail: 1 }}\n");
    post(
        "A claim.$0 B{% fn 4 %}\n\n{{ 'b' | fndetail: 4 }}\n",
        "Insert footnote",
        "A claim.{% fn 5 %} B{% fn 4 %}\n\n{{ 'b' | fndetail: 4 }}\n\n{{ '…' | fndetail: 5 }}\n",
    );
    // The page's own dialect, whatever the blog's.
    post("A$0 b[^1]\n\n[^1]: x\n", "Insert footnote", "A[^2] b[^1]\n\n[^1]: x\n\n[^2]: …\n");
    check("//- /_quarto.yml\n//- /a.qmd\nA claim$0.\n", "Insert footnote", "A claim[^1].\n\n[^1]: …\n");
    cell("A claim$0.\n", "Insert footnote", "A claim{% fn 1 %}.\n\n{{ '…' | fndetail: 1 }}");
}

#[test]
fn no_footnote_where_it_would_be_none() {
    for text in [
        "---\ntitle: A$0\n---\n",
        "Text.\n$0\nText.\n",
        "```\nco$0de\n```\n",
        "A `co$0de`\n",
        "# A title$0\n",
        "A $x$0y$\n",
        "![a$0](b.png)\n",
        "{% include $0a.html %}\n",
        "<!-- a$0 -->\n",
        "{% raw %}a$0{% endraw %}\n",
        "{% comment %}a$0{% endcomment %}\n",
        "a{% fn $01 %}\n\n{{ 'x' | fndetail: 1 }}\n",
        "a{% fn 1 %}\n\n{{ 'x$0' | fndetail: 1 }}\n",
        "[x]: https://a.b$0\n",
    ] {
        silent_post(text, ActionKind::InsertFootnote);
    }
}

#[test]
fn footnotes_are_numbered_in_reading_order() {
    post(
        "a{% fn 7 %} b{% fn 2 %} c{% fn 7 %}$0\n\n{{ 'x' | fndetail: 2 }}\n{{ 'y' | fndetail: 7 }}\n{{ 'z' | fndetail: 1 }}\n",
        "Number the footnotes",
        "a{% fn 1 %} b{% fn 2 %} c{% fn 1 %}\n\n{{ 'x' | fndetail: 2 }}\n{{ 'y' | fndetail: 1 }}\n{{ 'z' | fndetail: 3 }}\n",
    );
    // Names are no numbers, and code is no footnote.
    post(
        "$0a[^x] b[^9] `[^9]`\n\n[^x]: x\n\n[^9]: y\n",
        "Number the footnotes",
        "a[^x] b[^1] `[^9]`\n\n[^x]: x\n\n[^1]: y\n",
    );
    cell(
        "a{% fn 2 %}$0\n%% markdown\nb{% fn 1 %}\n\n{{ 'x' | fndetail: 1 }}\n{{ 'y' | fndetail: 2 }}\n",
        "Number the footnotes",
        "a{% fn 1 %}\n%%\nb{% fn 2 %}\n\n{{ 'x' | fndetail: 2 }}\n{{ 'y' | fndetail: 1 }}",
    );
    silent_post(
        "a{% fn 1 %} b{% fn 2 %}$0\n\n{{ 'x' | fndetail: 1 }}\n{{ 'y' | fndetail: 2 }}\n",
        ActionKind::RenumberFootnotes,
    );
    silent_post("No$0thing.\n", ActionKind::RenumberFootnotes);
}

#[test]
fn notes_move_to_the_end() {
    post(
        "a{% fn 1 %}$0\n\n{{ 'x' | fndetail: 1 }}\n\nb{% fn 2 %}\n\n{{ 'y' | fndetail: 2 }}\n",
        "Move the notes",
        "a{% fn 1 %}\n\nb{% fn 2 %}\n\n{{ 'x' | fndetail: 1 }}\n\n{{ 'y' | fndetail: 2 }}\n",
    );
    post(
        "a[^1]$0 b[^2]\r\n\r\n[^1]: x\r\n[^2]: y\r\n\r\nEnd.",
        "Move the notes",
        "a[^1] b[^2]\r\n\r\nEnd.\r\n\r\n[^1]: x\r\n[^2]: y",
    );
    silent_post("a{% fn 1 %}$0\n\n{{ 'x' | fndetail: 1 }}\n", ActionKind::MoveNotes);
}

#[test]
fn a_note_goes_into_the_line_and_out_of_it() {
    post(
        "A claim{% fn 1$0 %}.\n\n{{ 'So *it* is' | fndetail: 1 }}\n",
        "Put note `1` in parentheses",
        "A claim (So \\*it\\* is).\n\n",
    );
    post("A claim[^1$0].\n\n[^1]: So *it* is\n", "Put note `1`", "A claim (So *it* is).\n\n");
    silent_post("A{% fn 1$0 %} B{% fn 1 %}\n\n{{ 'a' | fndetail: 1 }}\n", ActionKind::InlineNote);
    silent_post("A{% fn 1$0 %}\n", ActionKind::InlineNote);

    post(
        "A claim $0(it's *so*, [there](https://a.b))$0.\n",
        "Make a note of the selection",
        "A claim{% fn 1 %}.\n\n{{ 'it&#39;s <em>so</em>, <a href=\"https://a.b\">there</a>' | fndetail: 1 }}\n",
    );
    cell(
        "A claim $0(it's *so*)$0.\n",
        "Make a note of the selection",
        "A claim{% fn 1 %}.\n\n{{ \"it's *so*\" | fndetail: 1 }}",
    );
    check(
        "//- /_quarto.yml\n//- /a.qmd\nA claim $0so it is$0.\n",
        "Make a note of the selection",
        "A claim[^1].\n\n[^1]: so it is\n",
    );
    for text in ["A $0![a](b.png)$0\n", "A `c$0o$0de`\n", "a\nA $0b\nc$0\n", "A [li$0nk](b) c$0\n", "A  $0 $0 b\n"] {
        silent_post(text, ActionKind::ExtractNote);
    }
}

#[test]
fn footnotes_of_fastpages_become_markdown() {
    post(
        "a{% fn 1 %}$0 b{% fn n %}\n\n{{ 'See <a href=\"u_*\">it</a>, *now*.' | fndetail: 1 }}\n{{ 'two\nlines' | fndetail: 'n' }}\n",
        "Convert footnotes to `[^n]`",
        "a[^1] b[^n]\n\n[^1]: See <a href=\"u_*\">it</a>, \\*now\\*.\n[^n]: two\n    lines\n",
    );
    // Behind a line of text a `[^1]:` would be a part of it.
    post("a{% fn 1 %}$0\n{{ 'x' | fndetail: 1 }}\n", "Convert", "a[^1]\n\n[^1]: x\n");
    check(
        "//- /_quarto.yml\n//- /a.qmd\nA{% fn 1 %}$0 `{% fn 2 %}`\n\n{{ 'A *note*.' | fndetail: 1 }}\n",
        "Convert footnotes to `[^n]`",
        "A[^1] `{% fn 2 %}`\n\n[^1]: A *note*.\n",
    );
}

#[test]
fn what_markdown_footnotes_cannot_be() {
    for (text, why) in [
        ("a{% fn 1 %}$0\n", "has no note"),
        ("a$0\n\n{{ 'x' | fndetail: 1 }}\n", "nothing refers to note `1`"),
        ("a{% fn 1 %}$0 b[^1]\n\n{{ 'x' | fndetail: 1 }}\n\n[^1]: y\n", "of the same name"),
        ("a{% fn a.b %}$0\n\n{{ 'x' | fndetail: 'a.b' }}\n", "no name that"),
        ("a{% fn 1 %}$0\n\n{{ 'x' | fndetail: 1 }}\n\n{{ 'y' | fndetail: 1 }}\n", "more than once"),
        ("a{% fn 1 %}$0\n\n{{ 'x\n\ny' | fndetail: 1 }}\n", "blank line"),
        ("a{% fn 1 %}$0\n\n- {{ 'x' | fndetail: 1 }}\n", "lines of its own"),
        ("a{%- fn 1 %}$0\n\n{{ 'x' | fndetail: 1 }}\n", "blanks beside it"),
        ("a{% fn 1 %}$0\n\n{% assign t = 'x' %}\n\n{{ t | fndetail: 1 }}\n", "made by Liquid"),
    ] {
        let said = refused(&format!("{FASTPAGES}//- /_posts/2020-01-01-post.md\n{text}"), ActionKind::ConvertFootnotes);
        assert!(said.contains(why), "{text}: {said}");
    }
    let said =
        refused(&notebook("a{% fn 1 %}$0\n%% markdown\n{{ 'x' | fndetail: 1 }}\n"), ActionKind::ConvertFootnotes);
    assert!(said.contains("different cells"), "{said}");
}

#[test]
fn footnotes_of_markdown_become_those_of_fastpages() {
    post(
        "a[^1]$0 b[^n]\n\n[^1]: See [it](u), it's {x}.\n[^n]: two\n    lines\n",
        "Convert footnotes to `{% fn n %}`",
        "a{% fn 1 %} b{% fn n %}\n\n{{ 'See <a href=\"u\">it</a>, it&#39;s &#123;x&#125;.' | fndetail: 1 }}\n{{ 'two\nlines' | fndetail: 'n' }}\n",
    );
    cell(
        "a[^1]$0\n\n[^1]: See [it](u), it's.\n",
        "Convert",
        "a{% fn 1 %}\n\n{{ 'See [it](u), it&#39;s.' | fndetail: 1 }}",
    );
    for (text, why) in [
        ("a[^1]$0\n\n[^1]: x\n\n    y\n", "more than a paragraph"),
        ("a[^1]$0\n\n[^1]: ![a](b)\n", "cannot show"),
        ("a[^1]$0 b[^2]\n\n[^1]: x\n", "has no note"),
    ] {
        let said = refused(&format!("{FASTPAGES}//- /_posts/2020-01-01-post.md\n{text}"), ActionKind::ConvertFootnotes);
        assert!(said.contains(why), "{text}: {said}");
    }
    silent("//- /_config.yml\n//- /_posts/2020-01-01-a.md\na[^1]$0\n\n[^1]: x\n", ActionKind::ConvertFootnotes);
}

#[test]
fn an_image_is_described_by_its_name() {
    for (text, expected) in [
        ("![](images/my-red_house$0.png)", "![My red house](images/my-red_house.png)"),
        ("<img src=\"a/plot$0.png\">", "<img alt=\"Plot\" src=\"a/plot.png\">"),
        ("![]({{ site.baseurl }}/images/two%20trees$0.png)", "![Two trees]({{ site.baseurl }}/images/two%20trees.png)"),
    ] {
        check(&format!("//- /a.md\n{text}\n"), "Describe the image", &format!("{expected}\n"));
    }
    for text in
        ["![a](images/b$0ig.png)", "![](images/IMG_20200101$0.png)", "![](images/image1$0.png)", "`![](ho$0use.png)`"]
    {
        silent(&format!("//- /a.md\n{text}\n"), ActionKind::AltText);
    }
}

#[test]
fn a_box_of_a_notebook_in_a_post() {
    post("> Note: it's $0so.\n", "Write the quote as a box", "{% include note.html content=\"it's so.\" %}\n");
    silent(&notebook("> Note: it's $0so.\n"), ActionKind::Box);
    silent_post("> Note: it's $0so,\n> and more.\n", ActionKind::Box);
}

#[test]
fn a_page_that_a_link_leads_to() {
    check(
        "//- /docs/a.md\nSee [b](my-page$0.md).\n",
        "Create `docs/my-page.md`",
        "+ docs/my-page.md\n\n%%\n# My page\n",
    );
    silent("//- /docs/a.md\nSee [b](b$0.md).\n//- /docs/b.md\nB.\n", ActionKind::CreateTarget);
    silent("//- /docs/a.md\nSee [b](https://a.b/c$0.md).\n", ActionKind::CreateTarget);
}

#[test]
fn a_target_becomes_a_definition() {
    post(
        "A [x$0](https://a.b 't') and [y](https://a.b 't'), [z](https://a.b), ![i](https://a.b 't').\n",
        "Extract to the link definition",
        "A [x][def] and [y][def], [z](https://a.b), ![i][def].\n\n[def]: https://a.b 't'\n",
    );
    // A label that is free, behind the definitions that are there.
    post(
        "A [x]({{ site.baseurl }}/a$0) [def].\n\n[a]: b\n\nMore.\n",
        "Extract to the link definition",
        "A [x][def2] [def].\n\n[a]: b\n[def2]: {{ site.baseurl }}/a\n\nMore.\n",
    );
    for text in
        ["A [x][a$0].\n\n[a]: b\n", "<https://a.b$0>\n", "Te$0xt [x](y).\n", "`[x](y$0)`\n", "<a href='x$0'>y</a>\n"]
    {
        silent_post(text, ActionKind::ExtractDefinition);
    }
    // An open fence would hold the definition, but to kramdown it is none.
    silent("//- /a.md\nA [x$0](y).\n\n```\ncode\n", ActionKind::ExtractDefinition);
    post("A [x$0](y).\n\n```\ncode\n", "Extract to the link definition", "A [x][def].\n\n```\ncode\n\n[def]: y\n");
    // fastpages copies the pictures that say their paths themselves.
    silent(&notebook("![x$0](a.png)\n"), ActionKind::ExtractDefinition);
}
