//! Frames: a header that says how many bytes follow, then those bytes. Reads what clients really send, and finds its
//! way back to the next message after what nobody should send.

use std::io::{self, Read};

/// The longest body that is read. A longer one is passed over.
pub const LONGEST: usize = 256 << 20;

/// The longest header line that is kept; of a longer one only the end can matter.
const LONGEST_LINE: usize = 64 << 10;

/// One step of the input.
#[derive(Debug, PartialEq, Eq)]
pub enum Frame {
    /// The bytes that a header announced.
    Body(Vec<u8>),
    /// A header that announces nothing that can be read, and why.
    Broken(&'static str),
}

/// The frames of a byte stream.
pub struct Frames<R> {
    input: R,
    /// Bytes that were read and not yet used: those from `start` on.
    buffer: Vec<u8>,
    start: usize,
    /// Whether the place in the stream is unknown, since the frame before could not be read. A header may then stand
    /// behind the rest of a body, and what is no header is no second mistake.
    lost: bool,
}

/// What the lines of one header say.
#[derive(Default)]
struct Header {
    any: bool,
    length: Option<usize>,
    fault: Option<&'static str>,
}

impl<R: Read> Frames<R> {
    pub fn new(input: R) -> Frames<R> {
        Frames { input, buffer: Vec::new(), start: 0, lost: false }
    }

    /// The next frame; `None` at the end of the input.
    pub fn read(&mut self) -> io::Result<Option<Frame>> {
        let mut header = Header::default();
        loop {
            let Some(line) = self.line()? else { return Ok(None) };
            if !line.is_empty() {
                header.any = true;
                self.field(&line, &mut header);
                continue;
            }
            let (any, length, fault) = (header.any, header.length, header.fault);
            header = Header::default();
            match (length, fault) {
                (Some(length), None) => {
                    let Some(body) = self.take(length)? else { return Ok(None) };
                    self.lost = false;
                    return Ok(Some(Frame::Body(body)));
                }
                (Some(length), Some(fault)) => {
                    let read = self.take(length)?;
                    return Ok(read.map(|_| Frame::Broken(fault)));
                }
                (None, fault) if any && !self.lost => {
                    self.lost = true;
                    return Ok(Some(Frame::Broken(fault.unwrap_or("a header without `Content-Length`"))));
                }
                _ => {}
            }
        }
    }

    /// Says that a body was no message, so its length may have been wrong. It is looked through for the next header: a
    /// line ending cannot stand in a JSON string, so no text is taken for one.
    pub fn reject(&mut self, body: &[u8]) {
        self.lost = true;
        self.buffer.splice(..self.start, body.iter().copied());
        self.start = 0;
    }

    /// Takes in one header line. Names are matched without regard to case, unknown fields are passed over.
    fn field(&self, line: &[u8], header: &mut Header) {
        let text = String::from_utf8_lossy(line).to_ascii_lowercase();
        let text = match text.rfind("content-length:") {
            // Behind a colon it is the value of another field.
            Some(at) if self.lost || !text[..at].contains(':') => &text[at..],
            _ => text.as_str(),
        };
        let Some((name, value)) = text.split_once(':') else { return };
        match name.trim() {
            "content-length" => match value.trim().parse() {
                Ok(length) if length <= LONGEST => header.length = Some(length),
                Ok(_) => header.fault = Some("a message longer than 256 MiB"),
                Err(_) => header.fault = Some("a `Content-Length` that is no number of bytes"),
            },
            "content-type" => {
                let charset = value.split(';').find_map(|part| part.trim().strip_prefix("charset="));
                let known = charset.is_none_or(|it| matches!(it.trim().trim_matches('"'), "utf-8" | "utf8"));
                if !known {
                    header.fault = Some("a `charset` other than `utf-8`");
                }
            }
            _ => {}
        }
    }

    /// The next line without its end; `None` at the end of the input.
    fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut searched = 0;
        loop {
            let unread = &self.buffer[self.start..];
            if let Some(at) = memchr::memchr(b'\n', &unread[searched..]) {
                let line = &unread[..searched + at];
                let line = line.strip_suffix(b"\r").unwrap_or(line).to_vec();
                self.start += searched + at + 1;
                return Ok(Some(line));
            }
            searched = unread.len();
            if searched > LONGEST_LINE {
                self.start += searched - LONGEST_LINE / 2;
                searched = LONGEST_LINE / 2;
            }
            if self.fill(4096)? == 0 {
                return Ok(None);
            }
        }
    }

    /// The next `length` bytes; `None` where the input ends before.
    fn take(&mut self, length: usize) -> io::Result<Option<Vec<u8>>> {
        let mut missing = length.saturating_sub(self.buffer.len() - self.start);
        while missing > 0 {
            // A length is only a claim: memory grows with what has come, not with what was announced.
            match self.fill(missing.min(1 << 20))? {
                0 => return Ok(None),
                read => missing = missing.saturating_sub(read),
            }
        }
        let body = self.buffer[self.start..self.start + length].to_vec();
        self.start += length;
        Ok(Some(body))
    }

    /// Reads at least one and about `wanted` bytes more; 0 at the end of the input.
    fn fill(&mut self, wanted: usize) -> io::Result<usize> {
        self.buffer.drain(..self.start);
        self.start = 0;
        if self.buffer.is_empty() {
            self.buffer.shrink_to(64 << 10);
        }
        let before = self.buffer.len();
        self.buffer.resize(before + wanted.max(4096), 0);
        let read = loop {
            match self.input.read(&mut self.buffer[before..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => break result,
            }
        };
        self.buffer.truncate(before + *read.as_ref().unwrap_or(&0));
        read
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a stream of bytes is read as, once whole and once byte by byte.
    #[track_caller]
    fn check(input: &str, expected: &[&str]) {
        let whole = read(input.as_bytes());
        assert_eq!(whole, expected, "read at once");
        assert_eq!(read(Trickle(input.as_bytes())), whole, "read byte by byte");
    }

    fn read(input: impl Read) -> Vec<String> {
        let mut frames = Frames::new(input);
        let mut seen = Vec::new();
        while let Some(frame) = frames.read().unwrap() {
            seen.push(match frame {
                Frame::Body(body) => {
                    if !body.starts_with(b"{") || !body.ends_with(b"}") {
                        frames.reject(&body);
                        format!("rejected {}", String::from_utf8_lossy(&body))
                    } else {
                        String::from_utf8(body).unwrap()
                    }
                }
                Frame::Broken(why) => format!("broken: {why}"),
            });
        }
        seen
    }

    struct Trickle<'a>(&'a [u8]);

    impl Read for Trickle<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0.read(&mut buffer[..1])
        }
    }

    #[test]
    fn frames_follow_each_other() {
        check("Content-Length: 2\r\n\r\n{}Content-Length: 7\r\n\r\n{\"a\":1}", &["{}", "{\"a\":1}"]);
    }

    #[test]
    fn header_names_have_no_case_and_unknown_fields_no_meaning() {
        check("X-Trace: content-length: 9\r\ncontent-LENGTH:2\r\nbare\r\nA: b\r\n\r\n{}", &["{}"]);
    }

    #[test]
    fn the_charset_is_utf8_however_it_is_spelled() {
        for charset in ["", "; charset=utf-8", "; charset=utf8", "; charset=\"UTF-8\"", ";charset=utf-8; x=y"] {
            check(
                &format!("Content-Length: 2\r\nContent-Type: application/vscode-jsonrpc{charset}\r\n\r\n{{}}"),
                &["{}"],
            );
        }
        check(
            "Content-Type: a; charset=latin1\r\nContent-Length: 2\r\n\r\n{}Content-Length: 2\r\n\r\n{}",
            &["broken: a `charset` other than `utf-8`", "{}"],
        );
    }

    #[test]
    fn a_header_without_length_costs_one_message() {
        let why = "broken: a header without `Content-Length`";
        check("Content-Type: x\r\n\r\n{\"lost\":1}Content-Length: 2\r\n\r\n{}", &[why, "{}"]);
        let why = "broken: a `Content-Length` that is no number of bytes";
        for length in ["abc", "-5", "", "1e3", "99999999999999999999999"] {
            check(&format!("Content-Length: {length}\r\n\r\n{{}}Content-Length: 2\r\n\r\n{{}}"), &[why, "{}"]);
        }
    }

    #[test]
    fn a_length_beyond_reason_is_not_waited_for() {
        check(
            "Content-Length: 9999999999\r\n\r\n{}Content-Length: 2\r\n\r\n{}",
            &["broken: a message longer than 256 MiB", "{}"],
        );
    }

    #[test]
    fn a_length_too_short_costs_one_message() {
        check("Content-Length: 3\r\n\r\n{\"a\":1}Content-Length: 2\r\n\r\n{}", &["rejected {\"a", "{}"]);
    }

    #[test]
    fn a_length_too_long_costs_one_message() {
        check(
            "Content-Length: 23\r\n\r\n{\"a\":1}Content-Length: 2\r\n\r\n{}Content-Length: 2\r\n\r\n{}",
            &["rejected {\"a\":1}Content-Length: ", "{}", "{}"],
        );
        check(
            "Content-Length: 31\r\n\r\n{\"a\":1}Content-Length: 2\r\n\r\n{}Content-Length: 8\r\n\r\n{\"b\": 2}",
            &["rejected {\"a\":1}Content-Length: 2\r\n\r\n{}C", "{}", "{\"b\": 2}"],
        );
    }

    #[test]
    fn the_end_of_the_input_inside_a_frame_is_the_end() {
        check("Content-Length: 10\r\n\r\n{}", &[]);
        check("Content-Len", &[]);
        check("", &[]);
    }

    #[test]
    fn a_line_without_end_takes_bounded_memory() {
        let mut frames = Frames::new(io::repeat(b'x').take(10 << 20));
        assert_eq!(frames.read().unwrap(), None);
        assert!(frames.buffer.capacity() < 1 << 20);
    }
}
