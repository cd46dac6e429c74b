//! The server as an editor meets it: over real pipes.

mod actions;
pub mod client;
mod clients;
mod coverage;
mod disk;
mod display;
mod faults;
mod features;
mod framing;
mod hostile;
mod life;
mod notebook;
mod rename;
mod replay;
mod rules;
mod structure;
mod trouble;
