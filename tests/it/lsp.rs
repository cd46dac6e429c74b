//! The server as an editor meets it: over real pipes.

mod client;
mod clients;
mod faults;
mod features;
mod framing;
mod life;
mod rename;
mod replay;
mod rules;
mod structure;
