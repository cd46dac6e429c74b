//! Whether front matter can be read, and whether it means what it says.

use super::code::{Code, POST, Rule};
use crate::ide::place::Place;
use crate::ide::{Diagnostic, Severity};

pub(super) const SYNTAX: Rule = Rule {
    name: "front-matter-syntax",
    severity: Severity::Error,
    summary: "The front matter cannot be read.",
    why: "\
Jekyll drops all of it and goes on: the post has no title, no categories, today's date and so another address. With
`--strict_front_matter`, which fastpages' own workflow uses, the build stops.",
    fix: "Put a value that holds `: ` or begins with a special character between quotes; indent with spaces.",
    path: POST,
    bad: "---\ntitle: Deep learning: a tutorial\n---\n\nText.\n",
    good: "---\ntitle: \"Deep learning: a tutorial\"\n---\n\nText.\n",
};

/// The findings on the front matter of one text.
pub(super) fn check(place: Place<'_>, found: &mut Vec<Diagnostic>) {
    let Some(front_matter) = place.source.post.front_matter() else { return };
    if let Some(error) = &front_matter.error {
        let consequence = match place.is_jekyll() {
            true => "Jekyll ignores all of it and dates the post today, or stops",
            false => "the generator ignores it, or stops",
        };
        let said = &error.message;
        let message = format!("this front matter cannot be read ({said}): {consequence}");
        found.push(Diagnostic::new(Code::FrontMatterSyntax, error.range, message));
    }
}
