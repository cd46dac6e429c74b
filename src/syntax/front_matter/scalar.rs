//! The type of a plain scalar (Psych 4.0, `scalar_scanner.rb`).

use smol_str::SmolStr;

use super::NodeKind;

/// What an unquoted scalar is.
pub(super) fn resolve(text: &str) -> NodeKind {
    let written = || SmolStr::new(text);
    let lower = (text.len() <= 5).then(|| text.to_ascii_lowercase());
    match lower.as_deref() {
        Some("" | "~" | "null") => return NodeKind::Null,
        Some("true" | "yes" | "on") => return NodeKind::Bool(true),
        Some("false" | "no" | "off") => return NodeKind::Bool(false),
        Some(".inf" | "+.inf" | "-.inf" | ".nan") => return NodeKind::Float(written()),
        _ => {}
    }
    if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) {
        return NodeKind::String(written());
    }
    if is_date(text) {
        NodeKind::Date(written())
    } else if is_int(text) {
        NodeKind::Int(written())
    } else if is_float(text) {
        NodeKind::Float(written())
    } else {
        NodeKind::String(written())
    }
}

/// `2020-01-31`, or that with a time of day and a zone.
fn is_date(text: &str) -> bool {
    let Some((year, rest)) = text.split_once('-') else { return false };
    let Some((month, rest)) = rest.split_once('-') else { return false };
    let days = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (day, time) = rest.split_at(days);
    let within = |text: &str, most: u32| {
        text.len() <= 2 && is_digits(text) && text.parse().is_ok_and(|number: u32| (1..=most).contains(&number))
    };
    year.len() == 4 && is_digits(year) && within(month, 12) && within(day, 31) && (time.is_empty() || is_time(time))
}

/// `T10:00:00` or ` 10:00:00.5 +01:00`.
fn is_time(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| matches!(c, 'T' | 't') || c.is_ascii_whitespace());
    let clock = rest.bytes().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.')).count();
    let (clock, zone) = rest.split_at(clock);
    let seconds = clock.split('.').next().unwrap_or_default();
    let parts: Vec<&str> = seconds.split(':').collect();
    let [hours, minutes, seconds] = parts[..] else { return false };
    let at_most = |text: &str, most: u32| is_digits(text) && text.parse().is_ok_and(|number: u32| number <= most);
    let zone = zone.trim();
    text.len() > rest.len()
        && at_most(hours, 24)
        && minutes.len() == 2
        && at_most(minutes, 59)
        && seconds.len() == 2
        && at_most(seconds, 60)
        && (zone.is_empty() || zone == "Z" || zone.starts_with(['+', '-']) && zone[1..].bytes().all(is_zone))
}

fn is_zone(byte: u8) -> bool {
    byte.is_ascii_digit() || byte == b':'
}

/// Decimal, `0b`, `0x`, octal by a leading zero, with `_` or `,` between digits, or sixty-based such as `12:30`.
fn is_int(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let of = |text: &str, wanted: fn(&u8) -> bool| {
        !text.is_empty() && text.bytes().all(|byte| wanted(&byte) || matches!(byte, b'_' | b','))
    };
    if let Some((first, rest)) = digits.split_once(':') {
        let minutes = rest.split(':');
        return !first.is_empty()
            && first.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_')
            && minutes.clone().count() <= 2
            && minutes.into_iter().all(|part| part.len() <= 2 && is_digits(part) && (part.len() < 2 || part < "60"));
    }
    match digits.as_bytes() {
        [b'0'] => true,
        [b'0', b'b', ..] => of(&digits[2..], |byte| matches!(byte, b'0' | b'1')),
        [b'0', b'x', ..] => of(&digits[2..], u8::is_ascii_hexdigit),
        [b'0', ..] => of(&digits[1..], |byte| matches!(byte, b'0'..=b'7')),
        [b'1'..=b'9', .., b'_' | b','] => false,
        [b'1'..=b'9', ..] => {
            of(digits, u8::is_ascii_digit) && !["__", ",,", "_,", ",_"].iter().any(|two| digits.contains(two))
        }
        _ => false,
    }
}

/// With a point, perhaps an exponent with its sign.
fn is_float(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let Some((whole, rest)) = digits.split_once('.') else { return false };
    let (fraction, exponent) = match rest.split_once(['e', 'E']) {
        Some((fraction, exponent)) => (fraction, Some(exponent)),
        None => (rest, None),
    };
    let whole_fits = whole.is_empty()
        || whole.starts_with(|c: char| c.is_ascii_digit())
            && whole.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'_' | b','));
    whole_fits
        && fraction.bytes().all(|byte| byte.is_ascii_digit())
        && !(whole.is_empty() && fraction.is_empty())
        && exponent.is_none_or(|exponent| exponent.strip_prefix(['+', '-']).is_some_and(is_digits))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
