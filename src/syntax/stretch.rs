//! Reads one stretch of text as a whole: Liquid first, then Markdown's blocks, then the text of each.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::HashSet;
use std::ops::Range;

use smol_str::SmolStr;

use super::blocks::Reader;
use super::found::{Env, Found, range};
use super::item::{Context, Item, Role};
use super::kramdown::{self, OpenFence};
use super::lines::{self, Lines};
use super::liquid::{Output, Scan, ValueKind};
use super::raw_html::{self, Settled};
use super::{Dialect, Part, elements, footnote, include, liquid, markdown, shortcode};
use crate::text::{TextRange, TextSize};

/// What a stretch of text says.
pub(super) struct Stretch {
    /// The items in text order: by start, the longer first.
    pub(super) items: Vec<Item>,
    /// The labels that were looked up, each with the place from which, in text order.
    pub(super) uses: Vec<(TextSize, SmolStr)>,
    /// Where the stretch may be cut, as nothing above such a place changes what is below: the start of each top-level
    /// block under a blank line, in text order. The stretch's own start is none.
    pub(super) cuts: Vec<u32>,
    /// Where fences start that a line further down may give another meaning, in text order.
    pub(super) open_fences: Vec<u32>,
    /// Where what may be a footnote's tag stands whose brace is misspelt, in text order.
    pub(super) misspelt: Vec<u32>,
}

/// A stretch of text to be read, and what is known of the text around it.
pub(super) struct Ask<'a> {
    /// The stretch, and the line behind it where there is one.
    pub(super) text: &'a str,
    /// The length of the stretch.
    pub(super) len: usize,
    pub(super) dialect: Dialect,
    /// Whether text stands before it.
    pub(super) inner: bool,
    /// Whether a label is defined outside of it.
    pub(super) defined: &'a dyn Fn(&str) -> bool,
    /// Whether a construct of Liquid that lacks its end here may find it in the text behind.
    pub(super) may_end_later: &'a dyn Fn() -> bool,
    /// Whether the text behind holds a line that gives one of these fences another meaning.
    pub(super) ends_one_later: &'a dyn Fn(&[OpenFence]) -> bool,
}

/// Reads a stretch. `None` where what it says depends on more of the text behind it: where something of Liquid's does
/// not end, or the line behind the stretch begins no block of its own.
pub(super) fn read(ask: &Ask) -> Option<Stretch> {
    let source = &ask.text[..ask.len];
    let scan = scan(source, ask.dialect);
    if scan.open.is_some() && (ask.may_end_later)() {
        return None;
    }
    let masked = mask(ask.text, ask.len, ask.dialect, &scan);
    let seen = masked.as_deref().unwrap_or(ask.text);
    let lines = Lines::new(seen);
    let mut fenced = Cow::Borrowed(seen);
    let (mut blocks, mut open_fences) = match ask.dialect.kramdown {
        true => kramdown::blocks(&mut fenced, ask.len, &lines, ask.inner),
        false => (markdown::blocks(seen, ask.len, &lines, ask.inner), Vec::new()),
    };
    let len = ask.len as u32;
    open_fences.retain(|fence| fence.start < len);
    if !open_fences.is_empty() && (ask.ends_one_later)(&open_fences) {
        return None;
    }
    if ask.text.len() > ask.len && !blocks.tops.iter().any(|top| lines.start(lines.line_of(*top)) == len) {
        return None;
    }
    blocks.list.retain(|block| block.start < len);
    blocks.tops.retain(|top| *top < len);
    let settled = ask.dialect.kramdown.then(|| raw_html::settle(&seen[..ask.len], &fenced[..ask.len], &mut blocks));
    let Settled { raw, long, open } = settled.unwrap_or_default();
    let reader = Reader { seen: &seen[..ask.len], lines: &lines, blocks: &blocks };
    if ask.text.len() > ask.len && (open.is_some() || raw.iter().any(|raw| !raw.closed)) {
        return None;
    }
    let place = |it: Range<usize>| range(it.start as u32..it.end as u32);
    let raw: Vec<(TextRange, Context)> = raw.into_iter().map(|raw| (place(raw.range), raw.context)).collect();
    let held: Vec<TextRange> = long.into_iter().chain(open.map(|open| open..ask.len)).map(place).collect();
    let mut stretch = said(ask, scan, &reader, &raw, &held);
    stretch.open_fences = open_fences.into_iter().map(|fence| fence.start).collect();
    stretch.open_fences.sort_unstable();
    Some(stretch)
}

/// What the blocks of a stretch say.
fn said(ask: &Ask, scan: Scan, reader: &Reader, html: &[(TextRange, Context)], held: &[TextRange]) -> Stretch {
    let source = &ask.text[..ask.len];
    // Prose says about so much.
    let mut found = Found { items: Vec::with_capacity(source.len() / 100), ..Found::default() };
    let env = Env { dialect: ask.dialect, source, scan: &scan, defined: ask.defined };
    reader.definitions(&env, &mut found);
    let is_raw = |at: TextSize| html.iter().any(|(raw, _)| raw.contains(at));
    found.items.retain(|item| !is_raw(item.range().start()));
    let own: HashSet<SmolStr> = found.items.iter().filter_map(defined_key).cloned().collect();
    let env = Env { defined: &|key: &str| own.contains(key) || (ask.defined)(key), ..env };
    reader.items(&env, &mut found);
    found
        .items
        .retain(|item| item.stands_in(source) && !(matches!(item, Item::Heading(_)) && is_raw(item.range().start())));
    found.regions.extend(html);
    sort(&mut found.items);
    elements::attach_lists(source, &mut found.items);
    if !ask.dialect.liquid {
        found.items.extend(shortcode::page_refs(source).into_iter().map(Item::PageRef));
    }
    let cuts = cuts(reader, &scan, html.iter().map(|(raw, _)| *raw).chain(held.iter().copied()));
    add_liquid(scan, source, &mut found);
    settle_contexts(&mut found);
    found.uses.sort();
    found.uses.dedup();
    let misspelt = if ask.dialect.liquid { footnote::misspelt(source).collect() } else { Vec::new() };
    Stretch { items: found.items, uses: found.uses, cuts, open_fences: Vec::new(), misspelt }
}

/// The key that an item defines.
pub(super) fn defined_key(item: &Item) -> Option<&SmolStr> {
    match item {
        Item::LinkDefinition(definition) => Some(&definition.key),
        _ => None,
    }
}

/// Puts items in text order, in which most are found.
fn sort(items: &mut [Item]) {
    if !items.is_sorted_by_key(order) {
        items.sort_by_key(order);
    }
}

fn order(item: &Item) -> (TextSize, Reverse<TextSize>) {
    (item.range().start(), Reverse(item.range().end()))
}

/// What Liquid makes of a text, where it reads it.
fn scan(source: &str, dialect: Dialect) -> Scan {
    if dialect.liquid && memchr::memchr(b'{', source.as_bytes()).is_some() {
        liquid::scan(source)
    } else {
        Scan::default()
    }
}

/// What Markdown is given to read of a text.
pub(super) fn masked(source: &str, dialect: Dialect) -> Cow<'_, str> {
    let masked = mask(source, source.len(), dialect, &scan(source, dialect));
    let mut seen = masked.map_or(Cow::Borrowed(source), Cow::Owned);
    if dialect.kramdown {
        let lines = Lines::new(&seen);
        kramdown::blocks(&mut seen, source.len(), &lines, true);
    }
    seen
}

/// What Markdown is given to read, where that is not the text itself: letters for Liquid, so that a tag is a word to it,
/// and for a line behind the stretch one that is no link definition, as those leave no block.
fn mask(text: &str, len: usize, dialect: Dialect, scan: &Scan) -> Option<String> {
    let nul = memchr::memchr(0, text.as_bytes()).is_some();
    let next = &text[len..];
    let bracket = next.trim_start_matches([' ', '\t']);
    let definition = bracket.starts_with('[') && !bracket.starts_with("[^");
    if scan.masks.is_empty() && !nul && !definition {
        return None;
    }
    let mut bytes = text.as_bytes().to_vec();
    for mask in &scan.masks {
        for byte in &mut bytes[usize::from(mask.start())..usize::from(mask.end())] {
            if !matches!(byte, b'\n' | b'\r') {
                *byte = b'x';
            }
        }
        // What Liquid prints behind `<` is an address sooner than the name of a tag.
        let start = usize::from(mask.start());
        if text[..start].ends_with('<') {
            bytes[start] = b'_';
        }
    }
    if dialect.part == Part::File {
        join_lines(text, scan, &mut bytes);
        blank_silent_lines(&text[..len], scan, &mut bytes);
        bare_fences(&text[..len], scan, &mut bytes);
        if dialect.kramdown {
            notes_apart(scan, &mut bytes);
        }
    }
    if definition {
        bytes[text.len() - bracket.len()] = b'x';
    }
    if nul {
        // To Markdown a NUL is U+FFFD, a symbol; a comma is one of the same length.
        bytes.iter_mut().filter(|byte| **byte == 0).for_each(|byte| *byte = b',');
    }
    String::from_utf8(bytes).ok()
}

/// Tags that write nothing. A line of nothing else is empty by the time Jekyll reads a file's Markdown.
const SILENT: [&str; 19] = [
    "assign",
    "break",
    "capture",
    "case",
    "comment",
    "continue",
    "else",
    "elsif",
    "endcapture",
    "endcase",
    "endfor",
    "endif",
    "endraw",
    "endunless",
    "for",
    "if",
    "raw",
    "unless",
    "when",
];

/// Joins the lines whose endings Liquid's `-` takes. At the start of a line, what writes nothing takes none but its own,
/// and behind a note, which is a block of HTML, another block begins all the same. A variable may write nothing.
fn join_lines(text: &str, scan: &Scan, bytes: &mut [u8]) {
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c);
    let mut items = scan.items.iter().peekable();
    // Where the last output ended behind which a block begins, and the last silent tag that began its line: behind
    // these another line begins all the same.
    let (mut block_end, mut silent_end) = (None, None);
    for mask in &scan.masks {
        let (start, end) = (usize::from(mask.start()), usize::from(mask.end()));
        while items.next_if(|item| item.range().start() < mask.start()).is_some() {}
        let token = &text[start..end];
        let blank = bytes[..start].iter().rev().take_while(|byte| is_space(byte)).count();
        if (token.starts_with("{{-") || token.starts_with("{%-")) && silent_end != Some(start - blank) {
            // At the head of the text nothing is joined to.
            let first = if blank < start { start - blank } else { start };
            bytes[first..start].fill(b' ');
        }
        let lead = bytes[..start].iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let before = Some(start - lead);
        let is_behind = block_end == before || silent_end == before;
        let begins = is_behind || lead == start || matches!(bytes[start - lead - 1], b'\n' | b'\r');
        let item = items.peek().filter(|_| begins);
        let leaves = item.is_some_and(|item| leaves_block(item, mask.start()));
        let silent = item.is_some_and(|item| is_silent(item, mask.start()));
        block_end = leaves.then_some(end);
        silent_end = silent.then_some(end);
        if (token.ends_with("-}}") || token.ends_with("-%}")) && !leaves && !silent {
            let behind = bytes[end..].iter().take_while(|byte| is_space(byte)).count();
            // Nor is anything at its end.
            let last = if end + behind < bytes.len() { end + behind } else { end };
            bytes[end..last].fill(b' ');
        }
    }
}

fn blank_silent_lines(source: &str, scan: &Scan, bytes: &mut [u8]) {
    let text = source.as_bytes();
    let blanks = |from: usize| from + text[from..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let ends = |at: usize| matches!(text.get(at), None | Some(b'\n' | b'\r'));
    let mut items = scan.items.iter().peekable();
    // Where the line of silent tags starts whose end is not reached, and where the last of them ends.
    let mut open: Option<(usize, usize)> = None;
    for mask in &scan.masks {
        let (start, end) = (usize::from(mask.start()), usize::from(mask.end()));
        while items.next_if(|item| item.range().start() < mask.start()).is_some() {}
        let lead = start - text[..start].iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let first = match open {
            Some((first, last)) if blanks(last) == start => Some(first),
            _ => (lead == 0 || matches!(text[lead - 1], b'\n' | b'\r')).then_some(lead),
        };
        let silent = items.peek().is_some_and(|item| is_silent(item, mask.start()));
        open = first.filter(|_| silent).map(|first| (first, end));
        if let Some((first, end)) = open.filter(|(_, end)| ends(blanks(*end))) {
            for byte in &mut bytes[first..end] {
                if !matches!(byte, b'\n' | b'\r') {
                    *byte = b' ';
                }
            }
        }
    }
}

/// Leaves of the lines of fences what is there when Jekyll reads the Markdown: tags that write nothing go, and before the
/// marks they give way to them. An output that may write nothing goes where it stands right behind the marks.
fn bare_fences(source: &str, scan: &Scan, bytes: &mut [u8]) {
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    let mut items = scan.items.iter().peekable();
    let mut line_start = 0;
    // Where the last token ended, and whether all before it on its line writes nothing.
    let (mut behind, mut is_first) = (0, true);
    // Where the marks end that the line begins with.
    let mut marks_end = None;
    for mask in &scan.masks {
        let (start, end) = (usize::from(mask.start()), usize::from(mask.end()));
        while items.next_if(|item| item.range().start() < mask.start()).is_some() {}
        if let Some(at) = memchr::memrchr2(b'\n', b'\r', &bytes[behind..start]) {
            (line_start, behind, is_first, marks_end) = (behind + at + 1, behind + at + 1, true, None);
        }
        if marks_end.is_none() && behind == line_start {
            let lead = bytes[line_start..start].iter().take_while(|byte| **byte == b' ').count();
            marks_end = (lead <= 3).then(|| after_marks(bytes, line_start + lead)).flatten();
        }
        is_first &= bytes[behind..start].iter().all(is_blank);
        let item = items.peek();
        let silent = item.is_some_and(|item| is_silent(item, mask.start()));
        let may_be_empty = || item.is_some_and(|item| may_be_empty(item, mask.start()));
        behind = end;
        match marks_end {
            Some(marks) if silent || bytes[marks..start].iter().all(is_blank) && may_be_empty() => {
                bytes[start..end].fill(b' ');
            }
            None if silent && is_first => {
                let at = end + source.as_bytes()[end..].iter().take_while(|byte| is_blank(byte)).count();
                let Some(after) = after_marks(bytes, at) else { continue };
                let (mark, count) = (bytes[at], after - at);
                bytes[line_start..after].fill(b' ');
                bytes[line_start..line_start + count].fill(mark);
                (marks_end, behind) = (Some(after), after);
            }
            _ => is_first &= silent,
        }
    }
}

/// Makes rules of each note that has its lines for itself: it is a block of HTML, which ends what stands above, and no
/// blank line.
fn notes_apart(scan: &Scan, bytes: &mut [u8]) {
    let is_blank = |byte: &&u8| matches!(byte, b' ' | b'\t');
    let ends = |byte: Option<&u8>| matches!(byte, None | Some(b'\n' | b'\r'));
    for item in scan.items.iter().filter(|item| is_note(item)) {
        let (start, end) = (usize::from(item.range().start()), usize::from(item.range().end()));
        let lead = bytes[..start].iter().rev().take(4).take_while(|byte| **byte == b' ').count();
        let behind = end + bytes[end..].iter().take_while(is_blank).count();
        let is_first = lead == start || lead <= 3 && ends(bytes.get(start - lead - 1));
        if is_first && ends(bytes.get(behind)) {
            for line in bytes[start..end].split_mut(|byte| ends(Some(byte))) {
                let rule = if line.len() < 3 { b'x' } else { b'*' };
                line.fill(b' ');
                line.iter_mut().take(3).for_each(|byte| *byte = rule);
            }
        }
    }
}

/// Behind the marks of a fence that may start at a place.
fn after_marks(bytes: &[u8], at: usize) -> Option<usize> {
    let mark = *bytes.get(at).filter(|byte| matches!(byte, b'`' | b'~'))?;
    let count = bytes[at..].iter().take_while(|byte| **byte == mark).count();
    (count >= 3).then_some(at + count)
}

fn leaves_block(item: &Item, start: TextSize) -> bool {
    is_note(item) && item.range().start() == start || may_be_empty(item, start)
}

fn is_note(item: &Item) -> bool {
    matches!(item, Item::Output(output) if output.filters.iter().any(|filter| filter.name.text == "fndetail"))
}

fn may_be_empty(item: &Item, start: TextSize) -> bool {
    matches!(item, Item::Output(output) if output.range.start() == start && !writes(output))
}

/// Whether an output surely writes something.
fn writes(output: &Output) -> bool {
    output.value.as_ref().is_some_and(|value| match &value.kind {
        ValueKind::String(text) => !text.text.is_empty(),
        ValueKind::Literal(text) => !text.is_empty(),
        ValueKind::Variable(_) => false,
    })
}

fn is_silent(item: &Item, start: TextSize) -> bool {
    match item {
        Item::Tag(tag) => tag.range.start() == start && SILENT.binary_search(&tag.name.text.as_str()).is_ok(),
        _ => false,
    }
}

/// Where the stretch may be cut: outside of any construct of Liquid, and of HTML that kramdown takes as a whole, or might.
fn cuts(reader: &Reader, scan: &Scan, html: impl Iterator<Item = TextRange>) -> Vec<u32> {
    let (bytes, lines) = (reader.seen.as_bytes(), reader.lines);
    let problems = scan.items.iter().filter(|item| matches!(item, Item::Problem(_))).map(Item::range);
    // Behind what is raw stands the tag that ends it.
    let raw = scan.raw.iter().map(|raw| TextRange::new(raw.start(), raw.end() + TextSize::new(1)));
    let mut spans: Vec<TextRange> = scan.masks.iter().copied().chain(raw).chain(problems).chain(html).collect();
    spans.sort_by_key(|range| range.start());
    let mut spans = spans.into_iter().peekable();
    let mut reach = 0;
    let mut cuts = Vec::new();
    for top in &reader.blocks.tops {
        let line = lines.line_of(*top);
        let start = lines.start(line);
        while let Some(span) = spans.next_if(|span| u32::from(span.start()) < start) {
            reach = reach.max(span.end().into());
        }
        let blank_above = line > 0 && lines::is_blank(&bytes[lines.start(line - 1) as usize..start as usize]);
        if blank_above && start >= reach && cuts.last() != Some(&start) {
            cuts.push(start);
        }
    }
    cuts
}

/// Adds what Liquid's scanner found, and the footnotes among it.
fn add_liquid(scan: Scan, source: &str, found: &mut Found) {
    found.regions.extend(scan.code.iter().map(|range| (*range, Context::Code)));
    for item in scan.items {
        let note = match &item {
            Item::Tag(tag) => footnote::reference(tag),
            Item::Output(output) => footnote::definition(output),
            _ => None,
        };
        if let Item::Tag(tag) = &item {
            found.items.extend(include::image(tag, source).map(Item::Image));
        }
        found.items.push(item);
        if let Some(mut note) = note {
            note.at_block_start = note.role == Role::Def && begins_block(source, note.range.start().into());
            found.items.push(Item::Footnote(note));
        }
    }
    sort(&mut found.items);
}

/// Whether before a place on its line stand only markers of quotes and list items, and at most three columns of white
/// space behind the last of them.
fn begins_block(source: &str, at: usize) -> bool {
    let start = source[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let mut rest = &source[start..at];
    loop {
        let inner = rest.trim_start_matches(' ');
        if rest.len() - inner.len() > 3 {
            return false;
        }
        let digits = inner.trim_start_matches(|c: char| c.is_ascii_digit());
        let marker = match inner.as_bytes() {
            [] => return true,
            [b'>', ..] => 1,
            [b'-' | b'*' | b'+', b' ', ..] => 2,
            _ if digits.len() < inner.len() && (digits.starts_with(". ") || digits.starts_with(") ")) => {
                inner.len() - digits.len() + 2
            }
            _ => return false,
        };
        rest = &inner[marker..];
    }
}

/// Gives each item the meaning of the innermost part of the text that it stands in.
fn settle_contexts(found: &mut Found) {
    if found.regions.is_empty() {
        return;
    }
    found.regions.sort_by_key(|(range, _)| (range.start(), Reverse(range.end())));
    let mut regions = found.regions.iter().peekable();
    let mut open: Vec<(TextRange, Context)> = Vec::new();
    for item in &mut found.items {
        let range = item.range();
        while let Some(region) = regions.next_if(|(region, _)| region.start() <= range.start()) {
            while open.last().is_some_and(|(outer, _)| outer.end() <= region.0.start()) {
                open.pop();
            }
            open.push(*region);
        }
        while open.last().is_some_and(|(region, _)| region.end() <= range.start()) {
            open.pop();
        }
        let Some(context) = item.context_mut() else { continue };
        if *context == Context::Prose
            && let Some((_, inner)) = open.iter().rev().find(|(region, _)| region.contains_range(range))
        {
            *context = *inner;
        }
    }
}
