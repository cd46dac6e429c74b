//! `manicule check` on files as they lie on real disks: odd names, links in circles, line endings of Windows; and where
//! standard error is a terminal.

#![cfg(unix)]

use std::ffi::OsStr;
use std::io::Read as _;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Stdio};
use std::{fs, io};

use expect_test::expect;

use crate::check::{Ran, check};
use crate::disk::Folder;

/// A blog with one post, whose lines end as on Windows and whose path has spaces and an emoji.
fn blog(name: &str) -> Folder {
    Folder::new(name).file("_config.yml", "").file(POST, "---\r\ntitle: x\r\n---\r\n\r\nA 😀 claim.[^1]\r\nB.\r\n")
}

const POST: &str = "_posts/2020-01-05-a walk 😀.md";

fn is_one_finding(ran: &Ran) {
    assert_eq!((ran.code, ran.err.as_str()), (Some(1), ""));
    expect![[r#"
        warning[undefined-footnote]: footnote `1` has no text on this page: readers see the brackets as typed; write the note, `[^1]: …`
         --> _posts/2020-01-05-a walk 😀.md:5:11
          |
        5 | A 😀 claim.[^1]
          |            ^^^^

        1 page checked: 1 warning on 1 page
    "#]]
    .assert_eq(&ran.out);
}

#[test]
fn spaces_emoji_and_the_line_endings_of_windows_stay_out_of_the_way() {
    let blog = blog("odd_names");
    is_one_finding(&check(&blog, &[] as &[&str]));
    is_one_finding(&check(&blog, &[POST]));
}

#[test]
fn links_in_circles_end() {
    let blog = blog("odd_links")
        .link("_posts/2020-01-01-circle.md", "2020-01-01-circle.md")
        .link("_posts/2020-01-02-dangling.md", "nowhere.md")
        .link("_posts/up", "..")
        .link("loop", ".")
        .link("images/a", "b")
        .link("images/b", "a");
    is_one_finding(&check(&blog, &[] as &[&str]));
    let ran = check(&blog, &["_posts/2020-01-01-circle.md", "_posts/2020-01-02-dangling.md"]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.lines().count()), (Some(2), "", 2));
    assert!(ran.err.lines().all(|line| line.contains("` cannot be checked: ")), "{}", ran.err);
}

#[test]
fn a_name_that_is_not_utf8_is_told() {
    let blog = blog("odd_bytes");
    let name = OsStr::from_bytes(b"_posts/2020-01-04-caf\xe9.md");
    if fs::write(blog.path("").join(name), "A.[^1]\n").is_err() {
        eprintln!("SKIPPED: this disk takes no such name");
        return;
    }
    let ran = check(&blog, &["--format", "github"]);
    assert_eq!((ran.code, ran.err.as_str(), ran.out.lines().count()), (Some(1), "", 2));
    assert!(ran.out.starts_with("::error file=_posts/2020-01-04-caf\u{fffd}.md,line=1,"), "{}", ran.out);
    let ran = check(&blog, &[name]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    expect![[r#"
        manicule: `_posts/2020-01-04-caf�.md` cannot be checked: its name is not UTF-8
    "#]]
    .assert_eq(&ran.err);
}

#[test]
fn a_post_that_may_not_be_read_is_a_finding() {
    let blog = blog("odd_mode");
    fs::set_permissions(blog.path(POST), fs::Permissions::from_mode(0o0)).unwrap();
    if fs::read(blog.path(POST)).is_ok() {
        eprintln!("SKIPPED: this user may read everything");
        return;
    }
    let ran = check(&blog, &["--format", "github"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(1), ""));
    assert!(ran.out.contains("title=unreadable-file::this file cannot be read: Permission denied"), "{}", ran.out);
}

#[test]
fn a_pipe_is_never_waited_for() {
    let blog = blog("odd_pipe");
    let made = Command::new("mkfifo").arg(blog.path("_posts/2020-01-01-pipe.md")).status().unwrap();
    assert!(made.success());
    is_one_finding(&check(&blog, &[] as &[&str]));
    assert_eq!(check(&blog, &["_posts/2020-01-01-pipe.md"]).code, Some(0));
}

/// Runs a check on a terminal, which `script` makes, and lets `git` answer once the check says that it is at work.
fn on_a_terminal(blog: &Folder) -> io::Result<String> {
    let check = format!("{} check --since HEAD", env!("CARGO_BIN_EXE_manicule"));
    let path = format!("{}:{}", blog.path("bin").display(), std::env::var("PATH").unwrap_or_default());
    let mut child = Command::new("script")
        .args(["-qec", &check, "/dev/null"])
        .current_dir(blog.path(""))
        .env("PATH", path)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut screen = child.stdout.take().unwrap();
    let (mut said, mut part, mut waits) = (String::new(), [0; 256], true);
    loop {
        let count = screen.read(&mut part)?;
        said += &String::from_utf8_lossy(&part[..count]);
        if waits && said.contains("looking for posts") {
            waits = false;
            // `git` reads from this pipe: whoever writes to it lets it go on.
            fs::write(blog.path("gate"), "")?;
        }
        if count == 0 {
            child.wait()?;
            return Ok(said);
        }
    }
}

/// The checks of all other tests say nothing of progress, however long they take, as their errors go to a pipe.
#[test]
fn progress_is_shown_on_a_terminal_and_leaves_no_trace() {
    let blog = blog("odd_terminal").file("bin/git", "#!/bin/sh\ncat gate 2>/dev/null\nrm -f gate\n");
    fs::set_permissions(blog.path("bin/git"), fs::Permissions::from_mode(0o755)).unwrap();
    assert!(Command::new("mkfifo").arg(blog.path("gate")).status().unwrap().success());
    let Ok(said) = on_a_terminal(&blog) else {
        eprintln!("SKIPPED: there is no `script` to make a terminal");
        return;
    };
    let (before, after) = said.rsplit_once("\r\u{1b}[K").unwrap();
    assert!(before.contains("\r\u{1b}[Klooking for posts"), "{said:?}");
    assert!(after.contains("0 pages checked in "), "{said:?}");
}
