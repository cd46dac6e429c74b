//! Whatever bytes a client sends, frames and all, the server ends with the input, writes nothing but messages, and makes
//! no mistake that it has to report.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../session/listen.rs"]
mod listen;

fuzz_target!(|bytes: &[u8]| listen::to(bytes.to_vec()));
