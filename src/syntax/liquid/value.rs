//! What a value is and how Liquid prints it (Liquid 5.4, `expression.rb` and `variable_lookup.rb`).

use smol_str::{SmolStr, format_smolstr};

use super::{Value, ValueKind, is_space, is_word, name, skip};

/// The value that `text[start..end]` writes.
pub(super) fn parse(text: &str, start: usize, end: usize) -> Value {
    let written = &text[start..end];
    let kind = match written.as_bytes() {
        [first @ (b'"' | b'\''), .., last] if first == last => ValueKind::String(name(text, start + 1, end - 1)),
        _ => unquoted(written),
    };
    Value { name: name(text, start, end), kind }
}

/// What a value is that is no quoted string.
pub(super) fn unquoted(written: &str) -> ValueKind {
    match literal(written) {
        Some(printed) => ValueKind::Literal(printed),
        // A range between variables is looked up under no name of its own.
        None if span(written).is_some() => ValueKind::Variable(SmolStr::default()),
        None => ValueKind::Variable(looked_up(written)),
    }
}

fn literal(written: &str) -> Option<SmolStr> {
    match written {
        "true" | "false" => return Some(SmolStr::new(written)),
        "nil" | "null" | "blank" | "empty" | "" => return Some(SmolStr::default()),
        _ => {}
    }
    if let Some(whole) = integer(written) {
        return Some(whole);
    }
    if let Some((from, to)) = span(written) {
        return Some(format_smolstr!("{}..{}", range_end(from)?, range_end(to)?));
    }
    is_float(written).then(|| print_float(read_float(written)))
}

/// An end of a range as Ruby prints it: a number with a fraction loses it.
fn range_end(written: &str) -> Option<SmolStr> {
    integer(written).or_else(|| is_float(written).then(|| format_smolstr!("{:.0}", read_float(written).trunc())))
}

/// Liquid takes any run of digits and points for a number with a fraction.
fn is_float(written: &str) -> bool {
    let digits = written.strip_prefix('-').unwrap_or(written);
    digits.starts_with(|c: char| c.is_ascii_digit()) && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// A whole number as Ruby prints it: no leading zeros, no minus before zero.
fn integer(written: &str) -> Option<SmolStr> {
    let (minus, digits) = written.strip_prefix('-').map_or(("", written), |digits| ("-", digits));
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match digits.trim_start_matches('0') {
        "" => Some(SmolStr::new_static("0")),
        digits => Some(format_smolstr!("{minus}{digits}")),
    }
}

/// `(from..to)`.
fn span(written: &str) -> Option<(&str, &str)> {
    let inner = written.strip_prefix('(')?.strip_suffix(')')?;
    let (from, to) = inner.rsplit_once("..")?;
    let (from, to) = (from.trim_matches(ruby_space), to.trim_matches(ruby_space));
    (!from.is_empty() && !to.is_empty()).then_some((from, to))
}

fn ruby_space(c: char) -> bool {
    u8::try_from(c).is_ok_and(is_space)
}

/// A number up to its second point, as `String#to_f` reads `1.2.3`.
fn read_float(written: &str) -> f64 {
    let bytes = written.as_bytes();
    let digit = |byte: u8| byte.is_ascii_digit();
    let mut end = skip(bytes, usize::from(bytes.first() == Some(&b'-')), digit);
    if bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(|byte| digit(*byte)) {
        end = skip(bytes, end + 1, digit);
    }
    written[..end].parse().unwrap_or_default()
}

/// A number as `Float#to_s` prints it: the shortest digits that read back, with an exponent below 0.0001 and from
/// 10^16 on.
fn print_float(number: f64) -> SmolStr {
    if number.is_infinite() {
        return SmolStr::new_static(if number < 0.0 { "-Infinity" } else { "Infinity" });
    }
    let exponent = format!("{number:e}");
    let (digits, power) = exponent.split_once('e').unwrap_or((&exponent, "0"));
    let power: i32 = power.parse().unwrap_or_default();
    if number != 0.0 && !(-4..16).contains(&power) {
        let point = if digits.contains('.') { "" } else { ".0" };
        let sign = if power < 0 { '-' } else { '+' };
        return format_smolstr!("{digits}{point}e{sign}{:02}", power.abs());
    }
    let plain = format!("{number}");
    let point = if plain.contains('.') { "" } else { ".0" };
    format_smolstr!("{plain}{point}")
}

/// The text between the quotes of a string.
fn quoted(written: &str) -> Option<&str> {
    let quote = written.chars().next().filter(|first| matches!(first, '"' | '\''))?;
    written[1..].strip_suffix(quote)
}

/// The name that a variable's look-up starts with: the first run of `\w` and `-`, or the string in the first brackets.
/// A variable in brackets holds a name that the text does not tell.
fn looked_up(written: &str) -> SmolStr {
    let bytes = written.as_bytes();
    let segment = |byte: u8| is_word(byte) || byte == b'-';
    let mut at = 0;
    // A `[` without its `]` opens nothing, and then no later one does.
    let last_close = memchr::memrchr(b']', bytes).unwrap_or(0);
    while at < bytes.len() {
        if segment(bytes[at]) {
            let end = skip(bytes, at, segment);
            return SmolStr::new(&written[at..end + usize::from(bytes.get(end) == Some(&b'?'))]);
        }
        if bytes[at] == b'[' && at + 1 < last_close && bytes[at + 1] != b']' {
            let inner = written[at + 1..].split(']').next().unwrap_or_default();
            return quoted(inner.trim_matches(ruby_space)).map(SmolStr::new).unwrap_or_default();
        }
        at += 1;
    }
    SmolStr::default()
}
