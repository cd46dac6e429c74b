//! A writer who types letters in one post of a fastpages blog: near one place, with a jump every fifty keys.

use std::hint::black_box;

use manicule::ide::{self, Config, Diagnostic, Known};
use manicule::site::{Asset, Attachments, Change, FileId, Page, Site, SitePath, Source};
use manicule::syntax::{Dialect, Part, Post, parse, reparse};
use manicule::text::{Edit, Text, TextRange, TextSize};

/// How the post is read.
pub const DIALECT: Dialect = Dialect { part: Part::File, liquid: true, kramdown: true };

/// The post's path in its blog.
pub const PATH: &str = "_posts/2020-01-01-made.md";

/// The files that make a folder a fastpages blog.
pub const BLOG: [(&str, &str); 4] = [
    ("_config.yml", "theme: minima\n"),
    ("_action_files/settings.ini", "[DEFAULT]\n"),
    ("_plugins/footnote.rb", "Liquid::Template.register_tag('fn', FootnoteTag)\n"),
    ("_plugins/footnote-detail.rb", "def fndetail(input, id)\n"),
];

/// The post, and where the writer types in it.
pub struct Writer {
    site: Site,
    file: FileId,
    text: Text,
    post: Post,
    place: Places,
    known: Known,
}

/// A letter that was typed and not read yet.
pub struct Typed {
    post: Post,
    text: Text,
    edit: Edit,
}

impl Typed {
    /// Reads the post again.
    pub fn read(&self) -> Post {
        reparse(&self.post, &self.text, &self.edit)
    }
}

/// The places at which letters are typed.
pub struct Places {
    key: u32,
    state: u64,
    at: u32,
}

impl Default for Places {
    fn default() -> Places {
        Places { key: 0, state: 88_172_645_463_325_252, at: 0 }
    }
}

impl Places {
    /// Has the next letter go elsewhere.
    pub fn jump(&mut self) {
        self.key = self.key.next_multiple_of(50);
    }

    /// Where the next letter goes.
    pub fn next(&mut self, text: &Text) -> u32 {
        if self.key.is_multiple_of(50) {
            self.state ^= self.state << 13;
            self.state ^= self.state >> 7;
            self.state ^= self.state << 17;
            let near = (self.state % u64::from(u32::from(text.len()))) as u32;
            let line = text.line_of(TextSize::new(near));
            let end = u32::from(text.line_end(line));
            self.at = (u32::from(text.line_start(line)) + 2).min(end);
        }
        self.key += 1;
        self.at += 1;
        self.at - 1
    }
}

/// A blog that has all images of a text.
pub fn blog(text: &str) -> Site {
    let config = BLOG.iter().map(|(path, text)| Change::Config(SitePath::new(path), (*text).into()));
    let post = parse(&Text::new(text), DIALECT);
    let images = post.images().filter_map(|image| image.target);
    let images = images.map(|name| Change::Asset(SitePath::new(&format!("_posts/{}", name.text)), Asset::default()));
    config.chain(images).fold(Site::default(), Site::apply)
}

impl Writer {
    /// Opens a text in a blog that has all of its images.
    pub fn open(text: &str) -> Writer {
        Writer::open_in(blog(text), text)
    }

    /// Opens a text in a blog that is read.
    pub fn open_in(site: Site, text: &str) -> Writer {
        let path = SitePath::new(PATH);
        let rope = Text::new(text);
        let post = parse(&rope, DIALECT);
        let source = Source { file: path.clone().into(), text: Some(rope.clone()), post: post.clone().into() };
        let page = Page {
            path: path.clone(),
            sources: vec![source.into()],
            attachments: Attachments::new(),
            unreadable: None,
        };
        let site = site.apply(Change::Open(page));
        Writer { site, file: path.into(), text: rope, post, place: Places::default(), known: Known::default() }
    }

    /// Types a letter, to be read by whoever measures that.
    pub fn typed(&mut self) -> Typed {
        let before = self.post.clone();
        let edit = self.key();
        self.post = reparse(&before, &self.text, &edit);
        Typed { post: before, text: self.text.clone(), edit }
    }

    fn key(&mut self) -> Edit {
        let at = TextSize::new(self.place.next(&self.text));
        let edit = Edit { range: TextRange::empty(at), insert: "e".to_owned() };
        self.text.edit(&edit);
        edit
    }

    /// Types a letter, which the blog takes in.
    pub fn letter(&mut self) {
        let edit = self.key();
        self.post = reparse(&self.post, &self.text, &edit);
        let source = Source { file: self.file.clone(), text: Some(self.text.clone()), post: self.post.clone().into() };
        self.site = std::mem::take(&mut self.site).apply(Change::Edited(source));
    }

    /// What an editor shows under the text.
    pub fn diagnostics(&mut self) -> Vec<Diagnostic> {
        black_box(ide::findings_again(&self.site, &self.file, &Config::default(), &|_| None, &mut self.known))
    }
}
