//! The log: where it goes, and how much is said there.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::{Mutex, OnceLock};

use tracing_subscriber::fmt::writer::BoxMakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Registry, fmt, reload};

/// The environment variable that says how much is logged, in the syntax of `tracing`'s filters. It counts for more than
/// a setting: it is set for one run, to see what happens there.
const VARIABLE: &str = "MANICULE_LOG";

/// What is let through, once the log was started.
static FILTER: OnceLock<reload::Handle<EnvFilter, Registry>> = OnceLock::new();

/// What is logged where nobody says.
const DEFAULT: &str = "warn";

/// Starts the log, on standard error or at the end of a file.
pub fn log_to(file: Option<&Path>) -> io::Result<()> {
    let filter = EnvFilter::builder().with_env_var(VARIABLE).try_from_env();
    let (filter, handle) = reload::Layer::new(filter.unwrap_or_else(|_| EnvFilter::new(DEFAULT)));
    let writer = match file {
        Some(path) => BoxMakeWriter::new(Mutex::new(File::options().create(true).append(true).open(path)?)),
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
