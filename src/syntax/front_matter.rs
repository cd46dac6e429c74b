//! Front matter: YAML between fences, TOML for Hugo and Zola, and the list form that fastpages reads in a notebook's first cell.

mod fences;
mod libyaml;
mod lines;
mod list;
mod scalar;
mod yaml;

use smol_str::SmolStr;

use super::Part;
use super::item::Name;
use crate::text::{TextRange, TextSize};

/// How front matter is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Syntax {
    /// Between `---` and `---` or `...`.
    Yaml,
    /// Between `+++` and `+++`.
    Toml,
    /// `# title`, `> summary`, `- key: value` (nbdev 0.2, `export2html.py`).
    List,
}

/// The settings at the head of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontMatter {
    /// The whole, fences included, the line ending after it left out.
    pub range: TextRange,
    /// How it is written.
    pub syntax: Syntax,
    /// The top-level entries in text order; of two with one key, the last counts (YAML 1.2 as Psych reads it). In the
    /// list form, the title and the summary are the entries `title` and `description`, whose keys stand at the `#` and
    /// the `>`.
    pub entries: Vec<Entry>,
    /// Where the reader stops, and why. Entries before and after it may still be listed.
    pub error: Option<Error>,
}

/// One key with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key, without quotes.
    pub key: Name,
    /// The value.
    pub value: Node,
}

/// A value with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The whole value, quotes included; an empty range where there is none.
    pub range: TextRange,
    /// What it is.
    pub kind: NodeKind,
}

/// What a value is, by YAML 1.1's core types as Jekyll's reader (Psych) resolves them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// Nothing, `~` or `null`.
    Null,
    /// `true`, `yes`, `on` and their opposites.
    Bool(bool),
    /// A whole number, as written.
    Int(SmolStr),
    /// A number with a fraction, as written.
    Float(SmolStr),
    /// A string: its text decoded, quotes and escapes resolved.
    String(SmolStr),
    /// A date or time, as written.
    Date(SmolStr),
    /// A list.
    List(Vec<Node>),
    /// A mapping.
    Map(Vec<Entry>),
}

/// Why front matter cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Where, at least one character wide where the text has one.
    pub range: TextRange,
    /// What the reader says, in its words.
    pub message: SmolStr,
}

/// Front matter between fences, by its places in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// Which fences.
    pub syntax: Syntax,
    /// The whole, fences included, the line ending after it left out.
    pub range: TextRange,
    /// What stands between the lines of the fences.
    pub inner: TextRange,
    /// Where the text after it starts: behind the line ending of the closing fence.
    pub body_start: TextSize,
}

/// Finds the fences of front matter at the head of a text, and reads no further than the closing one. A text that does
/// not begin with a fence is not read at all.
pub fn split(text: &str) -> Option<Split> {
    fences::split(text)
}

/// Reads the front matter at the head of a text: between fences, or in list form in a notebook's first cell and in a
/// file that is written like one. The list form is Markdown all the same: the body of such a text is the whole text.
pub fn read(text: &str, part: Part) -> Option<FrontMatter> {
    if !part.may_be_first() {
        return None;
    }
    let Some(split) = split(text) else { return if part.has_body() { list::read(text, part) } else { None } };
    let (entries, error) = match split.syntax {
        Syntax::Toml => (lines::read(text, split.inner, '='), None),
        Syntax::Yaml | Syntax::List => yaml::read(text, split.range.start(), split.inner),
    };
    Some(FrontMatter { range: split.range, syntax: split.syntax, entries, error })
}

/// Behind the line at which the list form ends, if a text's first lines tell: what follows them changes nothing.
pub(super) fn list_reach(text: &str, part: Part) -> Option<usize> {
    list::reach(text, part)
}

impl FrontMatter {
    /// The entry that counts for a key: the last one.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| entry.key.text == key)
    }

    /// The value that counts for a key.
    pub fn get(&self, key: &str) -> Option<&NodeKind> {
        self.entry(key).map(|entry| &entry.value.kind)
    }
}

impl NodeKind {
    /// The text of a string, and of what Jekyll prints as written: a number or a date.
    pub fn as_text(&self) -> Option<&SmolStr> {
        match self {
            NodeKind::String(text) | NodeKind::Int(text) | NodeKind::Float(text) | NodeKind::Date(text) => Some(text),
            NodeKind::Null | NodeKind::Bool(_) | NodeKind::List(_) | NodeKind::Map(_) => None,
        }
    }
}

/// Offsets of a text fit into 32 bits (`text::Text`).
fn size(offset: usize) -> TextSize {
    TextSize::new(u32::try_from(offset).unwrap_or(u32::MAX))
}

fn range(start: usize, end: usize) -> TextRange {
    TextRange::new(size(start), size(end))
}

#[cfg(test)]
mod tests;
