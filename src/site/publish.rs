//! Where Jekyll publishes each file: its address, and the file of the built site that answers it.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use smol_str::{SmolStr, format_smolstr};

use super::date::Date;
use super::exclude::Role;
use super::permalink::{self, Placeholders};
use super::settings::{DefaultValue, Defaults};
use super::{FileKind, Layout, Settings, SitePath};
use crate::syntax::{FrontMatter, NodeKind, Syntax};

/// Where a file is published, or would be once it is no draft any more. Paths are percent-decoded, begin with a slash
/// and leave out the `baseurl`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// The path by which the site itself calls it.
    pub url: SmolStr,
    /// The extension of what is published, with its dot.
    pub output_ext: SmolStr,
    /// Whether it is a page: in a folder, a page is called by its own extension, and all else is HTML.
    pub is_page: bool,
    /// Whether a build publishes it as things are.
    pub published: bool,
}

/// What is said of a file: by itself, and by `defaults` for files in its scope.
struct Data<'a> {
    front_matter: Option<&'a FrontMatter>,
    defaults: Vec<&'a Defaults>,
}

impl Address {
    /// The file of the built site.
    pub(super) fn output(&self) -> SmolStr {
        if self.url.ends_with('/') {
            format_smolstr!("{}index{}", self.url, if self.is_page { &self.output_ext } else { ".html" })
        } else if self.url.ends_with(self.output_ext.as_str()) {
            self.url.clone()
        } else {
            format_smolstr!("{}{}", self.url, self.output_ext)
        }
    }

    /// The folder that relative paths on the page start from, with a slash at its end.
    pub(super) fn folder(&self) -> &str {
        &self.url[..self.url.rfind('/').map_or(0, |slash| slash + 1)]
    }
}

impl Settings {
    /// Where Jekyll publishes a file; `None` where it leaves it out, and where the address hangs on what is not known,
    /// such as the date of a draft.
    pub(super) fn address(&self, path: &SitePath, front_matter: Option<&FrontMatter>) -> Option<Address> {
        if path.kind() == FileKind::Notebook && self.layout == Layout::Fastpages {
            return self.document(&generated(path)?, front_matter, "posts", true);
        }
        // The list form is text to Jekyll.
        let front_matter = front_matter.filter(|it| it.syntax == Syntax::Yaml);
        match self.role(path)? {
            Role::Post => self.document(path, front_matter, "posts", true),
            Role::Draft => self.document(path, front_matter, "posts", self.show_drafts),
            Role::Collection(label) => {
                let output = self.collections.get(label).is_some_and(|collection| collection.output);
                match front_matter {
                    Some(_) => self.document(path, front_matter, label, output),
                    None => Some(self.collection_file(path, label, output)),
                }
            }
            Role::Other => match front_matter {
                Some(_) => Some(self.page(path, front_matter)),
                None => {
                    let source = self.in_source(path)?;
                    let data = Data { front_matter: None, defaults: self.scoped(source, "") };
                    let published = !data.is_unpublished(self);
                    // Jekyll takes the name for a part of an address: a file `a%20b.png` is written as `a b.png`.
                    let url = percent_decode_str(source).decode_utf8().unwrap_or(Cow::Borrowed(source));
                    let url = format_smolstr!("/{url}");
                    Some(Address { url, output_ext: SmolStr::default(), is_page: false, published })
                }
            },
        }
    }

    /// A post or a document of a collection (`document.rb`).
    fn document(
        &self,
        path: &SitePath,
        front_matter: Option<&FrontMatter>,
        label: &str,
        output: bool,
    ) -> Option<Address> {
        let source = self.in_source(path)?;
        let path = source.strip_prefix(self.collections_dir.as_str())?.trim_start_matches('/');
        let name = path.rsplit('/').next()?;
        let (stem, extension) = split_extension(name);
        // Where the front matter cannot be read, Jekyll goes on without any, and without reading the name.
        let readable = front_matter.is_none_or(|it| it.error.is_none());
        let data = Data { front_matter: front_matter.filter(|_| readable), defaults: self.scoped(path, label) };
        let dated = Date::of_name(stem).filter(|_| readable);
        let slug = match dated {
            _ if !readable => stem,
            Some((_, rest)) => rest.trim_end_matches('.'),
            None => stem.trim_end_matches('.'),
        };
        let date = match data.text("date") {
            Some(date) => Date::parse(&date),
            None => dated.map(|(date, _)| date),
        };
        let own = data.text("permalink");
        let output_ext = self.output_ext(extension, own.as_deref());
        let own_slug = data.text("slug");
        let placeholders = Placeholders {
            collection: label,
            path: &path[..path.len() - extension.len()].replacen(&format!("_{label}"), "", 1),
            basename: stem,
            slug: own_slug.as_deref().unwrap_or(slug),
            categories: &data.categories(folders_above(path, label)),
            date,
            output_ext: &output_ext,
        };
        let template = own.as_deref().map_or_else(|| self.template(label), SmolStr::new);
        let url = permalink::of_document(&template, &placeholders)?;
        Some(Address { url, output_ext, is_page: false, published: output && !data.is_unpublished(self) })
    }

    /// The template of a collection's addresses (`collection.rb`, `url_template`).
    fn template(&self, label: &str) -> SmolStr {
        let own = self.collections.get(label).and_then(|collection| collection.permalink.clone());
        own.unwrap_or_else(|| match label {
            "posts" => permalink::style(&self.permalink).into(),
            _ => format_smolstr!("/:collection/:path{}", permalink::suffix(&self.permalink)),
        })
    }

    /// A file without front matter in a collection's folder (`static_file.rb`).
    fn collection_file(&self, path: &SitePath, label: &str, published: bool) -> Address {
        let source = self.in_source(path).unwrap_or(path.as_str());
        let inside = source.split_once(&format!("_{label}/")).map_or(source, |(_, inside)| inside);
        let (_, extension) = split_extension(inside);
        let path = &inside[..inside.len() - extension.len()];
        let name = path.rsplit('/').next().unwrap_or(path);
        let template = self.template(label).replace(":collection", label).replace(":name", name).replace(":title", "");
        let url = permalink::of_page(&template, path, name, "");
        let url = format_smolstr!("{}{extension}", url.trim_end_matches('/'));
        Address { url, output_ext: SmolStr::default(), is_page: false, published }
    }

    /// A page (`page.rb`).
    fn page(&self, path: &SitePath, front_matter: Option<&FrontMatter>) -> Address {
        let source = self.in_source(path).unwrap_or(path.as_str());
        let (folder, name) = source.rsplit_once('/').unwrap_or(("", source));
        let (stem, extension) = split_extension(name);
        let basename = stem.trim_end_matches('.');
        let front_matter = front_matter.filter(|it| it.error.is_none());
        let data = Data { front_matter, defaults: self.scoped(source, "pages") };
        let own = data.text("permalink");
        let output_ext = self.output_ext(extension, own.as_deref());
        let is_html = matches!(output_ext.as_str(), ".html" | ".xhtml" | ".htm");
        let template = match own {
            Some(permalink) => permalink,
            None if !is_html => "/:path/:basename:output_ext".into(),
            None if basename == "index" => "/:path/".into(),
            None => format_smolstr!("/:path/:basename{}", permalink::suffix(&self.permalink)),
        };
        let url = permalink::of_page(&template, folder, basename, &output_ext);
        Address { url, output_ext, is_page: true, published: !data.is_unpublished(self) }
    }

    /// The extension of what a file becomes: that of its permalink, where it has one (`renderer.rb`).
    fn output_ext(&self, extension: &str, permalink: Option<&str>) -> SmolStr {
        let own = permalink.map_or("", |permalink| split_extension(permalink).1);
        if !own.is_empty() {
            return own.into();
        }
        let lower = extension.trim_start_matches('.').to_ascii_lowercase();
        match lower.as_str() {
            "scss" | "sass" => ".css".into(),
            "coffee" => ".js".into(),
            _ if self.markdown_ext.iter().any(|markdown| *markdown == lower) => ".html".into(),
            _ => extension.into(),
        }
    }

    /// The `defaults` for a file, the strongest last (`frontmatter_defaults.rb`).
    fn scoped(&self, path: &str, kind: &str) -> Vec<&Defaults> {
        let mut scoped: Vec<&Defaults> = Vec::new();
        let mut strongest: Option<&Defaults> = None;
        for set in self.defaults.iter().filter(|set| self.applies(set, path, kind)) {
            let weight = |set: &Defaults| set.path.trim_start_matches('/').len();
            let stronger = strongest.is_none_or(|old| {
                weight(set) > weight(old) || weight(set) == weight(old) && (set.kind.is_some() || old.kind.is_none())
            });
            if stronger {
                strongest = Some(set);
                scoped.push(set);
            } else {
                scoped.insert(0, set);
            }
        }
        scoped
    }

    fn applies(&self, set: &Defaults, path: &str, kind: &str) -> bool {
        if set.kind.as_deref().is_some_and(|wanted| wanted != kind) {
            return false;
        }
        let scope = set.path.strip_prefix(&format!("{}/", self.collections_dir)).unwrap_or(&set.path);
        if !scope.contains('*') {
            return path.starts_with(scope);
        }
        // Of a path that a glob matches, all that begins with it is meant.
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        ends.into_iter().any(|end| {
            let (scope, path) = (scope.split('/'), path[..end].split('/'));
            scope.clone().count() == path.clone().count()
                && scope.zip(path).all(|(pattern, part)| super::exclude::glob(pattern, part))
        })
    }
}

impl Data<'_> {
    /// A key's value as text.
    fn text(&self, key: &str) -> Option<SmolStr> {
        if let Some(value) = self.front_matter.and_then(|it| it.get(key)).and_then(NodeKind::as_text) {
            return Some(value.clone());
        }
        self.default(key).and_then(|value| match value {
            DefaultValue::Text(text) if !text.is_empty() => Some(text.clone()),
            _ => None,
        })
    }

    fn default(&self, key: &str) -> Option<&DefaultValue> {
        self.defaults.iter().rev().find_map(|set| set.values.get(key))
    }

    /// The categories: those of the folders above `_posts`, then those written (`document.rb`).
    fn categories<'a>(&self, folders: impl Iterator<Item = &'a str>) -> Vec<SmolStr> {
        let mut all: Vec<SmolStr> = folders.map(SmolStr::new).collect();
        match self.default("categories") {
            Some(DefaultValue::Text(text)) => all.extend(text.split_whitespace().map(SmolStr::new)),
            Some(DefaultValue::List(list)) => all.extend(list.iter().cloned()),
            None => {}
        }
        if let Some(front_matter) = self.front_matter {
            all.extend(labels(front_matter, "categories", true));
            all.extend(labels(front_matter, "category", false));
        }
        all
    }

    fn is_unpublished(&self, settings: &Settings) -> bool {
        let own = self.front_matter.and_then(|it| it.get("published"));
        let unpublished = match own {
            Some(value) => matches!(value, NodeKind::Bool(false) | NodeKind::Null),
            None => matches!(self.default("published"), Some(DefaultValue::Text(text)) if text == "false"),
        };
        unpublished && !settings.unpublished
    }
}

/// The categories or tags that front matter lists under a key; a string is several words where it is `split`.
pub(super) fn labels(front_matter: &FrontMatter, key: &str, split: bool) -> Vec<SmolStr> {
    match front_matter.get(key) {
        Some(NodeKind::List(list)) => list.iter().filter_map(|node| node.kind.as_text().cloned()).collect(),
        Some(NodeKind::String(text)) if split => text.split_whitespace().map(SmolStr::new).collect(),
        Some(value) => value.as_text().cloned().into_iter().collect(),
        None => Vec::new(),
    }
}

/// The folders above the folder of posts, which are categories.
fn folders_above<'a>(path: &'a str, label: &str) -> impl Iterator<Item = &'a str> {
    let above = if label == "posts" { path.split_once("_posts/").or(path.split_once("_drafts/")) } else { None };
    above.map_or("", |(above, _)| above).split('/').filter(|folder| !folder.is_empty())
}

/// A file name and its extension with the dot, as Ruby's `File.extname` tells it.
fn split_extension(name: &str) -> (&str, &str) {
    let start = name.rfind('/').map_or(0, |slash| slash + 1);
    match name[start..].rfind('.') {
        Some(dot) if dot > 0 && start + dot + 1 < name.len() => name.split_at(start + dot),
        _ => (name, ""),
    }
}

/// The post that fastpages makes of a notebook; `None` for notebooks that it passes over (nbdev 0.2, `nb2post.py`). A
/// name without a date gets one from the file's age.
pub(super) fn generated(path: &SitePath) -> Option<SitePath> {
    let stem = path.as_str().strip_prefix("_notebooks/")?.strip_suffix(".ipynb")?;
    if stem.contains('/') || stem.starts_with(['.', '_']) {
        return None;
    }
    Some(SitePath::new(&format!("_posts/{}.md", stem.replace(' ', "-"))))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::syntax::{Dialect, parse};
    use crate::text::Text;

    /// The addresses of files, each with its front matter between `---`; drafts of a build are marked `(draft)`.
    #[track_caller]
    fn check(config: &str, files: &[(&str, &str, &str)]) {
        let configs = BTreeMap::from([(SitePath::new("_config.yml"), config.into())]);
        let settings = Settings { layout: Layout::Fastpages, ..Settings::read(&configs) };
        assert_eq!(settings.problems, []);
        for (path, written, expected) in files {
            let text = format!("---\n{written}\n---\n");
            let post = parse(&Text::new(&text), Dialect::default());
            let read = post.front_matter().filter(|_| *written != "none");
            let found = match settings.address(&SitePath::new(path), read) {
                Some(Address { url, published: false, .. }) => format!("(draft) {url}"),
                Some(address) if address.output() == address.url => address.url.to_string(),
                Some(address) => format!("{} > {}", address.url, address.output()),
                None => "(none)".to_owned(),
            };
            assert_eq!(found, *expected, "{path}");
        }
    }

    #[test]
    fn posts_have_the_address_of_their_date() {
        check(
            "title: A blog",
            &[
                ("_posts/2020-07-04-My Post.md", "title: x", "/2020/07/04/My-Post.html"),
                ("_posts/2020-7-4-a.b..md", "none", "/2020/07/04/a.b.html"),
                ("_posts/sub/2020-07-04-a.html", "", "/2020/07/04/a.html"),
                ("_posts/2020-07-04-a.MD", "", "/2020/07/04/a.html"),
                ("_posts/2020-07-04-b.md", "date: 2021-01-02", "/2021/01/02/b.html"),
                ("_posts/2020-07-04-c.md", "date: 2021-01-02 03:04:05 -0700", "/2021/01/02/c.html"),
                ("_posts/2020-07-04-d.md", "slug: Own Slug", "/2020/07/04/Own-Slug.html"),
                ("_posts/2020-07-04-e.md", "permalink: /e", "/e > /e.html"),
                ("_posts/2020-07-04-f.md", "permalink: f/:year/", "/f/2020/ > /f/2020/index.html"),
                ("_posts/2020-07-04-g.md", "permalink: /g.pdf", "/g.pdf"),
                ("_posts/2020-07-04-h.md", "published: false", "(draft) /2020/07/04/h.html"),
                ("_posts/2020-07-04-i.png", "none", "/2020/07/04/i.png"),
                ("_posts/a.md", "", "(none)"),
            ],
        );
    }

    #[test]
    fn categories_are_folders() {
        check(
            "permalink: none",
            &[
                ("_posts/2020-07-04-a.md", "categories: Deep NLP", "/deep/nlp/a.html"),
                ("_posts/2020-07-04-b.md", "categories: [Deep Learning, NLP, nlp, 7]", "/deep learning/nlp/7/b.html"),
                ("_posts/2020-07-04-c.md", "category: Deep Learning\ncategories: x", "/x/deep learning/c.html"),
                ("news/Old/_posts/2020-07-04-d.md", "category: x", "/news/old/x/d.html"),
                ("_posts/sub/2020-07-04-e.md", "categories:", "/e.html"),
                ("_posts/2020-07-04-f.md", "category: [a, b]", "/a/b/f.html"),
            ],
        );
    }

    #[test]
    fn front_matter_that_cannot_be_read_loses_the_date() {
        check("permalink: none", &[("_posts/2020-07-04-a.md", "title: a: b", "/2020-07-04-a.html")]);
        check("title: x", &[("_posts/2020-07-04-a.md", "title: a: b", "(none)")]);
    }

    #[test]
    fn pages_stand_where_their_file_does() {
        for permalink in ["date", "pretty", "weekdate", "/:title/", "/:title:output_ext", "/:title"] {
            check(
                &format!("permalink: {permalink}"),
                &[
                    ("a/index.md", "title: x", "/a/ > /a/index.html"),
                    ("a/feed.xml", "title: x", "/a/feed.xml"),
                    ("css/main.scss", "title: x", "/css/main.css"),
                    ("b.md", "permalink: /own/", "/own/ > /own/index.html"),
                    ("c.md", "permalink: /:basename/own", "/c/own > /c/own.html"),
                    ("README.md", "none", "/README.md"),
                    ("images/a.png", "none", "/images/a.png"),
                    ("404.html", "permalink: /404.html", "/404.html"),
                ],
            );
        }
    }

    #[test]
    fn pages_end_as_posts_do() {
        for (permalink, about, below, hidden) in [
            ("date", "/about.html", "/a/b.html", "(draft) /d.html"),
            ("/x/:title:output_ext", "/about.html", "/a/b.html", "(draft) /d.html"),
            ("pretty", "/about/ > /about/index.html", "/a/b/ > /a/b/index.html", "(draft) /d/"),
            ("/x/:title/", "/about/ > /about/index.html", "/a/b/ > /a/b/index.html", "(draft) /d/"),
            ("weekdate", "/about > /about.html", "/a/b > /a/b.html", "(draft) /d"),
        ] {
            let files = [
                ("about.md", "title: x", about),
                ("a/b.html", "title: x", below),
                ("d.md", "published: false", hidden),
            ];
            check(&format!("permalink: {permalink}"), &files);
        }
    }

    #[test]
    fn collections_are_published_where_they_say_so() {
        check(
            "collections: {talks: {output: true}, notes: , recipes: {output: true, permalink: '/r/:name'}}\n\
             permalink: pretty",
            &[
                ("_talks/2020-07-04-A b.md", "title: x", "/talks/2020-07-04-A b/ > /talks/2020-07-04-A b/index.html"),
                ("_talks/sub/a.png", "none", "/talks/sub/a.png"),
                ("_talks/b.md", "permalink: /t/:title", "/t/b > /t/b.html"),
                ("_notes/a.md", "title: x", "(draft) /notes/a/"),
                ("_notes/a.png", "none", "(draft) /notes/a.png"),
                ("_recipes/Big Cake.md", "title: x", "/r/big-cake > /r/big-cake.html"),
                ("_recipes/cake.png", "none", "/r/cake.png"),
            ],
        );
    }

    #[test]
    fn a_folder_of_collections_holds_the_posts_too() {
        check(
            "collections_dir: data\ncollections: {talks: {output: true}}\npermalink: none",
            &[
                ("data/_posts/2020-07-04-a.md", "title: x", "/a.html"),
                ("data/x/_posts/2020-07-04-b.md", "title: x", "/x/b.html"),
                ("data/_talks/a.md", "title: x", "/talks/a.html"),
                ("_posts/2020-07-04-a.md", "title: x", "(none)"),
            ],
        );
    }

    #[test]
    fn defaults_apply_by_scope() {
        check(
            "permalink: none
defaults:
  - {scope: {path: ''}, values: {permalink: '/all/:title/'}}
  - {scope: {path: '', type: pages}, values: {permalink: '/pages/:basename/'}}
  - {scope: {path: _posts/deep}, values: {permalink: '/deep/:title/'}}
  - {scope: {path: '', type: posts}, values: {categories: [c]}}
  - {scope: {path: 'sub/*/x'}, values: {permalink: '/glob'}}
  - {scope: {path: hidden}, values: {published: false}}",
            &[
                ("_posts/2020-07-04-a.md", "title: x", "/all/a/ > /all/a/index.html"),
                ("_posts/deep/2020-07-04-b.md", "title: x", "/deep/b/ > /deep/b/index.html"),
                ("_posts/2020-07-04-c.md", "permalink: '/:categories/c/'", "/c/c/ > /c/c/index.html"),
                ("about.md", "title: x", "/pages/about/ > /pages/about/index.html"),
                ("sub/a/x/b.md", "title: x", "/glob > /glob.html"),
                ("hidden/a.png", "none", "(draft) /hidden/a.png"),
            ],
        );
    }

    #[test]
    fn notebooks_become_posts() {
        check(
            "permalink: none",
            &[
                ("_notebooks/2020-07-14-My icml.ipynb", "none", "/My-icml.html"),
                ("_notebooks/sub/2020-07-14-a.ipynb", "none", "(none)"),
                ("_notebooks/a.png", "none", "(none)"),
            ],
        );
    }

    #[test]
    fn drafts_are_published_where_the_site_shows_them() {
        check("permalink: none", &[("_drafts/A b.md", "title: x", "(draft) /A-b.html")]);
        check("permalink: none\nshow_drafts: true", &[("x/_drafts/b.md", "title: x", "/x/b.html")]);
        check("show_drafts: true", &[("_drafts/b.md", "date: 2020-01-02", "/2020/01/02/b.html")]);
    }
}
