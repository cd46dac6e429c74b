//! A reference written anew, in the form that it has.

use super::{Kind, Reference, page_ref};
use crate::ide::SourceEdit;
use crate::ide::path::{encoding, relative};
use crate::ide::place::Place;
use crate::site::{Extension, FileKind, Site, SitePath, Use};
use crate::text::{TextRange, TextSize};

/// What the targets of Markdown may hold as it is between `<>`, and in part without.
const BRACKETED: &[(&str, &str)] = &[("%20", " "), ("%28", "("), ("%29", ")"), ("%3C", "<"), ("%3E", ">")];

/// The edit that writes an encoded target as its writer would say it, between `<>` where it must be and only there;
/// `None` where the text is not at hand.
pub(super) fn in_brackets(place: Place<'_>, range: TextRange, encoded: &str) -> Option<SourceEdit> {
    let text = place.text()?;
    let (before, behind) = (range.start().checked_sub(TextSize::of('<')), range.end() + TextSize::of('>'));
    let around = before.filter(|_| behind <= text.len()).map(|before| TextRange::new(before, behind));
    let is_bracketed = around.filter(|around| {
        let written = text.slice(*around);
        written.starts_with('<') && written.ends_with('>')
    });
    let spoken = BRACKETED.iter().fold(encoded.to_owned(), |path, (code, sign)| path.replace(code, sign));
    if spoken == encoded && is_bracketed.is_none() {
        return Some(SourceEdit { range, insert: spoken });
    }
    let escaped = || spoken.replace('<', "\\<").replace('>', "\\>");
    Some(match (needs_brackets(&spoken), is_bracketed) {
        (true, Some(_)) => SourceEdit { range, insert: escaped() },
        (true, None) => SourceEdit { range, insert: format!("<{}>", escaped()) },
        (false, Some(around)) => SourceEdit { range: around, insert: spoken },
        (false, None) => SourceEdit { range, insert: spoken },
    })
}

/// Whether a target must stand between `<>` (CommonMark 0.31, "link destination").
fn needs_brackets(target: &str) -> bool {
    let mut depth = 0i32;
    let closes_early = target.chars().any(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth < 0
    });
    closes_early || depth != 0 || target.starts_with('<') || target.is_empty() || target.contains(char::is_whitespace)
}

/// The text that leads from a place to a file, in the form in which the reference is written; `None` where no text of
/// that form does. `old` is what it leads to as it is written now.
pub(super) fn rewritten(there: Place<'_>, reference: &Reference, old: &SitePath, new: &SitePath) -> Option<String> {
    let written = reference.name.text.as_str();
    let candidates = match &reference.kind {
        Kind::Tag(name) => in_tag(there, name, written, new),
        Kind::Path => vec![rooted(written, new.as_str())],
        Kind::Layout => {
            let settings = there.site.settings();
            let inside = new.as_str().strip_prefix(settings.source.join(&settings.layouts_dir).as_str());
            let name = inside.and_then(|path| path.strip_prefix('/')?.strip_suffix(".html"));
            name.map(str::to_owned).into_iter().collect()
        }
        Kind::PageRef { .. } => page_ref::names(there, written, old, new),
        // A path from the root, with or without a slash before it.
        Kind::Target(Use::FrontMatterImage) => {
            let bare = written.trim_start_matches('/') == old.as_str();
            let from_root = bare.then(|| rooted(written, new.as_str()));
            from_root.into_iter().chain(targets(there, written, old, new)).collect()
        }
        Kind::Target(_) => targets(there, written, old, new),
    };
    let leads = |candidate: &String| reference.would_lead(there, candidate).as_ref() == Some(new);
    candidates.into_iter().find(leads).filter(|candidate| candidate != written)
}

/// The names by which a tag may find a file.
fn in_tag(there: Place<'_>, tag: &str, written: &str, new: &SitePath) -> Vec<String> {
    let settings = there.site.settings();
    let below = |folder: SitePath| {
        let rest = new.as_str().strip_prefix(folder.as_str())?;
        Some(rest.trim_start_matches('/').to_owned())
    };
    let from_source = below(settings.source.clone());
    match tag {
        "include" | "include_cached" => below(settings.source.join(&settings.includes_dir)).into_iter().collect(),
        "include_relative" => below(there.file().path.folder()).into_iter().collect(),
        "link" => from_source.map(|path| rooted(written, &path)).into_iter().collect(),
        _ => {
            let stem = |path: &str| path.rsplit_once('.').map_or(path.to_owned(), |(stem, _)| stem.to_owned());
            let in_folder = |path: &str| match path.split_once("_posts/") {
                Some((before, after)) => stem(&format!("{before}{after}")),
                None => stem(new.name()),
            };
            vec![stem(new.name()), in_folder(new.as_str())]
        }
    }
}

/// A path with a leading slash if what it replaces has one.
fn rooted(written: &str, path: &str) -> String {
    if written.starts_with('/') { format!("/{path}") } else { path.to_owned() }
}

/// The targets that keep the form of one: what Liquid puts before it, and the query and fragment behind it.
fn targets(there: Place<'_>, written: &str, old: &SitePath, new: &SitePath) -> Vec<String> {
    let liquid = written.rfind("}}").map_or(0, |at| at + "}}".len());
    let tail = written[liquid..].find(['?', '#']).map_or(written.len(), |at| liquid + at);
    let (head, path, tail) = (&written[..liquid], &written[liquid..tail], &written[tail..]);
    let ways = ways(there, old, new, path);
    if head.is_empty() {
        return ways.into_iter().map(|way| format!("{}{tail}", encoded(&way, written))).collect();
    }
    let absolute = ways.into_iter().filter(|way| way.starts_with('/'));
    match quoted(head).filter(|_| path.is_empty()) {
        // `{{ "/images/a.png" | relative_url }}`: the path stands in the quotes.
        Some((start, end)) => absolute
            .map(|way| {
                let way = if head[start..].starts_with('/') { &way } else { way.trim_start_matches('/') };
                format!("{}{way}{}{tail}", &head[..start], &head[end..])
            })
            .collect(),
        None => absolute
            .map(|way| {
                let way = if path.starts_with('/') { &way } else { way.trim_start_matches('/') };
                format!("{head}{}{tail}", encoded(way, path))
            })
            .collect(),
    }
}

/// Where the first string of an output stands, without its quotes.
pub(super) fn quoted(output: &str) -> Option<(usize, usize)> {
    let start = output.find(['"', '\''])?;
    let length = output[start + 1..].find(&output[start..=start])?;
    Some((start + 1, start + 1 + length))
}

/// The paths and addresses of a file, those that are written like `path` first.
fn ways(there: Place<'_>, old: &SitePath, new: &SitePath, path: &str) -> Vec<String> {
    let site = there.site;
    let root = site.settings().source.as_str();
    let in_source = new.as_str().strip_prefix(root).map(|rest| rest.trim_start_matches('/'));
    let served = in_source.map(|path| path.strip_prefix("static/").unwrap_or(path));
    let url = site.url(new).map(|url| url.to_string());
    let base = site.settings().baseurl.trim_end_matches('/').to_owned();
    let bare_url = url.as_deref().and_then(|url| url.strip_prefix(base.as_str())).map(str::to_owned);
    let files: Vec<String> = site.paths().served(new).chain(served).map(|path| format!("/{path}")).collect();
    let addresses: Vec<String> = bare_url.into_iter().chain(url.clone()).collect();
    let beside = relative(&there.file().path.folder(), new);
    let from_url = url.as_deref().and_then(|url| relative_url(site, there, url));
    let with_base: Vec<String> = files.iter().map(|path| format!("{base}{path}")).collect();
    let is_file = path.rsplit('/').next().is_some_and(|name| name == old.name());
    let absolute = path.starts_with('/');
    let mut ways: Vec<String> = match (absolute, is_file) {
        (true, true) => [files, with_base, addresses].concat(),
        (true, false) => [addresses, files, with_base].concat(),
        (false, true) => std::iter::once(beside).chain(from_url).chain(files).collect(),
        (false, false) => from_url.into_iter().chain([beside]).chain(addresses).collect(),
    };
    if absolute && !base.is_empty() && path.starts_with(&format!("{base}/")) {
        // What is written with the `baseurl` stays so.
        ways.sort_by_key(|way| !way.starts_with(&format!("{base}/")));
    }
    if !absolute && *new == there.file().path.folder() {
        ways.insert(0, "./".to_owned());
    }
    if path.starts_with("./") || path.starts_with("../") {
        let dotted: Vec<String> =
            ways.iter().filter(|way| !way.starts_with(['/', '.'])).map(|it| format!("./{it}")).collect();
        ways.splice(0..0, dotted);
    }
    // A page may be written without its extension where nobody builds the folder.
    let is_bare = match site.paths().extension {
        Extension::Auto => !path.ends_with(extension(old)),
        Extension::Keep => false,
        Extension::Drop => true,
    };
    if new.kind() == FileKind::Text && is_bare {
        let bare: Vec<String> =
            ways.iter().filter_map(|way| way.strip_suffix(extension(new)).map(str::to_owned)).collect();
        ways.splice(0..0, bare);
    }
    ways
}

/// A file's extension with its dot.
fn extension(path: &SitePath) -> &str {
    path.name().rfind('.').map_or("", |at| &path.name()[at..])
}

/// An address from that of the page.
fn relative_url(site: &Site, there: Place<'_>, url: &str) -> Option<String> {
    let own = site.url(&there.file().path)?;
    let folder = own.rsplit_once('/').map_or("", |(folder, _)| folder);
    let relative = relative(&SitePath::new(folder), &SitePath::new(url));
    Some(if url.ends_with('/') { format!("{relative}/") } else { relative })
}

/// A path with what stands before and behind it, as it is written in a reference's place.
pub(super) fn spelled(reference: &Reference, head: &str, path: &str, tail: &str) -> String {
    let in_quotes = head.ends_with(['"', '\'']);
    let is_plain = matches!(reference.kind, Kind::Target(_)) && !in_quotes && !path.contains("{{");
    let like = reference.name.text.get(head.len()..).unwrap_or_default();
    let path = if is_plain { encoded(path, like) } else { path.to_owned() };
    format!("{head}{path}{tail}")
}

/// A path as a target that looks like another has it: what would end it is written with `%`, but for blanks and
/// brackets where the other has them.
fn encoded(path: &str, like: &str) -> String {
    let ends: String = "<>\"'#?% ()".chars().filter(|c| !" ()".contains(*c) || !like.contains(*c)).collect();
    encoding(path, &ends)
}
