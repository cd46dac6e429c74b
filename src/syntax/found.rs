//! What is found while a stretch of text is read, and how places in it become names and ranges.

use std::ops::Range;

use smol_str::SmolStr;

use super::content::Content;
use super::item::{Context, Item, Name};
use super::liquid::Scan;
use super::{Dialect, target};
use crate::text::{TextRange, TextSize};

/// What reading a stretch of text has found so far. Ranges count from the start of the stretch.
#[derive(Default)]
pub(super) struct Found {
    pub(super) items: Vec<Item>,
    /// The parts of the text in which things mean something else, the outer before the inner.
    pub(super) regions: Vec<(TextRange, Context)>,
    /// The labels that were looked up, each with the place from which.
    pub(super) uses: Vec<(TextSize, SmolStr)>,
}

/// A range by its offsets.
pub(super) fn range(part: Range<u32>) -> TextRange {
    TextRange::new(TextSize::new(part.start), TextSize::new(part.end))
}

/// What a stretch of text is read with.
#[derive(Clone, Copy)]
pub(super) struct Env<'a> {
    pub(super) dialect: Dialect,
    /// The stretch as written.
    pub(super) source: &'a str,
    /// What Liquid makes of it.
    pub(super) scan: &'a Scan,
    /// Whether a definition answers a label's key.
    pub(super) defined: &'a dyn Fn(&str) -> bool,
}

impl Env<'_> {
    /// A part of the source with its place.
    pub(super) fn name(&self, range: TextRange) -> Name {
        Name { text: SmolStr::new(&self.source[range]), range }
    }

    /// Nothing, at a place.
    pub(super) fn nothing(&self, at: TextSize) -> Name {
        Name { text: SmolStr::default(), range: TextRange::empty(at) }
    }

    /// A part of a block's content with its place in the source.
    pub(super) fn part(&self, content: &Content, part: Range<usize>) -> Name {
        self.name(content.range(part))
    }

    /// What Liquid writes in a part of the source, each with the text that is known of it: a footnote's number.
    pub(super) fn liquid_in(&self, part: TextRange) -> Vec<(TextRange, &str)> {
        let first = self.scan.masks.partition_point(|mask| mask.end() <= part.start());
        let inside = self.scan.masks[first..].iter().take_while(|mask| mask.start() < part.end());
        inside.map(|mask| (*mask, self.number_at(mask.start()))).collect()
    }

    fn number_at(&self, start: TextSize) -> &str {
        let at = self.scan.items.partition_point(|item| item.range().start() < start);
        match self.scan.items.get(at) {
            Some(Item::Tag(tag)) if tag.range.start() == start && tag.name.text == "fn" => &tag.markup.text,
            _ => "",
        }
    }

    /// Whether a label is defined; that it was asked for is noted.
    pub(super) fn look_up(&self, label: &str, at: TextSize, found: &mut Found) -> bool {
        let key = target::key(label);
        if key.is_empty() {
            return false;
        }
        let defined = (self.defined)(&key);
        found.uses.push((at, key));
        defined
    }
}
