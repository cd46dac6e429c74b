//! The way out: messages in the order they are sent, written by a thread of their own, so that a client that reads
//! slowly holds up nobody.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use serde::Serialize;
use tower_lsp::jsonrpc::{ErrorCode, Response};
use tower_lsp::ls_types::notification::Notification;
use tower_lsp::ls_types::request::Request;

use super::message::refusal;

/// How many bytes of answers may wait for a client that does not read. Behind them a request's answer is that it has
/// none, as the client cannot be waited for: it may be waiting for the server.
const MOST_WAITING: usize = 64 << 20;

/// The code of a request that failed for a reason of its own (LSP 3.17, `ErrorCodes.RequestFailed`).
const REQUEST_FAILED: ErrorCode = ErrorCode::ServerError(-32803);

/// Sends messages. Clones share the way out; it closes with the last of them.
#[derive(Clone)]
pub struct Outbox {
    messages: Sender<Vec<u8>>,
    /// How many bytes are not written yet.
    waiting: Arc<AtomicUsize>,
}

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
        let (writing, done) = mpsc::channel();
        let waiting = Arc::new(AtomicUsize::new(0));
        let written = waiting.clone();
        thread::Builder::new().name("write".into()).spawn(move || {
            let _writing: Sender<()> = writing;
            if let Err(error) = write(output, &receiver, &written) {
                tracing::warn!("the client does not listen any more: {error}");
                deaf();
            }
        })?;
        Ok((Outbox { messages: sender, waiting }, done))
    }

    pub fn respond(&self, response: &Response) {
        if self.waiting.load(Ordering::Relaxed) < MOST_WAITING {
            return self.send(response);
        }
        let why = "too many answers wait for the client to read them";
        self.send(&Response::from_error(response.id().clone(), refusal(REQUEST_FAILED, why)));
    }

    pub fn notify<N: Notification>(&self, params: N::Params) {
        self.send(&Call { jsonrpc: "2.0", id: None, method: N::METHOD, params });
    }

    pub fn request<R: Request>(&self, id: i64, params: R::Params) {
        self.send(&Call { jsonrpc: "2.0", id: Some(id), method: R::METHOD, params });
    }

    fn send(&self, message: &impl Serialize) {
        match serde_json::to_string(message) {
            Ok(body) => {
                let bytes = format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes();
                self.waiting.fetch_add(bytes.len(), Ordering::Relaxed);
                // With the client gone there is nobody to tell.
                drop(self.messages.send(bytes));
            }
            Err(error) => tracing::error!("a message cannot be written as JSON: {error}"),
        }
    }
}

fn write(mut output: impl Write, messages: &Receiver<Vec<u8>>, waiting: &AtomicUsize) -> io::Result<()> {
    while let Ok(mut bytes) = messages.recv() {
        // What has gathered meanwhile goes out in one piece.
        while bytes.len() < 1 << 16 {
            let Ok(more) = messages.try_recv() else { break };
            bytes.extend(more);
        }
        output.write_all(&bytes)?;
        output.flush()?;
        waiting.fetch_sub(bytes.len(), Ordering::Relaxed);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use tower_lsp::jsonrpc::Id;

    use super::*;
    use crate::server::frame::{Frame, Frames};

    #[test]
    fn a_client_that_does_not_read_is_answered_within_bounds() {
        let (from_server, output) = io::pipe().unwrap();
        let (outbox, _) = Outbox::open(output, || {}).unwrap();
        let respond = |id| outbox.respond(&Response::from_ok(Id::Number(id), "an answer".into()));
        outbox.waiting.fetch_add(MOST_WAITING, Ordering::Relaxed);
        respond(1);
        outbox.waiting.fetch_sub(MOST_WAITING, Ordering::Relaxed);
        respond(2);
        let mut frames = Frames::new(from_server);
        let mut next = || match frames.read().unwrap() {
            Some(Frame::Body(body)) => String::from_utf8(body).unwrap(),
            other => unreachable!("{other:?}"),
        };
        let refused = next();
        assert!(refused.contains("-32803") && refused.contains("\"id\":1"), "{refused}");
        let answered = next();
        assert!(answered.contains("an answer") && answered.contains("\"id\":2"), "{answered}");
        drop(outbox);
    }
}
