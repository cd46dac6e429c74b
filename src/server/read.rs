//! Reads what the client says. Messages are taken up in the order they were sent, on the thread that reads them, and that
//! thread answers: at once where such answers take microseconds, else while another one reads on. So a letter and a question
//! wait for no other thread to wake.

use std::collections::HashSet;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use futures::FutureExt;
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, mpsc};
use tower_lsp::jsonrpc::{ErrorCode, Id};

use super::frame::{Frame, Frames};
use super::message::{self, Message, refusal};
use super::serve::{Answer, Event, STACK, Shared, Work};

/// How many threads read in turns.
const READERS: usize = 2;

/// How many requests are answered at a time. Each holds on to what was known when it came, so those beyond wait in the
/// pipe: the client may send as many as it likes.
const MOST_REQUESTS: usize = 256;

/// The longest that an answer may have taken for the next one of its kind to be given before reading on.
const QUICK: Duration = Duration::from_millis(1);

/// How many kinds of questions are known as quick: there are fewer, but a client may make up any.
const MOST_KINDS: usize = 128;

/// What the client says.
struct Input<R> {
    /// Held by the thread that reads. `None` once nothing more comes.
    talk: Mutex<Option<Talk<R>>>,
    /// How many threads wait to read.
    waiting: AtomicUsize,
    /// For requests under way.
    room: Arc<Semaphore>,
}

struct Talk<R> {
    frames: Frames<R>,
    /// The methods whose last answer was quick.
    quick: HashSet<Arc<str>>,
}

impl<R> Talk<R> {
    fn answered(&mut self, method: Arc<str>, took: Duration) {
        if took > QUICK {
            self.quick.remove(&method);
        } else if self.quick.len() < MOST_KINDS {
            self.quick.insert(method);
        }
    }
}

impl<R> Input<R> {
    /// Waits for its turn to read.
    fn turn(&self) -> MutexGuard<'_, Option<Talk<R>>> {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let talk = self.talk.lock().unwrap_or_else(PoisonError::into_inner);
        self.waiting.fetch_sub(1, Ordering::SeqCst);
        talk
    }
}

/// Starts the threads that read.
pub fn start(
    input: impl Read + Send + 'static,
    shared: &Shared,
    runtime: &Handle,
    events: &mpsc::Sender<Event>,
) -> io::Result<()> {
    let input = Arc::new(Input {
        talk: Mutex::new(Some(Talk { frames: Frames::new(input), quick: HashSet::new() })),
        waiting: AtomicUsize::new(0),
        room: Semaphore::new(MOST_REQUESTS).into(),
    });
    for _ in 0..READERS {
        let (input, shared, runtime, events) = (input.clone(), shared.clone(), runtime.clone(), events.clone());
        let read = move || {
            // Whoever cannot be heard any more has to go, so that the editor starts another server.
            if catch_unwind(AssertUnwindSafe(|| read(&input, &shared, &runtime, &events))).is_err() {
                drop(events.blocking_send(Event::Gone));
            }
        };
        thread::Builder::new().name("read".into()).stack_size(STACK).spawn(read)?;
    }
    Ok(())
}

/// Takes up messages until the input ends or the client takes its leave, in turns with other threads.
fn read(input: &Input<impl Read>, shared: &Shared, runtime: &Handle, events: &mpsc::Sender<Event>) {
    let _context = runtime.enter();
    let mut turn = input.turn();
    while let Some(talk) = turn.as_mut() {
        let message = match talk.frames.read() {
            Ok(Some(Frame::Body(body))) => message::read(&body).unwrap_or_else(|error| {
                talk.frames.reject(&body);
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
        let permit = match input.room.clone().try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => match runtime.block_on(input.room.clone().acquire_owned()) {
                Ok(permit) => permit,
                Err(_) => break,
            },
        };
        match shared.step(|serve| serve.message(message, permit)) {
            Some(ControlFlow::Break(code)) => {
                *turn = None;
                return drop(events.blocking_send(Event::Left(code)));
            }
            Some(ControlFlow::Continue(Some(Answer { method, work }))) if talk.quick.contains(&method) => {
                if let Some(took) = answered(work, runtime) {
                    talk.answered(method, took);
                }
            }
            // Somebody has to read on, as what comes next may be that the answer is not wanted.
            Some(ControlFlow::Continue(Some(Answer { method, work }))) if input.waiting.load(Ordering::SeqCst) > 0 => {
                drop(turn);
                let took = answered(work, runtime);
                turn = input.turn();
                if let Some((took, talk)) = took.zip(turn.as_mut()) {
                    talk.answered(method, took);
                }
            }
            Some(ControlFlow::Continue(Some(Answer { work, .. }))) => drop(runtime.spawn(work)),
            Some(ControlFlow::Continue(None)) | None => {}
        }
    }
    if turn.take().is_some() {
        drop(events.blocking_send(Event::Gone));
    }
}

/// Answers, and tells how long that took. What waits for the threads for long work is finished elsewhere.
fn answered(mut work: Work, runtime: &Handle) -> Option<Duration> {
    let start = Instant::now();
    if (&mut work).now_or_never().is_some() {
        return Some(start.elapsed());
    }
    drop(runtime.spawn(work));
    None
}
