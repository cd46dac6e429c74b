//! The settings of a blog that matter for what readers see, from `_config.yml` and its kin.

use super::Layout;

/// What the blog's own files say of how it is built.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// The generator.
    pub layout: Layout,
}
