//! Arguments and logging, then one of the two front doors: the check or the server.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory, Parser, Subcommand};
use clap_complete::Shell;
use clap_mangen::Man;
use manicule::check::{self, Outcome};
use manicule::server::{self, Channel, Options};

/// A language server for blog Markdown, and the same checks on the command line
#[derive(Parser)]
#[command(name = "manicule", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check blogs, and print what their built sites would show wrongly
    #[command(
        after_help = "Exits with 0 if there is nothing to complain of, 1 on findings, 2 if something could not be checked."
    )]
    Check(check::Options),
    /// List images that nothing shows, that are large, or that are there twice
    Images(check::ImagesOptions),
    /// Print which pages and images the pages of a blog lead to
    Graph(check::GraphOptions),
    /// Write a `manicule.toml` with all settings for the blog at a folder
    Init {
        /// The blog's root
        #[arg(value_name = "FOLDER", default_value = ".")]
        folder: PathBuf,
    },
    /// Serve an editor, by the Language Server Protocol
    Server(Serve),
    /// Print what makes a shell complete manicule's arguments
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page, of manicule or of one of its commands
    Man {
        /// The command, such as `check`
        command: Option<String>,
    },
}

/// The flags that the protocol recommends to servers.
#[derive(Args)]
struct Serve {
    /// Speak through standard input and output, as without any flag
    #[arg(long, conflicts_with_all = ["pipe", "socket"])]
    stdio: bool,
    /// Speak through a socket file, or a named pipe on Windows, that the editor listens on
    #[arg(long, value_name = "PATH", conflicts_with = "socket")]
    pipe: Option<PathBuf>,
    /// Speak through a port of this machine that the editor listens on
    #[arg(long, value_name = "PORT", alias = "port")]
    socket: Option<u16>,
    /// End when the process with this number ends
    #[arg(long = "clientProcessId", value_name = "NUMBER")]
    client_process: Option<u32>,
    /// Write the log to the end of a file, and not to standard error
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// Keep all that the editor says in a file, and what was kept before in `FILE.before`; `(cat FILE; sleep 9) | manicule
    /// server` hears it again
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let log = match &arguments.command {
        Command::Server(serve) => serve.log.as_deref(),
        _ => None,
    };
    if let Err(error) = server::log_to(log) {
        return ExitCode::from(check::fail(&format!("the log cannot be written: {error}")) as u8);
    }
    let outcome = match arguments.command {
        Command::Server(it) => return server::run(&it.options()),
        Command::Check(options) => check::run(&options),
        Command::Images(options) => check::images(&options),
        Command::Graph(options) => check::graph(&options),
        Command::Init { folder } => check::init(&folder),
        Command::Completions { shell } => completions(shell),
        Command::Man { command } => manual(command.as_deref()),
    };
    ExitCode::from(outcome as u8)
}

fn completions(shell: Shell) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "manicule", &mut script);
    check::print(&String::from_utf8_lossy(&script))
}

fn manual(name: Option<&str>) -> Outcome {
    let mut command = Arguments::command();
    command.build();
    let page = match name {
        None => Some(&command),
        Some(name) => command.find_subcommand(name),
    };
    let mut roff = Vec::new();
    match page.map(|page| Man::new(page.clone()).render(&mut roff)) {
        Some(Ok(())) => check::print(&String::from_utf8_lossy(&roff)),
        Some(Err(error)) => check::fail(&error.to_string()),
        None => check::fail(&format!("there is no command `{}`", name.unwrap_or_default())),
    }
}

impl Serve {
    fn options(self) -> Options {
        let channel = match (self.pipe, self.socket) {
            (Some(path), _) => Channel::Pipe(path),
            (None, Some(port)) => Channel::Socket(port),
            (None, None) => Channel::Stdio,
        };
        Options { channel, client_process: self.client_process, record: self.record }
    }
}
