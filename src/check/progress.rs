//! A line on the terminal that says how far a long check has come.

use std::io::{self, IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use crate::disk::Progress;

/// A check that is over before this needs no line.
const PATIENCE: Duration = Duration::from_millis(700);

/// How long a line stands.
const PACE: Duration = Duration::from_millis(100);

/// What clears the line that the cursor stands on.
const CLEAR: &str = "\r\u{1b}[K";

/// Does some work, and shows on stderr how far it has come, where stderr is a terminal and the work takes long.
pub(super) fn shown<T>(work: impl FnOnce(&Progress) -> T) -> T {
    let progress = Progress::default();
    if !io::stderr().is_terminal() {
        return work(&progress);
    }
    thread::scope(|scope| {
        let (finished, over) = mpsc::channel::<()>();
        let progress = &progress;
        scope.spawn(move || {
            let mut wait = PATIENCE;
            while over.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                wait = PACE;
                let (read, found) = progress.state();
                let _ = write!(io::stderr(), "{CLEAR}{}", line(read, found));
            }
            if wait == PACE {
                let _ = write!(io::stderr(), "{CLEAR}");
            }
        });
        let done = work(progress);
        // The line is cleared before anything else is printed, as the scope ends with its thread.
        drop(finished);
        done
    })
}

fn line(read: usize, found: usize) -> String {
    const WIDTH: usize = 24;
    if found == 0 {
        return "looking for posts".to_owned();
    }
    let full = (read * WIDTH / found).min(WIDTH);
    format!("[{}{}] {read} of {found} files", "=".repeat(full), " ".repeat(WIDTH - full))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_fills_as_files_are_read() {
        assert_eq!(line(0, 0), "looking for posts");
        assert_eq!(line(0, 10), "[                        ] 0 of 10 files");
        assert_eq!(line(5, 10), "[============            ] 5 of 10 files");
        assert_eq!(line(10, 10), "[========================] 10 of 10 files");
        assert_eq!(line(11, 10), "[========================] 11 of 10 files");
    }

    #[test]
    fn the_work_is_done_once() {
        let mut times = 0;
        assert_eq!(shown(|progress| (progress.state(), 7)), ((0, 0), 7));
        shown(|_| times += 1);
        assert_eq!(times, 1);
    }
}
