//! Items as places: which ranges an item has, how it is moved, and whether it stands where it says.

use super::item::{Context, FootnoteDialect, ImageSyntax, Item, ItemKind, LinkSyntax, Name, ProblemKind, Role};
use super::liquid::{Fault, Value, ValueKind};
use crate::text::{TextRange, TextSize};

impl Item {
    /// The whole of the item.
    pub fn range(&self) -> TextRange {
        match self {
            Item::Heading(it) => it.range,
            Item::Footnote(it) => it.range,
            Item::Image(it) => it.range,
            Item::Link(it) => it.range,
            Item::LinkDefinition(it) | Item::LostDefinition(it) => it.range,
            Item::Tag(it) => it.range,
            Item::Output(it) => it.range,
            Item::Embed(it) => it.range,
            Item::Alert(it) => it.range,
            Item::Emoji(it) => it.range,
            Item::Math(it) => it.range,
            Item::Code(it) => it.range,
            Item::Anchor(it) => it.range,
            Item::PageRef(it) => it.range,
            Item::Problem(it) => it.range,
        }
    }

    /// Which kind of item it is.
    pub fn kind(&self) -> ItemKind {
        match self {
            Item::Heading(_) => ItemKind::Heading,
            Item::Footnote(_) => ItemKind::Footnote,
            Item::Image(_) => ItemKind::Image,
            Item::Link(_) => ItemKind::Link,
            Item::LinkDefinition(_) => ItemKind::LinkDefinition,
            Item::LostDefinition(_) => ItemKind::LostDefinition,
            Item::Tag(_) => ItemKind::Tag,
            Item::Output(_) => ItemKind::Output,
            Item::Embed(_) => ItemKind::Embed,
            Item::Alert(_) => ItemKind::Alert,
            Item::Emoji(_) => ItemKind::Emoji,
            Item::Math(_) => ItemKind::Math,
            Item::Code(_) => ItemKind::Code,
            Item::Anchor(_) => ItemKind::Anchor,
            Item::PageRef(_) => ItemKind::PageRef,
            Item::Problem(_) => ItemKind::Problem,
        }
    }

    /// What the place of the item means for it, for those that say.
    pub(super) fn context_mut(&mut self) -> Option<&mut Context> {
        match self {
            Item::Footnote(it) => Some(&mut it.context),
            Item::Image(it) => Some(&mut it.context),
            Item::Link(it) => Some(&mut it.context),
            Item::Tag(it) => Some(&mut it.context),
            Item::Output(it) => Some(&mut it.context),
            _ => None,
        }
    }

    /// The same item in a text that has `by` more bytes before it.
    pub(super) fn later(mut self, by: TextSize) -> Item {
        self.each_range(&mut |range| *range += by);
        self
    }

    /// Whether another item is the same, but for the place.
    pub fn is_moved(&self, other: &Item) -> bool {
        let (from, to) = (self.range().start(), other.range().start());
        match to.checked_sub(from) {
            Some(by) => self.clone().later(by) == *other,
            None => *self == other.clone().later(from - to),
        }
    }

    /// Calls a function with each range of the item.
    pub(super) fn each_range(&mut self, f: &mut dyn FnMut(&mut TextRange)) {
        match self {
            Item::Heading(it) => {
                f(&mut it.range);
                names(f, [Some(&mut it.title), it.id.as_deref_mut()]);
            }
            Item::Footnote(it) => {
                f(&mut it.range);
                f(&mut it.label.range);
                it.body.iter_mut().for_each(f);
            }
            Item::Image(it) => {
                f(&mut it.range);
                names(f, [Some(&mut it.alt), it.target.as_mut(), it.label.as_deref_mut(), it.title.as_deref_mut()]);
            }
            Item::Link(it) => {
                f(&mut it.range);
                names(f, [Some(&mut it.text), it.target.as_mut(), it.label.as_deref_mut(), it.title.as_deref_mut()]);
            }
            Item::LinkDefinition(it) | Item::LostDefinition(it) => {
                f(&mut it.range);
                names(f, [Some(&mut it.label), Some(&mut it.target), it.title.as_deref_mut()]);
            }
            Item::Tag(it) => [&mut it.range, &mut it.name.range, &mut it.markup.range].into_iter().for_each(f),
            Item::Output(it) => {
                f(&mut it.range);
                it.value.iter_mut().for_each(|value| value_ranges(value, f));
                for filter in &mut it.filters {
                    f(&mut filter.name.range);
                    filter.args.iter_mut().for_each(|value| value_ranges(value, f));
                    for (key, value) in &mut filter.keywords {
                        f(&mut key.range);
                        value_ranges(value, f);
                    }
                }
            }
            Item::Embed(it) => [&mut it.range, &mut it.kind.range, &mut it.target.range].into_iter().for_each(f),
            Item::Alert(it) => [&mut it.range, &mut it.kind.range, &mut it.text].into_iter().for_each(f),
            Item::Emoji(it) => [&mut it.range, &mut it.name.range].into_iter().for_each(f),
            Item::PageRef(it) => [&mut it.range, &mut it.name.range].into_iter().for_each(f),
            Item::Math(it) => [&mut it.range, &mut it.tex].into_iter().for_each(f),
            Item::Code(it) => {
                f(&mut it.range);
                it.language.iter_mut().for_each(|name| f(&mut name.range));
            }
            Item::Anchor(it) => [&mut it.range, &mut it.id.range].into_iter().for_each(f),
            Item::Problem(it) => {
                f(&mut it.range);
                match &mut it.kind {
                    ProblemKind::Liquid(Fault::UnterminatedOutput { brace: Some(brace) }) => f(brace),
                    ProblemKind::Liquid(_) => {}
                }
            }
        }
    }

    /// Whether the item begins and ends in the text as its kind does. One that does not has been misplaced.
    pub(super) fn stands_in(&self, source: &str) -> bool {
        let Some(written) = source.get(std::ops::Range::<usize>::from(self.range())) else { return false };
        let between = |first: &str, last: &str| written.starts_with(first) && written.ends_with(last);
        match self {
            Item::Heading(it) => written.starts_with('#') || it.level <= 2,
            Item::Footnote(it) => match (it.dialect, it.role) {
                (FootnoteDialect::Fastpages, Role::Ref) => between("{%", "%}"),
                (FootnoteDialect::Fastpages, Role::Def) => between("{{", "}"),
                (FootnoteDialect::Markdown, Role::Ref) => between("[^", "]"),
                (FootnoteDialect::Markdown, Role::Def) => written.starts_with("[^"),
                (FootnoteDialect::Inline, _) => between("^[", "]"),
            },
            Item::Image(it) => match it.syntax {
                ImageSyntax::Inline | ImageSyntax::Kramdown => between("![", ")"),
                ImageSyntax::Reference => between("![", "]"),
                ImageSyntax::Html => between("<", ">"),
                ImageSyntax::Include => between("{%", "%}"),
            },
            Item::Link(it) => match it.syntax {
                LinkSyntax::Inline => between("[", ")"),
                LinkSyntax::Reference => between("[", "]"),
                LinkSyntax::Html => between("<", ">"),
                LinkSyntax::Autolink => !written.is_empty() && !written.ends_with(char::is_whitespace),
            },
            Item::LinkDefinition(_) | Item::LostDefinition(_) => written.starts_with('['),
            Item::Tag(_) => between("{%", "%}"),
            Item::Output(_) => between("{{", "}"),
            Item::Embed(_) | Item::Alert(_) => written.starts_with('>'),
            Item::Emoji(_) => between(":", ":"),
            Item::Math(_) => between("$", "$"),
            Item::Code(it) => match it.syntax {
                super::item::CodeSyntax::Span => between("`", "`"),
                super::item::CodeSyntax::Fence => written.starts_with(['`', '~']),
                super::item::CodeSyntax::Indented => !written.is_empty(),
            },
            Item::Anchor(_) => between("<", ">") || between("{:", "}"),
            Item::PageRef(_) => between("{{", "}}"),
            Item::Problem(_) => true,
        }
    }
}

fn names<const N: usize>(f: &mut dyn FnMut(&mut TextRange), names: [Option<&mut Name>; N]) {
    for name in names.into_iter().flatten() {
        f(&mut name.range);
    }
}

fn value_ranges(value: &mut Value, f: &mut dyn FnMut(&mut TextRange)) {
    f(&mut value.name.range);
    if let ValueKind::String(inner) = &mut value.kind {
        f(&mut inner.range);
    }
}
