//! Bytes that are no clean stream of messages: each mistake costs one message and never the session.

use serde_json::{Value, json};

use super::client::{Client, ready};

/// Sends something broken and expects one error without id, and a session that goes on.
#[track_caller]
fn refused(bytes: impl AsRef<[u8]>, code: i64) {
    let mut client = ready();
    client.raw(bytes);
    client.request("manicule/after", json!(null));
    assert_eq!(client.error(Value::Null), code);
    assert_eq!(client.error(2), -32601);
    client.settle();
    client.leave();
}

fn framed(body: &[u8]) -> Vec<u8> {
    [format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes(), body].concat()
}

#[test]
fn header_names_have_no_case_and_unknown_fields_no_meaning() {
    let mut client = Client::start();
    let body = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}"#;
    let length = body.len();
    client.raw(format!("X-A: b\r\ncontent-LENGTH:  {length} \r\nbare\r\nX-C:\r\nX-D: e: f\r\n\r\n{body}"));
    client.result(1);
    client.leave();
}

#[test]
fn messages_arrive_byte_by_byte_or_all_at_once() {
    let messages = [
        json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}),
        json!({"jsonrpc": "2.0", "method": "initialized", "params": {}}),
        json!({"jsonrpc": "2.0", "id": 2, "method": "shutdown"}),
        json!({"jsonrpc": "2.0", "method": "exit"}),
    ];
    let bytes = messages.iter().flat_map(|it| framed(it.to_string().as_bytes())).collect::<Vec<_>>();
    for step in [1, 7, bytes.len()] {
        let mut client = Client::start();
        bytes.chunks(step).for_each(|chunk| client.raw(chunk));
        client.result(1);
        client.result(2);
        client.ends_with(0);
    }
}

#[test]
fn a_header_without_length() {
    refused("Content-Type: application/vscode-jsonrpc\r\n\r\n{\"jsonrpc\":\"2.0\"}", -32700);
}

#[test]
fn a_length_that_is_none() {
    for length in ["x", "-1", "", "0x10", "184467440737095516160"] {
        refused(format!("Content-Length: {length}\r\n\r\n{{}}"), -32700);
    }
}

#[test]
fn a_length_that_is_wrong() {
    let body = r#"{"jsonrpc":"2.0","id":7,"method":"manicule/none"}"#;
    refused(format!("Content-Length: {}\r\n\r\n{body}", body.len() - 5), -32700);
    refused(format!("Content-Length: {}\r\n\r\n{body}", body.len() + 5), -32700);
    refused(format!("Content-Length: {}\r\n\r\n{body}", u32::MAX), -32700);
    refused("Content-Length: 0\r\n\r\n", -32700);
}

#[test]
fn a_body_that_is_not_utf8() {
    refused(framed(b"{\"jsonrpc\":\"2.0\",\"method\":\"a\xff\"}"), -32700);
}

#[test]
fn a_body_that_is_no_json() {
    for body in ["{", "nothing", "{\"jsonrpc\":\"2.0\",}", "{} {}", "\u{feff}{}"] {
        refused(framed(body.as_bytes()), -32700);
    }
}

#[test]
fn a_body_that_is_no_message() {
    for body in ["7", "null", "\"a\"", "{}", "{\"jsonrpc\":\"2.0\"}", "{\"jsonrpc\":\"2.0\",\"method\":7}"] {
        refused(framed(body.as_bytes()), -32600);
    }
}

#[test]
fn a_charset_that_is_not_utf8() {
    let body = r#"{"jsonrpc":"2.0","id":7,"method":"manicule/none"}"#;
    let header = "Content-Type: application/vscode-jsonrpc; charset=utf-16";
    refused(format!("Content-Length: {}\r\n{header}\r\n\r\n{body}", body.len()), -32700);
}

#[test]
fn depth_without_bound() {
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    refused(framed(deep.as_bytes()), -32600);
    refused(framed("[".repeat(100_000).as_bytes()), -32700);
    refused(framed("{\"a\":".repeat(100_000).as_bytes()), -32700);
    // What is deep in a request's parameters is that request's error.
    let mut client = ready();
    client.body(format!(r#"{{"jsonrpc":"2.0","id":7,"method":"textDocument/hover","params":{deep}}}"#));
    assert_eq!(client.error(7), -32602);
    client.body(format!(r#"{{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{deep}}}"#));
    client.body(format!(r#"{{"jsonrpc":"2.0","id":99,"result":{deep}}}"#));
    client.settle();
    client.leave();
}

#[test]
fn junk_between_messages_costs_one_error() {
    let junk = "junk\r\nmore junk\r\n\r\nand more\r\n\r\n".repeat(100);
    refused(junk, -32700);
    let mut client = ready();
    client.raw([0u8; 100_000]);
    client.settle();
    client.leave();
}
