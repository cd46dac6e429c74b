//! One pass over a stretch of text: tags, outputs, `raw` and comments, and what stops the build.

use std::cmp::Reverse;

use memchr::memmem;
use smol_str::SmolStr;

use super::token::{Kind, Token, Tokens};
use super::{Fault, Filter, Scan, Tag, Trims, is_space, is_word, known, markup, name, output, range, size, skip};
use crate::syntax::{Context, Item, Problem, ProblemKind};
use crate::text::TextRange;

/// Reads a stretch of text that starts outside any tag and block, and ends at a line's end or at the text's.
pub fn scan(text: &str) -> Scan {
    let scanner = Scanner::read(text, Vec::new());
    let open = scanner.open_comments();
    if open.is_empty() {
        return scanner.finish();
    }
    // Inside a comment blocks are counted that Liquid's tags open. In one that never ends they must not be.
    Scanner::read(text, open).finish()
}

/// The blocks whose ends Liquid looks for inside a comment. Tags that are none of these it ignores there.
const BLOCKS: [&str; 9] = ["if", "unless", "case", "for", "tablerow", "capture", "ifchanged", "comment", "highlight"];

#[derive(Default)]
struct Scanner<'a> {
    text: &'a str,
    scan: Scan,
    /// The blocks that are open, the innermost last.
    blocks: Vec<Block>,
    /// How many of them are comments.
    comments: usize,
    /// The items of closed comments, as ranges of indices, apart and in order.
    commented: Vec<std::ops::Range<usize>>,
    /// Whether the rest of the text is known to close no `raw`.
    no_endraw: bool,
    /// Where the `comment` tags start that are known to have no end.
    endless: Vec<usize>,
}

/// An open block, and how much had been found before it.
struct Block {
    name: SmolStr,
    tag: TextRange,
    items: usize,
    masks: usize,
    raw: usize,
    code: usize,
}

impl<'a> Scanner<'a> {
    fn read(text: &'a str, endless: Vec<usize>) -> Scanner<'a> {
        let mut scanner = Scanner { text, endless, ..Scanner::default() };
        let mut tokens = Tokens::new(text);
        while let Some(token) = tokens.next() {
            scanner.token(token, &mut tokens);
        }
        scanner
    }

    /// Where the `comment` tags start that have found no end, in text order.
    fn open_comments(&self) -> Vec<usize> {
        self.blocks.iter().filter(|block| block.name == "comment").map(|block| block.tag.start().into()).collect()
    }

    fn token(&mut self, token: Token, tokens: &mut Tokens) {
        let Token { kind, start, end } = token;
        match kind {
            Kind::Tag => self.tag(start, end, tokens),
            Kind::Output => {
                self.scan.masks.push(range(start, end));
                self.scan.items.push(Item::Output(output::read(self.text, start, end)));
            }
            Kind::HalfOutput => {
                let brace = Some(range(end - 1, end));
                self.problem(range(start, end), Fault::UnterminatedOutput { brace });
                if let Some(output) = output::recover(self.text, start, end) {
                    tokens.jump(output.range.end().into());
                    self.scan.masks.push(output.range);
                    self.scan.items.push(Item::Output(output));
                }
            }
            Kind::OpenTag => {
                self.opens(start);
                self.problem(range(start, end), Fault::UnterminatedTag);
            }
            Kind::OpenOutput => {
                self.opens(start);
                self.problem(range(start, end), Fault::UnterminatedOutput { brace: None });
            }
        }
    }

    fn tag(&mut self, start: usize, end: usize, tokens: &mut Tokens) {
        let Some(tag) = read_tag(self.text, start, end) else {
            return self.problem(range(start, end), Fault::MalformedTag);
        };
        self.scan.masks.push(tag.range);
        let name = tag.name.text.clone();
        let refused = markup::is_refused(&tag);
        self.scan.items.push(Item::Tag(tag));
        if refused {
            self.problem(range(start, end), Fault::TagSyntax);
        }
        if name == "raw" {
            return self.raw(start, end, tokens);
        }
        if self.endless.binary_search(&start).is_ok() {
            self.opens(start);
            return self.problem(range(start, end), Fault::NeverClosed { block: name });
        }
        let inner = self.blocks.last();
        if inner.is_some_and(|block| closes(&name, &block.name)) {
            self.close(end);
        } else if name == "endcomment" && self.comments > 0 {
            // A block inside the comment lacks its end. Liquid stops at it; here the comment ends all the same.
            while self.blocks.last().is_some_and(|block| block.name != "comment") {
                self.blocks.pop();
            }
            self.close(end);
        } else if matches!(&*name, "comment" | "highlight") || self.comments > 0 && BLOCKS.contains(&&*name) {
            self.comments += usize::from(name == "comment");
            self.blocks.push(Block {
                name,
                tag: range(start, end),
                items: self.scan.items.len(),
                masks: self.scan.masks.len() - 1,
                raw: self.scan.raw.len(),
                code: self.scan.code.len(),
            });
        }
    }

    /// Closes the innermost block with the tag that ends at `end`.
    fn close(&mut self, end: usize) {
        let Some(block) = self.blocks.pop() else { return };
        let whole = TextRange::new(block.tag.start(), size(end));
        if !matches!(&*block.name, "comment" | "highlight") {
            return;
        }
        let end_tag = self.scan.masks.last().map_or(whole.end(), |mask| mask.start());
        self.scan.masks.truncate(block.masks);
        self.scan.masks.push(whole);
        self.scan.code.truncate(block.code);
        if block.name == "highlight" {
            self.scan.code.push(TextRange::new(block.tag.end(), end_tag));
            return;
        }
        self.comments -= 1;
        self.scan.raw.truncate(block.raw);
        while self.commented.last().is_some_and(|inner| inner.start >= block.items) {
            self.commented.pop();
        }
        self.commented.push(block.items..self.scan.items.len() - 1);
    }

    /// Passes over what follows `{% raw %}`, up to the token that Liquid takes for its end.
    fn raw(&mut self, start: usize, end: usize, tokens: &mut Tokens) {
        if !self.no_endraw {
            for token in tokens.clone() {
                if let Some(tag_start) = endraw(self.text, token) {
                    let tag = read_tag(self.text, tag_start, token.end);
                    self.scan.raw.push(range(end, tag_start));
                    self.scan.masks.push(range(tag_start, token.end));
                    self.scan.items.extend(tag.map(Item::Tag));
                    return tokens.jump(token.end);
                }
            }
            self.no_endraw = true;
        }
        self.opens(start);
        self.problem(range(start, end), Fault::NeverClosed { block: SmolStr::new_static("raw") });
    }

    fn problem(&mut self, range: TextRange, fault: Fault) {
        self.scan.items.push(Item::Problem(Problem { range, kind: ProblemKind::Liquid(fault) }));
    }

    /// Notes that what starts here needs text beyond the end.
    fn opens(&mut self, start: usize) {
        let start = size(start);
        self.scan.open = Some(self.scan.open.map_or(start, |open| open.min(start)));
    }

    fn finish(mut self) -> Scan {
        for items in std::mem::take(&mut self.commented) {
            for item in &mut self.scan.items[items] {
                match item {
                    Item::Tag(tag) => tag.context = Context::LiquidComment,
                    Item::Output(output) => output.context = Context::LiquidComment,
                    _ => {}
                }
            }
        }
        let rendered: Vec<Problem> = self.scan.items.iter().filter_map(fault_when_rendered).collect();
        self.scan.items.extend(rendered.into_iter().map(Item::Problem));
        for block in std::mem::take(&mut self.blocks) {
            if matches!(&*block.name, "comment" | "highlight") {
                self.opens(block.tag.start().into());
                self.problem(block.tag, Fault::NeverClosed { block: block.name });
            }
        }
        self.scan.items.sort_by_key(|item| (place(item).start(), Reverse(place(item).end())));
        self.scan
    }
}

/// Whether a tag of this name closes the block.
fn closes(name: &str, block: &str) -> bool {
    name.strip_prefix("end") == Some(block)
}

/// The tag whose token is `text[start..end]` (Liquid 5.4, `BlockBody::FullToken`).
fn read_tag(text: &str, start: usize, end: usize) -> Option<Tag> {
    let bytes = &text.as_bytes()[..end - 2];
    let mut at = start + 2;
    if bytes.get(at) == Some(&b'-') {
        at += 1;
    }
    let first = skip(bytes, at, is_space);
    let last = match bytes.get(first) {
        Some(b'#') => first + 1,
        _ => skip(bytes, first, is_word),
    };
    if first == last {
        return None;
    }
    let bytes = if bytes.len() > last { bytes.strip_suffix(b"-").unwrap_or(bytes) } else { bytes };
    let from = skip(bytes, last, is_stripped);
    let markup = match trim_end(bytes, from) {
        to if to > from => name(text, from, to),
        // Without markup, its place is where a writer would type it: after one space.
        _ => name(text, (last + 1).min(bytes.len()), (last + 1).min(bytes.len())),
    };
    let (trims, name) = (Trims::of(text, start, end), name(text, first, last));
    Some(Tag { range: range(start, end), name, markup, trims, context: Context::Prose })
}

/// Where `bytes[from..]` ends when what Ruby's `strip` drops is dropped.
fn trim_end(bytes: &[u8], from: usize) -> usize {
    bytes.len() - bytes[from..].iter().rev().take_while(|byte| is_stripped(**byte)).count()
}

/// What Ruby's `strip` drops: white space and NUL.
fn is_stripped(byte: u8) -> bool {
    is_space(byte) || byte == 0
}

/// Where the `{% endraw %}` starts that a token inside `raw` ends with (Liquid 5.4, `Raw::FullTokenPossiblyInvalid`):
/// only the last `{%` with a word behind it counts, and `{%-` is none.
fn endraw(text: &str, token: Token) -> Option<usize> {
    let inner = text.as_bytes()[token.start..token.end].strip_suffix(b"%}")?;
    let mut opener = inner.len();
    loop {
        opener = memmem::rfind(&inner[..opener], b"{%")?;
        let first = skip(inner, opener + 2, is_space);
        let last = skip(inner, first, is_word);
        if first < last {
            return (&inner[first..last] == b"endraw").then_some(token.start + opener);
        }
    }
}

/// What stops the build only when an item is rendered, which it never is in a comment.
fn fault_when_rendered(item: &Item) -> Option<Problem> {
    let (range, fault) = match item {
        Item::Tag(tag) if tag.context == Context::Prose && markup::names_no_file(tag) => (tag.range, Fault::FileName),
        Item::Tag(tag) if tag.context == Context::Prose => {
            let operator = markup::unknown_operator(tag)?;
            (operator.range, Fault::Operator { written: operator.text })
        }
        Item::Output(output) if output.context == Context::Prose => {
            let refuses = |filter: &&Filter| {
                known::arguments(&filter.name.text).is_some_and(|takes| !takes.contains(&filter.argument_count()))
            };
            let filter = output.filters.iter().find(refuses)?;
            let (given, takes) = (filter.argument_count(), known::arguments(&filter.name.text)?);
            (filter.name.range, Fault::FilterArguments { filter: filter.name.text.clone(), given, takes })
        }
        _ => return None,
    };
    Some(Problem { range, kind: ProblemKind::Liquid(fault) })
}

/// Where an item of a scan starts and ends.
fn place(item: &Item) -> TextRange {
    match item {
        Item::Tag(tag) => tag.range,
        Item::Output(output) => output.range,
        Item::Problem(problem) => problem.range,
        _ => TextRange::default(),
    }
}
