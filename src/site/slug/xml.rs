//! Whether the HTML that mistune 0.8 makes of a heading is XML too: nbconvert 5.6 gives ids to no others.

/// The entities that XML knows by name.
const ENTITIES: [&str; 5] = ["amp", "lt", "gt", "quot", "apos"];

/// Whether a heading, as it is written, becomes XML: no image, as that has no end; no entity that only HTML knows; and
/// tags that all end.
pub(super) fn is_xml(heading: &str) -> bool {
    let mut rest = heading;
    let mut open: Vec<&str> = Vec::new();
    while let Some(at) = rest.find(['\\', '`', '$', '!', '&', '<']) {
        let (mark, behind) = (rest.as_bytes()[at], &rest[at + 1..]);
        rest = match mark {
            b'\\' => behind.strip_prefix(is_escapable).unwrap_or(behind),
            // What code and formulas hold is escaped.
            b'`' => behind_code(&rest[at..]),
            b'$' => behind.find('$').map_or(behind, |end| &behind[end + 1..]),
            b'!' if behind.starts_with('[') => return false,
            b'&' => match entity(behind) {
                Some(name) if !name.starts_with('#') && !ENTITIES.contains(&name) => return false,
                // HTML is left as it is, and elsewhere a lone `&` is escaped.
                None if !open.is_empty() => return false,
                _ => behind,
            },
            b'<' => match tag(behind, &mut open) {
                Some(behind) => behind,
                None => return false,
            },
            _ => behind,
        };
    }
    open.is_empty()
}

/// What a backslash takes its meaning from; neither `<` nor `&` nor `$`.
fn is_escapable(c: char) -> bool {
    "\\`*{}[]()#+-.!_>~|".contains(c)
}

/// What stands behind code that begins here; behind its marks where it does not end.
fn behind_code(text: &str) -> &str {
    let inside = text.trim_start_matches('`');
    let marks = &text[..text.len() - inside.len()];
    let end = inside.match_indices(marks).map(|(at, _)| at + marks.len()).find(|end| {
        let is_longer = inside[*end..].starts_with('`') || inside[..end - marks.len()].ends_with('`');
        !is_longer
    });
    end.map_or(inside, |end| &inside[end..])
}

/// The name of the entity behind a `&`.
fn entity(behind: &str) -> Option<&str> {
    let (name, _) = behind.split_once(';')?;
    let word = name.strip_prefix('#').unwrap_or(name);
    (!word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || c == '_')).then_some(name)
}

/// What stands behind a tag, or behind its `<` where it is none; `None` where XML cannot be read on.
fn tag<'a>(behind: &'a str, open: &mut Vec<&'a str>) -> Option<&'a str> {
    if let Some(comment) = behind.strip_prefix("!--") {
        return Some(comment.split_once("-->").map_or(behind, |(_, rest)| rest));
    }
    let (is_end, name) = behind.strip_prefix('/').map_or((false, behind), |name| (true, name));
    let length = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    let (name, attributes) = name.split_at(length);
    if is_end {
        // One that ends nothing is text to mistune alone: which id that makes is not known here.
        open.pop().filter(|last| *last == name)?;
        return attributes.trim_start().strip_prefix('>');
    }
    let ends_name = attributes.starts_with(|c: char| c.is_whitespace() || "/>".contains(c));
    // An address between brackets is a link.
    if !name.starts_with(|c: char| c.is_ascii_alphanumeric()) || !ends_name || !attributes.contains('>') {
        return Some(behind);
    }
    let mut rest = attributes.trim_start();
    loop {
        if let Some(rest) = rest.strip_prefix("/>") {
            return Some(rest);
        }
        if let Some(rest) = rest.strip_prefix('>') {
            open.push(name);
            return Some(rest);
        }
        let (_, value) = rest.split_once('=')?;
        let value = value.trim_start();
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let (_, behind) = value[1..].split_once(quote)?;
        rest = behind.trim_start();
    }
}

#[cfg(test)]
mod tests {
    use super::is_xml;

    /// As nbconvert 5.6.1 was asked with them.
    #[test]
    fn headings_with_and_without_an_id() {
        let with = [
            "a <b>x</b> b",
            "a &amp; b",
            "a &#233; b",
            "a & b",
            "a&b",
            "a < b",
            "$a<b$",
            "`<br>` and ``a`&nbsp;``",
            "<https://example.org/a?b&c>",
            "<a name='x'></a>B",
            "<i class=\"x\">y</i>",
            "a <br/> b",
            "<!-- a & b --> c",
            "a! b",
            "\\!\\[x]",
            "x & y; z",
        ];
        let without = [
            "a <br> b",
            "a&nbsp;b",
            "&copy; 2",
            "![alt](x.png) img",
            "<b>x",
            "<b><i>x</b></i>",
            "<a name=x></a>",
            "<b>a & b</b>",
            "<input disabled>",
            "\\<br>",
            "1 <2> 3",
            "a </b>",
        ];
        let wrong: Vec<_> =
            with.iter().filter(|it| !is_xml(it)).chain(without.iter().filter(|it| is_xml(it))).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
