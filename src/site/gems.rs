//! What `Gemfile` and `Gemfile.lock` say of the gems that build a blog.

use smol_str::SmolStr;

/// The gem that a line of a `Gemfile` names.
pub(super) fn gem(line: &str) -> Option<SmolStr> {
    let rest = line.trim_start().strip_prefix("gem")?.trim_start_matches(['(', ' ', '\t']);
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    Some(rest[1..].split(quote).next()?.into())
}

/// The major version of Jekyll that is locked, or else the only one that is wanted; `None` where both leave it open.
pub(super) fn jekyll(gemfile: Option<&str>, lock: Option<&str>) -> Option<u32> {
    lock.and_then(locked).or_else(|| wanted(gemfile?))
}

/// The version among the specs of a `Gemfile.lock`; what its gems ask for is indented deeper.
fn locked(lock: &str) -> Option<u32> {
    major(lock.lines().find_map(|line| line.strip_prefix("    jekyll ("))?)
}

fn wanted(gemfile: &str) -> Option<u32> {
    let named = |name: &str| gemfile.lines().find(|line| gem(line).is_some_and(|gem| gem == name));
    // The gem of GitHub Pages has Jekyll 3 in all its versions.
    if named("github-pages").is_some() {
        return Some(3);
    }
    // Behind the name stand what versions are asked for, each between quotes of its own.
    let asked = named("jekyll")?.split(['"', '\'']).skip(3).step_by(2);
    asked.map(str::trim).find_map(|it| major(it.strip_prefix("~>").or(it.strip_prefix('=')).unwrap_or(it).trim_start()))
}

/// The number that a version begins with.
fn major(version: &str) -> Option<u32> {
    version.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gem_stands_between_quotes() {
        assert_eq!(gem("  gem \"jekyll\", '~> 4.2'").as_deref(), Some("jekyll"));
        assert_eq!(gem("gem('minima')").as_deref(), Some("minima"));
        assert_eq!(gem("# gem 'minima'"), None);
        assert_eq!(gem("gemspec"), None);
    }

    #[test]
    fn what_is_locked_counts_before_what_is_wanted() {
        let lock = "GEM\n  specs:\n    jekyll-feed (0.15.1)\n      jekyll (>= 3.7, < 5.0)\n    jekyll (3.9.0)\n";
        assert_eq!(jekyll(Some("gem 'jekyll', '~> 4.2'"), Some(lock)), Some(3));
        assert_eq!(jekyll(Some("gem 'jekyll', '~> 4.2'"), Some("GEM\n")), Some(4));
        assert_eq!(jekyll(None, None), None);
    }

    #[test]
    fn a_version_is_known_where_only_one_is_wanted() {
        for (line, version) in [
            ("gem 'jekyll', '~> 4.1.0'", Some(4)),
            ("gem \"jekyll\", \"3.8.5\"", Some(3)),
            ("gem 'jekyll', '= 4.0', require: false", Some(4)),
            ("gem 'jekyll', '>= 3.0', '~> 4'", Some(4)),
            ("gem 'jekyll'", None),
            ("gem 'jekyll', '>= 3.8', '< 5'", None),
            ("gem 'jekyll', git: 'https://example.org/4.git'", None),
            ("gem 'jekyll', '~> 4.1'\ngem 'github-pages', group: :jekyll_plugins", Some(3)),
            ("# gem 'github-pages'\ngem 'jekyll-feed', '~> 4'", None),
        ] {
            assert_eq!(jekyll(Some(line), None), version, "{line}");
        }
    }
}
