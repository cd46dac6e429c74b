//! The thing under the cursor: what a place in a text names, and every place that names the same.

use std::cmp::Reverse;

use smol_str::SmolStr;

use super::footnote::{self, Key};
use super::place::Place;
use super::{NavTarget, anchor, front_matter, liquid, path, shortcode};
use crate::site::{self, FileId, Layout, Lookup, Page, Resolution, Site, SitePath, Use};
use crate::syntax::liquid::Tag;
use crate::syntax::{Anchor, Context, Footnote, FootnoteDialect, Heading, Item, ItemKind, Name, PageRef, Role, key};
use crate::text::{TextRange, TextSize};

/// Something that texts name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Subject {
    /// A footnote of a page.
    Footnote(SitePath, Key),
    /// A link definition of a text.
    Label(FileId, SmolStr),
    /// A place on a page, by its id.
    Anchor(SitePath, SmolStr),
    /// A file of the blog.
    File(SitePath),
    /// A file that is not there, by what the built page asks for; in a folder that nobody builds, by its path.
    Nowhere(SmolStr),
    /// An address elsewhere, as written.
    Address(SmolStr),
}

/// A place that names a subject.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    pub subject: Subject,
    pub file: FileId,
    /// The name itself.
    pub name: TextRange,
    /// What is listed among the references: the whole target of a link, the name elsewhere.
    pub shown: TextRange,
    /// Where the cursor counts as being on it.
    pub hit: TextRange,
    /// Where the cursor is put by those who come here.
    pub focus: TextRange,
    /// The whole item.
    pub whole: TextRange,
    /// Whether this is where the subject is said: the note, the definition, the heading.
    pub declares: bool,
}

impl Mention {
    /// What is marked while the cursor is on the subject: a heading as a whole, the name elsewhere.
    pub fn marked(&self) -> TextRange {
        if self.declares { self.shown } else { self.name }
    }

    pub fn target(&self) -> NavTarget {
        NavTarget { file: self.file.clone(), full_range: self.whole, focus_range: self.focus }
    }
}

/// What the cursor is on.
pub(super) fn at(place: Place<'_>, offset: TextSize) -> Option<Mention> {
    let in_front_matter = || front_matter_mentions(place).into_iter().find(|it| touches(it.hit, offset));
    for item in place.items_at(offset) {
        let mentions = item_mentions(place, &item);
        if let Some(found) = mentions.into_iter().find(|it| touches(it.hit, offset)) {
            return Some(found);
        }
    }
    in_front_matter()
}

/// Where the link or image around the cursor leads, for a cursor on its text.
pub(super) fn target_around(place: Place<'_>, offset: TextSize) -> Option<Mention> {
    let items = place.items_at(offset).into_iter();
    let mut around =
        items.filter(|item| matches!(item, Item::Link(_) | Item::Image(_) | Item::Tag(_) | Item::PageRef(_)));
    around.find_map(|item| item_mentions(place, &item).into_iter().next_back())
}

fn touches(range: TextRange, offset: TextSize) -> bool {
    range.contains_inclusive(offset)
}

/// Every place that names a subject, in page order.
pub(super) fn mentions(place: Place<'_>, subject: &Subject) -> Vec<Mention> {
    match subject {
        Subject::Label(..) => mentions_in(place, subject),
        Subject::Footnote(..) => {
            texts(place.site, place.page).flat_map(|place| with_declared(place, subject, &[])).collect()
        }
        Subject::Anchor(..) | Subject::File(_) | Subject::Nowhere(_) | Subject::Address(_) => {
            mentions_on(place.site, subject)
        }
    }
}

/// Every place of a blog that names a subject, in page order.
pub(super) fn mentions_on(site: &Site, subject: &Subject) -> Vec<Mention> {
    let declared = declared(site, subject);
    let on_page = |page| texts(site, page).flat_map(|place| with_declared(place, subject, &declared));
    site.pages().flat_map(|page| on_page(page)).collect()
}

/// The texts of a page, each as a place.
fn texts<'a>(site: &'a Site, page: &'a Page) -> impl Iterator<Item = Place<'a>> {
    page.sources.iter().map(move |source| Place::new(site, page, source))
}

/// The places of one text that name a subject, in text order.
pub(super) fn mentions_in(place: Place<'_>, subject: &Subject) -> Vec<Mention> {
    with_declared(place, subject, &declared(place.site, subject))
}

/// The same, where those that are known from the page as a whole are given.
fn with_declared(place: Place<'_>, subject: &Subject, declared: &[Mention]) -> Vec<Mention> {
    let items = kinds(subject).iter().flat_map(|kind| place.source.post.of(*kind));
    let mentions = items.flat_map(|item| item_mentions(place, &item)).chain(front_matter_mentions(place));
    let mut found: Vec<Mention> = mentions.filter(|mention| mention.subject == *subject).collect();
    found.extend(declared.iter().filter(|mention| mention.file == *place.file()).cloned());
    found.sort_by_key(|mention| (mention.shown.start(), Reverse(mention.shown.end())));
    // A tag within a target names what the whole names.
    found.dedup_by(|inner, outer| !inner.declares && outer.shown.contains_range(inner.shown));
    found
}

/// Where a place on a page is declared: the headings and ids that are given the same id. All of a page tells which.
fn declared(site: &Site, subject: &Subject) -> Vec<Mention> {
    let Subject::Anchor(path, id) = subject else { return Vec::new() };
    let Some(page) = site.page(path) else { return Vec::new() };
    let anchors = site.anchors(page).into_iter().filter(|anchor| anchor.id == *id);
    anchors.filter_map(|anchor| anchor_mention(site, page, anchor)).collect()
}

/// All that one text names other than footnotes and places of its own, in text order; of a target its file, then the
/// place in it.
pub(super) fn all_in(place: Place<'_>) -> Vec<Mention> {
    use ItemKind::{Image, Link, LinkDefinition, PageRef, Tag};
    let leads = |item: &Item| matches!(item.kind(), Image | Link | LinkDefinition | PageRef | Tag);
    let items = place.source.post.items().filter(leads);
    let mentions = items.flat_map(|item| item_mentions(place, &item)).chain(front_matter_mentions(place));
    let mut found: Vec<Mention> = mentions.collect();
    found.sort_by_key(|mention| mention.name.start());
    found
}

/// The items that can name a subject.
fn kinds(subject: &Subject) -> &'static [ItemKind] {
    use ItemKind::{Footnote, Image, Link, LinkDefinition, LostDefinition, PageRef, Tag};
    match subject {
        Subject::Footnote(..) => &[Footnote],
        Subject::Label(..) => &[Link, Image, LinkDefinition],
        Subject::Anchor(..) => &[Image, Link, LinkDefinition, LostDefinition, PageRef],
        Subject::File(_) | Subject::Nowhere(_) => &[Link, Image, LinkDefinition, LostDefinition, PageRef, Tag],
        Subject::Address(_) => &[Link, Image, LinkDefinition, LostDefinition],
    }
}

/// What one item names, the narrowest part last.
fn item_mentions(place: Place<'_>, item: &Item) -> Vec<Mention> {
    match item {
        Item::Footnote(footnote) if footnote.context == Context::Raw => Vec::new(),
        Item::Footnote(footnote) => footnote_mention(place, footnote).into_iter().collect(),
        Item::Heading(Heading { range, .. }) | Item::Anchor(Anchor { range, .. }) => {
            let anchors = place.site.anchors(place.page).into_iter();
            let mut here = anchors.filter(|anchor| anchor.file == *place.file() && anchor.range == *range);
            here.find_map(|anchor| anchor_mention(place.site, place.page, anchor)).into_iter().collect()
        }
        Item::Image(image) => {
            let label = image.label.as_ref().map(|label| reference(place, label, image.range));
            let resolution = place.site.resolve_image(place.file(), image).unwrap_or(Resolution::Unknown);
            label.into_iter().chain(target(place, image.target.as_ref(), image.range, resolution)).collect()
        }
        Item::Link(link) => {
            let label = link.label.as_ref().filter(|_| link.defined);
            let label = label.map(|label| reference(place, label, link.range));
            label.into_iter().chain(linked(place, link.target.as_ref(), link.range)).collect()
        }
        Item::LinkDefinition(definition) => {
            let label = reference(place, &definition.label, definition.range);
            let label = Mention { declares: true, ..label };
            std::iter::once(label).chain(linked(place, Some(&definition.target), definition.range)).collect()
        }
        // Readers see it as text. Its writer means a target all the same.
        Item::LostDefinition(definition) => linked(place, Some(&definition.target), definition.range),
        Item::PageRef(written) => page_ref(place, written),
        Item::Tag(tag) => file_of_tag(place, tag).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn mention(place: Place<'_>, subject: Subject, name: &Name, whole: TextRange) -> Mention {
    let file = place.file().clone();
    let range = name.range;
    Mention { subject, file, name: range, shown: range, hit: range, focus: range, whole, declares: false }
}

fn footnote_mention(place: Place<'_>, footnote: &Footnote) -> Option<Mention> {
    let subject = Subject::Footnote(place.page.path.clone(), footnote::key(place, footnote)?);
    let hit = match (footnote.dialect, footnote.body) {
        // The text of a `[^1]: …` is Markdown with things of its own to point at.
        (FootnoteDialect::Markdown, Some(body)) => TextRange::new(footnote.range.start(), body.start()),
        _ => footnote.range,
    };
    let declares = footnote.role == Role::Def;
    let focus = footnote.body.unwrap_or(footnote.label.range);
    Some(Mention { hit, declares, focus, ..mention(place, subject, &footnote.label, footnote.range) })
}

fn reference(place: Place<'_>, written: &Name, whole: TextRange) -> Mention {
    mention(place, Subject::Label(place.file().clone(), key(&written.text)), written, whole)
}

/// What the target of a link names.
fn linked(place: Place<'_>, name: Option<&Name>, whole: TextRange) -> Vec<Mention> {
    let resolution = name.map(|name| place.site.resolve(place.file(), &name.text, Use::Link));
    target(place, name, whole, resolution.unwrap_or(Resolution::Unknown))
}

/// What a target names: its file, then the place in it.
fn target(place: Place<'_>, target: Option<&Name>, whole: TextRange, resolution: Resolution) -> Vec<Mention> {
    let Some(target) = target else { return Vec::new() };
    let (path, fragment) = split(target);
    let in_path = |subject| mention(place, subject, &path, whole);
    let in_fragment = |page: &SitePath, id: &str| {
        let subject = Subject::Anchor(page.clone(), anchor::id(place.site, page, id));
        let place_of = |name| Mention { shown: target.range, ..mention(place, subject, name, whole) };
        fragment.as_ref().map(place_of)
    };
    match resolution {
        Resolution::External => vec![mention(place, Subject::Address(target.text.clone()), target, whole)],
        Resolution::Fragment(id) => in_fragment(&place.page.path, &id).into_iter().collect(),
        Resolution::File { path: file, fragment: id, .. } => {
            let in_file = id.and_then(|id| in_fragment(&file, &id));
            std::iter::once(in_path(Subject::File(file))).chain(in_file).collect()
        }
        Resolution::Missing { .. } | Resolution::Unknown if place.layout() == Layout::Plain => {
            let Some(wanted) = path::wanted(place, &path.text) else { return Vec::new() };
            let in_file = fragment.as_ref().and_then(|fragment| in_fragment(&wanted, &fragment.text[1..]));
            std::iter::once(in_path(Subject::Nowhere(wanted.as_str().into()))).chain(in_file).collect()
        }
        Resolution::Missing { asks, .. } => vec![in_path(Subject::Nowhere(asks))],
        Resolution::Unknown => Vec::new(),
    }
}

/// What a shortcode of Hugo names: a page, then the place on it.
fn page_ref(place: Place<'_>, written: &PageRef) -> Vec<Mention> {
    let Some(shortcode::Named { page, fragment, found: Lookup::Found(path) }) = shortcode::named(place, written) else {
        return Vec::new();
    };
    let in_page = fragment.map(|fragment| {
        let id = anchor::id(place.site, &path, fragment.text.trim_start_matches('#'));
        let subject = Subject::Anchor(path.clone(), id);
        Mention { shown: written.name.range, ..mention(place, subject, &fragment, written.range) }
    });
    let page = (!page.text.is_empty()).then(|| mention(place, Subject::File(path), &page, written.range));
    page.into_iter().chain(in_page).collect()
}

/// A target's path, and its fragment with the `#`.
fn split(target: &Name) -> (Name, Option<Name>) {
    let Some(at) = target.text.find('#') else { return (target.clone(), None) };
    let (path, fragment) = target.text.split_at(at);
    let middle = target.range.start() + TextSize::of(path);
    let path = Name { text: path.into(), range: TextRange::new(target.range.start(), middle) };
    let fragment = Name { text: fragment.into(), range: TextRange::new(middle, target.range.end()) };
    (path, Some(fragment))
}

fn file_of_tag(place: Place<'_>, tag: &Tag) -> Option<Mention> {
    let file = liquid::file(place, tag)?;
    let subject = match file.found {
        Lookup::Found(found) => Subject::File(found),
        Lookup::Missing => Subject::Nowhere(file.name.text.clone()),
        Lookup::Unknown => return None,
    };
    Some(Mention { hit: tag.range, ..mention(place, subject, &file.name, tag.range) })
}

/// A heading or an id as where a place on the page is declared. Footnotes have ids too, but names of their own.
fn anchor_mention(site: &Site, page: &Page, anchor: site::Anchor) -> Option<Mention> {
    let source = page.sources.iter().find(|source| source.file == anchor.file)?;
    let place = Place::new(site, page, source);
    let subject = Subject::Anchor(page.path.clone(), anchor.id);
    if let Some(heading) = anchor.heading {
        let declared = mention(place, subject, &heading.title, heading.range);
        return Some(Mention { shown: heading.range, hit: heading.range, declares: true, ..declared });
    }
    let id = source.post.at(anchor.range.start()).into_iter().find_map(|item| match item {
        Item::Anchor(it) if it.range == anchor.range => Some(it.id),
        _ => None,
    })?;
    Some(Mention { declares: true, ..mention(place, subject, &id, anchor.range) })
}

/// What front matter names: the card's picture, the layout, and the notebook that a post is made of.
fn front_matter_mentions(place: Place<'_>) -> Vec<Mention> {
    let Some(front_matter) = place.source.post.front_matter() else { return Vec::new() };
    let mut found = Vec::new();
    for entry in &front_matter.entries {
        let Some(value) = front_matter::string(&entry.value) else { continue };
        let file = match entry.key.text.as_str() {
            "image" => match place.site.resolve(place.file(), &value.text, Use::FrontMatterImage) {
                Resolution::File { path, .. } => path,
                _ => continue,
            },
            "nb_path" => SitePath::new(&value.text),
            "layout" if place.is_jekyll() => place.site.settings().layout_file(&value.text),
            _ => continue,
        };
        if place.site.page(&file).is_some() || place.site.asset(&file).is_some() {
            found.push(mention(place, Subject::File(file), &value, entry.key.range.cover(entry.value.range)));
        }
    }
    found
}
