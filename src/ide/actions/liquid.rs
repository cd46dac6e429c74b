//! Repairs of what Liquid cannot read, or reads although it is not meant for it.

use super::writing::ending;
use super::{At, Fix, note};
use crate::ide::diagnostics::liquid::meant;
use crate::ide::variables::Variables;
use crate::ide::{Diagnostic, SourceChange, SourceEdit};
use crate::syntax::footnote::DETAIL;
use crate::syntax::liquid::{Fault, Output};
use crate::syntax::{Code, CodeSyntax, Item, Math, Problem, ProblemKind};
use crate::text::{TextRange, TextSize};

const RAW: &str = "{% raw %}";
const END_RAW: &str = "{% endraw %}";

/// What stops the build.
pub(super) fn syntax(at: At<'_>, finding: &Diagnostic) -> Vec<Fix> {
    let brace = |problem: &Problem| match problem.kind {
        ProblemKind::Liquid(Fault::UnterminatedOutput { brace }) => brace,
        ProblemKind::Liquid(_) => None,
    };
    let is_meant = |it: &Problem| it.range == finding.range || brace(it) == Some(finding.range);
    let Some(problem) = at.place.source.post.problems().find(is_meant) else { return Vec::new() };
    let ProblemKind::Liquid(fault) = &problem.kind;
    let raw = raw_around(at, problem.range).map(|change| wrapped(change).safe_if(true));
    let mut fixes: Vec<Fix> = match fault {
        Fault::UnterminatedOutput { brace: Some(_) } => unterminated(at, &problem),
        Fault::UnterminatedTag => tag_end(at, &problem).into_iter().collect(),
        Fault::NeverClosed { block } if block == "raw" => raw_end(at, &problem).into_iter().collect(),
        _ => Vec::new(),
    };
    // In code nothing is meant for Liquid.
    if let Some(raw) = raw {
        fixes = vec![raw];
    }
    if let Some(first) = fixes.first_mut() {
        first.is_preferred = true;
    }
    fixes
}

fn wrapped(change: SourceChange) -> Fix {
    Fix::new("Put it between `{% raw %}` and `{% endraw %}`", change)
}

/// A `{{` that ends too early: at a lone `}`, or at one that is a part of the text.
fn unterminated(at: At<'_>, problem: &Problem) -> Vec<Fix> {
    let mut outputs = at.place.source.post.outputs();
    let recovered = outputs.find(|it| it.range.start() == problem.range.start());
    let Some(output) = recovered else { return Vec::new() };
    if output.range.end() == problem.range.end() {
        let end = at.edit(TextRange::empty(output.range.end()), "}");
        return vec![Fix::new("End it with `}}`", end).safe_if(true)];
    }
    let Some(text) = note::string(&output) else { return Vec::new() };
    let written = at.slice(text);
    let entities = written.replace('{', "&#123;").replace('}', "&#125;");
    let mut fixes = vec![Fix::new("Write `&#123;` and `&#125;` for the braces", at.edit(text, entities)).safe_if(true)];
    fixes.extend(captured(at, &output, written));
    fixes
}

/// The text of a note as a variable that is set before it, in which braces and quotes are text.
fn captured(at: At<'_>, output: &Output, text: &str) -> Option<Fix> {
    let filter = output.filters.first().filter(|filter| filter.name.text == DETAIL)?;
    let id = filter.args.first()?.name.text.trim_matches(['\'', '"']).to_owned();
    let is_word = !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric());
    if !is_word || text.contains("{{") || text.contains("{%") || !at.before(output.range.start()).trim().is_empty() {
        return None;
    }
    let name = format!("note_{id}");
    let line = ending(at.source);
    let value = output.value.as_ref()?.name.range;
    let file = at.place.file().clone();
    let capture = format!("{{% capture {name} %}}{text}{{% endcapture %}}{line}");
    let mut change =
        SourceChange::one(file.clone(), SourceEdit { range: TextRange::empty(output.range.start()), insert: capture });
    change.add(file, SourceEdit { range: value, insert: name });
    Some(Fix::new("Keep the braces, in a `{% capture %}`", change))
}

/// A number whose tag is not ended: `{% fn 1 ` and `{% fn 1 }`.
fn tag_end(at: At<'_>, problem: &Problem) -> Option<Fix> {
    let rest = at.behind(problem.range.end());
    let inside = rest.trim_start().strip_prefix("fn ")?.trim_start();
    let id = inside.split(|c: char| !c.is_alphanumeric()).next().filter(|id| !id.is_empty())?;
    let behind = &inside[id.len()..];
    let start = problem.range.end() + TextSize::of(rest) - TextSize::of(behind);
    let broken = [" }", "}", " %", "%"].into_iter().find(|it| behind.starts_with(it)).unwrap_or_default();
    let range = TextRange::at(start, TextSize::of(broken));
    Some(Fix::new("End the tag with `%}`", at.edit(range, " %}")))
}

/// A `raw` whose end Liquid does not take for one, as it has a `-`.
fn raw_end(at: At<'_>, problem: &Problem) -> Option<Fix> {
    let start = usize::from(problem.range.end());
    let rest = at.source.get(start..)?;
    let ends = ["{%- endraw -%}", "{%- endraw %}", "{% endraw -%}"];
    let (place, end) = ends.into_iter().filter_map(|end| Some((rest.find(end)?, end))).min()?;
    let place = TextSize::new(u32::try_from(start + place).ok()?);
    let change = at.edit(TextRange::at(place, TextSize::of(end)), END_RAW);
    Some(Fix::new("Write `{% endraw %}` without `-`", change).safe_if(true))
}

/// A tag that nobody knows.
pub(super) fn unknown_tag(at: At<'_>, finding: &Diagnostic) -> Vec<Fix> {
    let mut fixes = Vec::new();
    let name = at.slice(finding.range);
    if let Some(meant) = meant(at.place, name).filter(|it| !it.contains('{')) {
        let is_sure = meant.eq_ignore_ascii_case(name) || meant.replace(' ', "") == name;
        let change = at.edit(finding.range, meant.as_str());
        fixes.push(Fix::new(format!("Write `{meant}`"), change).preferred().safe_if(is_sure));
    }
    fixes.extend(raw_around(at, finding.range).map(wrapped));
    fixes
}

/// A part of code or of a formula that Liquid takes for its own.
pub(super) fn swallowed(at: At<'_>, finding: &Diagnostic) -> Vec<Fix> {
    let mut fixes = Vec::new();
    let is_alone = holders(at, finding.range).first().is_some_and(|it| !holds_more(at, it.range()));
    if let Some(change) = raw_around(at, finding.range).filter(|_| is_alone) {
        fixes.push(wrapped(change).preferred().safe_if(true));
    } else if !at.place.is_converted() {
        let written = at.slice(finding.range);
        let change = at.edit(finding.range, format!("{RAW}{written}{END_RAW}"));
        fixes.push(wrapped(change).preferred().safe_if(true));
    }
    if holders(at, finding.range).iter().any(|it| matches!(it, Item::Math(_))) {
        let written = at.slice(finding.range);
        let spaced = written.replacen("{{", "{ {", 1);
        let spaced = spaced.strip_suffix("}}").map(|it| format!("{it}}} }}"));
        let change = spaced.map(|spaced| at.edit(finding.range, spaced));
        fixes.extend(change.map(|change| Fix::new("Put spaces between the braces", change)));
    }
    fixes
}

/// Code and formulas that a place lies in, the innermost first.
fn holders(at: At<'_>, range: TextRange) -> Vec<Item> {
    let items = at.place.items_at(range.start()).into_iter();
    items.filter(|it| matches!(it, Item::Code(_) | Item::Math(_)) && it.range().contains_range(range)).collect()
}

/// Whether Liquid also does something in a part that is meant: a tag, or a value that it knows.
fn holds_more(at: At<'_>, range: TextRange) -> bool {
    let variables = Variables::of(at.place);
    let post = at.place.source.post.within(range);
    let is_meant = |it: Output| it.value.as_ref().is_some_and(|value| !variables.is_unset(value));
    post.tags().any(|tag| range.contains_range(tag.range))
        || post.outputs().filter(|it| range.contains_range(it.range)).any(is_meant)
}

/// `{% raw %}` around the code or the formula that a place lies in; `None` where it lies in none.
fn raw_around(at: At<'_>, place: TextRange) -> Option<SourceChange> {
    let holder = holders(at, place).into_iter().next()?;
    let range = match &holder {
        Item::Code(Code { range, .. }) | Item::Math(Math { range, .. }) => *range,
        _ => return None,
    };
    if at.slice(range).contains("endraw") {
        return None;
    }
    let lines = matches!(&holder, Item::Code(code) if code.syntax != CodeSyntax::Span);
    let (start, end) = match lines {
        true => {
            let first = at.text.line_start(at.text.line_of(range.start()));
            let last = at.text.line_of(TextSize::of(at.source[..usize::from(range.end())].trim_end()));
            (first, at.text.line_end(last))
        }
        false => (range.start(), range.end()),
    };
    let line = if lines { ending(at.source) } else { "" };
    // A line within a list item is indented as the item is.
    let indent = &at.source[usize::from(start)..];
    let is_fence = matches!(&holder, Item::Code(code) if code.syntax == CodeSyntax::Fence);
    let indent = if is_fence { &indent[..indent.len() - indent.trim_start_matches([' ', '\t']).len()] } else { "" };
    if is_fence && !indent.is_empty() && !at.before(range.start()).trim().is_empty() {
        return None;
    }
    let file = at.place.file().clone();
    let before = SourceEdit { range: TextRange::empty(start), insert: format!("{indent}{RAW}{line}") };
    let mut change = SourceChange::one(file.clone(), before);
    change.add(file, SourceEdit { range: TextRange::empty(end), insert: format!("{line}{indent}{END_RAW}") });
    Some(change)
}
