//! Names of emoji that nobody knows, where the built site has pictures for those that somebody does.

use super::Reach;
use super::code::{Code, Rule};
use crate::ide::place::Place;
use crate::ide::{Diagnostic, Severity};
use crate::site::Layout;
use crate::syntax::{Item, ItemKind, NodeKind};

pub(super) const UNKNOWN: Rule = Rule {
    name: "unknown-emoji",
    severity: Severity::Warning,
    summary: "A name of an emoji that is none, and is almost one.",
    why: "\
Where the blog turns emoji on, by the plugin jemoji, by Hugo's `enableEmoji` or by Pandoc's `+emoji`, `:robot:` becomes an
emoji. A name that is not known stays as it is typed. Only what is almost a name is told of: `:ref:` may be anything.",
    fix: "Write the name as the list of GitHub has it; completion behind `:` offers all of them.",
    path: "posts/post.qmd",
    bad: "---\nfrom: markdown+emoji\n---\n\nBuilt with love :sparkels:\n",
    good: "---\nfrom: markdown+emoji\n---\n\nBuilt with love :sparkles:\n",
};

/// Names that GitHub has pictures of its own for.
const OF_GITHUB: &[&str] = &[
    "accessibility",
    "atom",
    "basecamp",
    "basecampy",
    "bowtie",
    "copilot",
    "dependabot",
    "electron",
    "feelsgood",
    "finnadie",
    "fishsticks",
    "goberserk",
    "godmode",
    "hurtrealbad",
    "neckbeard",
    "octocat",
    "rage1",
    "rage2",
    "rage3",
    "rage4",
    "shipit",
    "suspect",
    "trollface",
];

/// The findings on the names of one text.
pub(super) fn check(place: Place<'_>, found: &mut Vec<Diagnostic>) {
    if !place.source.post.of(ItemKind::Emoji).any(|item| is_unknown(&item)) || !is_on(place) {
        return;
    }
    for item in place.source.post.of(ItemKind::Emoji) {
        let Item::Emoji(emoji) = &item else { continue };
        if let Some(meant) = Some(&emoji.name.text).filter(|_| is_unknown(&item)).and_then(|name| near(name)) {
            let name = &emoji.name.text;
            let message =
                format!("no emoji is called `{name}`: readers see `:{name}:` as typed; did you mean `{meant}`?");
            found.push(Diagnostic::new(Code::UnknownEmoji, emoji.range, message));
        }
    }
}

pub(super) fn reach(item: &Item) -> Reach {
    if matches!(item, Item::Emoji(_)) { Reach::Item } else { Reach::Nowhere }
}

fn is_unknown(item: &Item) -> bool {
    let Item::Emoji(emoji) = item else { return false };
    let name = emoji.name.text.as_str();
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && emojis::get_by_shortcode(name).is_none()
        && !OF_GITHUB.contains(&name)
}

/// The name that is meant: one that is almost the same, or what Unicode calls the emoji.
pub(in crate::ide) fn near(name: &str) -> Option<&'static str> {
    let most = (name.len() / 4).clamp(1, 2);
    let spoken = name.replace(['_', '-'], " ");
    let unicode = || emojis::iter().find(|emoji| emoji.name() == spoken).and_then(|emoji| emoji.shortcode());
    let names = emojis::iter().flat_map(|emoji| emoji.shortcodes());
    let changes = names.filter(|other| other.len().abs_diff(name.len()) <= most);
    let changes = changes.map(|other| (strsim::osa_distance(other, name), other));
    let nearest = changes.filter(|(changes, _)| *changes <= most).min().map(|(_, other)| other);
    nearest.or_else(unicode)
}

/// Whether the built site turns names into emoji.
fn is_on(place: Place<'_>) -> bool {
    let settings = place.site.settings();
    match place.layout() {
        Layout::Jekyll | Layout::Fastpages => settings.plugins.iter().any(|plugin| plugin == "jemoji"),
        Layout::Hugo => place.site.configs().any(|text| {
            let mut lines = text.lines().map(|line| line.replace([' ', '\t', '"', ','], ""));
            lines.any(|line| matches!(line.to_ascii_lowercase().as_str(), "enableemoji=true" | "enableemoji:true"))
        }),
        Layout::Quarto => {
            let from = place.page.front_matter().and_then(|it| it.get("from")).and_then(NodeKind::as_text);
            let is_own = from.is_some_and(|from| from.contains("+emoji"));
            let is_set = |line: &str| line.trim_start().starts_with("from:") && line.contains("+emoji");
            is_own || place.site.configs().any(|text| text.lines().any(is_set))
        }
        Layout::Plain | Layout::Zola => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::ide::diagnostics::tests::check;

    const JEMOJI: &str = "//- /_config.yml\nplugins: [jemoji]\n";
    const SILENT: &str = "
---
title: ':robto:'
---
:robot: :+1: :octocat: :rage3: :ref:`x` :param: :class: at 10:30:45, std::robto::x, a:robto:b, `:robto:` and :xyzzy:
[x](https://a.b/:robto:) <https://robto:robto:robto> :100: :o: {{ ':robto:' }} $a:robto:b$

```
:robto:
```
";

    #[test]
    fn a_name_that_is_almost_one() {
        check(&format!(
            "{JEMOJI}//- /_posts/2020-01-01-a.md
A :robto: and :slightly_smiling:.
  ^^^^^^^ warning[unknown-emoji]: no emoji is called `robto`: readers see `:robto:` as typed; did you mean `robot`?
A :winking_face: is what Unicode says.
  ^^^^^^^^^^^^^^ warning[unknown-emoji]: no emoji is called `winking_face`: readers see `:winking_face:` as typed; did you mean `wink`?
"
        ));
    }

    #[test]
    fn what_is_no_name() {
        check(&format!("{JEMOJI}//- /_posts/2020-01-01-a.md{SILENT}"));
    }

    #[test]
    fn only_where_the_site_turns_them_on() {
        let said = "      ^^^^^^^ warning[unknown-emoji]: no emoji is called `robto`: readers see `:robto:` as typed; did you mean `robot`?\n";
        let post = "Text. :robto:\n";
        for (settings, path, is_on) in [
            ("//- /_config.yml\n", "_posts/2020-01-01-a.md", false),
            ("//- /hugo.toml\nenableEmoji = true\n", "content/a.md", true),
            ("//- /hugo.yaml\nenableEmoji: true\n", "content/a.md", true),
            ("//- /hugo.toml\nenableEmoji = false\n", "content/a.md", false),
            ("//- /_quarto.yml\nfrom: markdown+emoji\n", "a.qmd", true),
            ("//- /_quarto.yml\n", "a.qmd", false),
            ("", "a.md", false),
        ] {
            check(&format!("{settings}//- /{path}\n{post}{}", if is_on { said } else { "" }));
        }
    }
}
