//! The target of a link as a definition of its own, which every link to it refers to.

use smol_str::SmolStr;

use super::writing::{all, at_end, ending};
use super::{At, Fix, Refusal};
use crate::ide::SourceEdit;
use crate::ide::applied;
use crate::syntax::{Context, Image, ImageSyntax, Item, Link, LinkDefinition, LinkSyntax, Name};
use crate::text::{TextRange, TextSize};

/// A link or an image that says its target itself.
#[derive(PartialEq, Eq)]
struct Inline {
    range: TextRange,
    /// From the parenthesis on.
    tail: TextRange,
    target: Name,
    title: Option<SmolStr>,
}

/// Moves the target of the link around the cursor to a definition, and that of every link with the same one.
pub(super) fn extract(at: At<'_>) -> Option<Result<Fix, Refusal>> {
    let here = at.place.items_at(at.range.start()).into_iter().find_map(|item| inline(at, &item))?;
    if !here.range.contains_range(at.range) {
        return None;
    }
    let items = at.place.source.post.items().filter_map(|item| inline(at, &item));
    let alike: Vec<Inline> = items.filter(|it| it.target.text == here.target.text && it.title == here.title).collect();
    let label = free(at);
    let written = at.slice(here.tail).strip_prefix('(')?.strip_suffix(')')?.trim();
    let line = format!("[{label}]: {written}");
    let edits = alike.iter().map(|it| SourceEdit { range: it.tail, insert: format!("[{label}]") });
    let edits = edits.chain([added(at, &line)]);
    let change = all(edits.map(|edit| (at.place.file().clone(), edit)));
    let title = format!("Extract to the link definition `[{label}]`");
    leads(at, &change, &label, &here, alike.len()).then(|| Ok(Fix::new(title, change)))
}

fn inline(at: At<'_>, item: &Item) -> Option<Inline> {
    let (range, text, target, title) = match item {
        Item::Link(Link { range, syntax: LinkSyntax::Inline, text, target, title, .. }) => (range, text, target, title),
        Item::Image(Image {
            range, syntax: ImageSyntax::Inline, alt, target, title, context: Context::Prose, ..
        }) => {
            // fastpages copies the pictures of a notebook that say their paths themselves.
            if at.place.is_converted() {
                return None;
            }
            (range, alt, target, title)
        }
        _ => return None,
    };
    let target = target.clone().filter(|target| !target.text.is_empty())?;
    let tail = TextRange::new(text.range.end() + TextSize::of(']'), range.end());
    Some(Inline { range: *range, tail, target, title: title.as_ref().map(|title| title.text.clone()) })
}

/// The first label that nothing in the text has.
fn free(at: At<'_>) -> String {
    let source = at.source.to_lowercase();
    let mut labels = std::iter::once("def".to_owned()).chain((2u32..).map(|number| format!("def{number}")));
    labels.find(|label| !source.contains(&format!("[{label}]"))).unwrap_or_default()
}

/// The edit that adds a definition behind the last one that stands on lines of its own, or at the end of the text.
fn added(at: At<'_>, line: &str) -> SourceEdit {
    let definitions = at.place.source.post.definitions();
    let is_own = |it: &LinkDefinition| at.before(it.range.start()).is_empty();
    match definitions.filter(is_own).last() {
        Some(last) => {
            let end = at.text.line_end(at.text.line_of(last.range.end()));
            SourceEdit { range: TextRange::empty(end), insert: format!("{}{line}", ending(at.source)) }
        }
        None => at_end(at.text, at.source, at.place.source.post.body_start(), line),
    }
}

/// Whether the links lead, by the definition, to where they lead now.
fn leads(at: At<'_>, change: &crate::ide::SourceChange, label: &str, here: &Inline, links: usize) -> bool {
    let file = at.place.file();
    let Some(after) = applied::after(at.place.site, change, at.place.texts()) else { return false };
    let Some(source) = after.source(file) else { return false };
    let is_meant = |it: &LinkDefinition| {
        it.key == label
            && it.target.text == here.target.text
            && it.title.as_ref().map(|it| &it.text) == here.title.as_ref()
    };
    let refers = |item: Item| match item {
        Item::Link(link) => link.defined && link.label.is_some_and(|it| it.text == label),
        Item::Image(image) => image.label.is_some_and(|it| it.text == label),
        _ => false,
    };
    let defined: Vec<LinkDefinition> = source.post.definitions().filter(|it| it.key == label).collect();
    defined.len() == 1 && is_meant(&defined[0]) && source.post.items().filter(|it| refers(it.clone())).count() == links
}
