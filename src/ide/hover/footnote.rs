//! A footnote: its text as readers will see it.

use crate::ide::Hover;
use crate::ide::footnote::{Footnotes, Group, displayed};
use crate::ide::place::Place;
use crate::syntax::{Context, Footnote, FootnoteDialect, Role};
use crate::text::TextSize;

pub(super) fn hover(place: Place<'_>, footnote: &Footnote, offset: TextSize) -> Option<Hover> {
    if footnote.context == Context::Raw {
        return None;
    }
    // The text of a `[^1]: …` is Markdown with things of its own to point at.
    let own_text = footnote.body.filter(|_| footnote.dialect == FootnoteDialect::Markdown);
    if own_text.is_some_and(|body| body.start() < offset) {
        return None;
    }
    let footnotes = Footnotes::like(place, footnote);
    let group = footnotes.group(place.source, footnote)?;
    let markdown = match footnote.role {
        Role::Ref => note(place, group),
        Role::Def => format!("{}\n\n{}", note(place, group), references(group)),
    };
    Some(Hover { range: footnote.range, markdown, picture: None })
}

/// The note that readers get, or why they get none.
fn note(place: Place<'_>, group: &Group<'_>) -> String {
    let id = group.id();
    let Some(note) = group.shown() else { return format!("Footnote `{id}` has no text on this page.") };
    match note.text() {
        Some(text) if text.trim().is_empty() => format!("Footnote `{id}` is empty: readers see no text."),
        Some(text) => displayed(place, note.footnote.dialect, &text),
        None => format!("The text of footnote `{id}` is made by Liquid."),
    }
}

fn references(group: &Group<'_>) -> String {
    match group.refs.len() {
        0 => "Nothing on this page refers to it.".to_owned(),
        1 => "Referred to once.".to_owned(),
        count => format!("Referred to {count} times."),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::ide::hover::tests::check;

    #[test]
    fn a_number() {
        check(
            "
Reshape to 1D.{% f$0n 1 %}

{{ \"Downscaling is needed because of $224^2 \\times 3$ pixels.\" | fndetail: 1 }}
",
            expect![[r#"
                `{% fn 1 %}`
                Downscaling is needed because of $224^2 \times 3$ pixels."#]],
        );
    }

    #[test]
    fn a_note() {
        check(
            "One.{% fn 1 %} Two.{% fn 1 %}\n\n{{ 'A $0note.' | fndetail: 1 }}\n",
            expect![[r#"
            `{{ 'A note.' | fndetail: 1 }}`
            A note.

            Referred to 2 times."#]],
        );
        check(
            "One.\n\n{{ 'A $0note.' | fndetail: 1 }}\n",
            expect![[r#"
            `{{ 'A note.' | fndetail: 1 }}`
            A note.

            Nothing on this page refers to it."#]],
        );
    }

    #[test]
    fn a_note_in_another_cell() {
        check(
            "//- /_notebooks/a.ipynb
%% markdown
# Title
%% markdown
One.{% fn 1$0 %}
%% markdown
{{ 'A *note*
of two lines.' | fndetail: 1 }}
",
            expect![[r#"
                `{% fn 1 %}`
                A *note*
                of two lines."#]],
        );
    }

    #[test]
    fn a_post_shows_the_marks_of_markdown() {
        check(
            "One.{% fn 1$0 %}\n\n{{ 'A *note* with [a link](x).' | fndetail: 1 }}\n//- /_config.yml\nbaseurl: ''\n//- /_notebooks/a.ipynb\n%% markdown\n# T\n",
            expect![[r#"
                `{% fn 1 %}`
                A \*note\* with \[a link\](x)."#]],
        );
    }

    #[test]
    fn a_note_that_liquid_cuts() {
        check(
            "One.{% fn 1$0 %}\n\n{{ 'I don't know.' | fndetail: 1 }}\n",
            expect![[r#"
            `{% fn 1 %}`
            I don"#]],
        );
        check(
            "One.{% fn 1$0 %}\n\n{{ '' | fndetail: 1 }}\n",
            expect![[r#"
            `{% fn 1 %}`
            Footnote `1` is empty: readers see no text."#]],
        );
        check(
            "{% capture t %}x{% endcapture %}One.{% fn 1$0 %}\n\n{{ t | fndetail: 1 }}\n",
            expect![[r#"
            `{% fn 1 %}`
            The text of footnote `1` is made by Liquid."#]],
        );
    }

    #[test]
    fn a_number_without_note() {
        check(
            "One.{% fn 1$0 %}\n",
            expect![[r#"
            `{% fn 1 %}`
            Footnote `1` has no text on this page."#]],
        );
        check("One.{% fn $0%}\n", expect!["nothing"]);
    }

    #[test]
    fn nothing_where_readers_see_no_footnote() {
        let note = "\n\n[^1]: A note.\n\n{{ 'A note.' | fndetail: 1 }}\n";
        for text in ["`[^1$0]`", "{% raw %}{% fn 1$0 %}{% endraw %}", "\\[^1$0]"] {
            check(&format!("{text}{note}"), expect![["nothing"]]);
        }
    }

    #[test]
    fn a_markdown_note() {
        check(
            "One.[^a]$0\n\n[^a]: A note with *emphasis*,\n    on two lines.\n",
            expect![[r#"
            `[^a]`
            A note with *emphasis*,
            on two lines."#]],
        );
        check(
            "One.[^a]\n\n[^$0a]: A note.\n",
            expect![[r#"
            `[^a]: A note.`
            A note.

            Referred to once."#]],
        );
        check("One.[^a]\n\n[^a]: A n$0ote.\n", expect!["nothing"]);
        check(
            "One.[^a$0]\n",
            expect![[r#"
            `[^a]`
            Footnote `a` has no text on this page."#]],
        );
    }
}
