//! Liquid as Jekyll reads it: which characters are tags and outputs, what an output's value shows, and what stops the build.

use smol_str::SmolStr;

use super::item::{Context, Name};
use crate::text::TextRange;

/// `{% name markup %}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// The whole, braces included.
    pub range: TextRange,
    /// The tag's name.
    pub name: Name,
    /// What stands between the name and the `%}`, white space at both ends left out.
    pub markup: Name,
    /// Where it stands.
    pub context: Context,
}

/// `{{ value | filter: argument }}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// The whole, braces included.
    pub range: TextRange,
    /// What Liquid takes for the value. `None` where there is none.
    pub value: Option<Value>,
    /// The filters in the order they are applied.
    pub filters: Vec<Filter>,
    /// Liquid's warning where the strict grammar refuses the markup and the lax one is used, in Liquid's words.
    pub warning: Option<SmolStr>,
    /// Where it stands.
    pub context: Context,
}

/// A value in an output or a filter's argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// The value as written, quotes included.
    pub name: Name,
    /// What it is.
    pub kind: ValueKind,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// A quoted string: the text between the quotes. Liquid knows no escapes.
    String(Name),
    /// A number, `true`, `false`, `nil` or `empty`, as Liquid prints it.
    Literal(SmolStr),
    /// A variable, whose value the text alone does not tell.
    Variable,
}

/// One filter of an output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// The filter's name.
    pub name: Name,
    /// The arguments in the order written, keyword arguments (`key: value`) left out.
    pub args: Vec<Value>,
    /// How many keyword arguments there are; Ruby passes them as one more argument.
    pub keywords: usize,
}

/// What stops Jekyll's build, or loses text, whatever the blog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// `{% …` without `%}`.
    UnterminatedTag,
    /// `{{ …` whose first `}` is not followed by another. The range given is that of the brace that ends the token.
    UnterminatedOutput {
        /// The `}` that ends the token too early; `None` where no `}` follows at all.
        brace: Option<TextRange>,
    },
    /// `{% %}` without a name, or with a character before the name that Liquid does not take for white space.
    MalformedTag,
    /// `{% raw %}`, `{% comment %}` or another block without its end.
    NeverClosed {
        /// The block's name.
        block: SmolStr,
    },
}
