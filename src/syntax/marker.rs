//! `[^1]` and `[^1]: …`: which labels each generator takes, and where a note's text stands.

use std::ops::Range;

/// The label at a `[^` that kramdown takes for a footnote's number: a word character, then word characters and `-`
/// (kramdown 2.4, `parser/kramdown/footnote.rb`).
pub(super) fn kramdown(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    if !bytes.get(at..)?.starts_with(b"[^") {
        return None;
    }
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let start = at + 2;
    let rest = bytes.get(start..).filter(|rest| rest.first().is_some_and(is_word))?;
    let end = start + rest.iter().take_while(|byte| is_word(byte) || **byte == b'-').count();
    (bytes.get(end) == Some(&b']')).then_some(start..end)
}

/// The label at a `[^` that GitHub's Markdown and Pandoc take for a footnote's number: no white space and no bracket. One
/// that begins code or HTML, or escapes something, is none here: which characters it has depends on the generator.
pub(super) fn common(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    if !bytes.get(at..)?.starts_with(b"[^") {
        return None;
    }
    let start = at + 2;
    let is_label = |byte: &u8| !byte.is_ascii_whitespace() && !matches!(byte, b'[' | b']' | b'`' | b'<' | b'\\' | b'^');
    let end = start + bytes[start..].iter().take(1000).take_while(|byte| is_label(byte)).count();
    (end > start && bytes.get(end) == Some(&b']')).then_some(start..end)
}
