//! What the built site would show wrongly, or what would stop its build.

pub(super) mod code;
pub(super) mod embed;
pub(super) mod emoji;
mod file;
pub(super) mod footnote;
pub(super) mod fragment;
mod front_matter;
mod generated;
pub(super) mod image;
pub(super) mod include;
mod known;
pub(super) mod label;
pub(super) mod link;
pub(super) mod liquid;
pub(super) mod not_run;
pub(super) mod note;
#[cfg(test)]
mod notebooks;

use smol_str::SmolStr;

use super::place::Place;
use super::{Diagnostic, Related};
use crate::always::always;
use crate::site::{FileId, FileRange, Page, Site};
use crate::syntax::{Item, Part};
use crate::text::{Text, TextRange};

pub use code::{Code, Rule};
pub use known::Known;

/// One look at a text.
struct Check {
    /// Adds what it finds.
    run: fn(Place<'_>, &mut Vec<Diagnostic>),
    /// How far what it finds reaches from an item. Besides items and what their reach says, it reads the front matter
    /// and the rest of the blog. `None` where it reads all of the text.
    reach: Option<fn(&Item) -> Reach>,
    /// Whether it looks at what no item tells of a part of the text, given as it is written.
    reads: fn(&str) -> bool,
}

impl Check {
    /// A check that looks at no item.
    const fn of_head(run: fn(Place<'_>, &mut Vec<Diagnostic>)) -> Check {
        Check::of_items(run, |_| Reach::Nowhere)
    }

    const fn of_items(run: fn(Place<'_>, &mut Vec<Diagnostic>), reach: fn(&Item) -> Reach) -> Check {
        Check { run, reach: Some(reach), reads: |_| false }
    }

    /// The same check, which reads some parts of the text as they are written.
    const fn reading(self, reads: fn(&str) -> bool) -> Check {
        Check { reads, ..self }
    }

    const fn of_text(run: fn(Place<'_>, &mut Vec<Diagnostic>)) -> Check {
        Check { run, reach: None, reads: |_| false }
    }
}

/// How far the findings of a check depend on an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    /// It is not looked at.
    Nowhere,
    /// What is found on it depends on itself.
    Item,
    /// What is found on it depends on itself and on the text of its lines.
    Lines,
    /// What is found elsewhere may depend on it.
    Page,
}

/// The checks that look at the cell from which fastpages takes a notebook's front matter, and nothing else.
const HEAD: &[Check] =
    &[Check::of_head(image::check_head), Check::of_head(front_matter::check), Check::of_head(file::undated)];

/// How many of the checks, the first, look at a notebook that is not published: they say nothing of other files.
const DRAFT: usize = 2;

const CHECKS: &[Check] = &[
    Check::of_items(footnote::check, footnote::reach),
    Check::of_items(note::check, note::reach),
    Check::of_text(note::check_pulled_up),
    Check::of_items(liquid::check, liquid::reach),
    Check::of_items(liquid::check_blocks, liquid::reach_of_blocks),
    Check::of_text(not_run::check),
    Check::of_head(not_run::check_misspelt).reading(not_run::reads_misspelt),
    Check::of_items(include::check, include::reach),
    Check::of_items(include::check_page_refs, include::reach_of_page_refs),
    Check::of_items(image::check, image::reach),
    Check::of_head(image::check_head),
    Check::of_head(front_matter::check),
    Check::of_text(front_matter::check_unfenced),
    Check::of_items(embed::check, embed::reach),
    Check::of_items(link::check, link::reach),
    Check::of_items(fragment::check, fragment::reach).reading(fragment::reads),
    Check::of_items(label::check, label::reach).reading(label::reads),
    Check::of_items(label::check_references, label::reach_of_references).reading(label::reads_of_references),
    Check::of_items(emoji::check, emoji::reach),
    Check::of_head(file::undated),
];

/// The findings of one text, in text order. `texts` gives the texts that the site does not hold.
pub fn diagnostics(site: &Site, file: &FileId, texts: &dyn Fn(&FileId) -> Option<Text>) -> Vec<Diagnostic> {
    let Some(page) = site.page(&file.path) else { return Vec::new() };
    diagnostics_again(site, page, file, texts, &mut Known::default())
}

/// The same findings, of which those that still hold are taken from what was known before, and which are known then.
pub(super) fn diagnostics_again(
    site: &Site,
    page: &Page,
    file: &FileId,
    texts: &dyn Fn(&FileId) -> Option<Text>,
    known: &mut Known,
) -> Vec<Diagnostic> {
    let Some(source) = page.sources.iter().find(|source| source.file == *file) else {
        return file::unreadable(site, file).into_iter().collect();
    };
    let place = Place::new(site, page, source).reading(texts);
    if let Some(made_of) = generated::check(place) {
        return vec![made_of];
    }
    let mut found = known.run(place, checks(place));
    let is_inside = |finding: &Diagnostic| place.source.text.as_ref().is_none_or(|it| finding.range.end() <= it.len());
    if !always(found.iter().all(is_inside), "what is found in a text lies in it") {
        *known = Known::default();
        found = known.run(place, checks(place));
    }
    found.sort_by(|one, other| {
        let key = |it: &Diagnostic| (it.range.start(), it.range.end(), it.code);
        let places = |it: &Diagnostic| -> Vec<_> { it.related.iter().map(|it| it.place.range.start()).collect() };
        let said = || one.message.cmp(&other.message).then_with(|| places(one).cmp(&places(other)));
        key(one).cmp(&key(other)).then_with(said)
    });
    found
}

/// The checks that look at a text.
fn checks(place: Place<'_>) -> &'static [Check] {
    match (place.is_built(), place.is_cell()) {
        (true, true) if place.is_converted() => match place.source.post.dialect().part {
            Part::Raw | Part::LeftOut => &[],
            Part::FirstCell if place.source.post.front_matter().is_some() => HEAD,
            _ => CHECKS,
        },
        (true, _) => CHECKS,
        // A notebook that waits to be put among the posts.
        (false, true) => &CHECKS[..DRAFT],
        (false, false) => &[],
    }
}

impl Diagnostic {
    /// A finding as bad as its rule says.
    fn new(code: Code, range: TextRange, message: impl Into<SmolStr>) -> Diagnostic {
        Diagnostic {
            code,
            severity: code.rule().severity,
            range,
            message: message.into(),
            related: Vec::new(),
            unnecessary: false,
        }
    }

    /// The finding with another place that belongs to it.
    fn with(mut self, place: FileRange, message: &str) -> Diagnostic {
        self.related.push(Related { place, message: message.into() });
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{FASTPAGES, Fixture};

    /// Compares all findings with the marks: `severity[code]: message`.
    #[track_caller]
    pub(super) fn check(fixture: &str) {
        let fixture = Fixture::new(fixture);
        let files: Vec<FileId> = fixture.files().cloned().collect();
        let found = files.iter().flat_map(|file| {
            diagnostics(&fixture.site, file, &|_| None).into_iter().map(|finding| {
                let said = format!("{}[{}]: {}", finding.severity.name(), finding.code, finding.message);
                (FileRange { file: file.clone(), range: finding.range }, said)
            })
        });
        fixture.expect(found);
    }

    /// The same for a text in a fastpages blog, the text after the blog's own files.
    #[track_caller]
    pub(super) fn check_fastpages(fixture: &str) {
        let header = if fixture.trim_start().starts_with("//-") { "" } else { "//- /_posts/2020-01-01-post.md\n" };
        check(&format!("{FASTPAGES}{header}{}", fixture.trim_start_matches('\n')));
    }

    /// The codes found in a post of a fastpages blog, as one line.
    pub(super) fn codes(post: &str) -> String {
        codes_in("_posts/2020-01-01-post.md", post)
    }

    /// The codes found in a Markdown cell of a notebook of a fastpages blog, as one line.
    pub(super) fn codes_in_cell(cell: &str) -> String {
        codes_in("_notebooks/2020-01-01-post.ipynb", &format!("%% markdown\n# Title\n%% markdown\n{cell}"))
    }

    fn codes_in(path: &str, text: &str) -> String {
        let fixture = Fixture::new(&format!("{FASTPAGES}//- /{path}\n{text}"));
        let files: Vec<FileId> = fixture.files().cloned().collect();
        let found = files.iter().flat_map(|file| diagnostics(&fixture.site, file, &|_| None));
        found.map(|finding| finding.code.name()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn findings_stand_in_text_order() {
        check_fastpages(
            "
One.{% fn 3 %} Two.{% fn 2 %}
    ^^^^^^^^^^ warning[undefined-footnote]: footnote `3` has no text on this page: readers get a link that leads nowhere; write the note, `{{ '…' | fndetail: 3 }}`
                   ^^^^^^^^^^ warning[undefined-footnote]: footnote `2` has no text on this page: readers get a link that leads nowhere; write the note, `{{ '…' | fndetail: 2 }}`
",
        );
    }

    #[test]
    fn a_file_that_the_blog_does_not_know_has_no_findings() {
        let fixture = Fixture::new("Text.{% fn 1 %}\n");
        assert!(
            diagnostics(&fixture.site, &FileId::from(crate::site::SitePath::new("other.md")), &|_| None).is_empty()
        );
    }
}
