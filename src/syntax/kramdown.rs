//! Marks that begin a block in CommonMark and none in kramdown: those of a fence that no line below ends, or that has words
//! behind its language (kramdown-parser-gfm 1.1, `FENCED_CODEBLOCK_MATCH`), and those of a list item with a `)`, or with
//! nothing behind them (kramdown 2.4, `parser/kramdown/list.rb`, `LIST_START`).

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem;

use super::content::{Content, next_line};
use super::lines::{Lines, is_blank};
use super::markdown::{self, Block, BlockKind, Blocks};

/// The characters that fences are made of.
const MARKS: [u8; 2] = [b'`', b'~'];

/// How many marks of a fence count. A text in which each fence is shorter than the one above is read about so often.
const MOST: usize = 10;

/// How often containers are looked into again, as what was code may hold further fences.
const PASSES: usize = 4;

/// A fence that a line further down may give another meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OpenFence {
    /// Where it starts.
    pub(super) start: u32,
    mark: u8,
    /// How many marks such a line has at least.
    wanted: usize,
}

impl OpenFence {
    fn new(line: &Marked, start: usize, longest: usize) -> OpenFence {
        OpenFence { start: start as u32, mark: line.mark, wanted: line.least().max(longest + 1) }
    }
}

/// Whether a text that stands below some fences may hold a line that gives one of them another meaning.
pub(super) fn ends_one(open: &[OpenFence], below: &str) -> bool {
    MARKS.iter().any(|mark| {
        let wanted = open.iter().filter(|fence| fence.mark == *mark).map(|fence| fence.wanted).min();
        wanted.is_some_and(|wanted| ends(below, *mark).any(|count| count >= wanted))
    })
}

/// Whether a text may hold a line that ends a fence.
pub(super) fn may_end(text: &str) -> bool {
    MARKS.iter().any(|mark| ends(text, *mark).next().is_some())
}

/// How many marks the lines have that may end a fence. Beside the marks may stand Liquid, which is not looked into.
fn ends(text: &str, mark: u8) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    runs(bytes, mark).filter_map(move |run| {
        let line = bytes[..run.start].iter().rev().take_while(|byte| !matches!(byte, b'\n' | b'\r'));
        let before = line.copied().find(|byte| !matches!(byte, b' ' | b'\t'));
        let line = bytes[run.end..].iter().take_while(|byte| !matches!(byte, b'\n' | b'\r'));
        let behind = line.copied().find(|byte| !matches!(byte, b' ' | b'\t'));
        (matches!(before, None | Some(b'}')) && matches!(behind, None | Some(b'{'))).then_some(run.len().min(MOST))
    })
}

/// Where at least three marks stand, in text order.
fn runs(bytes: &[u8], mark: u8) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + memmem::find(&bytes[from..], &[mark; 3])?;
        from = start + bytes[start..].iter().take_while(|byte| **byte == mark).count();
        Some(start..from)
    })
}

/// Reads the blocks of a text as [`markdown::blocks`] does, from `text` with letters for the marks that make no fence.
pub(super) fn blocks(text: &mut Cow<str>, len: usize, lines: &Lines, inner: bool) -> (Blocks, Vec<OpenFence>) {
    let mut open = Vec::new();
    let heads = Heads::of(text.as_bytes(), lines);
    let mut put = heads.markers;
    put.extend(languages(&heads.marked, &mut open));
    let mut blocks = loop {
        Letters::put(put, text);
        let blocks = markdown::blocks(text, len, lines, inner);
        // A fence that nothing ends reaches to the end of the text.
        let last = blocks.list.last().filter(|block| block.kind == BlockKind::Fence && block.container.is_none());
        let unended = last.and_then(|last| unended(&text[last.start as usize..], last.start as usize, &mut open));
        match unended {
            Some(letters) => put = vec![letters],
            None => break blocks,
        }
    };
    for _ in 0..PASSES {
        let put = in_containers(text, &blocks);
        if put.is_empty() {
            break;
        }
        Letters::put(put, text);
        blocks = markdown::blocks(text, len, lines, inner);
    }
    (blocks, open)
}

/// What the heads of lines hold.
#[derive(Default)]
struct Heads<'a> {
    /// The lines that begin with marks of fences.
    marked: Vec<Marked<'a>>,
    /// The markers that begin no list item.
    markers: Vec<Letters>,
}

impl<'a> Heads<'a> {
    fn of(bytes: &'a [u8], lines: &Lines) -> Heads<'a> {
        let mut heads = Heads::default();
        let mut is_under_text = false;
        for line in 0..lines.count() {
            let start = lines.start(line) as usize;
            // Most lines begin with a letter.
            if bytes.get(start).is_some_and(|byte| byte.is_ascii_alphabetic()) {
                is_under_text = true;
                continue;
            }
            let at = start + bytes[start..].iter().take(3).take_while(|byte| **byte == b' ').count();
            let first = bytes.get(at).copied().unwrap_or(b'\n');
            let end = match first {
                b'`' | b'~' => {
                    heads.marked.extend(Marked::at(bytes, start, at));
                    None
                }
                // Under text it underlines a heading, or is more of the text.
                b'-' | b'*' | b'+' if !is_under_text => {
                    bytes.get(at + 1).is_none_or(|byte| matches!(byte, b'\n' | b'\r')).then_some(at)
                }
                b'0'..=b'9' => {
                    let end = at + bytes[at..].iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
                    (bytes.get(end) == Some(&b')')).then_some(end)
                }
                _ => None,
            };
            heads.markers.extend(end.map(|end| Letters { at: end..end + 1, letter: b'x' }));
            is_under_text = !matches!(first, b'\n' | b'\r');
        }
        heads
    }
}

/// The marks with something behind them that make no fence, wherever they stand.
fn languages(marked: &[Marked], open: &mut Vec<OpenFence>) -> Vec<Letters> {
    let mut put = Vec::new();
    for mark in MARKS {
        // How many marks the longest line below has that may end a fence.
        let mut longest = 0;
        for line in marked.iter().rev().filter(|line| line.mark == mark) {
            put.extend(line.surplus());
            if line.is_bare() {
                longest = longest.max(line.count);
                continue;
            }
            if line.has_words() {
                put.push(Letters { at: line.marks(), letter: b'x' });
                continue;
            }
            if longest < line.count {
                open.push(OpenFence::new(line, line.start, longest));
            }
            put.extend(line.shortened(longest));
            if longest >= line.least() {
                // To CommonMark a fence of backticks has none behind them.
                let ticks = line.info.iter().enumerate().filter(|(_, byte)| mark == b'`' && **byte == b'`');
                let at = ticks.map(|(at, _)| line.marks().end + at);
                put.extend(at.map(|at| Letters { at: at..at + 1, letter: b'x' }));
            }
        }
    }
    put
}

/// The marks of a fence without a language, at `offset`, which a text begins with, if nothing in the text ends it.
fn unended(text: &str, offset: usize, open: &mut Vec<OpenFence>) -> Option<Letters> {
    let mark = *text.as_bytes().first()?;
    let mut lines = Marked::all(text, mark);
    let first = lines.next().filter(|line| line.is_bare())?;
    let longest = lines.filter(Marked::is_bare).map(|line| line.count).max().unwrap_or(0);
    let letters = first.shortened(longest)?;
    open.push(OpenFence::new(&first, offset, longest));
    Some(Letters { at: letters.at.start + offset..letters.at.end + offset, ..letters })
}

/// The marks that make no fence in a container, where no line outside of it ends one.
fn in_containers(text: &str, blocks: &Blocks) -> Vec<Letters> {
    let inner = |block: &&Block| block.kind == BlockKind::Fence && block.container.is_some();
    let mut put = Vec::new();
    for block in blocks.list.iter().filter(inner) {
        let content = Content::verbatim(text, block.start, block.end, &blocks.prefixes(block.container));
        let marked: Vec<Marked> = MARKS.iter().flat_map(|mark| Marked::all(&content.text, *mark)).collect();
        let mut found = languages(&marked, &mut Vec::new());
        found.extend(unended(&content.text, 0, &mut Vec::new()));
        let first_line = next_line(content.text.as_bytes(), 0);
        if found.iter().any(|letters| letters.at.start < first_line) {
            put.extend(found.into_iter().map(|letters| {
                let at = content.range(letters.at);
                Letters { at: at.start().into()..at.end().into(), ..letters }
            }));
        }
    }
    put
}

/// What takes the place of marks.
struct Letters {
    at: Range<usize>,
    letter: u8,
}

impl Letters {
    fn put(all: Vec<Letters>, text: &mut Cow<str>) {
        if all.is_empty() {
            return;
        }
        let mut bytes = std::mem::take(text).into_owned().into_bytes();
        all.into_iter().for_each(|letters| bytes[letters.at].fill(letters.letter));
        // Each mark was a byte, and so is each letter.
        *text = Cow::Owned(String::from_utf8(bytes).unwrap_or_default());
    }
}

/// A line that begins with at least three marks of a kind.
struct Marked<'a> {
    /// Where it starts.
    start: usize,
    mark: u8,
    /// Where the marks start: at most three spaces stand before them.
    at: usize,
    /// How many marks there are, and how many of them count.
    run: usize,
    count: usize,
    /// What stands behind them on the line.
    info: &'a [u8],
}

impl<'a> Marked<'a> {
    /// All lines of a text that begin with marks, in text order.
    fn all(text: &'a str, mark: u8) -> impl Iterator<Item = Marked<'a>> {
        let bytes = text.as_bytes();
        runs(bytes, mark).filter_map(move |run| {
            let spaces = bytes[..run.start].iter().rev().take(4).take_while(|byte| **byte == b' ').count();
            let start = run.start - spaces;
            let is_head = spaces <= 3 && (start == 0 || matches!(bytes[start - 1], b'\n' | b'\r'));
            is_head.then(|| Marked::at(bytes, start, run.start)).flatten()
        })
    }

    /// The line that starts at one place and has marks at another, if those are enough.
    fn at(bytes: &'a [u8], start: usize, at: usize) -> Option<Marked<'a>> {
        let mark = *bytes.get(at)?;
        let run = bytes[at..].iter().take_while(|byte| **byte == mark).count();
        let info = &bytes[at + run..next_line(bytes, at + run)];
        (run >= 3).then_some(Marked { start, mark, at, run, count: run.min(MOST), info })
    }

    /// Whether it may end a fence.
    fn is_bare(&self) -> bool {
        is_blank(self.info)
    }

    /// Whether more than one word stands behind the marks.
    fn has_words(&self) -> bool {
        self.info.trim_ascii().iter().any(u8::is_ascii_whitespace)
    }

    /// How many marks a line has at least that ends the fence: of more than three the last may belong to the language.
    fn least(&self) -> usize {
        let apart = !self.is_bare() && self.info.first().is_some_and(u8::is_ascii_whitespace);
        if apart { self.count } else { 3 }
    }

    fn marks(&self) -> Range<usize> {
        self.at..self.at + self.run
    }

    /// Leaves only the marks that count.
    fn surplus(&self) -> Option<Letters> {
        let letter = if self.is_bare() { b' ' } else { b'x' };
        (self.run > self.count).then_some(Letters { at: self.at + self.count..self.at + self.run, letter })
    }

    /// Leaves as many marks as the longest line below that may end the fence has, if it has too many of them.
    fn shortened(&self, longest: usize) -> Option<Letters> {
        let kept = if longest < self.least() { 0 } else { longest };
        (kept < self.count).then_some(Letters { at: self.at + kept..self.at + self.run, letter: b'x' })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a text is read as, and the lines of it that others further down may change.
    #[track_caller]
    fn check(text: &str, read: &str, open: &[u32]) {
        let mut shaped = Cow::Borrowed(text);
        let lines = Lines::new(text);
        let (_, found) = blocks(&mut shaped, text.len(), &lines, false);
        assert_eq!(shaped, read);
        let mut found: Vec<u32> = found.iter().map(|fence| lines.line_of(fence.start) as u32).collect();
        found.sort_unstable();
        assert_eq!(found, open, "{text:?}");
    }

    #[test]
    fn a_fence_that_a_line_ends_is_one() {
        for text in
            ["```\na\n```\n", "  ~~~~ ruby \n\na\n   ~~~~~\n", "- ```\n  a\n  ```\n\n```b\nc\n```", "> ```\n> ```\n"]
        {
            check(text, text, &[]);
        }
    }

    #[test]
    fn a_fence_that_no_line_ends_is_text() {
        check("a\n\n```rust\nb\n~~~\n", "a\n\nxxxrust\nb\nxxx\n", &[2, 4]);
        check("```` a\nb\n```\n", "xxxx a\nb\nxxx\n", &[0, 2]);
        check("```\na\n```\n```\nb\n", "```\na\n```\nxxx\nb\n", &[3]);
    }

    #[test]
    fn words_behind_the_language_make_it_text() {
        check("```py title=a\nb\n```\nc\n```\n", "xxxpy title=a\nb\n```\nc\n```\n", &[]);
        check("> ~~~ a b\n> c\n> ~~~\n", "> xxx a b\n> c\n> xxx\n", &[]);
    }

    #[test]
    fn the_last_marks_may_belong_to_the_language() {
        check("````a\nb\n```\n", "```xa\nb\n```\n", &[0]);
        check("`````\na\n````\n", "````x\na\n````\n", &[0]);
        check("`````\na\n````\nb\n```\n", "````x\na\n````\nb\nxxx\n", &[0, 4]);
    }

    #[test]
    fn backticks_may_stand_in_a_language() {
        check("```a`b```\nc\n```\n", "```axbxxx\nc\n```\n", &[]);
        check("```a`b```\nc\n", "xxxa`b```\nc\n", &[0]);
    }

    #[test]
    fn no_line_outside_of_a_container_ends_a_fence_in_it() {
        check("> ```\n> a\n\nb\n\n```\nc\n```\n", "> xxx\n> a\n\nb\n\n```\nc\n```\n", &[]);
        check("- ````b\n  ```\n\nc\n", "- ```xb\n  ```\n\nc\n", &[]);
        check("> ```a\n> ~~~\n> b\n", "> xxxa\n> xxx\n> b\n", &[]);
    }

    #[test]
    fn markers_that_begin_no_item_are_text() {
        check("1) a\n\n-\n--\n\n  *\n\n1. b\n2.\n", "1x a\n\nx\n--\n\n  x\n\n1. b\n2.\n", &[]);
        check("a\n-\n", "a\n-\n", &[]);
    }

    #[test]
    fn of_a_long_fence_ten_marks_count() {
        let (long, longer) = ("`".repeat(11), "`".repeat(12));
        check(&format!("{longer}\na\n{long}\n"), "``````````  \na\n`````````` \n", &[]);
    }

    #[test]
    fn what_ends_a_fence_is_looked_for_below() {
        let open = [OpenFence { start: 0, mark: b'`', wanted: 4 }];
        for below in ["a\n  ````` \n", "{% endraw %} ````{% if a %}\n"] {
            assert!(ends_one(&open, below), "{below:?}");
        }
        for below in ["```\n", "````a\n", "~~~~\n", "a ````\n"] {
            assert!(!ends_one(&open, below), "{below:?}");
        }
    }
}
