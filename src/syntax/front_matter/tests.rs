//! Heads of texts and what Jekyll reads in them.

use super::{Entry, FrontMatter, Node, NodeKind, Syntax, read, split};
use crate::syntax::Part;

/// The entries of front matter in one line, each value with its text as written.
fn entries(text: &str, entries: &[Entry]) -> String {
    entries
        .iter()
        .map(|entry| {
            assert_eq!(&text[entry.key.range], &*match_key(text, entry), "{text:?}");
            format!("{}={}", entry.key.text, node(text, &entry.value))
        })
        .collect::<Vec<_>>()
        .join(" ")
}

/// A key's place holds its text, but for the title and the summary of the list form.
fn match_key(text: &str, entry: &Entry) -> String {
    let written = &text[entry.key.range];
    if matches!(written, "#" | ">") { written.to_owned() } else { entry.key.text.to_string() }
}

fn node(text: &str, it: &Node) -> String {
    let written = &text[it.range];
    match &it.kind {
        NodeKind::Null => format!("null<{written}>"),
        NodeKind::Bool(value) => format!("{value}<{written}>"),
        NodeKind::Int(value) => format!("int:{value}<{written}>"),
        NodeKind::Float(value) => format!("float:{value}<{written}>"),
        NodeKind::String(value) => format!("{value:?}<{written}>"),
        NodeKind::Date(value) => format!("date:{value}<{written}>"),
        NodeKind::List(items) => {
            let items: Vec<_> = items.iter().map(|item| node(text, item)).collect();
            format!("[{}]<{written}>", items.join(", "))
        }
        NodeKind::Map(inner) => format!("{{{}}}<{written}>", entries(text, inner)),
    }
}

fn read_as(text: &str, part: Part) -> Option<(FrontMatter, String)> {
    let front_matter = read(text, part)?;
    let shown = entries(text, &front_matter.entries);
    Some((front_matter, shown))
}

/// What the YAML between fences holds, and the first error with the text at its place.
#[track_caller]
fn check_yaml(yaml: &str, expected: &str) {
    let text = format!("---\n{yaml}\n---\nbody");
    let (front_matter, mut shown) = read_as(&text, Part::File).unwrap();
    if let Some(error) = front_matter.error {
        shown.push_str(&format!(" !{}@{}", error.message, &text[error.range]));
    }
    assert_eq!(shown, expected, "{yaml:?}");
}

#[test]
fn fences_are_those_of_jekyll() {
    for (text, expected) in [
        ("---\na: b\n---\nbody", Some("---\na: b\n---")),
        ("---\n---\nbody", Some("---\n---")),
        ("---\n---", Some("---\n---")),
        ("--- \t\na: b\n--- \t\nbody", Some("--- \t\na: b\n--- \t")),
        ("---\r\na: b\r\n---\r\nbody", Some("---\r\na: b\r\n---")),
        ("---\na: b\n...\nbody", Some("---\na: b\n...")),
        ("---\na: b\n ---\n---\nbody", Some("---\na: b\n ---\n---")),
        ("---\na: b\n----\n--- x\n---\nbody", Some("---\na: b\n----\n--- x\n---")),
        ("\u{feff}---\na: b\n---\nbody", Some("---\na: b\n---")),
        ("+++\na = \"b\"\n+++\nbody", Some("+++\na = \"b\"\n+++")),
        ("+++\na\n---\n+++\n", Some("+++\na\n---\n+++")),
        ("\n---\na: b\n---\nbody", None),
        (" ---\na: b\n---\nbody", None),
        ("--- a\n---\nbody", None),
        ("----\na: b\n---\nbody", None),
        ("---\na: b\nbody", None),
        ("---", None),
        ("---\u{a0}\na: b\n---\n", None),
        ("---\ra: b\r---\r", None),
        ("...\na: b\n---\n", None),
        ("", None),
        ("-", None),
    ] {
        let found = split(text);
        assert_eq!(found.map(|split| &text[split.range]), expected, "{text:?}");
        if let Some(split) = found {
            let body = usize::from(split.body_start);
            assert!(["", "body"].contains(&&text[body..]), "{text:?}");
            assert_eq!(read(text, Part::File).map(|it| (it.range, it.syntax)), Some((split.range, split.syntax)));
            assert_eq!(read(text, Part::Cell), None);
        }
    }
}

#[test]
fn yaml_values_have_their_types_and_places() {
    for (yaml, expected) in [
        ("title: A b", "title=\"A b\"<A b>"),
        ("title: \"A \\\"b\\\"\" # c", "title=\"A \\\"b\\\"\"<\"A \\\"b\\\"\">"),
        ("title: 'it''s'  ", "title=\"it's\"<'it''s'>"),
        ("\"title\": x", "title=\"x\"<x>"),
        ("größe: é à\nb: ü", "größe=\"é à\"<é à> b=\"ü\"<ü>"),
        ("a:\nb: ~\nc: null", "a=null<> b=null<~> c=null<null>"),
        ("toc: true\nb: True\nc: yes\nd: off\ne: y", "toc=true<true> b=true<True> c=true<yes> d=false<off> e=\"y\"<y>"),
        (
            "a: 12\nb: -1_000\nc: 012\nd: 0x1F\ne: 09",
            "a=int:12<12> b=int:-1_000<-1_000> c=int:012<012> d=int:0x1F<0x1F> e=\"09\"<09>",
        ),
        (
            "a: 1.5\nb: .5\nc: 1e3\nd: 1.2.3\ne: .",
            "a=float:1.5<1.5> b=float:.5<.5> c=\"1e3\"<1e3> d=\"1.2.3\"<1.2.3> e=\".\"<.>",
        ),
        ("date: 2020-07-14", "date=date:2020-07-14<2020-07-14>"),
        ("date: 2020-07-14 10:00:00 +0200", "date=date:2020-07-14 10:00:00 +0200<2020-07-14 10:00:00 +0200>"),
        ("date: 2020-07-14 10:00", "date=\"2020-07-14 10:00\"<2020-07-14 10:00>"),
        ("date: 2020-13-45", "date=\"2020-13-45\"<2020-13-45>"),
        ("date: '2020-07-14'", "date=\"2020-07-14\"<'2020-07-14'>"),
        ("a: 12:30", "a=int:12:30<12:30>"),
        ("a: [b, \"c\" , 1]", "a=[\"b\"<b>, \"c\"<\"c\">, int:1<1>]<[b, \"c\" , 1]>"),
        ("a:\n- b\n- c\nd: e", "a=[\"b\"<b>, \"c\"<c>]<- b\n- c> d=\"e\"<e>"),
        ("a:\n  b: c\n\nd: e", "a={b=\"c\"<c>}<b: c> d=\"e\"<e>"),
        ("a: {b: c, d}", "a={b=\"c\"<c> d=null<>}<{b: c, d}>"),
        ("a: |\n  b\n  c\n\nd: e", "a=\"b\\nc\\n\"<|\n  b\n  c> d=\"e\"<e>"),
        ("a: >-\n  b\n  c", "a=\"b c\"<>-\n  b\n  c>"),
        ("a: b\n  c", "a=\"b c\"<b\n  c>"),
        ("a: b\na: c", "a=\"b\"<b> a=\"c\"<c>"),
        ("a: &x b\nc: *x", "a=\"b\"<&x b> c=\"b\"<*x>"),
        ("a: !!str 12", "a=\"12\"<!!str 12>"),
        ("a:\tb", "a=\"b\"<b>"),
        ("a: b\t# c", "a=\"b\"<b>"),
        ("# only a comment", ""),
        ("", ""),
    ] {
        check_yaml(yaml, expected);
    }
}

#[test]
fn a_syntax_error_leaves_the_lines_around_it() {
    for (yaml, expected) in [
        (
            "title: a: b\ntoc: true",
            "title=\"a: b\"<a: b> toc=true<true> !mapping values are not allowed in this context@:",
        ),
        ("title: \"a\ntoc: true # c", "title=\"\\\"a\"<\"a> toc=true<true> !invalid indentation in quoted scalar@\""),
        ("a: [b, c\nd: e", "a=\"[b, c\"<[b, c> d=\"e\"<e> !illegal placement of ':' indicator@:"),
        ("a: @b", "a=\"@b\"<@b> !unexpected character: `@'@@"),
        ("a: *b", "a=\"*b\"<*b> !while parsing node, found unknown anchor@*"),
        ("- toc: true\n- b: c", "toc=true<true> b=\"c\"<c> !settings must be `key: value` lines@- toc: true\n- b: c"),
        ("just text", " !settings must be `key: value` lines@just text"),
        ("a", " !settings must be `key: value` lines@a"),
    ] {
        check_yaml(yaml, expected);
    }
}

#[test]
fn toml_is_read_line_by_line() {
    let text = "+++\ntitle = \"A = b\"\ndate = 2020-07-14\ndraft=true\n[extra]\nn = 1.5\ntags = [\"a\", 'b']\n+++\n";
    let (front_matter, shown) = read_as(text, Part::File).unwrap();
    assert_eq!(front_matter.syntax, Syntax::Toml);
    assert_eq!(
        shown,
        "title=\"A = b\"<\"A = b\"> date=date:2020-07-14<2020-07-14> draft=true<true> n=float:1.5<1.5> \
         tags=[\"a\"<\"a\">, \"b\"<'b'>]<[\"a\", 'b']>"
    );
}

#[track_caller]
fn check_list(text: &str, part: Part, expected: Option<(&str, &str)>) {
    let found = read_as(text, part);
    let shown = found.map(|(front_matter, mut shown)| {
        assert_eq!(front_matter.syntax, Syntax::List);
        if let Some(error) = front_matter.error {
            shown.push_str(&format!(" !{}@{}", error.message, &text[error.range]));
        }
        (&text[front_matter.range], shown)
    });
    assert_eq!(shown.as_ref().map(|(whole, shown)| (*whole, shown.as_str())), expected, "{text:?}");
}

#[test]
fn a_list_at_the_head_of_a_file() {
    for (text, expected) in [
        (
            "# Notes\n> On :robot:.\n\n- toc: true \n- categories: [a, b]\n\nText\n- hide: true",
            Some((
                "# Notes\n> On :robot:.\n\n- toc: true \n- categories: [a, b]",
                "title=\"Notes\"<Notes> description=\"On :robot:.\"<On :robot:.> toc=true<true> \
                 categories=[\"a\"<a>, \"b\"<b>]<[a, b]>",
            )),
        ),
        ("# Notes\n\n- toc: true", Some(("# Notes\n\n- toc: true", "title=\"Notes\"<Notes> toc=true<true>"))),
        ("# Notes\n- toc:\n", Some(("# Notes\n- toc:", "title=\"Notes\"<Notes> toc=null<>"))),
        ("# Notes\n\n- Note: this is a list\n- Tip: so is this", None),
        ("# Notes\n\n- see this: toc: true", None),
        ("# Notes\n\nText\n\n- toc: true", None),
        ("# Notes\n\n* toc: true", None),
        ("# Notes\n\n - toc: true", None),
        ("## Notes\n\n- toc: true", None),
        ("- toc: true", None),
        ("#Notes\n- toc: true", None),
        ("", None),
    ] {
        check_list(text, Part::File, expected);
    }
}

#[test]
fn a_list_in_a_first_cell() {
    for (text, expected) in [
        ("# Notes", Some(("# Notes", "title=\"Notes\"<Notes>"))),
        ("\n# Notes\n\n> Sum\n", Some(("# Notes\n\n> Sum", "title=\"Notes\"<Notes> description=\"Sum\"<Sum>"))),
        (
            "# Notes\nText\n> Sum\n- toc: true",
            Some(("# Notes\nText\n> Sum\n- toc: true", "title=\"Notes\"<Notes> toc=true<true>")),
        ),
        (
            "# Notes\n- a: b\n\nText\n\n- c: d",
            Some(("# Notes\n- a: b\n\nText\n\n- c: d", "title=\"Notes\"<Notes> a=\"b\"<b> c=\"d\"<d>")),
        ),
        (
            "# Notes\n* toc: true\n - badges: true",
            Some(("# Notes\n* toc: true\n - badges: true", "title=\"Notes\"<Notes>")),
        ),
        (
            "# Deep: learning\n- toc: true",
            Some((
                "# Deep: learning\n- toc: true",
                "title=\"Deep: learning\"<Deep: learning> toc=true<true> !mapping values are not allowed in this context@:",
            )),
        ),
        ("# \"Deep: learning\"", Some(("# \"Deep: learning\"", "title=\"Deep: learning\"<\"Deep: learning\">"))),
        ("Text", None),
        ("Text\n# Notes", None),
    ] {
        check_list(text, Part::FirstCell, expected);
    }
}

#[test]
fn hostile_front_matter_ends() {
    for unit in [
        "[", "{", "- ", "? ", "a: ", "&a ", "*a ", "'", "\"", "|\n", ">\n ", "!", "a:\n ", "[a, ", "{a: ", "%", "# ",
        "\t", "- - ",
    ] {
        let text = format!("---\n{}\n---\n", unit.repeat(20_000));
        let front_matter = read(&text, Part::File).unwrap();
        entries(&text, &front_matter.entries);
        check_first_cell(&format!("# {}\n- a: {}", unit.repeat(20_000), unit.repeat(20_000)));
    }
    assert_eq!(split(&"---\n".repeat(2)).map(|split| usize::from(split.body_start)), Some(8));
    assert_eq!(split(&format!("---\n{}", "a\n".repeat(1_000_000))), None);
}

fn check_first_cell(text: &str) {
    let front_matter = read(text, Part::FirstCell).unwrap();
    entries(text, &front_matter.entries);
}

#[test]
fn what_is_passed_over_in_a_value_moves_no_place_behind_it() {
    // A `#` behind a bracket is no comment to the parser, and one to libyaml: the comment's letters have two bytes.
    check_yaml("a: \"b\"# Ünsäglich\nc: 'é'", "a=\"b\"<\"b\"> c=\"é\"<'é'>");
    check_first_cell("# Title: a note\n> [# Ü 😀 e\u{85}c\r\nd\re {{ '\u{4e2d}' %}\n!W");
    check_first_cell("# >#ТТТТ");
}
