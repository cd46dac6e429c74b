//! Whether the built site has what links lead to.

use std::collections::HashSet;

use smol_str::SmolStr;

use super::Reach;
use super::code::{Code, POST, Rule};
use super::image::{TWICE, as_typed, is_of_theme, is_read};
use super::liquid::knows_all_plugins;
use crate::ide::place::Place;
use crate::ide::{Diagnostic, Severity, label, path};
use crate::site::{FileKind, FileRange, Layout, Missing, Resolution, SitePath, Use};
use crate::syntax::{Item, ItemKind, Link, LinkDefinition, LinkSyntax, Name, key};
use crate::text::TextRange;

pub(super) const MISSING: Rule = Rule {
    name: "missing-link",
    severity: Severity::Warning,
    summary: "A link leads to a page or file that the built site does not have.",
    why: "\
A browser asks for a relative path beside the page's own address, not beside the file in the editor: a link from one post
to `2020-01-02-another.md` works on GitHub and leads nowhere on the site, unless the site uses jekyll-relative-links for
posts. `/2020/…` leaves out a `baseurl`, and servers tell upper case from lower. In Jekyll 4, `{% post_url %}` and
`{% link %}` write the `baseurl` themselves, and `{{ site.baseurl }}` before them makes it two; in Jekyll 3 it is wanted.
`www.example.org` without `https://` is a path like any other.

Plugins and themes make pages of their own, such as those of tags. Where one of them may have made what a link leads to,
nothing is said. In a folder without a generator a finding is no more than information.",
    fix: "Correct the address; `{% post_url 2020-01-02-another %}` always knows where a post is published.",
    path: POST,
    bad: "See [the other post](2020-01-02-another.md).\n",
    good: "See [the other post]({% post_url 2020-01-02-another %}).\n",
};

/// The findings on where the links of one text lead.
pub(super) fn check(place: Place<'_>, found: &mut Vec<Diagnostic>) {
    for target in targets(place).iter().filter(|it| !it.text.is_empty()) {
        if let Some(message) = as_typed(place, target, Use::Link, "readers find no page there") {
            found.push(Diagnostic::new(Code::MissingLink, target.range, message));
            continue;
        }
        if is_left_to_its_tag(place, &target.text) {
            continue;
        }
        if let Resolution::Missing { asks, why } = place.site.resolve(place.file(), &target.text, Use::Link) {
            // The tag that finds no file is accused for itself.
            let is_tags = why == Missing::NoFile && target.text.contains("{%") && !asks.starts_with("//");
            found.extend(if is_tags { None } else { missing(place, target, &asks, &why) });
        }
    }
}

/// Whether a target is nothing but a tag that writes an address, perhaps behind the `baseurl`, where the version of Jekyll
/// does not tell which is right: what else is wrong with it is said of the tag.
fn is_left_to_its_tag(place: Place<'_>, target: &str) -> bool {
    let tag = target.strip_prefix("{{ site.baseurl }}").unwrap_or(target);
    let is_one = tag.starts_with("{%") && tag.find("%}").is_some_and(|end| end + 2 == tag.len());
    let settings = place.site.settings();
    is_one && place.is_jekyll() && settings.jekyll.is_none() && settings.baseurl != "/"
}

/// A link's target stands in it, or in the definition of its label, which an image may have too.
pub(super) fn reach(item: &Item) -> Reach {
    match item {
        Item::Link(link) if link.label.is_none() => Reach::Item,
        Item::Image(image) if image.label.is_none() => Reach::Nowhere,
        Item::Link(_) | Item::Image(_) | Item::LinkDefinition(_) => Reach::Page,
        // Whether Liquid runs in an address is told by what stands at its place.
        Item::Output(_) => Reach::Item,
        _ => Reach::Nowhere,
    }
}

/// The targets of the links that readers see of a text, those in definitions among them. The target of a definition that
/// an image uses is the image's: what is wrong with it is said once.
pub(super) fn targets(place: Place<'_>) -> Vec<Name> {
    let mut targets: Vec<Name> = place.source.post.names(ItemKind::Link, move |link| target_of(place, link)).collect();
    let mut definitions = place.source.post.definitions().peekable();
    if definitions.peek().is_some() {
        let post = &place.whole().source.post;
        let key_of = |label: Option<Box<Name>>| label.map(|label| key(&label.text));
        let of_links: HashSet<SmolStr> =
            post.links().filter(|link| is_shown(place, link)).filter_map(|link| key_of(link.label)).collect();
        let images = post.images().filter(|image| is_read(place, image.context, false));
        let of_images: HashSet<SmolStr> = images.filter_map(|image| key_of(image.label)).collect();
        // What nothing uses no reader of a site sees; where nobody builds one, it is told as an editor of folders does.
        let is_unused = |key: &SmolStr| place.layout() == Layout::Plain && !of_images.contains(key);
        let is_link = |key: &SmolStr| of_links.contains(key) && !of_images.contains(key) || is_unused(key);
        // Of several definitions of a label the address of one is read.
        let read = label::definitions(place.whole());
        let is_read = |it: &LinkDefinition| read.get(&it.key).is_none_or(|read| read.range == it.range);
        targets.extend(definitions.filter(|it| is_link(&it.key) && is_read(it)).map(|definition| definition.target));
    }
    targets
}

/// Whether a link is one on the page, and not text.
fn is_shown(place: Place<'_>, link: &Link) -> bool {
    is_read(place, link.context, link.syntax == LinkSyntax::Html)
}

/// The target of a link that names it, and that readers see.
fn target_of<'a>(place: Place<'_>, link: &'a Item) -> Option<&'a Name> {
    let Item::Link(link) = link else { return None };
    let is_seen = match link.syntax {
        LinkSyntax::Inline => !link.text.text.is_empty(),
        LinkSyntax::Html => true,
        LinkSyntax::Autolink | LinkSyntax::Reference => false,
    };
    link.target.as_ref().filter(|_| is_seen && is_shown(place, link))
}

fn missing(place: Place<'_>, target: &Name, asks: &str, why: &Missing) -> Option<Diagnostic> {
    let written = &target.text;
    let is_page = |asks: &str| place.is_jekyll() || asks.starts_with('/');
    let broken = if is_page(asks) { "readers find no page there" } else { "the link leads nowhere" };
    let there_is_no = format!("there is no `{asks}`");
    let message = match why {
        Missing::NoFile if asks.starts_with("//") => {
            format!("a browser takes `{asks}` for the address of another server; `baseurl` should not end with a slash")
        }
        Missing::NoFile => {
            if place.is_jekyll() && (is_of_theme(place, asks) || !knows_all_plugins(place)) {
                return None;
            }
            format!("{there_is_no}: {broken}; correct the address or add the file")
        }
        Missing::Case(file) => {
            format!("{there_is_no}, only `{file}`, and servers tell upper case from lower: {broken}")
        }
        Missing::NotPublished(file) => {
            format!("`{file}` is not published, so {there_is_no}: {broken}; link to a file that is")
        }
        Missing::Elsewhere(file) => {
            let url = place.site.url(file).map(|url| format!("; `{file}` is published as `{url}`"));
            let url = url.unwrap_or_default();
            format!("{there_is_no}: {broken}, as a browser asks beside the page's own address{url}")
        }
        Missing::TwiceBaseUrl(file) => {
            let better = path::with_base_once(place, written, file, Use::Link);
            let better = better.map(|better| format!("; write `{better}`")).unwrap_or_default();
            format!("{there_is_no}: {broken}, {TWICE}{better}")
        }
        Missing::BaseUrl(_) => {
            let is_plain = written.starts_with("{%") || written.starts_with('/') && !written.contains('{');
            let better = if is_plain { format!("; write `{{{{ site.baseurl }}}}{written}`") } else { String::new() };
            format!("`{written}` leaves out the folder that the blog is served under: {broken}{better}")
        }
        Missing::NoScheme => {
            format!("to a browser this is a path of the blog, `{asks}`: {broken}; write `{}`", with_scheme(written))
        }
        // These are said of images alone.
        Missing::NotCopied(_) | Missing::StopsConversion => return None,
    };
    let found = Diagnostic::new(Code::MissingLink, target.range, message);
    let stops = place.layout() == Layout::Zola && written.starts_with("@/");
    let found = if stops { Diagnostic { severity: Severity::Error, ..found } } else { as_known(place, found) };
    Some(match why.file().and_then(|file| start_of(place, file)) {
        Some(start) => found.with(start, "the file that may be meant"),
        None => found,
    })
}

/// A finding on a link as bad as it is: of a folder that nobody builds, nobody knows what readers see.
pub(super) fn as_known(place: Place<'_>, found: Diagnostic) -> Diagnostic {
    let severity = if place.layout() == Layout::Plain { Severity::Information } else { found.severity };
    Diagnostic { severity, ..found }
}

/// The address of a server, or of somebody, as it should have been written.
pub(in crate::ide) fn with_scheme(written: &str) -> String {
    let scheme = if written.contains('@') && !written.contains('/') { "mailto:" } else { "https://" };
    format!("{scheme}{written}")
}

/// Where a text begins; `None` for a file that is no text.
fn start_of(place: Place<'_>, path: &SitePath) -> Option<FileRange> {
    let head = place.site.page(path).filter(|_| path.kind() != FileKind::Asset)?.head()?;
    Some(FileRange { file: head.file.clone(), range: TextRange::default() })
}

#[cfg(test)]
mod tests {
    use crate::ide::diagnostics::tests::{check, check_fastpages};

    const OTHER: &str = "//- /_posts/2020-01-02-other.md\n---\ntitle: x\n---\nText.\n//- /files/a.pdf\n//- /about.md\n---\ntitle: x\n---\n";

    #[track_caller]
    fn check_post(post: &str) {
        check_fastpages(&format!("{OTHER}//- /_posts/2020-01-01-post.md\n{}", post.trim_start_matches('\n')));
    }

    #[test]
    fn a_link_that_works_in_the_editor_alone() {
        check_post(
            "
[a](2020-01-02-other.md) [b]({{ site.baseurl }}{% post_url 2020-01-02-other %}) [c](../02/other.html)
    ^^^^^^^^^^^^^^^^^^^ warning[missing-link]: there is no `/blog/2020/01/01/2020-01-02-other.md`: readers find no page there, as a browser asks beside the page's own address; `_posts/2020-01-02-other.md` is published as `/blog/2020/01/02/other.html`
<a href=\"../files/a.pdf\">d</a> [e][x] [f](/blog/files/a.pdf)
         ^^^^^^^^^^^^^^ warning[missing-link]: there is no `/blog/2020/01/files/a.pdf`: readers find no page there, as a browser asks beside the page's own address; `files/a.pdf` is published as `/blog/files/a.pdf`

[x]: ../02/Other.html
     ^^^^^^^^^^^^^^^^ warning[missing-link]: there is no `/blog/2020/01/02/Other.html`, only `_posts/2020-01-02-other.md`, and servers tell upper case from lower: readers find no page there
",
        );
    }

    #[test]
    fn a_link_without_the_baseurl() {
        check_post(
            "
[a](/2020/01/02/other.html) [b](/about.html)
    ^^^^^^^^^^^^^^^^^^^^^^ warning[missing-link]: `/2020/01/02/other.html` leaves out the folder that the blog is served under: readers find no page there; write `{{ site.baseurl }}/2020/01/02/other.html`
",
        );
    }

    #[test]
    fn nothing_is_there() {
        check_post(
            "
[a](/blog/2020/01/02/othr.html) [b](/blog/files/b.pdf#page=2) [c](www.example.org) [d](me@example.org)
    ^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[missing-link]: there is no `/blog/2020/01/02/othr.html`: readers find no page there; correct the address or add the file
                                    ^^^^^^^^^^^^^^^^^^^^^^^^ warning[missing-link]: there is no `/blog/files/b.pdf`: readers find no page there; correct the address or add the file
                                                                  ^^^^^^^^^^^^^^^ warning[missing-link]: to a browser this is a path of the blog, `/blog/2020/01/01/www.example.org`: readers find no page there; write `https://www.example.org`
                                                                                       ^^^^^^^^^^^^^^ warning[missing-link]: to a browser this is a path of the blog, `/blog/2020/01/01/me@example.org`: readers find no page there; write `mailto:me@example.org`
",
        );
        check_post(
            "
[a](../../../_posts/2020-01-02-other.md)
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[missing-link]: `_posts/2020-01-02-other.md` is not published, so there is no `/blog/_posts/2020-01-02-other.md`: readers find no page there; link to a file that is
",
        );
    }

    #[test]
    fn what_something_else_may_have_made_is_not_accused() {
        check_post(
            "
[a](/blog/tags/) [b](/blog/feed.xml) [c](/blog/categories/#x) [d](/blog/assets/a.pdf) [e](/) [f](/other/a.pdf)
[g](/blog/page2/) [h](https://example.org/none.pdf) [i](mailto:a@b.c) [j]({{ page.x }}) [k](javascript:x) [l]()
`[m](none.pdf)` <!-- <a href=\"none.pdf\"> --> {% comment %}[n](none.pdf){% endcomment %} {% raw %}{% endraw %}
",
        );
        let gem = "//- /_config.yml\nplugins: [of-somebody]\n//- /_posts/2020-01-01-a.md\n[a](none.pdf)\n";
        check(gem);
        check("//- /_config.yml\n//- /README.md\n[a](none.md)\n");
    }

    #[test]
    fn a_tag_that_finds_no_file_is_another_matter() {
        check(
            "//- /_config.yml
//- /_posts/2020-01-01-a.md
[a]({% post_url 2020-09-09-gone %})
                ^^^^^^^^^^^^^^^ error[missing-link-target]: the build stops: there is no post `2020-09-09-gone`; correct the name
",
        );
    }

    /// A blog that a version of Jekyll builds.
    #[track_caller]
    fn check_built_by(version: &str, post: &str) {
        let lock = format!("//- /Gemfile.lock\nGEM\n  specs:\n    jekyll ({version})\n");
        check_post(&format!("{}\n{lock}", post.trim_end()));
    }

    #[test]
    fn a_tag_that_brings_the_baseurl_and_one_that_does_not() {
        check_built_by(
            "4.2.0",
            "
[a]({% post_url 2020-01-02-other %}#x) [b]({{ site.baseurl }}{% link files/a.pdf %})
                                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[missing-link]: there is no `/blog/blog/files/a.pdf`: readers find no page there, as the folder that the blog is served under stands there twice; write `{% link files/a.pdf %}`
",
        );
        check_built_by(
            "4.2.0",
            "
<a href='{{site.url}}{{site.baseurl}}{% post_url 2020-01-02-other %}?x#y'>a</a> [b]({{ '/blog/files/a.pdf' | relative_url }})
         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[missing-link]: there is no `/blog/blog/2020/01/02/other.html`: readers find no page there, as the folder that the blog is served under stands there twice; write `{{site.url}}{% post_url 2020-01-02-other %}?x#y`
                                                                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[missing-link]: there is no `/blog/blog/files/a.pdf`: readers find no page there, as the folder that the blog is served under stands there twice; write `{{ site.baseurl }}/files/a.pdf`
",
        );
        check_built_by(
            "3.9.0",
            "
[a]({% post_url 2020-01-02-other %}#x) [b]({{ site.baseurl }}{% post_url 2020-01-02-other %})
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[missing-link]: `{% post_url 2020-01-02-other %}#x` leaves out the folder that the blog is served under: readers find no page there; write `{{ site.baseurl }}{% post_url 2020-01-02-other %}#x`
",
        );
        // Of a version that nothing tells, both are right.
        check_post(
            "
[a]({% post_url 2020-01-02-other %}) [b]({{ site.baseurl }}{% post_url 2020-01-02-other %}#none)
                                                                                          ^^^^^ warning[missing-anchor]: no heading and no id of `_posts/2020-01-02-other.md` is `none`: readers land at its top; correct it, or name the place: `<a id=\"none\"></a>`
",
        );
    }

    #[test]
    fn liquid_that_does_not_run_makes_no_address() {
        check_post(
            "
{% raw %}[a]({{ site.baseurl }}/tags/) [b]({{ page.url }}) [c]({{ 'x' | relative_url }} 'title'){% endraw %}
             ^^^^^^^^^^^^^^^^^^^^^^^^ warning[missing-link]: there is no `/blog/2020/01/01/{{ site.baseurl }}/tags/`: readers find no page there, as Liquid does not run here and leaves `{{ site.baseurl }}` as it is typed; end `{% raw %}` before it
",
        );
    }

    #[test]
    fn a_baseurl_of_one_slash() {
        check(
            "//- /_config.yml
baseurl: /
//- /_posts/2020-01-01-a.md
[a]({{ site.baseurl }}/b.html)
    ^^^^^^^^^^^^^^^^^^^^^^^^^ warning[missing-link]: a browser takes `//b.html` for the address of another server; `baseurl` should not end with a slash
",
        );
    }

    #[test]
    fn the_definition_of_an_image_is_the_images() {
        check_post(
            "
![a][x] [b][y]

[x]: none.png
     ^^^^^^^^ warning[missing-image]: there is no `/blog/2020/01/01/none.png`: readers see a broken image; correct the path or add the file
[y]: none.pdf
     ^^^^^^^^ warning[missing-link]: there is no `/blog/2020/01/01/none.pdf`: readers find no page there; correct the address or add the file
",
        );
    }

    #[test]
    fn a_definition_of_a_picture_and_a_link_is_told_once_and_one_of_nothing_is_not() {
        check_post(
            "
![a][x] [b][x]

[x]: none.png
     ^^^^^^^^ warning[missing-image]: there is no `/blog/2020/01/01/none.png`: readers see a broken image; correct the path or add the file
[y]: none.pdf
^^^^^^^^^^^^^ hint[unused-definition]: nothing uses the label `y`
",
        );
        check_post(
            "
[a][x]

[x]: none.pdf
 ^ warning[duplicate-definition]: `x` is defined twice, and its links lead to the last, `/blog/files/a.pdf`: this address is not read
[x]: /blog/files/a.pdf
 ^ hint[duplicate-definition]: `x` is defined twice: its links lead here, and the other address, `none.pdf`, is not read
",
        );
    }

    #[test]
    fn what_kramdown_leaves_as_it_is_typed_is_no_link() {
        check_post(
            "
<details>

[a](none.pdf) [b](#none) <a href=\"none.pdf\">c</a>
                                  ^^^^^^^^ warning[missing-link]: there is no `/blog/2020/01/01/none.pdf`: readers find no page there; correct the address or add the file

</details>
<details markdown=\"1\">

[a](none.pdf)
    ^^^^^^^^ warning[missing-link]: there is no `/blog/2020/01/01/none.pdf`: readers find no page there; correct the address or add the file

</details>
",
        );
    }

    #[test]
    fn a_notebook_links_as_its_post_does() {
        check_fastpages(
            "//- /_notebooks/2020-01-02-b.ipynb
%% markdown
# B
//- /_notebooks/2020-01-01-a.ipynb
%% markdown
# A
%% markdown
[b](2020-01-02-b.ipynb) and [b](/blog/2020/01/02/b.html)
    ^^^^^^^^^^^^^^^^^^ warning[missing-link]: there is no `/blog/2020/01/01/2020-01-02-b.ipynb`: readers find no page there, as a browser asks beside the page's own address; `_notebooks/2020-01-02-b.ipynb` is published as `/blog/2020/01/02/b.html`
",
        );
    }

    #[test]
    fn a_folder_without_a_generator() {
        check(
            "//- /docs/a.md
[a](b.md) [b](../c.md) [c](c) [d](/docs/none.md) [e](C.md) [f](../../none.md) [g](a)
    ^^^^ information[missing-link]: there is no `docs/b.md`: the link leads nowhere; correct the address or add the file
                                                     ^^^^ information[missing-link]: there is no `docs/C.md`, only `docs/c.md`, and servers tell upper case from lower: the link leads nowhere
//- /c.md
x
//- /docs/c.md
x
",
        );
    }

    #[test]
    fn zola_stops_at_a_page_that_is_not_there() {
        check(
            "//- /config.toml
base_url = 'https://example.org'
//- /content/a.md
[a](@/b.md)
    ^^^^^^ error[missing-link]: there is no `content/b.md`: the link leads nowhere; correct the address or add the file
",
        );
    }
}
