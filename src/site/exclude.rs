//! Which files Jekyll reads, and as what: the rules of names, `include` and `exclude`.

use std::cell::LazyCell;

use smol_str::SmolStr;

use super::{Settings, SitePath};

/// What Jekyll takes a file for, by its path alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Role<'a> {
    /// A post: in a folder `_posts`, its name beginning with a date.
    Post,
    /// In a folder `_drafts`.
    Draft,
    /// In the folder of the collection with this label.
    Collection(&'a str),
    /// Anywhere else that is published: a page where it has front matter, else a file that is copied.
    Other,
}

impl Settings {
    /// A path from the folder that Jekyll reads; `None` outside of it.
    pub(super) fn in_source<'a>(&self, path: &'a SitePath) -> Option<&'a str> {
        let path = path.is_within(self.source.as_str()).then(|| path.as_str())?;
        path.strip_prefix(self.source.as_str())?.strip_prefix('/').or(self.source.as_str().is_empty().then_some(path))
    }

    /// What Jekyll takes a file for; `None` where it leaves the file out (`reader.rb`, `entry_filter.rb`).
    pub(super) fn role(&self, path: &SitePath) -> Option<Role<'_>> {
        let path = self.in_source(path)?;
        if self.include.iter().any(|included| included == path) {
            return Some(Role::Other);
        }
        if let Some((label, inside)) = self.collection_of(path) {
            return self.keeps(&format!("_{label}"), inside, false).then_some(Role::Collection(label));
        }
        let mut base = String::new();
        let mut rest = path;
        while let Some((folder, inside)) = rest.split_once('/') {
            let role = match folder {
                "_posts" => Role::Post,
                "_drafts" => Role::Draft,
                _ if self.keeps(&base, folder, true) => {
                    base = join(&base, folder);
                    rest = inside;
                    continue;
                }
                _ => return None,
            };
            let hidden = inside.split('/').any(|part| part.starts_with('.'));
            let elsewhere = !base.starts_with(self.collections_dir.as_str());
            let undated = role == Role::Post && !is_dated(inside);
            let kept = !hidden && !elsewhere && !undated && self.keeps(&join(&base, folder), inside, false);
            return kept.then_some(role);
        }
        self.keeps(&base, rest, false).then_some(Role::Other)
    }

    /// The collection, posts left out, that a path lies in, and the rest of the path.
    fn collection_of<'a>(&self, path: &'a str) -> Option<(&str, &'a str)> {
        let inside = match self.collections_dir.as_str() {
            "" => path,
            folder => path.strip_prefix(folder)?.strip_prefix('/')?,
        };
        let (folder, rest) = inside.split_once('/')?;
        let label = folder.strip_prefix('_')?;
        let known = self.collections.keys().map(|known| known.as_str()).find(|known| *known == label)?;
        (known != "posts").then_some((known, rest))
    }

    /// Whether an entry of a folder is read: a name, or a path where Jekyll looks at whole paths at once.
    fn keeps(&self, base: &str, entry: &str, is_folder: bool) -> bool {
        let name = entry.rsplit('/').next().unwrap_or(entry);
        let included = |entry| self.include.iter().any(|pattern| matches(pattern, entry, is_folder));
        if entry.ends_with('.') {
            return false;
        }
        if included(entry) || included(name) {
            return true;
        }
        let special = |name: &str| name.starts_with(['.', '_', '#', '~']);
        let first = base.bytes().next().or(entry.bytes().next());
        let whole = LazyCell::new(|| join(base, entry));
        let excludes = |pattern: &SmolStr| {
            may_match(pattern, first)
                && matches(pattern, &whole, is_folder)
                && !self.include.iter().any(|kept| kept == pattern)
        };
        !(special(entry) || special(name) || entry.ends_with('~') || self.exclude.iter().any(excludes))
    }
}

/// Whether a file in `_posts` has a post's name: a date, a hyphen, and an extension.
fn is_dated(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut parts = name.splitn(4, '-');
    let mut digits = |least: usize, most: usize| {
        parts
            .next()
            .is_some_and(|part| (least..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    digits(2, 4) && digits(1, 2) && digits(1, 2) && parts.next().is_some_and(|rest| rest.contains('.'))
}

fn join(base: &str, entry: &str) -> String {
    if base.is_empty() { entry.to_owned() } else { format!("{base}/{entry}") }
}

/// Whether a pattern may match what begins with a byte: most begin with another letter.
fn may_match(pattern: &str, first: Option<u8>) -> bool {
    let wanted = pattern.trim_start_matches('/').bytes().next();
    wanted.is_none_or(|wanted| matches!(wanted, b'*' | b'?' | b'[' | b'\\') || first == Some(wanted))
}

/// Whether a pattern names an entry: as a glob, as what its path begins with, or as a folder.
fn matches(pattern: &str, entry: &str, is_folder: bool) -> bool {
    let pattern = pattern.trim_start_matches('/');
    glob(pattern, entry)
        || entry.starts_with(pattern)
        || (is_folder && pattern.strip_suffix('/').is_some_and(|folder| folder == entry))
}

/// Ruby's `File.fnmatch?` without flags: `*` and `?` match slashes too.
pub(super) fn glob(pattern: &str, text: &str) -> bool {
    if !pattern.contains(['*', '?', '[', '\\']) {
        return pattern == text;
    }
    let (mut pattern, mut text) = (pattern, text);
    // Where to go on when what follows the last `*` does not match: after it, one character of the text further.
    let mut retry: Option<(&str, &str)> = None;
    loop {
        if let Some(after_star) = pattern.strip_prefix('*') {
            pattern = after_star;
            retry = Some((after_star, text));
        } else if let Some(rest) = behind_first(text)
            && let Some(behind) = one(pattern, text)
        {
            (pattern, text) = (behind, rest);
        } else if text.is_empty() && pattern.is_empty() {
            return true;
        } else if let Some((after_star, from)) = retry
            && let Some(from) = behind_first(from)
        {
            (pattern, text) = (after_star, from);
            retry = Some((after_star, from));
        } else {
            return false;
        }
    }
}

/// A text behind its first character.
fn behind_first(text: &str) -> Option<&str> {
    let mut rest = text.chars();
    rest.next().map(|_| rest.as_str())
}

/// What stands in a pattern behind that of it which matches a text's first character; `None` where its beginning does
/// not.
fn one<'a>(pattern: &'a str, text: &str) -> Option<&'a str> {
    let c = text.chars().next()?;
    let mut rest = pattern.chars();
    let matched = match rest.next()? {
        '?' => true,
        '\\' => rest.next()? == c,
        '[' => {
            let inside = rest.as_str();
            // The first character of a set stands for itself, and so may a bracket.
            let close = behind_first(inside)?.find(']')? + inside.chars().next()?.len_utf8();
            rest = inside[close + 1..].chars();
            let (set, negated) = match inside[..close].strip_prefix(['!', '^']) {
                Some(set) => (set, true),
                None => (&inside[..close], false),
            };
            is_in_set(set, c) != negated
        }
        first => first == c,
    };
    matched.then_some(rest.as_str())
}

/// Whether a character is among those of a set, or in one of its ranges.
fn is_in_set(set: &str, c: char) -> bool {
    let seconds = set.chars().skip(1);
    let mut triples = set.chars().zip(seconds.clone()).zip(seconds.skip(1));
    set.contains(c) || triples.any(|((first, middle), last)| middle == '-' && (first..=last).contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::Collection;

    #[track_caller]
    fn check(settings: &Settings, cases: &[(&str, Option<Role<'_>>)]) {
        for (path, role) in cases {
            assert_eq!(settings.role(&SitePath::new(path)), *role, "{path}");
        }
    }

    #[test]
    fn names_decide() {
        check(
            &Settings::default(),
            &[
                ("images/a.png", Some(Role::Other)),
                ("a.", None),
                ("_images/a.png", None),
                ("images/_a.png", None),
                ("images/.a.png", None),
                ("images/#a.png", None),
                ("images/~a.png", None),
                ("images/a.png~", None),
                (".htaccess", Some(Role::Other)),
                ("images/.htaccess", Some(Role::Other)),
                ("node_modules/a.png", None),
                ("docs/node_modules/a.png", Some(Role::Other)),
                ("vendor/bundle/a.png", None),
                ("vendor/a.png", Some(Role::Other)),
                ("Gemfile", None),
                ("Gemfiles/a.png", None),
                ("../a.png", None),
            ],
        );
    }

    #[test]
    fn posts_stand_in_their_folder_with_a_date() {
        check(
            &Settings::default(),
            &[
                ("_posts/2020-01-01-a.md", Some(Role::Post)),
                ("_posts/sub/2020-1-1-a.md", Some(Role::Post)),
                ("news/_posts/20-01-01-a.md", Some(Role::Post)),
                ("_posts/a.md", None),
                ("_posts/2020-01-01.md", None),
                ("_posts/2020-01-01-a", None),
                ("_posts/_sub/2020-01-01-a.md", None),
                ("_posts/.sub/2020-01-01-a.md", None),
                ("_posts/a.png", None),
                ("_news/_posts/2020-01-01-a.md", None),
                ("_drafts/a.md", Some(Role::Draft)),
            ],
        );
    }

    #[test]
    fn include_and_exclude_are_globs_and_beginnings() {
        let settings = Settings {
            include: vec!["_pages".into(), "_redirects/x.txt".into(), "kept.md".into()],
            exclude: ["drafts", "*.psd", "docs/", "/top.md", "a/[bc]?.md", "kept.md"].map(Into::into).into(),
            ..Settings::default()
        };
        check(
            &settings,
            &[
                ("_pages/about.md", Some(Role::Other)),
                ("sub/_pages/about.md", Some(Role::Other)),
                ("_pages/_a.md", None),
                ("_redirects/x.txt", Some(Role::Other)),
                ("_redirects/y.txt", None),
                ("kept.md", Some(Role::Other)),
                ("drafts/a.md", None),
                ("drafts2.md", None),
                ("x/drafts/a.md", Some(Role::Other)),
                ("images/a.psd", None),
                ("docs/a.md", None),
                ("docs.md", Some(Role::Other)),
                ("top.md", None),
                ("a/b1.md", None),
                ("a/d1.md", Some(Role::Other)),
                ("Gemfile", Some(Role::Other)),
            ],
        );
    }

    #[test]
    fn collections_have_their_own_folders() {
        let collections = [("talks".into(), Collection::default())].into();
        let settings = Settings { collections, ..Settings::default() };
        check(
            &settings,
            &[
                ("_talks/a.png", Some(Role::Collection("talks"))),
                ("_talks/sub/_a.md", None),
                ("_notes/a.md", None),
                ("sub/_talks/a.md", None),
            ],
        );
        let settings = Settings { collections_dir: "data".into(), ..settings };
        check(
            &settings,
            &[
                ("data/_talks/a.md", Some(Role::Collection("talks"))),
                ("_talks/a.md", None),
                ("data/_posts/2020-01-01-a.md", Some(Role::Post)),
                ("_posts/2020-01-01-a.md", None),
                ("data/a.png", Some(Role::Other)),
            ],
        );
    }

    #[test]
    fn only_the_source_is_read() {
        let settings = Settings { source: SitePath::new("site"), ..Settings::default() };
        check(&settings, &[("site/a.png", Some(Role::Other)), ("a.png", None), ("sites/a.png", None)]);
    }

    #[test]
    fn globs_are_those_of_ruby() {
        for (pattern, text, expected) in [
            ("*", "a/b", true),
            ("a*c*e", "abcde", true),
            ("a*c*f", "abcde", false),
            ("**/*.md", "a/b.md", true),
            ("**/*.md", "b.md", false),
            ("[a-c]", "b", true),
            ("[!a-c]", "b", false),
            ("[ab", "a", false),
            (r"\*", "*", true),
            ("", "", true),
            ("?", "é", true),
        ] {
            assert_eq!(glob(pattern, text), expected, "{pattern} {text}");
        }
    }
}
