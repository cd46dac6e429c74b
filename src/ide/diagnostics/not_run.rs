//! Liquid that nothing runs: in a blog of another generator, or as its brace is misspelt.

use super::code::{Code, Rule};
use crate::ide::place::Place;
use crate::ide::{Diagnostic, Severity};
use crate::syntax::footnote::{self, definition, reference};
use crate::syntax::{Item, liquid};
use crate::text::{TextRange, TextSize};

pub(super) const RULE: Rule = Rule {
    name: "liquid-not-run",
    severity: Severity::Warning,
    summary: "A fastpages footnote that no Liquid reads: Quarto or Hugo builds the blog, or its `{%` is misspelt.",
    why: "\
Only Jekyll runs Liquid. After a move to Quarto, Hugo or Zola, `{% fn 1 %}` and `{{ '…' | fndetail: 1 }}` are printed as
they are typed. To Jekyll, `(% fn 1 %}` and `{ % fn 1 %}` are text.",
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

/// The numbers of footnotes on Jekyll whose `{%` is misspelt.
pub(super) fn check_misspelt(place: Place<'_>, found: &mut Vec<Diagnostic>) {
    let may_be = place.source.post.may_misspell_tags() && place.is_jekyll() && place.has_fn();
    let Some(text) = may_be.then(|| place.text()).flatten() else { return };
    let text = text.to_string();
    for (range, tag) in misspelt(&text).filter(|(range, _)| is_seen(place, &text, *range)) {
        let message = format!("readers see this as typed: a tag begins with `{{%`; write `{tag}`");
        found.push(Diagnostic::new(Code::LiquidNotRun, range, message));
    }
}

/// Whether a part of a text holds such a number.
pub(super) fn reads_misspelt(text: &str) -> bool {
    misspelt(text).next().is_some()
}

/// What ends as the number of a footnote does and begins otherwise, each with the tag that is meant: `(% fn 1 %}`.
pub(in crate::ide) fn misspelt(text: &str) -> impl Iterator<Item = (TextRange, String)> {
    footnote::misspelt(text).filter_map(|at| {
        let (before, rest) = text.split_at(at as usize);
        let rest = rest.strip_prefix(footnote::MISSPELT)?;
        let id = &rest[..rest.find(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_'))?];
        let behind = rest[id.len()..].trim_start_matches(' ').strip_prefix("%}")?;
        let lead = ["(", "{ "].iter().find(|lead| before.ends_with(**lead)).map_or(0, |lead| lead.len());
        let size = |bytes: usize| TextSize::try_from(bytes).unwrap_or_default();
        let range = TextRange::new(size(before.len() - lead), size(text.len() - behind.len()));
        (!id.is_empty()).then(|| (range, format!("{{% fn {id} %}}")))
    })
}

/// Whether readers see a part of a text: it stands in no code, no comment, and nothing that is left alone on purpose.
fn is_seen(place: Place<'_>, text: &str, range: TextRange) -> bool {
    let before = text[..range.start().into()].rsplit("\n\n").next().unwrap_or_default();
    let is_in_comment = before.rfind("<!--") > before.rfind("-->");
    let blocks = place.source.post.tags().take_while(|tag| tag.range.end() <= range.start());
    let last = blocks.filter(|tag| ["raw", "comment"].iter().any(|name| tag.name.text.ends_with(name))).last();
    !is_in_comment && !is_in_code(place, range) && last.is_none_or(|tag| tag.name.text.starts_with("end"))
}

fn is_in_code(place: Place<'_>, range: TextRange) -> bool {
    let items = place.items_at(range.start());
    items.iter().any(|item| matches!(item, Item::Code(code) if code.range.contains_range(range)))
}

#[cfg(test)]
mod tests {
    use crate::ide::diagnostics::tests::{check, check_fastpages};

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
    fn numbers_whose_brace_is_misspelt() {
        check_fastpages(
            "
One(% fn 1 %} and % fn 2 %} and { % fn a-b%}, but `(% fn 3 %}` and <!-- (% fn 3 %} -->{% raw %}(% fn 3 %}{% endraw %}.
   ^^^^^^^^^^ warning[liquid-not-run]: readers see this as typed: a tag begins with `{%`; write `{% fn 1 %}`
                  ^^^^^^^^^ warning[liquid-not-run]: readers see this as typed: a tag begins with `{%`; write `{% fn 2 %}`
                                ^^^^^^^^^^^^ warning[liquid-not-run]: readers see this as typed: a tag begins with `{%`; write `{% fn a-b %}`
Of 5 % fn 3 is none, nor is 5 % fn %} or {% fn 4 %}.

{{ 'Its note.' | fndetail: 4 }}
",
        );
        check("//- /_config.yml\n//- /_posts/2020-01-01-a.md\nOne(% fn 1 %}\n");
    }

    #[test]
    fn jekyll_runs_them() {
        check(
            "//- /_config.yml\n//- /_notebooks/2020-01-01-x.ipynb\n%% markdown\n# T\n//- /a.md\na{% fn 1 %}\n\n{{ 't' | fndetail: 1 }}\n",
        );
    }
}
