//! Front matter: YAML between fences, TOML and JSON for Hugo and Zola, and the list form that fastpages reads in a notebook's first cell.

use smol_str::SmolStr;

use super::item::Name;
use crate::text::TextRange;

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
    /// The whole, fences included.
    pub range: TextRange,
    /// How it is written.
    pub syntax: Syntax,
    /// The top-level entries in text order; of two with one key, the last counts (YAML 1.2 as Psych reads it).
    pub entries: Vec<Entry>,
    /// Where the reader stops, and why. Entries before and after it may still be listed.
    pub error: Option<Error>,
}

/// One key with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key.
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
