//! The least that a server over pipes can be: it answers each request with a short fixed result and reads nothing else.

use std::io::{self, BufRead, BufReader, Read, Write};

/// Answers until the input ends.
pub fn serve(input: impl Read, mut output: impl Write) -> io::Result<()> {
    let mut input = BufReader::new(input);
    while let Some(body) = frame(&mut input)? {
        let message: serde_json::Value = serde_json::from_slice(&body)?;
        if let Some(id) = message.get("id") {
            let answer = format!(r#"{{"jsonrpc":"2.0","id":{id},"result":null}}"#);
            write!(output, "Content-Length: {}\r\n\r\n{answer}", answer.len())?;
            output.flush()?;
        }
    }
    Ok(())
}

/// The next message's body; `None` at the end of the input.
pub fn frame(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if input.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        if let Some(value) = line.strip_prefix("Content-Length: ") {
            length = value.trim().parse().map_err(io::Error::other)?;
        }
        if line == "\r\n" {
            let mut body = vec![0; length];
            input.read_exact(&mut body)?;
            return Ok(Some(body));
        }
    }
}
