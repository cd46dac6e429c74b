//! Front matter: keys of the generator, and values: booleans, layouts, pictures, the tags and categories of the blog.

use super::cursor::Cursor;
use super::labels;
use super::path::Slot;
use crate::ide::front_matter::{Key, Kind, key, keys};
use crate::ide::{Completion, CompletionKind, image};
use crate::site::Use;
use crate::syntax::{FrontMatter, Syntax};
use crate::text::TextRange;

/// Keys and values at the cursor; `None` where it is in no front matter.
pub(super) fn complete(cursor: &Cursor<'_>) -> Option<Vec<Completion>> {
    let front_matter = cursor.place.source.post.front_matter()?;
    let line = written(cursor, front_matter)?;
    if let Some(found) = labels::items(cursor, front_matter.syntax, line) {
        return Some(found);
    }
    let separator = if front_matter.syntax == Syntax::Toml { '=' } else { ':' };
    match line.split_once(separator) {
        None => Some(key_completions(cursor, front_matter, line, separator)),
        Some((name, value)) => {
            let key = key(cursor.place.layout(), name.trim())?;
            Some(values(cursor, front_matter, key, value.trim_start(), value.starts_with([' ', '\t'])))
        }
    }
}

/// The line up to the cursor, if it can hold an entry of the front matter.
fn written<'c>(cursor: &'c Cursor<'_>, front_matter: &FrontMatter) -> Option<&'c str> {
    let before = cursor.before.as_str();
    match front_matter.syntax {
        Syntax::List => {
            let entry = before.strip_prefix('-').filter(|rest| rest.starts_with([' ', '\t']))?;
            let head = front_matter.range.contains_inclusive(cursor.offset) || cursor.place.is_converted();
            head.then(|| entry.trim_start())
        }
        Syntax::Yaml | Syntax::Toml => {
            let inside = TextRange::new(front_matter.range.start(), front_matter.range.end());
            let fence = before.starts_with("---") || before.starts_with("+++");
            (inside.contains(cursor.offset) && !fence).then_some(before)
        }
    }
}

/// The keys that are not given yet.
fn key_completions(cursor: &Cursor<'_>, front_matter: &FrontMatter, typed: &str, separator: char) -> Vec<Completion> {
    if typed.starts_with([' ', '\t', '-', '#']) {
        return Vec::new();
    }
    let separator = if separator == '=' { " = " } else { ": " };
    let rest = cursor.after.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
    let (after, separator) = match rest.trim_start().starts_with([':', '=']) {
        true => (cursor.after.len() - rest.len(), ""),
        false => (0, separator),
    };
    let is_new = |key: &&Key| !front_matter.entries.iter().any(|entry| entry.key.text == key.name);
    let list = front_matter.syntax == Syntax::List;
    let wanted = keys(cursor.place.layout()).filter(is_new).filter(|key| !(list && key.name == "title"));
    let found = (0..).zip(wanted).map(|(rank, key)| {
        let insert = format!("{}{separator}", key.name);
        let found = cursor.completion(CompletionKind::Key, key.name.to_owned(), typed, after, insert);
        Completion { rank, detail: Some(key.does.to_owned()), documentation: Some(key.describe()), ..found }
    });
    found.collect()
}

/// The values that a key may have.
fn values(cursor: &Cursor<'_>, front_matter: &FrontMatter, key: &Key, typed: &str, spaced: bool) -> Vec<Completion> {
    let space = if spaced { "" } else { " " };
    let word = |rank, value: String, typed: &str, detail| {
        let insert = format!("{space}{value}");
        Completion { rank, detail, ..cursor.completion(CompletionKind::Value, value, typed, 0, insert) }
    };
    match (key.kind, key.name) {
        (Kind::Bool, _) => vec![word(0, "true".into(), typed, None), word(1, "false".into(), typed, None)],
        (Kind::Image, _) => {
            let (usage, after) = (Use::FrontMatterImage, cursor.after.len());
            let slot = Slot { cursor, usage, typed, after, closer: "", bracketed: false, pages: usage == Use::Link };
            slot.completions(image::is_image)
        }
        (_, name) if labels::kind(name).is_some() => {
            labels::values(&labels::Slot { cursor, syntax: front_matter.syntax, typed, space }, name)
        }
        (_, "layout") => {
            let settings = cursor.place.site.settings();
            let folder = settings.source.join(&settings.layouts_dir);
            let files = cursor.place.site.assets_within(folder.as_str());
            let names = files.filter_map(|(path, _)| Some(path.name().rsplit_once('.')?.0.to_owned()));
            (0..).zip(names).map(|(rank, name)| word(rank, name, typed, None)).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use crate::ide::completion::tests::{accept, labels};

    const BLOG: &str = "
//- /_config.yml
baseurl: /blog
//- /_action_files/settings.ini
[DEFAULT]
//- /_layouts/post.html
//- /_layouts/home.html
//- /images/a.png 1x1 5B
//- /_posts/2020-01-02-b.md
---
categories: [nlp, vision]
tags: [one]
---
//- /_posts/2020-01-03-c.md
---
categories: [nlp]
---
";

    fn post(front_matter: &str) -> String {
        format!("---\n{front_matter}\n---\nText.\n{BLOG}")
    }

    #[test]
    fn keys_that_are_not_given_yet() {
        let found = labels(&post("title: x\n$0"));
        assert!(found[0].starts_with("layout: "), "{found:?}");
        assert!(!found.iter().any(|label| label.starts_with("title") || label.starts_with("weight")), "{found:?}");
        assert_eq!(accept(&post("to$0"), "toc"), "---\ntoc: \n---\nText.\n\n");
        assert_eq!(accept(&post("to$0: true"), "toc"), "---\ntoc: true\n---\nText.\n\n");
    }

    #[test]
    fn values_by_the_key() {
        assert_eq!(labels(&post("toc: $0")), ["true", "false"]);
        assert_eq!(labels(&post("layout: $0")), ["home", "post"]);
        assert_eq!(labels(&post("categories: [$0]")), ["nlp: 2 posts", "vision: 1 post"]);
        assert_eq!(labels(&post("categories: [nlp, $0]")), ["vision: 1 post"]);
        assert_eq!(labels(&post("tags: [$0]")), ["one: 1 post"]);
        assert_eq!(
            accept(&post("categories: [nlp, vi$0]"), "vision"),
            "---\ncategories: [nlp, vision]\n---\nText.\n\n"
        );
        assert_eq!(accept(&post("toc:$0"), "true"), "---\ntoc: true\n---\nText.\n\n");
        assert_eq!(labels(&post("image: $0")), ["images/", "images/a.png: PNG, 1 × 1 pixels, 5 bytes"]);
        assert_eq!(labels(&post("image: images/$0")), ["a.png: PNG, 1 × 1 pixels, 5 bytes"]);
        assert_eq!(labels(&post("title: $0")), Vec::<String>::new());
    }

    #[test]
    fn the_list_of_a_notebook() {
        let cell = |list: &str| {
            format!("{BLOG}//- /_notebooks/2020-01-01-x.ipynb\n%% markdown\n# Title\n> Summary\n\n{list}\n")
        };
        assert_eq!(labels(&cell("- toc: $0")), ["true", "false"]);
        assert!(labels(&cell("- toc: true\n- $0"))[0].starts_with("layout"));
        assert_eq!(accept(&cell("- bad$0"), "badges"), "# Title\n> Summary\n\n- badges: ");
    }

    #[test]
    fn other_generators_have_other_keys() {
        let hugo = labels("//- /content/a.md\n---\n$0\n---\n//- /hugo.toml\nbaseURL = 'x'\n");
        assert!(hugo.iter().any(|key| key.starts_with("weight")) && !hugo.iter().any(|key| key.starts_with("badges")));
        let quarto = labels("//- /a.qmd\n---\n$0\n---\n//- /_quarto.yml\n");
        assert!(quarto.iter().any(|key| key.starts_with("toc")) && !quarto.iter().any(|key| key.starts_with("layout")));
        let zola = labels("//- /content/a.md\n+++\n$0\n+++\n//- /config.toml\nbase_url = 'x'\n");
        assert!(
            zola.iter().any(|key| key.starts_with("template")) && !zola.iter().any(|key| key.starts_with("layout"))
        );
    }

    #[test]
    fn silence_in_the_text() {
        for text in ["toc: $0\n", "---\ntitle: x\n---\ntoc: $0\n", "---$0\ntitle: x\n---\n"] {
            assert_eq!(labels(&format!("{text}{BLOG}")), Vec::<String>::new(), "{text}");
        }
    }
}
