//! Liquid as a writer uses it: which tags and filters there are, and the files that tags name.

pub(super) mod filters;
pub(super) mod parameters;
pub(super) mod tags;

use super::place::Place;
use crate::site::Lookup;
use crate::syntax::liquid::{self, Tag};
use crate::syntax::{Item, Name};
use crate::text::{TextRange, TextSize};

/// A file that a tag names.
pub(super) struct TagFile {
    /// The name in the tag, as written.
    pub name: Name,
    /// The file that is meant.
    pub found: Lookup,
}

/// The file that a tag names; `None` for tags that name none.
pub(super) fn file(place: Place<'_>, tag: &Tag) -> Option<TagFile> {
    // To `link` and `post_url` all that is written is the name, spaces among it.
    let is_whole = matches!(tag.name.text.as_str(), "link" | "post_url");
    let name = if is_whole { tag.markup.clone() } else { first_word(&tag.markup) };
    let is_printed = |item: &Item| matches!(item, Item::Output(_));
    if tag.name.text == "link" && !liquid::scan(&name.text).items.iter().all(is_printed) {
        // Jekyll reads the path as Liquid, and no tag can end in it, nor an output be left open.
        return Some(TagFile { name, found: Lookup::Missing });
    }
    if name.text.is_empty() || !is_whole && name.text.contains(['{', '}', '"', '\'']) {
        return None;
    }
    let found = match tag.name.text.as_str() {
        "include" | "include_cached" => place.site.included(&name.text),
        "include_relative" => place.site.included_beside(place.file(), &name.text),
        "link" => place.site.linked(&name.text),
        "post_url" => place.site.post_named(&name.text),
        _ => return None,
    };
    Some(TagFile { name, found })
}

fn first_word(markup: &Name) -> Name {
    let text = markup.text.split_whitespace().next().unwrap_or_default();
    let lead = markup.text.len() - markup.text.trim_start().len();
    let start = markup.range.start() + TextSize::of(&markup.text[..lead]);
    Name { text: text.into(), range: TextRange::at(start, TextSize::of(text)) }
}
