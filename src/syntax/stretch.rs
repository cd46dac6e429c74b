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
use super::liquid::Scan;
use super::mask::mask;
use super::raw_html::{self, Settled};
use super::{Dialect, elements, footnote, include, liquid, markdown, shortcode};
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
