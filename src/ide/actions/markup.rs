//! The texts of notes in another notation: Markdown as HTML, literal text as Markdown, any text as a Liquid string.

/// How deep links and emphasis may lie in each other. What does not fit together is tried again at each depth.
const DEEPEST: u32 = 6;

/// Markdown of one paragraph as HTML that shows the same, attributes between `quote`. `None` where it holds anything
/// but links, code, emphasis and text.
pub(super) fn html(markdown: &str, quote: char) -> Option<String> {
    nested(markdown, quote, DEEPEST)
}

fn nested(markdown: &str, quote: char, depth: u32) -> Option<String> {
    let depth = depth.checked_sub(1)?;
    let mut html = String::new();
    let mut rest = markdown;
    while let Some(c) = rest.chars().next() {
        let before = html.chars().next_back();
        let (written, after) = match c {
            '`' => code(rest)?,
            '$' => math(rest).unwrap_or(("$".to_owned(), &rest[1..])),
            '!' if rest.starts_with("![") => return None,
            '[' => link(rest, quote, depth).unwrap_or(("[".to_owned(), &rest[1..])),
            '*' | '_' => emphasis(rest, before, quote, depth).unwrap_or((c.to_string(), &rest[1..])),
            '\\' => return None,
            '<' => tag(rest).unwrap_or(("&lt;".to_owned(), &rest[1..])),
            c => (c.to_string(), &rest[c.len_utf8()..]),
        };
        html.push_str(&written);
        rest = after;
    }
    Some(html)
}

/// A code span and what is behind it.
fn code(text: &str) -> Option<(String, &str)> {
    let ticks = text.len() - text.trim_start_matches('`').len();
    let mark = &text[..ticks];
    let inner = &text[ticks..];
    let end = inner.find(mark)?;
    let after = &inner[end + ticks..];
    if after.starts_with('`') {
        return None;
    }
    let shown = inner[..end].trim().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    Some((format!("<code>{shown}</code>"), after))
}

/// A formula as it stands.
fn math(text: &str) -> Option<(String, &str)> {
    let end = text[1..].find('$')? + 2;
    Some((text[..end].to_owned(), &text[end..]))
}

/// `[text](address)` or `[text](address "title")`.
fn link(text: &str, quote: char, depth: u32) -> Option<(String, &str)> {
    let middle = text.find("](")?;
    let label = &text[1..middle];
    let end = middle + text[middle..].find(')')?;
    let target = text[middle + 2..end].trim();
    if label.contains('[') || target.contains(['(', '<', '>', ' ', '"', '\'']) || target.is_empty() {
        return None;
    }
    let shown = nested(label, quote, depth)?;
    Some((format!("<a href={quote}{}{quote}>{shown}</a>", target.replace('&', "&amp;")), &text[end + 1..]))
}

/// `*…*`, `**…**` and their kin: the mark before a word, and again behind one.
fn emphasis(text: &str, before: Option<char>, quote: char, depth: u32) -> Option<(String, &str)> {
    let c = text.chars().next()?;
    let marks = text.len() - text.trim_start_matches(c).len();
    let (tag, mark) = match marks {
        1 => ("em", &text[..1]),
        2 => ("strong", &text[..2]),
        _ => return None,
    };
    let opens = before.is_none_or(|it| it.is_whitespace() || "(\"'>".contains(it));
    let inner = &text[mark.len()..];
    let closes = |at: &usize| {
        let ends_word = inner[..*at].chars().next_back().is_some_and(|it| !it.is_whitespace() && it != c);
        ends_word && inner[*at + mark.len()..].chars().next().is_none_or(|it| !it.is_alphanumeric() && it != c)
    };
    let starts_word = inner.starts_with(|it: char| !it.is_whitespace());
    let end = inner.match_indices(mark).map(|(at, _)| at).find(closes).filter(|_| opens && starts_word)?;
    let shown = nested(&inner[..end], quote, depth)?;
    Some((format!("<{tag}>{shown}</{tag}>"), &inner[end + mark.len()..]))
}

/// A tag of HTML or an address between `<` and `>`, as it stands.
fn tag(text: &str) -> Option<(String, &str)> {
    let is_tag = text[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
    let end = text.find('>').filter(|_| is_tag)? + 1;
    if text[..end].contains("://") && !text[..end].contains(' ') {
        let address = &text[1..end - 1];
        return Some((address.to_owned(), &text[end..]));
    }
    Some((text[..end].to_owned(), &text[end..]))
}

/// A text that readers see as it stands, its HTML and entities aside, as Markdown that shows the same.
pub(super) fn escaped(text: &str) -> String {
    let mut markdown = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c == '<'
            && let Some((written, after)) = tag(rest)
        {
            markdown.push_str(&written);
            rest = after;
            continue;
        }
        let next = rest[c.len_utf8()..].chars().next();
        let word = |it: Option<char>| it.is_some_and(char::is_alphanumeric);
        // Within a word an underscore is text, and so it is in most addresses.
        let is_text = c == '_' && word(markdown.chars().next_back()) && word(next);
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '|') && !is_text {
            markdown.push('\\');
        }
        markdown.push(c);
        rest = &rest[c.len_utf8()..];
    }
    markdown
}

/// A text as a Liquid string that shows the same: its braces as entities, its quotes too where both kinds are in it.
pub(super) fn quoted(text: &str) -> String {
    let text = text.replace('{', "&#123;").replace('}', "&#125;");
    match (text.contains('\''), text.contains('"')) {
        (false, _) => format!("'{text}'"),
        (true, false) => format!("\"{text}\""),
        (true, true) => format!("'{}'", text.replace('\'', "&#39;")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_becomes_html() {
        for (markdown, expected) in [
            ("See [there](https://a.b/?x=1&y=2).", Some("See <a href=\"https://a.b/?x=1&amp;y=2\">there</a>.")),
            ("*one* and **two** and `a < b`", Some("<em>one</em> and <strong>two</strong> and <code>a &lt; b</code>")),
            ("[*one*](u) _two_", Some("<a href=\"u\"><em>one</em></a> <em>two</em>")),
            ("2 * 3 * 4, a_b_c, $x_1 * y_2$", Some("2 * 3 * 4, a_b_c, $x_1 * y_2$")),
            ("a <b>c</b> < d", Some("a <b>c</b> &lt; d")),
            ("![a](b)", None),
            ("\\*a", None),
            ("`open", None),
        ] {
            assert_eq!(html(markdown, '"').as_deref(), expected, "{markdown}");
        }
    }

    #[test]
    fn literal_text_becomes_markdown() {
        for (text, expected) in [
            ("a *b* [c](d) `e`", "a \\*b\\* \\[c\\](d) \\`e\\`"),
            ("<a href=\"x_y*\">a_b</a> _c_ &#39;", "<a href=\"x_y*\">a_b</a> \\_c\\_ &#39;"),
        ] {
            assert_eq!(escaped(text), expected, "{text}");
        }
    }

    #[test]
    fn any_text_becomes_a_string() {
        for (text, expected) in [
            ("plain", "'plain'"),
            ("it's", "\"it's\""),
            ("it's \"so\"", "'it&#39;s \"so\"'"),
            ("{a}", "'&#123;a&#125;'"),
        ] {
            assert_eq!(quoted(text), expected, "{text}");
        }
    }
}
