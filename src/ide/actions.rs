//! What can be done at a place: a repair of what is found there, and ways to write footnotes otherwise. Each is one
//! change that its writer can undo.

mod convert;
mod definition;
mod disable;
mod embed;
mod emoji;
mod fix_all;
mod footnote;
mod front_matter;
mod image;
mod link;
mod liquid;
mod markup;
mod moving;
mod note;
mod numbering;
mod target;
mod writing;

use super::place::{Place, Texts};
use super::{Code, Config, Diagnostic, Severity, SourceChange, SourceEdit, applied, findings};
use std::collections::HashMap;

use crate::site::{FileId, Site};
use crate::text::{Text, TextRange};

pub use fix_all::fix_all;

/// What kind of action, by which editors ask for some of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ActionKind {
    /// Repairs a finding.
    QuickFix,
    /// Repairs all findings of the page that have one safe repair.
    FixAll,
    /// Writes a number at the cursor and the beginning of its note.
    InsertFootnote,
    /// Numbers the footnotes of a page in reading order.
    RenumberFootnotes,
    /// Writes the footnotes of a page in another dialect.
    ConvertFootnotes,
    /// Moves notes to the end of the text.
    MoveNotes,
    /// Puts a note's text where its number is.
    InlineNote,
    /// Makes a note of a selected text.
    ExtractNote,
    /// Gives a link's target a line of its own, which the links to it refer to.
    ExtractDefinition,
    /// Describes an image for those who do not see it.
    AltText,
    /// Writes a box as posts have it.
    Box,
    /// Makes the page that a link leads to.
    CreateTarget,
}

/// Something that can be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// What it does, as the writer chooses it.
    pub title: String,
    /// What kind of action it is.
    pub kind: ActionKind,
    /// The finding that it repairs.
    pub fixes: Option<Diagnostic>,
    /// Whether it can be done unseen: it leaves nothing to fill in and guesses nothing.
    pub is_safe: bool,
    /// Whether it is the one that most writers want.
    pub is_preferred: bool,
    /// Why it cannot be done here; the change is empty then.
    pub disabled: Option<String>,
    /// What it changes.
    pub change: SourceChange,
}

impl ActionKind {
    /// All kinds.
    pub const ALL: &[ActionKind] = &[
        ActionKind::QuickFix,
        ActionKind::FixAll,
        ActionKind::InsertFootnote,
        ActionKind::RenumberFootnotes,
        ActionKind::ConvertFootnotes,
        ActionKind::MoveNotes,
        ActionKind::InlineNote,
        ActionKind::ExtractNote,
        ActionKind::ExtractDefinition,
        ActionKind::AltText,
        ActionKind::Box,
        ActionKind::CreateTarget,
    ];

    /// The dotted name by which editors ask for it.
    pub const fn name(self) -> &'static str {
        match self {
            ActionKind::QuickFix => "quickfix",
            ActionKind::FixAll => "source.fixAll.manicule",
            ActionKind::InsertFootnote => "refactor.rewrite.manicule.insertFootnote",
            ActionKind::RenumberFootnotes => "refactor.rewrite.manicule.renumber",
            ActionKind::ConvertFootnotes => "refactor.rewrite.manicule.convert",
            ActionKind::MoveNotes => "refactor.move.manicule.notes",
            ActionKind::InlineNote => "refactor.inline.manicule.note",
            ActionKind::ExtractNote => "refactor.extract.manicule.note",
            // As VS Code calls it, so that its keys do it here too.
            ActionKind::ExtractDefinition => "refactor.extract.linkDefinition",
            ActionKind::AltText => "refactor.rewrite.manicule.altText",
            ActionKind::Box => "refactor.rewrite.manicule.box",
            ActionKind::CreateTarget => "refactor.rewrite.manicule.createTarget",
        }
    }

    /// Whether an editor that asks for a kind means this one: the kind itself, or one that it is a part of.
    pub fn is_asked_by(self, kind: &str) -> bool {
        let rest = self.name().strip_prefix(kind);
        kind.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }
}

/// Where something is to be done.
#[derive(Clone, Copy)]
struct At<'a> {
    place: Place<'a>,
    text: &'a Text,
    /// The same text as a string.
    source: &'a str,
    /// What is selected; empty for a cursor.
    range: TextRange,
}

/// A way to do something.
struct Fix {
    title: String,
    change: SourceChange,
    is_safe: bool,
    is_preferred: bool,
}

impl Fix {
    fn new(title: impl Into<String>, change: SourceChange) -> Fix {
        Fix { title: title.into(), change, is_safe: false, is_preferred: false }
    }

    /// The same, as what most writers want.
    fn preferred(self) -> Fix {
        Fix { is_preferred: true, ..self }
    }

    /// The same, as what may be done unseen if that holds.
    fn safe_if(self, is_safe: bool) -> Fix {
        Fix { is_safe, ..self }
    }
}

impl At<'_> {
    /// A change of one place of this text.
    fn edit(&self, range: TextRange, insert: impl Into<String>) -> SourceChange {
        SourceChange::one(self.place.file().clone(), SourceEdit { range, insert: insert.into() })
    }

    fn slice(&self, range: TextRange) -> &str {
        self.source.get(std::ops::Range::<usize>::from(range)).unwrap_or_default()
    }

    /// The part of the line before a place.
    fn before(&self, offset: crate::text::TextSize) -> &str {
        self.slice(TextRange::new(self.text.line_start(self.text.line_of(offset)), offset))
    }

    /// The part of the line behind a place.
    fn behind(&self, offset: crate::text::TextSize) -> &str {
        let end = self.text.line_end(self.text.line_of(offset)).max(offset);
        self.slice(TextRange::new(offset, end))
    }
}

/// What is asked for of a text.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    /// What is selected; empty for a cursor.
    pub range: TextRange,
    /// The findings that are meant besides those in the range: some editors name all of the line.
    pub marked: &'a [TextRange],
    /// The kinds of actions.
    pub kinds: &'a dyn Fn(ActionKind) -> bool,
}

/// What can be done in a part of a text. `texts` gives the texts that the site does not hold. What cannot be done there
/// is left out, or says why where a writer may look for it.
pub fn actions(
    site: &Site,
    file: &FileId,
    asked: Wanted<'_>,
    config: &Config,
    texts: &dyn Fn(&FileId) -> Option<Text>,
) -> Vec<Action> {
    let Wanted { range, marked, kinds: wanted } = asked;
    let Some(place) = Place::of(site, file).map(|place| place.reading(texts)) else { return Vec::new() };
    let Some(text) = place.text() else { return Vec::new() };
    let source = text.to_string();
    let at = At { place, text: &text, source: &source, range };
    let mut found = Vec::new();
    if wanted(ActionKind::QuickFix) {
        found.extend(quick_fixes(at, marked, config, texts));
    }
    let refactors: [(ActionKind, Refactor); 10] = [
        (ActionKind::InsertFootnote, numbering::insert),
        (ActionKind::ExtractNote, moving::extract),
        (ActionKind::ExtractDefinition, definition::extract),
        (ActionKind::InlineNote, moving::inline),
        (ActionKind::AltText, image::alt_text),
        (ActionKind::Box, embed::boxed),
        (ActionKind::CreateTarget, target::create),
        (ActionKind::RenumberFootnotes, numbering::renumber),
        (ActionKind::MoveNotes, moving::to_end),
        (ActionKind::ConvertFootnotes, convert::convert),
    ];
    for (kind, refactor) in refactors.into_iter().filter(|(kind, _)| wanted(*kind)) {
        found.extend(refactor(at).map(|answer| refactored(kind, answer)));
    }
    if wanted(ActionKind::FixAll) {
        let all = fix_all(site, file, config, texts, &|_| true);
        let action = || refactored(ActionKind::FixAll, Ok(Fix::new("Fix all that manicule can fix", all.clone())));
        found.extend((!all.is_empty()).then(action).map(|action| Action { is_safe: true, ..action }));
    }
    found
}

/// Something to be done at a place that repairs nothing: `None` where it makes no sense, an error where it cannot be done.
type Refactor = fn(At<'_>) -> Option<Result<Fix, Refusal>>;

/// Why something that a writer may look for cannot be done: its title, and the reason.
struct Refusal {
    title: String,
    why: String,
}

fn refactored(kind: ActionKind, answer: Result<Fix, Refusal>) -> Action {
    let (fix, disabled) = match answer {
        Ok(fix) => (fix, None),
        Err(refusal) => (Fix::new(refusal.title, SourceChange::default()), Some(refusal.why)),
    };
    let Fix { title, change, is_safe, is_preferred } = fix;
    Action { title, kind, fixes: None, is_safe, is_preferred, disabled, change }
}

/// The most findings whose repairs are offered at a time. Each repair is proved by reading the text with it, and who has
/// selected a whole post looks for none of a hundred.
const MOST_REPAIRED: usize = 20;

/// The repairs of what is found in the range or marked, each proved to repair it.
fn quick_fixes(at: At<'_>, marked: &[TextRange], config: &Config, texts: Texts<'_>) -> Vec<Action> {
    let file = at.place.file();
    let all = findings(at.place.site, file, config, texts);
    let is_meant = |it: &&Diagnostic| it.range.intersect(at.range).is_some() || marked.contains(&it.range);
    let here = all.iter().filter(is_meant).take(MOST_REPAIRED);
    let mut found: Vec<Action> = Vec::new();
    let mut seen: Vec<Code> = Vec::new();
    for finding in here {
        let fixes = fixes(at, finding);
        debug_assert!(may_be_safe(finding.code) || !fixes.iter().any(|fix| fix.is_safe), "{}", finding.code);
        let fixes = fixes.into_iter().chain(disable::fixes(at, finding));
        let proved = fixes.filter(|fix| repairs(at, config, texts, &all, finding, &fix.change));
        found.extend(proved.map(|fix| Action { fixes: Some(finding.clone()), ..quick_fix(fix) }));
        let alike = all.iter().filter(|it| it.code == finding.code).count();
        if alike > 1 && !seen.contains(&finding.code) {
            seen.push(finding.code);
            let change = fix_all(at.place.site, file, config, texts, &|it| it.code == finding.code);
            let is_more = change.edits.values().map(Vec::len).sum::<usize>() > 1;
            let fix = || Fix::new(format!("Fix all of `{}` in this page", finding.code), change.clone()).safe_if(true);
            found.extend(is_more.then(|| Action { fixes: Some(finding.clone()), ..quick_fix(fix()) }));
        }
    }
    found
}

fn quick_fix(fix: Fix) -> Action {
    refactored(ActionKind::QuickFix, Ok(fix))
}

/// The ways to repair a finding, the best first.
fn fixes(at: At<'_>, finding: &Diagnostic) -> Vec<Fix> {
    match finding.code {
        Code::UndefinedFootnote => footnote::undefined(at, finding),
        Code::DuplicateFootnote => footnote::duplicate(at, finding),
        Code::UnusedFootnote => footnote::unused(at, finding),
        Code::FootnoteArguments => footnote::arguments(at, finding),
        Code::FootnoteEmptyId => footnote::empty_id(at, finding),
        Code::FootnoteTextLost => note::text_lost(at, finding),
        Code::FootnoteInline => note::inline(at, finding),
        Code::MarkdownInFootnote => note::markdown(at, finding),
        Code::FootnoteFilter => note::filter(at, finding),
        Code::LiquidSyntax => liquid::syntax(at, finding),
        Code::LiquidUnknownTag => liquid::unknown_tag(at, finding),
        Code::LiquidSwallowed => liquid::swallowed(at, finding),
        Code::LiquidNotRun => convert::not_run(at, finding),
        Code::MissingInclude | Code::MissingLinkTarget => target::of_tag(at, finding),
        Code::MissingImage | Code::ImageIgnoresBaseurl => image::missing(at, finding),
        Code::NotebookImage => image::in_notebook(at, finding),
        Code::MissingLink => link::missing(at, finding),
        Code::MissingAnchor => link::missing_anchor(at, finding),
        Code::UndefinedLabel => link::undefined_label(at, finding),
        Code::DuplicateDefinition | Code::UnusedDefinition => link::superfluous(at, finding),
        Code::UnknownEmoji => emoji::unknown(at, finding),
        Code::FrontMatterSyntax => front_matter::syntax(at, finding),
        Code::FrontMatterType => front_matter::wrong_type(at, finding),
        Code::IgnoredKey | Code::TemplatePlaceholder => front_matter::superfluous(at, finding),
        Code::ListFrontMatter => front_matter::list(at),
        Code::UnreadFrontMatter => front_matter::unread(at, finding),
        Code::EmbedInPost => embed::in_post(at, finding),
        Code::YoutubeWatchUrl => embed::watch_url(at, finding),
        Code::SplitAlert => embed::split(at, finding),
        // What is to be edited is another file, or no text.
        Code::GeneratedFile | Code::UnreadableFile | Code::UndatedNotebook => Vec::new(),
    }
}

/// Whether a repair of a rule's finding may be safe: where none is, none is looked for.
fn may_be_safe(code: Code) -> bool {
    !matches!(
        code,
        Code::UndefinedFootnote
            | Code::DuplicateFootnote
            | Code::UnusedFootnote
            | Code::FootnoteArguments
            | Code::FootnoteFilter
            | Code::NotebookImage
            | Code::MissingInclude
            | Code::MissingLinkTarget
            | Code::IgnoredKey
            | Code::GeneratedFile
            | Code::UnknownEmoji
            | Code::UnreadableFile
    )
}

/// Whether a change takes a finding away: afterwards its text has one of the kind less, and none more that is as bad. A
/// repair may uncover what is less bad: a number that can be read may have no note.
fn repairs(
    at: At<'_>,
    config: &Config,
    texts: Texts<'_>,
    before: &[Diagnostic],
    finding: &Diagnostic,
    change: &SourceChange,
) -> bool {
    if change.is_empty() {
        return false;
    }
    let Some(site) = applied::after(at.place.site, change, texts) else { return false };
    // What a blog's own settings say is over what the editor says.
    let (config, _) = super::config(&site, config.clone());
    let found = findings(&site, at.place.file(), &config, texts);
    let (before, after) = (counts(before), counts(&found));
    let count = |counts: &HashMap<Code, usize>, code| counts.get(&code).copied().unwrap_or_default();
    let least = finding.severity.min(Severity::Information);
    let grows = |it: &Diagnostic| it.severity <= least && count(&after, it.code) > count(&before, it.code);
    count(&after, finding.code) < count(&before, finding.code) && !found.iter().any(grows)
}

/// How many findings there are of each kind.
fn counts(all: &[Diagnostic]) -> HashMap<Code, usize> {
    let mut counts = HashMap::new();
    for finding in all {
        *counts.entry(finding.code).or_default() += 1;
    }
    counts
}

#[cfg(test)]
mod tests;
