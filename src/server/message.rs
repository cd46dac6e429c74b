//! Messages: what a body says as JSON-RPC 2.0, and how one that says nothing is refused.

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use tower_lsp::jsonrpc::{Error, ErrorCode, Id};
use tower_lsp::ls_types::LSPAny;

/// What a client sent.
#[derive(Debug)]
pub enum Message {
    /// It waits for an answer.
    Request { id: Id, method: String, params: Params },
    /// It waits for none.
    Notification { method: String, params: Params },
    /// The answer to a request of ours.
    Response { id: Id, result: Result<LSPAny, LSPAny> },
    /// Nothing that can be taken up; the error is the answer.
    Refused { id: Id, error: Error },
}

/// Parameters as they were sent, not yet looked into.
#[derive(Debug, Default)]
pub struct Params(Option<Box<RawValue>>);

impl Params {
    /// The parameters as they were sent; nothing where there are none.
    pub fn said(&self) -> &str {
        self.0.as_ref().map_or("", |raw| raw.get())
    }

    /// The parameters as what a method expects.
    pub fn read<T: for<'de> Deserialize<'de>>(&self) -> Result<T, Error> {
        let json = self.0.as_ref().map_or("null", |raw| raw.get());
        serde_json::from_str(json).map_err(|error| Error::invalid_params(error.to_string()))
    }

    /// The parameters as a value; `None` where there are none.
    pub fn value(&self) -> Result<Option<LSPAny>, Error> {
        if self.0.is_none() { Ok(None) } else { self.read().map(Some) }
    }
}

/// The members of a message. Each is kept as it stands, as one that is wrong must not hide the others.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow, default, deserialize_with = "present")]
    jsonrpc: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    id: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    method: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    params: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    result: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    error: Option<&'a RawValue>,
}

/// A member that is there is `Some`, also where it is `null`.
fn present<'de, D: Deserializer<'de>>(input: D) -> Result<Option<&'de RawValue>, D::Error> {
    <&RawValue>::deserialize(input).map(Some)
}

/// Reads a body. `Err` where it is no JSON at all, so that even its length is in doubt.
pub fn read(body: &[u8]) -> Result<Message, Error> {
    let text = std::str::from_utf8(body).map_err(|_| refusal(ErrorCode::ParseError, "the message is not UTF-8"))?;
    let text = repair(text);
    let envelope = match serde_json::from_str::<Envelope>(&text) {
        Ok(envelope) => envelope,
        Err(error) if error.is_data() => {
            let error = match text.trim_start().starts_with('[') {
                true => refusal(ErrorCode::InvalidRequest, "batches are not part of the protocol"),
                false => refusal(ErrorCode::InvalidRequest, error.to_string()),
            };
            return Ok(Message::Refused { id: Id::Null, error });
        }
        Err(error) => return Err(refusal(ErrorCode::ParseError, error.to_string())),
    };
    Ok(envelope.message())
}

impl Envelope<'_> {
    fn message(self) -> Message {
        let id = match self.id.map(|id| serde_json::from_str::<Id>(id.get())) {
            None => None,
            Some(Ok(id)) if id != Id::Null || self.method.is_none() => Some(id),
            Some(_) => return refused(None, "an `id` is an integer or a string"),
        };
        if self.jsonrpc.is_none_or(|it| it.get() != "\"2.0\"") {
            return refused(id, "`jsonrpc` must be \"2.0\"");
        }
        let Some(method) = self.method else {
            return match (id, self.result, self.error) {
                (Some(id), Some(result), None) => Message::Response { id, result: Ok(any(result)) },
                (Some(id), _, Some(error)) => Message::Response { id, result: Err(any(error)) },
                (id, ..) => refused(id, "a message without `method`"),
            };
        };
        let Ok(method) = serde_json::from_str::<String>(method.get()) else {
            return refused(id, "a `method` is a string");
        };
        let params = Params(self.params.filter(|it| it.get() != "null").map(ToOwned::to_owned));
        match id {
            Some(id) => Message::Request { id, method, params },
            None => Message::Notification { method, params },
        }
    }
}

/// A value of a client's answer; one that is nested too deep to be read is `null`.
fn any(raw: &RawValue) -> LSPAny {
    serde_json::from_str(raw.get()).unwrap_or_default()
}

fn refused(id: Option<Id>, why: &'static str) -> Message {
    Message::Refused { id: id.unwrap_or_default(), error: refusal(ErrorCode::InvalidRequest, why) }
}

/// The error of a message that cannot be taken up.
pub fn refusal(code: ErrorCode, why: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error { code, message: why.into(), data: None }
}

/// Replaces each half of a surrogate pair that stands alone by U+FFFD. JavaScript writes such halves, JSON readers
/// refuse them, and the edit that holds one must not be lost. Both are one UTF-16 unit, so no position moves.
fn repair(text: &str) -> std::borrow::Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut repaired = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(next) = memchr::memchr(b'\\', &bytes[at..]) {
        let escape = at + next;
        match (unit(bytes, escape), unit(bytes, escape + 6)) {
            (Some(0xD800..0xDC00), Some(0xDC00..0xE000)) => at = escape + 12,
            (Some(0xD800..0xE000), _) => {
                repaired.push_str(&text[copied..escape]);
                repaired.push_str("\\ufffd");
                at = escape + 6;
                copied = at;
            }
            (Some(_), _) => at = escape + 6,
            (None, _) => at = (escape + 2).min(bytes.len()),
        }
    }
    if copied == 0 {
        return text.into();
    }
    repaired.push_str(&text[copied..]);
    repaired.into()
}

/// The code unit that `\uXXXX` at a place stands for.
fn unit(bytes: &[u8], at: usize) -> Option<u32> {
    let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    digits.iter().try_fold(0, |unit, digit| Some(unit * 16 + char::from(*digit).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, expected: &str) {
        let seen = match read(body.as_bytes()) {
            Ok(Message::Request { id, method, params }) => format!("request {id} {method} {:?}", params.value()),
            Ok(Message::Notification { method, params }) => format!("notification {method} {:?}", params.value()),
            Ok(Message::Response { id, result }) => format!("response {id} {result:?}"),
            Ok(Message::Refused { id, error }) => format!("refused {id} {}", error.code),
            Err(error) => format!("no JSON {}", error.code),
        };
        assert_eq!(seen, expected, "{body}");
    }

    #[test]
    fn requests_notifications_and_responses() {
        check(r#"{"jsonrpc":"2.0","id":1,"method":"a","params":[1]}"#, r#"request 1 a Ok(Some(Array [Number(1)]))"#);
        check(r#"{"jsonrpc":"2.0","id":"x","method":"a","params":null}"#, r#"request "x" a Ok(None)"#);
        check(r#"{"jsonrpc":"2.0","method":"a"}"#, "notification a Ok(None)");
        check(r#"{"jsonrpc":"2.0","id":1,"result":null}"#, "response 1 Ok(Null)");
        check(r#"{"jsonrpc":"2.0","id":1,"error":{}}"#, "response 1 Err(Object {})");
        check(r#"{"jsonrpc":"2.0","id":null,"error":{}}"#, "response null Err(Object {})");
    }

    #[test]
    fn what_is_no_message_is_refused_with_its_id() {
        check("", "no JSON -32700");
        check("{", "no JSON -32700");
        check("[]", "refused null -32600");
        check("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\"}]", "refused null -32600");
        check("7", "refused null -32600");
        check(r#"{"id":7,"method":"a"}"#, "refused 7 -32600");
        check(r#"{"jsonrpc":"1.0","id":7,"method":"a"}"#, "refused 7 -32600");
        check(r#"{"jsonrpc":"2.0","id":7}"#, "refused 7 -32600");
        check(r#"{"jsonrpc":"2.0","id":7,"method":5}"#, "refused 7 -32600");
        check(r#"{"jsonrpc":"2.0","id":1.5,"method":"a"}"#, "refused null -32600");
        check(r#"{"jsonrpc":"2.0","id":null,"method":"a"}"#, "refused null -32600");
    }

    #[test]
    fn a_body_that_is_not_utf8_is_no_json() {
        assert_eq!(read(b"{\"a\":\"\xff\"}").unwrap_err().code, ErrorCode::ParseError);
    }

    #[test]
    fn depth_does_not_overflow_and_keeps_the_id() {
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        check(&deep, "refused null -32600");
        let body = format!(r#"{{"jsonrpc":"2.0","id":7,"method":"a","params":{deep}}}"#);
        let Ok(Message::Request { id, params, .. }) = read(body.as_bytes()) else { unreachable!("{body}") };
        assert_eq!(id, Id::Number(7));
        assert_eq!(params.value().unwrap_err().code, ErrorCode::InvalidParams);
    }

    #[test]
    fn half_a_surrogate_pair_is_repaired() {
        for (written, repaired) in [
            (r"a\ud83db", r"a\ufffdb"),
            (r"\ude00", r"\ufffd"),
            (r"\ud83d\ude00", r"\ud83d\ude00"),
            (r"\uD83D\uDE00\uD83D", r"\uD83D\uDE00\ufffd"),
            (r"\ud83d\ud83d\ude00", r"\ufffd\ud83d\ude00"),
            (r"\\ud83d", r"\\ud83d"),
            (r"\\\ud83d\", r"\\\ufffd\"),
            (r"\ud83d\n", r"\ufffd\n"),
            (r"\u00e9\ud8", r"\u00e9\ud8"),
            ("\\ud83dé", "\\ufffdé"),
        ] {
            assert_eq!(repair(written), repaired, "{written}");
        }
    }
}
