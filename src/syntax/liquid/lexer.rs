//! The words of an output's markup (Liquid 5.4, `lexer.rb`).

use memchr::memchr;
use smol_str::{SmolStr, format_smolstr};

use super::{is_space, is_word, skip};

/// What a word is; the names are those that Liquid's messages use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WordKind {
    Comparison,
    String,
    Number,
    Id,
    DotDot,
    Pipe,
    Dot,
    Colon,
    Comma,
    OpenSquare,
    CloseSquare,
    OpenRound,
    CloseRound,
    Question,
    Dash,
    End,
}

/// One word by its place in the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    pub(super) kind: WordKind,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl WordKind {
    /// Liquid's own name for it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            WordKind::Comparison => "comparison",
            WordKind::String => "string",
            WordKind::Number => "number",
            WordKind::Id => "id",
            WordKind::DotDot => "dotdot",
            WordKind::Pipe => "pipe",
            WordKind::Dot => "dot",
            WordKind::Colon => "colon",
            WordKind::Comma => "comma",
            WordKind::OpenSquare => "open_square",
            WordKind::CloseSquare => "close_square",
            WordKind::OpenRound => "open_round",
            WordKind::CloseRound => "close_round",
            WordKind::Question => "question",
            WordKind::Dash => "dash",
            WordKind::End => "end_of_string",
        }
    }
}

/// The words of `text[at..end]`, the last of kind `End`; or what Liquid says of a character that starts none.
pub(super) fn words(text: &str, mut at: usize, end: usize) -> Result<Vec<Word>, SmolStr> {
    let bytes = &text.as_bytes()[..end];
    let mut words = Vec::new();
    loop {
        at = skip(bytes, at, is_space);
        if at == end {
            words.push(Word { kind: WordKind::End, start: end, end });
            return Ok(words);
        }
        let Some((kind, length)) = word(&bytes[at..]) else {
            let odd = text[at..].chars().next().unwrap_or_default();
            return Err(format_smolstr!("Unexpected character {odd}"));
        };
        words.push(Word { kind, start: at, end: at + length });
        at += length;
    }
}

/// The word that `bytes` starts with, and its length.
fn word(bytes: &[u8]) -> Option<(WordKind, usize)> {
    if let Some(length) = comparison(bytes) {
        return Some((WordKind::Comparison, length));
    }
    let second = bytes.get(1).copied().unwrap_or(0);
    let kind = match bytes[0] {
        quote @ (b'"' | b'\'') => return memchr(quote, &bytes[1..]).map(|found| (WordKind::String, found + 2)),
        b'0'..=b'9' => return Some((WordKind::Number, number(bytes, 0))),
        b'-' if second.is_ascii_digit() => return Some((WordKind::Number, number(bytes, 1))),
        first if first.is_ascii_alphabetic() || first == b'_' => {
            let end = skip(bytes, 1, |byte| is_word(byte) || byte == b'-');
            return Some((WordKind::Id, end + usize::from(bytes.get(end) == Some(&b'?'))));
        }
        b'.' if second == b'.' => return Some((WordKind::DotDot, 2)),
        b'|' => WordKind::Pipe,
        b'.' => WordKind::Dot,
        b':' => WordKind::Colon,
        b',' => WordKind::Comma,
        b'[' => WordKind::OpenSquare,
        b']' => WordKind::CloseSquare,
        b'(' => WordKind::OpenRound,
        b')' => WordKind::CloseRound,
        b'?' => WordKind::Question,
        b'-' => WordKind::Dash,
        _ => return None,
    };
    Some((kind, 1))
}

fn comparison(bytes: &[u8]) -> Option<usize> {
    let second = bytes.get(1).copied().unwrap_or(0);
    match (bytes[0], second) {
        (b'=' | b'!', b'=') | (b'<', b'>' | b'=') | (b'>', b'=') => Some(2),
        (b'<' | b'>', _) => Some(1),
        _ if bytes.starts_with(b"contains") && bytes.get(8).is_some_and(|byte| is_space(*byte)) => Some(8),
        _ => None,
    }
}

/// The length of a number whose digits start at `at`.
fn number(bytes: &[u8], at: usize) -> usize {
    let whole = skip(bytes, at, |byte| byte.is_ascii_digit());
    if bytes.get(whole) == Some(&b'.') && bytes.get(whole + 1).is_some_and(u8::is_ascii_digit) {
        return skip(bytes, whole + 1, |byte| byte.is_ascii_digit());
    }
    whole
}
