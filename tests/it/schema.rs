//! The published schema of `manicule.toml` is what the table of settings says.

use std::fs;
use std::path::Path;

use manicule::ide::{Code, Kind, SETTINGS};
use serde_json::{Value, json};

const SCHEMA: &str = "docs/manicule.schema.json";

/// The schema of what one setting takes.
fn taken(kind: Kind) -> Value {
    match kind {
        Kind::Bool(default) => json!({"type": "boolean", "default": default}),
        Kind::Choice(words) => json!({"enum": words, "default": words[0]}),
        Kind::Strings => json!({"type": "array", "items": {"type": "string"}, "default": []}),
        Kind::Rules => {
            let level = |code: &Code| {
                let levels = ["error", "warning", "information", "hint", "off"];
                let rule =
                    json!({"enum": levels, "description": code.rule().summary, "default": code.rule().severity.name()});
                (code.name().to_owned(), rule)
            };
            let rules: serde_json::Map<String, Value> = Code::ALL.iter().map(level).collect();
            json!({"type": "object", "additionalProperties": false, "properties": rules, "default": {}})
        }
    }
}

fn schema() -> Value {
    let mut schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "manicule.toml",
        "description": "The settings of a blog for manicule.",
        "type": "object",
        "additionalProperties": false,
        "properties": {},
    });
    for setting in SETTINGS {
        let mut table = &mut schema;
        let mut parts = setting.key.split('.').peekable();
        while let Some(part) = parts.next() {
            let place = &mut table["properties"][part];
            if parts.peek().is_none() {
                *place = taken(setting.kind);
                place["description"] = setting.doc.into();
            } else if place.is_null() {
                *place = json!({"type": "object", "additionalProperties": false, "properties": {}});
            }
            table = &mut table["properties"][part];
        }
    }
    schema
}

#[test]
fn the_schema_is_what_the_table_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(SCHEMA);
    let wanted = format!("{}\n", serde_json::to_string_pretty(&schema()).unwrap());
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, &wanted).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert_eq!(written, wanted, "{SCHEMA} differs; UPDATE_EXPECT=1 writes it anew");
}

#[test]
fn the_schema_knows_every_setting_that_the_server_takes() {
    let mut config = manicule::ide::Config::default();
    let every = SETTINGS.iter().map(|setting| match setting.kind {
        Kind::Bool(default) => format!("{} = {default}\n", setting.key),
        Kind::Choice(words) => format!("{} = {:?}\n", setting.key, words[0]),
        Kind::Strings => format!("{} = []\n", setting.key),
        Kind::Rules => String::new(),
    });
    assert!(config.merge_toml(&every.collect::<String>()).is_empty());
    for setting in SETTINGS {
        let pointer: String = setting.key.split('.').map(|part| format!("/properties/{part}")).collect();
        assert_eq!(schema().pointer(&pointer).unwrap()["description"], setting.doc);
    }
}
