//! Liquid: tags, filters, included files with their parameters, and posts.

use super::cursor::{Cursor, tail};
use crate::ide::liquid::filters::FILTERS;
use crate::ide::liquid::tags::{TAGS, TagInfo, info};
use crate::ide::{Completion, CompletionKind};
use crate::site::{Page, SitePath};

/// Liquid at the cursor; `None` where it is in none.
pub(super) fn complete(cursor: &Cursor<'_>) -> Option<Vec<Completion>> {
    if cursor.is_in_front_matter() || !cursor.place.may_run_liquid() {
        return None;
    }
    tag(cursor).or_else(|| filter(cursor))
}

/// Within `{% … %}`.
fn tag(cursor: &Cursor<'_>) -> Option<Vec<Completion>> {
    let open = cursor.open("{%", "%}")?;
    let inside = open.inside.trim_start_matches('-');
    let written = inside.trim_start();
    match written.split_once(char::is_whitespace) {
        None => Some(tags(cursor, written, if written.len() == inside.len() { " " } else { "" })),
        Some((name, rest)) => argument(cursor, name, rest.trim_start()),
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

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// What a tag is given.
fn argument(cursor: &Cursor<'_>, name: &str, typed: &str) -> Option<Vec<Completion>> {
    let place = cursor.place;
    let source = &place.site.settings().source;
    if typed.contains(char::is_whitespace) {
        return (name == "include").then(|| parameters(cursor, typed)).flatten();
    }
    let after = tail(&cursor.after, is_path, &["-%}", "%}", "}"]);
    let file = |label: String, kind, detail: Option<String>, rank| {
        let insert = format!("{label} %}}");
        Completion { detail, rank, ..cursor.completion(kind, label, typed, after, insert) }
    };
    match name {
        "include" | "include_cached" => {
            let folder = source.join(&place.site.settings().includes_dir);
            let files = place.site.assets_within(folder.as_str());
            let names = files.filter_map(|(path, _)| path.as_str().strip_prefix(folder.as_str())?.strip_prefix('/'));
            Some(names.map(|name| file(name.to_owned(), CompletionKind::File, None, 0)).collect())
        }
        "post_url" => {
            let mut posts: Vec<&Page> = place.site.pages().map(|page| &**page).filter(|page| is_post(page)).collect();
            posts.sort_by(|a, b| b.path.name().cmp(a.path.name()));
            let posts = (0..).zip(posts).filter_map(|(rank, page)| Some((rank, page, post_name(&page.path)?)));
            let title = |page: &Page| page.title().map(str::to_owned);
            let posts = posts.map(|(rank, page, name)| {
                let found = file(name.clone(), CompletionKind::File, title(page), rank);
                Completion { filter: format!("{name} {}", page.title().unwrap_or_default()), ..found }
            });
            Some(posts.collect())
        }
        "highlight" => Some(super::code::languages(cursor, typed, after, " %}")),
        _ => None,
    }
}

fn is_path(c: char) -> bool {
    is_word(c) || matches!(c, '.' | '/' | '-')
}

/// Whether Jekyll makes a post of a page.
fn is_post(page: &Page) -> bool {
    let first = page.path.as_str().split('/').find(|part| part.starts_with('_'));
    matches!(first, Some("_posts" | "_notebooks")) && page.date().is_some()
}

/// A post as `{% post_url %}` names it.
fn post_name(path: &SitePath) -> Option<String> {
    let path = path.as_str().trim_start_matches("_notebooks/");
    let path = path.split_once("_posts/").map_or(path, |(_, inside)| inside);
    Some(path.rsplit_once('.')?.0.to_owned())
}

/// The parameters that fastpages' included files take.
const PARAMETERS: &[(&str, &[&str])] = &[
    ("alert.html", &["text"]),
    ("info.html", &["text"]),
    ("note.html", &["content"]),
    ("tip.html", &["content"]),
    ("important.html", &["content"]),
    ("warning.html", &["content"]),
    ("youtube.html", &["content"]),
    ("twitter.html", &["content"]),
    ("video.html", &["url"]),
    ("image.html", &["file", "alt", "caption", "max-width", "url"]),
    ("screenshot", &["url", "caption"]),
    ("image-r", &["url", "w", "caption"]),
];

/// The parameters of an included file that are not given yet: those of fastpages' files, or those that the blog's other
/// pages give.
fn parameters(cursor: &Cursor<'_>, written: &str) -> Option<Vec<Completion>> {
    let (file, given) = written.split_once(char::is_whitespace)?;
    let typed = given.rsplit(char::is_whitespace).next().unwrap_or_default();
    let quotes = given.matches(['"', '\'']).count();
    if quotes % 2 == 1 || !typed.chars().all(|c| is_word(c) || c == '-') {
        return None;
    }
    let known = PARAMETERS.iter().find(|(name, _)| *name == file).map(|(_, names)| names.to_vec());
    let names = known.unwrap_or_default();
    let new = names.into_iter().filter(|name| !given.contains(&format!("{name}=")));
    let found = (0..).zip(new).map(|(rank, name)| {
        let insert = format!("{name}='");
        Completion { rank, ..cursor.completion(CompletionKind::Key, name.to_owned(), typed, 0, insert) }
    });
    Some(found.collect())
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
fn in_string(text: &str) -> bool {
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
    fn included_files_and_their_parameters() {
        assert_eq!(labels(&post("{% include $0 %}")), ["alert.html", "image.html"]);
        assert_eq!(accept(&post("{% include al$0 %}"), "alert.html"), "{% include alert.html %}\n\n");
        assert_eq!(labels(&post("{% include image.html alt='x' $0 %}")), ["file", "caption", "max-width", "url"]);
        assert_eq!(accept(&post("{% include alert.html t$0 %}"), "text"), "{% include alert.html text=' %}\n\n");
        assert_eq!(labels(&post("{% include alert.html text='$0' %}")), Vec::<String>::new());
    }

    #[test]
    fn posts_by_title_the_newest_first() {
        assert_eq!(
            labels(&post("{% post_url $0 %}")),
            ["2020-01-03-c", "2020-01-02-b: Another post", "2020-01-01-post"]
        );
        assert_eq!(accept(&post("{% post_url $0}"), "2020-01-02-b"), "{% post_url 2020-01-02-b %}\n\n");
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
