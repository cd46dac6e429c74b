//! Whether the text of a page tells all that the page shows: what includes, tags and shortcodes put in is not known.

use super::place::Place;
use crate::site::Layout;
use crate::syntax::liquid::{Output, Tag, ValueKind};
use crate::syntax::{Context, FootnoteDialect};

/// The tags that put no text into a page, or only a word of their own.
const SILENT: &[&str] = &[
    "#",
    "assign",
    "avatar",
    "break",
    "capture",
    "case",
    "comment",
    "continue",
    "cycle",
    "decrement",
    "else",
    "elsif",
    "endcapture",
    "endcase",
    "endcomment",
    "endfor",
    "endhighlight",
    "endif",
    "endraw",
    "endunless",
    "for",
    "highlight",
    "if",
    "increment",
    "link",
    "octicon",
    "post_url",
    "raw",
    "twitter",
    "unless",
    "when",
];

/// The texts that fastpages brings to be included, and those that copy them: a box, a picture or a player.
const INCLUDES: &[&str] = &[
    "alert.html",
    "image-r",
    "image.html",
    "important.html",
    "info.html",
    "note.html",
    "screenshot",
    "tip.html",
    "twitter.html",
    "video.html",
    "warning.html",
    "youtube.html",
];

/// Whether what a text says is all that readers see of it, the theme apart.
pub(super) fn is_whole(place: Place<'_>) -> bool {
    let post = &place.source.post;
    if post.is_too_long() {
        return false;
    }
    match place.layout() {
        Layout::Jekyll | Layout::Fastpages => {
            post.tags().all(|tag| is_silent(place, &tag)) && post.outputs().all(|output| is_known(&output))
        }
        // Shortcodes, and in a folder that nobody builds whatever a generator would run.
        _ => place.text().is_some_and(|text| {
            let text = text.to_string();
            let marks: &[&str] = match place.layout() {
                Layout::Quarto => &["{{<", "asis"],
                Layout::Plain if uses_footnotes(place) => &["{% include"],
                _ => &["{{", "{%"],
            };
            !marks.iter().any(|mark| text.contains(mark))
        }),
    }
}

fn uses_footnotes(place: Place<'_>) -> bool {
    place.source.post.footnotes().any(|footnote| footnote.dialect == FootnoteDialect::Fastpages)
}

fn is_silent(place: Place<'_>, tag: &Tag) -> bool {
    let name = tag.name.text.as_str();
    let is_box = || {
        let file = tag.markup.text.split_whitespace().next().unwrap_or_default();
        INCLUDES.contains(&file) && !tag.markup.text.contains("id=")
    };
    match name {
        _ if tag.context == Context::LiquidComment => true,
        // Another plugin's footnotes have ids of their own.
        "fn" => place.has_fn(),
        "include" => is_box(),
        _ => SILENT.contains(&name),
    }
}

/// Whether an output prints a word and no more: a text in quotes, or what settings and front matter say.
fn is_known(output: &Output) -> bool {
    let Some(value) = &output.value else { return true };
    match value.kind {
        ValueKind::Literal(_) | ValueKind::String(_) => true,
        ValueKind::Variable(_) => {
            let name = &value.name.text;
            let is_setting = name.starts_with("site.") || name.starts_with("page.");
            is_setting && !name.ends_with("content") && !name.ends_with("excerpt")
        }
    }
}
