//! The server as an editor meets it: over real pipes.

mod actions;
pub mod client;
mod clients;
mod coverage;
mod display;
mod faults;
mod features;
mod framing;
mod life;
mod notebook;
mod rename;
mod replay;
mod rules;
mod structure;
mod trouble;
