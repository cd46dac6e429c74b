//! Ranges against those of pulldown-cmark, which reads the same language by other means.

use std::collections::BTreeSet;

use manicule::syntax::{CodeSyntax, Dialect, ImageSyntax, Item, LinkSyntax, Part, Role, parse};
use manicule::text::{Text, TextRange};
use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag};

use crate::posts;

/// A thing with its place.
type Placed = (&'static str, usize, usize);

fn by_us(text: &str) -> (BTreeSet<Placed>, Vec<TextRange>) {
    let post = parse(&Text::new(text), Dialect { part: Part::Cell, liquid: false, kramdown: false });
    let mut found = BTreeSet::new();
    let mut math = Vec::new();
    let notes: Vec<_> =
        post.footnotes().filter(|note| note.role == Role::Def).map(|note| note.id.to_lowercase()).collect();
    for item in post.items() {
        let kind = match &item {
            Item::Heading(_) => "heading",
            Item::Link(it) if !it.defined || matches!(it.syntax, LinkSyntax::Html) => continue,
            Item::Link(it) if it.syntax == LinkSyntax::Autolink && !text[it.range].starts_with('<') => continue,
            Item::Link(_) => "link",
            Item::Image(it) if it.syntax == ImageSyntax::Html => continue,
            Item::Image(it) if it.label.as_ref().is_some_and(|it| !post.defines(&manicule::syntax::key(&it.text))) => {
                continue;
            }
            Item::Image(_) => "image",
            Item::Code(it) => match it.syntax {
                CodeSyntax::Span => "code",
                CodeSyntax::Fence => "fence",
                CodeSyntax::Indented => "indented code",
            },
            Item::Footnote(it) if it.role == Role::Def => "note",
            Item::Footnote(it) if notes.contains(&it.id.to_lowercase()) => "number",
            Item::Math(it) if it.display => {
                math.push(it.range);
                continue;
            }
            _ => continue,
        };
        found.insert(placed(kind, text, item.range().into()));
    }
    (found, math)
}

/// The place without white space at its ends, which the two count differently.
fn placed(kind: &'static str, text: &str, range: std::ops::Range<usize>) -> Placed {
    let part = &text[range.clone()];
    let start = range.start + part.len() - part.trim_start().len();
    (kind, start, range.end - part.len() + part.trim_end().len())
}

fn by_pulldown(text: &str) -> BTreeSet<Placed> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let mut found = BTreeSet::new();
    let mut images = 0;
    for (event, mut range) in Parser::new_ext(text, options).into_offset_iter() {
        let kind = match event {
            Event::End(pulldown_cmark::TagEnd::Image) => {
                images -= 1;
                continue;
            }
            Event::Start(Tag::Heading { .. }) => "heading",
            Event::Start(Tag::Link { link_type, .. }) => {
                range.end += collapsed(link_type, &text[range.end..]);
                "link"
            }
            Event::Start(Tag::Image { link_type, .. }) => {
                range.end += collapsed(link_type, &text[range.end..]);
                images += 1;
                if images > 1 {
                    continue;
                }
                found.insert(placed("image", text, range));
                continue;
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => "fence",
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => "indented code",
            Event::Start(Tag::FootnoteDefinition(_)) => "note",
            Event::Code(_) => "code",
            Event::FootnoteReference(_) => "number",
            _ => continue,
        };
        // Only the letters of what stands in an image's brackets are shown.
        if images == 0 || kind == "number" {
            found.insert(placed(kind, text, range));
        }
    }
    found
}

/// pulldown-cmark leaves out the `[]` of `[text][]`.
fn collapsed(link: LinkType, behind: &str) -> usize {
    if link == LinkType::Collapsed && behind.starts_with("[]") { 2 } else { 0 }
}

/// How the two readings differ.
fn differences(text: &str) -> (usize, Vec<String>) {
    let (ours, math) = by_us(text);
    let theirs = by_pulldown(text);
    let outside_math =
        |place: &&Placed| !math.iter().any(|math| usize::from(math.start()) <= place.1 && place.2 <= math.end().into());
    let ours_only = ours.difference(&theirs).map(|place| ("only ours", place));
    let theirs_only = theirs.difference(&ours).filter(outside_math).map(|place| ("not ours", place));
    let all = ours_only.chain(theirs_only).map(|(whose, (kind, start, end))| {
        let shown: String = text[*start..*end].chars().take(60).collect();
        format!("{whose}: {kind} {start}..{end} {shown:?}")
    });
    (ours.intersection(&theirs).count(), all.collect())
}

#[test]
fn ranges_in_real_posts_are_those_of_pulldown_cmark() {
    let Some(corpus) = posts::corpus() else { return };
    let mut same = 0;
    let mut wrong = Vec::new();
    for (path, text) in posts::posts(&corpus) {
        let body = parse(&Text::new(&text), Dialect::default()).body_start();
        let (common, differ) = differences(&text[usize::from(body)..]);
        same += common;
        wrong.extend(differ.into_iter().map(|difference| format!("{}: {difference}", path.display())));
    }
    assert!(wrong.is_empty(), "{} of {same} differ\n{}", wrong.len(), wrong[..wrong.len().min(60)].join("\n"));
    assert!(same > 30_000, "only {same} ranges compared");
}
