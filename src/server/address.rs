//! Addresses: what a document's URI means, and the URI of a file.

use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use tower_lsp::ls_types::Uri;

/// What need not be encoded in the path of a URI (RFC 3986, `unreserved`), and the slash.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// What a URI means, whatever way it is spelled: the key of a document.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Address {
    /// A file on this machine.
    File(PathBuf),
    /// Anything else: a document that was never saved, a notebook's cell. Spelled as the client spells it.
    Other(String),
}

impl Address {
    /// Reads a URI. Encoded and plain characters, `C:` and `c%3A`, and `localhost` and no host are the same to it.
    pub fn new(uri: &str) -> Address {
        let Some(rest) = strip_scheme(uri, "file") else { return Address::Other(uri.into()) };
        let path = match rest.strip_prefix("//") {
            Some(rest) => {
                let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
                if !host.is_empty() && !host.eq_ignore_ascii_case("localhost") && !cfg!(windows) {
                    return Address::Other(uri.into());
                }
                path
            }
            None => rest,
        };
        let path = path.split(['?', '#']).next().unwrap_or_default();
        match percent_decode_str(path).decode_utf8() {
            Ok(path) if !path.is_empty() && !path.contains('\0') => Address::File(native(&path)),
            _ => Address::Other(uri.into()),
        }
    }

    /// The file, where it is one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Address::File(path) => Some(path),
            Address::Other(_) => None,
        }
    }
}

/// The URI of a file.
pub fn of_file(path: &Path) -> Option<Uri> {
    let path = path.to_str()?;
    let path = if cfg!(windows) { format!("/{}", path.replace('\\', "/")) } else { path.into() };
    format!("file://{}", utf8_percent_encode(&path, ENCODED)).parse().ok()
}

/// A URI as the client spells it; where it breaks the syntax of URIs, with what breaks it encoded.
pub fn spelled(uri: &str) -> Option<Uri> {
    const BROKEN: &AsciiSet = &percent_encoding::CONTROLS
        .add(b' ')
        .add(b'"')
        .add(b'<')
        .add(b'>')
        .add(b'[')
        .add(b'\\')
        .add(b']')
        .add(b'^')
        .add(b'`')
        .add(b'{')
        .add(b'|')
        .add(b'}');
    uri.parse().ok().or_else(|| utf8_percent_encode(uri, BROKEN).to_string().parse().ok())
}

fn strip_scheme<'a>(uri: &'a str, scheme: &str) -> Option<&'a str> {
    let (said, rest) = uri.split_once(':')?;
    said.eq_ignore_ascii_case(scheme).then_some(rest)
}

/// A URI's path as the system writes it. Drives have one case, `.` and `..` are resolved as in any URI.
fn native(path: &str) -> PathBuf {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let drive = parts.first().filter(|it| it.len() == 2 && it.ends_with(':') && it.as_bytes()[0].is_ascii_alphabetic());
    match drive {
        Some(drive) if cfg!(windows) => {
            let drive = drive.to_ascii_uppercase();
            PathBuf::from(format!("{drive}\\{}", parts[1..].join("\\")))
        }
        _ => PathBuf::from(format!("/{}", parts.join("/"))),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn one_file_has_many_spellings() {
        let file = Address::File("/blog/_posts/ä b.md".into());
        for uri in [
            "file:///blog/_posts/%C3%A4%20b.md",
            "file:///blog/_posts/ä b.md",
            "FILE:///blog/%5fposts/%c3%a4%20b.md",
            "file://localhost/blog/_posts/ä%20b.md",
            "file:/blog/_posts/ä b.md",
            "file:///blog/drafts/..//./_posts/%C3%A4%20b.md",
        ] {
            assert_eq!(Address::new(uri), file, "{uri}");
        }
    }

    #[test]
    fn what_is_no_file_stays_as_it_is_spelled() {
        for uri in [
            "untitled:Untitled-1",
            "vscode-notebook-cell:/a/b.ipynb#W0",
            "file://host/a.md",
            "file:///a%FF.md",
            "",
            "x",
        ] {
            assert_eq!(Address::new(uri), Address::Other(uri.into()), "{uri}");
        }
    }

    #[test]
    fn a_file_comes_back_from_its_uri() {
        for path in ["/a/ä b.md", "/a/50%#?.md", "/a/[x]{y}|z.md", "/a/😀.md"] {
            let uri = of_file(Path::new(path)).unwrap();
            assert_eq!(Address::new(uri.as_str()), Address::File(path.into()), "{}", uri.as_str());
        }
    }

    #[test]
    fn broken_uris_can_be_said_to_the_client() {
        assert_eq!(spelled("file:///a b[1].md").unwrap().as_str(), "file:///a%20b%5B1%5D.md");
        assert_eq!(spelled("untitled:Untitled-1").unwrap().as_str(), "untitled:Untitled-1");
    }
}
