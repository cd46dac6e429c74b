//! What can be folded: sections, front matter, code, lists, quotes, tables, blocks of HTML and Liquid, and regions.

use super::liquid_block;
use super::section::sections;
use crate::site::{FileId, Site, Source};
use crate::syntax::Syntax;
use crate::syntax::outline::{Block, BlockKind, outline};
use crate::text::{Text, TextRange};

/// A run of lines that can be folded into its first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fold {
    /// From somewhere on the first line to somewhere on the last.
    pub range: TextRange,
    /// What is folded.
    pub kind: FoldKind,
}

/// What is folded, for editors that fold all of a kind at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FoldKind {
    /// A comment.
    Comment,
    /// What stands between `<!-- #region -->` and `<!-- #endregion -->`.
    Region,
    /// Anything else.
    Block,
}

/// What can be folded in a text, in text order, the outer before the inner. All of it covers more than one line.
pub fn folds(site: &Site, file: &FileId) -> Vec<Fold> {
    let Some((source, text)) = site.source(file).and_then(|source| Some((source, source.text.as_ref()?))) else {
        return Vec::new();
    };
    let blocks = outline(text, source.post.dialect());
    let mut found = regions(text, &blocks);
    found.extend(blocks.iter().filter_map(|block| of_block(text, block)));
    let plain = sections(source).into_iter().map(|section| without_blank_end(text, section.range));
    let plain = plain.chain(liquid_block::pairs(&source.post).map(|pair| pair.whole())).chain(front_matter(source));
    found.extend(plain.map(|range| Fold { range, kind: FoldKind::Block }));
    let lines = |fold: &Fold| (text.line_of(fold.range.start()), text.line_of(fold.range.end()));
    found.retain(|fold| lines(fold).0 < lines(fold).1);
    // Of what covers the same lines, the first is kept: what has a kind of its own.
    found.sort_by_key(|fold| (lines(fold).0, std::cmp::Reverse(lines(fold).1)));
    found.dedup_by_key(|fold| lines(fold));
    found
}

/// The line above the next heading stays, if it is blank.
fn without_blank_end(text: &Text, range: TextRange) -> TextRange {
    let last = text.line_of(range.end());
    let is_blank = text.slice(TextRange::new(text.line_start(last), range.end())).trim().is_empty();
    if !is_blank || last == 0 {
        return range;
    }
    TextRange::new(range.start(), text.line_end(last - 1).max(range.start()))
}

fn front_matter(source: &Source) -> Option<TextRange> {
    let front_matter = source.post.front_matter()?;
    (front_matter.syntax != Syntax::List).then_some(front_matter.range)
}

fn of_block(text: &Text, block: &Block) -> Option<Fold> {
    let kind = match block.kind {
        BlockKind::Html => match text.slice(block.range) {
            comment if marker(&comment).is_some() => return None,
            comment if comment.starts_with("<!--") => FoldKind::Comment,
            _ => FoldKind::Block,
        },
        BlockKind::Quote | BlockKind::Item | BlockKind::Fence | BlockKind::Note | BlockKind::Table => FoldKind::Block,
        _ => return None,
    };
    Some(Fold { range: block.range, kind })
}

/// One side of a region.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Marker {
    Start,
    End,
}

/// Whether a block of HTML is a comment that begins or ends a region, as VS Code writes them.
fn marker(html: &str) -> Option<Marker> {
    let said = html.strip_prefix("<!--")?.trim_start();
    let said = said.strip_prefix('#').unwrap_or(said);
    let is_word = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    if said.strip_prefix("region").is_some_and(is_word) {
        return Some(Marker::Start);
    }
    said.strip_prefix("endregion").is_some_and(is_word).then_some(Marker::End)
}

fn regions(text: &Text, blocks: &[Block]) -> Vec<Fold> {
    let mut found = Vec::new();
    let mut open = Vec::new();
    for block in blocks.iter().filter(|block| block.kind == BlockKind::Html) {
        match marker(&text.slice(block.range)) {
            Some(Marker::Start) => open.push(block.range.start()),
            Some(Marker::End) => {
                let start = open.pop();
                let range = start.map(|start| TextRange::new(start, block.range.end()));
                found.extend(range.map(|range| Fold { range, kind: FoldKind::Region }));
            }
            None => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    /// Compares the folds with lines such as `1-3 Block`; lines count from 1.
    #[track_caller]
    fn check(fixture: &str, expected: &[&str]) {
        let fixture = Fixture::new(fixture);
        let file = fixture.files().next().unwrap();
        let text = fixture.site.source(file).unwrap().text.as_ref().unwrap();
        let line = |offset| text.line_of(offset) + 1;
        let found = folds(&fixture.site, file).into_iter().map(|fold| {
            let (start, end) = (line(fold.range.start()), line(fold.range.end()));
            format!("{start}-{end} {:?}", fold.kind)
        });
        assert_eq!(found.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn sections_end_above_the_next() {
        check("Text.\n# A\na\n\n\n## B\nb\n# C\nc\n", &["2-7 Block", "6-7 Block", "8-9 Block"]);
        check("A\n===\na\n\nB\n---\nb\n", &["1-7 Block", "5-7 Block"]);
    }

    #[test]
    fn a_heading_in_a_quote_or_an_item_begins_no_section() {
        check("# A\n> ## B\n\n- # C\n\nEnd.\n", &["1-6 Block"]);
    }

    #[test]
    fn front_matter_folds() {
        check("---\ntitle: A\n---\nText.\n", &["1-3 Block"]);
    }

    #[test]
    fn front_matter_in_list_form_is_text() {
        check(
            "//- /_notebooks/2020-01-01-a.ipynb\n%% markdown\n# Title\n> Summary\n\n- toc: true\n- badges: true\n",
            &["1-5 Block"],
        );
    }

    #[test]
    fn lists_fences_quotes_and_tables_fold() {
        check("- a\n  b\n- c\n", &["1-2 Block"]);
        check("- a\n  - b\n    - c\n- d\n", &["1-3 Block", "2-3 Block"]);
        check("- ~~~\n  a\n  ~~~\n", &["1-3 Block"]);
        check("```\na\n```\nb\n", &["1-3 Block"]);
        check("> a\n> b\n\n> c\n", &["1-2 Block"]);
        check("| a |\n|---|\n| b |\n", &["1-3 Block"]);
        check("A.[^1]\n\n[^1]: One.\n\n    Two.\n", &["3-5 Block"]);
        check("<details>\n<p>a</p>\n</details>\n", &["1-3 Block"]);
    }

    #[test]
    fn comments_and_regions_fold_as_such() {
        check("<!--\na\n-->\n", &["1-3 Comment"]);
        check(
            "<!-- #region A -->\na\n<!-- region -->\nb\n<!-- #endregion -->\n<!-- endregion: A -->\n",
            &["1-6 Region", "3-5 Region"],
        );
        check("<!-- #regional -->\na\n<!-- #endregion -->\nb\n", &[]);
    }

    #[test]
    fn blocks_of_liquid_fold() {
        check("{% if a %}\nA\n{% for b in c %}\nB\n{% endfor %}\n{% endif %}\n", &["1-6 Block", "3-5 Block"]);
        check("{% raw %}\n{% if %}\n{% endraw %}\n{% comment %}\nb\n{% endcomment %}\n", &["1-3 Block", "4-6 Block"]);
        check("{% highlight python %}\n# no section\n\nb\n{% endhighlight %}\n", &["1-5 Block"]);
        check("{% endif %}\n{% if a %}\nA\n", &[]);
    }

    #[test]
    fn one_line_does_not_fold() {
        check("# A\n\n> q\n\n- i\n", &["1-5 Block"]);
        check("Text.\n", &[]);
        check("# A\n", &[]);
    }
}
