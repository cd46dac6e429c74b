//! What kind of blog a folder is.

/// The generator that builds the blog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Hash)]
pub enum Layout {
    /// No generator: files are shown as they lie.
    #[default]
    Plain,
    /// Jekyll.
    Jekyll,
    /// fastpages: Jekyll, and notebooks turned into posts by nbdev.
    Fastpages,
    /// Hugo.
    Hugo,
    /// Quarto.
    Quarto,
    /// Zola.
    Zola,
}
