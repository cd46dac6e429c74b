//! What actions do to real posts: the places that they change, and nothing else.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use manicule::disk::{self, Root};
use manicule::ide::{Action, ActionKind, Config, SourceChange, SourceEdit, Wanted, actions, fix_all};
use manicule::site::{Change, FileId, FileKind, Site, Source};
use manicule::syntax::{Item, Post, parse, reparse};
use manicule::text::{Edit, Text, TextRange, TextSize};

use crate::posts::corpus;
use crate::reparse::difference;

/// How many pages of a blog are looked at, and how many places of a text.
const PAGES: usize = 4;
const PLACES: usize = 3;

pub struct Blog {
    root: Root,
    pub site: Site,
    /// The texts that were read: a notebook is read once, and not once for each of its cells and places.
    texts: RefCell<HashMap<FileId, Option<Text>>>,
}

impl Blog {
    pub fn text(&self, file: &FileId) -> Option<Text> {
        let read = || disk::read_text(&self.root, file);
        self.texts.borrow_mut().entry(file.clone()).or_insert_with(read).clone()
    }

    fn actions(&self, file: &FileId, range: TextRange) -> Vec<Action> {
        let wanted = Wanted { range, marked: &[], kinds: &|kind| kind != ActionKind::FixAll };
        actions(&self.site, file, wanted, &Config::default(), &|file| self.text(file))
    }
}

/// Real blogs, each with some of its pages: those with footnotes first.
pub fn blogs() -> Vec<Blog> {
    let Some(corpus) = corpus() else { return Vec::new() };
    let folders = std::fs::read_dir(corpus).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let mut blogs: Vec<Blog> = folders
        .map(|folder| {
            let root = Root::of(&folder).unwrap();
            let site = disk::read(&root).changes.into_iter().fold(Site::default(), Site::apply);
            Blog { root, site, texts: RefCell::default() }
        })
        .collect();
    blogs.sort_by(|a, b| a.root.folder().cmp(b.root.folder()));
    blogs
}

pub fn some_sources(blog: &Blog) -> Vec<&Source> {
    let mut pages: Vec<_> = blog.site.pages().collect();
    pages.sort_by_key(|page| !page.sources.iter().any(|source| source.post.footnotes().next().is_some()));
    pages.into_iter().take(PAGES).flat_map(|page| page.sources.iter().map(|source| &**source)).collect()
}

/// Places of a text: in what actions are about, and in the middle of some lines.
fn places(source: &Source, text: &Text) -> Vec<TextRange> {
    let about = source.post.items().filter(|item| {
        matches!(item, Item::Footnote(_) | Item::Image(_) | Item::Alert(_) | Item::Output(_) | Item::Link(_))
    });
    let mut places: Vec<TextRange> =
        about.map(|item| TextRange::empty(item.range().start() + TextSize::new(2))).take(PLACES).collect();
    let step = (text.line_count() as usize / PLACES).max(1);
    for line in (0..text.line_count()).step_by(step) {
        let (start, end) = (text.line_start(line), text.line_end(line));
        let written = text.slice(TextRange::new(start, end));
        let middle = written.floor_char_boundary(written.len() / 2);
        let cursor = start + TextSize::of(&written[..middle]);
        places.extend([TextRange::empty(cursor), TextRange::new(cursor, end)]);
    }
    places.retain(|range| range.end() <= text.len());
    places
}

/// A text once some edits are done, with what it says: each edit is of a part of the text and none touches another's,
/// what stands outside of them stays, and reading again edit by edit says what a fresh reading says.
#[track_caller]
pub fn edited(text: &Text, post: &Post, edits: &[SourceEdit], said: &dyn Fn() -> String) -> (Text, Post) {
    let written = text.to_string();
    let (mut expected, mut at) = (String::new(), 0);
    for edit in edits {
        let range = std::ops::Range::<usize>::from(edit.range);
        assert!(written.get(range.clone()).is_some(), "{}: {edit:?} is no part of the text", said());
        assert!(at <= range.start, "{}: {edit:?} overlaps the one before", said());
        expected.extend([&written[at..range.start], &edit.insert]);
        at = range.end;
    }
    expected.push_str(&written[at..]);
    for pair in edits.windows(2) {
        assert!(pair[0].range != pair[1].range, "{}: {pair:?} are of one place", said());
    }
    let (mut after, mut post) = (text.clone(), post.clone());
    for edit in edits.iter().rev() {
        let edit = Edit { range: edit.range, insert: edit.insert.clone() };
        after.edit(&edit);
        post = reparse(&post, &after, &edit);
    }
    assert_eq!(after.to_string(), expected, "{}: other places change", said());
    let fresh = parse(&after, post.dialect());
    if let Some(difference) = difference(&post, &fresh) {
        panic!("{}: read again is not read anew: {difference}", said());
    }
    (after, fresh)
}

fn lines(text: &Text) -> Vec<String> {
    let text = text.to_string();
    let mut lines: Vec<String> = text.lines().map(|it| it.trim_end().to_owned()).filter(|it| !it.is_empty()).collect();
    lines.sort();
    lines
}

/// Checks that an action changes what its kind may, and returns how many edits it has.
#[track_caller]
fn check(blog: &Blog, source: &Source, action: &Action) -> usize {
    let said = || format!("{:?} {:?} `{}`", blog.root.folder(), source.file, action.title);
    assert_eq!(action.disabled.is_some(), action.change.is_empty(), "{}", said());
    let mut count = 0;
    for (file, edits) in &action.change.edits {
        count += edits.len();
        let Some(text) = blog.text(file) else {
            assert!(action.change.created.contains(&file.path), "{} changes a text that is not there", said());
            continue;
        };
        if file.path != source.file.path {
            assert_eq!(file.path.as_str(), "manicule.toml", "{}", said());
            continue;
        }
        let old = &blog.site.source(file).unwrap().post;
        let (after, new) = edited(&text, old, edits, &said);
        let broken = new.front_matter().is_some_and(|it| it.error.is_some());
        assert!(!broken || old.front_matter().is_some_and(|it| it.error.is_some()), "{} breaks front matter", said());
        let footnotes: Vec<_> = old.footnotes().collect();
        match action.kind {
            ActionKind::InsertFootnote => assert!(edits.iter().all(|it| it.range.is_empty()), "{}", said()),
            ActionKind::RenumberFootnotes => {
                assert!(edits.iter().all(|it| footnotes.iter().any(|of| of.label.range == it.range)), "{}", said());
                assert_eq!(new.footnotes().count(), footnotes.len(), "{}", said());
            }
            ActionKind::ExtractDefinition => {
                assert_eq!(new.definitions().count(), old.definitions().count() + 1, "{}", said());
                assert_eq!(new.links().count() + new.images().count(), old.links().count() + old.images().count());
                let of_link = |edit: &SourceEdit| old.items().any(|it| it.range().contains_range(edit.range));
                assert!(edits.iter().filter(|it| !it.range.is_empty()).all(of_link), "{}", said());
            }
            ActionKind::MoveNotes => assert_eq!(lines(&text), lines(&after), "{}", said()),
            ActionKind::AltText | ActionKind::Box => assert_eq!(edits.len(), 1, "{}", said()),
            _ => {}
        }
    }
    count
}

#[test]
fn every_change_is_one_that_can_be_made() {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for blog in blogs() {
        for source in some_sources(&blog) {
            let Some(text) = blog.text(&source.file) else { continue };
            for place in places(source, &text) {
                for action in blog.actions(&source.file, place) {
                    check(&blog, source, &action);
                    *seen.entry(action.kind.name()).or_default() += 1;
                }
            }
        }
    }
    let kinds = ["refactor.rewrite.manicule.insertFootnote", "refactor.rewrite.manicule.convert", "quickfix"];
    assert!(seen.is_empty() || kinds.iter().all(|kind| seen.contains_key(kind)), "{seen:?}");
}

#[test]
fn all_safe_repairs_of_a_page_are_made_at_once() {
    for blog in blogs() {
        for page in blog.site.pages().filter(|page| page.path.kind() == FileKind::Text) {
            let file = FileId::from(page.path.clone());
            let said = || format!("{:?} {file:?}", blog.root.folder());
            let change: SourceChange =
                fix_all(&blog.site, &file, &Config::default(), &|file| blog.text(file), &|_| true);
            let (Some(edits), Some(text)) = (change.edits.get(&file), blog.text(&file)) else { continue };
            let (after, _) = edited(&text, &blog.site.source(&file).unwrap().post, edits, &said);
            let page = disk::page_of(&blog.site, &page.path, &after.to_string());
            let site = blog.site.clone().apply(Change::Page(page));
            let again = fix_all(&site, &file, &Config::default(), &|_| Some(after.clone()), &|_| true);
            assert!(again.is_empty(), "{}: {again:?}", said());
        }
    }
}
