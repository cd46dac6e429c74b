//! An image: its file, size and published address.

use crate::ide::image::size;
use crate::ide::place::Place;
use crate::ide::{Hover, label};
use crate::site::{Missing, Resolution, SitePath, Use};
use crate::syntax::Image;

pub(super) fn hover(place: Place<'_>, image: &Image) -> Option<Hover> {
    let written = match (&image.target, &image.label) {
        (Some(target), _) => target.clone(),
        (None, Some(label)) => label::definition(place, &label.text)?.target,
        (None, None) => return None,
    };
    let (mut lines, picture) = about(place, &written.text, place.usage(image))?;
    lines.push(match image.alt.text.trim() {
        "" => "No alternative text".to_owned(),
        alt => format!("Alternative text: {alt}"),
    });
    let range = image.target.as_ref().map_or(image.range, |target| target.range);
    Some(Hover { range, markdown: lines.join("  \n"), picture })
}

/// What is said of an image, and the picture where there is one.
pub(super) fn about(place: Place<'_>, written: &str, usage: Use) -> Option<(Vec<String>, Option<SitePath>)> {
    match place.site.resolve(place.file(), written, usage) {
        Resolution::File { path, url, .. } => {
            let mut lines = vec![format!("`{path}`")];
            lines.extend(place.site.asset(&path).map(|asset| size(&path, asset)));
            lines.extend(url.map(|url| format!("Published as `{url}`")));
            Some((lines, Some(path)))
        }
        Resolution::Missing { asks, why, .. } => {
            let because = match why {
                Missing::NoFile | Missing::StopsConversion => "there is no such file".to_owned(),
                Missing::Case(file) => format!("the file is called `{file}`"),
                Missing::Elsewhere(file) => format!("`{file}` is published elsewhere"),
                Missing::NotPublished(file) => format!("`{file}` is not published"),
                Missing::NotCopied(_) => "fastpages copies only images that begin a line".to_owned(),
                Missing::BaseUrl(_) => "the path leaves out the folder that the blog is served under".to_owned(),
            };
            Some((vec![format!("Not on the built site: `{asks}`, {because}")], None))
        }
        Resolution::External | Resolution::Fragment(_) | Resolution::Unknown => None,
    }
}
