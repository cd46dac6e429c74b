//! Liquid as a writer uses it: which tags and filters there are, and the files that tags name.

pub(super) mod filters;
pub(super) mod parameters;
pub(super) mod tags;

use super::place::Place;
use crate::site::Lookup;
use crate::syntax::Name;
use crate::syntax::liquid::Tag;
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
    let name = first_word(&tag.markup);
    if tag.name.text == "link" && name.text.contains("{%") {
        // Jekyll reads the path as Liquid, and no tag can end in it.
        return Some(TagFile { name, found: Lookup::Missing });
    }
    if name.text.is_empty() || name.text.contains(['{', '}', '"', '\'']) {
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
