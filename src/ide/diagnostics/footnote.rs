//! Whether references and notes find each other.

use std::cell::OnceCell;
use std::collections::HashMap;

use smol_str::SmolStr;

use super::code::{Code, POST, Rule};
use super::{Reach, note};
use crate::ide::footnote::{Footnotes, Group, Placed};
use crate::ide::place::Place;
use crate::ide::variables::{Variables, may_set};
use crate::ide::{Diagnostic, Severity};
use crate::site::Source;
use crate::syntax::liquid::Tag;
use crate::syntax::{Footnote, FootnoteDialect, Item};

pub(super) const UNDEFINED: Rule = Rule {
    name: "undefined-footnote",
    severity: Severity::Warning,
    summary: "A footnote's number has no text on the page.",
    why: "\
fastpages turns `{% fn 2 %}` into a link to `#fn-2`. Without a `{{ '…' | fndetail: 2 }}` on the page there is no such
place, and the link does nothing; Jekyll says nothing of it. A `[^2]` without `[^2]: …` is printed as it is typed.

Ids are compared as Liquid reads them: `{% fn 01 %}` asks for `01`, while `fndetail: 01` makes `1`.",
    fix: "Write the note, or correct the number.",
    path: POST,
    bad: "The probe is linear.{% fn 2 %}\n\n{{ 'A note.' | fndetail: 1 }}\n\nA number.{% fn 1 %}\n",
    good: "The probe is linear.{% fn 1 %}\n\n{{ 'A note.' | fndetail: 1 }}\n",
};

pub(super) const DUPLICATE: Rule = Rule {
    name: "duplicate-footnote",
    severity: Severity::Warning,
    summary: "Two notes on the page have the same number.",
    why: "\
Both notes get the id `fn-1`, so each link `1` leads to the first and nobody is led to the second. Of two `[^1]: …`
kramdown keeps the last: the first is not on the page at all.",
    fix: "Give one of them another number, and its reference too.",
    path: POST,
    bad: "One.{% fn 1 %} Two.{% fn 1 %}\n\n{{ 'A note.' | fndetail: 1 }}\n{{ 'Another.' | fndetail: 1 }}\n",
    good: "One.{% fn 1 %} Two.{% fn 2 %}\n\n{{ 'A note.' | fndetail: 1 }}\n{{ 'Another.' | fndetail: 2 }}\n",
};

pub(super) const UNUSED: Rule = Rule {
    name: "unused-footnote",
    severity: Severity::Hint,
    summary: "Nothing on the page refers to this note.",
    why: "\
A `fndetail` is shown all the same, but its ↩ leads nowhere. That is fine for a list of sources, so this is only a faint
mark. A `[^1]: …` that nothing refers to is left out of the page.",
    fix: "Refer to the note with `{% fn 1 %}` or `[^1]`, or delete it.",
    path: POST,
    bad: "No number here.\n\n{{ 'A note.' | fndetail: 1 }}\n",
    good: "A number here.{% fn 1 %}\n\n{{ 'A note.' | fndetail: 1 }}\n",
};

/// The findings on footnotes of one text, all texts of its page considered.
pub(super) fn check(place: Place<'_>, found: &mut Vec<Diagnostic>) {
    if place.source.post.footnotes().next().is_none() {
        return;
    }
    let footnotes = Footnotes::of(place);
    let remedies = Remedies::new(place, &footnotes);
    for group in footnotes.groups() {
        let here = |placed: &&Placed<'_>| placed.source.file == *place.file();
        if !place.has_fn() && group.sides().any(|side| side.footnote.dialect == FootnoteDialect::Fastpages) {
            continue;
        }
        if group.shown().is_none() {
            let asked = group.refs.iter().filter(here).filter(|placed| placed.works() && remedies.is_asked(placed));
            found.extend(asked.map(|placed| undefined_footnote(&remedies, group, placed)));
        }
        let working = || group.defs.iter().filter(|def| def.works());
        if let Some(shown) = group.shown() {
            let others = working().filter(|def| !std::ptr::eq(*def, shown));
            found.extend(others.filter(here).map(|placed| duplicate_footnote(placed, shown)));
        }
        if group.refs.is_empty() {
            found.extend(working().filter(here).map(unused_footnote));
        }
    }
}

/// A page's footnotes are matched with each other; tags tell whether notes come from elsewhere.
pub(super) fn reach(item: &Item) -> Reach {
    match item {
        Item::Footnote(note) if note.dialect != FootnoteDialect::Inline => Reach::Page,
        Item::Tag(tag) if brings_notes(tag) || may_set(tag) => Reach::Page,
        _ => Reach::Nowhere,
    }
}

/// What a reference without a note is compared with, worked out once for all of them.
struct Remedies<'f> {
    place: Place<'f>,
    footnotes: &'f Footnotes<'f>,
    from_elsewhere: OnceCell<bool>,
    notes: OnceCell<HashMap<&'f str, &'f Placed<'f>>>,
    unused: HashMap<FootnoteDialect, OnceCell<Option<SmolStr>>>,
}

impl<'f> Remedies<'f> {
    fn new(place: Place<'f>, footnotes: &'f Footnotes<'f>) -> Remedies<'f> {
        let unused = [FootnoteDialect::Fastpages, FootnoteDialect::Markdown].map(|it| (it, OnceCell::new())).into();
        Remedies { place, footnotes, from_elsewhere: OnceCell::new(), notes: OnceCell::new(), unused }
    }

    /// Whether a reference asks for a note of this page at all, as far as the text alone tells.
    fn is_asked(&self, reference: &Placed<'_>) -> bool {
        match reference.footnote.dialect {
            FootnoteDialect::Fastpages => !self.from_elsewhere.get_or_init(|| notes_come_from_elsewhere(self.place)),
            FootnoteDialect::Markdown => !is_regular_expression(&reference.footnote.id),
            FootnoteDialect::Inline => false,
        }
    }

    /// A note of the same id that the reference does not reach: in another cell, or in the other dialect.
    fn misplaced(&self, placed: &Placed<'_>) -> Option<&'f Placed<'f>> {
        let notes = self.notes.get_or_init(|| {
            let notes = self.footnotes.groups().flat_map(|group| &group.defs);
            notes.fold(HashMap::new(), |mut first, note| {
                first.entry(note.footnote.id.as_str()).or_insert(note);
                first
            })
        });
        notes.get(placed.footnote.id.as_str()).copied()
    }

    /// The id of the only note that nothing refers to.
    fn the_one_unused(&self, dialect: FootnoteDialect) -> Option<&SmolStr> {
        let find = || the_one_unused(self.footnotes, self.place.source, dialect);
        self.unused.get(&dialect)?.get_or_init(find).as_ref()
    }
}

/// Whether the page may have notes that no `fndetail` with a known id makes: another plugin's notes between
/// `{% footnotes %}`, an included file of notes, or an id that is a variable which the page sets.
fn notes_come_from_elsewhere(place: Place<'_>) -> bool {
    let variables = Variables::of(place);
    place.page.sources.iter().any(|source| {
        source.post.tags().any(|tag| brings_notes(&tag))
            || source.post.footnotes().any(|note| note::has_variable_id(&variables, source, &note))
    })
}

fn brings_notes(tag: &Tag) -> bool {
    match tag.name.text.as_str() {
        "footnotes" | "fnbody" | "fn_ref" => true,
        "include" | "include_relative" => tag.markup.text.contains("footnote") || tag.markup.text.contains("fn"),
        _ => false,
    }
}

/// Whether `[^…]` in a text is a regular expression's class rather than a footnote: `[^a-z]`, `[^0-9A-Z]`, `[^.]`.
fn is_regular_expression(label: &str) -> bool {
    let ranges = || label.as_bytes().chunks(3).all(|range| matches!(range, [first, b'-', last] if first < last));
    ranges() || !label.starts_with(|c: char| c.is_alphanumeric() || c == '_') || label.contains(['\\', '/', ',', '?'])
}

fn undefined_footnote(remedies: &Remedies<'_>, group: &Group<'_>, placed: &Placed<'_>) -> Diagnostic {
    let footnote = &placed.footnote;
    let id = &footnote.id;
    let consequence = match footnote.dialect {
        FootnoteDialect::Fastpages => "readers get a link that leads nowhere",
        _ => "readers see the brackets as typed",
    };
    let in_vain = group.defs.first().or_else(|| remedies.misplaced(placed));
    let remedy = match in_vain {
        Some(note) => not_found_because(placed, note).to_owned(),
        None => match remedies.the_one_unused(footnote.dialect) {
            Some(unused) => format!("did you mean `{unused}`?"),
            None => format!("write the note, {}", stub(footnote)),
        },
    };
    let message = format!("footnote `{id}` has no text on this page: {consequence}; {remedy}");
    let found = Diagnostic::new(Code::UndefinedFootnote, footnote.range, message);
    match in_vain {
        Some(note) => found.with(note.name(), "the note that it does not lead to"),
        None => found,
    }
}

/// Why a note with the right id does not answer a reference, and what to do.
fn not_found_because(placed: &Placed<'_>, note: &Placed<'_>) -> &'static str {
    use FootnoteDialect::{Fastpages, Markdown};
    match (placed.footnote.dialect, note.footnote.dialect) {
        (Fastpages, Markdown) => "the page has a `[^…]:` of that name, which only `[^…]` leads to",
        (Markdown, Fastpages) => "the page has a `fndetail` of that number, which only `{% fn … %}` leads to",
        _ if !note.works() => "its note stands in code or in a comment; move it out",
        _ => "its note stands in another cell, and each cell is converted by itself; move it into this one",
    }
}

/// The id of the only note, among those that a text can refer to, that nothing refers to.
pub(in crate::ide) fn the_one_unused(
    footnotes: &Footnotes<'_>,
    source: &Source,
    dialect: FootnoteDialect,
) -> Option<SmolStr> {
    let mut unused = footnotes.seen_from(source, dialect).filter(|group| group.refs.is_empty());
    let only = unused.next()?;
    unused.next().is_none().then(|| only.id().into())
}

/// How a note of a reference is written.
pub(in crate::ide) fn stub(reference: &Footnote) -> String {
    let id = &reference.id;
    match reference.dialect {
        FootnoteDialect::Fastpages if id.parse::<u64>().is_ok_and(|number| number.to_string() == id.as_str()) => {
            format!("`{{{{ '…' | fndetail: {id} }}}}`")
        }
        FootnoteDialect::Fastpages => format!("`{{{{ '…' | fndetail: '{id}' }}}}`"),
        _ => format!("`[^{id}]: …`"),
    }
}

fn duplicate_footnote(placed: &Placed<'_>, shown: &Placed<'_>) -> Diagnostic {
    let id = &placed.footnote.id;
    let consequence = match placed.footnote.dialect {
        FootnoteDialect::Markdown => "only the last is shown",
        _ => "every link leads to the first",
    };
    let message =
        format!("footnote `{id}` has two texts on this page: {consequence}; give this one a number of its own");
    Diagnostic::new(Code::DuplicateFootnote, placed.footnote.range, message).with(shown.name(), "the one that is shown")
}

fn unused_footnote(placed: &Placed<'_>) -> Diagnostic {
    let id = &placed.footnote.id;
    let message = match placed.footnote.dialect {
        FootnoteDialect::Markdown => {
            format!("nothing refers to footnote `{id}`: it is left out of the page; refer to it with `[^{id}]`")
        }
        _ => format!("nothing refers to footnote `{id}`: its ↩ leads nowhere; refer to it with `{{% fn {id} %}}`"),
    };
    Diagnostic { unnecessary: true, ..Diagnostic::new(Code::UnusedFootnote, placed.footnote.range, message) }
}

#[cfg(test)]
mod tests {
    use crate::ide::diagnostics::tests::{check, check_fastpages, codes, codes_in_cell};

    #[test]
    fn a_reference_without_text() {
        check_fastpages(
            "
Reshape to 1D.{% fn 1 %} The probe 🚀{% fn 2 %} is linear.
                                    ^^^^^^^^^^ warning[undefined-footnote]: footnote `2` has no text on this page: readers get a link that leads nowhere; write the note, `{{ '…' | fndetail: 2 }}`

{{ \"Downscaling is needed.\" | fndetail: 1 }}
",
        );
    }

    #[test]
    fn the_one_note_that_nothing_refers_to_may_be_meant() {
        check_fastpages(
            "
The probe is linear.{% fn 2 %}
                    ^^^^^^^^^^ warning[undefined-footnote]: footnote `2` has no text on this page: readers get a link that leads nowhere; did you mean `3`?

{{ 'A note.' | fndetail: 3 }}
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ hint[unused-footnote]: nothing refers to footnote `3`: its ↩ leads nowhere; refer to it with `{% fn 3 %}`
",
        );
    }

    #[test]
    fn two_texts_of_one_number() {
        check_fastpages(
            "
One.{% fn 1 %}

{{ 'The first.' | fndetail: 1 }}
{{ 'The second.' | fndetail: 1 }}
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[duplicate-footnote]: footnote `1` has two texts on this page: every link leads to the first; give this one a number of its own
",
        );
    }

    #[test]
    fn of_two_markdown_notes_kramdown_keeps_the_last() {
        check_fastpages(
            "
One.[^1]

[^1]: The first.
^^^^^^^^^^^^^^^^ warning[duplicate-footnote]: footnote `1` has two texts on this page: only the last is shown; give this one a number of its own

[^1]: The second.
",
        );
    }

    #[test]
    fn a_markdown_reference_without_text_is_printed_as_typed() {
        check_fastpages(
            "
A claim.[^note]
        ^^^^^^^ warning[undefined-footnote]: footnote `note` has no text on this page: readers see the brackets as typed; write the note, `[^note]: …`
",
        );
    }

    #[test]
    fn notes_are_found_in_other_cells() {
        check_fastpages(
            "//- /_notebooks/2020-01-01-a.ipynb
%% markdown
# Title
%% markdown
One.{% fn 1 %} Two.{% fn 2 %}
                   ^^^^^^^^^^ warning[undefined-footnote]: footnote `2` has no text on this page: readers get a link that leads nowhere; write the note, `{{ '…' | fndetail: 2 }}`
%% code
x = 1
%% markdown
{{ 'A note.' | fndetail: 1 }}
",
        );
    }

    #[test]
    fn a_markdown_note_does_not_leave_its_cell() {
        check_fastpages(
            "//- /_notebooks/2020-01-01-a.ipynb
%% markdown
# Title
%% markdown
One.[^1]
    ^^^^ warning[undefined-footnote]: footnote `1` has no text on this page: readers see the brackets as typed; its note stands in another cell, and each cell is converted by itself; move it into this one
%% markdown
[^1]: A note.
^^^^^^^^^^^^^ hint[unused-footnote]: nothing refers to footnote `1`: it is left out of the page; refer to it with `[^1]`
",
        );
        check(
            "//- /_quarto.yml
project:
//- /posts/a.ipynb
%% markdown
One.[^1]
%% markdown
[^1]: A note.
",
        );
    }

    #[test]
    fn the_dialects_do_not_mix() {
        check_fastpages(
            "
One.{% fn 1 %}
    ^^^^^^^^^^ warning[undefined-footnote]: footnote `1` has no text on this page: readers get a link that leads nowhere; the page has a `[^…]:` of that name, which only `[^…]` leads to

[^1]: A note.
^^^^^^^^^^^^^ hint[unused-footnote]: nothing refers to footnote `1`: it is left out of the page; refer to it with `[^1]`
",
        );
    }

    /// The rows of ids as Liquid reads them, and of places where a number is none.
    #[test]
    fn ids_are_compared_as_liquid_reads_them() {
        for (post, expected) in [
            ("a{% fn 1 %}\n\n{{ 't' | fndetail: 1 }}", ""),
            ("a{%fn 1%}\n\n{{'t'|fndetail:1}}", ""),
            ("a {%- fn 1 -%} b\n\n{{ 't' | fndetail : 1 }}", ""),
            ("a{% fn note %}\n\n{{ 't' | fndetail: 'note' }}", ""),
            ("a{% fn 1 %} b{% fn 1 %}\n\n{{ 't' | fndetail: 1 }}", ""),
            ("a{% fn 01 %}\n\n{{ 't' | fndetail: 01 }}", "undefined-footnote unused-footnote"),
            ("a{% fn 1 %}\n\n{{ 't' | fndetail: 01 }}", ""),
            ("a{% fn \"n\" %}\n\n{{ 't' | fndetail: \"n\" }}", "undefined-footnote unused-footnote"),
            ("a{% fn Note %}\n\n{{ 't' | fndetail: 'note' }}", "undefined-footnote unused-footnote"),
            ("a[^A]\n\n[^a]: t", "undefined-footnote unused-footnote"),
            ("a[^a]\n\n[^a]: t", ""),
        ] {
            assert_eq!(codes(post), expected, "{post}");
        }
    }

    #[test]
    fn a_number_that_readers_do_not_see_asks_for_nothing() {
        for post in [
            "Write `{% fn 1 %}` for a number.",
            "```\n{% fn 1 %}\n```",
            "{% raw %}{% fn 1 %}{% endraw %}",
            "{% comment %}{% fn 1 %}{% endcomment %}",
            "<!-- {% fn 1 %} -->",
            "`[^1]`",
            "Not `[^1]`, and \\[^1].",
            "A class [^a-z] or [^0-9A-Z] of letters.",
            "All but [^.] and [^/;,?] and [^].",
        ] {
            assert_eq!(codes(post), "", "{post}");
        }
    }

    #[test]
    fn a_note_in_code_is_no_note() {
        check_fastpages(
            "
One.{% fn 1 %}
    ^^^^^^^^^^ warning[undefined-footnote]: footnote `1` has no text on this page: readers get a link that leads nowhere; its note stands in code or in a comment; move it out

<!--
{{ 'A note.' | fndetail: 1 }}
-->
",
        );
    }

    #[test]
    fn notes_that_something_else_makes_are_not_missed() {
        for post in [
            "One.{% fn 1 %}\n\n{% include footnotes.html %}",
            "{% assign n = 3 %}One.{% fn 3 %}\n\n{{ 'A note.' | fndetail: n }}",
            "One.{% fn 1 %}\n\n{% for note in page.notes %}\n{{ note.text | fndetail: note.id }}\n{% endfor %}",
        ] {
            assert_eq!(codes(post), "", "{post}");
        }
        assert_eq!(codes_in_cell("One.{% fn 1 %}\n%% markdown\n{% include footnotes.html %}"), "");
    }

    #[test]
    fn the_footnotes_of_other_plugins_are_not_accused() {
        check(
            "//- /_config.yml
baseurl: ''
//- /_plugins/fn.rb
Liquid::Template.register_tag('fn', Fn)
Liquid::Template.register_tag('footnotes', Footnotes)
Liquid::Template.register_tag('fnbody', FootnoteBody)
//- /_posts/2020-01-01-a.md
One.{% fn %} Two.{% fn 3 %}

{% footnotes %}
{% fnbody 3 %}Its text.{% endfnbody %}
{% endfootnotes %}
//- /_posts/2020-01-02-b.md
One.{% fn 1 %}
",
        );
    }

    #[test]
    fn a_list_of_sources_is_only_hinted_at() {
        check_fastpages(
            "
Sources:

{{ 'A paper.' | fndetail: 1 }}
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ hint[unused-footnote]: nothing refers to footnote `1`: its ↩ leads nowhere; refer to it with `{% fn 1 %}`
",
        );
    }

    #[test]
    fn a_folder_without_a_generator_is_checked_too() {
        check(
            "
One.{% fn 1 %} Two.[^A] Three.[^b]
    ^^^^^^^^^^ warning[undefined-footnote]: footnote `1` has no text on this page: readers get a link that leads nowhere; write the note, `{{ '…' | fndetail: 1 }}`
                              ^^^^ warning[undefined-footnote]: footnote `b` has no text on this page: readers see the brackets as typed; write the note, `[^b]: …`

[^a]: A note.
",
        );
    }
}
