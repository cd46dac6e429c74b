//! What of a text comrak is given to read: parts that are not plain to see, their prose cut down to markers and a letter.
//!
//! comrak reads blocks and inlines in one go, and its inlines are not used. What stands in a line of prose behind its
//! first letter never decides which block the line belongs to, but where a `|` may make a table, a `>` may end HTML, and a
//! `[` at the head may begin a definition. Parts of a text between blank lines that hold any of these are left whole.

use super::Blocks;
use super::known::Known;
use crate::syntax::lines::is_blank;

/// A text cut down, line by line, and the way back to the lines and columns of the whole.
#[derive(Default)]
pub(super) struct Skeleton {
    /// What there is to be read; empty where all is known.
    pub(super) text: String,
    rows: Vec<Row>,
    /// The blocks that stand between its parts, in text order; of one behind what is asked about only the start.
    pub(super) known: Blocks,
}

/// A line of the skeleton.
#[derive(Clone, Copy)]
struct Row {
    /// The line of the whole text; `None` for one that only stands between parts.
    line: Option<u32>,
    /// The bytes kept before the letter that stands for its words; `None` where it is whole.
    cut: Option<u32>,
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

/// What the end of the skeleton leaves open for the lines behind it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    /// Containers, which words at the left edge end under a blank line.
    Containers,
    /// Perhaps a fence, or HTML that blank lines do not end.
    Anything,
}

impl Skeleton {
    pub(super) fn of(whole: Known<'_>) -> Skeleton {
        let mut skeleton = Skeleton::default();
        // In prose each other line is blank.
        skeleton.known.list.reserve(whole.lines.count() / 2);
        skeleton.known.tops.reserve(whole.lines.count() / 2);
        let mut open = Open::Nothing;
        // Where a list begins that is known if nothing below belongs to it, and how much was known before it.
        let mut list = None;
        let mut at = 0;
        while at < whole.lines.count() {
            let line = whole.line(at);
            if is_blank(line.as_bytes()) {
                if open != Open::Nothing && list.is_none() {
                    skeleton.push(at, line, None);
                }
                at += 1;
                continue;
            }
            if open == Open::Nothing && whole.is_behind(at) {
                let lead = line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
                skeleton.known.tops.push(whole.lines.start(at) + lead as u32);
                break;
            }
            let at_edge = !line.starts_with([' ', '\t']);
            let apart = open == Open::Nothing || open == Open::Containers && at_edge;
            if let Some(end) = apart.then(|| whole.read(at, &mut skeleton.known)).flatten() {
                if open == Open::Containers && list.is_none() {
                    // What stands here ends what stands above, and keeps it apart from what stands below.
                    skeleton.text.push_str("x\n\n");
                    skeleton.rows.extend([Row { line: None, cut: None }; 2]);
                }
                (open, at, list) = (Open::Nothing, end, None);
                continue;
            }
            let before = skeleton.known.lengths();
            if let Some((first, before)) = list.take() {
                // It goes on here, and is to be read from its start.
                skeleton.known.truncate(before);
                at = first;
            } else if open == Open::Nothing
                && let Some(end) = whole.list(at, &mut skeleton.known)
            {
                list = Some((at, before));
                (open, at) = (Open::Containers, end);
                continue;
            }
            let end = (at..whole.lines.count()).find(|at| is_blank(whole.line(*at).as_bytes()));
            let end = end.unwrap_or(whole.lines.count());
            let may_open = skeleton.push_part(whole, at, end);
            open = if may_open || open == Open::Anything { Open::Anything } else { Open::Containers };
            at = end;
        }
        skeleton
    }

    /// Adds lines that stand between blank ones, and tells whether they may begin what blank lines do not end.
    fn push_part(&mut self, whole: Known<'_>, first: usize, end: usize) -> bool {
        let start = self.rows.len();
        let length = self.text.len();
        let mut may_open = false;
        for at in first..end {
            let line = whole.line(at);
            let cut = match Line::of(line.as_bytes()) {
                Line::Words(kept) => Some(kept as u32),
                Line::Whole => None,
                Line::Telling => {
                    self.text.truncate(length);
                    self.rows.truncate(start);
                    let part = whole.lines.start(first) as usize..whole.lines.start(end) as usize;
                    (first..end).for_each(|at| self.push(at, whole.line(at), None));
                    return may_open || may_open_more(&whole.text[part]);
                }
            };
            may_open |= cut.is_none() && may_open_more(line);
            self.push(at, line, cut);
        }
        may_open
    }

    fn push(&mut self, at: usize, line: &str, cut: Option<u32>) {
        self.rows.push(Row { line: Some(at as u32), cut });
        let Some(kept) = cut else { return self.text.push_str(line) };
        self.text.push_str(&line[..kept as usize]);
        self.text.push('x');
        self.text.push_str(&line[words_end(line)..]);
    }

    /// The line of the whole text for a line of the skeleton; `None` for what stands between parts.
    pub(super) fn line(&self, row: usize) -> Option<usize> {
        self.rows.get(row)?.line.map(|line| line as usize)
    }

    /// The column in the whole text for one in the skeleton: both in bytes from the line's start, where something begins.
    pub(super) fn start(&self, row: usize, column: u32) -> u32 {
        // Nothing begins behind the letter.
        self.cut(row).map_or(column, |kept| column.min(kept))
    }

    /// The same for where something ends. `whole` gives the line in the whole text.
    pub(super) fn end<'a>(&self, row: usize, column: u32, whole: impl Fn() -> &'a str) -> u32 {
        match self.cut(row) {
            Some(kept) if column > kept => words_end(whole()) as u32 + (column - kept - 1),
            _ => column,
        }
    }

    fn cut(&self, row: usize) -> Option<u32> {
        self.rows.get(row)?.cut
    }
}

/// Whether a text may begin a fence, or HTML that blank lines do not end (CommonMark 0.31, 4.6, kinds 1 to 5).
fn may_open_more(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr3_iter(b'`', b'~', b'<', bytes).any(|at| match bytes[at] {
        b'<' => matches!(bytes.get(at + 1).map(u8::to_ascii_lowercase), None | Some(b'!' | b'?' | b'p' | b's' | b't')),
        mark => bytes[at..].starts_with(&[mark; 3]),
    })
}

/// Where the words of a line end, and with them all but white space.
fn words_end(line: &str) -> usize {
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t' | 0x0b | 0x0c | b'\r' | b'\n');
    line.len() - line.as_bytes().iter().rev().take_while(|byte| is_space(byte)).count()
}

impl Line {
    /// What a line is where tables and HTML may be around it.
    fn of(line: &[u8]) -> Line {
        let head = Line::head(line);
        let told = match head {
            Line::Words(at) => memchr::memchr2(b'|', b'>', &line[at..]).is_some(),
            Line::Whole => memchr::memchr2(b'|', b'>', line).is_some(),
            Line::Telling => true,
        };
        if told { Line::Telling } else { head }
    }

    /// What a line's head says of it.
    pub(super) fn head(line: &[u8]) -> Line {
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
                    _ => return Line::Words(at),
                },
                b'0'..=b'9' => {
                    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
                    match (rest.get(digits), rest.get(digits + 1)) {
                        (Some(b'.' | b')'), next) if is_space(next) => at += digits + 1,
                        (Some(b'.' | b')'), _) | (None, _) => return Line::Whole,
                        _ => return Line::Words(at),
                    }
                }
                b'\n' | b'\r' => return Line::Whole,
                b'*' | b'_' | b'`' | b'~' => {
                    let run = rest.iter().take_while(|byte| *byte == first).count();
                    let is_word = rest.get(run).is_some_and(|byte| !byte.is_ascii_whitespace() && *byte != b'\x0b');
                    let is_fence = matches!(first, b'`' | b'~') && run >= 3;
                    // What is nothing but marks and white space is a rule.
                    return if is_word && !is_fence { Line::Words(at) } else { Line::Whole };
                }
                b'[' if is_no_label(rest) => return Line::Words(at),
                b'[' | b'<' | b'|' | b':' | b'-' | b'=' | b'+' | b'\x0b' | b'\x0c' => return Line::Telling,
                // A byte order mark vanishes at the head of a text.
                _ if rest.starts_with("\u{feff}".as_bytes()) => return Line::Telling,
                _ => return Line::Words(at),
            }
        }
    }
}

/// Whether what begins with `[` ends on its line, and as no definition's label: no `:` stands behind it.
fn is_no_label(text: &[u8]) -> bool {
    let end = memchr::memchr2_iter(b']', b'\\', text).next();
    end.is_some_and(|end| text[end] == b']' && text.get(end + 1) != Some(&b':'))
}

fn is_space(byte: Option<&u8>) -> bool {
    matches!(byte, Some(b' ' | b'\t'))
}

#[cfg(test)]
mod tests {
    use super::super::{Block, Source, Walk, blocks, options};
    use super::*;
    use crate::syntax::lines::Lines;
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

    /// Lines and what stands between blank ones, known or not.
    const CHUNKS: &[&str] = &[
        "a\n\n",
        "b\n",
        "c\nd\n\n",
        "- e\n\n",
        "- f\n",
        "  g\n\n",
        "    h\n\n",
        "\ti\n\n",
        "> j\n\n",
        "> ```\n",
        "- ~~~\n",
        "```\nk\n```\n",
        "~~~ l\n\n~~~~  \n\n",
        "```\n",
        "   ````\n",
        "[^1]: m\n\n",
        "[^2]: ```\n",
        "[^3]: <!--\n",
        "[n]: o\n",
        "[p]\n\n",
        "[q\nr]: s\n\n",
        "<!-- t\n",
        "-->\n\n",
        "<div>\n",
        "</div>\n\n",
        "<b>u</b> ```\n\n",
        "<pre>\n",
        "- </pre>\n\n",
        "| v |\n|---|\n",
        "| w |\n\n",
        "1. x\n\n",
        "***\n\n",
        "* * *\n",
        "__y__\n",
        "# z\n",
        "##\n\n",
        "a\n---\n\n",
        "===\n",
        "> a\n> b\n\n",
        "- c\n- d\n\n",
        "1. e\n2. f\n\n",
        "3) g\n\n",
        "* h\n\n",
        ">  i\n\n",
        "-  j\n\n",
        "\r\n",
        " \n",
    ];

    /// The blocks as comrak reads them from the whole text.
    fn whole(text: &str, lines: &Lines) -> Blocks {
        let rows = (0..lines.count()).map(|line| Row { line: Some(line as u32), cut: None }).collect();
        let skeleton = Skeleton { rows, ..Skeleton::default() };
        let arena = Arena::new();
        let root = parse_document(&arena, text, &options());
        Walk::new(Source { text, lines, skeleton: &skeleton }, 0).run(root)
    }

    fn skeleton(text: &str) -> String {
        Skeleton::of(Known { text, len: text.len(), lines: &Lines::new(text) }).text
    }

    /// Compares the blocks of a text with comrak's, and those up to one of its lines.
    #[track_caller]
    fn check(text: &str, line: usize) {
        let lines = Lines::new(text);
        let (cut, all) = (blocks(text, text.len(), &lines, false), whole(text, &lines));
        let skeleton = skeleton(text);
        assert_eq!(cut.list, all.list, "{text:?} as {skeleton:?}");
        assert_eq!(cut.containers, all.containers, "{text:?} as {skeleton:?}");
        assert_eq!(cut.tops, all.tops, "{text:?} as {skeleton:?}");
        if lines.count() > 1 {
            let at = 1 + line % (lines.count() - 1);
            check_up_to(&text[..lines.start(at + 1) as usize], lines.start(at) as usize);
        }
    }

    /// Compares what is told of a text but for its last line, and whether a block begins there.
    #[track_caller]
    fn check_up_to(text: &str, len: usize) {
        let lines = Lines::new(text);
        let (cut, all) = (blocks(text, len, &lines, false), whole(text, &lines));
        let before = |list: &[Block]| list.iter().filter(|it| (it.start as usize) < len).copied().collect::<Vec<_>>();
        let line_of = |top: &u32| lines.line_of(*top);
        let (told, are) = (cut.tops.iter().map(line_of), all.tops.iter().map(line_of));
        // A definition leaves no block; a stretch hides it in the line behind.
        let vanishes = text[len..].trim_start_matches([' ', '\t']).starts_with('[');
        if !vanishes {
            assert!(told.eq(are), "{text:?} up to {len}: {cut:?} {all:?}");
        }
        // Of a block that reaches behind nothing is asked.
        if all.tops.iter().any(|top| lines.start(lines.line_of(*top)) as usize == len) {
            assert_eq!(before(&cut.list), before(&all.list), "{text:?} up to {len}");
        }
    }

    #[test]
    fn prose_is_cut_down_to_letters() {
        let text = "# A title\n\nOne *two* [three](four).\n> 1. five  \r\nsix\n\na | b\n-|-\n";
        assert_eq!(skeleton(text), "x\n> 1. x  \r\nx\n\na | b\n-|-\n");
        check(text, 2);
    }

    #[test]
    fn what_is_plain_to_see_is_left_out() {
        let plain = "Two\nthree.\n\n# Four\n```c\n\nfive\n```\n\n- Six.\n- Seven.\n\n> Eight.\n\n";
        let text = format!("- One.\n\n  More.\n\n{plain}| nine |\n|---|\n");
        assert_eq!(skeleton(&text), "- x\n\n  x\n\nx\n\n| nine |\n|---|\n");
        check(&text, 4);
        assert_eq!(skeleton(plain), "");
        check(plain, 4);
    }

    #[test]
    fn what_may_hold_all_that_follows_is_not_left() {
        let text = "> ```\n\nOne\n\n<!-- two\n\nthree\n\n# Four\n";
        assert_eq!(skeleton(text), "> ```\n\nx\n\n<!-- two\n\nx\n\n# x\n");
        check(text, 4);
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
            let parts = [PROSE, PARTS, CHUNKS, PARTS][round % 4];
            let text: String = (0..random(24) + 1).map(|_| parts[random(parts.len())]).collect();
            check(&text, random(24));
        }
    }
}
