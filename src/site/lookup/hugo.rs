//! The pages that Hugo's `ref` and `relref` name.

use crate::site::{FileId, FileKind, Lookup, Page, Site, SitePath};

impl Site {
    /// The page that `{{< ref "name" >}}` leads to (Hugo 0.111, `hugolib/pagecollections.go`): beside the page, from the
    /// root of all content, else wherever a page has that name.
    pub fn page_referred(&self, from: &FileId, name: &str) -> Lookup {
        let bare = bare(name);
        if bare.is_empty() {
            return Lookup::Unknown;
        }
        let content = SitePath::new("content");
        let folder = from.path.folder();
        let language = folder.as_str().strip_prefix("content/").and_then(|inside| inside.split('/').next());
        let mut bases = vec![content.clone()];
        bases.extend(language.map(|language| content.join(language)));
        if !name.starts_with('/') {
            bases.insert(0, folder);
        }
        let exact = bases.iter().find_map(|base| self.content_at(&base.join(bare)));
        // What is named by its end alone is looked for everywhere. A path from the root is so too here, as languages and
        // mounts give roots of their own.
        let found = exact.or_else(|| self.pages().find(|page| ends_with(page, bare)).map(|page| page.path.clone()));
        match found {
            Some(path) => Lookup::Found(path),
            // Modules and mounts bring pages that are not seen here.
            None if self.settings().maps_paths || self.exists(&SitePath::new("go.mod")) => Lookup::Unknown,
            None => Lookup::Missing,
        }
    }

    /// The page whose content lies at a path without its extension: a file, or the head of a folder.
    fn content_at(&self, path: &SitePath) -> Option<SitePath> {
        let heads = ["", "/index", "/_index"].into_iter();
        let files = heads.flat_map(|head| ["md", "markdown"].map(|end| SitePath::new(&format!("{path}{head}.{end}"))));
        files.filter(|path| path.kind() == FileKind::Text).find(|path| self.page(path).is_some())
    }
}

/// A name without what may be left out of it.
fn bare(name: &str) -> &str {
    let name = name.trim_matches('/');
    let ends = [".md", ".markdown", ".html"].into_iter();
    let bare = ends.filter_map(|end| name.strip_suffix(end)).next().unwrap_or(name);
    let heads = ["/index", "/_index"].into_iter();
    heads.filter_map(|head| bare.strip_suffix(head)).next().unwrap_or(bare)
}

/// Whether a page of Hugo goes by a name that ends its path.
fn ends_with(page: &Page, name: &str) -> bool {
    let path = bare(page.path.as_str());
    let rest = path.strip_suffix(name).or_else(|| {
        // `post.en.md` is `post` in one language.
        let (without_language, _) = path.rsplit_once('.')?;
        without_language.strip_suffix(name)
    });
    rest.is_some_and(|rest| rest.ends_with('/') || rest.is_empty())
}

#[cfg(test)]
mod tests {
    use crate::fixture::Fixture;
    use crate::site::Lookup;

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
}
