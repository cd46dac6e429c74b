//! Arguments and logging, then one of the two front doors: the check or the server.

fn main() {}
