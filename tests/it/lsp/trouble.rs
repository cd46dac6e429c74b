//! When something goes wrong: what the log says, and what somebody can tell who reports a problem.

use std::fs;

use serde_json::json;

use super::client::{Client, Folder, ready};

#[test]
fn a_report_tells_of_the_versions_and_of_what_the_client_can_do() {
    let blog = Folder::new(&[("_config.yml", ""), ("_posts/2020-01-01-secret.md", "# Secret\n"), ("a.png", "")]);
    let mut client = Client::start();
    let capabilities = json!({"workspace": {"unheardOf": 7}});
    let info = json!({"name": "An Editor", "version": "4.5"});
    client.ask(
        "initialize",
        json!({"capabilities": capabilities, "clientInfo": info, "rootUri": blog.uri(""), "processId": null}),
    );
    client.notify("initialized", json!({}));
    // A question about the whole blog is answered once it is read.
    client.ask("workspace/symbol", json!({"query": ""}));
    let report = client.ask("manicule/report", json!({}));
    let report = report.as_str().unwrap();
    for part in
        [env!("CARGO_PKG_VERSION"), "An Editor 4.5", "Utf16", "Jekyll", "1 pages, 1 other files", "None.", "unheardOf"]
    {
        assert!(report.contains(part), "{part} is not in {report}");
    }
    // What is the writer's own stays there.
    assert!(!report.to_lowercase().contains("secret") && !report.contains("manicule-"), "{report}");
    client.leave();
}

#[test]
fn a_report_can_be_had_without_params_too() {
    let mut client = ready();
    client.send(&json!({"jsonrpc": "2.0", "id": "r", "method": "manicule/report"}));
    assert!(client.result("r").is_string());
    client.leave();
}

/// What a session logs that sends one broken message, an unknown notification, and settings.
fn logged(settings: serde_json::Value) -> String {
    let folder = Folder::new(&[]);
    let path = folder.path().join("manicule.log");
    fs::write(&path, "What was there.\n").unwrap();
    let mut client = Client::start_with(&["--stdio", &format!("--log={}", path.display())]);
    client.ask("initialize", json!({"capabilities": {}, "initializationOptions": settings}));
    client.notify("manicule/unheardOf", json!({}));
    client.body("{");
    client.error(json!(null));
    client.settle();
    client.leave();
    fs::read_to_string(path).unwrap()
}

#[test]
fn the_log_goes_to_a_file_and_a_setting_says_how_much() {
    let plain = logged(json!({}));
    assert!(plain.starts_with("What was there.\n"), "a log is added to: {plain}");
    assert!(plain.contains("WARN") && !plain.contains("unheardOf"), "{plain}");
    let more = logged(json!({"log": "debug"}));
    assert!(more.contains("WARN") && more.contains("`manicule/unheardOf` is of no use"), "{more}");
    assert_eq!(logged(json!({"log": "off"})), "What was there.\n");
}

#[test]
fn a_log_that_cannot_be_written_is_told_at_the_start() {
    let folder = Folder::new(&[]);
    let path = folder.path().join("none/manicule.log");
    Client::start_with(&[&format!("--log={}", path.display())]).ends_with(2);
}

#[test]
fn what_the_client_said_is_kept_and_can_be_said_again() {
    let folder = Folder::new(&[("session", "An older one."), ("a.md", "")]);
    let path = folder.path().join("session");
    let mut client = Client::start_with(&["--stdio", &format!("--record={}", path.display())]);
    client.ask("initialize", json!({"capabilities": {}, "rootUri": folder.uri("")}));
    client.notify("initialized", json!({}));
    client.show(&folder.uri("a.md"), "# Größe\n");
    // What is no message is kept as well.
    client.body("{");
    client.error(json!(null));
    let params = json!({"textDocument": {"uri": folder.uri("a.md")}});
    let asked = client.request("textDocument/documentSymbol", params);
    let symbols = client.result(asked);
    let said = fs::read(&path).unwrap();
    client.leave();
    assert!(fs::read(&path).unwrap().starts_with(&said));
    assert_eq!(fs::read_to_string(folder.path().join("session.before")).unwrap(), "An older one.");
    let mut again = Client::start();
    again.raw(said);
    assert_eq!(again.result(asked), symbols);
    assert_eq!(symbols[0]["name"], "# Größe");
    again.hang_up();
}

#[cfg(unix)]
#[test]
fn what_the_client_said_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new(&[]);
    let path = folder.path().join("session");
    let mut client = Client::start_with(&[&format!("--record={}", path.display())]);
    client.ask("initialize", json!({"capabilities": {}}));
    client.leave();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let none = folder.path().join("none/session");
    Client::start_with(&[&format!("--record={}", none.display())]).ends_with(2);
}

#[test]
fn a_report_tells_of_the_mistakes_that_the_log_has_of_earlier_servers() {
    let folder = Folder::new(&[]);
    let path = folder.path().join("manicule.log");
    let mistake = "manicule 0.1.0 made a mistake and goes on: nothing is there at src/a.rs:1, during `a/b` {}";
    fs::write(&path, format!("2026-01-02T03:04:05Z ERROR manicule::server::mistake: {mistake}\n")).unwrap();
    let mut client = Client::start_with(&["--stdio", &format!("--log={}", path.display())]);
    client.ask("initialize", json!({"capabilities": {}}));
    let report = client.ask("manicule/report", json!({}));
    let told = "- 2026-01-02T03:04:05Z: nothing is there at src/a.rs:1, during `a/b` {}";
    assert!(report.as_str().unwrap().contains(told), "{report}");
    client.leave();
}
