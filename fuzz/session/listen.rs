//! One session in this process: what the client says is given, what the server says is looked through.

use std::io::{Cursor, Write};
use std::sync::{Arc, Mutex};

/// What the server writes.
#[derive(Clone, Default)]
struct Said(Arc<Mutex<Vec<u8>>>);

impl Write for Said {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Lets a server hear these bytes, and checks what it says to them.
pub fn to(bytes: Vec<u8>) {
    let said = Said::default();
    manicule::server::serve(Cursor::new(bytes), said.clone(), None).unwrap();
    let said = std::mem::take(&mut *said.0.lock().unwrap());
    let mut rest = String::from_utf8(said).expect("messages are UTF-8");
    while !rest.is_empty() {
        let (header, behind) = rest.split_once("\r\n\r\n").expect("a header has an end");
        let length: usize = header.strip_prefix("Content-Length: ").and_then(|it| it.parse().ok()).expect("a length");
        let body = &behind[..length];
        assert!(body.starts_with('{') && body.ends_with('}'), "{body}");
        assert!(!body.contains("made a mistake") && !body.contains("-32603"), "{body}");
        rest = behind[length..].to_owned();
    }
}
