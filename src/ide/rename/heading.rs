//! Renames a heading, or an id: what is renamed, and every link that leads to it or to what it moves.

use std::collections::HashMap;

use smol_str::SmolStr;

use super::{Refusal, replace};
use crate::ide::path::encoding;
use crate::ide::place::Place;
use crate::ide::subject::{self, Mention, Subject};
use crate::ide::{SourceChange, anchor, applied};
use crate::site::{Anchor, Layout, Page, Site, SitePath};
use crate::syntax::Item;
use crate::text::{TextRange, TextSize};

/// What would end the target that a fragment stands in, and so is written with `%` there.
const ENDS_TARGET: &str = " %()<>\"'";

/// The name of a heading or an id: what of it a writer would write anew.
pub(super) fn name(place: Place<'_>, mention: &Mention, offset: TextSize) -> Result<TextRange, Refusal> {
    let Subject::Anchor(path, id) = &mention.subject else { return Err(Refusal::Nothing) };
    if is_nowhere(place, path) {
        return Ok(TextRange::new(mention.name.start() + TextSize::of('#'), mention.name.end()));
    }
    let (_, anchor) = declared(place.site, path, id)?;
    if anchor.heading.as_ref().is_some_and(|heading| heading.title.text.contains(['\n', '\r'])) {
        return Err(Refusal::Fixed("a heading that runs over several lines has no name that could be changed"));
    }
    if !mention.declares {
        // The `#` stays.
        return Ok(TextRange::new(mention.name.start() + TextSize::of('#'), mention.name.end()));
    }
    let explicit = anchor.heading.as_ref().and_then(|heading| heading.id.as_ref());
    match explicit {
        Some(id) if id.range.contains_inclusive(offset) => Ok(id.range),
        _ => Ok(mention.name),
    }
}

/// Writes a heading anew, or an id, and lets the links follow.
pub(super) fn rename(place: Place<'_>, subject: &Subject, name: &str) -> Result<SourceChange, Refusal> {
    let Subject::Anchor(path, id) = subject else { return Err(Refusal::Nothing) };
    if is_nowhere(place, path) {
        return fragments(place, subject, name);
    }
    let (page, anchor) = declared(place.site, path, id)?;
    let (range, is_title) = written(page, &anchor).ok_or(Refusal::Nothing)?;
    if !is_title && !is_id(name) {
        return Err(Refusal::NoName("an id has no blanks, no quotes and no brackets"));
    }
    if is_title && name.is_empty() {
        return Err(Refusal::NoName("a heading has a text"));
    }
    let mut change = SourceChange::one(anchor.file.clone(), replace(range, name));
    let edited = applied::after(place.site, &change, place.texts()).ok_or(Refusal::Gone)?;
    let before = place.site.anchors(page);
    let after = edited.page(path).map(|page| edited.anchors(page)).unwrap_or_default();
    if before.len() != after.len() {
        return Err(Refusal::NoName("with this text the line is no heading any more, or holds something else beside"));
    }
    let moved = moved(&before, &after)?;
    for page in place.site.pages() {
        for source in &page.sources {
            let here = Place::new(place.site, page, source);
            for (id, new) in &moved {
                let subject = Subject::Anchor(path.clone(), id.clone());
                for mention in subject::mentions_in(here, &subject).into_iter().filter(|it| !it.declares) {
                    change.add(mention.file, replace(mention.name, format!("#{}", encoding(new, ENDS_TARGET))));
                }
            }
        }
    }
    Ok(change)
}

/// Whether a page is not there in a folder that nobody builds, where it is still to be written.
fn is_nowhere(place: Place<'_>, path: &SitePath) -> bool {
    place.layout() == Layout::Plain && place.site.page(path).is_none()
}

/// Lets fragments lead to the heading that will have a name.
fn fragments(place: Place<'_>, subject: &Subject, name: &str) -> Result<SourceChange, Refusal> {
    let id = crate::site::folded(name);
    if !is_id(&id) {
        return Err(Refusal::NoName("an id has no quotes and no brackets"));
    }
    let mut change = SourceChange::default();
    for mention in subject::mentions(place, subject) {
        change.add(mention.file, replace(mention.name, format!("#{}", encoding(&id, ENDS_TARGET))));
    }
    Ok(change)
}

/// What on a page has an id.
fn declared<'a>(site: &'a Site, path: &SitePath, id: &str) -> Result<(&'a Page, Anchor), Refusal> {
    let page = site.page(path).ok_or(Refusal::Nothing)?;
    let anchor = anchor::find(site, path, id).ok_or(Refusal::Nothing)?;
    Ok((page, anchor))
}

/// Where the name stands that makes an id, and whether it is a heading's text.
fn written(page: &Page, anchor: &Anchor) -> Option<(TextRange, bool)> {
    if let Some(heading) = &anchor.heading {
        return Some(match &heading.id {
            Some(id) if id.text == anchor.id => (id.range, false),
            _ => (heading.title.range, true),
        });
    }
    let source = page.sources.iter().find(|source| source.file == anchor.file)?;
    source.post.at(anchor.range.start()).into_iter().find_map(|item| match item {
        Item::Anchor(it) if it.range == anchor.range => Some((it.id.range, false)),
        _ => None,
    })
}

fn is_id(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || "\"'<>{}#%&`=".contains(c))
}

/// The ids that are others after the change. Refuses where links to one could no more be told from links to another.
fn moved(before: &[Anchor], after: &[Anchor]) -> Result<HashMap<SmolStr, SmolStr>, Refusal> {
    let mut moved = HashMap::new();
    let mut taken: HashMap<&SmolStr, usize> = HashMap::new();
    for anchor in after {
        *taken.entry(&anchor.id).or_default() += 1;
    }
    for (old, new) in before.iter().zip(after) {
        if old.id == new.id {
            continue;
        }
        if taken.get(&new.id).is_some_and(|count| *count > 1) {
            return Err(Refusal::Taken(new.id.to_string()));
        }
        // Of several that have one id, links lead to the first.
        moved.entry(old.id.clone()).or_insert_with(|| new.id.clone());
    }
    let stays = |id: &SmolStr| before.iter().zip(after).any(|(old, new)| old.id == *id && new.id == *id);
    moved.retain(|id, _| !stays(id));
    Ok(moved)
}
