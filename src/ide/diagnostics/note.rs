//! Whether a `fndetail` note reaches readers: its text, its number, and the place it stands in.

use super::Reach;
use super::code::{Code, POST, Rule};
use super::liquid::knows_all_plugins;
use crate::ide::liquid::filters::FILTERS;
use crate::ide::place::Place;
use crate::ide::variables::{Variables, may_set};
use crate::ide::{Diagnostic, Severity};
use crate::site::Source;
use crate::syntax::footnote::{DETAIL, mangled_by};
use crate::syntax::liquid::{self, Filter, Output, Value, ValueKind};
use crate::syntax::{Context, Footnote, FootnoteDialect, Item, Role};
use crate::text::{Text, TextRange, TextSize};

pub(super) const TEXT_LOST: Rule = Rule {
    name: "footnote-text-lost",
    severity: Severity::Error,
    summary: "Liquid cuts a footnote's text, or drops it.",
    why: "\
The text of a note is a Liquid string: it ends at the next quote of its kind, and Liquid knows no escapes. What stands
between that quote and the `|` is dropped. Jekyll builds the page all the same and prints no more than a yellow line.
`{{ 'I don't know' | fndetail: 1 }}` shows `I don`; a text without straight quotes shows nothing.

In a notebook Markdown comes before Liquid: a link or a bare address inside `\"…\"` becomes `<a href=\"…\">`, whose quote
ends the text.",
    fix: "Put the text between the other quotes, or write `&#39;` for `'` and `&quot;` for `\"`.",
    path: POST,
    bad: "It holds.{% fn 1 %}\n\n{{ 'It doesn't matter.' | fndetail: 1 }}\n",
    good: "It holds.{% fn 1 %}\n\n{{ \"It doesn't matter.\" | fndetail: 1 }}\n",
};

pub(super) const ARGUMENTS: Rule = Rule {
    name: "footnote-arguments",
    severity: Severity::Error,
    summary: "A `fndetail` has no number, or more than one.",
    why: "\
`fndetail` takes one argument, the number. With none or two, Ruby stops with `wrong number of arguments`, and nothing
of the blog is built.",
    fix: "Write `| fndetail: 1`, with a `:` and one number.",
    path: POST,
    bad: "A note without a number.\n\n{{ 'A note.' | fndetail }}\n",
    good: "A note.{% fn 1 %}\n\n{{ 'A note.' | fndetail: 1 }}\n",
};

pub(super) const EMPTY_ID: Rule = Rule {
    name: "footnote-empty-id",
    severity: Severity::Warning,
    summary: "A footnote's number is empty on the built page.",
    why: "\
`{% fn %}` prints a link without a number, which nobody sees. In `fndetail: note` the word is a variable; where nothing
sets it, the note has no number and no link reaches it.",
    fix: "Write a number, or put the word between quotes.",
    path: POST,
    bad: "A number is missing.{% fn %}\n",
    good: "A number is here.{% fn 1 %}\n\n{{ 'A note.' | fndetail: 1 }}\n",
};

pub(super) const INLINE: Rule = Rule {
    name: "footnote-inline",
    severity: Severity::Warning,
    summary: "A post's `fndetail` does not begin its line.",
    why: "\
`fndetail` makes a `<div>`. In a Markdown post, kramdown takes a `<div>` for HTML only where a line begins with it: after
other text readers see `<div class='footnotes'>` as typed.",
    fix: "Move the note to a line of its own.",
    path: POST,
    bad: "A note.{% fn 1 %} {{ 'Its text.' | fndetail: 1 }}\n",
    good: "A note.{% fn 1 %}\n\n{{ 'Its text.' | fndetail: 1 }}\n",
};

pub(super) const MARKDOWN: Rule = Rule {
    name: "markdown-in-footnote",
    severity: Severity::Warning,
    summary: "Markdown in a post's `fndetail` is shown as typed.",
    why: "\
In a Markdown post Liquid runs first and makes a `<div>` of the note; kramdown leaves the inside of a `<div>` alone. So
`[text](address)`, `*emphasis*` and backticks reach readers as typed. In a notebook they work.",
    fix: "Write HTML: `<a href=\"…\">`, `<em>`, `<code>`.",
    path: POST,
    bad: "A note.{% fn 1 %}\n\n{{ 'See [there](https://example.org).' | fndetail: 1 }}\n",
    good: "A note.{% fn 1 %}\n\n{{ 'See <a href=\"https://example.org\">there</a>.' | fndetail: 1 }}\n",
};

pub(super) const FILTER: Rule = Rule {
    name: "footnote-filter",
    severity: Severity::Warning,
    summary: "A filter is misspelt, or stands behind `fndetail` and takes the note apart.",
    why: "\
Jekyll passes over a filter it does not know and says nothing: `| fndetial: 1` prints the text in the middle of the
page, without number or link. A filter behind `fndetail` works on the note's HTML: `upcase` turns the id `fn-1` into
`FN-1`, and no link finds it.",
    fix: "Write `fndetail`, and put it last.",
    path: POST,
    bad: "A misspelt filter.\n\n{{ 'A note.' | fndetial: 1 }}\n",
    good: "A note.{% fn 1 %}\n\n{{ 'A note.' | fndetail: 1 }}\n",
};

/// The findings on the notes of one text, each by itself.
pub(super) fn check(place: Place<'_>, found: &mut Vec<Diagnostic>) {
    if !place.has_fn() {
        return;
    }
    let variables = Variables::of(place);
    for footnote in place.source.post.footnotes().filter(|note| note.dialect == FootnoteDialect::Fastpages) {
        found.extend(empty_id(place, &variables, &footnote));
        found.extend(footnote_inline(place, &footnote));
        found.extend(markdown_in_footnote(place, &footnote));
    }
    for output in place.source.post.outputs() {
        match output.filters.iter().any(|filter| filter.name.text == DETAIL) {
            true => {
                found.extend(text_lost(place, &variables, &output));
                let details = output.filters.iter().filter(|it| it.name.text == DETAIL);
                // What stands in a comment is read, and not run.
                let details = details.filter(|_| output.context != Context::LiquidComment);
                found.extend(details.filter_map(footnote_arguments));
                found.extend(mangled(&output));
                found.extend(output.filters.iter().filter_map(|filter| unknown(place, filter)));
            }
            false => found.extend(misspelt(&output)),
        }
    }
}

/// Notes are read from the text around them too.
pub(super) fn reach(item: &Item) -> Reach {
    match item {
        Item::Footnote(note) if note.dialect == FootnoteDialect::Fastpages => Reach::Lines,
        Item::Output(_) => Reach::Lines,
        Item::Tag(tag) if may_set(tag) => Reach::Page,
        _ => Reach::Nowhere,
    }
}

/// Whether readers see what an output prints.
fn is_visible(context: Context) -> bool {
    !matches!(context, Context::HtmlComment | Context::LiquidComment | Context::Raw)
}

fn text_lost(place: Place<'_>, variables: &Variables<'_>, output: &Output) -> Option<Diagnostic> {
    if !is_visible(output.context) {
        return None;
    }
    let message = match output.value.as_deref() {
        None => EMPTY.to_owned(),
        Some(Value { kind: ValueKind::String(text), name }) if has_more(place, output, name.range.end()) => {
            cut(&text.text, &name.text)
        }
        Some(Value { kind: ValueKind::String(text), name }) => link_in_quotes(place, &text.text, &name.text)?,
        Some(Value { kind: ValueKind::Literal(printed), name }) if has_more(place, output, name.range.end()) => {
            let shown = match printed.as_str() {
                "" => "readers see an empty note".to_owned(),
                printed => format!("readers see only `{printed}`"),
            };
            format!("{shown}: the text is not between quotes; write `{{{{ '…' | fndetail: … }}}}`")
        }
        Some(Value { kind: ValueKind::Literal(_), .. }) => return None,
        Some(value @ Value { kind: ValueKind::Variable(_), name }) => {
            let unset = variables.is_unset(value);
            let unreadable = output.warning.is_some() && has_more(place, output, name.range.end());
            (unset || unreadable).then(|| EMPTY.to_owned())?
        }
    };
    let range = output.value.as_ref().map_or(output.range, |value| text_range(output, value));
    Some(Diagnostic::new(Code::FootnoteTextLost, range, message))
}

const EMPTY: &str =
    "readers see an empty note: its text is not between straight quotes; write `{{ '…' | fndetail: … }}`";

/// From the value to the `|` behind the lost text, or as much of it as is known.
fn text_range(output: &Output, value: &Value) -> TextRange {
    let end = output.filters.first().map_or(value.name.range.end(), |filter| filter.name.range.start());
    let start = value.name.range.start();
    // White space and the `|` before the filter are no part of the text; three bytes are the usual ` | `.
    let end = end.checked_sub(TextSize::of(" | ")).unwrap_or(end).max(value.name.range.end());
    TextRange::new(start, end)
}

/// Whether more than white space stands between the value and the `|` of the first filter.
fn has_more(place: Place<'_>, output: &Output, value_end: TextSize) -> bool {
    // The strict grammar has nothing else there, and no text is read to see so.
    let Some(filter) = output.filters.first().filter(|_| output.warning.is_some()) else { return false };
    let gap = TextRange::new(value_end, filter.name.range.start().max(value_end));
    match place.text() {
        Some(text) => text.slice(gap).split('|').next().is_some_and(|more| !more.trim().is_empty()),
        None => gap.len() > TextSize::of(" | "),
    }
}

fn cut(shown: &str, written: &str) -> String {
    let (quote, other, entity) = match written.starts_with('"') {
        true => ('"', '\'', "&quot;"),
        false => ('\'', '"', "&#39;"),
    };
    let shown = match shown {
        "" => "readers see an empty note".to_owned(),
        shown => format!("readers see only `{shown}`"),
    };
    format!("{shown}: the next `{quote}` ends the text; write `{entity}` for it, or put the text between `{other}`")
}

/// In a notebook Markdown runs before Liquid, and the quotes of a link's HTML end a text between `"`.
fn link_in_quotes(place: Place<'_>, shown: &str, written: &str) -> Option<String> {
    if !place.is_converted() || !written.starts_with('"') {
        return None;
    }
    let link = link_start(shown)?;
    let before = shown[..link].trim_end();
    Some(format!(
        "readers see the text only up to `{before}`: the link after it becomes HTML whose `\"` ends the text; put the \
         text between `'`"
    ))
}

/// Where a text's first link or bare address starts.
fn link_start(text: &str) -> Option<usize> {
    let bare = ["http://", "https://"].into_iter().filter_map(|scheme| text.find(scheme)).min();
    let open = text.find("](").and_then(|middle| text[..middle].rfind('['));
    match (open, bare) {
        (Some(open), Some(bare)) => Some(open.min(bare)),
        (open, bare) => open.or(bare),
    }
}

/// Whether the id of a note is a variable that may have a value.
pub(super) fn has_variable_id(variables: &Variables<'_>, source: &Source, footnote: &Footnote) -> bool {
    let written = footnote.label.text.as_str();
    let root = written.split(['.', '[']).next().unwrap_or(written);
    footnote.role == Role::Def
        && footnote.id.is_empty()
        && source.post.at(footnote.range.start()).iter().any(|item| match item {
            Item::Output(output) => output.range == footnote.range && has_variable_argument(output),
            _ => false,
        })
        && variables.is_set(root)
}

fn has_variable_argument(output: &Output) -> bool {
    let argument = output.filters.iter().find(|filter| filter.name.text == DETAIL).and_then(|it| it.args.first());
    argument.is_some_and(|argument| matches!(argument.kind, ValueKind::Variable(_)))
}

fn footnote_arguments(filter: &Filter) -> Option<Diagnostic> {
    let message = match filter.argument_count() {
        1 => return None,
        0 => "`fndetail` has no number: the build stops; write `| fndetail: 1`".to_owned(),
        count => format!("`fndetail` has {count} arguments: the build stops; it takes one, the number"),
    };
    Some(Diagnostic::new(Code::FootnoteArguments, filter.name.range, message))
}

fn empty_id(place: Place<'_>, variables: &Variables<'_>, footnote: &Footnote) -> Option<Diagnostic> {
    if !footnote.id.is_empty() || !is_visible(footnote.context) || has_variable_id(variables, place.source, footnote) {
        return None;
    }
    let written = &footnote.label.text;
    let message = match (footnote.role, written.as_str()) {
        (Role::Ref, _) => "this footnote has no number: readers see nothing to click; write `{% fn 1 %}`".to_owned(),
        // `fndetail` without any argument stops the build, which is a finding of its own.
        (Role::Def, "") if footnote.label.range.is_empty() => return None,
        (Role::Def, "") => "this note has no number: no link reaches it; write `fndetail: 1`".to_owned(),
        (Role::Def, word) => {
            format!("`{word}` is a variable without a value: the note has no number; write `'{word}'` or a number")
        }
    };
    let range = if footnote.label.range.is_empty() { footnote.range } else { footnote.label.range };
    Some(Diagnostic::new(Code::FootnoteEmptyId, range, message))
}

fn footnote_inline(place: Place<'_>, footnote: &Footnote) -> Option<Diagnostic> {
    is_shown_as_text(place, footnote).filter(|is| *is).map(|_| inline(footnote))
}

fn inline(footnote: &Footnote) -> Diagnostic {
    let message =
        "readers see `<div class='footnotes'>` as typed: a note must begin its line; move it to a line of its own";
    Diagnostic::new(Code::FootnoteInline, footnote.range, message)
}

/// Whether a note of a post does not begin its line; `None` for what makes no block there in any case.
fn is_shown_as_text(place: Place<'_>, footnote: &Footnote) -> Option<bool> {
    let prose = footnote.role == Role::Def && footnote.context == Context::Prose;
    if !prose || !place.is_jekyll() || place.is_cell() {
        return None;
    }
    if footnote.at_block_start {
        let is_first = footnote.range.start() <= place.source.post.body_start();
        if !footnote.trims_before || is_first {
            return Some(false);
        }
    }
    (!follows_only_tags(place, footnote)).then_some(true)
}

/// The findings on notes that stop beginning their lines, as what stands above takes the lines between for white space.
/// What stands above may be far away, so all of the text tells; in few texts there is anything that may.
pub(super) fn check_pulled_up(place: Place<'_>, found: &mut Vec<Diagnostic>) {
    if !place.has_fn() || !place.source.post.trims() {
        return;
    }
    let Some(text) = place.text() else { return };
    let notes = place.source.post.footnotes().filter(|note| note.dialect == FootnoteDialect::Fastpages);
    let begins_line = |note: &Footnote| is_shown_as_text(place, note) == Some(false);
    found.extend(notes.filter(begins_line).filter(|note| is_pulled_up(place, &text, note)).map(|note| inline(&note)));
}

/// Whether what ends with `-%}` or `-}}` before a note, and prints something, takes the lines between for white space.
fn is_pulled_up(place: Place<'_>, text: &Text, footnote: &Footnote) -> bool {
    let (first, mut end) = (place.source.post.body_start(), footnote.range.start());
    let mut line = text.line_of(end);
    loop {
        let start = text.line_start(line).max(first);
        let before = text.slice(TextRange::new(start.min(end), end));
        let before = before.trim_end();
        if !before.is_empty() || start == first || line == 0 {
            let tag = before.strip_suffix("-%}").and_then(|before| before.rsplit_once("{%"));
            let is_number = tag.is_some_and(|(_, tag)| tag.trim_start_matches('-').trim_start().starts_with("fn "));
            return is_number || before.ends_with("-}}") && !is_note(before, start == first);
        }
        (end, line) = (start, line - 1);
    }
}

/// Whether all that stands before a note on its line are Liquid tags, most of which print nothing. What its `-` takes
/// is no line's end.
fn follows_only_tags(place: Place<'_>, footnote: &Footnote) -> bool {
    let Some(text) = place.text() else { return false };
    let (first, end) = (place.source.post.body_start(), footnote.range.start());
    let (mut line, mut line_end) = (text.line_of(end), end);
    let start = loop {
        let start = text.line_start(line).max(first);
        let is_blank = text.slice(TextRange::new(start.min(line_end), line_end)).trim().is_empty();
        if !footnote.trims_before || !is_blank || start == first || line == 0 {
            break start;
        }
        (line, line_end) = (line - 1, start);
    };
    let (before, is_first) = (text.slice(TextRange::new(start.min(end), end)), start == first);
    let mut rest = before.trim();
    let is_tag = !rest.is_empty();
    while let Some(tag) = rest.strip_suffix("%}") {
        let Some((before, tag)) = tag.rsplit_once("{%") else { return false };
        let tag = tag.trim_matches(|c: char| c == '-' || c.is_whitespace());
        if tag.starts_with("fn ") {
            return false;
        }
        rest = before.trim_end();
        if tag == "endcomment" {
            // What stands in a comment is not printed either, and it may begin on a line above.
            let Some((before, _)) = rest.rsplit_once("{% comment %}") else { return true };
            rest = before.trim_end();
        }
    }
    is_tag && (rest.is_empty() || is_note(rest, is_first))
}

/// Whether a line, perhaps the first, ends with a note that begins it. Behind that, which is a block of HTML, another block
/// begins, line or not.
fn is_note(line: &str, is_first: bool) -> bool {
    let line = line.trim_start();
    let is_whole = |output: &Output| output.range == TextRange::up_to(TextSize::of(line));
    match liquid::scan(line).items.as_slice() {
        [Item::Output(output)] if is_whole(output) && (is_first || !output.trims.before) => {
            output.filters.iter().any(|filter| filter.name.text == DETAIL)
        }
        _ => false,
    }
}

fn markdown_in_footnote(place: Place<'_>, footnote: &Footnote) -> Option<Diagnostic> {
    let is_block = footnote.at_block_start && footnote.context == Context::Prose;
    if !is_block || !place.is_jekyll() || place.is_cell() {
        return None;
    }
    let what = markdown_in(footnote.shown.as_ref()?)?;
    let message = format!("readers see {what} as typed: Markdown does not work in a note of a post; write HTML");
    Some(Diagnostic::new(Code::MarkdownInFootnote, footnote.body?, message))
}

/// The first Markdown in a text that its writer surely means as such, as a message names it.
pub(in crate::ide) fn markdown_in(text: &str) -> Option<&'static str> {
    if !text.contains(['[', '`', '*', '_']) {
        return None;
    }
    let text: String = text.split('$').step_by(2).collect();
    let link = text.find("](").is_some_and(|middle| text[..middle].contains('[') && text[middle..].contains(')'));
    if link {
        return Some("the brackets of a link");
    }
    if wraps(&text, "`") {
        return Some("backticks");
    }
    ["**", "__", "*", "_"].into_iter().any(|mark| wraps(&text, mark)).then_some("the marks of emphasis")
}

/// Whether a mark opens before a word and closes after one.
fn wraps(text: &str, mark: &str) -> bool {
    let open = text.match_indices(mark).find(|(at, _)| {
        let before = text[..*at].chars().next_back();
        let after = text[at + mark.len()..].chars().next();
        before.is_none_or(|c| c.is_whitespace() || "(\"'".contains(c)) && after.is_some_and(char::is_alphanumeric)
    });
    let Some((open, _)) = open else { return false };
    let rest = &text[open + mark.len()..];
    rest.match_indices(mark).any(|(at, _)| {
        let before = rest[..at].chars().next_back();
        let after = rest[at + mark.len()..].chars().next();
        before.is_some_and(|c| !c.is_whitespace()) && after.is_none_or(|c| !c.is_alphanumeric())
    })
}

fn mangled(output: &Output) -> Option<Diagnostic> {
    let filter = mangled_by(output)?;
    let name = &filter.name.text;
    let message = format!("`{name}` takes the note's HTML apart, and no link finds it; put `fndetail` last");
    Some(Diagnostic::new(Code::FootnoteFilter, filter.name.range, message))
}

/// Filters that no list of Liquid's and Jekyll's has: second names, and those of plugins whose tags are known.
const OTHER_FILTERS: &[&str] = &["encode_email", "h", "inject_anchors", "strip_index", "toc", "toc_only"];

/// A filter of a note that nobody brings: Liquid passes it over without a word.
fn unknown(place: Place<'_>, filter: &Filter) -> Option<Diagnostic> {
    let name = filter.name.text.as_str();
    let mut known = FILTERS.iter().map(|filter| filter.name).chain(OTHER_FILTERS.iter().copied());
    let is_own = place.site.settings().methods.contains(name);
    if !place.is_jekyll() || is_own || !knows_all_plugins(place) || known.any(|it| it == name) {
        return None;
    }
    let near = FILTERS.iter().map(|filter| (strsim::osa_distance(filter.name, name), filter.name)).min();
    let remedy = match near.filter(|(changes, _)| *changes <= 2) {
        Some((_, near)) => format!("did you mean `{near}`?"),
        None => "take it away".to_owned(),
    };
    let message = format!("there is no filter `{name}`: Liquid passes over it without a word; {remedy}");
    Some(Diagnostic::new(Code::FootnoteFilter, filter.name.range, message))
}

fn misspelt(output: &Output) -> Option<Diagnostic> {
    let filter = output.filters.iter().find(|filter| is_like_detail(&filter.name.text))?;
    let name = &filter.name.text;
    let message =
        format!("there is no filter `{name}`: readers see the text without number or link; did you mean `fndetail`?");
    Some(Diagnostic::new(Code::FootnoteFilter, filter.name.range, message))
}

fn is_like_detail(name: &str) -> bool {
    let plain: String = name.chars().filter(|c| *c != '_' && *c != '-').flat_map(char::to_lowercase).collect();
    strsim::osa_distance(&plain, DETAIL) <= 2
}

#[cfg(test)]
mod tests {
    use crate::ide::diagnostics::tests::{check, check_fastpages, codes, codes_in_cell};

    #[test]
    fn a_number_is_all_that_is_left_of_a_text_that_begins_with_it() {
        check_fastpages(
            "
A note.{% fn 1 %}

{{ 12 angry men | fndetail: 1 }}
   ^^^^^^^^^^^^ error[footnote-text-lost]: readers see only `12`: the text is not between quotes; write `{{ '…' | fndetail: … }}`
",
        );
    }

    #[test]
    fn a_note_under_a_tag_that_takes_the_line_break() {
        check_fastpages(
            "
A note.{%- fn 1 -%}

{{ 'Its text.' | fndetail: 1 }}
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[footnote-inline]: readers see `<div class='footnotes'>` as typed: a note must begin its line; move it to a line of its own
",
        );
    }

    #[test]
    fn an_apostrophe_ends_the_text() {
        check_fastpages(
            "
It holds.{% fn 1 %}{% fn 2 %}

{{ 'I don't know.' | fndetail: 1 }}
   ^^^^^^^^^^^^^^^ error[footnote-text-lost]: readers see only `I don`: the next `'` ends the text; write `&#39;` for it, or put the text between `\"`
{{ \"say \"a\" now\" | fndetail: 2 }}
   ^^^^^^^^^^^^^ error[footnote-text-lost]: readers see only `say `: the next `\"` ends the text; write `&quot;` for it, or put the text between `'`
",
        );
    }

    #[test]
    fn a_text_without_quotes_is_empty() {
        check_fastpages(
            "
It holds.{% fn 1 %}

{{ “A note” | fndetail: 1 }}
   ^^^^^^^^ error[footnote-text-lost]: readers see an empty note: its text is not between straight quotes; write `{{ '…' | fndetail: … }}`
",
        );
    }

    /// What real Liquid says of each way to write a note (Liquid 4.0 and 5.4 agree).
    #[test]
    fn texts_that_liquid_cuts_and_texts_that_it_keeps() {
        for (note, lost) in [
            ("'a note' | fndetail: 1", false),
            ("\"it's\" | fndetail: 1", false),
            ("'say \"x\"' | fndetail: 1", false),
            ("'it&#39;s' | fndetail: 1", false),
            ("'it’s' | fndetail: 1", false),
            ("\"a | b\" | fndetail: 1", false),
            ("'two\nlines' | fndetail: 1", false),
            ("'an empty\n\nline' | fndetail: 1", false),
            ("'open { only' | fndetail: 1", false),
            ("\"a\" | append: \"y\" | fndetail: 1", false),
            ("'a', 'b' | fndetail: 1", true),
            ("\"a\" \"b\" | fndetail: 1", true),
            ("\"a \\\"q\\\" b\" | fndetail: 1", true),
            ("text here | fndetail: 1", true),
            ("text\" | fndetail: 1", true),
            ("note | fndetail: 1", true),
            ("'a note' | fndetail: 1 2", false),
            ("'a note' | fndetail, 1", false),
        ] {
            let post = format!("It holds.{{% fn 1 %}}\n\n{{{{ {note} }}}}");
            let found = codes(&post);
            assert_eq!(found.contains("footnote-text-lost"), lost, "{note}: {found}");
        }
    }

    #[test]
    fn a_variable_that_is_set_is_no_loss() {
        for post in [
            "{% capture t %}it's \"x\"{% endcapture %}One.{% fn 1 %}\n\n{{ t | fndetail: 1 }}",
            "{% assign t = 'x' %}One.{% fn 1 %}\n\n{{ t | fndetail: 1 }}",
            "One.{% fn 1 %}\n\n{{ page.note | fndetail: 1 }}",
            "One.{% fn 1 %}\n\n{% include sets.html %}\n\n{{ t | fndetail: 1 }}",
        ] {
            assert_eq!(codes(post), "", "{post}");
        }
    }

    #[test]
    fn in_a_notebook_a_link_ends_a_text_between_double_quotes() {
        check_fastpages(
            "//- /_notebooks/2020-01-01-a.ipynb
%% markdown
# Title
%% markdown
One.{% fn 1 %} Two.{% fn 2 %} Three.{% fn 3 %}

{{ \"See [the paper](https://example.org).\" | fndetail: 1 }}
   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[footnote-text-lost]: readers see the text only up to `See`: the link after it becomes HTML whose `\"` ends the text; put the text between `'`

{{ 'See [the paper](https://example.org).' | fndetail: 2 }}

{{ \"As at https://example.org.\" | fndetail: 3 }}
   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[footnote-text-lost]: readers see the text only up to `As at`: the link after it becomes HTML whose `\"` ends the text; put the text between `'`
",
        );
    }

    #[test]
    fn a_note_without_its_number() {
        check_fastpages(
            "
{{ 'A note.' | fndetail }}
               ^^^^^^^^ error[footnote-arguments]: `fndetail` has no number: the build stops; write `| fndetail: 1`
{{ 'Another.' | fndetail: 1, 2 }}
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ hint[unused-footnote]: nothing refers to footnote `1`: its ↩ leads nowhere; refer to it with `{% fn 1 %}`
                ^^^^^^^^ error[footnote-arguments]: `fndetail` has 2 arguments: the build stops; it takes one, the number
",
        );
        for note in ["fndetail", "fndetail:", "fndetail = 1", "fndetail: 1, x: 2"] {
            let found = codes(&format!("{{{{ 'A note.' | {note} }}}}"));
            assert!(found.contains("footnote-arguments"), "{note}: {found}");
        }
    }

    #[test]
    fn a_number_that_is_empty_on_the_page() {
        check_fastpages(
            "
One.{% fn %}
    ^^^^^^^^ warning[footnote-empty-id]: this footnote has no number: readers see nothing to click; write `{% fn 1 %}`

{{ 'A note.' | fndetail: note }}
                         ^^^^ warning[footnote-empty-id]: `note` is a variable without a value: the note has no number; write `'note'` or a number
",
        );
        assert_eq!(codes("{% assign n = 3 %}{% fn 3 %}\n\n{{ 'A note.' | fndetail: n }}"), "");
    }

    #[test]
    fn a_note_behind_other_text() {
        let message = "warning[footnote-inline]: readers see `<div class='footnotes'>` as typed: a note must begin its \
                       line; move it to a line of its own";
        check_fastpages(&format!(
            "
One.{{% fn 1 %}} {{{{ 'A note.' | fndetail: 1 }}}}
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ {message}
"
        ));
        for (post, inline) in [
            ("a{% fn 1 %}\n{{ 't' | fndetail: 1 }}", false),
            ("a{% fn 1 %}\n\n   {{ 't' | fndetail: 1 }}", false),
            ("a{% fn 1 %}\n\n- {{ 't' | fndetail: 1 }}", false),
            ("a{% fn 1 %}\n\n> {{ 't' | fndetail: 1 }}", false),
            ("a{% fn 1 %}\n\n{{ 't' | fndetail: 1 }} and more", false),
            ("a{% fn 1 %}\n\n{% if page.notes %}{{ 't' | fndetail: 1 }}{% endif %}", false),
            ("a{% fn 1 %}{{ 't' | fndetail: 1 }}", true),
            ("a{% fn 1 %}<br/>{{ 't' | fndetail: 1 }}", true),
            ("a{% fn 1 %}\n\n{{- 't' | fndetail: 1 }}", true),
            ("a{% fn 1 %}\n\n| a | {{ 't' | fndetail: 1 }} |\n|---|---|\n| 1 | 2 |", true),
        ] {
            assert_eq!(codes(post), if inline { "footnote-inline" } else { "" }, "{post}");
        }
        assert_eq!(codes_in_cell("a{% fn 1 %} {{ 't' | fndetail: 1 }}"), "");
    }

    #[test]
    fn markdown_in_the_note_of_a_post() {
        check_fastpages(
            "
One.{% fn 1 %}

{{ 'See [there](https://example.org).' | fndetail: 1 }}
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[markdown-in-footnote]: readers see the brackets of a link as typed: Markdown does not work in a note of a post; write HTML
",
        );
        for (text, found) in [
            ("a _word_ here", true),
            ("two **words**", true),
            ("the `code` here", true),
            ("![a](b)", true),
            ("snake_case_name and a*b*c", false),
            ("2 * 3 * 4 and _", false),
            ("$a_1 + b_2$ and $x*y*z$", false),
            ("see <a href=\"x\">there</a> [1]", false),
            ("100% (sure)", false),
        ] {
            let post = format!("a{{% fn 1 %}}\n\n{{{{ '{text}' | fndetail: 1 }}}}");
            assert_eq!(codes(&post), if found { "markdown-in-footnote" } else { "" }, "{text}");
            let cell = format!("a{{% fn 1 %}}\n\n{{{{ '{text}' | fndetail: 1 }}}}").replace("![a](b)", "x");
            assert_eq!(codes_in_cell(&cell), "", "{text}");
        }
    }

    #[test]
    fn filters_that_spoil_a_note() {
        check_fastpages(
            "
{{ 'A note.' | fndetial: 1 }}
               ^^^^^^^^ warning[footnote-filter]: there is no filter `fndetial`: readers see the text without number or link; did you mean `fndetail`?
{{ 'A note.' | fndetail: 2 | upcase }}
                             ^^^^^^ warning[footnote-filter]: `upcase` takes the note's HTML apart, and no link finds it; put `fndetail` last
",
        );
        check_fastpages(
            "
One.{% fn 1 %}

{{ 'A note.' | markdownify | upcas | tooltip | fndetail: 1 }}
                             ^^^^^ warning[footnote-filter]: there is no filter `upcas`: Liquid passes over it without a word; did you mean `upcase`?
                                     ^^^^^^^ warning[footnote-filter]: there is no filter `tooltip`: Liquid passes over it without a word; take it away
",
        );
        let own = "//- /_plugins/tooltip.rb\ndef tooltip(input)\n//- /_posts/2020-01-01-a.md\nOne.{% fn 1 %}\n\n";
        check_fastpages(&format!("{own}{{{{ 'A note.' | tooltip | fndetail: 1 }}}}\n"));
    }

    #[test]
    fn a_blog_without_the_plugins_has_no_notes() {
        check("//- /_config.yml\n//- /_posts/2020-01-01-a.md\n{{ 'I don't' | fndetail }}\n");
    }
}
