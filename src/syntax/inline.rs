//! Links, images, footnotes, code, mathematics and emoji in the text of a block, each with its exact place.
//!
//! The reading is that of CommonMark 0.31 ("Appendix: A parsing strategy") without emphasis, which no item depends on.
//! comrak's own inline nodes say neither where a target, title or label stands, nor, behind a line break in a link,
//! where the link itself does.

use std::ops::Range;

use memchr::memmem;

use super::content::Content;
use super::extension::{self, Endless};
use super::found::{Env, Found};
use super::html::{self, Piece, Searched};
use super::item::{Code, CodeSyntax, Context, Footnote, FootnoteDialect, Item, Math, Role};
use super::raw_html::{self, Span};
use super::target::{self, Closers};
use super::{bare, elements, emoji, link, marker, math};
use crate::text::TextSize;

/// The longest run of backticks that can open code, as in cmark.
const BACKTICKS: usize = 80;

/// The bytes at which something may begin or end.
const SPECIAL: [bool; 256] = special(b"\\`<![]:w$^{");

/// The same for kramdown, which makes no links of bare addresses.
const OF_KRAMDOWN: [bool; 256] = special(b"\\`<![]:$^{");

const fn special(bytes: &[u8]) -> [bool; 256] {
    let mut special = [false; 256];
    let mut at = 0;
    while at < bytes.len() {
        special[bytes[at] as usize] = true;
        at += 1;
    }
    special
}

/// As many bytes as a processor compares at once.
const CHUNK: usize = 32;

/// Whether a stretch may hold a byte at which something begins or ends. There are no branches, so that many bytes are
/// compared at once. Where bare addresses are `links`, one may begin with a `w`.
fn may_be_special(chunk: &[u8; CHUNK], links: bool) -> bool {
    let mut any = 0;
    for byte in chunk {
        // The brackets, the backslash, the caret and the backtick, and the underscore among them.
        any |= u8::from(byte.wrapping_sub(b'[') <= b'`' - b'[');
        any |= u8::from(*byte == b'!') | u8::from(*byte == b'$') | u8::from(*byte == b':');
        any |= u8::from(*byte == b'<') | u8::from(*byte == b'{') | u8::from(links & (*byte == b'w'));
    }
    any != 0
}

/// Reads the text of one block.
pub(super) fn read(content: &Content, env: &Env, found: &mut Found) {
    let bytes = content.text.as_bytes();
    let first = found.items.len();
    let mut scanner = Scanner {
        content,
        bytes,
        env,
        found,
        at: 0,
        brackets: Vec::new(),
        ticks: None,
        searched: Searched::default(),
        closers: Closers::default(),
        no_display_end: false,
        endless: Endless::default(),
        dollars: Vec::new(),
        ahead: None,
    };
    while scanner.step() {}
    let dollars = std::mem::take(&mut scanner.dollars);
    math::inline(&dollars, content, found, first);
}

/// A `[` or `![` that may begin a link or an image.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bracket {
    /// Where it stands.
    pub(super) start: usize,
    /// Behind it.
    pub(super) text: usize,
    pub(super) image: bool,
    /// Whether it may still begin a link: none holds another.
    pub(super) active: bool,
    /// Whether another bracket opened behind it.
    pub(super) followed: bool,
    /// How many items had been found before it.
    pub(super) items: usize,
    /// Whether it begins a link or an image, where that was looked for already.
    pub(super) holds: Option<bool>,
}

/// What is looked for was not found in the text that is looked at.
pub(super) struct TooFar;

/// What one knows who looks for the ends of brackets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ahead {
    /// How many brackets were open.
    pub(super) outer: usize,
    /// The first of them that begins a link or an image.
    pub(super) holder: Option<usize>,
}

pub(super) struct Scanner<'a, 'e> {
    pub(super) content: &'a Content<'a>,
    pub(super) bytes: &'a [u8],
    pub(super) env: &'a Env<'e>,
    pub(super) found: &'a mut Found,
    pub(super) at: usize,
    pub(super) brackets: Vec<Bracket>,
    /// Where the last run of each length stands, once they were all looked at.
    ticks: Option<Box<[u32; BACKTICKS + 1]>>,
    searched: Searched,
    pub(super) closers: Closers,
    no_display_end: bool,
    endless: Endless,
    /// The single dollars, each with how many items had been found before it.
    dollars: Vec<(usize, usize)>,
    /// Whether nothing is read for good.
    pub(super) ahead: Option<Ahead>,
}

impl Scanner<'_, '_> {
    /// Goes on to the next byte that may mean something, and reads what it begins.
    fn step(&mut self) -> bool {
        let rest = &self.bytes[self.at..];
        let links = !self.env.dialect.kramdown;
        let special = if links { &SPECIAL } else { &OF_KRAMDOWN };
        let plain = rest.as_chunks().0.iter().take_while(|chunk| !may_be_special(chunk, links)).count() * CHUNK;
        let Some(skipped) = rest[plain..].iter().position(|byte| special[*byte as usize]) else { return false };
        let skipped = plain + skipped;
        self.at += skipped;
        match self.bytes[self.at] {
            b'\\' => self.at += 1 + usize::from(self.peek(1).is_some_and(|byte| byte.is_ascii_punctuation())),
            b'`' => self.code(),
            b'<' => self.angle(),
            b'!' if self.peek(1) == Some(b'[') && self.peek(2) != Some(b'^') => self.open(2),
            b'[' => self.bracket(),
            b']' => link::close(self),
            b':' => self.colon(),
            b'w' => self.bare(bare::www(self.bytes, self.at)),
            b'$' => self.dollar(),
            b'^' if self.peek(1) == Some(b'[') => self.inline_footnote(),
            b'{' if self.env.dialect.kramdown && self.peek(1) == Some(b':') => self.attribute_list(),
            _ => self.at += 1,
        }
        true
    }

    pub(super) fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    /// Where a place of the content stands in the source.
    pub(super) fn source(&self, at: usize) -> TextSize {
        self.content.range(at..at).start()
    }

    fn open(&mut self, width: usize) {
        if let Some(last) = self.brackets.last_mut() {
            last.followed = true;
        }
        let (start, items) = (self.at, self.found.items.len());
        let (text, image) = (start + width, width == 2);
        self.brackets.push(Bracket { start, text, image, active: true, followed: false, items, holds: None });
        self.at = text;
    }

    /// The first of the outermost open brackets to end that begins a link or an image. An error where that is too far away
    /// to tell.
    pub(super) fn look_ahead(&mut self, outer: usize) -> Result<Option<usize>, TooFar> {
        let mut scratch = Found::default();
        let mut ahead = Scanner {
            found: &mut scratch,
            brackets: self.brackets[..outer].to_vec(),
            ticks: None,
            searched: self.searched.clone(),
            closers: self.closers.clone(),
            dollars: Vec::new(),
            ahead: Some(Ahead { outer, holder: None }),
            ..*self
        };
        let end = ahead.at + target::LOOSE_TARGET;
        let holder = loop {
            let Some(Ahead { outer, holder }) = &mut ahead.ahead else { break Ok(None) };
            *outer = ahead.brackets.len().min(*outer);
            if holder.is_some() || *outer == 0 {
                break Ok(*holder);
            }
            if ahead.at > end {
                break Err(TooFar);
            }
            if !ahead.step() {
                break Ok(None);
            }
        };
        self.found.uses.append(&mut scratch.uses);
        holder
    }

    fn code(&mut self) {
        let start = self.at;
        let width = run(self.bytes, start, b'`');
        self.at += width;
        let kramdown = self.env.dialect.kramdown;
        let end = if kramdown { kramdown_code_end(self.bytes, start, width) } else { self.closing_ticks(width) };
        let Some(end) = end else { return };
        self.at = end;
        let range = self.content.range(start..end);
        self.found.regions.push((range, Context::Code));
        self.found.items.push(Item::Code(Code { range, syntax: CodeSyntax::Span, language: None }));
    }

    /// Behind the next run of so many backticks.
    fn closing_ticks(&mut self, width: usize) -> Option<usize> {
        if width > BACKTICKS {
            return None;
        }
        let bytes = self.bytes;
        let last = self.ticks.get_or_insert_with(|| last_runs(bytes));
        if (last[width] as usize) < self.at {
            return None;
        }
        code_end(bytes, self.at, width)
    }

    fn angle(&mut self) {
        if let Some(end) = bare::in_angles(self.bytes, self.at) {
            link::autolink(self, self.at..end, self.at + 1..end - 1);
            self.at = end;
            return;
        }
        let Some((piece, end)) = html::piece(self.bytes, self.at, &mut self.searched) else {
            self.at += 1;
            return;
        };
        match piece {
            Piece::Comment => {
                self.found.regions.push((self.content.range(self.at..end), Context::HtmlComment));
            }
            Piece::Open if self.env.dialect.kramdown => return self.kramdown_tag(end),
            Piece::Open => elements::tag(self.content, self.at..end, Context::Prose, self.env, self.found),
            Piece::Close | Piece::Other => {}
        }
        self.at = end;
    }

    /// An opening tag as kramdown takes it within a line.
    fn kramdown_tag(&mut self, end: usize) {
        let (tag_start, tag) = (self.at, self.at..end);
        if !html::is_kramdown_tag(self.bytes, tag.clone()) {
            self.at += 1;
            return;
        }
        let span = raw_html::span(self.bytes, tag.clone());
        if !matches!(span, Span::Text) {
            elements::tag(self.content, tag, Context::Prose, self.env, self.found);
        }
        self.at = end;
        if let Span::Raw(inner) = span {
            self.at = inner.end;
            if elements::after_raw_text(self.bytes, tag_start, end) > end {
                return;
            }
            elements::block(&self.content.part(inner), self.env, self.found);
        }
    }

    fn colon(&mut self) {
        if self.peek(1) == Some(b'/') {
            return self.bare(bare::url(self.bytes, self.at));
        }
        let Some(end) = emoji::shortcode(self.bytes, self.at) else {
            self.at += 1;
            return;
        };
        let (start, env) = (self.at, self.env);
        let name = env.part(self.content, start + 1..end - 1);
        let range = self.content.range(start..end);
        self.found.items.push(Item::Emoji(super::item::Emoji { range, name }));
        self.at = end;
    }

    /// A bare address, which kramdown leaves alone, and which no bracket may hold.
    fn bare(&mut self, found: Option<Range<usize>>) {
        match found {
            Some(address) if !self.env.dialect.kramdown && self.brackets.is_empty() => {
                self.at = address.end;
                link::autolink(self, address.clone(), address);
            }
            _ => self.at += 1,
        }
    }

    fn dollar(&mut self) {
        let start = self.at;
        let width = run(self.bytes, start, b'$');
        self.at += width;
        if width == 1 {
            self.dollars.push((start, self.found.items.len()));
        }
        if width != 2 || self.no_display_end {
            return;
        }
        let Some(inner) = memmem::find(&self.bytes[self.at..], b"$$") else {
            self.no_display_end = true;
            return;
        };
        if inner == 0 {
            return;
        }
        let (tex, end) = (self.at..self.at + inner, self.at + inner + 2);
        let range = self.content.range(start..end);
        self.found.regions.push((range, Context::Math));
        self.found.items.push(Item::Math(Math { range, tex: self.content.range(tex), display: true }));
        self.at = end;
    }

    /// A bracket may begin a link. `[^1]` is a footnote to kramdown before it is anything else.
    fn bracket(&mut self) {
        match marker::kramdown(self.bytes, self.at).filter(|_| self.env.dialect.kramdown) {
            Some(id) => {
                let whole = self.at..id.end + 1;
                if !self.brackets.is_empty() {
                    // Within another bracket its own counts, and the one that closes it does not.
                    self.open(1);
                    self.brackets.last_mut().into_iter().for_each(|last| (last.active, last.image) = (false, true));
                }
                self.footnote(whole, id);
            }
            None => {
                // To kramdown `[^` begins no link, footnote or not.
                let is_link = !self.env.dialect.kramdown || self.peek(1) != Some(b'^');
                self.open(1);
                self.brackets.last_mut().filter(|_| !is_link).into_iter().for_each(|last| {
                    (last.active, last.image) = (false, true);
                });
            }
        }
    }

    /// Adds a footnote's number, and goes on behind it.
    pub(super) fn footnote(&mut self, whole: Range<usize>, label: Range<usize>) {
        let label = self.env.part(self.content, label);
        self.at = whole.end;
        let footnote = Footnote {
            range: self.content.range(whole),
            role: Role::Ref,
            dialect: FootnoteDialect::Markdown,
            id: label.text.clone(),
            label,
            body: None,
            shown: None,
            context: Context::Prose,
            at_block_start: false,
            trims_before: false,
        };
        self.found.items.push(Item::Footnote(footnote));
    }

    /// `^[…]` of Pandoc, where the generator is neither Jekyll nor one that speaks kramdown. The brackets are read as any
    /// others, as to generators that do not know such notes they are.
    fn inline_footnote(&mut self) {
        let start = self.at;
        self.at += 1;
        if self.env.dialect.kramdown || self.env.dialect.liquid {
            return;
        }
        let Some(end) = matching_bracket(self.bytes, start + 1) else { return };
        if target::trimmed(self.bytes, start + 2..end - 1).is_empty() {
            return;
        }
        let at = self.source(start);
        let footnote = Footnote {
            range: self.content.range(start..end),
            role: Role::Ref,
            dialect: FootnoteDialect::Inline,
            label: self.env.nothing(at),
            id: smol_str::SmolStr::default(),
            body: Some(self.content.range(start + 2..end - 1)),
            shown: None,
            context: Context::Prose,
            at_block_start: false,
            trims_before: false,
        };
        self.found.items.push(Item::Footnote(footnote));
    }

    /// An extension of kramdown up to its end: HTML, or what nobody sees.
    fn extension(&mut self, end: usize, context: Context) {
        let whole = self.at..end;
        self.at = end;
        match context {
            Context::Html => elements::block(&self.content.part(whole), self.env, self.found),
            _ => self.found.regions.push((self.content.range(whole), context)),
        }
    }

    fn attribute_list(&mut self) {
        let start = self.at;
        let opened = extension::opened(self.bytes, start);
        if let Some((context, end)) = opened.and_then(|it| Some((it.context, it.end(self.bytes, &mut self.endless)?))) {
            return self.extension(end, context);
        }
        self.at += 1;
        let Some(list) = elements::attribute_list(self.bytes, start) else { return };
        if let Some(id) = list.id {
            let id = self.env.part(self.content, id);
            let range = self.content.range(start..list.end);
            self.found.items.push(Item::Anchor(super::item::Anchor { range, id }));
        }
        self.at = list.end;
    }
}

/// How often a byte stands here in a row.
pub(super) fn run(bytes: &[u8], at: usize, byte: u8) -> usize {
    bytes[at..].iter().take_while(|other| **other == byte).count()
}

fn last_runs(bytes: &[u8]) -> Box<[u32; BACKTICKS + 1]> {
    let mut last = Box::new([0; BACKTICKS + 1]);
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'`', &bytes[at..]) {
        at += found;
        let length = run(bytes, at, b'`');
        if length <= BACKTICKS {
            last[length] = at as u32;
        }
        at += length;
    }
    last
}

/// Behind the `]` that closes the `[` at `open`, brackets being counted and escapes passed over.
fn matching_bracket(bytes: &[u8], open: usize) -> Option<usize> {
    let mut depth = 0;
    let mut at = open;
    while let Some(byte) = bytes.get(at).filter(|_| at < open + 4000) {
        match byte {
            b'\\' => at += 1,
            b'[' => depth += 1,
            b']' if depth == 1 => return Some(at + 1),
            b']' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    None
}

/// Behind the code that a run of backticks opens to kramdown 2.4 (`parser/kramdown/codespan.rb`): as many backticks end
/// it, more of them behind these or not. A single one between spaces opens none, and so at the start of the text.
pub(super) fn kramdown_code_end(bytes: &[u8], start: usize, width: usize) -> Option<usize> {
    let behind = start + width;
    let is_blank = |at: usize| bytes.get(at).is_some_and(|byte| target::is_space(*byte));
    if width == 1 && start.checked_sub(1).is_none_or(is_blank) && is_blank(behind) {
        return None;
    }
    memmem::find(&bytes[behind..], &bytes[start..behind]).map(|found| behind + found + width)
}

/// Behind the next run of so many backticks.
fn code_end(bytes: &[u8], mut at: usize, width: usize) -> Option<usize> {
    while let Some(found) = memchr::memchr(b'`', bytes.get(at..)?) {
        at += found;
        let length = run(bytes, at, b'`');
        at += length;
        if length == width {
            return Some(at);
        }
    }
    None
}
