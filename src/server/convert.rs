//! Answers as the protocol writes them, in what this client understands.

mod action;
mod change;
mod inline;
mod structure;

use std::collections::HashSet;

use tower_lsp::ls_types::*;

use super::address::Address;
use super::snapshot::Here;
use crate::ide;
use crate::site::FileRange;
use crate::text::{TextRange, TextSize};

pub use action::{actions, asked};
pub use change::{change, changes};
pub use inline::{hints, legend, tokens};
pub use structure::{folds, links, selections, site_symbols, symbols};

/// Somewhere to go: links where the client takes them, else plain places.
pub fn definition(here: &Here<'_>, targets: Vec<ide::NavTarget>) -> Option<GotoDefinitionResponse> {
    if targets.is_empty() {
        return None;
    }
    if !here.client().definition_links {
        let places = targets.iter().filter_map(|it| here.location(&it.file, it.focus_range));
        return Some(GotoDefinitionResponse::Array(places.collect()));
    }
    let links = targets.iter().filter_map(|it| {
        let Location { uri, range } = here.location(&it.file, it.full_range)?;
        let focus = here.location(&it.file, it.focus_range)?.range;
        Some(LocationLink {
            origin_selection_range: None,
            target_uri: uri,
            target_range: range,
            target_selection_range: focus,
        })
    });
    Some(GotoDefinitionResponse::Link(links.collect()))
}

pub fn references(here: &Here<'_>, places: Vec<FileRange>) -> Vec<Location> {
    places.iter().filter_map(|it| here.location(&it.file, it.range)).collect()
}

/// Places without those that are there twice, as two blogs may hold a file; `None` where there are none.
pub fn distinct(mut places: Vec<Location>) -> Option<Vec<Location>> {
    let mut known = HashSet::new();
    places.retain(|it| known.insert((Address::new(it.uri.as_str()), it.range)));
    (!places.is_empty()).then_some(places)
}

pub fn highlight(here: &Here<'_>, places: Vec<ide::Highlight>) -> Option<Vec<DocumentHighlight>> {
    let kind = |declares| if declares { DocumentHighlightKind::WRITE } else { DocumentHighlightKind::READ };
    let places =
        places.iter().map(|it| DocumentHighlight { range: here.range(it.range), kind: Some(kind(it.declares)) });
    Some(places.collect()).filter(|places: &Vec<_>| !places.is_empty())
}

/// The name that would be changed, with the name as it is.
pub fn renamed(here: &Here<'_>, renamed: ide::Renamed) -> PrepareRenameResponse {
    PrepareRenameResponse::RangeWithPlaceholder { range: here.range(renamed.range), placeholder: renamed.name }
}

/// Ranges that are edited together; `None` where there is only one.
pub fn linked(here: &Here<'_>, ranges: Vec<TextRange>) -> Option<LinkedEditingRanges> {
    let ranges: Vec<Range> = ranges.into_iter().map(|range| here.range(range)).collect();
    (ranges.len() > 1).then_some(LinkedEditingRanges { ranges, word_pattern: Some(r"[\w-]+".into()) })
}

pub fn hover(here: &Here<'_>, hover: Option<ide::Hover>) -> Option<Hover> {
    let mut hover = hover?;
    // What a post shows may lie anywhere: who looks at a note must not have fetched what it names.
    hover.markdown = hover.markdown.replace("![", "[");
    let is_wanted = match here.config().picture {
        ide::Picture::Auto => here.client().pictures,
        ide::Picture::On => true,
        ide::Picture::Off => false,
    };
    let picture = hover.picture.filter(|_| is_wanted && here.client().hover_markdown);
    if let Some(uri) = picture.filter(|path| here.holds(path)).and_then(|path| here.file_uri(&path)) {
        hover.markdown = format!("![]({})\n\n{}", uri.as_str(), hover.markdown);
    }
    let contents = HoverContents::Markup(markup(hover.markdown, here.client().hover_markdown));
    Some(Hover { contents, range: Some(here.range(hover.range)) })
}

pub fn completion(here: &Here<'_>, at: Position, items: Vec<ide::Completion>) -> Option<CompletionResponse> {
    if items.is_empty() {
        return None;
    }
    let width = items.len().to_string().len();
    let items = items.into_iter().enumerate().map(|(place, mut item)| {
        if here.client().edits_before_cursor {
            item.edit = before(here, here.offset(at), item.edit);
        }
        completion_item(here, item, place, width)
    });
    Some(CompletionResponse::Array(items.collect()))
}

/// The same edit up to the cursor, where what stands behind it can stay: white space, and what the edit ends with.
fn before(here: &Here<'_>, cursor: TextSize, edit: ide::SourceEdit) -> ide::SourceEdit {
    let ide::SourceEdit { range, mut insert } = edit;
    if !range.contains_inclusive(cursor) {
        return ide::SourceEdit { range, insert };
    }
    let behind = here.slice(TextRange::new(cursor, range.end()));
    let kept = behind.trim_start();
    // The longest end of what is behind the cursor that both have, white space included.
    let starts = (0..=behind.len() - kept.len()).filter(|at| behind.is_char_boundary(*at));
    let Some(shared) = starts.map(|at| &behind[at..]).find(|it| insert.ends_with(it)) else {
        return ide::SourceEdit { range, insert };
    };
    insert.truncate(insert.len() - shared.len());
    ide::SourceEdit { range: TextRange::new(range.start(), cursor), insert }
}

fn completion_item(here: &Here<'_>, item: ide::Completion, place: usize, width: usize) -> CompletionItem {
    // Neovim cuts a plain text at its first blank, and no client does so with a snippet.
    let (format, text) = match here.client().snippets {
        true => (InsertTextFormat::SNIPPET, snippet(&item.edit.insert, item.caret)),
        false => (InsertTextFormat::PLAIN_TEXT, item.edit.insert),
    };
    let documentation =
        item.documentation.map(|it| Documentation::MarkupContent(markup(it, here.client().completion_markdown)));
    CompletionItem {
        label: item.label,
        kind: Some(completion_kind(item.kind)),
        detail: item.detail,
        documentation,
        sort_text: Some(format!("{place:0width$}")),
        filter_text: Some(item.filter),
        insert_text_format: Some(format),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit { range: here.range(item.edit.range), new_text: text })),
        ..CompletionItem::default()
    }
}

fn completion_kind(kind: ide::CompletionKind) -> CompletionItemKind {
    match kind {
        ide::CompletionKind::Footnote | ide::CompletionKind::Heading | ide::CompletionKind::Label => {
            CompletionItemKind::REFERENCE
        }
        ide::CompletionKind::File | ide::CompletionKind::Image => CompletionItemKind::FILE,
        ide::CompletionKind::Folder => CompletionItemKind::FOLDER,
        ide::CompletionKind::Key => CompletionItemKind::PROPERTY,
        ide::CompletionKind::Value => CompletionItemKind::VALUE,
        ide::CompletionKind::Emoji => CompletionItemKind::TEXT,
        ide::CompletionKind::Tag => CompletionItemKind::KEYWORD,
        ide::CompletionKind::Filter => CompletionItemKind::FUNCTION,
        ide::CompletionKind::Snippet => CompletionItemKind::SNIPPET,
    }
}

/// A text as a snippet, the cursor where it is wanted.
fn snippet(text: &str, caret: Option<usize>) -> String {
    match caret.and_then(|at| text.split_at_checked(at)) {
        Some((before, after)) => format!("{}$0{}", escaped(before), escaped(after)),
        None => escaped(text),
    }
}

/// A text as a snippet that means only itself (LSP 3.17, "Snippet Syntax").
fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut escaped, c| {
        if matches!(c, '$' | '}' | '\\') {
            escaped.push('\\');
        }
        escaped.push(c);
        escaped
    })
}

/// Markdown for clients that show it, else the same as plain text.
fn markup(markdown: String, shown: bool) -> MarkupContent {
    match shown {
        true => MarkupContent { kind: MarkupKind::Markdown, value: markdown },
        false => MarkupContent { kind: MarkupKind::PlainText, value: ide::plain(&markdown) },
    }
}

pub fn diagnostics(here: &Here<'_>, findings: Vec<ide::Diagnostic>) -> Vec<Diagnostic> {
    findings.into_iter().map(|finding| diagnostic(here, finding)).collect()
}

fn diagnostic(here: &Here<'_>, finding: ide::Diagnostic) -> Diagnostic {
    let client = here.client();
    let related = finding.related.iter().filter_map(|it| {
        let location = here.location(&it.place.file, it.place.range)?;
        Some(DiagnosticRelatedInformation { location, message: it.message.to_string() })
    });
    let related: Vec<_> = if client.related_information { related.collect() } else { Vec::new() };
    Diagnostic {
        range: here.range(finding.range),
        severity: Some(match finding.severity {
            ide::Severity::Error => DiagnosticSeverity::ERROR,
            ide::Severity::Warning => DiagnosticSeverity::WARNING,
            ide::Severity::Information => DiagnosticSeverity::INFORMATION,
            ide::Severity::Hint => DiagnosticSeverity::HINT,
        }),
        code_description: page(finding.code).filter(|_| client.code_description),
        code: Some(NumberOrString::String(finding.code.name().into())),
        source: Some("manicule".into()),
        message: finding.message.into(),
        related_information: (!related.is_empty()).then_some(related),
        tags: (finding.unnecessary && client.diagnostic_tags).then(|| vec![DiagnosticTag::UNNECESSARY]),
        ..Diagnostic::default()
    }
}

fn page(code: ide::Code) -> Option<CodeDescription> {
    Some(CodeDescription { href: code.page().parse().ok()? })
}
