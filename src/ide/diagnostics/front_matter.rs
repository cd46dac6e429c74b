//! Whether front matter can be read, and whether it means what it says.

use std::collections::BTreeSet;

use super::code::{Code, NOTEBOOK, POST, Rule};
use crate::ide::front_matter::{self, Kind};
use crate::ide::place::Place;
use crate::ide::{Diagnostic, Severity};
use crate::site::Layout;
use crate::syntax::{Entry, FrontMatter, NodeKind, Part, Syntax};
use crate::text::{Text, TextRange, TextSize};

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

pub(super) const TYPE: Rule = Rule {
    name: "front-matter-type",
    severity: Severity::Warning,
    summary: "A value in the front matter is not of the kind that its key wants.",
    why: "\
Liquid takes any text for true, so `toc: \"false\"` shows the table of contents. A string of tags is cut at spaces:
`tags: a, b` gives `a,` and `b`. A date that is none stops the build, and so does a placeholder in a post's `permalink` that
Jekyll does not know.",
    fix: "Write `true` or `false` without quotes, lists as `[a, b]`, dates as `2020-01-31`.",
    path: POST,
    bad: "---\ntitle: A post\ntags: nlp, vision\n---\n\nText.\n",
    good: "---\ntitle: A post\ntags: [nlp, vision]\n---\n\nText.\n",
};

pub(super) const IGNORED: Rule = Rule {
    name: "ignored-key",
    severity: Severity::Hint,
    summary: "A key of the front matter does nothing on this page.",
    why: "\
Of two keys of one name, Jekyll takes the last. fastpages reads `show_tags`, `show_image`, `show_description`, `use_math`
and `annotations` from `_config.yml` alone, for the whole blog, and `badges` on the pages of notebooks alone.",
    fix: "Set it in `_config.yml`, or delete it.",
    path: POST,
    bad: "---\ntitle: A post\nuse_math: true\n---\n\nText.\n",
    good: "---\ntitle: A post\ntoc: true\n---\n\nText.\n",
};

pub(super) const PLACEHOLDER: Rule = Rule {
    name: "template-placeholder",
    severity: Severity::Hint,
    summary: "A line of the template is still as it came.",
    why: "\
fastpages' template holds lines that only show what may stand there, such as `hide_{github,colab,binder,deepnote}_badge`
and `metadata_key1`. They do nothing.",
    fix: "Fill the line in, or delete it.",
    path: POST,
    bad: "---\ntitle: A post\nmetadata_key1: metadata_value1\n---\n\nText.\n",
    good: "---\ntitle: A post\n---\n\nText.\n",
};

pub(super) const LIST: Rule = Rule {
    name: "list-front-matter",
    severity: Severity::Warning,
    summary: "A Markdown post's front matter is a list, which only notebooks may have.",
    why: "\
`# Title`, `> summary` and `- toc: true` are front matter in a notebook. In a Markdown post they are a heading, a quote and
a list that readers see; the post's title is made of its file name.",
    fix: "Write `---`, lines of `key: value`, and `---`; a code action does it.",
    path: POST,
    bad: "# A title\n> A summary.\n\n- toc: true\n- categories: [a, b]\n\nText.\n",
    good: "---\ntitle: A title\ndescription: A summary.\ntoc: true\ncategories: [a, b]\n---\n\nText.\n",
};

pub(super) const UNREAD: Rule = Rule {
    name: "unread-front-matter",
    severity: Severity::Warning,
    summary: "What looks like front matter, or a line of it, is not read.",
    why: "\
In a notebook's first cell fastpages reads lines that begin with `- `, nothing before the dash. `* toc: true` and an
indented `- toc: true` are passed over without a word.

In a post of Jekyll, front matter begins with the very first line and ends with a line of its own. Behind a blank line, or
without its end, it is text that readers see, and the post has none.",
    fix: "Begin the line with `- `; let the post begin with `---`, and end its front matter with `---`.",
    path: NOTEBOOK,
    bad: "# A title\n> A summary.\n\n* toc: true\n",
    good: "# A title\n> A summary.\n\n- toc: true\n",
};

/// The findings on the front matter of one text.
pub(super) fn check(place: Place<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(unread(place));
    let Some(front_matter) = place.source.post.front_matter() else { return };
    if place.is_jekyll() && front_matter.syntax == Syntax::List && !place.is_cell() {
        found.push(list(front_matter));
        return;
    }
    // The list form is front matter to fastpages alone: elsewhere a title and a list are a title and a list.
    if front_matter.syntax == Syntax::List && place.is_cell() && place.layout() != Layout::Fastpages {
        return;
    }
    found.extend(syntax(place, front_matter));
    let is_readable = front_matter.error.is_none();
    // What nbdev makes of two keys of one name in a list is its own to say.
    let is_told = place.is_jekyll() && front_matter.syntax == Syntax::Yaml;
    let overridden = if is_told { overridden(front_matter) } else { BTreeSet::new() };
    for entry in &front_matter.entries {
        match placeholder(place, entry) {
            Some(finding) => found.push(finding),
            // Of what cannot be read no value means anything.
            None if is_readable => {
                let again = || overridden.contains(&entry.key.range.start()).then(|| stands_again(entry));
                found.extend(ignored(place, entry).or_else(again).or_else(|| wrong_type(place, entry)));
            }
            None => {}
        }
    }
}

/// The finding on what a post begins with and is no front matter, though it is meant to be.
pub(super) fn check_unfenced(place: Place<'_>, found: &mut Vec<Diagnostic>) {
    let has_none = place.is_jekyll() && !place.is_cell() && place.source.post.front_matter().is_none();
    let text = (has_none && is_post(place)).then(|| place.text()).flatten();
    found.extend(text.and_then(|text| unfenced(place, &text)));
}

/// How many lines above front matter are looked at.
const MOST_ABOVE: u32 = 10;

fn unfenced(place: Place<'_>, text: &Text) -> Option<Diagnostic> {
    let line = |number| TextRange::new(text.line_start(number), text.line_end(number));
    let written = |number| text.slice(line(number));
    let count = text.line_count();
    let fence = (0..count.min(MOST_ABOVE)).find(|number| !written(*number).trim().is_empty())?;
    let first = (fence + 1 < count && written(fence).trim_end() == "---").then(|| written(fence + 1))?;
    front_matter::key(place.layout(), first.split_once(':')?.0)?;
    let why = match fence {
        0 => "no line `---` ends it; write one behind its last key",
        _ => "a line stands above it; delete that",
    };
    let message = format!("readers see this front matter as text, and the post has none: {why}");
    Some(Diagnostic::new(Code::UnreadFrontMatter, line(fence), message))
}

fn syntax(place: Place<'_>, front_matter: &FrontMatter) -> Option<Diagnostic> {
    let error = front_matter.error.as_ref()?;
    let consequence = match place.is_jekyll() {
        true => "Jekyll ignores all of it and dates the post today, or stops",
        false => "the generator ignores it, or stops",
    };
    let said = &error.message;
    let message = format!("this front matter cannot be read ({said}): {consequence}");
    Some(Diagnostic::new(Code::FrontMatterSyntax, error.range, message))
}

fn list(front_matter: &FrontMatter) -> Diagnostic {
    let message = "readers see this list as text, and the title is made of the file name: only a notebook may begin so; \
                   write YAML between `---` and `---`";
    Diagnostic::new(Code::ListFrontMatter, front_matter.range, message)
}

fn placeholder(place: Place<'_>, entry: &Entry) -> Option<Diagnostic> {
    if place.layout() != Layout::Fastpages {
        return None;
    }
    let key = entry.key.text.as_str();
    let is_value = matches!(&entry.value.kind, NodeKind::String(text) if text == front_matter::TEMPLATE_IMAGE);
    if is_value {
        let message = "this path is the template's: the post's card has no picture; name one, or delete the line";
        return Some(Diagnostic::new(Code::TemplatePlaceholder, entry.value.range, message));
    }
    let is_key = key.starts_with("metadata_key") || key.starts_with("hide_{");
    is_key.then(|| {
        let message = format!("`{key}` is the template's and does nothing; fill it in, or delete the line");
        Diagnostic::new(Code::TemplatePlaceholder, entry.key.range, message)
    })
}

fn ignored(place: Place<'_>, entry: &Entry) -> Option<Diagnostic> {
    if place.layout() != Layout::Fastpages || !is_post(place) {
        return None;
    }
    let key = entry.key.text.as_str();
    let message = match key {
        "show_tags" | "show_image" | "show_description" | "use_math" | "annotations" => {
            format!("`{key}` does nothing here: fastpages reads it from `_config.yml`, for the whole blog")
        }
        "badges" if !place.is_cell() => "`badges` does nothing here: only the pages of notebooks have them".to_owned(),
        _ => return None,
    };
    let found = Diagnostic::new(Code::IgnoredKey, entry.key.range, message);
    Some(Diagnostic { unnecessary: true, ..found })
}

/// Where keys start that stand again below: of two of one name, the last counts (Psych 4.0).
fn overridden(front_matter: &FrontMatter) -> BTreeSet<TextSize> {
    let mut below = BTreeSet::new();
    let again = front_matter.entries.iter().rev().filter(|entry| !below.insert(&entry.key.text));
    again.map(|entry| entry.key.range.start()).collect()
}

fn stands_again(entry: &Entry) -> Diagnostic {
    let message = format!("`{}` does nothing here: it stands again below, and the last counts", entry.key.text);
    Diagnostic { unnecessary: true, ..Diagnostic::new(Code::IgnoredKey, entry.key.range, message) }
}

fn is_post(place: Place<'_>) -> bool {
    place.is_cell() || place.page.path.as_str().split('/').any(|part| part == "_posts")
}

fn wrong_type(place: Place<'_>, entry: &Entry) -> Option<Diagnostic> {
    if !place.is_jekyll() {
        return None;
    }
    let key = front_matter::key(place.layout(), &entry.key.text)?;
    let name = key.name;
    let text = match (&entry.value.kind, key.kind) {
        (NodeKind::String(text), _) | (NodeKind::Date(text), Kind::Date) => text,
        _ => return None,
    };
    let (severity, message) = match key.kind {
        Kind::Bool if !text.is_empty() => (
            Severity::Warning,
            format!("`{text}` is text, and Liquid takes any text for true; write `true` or `false`"),
        ),
        Kind::List if text.contains(',') => {
            let parts: Vec<String> = text.split_whitespace().map(|part| format!("`{part}`")).collect();
            (Severity::Warning, format!("`{name}` becomes {}; write a list, `[{text}]`", parts.join(" and ")))
        }
        Kind::Date if name == "date" && (!text.contains(|c: char| c.is_ascii_digit()) || has_no_day(text)) => {
            (Severity::Error, format!("the build stops: `{text}` is no date; write one as `2020-01-31`"))
        }
        Kind::Number if name == "sticky_rank" => {
            (Severity::Warning, format!("`{text}` is text, and the home page sorts its posts by numbers; write one"))
        }
        Kind::Path if name == "permalink" => {
            let placeholder = place.site.unknown_placeholder(&place.page.path, text)?;
            (Severity::Error, format!("the build stops: a permalink has no placeholder `:{placeholder}`; correct it"))
        }
        _ => return None,
    };
    Some(Diagnostic { severity, ..Diagnostic::new(Code::FrontMatterType, entry.value.range, message) })
}

/// Whether a date has a month or a day of the month that no year has. Ruby takes the 30th of February for the 1st of March.
fn has_no_day(date: &str) -> bool {
    let mut parts = date.split([' ', 'T']).next().unwrap_or_default().split('-');
    let numbers = [4, 2, 2].map(|digits| {
        let part = parts.next().filter(|part| part.len() <= digits && part.bytes().all(|byte| byte.is_ascii_digit()));
        part.and_then(|part| part.parse::<u32>().ok())
    });
    let [Some(_), Some(month), Some(day)] = numbers else { return false };
    parts.next().is_none() && !((1..=12).contains(&month) && (1..=31).contains(&day))
}

/// The lines of a notebook's first cell that look like front matter to their writer and not to fastpages.
fn unread(place: Place<'_>) -> Vec<Diagnostic> {
    let is_first = place.source.post.dialect().part == Part::FirstCell;
    let Some(text) = (place.is_converted() && is_first).then(|| place.text()).flatten() else { return Vec::new() };
    let mut found: Vec<Diagnostic> = unread_summary(place, &text).into_iter().collect();
    for line in 0..text.line_count() {
        let (start, end) = (text.line_start(line), text.line_end(line));
        let range = TextRange::new(start, end);
        let written = text.slice(range);
        let item = written.trim_start();
        let dash = item.starts_with("- ");
        let looks = dash && item.len() < written.len() || item.starts_with("* ") || item.starts_with("+ ");
        let Some((key, _)) = item.get(2..).and_then(|rest| rest.split_once(':')).filter(|_| looks) else { continue };
        if let Some(key) = front_matter::key(Layout::Fastpages, key.trim()) {
            let name = key.name;
            let message = format!("`{name}` is not read: only lines that begin with `- ` are; write `- {name}: …`");
            found.push(Diagnostic::new(Code::UnreadFrontMatter, range, message));
        }
    }
    found
}

/// The summary of a notebook that stands between the properties, or behind other text, and not right under the title:
/// nbdev looks for it there alone (nbdev 0.2, `_re_title_summary`).
fn unread_summary(place: Place<'_>, text: &Text) -> Option<Diagnostic> {
    let front_matter = place.source.post.front_matter().filter(|it| it.syntax == Syntax::List)?;
    let is_known = |entry: &&Entry| front_matter::key(Layout::Fastpages, &entry.key.text).is_some();
    let is_summary = |entry: &Entry| matches!(entry.key.text.as_str(), "description" | "summary");
    if front_matter.entries.iter().any(is_summary) {
        return None;
    }
    // A quote behind the properties is one that its writer wants to be read there.
    let last = front_matter.entries.iter().skip(1).rfind(is_known)?.key.range.start();
    let title = text.line_of(front_matter.entries.first()?.value.range.end());
    let line = |number| TextRange::new(text.line_start(number), text.line_end(number));
    let is_quote = |range: &TextRange| {
        let written = text.slice(*range);
        written.strip_prefix('>').is_some_and(|rest| !rest.trim().is_empty() && !rest.contains(':'))
    };
    let range = (title + 1..text.line_of(last)).map(line).find(is_quote)?;
    let message = "this summary is not read: only what stands right under the title is; move it there";
    Some(Diagnostic::new(Code::UnreadFrontMatter, range, message))
}

#[cfg(test)]
mod tests {
    use crate::ide::diagnostics::tests::{check, check_fastpages, codes};

    #[test]
    fn a_title_and_a_list_in_a_notebook_elsewhere() {
        let cell = "//- /posts/x.ipynb\n%% markdown\n# Deep learning: a tutorial\n- Pros: fast: yes\n- **Goal**: learn: this\n";
        check(cell);
        check(&format!("//- /_quarto.yml\nproject:\n{cell}"));
    }

    #[test]
    fn what_yaml_cannot_read() {
        check_fastpages(
            "---
title: Deep learning: a tutorial
                    ^ error[front-matter-syntax]: this front matter cannot be read (mapping values are not allowed in this context): Jekyll ignores all of it and dates the post today, or stops
---
Text.
",
        );
    }

    #[test]
    fn values_of_the_wrong_type() {
        check_fastpages(
            "---
title: 2020
toc: \"false\"
     ^^^^^^^ warning[front-matter-type]: `false` is text, and Liquid takes any text for true; write `true` or `false`
comments: True
hide: no
tags: a, b
      ^^^^ warning[front-matter-type]: `tags` becomes `a,` and `b`; write a list, `[a, b]`
categories: a b
date: soon
      ^^^^ error[front-matter-type]: the build stops: `soon` is no date; write one as `2020-01-31`
author: A, B
permalink: /:years/
^^^^^^^^^ hint[ignored-key]: `permalink` does nothing here: it stands again below, and the last counts
permalink: /:year/:titel/
           ^^^^^^^^^^^^^^ error[front-matter-type]: the build stops: a permalink has no placeholder `:titel`; correct it
---
Text.
",
        );
        check("---\ntoc: \"false\"\ntags: a, b\n---\nText.\n");
    }

    #[test]
    fn days_that_no_calendar_has() {
        check_fastpages(
            "---
date: 2020-01-0
      ^^^^^^^^^ error[front-matter-type]: the build stops: `2020-01-0` is no date; write one as `2020-01-31`
---
Text.
",
        );
        let is_refused = |date: &str| !codes(&format!("---\ndate: {date}\n---\nText.\n")).is_empty();
        let refused = ["2020-13-01", "2020-1-45", "2020-01-32 10:00:00 +0200", "2020-00-01T10:00"];
        assert!(refused.into_iter().all(is_refused));
        let read = ["2020-02-30", "2020-12-31", "2020-1-1 10:00", "31-12-2020", "2020", "202001-02"];
        assert!(!read.into_iter().any(is_refused));
    }

    #[test]
    fn keys_that_do_nothing() {
        check_fastpages(
            "---
title: A post
use_math: true
^^^^^^^^ hint[ignored-key]: `use_math` does nothing here: fastpages reads it from `_config.yml`, for the whole blog
badges: true
^^^^^^ hint[ignored-key]: `badges` does nothing here: only the pages of notebooks have them
our_own: true
---
Text.
",
        );
    }

    #[test]
    fn the_first_of_two_keys_of_one_name() {
        check_fastpages(
            "---
title: A post
^^^^^ hint[ignored-key]: `title` does nothing here: it stands again below, and the last counts
toc: true
title: Another
---
Text.
",
        );
        assert_eq!(codes("---\ntitle: a: b\nbadges: true\ntitle: c\n---\nText.\n"), "front-matter-syntax");
        check("//- /hugo.toml\n//- /content/a.md\n---\ntitle: a\ntitle: b\n---\nText.\n");
        check_fastpages("//- /_notebooks/2020-01-01-a.ipynb\n%% markdown\n# A title\n- title: Another\n- toc: true\n");
    }

    #[test]
    fn a_rank_is_a_number() {
        check_fastpages(
            "---
sticky_rank: first
             ^^^^^ warning[front-matter-type]: `first` is text, and the home page sorts its posts by numbers; write one
---
Text.
",
        );
        assert_eq!(codes("---\nsticky_rank: 1\n---\nText.\n"), "");
    }

    #[test]
    fn a_day_that_no_year_has() {
        for date in ["2020-13-01", "2020-00-10 10:00", "2020-01-32"] {
            assert_eq!(codes(&format!("---\ndate: {date}\n---\nText.\n")), "front-matter-type", "{date}");
        }
        for date in ["2020-02-30", "2020-1-5", "2020-12-31 23:59:59 +0100", "5 May 2020", "2020/13/45x"] {
            assert_eq!(codes(&format!("---\ndate: {date}\n---\nText.\n")), "", "{date}");
        }
    }

    #[test]
    fn front_matter_that_jekyll_takes_for_text() {
        check_fastpages(
            "//- /_posts/2020-01-01-a.md

---
^^^ warning[unread-front-matter]: readers see this front matter as text, and the post has none: a line stands above it; delete that
title: A post
---
Text.
//- /_posts/2020-01-01-b.md
---
^^^ warning[unread-front-matter]: readers see this front matter as text, and the post has none: no line `---` ends it; write one behind its last key
title: A post

Text.
//- /_posts/2020-01-01-c.md

---

title: A rule and a word.
//- /_posts/2020-01-01-d.md
---
something: else
",
        );
    }

    #[test]
    fn lines_of_the_template() {
        check_fastpages(
            "//- /_notebooks/2020-01-01-a.ipynb
%% markdown
# \"My Title\"
> \"Awesome summary\"

- toc: true
- badges: true
- image: images/some_folder/your_image.png
         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ hint[template-placeholder]: this path is the template's: the post's card has no picture; name one, or delete the line
- hide_{github,colab,binder,deepnote}_badge: true
  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ hint[template-placeholder]: `hide_{github,colab,binder,deepnote}_badge` is the template's and does nothing; fill it in, or delete the line
- metadata_key1: metadata_value1
  ^^^^^^^^^^^^^ hint[template-placeholder]: `metadata_key1` is the template's and does nothing; fill it in, or delete the line
",
        );
    }

    #[test]
    fn a_list_in_a_post() {
        check_fastpages(
            "# A title
^^^^^^^^^ warning[list-front-matter]: readers see this list as text, and the title is made of the file name: only a notebook may begin so; write YAML between `---` and `---`
> A summary.

- toc: true
- image: images/none.png

Text.
",
        );
        check("# A title\n> A summary.\n\n- toc: true\n\nText.\n");
        assert_eq!(codes("# A title\n\n- first: this\n- then: that\n"), "");
    }

    #[test]
    fn a_summary_that_does_not_follow_the_title() {
        check_fastpages(
            "//- /_notebooks/2020-01-01-a.ipynb
%% markdown
# A title
by me
> A summary.
^^^^^^^^^^^^ warning[unread-front-matter]: this summary is not read: only what stands right under the title is; move it there

- toc: true
//- /_notebooks/2020-01-01-b.ipynb
%% markdown
# A title

- toc: true
> A summary.
^^^^^^^^^^^^ warning[unread-front-matter]: this summary is not read: only what stands right under the title is; move it there
- badges: true
//- /_notebooks/2020-01-01-c.ipynb
%% markdown
# A title

> A summary.

> A quote.
- toc: true
//- /_notebooks/2020-01-01-d.ipynb
%% markdown
# A title
- toc: true

> A quote.

- an item: of a list
//- /_notebooks/2020-01-01-e.ipynb
%% markdown
# A title
by me
> A quote.
- summary: a summary
- toc: true
",
        );
    }

    #[test]
    fn lines_that_fastpages_does_not_read() {
        check_fastpages(
            "//- /_notebooks/2020-01-01-a.ipynb
%% markdown
# A title
> A summary.

- toc: true
* badges: true
^^^^^^^^^^^^^^ warning[unread-front-matter]: `badges` is not read: only lines that begin with `- ` are; write `- badges: …`
 - comments: true
^^^^^^^^^^^^^^^^^ warning[unread-front-matter]: `comments` is not read: only lines that begin with `- ` are; write `- comments: …`
 - an item: of a list
%% markdown
* toc: a word
",
        );
    }
}
