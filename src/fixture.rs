//! A blog in a string, for tests: files, images, notebooks, a cursor, and what is expected under the text it is about.
//!
//! ```text
//! //- /_config.yml
//! baseurl: /blog
//! //- /images/icml.png 640x480 2048B
//! //- /_posts/2020-07-20-icml.md
//! A claim.{% fn 1 %}$0
//!         ^^^^^^^^^^ error[undefined-footnote]: what is expected of the part above the marks
//! //- /_notebooks/2020-07-21-cells.ipynb
//! %% markdown
//! # A title
//! %% code
//! print(1)
//! ```
//!
//! - What stands before the first header is `/_posts/2020-01-01-post.md`.
//! - `$0` is the cursor, two make a selection, `\$0` is the two characters.
//! - A line of `^^^` marks the last line above it that is text; columns count characters.
//! - An image is a header with its size in pixels and, where it matters, in bytes. Any other file that is no text may
//!   have a body, which counts as its bytes.
//! - Cells of a notebook begin with `%% markdown`, `%% code` or `%% raw`; one that carries images with it names them
//!   behind, `%% markdown a.png b.png`. Line endings at a cell's end are left out. A
//!   notebook whose body begins with `{` is the file itself.
//! - With a cursor, its file is open in the editor and the others lie on disk, so that they hold no text. Without one,
//!   every page holds its text.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use smol_str::SmolStr;

use crate::disk;
use crate::ide;
use crate::site::{
    Asset, Attachments, CellGlance, Change, FileId, FileKind, FilePos, FileRange, Page, Site, SitePath, Source,
};
use crate::syntax;
use crate::text::{Text, TextRange, TextSize};

/// The files that make a folder a fastpages blog.
pub const FASTPAGES: &str = "
//- /_config.yml
baseurl: /blog
theme: minima
//- /_action_files/settings.ini
[DEFAULT]
//- /_plugins/footnote.rb
Liquid::Template.register_tag('fn', FootnoteTag)
//- /_plugins/footnote-detail.rb
def fndetail(input, id)
";

/// Held by a test that panics on purpose, or that hears of panics: who hears of one is the whole process's to say.
pub static PANICS: Mutex<()> = Mutex::new(());

/// The blog that a string describes, with what the string says of it.
pub struct Fixture {
    /// The blog.
    pub site: Site,
    /// The texts as they were written, marks and cursors left out.
    texts: BTreeMap<FileId, String>,
    /// The raw cells among the texts: those that begin with `---`, as the others are not read.
    raw: BTreeSet<FileId>,
    /// The images that cells of notebooks carry with them.
    attachments: BTreeMap<SitePath, Attachments>,
    /// The other files as they were written.
    others: BTreeMap<SitePath, String>,
    cursors: Vec<FilePos>,
    marks: Vec<(FileRange, String)>,
}

/// One file, its body as written.
struct Entry<'a> {
    path: SitePath,
    pixels: Option<(u32, u32)>,
    bytes: Option<u64>,
    body: &'a str,
}

impl Fixture {
    /// Reads a string. Panics where it is malformed.
    #[track_caller]
    pub fn new(fixture: &str) -> Fixture {
        let mut read = Fixture {
            site: Site::default(),
            texts: BTreeMap::new(),
            raw: BTreeSet::new(),
            attachments: BTreeMap::new(),
            others: BTreeMap::new(),
            cursors: Vec::new(),
            marks: Vec::new(),
        };
        let entries = entries(fixture);
        let (pages, others): (Vec<_>, Vec<_>) =
            entries.iter().partition(|entry| matches!(entry.path.kind(), FileKind::Text | FileKind::Notebook));
        for entry in others {
            read.others.insert(entry.path.clone(), entry.body.to_owned());
            let change = read.other(entry);
            read.site = read.site.apply(change);
        }
        let (config, complaints) = ide::config(&read.site, ide::Config::default());
        assert!(complaints.is_empty(), "{complaints:?}");
        read.site = read.site.apply(Change::Paths(config.paths));
        for entry in &pages {
            read.cells(entry);
        }
        assert!(read.cursors.len() <= 2, "a fixture has one `$0`, or two for a selection");
        let open: Option<SitePath> = read.cursors.first().map(|cursor| cursor.file.path.clone());
        for entry in pages {
            let is_open = open.as_ref() == Some(&entry.path);
            let page = read.page(&entry.path, is_open || open.is_none());
            let change = if is_open { Change::Open(page) } else { Change::Page(page) };
            read.site = read.site.apply(change);
        }
        read
    }

    /// How many `$0` there are.
    pub fn cursors(&self) -> usize {
        self.cursors.len()
    }

    /// The place of the one cursor.
    #[track_caller]
    pub fn cursor(&self) -> &FilePos {
        match self.cursors.as_slice() {
            [cursor] => cursor,
            cursors => panic!("the fixture has {} `$0` where one is wanted", cursors.len()),
        }
    }

    /// What stands between the two cursors.
    #[track_caller]
    pub fn selection(&self) -> FileRange {
        match self.cursors.as_slice() {
            [start, end] if start.file == end.file => {
                FileRange { file: start.file.clone(), range: TextRange::new(start.offset, end.offset) }
            }
            cursors => panic!("the fixture has {} `$0` where two in one text are wanted", cursors.len()),
        }
    }

    /// One text as written, marks and cursors left out.
    #[track_caller]
    pub fn text(&self, file: &FileId) -> &str {
        self.texts.get(file).unwrap_or_else(|| panic!("the fixture has no text {file:?}"))
    }

    /// Any file of the blog as text, as it can be read from a disk.
    pub fn read(&self, file: &FileId) -> Option<Text> {
        self.texts.get(file).or_else(|| self.others.get(&file.path)).map(|text| Text::new(text))
    }

    /// All texts in the order of their files and cells.
    pub fn files(&self) -> impl Iterator<Item = &FileId> {
        self.texts.keys()
    }

    /// Compares what was found with the marks of the fixture. Of what covers several lines only the first is compared.
    #[track_caller]
    pub fn expect(&self, found: impl IntoIterator<Item = (FileRange, String)>) {
        let found = self.render(found.into_iter().collect());
        let expected = self.render(self.marks.clone());
        assert!(found == expected, "\nexpected:\n{expected}\nfound:\n{found}");
    }

    /// One line a finding, sorted by place.
    fn render(&self, mut findings: Vec<(FileRange, String)>) -> String {
        findings.sort_by(|(a, said_a), (b, said_b)| {
            (&a.file, a.range.start(), a.range.end(), said_a).cmp(&(&b.file, b.range.start(), b.range.end(), said_b))
        });
        let mut lines = String::new();
        for (place, said) in findings {
            let text = self.text(&place.file);
            let marked = text[place.range].split('\n').next().unwrap_or_default();
            let before = &text[..usize::from(place.range.start())];
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            let cell = place.file.cell.map(|cell| format!(" cell {cell}")).unwrap_or_default();
            writeln!(lines, "{}{cell}:{line}:{column} `{marked}` {said}", place.file.path).unwrap();
        }
        lines
    }

    /// The change that tells the site of a file that is no page.
    #[track_caller]
    fn other(&self, entry: &Entry<'_>) -> Change {
        let path = entry.path.clone();
        if path.kind() == FileKind::Config {
            return Change::Config(path, SmolStr::new(entry.body));
        }
        assert!(entry.pixels.is_none() || entry.body.trim().is_empty(), "`{path}` has a size in pixels and a body");
        let bytes = entry.bytes.unwrap_or(entry.body.len() as u64);
        let post = syntax::parse(&Text::new(entry.body), syntax::Dialect::default());
        let front_matter = post.front_matter().cloned().map(Arc::new);
        let is_template = self.site.settings().is_template(&path);
        let ids = syntax::ids_of_template(if is_template { entry.body } else { "" });
        let ids = ids.into_iter().map(SmolStr::new).collect();
        Change::Asset(path, Asset { bytes, pixels: entry.pixels, front_matter, ids, ..Asset::default() })
    }

    /// Takes in the texts of a page.
    #[track_caller]
    fn cells(&mut self, entry: &Entry<'_>) {
        assert!(entry.pixels.is_none(), "`{}` is a text and has no size in pixels", entry.path);
        let path = &entry.path;
        if path.kind() != FileKind::Notebook || entry.body.starts_with('{') {
            return self.take(FileId::from(path.clone()), entry.body);
        }
        let mut cell: Option<(FileId, String)> = None;
        let mut number = 0;
        for line in entry.body.split_inclusive('\n') {
            let Some(kind) = line.strip_prefix("%% ") else {
                match &mut cell {
                    Some((_, text)) => text.push_str(line),
                    None => assert!(number > 0, "`{path}` does not begin with a cell, `%% markdown`"),
                }
                continue;
            };
            if let Some((file, text)) = cell.take() {
                self.take(file, text.trim_end_matches('\n'));
            }
            let mut words = kind.split_whitespace();
            let kind = words.next().unwrap_or_default();
            self.attachments.entry(path.clone()).or_default().insert(number, words.map(SmolStr::new).collect());
            match kind {
                "markdown" => cell = Some((FileId { path: path.clone(), cell: Some(number) }, String::new())),
                "raw" => {
                    let file = FileId { path: path.clone(), cell: Some(number) };
                    self.raw.insert(file.clone());
                    cell = Some((file, String::new()));
                }
                "code" => {}
                kind => panic!("`{path}` has a cell of the unknown kind `{kind}`"),
            }
            number += 1;
        }
        if let Some((file, text)) = cell {
            self.take(file, text.trim_end_matches('\n'));
        }
    }

    /// Takes in one text: its cursors and marks are taken out of it.
    #[track_caller]
    fn take(&mut self, file: FileId, body: &str) {
        let mut text = String::new();
        let mut last_line: Option<usize> = None;
        for line in body.split_inclusive('\n') {
            if let Some((column, width, said)) = mark(line) {
                let start = last_line.unwrap_or_else(|| panic!("nothing stands above the marks of `{said}`"));
                let range = columns(&text, start, column, width, said);
                self.marks.push((FileRange { file: file.clone(), range }, said.to_owned()));
                continue;
            }
            last_line = Some(text.len());
            let mut rest = line;
            while let Some(at) = rest.find("$0") {
                let (before, after) = (&rest[..at], &rest[at + 2..]);
                if let Some(before) = before.strip_suffix('\\') {
                    text.push_str(before);
                    text.push_str("$0");
                } else {
                    text.push_str(before);
                    self.cursors.push(FilePos { file: file.clone(), offset: size(text.len()) });
                }
                rest = after;
            }
            text.push_str(rest);
        }
        let known = self.texts.insert(file.clone(), text);
        assert!(known.is_none(), "the fixture has `{}` twice", file.path);
    }

    /// The page of a path, made from the texts that were taken in.
    fn page(&self, path: &SitePath, with_text: bool) -> Page {
        if let (FileKind::Notebook, Some(text)) = (path.kind(), self.texts.get(&FileId::from(path.clone()))) {
            return disk::page_of(&self.site, path, text);
        }
        let is_read = |(file, text): &(&FileId, &String)| {
            file.path == *path && (!self.raw.contains(file) || text.starts_with("---"))
        };
        let texts: Vec<_> = self.texts.iter().filter(is_read).map(|(file, text)| (file, Text::new(text))).collect();
        let glances: Vec<_> = texts.iter().map(|(file, text)| CellGlance::of(text, self.raw.contains(file))).collect();
        let parts = self.site.parts(&glances);
        let sources = texts.into_iter().zip(parts).map(|((file, text), part)| {
            let part = if file.cell.is_some() { part } else { syntax::Part::File };
            let post = syntax::parse(&text, self.site.dialect(path, part));
            Arc::new(Source { file: file.clone(), text: with_text.then_some(text), post: post.into() })
        });
        Page {
            path: path.clone(),
            sources: sources.collect(),
            attachments: self.attachments.get(path).cloned().unwrap_or_default(),
            unreadable: None,
        }
    }
}

/// The files of a fixture.
#[track_caller]
fn entries(fixture: &str) -> Vec<Entry<'_>> {
    let mut headers: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    for line in fixture.split_inclusive('\n') {
        assert!(!line.trim_start().starts_with("//-") || line.starts_with("//- /"), "a malformed header: {line:?}");
        if line.starts_with("//- /") {
            headers.push((at, at + line.len()));
        }
        at += line.len();
    }
    let first = headers.first().map_or(fixture.len(), |(start, _)| *start);
    let unnamed = &fixture[..first];
    let unnamed = unnamed.strip_prefix('\n').unwrap_or(unnamed);
    let mut entries = Vec::new();
    if !unnamed.is_empty() {
        let path = SitePath::new("_posts/2020-01-01-post.md");
        entries.push(Entry { path, pixels: None, bytes: None, body: unnamed });
    }
    for (i, (start, end)) in headers.iter().enumerate() {
        let next = headers.get(i + 1).map_or(fixture.len(), |(start, _)| *start);
        entries.push(entry(&fixture[*start..*end], &fixture[*end..next]));
    }
    assert!(!entries.is_empty(), "the fixture is empty");
    entries
}

/// One file from its header: `//- /path`, then `640x480` and `2048B` where given. A path may hold spaces.
#[track_caller]
fn entry<'a>(header: &str, body: &'a str) -> Entry<'a> {
    let mut path = header["//- ".len()..].trim_end();
    let (mut pixels, mut bytes) = (None, None);
    while let Some((before, word)) = path.rsplit_once(' ') {
        if let Some(size) = word.strip_suffix('B').and_then(|digits| digits.parse().ok()) {
            bytes = Some(size);
        } else if let Some((width, height)) = word.split_once('x')
            && let (Ok(width), Ok(height)) = (width.parse(), height.parse())
        {
            pixels = Some((width, height));
        } else {
            break;
        }
        path = before.trim_end();
    }
    let name = SitePath::new(path);
    assert!(path == format!("/{name}"), "`{path}` is not written as `/{name}`");
    Entry { path: name, pixels, bytes, body }
}

/// What a line of marks says: its column and width in characters, and the expectation.
#[track_caller]
fn mark(line: &str) -> Option<(usize, usize, &str)> {
    let marks = line.trim_start_matches(' ');
    let said = marks.trim_start_matches('^');
    let width = marks.len() - said.len();
    if width == 0 || !(said.trim_end().is_empty() || said.starts_with(' ')) {
        return None;
    }
    let said = said.trim();
    assert!(!said.is_empty(), "marks without an expectation: {line:?}");
    Some((line.len() - marks.len(), width, said))
}

/// The bytes of some columns of the line that starts at `start`.
#[track_caller]
fn columns(text: &str, start: usize, column: usize, width: usize, said: &str) -> TextRange {
    let line = text[start..].trim_end_matches('\n');
    let ends: Vec<usize> = line.char_indices().map(|(at, _)| at).chain([line.len()]).collect();
    match (ends.get(column), ends.get(column + width)) {
        (Some(from), Some(to)) => TextRange::new(size(start + from), size(start + to)),
        _ => panic!("the marks of `{said}` stand beyond the end of {line:?}"),
    }
}

fn size(n: usize) -> TextSize {
    TextSize::try_from(n).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, cell: Option<u32>) -> FileId {
        FileId { path: SitePath::new(path), cell }
    }

    fn range(start: u32, end: u32) -> TextRange {
        TextRange::new(start.into(), end.into())
    }

    #[test]
    fn files_images_and_settings_become_a_site() {
        let fixture = Fixture::new(
            "
The post.
//- /_config.yml
baseurl: /blog
//- /images/a b.png 640x480 2048B
//- /files/table.csv
1,2
",
        );
        let site = &fixture.site;
        assert_eq!(fixture.text(&file("_posts/2020-01-01-post.md", None)), "The post.\n");
        assert_eq!(site.pages().count(), 1);
        assert!(site.pages().all(|page| page.sources.iter().all(|source| source.text.is_some())));
        let image = site.asset(&SitePath::new("images/a b.png")).unwrap();
        assert_eq!((image.pixels, image.bytes), (Some((640, 480)), 2048));
        assert_eq!(site.asset(&SitePath::new("files/table.csv")).unwrap().bytes, 4);
        assert_eq!(site.settings().baseurl, "/blog");
    }

    #[test]
    fn a_cursor_opens_its_file() {
        let fixture = Fixture::new("//- /a.md\nprice \\$0, $0here\n//- /b.md\nother\n");
        let cursor = fixture.cursor();
        assert_eq!(cursor, &FilePos { file: file("a.md", None), offset: 10.into() });
        assert_eq!(fixture.text(&cursor.file), "price $0, here\n");
        assert!(fixture.site.source(&cursor.file).unwrap().text.is_some());
        assert!(fixture.site.source(&file("b.md", None)).unwrap().text.is_none());
    }

    #[test]
    fn two_cursors_select() {
        let fixture = Fixture::new("one $0two$0 three\n");
        assert_eq!(fixture.selection().range, range(4, 7));
    }

    #[test]
    fn marks_stand_under_characters() {
        let fixture = Fixture::new("é🚀 two\n   ^^^ a word\n^ a letter\nlast\n");
        let post = file("_posts/2020-01-01-post.md", None);
        assert_eq!(fixture.text(&post), "é🚀 two\nlast\n");
        let found = |range| FileRange { file: post.clone(), range };
        fixture.expect([(found(range(7, 10)), "a word".into()), (found(range(0, 2)), "a letter".into())]);
    }

    #[test]
    fn cells_are_counted_among_all_cells() {
        let fixture = Fixture::new(
            "//- /_notebooks/x.ipynb
%% markdown
# Title
%% code
print(1)
%% markdown
Text $0

%% raw
x
",
        );
        assert_eq!(fixture.files().map(|file| file.cell).collect::<Vec<_>>(), [Some(0), Some(2), Some(3)]);
        assert_eq!(fixture.text(&file("_notebooks/x.ipynb", Some(0))), "# Title");
        assert_eq!(fixture.cursor(), &FilePos { file: file("_notebooks/x.ipynb", Some(2)), offset: 5.into() });
        let page = fixture.site.page(&SitePath::new("_notebooks/x.ipynb")).unwrap();
        let parts: Vec<_> = page.sources.iter().map(|source| source.post.dialect().part).collect();
        assert_eq!(parts, [syntax::Part::FirstCell, syntax::Part::Cell]);
    }

    /// What a malformed fixture is refused with.
    fn refusal(fixture: &str) -> String {
        let _alone = PANICS.lock().unwrap_or_else(PoisonError::into_inner);
        let refused = std::panic::catch_unwind(|| Fixture::new(fixture)).map(|_| ()).unwrap_err();
        refused.downcast_ref::<String>().cloned().unwrap_or_else(|| (*refused.downcast_ref::<&str>().unwrap()).into())
    }

    #[test]
    fn a_malformed_fixture_fails_loudly() {
        for (fixture, why) in [
            ("", "is empty"),
            (" //- /a.md\n", "a malformed header"),
            ("//- a.md\n", "a malformed header"),
            ("//- /a/../b.md\n", "is not written as `/b.md`"),
            ("//- /a.md\nx\n//- /a.md\ny\n", "twice"),
            ("^ said\n", "nothing stands above"),
            ("word\n   ^^ said\n", "beyond the end"),
            ("word\n^^\n", "without an expectation"),
            ("$0 $0 $0\n", "one `$0`"),
            ("//- /a.ipynb\ntext\n", "does not begin with a cell"),
            ("//- /a.ipynb\n%% mardown\n", "unknown kind"),
            ("//- /a.png 1x1\nbody\n", "a size in pixels and a body"),
        ] {
            let said = refusal(fixture);
            assert!(said.contains(why), "{fixture:?} is refused with {said:?}");
        }
    }
}
