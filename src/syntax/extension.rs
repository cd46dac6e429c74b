//! kramdown's extensions whose words are no Markdown: `{::comment}…{:/comment}`, which readers never see, and
//! `{::nomarkdown}…{:/}`, which is HTML (kramdown 2.4, `parser/kramdown/extensions.rb`).

use std::ops::Range;

use super::content::next_line;
use super::item::Context;

/// The extensions, each with what stands in it.
const KNOWN: &[(&str, Context)] = &[("comment", Context::HtmlComment), ("nomarkdown", Context::Html)];

/// Of which extensions the end was looked for in vain: what stands further down has none either.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Endless([bool; KNOWN.len()]);

/// An extension that opens at a place.
pub(super) struct Opened {
    /// Which of the known ones it is.
    at: usize,
    name: &'static str,
    /// What stands in it.
    pub(super) context: Context,
    /// Where its opening tag ends.
    pub(super) tag_end: usize,
}

/// What opens at the `{` at a place, with a tag on one line. What is whole by itself, `{::comment /}`, opens nothing.
pub(super) fn opened(bytes: &[u8], at: usize) -> Option<Opened> {
    let rest = bytes[at..].strip_prefix(b"{::")?;
    let (at, (name, context)) = KNOWN.iter().enumerate().find(|(_, (name, _))| rest.starts_with(name.as_bytes()))?;
    let options = &rest[name.len()..];
    let end =
        options.iter().position(|byte| matches!(byte, b'}' | b'\n' | b'\r')).filter(|end| options[*end] == b'}')?;
    let is_tag = end == 0 || options[0].is_ascii_whitespace() && options[end - 1] != b'/';
    is_tag.then(|| Opened { at, name, context: *context, tag_end: bytes.len() - options.len() + end + 1 })
}

impl Opened {
    /// Behind the tag that ends it within a line's text. Those of a text are asked in text order.
    pub(super) fn end(&self, bytes: &[u8], endless: &mut Endless) -> Option<usize> {
        self.search(endless, || {
            let mut ends = memchr::memmem::find_iter(&bytes[self.tag_end..], b"{:/").map(|found| self.tag_end + found);
            ends.find_map(|at| self.closed(bytes, at))
        })
    }

    fn search(&self, endless: &mut Endless, end: impl Fn() -> Option<usize>) -> Option<usize> {
        let end = if endless.0[self.at] { None } else { end() };
        endless.0[self.at] |= end.is_none();
        end
    }

    /// Behind the line that ends it as a block, where the line behind its opening tag is the first.
    fn block_end(&self, bytes: &[u8]) -> Option<usize> {
        let mut at = next_line(bytes, self.tag_end);
        while at < bytes.len() {
            let next = next_line(bytes, at);
            let spaces = spaces(&bytes[at..next]);
            if let Some(end) = self.closed(bytes, at + spaces).filter(|_| spaces <= 3)
                && bytes[end..next].trim_ascii().is_empty()
            {
                return Some(next);
            }
            at = next;
        }
        None
    }

    /// Behind the tag at a place, if it ends this extension.
    fn closed(&self, bytes: &[u8], at: usize) -> Option<usize> {
        let rest = bytes.get(at..)?.strip_prefix(b"{:/")?;
        let rest = rest.strip_prefix(self.name.as_bytes()).unwrap_or(rest);
        rest.starts_with(b"}").then(|| bytes.len() - rest.len() + 1)
    }
}

/// What an extension that is a block of its own is.
pub(super) enum Block {
    /// A stretch of text, from its opening line to behind its last.
    Whole(Range<usize>, Context),
    /// One whose end is not there: text, unless it comes.
    Open,
}

/// The extension whose opening line begins at a place, or with the spaces before it. Those of a text are asked in text
/// order.
pub(super) fn block(bytes: &[u8], at: usize, endless: &mut Endless) -> Option<Block> {
    let lead = bytes[..at].iter().rev().take_while(|byte| **byte == b' ').count();
    let begins = at == lead || matches!(bytes[at - lead - 1], b'\n' | b'\r');
    let at = at + spaces(&bytes[at..]);
    let opened = opened(bytes, at).filter(|_| begins && lead <= 3)?;
    let line_end = next_line(bytes, opened.tag_end);
    if !bytes[opened.tag_end..line_end].trim_ascii().is_empty() {
        return None;
    }
    let end = opened.search(endless, || opened.block_end(bytes));
    Some(end.map_or(Block::Open, |end| Block::Whole(at..end, opened.context)))
}

fn spaces(line: &[u8]) -> usize {
    line.iter().take_while(|byte| **byte == b' ').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_block(text: &str, expected: Option<&str>) {
        let said = block(text.as_bytes(), 0, &mut Endless::default()).map(|it| match it {
            Block::Whole(range, context) => format!("{context:?} {:?}", &text[range]),
            Block::Open => "open".to_owned(),
        });
        assert_eq!(said.as_deref(), expected, "{text:?}");
    }

    #[test]
    fn a_block_ends_at_a_line_of_its_own() {
        check_block("{::comment}\na\n\n{:/comment}\nb", Some("HtmlComment \"{::comment}\\na\\n\\n{:/comment}\\n\""));
        check_block(
            "   {::comment} \r\na\r\n   {:/} \r\nb",
            Some("HtmlComment \"{::comment} \\r\\na\\r\\n   {:/} \\r\\n\""),
        );
        check_block(
            "{::nomarkdown type=\"html\"}\na\n{:/}",
            Some("Html \"{::nomarkdown type=\\\"html\\\"}\\na\\n{:/}\""),
        );
        check_block("{::comment}\na {:/comment}\n    {:/comment}\n{:/nomarkdown}\n{:/comment}b\n", Some("open"));
        check_block("{::comment}", Some("open"));
        check_block("{::comment} a\n{:/comment}\n", None);
        check_block("{::comment /}\n{:/comment}\n", None);
        check_block("{::comments}\n{:/comments}\n", None);
        check_block("{::options auto_ids=\"false\" /}\n", None);
        check_block("{::comment\n{:/comment}\n", None);
    }
}
