//! Blocks of Liquid: a tag and the tag that ends it.

use std::collections::HashMap;

use smol_str::SmolStr;

use crate::syntax::Post;
use crate::syntax::liquid::Tag;
use crate::text::TextRange;

/// A block from its tag to the tag that ends it.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    pub open: Tag,
    pub close: Tag,
}

impl Pair {
    /// The whole block.
    pub fn whole(&self) -> TextRange {
        self.open.range.cover(self.close.range)
    }

    /// What stands between the tags.
    pub fn inner(&self) -> TextRange {
        TextRange::new(self.open.range.end(), self.close.range.start())
    }
}

/// The blocks of a text in the order of their ends. A tag that is not ended is no block.
pub(super) fn pairs(post: &Post) -> impl Iterator<Item = Pair> {
    let mut open: Vec<Tag> = Vec::new();
    // How many tags of a name are open: none is looked for in vain.
    let mut counts: HashMap<SmolStr, usize> = HashMap::new();
    let mut found = Vec::new();
    for tag in post.tags() {
        let Some(name) = tag.name.text.strip_prefix("end") else {
            *counts.entry(tag.name.text.clone()).or_default() += 1;
            open.push(tag);
            continue;
        };
        if counts.get(name).is_none_or(|count| *count == 0) {
            continue;
        }
        while let Some(opener) = open.pop() {
            counts.entry(opener.name.text.clone()).and_modify(|count| *count -= 1);
            if opener.name.text == name {
                found.push(Pair { open: opener, close: tag });
                break;
            }
        }
    }
    found.into_iter()
}
