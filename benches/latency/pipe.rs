//! An editor on the other side of pipes.

use std::io::{self, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs};

use manicule::text::{Edit, Text, TextRange, TextSize};
use serde_json::{Value, json};

use crate::echo;
use crate::writer::{BLOG, PATH, Places};

/// Who answers.
#[derive(Clone, Copy)]
pub enum Server {
    /// The least that can answer.
    Echo,
    /// What this is all about.
    Manicule,
}

/// An editor with one post open. It asks for diagnostics itself, so that a server works only when it is asked.
pub struct Client {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    uri: String,
    id: u64,
    version: i32,
    /// The text, which tells lines and columns.
    text: Text,
    places: Places,
    /// Where the footnote's number stands that is hovered over.
    number: (u32, u32),
    /// From the text's opening to its first diagnostics.
    pub opened: Duration,
}

impl Drop for Client {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Client {
    /// Starts a server and opens a text.
    pub fn open(server: Server, text: &str) -> io::Result<Client> {
        let folder = blog()?;
        let mut command = match server {
            Server::Echo => Command::new(env::current_exe()?),
            Server::Manicule => Command::new(env!("CARGO_BIN_EXE_manicule")),
        };
        command.args(match server {
            Server::Echo => &["echo"][..],
            Server::Manicule => &["server"],
        });
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let (Some(input), Some(output)) = (input, output) else { return Err(io::Error::other("no pipes")) };
        let rope = Text::new(text);
        let at = text.rfind("{% fn ").unwrap_or_default();
        let line = rope.line_of(TextSize::new(at as u32));
        let column = at as u32 - u32::from(rope.line_start(line)) + 3;
        let mut client = Client {
            child,
            input,
            output: BufReader::new(output),
            uri: format!("file://{}/{PATH}", folder.display()),
            id: 0,
            version: 0,
            text: rope,
            places: Places::default(),
            number: (line, column),
            opened: Duration::ZERO,
        };
        let root = format!("file://{}", folder.display());
        let folders = json!([{"uri": root, "name": "blog"}]);
        let can = json!({"textDocument": {"diagnostic": {}}, "general": {"positionEncodings": ["utf-8"]}});
        client.ask("initialize", &json!({"capabilities": can, "workspaceFolders": folders}))?;
        client.tell("initialized", &json!({}))?;
        // The blog is read before anything is measured.
        client.ask("workspace/symbol", &json!({"query": "x"}))?;
        let start = Instant::now();
        let document = json!({"uri": client.uri, "languageId": "markdown", "version": 0, "text": text});
        client.tell("textDocument/didOpen", &json!({"textDocument": document}))?;
        client.diagnostics()?;
        client.opened = start.elapsed();
        Ok(client)
    }

    fn say(&mut self, message: &Value) -> io::Result<()> {
        let body = message.to_string();
        self.input.write_all(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes())
    }

    fn tell(&mut self, method: &str, params: &Value) -> io::Result<()> {
        self.say(&json!({"jsonrpc": "2.0", "method": method, "params": params}))
    }

    fn ask(&mut self, method: &str, params: &Value) -> io::Result<Vec<u8>> {
        self.id += 1;
        self.say(&json!({"jsonrpc": "2.0", "id": self.id, "method": method, "params": params}))?;
        let wanted = format!("\"id\":{}", self.id);
        loop {
            let body = echo::frame(&mut self.output)?.ok_or_else(|| io::Error::other("the server left"))?;
            let is_answer = !memchr::memmem::find_iter(&body, b"\"method\"").any(|at| at < 200);
            if is_answer && memchr::memmem::find(&body, wanted.as_bytes()).is_some() {
                return Ok(body);
            }
        }
    }

    /// Asks for the diagnostics of the text.
    pub fn diagnostics(&mut self) -> io::Result<Vec<u8>> {
        let params = json!({"textDocument": {"uri": self.uri}});
        self.ask("textDocument/diagnostic", &params)
    }

    /// Asks what stands at the number of the footnote.
    pub fn hover(&mut self) -> io::Result<Vec<u8>> {
        let position = json!({"line": self.number.0, "character": self.number.1});
        let params = json!({"textDocument": {"uri": self.uri}, "position": position});
        self.ask("textDocument/hover", &params)
    }

    /// Types a letter.
    pub fn letter(&mut self) -> io::Result<()> {
        self.version += 1;
        // Not in the line of the number, which has to stay where it is, nor in its note below.
        let mut at = self.places.next(&self.text);
        let mut line = self.text.line_of(TextSize::new(at));
        while (self.number.0..=self.number.0 + 2).contains(&line) {
            self.places.jump();
            at = self.places.next(&self.text);
            line = self.text.line_of(TextSize::new(at));
        }
        let column = at - u32::from(self.text.line_start(line));
        self.text.edit(&Edit { range: TextRange::empty(TextSize::new(at)), insert: "e".to_owned() });
        let place = json!({"line": line, "character": column});
        let change = json!({"range": {"start": place, "end": place}, "text": "e"});
        let document = json!({"uri": self.uri, "version": self.version});
        self.tell("textDocument/didChange", &json!({"textDocument": document, "contentChanges": [change]}))
    }

    /// Types a letter and waits for what a hover shows then.
    pub fn letter_and_hover(&mut self) -> io::Result<Vec<u8>> {
        self.letter()?;
        self.hover()
    }

    /// What the operating system says of the server's memory, in kB: the field of a name.
    pub fn memory(&self, field: &str) -> Option<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        memory_in(&status, field)
    }
}

/// A field of `/proc/…/status`, in kB.
pub fn memory_in(status: &str, field: &str) -> Option<f64> {
    status
        .lines()
        .find_map(|line| line.strip_prefix(field)?.strip_prefix(':')?.trim().strip_suffix(" kB")?.parse().ok())
}

/// A fastpages blog on disk without posts.
fn blog() -> io::Result<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("latency");
    for (path, text) in BLOG {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap_or(&folder))?;
        fs::write(path, text)?;
    }
    Ok(folder)
}
