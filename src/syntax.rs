//! What one text says: front matter, Liquid and Markdown read into flat lists of items, and read again after an edit.

mod bare;
mod blocks;
mod callout;
mod content;
mod definition;
mod elements;
mod emoji;
mod extension;
mod fence;
pub mod footnote;
mod found;
mod front_matter;
mod heading;
mod html;
pub mod include;
mod inline;
mod item;
mod kramdown;
mod lazy;
mod lines;
mod link;
pub mod liquid;
mod markdown;
mod marker;
mod mask;
mod math;
pub mod outline;
mod pipes;
mod ranges;
mod raw_html;
mod reading;
mod reparse;
mod segments;
mod shortcode;
mod stretch;
mod target;

use std::collections::HashMap;
use std::sync::Arc;

use smol_str::SmolStr;

use segments::Segments;
use stretch::Ask;

pub use front_matter::*;
pub use html::ids_of_template;
pub use item::*;
pub use reading::Reading;

use crate::always::always;
use crate::text::{Edit, Text, TextRange, TextSize};

/// How a text is to be read; what the blog says about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Hash)]
pub struct Dialect {
    /// Where the text stands.
    pub part: Part,
    /// Whether the generator runs Liquid (Jekyll, fastpages, Eleventy) or leaves `{{` alone or to its own shortcodes.
    pub liquid: bool,
    /// Whether the generator's Markdown is kramdown, and not CommonMark's kin.
    pub kramdown: bool,
}

/// Where a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Hash)]
pub enum Part {
    /// A file of its own.
    #[default]
    File,
    /// A notebook's first Markdown cell, which may hold front matter in list form.
    FirstCell,
    /// Another Markdown cell of a notebook.
    Cell,
    /// A raw cell of a notebook, of which only YAML front matter counts.
    Raw,
    /// A cell that the generator leaves out of the page: nothing of it counts.
    LeftOut,
}

impl Part {
    /// Whether the text may begin with front matter.
    fn may_be_first(self) -> bool {
        !matches!(self, Part::Cell | Part::LeftOut)
    }

    /// Whether what follows front matter is Markdown that readers see.
    fn has_body(self) -> bool {
        !matches!(self, Part::Raw | Part::LeftOut)
    }
}

/// The longest text that is read, in bytes. Nothing is said of a longer one.
pub const LIMIT: u32 = 16 << 20;

/// What one text says: its front matter, and its items in text order. A clone is cheap.
///
/// Every range a `Post` gives out is in bytes of the text it was made from.
#[derive(Clone, Debug, Default)]
pub struct Post {
    dialect: Dialect,
    front_matter: Option<Arc<FrontMatter>>,
    body_start: TextSize,
    body: Segments,
    labels: Arc<Labels>,
    too_long: bool,
}

/// Two parts of one text, before and after edits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The part of the older text.
    pub old: TextRange,
    /// What stands in its place.
    pub new: TextRange,
}

/// How often each link label is defined.
type Labels = HashMap<SmolStr, u32>;

/// Reads a text. Never fails: what is wrong with the text is among the items, or in the front matter.
pub fn parse(text: &Text, dialect: Dialect) -> Post {
    if text.len() > TextSize::new(LIMIT) {
        return Post { dialect, too_long: true, ..Post::default() };
    }
    parse_str(&text.to_string(), dialect)
}

/// The same for a text that nobody is going to edit.
pub fn parse_str(whole: &str, dialect: Dialect) -> Post {
    if whole.len() > LIMIT as usize {
        return Post { dialect, too_long: true, ..Post::default() };
    }
    parse_with(whole, dialect, front_matter::read(whole, dialect.part).map(Arc::new))
}

/// The same for a text that is not too long, and whose front matter is known.
fn parse_with(whole: &str, dialect: Dialect, front_matter: Option<Arc<FrontMatter>>) -> Post {
    let fenced = if dialect.part.may_be_first() { front_matter::split(whole) } else { None };
    if !dialect.part.has_body() {
        return Post { dialect, front_matter, body_start: TextSize::of(whole), ..Post::default() };
    }
    let body_start = fenced.map_or(TextSize::new(0), |split| split.body_start);
    let (body, labels) = read_body(&whole[usize::from(body_start)..], dialect, body_start > TextSize::new(0));
    Post { dialect, front_matter, body_start, body, labels: Arc::new(labels), too_long: false }
}

/// Reads a whole body.
fn read_body(body: &str, dialect: Dialect, inner: bool) -> (Segments, Labels) {
    let ask = Ask {
        text: body,
        len: body.len(),
        dialect,
        inner,
        defined: &|_| false,
        may_end_later: &|| false,
        ends_one_later: &|_| false,
    };
    let segments = stretch::read(&ask).map_or_else(Vec::new, |read| segments::cut(read, body.len() as u32));
    let mut labels = Labels::default();
    for label in segments.iter().flat_map(segments::Segment::defines) {
        *labels.entry(label.clone()).or_default() += 1;
    }
    (Segments::new(&segments), labels)
}

/// Reads a text again after one edit: `post` is what the text before the edit said, `text` is the text after it.
/// Equal to `parse(text, post.dialect())`, at the cost of the blocks that the edit touches.
pub fn reparse(post: &Post, text: &Text, edit: &Edit) -> Post {
    let reparsed = if post.dialect.part.has_body() { reparse::reparse(post, text, edit) } else { None };
    let is_whole = |post: &Post| always(post.len() == text.len(), "what is read again is as long as its text");
    reparsed.filter(is_whole).unwrap_or_else(|| parse(text, post.dialect))
}

impl Post {
    /// How long the text is, as far as it is read at all.
    fn len(&self) -> TextSize {
        self.body_start + TextSize::new(self.body.len())
    }

    /// How the text was read.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The settings at the head of the text.
    pub fn front_matter(&self) -> Option<&FrontMatter> {
        self.front_matter.as_deref()
    }

    /// Where the part of the text starts that holds no front matter.
    pub fn body_start(&self) -> TextSize {
        self.body_start
    }

    /// Whether the text is longer than [`LIMIT`], and so was not read.
    pub fn is_too_long(&self) -> bool {
        self.too_long
    }

    /// The parts of an older and of this reading of a text outside of which both say the same, at their own places;
    /// `None` where they may differ everywhere, as the front matter differs, or how they are read.
    pub fn changed_since(&self, older: &Post) -> Option<Changed> {
        let is_alike = self.dialect == older.dialect
            && self.body_start == older.body_start
            && self.too_long == older.too_long
            && self.front_matter == older.front_matter;
        let (before, behind) = is_alike.then(|| older.body.shared(&self.body))?;
        let part = |post: &Post| {
            let end = post.body_start + TextSize::new(post.body.len() - behind);
            TextRange::new(post.body_start + TextSize::new(before), end)
        };
        Some(Changed { old: part(older), new: part(self) })
    }

    /// The same post of which only a part says anything: what begins in the range or in a block that begins there.
    pub fn within(&self, range: TextRange) -> Post {
        let offset = |place: TextSize| u32::from(place.checked_sub(self.body_start).unwrap_or_default());
        Post { body: self.body.within(offset(range.start()), offset(range.end())), ..self.clone() }
    }

    /// All items in text order: by start, the longer first.
    pub fn items(&self) -> impl Iterator<Item = Item> + '_ {
        self.body.items(self.body_start)
    }

    /// The items of one kind in text order; parts of the text without any are passed over unread.
    pub fn of(&self, kind: ItemKind) -> impl Iterator<Item = Item> + '_ {
        self.body.of(kind, self.body_start)
    }

    /// A part of each item of one kind that has it, such as the targets of some links, in text order. The ranges of the
    /// item that is looked at are not those of the text yet.
    pub fn names<'a>(
        &'a self,
        kind: ItemKind,
        part: impl Fn(&Item) -> Option<&Name> + Copy + 'a,
    ) -> impl Iterator<Item = Name> + 'a {
        self.body.names(kind, self.body_start, part)
    }

    /// Both sides of the footnotes of one id, in whatever letter case, in text order; parts of the text that surely hold
    /// none are passed over unread.
    pub fn footnotes_of<'a>(&'a self, id: &'a str) -> impl Iterator<Item = Footnote> + 'a {
        self.body.footnotes_of(id, self.body_start)
    }

    /// The items whose range holds or touches an offset, the innermost first.
    pub fn at(&self, offset: TextSize) -> Vec<Item> {
        offset.checked_sub(self.body_start).map_or_else(Vec::new, |offset| self.body.at(offset.into(), self.body_start))
    }

    /// Whether Liquid takes away the white space behind a tag or an output, and may so join lines far below to it.
    pub fn trims(&self) -> bool {
        self.body.trims()
    }

    /// Whether `{% raw %}` keeps Liquid from running somewhere in the text.
    pub fn is_raw_somewhere(&self) -> bool {
        self.body.is_raw_somewhere()
    }

    /// Whether there may be a footnote's tag whose brace is misspelt, as in `(% fn 1 %}`; where not, there is none.
    pub fn may_misspell_tags(&self) -> bool {
        self.body.may_misspell()
    }

    /// Whether the text defines a link's label, given as [`key`] makes it.
    pub fn defines(&self, key: &str) -> bool {
        self.labels.contains_key(key)
    }
}

/// A link's label as it is compared: case folded, white space collapsed (CommonMark 0.31, "matches").
pub fn key(label: &str) -> SmolStr {
    target::key(label)
}

/// One look-up for each kind of item.
macro_rules! items_of {
    ($($name:ident: $kind:ident = $type:ty, $doc:literal;)*) => {
        impl Post {
            $(
                #[doc = concat!($doc, " in text order.")]
                pub fn $name(&self) -> impl Iterator<Item = $type> + '_ {
                    self.of(ItemKind::$kind).filter_map(|item| match item {
                        Item::$kind(it) => Some(it),
                        _ => None,
                    })
                }
            )*
        }
    };
}

items_of! {
    headings: Heading = Heading, "The headings";
    footnotes: Footnote = Footnote, "Both sides of the footnotes";
    images: Image = Image, "The images";
    links: Link = Link, "The links";
    definitions: LinkDefinition = LinkDefinition, "The link definitions";
    lost_definitions: LostDefinition = LinkDefinition, "What looks like link definitions and is text of paragraphs";
    tags: Tag = liquid::Tag, "Liquid's tags";
    outputs: Output = liquid::Output, "Liquid's outputs";
    embeds: Embed = Embed, "The embedded players and posts";
    alerts: Alert = Alert, "The alerts";
    emoji: Emoji = Emoji, "The emoji";
    math: Math = Math, "The mathematics";
    code: Code = Code, "The code";
    anchors: Anchor = Anchor, "The explicit targets for fragments";
    page_refs: PageRef = PageRef, "Hugo's shortcodes that name pages";
    problems: Problem = Problem, "What is wrong with the text";
}

#[cfg(test)]
mod tests;
