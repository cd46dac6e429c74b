//! The body of a post as it is kept: a list of segments, none of which knows where it stands, in chunks that clones share.

use std::sync::Arc;

use smol_str::SmolStr;

use super::item::{Item, ItemKind};
use super::stretch::{self, Stretch};
use crate::text::TextSize;

/// How many segments a chunk holds at most.
const CHUNK: usize = 64;

/// A set of kinds of items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) struct Kinds(u16);

impl Kinds {
    fn of(items: &[Item]) -> Kinds {
        Kinds(items.iter().fold(0, |set, item| set | 1 << item.kind() as u16))
    }

    fn has(self, kind: ItemKind) -> bool {
        self.0 & (1 << kind as u16) != 0
    }
}

/// A run of lines that starts where no text above can reach below, with what it says.
#[derive(Clone, Debug, Default)]
pub(super) struct Segment {
    /// The number of its bytes.
    pub(super) len: u32,
    kinds: Kinds,
    /// What it says; `None` where that is nothing.
    pub(super) facts: Option<Arc<Facts>>,
}

/// What a segment says. Ranges count from its start.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) items: Box<[Item]>,
    /// The labels that were looked up, sorted.
    pub(super) uses: Box<[SmolStr]>,
}

/// Segments that stand one behind the other.
#[derive(Clone, Debug, Default)]
struct Chunk {
    len: u32,
    kinds: Kinds,
    segments: Vec<Segment>,
}

/// All segments of a body.
#[derive(Clone, Debug, Default)]
pub(super) struct Segments {
    chunks: Arc<Vec<Arc<Chunk>>>,
}

impl Segment {
    /// The labels that the segment defines.
    pub(super) fn defines(&self) -> impl Iterator<Item = SmolStr> + '_ {
        let found = self.facts.as_ref().filter(|_| self.kinds.has(ItemKind::LinkDefinition));
        found.into_iter().flat_map(|facts| facts.items.iter().filter_map(stretch::defined_key))
    }
}

/// Cuts what was read into segments. The parts are those between the cuts; `len` is the length of the whole.
pub(super) fn cut(read: Stretch, len: u32) -> Vec<Segment> {
    let mut items = read.items.into_iter().peekable();
    let mut uses = read.uses.into_iter().peekable();
    let mut segments = Vec::with_capacity(read.cuts.len() + 1);
    let mut start = 0;
    for end in read.cuts.into_iter().chain([len]) {
        let (from, to) = (TextSize::new(start), TextSize::new(end));
        let last = end == len;
        let mut own = Vec::new();
        while let Some(item) = items.next_if(|item| last || item.range().start() < to) {
            own.push(item.earlier(from));
        }
        let mut labels = Vec::new();
        while let Some((_, label)) = uses.next_if(|(at, _)| last || *at < to) {
            labels.push(label);
        }
        labels.sort();
        labels.dedup();
        let kinds = Kinds::of(&own);
        let facts = Facts { items: own.into(), uses: labels.into() };
        let silent = facts.items.is_empty() && facts.uses.is_empty();
        segments.push(Segment { len: end - start, kinds, facts: (!silent).then(|| Arc::new(facts)) });
        start = end;
    }
    segments
}

impl Segments {
    pub(super) fn new(segments: Vec<Segment>) -> Segments {
        let chunks = segments.chunks(CHUNK).map(|part| Arc::new(Chunk::new(part.to_vec())));
        Segments { chunks: Arc::new(chunks.collect()) }
    }

    /// All items in text order, with `base` bytes before the body.
    pub(super) fn items(&self, base: TextSize) -> impl Iterator<Item = Item> + '_ {
        self.with_starts(base, |_| true)
            .flat_map(|(start, segment)| segment.facts.iter().map(move |facts| (start, facts)))
            .flat_map(|(start, facts)| facts.items.iter().map(move |item| item.clone().later(start)))
    }

    /// The items of one kind; chunks and segments without any are passed over unread.
    pub(super) fn of(&self, kind: ItemKind, base: TextSize) -> impl Iterator<Item = Item> + '_ {
        self.with_starts(base, move |kinds| kinds.has(kind))
            .flat_map(|(start, segment)| segment.facts.iter().map(move |facts| (start, facts)))
            .flat_map(move |(start, facts)| {
                let wanted = facts.items.iter().filter(move |item| item.kind() == kind);
                wanted.map(move |item| item.clone().later(start))
            })
    }

    /// The items that hold or touch an offset, the innermost first.
    pub(super) fn at(&self, offset: TextSize, base: TextSize) -> Vec<Item> {
        let touching = self.touching(offset, base);
        let facts = touching.into_iter().filter_map(|(start, segment)| Some((start, segment.facts.as_ref()?)));
        let items = facts.flat_map(|(start, facts)| facts.items.iter().map(move |item| (start, item)));
        let held = items.filter(|(start, item)| (item.range() + *start).contains_inclusive(offset));
        let mut found: Vec<Item> = held.map(|(start, item)| item.clone().later(start)).collect();
        found.reverse();
        found.sort_by_key(|item| item.range().len());
        found
    }

    /// The segments that hold an offset or end at it, with where they start.
    fn touching(&self, offset: TextSize, base: TextSize) -> Vec<(TextSize, &Segment)> {
        let mut start = base;
        let mut found = Vec::new();
        for chunk in self.chunks.iter() {
            let end = start + TextSize::new(chunk.len);
            if end < offset {
                start = end;
                continue;
            }
            for segment in &chunk.segments {
                let end = start + TextSize::new(segment.len);
                if start > offset {
                    return found;
                }
                if end >= offset {
                    found.push((start, segment));
                }
                start = end;
            }
        }
        found
    }

    /// The segments whose kinds are wanted, with where they start.
    fn with_starts(
        &self,
        base: TextSize,
        wanted: impl Fn(Kinds) -> bool,
    ) -> impl Iterator<Item = (TextSize, &Segment)> {
        let mut chunks = self.chunks.iter();
        let mut segments: std::slice::Iter<Segment> = [].iter();
        let mut start = base;
        std::iter::from_fn(move || {
            loop {
                for segment in segments.by_ref() {
                    let here = start;
                    start += TextSize::new(segment.len);
                    if wanted(segment.kinds) {
                        return Some((here, segment));
                    }
                }
                let chunk = chunks.next()?;
                if wanted(chunk.kinds) {
                    segments = chunk.segments.iter();
                } else {
                    start += TextSize::new(chunk.len);
                }
            }
        })
    }
}

impl Chunk {
    fn new(segments: Vec<Segment>) -> Chunk {
        let len = segments.iter().map(|segment| segment.len).sum();
        let kinds = Kinds(segments.iter().fold(0, |set, segment| set | segment.kinds.0));
        Chunk { len, kinds, segments }
    }
}
