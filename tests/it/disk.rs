//! Folders as they lie on disk, read into changes of a site.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use expect_test::{Expect, expect};
use manicule::disk::{self, Root};
use manicule::site::{Change, Site, SitePath};

/// A folder of its own for one test, made anew.
pub struct Folder(PathBuf);

impl Folder {
    /// An empty folder that no other test uses.
    pub fn new(name: &str) -> Folder {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        if path.exists() {
            fs::remove_dir_all(&path).unwrap();
        }
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    /// A folder that an earlier run of the test filled and kept, as filling it takes long.
    pub fn kept(name: &str) -> Option<Folder> {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        path.join(".kept").exists().then_some(Folder(path))
    }

    /// Keeps the folder as it is for later runs.
    pub fn keep(self) -> Folder {
        self.file(".kept", "")
    }

    /// Adds a file.
    pub fn file(self, path: &str, bytes: impl AsRef<[u8]>) -> Folder {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    /// Adds a symbolic link.
    #[cfg(unix)]
    pub fn link(self, path: &str, target: &str) -> Folder {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(target, path).unwrap();
        self
    }

    /// Where a path of the folder lies.
    pub fn path(&self, path: &str) -> PathBuf {
        self.0.join(path)
    }
}

/// A picture of a size: the head of a PNG, which is all that sizes are read from.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend(b"\x08\x02\0\0\0");
    bytes
}

fn listed(changes: &[Change]) -> String {
    let mut list = String::new();
    for change in changes {
        match change {
            Change::Config(path, text) => writeln!(list, "config {path} ({} bytes)", text.len()),
            Change::Asset(path, asset) => {
                let link = if asset.symlink { " link" } else { "" };
                let pixels = asset.pixels.map(|(width, height)| format!(" {width}x{height}")).unwrap_or_default();
                writeln!(list, "asset {path} ({} bytes{pixels}{link})", asset.bytes)
            }
            Change::Page(page) => {
                let cells: Vec<u32> = page.sources.iter().filter_map(|source| source.file.cell).collect();
                let cells = if cells.is_empty() { String::new() } else { format!(" cells {cells:?}") };
                let why = page.unreadable.as_ref().map(|it| format!(": {}", it.message)).unwrap_or_default();
                writeln!(list, "page {}{cells}{why}", page.path)
            }
            Change::Removed(path) => writeln!(list, "removed {path}"),
            _ => panic!("the disk opens no page: {change:?}"),
        }
        .unwrap();
    }
    list
}

#[track_caller]
fn check(folder: &Path, expected: Expect) {
    let contents = disk::read(&Root::of(folder).unwrap());
    assert!(contents.blogs.is_empty(), "{:?}", contents.blogs);
    expected.assert_eq(&listed(&contents.changes));
}

#[track_caller]
fn look(folder: &Folder, path: &str, expected: Expect) {
    let root = Root::of(&folder.path("")).unwrap();
    expected.assert_eq(&listed(&[disk::look(&root, &Site::default(), &SitePath::new(path))]));
}

#[test]
fn ids_of_layouts_and_includes_are_read_and_read_again() {
    let folder = Folder::new("templates")
        .file("_config.yml", "title: x")
        .file("_layouts/post.html", "<main id=\"words\">{{ content }}</main>")
        .file("_includes/foot.html", "<p id='foot'>")
        .file("page.html", "<p id='page'>");
    let root = Root::of(&folder.path("")).unwrap();
    let site = disk::read(&root).changes.into_iter().fold(Site::default(), Site::apply);
    assert_eq!(["words", "foot", "page"].map(|id| site.is_id_of_templates(id)), [true, true, false]);
    let _folder = folder.file("_layouts/post.html", "<main id=\"text\">");
    let look = disk::look(&root, &site, &SitePath::new("_layouts/post.html"));
    let site = site.apply(look);
    assert_eq!(["words", "text"].map(|id| site.is_id_of_templates(id)), [false, true]);
}

#[test]
fn a_blog_is_settings_then_assets_then_pages() {
    let folder = Folder::new("a_blog")
        .file("_config.yml", "baseurl: /blog\n")
        .file("_plugins/footnote.rb", "# fn")
        .file("_posts/2020-07-14-icml.md", "Hello")
        .file("_notebooks/2020-07-14-icml.ipynb", r#"{"cells": [{"cell_type": "markdown", "source": "a"}]}"#)
        .file("_notebooks/my_icons/icml.png", png(3, 2))
        .file("images/logo.svg", "<svg width='8' height='9'>")
        .file("README.markdown", "");
    check(
        &folder.path("_posts/2020-07-14-icml.md"),
        expect![[r#"
            config _config.yml (15 bytes)
            config _plugins/footnote.rb (4 bytes)
            asset _notebooks/my_icons/icml.png (29 bytes)
            asset images/logo.svg (26 bytes)
            page README.markdown
            page _notebooks/2020-07-14-icml.ipynb cells [0]
            page _posts/2020-07-14-icml.md
        "#]],
    );
    look(&folder, "_notebooks/my_icons/icml.png", expect!["asset _notebooks/my_icons/icml.png (29 bytes 3x2)\n"]);
    look(&folder, "images/logo.svg", expect!["asset images/logo.svg (26 bytes 8x9)\n"]);
    look(&folder, "_config.yml", expect!["config _config.yml (15 bytes)\n"]);
    look(&folder, "_posts/2020-07-14-icml.md", expect!["page _posts/2020-07-14-icml.md\n"]);
    look(&folder, "_posts/gone.md", expect!["removed _posts/gone.md\n"]);
    look(&folder, "_posts", expect!["removed _posts\n"]);
    look(&folder, "../a_blog/_config.yml", expect!["config ../a_blog/_config.yml (15 bytes)\n"]);
}

#[test]
fn what_tools_made_is_no_part_of_the_blog() {
    let folder = Folder::new("generated")
        .file("_config.yml", "")
        .file(".gitignore", "images/\n")
        .file("images/kept.png", "")
        .file("_site/index.md", "")
        .file("node_modules/x/README.md", "")
        .file(".jekyll-cache/a.md", "")
        .file(".ipynb_checkpoints/a.ipynb", "")
        .file("vendor/bundle/a.md", "")
        .file("env/pyvenv.cfg", "")
        .file("env/lib/README.md", "")
        .file("cache/CACHEDIR.TAG", "")
        .file("cache/README.md", "")
        .file(".#draft.md", "");
    check(
        &folder.path(""),
        expect![[r#"
            config _config.yml (0 bytes)
            asset .#draft.md (0 bytes)
            asset .gitignore (8 bytes)
            asset images/kept.png (0 bytes)
        "#]],
    );
}

#[test]
fn the_built_site_is_no_part_of_the_blog() {
    let folder = Folder::new("output")
        .file("hugo.toml", "baseURL = \"https://example.org/\"\n")
        .file("content/a.md", "")
        .file("public/a/index.md", "")
        .file("static/public/a.png", "");
    check(
        &folder.path(""),
        expect![[r#"
        config hugo.toml (33 bytes)
        asset static/public/a.png (0 bytes)
        page content/a.md
    "#]],
    );
}

#[test]
fn what_cannot_be_read_is_a_page_that_says_why() {
    let folder = Folder::new("unreadable")
        .file("_config.yml", "title: \u{e9}".chars().map(|c| c as u8).collect::<Vec<u8>>())
        .file("latin1.md", b"a\ncaf\xe9")
        .file("utf16.md", b"\xff\xfea\0")
        .file("long.md", vec![b'a'; 1 + (16 << 20)])
        .file("broken.ipynb", "{\"cells\": [\n")
        .file("list.ipynb", "[]");
    check(
        &folder.path(""),
        expect![[r#"
            config _config.yml (10 bytes)
            page broken.ipynb: this notebook cannot be read, line 2, column 0: EOF while parsing a list
            page latin1.md: this file is not UTF-8 from line 2 on, byte 5: save it as UTF-8
            page list.ipynb: this file is no notebook: it has to hold one JSON object
            page long.md: this file is longer than 16 MiB: nothing of it is checked
            page utf16.md: this file is UTF-16, which no blog generator reads: save it as UTF-8
        "#]],
    );
}

#[cfg(unix)]
#[test]
fn links_are_followed_within_the_folder_and_never_in_circles() {
    Folder::new("outside_of_links").file("secret.md", "").file("secret.png", "");
    let folder = Folder::new("links")
        .file("_config.yml", "")
        .file("posts/a.md", "")
        .file("posts/a.png", "12")
        .link("posts/loop", ".")
        .link("posts/up", "..")
        .link("copy", "posts")
        .link("other.png", "posts/a.png")
        .link("dangling.md", "nowhere.md")
        .link("circle.md", "circle.md")
        .link("out", "../outside_of_links")
        .link("out.md", "../outside_of_links/secret.md");
    check(
        &folder.path(""),
        expect![[r#"
            config _config.yml (0 bytes)
            asset copy/a.png (2 bytes link)
            asset other.png (2 bytes link)
            asset out (0 bytes link)
            asset out.md (0 bytes link)
            asset posts/a.png (2 bytes)
            page copy/a.md
            page posts/a.md
        "#]],
    );
    look(&folder, "out.md", expect!["asset out.md (0 bytes link)\n"]);
    look(&folder, "out/secret.png", expect!["removed out/secret.png\n"]);
}

#[cfg(unix)]
#[test]
fn a_name_that_is_not_utf8_is_told_where_it_is_a_page() {
    use std::os::unix::ffi::OsStrExt;
    let folder = Folder::new("names").file("_config.yml", "").file("with space \u{1f600}.md", "");
    let name = |bytes: &'static [u8]| folder.path("").join(std::ffi::OsStr::from_bytes(bytes));
    fs::write(name(b"caf\xe9.md"), "").unwrap();
    fs::write(name(b"caf\xe9.png"), "").unwrap();
    check(
        &folder.path(""),
        expect![[r#"
            config _config.yml (0 bytes)
            page caf�.md: the name of this file is not UTF-8: no page can link to it, and nothing of it is checked
            page with space 😀.md
        "#]],
    );
}

#[test]
fn a_folder_of_blogs_is_read_without_them() {
    let folder = Folder::new("blogs")
        .file("manicule.toml", "")
        .file("README.md", "")
        .file("one/_config.yml", "")
        .file("one/post.md", "")
        .file("one/docs/_config.yml", "")
        .file("two/hugo.toml", "");
    fs::remove_file(folder.path("manicule.toml")).unwrap();
    fs::create_dir(folder.path(".git")).unwrap();
    let contents = disk::read(&Root::of(&folder.path("")).unwrap());
    expect!["page README.md\n"].assert_eq(&listed(&contents.changes));
    let blogs: Vec<_> = contents.blogs.iter().map(|blog| blog.folder().to_path_buf()).collect();
    assert_eq!(blogs, [folder.path("one"), folder.path("two")]);
}

#[test]
fn a_closed_page_gives_its_text_again() {
    let folder = Folder::new("closed")
        .file("_config.yml", "")
        .file("a.md", "# A\n")
        .file("b.ipynb", r#"{"cells": [{"cell_type": "code"}, {"cell_type": "markdown", "source": ["b\n", "c"]}]}"#);
    let root = Root::of(&folder.path("")).unwrap();
    let text = |path: &str, cell| {
        let file = manicule::site::FileId { path: SitePath::new(path), cell };
        disk::read_text(&root, &file).map(|text| text.to_string())
    };
    assert_eq!(text("a.md", None).as_deref(), Some("# A\n"));
    assert_eq!(text("b.ipynb", Some(1)).as_deref(), Some("b\nc"));
    assert_eq!(text("b.ipynb", Some(0)), None);
    assert_eq!(text("gone.md", None), None);
}

#[test]
fn a_path_of_the_folder_has_a_name_in_the_site() {
    let folder = Folder::new("paths").file("_config.yml", "").file("_posts/a.md", "");
    let root = Root::of(&folder.path("_posts")).unwrap();
    assert_eq!(root.folder(), folder.path(""));
    assert_eq!(root.site_path(&folder.path("_posts/../_posts/./a.md")), Some(SitePath::new("_posts/a.md")));
    assert_eq!(root.site_path(&folder.path("..")), None);
    assert_eq!(Root::of(&folder.path("_posts/new.md")).unwrap(), root);
    assert!(Root::of(Path::new("/no such folder/a.md")).is_err());
}
