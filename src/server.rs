//! The language server: the protocol, the clock and the threads.
