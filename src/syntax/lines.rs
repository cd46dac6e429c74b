//! Where the lines of a stretch of text start: a line ends with `\n`, `\r\n` or `\r`, as Markdown and the protocol have it.

use memchr::memchr2_iter;

/// The starts of all lines of a text. A text that ends with a line ending has no further line.
pub(super) struct Lines {
    starts: Vec<u32>,
    len: u32,
}

impl Lines {
    pub(super) fn new(text: &str) -> Lines {
        let bytes = text.as_bytes();
        let mut starts = Vec::with_capacity(bytes.len() / 40 + 1);
        starts.push(0);
        for at in memchr2_iter(b'\n', b'\r', bytes) {
            if bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n') {
                continue;
            }
            starts.push(at as u32 + 1);
        }
        if starts.len() > 1 && starts.last() == Some(&(bytes.len() as u32)) {
            starts.pop();
        }
        Lines { starts, len: bytes.len() as u32 }
    }

    /// How many lines there are, at least one.
    pub(super) fn count(&self) -> usize {
        self.starts.len()
    }

    /// Where a zero-based line starts; the text's end for lines beyond the last.
    pub(super) fn start(&self, line: usize) -> u32 {
        self.starts.get(line).copied().unwrap_or(self.len)
    }

    /// The zero-based line that holds an offset.
    pub(super) fn line_of(&self, at: u32) -> usize {
        self.starts.partition_point(|start| *start <= at).saturating_sub(1)
    }

    /// The number of the text's bytes.
    pub(super) fn len(&self) -> u32 {
        self.len
    }
}

/// Whether a stretch of text holds nothing but white space.
pub(super) fn is_blank(text: &[u8]) -> bool {
    text.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
}
