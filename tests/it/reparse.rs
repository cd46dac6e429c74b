//! Reading again after an edit says the same as reading anew, whatever the edit.
//!
//! `cargo test` makes 50,000 edits. For more: `MANICULE_EDITS=1000000 cargo test --release --test it reparse`.

use std::fmt::Write as _;

use manicule::syntax::{Dialect, Item, Part, Post, parse, reparse};
use manicule::text::{Edit, Text, TextRange, TextSize};

/// How texts are read, one for each that differs.
const DIALECTS: [Dialect; 6] = [
    Dialect { part: Part::File, liquid: true, kramdown: true },
    Dialect { part: Part::File, liquid: false, kramdown: false },
    Dialect { part: Part::Cell, liquid: true, kramdown: false },
    Dialect { part: Part::FirstCell, liquid: true, kramdown: false },
    Dialect { part: Part::Raw, liquid: false, kramdown: false },
    Dialect { part: Part::File, liquid: true, kramdown: false },
];

/// What texts are made of, and what is pasted into them.
const PARTS: &[&str] = &[
    "---\ntitle: A day\ntags: [a, b]\n---\n",
    "+++\ntitle = \"x\"\n+++\n",
    "# Title\n> A summary\n\n- toc: true\n- badges: false\n\n",
    "# One{% fn 1 %} {#one}\n\n",
    "Two\n===\n\n",
    "A line of text with *stress*, `code` and a [link](to.md \"title\").\nAnd a second.\n\n",
    "![pic](a.png) ![pic two](b c.png \"t\") ![ref][Label] <img src=\"x.png\" id=\"i\">\n\n",
    "- one\n- two\n\n  more\n- three\n    - four\n\n",
    "1. one\n2. two\n\n   deeper\n\n",
    "> quoted [a][label]\n> more\n\n",
    "> youtube: https://youtu.be/abc\n\n> Note: take care\n\n",
    "[label]: /url 'title'\n\n",
    "[other label]:\n  <u r l>\n[third]: x\n\n",
    "See [label], [other label][], [text][third] and [none][missing].\n\n",
    "A note[^1], another[^two] and one inside [a link[^1]](u).\n\n",
    "[^1]: The first.\n    Indented.\n\n    A second paragraph.\n\n",
    "[^two]: The second.\n[^3]: The third.\n\n",
    "{{ 'A note' | fndetail: 1 }}\n\n",
    "{{ \"Over\n\nparagraphs\" | fndetail: 2 }}\n",
    "Text{% fn 2 %} and {{ site.url }}.\n\n",
    "{% raw %}\n{{ not read }}\n\n{% fn 9 %}\n{% endraw %}\n\n",
    "{% comment %}\n# hidden\n\n{% if x %}\n{% endcomment %}\n\n",
    "{% highlight rust %}\n# no heading\n\nlet x = 1;\n{% endhighlight %}\n\n",
    "{% if a %}\n\n- item\n\n{% endif %}\n\n",
    "{% include image.html file=\"x.png\" %}\n\n",
    "```rust\nlet x = \"{{ y }}\";\n\n# not a heading\n```\n\n",
    "~~~\n[label]\n~~~\n\n",
    "- a\n  ```\n  b\n\n",
    "````py x\n\n[label]\n\n````\n\n",
    "    indented code\n\n    more of it\n\n",
    "<div>\n\n![in html](h.png)\n\n</div>\n\n",
    "<!-- a comment\n\nwith [label] -->\n\n",
    "{::comment}\nhidden ![x](y)\n\n# [label]\n{:/comment}\n\nand {::comment}[label]{:/} in a line\n\n",
    "{::nomarkdown}\n[label] <img src=\"x\">\n\n{:/nomarkdown}\n[other label]\n\n",
    "<script>\nlet a = '[label]';\n\n</script>\n\n",
    "| a | b |\n|---|---|\n| [x](y) | `\\|` |\n\n",
    "$$\na_1 [x](y)\n$$\n\nand $x^2$ for $5 or $6.\n\n",
    ":tada: and :none:\n\n",
    "## Heading\n{: #id}\n\n",
    "***\n\n",
    "[there]({{< relref \"a/b.md#c\" >}}) and {{% ref d %}}.\n\n",
    "A hard  \nbreak\\\nand www.example.org/x.\n\n",
];

/// What is typed: everything that means something somewhere.
const TOKENS: &[&str] = &[
    "`",
    "``",
    "```",
    "```\n",
    "````\n",
    "```py\n",
    "```` a b\n",
    "~~~\n",
    ">",
    "> ",
    "- ",
    "* ",
    "1. ",
    "\t",
    "    ",
    "  ",
    " ",
    "\n",
    "\n\n",
    "\r",
    "\r\n",
    "\r\r",
    "#",
    "# ",
    "## ",
    "---\n",
    "---",
    "===\n",
    "***\n",
    "+++\n",
    "...\n",
    "<div>",
    "</div>",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "<?",
    "?>",
    "<![CDATA[",
    "]]>",
    "<!X",
    "<a href='",
    "<img src=\"x\">",
    "[",
    "]",
    "(",
    ")",
    "[label]",
    "[label]: /u\n",
    "{{< ",
    "ref x",
    ">}}",
    "[Label][]",
    "[x][label]",
    "[label]:",
    "[new]: x\n",
    "[new]",
    "![",
    "](",
    "[^1]",
    "[^1]: ",
    "[^n]:",
    "^[",
    ":",
    "::",
    ":tada:",
    "|",
    "|---|\n",
    "\\",
    "\\|",
    "*",
    "**",
    "_",
    "$",
    "$$",
    "{{",
    "}}",
    "{%",
    "%}",
    "{",
    "}",
    "{% raw %}",
    "{% endraw %}",
    "{% comment %}",
    "{% endcomment %}",
    "{% highlight x %}",
    "{% endhighlight %}",
    "{% fn 1 %}",
    "{% if x %}",
    "{% endif %}",
    "{{ 'n' | fndetail: 1 }}",
    "{{ \"",
    "\" }}",
    "{: #x}",
    "{::comment}",
    "{::comment}\n",
    "{:/comment}\n",
    "{::nomarkdown}\n",
    "{:/}",
    "{#y}",
    "&amp;",
    "&",
    "\0",
    "\u{feff}",
    "\u{2028}",
    "\u{b}",
    "\u{c}",
    "\u{85}",
    "é",
    "語",
    "🚀",
    "ẞ",
    "a",
    "b",
    "x ",
    "word ",
    "'",
    "\"",
    "www.",
    "https://",
    "://",
    "note:",
    "Note: ",
    "youtube: ",
    "!",
    "toc: true\n",
    "title: x\n",
    "-",
    "=",
    "endraw",
    "\u{a0}",
];

/// A small generator of numbers (xorshift64*).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        ((self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize) % limit.max(1)
    }

    pub fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    pub fn text(&mut self) -> String {
        (0..3 + self.below(14)).map(|_| self.pick(PARTS)).collect()
    }

    /// A place between two characters.
    fn place(&mut self, text: &str) -> usize {
        text.floor_char_boundary(self.below(text.len() + 1))
    }

    pub fn edit(&mut self, text: &str) -> Edit {
        let at = self.place(text);
        let (start, end, insert) = match self.below(12) {
            0..5 => (at, at, self.pick(TOKENS).to_owned()),
            5 => (at, at, self.pick(PARTS).to_owned()),
            6..8 => (at, text.floor_char_boundary((at + 1 + self.below(6)).min(text.len())), String::new()),
            8 => {
                let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
                let end =
                    (0..1 + self.below(3)).fold(at, |at, _| text[at..].find('\n').map_or(text.len(), |n| at + n + 1));
                (start, end, String::new())
            }
            9 => {
                let from = self.place(text);
                let end = text.floor_char_boundary((from + self.below(200)).min(text.len()));
                (at, at, text[from.min(end)..end].to_owned())
            }
            10 => {
                let end = text.floor_char_boundary((at + self.below(4)).min(text.len()));
                (at, end.max(at), self.pick(TOKENS).to_owned())
            }
            _ => {
                // At the start of a line, where blocks begin.
                let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
                (line, line, self.pick(TOKENS).to_owned())
            }
        };
        let end = end.max(start);
        Edit { range: TextRange::new(TextSize::new(start as u32), TextSize::new(end as u32)), insert }
    }
}

pub fn apply(text: &str, edit: &Edit) -> String {
    let mut after = text.to_owned();
    after.replace_range(std::ops::Range::<usize>::from(edit.range), &edit.insert);
    after
}

/// Where two readings differ, if they do.
pub fn difference(left: &Post, right: &Post) -> Option<String> {
    let (ours, fresh): (Vec<Item>, Vec<Item>) = (left.items().collect(), right.items().collect());
    if left.front_matter() != right.front_matter() || left.body_start() != right.body_start() {
        return Some(format!("front matter {:?}\n instead of {:?}", left.front_matter(), right.front_matter()));
    }
    if let Some(at) = (0..ours.len().max(fresh.len())).find(|at| ours.get(*at) != fresh.get(*at)) {
        return Some(format!("item {at}: {:?}\n instead of {:?}", ours.get(at), fresh.get(at)));
    }
    for item in &fresh {
        let Item::Footnote(one) = item else { continue };
        let id = one.id.to_lowercase();
        let all = fresh.iter().filter_map(|item| match item {
            Item::Footnote(it) if it.id.to_lowercase() == id => Some(it.clone()),
            _ => None,
        });
        if !left.footnotes_of(&one.id).eq(all) {
            return Some(format!("the footnotes of `{}`", one.id));
        }
    }
    let keys = fresh.iter().chain(&ours).filter_map(|item| match item {
        Item::Link(link) => link.label.as_deref(),
        Item::LinkDefinition(definition) => Some(&definition.label),
        _ => None,
    });
    let unlike =
        keys.map(|label| manicule::syntax::key(&label.text)).find(|key| left.defines(key) != right.defines(key));
    unlike.map(|key| format!("whether [{key}] is defined"))
}

/// The smallest text and edit that can be found to differ when the text is read anew before the edit.
fn shrink(dialect: Dialect, text: &str, edit: &Edit) -> Option<(String, Edit, String)> {
    let differs = |text: &str, edit: &Edit| {
        let after = Text::new(&apply(text, edit));
        difference(&reparse(&parse(&Text::new(text), dialect), &after, edit), &parse(&after, dialect))
    };
    let mut found = (text.to_owned(), edit.clone(), differs(text, edit)?);
    for size in [400, 100, 30, 10, 3, 2, 1, 3, 1] {
        let mut at = 0;
        while at < found.0.len() {
            let (text, edit, _) = &found;
            let start = text.floor_char_boundary(at);
            let end = text.ceil_char_boundary((at + size).min(text.len()));
            let (from, to): (usize, usize) = (edit.range.start().into(), edit.range.end().into());
            let smaller = (end <= from || start >= to).then(|| {
                let shift = if end <= from { end - start } else { 0 };
                let edit = Edit { range: edit.range - TextSize::new(shift as u32), insert: edit.insert.clone() };
                (format!("{}{}", &text[..start], &text[end..]), edit)
            });
            match smaller.and_then(|(text, edit)| differs(&text, &edit).map(|why| (text, edit, why))) {
                Some(smaller) => found = smaller,
                None => at += size,
            }
        }
    }
    Some(found)
}

/// Makes edits, some of which are taken back, and compares each reading with a fresh one.
fn run(seed: u64, edits: usize) {
    let mut random = Random::new(seed);
    let mut made = 0;
    while made < edits {
        let dialect = DIALECTS[random.below(DIALECTS.len())];
        let mut text = random.text();
        let mut rope = Text::new(&text);
        let mut post = parse(&rope, dialect);
        let drifts = random.below(3) == 0;
        let start = (text.clone(), post.clone());
        for step in 0..if drifts { 200 } else { 40 } {
            let edit = random.edit(&text);
            let after = apply(&text, &edit);
            rope.edit(&edit);
            let next = reparse(&post, &rope, &edit);
            made += 1;
            if let Some(why) = difference(&next, &parse(&rope, dialect)) {
                report(seed, dialect, &text, &edit, &why);
            }
            (text, post) = (after, next);
            if !drifts && step % 6 == 5 || text.len() > 8000 {
                (text, post) = start.clone();
                rope = Text::new(&text);
            }
        }
    }
}

fn report(seed: u64, dialect: Dialect, text: &str, edit: &Edit, why: &str) -> ! {
    let mut message = format!("seed {seed}, {dialect:?}: {why}\n");
    match shrink(dialect, text, edit) {
        Some((text, edit, why)) => {
            writeln!(message, "smallest: {text:?}\n  {edit:?}\n gives {:?}\n  {why}", apply(&text, &edit)).unwrap();
        }
        None => writeln!(message, "only after earlier edits: {text:?}\n  {edit:?}").unwrap(),
    }
    panic!("{message}");
}

/// Makes each edit in a text that needs care, and compares.
#[track_caller]
fn check(text: &str, at: &str, insert: &str) {
    let start = text.find(at).unwrap();
    let range = TextRange::at(TextSize::new(start as u32), TextSize::of(at));
    let edit = Edit { range, insert: insert.to_owned() };
    for dialect in DIALECTS {
        let after = Text::new(&apply(text, &edit));
        let next = reparse(&parse(&Text::new(text), dialect), &after, &edit);
        assert_eq!(difference(&next, &parse(&after, dialect)), None, "{dialect:?}");
    }
}

#[test]
fn a_comment_gets_its_end_from_below() {
    let text = "{% comment %}\n\n{% highlight x %}{% if y %}{% endhighlight %}\n\n# A\n\ntext\n";
    check(text, "text", "{% endcomment %}");
    check(text, "# A", "# B{% fn 1 %}");
    check(text, "{% comment %}", "");
    check("{% comment %}\n\na\n\n{% comment %}{% endcomment %}\n", "a", "a{%");
    check("{% highlight x %}\n\na\n\n{% highlight x %}{% endhighlight %}\n", "a", "a{%");
}

#[test]
fn an_output_gets_its_end_from_below() {
    check("a {{ b\n\n# c\n\nd\n", "d", "}}");
    check("a {{ b\n\n# c {% fn 1 %}\n\nd\n", " {% fn 1 %}", "");
    check("a {% b\n\n# c }} d\n\ne\n", "}} d", "%} d");
}

#[test]
fn the_fences_of_front_matter_move() {
    let text = "---\ntitle: x\n---\n# A\n\n---\n\nb\n";
    check(text, "title: x", "title: y");
    check(text, "title: x\n---", "title: x");
    check(text, "---\ntitle", "--\ntitle");
    check(text, "x\n---\n#", "x\n---#");
    check("title: x\n\n---\n# A\n", "title", "---\ntitle");
}

#[test]
fn a_definition_is_written_and_taken_away() {
    let text = "[a]\n\n[b][a]\n\n# [a]\n\n[a]: x\n\n[a]: y\n";
    check(text, "[a]: x", "");
    check(text, "[a]: x\n\n[a]: y", "");
    check(text, "[a]: x\n\n[a]: y", "[b]: x");
    check("[a]\n\n# [a]\n\nb\n", "b", "[a]: z");
}

#[test]
fn a_definition_is_written_below_code_in_a_list() {
    check("e\n 1. [Install][d\n    ```u\n\n- \n\n[a]:", "[a]:", "[a]:g\n[Install]: .s\n");
}

#[test]
fn a_comment_behind_a_comment_reaches_over_blank_lines() {
    let text = "<!--:--><!--[]()\n\n-->\n\n# A\n";
    check(text, ":", "*");
    check(text, "\n-->", "\n--");
    check(text, "# A", "[a](b)");
    check("<!--:--><!--[]()\n\n--\n\n# A\n", "--\n\n#", "-->\n\n#");
    check("<div><!-- a </div>\n\n[b](c)\n\nd\n", "d", "--> [d](e)");
}

#[test]
fn what_is_raw_reaches_to_the_tag_that_ends_it() {
    check("{% raw %}[a]\n\n{% endraw %}\n\n[a]: x\n", "[a]: x", "[b]: x");
}

#[test]
fn code_is_written_in_a_fence() {
    let text = "# A\n\n```rust\nlet a = 1;\n\nlet b = 2;\n```\nbehind [a]\n\n[a]: x\n";
    for (at, insert) in [
        ("1", "12"),
        ("a = 1;\n", ""),
        ("1;\n", "1;\n```\n"),
        ("2;\n", "2"),
        ("\nlet b = 2;", ""),
        ("let b = 2;\n```", "```"),
        ("b = 2;\n", "b\n\n\nc"),
        ("b", "{{ b }}"),
        ("rust", "ru`st"),
        ("rust\n", "rust\r"),
        ("```\nbehind", "behind"),
    ] {
        check(text, at, insert);
    }
    check("~~~\na\nb\n", "b", "bc");
    check("~~~\na\nb\n", "a", "~~~");
    check("- b\n\n  ```\n  c\n  d\n  ```\n", "c", "c\ne");
}

#[test]
fn what_gets_its_end_from_below_may_be_joined_to_what_stands_above() {
    check("> a\n\n{{- item\n\n    b\n\n c\n", "c", "}}");
    check("> a\n\n\n \n{%- if a\n\n    b\n\n c\n", "c", "%}");
    check("> a\n\n{% raw %}{{- item }}\n\n    b\n\n c\n", "{% raw %}", "");
}

#[test]
fn html_may_end_far_below() {
    check("<div></div>\n\n{%x%}-->", "</div>", "<!-- a\n\nb</div>");
    check("<div><!-- a\n\nb</div>\n\nc\n\nd\n", "d", "-->");
    check("<div></div> <!-- a\n\nb\n\n[c](d)\n\n-->\n", "-->", "");
    check("<div\n\na, [b](c)\n\nd\n", ", [b](c)", ">");
    check("<div e=\"\n\na\n\n[b](c)\n\nd\n", "d", "\">");
    check("<div>\n\n</div\n\na\n\n[b](c)\n", "a", ">");
}

#[test]
fn an_extension_of_kramdown_may_end_far_below() {
    let text = "a\n\n{::comment}\n[b](c)\n\n# d\n\n{:/comment}\n\n[e](f)\n\n{:/}\n\ng\n";
    check(text, "{:/comment}", "{:/comment");
    check(text, "{:/comment}\n", "");
    check(text, "{::comment}", "{::comments}");
    check(text, "{::comment}", "h\n{::comment}");
    check(text, "[b]", "{:/}\n[b]");
    check("a\n\n{::comment}\n[b](c)\n\n# d\n\n[e](f)\n", "[e]", "{:/}\n[e]");
    check("a\n\n{:comment}\n[b](c)\n\n# d\n\n{:/}\n[e](f)\n", "{:c", "{::c");
    check("- a\n\n  {::comment}\n  b\n\n  {:/}\n\n[e](f)\n", "b", "[b](c)");
}

#[test]
fn blocks_nested_without_end_are_read() {
    let quotes = format!("{}[a]\n\nb\n\n[a]: x\n", ">".repeat(20_000));
    check(&quotes, "b", "c");
    check(&quotes, "[a]\n", "[c]\n");
    check(&quotes, "[a]: x", "");
    let lists: String = (0..200).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect();
    check(&format!("{lists}\n# b\n"), "# b", "# c");
}

/// A quarter of the edits to be made.
fn quarter() -> usize {
    let all = std::env::var("MANICULE_EDITS").ok().and_then(|edits| edits.parse().ok()).unwrap_or(50_000);
    all / 4
}

#[test]
fn edits_of_the_first_quarter() {
    run(1, quarter());
}

#[test]
fn edits_of_the_second_quarter() {
    run(2, quarter());
}

#[test]
fn edits_of_the_third_quarter() {
    run(3, quarter());
}

#[test]
fn edits_of_the_last_quarter() {
    run(4, quarter());
}
