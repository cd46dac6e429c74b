//! Paths of a blog, and what a file is by its path alone.

use std::sync::Arc;

/// A file of the blog: slash-separated, from the blog's root, such as `_posts/2020-07-14-icml.md`; never a leading
/// slash. Files outside the root start with `../`. Paths are compared byte by byte, as the published server does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SitePath(Arc<str>);

/// What a file is to a blog, by its path alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// A Markdown file: one text.
    Text,
    /// A notebook: one text per Markdown cell.
    Notebook,
    /// A file that says how the blog is built.
    Config,
    /// Any other file: its existence and size count.
    Asset,
}

/// The names of files that say how a blog is built, wherever they lie: generators know them by these names alone.
const CONFIGS: &[&str] = &[
    "_config.yml",
    "_config.yaml",
    "_config.toml",
    "_quarto.yml",
    "_quarto.yaml",
    "_metadata.yml",
    "_metadata.yaml",
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "hugo.json",
    "zola.toml",
    "manicule.toml",
];

/// The names that count at a blog's root only, as other tools use them too.
const ROOT_CONFIGS: &[&str] = &[
    "config.toml",
    "config.yaml",
    "config.yml",
    "config.json",
    "settings.ini",
    "_action_files/settings.ini",
    "Gemfile",
    "Gemfile.lock",
];

impl SitePath {
    /// A path from the blog's root. A leading slash and `.` segments are dropped, `x/..` is resolved, and what still
    /// climbs out of the root keeps its `../`.
    pub fn new(path: &str) -> SitePath {
        if is_plain(path) {
            return SitePath(path.into());
        }
        let mut parts: Vec<&str> = Vec::new();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." if parts.last().is_some_and(|last| *last != "..") => {
                    parts.pop();
                }
                part => parts.push(part),
            }
        }
        SitePath(parts.join("/").into())
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last segment.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// Whether it lies in a folder, at any depth. The root is the empty path, outside of which are `../` paths alone.
    pub fn is_within(&self, folder: &str) -> bool {
        match self.0.strip_prefix(folder) {
            Some(rest) if folder.is_empty() => !rest.starts_with("../"),
            Some(rest) => rest.starts_with('/'),
            None => false,
        }
    }

    /// What sorts before all files of a folder, and after all else that sorts before them.
    pub(crate) fn first_within(folder: &str) -> SitePath {
        SitePath(if folder.is_empty() { "".into() } else { format!("{folder}/").into() })
    }

    /// The folder it lies in; the root is the empty path.
    pub fn folder(&self) -> SitePath {
        SitePath(self.0.rsplit_once('/').map_or("", |(folder, _)| folder).into())
    }

    /// What the file is to a blog.
    pub fn kind(&self) -> FileKind {
        let name = self.name();
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        let is_any = |known: &[&str]| known.iter().any(|known| extension.eq_ignore_ascii_case(known));
        match extension {
            // A hidden file is nothing that is published.
            _ if stem.is_empty() || stem.starts_with('.') => FileKind::Asset,
            _ if is_any(&["ipynb"]) => FileKind::Notebook,
            _ if is_any(&["md", "markdown", "mkdown", "mkdn", "mkd", "qmd", "rmd"]) => FileKind::Text,
            _ if CONFIGS.contains(&name) || ROOT_CONFIGS.contains(&self.as_str()) => FileKind::Config,
            _ if is_any(&["yml", "yaml", "toml", "json"]) && self.is_within("config") => FileKind::Config,
            _ if is_any(&["rb"]) && self.folder().0.split('/').any(|part| part == "_plugins") => FileKind::Config,
            _ => FileKind::Asset,
        }
    }

    /// What a relative path means from this folder.
    pub fn join(&self, relative: &str) -> SitePath {
        if self.0.is_empty() { SitePath::new(relative) } else { SitePath::new(&format!("{}/{relative}", self.0)) }
    }
}

/// Whether a path is written as the site calls it: most are.
fn is_plain(path: &str) -> bool {
    let bytes = path.as_bytes();
    !bytes.ends_with(b"/")
        && memchr::memchr_iter(b'/', bytes).all(|at| !matches!(bytes.get(at + 1), Some(b'/' | b'.')))
        && !matches!(bytes.first(), Some(b'/' | b'.'))
}

impl std::fmt::Display for SitePath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_written_in_one_way() {
        for (written, path) in [("/a//b/./c.md", "a/b/c.md"), ("a/../b", "b"), ("../../a/", "../../a"), ("", "")] {
            assert_eq!(SitePath::new(written).as_str(), path);
        }
        let path = SitePath::new("a/b.md");
        assert_eq!((path.name(), path.folder().as_str(), path.folder().folder().as_str()), ("b.md", "a", ""));
        assert_eq!(path.folder().join("../c.png").as_str(), "c.png");
        assert_eq!(path.folder().join("../../c.png").as_str(), "../c.png");
    }

    #[test]
    fn a_folder_holds_what_its_whole_name_begins() {
        let path = SitePath::new("_notebooks/a/b.png");
        assert!(path.is_within("_notebooks") && path.is_within("_notebooks/a") && path.is_within(""));
        assert!(!path.is_within("_note") && !path.is_within("_notebooks/a/b.png"));
        assert!(!SitePath::new("../a.md").is_within(""));
    }

    #[test]
    fn a_kind_is_told_by_the_path_alone() {
        for (path, kind) in [
            ("_posts/a.MD", FileKind::Text),
            ("a.qmd", FileKind::Text),
            ("_notebooks/a.ipynb", FileKind::Notebook),
            ("_config.yml", FileKind::Config),
            ("docs/_config.yml", FileKind::Config),
            ("docs/config.toml", FileKind::Asset),
            (".a.md", FileKind::Asset),
            ("_action_files/settings.ini", FileKind::Config),
            ("_plugins/sub/fn.rb", FileKind::Config),
            ("scripts/fn.rb", FileKind::Asset),
            ("config/_default/hugo.toml", FileKind::Config),
            ("md", FileKind::Asset),
            ("images/a.png", FileKind::Asset),
        ] {
            assert_eq!(SitePath::new(path).kind(), kind, "{path}");
        }
    }
}
