//! The serve loop: the one owner of the state. Messages are taken up in the order they were sent.

use std::any::Any;
use std::io::{self, Read, Write};
use std::ops::ControlFlow;
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use futures::FutureExt;
use serde_json::json;
use tokio::runtime::Builder;
use tokio::sync::mpsc;
use tokio::time::Instant;
use tower::Service;
use tower_lsp::LspService;
use tower_lsp::jsonrpc::{Error, ErrorCode, Id, Request, Response};
use tower_lsp::ls_types::notification::LogMessage;
use tower_lsp::ls_types::{LogMessageParams, MessageType};

use super::backend::{Backend, SNAPSHOT};
use super::frame::{Frame, Frames};
use super::message::{self, Message, Params, refusal};
use super::outbox::Outbox;
use super::parent::Parent;
use super::publish::Findings;
use super::snapshot::BlogId;
use super::state::State;
use super::sync;
use super::watch::{Look, Reading};

/// How often the client's process is looked at.
const PARENT_CHECK: Duration = Duration::from_secs(1);

/// How long answers that are under way are waited for at the end.
const FAREWELL: Duration = Duration::from_secs(1);

/// The code of a request that comes before `initialize` (LSP 3.17, `ErrorCodes.ServerNotInitialized`).
const NOT_INITIALIZED: ErrorCode = ErrorCode::ServerError(-32002);

/// What happens to the server.
pub enum Event {
    /// The client said something.
    Message(Message),
    /// The client says nothing any more, hears nothing any more, or has ended.
    Gone,
    /// A blog was read from disk; `None` where that failed.
    Read(BlogId, Option<Box<Reading>>),
    /// A blog was looked at.
    Looked(BlogId, Look),
    /// Diagnostics were worked out.
    Found(Findings),
}

/// The means to have something done elsewhere: by threads for long work, or by the client.
pub struct Tasks {
    pub outbox: Outbox,
    events: mpsc::Sender<Event>,
    requests: i64,
}

impl Tasks {
    /// Has something done that may take long; what comes of it is an event.
    pub fn run(&self, work: impl FnOnce() -> Event + Send + 'static) {
        let events = self.events.clone();
        tokio::task::spawn_blocking(move || match catch_unwind(AssertUnwindSafe(work)) {
            Ok(event) => drop(events.blocking_send(event)),
            Err(panic) => tracing::error!("work in the background failed: {}", said(&*panic)),
        });
    }

    /// Asks the client something. Nobody waits for the answer: it comes as a message, or never.
    pub fn request<R: tower_lsp::ls_types::request::Request>(&mut self, params: R::Params) -> i64 {
        self.requests += 1;
        self.outbox.request::<R>(self.requests, params);
        self.requests
    }
}

/// How far the conversation has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Fresh,
    Running,
    ShutDown,
}

struct Serve {
    service: LspService<Backend>,
    state: State,
    phase: Phase,
    /// Requests that wait until the blogs are read.
    early: Vec<(Id, String, Params)>,
}

/// Serves one client until it leaves.
pub fn serve(
    input: impl Read + Send + 'static,
    output: impl Write + Send + 'static,
    client_process: Option<u32>,
) -> io::Result<ExitCode> {
    // Questions take microseconds and long work has threads of its own, so two threads are enough.
    let runtime = Builder::new_multi_thread().worker_threads(2).thread_stack_size(8 << 20).enable_time().build()?;
    let (events, mut incoming) = mpsc::channel(64);
    let (outbox, written) = Outbox::open(output, {
        let events = events.clone();
        move || drop(events.blocking_send(Event::Gone))
    })?;
    thread::Builder::new().name("read".into()).spawn({
        let events = events.clone();
        move || read(Frames::new(input), &events)
    })?;
    report_panics(&outbox);
    let state = State::new(Tasks { outbox, events, requests: 0 });
    let mut serve = Serve { service: service(), state, phase: Phase::Fresh, early: Vec::new() };
    let code = runtime.block_on(async {
        serve.watch(client_process);
        loop {
            let due = serve.state.due();
            let flow = tokio::select! {
                event = incoming.recv() => event.map_or(ControlFlow::Break(ExitCode::FAILURE), |it| serve.step(it)),
                () = at(due) => serve.due(),
            };
            if let ControlFlow::Break(code) = flow {
                return code;
            }
        }
    });
    drop(serve);
    drop(panic::take_hook());
    // Answers hold the way out until they are sent.
    let _ = written.recv_timeout(FAREWELL);
    runtime.shutdown_background();
    Ok(code)
}

fn service() -> LspService<Backend> {
    let service = LspService::build(|_| Backend);
    #[cfg(test)]
    let service = service.custom_method("test/panic", tests::panic);
    service.finish().0
}

/// Tells the client's log of each panic. Every piece of work goes on without the one that failed.
fn report_panics(outbox: &Outbox) {
    let outbox = outbox.clone();
    panic::set_hook(Box::new(move |info| {
        let message = format!("manicule {} made a mistake, {info}", env!("CARGO_PKG_VERSION"));
        tracing::error!("{message}\n{}", std::backtrace::Backtrace::capture());
        outbox.notify::<LogMessage>(LogMessageParams { typ: MessageType::ERROR, message });
    }));
}

/// Waits for a time; for ever without one.
async fn at(time: Option<Instant>) {
    match time {
        Some(time) => tokio::time::sleep_until(time).await,
        None => std::future::pending().await,
    }
}

/// Reads messages until the input ends.
fn read(mut frames: Frames<impl Read>, events: &mpsc::Sender<Event>) {
    loop {
        let message = match frames.read() {
            Ok(Some(Frame::Body(body))) => message::read(&body).unwrap_or_else(|error| {
                frames.reject(&body);
                Message::Refused { id: Id::Null, error }
            }),
            Ok(Some(Frame::Broken(why))) => {
                Message::Refused { id: Id::Null, error: refusal(ErrorCode::ParseError, why) }
            }
            Ok(None) => break,
            Err(error) => {
                tracing::warn!("the client cannot be heard any more: {error}");
                break;
            }
        };
        if events.blocking_send(Event::Message(message)).is_err() {
            return;
        }
    }
    drop(events.blocking_send(Event::Gone));
}

impl Serve {
    fn step(&mut self, event: Event) -> ControlFlow<ExitCode> {
        match event {
            Event::Message(Message::Request { id, method, params }) => self.request(id, method, params),
            Event::Message(Message::Notification { method, params }) => return self.notification(&method, &params),
            Event::Message(Message::Response { id, result }) => self.state.answered(&id, result),
            Event::Message(Message::Refused { id, error }) => {
                tracing::warn!("a message cannot be taken up: {}", error.message);
                self.respond(&Response::from_error(id, error));
            }
            Event::Gone => return ControlFlow::Break(ExitCode::FAILURE),
            Event::Looked(blog, look) => self.state.looked(blog, look),
            Event::Found(findings) => self.state.found(findings),
            Event::Read(blog, read) => {
                self.state.read(blog, read);
                for (id, method, params) in std::mem::take(&mut self.early) {
                    self.request(id, method, params);
                }
            }
        }
        ControlFlow::Continue(())
    }

    fn due(&mut self) -> ControlFlow<ExitCode> {
        self.state.work();
        ControlFlow::Continue(())
    }

    fn respond(&self, response: &Response) {
        self.state.tasks.outbox.respond(response);
    }

    fn notification(&mut self, method: &str, params: &Params) -> ControlFlow<ExitCode> {
        match (method, self.phase) {
            ("exit", Phase::ShutDown) => return ControlFlow::Break(ExitCode::SUCCESS),
            ("exit", _) => return ControlFlow::Break(ExitCode::FAILURE),
            ("$/cancelRequest", Phase::Running) => self.cancel(params),
            (_, Phase::Running) => {
                let result = catch_unwind(AssertUnwindSafe(|| sync::notified(&mut self.state, method, params)));
                match result {
                    Ok(Ok(())) => {}
                    Ok(Err(error)) => tracing::error!("`{method}` cannot be taken up: {}", error.message),
                    Err(panic) => tracing::error!("`{method}` failed: {}", said(&*panic)),
                }
            }
            _ => tracing::debug!("`{method}` came before `initialize` or after `shutdown`"),
        }
        ControlFlow::Continue(())
    }

    /// Sees to it that a request gets its one response.
    fn request(&mut self, id: Id, method: String, params: Params) {
        let refused = match (self.phase, &*method) {
            (Phase::Fresh, "initialize") => return self.initialize(id, &params),
            (Phase::Fresh, _) => Some(refusal(NOT_INITIALIZED, "`initialize` comes first")),
            (Phase::Running, "initialize") => Some(refusal(ErrorCode::InvalidRequest, "`initialize` comes only once")),
            (Phase::ShutDown, _) => Some(refusal(ErrorCode::InvalidRequest, "after `shutdown` comes only `exit`")),
            (Phase::Running, "shutdown") => return self.shutdown(id),
            (Phase::Running, method) if method.starts_with("$/") => Some(Error::method_not_found()),
            (Phase::Running, method) if needs_whole_blog(method) && self.state.watches.is_reading() => {
                return self.early.push((id, method.into(), params));
            }
            (Phase::Running, _) => None,
        };
        let params = match (refused, params.value()) {
            (Some(error), _) | (None, Err(error)) => return self.respond(&Response::from_error(id, error)),
            (None, Ok(params)) => params,
        };
        let mut request = Request::build(method.clone()).id(id.clone());
        if let Some(params) = params {
            request = request.params(params);
        }
        let answer = SNAPSHOT.scope(self.state.now.clone(), self.service.call(request.finish()));
        let outbox = self.state.tasks.outbox.clone();
        tokio::spawn(async move {
            let response = match AssertUnwindSafe(answer).catch_unwind().await {
                Ok(Ok(Some(response))) => response,
                Ok(_) => Response::from_error(id, Error::internal_error()),
                Err(panic) => Response::from_error(id, failure(&method, &*panic)),
            };
            outbox.respond(&response);
        });
    }

    /// A request that still waits for the blogs was not yet given to the service, which knows of all others.
    fn cancel(&mut self, params: &Params) {
        let Ok(Some(params)) = params.value() else { return };
        let id = params.get("id").and_then(|id| serde_json::from_value::<Id>(id.clone()).ok());
        if let Some(place) = self.early.iter().position(|(early, ..)| Some(early) == id.as_ref()) {
            let (id, ..) = self.early.swap_remove(place);
            return self.respond(&Response::from_error(id, Error::request_cancelled()));
        }
        drop(self.service.call(Request::build("$/cancelRequest").params(params).finish()).now_or_never());
    }

    fn initialize(&mut self, id: Id, params: &Params) {
        let params = match params.value() {
            Ok(Some(params)) if params.is_object() => params,
            Ok(_) => {
                let error = Error::invalid_params("`initialize` needs parameters");
                return self.respond(&Response::from_error(id, error));
            }
            Err(error) => return self.respond(&Response::from_error(id, error)),
        };
        self.state.initialize(&params);
        self.watch(params.get("processId").and_then(|id| u32::try_from(id.as_u64()?).ok()));
        // The state has read the client's parameters, whatever their shape; the service only has to know of it.
        let request = Request::build("initialize").params(json!({"capabilities": {}})).id(id);
        self.answer_now(request.finish());
        self.phase = Phase::Running;
    }

    fn shutdown(&mut self, id: Id) {
        self.phase = Phase::ShutDown;
        self.answer_now(Request::build("shutdown").id(id).finish());
    }

    /// Answers a request whose handler waits for nothing.
    fn answer_now(&mut self, request: Request) {
        let snapshot = self.state.now.clone();
        let answer = SNAPSHOT.sync_scope(snapshot, || self.service.call(request).now_or_never());
        if let Some(Ok(Some(response))) = answer {
            self.respond(&response);
        }
    }

    /// Ends the server when a process ends.
    fn watch(&self, process: Option<u32>) {
        let Some(process) = process else { return };
        let (parent, events) = (Parent::new(process), self.state.tasks.events.clone());
        tokio::spawn(async move {
            while parent.is_alive() {
                tokio::time::sleep(PARENT_CHECK).await;
            }
            tracing::warn!("the client's process {process} has ended");
            drop(events.send(Event::Gone).await);
        });
    }
}

/// Whether the answer to a request is wrong as long as the blogs are not read as a whole.
fn needs_whole_blog(method: &str) -> bool {
    matches!(method, "textDocument/diagnostic" | "textDocument/references" | "textDocument/rename")
        || method.starts_with("workspace/")
}

/// The answer to a request that is understood and cannot be met (LSP 3.17, `RequestFailed`).
pub fn request_failed(why: String) -> Error {
    refusal(ErrorCode::ServerError(-32803), why)
}

/// The answer to a request whose handler panicked.
pub fn failure(method: &str, panic: &(dyn Any + Send)) -> Error {
    let message = format!("`{method}` failed: {}", said(panic));
    tracing::error!("{message}");
    refusal(ErrorCode::InternalError, message)
}

/// What a panic says.
fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without words")
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) async fn panic(_: &Backend) -> tower_lsp::jsonrpc::Result<()> {
        panic!("nothing is there")
    }

    #[test]
    fn a_panic_is_an_answer_and_the_server_goes_on() {
        let (input, mut to_server) = io::pipe().unwrap();
        let (from_server, output) = io::pipe().unwrap();
        let server = thread::spawn(move || serve(input, output, None).map(|code| code == ExitCode::SUCCESS));
        let mut said = Frames::new(from_server);
        let mut say = |message: serde_json::Value| {
            let body = message.to_string();
            write!(to_server, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        };
        let mut hear = || match said.read().unwrap() {
            Some(Frame::Body(body)) => String::from_utf8(body).unwrap(),
            other => unreachable!("{other:?}"),
        };
        say(json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}));
        hear();
        say(json!({"jsonrpc": "2.0", "id": 2, "method": "test/panic"}));
        let log = hear();
        assert!(log.contains("window/logMessage") && log.contains("serve.rs"), "{log}");
        let answer = hear();
        assert!(answer.contains("-32603") && answer.contains("`test/panic` failed: nothing is there"), "{answer}");
        say(json!({"jsonrpc": "2.0", "id": 3, "method": "shutdown"}));
        assert!(hear().contains("\"id\":3"));
        say(json!({"jsonrpc": "2.0", "method": "exit"}));
        assert!(server.join().unwrap().unwrap());
    }
}
