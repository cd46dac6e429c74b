//! An emoji by its name.

use crate::ide::Hover;
use crate::syntax::Emoji;

pub(super) fn hover(emoji: &Emoji) -> Option<Hover> {
    let shown = emojis::get_by_shortcode(&emoji.name.text)?;
    Some(Hover { range: emoji.range, markdown: format!("{shown} {}", shown.name()), picture: None })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::ide::hover::tests::check;

    #[test]
    fn a_name_and_no_name() {
        check(
            "A :rob$0ot: here.\n",
            expect![[r#"
            `:robot:`
            🤖 robot"#]],
        );
        check("A :no-such-ro$0bot: here.\n", expect![["nothing"]]);
        check("A `:rob$0ot:` here.\n", expect![["nothing"]]);
    }
}
