//! Which of Liquid's variables may have a value on a page: those that a tag of the page sets, those that Jekyll sets, and,
//! where the page includes a file, any.

use std::cell::OnceCell;
use std::collections::HashSet;

use smol_str::SmolStr;

use super::place::Place;
use crate::syntax::liquid::{Tag, Value, ValueKind};

/// The variables that Jekyll sets, and the one of a `for`.
const GLOBAL: [&str; 8] = ["site", "page", "layout", "content", "include", "paginator", "jekyll", "forloop"];

/// The tags that set a variable.
const SETTERS: [&str; 6] = ["assign", "capture", "for", "tablerow", "increment", "decrement"];

/// The tags that include a file, which shares the page's variables.
const INCLUDES: [&str; 3] = ["include", "include_relative", "include_cached"];

/// Whether a tag may give a variable of the page its value.
pub(super) fn may_set(tag: &Tag) -> bool {
    let word = tag.name.text.as_str();
    SETTERS.contains(&word) || INCLUDES.contains(&word)
}

/// The variables of a page, looked for when they are asked for first, and once.
pub(super) struct Variables<'a> {
    place: Place<'a>,
    /// Those that tags of the page set; `None` where an included file may set any.
    set: OnceCell<Option<HashSet<SmolStr>>>,
}

impl<'a> Variables<'a> {
    pub(super) fn of(place: Place<'a>) -> Variables<'a> {
        Variables { place, set: OnceCell::new() }
    }

    /// Whether a variable may have a value, as far as the page alone tells.
    pub(super) fn is_set(&self, name: &str) -> bool {
        let set = || self.set.get_or_init(|| set(self.place)).as_ref();
        GLOBAL.contains(&name) || set().is_none_or(|set| set.contains(name))
    }

    /// Whether a value is a variable that has none.
    pub(super) fn is_unset(&self, value: &Value) -> bool {
        let ValueKind::Variable(root) = &value.kind else { return false };
        !root.is_empty() && !self.is_set(root)
    }
}

fn set(place: Place<'_>) -> Option<HashSet<SmolStr>> {
    let mut set = HashSet::new();
    for tag in place.page.sources.iter().flat_map(|source| source.post.tags()).filter(may_set) {
        if INCLUDES.contains(&tag.name.text.as_str()) {
            return None;
        }
        let mut words = tag.markup.text.split(|c: char| !(c.is_alphanumeric() || "_-".contains(c)));
        set.extend(words.next().map(SmolStr::from));
    }
    Some(set)
}
