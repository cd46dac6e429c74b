//! What a disk can do to a server: files that may not be read, that never end, that are many or long, that change while
//! they are read. Each is tried, and the server stays right.

use std::fs;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::client::{Client, Folder, range};

const POST: &str = "_posts/2020-01-01-post.md";

fn blog() -> Folder {
    Folder::new(&[("_config.yml", "title: A blog\n"), (POST, "# On disk\n")])
}

/// How many findings of the next ones the server tells of, once that is so many.
#[track_caller]
fn comes_to(client: &mut Client, uri: &str, expected: usize) {
    while client.diagnostics(uri).len() != expected {}
}

/// The names of the symbols of the blog that a query finds.
#[track_caller]
fn symbols(client: &mut Client, query: &str) -> Vec<String> {
    let found = client.ask("workspace/symbol", json!({"query": query}));
    let names = found.as_array().into_iter().flatten().map(|it| it["name"].as_str().unwrap());
    names.map(|name| name.trim_start_matches('#').trim_start().to_owned()).collect()
}

/// Asks until a query finds a heading, which takes the server a look at the disk.
#[track_caller]
fn finds(client: &mut Client, name: &str) {
    let end = Instant::now() + Duration::from_secs(60);
    while !symbols(client, name).iter().any(|it| it == name) {
        assert!(Instant::now() < end, "{name} is not found: {:?}", symbols(client, ""));
    }
}

/// A server whom the system lets do no more than it lets anybody: who may read everything is refused nothing.
#[cfg(unix)]
fn of_nobody(elsewhere: &Folder) -> Client {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    use std::os::unix::process::CommandExt as _;
    if fs::metadata(elsewhere.path()).unwrap().uid() != 0 {
        return Client::start();
    }
    let server = elsewhere.path().join("manicule");
    fs::copy(env!("CARGO_BIN_EXE_manicule"), &server).unwrap();
    fs::set_permissions(&server, fs::Permissions::from_mode(0o755)).unwrap();
    const NOBODY: u32 = 65534;
    Client::start_by(Command::new(&server).arg("server").uid(NOBODY).gid(NOBODY))
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_is_told_and_read_once_it_may() {
    use std::os::unix::fs::PermissionsExt as _;
    let blog = blog();
    blog.write("closed.md", "# Closed\n");
    blog.write("images/a.png", crate::disk::png(3, 2));
    blog.write("_config.yml", "title: A blog\n");
    let permit = |path: &str, mode| {
        fs::set_permissions(blog.path().join(path), fs::Permissions::from_mode(mode)).unwrap();
    };
    permit("closed.md", 0o000);
    permit("images", 0o000);
    let elsewhere = Folder::new(&[]);
    let mut client = of_nobody(&elsewhere);
    let folders = json!([{"uri": blog.uri(""), "name": "blog"}]);
    client.ask("initialize", json!({"capabilities": {}, "workspaceFolders": folders}));
    client.notify("initialized", json!({}));
    let uri = blog.uri(POST);
    // Who builds the blog may not see the picture either.
    assert_eq!(client.show(&uri, "![](/images/a.png)\n").len(), 1);
    assert!(symbols(&mut client, "Closed").is_empty());
    assert!(client.headings(&blog.uri("closed.md")).is_empty());
    // The text of the editor counts, whatever becomes of the file.
    let closed = blog.uri("closed.md");
    client.notify(
        "textDocument/didOpen",
        json!({"textDocument": {"uri": closed, "languageId": "markdown", "version": 1, "text": "# Open\n"}}),
    );
    assert_eq!(client.headings(&closed), ["Open"]);
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": closed}}));
    assert!(client.headings(&closed).is_empty());
    client.settle_quietly();
    permit("images", 0o755);
    permit("closed.md", 0o644);
    comes_to(&mut client, &uri, 0);
    assert_eq!(client.headings(&closed), ["Closed"]);
    client.leave_quietly();
}

#[cfg(unix)]
#[test]
fn pipes_devices_and_folders_are_no_files() {
    let blog = blog();
    for name in ["pipe.md", "pipe.png", "pipe.html", "manicule.toml"] {
        assert!(Command::new("mkfifo").arg(blog.path().join(name)).status().unwrap().success());
    }
    for name in ["folder.png", "folder.md", "_posts/2020-01-02-folder.md"] {
        fs::create_dir_all(blog.path().join(name)).unwrap();
    }
    for (name, target) in [("zero.png", "/dev/zero"), ("zero.md", "/dev/zero"), ("self.png", "/proc/self/mem")] {
        std::os::unix::fs::symlink(target, blog.path().join(name)).unwrap();
    }
    let mut client = Client::open(&blog, json!({}));
    let uri = blog.uri(POST);
    let names = ["pipe.png", "folder.png", "zero.png", "self.png", "pipe.md", "pipe.html"];
    let text: String = names.iter().map(|name| format!("![](/{name}) [a](/{name})\n\n")).collect();
    client.show(&uri, &text);
    for line in 0..u32::try_from(names.len()).unwrap() {
        client.ask_at("textDocument/hover", &uri, (2 * line, 6));
        client.ask_at("textDocument/definition", &uri, (2 * line, 6));
    }
    for name in ["pipe.md", "zero.md", "folder.md"] {
        assert!(client.headings(&blog.uri(name)).is_empty());
        client.notify(
            "textDocument/didOpen",
            json!({"textDocument": {"uri": blog.uri(name), "languageId": "markdown", "version": 1, "text": "# A\n"}}),
        );
        assert_eq!(client.headings(&blog.uri(name)), ["A"]);
        client.notify("textDocument/didClose", json!({"textDocument": {"uri": blog.uri(name)}}));
        assert!(client.headings(&blog.uri(name)).is_empty());
    }
    client.settle_quietly();
    client.leave_quietly();
}

#[cfg(unix)]
#[test]
fn a_hover_shows_no_picture_that_a_link_leads_out_to() {
    let outside = Folder::new(&[]);
    outside.write("secret.png", crate::disk::png(3, 2));
    let blog = blog();
    blog.write("manicule.toml", "[hover]\nimage = \"on\"\n");
    blog.write("own.png", crate::disk::png(3, 2));
    let link = |target: std::path::PathBuf, name: &str| {
        std::os::unix::fs::symlink(target, blog.path().join(name)).unwrap();
    };
    link(outside.path().join("secret.png"), "out.png");
    link(blog.path().join("own.png"), "in.png");
    let mut client = Client::open(&blog, json!({"textDocument": {"hover": {"contentFormat": ["markdown"]}}}));
    let uri = blog.uri(POST);
    client.show(&uri, "![](/out.png)\n\n![](/in.png)\n");
    let out = client.ask_at("textDocument/hover", &uri, (0, 8)).to_string();
    assert!(out.contains("out.png") && !out.contains("!["), "{out}");
    let within = client.ask_at("textDocument/hover", &uri, (2, 8)).to_string();
    assert!(within.contains("![]("), "{within}");
    client.leave_quietly();
}

#[test]
fn a_hundred_thousand_files_hold_up_nothing() {
    let folder = crate::check::many();
    let blog = url(&folder.path(""));
    let mut client = Client::start();
    client.ask("initialize", json!({"capabilities": {}, "rootUri": blog}));
    client.notify("initialized", json!({}));
    let uri = format!("{blog}_posts/2021-01-01-new.md");
    let document = json!({"uri": uri, "languageId": "markdown", "version": 1, "text": "![](/blog/images/7/new.png)\n"});
    client.notify("textDocument/didOpen", json!({"textDocument": document}));
    // What is of one text is answered before the folder is read.
    assert!(client.headings(&uri).is_empty());
    // This question is answered once the folder is read.
    assert!(symbols(&mut client, "no such heading").is_empty());
    assert_eq!(client.diagnostics(&uri).len(), 1);
    let new = folder.path("images/7/new.png");
    fs::write(&new, crate::disk::png(3, 2)).unwrap();
    let found = client.diagnostics(&uri).len();
    fs::remove_file(&new).unwrap();
    assert_eq!(found, 0);
    assert_eq!(client.diagnostics(&uri).len(), 1);
    client.settle_quietly();
    client.leave_quietly();
}

fn url(path: &std::path::Path) -> String {
    format!("file://{}/", path.display().to_string().trim_end_matches('/'))
}

#[test]
fn a_notebook_of_fifty_megabytes_is_a_page_like_all_others() {
    let blog = blog();
    let output = format!(r#"{{"data": {{"image/png": "{}"}}}}"#, "iVBORw0KGgo".repeat(1 << 20));
    let code = format!(r#"{{"cell_type": "code", "source": ["1"], "outputs": [{output}]}}"#);
    let cell = |text: &str| format!(r##"{{"cell_type": "markdown", "source": ["{text}"]}}"##);
    let cells = [cell("# First"), code.clone(), code.clone(), code.clone(), code.clone(), code, cell("## Last of all")];
    let notebook = format!(r#"{{"cells": [{}], "nbformat": 4}}"#, cells.join(",\n"));
    assert!(notebook.len() > 50_000_000);
    blog.write("_notebooks/2020-01-01-long.ipynb", notebook);
    let mut client = Client::open(&blog, json!({}));
    assert_eq!(symbols(&mut client, "Last of all"), ["Last of all"]);
    // It is read again when it changes, and gone when it is.
    blog.write("_notebooks/2020-01-01-long.ipynb", format!(r#"{{"cells": [{}]}}"#, cell("# Short")));
    client.show(&blog.uri(POST), "# A\n");
    let changes = json!([{"uri": blog.uri("_notebooks/2020-01-01-long.ipynb"), "type": 2}]);
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": changes}));
    finds(&mut client, "Short");
    assert!(symbols(&mut client, "Last of all").is_empty());
    client.leave_quietly();
}

#[test]
fn files_that_change_while_they_are_read_are_right_in_the_end() {
    let blog = blog();
    let mut client = Client::open(&blog, json!({}));
    let uri = blog.uri(POST);
    client.show(&uri, "![](/images/a.png)\n\n# Open\n");
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let text = "# Half\n\nText.{% fn 1 %}\n".repeat(200);
            while !is_over.load(Ordering::Relaxed) {
                blog.write("_posts/2020-01-02-other.md", &text);
                blog.write("images/a.png", crate::disk::png(3, 2));
                blog.write("_notebooks/2020-01-03-a.ipynb", "{\"cells\": [");
                blog.write("_notebooks/2020-01-03-a.ipynb", "{\"cells\": []}");
                blog.write("_posts/2020-01-02-other.md", "");
                fs::remove_file(blog.path().join("images/a.png")).unwrap();
                fs::remove_file(blog.path().join("_posts/2020-01-02-other.md")).unwrap();
            }
        });
        for version in 2..60 {
            let changes = json!([{"uri": blog.uri("_posts/2020-01-02-other.md"), "type": 2}]);
            client.notify("workspace/didChangeWatchedFiles", json!({"changes": changes}));
            client.change(&uri, version, json!([{"range": range(2, 2, 2), "text": "x"}]));
            client.headings(&blog.uri("_posts/2020-01-02-other.md"));
            assert_eq!(client.headings(&uri)[0].len(), "Open".len() + usize::try_from(version).unwrap() - 1);
        }
        is_over.store(true, Ordering::Relaxed);
    });
    blog.write("_posts/2020-01-02-other.md", "# In the end\n");
    blog.write("images/a.png", crate::disk::png(3, 2));
    finds(&mut client, "In the end");
    // The picture may be seen in a later look at the disk than the post.
    let end = Instant::now() + Duration::from_secs(60);
    let mut hover = || client.ask_at("textDocument/hover", &uri, (0, 8)).to_string();
    while !hover().contains("3 × 2") {
        assert!(Instant::now() < end, "{}", hover());
    }
    client.settle_quietly();
    // Edited once more, the text is told to be right, unless it is told already.
    client.change(&uri, 61, json!([{"text": "![](/images/b.png)\n"}]));
    comes_to(&mut client, &uri, 1);
    client.change(&uri, 62, json!([{"text": "![](/images/a.png)\n"}]));
    comes_to(&mut client, &uri, 0);
    client.leave_quietly();
}

#[test]
fn a_folder_renamed_while_its_posts_are_open() {
    let blog = Folder::new(&[("_config.yml", ""), ("a/one.md", "# One\n"), ("a/two.md", "# Two\n"), ("a/x.png", "")]);
    let mut client = Client::open(&blog, json!({}));
    let one = blog.uri("a/one.md");
    assert!(client.show(&one, "---\n---\n# Typed\n\n![](/a/x.png)\n").is_empty());
    fs::rename(blog.path().join("a"), blog.path().join("b")).unwrap();
    // The client tells of nothing, and keeps the text under its old name.
    comes_to(&mut client, &one, 1);
    assert_eq!(client.headings(&one), ["Typed"]);
    assert_eq!(client.headings(&blog.uri("b/one.md")), ["One"]);
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": one}}));
    assert!(client.headings(&one).is_empty());
    assert_eq!(client.headings(&blog.uri("b/two.md")), ["Two"]);
    client.settle_quietly();
    client.leave_quietly();
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_differ_in_case_are_two_files() {
    let blog = blog();
    let mut client = Client::open(&blog, json!({}));
    let (small, large) = (blog.uri(POST), blog.uri("_posts/2020-01-01-POST.md"));
    client.show(&small, "# Small\n");
    client.show(&large, "# Large\n");
    client.change(&large, 2, json!([{"range": range(0, 7, 7), "text": "!"}]));
    assert_eq!((client.headings(&small), client.headings(&large)), (vec!["Small".into()], vec!["Large!".into()]));
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": large}}));
    assert!(client.headings(&large).is_empty());
    assert_eq!(client.headings(&small), ["Small"]);
    client.settle_quietly();
    client.leave_quietly();
}

#[test]
fn a_picture_that_becomes_a_folder_and_a_picture_again() {
    let blog = blog();
    blog.write("a.png", crate::disk::png(3, 2));
    let mut client = Client::open(&blog, json!({}));
    let uri = blog.uri(POST);
    assert!(client.show(&uri, "![](/a.png)\n").is_empty());
    fs::remove_file(blog.path().join("a.png")).unwrap();
    fs::create_dir(blog.path().join("a.png")).unwrap();
    comes_to(&mut client, &uri, 1);
    fs::remove_dir(blog.path().join("a.png")).unwrap();
    blog.write("a.png", crate::disk::png(3, 2));
    comes_to(&mut client, &uri, 0);
    assert_ne!(client.ask_at("textDocument/hover", &uri, (0, 6)), Value::Null);
    client.settle_quietly();
    client.leave_quietly();
}
