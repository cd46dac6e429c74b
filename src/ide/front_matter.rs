//! What front matter may say: each key with its type, who reads it and what it does; and look-ups by key.

use crate::site::Layout;
use crate::syntax::{Entry, FrontMatter, Name, Node, NodeKind};

/// What a key's value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Bool,
    Date,
    Number,
    /// A list, or words in one string.
    List,
    /// The path of a picture.
    Image,
    /// A path on the built site.
    Path,
    /// Anything.
    Any,
}

/// A key.
pub(super) struct Key {
    pub name: &'static str,
    pub kind: Kind,
    /// The generators that read it; empty for all of them.
    pub layouts: &'static [Layout],
    /// What it does.
    pub does: &'static str,
}

const JEKYLL: &[Layout] = &[Layout::Jekyll, Layout::Fastpages];
const FASTPAGES: &[Layout] = &[Layout::Fastpages];
const HUGO: &[Layout] = &[Layout::Hugo];
const QUARTO: &[Layout] = &[Layout::Quarto];
const ZOLA: &[Layout] = &[Layout::Zola];

macro_rules! keys {
    ($($name:literal $kind:ident $layouts:expr, $does:literal;)*) => {
        /// All keys, the most used first.
        pub(super) const KEYS: &[Key] =
            &[$(Key { name: $name, kind: Kind::$kind, layouts: $layouts, does: $does },)*];
    };
}

keys! {
    "title" Text &[], "The title of the page.";
    "layout" Text JEKYLL, "The layout that the page is put into: a file of `_layouts`, such as `post`.";
    "description" Text &[], "A summary: under the title, in lists of posts, in search results.";
    "date" Date &[], "When the post was published. Without it, Jekyll takes the date of the file's name.";
    "categories" List JEKYLL, "What the post is about. They are a part of its address, unless `permalink` says otherwise.";
    "categories" List QUARTO, "What the post is about.";
    "categories" List HUGO, "What the post is about.";
    "tags" List JEKYLL, "What the post is about, without changing its address.";
    "tags" List HUGO, "What the post is about.";
    "image" Image JEKYLL, "The picture on the post's card, and what others show when they link to it. A path from the root.";
    "image" Image QUARTO, "The picture in lists of posts and where others link to it.";
    "toc" Bool &[Layout::Fastpages, Layout::Quarto], "Whether a table of contents stands before the text.";
    "badges" Bool FASTPAGES, "Whether a notebook's page links to GitHub, Colab and Binder.";
    "comments" Bool FASTPAGES, "Whether readers may comment.";
    "author" Any &[], "Who wrote it: a name, or a list of names.";
    "hide" Bool FASTPAGES, "Whether the post is left out of the list on the home page.";
    "search_exclude" Bool FASTPAGES, "Whether search leaves the post out.";
    "sticky_rank" Number FASTPAGES, "The post's place among those at the top of the home page, the lowest first.";
    "branch" Text FASTPAGES, "The branch that the badges link to.";
    "hide_github_badge" Bool FASTPAGES, "Whether the badge for GitHub is left out.";
    "hide_colab_badge" Bool FASTPAGES, "Whether the badge for Colab is left out.";
    "hide_binder_badge" Bool FASTPAGES, "Whether the badge for Binder is left out.";
    "hide_deepnote_badge" Bool FASTPAGES, "Whether the badge for Deepnote is left out.";
    "modified_date" Date JEKYLL, "When the post was changed last.";
    "permalink" Path JEKYLL, "The page's address, with or without placeholders such as `:title`.";
    "published" Bool JEKYLL, "`false` keeps the page out of the built site.";
    "category" Text JEKYLL, "One category.";
    "slug" Text &[Layout::Jekyll, Layout::Fastpages, Layout::Hugo, Layout::Zola], "The last part of the address.";
    "excerpt" Text JEKYLL, "The summary that lists of posts show.";
    "redirect_from" Any JEKYLL, "Old addresses that lead here (jekyll-redirect-from).";
    "keywords" Any &[], "Words for search engines.";
    "draft" Bool &[Layout::Hugo, Layout::Quarto, Layout::Zola], "`true` keeps the page out of the built site.";
    "weight" Number &[Layout::Hugo, Layout::Zola], "The page's place among others, the lowest first.";
    "aliases" List &[Layout::Hugo, Layout::Quarto, Layout::Zola], "Old addresses that lead here.";
    "url" Path HUGO, "The page's address.";
    "lastmod" Date HUGO, "When the page was changed last.";
    "publishDate" Date HUGO, "When the page will be published.";
    "expiryDate" Date HUGO, "When the page will be taken away.";
    "summary" Text HUGO, "The summary that lists of pages show.";
    "type" Text HUGO, "The kind of page, which decides its templates.";
    "subtitle" Text QUARTO, "A second line under the title.";
    "abstract" Text QUARTO, "A summary before the text.";
    "format" Any QUARTO, "What the page is turned into, and how.";
    "execute" Any QUARTO, "How code is run.";
    "bibliography" Any QUARTO, "The file of what is cited.";
    "search" Bool QUARTO, "`false` leaves the page out of search.";
    "taxonomies" Any ZOLA, "What the page is about.";
    "extra" Any ZOLA, "What the theme wants to know.";
    "template" Text ZOLA, "The template of the page.";
    "path" Path ZOLA, "The page's address.";
    "updated" Date ZOLA, "When the page was changed last.";
}

impl Key {
    /// What the key does, what it wants, and who reads it.
    pub fn describe(&self) -> String {
        let wants = match self.kind {
            Kind::Text => ": text",
            Kind::Bool => ": `true` or `false`",
            Kind::Date => ": a date, such as `2020-01-31`",
            Kind::Number => ": a number",
            Kind::List => ": a list, such as `[a, b]`",
            Kind::Image => ": the path of an image",
            Kind::Path => ": a path, such as `/about/`",
            Kind::Any => "",
        };
        format!("`{}`{wants}\n\n{}\n\n{}", self.name, self.does, self.readers())
    }

    /// Who reads the key. fastpages is Jekyll with more.
    fn readers(&self) -> String {
        let is_named = |layout: &&Layout| **layout != Layout::Fastpages || !self.layouts.contains(&Layout::Jekyll);
        let names: Vec<_> = self.layouts.iter().filter(is_named).filter_map(|layout| layout.name()).collect();
        match names.split_last() {
            None => "Read by most generators and themes.".to_owned(),
            Some((last, [])) => format!("Read by {last}."),
            Some((last, others)) => format!("Read by {} and {last}.", others.join(", ")),
        }
    }
}

/// The picture that fastpages' template names, and nobody has.
pub(super) const TEMPLATE_IMAGE: &str = "images/some_folder/your_image.png";

/// The keys that a generator reads.
pub(super) fn keys(layout: Layout) -> impl Iterator<Item = &'static Key> {
    KEYS.iter().filter(move |key| key.layouts.is_empty() || key.layouts.contains(&layout))
}

/// What a generator makes of a key.
pub(super) fn key(layout: Layout, name: &str) -> Option<&'static Key> {
    keys(layout).find(|key| key.name == name)
}

/// The entry that counts for a key: of two, the last.
pub(super) fn entry<'a>(front_matter: &'a FrontMatter, key: &str) -> Option<&'a Entry> {
    front_matter.entries.iter().rev().find(|entry| entry.key.text == key)
}

/// A value that is a string, decoded.
pub(super) fn string(node: &Node) -> Option<Name> {
    match &node.kind {
        NodeKind::String(text) => Some(Name { text: text.clone(), range: node.range }),
        _ => None,
    }
}
