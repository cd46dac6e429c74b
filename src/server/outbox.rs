//! The way out: messages in the order they are sent, written by a thread of their own, so that a client that reads
//! slowly holds up nobody.

use std::io::{self, Write};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use serde::Serialize;
use tower_lsp::jsonrpc::Response;
use tower_lsp::ls_types::notification::Notification;
use tower_lsp::ls_types::request::Request;

/// Sends messages. Clones share the way out; it closes with the last of them.
#[derive(Clone)]
pub struct Outbox(Sender<Vec<u8>>);

/// A request or notification of ours.
#[derive(Serialize)]
struct Call<'a, P> {
    jsonrpc: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<i64>,
    method: &'a str,
    params: P,
}

impl Outbox {
    /// A way out to a client. The receiver is disconnected when all was written and the last clone is gone; should the
    /// client stop listening before, `deaf` is told.
    pub fn open(
        output: impl Write + Send + 'static,
        deaf: impl FnOnce() + Send + 'static,
    ) -> io::Result<(Outbox, Receiver<()>)> {
        let (sender, receiver) = mpsc::channel();
        let (writing, written) = mpsc::channel();
        thread::Builder::new().name("write".into()).spawn(move || {
            let _writing: Sender<()> = writing;
            if let Err(error) = write(output, &receiver) {
                tracing::warn!("the client does not listen any more: {error}");
                deaf();
            }
        })?;
        Ok((Outbox(sender), written))
    }

    pub fn respond(&self, response: &Response) {
        self.send(response);
    }

    pub fn notify<N: Notification>(&self, params: N::Params) {
        self.send(&Call { jsonrpc: "2.0", id: None, method: N::METHOD, params });
    }

    pub fn request<R: Request>(&self, id: i64, params: R::Params) {
        self.send(&Call { jsonrpc: "2.0", id: Some(id), method: R::METHOD, params });
    }

    fn send(&self, message: &impl Serialize) {
        match serde_json::to_string(message) {
            // With the client gone there is nobody to tell.
            Ok(body) => drop(self.0.send(format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes())),
            Err(error) => tracing::error!("a message cannot be written as JSON: {error}"),
        }
    }
}

fn write(mut output: impl Write, messages: &Receiver<Vec<u8>>) -> io::Result<()> {
    while let Ok(mut bytes) = messages.recv() {
        // What has gathered meanwhile goes out in one piece.
        while bytes.len() < 1 << 16 {
            let Ok(more) = messages.try_recv() else { break };
            bytes.extend(more);
        }
        output.write_all(&bytes)?;
        output.flush()?;
    }
    Ok(())
}
