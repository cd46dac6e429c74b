//! Ways not to hear of a finding any more: a comment beside it, or a line in the blog's settings.

use super::writing::ending;
use super::{At, Fix};
use crate::ide::config::FILE;
use crate::ide::{Diagnostic, SourceChange, SourceEdit};
use crate::site::{FileId, Layout, SitePath};
use crate::syntax::Item;
use crate::text::{Text, TextRange, TextSize};

/// The ways to switch a finding's rule off.
pub(super) fn fixes(at: At<'_>, finding: &Diagnostic) -> Vec<Fix> {
    comment(at, finding).into_iter().chain(in_file(at, finding)).chain(in_settings(at, finding)).collect()
}

/// A comment for the line, where one can stand that readers do not see and that changes nothing of the text around it.
fn comment(at: At<'_>, finding: &Diagnostic) -> Option<Fix> {
    let line = at.text.line_of(finding.range.start());
    let (start, end) = (at.text.line_start(line), at.text.line_end(line));
    let is_list = at.place.source.post.front_matter().is_some_and(|it| it.range.contains_range(finding.range));
    if is_list || start < at.place.source.post.body_start() {
        return None;
    }
    let holds = |item: &Item| {
        matches!(item, Item::Code(_) | Item::Math(_) | Item::LinkDefinition(_) | Item::Output(_) | Item::Tag(_))
            && item.range().contains_inclusive(start)
            && item.range().start() < start
    };
    if at.place.items_at(start).iter().any(holds) {
        return None;
    }
    let written = at.slice(TextRange::new(start, end));
    let title = format!("Ignore `{}` in this line", finding.code);
    let previous = line.checked_sub(1).map(|it| at.slice(TextRange::new(at.text.line_start(it), at.text.line_end(it))));
    let begins = previous.is_none_or(|it| it.trim().is_empty()) || start == at.place.source.post.body_start();
    if begins && !written.starts_with([' ', '\t']) {
        let comment = format!("<!-- manicule-disable-next-line {} -->{}", finding.code, ending(at.source));
        return Some(Fix::new(title, at.edit(TextRange::empty(start), comment)));
    }
    let code = |item: &Item| matches!(item, Item::Code(_) | Item::LinkDefinition(_) | Item::Embed(_));
    let ends_in_code = at.place.items_at(end).iter().any(|item| code(item) && item.range().end() >= end);
    if ends_in_code || written.contains('|') && !written.contains("{{") || written.ends_with([' ', '\\', '|']) {
        return None;
    }
    let comment = format!(" <!-- manicule-disable-line {} -->", finding.code);
    Some(Fix::new(title, at.edit(TextRange::empty(end), comment)))
}

/// A comment for the file, where the finding is in front matter and no comment can stand beside it.
fn in_file(at: At<'_>, finding: &Diagnostic) -> Option<Fix> {
    let body = at.place.source.post.body_start();
    if finding.range.start() >= body || at.place.is_cell() {
        return None;
    }
    let line = ending(at.source);
    let gap = if at.source[usize::from(body)..].starts_with(['\r', '\n']) { "" } else { line };
    let comment = format!("<!-- manicule-disable-file {} -->{line}{gap}", finding.code);
    let fix = Fix::new(format!("Ignore `{}` in this file", finding.code), at.edit(TextRange::empty(body), comment));
    at.source[..usize::from(body)].ends_with('\n').then_some(fix)
}

/// The rule's line in the blog's own settings.
fn in_settings(at: At<'_>, finding: &Diagnostic) -> Option<Fix> {
    let path = SitePath::new(FILE);
    let title = format!("Switch `{}` off in `{FILE}`", finding.code);
    let rule = format!("{} = \"off\"", finding.code);
    let file = FileId::from(path.clone());
    let Some(settings) = at.place.site.config(&path) else {
        // A folder that no generator builds has no root to put settings into.
        if at.place.layout() == Layout::Plain {
            return None;
        }
        let insert = format!("[rules]\n{rule}\n");
        let mut change = SourceChange { created: vec![path], ..SourceChange::default() };
        change.add(file, SourceEdit { range: TextRange::default(), insert });
        return Some(Fix::new(title, change));
    };
    let text = Text::new(settings);
    let line_of = |wanted: &dyn Fn(&str) -> bool| settings.lines().position(|line| wanted(line.trim()));
    let own = |line: &str| line.strip_prefix(finding.code.name()).is_some_and(|it| it.trim_start().starts_with('='));
    let newline = ending(settings);
    let edit = if let Some(line) = line_of(&own) {
        let line = u32::try_from(line).ok()?;
        SourceEdit { range: TextRange::new(text.line_start(line), text.line_end(line)), insert: rule }
    } else if let Some(line) = line_of(&|line| line == "[rules]") {
        let end = text.line_end(u32::try_from(line).ok()?);
        SourceEdit { range: TextRange::empty(end), insert: format!("{newline}{rule}") }
    } else {
        let end = TextSize::of(settings.trim_end());
        let gap = if end == TextSize::new(0) { String::new() } else { newline.repeat(2) };
        SourceEdit { range: TextRange::empty(end), insert: format!("{gap}[rules]{newline}{rule}") }
    };
    Some(Fix::new(title, SourceChange::one(file, edit)))
}
