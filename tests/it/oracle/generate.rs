//! Posts made by chance: of the things that posts are made of, and with the slips that writers make.

/// Numbers that look random and depend on the seed alone (xorshift64*).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(high).unwrap() % n
    }

    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }
}

#[rustfmt::skip]
const WORDS: &[&str] = &[
    "The", "encoder", "maps", "pixels", "to", "a", "sequence,", "and", "the", "probe", "is", "linear.", "Größe",
    "it's", "*so*", "_far_", "`code`", "5 < 6", "R&D", "50%", "--", "…", "—", "日本", "🚀", "$x^2$", "\"quoted\"",
    "[link](https://example.org)",
];

/// Texts of notes, some of which Liquid cuts or refuses.
#[rustfmt::skip]
const NOTES: &[&str] = &[
    "'A plain note.'", "\"A plain note.\"", "'It isn't whole'", "\"It isn't cut\"", "\"She said \"no\" twice\"",
    "'say \"x\"'", "\"$x_{i}$\"", "'$x_{i}$'", "\"a {b} c\"", "'{'", "\"}}\"", "\"100%}\"", "“curly”",
    "bare words here", "text\"", "\"open", "'a' 'b'", "''", "\"\"", "12", "1.50", "true", "nil", "page.title",
    "site.baseurl", "t", "\"a | b\"", "'two\nlines'", "\"a\n\nb\"", "'see <a href=\"https://example.org\">there</a>'",
    "'é — 日本'", "\"a \\\"b\\\" c\"", "'it&#39;s'", "(1..3)", "[x]", "", "-", "a-b", "x.y[0]",
];

/// What stands behind a note's text.
#[rustfmt::skip]
const FILTERS: &[&str] = &[
    " | fndetail: 1", " | fndetail: 2", " | fndetail: 01", "| fndetail:3", " | fndetail : 1", " | fndetail: \"a\"",
    " | fndetail: 'a b'", " | fndetail: a", " | fndetail: 1.50", " | fndetail", " | fndetail:", " | fndetail = 1",
    " | fndetail: 1, 2", " | fndetail, 1", " | fndetail: 1 2", " | fndetail: id: 1", " fndetail: 1", " | fndetial: 1",
    " | append: \"y\" | fndetail: 1", " | fndetail: 1 | upcase", " | fndetail: 1 | strip", " || fndetail: 1",
    " | fndetail: 1 |", "", " | upcase | fndetail: 2", " | fndetail: true", " | fndetail: \"1",
    " | replace: 'a', 'b' | fndetail: 1", " | append | fndetail: 1",
    " | default: 'x', allow_false: true | fndetail: 1",
];

#[rustfmt::skip]
const TAGS: &[&str] = &[
    "{% fn 1 %}", "{% fn 2 %}", "{% fn 01 %}", "{% fn a %}", "{% fn \"a\" %}", "{%fn 3%}", "{%- fn 1 -%}", "{% fn %}",
    "{% fn\n1 %}", "{% fn 1 }", "{% fn 1 b", "{% fn1 %}", "{% FN 1 %}", "(% fn 1 %}", "{ % fn 1 %}",
    "{%\u{a0}fn 1 %}", "{% %}", "{%%}", "{%", "{{", "}}", "%}", "}", "{", "{% raw %}", "{% endraw %}",
    "{%- endraw -%}", "{% raw x %}", "{% comment %}", "{% endcomment %}", "{% if page.title %}", "{% if %}",
    "{% elsif x == 1 %}", "{% else %}", "{% endif %}", "{% unless x %}", "{% endunless %}", "{% for i in (1..2) %}",
    "{% for i %}", "{% for i in site.posts reversed %}", "{% endfor %}", "{% case x %}", "{% when 1 %}",
    "{% endcase %}", "{% capture t %}", "{% endcapture %}", "{% assign t = 'v' %}", "{% assign t %}",
    "{% highlight python %}", "{% highlight %}", "{% endhighlight %}", "{% # remark %}",
    "{% include note.html content=\"x\" %}", "{% include note.html content='it's' %}",
    "{% include youtube.html content=\"https://youtu.be/x\" %}", "{% octicon x %}",
    "{% twitter https://example.org %}", "{% post_url 2020-01-01-a %}", "{% post_url a %}", "{% unknown %}",
    "{% tablerow i in x %}", "{% endtablerow %}", "{% cycle 'a', 'b' %}", "{% increment n %}", "{% break %}",
    "{% ifchanged %}", "{% endifchanged %}", "${{ secrets.KEY }}", "{{ x }}", "{{ site.baseurl }}",
    "{{ '/a' | relative_url }}", "{{ \"x_{a_{b}}\" }}", "{{ x",
];

#[rustfmt::skip]
const KEYS: &[&str] = &["title", "toc", "categories", "image", "description", "author", "permalink_of", "größe", "\"quoted\"", "a b"];

#[rustfmt::skip]
const VALUES: &[&str] = &[
    "A title", "\"A: title\"", "'It''s'", "'It's'", "true", "no", "[a, b]", "[a, \"b\", [c]]", "{a: b}", "{a, b}", "2020-01-02", "12", "1.5", "12:30",
    "a: b", "a:b", "a # b", "a#b", "#a", "- a", "-a", "-", "? a", "?a", "@a", "`a`", "%a", "100%", "!a", "!!str 1", "&a b", "*a", "* a", "**a**", "| a", "|\n  a\n  b",
    ">-\n  a\n  b", "\n  - a\n  - b", "\n- a\n- b", "\n  a: b\n  c: d", "", "~", "\"a\" b", "\"a", "'a", "[a, b", "a]", "a}", "{a", ",a", "\ta", "a\tb", "a\n  b", "a\nb",
    "\"a\n  b\"", "\"\\q\"", "\"\\x41\"", "é — 日本", ":a", ":", "a:", "https://example.org/a#b", "<a>", "=", "<<", "a\\b", "{{ a }}", "\"{{ a }}\"", "[ ]", "{ }", "[a]]",
    "a, b: c", "[a: b]", "[a: b, c: d]", "{a: b: c}", "\u{a0}a", "a\u{a0}# b", "\"a\"# b", "\"a\"  # b", "|2\n   a", ">+\n  a\n\n", "%", "a %", "\"a\": b", "[\"a\":b]",
];

/// Pieces of mutations: what slips in when one types.
#[rustfmt::skip]
const SLIPS: &[&str] = &[
    "{", "}", "{{", "}}", "{%", "%}", "%", "'", "\"", "|", ":", ",", "-", " ", "\n", "\n\n", "\t", "\u{a0}", "\r\n",
    "#", "\\", ".", "1", "a", "(", ")", "[", "]", "=", "é", "raw", "end", "fn", "fndetail", "if", "\u{b}", "?",
    "*", "`", "<", ">", "!", "/",
];

/// Addresses of pictures: there and not there, in every way to write one.
#[rustfmt::skip]
const TARGETS: &[&str] = &[
    "/blog/images/a.png", "/blog/images/none.png", "{{ site.baseurl }}/images/a.png",
    "{{ site.baseurl }}/images/none.png", "{{ '/images/a.png' | relative_url }}",
    "{{ '/images/lost.png' | relative_url }}", "{{ \"images/a.png\" | absolute_url }}", "/images/a.png", "images/a.png",
    "../../../images/a.png", "../images/a.png", "/blog/images/case.png", "/blog/images/Case.PNG",
    "/blog/Images/a.png", "/blog/images/with space.png", "/blog/images/with%20space.png", "/blog/images/gone space.png",
    "/blog/images/Gr%C3%B6%C3%9Fe.png", "/blog/images/Größe.png", "/blog/images/größe.png",
    "/blog/images/plus+sign.png", "/blog/images/f%23g.png", "/blog/images/a.png?size=2", "/blog/images/none.png#left",
    "/blog/_private/d.png", "/blog/images/_under/e.png", "/blog/images/.hidden.png", "/blog/images/sub/../a.png",
    "/blog/images/none(1).png", "https://example.org/a.png", "//example.org/a.png", "data:image/png;base64,AA",
    "https://example.com/blog/images/none.png", "{{ site.url }}{{ site.baseurl }}/images/none.png",
    "{{ site.baseurl }}images/a.png", "#a", "",
];

const TITLES: &[&str] = &["", "", "", " \"A title\"", " 'A title'", " \"A \"quoted\" title\"", " =100x20", " (t)"];

/// A picture in one of the ways to write it.
fn picture(random: &mut Random) -> String {
    let (target, title) = (random.pick(TARGETS), random.pick(TITLES));
    match random.below(10) {
        0..=3 => format!("![{}]({target}{title})", random.pick(&["", "a plot", "an [inner] word", "`code`", "a_b_c"])),
        4 => format!("![a](<{target}>{title})"),
        5 => format!("<img src=\"{target}\" alt=\"a\">"),
        6 => format!("<img alt='a' src='{target}' />"),
        7 => format!("[![a]({target}{title})](https://example.org)"),
        8 => format!("![a]({target}){{: width=\"20\" }}"),
        _ => {
            let label = random.pick(&["one", "two", "A label"]);
            let title = random.pick(&["", " \"A title\""]);
            let written = random.pick(&["![a][%]", "![%][]", "![%]", "![a] [%]"]).replace('%', label);
            format!("{written}\n\n[{label}]: {target}{title}\n")
        }
    }
}

/// Addresses of links: there and not there, places of pages among them.
#[rustfmt::skip]
const LINKS: &[&str] = &[
    "#linear", "#größe", "#Gr%C3%B6%C3%9Fe", "#the-encoder", "#the", "#The", "#top", "#", "#none", "#code", "#own", "#--", "#-1", "#to-1",
    "/blog/", "/blog", "/blog/index.html", "/blog/about.html", "/blog/about", "/blog/about/", "/blog/About.html", "/blog/none.html",
    "/blog/about.html#who-we-are", "/blog/about.html#whats-new", "/blog/about#what-s-new", "/blog/about.html#here", "/about.html",
    "about.md", "../../../about.html", "../../../about.html#none", "2020-01-01-post-1.md", "/blog/assets/c.jpg", "/blog/assets/none.pdf",
    "../none.pdf", "{{ site.baseurl }}/about.html", "{{ site.baseurl }}/none.pdf", "{{ '/about.html' | relative_url }}#none",
    "{{ site.baseurl }}{% link about.md %}", "{{ site.baseurl }}{% link about.md %}#none", "{% link about.md %}", "/blog/images/with space.png",
    "{{ '/none.pdf' | absolute_url }}", "www.example.com", "me@example.com", "mailto:me@example.com", "http://example.com/blog/none.pdf",
    "https://example.org/none.pdf", "//example.org/none.pdf", "/blog/images/a.png", "/blog/images/case.png", "/blog/_private/d.png",
];

/// A link in one of the ways to write it.
fn link(random: &mut Random) -> String {
    let (target, title) = (random.pick(LINKS), random.pick(TITLES));
    match random.below(9) {
        0..=3 => format!("[{}]({target}{title})", random.pick(&["it", "*it*", "`it`", "an [inner] word"])),
        4 => format!("[it](<{target}>)"),
        5 => format!("<a href=\"{target}\">it</a>"),
        6 => format!("<a class='x' href='{target}'>it</a>"),
        7 => format!("[it]({target}){{: .x }}"),
        _ => {
            let label = random.pick(&["three", "four"]);
            let written = random.pick(&["[it][%]", "[%][]", "[%]"]).replace('%', label);
            format!("{written}\n\n[{label}]: {target}{title}\n")
        }
    }
}

/// A picture or a link where such stand.
fn pictured(text: &mut String, random: &mut Random) {
    let picture = if random.one_in(3) { link(random) } else { picture(random) };
    let place = random.pick(&[
        "%",
        "%",
        "%",
        "Text % in a line.",
        "*%*",
        "- an item\n- %",
        "1. %\n2. another",
        "> %",
        "> - %",
        "# %",
        "| a | b |\n|---|---|\n| % | d |",
        "a | %",
        "`%`",
        "```\n%\n```",
        "~~~ html\n%\n~~~",
        "    %",
        "<!-- % -->",
        "$$ % $$",
        "<p align=\"center\">\n  %\n</p>",
        "<span>%</span>",
        "<center>%</center>",
        "<div>\n%\n</div>",
        "<div markdown=\"1\">\n%\n</div>",
        "<details>\n<summary>More</summary>\n\n%\n\n</details>",
        "<figure>\n%\n<figcaption>A word</figcaption>\n</figure>",
        "{% raw %}%{% endraw %}",
        "{% comment %}%{% endcomment %}",
        "{% highlight html %}\n%\n{% endhighlight %}",
        "\\%",
        "A note.[^1]\n\n[^1]: %",
    ]);
    text.push_str(
        &place
            .replace("{%", "\u{1}")
            .replace("%}", "\u{2}")
            .replace('%', &picture)
            .replace('\u{1}', "{%")
            .replace('\u{2}', "%}"),
    );
}

/// A post of a few paragraphs.
pub fn post(random: &mut Random) -> String {
    let mut text = String::new();
    for _ in 0..1 + random.below(6) {
        paragraph(&mut text, random);
        text.push_str(if random.one_in(12) { "\n" } else { "\n\n" });
    }
    text
}

fn paragraph(text: &mut String, random: &mut Random) {
    match random.below(10) {
        0..=2 => note(text, random),
        3 | 4 => pictured(text, random),
        5 => {
            text.push_str(&"#".repeat(1 + random.below(3)));
            text.push(' ');
            words(text, random);
        }
        _ => {
            for _ in 0..1 + random.below(3) {
                words(text, random);
                if random.one_in(2) {
                    text.push_str(random.pick(TAGS));
                }
                text.push_str(if random.one_in(4) { "\n" } else { " " });
            }
        }
    }
}

fn note(text: &mut String, random: &mut Random) {
    let (open, close) = random.pick(&[
        ("{{ ", " }}"),
        ("{{ ", " }}"),
        ("{{ ", " }}"),
        ("{{", "}}"),
        ("{{- ", " -}}"),
        ("{{ ", " }"),
        ("{{\n", "\n}}"),
    ]);
    text.push_str(open);
    text.push_str(random.pick(NOTES));
    text.push_str(random.pick(FILTERS));
    text.push_str(close);
}

fn words(text: &mut String, random: &mut Random) {
    for i in 0..1 + random.below(6) {
        if i > 0 {
            text.push(' ');
        }
        text.push_str(random.pick(WORDS));
    }
}

/// Changes a few characters.
pub fn mutate(text: &mut String, random: &mut Random) {
    for _ in 0..1 + random.below(4) {
        let at = boundary(text, random);
        match random.below(4) {
            0 => {
                let end = (at + 1..=text.len()).find(|end| text.is_char_boundary(*end)).unwrap_or(at);
                text.replace_range(at..end, "");
            }
            1 => {
                let end = boundary(text, random);
                let (start, end) = (at.min(end), at.max(end).min(at.min(end) + 40));
                let end = text.floor_char_boundary(end).max(start);
                let copy = text[start..end].to_owned();
                let to = boundary(text, random);
                text.insert_str(to, &copy);
            }
            _ => text.insert_str(at, random.pick(SLIPS)),
        }
    }
}

fn boundary(text: &str, random: &mut Random) -> usize {
    text.floor_char_boundary(random.below(text.len() + 1))
}

/// Front matter between fences, and a word behind it.
pub fn front_matter(random: &mut Random) -> String {
    let mut text = String::from("---\n");
    for _ in 0..1 + random.below(4) {
        let (key, value) = (random.pick(KEYS), random.pick(VALUES));
        let indent = if random.one_in(15) { " " } else { "" };
        let space = if random.one_in(15) { "" } else { " " };
        text.push_str(&format!("{indent}{key}:{space}{value}\n"));
        if random.one_in(20) {
            text.push_str(random.pick(&["\n", "# remark\n", "word\n", "- a\n", "  - a\n", "...\n", "--- a\n"]));
        }
    }
    text.push_str(random.pick(&["---\n", "---\n", "---\n", "...\n", "--- \n", "---\r\n"]));
    text.push_str("Text.\n");
    text
}
