//! Whether a file can be read as what its name says, and whether its name says when.

use super::code::{Code, Rule};
use crate::ide::place::Place;
use crate::ide::{Diagnostic, Severity, front_matter};
use crate::site::{FileId, Site};
use crate::syntax::Part;
use crate::text::TextRange;

pub(super) const UNREADABLE: Rule = Rule {
    name: "unreadable-file",
    severity: Severity::Error,
    summary: "A post or notebook cannot be read.",
    why: "\
nbdev stops at a notebook that is not JSON, and then none is converted. Jekyll stops at a post that is not UTF-8. A text
of many megabytes is left alone by manicule, and so is what it may hold.",
    fix: "Save the text as UTF-8. A notebook that a merge has broken is repaired where the message says.",
    path: "_notebooks/2020-01-01-post.ipynb",
    bad: "{\"cells\": [\n<<<<<<< HEAD\n]}\n",
    good: "{\"cells\": []}\n",
};

pub(super) const UNDATED: Rule = Rule {
    name: "undated-notebook",
    severity: Severity::Warning,
    summary: "A notebook's name does not begin with a date.",
    why: "\
fastpages names the post after its notebook. Where the name does not begin with a date and a dash, it puts the day
before the file was last written there, which on the server is the day before each build: the post's date and address
change again and again.",
    fix: "Begin the name of the file with the date, `2020-01-31-`, or give the date in the front matter.",
    path: "_notebooks/post.ipynb",
    bad: "# A title\n> A summary.\n",
    good: "# A title\n> A summary.\n\n- date: 2020-01-31\n",
};

/// That fastpages makes up the date of a notebook (`fast_template.py`, `rename_for_jekyll`).
pub(super) fn undated(place: Place<'_>, found: &mut Vec<Diagnostic>) {
    if !place.is_converted() || place.source.post.dialect().part != Part::FirstCell || is_dated(place.page.path.name())
    {
        return;
    }
    let front_matter = place.source.post.front_matter();
    if front_matter.is_some_and(|it| front_matter::entry(it, "date").is_some()) {
        return;
    }
    let title = front_matter.and_then(|it| front_matter::entry(it, "title"));
    let range = title.map_or_else(TextRange::default, |it| it.value.range);
    let message = "the name of this notebook does not begin with a date and a dash, such as `2020-01-31-`: fastpages \
                   makes one up, and the post's address changes with it; rename the file";
    found.push(Diagnostic::new(Code::UndatedNotebook, range, message));
}

/// Whether a name begins with a date as fastpages knows it.
fn is_dated(name: &str) -> bool {
    let Some(date) = name.as_bytes().first_chunk::<11>() else { return false };
    let digits = |range: std::ops::Range<usize>| date[range].iter().all(u8::is_ascii_digit);
    let number = |at: usize| (date[at] - b'0') * 10 + (date[at + 1] - b'0');
    let shape = digits(0..4) && digits(5..7) && digits(8..10) && [4, 7, 10].into_iter().all(|at| date[at] == b'-');
    shape && matches!(date[0], b'1' | b'2') && matches!(number(5), 1..=12) && matches!(number(8), 1..=31)
}

/// That a file cannot be read, and why.
pub(super) fn unreadable(site: &Site, file: &FileId) -> Option<Diagnostic> {
    let page = site.page(&file.path).filter(|_| file.cell.is_none())?;
    let why = page.unreadable.as_ref()?;
    Some(Diagnostic::new(Code::UnreadableFile, why.range, why.message.as_str()))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check, check_fastpages};
    use super::is_dated;

    #[test]
    fn a_notebook_is_dated_by_its_name() {
        for (name, expected) in [
            ("2020-01-31-a.ipynb", true),
            ("1999-12-01-.ipynb", true),
            ("2020-01-31 a.ipynb", false),
            ("2020-1-31-a.ipynb", false),
            ("2020-13-01-a.ipynb", false),
            ("2020-12-32-a.ipynb", false),
            ("2020-00-10-a.ipynb", false),
            ("3020-01-01-a.ipynb", false),
            ("a.ipynb", false),
            ("größe-ä-öü.ipynb", false),
        ] {
            assert_eq!(is_dated(name), expected, "{name}");
        }
    }

    #[test]
    fn a_notebook_without_a_date() {
        let said = "warning[undated-notebook]: the name of this notebook does not begin with a date and a dash, such as \
                    `2020-01-31-`: fastpages makes one up, and the post's address changes with it; rename the file";
        check_fastpages(&format!(
            "//- /_notebooks/a.ipynb
%% markdown
A badge.
%% markdown
# Title
  ^^^^^ {said}
%% markdown
# Another
//- /_notebooks/dated.ipynb
%% markdown
# Title
- date: 2020-01-31
//- /_notebooks/drafts/b.ipynb
%% markdown
# Title
"
        ));
        check("//- /_quarto.yml\nproject:\n//- /posts/a.ipynb\n%% markdown\n# T\n");
    }

    #[test]
    fn a_notebook_that_is_not_json_says_where() {
        check("
//- /a.ipynb
{\"cells\": 7}
          ^ error[unreadable-file]: this notebook cannot be read, line 1, column 11: invalid type: integer `7`, expected a sequence
//- /b.ipynb
{\"cells\": []}
");
    }
}
