//! Where the fragments of a page lead, worked out once for a state of the blog.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use smol_str::SmolStr;

use super::{Anchor, Site, SitePath};

/// The targets of a page by their ids.
#[derive(Debug)]
pub struct Fragments {
    anchors: Vec<Anchor>,
    by_id: HashMap<SmolStr, usize>,
    by_folded: HashMap<String, usize>,
}

/// The fragments of the pages that were asked about, until something changes.
#[derive(Clone, Debug, Default)]
pub(super) struct Known(Arc<Mutex<BTreeMap<SitePath, Arc<Fragments>>>>);

/// A fragment in small letters, its blanks as ids have them.
pub fn folded(fragment: &str) -> String {
    fragment.to_lowercase().replace(' ', "-")
}

impl Fragments {
    fn new(anchors: Vec<Anchor>) -> Fragments {
        let (mut by_id, mut by_folded) = (HashMap::new(), HashMap::new());
        for (at, anchor) in anchors.iter().enumerate() {
            let known = by_id.entry(anchor.id.clone()).or_insert(at);
            if anchor.heading.is_some() && anchors[*known].heading.is_none() {
                *known = at;
            }
            by_folded.entry(folded(&anchor.id)).or_insert(at);
        }
        Fragments { anchors, by_id, by_folded }
    }

    /// The target with an id; of several, a heading before all else.
    pub fn get(&self, id: &str) -> Option<&Anchor> {
        self.anchors.get(*self.by_id.get(id)?)
    }

    /// The target whose id is the same but for the case of letters.
    pub fn get_folded(&self, id: &str) -> Option<&Anchor> {
        self.get(&self.anchors.get(*self.by_folded.get(&folded(id))?)?.id)
    }
}

impl Site {
    /// Whether one of the blog's own layouts gives an id to a place, or a file that is included.
    pub fn is_id_of_templates(&self, id: &str) -> bool {
        let settings = self.settings();
        let folders = [&settings.layouts_dir, &settings.includes_dir].map(|folder| settings.source.join(folder));
        let gives =
            |folder: &SitePath| self.assets_within(folder.as_str()).any(|(_, it)| it.ids.iter().any(|own| own == id));
        settings.layout.is_jekyll() && folders.iter().any(gives)
    }

    /// Where fragments lead on a page; `None` where there is no such page.
    pub fn fragments(&self, path: &SitePath) -> Option<Arc<Fragments>> {
        let known = || self.fragments.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(fragments) = known().get(path) {
            return Some(fragments.clone());
        }
        let fragments = Arc::new(Fragments::new(self.anchors(self.page(path)?)));
        known().insert(path.clone(), fragments.clone());
        Some(fragments)
    }
}
