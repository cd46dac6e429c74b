//! Pages in Hugo's shortcodes `ref` and `relref`.

use super::cursor::Cursor;
use super::link::anchors;
use crate::ide::{Completion, CompletionKind};
use crate::site::{FileKind, Layout, Lookup, Page};

/// Pages at the cursor, and behind a `#` the places of the page; `None` where neither is being written.
pub(super) fn complete(cursor: &Cursor<'_>) -> Option<Vec<Completion>> {
    if cursor.place.layout() != Layout::Hugo || cursor.is_in_front_matter() {
        return None;
    }
    let (open, closer) = [("{{<", ">}}"), ("{{%", "%}}")]
        .into_iter()
        .find_map(|(opener, closer)| Some((cursor.open(opener, closer)?, closer)))?;
    let call = open.inside.trim_start();
    let rest = call.strip_prefix("relref").or_else(|| call.strip_prefix("ref"))?;
    let argument = rest.trim_start();
    let typed = argument.strip_prefix('"').unwrap_or(argument);
    if argument.len() == rest.len() || typed.contains(['"', ' ', '=']) {
        return Some(Vec::new());
    }
    let behind = cursor.after.split(['"', '>', '%']).next().unwrap_or_default().trim_end();
    let is_word = !behind.contains(char::is_whitespace);
    let after = if is_word { behind.len() } else { 0 };
    let opened = if typed.len() < argument.len() { "" } else { "\"" };
    let closed = match (cursor.after[after..].starts_with('"'), cursor.after.contains(closer)) {
        (true, _) => String::new(),
        (false, true) => "\"".to_owned(),
        (false, false) => format!("\" {closer}"),
    };
    if let Some((name, fragment)) = typed.split_once('#') {
        // Without quotes, Hugo takes no `#`.
        let page = if opened.is_empty() { page(cursor, name) } else { None };
        return Some(page.map(|page| anchors(cursor, page, fragment, after, &closed)).unwrap_or_default());
    }
    let mut pages: Vec<&Page> = cursor.place.site.pages().map(|page| &**page).collect();
    pages.sort_by(|a, b| b.date().cmp(&a.date()).then_with(|| a.path.cmp(&b.path)));
    let pages = pages.into_iter().filter(|page| page.path != cursor.place.page.path);
    let named = pages.filter_map(|page| Some((page, name(cursor, page)?)));
    let found = (0..).zip(named).map(|(rank, (page, name))| {
        let insert = format!("{opened}{name}{closed}");
        let found = cursor.completion(CompletionKind::File, name, typed, after, insert);
        let filter = [opened, &found.label, " ", page.title().unwrap_or_default()].concat();
        Completion { rank, detail: page.title().map(str::to_owned), filter, ..found }
    });
    Some(found.collect())
}

/// The page that is named already.
fn page<'a>(cursor: &Cursor<'a>, name: &str) -> Option<&'a Page> {
    let place = cursor.place;
    match name {
        "" => Some(place.page),
        name => match place.site.page_referred(place.file(), name) {
            Lookup::Found(path) => place.site.page(&path).map(|page| &**page),
            Lookup::Missing | Lookup::Unknown => None,
        },
    }
}

/// How a page is named from the root of its language's content, proved by looking it up.
fn name(cursor: &Cursor<'_>, page: &Page) -> Option<String> {
    let inside = page.path.as_str().strip_prefix("content/").filter(|_| page.path.kind() == FileKind::Text)?;
    let own = cursor.place.page.path.as_str().strip_prefix("content/")?;
    let language = own.split_once('/').map(|(language, _)| language);
    let in_language = language.and_then(|language| inside.strip_prefix(language)).filter(|rest| rest.starts_with('/'));
    let mut names = in_language.map(str::to_owned).into_iter().chain([format!("/{inside}")]);
    let site = cursor.place.site;
    names.find(
        |name| matches!(site.page_referred(cursor.place.file(), name), Lookup::Found(found) if found == page.path),
    )
}

#[cfg(test)]
mod tests {
    use crate::ide::completion::tests::{accept, labels};

    const BLOG: &str = "
//- /hugo.toml
//- /content/en/posts/one.md
---
title: One
date: 2020-01-02
---
//- /content/en/docs/two/index.md
Text.
";

    fn page(line: &str) -> String {
        format!("//- /content/en/posts/x.md\n{line}\n{BLOG}")
    }

    #[test]
    fn pages_by_their_path_and_title() {
        assert_eq!(labels(&page("{{< ref $0 >}}")), ["/posts/one.md: One", "/docs/two/index.md"]);
        for (before, after) in [
            ("{{< ref $0 >}}", "{{< ref \"/posts/one.md\" >}}"),
            ("{{< ref $0", "{{< ref \"/posts/one.md\" >}}"),
            ("{{< relref \"$0\" >}}", "{{< relref \"/posts/one.md\" >}}"),
            ("{{% ref \"/po$0sts/x\" %}}", "{{% ref \"/posts/one.md\" %}}"),
            ("[a]({{< ref \"$0\" >}})", "[a]({{< ref \"/posts/one.md\" >}})"),
        ] {
            assert_eq!(accept(&page(before), "/posts/one.md"), format!("{after}\n\n"), "{before}");
        }
    }

    #[test]
    fn places_of_the_page_that_is_named() {
        let page = |line: &str| format!("//- /content/en/posts/x.md\n{line}\n\n# Own\n{BLOG}\n## A part\n");
        assert_eq!(labels(&page("{{< ref \"two#$0\" >}}")), ["#a-part: A part"]);
        assert_eq!(labels(&page("{{< ref \"#$0\" >}}")), ["#own: Own"]);
        let accepted =
            |before: &str, label: &str| accept(&page(before), label).lines().next().unwrap_or_default().to_owned();
        assert_eq!(accepted("[a]({{< relref \"/docs/two#a$0", "#a-part"), "[a]({{< relref \"/docs/two#a-part\" >}}");
        assert_eq!(accepted("{{% ref \"#$0\" %}}", "#own"), "{{% ref \"#own\" %}}");
        assert_eq!(labels(&page("{{< ref \"none#$0\" >}}")), Vec::<String>::new());
        assert_eq!(labels(&page("{{< ref two#$0 >}}")), Vec::<String>::new());
    }

    #[test]
    fn silence_elsewhere() {
        for text in
            ["{{< figure $0 >}}", "{{< ref \"/posts/one.md\" $0 >}}", "{{< ref \"one\" >}}$0", "ref $0", "{{ ref $0 }}"]
        {
            assert_eq!(labels(&page(text)), Vec::<String>::new(), "{text}");
        }
        assert_eq!(labels("{{< ref $0 >}}\n//- /_config.yml\n"), Vec::<String>::new());
    }
}
