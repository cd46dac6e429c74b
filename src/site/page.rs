//! A page as a whole: what stands in any of its texts, its title and date, and the targets for fragments.

use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use super::date::Date;
use super::slug::{Rule, Slugger};
use super::{FileId, FileKind, FilePos, Layout, Page, Site, SitePath, Source, exclude};
use crate::syntax::{FootnoteDialect, FrontMatter, Heading, Item, ItemKind, NodeKind, Part, Role};
use crate::text::TextRange;

/// A target for fragments on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The id, without `#`.
    pub id: SmolStr,
    /// The text that it stands in.
    pub file: FileId,
    /// What has the id.
    pub range: TextRange,
    /// The heading, where it is one.
    pub heading: Option<Heading>,
}

impl Page {
    /// The page for one who asks all there is to ask of it and then never again: the site keeps no more of it than it did.
    pub fn once(&self) -> Page {
        let once = |source: &Arc<Source>| Arc::new(Source { post: source.post.once().into(), ..Source::clone(source) });
        Page { sources: self.sources.iter().map(once).collect(), ..self.clone() }
    }

    /// The settings at the head of the page.
    pub fn front_matter(&self) -> Option<&FrontMatter> {
        self.head()?.post.front_matter()
    }

    /// The text at the head of the page: the file, or the cell of a notebook that may hold front matter.
    pub fn head(&self) -> Option<&Source> {
        let is = |part| move |source: &&Arc<Source>| source.post.dialect().part == part;
        let first = self.sources.iter().find(is(Part::FirstCell));
        let raw = || self.sources.iter().filter(is(Part::Raw)).find(|source| source.post.front_matter().is_some());
        first.or_else(raw).or_else(|| self.sources.first()).map(|source| &**source)
    }

    /// The title that front matter gives the page; `None` where it gives none.
    pub fn title(&self) -> Option<&str> {
        self.front_matter()?.get("title").and_then(NodeKind::as_text).map(SmolStr::as_str)
    }

    /// The date that front matter gives the page, else that of the file's name.
    pub fn date(&self) -> Option<Date> {
        let written = self.front_matter().and_then(|it| it.get("date")).and_then(NodeKind::as_text);
        match written {
            Some(written) => Date::parse(written),
            None => Date::of_name(self.path.name()).map(|(date, _)| date),
        }
    }

    /// The items of one kind in page order, each with the text it stands in.
    pub fn of(&self, kind: ItemKind) -> impl Iterator<Item = (&FileId, Item)> {
        self.sources.iter().flat_map(move |source| source.post.of(kind).map(move |item| (&source.file, item)))
    }

    /// The items of one kind that go by a name, in page order: a footnote's id, a definition's key, an anchor's or a
    /// heading's explicit id, an emoji's or a tag's name.
    pub fn named<'a>(&'a self, kind: ItemKind, name: &'a str) -> impl Iterator<Item = (&'a FileId, Item)> {
        self.of(kind).filter(move |(_, item)| match item {
            Item::Footnote(it) => it.id == name,
            Item::LinkDefinition(it) => it.key == name,
            Item::Anchor(it) => it.id.text == name,
            Item::Heading(it) => it.id.as_ref().is_some_and(|id| id.text == name),
            Item::Emoji(it) => it.name.text == name,
            Item::Tag(it) => it.name.text == name,
            _ => false,
        })
    }

    /// The items at a place of one of the page's texts, the innermost first.
    pub fn at(&self, pos: &FilePos) -> Vec<Item> {
        let source = self.sources.iter().find(|source| source.file == pos.file);
        source.map(|source| source.post.at(pos.offset)).unwrap_or_default()
    }
}

impl Site {
    /// The targets for fragments on a page, in page order: headings by the ids that the generator gives them, explicit
    /// ids, and footnotes.
    pub fn anchors(&self, page: &Page) -> Vec<Anchor> {
        let kramdown = &self.settings().kramdown;
        let mut slugger = Slugger::new(self.heading_ids(page), kramdown.auto_id_prefix.clone());
        let mut anchors = Vec::new();
        for source in &page.sources {
            for item in source.post.items() {
                let (id, range, heading) = match item {
                    Item::Heading(it) => (slugger.id(&it), it.range, Some(it)),
                    Item::Anchor(it) => (Some(it.id.text), it.range, None),
                    Item::Footnote(it) => {
                        let (before, mark) = match it.dialect {
                            FootnoteDialect::Inline => continue,
                            FootnoteDialect::Fastpages => ("fn", "-"),
                            FootnoteDialect::Markdown if self.settings().layout == Layout::Quarto => ("fn", ""),
                            FootnoteDialect::Markdown => ("fn", ":"),
                        };
                        let side = if it.role == Role::Ref { "ref" } else { "" };
                        (Some(format_smolstr!("{before}{side}{mark}{}", it.id)), it.range, None)
                    }
                    _ => continue,
                };
                if let Some(id) = id {
                    anchors.push(Anchor { id, file: source.file.clone(), range, heading });
                }
            }
        }
        anchors
    }

    /// Whether the generator gives the headings of a page ids by a rule that is known here.
    pub fn gives_ids(&self, page: &Page) -> bool {
        self.heading_ids(page) != Rule::None && !self.settings().kramdown.auto_id_stripping
    }

    /// Whether a page of Jekyll is a post, a draft of one, or a document of a collection.
    pub fn is_post(&self, path: &SitePath) -> bool {
        path.kind() == FileKind::Notebook || self.settings().role(path).is_some_and(|role| role != exclude::Role::Other)
    }

    /// Who gives the headings of a page their ids.
    fn heading_ids(&self, page: &Page) -> Rule {
        let settings = self.settings();
        match settings.layout {
            Layout::Plain => Rule::Gfm,
            Layout::Fastpages if page.path.kind() == FileKind::Notebook => Rule::Nbconvert,
            Layout::Jekyll | Layout::Fastpages if !settings.markdown.eq_ignore_ascii_case("kramdown") => Rule::None,
            Layout::Jekyll | Layout::Fastpages if !settings.kramdown.auto_ids => Rule::None,
            Layout::Jekyll | Layout::Fastpages if settings.kramdown.input == "GFM" => Rule::Gfm,
            Layout::Jekyll | Layout::Fastpages => Rule::Kramdown,
            Layout::Hugo => Rule::Goldmark,
            Layout::Quarto => Rule::Pandoc,
            Layout::Zola => Rule::Zola,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;
    use crate::site::SitePath;

    /// The ids of the first page, in page order.
    #[track_caller]
    fn check(fixture: &str, expected: &[&str]) {
        let fixture = Fixture::new(fixture);
        let page = fixture.site.pages().next().unwrap();
        let ids: Vec<_> = fixture.site.anchors(page).into_iter().map(|anchor| anchor.id).collect();
        assert_eq!(ids, expected);
    }

    const HEADINGS: &str = "
## A `--b` -- c

## A `--b` -- c

Text.{: #own}

## Own {#mine}

//- ";

    #[test]
    fn ids_are_those_of_the_generator() {
        check(&format!("{HEADINGS}/_config.yml\n"), &["a---b--c", "a---b--c-1", "own", "mine"]);
        check(
            &format!("{HEADINGS}/_config.yml\nkramdown: {{input: kramdown, auto_id_prefix: h-}}\n"),
            &["h-a---b----c", "h-a---b----c-1", "own", "mine"],
        );
        check(&format!("{HEADINGS}/_config.yml\nkramdown: {{auto_ids: false}}\n"), &["own", "mine"]);
        check(&format!("{HEADINGS}/hugo.toml\n"), &["a---b----c", "a---b----c-1", "mine"]);
        check("## 1. One -- two\n//- /_quarto.yml\n", &["one-two"]);
    }

    /// Cells with headings, each with the ids that nbconvert 5.6.1 gives on mistune 0.8.4, and Jekyll leaves as they are.
    const OF_NBCONVERT: &[(&str, &[&str])] = &[
        ("## A `--b` -- c", &["A---b----c"]),
        ("## C++ & C", &["C++-&-C"]),
        ("## 1. Intro", &["1.-Intro"]),
        ("## Ünïcode Größe 日本", &["Ünïcode-Größe-日本"]),
        ("## a_b-c  d", &["a_b-c--d"]),
        ("## It's \"q\" -- d...", &["It's-\"q\"----d..."]),
        ("## 🚀 Launch", &["🚀-Launch"]),
        ("## `code` and *emph* [link](x)", &["code-and-emph-link"]),
        ("## A\n\n## A", &["A", "A"]),
        ("## A #", &["A"]),
        ("## a # b ##", &["a-#-b"]),
        ("## A {#own}", &["A-{#own}"]),
        ("## a <br> b", &[]),
        ("## a <b>x</b> b", &["a-x-b"]),
        ("## a&nbsp;b", &[]),
        ("## &copy; 2", &[]),
        ("## a &amp; b", &["a-&-b"]),
        ("## a &#233; b", &["a-é-b"]),
        ("## a < b", &["a-<-b"]),
        ("## a&b", &["a&b"]),
        ("## $x_1$ and $a<b$ math", &["$x_1$-and-$a<b$-math"]),
        ("A\n=====", &["A"]),
        ("## ![alt](x.png) img", &[]),
        ("## foo\\_bar\\*", &["foo_bar*"]),
        ("## :smile: x", &[":smile:-x"]),
        ("## https://example.org/a", &["https://example.org/a"]),
        ("##   lead", &["lead"]),
        ("> ## q", &["q"]),
        ("## ~~a~~ b", &["a-b"]),
        ("## a\\b", &["a\\b"]),
        ("Text\n## after text", &["after-text"]),
        ("   ## three", &["three"]),
        ("    ## four", &[]),
        ("## a — b … c", &["a-—-b-…-c"]),
        ("## [a][r]\n\n[r]: x", &["a"]),
        ("## __b__ *a*b", &["b-ab"]),
        ("### B\nmore", &["B"]),
    ];

    #[test]
    fn headings_of_notebooks_are_those_of_nbconvert() {
        let mut wrong = Vec::new();
        for (cell, expected) in OF_NBCONVERT {
            let blog = "//- /_config.yml\n//- /_action_files/settings.ini\n//- /_notebooks/2020-01-01-x.ipynb\n";
            let fixture = Fixture::new(&format!("{blog}%% markdown\nText.\n%% markdown\n{cell}\n"));
            let page = fixture.site.page(&SitePath::new("_notebooks/2020-01-01-x.ipynb")).unwrap();
            let ids: Vec<_> = fixture.site.anchors(page).into_iter().map(|anchor| anchor.id).collect();
            if ids != *expected {
                wrong.push(format!("{cell:?}: {ids:?} and not {expected:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn footnotes_and_html_are_targets() {
        check(
            "//- /_config.yml\n//- /a.md\n---\ntitle: x\n---\n<a id=\"top\"></a> one{% fn 2 %}[^a]\n\n[^a]: x\n\n{{ \"two\" | fndetail: 2 }}\n",
            &["top", "fnref-2", "fnref:a", "fn:a", "fn-2"],
        );
    }

    #[test]
    fn a_page_is_all_of_its_cells() {
        let cells = "//- /_config.yml\n//- /_notebooks/x.ipynb\n%% markdown\n# A B{% fn 1 %}\n%% code\n1\n%% markdown\n## C\n\n{{ 'x' | fndetail: 1 }}$0\n";
        let fixture = Fixture::new(cells);
        let page = fixture.site.page(&SitePath::new("_notebooks/x.ipynb")).unwrap();
        let places: Vec<_> = page.named(ItemKind::Footnote, "1").map(|(file, _)| file.cell).collect();
        assert_eq!(places, [Some(0), Some(2)]);
        assert!(matches!(page.at(fixture.cursor())[0], Item::Output(_) | Item::Footnote(_)));
        assert_eq!(page.named(ItemKind::Footnote, "2").count(), 0);
    }

    #[test]
    fn a_page_says_its_title_and_date() {
        let facts = |fixture: &str| {
            let fixture = Fixture::new(fixture);
            let page = fixture.site.pages().next().unwrap();
            (page.title().map(str::to_owned), page.date().map(|date| date.to_string()))
        };
        let named = facts("Text.\n");
        assert_eq!(named, (None, Some("2020-01-01".into())));
        let written = facts("---\ntitle: A title\ndate: 2021-02-03 04:05\n---\n");
        assert_eq!(written, (Some("A title".into()), Some("2021-02-03".into())));
    }
}
