//! What the user sets, wherever an editor lets it be set. What is missing or of another shape leaves the default.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::ide::{Code, Severity};

/// What the user sets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// `rules`: how bad the findings of a rule are; `None` for a rule that is off.
    rules: BTreeMap<Code, Option<Severity>>,
    /// `hover.picture`: whether a picture's hover shows the picture itself. Few editors can, and VS Code does already.
    pub hover_picture: bool,
}

impl Config {
    /// Reads settings, bare or under `manicule`, and says what is wrong with them.
    pub fn read(value: &Value) -> (Config, Vec<String>) {
        let value = value.get("manicule").filter(|it| it.is_object()).unwrap_or(value);
        let mut config = Config::default();
        let mut faults = Vec::new();
        match value.pointer("/hover/picture") {
            None | Some(Value::Null) => {}
            Some(Value::Bool(picture)) => config.hover_picture = *picture,
            Some(_) => faults.push("`hover.picture` is `true` or `false`".to_owned()),
        }
        match value.get("rules") {
            None | Some(Value::Null) => {}
            Some(Value::Object(rules)) => {
                for (name, level) in rules {
                    match (Code::named(name), level.as_str().and_then(severity)) {
                        (Some(code), Some(severity)) => drop(config.rules.insert(code, severity)),
                        (None, _) => faults.push(format!("`{name}` is no rule")),
                        (_, None) => faults.push(format!(
                            "the rule `{name}` is `off`, `hint`, `information`, `warning` or `error`, and not `{level}`"
                        )),
                    }
                }
            }
            Some(_) => faults.push("`rules` names rules, each with how bad its findings are".to_owned()),
        }
        (config, faults)
    }

    /// How bad a finding is; `None` where its rule is off.
    pub fn severity(&self, code: Code, found: Severity) -> Option<Severity> {
        self.rules.get(&code).copied().unwrap_or(Some(found))
    }
}

/// A level by its name; `Some(None)` for `off`.
fn severity(name: &str) -> Option<Option<Severity>> {
    let levels = [Severity::Error, Severity::Warning, Severity::Information, Severity::Hint];
    match name {
        "off" => Some(None),
        name => levels.into_iter().find(|level| level.name() == name).map(Some),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn settings_of_any_shape_are_read() {
        for value in
            [json!(null), json!([]), json!(7), json!("x"), json!({"other": {"rules": 3}}), json!({"rules": null})]
        {
            assert_eq!(Config::read(&value), (Config::default(), Vec::new()), "{value}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_and_the_rest_applies() {
        let rules =
            json!({"unused-footnote": "off", "undefined-footnote": "hint", "no-rule": "off", "duplicate-footnote": 3});
        let (config, faults) = Config::read(&json!({"manicule": {"rules": rules, "hover": {"picture": "yes"}}}));
        assert_eq!(config.severity(Code::UnusedFootnote, Severity::Warning), None);
        assert_eq!(config.severity(Code::UndefinedFootnote, Severity::Error), Some(Severity::Hint));
        assert_eq!(config.severity(Code::DuplicateFootnote, Severity::Error), Some(Severity::Error));
        assert_eq!(faults.len(), 3, "{faults:?}");
    }
}
