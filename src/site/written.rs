//! A path as it is written: what Liquid makes of it, and the path, query and fragment that it then is.

use percent_encoding::percent_decode_str;
use smol_str::SmolStr;

use super::lookup::Lookup;
use super::{FileId, Settings, Site};
use crate::syntax::liquid::{self, Filter, Output, Value, ValueKind};
use crate::syntax::{Item, Part};

/// What is written for a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// An address elsewhere, `data:`, `mailto:`.
    External,
    /// Only a fragment.
    Fragment(SmolStr),
    /// It depends on what the text does not tell.
    Unknown,
    /// A tag that stops the build, as there is no such file.
    NoFile(SmolStr),
    /// A path of this site.
    Path {
        /// The path, percent-decoded, query and fragment left out.
        path: String,
        /// The fragment, without `#`.
        fragment: Option<SmolStr>,
    },
}

/// What Liquid prints.
enum Printed {
    Text(String),
    Unknown,
    NoFile(SmolStr),
}

impl Site {
    /// What is written for a target, Liquid included where the generator runs it.
    pub(super) fn target(&self, from: &FileId, written: &str, runs_liquid: bool) -> Target {
        let written = written.trim_matches(|c| c <= ' ');
        let has_liquid = written.contains("{{") || written.contains("{%");
        if !has_liquid && (written.starts_with("https://") || written.starts_with("http://")) {
            return Target::External;
        }
        if !has_liquid {
            return target(written, !self.dialect(&from.path, Part::File).kramdown);
        }
        if !runs_liquid {
            return Target::Unknown;
        }
        match self.printed(written) {
            Printed::Unknown => Target::Unknown,
            Printed::NoFile(name) => Target::NoFile(name),
            Printed::Text(text) => {
                // An address that the site's own settings make is one of this site.
                let own = Some(self.settings().url.as_str()).filter(|url| !url.is_empty());
                let inside = own.and_then(|url| text.strip_prefix(url));
                let text = inside.filter(|it| it.is_empty() || it.starts_with(['/', '?', '#'])).unwrap_or(&text);
                // With `baseurl: /`, a path after it begins with two slashes: to a browser, the name of a server.
                if text.starts_with("//") && self.settings().baseurl == "/" {
                    return Target::NoFile(text.into());
                }
                target(text, false)
            }
        }
    }

    /// What Liquid prints for a text; outputs and tags whose value no text tells are not known.
    fn printed(&self, written: &str) -> Printed {
        let scan = liquid::scan(written);
        let mut text = String::new();
        let mut at = 0;
        for item in &scan.items {
            let (range, printed) = match item {
                Item::Output(output) => (output.range, self.settings().print(output).map(Printed::Text)),
                Item::Tag(tag) => (tag.range, self.print_tag(&tag.name.text, &tag.markup.text, &text)),
                Item::Footnote(_) => continue,
                _ => return Printed::Unknown,
            };
            match printed {
                // What ends a target where it is printed makes another of it.
                Some(Printed::Text(printed)) if printed.contains(['(', ')', '<', '>', '"', '\'']) => {
                    return Printed::Unknown;
                }
                Some(Printed::Text(printed)) => {
                    text.push_str(&written[at..range.start().into()]);
                    text.push_str(&printed);
                    at = range.end().into();
                }
                Some(printed) => return printed,
                None => return Printed::Unknown,
            }
        }
        text.push_str(&written[at..]);
        Printed::Text(text)
    }

    /// The address that `link` and `post_url` print behind some text. Jekyll 4 puts the `baseurl` before it, Jekyll 3 does
    /// not (`tags/link.rb`); of one whose version is not known is thought what makes the address right.
    fn print_tag(&self, name: &str, markup: &str, before: &str) -> Option<Printed> {
        let found = match name {
            "link" => self.linked(markup),
            "post_url" => self.post_named(markup),
            _ => return None,
        };
        match found {
            Lookup::Found(path) => {
                let (url, base) = (self.url(&path)?, self.settings().base());
                let is_bare = match self.settings().jekyll {
                    Some(version) => version < 4,
                    None => before.ends_with(base),
                };
                let bare = url.strip_prefix(base).filter(|_| is_bare);
                Some(Printed::Text(bare.unwrap_or(&url).to_owned()))
            }
            Lookup::Missing => Some(Printed::NoFile(markup.into())),
            Lookup::Unknown => None,
        }
    }
}

impl Settings {
    /// What an output prints, where settings alone tell it.
    fn print(&self, output: &Output) -> Option<String> {
        let value = self.value(output.value.as_ref()?)?;
        output.filters.iter().try_fold(value, |value, filter| self.filtered(value, filter))
    }

    fn value(&self, value: &Value) -> Option<String> {
        match &value.kind {
            ValueKind::String(text) => Some(text.text.to_string()),
            ValueKind::Literal(text) => Some(text.to_string()),
            ValueKind::Variable(_) => match value.name.text.as_str() {
                "site.baseurl" => Some(self.baseurl.to_string()),
                "site.url" => Some(self.url.to_string()),
                _ => None,
            },
        }
    }

    /// What a filter makes of a text (Liquid's standard filters; Jekyll 4.3, `filters/url_filters.rb`).
    fn filtered(&self, text: String, filter: &Filter) -> Option<String> {
        let argument = |nth: usize| filter.args.get(nth).and_then(|value| self.value(value));
        match filter.name.text.as_str() {
            "relative_url" => Some(self.relative_url(text)),
            "absolute_url" if scheme(&text).is_some() => Some(text),
            "absolute_url" => Some(format!("{}{}", self.url, self.relative_url(text))),
            "prepend" => Some(argument(0)? + &text),
            "append" => Some(text + &argument(0)?),
            "replace" => Some(text.replace(&argument(0)?, &argument(1)?)),
            "remove" => Some(text.replace(&argument(0)?, "")),
            "strip" => Some(text.trim().to_owned()),
            "downcase" => Some(text.to_lowercase()),
            "uri_escape" | "escape" => Some(text),
            _ => None,
        }
    }

    fn relative_url(&self, text: String) -> String {
        if scheme(&text).is_some() {
            return text;
        }
        let slash = if text.is_empty() || text.starts_with('/') { "" } else { "/" };
        format!("{}{slash}{text}", self.base())
    }
}

/// What a path is that kramdown sees as it is typed.
pub(super) fn plain(written: &str) -> Target {
    target(written.trim_matches(|c| c <= ' '), false)
}

/// What a path without Liquid is; `escaped` where a backslash hides a sign from Markdown.
fn target(written: &str, escaped: bool) -> Target {
    let mut text = unescaped(written, escaped);
    // Browsers pass over line ends and tabs in an address, and blanks around it (URL standard, "basic URL parser").
    text.retain(|c| !matches!(c, '\t' | '\n' | '\r'));
    let text = text.trim_matches(|c| c <= ' ');
    if scheme(text).is_some() || text.starts_with("//") {
        return Target::External;
    }
    let decode = |part: &str| percent_decode_str(part).decode_utf8_lossy().into_owned();
    let (path, fragment) = match text.split_once('#') {
        Some((path, fragment)) => (path, Some(SmolStr::from(decode(fragment)))),
        None => (text, None),
    };
    let path = path.split('?').next().unwrap_or_default();
    match fragment {
        Some(fragment) if text.starts_with('#') => Target::Fragment(fragment),
        fragment => Target::Path { path: decode(path), fragment },
    }
}

/// The scheme that an address begins with, such as `https`.
pub(super) fn scheme(text: &str) -> Option<&str> {
    let (scheme, _) = text.split_once(':')?;
    let first = scheme.chars().next().is_some_and(|c| c.is_ascii_alphabetic());
    (first && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))).then_some(scheme)
}

/// A text with its entities, and its backslashes where they hide signs, resolved. Only the entities are known that
/// paths are written with.
fn unescaped(text: &str, escaped: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['&', '\\']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let sign = rest[1..].chars().next().filter(|c| escaped && c.is_ascii_punctuation());
        let (resolved, length) =
            if rest.starts_with('\\') { sign.map_or(('\\', 1), |c| (c, 2)) } else { entity(rest).unwrap_or(('&', 1)) };
        out.push(resolved);
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

/// The character of the entity that a text begins with, and the entity's length.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.find(';').filter(|end| *end <= 10)?;
    let name = text.get(1..end)?;
    let character = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        _ => {
            let number = name.strip_prefix('#')?;
            let hexadecimal = number.strip_prefix(['x', 'X']).map(|digits| u32::from_str_radix(digits, 16));
            char::from_u32(hexadecimal.unwrap_or_else(|| number.parse()).ok()?)?
        }
    };
    Some((character, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;
    use crate::site::SitePath;

    #[track_caller]
    fn check(written: &str, expected: &str) {
        let fixture = Fixture::new(
            "//- /_config.yml
url: https://example.org
baseurl: /blog
//- /images/a.png 1x1
//- /_posts/2020-01-01-post.md
---
title: x
---
",
        );
        let from = SitePath::new("_posts/2020-01-01-post.md").into();
        let found = match fixture.site.target(&from, written, true) {
            Target::Path { path, fragment: None } => path,
            Target::Path { path, fragment: Some(fragment) } => format!("{path} at {fragment}"),
            Target::Fragment(fragment) => format!("at {fragment}"),
            Target::NoFile(name) => format!("no {name}"),
            Target::External => "external".into(),
            Target::Unknown => "unknown".into(),
        };
        assert_eq!(found, expected, "{written}");
    }

    #[test]
    fn a_path_is_decoded() {
        check(" a%20b.png ", "a b.png");
        check("a+b.png?raw=true#top", "a+b.png at top");
        check("/x/?q#%C3%A9", "/x/ at é");
        check("a&amp;b&#39;&#x27;.png", "a&b''.png");
        check("a\\_b.png", "a\\_b.png");
        check("a&b;c&unknown;.png", "a&b;c&unknown;.png");
        check("a\n\tb.png", "ab.png");
        check("#top", "at top");
        check("", "");
    }

    #[test]
    fn markdown_without_kramdown_resolves_backslashes() {
        assert_eq!(target("a\\_b\\c.png", true), Target::Path { path: "a_b\\c.png".into(), fragment: None });
    }

    #[test]
    fn addresses_elsewhere_are_left_alone() {
        for written in ["https://a.b/c.png", "//a.b/c.png", "data:image/png;base64,x", "mailto:a@b.c"] {
            check(written, "external");
        }
        check("1:2.png", "1:2.png");
    }

    #[test]
    fn liquid_that_settings_answer_is_printed() {
        check("{{ site.baseurl }}/images/a.png", "/blog/images/a.png");
        check("{{site.baseurl}}images/a.png", "/blogimages/a.png");
        check("{{ '/images/a.png' | relative_url }}", "/blog/images/a.png");
        check("{{ 'images/a.png' | relative_url }}#x", "/blog/images/a.png at x");
        check("{{ \"images/a.png\" | absolute_url }}", "/blog/images/a.png");
        check("{{ site.url }}{{ site.baseurl }}/images/a.png", "/blog/images/a.png");
        check("{{ '/images/a.png' | prepend: site.baseurl | prepend: site.url }}", "/blog/images/a.png");
        check("{{ site.baseurl | append: '/images/a.png' }}", "/blog/images/a.png");
        check("{{ 'https://a.b/c' | relative_url }}", "external");
    }

    #[test]
    fn liquid_that_nothing_here_answers_is_not_known() {
        check("{{ page.image }}", "unknown");
        check("{{ site.static }}/a.png", "unknown");
        check("{{ 'a.png' | asset_url }}", "unknown");
        check("{% if x %}a.png{% endif %}", "unknown");
        check("{{ site.baseurl }", "unknown");
    }

    #[test]
    fn tags_print_addresses() {
        check("{% link images/a.png %}", "/blog/images/a.png");
        check("{% post_url 2020-01-01-post %}#x", "/blog/2020/01/01/post.html at x");
        check("{% link images/b.png %}", "no images/b.png");
    }
}
