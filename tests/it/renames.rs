//! Renames and moves in real blogs: what they change, that every mention follows, and that renaming back takes it back.

use std::collections::BTreeMap;
use std::sync::Arc;

use manicule::ide::{SourceChange, SourceEdit, definition, moves, moving, prepare_rename, references, rename};
use manicule::site::{Change, FileId, FilePos, Page, Site, SitePath, Source};
use manicule::syntax::{Item, Name, parse};
use manicule::text::{Text, TextSize};

use crate::actions::{Blog, blogs, edited, some_sources};

/// How many places of a text are renamed.
const PLACES: usize = 2;

/// The texts that a change touches, as they are afterwards.
fn changed(blog: &Blog, now: &Site, change: &SourceChange, said: &dyn Fn() -> String) -> BTreeMap<FileId, Text> {
    let of_file = |(file, edits): (&FileId, &Vec<SourceEdit>)| {
        let source = now.source(file).unwrap();
        let text = source.text.clone().or_else(|| blog.text(file)).unwrap();
        (file.clone(), edited(&text, &source.post, edits, said).0)
    };
    change.edits.iter().map(of_file).collect()
}

/// The site with some of its texts as they are after a change.
fn after(site: &Site, texts: &BTreeMap<FileId, Text>) -> Site {
    let mut pages: BTreeMap<&SitePath, Page> = BTreeMap::new();
    for (file, text) in texts {
        let page = pages.entry(&file.path).or_insert_with(|| (**site.page(&file.path).unwrap()).clone());
        for source in page.sources.iter_mut().filter(|source| source.file == *file) {
            let post = parse(text, source.post.dialect());
            *source = Arc::new(Source { file: file.clone(), text: Some(text.clone()), post: post.into() });
        }
    }
    pages.into_values().fold(site.clone(), |site, page| site.apply(Change::Open(page)))
}

/// Where a place of a text is after a change: behind all that the edits before it add.
fn moved(pos: &FilePos, change: &SourceChange) -> FilePos {
    let before = change.edits[&pos.file].iter().filter(|edit| edit.range.end() <= pos.offset);
    let offset = before.fold(pos.offset, |offset, edit| offset + TextSize::of(&edit.insert) - edit.range.len());
    FilePos { offset, ..pos.clone() }
}

/// Renames what is at a place and back again; `false` where it is refused.
fn there_and_back(blog: &Blog, pos: &FilePos, name: &str, is_exact: bool) -> bool {
    let said = || format!("{pos:?} to `{name}`");
    let text = |file: &FileId| blog.text(file);
    let Ok(prepared) = prepare_rename(&blog.site, pos, &text) else { return false };
    let at = FilePos { offset: prepared.range.start(), ..pos.clone() };
    let Ok(change) = rename(&blog.site, &at, name, &text) else { return false };
    let texts = changed(blog, &blog.site, &change, &said);
    let now = after(&blog.site, &texts);
    let there = moved(&at, &change);
    let mentions = |site: &Site, pos: &FilePos| references(site, pos, true).len();
    assert_eq!(mentions(&now, &there), mentions(&blog.site, &at), "{}: a mention is lost", said());

    let back = rename(&now, &there, &prepared.name, &text);
    let back = back.unwrap_or_else(|refusal| panic!("{}: not back: {refusal}", said()));
    let restored = changed(blog, &now, &back, &said);
    for (file, text) in &restored {
        let old = blog.text(file).unwrap().to_string();
        assert!(!is_exact || text.to_string() == old, "{}: `{file:?}` is another afterwards", said());
        assert_eq!(text.line_count(), blog.text(file).unwrap().line_count(), "{}", said());
    }
    assert_eq!(texts.keys().collect::<Vec<_>>(), restored.keys().collect::<Vec<_>>(), "{}", said());
    true
}

#[test]
fn footnotes_and_headings_are_renamed_and_back() {
    let mut renamed = 0;
    for blog in blogs() {
        for source in some_sources(&blog) {
            let place = |offset| FilePos { file: source.file.clone(), offset };
            for footnote in source.post.footnotes().take(PLACES) {
                renamed += usize::from(there_and_back(&blog, &place(footnote.label.range.start()), "98765", true));
            }
            let headings = source.post.items().filter_map(|item| match item {
                Item::Heading(heading) => Some(heading.title.range.start()),
                _ => None,
            });
            // A fragment may be written in more than one way, so that only what it leads to comes back.
            for start in headings.skip(1).take(1) {
                renamed += usize::from(there_and_back(&blog, &place(start), "Quite another title 98765", false));
            }
        }
    }
    println!("{renamed} renamed and back");
}

/// Where a text leads: the first link and the first image that can be renamed.
fn targets(source: &Source) -> Vec<Name> {
    let links = source.post.links().filter_map(|it| it.target).take(PLACES);
    let images = source.post.images().filter_map(|it| it.target).take(PLACES);
    links.chain(images).collect()
}

#[test]
fn what_links_lead_to_is_renamed_in_references_alone() {
    let (mut addresses, mut files) = (0, 0);
    for blog in blogs() {
        let text = |file: &FileId| blog.text(file);
        for source in some_sources(&blog) {
            for target in targets(source) {
                let pos = FilePos { file: source.file.clone(), offset: target.range.start() };
                let Ok(prepared) = prepare_rename(&blog.site, &pos, &text) else { continue };
                let name = match prepared.name.rsplit_once('/') {
                    Some((folder, last)) => format!("{folder}/quite-another-{last}"),
                    None => format!("quite-another-{}", prepared.name),
                };
                let said = || format!("{pos:?} to `{name}`");
                let Ok(change) = rename(&blog.site, &pos, &name, &text) else { continue };
                let texts = changed(&blog, &blog.site, &change, &said);
                for (file, edits) in &change.edits {
                    let post = &blog.site.source(file).unwrap().post;
                    let head = post.front_matter().map(|it| it.range);
                    let is_reference = |edit: &SourceEdit| {
                        let mut all = post.items().map(|item| item.range()).chain(head);
                        all.any(|range| range.contains_range(edit.range))
                    };
                    assert!(edits.iter().all(is_reference), "{}: {edits:?} in {file:?}", said());
                    let again = parse(&texts[file], post.dialect());
                    assert_eq!(again.items().count(), post.items().count(), "{}: {file:?} says something else", said());
                }
                for (from, to) in &change.moved {
                    assert!(blog.site.exists(from) && !blog.site.exists(to), "{}", said());
                }
                files += change.moved.len();
                addresses += usize::from(change.moved.is_empty());
            }
        }
    }
    println!("{files} files and {addresses} addresses renamed");
}

#[test]
fn references_of_hugo_lead_to_the_pages_that_moved() {
    let mut followed = 0;
    for blog in blogs() {
        let sources = blog.site.pages().flat_map(|page| &page.sources);
        let places = sources.flat_map(|source| source.post.page_refs().map(|it| (source.file.clone(), it.name.range)));
        for (file, range) in places.take(32) {
            let pos = FilePos { file, offset: range.start() };
            let leads = |site: &Site, pos: &FilePos| definition(site, pos).first().map(|it| it.file.path.clone());
            let Some(from) = leads(&blog.site, &pos).filter(|path| *path != pos.file.path) else { continue };
            let to = SitePath::new(&format!("{}/sub/moved-{}", from.folder(), from.name()));
            let said = || format!("{pos:?} while {from} moves to {to}");
            let change = moves(&blog.site, &[(from.clone(), to.clone())], &|file| blog.text(file));
            let texts = changed(&blog, &blog.site, &change, &said);
            let now = after(&blog.site, &texts);
            let now = moving(&now, &[(from.clone(), to.clone())]).into_iter().fold(now, Site::apply);
            let there = if change.edits.contains_key(&pos.file) { moved(&pos, &change) } else { pos.clone() };
            assert_eq!(leads(&now, &there), Some(to.clone()), "{}", said());
            followed += 1;
        }
    }
    println!("{followed} references of Hugo followed");
    assert!(followed > 0 || blogs().is_empty());
}

#[test]
fn files_that_move_change_only_what_refers_to_them() {
    let mut edits = 0;
    for blog in blogs() {
        let pages = blog.site.pages().map(|page| page.path.clone()).take(16);
        let assets =
            blog.site.assets_within("").map(|(path, _)| path.clone()).filter(|path| path.as_str().ends_with("png"));
        let paths: Vec<SitePath> = pages.chain(assets.take(16)).collect();
        for from in paths.iter().step_by(4) {
            let to = SitePath::new(&format!("{}/moved-{}", from.folder(), from.name()));
            let said = || format!("{from} to {to}");
            let change = moves(&blog.site, &[(from.clone(), to.clone())], &|file| blog.text(file));
            changed(&blog, &blog.site, &change, &said);
            for (file, of_text) in &change.edits {
                let post = &blog.site.source(file).unwrap().post;
                for edit in of_text {
                    edits += 1;
                    let is_reference = post.items().any(|item| item.range().contains_range(edit.range));
                    let head = post.front_matter().is_some_and(|it| it.range.contains_range(edit.range));
                    assert!(is_reference || head, "{}: {edit:?} in {file:?} is no reference", said());
                }
            }
        }
    }
    println!("{edits} references followed");
}
