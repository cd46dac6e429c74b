//! An image: its file, size and published address.

use crate::ide::image::size;
use crate::ide::place::Place;
use crate::ide::{Hover, front_matter, label};
use crate::site::{Missing, Resolution, SitePath, Use};
use crate::syntax::{Image, Name};
use crate::text::TextSize;

pub(super) fn hover(place: Place<'_>, image: &Image) -> Option<Hover> {
    let written = match (&image.target, &image.label) {
        (Some(target), _) => target.clone(),
        (None, Some(label)) => label::definition(place, &label.text)?.target,
        (None, None) => return None,
    };
    let mut said = about(place, &written, Use::Image)?;
    said.lines.push(match image.alt.text.trim() {
        "" => "No alternative text".to_owned(),
        alt => format!("Alternative text: {alt}"),
    });
    let range = image.target.as_ref().map_or(image.range, |target| target.range);
    Some(Hover { range, markdown: said.lines.join("  \n"), picture: said.picture })
}

/// The picture that front matter names for the post's card.
pub(super) fn front_matter(place: Place<'_>, offset: TextSize) -> Option<Hover> {
    let entry = front_matter::entry(place.source.post.front_matter()?, "image")?;
    let written = front_matter::string(&entry.value).filter(|name| name.range.contains_inclusive(offset))?;
    let said = about(place, &written, Use::FrontMatterImage)?;
    Some(Hover { range: written.range, markdown: said.lines.join("  \n"), picture: said.picture })
}

struct About {
    lines: Vec<String>,
    picture: Option<SitePath>,
}

fn about(place: Place<'_>, written: &Name, usage: Use) -> Option<About> {
    match place.site.resolve(place.file(), &written.text, usage) {
        Resolution::File { path, url, .. } => {
            let mut lines = vec![format!("`{path}`")];
            lines.extend(place.site.asset(&path).map(|asset| size(&path, asset)));
            lines.extend(url.map(|url| format!("Published as `{url}`")));
            Some(About { lines, picture: Some(path) })
        }
        Resolution::Missing { asks, why, .. } => {
            let because = match why {
                Missing::NoFile | Missing::StopsConversion => "there is no such file".to_owned(),
                Missing::Case(file) => format!("the file is called `{file}`"),
                Missing::NotPublished(file) => format!("`{file}` is not published"),
                Missing::Elsewhere(file) => format!("`{file}` is published elsewhere"),
                Missing::NotCopied(_) => "fastpages copies only images that begin a line".to_owned(),
                Missing::BaseUrl(_) => "the path leaves out the folder that the blog is served under".to_owned(),
            };
            Some(About { lines: vec![format!("Not on the built site: `{asks}`, {because}")], picture: None })
        }
        Resolution::External | Resolution::Fragment(_) | Resolution::Unknown => None,
    }
}
