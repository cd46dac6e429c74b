//! kramdown's tables without a line of dashes (kramdown 2.4, `parser/kramdown/table.rb`): a `|` on each line of a
//! paragraph makes one.

use std::ops::Range;

use super::content::next_line;
use super::inline::{kramdown_code_end, run};

/// The cells of a paragraph that is a table, a line after the other; `None` where some line has no `|` outside of code.
pub(super) fn cells(text: &[u8]) -> Option<Vec<Range<usize>>> {
    let mut cells = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let end = next_line(text, start);
        let mut first = start;
        for pipe in pipes(text, start..end) {
            cells.push(first..pipe);
            first = pipe + 1;
        }
        if first == start {
            return None;
        }
        cells.push(first..end);
        start = end;
    }
    Some(cells)
}

/// The pipes of a line that are neither escaped nor in code.
fn pipes(text: &[u8], line: Range<usize>) -> Vec<usize> {
    let bytes = &text[..line.end];
    let mut pipes = Vec::new();
    let mut at = line.start;
    while at < line.end {
        match bytes[at] {
            b'\\' => at += 2,
            b'`' => {
                let width = run(bytes, at, b'`');
                at = kramdown_code_end(bytes, at, width).unwrap_or(at + width);
            }
            b'|' => {
                pipes.push(at);
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
        ] {
            let found =
                cells(text.as_bytes()).map(|cells| cells.into_iter().map(|cell| &text[cell]).collect::<Vec<_>>());
            assert_eq!(found, expected, "{text}");
        }
    }
}
