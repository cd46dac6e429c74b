//! A client over real pipes that lets nothing pass: it fails on a malformed message, on one that nobody waited for, and
//! on a server that does not leave as it should.

use std::collections::VecDeque;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How long anything may take before the test fails. Far more than it takes on a busy machine.
const DEADLINE: Duration = Duration::from_secs(60);

/// A folder that is gone after the test.
pub struct Folder(PathBuf);

impl Folder {
    /// A folder with files, each a path and its content.
    pub fn new(files: &[(&str, &str)]) -> Folder {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("manicule-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        // A folder for temporary files may be reached through a link, which the server sees through.
        let folder = Folder(std::env::temp_dir().canonicalize().unwrap().join(name));
        fs::create_dir_all(&folder.0).unwrap();
        for (path, content) in files {
            folder.write(path, content);
        }
        folder
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub fn uri(&self, path: &str) -> String {
        format!("file://{}", self.0.join(path).display())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

/// A client whose server is up.
pub fn ready() -> Client {
    let mut client = Client::start();
    client.ask("initialize", json!({"capabilities": {}}));
    client
}

/// A server and the conversation with it.
pub struct Client {
    child: Child,
    input: Option<ChildStdin>,
    output: Receiver<Result<Value, String>>,
    log: Receiver<String>,
    /// What came and was not waited for yet.
    unread: VecDeque<Value>,
    last_id: i64,
    /// How long anything may take.
    deadline: Duration,
}

impl Client {
    /// Starts a server and says nothing to it.
    pub fn start() -> Client {
        Client::start_with(&["--stdio"])
    }

    pub fn start_with(flags: &[&str]) -> Client {
        let mut client = Client::spawn(flags);
        client.listen();
        client
    }

    /// Starts a server to whom nobody listens until [`Client::listen`].
    pub fn start_deaf() -> Client {
        Client::spawn(&["--stdio"])
    }

    fn spawn(flags: &[&str]) -> Client {
        Client::run(Command::new(env!("CARGO_BIN_EXE_manicule")).arg("server").args(flags))
    }

    /// Starts a server by a command of the caller's own.
    pub fn start_by(command: &mut Command) -> Client {
        let mut client = Client::run(command);
        client.listen();
        client
    }

    /// The same client, which waits so long for anything.
    #[allow(dead_code, reason = "the benchmarks use it")]
    pub fn patient(mut self, deadline: Duration) -> Client {
        self.deadline = deadline;
        self
    }

    fn run(command: &mut Command) -> Client {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (sender, log) = channel();
        let mut stderr = child.stderr.take().unwrap();
        std::thread::spawn(move || {
            let mut text = String::new();
            drop(stderr.read_to_string(&mut text));
            drop(sender.send(text));
        });
        let input = child.stdin.take();
        let (_, output) = channel();
        Client { child, input, output, log, unread: VecDeque::new(), last_id: 0, deadline: DEADLINE }
    }

    /// Begins to read what the server says.
    pub fn listen(&mut self) {
        let (sender, output) = channel();
        let mut stdout = BufReader::new(self.child.stdout.take().unwrap());
        std::thread::spawn(move || {
            while let Some(message) = read(&mut stdout) {
                let is_end = message.is_err();
                if sender.send(message).is_err() || is_end {
                    return;
                }
            }
        });
        self.output = output;
    }

    /// Starts a server for a folder, with some capabilities.
    pub fn open(folder: &Folder, capabilities: Value) -> Client {
        let mut client = Client::start();
        let folders = json!([{"uri": folder.uri(""), "name": "blog"}]);
        let params =
            json!({"processId": null, "rootUri": null, "capabilities": capabilities, "workspaceFolders": folders});
        client.ask("initialize", params);
        client.notify("initialized", json!({}));
        client
    }

    /// Writes bytes as they are.
    pub fn raw(&mut self, bytes: impl AsRef<[u8]>) {
        let input = self.input.as_mut().unwrap();
        input.write_all(bytes.as_ref()).and_then(|()| input.flush()).unwrap();
    }

    /// Writes a frame with a body as it is.
    pub fn body(&mut self, body: impl AsRef<[u8]>) {
        let body = body.as_ref();
        self.raw([format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes(), body].concat());
    }

    pub fn send(&mut self, message: &Value) {
        self.body(message.to_string());
    }

    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request and returns its id.
    pub fn request(&mut self, method: &str, params: Value) -> i64 {
        self.last_id += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": self.last_id, "method": method, "params": params}));
        self.last_id
    }

    /// The response to a request.
    #[track_caller]
    pub fn response(&mut self, id: impl Into<Value>) -> Value {
        let id = id.into();
        self.message(&format!("the response to {id}"), |it| it.get("method").is_none() && it["id"] == id)
    }

    /// The result of a request.
    #[track_caller]
    pub fn result(&mut self, id: impl Into<Value>) -> Value {
        let response = self.response(id);
        response.get("result").unwrap_or_else(|| panic!("no result: {response}")).clone()
    }

    /// The code of the error that answers a request.
    #[track_caller]
    pub fn error(&mut self, id: impl Into<Value>) -> i64 {
        let response = self.response(id);
        response["error"]["code"].as_i64().unwrap_or_else(|| panic!("no error: {response}"))
    }

    /// Sends a request and waits for its result.
    #[track_caller]
    pub fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.request(method, params);
        self.result(id)
    }

    /// The parameters of the next notification of a method.
    #[track_caller]
    pub fn notification(&mut self, method: &str) -> Value {
        self.message(method, |it| it["method"] == method && it.get("id").is_none())["params"].clone()
    }

    /// The next request of a method, whole.
    #[track_caller]
    pub fn asked(&mut self, method: &str) -> Value {
        self.message(method, |it| it["method"] == method && it.get("id").is_some())
    }

    #[track_caller]
    fn message(&mut self, what: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        if let Some(place) = self.unread.iter().position(&is_it) {
            return self.unread.remove(place).unwrap();
        }
        let end = Instant::now() + self.deadline;
        loop {
            match self.output.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(Ok(message)) if is_it(&message) => return message,
                Ok(Ok(message)) => self.unread.push_back(message),
                Ok(Err(why)) => panic!("a malformed message: {why}"),
                Err(RecvTimeoutError::Timeout) => panic!("{what} does not come; unread: {:?}", self.unread),
                Err(RecvTimeoutError::Disconnected) => {
                    panic!("{what} does not come, as the server has left: {}", self.log.recv().unwrap_or_default())
                }
            }
        }
    }

    /// Opens a document and returns its diagnostics.
    #[track_caller]
    pub fn show(&mut self, uri: &str, text: &str) -> Vec<Value> {
        let document = json!({"uri": uri, "languageId": "markdown", "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
        self.diagnostics(uri)
    }

    /// The diagnostics that the server tells of next, which must be of one document.
    #[track_caller]
    pub fn diagnostics(&mut self, uri: &str) -> Vec<Value> {
        let told = self.notification("textDocument/publishDiagnostics");
        assert_eq!(told["uri"], uri);
        told["diagnostics"].as_array().unwrap().clone()
    }

    /// Sends edits of a document.
    pub fn change(&mut self, uri: &str, version: i32, changes: Value) {
        let document = json!({"uri": uri, "version": version});
        self.notify("textDocument/didChange", json!({"textDocument": document, "contentChanges": changes}));
    }

    /// Asks a question about a place.
    #[track_caller]
    pub fn ask_at(&mut self, method: &str, uri: &str, at: (u32, u32)) -> Value {
        self.ask(method, at_place(uri, at))
    }

    /// Checks that the server is alive and has nothing more to say to what was sent so far.
    #[track_caller]
    pub fn settle(&mut self) {
        self.settling(false);
    }

    #[track_caller]
    fn settling(&mut self, quietly: bool) {
        self.last_id += 1;
        let id = format!("settle {}", self.last_id);
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": "manicule/none"}));
        assert_eq!(self.error(id), -32601);
        self.check_unread(quietly);
    }

    /// Checks that nothing came that nobody waited for.
    #[track_caller]
    fn check_unread(&mut self, quietly: bool) {
        let is_notification = |it: &Value| it.get("method").is_some() && it.get("id").is_none();
        self.unread.retain(|message| !quietly || !is_notification(message));
        assert!(self.unread.is_empty(), "nobody waited for {:?}", self.unread);
    }

    /// The names of a text's headings: what the server takes the text to be.
    #[track_caller]
    pub fn headings(&mut self, uri: &str) -> Vec<String> {
        let symbols = self.ask("textDocument/documentSymbol", json!({"textDocument": {"uri": uri}}));
        let names = symbols.as_array().into_iter().flatten().map(|it| it["name"].as_str().unwrap());
        // A client that shows no tree gets the level with the name.
        names.map(|name| name.trim_start_matches('#').trim_start().to_owned()).collect()
    }

    /// The same as [`Client::settle`], whatever the server told of its own accord meanwhile: it tells of diagnostics
    /// when the writer pauses, and how long a test takes to ask is nobody's to say.
    #[track_caller]
    pub fn settle_quietly(&mut self) {
        self.settling(true);
    }

    /// The same as [`Client::leave`], whatever the server told of its own accord.
    #[track_caller]
    pub fn leave_quietly(mut self) {
        assert_eq!(self.ask("shutdown", Value::Null), Value::Null);
        self.notify("exit", Value::Null);
        self.ending(0, true);
    }

    /// Says good-bye as the protocol wants it.
    #[track_caller]
    pub fn leave(mut self) {
        assert_eq!(self.ask("shutdown", Value::Null), Value::Null);
        self.notify("exit", Value::Null);
        self.ends_with(0);
    }

    /// The number of the server's process.
    #[allow(dead_code, reason = "the benchmarks use it")]
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Says good-bye, and returns what was said on standard error.
    #[allow(dead_code, reason = "the benchmarks use it")]
    #[track_caller]
    pub fn last_words(mut self) -> String {
        assert_eq!(self.ask("shutdown", Value::Null), Value::Null);
        self.notify("exit", Value::Null);
        self.ending(0, true)
    }

    /// Closes the pipe that the server reads from.
    pub fn hang_up(&mut self) {
        self.input = None;
    }

    /// Waits for the server to end.
    #[track_caller]
    pub fn ends_with(self, code: i32) {
        self.ending(code, false);
    }

    #[track_caller]
    fn ending(mut self, code: i32, quietly: bool) -> String {
        let end = Instant::now() + self.deadline;
        // The pipe stays open: the server has to leave by itself.
        loop {
            match self.output.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(Ok(message)) => self.unread.push_back(message),
                Ok(Err(why)) => panic!("a malformed message: {why}"),
                Err(RecvTimeoutError::Timeout) => panic!("the server does not leave"),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        let status = self.child.wait().unwrap();
        let log = self.log.recv().unwrap_or_default();
        assert_eq!(status.code(), Some(code), "{log}");
        assert!(!log.contains("panicked"), "{log}");
        self.check_unread(quietly);
        log
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The parameters of a question about a place.
pub fn at_place(uri: &str, (line, character): (u32, u32)) -> Value {
    let context = json!({"includeDeclaration": true, "triggerKind": 1});
    json!({"textDocument": {"uri": uri}, "position": {"line": line, "character": character}, "context": context})
}

/// A range on one line.
pub fn range(line: u32, start: u32, end: u32) -> Value {
    json!({"start": {"line": line, "character": start}, "end": {"line": line, "character": end}})
}

/// The next message, or why it is none; `None` at the end.
fn read(output: &mut impl BufRead) -> Option<Result<Value, String>> {
    let mut header = String::new();
    if output.read_line(&mut header).ok()? == 0 {
        return None;
    }
    let length = header.strip_prefix("Content-Length: ").and_then(|it| it.strip_suffix("\r\n")?.parse().ok());
    let Some(length) = length else { return Some(Err(format!("the header {header:?}"))) };
    let mut line = String::new();
    output.read_line(&mut line).ok()?;
    if line != "\r\n" {
        return Some(Err(format!("{line:?} in a header")));
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    let message: Value = match serde_json::from_slice(&body) {
        Ok(message) => message,
        Err(error) => return Some(Err(format!("{error}: {}", String::from_utf8_lossy(&body)))),
    };
    Some(fault(&message).map_or(Ok(message.clone()), |fault| Err(format!("{fault}: {message}"))))
}

/// What is wrong with a message by JSON-RPC 2.0.
fn fault(message: &Value) -> Option<&'static str> {
    let has = |name: &str| message.get(name).is_some();
    let is_error = |it: &Value| it["code"].is_i64() && it["message"].as_str().is_some_and(|it| !it.is_empty());
    match message {
        it if it["jsonrpc"] != "2.0" => Some("no `jsonrpc`"),
        it if has("method") && (!it["method"].is_string() || has("result") || has("error")) => Some("no call"),
        _ if has("method") => None,
        _ if !has("id") || has("result") == has("error") => Some("no response"),
        it if has("error") && !is_error(&it["error"]) => Some("no error"),
        _ => None,
    }
}
