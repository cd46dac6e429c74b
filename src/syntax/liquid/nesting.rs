//! Whether the blocks of a text fit into each other, as Liquid's recursive reading of them asks (Liquid 5.4, `block.rb`,
//! `document.rb` and the tags).

use smol_str::SmolStr;

use super::{Fault, Shape, Tag};
use crate::syntax::{Problem, ProblemKind};
use crate::text::TextRange;

/// Liquid stops at blocks nested deeper than this.
const MAX_DEPTH: usize = 100;

/// What is wrong with the order of a text's tags, given in text order; `shape` says what the blog knows of a tag's name.
/// What [`super::scan`] reports of a single token, and of `raw`, `comment` and `highlight` without their ends, is not
/// repeated here.
pub fn nesting<'a>(tags: impl IntoIterator<Item = &'a Tag>, shape: impl Fn(&str) -> Option<Shape>) -> Vec<Problem> {
    let mut reader = Reader { open: Vec::new(), problems: Vec::new(), raw: false };
    for tag in tags {
        reader.tag(tag, &shape);
        if reader.open.len() > MAX_DEPTH {
            reader.problem(tag, Fault::TooDeep);
            reader.open.clear();
            break;
        }
    }
    for block in reader.open {
        if !matches!(&*block.name, "comment" | "highlight") {
            let fault = Fault::NeverClosed { block: block.name };
            reader.problems.push(Problem { range: block.range, kind: ProblemKind::Liquid(fault) });
        }
    }
    reader.problems.sort_by_key(|problem| problem.range.start());
    reader.problems
}

struct Reader {
    /// The open blocks, the innermost last.
    open: Vec<Block>,
    problems: Vec<Problem>,
    /// Whether the tag before was `raw`, so that its end may follow.
    raw: bool,
}

struct Block {
    name: SmolStr,
    range: TextRange,
    /// Whether an `else` has been seen. A second one ends a `for`.
    branched: bool,
}

impl Reader {
    fn tag(&mut self, tag: &Tag, shape: &impl Fn(&str) -> Option<Shape>) {
        let name = &*tag.name.text;
        if std::mem::take(&mut self.raw) && name == "endraw" {
            return;
        }
        let inner = self.open.last().map(|block| block.name.clone());
        if inner.as_deref().is_some_and(|block| name.strip_prefix("end") == Some(block)) {
            self.open.pop();
        } else if name == "raw" {
            self.raw = true;
        } else if let Some(shape) = shape(name) {
            if shape == Shape::Block {
                self.open.push(Block { name: tag.name.text.clone(), range: tag.range, branched: false });
            }
        } else if inner.as_deref() != Some("comment") && !self.branch(tag) {
            let fault = match name == "else" || name == "elsif" || name == "when" || name.starts_with("end") {
                true => Fault::Misplaced { inside: inner },
                false => Fault::UnknownTag,
            };
            self.problem(tag, fault);
            self.close_around(name);
        }
    }

    /// Takes `else` and its kin where the innermost block has them.
    fn branch(&mut self, tag: &Tag) -> bool {
        let Some(block) = self.open.last_mut() else { return false };
        match (&*block.name, &*tag.name.text) {
            ("if" | "unless", "else" | "elsif") | ("case", "when") => true,
            ("case", "else") => {
                if !tag.markup.text.is_empty() {
                    self.problem(tag, Fault::TagSyntax);
                }
                true
            }
            ("for", "else") => {
                if std::mem::replace(&mut block.branched, true) {
                    self.open.pop();
                }
                true
            }
            _ => false,
        }
    }

    /// After an end tag that does not fit, goes on behind the nearest block that it closes, if there is one.
    fn close_around(&mut self, name: &str) {
        let Some(block) = name.strip_prefix("end") else { return };
        if let Some(at) = self.open.iter().rposition(|open| open.name == block) {
            self.open.truncate(at);
        }
    }

    fn problem(&mut self, tag: &Tag, fault: Fault) {
        self.problems.push(Problem { range: tag.range, kind: ProblemKind::Liquid(fault) });
    }
}
