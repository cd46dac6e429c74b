//! Repairs of front matter: quotes, types, the list form as YAML.

use super::writing::{all, ending, whole_lines};
use super::{At, Fix};
use crate::ide::front_matter::{self, Kind};
use crate::ide::{Diagnostic, SourceEdit};
use crate::syntax::{self, Entry, FrontMatter, NodeKind, Part};
use crate::text::{Edit, TextRange, TextSize};

/// The entry whose key or value a finding is about.
fn entry(at: At<'_>, finding: &Diagnostic) -> Option<Entry> {
    let entries = &at.place.source.post.front_matter()?.entries;
    entries.iter().find(|it| it.value.range == finding.range || it.key.range == finding.range).cloned()
}

/// Front matter that no YAML reader takes: quotes around the value of the line, or spaces for tabs.
pub(super) fn syntax(at: At<'_>, finding: &Diagnostic) -> Vec<Fix> {
    if at.place.is_cell() {
        return list_value(at, finding);
    }
    let line = at.text.line_of(finding.range.start());
    let mut fixes = Vec::new();
    for line in [Some(line), line.checked_sub(1)].into_iter().flatten() {
        let start = at.text.line_start(line);
        let written = at.slice(TextRange::new(start, at.text.line_end(line)));
        let indent = &written[..written.len() - written.trim_start().len()];
        if indent.contains('\t') {
            let change = (TextRange::at(start, TextSize::of(indent)), indent.replace('\t', "  "));
            fixes.extend(readable(at, change, "Indent with spaces"));
        }
        if let Some((key, _)) = written.split_once(':') {
            let value = written[key.len() + 1..].trim();
            let value_start =
                key.len() + 1 + written[key.len() + 1..].len() - written[key.len() + 1..].trim_start().len();
            let is_plain = !value.is_empty() && !value.starts_with(['"', '\'', '|', '>']);
            if is_plain && !key.trim().is_empty() && !key.trim_start().starts_with(['-', '#']) {
                let place = start + TextSize::new(u32::try_from(value_start).unwrap_or_default());
                let change = (TextRange::at(place, TextSize::of(value)), double_quoted(value));
                fixes.extend(readable(at, change, "Put the value between quotes"));
            }
        }
        if let Some(first) = fixes.first_mut() {
            first.is_preferred = true;
            break;
        }
    }
    fixes
}

/// A text as a YAML string between `"`.
fn double_quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A repair that leaves front matter that can be read.
fn readable(at: At<'_>, (range, insert): (TextRange, String), title: &str) -> Option<Fix> {
    let mut text = at.text.clone();
    text.edit(&Edit { range, insert: insert.clone() });
    let is_fine = syntax::read(&text.to_string(), Part::File).is_some_and(|it| it.error.is_none());
    is_fine.then(|| Fix::new(title, at.edit(range, insert)).safe_if(true))
}

/// A value of the list form, which fastpages copies into YAML as it stands.
fn list_value(at: At<'_>, finding: &Diagnostic) -> Vec<Fix> {
    let Some(front_matter) = at.place.source.post.front_matter() else { return Vec::new() };
    let covers = |it: &&Entry| it.value.range.contains_inclusive(finding.range.start());
    let Some(entry) = front_matter.entries.iter().find(covers) else { return Vec::new() };
    let value = at.slice(entry.value.range);
    if value.starts_with(['"', '\'', '[', '{']) {
        return Vec::new();
    }
    let change = at.edit(entry.value.range, double_quoted(value));
    vec![Fix::new("Put the value between quotes", change).preferred().safe_if(true)]
}

/// A value of another kind than its key wants.
pub(super) fn wrong_type(at: At<'_>, finding: &Diagnostic) -> Vec<Fix> {
    let Some(entry) = entry(at, finding) else { return Vec::new() };
    let Some(key) = front_matter::key(at.place.layout(), &entry.key.text) else { return Vec::new() };
    let NodeKind::String(text) = &entry.value.kind else { return Vec::new() };
    let better = match key.kind {
        Kind::Bool => match text.trim().to_lowercase().as_str() {
            "true" | "yes" | "on" => Some("true".to_owned()),
            "false" | "no" | "off" => Some("false".to_owned()),
            _ => None,
        },
        Kind::List => {
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            Some(format!("[{}]", items.map(item).collect::<Vec<_>>().join(", ")))
        }
        _ => None,
    };
    let fix = |better: String| Fix::new(format!("Write `{better}`"), at.edit(finding.range, better.as_str()));
    better.map(|better| fix(better).preferred().safe_if(true)).into_iter().collect()
}

/// One item of a YAML list between brackets.
fn item(text: &str) -> String {
    let is_plain = text.chars().all(|c| c.is_alphanumeric() || " -_./+".contains(c));
    let is_plain = is_plain && text.starts_with(char::is_alphabetic);
    if is_plain { text.to_owned() } else { double_quoted(text) }
}

/// A line that does nothing.
pub(super) fn superfluous(at: At<'_>, finding: &Diagnostic) -> Vec<Fix> {
    let Some(entry) = entry(at, finding) else { return Vec::new() };
    let whole = whole_lines(at.text, entry.key.range.cover(entry.value.range));
    let line = at.slice(whole).trim_start().trim_start_matches("- ");
    if !line.starts_with(entry.key.text.as_str()) && !line.starts_with(['"', '\'']) {
        return Vec::new();
    }
    // What nobody has filled in is nobody's.
    let is_template = finding.code == crate::ide::Code::TemplatePlaceholder;
    let title = format!("Delete the line of `{}`", entry.key.text);
    vec![Fix::new(title, at.edit(whole, "")).preferred().safe_if(is_template)]
}

/// A notebook's front matter in a post, as YAML.
pub(super) fn list(at: At<'_>) -> Vec<Fix> {
    let Some(front_matter) = at.place.source.post.front_matter() else { return Vec::new() };
    let Some(yaml) = yaml(at, front_matter) else { return Vec::new() };
    let start = at.text.line_start(at.text.line_of(front_matter.range.start()));
    // Front matter is what a text begins with.
    let range = TextRange::new(0.into(), front_matter.range.end());
    if !at.slice(TextRange::new(0.into(), start)).trim_matches(['\u{feff}', '\n', '\r', ' ']).is_empty() {
        return Vec::new();
    }
    let mark = TextSize::of(if at.source.starts_with('\u{feff}') { "\u{feff}" } else { "" });
    let range = TextRange::new(mark, range.end());
    vec![Fix::new("Write the list as YAML", at.edit(range, yaml)).preferred().safe_if(true)]
}

fn yaml(at: At<'_>, front_matter: &FrontMatter) -> Option<String> {
    let line = ending(at.source);
    let mut yaml = format!("---{line}");
    for entry in &front_matter.entries {
        let written = at.slice(entry.value.range);
        let key = entry.key.text.as_str();
        let plain = |value: &str| {
            let text = format!("---\n{key}: {value}\n---\n");
            let read = syntax::read(&text, Part::File)?;
            (read.error.is_none() && read.entries.len() == 1).then(|| value.to_owned())
        };
        let value = plain(written).unwrap_or_else(|| double_quoted(written));
        yaml.push_str(&format!("{key}: {value}{line}"));
    }
    yaml.push_str("---");
    syntax::read(&format!("{yaml}\n"), Part::File).filter(|it| it.error.is_none()).map(|_| yaml)
}

/// Front matter that does not begin its text: takes away the blank lines above it.
fn above(at: At<'_>, fence: TextRange) -> Option<Fix> {
    let range = TextRange::up_to(fence.start());
    (!range.is_empty()).then(|| Fix::new("Delete the lines above", at.edit(range, "")).preferred().safe_if(true))
}

/// A line of a notebook's front matter that is not read, as one that is.
pub(super) fn unread(at: At<'_>, finding: &Diagnostic) -> Vec<Fix> {
    let written = at.slice(finding.range);
    if written.starts_with('>') {
        return summary(at, finding.range);
    }
    if written.trim_end() == "---" {
        return above(at, finding.range).into_iter().collect();
    }
    let item = written.trim_start();
    let marker = TextSize::of(written) - TextSize::of(item) + TextSize::of("- ");
    let range = TextRange::at(finding.range.start(), marker);
    let edit = SourceEdit { range, insert: "- ".to_owned() };
    let change = crate::ide::SourceChange::one(at.place.file().clone(), edit);
    vec![Fix::new("Begin the line with `- `", change).preferred().safe_if(true)]
}

/// A summary that stands elsewhere, under the title.
fn summary(at: At<'_>, range: TextRange) -> Vec<Fix> {
    let Some(title) = at.place.source.post.front_matter().and_then(|it| it.entries.first()) else { return Vec::new() };
    let place = at.text.line_end(at.text.line_of(title.value.range.end()));
    let insert = format!("{}{}", ending(at.source), at.slice(range));
    let there = SourceEdit { range: TextRange::empty(place), insert };
    let here = SourceEdit { range: whole_lines(at.text, range), insert: String::new() };
    let file = at.place.file();
    let change = all([(file.clone(), there), (file.clone(), here)]);
    vec![Fix::new("Move the summary under the title", change).preferred().safe_if(true)]
}
