//! Where libyaml 0.2.5, with which Jekyll reads YAML, and the parser used here part ways.

/// Where YAML cannot be read, as the number of the character, and why.
pub(super) struct Stop {
    pub(super) index: usize,
    pub(super) message: String,
}

impl Stop {
    pub(super) fn new(index: usize, message: &str) -> Stop {
        Stop { index, message: message.to_owned() }
    }
}

/// What libyaml refuses and the parser takes before anything is parsed.
pub(super) fn refused(source: &str) -> Option<Stop> {
    let control = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}');
    if let Some(index) = source.chars().position(control) {
        return Some(Stop::new(index, "control characters are not allowed"));
    }
    let mut index = 0;
    for line in source.split_inclusive('\n') {
        if line.starts_with('%') {
            return Some(Stop::new(index, "found a directive where none may stand"));
        }
        index += line.chars().count();
        if !(line.starts_with("---") || line.starts_with('#') || line.trim().is_empty()) {
            break;
        }
    }
    None
}

/// What libyaml refuses and the parser takes in the outermost brackets or braces: a `:` without a key, and one that
/// would end a plain value.
pub(super) fn refused_in_flow(source: &str) -> Option<Stop> {
    let mut quote = None;
    let mut before = ' ';
    let mut opened = true;
    let mut chars = source.chars().enumerate().skip(1).peekable();
    while let Some((index, c)) = chars.next() {
        let next = chars.peek().map_or(' ', |(_, next)| *next);
        match (quote, c) {
            (Some('"'), '\\') => _ = chars.next(),
            (Some(open), c) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if opened => quote = Some(c),
            (None, ':') if opened && (next.is_whitespace() || ",[]{}".contains(next)) => {
                return Some(Stop::new(index, "did not find expected node content"));
            }
            (None, ':') if ",[]{}?".contains(next) && !"\"'])} ".contains(before) => {
                return Some(Stop::new(index, "found unexpected ':'"));
            }
            _ => {}
        }
        if !c.is_whitespace() {
            opened = quote.is_none() && "[,{".contains(c);
        }
        before = c;
    }
    None
}

/// Blanks out, character by character, what the parser refuses and libyaml takes; `false` where there is no such thing.
pub(super) fn repair(source: &mut String, stop: &Stop) -> bool {
    let at = source.char_indices().nth(stop.index).map_or(source.len(), |(at, _)| at);
    if stop.message.starts_with("comments must be separated") {
        // A `#` right behind a quoted value starts a comment.
        let start = source[at..].find('#').map_or(at, |found| at + found);
        let end = source[start..].find(['\n', '\r']).map_or(source.len(), |found| start + found);
        return blank(source, start, end);
    }
    if stop.message == "invalid indentation in quoted scalar" {
        // A quoted value may go on at the start of a line.
        let end = quote_end(source, at).unwrap_or(at);
        let lines: Vec<usize> = source[at..end].match_indices(['\n', '\r']).map(|(found, _)| at + found).collect();
        return lines.into_iter().fold(false, |_, line| blank(source, line, line + 1));
    }
    if stop.message.starts_with("invalid indentation") {
        // So may what stands in brackets or braces.
        let before = source[..at].trim_end();
        let comment = before.rsplit('\n').next().is_some_and(|line| line.contains('#'));
        let start = before.len();
        return !comment && source[start..at].contains(['\n', '\r']) && blank(source, start, at);
    }
    // A tab is white space behind a `:` and before a value.
    if let Some(tab) = source.find('\t').filter(|tab| !source[..*tab].ends_with('\n')) {
        return blank(source, tab, tab + 1);
    }
    match document_end(source) {
        Some(end) if end <= at && !source[end..].trim().is_empty() => blank(source, end, source.len()),
        _ => false,
    }
}

/// Where a document whose first key is indented ends: at the first line that is indented less. The parser looks ahead.
fn document_end(source: &str) -> Option<usize> {
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let mut first = None;
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        let start = at;
        at += line.len();
        if line.starts_with("---") || line.trim().is_empty() || line.trim_start().starts_with('#') {
            continue;
        }
        match first {
            None => first = Some(indent(line)),
            // What begins a quoted value there is still looked at, as far as to its end.
            Some(first) if indent(line) < first => {
                let quoted = line.trim_start().starts_with(['"', '\'']);
                return (!quoted || quote_end(source, start + indent(line)).is_some()).then_some(start);
            }
            Some(_) => {}
        }
    }
    None
}

fn blank(source: &mut String, start: usize, end: usize) -> bool {
    let blanks = " ".repeat(source[start..end].chars().count());
    source.replace_range(start..end, &blanks);
    end > start
}

/// Where the quoted value that starts at a place ends.
fn quote_end(source: &str, start: usize) -> Option<usize> {
    let quote = source[start..].chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let mut escaped = false;
    for (at, c) in source[start..].char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' if quote == '"' => escaped = true,
            c if c == quote => return Some(start + at),
            _ => {}
        }
    }
    None
}
