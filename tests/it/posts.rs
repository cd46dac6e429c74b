//! What is said of real posts holds of their text.

use std::fs;
use std::path::{Path, PathBuf};

use manicule::syntax::outline::outline;
use manicule::syntax::{Dialect, Item, Part, parse};
use manicule::text::{Text, TextRange};

/// The real blogs, where they are present.
pub fn corpus() -> Option<PathBuf> {
    let shared = std::env::var_os("MANICULE_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let corpus = shared.join("corpus");
    if !corpus.is_dir() {
        eprintln!("SKIPPED: no real blogs at {}", corpus.display());
        return None;
    }
    Some(corpus)
}

/// All Markdown files below a folder.
pub fn posts(root: &Path) -> Vec<(PathBuf, String)> {
    files(root, "md")
}

/// All files of an extension below a folder that are texts.
pub fn files(root: &Path, wanted: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == wanted)
                && let Ok(text) = fs::read_to_string(&path)
            {
                found.push((path, text));
            }
        }
    }
    found
}

#[test]
fn names_stand_where_they_say() {
    let Some(corpus) = corpus() else { return };
    let mut items = 0;
    for (path, text) in posts(&corpus) {
        for (liquid, kramdown) in [(true, true), (true, false), (false, false)] {
            let post = parse(&Text::new(&text), Dialect { part: Part::File, liquid, kramdown });
            let mut last = 0.into();
            for item in post.items() {
                items += 1;
                assert!(item.range().start() >= last, "{}: {item:?} is out of order", path.display());
                last = item.range().start();
                let name = match &item {
                    Item::Heading(it) => &it.title,
                    Item::Image(it) => it.target.as_ref().unwrap_or(&it.alt),
                    Item::Link(it) => it.target.as_ref().unwrap_or(&it.text),
                    Item::Footnote(it) => &it.label,
                    Item::LinkDefinition(it) => &it.target,
                    Item::Tag(it) => &it.markup,
                    Item::Emoji(it) => &it.name,
                    Item::Anchor(it) => &it.id,
                    _ => continue,
                };
                assert_eq!(name.text, &text[name.range], "{}: {item:?}", path.display());
                assert!(item.range().contains_range(name.range), "{}: {item:?}", path.display());
            }
        }
    }
    assert!(items > 100_000, "only {items} items in the real blogs");
}

#[test]
fn blocks_lie_in_one_another() {
    let Some(corpus) = corpus() else { return };
    let mut blocks = 0;
    for (path, text) in posts(&corpus) {
        for (liquid, kramdown) in [(true, true), (false, false)] {
            let mut open: Vec<TextRange> = Vec::new();
            for block in outline(&Text::new(&text), Dialect { part: Part::File, liquid, kramdown }) {
                blocks += 1;
                while open.pop_if(|outer| outer.end() <= block.range.start()).is_some() {}
                let held = open.last().is_none_or(|outer| outer.contains_range(block.range));
                assert!(held, "{}: {block:?} in {open:?}", path.display());
                assert!(block.range.contains_range(block.inner), "{}: {block:?}", path.display());
                assert!(text.get(std::ops::Range::from(block.range)).is_some_and(|it| !it.is_empty()), "{block:?}");
                open.push(block.range);
            }
        }
    }
    assert!(blocks > 100_000, "only {blocks} blocks in the real blogs");
}
