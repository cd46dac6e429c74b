//! The footnotes of a page: references and notes over all its texts, matched as the built page matches them.

use std::collections::HashMap;

use smol_str::SmolStr;

use super::place::Place;
use super::plain::escaped;
use crate::site::{FileRange, Layout, Source};
use crate::syntax::footnote::reference;
use crate::syntax::{Context, Footnote, FootnoteDialect, Item, Role, liquid};
use crate::text::{TextRange, TextSize};

/// One side of a footnote with the text it stands in.
#[derive(Clone)]
pub(super) struct Placed<'a> {
    pub source: &'a Source,
    pub footnote: Footnote,
}

/// A footnote of the page: the references to one id, and the notes of that id, each in page order.
#[derive(Default)]
pub(super) struct Group<'a> {
    pub refs: Vec<Placed<'a>>,
    pub defs: Vec<Placed<'a>>,
    /// Whether of several notes the last is the one that is shown.
    last_wins: bool,
}

/// The footnotes of a page, in the order in which their ids first appear.
pub(super) struct Footnotes<'a> {
    place: Place<'a>,
    groups: Vec<(Key, Group<'a>)>,
    by_key: HashMap<Key, usize>,
}

/// What the sides of one footnote have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    dialect: FootnoteDialect,
    /// The cell, where a footnote cannot leave it.
    cell: Option<u32>,
    id: SmolStr,
}

/// What a footnote of a text is matched by; `None` where it can be matched with nothing.
pub(super) fn key(place: Place<'_>, footnote: &Footnote) -> Option<Key> {
    if footnote.id.is_empty() || footnote.dialect == FootnoteDialect::Inline {
        return None;
    }
    let markdown = footnote.dialect == FootnoteDialect::Markdown;
    // nbconvert turns each cell into HTML by itself, so a `[^1]` finds only notes of its own cell there, while Quarto
    // joins the cells first.
    let alone = markdown && place.layout() != Layout::Quarto;
    // kramdown, goldmark and Pandoc tell cases apart, GitHub's kin does not.
    let folds = markdown && matches!(place.layout(), Layout::Plain | Layout::Zola);
    let id = if folds { footnote.id.to_lowercase().into() } else { footnote.id.clone() };
    Some(Key { dialect: footnote.dialect, cell: place.file().cell.filter(|_| alone), id })
}

impl<'a> Footnotes<'a> {
    /// The footnotes of the page that a place belongs to. Inline notes are no part of them: they are whole by themselves.
    pub fn of(place: Place<'a>) -> Footnotes<'a> {
        let mut footnotes = Footnotes { place, groups: Vec::new(), by_key: HashMap::new() };
        for source in &place.page.sources {
            for footnote in source.post.footnotes() {
                footnotes.add(Placed { source, footnote });
            }
        }
        footnotes
    }

    /// Of the footnotes of the page those that may be matched with one: however many there are, only they are read.
    pub fn like(place: Place<'a>, footnote: &Footnote) -> Footnotes<'a> {
        let mut footnotes = Footnotes { place, groups: Vec::new(), by_key: HashMap::new() };
        for source in &place.page.sources {
            for footnote in source.post.footnotes_of(&footnote.id) {
                footnotes.add(Placed { source, footnote });
            }
        }
        footnotes
    }

    /// The footnotes as they are once what is being written at an offset is closed. Until then Liquid takes all up to
    /// the next `}` for a part of it: what begins behind the offset is read as if nothing were open there.
    pub fn once_closed(place: Place<'a>, offset: TextSize) -> Footnotes<'a> {
        let mut footnotes = Footnotes::of(place);
        let ends = place.items_at(offset).into_iter().filter_map(|item| match item {
            Item::Tag(tag) => Some(tag.range.end()),
            Item::Output(output) => Some(output.range.end()),
            Item::Problem(problem) => Some(problem.range.end()),
            _ => None,
        });
        let Some(end) = ends.max().filter(|end| *end > offset) else { return footnotes };
        let swallowed = place.slice(TextRange::new(offset, end));
        for item in liquid::scan(&swallowed).items {
            let Item::Tag(tag) = item else { continue };
            if let Some(mut footnote) = reference(&tag) {
                footnote.range += offset;
                footnote.label.range += offset;
                footnotes.add(Placed { source: place.source, footnote });
            }
        }
        footnotes
    }

    fn add(&mut self, placed: Placed<'a>) {
        let Some(key) = key(self.place.with(placed.source), &placed.footnote) else { return };
        let keeps_last = self.place.is_jekyll() || self.place.layout() == Layout::Quarto;
        let last_wins = keeps_last && key.dialect == FootnoteDialect::Markdown;
        let index = *self.by_key.entry(key.clone()).or_insert_with(|| {
            self.groups.push((key, Group { last_wins, ..Group::default() }));
            self.groups.len() - 1
        });
        let (_, group) = &mut self.groups[index];
        match placed.footnote.role {
            Role::Ref => group.refs.push(placed),
            Role::Def => group.defs.push(placed),
        }
    }

    /// All footnotes, in the order in which their ids first appear.
    pub fn groups(&self) -> impl Iterator<Item = &Group<'a>> {
        self.groups.iter().map(|(_, group)| group)
    }

    /// The footnotes of one dialect that a text can refer to, in the order in which their ids first appear.
    pub fn seen_from(&self, source: &Source, dialect: FootnoteDialect) -> impl Iterator<Item = &Group<'a>> {
        let cell = source.file.cell;
        let seen = move |key: &Key| key.dialect == dialect && (key.cell.is_none() || key.cell == cell);
        self.groups.iter().filter(move |(key, _)| seen(key)).map(|(_, group)| group)
    }

    /// The footnote that an item is a side of.
    pub fn group(&self, source: &Source, footnote: &Footnote) -> Option<&Group<'a>> {
        let key = key(self.place.with(source), footnote)?;
        self.groups.get(*self.by_key.get(&key)?).map(|(_, group)| group)
    }
}

impl<'a> Group<'a> {
    /// The id as its first appearance has it.
    pub fn id(&self) -> &str {
        self.sides().next().map_or("", |placed| placed.footnote.id.as_str())
    }

    /// References, then notes.
    pub fn sides(&self) -> impl Iterator<Item = &Placed<'a>> {
        self.refs.iter().chain(&self.defs)
    }

    /// The note that the built page's links lead to: the first of the id; of several `[^1]: …` kramdown 2.4
    /// (`footnote.rb`) and Pandoc 2.17 keep the last.
    pub fn shown(&self) -> Option<&Placed<'a>> {
        let mut working = self.defs.iter().filter(|def| def.works());
        match self.last_wins {
            true => working.next_back(),
            false => working.next(),
        }
    }

    /// The text of the note, as far as it is known.
    pub fn text(&self) -> Option<SmolStr> {
        let def = self.shown().or(self.defs.first())?;
        def.text()
    }
}

impl Placed<'_> {
    /// Whether readers can use it: elsewhere than in prose it prints as code, or not at all.
    pub fn works(&self) -> bool {
        matches!(self.footnote.context, Context::Prose | Context::Html | Context::Math)
    }

    /// A note's text as readers see it, before Markdown.
    pub fn text(&self) -> Option<SmolStr> {
        if self.footnote.dialect != FootnoteDialect::Markdown {
            return self.footnote.shown.as_deref().map(SmolStr::from);
        }
        Some(self.source.text.as_ref()?.slice(self.footnote.body?).into())
    }

    /// Where it is named.
    pub fn name(&self) -> FileRange {
        FileRange { file: self.source.file.clone(), range: self.footnote.label.range }
    }
}

/// A note's text, written so that Markdown shows what the built page shows.
pub(super) fn displayed(place: Place<'_>, dialect: FootnoteDialect, text: &str) -> String {
    let lines: Vec<&str> = text.trim().lines().map(str::trim).collect();
    let text = lines.join("\n");
    if place.shows_marks(dialect) { escaped(&text) } else { text }
}

/// The beginning of a note, on one line: whole words, as far as they fit into some characters.
pub(super) fn first_words(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((at, _)) = line.char_indices().nth(most) else { return line };
    // A language without blanks, or one very long word, is cut where it is.
    let cut = line[..at].rfind(' ').filter(|blank| blank * 2 > at).unwrap_or(at);
    format!("{}…", line[..cut].trim_end())
}
