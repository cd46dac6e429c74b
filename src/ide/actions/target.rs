//! Files that something leads to and that are not there: the name that is meant, or the file itself.

use super::{At, Fix, Refusal};
use crate::ide::diagnostics::include::{did_you_mean, page_meant, wanted};
use crate::ide::{Diagnostic, SourceChange, SourceEdit, liquid, path};
use crate::site::{ContentRoots, FileId, FileKind, Layout, Resolution, SitePath, Use};
use crate::syntax::{Item, Name};
use crate::text::TextRange;

/// A tag that names no file.
pub(super) fn of_tag(at: At<'_>, finding: &Diagnostic) -> Vec<Fix> {
    let tags = at.place.source.post.tags();
    let named = tags.into_iter().find_map(|tag| {
        let file = liquid::file(at.place, &tag).filter(|file| file.name.range == finding.range)?;
        Some((tag, file))
    });
    let Some((tag, file)) = named else { return of_page_ref(at, finding) };
    let wanted = wanted(at.place, &tag, &file.name.text);
    let mut fixes = Vec::new();
    if let Some(meant) = did_you_mean(at.place.site, &tag, &wanted) {
        fixes.push(Fix::new(format!("Write `{meant}`"), at.edit(finding.range, meant.as_str())).preferred());
    }
    let is_post = tag.name.text != "post_url" || dated(wanted.name()).is_some();
    if is_post && let Some(change) = created(at, &wanted) {
        fixes.push(Fix::new(format!("Create `{wanted}`"), change));
    }
    fixes
}

/// A `ref` of Hugo that names no page.
fn of_page_ref(at: At<'_>, finding: &Diagnostic) -> Vec<Fix> {
    let name = at.slice(finding.range);
    let meant = page_meant(at.place, name);
    let written =
        |meant: String| Fix::new(format!("Write `{meant}`"), at.edit(finding.range, meant.as_str())).preferred();
    let roots = ContentRoots::of(&at.place.file().path);
    let folder = if name.starts_with('/') { roots.all.first() } else { Some(&roots.beside) };
    let bare = name.trim_matches('/').trim_end_matches(".md");
    let path = folder.filter(|_| !bare.is_empty()).map(|folder| folder.join(&format!("{bare}.md")));
    let made = path.filter(|path| path.is_within("content"));
    let created = made.and_then(|path| Some(Fix::new(format!("Create `{path}`"), created(at, &path)?)));
    meant.map(written).into_iter().chain(created).collect()
}

/// What Liquid would print for a target, where it leaves it as it is typed.
pub(super) fn printed(at: At<'_>, range: TextRange, usage: Use) -> Option<Fix> {
    let target = Name { text: at.slice(range).into(), range };
    at.place.left_as_typed(&target).filter(|_| usage != Use::FrontMatterImage)?;
    let better = path::with_printed(at.place, &target.text, usage)?;
    Some(Fix::new(format!("Write `{better}`"), at.edit(range, better.as_str())).preferred())
}

/// The name of a post without its date and its extension.
fn dated(name: &str) -> Option<&str> {
    let (date, rest) = name.split_at_checked("2020-01-01-".len())?;
    let is_date = date.chars().enumerate().all(|(place, c)| match place {
        4 | 7 | 10 => c == '-',
        _ => c.is_ascii_digit(),
    });
    rest.strip_suffix(".md").filter(|rest| is_date && !rest.is_empty())
}

/// A new file: a page begins with its title, anything else is empty.
fn created(at: At<'_>, path: &SitePath) -> Option<SourceChange> {
    let is_there = at.place.site.exists(path) || path.as_str().starts_with("..");
    let is_text = matches!(path.kind(), FileKind::Text) || path.name().ends_with(".html");
    if is_there || !is_text {
        return None;
    }
    let mut change = SourceChange { created: vec![path.clone()], ..SourceChange::default() };
    if path.kind() == FileKind::Text {
        let stem = dated(path.name()).or_else(|| path.name().rsplit_once('.').map(|(stem, _)| stem));
        let title = title(stem.unwrap_or_default());
        let front_matter = at.place.source.post.body_start() > 0.into() || at.place.is_jekyll();
        let text = if front_matter { format!("---\ntitle: \"{title}\"\n---\n") } else { format!("# {title}\n") };
        change.add(FileId::from(path.clone()), SourceEdit { range: TextRange::default(), insert: text });
    }
    Some(change)
}

/// A file's name as a title.
fn title(stem: &str) -> String {
    let words = stem.replace(['-', '_', '"', '\\'], " ");
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The page that a link under the cursor leads to, where nobody but the writer decides what there is.
pub(super) fn create(at: At<'_>) -> Option<Result<Fix, Refusal>> {
    if !matches!(at.place.layout(), Layout::Plain | Layout::Quarto) || at.place.is_cell() {
        return None;
    }
    let target = at.place.items_at(at.range.end()).into_iter().find_map(|item| match item {
        Item::Link(link) => link.target,
        Item::LinkDefinition(definition) => Some(definition.target),
        _ => None,
    })?;
    let written = target.text.split('#').next()?;
    let is_page = [".md", ".qmd", ".markdown"].iter().any(|extension| written.ends_with(extension));
    let missing = at.place.site.resolve(at.place.file(), &target.text, Use::Link);
    if !is_page || !matches!(missing, Resolution::Missing { .. } | Resolution::Unknown) || written.contains(':') {
        return None;
    }
    let wanted = path::wanted(at.place, written)?;
    let extension = written.rsplit_once('.').map(|(_, it)| it).filter(|it| *it == "md");
    let wanted = extension.map_or(wanted.clone(), |it| SitePath::new(&format!("{wanted}.{it}")));
    created(at, &wanted).map(|change| Ok(Fix::new(format!("Create `{wanted}`"), change)))
}
