//! What is renamed, and what is not.

use super::*;
use crate::fixture::Fixture;
use crate::ide::applied;

fn asked(fixture: &Fixture, name: &str) -> Result<SourceChange, Refusal> {
    let text = |file: &FileId| Some(Text::new(fixture.text(file)));
    let prepared = prepare_rename(&fixture.site, fixture.cursor(), &text);
    let change = rename(&fixture.site, fixture.cursor(), name, &text);
    match prepared {
        // A path is shown as people say it.
        Ok(renamed) => {
            let written = &fixture.text(&fixture.cursor().file)[renamed.range];
            assert!(written == renamed.name || written.contains('%'), "{written}");
        }
        Err(refusal) => assert_eq!(change, Err(refusal)),
    }
    change
}

/// Compares the texts that change with `expected`.
#[track_caller]
fn check(fixture: &str, name: &str, expected: &str) {
    let fixture = Fixture::new(fixture);
    let change = asked(&fixture, name).unwrap();
    let mut said: String = change.moved.iter().map(|(from, to)| format!("{from} -> {to}\n")).collect();
    for (file, edits) in &change.edits {
        let text = applied::edited(&Text::new(fixture.text(file)), edits).to_string();
        if change.edits.len() > 1 {
            let cell = file.cell.map(|cell| format!(" {cell}")).unwrap_or_default();
            said.push_str(&format!("{}{cell}:\n", file.path));
        }
        said.push_str(&text);
    }
    assert_eq!(said, expected);
}

#[track_caller]
fn refused(fixture: &str, name: &str, why: &str) {
    let said = asked(&Fixture::new(fixture), name).unwrap_err().to_string();
    assert!(said.contains(why), "{said}");
}

#[test]
fn a_footnote_at_all_its_places() {
    let post = |at: &str, id: &str, def: &str| {
        format!(
            "One.{{% fn {id}{at} %}} Two.{{% fn 2 %}} Again.{{%fn {id}%}}\n\n{{{{ \"A 1 note.\" | fndetail: {def} }}}}\n"
        )
    };
    check(&post("$0", "1", "1"), "7", &post("", "7", "7"));
    // A bare word is a variable to Liquid, and `07` is 7.
    check(&post("$0", "1", "1"), "probe", &post("", "probe", "'probe'"));
    check(&post("$0", "1", "1"), "07", &post("", "07", "'07'"));
    check(&post("$0", "probe", "\"probe\""), "3", &post("", "3", "\"3\""));
    check(&post("$0", "1", "'1'"), "a-b", &post("", "a-b", "'a-b'"));
    refused(&post("$0", "1", "1"), "2", "another `2`");
    refused(&post("$0", "1", "1"), "a b", "a number or a word");
    refused(&post("$0", "1", "1"), "", "a number or a word");
}

#[test]
fn a_footnote_from_its_note_and_over_cells() {
    check(
        "//- /_notebooks/x.ipynb
%% markdown
# Title
%% markdown
One.{% fn 1 %}
%% markdown
Again.{% fn 1 %}

{{ 'A n$0ote.' | fndetail: 1 }}
//- /_notebooks/y.ipynb
%% markdown
One.{% fn 1 %}
",
        "2",
        "_notebooks/x.ipynb 1:\nOne.{% fn 2 %}_notebooks/x.ipynb 2:\nAgain.{% fn 2 %}\n\n{{ 'A note.' | fndetail: 2 }}",
    );
}

#[test]
fn a_footnote_of_markdown() {
    check(
        "One.[^a$0] Two.[^b]\n\n[^a]: See [^b].\n[^b]: B.\n",
        "note",
        "One.[^note] Two.[^b]\n\n[^note]: See [^b].\n[^b]: B.\n",
    );
    refused("One.[^a$0] Two.[^b]\n\n[^a]: A.\n[^b]: B.\n", "B", "another `B`");
    refused("One.[^a$0]\n\n[^a]: A.\n", "x y", "no blanks");
    refused("One.[^a$0]\n\n[^a]: A.\n//- /_config.yml\n", "x.y", "a number or a word");
}

#[test]
fn a_label_and_what_readers_see_stays() {
    check(
        "A [text][x$0], [x], [x][] and ![x]; `[x]`.\n\n[x]: https://example.org\n[y]: https://example.org/y\n",
        "new label",
        "A [text][new label], [x][new label], [x][new label] and ![x][new label]; `[x]`.\n\n[new label]: https://example.org\n[y]: https://example.org/y\n",
    );
    refused("[x$0]\n\n[x]: /a\n[y]: /b\n", "Y", "another `Y`");
    refused("[x$0]\n\n[x]: /a\n", "a]b", "no brackets");
    refused("[x$0]\n\n[x]: /a\n", "^a", "no brackets");
}

#[test]
fn a_heading_with_every_link_to_it() {
    check(
        "//- /a.md
# Old $0title

[here](#old-title) [other](#other) <a href='#old-title'>x</a>

# Other
//- /b.md
[there](a.md#old-title) [page](a.md) [c](c.md#old-title)

[x]: a.md#old-title
//- /c.md
# Old title
",
        "A `new` one",
        "a.md:
# A `new` one

[here](#a-new-one) [other](#other) <a href='#a-new-one'>x</a>

# Other
b.md:
[there](a.md#a-new-one) [page](a.md) [c](c.md#old-title)

[x]: a.md#a-new-one
",
    );
}

#[test]
fn headings_that_are_counted_move_along() {
    check(
        "[one](#a) [two](#a-1) [three](#a-2)\n\n# A$0\n\n# A\n\n# A\n",
        "B",
        "[one](#b) [two](#a) [three](#a-1)\n\n# B\n\n# A\n\n# A\n",
    );
    check("[one](#a) [b](#b)\n\n# A$0\n\n# B\n", "B", "[one](#b) [b](#b-1)\n\n# B\n\n# B\n");
}

#[test]
fn a_heading_from_its_link() {
    check("[x](#a-b$0)\n\n## A b\n//- /_config.yml\n", "C (d)", "[x](#c-d)\n\n## C (d)\n");
    refused("[x](#no$0ne)\n\n## A b\n", "c", "nothing here");
}

#[test]
fn an_explicit_id() {
    check(
        "[x](#mine)\n\n## A heading {#mi$0ne}\n//- /_config.yml\n",
        "yours",
        "[x](#yours)\n\n## A heading {#yours}\n",
    );
    check("[x](#here)\n\n<a id=\"he$0re\"></a>\n", "there", "[x](#there)\n\n<a id=\"there\"></a>\n");
    refused("[x](#here)\n\n<a id=\"he$0re\"></a>\n", "a b", "no blanks");
    refused("[x](#here)\n\n<a id=\"he$0re\"></a>\n\n# Top\n", "top", "another `top`");
}

#[test]
fn a_heading_stays_one() {
    refused("# A$0\n", "", "has a text");
    refused("A$0\n===\n", "- x", "no heading any more");
    refused("A$0\nb\n===\n", "x", "several lines");
}

#[test]
fn a_tag_over_the_blog() {
    check(
        "//- /_config.yml
permalink: /:title.html
//- /_posts/2020-01-01-a.md
---
tags: [nlp$0, vision]
categories: [nlp]
---
//- /_posts/2020-01-02-b.md
---
tags: other nlp
---
//- /_posts/2020-01-03-c.md
---
tags:
  - \"nlp\"
---
//- /_posts/2020-01-04-d.md
---
tags: [nlp2]
---
",
        "language",
        "_posts/2020-01-01-a.md:
---
tags: [language, vision]
categories: [nlp]
---
_posts/2020-01-02-b.md:
---
tags: other language
---
_posts/2020-01-03-c.md:
---
tags:
  - \"language\"
---
",
    );
    refused("---\ntags: [a$0, b]\n---\n//- /_config.yml\n", "b", "another `b`");
    refused("---\ntags: [a$0, b]\n---\n//- /_config.yml\n", "x: y", "letters");
    refused("---\ntags: [a$0, b]\n---\n//- /_config.yml\n", "Yes", "another kind");
    refused("---\ntags: a$0 b\n---\n//- /_config.yml\n", "x y", "one string");
}

#[test]
fn a_category_takes_its_links_along() {
    check(
        "//- /_config.yml
//- /_posts/2020-01-01-a.md
---
categories: [old$0]
---
//- /_posts/2020-01-02-b.md
[a](/old/2020/01/01/a.html) [b]({% post_url 2020-01-01-a %})
",
        "new",
        "_posts/2020-01-01-a.md:
---
categories: [new]
---
_posts/2020-01-02-b.md:
[a](/new/2020/01/01/a.html) [b]({% post_url 2020-01-01-a %})
",
    );
}

#[test]
fn nothing_else_is_renamed() {
    for text in ["Plain $0text.\n", "`{% raw %}[^1$0]`\n", "---\ntitle: x$0\n---\n"] {
        refused(text, "x", "nothing here");
    }
}

#[test]
fn a_file_from_a_link_that_leads_to_it() {
    check(
        "//- /p/a.md
[x](../img/a$0.png#z) <img src='/img/a.png'>
[y]: ../img/a.png
//- /b.md
![](./img/a.png)
//- /img/a.png 1x1
",
        "../img/new name.png",
        "img/a.png -> img/new name.png
b.md:
![](<./img/new name.png>)
p/a.md:
[x](<../img/new name.png#z>) <img src='/img/new%20name.png'>
[y]: <../img/new name.png>
",
    );
    check("//- /a.md\n[x](b$0) [y](/b.md)\n//- /b.md\n", "sub/c", "b.md -> sub/c.md\n[x](sub/c) [y](/sub/c.md)\n");
    // A page that moves: its own paths are written from where it then lies.
    check("//- /a.md\n[x](a$0.md) [y](b.md)\n//- /b.md\n", "sub/c.md", "a.md -> sub/c.md\n[x](c.md) [y](../b.md)\n");
}

const BLOG: &str = "//- /_config.yml
baseurl: /blog
//- /images/a.png 1x1
//- /_includes/box.html
//- /_posts/2020-01-01-a.md
---
image: images/a.png
---
";

#[test]
fn a_file_of_a_blog_by_what_leads_to_it() {
    let blog = |text: &str| format!("{BLOG}{text}\n");
    let after = |moved: &str, image: &str, text: &str| format!("{moved}\n---\nimage: {image}\n---\n{text}\n");
    check(
        &blog("![](/blog/images/a$0.png) {{ site.baseurl }} ![]({{ site.baseurl }}/images/a.png)"),
        "/blog/pictures/b.png",
        &after(
            "images/a.png -> pictures/b.png",
            "pictures/b.png",
            "![](/blog/pictures/b.png) {{ site.baseurl }} ![]({{ site.baseurl }}/pictures/b.png)",
        ),
    );
    check(
        &blog("{% include bo$0x.html %}"),
        "card.html",
        &after("_includes/box.html -> _includes/card.html", "images/a.png", "{% include card.html %}"),
    );
    check(
        &blog("[x]({% post_url 2020-01-01-a$0 %}) [y](/blog/2020/01/01/a.html)"),
        "2020-01-01-b",
        &after(
            "_posts/2020-01-01-a.md -> _posts/2020-01-01-b.md",
            "images/a.png",
            "[x]({% post_url 2020-01-01-b %}) [y](/blog/2020/01/01/b.html)",
        ),
    );
    refused(&blog("[y](/blog/2020/01/01/a$0.html)"), "/blog/b.html", "not the path of the file");
    refused(&blog("![](/blog/images/a$0.png)"), "/blog/images/b.md", "keeps its kind");
    refused(&blog("![](/blog/images/a$0.png)"), "/blog/_hidden/b.png", "cannot be written so");
    refused("//- /a.md\n![](a$0.png)\n//- /a.png 1x1\n//- /b.png 1x1\n", "b.png", "another `b.png`");
    refused("//- /a.md\n![](a$0.png)\n//- /a.png 1x1\n", "../b.png", "stays in the blog");
}

#[test]
fn a_file_that_is_not_there_and_an_address() {
    check(
        "//- /a.md\n![](/img/a$0.png) [x](img/b.png)\n//- /sub/b.md\n![](../img/a.png)\n",
        "/pictures/a.png",
        "a.md:\n![](/pictures/a.png) [x](img/b.png)\nsub/b.md:\n![](../pictures/a.png)\n",
    );
    check(
        "//- /a.md\n[x](https://a.b/c$0) <https://a.b/c> [y](https://a.b/cd)\n[d]: https://a.b/c\n",
        "https://x.y/z",
        "[x](https://x.y/z) <https://x.y/z> [y](https://a.b/cd)\n[d]: https://x.y/z\n",
    );
    refused("[x](https://a.b/c$0)\n", "a b", "begins with its scheme");
    refused("[x](https://a.b/c$0)\n", "https://a.b/)", "begins with its scheme");
    check("//- /a.md\n[x](none.md#he$0re) [y](none#here)\n", "New one", "[x](none.md#new-one) [y](none#new-one)\n");
}

#[test]
fn a_page_of_hugo_by_what_refers_to_it() {
    let page = |text: &str| {
        format!(
            "//- /hugo.toml\n//- /content/x.md\n{text}\n//- /content/posts/one.md\n# Part\n//- /content/posts/two/index.md\n//- /content/posts/two/a.png 1x1\n"
        )
    };
    let one = "content/posts/one.md -> content/posts/new.md\n";
    for (before, name, after) in [
        ("{{< ref \"/posts/o$0ne.md#part\" >}}", "/posts/new.md", "{{< ref \"/posts/new.md#part\" >}}"),
        (
            "[a]({{< relref \"o$0ne\" >}}) {{< ref \"/posts/one\" >}}",
            "new",
            "[a]({{< relref \"new\" >}}) {{< ref \"/posts/new\" >}}",
        ),
        ("{{% ref \"posts/o$0ne\" %}}", "posts/new", "{{% ref \"posts/new\" %}}"),
    ] {
        check(&page(before), name, &format!("{one}{after}\n"));
    }
    check(
        &page("{{< ref \"/posts/tw$0o\" >}} {{< ref \"two\" >}}"),
        "/notes/three",
        "content/posts/two -> content/notes/three\n{{< ref \"/notes/three\" >}} {{< ref \"three\" >}}\n",
    );
    refused(&page("{{< ref \"/posts/o$0ne\" >}}"), "/posts/two", "another `/posts/two`");
    refused(&page("{{< ref \"non$0e\" >}}"), "x", "nothing here");
    refused(&page("{{< figure \"on$0e\" >}}"), "x", "nothing here");
}

#[test]
fn a_heading_takes_the_references_of_hugo_along() {
    check(
        "//- /hugo.toml\n//- /content/a.md\n# A pa$0rt\n\n{{< ref \"#a-part\" >}}\n//- /content/b.md\n{{< relref \"a#a-part\" >}} {{< ref \"a#none\" >}}\n",
        "Another",
        "content/a.md:\n# Another\n\n{{< ref \"#another\" >}}\ncontent/b.md:\n{{< relref \"a#another\" >}} {{< ref \"a#none\" >}}\n",
    );
}

#[test]
fn a_file_within_an_output_of_liquid() {
    let post = |image: &str| {
        format!(
            "---\ntitle: x\n---\n{image} ![]({{{{ site.baseurl }}}}/images/a.png)\n//- /_config.yml\nbaseurl: /blog\n//- /images/a.png 1x1\n"
        )
    };
    for (before, name, after) in [
        ("![]({{ '/images/a$0.png' | relative_url }})", "/images/b.png", "![]({{ '/images/b.png' | relative_url }})"),
        (
            "![]({{$0 \"images/a.png\" | absolute_url}}#x)",
            "images/b.png",
            "![]({{ \"images/b.png\" | absolute_url}}#x)",
        ),
        (
            "<img src='{{ \"/images/a$0.png\" | prepend: site.baseurl }}'>",
            "/images/b.png",
            "<img src='{{ \"/images/b.png\" | prepend: site.baseurl }}'>",
        ),
    ] {
        check(
            &post(before),
            name,
            &format!(
                "images/a.png -> images/b.png\n---\ntitle: x\n---\n{after} ![]({{{{ site.baseurl }}}}/images/b.png)\n"
            ),
        );
    }
    refused(&post("![]({{ '/images/a$0.png' | relative_url }})"), "/images/it's.png", "cannot be written so");
    refused(&post("![]({{ '/images/a$0.png' | relative_url }})"), "/images/b.md", "keeps its kind");
    refused(&post("![]({{ page.pic$0ture }})"), "/images/b.png", "nothing here");
}

#[test]
fn a_file_behind_an_output_of_liquid() {
    let post = |image: &str, other: &str| {
        format!(
            "---\ntitle: x\n---\n![]({{{{ site.baseurl }}}}{image}) ![]({{{{ site.baseurl }}}}{other}#x) ![](/blog{other})\n"
        )
    };
    let blog = "//- /_config.yml\nbaseurl: /blog\n//- /images/a.png 1x1\n";
    let before = format!("{}{blog}", post("/images/a$0.png", "/images/a.png"));
    let after = format!("images/a.png -> images/b c.png\n{}", post("/images/b%20c.png", "/images/b%20c.png"));
    check(&before, "/images/b c.png", &after);
    refused(&before, "images/b.png", "cannot be written so");
    let missing = format!("{}//- /_config.yml\nbaseurl: /blog\n", post("/images/no$0.png", "/images/no.png"))
        .replace(" ![](/blog/images/no.png)", "");
    let written = post("/images/yes.png", "/images/yes.png").replace(" ![](/blog/images/yes.png)", "");
    check(&missing, "/images/yes.png", &written);
}

#[test]
fn a_file_within_liquid_that_is_not_there() {
    check(
        "---\ntitle: x\n---\n![]({{ '/images/no$0.png' | relative_url }})\n//- /_config.yml\nbaseurl: /blog\n",
        "/images/yes.png",
        "---\ntitle: x\n---\n![]({{ '/images/yes.png' | relative_url }})\n",
    );
}

#[test]
fn a_layout_by_its_name() {
    let blog = |rest: &str| {
        format!(
            "---\nlayout: po$0st\n---\n//- /_config.yml\ntitle: A blog\n//- /_layouts/post.html\n<p>\n//- /a.md\n---\nlayout: \"post\"\n---\n{rest}"
        )
    };
    check(
        &blog(""),
        "article",
        "_layouts/post.html -> _layouts/article.html\n_posts/2020-01-01-post.md:\n---\nlayout: article\n---\na.md:\n---\nlayout: \"article\"\n---\n",
    );
    refused(&blog("//- /_layouts/article.html\n<p>\n"), "article", "another `_layouts/article.html`");
    // A theme's layout is no file of the blog.
    refused("---\nlayout: po$0st\n---\n//- /_config.yml\ntheme: minima\n", "article", "nothing here");
    // What names it besides Markdown would lose it.
    refused(&blog("//- /index.html\n---\nlayout: post\n---\n"), "article", "name this layout too");
    let settings = "defaults:\n  - scope: {path: ''}\n    values:\n      layout: \"post\"\n";
    let in_settings = blog("").replace("title: A blog\n", settings);
    refused(&in_settings, "article", "name this layout too");
}
