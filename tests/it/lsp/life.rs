//! From the first message to the last: how the server starts and how it leaves.

use std::os::unix::net::UnixListener;
use std::process::Command;

use serde_json::{Value, json};

use super::client::{Client, Folder};

#[test]
fn the_whole_way_once() {
    let folder = Folder::new(&[("a.md", "# A\n")]);
    let mut client = Client::open(&folder, json!({}));
    client.settle();
    client.leave();
}

#[test]
fn shutdown_takes_any_params() {
    for params in [json!(null), json!({}), json!([])] {
        let mut client = Client::start();
        client.ask("initialize", json!({"capabilities": {}}));
        assert_eq!(client.ask("shutdown", params), Value::Null);
        client.notify("exit", json!(null));
        client.ends_with(0);
    }
    let mut client = Client::start();
    client.ask("initialize", json!({"capabilities": {}}));
    client.send(&json!({"jsonrpc": "2.0", "id": 2, "method": "shutdown"}));
    assert_eq!(client.result(2), Value::Null);
    client.send(&json!({"jsonrpc": "2.0", "method": "exit"}));
    client.ends_with(0);
}

#[test]
fn answers_under_way_come_before_the_end() {
    let mut client = Client::start();
    client.request("initialize", json!({"capabilities": {}}));
    client.request(
        "textDocument/hover",
        json!({"textDocument": {"uri": "file:///a.md"}, "position": {"line": 0, "character": 0}}),
    );
    client.request("shutdown", json!(null));
    client.notify("exit", json!(null));
    client.result(1);
    client.result(2);
    client.result(3);
    client.ends_with(0);
}

#[test]
fn the_end_of_the_input_is_the_end() {
    let mut client = Client::start();
    client.ask("initialize", json!({"capabilities": {}}));
    client.hang_up();
    client.ends_with(1);
}

#[test]
fn a_client_process_that_ends_ends_the_server() {
    let mut process = Command::new("sleep").arg("1000").spawn().unwrap();
    let mut by_flag = Client::start_with(&["--stdio", &format!("--clientProcessId={}", process.id())]);
    by_flag.ask("initialize", json!({"capabilities": {}, "processId": null}));
    let mut by_params = Client::start();
    by_params.ask("initialize", json!({"capabilities": {}, "processId": process.id()}));
    process.kill().unwrap();
    // Whether anyone takes note of its end does not matter.
    by_params.ends_with(1);
    process.wait().unwrap();
    by_flag.ends_with(1);
}

#[test]
fn a_socket_file_serves_as_well() {
    let folder = Folder::new(&[]);
    let path = folder.path().join("socket");
    let listener = UnixListener::bind(&path).unwrap();
    let server = Client::start_with(&[&format!("--pipe={}", path.display())]);
    let (stream, _) = listener.accept().unwrap();
    over(stream.try_clone().unwrap(), stream);
    server.ends_with(0);
}

#[test]
fn a_port_serves_as_well() {
    for flag in ["--socket", "--port"] {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Client::start_with(&[&format!("{flag}={}", listener.local_addr().unwrap().port())]);
        let (stream, _) = listener.accept().unwrap();
        over(stream.try_clone().unwrap(), stream);
        server.ends_with(0);
    }
}

/// Says hello and good-bye over a connection of our own.
#[track_caller]
fn over(mut input: impl std::io::Read, mut output: impl std::io::Write) {
    for message in [
        json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}),
        json!({"jsonrpc": "2.0", "id": 2, "method": "shutdown"}),
        json!({"jsonrpc": "2.0", "method": "exit"}),
    ] {
        let body = message.to_string();
        write!(output, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    }
    output.flush().unwrap();
    let mut answers = String::new();
    input.read_to_string(&mut answers).unwrap();
    assert!(answers.contains("\"positionEncoding\":\"utf-16\"") && answers.ends_with("\"id\":2}"), "{answers}");
}
