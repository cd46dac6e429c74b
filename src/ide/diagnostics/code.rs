//! The rules by name: what each finds, why it matters on the built site, an example and its repair.

use std::fmt;

use super::{
    embed, emoji, file, footnote, fragment, front_matter, generated, image, include, label, link, liquid, not_run, note,
};
use crate::ide::Severity;

/// A rule as a writer reads of it. Its page under `docs/rules/` is made from it, and its examples are tests.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The name by which settings, comments and reports call it.
    pub name: &'static str,
    /// How bad its findings are, unless a finding knows better.
    pub severity: Severity,
    /// What it finds, one sentence.
    pub summary: &'static str,
    /// What the built site does with it.
    pub why: &'static str,
    /// How to repair it.
    pub fix: &'static str,
    /// Where the examples stand in a fastpages blog.
    pub path: &'static str,
    /// A text with findings of this rule alone.
    pub bad: &'static str,
    /// The same text in order.
    pub good: &'static str,
}

/// Where an example stands that is a post in Markdown.
pub(super) const POST: &str = "_posts/2020-01-01-post.md";

/// Where an example stands that is a cell of a notebook.
pub(super) const NOTEBOOK: &str = "_notebooks/2020-01-01-post.ipynb";

macro_rules! codes {
    ($($(#[doc = $doc:literal])* $code:ident => $rule:path,)*) => {
        /// Which rule a finding breaks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[doc = $doc])* $code,)*
        }

        impl Code {
            /// All rules, in the order of the documentation.
            pub const ALL: &[Code] = &[$(Code::$code),*];

            /// What the rule says.
            pub const fn rule(self) -> &'static Rule {
                match self {
                    $(Code::$code => &$rule,)*
                }
            }
        }
    };
}

codes! {
    /// A reference without a note.
    UndefinedFootnote => footnote::UNDEFINED,
    /// Two notes of one number.
    DuplicateFootnote => footnote::DUPLICATE,
    /// A note that nothing refers to.
    UnusedFootnote => footnote::UNUSED,
    /// A note whose text Liquid cuts or drops.
    FootnoteTextLost => note::TEXT_LOST,
    /// A `fndetail` without its number.
    FootnoteArguments => note::ARGUMENTS,
    /// A footnote whose number is empty.
    FootnoteEmptyId => note::EMPTY_ID,
    /// A `fndetail` behind other text.
    FootnoteInline => note::INLINE,
    /// Markdown where it does not work.
    MarkdownInFootnote => note::MARKDOWN,
    /// A filter that spoils a note.
    FootnoteFilter => note::FILTER,
    /// Liquid that stops the build.
    LiquidSyntax => liquid::SYNTAX,
    /// A tag that nobody knows.
    LiquidUnknownTag => liquid::UNKNOWN_TAG,
    /// Code or mathematics that Liquid takes for its own.
    LiquidSwallowed => liquid::SWALLOWED,
    /// fastpages' Liquid where no Liquid is run.
    LiquidNotRun => not_run::RULE,
    /// An included file that is not there.
    MissingInclude => include::MISSING,
    /// A file or post that a tag names and that is not there.
    MissingLinkTarget => include::LINK,
    /// An image that the built site does not have.
    MissingImage => image::MISSING,
    /// An image whose path leaves out the `baseurl`.
    ImageIgnoresBaseurl => image::BASEURL,
    /// An image that fastpages does not copy.
    NotebookImage => image::NOTEBOOK_IMAGE,
    /// A link to what the built site does not have.
    MissingLink => link::MISSING,
    /// A fragment that is no place of its page.
    MissingAnchor => fragment::MISSING,
    /// A reference link whose label is not defined.
    UndefinedLabel => label::UNDEFINED,
    /// A label that is defined twice.
    DuplicateDefinition => label::DUPLICATE,
    /// A definition that nothing uses.
    UnusedDefinition => label::UNUSED,
    /// A name of an emoji that is none.
    UnknownEmoji => emoji::UNKNOWN,
    /// Front matter that cannot be read.
    FrontMatterSyntax => front_matter::SYNTAX,
    /// A file that cannot be read.
    UnreadableFile => file::UNREADABLE,
    /// A value of another type than its key wants.
    FrontMatterType => front_matter::TYPE,
    /// A key that nothing reads here.
    IgnoredKey => front_matter::IGNORED,
    /// A line that the template came with.
    TemplatePlaceholder => front_matter::PLACEHOLDER,
    /// A notebook's front matter in a post.
    ListFrontMatter => front_matter::LIST,
    /// A line of a notebook's front matter that is not read.
    UnreadFrontMatter => front_matter::UNREAD,
    /// A notebook's player in a post.
    EmbedInPost => embed::IN_POST,
    /// An address that the player cannot play.
    YoutubeWatchUrl => embed::WATCH,
    /// A box of a notebook that is more than a line.
    SplitAlert => embed::SPLIT,
    /// A notebook whose name has no date.
    UndatedNotebook => file::UNDATED,
    /// A post that is made of a notebook.
    GeneratedFile => generated::RULE,
}

impl Code {
    /// The name by which settings, comments and reports call the rule.
    pub const fn name(self) -> &'static str {
        self.rule().name
    }

    /// The address of the rule's page, as this version has it.
    pub fn page(self) -> String {
        let (name, version) = (env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
        format!("https://docs.rs/crate/{name}/{version}/source/docs/rules/{self}.md")
    }

    /// The rule of a name.
    pub fn named(name: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.name() == name)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Severity {
    /// The word that reports use.
    pub const fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Information => "information",
            Severity::Hint => "hint",
        }
    }
}

#[cfg(test)]
pub(in crate::ide) mod tests {
    use std::collections::BTreeSet;
    use std::fmt::Write as _;
    use std::fs;
    use std::path::PathBuf;

    use super::*;
    use crate::fixture::Fixture;
    use crate::ide::{Diagnostic, diagnostics};

    /// A small blog with one text in it, of fastpages unless the text is for Quarto.
    pub(in crate::ide) fn blog(rule: &Rule, text: &str) -> Fixture {
        let is_cell = rule.path.ends_with(".ipynb") && !text.starts_with('{');
        let cell = if is_cell { "%% markdown\n" } else { "" };
        let blog = format!(
            "
//- /{}
baseurl: /blog
plugins: [jekyll-gist, jekyll-twitter-plugin]
//- /_action_files/settings.ini
[DEFAULT]
//- /_plugins/footnote.rb
Liquid::Template.register_tag('fn', FootnoteTag)
//- /_plugins/footnote-detail.rb
def fndetail(input, id)
//- /_includes/alert.html
//- /_includes/youtube.html
//- /_posts/2020-01-02-another.md
---
title: Another post
---
## A heading
//- /images/logo.png 10x10
//- /images/plot.png 10x10
//- /{}
{cell}{text}",
            if rule.path.ends_with(".qmd") { "_quarto.yml" } else { "_config.yml" },
            rule.path
        );
        Fixture::new(&blog)
    }

    fn findings(rule: &Rule, text: &str) -> Vec<Diagnostic> {
        let fixture = blog(rule, text);
        let files: Vec<_> = fixture.files().filter(|file| file.path.as_str() == rule.path).cloned().collect();
        files.iter().flat_map(|file| diagnostics(&fixture.site, file, &|_| None)).collect()
    }

    #[test]
    fn each_example_is_true() {
        for code in Code::ALL {
            let rule = code.rule();
            let mut found: Vec<Code> = findings(rule, rule.bad).iter().map(|finding| finding.code).collect();
            found.dedup();
            assert_eq!(found, [*code], "the bad example of {code}");
            let found = findings(rule, rule.good);
            assert!(found.is_empty(), "the good example of {code}: {found:?}");
        }
    }

    #[test]
    fn names_are_unique_and_found() {
        let names: BTreeSet<&str> = Code::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(names.len(), Code::ALL.len());
        for code in Code::ALL {
            assert_eq!(Code::named(code.name()), Some(*code));
            assert!(code.name().chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{code}");
        }
        assert_eq!(Code::named("no-such-rule"), None);
    }

    /// The page of a rule.
    fn page(code: Code) -> String {
        let rule = code.rule();
        let said = &findings(rule, rule.bad)[0];
        format!(
            "# {code}\n\n{}\n\nSeverity: {}\n\n## Why\n\n{}\n\n## Example\n\nIn `{}`:\n\n````markdown\n{}````\n\nmanicule \
             says:\n\n> {}\n\n## What to do\n\n{}\n\n````markdown\n{}````\n",
            rule.summary,
            said.severity.name(),
            rule.why,
            rule.path,
            rule.bad,
            said.message,
            rule.fix,
            rule.good
        )
    }

    fn index() -> String {
        let mut index = "# Rules\n\nWhat manicule looks for, and how bad it is unless the settings say otherwise.\n\n\
                         | rule | severity | what it finds |\n|---|---|---|\n"
            .to_owned();
        for code in Code::ALL {
            let rule = code.rule();
            writeln!(index, "| [{code}]({code}.md) | {} | {} |", rule.severity.name(), rule.summary).unwrap();
        }
        index
    }

    #[test]
    fn the_pages_are_what_the_rules_say() {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/rules");
        let mut pages = vec![("README.md".to_owned(), index())];
        pages.extend(Code::ALL.iter().map(|code| (format!("{code}.md"), page(*code))));
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::create_dir_all(&folder).unwrap();
            for (name, page) in &pages {
                fs::write(folder.join(name), page).unwrap();
            }
        }
        for (name, page) in &pages {
            let written = fs::read_to_string(folder.join(name)).unwrap_or_default().replace("\r\n", "\n");
            assert_eq!(written, *page, "docs/rules/{name} differs; UPDATE_EXPECT=1 writes it anew");
        }
        let known: BTreeSet<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
        for entry in fs::read_dir(&folder).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(known.contains(name.as_str()), "docs/rules/{name} belongs to no rule");
        }
    }
}
