//! The ids that generators give to headings, and to the addresses of posts.

mod xml;

use std::collections::HashMap;

use finl_unicode::categories::CharacterCategories;
use smol_str::{SmolStr, format_smolstr};

use crate::syntax::Heading;

/// Who gives headings their ids, and by which rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// Nobody.
    None,
    /// kramdown-parser-gfm 1.1 (`generate_gfm_header_id`), and GitHub.
    Gfm,
    /// kramdown 2.4 (`generate_id`).
    Kramdown,
    /// Hugo 0.111 on goldmark: its style `github`.
    Goldmark,
    /// Pandoc 2.17, `auto_identifiers`.
    Pandoc,
    /// nbconvert 5.6 (`add_anchor`).
    Nbconvert,
    /// Zola 0.17 (`slugify.anchors = "on"`). Letters beyond ASCII are transliterated by a table that is not known here.
    Zola,
}

/// Gives the headings of one page their ids, in page order.
#[derive(Debug)]
pub(super) struct Slugger {
    rule: Rule,
    prefix: SmolStr,
    /// Of a repeated id, how often it was seen; of any other, that it is taken.
    seen: HashMap<String, usize>,
}

impl Slugger {
    pub(super) fn new(rule: Rule, prefix: SmolStr) -> Slugger {
        Slugger { rule, prefix, seen: HashMap::new() }
    }

    /// The id of the next heading; `None` where it gets none, or none that is known.
    pub(super) fn id(&mut self, heading: &Heading) -> Option<SmolStr> {
        if self.rule == Rule::Nbconvert {
            return nbconvert(heading);
        }
        if let Some(id) = &heading.id {
            if matches!(self.rule, Rule::Goldmark | Rule::Pandoc | Rule::Zola) {
                self.seen.insert(id.text.to_string(), 0);
            }
            return Some(id.text.clone());
        }
        match self.rule {
            Rule::None | Rule::Nbconvert => None,
            Rule::Gfm => self.counted(gfm(&heading.text)),
            Rule::Kramdown => self.counted(or(kramdown(&heading.title.text), "section")),
            Rule::Goldmark => Some(self.free(or(goldmark(&heading.title.text), "heading"))),
            Rule::Pandoc => Some(self.free(or(pandoc(&heading.text, heading.title.text.contains('`')), "section"))),
            Rule::Zola => heading.text.is_ascii().then(|| self.free(zola(&heading.text))),
        }
    }

    /// An id that repeats another gets the number of times it was seen, whether or not that makes it another's.
    fn counted(&mut self, id: String) -> Option<SmolStr> {
        let count = self.seen.entry(id.clone()).and_modify(|count| *count += 1).or_insert(0);
        let id = if *count > 0 {
            format_smolstr!("{}{id}-{count}", self.prefix)
        } else {
            format_smolstr!("{}{id}", self.prefix)
        };
        Some(id).filter(|id| !id.is_empty())
    }

    /// An id that repeats another gets the first number that makes it unlike all others.
    fn free(&mut self, id: String) -> SmolStr {
        let numbered = (1..).map(|number| format!("{id}-{number}"));
        let free = std::iter::once(id.clone()).chain(numbered).find(|id| !self.seen.contains_key(id));
        let free = free.unwrap_or(id);
        self.seen.insert(free.clone(), 0);
        free.into()
    }
}

fn or(id: String, instead: &str) -> String {
    if id.is_empty() { instead.to_owned() } else { id }
}

/// Ruby's `\p{Word}`.
fn is_word(c: char) -> bool {
    c.is_alphabetic() || c.is_mark() || c.is_number_decimal() || c.is_punctuation_connector()
}

fn gfm(text: &str) -> String {
    let kept = |c| match c {
        ' ' | '\t' => Some('-'),
        '-' => Some('-'),
        c if is_word(c) => Some(c),
        _ => None,
    };
    text.to_lowercase().chars().filter_map(kept).collect()
}

fn kramdown(raw: &str) -> String {
    let start = raw.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(raw.len());
    let kept = raw[start..].chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-'));
    kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect()
}

/// goldmark is handed the words as they are written, marks and targets of links among them.
fn goldmark(raw: &str) -> String {
    let kept = |c: char| match c {
        ' ' | '-' => Some('-'),
        '_' => Some('_'),
        // Go makes one letter of one.
        c if c.is_letter() || c.is_number_decimal() => c.to_lowercase().next(),
        _ => None,
    };
    raw.trim().chars().filter_map(kept).collect()
}

/// Pandoc sets `--` as a dash, which no id has, except in code: a heading with code keeps all of them.
fn pandoc(text: &str, has_code: bool) -> String {
    let text = if has_code { text.to_owned() } else { text.replace("---", "").replace("--", "") };
    let kept = |c: &char| c.is_letter() || c.is_number() || c.is_whitespace() || matches!(c, '_' | '-' | '.');
    let kept: String = text.to_lowercase().chars().filter(kept).collect();
    let joined = kept.split_whitespace().collect::<Vec<_>>().join("-");
    joined.trim_start_matches(|c: char| !c.is_letter()).to_owned()
}

fn zola(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_ascii_lowercase()
}

/// nbconvert knows of no `{#id}`, reads the heading's HTML as XML, and gives it no id where it is none. What it takes from
/// Liquid into an id is run later, and what becomes of that is not known here.
fn nbconvert(heading: &Heading) -> Option<SmolStr> {
    let raw = &heading.title.text;
    if raw.contains("{{") || raw.contains("{%") || !xml::is_xml(raw) {
        return None;
    }
    let mark = heading.id.as_ref().map(|id| format!(" {{#{}}}", id.text)).unwrap_or_default();
    Some(format!("{}{mark}", heading.text).replace(' ', "-").into())
}

/// Jekyll's `slugify` (`utils.rb`): each run of other characters becomes a hyphen, and one at either end is dropped.
/// `pretty` keeps the punctuation that URLs may hold.
pub(super) fn slugify(text: &str, pretty: bool) -> String {
    let mut slug = String::with_capacity(text.len());
    let mut kept = true;
    for c in text.chars() {
        let keep = c.is_letter_or_mark() || c.is_number_decimal() || (pretty && "._~!$&'()+,;=@".contains(c));
        if keep {
            slug.push(c);
        } else if kept {
            slug.push('-');
        }
        kept = keep;
    }
    let slug = slug.strip_prefix('-').unwrap_or(&slug);
    slug.strip_suffix('-').unwrap_or(slug).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::Name;
    use crate::text::TextRange;

    fn heading(raw: &str, text: &str) -> Heading {
        let range = TextRange::empty(0.into());
        let title = Name { text: raw.into(), range };
        Heading { range, level: 2, title, text: text.into(), id: None }
    }

    /// The ids of headings, each given as it is written and as it is rendered.
    #[track_caller]
    fn check(rule: Rule, headings: &[(&str, &str)], expected: &[&str]) {
        let mut slugger = Slugger::new(rule, SmolStr::default());
        let ids = headings.iter().map(|(raw, text)| slugger.id(&heading(raw, text)).unwrap_or_else(|| "(none)".into()));
        assert_eq!(ids.collect::<Vec<_>>(), expected);
    }

    /// Headings that tell the rules apart, as the generators were asked with them.
    const HEADINGS: &[(&str, &str)] = &[
        ("C++ & C#", "C++ & C#"),
        ("1. Intro", "1. Intro"),
        ("Ünïcode Größe 日本", "Ünïcode Größe 日本"),
        ("a_b-c  d", "a_b-c  d"),
        ("It's \"q\" -- d...", "It’s “q” – d…"),
        ("🚀 Launch", "🚀 Launch"),
        ("`code` and *emph* [link](x)", "code and emph link"),
        ("Ⅷ roman ½ x²", "Ⅷ roman ½ x²"),
        ("❤\u{fe0f} love", "❤\u{fe0f} love"),
        ("İstanbul ẞ", "İstanbul ẞ"),
        ("the `--strict` option", "the --strict option"),
        ("a — b", "a — b"),
        ("A", "A"),
        ("A", "A"),
        ("A-1", "A-1"),
        ("!!!", "!!!"),
        ("???", "???"),
    ];

    #[test]
    fn kramdown_with_github_input() {
        let expected = [
            "c--c",
            "1-intro",
            "ünïcode-größe-日本",
            "a_b-c--d",
            "its-q--d",
            "-launch",
            "code-and-emph-link",
            "ⅷ-roman--x",
            "\u{fe0f}-love",
            "i\u{307}stanbul-ß",
            "the---strict-option",
            "a--b",
            "a",
            "a-1",
            "a-1",
            "(none)",
            "-1",
        ];
        check(Rule::Gfm, HEADINGS, &expected);
    }

    #[test]
    fn kramdown_with_its_own_input() {
        let expected = [
            "c--c",
            "intro",
            "ncode-gre-",
            "ab-c--d",
            "its-q----d",
            "launch",
            "code-and-emph-linkx",
            "roman--x",
            "love",
            "stanbul-",
            "the---strict-option",
            "a--b",
            "a",
            "a-1",
            "a-1",
            "section",
            "section-1",
        ];
        check(Rule::Kramdown, HEADINGS, &expected);
    }

    #[test]
    fn goldmark_reads_what_is_written() {
        let expected = [
            "c--c",
            "1-intro",
            "ünïcode-größe-日本",
            "a_b-c--d",
            "its-q----d",
            "-launch",
            "code-and-emph-linkx",
            "-roman--x",
            "-love",
            "istanbul-ß",
            "the---strict-option",
            "a--b",
            "a",
            "a-1",
            "a-1-1",
            "heading",
            "heading-1",
        ];
        check(Rule::Goldmark, HEADINGS, &expected);
    }

    #[test]
    fn pandoc_begins_with_a_letter() {
        let expected = [
            "c-c",
            "intro",
            "ünïcode-größe-日本",
            "a_b-c-d",
            "its-q-d",
            "launch",
            "code-and-emph-link",
            "roman-½-x²",
            "love",
            "istanbul-ß",
            "the---strict-option",
            "a-b",
            "a",
            "a-1",
            "a-1-1",
            "section",
            "section-1",
        ];
        check(Rule::Pandoc, HEADINGS, &expected);
    }

    #[test]
    fn nbconvert_only_joins_words() {
        check(Rule::Nbconvert, &[("A B: `c`", "A B: c"), ("A B: c", "A B: c")], &["A-B:-c", "A-B:-c"]);
    }

    #[test]
    fn zola_knows_ascii_here() {
        check(Rule::Zola, &[("What's new?", "What's new?"), ("Größe", "Größe")], &["what-s-new", "(none)"]);
    }

    #[test]
    fn an_explicit_id_wins_and_is_taken() {
        let own = Heading { id: Some(Box::new(heading("own", "own").title)), ..heading("A", "A") };
        let ids = |rule| {
            let mut slugger = Slugger::new(rule, "h-".into());
            [&own, &heading("own", "own")].map(|heading| slugger.id(heading).unwrap())
        };
        assert_eq!(ids(Rule::Gfm), ["own", "h-own"]);
        assert_eq!(ids(Rule::Pandoc), ["own", "own-1"]);
    }

    #[test]
    fn slugs_keep_letters_marks_and_digits() {
        for (text, plain, pretty) in [
            ("Hello, World!", "Hello-World", "Hello,-World!"),
            ("a  -- b", "a-b", "a-b"),
            ("--a--", "a", "a"),
            ("été Ⅷ ❤\u{fe0f}", "été-\u{fe0f}", "été-\u{fe0f}"),
            ("c++ & d_e.f", "c-d-e-f", "c++-&-d_e.f"),
        ] {
            assert_eq!((slugify(text, false).as_str(), slugify(text, true).as_str()), (plain, pretty), "{text}");
        }
    }
}
