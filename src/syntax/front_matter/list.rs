//! Front matter in list form, `# title`, `> summary`, `- key: value`, as fastpages reads it in a notebook's first
//! Markdown cell (nbdev 0.2, `export2html.py`) and writes it as YAML.

use smol_str::SmolStr;

use super::{Entry, Error, FrontMatter, Node, NodeKind, Syntax, range, yaml};
use crate::syntax::{Name, Part};
use crate::text::{TextRange, TextSize};

/// Keys of which a file's list must hold one to be front matter: `- Note: see below` under a title is a plain list.
const KEYS: [&str; 20] = [
    "author",
    "badges",
    "branch",
    "categories",
    "comments",
    "date",
    "description",
    "hide",
    "image",
    "keywords",
    "layout",
    "permalink",
    "published",
    "search_exclude",
    "show_tags",
    "sticky_rank",
    "summary",
    "tags",
    "toc",
    "use_math",
];

/// Reads a first cell, all of whose lines may be properties, or the head of a file, where the list ends the front matter.
pub(super) fn read(text: &str, part: Part) -> Option<FrontMatter> {
    let mut reader = Reader { text, entries: Vec::new(), error: None, end: 0 };
    let mut lines = Lines { text, at: 0 };
    let (start, title) = lines.find(|line| !line.1.trim().is_empty())?;
    let marker = title.len() - title.trim_start().len();
    let heading = title[marker..].strip_prefix('#').filter(|rest| rest.starts_with([' ', '\t']))?;
    if marker > 3 && part == Part::File {
        return None;
    }
    reader.entry("title", start + marker, start + title.len() - heading.len(), start + title.len());
    let mut summary = true;
    let mut listed = false;
    for (start, line) in lines {
        if line.trim().is_empty() {
            continue;
        }
        if let Some(rest) = line.strip_prefix('>').filter(|_| summary) {
            reader.entry("description", start, start + 1, start + 1 + rest.len());
        } else if let Some((key, value)) = property(line, part) {
            listed = true;
            let key_start = start + line.len() - line[1..].trim_start().len();
            reader.property(key, key_start, start + line.len() - value.len(), start + line.len());
        } else if part == Part::File {
            break;
        }
        summary = false;
    }
    let known = || {
        reader
            .entries
            .iter()
            .skip(1)
            .any(|entry| entry.key.range.len() > TextSize::of('>') && KEYS.contains(&&*entry.key.text))
    };
    if part == Part::File && !(listed && known()) {
        return None;
    }
    let end = if part == Part::File { reader.end } else { text.trim_end().len() };
    Some(FrontMatter { range: range(start, end), syntax: Syntax::List, entries: reader.entries, error: reader.error })
}

/// Behind the line at which reading stops, if that is told by a text's first lines, given whole.
pub(super) fn reach(text: &str, part: Part) -> Option<usize> {
    let mut lines = Lines { text, at: 0 }.filter(|line| !line.1.trim().is_empty());
    let end = |(start, _): (usize, &str)| text[start..].find('\n').map(|ending| start + ending + 1);
    let first = lines.next()?;
    let title = first.1.trim_start().strip_prefix('#').is_some_and(|rest| rest.starts_with([' ', '\t']));
    if !title {
        return end(first);
    }
    let stops =
        |line: &(usize, &str)| part == Part::File && !line.1.starts_with('>') && property(line.1, part).is_none();
    lines.find(stops).and_then(end)
}

/// `- key: value`, with the dash at the start of the line. In a file the key is one word.
fn property(line: &str, part: Part) -> Option<(&str, &str)> {
    let rest = line.strip_prefix('-').filter(|rest| rest.starts_with([' ', '\t']))?;
    let (key, value) = rest.trim_start().split_once(':')?;
    let key = key.trim_end();
    let word = part != Part::File || !key.contains(char::is_whitespace);
    (!key.is_empty() && word).then_some((key, value))
}

struct Reader<'a> {
    text: &'a str,
    entries: Vec<Entry>,
    error: Option<Error>,
    end: usize,
}

impl Reader<'_> {
    /// An entry whose key is not written but stands for the marker at `marker`.
    fn entry(&mut self, key: &'static str, marker: usize, start: usize, end: usize) {
        let key = Name { text: SmolStr::new_static(key), range: range(marker, marker + 1) };
        let value = self.value(start, end);
        self.entries.push(Entry { key, value });
    }

    fn property(&mut self, key: &str, key_start: usize, start: usize, end: usize) {
        let key = Name { text: SmolStr::new(key), range: range(key_start, key_start + key.len()) };
        let value = self.value(start, end);
        self.entries.push(Entry { key, value });
    }

    /// The value in `text[start..end]`, which fastpages copies into YAML as it stands.
    fn value(&mut self, start: usize, end: usize) -> Node {
        let written = &self.text[start..end];
        let from = start + written.len() - written.trim_start().len();
        let to = from + written.trim().len();
        self.end = self.end.max(to);
        if from >= to {
            return Node { range: TextRange::empty(super::size(start)), kind: NodeKind::Null };
        }
        match yaml::value(self.text, range(from, to)) {
            Ok(node) => node,
            Err(error) => {
                self.error = self.error.take().or(Some(error));
                Node { range: range(from, to), kind: NodeKind::String(SmolStr::new(&self.text[from..to])) }
            }
        }
    }
}

/// The lines of a text with their offsets, the line endings left out.
struct Lines<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Iterator for Lines<'a> {
    type Item = (usize, &'a str);

    fn next(&mut self) -> Option<(usize, &'a str)> {
        let start = self.at;
        let line = self.text[start..].split_inclusive('\n').next()?;
        self.at += line.len();
        Some((start, line.trim_end_matches(['\n', '\r'])))
    }
}
