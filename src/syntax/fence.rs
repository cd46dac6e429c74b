//! An edit inside of a fence changes how long the code is, and nothing else: not even a fence that was just opened, and
//! so holds the rest of the text, is read again for it.

use super::item::{CodeSyntax, Item, ItemKind};
use super::segments::{Kinds, Segment};
use crate::text::{Text, TextRange, TextSize};

/// The bytes of Liquid's marks.
const LIQUID: &[u8] = b"{%}";

/// A segment before an edit, and the edit in bytes of the text.
pub(super) struct Inside<'a> {
    pub(super) segment: &'a Segment,
    /// Where the segment starts.
    pub(super) base: TextSize,
    /// The text after the edit.
    pub(super) text: &'a Text,
    pub(super) start: TextSize,
    pub(super) old_end: TextSize,
    pub(super) new_end: TextSize,
    pub(super) liquid: bool,
}

impl Inside<'_> {
    /// The segment after the edit, if the edit lies between the lines of a fence that the segment begins with, and no
    /// line that it touches could end the fence.
    pub(super) fn edited(&self) -> Option<Segment> {
        let fence = self.fence()?;
        let text = self.text;
        let fence_end = self.moved(self.base + fence.end())?;
        let first = text.line_of(self.base);
        let (from, to) = (text.line_of(self.start), text.line_of(self.new_end));
        // The line behind the opening one starts where it did: a `\n` may have joined a `\r` before it.
        let below = text.line_start(first + 1) < self.start || from > first + 1;
        let above = to < text.line_of(fence_end);
        if !(below && above) {
            return None;
        }
        let inside = (from..=to).all(|line| !self.may_end(line));
        inside.then(|| self.shifted())
    }

    /// The fence's range in the segment: it stands on the first line, at the left edge but for spaces.
    fn fence(&self) -> Option<TextRange> {
        let kinds = self.segment.kinds;
        let is_read = kinds.meets(Kinds::LIQUID) || kinds.meets(Kinds::one(ItemKind::PageRef));
        if is_read || !kinds.meets(Kinds::one(ItemKind::Code)) {
            return None;
        }
        let Some(Item::Code(code)) = self.segment.items().first() else { return None };
        let lead = TextRange::at(self.base, code.range.start());
        let spaces = code.range.start() <= TextSize::new(3) && self.text.slice(lead).bytes().all(|byte| byte == b' ');
        let inside = self.base + code.range.end() > self.old_end && code.syntax == CodeSyntax::Fence && spaces;
        inside.then_some(code.range)
    }

    /// Whether a line may end a fence, or holds what Liquid or Hugo may read.
    fn may_end(&self, line: u32) -> bool {
        let text = self.text.slice(TextRange::new(self.text.line_start(line), self.text.line_end(line)));
        let is_read = if self.liquid { text.bytes().any(|byte| LIQUID.contains(&byte)) } else { text.contains("{{") };
        text.trim_start().starts_with(['`', '~']) || is_read
    }

    /// Where a place at or behind the edit's end is after it.
    fn moved(&self, old: TextSize) -> Option<TextSize> {
        Some(old.checked_sub(self.old_end)? + self.new_end)
    }

    fn shifted(&self) -> Segment {
        let (start, end) = (self.start - self.base, self.old_end - self.base);
        let (gone, come) = (end - start, self.new_end - self.start);
        let move_place = |place: TextSize| if place >= end { place - gone + come } else { place };
        let move_item = |item: &Item| {
            let mut item = item.clone();
            item.each_range(&mut |range| *range = TextRange::new(move_place(range.start()), move_place(range.end())));
            item
        };
        let items = self.segment.items().iter().map(move_item).collect();
        self.segment.edited(self.segment.len - u32::from(gone) + u32::from(come), items)
    }
}
