//! What each action does to a text, and where it keeps silent.

mod fixes;
mod links;
mod refactors;
mod rules;

use std::collections::BTreeMap;

use super::{Action, ActionKind, Wanted, actions};
use crate::fixture::{FASTPAGES, Fixture};
use crate::ide::{Config, SourceChange, applied};
use crate::site::{FileId, FileRange};
use crate::text::{Text, TextRange};

/// What is offered at the cursor or for the selection.
#[track_caller]
pub(super) fn offered(fixture: &Fixture) -> Vec<Action> {
    let at = place(fixture);
    of_kinds(fixture, &at.file, at.range, &|_| true)
}

/// What is offered in a part of a text, of some kinds.
pub(super) fn of_kinds(
    fixture: &Fixture,
    file: &FileId,
    range: TextRange,
    kinds: &dyn Fn(ActionKind) -> bool,
) -> Vec<Action> {
    let wanted = Wanted { range, marked: &[], kinds };
    actions(&fixture.site, file, wanted, &Config::default(), &|file| texts(fixture, file))
}

fn place(fixture: &Fixture) -> FileRange {
    match fixture.cursors() {
        1 => {
            let cursor = fixture.cursor();
            FileRange { file: cursor.file.clone(), range: TextRange::empty(cursor.offset) }
        }
        _ => fixture.selection(),
    }
}

fn texts(fixture: &Fixture, file: &FileId) -> Option<Text> {
    fixture.files().any(|it| it == file).then(|| Text::new(fixture.text(file)))
}

/// The texts that a change touches as they are afterwards, each cell apart, after the files that it makes.
pub(super) fn done(fixture: &Fixture, change: &SourceChange) -> String {
    let mut shown: BTreeMap<&FileId, String> = BTreeMap::new();
    for (file, edits) in &change.edits {
        let old = fixture.files().any(|it| it == file).then(|| fixture.text(file));
        let old = old.or_else(|| fixture.site.config(&file.path)).unwrap_or_default();
        shown.insert(file, applied::edited(&Text::new(old), edits).to_string());
    }
    let made = change.created.iter().map(|path| format!("+ {path}\n"));
    made.chain(shown.into_values()).collect::<Vec<_>>().join("\n%%\n")
}

/// Does what is offered under a title that begins so, and compares the texts that it touches.
#[track_caller]
pub(super) fn check(fixture: &str, title: &str, expected: &str) {
    let fixture = Fixture::new(fixture);
    let offered = offered(&fixture);
    let titles: Vec<&str> = offered.iter().map(|it| it.title.as_str()).collect();
    let Some(action) = offered.iter().find(|it| it.title.starts_with(title)) else {
        panic!("`{title}` is not offered, only {titles:?}")
    };
    assert_eq!(action.disabled, None);
    assert_eq!(done(&fixture, &action.change), expected);
}

/// The same for a post of a fastpages blog.
#[track_caller]
pub(super) fn post(text: &str, title: &str, expected: &str) {
    check(&format!("{FASTPAGES}//- /_posts/2020-01-01-post.md\n{text}"), title, expected);
}

/// The same for a notebook of a fastpages blog, behind its first cell.
#[track_caller]
pub(super) fn cell(text: &str, title: &str, expected: &str) {
    check(&notebook(text), title, expected);
}

pub(super) fn notebook(text: &str) -> String {
    format!("{FASTPAGES}//- /_notebooks/2020-01-01-post.ipynb\n%% markdown\n# Title\n%% markdown\n{text}")
}

/// That nothing of a kind is offered.
#[track_caller]
pub(super) fn silent(fixture: &str, kind: ActionKind) {
    let fixture = Fixture::new(fixture);
    let of_kind: Vec<Action> = offered(&fixture).into_iter().filter(|it| it.kind == kind).collect();
    assert!(of_kind.is_empty(), "{of_kind:#?}");
}

/// The same for a post of a fastpages blog.
#[track_caller]
pub(super) fn silent_post(text: &str, kind: ActionKind) {
    silent(&format!("{FASTPAGES}//- /_posts/2020-01-01-post.md\n{text}"), kind);
}

/// Why something of a kind cannot be done.
#[track_caller]
pub(super) fn refused(fixture: &str, kind: ActionKind) -> String {
    let fixture = Fixture::new(fixture);
    let mut of_kind = offered(&fixture).into_iter().filter(|it| it.kind == kind);
    let action = of_kind.next().expect("nothing of the kind is offered");
    assert!(action.change.is_empty());
    action.disabled.expect("it can be done")
}
