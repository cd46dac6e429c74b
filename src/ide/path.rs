//! How a file of the blog is written from a place, so that the built page finds it.

use percent_encoding::percent_decode_str;

use super::place::Place;
use crate::site::{Extension, FileKind, Resolution, Site, SitePath, Use};

/// A file's path as a target of Markdown holds it: what would end a target is encoded, letters of any script stay.
pub(super) fn encoded(path: &str) -> String {
    encoding(path, " %()<>\"#?")
}

/// A text, some of its characters percent-encoded.
pub(super) fn encoding(text: &str, encoded: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut written, c| {
        match encoded.contains(c) {
            true => written.push_str(&format!("%{:02X}", u32::from(c))),
            false => written.push(c),
        }
        written
    })
}

/// The path that a writer would write for a file, proved by resolving it; `None` where no path reaches the file.
pub(super) fn written(place: Place<'_>, file: &SitePath, usage: Use) -> Option<String> {
    candidates(place, file, usage).into_iter().find(|path| reaches(place, path, file, usage))
}

/// What is written with the `baseurl` twice, with it once: the `{{ site.baseurl }}` is taken away that is too much, or
/// else the file's path is written anew. A fragment stays.
pub(super) fn with_base_once(place: Place<'_>, target: &str, file: &SitePath, usage: Use) -> Option<String> {
    let without = |start: usize| {
        let end = start + target[start..].find("}}")? + "}}".len();
        let variable = target[start..end].trim_matches(['{', '}']).trim();
        (variable == "site.baseurl").then(|| format!("{}{}", &target[..start], &target[end..]))
    };
    let mut once = target.match_indices("{{").filter_map(|(start, _)| without(start));
    let fragment = target.rfind('#').map_or("", |at| &target[at..]);
    once.find(|path| reaches(place, path, file, usage))
        .or_else(|| Some(format!("{}{fragment}", written(place, file, usage)?)))
}

/// What is written with an output that Liquid leaves as it is typed, with what that would print: a path of the blog.
pub(super) fn with_printed(place: Place<'_>, target: &str, usage: Use) -> Option<String> {
    let Resolution::File { path, url: Some(url), fragment } = place.site.resolve(place.file(), target, usage) else {
        return None;
    };
    let fragment = fragment.map(|id| format!("#{}", encoding(&id, " %()<>\"#"))).unwrap_or_default();
    let written = format!("{}{fragment}", encoded(&url));
    reaches(place, &written, &path, usage).then_some(written)
}

/// Whether a path written at a place leads to a file.
fn reaches(place: Place<'_>, path: &str, file: &SitePath, usage: Use) -> bool {
    matches!(place.site.resolve(place.file(), path, usage), Resolution::File { path, .. } if path == *file)
}

/// The ways to write a file's path, the most usual first.
fn candidates(place: Place<'_>, file: &SitePath, usage: Use) -> Vec<String> {
    let root = file.as_str();
    // Hugo serves `static/` at the root.
    let served = root.strip_prefix("static/").unwrap_or(root);
    if usage == Use::FrontMatterImage {
        return vec![served.to_owned(), format!("/{served}")];
    }
    let mut paths = Vec::new();
    if usage == Use::Link && place.is_jekyll() && file.kind() != FileKind::Asset {
        let stem = file.name().rsplit_once('.').map_or(file.name(), |(stem, _)| stem);
        let tags = [format!("{{% post_url {stem} %}}"), format!("{{% link {root} %}}")];
        // Jekyll 3 leaves the `baseurl` to the writer.
        let based = tags.clone().map(|tag| format!("{{{{ site.baseurl }}}}{tag}"));
        paths.extend(tags.into_iter().chain(based));
    }
    paths.push(encoded(&relative(&place.file().path.folder(), file)));
    let said = place.site.paths().served(file);
    paths.extend(said.chain([served]).map(|path| encoded(&format!("/{path}"))));
    if usage == Use::Link {
        paths = paths.into_iter().flat_map(|path| spellings(place.site, file, path)).collect();
    }
    if place.is_jekyll() {
        paths.push(format!("{{{{ site.baseurl }}}}/{}", encoded(root)));
    }
    paths
}

/// The ways to end a new path to a file, the wanted one first: with the extension of Markdown, or without it.
pub(super) fn spellings(site: &Site, file: &SitePath, path: String) -> Vec<String> {
    let is_wanted = file.kind() == FileKind::Text && site.paths().extension == Extension::Drop;
    let bare = is_wanted.then(|| bare(&path).map(str::to_owned)).flatten();
    bare.into_iter().chain([path]).collect()
}

/// A path without the extension of its last part; `None` where it has none.
pub(super) fn bare(path: &str) -> Option<&str> {
    let name = path.rfind('/').map_or(0, |slash| slash + 1);
    let dot = path[name..].rfind('.').filter(|dot| *dot > 0)?;
    Some(&path[..name + dot])
}

/// The file that a path means where nobody builds the folder, whether it is there or not, its extension left out if it
/// is that of Markdown. `None` where Liquid or a query has a part in the path.
pub(super) fn wanted(place: Place<'_>, written: &str) -> Option<SitePath> {
    if written.is_empty() || written.contains(['{', '?']) {
        return None;
    }
    let decoded = percent_decode_str(written).decode_utf8().ok()?;
    let wanted = match decoded.strip_prefix('/') {
        Some(path) => place.site.paths().rooted(path),
        None => place.file().path.folder().join(&decoded),
    };
    Some(wanted.as_str().strip_suffix(".md").map(SitePath::new).unwrap_or(wanted))
}

/// The same with its extension, and of a path that need not be Markdown's.
pub(super) fn meant(place: Place<'_>, written: &str) -> Option<SitePath> {
    if written.is_empty() || written.ends_with('/') || written.contains(['{', '?']) {
        return None;
    }
    let decoded = percent_decode_str(written).decode_utf8().ok()?;
    Some(match decoded.strip_prefix('/') {
        Some(path) => place.site.paths().rooted(path),
        None => place.file().path.folder().join(&decoded),
    })
}

/// A file's path from a folder.
pub(super) fn relative(folder: &SitePath, file: &SitePath) -> String {
    let folder: Vec<&str> = folder.as_str().split('/').filter(|part| !part.is_empty()).collect();
    let parts: Vec<&str> = file.as_str().split('/').collect();
    let common = folder.iter().zip(&parts[..parts.len() - 1]).take_while(|(a, b)| a == b).count();
    let up = folder[common..].iter().map(|_| "..");
    up.chain(parts[common..].iter().copied()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relative_path_climbs_no_higher_than_it_must() {
        let path = |from: &str, to: &str| relative(&SitePath::new(from), &SitePath::new(to));
        assert_eq!(path("_notebooks", "_notebooks/icons/a.png"), "icons/a.png");
        assert_eq!(path("_posts", "images/a.png"), "../images/a.png");
        assert_eq!(path("a/b", "a/c/d.png"), "../c/d.png");
        assert_eq!(path("", "a.png"), "a.png");
    }
}
