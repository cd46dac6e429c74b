//! What of a text its blocks depend on: lines of prose are cut down to their markers and a letter before comrak reads them.
//!
//! comrak reads blocks and inlines in one go, and its inlines are not used. What stands in a line of prose behind its
//! first letter never decides which block the line belongs to, but where a `|` may make a table, a `>` may end HTML, and a
//! `[` at the head may begin a definition. Parts of a text between blank lines that hold any of these are left whole.

use crate::syntax::lines::{Lines, is_blank};

/// A text cut down, line by line, and the way back to the columns of the whole.
pub(super) struct Skeleton {
    /// As many lines as the whole text.
    pub(super) text: String,
    /// For each line the bytes kept before the letter that stands for its words; `None` where it is whole.
    cuts: Vec<Option<u32>>,
}

/// What a line is to the blocks.
pub(super) enum Line {
    /// Markers and white space of so many bytes, and words behind them.
    Words(usize),
    /// It is to be read as it is, and says nothing against cutting the lines around it.
    Whole,
    /// It may give the lines around it another meaning by what stands in it.
    Telling,
}

impl Skeleton {
    pub(super) fn of(text: &str, lines: &Lines) -> Skeleton {
        let mut skeleton =
            Skeleton { text: String::with_capacity(text.len() / 4), cuts: Vec::with_capacity(lines.count()) };
        let line = |at: usize| &text[lines.start(at) as usize..lines.start(at + 1) as usize];
        let mut first = 0;
        while first < lines.count() {
            let start = skeleton.cuts.len();
            let mut told = false;
            let mut at = first;
            while at < lines.count() && !is_blank(line(at).as_bytes()) {
                let cut = match Line::of(line(at).as_bytes()) {
                    Line::Words(kept) => Some(kept as u32),
                    Line::Whole => None,
                    Line::Telling => {
                        told = true;
                        None
                    }
                };
                skeleton.cuts.push(cut);
                at += 1;
            }
            if told {
                skeleton.cuts[start..].fill(None);
            }
            for at in first..at {
                skeleton.push(line(at), skeleton.cuts[at]);
            }
            while at < lines.count() && is_blank(line(at).as_bytes()) {
                skeleton.cuts.push(None);
                skeleton.text.push_str(line(at));
                at += 1;
            }
            first = at;
        }
        skeleton
    }

    fn push(&mut self, line: &str, cut: Option<u32>) {
        let Some(kept) = cut else { return self.text.push_str(line) };
        self.text.push_str(&line[..kept as usize]);
        self.text.push('x');
        self.text.push_str(&line[words_end(line)..]);
    }

    /// The column in the whole text for one in the skeleton: both in bytes from the line's start, where something begins.
    pub(super) fn start(&self, line: usize, column: u32) -> u32 {
        // Nothing begins behind the letter.
        self.cuts.get(line).copied().flatten().map_or(column, |kept| column.min(kept))
    }

    /// The same for where something ends. `whole` gives the line in the whole text.
    pub(super) fn end<'a>(&self, line: usize, column: u32, whole: impl Fn() -> &'a str) -> u32 {
        match self.cuts.get(line).copied().flatten() {
            Some(kept) if column > kept => words_end(whole()) as u32 + (column - kept - 1),
            _ => column,
        }
    }
}

/// Where the words of a line end, and with them all but white space.
fn words_end(line: &str) -> usize {
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t' | 0x0b | 0x0c | b'\r' | b'\n');
    line.len() - line.as_bytes().iter().rev().take_while(|byte| is_space(byte)).count()
}

impl Line {
    pub(super) fn of(line: &[u8]) -> Line {
        let mut at = 0;
        loop {
            let rest = &line[at..];
            let Some(first) = rest.first() else { return Line::Whole };
            match first {
                b'>' | b' ' | b'\t' => at += 1,
                b'-' | b'*' | b'+' if is_space(rest.get(1)) => at += 1,
                b'#' => match rest.iter().take_while(|byte| **byte == b'#').count() {
                    signs @ 1..=6 if is_space(rest.get(signs)) => at += signs,
                    signs if matches!(rest.get(signs), None | Some(b'\n' | b'\r')) => return Line::Whole,
                    _ => return Line::words(line, at),
                },
                b'0'..=b'9' => {
                    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
                    match (rest.get(digits), rest.get(digits + 1)) {
                        (Some(b'.' | b')'), next) if is_space(next) => at += digits + 1,
                        (Some(b'.' | b')'), _) | (None, _) => return Line::Whole,
                        _ => return Line::words(line, at),
                    }
                }
                b'\n' | b'\r' => return Line::Whole,
                b'*' | b'_' | b'`' | b'~' => {
                    let run = rest.iter().take_while(|byte| *byte == first).count();
                    let is_word = rest.get(run).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte >= 0x80);
                    return if run < 3 && is_word { Line::words(line, at) } else { Line::whole(line, at) };
                }
                b'[' | b'<' | b'|' | b':' | b'-' | b'=' | b'+' | b'\x0b' | b'\x0c' => return Line::Telling,
                // A byte order mark vanishes at the head of a text.
                _ if rest.starts_with("\u{feff}".as_bytes()) => return Line::Telling,
                _ => return Line::words(line, at),
            }
        }
    }

    /// A line whose words begin at an offset.
    fn words(line: &[u8], at: usize) -> Line {
        if memchr::memchr2(b'|', b'>', &line[at..]).is_some() { Line::Telling } else { Line::Words(at) }
    }

    fn whole(line: &[u8], at: usize) -> Line {
        if memchr::memchr2(b'|', b'>', &line[at..]).is_some() { Line::Telling } else { Line::Whole }
    }
}

fn is_space(byte: Option<&u8>) -> bool {
    matches!(byte, Some(b' ' | b'\t'))
}

#[cfg(test)]
mod tests {
    use super::super::{Block, Blocks, Source, Walk, options, prose};
    use super::*;
    use comrak::{Arena, parse_document};

    /// What lines are made of: all that begins a block, ends one, or could.
    const PARTS: &[&str] = &[
        "a",
        "word",
        " ",
        "  ",
        "    ",
        "\t",
        "\n",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "#",
        "# ",
        "## ",
        " #",
        " ##",
        ">",
        "> ",
        "- ",
        "-",
        "--",
        "* ",
        "*",
        "**",
        "***",
        "_",
        "+ ",
        "+",
        "1. ",
        "2) ",
        "3.",
        "1234567890. ",
        "`",
        "``",
        "```",
        "~~~",
        "=",
        "===",
        "---",
        "|",
        "|-|",
        ":-",
        ":",
        "[",
        "]",
        "[a]: ",
        "[^1]: ",
        "[^1]",
        "(",
        ")",
        "<",
        "<!--",
        "-->",
        "<div>",
        "</div>",
        "<pre>",
        "</pre>",
        "<?",
        "?>",
        "<!X",
        "]]>",
        "<![CDATA[",
        "\\",
        "&",
        "\"",
        "'",
        "{",
        "}",
        "$",
        "é",
        "\u{feff}",
        "\u{a0}",
        "\u{b}",
        "\u{c}",
        "\u{2028}",
        "\0",
        "{: #x}",
        "!",
    ];

    /// What prose is made of, and what ends it.
    const PROSE: &[&str] = &[
        "a", "word", "*a*", " ", "  ", "   ", "\t", "\n", "\n\n", "\r\n", "# ", "## ", " #", "#", ">", "- ", "=", "-",
        "[a]: ", "|", "<",
    ];

    /// The blocks as comrak reads them from the whole text.
    fn whole(text: &str, lines: &Lines) -> Blocks {
        let skeleton = Skeleton { text: String::new(), cuts: Vec::new() };
        let arena = Arena::new();
        let root = parse_document(&arena, text, &options());
        Walk::new(Source { text, lines, skeleton: &skeleton }, 0).run(root)
    }

    #[track_caller]
    fn check(text: &str) {
        let lines = Lines::new(text);
        let (cut, whole) = (super::super::parsed(text, &lines, false), whole(text, &lines));
        let skeleton = Skeleton::of(text, &lines).text;
        assert_eq!(cut.list, whole.list, "{text:?} as {skeleton:?}");
        assert_eq!(cut.containers, whole.containers, "{text:?} as {skeleton:?}");
        assert_eq!(cut.tops, whole.tops, "{text:?} as {skeleton:?}");
        for len in (1..lines.count()).map(|line| lines.start(line) as usize).chain([text.len()]) {
            check_prose(text, len, &lines, &whole);
        }
    }

    /// Compares what is told without a parser of the text up to a line, and of that line.
    #[track_caller]
    fn check_prose(text: &str, len: usize, lines: &Lines, whole: &Blocks) {
        let Some(prose) = prose::blocks(text, len, lines) else { return };
        let before = |block: &&Block| (block.start as usize) < len;
        assert_eq!(
            prose.list.iter().collect::<Vec<_>>(),
            whole.list.iter().filter(before).collect::<Vec<_>>(),
            "{text:?}"
        );
        let line_of = |top: &u32| lines.line_of(*top);
        let tops = whole.tops.iter().map(line_of).filter(|line| lines.start(*line) as usize <= len);
        // A definition leaves no block; a stretch hides it in the line behind.
        let vanishes = text[len..].trim_start_matches([' ', '\t']).starts_with('[');
        assert!(vanishes || prose.tops.iter().map(line_of).eq(tops), "{text:?} up to {len}");
    }

    #[test]
    fn prose_is_cut_down_to_letters() {
        let text = "# A title\n\nOne *two* [three](four).\n> 1. five  \r\nsix\n\na | b\n-|-\n";
        let skeleton = Skeleton::of(text, &Lines::new(text)).text;
        assert_eq!(skeleton, "# x\n\nx\n> 1. x  \r\nx\n\na | b\n-|-\n");
        check(text);
    }

    /// `MANICULE_TEXTS=1000000 cargo test --release --lib skeleton` reads more than `cargo test` does.
    #[test]
    fn blocks_are_those_of_the_whole_text() {
        let texts = std::env::var("MANICULE_TEXTS").ok().and_then(|it| it.parse().ok()).unwrap_or(20_000);
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        let mut random = |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 16) as usize % below
        };
        for round in 0..texts {
            let parts = if round % 4 == 0 { PROSE } else { PARTS };
            let text: String = (0..random(24) + 1).map(|_| parts[random(parts.len())]).collect();
            check(&text);
        }
    }
}
