//! Where a question is asked: a text, the page it belongs to, and the blog around both.

use crate::site::{FileId, Layout, Page, Site, Source};
use crate::syntax::footnote::DETAIL;
use crate::syntax::{FootnoteDialect, Item, Part};
use crate::text::{Text, TextRange, TextSize};

/// A text in its page and blog.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub site: &'a Site,
    pub page: &'a Page,
    pub source: &'a Source,
}

impl<'a> Place<'a> {
    /// The place of a text; `None` where the blog does not know it.
    pub fn of(site: &'a Site, file: &FileId) -> Option<Place<'a>> {
        let page = site.page(&file.path)?;
        let source = page.sources.iter().find(|source| source.file == *file)?;
        Some(Place { site, page, source })
    }

    /// The same page at another of its texts.
    pub fn with(self, source: &'a Source) -> Place<'a> {
        Place { source, ..self }
    }

    pub fn file(&self) -> &'a FileId {
        &self.source.file
    }

    /// The text, where somebody has it open.
    pub fn text(&self) -> Option<&'a Text> {
        self.source.text.as_ref()
    }

    /// The items under the cursor, the innermost first.
    pub fn items_at(&self, offset: TextSize) -> Vec<Item> {
        self.source.post.at(offset)
    }

    pub fn layout(&self) -> Layout {
        self.site.settings().layout
    }

    /// Whether Jekyll builds the page, from Markdown or from a notebook.
    pub fn is_jekyll(&self) -> bool {
        self.layout().is_jekyll()
    }

    /// Whether the text is a cell of a notebook.
    pub fn is_cell(&self) -> bool {
        self.source.post.dialect().part != Part::File
    }

    /// Whether fastpages turns the page from a notebook into a post.
    pub fn is_converted(&self) -> bool {
        self.is_cell() && self.layout() == Layout::Fastpages
    }

    /// Whether `{% fn 1 %}` and `fndetail` make footnotes here: where fastpages' two plugins are, or may be.
    pub fn has_fn(&self) -> bool {
        let settings = self.site.settings();
        match settings.layout {
            Layout::Plain => true,
            Layout::Jekyll => settings.methods.contains(DETAIL),
            // Another plugin's `fn` in a blog with notebooks makes other footnotes.
            Layout::Fastpages => settings.methods.contains(DETAIL) || !settings.tags.contains("fn"),
            Layout::Hugo | Layout::Quarto | Layout::Zola => false,
        }
    }

    /// Whether Liquid reads the text. In a folder without a generator only a page that uses fastpages' footnotes is
    /// taken for a post of such a blog: elsewhere `{{` may be anything.
    pub fn runs_liquid(&self) -> bool {
        let footnotes = || self.page.sources.iter().flat_map(|source| source.post.footnotes());
        match self.layout() {
            Layout::Plain => footnotes().any(|footnote| footnote.dialect == FootnoteDialect::Fastpages),
            _ => self.source.post.dialect().liquid,
        }
    }

    /// What stands in a part of the text; nothing where the text is not at hand.
    pub fn slice(&self, range: TextRange) -> String {
        self.text().map(|text| text.slice(range)).unwrap_or_default()
    }
}
