//! What each cell of a notebook is to the page that the generator makes of it.

use super::{Layout, Site};
use crate::syntax::Part;
use crate::text::{Text, TextRange};

/// What a cell's text says of how the notebook is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellGlance {
    /// Whether it is a raw cell, and no Markdown cell.
    pub is_raw: bool,
    /// Whether it begins as the cell does that gives the page its title: with `# `, or a raw cell with `---`.
    pub begins_page: bool,
    /// Whether fastpages leaves it out.
    pub is_left_out: bool,
}

/// The bytes at a cell's start that tell whether it gives the page its title.
const HEAD: u32 = 256;

impl CellGlance {
    /// Looks at the whole text of a cell.
    pub fn of(text: &Text, is_raw: bool) -> CellGlance {
        let is_left_out = !is_raw && is_left_out(&text.to_string());
        CellGlance { is_left_out, ..CellGlance::of_head(text, is_raw) }
    }

    /// Looks at the first bytes of a cell that is not left out.
    pub fn of_head(text: &Text, is_raw: bool) -> CellGlance {
        let head = text.slice(TextRange::up_to(HEAD.into()));
        let begins_page = match is_raw {
            true => head.starts_with("---"),
            false => head.trim_start().strip_prefix('#').is_some_and(|rest| rest.starts_with(char::is_whitespace)),
        };
        CellGlance { is_raw, begins_page, is_left_out: false }
    }
}

/// Whether fastpages drops a cell: for a line `#hide`, or because it ends with a heading that ends with `-`
/// (nbdev 0.2, `remove_hidden` and `remove_fake_headers`).
fn is_left_out(text: &str) -> bool {
    let is_hidden = |line: &str| line.trim_start().strip_prefix('#').is_some_and(|flag| flag.trim() == "hide");
    let last = text.trim_end().lines().next_back().unwrap_or_default();
    let heading = last.split_once('#').map(|(_, rest)| rest.trim_start_matches('#'));
    let is_fake = last.ends_with('-') && heading.is_some_and(|rest| rest.starts_with([' ', '\t']));
    is_fake || text.lines().any(is_hidden)
}

impl Site {
    /// How the cells of a notebook are read, given in their order.
    ///
    /// fastpages takes the title from the first cell that begins with `# `, wherever it stands (nbdev 0.2,
    /// `get_metadata`); elsewhere a raw cell at the head holds YAML.
    pub fn parts(&self, cells: &[CellGlance]) -> Vec<Part> {
        let is_fastpages = self.settings().layout == Layout::Fastpages;
        let markdown = || cells.iter().position(|cell| !cell.is_raw);
        let first = match is_fastpages {
            true => cells.iter().position(|cell| !cell.is_raw && cell.begins_page).or_else(markdown),
            false if cells.iter().any(|cell| cell.is_raw && cell.begins_page) => None,
            false => markdown(),
        };
        let part = |(place, cell): (usize, &CellGlance)| match cell {
            _ if cell.is_raw => Part::Raw,
            _ if first == Some(place) => Part::FirstCell,
            _ if is_fastpages && cell.is_left_out => Part::LeftOut,
            _ => Part::Cell,
        };
        cells.iter().enumerate().map(part).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::{Change, SitePath};
    use Part::{Cell, FirstCell, LeftOut, Raw};

    /// The parts that a notebook's cells are to fastpages, and to Quarto. A raw cell begins with `raw `.
    #[track_caller]
    fn check(cells: &[&str], fastpages: &[Part], quarto: &[Part]) {
        let glances: Vec<CellGlance> = cells
            .iter()
            .map(|cell| match cell.strip_prefix("raw ") {
                Some(raw) => CellGlance::of(&Text::new(raw), true),
                None => CellGlance::of(&Text::new(cell), false),
            })
            .collect();
        let site = |path: &str| Site::default().apply(Change::Config(SitePath::new(path), "".into()));
        let blog = site("_config.yml").apply(Change::Config(SitePath::new("_action_files/settings.ini"), "".into()));
        assert_eq!(blog.parts(&glances), fastpages);
        assert_eq!(site("_quarto.yml").parts(&glances), quarto);
    }

    #[test]
    fn fastpages_finds_the_title_behind_other_cells() {
        check(&["<a href=x>badge</a>", "\n# Title", "# One"], &[Cell, FirstCell, Cell], &[FirstCell, Cell, Cell]);
        check(&["## No title", "#none", "text"], &[FirstCell, Cell, Cell], &[FirstCell, Cell, Cell]);
        check(&[], &[], &[]);
    }

    #[test]
    fn a_raw_cell_with_yaml_is_the_head() {
        check(&["raw ---\na: b\n---", "# Title", "x"], &[Raw, FirstCell, Cell], &[Raw, Cell, Cell]);
        check(&["raw <br>", "# Title", "x"], &[Raw, FirstCell, Cell], &[Raw, FirstCell, Cell]);
    }

    #[test]
    fn cells_that_fastpages_drops() {
        let cells = [
            "# T",
            "#hide\n\n## Notes",
            "text\n# hide \r\n",
            "## Todo -",
            "text\n\n# a - \n\n",
            "a #hide",
            "- -",
            "#-",
        ];
        let quarto = [FirstCell, Cell, Cell, Cell, Cell, Cell, Cell, Cell];
        check(&cells, &[FirstCell, LeftOut, LeftOut, LeftOut, LeftOut, Cell, Cell, Cell], &quarto);
    }
}
