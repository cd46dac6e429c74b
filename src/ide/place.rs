//! Where a question is asked: a text, the page it belongs to, and the blog around both.

use crate::site::{Anchor, FileId, Layout, Page, Site, Source, Use};
use crate::syntax::footnote::DETAIL;
use crate::syntax::{FootnoteDialect, Heading, Image, Item, Name, NodeKind, Part, Syntax};
use crate::text::{Text, TextRange, TextSize};

/// Gives the texts that the site does not hold, as nobody has them open.
pub(super) type Texts<'a> = &'a dyn Fn(&FileId) -> Option<Text>;

/// A text in its page and blog.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub site: &'a Site,
    pub page: &'a Page,
    pub source: &'a Source,
    texts: Texts<'a>,
}

impl<'a> Place<'a> {
    /// The place of a text; `None` where the blog does not know it.
    pub fn of(site: &'a Site, file: &FileId) -> Option<Place<'a>> {
        let page = site.page(&file.path)?;
        let source = page.sources.iter().find(|source| source.file == *file)?;
        Some(Place::new(site, page, source))
    }

    /// The place of one of a page's texts.
    pub fn new(site: &'a Site, page: &'a Page, source: &'a Source) -> Place<'a> {
        Place { site, page, source, texts: &|_| None }
    }

    /// The same place, with the texts that the site does not hold.
    pub fn reading(self, texts: Texts<'a>) -> Place<'a> {
        Place { texts, ..self }
    }

    /// The same text, all of it, where the place has only a part of what it says.
    pub fn whole(self) -> Place<'a> {
        let whole = self.page.sources.iter().find(|source| source.file == self.source.file);
        whole.map_or(self, |source| self.with(source))
    }

    /// The same page at another of its texts.
    pub fn with(self, source: &'a Source) -> Place<'a> {
        Place { source, ..self }
    }

    pub fn file(&self) -> &'a FileId {
        &self.source.file
    }

    /// What gives the texts that the site does not hold.
    pub fn texts(&self) -> Texts<'a> {
        self.texts
    }

    /// The text: as the editor has it, or else as it can be read.
    pub fn text(&self) -> Option<Text> {
        self.source.text.clone().or_else(|| (self.texts)(self.file()))
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

    /// Whether fastpages turns the page from a notebook into a post: those in `_notebooks`, none below it
    /// (`nb2post.py`).
    pub fn is_converted(&self) -> bool {
        let folder = self.site.settings().source.join("_notebooks");
        self.is_cell() && self.layout() == Layout::Fastpages && self.page.path.folder() == folder
    }

    /// Whether the generator makes a page of the text, so that there are readers: or would, once a draft is none.
    pub fn is_built(&self) -> bool {
        let path = &self.page.path;
        match self.layout() {
            Layout::Plain | Layout::Quarto => true,
            Layout::Hugo | Layout::Zola => path.as_str().split('/').any(|part| part == "content"),
            Layout::Jekyll | Layout::Fastpages if self.is_cell() => self.is_converted(),
            Layout::Jekyll | Layout::Fastpages => {
                let in_folder = |folder| path.as_str().split('/').any(|part| part == folder);
                let has_yaml = self.page.front_matter().is_some_and(|it| it.syntax == Syntax::Yaml);
                let plugins = &self.site.settings().plugins;
                let optional = || plugins.iter().any(|gem| gem == "jekyll-optional-front-matter");
                let is_page = || (has_yaml || optional()) && self.site.url(path).is_some();
                in_folder("_posts") || in_folder("_drafts") || is_page() || self.is_draft_of_collection(has_yaml)
            }
        }
    }

    /// Whether a document of a collection is only not published yet.
    fn is_draft_of_collection(&self, has_yaml: bool) -> bool {
        let collections = &self.site.settings().collections;
        let first = self.page.path.as_str().split('/').find_map(|part| part.strip_prefix('_'));
        has_yaml && first.is_some_and(|label| collections.get(label).is_some_and(|collection| collection.output))
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
            _ => self.may_run_liquid(),
        }
    }

    /// Whether Liquid reads the text, or may once it is in its blog.
    pub fn may_run_liquid(&self) -> bool {
        self.source.post.dialect().liquid && !self.switches_liquid_off()
    }

    /// Whether `render_with_liquid: false` in the front matter leaves the text as it is written.
    fn switches_liquid_off(&self) -> bool {
        let front_matter = self.page.sources.first().and_then(|source| source.post.front_matter());
        let value = front_matter.and_then(|it| it.get("render_with_liquid"));
        matches!(value, Some(NodeKind::Bool(false)))
    }

    /// The output that a target has and that Liquid leaves as it is typed: between `{% raw %}` and `{% endraw %}`, or where
    /// the post switches it off. What scripts of the page may fill in is passed over.
    pub fn left_as_typed<'t>(&self, target: &'t Name) -> Option<&'t str> {
        if !self.source.post.is_raw_somewhere() && !self.switches_liquid_off() {
            return None;
        }
        let start = target.text.find("{{")?;
        let end = start + target.text[start..].find('}').filter(|end| target.text[start + end..].starts_with("}}"))?;
        let output = &target.text[start..end + "}}".len()];
        let is_jekylls = ["site.", "relative_url", "absolute_url"].iter().any(|word| output.contains(word));
        let at = target.range.start() + TextSize::of(&target.text[..start]);
        let is_run = |item: &Item| matches!(item, Item::Output(it) if it.range.start() == at);
        let runs = || !self.switches_liquid_off() && self.items_at(at).iter().any(is_run);
        (self.is_jekyll() && !self.is_cell() && is_jekylls && !runs()).then_some(output)
    }

    /// Whether readers see the marks of Markdown in notes of a dialect: in a post, kramdown leaves the inside of the
    /// note's `<div>` alone.
    pub fn shows_marks(&self, dialect: FootnoteDialect) -> bool {
        dialect == FootnoteDialect::Fastpages && self.is_jekyll() && !self.is_cell()
    }

    /// What an image's path is for.
    pub fn usage(&self, image: &Image) -> Use {
        if image.at_line_start { Use::Image } else { Use::InlineImage }
    }

    /// The id that a heading of the text has on the built page.
    pub fn anchor_of(&self, heading: &Heading) -> Option<Anchor> {
        let mut anchors = self.site.anchors(self.page).into_iter();
        anchors.find(|anchor| anchor.file == *self.file() && anchor.range == heading.range)
    }

    /// What stands in a part of the text; nothing where the text is not at hand.
    pub fn slice(&self, range: TextRange) -> String {
        self.text().map(|text| text.slice(range)).unwrap_or_default()
    }
}
