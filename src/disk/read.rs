//! One file on disk as what it is to the site: a page with its texts, settings, or an asset.

use std::fs::{File, Metadata};
use std::io::{self, BufRead, BufReader, Read};
#[cfg(unix)]
use std::os::unix::fs::OpenOptionsExt;
use std::sync::Arc;

use smol_str::SmolStr;

use super::root::Root;
use super::{Cell, LONGEST_TEXT, image, notebook};
use crate::site::{Asset, Attachments, CellGlance, FileId, FileKind, Page, Site, SitePath, Source, Unreadable};
use crate::syntax::{self, Dialect, FrontMatter, Part, Reading};
use crate::text::{Text, TextRange, TextSize};

/// Notebooks may be longer than texts, as outputs fill them; what is kept of them may not.
const LONGEST_NOTEBOOK: u64 = 256 << 20;

/// The extensions, other than those of Markdown, of files in which Jekyll's writers put front matter.
const FRONT_MATTER: &[&str] = &["html", "htm", "xml", "txt", "json", "js", "css", "scss"];

/// The most bytes of front matter in them.
const LONGEST_HEAD: u64 = 64 << 10;

/// Settings beyond this many bytes are not read.
const LONGEST_CONFIG: u64 = 1 << 20;

/// A page with what its texts say; `None` where there is no such file any more.
pub(super) fn page(root: &Root, site: &Site, path: &SitePath) -> Option<Page> {
    if let Some(cells) = cells(root, path) {
        return Some(page_with(path, of_cells(site, path, &cells)));
    }
    match text(root, path) {
        Ok(text) => Some(page_of(site, path, Ok(text?))),
        Err(unreadable) => Some(page_of(site, path, Err(unreadable))),
    }
}

/// A page of a text.
pub(super) fn page_of(site: &Site, path: &SitePath, text: Result<String, Unreadable>) -> Page {
    page_with(path, text.and_then(|text| texts(site, path, text)))
}

/// The texts of a page, and the images that its cells carry with them.
type Texts = (Vec<Arc<Source>>, Attachments);

fn page_with(path: &SitePath, texts: Result<Texts, Unreadable>) -> Page {
    let (path, unreadable) = (path.clone(), texts.as_ref().err().cloned());
    let (sources, attachments) = texts.unwrap_or_default();
    Page { path, sources, attachments, unreadable }
}

/// The cells of a notebook, of whose file no more than them is held; `None` where that is no notebook to be read.
pub(super) fn cells(root: &Root, path: &SitePath) -> Option<Vec<Cell>> {
    if path.kind() != FileKind::Notebook {
        return None;
    }
    let file = regular(root, path).ok().filter(|(_, length)| *length <= LONGEST_NOTEBOOK)?.0;
    // What grows meanwhile ends where it ended, and is no notebook there.
    notebook::cells_of(file.take(LONGEST_NOTEBOOK))
}

/// A page's file as text; `Ok(None)` where there is no such file any more.
pub(super) fn text(root: &Root, path: &SitePath) -> Result<Option<String>, Unreadable> {
    let longest = if path.kind() == FileKind::Notebook { LONGEST_NOTEBOOK } else { LONGEST_TEXT };
    match bytes(root, path, longest) {
        Ok(bytes) => decode(bytes).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::FileTooLarge => Err(too_long("file", longest)),
        Err(error) => Err(Unreadable::whole(format!("this file cannot be read: {error}"))),
    }
}

/// The lines of a file that end before an offset, and the characters between them and the offset.
pub(super) fn position(root: &Root, path: &SitePath, offset: u64) -> Option<(u32, u32)> {
    let (file, length) = regular(root, path).ok()?;
    let mut file = BufReader::new(file.take(offset));
    let (mut line, mut column, mut returned) = (0, 0, false);
    loop {
        let piece = file.fill_buf().ok().filter(|_| offset <= length)?;
        if piece.is_empty() {
            return Some((line, column));
        }
        let mut start = 0;
        for at in memchr::memchr2_iter(b'\n', b'\r', piece) {
            let is_second = piece[at] == b'\n' && at.checked_sub(1).map_or(returned, |before| piece[before] == b'\r');
            line += u32::from(!is_second);
            (start, column) = (at + 1, 0);
        }
        let characters = piece[start..].iter().filter(|byte| **byte & 0xC0 != 0x80).count();
        column += u32::try_from(characters).ok()?;
        returned = piece.ends_with(b"\r");
        let read = piece.len();
        file.consume(read);
    }
}

/// The text of a file with settings; what is not UTF-8 in it is replaced. `None` where it cannot be read.
pub(super) fn short(root: &Root, path: &SitePath) -> Option<String> {
    let bytes = bytes(root, path, LONGEST_CONFIG).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// What is known of an asset, an image's size in pixels included.
pub(super) fn asset(root: &Root, site: &Site, path: &SitePath) -> Option<Asset> {
    let place = root.path(path);
    let symlink = place.symlink_metadata().ok()?.is_symlink();
    let metadata = place.metadata().ok().filter(Metadata::is_file)?;
    let pixels = image::pixels(&place);
    let (front_matter, ids) = (front_matter(root, site, path), ids(root, site, path));
    Some(Asset { bytes: metadata.len(), pixels, symlink, front_matter, ids })
}

/// The ids that a file gives to places of the pages that it is part of.
pub(super) fn ids(root: &Root, site: &Site, path: &SitePath) -> Arc<[SmolStr]> {
    let text = if site.settings().is_template(path) { short(root, path) } else { None };
    text.map_or_else(Arc::default, |text| syntax::ids_of_template(&text).into_iter().map(SmolStr::new).collect())
}

/// The front matter of a file that is no Markdown, where the generator is one that reads it.
pub(super) fn front_matter(root: &Root, site: &Site, path: &SitePath) -> Option<Arc<FrontMatter>> {
    let (_, extension) = path.name().rsplit_once('.')?;
    if !site.settings().layout.is_jekyll() || !FRONT_MATTER.contains(&extension) {
        return None;
    }
    let mut file = File::open(root.path(path)).ok()?;
    let mut fence = [0; 3];
    file.read_exact(&mut fence).ok().filter(|()| fence == *b"---")?;
    let mut head = fence.to_vec();
    file.take(LONGEST_HEAD).read_to_end(&mut head).ok()?;
    let head = String::from_utf8_lossy(&head);
    // Nothing behind the fence matters here, and it may be long and anything but Markdown.
    let end = head.match_indices("\n---").next().map_or(head.len(), |(at, fence)| at + fence.len());
    let post = syntax::parse_str(&head[..end], Dialect::default());
    post.front_matter().cloned().map(Arc::new)
}

/// The bytes of a regular file. Pipes and devices are refused, as reading them may never end.
pub(super) fn bytes(root: &Root, path: &SitePath, longest: u64) -> io::Result<Vec<u8>> {
    let (file, length) = regular(root, path)?;
    let mut bytes = Vec::with_capacity(usize::try_from(length.min(longest)).unwrap_or_default() + 1);
    file.take(longest + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > longest { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}

/// A regular file, opened, and its length.
fn regular(root: &Root, path: &SitePath) -> io::Result<(File, u64)> {
    let mut options = File::options();
    options.read(true);
    // To open a pipe would take until somebody writes into it.
    #[cfg(unix)]
    options.custom_flags(libc::O_NONBLOCK);
    let file = options.open(root.path(path))?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"));
    }
    Ok((file, metadata.len()))
}

fn decode(bytes: Vec<u8>) -> Result<String, Unreadable> {
    String::from_utf8(bytes).map_err(|error| {
        let start = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        let message = if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
            "this file is UTF-16, which no blog generator reads: save it as UTF-8".to_owned()
        } else {
            let line = 1 + memchr::memchr_iter(b'\n', &bytes[..start]).count();
            format!("this file is not UTF-8 from line {line} on, byte {start}: save it as UTF-8")
        };
        let range = TextRange::empty(TextSize::new(u32::try_from(start).unwrap_or_default()));
        Unreadable { message: message.into(), range }
    })
}

fn texts(site: &Site, path: &SitePath, text: String) -> Result<Texts, Unreadable> {
    if path.kind() != FileKind::Notebook {
        if text.len() as u64 > LONGEST_TEXT {
            return Err(too_long("file", LONGEST_TEXT));
        }
        let post = Reading::later(text, site.dialect(path, Part::File));
        return Ok((vec![Arc::new(Source { file: path.clone().into(), text: None, post })], Attachments::new()));
    }
    of_cells(site, path, &notebook::cells(&text)?)
}

fn of_cells(site: &Site, path: &SitePath, cells: &[Cell]) -> Result<Texts, Unreadable> {
    if cells.iter().map(|cell| cell.text.len() as u64).sum::<u64>() > LONGEST_TEXT {
        return Err(too_long("notebook's text", LONGEST_TEXT));
    }
    let texts: Vec<Text> = cells.iter().map(|cell| Text::new(&cell.text)).collect();
    let glances: Vec<_> = cells.iter().zip(&texts).map(|(cell, text)| CellGlance::of(text, cell.is_raw)).collect();
    let source = |((cell, text), part): ((&Cell, &Text), Part)| {
        let post = syntax::parse(text, site.dialect(path, part)).into();
        Arc::new(Source { file: FileId { path: path.clone(), cell: Some(cell.number) }, text: None, post })
    };
    let attachments = cells.iter().map(|cell| (cell.number, cell.attachments.clone().into())).collect();
    Ok((cells.iter().zip(&texts).zip(site.parts(&glances)).map(source).collect(), attachments))
}

fn too_long(what: &str, longest: u64) -> Unreadable {
    Unreadable::whole(format!("this {what} is longer than {} MiB: nothing of it is checked", longest >> 20))
}
