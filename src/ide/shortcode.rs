//! Hugo's shortcodes `ref` and `relref`, and the pages that they name.

use super::place::Place;
use crate::site::{Layout, Lookup};
use crate::syntax::Name;
use crate::text::{TextRange, TextSize};

/// A page that a shortcode names.
pub(super) struct PageRef {
    /// The name of the page as written, its fragment left out.
    pub name: Name,
    /// The page that is meant.
    pub found: Lookup,
}

/// The pages that shortcodes of a text name, in text order. Hugo reads them wherever they stand, in code too.
pub(super) fn page_refs(place: Place<'_>) -> Vec<PageRef> {
    written(place).into_iter().map(|(_, name)| found(place, name)).collect()
}

/// The page that the shortcode at a place names, for a cursor anywhere in it.
pub(super) fn page_ref_at(place: Place<'_>, offset: TextSize) -> Option<PageRef> {
    let (_, name) = written(place).into_iter().find(|(range, _)| range.contains_inclusive(offset))?;
    Some(found(place, name))
}

/// The shortcodes of a text, each with what it names as written.
fn written(place: Place<'_>) -> Vec<(TextRange, Name)> {
    if place.layout() != Layout::Hugo {
        return Vec::new();
    }
    let text = place.text().filter(|text| text.chunks(text.range()).any(|chunk| chunk.contains("{{")));
    text.map(|text| scan(&text.to_string())).unwrap_or_default()
}

fn found(place: Place<'_>, name: Name) -> PageRef {
    let found = place.site.page_referred(place.file(), &name.text);
    PageRef { name, found }
}

/// Each `{{< ref "name#fragment" >}}` with its name. A name that is left out means the page itself, and is none.
fn scan(text: &str) -> Vec<(TextRange, Name)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find("{{").map(|start| at + start) {
        at = start + 2;
        let Some(closer) = [("<", ">}}"), ("%", "%}}")].into_iter().find(|(open, _)| text[at..].starts_with(open))
        else {
            continue;
        };
        at += 1;
        let Some(end) = text[at..].find(closer.1).map(|end| at + end) else { continue };
        let range = TextRange::new(size(start), size(end + closer.1.len()));
        if let Some((from, name)) = named(&text[at..end]) {
            let name_range = TextRange::at(size(at + from), TextSize::of(name));
            found.push((range, Name { text: name.into(), range: name_range }));
        }
        at = end + closer.1.len();
    }
    found
}

/// The name that a shortcode's inside holds, with where it stands in it.
fn named(inside: &str) -> Option<(usize, &str)> {
    let call = inside.trim_start();
    let rest = call.strip_prefix("relref").or_else(|| call.strip_prefix("ref"))?;
    let argument = rest.trim_start();
    if argument.len() == rest.len() {
        return None;
    }
    let argument = argument.strip_prefix("path=").unwrap_or(argument);
    let (name, skipped) = match argument.chars().next()? {
        quote @ ('"' | '`') => (argument[1..].split(quote).next()?, 1),
        _ => (argument.split(char::is_whitespace).next()?, 0),
    };
    let name = name.split(['#', '?']).next().filter(|name| !name.is_empty() && !name.contains(['=', '{', '\n']))?;
    Some((inside.len() - argument.len() + skipped, name))
}

fn size(bytes: usize) -> TextSize {
    TextSize::try_from(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_every_way_to_write_them() {
        let names = |text: &str| -> Vec<String> {
            let found = scan(text);
            for (range, name) in &found {
                assert!(range.contains_range(name.range) && text[name.range] == *name.text, "{name:?}");
            }
            found.into_iter().map(|(_, name)| name.text.to_string()).collect()
        };
        assert_eq!(names("[a]({{< ref \"b.md#c\" >}}) {{% relref `/d/e` %}}"), ["b.md", "/d/e"]);
        assert_eq!(names("{{<ref b>}} {{< relref path=\"c\" lang=\"fr\" >}}"), ["b", "c"]);
        for silent in [
            "{{< ref \"#c\" >}}",
            "{{</* ref \"b\" */>}}",
            "{{< figure \"b\" >}}",
            "{{ ref \"b\" }}",
            "{{< ref",
            "{{< refs \"b\" >}}",
        ] {
            assert_eq!(names(silent), Vec::<String>::new(), "{silent}");
        }
    }
}
