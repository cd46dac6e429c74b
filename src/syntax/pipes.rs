//! kramdown's tables without a line of dashes (kramdown 2.4, `parser/kramdown/table.rb`): a `|` on each line of a
//! paragraph makes one.

use std::ops::Range;

use super::content::next_line;
use super::html::Searched;
use super::inline::{kramdown_code_end, run};
use super::raw_html;

/// The cells of a paragraph that is a table, a line after the other; `None` where some line has no `|` outside of code and
/// of HTML.
pub(super) fn cells(text: &[u8]) -> Option<Vec<Range<usize>>> {
    let mut cells = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let end = next_line(text, start);
        let mut first = start;
        let mut is_row = false;
        for (pipe, is_outside) in pipes(text, start..end) {
            cells.push(first..pipe);
            first = pipe + 1;
            is_row |= is_outside;
        }
        if !is_row {
            return None;
        }
        cells.push(first..end);
        start = end;
    }
    Some(cells)
}

/// The pipes of a line that are neither escaped nor in code, each with whether it stands outside of HTML too.
pub(super) fn pipes(text: &[u8], line: Range<usize>) -> Vec<(usize, bool)> {
    let bytes = &text[..line.end];
    let mut pipes = Vec::new();
    let mut searched = Searched::default();
    let mut html_end = line.start;
    let mut at = line.start;
    while at < line.end {
        match bytes[at] {
            b'\\' => at += 2,
            b'`' => {
                let width = run(bytes, at, b'`');
                at = kramdown_code_end(bytes, at, width).unwrap_or(at + width);
            }
            b'<' => {
                html_end = html_end.max(raw_html::span_end(bytes, at, &mut searched).unwrap_or(at));
                at += 1;
            }
            b'|' => {
                pipes.push((at, at >= html_end));
                at += 1;
            }
            _ => at += 1,
        }
    }
    pipes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_needs_a_pipe_outside_of_code() {
        for (text, expected) in [
            ("a | b", Some(vec!["a ", " b"])),
            ("|a|b|\nc|d", Some(vec!["", "a", "b", "\n", "c", "d"])),
            ("a | b\nc", None),
            ("a \\| b", None),
            ("`a | b`", None),
            ("`a | b` | c", Some(vec!["`a | b` ", " c"])),
            ("`a | b", Some(vec!["`a ", " b"])),
            ("<img src='a|b'>", None),
            ("<b>a | b</b>", None),
            ("<b>a | b</b> | c", Some(vec!["<b>a ", " b</b> ", " c"])),
            ("<b>a | b", Some(vec!["<b>a ", " b"])),
        ] {
            let found =
                cells(text.as_bytes()).map(|cells| cells.into_iter().map(|cell| &text[cell]).collect::<Vec<_>>());
            assert_eq!(found, expected, "{text}");
        }
    }
}
