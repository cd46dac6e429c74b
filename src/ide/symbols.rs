//! What a text and a blog hold, by name: headings, link labels, notes and posts.

use super::NavTarget;
use super::section::sections;
use crate::site::{FileId, Page, Site, Source};
use crate::syntax::{Footnote, Heading, Role};
use crate::text::{TextRange, TextSize};

/// What a symbol is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SymbolKind {
    /// A page, by its title.
    Page,
    /// A heading with its section.
    Heading,
    /// A link definition.
    Label,
    /// A footnote's text.
    Note,
}

/// A named part of a text with those in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// What it is called.
    pub name: String,
    /// What else is worth seeing of it in a list.
    pub detail: Option<String>,
    /// What it is.
    pub kind: SymbolKind,
    /// The whole.
    pub range: TextRange,
    /// The part to put the cursor on.
    pub focus: TextRange,
    /// The symbols within, in text order.
    pub children: Vec<Symbol>,
}

/// A named part of the blog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteSymbol {
    /// What it is called.
    pub name: String,
    /// What it is.
    pub kind: SymbolKind,
    /// Where it is.
    pub target: NavTarget,
    /// The page that it stands on, by its title.
    pub container: Option<String>,
}

/// The most symbols that a blog answers with: more than that is no list to read.
const MOST: usize = 500;

/// The symbols of a text: sections, and in them link definitions and notes.
pub fn symbols(site: &Site, file: &FileId) -> Vec<Symbol> {
    let Some(source) = site.source(file) else { return Vec::new() };
    let mut flat: Vec<Symbol> = sections(source)
        .into_iter()
        .map(|section| Symbol {
            name: heading_name(&section.heading),
            detail: None,
            kind: SymbolKind::Heading,
            range: TextRange::new(section.heading.range.start(), section.range.end()),
            focus: section.heading.range,
            children: Vec::new(),
        })
        .collect();
    flat.extend(own_symbols(source));
    flat.sort_by_key(|symbol| (symbol.range.start(), std::cmp::Reverse(symbol.range.end())));
    nested(flat)
}

/// The link definitions and notes of a text.
fn own_symbols(source: &Source) -> Vec<Symbol> {
    let definitions = source.post.definitions().map(|definition| Symbol {
        name: format!("[{}]", definition.label.text),
        detail: Some(definition.target.text.to_string()),
        kind: SymbolKind::Label,
        range: definition.range,
        focus: definition.label.range,
        children: Vec::new(),
    });
    let notes = source.post.footnotes().filter(|footnote| footnote.role == Role::Def);
    definitions.chain(notes.map(|note| note_symbol(source, &note))).collect()
}

fn note_symbol(source: &Source, note: &Footnote) -> Symbol {
    let shown = note.shown.as_ref().map(|shown| shown.to_string());
    let shown = shown.or_else(|| Some(source.text.as_ref()?.slice(note.body?)));
    Symbol {
        name: match shown {
            Some(shown) => format!("{}: {}", note.label.text, excerpt(&shown)),
            None => format!("[^{}]", note.label.text),
        },
        detail: None,
        kind: SymbolKind::Note,
        range: note.range,
        focus: note.label.range,
        children: Vec::new(),
    }
}

/// The first words of a text, on one line.
fn excerpt(text: &str) -> String {
    let words: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", words[..end].trim_end()),
        None => words,
    }
}

/// A heading's text behind as many `#` as its level.
fn heading_name(heading: &Heading) -> String {
    format!("{} {}", "#".repeat(heading.level.into()), heading.text).trim_end().to_owned()
}

/// Puts each symbol into the innermost one that holds it. The symbols come in text order, the longer first.
fn nested(flat: Vec<Symbol>) -> Vec<Symbol> {
    let mut roots = Vec::new();
    let mut open: Vec<Symbol> = Vec::new();
    let close = |open: &mut Vec<Symbol>, roots: &mut Vec<Symbol>| {
        let Some(closed) = open.pop() else { return };
        open.last_mut().map_or(roots, |outer| &mut outer.children).push(closed);
    };
    for symbol in flat {
        while open.last().is_some_and(|outer| !outer.range.contains_range(symbol.range)) {
            close(&mut open, &mut roots);
        }
        open.push(symbol);
    }
    while !open.is_empty() {
        close(&mut open, &mut roots);
    }
    roots
}

/// The pages and headings of the blog whose name holds the letters of a query in their order, the best first. Who asks
/// for a name gets notes and link definitions too, behind what is as good.
pub fn site_symbols(site: &Site, query: &str) -> Vec<SiteSymbol> {
    let query: Vec<char> = query.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let mut found: Vec<(u32, SiteSymbol)> = Vec::new();
    for page in site.pages() {
        let title = title(page);
        let mut symbols = page_symbols(page, title.as_deref());
        if !query.is_empty() {
            symbols.extend(small_symbols(page, title.as_deref()));
        }
        for symbol in symbols {
            found.extend(score(&symbol.name, &query).map(|score| (score, symbol)));
        }
    }
    let is_small = |symbol: &SiteSymbol| matches!(symbol.kind, SymbolKind::Note | SymbolKind::Label);
    found.sort_by_key(|(score, symbol)| (*score, is_small(symbol)));
    found.truncate(MOST);
    found.into_iter().map(|(_, symbol)| symbol).collect()
}

fn page_symbols(page: &Page, title: Option<&str>) -> Vec<SiteSymbol> {
    let mut symbols = Vec::new();
    if let (Some(title), Some(first)) = (title, page.head()) {
        let start = TextRange::empty(TextSize::new(0));
        let target = NavTarget { file: first.file.clone(), full_range: start, focus_range: start };
        symbols.push(SiteSymbol { name: title.to_owned(), kind: SymbolKind::Page, target, container: None });
    }
    for source in &page.sources {
        symbols.extend(source.post.headings().map(|heading| SiteSymbol {
            name: heading_name(&heading),
            kind: SymbolKind::Heading,
            target: NavTarget {
                file: source.file.clone(),
                full_range: heading.range,
                focus_range: heading.title.range,
            },
            container: title.map(str::to_owned),
        }));
    }
    symbols
}

/// The notes and link definitions of a page. Of a post that nobody has open, a note's own text is not at hand.
fn small_symbols(page: &Page, title: Option<&str>) -> Vec<SiteSymbol> {
    let of_source = |source: &Source| -> Vec<SiteSymbol> {
        let mut small = own_symbols(source);
        small.sort_by_key(|symbol| symbol.range.start());
        let found = small.into_iter().map(|symbol| {
            let (full_range, focus_range) = (symbol.range, symbol.focus);
            let target = NavTarget { file: source.file.clone(), full_range, focus_range };
            SiteSymbol { name: symbol.name, kind: symbol.kind, target, container: title.map(str::to_owned) }
        });
        found.collect()
    };
    page.sources.iter().flat_map(|source| of_source(source)).collect()
}

/// The title that a page's front matter gives it.
fn title(page: &Page) -> Option<String> {
    page.title().map(str::to_owned)
}

/// How far a name is from a query, none for a name that lacks its letters: the letters that are passed over between the
/// first match and the last, with more for each that is no start of a word.
fn score(name: &str, query: &[char]) -> Option<u32> {
    let mut wanted = query.iter().peekable();
    let (mut score, mut in_word) = (0, false);
    let mut last = None;
    for (at, c) in name.chars().flat_map(char::to_lowercase).enumerate() {
        if wanted.next_if_eq(&&c).is_some() {
            let follows = last == Some(at.wrapping_sub(1));
            score += u32::from(!follows) + 2 * u32::from(!follows && in_word);
            last = Some(at);
        }
        in_word = c.is_alphanumeric();
    }
    wanted.peek().is_none().then_some(score)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    /// Compares the symbols with indented lines; each symbol's focus stands in it.
    #[track_caller]
    fn check(fixture: &str, expected: &str) {
        let fixture = Fixture::new(fixture);
        let file = fixture.files().next().unwrap();
        let text = fixture.text(file);
        let mut lines = String::new();
        let mut rest: Vec<(usize, Symbol)> = symbols(&fixture.site, file).into_iter().rev().map(|it| (0, it)).collect();
        while let Some((depth, symbol)) = rest.pop() {
            assert!(symbol.range.contains_range(symbol.focus), "{symbol:?}");
            let indent = "  ".repeat(depth);
            lines.push_str(&format!("{indent}{} ({:?}) {:?}\n", symbol.name, symbol.kind, &text[symbol.focus]));
            rest.extend(symbol.children.into_iter().rev().map(|child| (depth + 1, child)));
        }
        assert_eq!(lines, expected);
    }

    #[test]
    fn headings_nest_by_level() {
        check(
            "# A `b` **c**\n## B\n#### C\n## [D](x)\n# E\n",
            "\
# A b c (Heading) \"# A `b` **c**\"
  ## B (Heading) \"## B\"
    #### C (Heading) \"#### C\"
  ## D (Heading) \"## [D](x)\"
# E (Heading) \"# E\"
",
        );
    }

    #[test]
    fn definitions_and_notes_stand_in_their_section() {
        check(
            "[x]: y\n\n# A\n\nOne.{% fn 1 %}[^b]\n\n{{ 'A note.' | fndetail: 1 }}\n\n[^b]: Another one.\n",
            "\
[x] (Label) \"x\"
# A (Heading) \"# A\"
  1: A note. (Note) \"1\"
  b: Another one. (Note) \"b\"
",
        );
    }

    #[test]
    fn a_text_without_names_has_no_symbols() {
        check("Text.{% fn 1 %}\n\n> # not a section\n", "");
    }

    #[track_caller]
    fn check_site(fixture: &str, query: &str, expected: &[&str]) {
        let fixture = Fixture::new(fixture);
        let found = site_symbols(&fixture.site, query);
        assert_eq!(found.iter().map(|symbol| symbol.name.as_str()).collect::<Vec<_>>(), expected);
    }

    const BLOG: &str = "
//- /_posts/2020-01-01-a.md
---
title: Cats and dogs
---
# Cat dog fish
//- /_notebooks/2020-01-02-b.ipynb
%% markdown
# Fishing
%% markdown
## The catfish
";

    #[test]
    fn all_of_a_blog_without_a_query() {
        check_site(BLOG, "", &["Fishing", "# Fishing", "## The catfish", "Cats and dogs", "# Cat dog fish"]);
    }

    #[test]
    fn letters_in_their_order_match_and_words_come_first() {
        check_site(BLOG, "cdf", &["# Cat dog fish"]);
        check_site(BLOG, "FISH", &["Fishing", "# Fishing", "# Cat dog fish", "## The catfish"]);
        check_site(BLOG, "fishcat", &[]);
    }

    #[test]
    fn notes_and_labels_for_who_asks_for_them() {
        let blog = "//- /a.md
# A fish

One.{% fn 1 %}[^fish]

{{ 'A fish is no bird.' | fndetail: 1 }}

[^fish]: Another note.

[fish]: https://example.org
";
        check_site(blog, "", &["# A fish"]);
        check_site(blog, "fish", &["# A fish", "1: A fish is no bird.", "fish: Another note.", "[fish]"]);
        check_site(&format!("{blog}//- /b.md\nText.$0\n"), "[^fi", &["[^fish]"]);
    }
}
