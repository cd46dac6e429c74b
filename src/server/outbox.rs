//! The way out: messages in the order they are sent. A thread of its own writes them, or whoever may wait for a client
//! that reads slowly; the serve loop never does.

use std::borrow::Cow;
use std::io::{self, Write};
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
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
pub struct Outbox(Arc<Way>);

/// Tells the writing thread when nobody can send any more.
struct Way(Arc<Shared>);

impl Drop for Way {
    fn drop(&mut self) {
        self.0.queue().closed = true;
        self.0.changed.notify_all();
    }
}

struct Shared {
    queue: Mutex<Queue>,
    changed: Condvar,
    /// Held by whoever writes, who has said so in the queue.
    output: Mutex<Box<dyn Write + Send>>,
}

/// What is to be written.
#[derive(Default)]
struct Queue {
    bytes: Vec<u8>,
    /// Whether somebody writes, who looks for what came meanwhile.
    writing: bool,
    /// How many bytes were sent and are not written yet.
    waiting: usize,
    /// Whether nobody can send any more.
    closed: bool,
    /// Why the client cannot be written to any more.
    deaf: Option<io::Error>,
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes what is there. The caller has said in the queue that it does.
    fn write(&self) {
        let mut output = self.output.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = mem::take(&mut self.queue().bytes);
        let result = output.write_all(&bytes).and_then(|()| output.flush());
        let mut queue = self.queue();
        queue.waiting -= bytes.len();
        queue.writing = false;
        if let Err(error) = result {
            queue.deaf.get_or_insert(error);
        }
        if queue.closed || queue.deaf.is_some() || !queue.bytes.is_empty() {
            self.changed.notify_all();
        }
    }

    /// Writes what nobody else does, until nothing comes any more or nobody listens.
    fn serve(&self) -> io::Result<()> {
        let mut queue = self.queue();
        loop {
            if let Some(error) = &queue.deaf {
                return Err(error.kind().into());
            }
            if !queue.writing && !queue.bytes.is_empty() {
                queue.writing = true;
                drop(queue);
                self.write();
                queue = self.queue();
            } else if !queue.writing && queue.closed {
                return Ok(());
            } else {
                queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
            }
        }
    }
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
        let shared =
            Arc::new(Shared { queue: Mutex::default(), changed: Condvar::new(), output: Mutex::new(Box::new(output)) });
        let (writing, done) = mpsc::channel();
        let way = Way(shared.clone());
        thread::Builder::new().name("write".into()).spawn(move || {
            let _writing: Sender<()> = writing;
            match catch_unwind(AssertUnwindSafe(|| shared.serve())) {
                Ok(Ok(())) => {}
                Ok(Err(error)) => {
                    tracing::warn!("the client does not listen any more: {error}");
                    deaf();
                }
                Err(_) => deaf(),
            }
        })?;
        Ok((Outbox(Arc::new(way)), done))
    }

    /// Has a response written.
    pub fn respond(&self, response: &Response) {
        self.send(self.bounded(response).as_ref());
    }

    /// Writes a response, unless somebody is writing and takes it along. The caller may have to wait for the client.
    pub fn respond_now(&self, response: &Response) {
        if self.put(self.bounded(response).as_ref(), true) {
            self.0.0.write();
        }
    }

    /// The response, or that there is none as too many wait.
    fn bounded<'a>(&self, response: &'a Response) -> Cow<'a, Response> {
        if self.0.0.queue().waiting < MOST_WAITING {
            return Cow::Borrowed(response);
        }
        let why = "too many answers wait for the client to read them";
        Cow::Owned(Response::from_error(response.id().clone(), refusal(REQUEST_FAILED, why)))
    }

    pub fn notify<N: Notification>(&self, params: N::Params) {
        self.send(&Call { jsonrpc: "2.0", id: None, method: N::METHOD, params });
    }

    pub fn request<R: Request>(&self, id: i64, params: R::Params) {
        self.send(&Call { jsonrpc: "2.0", id: Some(id), method: R::METHOD, params });
    }

    fn send(&self, message: &impl Serialize) {
        self.put(message, false);
    }

    /// Puts a message into the queue; whether the caller, who would write it, is the one to do so.
    fn put(&self, message: &impl Serialize, would_write: bool) -> bool {
        let body = match serde_json::to_string(message) {
            Ok(body) => body,
            Err(error) => {
                tracing::error!("a message cannot be written as JSON: {error}");
                return false;
            }
        };
        let head = format!("Content-Length: {}\r\n\r\n", body.len());
        let mut queue = self.0.0.queue();
        // With the client gone there is nobody to tell.
        if queue.deaf.is_some() {
            return false;
        }
        queue.waiting += head.len() + body.len();
        queue.bytes.extend_from_slice(head.as_bytes());
        queue.bytes.extend_from_slice(body.as_bytes());
        if queue.writing {
            return false;
        }
        queue.writing = would_write;
        if !would_write {
            self.0.0.changed.notify_all();
        }
        would_write
    }
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
        outbox.0.0.queue().waiting += MOST_WAITING;
        respond(1);
        outbox.0.0.queue().waiting -= MOST_WAITING;
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
