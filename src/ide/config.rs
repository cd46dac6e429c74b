//! What a writer may set: one table, read from an editor's settings and from the blog's own `manicule.toml`.

use std::collections::BTreeMap;

use globset::{GlobBuilder, GlobMatcher};
use serde_json::Value;
use smol_str::{SmolStr, format_smolstr};

use super::{Code, Severity};
use crate::site::{Extension, Paths, SitePath};

/// The file at a blog's root that holds its settings.
pub(super) const FILE: &str = "manicule.toml";

/// One setting. Documentation, the schema and every editor's list of settings are made from it.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The dotted name, such as `hover.image`; editors put `manicule.` before it.
    pub key: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// What it does, in Markdown.
    pub doc: &'static str,
}

/// What a setting takes, with what it is when nobody says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// On or off.
    Bool(bool),
    /// One of some words, the first if nobody says.
    Choice(&'static [&'static str]),
    /// A list of strings, empty if nobody says.
    Strings,
    /// A table from rules to `error`, `warning`, `information`, `hint` or `off`.
    Rules,
}

/// Every setting, in the order of the documentation.
pub const SETTINGS: &[Setting] = &[
    Setting {
        key: "rules",
        kind: Kind::Rules,
        doc: "How bad the findings of a rule are: `error`, `warning`, `information`, `hint`, or `off`. \
              Rules that are not named keep their own severity.",
    },
    Setting {
        key: "ignore",
        kind: Kind::Strings,
        doc: "Files without findings: globs from the blog's root, such as `_drafts/**`.",
    },
    Setting {
        key: "paths.roots",
        kind: Kind::Strings,
        doc: "The folders that a path such as `/images/a.png` starts from, themselves from the blog's root: `.` is the \
              root, `public` a folder in it. With them, a path that leads nowhere is a finding in folders without a \
              generator that manicule knows. Jekyll and fastpages know their own.",
    },
    Setting {
        key: "paths.extension",
        kind: Kind::Choice(&["auto", "keep", "drop"]),
        doc: "Whether links to Markdown files end with `.md` where both ways lead to the file. `auto` writes new links \
              with it, and leaves those that are there in their form.",
    },
    Setting {
        key: "diagnostics.workspace",
        kind: Kind::Bool(false),
        doc: "Shows the findings of all posts, not only of those that are open, in editors that ask for them.",
    },
    Setting {
        key: "hover.image",
        kind: Kind::Choice(&["auto", "on", "off"]),
        doc: "Whether hovers show the picture itself. `auto` shows it where the editor says that it can.",
    },
    Setting {
        key: "inlayHints.footnotes",
        kind: Kind::Bool(false),
        doc: "Shows the first words of a note after its number.",
    },
    Setting {
        key: "inlayHints.images",
        kind: Kind::Bool(false),
        doc: "Shows an image's size in pixels after its path.",
    },
    Setting {
        key: "log",
        kind: Kind::Choice(LOG_LEVELS),
        doc: "How much the language server says in its log. It counts in the editor's settings alone.",
    },
];

/// How much is logged: warnings and what is worse, if nobody says.
const LOG_LEVELS: &[&str] = &["warn", "off", "error", "info", "debug", "trace"];

/// Whether hovers show pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Picture {
    /// Where the editor says that it can.
    #[default]
    Auto,
    /// Always.
    On,
    /// Never.
    Off,
}

/// What the settings say. What nobody says is as [`SETTINGS`] has it.
#[derive(Clone, Debug, Default)]
pub struct Config {
    levels: BTreeMap<Code, Option<Severity>>,
    ignore: Vec<GlobMatcher>,
    /// Whether the findings of all posts are shown, in editors that ask for them.
    pub whole_blog: bool,
    /// Whether hovers show pictures.
    pub picture: Picture,
    /// How paths are read and written: for [`crate::site::Change::Paths`].
    pub paths: Paths,
    /// Whether hints show the first words of notes.
    pub footnote_hints: bool,
    /// Whether hints show the sizes of images.
    pub image_hints: bool,
    /// How much is logged; `None` where nobody says.
    pub log: Option<&'static str>,
}

/// What is wrong with a setting: a full sentence.
pub type Complaint = SmolStr;

impl Config {
    /// Takes over what a table of settings says, as an editor sends it, and leaves the rest as it is. What cannot be
    /// understood is complained of, and everything else applies. Anything that is no table says nothing.
    pub fn merge(&mut self, settings: &Value) -> Vec<Complaint> {
        let mut complaints = Vec::new();
        self.merge_table("", settings, &mut complaints);
        complaints
    }

    /// Takes over what a `manicule.toml` says. Text that is no TOML changes nothing and is one complaint.
    pub fn merge_toml(&mut self, text: &str) -> Vec<Complaint> {
        match toml::from_str::<Value>(text) {
            Ok(settings) => self.merge(&settings),
            Err(error) => vec![format_smolstr!("`{FILE}` cannot be read: {}", error.message())],
        }
    }

    /// How bad a finding of a rule is that says of itself how bad it is; `None` where the rule is off.
    pub fn severity(&self, code: Code, own: Severity) -> Option<Severity> {
        self.levels.get(&code).copied().unwrap_or(Some(own))
    }

    /// Sets how bad the findings of a rule are, `None` for off.
    pub fn set_severity(&mut self, code: Code, severity: Option<Severity>) {
        self.levels.insert(code, severity);
    }

    /// Whether a file is to have no findings.
    pub fn ignores(&self, path: &SitePath) -> bool {
        self.ignore.iter().any(|glob| glob.is_match(path.as_str()))
    }

    fn merge_table(&mut self, prefix: &str, value: &Value, complaints: &mut Vec<Complaint>) {
        let Value::Object(table) = value else { return };
        for (name, value) in table {
            let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
            let known = SETTINGS.iter().find(|setting| setting.key == key);
            match known {
                // `null` is how editors say that nothing is set.
                _ if value.is_null() => {}
                Some(setting) => self.set(setting, value, complaints),
                None if SETTINGS.iter().any(|setting| setting.key.starts_with(&format!("{key}."))) => {
                    self.merge_table(&key, value, complaints);
                }
                None => complaints.push(unknown(&key)),
            }
        }
    }

    fn set(&mut self, setting: &Setting, value: &Value, complaints: &mut Vec<Complaint>) {
        let taken = match setting.key {
            "rules" => return self.set_rules(value, complaints),
            "ignore" => return self.set_ignore(value, complaints),
            "paths.roots" => strings(value).map(|roots| {
                self.paths.roots = roots.into_iter().map(SitePath::new).collect();
            }),
            "paths.extension" => extension(value).map(|extension| self.paths.extension = extension),
            "diagnostics.workspace" => value.as_bool().map(|on| self.whole_blog = on),
            "hover.image" => picture(value).map(|picture| self.picture = picture),
            "inlayHints.footnotes" => value.as_bool().map(|on| self.footnote_hints = on),
            "inlayHints.images" => value.as_bool().map(|on| self.image_hints = on),
            "log" => LOG_LEVELS.iter().find(|level| value == **level).map(|level| self.log = Some(level)),
            _ => None,
        };
        if taken.is_none() {
            complaints.push(format_smolstr!("`{}` takes {}, not `{value}`", setting.key, setting.kind.words()));
        }
    }

    fn set_rules(&mut self, value: &Value, complaints: &mut Vec<Complaint>) {
        let Value::Object(rules) = value else {
            complaints.push(format_smolstr!("`rules` takes {}, not `{value}`", Kind::Rules.words()));
            return;
        };
        for (name, level) in rules {
            let Some(code) = Code::named(name) else {
                complaints.push(format_smolstr!("there is no rule `{name}`"));
                continue;
            };
            match level.as_str().and_then(read_level) {
                Some(severity) => self.set_severity(code, severity),
                None => complaints.push(format_smolstr!(
                    "`rules.{name}` takes `error`, `warning`, `information`, `hint` or `off`, not `{level}`"
                )),
            }
        }
    }

    fn set_ignore(&mut self, value: &Value, complaints: &mut Vec<Complaint>) {
        let Some(globs) = strings(value) else {
            complaints.push(format_smolstr!("`ignore` takes {}, not `{value}`", Kind::Strings.words()));
            return;
        };
        self.ignore.clear();
        for glob in globs {
            // As in `.gitignore`: `*` stays within a folder, `**` crosses folders.
            match GlobBuilder::new(glob.trim_start_matches('/')).literal_separator(true).build() {
                Ok(glob) => self.ignore.push(glob.compile_matcher()),
                Err(error) => complaints.push(format_smolstr!("`ignore` holds `{glob}`: {}", error.kind())),
            }
        }
    }
}

impl Kind {
    fn words(self) -> String {
        match self {
            Kind::Bool(_) => "`true` or `false`".into(),
            Kind::Choice(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "),
            Kind::Strings => "a list of strings".into(),
            Kind::Rules => "a table from rules to severities".into(),
        }
    }
}

/// `Some(None)` is `off`; `None` is no level at all.
fn read_level(word: &str) -> Option<Option<Severity>> {
    Some(match word {
        "error" => Some(Severity::Error),
        "warning" => Some(Severity::Warning),
        "information" => Some(Severity::Information),
        "hint" => Some(Severity::Hint),
        "off" => None,
        _ => return None,
    })
}

fn picture(value: &Value) -> Option<Picture> {
    Some(match value.as_str()? {
        "auto" => Picture::Auto,
        "on" => Picture::On,
        "off" => Picture::Off,
        _ => return None,
    })
}

fn extension(value: &Value) -> Option<Extension> {
    Some(match value.as_str()? {
        "auto" => Extension::Auto,
        "keep" => Extension::Keep,
        "drop" => Extension::Drop,
        _ => return None,
    })
}

/// A list of nothing but strings.
fn strings(value: &Value) -> Option<Vec<&str>> {
    value.as_array()?.iter().map(Value::as_str).collect()
}

fn unknown(key: &str) -> Complaint {
    let similar = SETTINGS
        .iter()
        .map(|setting| (strsim::osa_distance(setting.key, key), setting.key))
        .min()
        .filter(|(distance, _)| *distance <= 3);
    match similar {
        Some((_, name)) => format_smolstr!("there is no setting `{key}`; did you mean `{name}`?"),
        None => format_smolstr!("there is no setting `{key}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(settings: &str) -> Vec<Complaint> {
        Config::default().merge(&serde_json::from_str(settings).unwrap())
    }

    #[test]
    fn a_rule_is_switched_off_and_another_made_worse() {
        let mut config = Config::default();
        let said = config.merge_toml("[rules]\nduplicate-footnote = \"error\"\nunused-footnote = \"off\"\n");
        assert!(said.is_empty(), "{said:?}");
        assert_eq!(config.severity(Code::DuplicateFootnote, Severity::Warning), Some(Severity::Error));
        assert_eq!(config.severity(Code::UnusedFootnote, Severity::Hint), None);
        assert_eq!(config.severity(Code::UndefinedFootnote, Severity::Warning), Some(Severity::Warning));
    }

    #[test]
    fn globs_count_from_the_root_and_a_star_stays_in_its_folder() {
        let mut config = Config::default();
        assert!(config.merge_toml(r#"ignore = ["_drafts/**", "/*.md"]"#).is_empty());
        assert!(config.ignores(&SitePath::new("_drafts/a/b.md")));
        assert!(config.ignores(&SitePath::new("about.md")));
        assert!(!config.ignores(&SitePath::new("_posts/about.md")));
    }

    #[test]
    fn folders_count_from_the_root() {
        let mut config = Config::default();
        assert!(config.merge_toml("paths.roots = ['.', '/public/', './src']\npaths.extension = 'drop'").is_empty());
        assert_eq!(config.paths.roots, ["", "public", "src"].map(SitePath::new));
        assert_eq!(config.paths.extension, Extension::Drop);
        let said = config.merge_toml("paths.roots = 'public'\npaths.extension = 'no'");
        assert_eq!(
            said,
            [
                "`paths.extension` takes `auto`, `keep`, `drop`, not `\"no\"`",
                "`paths.roots` takes a list of strings, not `\"public\"`",
            ]
        );
        assert_eq!(config.paths.roots.len(), 3);
    }

    #[test]
    fn nested_and_unset_settings_as_editors_send_them() {
        let mut config = Config::default();
        let sent = r#"{"inlayHints": {"footnotes": true, "images": null}, "hover": {"image": "off"}, "rules": {}}"#;
        assert!(config.merge(&serde_json::from_str(sent).unwrap()).is_empty());
        assert!(config.footnote_hints && !config.image_hints);
        assert_eq!(config.picture, Picture::Off);
    }

    #[test]
    fn what_is_wrong_is_said_and_the_rest_applies() {
        let mut config = Config::default();
        let said = config
            .merge_toml("hover.image = 3\nignor = []\n[rules]\nno-such-rule = \"off\"\nduplicate-footnote = \"off\"");
        assert_eq!(
            said,
            [
                "`hover.image` takes `auto`, `on`, `off`, not `3`",
                "there is no setting `ignor`; did you mean `ignore`?",
                "there is no rule `no-such-rule`",
            ]
        );
        assert_eq!(config.severity(Code::DuplicateFootnote, Severity::Warning), None);
    }

    #[test]
    fn settings_of_any_shape_are_survived() {
        for shape in ["null", "[]", "[null]", "3", "\"x\"", "{}"] {
            assert!(complaints(shape).is_empty(), "{shape}");
        }
        assert_eq!(complaints(r#"{"rules": 1, "ignore": [1], "hover": {"x": 1}}"#).len(), 3);
        assert_eq!(Config::default().merge_toml("= =").len(), 1);
    }

    #[test]
    fn every_setting_is_read() {
        for setting in SETTINGS {
            let value = match setting.kind {
                Kind::Bool(_) => "true",
                Kind::Choice(words) => &format!("{:?}", words[0]),
                Kind::Strings => "[]",
                Kind::Rules => "{}",
            };
            let settings = setting.key.rsplit('.').fold(value.to_owned(), |inner, key| format!("{{{key:?}: {inner}}}"));
            assert_eq!(complaints(&settings), Vec::<Complaint>::new(), "{}", setting.key);
        }
    }
}
