//! Renames an address elsewhere, wherever the blog leads to it.

use super::{Refusal, replace};
use crate::ide::SourceChange;
use crate::ide::applied;
use crate::ide::place::Place;
use crate::ide::subject::{self, Subject};

/// Writes another address for one, proved by reading the texts again: each place leads to it then.
pub(super) fn rename(place: Place<'_>, subject: &Subject, name: &str) -> Result<SourceChange, Refusal> {
    let rule =
        Refusal::NoName("an address begins with its scheme, such as `https://`, and has no blanks and no brackets");
    if !name.contains(':') || name.contains(|c: char| c.is_whitespace() || "<>\"'`|\\{}".contains(c)) {
        return Err(rule);
    }
    let mut change = SourceChange::default();
    let mentions = subject::mentions(place, subject);
    for mention in &mentions {
        change.add(mention.file.clone(), replace(mention.name, name));
    }
    let new = Subject::Address(name.into());
    let known = subject::mentions(place, &new).len();
    let after = applied::after(place.site, &change, place.texts()).ok_or(Refusal::Gone)?;
    let there = Place::of(&after, place.file()).ok_or(Refusal::Gone)?;
    let found = subject::mentions(there, &new).len();
    let is_same = *subject == new;
    if is_same || found == known + mentions.len() { Ok(change) } else { Err(rule) }
}
