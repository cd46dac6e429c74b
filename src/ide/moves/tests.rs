//! What follows a file that moves.

use super::*;
use crate::fixture::Fixture;
use crate::ide::applied;
use crate::text::Text;

/// Moves files, and compares the texts that change, or the text with the cursor where one is given, with `expected`.
#[track_caller]
fn check(fixture: &str, moved: &[(&str, &str)], expected: &str) {
    let fixture = Fixture::new(fixture);
    let moved: Vec<_> = moved.iter().map(|(from, to)| (SitePath::new(from), SitePath::new(to))).collect();
    let change = moves(&fixture.site, &moved, &|file| Some(Text::new(fixture.text(file))));
    let mut said = String::new();
    for (file, edits) in &change.edits {
        let text = applied::edited(&Text::new(fixture.text(file)), edits).to_string();
        said.push_str(&format!("{}:\n{text}", file.path));
    }
    assert_eq!(said, expected);
}

#[test]
fn an_image_moves_in_a_plain_folder() {
    check(
        "//- /posts/a.md
![](../img/a.png) ![](/img/a.png \"t\") <img src='../img/a.png'> [x][i] [big](../img/b.png)

[i]: ../img/a.png
//- /img/a.png 1x1
//- /img/b.png 1x1
",
        &[("img/a.png", "img/new name.png")],
        "posts/a.md:
![](<../img/new name.png>) ![](</img/new name.png> \"t\") <img src='../img/new%20name.png'> [x][i] [big](../img/b.png)

[i]: <../img/new name.png>
",
    );
}

#[test]
fn a_folder_moves_with_all_that_is_in_it() {
    check(
        "//- /a.md
![](img/a.png) ![](./img/sub/b.png?raw) [c](img/c.md#part)
//- /img/a.png 1x1
//- /img/sub/b.png 1x1
//- /img/c.md
# Part
",
        &[("img", "pictures")],
        "a.md:
![](pictures/a.png) ![](./pictures/sub/b.png?raw) [c](pictures/c.md#part)
",
    );
}

#[test]
fn links_to_a_folder_follow_it() {
    let folder = "//- /a.md
[img](img) [img](./img/) [img](/img/#x) [sub](img/sub/) [other](images)
//- /img/sub/b.png 1x1
//- /img/c.md
[here](../img/) [here](/img) [b](../img/sub/b.png)
//- /images/d.png 1x1
";
    check(
        folder,
        &[("img", "pic tures")],
        "a.md:
[img](<pic tures>) [img](<./pic tures>) [img](</pic tures#x>) [sub](<pic tures/sub>) [other](images)
img/c.md:
[here](./) [here](</pic tures>) [b](./sub/b.png)
",
    );
    // What a generator makes of a folder is its own to say.
    check(
        &format!("{folder}//- /mkdocs.yml\n"),
        &[("images", "b")],
        "a.md:
[img](img) [img](./img/) [img](/img/#x) [sub](img/sub/) [other](b)
",
    );
}

#[test]
fn an_extension_goes_where_the_writer_wants_none() {
    let with = |said: &str| {
        format!(
            "//- /a.md\n[b](b.md#x) [b](/b) [b](./b.md)\n//- /b.md\nx\n//- /manicule.toml\npaths.extension = '{said}'\n"
        )
    };
    let moved = &[("b.md", "c.md")];
    check(&with("auto"), moved, "a.md:\n[b](c.md#x) [b](/c) [b](./c.md)\n");
    check(&with("drop"), moved, "a.md:\n[b](c#x) [b](/c) [b](./c)\n");
    check(&with("keep"), moved, "a.md:\n[b](c.md#x) [b](/c.md) [b](./c.md)\n");
}

#[test]
fn a_path_from_a_folder_that_the_writer_names() {
    check(
        "//- /posts/a.md\n![](/img/a.png)\n//- /public/img/a.png 1x1\n//- /manicule.toml\npaths.roots = ['public']\n",
        &[("public/img", "public/pics")],
        "posts/a.md:\n![](/pics/a.png)\n",
    );
}

#[test]
fn a_page_that_moves_takes_its_own_references_along() {
    check(
        "//- /a.md
[b](sub/b.md) ![](i.png) [own](#part)

# Part
//- /sub/b.md
[a](../a.md) [a](../a)
//- /i.png 1x1
",
        &[("a.md", "deep/er/a.md")],
        "a.md:
[b](../../sub/b.md) ![](../../i.png) [own](#part)

# Part
sub/b.md:
[a](../deep/er/a.md) [a](../deep/er/a)
",
    );
}

const BLOG: &str = "
//- /_config.yml
baseurl: /blog
//- /images/a.png 1x1
//- /_includes/box.html
x
";

#[test]
fn jekyll_s_ways_to_write_a_path_stay() {
    check(
        &format!(
            "{BLOG}//- /_posts/2020-01-01-post.md
---
image: images/a.png
---
![]({{{{ site.baseurl }}}}/images/a.png) ![]({{{{ \"/images/a.png\" | relative_url }}}}) ![](/blog/images/a.png)
{{% include image.html file=\"/blog/images/a.png\" %}} {{% link images/a.png %}} [x]({{% link images/a.png %}})
"
        ),
        &[("images/a.png", "assets/b.png")],
        "_posts/2020-01-01-post.md:
---
image: assets/b.png
---
![]({{ site.baseurl }}/assets/b.png) ![]({{ \"/assets/b.png\" | relative_url }}) ![](/blog/assets/b.png)
{% include image.html file=\"/blog/assets/b.png\" %} {% link assets/b.png %} [x]({% link assets/b.png %})
",
    );
}

#[test]
fn links_to_a_post_follow_its_new_address() {
    check(
        &format!(
            "{BLOG}//- /_posts/2020-01-01-old.md
---
title: x
---
//- /_posts/2020-01-02-other.md
[a]({{{{ site.baseurl }}}}/2020/01/01/old.html#x) [b]({{% post_url 2020-01-01-old %}}) [c](/blog/2020/01/01/old.html)
[d](../01/old.html) [e](https://example.org/2020/01/01/old.html) [f]({{{{ site.baseurl }}}}{{% post_url 2020-01-01-old %}}#x)
"
        ),
        &[("_posts/2020-01-01-old.md", "_posts/2021-02-03-new.md")],
        "_posts/2020-01-02-other.md:
[a]({{ site.baseurl }}/2021/02/03/new.html#x) [b]({% post_url 2021-02-03-new %}) [c](/blog/2021/02/03/new.html)
[d](../../../2021/02/03/new.html) [e](https://example.org/2020/01/01/old.html) [f]({{ site.baseurl }}{% post_url 2021-02-03-new %}#x)
",
    );
}

#[test]
fn an_include_and_a_notebook() {
    check(
        &format!("{BLOG}//- /_posts/2020-01-01-post.md\n{{% include box.html %}}\n"),
        &[("_includes/box.html", "_includes/boxes/note.html")],
        "_posts/2020-01-01-post.md:\n{% include boxes/note.html %}\n",
    );
    check(
        "//- /_config.yml
//- /_action_files/settings.ini
//- /_notebooks/icons/a.png 1x1
//- /_notebooks/2020-01-01-x.ipynb
%% markdown
# Title
%% markdown
![](icons/a.png)
",
        &[("_notebooks/icons", "_notebooks/pics")],
        "_notebooks/2020-01-01-x.ipynb:\n![](pics/a.png)",
    );
}

#[test]
fn what_cannot_be_kept_is_left_alone() {
    // No address leads to a file that is not published.
    check(
        &format!("{BLOG}//- /_posts/2020-01-01-post.md\n![]({{{{ site.baseurl }}}}/images/a.png)\n"),
        &[("images/a.png", "_hidden/a.png")],
        "",
    );
    // A variable may be anything.
    check(&format!("{BLOG}//- /a.md\n---\nt: x\n---\n![]({{{{ page.picture }}}})\n"), &[("images/a.png", "b.png")], "");
    check("//- /a.md\n[b](b.md) [none](none.md)\n//- /b.md\nx\n", &[("none.md", "c.md"), ("b.md", "b.png")], "");
}

#[test]
fn brackets_stand_where_they_must_and_only_there() {
    let text =
        |plain: &str, bracketed: &str| format!("![]({plain}) ![]({bracketed} 't')\n[x]: {plain}\n\n[y]: {bracketed}\n");
    let check = |new: &str, plain: &str, bracketed: &str| {
        let fixture = format!("//- /p.md\n{}//- /a.png 1x1\n", text("a.png", "<a.png>"));
        super::tests::check(&fixture, &[("a.png", new)], &format!("p.md:\n{}", text(plain, bracketed)));
    };
    check("b c.png", "<b c.png>", "<b c.png>");
    check("b(c.png", "<b(c.png>", "<b(c.png>");
    check("b(c).png", "b(c).png", "b(c).png");
    check("<b>.png", "<\\<b\\>.png>", "<\\<b\\>.png>");
}

#[test]
fn a_page_that_moves_keeps_its_paths_to_files_that_are_not_there() {
    check(
        "//- /a.md\n[x](none.md#y) ![](/none.png)\n",
        &[("a.md", "sub/a.md")],
        "a.md:\n[x](../none.md#y) ![](/none.png)\n",
    );
}

const HUGO: &str = "//- /hugo.toml
//- /content/docs/_index.md
//- /content/posts/one.md
# Part
//- /content/posts/two/index.md
//- /content/posts/two/pic.png 1x1
";

/// Moves pages of Hugo, and compares what a page elsewhere makes of its references then.
#[track_caller]
fn check_hugo(moved: &[(&str, &str)], before: &str, after: &str) {
    let expected = if before == after { String::new() } else { format!("content/docs/x.md:\n{after}\n") };
    check(&format!("{HUGO}//- /content/docs/x.md\n{before}\n"), moved, &expected);
}

#[test]
fn references_of_hugo_follow_in_the_form_that_they_have() {
    let moved = &[("content/posts/one.md", "content/posts/new.md")];
    for (before, after) in [
        ("[a]({{< ref \"/posts/one.md#part\" >}})", "[a]({{< ref \"/posts/new.md#part\" >}})"),
        ("{{% relref `/posts/one` %}}", "{{% relref `/posts/new` %}}"),
        ("{{< ref path=\"posts/one\" lang=\"en\" >}}", "{{< ref path=\"posts/new\" lang=\"en\" >}}"),
        ("`{{< ref one >}}`", "`{{< ref new >}}`"),
        ("{{< ref \"/one\" >}} {{< ref \"one.html\" >}}", "{{< ref \"/new\" >}} {{< ref \"new.html\" >}}"),
        ("{{< relref \"../posts/one.md?a=b#c\" >}}", "{{< relref \"../posts/new.md?a=b#c\" >}}"),
        ("{{</* ref \"one\" */>}} {{< ref \"#part\" >}} {{< ref \"none\" >}}", ""),
    ] {
        check_hugo(moved, before, if after.is_empty() { before } else { after });
    }
}

#[test]
fn a_page_of_hugo_that_moves_elsewhere() {
    let moved = &[("content/posts/one.md", "content/docs/sub/one.md")];
    for (before, after) in [
        ("{{< ref \"/posts/one\" >}}", "{{< ref \"/docs/sub/one\" >}}"),
        ("{{< ref \"../posts/one.md\" >}}", "{{< ref \"sub/one.md\" >}}"),
        // The name of the file still tells it.
        ("{{< ref \"one\" >}}", "{{< ref \"one\" >}}"),
    ] {
        check_hugo(moved, before, after);
    }
    // It would not be the only one of its name.
    let moved = &[("content/posts/one.md", "content/posts/x.md")];
    check_hugo(moved, "{{< ref \"one\" >}}", "{{< ref \"posts/x\" >}}");
}

#[test]
fn a_folder_that_is_a_page_of_hugo() {
    let moved = &[("content/posts/two", "content/notes/three")];
    check_hugo(
        moved,
        "{{< ref \"/posts/two\" >}} {{< ref \"two\" >}} {{< ref \"posts/two/index.md\" >}}",
        "{{< ref \"/notes/three\" >}} {{< ref \"three\" >}} {{< ref \"notes/three/index.md\" >}}",
    );
    check_hugo(
        &[("content/posts", "content/notes")],
        "{{< ref \"/posts/one#part\" >}}",
        "{{< ref \"/notes/one#part\" >}}",
    );
}

#[test]
fn a_page_of_hugo_takes_its_own_references_along() {
    check(
        &format!("{HUGO}//- /content/docs/x.md\n{{{{< ref \"../posts/one\" >}}}} {{{{< ref \"/posts/one\" >}}}}\n"),
        &[("content/docs/x.md", "content/docs/deep/x.md")],
        "content/docs/x.md:\n{{< ref \"../../posts/one\" >}} {{< ref \"/posts/one\" >}}\n",
    );
    check(
        "//- /hugo.toml\n//- /content/fr/a.md\n{{< ref \"/b\" >}} {{< ref \"/fr/b.md\" >}}\n//- /content/fr/b.md\n//- /content/en/b.md\n",
        &[("content/fr/b.md", "content/fr/c/d.md")],
        "content/fr/a.md:\n{{< ref \"/c/d\" >}} {{< ref \"/fr/c/d.md\" >}}\n",
    );
    check(
        "//- /hugo.toml\n//- /content/a.fr.md\n{{< ref \"b\" >}} {{< ref \"b.md\" >}}\n//- /content/b.fr.md\n//- /content/b.en.md\n",
        &[("content/b.fr.md", "content/c.fr.md")],
        "content/a.fr.md:\n{{< ref \"c\" >}} {{< ref \"c.md\" >}}\n",
    );
}

#[test]
fn references_of_other_generators_are_none_of_hugo() {
    check("//- /a.md\n{{< ref \"b.md\" >}}\n//- /b.md\nx\n", &[("b.md", "c.md")], "");
}

#[test]
fn a_layout_that_moves() {
    check(
        &format!(
            "{BLOG}//- /_layouts/post.html\n<p>\n//- /_posts/2020-01-01-a.md\n---\nlayout: 'post'\n---\n//- /b.md\n---\nlayout: page\n---\n"
        ),
        &[("_layouts/post.html", "_layouts/long/read.html")],
        "_posts/2020-01-01-a.md:\n---\nlayout: 'long/read'\n---\n",
    );
    // Out of the folder of layouts it is none.
    check(
        &format!("{BLOG}//- /_layouts/post.html\n<p>\n//- /a.md\n---\nlayout: post\n---\n"),
        &[("_layouts/post.html", "_includes/post.html")],
        "",
    );
}
