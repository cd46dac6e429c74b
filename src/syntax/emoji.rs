//! `:name:` of an emoji, or what looks as one.

/// The longest name that is looked up.
const NAME: usize = 64;

/// Where the emoji ends that starts at a `:`: one of a known name, or what stands by itself as one does.
pub(super) fn shortcode(bytes: &[u8], at: usize) -> Option<usize> {
    let start = at + 1;
    let is_name = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'_' | b'-');
    let length = bytes[start..].iter().take(NAME).take_while(is_name).count();
    let end = start + length;
    if length == 0 || bytes.get(end) != Some(&b':') {
        return None;
    }
    let name = std::str::from_utf8(&bytes[start..end]).ok()?;
    let is_known = || emojis::get_by_shortcode(name).is_some();
    (is_known() || looks_like_one(name) && stands_alone(bytes, at, end + 1)).then_some(end + 1)
}

/// Fewer letters are a word as often as a name.
fn looks_like_one(name: &str) -> bool {
    name.len() >= 4 && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// Whether white space, or what belongs to a sentence, stands on both sides.
fn stands_alone(bytes: &[u8], start: usize, end: usize) -> bool {
    let is_before = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'(' | b'*' | b'_' | b'"');
    let is_behind = |byte: &u8| byte.is_ascii_whitespace() || b".,;!?)*_\"".contains(byte);
    bytes[..start].last().is_none_or(is_before) && bytes.get(end).is_none_or(is_behind)
}
