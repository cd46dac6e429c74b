//! What a selection grows to: from the word's own mark-up over its block to the sections around it.

use super::liquid_block;
use super::section::{Section, sections};
use crate::site::{FilePos, Site, Source};
use crate::syntax::outline::{Block, BlockKind, outline};
use crate::syntax::{CodeSyntax, Item, Name};
use crate::text::{Text, TextRange, TextSize};

/// The most steps: nobody grows a selection more often, and editors read steps within steps down to some depth only
/// (Helix to 128 levels).
const MOST_STEPS: usize = 100;

/// What a selection at a place grows to, the innermost first, each within the next. Empty in an empty text.
pub fn selection(site: &Site, pos: &FilePos) -> Vec<TextRange> {
    let Some((source, text)) = site.source(&pos.file).and_then(|source| Some((source, source.text.as_ref()?))) else {
        return Vec::new();
    };
    let at = pos.offset;
    let mut steps = Vec::new();
    for item in source.post.at(at) {
        of_item(text, &item, &mut steps);
    }
    of_front_matter(source, text, &mut steps);
    let blocks = outline(text, source.post.dialect());
    of_blocks(text, &blocks, at, &mut steps);
    for pair in liquid_block::pairs(&source.post) {
        steps.extend([pair.inner(), pair.whole()]);
    }
    of_sections(text, &sections(source), at, &mut steps);
    steps.retain(|step| !step.is_empty() && step.contains_inclusive(at));
    steps.sort_by_key(|step| step.len());
    let mut nested: Vec<TextRange> = Vec::new();
    for step in steps {
        if nested.last().is_none_or(|inner| step.contains_range(*inner) && step != *inner) {
            nested.push(step);
        }
    }
    if nested.len() > MOST_STEPS {
        // The innermost steps, and the outermost of all.
        nested.drain(MOST_STEPS - 1..nested.len() - 1);
    }
    nested
}

/// The lines that a range stands on, from the first one's start to the last one's end.
fn lines(text: &Text, range: TextRange) -> TextRange {
    let (first, last) = (text.line_of(range.start()), text.line_of(range.end()));
    TextRange::new(text.line_start(first), text.line_end(last))
}

fn of_blocks(text: &Text, blocks: &[Block], at: TextSize, steps: &mut Vec<TextRange>) {
    let line = text.line_of(at);
    let mut rows: Option<TextRange> = None;
    let cells: Vec<TextRange> = blocks.iter().filter(|it| it.kind == BlockKind::Cell).map(|it| it.range).collect();
    // A cell reaches to the next ones at most, and the lines of all others need not be read.
    let here = cells.partition_point(|cell| cell.end() < at);
    let is_near = |range: TextRange| cells.iter().skip(here.saturating_sub(1)).take(3).any(|cell| *cell == range);
    for block in blocks {
        match block.kind {
            BlockKind::Emphasis => steps.extend([block.inner, block.range]),
            BlockKind::Cell if !is_near(block.range) => {}
            BlockKind::Cell => {
                with(text, lines(text, block.range), block.range, &['|', '|'], steps);
            }
            BlockKind::Row { is_header: true } => {
                rows = None;
                steps.push(block.range);
            }
            BlockKind::Row { is_header: false } => {
                let body = rows.map_or(block.range, |rows| rows.cover(block.range));
                rows = Some(body);
                steps.extend([block.range, body]);
            }
            BlockKind::Fence => {
                let code = block.inner;
                if text.line_of(code.start()) < text.line_of(code.end()) {
                    steps.push(code);
                }
                steps.push(lines(text, block.range));
            }
            BlockKind::Paragraph => {
                let whole = lines(text, block.range);
                if whole.contains_inclusive(at) {
                    steps.push(TextRange::new(text.line_start(line), text.line_end(line)));
                }
                steps.push(whole);
            }
            _ => steps.push(lines(text, block.range)),
        }
    }
}

/// Of each section its content, then the whole; of the innermost first what stands above its first inner heading.
fn of_sections(text: &Text, sections: &[Section], at: TextSize, steps: &mut Vec<TextRange>) {
    let line = text.line_of(at);
    let around: Vec<&Section> = sections.iter().filter(|section| section.range.contains_inclusive(at)).collect();
    for (i, section) in around.iter().enumerate() {
        let on_heading = line <= text.line_of(section.heading.range.end());
        let content = section.content(text).filter(|_| !on_heading);
        if i + 1 == around.len()
            && let Some(child) = section.first_child
        {
            let start = content.map_or(section.range.start(), |content| content.start());
            let end = text.line_end(text.line_of(child.start()).saturating_sub(1));
            steps.extend((start <= end).then(|| TextRange::new(start, end)));
        }
        steps.extend(content);
        steps.push(section.range);
    }
}

fn of_front_matter(source: &Source, text: &Text, steps: &mut Vec<TextRange>) {
    let Some(front_matter) = source.post.front_matter() else { return };
    for entry in &front_matter.entries {
        steps.extend([entry.value.range, entry.key.range, entry.key.range.cover(entry.value.range)]);
    }
    if source.post.body_start() > TextSize::new(0) {
        let (first, last) = (text.line_of(front_matter.range.start()), text.line_of(front_matter.range.end()));
        if last > first + 1 {
            steps.push(TextRange::new(text.line_start(first + 1), text.line_end(last - 1)));
        }
        steps.push(front_matter.range);
    }
}

fn of_item(text: &Text, item: &Item, steps: &mut Vec<TextRange>) {
    let whole = item.range();
    steps.push(whole);
    match item {
        Item::Heading(it) => steps.extend([it.title.range, lines(text, whole)]),
        Item::Footnote(it) => {
            steps.push(it.label.range);
            steps.extend(it.body);
        }
        Item::Image(it) => {
            steps.push(it.alt.range);
            of_target(text, whole, it.target.as_ref(), it.title.as_deref(), steps);
            steps.extend(it.label.iter().map(|label| label.range));
        }
        Item::Link(it) => {
            steps.push(it.text.range);
            of_target(text, whole, it.target.as_ref(), it.title.as_deref(), steps);
            steps.extend(it.label.iter().map(|label| label.range));
        }
        Item::LinkDefinition(it) | Item::LostDefinition(it) => {
            steps.push(it.label.range);
            of_target(text, whole, Some(&it.target), it.title.as_deref(), steps);
        }
        Item::Tag(it) => steps.extend([it.name.range, it.markup.range]),
        Item::Output(it) => steps.extend(it.value.iter().map(|value| value.name.range)),
        Item::Embed(it) => steps.push(it.target.range),
        Item::Alert(it) => steps.push(it.text),
        Item::Emoji(it) => steps.push(it.name.range),
        Item::Math(it) => steps.push(it.tex),
        Item::Code(it) => {
            if it.syntax == CodeSyntax::Span {
                steps.push(between(text, whole, "`"));
            } else {
                // Blocks of code are steps as blocks.
                steps.pop();
            }
        }
        Item::Anchor(it) => steps.push(it.id.range),
        Item::PageRef(it) => steps.push(it.name.range),
        Item::Problem(_) => {
            steps.pop();
        }
    }
}

/// A target; with its `<>`; with its title; with the parentheses around both.
fn of_target(text: &Text, whole: TextRange, target: Option<&Name>, title: Option<&Name>, steps: &mut Vec<TextRange>) {
    let Some(target) = target else { return };
    let target = with(text, whole, target.range, &['<', '>'], steps);
    let title = title.map(|title| with(text, whole, title.range, &['"', '"', '\'', '\'', '(', ')'], steps));
    let both = title.map_or(target, |title| target.cover(title));
    with(text, whole, both, &['(', ')'], steps);
}

/// Adds a range, and the range with the two marks that stand around it, with white space between them or none. Answers
/// with the wider.
fn with(text: &Text, whole: TextRange, range: TextRange, marks: &[char], steps: &mut Vec<TextRange>) -> TextRange {
    steps.push(range);
    let before = text.slice(TextRange::new(whole.start(), range.start()));
    let after = text.slice(TextRange::new(range.end(), whole.end()));
    let lead = before.len() - before.trim_end().len();
    let trail = after.len() - after.trim_start().len();
    let (first, last) = (before.trim_end().chars().next_back(), after.trim_start().chars().next());
    let marked = marks.chunks(2).any(|pair| first == Some(pair[0]) && last == Some(pair[1]));
    if !marked {
        return range;
    }
    let width = |count: usize| TextSize::try_from(count + 1).unwrap_or_default();
    let wider = TextRange::new(range.start() - width(lead), range.end() + width(trail));
    steps.push(wider);
    wider
}

/// What stands between runs of a mark.
fn between(text: &Text, whole: TextRange, mark: &str) -> TextRange {
    let written = text.slice(whole);
    let inner = written.trim_start_matches(mark);
    let start = whole.start() + TextSize::of(&written[..written.len() - inner.len()]);
    TextRange::at(start, TextSize::of(inner.trim_end_matches(mark)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    #[track_caller]
    fn check(fixture: &str, expected: &[&str]) {
        let fixture = Fixture::new(fixture);
        let pos = fixture.cursor();
        let text = fixture.text(&pos.file);
        let found = selection(&fixture.site, pos);
        assert_eq!(found.iter().map(|range| &text[*range]).collect::<Vec<_>>(), expected);
        assert!(found.is_sorted_by(|inner, outer| outer.contains_range(*inner) && inner != outer), "{found:?}");
    }

    #[test]
    fn a_footnotes_number_then_the_tag_then_the_line() {
        check(
            "One.{% fn $01 %} Two.\nThree.\n",
            &["1", "{% fn 1 %}", "One.{% fn 1 %} Two.", "One.{% fn 1 %} Two.\nThree."],
        );
    }

    #[test]
    fn a_notes_text_then_the_note() {
        check("{{ 'A $0note.' | fndetail: 1 }}\n", &["A note.", "'A note.'", "{{ 'A note.' | fndetail: 1 }}"]);
        check("A.[^a]\n\n[^a]: A $0note.\n", &["A note.", "[^a]: A note."]);
    }

    #[test]
    fn a_link_from_its_target_out() {
        check(
            "A [link](<a $0b> 'title') here.\n",
            &[
                "a b",
                "<a b>",
                "<a b> 'title'",
                "(<a b> 'title')",
                "[link](<a b> 'title')",
                "A [link](<a b> 'title') here.",
            ],
        );
        check("A [li$0nk][x] here.\n\n[x]: y\n", &["link", "[link][x]", "A [link][x] here."]);
        check("![a](b 'ti$0tle')\n", &["title", "'title'", "b 'title'", "(b 'title')", "![a](b 'title')"]);
        check("[x]: <y$0> \"z\"\n", &["y", "<y>", "<y> \"z\"", "[x]: <y> \"z\""]);
    }

    #[test]
    fn a_cell_then_its_row_then_all_rows_then_the_table() {
        check(
            "| a | b |\n|---|---|\n| 1 | $02 |\n| 3 | 4 |\n",
            &[" 2 ", "| 2 |", "| 1 | 2 |", "| 1 | 2 |\n| 3 | 4 |", "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |"],
        );
    }

    #[test]
    fn sections_from_the_inside_out() {
        check(
            "# A\n\none\n\n## B\n\nt$0wo\n\n## C\n",
            &[
                "two",
                "\ntwo\n",
                "## B\n\ntwo\n",
                "\none\n\n## B\n\ntwo\n\n## C\n",
                "# A\n\none\n\n## B\n\ntwo\n\n## C\n",
            ],
        );
        check(
            "# A\n\non$0e\n\n## B\n\ntwo\n",
            &["one", "\none\n", "\none\n\n## B\n\ntwo\n", "# A\n\none\n\n## B\n\ntwo\n"],
        );
    }

    #[test]
    fn a_heading_then_its_own_lines_then_its_section() {
        check("# On$0e {#a}\n\na\n\n## B\n", &["One", "# One {#a}", "# One {#a}\n\na\n", "# One {#a}\n\na\n\n## B\n"]);
    }

    #[test]
    fn blocks_of_liquid() {
        check("{% if a %}\nT$0wo.\n{% endif %}\n", &["Two.", "\nTwo.\n", "{% if a %}\nTwo.\n{% endif %}"]);
    }

    #[test]
    fn front_matter_from_a_value_out() {
        check(
            "---\ntitle: A\ntoc: t$0rue\n---\n",
            &["true", "toc: true", "title: A\ntoc: true", "---\ntitle: A\ntoc: true\n---"],
        );
    }

    #[test]
    fn code_of_several_lines() {
        check("```\na$0\nb\n```\n", &["a\nb", "```\na\nb\n```"]);
        check("A `co$0de` b\n", &["code", "`code`", "A `code` b"]);
    }

    #[test]
    fn nothing_in_an_empty_text() {
        check("$0", &[]);
        check("A\n\n$0\n\nB\n", &[]);
    }
}
