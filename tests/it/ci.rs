//! What the repository offers to CI services says what the command line understands.

use std::fs;
use std::path::Path;
use std::process::Command;

use manicule::site::{FileKind, SitePath};
use serde_yaml::Value;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

#[test]
fn the_pre_commit_hook_is_given_the_files_that_are_pages() {
    let hooks: Vec<Value> = serde_yaml::from_str(&read(".pre-commit-hooks.yaml")).unwrap();
    assert_eq!(hooks[0]["entry"], "manicule check");
    let files = hooks[0]["files"].as_str().unwrap();
    let extensions = files.strip_prefix(r"(?i)\.(").and_then(|it| it.strip_suffix(")$")).unwrap();
    for extension in extensions.split('|') {
        let kind = SitePath::new(&format!("post.{extension}")).kind();
        assert!(matches!(kind, FileKind::Text | FileKind::Notebook), "{extension}");
    }
}

#[test]
fn the_action_asks_for_formats_and_levels_that_exist() {
    let action: Value = serde_yaml::from_str(&read("action.yml")).unwrap();
    let default = |input: &str| action["inputs"][input]["default"].as_str().unwrap().to_owned();
    let blog = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/icml2020/_posts");
    let status = Command::new(env!("CARGO_BIN_EXE_manicule"))
        .args(["check", "--format", &default("format"), "--fail-on", &default("fail-on"), "--"])
        .arg(blog)
        .status()
        .unwrap();
    assert_eq!(status.code(), Some(0));
    // Each input reaches the script through a variable: inlined, it could run commands.
    let steps = action["runs"]["steps"].as_sequence().unwrap();
    for step in steps {
        let script = step["run"].as_str().unwrap();
        assert!(!script.contains("${{"), "{script}");
        for name in step["env"].as_mapping().unwrap().keys() {
            assert!(script.contains(&format!("${}", name.as_str().unwrap())), "{name:?} is not used");
        }
    }
}

#[test]
fn the_documentation_of_ci_names_all_formats() {
    let said = read("docs/ci.md");
    let help = Command::new(env!("CARGO_BIN_EXE_manicule")).args(["check", "--format", "?"]).output().unwrap();
    let help = String::from_utf8(help.stderr).unwrap();
    let formats = help.split("possible values: ").nth(1).and_then(|it| it.split(']').next()).unwrap();
    assert!(formats.split(", ").count() > 5, "{help}");
    for format in formats.split(", ") {
        assert!(said.contains(&format!("| `{format}` |")), "{format}");
    }
}
