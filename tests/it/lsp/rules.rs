//! The rules of the protocol that a server can break, one test each (LSP 3.17 and 3.18, "Base Protocol" and after).

use serde_json::{Value, json};

use super::client::{Client, Folder, at_place, ready};

const POST: &str = "_posts/2020-01-01-post.md";

/// A folder with one post.
fn blog() -> Folder {
    Folder::new(&[("_config.yml", "title: A blog\n"), (POST, "# On disk\n")])
}

fn opened(uri: &str, text: &str) -> Value {
    json!({"textDocument": {"uri": uri, "languageId": "markdown", "version": 1, "text": text}})
}

/// A server with one text open, and the text's URI.
fn with_text(blog: &Folder, text: &str, encoding: &str) -> (Client, String) {
    let mut client = Client::open(blog, json!({"general": {"positionEncodings": [encoding]}}));
    let uri = blog.uri(POST);
    client.show(&uri, text);
    (client, uri)
}

/// An edit of the parameters of `textDocument/didChange`.
fn edit(start: (u32, u32), end: (u32, u32), text: &str) -> Value {
    let position = |(line, character): (u32, u32)| json!({"line": line, "character": character});
    json!({"range": {"start": position(start), "end": position(end)}, "text": text})
}

/// Opens a text, edits it, and checks which headings are left.
#[track_caller]
fn check_edits(text: &str, encoding: &str, edits: &[Value], expected: &[&str]) {
    let (mut client, uri) = with_text(&blog(), text, encoding);
    client.change(&uri, 2, json!(edits));
    assert_eq!(client.headings(&uri), expected, "{text:?} {encoding} {edits:?}");
    client.settle_quietly();
    client.leave_quietly();
}

#[test]
fn rule_01_a_length_counts_bytes() {
    let mut client = ready();
    let body = r#"{"jsonrpc":"2.0","id":"ä😀","method":"manicule/none"}"#;
    client.raw(format!("content-length: {}\r\n\r\n{body}", body.len()));
    assert_eq!(client.error("ä😀"), -32601);
    client.settle();
    client.leave();
}

#[test]
fn rule_02_utf8_is_utf_8_and_nothing_else_is() {
    let body = r#"{"jsonrpc":"2.0","id":7,"method":"manicule/none"}"#;
    let length = body.len();
    let mut client = ready();
    for charset in ["utf-8", "utf8", "UTF-8", "\"utf-8\""] {
        let header = format!("Content-Type: application/vscode-jsonrpc; charset={charset}");
        client.raw(format!("{header}\r\nContent-Length: {length}\r\n\r\n{body}"));
        assert_eq!(client.error(7), -32601, "{charset}");
    }
    client.raw(format!("Content-Type: a/b; charset=utf-16\r\nContent-Length: {length}\r\n\r\n{body}"));
    assert_eq!(client.error(Value::Null), -32700);
    client.settle();
    client.leave();
}

#[test]
fn rule_03_unknown_header_fields_do_not_hurt() {
    let mut client = ready();
    let body = r#"{"jsonrpc":"2.0","id":7,"method":"manicule/none"}"#;
    let fields = (0..200).map(|i| format!("X-Field-{i}: {i}\r\n")).collect::<String>();
    client.raw(format!("{fields}Content-Length: {}\r\n{fields}\r\n{body}", body.len()));
    assert_eq!(client.error(7), -32601);
    client.settle();
    client.leave();
}

#[test]
fn rule_04_what_is_no_json_costs_one_error() {
    let mut client = ready();
    client.body("{\"jsonrpc\": \"2.0\", \"id\": 7, \"method\":");
    assert_eq!(client.error(Value::Null), -32700);
    client.send(&json!({"jsonrpc": "1.0", "id": 7, "method": "manicule/none"}));
    assert_eq!(client.error(7), -32600);
    client.settle();
    client.leave();
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
fn rule_06_each_request_gets_one_response() {
    let blog = blog();
    let (mut client, uri) = with_text(&blog, "Nothing here.\n", "utf-16");
    let methods = ["definition", "references", "hover", "completion", "documentHighlight"];
    let sent: Vec<i64> = (0..500)
        .map(|i| client.request(&format!("textDocument/{}", methods[i % methods.len()]), at_place(&uri, (0, 3))))
        .collect();
    for id in sent {
        assert_eq!(client.result(id), Value::Null);
    }
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
fn rule_11_numbers_out_of_range_do_not_hurt() {
    let blog = blog();
    let (mut client, uri) = with_text(&blog, "# One\n", "utf-16");
    for number in ["2147483647", "2147483648", "4294967295", "4294967296", "1e300", "-1", "0.5", "99999999999999999999"]
    {
        let place = format!("{{\"line\":{number},\"character\":{number}}}");
        let document = format!("{{\"uri\":\"{uri}\"}}");
        client.body(format!(
            r#"{{"jsonrpc":"2.0","id":"x","method":"textDocument/hover","params":{{"textDocument":{document},"position":{place}}}}}"#
        ));
        let response = client.response("x");
        assert!(response["error"]["code"] == -32602 || response["result"].is_null(), "{response}");
        client.body(format!(
            r#"{{"jsonrpc":"2.0","method":"textDocument/didChange","params":{{"textDocument":{{"uri":"{uri}","version":{number}}},"contentChanges":[{{"range":{{"start":{place},"end":{place}}},"text":""}}]}}}}"#
        ));
        assert_eq!(client.headings(&uri), ["One"], "{number}");
    }
    client.settle();
    client.leave();
}

#[test]
fn rule_12_a_cancelled_request_is_answered() {
    let blog = blog();
    let (mut client, uri) = with_text(&blog, "Nothing here.\n", "utf-16");
    for _ in 0..50 {
        let id = client.request("textDocument/hover", at_place(&uri, (0, 3)));
        client.notify("$/cancelRequest", json!({"id": id}));
        let response = client.response(id);
        assert!(response["error"]["code"] == -32800 || response["result"].is_null(), "{response}");
        client.notify("$/cancelRequest", json!({"id": id}));
    }
    for id in [json!(99999), json!("none"), json!(null), json!({}), json!(1.5)] {
        client.notify("$/cancelRequest", json!({"id": id}));
    }
    client.settle();
    client.leave();
}

#[test]
fn rule_13_an_answer_is_of_the_edits_before_it() {
    let blog = blog();
    let (mut client, uri) = with_text(&blog, "# 0\n", "utf-16");
    let mut asked = Vec::new();
    for version in 2..202 {
        client.change(&uri, version, json!([{"text": format!("# {version}\n")}]));
        asked.push((version, client.request("textDocument/documentSymbol", json!({"textDocument": {"uri": uri}}))));
    }
    for (version, id) in asked {
        assert_eq!(client.result(id)[0]["name"], format!("# {version}"));
    }
    client.leave_quietly();
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
fn rule_15_nothing_comes_before_the_answer_to_initialize() {
    let blog = blog();
    let mut client = Client::start();
    let capabilities =
        json!({"workspace": {"configuration": true, "didChangeWatchedFiles": {"dynamicRegistration": true}}});
    let id = client.request("initialize", json!({"capabilities": capabilities, "rootUri": blog.uri("")}));
    client.result(id);
    client.settle();
    // Nor does anything come before the client says that it is ready.
    client.notify("initialized", json!({}));
    client.asked("client/registerCapability");
    client.asked("workspace/configuration");
    client.leave();
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
fn rule_17_a_process_that_is_gone_ends_the_server() {
    let mut gone = std::process::Command::new("true").spawn().unwrap();
    gone.wait().unwrap();
    let mut client = Client::start();
    let id = client.request("initialize", json!({"capabilities": {}, "processId": gone.id()}));
    client.result(id);
    client.ends_with(1);
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
fn rule_20_nothing_is_asked_that_the_client_did_not_offer() {
    let blog = blog();
    let mut client = Client::open(&blog, json!({"textDocument": {"diagnostic": {}}}));
    let uri = blog.uri(POST);
    client.notify("textDocument/didOpen", opened(&uri, "![a](a.png)\n"));
    client.notify("workspace/didChangeConfiguration", json!({"settings": null}));
    blog.write("_posts/a.png", "");
    client
        .notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": blog.uri("_posts/a.png"), "type": 1}]}));
    client.ask("textDocument/diagnostic", json!({"textDocument": {"uri": uri}}));
    client.settle();
    client.leave();
}

#[test]
fn rule_21_the_client_may_answer_anything_or_nothing() {
    let blog = blog();
    let offers = json!({"workspace": {"configuration": true, "didChangeConfiguration": {"dynamicRegistration": true}}});
    for answer in [
        Some(json!({"result": null})),
        Some(json!({"result": [null]})),
        Some(json!({"result": {"a": [7]}})),
        Some(json!({"error": {"code": -32601, "message": "no"}})),
        Some(json!({"error": "no"})),
        None,
    ] {
        let mut client = Client::open(&blog, offers.clone());
        for method in ["client/registerCapability", "workspace/configuration"] {
            let asked = client.asked(method);
            if let Some(mut answer) = answer.clone() {
                answer["jsonrpc"] = json!("2.0");
                answer["id"] = asked["id"].clone();
                client.send(&answer);
                client.send(&answer);
            }
        }
        client.send(&json!({"jsonrpc": "2.0", "id": "never asked", "result": null}));
        client.show(&blog.uri(POST), "# A\n");
        assert_eq!(client.headings(&blog.uri(POST)), ["A"]);
        client.settle();
        client.leave();
    }
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
fn rule_24_the_recommended_flags_are_taken() {
    for flags in [vec![], vec!["--stdio"], vec!["--stdio", "--clientProcessId", &std::process::id().to_string()]] {
        let mut client = Client::start_with(&flags);
        client.ask("initialize", json!({"capabilities": {}}));
        client.settle();
        client.leave();
    }
}

#[test]
fn rule_25_nothing_but_frames_is_written() {
    // The client reads each byte of the output as a frame and fails otherwise; here the log has something to say.
    let mut client = ready();
    client.notify("textDocument/didChange", json!({"textDocument": {"uri": "file:///none.md"}, "contentChanges": []}));
    client.notify("textDocument/didChange", json!({"textDocument": 7}));
    client.settle();
    client.leave();
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
fn rule_27_a_column_beyond_the_line_is_its_end() {
    for encoding in ["utf-8", "utf-16", "utf-32"] {
        check_edits("# One 😀\n# Two\n", encoding, &[edit((0, 999), (0, 1000), "!")], &["One 😀!", "Two"]);
        check_edits("# One\r\n# Two\r\n", encoding, &[edit((0, 5), (0, 77), "!")], &["One!", "Two"]);
        check_edits("# One", encoding, &[edit((9, 0), (9, 9), "!")], &["One!"]);
    }
}

#[test]
fn rule_28_lines_end_as_the_protocol_says() {
    for end in ["\n", "\r\n", "\r"] {
        let text = format!("# One{end}# Two{end}");
        check_edits(&text, "utf-16", &[edit((1, 5), (1, 5), "!")], &["One", "Two!"]);
    }
    for no_end in ["\u{2028}", "\u{2029}", "\u{b}", "\u{c}", "\u{85}"] {
        let text = format!("# One{no_end}x\n# Two\n");
        let one = format!("One{no_end}x");
        check_edits(&text, "utf-16", &[edit((1, 5), (1, 5), "!")], &[&one, "Two!"]);
    }
}

#[test]
fn rule_29_positions_within_a_character_do_not_hurt() {
    // Behind the emoji's first half, and between `\r` and `\n`.
    check_edits("# a😀b\n", "utf-16", &[edit((0, 4), (0, 4), "!")], &["a!😀b"]);
    check_edits("# a😀b\n", "utf-8", &[edit((0, 5), (0, 5), "!")], &["a!😀b"]);
    check_edits("# a\r\n# b\n", "utf-16", &[edit((0, 4), (0, 4), "!")], &["a!", "b"]);
}

#[test]
fn rule_30_a_range_ends_before_its_end() {
    check_edits("# One\n# Two\n", "utf-16", &[edit((0, 2), (0, 4), "")], &["e", "Two"]);
    check_edits("# One\n# Two\n", "utf-16", &[edit((0, 0), (1, 0), "")], &["Two"]);
    // Swapped ends mean the same.
    check_edits("# One\n# Two\n", "utf-16", &[edit((0, 4), (0, 2), "")], &["e", "Two"]);
}

#[test]
fn rule_31_texts_are_synced_as_announced() {
    let mut client = Client::start();
    let result = client.ask("initialize", json!({"capabilities": {}}));
    let sync = &result["capabilities"]["textDocumentSync"];
    assert_eq!((&sync["openClose"], &sync["change"]), (&json!(true), &json!(2)));
    client.leave();
    let mixed = [edit((0, 2), (0, 5), "Two"), json!({"text": "# Three\n"}), edit((0, 7), (0, 7), "!")];
    check_edits("# One\n", "utf-16", &mixed, &["Three!"]);
    check_edits("# One\n", "utf-16", &[], &["One"]);
}

#[test]
fn rule_32_each_edit_is_of_the_text_that_the_one_before_left() {
    let edits = [edit((0, 0), (0, 0), "# New\n"), edit((1, 5), (1, 5), "!"), edit((0, 5), (1, 1), "")];
    check_edits("# One\n", "utf-16", &edits, &["New One!"]);
}

#[test]
fn rule_33_versions_may_do_as_they_like() {
    let blog = blog();
    let (mut client, uri) = with_text(&blog, "# 1\n", "utf-16");
    for version in [5, 3, 3, -7, i32::MAX, i32::MIN] {
        client.change(&uri, version, json!([{"text": format!("# {version}\n")}]));
        assert_eq!(client.headings(&uri), [version.to_string()]);
    }
    for version in [json!(null), json!("x"), json!(1.5)] {
        let changes = json!([{"text": "# Any\n"}]);
        client.notify(
            "textDocument/didChange",
            json!({"textDocument": {"uri": uri, "version": version}, "contentChanges": changes}),
        );
        assert_eq!(client.headings(&uri), ["Any"]);
    }
    client.leave_quietly();
}

#[test]
fn rule_34_an_open_text_belongs_to_the_client() {
    let blog = blog();
    let (mut client, uri) = with_text(&blog, "# Typed\n", "utf-16");
    blog.write(POST, "# Written by somebody else\n");
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": uri}}));
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": uri, "type": 2}]}));
    client.change(&uri, 2, json!([edit((0, 7), (0, 7), "!")]));
    assert_eq!(client.headings(&uri), ["Typed!"]);
    client.leave_quietly();
}

#[test]
fn rule_35_after_close_the_truth_is_on_disk() {
    let blog = blog();
    let (mut client, uri) = with_text(&blog, "# Typed and not saved\n", "utf-16");
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    assert_eq!(client.headings(&uri), ["On disk"]);
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    // Opened twice, a text is the second.
    client.show(&uri, "# One\n");
    client.notify("textDocument/didOpen", opened(&uri, "# Two\n"));
    assert_eq!(client.headings(&uri), ["Two"]);
    client.settle_quietly();
    client.leave_quietly();
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

#[test]
fn rule_36_diagnostics_are_taken_back_on_close() {
    let blog = blog();
    let mut client = Client::open(&blog, json!({}));
    let uri = blog.uri(POST);
    assert!(!client.show(&uri, "{% if %}\n").is_empty());
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    assert!(client.diagnostics(&uri).is_empty());
    client.settle();
    client.leave();
}

#[test]
fn rule_37_pulled_diagnostics_are_of_the_text_as_it_is() {
    let blog = blog();
    let mut client = Client::open(&blog, json!({"textDocument": {"diagnostic": {}}}));
    let uri = blog.uri(POST);
    client.notify("textDocument/didOpen", opened(&uri, "Fine.\n"));
    // The first answer waits for the blog to be read.
    client.ask("textDocument/diagnostic", json!({"textDocument": {"uri": uri}}));
    let mut asked = Vec::new();
    for version in 2..52 {
        let text = if version % 2 == 0 { "{% if %}\n" } else { "Fine.\n" };
        client.change(&uri, version, json!([{"text": text}]));
        asked.push((version, client.request("textDocument/diagnostic", json!({"textDocument": {"uri": uri}}))));
    }
    for (version, id) in asked {
        let report = client.result(id);
        assert_eq!(report["items"].as_array().unwrap().is_empty(), version % 2 == 1, "{report}");
    }
    // A document that nobody knows has none.
    let report = client.ask("textDocument/diagnostic", json!({"textDocument": {"uri": "file:///none.md"}}));
    assert_eq!(report, json!({"kind": "full", "items": []}));
    client.settle();
    client.leave();
}

#[test]
fn rule_38_a_newer_edit_in_the_queue_cancels_nothing() {
    let blog = blog();
    let (mut client, uri) = with_text(&blog, "# One\n", "utf-16");
    let mut asked = Vec::new();
    for version in 2..102 {
        asked.push(client.request("textDocument/documentSymbol", json!({"textDocument": {"uri": uri}})));
        client.change(&uri, version, json!([edit((0, 5), (0, 5), "!")]));
    }
    for id in asked {
        assert!(client.result(id)[0]["name"].as_str().unwrap().starts_with("# One"));
    }
    client.leave_quietly();
}

#[test]
fn rule_39_a_completion_edits_the_line_of_the_cursor() {
    let blog = blog();
    let text = "A.{% fn 1 %} B.{% fn \n\n{{ 'One.' | fndetail: 1 }}\n";
    let (mut client, uri) = with_text(&blog, text, "utf-16");
    let items = client.ask_at("textDocument/completion", &uri, (0, 21));
    let items = items.as_array().unwrap();
    assert!(!items.is_empty());
    for item in items {
        let edit = &item["textEdit"]["range"];
        assert_eq!((&edit["start"]["line"], &edit["end"]["line"]), (&json!(0), &json!(0)), "{item}");
        let columns = edit["start"]["character"].as_u64().unwrap()..=edit["end"]["character"].as_u64().unwrap();
        assert!(columns.contains(&21), "{item}");
    }
    client.leave_quietly();
}

#[test]
fn rule_40_symbols_have_names_and_lie_within_each_other() {
    #[track_caller]
    fn within(symbol: &Value, outer: &Value) {
        assert!(!symbol["name"].as_str().unwrap().trim().is_empty(), "{symbol}");
        let place = |it: &Value| (it["line"].as_u64().unwrap(), it["character"].as_u64().unwrap());
        for (inner, outer) in [(&symbol["selectionRange"], &symbol["range"]), (&symbol["range"], outer)] {
            assert!(place(&inner["start"]) >= place(&outer["start"]), "{symbol}");
            assert!(place(&inner["end"]) <= place(&outer["end"]), "{symbol}");
        }
        for child in symbol["children"].as_array().into_iter().flatten() {
            within(child, &symbol["range"]);
        }
    }
    let blog = blog();
    let tree = json!({"textDocument": {"documentSymbol": {"hierarchicalDocumentSymbolSupport": true}}});
    let mut client = Client::open(&blog, tree);
    let uri = blog.uri(POST);
    client.show(&uri, "# One\n\n### Three\n\n## \n\n#\n\nA[^1]\n\n[^1]: Note.\n\n# Two 😀\n");
    let symbols = client.ask("textDocument/documentSymbol", json!({"textDocument": {"uri": uri}}));
    assert!(symbols.as_array().unwrap().len() >= 2, "{symbols}");
    for symbol in symbols.as_array().unwrap() {
        within(symbol, &json!({"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}));
    }
    client.leave_quietly();
}

#[test]
fn rule_41_semantic_tokens_are_sorted_apart_and_in_the_agreed_encoding() {
    for (encoding, start) in [("utf-8", 8), ("utf-16", 6), ("utf-32", 5)] {
        let blog = blog();
        let (mut client, uri) = with_text(&blog, "🗼 {% fn 1 %} and {% fn 2 %}\n\n{{ 'x' | fndetail: 1 }}\n", encoding);
        let tokens = client.ask("textDocument/semanticTokens/full", json!({"textDocument": {"uri": uri}}));
        let data: Vec<u64> = tokens["data"].as_array().unwrap().iter().map(|it| it.as_u64().unwrap()).collect();
        assert_eq!((data[0], data[1], data[2]), (0, start, 2), "{encoding}: the first token is `fn`");
        let mut end = 0;
        for token in data.chunks_exact(5) {
            let (line, column, length) = (token[0], token[1], token[2]);
            assert!(length > 0 && (line > 0 || column >= end), "{encoding}: {token:?} lies in the one before");
            end = length;
        }
        assert_eq!(data.len() % 5, 0);
        client.leave_quietly();
    }
}

#[test]
fn rule_42_a_progress_token_is_used_only_until_the_answer() {
    let blog = blog();
    let (mut client, uri) = with_text(&blog, "# One\n", "utf-16");
    let params = json!({"textDocument": {"uri": uri}, "workDoneToken": "t", "partialResultToken": "p"});
    client.ask("textDocument/documentSymbol", params);
    client.settle();
    client.leave();
}

#[test]
fn rule_43_news_of_files_never_change_an_open_text() {
    let blog = blog();
    let (mut client, uri) = with_text(&blog, "# Typed\n", "utf-16");
    std::fs::remove_file(blog.path().join(POST)).unwrap();
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": uri, "type": 3}]}));
    assert_eq!(client.headings(&uri), ["Typed"]);
    for changes in [json!([]), json!(null), json!([{"uri": 7}]), json!([{"uri": "file:///none", "type": 9}])] {
        client.notify("workspace/didChangeWatchedFiles", json!({"changes": changes}));
    }
    assert_eq!(client.headings(&uri), ["Typed"]);
    client.settle_quietly();
    client.leave_quietly();
}

#[test]
fn rule_44_settings_may_be_of_any_shape() {
    let blog = blog();
    for settings in [json!(null), json!(7), json!([]), json!({"rules": 7}), json!({"hover": {"image": {"a": 1}}})] {
        let mut client = Client::open(&blog, json!({"workspace": {"configuration": true}}));
        let asked = client.asked("workspace/configuration");
        client.send(&json!({"jsonrpc": "2.0", "id": asked["id"], "result": [settings]}));
        client.notify("workspace/didChangeConfiguration", json!({"settings": settings}));
        client.asked("workspace/configuration");
        client.show(&blog.uri(POST), "# One\n");
        assert_eq!(client.headings(&blog.uri(POST)), ["One"]);
        client.settle_quietly();
        client.leave_quietly();
    }
}
