//! Comments in a text that switch rules off, for a line, from there on, or for the file.

use std::collections::HashMap;

use crate::syntax::{Item, Post};
use crate::text::{Text, TextSize};

use super::{Code, Diagnostic};

/// What each comment starts with, after the comment's own mark.
const WORD: &str = "manicule-";

/// The marks that open a comment, each with what closes it. Readers of the page find HTML comments in its source and
/// Liquid comments nowhere.
const COMMENTS: &[(&str, &str)] = &[("<!--", "-->"), ("{% comment %}", "{% endcomment %}"), ("{% #", "%}")];

/// What a comment says of a rule: its place among the comments of the text, and whether it switches off;
/// `manicule-enable` switches on again. Of comments that speak of a line the last one counts, which is the greatest.
type Said = (usize, bool);

/// What the comments of a text say, by the rule, where `None` is all rules.
#[derive(Default)]
struct Directives {
    /// What is said last of one line, zero-based.
    of_lines: HashMap<(Option<Code>, u32), Said>,
    /// What is said from a line on, zero-based, in the order of the lines.
    from_lines: HashMap<Option<Code>, Vec<(u32, Said)>>,
    /// What is said last of the file.
    of_file: HashMap<Option<Code>, Said>,
}

/// What lines a comment speaks of, zero-based.
#[derive(Clone, Copy)]
enum Reach {
    Line(u32),
    From(u32),
    File,
}

/// The findings that no comment of the text switches off: `<!-- manicule-disable-next-line missing-image -->`, and
/// likewise `-disable-line`, `-disable` up to the next `-enable`, and `-disable-file`.
pub(super) fn retain(findings: &mut Vec<Diagnostic>, post: &Post, text: &Text) {
    if findings.is_empty() || !text.holds(WORD) {
        return;
    }
    let directives = directives(post, text);
    findings.retain(|finding| !directives.disable(finding.code, text.line_of(finding.range.start())));
}

impl Directives {
    fn add(&mut self, rule: Option<Code>, reach: Reach, said: Said) {
        match reach {
            Reach::Line(line) => _ = self.of_lines.insert((rule, line), said),
            Reach::From(line) => self.from_lines.entry(rule).or_default().push((line, said)),
            Reach::File => _ = self.of_file.insert(rule, said),
        }
    }

    /// Whether the last comment that speaks of a rule on a line, zero-based, switches it off.
    fn disable(&self, code: Code, line: u32) -> bool {
        let said = [None, Some(code)].into_iter().flat_map(|rule| {
            let from = self.from_lines.get(&rule).map_or(&[][..], Vec::as_slice);
            let above = &from[..from.partition_point(|(from, _)| *from <= line)];
            [
                self.of_lines.get(&(rule, line)).copied(),
                above.last().map(|(_, said)| *said),
                self.of_file.get(&rule).copied(),
            ]
        });
        said.flatten().max().is_some_and(|(_, off)| off)
    }
}

fn directives(post: &Post, text: &Text) -> Directives {
    let source = text.to_string();
    let mut directives = Directives::default();
    // Up to where a comment reaches that was read, and the marks that close nothing from there on.
    let (mut end, mut missing) = (0, Vec::new());
    for (order, at) in memchr::memmem::find_iter(source.as_bytes(), WORD).enumerate() {
        if at < end {
            continue;
        }
        let place = TextSize::of(&source[..at]);
        let close = close(&source[..at]).filter(|it| !missing.contains(it) && !is_code(post, place));
        let Some(close) = close else { continue };
        let said = &source[at + WORD.len()..];
        let Some(length) = said.find(close) else {
            missing.push(close);
            continue;
        };
        end = at + WORD.len() + length;
        let Some((rules, reach, off)) = read(&said[..length], text.line_of(place)) else { continue };
        for rule in rules {
            directives.add(rule, reach, (order, off));
        }
    }
    directives
}

/// What closes the comment whose mark stands last in a text, but for white space.
fn close(before: &str) -> Option<&'static str> {
    let before = before.trim_end();
    COMMENTS.iter().find(|(open, _)| before.ends_with(open)).map(|(_, close)| *close)
}

/// Whether a place is in code, where a comment is an example.
fn is_code(post: &Post, place: TextSize) -> bool {
    post.at(place).iter().any(|item| matches!(item, Item::Code(_)))
}

/// The rules and lines that the rest of a comment on a line, zero-based, speaks of, and whether it switches off. `None`
/// if it says nothing that is known.
fn read(said: &str, line: u32) -> Option<(Vec<Option<Code>>, Reach, bool)> {
    let (verb, codes) = said.split_once(char::is_whitespace).unwrap_or((said, ""));
    let (reach, off) = match verb {
        "disable-next-line" => (Reach::Line(line + 1), true),
        "disable-line" => (Reach::Line(line), true),
        "disable" => (Reach::From(line), true),
        "enable" => (Reach::From(line), false),
        "disable-file" => (Reach::File, true),
        _ => return None,
    };
    let mut names = codes.split(|c: char| c == ',' || c.is_whitespace()).filter(|name| !name.is_empty()).peekable();
    if names.peek().is_none() {
        return Some((vec![None], reach, off));
    }
    // A comment that names only rules that do not exist switches nothing off, least of all everything.
    let known = names.filter_map(|name| Code::named(name).map(Some)).collect();
    Some((known, reach, off))
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
    fn of_comments_that_speak_of_a_line_the_last_one_counts() {
        let text =
            "a{% fn 1 %}\n<!-- manicule-disable -->\n\n<!-- manicule-enable undefined-footnote -->\nb{% fn 2 %}\n";
        post(text, &["{% fn 1 %}", "{% fn 2 %}"]);
        post(&format!("{text}\n<!-- manicule-disable-file undefined-footnote -->\n"), &[]);
        let text = "<!-- manicule-disable-next-line --> <!-- manicule-enable -->\na{% fn 1 %}\nb{% fn 2 %}\n";
        post(text, &["{% fn 1 %}", "{% fn 2 %}"]);
        let text = "<!-- manicule-enable --> <!-- manicule-disable-next-line -->\na{% fn 1 %}\nb{% fn 2 %}\n";
        post(text, &["{% fn 2 %}"]);
    }

    #[test]
    fn a_comment_names_several_rules() {
        post("a{% fn 1 %}\n\n<!-- manicule-disable-file unused-footnote, undefined-footnote -->\n", &[]);
    }

    #[test]
    fn a_comment_that_nothing_closes_says_nothing() {
        post("a{% fn 1 %}\n\n<!-- manicule-disable-file\n", &["{% fn 1 %}"]);
        post("<!-- manicule-disable-file\n\na{% fn 1 %}\n{% comment %}manicule-disable-file{% endcomment %}\n", &[]);
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
