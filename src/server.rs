//! The language server: the protocol, the clock and the threads.
//!
//! All that changes, changes in steps, one after another. The thread that reads frames takes up what they say of
//! documents, and gives every request a snapshot to be answered from on another thread, which writes the answer; what
//! happens besides messages is taken up by the main thread. No step ever waits for the client.

mod address;
mod backend;
mod capabilities;
mod config;
mod convert;
mod frame;
mod log;
mod message;
mod mistake;
mod notebook;
mod outbox;
mod page;
mod parent;
mod publish;
mod read;
mod record;
mod report;
mod serve;
mod snapshot;
mod state;
mod sync;
mod watch;
mod whole_blog;

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::ExitCode;

pub use log::log_to;
pub use serve::serve;

use record::Recorded;

/// How the server is started.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How the client is reached.
    pub channel: Channel,
    /// The process that uses the server: when it ends, so does the server.
    pub client_process: Option<u32>,
    /// The file in which all that the client says is kept, which a server that is given it as its input hears again.
    /// `None` where nothing is kept.
    pub record: Option<PathBuf>,
}

/// How a client is reached (LSP 3.17, "Implementation Considerations").
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Channel {
    /// Standard input and output.
    #[default]
    Stdio,
    /// A socket file, or a named pipe on Windows, that the client listens on.
    Pipe(PathBuf),
    /// A port of this machine that the client listens on.
    Socket(u16),
}

/// Serves one client until it leaves: 0 where it said good-bye as the protocol wants it, else 1.
pub fn run(options: &Options) -> ExitCode {
    let (input, output) = match connect(&options.channel) {
        Ok(connection) => connection,
        Err(error) => {
            tracing::error!("cannot reach the client through {:?}: {error}", options.channel);
            return ExitCode::from(2);
        }
    };
    let input = match &options.record {
        None => Ok(input),
        Some(path) => Recorded::new(input, path).map(|recorded| Box::new(recorded) as Box<dyn Read + Send>),
    };
    let input = match input {
        Ok(input) => input,
        Err(error) => {
            tracing::error!("the record cannot be written: {error}");
            return ExitCode::from(2);
        }
    };
    match serve::serve(input, output, options.client_process) {
        Ok(code) => code,
        Err(error) => {
            tracing::error!("cannot start: {error}");
            ExitCode::from(2)
        }
    }
}

type Connection = (Box<dyn Read + Send>, Box<dyn Write + Send>);

fn connect(channel: &Channel) -> io::Result<Connection> {
    match channel {
        Channel::Stdio => Ok((Box::new(io::stdin()), Box::new(io::stdout()))),
        Channel::Socket(port) => {
            let stream = TcpStream::connect(("127.0.0.1", *port))?;
            stream.set_nodelay(true)?;
            Ok((Box::new(stream.try_clone()?), Box::new(stream)))
        }
        #[cfg(unix)]
        Channel::Pipe(path) => {
            let stream = std::os::unix::net::UnixStream::connect(path)?;
            Ok((Box::new(stream.try_clone()?), Box::new(stream)))
        }
        #[cfg(not(unix))]
        Channel::Pipe(path) => {
            let stream = std::fs::File::options().read(true).write(true).open(path)?;
            Ok((Box::new(stream.try_clone()?), Box::new(stream)))
        }
    }
}
