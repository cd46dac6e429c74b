//! `manicule check` as it is called: what it prints, and how it exits.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use expect_test::{Expect, expect};

use crate::disk::{Folder, png};

/// How a check went.
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// Runs `manicule check` in a folder.
pub fn check(folder: &Folder, arguments: &[impl AsRef<OsStr>]) -> Ran {
    ran(command(folder, arguments).output().unwrap())
}

fn command(folder: &Folder, arguments: &[impl AsRef<OsStr>]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_manicule"));
    command.arg("check").args(arguments).current_dir(folder.path("")).env_remove("NO_COLOR").stdin(Stdio::null());
    command
}

fn ran(output: Output) -> Ran {
    let text = |bytes| String::from_utf8(bytes).unwrap().replace(env!("CARGO_TARGET_TMPDIR"), "TMP");
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// A blog with a mistake in a post and one in a notebook.
fn blog(name: &str) -> Folder {
    let notebook = r##"{
 "cells": [
  {"cell_type": "code", "outputs": [], "source": ["1 + 1"]},
  {"cell_type": "markdown", "source": ["# A title\n", "\n", "- toc: true\n"]},
  {"cell_type": "markdown", "source": ["A \u00e9 line.\n", "The claim.{% fn 3 %} \ud83d\ude00\n"]}
 ]
}
"##;
    Folder::new(name)
        .file("_config.yml", "baseurl: /blog\n")
        .file("_plugins/footnote.rb", "Liquid::Template.register_tag('fn', FootnoteTag)\ndef fndetail(input, id)\nend\n")
        .file("_notebooks/2020-07-14-talks.ipynb", notebook)
        .file("_posts/2020-07-15-walk, 50%.md", "---\ntitle: A walk\n---\nÜber 😀 one.{% fn 1 %}\n\n{{ 'One.' | fndetail: 1 }}\n{{ 'Two.' | fndetail: 1 }}\n")
        .file("_posts/2020-07-16-clean.md", "Nothing here.\n")
        .file("images/logo.png", png(2, 2))
}

#[track_caller]
fn prints(name: &str, arguments: &[&str], expected: Expect) {
    let ran = check(&blog(name), arguments);
    assert_eq!((ran.code, ran.err.as_str()), (Some(1), ""));
    expected.assert_eq(&ran.out);
}

#[test]
fn text_shows_each_finding_with_its_lines() {
    prints(
        "text",
        &[],
        expect![[r#"
        warning[undefined-footnote]: footnote `3` has no text on this page: readers get a link that leads nowhere; write the note, `{{ '…' | fndetail: 3 }}`
         --> _notebooks/2020-07-14-talks.ipynb:cell 3:2:11
          |
        2 | The claim.{% fn 3 %} 😀
          |           ^^^^^^^^^^

        warning[duplicate-footnote]: footnote `1` has two texts on this page: every link leads to the first; give this one a number of its own
         --> _posts/2020-07-15-walk, 50%.md:7:1
          |
        7 | {{ 'Two.' | fndetail: 1 }}
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^
          |
         ::: _posts/2020-07-15-walk, 50%.md:6:23
          |
        6 | {{ 'One.' | fndetail: 1 }}
          |                       - the one that is shown

        3 pages checked: 2 warnings on 2 pages
    "#]],
    );
}

#[test]
fn text_counts_the_findings_of_each_rule() {
    prints(
        "statistics",
        &["--statistics", "_posts"],
        expect![[r#"
        warning[duplicate-footnote]: footnote `1` has two texts on this page: every link leads to the first; give this one a number of its own
         --> _posts/2020-07-15-walk, 50%.md:7:1
          |
        7 | {{ 'Two.' | fndetail: 1 }}
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^
          |
         ::: _posts/2020-07-15-walk, 50%.md:6:23
          |
        6 | {{ 'One.' | fndetail: 1 }}
          |                       - the one that is shown

             1 duplicate-footnote

        2 pages checked: 1 warning on 1 page
    "#]],
    );
}

#[test]
fn json_is_one_document() {
    prints(
        "json",
        &["--format", "json"],
        expect![[r#"
        {
          "version": 1,
          "findings": [
            {
              "rule": "undefined-footnote",
              "severity": "warning",
              "message": "footnote `3` has no text on this page: readers get a link that leads nowhere; write the note, `{{ '…' | fndetail: 3 }}`",
              "path": "_notebooks/2020-07-14-talks.ipynb",
              "cell": 3,
              "start": {
                "line": 2,
                "column": 11
              },
              "end": {
                "line": 2,
                "column": 21
              },
              "start_offset": 21,
              "end_offset": 31,
              "file": {
                "start": {
                  "line": 5,
                  "column": 71
                },
                "end": {
                  "line": 5,
                  "column": 81
                }
              }
            },
            {
              "rule": "duplicate-footnote",
              "severity": "warning",
              "message": "footnote `1` has two texts on this page: every link leads to the first; give this one a number of its own",
              "path": "_posts/2020-07-15-walk, 50%.md",
              "start": {
                "line": 7,
                "column": 1
              },
              "end": {
                "line": 7,
                "column": 27
              },
              "start_offset": 76,
              "end_offset": 102,
              "related": [
                {
                  "message": "the one that is shown",
                  "path": "_posts/2020-07-15-walk, 50%.md",
                  "start": {
                    "line": 6,
                    "column": 23
                  },
                  "end": {
                    "line": 6,
                    "column": 24
                  },
                  "start_offset": 71,
                  "end_offset": 72
                }
              ]
            }
          ],
          "summary": {
            "pages": 3,
            "errors": 0,
            "warnings": 2,
            "informations": 0,
            "hints": 0
          }
        }
    "#]],
    );
}

#[test]
fn jsonl_is_an_object_a_line() {
    prints(
        "jsonl",
        &["--format", "jsonl"],
        expect![[r#"
        {"rule":"undefined-footnote","severity":"warning","message":"footnote `3` has no text on this page: readers get a link that leads nowhere; write the note, `{{ '…' | fndetail: 3 }}`","path":"_notebooks/2020-07-14-talks.ipynb","cell":3,"start":{"line":2,"column":11},"end":{"line":2,"column":21},"start_offset":21,"end_offset":31,"file":{"start":{"line":5,"column":71},"end":{"line":5,"column":81}}}
        {"rule":"duplicate-footnote","severity":"warning","message":"footnote `1` has two texts on this page: every link leads to the first; give this one a number of its own","path":"_posts/2020-07-15-walk, 50%.md","start":{"line":7,"column":1},"end":{"line":7,"column":27},"start_offset":76,"end_offset":102,"related":[{"message":"the one that is shown","path":"_posts/2020-07-15-walk, 50%.md","start":{"line":6,"column":23},"end":{"line":6,"column":24},"start_offset":71,"end_offset":72}]}
    "#]],
    );
}

#[test]
fn sarif_lists_the_rules_and_their_findings() {
    let ran = check(&blog("sarif"), &["--format", "sarif"]);
    let mut sarif: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let driver = &mut sarif["runs"][0]["tool"]["driver"];
    let rules = driver["rules"].as_array().unwrap();
    assert!(rules.iter().all(|rule| rule["id"].is_string() && rule["fullDescription"]["text"].is_string()));
    driver["rules"] = rules.len().into();
    let count = driver["rules"].take();
    assert_eq!(count, manicule::ide::Code::ALL.len());
    driver["semanticVersion"].take();
    expect![[r#"
        {
          "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
          "runs": [
            {
              "columnKind": "unicodeCodePoints",
              "results": [
                {
                  "level": "warning",
                  "locations": [
                    {
                      "logicalLocations": [
                        {
                          "kind": "element",
                          "name": "cell 3"
                        }
                      ],
                      "physicalLocation": {
                        "artifactLocation": {
                          "uri": "_notebooks/2020-07-14-talks.ipynb"
                        },
                        "region": {
                          "endColumn": 81,
                          "endLine": 5,
                          "startColumn": 71,
                          "startLine": 5
                        }
                      }
                    }
                  ],
                  "message": {
                    "text": "footnote `3` has no text on this page: readers get a link that leads nowhere; write the note, `{{ '…' | fndetail: 3 }}`"
                  },
                  "partialFingerprints": {
                    "manicule/v1": "5a62aee251271676"
                  },
                  "ruleId": "undefined-footnote",
                  "ruleIndex": 0
                },
                {
                  "level": "warning",
                  "locations": [
                    {
                      "physicalLocation": {
                        "artifactLocation": {
                          "uri": "_posts/2020-07-15-walk%2C%2050%25.md"
                        },
                        "region": {
                          "endColumn": 27,
                          "endLine": 7,
                          "startColumn": 1,
                          "startLine": 7
                        }
                      }
                    }
                  ],
                  "message": {
                    "text": "footnote `1` has two texts on this page: every link leads to the first; give this one a number of its own"
                  },
                  "partialFingerprints": {
                    "manicule/v1": "ea256424a60d0133"
                  },
                  "relatedLocations": [
                    {
                      "id": 1,
                      "message": {
                        "text": "the one that is shown"
                      },
                      "physicalLocation": {
                        "artifactLocation": {
                          "uri": "_posts/2020-07-15-walk%2C%2050%25.md"
                        },
                        "region": {
                          "endColumn": 24,
                          "endLine": 6,
                          "startColumn": 23,
                          "startLine": 6
                        }
                      }
                    }
                  ],
                  "ruleId": "duplicate-footnote",
                  "ruleIndex": 1
                }
              ],
              "tool": {
                "driver": {
                  "name": "manicule",
                  "rules": null,
                  "semanticVersion": null
                }
              }
            }
          ],
          "version": "2.1.0"
        }
    "#]].assert_eq(&(serde_json::to_string_pretty(&sarif).unwrap() + "\n"));
}

#[test]
fn github_gets_a_command_a_finding() {
    prints(
        "github",
        &["--format", "github"],
        expect![[r#"
        ::warning file=_notebooks/2020-07-14-talks.ipynb,line=5,endLine=5,col=71,endColumn=81,title=undefined-footnote::cell 3: footnote `3` has no text on this page: readers get a link that leads nowhere; write the note, `{{ '…' | fndetail: 3 }}`
        ::warning file=_posts/2020-07-15-walk%2C 50%25.md,line=7,endLine=7,col=1,endColumn=27,title=duplicate-footnote::footnote `1` has two texts on this page: every link leads to the first; give this one a number of its own
    "#]],
    );
}

#[test]
fn gitlab_gets_a_list() {
    prints(
        "gitlab",
        &["--format", "gitlab"],
        expect![[r#"
        [
          {
            "description": "footnote `3` has no text on this page: readers get a link that leads nowhere; write the note, `{{ '…' | fndetail: 3 }}`",
            "check_name": "undefined-footnote",
            "fingerprint": "5a62aee251271676",
            "severity": "minor",
            "location": {
              "path": "_notebooks/2020-07-14-talks.ipynb",
              "lines": {
                "begin": 5,
                "end": 5
              }
            }
          },
          {
            "description": "footnote `1` has two texts on this page: every link leads to the first; give this one a number of its own",
            "check_name": "duplicate-footnote",
            "fingerprint": "ea256424a60d0133",
            "severity": "minor",
            "location": {
              "path": "_posts/2020-07-15-walk, 50%.md",
              "lines": {
                "begin": 7,
                "end": 7
              }
            }
          }
        ]
    "#]],
    );
}

#[test]
fn junit_gets_a_suite_a_page() {
    prints(
        "junit",
        &["--format", "junit"],
        expect![[r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="manicule" tests="3" failures="2">
          <testsuite name="_notebooks/2020-07-14-talks.ipynb" tests="1" failures="1">
            <testcase name="undefined-footnote _notebooks/2020-07-14-talks.ipynb:cell 3:2:11" classname="manicule.undefined-footnote">
              <failure type="warning" message="footnote `3` has no text on this page: readers get a link that leads nowhere; write the note, `{{ '…' | fndetail: 3 }}`">_notebooks/2020-07-14-talks.ipynb:cell 3:2:11: footnote `3` has no text on this page: readers get a link that leads nowhere; write the note, `{{ '…' | fndetail: 3 }}`</failure>
            </testcase>
          </testsuite>
          <testsuite name="_posts/2020-07-15-walk, 50%.md" tests="1" failures="1">
            <testcase name="duplicate-footnote _posts/2020-07-15-walk, 50%.md:7:1" classname="manicule.duplicate-footnote">
              <failure type="warning" message="footnote `1` has two texts on this page: every link leads to the first; give this one a number of its own">_posts/2020-07-15-walk, 50%.md:7:1: footnote `1` has two texts on this page: every link leads to the first; give this one a number of its own</failure>
            </testcase>
          </testsuite>
          <testsuite name="_posts/2020-07-16-clean.md" tests="1" failures="0">
            <testcase name="_posts/2020-07-16-clean.md" classname="manicule"/>
          </testsuite>
        </testsuites>
    "#]],
    );
}

#[test]
fn colours_are_for_terminals_or_on_demand() {
    let folder = blog("colour");
    assert!(!check(&folder, &["--color", "auto"]).out.contains('\u{1b}'));
    assert!(check(&folder, &["--color", "always"]).out.contains('\u{1b}'));
}

#[test]
fn the_exit_code_says_how_it_went() {
    let folder = blog("codes").file("broken/a.ipynb", "{");
    let code = |arguments: &[&str]| check(&folder, arguments).code;
    assert_eq!(code(&["_posts/2020-07-16-clean.md"]), Some(0));
    assert_eq!(code(&["_posts"]), Some(1));
    assert_eq!(code(&["_posts", "--fail-on", "error"]), Some(0));
    assert_eq!(code(&["broken", "--fail-on", "error"]), Some(1));
    assert_eq!(code(&["_posts", "--max-warnings", "1"]), Some(0));
    assert_eq!(code(&["_posts", "--max-warnings", "0"]), Some(1));
    assert_eq!(code(&["_posts", "--ignore", "duplicate-footnote"]), Some(0));
    assert_eq!(code(&["_posts", "--rule", "undefined-footnote"]), Some(0));
    assert_eq!(code(&["nowhere"]), Some(2));
    assert_eq!(code(&["_posts", "nowhere"]), Some(2));
    assert_eq!(code(&["--rule", "no-such-rule"]), Some(2));
    assert_eq!(code(&["--since", "no-such-revision"]), Some(2));
}

#[test]
fn what_is_not_shown_is_counted() {
    let ran = check(&blog("hidden"), &["_posts", "--severity", "error"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert_eq!(ran.out, "2 pages checked: nothing to complain of; 1 less bad not shown\n");
}

#[test]
fn what_hinders_the_check_is_told_on_stderr() {
    let folder = blog("hindered").file("empty/a.txt", "");
    let ran = check(&folder, &["nowhere", "empty"]);
    expect![[r#"
        manicule: `nowhere` cannot be checked: No such file or directory (os error 2)
        manicule: no Markdown and no notebook in `empty`
    "#]]
    .assert_eq(&ran.err);
    expect![[""]].assert_eq(&ran.out);
}

#[test]
fn unreadable_files_are_findings() {
    let folder =
        Folder::new("check_unreadable").file("latin1.md", b"caf\xe9").file("broken.ipynb", "{\n \"cells\": [}");
    let ran = check(&folder, &["latin1.md", "broken.ipynb"]);
    expect![[r#"
        error[unreadable-file]: this notebook cannot be read, line 2, column 12: expected value
         --> broken.ipynb:2:12
          |
        2 |  "cells": [}
          |            ^

        error[unreadable-file]: this file is not UTF-8 from line 1 on, byte 3: save it as UTF-8
        --> latin1.md:1:1

        2 pages checked: 2 errors on 2 pages
    "#]]
    .assert_eq(&ran.out);
    assert_eq!(ran.code, Some(1));
}

#[test]
fn a_text_on_stdin_is_checked_where_it_belongs() {
    let folder = blog("stdin");
    let mut child = command(&folder, &["--stdin", "--stdin-path", "_posts/2020-07-16-clean.md", "--format", "github"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"No more.{% fn 1 %}\n").unwrap();
    let ran = ran(child.wait_with_output().unwrap());
    expect![[r#"
        ::warning file=_posts/2020-07-16-clean.md,line=1,endLine=1,col=9,endColumn=19,title=undefined-footnote::footnote `1` has no text on this page: readers get a link that leads nowhere; write the note, `{{ '…' | fndetail: 1 }}`
    "#]].assert_eq(&ran.out);
    assert_eq!((ran.code, ran.err.as_str()), (Some(1), ""));
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let folder = blog("pipe");
    for number in 0..2000 {
        std::fs::write(folder.path(&format!("_posts/2021-01-01-{number}.md")), "A.{% fn 1 %}\n").unwrap();
    }
    let mut child = command(&folder, &[] as &[&str]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let ran = ran(child.wait_with_output().unwrap());
    assert_eq!((ran.code, ran.err.as_str()), (Some(1), ""));
}

#[test]
fn a_baseline_lets_old_findings_pass() {
    let folder = blog("baseline");
    let check = |arguments: &[&str]| check(&folder, arguments);
    assert_eq!(check(&["--baseline", "known.json"]).code, Some(2));
    let updated = check(&["--baseline", "known.json", "--update-baseline"]);
    assert_eq!((updated.code, updated.err.as_str()), (Some(0), ""));
    expect![[r#"
        {
          "version": 1,
          "findings": [
            {
              "page": "_notebooks/2020-07-14-talks.ipynb",
              "rule": "undefined-footnote",
              "fingerprint": "5a62aee251271676"
            },
            {
              "page": "_posts/2020-07-15-walk, 50%.md",
              "rule": "duplicate-footnote",
              "fingerprint": "ea256424a60d0133"
            }
          ]
        }
    "#]]
    .assert_eq(&std::fs::read_to_string(folder.path("known.json")).unwrap());
    // Lines that come and go around a finding do not make it another one; a second one of its kind is new.
    let post = folder.path("_posts/2020-07-15-walk, 50%.md");
    let text = std::fs::read_to_string(&post).unwrap();
    std::fs::write(&post, text.replace("one.", "one.\n\nMore.") + "{{ 'Three.' | fndetail: 1 }}\n").unwrap();
    let ran = check(&["--baseline", "known.json"]);
    expect![[r#"
        warning[duplicate-footnote]: footnote `1` has two texts on this page: every link leads to the first; give this one a number of its own
          --> _posts/2020-07-15-walk, 50%.md:10:1
           |
        10 | {{ 'Three.' | fndetail: 1 }}
           | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
           |
          ::: _posts/2020-07-15-walk, 50%.md:8:23
           |
         8 | {{ 'One.' | fndetail: 1 }}
           |                       - the one that is shown

        3 pages checked: 1 warning on 1 page; 2 in the baseline
    "#]].assert_eq(&ran.out);
    assert_eq!(ran.code, Some(1));
}

#[test]
fn only_pages_that_changed_since_a_revision_are_checked() {
    let folder = blog("since");
    let git = |arguments: &[&str]| {
        let names = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
        let output = Command::new("git").arg("-C").arg(folder.path("")).args(names).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    git(&["init", "--quiet"]);
    git(&["add", "."]);
    git(&["commit", "--quiet", "--message", "one"]);
    assert_eq!(check(&folder, &["--since", "HEAD"]).out, "0 pages checked: nothing to complain of\n");
    std::fs::write(folder.path("_posts/2020-07-16-clean.md"), "No more.{% fn 1 %}\n").unwrap();
    std::fs::write(folder.path("_posts/2020-07-17-new.md"), "").unwrap();
    let ran = check(&folder, &["--since", "HEAD"]);
    expect!["2 pages checked: 1 warning on 1 page"].assert_eq(ran.out.lines().last().unwrap());
}

#[cfg(unix)]
#[test]
fn nothing_in_a_blog_steers_the_terminal() {
    let folder =
        blog("escapes").file("_posts/2020-01-01-\u{1b}[31mred\u{202e}.md", "A\u{1b}[2J\u{9b}1m\u{202e}{% fn 1 %}\n");
    let ran = check(&folder, &["_posts", "--rule", "undefined-footnote"]);
    assert!(ran.out.contains("[undefined-footnote]"), "{}", ran.out);
    let steers = |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
    assert!(!ran.out.chars().any(steers), "{:?}", ran.out);
}

#[test]
fn rules_are_listed_and_explained() {
    let folder = Folder::new("rules");
    let list = check(&folder, &["--list-rules"]);
    assert_eq!(list.out.lines().count(), manicule::ide::Code::ALL.len());
    for code in manicule::ide::Code::ALL {
        let page = check(&folder, &["--explain", code.name()]);
        assert!(page.code == Some(0) && page.out.starts_with(code.name()), "{}", page.out);
    }
}

#[test]
fn the_blogs_settings_and_comments_count() {
    let folder = blog("settings")
        .file("manicule.toml", "ignore = [\"_notebooks/**\"]\nrule = 1\n[rules]\nduplicate-footnote = \"error\"\n")
        .file("_posts/2020-07-16-clean.md", "<!-- manicule-disable-next-line undefined-footnote -->\nA.{% fn 1 %}\n");
    let ran = check(&folder, &["--format", "github"]);
    expect![[r#"
        ::error file=_posts/2020-07-15-walk%2C 50%25.md,line=7,endLine=7,col=1,endColumn=27,title=duplicate-footnote::footnote `1` has two texts on this page: every link leads to the first; give this one a number of its own
    "#]].assert_eq(&ran.out);
    expect![[r#"
        manicule: there is no setting `rule`; did you mean `rules`?
    "#]]
    .assert_eq(&ran.err);
    assert_eq!(ran.code, Some(1));
}

#[test]
fn init_writes_all_settings_once() {
    let folder = blog("init");
    let init = || ran(Command::new(env!("CARGO_BIN_EXE_manicule")).arg("init").arg(folder.path("")).output().unwrap());
    let first = init();
    assert_eq!((first.code, first.out.as_str()), (Some(0), "wrote TMP/init/manicule.toml\n"));
    let written = std::fs::read_to_string(folder.path("manicule.toml")).unwrap();
    assert!(written.starts_with("# Settings of manicule for this blog, which is built by fastpages.\n"), "{written}");
    let second = init();
    assert_eq!(second.code, Some(2));
    expect![[r#"
        manicule: there is a `manicule.toml` already: it is left as it is
    "#]]
    .assert_eq(&second.err);
    let checked = check(&folder, &["_posts/2020-07-16-clean.md"]);
    assert_eq!((checked.code, checked.err.as_str()), (Some(0), ""));
}

#[test]
fn completions_and_manual_pages_know_the_options() {
    let run = |arguments: &[&str]| ran(Command::new(env!("CARGO_BIN_EXE_manicule")).args(arguments).output().unwrap());
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = run(&["completions", shell]);
        assert!(script.code == Some(0) && script.out.contains("max-warnings"), "{shell}: {}", script.out);
    }
    for arguments in [&["man"][..], &["man", "check"], &["man", "server"]] {
        let page = run(arguments);
        assert!(page.code == Some(0) && page.out.contains(".TH manicule"), "{arguments:?}: {}", page.out);
    }
    assert!(run(&["man", "check"]).out.contains("max\\-warnings"));
    assert_eq!(run(&["man", "nothing"]).code, Some(2));
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let folder = blog("threads");
    for number in 0..200 {
        std::fs::write(folder.path(&format!("_posts/2021-01-01-{number}.md")), "A.{% fn 1 %} B.{% fn 2 %}\n").unwrap();
    }
    let with = |threads: &str| {
        let in_format = |format: &str| {
            let arguments = ["--format", format, "--statistics"];
            ran(command(&folder, &arguments).env("RAYON_NUM_THREADS", threads).output().unwrap())
        };
        let ran = in_format("jsonl");
        assert_eq!((ran.code, ran.out.lines().count()), (Some(1), 402));
        ["text", "json", "sarif", "github", "gitlab", "junit"]
            .into_iter()
            .fold(ran.out, |all, it| all + &in_format(it).out)
    };
    let one = with("1");
    assert_eq!(with("2"), one);
    assert_eq!(with("7"), one);
}

#[test]
fn a_hundred_thousand_files_are_a_blog_too() {
    let ran = check(many(), &["--format", "github"]);
    assert_eq!((ran.code, ran.out.lines().count(), ran.err.as_str()), (Some(1), 2, ""));
}

/// A blog with a hundred thousand files, made once.
pub fn many() -> &'static Folder {
    static MANY: OnceLock<Folder> = OnceLock::new();
    MANY.get_or_init(|| Folder::kept("a_hundred_thousand").unwrap_or_else(|| fill("a_hundred_thousand")))
}

fn fill(name: &str) -> Folder {
    let folder = blog(name);
    for number in 0..100_000 {
        let inner = folder.path(&format!("images/{}", number / 1000));
        if number % 1000 == 0 {
            std::fs::create_dir_all(&inner).unwrap();
        }
        std::fs::File::create(inner.join(format!("{number}.png"))).unwrap();
    }
    folder.keep()
}

#[test]
fn files_may_change_while_they_are_read() {
    use std::sync::atomic::{AtomicBool, Ordering};
    let folder = blog("changing");
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let (post, notebook) = (folder.path("_posts/2021-01-01-a.md"), folder.path("_notebooks/a.ipynb"));
            let text = "A.{% fn 1 %}\n\n{{ 'One.' | fndetail: 1 }}\n".repeat(500);
            while !over.load(Ordering::Relaxed) {
                // What is read may be a part of this, all of it, nothing, or no file at all.
                std::fs::write(&post, &text).unwrap();
                std::fs::write(&notebook, "{\"cells\": [").unwrap();
                std::fs::write(&notebook, "{\"cells\": []}").unwrap();
                std::fs::write(&post, "").unwrap();
                std::fs::remove_file(&post).unwrap();
            }
        });
        for _ in 0..8 {
            let ran = check(&folder, &["--format", "json"]);
            assert_eq!((ran.code, ran.err.as_str()), (Some(1), ""));
            assert!(serde_json::from_str::<serde_json::Value>(&ran.out).is_ok());
        }
        over.store(true, Ordering::Relaxed);
    });
}

#[test]
fn a_watch_checks_again_after_each_way_to_save_and_ends_with_its_reader() {
    let folder = blog("watch");
    let (new, post) = (folder.path("_posts/.new"), folder.path("_posts/2020-07-16-clean.md"));
    let mut child = command(&folder, &["--watch", "_posts"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut summary = || lines.by_ref().map(Result::unwrap).find(|line| line.contains(" checked: ")).unwrap();
    assert_eq!(summary(), "2 pages checked: 1 warning on 1 page");
    std::fs::write(&post, "A.{% fn 1 %} written in its place\n").unwrap();
    assert_eq!(summary(), "2 pages checked: 2 warnings on 2 pages");
    std::fs::write(&new, "A.{% fn 1 %} B.{% fn 2 %} in its stead\n").unwrap();
    std::fs::rename(&new, &post).unwrap();
    assert_eq!(summary(), "2 pages checked: 3 warnings on 2 pages");
    std::fs::remove_file(&post).unwrap();
    assert_eq!(summary(), "1 page checked: 1 warning on 1 page");
    drop(lines);
    std::fs::write(&post, "").unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1));
}
