//! Reads a post again after an edit: only the segments around it, and those that look up labels it defines or undefines.

use std::sync::Arc;

use smol_str::SmolStr;

use super::fence::Inside;
use super::segments::{self, Kinds, Place, Segment, Segments};
use super::stretch::{self, Ask};
use super::{FrontMatter, LIMIT, Labels, Part, Post, Syntax, front_matter, kramdown};
use crate::text::{Edit, Text, TextRange, TextSize};

/// See [`super::reparse`]. `None` where the whole text is to be read.
pub(super) fn reparse(post: &Post, text: &Text, edit: &Edit) -> Option<Post> {
    let (start, old_end, new_end) = extent(text, edit, post.len())?;
    if post.too_long || text.len() > TextSize::new(LIMIT) {
        return None;
    }
    let head = head(post, text, start, old_end, new_end)?;
    let post = Post { front_matter: head.front_matter, body_start: head.body_start, ..post.clone() };
    if old_end < head.old_body_start {
        return Some(post);
    }
    let new_start = post.body_start;
    let touched = Touched {
        start: start.checked_sub(head.old_body_start).unwrap_or_default().into(),
        old_end: (old_end - head.old_body_start).into(),
        new_end: (new_end - new_start).into(),
    };
    Some(Window { post: &post, text, base: new_start, touched }.read())
}

/// The edit as it was applied, if the text is what it leaves: its start, and its end before and after.
fn extent(text: &Text, edit: &Edit, old_len: TextSize) -> Option<(TextSize, TextSize, TextSize)> {
    let (start, old_end) = (edit.range.start(), edit.range.end());
    let new_end = start + TextSize::of(edit.insert.as_str());
    let fits = old_end <= old_len && text.len() + edit.range.len() == old_len + TextSize::of(edit.insert.as_str());
    let same = || {
        let mut rest = edit.insert.as_str();
        text.chunks(TextRange::new(start, new_end)).all(|chunk| match rest.strip_prefix(chunk) {
            Some(behind) => {
                rest = behind;
                true
            }
            None => false,
        }) && rest.is_empty()
    };
    (fits && same()).then_some((start, old_end, new_end))
}

/// What stands before the body after an edit.
struct Head {
    front_matter: Option<Arc<FrontMatter>>,
    body_start: TextSize,
    /// Where the body started before the edit.
    old_body_start: TextSize,
}

/// Reads the head of the text again where the edit touches it. `None` where another part of the text is the body now.
fn head(post: &Post, text: &Text, start: TextSize, old_end: TextSize, new_end: TextSize) -> Option<Head> {
    let old_body_start = post.body_start;
    let kept = Head { front_matter: post.front_matter.clone(), body_start: old_body_start, old_body_start };
    if post.dialect.part == Part::Cell {
        return Some(kept);
    }
    let fenced = post.front_matter.as_ref().filter(|found| found.syntax != Syntax::List);
    if fenced.is_none() {
        return list_head(post, text, start);
    }
    let before = TextRange::new(old_body_start.checked_sub(1.into())?, old_body_start);
    if start > old_body_start || start == old_body_start && text.slice(before) == "\n" {
        return Some(kept);
    }
    if old_end >= old_body_start {
        return None;
    }
    // The edit stands before the body: the fences must still end where they did.
    let body_start = new_end + (old_body_start - old_end);
    let head = text.slice(TextRange::up_to(body_start));
    if front_matter::split(&head)?.body_start != body_start || !head.ends_with('\n') {
        return None;
    }
    Some(Head { front_matter: front_matter::read(&head, post.dialect.part).map(Arc::new), body_start, old_body_start })
}

/// The head of a text whose front matter has no fences: it has none, or it is in list form and part of the body.
fn list_head(post: &Post, text: &Text, start: TextSize) -> Option<Head> {
    let zero = TextSize::new(0);
    let first = text.slice(TextRange::new(zero, 6.into()));
    let first = first.trim_start_matches('\u{feff}');
    if (first.starts_with("---") || first.starts_with("+++")) && front_matter::split(&text.to_string()).is_some() {
        return None;
    }
    let mut front_matter = post.front_matter.clone();
    let lines = first_lines(text, post.dialect.part);
    if start <= TextSize::of(lines.as_str()) {
        front_matter = front_matter::read(&lines, post.dialect.part).map(Arc::new);
    }
    Some(Head { front_matter, body_start: zero, old_body_start: zero })
}

/// The lines that tell whether there is front matter in list form, and what it says.
fn first_lines(text: &Text, part: Part) -> String {
    let mut count = 2;
    loop {
        let end = text.line_start(count);
        let mut lines = text.slice(TextRange::up_to(end));
        let whole = end == text.len();
        if !whole && !lines.ends_with('\n') {
            count *= 2;
            continue;
        }
        match front_matter::list_reach(&lines, part) {
            Some(reach) => lines.truncate(reach),
            None if !whole => {
                count *= 4;
                continue;
            }
            None => {}
        }
        return lines;
    }
}

/// What an edit touches of a body, in bytes from the body's start.
#[derive(Clone, Copy)]
struct Touched {
    start: u32,
    /// The end before the edit.
    old_end: u32,
    /// The end after it.
    new_end: u32,
}

impl Touched {
    /// Where a place behind the edit is after it.
    fn moved(self, old: u32) -> u32 {
        old - self.old_end + self.new_end
    }
}

/// The part of a body that is read again.
struct Window<'a> {
    post: &'a Post,
    text: &'a Text,
    /// Where the body starts in the text.
    base: TextSize,
    touched: Touched,
}

impl Window<'_> {
    fn read(&self) -> Post {
        let body = &self.post.body;
        if let Some(post) = self.inside_fence() {
            return post;
        }
        let mut from = self.first();
        let mut to = self.last();
        loop {
            let above = [self.unended_above(from, to), self.open_fence_above(from, to)];
            if let Some(open) = above.into_iter().flatten().min_by_key(|open| open.start) {
                from = open;
            }
            from = self.with_what_is_joined(from);
            let gone = defined_in(body, from, to);
            let defined = |key: &str| self.post.labels.get(key).copied() > gone.get(key).copied();
            match self.segments(from, to, &defined) {
                Some(segments) => return self.replace(from, to, segments, &gone),
                None => to = self.farther(from, to),
            }
        }
    }

    /// The post where the edit lies inside of a fence.
    fn inside_fence(&self) -> Option<Post> {
        let body = &self.post.body;
        let place = body.find(self.touched.start);
        let segment = body.get(place)?;
        let inside = Inside {
            segment,
            base: self.base + TextSize::new(place.start),
            text: self.text,
            start: self.base + TextSize::new(self.touched.start),
            old_end: self.base + TextSize::new(self.touched.old_end),
            new_end: self.base + TextSize::new(self.touched.new_end),
            liquid: self.post.dialect.liquid,
        };
        let body = body.splice(place, body.next(place), vec![inside.edited()?]);
        Some(Post { body, ..self.post.clone() })
    }

    /// The first segment to read: the line that it starts with, and the blank one above, are as they were.
    fn first(&self) -> Place {
        let body = &self.post.body;
        let mut place = body.find(self.touched.start);
        while let Some(previous) = body.previous(place) {
            let start = self.base + TextSize::new(place.start);
            let next_line = self.text.line_start(self.text.line_of(start) + 1);
            if next_line < self.base + TextSize::new(self.touched.start) {
                break;
            }
            place = previous;
        }
        place
    }

    /// The place behind the last segment to read: the line there and the blank one above it are as they were.
    fn last(&self) -> Place {
        let body = &self.post.body;
        let mut place = body.next(body.find(self.touched.old_end));
        while body.get(place).is_some() && !self.begins_under_blank(place) {
            place = body.next(place);
        }
        place
    }

    fn begins_under_blank(&self, place: Place) -> bool {
        let start = self.base + TextSize::new(self.touched.moved(place.start));
        let line = self.text.line_of(start);
        let Some(above) = line.checked_sub(1) else { return false };
        let blank = TextRange::new(self.text.line_start(above), start);
        self.text.line_start(line) == start
            && blank.start() >= self.base + TextSize::new(self.touched.new_end)
            && self
                .text
                .chunks(blank)
                .all(|chunk| chunk.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')))
    }

    /// The first segment above in which Liquid lacks an end that the edit may have brought, or that what it took away
    /// may have hidden.
    fn unended_above(&self, from: Place, to: Place) -> Option<Place> {
        let body = &self.post.body;
        let open = body.first_without_end().filter(|open| open.start < from.start)?;
        let mut place = from;
        while place != to {
            let segment = body.get(place)?;
            if segment.kinds.meets(Kinds::LIQUID) {
                return Some(open);
            }
            place = body.next(place);
        }
        self.holds_brace(from.start, self.touched.moved(to.start)).then_some(open)
    }

    /// The first segment above with a fence to which a line may give another meaning, if the edit may have brought one.
    fn open_fence_above(&self, from: Place, to: Place) -> Option<Place> {
        let open = self.post.body.first_open_fence().filter(|open| open.start < from.start)?;
        kramdown::may_end(&self.slice(from.start, self.touched.moved(to.start))).then_some(open)
    }

    /// A place or one above it: Liquid that takes away the white space before it belongs to what stands there.
    fn with_what_is_joined(&self, mut place: Place) -> Place {
        let body = &self.post.body;
        // The line that a segment starts with is as it was, and so is whether Liquid is in it.
        let may_join = |place| body.get(place).is_some_and(|segment| segment.kinds.meets(Kinds::LIQUID));
        while let Some(previous) = body.previous(place).filter(|_| may_join(place) && self.joins(place.start)) {
            place = previous;
        }
        place
    }

    /// Whether what stands first behind a place above the edit is Liquid that may take away the white space before it.
    fn joins(&self, start: u32) -> bool {
        let behind = TextRange::new(self.base + TextSize::new(start), self.text.len());
        let mut bytes = self.text.chunks(behind).flat_map(str::bytes).skip_while(u8::is_ascii_whitespace);
        bytes.next() == Some(b'{') && matches!(bytes.next(), Some(b'{' | b'%')) && bytes.next() == Some(b'-')
    }

    /// A part of the body as it is now.
    fn slice(&self, start: u32, end: u32) -> String {
        self.text.slice(TextRange::new(start.into(), end.into()) + self.base)
    }

    /// Whether a part of the body holds a `}`, without which nothing of Liquid's ends.
    fn holds_brace(&self, start: u32, end: u32) -> bool {
        let part = TextRange::new(start.into(), end.into()) + self.base;
        self.text.chunks(part).any(|chunk| memchr::memchr(b'}', chunk.as_bytes()).is_some())
    }

    /// A place behind the last one so far, so that what is read about doubles.
    fn farther(&self, from: Place, to: Place) -> Place {
        let body = &self.post.body;
        let next = body.next(to);
        let goal = to.start + (to.start - from.start);
        if goal >= body.len() {
            return body.next(body.find(body.len()));
        }
        let far = body.find(goal);
        if far.start > next.start { far } else { next }
    }

    /// Reads from one place up to another, if that can be told without what is behind.
    fn segments(&self, from: Place, to: Place, defined: &dyn Fn(&str) -> bool) -> Option<Vec<Segment>> {
        let end_in_body = self.touched.moved(to.start);
        let text = self.with_line_behind(from, end_in_body, self.post.body.get(to).is_some());
        let len = (end_in_body - from.start) as usize;
        let body_end = (self.text.len() - self.base).into();
        let ask = Ask {
            text: &text,
            len,
            dialect: self.post.dialect,
            inner: self.base + TextSize::new(from.start) > TextSize::new(0),
            defined,
            may_end_later: &|| self.holds_brace(end_in_body, body_end),
            ends_one_later: &|open| kramdown::ends_one(open, &self.slice(end_in_body, body_end)),
        };
        Some(segments::cut(stretch::read(&ask)?, len as u32))
    }

    /// The post with other segments from one place up to another, which defined what is `gone` before.
    fn replace(&self, from: Place, to: Place, segments: Vec<Segment>, gone: &Labels) -> Post {
        let mut labels = Arc::clone(&self.post.labels);
        let mut come = Labels::new();
        for label in segments.iter().flat_map(Segment::defines) {
            *come.entry(label.clone()).or_default() += 1;
        }
        let len: u32 = segments.iter().map(|segment| segment.len).sum();
        let body = self.post.body.splice(from, to, segments);
        let post = |body, labels| Post { body, labels, ..self.post.clone() };
        if come == *gone {
            return post(body, labels);
        }
        let turned = turn(Arc::make_mut(&mut labels), gone, &come);
        let mut users: Vec<u32> = Vec::new();
        for label in &turned {
            let outside = |start: &u32| *start < from.start || *start >= from.start + len;
            users.extend(body.users(label).map(|(place, _)| place.start).filter(outside));
        }
        users.sort_unstable();
        users.dedup();
        let body = users.into_iter().fold(body, |body, start| self.read_alone(body, start, &labels));
        post(body, labels)
    }

    /// The body with one segment read again, whose blocks are what they were.
    fn read_alone(&self, body: Segments, start: u32, labels: &Labels) -> Segments {
        let place = body.find(start);
        let Some(len) = body.get(place).map(|segment| segment.len) else { return body };
        let next = body.next(place);
        // Where a block ends that the next one ends, comrak says rightly only if it sees the next one.
        let text = self.with_line_behind(place, next.start, body.get(next).is_some());
        let ask = Ask {
            text: &text,
            len: len as usize,
            dialect: self.post.dialect,
            inner: self.base + TextSize::new(start) > TextSize::new(0),
            defined: &|key: &str| labels.contains_key(key),
            may_end_later: &|| false,
            ends_one_later: &|_| false,
        };
        let alone = || stretch::read(&Ask { text: &text[..len as usize], ..ask });
        let Some(read) = stretch::read(&ask).or_else(alone) else { return body };
        body.splice(place, next, segments::cut(read, len))
    }

    /// The text from one place of the body as it is now up to another, and the line there if one follows.
    fn with_line_behind(&self, from: Place, end: u32, is_followed: bool) -> String {
        let (start, end) = (self.base + TextSize::new(from.start), self.base + TextSize::new(end));
        let behind = if is_followed { self.text.line_start(self.text.line_of(end) + 1) } else { end };
        self.text.slice(TextRange::new(start, behind))
    }
}

/// How often the segments from one place up to another define each label.
fn defined_in(body: &Segments, from: Place, to: Place) -> Labels {
    let mut defined = Labels::new();
    let mut place = from;
    while place != to {
        let Some(segment) = body.get(place) else { break };
        for label in segment.defines() {
            *defined.entry(label.clone()).or_default() += 1;
        }
        place = body.next(place);
    }
    defined
}

/// Takes definitions out and puts others in, and tells which labels are defined now and were not, or the other way.
fn turn(labels: &mut Labels, gone: &Labels, come: &Labels) -> Vec<SmolStr> {
    let mut turned = Vec::new();
    let both: std::collections::BTreeSet<&SmolStr> = gone.keys().chain(come.keys()).collect();
    for label in both {
        let before = labels.get(label).copied().unwrap_or(0);
        let (out, into) = (gone.get(label).copied().unwrap_or(0), come.get(label).copied().unwrap_or(0));
        let after = (before + into).saturating_sub(out);
        match after {
            0 => drop(labels.remove(label)),
            after => drop(labels.insert(label.clone(), after)),
        }
        if (before == 0) != (after == 0) {
            turned.push(label.clone());
        }
    }
    turned
}
