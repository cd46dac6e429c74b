//! Whether the files and posts that Liquid tags name are there.

use super::Reach;
use super::code::{Code, POST, Rule};
use crate::ide::liquid::{self, TagFile};
use crate::ide::place::Place;
use crate::ide::{Diagnostic, Severity, shortcode};
use crate::site::{Lookup, Site, SitePath};
use crate::syntax::liquid::{Fault, Tag};
use crate::syntax::{Context, Item, ProblemKind};

pub(super) const MISSING: Rule = Rule {
    name: "missing-include",
    severity: Severity::Error,
    summary: "An included file does not exist, and Jekyll builds nothing.",
    why: "\
Jekyll looks for `{% include alert.html %}` in `_includes` of the blog, then of its theme, and stops where it finds none:
`Could not locate the included file`. Where the blog has a theme whose files are not known here, only names that are
surely misspelt are reported.",
    fix: "Correct the name or add the file.",
    path: POST,
    bad: "{% include alrt.html text='Watch out.' %}\n",
    good: "{% include alert.html text='Watch out.' %}\n",
};

pub(super) const LINK: Rule = Rule {
    name: "missing-link-target",
    severity: Severity::Error,
    summary: "`{% link %}`, `{% post_url %}` or Hugo's `ref` names nothing, and nothing is built.",
    why: "\
Jekyll stops where `{% post_url 2020-01-01-title %}` names no post, and where `{% link path %}` names no file of the
blog, the path being written from its root. Hugo stops where `{{< ref \"name\" >}}` or `{{< relref \"name\" >}}` names
no page (`REF_NOT_FOUND`).",
    fix: "Correct the name.",
    path: POST,
    bad: "[Before]({% post_url 2020-01-02-anothr %})\n",
    good: "[Before]({% post_url 2020-01-02-another %})\n",
};

/// The findings on the files that tags of one text name.
pub(super) fn check(place: Place<'_>, found: &mut Vec<Diagnostic>) {
    if !place.is_jekyll() {
        return;
    }
    let runs = |tag: &Tag| !matches!(tag.context, Context::LiquidComment | Context::Raw);
    // What names no file that can be is accused for that.
    let refused = ProblemKind::Liquid(Fault::FileName);
    let is_refused = |tag: &Tag| {
        let mut problems = place.items_at(tag.range.start()).into_iter();
        problems.any(|it| matches!(it, Item::Problem(it) if it.kind == refused && it.range == tag.range))
    };
    for tag in place.source.post.tags().filter(runs) {
        let file = liquid::file(place, &tag).filter(|file| file.found == Lookup::Missing && !is_refused(&tag));
        found.extend(file.map(|file| missing(place, &tag, &file)));
    }
}

/// Each tag is looked at by itself.
pub(super) fn reach(item: &Item) -> Reach {
    if matches!(item, Item::Tag(_)) { Reach::Item } else { Reach::Nowhere }
}

/// The findings on the pages that Hugo's shortcodes of one text name.
pub(super) fn check_page_refs(place: Place<'_>, found: &mut Vec<Diagnostic>) {
    for written in place.source.post.page_refs() {
        let Some(named) = shortcode::named(place, &written).filter(|it| it.found == Lookup::Missing) else { continue };
        let name = &named.page.text;
        let remedy = match page_meant(place, name) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "correct the name".to_owned(),
        };
        let message = format!("the build stops: there is no page `{name}`; {remedy}");
        found.push(Diagnostic::new(Code::MissingLinkTarget, named.page.range, message));
    }
}

/// A page whose name differs by little from one that Hugo does not find, by its path from the root of the content and
/// with as much of its end as the name has.
pub(in crate::ide) fn page_meant(place: Place<'_>, name: &str) -> Option<String> {
    let near = place.site.similar(&format!("{}.md", name.trim_end_matches(".md")));
    let page = near.into_iter().find(|path| place.site.page(path).is_some())?;
    let path = page.as_str().strip_prefix("content").unwrap_or(page.as_str());
    let bare = path.strip_suffix(".md").filter(|_| !name.ends_with(".md")).unwrap_or(path);
    (place.site.page_named(place.file(), bare) == Some(page.clone())).then(|| bare.to_owned())
}

/// Each shortcode is looked at by itself.
pub(super) fn reach_of_page_refs(item: &Item) -> Reach {
    if matches!(item, Item::PageRef(_)) { Reach::Item } else { Reach::Nowhere }
}

fn missing(place: Place<'_>, tag: &Tag, file: &TagFile) -> Diagnostic {
    let name = &file.name.text;
    let wanted = wanted(place, tag, name);
    let code = match tag.name.text.as_str() {
        "post_url" | "link" => Code::MissingLinkTarget,
        _ => Code::MissingInclude,
    };
    let what = match tag.name.text.as_str() {
        "post_url" => format!("there is no post `{name}`"),
        _ => format!("there is no `{wanted}`"),
    };
    let remedy = match did_you_mean(place.site, tag, &wanted) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "correct the name".to_owned(),
    };
    Diagnostic::new(code, file.name.range, format!("the build stops: {what}; {remedy}"))
}

/// The file that a tag looks for.
pub(in crate::ide) fn wanted(place: Place<'_>, tag: &Tag, name: &str) -> SitePath {
    let settings = place.site.settings();
    match tag.name.text.as_str() {
        "post_url" => settings.source.join("_posts").join(&format!("{name}.md")),
        "link" => settings.source.join(name),
        "include_relative" => place.file().path.folder().join(name),
        _ => settings.source.join(&settings.includes_dir).join(name),
    }
}

/// A name of the same folder that differs by little, as it would be written in the tag.
pub(in crate::ide) fn did_you_mean(site: &Site, tag: &Tag, wanted: &SitePath) -> Option<String> {
    let near = site.similar(wanted.as_str());
    let is_post = tag.name.text == "post_url";
    let folder = wanted.folder();
    let file = near.into_iter().find(|file| is_post || file.folder() == folder)?;
    Some(match tag.name.text.as_str() {
        "post_url" => file.name().rsplit_once('.').map_or(file.name(), |(stem, _)| stem).to_owned(),
        "link" => file.as_str().to_owned(),
        _ => file.name().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use crate::ide::diagnostics::tests::check;

    #[test]
    fn an_included_file_that_is_not_there() {
        check(
            "//- /_config.yml
theme: minima
//- /_includes/alert.html
//- /_posts/2020-01-01-a.md
{% include alrt.html text='a' %} {% include alert.html %} {% include of-the-theme.html %} {% include {{ page.x }} %}
           ^^^^^^^^^ error[missing-include]: the build stops: there is no `_includes/alrt.html`; did you mean `alert.html`?
{% include_relative part.md %}
                    ^^^^^^^ error[missing-include]: the build stops: there is no `_posts/part.md`; correct the name
{% comment %}{% include alrt.html %}{% endcomment %}
{% include_relative ../part.md %}
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[liquid-syntax]: the build stops: the tag names no file that can be; write a path of letters, digits, `-`, `_`, `.`
",
        );
    }

    #[test]
    fn a_post_that_is_not_there() {
        check(
            "//- /_config.yml
//- /_posts/2020-01-01-a.md
[a]({% post_url 2020-01-02-anothr %}) [b]({% post_url 2020-01-02-another %}) [c]({% post_url news/2020-01-03-c %})
                ^^^^^^^^^^^^^^^^^ error[missing-link-target]: the build stops: there is no post `2020-01-02-anothr`; did you mean `2020-01-02-another`?
[d]({% link _posts/2020-01-02-another.md %}) [e]({% link files/no.pdf %})
                                                         ^^^^^^^^^^^^ error[missing-link-target]: the build stops: there is no `files/no.pdf`; correct the name
//- /_posts/2020-01-02-another.md
Text.
//- /_posts/news/2020-01-03-c.md
Text.
",
        );
    }

    #[test]
    fn a_page_of_hugo_that_is_not_there() {
        check(
            "//- /hugo.toml
//- /content/a.md
[a]({{< ref \"post/b.md\" >}}) [c]({{< relref \"/post/bb.md\" >}}) [d](#here)
                                             ^^^^^^^^^^^ error[missing-link-target]: the build stops: there is no page `/post/bb.md`; correct the name
{{< ref \"post/anothr\" >}} {{< ref \"another#x\" >}}
         ^^^^^^^^^^^ error[missing-link-target]: the build stops: there is no page `post/anothr`; did you mean `/post/another`?
//- /content/post/b.md
Text.
//- /content/post/another.md
Text.
",
        );
        check("//- /a.md\n{{< ref \"post/none.md\" >}}\n");
    }

    #[test]
    fn other_generators_have_other_tags() {
        check("{% include no.html %} {% post_url 2020-01-01-no %}\n");
    }
}
