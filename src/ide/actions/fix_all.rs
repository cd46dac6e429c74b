//! All that can be repaired unseen on a page, as one change: repairs are repeated until none is left.

use std::collections::BTreeMap;

use super::{At, fixes, may_be_safe};
use crate::ide::applied;
use crate::ide::place::Place;
use crate::ide::{Config, Diagnostic, SourceChange, SourceEdit, findings};
use crate::site::{FileId, Site};
use crate::text::{Text, TextRange, TextSize};

/// How often repairs are looked for again: each round may uncover what the one before could not see.
const ROUNDS: usize = 16;

/// The most findings that are looked at in one round, as many as a text shows. A text can be made to have a million.
const MOST_AT_ONCE: usize = 1000;

/// The change that repairs all findings of a text's page that are asked for and have a safe repair. Repairs that would
/// touch one another wait for the next round.
pub fn fix_all(
    site: &Site,
    file: &FileId,
    config: &Config,
    texts: &dyn Fn(&FileId) -> Option<Text>,
    is_asked_for: &dyn Fn(&Diagnostic) -> bool,
) -> SourceChange {
    let mut done: BTreeMap<FileId, Pieces> = BTreeMap::new();
    let mut now = site.clone();
    for _ in 0..ROUNDS {
        let (found, round) = round(&now, file, config, texts, is_asked_for);
        if round.is_empty() {
            break;
        }
        let Some(next) = applied::after(&now, &round, texts) else { break };
        if all_findings(&next, file, config, texts).len() >= found {
            break;
        }
        for (file, edits) in round.edits {
            let len = || now.source(&file).and_then(|it| it.text.clone()).or_else(|| texts(&file)).map(|it| it.len());
            let pieces = done.entry(file.clone()).or_insert_with(|| Pieces::new(len().unwrap_or_default()));
            pieces.replace(edits);
        }
        now = next;
    }
    let edits = done.into_iter().map(|(file, pieces)| (file, pieces.edits()));
    SourceChange { edits: edits.filter(|(_, edits)| !edits.is_empty()).collect(), ..SourceChange::default() }
}

fn all_findings(
    site: &Site,
    file: &FileId,
    config: &Config,
    texts: &dyn Fn(&FileId) -> Option<Text>,
) -> Vec<(FileId, Diagnostic)> {
    let sources = site.page(&file.path).map(|page| page.sources.clone()).unwrap_or_default();
    let found = sources.iter().flat_map(|source| {
        findings(site, &source.file, config, texts).into_iter().map(|finding| (source.file.clone(), finding))
    });
    found.collect()
}

/// How much is found, and the safe repairs of it that touch nothing twice.
fn round(
    site: &Site,
    file: &FileId,
    config: &Config,
    texts: &dyn Fn(&FileId) -> Option<Text>,
    is_asked_for: &dyn Fn(&Diagnostic) -> bool,
) -> (usize, SourceChange) {
    let found = all_findings(site, file, config, texts);
    let mut round = SourceChange::default();
    let mut at_hand: BTreeMap<&FileId, Option<(Text, String)>> = BTreeMap::new();
    let wanted = found.iter().filter(|(_, finding)| may_be_safe(finding.code) && is_asked_for(finding));
    for (file, finding) in wanted.take(MOST_AT_ONCE) {
        let Some(place) = Place::of(site, file).map(|place| place.reading(texts)) else { continue };
        let read = at_hand.entry(file).or_insert_with(|| place.text().map(|text| (text.clone(), text.to_string())));
        let Some((text, source)) = read else { continue };
        let at = At { place, text, source, range: finding.range };
        let Some(fix) = fixes(at, finding).into_iter().find(|fix| fix.is_safe) else { continue };
        let collides = |(file, edits): (&FileId, &Vec<SourceEdit>)| {
            let taken = round.edits.get(file).map_or(&[][..], Vec::as_slice);
            edits.iter().any(|edit| touches(taken, edit.range))
        };
        if fix.change.created.is_empty() && !fix.change.edits.iter().any(collides) {
            for (file, edits) in fix.change.edits {
                edits.into_iter().for_each(|edit| round.add(file.clone(), edit));
            }
        }
    }
    (found.len(), round)
}

/// Whether a range overlaps or touches one of some edits, which are in text order and do not overlap.
fn touches(edits: &[SourceEdit], range: TextRange) -> bool {
    let next = edits.partition_point(|it| it.range.end() < range.start());
    edits.get(next).is_some_and(|it| it.range.start() <= range.end())
}

/// A text as the pieces of the first one that are left, with what was put between them.
struct Pieces {
    pieces: Vec<Piece>,
    /// How long the first text is.
    len: TextSize,
}

enum Piece {
    Left(TextRange),
    New(String),
}

impl Piece {
    fn len(&self) -> TextSize {
        match self {
            Piece::Left(range) => range.len(),
            Piece::New(text) => TextSize::of(text.as_str()),
        }
    }

    /// The two parts of a piece, at a place within it.
    fn split(self, at: TextSize) -> (Piece, Piece) {
        match self {
            Piece::Left(range) => {
                let middle = range.start() + at;
                (Piece::Left(TextRange::new(range.start(), middle)), Piece::Left(TextRange::new(middle, range.end())))
            }
            Piece::New(mut text) => {
                let rest = text.split_off(usize::from(at));
                (Piece::New(text), Piece::New(rest))
            }
        }
    }
}

impl Pieces {
    fn new(len: TextSize) -> Pieces {
        Pieces { pieces: vec![Piece::Left(TextRange::up_to(len))], len }
    }

    /// Replaces parts of the text as it is now, which are in text order and do not overlap.
    fn replace(&mut self, edits: Vec<SourceEdit>) {
        let mut old = std::mem::take(&mut self.pieces).into_iter();
        let mut open: Option<Piece> = None;
        let mut at = TextSize::new(0);
        // The pieces up to a place, of which the last may be cut in two.
        let mut up_to = |end: TextSize| {
            let mut taken = Vec::new();
            while at < end {
                let Some(piece) = open.take().or_else(|| old.next()) else { break };
                let len = piece.len();
                if at + len <= end {
                    at += len;
                    taken.push(piece);
                } else {
                    let (first, second) = piece.split(end - at);
                    at = end;
                    taken.push(first);
                    open = Some(second);
                }
            }
            taken
        };
        for edit in edits {
            self.pieces.extend(up_to(edit.range.start()));
            drop(up_to(edit.range.end()));
            self.pieces.push(Piece::New(edit.insert));
        }
        self.pieces.extend(open);
        self.pieces.extend(old);
    }

    /// What turns the first text into the one that it is now.
    fn edits(self) -> Vec<SourceEdit> {
        let mut edits: Vec<SourceEdit> = Vec::new();
        let (mut at, mut insert) = (TextSize::new(0), String::new());
        for piece in self.pieces.into_iter().chain([Piece::Left(TextRange::empty(self.len))]) {
            match piece {
                Piece::New(text) => insert.push_str(&text),
                Piece::Left(range) => {
                    let edit =
                        SourceEdit { range: TextRange::new(at, range.start()), insert: std::mem::take(&mut insert) };
                    edits.extend(Some(edit).filter(|it| !it.range.is_empty() || !it.insert.is_empty()));
                    at = range.end();
                }
            }
        }
        edits
    }
}
