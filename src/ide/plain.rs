//! Markdown as plain text, for editors that show no Markdown; and plain text as Markdown.

/// Plain text as Markdown that shows it.
pub(super) fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut escaped, c| {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']') {
            escaped.push('\\');
        }
        escaped.push(c);
        escaped
    })
}

/// Markdown as plain text: the words as readers see them, without the marks around them.
pub fn plain(markdown: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut fence: Option<&str> = None;
    for line in markdown.lines() {
        let trimmed = line.trim_start();
        let ticks = &trimmed[..trimmed.len() - trimmed.trim_start_matches('`').len()];
        match fence {
            Some(open) if trimmed.trim_end() == open => fence = None,
            Some(_) => lines.push(line.to_owned()),
            None if ticks.len() >= 3 => fence = Some(ticks),
            None => lines.push(line_of(line)),
        }
    }
    lines.join("\n").trim().to_owned()
}

/// One line, hard breaks left out.
fn line_of(line: &str) -> String {
    let title = line.trim_start_matches('#');
    let is_heading = (1..=6).contains(&(line.len() - title.len())) && title.starts_with(' ');
    inline(if is_heading { title.trim_start() } else { line }).trim_end().to_owned()
}

/// The text of a line.
fn inline(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let taken = code(rest).or_else(|| math(rest)).or_else(|| link(rest)).or_else(|| emphasis(rest, &text));
        if let Some((shown, after)) = taken {
            text.push_str(&shown);
            rest = after;
        } else if let Some(escaped) =
            rest.strip_prefix('\\').and_then(|it| it.chars().next()).filter(char::is_ascii_punctuation)
        {
            text.push(escaped);
            rest = &rest[2..];
        } else {
            text.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    text
}

/// A code span, as it is.
fn code(rest: &str) -> Option<(String, &str)> {
    let after = rest.trim_start_matches('`');
    let ticks = &rest[..rest.len() - after.len()];
    if ticks.is_empty() {
        return None;
    }
    let (inside, after) = after.split_once(ticks)?;
    let padded = inside.strip_prefix(' ').and_then(|it| it.strip_suffix(' ')).filter(|it| !it.trim().is_empty());
    Some((padded.unwrap_or(inside).to_owned(), after))
}

/// Mathematics, as it is.
fn math(rest: &str) -> Option<(String, &str)> {
    let inside = rest.strip_prefix('$')?;
    let end = inside.find('$')?;
    let is_math = !inside.starts_with([' ', '$']) && !inside[..end].ends_with(' ');
    is_math.then(|| (rest[..end + 2].to_owned(), &inside[end + 1..]))
}

/// The text of a link or of an image, and where a link leads.
fn link(rest: &str) -> Option<(String, &str)> {
    let (is_image, inside) = match rest.strip_prefix("![") {
        Some(inside) => (true, inside),
        None => (false, rest.strip_prefix('[')?),
    };
    let (text, after) = inside.split_once("](")?;
    let (target, after) = after.split_once(')')?;
    if text.contains(['[', ']']) || target.contains([' ', '(']) {
        return None;
    }
    let text = inline(text);
    Some((if is_image || text == target { text } else { format!("{text} ({target})") }, after))
}

/// What stands between `*`, `**`, `_` or `__`.
fn emphasis<'a>(rest: &'a str, before: &str) -> Option<(String, &'a str)> {
    let mark = rest.chars().next().filter(|c| matches!(c, '*' | '_'))?;
    let inside = rest.trim_start_matches(mark);
    let marks = &rest[..rest.len() - inside.len()];
    let in_word = mark == '_' && before.ends_with(char::is_alphanumeric);
    if in_word || inside.starts_with(char::is_whitespace) || marks.len() > 3 {
        return None;
    }
    let is_end = |at: &usize| inside[*at..].starts_with(marks) && !inside[..*at].ends_with('\\');
    let end = inside.char_indices().map(|(at, _)| at).find(is_end)?;
    let (text, after) = (&inside[..end], &inside[end + marks.len()..]);
    let closes = !text.is_empty() && !text.ends_with(' ') && !after.starts_with(mark);
    let word_goes_on = mark == '_' && after.starts_with(char::is_alphanumeric);
    (closes && !word_goes_on).then(|| (inline(text), after))
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn words_without_their_marks() {
        for (markdown, text) in [
            ("**A title**  \n2020-01-02  \n`_posts/a.md`", "A title\n2020-01-02\n_posts/a.md"),
            ("A \\*note\\* with \\[a link\\](x).", "A *note* with [a link](x)."),
            ("A *note*, __bold__, a_b_c and 2 * 3 * 4.", "A note, bold, a_b_c and 2 * 3 * 4."),
            (
                "See [the docs](https://example.org) and ![a picture](x.png).",
                "See the docs (https://example.org) and a picture.",
            ),
            ("<https://example.org>", "<https://example.org>"),
            ("$224^2 \\times a*b*c$ and `{% raw %}*x*`", "$224^2 \\times a*b*c$ and {% raw %}*x*"),
            ("```liquid\n{% fn *1* %}\n```\nText.", "{% fn *1* %}\nText."),
            ("**A \\*b\\*** and **\\*c\\* d**", "A *b* and *c* d"),
            ("## A heading", "A heading"),
            ("costs $5 and $6 *now*", "costs $5 and $6 now"),
            ("größer *als*", "größer als"),
        ] {
            assert_eq!(plain(markdown), text, "{markdown}");
        }
    }
}
