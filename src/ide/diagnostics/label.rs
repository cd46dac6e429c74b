//! Whether reference links and link definitions find each other.

use std::collections::{BTreeMap, HashMap, HashSet};

use smol_str::SmolStr;

use super::Reach;
use super::code::{Code, POST, Rule};
use crate::ide::label::last_wins;
use crate::ide::place::Place;
use crate::ide::whole::is_whole;
use crate::ide::{Diagnostic, Severity};
use crate::site::{FileRange, Layout, Source};
use crate::syntax::{Image, ImageSyntax, Item, ItemKind, Link, LinkDefinition, LinkSyntax, Name, key};
use crate::text::{TextRange, TextSize};

pub(super) const UNDEFINED: Rule = Rule {
    name: "undefined-label",
    severity: Severity::Warning,
    summary: "A reference link `[text][label]` whose label is defined nowhere in the text.",
    why: "\
`[text][label]` and `[label][]` are links where the text has a line `[label]: https://…`. Without it, readers see the
brackets as they are typed. A definition directly under a paragraph is a part of that paragraph and defines nothing, and
each cell of a notebook that fastpages converts is read by itself.

A lone `[label]` is never accused: it may be meant as text.",
    fix: "Define the label, `[label]: https://…`, on a line of its own under a blank line, or correct it.",
    path: POST,
    bad: "See [the paper][paper].\n[paper]: https://example.org/paper\n",
    good: "See [the paper][paper].\n\n[paper]: https://example.org/paper\n",
};

pub(super) const DUPLICATE: Rule = Rule {
    name: "duplicate-definition",
    severity: Severity::Warning,
    summary: "A label is defined twice, and one of the addresses is not read.",
    why: "\
All links of a label lead to one address. kramdown, which Jekyll uses, Pandoc and the converter of fastpages' notebooks
take the last definition; GitHub, Hugo and Zola take the first. The address that is not read is told of, and a hint at
the one that is read says that there is another. Two definitions of the same address are only a hint.",
    fix: "Give one of them another label, or delete it.",
    path: POST,
    bad: "See [the paper][1].\n\n[1]: https://example.org/draft\n[1]: https://example.org/paper\n",
    good: "See [the paper][1].\n\n[1]: https://example.org/paper\n",
};

pub(super) const UNUSED: Rule = Rule {
    name: "unused-definition",
    severity: Severity::Hint,
    summary: "No link and no image of the text uses this definition.",
    why: "Readers never see it. Definitions that are meant as comments, `[//]: # (…)`, are left alone.",
    fix: "Use it, `[text][label]`, or delete it.",
    path: POST,
    bad: "No link here.\n\n[paper]: https://example.org/paper\n",
    good: "No link here.\n",
};

/// The findings on the definitions of one text.
pub(super) fn check(place: Place<'_>, found: &mut Vec<Diagnostic>) {
    let definitions: Vec<LinkDefinition> = place.source.post.definitions().collect();
    if !definitions.is_empty() {
        duplicates(place, &definitions, found);
        unused(place, &definitions, found);
    }
}

/// Definitions are compared with each other, and with all that refers to them; Liquid may choose among them.
pub(super) fn reach(item: &Item) -> Reach {
    match item {
        Item::LinkDefinition(_) | Item::Tag(_) => Reach::Page,
        Item::Link(Link { label: Some(_), .. }) | Item::Image(Image { label: Some(_), .. }) => Reach::Page,
        _ => Reach::Nowhere,
    }
}

/// Whether a part of a text may name labels by means that are no items.
pub(super) fn reads(text: &str) -> bool {
    text.contains('[')
}

/// The findings on the references of one text whose labels are not defined.
pub(super) fn check_references(place: Place<'_>, found: &mut Vec<Diagnostic>) {
    let undefined = references(place.source).filter(|reference| !reference.defined && is_meant(reference));
    let undefined: Vec<Reference> = undefined.collect();
    if !undefined.is_empty() {
        undefined_labels(place.whole(), undefined, found);
    }
}

/// A reference is compared with all definitions, and what may bring definitions silences it; so does, to Pandoc, a
/// heading.
pub(super) fn reach_of_references(item: &Item) -> Reach {
    match item {
        Item::Link(Link { label: Some(_), .. }) | Item::Image(Image { label: Some(_), .. }) => Reach::Item,
        Item::LinkDefinition(_) | Item::Tag(_) | Item::Output(_) | Item::Heading(_) | Item::Footnote(_) => Reach::Page,
        _ => Reach::Nowhere,
    }
}

/// Whether a part of a text may look as definitions do, or bring some.
pub(super) fn reads_of_references(text: &str) -> bool {
    text.contains("]:") || text.contains('{') || text.contains("asis")
}

fn duplicates(place: Place<'_>, definitions: &[LinkDefinition], found: &mut Vec<Diagnostic>) {
    let mut read: HashMap<&str, &LinkDefinition> = HashMap::new();
    let last_wins = last_wins(place);
    for definition in definitions {
        if last_wins {
            read.insert(&definition.key, definition);
        } else {
            read.entry(&definition.key).or_insert(definition);
        }
    }
    if read.len() == definitions.len() || has_branches(place) {
        return;
    }
    let mut told: BTreeMap<TextSize, Diagnostic> = BTreeMap::new();
    for definition in definitions.iter().filter(|definition| !is_remark(definition)) {
        let Some(read) = read.get(definition.key.as_str()).filter(|read| read.range != definition.range) else {
            continue;
        };
        let label = &definition.label;
        let is_same = read.target.text.eq_ignore_ascii_case(&definition.target.text);
        let which = if last_wins { "last" } else { "first" };
        let message = match is_same {
            true => format!("`{}` is defined twice, with the same address", label.text),
            false => format!(
                "`{}` is defined twice, and its links lead to the {which}, `{}`: this address is not read",
                label.text, read.target.text
            ),
        };
        let severity = if is_same { Severity::Hint } else { DUPLICATE.severity };
        let finding = Diagnostic { severity, ..Diagnostic::new(Code::DuplicateDefinition, label.range, message) };
        let there = FileRange { file: place.file().clone(), range: read.range };
        found.push(finding.with(there, "the one that is read"));
        if !is_same {
            // Whoever writes at the one that is read need not see the other, which may stand far away.
            let message = format!(
                "`{}` is defined twice: its links lead here, and the other address, `{}`, is not read",
                label.text, definition.target.text
            );
            let finding = Diagnostic::new(Code::DuplicateDefinition, read.label.range, message);
            let there = FileRange { file: place.file().clone(), range: definition.range };
            told.entry(read.range.start())
                .or_insert(Diagnostic { severity: Severity::Hint, ..finding }.with(there, "the one that is not read"));
        }
    }
    found.extend(told.into_values());
}

/// Whether Liquid chooses among parts of the text.
fn has_branches(place: Place<'_>) -> bool {
    place.source.post.tags().any(|tag| matches!(tag.name.text.as_str(), "else" | "elsif" | "when"))
}

/// Whether a definition is a comment in the clothes of one: `[//]: # (text)`, `[comment]: <> (text)`.
fn is_remark(definition: &LinkDefinition) -> bool {
    let label = definition.label.text.as_str();
    matches!(definition.target.text.as_str(), "" | "#" | "<>")
        || label.starts_with(|c: char| c.is_ascii_punctuation())
        || label.eq_ignore_ascii_case("comment")
}

fn unused(place: Place<'_>, definitions: &[LinkDefinition], found: &mut Vec<Diagnostic>) {
    let mut used: HashSet<SmolStr> = HashSet::new();
    for source in &place.page.sources {
        used.extend(references(source).map(|reference| key(&reference.label.text)));
    }
    let unused: Vec<&LinkDefinition> =
        definitions.iter().filter(|it| !used.contains(&it.key) && !is_remark(it)).collect();
    if unused.is_empty() {
        return;
    }
    // What another reader of Markdown, or Liquid, may take for a reference is one.
    let Some(text) = place.text() else { return };
    let text = text.to_string();
    let bracketed = bracketed(&text, definitions);
    for definition in unused.into_iter().filter(|definition| !bracketed.contains(&definition.key)) {
        let message = format!("nothing uses the label `{}`", definition.label.text);
        let finding = Diagnostic::new(Code::UnusedDefinition, definition.range, message);
        found.push(Diagnostic { unnecessary: true, ..finding });
    }
}

/// All that stands in brackets in a text, as labels are compared, definitions apart.
fn bracketed(text: &str, definitions: &[LinkDefinition]) -> HashSet<SmolStr> {
    let own: HashSet<usize> = definitions.iter().map(|it| it.label.range.start().into()).collect();
    let starts = text.match_indices('[').map(|(at, _)| at + 1).filter(|at| !own.contains(at));
    let inner = starts.filter_map(|at| text[at..].split(['[', ']']).next());
    inner.map(key).collect()
}

/// A reference as it is written.
struct Reference {
    label: Name,
    /// The text between the first brackets.
    text: Name,
    is_image: bool,
    defined: bool,
}

impl Reference {
    /// Whether nobody writes so for anything else: two words in brackets may be two labels of an issue, `[bug][linux]`.
    fn is_surely_one(&self) -> bool {
        self.is_image || self.label.range == self.text.range || self.text.text.contains(char::is_whitespace)
    }
}

/// The references of a text.
fn references(source: &Source) -> impl Iterator<Item = Reference> {
    let post = &source.post;
    let of_link = |link: Link| {
        let label = link.label.filter(|_| link.syntax == LinkSyntax::Reference)?;
        Some(Reference { label: *label, text: link.text, is_image: false, defined: link.defined })
    };
    let of_image = |image: Image| {
        let label = image.label.filter(|_| image.syntax == ImageSyntax::Reference)?;
        let defined = post.defines(&key(&label.text));
        Some(Reference { label: *label, text: image.alt, is_image: true, defined })
    };
    let links = post.of(ItemKind::Link).chain(post.of(ItemKind::Image));
    links.filter_map(move |item| match item {
        Item::Link(link) => of_link(link),
        Item::Image(image) => of_image(image),
        _ => None,
    })
}

fn undefined_labels(place: Place<'_>, undefined: Vec<Reference>, found: &mut Vec<Diagnostic>) {
    if !are_all_known(place) {
        return;
    }
    let definitions: Vec<LinkDefinition> = place.source.post.definitions().take(MOST).collect();
    let Some(lines) = lines(place) else { return };
    // Of many that are undefined, the first are told what may be meant.
    let mut to_compare = MOST;
    for reference in undefined {
        let label = &reference.label;
        let key = key(&label.text);
        let why = match lines.get(&key) {
            None => {
                let near = if to_compare > 0 { near(&key, &definitions) } else { None };
                to_compare = to_compare.saturating_sub(1);
                match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None if reference.is_surely_one() => format!("define it: `[{}]: https://…`", label.text),
                    None => continue,
                }
            }
            Some(Line { why: Some(why), .. }) => (*why).to_owned(),
            Some(Line { why: None, .. }) => continue,
        };
        let message = format!("the label `{}` is not defined: readers see the brackets as typed; {why}", label.text);
        let finding = Diagnostic::new(Code::UndefinedLabel, label.range, message);
        found.push(match lines.get(&key) {
            Some(line) => finding.with(line.place.clone(), "what should define it"),
            None => finding,
        });
    }
}

/// Whether brackets are surely meant as a reference, and not as citations, code or mathematics.
fn is_meant(reference: &Reference) -> bool {
    let (text, label) = (reference.text.text.as_str(), reference.label.text.as_str());
    let is_word = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count() > 1;
    let is_code = |text: &str| {
        let is_class = text.len() >= 3 && text.as_bytes().chunks(3).all(|it| matches!(it, [_, b'-', _]));
        is_class || text.contains(['\\', '|', '*', '$', '=', '{', '}', '<', '>', ';']) || text.contains("::")
    };
    let holds_image = text.starts_with('!');
    let is_citation = text.starts_with(['@', '^', '-', '%', '#', '&', '.']) || label.starts_with(['@', '^', '-']);
    is_word(text) && (holds_image || !is_code(text)) && !is_code(label) && !is_citation
}

/// Whether all definitions that the text may have are known.
fn are_all_known(place: Place<'_>) -> bool {
    let site = place.site;
    let is_other = place.layout() == Layout::Plain && site.has_other_generator(&place.page.path);
    let from_settings = || place.is_jekyll() && site.configs().any(|text| text.contains("link_defs"));
    !is_other && !from_settings() && is_whole(place)
}

/// A line that looks as a definition does and is none, by the label.
struct Line {
    place: FileRange,
    /// Why it defines nothing here; `None` where some reader of Markdown may think that it does.
    why: Option<&'static str>,
}

/// The lines of a page that look as definitions do, and what may be one to Pandoc: a heading. `None` where a text is not
/// at hand.
fn lines(place: Place<'_>) -> Option<HashMap<SmolStr, Line>> {
    let mut lines = HashMap::new();
    for source in &place.page.sources {
        let is_own = source.file == *place.file();
        let text = place.with(source).text()?.to_string();
        let (mut at, mut above) = (0, "");
        for line in text.split_inclusive('\n') {
            let start = line.len() - line.trim_start_matches([' ', '\t', '>', '*', '+', '-']).len();
            if let Some((label, _)) = line[start..].strip_prefix('[').and_then(|rest| rest.split_once("]:")) {
                let from = TextSize::new(u32::try_from(at + start).ok()?);
                let range = TextRange::at(from, TextSize::of(label) + TextSize::of("[]:"));
                let why = if is_own { under(place, above) } else { elsewhere(place) };
                let line = Line { place: FileRange { file: source.file.clone(), range }, why };
                lines.entry(key(label)).or_insert(line);
            }
            (at, above) = (at + line.len(), line);
        }
        if place.layout() == Layout::Quarto {
            let headings = source.post.headings();
            lines.extend(headings.map(|heading| {
                let place = FileRange { file: source.file.clone(), range: heading.range };
                (key(&heading.text), Line { place, why: None })
            }));
        }
    }
    Some(lines)
}

/// Why a line defines nothing that stands under another one: in paragraphs of all but mistune, which fastpages reads
/// notebooks with.
fn under(place: Place<'_>, above: &str) -> Option<&'static str> {
    let is_paragraph = above.starts_with(|c: char| c.is_alphanumeric()) && !place.is_cell();
    is_paragraph.then_some("its definition is a part of the paragraph above it; put a blank line between them")
}

/// Why a definition of another cell defines nothing: Quarto alone joins the cells first.
fn elsewhere(place: Place<'_>) -> Option<&'static str> {
    let is_alone = place.layout() != Layout::Quarto;
    is_alone.then_some("its definition is in another cell, and each cell is converted by itself; put it into this one")
}

/// The most definitions that are compared with a label, to tell which may be meant.
const MOST: usize = 100;

/// A defined label that is almost the same.
fn near(wanted: &str, definitions: &[LinkDefinition]) -> Option<SmolStr> {
    let most = wanted.chars().count() / 3;
    let changes = definitions.iter().map(|it| (strsim::osa_distance(&it.key, wanted), &it.label.text));
    changes.filter(|(changes, _)| *changes <= most).min_by_key(|(changes, _)| *changes).map(|(_, label)| label.clone())
}

#[cfg(test)]
mod tests {
    use crate::ide::diagnostics::tests::{check, check_fastpages, codes};

    #[test]
    fn a_label_that_is_not_defined() {
        check_fastpages(
            "
See [the paper][paper], [code][], ![a plot][plot] and [text].
                ^^^^^ warning[undefined-label]: the label `paper` is not defined: readers see the brackets as typed; did you mean `papers`?
                         ^^^^ warning[undefined-label]: the label `code` is not defined: readers see the brackets as typed; define it: `[code]: https://…`
                                            ^^^^ warning[undefined-label]: the label `plot` is not defined: readers see the brackets as typed; define it: `[plot]: https://…`

[papers]: https://example.org
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ hint[unused-definition]: nothing uses the label `papers`
",
        );
    }

    #[test]
    fn labels_are_compared_as_markdown_does() {
        check_fastpages("\n[a][Größe  x] [b][größe X]\n\n[GRÖßE x]: https://example.org\n");
    }

    #[test]
    fn brackets_that_mean_something_else() {
        for text in [
            "as shown in [1][2]",
            "`[one][two]`",
            "a[one][two]",
            "[x][y]",
            "[a-z][0-9]",
            "[-one][two]",
            "[@knuth][@turing]",
            "[one][two|three]",
            "[one][std::vec]",
            "$$[one][two]$$",
            "[one]",
            "[one] [two]",
            "- [win][arm64] a change",
            "[^one][two]\n\n[^one]: x",
            "- [x]\n- [ ] one",
            "[one][{{ page.two }}]",
        ] {
            assert_eq!(codes(text), "", "{text}");
        }
    }

    #[test]
    fn definitions_that_come_from_elsewhere() {
        let site = "//- /_config.yml\n//- /_includes/links.md\n//- /_posts/2020-01-01-a.md\n[the paper][paper]\n\n";
        check(&format!("{site}{{% include links.md %}}\n"));
        check(&site.replace("yml\n", "yml\nkramdown: {link_defs: {paper: [x]}}\n"));
        check(&format!("{site}[paper]: https://example.org/a b\n"));
        check("//- /_quarto.yml\n//- /a.qmd\n[above][The paper]\n\n## The paper\n");
        check("//- /mkdocs.yml\n//- /a.md\n[the paper][paper]\n");
    }

    #[test]
    fn a_definition_under_a_paragraph_defines_nothing() {
        check_fastpages(
            "
See [the paper][paper].
                ^^^^^ warning[undefined-label]: the label `paper` is not defined: readers see the brackets as typed; its definition is a part of the paragraph above it; put a blank line between them
[paper]: https://example.org
",
        );
        // mistune, which fastpages reads notebooks with, takes it for one.
        check_fastpages(
            "//- /_notebooks/2020-01-01-a.ipynb\n%% markdown\n# T\n%% markdown\n[the paper][paper]\n[paper]: https://a.b\n",
        );
    }

    #[test]
    fn cells_are_read_one_by_one() {
        let cells = "%% markdown\n# T\n%% markdown\nSee [the paper][paper].\n";
        let mark = "                ^^^^^ warning[undefined-label]: the label `paper` is not defined: readers see the brackets as typed; its definition is in another cell, and each cell is converted by itself; put it into this one\n";
        let other = "%% markdown\n[paper]: https://example.org\n";
        check_fastpages(&format!("//- /_notebooks/2020-01-01-a.ipynb\n{cells}{mark}{other}"));
        check(&format!("//- /_quarto.yml\n//- /a.ipynb\n{cells}{other}"));
    }

    #[test]
    fn two_definitions_of_one_label() {
        let text = "
See [the paper][1].

[1]: https://example.org/paper
[1]: https://example.org/code
";
        let said = |which, url| {
            format!(
                "warning[duplicate-definition]: `1` is defined twice, and its links lead to the {which}, `https://example.org/{url}`: this address is not read"
            )
        };
        let read = |url| {
            format!(
                "hint[duplicate-definition]: `1` is defined twice: its links lead here, and the other address, `https://example.org/{url}`, is not read"
            )
        };
        let marked = |text: &str, first: String, last: String| {
            text.replace("/paper\n", &format!("/paper\n ^ {first}\n")) + &format!(" ^ {last}\n")
        };
        check_fastpages(&marked(text, said("last", "code"), read("paper")));
        check(&format!("//- /a.md{}", marked(text, read("code"), said("first", "paper"))));
    }

    #[test]
    fn two_definitions_that_are_no_mistake() {
        check_fastpages(
            "
[the paper][1] {% if page.x %}

[1]: https://example.org/paper

{% else %}

[1]: https://example.org/code

{% endif %}
",
        );
        check_fastpages(
            "
[the paper][1]

[1]: https://example.org/paper
 ^ hint[duplicate-definition]: `1` is defined twice, with the same address

[1]: https://Example.org/paper
",
        );
    }

    #[test]
    fn remarks_and_labels_in_brackets_are_no_unused_definitions() {
        check_fastpages(
            "
[//]: # (a remark)
[comment]: <> (a remark)
[_x]: https://example.org
[used]: https://example.org
[shown]: https://example.org/a.png
[spaced]: https://example.org

[used] ![a][shown] [text] [spaced] {% fn 1 %}

{{ '[noted]' | fndetail: 1 }}

[noted]: https://example.org
",
        );
    }
}
