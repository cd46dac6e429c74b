//! The settings of a blog that matter for what readers see, from `_config.yml` and its kin.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::{SmolStr, format_smolstr};

use super::yaml::Yaml;
use super::{Layout, SitePath, gems};

/// What the blog's own files say of how it is built. What they leave out has Jekyll's default (`configuration.rb`).
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The generator.
    pub layout: Layout,
    /// `url`: the address of the server, without the path.
    pub url: SmolStr,
    /// `baseurl`: the path under which the site is served, as written; `/blog`, or empty.
    pub baseurl: SmolStr,
    /// The folder of the server that this means: with a slash before it, and none at its end.
    pub(super) base: SmolStr,
    /// `permalink`: the template or named style of posts' URLs.
    pub permalink: SmolStr,
    /// `source`: the folder that holds the site; the root is the empty path.
    pub source: SitePath,
    /// `collections`, `posts` left out.
    pub collections: BTreeMap<SmolStr, Collection>,
    /// `collections_dir`, without slashes at its ends.
    pub collections_dir: SmolStr,
    /// `defaults`: front matter by scope, in the order written.
    pub defaults: Vec<Defaults>,
    /// `include`: what is published in spite of its name.
    pub include: Vec<SmolStr>,
    /// `exclude`: what is not published, Jekyll's own exclusions among it.
    pub exclude: Vec<SmolStr>,
    /// Whether files may be published that the blog does not hold: `keep_files` names what other tools put there, or one
    /// of the blog's own plugins makes files.
    pub makes_files: bool,
    /// `destination` does not matter; `future` does: whether posts with a later date are published.
    pub future: bool,
    /// `show_drafts`: whether `_drafts` are published.
    pub show_drafts: bool,
    /// `unpublished`: whether `published: false` is passed over.
    pub unpublished: bool,
    /// `markdown`: the converter.
    pub markdown: SmolStr,
    /// `markdown_ext`: the extensions that are converted, without dots.
    pub markdown_ext: Vec<SmolStr>,
    /// `kramdown`.
    pub kramdown: Kramdown,
    /// `liquid`.
    pub liquid: Liquid,
    /// `theme` or `remote_theme`.
    pub theme: Option<SmolStr>,
    /// `plugins`: the gems.
    pub plugins: Vec<SmolStr>,
    /// The gems that the `Gemfile` names, those of `plugins` among them.
    pub gems: Vec<SmolStr>,
    /// `relative_links`, of the plugin jekyll-relative-links.
    pub relative_links: RelativeLinks,
    /// `plugins_dir`.
    pub plugins_dir: SmolStr,
    /// `includes_dir`.
    pub includes_dir: SmolStr,
    /// `layouts_dir`.
    pub layouts_dir: SmolStr,
    /// The Liquid tags that the blog's own plugins register.
    pub tags: BTreeSet<SmolStr>,
    /// The methods that the blog's own plugins define, Liquid filters among them.
    pub methods: BTreeSet<SmolStr>,
    /// Whether Hugo is told to serve files from elsewhere than where they lie (`module.mounts`).
    pub maps_paths: bool,
    /// The text of the `Gemfile`.
    pub gemfile: Option<SmolStr>,
    /// The major version of Jekyll, where the `Gemfile` or its lock tells it.
    pub jekyll: Option<u32>,
    /// What is wrong with the files that say all this.
    pub problems: Vec<SettingsProblem>,
}

/// One of `collections`.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Collection {
    /// Whether its files are published.
    pub output: bool,
    /// The template of its URLs, where it has one of its own.
    pub permalink: Option<SmolStr>,
}

/// One of `defaults`: front matter for the files in a scope.
#[derive(Clone, Debug, PartialEq)]
pub struct Defaults {
    /// `scope.path` as written.
    pub path: SmolStr,
    /// `scope.type`: `posts`, `pages`, `drafts` or a collection.
    pub kind: Option<SmolStr>,
    /// `values`, mappings left out.
    pub values: BTreeMap<SmolStr, DefaultValue>,
}

/// A value among `defaults`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DefaultValue {
    /// A scalar as Ruby prints it.
    Text(SmolStr),
    /// A list of scalars.
    List(Vec<SmolStr>),
}

/// `kramdown`, as far as it changes ids and what is Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kramdown {
    /// `input`: `GFM` or `kramdown`.
    pub input: SmolStr,
    /// `auto_ids`: whether headings get ids.
    pub auto_ids: bool,
    /// `auto_id_prefix`: what each heading's id begins with.
    pub auto_id_prefix: SmolStr,
    /// `auto_id_stripping`: whether an id is made of the text without its markup.
    pub auto_id_stripping: bool,
    /// `math_engine`; `None` where `$$` is no mathematics.
    pub math_engine: Option<SmolStr>,
    /// `hard_wrap`: whether a line ending is a line break.
    pub hard_wrap: bool,
}

/// `liquid`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Liquid {
    /// `error_mode`: `lax`, `warn` or `strict`.
    pub error_mode: SmolStr,
    /// `strict_filters`: whether an unknown filter stops the build.
    pub strict_filters: bool,
    /// `strict_variables`: whether an unknown variable stops the build.
    pub strict_variables: bool,
}

/// `relative_links`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelativeLinks {
    /// Whether links to files become links to their URLs; in pages, unless `collections` says more.
    pub enabled: bool,
    /// Whether posts and other collections are changed too.
    pub collections: bool,
}

/// What is wrong with a file that says how the blog is built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsProblem {
    /// The file.
    pub path: SitePath,
    /// The one-based line and column where the reader stops; `None` where only the key is known.
    pub at: Option<(u32, u32)>,
    /// What is wrong, and what happens instead.
    pub message: SmolStr,
}

/// What Jekyll leaves out unless `include` names it (`DEFAULT_EXCLUDES`).
const EXCLUDES: &[&str] = &[
    ".sass-cache",
    ".jekyll-cache",
    "gemfiles",
    "Gemfile",
    "Gemfile.lock",
    "node_modules",
    "vendor/bundle/",
    "vendor/cache/",
    "vendor/gems/",
    "vendor/ruby/",
];

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            layout: Layout::default(),
            url: SmolStr::default(),
            baseurl: SmolStr::default(),
            base: SmolStr::default(),
            permalink: "date".into(),
            source: SitePath::new(""),
            collections: BTreeMap::new(),
            collections_dir: SmolStr::default(),
            defaults: Vec::new(),
            include: vec![".htaccess".into()],
            exclude: EXCLUDES.iter().map(|pattern| SmolStr::new_static(pattern)).collect(),
            makes_files: false,
            future: false,
            show_drafts: false,
            unpublished: false,
            markdown: "kramdown".into(),
            markdown_ext: ["markdown", "mkdown", "mkdn", "mkd", "md"].map(SmolStr::new_static).into(),
            kramdown: Kramdown {
                input: "GFM".into(),
                auto_ids: true,
                auto_id_prefix: SmolStr::default(),
                auto_id_stripping: false,
                math_engine: Some("mathjax".into()),
                hard_wrap: false,
            },
            liquid: Liquid { error_mode: "warn".into(), strict_filters: false, strict_variables: false },
            theme: None,
            plugins: Vec::new(),
            gems: Vec::new(),
            relative_links: RelativeLinks { enabled: true, collections: false },
            plugins_dir: "_plugins".into(),
            includes_dir: "_includes".into(),
            layouts_dir: "_layouts".into(),
            tags: BTreeSet::new(),
            methods: BTreeSet::new(),
            maps_paths: false,
            gemfile: None,
            jekyll: None,
            problems: Vec::new(),
        }
    }
}

impl Settings {
    /// `baseurl` as it stands before the path of a file: with a slash before it, and none at its end, as `relative_url`
    /// puts it there (`filters/url_filters.rb`).
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Whether a gem may take part in the build: `plugins` or the `Gemfile` names it, or GitHub Pages may build the
    /// blog, which brings its own. Without a `Gemfile`, nothing speaks against that.
    pub fn uses(&self, gem: &str) -> bool {
        let listed = self.plugins.iter().any(|plugin| plugin == gem);
        listed || self.gemfile.as_ref().is_none_or(|text| text.contains(gem) || text.contains("github-pages"))
    }

    /// The file of a layout that front matter names.
    pub fn layout_file(&self, name: &str) -> SitePath {
        self.source.join(&self.layouts_dir).join(&format!("{name}.html"))
    }

    /// Whether a file is a part of pages: a layout, or what they include.
    pub fn is_template(&self, path: &SitePath) -> bool {
        let folders = [&self.layouts_dir, &self.includes_dir];
        self.layout.is_jekyll() && folders.iter().any(|folder| path.is_within(self.source.join(folder).as_str()))
    }

    /// What the files say that say how a blog is built; all but the layout, which depends on other files too.
    pub(super) fn read(configs: &BTreeMap<SitePath, SmolStr>) -> Settings {
        let gemfile = configs.get(&SitePath::new("Gemfile")).cloned();
        let lock = configs.get(&SitePath::new("Gemfile.lock"));
        let jekyll = gems::jekyll(gemfile.as_deref(), lock.map(SmolStr::as_str));
        let mut settings = Settings { gemfile, jekyll, ..Settings::default() };
        let jekyll = ["_config.yml", "_config.yaml"].map(SitePath::new);
        if let Some((path, text)) = jekyll.iter().find_map(|path| configs.get_key_value(path)) {
            settings.read_jekyll(path, text);
        }
        for (path, text) in configs {
            if path.as_str().ends_with(".rb") {
                settings.read_plugin(text);
            } else if path.name() == "Gemfile" {
                settings.gems.extend(text.lines().filter_map(gems::gem));
            }
            let is_hugo = ["hugo.", "config.", "config/"].iter().any(|start| path.as_str().starts_with(start));
            settings.maps_paths |= is_hugo && text.contains("mounts");
        }
        settings
    }

    fn read_jekyll(&mut self, path: &SitePath, text: &str) {
        let mapping = match serde_yaml::from_str(text.trim_start_matches('\u{feff}')) {
            Ok(mapping @ Yaml::Map(_)) => mapping,
            Ok(Yaml::Null) => return,
            Ok(_) => {
                let message = "the settings are no mapping of keys to values: Jekyll's defaults apply".into();
                self.problems.push(SettingsProblem { path: path.clone(), at: None, message });
                return;
            }
            Err(error) => {
                let at =
                    error.location().and_then(|at| Some((at.line().try_into().ok()?, at.column().try_into().ok()?)));
                let message = format_smolstr!("{error}: Jekyll stops here, and its defaults are taken instead");
                self.problems.push(SettingsProblem { path: path.clone(), at, message });
                return;
            }
        };
        let mut reader = Reader { path, mapping: &mapping, prefix: "", problems: &mut self.problems };
        reader.string("url", &mut self.url);
        reader.string("baseurl", &mut self.baseurl);
        let folder = self.baseurl.strip_suffix('/').unwrap_or(&self.baseurl);
        let slash = if folder.is_empty() || folder.starts_with('/') { "" } else { "/" };
        self.base = format_smolstr!("{slash}{folder}");
        reader.string("permalink", &mut self.permalink);
        let mut source = SmolStr::default();
        reader.string("source", &mut source);
        self.source = SitePath::new(&source);
        reader.string("collections_dir", &mut self.collections_dir);
        self.collections_dir = self.collections_dir.trim_matches('/').into();
        reader.strings("include", &mut self.include);
        let mut exclude = Vec::new();
        reader.strings("exclude", &mut exclude);
        self.exclude.splice(0..0, exclude);
        self.makes_files |= matches!(reader.get("keep_files"), Some(Yaml::List(kept)) if !kept.is_empty());
        reader.flag("future", &mut self.future);
        reader.flag("show_drafts", &mut self.show_drafts);
        reader.flag("unpublished", &mut self.unpublished);
        reader.string("markdown", &mut self.markdown);
        let mut extensions = SmolStr::default();
        reader.string("markdown_ext", &mut extensions);
        if !extensions.is_empty() {
            self.markdown_ext = extensions.split(',').map(|extension| extension.trim().into()).collect();
        }
        for key in ["theme", "remote_theme"] {
            let mut theme = SmolStr::default();
            reader.string(key, &mut theme);
            self.theme = Some(theme).filter(|theme| !theme.is_empty()).or(self.theme.take());
        }
        reader.strings("plugins", &mut self.plugins);
        reader.string("plugins_dir", &mut self.plugins_dir);
        reader.string("includes_dir", &mut self.includes_dir);
        reader.string("layouts_dir", &mut self.layouts_dir);
        self.kramdown.read(&mut reader);
        reader.within("liquid", |reader| {
            reader.string("error_mode", &mut self.liquid.error_mode);
            reader.flag("strict_filters", &mut self.liquid.strict_filters);
            reader.flag("strict_variables", &mut self.liquid.strict_variables);
        });
        reader.within("relative_links", |reader| {
            reader.flag("enabled", &mut self.relative_links.enabled);
            reader.flag("collections", &mut self.relative_links.collections);
        });
        self.collections = reader.collections();
        self.defaults = reader.defaults();
    }

    /// The tags and filters of a plugin, found by the words that register them.
    fn read_plugin(&mut self, text: &str) {
        self.makes_files |= ["Generator", "Hooks", "StaticFile"].iter().any(|name| text.contains(name));
        for (_, rest) in text.match_indices("register_tag").map(|(at, word)| text.split_at(at + word.len())) {
            let rest = rest.trim_start_matches(['(', ' ', '\t', '\n', '\'', '"', ':']);
            self.tags.extend(identifier(rest));
        }
        for (_, rest) in text.match_indices("def ").map(|(at, word)| text.split_at(at + word.len())) {
            let rest = rest.trim_start();
            self.methods.extend(identifier(rest.strip_prefix("self.").unwrap_or(rest)));
        }
    }
}

impl Kramdown {
    fn read(&mut self, reader: &mut Reader<'_>) {
        reader.within("kramdown", |reader| {
            reader.string("input", &mut self.input);
            reader.flag("auto_ids", &mut self.auto_ids);
            reader.string("auto_id_prefix", &mut self.auto_id_prefix);
            reader.flag("auto_id_stripping", &mut self.auto_id_stripping);
            reader.flag("hard_wrap", &mut self.hard_wrap);
            if reader.get("math_engine").is_some_and(|value| *value == Yaml::Null) {
                self.math_engine = None;
                return;
            }
            let mut engine = SmolStr::default();
            reader.string("math_engine", &mut engine);
            if !engine.is_empty() {
                self.math_engine = Some(engine);
            }
        });
    }
}

/// Takes settings out of one mapping; what has the wrong type is a problem, and leaves the setting as it was.
struct Reader<'a> {
    path: &'a SitePath,
    mapping: &'a Yaml,
    /// The keys above this mapping, each with its dot.
    prefix: &'a str,
    problems: &'a mut Vec<SettingsProblem>,
}

impl Reader<'_> {
    fn get(&self, key: &str) -> Option<&Yaml> {
        self.mapping.get(key)
    }

    fn wrong(&mut self, key: &str, wanted: &str, instead: &str) {
        let message = format_smolstr!("`{}{key}` is not {wanted}: {instead}", self.prefix);
        self.problems.push(SettingsProblem { path: self.path.clone(), at: None, message });
    }

    fn string(&mut self, key: &str, setting: &mut SmolStr) {
        match self.get(key).map(Yaml::scalar) {
            Some(Some(value)) => *setting = value,
            Some(None) => self.wrong(key, "a string", "it is passed over"),
            None => {}
        }
    }

    fn flag(&mut self, key: &str, setting: &mut bool) {
        match self.get(key) {
            None | Some(Yaml::Null) => {}
            Some(value) => match value.as_bool() {
                Some(value) => *setting = value,
                None => self.wrong(key, "`true` or `false`", "it is passed over"),
            },
        }
    }

    fn strings(&mut self, key: &str, setting: &mut Vec<SmolStr>) {
        let Some(value) = self.get(key) else { return };
        let Yaml::List(values) = value else {
            // An empty `include:` is an error to Jekyll as a string is.
            return self.wrong(key, "a list", "Jekyll's default is taken instead");
        };
        let strings: Vec<_> = values.iter().map(Yaml::scalar).collect();
        if strings.iter().any(Option::is_none) {
            self.wrong(key, "a list of strings", "what is no string is passed over");
        }
        *setting = strings.into_iter().flatten().collect();
    }

    fn within(&mut self, key: &str, read: impl FnOnce(&mut Reader<'_>)) {
        match self.mapping.get(key) {
            Some(mapping @ Yaml::Map(_)) => {
                let prefix = format!("{}{key}.", self.prefix);
                read(&mut Reader { path: self.path, mapping, prefix: &prefix, problems: self.problems });
            }
            Some(Yaml::Null) | None => {}
            Some(_) => self.wrong(key, "a mapping of keys to values", "it is passed over"),
        }
    }

    fn collections(&mut self) -> BTreeMap<SmolStr, Collection> {
        let mut collections = BTreeMap::new();
        if let Some(Yaml::List(labels)) = self.get("collections") {
            collections.extend(labels.iter().filter_map(Yaml::scalar).map(|label| (label, Collection::default())));
        } else {
            self.within("collections", |reader| {
                let labels: Vec<SmolStr> = reader.mapping.entries().filter_map(|(key, _)| key.scalar()).collect();
                for label in labels {
                    let mut collection = Collection::default();
                    reader.within(&label, |reader| {
                        reader.flag("output", &mut collection.output);
                        let mut permalink = SmolStr::default();
                        reader.string("permalink", &mut permalink);
                        collection.permalink = Some(permalink).filter(|permalink| !permalink.is_empty());
                    });
                    collections.insert(label, collection);
                }
            });
        }
        collections
    }

    fn defaults(&mut self) -> Vec<Defaults> {
        let mut defaults = Vec::new();
        match self.mapping.get("defaults") {
            Some(Yaml::List(sets)) => {
                for set in sets {
                    let Some(values @ Yaml::Map(_)) = set.get("values") else {
                        self.wrong("defaults", "a list of `scope` and `values`", "what has no `values` is passed over");
                        continue;
                    };
                    let scope = set.get("scope");
                    let part = |key| scope.and_then(|scope| scope.get(key)).and_then(Yaml::scalar);
                    let values =
                        values.entries().filter_map(|(key, value)| Some((key.scalar()?, default_value(value)?)));
                    defaults.push(Defaults {
                        path: part("path").unwrap_or_default(),
                        kind: part("type").map(plural),
                        values: values.collect(),
                    });
                }
            }
            Some(Yaml::Null) | None => {}
            Some(_) => self.wrong("defaults", "a list", "it is passed over"),
        }
        defaults
    }
}

fn default_value(value: &Yaml) -> Option<DefaultValue> {
    match value {
        Yaml::List(list) => Some(DefaultValue::List(list.iter().filter_map(Yaml::scalar).collect())),
        value => value.scalar().map(DefaultValue::Text),
    }
}

/// The names of types that Jekyll still takes.
fn plural(kind: SmolStr) -> SmolStr {
    match kind.as_str() {
        "page" | "post" | "draft" => format_smolstr!("{kind}s"),
        _ => kind,
    }
}

/// The Ruby identifier that a text begins with.
fn identifier(text: &str) -> Option<SmolStr> {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).unwrap_or(text.len());
    (end > 0).then(|| text[..end].into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Settings {
        Settings::read(&BTreeMap::from([(SitePath::new("_config.yml"), text.into())]))
    }

    #[track_caller]
    fn problems(text: &str, expected: &[&str]) -> Settings {
        let settings = read(text);
        let found: Vec<&str> = settings.problems.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(found, expected);
        settings
    }

    #[test]
    fn nothing_written_means_the_defaults_of_jekyll() {
        assert_eq!(read(""), Settings::default());
        assert_eq!(read("# only a comment\n"), Settings::default());
        assert_eq!(read("baseurl:\nfuture:\nkramdown:\ncollections:\ndefaults:\n"), Settings::default());
    }

    #[test]
    fn what_is_written_applies() {
        let settings = problems(
            "\u{feff}
url: https://example.org
baseurl: /blog
permalink: pretty
source: site/
collections_dir: /data/
include: [_pages]
exclude: [drafts, 2020]
future: true
show_drafts: true
unpublished: true
markdown: CommonMark
markdown_ext: md, text
kramdown: {input: kramdown, auto_ids: false, auto_id_prefix: h-, hard_wrap: true, math_engine: null}
liquid: {error_mode: strict, strict_filters: true, strict_variables: true}
plugins: [jekyll-feed]
relative_links: {enabled: true, collections: true}
",
            &[],
        );
        assert_eq!((settings.url.as_str(), settings.baseurl.as_str()), ("https://example.org", "/blog"));
        assert_eq!((settings.source.as_str(), settings.collections_dir.as_str()), ("site", "data"));
        assert_eq!(settings.include, ["_pages"]);
        assert_eq!(settings.exclude[..3], ["drafts", "2020", ".sass-cache"]);
        assert!(settings.future && settings.show_drafts && settings.unpublished);
        assert_eq!(settings.markdown_ext, ["md", "text"]);
        assert_eq!((settings.kramdown.input.as_str(), settings.kramdown.math_engine.as_ref()), ("kramdown", None));
        assert!(!settings.kramdown.auto_ids && settings.kramdown.hard_wrap);
        assert_eq!(settings.liquid.error_mode, "strict");
        assert!(settings.relative_links.collections);
    }

    #[test]
    fn of_two_equal_keys_the_last_counts() {
        let settings = problems("baseurl: /a\nfuture: yes\nbaseurl: /b\n", &[]);
        assert_eq!((settings.baseurl.as_str(), settings.future), ("/b", true));
    }

    #[test]
    fn collections_are_a_list_or_a_mapping() {
        let listed = problems("collections: [posts, talks]", &[]);
        assert_eq!(listed.collections["talks"], Collection::default());
        let mapped = problems("collections: {talks: {output: true, permalink: '/t/:name'}, notes: }", &[]);
        let talks = Collection { output: true, permalink: Some("/t/:name".into()) };
        assert_eq!(
            mapped.collections,
            BTreeMap::from([("notes".into(), Collection::default()), ("talks".into(), talks)])
        );
    }

    #[test]
    fn defaults_keep_their_scopes() {
        let settings = problems(
            "defaults: [{scope: {path: '', type: post}, values: {permalink: /x/, toc: true}}, {values: {categories: [a, b c]}}]",
            &[],
        );
        let text = |text: &str| DefaultValue::Text(text.into());
        let first = BTreeMap::from([("permalink".into(), text("/x/")), ("toc".into(), text("true"))]);
        let second = BTreeMap::from([("categories".into(), DefaultValue::List(vec!["a".into(), "b c".into()]))]);
        assert_eq!(
            settings.defaults,
            [
                Defaults { path: "".into(), kind: Some("posts".into()), values: first },
                Defaults { path: "".into(), kind: None, values: second },
            ]
        );
    }

    #[test]
    fn wrong_types_are_told_and_the_rest_applies() {
        let settings = problems(
            "baseurl: [a]\nfuture: maybe\nexclude: drafts\nplugins: [{a: b}, jekyll-feed]\nliquid: strict\n\
             collections: {talks: {output: 1}}\ndefaults: [{scope: {}}]\nkramdown: {hard_wrap: x, input: GFM}\nurl: u",
            &[
                "`baseurl` is not a string: it is passed over",
                "`exclude` is not a list: Jekyll's default is taken instead",
                "`future` is not `true` or `false`: it is passed over",
                "`plugins` is not a list of strings: what is no string is passed over",
                "`kramdown.hard_wrap` is not `true` or `false`: it is passed over",
                "`liquid` is not a mapping of keys to values: it is passed over",
                "`collections.talks.output` is not `true` or `false`: it is passed over",
                "`defaults` is not a list of `scope` and `values`: what has no `values` is passed over",
            ],
        );
        assert_eq!((settings.url.as_str(), settings.plugins.as_slice()), ("u", &["jekyll-feed".into()][..]));
    }

    #[test]
    fn a_broken_file_is_told_with_its_place() {
        let settings = read("title: a: b\n");
        assert_eq!(settings.problems[0].at, Some((1, 9)));
        assert!(settings.problems[0].message.starts_with("mapping values are not allowed"));
        problems("just words", &["the settings are no mapping of keys to values: Jekyll's defaults apply"]);
    }

    #[test]
    fn plugins_are_known_by_what_they_register() {
        let plugin = "module Jekyll\n  def note(input, id)\n  def self.helper; end\nend\n\
                      Liquid::Template.register_tag( \"fn\", Jekyll::Fn)\nLiquid::Template.register_tag('a_b'.freeze, X)";
        let settings = Settings::read(&BTreeMap::from([(SitePath::new("_plugins/a.rb"), plugin.into())]));
        assert!(settings.tags.iter().eq(["a_b", "fn"]));
        assert!(settings.methods.iter().eq(["helper", "note"]));
    }
}
