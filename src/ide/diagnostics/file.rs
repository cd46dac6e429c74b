//! Whether a file can be read as what its name says.

use super::code::{Code, Rule};
use crate::ide::{Diagnostic, Severity};
use crate::site::{FileId, Site};

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

/// That a file cannot be read, and why.
pub(super) fn unreadable(site: &Site, file: &FileId) -> Option<Diagnostic> {
    let page = site.page(&file.path).filter(|_| file.cell.is_none())?;
    let why = page.unreadable.as_ref()?;
    Some(Diagnostic::new(Code::UnreadableFile, why.range, why.message.as_str()))
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

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
