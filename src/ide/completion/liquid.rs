//! Liquid: tags and filters.

use super::cursor::{Cursor, tail};
use super::{argument, variable};
use crate::ide::liquid::filters::FILTERS;
use crate::ide::liquid::tags::{TAGS, TagInfo, info};
use crate::ide::{Completion, CompletionKind};

/// Liquid at the cursor; `None` where it is in none.
pub(super) fn complete(cursor: &Cursor<'_>) -> Option<Vec<Completion>> {
    if cursor.is_in_front_matter() || !cursor.place.may_run_liquid() {
        return None;
    }
    tag(cursor).or_else(|| filter(cursor)).or_else(|| variable::complete(cursor))
}

/// Within `{% … %}`.
fn tag(cursor: &Cursor<'_>) -> Option<Vec<Completion>> {
    let open = cursor.open("{%", "%}")?;
    let inside = open.inside.trim_start_matches('-');
    let written = inside.trim_start();
    match written.split_once(char::is_whitespace) {
        None => Some(tags(cursor, written, if written.len() == inside.len() { " " } else { "" })),
        Some((name, rest)) => argument::complete(cursor, name, rest.trim_start()),
    }
}

/// The tags, and the ends of the blocks that are open.
fn tags(cursor: &Cursor<'_>, typed: &str, space: &str) -> Vec<Completion> {
    let after = tail(&cursor.after, is_word, &["-%}", "%}", "}"]);
    let known = |tag: &&TagInfo| is_offered(cursor, tag);
    let mut found: Vec<Completion> = (1..)
        .zip(TAGS.iter().filter(known))
        .map(|(rank, tag)| {
            let insert = match tag.form {
                "" => format!("{space}{} %}}", tag.name),
                _ => format!("{space}{} ", tag.name),
            };
            // A tag that wants more is not closed yet: its closer stays.
            let after = if tag.form.is_empty() { after } else { 0 };
            let found = cursor.completion(CompletionKind::Tag, tag.name.into(), typed, after, insert);
            let detail = Some(tag.does.to_owned());
            Completion { rank, detail, documentation: Some(tag.describe()), ..found }
        })
        .collect();
    if let Some(block) = open_block(cursor) {
        let name = format!("end{block}");
        let insert = format!("{space}{name} %}}");
        found.push(cursor.completion(CompletionKind::Tag, name, typed, after, insert));
    }
    let own = &cursor.place.site.settings().tags;
    let own = own.iter().filter(|tag| info(tag).is_none());
    found.extend(own.map(|tag| Completion {
        rank: 100,
        ..cursor.completion(CompletionKind::Tag, tag.to_string(), typed, 0, format!("{space}{tag} "))
    }));
    found
}

/// Whether the blog knows a tag, as far as that can be told.
fn is_offered(cursor: &Cursor<'_>, tag: &TagInfo) -> bool {
    let settings = cursor.place.site.settings();
    match tag.gem {
        "" => true,
        "fastpages" => cursor.place.has_fn(),
        gem => settings.plugins.iter().chain(&settings.gems).any(|known| known == gem),
    }
}

/// The innermost block before the cursor that nothing closes.
fn open_block(cursor: &Cursor<'_>) -> Option<&'static str> {
    let mut open = Vec::new();
    for tag in cursor.place.source.post.tags().take_while(|tag| tag.range.end() <= cursor.offset) {
        if let Some(block) = info(&tag.name.text).filter(|tag| tag.is_block) {
            open.push(block.name);
        } else if let Some(closed) = tag.name.text.strip_prefix("end") {
            let at = open.iter().rposition(|block| *block == closed);
            open.truncate(at.unwrap_or(open.len()));
        }
    }
    open.pop()
}

pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// A filter in `{{ value | … }}`.
fn filter(cursor: &Cursor<'_>) -> Option<Vec<Completion>> {
    let open = cursor.open("{{", "}}")?;
    let (value, after_pipe) = open.inside.rsplit_once('|')?;
    let typed = after_pipe.trim_start();
    if !typed.chars().all(is_word) || in_string(value) {
        return None;
    }
    let space = if typed.len() == after_pipe.len() { " " } else { "" };
    let fastpages = |name: &str| name != "fndetail" || cursor.place.has_fn();
    let found = (0..).zip(FILTERS.iter().filter(|filter| fastpages(filter.name))).map(|(rank, filter)| {
        let colon = if filter.arguments.is_empty() { "" } else { ": " };
        let insert = format!("{space}{}{colon}", filter.name);
        let found = cursor.completion(CompletionKind::Filter, filter.name.into(), typed, 0, insert);
        let documentation = Some(filter.describe());
        Completion { rank, detail: Some(filter.does.to_owned()), documentation, ..found }
    });
    Some(found.collect())
}

/// Whether a text ends within a quoted string.
pub(super) fn in_string(text: &str) -> bool {
    let mut quote = None;
    for c in text.chars() {
        match quote {
            Some(open) if open == c => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            _ => {}
        }
    }
    quote.is_some()
}

#[cfg(test)]
mod tests {
    use crate::ide::completion::tests::{accept, labels};

    const BLOG: &str = "
//- /_config.yml
plugins: [jekyll-gist]
//- /_plugins/box.rb
Liquid::Template.register_tag('box', Box)
//- /_includes/alert.html
//- /_includes/image.html
//- /_posts/2020-01-02-b.md
---
title: Another post
---
//- /_posts/2020-01-03-c.md
Text.
";

    fn post(text: &str) -> String {
        format!("{text}\n{BLOG}")
    }

    fn names(text: &str) -> Vec<String> {
        let name = |label: String| label.split(':').next().unwrap_or_default().to_owned();
        labels(&post(text)).into_iter().map(name).collect()
    }

    #[test]
    fn tags_that_the_blog_knows() {
        let found = names("{% $0 %}");
        assert_eq!(found[0], "include");
        assert!(found.contains(&"gist".to_owned()) && found.contains(&"box".to_owned()));
        assert!(!found.contains(&"twitter".to_owned()) && !found.contains(&"fn".to_owned()), "{found:?}");
        for (before, after) in [
            ("{% $0 %}", "{% raw %}"),
            ("{% ra$0 %}", "{% raw %}"),
            ("{% r$0}", "{% raw %}"),
            ("{%$0", "{% raw %}"),
            ("{%- r$0 -%}", "{%- raw %}"),
        ] {
            assert_eq!(accept(&post(before), "raw"), format!("{after}\n\n"), "{before}");
        }
        assert_eq!(accept(&post("{% inc$0 %}"), "include"), "{% include  %}\n\n");
    }

    #[test]
    fn the_open_block_comes_first() {
        assert_eq!(names("{% for a in b %}{% if a %}x{% endif %}{% $0 %}")[0], "endfor");
        assert_eq!(names("{% if a %}x{% endif %}{% $0 %}")[0], "include");
    }

    #[test]
    fn filters() {
        assert_eq!(names("{{ page.title | $0 }}")[0], "relative_url");
        assert_eq!(accept(&post("{{ page.title | upc$0 }}"), "upcase"), "{{ page.title | upcase }}\n\n");
        assert_eq!(accept(&post("{{ page.title |$0 }}"), "append"), "{{ page.title | append:  }}\n\n");
    }

    #[test]
    fn silence_elsewhere() {
        for text in ["{{ $0 }}", "{{ 'a | $0' }}", "{{ a | date: $0 }}", "{% if $0 %}", "{% raw %}$0", "$0"] {
            assert_eq!(labels(&post(text)), Vec::<String>::new(), "{text}");
        }
        assert_eq!(labels("{% $0 %}\n//- /hugo.toml\nbaseURL = 'x'\n"), Vec::<String>::new());
    }
}
