//! What the tags of Liquid and Jekyll refuse to take as their markup (Liquid 5.4, `tags/`; Jekyll 4.3, `tags/`).

use memchr::memchr;

use super::lax::Fragments;
use super::{Tag, is_space, is_word, skip, strict};
use crate::syntax::Name;
use crate::text::{TextRange, TextSize};

/// Whether Liquid cannot read a tag because of what stands behind its name.
pub(super) fn is_refused(tag: &Tag) -> bool {
    let markup = &*tag.markup.text;
    let bytes = markup.as_bytes();
    match &*tag.name.text {
        "raw" => !markup.is_empty(),
        "#" => comment_is_refused(bytes),
        "if" | "unless" | "elsif" => condition_is_refused(markup),
        "case" | "when" => first_fragment(markup).is_none(),
        "cycle" => first_fragment(markup).is_none_or(|(start, _)| start > 0),
        "for" => for_is_refused(markup),
        "tablerow" => !has_in(markup),
        "assign" => !assigns(bytes),
        "capture" => !bytes.iter().any(|byte| is_signature(*byte)),
        "highlight" => !is_highlight(bytes),
        "include" | "include_relative" => include_is_refused(markup),
        "post_url" => !is_post_name(markup),
        _ => false,
    }
}

/// Each further line of an inline comment starts with `#`.
fn comment_is_refused(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'\n', bytes).any(|end| {
        let first = skip(bytes, end + 1, is_space);
        bytes.get(first).is_some_and(|byte| *byte != b'#')
    })
}

/// What neither grammar takes: nothing between two of `and` and `or`, or on one side of one.
fn condition_is_refused(markup: &str) -> bool {
    if strict::is_condition(markup) {
        return false;
    }
    let fragments = Fragments::new(markup, 0, markup.len());
    let mut at = 0;
    let mut value = false;
    while let Some((start, end)) = fragments.find(at) {
        let operator = matches!(&markup[start..end], "and" | "or");
        if operator && !value {
            return true;
        }
        value = !operator;
        at = end;
    }
    !value
}

/// Liquid's operators between two values (Liquid 5.4, `condition.rb`).
const OPERATORS: [&str; 8] = ["==", "!=", "<>", "<", ">", ">=", "<=", "contains"];

/// What stands for an operator in the first comparison of a condition and is none. Liquid looks at it when it renders
/// the tag, and only where the strict grammar refuses the condition.
pub(super) fn unknown_operator(tag: &Tag) -> Option<Name> {
    let markup = tag.markup.text.as_str();
    if !matches!(&*tag.name.text, "if" | "unless" | "elsif") || strict::is_condition(markup) {
        return None;
    }
    let bytes = markup.as_bytes();
    let (_, value_end) = first_fragment(markup)?;
    let start = skip(bytes, value_end, is_space);
    let end = skip(bytes, start, |byte| byte.is_ascii_lowercase() || b"=!<>_".contains(&byte));
    let written = &markup[start..end];
    let joins = matches!(written, "and" | "or") && !bytes.get(end).is_some_and(|byte| is_word(*byte));
    if written.is_empty() || joins || OPERATORS.contains(&written) {
        return None;
    }
    let range = TextRange::at(tag.markup.range.start() + TextSize::of(&markup[..start]), TextSize::of(written));
    Some(Name { text: written.into(), range })
}

/// `name in values`.
fn for_is_refused(markup: &str) -> bool {
    let bytes = markup.as_bytes();
    let name = skip(bytes, 0, is_segment);
    let word = skip(bytes, name, is_space);
    let lax = name > 0 && word > name && bytes[word..].starts_with(b"in") && {
        let values = skip(bytes, word + 2, is_space);
        values > word + 2 && Fragments::new(markup, 0, markup.len()).at(values).is_some()
    };
    !lax && !strict::is_loop(markup)
}

/// `name in values` anywhere.
fn has_in(markup: &str) -> bool {
    let bytes = markup.as_bytes();
    let fragments = Fragments::new(markup, 0, markup.len());
    memchr::memmem::find_iter(bytes, b"in").any(|word| {
        let before = bytes[..word].iter().rposition(|byte| !is_space(*byte));
        let values = skip(bytes, word + 2, is_space);
        before.is_some_and(|last| last + 1 < word && is_word(bytes[last]))
            && values > word + 2
            && fragments.at(values).is_some()
    })
}

/// `name = value`, the value left out or not.
fn assigns(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'=', bytes).any(|equals| {
        let last = bytes[..equals].iter().rposition(|byte| !is_space(*byte));
        last.is_some_and(|last| {
            is_signature(bytes[last]) || bytes[last] == b')' && last > 0 && is_signature(bytes[last - 1])
        })
    })
}

/// `lang`, then options: `linenos`, `key=value`, `key="1 2 3"`. Ruby looks for them from the start of any line to the end
/// of that or another.
fn is_highlight(bytes: &[u8]) -> bool {
    let starts = std::iter::once(0).chain(memchr::memchr_iter(b'\n', bytes).map(|end| end + 1));
    let is_language = |byte: u8| byte.is_ascii_alphanumeric() || b".+#_-".contains(&byte);
    starts.map(|start| (start, skip(bytes, start, is_language))).any(|(start, end)| end > start && options(bytes, end))
}

/// The options behind the language of `highlight`.
fn options(bytes: &[u8], mut at: usize) -> bool {
    loop {
        if matches!(bytes.get(at), None | Some(b'\n')) {
            return true;
        }
        let word = skip(bytes, at, is_space);
        let word_end = skip(bytes, word, is_word);
        if word == at || word_end == word {
            return false;
        }
        at = word_end;
        if bytes.get(at) == Some(&b'=') {
            let Some(end) = option_value(bytes, at + 1) else { return false };
            at = end;
        }
    }
}

fn option_value(bytes: &[u8], start: usize) -> Option<usize> {
    if bytes.get(start) != Some(&b'"') {
        let end = skip(bytes, start, is_segment);
        return (end > start).then_some(end);
    }
    let end = start + 1 + memchr(b'"', &bytes[start + 1..])?;
    let numbers = &bytes[start + 1..end];
    let listed = numbers.iter().all(|byte| byte.is_ascii_digit() || is_space(*byte));
    let ends = numbers.first().zip(numbers.last());
    (listed && ends.is_some_and(|(first, last)| first.is_ascii_digit() && last.is_ascii_digit())).then_some(end + 1)
}

/// `file key="value"`: a quote inside a value ends it, unless a backslash stands before it.
fn include_is_refused(markup: &str) -> bool {
    !parameters(&markup[file_end(markup)..])
}

/// Whether an include names a file as none can be named. Jekyll looks at it when it renders the tag.
pub(super) fn names_no_file(tag: &Tag) -> bool {
    let markup = &*tag.markup.text;
    // What stands before a `{{ name }}` is part of the file's name.
    let file = match variable(markup) {
        Some(variable) => markup[variable.start..variable.output].trim(),
        None => &markup[..file_end(markup)],
    };
    matches!(&*tag.name.text, "include" | "include_relative") && (markup.is_empty() || !is_file_name(file))
}

/// Where the file's name ends: with a `{{ name }}` in the markup, Jekyll takes all up to its end for the name.
fn file_end(markup: &str) -> usize {
    variable(markup).map_or_else(|| skip(markup.as_bytes(), 0, |byte| !is_space(byte)), |variable| variable.end)
}

/// A file's name that holds `{{ name }}`.
struct Variable {
    /// Where it starts: at the markup's start, or behind a brace that begins no output.
    start: usize,
    /// Where the first output in it starts.
    output: usize,
    end: usize,
}

/// The first name of a file with a `{{ name }}` in an include's markup, with what follows that without a space.
fn variable(markup: &str) -> Option<Variable> {
    let bytes = markup.as_bytes();
    memchr::memmem::find_iter(bytes, b"{{").find_map(|output| {
        let end = output + memchr::memmem::find(&bytes[output..], b"}}")? + 2;
        let name = markup[output + 2..end - 2].split('|').next().unwrap_or_default().trim();
        let is_name = !name.is_empty() && name.bytes().all(|byte| is_word(byte) || matches!(byte, b'-' | b'.'));
        let start = memchr::memrchr(b'{', &bytes[..output]).map_or(0, |brace| brace + 1);
        let end = skip(bytes, end, |byte| !is_space(byte) && byte != b'{' && byte != b'}');
        is_name.then_some(Variable { start, output, end })
    })
}

fn is_file_name(file: &str) -> bool {
    let allowed = |byte: u8| is_word(byte) || b"/.-()+~#@".contains(&byte);
    let doubled = |pair: &[u8]| pair.iter().all(|byte| matches!(byte, b'.' | b'/'));
    file.bytes().all(allowed) && !file.as_bytes().windows(2).any(doubled)
}

/// `key="value" key='value' key=variable`.
fn parameters(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = skip(bytes, 0, is_space);
    while at < bytes.len() {
        let key_end = skip(bytes, at, is_segment);
        let equals = skip(bytes, key_end, is_space);
        if key_end == at || bytes.get(equals) != Some(&b'=') {
            return false;
        }
        let start = skip(bytes, equals + 1, is_space);
        let Some(end) = parameter_value(bytes, start) else { return false };
        at = skip(bytes, end, is_space);
        if at == end && at < bytes.len() {
            return false;
        }
    }
    true
}

fn parameter_value(bytes: &[u8], start: usize) -> Option<usize> {
    let quote = *bytes.get(start)?;
    if !matches!(quote, b'"' | b'\'') {
        let end = skip(bytes, start, |byte| is_word(byte) || matches!(byte, b'.' | b'-'));
        return (end > start).then_some(end);
    }
    let mut at = start + 1;
    while *bytes.get(at)? != quote {
        // A backslash takes the character after it along, but no line ending.
        at += if bytes[at] == b'\\' && bytes.get(at + 1) != Some(&b'\n') { 2 } else { 1 };
    }
    Some(at + 1)
}

/// `2020-07-14-name`, perhaps behind folders, on any line.
fn is_post_name(markup: &str) -> bool {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    markup.lines().flat_map(|line| line.split('/')).any(|name| {
        let parts: Vec<&str> = name.splitn(4, '-').collect();
        parts.len() == 4 && parts[..3].iter().all(|part| is_number(part))
    })
}

fn first_fragment(markup: &str) -> Option<(usize, usize)> {
    Fragments::new(markup, 0, markup.len()).find(0)
}

/// What may stand in the name of a variable (Liquid's `VariableSegment`).
fn is_segment(byte: u8) -> bool {
    is_word(byte) || byte == b'-'
}

/// What may stand in the name of a variable that is assigned (Liquid's `VariableSignature`).
fn is_signature(byte: u8) -> bool {
    is_segment(byte) || matches!(byte, b'.' | b'[' | b']')
}
