//! The targets of fragments: which heading or id of a page a fragment leads to.

use smol_str::SmolStr;

use crate::site::{Anchor, Layout, Site, SitePath};

/// The target of a page that a fragment leads to; of several with one id, a heading before all else.
pub(super) fn find(site: &Site, path: &SitePath, fragment: &str) -> Option<Anchor> {
    let anchors = site.anchors(site.page(path)?);
    let with = |id: &str| {
        let found: Vec<&Anchor> = anchors.iter().filter(|anchor| anchor.id == id).collect();
        found.iter().find(|anchor| anchor.heading.is_some()).or(found.first()).map(|anchor| (*anchor).clone())
    };
    // Who shows a folder that nobody builds, an editor or GitHub, is lenient.
    with(fragment).or_else(|| {
        let folded = (site.settings().layout == Layout::Plain).then(|| folded(fragment))?;
        let id = anchors.iter().map(|anchor| &anchor.id).find(|id| self::folded(id) == folded)?;
        with(id)
    })
}

/// The id that a fragment means on a page: that of its target, else what is written.
pub(super) fn id(site: &Site, path: &SitePath, fragment: &str) -> SmolStr {
    match find(site, path, fragment) {
        Some(anchor) => anchor.id,
        None if site.settings().layout == Layout::Plain => folded(fragment).into(),
        None => fragment.into(),
    }
}

/// A fragment in small letters, its blanks as ids have them.
fn folded(fragment: &str) -> String {
    fragment.to_lowercase().replace(' ', "-")
}
