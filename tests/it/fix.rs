//! `manicule check --fix` and `--diff`: what they write, and what they leave alone.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};

use expect_test::expect;

use crate::disk::Folder;

/// How a check went: its exit code, and what it printed.
fn check(folder: &Folder, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_manicule"));
    command.arg("check").args(arguments).current_dir(folder.path("")).stdin(Stdio::null());
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

const POST: &str = "_posts/2020-07-15-walk.md";

/// Two findings that have a safe repair, and one that has none. Marks and line endings are those of Windows.
const TEXT: &str = "\u{feff}---\r\ntitle: A walk\r\ntags: a, b\r\n---\r\nÜber 😀.{% fn 1 %} {% fn 2 %}  \r\n\r\n{{ 'I don't know.' | fndetail: 1 }}\r\n\r\nEnd.";

fn blog(name: &str) -> Folder {
    Folder::new(name)
        .file("_config.yml", "baseurl: /blog\n")
        .file(
            "_plugins/footnote.rb",
            "Liquid::Template.register_tag('fn', FootnoteTag)\ndef fndetail(input, id)\nend\n",
        )
        .file(POST, TEXT)
        .file("_posts/2020-07-16-clean.md", "Nothing  here. \n")
}

fn read(folder: &Folder) -> String {
    String::from_utf8(fs::read(folder.path(POST)).unwrap()).unwrap()
}

#[test]
fn safe_repairs_are_written_and_nothing_else() {
    let blog = blog("fix");
    let clean = fs::metadata(blog.path("_posts/2020-07-16-clean.md")).unwrap().modified().unwrap();
    let (code, out, err) = check(&blog, &["--fix"]);
    assert_eq!((code, err.as_str()), (Some(1), "manicule: fixed `_posts/2020-07-15-walk.md`\n"));
    assert!(out.contains("undefined-footnote") && !out.contains("footnote-text-lost"), "{out}");
    let expected = TEXT.replace("tags: a, b", "tags: [a, b]").replace("'I don't know.'", "\"I don't know.\"");
    assert_eq!(read(&blog), expected);
    assert_eq!(fs::metadata(blog.path("_posts/2020-07-16-clean.md")).unwrap().modified().unwrap(), clean);
    let (code, _, err) = check(&blog, &["--fix"]);
    assert_eq!((code, err.as_str()), (Some(1), ""), "twice is once");
    assert_eq!(read(&blog), expected);
    assert_eq!(fs::read_dir(blog.path("_posts")).unwrap().count(), 2, "nothing is left beside the files");
}

#[test]
fn only_what_is_asked_for_is_repaired() {
    let blog = blog("fix-rule");
    check(&blog, &["--fix", "--rule", "front-matter-type"]);
    assert_eq!(read(&blog), TEXT.replace("tags: a, b", "tags: [a, b]"));
    check(&blog, &["--fix", "--ignore", "footnote-text-lost"]);
    check(&blog, &["--fix", "_posts/2020-07-16-clean.md"]);
    assert_eq!(read(&blog), TEXT.replace("tags: a, b", "tags: [a, b]"));
}

#[test]
fn a_difference_changes_nothing() {
    let blog = blog("fix-diff");
    let (code, out, err) = check(&blog, &["--diff"]);
    assert_eq!((code, err.as_str()), (Some(1), ""));
    expect![[r#"
        --- a/_posts/2020-07-15-walk.md
        +++ b/_posts/2020-07-15-walk.md
        @@ -1,9 +1,9 @@
         ---
         title: A walk
        -tags: a, b
        +tags: [a, b]
         ---
         Über 😀.{% fn 1 %} {% fn 2 %}  
         
        -{{ 'I don't know.' | fndetail: 1 }}
        +{{ "I don't know." | fndetail: 1 }}
         
         End.
        \ No newline at end of file
    "#]]
    .assert_eq(&out.replace(['\r', '\u{feff}'], ""));
    assert_eq!(read(&blog), TEXT);
    check(&blog, &["--fix"]);
    let (code, out, _) = check(&blog, &["--diff"]);
    assert_eq!((code, out.as_str()), (Some(0), ""));
}

#[cfg(unix)]
#[test]
fn a_file_keeps_its_mode_and_a_link_stays_one() {
    use std::os::unix::fs::PermissionsExt as _;
    let blog = blog("fix-mode").file("shared/text.md", TEXT).link("_posts/2020-01-01-link.md", "../shared/text.md");
    fs::set_permissions(blog.path(POST), fs::Permissions::from_mode(0o640)).unwrap();
    check(&blog, &["--fix"]);
    assert_ne!(read(&blog), TEXT);
    assert_eq!(fs::metadata(blog.path(POST)).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(fs::symlink_metadata(blog.path("_posts/2020-01-01-link.md")).unwrap().is_symlink());
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_written_is_said_to_be_so() {
    use std::os::unix::fs::PermissionsExt as _;
    let blog = blog("fix-read-only");
    fs::set_permissions(blog.path(POST), fs::Permissions::from_mode(0o444)).unwrap();
    let (code, _, err) = check(&blog, &["--fix"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("`_posts/2020-07-15-walk.md` cannot be repaired: it is read-only"), "{err}");
    assert_eq!(read(&blog), TEXT);
}

#[test]
fn a_notebook_keeps_every_other_byte() {
    let notebook = r##"{"nbformat": 4,
  "cells": [ {"cell_type":"markdown","source":["# T\u00eftle\n","\n","* toc: true"], "metadata":{} },
 {"source": "1 + 1", "cell_type": "code", "outputs": []},
 {"cell_type": "markdown", "source": ["It.{% fn 1 %} 😀\n", "\n", "{{ 'I don't \"know\".' | fndetail: 1 }}"]}]}"##;
    let path = "_notebooks/2020-07-15-a.ipynb";
    let blog = blog("fix-notebook").file("_action_files/settings.ini", "[DEFAULT]\n").file(path, notebook);
    let (_, _, err) = check(&blog, &["--fix", path]);
    assert_eq!(err, format!("manicule: fixed `{path}`\n"));
    let fixed = fs::read_to_string(blog.path(path)).unwrap();
    assert_eq!(fixed, notebook.replace("* toc", "- toc").replace("don't", "don&#39;t"));
    check(&blog, &["--fix", path]);
    assert_eq!(fs::read_to_string(blog.path(path)).unwrap(), fixed);
}

#[test]
fn fastpages_footnotes_of_a_notebook_become_those_of_quarto() {
    let notebook = r##"{"cells": [
 {"cell_type": "raw", "source": ["---\n", "title: A\n", "---"]},
 {"cell_type": "markdown", "source": "One.{% fn 1 %} \u00dcber two.{% fn 12 %}", "id": "a"},
 {"cell_type": "code", "source": ["'{% fn 1 %}'"], "outputs": []},
 {"cell_type": "markdown", "source": ["{{ 'A *note*.' | fndetail: 1 }}\n",
  "{{ \"Another.\" | fndetail: 12 }}"]}]}
"##;
    let path = "posts/a.ipynb";
    let blog =
        Folder::new("fix-quarto-notebook").file("_quarto.yml", "project:\n  type: website\n").file(path, notebook);
    let (_, found, _) = check(&blog, &["--format", "jsonl"]);
    assert_eq!(found.matches("\"rule\":\"liquid-not-run\"").count(), 4, "{found}");
    let (code, _, err) = check(&blog, &["--fix"]);
    assert_eq!((code, err), (Some(0), format!("manicule: fixed `{path}`\n")));
    let expected = [
        ("{% fn 1 %} ", "[^1] "),
        ("{% fn 12 %}", "[^12]"),
        ("{{ 'A *note*.' | fndetail: 1 }}\\n\",", "[^1]: A *note*.\\n\","),
        (r#"{{ \"Another.\" | fndetail: 12 }}"#, "[^12]: Another."),
    ];
    let expected = expected.iter().fold(notebook.to_owned(), |text, (old, new)| text.replacen(old, new, 1));
    assert_eq!(fs::read_to_string(blog.path(path)).unwrap(), expected);
}

#[test]
fn no_line_changes_that_no_finding_names() {
    let notebook = r##"{"cells": [
 {"cell_type": "markdown", "source": ["# A\n", "\n", "* toc: true"]},
 {"cell_type": "markdown", "source": ["It.{% fn 1 %}\n",
   "\n",
   "{{ 'I don't know.' | fndetail: 1 }}"]}]}"##;
    let folder = blog("fix-lines")
        .file("_action_files/settings.ini", "[DEFAULT]\n")
        .file("_notebooks/2020-07-15-a.ipynb", notebook)
        .file(
            "_posts/2020-07-17-b.md",
            "---\ntitle: Deep: learning\ntags: a, b\n---\n*A*  \n\n\n* b\n\t+ c\n".repeat(2),
        );
    let (_, found, _) = check(&folder, &["--format", "jsonl"]);
    let mut named: BTreeMap<String, Vec<(usize, usize)>> = BTreeMap::new();
    for line in found.lines() {
        let finding: serde_json::Value = serde_json::from_str(line).unwrap();
        let place = finding.get("file").unwrap_or(&finding);
        let line = |end: &str| usize::try_from(place[end]["line"].as_u64().unwrap()).unwrap();
        let path = finding["path"].as_str().unwrap().to_owned();
        named.entry(path).or_default().push((line("start"), line("end")));
    }
    let before: BTreeMap<String, String> = texts(&folder);
    check(&folder, &["--fix"]);
    let mut changed = 0;
    let after = texts(&folder);
    for (path, text) in &after {
        let diff = similar::TextDiff::from_lines(before[path].as_str(), text.as_str());
        for change in diff.iter_all_changes().filter(|it| it.tag() == similar::ChangeTag::Delete) {
            let line = change.old_index().unwrap() + 1;
            let is_named =
                |lines: &Vec<(usize, usize)>| lines.iter().any(|(start, end)| (*start..=*end).contains(&line));
            assert!(named.get(path).is_some_and(is_named), "{path}:{line}: {change}");
            changed += 1;
        }
    }
    assert!(changed > 3, "{changed} lines were repaired");
    check(&folder, &["--fix"]);
    assert!(texts(&folder) == after, "twice is once");
}

/// All texts below a folder, by their paths in it.
fn texts(folder: &Folder) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    let mut folders = vec![folder.path("")];
    while let Some(inner) = folders.pop() {
        for path in fs::read_dir(inner).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                let name = path.strip_prefix(folder.path("")).unwrap().to_string_lossy().into_owned();
                texts.insert(name, text);
            }
        }
    }
    texts
}
