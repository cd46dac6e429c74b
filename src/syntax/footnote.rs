//! Footnotes as fastpages' two plugins make them: `{% fn 1 %}` and `{{ "…" | fndetail: 1 }}` (`_plugins/footnote.rb` and
//! `_plugins/footnote-detail.rb`).

use smol_str::{SmolStr, format_smolstr};

use super::item::{Footnote, FootnoteDialect, Name, Role};
use super::liquid::{Filter, Output, Tag, Value, ValueKind};
use crate::text::{TextRange, TextSize};

/// The filter that makes a note.
pub const DETAIL: &str = "fndetail";

/// What stands behind the brace of a reference.
pub const MISSPELT: &str = "% fn ";

/// Where a text may hold references whose `{` is misspelt: the places of [`MISSPELT`] that no `{` stands before.
pub fn misspelt(text: &str) -> impl Iterator<Item = u32> {
    let found = memchr::memmem::find_iter(text.as_bytes(), MISSPELT);
    found.filter(|at| !text[..*at].ends_with('{')).filter_map(|at| u32::try_from(at).ok())
}

/// The reference that a tag is, if it is one. Its id is the markup as written: Liquid evaluates nothing of it.
/// Where it stands in the Markdown is for the caller to fill in.
pub fn reference(tag: &Tag) -> Option<Footnote> {
    (tag.name.text == "fn").then(|| Footnote {
        range: tag.range,
        role: Role::Ref,
        dialect: FootnoteDialect::Fastpages,
        label: tag.markup.clone(),
        id: tag.markup.text.clone(),
        body: None,
        shown: None,
        context: tag.context,
        at_block_start: false,
        trims_before: tag.trims.before,
    })
}

/// The note that an output is, if it is one and no later filter takes it apart. Its id is what Liquid makes of the
/// filter's argument. Where it stands in the Markdown is for the caller to fill in.
pub fn definition(output: &Output) -> Option<Footnote> {
    let at = output.filters.iter().position(|filter| filter.name.text == DETAIL)?;
    if mangled_by(output).is_some() {
        return None;
    }
    let filter = &output.filters[at];
    let label = match (filter.args.first(), filter.keywords.first()) {
        (Some(argument), _) => label(argument),
        (None, Some((key, value))) => Name {
            text: format_smolstr!("{}: {}", key.text, value.name.text),
            range: key.range.cover(value.name.range),
        },
        (None, None) => Name { text: SmolStr::default(), range: TextRange::empty(filter.name.range.end()) },
    };
    Some(Footnote {
        range: output.range,
        role: Role::Def,
        dialect: FootnoteDialect::Fastpages,
        label,
        id: id(filter),
        body: Some(body(output)),
        shown: shown(output.value.as_deref(), &output.filters[..at]).map(|text| text.as_str().into()),
        context: output.context,
        at_block_start: false,
        trims_before: output.trims.before,
    })
}

/// The filter behind `fndetail` that takes the note's HTML apart, such as `upcase` or `escape`.
pub fn mangled_by(output: &Output) -> Option<&Filter> {
    let at = output.filters.iter().position(|filter| filter.name.text == DETAIL)?;
    output.filters[at + 1..].iter().find(|filter| MANGLES.contains(&&*filter.name.text))
}

/// Filters of Liquid and Jekyll that leave no working note of the HTML that `fndetail` makes.
const MANGLES: [&str; 30] = [
    "abs",
    "at_least",
    "at_most",
    "base64_encode",
    "capitalize",
    "ceil",
    "cgi_escape",
    "date",
    "divided_by",
    "escape",
    "inspect",
    "jsonify",
    "minus",
    "modulo",
    "normalize_whitespace",
    "number_of_words",
    "plus",
    "remove",
    "round",
    "size",
    "slice",
    "slugify",
    "strip_html",
    "times",
    "to_integer",
    "truncate",
    "truncatewords",
    "upcase",
    "url_encode",
    "xml_escape",
];

/// The id in the text: without the quotes of a string.
fn label(argument: &Value) -> Name {
    match &argument.kind {
        ValueKind::String(inner) => inner.clone(),
        ValueKind::Literal(_) | ValueKind::Variable(_) => argument.name.clone(),
    }
}

/// The id on the page: the argument's `to_s`. All keyword arguments together are one hash, and a variable has, as far
/// as the text alone tells, no value.
fn id(filter: &Filter) -> SmolStr {
    let print = |value: &Value| match &value.kind {
        ValueKind::String(inner) => inner.text.clone(),
        ValueKind::Literal(printed) => printed.clone(),
        ValueKind::Variable(_) => SmolStr::default(),
    };
    if let Some(argument) = filter.args.first() {
        return print(argument);
    }
    if filter.keywords.is_empty() {
        return SmolStr::default();
    }
    let pairs: Vec<String> =
        filter.keywords.iter().map(|(key, value)| format!("{:?}=>{}", key.text, inspect(value))).collect();
    format_smolstr!("{{{}}}", pairs.join(", "))
}

/// A value as Ruby's `inspect` shows it.
fn inspect(value: &Value) -> SmolStr {
    match &value.kind {
        ValueKind::String(inner) => format_smolstr!("{:?}", inner.text),
        ValueKind::Literal(printed) if !printed.is_empty() => printed.clone(),
        ValueKind::Literal(_) | ValueKind::Variable(_) => SmolStr::new_static("nil"),
    }
}

/// Where the note's text stands: between the quotes, or the value as written, or where one would be written.
fn body(output: &Output) -> TextRange {
    match output.value.as_deref() {
        Some(Value { kind: ValueKind::String(inner), .. }) => inner.range,
        Some(value) => value.name.range,
        None => TextRange::empty(output.range.start() + TextSize::of("{{")),
    }
}

/// The note's text as readers see it. `None` where the text alone does not tell: a variable's value, or a filter before
/// `fndetail` whose work is not repeated here.
fn shown(value: Option<&Value>, before: &[Filter]) -> Option<SmolStr> {
    let mut text = match value.map(|value| &value.kind) {
        Some(ValueKind::String(inner)) => inner.text.clone(),
        Some(ValueKind::Literal(printed)) => printed.clone(),
        Some(ValueKind::Variable(_)) => return None,
        None => SmolStr::default(),
    };
    for filter in before {
        let [Value { kind: ValueKind::String(argument), .. }] = &filter.args[..] else { return None };
        text = match &*filter.name.text {
            "append" => format_smolstr!("{text}{}", argument.text),
            "prepend" => format_smolstr!("{}{text}", argument.text),
            _ => return None,
        };
    }
    Some(text)
}

#[cfg(test)]
mod tests;
