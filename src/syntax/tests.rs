//! What texts say, item by item.

use expect_test::{Expect, expect};

use super::*;
use crate::text::TextRange;

/// Jekyll with kramdown, as fastpages has it.
const JEKYLL: Dialect = Dialect { part: Part::File, liquid: true, kramdown: true };

/// Markdown as GitHub has it.
const GFM: Dialect = Dialect { part: Part::File, liquid: false, kramdown: false };

/// A notebook's cell.
const CELL: Dialect = Dialect { part: Part::Cell, liquid: true, kramdown: false };

#[track_caller]
fn check(dialect: Dialect, text: &str, expected: Expect) {
    let post = parse(&Text::new(text), dialect);
    let mut said = String::new();
    for item in post.items() {
        assert_true_to(text, &item);
        said.push_str(&line(text, &item));
        said.push('\n');
    }
    expected.assert_eq(&said);
}

/// Every name of an item is the text where it stands.
#[track_caller]
fn assert_true_to(text: &str, item: &Item) {
    for name in names(item) {
        assert_eq!(name.text, &text[name.range], "{item:?}");
    }
}

fn names(item: &Item) -> Vec<&Name> {
    match item {
        Item::Heading(it) => [Some(&it.title), it.id.as_deref()].into_iter().flatten().collect(),
        Item::Footnote(it) => vec![&it.label],
        Item::Image(it) => [Some(&it.alt), it.target.as_ref(), it.label.as_deref(), it.title.as_deref()]
            .into_iter()
            .flatten()
            .collect(),
        Item::Link(it) => [Some(&it.text), it.target.as_ref(), it.label.as_deref(), it.title.as_deref()]
            .into_iter()
            .flatten()
            .collect(),
        Item::LinkDefinition(it) | Item::LostDefinition(it) => {
            [Some(&it.label), Some(&it.target), it.title.as_deref()].into_iter().flatten().collect()
        }
        Item::Tag(it) => vec![&it.name, &it.markup],
        Item::Output(it) => it.value.iter().map(|value| &value.name).collect(),
        Item::Embed(it) => vec![&it.kind, &it.target],
        Item::Alert(it) => vec![&it.kind],
        Item::Emoji(it) => vec![&it.name],
        Item::Math(_) | Item::Problem(_) => Vec::new(),
        Item::Code(it) => it.language.iter().collect(),
        Item::Anchor(it) => vec![&it.id],
        Item::PageRef(it) => vec![&it.name],
    }
}

/// An item in a line: its kind, its place and text, and what else it says.
fn line(text: &str, item: &Item) -> String {
    let range = item.range();
    let mut line = format!("{:?} {:?} {:?}", item.kind(), range, &text[range]);
    let slice = |range: TextRange| text[range].to_owned();
    let mut add = |label: &str, value: Option<String>| {
        if let Some(value) = value {
            line.push_str(&format!(" {label}={value:?}"));
        }
    };
    let name = |name: Option<&Name>| name.map(|name| name.text.to_string());
    let context = |context: Context| (context != Context::Prose).then(|| format!("{context:?}"));
    match item {
        Item::Heading(it) => {
            add("level", Some(it.level.to_string()));
            add("title", Some(it.title.text.to_string()));
            add("text", Some(it.text.to_string()));
            add("id", name(it.id.as_deref()));
        }
        Item::Footnote(it) => {
            add("as", Some(format!("{:?} {:?}", it.dialect, it.role)));
            add("id", Some(it.id.to_string()));
            add("body", it.body.map(slice));
            add("in", context(it.context));
            add("block", it.at_block_start.then(String::new));
        }
        Item::Image(it) => {
            add("as", Some(format!("{:?}", it.syntax)));
            add("alt", Some(it.alt.text.to_string()));
            add("target", name(it.target.as_ref()));
            add("label", name(it.label.as_deref()));
            add("title", name(it.title.as_deref()));
            add("in", context(it.context));
            add("first", it.at_line_start.then(String::new));
        }
        Item::Link(it) => {
            add("as", Some(format!("{:?}", it.syntax)));
            add("text", Some(it.text.text.to_string()));
            add("target", name(it.target.as_ref()));
            add("label", name(it.label.as_deref()));
            add("title", name(it.title.as_deref()));
            add("undefined", (!it.defined).then(String::new));
        }
        Item::LinkDefinition(it) | Item::LostDefinition(it) => {
            add("key", Some(it.key.to_string()));
            add("target", Some(it.target.text.to_string()));
            add("title", name(it.title.as_deref()));
        }
        Item::Tag(it) => add("in", context(it.context)),
        Item::Output(it) => add("in", context(it.context)),
        Item::Embed(it) => add("target", Some(it.target.text.to_string())),
        Item::Alert(it) => add("text", Some(slice(it.text))),
        Item::Emoji(_) | Item::Problem(_) => {}
        Item::Math(it) => add("tex", Some(slice(it.tex))),
        Item::Code(it) => {
            add("as", Some(format!("{:?}", it.syntax)));
            add("language", name(it.language.as_ref()));
        }
        Item::Anchor(it) => add("id", Some(it.id.text.to_string())),
        Item::PageRef(it) => add("name", Some(it.name.text.to_string())),
    }
    line
}

#[test]
fn links_and_images() {
    check(
        GFM,
        "See [a *b*](u.md \"t\") and ![alt](<x y.png>), [c][L], [l][], [L], [no][where], [no].\n\n[l]: </u> 'T'\n",
        expect![[r#"
            Link 4..21 "[a *b*](u.md \"t\")" as="Inline" text="a *b*" target="u.md" title="t"
            Image 26..43 "![alt](<x y.png>)" as="Inline" alt="alt" target="x y.png"
            Link 45..51 "[c][L]" as="Reference" text="c" label="L"
            Link 53..58 "[l][]" as="Reference" text="l" label="l"
            Link 60..63 "[L]" as="Reference" text="L" label="L"
            Link 65..76 "[no][where]" as="Reference" text="no" label="where" undefined=""
            LinkDefinition 85..98 "[l]: </u> 'T'" key="l" target="/u" title="T"
        "#]],
    );
}

#[test]
fn a_post_of_fastpages() {
    check(
        JEKYLL,
        "---\ntitle: x\n---\n# One{% fn 1 %} *two*\n\nText{% fn 1 %} `{% fn 2 %}` ![a](my pic.png \"t \"q\" u\") $x[^1]$ :tada: $$[a](b)$$\n\n{{ 'note' | fndetail: 1 }}\n\n<img src=\"a.png\" id=\"p\"> <!-- {% fn 3 %} -->\n\n> youtube: https://youtu.be/x\n> Note: careful\n\n## T {#id}\n\n## W\n{: #w}\n",
        expect![[r###"
            Heading 17..38 "# One{% fn 1 %} *two*" level="1" title="One{% fn 1 %} *two*" text="One1 two"
            Tag 22..32 "{% fn 1 %}"
            Footnote 22..32 "{% fn 1 %}" as="Fastpages Ref" id="1"
            Tag 44..54 "{% fn 1 %}"
            Footnote 44..54 "{% fn 1 %}" as="Fastpages Ref" id="1"
            Code 55..67 "`{% fn 2 %}`" as="Span"
            Tag 56..66 "{% fn 2 %}" in="Code"
            Footnote 56..66 "{% fn 2 %}" as="Fastpages Ref" id="2" in="Code"
            Image 68..94 "![a](my pic.png \"t \"q\" u\")" as="Kramdown" alt="a" target="my pic.png" title="t \"q\" u"
            Math 95..102 "$x[^1]$" tex="x[^1]"
            Footnote 97..101 "[^1]" as="Markdown Ref" id="1" in="Math"
            Emoji 103..109 ":tada:"
            Math 110..120 "$$[a](b)$$" tex="[a](b)"
            Output 122..148 "{{ 'note' | fndetail: 1 }}"
            Footnote 122..148 "{{ 'note' | fndetail: 1 }}" as="Fastpages Def" id="1" body="note" block=""
            Anchor 150..174 "<img src=\"a.png\" id=\"p\">" id="p"
            Image 150..174 "<img src=\"a.png\" id=\"p\">" as="Html" alt="" target="a.png" first=""
            Tag 180..190 "{% fn 3 %}" in="HtmlComment"
            Footnote 180..190 "{% fn 3 %}" as="Fastpages Ref" id="3" in="HtmlComment"
            Embed 196..225 "> youtube: https://youtu.be/x" target="https://youtu.be/x"
            Alert 226..241 "> Note: careful" text="careful"
            Heading 243..253 "## T {#id}" level="2" title="T" text="T" id="id"
            Heading 255..259 "## W" level="2" title="W" text="W" id="w"
        "###]],
    );
}

#[test]
fn where_comrak_misplaces_inlines() {
    check(
        GFM,
        "[foo]: /url \"t\"\nbar [baz](x)\n",
        expect![[r#"
        LinkDefinition 0..15 "[foo]: /url \"t\"" key="foo" target="/url" title="t"
        Link 20..28 "[baz](x)" as="Inline" text="baz" target="x"
    "#]],
    );
    check(
        GFM,
        "[a](\n/url) [x](y)\n",
        expect![[r#"
        Link 0..10 "[a](\n/url)" as="Inline" text="a" target="/url"
        Link 11..17 "[x](y)" as="Inline" text="x" target="y"
    "#]],
    );
    check(
        GFM,
        "> [a][foo\n> bar] [x](y)\n\n[foo bar]: /u\n",
        expect![[r#"
        Link 2..16 "[a][foo\n> bar]" as="Reference" text="a" label="foo\n> bar"
        Link 17..23 "[x](y)" as="Inline" text="x" target="y"
        LinkDefinition 25..38 "[foo bar]: /u" key="foo bar" target="/u"
    "#]],
    );
    check(
        GFM,
        "| a |\n|---|\n| \\| [x](y\\|z) `\\|` ![i](j) |\n",
        expect![[r#"
        Link 17..26 "[x](y\\|z)" as="Inline" text="x" target="y\\|z"
        Code 27..31 "`\\|`" as="Span"
        Image 32..39 "![i](j)" as="Inline" alt="i" target="j"
    "#]],
    );
    check(
        GFM,
        "a\0b [x](y)\n",
        expect![[r#"
        Link 4..10 "[x](y)" as="Inline" text="x" target="y"
    "#]],
    );
    check(
        GFM,
        "- a\n\t> b\n\t> [x](y)\n",
        expect![[r#"
        Link 12..18 "[x](y)" as="Inline" text="x" target="y"
    "#]],
    );
}

#[test]
fn a_cell_of_a_notebook() {
    check(
        CELL,
        "![a](b.png) x ![c](d e.png) www.x.org/y, (https://z.org/(q)) a[i][j]\n\n{% include image.html file=\"f.png\" alt='an f' %}\n",
        expect![[r#"
            Image 0..11 "![a](b.png)" as="Inline" alt="a" target="b.png" first=""
            Link 28..39 "www.x.org/y" as="Autolink" text="www.x.org/y" target="www.x.org/y"
            Link 42..59 "https://z.org/(q)" as="Autolink" text="https://z.org/(q)" target="https://z.org/(q)"
            Image 70..118 "{% include image.html file=\"f.png\" alt='an f' %}" as="Include" alt="an f" target="f.png" first=""
            Tag 70..118 "{% include image.html file=\"f.png\" alt='an f' %}"
        "#]],
    );
}

#[test]
fn footnotes() {
    check(
        GFM,
        "a[^1] [b[^2]](u)[^no way]\n\n[^1]: text *x*\n    more\n\n    and more\n\nend\n",
        expect![[r#"
        Footnote 1..5 "[^1]" as="Markdown Ref" id="1"
        Link 6..16 "[b[^2]](u)" as="Inline" text="b[^2]" target="u"
        Footnote 8..12 "[^2]" as="Markdown Ref" id="2"
        Footnote 27..64 "[^1]: text *x*\n    more\n\n    and more" as="Markdown Def" id="1" body="text *x*\n    more\n\n    and more" block=""
    "#]],
    );
    check(
        JEKYLL,
        "a[^1](x) [^a.b]\n[^1]: not a note\n\n[^2]: one\n[^3]: two\n",
        expect![[r#"
            Footnote 1..5 "[^1]" as="Markdown Ref" id="1"
            Footnote 16..20 "[^1]" as="Markdown Ref" id="1"
            Footnote 34..43 "[^2]: one" as="Markdown Def" id="2" body="one" block=""
            Footnote 44..53 "[^3]: two" as="Markdown Def" id="3" body="two" block=""
        "#]],
    );
}

#[test]
fn definitions_wherever_they_stand() {
    check(
        GFM,
        "> [a]: b\n> 'title'\n\n- [c]: d\n\n[^n]: [e]: f\n\n[g]: h\nText\n\n[i]:\n  j\n[k]: l \"m\" n\n",
        expect![[r#"
            LinkDefinition 2..18 "[a]: b\n> 'title'" key="a" target="b" title="title"
            LinkDefinition 22..28 "[c]: d" key="c" target="d"
            LinkDefinition 36..42 "[e]: f" key="e" target="f"
            LinkDefinition 44..50 "[g]: h" key="g" target="h"
            LinkDefinition 57..65 "[i]:\n  j" key="i" target="j"
        "#]],
    );
}

#[test]
fn an_item_is_small() {
    // A blog of ten thousand posts keeps a hundred for each.
    assert!(size_of::<Item>() <= 112, "{}", size_of::<Item>());
}

#[test]
fn references_of_hugo_wherever_they_stand() {
    let text = "A [b]({{< ref \"b.md#c\" >}}).\n\n```\n{{% relref d %}}\n```\n";
    check(
        GFM,
        text,
        expect![[r#"
            PageRef 6..26 "{{< ref \"b.md#c\" >}}" name="b.md#c"
            Code 30..54 "```\n{{% relref d %}}\n```" as="Fence"
            PageRef 34..50 "{{% relref d %}}" name="d"
        "#]],
    );
    // What Liquid reads is none of Hugo's.
    check(
        CELL,
        text,
        expect![[r#"
        Link 2..27 "[b]({{< ref \"b.md#c\" >}})" as="Inline" text="b" target="{{< ref \"b.md#c\" >}}"
        Output 6..26 "{{< ref \"b.md#c\" >}}"
        Code 30..54 "```\n{{% relref d %}}\n```" as="Fence"
        Output 34..50 "{{% relref d %}}" in="Code"
    "#]],
    );
}
