//! Whatever messages a client sends, one a line and each in a frame of its own, the server makes no mistake that it has to
//! report.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../session/listen.rs"]
mod listen;

fuzz_target!(|text: &str| {
    let framed = |body: &str| format!("Content-Length: {}\r\n\r\n{body}", body.len());
    listen::to(text.lines().map(framed).collect::<String>().into_bytes());
});
