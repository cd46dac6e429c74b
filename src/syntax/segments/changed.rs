//! Where two bodies differ, told from what they share.

use std::sync::Arc;

use super::{Part, Place, Run, Segment, Segments};

impl Segments {
    /// How many bytes at the start and at the end belong to segments that two bodies have in common. What they say there
    /// is the same; between may stand anything. The cost is that of what is not shared, however long the bodies.
    pub(in crate::syntax) fn shared(&self, newer: &Segments) -> (u32, u32) {
        let (mut old, mut new) = (self.first(), newer.first());
        while let Some((behind_old, behind_new)) = self.step(newer, old, new) {
            (old, new) = (behind_old, behind_new);
        }
        let start = old.start;
        let (mut old, mut new) = (self.end(), newer.end());
        while let Some((before_old, before_new)) = self.step_back(newer, old, new, start) {
            (old, new) = (before_old, before_new);
        }
        (start, self.len() - old.start)
    }

    /// Only the segments from one offset up to another, at their places.
    pub(in crate::syntax) fn within(&self, from: u32, to: u32) -> Segments {
        let mut kept = vec![Segment { len: from, ..Segment::default() }];
        // For the body's end the last segment is found, which starts before.
        let found = self.find(from);
        let mut next = if found.start < from { self.next(found) } else { found };
        while let Some(segment) = self.get(next).filter(|_| next.start < to) {
            kept.push(segment.clone());
            next = self.next(next);
        }
        Segments::new(&kept)
    }

    /// The place behind the last segment.
    fn end(&self) -> Place {
        Place { path: (self.root.len(), 0, 0), start: self.len() }
    }

    /// The places behind the largest part that two bodies share at two places; `None` where they share none.
    fn step(&self, newer: &Segments, old: Place, new: Place) -> Option<(Place, Place)> {
        let ((group, chunk, segment), (new_group, new_chunk, new_segment)) = (old.path, new.path);
        let (groups, new_groups) = (self.root.get(group)?, newer.root.get(new_group)?);
        let starts = (segment, new_segment) == (0, 0);
        if starts && (chunk, new_chunk) == (0, 0) && is_same(groups, new_groups) {
            let behind = |place: Place| Place { path: (place.path.0 + 1, 0, 0), start: place.start + groups.bytes() };
            return Some((behind(old), behind(new)));
        }
        let (run, new_run) = (&groups[chunk], &new_groups[new_chunk]);
        if starts && is_same(run, new_run) {
            let behind = |place: Place, chunks: usize| {
                let (group, chunk, _) = place.path;
                let path = if chunk + 1 < chunks { (group, chunk + 1, 0) } else { (group + 1, 0, 0) };
                Place { path, start: place.start + run.bytes() }
            };
            return Some((behind(old, groups.len()), behind(new, new_groups.len())));
        }
        run[segment].is_same(&new_run[new_segment]).then(|| (self.next(old), newer.next(new)))
    }

    /// The places before the largest part that two bodies share before two places, none of it before `least`.
    fn step_back(&self, newer: &Segments, old: Place, new: Place, least: u32) -> Option<(Place, Place)> {
        let fits = |bytes: u32| old.start.min(new.start) >= least + bytes;
        let ((group, chunk, segment), (new_group, new_chunk, new_segment)) = (old.path, new.path);
        if (segment, new_segment, chunk, new_chunk) == (0, 0, 0, 0) {
            let (group, new_group) = (group.checked_sub(1)?, new_group.checked_sub(1)?);
            let (chunks, new_chunks) = (&self.root[group], &newer.root[new_group]);
            if is_same(chunks, new_chunks) && fits(chunks.bytes()) {
                let before = |place: Place, group| Place { path: (group, 0, 0), start: place.start - chunks.bytes() };
                return Some((before(old, group), before(new, new_group)));
            }
        }
        if (segment, new_segment) == (0, 0) {
            let (at, run) = self.run_before(old)?;
            let (new_at, new_run) = newer.run_before(new)?;
            if is_same(run, new_run) && fits(run.bytes()) {
                let before =
                    |place: Place, (group, chunk)| Place { path: (group, chunk, 0), start: place.start - run.bytes() };
                return Some((before(old, at), before(new, new_at)));
            }
        }
        let (before, new_before) = (self.previous(old)?, newer.previous(new)?);
        let (segment, new_segment) = (self.get(before)?, newer.get(new_before)?);
        (segment.is_same(new_segment) && fits(segment.len)).then_some((before, new_before))
    }

    /// The run of segments that ends before a place which starts one, and where it is in the tree.
    fn run_before(&self, place: Place) -> Option<((usize, usize), &Run<Segment>)> {
        let (group, chunk, _) = place.path;
        let (group, chunk) = match chunk.checked_sub(1) {
            Some(chunk) => (group, chunk),
            None => (group.checked_sub(1)?, self.root.get(group.checked_sub(1)?)?.len().checked_sub(1)?),
        };
        Some(((group, chunk), self.root.get(group)?.get(chunk)?))
    }
}

impl Segment {
    /// Whether two segments are one, or say nothing over the same length.
    fn is_same(&self, other: &Segment) -> bool {
        let says_same = match (&self.facts, &other.facts) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (one, other) => one.is_none() && other.is_none(),
        };
        self.len == other.len && says_same
    }
}

fn is_same<P>(one: &Run<P>, other: &Run<P>) -> bool {
    Arc::ptr_eq(&one.parts, &other.parts)
}
