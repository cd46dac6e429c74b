//! What the built site holds: which file answers an address, and which labels its pages have.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use smol_str::{SmolStr, format_smolstr};

use super::publish::{Address, labels};
use super::{FileKind, Layout, Settings, Site, SitePath};
use crate::syntax::FrontMatter;

/// Which labels a page has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LabelKind {
    /// `tags` and `tag`.
    Tag,
    /// `categories` and `category`.
    Category,
}

/// What the files of a blog are published as, and what they say of themselves.
#[derive(Clone, Debug, Default)]
pub(super) struct Published {
    /// The files of the built site, percent-decoded and without the `baseurl`, each with what it is made of. Files that
    /// are copied to where they stand are left out.
    outputs: BTreeSet<(SmolStr, SitePath)>,
    /// How many pages have each label.
    labels: BTreeMap<(LabelKind, SmolStr), usize>,
    /// The files of the blog by what they are asked for as, in small letters: where Jekyll builds the blog by their
    /// place on the built site, elsewhere by their path.
    folded: BTreeSet<(SmolStr, SitePath)>,
    /// Where the pages are published, and the files with front matter.
    addresses: HashMap<SitePath, Address>,
}

/// What one file adds to all that is published.
pub(super) struct Publication {
    path: SitePath,
    outputs: Vec<SmolStr>,
    folded: Option<SmolStr>,
    address: Option<Address>,
    labels: BTreeSet<(LabelKind, SmolStr)>,
}

impl Publication {
    pub(super) fn of(settings: &Settings, path: &SitePath, front_matter: Option<&FrontMatter>) -> Publication {
        let address = address(settings, path, front_matter);
        Publication {
            path: path.clone(),
            outputs: outputs(settings, path, front_matter, address.as_ref()),
            folded: folded(settings, path, address.as_ref()),
            // Any other file is copied to where it stands.
            address: address.filter(|_| front_matter.is_some() || path.kind() != FileKind::Asset),
            labels: labels_of(settings, front_matter),
        }
    }
}

impl Published {
    /// All of many: to sort them once takes less than to find the place of each.
    pub(super) fn of(publications: Vec<Publication>) -> Published {
        let mut published = Published { addresses: HashMap::with_capacity(publications.len()), ..Published::default() };
        let (mut outputs, mut folded) = (Vec::with_capacity(publications.len()), Vec::new());
        let mut labels: HashMap<(LabelKind, SmolStr), usize> = HashMap::new();
        for publication in publications {
            let path = publication.path;
            outputs.extend(publication.outputs.into_iter().map(|output| (output, path.clone())));
            folded.extend(publication.folded.map(|name| (name, path.clone())));
            for label in publication.labels {
                *labels.entry(label).or_default() += 1;
            }
            published.addresses.extend(publication.address.map(|address| (path, address)));
        }
        published.outputs = outputs.into_iter().collect();
        published.folded = folded.into_iter().collect();
        published.labels = labels.into_iter().collect();
        published
    }

    pub(super) fn add(&mut self, publication: Publication) {
        let Publication { path, outputs, folded, address, labels } = publication;
        self.outputs.extend(outputs.into_iter().map(|output| (output, path.clone())));
        self.folded.extend(folded.map(|name| (name, path.clone())));
        self.addresses.extend(address.map(|address| (path, address)));
        for label in labels {
            *self.labels.entry(label).or_default() += 1;
        }
    }

    /// Undoes what [`Published::add`] did.
    pub(super) fn remove(&mut self, publication: Publication) {
        let Publication { path, outputs, folded, labels, .. } = publication;
        self.addresses.remove(&path);
        for output in outputs {
            self.outputs.remove(&(output, path.clone()));
        }
        if let Some(name) = folded {
            self.folded.remove(&(name, path));
        }
        for label in labels {
            let count = self.labels.entry(label.clone()).or_default();
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.labels.remove(&label);
            }
        }
    }

    /// The files that are published as a file of the built site: more than one where they overwrite each other.
    pub(super) fn sources<'a>(&'a self, output: &str) -> impl Iterator<Item = &'a SitePath> + use<'a> {
        named(&self.outputs, SmolStr::new(output))
    }

    /// The files that are asked for by a name which differs from the given one in case at most.
    fn alike<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a SitePath> + use<'a> {
        named(&self.folded, name.to_lowercase().into())
    }

    /// What a build makes in a folder of the built site, at any depth, each with what it is made of.
    pub(super) fn within(&self, folder: &str) -> impl Iterator<Item = &(SmolStr, SitePath)> {
        let start = format_smolstr!("{folder}/");
        let outputs = self.outputs.range((start.clone(), SitePath::first_within(""))..);
        outputs.take_while(move |(output, _)| output.starts_with(start.as_str()))
    }
}

fn named(set: &BTreeSet<(SmolStr, SitePath)>, name: SmolStr) -> impl Iterator<Item = &SitePath> {
    let start = (name.clone(), SitePath::first_within(""));
    set.range(start..).take_while(move |(known, _)| *known == name).map(|(_, path)| path)
}

impl Site {
    /// The labels of a kind that the blog's pages have, each with the number of pages.
    pub fn labels(&self, kind: LabelKind) -> Vec<(SmolStr, usize)> {
        let settings = self.settings();
        let of_kind = |published: &Published| -> Vec<(SmolStr, usize)> {
            let labels = published.labels.iter().filter(|((of, _), _)| *of == kind);
            labels.map(|((_, label), count)| (label.clone(), *count)).collect()
        };
        let mut counts: BTreeMap<SmolStr, usize> = of_kind(self.index.published()).into_iter().collect();
        for (label, count) in of_kind(self.overlay()) {
            *counts.entry(label).or_default() += count;
        }
        // What the editor has open does not count as it lies on disk.
        for page in self.open.keys().filter_map(|path| self.index.pages.get(path)) {
            for (of, label) in labels_of(settings, page.front_matter()) {
                if let Some(count) = counts.get_mut(&label).filter(|_| of == kind) {
                    *count = count.saturating_sub(1);
                }
            }
        }
        counts.into_iter().filter(|(_, count)| *count > 0).collect()
    }

    /// The URL path by which readers ask for a file of the blog, the `baseurl` included and percent-decoded. `None`
    /// where the file is not published, or where its address is not known.
    pub fn url(&self, path: &SitePath) -> Option<SmolStr> {
        let address = self.address(path).filter(|address| address.published)?;
        Some(format_smolstr!("{}{}", self.settings().base(), address.url))
    }

    /// Where a file is published, as the editor has it where it is open.
    pub(super) fn address(&self, path: &SitePath) -> Option<Address> {
        let published = if self.is_open(path) { self.overlay() } else { self.index.published() };
        if let Some(known) = published.addresses.get(path) {
            return Some(known.clone());
        }
        let asset = || self.asset(path).and_then(|asset| asset.front_matter.as_deref());
        let front_matter = self.page(path).map_or_else(asset, |page| page.front_matter());
        address(self.settings(), path, front_matter)
    }

    /// The file that is published as a file of the built site, which is named without the `baseurl`.
    pub(super) fn published_as(&self, output: &str) -> Option<SitePath> {
        let copied = self.settings().source.join(output);
        if self.exists(&copied) && self.address(&copied).is_some_and(|it| it.published && it.output() == output) {
            return Some(copied);
        }
        let closed = self.index.published().sources(output).find(|path| !self.is_open(path));
        let made = closed.or_else(|| self.overlay().sources(output).next()).cloned();
        made.or_else(|| {
            // fastpages copies the images of notebooks while it builds the site.
            let name = output.strip_prefix("/images/copied_from_nb/")?;
            let original = self.settings().source.join("_notebooks").join(name);
            (self.settings().layout == Layout::Fastpages && self.exists(&original)).then_some(original)
        })
    }

    /// A file that is asked for by a name which differs from the given one in case alone.
    pub(super) fn in_other_case(&self, name: &str) -> Option<SitePath> {
        let now = |path: &SitePath| folded(self.settings(), path, self.address(path).as_ref());
        let wanted = Some(SmolStr::from(name.to_lowercase()));
        let mut alike = self.index.published().alike(name).chain(self.overlay().alike(name));
        alike.find(|path| path.as_str() != name && now(path) == wanted).cloned()
    }

    /// What the open pages are published as.
    fn overlay(&self) -> &Published {
        self.overlay.get_or_init(|| {
            let mut published = Published::default();
            for page in self.open.values() {
                published.add(Publication::of(self.settings(), &page.path, page.front_matter()));
            }
            published
        })
    }
}

fn address(settings: &Settings, path: &SitePath, front_matter: Option<&FrontMatter>) -> Option<Address> {
    if settings.layout.is_jekyll() { settings.address(path, front_matter) } else { None }
}

/// The files of the built site that a file becomes, other than one that is copied to where it stands.
fn outputs(
    settings: &Settings,
    path: &SitePath,
    front_matter: Option<&FrontMatter>,
    address: Option<&Address>,
) -> Vec<SmolStr> {
    let Some(address) = address.filter(|address| address.published) else { return Vec::new() };
    let mut outputs = vec![address.output()];
    if let Some(front_matter) = front_matter {
        // jekyll-redirect-from puts a page at each of these addresses.
        let old = labels(front_matter, "redirect_from", false).into_iter();
        outputs.extend(old.map(|url| if url.ends_with('/') { format_smolstr!("{url}index.html") } else { url }));
    } else if path.kind() == FileKind::Text && settings.uses("jekyll-optional-front-matter") {
        let (stem, _) = address.url.rsplit_once('.').unwrap_or((&address.url, ""));
        outputs.push(format_smolstr!("{stem}.html"));
        if let Some(folder) = stem.strip_suffix("README") {
            outputs.push(format_smolstr!("{folder}index.html"));
        }
    }
    let copied = settings.in_source(path);
    outputs.retain(|output| output.strip_prefix('/') != copied);
    outputs
}

/// What a file is asked for as, in small letters; `None` where nobody can ask for it.
fn folded(settings: &Settings, path: &SitePath, address: Option<&Address>) -> Option<SmolStr> {
    if !settings.layout.is_jekyll() {
        return Some(path.as_str().to_lowercase().into());
    }
    let address = address.filter(|address| address.published)?;
    Some(address.output().to_lowercase().into())
}

fn labels_of(settings: &Settings, front_matter: Option<&FrontMatter>) -> BTreeSet<(LabelKind, SmolStr)> {
    let mut found = BTreeSet::new();
    let Some(front_matter) = front_matter else { return found };
    // Jekyll takes each word of a string for a label of its own.
    let split = settings.layout.is_jekyll();
    for (kind, one, many) in [(LabelKind::Tag, "tag", "tags"), (LabelKind::Category, "category", "categories")] {
        let all = labels(front_matter, one, false).into_iter().chain(labels(front_matter, many, split));
        found.extend(all.map(|label| (kind, label)));
    }
    found
}
