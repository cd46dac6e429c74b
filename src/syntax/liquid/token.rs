//! Splits a text into Liquid's tokens (Liquid 5.4, `tokenizer.rb` and the constants of `liquid.rb`).

use memchr::{memchr, memmem};

/// One token that is not plain text, by its place in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// How a token ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `{% … %}`, up to the first `%}`.
    Tag,
    /// `{%` alone: no `%}` follows.
    OpenTag,
    /// `{{ … }}`, the first `}` being followed by another.
    Output,
    /// `{{ … }`, the first `}` standing alone.
    HalfOutput,
    /// `{{` alone: no `}` follows.
    OpenOutput,
}

/// The tokens of a text from some place on. Each byte is looked at a bounded number of times: what was once searched
/// in vain up to the end is not searched again.
#[derive(Clone)]
pub(super) struct Tokens<'a> {
    text: &'a [u8],
    at: usize,
    no_tag_end: bool,
    no_brace: bool,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Tokens<'a> {
        Tokens { text: text.as_bytes(), at: 0, no_tag_end: false, no_brace: false }
    }

    /// Goes on at a later place.
    pub(super) fn jump(&mut self, at: usize) {
        self.at = at;
    }

    fn tag(&mut self, start: usize) -> Token {
        if !self.no_tag_end {
            if let Some(found) = memmem::find(&self.text[start + 2..], b"%}") {
                return Token { kind: Kind::Tag, start, end: start + 2 + found + 2 };
            }
            self.no_tag_end = true;
        }
        Token { kind: Kind::OpenTag, start, end: start + 2 }
    }

    fn output(&mut self, start: usize) -> Token {
        if !self.no_brace {
            if let Some(found) = memchr(b'}', &self.text[start + 2..]) {
                let end = start + 2 + found + 1;
                return match self.text.get(end) {
                    Some(b'}') => Token { kind: Kind::Output, start, end: end + 1 },
                    _ => Token { kind: Kind::HalfOutput, start, end },
                };
            }
            self.no_brace = true;
        }
        Token { kind: Kind::OpenOutput, start, end: start + 2 }
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        loop {
            let start = self.at + memchr(b'{', self.text.get(self.at..)?)?;
            let token = match self.text.get(start + 1) {
                Some(b'%') => self.tag(start),
                Some(b'{') => self.output(start),
                _ => {
                    self.at = start + 1;
                    continue;
                }
            };
            self.at = token.end;
            return Some(token);
        }
    }
}
