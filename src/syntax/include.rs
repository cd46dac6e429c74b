//! `{% include image.html file="…" %}`: the picture that fastpages' include shows (`_includes/image.html`).

use smol_str::SmolStr;

use super::item::{Image, ImageSyntax, Name};
use super::link::starts_line;
use super::liquid::Tag;
use crate::text::{TextRange, TextSize};

/// The image that a tag is, if it is one and names its file.
pub(super) fn image(tag: &Tag, source: &str) -> Option<Image> {
    let markup = tag.name.text == "include" && tag.markup.text.split_ascii_whitespace().next() == Some("image.html");
    let target = parameter(&tag.markup, "file").filter(|_| markup)?;
    let nothing = Name { text: SmolStr::default(), range: TextRange::empty(tag.range.end()) };
    Some(Image {
        range: tag.range,
        syntax: ImageSyntax::Include,
        alt: parameter(&tag.markup, "alt").unwrap_or(nothing),
        target: Some(target),
        label: None,
        title: parameter(&tag.markup, "caption"),
        context: tag.context,
        at_line_start: starts_line(source, tag.range.start().into()),
    })
}

/// The value of a quoted parameter (Jekyll 4.3, `tags/include.rb`).
fn parameter(markup: &Name, wanted: &str) -> Option<Name> {
    let text = markup.text.as_str();
    let mut at = text.find(char::is_whitespace)?;
    loop {
        let rest = text[at..].trim_start();
        let equals = rest.find('=')?;
        let key = rest[..equals].trim_end();
        let value = rest[equals + 1..].trim_start();
        let start = text.len() - value.len();
        let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
            at = start + value.find(char::is_whitespace)?;
            continue;
        };
        let end = start + 1 + value[1..].find(quote)?;
        if key == wanted {
            let base = markup.range.start();
            let range = TextRange::new(TextSize::of(&text[..=start]), TextSize::of(&text[..end])) + base;
            return Some(Name { text: SmolStr::new(&text[start + 1..end]), range });
        }
        at = end + 1;
    }
}
