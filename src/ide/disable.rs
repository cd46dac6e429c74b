//! Comments in a text that switch rules off, for a line, from there on, or for the file.

use crate::syntax::{Item, Post};
use crate::text::{Text, TextSize};

use super::{Code, Diagnostic};

/// What each comment starts with, after the comment's own mark.
const WORD: &str = "manicule-";

/// The marks that open a comment, each with what closes it. Readers of the page find HTML comments in its source and
/// Liquid comments nowhere.
const COMMENTS: &[(&str, &str)] = &[("<!--", "-->"), ("{% comment %}", "{% endcomment %}"), ("{% #", "%}")];

/// What one comment says.
struct Directive {
    /// The lines it speaks of, zero-based, the end exclusive.
    lines: std::ops::Range<u32>,
    /// The rules it names; all rules where it names none.
    codes: Vec<Code>,
    /// Whether it switches off; `manicule-enable` switches on again.
    off: bool,
}

/// The findings that no comment of the text switches off: `<!-- manicule-disable-next-line missing-image -->`, and
/// likewise `-disable-line`, `-disable` up to the next `-enable`, and `-disable-file`.
pub(super) fn retain(findings: &mut Vec<Diagnostic>, post: &Post, text: &Text) {
    if findings.is_empty() {
        return;
    }
    let directives = directives(post, text);
    findings.retain(|finding| {
        let line = text.line_of(finding.range.start());
        let speaks =
            |it: &&Directive| it.lines.contains(&line) && (it.codes.is_empty() || it.codes.contains(&finding.code));
        // Of comments that speak of the line, the last one counts.
        !directives.iter().rfind(speaks).is_some_and(|it| it.off)
    });
}

fn directives(post: &Post, text: &Text) -> Vec<Directive> {
    if !text.holds(WORD) {
        return Vec::new();
    }
    let source = text.to_string();
    let words = memchr::memmem::find_iter(source.as_bytes(), WORD);
    words.filter_map(|at| directive(&source, at, post, text)).collect()
}

/// The directive whose word stands at a byte, if it stands first in a comment that is no example in code.
fn directive(source: &str, at: usize, post: &Post, text: &Text) -> Option<Directive> {
    let before = source[..at].trim_end();
    let (_, close) = COMMENTS.iter().find(|(open, _)| before.ends_with(open))?;
    let said = &source[at + WORD.len()..];
    let said = &said[..said.find(close)?];
    let place = TextSize::new(u32::try_from(at).ok()?);
    if post.at(place).iter().any(|item| matches!(item, Item::Code(_))) {
        return None;
    }
    let (verb, codes) = said.split_once(char::is_whitespace).unwrap_or((said, ""));
    let line = text.line_of(place);
    let (lines, off) = match verb {
        "disable-next-line" => (line + 1..line + 2, true),
        "disable-line" => (line..line + 1, true),
        "disable" => (line..u32::MAX, true),
        "enable" => (line..u32::MAX, false),
        "disable-file" => (0..u32::MAX, true),
        _ => return None,
    };
    let names = codes.split(|c: char| c == ',' || c.is_whitespace()).filter(|name| !name.is_empty());
    let (known, unknown): (Vec<_>, Vec<_>) = names.map(Code::named).partition(Option::is_some);
    // A comment that names only rules that do not exist switches nothing off, least of all everything.
    if known.is_empty() && !unknown.is_empty() {
        return None;
    }
    Some(Directive { lines, codes: known.into_iter().flatten().collect(), off })
}

#[cfg(test)]
mod tests {
    use crate::fixture::Fixture;
    use crate::ide::{Config, findings};

    /// The text of each finding that is left in the one file of a fixture.
    #[track_caller]
    fn check(fixture: &str, left: &[&str]) {
        let fixture = Fixture::new(fixture);
        let mut found = Vec::new();
        for file in fixture.files() {
            let findings = findings(&fixture.site, file, &Config::default(), &|_| None);
            found.extend(findings.iter().map(|it| &fixture.text(file)[std::ops::Range::<usize>::from(it.range)]));
        }
        assert_eq!(found, left);
    }

    const BLOG: &str = "//- /_config.yml\ntitle: x\n//- /_plugins/footnote.rb\nregister_tag('fn'\ndef fndetail\n//- /_posts/2020-01-01-a.md\n";

    #[track_caller]
    fn post(text: &str, left: &[&str]) {
        check(&format!("{BLOG}{text}"), left);
    }

    #[test]
    fn a_comment_speaks_of_the_next_line() {
        post("<!-- manicule-disable-next-line undefined-footnote -->\na{% fn 1 %}\nb{% fn 2 %}\n", &["{% fn 2 %}"]);
        post("{% comment %} manicule-disable-next-line {% endcomment %}\na{% fn 1 %}\nb{% fn 2 %}\n", &["{% fn 2 %}"]);
    }

    #[test]
    fn a_comment_speaks_of_its_own_line() {
        post("a{% fn 1 %} <!-- manicule-disable-line undefined-footnote -->\nb{% fn 2 %}\n", &["{% fn 2 %}"]);
    }

    #[test]
    fn a_comment_speaks_of_what_follows_until_another() {
        let text =
            "a{% fn 1 %}\n\n<!-- manicule-disable -->\n\nb{% fn 2 %}\n\n<!-- manicule-enable -->\n\nc{% fn 3 %}\n";
        post(text, &["{% fn 1 %}", "{% fn 3 %}"]);
    }

    #[test]
    fn a_comment_speaks_of_the_whole_file() {
        post("a{% fn 1 %}\n\n<!-- manicule-disable-file undefined-footnote -->\n", &[]);
    }

    #[test]
    fn a_comment_that_names_another_rule_says_nothing_here() {
        post("<!-- manicule-disable-next-line unused-footnote -->\na{% fn 1 %}\n", &["{% fn 1 %}"]);
        post("<!-- manicule-disable-next-line no-such-rule -->\na{% fn 1 %}\n", &["{% fn 1 %}"]);
    }

    #[test]
    fn an_example_in_code_and_a_word_in_a_sentence_say_nothing() {
        post("```\n<!-- manicule-disable-file -->\n```\n\na{% fn 1 %}\n", &["{% fn 1 %}"]);
        post("Write manicule-disable-file.\n\na{% fn 1 %}\n", &["{% fn 1 %}"]);
    }
}
