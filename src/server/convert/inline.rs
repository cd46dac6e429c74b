//! What is shown between and on the words of a text: hints and tokens as the protocol writes them.

use tower_lsp::ls_types::*;

use crate::ide::{self, TokenKind};
use crate::server::snapshot::Here;

pub fn hints(here: &Here<'_>, hints: Vec<ide::Hint>) -> Option<Vec<InlayHint>> {
    let hint = |hint: ide::Hint| InlayHint {
        position: here.range(crate::text::TextRange::empty(hint.offset)).start,
        label: InlayHintLabel::String(hint.label),
        kind: None,
        text_edits: None,
        tooltip: None,
        padding_left: Some(true),
        padding_right: None,
        data: None,
    };
    Some(hints.into_iter().map(hint).collect())
}

/// What the numbers of tokens mean.
pub fn legend() -> SemanticTokensLegend {
    let kind = |kind: &TokenKind| match kind {
        TokenKind::Tag => SemanticTokenType::KEYWORD,
        TokenKind::Filter => SemanticTokenType::FUNCTION,
        TokenKind::Variable => SemanticTokenType::VARIABLE,
        TokenKind::String => SemanticTokenType::STRING,
        TokenKind::Literal => SemanticTokenType::NUMBER,
        TokenKind::Footnote => SemanticTokenType::PROPERTY,
    };
    SemanticTokensLegend {
        token_types: TokenKind::ALL.iter().map(kind).collect(),
        token_modifiers: vec![SemanticTokenModifier::DEFINITION],
    }
}

/// Tokens, each counted from the one before it.
pub fn tokens(here: &Here<'_>, tokens: Vec<ide::Token>) -> SemanticTokens {
    let mut last = Position::default();
    let token = |token: ide::Token| {
        let Range { start, end } = here.range(token.range);
        let from = if start.line == last.line { last.character } else { 0 };
        let number = TokenKind::ALL.iter().position(|kind| *kind == token.kind);
        let written = SemanticToken {
            delta_line: start.line - last.line,
            delta_start: start.character - from,
            length: end.character.saturating_sub(start.character),
            token_type: number.and_then(|number| u32::try_from(number).ok()).unwrap_or_default(),
            token_modifiers_bitset: u32::from(token.defines),
        };
        last = start;
        written
    };
    SemanticTokens { result_id: None, data: tokens.into_iter().map(token).collect() }
}
