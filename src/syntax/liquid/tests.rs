//! Texts and what Liquid makes of them; each row agrees with Liquid 5.4 as Jekyll 4.3 runs it.

use super::{Fault, Scan, Shape, Value, ValueKind, nesting, scan, shape};
use crate::syntax::{Context, Item, ProblemKind};
use crate::text::TextRange;

/// The items of a text in one line.
fn items(source: &str) -> String {
    let scan = scan(source);
    check_shape(source, &scan);
    let print = |item: &Item| match item {
        Item::Tag(tag) => format!("{}%{}:{}", comment(tag.context), tag.name.text, tag.markup.text),
        Item::Output(output) => {
            let mut text =
                format!("{}{{{}", comment(output.context), output.value.as_deref().map_or_else(String::new, value));
            for filter in &output.filters {
                text.push_str(&format!("|{}", filter.name.text));
                filter.args.iter().for_each(|argument| text.push_str(&format!(":{}", value(argument))));
                filter.keywords.iter().for_each(|(key, it)| text.push_str(&format!(":{}={}", key.text, value(it))));
            }
            if let Some(warning) = &output.warning {
                text.push_str(&format!(" !{warning}"));
            }
            text
        }
        Item::Problem(problem) => {
            let ProblemKind::Liquid(fault) = &problem.kind;
            let what = match fault {
                Fault::UnterminatedTag => "tag",
                Fault::UnterminatedOutput { brace: Some(_) } => "brace",
                Fault::UnterminatedOutput { brace: None } => "output",
                Fault::MalformedTag => "malformed",
                Fault::NeverClosed { block } => block,
                Fault::TagSyntax => "syntax",
                Fault::FileName => "file",
                Fault::Operator { .. } => "operator",
                Fault::FilterArguments { .. } => "arguments",
                Fault::UnknownTag => "unknown",
                Fault::Misplaced { .. } => "misplaced",
                Fault::TooDeep => "deep",
            };
            format!("!{what}@{}", &source[problem.range])
        }
        _ => String::new(),
    };
    scan.items.iter().map(print).collect::<Vec<_>>().join(" ")
}

fn comment(context: Context) -> &'static str {
    if context == Context::LiquidComment { "#" } else { "" }
}

fn value(value: &Value) -> String {
    match &value.kind {
        ValueKind::String(inner) => format!("'{}'", inner.text),
        ValueKind::Literal(printed) => format!("={printed}"),
        ValueKind::Variable(name) => format!("${name}"),
    }
}

/// What holds of every scan: order, ranges on characters, masks apart from each other.
#[track_caller]
pub(super) fn check_shape(source: &str, scan: &Scan) {
    let inside =
        |range: TextRange| assert!(source.get(std::ops::Range::<usize>::from(range)).is_some(), "{source:?} {range:?}");
    for ranges in [&scan.masks, &scan.raw, &scan.code] {
        ranges.iter().for_each(|range| inside(*range));
        assert!(ranges.windows(2).all(|pair| pair[0].end() <= pair[1].start()), "{source:?} {ranges:?}");
    }
    for item in &scan.items {
        match item {
            Item::Tag(tag) => {
                [tag.range, tag.name.range, tag.markup.range].into_iter().for_each(inside);
                assert_eq!(&source[tag.markup.range], tag.markup.text);
            }
            Item::Output(output) => inside(output.range),
            Item::Problem(problem) => inside(problem.range),
            _ => {}
        }
    }
}

#[track_caller]
fn check(rows: &[(&str, &str)]) {
    for (source, expected) in rows {
        assert_eq!(items(source), *expected, "{source:?}");
    }
}

#[test]
fn tags() {
    check(&[
        ("a {% b c %} d", "%b:c"),
        ("{%b%}", "%b:"),
        ("{%-b-%}", "%b:"),
        ("{%- \n b \x0b c \t-%}", "%b:c"),
        ("{% # note %}", "%#:note"),
        ("{%#%}", "%#:"),
        ("{% a-b %}", "%a:-b"),
        ("{% b \"%\" }} %}", "%b:\"%\" }}"),
        ("{% a {% b %}", "%a:{% b"),
        ("{% fn 1 } text %}", "%fn:1 } text"),
        ("{% %}", "!malformed@{% %}"),
        ("{%%}", "!malformed@{%%}"),
        ("{%-%}", "!malformed@{%-%}"),
        ("{%\u{a0}fn 1 %}", "!malformed@{%\u{a0}fn 1 %}"),
        ("{% é %}", "!malformed@{% é %}"),
        ("{% \"x\" %}", "!malformed@{% \"x\" %}"),
        ("{% --a %}", "!malformed@{% --a %}"),
        ("{%} a {% b %}", "!malformed@{%} a {% b %}"),
        ("{% fn 1 b", "!tag@{%"),
        ("{% fn 1 {{ 'a' }}", "!tag@{% {'a'"),
        ("{%", "!tag@{%"),
        ("{", ""),
        ("{ % a %}", ""),
    ]);
}

#[test]
fn outputs() {
    check(&[
        ("{{ x }}", "{$x"),
        ("{{}}", "{"),
        ("{{-}}", "{"),
        ("{{--}}", "{"),
        ("{{- x -}}", "{$x"),
        ("{{ site.url }}", "{$site"),
        ("{{ site . posts [0] . url | f }}", "{$site|f"),
        ("{{ [\"a b\"] }}", "{$a b"),
        ("{{ 'a' | f: 'b', c, 1.50 | g }}", "{'a'|f:'b':$c:=1.5|g"),
        ("{{ 'a' | f: k: 'b', c }}", "{'a'|f:$c:k='b'"),
        ("{{ a? }}", "{$a?"),
        ("{{ (1..3) }}", "{=1..3"),
        ("{{ true | f: nil }}", "{=true|f:="),
        ("${{ secrets.X }}", "{$secrets"),
        ("{{ x", "!output@{{"),
        ("{{", "!output@{{"),
        ("{{ x }", "!brace@{{ x }"),
        ("{{ 'x' | f }", "!brace@{{ 'x' | f } {'x'|f"),
        ("{{ x } y }} z }}", "!brace@{{ x }"),
        ("{{ '{a}' | f }} z }}", "{'{a}'|f !brace@{{ '{a}"),
        ("{{ '{a}'\n | f }}", "{'{a}'|f !brace@{{ '{a}"),
        ("{{ '{a}'\r\n | f }}", "{'{a}'|f !brace@{{ '{a}"),
        ("{{ '{a}'\n \t\n | f }}", "!brace@{{ '{a}"),
        ("{{ '{a}'\r\n\r\n | f }}", "!brace@{{ '{a}"),
        ("{{ '{a}'\r\r | f }}", "!brace@{{ '{a}"),
        ("{{ '{a}' {% b %} | f }}", "!brace@{{ '{a} %b:"),
    ]);
}

#[test]
fn what_the_strict_grammar_refuses_goes_by_the_lax_one() {
    check(&[
        ("{{ \"say \"a\" now\" | f: 1 }}", "{'say '|f:=1 !Expected end_of_string but found id"),
        ("{{ 'it's a note' | f: 2 }}", "{'it'|f:=2 !Unexpected character '"),
        ("{{ “text” | f: 1 }}", "{$text|f:=1 !Unexpected character “"),
        ("{{ text here | f: 1 }}", "{$text|f:=1 !Expected end_of_string but found id"),
        ("{{ text\" | f: 1 }}", "{$text|f:=1 !Unexpected character \""),
        ("{{ \"text | f: 1 }}", "{$text|f:=1 !Unexpected character \""),
        ("{{ \"a\" \"b\" | f: 1 }}", "{'a'|f:=1 !Expected end_of_string but found string"),
        ("{{ 'x' f: 1 }}", "{'x' !Expected end_of_string but found id"),
        ("{{ | f: 1 }}", "{$f ![:pipe, \"|\"] is not a valid expression"),
        ("{{ 't' | f: }}", "{'t'|f ![:end_of_string] is not a valid expression"),
        ("{{ 't' | f = 1 }}", "{'t'|f !Unexpected character ="),
        ("{{ 't' | f, 1 }}", "{'t'|f:=1 !Expected end_of_string but found comma"),
        ("{{ 't' | f: 1 2 }}", "{'t'|f:=1 !Expected end_of_string but found number"),
        ("{{ 't' | f: 1: 2 }}", "{'t'|f:1==2 !Expected end_of_string but found colon"),
        ("{{ 't' | f: a-b:c d }}", "{'t'|f:a-b=$c !Expected end_of_string but found id"),
        ("{{ 't' || f: 1 }}", "{'t'|f:=1 !Expected id but found pipe"),
        ("{{ 't' | f: 1 | }}", "{'t'|f:=1 !Expected id but found end_of_string"),
        ("{{ - }}", "{$- ![:dash, \"-\"] is not a valid expression"),
        ("{{ , }}", "{ ![:comma, \",\"] is not a valid expression"),
        ("{{ a = b }}", "{$a !Unexpected character ="),
        ("{{ a == b }}", "{$a !Expected end_of_string but found comparison"),
        ("{{ 1.2.3 }}", "{=1.2 !Expected end_of_string but found dot"),
    ]);
}

#[test]
fn filters_take_a_number_of_arguments() {
    check(&[
        ("{{ 'a' | append }}", "{'a'|append !arguments@append"),
        ("{{ 'a' | append: 'b' }}", "{'a'|append:'b'"),
        ("{{ 'a' | append: 'b', 'c' }}", "{'a'|append:'b':'c' !arguments@append"),
        ("{{ 'a' | upcase: 1 }}", "{'a'|upcase:=1 !arguments@upcase"),
        ("{{ a | default: 'b', c: true, d: 1 }}", "{$a|default:'b':c==true:d==1"),
        ("{{ 'a' | nothing_of_the_kind: 1, 2, 3 }}", "{'a'|nothing_of_the_kind:=1:=2:=3"),
        ("{% comment %}{{ 'a' | append }}{% endcomment %}", "%comment: #{'a'|append %endcomment:"),
    ]);
}

#[test]
fn raw() {
    check(&[
        ("{% raw %}{{ x } {% y {% endraw %} {% z %}", "%raw: %endraw: %z:"),
        ("{% raw %}{% endraw foo %}", "%raw: %endraw:foo"),
        ("{% raw %}{% a {% endraw %}", "%raw: %endraw:"),
        ("{% raw %}{{ {% endraw %}", "%raw: %endraw:"),
        ("{% raw %}{% endraw {% b %} {% endraw %}", "%raw: %endraw:"),
        ("{% raw %}{% endraw {%- b %}", "%raw: %endraw:{%- b"),
        ("{% raw %} {{ x }} {%- endraw -%}", "%raw: !raw@{% raw %} {$x %endraw:"),
        ("{% raw %} {% fn 1 %}", "%raw: !raw@{% raw %} %fn:1"),
        ("{% raw %} {% raw %}", "%raw: !raw@{% raw %} %raw: !raw@{% raw %}"),
        ("{% endraw %}", "%endraw:"),
    ]);
}

#[test]
fn comments() {
    check(&[
        ("{% comment %}{% fn 1 %}{{ x }}{% endcomment %}{{ y }}", "%comment: #%fn:1 #{$x %endcomment: {$y"),
        ("{% comment %}{{ x }{% endcomment %}", "%comment: !brace@{{ x } %endcomment:"),
        ("{% comment %}{{ 'a'b' }}{% endcomment %}", "%comment: #{'a' !Unexpected character ' %endcomment:"),
        (
            "{% comment %}{% comment %}{% endcomment %}{{ x }}{% endcomment %}{{ y }}",
            "%comment: #%comment: #%endcomment: #{$x %endcomment: {$y",
        ),
        (
            "{% comment %}{% raw %}{% endcomment %}{% endraw %}{% endcomment %}",
            "%comment: #%raw: #%endraw: %endcomment:",
        ),
        ("{% comment %}{% if a %}{% endcomment %}{{ x }}", "%comment: #%if:a %endcomment: {$x"),
        (
            "{% comment %}{% if a %}{% endif %}{% endif %}{% endcomment %}",
            "%comment: #%if:a #%endif: #%endif: %endcomment:",
        ),
        ("{% comment %}{{ x }}", "%comment: !comment@{% comment %} {$x"),
        (
            "{% comment %}{% comment %}{{ x }}{% endcomment %}{{ y }}",
            "%comment: !comment@{% comment %} %comment: #{$x %endcomment: {$y",
        ),
        ("{% endcomment %}", "%endcomment:"),
    ]);
}

#[test]
fn highlight_runs_liquid() {
    check(&[
        ("{% highlight py %}{% fn 1 %}{% endhighlight %}", "%highlight:py %fn:1 %endhighlight:"),
        ("{% highlight py %}{% fn 1 %}", "%highlight:py !highlight@{% highlight py %} %fn:1"),
    ]);
}

#[test]
fn markdown_sees_neither_tags_nor_comments_nor_highlighted_code() {
    let source = "a {% b %} {% comment %} {{ c }} {% endcomment %} {% raw %} {{ d }} {% endraw %} \
                  {% highlight e %} {{ f }} {% endhighlight %} {{ g }} {% h";
    let scan = scan(source);
    check_shape(source, &scan);
    let texts = |ranges: &[TextRange]| ranges.iter().map(|range| &source[*range]).collect::<Vec<_>>();
    assert_eq!(
        texts(&scan.masks),
        [
            "{% b %}",
            "{% comment %} {{ c }} {% endcomment %}",
            "{% raw %}",
            "{% endraw %}",
            "{% highlight e %} {{ f }} {% endhighlight %}",
            "{{ g }}",
        ]
    );
    assert_eq!(texts(&scan.raw), [" {{ d }} "]);
    assert_eq!(texts(&scan.code), [" {{ f }} "]);
    assert_eq!(scan.open.map(usize::from), Some(source.len() - 4));
}

#[test]
fn a_stretch_says_where_it_needs_more_text() {
    for (source, open) in [
        ("a {% b %} {{ c }}\n", None),
        ("a {{ b\n", Some(2)),
        ("a {% b\n", Some(2)),
        ("a {% raw %} b\n", Some(2)),
        ("a {% comment %} {{ b\n", Some(2)),
        ("a {% highlight x %}\n\n", Some(2)),
        ("a {% highlight x %} {% endhighlight %} {% raw %}\n", Some(39)),
        ("a {{ b }\n", None),
        ("a {% if x %}\n", None),
    ] {
        assert_eq!(scan(source).open.map(usize::from), open, "{source:?}");
    }
}

/// Each family is so long that work growing with the square of the length would not end while somebody waits.
#[test]
fn hostile_texts_are_read_in_one_pass() {
    for unit in [
        "{{",
        "{%",
        "{{ ",
        "{{ '",
        "{{ \"'",
        "{{ a }",
        "{{ '{}",
        "{{ 'a} b\n",
        "{{ a | b : \" }}",
        "{{ a | b:c:d' }}",
        "{% raw %}",
        "{% raw %}{{",
        "{% raw %}{% raw",
        "{% comment %}",
        "{% comment %}{% endcomment %}",
        "{% comment %}{% if %}",
        "{% highlight x %}",
        "{% highlight x %}{% comment %}",
        "{{ [",
        "{{ (",
        "{{ a[ }}",
    ] {
        let source = unit.repeat(20_000);
        check_shape(&source, &scan(&source));
        let closed = format!("{source}}} '' %}} {{% endraw %}} {{% endcomment %}}");
        check_shape(&closed, &scan(&closed));
    }
    for (first, unit, last) in [
        ("{{ ", "a' ", " }}"),
        ("{{ ", "a: ' \" ", " }}"),
        ("{{ a | b", ":,'", " }}"),
        ("{{ a ' | b", ":c'd\"", " }}"),
        ("{{ ", "[", " }}"),
        ("{{ ", "(", " }}"),
        ("{{ a", "[a", " }}"),
        ("{{ = ", "[]", " }}"),
        ("{{ '", "}", " | f }}"),
        ("{{ '", "} a", " | f }}"),
        ("{% raw %}{% ", "{% ", "%}"),
        ("{% comment %}", "{% comment %}{% endcomment %}", "{% endcomment %}"),
        ("", "{% comment %}", "{% endcomment %}"),
    ] {
        let source = format!("{first}{}{last}", unit.repeat(20_000));
        check_shape(&source, &scan(&source));
    }
}

#[test]
fn tags_refuse_markup_that_they_cannot_take() {
    let refused = |name: &str, markup: &str| items(&format!("{{% {name} {markup} %}}")).contains("!syntax");
    for (name, taken, not) in [
        ("raw", &[""][..], &["x"][..]),
        ("#", &["a", "a\n# b", "a\n"], &["a\nb"]),
        (
            "if",
            &["a", "a == 'b' and c", "a contains b", "a = b", "a b", "= 1", "a ==", "| a", "'x"],
            &["", "a and", "or b", "a and and b", "a and \"", "|", "\""],
        ),
        ("elsif", &["a"], &[""]),
        ("case", &["a", "'a'"], &["", "|"]),
        ("when", &["1, 2", "'a' or 'b'"], &["", "\""]),
        ("cycle", &["'a', 'b'", "g: 'a'"], &["", "|a"]),
        (
            "for",
            &["a in b", "a in (1..3) reversed", "a in(1..3)", "a-b in c limit: 2", "a in b x"],
            &["", "a", "a in", "in b"],
        ),
        ("tablerow", &["a in b cols: 2"], &["a", "a in", "a inb"]),
        ("assign", &["a = 1", "a=", "a.b = c", "a[b] = c", "x y = z"], &["", "a", "= 1", "\"a\" = 1"]),
        ("capture", &["a", "'a'"], &["", "\"\""]),
        (
            "highlight",
            &["py", "c++ linenos", "py linenos=table hl_lines=\"1 2\""],
            &["", "py \"x\"", "p:y", "py hl_lines=\"a\""],
        ),
        (
            "include",
            &[
                "a.html",
                "a/b.html x=\"y\" z='w' v=page.title",
                "a.html x='\\''",
                "{{ page.x }}",
                "a.html x=\"{{ y }}\"",
            ],
            &["a.html x", "a.html x='it's'", "a.html x=\"y", "a.html x=\"y\"z=1"],
        ),
        ("post_url", &["2020-07-14-a", "b/2020-07-14-a", "/2020-07-14-a"], &["", "a", "2020-07-a"]),
        ("fn", &["", "1"], &[]),
    ] {
        taken.iter().for_each(|markup| assert!(!refused(name, markup), "{name} {markup}"));
        not.iter().for_each(|markup| assert!(refused(name, markup), "{name} {markup}"));
    }
    for (markup, nameless) in [
        ("", true),
        ("a.html", false),
        ("../a.html", true),
        ("a:b.html", true),
        ("{{ page.x }}", false),
        ("{{ page.x }}.html y=z", false),
        ("a.html x=\"{{ y }}\"", true),
    ] {
        assert_eq!(items(&format!("{{% include {markup} %}}")).contains("!file"), nameless, "{markup}");
    }
    assert_eq!(items("{% comment %}{% include %}{% endcomment %}"), "%comment: #%include: %endcomment:");
}

/// What is wrong with the order of a text's tags, each with the tag.
fn nested(source: &str) -> String {
    let items = scan(source).items;
    let tags = items.iter().filter_map(|item| match item {
        Item::Tag(tag) => Some(tag),
        _ => None,
    });
    let problems = nesting(tags, |name| match name {
        "fn" => Some(Shape::Inline),
        name => shape(name),
    });
    let print = |problem: &crate::syntax::Problem| {
        let ProblemKind::Liquid(fault) = &problem.kind;
        let what = match fault {
            Fault::UnknownTag => "unknown".to_owned(),
            Fault::Misplaced { inside } => format!("misplaced({})", inside.as_deref().unwrap_or("-")),
            Fault::NeverClosed { block } => format!("open({block})"),
            other => format!("{other:?}"),
        };
        format!("{what}@{}", u32::from(problem.range.start()))
    };
    problems.iter().map(print).collect::<Vec<_>>().join(" ")
}

#[test]
fn blocks_fit_into_each_other() {
    for (source, expected) in [
        ("{% if a %}{% elsif b %}{% else %}{% endif %}", ""),
        ("{% for a in b %}{% else %}{% break %}{% endfor %}", ""),
        ("{% for a in b %}{% else %}{% else %}{% endfor %}", "misplaced(-)@36"),
        ("{% case a %}{% when 1 %}{% else %}{% endcase %}", ""),
        ("{% case a %}{% else x %}{% endcase %}", "TagSyntax@12"),
        ("{% if a %}{% for b in c %}{% endif %}{% endfor %}", "misplaced(for)@26 misplaced(-)@37"),
        ("{% if a %}", "open(if)@0"),
        ("{% if a %}{% if b %}{% endif %}", "open(if)@0"),
        ("{% endif %}", "misplaced(-)@0"),
        ("{% else %}", "misplaced(-)@0"),
        ("{% when 1 %}", "misplaced(-)@0"),
        ("{% capture a %}{% else %}{% endcapture %}", "misplaced(capture)@15"),
        ("{% fn1 %}", "unknown@0"),
        ("{% if a %}{% FN 1 %}{% endif %}", "unknown@10"),
        ("{% comment %}{% FN 1 %}{% endif %}{% else %}{% endcomment %}", ""),
        ("{% comment %}{% if a %}{% FN 1 %}{% endif %}{% endcomment %}", "unknown@23"),
        ("{% comment %}{% if a %}{% endcomment %}", "misplaced(if)@23"),
        ("{% raw %}{% if a %}{% endraw %}", ""),
        ("{% raw %}{% if a %}", "open(if)@9"),
        ("{% endraw %}", "misplaced(-)@0"),
        ("{% highlight a %}{% fn 1 %}{% endhighlight %}", ""),
        ("{% highlight a %}{% comment %}", ""),
    ] {
        assert_eq!(nested(source), expected, "{source:?}");
    }
    assert_eq!(nested(&("{% if a %}".repeat(100) + &"{% endif %}".repeat(100))), "");
    assert_eq!(nested(&("{% if a %}".repeat(101) + &"{% endif %}".repeat(101))), "TooDeep@1000");
}

#[test]
fn hostile_nesting_is_read_in_one_pass() {
    for unit in [
        "{% if a %}",
        "{% endif %}",
        "{% if a %}{% endfor %}",
        "{% comment %}{% if a %}{% endcomment %}",
        "{% for a in b %}{% if a %}{% endfor %}",
    ] {
        assert!(!nested(&unit.repeat(20_000)).is_empty(), "{unit}");
    }
}
