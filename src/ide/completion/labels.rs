//! Tags and categories in front matter: those that the blog's own posts have, in any of the ways to write a list.

use super::cursor::Cursor;
use crate::ide::{Completion, CompletionKind};
use crate::site::LabelKind;
use crate::syntax::Syntax;

/// A value that is being written.
pub(super) struct Slot<'a, 'c> {
    pub cursor: &'c Cursor<'a>,
    pub syntax: Syntax,
    /// What is written of the value up to the cursor.
    pub typed: &'c str,
    /// What is written before the value.
    pub space: &'static str,
}

/// How the values beside the cursor are parted.
#[derive(Clone, Copy, PartialEq)]
enum Style {
    /// `[a, b]`.
    Flow,
    /// One on each line, behind `- `.
    Block,
    /// Words in one string, as Jekyll takes them.
    Words,
    /// The one value of a key that takes no list.
    One,
}

/// Which labels a key takes; `None` for keys that take none.
pub(super) fn kind(key: &str) -> Option<LabelKind> {
    match key {
        "tags" => Some(LabelKind::Tag),
        "categories" | "category" => Some(LabelKind::Category),
        _ => None,
    }
}

/// The labels that the blog has and the page has not yet, the most used first, behind `key:`.
pub(super) fn values(slot: &Slot<'_, '_>, key: &str) -> Vec<Completion> {
    let Some(kind) = kind(key) else { return Vec::new() };
    let style = match slot.typed.starts_with('[') {
        true => Style::Flow,
        false if key == "category" => Style::One,
        false => Style::Words,
    };
    let (before, part) = match style {
        Style::Flow => {
            slot.typed.rsplit_once(['[', ',']).map_or(("", slot.typed), |(before, part)| (before, part.trim_start()))
        }
        Style::Words => slot.typed.rsplit_once([' ', '\t']).unwrap_or(("", slot.typed)),
        Style::Block | Style::One => ("", slot.typed),
    };
    let after = slot.cursor.after.split(']').next().unwrap_or_default();
    let given = if style == Style::Words {
        before.replace([' ', '\t'], ",")
    } else {
        format!("{},{after}", before.trim_start_matches('['))
    };
    offered(slot, kind, style, part, &given)
}

/// The same on a line of a list, `- value` under `key:`; `None` on lines of any other kind.
pub(super) fn items<'c>(cursor: &'c Cursor<'_>, syntax: Syntax, line: &'c str) -> Option<Vec<Completion>> {
    let item = line.trim_start().strip_prefix('-').filter(|_| syntax == Syntax::Yaml)?;
    let typed = item.trim_start();
    if typed.len() == item.len() && !typed.is_empty() {
        return None;
    }
    let text = cursor.place.text()?;
    let own = text.line_of(cursor.offset);
    let line_at = |line| {
        text.slice(crate::text::TextRange::new(text.line_start(line), text.line_end(line).max(text.line_start(line))))
    };
    let is_item = |line: &str| line.trim_start().starts_with('-') && !line.starts_with("---");
    let above: Vec<String> = (0..own).rev().map(line_at).take_while(|line| is_item(line)).collect();
    let head = line_at(own.checked_sub(u32::try_from(above.len()).ok()? + 1)?);
    let (key, value) = head.split_once(':')?;
    let kind = kind(key).filter(|_| value.trim().is_empty())?;
    let below = (own + 1..=text.line_of(text.len())).map(line_at).take_while(|line| is_item(line));
    let given: Vec<String> =
        above.iter().cloned().chain(below).map(|it| it.trim_start_matches([' ', '-']).to_owned()).collect();
    let space = if typed.len() < item.len() { "" } else { " " };
    Some(offered(&Slot { cursor, syntax, typed, space }, kind, Style::Block, typed, &given.join(",")))
}

fn offered(slot: &Slot<'_, '_>, kind: LabelKind, style: Style, part: &str, given: &str) -> Vec<Completion> {
    let bare = |label: &str| label.trim().trim_matches(['"', '\'']).to_owned();
    let given: Vec<String> = given.split(',').map(bare).collect();
    let mut labels = slot.cursor.place.site.labels(kind);
    // What is being written here is known from nowhere else.
    let is_own = |label: &str, posts: usize| posts == 1 && label == bare(part);
    labels.retain(|(label, posts)| !given.iter().any(|given| given == label.as_str()) && !is_own(label, *posts));
    labels.sort_by(|(a, posts_a), (b, posts_b)| posts_b.cmp(posts_a).then_with(|| a.cmp(b)));
    let quote = part.chars().next().filter(|c| matches!(c, '"' | '\''));
    let found = (0..).zip(labels).filter_map(|(rank, (label, posts))| {
        let written = match quote {
            Some(quote) => written_in(quote, &label, &slot.cursor.after)?,
            None if style == Style::Words && label.contains(char::is_whitespace) => {
                // White space would part it, but not in a list.
                format!("[{}]", written(slot.syntax, &label))
            }
            None => written(slot.syntax, &label),
        };
        if written.starts_with('[') && part.len() < slot.typed.len() {
            return None;
        }
        let found = slot.cursor.completion(
            CompletionKind::Value,
            label.to_string(),
            part,
            0,
            format!("{}{written}", slot.space),
        );
        let filter = quote.map_or(label.to_string(), |quote| format!("{quote}{label}"));
        let detail = Some(format!("{posts} {}", if posts == 1 { "post" } else { "posts" }));
        Some(Completion { rank, detail, filter, ..found })
    });
    found.collect()
}

/// A label behind an open quote; `None` where it cannot stand there.
fn written_in(quote: char, label: &str, after: &str) -> Option<String> {
    let closer = Some(quote).filter(|quote| !after.starts_with(*quote)).map(String::from).unwrap_or_default();
    (!label.contains([quote, '\\'])).then(|| format!("{quote}{label}{closer}"))
}

/// A label as a value: quoted where it would be something else.
fn written(syntax: Syntax, label: &str) -> String {
    let is_word = label.starts_with(char::is_alphabetic)
        && label.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '/' | '+'))
        && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(&label.to_lowercase().as_str());
    match is_word && syntax != Syntax::Toml {
        true => label.to_owned(),
        false => format!("\"{}\"", label.replace('\\', "\\\\").replace('"', "\\\"")),
    }
}

#[cfg(test)]
mod tests {
    use crate::ide::completion::tests::{accept, labels};

    const BLOG: &str = "
//- /_config.yml
//- /_posts/2020-01-02-b.md
---
tags: [nlp, vision, machine learning, C#]
categories: news
---
//- /_posts/2020-01-03-c.md
---
tags: [nlp, 'no']
---
";

    fn post(front_matter: &str) -> String {
        format!("---\n{front_matter}\n---\nText.\n{BLOG}")
    }

    fn written(front_matter: &str, label: &str) -> String {
        let text = accept(&post(front_matter), label);
        text.strip_prefix("---\n").and_then(|it| it.strip_suffix("\n---\nText.\n\n")).unwrap().to_owned()
    }

    #[test]
    fn in_a_list() {
        assert_eq!(
            labels(&post("tags: [$0]")),
            ["nlp: 2 posts", "C#: 1 post", "machine learning: 1 post", "no: 1 post", "vision: 1 post"]
        );
        assert_eq!(labels(&post("tags: [vision, $0, nlp]"))[..2], ["C#: 1 post", "machine learning: 1 post"]);
        assert_eq!(labels(&post("tags: [nl$0]"))[0], "nlp: 2 posts");
        assert!(!labels(&post("tags: [visi$0]")).contains(&"visi: 1 post".to_owned()));
        assert_eq!(written("tags: [nlp, mach$0]", "machine learning"), "tags: [nlp, machine learning]");
        assert_eq!(written("tags: [$0]", "C#"), "tags: [\"C#\"]");
        assert_eq!(written("tags: [$0]", "no"), "tags: [\"no\"]");
        assert_eq!(written("tags: ['vi$0']", "vision"), "tags: ['vision']");
        assert_eq!(written("tags: [\"vi$0]", "vision"), "tags: [\"vision\"]");
    }

    #[test]
    fn on_lines_of_their_own() {
        assert_eq!(
            labels(&post("tags:\n  - nlp\n  - $0\n  - vision\ntitle: x")),
            ["C#: 1 post", "machine learning: 1 post", "no: 1 post"]
        );
        assert_eq!(written("tags:\n- vi$0", "vision"), "tags:\n- vision");
        assert_eq!(written("tags:\n  -$0", "C#"), "tags:\n  - \"C#\"");
        for silent in ["title:\n  - $0", "tags: x\n  - $0", "tags:\n  - a\n$0  x", "- $0"] {
            let found = labels(&post(silent));
            assert!(!found.iter().any(|label| label.ends_with(" post")), "{silent}: {found:?}");
        }
    }

    #[test]
    fn as_words_of_a_string() {
        assert_eq!(labels(&post("tags: nlp $0")), ["C#: 1 post", "no: 1 post", "vision: 1 post"]);
        assert_eq!(written("tags: nlp vi$0", "vision"), "tags: nlp vision");
        assert_eq!(written("tags: $0", "machine learning"), "tags: [machine learning]");
        assert_eq!(written("category: $0", "news"), "category: news");
        assert_eq!(written("categories:$0", "news"), "categories: news");
    }

    #[test]
    fn in_toml() {
        let page = |line: &str| {
            format!(
                "//- /content/a.md\n+++\n{line}\n+++\n//- /hugo.toml\n//- /content/b.md\n+++\ntags = ['one']\n+++\n"
            )
        };
        assert_eq!(accept(&page("tags = [$0]"), "one"), "+++\ntags = [\"one\"]\n+++\n");
        assert_eq!(accept(&page("tags = ['o$0']"), "one"), "+++\ntags = ['one']\n+++\n");
    }
}
