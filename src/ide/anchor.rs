//! The targets of fragments: which heading or id of a page a fragment leads to, and whether it surely leads to none.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashSet};

use smol_str::SmolStr;

use super::place::Place;
use super::whole::is_whole;
use crate::site::{Anchor, FileKind, Layout, Page, Site, SitePath, folded};
use crate::syntax::Heading;

/// The target of a page that a fragment leads to; of several with one id, a heading before all else.
pub(super) fn find(site: &Site, path: &SitePath, fragment: &str) -> Option<Anchor> {
    let fragments = site.fragments(path)?;
    // Who shows a folder that nobody builds, an editor or GitHub, is lenient.
    let is_lenient = site.settings().layout == Layout::Plain;
    let leniently = || fragments.get_folded(fragment).filter(|_| is_lenient);
    fragments.get(fragment).or_else(leniently).cloned()
}

/// The id that a fragment means on a page: that of its target, else what is written.
pub(super) fn id(site: &Site, path: &SitePath, fragment: &str) -> SmolStr {
    match find(site, path, fragment) {
        Some(anchor) => anchor.id,
        None if site.settings().layout == Layout::Plain => folded(fragment).into(),
        None => fragment.into(),
    }
}

/// Ids that themes and the scripts of pages bring.
const OF_THEMES: &[&str] = &[
    "about",
    "back-to-top",
    "bottom",
    "comment",
    "comments",
    "contact",
    "content",
    "contents",
    "disqus",
    "disqus_thread",
    "footer",
    "footnotes",
    "giscus",
    "header",
    "home",
    "isso-thread",
    "main",
    "main-content",
    "main_content",
    "menu",
    "nav",
    "navbar",
    "navigation",
    "newsletter",
    "page",
    "page-title",
    "page-top",
    "projects",
    "readme",
    "references",
    "refs",
    "related",
    "remark42",
    "respond",
    "search",
    "share",
    "sidebar",
    "site-nav",
    "start",
    "subscribe",
    "table-of-contents",
    "tableofcontents",
    "title",
    "title-block-header",
    "toc",
    "utterances",
    "wrapper",
];

/// What ids begin with that generators and editors make.
const MADE: &[&str] = &["markdown-toc", "user-content-"];
const MADE_BY_QUARTO: &[&str] = &[
    "cb", "cite", "cnj-", "cor-", "def-", "eq-", "exm-", "exr-", "fig-", "fn", "lem-", "lst-", "prp-", "quarto-",
    "ref-", "rem-", "sec-", "sol-", "tabset-", "tbl-", "thm-",
];

/// The places of one page.
pub(super) struct Anchors<'a> {
    place: Place<'a>,
    pub all: Vec<Anchor>,
    ids: HashSet<SmolStr>,
    /// What else may be an id: worked out for the first fragment that is none for certain.
    others: OnceCell<Others>,
}

/// What the texts of a page let suspect of its ids.
struct Others {
    /// Whether nothing but the texts themselves makes ids.
    is_whole: bool,
    /// Words that stand where ids are named, by whatever means.
    named: HashSet<String>,
    /// Headings without what rules for ids disagree on.
    bare: BTreeSet<String>,
}

impl<'a> Anchors<'a> {
    /// The places of the page that a place is on.
    pub fn of(place: Place<'a>) -> Anchors<'a> {
        let all = place.site.anchors(place.page);
        let is_lenient = place.layout() == Layout::Plain;
        let id = |anchor: &Anchor| if is_lenient { folded(&anchor.id).into() } else { anchor.id.clone() };
        let ids = all.iter().map(id).collect();
        Anchors { place, all, ids, others: OnceCell::new() }
    }

    /// Whether a fragment surely leads nowhere on the page.
    pub fn lacks(&self, fragment: &str) -> bool {
        let id = fragment.split(":~:").next().unwrap_or_default();
        let is_lenient = self.place.layout() == Layout::Plain;
        let is_there = if is_lenient { self.ids.contains(folded(id).as_str()) } else { self.ids.contains(id) };
        if is_there || id.is_empty() || id.eq_ignore_ascii_case("top") || self.is_made(id) {
            return false;
        }
        let others = self.others.get_or_init(|| self.others());
        let bare = bare(id);
        let unnumbered = bare.trim_end_matches(|c: char| c.is_ascii_digit());
        let is_alike = others.bare.contains(&bare) || !unnumbered.is_empty() && others.bare.contains(unnumbered);
        // Who builds a folder may name places by the first words of their headings.
        let begins = || others.bare.range(bare.clone()..).next().is_some_and(|heading| heading.starts_with(&bare));
        let is_alike = is_alike || is_lenient && begins();
        others.is_whole && !others.named.contains(id) && !is_alike
    }

    /// The places that a fragment may mean which is none of them, the likeliest first.
    pub fn near(&self, fragment: &str) -> impl Iterator<Item = &Anchor> {
        /// How many letters must agree where one id is a part of the other.
        const PART: usize = 4;
        let wanted = bare(fragment);
        let most = fragment.chars().count() / 3;
        let changes = |anchor: &Anchor| {
            let own = bare(&anchor.id);
            let is_heading = |heading: &Heading| bare(&heading.text) == wanted;
            if own == wanted || anchor.heading.as_ref().is_some_and(is_heading) {
                return Some(0);
            }
            let changes = strsim::osa_distance(&anchor.id, fragment).max(1);
            let is_part = || wanted.len().min(own.len()) >= PART && (own.contains(&wanted) || wanted.contains(&own));
            (changes <= most || is_part()).then_some(changes)
        };
        let is_note = |anchor: &&Anchor| anchor.heading.is_none() && anchor.id.starts_with("fn");
        let others = self.all.iter().filter(|anchor| !is_note(anchor));
        let mut near: Vec<(usize, &Anchor)> = others.filter_map(|anchor| Some((changes(anchor)?, anchor))).collect();
        near.sort_by_key(|(changes, _)| *changes);
        near.into_iter().map(|(_, anchor)| anchor)
    }

    /// Whether an id may be made by the theme, a script or the generator.
    fn is_made(&self, id: &str) -> bool {
        let layout = self.place.layout();
        let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| id.starts_with(prefix));
        let is_line = || id.strip_prefix('L').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        let folded = id.to_ascii_lowercase();
        OF_THEMES.binary_search(&folded.as_str()).is_ok()
            || starts(MADE)
            || match layout {
                Layout::Jekyll | Layout::Fastpages => self.place.site.is_id_of_templates(id),
                Layout::Quarto => starts(MADE_BY_QUARTO),
                // Notes have ids of many forms; GitHub shows the lines of a file by number.
                Layout::Plain | Layout::Hugo | Layout::Zola => starts(&["fn", "fr-"]) || is_line(),
            }
    }

    fn others(&self) -> Others {
        let mut others = Others { is_whole: self.has_known_rule(), named: HashSet::new(), bare: BTreeSet::new() };
        let title = self.place.page.title().map(bare);
        others.bare.extend(title.filter(|title| !title.is_empty()));
        for source in &self.place.page.sources {
            let place = self.place.with(source);
            let Some(text) = place.text() else {
                others.is_whole = false;
                break;
            };
            let text = text.to_string();
            others.is_whole &= is_whole(place) && !has_script(&text) && !(place.is_jekyll() && has_extensions(&text));
            others.named.extend(named(place, &text).map(str::to_owned));
            for heading in html_headings(&text) {
                others.is_whole &= heading.is_some();
                others.bare.extend(heading);
            }
            for heading in source.post.headings() {
                others.is_whole &= !has_liquid(&heading);
                if self.is_forgiving() {
                    others.bare.extend([&heading.text, &heading.title.text].map(|text| bare(text)));
                }
            }
        }
        others.bare.remove("");
        others
    }

    /// Whether other programs than the generator give the page's headings ids by rules of their own, or the
    /// generator's rule hangs on settings that are not read.
    fn is_forgiving(&self) -> bool {
        match self.place.layout() {
            Layout::Jekyll | Layout::Fastpages => self.place.page.path.kind() == FileKind::Notebook,
            Layout::Hugo | Layout::Plain | Layout::Quarto | Layout::Zola => true,
        }
    }

    /// Whether the ids of the page's headings are known at all.
    fn has_known_rule(&self) -> bool {
        let (site, page) = (self.place.site, self.place.page);
        let settings = site.settings();
        page.unreadable.is_none()
            && match settings.layout {
                Layout::Plain => !site.has_other_generator(&page.path),
                Layout::Jekyll | Layout::Fastpages => site.gives_ids(page) && !has_sections(site, page),
                Layout::Hugo => {
                    !site.configs().any(|text| text.contains("autoHeadingID") || text.contains("autoIDType"))
                }
                Layout::Quarto => true,
                Layout::Zola => !site.configs().any(|text| text.contains("slugify")) && self.all_headings_have_ids(),
            }
    }

    fn all_headings_have_ids(&self) -> bool {
        let headings = self.place.page.sources.iter().map(|source| source.post.headings().count()).sum::<usize>();
        headings == self.all.iter().filter(|anchor| anchor.heading.is_some()).count()
    }
}

/// Whether a page of Jekyll that is no post is laid out by more than its own text, as front pages are.
fn has_sections(site: &Site, page: &Page) -> bool {
    let layout = page.front_matter().and_then(|it| it.get("layout")).and_then(|it| it.as_text());
    let is_plain = layout
        .is_none_or(|layout| ["default", "none", "notebook", "page", "post", "single"].contains(&layout.as_str()));
    !(is_plain || site.is_post(&page.path))
}

/// Whether Liquid writes a part of a heading; what it writes of a footnote is known.
fn has_liquid(heading: &Heading) -> bool {
    let title = &heading.title.text;
    title.contains("{{") || title.matches("{%").count() > title.matches("{% fn ").count()
}

/// Whether a text for kramdown has Markdown inside of HTML, or its extensions.
fn has_extensions(text: &str) -> bool {
    text.contains("markdown=") || text.contains("{::")
}

/// Whether a text has a script, which may make ids.
fn has_script(text: &str) -> bool {
    text.contains("<script")
}

/// The words of a text that stand where ids are named: behind `=` or `label:`, with or without quotes, in braces as `{#id}`. Code names none,
/// unless the generator runs it.
fn named<'t>(place: Place<'_>, text: &'t str) -> impl Iterator<Item = &'t str> {
    let is_shown = place.layout() != Layout::Quarto;
    let code = place.source.post.code().filter(|_| is_shown).map(|code| std::ops::Range::<usize>::from(code.range));
    let code: Vec<_> = code.collect();
    let mut code = code.into_iter().peekable();
    let mut next = 0;
    text.split(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric() && !"-_.:".contains(c)).filter(move |word| {
        let start = next;
        // What splits words is one byte long.
        next += word.len() + 1;
        while code.next_if(|code| code.end <= start).is_some() {}
        let is_code = code.peek().is_some_and(|code| code.contains(&start));
        let before = &text.as_bytes()[..start];
        let is_label = || [&b"label: "[..], b"label: '", b"label: \""].iter().any(|mark| before.ends_with(mark));
        let is_in_braces = || before.iter().rev().find(|byte| b"{}\n".contains(byte)) == Some(&b'{');
        let names = matches!(before, [.., b'='] | [.., b'=', b'"' | b'\''] | [.., b'{', b'#'])
            || before.ends_with(b" #") && is_in_braces()
            || is_label();
        !word.is_empty() && !is_code && names
    })
}

/// The most lines of a heading in HTML that are looked at.
const LONGEST: usize = 20;

/// The headings of a text that are written in HTML, each `None` where it goes on behind a blank line, or for long.
fn html_headings(text: &str) -> impl Iterator<Item = Option<String>> {
    let opened = text.match_indices("<h").filter(|(at, _)| text[at + 2..].starts_with(|c| matches!(c, '1'..='6')));
    opened.map(|(at, _)| {
        let lines = text[at..].split_inclusive('\n').take(LONGEST).take_while(|line| !line.trim().is_empty());
        let inner: String = lines.map(|line| &line[..line.floor_char_boundary(500)]).collect();
        let inner = &inner[..inner.find("</h")?];
        // A tag is no word of it.
        let words = inner.split('<').filter_map(|part| part.split_once('>').map(|(_, words)| words));
        Some(bare(&words.collect::<String>()))
    })
}

/// A heading, or a fragment, without what rules for ids disagree on.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
