//! What the editors' own files say of settings and roots is what the code says.

use std::fs;
use std::path::{Path, PathBuf};

use manicule::ide::{Code, Kind, SETTINGS, Setting};
use serde_json::json;

const PACKAGE: &str = "editors/vscode/package.json";

fn path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(file)
}

fn read(file: &str) -> String {
    fs::read_to_string(path(file)).unwrap().replace("\r\n", "\n")
}

/// A setting as a line of VS Code's `contributes.configuration`.
fn property(setting: &Setting) -> String {
    let mut property = match setting.kind {
        Kind::Bool(default) => json!({"type": "boolean", "default": default}),
        Kind::Choice(words) => json!({"type": "string", "enum": words, "default": words[0]}),
        Kind::Strings => json!({"type": "array", "items": {"type": "string"}, "default": []}),
        Kind::Rules => json!({"type": "object", "default": {}, "additionalProperties": false, "properties": "RULES"}),
    };
    property["markdownDescription"] = setting.doc.into();
    let line = format!("          \"manicule.{}\": {property}", setting.key);
    line.replace("\"RULES\"", &format!("{{\n{}\n          }}", rules().join(",\n")))
}

/// Each rule, a line with the levels that it may have.
fn rules() -> Vec<String> {
    let levels = ["error", "warning", "information", "hint", "off"];
    let line = |code: &Code| {
        let rule = json!({"enum": levels, "description": code.rule().summary});
        format!("            \"{code}\": {rule}")
    };
    Code::ALL.iter().map(line).collect()
}

#[test]
fn the_settings_of_vs_code_are_those_of_the_table() {
    let package = read(PACKAGE);
    let opening = "\"title\": \"Posts\",\n        \"properties\": {\n";
    let (before, rest) = package.split_once(opening).unwrap();
    let (written, after) = rest.split_once("\n        }\n").unwrap();
    let wanted = SETTINGS.iter().map(property).collect::<Vec<_>>().join(",\n");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(path(PACKAGE), format!("{before}{opening}{wanted}\n        }}\n{after}")).unwrap();
        return;
    }
    assert_eq!(written, wanted, "{PACKAGE} differs; UPDATE_EXPECT=1 writes it anew");
}

#[test]
fn the_extension_has_the_version_of_the_server() {
    let package: serde_json::Value = serde_json::from_str(&read(PACKAGE)).unwrap();
    assert_eq!(package["version"], env!("CARGO_PKG_VERSION"));
}

#[test]
fn the_readme_of_vs_code_names_every_setting() {
    let readme = read("editors/vscode/README.md");
    for setting in SETTINGS {
        assert!(readme.contains(&format!("| `manicule.{}` |", setting.key)), "`manicule.{}` is missing", setting.key);
    }
}

#[test]
fn neovim_looks_for_the_roots_that_the_server_looks_for() {
    let source = read("src/disk/root.rs");
    let list = source.split_once("const MARKS: &[&str] = &[").unwrap().1.split_once("];").unwrap().0;
    let marks: Vec<&str> = list.split('"').skip(1).step_by(2).collect();
    assert!(marks.contains(&"_config.yml"), "{marks:?}");
    let config = read("editors/neovim/lsp/manicule.lua");
    for mark in marks {
        assert!(config.contains(&format!("'{mark}',")), "lsp/manicule.lua does not name `{mark}`");
    }
}
