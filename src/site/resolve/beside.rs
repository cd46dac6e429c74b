//! Paths in folders that Jekyll does not build: files lie beside the text, or where the generator puts them.

use smol_str::SmolStr;

use super::{Asked, Missing, Resolution};
use crate::site::{Layout, Site, SitePath};
use crate::syntax::NodeKind;

/// Files that tell of generators whose rules for paths and ids are not known here, at the root of what they build.
const OTHER_GENERATORS: &[&str] = &[
    ".eleventy.js",
    ".obsidian/app.json",
    ".vitepress/config.js",
    ".vitepress/config.mts",
    ".vitepress/config.ts",
    ".vuepress/config.js",
    ".vuepress/config.ts",
    "SUMMARY.md",
    "_toc.yml",
    "antora.yml",
    "astro.config.js",
    "astro.config.mjs",
    "astro.config.ts",
    "book.json",
    "book.toml",
    "conf.py",
    "docusaurus.config.js",
    "docusaurus.config.ts",
    "eleventy.config.cjs",
    "eleventy.config.js",
    "eleventy.config.mjs",
    "gatsby-config.js",
    "gatsby-config.ts",
    "gridsome.config.js",
    "mkdocs.yaml",
    "mkdocs.yml",
    "myst.yml",
    "next.config.js",
    "next.config.mjs",
    "next.config.ts",
    "nuxt.config.js",
    "nuxt.config.ts",
    "pelicanconf.py",
    "svelte.config.js",
];

impl Site {
    pub(super) fn resolve_beside(&self, asked: Asked<'_>) -> Resolution {
        let candidates = self.candidates(asked);
        let found = candidates.iter().find(|path| self.exists(path)).cloned();
        if let Some(path) = found.or_else(|| self.in_other_language(asked)) {
            return Resolution::file(path, None);
        }
        let Some(wanted) = candidates.first() else { return Resolution::Unknown };
        if asked.names_server() {
            return Resolution::missing(asked.path, Missing::NoScheme);
        }
        if candidates.iter().any(|path| self.index.within(path).next().is_some()) || !self.is_sure(asked, wanted) {
            return Resolution::Unknown;
        }
        let asks = if asked.path.starts_with('/') { SmolStr::new(asked.path) } else { wanted.as_str().into() };
        match candidates.iter().find_map(|wanted| self.in_other_case(wanted.as_str())) {
            Some(path) => Resolution::missing(asks, Missing::Case(path)),
            None => Resolution::missing(asks, Missing::NoFile),
        }
    }

    /// The files that may answer, the likeliest first.
    fn candidates(&self, asked: Asked<'_>) -> Vec<SitePath> {
        let mut places = self.places(asked);
        // Editors follow links to Markdown that leave out its extension.
        if self.settings().layout == Layout::Plain && asked.is_link() && !asked.path.ends_with('/') {
            let pages: Vec<_> = places.iter().map(|path| SitePath::new(&format!("{path}.md"))).collect();
            places.extend(pages);
        }
        places
    }

    fn places(&self, asked: Asked<'_>) -> Vec<SitePath> {
        let path = asked.path.trim_start_matches('/');
        let is_absolute = path.len() < asked.path.len();
        let layout = self.settings().layout;
        let said = self.paths().roots.iter().filter(|_| is_absolute && asked.path != "/");
        let mut places: Vec<SitePath> = said.map(|root| root.join(path)).collect();
        // Whoever says where paths start in a folder without a generator says all of it.
        if places.is_empty() || layout != Layout::Plain {
            places.extend(self.usual_places(asked, path, is_absolute));
        }
        places
    }

    /// The files that may answer, where nobody says where paths start.
    fn usual_places(&self, asked: Asked<'_>, path: &str, is_absolute: bool) -> Vec<SitePath> {
        let root = SitePath::new("");
        let folder = asked.from.path.folder();
        let layout = self.settings().layout;
        match layout {
            Layout::Zola if asked.path.starts_with("@/") => vec![root.join("content").join(&asked.path[2..])],
            Layout::Hugo | Layout::Zola if is_absolute => {
                ["static", "content", "assets", ""].map(|top| root.join(top).join(path)).into()
            }
            Layout::Hugo | Layout::Zola => {
                let mut places = vec![folder.join(path)];
                // A template may look for pages from the folder of all content.
                let is_page = asked.is_link() && layout == Layout::Hugo;
                places.extend(is_page.then(|| root.join("content").join(path)));
                places.extend(self.page_folders(&asked.from.path).into_iter().flat_map(|folder| {
                    ["content", "static"].map(|top| root.join(top).join(folder.as_str()).join(path))
                }));
                places
            }
            Layout::Quarto if is_absolute => vec![root.join(path)],
            // Who serves a folder from where is not known: only what is found counts.
            _ if is_absolute => {
                ["", "static", "public", "assets", "docs", "source"].map(|top| root.join(top).join(path)).into()
            }
            _ => vec![folder.join(path)],
        }
    }

    /// Whether nothing answers for certain, none of the likely files being there.
    fn is_sure(&self, asked: Asked<'_>, wanted: &SitePath) -> bool {
        // Outside of the root nothing is known.
        if wanted.as_str().starts_with("../") {
            return false;
        }
        let layout = self.settings().layout;
        let is_absolute = asked.path.starts_with('/');
        let is_known = match layout {
            Layout::Plain if is_absolute => !self.paths().roots.is_empty(),
            Layout::Plain => !self.has_other_generator(&asked.from.path),
            // Templates for images and mounted folders lead anywhere.
            Layout::Hugo => !self.settings().maps_paths && !self.has_template(asked),
            // A page is rendered to more formats than one, and its code writes files.
            Layout::Quarto if asked.is_link() => self.is_source_of_quarto(asked, wanted),
            // Figures are made while the page is.
            Layout::Quarto => !asked.path.contains("_files/"),
            _ => true,
        };
        let is_page = asked.path.starts_with("@/") && layout == Layout::Zola;
        let is_said = layout == Layout::Plain || !is_absolute;
        is_known && (!asked.is_link() || is_page || asked.is_plain_file() && is_said)
    }

    /// The folders, from that of all content, in which a page of Hugo or Zola is served: what it asks for lies there.
    fn page_folders(&self, page: &SitePath) -> Vec<SitePath> {
        let mut folders = Vec::new();
        let own = self.page(page).and_then(|page| page.front_matter());
        for key in ["path", "url", "slug"] {
            let Some(value) = own.and_then(|it| it.get(key)).and_then(NodeKind::as_text) else { continue };
            let parent = page.folder();
            let parent = if key == "slug" { parent.as_str().strip_prefix("content").unwrap_or_default() } else { "" };
            folders.push(SitePath::new(&format!("{parent}/{value}")));
        }
        let stem = page.name().split('.').next().unwrap_or_default();
        let beside = page.folder();
        if let Some(folder) = beside.as_str().strip_prefix("content")
            && !matches!(stem, "index" | "_index")
        {
            folders.push(SitePath::new(&format!("{folder}/{stem}")));
        }
        folders
    }

    /// The file in another language's folder of content: Hugo falls back to it.
    fn in_other_language(&self, asked: Asked<'_>) -> Option<SitePath> {
        if self.settings().layout != Layout::Hugo {
            return None;
        }
        let folder = asked.from.path.folder();
        let inside = match asked.path.strip_prefix('/') {
            Some(path) => SitePath::new(path),
            None => SitePath::new(folder.as_str().strip_prefix("content/")?.split_once('/')?.1).join(asked.path),
        };
        let content = SitePath::new("content");
        let mut start = SitePath::first_within(content.as_str());
        // One look for each folder of content: whatever its name, it may be that of a language.
        while let Some(next) = self.index.after(&start).and_then(|path| path.as_str().strip_prefix("content/")) {
            let language = content.join(next.split('/').next()?);
            let file = language.join(inside.as_str());
            if self.exists(&file) {
                return Some(file);
            }
            // `0` is what sorts right behind `/`.
            start = SitePath::new(&format!("{language}0"));
        }
        None
    }

    /// Whether a template of the blog decides what an image shows or where a link leads.
    fn has_template(&self, asked: Asked<'_>) -> bool {
        let templates = SitePath::new("layouts");
        let name = if asked.is_link() { "render-link" } else { "render-image" };
        self.index.within(&templates).any(|path| path.name().starts_with(name))
    }

    /// Whether a path names a text that somebody wrote, and nothing that Quarto makes of one.
    fn is_source_of_quarto(&self, asked: Asked<'_>, wanted: &SitePath) -> bool {
        let is_text = matches!(asked.extension().as_str(), "ipynb" | "md" | "qmd" | "rmd");
        let stem = wanted.as_str().rsplit_once('.').map_or(wanted.as_str(), |(stem, _)| stem);
        let is_made = |extension| self.exists(&SitePath::new(&format!("{stem}.{extension}")));
        is_text && !["ipynb", "md", "qmd", "rmd", "Rmd"].into_iter().any(is_made)
    }

    /// Whether a generator that is not known here may build a page of a folder.
    pub fn has_other_generator(&self, page: &SitePath) -> bool {
        let mut folder = page.folder();
        loop {
            if OTHER_GENERATORS.iter().any(|file| self.exists(&folder.join(file))) {
                return true;
            }
            if folder.as_str().is_empty() || folder.as_str().starts_with("..") {
                return false;
            }
            folder = folder.folder();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Use;
    use super::super::tests::check;

    #[test]
    fn a_loose_text_looks_beside_itself() {
        let folder = "//- /my_icons/a.png 1x1\n//- /notes.md\nx\n//- /my icons/b.png 1x1\n//- /sub/post.md\nx$0\n";
        check(
            folder,
            Use::Image,
            &[
                ("../my_icons/a.png", "my_icons/a.png"),
                ("../my_icons/A.png", "no my_icons/A.png: other case than my_icons/a.png"),
                ("../my%20icons/b.png", "my icons/b.png"),
                ("b.png", "no sub/b.png"),
                ("../../outside.png", "unknown"),
                ("/my_icons/a.png", "my_icons/a.png"),
                ("/b.png", "unknown"),
                ("{{ site.baseurl }}/b.png", "unknown"),
                ("my_icons/a.png", "no sub/my_icons/a.png"),
            ],
        );
        check(
            folder,
            Use::Link,
            &[
                ("../notes.md#x", "notes.md #x"),
                ("../note.md", "no note.md"),
                ("../notes", "notes.md"),
                ("/notes#x", "notes.md #x"),
                ("../notes/", "unknown"),
                ("../my_icons", "unknown"),
                ("notes.html", "unknown"),
            ],
        );
        let other = format!("{folder}//- /mkdocs.yml\n");
        check(&other, Use::Image, &[("b.png", "unknown"), ("../my_icons/a.png", "my_icons/a.png")]);
    }

    #[test]
    fn a_writer_says_where_paths_start() {
        let folder = "//- /public/a.png 1x1\n//- /src/b.md\nx\n//- /c.png 1x1\n//- /x.md\n$0\n";
        let said = format!("{folder}//- /manicule.toml\npaths.roots = ['public', 'src']\n");
        let cases = [
            ("/a.png", "public/a.png"),
            ("/c.png", "no /c.png"),
            ("/A.png", "no /A.png: other case than public/a.png"),
        ];
        check(&said, Use::Image, &cases);
        check(
            &said,
            Use::Link,
            &[("/b.md", "src/b.md"), ("/b", "src/b.md"), ("/d.md", "no /d.md"), ("/d/", "unknown")],
        );
        check(folder, Use::Image, &[("/a.png", "public/a.png"), ("/d.png", "unknown")]);
        // A generator that is known serves its own folders too.
        let hugo = "//- /hugo.toml\n//- /manicule.toml\npaths.roots = ['shared']\n//- /shared/a.png 1x1\n//- /static/b.png 1x1\n//- /content/x.md\n$0\n";
        check(hugo, Use::Image, &[("/a.png", "shared/a.png"), ("/b.png", "static/b.png"), ("/c.png", "no /c.png")]);
    }

    const HUGO: &str = "
//- /hugo.toml
//- /static/images/a.png 1x1
//- /content/en/posts/one/index.md
x
//- /content/en/posts/one/b.png 1x1
//- /content/en/posts/two/c.png 1x1
//- /content/fr/posts/one/index.md
x
//- /content/en/posts/two.md
x
";

    #[test]
    fn hugo_has_static_files_bundles_and_languages() {
        let from = |path: &str| HUGO.replace(&format!("{path}\nx\n"), &format!("{path}\nx$0\n"));
        check(
            &from("content/en/posts/one/index.md"),
            Use::Image,
            &[
                ("/images/a.png", "static/images/a.png"),
                ("b.png", "content/en/posts/one/b.png"),
                ("/posts/one/b.png", "content/en/posts/one/b.png"),
                ("/images/b.png", "no /images/b.png"),
                ("c.png", "no content/en/posts/one/c.png"),
                ("{{ .x }}", "unknown"),
            ],
        );
        check(&from("content/fr/posts/one/index.md"), Use::Image, &[("b.png", "content/en/posts/one/b.png")]);
        check(
            &from("content/en/posts/two.md"),
            Use::Image,
            &[("c.png", "content/en/posts/two/c.png"), ("../one/b.png", "content/en/posts/one/b.png")],
        );
        check(
            &from("content/en/posts/two.md"),
            Use::Link,
            &[
                ("one/index.md", "content/en/posts/one/index.md"),
                ("three.md", "no content/en/posts/three.md"),
                ("/posts/three/", "unknown"),
                ("../three/", "unknown"),
            ],
        );
    }

    #[test]
    fn hugo_may_be_told_to_look_elsewhere() {
        let from = HUGO.replace("two.md\nx\n", "two.md\nx$0\n");
        let mounts = from.replace("hugo.toml\n", "hugo.toml\n[[module.mounts]]\n");
        check(&mounts, Use::Image, &[("/images/b.png", "unknown")]);
        let template = format!("{from}//- /layouts/_default/_markup/render-image.html\n");
        check(&template, Use::Image, &[("/images/b.png", "unknown")]);
    }

    #[test]
    fn quarto_looks_beside_the_document() {
        let site = "//- /_quarto.yml\n//- /posts/images/a b.png 1x1\n//- /posts/two.qmd\nx\n//- /posts/one.qmd\nx$0\n";
        check(
            site,
            Use::Image,
            &[
                ("images/a b.png", "posts/images/a b.png"),
                ("/posts/images/a b.png", "posts/images/a b.png"),
                ("images/b.png", "no posts/images/b.png"),
                ("/images/b.png", "no /images/b.png"),
                ("one_files/figure-html/fig-1.png", "unknown"),
            ],
        );
        check(
            site,
            Use::Link,
            &[("two.qmd", "posts/two.qmd"), ("two.html", "unknown"), ("three.qmd", "no posts/three.qmd")],
        );
    }

    #[test]
    fn what_quarto_makes_of_a_text_may_be_linked_to() {
        let site = "//- /_quarto.yml\n//- /posts/one.qmd\nx$0\n";
        let cases = [
            ("one.pdf", "unknown"),
            ("one.ipynb", "unknown"),
            ("data.csv", "unknown"),
            ("two.ipynb", "no posts/two.ipynb"),
            ("www.example.com/a", "no www.example.com/a: the name of a server"),
        ];
        check(site, Use::Link, &cases);
    }

    #[test]
    fn other_generators_have_other_rules() {
        let site = "//- /docs/a.md\nx$0\n";
        let cases = |said| [("b.md", said), ("b.py", said)];
        check(site, Use::Link, &[("b.md", "no docs/b.md"), ("b.py", "no docs/b.py")]);
        for file in ["mkdocs.yml", "docs/conf.py", "docs/.vitepress/config.mts"] {
            check(&format!("//- /{file}\n{site}"), Use::Link, &cases("unknown"));
        }
        check(&format!("//- /code/conf.py\n{site}"), Use::Link, &[("b.md", "no docs/b.md")]);
    }

    #[test]
    fn a_template_of_hugo_may_lead_anywhere() {
        let site = "//- /hugo.toml\n//- /content/posts/two.md\nx\n//- /content/posts/sub/one.md\nx$0\n";
        check(
            site,
            Use::Link,
            &[("posts/two.md", "content/posts/two.md"), ("posts/three.md", "no content/posts/sub/posts/three.md")],
        );
        let template = format!("{site}//- /layouts/_default/_markup/render-link.html\n");
        check(&template, Use::Link, &[("posts/three.md", "unknown")]);
    }

    #[test]
    fn zola_knows_pages_by_their_file() {
        let site = "
//- /config.toml
base_url = 'https://example.org'
//- /content/blog/post/a.png 1x1
//- /static/2020/b.png 1x1
//- /content/blog/post/index.md
+++
path = \"2020/post\"
+++
$0
";
        check(
            site,
            Use::Image,
            &[
                ("a.png", "content/blog/post/a.png"),
                ("../b.png", "static/2020/b.png"),
                ("c.png", "no content/blog/post/c.png"),
            ],
        );
        check(
            site,
            Use::Link,
            &[
                ("@/blog/post/index.md#x", "content/blog/post/index.md #x"),
                ("@/blog/other.md", "no content/blog/other.md"),
                ("/2020/other/", "unknown"),
            ],
        );
    }
}
