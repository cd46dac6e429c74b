//! The names by which Hugo's `ref` and `relref` reach a page, and the pages that a new name may mean.

use crate::ide::path::relative;
use crate::ide::place::Place;
use crate::site::{ContentRoots, SitePath};

/// The ends of a name that tell how its file is written.
const ENDS: [&str; 3] = [".md", ".markdown", ".html"];

/// The names of a page, those first that are written like `written`, which led to `old`.
pub(super) fn names(there: Place<'_>, written: &str, old: &SitePath, new: &SitePath) -> Vec<String> {
    let mut names = paths(there, written, new);
    if written.trim_matches('/').contains('/') {
        return names;
    }
    let word = word(written, new);
    // One word may be a path as well, and stays one.
    let is_path = paths(there, written, old).iter().any(|path| path == written);
    names.insert(if is_path { names.len() } else { 0 }, word);
    names
}

/// A page by the name of its file, or of its folder.
fn word(written: &str, page: &SitePath) -> String {
    let spelled = spelled(page.as_str(), written).unwrap_or_default();
    let word = spelled.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    if written.starts_with('/') { format!("/{word}") } else { word.to_owned() }
}

/// A page by the paths to it, those first that are written like `written`.
fn paths(there: Place<'_>, written: &str, page: &SitePath) -> Vec<String> {
    let roots = ContentRoots::of(&there.file().path);
    let in_root = |root: &SitePath| page.as_str().strip_prefix(root.as_str())?.strip_prefix('/').map(str::to_owned);
    let mut rooted: Vec<String> = roots.all.iter().filter_map(in_root).collect();
    let first = |path: &str| path.trim_start_matches('/').split('/').next().map(str::to_owned);
    rooted.sort_by_key(|path| first(path) != first(written));
    let absolute: Vec<String> = rooted.iter().map(|path| format!("/{path}")).collect();
    let near = relative(&roots.beside, page);
    let beside = if near.starts_with("..") { relative(&there.file().path.folder(), page) } else { near };
    let forms = match (written.starts_with('/'), written.starts_with('.')) {
        (true, _) => Vec::new(),
        (_, true) if written.starts_with("./") && !beside.starts_with('.') => vec![format!("./{beside}")],
        (_, true) => vec![beside],
        _ if beside.starts_with("..") => rooted.into_iter().chain([beside]).collect(),
        _ => std::iter::once(beside).chain(rooted).collect(),
    };
    forms.into_iter().chain(absolute).filter_map(|path| spelled(&path, written)).collect()
}

/// A path with as much of its end as another name has: the extension, the `index` of a folder, the slash behind it.
fn spelled(path: &str, like: &str) -> Option<String> {
    let end = ENDS.into_iter().find(|end| like.ends_with(end));
    let of_head = |name: &str| matches!(name.rsplit('/').next(), Some("index" | "_index"));
    let stem = without_language(stem(path));
    if of_head(stem) && !of_head(end.map_or(like, |end| &like[..like.len() - end.len()])) {
        let folder = stem.rsplit_once('/').map_or("", |(folder, _)| folder);
        let slash = if like.ends_with('/') { "/" } else { "" };
        return (!folder.is_empty()).then(|| format!("{folder}{slash}"));
    }
    Some(match end {
        Some(".html") => format!("{stem}.html"),
        Some(_) => format!("{stem}{}", &path[self::stem(path).len()..]),
        None => stem.to_owned(),
    })
}

/// A path without its extension.
fn stem(path: &str) -> &str {
    let name = path.rfind('/').map_or(0, |slash| slash + 1);
    path[name..].rfind('.').map_or(path, |dot| &path[..name + dot])
}

/// A path without the language of `three.fr.md`, its extension left out.
fn without_language(stem: &str) -> &str {
    let language = SitePath::new(&format!("{stem}.md"));
    let suffix = ContentRoots::of(&language).suffix;
    suffix.and_then(|suffix| stem.strip_suffix(&format!(".{suffix}"))).unwrap_or(stem)
}

/// The moves that another name for a page may ask for, each a file or a folder with its new path.
pub(super) fn targets(place: Place<'_>, written: &str, old: &SitePath, name: &str) -> Vec<(SitePath, SitePath)> {
    let roots = ContentRoots::of(&place.file().path);
    let is_folder =
        spelled(old.as_str(), written).is_some_and(|path| path.trim_end_matches('/') == old.folder().as_str());
    let from = if is_folder { old.folder() } else { old.clone() };
    let end = ENDS.into_iter().find(|end| name.ends_with(end)).unwrap_or_default();
    let typed = name[..name.len() - end.len()].trim_end_matches('/');
    let bare = typed.trim_start_matches('/');
    if bare.is_empty() {
        return Vec::new();
    }
    let in_roots = roots.all.iter().map(|root| root.join(bare));
    let beside = roots.beside.join(bare);
    let found: Vec<SitePath> = match (typed.starts_with('/'), bare.contains('/')) {
        (true, true) => in_roots.collect(),
        (false, true) => std::iter::once(beside).chain(in_roots).collect(),
        _ => std::iter::once(from.folder().join(bare)).chain(in_roots).collect(),
    };
    let rest = if is_folder { "" } else { &old.as_str()[without_language(stem(old.as_str())).len()..] };
    found.into_iter().map(|to| (from.clone(), SitePath::new(&format!("{to}{rest}")))).collect()
}
