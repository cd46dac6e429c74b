//! Repairs of images: paths that lead to what is there, a place where fastpages finds them, and alternative text.

use super::target::printed;
use super::writing::ending;
use super::{At, Fix, Refusal};
use crate::ide::diagnostics::image::target;
use crate::ide::{Diagnostic, path};
use crate::site::{Missing, Resolution, SitePath, Use};
use crate::syntax::{Context, Image, ImageSyntax, Item};
use crate::text::{TextRange, TextSize};

/// How many files are offered that may be meant.
const MOST: usize = 3;

/// An image that the built page does not find.
pub(super) fn missing(at: At<'_>, finding: &Diagnostic) -> Vec<Fix> {
    let range = finding.range;
    let mut images = at.place.source.post.images();
    let image = images.find(|image| target(at.place, image).is_some_and(|target| target.range == range));
    let in_front_matter = range.start() < at.place.source.post.body_start();
    let usage = match &image {
        Some(image) => at.place.usage(image),
        None if in_front_matter => Use::FrontMatterImage,
        None => Use::Image,
    };
    let raw = at.slice(range);
    let quote = raw.chars().next().filter(|c| in_front_matter && matches!(c, '"' | '\''));
    let written = quote.map_or(raw, |quote| raw.trim_matches(quote));
    if let Some(fix) = printed(at, range, usage) {
        return vec![fix];
    }
    let Resolution::Missing { asks, why } = at.place.site.resolve(at.place.file(), written, usage) else {
        return Vec::new();
    };
    let as_written = |file: &SitePath| {
        let better = path::written(at.place, file, usage)?;
        let spaced = better.contains(' ') && !better.contains('{');
        let bare = image.as_ref().is_some_and(|image| image.syntax == ImageSyntax::Inline);
        (!(spaced && bare)).then_some(better)
    };
    let fix = |better: &String| {
        let quote = quote.map(String::from).unwrap_or_default();
        Fix::new(format!("Write `{better}`"), at.edit(range, format!("{quote}{better}{quote}")))
    };
    match why {
        Missing::Case(file) | Missing::Elsewhere(file) | Missing::BaseUrl(file) => {
            as_written(&file).iter().map(|better| fix(better).preferred().safe_if(true)).collect()
        }
        Missing::TwiceBaseUrl(file) => {
            let better = path::with_base_once(at.place, written, &file, usage);
            better.iter().map(|better| fix(better).preferred().safe_if(true)).collect()
        }
        Missing::NoFile | Missing::StopsConversion => {
            let near = at.place.site.similar(&asks);
            let mut fixes: Vec<Fix> = near.iter().filter_map(as_written).take(MOST).map(|it| fix(&it)).collect();
            if let Some(first) = fixes.first_mut() {
                first.is_preferred = true;
            }
            fixes
        }
        Missing::NotPublished(_) | Missing::NotCopied(_) | Missing::NoScheme => Vec::new(),
    }
}

/// An image of a notebook within a line: begins a line with it, which Markdown takes for the same paragraph.
pub(super) fn in_notebook(at: At<'_>, finding: &Diagnostic) -> Vec<Fix> {
    let mut images = at.place.source.post.images();
    let is_meant = |image: &Image| image.target.as_ref().is_some_and(|target| target.range == finding.range);
    let Some(image) = images.find(is_meant) else { return Vec::new() };
    let before = at.before(image.range.start());
    let is_flow = !before.trim().is_empty() && !before.contains('|') && !before.trim_start().starts_with('#');
    if !is_flow || image.syntax != ImageSyntax::Inline || before.trim_start().trim_end().len() < 2 {
        return Vec::new();
    }
    let blank = TextSize::of(before) - TextSize::of(before.trim_end());
    let range = TextRange::new(image.range.start() - blank, image.range.start());
    vec![Fix::new("Begin a line with the image", at.edit(range, ending(at.source))).preferred()]
}

/// Alternative text of the file's name, where there is none.
pub(super) fn alt_text(at: At<'_>) -> Option<Result<Fix, Refusal>> {
    let image = at.place.items_at(at.range.end()).into_iter().find_map(|item| match item {
        Item::Image(image) if image.range.contains_range(at.range) => Some(image),
        _ => None,
    })?;
    let is_shown = matches!(image.context, Context::Prose | Context::Html);
    if !is_shown || !image.alt.text.trim().is_empty() {
        return None;
    }
    let described = described(&target(at.place, &image)?.text)?;
    let title = format!("Describe the image as \"{described}\"");
    match image.syntax {
        ImageSyntax::Inline | ImageSyntax::Kramdown => {
            let start = image.range.start() + TextSize::of("![");
            let alt = TextRange::new(start, start + TextSize::of(image.alt.text.as_str()));
            let is_empty =
                at.slice(image.range).starts_with("![") && at.source[usize::from(alt.end())..].starts_with(']');
            is_empty.then(|| Ok(Fix::new(title, at.edit(alt, described))))
        }
        ImageSyntax::Html if at.slice(image.range).starts_with("<img ") => {
            if at.slice(image.range).contains("alt") {
                return None;
            }
            let place = TextRange::empty(image.range.start() + TextSize::of("<img"));
            Some(Ok(Fix::new(title, at.edit(place, format!(" alt=\"{described}\"")))))
        }
        _ => None,
    }
}

/// What a file's name says; `None` where that is no word.
fn described(target: &str) -> Option<String> {
    let path = target.split(['?', '#']).next()?;
    let name = path.rsplit(['/', '}', ' ']).find(|part| !part.is_empty())?;
    let decoded = percent_encoding::percent_decode_str(name).decode_utf8().ok()?;
    let (stem, _) = decoded.rsplit_once('.')?;
    let words: Vec<&str> = stem.split(['-', '_', ' ', '+', '.']).filter(|word| !word.is_empty()).collect();
    let says = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() >= 3 && !is_code(word);
    let generic = ["image", "img", "screenshot", "screen", "picture", "photo", "figure", "untitled", "dsc"];
    let is_name = words.iter().any(|word| {
        says(word) && !generic.contains(&word.to_lowercase().trim_end_matches(|c: char| c.is_ascii_digit()))
    });
    let text: String = words.join(" ").chars().filter(|c| !"[]\"<>{}*`\\".contains(*c)).collect();
    let mut letters = text.chars();
    let first = letters.next().filter(|_| is_name)?;
    Some(first.to_uppercase().chain(letters).collect())
}

/// Whether a word is a number or a hash rather than a word.
fn is_code(word: &str) -> bool {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    digits * 2 >= word.len() || word.len() >= 12 && digits > 1
}
