//! What Liquid tags name: included files, linked files and posts.

use super::place::Place;
use crate::site::SitePath;
use crate::syntax::Name;
use crate::syntax::liquid::Tag;
use crate::text::{TextRange, TextSize};

/// A file that a tag names.
pub(super) struct TagFile {
    /// The name in the tag, as written.
    pub name: Name,
    /// Where Jekyll looks for it.
    pub wanted: SitePath,
    /// The file, where it is there.
    pub found: Option<SitePath>,
}

/// The file that a tag names; `None` for other tags, and where a variable has a part in it.
pub(super) fn file(place: Place<'_>, tag: &Tag) -> Option<TagFile> {
    let name = first_word(&tag.markup);
    if name.text.is_empty() || name.text.contains(['{', '}', '"', '\'']) {
        return None;
    }
    let source = &place.site.settings().source;
    let wanted = match tag.name.text.as_str() {
        "include" | "include_cached" => source.join(&place.site.settings().includes_dir).join(&name.text),
        "include_relative" => place.file().path.folder().join(&name.text),
        "link" => source.join(&name.text),
        "post_url" => source.join(&format!("_posts/{}.md", name.text)),
        _ => return None,
    };
    let found = match tag.name.text.as_str() {
        "post_url" => post(place, &wanted, &name.text),
        _ => exists(place, &wanted).then(|| wanted.clone()),
    };
    Some(TagFile { name, wanted, found })
}

fn exists(place: Place<'_>, path: &SitePath) -> bool {
    place.site.page(path).is_some() || place.site.asset(path).is_some()
}

/// The post of a name such as `2020-07-14-icml`, in whatever folder of posts (Jekyll 4.3, `tags/post_url.rb`). A post
/// that fastpages makes of a notebook has the notebook's name.
fn post(place: Place<'_>, usual: &SitePath, name: &str) -> Option<SitePath> {
    if exists(place, usual) {
        return Some(usual.clone());
    }
    let (folder, name) = name.rsplit_once('/').unwrap_or(("", name));
    let pages = place.site.pages().map(|page| &page.path);
    let mut posts = pages.filter(|path| path.as_str().split('/').any(|part| matches!(part, "_posts" | "_notebooks")));
    let is_named = |path: &&SitePath| path.name().rsplit_once('.').is_some_and(|(stem, _)| stem == name);
    posts.find(|path| is_named(path) && path.folder().as_str().ends_with(folder)).cloned()
}

fn first_word(markup: &Name) -> Name {
    let text = markup.text.split_whitespace().next().unwrap_or_default();
    let lead = markup.text.len() - markup.text.trim_start().len();
    let start = markup.range.start() + TextSize::of(&markup.text[..lead]);
    Name { text: text.into(), range: TextRange::at(start, TextSize::of(text)) }
}
