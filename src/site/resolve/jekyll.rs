//! Paths on a site that Jekyll builds: a browser asks beside the page's address, and what is published answers.

use smol_str::{SmolStr, format_smolstr};

use super::{Asked, Missing, Resolution, Use};
use crate::site::exclude::Role;
use crate::site::{FileKind, Layout, Site, SitePath};
use crate::syntax::Syntax;

impl Site {
    pub(super) fn resolve_on_jekyll(&self, asked: Asked<'_>) -> Resolution {
        if !self.is_shown(&asked.from.path) {
            return self.resolve_unshown(asked);
        }
        if let Some(path) = self.relative_link(asked).or_else(|| self.notebook_text(asked)) {
            let url = self.url(&path);
            return Resolution::file(path, url);
        }
        let Some(url) = self.asked_url(asked) else { return Resolution::Unknown };
        if let Some(path) = self.inside(&url).and_then(|inside| self.answer(&inside, asked)) {
            return Resolution::file(path, Some(url));
        }
        if let Some(path) = self.shown_by_theme(asked) {
            return Resolution::file(path, None);
        }
        let why = self.why_missing(asked, &url);
        if asked.is_link() && !self.is_certain(asked, &url, &why) {
            return Resolution::Unknown;
        }
        Resolution::missing(url, why)
    }

    /// Whether readers see the text on the site, or would once it is no draft any more.
    fn is_shown(&self, path: &SitePath) -> bool {
        let has_front_matter = || self.page(path).is_some_and(|page| page.front_matter().is_some());
        match self.settings().role(path) {
            Some(Role::Post | Role::Draft | Role::Collection(_)) => true,
            Some(Role::Other) => has_front_matter(),
            None => path.kind() == FileKind::Notebook && self.address(path).is_some(),
        }
    }

    /// A path in a text that the site does not show, such as a `README.md`: what lies beside it is told, and nothing is
    /// known to be missing.
    fn resolve_unshown(&self, asked: Asked<'_>) -> Resolution {
        let folder = if asked.path.starts_with('/') { SitePath::new("") } else { asked.from.path.folder() };
        let path = folder.join(asked.path);
        if self.exists(&path) { Resolution::file(path, None) } else { Resolution::Unknown }
    }

    /// The URL path that a browser asks for; `None` where the page's own address is not known.
    fn asked_url(&self, asked: Asked<'_>) -> Option<SmolStr> {
        let base = self.settings().base();
        let whole = match asked.usage {
            // Themes hand it to `relative_url`.
            Use::FrontMatterImage => format!("{base}/{}", asked.path),
            _ if asked.path.starts_with('/') => asked.path.to_owned(),
            _ => format!("{base}{}{}", self.address(&asked.from.path)?.folder(), asked.path),
        };
        // A path that ends at a folder asks for the folder.
        let is_folder = whole.ends_with('/') || whole.ends_with("/.") || whole.ends_with("/..");
        let path = climbed(&whole);
        let end = if is_folder && !path.is_empty() { "/" } else { "" };
        Some(format_smolstr!("/{path}{end}"))
    }

    /// A URL path without the `baseurl`; `None` outside of it.
    fn inside(&self, url: &str) -> Option<SmolStr> {
        let rest = url.strip_prefix(self.settings().base())?;
        if rest.is_empty() {
            return Some("/".into());
        }
        rest.starts_with('/').then(|| rest.into())
    }

    /// The file that answers a URL path. Servers answer a link to a folder or without an extension with the page there.
    fn answer(&self, inside: &str, asked: Asked<'_>) -> Option<SitePath> {
        let folder = inside.strip_suffix('/');
        if let Some(folder) = folder {
            return self.published_as(&format!("{folder}/index.html"));
        }
        let exact = self.published_as(inside);
        let page = || {
            let endings = if asked.is_link() { &[".html", "/index.html"][..] } else { &[] };
            endings.iter().find_map(|ending| self.published_as(&format!("{inside}{ending}")))
        };
        exact.or_else(page)
    }

    /// The file that jekyll-relative-links leads to: in pages, and in posts where the site says so, a link to a file is
    /// made one to the file's address (`generator.rb`).
    fn relative_link(&self, asked: Asked<'_>) -> Option<SitePath> {
        let settings = self.settings();
        let is_page = settings.role(&asked.from.path) == Some(Role::Other);
        let applies = settings.relative_links.enabled && (is_page || settings.relative_links.collections);
        let is_kind = asked.usage != Use::FrontMatterImage && asked.from.path.kind() == FileKind::Text;
        if !applies || !is_kind || asked.written.contains("{{") || !settings.uses("jekyll-relative-links") {
            return None;
        }
        let path = match asked.path.strip_prefix('/') {
            Some(path) => settings.source.join(path),
            None => asked.from.path.folder().join(asked.path),
        };
        (self.exists(&path) && self.address(&path)?.published).then_some(path)
    }

    /// A file in `_posts` whose metadata are in list form is the text of a notebook: its images lie beside it, or
    /// beside the notebook.
    fn notebook_text(&self, asked: Asked<'_>) -> Option<SitePath> {
        let front_matter = self.page(&asked.from.path)?.front_matter()?;
        let is_image = matches!(asked.usage, Use::Image | Use::InlineImage);
        if front_matter.syntax != Syntax::List || !is_image || asked.from.path.kind() != FileKind::Text {
            return None;
        }
        let folders = [asked.from.path.folder(), self.settings().source.join("_notebooks")];
        folders.into_iter().map(|folder| folder.join(asked.path)).find(|path| self.exists(path))
    }

    /// The picture that a theme other than that of fastpages may show for what front matter says.
    fn shown_by_theme(&self, asked: Asked<'_>) -> Option<SitePath> {
        if asked.usage != Use::FrontMatterImage || self.settings().layout == Layout::Fastpages {
            return None;
        }
        let inside = self.inside(asked.path).and_then(|inside| self.published_as(&inside));
        let beside = || {
            let folder = self.address(&asked.from.path)?;
            self.published_as(&format!("{}{}", folder.folder(), asked.path))
        };
        let prefixed = || {
            ["images", "img", "assets", "assets/images", "assets/img"]
                .into_iter()
                .find_map(|folder| self.published_as(&format!("/{folder}/{}", asked.path.trim_start_matches('/'))))
        };
        inside.or_else(beside).or_else(prefixed)
    }

    /// Why nothing answers.
    fn why_missing(&self, asked: Asked<'_>, url: &str) -> Missing {
        let Some(inside) = self.inside(url) else {
            return match self.answer(url, asked) {
                Some(path) => Missing::BaseUrl(path),
                None => self.why_not_beside(asked),
            };
        };
        let twice = || self.answer(&self.inside(&inside).filter(|_| !self.settings().base().is_empty())?, asked);
        if let Some(path) = twice() {
            return Missing::TwiceBaseUrl(path);
        }
        if let Some(path) = self.in_other_case(&inside) {
            return Missing::Case(path);
        }
        let unpublished = self.settings().source.join(&inside);
        if self.exists(&unpublished) {
            return Missing::NotPublished(unpublished);
        }
        self.why_not_beside(asked)
    }

    /// Whether the file is where the path leads from the text's own file.
    fn why_not_beside(&self, asked: Asked<'_>) -> Missing {
        let beside = asked.from.path.folder().join(asked.path);
        if asked.names_server() {
            return Missing::NoScheme;
        }
        if asked.path.starts_with('/') || asked.usage == Use::FrontMatterImage || !self.exists(&beside) {
            return Missing::NoFile;
        }
        if asked.usage == Use::InlineImage && asked.from.path.kind() == FileKind::Notebook {
            return Missing::NotCopied(beside);
        }
        match self.address(&beside) {
            Some(address) if address.published => Missing::Elsewhere(beside),
            _ => Missing::NotPublished(beside),
        }
    }

    /// Whether a link leads nowhere for certain: plugins make files of their own, and other sites may be served beside
    /// this one.
    fn is_certain(&self, asked: Asked<'_>, url: &str, why: &Missing) -> bool {
        match why {
            Missing::Case(_) | Missing::Elsewhere(_) | Missing::TwiceBaseUrl(_) | Missing::NoScheme => true,
            // What `exclude` leaves out may be put there by something else than Jekyll.
            Missing::NotPublished(file) => {
                let is_hidden = |part: &str| part.starts_with(['_', '.', '#', '~']);
                self.address(file).is_some() || file.as_str().split('/').any(is_hidden)
            }
            // The root of the server may have pages of its own, but hardly under a path as long.
            Missing::BaseUrl(_) => url.trim_matches('/').contains('/'),
            _ => {
                let inside = self.inside(url).filter(|inside| self.is_own(inside));
                let is_file = |inside: SmolStr| asked.is_plain_file() || self.is_post_like(&inside);
                !self.settings().makes_files && inside.is_some_and(is_file)
            }
        }
    }

    /// Whether nothing but this site can answer below a folder of the server: the folder of the site, or one in which
    /// the site has files.
    fn is_own(&self, inside: &str) -> bool {
        if !self.settings().base().is_empty() {
            return true;
        }
        let Some((folder, _)) = inside.trim_start_matches('/').split_once('/') else { return false };
        let has_files = || self.index.within(&self.settings().source.join(folder)).next().is_some();
        self.index.published().within(&format!("/{folder}")).next().is_some() || has_files()
    }

    /// Whether a path of the site looks as those of its posts do: a day and a name, or a page in a folder of posts.
    fn is_post_like(&self, inside: &str) -> bool {
        let permalink = self.settings().permalink.as_str();
        let is_dated = matches!(permalink, "date" | "pretty") || permalink.contains(":year/:month/:day/:title");
        let parts: Vec<&str> = inside.trim_matches('/').split('/').collect();
        let digits = |part: &str, count: usize| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
        let is_day = |last: &[&str]| digits(last[0], 4) && digits(last[1], 2) && digits(last[2], 2);
        is_dated && parts.windows(4).last().is_some_and(|last| is_day(last) && !last[3].is_empty())
            || self.is_among_posts(inside)
    }

    /// Whether a path names a page in a folder below the root in which a build puts posts.
    fn is_among_posts(&self, inside: &str) -> bool {
        const LOOKED_AT: usize = 20;
        let (folder, name) = inside.rsplit_once('/').unwrap_or_default();
        let is_page = name.ends_with(".html") && !folder.is_empty();
        let is_list = name.starts_with("index.") || name.starts_with("page");
        let mut there = self.index.published().within(folder).take(LOOKED_AT);
        is_page
            && !is_list
            && there
                .any(|(output, path)| output.rsplit_once('/').is_some_and(|it| it.0 == folder) && self.is_post(path))
    }
}

/// A URL path as a browser asks for it, without the slashes around it. To a browser `a//../b` is `a/b`: `..` leaves the
/// empty name. Servers then take two slashes for one.
fn climbed(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.trim_start_matches('/').split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::super::Use;
    use super::super::tests::check;

    const BLOG: &str = "
//- /_config.yml
baseurl: /blog
include: [_pages]
exclude: [private]
//- /images/a.png 1x1
//- /images/with space.png 1x1
//- /images/Größe.png 1x1
//- /images/_hidden.png 1x1
//- /private/a.png 1x1
//- /_posts/beside.png 1x1
//- /pics/a.png 1x1
//- /_pages/tags.html
---
permalink: /tags/
---
//- /about.md
---
title: About
---
//- /_posts/2020-02-02-other.md
---
title: Other
redirect_from: [/old/, /older.html]
---
//- /_posts/2020-02-03-draft.md
---
published: false
---
//- /_posts/2020-01-01-post.md
---
title: Post
---
$0
";

    #[test]
    fn an_image_is_asked_for_beside_the_address_of_the_page() {
        check(
            BLOG,
            Use::Image,
            &[
                ("{{ site.baseurl }}/images/a.png", "images/a.png at /blog/images/a.png"),
                ("/blog/images/a.png", "images/a.png at /blog/images/a.png"),
                ("../../../images/a.png", "images/a.png at /blog/images/a.png"),
                ("../../..//images//../a.png", "images/a.png at /blog/images/a.png"),
                ("../../../images/../images/./a.png", "images/a.png at /blog/images/a.png"),
                ("{{ 'images/a.png' | relative_url }}?raw=true", "images/a.png at /blog/images/a.png"),
                ("/blog/images/with%20space.png", "images/with space.png at /blog/images/with space.png"),
                ("/blog/images/with space.png", "images/with space.png at /blog/images/with space.png"),
                ("/blog/images/Gr%C3%B6%C3%9Fe.png", "images/Größe.png at /blog/images/Größe.png"),
                ("https://example.org/a.png", "external"),
                ("{{ page.image }}", "unknown"),
                ("", "unknown"),
            ],
        );
    }

    #[test]
    fn what_is_missing_says_why() {
        check(
            BLOG,
            Use::Image,
            &[
                ("images/b.png", "no /blog/2020/01/01/images/b.png"),
                ("/images/a.png", "no /images/a.png: baseurl of images/a.png"),
                ("/images/b.png", "no /images/b.png"),
                ("../../../../images/a.png", "no /images/a.png: baseurl of images/a.png"),
                ("../../../../../../../x.png", "no /x.png"),
                ("{{ site.baseurl }}images/a.png", "no /blogimages/a.png"),
                ("/blog/images/A.png", "no /blog/images/A.png: other case than images/a.png"),
                ("/blog/images/GRÖßE.png", "no /blog/images/GRÖßE.png: other case than images/Größe.png"),
                ("/blog/images/_hidden.png", "no /blog/images/_hidden.png: images/_hidden.png is not published"),
                ("/blog/private/a.png", "no /blog/private/a.png: private/a.png is not published"),
                ("beside.png", "no /blog/2020/01/01/beside.png: _posts/beside.png is not published"),
                ("../images/a.png", "no /blog/2020/01/images/a.png: images/a.png is elsewhere"),
                ("{% link images/b.png %}", "no images/b.png"),
            ],
        );
    }

    #[test]
    fn a_permalink_may_make_both_ways_right() {
        let blog = BLOG.replace("baseurl: /blog", "baseurl: /blog\npermalink: /blog/:title:output_ext");
        check(&blog, Use::Image, &[("../images/a.png", "images/a.png at /blog/images/a.png")]);
        let blog = BLOG.replace("baseurl: /blog", "permalink: /:title/");
        check(
            &blog,
            Use::Image,
            &[
                ("/images/a.png", "images/a.png at /images/a.png"),
                ("../images/a.png", "images/a.png at /images/a.png"),
                ("images/a.png", "no /post/images/a.png"),
            ],
        );
    }

    #[test]
    fn a_link_leads_to_a_page_or_a_file() {
        check(
            BLOG,
            Use::Link,
            &[
                ("{% post_url 2020-02-02-other %}#x", "_posts/2020-02-02-other.md at /blog/2020/02/02/other.html #x"),
                ("/blog/2020/02/02/other.html", "_posts/2020-02-02-other.md at /blog/2020/02/02/other.html"),
                ("/blog/2020/02/02/other", "_posts/2020-02-02-other.md at /blog/2020/02/02/other"),
                ("../../02/02/other.html", "_posts/2020-02-02-other.md at /blog/2020/02/02/other.html"),
                ("/blog/tags/", "_pages/tags.html at /blog/tags/"),
                ("/blog/tags#x", "_pages/tags.html at /blog/tags #x"),
                ("/blog/about.html", "about.md at /blog/about.html"),
                ("/blog/old/", "_posts/2020-02-02-other.md at /blog/old/"),
                ("/blog/older.html", "_posts/2020-02-02-other.md at /blog/older.html"),
                ("/blog/images/a.png", "images/a.png at /blog/images/a.png"),
                ("#x", "#x"),
            ],
        );
    }

    #[test]
    fn a_link_is_only_known_to_be_wrong_where_nothing_may_make_its_target() {
        check(
            BLOG,
            Use::Link,
            &[
                ("/blog/categories/x/", "unknown"),
                ("/blog/feed.xml", "unknown"),
                ("/elsewhere/x.pdf", "unknown"),
                ("/", "unknown"),
                ("/about.html", "unknown"),
                ("/blog/files/x.pdf", "no /blog/files/x.pdf"),
                ("/blog/2020/02/02/othr.html", "no /blog/2020/02/02/othr.html"),
                ("/2020/02/02/other.html", "no /2020/02/02/other.html: baseurl of _posts/2020-02-02-other.md"),
                ("/blog/private/a.png", "unknown"),
                ("/blog/_posts/beside.png", "no /blog/_posts/beside.png: _posts/beside.png is not published"),
                ("/blog/About.html", "no /blog/About.html: other case than about.md"),
                (
                    "2020-02-02-other.md",
                    "no /blog/2020/01/01/2020-02-02-other.md: _posts/2020-02-02-other.md is elsewhere",
                ),
                ("{% post_url 2020-02-02-othr %}", "no 2020-02-02-othr"),
                ("{% post_url 2020-02-03-draft %}", "no 2020-02-03-draft"),
            ],
        );
    }

    #[test]
    fn a_folder_of_posts_holds_nothing_else() {
        let blog = BLOG.replace("baseurl: /blog", "permalink: /notes/:title:output_ext");
        check(
            &blog,
            Use::Link,
            &[
                ("/notes/other.html", "_posts/2020-02-02-other.md at /notes/other.html"),
                ("/notes/othr.html", "no /notes/othr.html"),
                ("othr.html", "no /notes/othr.html"),
                ("/notes/page2.html", "unknown"),
                ("/notes/tags/", "unknown"),
                ("/words/othr.html", "unknown"),
                ("/Notes/other.html", "no /Notes/other.html: other case than _posts/2020-02-02-other.md"),
            ],
        );
        let dated = BLOG.replace("baseurl: /blog", "permalink: /:year/:month/:day/:title/");
        let cases = [
            ("/2020/02/02/othr/", "no /2020/02/02/othr/"),
            ("/2020/02/02/", "unknown"),
            ("/1999/02/02/othr/", "unknown"),
            ("../othr/", "no /2020/01/01/othr/"),
            ("../../../../../else/x.pdf", "unknown"),
        ];
        check(&dated, Use::Link, &cases);
    }

    #[test]
    fn files_may_come_from_plugins_and_other_tools() {
        let cases = [
            ("/blog/files/x.pdf", "unknown"),
            ("2020-02-02-other.md", "no /blog/2020/01/01/2020-02-02-other.md: _posts/2020-02-02-other.md is elsewhere"),
        ];
        check(&BLOG.replace("baseurl: /blog", "baseurl: /blog\nkeep_files: [files]"), Use::Link, &cases);
        let plugin = format!("{BLOG}//- /_plugins/pdf.rb\nclass Pdf < Jekyll::Generator\n");
        check(&plugin, Use::Link, &cases);
    }

    #[test]
    fn a_server_without_its_scheme_is_a_path() {
        check(
            BLOG,
            Use::Link,
            &[
                ("www.example.org", "no /blog/2020/01/01/www.example.org: the name of a server"),
                ("github.com/a/b#c", "no /blog/2020/01/01/github.com/a/b: the name of a server"),
                ("me@example.org", "no /blog/2020/01/01/me@example.org: the name of a server"),
                ("logo@2x.png", "no /blog/2020/01/01/logo@2x.png"),
                ("notes.org", "no /blog/2020/01/01/notes.org"),
                ("site.io/x", "unknown"),
                ("a b.com/x", "unknown"),
            ],
        );
        check(BLOG, Use::Image, &[("www.example.org/a.png", "no /blog/2020/01/01/www.example.org/a.png")]);
    }

    #[test]
    fn front_matter_names_a_picture_from_the_root() {
        let cases = [
            ("images/a.png", "images/a.png at /blog/images/a.png"),
            ("/images/a.png", "images/a.png at /blog/images/a.png"),
            ("https://example.org/a.png", "external"),
            ("images/b.png", "no /blog/images/b.png"),
            ("{{ site.baseurl }}/images/a.png", "unknown"),
        ];
        check(BLOG, Use::FrontMatterImage, &cases);
        let theme =
            [("/blog/images/a.png", "images/a.png"), ("a.png", "images/a.png"), ("beside.png", "no /blog/beside.png")];
        check(BLOG, Use::FrontMatterImage, &theme);
        let fastpages = format!("{BLOG}//- /_notebooks/icons/a.png 1x1\n");
        check(
            &fastpages,
            Use::FrontMatterImage,
            &[
                ("/blog/images/a.png", "no /blog/blog/images/a.png: baseurl of images/a.png twice"),
                ("a.png", "no /blog/a.png"),
                (
                    "images/copied_from_nb/icons/a.png",
                    "_notebooks/icons/a.png at /blog/images/copied_from_nb/icons/a.png",
                ),
            ],
        );
    }

    #[test]
    fn pages_and_posts_that_say_so_link_to_files() {
        let page = BLOG.replace("---\n$0\n", "---\n").replace("title: About\n---\n", "title: About\n---\n$0\n");
        let cases = [
            ("_posts/2020-02-02-other.md#x", "_posts/2020-02-02-other.md at /blog/2020/02/02/other.html #x"),
            ("/_posts/2020-02-02-other.md", "_posts/2020-02-02-other.md at /blog/2020/02/02/other.html"),
            ("images/a.png", "images/a.png at /blog/images/a.png"),
        ];
        check(&page, Use::Link, &cases);
        let posts = BLOG.replace("baseurl: /blog", "baseurl: /blog\nrelative_links: {collections: true}");
        check(
            &posts,
            Use::Link,
            &[("2020-02-02-other.md", "_posts/2020-02-02-other.md at /blog/2020/02/02/other.html")],
        );
        let off = page.replace("baseurl: /blog", "baseurl: /blog\nrelative_links: {enabled: false}");
        check(
            &off,
            Use::Link,
            &[("images/a.png", "images/a.png at /blog/images/a.png"), ("images/b.png", "no /blog/images/b.png")],
        );
    }

    #[test]
    fn a_post_in_list_form_is_the_text_of_a_notebook() {
        let blog = "
//- /_config.yml
//- /_notebooks/my_icons/a.png 1x1
//- /_posts/b.png 1x1
//- /_posts/2020-01-01-post.md
# A title
> A summary

- toc: true
$0
";
        check(
            blog,
            Use::Image,
            &[
                ("my_icons/a.png", "_notebooks/my_icons/a.png"),
                ("b.png", "_posts/b.png"),
                ("my_icons/b.png", "no /2020/01/01/my_icons/b.png"),
            ],
        );
    }

    #[test]
    fn what_the_site_does_not_show_is_not_accused() {
        let readme = "//- /_config.yml\n//- /docs/a.png 1x1\n//- /docs/README.md\n$0\n";
        check(readme, Use::Image, &[("a.png", "docs/a.png"), ("/docs/a.png", "docs/a.png"), ("b.png", "unknown")]);
    }

    #[test]
    fn a_post_whose_address_is_not_known_is_not_accused() {
        let draft = "//- /_config.yml\n//- /_drafts/x.md\n---\ntitle: x\n---\n$0\n";
        check(draft, Use::Image, &[("a.png", "unknown"), ("/a.png", "no /a.png")]);
    }

    #[test]
    fn an_open_page_is_published_as_it_is_edited() {
        let blog = BLOG.replace("title: Post\n", "title: Post\npermalink: /own/\n");
        check(&blog, Use::Link, &[("/blog/own/", "_posts/2020-01-01-post.md at /blog/own/")]);
        check(&blog, Use::Image, &[("../images/a.png", "images/a.png at /blog/images/a.png")]);
    }

    #[test]
    fn a_base_without_a_slash_before_it_is_a_folder_all_the_same() {
        let blog = BLOG.replace("baseurl: /blog", "baseurl: blog/");
        check(
            &blog,
            Use::Image,
            &[
                ("/blog/images/a.png", "images/a.png at /blog/images/a.png"),
                ("{{ '/images/a.png' | relative_url }}", "images/a.png at /blog/images/a.png"),
                ("/images/a.png", "no /images/a.png: baseurl of images/a.png"),
                ("{{ site.baseurl }}/images/a.png", "no /blog/2020/01/01/blog/images/a.png"),
            ],
        );
    }

    #[test]
    fn a_base_of_one_slash_makes_two() {
        let blog = BLOG.replace("baseurl: /blog", "baseurl: /");
        check(
            &blog,
            Use::Image,
            &[
                ("/images/a.png", "images/a.png at /images/a.png"),
                ("{{ site.baseurl }}images/a.png", "images/a.png at /images/a.png"),
                ("{{ site.baseurl }}/images/a.png", "no //images/a.png"),
            ],
        );
    }
}
