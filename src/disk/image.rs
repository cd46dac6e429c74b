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
    raster(BufReader::new(File::open(path).ok()?))
}

/// What the head of an image of pixels says.
fn raster(file: impl BufRead + Seek) -> Option<(u32, u32)> {
    let size = imagesize::reader_size(Bounded { file, left: MOST_BYTES }).ok()?;
    Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?))
}

/// A file of which only so much is read.
struct Bounded<F> {
    file: F,
    left: u64,
}

impl<F> Bounded<F> {
    fn spend(&mut self, bytes: u64) -> io::Result<()> {
        self.left = self.left.checked_sub(bytes).ok_or(io::ErrorKind::UnexpectedEof)?;
        Ok(())
    }
}

impl<F: Read> Read for Bounded<F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.spend(read as u64)?;
        Ok(read)
    }
}

impl<F: BufRead> BufRead for Bounded<F> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.spend(1)?;
        self.file.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.left = self.left.saturating_sub(amount as u64);
        self.file.consume(amount);
    }
}

impl<F: Seek> Seek for Bounded<F> {
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
    use std::io::Cursor;

    use super::*;

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

    /// A whole head of each kind that is read.
    fn heads() -> Vec<Vec<u8>> {
        let boxed = |kind: &[u8], inside: &[u8]| {
            let length = u32::try_from(inside.len() + 8).unwrap();
            [&length.to_be_bytes()[..], kind, inside].concat()
        };
        let avif = |brand: &[u8]| {
            let extent = boxed(b"ispe", &[0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 2]);
            let meta = boxed(b"meta", &[&[0; 4][..], &boxed(b"iprp", &boxed(b"ipco", &extent))].concat());
            [boxed(b"ftyp", &[brand, &[0; 4], brand].concat()), meta].concat()
        };
        vec![
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x02\x08\x02\0\0\0".to_vec(),
            b"GIF89a\x03\0\x02\0\x80\0\0".to_vec(),
            b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xc0\0\x11\x08\0\x02\0\x03\x03".to_vec(),
            b"BM\x1a\0\0\0\0\0\0\0\x1a\0\0\0\x28\0\0\0\x03\0\0\0\x02\0\0\0\x01\0\x18\0".to_vec(),
            b"\0\0\x01\0\x01\0\x03\x02\0\0\x01\0\x20\0\0\0\0\0\x16\0\0\0".to_vec(),
            b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x02\0\0\x01\0\0".to_vec(),
            b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f\x02\x40\0\0\0\0\0\0".to_vec(),
            b"II*\0\x08\0\0\0\x02\0\0\x01\x03\0\x01\0\0\0\x03\0\0\0\x01\x01\x03\0\x01\0\0\0\x02\0\0\0\0\0\0\0".to_vec(),
            b"\xff\x0a\x7f\0\0\0\0\0\0\0\0\0".to_vec(),
            avif(b"avif"),
            avif(b"heic"),
        ]
    }

    #[test]
    fn heads_that_are_whole_are_read() {
        let sized = heads().into_iter().filter(|head| raster(Cursor::new(head)) == Some((3, 2))).count();
        assert_eq!(sized, 10, "all but the JPEG XL, of which only the mark is one");
    }

    #[test]
    fn heads_that_are_cut_or_spoilt_are_refused_or_read_and_never_end_anything() {
        for head in heads() {
            for length in 0..head.len() {
                raster(Cursor::new(&head[..length]));
            }
            for place in 0..head.len() {
                for spoilt in [0, 1, 0x7f, 0x80, 0xfe, 0xff] {
                    let mut head = head.clone();
                    head[place] = spoilt;
                    raster(Cursor::new(&head));
                    // What follows may be anything too.
                    head.extend([spoilt; 300]);
                    raster(Cursor::new(&head));
                }
            }
        }
    }

    /// Counts what is read, and has no end.
    struct Endless<'a> {
        head: &'a [u8],
        at: u64,
        read: u64,
        window: [u8; 64],
    }

    impl Read for Endless<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let wanted = buffer.len().min(64);
            let filled = self.fill_buf()?[..wanted].to_vec();
            buffer[..wanted].copy_from_slice(&filled);
            self.consume(wanted);
            Ok(wanted)
        }
    }

    impl BufRead for Endless<'_> {
        fn fill_buf(&mut self) -> io::Result<&[u8]> {
            for (i, byte) in self.window.iter_mut().enumerate() {
                let place = usize::try_from(self.at).unwrap_or(usize::MAX).saturating_add(i);
                let tail = || self.head[place % self.head.len()];
                *byte = self.head.get(place).copied().unwrap_or_else(tail);
            }
            Ok(&self.window)
        }

        fn consume(&mut self, amount: usize) {
            self.at = self.at.saturating_add(amount as u64);
            self.read += amount as u64;
        }
    }

    impl Seek for Endless<'_> {
        fn seek(&mut self, place: SeekFrom) -> io::Result<u64> {
            self.at = match place {
                SeekFrom::Start(at) => at,
                SeekFrom::Current(by) => self.at.saturating_add_signed(by),
                SeekFrom::End(_) => u64::MAX,
            };
            Ok(self.at)
        }
    }

    #[test]
    fn of_an_image_without_end_only_so_much_is_read() {
        for head in heads().iter().chain([&b"\xff\xd8\xff\xe0\0\x02".to_vec(), &b"\0\0\0\x08ftypheic".to_vec()]) {
            for length in 1..=head.len() {
                let mut file = Endless { head: &head[..length], at: 0, read: 0, window: [0; 64] };
                raster(&mut file);
                assert!(file.read <= MOST_BYTES + 64, "{} bytes of {head:?}", file.read);
            }
        }
    }
}
