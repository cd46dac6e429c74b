//! The thing under the cursor: what a place in a text names, and every place that names the same.

use smol_str::SmolStr;

use super::footnote::{self, Key};
use super::place::Place;
use super::{NavTarget, anchor, front_matter, label, liquid};
use crate::site::{FileId, Page, Resolution, Site, SitePath, Use};
use crate::syntax::liquid::Tag;
use crate::syntax::{Footnote, FootnoteDialect, Heading, Item, ItemKind, Name, Role};
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
    /// A file that is not there, by what the built page asks for.
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
    let mut around = items.filter(|item| matches!(item, Item::Link(_) | Item::Image(_) | Item::Tag(_)));
    around.find_map(|item| item_mentions(place, &item).into_iter().next_back())
}

fn touches(range: TextRange, offset: TextSize) -> bool {
    range.contains_inclusive(offset)
}

/// Every place that names a subject, in page order.
pub(super) fn mentions(place: Place<'_>, subject: &Subject) -> Vec<Mention> {
    let on_page = |page| texts(place.site, page).flat_map(|place| mentions_in(place, subject));
    match subject {
        Subject::Label(..) => mentions_in(place, subject),
        Subject::Footnote(..) => on_page(place.page).collect(),
        Subject::Anchor(..) | Subject::File(_) | Subject::Nowhere(_) | Subject::Address(_) => {
            place.site.pages().flat_map(|page| on_page(page)).collect()
        }
    }
}

/// The texts of a page, each as a place.
fn texts<'a>(site: &'a Site, page: &'a Page) -> impl Iterator<Item = Place<'a>> {
    page.sources.iter().map(move |source| Place { site, page, source })
}

/// The places of one text that name a subject, in text order.
pub(super) fn mentions_in(place: Place<'_>, subject: &Subject) -> Vec<Mention> {
    let items = kinds(subject).iter().flat_map(|kind| place.source.post.of(*kind));
    let mentions = items.flat_map(|item| item_mentions(place, &item)).chain(front_matter_mentions(place));
    let mut found: Vec<Mention> = mentions.filter(|mention| mention.subject == *subject).collect();
    found.sort_by_key(|mention| mention.shown.start());
    found
}

/// The items that can name a subject.
fn kinds(subject: &Subject) -> &'static [ItemKind] {
    use ItemKind::{Anchor, Footnote, Heading, Image, Link, LinkDefinition, Tag};
    match subject {
        Subject::Footnote(..) => &[Footnote],
        Subject::Label(..) => &[Link, Image, LinkDefinition],
        Subject::Anchor(..) => &[Heading, Anchor, Link, LinkDefinition],
        Subject::File(_) | Subject::Nowhere(_) => &[Link, Image, LinkDefinition, Tag],
        Subject::Address(_) => &[Link, Image, LinkDefinition],
    }
}

/// What one item names, the narrowest part last.
fn item_mentions(place: Place<'_>, item: &Item) -> Vec<Mention> {
    match item {
        Item::Footnote(footnote) => footnote_mention(place, footnote).into_iter().collect(),
        Item::Heading(heading) => heading_mention(place, heading).into_iter().collect(),
        Item::Anchor(anchor) => {
            let subject = Subject::Anchor(place.page.path.clone(), anchor.id.text.clone());
            vec![Mention { declares: true, ..mention(place, subject, &anchor.id, anchor.range) }]
        }
        Item::Image(image) => {
            let label = image.label.as_ref().map(|label| reference(place, label, image.range));
            label.into_iter().chain(target(place, image.target.as_ref(), image.range, Use::Image)).collect()
        }
        Item::Link(link) => {
            let label = link.label.as_ref().filter(|_| link.defined);
            let label = label.map(|label| reference(place, label, link.range));
            label.into_iter().chain(target(place, link.target.as_ref(), link.range, Use::Link)).collect()
        }
        Item::LinkDefinition(definition) => {
            let label = reference(place, &definition.label, definition.range);
            let label = Mention { declares: true, ..label };
            std::iter::once(label).chain(target(place, Some(&definition.target), definition.range, Use::Link)).collect()
        }
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
    mention(place, Subject::Label(place.file().clone(), label::key(&written.text)), written, whole)
}

/// What a link's target names: its file, then the place in it.
fn target(place: Place<'_>, target: Option<&Name>, whole: TextRange, usage: Use) -> Vec<Mention> {
    let Some(target) = target else { return Vec::new() };
    let (path, fragment) = split(target);
    let in_target = |subject, name: &Name| Mention { shown: target.range, ..mention(place, subject, name, whole) };
    match place.site.resolve(place.file(), &target.text, usage) {
        Resolution::External => vec![in_target(Subject::Address(target.text.clone()), target)],
        Resolution::Unknown => Vec::new(),
        Resolution::Missing { asks, .. } => vec![in_target(Subject::Nowhere(asks), &path)],
        Resolution::Fragment(id) => {
            let subject = Subject::Anchor(place.page.path.clone(), id);
            fragment.map(|fragment| in_target(subject, &fragment)).into_iter().collect()
        }
        Resolution::File { path: file, fragment: id, .. } => {
            let mut found = vec![in_target(Subject::File(file.clone()), &path)];
            if let (Some(id), Some(fragment)) = (id, fragment) {
                found.push(in_target(Subject::Anchor(file, id), &fragment));
            }
            found
        }
    }
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
        Some(found) => Subject::File(found),
        None => Subject::Nowhere(file.wanted.as_str().into()),
    };
    Some(Mention { hit: tag.range, ..mention(place, subject, &file.name, tag.range) })
}

/// A heading by the id that the generator gives it.
fn heading_mention(place: Place<'_>, heading: &Heading) -> Option<Mention> {
    let anchors = anchor::headings(place);
    let anchor = anchors.into_iter().find(|it| it.file == *place.file() && it.heading.range == heading.range)?;
    let subject = Subject::Anchor(place.page.path.clone(), anchor.id);
    Some(Mention {
        shown: heading.range,
        hit: heading.range,
        declares: true,
        ..mention(place, subject, &heading.title, heading.range)
    })
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
            "layout" if place.is_jekyll() => {
                let settings = place.site.settings();
                settings.source.join(&settings.layouts_dir).join(&format!("{}.html", value.text))
            }
            _ => continue,
        };
        if place.site.page(&file).is_some() || place.site.asset(&file).is_some() {
            found.push(mention(place, Subject::File(file), &value, entry.key.range.cover(entry.value.range)));
        }
    }
    found
}
