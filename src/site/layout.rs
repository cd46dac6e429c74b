//! What kind of blog a folder is.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::{Settings, SitePath};

/// The generator that builds the blog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Hash)]
pub enum Layout {
    /// No generator: files are shown as they lie.
    #[default]
    Plain,
    /// Jekyll.
    Jekyll,
    /// fastpages: Jekyll, and notebooks turned into posts by nbdev.
    Fastpages,
    /// Hugo.
    Hugo,
    /// Quarto.
    Quarto,
    /// Zola.
    Zola,
}

impl Layout {
    /// Whether Jekyll builds the blog in the end.
    pub fn is_jekyll(self) -> bool {
        matches!(self, Layout::Jekyll | Layout::Fastpages)
    }

    /// What the generator is called; `None` where there is none.
    pub fn name(self) -> Option<&'static str> {
        Some(match self {
            Layout::Plain => return None,
            Layout::Jekyll => "Jekyll",
            Layout::Fastpages => "fastpages",
            Layout::Hugo => "Hugo",
            Layout::Quarto => "Quarto",
            Layout::Zola => "Zola",
        })
    }

    /// The generator that the files of a blog are written for. `has_folder` says whether a folder holds a file.
    pub(super) fn detect(
        configs: &BTreeMap<SitePath, SmolStr>,
        settings: &Settings,
        has_folder: impl Fn(&str) -> bool,
    ) -> Layout {
        let has = |path: &str| configs.contains_key(&SitePath::new(path));
        if has("_quarto.yml") || has("_quarto.yaml") {
            return Layout::Quarto;
        }
        if has("_config.yml") || has("_config.yaml") {
            let footnotes = settings.tags.contains("fn") && settings.methods.contains("fndetail");
            let fastpages = has("_action_files/settings.ini") || has_folder("_notebooks") || footnotes;
            return if fastpages { Layout::Fastpages } else { Layout::Jekyll };
        }
        if configs.keys().any(|path| path.as_str().starts_with("hugo.") || path.as_str().starts_with("config/")) {
            return Layout::Hugo;
        }
        let config = configs.iter().find(|(path, _)| path.as_str().starts_with("config."));
        match config {
            Some((path, text)) if path.name() == "config.toml" && sets(text, "base_url") => Layout::Zola,
            Some((_, text)) if has_folder("content") || sets(text, "baseURL") => Layout::Hugo,
            _ => Layout::Plain,
        }
    }
}

/// Whether a TOML, YAML or JSON file sets a key at the start of a line.
fn sets(text: &str, key: &str) -> bool {
    text.lines().any(|line| {
        let rest = line.trim_start().trim_start_matches('"').strip_prefix(key);
        rest.is_some_and(|rest| rest.trim_start_matches('"').trim_start().starts_with(['=', ':']))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::{Asset, Change, Site};

    #[track_caller]
    fn check(files: &[(&str, &str)], expected: Layout) {
        let mut site = Site::default();
        for (path, text) in files {
            let path = SitePath::new(path);
            site = site.apply(match path.kind() {
                crate::site::FileKind::Config => Change::Config(path, (*text).into()),
                _ => Change::Asset(path, Asset::default()),
            });
        }
        assert_eq!(site.settings().layout, expected);
        for (path, _) in files {
            site = site.apply(Change::Removed(SitePath::new(path)));
        }
        assert_eq!(site.settings().layout, Layout::Plain);
    }

    #[test]
    fn a_settings_file_makes_a_jekyll_blog() {
        check(&[("_config.yml", "title: A blog")], Layout::Jekyll);
        check(&[("docs/_config.yml", "title: A blog")], Layout::Plain);
        check(&[("_posts/2020-01-01-a.png", "")], Layout::Plain);
    }

    #[test]
    fn notebooks_or_their_settings_or_both_plugins_make_it_fastpages() {
        check(&[("_config.yml", ""), ("_notebooks/my_icons/a.png", "")], Layout::Fastpages);
        check(&[("_notebooks/a.png", ""), ("_config.yml", "")], Layout::Fastpages);
        check(&[("_config.yml", ""), ("_notebooks.txt", "")], Layout::Jekyll);
        check(&[("_config.yml", ""), ("_action_files/settings.ini", "")], Layout::Fastpages);
        let fn_tag = ("_plugins/footnote.rb", "Liquid::Template.register_tag('fn', Footnote)");
        let fndetail = ("_plugins/detail.rb", "module Notes\n  def fndetail(input, id)\n");
        check(&[("_config.yml", ""), fn_tag, fndetail], Layout::Fastpages);
        check(&[("_config.yml", ""), fn_tag], Layout::Jekyll);
    }

    #[test]
    fn other_generators_are_told_by_their_settings() {
        check(&[("hugo.toml", "")], Layout::Hugo);
        check(&[("config/_default/params.toml", "")], Layout::Hugo);
        check(&[("config.toml", "title = 'x'"), ("content/a.png", "")], Layout::Hugo);
        check(&[("config.yaml", "---\nbaseURL: https://example.org\n")], Layout::Hugo);
        check(&[("config.toml", "title = 'x'\n")], Layout::Plain);
        check(&[("config.toml", "# x\nbase_url = \"https://example.org\"\n"), ("content/a.png", "")], Layout::Zola);
        check(&[("_quarto.yml", "project:\n"), ("settings.ini", "")], Layout::Quarto);
    }
}
