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
        title: parameter(&tag.markup, "caption").map(Box::new),
        context: tag.context,
        at_line_start: starts_line(source, tag.range.start().into()),
    })
}

/// The value of a quoted parameter.
fn parameter(markup: &Name, wanted: &str) -> Option<Name> {
    let text = markup.text.as_str();
    let (_, value) = given(text).find(|(key, value)| *key == wanted && value.is_some())?;
    let (start, end) = value?;
    let range = TextRange::new(TextSize::of(&text[..start]), TextSize::of(&text[..end])) + markup.range.start();
    Some(Name { text: SmolStr::new(&text[start..end]), range })
}

/// The parameters that a tag's markup gives behind the name of its file, each with where its value stands if that is
/// quoted (Jekyll 4.3, `tags/include.rb`).
pub fn given(markup: &str) -> impl Iterator<Item = (&str, Option<(usize, usize)>)> {
    let mut at = markup.find(char::is_whitespace);
    std::iter::from_fn(move || {
        let rest = markup[at?..].trim_start();
        let equals = rest.find('=')?;
        let key = rest[..equals].trim_end();
        let value = rest[equals + 1..].trim_start();
        let start = markup.len() - value.len();
        let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
            at = value.find(char::is_whitespace).map(|end| start + end);
            return Some((key, None));
        };
        let end = start + 1 + value[1..].find(quote)?;
        at = Some(end + 1);
        Some((key, Some((start + 1, end))))
    })
}
