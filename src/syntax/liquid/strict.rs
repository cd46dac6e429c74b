//! The strict grammar of an output's markup (Liquid 5.4, `parser.rb` and `Variable#strict_parse`).

use smol_str::{SmolStr, format_smolstr};

use super::lexer::{self, Word, WordKind};
use super::{Filter, Value, name, value};

/// Brackets and parentheses nested deeper than this are left to the lax grammar, as the strict one calls itself for
/// each: no writer gets there, and a hostile text does not get to the end of the stack.
const MAX_DEPTH: usize = 100;

/// Reads `text[start..end]`; the error is what Liquid says of it.
pub(super) fn parse(text: &str, start: usize, end: usize) -> Result<(Option<Value>, Vec<Filter>), SmolStr> {
    let words = lexer::words(text, start, end)?;
    let mut parser = Parser { text, words, at: 0, depth: 0 };
    if parser.looks_at(WordKind::End) {
        return Ok((None, Vec::new()));
    }
    let value = parser.value()?;
    let mut filters = Vec::new();
    while parser.consume_if(WordKind::Pipe).is_some() {
        filters.push(parser.filter()?);
    }
    // Most outputs have one, and a blog keeps them all.
    filters.shrink_to_fit();
    parser.consume(WordKind::End)?;
    Ok((Some(value), filters))
}

/// Whether the strict grammar takes the markup of an `if`.
pub(super) fn is_condition(markup: &str) -> bool {
    let Ok(words) = lexer::words(markup, 0, markup.len()) else { return false };
    let mut parser = Parser { text: markup, words, at: 0, depth: 0 };
    parser.condition().is_ok()
}

/// Whether the strict grammar takes the markup of a `for`.
pub(super) fn is_loop(markup: &str) -> bool {
    let Ok(words) = lexer::words(markup, 0, markup.len()) else { return false };
    let mut parser = Parser { text: markup, words, at: 0, depth: 0 };
    parser.header().is_ok()
}

struct Parser<'a> {
    text: &'a str,
    words: Vec<Word>,
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    /// The current word; the last one, of kind `End`, is never passed.
    fn word(&self) -> Word {
        self.words[self.at.min(self.words.len() - 1)]
    }

    fn looks_at(&self, kind: WordKind) -> bool {
        self.word().kind == kind
    }

    fn consume(&mut self, kind: WordKind) -> Result<Word, SmolStr> {
        let word = self.word();
        if word.kind != kind {
            return Err(format_smolstr!("Expected {} but found {}", kind.as_str(), word.kind.as_str()));
        }
        self.at += 1;
        Ok(word)
    }

    fn consume_if(&mut self, kind: WordKind) -> Option<Word> {
        let word = self.word();
        (word.kind == kind).then(|| {
            self.at += 1;
            word
        })
    }

    fn value(&mut self) -> Result<Value, SmolStr> {
        let first = self.at;
        let start = self.word().start;
        self.expression()?;
        let end = self.words[self.at - 1].end;
        if self.at - first == 1 {
            return Ok(value::parse(self.text, start, end));
        }
        // White space between words is no part of the value: `site . url` is `site.url`.
        let written: String = self.words[first..self.at].iter().map(|word| &self.text[word.start..word.end]).collect();
        Ok(Value { name: name(self.text, start, end), kind: value::unquoted(&written) })
    }

    /// Comparisons between `and` and `or`.
    fn condition(&mut self) -> Result<(), SmolStr> {
        loop {
            self.expression()?;
            if self.consume_if(WordKind::Comparison).is_some() {
                self.expression()?;
            }
            if !self.consume_id("and") && !self.consume_id("or") {
                return self.consume(WordKind::End).map(|_| ());
            }
        }
    }

    /// `name in values reversed limit: 1 offset: 2`.
    fn header(&mut self) -> Result<(), SmolStr> {
        self.consume(WordKind::Id)?;
        if !self.consume_id("in") {
            return Err(SmolStr::new_static("For loops require an 'in' clause"));
        }
        self.expression()?;
        self.consume_id("reversed");
        while self.consume_id("limit") || self.consume_id("offset") {
            self.consume(WordKind::Colon)?;
            self.expression()?;
        }
        self.consume(WordKind::End).map(|_| ())
    }

    fn consume_id(&mut self, id: &str) -> bool {
        let word = self.word();
        let found = word.kind == WordKind::Id && &self.text[word.start..word.end] == id;
        self.at += usize::from(found);
        found
    }

    fn expression(&mut self) -> Result<(), SmolStr> {
        let word = self.word();
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(SmolStr::new("Nesting too deep"));
        }
        match word.kind {
            WordKind::Id => {
                self.at += 1;
                self.lookups()?;
            }
            WordKind::OpenSquare => {
                self.at += 1;
                self.expression()?;
                self.consume(WordKind::CloseSquare)?;
                self.lookups()?;
            }
            WordKind::String | WordKind::Number => self.at += 1,
            WordKind::OpenRound => {
                self.at += 1;
                self.expression()?;
                self.consume(WordKind::DotDot)?;
                self.expression()?;
                self.consume(WordKind::CloseRound)?;
            }
            WordKind::End => return Err(SmolStr::new("[:end_of_string] is not a valid expression")),
            kind => {
                let text = &self.text[word.start..word.end];
                return Err(format_smolstr!("[:{}, {text:?}] is not a valid expression", kind.as_str()));
            }
        }
        self.depth -= 1;
        Ok(())
    }

    fn lookups(&mut self) -> Result<(), SmolStr> {
        loop {
            if self.consume_if(WordKind::OpenSquare).is_some() {
                self.expression()?;
                self.consume(WordKind::CloseSquare)?;
            } else if self.consume_if(WordKind::Dot).is_some() {
                self.consume(WordKind::Id)?;
            } else {
                return Ok(());
            }
        }
    }

    fn filter(&mut self) -> Result<Filter, SmolStr> {
        let word = self.consume(WordKind::Id)?;
        let mut filter = Filter { name: name(self.text, word.start, word.end), args: Vec::new(), keywords: Vec::new() };
        if self.consume_if(WordKind::Colon).is_some() {
            self.argument(&mut filter)?;
            while self.consume_if(WordKind::Comma).is_some() {
                self.argument(&mut filter)?;
            }
        }
        filter.args.shrink_to_fit();
        Ok(filter)
    }

    fn argument(&mut self, filter: &mut Filter) -> Result<(), SmolStr> {
        let word = self.word();
        let colon = self.words.get(self.at + 1).is_some_and(|next| next.kind == WordKind::Colon);
        if word.kind != WordKind::Id || !colon {
            let value = self.value()?;
            filter.args.push(value);
            return Ok(());
        }
        self.at += 2;
        let value = self.value()?;
        let key = name(self.text, word.start, word.end);
        if key.text.ends_with('?') {
            // Such a key is no keyword: Liquid looks the whole up as a variable.
            let whole = name(self.text, word.start, value.name.range.end().into());
            filter.args.push(Value { name: whole, kind: super::ValueKind::Variable(key.text) });
        } else {
            filter.set(key, value);
        }
        Ok(())
    }
}
