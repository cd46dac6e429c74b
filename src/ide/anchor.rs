//! The targets of fragments: which heading or id of a page a fragment leads to.

use smol_str::SmolStr;

use crate::site::{Anchor, Layout, Site, SitePath, folded};

/// The target of a page that a fragment leads to; of several with one id, a heading before all else.
pub(super) fn find(site: &Site, path: &SitePath, fragment: &str) -> Option<Anchor> {
    let fragments = site.fragments(path)?;
    // Who shows a folder that nobody builds, an editor or GitHub, is lenient.
    let is_lenient = site.settings().layout == Layout::Plain;
    let leniently = || fragments.get_folded(fragment).filter(|_| is_lenient);
    fragments.get(fragment).or_else(leniently).cloned()
}

/// The id that a fragment means on a page: that of its target, else what is written.
pub(super) fn id(site: &Site, path: &SitePath, fragment: &str) -> SmolStr {
    match find(site, path, fragment) {
        Some(anchor) => anchor.id,
        None if site.settings().layout == Layout::Plain => folded(fragment).into(),
        None => fragment.into(),
    }
}
