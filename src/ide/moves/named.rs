//! A file renamed by what a link says: the file moves, and every reference to it follows.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use super::{Followed, Kind, Reference, after, files, follow, moved_to, page_ref, references, rewrite};
use crate::ide::path::{bare, meant, relative};
use crate::ide::place::Place;
use crate::ide::rename::Refusal;
use crate::ide::subject::{Mention, Subject, mentions};
use crate::ide::{SourceChange, SourceEdit};
use crate::site::{Asset, FileId, Layout, Site, SitePath};
use crate::syntax::NodeKind;
use crate::text::{TextRange, TextSize};

/// Why an address cannot be written anew.
const ADDRESS: &str =
    "the address on the built site is not the path of the file: rename the file itself, and links to it follow";

/// Why a layout keeps its name.
const LAYOUT: &str =
    "the settings, an HTML page or another layout name this layout too, and only Markdown is written anew here";

/// Renames the file that a path leads to: the path is read as it is written now, from the same folder.
pub(in crate::ide) fn rename(place: Place<'_>, mention: &Mention, name: &str) -> Result<SourceChange, Refusal> {
    let Subject::File(old) = &mention.subject else { return Err(Refusal::Nothing) };
    let references = references(place);
    let reference = reference_at(&references, mention.name).ok_or(Refusal::Fixed(ADDRESS))?;
    let (head, path, tail) = split(reference);
    let name = spoken(name);
    if name.is_empty() || name.contains(['#', '?', '\\']) {
        return Err(Refusal::NoName("a path of a file is not empty and has no `#`, `?` and backslash"));
    }
    if matches!(reference.kind, Kind::PageRef { .. })
        && reference.would_lead(place, &name).is_some_and(|other| other != *old)
    {
        return Err(Refusal::Taken(name));
    }
    let mut refusal = None;
    let moves = match reference.kind {
        Kind::PageRef { .. } => page_ref::targets(place, path, old, &name),
        _ => {
            candidates(place, reference, &spoken(path), old, &name).into_iter().map(|new| (old.clone(), new)).collect()
        }
    };
    for (from, to) in moves {
        match moved(place, &from, &to) {
            Err(why) => drop(refusal.get_or_insert(why)),
            Ok((_, Followed { mut change, .. }))
                if place.page.path == from || place.page.path.is_within(from.as_str()) =>
            {
                change.moved.push((from, to));
                return Ok(change);
            }
            Ok((files, Followed { mut change, .. })) => {
                let site = after(place.site, &files);
                let there = Place::of(&site, place.file()).ok_or(Refusal::Gone)?;
                let written = rewrite::spelled(reference, head, &name, tail);
                if reference.would_lead(there, &written).as_ref() == Some(&moved_to(&files, old)) {
                    here(place, reference, &mut change, written);
                    change.moved.push((from, to));
                    return Ok(change);
                }
            }
        }
    }
    Err(refusal.unwrap_or(Refusal::Fixed(ADDRESS)))
}

/// The move of a file or a folder with all references to it, or why it cannot be.
fn moved(
    place: Place<'_>,
    old: &SitePath,
    new: &SitePath,
) -> Result<(BTreeMap<SitePath, SitePath>, Followed), Refusal> {
    if new.kind() != old.kind() || new.name().is_empty() {
        return Err(Refusal::NoName("a file keeps its kind: the new name has the extension of the old one"));
    }
    if new.as_str().starts_with("..") {
        return Err(Refusal::NoName("a file of the blog stays in the blog"));
    }
    let is_folder = |path: &SitePath| {
        let mut pages = place.site.pages();
        pages.any(|page| page.path.is_within(path.as_str())) || place.site.assets_within(path.as_str()).next().is_some()
    };
    if place.site.exists(new) || is_folder(new) {
        return Err(Refusal::Taken(new.to_string()));
    }
    let files = files(place.site, &[(old.clone(), new.clone())]);
    let followed = follow(place.site, &after(place.site, &files), &files, place.texts());
    match followed.lost.is_empty() {
        true => Ok((files, followed)),
        false => Err(Refusal::Fixed("a reference to the file cannot be written so that it leads to the new name")),
    }
}

/// Writes the reference under the cursor as its writer says it.
fn here(place: Place<'_>, reference: &Reference, change: &mut SourceChange, written: String) {
    let edit = reference.edit(place, written);
    let edits = change.edits.entry(place.file().clone()).or_default();
    edits.retain(|it| it.range.intersect(edit.range).is_none());
    change.add(place.file().clone(), edit);
}

/// The first reference of a text that is written at a name. They stand in text order, and one may hold another.
fn reference_at(references: &[Reference], name: TextRange) -> Option<&Reference> {
    let behind = references.partition_point(|it| it.name.range.start() <= name.start());
    let is_there = |it: &&Reference| it.name.range.intersect(name).is_some_and(|both| !both.is_empty());
    references[behind.saturating_sub(2)..].iter().take(3).find(is_there)
}

/// What is written before a path, the path, and what is written behind it.
fn split(reference: &Reference) -> (&str, &str, &str) {
    let written = reference.name.text.as_str();
    let Kind::Target(_) = reference.kind else { return ("", written, "") };
    let liquid = written.rfind("}}").map_or(0, |at| at + "}}".len());
    let tail = written[liquid..].find(['?', '#']).map_or(written.len(), |at| liquid + at);
    // `{{ '/images/a.png' | relative_url }}`: the path stands in the quotes; else behind what Liquid writes.
    let quoted = rewrite::quoted(&written[..liquid]).filter(|_| tail == liquid);
    let (start, end) = quoted.unwrap_or((liquid, tail));
    (&written[..start], &written[start..end], &written[end..])
}

/// The path of a file where one that can be written anew leads to it.
pub(in crate::ide) fn path_at(place: Place<'_>, mention: &Mention) -> Result<TextRange, Refusal> {
    let references = references(place);
    let reference = reference_at(&references, mention.name).ok_or(Refusal::Fixed(ADDRESS))?;
    let (head, path, _) = split(reference);
    let start = reference.name.range.start() + TextSize::of(head);
    let range = TextRange::at(start, TextSize::of(path));
    match (&reference.kind, &mention.subject) {
        (Kind::Layout, Subject::File(_)) if is_named_elsewhere(place.site, path) => Err(Refusal::Fixed(LAYOUT)),
        (Kind::Target(_), Subject::File(old)) if is_address(&spoken(path), old) => Err(Refusal::Fixed(ADDRESS)),
        _ => Ok(range),
    }
}

/// Whether a file is led to by what is not its name, with or without its extension.
fn is_address(path: &str, file: &SitePath) -> bool {
    let last = path.rsplit('/').next().unwrap_or_default();
    last != file.name() && Some(last) != bare(file.name())
}

/// Whether a layout is named where no post names it: by the settings, by a page of HTML or by another layout.
fn is_named_elsewhere(site: &Site, layout: &str) -> bool {
    let is_named = |value: &str| value.trim().trim_matches(['"', '\'']) == layout;
    let in_line = |line: &str| line.split_once("layout:").is_some_and(|(_, value)| is_named(value));
    let in_head = |asset: &Asset| {
        let named = asset.front_matter.as_ref().and_then(|it| it.get("layout")).and_then(NodeKind::as_text);
        named.is_some_and(|value| value == layout)
    };
    site.configs().any(|text| text.lines().any(in_line)) || site.assets_within("").any(|(_, asset)| in_head(asset))
}

/// A path as people say it.
pub(in crate::ide) fn spoken(written: &str) -> String {
    match written.contains("{{") {
        true => written.to_owned(),
        false => percent_decode_str(written).decode_utf8_lossy().into_owned(),
    }
}

/// The files that a new name may mean: what of the old path is that of the file is exchanged; else it is a path from the
/// page's folder or from the root.
fn candidates(place: Place<'_>, reference: &Reference, path: &str, old: &SitePath, name: &str) -> Vec<SitePath> {
    if is_address(path, old) {
        return Vec::new();
    }
    let extension = old.name().rfind('.').map_or("", |at| &old.name()[at..]);
    let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let is_bare = last(path) != old.name();
    let full = match is_bare && !name.ends_with(extension) || !last(name).contains('.') {
        true => format!("{name}{extension}"),
        false => name.to_owned(),
    };
    let written = if is_bare { format!("{path}{extension}") } else { path.to_owned() };
    let by_root = place.site.settings().source.join(full.trim_start_matches('/'));
    let by_folder = place.file().path.folder().join(&full);
    let others = match reference.kind {
        Kind::Target(_) if full.starts_with('/') => vec![by_root],
        Kind::Target(_) => vec![by_folder, by_root],
        _ => vec![by_root],
    };
    let mut found: Vec<SitePath> = exchanged(&written, old, &full).into_iter().chain(others).collect();
    found.dedup();
    found
}

/// The file that a path means once it is written so, where its end is that of the file's own path.
fn exchanged(written: &str, old: &SitePath, name: &str) -> Option<SitePath> {
    let shared = written.rsplit('/').zip(old.as_str().rsplit('/')).take_while(|(a, b)| a == b).count();
    let head = |path: &str| {
        let parts: Vec<&str> = path.split('/').collect();
        parts[..parts.len() - shared].iter().map(|part| format!("{part}/")).collect::<String>()
    };
    let rest = name.strip_prefix(head(written).as_str())?;
    Some(SitePath::new(&format!("{}{rest}", head(old.as_str()))))
}

/// Writes every path to a file that is not there with another name.
pub(in crate::ide) fn rename_missing(place: Place<'_>, mention: &Mention, name: &str) -> Result<SourceChange, Refusal> {
    let name = spoken(name);
    if name.is_empty() || name.contains(['#', '?', '\\']) {
        return Err(Refusal::NoName("a path of a file is not empty and has no `#`, `?` and backslash"));
    }
    let mut known = BTreeMap::from([(mention.file.clone(), references(place))]);
    let reference = reference_at(&known[&mention.file], mention.name).ok_or(Refusal::Fixed(ADDRESS))?;
    let written = split(reference).1.to_owned();
    let mut change = SourceChange::default();
    for other in mentions(place, &mention.subject) {
        let there = Place::of(place.site, &other.file).ok_or(Refusal::Gone)?.reading(place.texts());
        let known = known.entry(other.file.clone()).or_insert_with(|| references(there));
        let reference = reference_at(known, other.name).ok_or(Refusal::Fixed(ADDRESS))?;
        let (head, path, tail) = split(reference);
        let path = match (path == written && other.file == mention.file, place.layout()) {
            (true, _) => name.clone(),
            (false, Layout::Plain) => in_form(there, path, place, &name).ok_or(Refusal::Fixed(ADDRESS))?,
            (false, _) if path == written && name.starts_with(['/', '{']) => name.clone(),
            (false, _) => return Err(Refusal::Fixed("another place writes the path in another way")),
        };
        add(&mut change, &other.file, reference.edit(there, rewrite::spelled(reference, head, &path, tail)));
    }
    Ok(change)
}

fn add(change: &mut SourceChange, file: &FileId, edit: SourceEdit) {
    change.add(file.clone(), edit);
}

/// What leads from a place where a name leads from another, written like a path.
fn in_form(there: Place<'_>, like: &str, here: Place<'_>, name: &str) -> Option<String> {
    let meant = meant(here, name)?;
    let path = match (like.starts_with('/'), relative(&there.file().path.folder(), &meant)) {
        (true, _) => format!("/{meant}"),
        (false, path) if like.starts_with("./") && !path.starts_with("../") => format!("./{path}"),
        (false, path) => path,
    };
    Some(match (like.ends_with(".md"), path.strip_suffix(".md")) {
        (true, None) => format!("{path}.md"),
        (false, Some(bare)) => bare.to_owned(),
        _ => path,
    })
}
