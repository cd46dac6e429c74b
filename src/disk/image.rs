//! An image's size in pixels, read from the head of its file.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// The most bytes that are read of an image; a camera's preview before the size takes some hundred thousand.
const MOST_BYTES: u64 = 1 << 20;

/// What a jump to another place of the file costs of [`MOST_BYTES`], so that no file is jumped about in without end.
const SEEK_COST: u64 = 256;

/// The most bytes of an SVG that its root element has to start in.
const SVG_HEAD: u64 = 16 << 10;

/// An image's width and height; `None` where the file is no image, or its head does not tell.
pub(super) fn pixels(path: &Path) -> Option<(u32, u32)> {
    let extension = path.extension()?.to_str()?;
    if extension.eq_ignore_ascii_case("svg") {
        let mut head = Vec::new();
        File::open(path).ok()?.take(SVG_HEAD).read_to_end(&mut head).ok()?;
        return svg(&String::from_utf8_lossy(&head));
    }
    let known = ["png", "jpg", "jpeg", "gif", "webp", "avif", "heic", "heif", "bmp", "ico", "jxl", "tif", "tiff"];
    if !known.iter().any(|known| extension.eq_ignore_ascii_case(known)) {
        return None;
    }
    let size =
        imagesize::reader_size(Bounded { file: BufReader::new(File::open(path).ok()?), left: MOST_BYTES }).ok()?;
    Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?))
}

/// A file of which only so much is read.
struct Bounded {
    file: BufReader<File>,
    left: u64,
}

impl Bounded {
    fn spend(&mut self, bytes: u64) -> io::Result<()> {
        self.left = self.left.checked_sub(bytes).ok_or(io::ErrorKind::UnexpectedEof)?;
        Ok(())
    }
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.spend(read as u64)?;
        Ok(read)
    }
}

impl BufRead for Bounded {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.spend(1)?;
        self.file.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.left = self.left.saturating_sub(amount as u64);
        self.file.consume(amount);
    }
}

impl Seek for Bounded {
    fn seek(&mut self, place: SeekFrom) -> io::Result<u64> {
        self.spend(SEEK_COST)?;
        self.file.seek(place)
    }
}

/// The size that browsers give an SVG: `width` and `height` in pixels, else the extent of `viewBox`.
fn svg(head: &str) -> Option<(u32, u32)> {
    let tag = root_element(head)?;
    let length = |name| pixel_length(attribute(tag, name)?);
    if let (Some(width), Some(height)) = (length("width"), length("height")) {
        return Some((width, height));
    }
    let view: Vec<f64> = attribute(tag, "viewBox")?
        .split(|c: char| c == ',' || c.is_ascii_whitespace())
        .filter(|number| !number.is_empty())
        .map_while(|number| number.parse().ok())
        .collect();
    match view[..] {
        [_, _, width, height] => Some((rounded(width)?, rounded(height)?)),
        _ => None,
    }
}

/// The attributes of the first `<svg …>` that does not stand in a comment.
fn root_element(mut head: &str) -> Option<&str> {
    loop {
        let start = head.find('<')?;
        head = &head[start..];
        if let Some(comment) = head.strip_prefix("<!--") {
            head = &comment[comment.find("-->")? + 3..];
        } else if let Some(tag) =
            head.strip_prefix("<svg").filter(|it| it.starts_with(|c: char| c.is_ascii_whitespace()))
        {
            return Some(&tag[..tag.find('>')?]);
        } else {
            head = &head[1..];
        }
    }
}

/// An attribute's value. A name that ends another one's, such as `width` in `stroke-width`, is not it.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.match_indices(name).find_map(|(at, _)| {
        let own = tag[..at].ends_with(|c: char| c.is_ascii_whitespace());
        let rest = tag[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        own.then(|| rest[1..].split(quote).next()).flatten()
    })
}

/// A length in pixels; the absolute units are those of CSS, relative ones have no size of their own.
fn pixel_length(written: &str) -> Option<u32> {
    let written = written.trim();
    let unit = written.find(|c: char| c.is_ascii_alphabetic() || c == '%').unwrap_or(written.len());
    let number: f64 = written[..unit].trim().parse().ok()?;
    let scale = match &written[unit..] {
        "" | "px" => 1.0,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        _ => return None,
    };
    rounded(number * scale)
}

fn rounded(length: f64) -> Option<u32> {
    (length.is_finite() && (0.0..f64::from(u32::MAX)).contains(&length)).then(|| length.round() as u32)
}

#[cfg(test)]
mod tests {
    use super::svg;

    #[track_caller]
    fn check(head: &str, expected: Option<(u32, u32)>) {
        assert_eq!(svg(head), expected);
    }

    #[test]
    fn an_svg_says_its_size_in_pixels() {
        check(r#"<svg width="30" height="20.4px">"#, Some((30, 20)));
        check("<?xml version='1.0'?>\n<svg\n  width = '1in'\n  height = '72pt' viewBox='0 0 1 1'>", Some((96, 96)));
    }

    #[test]
    fn an_svg_without_lengths_has_the_size_of_its_view_box() {
        check(r#"<svg viewBox="0 0 24,12">"#, Some((24, 12)));
        check(r#"<svg width="100%" height="100%" viewBox="0 0 24 12">"#, Some((24, 12)));
    }

    #[test]
    fn lines_and_comments_do_not_size_an_svg() {
        check(r#"<!-- <svg width="1" height="1"> --><svg stroke-width="3" width="5" height="6">"#, Some((5, 6)));
        check("<svgx width='1' height='1'>", None);
        check("<svg width='-1' height='nan'>", None);
        check("<svg width='1'", None);
        check("", None);
    }
}
