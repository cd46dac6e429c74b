//! How the writer wants paths to be read and written, where no file of a generator says so.

use super::SitePath;

/// What the writer says of paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paths {
    /// The folders that a path with `/` before it starts from, the likeliest first; empty where nobody says. Jekyll and
    /// fastpages know theirs.
    pub roots: Vec<SitePath>,
    /// How links to Markdown files end.
    pub extension: Extension,
}

/// Whether links to Markdown files are written with their extension, where both ways lead to the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extension {
    /// New links have it; those that are there keep their form.
    #[default]
    Auto,
    /// With it.
    Keep,
    /// Without it.
    Drop,
}

impl Paths {
    /// The file that a path from the root means, by the likeliest folder.
    pub(crate) fn rooted(&self, path: &str) -> SitePath {
        self.roots.first().map_or_else(|| SitePath::new(path), |root| root.join(path.trim_start_matches('/')))
    }

    /// How a file is named from the folders that paths start from, each without a slash before it, the likeliest first.
    pub(crate) fn served<'p>(&self, file: &'p SitePath) -> impl Iterator<Item = &'p str> {
        let inside = self.roots.iter().filter(|root| file.is_within(root.as_str()));
        inside.map(|root| file.as_str()[root.as_str().len()..].trim_start_matches('/')).collect::<Vec<_>>().into_iter()
    }
}
