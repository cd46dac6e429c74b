//! From the blocks of a stretch to its items: each block's text is found, its definitions are taken off, the rest is read.

use std::ops::Range;

use super::content::Content;
use super::definition::{self, Definition};
use super::found::{Env, Found, range};
use super::item::{Code, CodeSyntax, Context, Footnote, FootnoteDialect, Item, LinkDefinition, Name, Role};
use super::lines::Lines;
use super::markdown::{Block, BlockKind, Blocks};
use super::{callout, elements, heading, inline, lazy, marker, pipes, raw_html, target};
use crate::text::TextRange;

/// A stretch with its blocks.
pub(super) struct Reader<'a> {
    /// The text as Markdown sees it.
    pub(super) seen: &'a str,
    pub(super) lines: &'a Lines,
    pub(super) blocks: &'a Blocks,
}

impl<'a> Reader<'a> {
    /// Finds the link definitions of the stretch: at the heads of paragraphs, and where comrak's tree has nothing, as a
    /// paragraph of nothing else vanishes from it.
    pub(super) fn definitions(&self, env: &Env, found: &mut Found) {
        let bytes = self.seen.as_bytes();
        let mut covered = 0;
        for block in self.blocks.list.iter().filter(|block| !matches!(block.kind, BlockKind::Quote | BlockKind::Cell)) {
            self.vanished(covered..block.start as usize, env, found);
            if block.kind == BlockKind::Note {
                covered = covered.max(behind_marker(bytes, block.start as usize));
                continue;
            }
            covered = covered.max(block.end as usize);
            let may_begin = match block.kind {
                BlockKind::Paragraph => true,
                BlockKind::Heading { setext, .. } => setext && !env.dialect.kramdown,
                _ => false,
            };
            if may_begin && memchr::memchr(b'[', &bytes[block.start as usize..block.end as usize]).is_some() {
                let content = self.text_of(block);
                let (definitions, rest) = definition::leading(&content.text, env.dialect.kramdown);
                for definition in &definitions {
                    found.items.extend(as_item(&content, definition, env).map(Item::LinkDefinition));
                }
                if block.kind == BlockKind::Paragraph {
                    let lost = definition::lost(&content.text, rest);
                    let lost = lost.iter().filter_map(|definition| as_item(&content, definition, env));
                    found.items.extend(lost.map(Item::LostDefinition));
                }
            }
        }
        self.vanished(covered..self.seen.len(), env, found);
    }

    /// Reads the definitions in a part of the text that no block holds.
    fn vanished(&self, gap: Range<usize>, env: &Env, found: &mut Found) {
        let bytes = self.seen.as_bytes();
        let mut at = gap.start;
        while at < gap.end {
            let Some(open) = memchr::memchr(b'[', &bytes[at..gap.end]) else { return };
            // Before the bracket stand only the markers of containers; the lines behind it may repeat those of quotes.
            let content = Content::unquoted(self.seen, at + open, gap.end);
            let (definitions, read) = definition::leading(&content.text, env.dialect.kramdown);
            for definition in &definitions {
                found.items.extend(as_item(&content, definition, env).map(Item::LinkDefinition));
            }
            at += open;
            at = match read {
                0 => at + super::content::next_line(&bytes[at..gap.end], 0),
                read => usize::from(content.range(0..read).end()),
            };
        }
    }

    /// A paragraph's text, or that of a heading over several lines.
    fn text_of(&self, block: &Block) -> Content<'a> {
        let end = match block.kind {
            BlockKind::Heading { .. } => self.lines.start(self.lines.line_of(block.end.saturating_sub(1))),
            _ => block.end,
        };
        let end = end.max(block.start);
        let one_line = self.lines.start(self.lines.line_of(block.start) + 1) >= end;
        let prefixes = if one_line { Vec::new() } else { self.blocks.prefixes(block.container) };
        Content::paragraph(self.seen, block.start, end, &prefixes)
    }

    /// The same without the definitions at its head.
    fn words_of(&self, block: &Block, kramdown: bool) -> Content<'a> {
        let mut content = self.text_of(block);
        let is_heading = matches!(block.kind, BlockKind::Heading { .. });
        // A line that is underlined is a heading to kramdown, whatever stands on it.
        let rest = if kramdown && is_heading { 0 } else { definition::leading(&content.text, kramdown).1 };
        content.skip(rest);
        content
    }

    /// Reads all blocks.
    pub(super) fn items(&self, env: &Env, found: &mut Found) {
        let mut last_paragraph = None;
        for (at, block) in self.blocks.list.iter().enumerate() {
            match block.kind {
                BlockKind::Paragraph => {
                    let words = self.words_of(block, env.dialect.kramdown);
                    match env.dialect.kramdown.then(|| self.table(block, &words)).flatten() {
                        Some(cells) => cells.into_iter().for_each(|cell| inline::read(&words.part(cell), env, found)),
                        None => inline::read(&words, env, found),
                    }
                    last_paragraph = Some(block);
                }
                BlockKind::Heading { .. } if env.dialect.kramdown && !self.is_heading(block) => {
                    inline::read(&Content::paragraph(self.seen, block.start, block.end, &[]), env, found);
                }
                BlockKind::Heading { level, setext } => self.heading(block, level, setext, env, found),
                BlockKind::Cell => {
                    inline::read(&Content::cell(self.seen, block.start, block.end), env, found);
                    let next = self.blocks.list.get(at + 1).filter(|next| next.kind == BlockKind::Cell);
                    if env.dialect.kramdown {
                        self.cells_behind(block, next, env, found);
                    }
                }
                BlockKind::Html => {
                    let prefixes = self.blocks.prefixes(block.container);
                    let content = Content::verbatim(self.seen, block.start, block.end, &prefixes);
                    let is_inner = env.dialect.kramdown && block.container.is_some();
                    match is_inner && raw_html::begins_markdown(content.text.as_bytes()) {
                        true => inline::read(&content, env, found),
                        false => elements::block(&content, env, found),
                    }
                }
                BlockKind::Fence => code(block, CodeSyntax::Fence, env, found),
                BlockKind::Indented => code(block, CodeSyntax::Indented, env, found),
                BlockKind::Quote => callout::quote(block.start, block.end, self.lines, env, found),
                BlockKind::Note => {
                    let continues = last_paragraph.is_some_and(|last| self.continues(last, block));
                    note(block, continues, env, found);
                }
                BlockKind::Other => {}
            }
        }
    }

    /// Reads the cells of a row that the table has no columns for, which kramdown shows and GitHub does not.
    fn cells_behind(&self, last: &Block, next: Option<&Block>, env: &Env, found: &mut Found) {
        let line = self.lines.line_of(last.end);
        if next.is_some_and(|next| self.lines.line_of(next.start) == line) {
            return;
        }
        let (start, end) = (last.end as usize, self.lines.start(line + 1) as usize);
        let mut first = None;
        for pipe in pipes::pipes(self.seen.as_bytes(), start..end).into_iter().map(|(pipe, _)| pipe).chain([end]) {
            if let Some(first) = first {
                inline::read(&Content::cell(self.seen, first as u32, pipe as u32), env, found);
            }
            first = Some(pipe + 1);
        }
    }

    /// The cells of a paragraph that kramdown takes for a table: each of its lines has a `|`, and blank lines stand
    /// around it.
    fn table(&self, block: &Block, words: &Content) -> Option<Vec<Range<usize>>> {
        memchr::memchr(b'|', words.text.as_bytes())?;
        // Under a definition, a heading or HTML it is text.
        let is_below = block.container.is_none() && !lazy::is_under_blank(self.seen, block.start as usize);
        if is_below || u32::from(words.range(0..0).start()) != block.start {
            return None;
        }
        let below = self.lines.start(self.lines.line_of(block.end.saturating_sub(1)) + 1) as usize;
        let end = below + super::content::next_line(&self.seen.as_bytes()[below..], 0);
        let ends = super::lines::is_blank(&self.seen.as_bytes()[below..end]);
        ends.then(|| pipes::cells(words.text.as_bytes())).flatten()
    }

    /// Whether kramdown takes a heading outside of any container for one: `#` begins its line or stands right behind a block
    /// of HTML, and what is underlined is a single line under a blank one.
    fn is_heading(&self, block: &Block) -> bool {
        let BlockKind::Heading { setext, .. } = block.kind else { return false };
        let line = self.lines.line_of(block.start);
        let start = self.lines.start(line);
        if block.container.is_some() {
            return true;
        }
        if !setext {
            let line = &self.seen[block.start as usize..block.end as usize];
            let begins = start == block.start || self.seen[..block.start as usize].ends_with('>');
            return begins && !line.trim_start_matches('#').trim().is_empty();
        }
        lazy::is_underlined(self.seen, block)
    }

    fn heading(&self, block: &Block, level: u8, setext: bool, env: &Env, found: &mut Found) {
        let first = found.items.len();
        let kramdown = env.dialect.kramdown;
        let (content, parts) = if setext {
            let content = self.words_of(block, env.dialect.kramdown);
            let parts = heading::parts(content.text.as_bytes(), 0..content.text.len(), kramdown);
            (content, parts)
        } else {
            let content = Content::plain(self.seen, block.start, block.end);
            let parts = heading::atx(content.text.as_bytes(), kramdown);
            (content, parts)
        };
        inline::read(&content.part(parts.title.clone()), env, found);
        heading::add(range(block.start..block.end), level, &content, parts, env, found, first);
    }

    /// Whether a note's line follows a paragraph's that stands in no other note. To kramdown it is more of the paragraph.
    fn continues(&self, last: &Block, note: &Block) -> bool {
        let line_above = self.lines.line_of(last.end.saturating_sub(1)) + 1 == self.lines.line_of(note.start);
        line_above && self.blocks.innermost_note(last.container) == self.blocks.innermost_note(note.container)
    }
}

/// Behind the `[^label]:` of a note.
fn behind_marker(bytes: &[u8], start: usize) -> usize {
    start + memchr::memchr(b']', &bytes[start..]).map_or(0, |close| close + 2)
}

fn as_item(content: &Content, definition: &Definition, env: &Env) -> Option<LinkDefinition> {
    let key = target::key(&content.text[definition.label.clone()]);
    (!key.is_empty()).then(|| LinkDefinition {
        range: content.range(definition.whole.clone()),
        label: env.part(content, definition.label.clone()),
        key,
        target: env.part(content, definition.target.clone()),
        title: definition.title.clone().map(|title| Box::new(env.part(content, title))),
    })
}

fn code(block: &Block, syntax: CodeSyntax, env: &Env, found: &mut Found) {
    let range = range(block.start..block.end);
    found.regions.push((range, Context::Code));
    let language = if syntax == CodeSyntax::Fence { language(range, env) } else { None };
    found.items.push(Item::Code(Code { range, syntax, language }));
}

/// The first word behind a fence.
fn language(fence: TextRange, env: &Env) -> Option<Name> {
    let bytes = &env.source.as_bytes()[..usize::from(fence.end())];
    let start = usize::from(fence.start());
    let info = start + inline::run(bytes, start, *bytes.get(start)?);
    let word = info + bytes[info..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let end = word + bytes[word..].iter().take_while(|byte| !byte.is_ascii_whitespace()).count();
    (end > word).then(|| env.name(range(word as u32..end as u32)))
}

/// Adds a footnote's text, or the number that its marker is where it `continues` a paragraph of kramdown's.
fn note(block: &Block, continues: bool, env: &Env, found: &mut Found) {
    let bytes = env.source.as_bytes();
    let start = block.start as usize;
    let Some(close) = memchr::memchr(b']', &bytes[start..block.end as usize]) else { return };
    let close = start + close;
    if env.dialect.kramdown && marker::kramdown(bytes, start).is_none() {
        return;
    }
    let continues = env.dialect.kramdown && continues;
    let part = |part: Range<usize>| range(part.start as u32..part.end as u32);
    let label = env.name(part(start + 2..close));
    let text = target::trimmed(bytes, (close + 2).min(block.end as usize)..block.end as usize);
    found.items.push(Item::Footnote(Footnote {
        range: if continues { part(start..close + 1) } else { range(block.start..block.end) },
        role: if continues { Role::Ref } else { Role::Def },
        dialect: FootnoteDialect::Markdown,
        id: label.text.clone(),
        label,
        body: (!continues).then(|| part(text)),
        shown: None,
        context: Context::Prose,
        at_block_start: !continues,
        trims_before: false,
    }));
}
