//! The steps of the server, one at a time, in the order in which messages were sent and things happened.

use std::io::{self, Read, Write};
use std::ops::ControlFlow;
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::FutureExt;
use serde_json::json;
use tokio::runtime::Builder;
use tokio::sync::{OwnedSemaphorePermit, mpsc, watch};
use tokio::time::Instant;
use tower::Service;
use tower_lsp::LspService;
use tower_lsp::jsonrpc::{Error, ErrorCode, Id, Request, Response};

use super::backend::{Backend, SNAPSHOT};
use super::message::{Message, Params, refusal};
use super::mistake::{DOING, Doing, Mistakes, failure, said};
use super::outbox::Outbox;
use super::parent::Parent;
use super::publish::Findings;
use super::read;
use super::snapshot::BlogId;
use super::state::State;
use super::sync;
use super::watch::{Look, Reading};

/// How often the client's process is looked at.
const PARENT_CHECK: Duration = Duration::from_secs(1);

/// How long answers that are under way are waited for at the end.
const FAREWELL: Duration = Duration::from_secs(1);

/// The stack of a thread that answers.
pub const STACK: usize = 8 << 20;

/// The request for what somebody has to tell who reports a problem. It takes any parameters.
const REPORT: &str = "manicule/report";

/// How many pieces of long work are done at a time, questions about whole blogs among them.
const LONG_WORK: usize = 4;

/// How long a question about a text waits for its blog, as long as any editor waits for an answer: then it is answered
/// from what there is.
const PATIENCE: Duration = Duration::from_secs(5);

/// The code of a request that comes before `initialize` (LSP 3.17, `ErrorCodes.ServerNotInitialized`).
const NOT_INITIALIZED: ErrorCode = ErrorCode::ServerError(-32002);

/// What happens to the server besides messages.
pub enum Event {
    /// The client says nothing any more, hears nothing any more, or has ended.
    Gone,
    /// The client took its leave.
    Left(ExitCode),
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
    pub fn run(&self, what: &'static str, work: impl FnOnce() -> Event + Send + 'static) {
        let events = self.events.clone();
        tokio::task::spawn_blocking(move || {
            match DOING.sync_scope(Doing::Work(what), || catch_unwind(AssertUnwindSafe(work))) {
                Ok(event) => drop(events.blocking_send(event)),
                Err(panic) => tracing::error!("{what} failed: {}", said(&*panic)),
            }
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

pub struct Serve {
    service: LspService<Backend>,
    state: State,
    phase: Phase,
    /// Requests that wait until the blogs are read.
    early: Vec<Early>,
}

/// A request that came before its blog was read.
struct Early {
    id: Id,
    method: Arc<str>,
    params: Arc<Params>,
    /// When it is answered from what there is; `None` where that answer would be wrong.
    until: Option<Instant>,
}

/// Serves one client until it leaves.
pub fn serve(
    input: impl Read + Send + 'static,
    output: impl Write + Send + 'static,
    client_process: Option<u32>,
) -> io::Result<ExitCode> {
    // Questions about a text take microseconds and long work has threads of its own, so two threads are enough.
    let mut runtime = Builder::new_multi_thread();
    runtime.worker_threads(2).max_blocking_threads(LONG_WORK).thread_stack_size(STACK).enable_time();
    let runtime = runtime.build()?;
    let (events, mut happened) = mpsc::channel(64);
    let (outbox, written) = Outbox::open(output, {
        let events = events.clone();
        move || drop(events.blocking_send(Event::Gone))
    })?;
    let mistakes = Mistakes::default();
    mistakes.report_to(&outbox);
    let state = State::new(Tasks { outbox, events: events.clone(), requests: 0 }, mistakes);
    let serve = Serve { service: service(), state, phase: Phase::Fresh, early: Vec::new() };
    let (due, mut next_due) = watch::channel(None);
    let shared = Shared { serve: Mutex::new(Some(serve)).into(), due: due.into() };
    read::start(input, &shared, runtime.handle(), &events)?;
    drop(events);
    let code = runtime.block_on(async {
        shared.step(|serve| serve.watch(client_process));
        loop {
            let due = *next_due.borrow_and_update();
            let flow = tokio::select! {
                event = happened.recv() => shared.step(|serve| serve.event(event.unwrap_or(Event::Gone))),
                () = at(due) => shared.step(Serve::due),
                _ = next_due.changed() => None,
            };
            if let Some(ControlFlow::Break(code)) = flow {
                return code;
            }
        }
    });
    drop(shared.close());
    drop(panic::take_hook());
    // Answers hold the way out until they are sent.
    let _ = written.recv_timeout(FAREWELL);
    runtime.shutdown_background();
    Ok(code)
}

fn service() -> LspService<Backend> {
    let service = LspService::build(|_| Backend).custom_method(REPORT, Backend::report);
    #[cfg(test)]
    let service = service.custom_method("test/panic", tests::panic).custom_method("test/long", tests::long);
    service.finish().0
}

/// Waits for a time; for ever without one.
async fn at(time: Option<Instant>) {
    match time {
        Some(time) => tokio::time::sleep_until(time).await,
        None => std::future::pending().await,
    }
}

/// The server, as those hold it who take steps in it.
#[derive(Clone)]
pub struct Shared {
    /// `None` once it has ended.
    serve: Arc<Mutex<Option<Serve>>>,
    /// When something is due without an event.
    due: Arc<watch::Sender<Option<Instant>>>,
}

impl Shared {
    /// Takes a step, alone. What panics in it is given up, and the state stays as it was left. `None` after the end, or
    /// a panic.
    pub fn step<T>(&self, step: impl FnOnce(&mut Serve) -> T) -> Option<T> {
        let mut guard = self.serve.lock().unwrap_or_else(PoisonError::into_inner);
        let serve = guard.as_mut()?;
        let result = catch_unwind(AssertUnwindSafe(|| step(serve)));
        let due = serve.next_due();
        self.due.send_if_modified(|known| std::mem::replace(known, due) != due);
        result.map_err(|panic| tracing::error!("a step of the server failed: {}", said(&*panic))).ok()
    }

    /// Ends the server: no step is taken any more.
    fn close(&self) -> Option<Serve> {
        self.serve.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The work of answering a request, up to the response.
pub struct Answer {
    /// What was asked.
    pub method: Arc<str>,
    pub work: Work,
}

/// What gives an answer.
pub type Work = Pin<Box<dyn Future<Output = ()> + Send>>;

impl Serve {
    /// Takes up a message. A request holds its permit until it is answered.
    pub fn message(&mut self, message: Message, permit: OwnedSemaphorePermit) -> ControlFlow<ExitCode, Option<Answer>> {
        match message {
            Message::Request { id, method, params } => {
                let (method, params) = (Arc::<str>::from(method), Arc::new(params));
                let taken_up = DOING.sync_scope(Doing::Message(method.clone(), params.clone()), || {
                    catch_unwind(AssertUnwindSafe(|| self.request(id.clone(), method.clone(), params, Some(permit))))
                });
                return ControlFlow::Continue(taken_up.unwrap_or_else(|panic| {
                    self.respond(&Response::from_error(id, failure(&method, &*panic)));
                    None
                }));
            }
            Message::Notification { method, params } => {
                let params = Arc::new(params);
                let doing = Doing::Message(method.as_str().into(), params.clone());
                return DOING.sync_scope(doing, || self.notification(&method, &params)).map_continue(|()| None);
            }
            Message::Response { id, result } => self.state.answered(&id, result),
            Message::Refused { id, error } => {
                tracing::warn!("a message cannot be taken up: {}", error.message);
                self.respond(&Response::from_error(id, error));
            }
        }
        ControlFlow::Continue(None)
    }

    /// Takes up what happened.
    fn event(&mut self, event: Event) -> ControlFlow<ExitCode> {
        match event {
            Event::Gone => return ControlFlow::Break(ExitCode::FAILURE),
            Event::Left(code) => return ControlFlow::Break(code),
            Event::Looked(blog, look) => self.state.looked(blog, look),
            Event::Found(findings) => self.state.found(findings),
            Event::Read(blog, read) => {
                self.state.read(blog, read);
                self.answer_early(|serve, early| !serve.waits(&early.method));
            }
        }
        ControlFlow::Continue(())
    }

    /// When the next thing is due.
    fn next_due(&self) -> Option<Instant> {
        self.early.iter().filter_map(|early| early.until).chain(self.state.due()).min()
    }

    fn due(&mut self) -> ControlFlow<ExitCode> {
        let time = Instant::now();
        self.answer_early(|_, early| early.until.is_some_and(|until| until <= time));
        DOING.sync_scope(Doing::Work("what is due"), || self.state.work());
        ControlFlow::Continue(())
    }

    /// Answers requests that waited, in the order in which they came.
    fn answer_early(&mut self, is_ready: impl Fn(&Serve, &Early) -> bool) {
        let early = std::mem::take(&mut self.early);
        let (ready, waiting) = early.into_iter().partition(|early| is_ready(self, early));
        self.early = waiting;
        for Early { id, method, params, .. } in ready {
            if let Some(answer) = self.answer(id, method, params, None) {
                tokio::spawn(answer.work);
            }
        }
    }

    /// Whether a request waits until the blogs are read.
    fn waits(&self, method: &str) -> bool {
        match needs_whole_blog(method) {
            true => self.state.watches.is_reading(),
            false => is_about_text(method) && self.state.is_reading_first(),
        }
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
                if let Err(error) = sync::notified(&mut self.state, method, params) {
                    tracing::error!("`{method}` cannot be taken up: {}", error.message);
                }
            }
            _ => tracing::debug!("`{method}` came before `initialize` or after `shutdown`"),
        }
        ControlFlow::Continue(())
    }

    /// Sees to it that a request gets its one response: gives the work of answering where there is any.
    fn request(
        &mut self,
        id: Id,
        method: Arc<str>,
        params: Arc<Params>,
        permit: Option<OwnedSemaphorePermit>,
    ) -> Option<Answer> {
        let refused = match (self.phase, &*method) {
            (Phase::Fresh, "initialize") => {
                self.initialize(id, &params);
                return None;
            }
            (Phase::Fresh, _) => Some(refusal(NOT_INITIALIZED, "`initialize` comes first")),
            (Phase::Running, "initialize") => Some(refusal(ErrorCode::InvalidRequest, "`initialize` comes only once")),
            (Phase::ShutDown, _) => Some(refusal(ErrorCode::InvalidRequest, "after `shutdown` comes only `exit`")),
            (Phase::Running, "shutdown") => {
                self.shutdown(id);
                return None;
            }
            (Phase::Running, REPORT) => {
                self.answer_now(Request::build(REPORT).id(id).finish());
                return None;
            }
            // The router would take `exit` for the end, whoever says it.
            (Phase::Running, "exit") => Some(Error::method_not_found()),
            (Phase::Running, method) if method.starts_with("$/") => Some(Error::method_not_found()),
            (Phase::Running, name) if self.waits(name) => {
                let until = (!needs_whole_blog(name)).then(|| Instant::now() + PATIENCE);
                self.early.push(Early { id, method, params, until });
                return None;
            }
            (Phase::Running, _) => None,
        };
        match refused {
            Some(error) => {
                self.respond(&Response::from_error(id, error));
                None
            }
            None => self.answer(id, method, params, permit),
        }
    }

    /// The work of answering a request from what is known now.
    fn answer(
        &mut self,
        id: Id,
        method: Arc<str>,
        params: Arc<Params>,
        permit: Option<OwnedSemaphorePermit>,
    ) -> Option<Answer> {
        let value = match params.value() {
            Err(error) => {
                self.respond(&Response::from_error(id, error));
                return None;
            }
            Ok(value) => value,
        };
        let mut request = Request::build(method.to_string()).id(id.clone());
        if let Some(value) = value {
            request = request.params(value);
        }
        let answer = SNAPSHOT.scope(self.state.now.clone(), self.service.call(request.finish()));
        let answer = DOING.scope(Doing::Message(method.clone(), params), answer);
        let outbox = self.state.tasks.outbox.clone();
        let name = method.clone();
        let work = Box::pin(async move {
            let response = match AssertUnwindSafe(answer).catch_unwind().await {
                Ok(Ok(Some(response))) => response,
                // What is a notification has no answer, and so is no request.
                Ok(_) => Response::from_error(id, Error::method_not_found()),
                Err(panic) => Response::from_error(id, failure(&name, &*panic)),
            };
            outbox.respond_now(&response);
            drop(permit);
        });
        Some(Answer { method, work })
    }

    /// A request that still waits for the blogs was not yet given to the service, which knows of all others.
    fn cancel(&mut self, params: &Params) {
        let Ok(Some(params)) = params.value() else { return };
        let id = params.get("id").and_then(|id| serde_json::from_value::<Id>(id.clone()).ok());
        if let Some(place) = self.early.iter().position(|early| Some(&early.id) == id.as_ref()) {
            let Early { id, .. } = self.early.remove(place);
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

/// Whether a request is about a text, so that its answer says less as long as its blog is not read. What is asked with
/// each keystroke waits for nothing.
fn is_about_text(method: &str) -> bool {
    method.starts_with("textDocument/") && method != "textDocument/completion"
}

/// Whether the answer to a request is wrong as long as the blogs are not read as a whole.
fn needs_whole_blog(method: &str) -> bool {
    matches!(
        method,
        "textDocument/diagnostic" | "textDocument/inlayHint" | "textDocument/references" | "textDocument/rename"
    ) || method.starts_with("workspace/")
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use super::super::frame::{Frame, Frames};
    use super::*;

    pub(super) async fn panic(_: &Backend, _: serde_json::Value) -> tower_lsp::jsonrpc::Result<()> {
        panic!("nothing is there")
    }

    /// What long questions wait for.
    static LONG: Mutex<()> = Mutex::new(());

    /// How many of them have a thread.
    static BEGUN: AtomicUsize = AtomicUsize::new(0);

    pub(super) async fn long(_: &Backend, _: serde_json::Value) -> tower_lsp::jsonrpc::Result<()> {
        super::super::backend::long(|| {
            BEGUN.fetch_add(1, Ordering::SeqCst);
            drop(LONG.lock());
            Ok(())
        })
        .await
    }

    /// A server that is initialized, what says something to it, and what hears it.
    fn started() -> (thread::JoinHandle<io::Result<bool>>, impl FnMut(serde_json::Value), impl FnMut() -> String) {
        let (input, mut to_server) = io::pipe().unwrap();
        let (from_server, output) = io::pipe().unwrap();
        let server = thread::spawn(move || serve(input, output, None).map(|code| code == ExitCode::SUCCESS));
        let mut said = Frames::new(from_server);
        let mut say = move |message: serde_json::Value| {
            let body = message.to_string();
            write!(to_server, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        };
        let mut hear = move || match said.read().unwrap() {
            Some(Frame::Body(body)) => String::from_utf8(body).unwrap(),
            other => unreachable!("{other:?}"),
        };
        say(json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}));
        hear();
        (server, say, hear)
    }

    #[test]
    fn long_questions_hold_up_no_short_one() {
        // A server that ends takes the hook of panics along.
        let _alone = crate::fixture::PANICS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let (server, mut say, mut hear) = started();
        let document = json!({"uri": "untitled:a.md", "languageId": "markdown", "version": 1, "text": "# One\n"});
        say(json!({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": document}}));
        let long = LONG.lock().unwrap();
        for id in 2..12 {
            say(json!({"jsonrpc": "2.0", "id": id, "method": "test/long", "params": {}}));
        }
        let asked = json!({"textDocument": {"uri": "untitled:a.md"}});
        say(json!({"jsonrpc": "2.0", "id": 12, "method": "textDocument/documentSymbol", "params": asked}));
        // What is told of findings is no answer.
        let mut hear = || std::iter::repeat_with(&mut hear).find(|it| it.contains("\"id\"")).unwrap();
        let symbols = hear();
        assert!(symbols.contains("\"id\":12") && symbols.contains("One"), "{symbols}");
        drop(long);
        let mut answered: Vec<String> = (2..12).map(|_| hear()).collect();
        answered.sort();
        assert!(answered.iter().all(|it| it.contains("\"result\":null")), "{answered:?}");
        answered.dedup();
        assert_eq!(answered.len(), 10);
        say(json!({"jsonrpc": "2.0", "id": 13, "method": "shutdown"}));
        assert!(hear().contains("\"id\":13"));
        say(json!({"jsonrpc": "2.0", "method": "exit"}));
        assert!(server.join().unwrap().unwrap());
    }

    #[test]
    fn what_looks_at_all_of_a_text_holds_up_no_short_question() {
        let _alone = crate::fixture::PANICS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let (server, mut say, mut hear) = started();
        let text = "# One\n\n[a](#two)\n";
        let document = json!({"uri": "untitled:a.md", "languageId": "markdown", "version": 1, "text": text});
        say(json!({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": document}}));
        // With all threads for long work taken, what runs there waits.
        let long = LONG.lock().unwrap();
        BEGUN.store(0, Ordering::SeqCst);
        for id in 2..2 + LONG_WORK {
            say(json!({"jsonrpc": "2.0", "id": id, "method": "test/long", "params": {}}));
        }
        while BEGUN.load(Ordering::SeqCst) < LONG_WORK {
            thread::yield_now();
        }
        let asked = json!({"textDocument": {"uri": "untitled:a.md"}});
        let range = json!({"start": {"line": 2, "character": 0}, "end": {"line": 2, "character": 0}});
        let here = json!({"textDocument": {"uri": "untitled:a.md"}, "range": range, "context": {"diagnostics": []}});
        for (id, method, params) in [
            (20, "diagnostic", &asked),
            (21, "codeAction", &here),
            (22, "diagnostic", &asked),
            (23, "documentSymbol", &asked),
        ] {
            let method = format!("textDocument/{method}");
            say(json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        }
        let mut hear = || std::iter::repeat_with(&mut hear).find(|it| it.contains("\"id\"")).unwrap();
        let symbols = hear();
        assert!(symbols.contains("\"id\":23") && symbols.contains("One"), "{symbols}");
        say(json!({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 22}}));
        let cancelled = hear();
        assert!(cancelled.contains("\"id\":22") && cancelled.contains("-32800"), "{cancelled}");
        drop(long);
        let answered: Vec<String> = (0..LONG_WORK + 2).map(|_| hear()).collect();
        let answer = |id: &str| answered.iter().find(|it| it.contains(id)).unwrap();
        assert!(answer("\"id\":20").contains("missing-anchor"), "{answered:?}");
        assert!(answer("\"id\":21").contains("Extract to the link definition"), "{answered:?}");
        say(json!({"jsonrpc": "2.0", "id": 30, "method": "shutdown"}));
        assert!(hear().contains("\"id\":30"));
        say(json!({"jsonrpc": "2.0", "method": "exit"}));
        assert!(server.join().unwrap().unwrap());
    }

    /// Which mistake it is plays no part, and none is known: it is made here.
    #[test]
    fn a_text_whose_edit_fails_is_let_go_of_and_found_again() {
        let _alone = crate::fixture::PANICS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let (from_server, output) = io::pipe().unwrap();
        let (outbox, _) = Outbox::open(output, || {}).unwrap();
        let (events, _happened) = mpsc::channel(1);
        let mut state = State::new(Tasks { outbox, events, requests: 0 }, Mistakes::default());
        let uri = "untitled:a.md";
        let text = |state: &State| {
            let document = state.now.documents.values().next()?;
            state.now.text(document).map(ToString::to_string)
        };
        state.open(uri, "one", 1);
        assert_eq!(text(&state).as_deref(), Some("one"));
        let done = state.keep(|_| panic!("nothing is there"), |state| state.lose(uri));
        assert_eq!((done, text(&state)), (None::<()>, None), "an answer from the old text would be wrong");
        let said = Frames::new(from_server).read().unwrap();
        assert!(matches!(said, Some(Frame::Body(body)) if String::from_utf8_lossy(&body).contains("lost track")));
        let whole = crate::text::ClientEdit { range: None, insert: "two".into() };
        state.edit(uri, vec![whole], Some(3));
        assert_eq!(text(&state).as_deref(), Some("two"));
    }

    #[test]
    fn a_panic_is_an_answer_and_the_server_goes_on() {
        let _alone = crate::fixture::PANICS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let (server, mut say, mut hear) = started();
        for round in [2, 3] {
            say(json!({"jsonrpc": "2.0", "id": round, "method": "test/panic", "params": {"a": "a".repeat(1000)}}));
            let log = hear();
            assert!(
                log.contains("window/logMessage") && log.contains("nothing is there at src/server/serve.rs"),
                "{log}"
            );
            // What was being done is told, and of what is long the beginning.
            assert!(
                log.contains("during `test/panic` {\\\"a\\\":\\\"aaaa") && log.contains("aaa…") && log.len() < 1000,
                "{log}"
            );
            if round == 2 {
                assert!(hear().contains("window/showMessage"), "the writer is told of the first one");
            }
            let answer = hear();
            assert!(answer.contains("-32603") && answer.contains("`test/panic` failed: nothing is there"), "{answer}");
        }
        say(json!({"jsonrpc": "2.0", "id": 4, "method": "manicule/report"}));
        let report = hear();
        assert_eq!(report.matches("- nothing is there at src/server/serve.rs").count(), 2, "{report}");
        say(json!({"jsonrpc": "2.0", "id": 5, "method": "shutdown"}));
        assert!(hear().contains("\"id\":5"));
        say(json!({"jsonrpc": "2.0", "method": "exit"}));
        assert!(server.join().unwrap().unwrap());
    }
}
