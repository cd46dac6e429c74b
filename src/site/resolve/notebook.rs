//! The images of notebooks that fastpages copies before Jekyll sees them (nbdev 0.2, `export2html.py`).

use smol_str::format_smolstr;

use super::{Missing, Resolution};
use crate::site::written::scheme;
use crate::site::{FileId, Site};
use crate::syntax::Name;
use crate::text::{TextRange, TextSize};

impl Site {
    /// What an image that begins a line of a notebook means: the file of that very name beside the notebook. Nothing
    /// in it is decoded, and it ends at the first space.
    pub(super) fn resolve_copied(&self, from: &FileId, written: &str) -> Resolution {
        let name = written.trim_start_matches([' ', '\t']).split([' ', '\t']).next().unwrap_or_default();
        if scheme(name).is_some() || name.starts_with("//") {
            return Resolution::External;
        }
        if name.is_empty() {
            return Resolution::Unknown;
        }
        let path = from.path.folder().join(name);
        if name.starts_with('/') || !self.exists(&path) {
            let asks = if name.starts_with('/') { name.into() } else { format_smolstr!("{path}") };
            return Resolution::missing(asks, Missing::StopsConversion);
        }
        let base = self.settings().base();
        let url = format_smolstr!("{base}/images/copied_from_nb/{}", name.trim_start_matches("./"));
        Resolution::file(path, Some(url))
    }
}

/// The targets of the images in a Markdown cell that fastpages copies: those that begin a line, code or not.
pub fn copied_images(cell: &str) -> Vec<Name> {
    let name = |(start, line)| {
        let (at, target) = copied_image(line)?;
        Some(Name { text: target.into(), range: TextRange::at(size(start + at), TextSize::of(target)) })
    };
    lines(cell).filter_map(name).collect()
}

/// The tags `<img …>` in a Markdown cell that fastpages cannot copy: those that begin a line and have no `src`.
pub fn images_without_source(cell: &str) -> Vec<TextRange> {
    let range = |(start, line): (usize, &str)| {
        let end = line.strip_prefix("<img ")?.find('>')?;
        let tag = &line[..=end + "<img ".len()];
        let has_source = source(&tag[..tag.len() - 1]).is_some();
        (!has_source).then(|| TextRange::at(size(start), TextSize::of(tag)))
    };
    lines(cell).filter_map(range).collect()
}

/// The lines of a cell with their offsets, the line endings left out.
fn lines(cell: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = cell.split_inclusive('\n').scan(0, |start, line| {
        let at = *start;
        *start += line.len();
        Some((at, line))
    });
    lines.map(|(start, line)| (start, line.trim_end_matches(['\n', '\r'])))
}

fn size(n: usize) -> TextSize {
    TextSize::new(u32::try_from(n).unwrap_or(u32::MAX))
}

/// The target of the image that a line begins with, and where it stands in the line.
fn copied_image(line: &str) -> Option<(usize, &str)> {
    if let Some(rest) = line.strip_prefix("![") {
        let open = rest.find(']')?;
        let inside = rest[open..].strip_prefix("](")?;
        let trimmed = inside.trim_start_matches([' ', '\t']);
        let target = trimmed.split([')', ' ', '\t']).next()?;
        return (target.len() < trimmed.len()).then_some((line.len() - trimmed.len(), target));
    }
    let tag = line.strip_prefix("<img ")?;
    let tag = &tag[..tag.find('>')?];
    let value = source(tag)?;
    let quote = value.chars().next()?;
    let target = match quote {
        '"' | '\'' => value[1..].split(quote).next()?,
        _ => value.split_ascii_whitespace().next()?,
    };
    Some((target.as_ptr() as usize - line.as_ptr() as usize, target))
}

/// What stands behind `src=` in a tag.
fn source(tag: &str) -> Option<&str> {
    let names = tag.as_bytes().windows("src".len()).enumerate().filter(|(_, it)| it.eq_ignore_ascii_case(b"src"));
    names.map(|(at, _)| at).find_map(|at| {
        let own = at == 0 || tag[..at].ends_with(|c: char| c.is_ascii_whitespace() || "\"'".contains(c));
        let value = tag[at + "src".len()..].trim_start().strip_prefix('=')?.trim_start();
        own.then_some(value)
    })
}

#[cfg(test)]
mod tests {
    use super::super::Use;
    use super::super::tests::check;
    use super::*;

    const BLOG: &str = "
//- /_config.yml
baseurl: /blog
//- /images/a.png 1x1
//- /_notebooks/my_icons/a.png 1x1
//- /_notebooks/my_icons/a%20b.png 1x1
//- /_notebooks/2020-07-14-icml.ipynb
%% markdown
# Title
$0
";

    #[test]
    fn what_begins_a_line_is_copied_from_beside_the_notebook() {
        check(
            BLOG,
            Use::Image,
            &[
                ("my_icons/a.png", "_notebooks/my_icons/a.png at /blog/images/copied_from_nb/my_icons/a.png"),
                ("./my_icons/a.png", "_notebooks/my_icons/a.png at /blog/images/copied_from_nb/my_icons/a.png"),
                ("my_icons/a.png \"title\"", "_notebooks/my_icons/a.png at /blog/images/copied_from_nb/my_icons/a.png"),
                (
                    "my_icons/a%20b.png",
                    "_notebooks/my_icons/a%20b.png at /blog/images/copied_from_nb/my_icons/a%20b.png",
                ),
                ("https://example.org/a.png", "external"),
                ("attachment:a.png", "external"),
                ("data:image/png;base64,x", "external"),
            ],
        );
    }

    #[test]
    fn what_is_not_there_stops_the_conversion() {
        check(
            BLOG,
            Use::Image,
            &[
                ("my_icons/tel.png", "stops at _notebooks/my_icons/tel.png"),
                ("my_icons/A.png", "stops at _notebooks/my_icons/A.png"),
                ("/images/a.png", "stops at /images/a.png"),
                ("{{ site.baseurl }}/images/a.png", "stops at _notebooks/{{"),
                ("my icons/a.png", "stops at _notebooks/my"),
                ("my_icons/a.png?raw=true", "stops at _notebooks/my_icons/a.png?raw=true"),
            ],
        );
    }

    #[test]
    fn what_stands_within_a_line_is_left_as_it_is() {
        check(
            BLOG,
            Use::InlineImage,
            &[
                ("my_icons/a.png", "no /blog/2020/07/14/my_icons/a.png: _notebooks/my_icons/a.png is not copied"),
                ("{{ site.baseurl }}/images/a.png", "images/a.png at /blog/images/a.png"),
                ("/images/a.png", "no /images/a.png: baseurl of images/a.png"),
            ],
        );
    }

    #[test]
    fn a_notebook_that_is_not_converted_is_not_accused() {
        let blog = BLOG.replace("/2020-07-14", "/trash/2020-07-14");
        check(&blog, Use::Image, &[("a.png", "unknown"), ("../my_icons/a.png", "_notebooks/my_icons/a.png")]);
    }

    #[test]
    fn the_notebook_is_a_page_to_others() {
        let blog = format!("{}//- /_posts/2020-01-01-a.md\n$0\n", BLOG.replace("$0\n", ""));
        check(
            &blog,
            Use::Link,
            &[("{% post_url 2020-07-14-icml %}", "_notebooks/2020-07-14-icml.ipynb at /blog/2020/07/14/icml.html")],
        );
    }

    #[test]
    fn copied_images_are_found_as_nbdev_finds_them() {
        let cell = "![a](one.png)\n ![](indented.png)\nin ![](line.png)\n![b]( two.png \"t\")\n```\n![](code.png)\n```\n\
                    <img alt=\"x\" src='three.png' width=3>\n<img data-src=\"no\" src=four.png>\n![](open.png\n<img>\n";
        let found = copied_images(cell);
        let names: Vec<_> = found.iter().map(|name| name.text.as_str()).collect();
        assert_eq!(names, ["one.png", "two.png", "code.png", "three.png", "four.png"]);
        assert!(found.iter().all(|name| cell[name.range] == name.text));
    }
}
