//! Files that move: every reference in the blog's texts that would lose them is written so that it still leads to them.

mod named;
mod page_ref;
mod rewrite;

use std::collections::BTreeMap;

use super::front_matter;
use super::liquid;
use super::place::{Place, Texts};
use super::{SourceChange, SourceEdit, path, shortcode};
use crate::site::{Change, FileId, FileRange, Layout, Lookup, Page, Resolution, Site, SitePath, Source, Use};
use crate::syntax::{Entry, ImageSyntax, Item, ItemKind, LinkSyntax, Name};
use crate::text::{Text, TextRange, TextSize};

pub(super) use named::{path_at, rename, rename_missing, spoken};

/// The edits, in the texts as they are now, that keep references right when files move. Each move is a file or a folder
/// with its new path. What is written stays in the form it has: relative, from the root, with the `baseurl`, by a tag.
/// What cannot be kept is left alone. `texts` gives the texts that the site does not hold.
pub fn moves(site: &Site, moved: &[(SitePath, SitePath)], texts: &dyn Fn(&FileId) -> Option<Text>) -> SourceChange {
    let files = files(site, moved);
    if files.is_empty() {
        return SourceChange::default();
    }
    let after = after(site, &files);
    follow(site, &after, &files, texts).change
}

/// Every file that a move takes along, with its new path, and the folder that is moved. A file that becomes another kind
/// of file is not followed.
fn files(site: &Site, moved: &[(SitePath, SitePath)]) -> BTreeMap<SitePath, SitePath> {
    let mut files = BTreeMap::new();
    for (from, to) in moved {
        let mut add = |path: &SitePath| {
            let rest = path.as_str().strip_prefix(from.as_str());
            let is_meant = path == from || path.is_within(from.as_str());
            let Some(rest) = rest.filter(|_| is_meant) else { return };
            let new = SitePath::new(&format!("{to}{rest}"));
            if new.kind() == path.kind() && new != *path {
                files.insert(path.clone(), new);
            }
        };
        site.pages().for_each(|page| add(&page.path));
        if site.asset(from).is_some() {
            add(from);
        }
        site.assets_within(from.as_str()).for_each(|(path, _)| add(path));
        if files.keys().any(|path| path.is_within(from.as_str())) {
            files.insert(from.clone(), to.clone());
        }
    }
    files
}

/// Where a file or folder is once the files have moved.
fn moved_to(files: &BTreeMap<SitePath, SitePath>, path: &SitePath) -> SitePath {
    let mut folder = path.clone();
    while !folder.as_str().is_empty() {
        if let Some(new) = files.get(&folder) {
            return new.join(path.as_str()[folder.as_str().len()..].trim_start_matches('/'));
        }
        folder = folder.folder();
    }
    path.clone()
}

/// What happens to a blog whose files have moved, each a file or a folder.
pub fn moving(site: &Site, moved: &[(SitePath, SitePath)]) -> Vec<Change> {
    changes(site, &files(site, moved))
}

/// The site once the files have moved.
pub(super) fn after(site: &Site, files: &BTreeMap<SitePath, SitePath>) -> Site {
    changes(site, files).into_iter().fold(site.clone(), Site::apply)
}

fn changes(site: &Site, files: &BTreeMap<SitePath, SitePath>) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut arrivals = Vec::new();
    for (from, to) in files {
        if let Some(page) = site.page(from) {
            let page = renamed(page, to);
            let is_open = site.is_open(from);
            if is_open {
                changes.push(Change::Closed(from.clone()));
            }
            arrivals.push(if is_open { Change::Open(page) } else { Change::Page(page) });
        } else if let Some(asset) = site.asset(from) {
            arrivals.push(Change::Asset(to.clone(), asset.clone()));
        }
        changes.push(Change::Removed(from.clone()));
    }
    changes.extend(arrivals);
    changes
}

fn renamed(page: &Page, to: &SitePath) -> Page {
    let source =
        |source: &Source| Source { file: FileId { path: to.clone(), ..source.file.clone() }, ..source.clone() };
    let sources = page.sources.iter().map(|it| source(it).into()).collect();
    Page { path: to.clone(), sources, ..page.clone() }
}

/// What lets references lead where they did.
pub(super) struct Followed {
    pub change: SourceChange,
    /// The references that nothing written in their form keeps right.
    pub lost: Vec<FileRange>,
}

/// The edits that let every reference lead, in the site after a change, to the file that it leads to before.
pub(super) fn follow(before: &Site, after: &Site, files: &BTreeMap<SitePath, SitePath>, texts: Texts<'_>) -> Followed {
    let mut followed = Followed { change: SourceChange::default(), lost: Vec::new() };
    let new = |path: &SitePath| moved_to(files, path);
    for page in before.pages() {
        for source in &page.sources {
            let file = FileId { path: new(&page.path), cell: source.file.cell };
            let here = Place::new(before, page, source).reading(texts);
            let Some(there) = Place::of(after, &file) else { continue };
            for reference in references(here) {
                let Some(leads) = reference.leads(here) else { continue };
                if reference.leads(there).as_ref() == Some(&new(&leads)) {
                    continue;
                }
                match rewrite::rewritten(there, &reference, &leads, &new(&leads)) {
                    Some(insert) => followed.change.add(source.file.clone(), reference.edit(here, insert)),
                    None => {
                        let place = FileRange { file: source.file.clone(), range: reference.name.range };
                        followed.lost.push(place);
                    }
                }
            }
        }
    }
    followed
}

/// A path or name in a text that leads to a file.
pub(super) struct Reference {
    name: Name,
    kind: Kind,
    /// Whether it is a target of Markdown, which may stand between `<>`.
    in_brackets: bool,
}

/// How a reference is read.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// By what the built page asks for.
    Target(Use),
    /// By a tag of Liquid, of this name.
    Tag(String),
    /// As a path from the blog's root.
    Path,
    /// By the name of a layout.
    Layout,
    /// By Hugo's `ref`.
    PageRef {
        /// Whether Hugo's rules alone tell the page. Where they do not, folders that are not seen here may have a part.
        exact: bool,
    },
}

impl Reference {
    /// The file that the reference leads to, read as if it stood at a place.
    fn leads(&self, place: Place<'_>) -> Option<SitePath> {
        self.would_lead(place, &self.name.text)
    }

    /// The edit that writes another target, which is percent-encoded, in its place.
    fn edit(&self, place: Place<'_>, insert: String) -> SourceEdit {
        let is_plain = place.layout() == Layout::Plain && self.in_brackets && !self.name.text.contains('%');
        let edit = is_plain.then(|| rewrite::in_brackets(place, self.name.range, &insert)).flatten();
        edit.unwrap_or(SourceEdit { range: self.name.range, insert })
    }

    /// The file that another text in the reference's place would lead to.
    fn would_lead(&self, place: Place<'_>, written: &str) -> Option<SitePath> {
        let found = match &self.kind {
            Kind::Target(usage) => {
                return match place.site.resolve(place.file(), written, *usage) {
                    Resolution::File { path, .. } => Some(path),
                    // Where nobody builds the folder, a path means what it says, whether something is there or not.
                    Resolution::Missing { .. } | Resolution::Unknown if place.layout() == Layout::Plain => {
                        let path = written.split('#').next()?;
                        // What a generator makes of a folder is its own to say.
                        let is_known = !path.ends_with('/') || !place.site.has_other_generator(&place.file().path);
                        path::meant(place, path.trim_end_matches('/')).filter(|_| is_known)
                    }
                    _ => None,
                };
            }
            Kind::Path => {
                let path = SitePath::new(written);
                return place.site.exists(&path).then_some(path);
            }
            Kind::Layout => {
                let path = place.site.settings().layout_file(written);
                return place.site.exists(&path).then_some(path);
            }
            Kind::PageRef { exact: true } => return place.site.page_named(place.file(), written),
            Kind::PageRef { exact: false } => place.site.page_referred(place.file(), written),
            Kind::Tag(name) => match name.as_str() {
                "include" | "include_cached" => place.site.included(written),
                "include_relative" => place.site.included_beside(place.file(), written),
                "link" => place.site.linked(written),
                _ => place.site.post_named(written),
            },
        };
        match found {
            Lookup::Found(path) => Some(path),
            Lookup::Missing | Lookup::Unknown => None,
        }
    }
}

/// All references of a text. A tag within a target stands for itself.
fn references(place: Place<'_>) -> Vec<Reference> {
    let mut found = Vec::new();
    let target = |name: Option<Name>, usage, in_brackets| {
        let name = name.filter(|name| !name.text.contains("{%"))?;
        Some(Reference { name, kind: Kind::Target(usage), in_brackets })
    };
    use ItemKind::{Image, Link, LinkDefinition, LostDefinition, PageRef, Tag};
    for kind in [Image, Link, LinkDefinition, LostDefinition, PageRef, Tag] {
        for item in place.source.post.of(kind) {
            match item {
                Item::Image(image) => {
                    let usage = place.usage(&image);
                    let in_brackets = matches!(image.syntax, ImageSyntax::Inline | ImageSyntax::Kramdown);
                    found.extend(target(image.target, usage, in_brackets));
                }
                Item::Link(link) => {
                    found.extend(target(link.target, Use::Link, link.syntax == LinkSyntax::Inline));
                }
                Item::LinkDefinition(definition) | Item::LostDefinition(definition) => {
                    found.extend(target(Some(definition.target), Use::Link, true))
                }
                Item::PageRef(written) => {
                    let page = shortcode::named(place, &written).map(|it| it.page).filter(|it| !it.text.is_empty());
                    found.extend(page.map(|name| {
                        let exact = place.site.page_named(place.file(), &name.text).is_some();
                        Reference { name, kind: Kind::PageRef { exact }, in_brackets: false }
                    }));
                }
                Item::Tag(tag) => {
                    let name = liquid::file(place, &tag).map(|file| file.name);
                    let kind = Kind::Tag(tag.name.text.to_string());
                    found.extend(name.map(|name| Reference { name, kind, in_brackets: false }));
                }
                _ => {}
            }
        }
    }
    found.extend(in_front_matter(place));
    found.sort_by_key(|reference| reference.name.range.start());
    found.dedup_by(|b, a| b.name.range == a.name.range);
    found
}

/// What front matter names: the card's picture, the layout, and the notebook that a post is made of.
fn in_front_matter(place: Place<'_>) -> Vec<Reference> {
    let Some(front_matter) = place.source.post.front_matter() else { return Vec::new() };
    let of_entry = |entry: &Entry| {
        let value = front_matter::string(&entry.value)?;
        let kind = match entry.key.text.as_str() {
            "image" => Kind::Target(Use::FrontMatterImage),
            "nb_path" => Kind::Path,
            "layout" if place.is_jekyll() => Kind::Layout,
            _ => return None,
        };
        // A value in quotes is written without them here.
        let quote = TextSize::of('"');
        let quotes = usize::from(value.range.len()).checked_sub(value.text.len())?;
        let range = match quotes {
            0 => value.range,
            2 => TextRange::new(value.range.start() + quote, value.range.end() - quote),
            _ => return None,
        };
        Some(Reference { name: Name { range, ..value }, kind, in_brackets: false })
    };
    front_matter.entries.iter().filter_map(of_entry).collect()
}

#[cfg(test)]
mod tests;
