//! The pages that Hugo's `ref` and `relref` name.

use crate::site::{FileId, FileKind, Lookup, Page, Site, SitePath};

/// The folder of all that Hugo makes pages of.
const CONTENT: &str = "content";

impl Site {
    /// The page that `{{< ref "name" >}}` leads to, fragment and query left out: by Hugo's rules, else whichever page has
    /// a path that ends so, as modules, mounts and languages give roots of their own.
    pub fn page_referred(&self, from: &FileId, name: &str) -> Lookup {
        let bare = bare(name);
        if bare.is_empty() {
            return Lookup::Unknown;
        }
        let by_its_end = || self.pages().find(|page| ends_with(page, bare)).map(|page| page.path.clone());
        match self.page_named(from, name).or_else(by_its_end) {
            Some(path) => Lookup::Found(path),
            None if self.settings().maps_paths || self.exists(&SitePath::new("go.mod")) => Lookup::Unknown,
            None => Lookup::Missing,
        }
    }

    /// The same by Hugo's rules alone (0.111, `hugolib/pagecollections.go`): by the path from the page's folder, by that
    /// from the root of the content, and, if it is one word, by the file's name, which no other may have then. Letters
    /// count as the same in either case.
    pub fn page_named(&self, from: &FileId, name: &str) -> Option<SitePath> {
        let bare = bare(name);
        if bare.is_empty() {
            return None;
        }
        let roots = ContentRoots::of(&from.path);
        let paths: Vec<SitePath> = roots.bases(from, name).iter().map(|base| within_content(base, bare)).collect();
        let is_at = |page: &&std::sync::Arc<Page>| {
            let own = self::bare(page.path.as_str());
            paths.iter().any(|path| own.eq_ignore_ascii_case(path.as_str()))
        };
        let at_path = || self.pages().find(is_at).map(|page| page.path.clone());
        if let Some(found) = paths.iter().find_map(|path| self.content_at(path, &roots)).or_else(at_path) {
            return Some(found);
        }
        if name.starts_with('.') || name.trim_start_matches('/').contains('/') {
            return None;
        }
        let named: Vec<&SitePath> = self.pages().map(|page| &page.path).filter(|path| is_called(path, bare)).collect();
        let speaks = |path: &&SitePath| ContentRoots::of(path).speak_alike(&roots);
        let own: Vec<&SitePath> = named.iter().copied().filter(speaks).collect();
        match (named.as_slice(), own.as_slice()) {
            ([only], _) | (_, [only]) => Some((*only).clone()),
            _ => None,
        }
    }

    /// The page whose content lies at a path without its extension: a file, or the head of a folder.
    fn content_at(&self, path: &SitePath, roots: &ContentRoots) -> Option<SitePath> {
        let suffix = roots.suffix.as_deref().map(|suffix| format!(".{suffix}"));
        let suffixes: Vec<&str> = suffix.as_deref().into_iter().chain([""]).collect();
        let heads = ["", "/index", "/_index"].into_iter().flat_map(|head| ["md", "markdown"].map(|end| (head, end)));
        let files = heads.flat_map(|(head, end)| suffixes.iter().map(move |suffix| format!("{head}{suffix}.{end}")));
        let paths = files.map(|rest| SitePath::new(&format!("{path}{rest}")));
        paths.filter(|path| path.kind() == FileKind::Text).find(|path| self.page(path).is_some())
    }
}

/// From where a page of Hugo refers to others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentRoots {
    /// The folder that names are looked up from which neither begin with `/` nor go up. The page of a folder, `index.md`,
    /// counts as a file beside that folder.
    pub beside: SitePath,
    /// The folders that a path from the root may be in, that of the page's language first.
    pub all: Vec<SitePath>,
    /// The language that the page's file name has, as in `a.fr.md`; `None` where it has none.
    pub suffix: Option<String>,
}

impl ContentRoots {
    /// Those of the page at a path. A folder whose name looks like the code of a language counts as one.
    pub fn of(path: &SitePath) -> ContentRoots {
        let content = SitePath::new(CONTENT);
        let first = path.as_str().strip_prefix("content/").and_then(|inside| inside.split_once('/'));
        let of_language = first.filter(|(first, _)| is_language(first)).map(|(first, _)| content.join(first));
        let suffix = path.name().rsplit_once('.').and_then(|(stem, _)| stem.rsplit_once('.')).map(|(_, suffix)| suffix);
        let folder = path.folder();
        ContentRoots {
            beside: if path.name().starts_with("index.") { folder.folder() } else { folder },
            all: of_language.into_iter().chain([content]).collect(),
            suffix: suffix.filter(|suffix| is_language(suffix)).map(str::to_owned),
        }
    }

    /// The folders from which a name leads to a page, in Hugo's order.
    fn bases(&self, from: &FileId, name: &str) -> Vec<SitePath> {
        match name.as_bytes() {
            [b'/', ..] => self.all.clone(),
            [b'.', b'.', ..] => vec![from.path.folder()],
            [b'.', ..] => vec![self.beside.clone()],
            _ => std::iter::once(&self.beside).chain(&self.all).cloned().collect(),
        }
    }

    /// Whether pages are of one language, as far as their paths say.
    fn speak_alike(&self, other: &ContentRoots) -> bool {
        self.all == other.all && self.suffix == other.suffix
    }
}

/// Whether a word may be the code of a language: `fr`, `pt-br`, `zh-hans`.
fn is_language(word: &str) -> bool {
    let (language, region) = word.split_once('-').unwrap_or((word, "xx"));
    let is_word = |word: &str| word.bytes().all(|byte| byte.is_ascii_alphabetic());
    language.len() == 2 && (2..=4).contains(&region.len()) && is_word(language) && is_word(region)
}

/// What a path means from a folder of the content; nothing lies above that.
fn within_content(base: &SitePath, path: &str) -> SitePath {
    let content = SitePath::new(CONTENT);
    let Some(inside) = base.as_str().strip_prefix(CONTENT) else { return base.join(path) };
    let meant = SitePath::new(inside.trim_start_matches('/')).join(path);
    let mut meant = meant.as_str();
    while let Some(rest) = meant.strip_prefix("../") {
        meant = rest;
    }
    content.join(meant)
}

/// A name without what may be left out of it.
fn bare(name: &str) -> &str {
    let name = name.trim_matches('/');
    let ends = [".md", ".markdown", ".html"].into_iter();
    let bare = ends.filter_map(|end| name.strip_suffix(end)).next().unwrap_or(name);
    let heads = ["/index", "/_index"].into_iter();
    heads.filter_map(|head| bare.strip_suffix(head)).next().unwrap_or(bare)
}

/// Whether a page of Hugo goes by a word.
fn is_called(path: &SitePath, word: &str) -> bool {
    let name = bare(path.as_str()).rsplit('/').next().unwrap_or_default();
    let in_language = name.rsplit_once('.').map(|(name, _)| name);
    [Some(name), in_language].into_iter().flatten().any(|name| name.eq_ignore_ascii_case(word))
}

/// Whether a page of Hugo goes by a name that ends its path.
fn ends_with(page: &Page, name: &str) -> bool {
    let path = bare(page.path.as_str()).to_ascii_lowercase();
    let name = name.to_ascii_lowercase();
    let rest = path.strip_suffix(&name).or_else(|| {
        // `post.en.md` is `post` in one language.
        let (without_language, _) = path.rsplit_once('.')?;
        without_language.strip_suffix(&name)
    });
    rest.is_some_and(|rest| rest.ends_with('/') || rest.is_empty())
}

#[cfg(test)]
mod tests {
    use crate::fixture::Fixture;
    use crate::site::{Lookup, SitePath};

    const HUGO: &str = "
//- /hugo.toml
//- /content/en/posts/one/index.md
x$0
//- /content/en/posts/one/part.md
x
//- /content/en/posts/two.md
x
//- /content/en/docs/_index.md
x
//- /content/en/docs/three.fr.md
x
";

    #[test]
    fn pages_by_their_path_or_the_end_of_it() {
        let found = |fixture: &str, name: &str| {
            let fixture = Fixture::new(fixture);
            match fixture.site.page_referred(&fixture.cursor().file, name) {
                Lookup::Found(path) => path.to_string(),
                Lookup::Missing => "missing".to_owned(),
                Lookup::Unknown => "unknown".to_owned(),
            }
        };
        for (name, expected) in [
            ("part.md", "content/en/posts/one/part.md"),
            ("../two", "content/en/posts/two.md"),
            ("/posts/two.md", "content/en/posts/two.md"),
            ("/en/posts/two", "content/en/posts/two.md"),
            ("two", "content/en/posts/two.md"),
            ("posts/one", "content/en/posts/one/index.md"),
            ("docs/", "content/en/docs/_index.md"),
            ("docs/_index.md", "content/en/docs/_index.md"),
            ("three", "content/en/docs/three.fr.md"),
            ("wo", "missing"),
            ("/posts/four.md", "missing"),
        ] {
            assert_eq!(found(HUGO, name), expected, "{name}");
        }
        assert_eq!(found(&format!("{HUGO}//- /go.mod\n"), "four"), "unknown");
    }

    /// What Hugo 0.111.3 made of each of these.
    const ASKED: &str = "
//- /hugo.toml
//- /content/posts/one.md
x
//- /content/posts/Two.md
x
//- /content/posts/bundle/index.md
x
//- /content/docs/_index.md
x
//- /content/docs/one.md
x
//- /content/docs/deep/three.md
x
";

    #[test]
    fn as_hugo_finds_them() {
        let named = |from: &str, name: &str| {
            let site = Fixture::new(&format!("{ASKED}//- /content/{from}\nx\n")).site;
            let found = site.page_named(&SitePath::new(&format!("content/{from}")).into(), name);
            found.map(|path| path.as_str().strip_prefix("content/").unwrap_or_default().to_owned())
        };
        for (name, found) in [
            ("one", "posts/one.md"),
            ("./one.md", "posts/one.md"),
            ("posts/one.html", "posts/one.md"),
            ("Posts/TWO", "posts/Two.md"),
            ("two", "posts/Two.md"),
            ("bundle", "posts/bundle/index.md"),
            ("bundle/index.md", "posts/bundle/index.md"),
            ("/docs/", "docs/_index.md"),
            ("three", "docs/deep/three.md"),
            ("/three.md", "docs/deep/three.md"),
            ("../docs/one", "docs/one.md"),
        ] {
            assert_eq!(named("posts/x.md", name).as_deref(), Some(found), "{name}");
        }
        assert_eq!(named("posts/x.md", "deep/three"), None);
        assert_eq!(named("x.md", "../docs/one").as_deref(), Some("docs/one.md"));
        assert_eq!(named("docs/x.md", "bundle").as_deref(), Some("posts/bundle/index.md"));
        assert_eq!(named("docs/x.md", "bundle/index.md"), None);
        // Of two pages of a name, Hugo takes the nearer one, and elsewhere neither.
        assert_eq!(named("docs/x.md", "one").as_deref(), Some("docs/one.md"));
        assert_eq!(named("docs/deep/x.md", "one"), None);
        assert_eq!(named("docs/deep/x.md", "./one"), None);
        // A folder's page counts as a file beside the folder.
        assert_eq!(named("posts/bundle2/index.md", "./one").as_deref(), Some("posts/one.md"));
        assert_eq!(named("posts/bundle2/index.md", "../docs/one"), None);
    }

    #[test]
    fn a_page_in_its_own_language() {
        let pages = "//- /hugo.toml\n//- /content/a.fr.md\nx\n//- /content/b.en.md\nx\n//- /content/b.fr.md\nx\n\
                     //- /content/en/c.md\nx\n//- /content/fr/c.md\nx\n//- /content/fr/sub/d.md\nx\n";
        let site = Fixture::new(pages).site;
        let named = |from: &str, name: &str| site.page_named(&SitePath::new(from).into(), name);
        assert_eq!(named("content/a.fr.md", "b"), Some(SitePath::new("content/b.fr.md")));
        assert_eq!(named("content/fr/sub/d.md", "/c"), Some(SitePath::new("content/fr/c.md")));
        assert_eq!(named("content/fr/sub/d.md", "c"), Some(SitePath::new("content/fr/c.md")));
    }
}
