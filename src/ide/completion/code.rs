//! The languages of code, after a fence's backticks.

use super::cursor::Cursor;
use crate::ide::{Completion, CompletionKind};
use crate::site::Layout;

/// Languages that rouge 3, Jekyll's highlighter, knows by these names, the most used in blogs first.
const LANGUAGES: &[&str] = &[
    "python",
    "bash",
    "shell",
    "console",
    "r",
    "julia",
    "sql",
    "json",
    "yaml",
    "toml",
    "javascript",
    "typescript",
    "html",
    "css",
    "scss",
    "rust",
    "go",
    "c",
    "cpp",
    "csharp",
    "java",
    "kotlin",
    "scala",
    "swift",
    "ruby",
    "php",
    "perl",
    "lua",
    "haskell",
    "ocaml",
    "fsharp",
    "elixir",
    "erlang",
    "clojure",
    "dart",
    "matlab",
    "powershell",
    "diff",
    "docker",
    "make",
    "cmake",
    "nginx",
    "apache",
    "ini",
    "xml",
    "markdown",
    "liquid",
    "tex",
    "viml",
    "graphql",
    "protobuf",
    "terraform",
    "groovy",
    "objective_c",
    "racket",
    "scheme",
    "prolog",
    "nix",
    "awk",
    "sed",
    "plaintext",
    "text",
];

/// The languages whose cells Quarto runs, or draws.
const CELLS: &[&str] = &["python", "r", "julia", "ojs", "bash", "mermaid", "dot"];

/// Languages at the cursor; `None` where no fence's language is being written.
pub(super) fn complete(cursor: &Cursor<'_>) -> Option<Vec<Completion>> {
    let typed = ['`', '~'].into_iter().find_map(|mark| fenced(&cursor.before, mark))?;
    if cursor.is_in_front_matter() || cursor.is_below_fence() {
        return None;
    }
    let is_quarto = cursor.place.layout() == Layout::Quarto;
    if let Some(typed) =
        typed.strip_prefix('{').filter(|_| is_quarto && cursor.after.trim().trim_matches('}').is_empty())
    {
        let after = if cursor.after.starts_with('}') { 1 } else { 0 };
        let cell = |(rank, name): (u32, &&str)| {
            let found = cursor.completion(CompletionKind::Value, (*name).to_owned(), typed, after, format!("{name}}}"));
            Completion { rank, ..found }
        };
        return Some((0..).zip(CELLS).map(cell).collect());
    }
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '-' | '#');
    let is_language = typed.chars().all(is_name) && cursor.after.trim().is_empty();
    is_language.then(|| languages(cursor, typed, 0, ""))
}

/// What stands behind a fence's opening marks, where a line holds nothing before them but markers of quotes and lists.
fn fenced(line: &str, mark: char) -> Option<&str> {
    let typed = line.trim_start_matches(|c: char| c != mark);
    let before = &line[..line.len() - typed.len()];
    let rest = typed.trim_start_matches(mark);
    let is_marker = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '\t' | '>' | '-' | '*' | '+' | '.' | ')');
    (typed.len() - rest.len() >= 3 && before.chars().all(is_marker)).then_some(rest)
}

/// The languages, those that the page uses already first.
pub(super) fn languages(cursor: &Cursor<'_>, typed: &str, after: usize, closer: &str) -> Vec<Completion> {
    let code = cursor.place.page.sources.iter().flat_map(|source| source.post.code());
    let used: Vec<String> = code.filter_map(|code| Some(code.language?.text.to_string())).collect();
    let known = LANGUAGES.iter().map(|name| (*name).to_owned());
    let mut found: Vec<Completion> = Vec::new();
    for name in used.into_iter().filter(|name| name != typed).chain(known) {
        if !found.iter().any(|known| known.label == name) {
            let rank = u32::try_from(found.len()).unwrap_or(u32::MAX);
            let insert = format!("{name}{closer}");
            found.push(Completion { rank, ..cursor.completion(CompletionKind::Value, name, typed, after, insert) });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::ide::completion::tests::{accept, labels};

    #[test]
    fn a_language_of_the_page_comes_first() {
        let found = labels("```rust\nx\n```\n\n```$0\ny\n```\n");
        assert_eq!(found[..2], ["rust", "python"]);
        assert_eq!(found.iter().filter(|name| *name == "rust").count(), 1);
        assert_eq!(accept("```py$0\ny\n```\n", "python"), "```python\ny\n```\n");
    }

    #[test]
    fn fences_of_every_kind() {
        for (before, after) in [("~~~ru$0", "~~~rust"), ("- ```ru$0", "- ```rust"), ("> 1. ````ru$0", "> 1. ````rust")]
        {
            assert_eq!(accept(&format!("{before}\n"), "rust"), format!("{after}\n"));
        }
        let quarto = |line: &str| format!("//- /a.qmd\n{line}\n\n```\n//- /_quarto.yml\n");
        for before in ["```{py$0}", "```{py$0"] {
            assert_eq!(accept(&quarto(before), "python"), "```{python}\n\n```\n", "{before}");
        }
        assert_eq!(labels("```{py$0}\n\n```\n"), Vec::<String>::new());
    }

    #[test]
    fn silence_elsewhere() {
        for fixture in ["`$0\n", "``$0\n", "```python\nx\n```$0\n", "```a b$0\n", "text ```$0\n"] {
            assert_eq!(labels(fixture), Vec::<String>::new(), "{fixture}");
        }
    }
}
