//! Checks again whenever something changed, until nobody reads the findings any more.
//!
//! The folder is looked at again and again: that sees each way in which an editor saves, a new file in the old one's
//! place included, on every system and over network folders, where notices of the system differ or never come.

use std::io::{self, IsTerminal};
use std::thread;
use std::time::{Duration, Instant};

use super::options::Options;
use super::{Outcome, checked, complain, fail, write};
use crate::disk::{Root, Stamps, stamps};

/// The least time between two looks.
const PACE: Duration = Duration::from_millis(200);

/// How much longer than a look takes the pause after it is, so that a large blog keeps no processor busy.
const REST: u32 = 10;

/// What clears a terminal and puts the cursor at its top.
const CLEAR: &str = "\u{1b}[2J\u{1b}[3J\u{1b}[H";

/// Prints a whole report at once and after each change. It ends where its reader does.
pub(super) fn run(options: &Options) -> Outcome {
    let terminal = io::stdout().is_terminal();
    let mut seen = look(options);
    loop {
        if terminal && write(CLEAR).is_err() {
            return Outcome::Clean;
        }
        let (text, outcome) = checked(options);
        match write(&text) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return outcome,
            Err(error) => return fail(&format!("the findings cannot be written: {error}")),
            Ok(()) => {}
        }
        if io::stderr().is_terminal() {
            complain("watching for changes; Ctrl-C ends");
        }
        seen = changed(options, &seen);
    }
}

/// Waits until something is not as it was, and then until it stays as it is: programs write in steps.
fn changed(options: &Options, seen: &[Stamps]) -> Vec<Stamps> {
    let mut last = look(options);
    let mut pause = PACE;
    loop {
        thread::sleep(pause);
        let begun = Instant::now();
        let now = look(options);
        if now == last && now != seen {
            return now;
        }
        last = now;
        pause = PACE.max(begun.elapsed() * REST);
    }
}

/// What lies at the paths now. Each is found anew, as it may have come or gone.
fn look(options: &Options) -> Vec<Stamps> {
    options.paths.iter().map(|path| Root::of(path).map(|root| stamps(&root)).unwrap_or_default()).collect()
}
