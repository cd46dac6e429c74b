//! Liquid as Jekyll reads it: which characters are tags and outputs, what an output's value shows, and what stops the build.

mod known;
mod lax;
mod lexer;
mod markup;
mod nesting;
mod output;
mod scan;
mod strict;
mod token;
mod value;

use std::ops::RangeInclusive;

use smol_str::SmolStr;

use super::item::{Context, Item, Name};
use crate::text::{TextRange, TextSize};

pub use known::{Shape, arguments, shape};
pub use nesting::nesting;
pub use scan::scan;

/// What Liquid makes of a stretch of text. Ranges count from the start of the stretch.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Scan {
    /// Tags, outputs and problems in text order: by start, the longer first.
    pub items: Vec<Item>,
    /// What Markdown never sees as written, in text order and apart: tags, outputs, whole comment blocks and whole
    /// `highlight` blocks.
    pub masks: Vec<TextRange>,
    /// What stands between `{% raw %}` and `{% endraw %}`, in text order.
    pub raw: Vec<TextRange>,
    /// What stands between `{% highlight %}` and `{% endhighlight %}`, in text order: code, in which Liquid still runs.
    pub code: Vec<TextRange>,
    /// Where the first construct starts that needs text beyond the end of the stretch: a token without its end, or a
    /// `raw`, `comment` or `highlight` block without its end. What follows is read as if that construct did not open,
    /// which is right when the stretch ends the document.
    pub open: Option<TextSize>,
}

/// `{% name markup %}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// The whole, braces included.
    pub range: TextRange,
    /// The tag's name.
    pub name: Name,
    /// What stands between the name and the `%}`, white space at both ends left out.
    pub markup: Name,
    /// What white space around it Liquid takes away.
    pub trims: Trims,
    /// Where it stands.
    pub context: Context,
}

/// `{{ value | filter: argument }}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// The whole, braces included.
    pub range: TextRange,
    /// What Liquid takes for the value. `None` where there is none.
    pub value: Option<Box<Value>>,
    /// The filters in the order they are applied.
    pub filters: Vec<Filter>,
    /// Liquid's warning where the strict grammar refuses the markup and the lax one is used, in Liquid's words.
    pub warning: Option<SmolStr>,
    /// What white space around it Liquid takes away.
    pub trims: Trims,
    /// Where it stands.
    pub context: Context,
}

/// What white space around a tag or an output Liquid takes away, which hyphens in its braces ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Trims {
    /// That before it: `{{-`, `{%-`.
    pub before: bool,
    /// That behind it: `-}}`, `-%}`.
    pub behind: bool,
}

impl Trims {
    /// What the token `text[start..end]` asks for, its braces included.
    fn of(text: &str, start: usize, end: usize) -> Trims {
        let token = &text.as_bytes()[start..end];
        let behind = token.len().checked_sub(3).and_then(|at| token.get(at));
        Trims { before: token.get(2) == Some(&b'-'), behind: behind == Some(&b'-') }
    }
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
    /// A number, a range of numbers, `true`, `false`, `nil`, `blank` or `empty`, as Liquid prints it.
    Literal(SmolStr),
    /// A variable, whose value the text alone does not tell. Holds the name that is looked up first, such as `site`
    /// for `site.baseurl`; empty where the text does not tell it.
    Variable(SmolStr),
}

/// One filter of an output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// The filter's name.
    pub name: Name,
    /// The arguments in the order written, keyword arguments left out.
    pub args: Vec<Value>,
    /// The keyword arguments, `key: value`. Ruby passes them all as one more argument.
    pub keywords: Vec<(Name, Value)>,
}

/// What stops Jekyll's build, or loses text, whatever the blog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// `{%` without a `%}` anywhere after it. The problem's range is the `{%`.
    UnterminatedTag,
    /// `{{ …` whose first `}` is not followed by another. The problem's range is the token, from `{{` to that `}`.
    UnterminatedOutput {
        /// The `}` that ends the token too early; `None` where no `}` follows at all.
        brace: Option<TextRange>,
    },
    /// `{% %}` without a name, or with a character before the name that Liquid does not take for white space.
    MalformedTag,
    /// A tag whose markup is none that it takes, such as `{% if %}` or `{% for x %}`. The problem's range is the tag.
    TagSyntax,
    /// An `include` that names no file, or one whose name holds characters that Jekyll refuses. The problem's range is
    /// the tag.
    FileName,
    /// A filter of Liquid or Jekyll with more or fewer arguments than it takes. The problem's range is the filter's name.
    FilterArguments {
        /// The filter's name.
        filter: SmolStr,
        /// How many it is given.
        given: usize,
        /// How many it takes.
        takes: RangeInclusive<usize>,
    },
    /// `{% if a = b %}`: a word between two values that is no operator of Liquid. The problem's range is that word.
    Operator {
        /// The word.
        written: SmolStr,
    },
    /// `{% raw %}`, `{% comment %}` or another block without its end. The problem's range is the opening tag.
    NeverClosed {
        /// The block's name.
        block: SmolStr,
    },
    /// A tag that the blog does not know. The problem's range is the tag. Told by [`nesting`].
    UnknownTag,
    /// `{% endif %}`, `{% else %}` and their kin where the innermost block is not theirs. Told by [`nesting`].
    Misplaced {
        /// The name of the block that is open; `None` where none is.
        inside: Option<SmolStr>,
    },
    /// More than 100 blocks in each other. The problem's range is the innermost opening tag. Told by [`nesting`].
    TooDeep,
}

impl Filter {
    /// How many arguments Ruby hands to the filter, its input left out: all keyword arguments together are one.
    pub fn argument_count(&self) -> usize {
        self.args.len() + usize::from(!self.keywords.is_empty())
    }

    /// Adds an argument by keyword. Of one that is given twice the last value counts.
    fn set(&mut self, key: Name, value: Value) {
        match self.keywords.iter_mut().find(|(given, _)| given.text == key.text) {
            Some(given) => *given = (key, value),
            None => self.keywords.push((key, value)),
        }
    }
}

/// A part of the stretch as a name.
fn name(text: &str, start: usize, end: usize) -> Name {
    Name { text: SmolStr::new(&text[start..end]), range: range(start, end) }
}

/// Offsets of a stretch fit into 32 bits, as the text it is cut from does (`text::Text`).
fn range(start: usize, end: usize) -> TextRange {
    TextRange::new(size(start), size(end))
}

/// See [`range`].
fn size(offset: usize) -> TextSize {
    TextSize::new(u32::try_from(offset).unwrap_or(u32::MAX))
}

/// What Ruby's `\s` takes for white space: six ASCII characters, no Unicode space.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

/// What Ruby's `\w` takes for a letter.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Where the run of bytes that `wanted` takes ends, from `at` on.
fn skip(bytes: &[u8], at: usize, wanted: impl Fn(u8) -> bool) -> usize {
    at + bytes[at..].iter().take_while(|byte| wanted(**byte)).count()
}

#[cfg(test)]
mod tests;
