//! Renaming: every place that names a thing gets its new name, or nothing changes and the writer hears why.

mod address;
mod footnote;
mod heading;
mod label;
mod tag;
#[cfg(test)]
mod tests;

use std::fmt;

use smol_str::SmolStr;

use super::place::Place;
use super::subject::{self, Mention, Subject};
use super::{SourceChange, SourceEdit, moves};
use crate::site::{FileId, FilePos, Site};
use crate::syntax::Footnote;
use crate::text::{Text, TextRange};

/// Why nothing is renamed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The cursor is on nothing that has a name to change.
    Nothing,
    /// Another one is called so already.
    Taken(String),
    /// What is asked for is no such name; says what is.
    NoName(&'static str),
    /// A place that names it cannot be written with another name.
    Fixed(&'static str),
    /// A text that names it is not at hand any more.
    Gone,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Nothing => f.write_str("there is nothing here that can be renamed"),
            Refusal::Taken(name) => write!(f, "there is another `{name}` already: choose a name that is free"),
            Refusal::NoName(rule) => f.write_str(rule),
            Refusal::Fixed(why) => f.write_str(why),
            Refusal::Gone => f.write_str("a text that names it cannot be read any more"),
        }
    }
}

/// What would be renamed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// The name under the cursor.
    pub range: TextRange,
    /// The name as it is now.
    pub name: String,
}

/// The name under the cursor, where [`rename`] can change it. `texts` gives the texts that the site does not hold.
pub fn prepare_rename(site: &Site, pos: &FilePos, texts: &dyn Fn(&FileId) -> Option<Text>) -> Result<Renamed, Refusal> {
    let place = Place::of(site, &pos.file).ok_or(Refusal::Nothing)?.reading(texts);
    let (range, target) = target(place, pos)?;
    let written = place.slice(range);
    let is_path = matches!(target, Target::File(_) | Target::Missing(_));
    let name = if is_path { moves::spoken(&written) } else { written };
    Ok(Renamed { range, name })
}

/// Gives the thing under the cursor another name wherever it is named. `texts` gives the texts that the site does not
/// hold.
pub fn rename(
    site: &Site,
    pos: &FilePos,
    name: &str,
    texts: &dyn Fn(&FileId) -> Option<Text>,
) -> Result<SourceChange, Refusal> {
    let place = Place::of(site, &pos.file).ok_or(Refusal::Nothing)?.reading(texts);
    let name = name.trim();
    if name.contains(['\n', '\r']) {
        return Err(Refusal::NoName("a name stands on one line"));
    }
    match target(place, pos)?.1 {
        Target::Footnote(footnote) => footnote::rename(place, &footnote, name),
        Target::Label(key) => label::rename(place, &key, name),
        Target::Anchor(subject) => heading::rename(place, &subject, name),
        Target::Tag { key, value } => tag::rename(place, key, &value, name),
        Target::File(mention) => moves::rename(place, &mention, name),
        Target::Missing(mention) => moves::rename_missing(place, &mention, name),
        Target::Address(subject) => address::rename(place, &subject, name),
    }
}

/// What can be renamed.
enum Target {
    Footnote(Footnote),
    /// The key of a link definition of this text.
    Label(SmolStr),
    /// A heading or an id.
    Anchor(Subject),
    /// A tag or category of the blog.
    Tag {
        key: &'static str,
        value: String,
    },
    /// A file of the blog, by what leads to it.
    File(Mention),
    /// A file that is not there.
    Missing(Mention),
    /// An address elsewhere.
    Address(Subject),
}

/// The name under the cursor and what has it.
fn target(place: Place<'_>, pos: &FilePos) -> Result<(TextRange, Target), Refusal> {
    if let Some((range, key, value)) = tag::at(place, pos.offset) {
        return Ok((range, Target::Tag { key, value }));
    }
    let mention = subject::at(place, pos.offset).ok_or(Refusal::Nothing)?;
    match &mention.subject {
        Subject::Footnote(..) => {
            let footnote = footnote::at(place, pos.offset).ok_or(Refusal::Nothing)?;
            Ok((footnote.label.range, Target::Footnote(footnote)))
        }
        Subject::Label(_, key) => Ok((mention.name, Target::Label(key.clone()))),
        Subject::Anchor(..) => {
            let range = heading::name(place, &mention, pos.offset)?;
            Ok((range, Target::Anchor(mention.subject)))
        }
        Subject::File(_) => Ok((moves::path_at(place, &mention)?, Target::File(mention))),
        Subject::Nowhere(_) => Ok((moves::path_at(place, &mention)?, Target::Missing(mention))),
        Subject::Address(_) => Ok((mention.name, Target::Address(mention.subject))),
    }
}

/// An edit of one place.
fn replace(range: TextRange, insert: impl Into<String>) -> SourceEdit {
    SourceEdit { range, insert: insert.into() }
}
