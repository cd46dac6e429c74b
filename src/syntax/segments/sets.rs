//! What tells of a part of a body whether to look into it: the kinds of its items and the ids of its footnotes, as bits.

use super::Facts;
use crate::syntax::item::{Item, ItemKind};

/// A set of kinds of items, and of what else there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(in crate::syntax) struct Kinds(u32);

impl Kinds {
    /// Stands for labels that are looked up.
    pub(super) const USES: Kinds = Kinds(1 << 31);

    /// Stands for Liquid that takes away the white space behind it.
    pub(super) const TRIMS: Kinds = Kinds(1 << 30);

    /// Stands for a fence that a line further down may give another meaning.
    pub(super) const OPEN_FENCE: Kinds = Kinds(1 << 29);

    /// Stands for what may be a tag whose brace is misspelt.
    pub(super) const MISSPELT: Kinds = Kinds(1 << 28);

    /// Stands for a part in which Liquid does not run.
    pub(super) const RAW: Kinds = Kinds(1 << 27);

    /// All there is.
    pub(super) const ALL: Kinds = Kinds(u32::MAX);

    /// What Liquid finds.
    pub(in crate::syntax) const LIQUID: Kinds =
        Kinds(1 << ItemKind::Tag as u32 | 1 << ItemKind::Output as u32 | 1 << ItemKind::Problem as u32);

    pub(in crate::syntax) const fn one(kind: ItemKind) -> Kinds {
        Kinds(1 << kind as u32)
    }

    pub(super) fn of(facts: &Facts) -> Kinds {
        let uses = if facts.uses.is_empty() { 0 } else { Kinds::USES.0 };
        let other = |item: &Item| match item {
            Item::Tag(tag) => {
                let raw = if tag.name.text == "raw" { Kinds::RAW.0 } else { 0 };
                raw | if tag.trims.behind { Kinds::TRIMS.0 } else { 0 }
            }
            Item::Output(output) if output.trims.behind => Kinds::TRIMS.0,
            _ => 0,
        };
        Kinds(facts.items.iter().fold(uses, |set, item| set | Kinds::one(item.kind()).0 | other(item)))
    }

    /// What is in one or the other.
    pub(super) fn or(self, other: Kinds) -> Kinds {
        Kinds(self.0 | other.0)
    }

    /// What is in both.
    pub(super) fn and(self, other: Kinds) -> Kinds {
        Kinds(self.0 & other.0)
    }

    pub(in crate::syntax) fn meets(self, other: Kinds) -> bool {
        self.0 & other.0 != 0
    }
}

/// Which ids footnotes may have: one bit for each, which others may share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) struct Ids([u64; 16]);

impl Ids {
    /// The bit of an id, the same in whatever letter case.
    pub(super) fn bit(id: &str) -> usize {
        // A sigma in lower case depends on what stands around it.
        let letters = id.chars().flat_map(char::to_lowercase).map(|c| if c == 'ς' { 'σ' } else { c });
        let hash = letters.fold(0x811c_9dc5_u32, |hash, c| (hash ^ u32::from(c)).wrapping_mul(0x0100_0193));
        // The upper bits are the ones that are mixed best.
        ((hash ^ hash >> 15).wrapping_mul(0x2c1b_3c6d) >> 22) as usize
    }

    pub(super) fn add(&mut self, bit: usize) {
        self.0[bit / 64] |= 1 << (bit % 64);
    }

    pub(super) fn add_all(&mut self, other: &Ids) {
        self.0.iter_mut().zip(other.0).for_each(|(one, other)| *one |= other);
    }

    pub(super) fn holds(&self, bit: usize) -> bool {
        self.0[bit / 64] & 1 << (bit % 64) != 0
    }
}
