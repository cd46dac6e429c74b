//! What is found after an edit, given what was found before, is what is found in the text alone.
//!
//! `cargo test` makes 20,000 edits. For more: `MANICULE_EDITS=1000000 cargo test --release --test it findings`.

use manicule::ide::{Config, Diagnostic, Known, findings, findings_again};
use manicule::site::{Asset, Attachments, Change, FileId, Page, Site, SitePath, Source};
use manicule::syntax::{Part, Post, parse, reparse};
use manicule::text::Text;

use crate::reparse::{Random, apply};

/// The files that say how a blog is built, and the post in it.
const BLOGS: [(&[(&str, &str)], &str); 6] = [
    (
        &[
            ("_config.yml", "baseurl: /blog\n"),
            ("_action_files/settings.ini", "[DEFAULT]\n"),
            ("_plugins/footnote.rb", "Liquid::Template.register_tag('fn', FootnoteTag)\n"),
            ("_plugins/footnote-detail.rb", "def fndetail(input, id)\n"),
        ],
        "_posts/2020-01-01-post.md",
    ),
    (&[("_config.yml", "theme: minima\n")], "_posts/2020-01-01-post.md"),
    (&[("_config.yml", "markdown: CommonMark\n")], "page.md"),
    (&[("_quarto.yml", "project:\n")], "posts/post.qmd"),
    (&[("hugo.toml", "baseURL = 'https://example.org'\n")], "content/post.md"),
    (&[], "post.md"),
];

/// What has findings, besides what other tests type.
const PARTS: &[&str] = &[
    "---\ntitle: A day: a week\ntags: a, b\nimage: none.png\n---\n",
    "One.{% fn 1 %} Two.{% fn 2 %} Three[^3] and four[^4].\n\n",
    "{{ 'I don't' | fndetail: 1 }}\n\n",
    "{{ \"see [x](y)\" | fndetail: 1 }} {{ 'a *b* c' | fndetail: 2 }}\n\n",
    "Text {{ 'inline' | fndetail: 2 }}\n",
    "{% if x %} {{ note | fndetail: n }}\n\n",
    "{% assign note = 'x' %}{% assign n = 3 %}\n\n",
    "{% include none.html %} {% fn1 %} {% post_url 2020-01-01-none %}\n\n",
    "![a](none.png) ![b](images/there.png) ![c][pic] ![d][pic]\n\n",
    "[pic]: none.png\n\n",
    "[a](other.pdf) [b](www.example.org) [c](#one) [d](#a-heading) [e][pic] [f][nowhere is] [the pick][pik]\n\n",
    "## A heading\n\n",
    "## One {#one}\n\n",
    "<a id=\"one\"></a> <div data-x='one'> [pic]\n\n",
    "[pic]: #one\n[pic]: #two\n\n",
    "Text.\n[nowhere is]: #one\n\n",
    "> youtube: https://www.youtube.com/watch?v=abc\n\n",
    "```yaml\nkey: ${{ secrets.KEY }}\n```\n\n",
    "[^3]: Three.\n[^3]: Three again.\n[^5]: Five.\n\n",
    "<!-- manicule-disable-next-line missing-image -->\n![a](none.png)\n\n",
];

fn site(files: &[(&str, &str)]) -> Site {
    let configs = files.iter().map(|(path, text)| Change::Config(SitePath::new(path), (*text).into()));
    let picture = ["images/there.png", "a.png"].map(|path| Change::Asset(SitePath::new(path), Asset::default()));
    configs.chain(picture).fold(Site::default(), Site::apply)
}

fn text(random: &mut Random) -> String {
    let own: String = (0..random.below(8)).map(|_| random.pick(PARTS)).collect();
    let others = random.text();
    if random.below(2) == 0 { own + &others } else { others + &own }
}

fn run(seed: u64, edits: usize) {
    let mut random = Random::new(seed);
    let mut made = 0;
    while made < edits {
        let (files, path) = BLOGS[random.below(BLOGS.len())];
        let path = SitePath::new(path);
        let file = FileId::from(path.clone());
        let mut site = site(files);
        let dialect = site.dialect(&path, Part::File);
        let mut written = text(&mut random);
        let mut rope = Text::new(&written);
        let source =
            |rope: &Text, post: Post| Source { file: file.clone(), text: Some(rope.clone()), post: post.into() };
        let page = Page {
            path,
            sources: vec![source(&rope, parse(&rope, dialect)).into()],
            attachments: Attachments::new(),
            unreadable: None,
        };
        site = site.apply(Change::Open(page));
        let mut known = Known::default();
        for _ in 0..60 {
            // Not each edit is looked at.
            for _ in 0..=random.below(2) {
                let edit = match random.below(6) {
                    0 => {
                        let mut edit = random.edit(&written);
                        edit.insert = random.pick(PARTS).to_owned();
                        edit
                    }
                    _ => random.edit(&written),
                };
                let before = written.clone();
                written = apply(&before, &edit);
                rope.edit(&edit);
                let post = reparse(&site.source(&file).unwrap().post, &rope, &edit);
                site = site.apply(Change::Edited(source(&rope, post)));
                made += 1;
            }
            let again = findings_again(&site, &file, &Config::default(), &|_| None, &mut known);
            let anew = findings(&site, &file, &Config::default(), &|_| None);
            let differs = |one: &[Diagnostic], other: &[Diagnostic]| -> Vec<String> {
                one.iter().filter(|it| !other.contains(it)).map(|it| format!("{it:?}")).collect()
            };
            assert!(
                again == anew,
                "seed {seed}, {files:?}: {written:?}\ntoo much: {:#?}\ntoo little: {:#?}\n{} and {} in all",
                differs(&again, &anew),
                differs(&anew, &again),
                again.len(),
                anew.len()
            );
            if written.len() > 6000 {
                break;
            }
        }
    }
}

#[test]
fn findings_after_edits_are_those_of_the_text() {
    let edits = std::env::var("MANICULE_EDITS").ok().and_then(|it| it.parse().ok()).unwrap_or(20_000);
    std::thread::scope(|scope| {
        for seed in 1..=4 {
            scope.spawn(move || run(seed, edits / 4));
        }
    });
}

/// What else of the blog changes is looked at too, between two edits and instead of one.
#[test]
fn a_picture_that_comes_to_be_is_seen_without_an_edit() {
    let path = SitePath::new("post.md");
    let file = FileId::from(path.clone());
    let rope = Text::new("![a](later.png)\n\nText.\n");
    let post = parse(&rope, Site::default().dialect(&path, Part::File));
    let page = Page {
        path,
        sources: vec![Source { file: file.clone(), text: Some(rope), post: post.into() }.into()],
        attachments: Attachments::new(),
        unreadable: None,
    };
    let site = Site::default().apply(Change::Open(page));
    let mut known = Known::default();
    let mut found = |site: &Site| findings_again(site, &file, &Config::default(), &|_| None, &mut known).len();
    assert_eq!(found(&site), 1);
    assert_eq!(found(&site), 1);
    let site = site.apply(Change::Asset(SitePath::new("later.png"), Asset::default()));
    assert_eq!(found(&site), 0);
    let site = site.apply(Change::Removed(SitePath::new("later.png")));
    assert_eq!(found(&site), 1);
}
