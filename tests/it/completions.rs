//! What completions do to real posts: one edit on the cursor's line, and nothing else.

use manicule::ide::{Completion, completion};
use manicule::site::{Change, FileKind, FilePos, Page, Source};
use manicule::syntax::parse;
use manicule::text::{Edit, Text, TextRange, TextSize};

use crate::actions::{blogs, some_sources};

/// What is typed at places of a text to be completed.
const TYPED: &[&str] = &[
    "[^",
    "![](",
    "[a](",
    "[a](#",
    "[a][",
    "<img src=\"",
    "{% fn ",
    "{% include ",
    "{{ page.title | ",
    "```",
    " :robo",
];

/// At how many lines of a text it is typed.
const LINES: usize = 2;

#[test]
fn each_completion_is_one_edit_on_the_line() {
    let mut seen = 0;
    for blog in blogs() {
        for source in some_sources(&blog).into_iter().filter(|it| it.file.path.kind() == FileKind::Text).take(2) {
            let Some(text) = blog.text(&source.file) else { continue };
            let step = (text.line_count() as usize / LINES).max(1);
            for line in (0..text.line_count()).step_by(step) {
                for typed in TYPED {
                    let mut typing = text.clone();
                    let start = text.line_end(line);
                    typing.edit(&Edit { range: TextRange::empty(start), insert: (*typed).to_owned() });
                    let dialect = source.post.dialect();
                    let post = parse(&typing, dialect);
                    let open = Source { file: source.file.clone(), text: Some(typing.clone()), post: post.into() };
                    let path = source.file.path.clone();
                    let page =
                        Page { path, sources: vec![open.into()], unreadable: None, attachments: Default::default() };
                    let site = blog.site.clone().apply(Change::Open(page));
                    let at = FilePos { file: source.file.clone(), offset: start + TextSize::of(*typed) };
                    for found in completion(&site, &at, &|file| blog.text(file)) {
                        check(&typing, &at, &found);
                        seen += 1;
                    }
                }
            }
        }
    }
    assert!(seen > 0 || blogs().is_empty());
}

#[track_caller]
fn check(text: &Text, at: &FilePos, found: &Completion) {
    let said = format!("{:?}: {found:?}", at.file);
    let line = text.line_of(at.offset);
    let range = found.edit.range;
    let whole = TextRange::new(text.line_start(line), text.line_end(line));
    assert!(whole.contains_range(range) && range.contains_inclusive(at.offset), "{said}");
    let written = text.to_string();
    assert!(written.get(std::ops::Range::<usize>::from(range)).is_some(), "{said}");
    assert!(found.caret.is_none_or(|caret| found.edit.insert.is_char_boundary(caret)), "{said}");
    let mut after = text.clone();
    after.edit(&Edit { range, insert: found.edit.insert.clone() });
    let after = after.to_string();
    let (start, end) = (usize::from(range.start()), usize::from(range.end()));
    assert_eq!(after[..start], written[..start], "{said}");
    assert_eq!(after[start + found.edit.insert.len()..], written[end..], "{said}");
}
