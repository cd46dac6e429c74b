//! Real notebooks: an edit of a cell changes the bytes that it is about, and the findings are those that are known.

use std::path::Path;

use manicule::disk::{Cell, cells, written};
use manicule::ide::SourceEdit;
use manicule::text::{TextRange, TextSize};
use serde_json::Value;

use super::posts::{self, corpus};

/// Cells of each third of a notebook.
fn sample(cells: &[Cell]) -> Vec<&Cell> {
    let mut places = vec![0, cells.len() / 2, cells.len().saturating_sub(1)];
    places.dedup();
    places.into_iter().filter_map(|place| cells.get(place)).collect()
}

fn replaced(text: &str, found: &[(TextRange, &str)]) -> String {
    let mut text = text.to_owned();
    for (range, insert) in found.iter().rev() {
        text.replace_range(std::ops::Range::<usize>::from(*range), insert);
    }
    text
}

/// Everything of a notebook but the sources of some cells.
fn others(file: &str, edited: &[u32]) -> Value {
    let mut json: Value = serde_json::from_str(file.trim_start_matches('\u{feff}')).unwrap();
    let mut cells: Vec<&mut Value> = Vec::new();
    match json.as_object_mut().unwrap() {
        notebook if notebook.contains_key("cells") => cells.extend(notebook["cells"].as_array_mut().unwrap()),
        notebook => {
            for worksheet in notebook["worksheets"].as_array_mut().unwrap() {
                cells.extend(worksheet["cells"].as_array_mut().unwrap());
            }
        }
    }
    for cell in edited {
        assert!(cells[*cell as usize]["source"].take() != Value::Null);
    }
    json
}

/// Makes edits of a cell; all else is as it was. The answer is the file's bytes that they replace.
fn edited<'a>(path: &Path, file: &'a str, cell: &Cell, edits: &[(TextRange, &str)]) -> Vec<&'a str> {
    let asked: Vec<SourceEdit> =
        edits.iter().map(|&(range, insert)| SourceEdit { range, insert: insert.to_owned() }).collect();
    let made = written(file, cell.number, &asked).unwrap();
    let ranges: Vec<(TextRange, &str)> = made.iter().map(|edit| (edit.range, edit.insert.as_str())).collect();
    let after = replaced(file, &ranges);
    let now = cells(&after).unwrap().into_iter().find(|it| it.number == cell.number).unwrap();
    assert_eq!(now.text, replaced(&cell.text, edits), "{}", path.display());
    assert_eq!(others(file, &[cell.number]), others(&after, &[cell.number]), "{}", path.display());
    made.iter().map(|edit| &file[edit.range]).collect()
}

#[test]
fn an_edit_of_a_cell_leaves_the_rest_of_its_file() {
    let Some(corpus) = corpus() else { return };
    let (mut files, mut renames, mut lines) = (0, 0, 0);
    for (path, file) in posts::files(&corpus, "ipynb") {
        let Ok(cells) = cells(&file) else { continue };
        files += 1;
        for cell in sample(&cells) {
            let text = &cell.text;
            let everything = TextRange::up_to(TextSize::of(text.as_str()));
            for edits in [&[][..], &[(everything, text.as_str())]] {
                assert!(edited(&path, &file, cell, edits).is_empty(), "{}", path.display());
            }
            let words = text.split(|c: char| !c.is_ascii_alphabetic());
            let Some(word) = words.max_by_key(|word| word.len()).filter(|word| !word.is_empty()) else { continue };
            let place = |at: usize, len: usize| {
                let size = |n| TextSize::new(u32::try_from(n).unwrap());
                TextRange::at(size(at), size(len))
            };
            let all: Vec<_> = text.match_indices(word).map(|(at, _)| (place(at, word.len()), "renam\u{e9}d")).collect();
            let bytes = edited(&path, &file, cell, &all);
            assert!(bytes.iter().all(|it| *it == word) && bytes.len() == all.len(), "{}", path.display());
            renames += 1;
            let Some(end) = text.find('\n') else { continue };
            edited(&path, &file, cell, &[(place(end, 1), "")]);
            edited(&path, &file, cell, &[(place(end, 0), "\n\n"), (place(text.len(), 0), "\nlast\n")]);
            // A raw cell without `---` is none that is read.
            if !cell.is_raw {
                edited(&path, &file, cell, &[(everything, "")]);
            }
            lines += 1;
        }
    }
    assert!(files > 120 && renames > 300 && lines > 100, "only {files} notebooks, {renames} words, {lines} lines");
}

/// The longest word of a text, and its places.
fn longest_word(text: &str) -> Option<Vec<TextRange>> {
    let words = text.split(|c: char| !c.is_ascii_alphabetic());
    let word = words.max_by_key(|word| word.len()).filter(|word| !word.is_empty())?;
    let size = |n| TextSize::new(u32::try_from(n).unwrap());
    Some(text.match_indices(word).map(|(at, _)| TextRange::at(size(at), size(word.len()))).collect())
}

/// Renames a word in each cell, all in one go: the file's other bytes are as they were.
#[track_caller]
fn renamed_in_each_cell(path: &Path, file: &str) -> usize {
    let now = cells(file).unwrap();
    let mut made = Vec::new();
    let mut expected = Vec::new();
    let mut edited = Vec::new();
    for cell in &now {
        // The mark of a heading is no word, and so all of what is renamed stands in the file.
        let places = longest_word(&cell.text).unwrap_or_default();
        let edits: Vec<SourceEdit> =
            places.iter().map(|&range| SourceEdit { range, insert: "renam\u{e9}d".to_owned() }).collect();
        let bytes = written(file, cell.number, &edits).unwrap();
        assert_eq!(bytes.len(), edits.len(), "{}", path.display());
        for (edit, place) in bytes.iter().zip(&places) {
            assert_eq!(file[edit.range], cell.text[*place], "{}", path.display());
        }
        if !edits.is_empty() {
            edited.push(cell.number);
        }
        let asked: Vec<_> = places.iter().map(|&range| (range, "renam\u{e9}d")).collect();
        expected.push((cell.number, replaced(&cell.text, &asked)));
        made.extend(bytes);
    }
    made.sort_by_key(|edit| edit.range.start());
    let made: Vec<(TextRange, &str)> = made.iter().map(|edit| (edit.range, edit.insert.as_str())).collect();
    let after = replaced(file, &made);
    let after_cells: Vec<_> = cells(&after).unwrap().into_iter().map(|cell| (cell.number, cell.text)).collect();
    assert_eq!(after_cells, expected, "{}", path.display());
    assert_eq!(others(file, &edited), others(&after, &edited), "{}", path.display());
    edited.len()
}

#[test]
fn a_rename_in_each_cell_changes_its_words_alone() {
    let Some(corpus) = corpus() else { return };
    let (mut files, mut words) = (0, 0);
    for (path, file) in posts::files(&corpus, "ipynb").into_iter().filter(|(_, file)| cells(file).is_ok()) {
        words += renamed_in_each_cell(&path, &file);
        files += 1;
    }
    assert!(files > 120 && words > 1_000, "only {files} notebooks, {words} cells");
}

#[test]
fn notebooks_of_nbformat_3_are_written_as_they_are_read() {
    let file = r##"{"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""},
 "worksheets": [{"cells": [
   {"cell_type": "heading", "level": 2, "metadata": {}, "source": ["A \u00fcber title"]},
   {"cell_type": "code", "input": ["1"], "outputs": []},
   {"source": "One \"word\" of\tlength", "cell_type":"markdown"}], "metadata": {}},
  {"cells": [ {"cell_type": "markdown", "source": ["a\n",
     "second\n"]}, {"cell_type": "heading", "source": "Again"} ]}]}
"##;
    let path = Path::new("three.ipynb");
    assert_eq!(renamed_in_each_cell(path, file), 4);
    let all = cells(file).unwrap();
    let numbers: Vec<_> = all.iter().map(|cell| cell.number).collect();
    assert_eq!(numbers, [0, 2, 3, 4]);
    let range = |start: u32, end: u32| TextRange::new(start.into(), end.into());
    assert_eq!(edited(path, file, &all[0], &[(range(3, 4), "The")]), ["A"]);
    assert_eq!(edited(path, file, &all[3], &[(range(2, 7), "")]), ["Again"]);
    assert_eq!(edited(path, file, &all[2], &[(range(2, 8), "2.")]), ["second"]);
    // The mark of a heading is not in the file, and a heading is one line.
    let edit = |start, end, insert: &str| vec![SourceEdit { range: range(start, end), insert: insert.to_owned() }];
    assert!(written(file, 0, &edit(0, 2, "#")).is_none());
    assert!(written(file, 0, &edit(0, 4, "")).is_none());
    assert!(written(file, 0, &edit(3, 4, "a\nb")).is_none());
}

/// What is held of a notebook is what its cells say, whatever they put out: with room for a part of the file alone, it
/// is read, checked, and its finding shown with its place in the file.
#[cfg(target_os = "linux")]
#[test]
fn outputs_are_not_held() {
    use super::disk::Folder;

    const OUTPUT: usize = 64 << 20;
    let output = "iVBORw0KGgo ".repeat(OUTPUT / 12);
    let code =
        format!(r#"{{"cell_type": "code", "outputs": [{{"data": {{"image/png": "{output}"}}}}], "source": []}}"#);
    let claim = r##"{"cell_type": "markdown", "source": ["# Title"]},
{"cell_type": "markdown", "source": ["\u00e9 One.{% fn 1 %}"]}"##;
    let blog = Folder::new("outputs-are-not-held")
        .file("_config.yml", "")
        .file("_plugins/footnote.rb", "Liquid::Template.register_tag('fn', FootnoteTag)\ndef fndetail(input, id)\n")
        .file("_notebooks/2020-01-01-a.ipynb", format!("{{\"cells\": [{code},\n{claim}]}}\n"));
    // Kibibytes of data that the process may have, far less than the notebook has.
    let said = std::process::Command::new("sh")
        .args(["-c", "ulimit -d 40960 && exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_manicule")])
        .args(["check", "--format", "jsonl"])
        .arg(blog.path(""))
        .env("RAYON_NUM_THREADS", "2")
        .output()
        .unwrap();
    let found = String::from_utf8(said.stdout).unwrap();
    let found: Vec<Value> = found.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(found.len(), 1, "{found:?} {}", String::from_utf8_lossy(&said.stderr));
    assert_eq!(found[0]["rule"], "undefined-footnote");
    assert_eq!(found[0]["cell"], 3);
    let start = &found[0]["file"]["start"];
    assert_eq!((&start["line"], &start["column"]), (&Value::from(3), &Value::from(50)), "{}", found[0]);
}

#[test]
fn a_real_notebook_has_its_known_mistakes_and_no_others() {
    let blog = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/icml2020");
    let said = std::process::Command::new(env!("CARGO_BIN_EXE_manicule"))
        .args(["check", "--severity", "hint", "--format", "jsonl"])
        .arg(blog)
        .output()
        .unwrap();
    let found: Vec<String> = String::from_utf8(said.stdout)
        .unwrap()
        .lines()
        .map(|line| {
            let it: Value = serde_json::from_str(line).unwrap();
            let path = it["path"].as_str().unwrap().rsplit('/').next().unwrap();
            let text = |key: &str| it[key].as_str().unwrap().to_owned();
            let place = format!("{}:{}", it["start"]["line"], it["start"]["column"]);
            format!("{path}:cell {}:{place} {}[{}]", it["cell"], text("severity"), text("rule"))
        })
        .collect();
    assert_eq!(
        found,
        [
            "2020-07-14-icml2020.ipynb:cell 1:8:10 warning[missing-image]",
            "2020-07-14-icml2020.ipynb:cell 25:1:5 error[missing-image]",
        ]
    );
}
