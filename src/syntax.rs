//! What one text says: front matter, Liquid and Markdown read into flat lists of items, and read again after an edit.

pub mod footnote;
pub mod front_matter;
mod item;
pub mod liquid;

pub use front_matter::{Entry, Error, FrontMatter, Node, NodeKind, Syntax};
pub use item::*;

use crate::text::{Edit, Text, TextSize};

/// How a text is to be read; what the blog says about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Hash)]
pub struct Dialect {
    /// Where the text stands.
    pub part: Part,
    /// Whether the generator runs Liquid (Jekyll, fastpages, Eleventy) or leaves `{{` alone or to its own shortcodes.
    pub liquid: bool,
    /// Whether the generator's Markdown is kramdown, and not CommonMark's kin.
    pub kramdown: bool,
}

/// Where a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Hash)]
pub enum Part {
    /// A file of its own.
    #[default]
    File,
    /// A notebook's first Markdown cell, which may hold front matter in list form.
    FirstCell,
    /// Another Markdown cell of a notebook.
    Cell,
}

/// What one text says: its front matter, and its items in text order. A clone is cheap.
///
/// Every range a `Post` gives out is in bytes of the text it was made from.
#[derive(Clone, Debug, Default)]
pub struct Post {
    dialect: Dialect,
}

/// Reads a text. Never fails: what is wrong with the text is among the items, or in the front matter.
pub fn parse(text: &Text, dialect: Dialect) -> Post {
    let _ = text;
    Post { dialect }
}

/// Reads a text again after one edit: `post` is what the text before the edit said, `text` is the text after it.
/// Equal to `parse(text, post.dialect())`, at the cost of the blocks that the edit touches.
pub fn reparse(post: &Post, text: &Text, edit: &Edit) -> Post {
    let _ = edit;
    parse(text, post.dialect)
}

impl Post {
    /// How the text was read.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The settings at the head of the text.
    pub fn front_matter(&self) -> Option<&FrontMatter> {
        None
    }

    /// All items in text order: by start, the longer first.
    pub fn items(&self) -> impl Iterator<Item = Item> + '_ {
        std::iter::empty()
    }

    /// The items of one kind in text order; parts of the text without any are passed over unread.
    pub fn of(&self, kind: ItemKind) -> impl Iterator<Item = Item> + '_ {
        let _ = kind;
        std::iter::empty()
    }

    /// The footnotes in text order.
    pub fn footnotes(&self) -> impl Iterator<Item = Footnote> + '_ {
        self.of(ItemKind::Footnote).filter_map(|item| match item {
            Item::Footnote(it) => Some(it),
            _ => None,
        })
    }

    /// The items whose range holds or touches an offset, the innermost first.
    pub fn at(&self, offset: TextSize) -> Vec<Item> {
        let _ = offset;
        Vec::new()
    }

    /// The part of the text that holds no front matter.
    pub fn body_start(&self) -> TextSize {
        TextSize::new(0)
    }
}
