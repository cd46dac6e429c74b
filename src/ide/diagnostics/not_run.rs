//! Liquid in a blog whose generator does not run it.

use super::code::{Code, Rule};
use crate::ide::place::Place;
use crate::ide::{Diagnostic, Severity};
use crate::syntax::footnote::{definition, reference};
use crate::syntax::{Item, liquid};
use crate::text::TextRange;

pub(super) const RULE: Rule = Rule {
    name: "liquid-not-run",
    severity: Severity::Warning,
    summary: "A fastpages footnote in a blog that Quarto or Hugo builds.",
    why: "\
Only Jekyll runs Liquid. After a move to Quarto, Hugo or Zola, `{% fn 1 %}` and `{{ '…' | fndetail: 1 }}` are printed as
they are typed.",
    fix: "Write `[^1]` and `[^1]: …`; the code action \"Convert footnotes to `[^n]`\" does it for the whole page.",
    path: "posts/post.qmd",
    bad: "A claim.{% fn 1 %}\n\n{{ 'A note.' | fndetail: 1 }}\n",
    good: "A claim.[^1]\n\n[^1]: A note.\n",
};

/// The fastpages footnotes of a text that no Liquid reads.
pub(super) fn check(place: Place<'_>, found: &mut Vec<Diagnostic>) {
    let Some(name) = place.layout().name().filter(|_| !place.is_jekyll()) else { return };
    let Some(text) = place.text() else { return };
    let is_used = |chunk: &str| chunk.contains("{%") || chunk.contains("{{");
    if !text.chunks(text.range()).any(is_used) {
        return;
    }
    for item in liquid::scan(&text.to_string()).items {
        let (range, written) = match &item {
            Item::Tag(tag) if reference(tag).is_some() => (tag.range, "[^1]"),
            Item::Output(output) if definition(output).is_some() => (output.range, "[^1]: …"),
            _ => continue,
        };
        if !is_in_code(place, range) {
            let message = format!("readers see this as typed: {name} does not run Liquid; write `{written}`");
            found.push(Diagnostic::new(Code::LiquidNotRun, range, message));
        }
    }
}

fn is_in_code(place: Place<'_>, range: TextRange) -> bool {
    let items = place.items_at(range.start());
    items.iter().any(|item| matches!(item, Item::Code(code) if code.range.contains_range(range)))
}

#[cfg(test)]
mod tests {
    use crate::ide::diagnostics::tests::check;

    #[test]
    fn footnotes_after_a_move_to_quarto() {
        check(
            "//- /_quarto.yml
project:
//- /posts/a.qmd
A claim.{% fn 1 %} As code: `{% fn 2 %}`.
        ^^^^^^^^^^ warning[liquid-not-run]: readers see this as typed: Quarto does not run Liquid; write `[^1]`

{{ 'A note.' | fndetail: 1 }}
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[liquid-not-run]: readers see this as typed: Quarto does not run Liquid; write `[^1]: …`

{{< video url >}} {{ x }} {% y %}
",
        );
    }

    #[test]
    fn jekyll_runs_them() {
        check(
            "//- /_config.yml\n//- /_notebooks/2020-01-01-x.ipynb\n%% markdown\n# T\n//- /a.md\na{% fn 1 %}\n\n{{ 't' | fndetail: 1 }}\n",
        );
    }
}
