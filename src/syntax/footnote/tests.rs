//! The notes of fastpages, each with what the two plugins make of it on the built page.

use super::{definition, reference};
use crate::syntax::liquid::scan;
use crate::syntax::{Footnote, Item, Role};

/// What a text's footnotes are: `ref id`, or `def id: shown`, with `?` for a text that is not known.
#[track_caller]
fn check(source: &str, expected: &str) {
    let notes = scan(source).items.into_iter().filter_map(|item| match item {
        Item::Tag(tag) => reference(&tag),
        Item::Output(output) => definition(&output),
        _ => None,
    });
    let print = |note: Footnote| match note.role {
        Role::Ref => format!("ref {}", note.id),
        Role::Def => format!("def {}: {}", note.id, note.shown.as_deref().unwrap_or("?")),
    };
    assert_eq!(notes.map(print).collect::<Vec<_>>().join(" / "), expected, "{source:?}");
}

#[test]
fn references_take_the_markup_as_it_stands() {
    for (source, expected) in [
        ("a{% fn 1 %}", "ref 1"),
        ("{%fn 1%}", "ref 1"),
        ("{%- fn 1 -%}", "ref 1"),
        ("{% fn\n1 %}", "ref 1"),
        ("{% fn\r\n1 %}", "ref 1"),
        ("{% fn   my note   %}", "ref my note"),
        ("{% fn 01 %}", "ref 01"),
        ("{% fn \"note\" %}", "ref \"note\""),
        ("{% fn n %}", "ref n"),
        ("{% fn %}", "ref "),
        ("{%fn%}", "ref "),
        ("{% fn 1 --%}", "ref 1 -"),
        ("{% fn 1 | upcase %}", "ref 1 | upcase"),
        ("{% fn1 %}", ""),
        ("{% FN 1 %}", ""),
        ("(% fn 3 %}", ""),
        ("{ % fn 3 %}", ""),
        ("\\{% fn 1 %}", "ref 1"),
        ("`{% fn 1 %}`", "ref 1"),
        ("{% raw %}{% fn 1 %}{% endraw %}", ""),
        ("{% fn 1 %} b {% fn 2 %}", "ref 1 / ref 2"),
    ] {
        check(source, expected);
    }
}

#[test]
fn the_id_of_a_note_is_what_liquid_makes_of_the_argument() {
    for (argument, id) in [
        ("1", "1"),
        ("01", "1"),
        ("00012", "12"),
        ("000", "0"),
        ("-0", "0"),
        ("-07", "-7"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("1.50", "1.5"),
        ("1.0", "1.0"),
        ("100000000000000000.0", "1.0e+17"),
        ("0.00001", "1.0e-05"),
        ("\"x\"", "x"),
        ("'x'", "x"),
        ("\"01\"", "01"),
        ("'my note'", "my note"),
        ("true", "true"),
        ("false", "false"),
        ("nil", ""),
        ("note", ""),
        ("page.id", ""),
        ("(1..3)", "1..3"),
        ("id: 1", "{\"id\"=>1}"),
        ("id: \"a\"", "{\"id\"=>\"a\"}"),
        ("a: 1, b: x", "{\"a\"=>1, \"b\"=>nil}"),
    ] {
        check(&format!("{{{{ 't' | fndetail: {argument} }}}}"), &format!("def {id}: t"));
    }
}

#[test]
fn readers_see_what_liquid_keeps() {
    for (source, expected) in [
        ("{{ \"text\" | fndetail: 1 }}", "def 1: text"),
        ("{{\"t\"|fndetail:1}}", "def 1: t"),
        ("{{ 't' | fndetail : 1 }}", "def 1: t"),
        ("{{- 't' | fndetail: 1 -}}", "def 1: t"),
        ("{{ 't'\n| fndetail: 1\n}}", "def 1: t"),
        ("{{ \"it's\" | fndetail: 1 }}", "def 1: it's"),
        ("{{ 'say \"x\"' | fndetail: 1 }}", "def 1: say \"x\""),
        ("{{ 'it&#39;s' | fndetail: 1 }}", "def 1: it&#39;s"),
        ("{{ 'it’s' | fndetail: 1 }}", "def 1: it’s"),
        ("{{ \"a | b\" | fndetail: 1 }}", "def 1: a | b"),
        ("{{ \"a\n\nb\" | fndetail: 1 }}", "def 1: a\n\nb"),
        ("{{ \"open { only\" | fndetail: 1 }}", "def 1: open { only"),
        ("{{ \"a\" | append: \"y\" | fndetail: 1 }}", "def 1: ay"),
        ("{{ \"a\" | prepend: \"y\" | fndetail: 1 }}", "def 1: ya"),
        ("{{ \"a\" | upcase | fndetail: 1 }}", "def 1: ?"),
        ("{{ t | fndetail: 1 }}", "def 1: ?"),
        ("{{ 12 | fndetail: 1 }}", "def 1: 12"),
        ("{{ \"say \"a\" now\" | fndetail: 1 }}", "def 1: say "),
        ("{{ 'it's a note' | fndetail: 2 }}", "def 2: it"),
        ("{{ 'I don't know' | fndetail: 2 }}", "def 2: I don"),
        ("{{ \"a \\\"q\\\" b\" | fndetail: 1 }}", "def 1: a \\"),
        ("{{ \"a\" \"b\" | fndetail: 1 }}", "def 1: a"),
        ("{{ | fndetail: 1 }}", ""),
        ("{{ 't' | fndetail, 1 }}", "def 1: t"),
        ("{{ 't' | fndetail: 1 2 }}", "def 1: t"),
        ("{{ 't' | fndetail }}", "def : t"),
        ("{{ 't' | fndetail: }}", "def : t"),
        ("{{ 't' | fndetail = 1 }}", "def : t"),
        ("{{ 't' | fndetail: \"a }}", "def : t"),
        ("{{ 't' | fndetail: 1, 2 }}", "def 1: t"),
        ("{{ \"x\" fndetail: 1 }}", ""),
        ("{{ \"x\" | fndetial: 1 }}", ""),
        ("{{ 't' | fndetail: 1 | upcase }}", ""),
        ("{{ 't' | fndetail: 1 | strip }}", "def 1: t"),
        ("{% capture t %}it's \"x\" {y}{% endcapture %}{{ t | fndetail: 1 }}", "def 1: ?"),
    ] {
        check(source, expected);
    }
}

#[test]
fn a_note_that_stops_the_build_is_still_found() {
    for (source, expected) in [
        ("{{ \"the {a} b\" | fndetail: 1 }}", "def 1: the {a} b"),
        ("{{ \"$(X^TX)^{-1}$\" | fndetail: 1 }}", "def 1: $(X^TX)^{-1}$"),
        ("{{ \"t\" | fndetail: 1 }", "def 1: t"),
        ("{{ \"t\" | fndetail: 1 }\n\n{{ \"u\" | fndetail: 2 }}", "def 1: t / def 2: u"),
        ("{{ \"a {b}\n\nc\" | fndetail: 1 }}", ""),
        ("{{ \"a {b} {{ 'u' | fndetail: 2 }}", "def 2: u"),
    ] {
        check(source, expected);
    }
}

#[test]
fn labels_and_texts_have_their_places() {
    let source = "é{% fn  1 %} {{ 'it’s' | fndetail: \"a b\" }} {% fn %}{% fn -%} {{ x | fndetail }}";
    let items = scan(source).items;
    let notes = items.iter().filter_map(|item| match item {
        Item::Tag(tag) => reference(tag),
        Item::Output(output) => definition(output),
        _ => None,
    });
    let places: Vec<_> = notes
        .map(|note| {
            assert_eq!(&source[note.label.range], note.label.text);
            (&source[note.label.range], u32::from(note.label.range.start()), note.body.map(|body| &source[body]))
        })
        .collect();
    assert_eq!(
        places,
        [("1", 9, None), ("a b", 39, Some("it’s")), ("", 53, None), ("", 61, None), ("", 80, Some("x"))]
    );
}
