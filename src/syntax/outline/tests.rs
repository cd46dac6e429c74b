//! The outlines of texts, one block a line.

use expect_test::{Expect, expect};

use super::*;

#[track_caller]
fn check_as(dialect: Dialect, text: &str, expected: Expect) {
    let mut said = String::new();
    let mut open: Vec<TextRange> = Vec::new();
    for block in outline(&Text::new(text), dialect) {
        while open.last().is_some_and(|outer| outer.end() <= block.range.start()) {
            open.pop();
        }
        assert!(open.last().is_none_or(|outer| outer.contains_range(block.range)), "{block:?} in {open:?}");
        assert!(block.range.contains_range(block.inner), "{block:?}");
        let inner = if block.inner == block.range { String::new() } else { format!(" {:?}", &text[block.inner]) };
        let depth = open.len() * 2;
        said.push_str(&format!("{:depth$}{:?} {:?}{inner}\n", "", block.kind, &text[block.range]));
        open.push(block.range);
    }
    expected.assert_eq(&said);
}

#[track_caller]
fn check(text: &str, expected: Expect) {
    check_as(Dialect { liquid: true, kramdown: true, part: crate::syntax::Part::File }, text, expected);
}

#[test]
fn blocks_lie_in_one_another() {
    check(
        "---\ntitle: A\n---\n# A *b*\n\n> - one\n>   two\n> - **three**\n\n\nend\n",
        expect![[r##"
        Heading "# A *b*"
          Emphasis "*b*" "b"
        Quote "> - one\n>   two\n> - **three**"
          List "- one\n>   two\n> - **three**"
            Item "- one\n>   two"
              Paragraph "one\n>   two"
            Item "- **three**"
              Paragraph "**three**"
                Emphasis "**three**" "three"
        Paragraph "end"
    "##]],
    );
}

#[test]
fn a_fence_has_lines_of_code() {
    check(
        "```python\na = 1\nb = 2\n```\n",
        expect![[r#"
        Fence "```python\na = 1\nb = 2\n```" "a = 1\nb = 2"
    "#]],
    );
    check(
        "- ~~~\n  a\n  ~~~\n",
        expect![[r#"
        List "- ~~~\n  a\n  ~~~"
          Item "- ~~~\n  a\n  ~~~"
            Fence "~~~\n  a\n  ~~~" "  a"
    "#]],
    );
    let open = "```\nnever\nclosed\n\n";
    check_as(
        Dialect::default(),
        open,
        expect![[r#"
        Fence "```\nnever\nclosed" "never\nclosed"
    "#]],
    );
    // To kramdown it is none.
    check(
        open,
        expect![[r#"
        Paragraph "```\nnever\nclosed"
    "#]],
    );
    check_as(
        Dialect::default(),
        "- ```\n  never\n\n  closed\n\nend\n",
        expect![[r#"
            List "- ```\n  never\n\n  closed"
              Item "- ```\n  never\n\n  closed"
                Fence "```\n  never\n\n  closed" "  never\n\n  closed"
            Paragraph "end"
        "#]],
    );
    check(
        "```\n```\n",
        expect![[r#"
        Fence "```\n```" ""
    "#]],
    );
}

#[test]
fn a_table_has_rows_and_cells() {
    check(
        "| a | `b\\|` |\n|---|---|\n| 1 | 2\n",
        expect![[r#"
        Table "| a | `b\\|` |\n|---|---|\n| 1 | 2"
          Row { is_header: true } "| a | `b\\|` |"
            Cell " a "
            Cell " `b\\|` "
          Row { is_header: false } "| 1 | 2"
            Cell " 1 "
            Cell " 2"
    "#]],
    );
}

#[test]
fn marks_of_emphasis_are_no_words() {
    check(
        "***a*** __b__ ~c~ ~~d~~ *e **f** g*\n",
        expect![[r#"
        Paragraph "***a*** __b__ ~c~ ~~d~~ *e **f** g*"
          Emphasis "***a***" "**a**"
            Emphasis "**a**" "a"
          Emphasis "__b__" "b"
          Emphasis "~c~" "c"
          Emphasis "~~d~~" "d"
          Emphasis "*e **f** g*" "e **f** g"
            Emphasis "**f**" "f"
    "#]],
    );
}

#[test]
fn liquid_is_a_word() {
    check(
        "{% if a %}\nA {{ \"*b*\" | c: \"|\" }}.\n{% endif %}\n",
        expect![[r#"
        Paragraph "A {{ \"*b*\" | c: \"|\" }}."
    "#]],
    );
}

#[test]
fn a_note_reaches_as_far_as_what_it_holds() {
    check(
        "A.[^1]\n\n[^1]: One.\n\n    Two.\n\nEnd.\n",
        expect![[r#"
        Paragraph "A.[^1]"
        Note "[^1]: One.\n\n    Two."
          Paragraph "One."
          Paragraph "Two."
        Paragraph "End."
    "#]],
    );
}
