//! What was found in a text before an edit, and how much of it still holds after.

use std::sync::Arc;

use super::{Check, Reach};
use crate::ide::Diagnostic;
use crate::ide::place::Place;
use crate::site::{FileId, Moment, Source};
use crate::syntax::{Changed, Item, Part, Post};
use crate::text::{Text, TextRange, TextSize};

/// The findings of a text as they were when it was last looked at. What they are is the same with and without it; with
/// it, only what an edit can have changed is looked at again.
#[derive(Clone, Debug, Default)]
pub struct Known(Option<Findings>);

#[derive(Clone, Debug)]
struct Findings {
    file: FileId,
    text: Text,
    post: Post,
    /// The blog without the text's page.
    rest: Moment,
    /// What each check found, in the order of the checks.
    by_check: Vec<Arc<Vec<Diagnostic>>>,
}

/// What differs between a text as it was and as it is.
struct Difference<'a> {
    old: &'a Findings,
    place: Place<'a>,
    part: Changed,
    /// The items of the part, before and after.
    items: [Vec<Item>; 2],
    /// The text of the part, before and after.
    texts: [String; 2],
    /// The bytes of the part that differ, before and after.
    bytes: [TextRange; 2],
}

impl Known {
    /// Runs checks on a text, as far as what is known does not tell what they find.
    pub(super) fn run(&mut self, place: Place<'_>, checks: &[Check]) -> Vec<Diagnostic> {
        // The cells of a notebook are many and short, and what is found in one depends on all of them.
        let text = place.source.text.as_ref().filter(|_| place.source.post.dialect().part == Part::File);
        let Some(text) = text else {
            self.0 = None;
            let mut found = Vec::new();
            checks.iter().for_each(|check| (check.run)(place, &mut found));
            return found;
        };
        let old = self.0.take().filter(|old| old.by_check.len() == checks.len());
        let difference = old.as_ref().and_then(|old| Difference::new(old, place, text));
        let found = checks.iter().enumerate().map(|(at, check)| {
            let kept = difference.as_ref().and_then(|it| it.keep(check, &it.old.by_check[at]));
            kept.unwrap_or_else(|| {
                let mut found = Vec::new();
                (check.run)(place, &mut found);
                found.into()
            })
        });
        let by_check: Vec<Arc<Vec<Diagnostic>>> = found.collect();
        let all = by_check.iter().flat_map(|found| found.iter().cloned()).collect();
        self.0 = Some(Findings {
            file: place.file().clone(),
            text: text.clone(),
            post: Post::clone(&place.source.post),
            rest: place.site.moment_without(&place.page.path),
            by_check,
        });
        all
    }
}

impl<'a> Difference<'a> {
    /// `None` where a text cannot be told from what is known, as more than it has changed.
    fn new(old: &'a Findings, place: Place<'a>, text: &Text) -> Option<Difference<'a>> {
        if old.file != *place.file() || old.rest != place.site.moment_without(&place.page.path) {
            return None;
        }
        let post = &place.source.post;
        let part = post.changed_since(&old.post)?;
        let items = [old.post.within(part.old).items().collect(), post.within(part.new).items().collect()];
        let texts = [old.text.slice(part.old), text.slice(part.new)];
        let bytes = differing(&texts[0], &texts[1]);
        let bytes = [bytes[0] + part.old.start(), bytes[1] + part.new.start()];
        Some(Difference { old, place, part, items, texts, bytes })
    }

    /// What a check finds, for what it found before; `None` where all of it has to be looked at again.
    fn keep(&self, check: &Check, found: &Arc<Vec<Diagnostic>>) -> Option<Arc<Vec<Diagnostic>>> {
        let reach = check.reach?;
        if self.texts.iter().any(|text| (check.reads)(text)) {
            return None;
        }
        let [old, new] = self.items.each_ref().map(|items| -> Vec<(Reach, &Item)> {
            let reaches = items.iter().map(|item| (reach(item), item));
            reaches.filter(|(reach, _)| *reach != Reach::Nowhere).collect()
        });
        if self.are_same(&old, &new) {
            let pairs: Vec<(TextRange, TextRange)> =
                old.iter().zip(&new).map(|((_, old), (_, new))| (old.range(), new.range())).collect();
            if found.is_empty() {
                return Some(found.clone());
            }
            return found.iter().map(|finding| self.moved(finding, &pairs)).collect::<Option<_>>().map(Arc::new);
        }
        if old.iter().chain(&new).any(|(reach, _)| *reach == Reach::Page) {
            return None;
        }
        let outside = found.iter().filter(|finding| !self.is_inside(finding.range));
        let mut kept = outside.map(|finding| self.moved(finding, &[])).collect::<Option<Vec<_>>>()?;
        let source = Source { post: self.place.source.post.within(self.part.new).into(), ..self.place.source.clone() };
        (check.run)(self.place.with(&source), &mut kept);
        Some(kept.into())
    }

    /// Whether items say the same before and after, each from its own start.
    fn are_same(&self, old: &[(Reach, &Item)], new: &[(Reach, &Item)]) -> bool {
        let is_same = |(_, old): &(Reach, &Item), (reach, new): &(Reach, &Item)| {
            old.is_moved(new) && (*reach != Reach::Lines || !self.touches(old, new))
        };
        old.len() == new.len() && old.iter().zip(new).all(|(old, new)| is_same(old, new))
    }

    /// Whether something differs on the lines of an item.
    fn touches(&self, old: &Item, new: &Item) -> bool {
        let lines = |text: &Text, range: TextRange| {
            let (first, last) = (text.line_of(range.start()), text.line_of(range.end()));
            TextRange::new(text.line_start(first), text.line_end(last))
        };
        let Some(text) = &self.place.source.text else { return true };
        let touch = |one: TextRange, other: TextRange| one.intersect(other).is_some();
        touch(lines(&self.old.text, old.range()), self.bytes[0]) || touch(lines(text, new.range()), self.bytes[1])
    }

    /// Whether a range of the older text may be part of what differs.
    fn is_inside(&self, range: TextRange) -> bool {
        let part = self.part.old;
        range.start() >= part.start() && (range.start() < part.end() || part.end() == self.old.text.len())
    }

    /// A finding at the place that it has now; `pairs` are items that only moved, in text order. `None` where that is not known.
    fn moved(&self, finding: &Diagnostic, pairs: &[(TextRange, TextRange)]) -> Option<Diagnostic> {
        let mut finding = finding.clone();
        finding.range = self.place_now(finding.range, pairs)?;
        for related in &mut finding.related {
            if related.place.file == self.old.file {
                related.place.range = self.place_now(related.place.range, pairs)?;
            }
        }
        Some(finding)
    }

    fn place_now(&self, range: TextRange, pairs: &[(TextRange, TextRange)]) -> Option<TextRange> {
        let Changed { old, new } = self.part;
        if range.end() <= old.start() && range.start() < old.start() {
            return Some(range);
        }
        if !self.is_inside(range) {
            return (range.start() >= old.end()).then(|| range - old.end() + new.end());
        }
        // Items stand in text order, and what holds the range is most often the last one to begin before it.
        let begun = pairs.partition_point(|(item, _)| item.start() <= range.start());
        let (held_by, now) = pairs[..begun].iter().rfind(|(item, _)| item.contains_range(range))?;
        Some(range - held_by.start() + now.start())
    }
}

/// The parts of two texts between what both begin and end with.
fn differing(old: &str, new: &str) -> [TextRange; 2] {
    let start = old.bytes().zip(new.bytes()).take_while(|(old, new)| old == new).count();
    let rest = old.len().min(new.len()) - start;
    let end = old.bytes().rev().zip(new.bytes().rev()).take(rest).take_while(|(old, new)| old == new).count();
    [old, new].map(|text| {
        let place = |offset: usize| TextSize::new(u32::try_from(offset).unwrap_or(u32::MAX));
        TextRange::new(place(start), place(text.len() - end))
    })
}
