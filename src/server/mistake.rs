//! Mistakes of ours, which are panics: each is logged, told to the client with what was being done, and kept for a
//! report. The work it happened in is given up, and nothing else.

use std::any::Any;
use std::panic::{self, PanicHookInfo};
use std::sync::{Arc, Mutex, PoisonError};

use tower_lsp::jsonrpc::{Error, ErrorCode};
use tower_lsp::ls_types::notification::{LogMessage, ShowMessage};
use tower_lsp::ls_types::{LogMessageParams, MessageType, ShowMessageParams};

use super::message::{Params, refusal};
use super::outbox::Outbox;

tokio::task_local! {
    /// What is being done.
    pub static DOING: Doing;
}

/// The most characters that are told of a message.
const MOST_TOLD: usize = 400;

/// The most mistakes that are kept. The first ones tell most: those after them may follow from them.
pub const MOST_KEPT: usize = 20;

/// What a mistake is told with, in the log among others.
pub const MADE: &str = "made a mistake and goes on: ";

/// What is being done, put into words only where it fails.
#[derive(Clone)]
pub enum Doing {
    /// A message is taken up.
    Message(Arc<str>, Arc<Params>),
    /// What the server does of its own accord.
    Work(&'static str),
}

impl Doing {
    fn said(&self) -> String {
        match self {
            Doing::Work(what) => (*what).to_owned(),
            Doing::Message(method, params) => {
                let params = params.said();
                let end = params.char_indices().nth(MOST_TOLD).map_or(params.len(), |(end, _)| end);
                let more = if end < params.len() { "…" } else { "" };
                format!("`{method}` {}{more}", &params[..end])
            }
        }
    }
}

/// The mistakes that were made so far, each with what was being done.
#[derive(Clone, Default)]
pub struct Mistakes(Arc<Mutex<Vec<String>>>);

impl Mistakes {
    /// Tells the client of each panic from now on, whoever catches it.
    pub fn report_to(&self, outbox: &Outbox) {
        let (mistakes, outbox) = (self.clone(), outbox.clone());
        panic::set_hook(Box::new(move |info| mistakes.add(info, &outbox)));
    }

    fn add(&self, info: &PanicHookInfo<'_>, outbox: &Outbox) {
        let doing = DOING.try_with(Doing::said).unwrap_or_else(|_| "work on a thread of its own".into());
        let place = info.location().map(|it| format!("{}:{}", it.file(), it.line())).unwrap_or_default();
        let mistake = format!("{} at {place}, during {doing}", said(info.payload()));
        let message = format!("manicule {} {MADE}{mistake}", env!("CARGO_PKG_VERSION"));
        tracing::error!("{message}\n{}", std::backtrace::Backtrace::capture());
        outbox.notify::<LogMessage>(LogMessageParams { typ: MessageType::ERROR, message });
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.is_empty() {
            // One is worth interrupting the writer for; the others are in the log.
            let message = "manicule made a mistake and goes on; its log says more.".into();
            outbox.notify::<ShowMessage>(ShowMessageParams { typ: MessageType::WARNING, message });
        }
        if kept.len() < MOST_KEPT {
            kept.push(mistake);
        }
    }

    /// All of them.
    pub fn all(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The answer to a request whose handler panicked.
pub fn failure(method: &str, panic: &(dyn Any + Send)) -> Error {
    let message = format!("`{method}` failed: {}", said(panic));
    tracing::error!("{message}");
    refusal(ErrorCode::InternalError, message)
}

/// What a panic says.
pub fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without words")
}
