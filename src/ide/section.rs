//! The sections of a text: each heading with what stands under it.

use crate::site::Source;
use crate::syntax::Heading;
use crate::text::{Text, TextRange};

/// A heading with what stands under it.
#[derive(Clone, Debug)]
pub(super) struct Section {
    pub heading: Heading,
    /// From the heading to the end of the line above the next one that is no less than this one.
    pub range: TextRange,
    /// Where the line of the first heading below this one starts, if it belongs to this section.
    pub first_child: Option<TextRange>,
}

impl Section {
    /// The lines under the heading. `None` where there are none.
    pub fn content(&self, text: &Text) -> Option<TextRange> {
        let start = text.line_start(text.line_of(self.heading.range.end()) + 1);
        (start <= self.range.end() && start > self.heading.range.end()).then(|| TextRange::new(start, self.range.end()))
    }
}

/// The sections of a text in text order. Headings in quotes and lists begin none.
pub(super) fn sections(source: &Source) -> Vec<Section> {
    let Some(text) = &source.text else { return Vec::new() };
    let is_top = |heading: &Heading| {
        let line = text.line_start(text.line_of(heading.range.start()));
        text.slice(TextRange::new(line, heading.range.start())).trim().is_empty()
    };
    let headings: Vec<Heading> = source.post.headings().filter(is_top).collect();
    let line_start = |heading: &Heading| text.line_start(text.line_of(heading.range.start()));
    let above = |heading: &Heading| text.line_end(text.line_of(heading.range.start()).saturating_sub(1));
    let mut sections = Vec::with_capacity(headings.len());
    // The sections that are still open, as places in the list.
    let mut open: Vec<usize> = Vec::new();
    for heading in headings {
        while let Some(at) = open.pop_if(|at| {
            let outer: &Section = &sections[*at];
            outer.heading.level >= heading.level
        }) {
            let section: &mut Section = &mut sections[at];
            section.range = TextRange::new(section.range.start(), above(&heading).max(section.heading.range.end()));
        }
        if let Some(parent) = open.last()
            && sections[*parent].first_child.is_none()
        {
            sections[*parent].first_child = Some(TextRange::new(line_start(&heading), heading.range.end()));
        }
        open.push(sections.len());
        let range = TextRange::new(line_start(&heading), text.len().max(heading.range.end()));
        sections.push(Section { heading, range, first_child: None });
    }
    sections
}
