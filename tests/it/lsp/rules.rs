//! The rules of the protocol that a server can break, one test each (LSP 3.17 and 3.18, "Base Protocol" and after).

use serde_json::{Value, json};

use super::client::{Client, Folder};

const POST: &str = "_posts/2020-01-01-post.md";

/// A folder with one post.
fn blog() -> Folder {
    Folder::new(&[("_config.yml", "title: A blog\n"), (POST, "A post.\n")])
}

fn opened(uri: &str, text: &str) -> Value {
    json!({"textDocument": {"uri": uri, "languageId": "markdown", "version": 1, "text": text}})
}

#[test]
fn rule_05_batches_are_refused() {
    let mut client = Client::open(&blog(), json!({}));
    client.body(r#"[{"jsonrpc":"2.0","id":5,"method":"shutdown"}]"#);
    assert_eq!(client.error(Value::Null), -32600);
    client.settle();
    client.leave();
}

#[test]
fn rule_07_ids_come_back_unchanged() {
    let mut client = Client::open(&blog(), json!({}));
    for id in [json!(0), json!(-7), json!(i64::from(i32::MAX)), json!(""), json!("ä\u{0}\"\\"), json!("12")] {
        client.send(&json!({"jsonrpc": "2.0", "id": id, "method": "manicule/none"}));
        assert_eq!(client.error(id), -32601);
    }
    client.leave();
}

#[test]
fn rule_08_unknown_methods_are_not_found() {
    let mut client = Client::open(&blog(), json!({}));
    for method in ["textDocument/none", "", "shutdown ", "textDocument/colorPresentation"] {
        let id = client.request(method, json!({}));
        assert!(matches!(client.error(id), -32601 | -32602), "{method}");
    }
    client.notify("textDocument/none", json!({}));
    client.settle();
    client.leave();
}

#[test]
fn rule_09_optional_messages_are_ignored_or_refused() {
    let mut client = Client::open(&blog(), json!({}));
    client.notify("$/setTrace", json!({"value": "verbose"}));
    client.notify("$/none", json!({}));
    let id = client.request("$/none", json!({}));
    assert_eq!(client.error(id), -32601);
    client.settle();
    client.leave();
}

#[test]
fn rule_10_wrong_params_are_invalid() {
    let mut client = Client::open(&blog(), json!({}));
    for params in [json!(null), json!([]), json!({}), json!(7), json!({"textDocument": {}, "position": {}})] {
        let id = client.request("textDocument/hover", params);
        assert_eq!(client.error(id), -32602);
    }
    for method in ["textDocument/didOpen", "textDocument/didChange", "textDocument/didClose", "$/cancelRequest"] {
        client.notify(method, json!(7));
        client.notify(method, json!({"textDocument": 7}));
    }
    client.settle();
    client.leave();
}

#[test]
fn rule_14_initialize_comes_first() {
    let mut client = Client::start();
    client.notify("textDocument/didOpen", opened("file:///a.md", "a"));
    client.notify("$/cancelRequest", json!({"id": 1}));
    for method in ["textDocument/hover", "shutdown", "manicule/none", "$/none"] {
        let id = client.request(method, json!({}));
        assert_eq!(client.error(id), -32002, "{method}");
    }
    client.ask("initialize", json!({"capabilities": {}}));
    client.settle();
    client.leave();

    let mut client = Client::start();
    client.notify("exit", Value::Null);
    client.ends_with(1);
}

#[test]
fn rule_16_initialize_comes_once() {
    let mut client = Client::open(&blog(), json!({}));
    let id = client.request("initialize", json!({"capabilities": {}}));
    assert_eq!(client.error(id), -32600);
    client.settle();
    client.leave();

    // One that fails is none.
    let mut client = Client::start();
    let id = client.request("initialize", json!(7));
    assert_eq!(client.error(id), -32602);
    client.ask("initialize", json!({"capabilities": {}}));
    client.leave();
}

#[test]
fn rule_18_a_client_may_say_nothing_of_itself() {
    for params in [
        json!({}),
        json!({"capabilities": null}),
        json!({"capabilities": [], "rootUri": null, "rootPath": null, "processId": null, "workspaceFolders": null}),
        json!({"capabilities": {"textDocument": {"hover": 7}}, "workspaceFolders": [{"uri": 7}, {}], "processId": "x"}),
        json!({"capabilities": {}, "rootUri": "file:///no/such/folder", "initializationOptions": [1, {"a": null}]}),
    ] {
        let mut client = Client::start();
        let result = client.ask("initialize", params);
        assert_eq!(result["serverInfo"]["name"], "manicule");
        assert_eq!(result["serverInfo"]["version"], env!("CARGO_PKG_VERSION"));
        client.notify("initialized", json!({}));
        client.settle();
        client.leave();
    }
}

#[test]
fn rule_19_files_are_watched_only_by_clients_that_offer_it() {
    let mut client = Client::open(&blog(), json!({}));
    client.settle();
    client.leave();

    let offered = json!({"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}}});
    let mut client = Client::open(&blog(), offered);
    let asked = client.asked("client/registerCapability");
    assert_eq!(asked["params"]["registrations"][0]["method"], "workspace/didChangeWatchedFiles");
    client.send(&json!({"jsonrpc": "2.0", "id": asked["id"], "result": null}));
    client.settle();
    client.leave();
}

#[test]
fn rule_22_after_shutdown_comes_only_exit() {
    let mut client = Client::open(&blog(), json!({}));
    assert_eq!(client.ask("shutdown", Value::Null), Value::Null);
    for method in ["textDocument/hover", "shutdown", "initialize", "manicule/none"] {
        let id = client.request(method, json!({}));
        assert_eq!(client.error(id), -32600, "{method}");
    }
    client.notify("textDocument/didOpen", opened("file:///a.md", "a"));
    client.notify("exit", Value::Null);
    client.ends_with(0);
}

#[test]
fn rule_23_exit_without_shutdown_is_a_failure() {
    let mut client = Client::open(&blog(), json!({}));
    client.notify("exit", Value::Null);
    client.ends_with(1);
}

#[test]
fn rule_26_the_encoding_is_one_that_the_client_offers() {
    for (offered, agreed) in [
        (json!(["utf-8", "utf-16", "utf-32"]), "utf-8"),
        (json!(["utf-16"]), "utf-16"),
        (json!(["utf-32", "utf-8"]), "utf-32"),
        (json!(["utf-7"]), "utf-16"),
        (json!(null), "utf-16"),
    ] {
        let mut client = Client::start();
        let capabilities = json!({"general": {"positionEncodings": offered}});
        let result = client.ask("initialize", json!({"capabilities": capabilities}));
        assert_eq!(result["capabilities"]["positionEncoding"], agreed);
        client.leave();
    }
}

#[test]
fn rule_36_diagnostics_carry_the_version_where_the_client_keeps_it() {
    let blog = blog();
    for versions in [true, false] {
        let capabilities = json!({"textDocument": {"publishDiagnostics": {"versionSupport": versions}}});
        let mut client = Client::open(&blog, capabilities);
        client.notify("textDocument/didOpen", opened(&blog.uri(POST), "Nothing wrong.\n"));
        let told = client.notification("textDocument/publishDiagnostics");
        assert_eq!(told["uri"], blog.uri(POST));
        assert_eq!(told["diagnostics"], json!([]));
        assert_eq!(told.get("version"), versions.then(|| json!(1)).as_ref());
        client.leave();
    }
}
