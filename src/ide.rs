//! The questions an editor asks, each a function from a site to plain data.

mod actions;
mod anchor;
mod applied;
mod completion;
mod config;
mod definition;
mod diagnostics;
mod disable;
mod folding;
mod footnote;
mod front_matter;
mod highlight;
mod hints;
mod hover;
mod image;
mod label;
mod linked;
mod links;
mod liquid;
mod liquid_block;
mod moves;
mod path;
mod place;
mod plain;
mod references;
mod rename;
mod section;
mod selection;
mod shortcode;
mod subject;
mod symbols;
mod tokens;
mod variables;
mod whole;

use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::site::{FileId, FileRange, Page, Site, SitePath};
use crate::text::{Text, TextRange};

pub use actions::{Action, ActionKind, Wanted, actions, fix_all};
pub use completion::{TRIGGERS, completion};
pub use config::{Complaint, Config, Kind, Picture, SETTINGS, Setting};
pub use definition::definition;
pub use diagnostics::{Code, Known, Rule, diagnostics};
pub use folding::{Fold, FoldKind, folds};
pub use highlight::{Highlight, highlight};
pub use hints::{Hint, hints};
pub use hover::hover;
pub use image::LARGE_IMAGE;
pub use linked::linked;
pub use links::{DocumentLink, LinkTarget, document_links};
pub use moves::{moves, moving};
pub use plain::plain;
pub use references::{Shared, references, references_to, shared};
pub use rename::{Refusal, Renamed, prepare_rename, rename};
pub use selection::selection;
pub use symbols::{SiteSymbol, Symbol, SymbolKind, site_symbols, symbols};
pub use tokens::{Token, TokenKind, tokens};

/// Somewhere to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavTarget {
    /// The text.
    pub file: FileId,
    /// The whole of what is there.
    pub full_range: TextRange,
    /// The part to put the cursor on.
    pub focus_range: TextRange,
}

/// What to show beside the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// What the hover is about.
    pub range: TextRange,
    /// Markdown.
    pub markdown: String,
    /// The picture that it is about, for clients that show pictures.
    pub picture: Option<SitePath>,
}

/// A change to one text, in bytes of the text that the question was asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceEdit {
    /// What is replaced.
    pub range: TextRange,
    /// What stands there afterwards.
    pub insert: String,
}

/// One step over the texts of a blog, which its writer can undo: what its title says, and nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceChange {
    /// Files to be made first, each empty and not yet there.
    pub created: Vec<SitePath>,
    /// The edits of each text: in text order, none overlapping another, all in bytes of the text as it is now. A text
    /// among `created` is empty before.
    pub edits: BTreeMap<FileId, Vec<SourceEdit>>,
    /// Files that move once the edits are made: from where, and to where nothing is yet.
    pub moved: Vec<(SitePath, SitePath)>,
}

impl SourceChange {
    /// A change of one place.
    pub fn one(file: FileId, edit: SourceEdit) -> SourceChange {
        let mut change = SourceChange::default();
        change.add(file, edit);
        change
    }

    /// Adds an edit at its place in text order. What is there already stays: the same edit twice is one.
    pub fn add(&mut self, file: FileId, edit: SourceEdit) {
        let edits = self.edits.entry(file).or_default();
        let place =
            edits.partition_point(|it| (it.range.start(), it.range.end()) <= (edit.range.start(), edit.range.end()));
        if !edits[..place].iter().rev().take_while(|it| it.range == edit.range).any(|it| *it == edit) {
            edits.insert(place, edit);
        }
    }

    /// Whether nothing is to be done.
    pub fn is_empty(&self) -> bool {
        self.created.is_empty() && self.moved.is_empty() && self.edits.values().all(Vec::is_empty)
    }
}

/// What kind of thing a completion is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // the names say it
pub enum CompletionKind {
    Footnote,
    File,
    Folder,
    Image,
    Heading,
    Label,
    Key,
    Value,
    Emoji,
    Tag,
    Filter,
    Snippet,
}

/// One completion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What the list shows.
    pub label: String,
    /// What kind of thing it is.
    pub kind: CompletionKind,
    /// What stands beside the label.
    pub detail: Option<String>,
    /// What the side panel shows: Markdown.
    pub documentation: Option<String>,
    /// The one change that inserts it: on one line, its range holds the cursor and every closer that the editor may
    /// have put behind it.
    pub edit: SourceEdit,
    /// Where in what is inserted the cursor is put, in bytes; behind it all where nothing is said.
    pub caret: Option<usize>,
    /// What the typed text is matched with: it starts as the replaced text does.
    pub filter: String,
    /// The wanted order, the lowest first.
    pub rank: u32,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The build stops, or text is lost.
    Error,
    /// Readers see something broken.
    Warning,
    /// Worth knowing.
    Information,
    /// Worth a faint mark.
    Hint,
}

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which rule.
    pub code: Code,
    /// How bad.
    pub severity: Severity,
    /// Where.
    pub range: TextRange,
    /// What is wrong and what the built site does with it.
    pub message: SmolStr,
    /// Other places that belong to it.
    pub related: Vec<Related>,
    /// Whether editors may fade it out, as something unused.
    pub unnecessary: bool,
}

/// Another place that belongs to a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub place: FileRange,
    /// What it has to do with it.
    pub message: SmolStr,
}

/// The findings of one text that its writer wants to hear of: what the settings and the comments in the text switch
/// off is left out, and severities are as set. `texts` gives the texts that the site does not hold.
pub fn findings(
    site: &Site,
    file: &FileId,
    config: &Config,
    texts: &dyn Fn(&FileId) -> Option<Text>,
) -> Vec<Diagnostic> {
    let Some(page) = site.page(&file.path) else { return Vec::new() };
    findings_of(site, page, file, config, texts)
}

/// The same findings of a text of a page that the site may not keep as it is: see [`Page::once`].
pub fn findings_of(
    site: &Site,
    page: &Page,
    file: &FileId,
    config: &Config,
    texts: &dyn Fn(&FileId) -> Option<Text>,
) -> Vec<Diagnostic> {
    found(site, page, file, config, texts, &mut Known::default())
}

/// The same findings of a text that was looked at before: after an edit, only what it can have changed is looked at
/// again, and `known` is what the next call is given.
pub fn findings_again(
    site: &Site,
    file: &FileId,
    config: &Config,
    texts: &dyn Fn(&FileId) -> Option<Text>,
    known: &mut Known,
) -> Vec<Diagnostic> {
    let Some(page) = site.page(&file.path) else { return Vec::new() };
    found(site, page, file, config, texts, known)
}

fn found(
    site: &Site,
    page: &Page,
    file: &FileId,
    config: &Config,
    texts: &dyn Fn(&FileId) -> Option<Text>,
    known: &mut Known,
) -> Vec<Diagnostic> {
    if config.ignores(&file.path) {
        return Vec::new();
    }
    let mut found = diagnostics::diagnostics_again(site, page, file, texts, known);
    found.retain_mut(|finding| {
        let severity = config.severity(finding.code, finding.severity);
        finding.severity = severity.unwrap_or(finding.severity);
        severity.is_some()
    });
    if !found.is_empty()
        && let Some(source) = page.sources.iter().find(|source| source.file == *file)
        && let Some(text) = source.text.clone().or_else(|| texts(file))
    {
        disable::retain(&mut found, &source.post, &text);
    }
    found
}

/// The settings of a blog: what `editor` says, and over it what the blog's own `manicule.toml` says, so that an editor
/// and a check in CI agree. With them, what is wrong with the file.
pub fn config(site: &Site, editor: Config) -> (Config, Vec<Complaint>) {
    let mut config = editor;
    let complaints = site.config(&SitePath::new(config::FILE)).map(|text| config.merge_toml(text));
    (config, complaints.unwrap_or_default())
}
