//! Posts that fastpages makes of notebooks.

use super::code::{Code, POST, Rule};
use crate::ide::place::Place;
use crate::ide::{Diagnostic, Severity, front_matter};
use crate::site::{FileRange, SitePath};
use crate::text::TextRange;

pub(super) const RULE: Rule = Rule {
    name: "generated-file",
    severity: Severity::Hint,
    summary: "This post is made of a notebook.",
    why: "\
fastpages writes a post for each notebook and names the notebook in `nb_path`. What is changed in the post is lost the
next time, so manicule looks at the notebook and says nothing else here.",
    fix: "Edit the notebook.",
    path: POST,
    bad: "---\ntitle: A post\nnb_path: _notebooks/2020-01-01-post.ipynb\n---\n\nText.{% fn 1 %}\n",
    good: "---\ntitle: A post\n---\n\nText.\n",
};

/// The one finding on a text that is made of a notebook; `None` for all others.
pub(super) fn check(place: Place<'_>) -> Option<Diagnostic> {
    if !place.is_jekyll() || place.is_cell() {
        return None;
    }
    let entry = front_matter::entry(place.source.post.front_matter()?, "nb_path")?;
    let notebook = front_matter::string(&entry.value)?;
    let message = format!("this post is made of `{}`: changes here are lost; edit the notebook", notebook.text);
    let found = Diagnostic::new(Code::GeneratedFile, entry.value.range, message);
    let first = place.site.page(&SitePath::new(&notebook.text)).and_then(|page| page.head());
    Some(match first {
        Some(source) => {
            let place = FileRange { file: source.file.clone(), range: TextRange::default() };
            found.with(place, "the notebook")
        }
        None => found,
    })
}

#[cfg(test)]
mod tests {
    use crate::ide::diagnostics::tests::{check, check_fastpages};

    #[test]
    fn only_its_notebook_is_named() {
        check_fastpages(
            "//- /_posts/2020-01-01-a.md
---
nb_path: _notebooks/2020-01-01-a.ipynb
         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ hint[generated-file]: this post is made of `_notebooks/2020-01-01-a.ipynb`: changes here are lost; edit the notebook
---
One.{% fn 1 %} {{ 'I don't' | fndetail }}
",
        );
    }

    #[test]
    fn elsewhere_the_key_means_nothing() {
        check(
            "---\nnb_path: a.ipynb\n---\nOne.[^1]\n    ^^^^ warning[undefined-footnote]: footnote `1` has no text on this page: readers see the brackets as typed; write the note, `[^1]: …`\n",
        );
    }
}
