//! A link: what it leads to.

use crate::ide::place::Place;
use crate::ide::{Hover, label};
use crate::site::{Page, Resolution, Use};
use crate::syntax::{Link, Name};
use crate::text::{TextRange, TextSize};

/// The most characters of a page's beginning that are shown.
const EXCERPT: usize = 200;

pub(super) fn hover(place: Place<'_>, link: &Link) -> Option<Hover> {
    let (target, range) = match (&link.target, &link.label) {
        (Some(target), _) => (target.clone(), target.range),
        (None, Some(label)) => (label::definition(place, &label.text)?.target, label.range),
        (None, None) => return None,
    };
    let markdown = about(place, &target)?;
    Some(Hover { range, markdown, picture: None })
}

fn about(place: Place<'_>, target: &Name) -> Option<String> {
    match place.site.resolve(place.file(), &target.text, Use::Link) {
        Resolution::Fragment(id) => heading(place, place.page, &id),
        Resolution::File { path, url, fragment } => {
            let published = url.map(|url| format!("  \nPublished as `{url}`")).unwrap_or_default();
            let Some(page) = place.site.page(&path) else { return Some(format!("`{path}`{published}")) };
            let part = fragment.and_then(|id| heading(place, page, &id)).map(|heading| format!("{heading}\n\n"));
            Some(format!("{}{}{published}", part.unwrap_or_default(), summary(page)))
        }
        Resolution::External | Resolution::Unknown | Resolution::Missing { .. } => None,
    }
}

/// The heading of an id.
fn heading(place: Place<'_>, page: &Page, id: &str) -> Option<String> {
    let anchors = place.site.anchors(page).into_iter();
    let heading = anchors.filter(|anchor| anchor.id == id).find_map(|anchor| anchor.heading)?;
    Some(format!("{} {}", "#".repeat(heading.level.into()), heading.text))
}

/// A page's title, date, file and first lines.
fn summary(page: &Page) -> String {
    let title = page.title().map(|title| format!("**{title}**"));
    let date = page.date().map(|date| date.to_string());
    let file = format!("`{}`", page.path);
    let head = title.into_iter().chain(date).chain([file]).collect::<Vec<_>>().join("  \n");
    match excerpt(page) {
        Some(excerpt) => format!("{excerpt}\n\n{head}"),
        None => head,
    }
}

/// The first paragraph of a page that the editor has open, its beginning.
fn excerpt(page: &Page) -> Option<String> {
    let source = page.head()?;
    let text = source.text.as_ref()?;
    let start = source.post.front_matter().map_or(TextSize::default(), |it| it.range.end());
    let body = text.slice(TextRange::new(start, text.len()));
    let mut paragraphs = body.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
    let first = paragraphs.find(|paragraph| !paragraph.starts_with(['#', '!', '<', '{', '-', '`']))?;
    Some(match first.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}…", &first[..end]),
        None => first.to_owned(),
    })
}
