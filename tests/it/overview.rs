//! `manicule images` and `manicule graph` as they are called.

use std::process::{Command, Output};

use expect_test::{Expect, expect};

use crate::disk::{Folder, png};

fn run(folder: &Folder, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_manicule")).args(arguments).current_dir(folder.path("")).output().unwrap()
}

#[track_caller]
fn prints(folder: &Folder, arguments: &[&str], expected: Expect) {
    let output = run(folder, arguments);
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
    expected.assert_eq(&String::from_utf8(output.stdout).unwrap());
}

/// A blog whose images are each used in another way, or not at all.
fn blog(name: &str) -> Folder {
    Folder::new(name)
        .file("_config.yml", "logo: images/from settings.png\n")
        .file("_posts/2020-01-01-a.md", "---\nimage: /images/front.png\n---\n![](/images/shown.png)\n\n{% include figure file=\"by include.png\" %}\n\n[next]({% post_url 2020-01-02-b %})\n\n![](/images/{{ page.slug }}-plot.png)\n")
        .file("_posts/2020-01-02-b.md", "<img src=\"/images/in%20html.png\">\n\n[a paper](/paper.pdf)\n")
        .file("_layouts/default.html", "<img src='{{ \"/images/layout.png\" | relative_url }}'>\n")
        .file("_data/team.yml", "- photo: portrait\n")
        .file("assets/style.css", "body { background: url(../images/Background.PNG) }\n")
        .file("paper.pdf", "")
        .file("favicon.ico", "i")
        .file("images/front.png", png(1, 1))
        .file("images/shown.png", png(2, 2))
        .file("images/by include.png", png(3, 3))
        .file("images/in html.png", png(4, 4))
        .file("images/layout.png", png(5, 5))
        .file("images/portrait.png", png(6, 6))
        .file("images/Background.PNG", png(7, 7))
        .file("images/from settings.png", png(8, 8))
        .file("images/a-plot.png", png(9, 9))
        .file("images/big-shown.png", [png(30, 20), vec![0; 5000]].concat())
        .file("images/copy 😀.png", [png(30, 20), vec![0; 5000]].concat())
}

#[test]
fn images_that_nothing_names_are_listed_and_large_ones_and_copies() {
    prints(
        &blog("images"),
        &["images", "--large", "5"],
        expect![[r#"
        unused (2, 10 kB):
              5 kB      30×20  images/big-shown.png
              5 kB      30×20  images/copy 😀.png
        large (2, 10 kB):
              5 kB      30×20  images/big-shown.png
              5 kB      30×20  images/copy 😀.png
        the same (2, 10 kB):
              5 kB      30×20  images/big-shown.png
              5 kB      30×20  images/copy 😀.png
    "#]],
    );
}

#[test]
fn images_are_listed_for_machines() {
    let output = run(&blog("images-json"), &["images", "--format", "json"]);
    let listed: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(listed["unused"][0]["path"], "images/big-shown.png");
    assert_eq!((&listed["unused"][0]["width"], &listed["unused"][0]["height"]), (&30.into(), &20.into()));
    assert_eq!((listed["large"].as_array().unwrap().len(), listed["same"][0].as_array().unwrap().len()), (0, 2));
}

#[test]
fn a_template_that_lists_files_is_told_of() {
    let folder = blog("images-listed").file("gallery.html", "{% for file in site.static_files %}{% endfor %}");
    let output = run(&folder, &["images"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("a template lists files"));
}

#[test]
fn a_folder_that_is_not_there_has_neither_images_nor_links() {
    for command in ["images", "graph"] {
        let output = run(&Folder::new("none"), &[command, "nowhere"]);
        assert!(output.status.code() == Some(2) && output.stdout.is_empty() && !output.stderr.is_empty());
    }
}

#[test]
fn a_graph_has_pages_images_and_other_files() {
    prints(
        &blog("graph"),
        &["graph"],
        expect![[r#"
        digraph blog {
          rankdir=LR;
          "_posts/2020-01-01-a.md" [shape=box];
          "_posts/2020-01-02-b.md" [shape=box];
          "favicon.ico" [shape=ellipse];
          "images/Background.PNG" [shape=ellipse];
          "images/a-plot.png" [shape=ellipse];
          "images/big-shown.png" [shape=ellipse];
          "images/by include.png" [shape=ellipse];
          "images/copy 😀.png" [shape=ellipse];
          "images/from settings.png" [shape=ellipse];
          "images/front.png" [shape=ellipse];
          "images/in html.png" [shape=ellipse];
          "images/layout.png" [shape=ellipse];
          "images/portrait.png" [shape=ellipse];
          "images/shown.png" [shape=ellipse];
          "paper.pdf" [shape=note];
          "_posts/2020-01-01-a.md" -> "_posts/2020-01-02-b.md";
          "_posts/2020-01-01-a.md" -> "images/front.png";
          "_posts/2020-01-01-a.md" -> "images/shown.png";
          "_posts/2020-01-02-b.md" -> "images/in html.png";
          "_posts/2020-01-02-b.md" -> "paper.pdf";
        }
    "#]],
    );
}

#[test]
fn a_graph_for_machines_says_the_same() {
    let output = run(&blog("graph-json"), &["graph", "--format", "json"]);
    let graph: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let dot = String::from_utf8(run(&blog("graph-json"), &["graph"]).stdout).unwrap();
    let count = |key: &str| graph[key].as_array().unwrap().len();
    assert_eq!((count("nodes"), count("edges")), (dot.matches("[shape=").count(), dot.matches(" -> ").count()));
    assert!(graph["edges"].as_array().unwrap().contains(&serde_json::json!({
        "from": "_posts/2020-01-01-a.md", "to": "_posts/2020-01-02-b.md"
    })));
}
