//! All that can be repaired unseen on a page, as one change: repairs are repeated until none is left.

use std::collections::BTreeMap;

use super::{At, fixes};
use crate::ide::applied;
use crate::ide::place::Place;
use crate::ide::{Config, Diagnostic, SourceChange, SourceEdit, findings};
use crate::site::{FileId, Site};
use crate::text::{Text, TextRange, TextSize};

/// How often repairs are looked for again: each round may uncover what the one before could not see.
const ROUNDS: usize = 16;

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
            for edit in edits.into_iter().rev() {
                pieces.replace(edit);
            }
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
    for (file, finding) in found.iter().filter(|(_, finding)| is_asked_for(finding)) {
        let Some(place) = Place::of(site, file).map(|place| place.reading(texts)) else { continue };
        let Some(text) = place.text() else { continue };
        let source = text.to_string();
        let at = At { place, text: &text, source: &source, range: finding.range };
        let Some(fix) = fixes(at, finding).into_iter().find(|fix| fix.is_safe) else { continue };
        let collides = |(file, edits): (&FileId, &Vec<SourceEdit>)| {
            let taken = round.edits.get(file).map_or(&[][..], Vec::as_slice);
            edits.iter().any(|edit| taken.iter().any(|it| it.range.intersect(edit.range).is_some()))
        };
        if fix.change.created.is_empty() && !fix.change.edits.iter().any(collides) {
            for (file, edits) in fix.change.edits {
                edits.into_iter().for_each(|edit| round.add(file.clone(), edit));
            }
        }
    }
    (found.len(), round)
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

    /// Replaces a part of the text as it is now.
    fn replace(&mut self, edit: SourceEdit) {
        let start = self.cut(edit.range.start());
        let end = self.cut(edit.range.end());
        self.pieces.splice(start..end, [Piece::New(edit.insert)]);
    }

    /// The number of the piece that starts at a place, which is cut in two where none does.
    fn cut(&mut self, at: TextSize) -> usize {
        let mut start = TextSize::new(0);
        for place in 0..self.pieces.len() {
            if start == at {
                return place;
            }
            let len = self.pieces[place].len();
            if start + len > at {
                let (first, second) = self.pieces.remove(place).split(at - start);
                self.pieces.splice(place..place, [first, second]);
                return place + 1;
            }
            start += len;
        }
        self.pieces.len()
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
