//! Footnotes: numbers with their notes after `{% fn ` and `[^`, numbers that want a note after `fndetail: `.

use super::cursor::{Cursor, Open, tail};
use crate::ide::footnote::{Footnotes, Group, Placed, displayed, first_words};
use crate::ide::{Completion, CompletionKind, plain};
use crate::syntax::{FootnoteDialect, Role};
use crate::text::TextRange;

/// Footnotes at the cursor; `None` where it is in none.
pub(super) fn complete(cursor: &Cursor<'_>) -> Option<Vec<Completion>> {
    if cursor.is_in_front_matter() {
        return None;
    }
    tag(cursor).or_else(|| detail(cursor)).or_else(|| note(cursor)).or_else(|| marker(cursor))
}

/// `{% fn 1 %}`.
fn tag(cursor: &Cursor<'_>) -> Option<Vec<Completion>> {
    let open = cursor.open("{%", "%}")?;
    let typed = after_word(open.inside.trim_start_matches('-'), "fn")?;
    let closers = ["-%}", "%}", "}"];
    let closer = if cursor.after.trim_start_matches(is_id).trim_start().starts_with('-') { " -%}" } else { " %}" };
    let slot = Slot {
        cursor,
        dialect: FootnoteDialect::Fastpages,
        role: Role::Ref,
        typed,
        after: tail(&cursor.after, is_id, &closers) + extra_brace(&open, &cursor.after),
    };
    Some(slot.completions(|id| format!("{id}{closer}")))
}

/// `{{ '…' | fndetail: 1 }}`.
fn detail(cursor: &Cursor<'_>) -> Option<Vec<Completion>> {
    let open = cursor.open("{{", "}}")?;
    let (_, filter) = open.inside.rsplit_once('|')?;
    let typed = filter.trim_start().strip_prefix("fndetail")?.trim_start().strip_prefix(':')?.trim_start();
    if typed.chars().any(|c| !is_id(c)) {
        return None;
    }
    let slot = Slot {
        cursor,
        dialect: FootnoteDialect::Fastpages,
        role: Role::Def,
        typed,
        after: tail(&cursor.after, is_id, &["-}}", "}}", "}"]),
    };
    let space = if filter.ends_with(':') { " " } else { "" };
    Some(slot.completions(|id| format!("{space}{id} }}}}")))
}

/// A whole note, where `{{` begins a line: `{{ "…" | fndetail: 1 }}`, the cursor between the quotes.
fn note(cursor: &Cursor<'_>) -> Option<Vec<Completion>> {
    let open = cursor.open("{{", "}}")?;
    let typed = open.inside;
    let alone = open.outside.trim().is_empty() && typed.trim().is_empty() && !cursor.is_in_code();
    if !alone || !cursor.place.has_fn() || !cursor.place.may_run_liquid() {
        return None;
    }
    let after = tail(&cursor.after, |_| false, &["-}}", "}}", "}"]);
    let slot = Slot { cursor, dialect: FootnoteDialect::Fastpages, role: Role::Def, typed, after };
    let whole = |found: Completion| {
        let caret = Some(2);
        let label = format!("note {}", found.label);
        Completion { kind: CompletionKind::Snippet, filter: format!("{typed}{label}"), label, caret, ..found }
    };
    Some(slot.completions(|id| format!(" \"\" | fndetail: {id} }}}}")).into_iter().map(whole).collect())
}

/// `[^1]`, and `[^1]: ` at the start of a line.
fn marker(cursor: &Cursor<'_>) -> Option<Vec<Completion>> {
    let open = cursor.open("[^", "]")?;
    if cursor.is_in_code() || open.inside.chars().any(|c| !is_id(c)) {
        return None;
    }
    let alone = cursor.after.trim_start_matches(is_id).trim_start_matches(']').trim().is_empty();
    let defines = alone && open.outside.len() < 4 && open.outside.trim().is_empty();
    let after = tail(&cursor.after, is_id, &["]"]);
    let reference = Slot { cursor, dialect: FootnoteDialect::Markdown, role: Role::Ref, typed: open.inside, after };
    // At the start of a line a note is meant.
    Some(match defines {
        true => Slot { role: Role::Def, ..reference }.completions(|id| format!("{id}]: ")),
        false => reference.completions(|id| format!("{id}]")),
    })
}

/// Where an id is written.
#[derive(Clone, Copy)]
struct Slot<'a, 'c> {
    cursor: &'c Cursor<'a>,
    dialect: FootnoteDialect,
    role: Role,
    typed: &'c str,
    /// How many bytes behind the cursor are replaced.
    after: usize,
}

/// The ranks of what a slot offers: what is wanting, then a new number, then what is there already.
const WANTING: u32 = 0;
const NEW: u32 = 100_000;
const KNOWN: u32 = 200_000;

impl<'a> Slot<'a, '_> {
    /// The ids that may stand here, each written as `insert` says.
    fn completions(&self, insert: impl Fn(&str) -> String) -> Vec<Completion> {
        let footnotes = Footnotes::once_closed(self.cursor.place, self.cursor.offset);
        let mut found = Vec::new();
        let mut highest = 0;
        for (rank, group) in (0..).zip(footnotes.seen_from(self.cursor.place.source, self.dialect)) {
            let refs = group.refs.iter().filter(|side| !self.is_own(side)).count();
            let defs = group.defs.iter().filter(|side| !self.is_own(side)).count();
            if refs + defs > 0 {
                highest = highest.max(group.id().parse::<u32>().unwrap_or(0));
            }
            let (offered, wanting) = match self.role {
                Role::Ref => (defs > 0, refs == 0),
                Role::Def => (refs > 0 && defs == 0, true),
            };
            if offered {
                let first = if wanting { WANTING } else { KNOWN };
                found.push(Completion { rank: first + rank, ..self.completion(group, &insert) });
            }
        }
        found.push(self.new_number(highest.saturating_add(1), &insert));
        found
    }

    /// Whether a side is the one that is being written.
    fn is_own(&self, side: &Placed<'a>) -> bool {
        side.source.file == *self.cursor.place.file() && side.footnote.range.contains_inclusive(self.cursor.offset)
    }

    fn completion(&self, group: &Group<'a>, insert: impl Fn(&str) -> String) -> Completion {
        let id = group.id();
        let about = match self.role {
            Role::Ref => group.text().map(|text| text.trim().to_owned()),
            Role::Def => group.refs.first().and_then(sentence),
        };
        let mut found = self.cursor.completion(CompletionKind::Footnote, id.into(), self.typed, self.after, insert(id));
        if let Some(about) = about {
            let (place, dialect) = (self.cursor.place, self.dialect);
            let is_shown_as_typed = self.role == Role::Ref && place.shows_marks(dialect);
            let words = if is_shown_as_typed { about.clone() } else { plain(&about) };
            found.filter = format!("{id} {about}");
            found.detail = Some(first_words(&words, SENTENCE));
            found.documentation = Some(if is_shown_as_typed { displayed(place, dialect, &about) } else { about });
        }
        found
    }

    fn new_number(&self, number: u32, insert: impl Fn(&str) -> String) -> Completion {
        let number = number.to_string();
        let insert = insert(&number);
        let found = self.cursor.completion(CompletionKind::Footnote, number, self.typed, self.after, insert);
        Completion { detail: Some("the next free number".into()), rank: NEW, ..found }
    }
}

/// What is written after a word and white space, if it can be an id.
fn after_word<'c>(inside: &'c str, word: &str) -> Option<&'c str> {
    let rest = inside.trim_start().strip_prefix(word)?;
    let typed = rest.trim_start();
    (typed.len() < rest.len() && typed.chars().all(is_id)).then_some(typed)
}

/// Whether a character can be part of an id as writers write them.
fn is_id(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// A `}` behind the `%}` that an editor added to a `{` which the tag itself opened.
fn extra_brace(open: &Open<'_>, after: &str) -> usize {
    let doubled = after.trim_start_matches(is_id).trim_start().trim_start_matches('-').starts_with("%}}");
    let unclosed = open.outside.matches('{').count() > open.outside.matches('}').count();
    usize::from(doubled && !unclosed)
}

/// The line up to a reference.
fn sentence(reference: &Placed<'_>) -> Option<String> {
    let text = reference.source.text.as_ref()?;
    let start = reference.footnote.range.start();
    let line = text.slice(TextRange::new(text.line_start(text.line_of(start)), start));
    let line = line.trim();
    let tail = line.char_indices().rev().nth(SENTENCE).map_or(line, |(at, _)| &line[at..]);
    Some(if tail.len() < line.len() { format!("…{tail}") } else { tail.to_owned() })
}

/// How many characters of a line tell which place is meant.
const SENTENCE: usize = 60;

#[cfg(test)]
mod tests {
    use crate::ide::completion::tests::{accept, complete, labels};

    const NOTES: &str = "
Used.{% fn 1 %}

{{ 'The note of the used one.' | fndetail: 1 }}
{{ 'A note that waits for its number.' | fndetail: 2 }}
";

    #[test]
    fn a_number_is_offered_with_its_note() {
        assert_eq!(
            labels(&format!("Here.{{% fn $0{NOTES}")),
            ["2: A note that waits for its number.", "3: the next free number", "1: The note of the used one."]
        );
    }

    #[test]
    fn a_note_is_shown_as_readers_see_it() {
        let notes = "Here.[^$0]\n\n[^1]: A *note* with `code`.\n";
        assert_eq!(labels(notes)[0], "1: A note with code.");
        let post = "Here.{% fn $0\n\n{{ 'A *note*.' | fndetail: 1 }}\n";
        let (_, found) = complete(&format!("{post}//- /_config.yml\n//- /_plugins/a.rb\ndef fndetail(input, id)\n"));
        let first = &found[0];
        assert_eq!(
            (first.detail.as_deref(), first.documentation.as_deref()),
            (Some("A *note*."), Some("A \\*note\\*."))
        );
    }

    #[test]
    fn one_closer_remains_whatever_the_editor_closed() {
        for (before, after) in [
            ("{% fn $0", "{% fn 2 %}"),
            ("{% fn $0}", "{% fn 2 %}"),
            ("{% fn $0 }", "{% fn 2 %}"),
            ("{% fn $0%}", "{% fn 2 %}"),
            ("{% fn $0 %}", "{% fn 2 %}"),
            ("{% fn $0%}}", "{% fn 2 %}"),
            ("{% fn $0 %}}", "{% fn 2 %}"),
            ("{% fn 2$0}", "{% fn 2 %}"),
            ("{% fn 2$01 %}", "{% fn 2 %}"),
            ("{%fn $0%}", "{%fn 2 %}"),
            ("{%- fn $0 -%}", "{%- fn 2 -%}"),
            ("{% fn $0 and more", "{% fn 2 %} and more"),
            ("{% fn $0and more", "{% fn 2 %}and more"),
            ("\\textbf{a{% fn $0%}}", "\\textbf{a{% fn 2 %}}"),
        ] {
            let fixture = format!("Here.{before}{NOTES}");
            assert_eq!(accept(&fixture, "2"), format!("Here.{after}{NOTES}"), "{before}");
        }
    }

    #[test]
    fn the_number_under_the_cursor_does_not_count_as_taken() {
        assert_eq!(labels("Here.{% fn 1$0 %}\n"), ["1: the next free number"]);
        assert_eq!(
            labels("Here.{% fn 1$0 %}\n\n{{ 'A note.' | fndetail: 1 }}\n"),
            ["1: A note.", "2: the next free number"]
        );
    }

    #[test]
    fn a_note_is_offered_the_numbers_that_want_one() {
        let post = "The first claim.{% fn 1 %} A second.{% fn 2 %}\n\n{{ 'A note.' | fndetail: 1 }}\n";
        assert_eq!(
            labels(&format!("{post}{{{{ 'Another.' | fndetail: $0 }}}}\n")),
            ["2: The first claim.{% fn 1 %} A second.", "3: the next free number"]
        );
        for (before, after) in [
            ("fndetail: $0 }}", "fndetail: 2 }}"),
            ("fndetail: $0}}", "fndetail: 2 }}"),
            ("fndetail: $0}", "fndetail: 2 }}"),
            ("fndetail: $0", "fndetail: 2 }}"),
            ("fndetail:$0 }}", "fndetail: 2 }}"),
        ] {
            let fixture = format!("{post}{{{{ 'Another.' | {before}\n");
            assert_eq!(accept(&fixture, "2"), format!("{post}{{{{ 'Another.' | {after}\n"), "{before}");
        }
    }

    #[test]
    fn a_whole_note_where_its_line_begins() {
        let post = "A claim.{% fn 1 %} Another.{% fn 2 %}\n\n{{ 'A note.' | fndetail: 1 }}\n";
        assert_eq!(
            labels(&format!("{post}{{{{$0\n")),
            ["note 2: A claim.{% fn 1 %} Another.", "note 3: the next free number"]
        );
        for before in ["{{$0", "{{$0}}", "{{ $0 }}"] {
            let whole = format!("{post}{{{{ \"\" | fndetail: 2 }}}}\n");
            assert_eq!(accept(&format!("{post}{before}\n"), "note 2"), whole, "{before}");
        }
        for silent in ["Text {{$0 }}\n", "```\n{{$0 }}\n```\n", "{{$0\n//- /hugo.toml\nbaseURL = 'x'\n"] {
            assert_eq!(labels(silent), Vec::<String>::new(), "{silent}");
        }
    }

    #[test]
    fn numbers_come_from_all_cells() {
        assert_eq!(
            labels(
                "//- /_notebooks/a.ipynb
%% markdown
# Title
%% markdown
Here.{% fn $0
%% markdown
There.{% fn 4 %}

{{ 'A note.' | fndetail: 4 }}
"
            ),
            ["5: the next free number", "4: A note."]
        );
    }

    #[test]
    fn a_markdown_reference() {
        let post = "Used.[^1]\n\n[^1]: A note.\n\n[^b]: Another.\n";
        assert_eq!(labels(&format!("Here.[^$0]\n\n{post}")), ["b: Another.", "2: the next free number", "1: A note."]);
        for (before, after) in [("[^$0]", "[^b]"), ("[^$0", "[^b]"), ("[^b$0]", "[^b]"), ("[^$0] more", "[^b] more")] {
            assert_eq!(accept(&format!("Here.{before}\n\n{post}"), "b"), format!("Here.{after}\n\n{post}"), "{before}");
        }
    }

    #[test]
    fn a_markdown_note() {
        let post = "Used.[^1] Wanted.[^2]\n\n[^1]: A note.\n\n";
        assert_eq!(labels(&format!("{post}[^$0]\n")), ["2: Used.[^1] Wanted.", "3: the next free number"]);
        assert_eq!(accept(&format!("{post}[^$0]\n"), "2"), format!("{post}[^2]: \n"));
    }

    #[test]
    fn silence_elsewhere() {
        for fixture in [
            "`{% fn` $0",
            "{% fn 1 %}$0",
            "{% include $0 %}",
            "{% fnord $0 %}",
            "{{ 'A note.' | upcase: $0 }}",
            "{{ 'fndetail: $0' }}",
            "`[^$0`",
            "```\n[^$0\n```",
            "[^a b$0]",
            "---\ntitle: \"{% fn $0\"\n---\n",
        ] {
            assert_eq!(labels(fixture), Vec::<String>::new(), "{fixture}");
        }
    }
}
