//! Targets of links: places on this page and on others, pages by their titles, files; and labels of definitions.

use super::cursor::Cursor;
use super::path;
use crate::ide::path::written;
use crate::ide::{Completion, CompletionKind, image};
use crate::site::{Page, Resolution, Use};
use crate::syntax::key;

/// The most pages that are offered by their titles.
const PAGES: usize = 50;

/// Links at the cursor; `None` where none is being written.
pub(super) fn complete(cursor: &Cursor<'_>) -> Option<Vec<Completion>> {
    if cursor.is_in_front_matter() || cursor.is_in_code() {
        return None;
    }
    inline(cursor).or_else(|| definition(cursor)).or_else(|| html(cursor)).or_else(|| labels(cursor))
}

/// The target of a link as far as it is written.
struct Slot<'a, 'c> {
    cursor: &'c Cursor<'a>,
    typed: &'c str,
    /// How many bytes behind the cursor are replaced.
    after: usize,
    closer: &'static str,
    /// Whether it stands between `<` and `>`.
    bracketed: bool,
}

/// `[text](target`.
fn inline(cursor: &Cursor<'_>) -> Option<Vec<Completion>> {
    let open = cursor.open("](", ")")?;
    let bracket = open.outside.rfind('[')?;
    if open.outside[..bracket].ends_with('!') {
        return None;
    }
    if let Some(typed) = open.inside.strip_prefix('<') {
        let closer = match (cursor.after.contains('>'), cursor.after.contains(')')) {
            (true, _) => "",
            (false, true) => ">",
            (false, false) => ">)",
        };
        return bracketed(cursor, typed, closer).map(targets);
    }
    if open.inside.contains([' ', '\t', '<']) {
        return None;
    }
    let closed = cursor.after.find(')');
    let after = closed.filter(|end| !cursor.after[..*end].contains([' ', '(', '['])).unwrap_or(0);
    let closer = if closed.is_some() { "" } else { ")" };
    Some(targets(Slot { cursor, typed: open.inside, after, closer, bracketed: false }))
}

/// `[label]: target`.
fn definition(cursor: &Cursor<'_>) -> Option<Vec<Completion>> {
    let (label, written) = cursor.before.split_once("]:")?;
    let typed = written.trim_start();
    let is_label = label.trim_start().starts_with('[') && !label.contains("[^") && label.len() < 1000;
    if !is_label || written.is_empty() {
        return None;
    }
    if let Some(typed) = typed.strip_prefix('<') {
        return bracketed(cursor, typed, if cursor.after.contains('>') { "" } else { ">" }).map(targets);
    }
    if typed.contains([' ', '\t', '<']) {
        return None;
    }
    let after = cursor.after.find([' ', '\t']).unwrap_or(cursor.after.len());
    Some(targets(Slot { cursor, typed, after, closer: "", bracketed: false }))
}

/// `<a href="target`.
fn html(cursor: &Cursor<'_>) -> Option<Vec<Completion>> {
    let open = cursor.open("href=", ">")?;
    let quote = open.inside.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let typed = &open.inside[1..];
    let in_tag = open.outside.rfind('<').is_some_and(|at| !open.outside[at..].contains('>'));
    if !in_tag || typed.contains([quote, ' ', '\t', '<']) {
        return None;
    }
    let after = cursor.after.find(quote).filter(|end| !cursor.after[..*end].contains([' ', '>'])).unwrap_or(0);
    let closer = match (cursor.after.contains(quote), quote) {
        (true, _) => "",
        (false, '"') => "\"",
        (false, _) => "'",
    };
    Some(targets(Slot { cursor, typed, after, closer, bracketed: false }))
}

/// A target between `<` and `>`; `None` behind it.
fn bracketed<'a, 'c>(cursor: &'c Cursor<'a>, typed: &'c str, closer: &'static str) -> Option<Slot<'a, 'c>> {
    let is_over = typed.replace("\\>", "").contains('>');
    let after = cursor.after.find('>').unwrap_or(0);
    (!is_over).then_some(Slot { cursor, typed, after, closer, bracketed: true })
}

/// What a link may lead to, from what is written of its target.
fn targets(slot: Slot<'_, '_>) -> Vec<Completion> {
    let Slot { cursor, typed, after, closer, bracketed } = slot;
    let place = cursor.place;
    if let Some(wanted) = typed.strip_prefix("##") {
        return everywhere(cursor, typed, wanted, after, closer);
    }
    if let Some((target, fragment)) = typed.split_once('#') {
        let target = if bracketed { path::unbracketed(target) } else { target.to_owned() };
        let page = match target.as_str() {
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
    if !bracketed {
        found.extend(titles(cursor, typed, after, closer));
    }
    let slot = path::Slot { cursor, usage: Use::Link, typed, after, closer, bracketed, pages: true };
    let files = slot.completions(|path| !path.as_str().starts_with(['_', '.']) && !image::is_image(path));
    found.extend(files.into_iter().map(|file| Completion { rank: file.rank + 2000, ..file }));
    found
}

/// The most headings of other pages that are offered.
const HEADINGS: usize = 1000;

/// Headings of all pages by what is typed after `##`, those of other pages with the path to them.
fn everywhere(cursor: &Cursor<'_>, typed: &str, wanted: &str, after: usize, closer: &str) -> Vec<Completion> {
    let place = cursor.place;
    let wanted = wanted.to_lowercase();
    let of_page = |page: &std::sync::Arc<Page>| {
        let target = match page.path == place.page.path {
            true => Some(String::new()),
            false => written(place, &page.path, Use::Link),
        };
        let anchors = place.site.anchors(page).into_iter();
        let headings = anchors.filter_map(|anchor| Some((anchor.id, anchor.heading?.text.to_string())));
        let meant = headings.filter(|(id, text)| id.contains(&*wanted) || text.to_lowercase().contains(&wanted));
        let found = meant.filter_map(|(id, text)| {
            let insert = format!("{}#{id}{closer}", target.as_ref()?);
            let item = cursor.completion(CompletionKind::Heading, format!("#{id}"), typed, after, insert);
            let page = page.title().unwrap_or(page.path.name());
            Some(Completion { detail: Some(format!("{text}, in {page}")), filter: format!("##{id} {text}"), ..item })
        });
        found.collect::<Vec<_>>()
    };
    place.site.pages().flat_map(of_page).take(HEADINGS).collect()
}

/// The places of a page by their ids.
pub(super) fn anchors(cursor: &Cursor<'_>, page: &Page, typed: &str, after: usize, closer: &str) -> Vec<Completion> {
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
        let target = written(place, &page.path, Use::Link)?;
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
    fn headings_of_all_pages() {
        assert_eq!(
            labels(&page("[a](##$0)\n\n# A heading")),
            ["#its-heading: Its heading, in Another page", "#a-heading: A heading, in x.md"]
        );
        assert_eq!(accept(&page("[a](##its$0"), "#its-heading"), "[a](other.md#its-heading)\n\n");
        assert_eq!(accept(&page("[a]: ##$0"), "#its-heading"), "[a]: other.md#its-heading\n\n");
    }

    #[test]
    fn with_or_without_an_extension_as_the_writer_wants() {
        let drops = |text: &str| format!("{}//- /manicule.toml\npaths.extension = 'drop'\n", page(text));
        assert_eq!(labels(&drops("[a](./$0)")), ["other", "paper.pdf: PDF, 0 bytes", "x"]);
        assert_eq!(accept(&drops("[a](oth$0)"), "Another page"), "[a](other)\n\n");
        assert_eq!(accept(&drops("[a](../$0)"), "readme"), "[a](../readme)\n\n");
        assert_eq!(accept(&drops("[a](##its$0"), "#its-heading"), "[a](other#its-heading)\n\n");
        // Quarto finds no page by half its name.
        let quarto =
            "//- /_quarto.yml\n//- /manicule.toml\npaths.extension = 'drop'\n//- /b.qmd\nx\n//- /x.qmd\n[a](./$0)\n";
        assert_eq!(labels(quarto), ["b.qmd", "x.qmd"]);
    }

    #[test]
    fn from_the_folders_that_the_writer_names() {
        let page = |text: &str| {
            format!("//- /posts/x.md\n{text}\n//- /public/f/paper.pdf\n//- /manicule.toml\npaths.roots = ['public']\n")
        };
        assert_eq!(labels(&page("[a](/f/$0)")), ["paper.pdf: PDF, 0 bytes"]);
        assert_eq!(accept(&page("[a](/$0)"), "f/"), "[a](/f/)\n");
    }

    #[test]
    fn a_path_in_angle_brackets() {
        let files = "//- /sub dir/a <b>.md\n# A heading\n";
        let of = |text: &str| format!("//- /x.md\n{text}\n{files}");
        assert_eq!(accept(&of("[a](<sub$0"), "sub dir/"), "[a](<sub dir/\n");
        assert_eq!(accept(&of("[a](<sub dir/$0>)"), "a <b>.md"), "[a](<sub dir/a \\<b\\>.md>)\n");
        assert_eq!(accept(&of("[a](<sub dir/$0"), "a <b>.md"), "[a](<sub dir/a \\<b\\>.md>)\n");
        assert_eq!(accept(&of("[a]: sub%20dir/$0"), "a <b>.md"), "[a]: sub%20dir/a%20%3Cb%3E.md\n");
        assert_eq!(
            accept(&of("[a](<sub dir/a \\<b\\>.md#$0>)"), "#a-heading"),
            "[a](<sub dir/a \\<b\\>.md#a-heading>)\n"
        );
        assert_eq!(labels(&of("[a](<sub dir> $0)")), Vec::<String>::new());
    }

    #[test]
    fn the_address_of_an_html_link() {
        assert_eq!(accept(&page("<a href=\"anoth$0\">x</a>"), "Another page"), "<a href=\"other.md\">x</a>\n\n");
        assert_eq!(accept(&page("<a class='b' href='pap$0"), "paper.pdf"), "<a class='b' href='paper.pdf'\n\n");
        assert_eq!(labels(&page("<a href=\"other.md#$0\">")), ["#its-heading: Its heading"]);
        for silent in ["href=\"$0\"", "<a href=$0>", "<a href=\"x\" class=\"$0\">", "`<a href=\"$0\">`"] {
            assert_eq!(labels(&page(silent)), Vec::<String>::new(), "{silent}");
        }
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
        for text in ["`[a][$0]`", "```\n[a][$0]\n```", "```\n[a](#$0)\n```", "---\ntitle: '[a]($0)'\n---\n"] {
            assert_eq!(
                labels(&page(&format!("{text}\n\n# A heading\n\n[label]: x\n"))),
                Vec::<String>::new(),
                "{text}"
            );
        }
    }
}
