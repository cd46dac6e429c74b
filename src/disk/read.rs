//! One file on disk as what it is to the site: a page with its texts, settings, or an asset.

use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;

use super::root::Root;
use super::{LONGEST_TEXT, image, notebook};
use crate::site::{Asset, FileId, Page, Site, SitePath, Source, Unreadable};
use crate::syntax;
use crate::text::Text;

/// Notebooks may be longer than texts, as outputs fill them; what is kept of them may not.
const LONGEST_NOTEBOOK: u64 = 256 << 20;

/// Settings beyond this many bytes are not read.
const LONGEST_CONFIG: u64 = 1 << 20;

/// A page with what its texts say; `None` where there is no such file any more.
pub(super) fn page(root: &Root, site: &Site, path: &SitePath) -> Option<Page> {
    let sources = match text(root, path) {
        Ok(None) => return None,
        Ok(Some(text)) => sources(site, path, &text),
        Err(unreadable) => Err(unreadable),
    };
    Some(match sources {
        Ok(sources) => Page { path: path.clone(), sources, unreadable: None },
        Err(unreadable) => Page { path: path.clone(), sources: Vec::new(), unreadable: Some(unreadable) },
    })
}

/// A page's file as text; `Ok(None)` where there is no such file any more.
pub(super) fn text(root: &Root, path: &SitePath) -> Result<Option<String>, Unreadable> {
    let longest = if is_notebook(path) { LONGEST_NOTEBOOK } else { LONGEST_TEXT };
    match bytes(root, path, longest) {
        Ok(bytes) => decode(bytes).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            let message = format!("This file is longer than {} MiB and is not analysed.", longest >> 20);
            Err(Unreadable { message: message.into() })
        }
        Err(error) => Err(Unreadable { message: format!("This file cannot be read: {error}.").into() }),
    }
}

/// The text of a file with settings; what is not UTF-8 in it is replaced. `None` where it cannot be read.
pub(super) fn short(root: &Root, path: &SitePath) -> Option<String> {
    let bytes = bytes(root, path, LONGEST_CONFIG).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// What is known of an asset, an image's size in pixels included.
pub(super) fn asset(root: &Root, path: &SitePath) -> Option<Asset> {
    let place = root.path(path);
    let symlink = place.symlink_metadata().ok()?.is_symlink();
    let metadata = place.metadata().ok()?;
    metadata.is_file().then(|| Asset {
        bytes: metadata.len(),
        pixels: image::pixels(&place),
        symlink,
        ..Asset::default()
    })
}

fn is_notebook(path: &SitePath) -> bool {
    path.name().rsplit_once('.').is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("ipynb"))
}

/// The bytes of a regular file. Pipes and devices are refused, as reading them may never end.
fn bytes(root: &Root, path: &SitePath, longest: u64) -> io::Result<Vec<u8>> {
    let place = root.path(path);
    let metadata = place.metadata()?;
    if !metadata.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len().min(longest)).unwrap_or_default() + 1);
    File::open(place)?.take(longest + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > longest { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}

fn decode(bytes: Vec<u8>) -> Result<String, Unreadable> {
    String::from_utf8(bytes).map_err(|error| {
        let start = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        let message = if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
            "This file is UTF-16, which no blog generator reads: save it as UTF-8.".to_owned()
        } else {
            let line = 1 + memchr::memchr_iter(b'\n', &bytes[..start]).count();
            format!("This file is not UTF-8 from line {line} on, byte {start}: save it as UTF-8.")
        };
        Unreadable { message: message.into() }
    })
}

fn sources(site: &Site, path: &SitePath, text: &str) -> Result<Vec<Arc<Source>>, Unreadable> {
    if !is_notebook(path) {
        let post = syntax::parse(&Text::new(text), site.dialect(path, None));
        return Ok(vec![Arc::new(Source { file: path.clone().into(), text: None, post })]);
    }
    let cells = notebook::cells(text)?;
    if cells.iter().map(|cell| cell.text.len() as u64).sum::<u64>() > LONGEST_TEXT {
        let message =
            format!("The text of this notebook is longer than {} MiB and is not analysed.", LONGEST_TEXT >> 20);
        return Err(Unreadable { message: message.into() });
    }
    let source = |(place, cell): (u32, &notebook::Cell)| {
        let post = syntax::parse(&Text::new(&cell.text), site.dialect(path, Some(place)));
        Arc::new(Source { file: FileId { path: path.clone(), cell: Some(cell.number) }, text: None, post })
    };
    Ok((0..).zip(&cells).map(source).collect())
}
