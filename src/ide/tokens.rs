//! What the words of Liquid and of footnotes are, for editors that colour a text by it.

use super::place::Place;
use crate::site::{FileId, Site};
use crate::syntax::liquid::{Filter, Output, Tag, Value, ValueKind};
use crate::syntax::{Footnote, Item, Role};
use crate::text::{Text, TextRange};

/// What a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TokenKind {
    /// The name of a Liquid tag.
    Tag,
    /// The name of a Liquid filter.
    Filter,
    /// A variable of Liquid.
    Variable,
    /// A string of Liquid.
    String,
    /// A number, `true`, `nil` and their like in Liquid.
    Literal,
    /// The id of a footnote.
    Footnote,
}

impl TokenKind {
    /// All kinds, in the order of the legend.
    pub const ALL: &[TokenKind] = &[
        TokenKind::Tag,
        TokenKind::Filter,
        TokenKind::Variable,
        TokenKind::String,
        TokenKind::Literal,
        TokenKind::Footnote,
    ];
}

/// A word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// The word: on one line, overlapping no other.
    pub range: TextRange,
    /// What it is.
    pub kind: TokenKind,
    /// Whether it stands where the thing is said: a footnote's id at its note.
    pub defines: bool,
}

/// The words in a part of a text, in text order.
pub fn tokens(site: &Site, file: &FileId, range: TextRange) -> Vec<Token> {
    let Some(place) = Place::of(site, file) else { return Vec::new() };
    let Some(text) = place.text() else { return Vec::new() };
    let runs_liquid = place.runs_liquid();
    let mut found = Vec::new();
    for item in place.source.post.items() {
        match item {
            Item::Footnote(footnote) => found.extend(footnote_id(&footnote)),
            Item::Tag(tag) if runs_liquid => found.push(tag_name(&tag)),
            Item::Output(output) if runs_liquid => found.extend(words(&output)),
            _ => {}
        }
    }
    found.retain(|token| !token.range.is_empty() && token.range.intersect(range).is_some());
    // An id within Liquid is an id before it is a number.
    found.sort_by_key(|token| (token.range.start(), std::cmp::Reverse(token.kind)));
    let mut end = None;
    found.retain(|token| {
        let is_free = end.is_none_or(|end| end <= token.range.start());
        end = if is_free { Some(token.range.end()) } else { end };
        is_free
    });
    found.into_iter().flat_map(|token| lines(&text, token)).collect()
}

fn footnote_id(footnote: &Footnote) -> Option<Token> {
    let defines = footnote.role == Role::Def;
    Some(Token { range: footnote.label.range, kind: TokenKind::Footnote, defines })
}

fn tag_name(tag: &Tag) -> Token {
    Token { range: tag.name.range, kind: TokenKind::Tag, defines: false }
}

/// The words of an output.
fn words(output: &Output) -> Vec<Token> {
    let of_filter = |filter: &Filter| {
        let name = Token { range: filter.name.range, kind: TokenKind::Filter, defines: false };
        let keywords = filter.keywords.iter().map(|(_, value)| value);
        let values: Vec<Token> = filter.args.iter().chain(keywords).map(value).collect();
        std::iter::once(name).chain(values)
    };
    output.value.as_deref().map(value).into_iter().chain(output.filters.iter().flat_map(of_filter)).collect()
}

fn value(value: &Value) -> Token {
    let kind = match &value.kind {
        ValueKind::String(_) => TokenKind::String,
        ValueKind::Literal(_) => TokenKind::Literal,
        ValueKind::Variable(_) => TokenKind::Variable,
    };
    Token { range: value.name.range, kind, defines: false }
}

/// A word over several lines as one on each of them: not every editor takes it as it is.
fn lines(text: &Text, token: Token) -> impl Iterator<Item = Token> {
    let (first, last) = (text.line_of(token.range.start()), text.line_of(token.range.end()));
    let parts: Vec<Token> = (first..=last)
        .filter_map(|line| {
            let line = TextRange::new(text.line_start(line), text.line_end(line).max(text.line_start(line)));
            let range = token.range.intersect(line).filter(|range| !range.is_empty())?;
            Some(Token { range, ..token })
        })
        .collect();
    parts.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;
    use crate::site::FileRange;
    use crate::text::TextSize;

    #[track_caller]
    fn check(fixture: &str) {
        let fixture = Fixture::new(fixture);
        let mut found = Vec::new();
        for file in fixture.files() {
            let whole = TextRange::up_to(TextSize::of(fixture.text(file)));
            let tokens = tokens(&fixture.site, file, whole);
            assert!(tokens.is_sorted_by(|a, b| a.range.end() <= b.range.start()), "{tokens:?}");
            found.extend(tokens.into_iter().map(|token| {
                let kind = format!("{:?}{}", token.kind, if token.defines { ", said" } else { "" });
                (FileRange { file: file.clone(), range: token.range }, kind)
            }));
        }
        fixture.expect(found);
    }

    #[test]
    fn footnotes_of_every_dialect() {
        check(
            "
One.{% fn 1 %} Two.[^a]
       ^^ Tag
          ^ Footnote
                     ^ Footnote

{{ 'A note.' | fndetail: 1 }}
   ^^^^^^^^^ String
               ^^^^^^^^ Filter
                         ^ Footnote, said

[^a]: Another.
  ^ Footnote, said
//- /_config.yml
title: x
//- /_plugins/a.rb
def fndetail(input, id)
",
        );
    }

    #[test]
    fn liquid_and_its_values() {
        check(
            "
{% if page.x %}{{ page.title | append: '!', 2 | upcase }}{% endif %}
   ^^ Tag
                  ^^^^^^^^^^ Variable
                               ^^^^^^ Filter
                                       ^^^ String
                                            ^ Literal
                                                ^^^^^^ Filter
                                                            ^^^^^ Tag
//- /_config.yml
title: x
",
        );
    }

    #[test]
    fn a_string_over_lines() {
        check(
            "
{{ 'A note
   ^^^^^^^ String
of two lines.' | upcase }}
^^^^^^^^^^^^^^ String
                 ^^^^^^ Filter
//- /_config.yml
title: x
",
        );
    }

    #[test]
    fn nothing_where_nobody_runs_liquid_nor_in_code() {
        check("//- /a.md\n{{ page.title | upcase }} `[^1]`\n");
        check(
            "{% raw %}{{ a | b }}{% endraw %} `[^1]`\n   ^^^ Tag\n                       ^^^^^^ Tag\n//- /_config.yml\ntitle: x\n",
        );
    }
}
