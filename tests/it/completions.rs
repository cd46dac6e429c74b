//! What completions do to real posts: one edit on the cursor's line, and nothing else; what is read again is the new text.

use manicule::ide::{Completion, SourceEdit, completion};
use manicule::site::{Change, FileKind, FilePos, Page, Source};
use manicule::syntax::parse;
use manicule::text::{Edit, Text, TextRange, TextSize};

use crate::actions::{blogs, edited, some_sources};

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
    "{{ site.",
    "{% post_url ",
    "{% link ",
    "{{< ref \"",
    "[a]: ",
    "[a](##",
    "<a href=\"",
    "```",
    " :robo",
];

/// About how many completions of a list are accepted and read.
const READ: usize = 4;

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
                    let found = completion(&site, &at, &|file| blog.text(file));
                    let post = &site.source(&source.file).unwrap().post;
                    found.iter().for_each(|found| check(&typing, &at, found));
                    seen += found.len();
                    for found in found.iter().step_by((found.len() / READ).max(1)) {
                        let edit = SourceEdit { range: found.edit.range, insert: found.edit.insert.clone() };
                        edited(&typing, post, &[edit], &|| format!("{:?}: {found:?}", at.file));
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
}
