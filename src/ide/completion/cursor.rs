//! The line around the cursor, and what the editor may have closed behind it.

use crate::ide::place::Place;
use crate::ide::{Completion, CompletionKind, SourceEdit};
use crate::syntax::{Code, Item};
use crate::text::{TextRange, TextSize};

/// A cursor in an open text.
pub(super) struct Cursor<'a> {
    pub place: Place<'a>,
    pub offset: TextSize,
    /// The line up to the cursor.
    pub before: String,
    /// The line from the cursor on.
    pub after: String,
}

/// What opens at the cursor's left and is not closed yet: what stands in it, from its opener to the cursor.
pub(super) struct Open<'a> {
    /// The line up to the opener.
    pub outside: &'a str,
    /// What is written so far, the opener left out.
    pub inside: &'a str,
}

impl<'a> Cursor<'a> {
    /// `None` where nobody has the text open.
    pub fn new(place: Place<'a>, offset: TextSize) -> Option<Cursor<'a>> {
        let text = place.text()?;
        let line = text.line_of(offset);
        let before = text.slice(TextRange::new(text.line_start(line), offset.max(text.line_start(line))));
        let after = text.slice(TextRange::new(offset, text.line_end(line).max(offset)));
        Some(Cursor { place, offset, before, after })
    }

    /// What is open at the cursor: the last opener on the line that no closer follows.
    pub fn open(&self, opener: &str, closer: &str) -> Option<Open<'_>> {
        let at = self.before.rfind(opener)?;
        let (outside, inside) = (&self.before[..at], &self.before[at + opener.len()..]);
        (!inside.contains(closer)).then_some(Open { outside, inside })
    }

    /// The code that the cursor is in or beside.
    fn code_around(&self) -> Option<Code> {
        self.place.items_at(self.offset).into_iter().find_map(|item| match item {
            Item::Code(code) => Some(code),
            _ => None,
        })
    }

    /// Whether the cursor is in code.
    pub fn is_in_code(&self) -> bool {
        self.code_around().is_some_and(|code| code.range.start() < self.offset && self.offset < code.range.end())
    }

    /// Whether the cursor is on a line of code below its first.
    pub fn is_below_fence(&self) -> bool {
        let line = self.offset - TextSize::of(self.before.as_str());
        self.code_around().is_some_and(|code| code.range.start() < line)
    }

    /// Whether the cursor is in a tag or an output of Liquid.
    pub fn is_in_liquid(&self) -> bool {
        self.open("{%", "%}").is_some() || self.open("{{", "}}").is_some()
    }

    /// Whether the cursor is in the target of a link, or in an address.
    pub fn is_in_target(&self) -> bool {
        let word = self.before.rsplit(char::is_whitespace).next().unwrap_or_default();
        self.open("](", ")").is_some() || word.contains("://") || word.contains('<')
    }

    /// Whether the cursor is in front matter.
    pub fn is_in_front_matter(&self) -> bool {
        self.place.source.post.front_matter().is_some_and(|it| it.range.contains(self.offset))
    }

    /// The edit that replaces some bytes on both sides of the cursor.
    pub fn replace(&self, before: usize, after: usize, insert: String) -> SourceEdit {
        let bytes = |count: usize| TextSize::try_from(count).unwrap_or_default();
        SourceEdit { range: TextRange::new(self.offset - bytes(before), self.offset + bytes(after)), insert }
    }

    /// A completion that replaces what is typed, and some bytes behind the cursor.
    pub fn completion(
        &self,
        kind: CompletionKind,
        label: String,
        typed: &str,
        after: usize,
        insert: String,
    ) -> Completion {
        let filter = label.clone();
        let edit = self.replace(typed.len(), after, insert);
        Completion { label, kind, detail: None, documentation: None, edit, caret: None, filter, rank: 0 }
    }
}

/// How many bytes behind the cursor a completion takes the place of: the rest of the word, white space and the closer,
/// or nothing where no closer follows, as the word is the text's then.
pub(super) fn tail(after: &str, is_word: impl Fn(char) -> bool, closers: &[&str]) -> usize {
    let rest = after.trim_start_matches(is_word).trim_start_matches([' ', '\t']);
    let closer = closers.iter().find(|closer| rest.starts_with(**closer));
    closer.map_or(0, |closer| after.len() - rest.len() + closer.len())
}
