//! The files that Liquid's tags name: included texts, linked files and posts.

mod hugo;

pub use hugo::ContentRoots;

use super::date::Date;
use super::{FileId, FileKind, Page, Site, SitePath};
use crate::syntax::NodeKind;

/// What a tag's name leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// A file.
    Found(SitePath),
    /// Nothing: the tag stops the build.
    Missing,
    /// It hangs on a variable, or on files that do not belong to the blog, such as a theme's.
    Unknown,
}

/// How many letters a name may be off that was meant for an included text of the blog and not for one of its theme.
const SLIP: usize = 2;

impl Site {
    /// The text that `{% include name %}` and `{% include_cached name %}` put in (Jekyll 4.3, `tags/include.rb`). A
    /// theme brings texts of its own: there, only a name that is nearly one of the blog's is known to be wrong.
    pub fn included(&self, name: &str) -> Lookup {
        let settings = self.settings();
        let folder = settings.source.join(&settings.includes_dir);
        match self.file(folder.join(name), name) {
            Lookup::Missing if settings.theme.is_some() && !self.is_slip(&folder, name) => Lookup::Unknown,
            found => found,
        }
    }

    /// The text that `{% include_relative name %}` puts in: a file in the folder of the page.
    pub fn included_beside(&self, from: &FileId, name: &str) -> Lookup {
        self.file(from.path.folder().join(name), name)
    }

    /// The file that `{% link path %}` leads to (Jekyll 4.3, `tags/link.rb`).
    pub fn linked(&self, path: &str) -> Lookup {
        let settings = self.settings();
        let inside = stripped(path).trim_start_matches('/');
        let in_collections = settings.source.join(&settings.collections_dir).join(inside);
        for wanted in [settings.source.join(inside), in_collections] {
            match self.file(wanted, path) {
                Lookup::Found(path) if self.is_built(&path) => return Lookup::Found(path),
                Lookup::Unknown => return Lookup::Unknown,
                Lookup::Found(_) | Lookup::Missing => {}
            }
        }
        let post = inside.strip_prefix("_posts/").and_then(|post| post.strip_suffix(".md"));
        post.and_then(|stem| self.notebook_of(stem)).map_or(Lookup::Missing, Lookup::Found)
    }

    /// The post that `{% post_url name %}` leads to: by its folder and name, else by its date and slug (Jekyll 4.3,
    /// `tags/post_url.rb`).
    pub fn post_named(&self, name: &str) -> Lookup {
        let name = stripped(name).trim_start_matches('/');
        // Jekyll prints nothing in the name, and takes none that begins with an output.
        if name.starts_with('{') {
            return Lookup::Unknown;
        }
        let (folder, stem) = name.rsplit_once('/').unwrap_or(("", name));
        let posts = self.settings().source.join(&self.settings().collections_dir);
        let places = [posts.join("_posts").join(name), posts.join(folder).join("_posts").join(stem)];
        let exact = places.iter().find_map(|place| self.with_stem(place)).or_else(|| self.notebook_of(name));
        match exact.or_else(|| self.post_of(stem)) {
            Some(path) => Lookup::Found(path),
            None => Lookup::Missing,
        }
    }

    /// A file that a tag names, where the name is no variable.
    fn file(&self, path: SitePath, name: &str) -> Lookup {
        if is_variable(name) {
            Lookup::Unknown
        } else if self.exists(&path) {
            Lookup::Found(path)
        } else {
            Lookup::Missing
        }
    }

    /// Whether a build has the file as one of its own: `link` finds no others.
    fn is_built(&self, path: &SitePath) -> bool {
        match self.address(path) {
            Some(address) if path.kind() == FileKind::Text => address.published,
            address => self.settings().role(path).is_some() && address.is_none_or(|address| address.published),
        }
    }

    /// The post of a path without its extension.
    fn with_stem(&self, stem: &SitePath) -> Option<SitePath> {
        let of_stem = |path: &&SitePath| {
            let rest = path.as_str().strip_prefix(stem.as_str()).and_then(|rest| rest.strip_prefix('.'));
            rest.is_some_and(|extension| !extension.contains('.'))
        };
        let open = self.open.keys().filter(|path| path.kind() == FileKind::Text);
        self.index.starting_with(stem).chain(open).filter(of_stem).find(|path| self.is_built(path)).cloned()
    }

    /// The notebook that fastpages makes a post of, by the post's name without its extension.
    fn notebook_of(&self, stem: &str) -> Option<SitePath> {
        let mut notebooks = self.pages().filter(|page| page.path.kind() == FileKind::Notebook);
        let is_named = |page: &&std::sync::Arc<Page>| {
            let post = super::publish::generated(&page.path);
            post.is_some_and(|post| post.name().strip_suffix(".md") == Some(stem)) && self.address(&page.path).is_some()
        };
        notebooks.find(is_named).map(|page| page.path.clone())
    }

    /// The post of a day with a slug, wherever it lies: Jekyll takes it with a warning.
    fn post_of(&self, stem: &str) -> Option<SitePath> {
        let (date, slug) = Date::of_name(stem)?;
        let is_meant = |page: &&std::sync::Arc<Page>| {
            let own = page.front_matter().and_then(|it| it.get("slug")).and_then(NodeKind::as_text);
            let in_name = Date::of_name(page.path.name()).and_then(|(_, rest)| Some(rest.rsplit_once('.')?.0));
            let day = page.date().map(|date| Date { seconds: 0, ..date });
            own.map(|slug| slug.as_str()).or(in_name) == Some(slug) && day == Some(date) && self.is_built(&page.path)
        };
        self.pages().find(is_meant).map(|page| page.path.clone())
    }

    /// Whether a name is nearly that of a text in a folder.
    fn is_slip(&self, folder: &SitePath, name: &str) -> bool {
        let mut known = self
            .index
            .within(folder)
            .filter_map(|path| path.as_str().strip_prefix(folder.as_str()).and_then(|name| name.strip_prefix('/')));
        known.any(|known| strsim::osa_distance(known, name) <= SLIP)
    }
}

fn is_variable(name: &str) -> bool {
    name.contains("{{") || name.contains("{%")
}

/// What Ruby's `strip` leaves: a no-break space is a letter to it.
fn stripped(text: &str) -> &str {
    text.trim_matches(|c: char| c == '\0' || c.is_ascii() && c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    const BLOG: &str = "
//- /_config.yml
title: x
//- /_includes/youtube.html
<iframe>
//- /_includes/sub/a.svg
x
//- /_notebooks/2020-01-04-Cells and more.ipynb
%% markdown
# Cells
//- /_posts/2020-01-01-one.md
---
title: One
---
//- /_posts/sub/2020-01-02-two.md
---
title: Two
---
//- /news/_posts/2020-1-3-three.md
---
slug: drei
---
//- /_posts/2020-01-05-hidden.md
---
published: false
---
//- /_posts/2020-01-06-html.html
<p>
//- /_posts/notes.txt
x
//- /images/a.png 1x1
//- /_private/a.png 1x1
";

    #[track_caller]
    fn check(lookup: impl Fn(&Site, &str) -> Lookup, cases: &[(&str, Option<&str>)]) {
        let fixture = Fixture::new(BLOG);
        for (name, expected) in cases {
            let expected = expected.map_or(Lookup::Missing, |path| Lookup::Found(SitePath::new(path)));
            assert_eq!(lookup(&fixture.site, name), expected, "{name}");
        }
        assert_eq!(lookup(&fixture.site, "{{ page.x }}"), Lookup::Unknown);
    }

    #[test]
    fn post_url_finds_a_post_by_folder_name_or_date() {
        check(
            |site, name| site.post_named(name),
            &[
                ("2020-01-01-one", Some("_posts/2020-01-01-one.md")),
                ("/2020-01-01-one", Some("_posts/2020-01-01-one.md")),
                ("sub/2020-01-02-two", Some("_posts/sub/2020-01-02-two.md")),
                ("2020-01-02-two", Some("_posts/sub/2020-01-02-two.md")),
                ("news/2020-1-3-three", Some("news/_posts/2020-1-3-three.md")),
                ("2020-01-03-drei", Some("news/_posts/2020-1-3-three.md")),
                ("2020-01-03-three", None),
                ("2020-01-04-Cells-and-more", Some("_notebooks/2020-01-04-Cells and more.ipynb")),
                ("2020-01-05-hidden", None),
                ("2020-01-06-html", Some("_posts/2020-01-06-html.html")),
                ("2020-01-01-on", None),
                ("2020-01-01-One", None),
                ("one", None),
                ("notes", None),
            ],
        );
    }

    #[test]
    fn link_finds_what_a_build_has() {
        check(
            |site, path| site.linked(path),
            &[
                ("images/a.png", Some("images/a.png")),
                ("/images/a.png", Some("images/a.png")),
                ("_posts/2020-01-01-one.md", Some("_posts/2020-01-01-one.md")),
                ("_posts/2020-01-04-Cells-and-more.md", Some("_notebooks/2020-01-04-Cells and more.ipynb")),
                ("_posts/2020-01-05-hidden.md", None),
                ("_private/a.png", None),
                ("images/A.png", None),
                ("images", None),
            ],
        );
    }

    #[test]
    fn includes_have_a_folder() {
        check(
            |site, name| site.included(name),
            &[
                ("youtube.html", Some("_includes/youtube.html")),
                ("sub/a.svg", Some("_includes/sub/a.svg")),
                ("a.svg", None),
                ("youtub.html", None),
            ],
        );
    }

    #[test]
    fn a_theme_may_have_what_the_blog_has_not() {
        let fixture = Fixture::new(&BLOG.replace("title: x", "remote_theme: jekyll/minima"));
        assert_eq!(fixture.site.included("social.html"), Lookup::Unknown);
        assert_eq!(fixture.site.included("youtub.html"), Lookup::Missing);
    }

    #[test]
    fn include_relative_looks_beside_the_page() {
        let from = SitePath::new("_posts/2020-01-01-one.md").into();
        check(
            |site, name| site.included_beside(&from, name),
            &[("notes.txt", Some("_posts/notes.txt")), ("../images/a.png", Some("images/a.png")), ("a.txt", None)],
        );
    }
}
