//! The log: where it goes, how much is said there, and what it tells of mistakes that were made before.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Mutex, OnceLock};

use tracing_subscriber::fmt::writer::BoxMakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Registry, fmt, reload};

use super::mistake::{MADE, MOST_KEPT};

/// The environment variable that says how much is logged, in the syntax of `tracing`'s filters. It counts for more than
/// a setting: it is set for one run, to see what happens there.
const VARIABLE: &str = "MANICULE_LOG";

/// What is let through, once the log was started.
static FILTER: OnceLock<reload::Handle<EnvFilter, Registry>> = OnceLock::new();

/// What is logged where nobody says.
const DEFAULT: &str = "warn";

/// How many bytes at the end of a log are looked through for mistakes.
const MOST_READ: u64 = 1 << 20;

/// The mistakes that the log's file told of when this server was started.
static BEFORE: OnceLock<Vec<String>> = OnceLock::new();

/// The mistakes of servers before this one that wrote to the same file, each with its time, the latest last: an editor
/// starts another server where one ends, and whoever reports a problem does so there.
pub(super) fn mistakes_before() -> &'static [String] {
    BEFORE.get().map_or(&[], Vec::as_slice)
}

/// The last mistakes that a log tells of. A log that is not there, or cannot be read, tells of none.
fn mistakes_in(path: &Path) -> Vec<String> {
    let end = || -> io::Result<String> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(MOST_READ)))?;
        let mut end = Vec::new();
        file.take(MOST_READ).read_to_end(&mut end)?;
        Ok(String::from_utf8_lossy(&end).into_owned())
    };
    let end = end().unwrap_or_default();
    let mistakes = end.lines().filter_map(|line| {
        let (head, mistake) = line.split_once(MADE)?;
        let time = head.split_whitespace().next().unwrap_or_default();
        Some(format!("{time}: {mistake}"))
    });
    let mut last: Vec<String> = mistakes.collect();
    last.drain(..last.len().saturating_sub(MOST_KEPT));
    last
}

/// Starts the log, on standard error or at the end of a file.
pub fn log_to(file: Option<&Path>) -> io::Result<()> {
    let filter = EnvFilter::builder().with_env_var(VARIABLE).try_from_env();
    let (filter, handle) = reload::Layer::new(filter.unwrap_or_else(|_| EnvFilter::new(DEFAULT)));
    let writer = match file {
        Some(path) => {
            drop(BEFORE.set(mistakes_in(path)));
            BoxMakeWriter::new(Mutex::new(File::options().create(true).append(true).open(path)?))
        }
        None => BoxMakeWriter::new(io::stderr),
    };
    // Nobody may be listening on stderr, and that is no reason to end.
    let lines = fmt::layer().with_writer(writer).with_ansi(false).log_internal_errors(false);
    tracing_subscriber::registry().with(filter).with(lines).try_init().map_err(io::Error::other)?;
    drop(FILTER.set(handle));
    Ok(())
}

/// Sets how much is logged, unless the environment says.
pub(super) fn set_level(level: Option<&str>) {
    if let (Some(filter), None) = (FILTER.get(), std::env::var_os(VARIABLE)) {
        drop(filter.reload(EnvFilter::new(level.unwrap_or(DEFAULT))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_tells_of_the_mistakes_in_it() {
        let path = std::env::temp_dir().join(format!("manicule-log-{}", std::process::id()));
        assert!(mistakes_in(&path).is_empty(), "no log is there");
        let mut log = String::from("2026-01-01T00:00:00Z  WARN manicule::server: nothing of note\n");
        for n in 1..=MOST_KEPT + 2 {
            log += &format!(
                "2026-01-02T00:00:00Z ERROR manicule::server::mistake: manicule 0.1.0 {MADE}no. {n} at a.rs:1\n"
            );
            log += "   0: a frame of the stack\n";
        }
        std::fs::write(&path, [log.as_bytes(), b"\xff\n"].concat()).unwrap();
        let told = mistakes_in(&path);
        std::fs::remove_file(&path).unwrap();
        assert_eq!(told.len(), MOST_KEPT);
        assert_eq!(told.first().unwrap(), "2026-01-02T00:00:00Z: no. 3 at a.rs:1", "the last ones");
    }
}
