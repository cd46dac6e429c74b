//! Targets of links: places on this page and on others, pages by their titles, files; and labels of definitions.

use super::cursor::Cursor;
use super::path::Slot;
use crate::ide::{Completion, CompletionKind, image, path};
use crate::site::{Page, Resolution, Use};
use crate::syntax::key;

/// The most pages that are offered by their titles.
const PAGES: usize = 50;

/// Links at the cursor; `None` where none is being written.
pub(super) fn complete(cursor: &Cursor<'_>) -> Option<Vec<Completion>> {
    if cursor.is_in_front_matter() || cursor.is_in_code() {
        return None;
    }
    inline(cursor).or_else(|| definition(cursor)).or_else(|| labels(cursor))
}

/// `[text](target`.
fn inline(cursor: &Cursor<'_>) -> Option<Vec<Completion>> {
    let open = cursor.open("](", ")")?;
    let bracket = open.outside.rfind('[')?;
    if open.outside[..bracket].ends_with('!') || open.inside.contains([' ', '\t', '<']) {
        return None;
    }
    let closed = cursor.after.find(')');
    let after = closed.filter(|end| !cursor.after[..*end].contains([' ', '(', '['])).unwrap_or(0);
    Some(targets(cursor, open.inside, after, if closed.is_some() { "" } else { ")" }))
}

/// `[label]: target`.
fn definition(cursor: &Cursor<'_>) -> Option<Vec<Completion>> {
    let (label, written) = cursor.before.split_once("]:")?;
    let typed = written.trim_start();
    let is_label = label.trim_start().starts_with('[') && !label.contains("[^") && label.len() < 1000;
    if !is_label || typed.contains([' ', '\t', '<']) || written.is_empty() {
        return None;
    }
    let after = cursor.after.find([' ', '\t']).unwrap_or(cursor.after.len());
    Some(targets(cursor, typed, after, ""))
}

/// What a link may lead to, from what is written of its target.
fn targets(cursor: &Cursor<'_>, typed: &str, after: usize, closer: &'static str) -> Vec<Completion> {
    let place = cursor.place;
    if let Some((target, fragment)) = typed.split_once('#') {
        let page = match target {
            "" => Some(place.page),
            target => match place.site.resolve(place.file(), target, Use::Link) {
                Resolution::File { path, .. } => place.site.page(&path).map(|page| &**page),
                _ => None,
            },
        };
        return page.map(|page| anchors(cursor, page, fragment, after, closer)).unwrap_or_default();
    }
    let mut found = Vec::new();
    if typed.is_empty() {
        found.extend(anchors(cursor, place.page, "", after, closer).into_iter().map(|mut anchor| {
            anchor.edit.insert.insert(0, '#');
            anchor
        }));
    }
    found.extend(titles(cursor, typed, after, closer));
    let slot = Slot { cursor, usage: Use::Link, typed, after, closer };
    let files = slot.completions(|path| !path.as_str().starts_with(['_', '.']) && !image::is_image(path));
    found.extend(files.into_iter().map(|file| Completion { rank: file.rank + 2000, ..file }));
    found
}

/// The places of a page by their ids.
fn anchors(cursor: &Cursor<'_>, page: &Page, typed: &str, after: usize, closer: &str) -> Vec<Completion> {
    let anchors = cursor.place.site.anchors(page).into_iter().filter(|anchor| !is_footnote(&anchor.id));
    let found = (0..).zip(anchors).map(|(rank, anchor)| {
        let insert = format!("{}{closer}", anchor.id);
        let label = format!("#{}", anchor.id);
        let found = cursor.completion(CompletionKind::Heading, label, typed, after, insert);
        let title = anchor.heading.map(|heading| heading.text.to_string());
        let filter = format!("{} {}", anchor.id, title.as_deref().unwrap_or_default());
        Completion { rank, detail: title, filter, ..found }
    });
    found.collect()
}

/// Whether an id is one that a footnote gives.
fn is_footnote(id: &str) -> bool {
    ["fn:", "fnref:", "fn-", "fnref-"].iter().any(|start| id.starts_with(start))
}

/// Pages whose title or file name holds what is typed.
fn titles(cursor: &Cursor<'_>, typed: &str, after: usize, closer: &str) -> Vec<Completion> {
    let place = cursor.place;
    let wanted = typed.to_lowercase();
    let is_meant = |text: &str| text.to_lowercase().contains(&wanted);
    let others = place.site.pages().filter(|page| page.path != place.page.path);
    let titled = others.filter_map(|page| Some((page, page.title()?)));
    let meant = titled.filter(|(page, title)| is_meant(title) || is_meant(page.path.name())).take(PAGES);
    let found = (1000..).zip(meant).filter_map(|(rank, (page, title))| {
        let target = path::written(place, &page.path, Use::Link)?;
        let found =
            cursor.completion(CompletionKind::File, title.to_owned(), typed, after, format!("{target}{closer}"));
        let filter = format!("{typed} {title} {}", page.path.name());
        let detail = page.date().map(|date| date.to_string());
        Some(Completion { rank, detail, filter, ..found })
    });
    found.collect()
}

/// `[text][label`, and `[label`.
fn labels(cursor: &Cursor<'_>) -> Option<Vec<Completion>> {
    let open = cursor.open("[", "]")?;
    let typed = open.inside;
    let full = open.outside.ends_with(']');
    let is_task = open.outside.trim().chars().all(|c| matches!(c, '-' | '*' | '+')) && !open.outside.trim().is_empty();
    if typed.starts_with('^') || typed.contains(['[', '(', '{', '`']) || (is_task && !full) {
        return None;
    }
    if !full && typed.is_empty() {
        return Some(Vec::new());
    }
    let after =
        cursor.after.find(']').filter(|end| !cursor.after[..*end].contains(['[', '('])).map_or(0, |end| end + 1);
    let mut keys = Vec::new();
    let mut found = Vec::new();
    for definition in cursor.place.source.post.definitions() {
        if keys.contains(&definition.key) {
            continue;
        }
        keys.push(definition.key.clone());
        let label = definition.label.text.to_string();
        let insert = format!("{label}]");
        let completion = cursor.completion(CompletionKind::Label, label, typed, after, insert);
        let rank = u32::try_from(found.len()).unwrap_or(u32::MAX);
        found.push(Completion { rank, detail: Some(definition.target.text.to_string()), ..completion });
    }
    let wanted = key(typed);
    let is_meant = |found: &&Completion| full || key(&found.label).starts_with(wanted.as_str());
    Some(found.iter().filter(is_meant).cloned().collect())
}

#[cfg(test)]
mod tests {
    use crate::ide::completion::tests::{accept, labels};

    const PAGES: &str = "
//- /docs/other.md
---
title: Another page
---
## Its heading
//- /docs/paper.pdf
//- /readme.md
Text.
";

    fn page(text: &str) -> String {
        format!("//- /docs/x.md\n{text}\n{PAGES}")
    }

    #[test]
    fn places_of_this_page_and_other_pages() {
        assert_eq!(
            labels(&page("[a]($0)\n\n# A heading\n\n<a id=\"spot\"></a>")),
            ["#a-heading: A heading", "#spot", "Another page", "other.md", "paper.pdf: PDF, 0 bytes", "x.md"]
        );
        assert_eq!(accept(&page("[a]($0)\n\n# A heading"), "#a-heading"), "[a](#a-heading)\n\n# A heading\n\n");
        assert_eq!(accept(&page("[a](anoth$0)"), "Another page"), "[a](other.md)\n\n");
        assert_eq!(accept(&page("[a](pap$0"), "paper.pdf"), "[a](paper.pdf)\n\n");
    }

    #[test]
    fn places_by_their_ids() {
        assert_eq!(labels(&page("[a](#$0)\n\n# A heading")), ["#a-heading: A heading"]);
        assert_eq!(labels(&page("[a](other.md#$0)")), ["#its-heading: Its heading"]);
        assert_eq!(accept(&page("[a](other.md#it$0)"), "#its-heading"), "[a](other.md#its-heading)\n\n");
        assert_eq!(labels(&page("[a](none.md#$0)")), Vec::<String>::new());
    }

    #[test]
    fn a_post_is_linked_to_by_its_address() {
        let blog =
            "//- /_config.yml\nbaseurl: /blog\n//- /_posts/2020-01-02-b.md\n---\ntitle: Another post\n---\nText.\n";
        let written = accept(&format!("[a](anoth$0)\n{blog}"), "Another post");
        assert_eq!(written, "[a]({% post_url 2020-01-02-b %})\n");
    }

    #[test]
    fn labels_of_definitions() {
        let text = |link: &str| page(&format!("{link}\n\n[label one]: x\n[other]: y\n"));
        assert_eq!(labels(&text("[a][$0]")), ["label one: x", "other: y"]);
        assert_eq!(labels(&text("[la$0]")), ["label one: x"]);
        assert_eq!(
            accept(&text("[a][l$0]"), "label one"),
            text("[a][label one]").split(PAGES).next().unwrap().trim_start_matches("//- /docs/x.md\n").to_owned()
                + "\n"
        );
        assert_eq!(labels(&text("- [$0]")), Vec::<String>::new());
        assert_eq!(labels(&text("- [x$0]")), Vec::<String>::new());
    }

    #[test]
    fn silence_elsewhere() {
        for text in ["`[a]($0)`", "[a](x $0)", "[$0]", "text $0 text", "[^$0]: x"] {
            let found = labels(&page(text));
            assert!(!found.iter().any(|label| label.contains("page") || label.contains(".md")), "{text}: {found:?}");
        }
    }
}
