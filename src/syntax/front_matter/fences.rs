//! Where front matter ends (Jekyll 4.3, `YAML_FRONT_MATTER_REGEXP` of `document.rb`).

use memchr::memchr;

use super::{Split, Syntax, range, size};

/// See [`super::split`].
pub(super) fn split(text: &str) -> Option<Split> {
    // Jekyll reads files as `bom|utf-8`.
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let bytes = text.as_bytes();
    let (syntax, closers): (_, &[&[u8]]) = match bytes.get(start..start + 3)? {
        b"---" => (Syntax::Yaml, &[b"---", b"..."]),
        b"+++" => (Syntax::Toml, &[b"+++"]),
        _ => return None,
    };
    let (end, mut line) = line_end(bytes, start);
    if !is_blank(&bytes[start + 3..end]) {
        return None;
    }
    let inner = line;
    while line < bytes.len() {
        let (end, next) = line_end(bytes, line);
        if closers.iter().any(|closer| bytes[line..end].starts_with(closer)) && is_blank(&bytes[line + 3..end]) {
            let ending = usize::from(bytes[..end].ends_with(b"\r"));
            return Some(Split {
                syntax,
                range: range(start, end - ending),
                inner: range(inner, line),
                body_start: size(next),
            });
        }
        line = next;
    }
    None
}

/// Where a line ends, and where the next one starts. Only `\n` ends a line for Ruby's `^` and `$`.
fn line_end(bytes: &[u8], start: usize) -> (usize, usize) {
    match memchr(b'\n', &bytes[start..]) {
        Some(found) => (start + found, start + found + 1),
        None => (bytes.len(), bytes.len()),
    }
}

/// Whether there is nothing but what Ruby's `\s` takes for white space.
fn is_blank(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| matches!(byte, b' ' | b'\t'..=b'\r'))
}
