//! `:name:` of a known emoji.

/// The longest name that is looked up.
const NAME: usize = 64;

/// Where the emoji ends that starts at a `:`.
pub(super) fn shortcode(bytes: &[u8], at: usize) -> Option<usize> {
    let start = at + 1;
    let is_name = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'_' | b'-');
    let length = bytes[start..].iter().take(NAME).take_while(is_name).count();
    let end = start + length;
    if length == 0 || bytes.get(end) != Some(&b':') {
        return None;
    }
    let name = std::str::from_utf8(&bytes[start..end]).ok()?;
    emojis::get_by_shortcode(name).map(|_| end + 1)
}
