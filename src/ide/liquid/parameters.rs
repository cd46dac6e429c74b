//! The parameters of an included file: those that it reads, and those that the pages of the blog give it.

use smol_str::SmolStr;

use crate::ide::place::Place;
use crate::site::{FileId, SitePath};
use crate::syntax::{self, Context, Item, ItemKind, include};

/// A parameter of an included file.
pub(in crate::ide) struct Parameter {
    pub name: SmolStr,
    /// How often the pages of the blog give it.
    pub given: usize,
}

/// The parameters that fastpages' files take, for blogs in which they cannot be read.
const KNOWN: &[(&str, &[&str])] = &[
    ("alert.html", &["text"]),
    ("info.html", &["text"]),
    ("note.html", &["content"]),
    ("tip.html", &["content"]),
    ("important.html", &["content"]),
    ("warning.html", &["content"]),
    ("youtube.html", &["content"]),
    ("twitter.html", &["content"]),
    ("video.html", &["url"]),
    ("image.html", &["file", "alt", "caption", "max-width", "url"]),
    ("screenshot", &["url", "caption"]),
    ("image-r", &["url", "w", "caption"]),
];

/// The parameters of a file by the name that tags give it, those that pages give most often first. What the file reads
/// is all that it takes; of a file that cannot be read, they are what is known of it and what pages give it.
pub(in crate::ide) fn parameters(place: Place<'_>, name: &str, file: Option<&SitePath>) -> Vec<Parameter> {
    let text = file.and_then(|file| (place.texts())(&FileId::from(file.clone())));
    let mut given = given(place, name);
    let mut found: Vec<Parameter> = match &text {
        Some(text) => {
            let is_read = read(place, text);
            is_read.into_iter().map(|name| Parameter { name, given: 0 }).collect()
        }
        None => {
            let known = KNOWN.iter().find(|(known, _)| *known == name).map_or(&[][..], |(_, names)| names);
            known.iter().map(|name| Parameter { name: (*name).into(), given: 0 }).collect()
        }
    };
    for parameter in &mut found {
        let is_it = |it: &mut Parameter| it.name == parameter.name;
        parameter.given = given.extract_if(.., is_it).map(|it| it.given).sum();
    }
    if text.is_none() {
        found.append(&mut given);
    }
    found.sort_by_key(|parameter| std::cmp::Reverse(parameter.given));
    found
}

/// What a text reads of its parameters, in text order: `include.name` and `include['name']` (Jekyll 4.3,
/// `tags/include.rb`).
fn read(place: Place<'_>, text: &crate::text::Text) -> Vec<SmolStr> {
    let mut found: Vec<SmolStr> = Vec::new();
    let post = syntax::parse(text, place.source.post.dialect());
    for item in post.items() {
        let (range, context) = match item {
            Item::Tag(tag) => (tag.markup.range, tag.context),
            Item::Output(output) => (output.range, output.context),
            _ => continue,
        };
        if matches!(context, Context::Raw | Context::LiquidComment) {
            continue;
        }
        for name in names(&text.slice(range)) {
            if !found.iter().any(|known| known == name) {
                found.push(name.into());
            }
        }
    }
    found
}

/// The parameters that a piece of Liquid names.
fn names(liquid: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    liquid.match_indices("include").filter_map(move |(at, word)| {
        if liquid[..at].ends_with(|c| is_part(c) || c == '.') {
            return None;
        }
        let rest = &liquid[at + word.len()..];
        if let Some(name) = rest.strip_prefix('.') {
            let end = name.find(|c| !is_part(c)).unwrap_or(name.len());
            return Some(&name[..end]).filter(|name| !name.is_empty());
        }
        let quoted = rest.trim_start().strip_prefix('[')?.trim_start();
        let quote = quoted.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        quoted[1..].split_once(quote).map(|(name, _)| name)
    })
}

/// What the pages of the blog give a file, each with how often.
fn given(place: Place<'_>, name: &str) -> Vec<Parameter> {
    let mut found: Vec<Parameter> = Vec::new();
    for page in place.site.pages() {
        for (_, item) in page.of(ItemKind::Tag) {
            let Item::Tag(tag) = item else { continue };
            let is_include = matches!(tag.name.text.as_str(), "include" | "include_cached" | "include_relative");
            if !is_include || tag.markup.text.split_whitespace().next() != Some(name) {
                continue;
            }
            for (key, _) in include::given(&tag.markup.text) {
                match found.iter_mut().find(|known| known.name == key) {
                    Some(known) => known.given += 1,
                    None => found.push(Parameter { name: key.into(), given: 1 }),
                }
            }
        }
    }
    found
}
