//! The body of a post as it is kept: a tree of segments, none of which knows where it stands, most of which clones share.

mod changed;
mod sets;

use std::ops::Deref;
use std::sync::Arc;

use smol_str::SmolStr;

use super::item::{Footnote, Item, ItemKind, Name, ProblemKind};
use super::liquid::Fault;
use super::stretch::{self, Stretch};
use crate::text::TextSize;
use sets::Ids;

pub(super) use sets::Kinds;

/// How many parts a node of the tree holds at most.
const WIDTH: usize = 64;

/// What of a body is wanted: parts with items of some kinds, and of those with footnotes the ones of an id.
#[derive(Clone, Copy)]
struct Wanted {
    kinds: Kinds,
    /// The bit of the id.
    id: Option<usize>,
}

impl Wanted {
    fn is_in<P: Part>(self, run: &Run<P>) -> bool {
        run.kinds.meets(self.kinds) && self.id.is_none_or(|bit| run.ids.holds(bit))
    }
}

/// A run of lines that starts where no text above can reach below, with what it says.
#[derive(Clone, Debug, Default)]
pub(super) struct Segment {
    /// The number of its bytes.
    pub(super) len: u32,
    pub(super) kinds: Kinds,
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

impl Segment {
    fn new(len: u32, items: Box<[Item]>, uses: Vec<SmolStr>) -> Segment {
        let facts = Facts { items, uses: uses.into() };
        let kinds = Kinds::of(&facts);
        let silent = facts.items.is_empty() && facts.uses.is_empty();
        Segment { len, kinds, facts: (!silent).then(|| Arc::new(facts)) }
    }

    pub(super) fn items(&self) -> &[Item] {
        self.facts.as_ref().map_or(&[], |facts| &facts.items)
    }

    /// The labels that the segment defines.
    pub(super) fn defines(&self) -> impl Iterator<Item = &SmolStr> + '_ {
        let items = if self.kinds.meets(Kinds::one(ItemKind::LinkDefinition)) { self.items() } else { &[] };
        items.iter().filter_map(stretch::defined_key)
    }

    /// Whether a label is looked up in the segment.
    pub(super) fn uses(&self, label: &SmolStr) -> bool {
        self.facts.as_ref().is_some_and(|facts| facts.uses.binary_search(label).is_ok())
    }

    /// The same segment, in which something else stands too.
    fn with(self, kinds: Kinds) -> Segment {
        Segment { kinds: self.kinds.or(kinds), ..self }
    }

    /// The same segment as far as a line further down may change it, with another length and other items.
    pub(super) fn edited(&self, len: u32, items: Box<[Item]>) -> Segment {
        let uses = self.facts.as_ref().map_or_else(Vec::new, |facts| facts.uses.to_vec());
        let kept = self.kinds.and(Kinds::OPEN_FENCE.or(Kinds::MISSPELT));
        Segment::new(len, items, uses).with(kept)
    }

    /// Whether Liquid looks for the end of something from here on to the end of the text, in vain.
    pub(super) fn lacks_end(&self) -> bool {
        self.kinds.meets(Kinds::one(ItemKind::Problem))
            && self.items().iter().any(|item| match item {
                Item::Problem(problem) => match &problem.kind {
                    ProblemKind::Liquid(fault) => matches!(
                        fault,
                        Fault::UnterminatedTag | Fault::UnterminatedOutput { brace: None } | Fault::NeverClosed { .. }
                    ),
                },
                _ => false,
            })
    }
}

/// Cuts what was read of `len` bytes into segments.
pub(super) fn cut(read: Stretch, len: u32) -> Vec<Segment> {
    let mut items = read.items.into_iter();
    let mut uses = read.uses.into_iter().peekable();
    let mut open_fences = read.open_fences.into_iter().peekable();
    let mut misspelt = read.misspelt.into_iter().peekable();
    let mut segments = Vec::with_capacity(read.cuts.len() + 1);
    let mut start = 0;
    for end in read.cuts.into_iter().chain([len]) {
        let (from, to) = (TextSize::new(start), TextSize::new(end));
        let last = end == len;
        let own = items.as_slice().iter().take_while(|item| last || item.range().start() < to).count();
        let mut own: Box<[Item]> = items.by_ref().take(own).collect();
        own.iter_mut().for_each(|item| item.each_range(&mut |range| *range -= from));
        let mut labels = Vec::new();
        while let Some((_, label)) = uses.next_if(|(at, _)| last || *at < to) {
            labels.push(label);
        }
        labels.sort();
        labels.dedup();
        let segment = Segment::new(end - start, own, labels);
        let mut others = Kinds::default();
        while open_fences.next_if(|at| *at < end).is_some() {
            others = others.or(Kinds::OPEN_FENCE);
        }
        while misspelt.next_if(|at| *at < end).is_some() {
            others = others.or(Kinds::MISSPELT);
        }
        segments.push(segment.with(others));
        start = end;
    }
    segments
}

/// A node of the tree, or a leaf: something of a length in which kinds of items stand.
trait Part: Clone {
    fn bytes(&self) -> u32;
    fn kinds(&self) -> Kinds;
    fn add_ids(&self, ids: &mut Ids);
}

impl Part for Segment {
    fn bytes(&self) -> u32 {
        self.len
    }

    fn kinds(&self) -> Kinds {
        self.kinds
    }

    fn add_ids(&self, ids: &mut Ids) {
        if self.kinds.meets(Kinds::one(ItemKind::Footnote)) {
            for item in self.items() {
                if let Item::Footnote(footnote) = item {
                    ids.add(Ids::bit(&footnote.id));
                }
            }
        }
    }
}

/// Parts that stand one behind the other, shared by all that hold them. What tells whether to look into them stands
/// beside the way to them, so that a list of runs is passed over without a look at each.
#[derive(Clone, Debug)]
struct Run<P> {
    bytes: u32,
    kinds: Kinds,
    ids: Ids,
    parts: Arc<[P]>,
}

impl<P> Deref for Run<P> {
    type Target = [P];

    fn deref(&self) -> &[P] {
        &self.parts
    }
}

impl<P: Part> Run<P> {
    fn new(parts: &[P]) -> Run<P> {
        let bytes = parts.iter().map(Part::bytes).sum();
        let kinds = parts.iter().fold(Kinds::default(), |set, part| set.or(part.kinds()));
        let mut ids = Ids::default();
        parts.iter().for_each(|part| part.add_ids(&mut ids));
        Run { bytes, kinds, ids, parts: parts.into() }
    }

    /// Runs of about equal width that hold the parts.
    fn split(parts: &[P]) -> Vec<Run<P>> {
        if parts.is_empty() {
            return Vec::new();
        }
        let runs = parts.len().div_ceil(WIDTH);
        parts.chunks(parts.len().div_ceil(runs)).map(Run::new).collect()
    }
}

impl<P: Part> Part for Run<P> {
    fn bytes(&self) -> u32 {
        self.bytes
    }

    fn kinds(&self) -> Kinds {
        self.kinds
    }

    fn add_ids(&self, ids: &mut Ids) {
        ids.add_all(&self.ids);
    }
}

/// All segments of a body: runs of runs of segments, so that a change copies three short lists, however long the text.
#[derive(Clone, Debug, Default)]
pub(super) struct Segments {
    root: Arc<Vec<Run<Run<Segment>>>>,
}

/// A segment by its place in the tree and in the body. The place behind the last segment is one too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    path: (usize, usize, usize),
    /// Where the segment starts in the body.
    pub(super) start: u32,
}

impl Segments {
    pub(super) fn new(segments: &[Segment]) -> Segments {
        Segments { root: Arc::new(Run::split(&Run::split(segments))) }
    }

    /// The number of the body's bytes.
    pub(super) fn len(&self) -> u32 {
        self.root.iter().map(Part::bytes).sum()
    }

    pub(super) fn get(&self, place: Place) -> Option<&Segment> {
        let (group, chunk, segment) = place.path;
        self.root.get(group)?.get(chunk)?.get(segment)
    }

    /// The first segment's place.
    pub(super) fn first(&self) -> Place {
        Place { path: (0, 0, 0), start: 0 }
    }

    /// The segment that holds an offset; for the body's end the last one.
    pub(super) fn find(&self, offset: u32) -> Place {
        let (group, start) = holding(&self.root, offset, 0);
        let Some(chunks) = self.root.get(group) else { return self.first() };
        let (chunk, start) = holding(chunks, offset, start);
        let Some(segments) = chunks.get(chunk) else { return self.first() };
        let (segment, start) = holding(segments, offset, start);
        Place { path: (group, chunk, segment), start }
    }

    /// The place behind a segment.
    pub(super) fn next(&self, place: Place) -> Place {
        let Some(here) = self.get(place) else { return place };
        let start = place.start + here.len;
        let (group, chunk, segment) = place.path;
        let chunks = &self.root[group];
        let path = if segment + 1 < chunks[chunk].len() {
            (group, chunk, segment + 1)
        } else if chunk + 1 < chunks.len() {
            (group, chunk + 1, 0)
        } else {
            (group + 1, 0, 0)
        };
        Place { path, start }
    }

    /// The segment before a place.
    pub(super) fn previous(&self, place: Place) -> Option<Place> {
        let (group, chunk, segment) = place.path;
        let path = if segment > 0 {
            (group, chunk, segment - 1)
        } else if chunk > 0 {
            (group, chunk - 1, self.root[group][chunk - 1].len() - 1)
        } else {
            let group = group.checked_sub(1)?;
            let chunks = &self.root[group];
            (group, chunks.len() - 1, chunks[chunks.len() - 1].len() - 1)
        };
        let len = self.get(Place { path, start: 0 })?.len;
        Some(Place { path, start: place.start - len })
    }

    /// The same body with other segments from one place up to another.
    pub(super) fn splice(&self, from: Place, to: Place, segments: Vec<Segment>) -> Segments {
        let (first, last) = (from.path, to.path);
        let empty: &[Segment] = &[];
        let head = self.root.get(first.0).and_then(|chunks| chunks.get(first.1)).map_or(empty, |run| &run[..first.2]);
        let tail = self.root.get(last.0).and_then(|chunks| chunks.get(last.1)).map_or(empty, |run| &run[last.2..]);
        let chunks = Run::split(&[head, &segments, tail].concat());
        let empty: &[Run<Segment>] = &[];
        let head = self.root.get(first.0).map_or(empty, |run| &run[..first.1]);
        let tail = self.root.get(last.0).map_or(empty, |run| &run[(last.1 + 1).min(run.len())..]);
        let groups = Run::split(&[head, &chunks, tail].concat());
        let tail = &self.root[(last.0 + 1).min(self.root.len())..];
        Segments { root: Arc::new([&self.root[..first.0], &groups, tail].concat()) }
    }

    /// All items in text order, with `base` bytes before the body.
    pub(super) fn items(&self, base: TextSize) -> impl Iterator<Item = Item> + '_ {
        self.segments(Kinds::ALL).flat_map(move |(place, segment)| {
            let start = base + TextSize::new(place.start);
            segment.items().iter().map(move |item| item.clone().later(start))
        })
    }

    /// The items of one kind; what holds none is passed over unread.
    pub(super) fn of(&self, kind: ItemKind, base: TextSize) -> impl Iterator<Item = Item> + '_ {
        self.segments(Kinds::one(kind)).flat_map(move |(place, segment)| {
            let start = base + TextSize::new(place.start);
            let wanted = segment.items().iter().filter(move |item| item.kind() == kind);
            wanted.map(move |item| item.clone().later(start))
        })
    }

    /// A part of each item of one kind that has it; the rest of the item is not copied.
    pub(super) fn names<'a>(
        &'a self,
        kind: ItemKind,
        base: TextSize,
        part: impl Fn(&Item) -> Option<&Name> + Copy + 'a,
    ) -> impl Iterator<Item = Name> + 'a {
        self.segments(Kinds::one(kind)).flat_map(move |(place, segment)| {
            let start = base + TextSize::new(place.start);
            let items = segment.items().iter().filter(move |item| item.kind() == kind);
            items.filter_map(part).map(move |name| Name { range: name.range + start, ..name.clone() })
        })
    }

    /// The footnotes of an id, in whatever letter case; what surely holds none is passed over unread.
    pub(super) fn footnotes_of<'a>(&'a self, id: &'a str, base: TextSize) -> impl Iterator<Item = Footnote> + 'a {
        let wanted = Wanted { kinds: Kinds::one(ItemKind::Footnote), id: Some(Ids::bit(id)) };
        self.segments_that(wanted).flat_map(move |(place, segment)| {
            let start = base + TextSize::new(place.start);
            segment.items().iter().filter_map(move |item| match item {
                Item::Footnote(it) if it.id == id || folds_alike(&it.id, id) => match item.clone().later(start) {
                    Item::Footnote(footnote) => Some(footnote),
                    _ => None,
                },
                _ => None,
            })
        })
    }

    /// The segments in which a label is looked up.
    pub(super) fn users<'a>(&'a self, label: &'a SmolStr) -> impl Iterator<Item = (Place, &'a Segment)> + 'a {
        self.segments(Kinds::USES).filter(move |(_, segment)| segment.uses(label))
    }

    /// Whether Liquid takes away the white space behind something.
    pub(super) fn trims(&self) -> bool {
        self.root.iter().any(|run| run.kinds.meets(Kinds::TRIMS))
    }

    /// Whether Liquid does not run somewhere.
    pub(super) fn is_raw_somewhere(&self) -> bool {
        self.root.iter().any(|run| run.kinds.meets(Kinds::RAW))
    }

    /// Whether there may be a tag whose brace is misspelt.
    pub(super) fn may_misspell(&self) -> bool {
        self.root.iter().any(|run| run.kinds.meets(Kinds::MISSPELT))
    }

    /// The first segment in which Liquid looks for an end in vain.
    pub(super) fn first_without_end(&self) -> Option<Place> {
        self.segments(Kinds::one(ItemKind::Problem)).find(|(_, segment)| segment.lacks_end()).map(|(place, _)| place)
    }

    /// The first segment with a fence that a line further down may give another meaning.
    pub(super) fn first_open_fence(&self) -> Option<Place> {
        self.segments(Kinds::OPEN_FENCE).map(|(place, _)| place).next()
    }

    /// The items that hold or touch an offset of the body, the innermost first, with `base` bytes before the body.
    pub(super) fn at(&self, offset: u32, base: TextSize) -> Vec<Item> {
        let here = self.find(offset);
        let before = self.previous(here).filter(|_| here.start == offset);
        let mut found = Vec::new();
        for place in before.into_iter().chain([here]) {
            let start = TextSize::new(place.start);
            let items = self.get(place).map_or(&[][..], Segment::items);
            let held = items.iter().filter(|item| (item.range() + start).contains_inclusive(offset.into()));
            found.extend(held.map(|item| item.clone().later(base + start)));
        }
        found.reverse();
        found.sort_by_key(|item| item.range().len());
        found
    }

    /// The segments of which some kind is wanted.
    fn segments(&self, wanted: Kinds) -> impl Iterator<Item = (Place, &Segment)> {
        self.segments_that(Wanted { kinds: wanted, id: None })
    }

    /// The segments that are wanted; what holds none is passed over.
    fn segments_that(&self, wanted: Wanted) -> impl Iterator<Item = (Place, &Segment)> {
        let mut next = self.first();
        std::iter::from_fn(move || {
            loop {
                let (group, chunk, at) = next.path;
                let chunks = self.root.get(group)?;
                if at == 0 && chunk == 0 && !wanted.is_in(chunks) {
                    next = Place { path: (group + 1, 0, 0), start: next.start + chunks.bytes() };
                    continue;
                }
                let segments = &chunks[chunk];
                if at == 0 && !wanted.is_in(segments) {
                    let path = if chunk + 1 < chunks.len() { (group, chunk + 1, 0) } else { (group + 1, 0, 0) };
                    next = Place { path, start: next.start + segments.bytes() };
                    continue;
                }
                let (here, segment) = (next, &segments[at]);
                next = self.next(here);
                if segment.kinds.meets(wanted.kinds) {
                    return Some((here, segment));
                }
            }
        })
    }
}

/// Whether two ids are one in whatever letter case.
fn folds_alike(one: &str, other: &str) -> bool {
    match one.is_ascii() && other.is_ascii() {
        true => one.eq_ignore_ascii_case(other),
        false => one.to_lowercase() == other.to_lowercase(),
    }
}

/// Which of some parts holds an offset, the last one for their end, and where it starts when the first starts at `start`.
fn holding<P: Part>(parts: &[P], offset: u32, mut start: u32) -> (usize, u32) {
    for (at, part) in parts.iter().enumerate() {
        if offset < start + part.bytes() || at + 1 == parts.len() {
            return (at, start);
        }
        start += part.bytes();
    }
    (0, start)
}
