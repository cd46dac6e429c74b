//! Repairs of links: addresses that lead to what is there, fragments that are places, labels that are defined.

use super::target::printed;
use super::writing::ending;
use super::{At, Fix};
use crate::ide::anchor::Anchors;
use crate::ide::diagnostics::fragment::fragment;
use crate::ide::diagnostics::link::with_scheme;
use crate::ide::label::definition as definition_of;
use crate::ide::place::Place;
use crate::ide::{Code, Diagnostic, SourceChange, SourceEdit, path};
use crate::site::{Missing, Resolution, SitePath, Use};
use crate::syntax::{Item, Name, key};
use crate::text::TextRange;

/// How many ways to write it are offered.
const MOST: usize = 3;

/// A link to what the built site does not have.
pub(super) fn missing(at: At<'_>, finding: &Diagnostic) -> Vec<Fix> {
    let range = finding.range;
    let written = at.slice(range);
    if let Some(fix) = printed(at, range, Use::Link) {
        return vec![fix];
    }
    let Resolution::Missing { asks, why } = at.place.site.resolve(at.place.file(), written, Use::Link) else {
        return Vec::new();
    };
    let end = fragment(&Name { text: written.into(), range });
    let end = if end.range == range { "" } else { end.text.as_str() };
    let better = |file: &SitePath| Some(format!("{}{end}", path::written(at.place, file, Use::Link)?));
    let fix = |better: &String| Fix::new(format!("Write `{better}`"), at.edit(range, better.clone()));
    match why {
        Missing::NoScheme => {
            let better = with_scheme(written);
            vec![fix(&better).preferred().safe_if(written.starts_with("www."))]
        }
        Missing::Case(file) | Missing::Elsewhere(file) | Missing::BaseUrl(file) => {
            better(&file).iter().map(|better| fix(better).preferred().safe_if(true)).collect()
        }
        Missing::TwiceBaseUrl(file) => {
            let better = path::with_base_once(at.place, written, &file, Use::Link);
            better.iter().map(|better| fix(better).preferred().safe_if(true)).collect()
        }
        Missing::NoFile => {
            let near = at.place.site.similar(&asks);
            let mut fixes: Vec<Fix> = near.iter().filter_map(better).take(MOST).map(|it| fix(&it)).collect();
            if let Some(first) = fixes.first_mut() {
                first.is_preferred = true;
            }
            fixes
        }
        Missing::NotPublished(_) | Missing::NotCopied(_) | Missing::StopsConversion => Vec::new(),
    }
}

/// A fragment that is no place of the page that it leads to.
pub(super) fn missing_anchor(at: At<'_>, finding: &Diagnostic) -> Vec<Fix> {
    let links = at.place.items_at(finding.range.start()).into_iter();
    let target = links.filter_map(|item| match item {
        Item::Link(link) => link.target,
        Item::LinkDefinition(definition) => Some(definition.target),
        _ => None,
    });
    let Some(target) = target.filter(|it| it.range.contains_range(finding.range)).last() else { return Vec::new() };
    // Where Liquid has a part in it, what is the fragment is not told apart.
    if !target.text[usize::from(finding.range.start() - target.range.start())..].starts_with('#') {
        return Vec::new();
    }
    let site = at.place.site;
    let (path, id) = match site.resolve(at.place.file(), &target.text, Use::Link) {
        Resolution::Fragment(id) => (at.place.page.path.clone(), id),
        Resolution::File { path, fragment: Some(id), .. } => (path, id),
        _ => return Vec::new(),
    };
    let Some(page) = site.page(&path) else { return Vec::new() };
    let Some(first) = page.sources.first() else { return Vec::new() };
    let anchors = Anchors::of(Place::new(site, page, first).reading(at.place.texts()));
    let near = anchors.near(&id).take(MOST).map(|anchor| format!("#{}", path::encoding(&anchor.id, " %()<>\"#")));
    let mut fixes: Vec<Fix> =
        near.map(|better| Fix::new(format!("Write `{better}`"), at.edit(finding.range, better))).collect();
    if let Some(first) = fixes.first_mut() {
        first.is_preferred = true;
    }
    fixes
}

/// A label that is not defined: the one that is meant, or the blank line that its definition lacks.
pub(super) fn undefined_label(at: At<'_>, finding: &Diagnostic) -> Vec<Fix> {
    let wanted = key(at.slice(finding.range));
    let lacking = finding.related.iter().find(|related| related.place.file == *at.place.file());
    if let Some(related) = lacking {
        let line = at.text.line_start(at.text.line_of(related.place.range.start()));
        let blank = at.edit(TextRange::empty(line), ending(at.source));
        return vec![Fix::new("Put a blank line above its definition", blank).preferred().safe_if(true)];
    }
    let most = wanted.chars().count() / 3;
    let labels = at.place.source.post.definitions();
    let near = labels.map(|it| (strsim::osa_distance(&it.key, &wanted), it.label.text));
    let mut near: Vec<_> = near.filter(|(changes, _)| *changes <= most).collect();
    near.sort();
    near.dedup();
    let near = near.into_iter().take(MOST).enumerate();
    near.map(|(place, (_, label))| {
        let fix = Fix::new(format!("Write `{label}`"), at.edit(finding.range, label.as_str()));
        if place == 0 { fix.preferred() } else { fix }
    })
    .collect()
}

/// A definition that is not read: takes away its lines.
pub(super) fn superfluous(at: At<'_>, finding: &Diagnostic) -> Vec<Fix> {
    let mut definitions = at.place.source.post.definitions();
    let meant = definitions.find(|it| it.range == finding.range || it.label.range == finding.range);
    let Some(definition) = meant else { return Vec::new() };
    let read = definition_of(at.place, &definition.label.text);
    if finding.code == Code::DuplicateDefinition && read.is_some_and(|read| read.range == definition.range) {
        return Vec::new();
    }
    let start = at.text.line_start(at.text.line_of(definition.range.start()));
    let last = at.text.line_of(definition.range.end());
    let before = at.slice(TextRange::new(start, definition.range.start()));
    // In a quote or a list, the line holds more than the definition.
    if !before.trim().is_empty() {
        return Vec::new();
    }
    let end = if last + 1 < at.text.line_count() { at.text.line_start(last + 1) } else { at.text.len() };
    // Where it stands alone, one of the blank lines around it goes too.
    let line = |line: u32| at.slice(TextRange::new(at.text.line_start(line), at.text.line_end(line)));
    let is_blank = |at: u32| line(at).trim().is_empty();
    let first = at.text.line_of(start);
    let is_alone = first > 0 && is_blank(first - 1) && (end == at.text.len() || is_blank(last + 1));
    let start = if is_alone { at.text.line_start(first - 1) } else { start };
    let edit = SourceEdit { range: TextRange::new(start, end), insert: String::new() };
    let change = SourceChange::one(at.place.file().clone(), edit);
    vec![Fix::new(format!("Delete the definition of `{}`", definition.label.text), change)]
}
