//! Texts that are made to be slow, or to be read by recursion: whoever reads one in a way that is not linear is found out.

use std::fmt::Write as _;

/// A text of a kind, `n` times something.
pub type Make = fn(usize) -> String;

/// The kinds: how they are made, and how often `n` is for a text of some ten thousand characters.
pub const HOSTILE: &[(&str, usize, Make)] = &[
    ("quotes in quotes", 5_000, |n| format!("{} text", ">".repeat(n))),
    ("brackets that open", 10_000, |n| "[".repeat(n)),
    ("brackets that open and close", 5_000, |n| format!("{}{}", "[".repeat(n), "]".repeat(n))),
    ("images that open", 5_000, |n| "![".repeat(n)),
    ("links that open", 4_000, |n| "[a](".repeat(n)),
    ("links in brackets that open", 2_000, |n| "[a [b](c) ".repeat(n)),
    ("links in links", 1_000, |n| format!("{}{}", "[a [b](c) ".repeat(n), "](d)".repeat(n))),
    ("footnotes of Markdown", 1_000, |n| each(n, |i| format!("Text[^{i}].\n\n[^{i}]: Note.\n\n"))),
    ("footnotes without a text", 2_000, |n| each(n, |i| format!("Text[^{i}].\n\n"))),
    ("texts of one footnote", 2_000, |n| format!("A[^1]\n\n{}", "[^1]: Note.\n\n".repeat(n))),
    ("footnotes of fastpages", 700, |n| each(n, |i| format!("A{{% fn {i} %}}\n\n{{{{ 'b' | fndetail: {i} }}}}\n\n"))),
    ("numbers of one footnote", 2_000, |n| format!("{}\n\n{{{{ 'b' | fndetail: 1 }}}}", "A{% fn 1 %} ".repeat(n))),
    ("notes behind text", 700, |n| each(n, |i| format!("A{{% fn {i} %}} {{{{ 'b' | fndetail: {i} }}}}\n\n"))),
    ("notes with Markdown", 700, |n| each(n, |i| format!("A{{% fn {i} %}}\n\n{{{{ '*b*' | fndetail: {i} }}}}\n\n"))),
    ("notes of variables", 700, |n| each(n, |i| format!("A{{% fn {i} %}}\n\n{{{{ b{i} | fndetail: c{i} }}}}\n\n"))),
    ("notes of variables that are set", 700, |n| {
        each(n, |i| format!("{{% assign b{i} = 'c' %}}A{{% fn {i} %}}\n\n{{{{ b{i} | fndetail: b{i} }}}}\n\n"))
    }),
    ("notes that refer on", 1_000, |n| each(n, |i| format!("[^{i}]: Note[^{}].\n", i + 1))),
    ("numbers without a text", 2_000, |n| each(n, |i| format!("A{{% fn {i} %}} "))),
    ("one long line", 10_000, |n| "word ".repeat(n)),
    ("one long word", 40_000, |n| "w".repeat(n)),
    ("headings", 3_000, |n| each(n, |i| format!("# Heading {i}\n"))),
    ("headings of one name", 3_000, |n| "# Heading\n".repeat(n)),
    ("headings of all levels", 3_000, |n| each(n, |i| format!("{} Heading\n", "#".repeat(1 + i % 6)))),
    ("links to headings", 1_000, |n| each(n, |i| format!("# Heading {i}\n\n[a](#heading-{i}) [b](#none-{i})\n\n"))),
    ("lists in lists", 2_000, |n| format!("{}text", "- ".repeat(n))),
    ("items of a list", 5_000, |n| "- item\n".repeat(n)),
    ("items that are underlined", 3_000, |n| "- item\n---\n".repeat(n)),
    ("quotes that are underlined", 3_000, |n| "> a\nb\n> c\n===\n".repeat(n)),
    ("rows of a table", 2_000, |n| format!("|a|b|\n|-|-|\n{}", "|c|d|\n".repeat(n))),
    ("columns of a table", 5_000, |n| format!("{}\n{}\n{}\n", "|a".repeat(n), "|-".repeat(n), "|b".repeat(n))),
    ("code that opens", 10_000, |n| "`a ".repeat(n)),
    ("code that opens ever longer", 200, |n| each(n * 14 / 10, |i| format!("a{}", "`".repeat(i % 300)))),
    ("fences that open", 5_000, |n| "```\n~~~\n".repeat(n)),
    ("fences that get shorter", 20, |n| each(n, |i| format!("{}\n", "`".repeat(3 + n.saturating_sub(i))))),
    ("fences with words", 3_000, |n| "```a b\n> ~~~ c d\n".repeat(n)),
    ("outputs behind a fence", 3_000, |n| format!("```{}\n", "{{ a }}".repeat(n))),
    ("blank lines above a note", 10_000, |n| format!("A{{% fn 1 %}}{}{{{{- 'a' | fndetail: 1 }}}}", "\n".repeat(n))),
    ("extensions that open", 3_000, |n| "{::comment}\n\na {::nomarkdown}\n\n".repeat(n)),
    ("extensions within a line that open", 3_000, |n| format!("a {}", "{::comment} ".repeat(n))),
    ("emphasis that opens", 5_000, |n| "**a _b ".repeat(n)),
    ("emphasis that closes", 5_000, |n| "a** b_ ".repeat(n)),
    ("emphasis in words", 10_000, |n| "a_b*".repeat(n)),
    ("mathematics that opens", 5_000, |n| "$a $$b ".repeat(n)),
    ("HTML that opens", 5_000, |n| "<div>\n".repeat(n)),
    ("HTML within a line that opens", 5_000, |n| format!("a {}", "<b a='".repeat(n))),
    ("comments that open", 5_000, |n| format!("a {}", "<!-- <? <![CDATA[ ".repeat(n / 3))),
    ("comments that switch off", 1_000, |n| "<!-- manicule-disable-next-line -->\n[a](#b)\n\n".repeat(n)),
    ("comments that open lines", 5_000, |n| "<!-- a\n\n".repeat(n)),
    ("tags that begin", 20_000, |n| "<".repeat(n)),
    ("entities that begin", 10_000, |n| "&a".repeat(n)),
    ("backslashes", 20_000, |n| "\\".repeat(n)),
    ("Liquid output that opens", 10_000, |n| "{{ ".repeat(n)),
    ("Liquid tags that open", 10_000, |n| "{% ".repeat(n)),
    ("Liquid strings that open", 5_000, |n| "{{ 'a ".repeat(n)),
    ("Liquid blocks that open", 2_000, |n| "{% if a %}\n".repeat(n)),
    ("Liquid blocks that close", 2_000, |n| "{% endif %}\n".repeat(n)),
    ("raw that opens", 2_000, |n| "{% raw %}{{ ".repeat(n)),
    ("comments of Liquid that open", 2_000, |n| "{% comment %}{% raw %}".repeat(n)),
    ("highlights that open", 2_000, |n| "{% highlight x %}\n".repeat(n)),
    ("Liquid blocks in blocks", 2_000, |n| format!("{}text\n{}", "{% if a %}\n".repeat(n), "{% endif %}\n".repeat(n))),
    ("filters", 5_000, |n| format!("{{{{ a {} }}}}", "| b: c ".repeat(n))),
    ("links", 2_000, |n| each(n, |i| format!("[a](b{i}) ![](c{i}.png)\n"))),
    ("definitions of links", 2_000, |n| each(n, |i| format!("[a{i}]\n\n[a{i}]: b\n\n"))),
    ("links to one missing post", 1_000, |n| "[a]({% post_url 2020-01-01-a %})\n\n".repeat(n)),
    ("links by one definition", 2_000, |n| format!("{}\n\n[a]: b\n", "[c][a] ![d][a]\n".repeat(n))),
    ("definitions of one link", 2_000, |n| format!("[a]\n\n{}", "[a]: b\n".repeat(n))),
    ("addresses in text", 3_000, |n| "www.a.b http://c.d e@f.g ".repeat(n / 2)),
    ("emoji", 5_000, |n| ":smile :smile: ".repeat(n)),
    ("front matter", 1_500, |n| format!("---\n{}---\n", each(n, |i| format!("key{i}: value\n")))),
    ("front matter of one key", 1_500, |n| format!("---\n{}---\n", "key: value\n".repeat(n))),
    ("front matter that opens", 3_000, |n| format!("---\n{}", "key: value\n".repeat(n))),
    ("front matter in flow", 3_000, |n| format!("---\na: {}\n---\n", "[".repeat(n))),
    ("aliases in front matter", 700, |n| {
        let aliases = each(n, |i| format!("a{}: &a{} [*a{i}, *a{i}]\n", i + 1, i + 1));
        format!("---\na0: &a0 [x]\n{aliases}---\n")
    }),
    ("front matter in a list", 2_000, |n| format!("# Title\n> summary\n\n{}", "- key: value\n".repeat(n))),
    ("callouts", 2_000, |n| "> Note: a\n\n> [!NOTE]\n> b\n\n".repeat(n / 2)),
    ("details in details", 1_000, |n| format!("{}text\n\n{}", "<details>\n\n".repeat(n), "</details>\n\n".repeat(n))),
    ("divisions that open", 3_000, |n| "::: {.a}\n".repeat(n)),
    ("attributes that open", 4_000, |n| "{: .a\n".repeat(n)),
    ("line ends", 20_000, |n| "\r".repeat(n)),
    ("empty lines with blanks", 5_000, |n| " \n".repeat(n)),
];

fn each(n: usize, part: impl Fn(usize) -> String) -> String {
    (0..n).fold(String::new(), |mut text, i| {
        write!(text, "{}", part(i)).unwrap();
        text
    })
}
