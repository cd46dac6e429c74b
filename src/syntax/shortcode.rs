//! Hugo's shortcodes `ref` and `relref`, which name a page of the blog.

use super::item::{Name, PageRef};
use crate::text::{TextRange, TextSize};

/// How shortcodes open and close.
const MARKS: [(&str, &str); 2] = [("{{<", ">}}"), ("{{%", "%}}")];

/// The shortcodes of a text that name a page, in text order. Hugo reads them wherever they stand, in code too; one that
/// runs over several lines is passed over, so that each line speaks for itself.
pub(super) fn page_refs(text: &str) -> Vec<PageRef> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = memchr::memmem::find(&text.as_bytes()[at..], b"{{").map(|open| at + open) {
        let end = text[open..].find(['\n', '\r']).map_or(text.len(), |end| open + end);
        let start = text[..open].rfind(['\n', '\r']).map_or(0, |end| end + 1).max(at);
        in_line(&text[start..end], start, &mut found);
        at = end;
    }
    found
}

/// Those of one line, which starts at a place.
fn in_line(line: &str, start: usize, found: &mut Vec<PageRef>) {
    let mut at = 0;
    // A mark that nothing closes is not looked for again.
    let mut unclosed = [false; MARKS.len()];
    while let Some(open) = line[at..].find("{{").map(|open| at + open) {
        at = open + 2;
        let Some(kind) = MARKS.iter().position(|(opener, _)| line[open..].starts_with(opener)) else { continue };
        let (opener, closer) = MARKS[kind];
        let inside = open + opener.len();
        let Some(end) = line[inside..].find(closer).filter(|_| !unclosed[kind]).map(|end| inside + end) else {
            unclosed[kind] = true;
            continue;
        };
        at = end + closer.len();
        if let Some((from, name)) = named(&line[inside..end]) {
            let range = TextRange::new(size(start + open), size(start + at));
            let place = TextRange::at(size(start + inside + from), TextSize::of(name));
            found.push(PageRef { range, name: Name { text: name.into(), range: place } });
        }
    }
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
    let page = name.split(['#', '?']).next().unwrap_or_default();
    let is_name = !name.is_empty() && !page.contains(['=', '{']);
    is_name.then_some((inside.len() - argument.len() + skipped, name))
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
            let found = page_refs(text);
            for PageRef { range, name } in &found {
                assert!(range.contains_range(name.range) && text[name.range] == *name.text, "{name:?}");
            }
            found.into_iter().map(|it| it.name.text.to_string()).collect()
        };
        assert_eq!(names("[a]({{< ref \"b.md#c\" >}}) {{% relref `/d/e?f=g` %}}"), ["b.md#c", "/d/e?f=g"]);
        assert_eq!(names("{{<ref b>}} {{< relref path=\"c\" lang=\"fr\" >}}"), ["b", "c"]);
        assert_eq!(names("x\n{{% ref a %}}\n\n```\n{{% {{< ref \"#b\" >}}\n"), ["a", "#b"]);
        for silent in [
            "{{</* ref \"b\" */>}}",
            "{{< figure \"b\" >}}",
            "{{ ref \"b\" }}",
            "{{< ref",
            "{{< ref \"b\"\n>}}",
            "{{< refs \"b\" >}}",
            "{{< ref \"\" >}}",
        ] {
            assert_eq!(names(silent), Vec::<String>::new(), "{silent}");
        }
    }
}
