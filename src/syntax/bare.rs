//! Addresses without brackets: `<https://…>`, and those that GitHub's Markdown finds in running text (GFM 0.29,
//! "Autolinks").

use std::ops::Range;

/// The most bytes of a host's name (RFC 1035).
const HOST: usize = 255;

/// Where `<scheme:…>` or `<name@host>` ends that starts at a `<`.
pub(super) fn in_angles(bytes: &[u8], open: usize) -> Option<usize> {
    let at = open + 1;
    if !bytes.get(at)?.is_ascii_alphanumeric() {
        return mail(bytes, at);
    }
    let is_scheme = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'.' | b'-');
    let scheme = bytes[at..].iter().take(33).take_while(is_scheme).count();
    let named = bytes[at].is_ascii_alphabetic() && (2..=32).contains(&scheme) && bytes.get(at + scheme) == Some(&b':');
    if named {
        let rest = at + scheme + 1;
        let is_address = |byte: &&u8| **byte > b' ' && !matches!(byte, b'<' | b'>');
        let end = rest + bytes[rest..].iter().take_while(is_address).count();
        if bytes.get(end) == Some(&b'>') {
            return Some(end + 1);
        }
    }
    mail(bytes, at)
}

fn mail(bytes: &[u8], at: usize) -> Option<usize> {
    let is_local = |byte: &&u8| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(byte);
    let sign = at + bytes[at..].iter().take(HOST).take_while(is_local).count();
    if sign == at || bytes.get(sign) != Some(&b'@') {
        return None;
    }
    let mut label = sign + 1;
    loop {
        let is_host = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'-';
        let length = bytes[label..].iter().take(64).take_while(is_host).count();
        let (first, last) = (*bytes.get(label)?, *bytes.get((label + length).checked_sub(1)?)?);
        if !(1..=63).contains(&length) || first == b'-' || last == b'-' {
            return None;
        }
        match bytes.get(label + length)? {
            b'.' => label += length + 1,
            b'>' => return Some(label + length + 1),
            _ => return None,
        }
    }
}

/// The address that starts at `www.`.
pub(super) fn www(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    if !bytes[at..].starts_with(b"www.") {
        return None;
    }
    let before = at.checked_sub(1).map(|before| bytes[before]);
    if before.is_some_and(|byte| !byte.is_ascii_whitespace() && !b"*_~([".contains(&byte)) {
        return None;
    }
    let host = host(bytes, at + 4, false)?;
    Some(at..end_of_address(bytes, at, host))
}

/// The address whose `://` starts at a `:`.
pub(super) fn url(bytes: &[u8], colon: usize) -> Option<Range<usize>> {
    if !bytes[colon..].starts_with(b"://") {
        return None;
    }
    let letters = bytes[..colon].iter().rev().take(6).take_while(|byte| byte.is_ascii_alphabetic()).count();
    let start = colon - letters;
    let scheme = &bytes[start..colon];
    if ![&b"http"[..], b"https", b"ftp"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return None;
    }
    if !bytes.get(colon + 3).is_some_and(|byte| is_host(*byte)) {
        return None;
    }
    let host = host(bytes, colon + 3, true)?;
    Some(start..end_of_address(bytes, start, host))
}

/// Where a host's name ends. `short` ones need no point.
fn host(bytes: &[u8], at: usize, short: bool) -> Option<usize> {
    let part = &bytes[at..bytes.len().min(at + HOST)];
    let length = part.iter().take_while(|byte| is_host(**byte) || matches!(byte, b'-' | b'_' | b'.' | b'\\')).count();
    let name = &part[..length];
    let mut last_two = name.rsplit(|byte| *byte == b'.').take(2);
    let underscored = last_two.any(|label| label.contains(&b'_'));
    let pointed = name.contains(&b'.');
    (length > 0 && !underscored && (short || pointed)).then_some(at + length)
}

fn is_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

/// Where an address ends whose host does: at white space or `<`, punctuation at its end left out.
fn end_of_address(bytes: &[u8], start: usize, host: usize) -> usize {
    let is_address = |byte: &&u8| !byte.is_ascii_whitespace() && **byte != b'<';
    let mut end = host + bytes[host..].iter().take_while(is_address).count();
    let count = |byte: u8, end: usize| bytes[start..end].iter().filter(|other| **other == byte).count();
    let mut open_minus_closed = count(b'(', end) as isize - count(b')', end) as isize;
    while end > host {
        match bytes[end - 1] {
            b'?' | b'!' | b'.' | b',' | b':' | b'*' | b'_' | b'~' | b'\'' | b'"' => end -= 1,
            b')' if open_minus_closed < 0 => {
                open_minus_closed += 1;
                end -= 1;
            }
            b';' => end = before_entity(bytes, start, end),
            _ => break,
        }
    }
    end
}

/// Where an address ends whose last byte is `;`: before the entity that it closes, or before itself.
fn before_entity(bytes: &[u8], start: usize, end: usize) -> usize {
    let letters = bytes[start..end - 1].iter().rev().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let ampersand = end - 1 - letters;
    if letters > 0 && ampersand > start && bytes[ampersand - 1] == b'&' { ampersand - 1 } else { end - 1 }
}
