//! The languages of code, after a fence's backticks.

use super::cursor::Cursor;
use crate::ide::{Completion, CompletionKind};

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

/// Languages at the cursor; `None` where no fence's language is being written.
pub(super) fn complete(cursor: &Cursor<'_>) -> Option<Vec<Completion>> {
    let written = cursor.before.trim_start();
    let typed = written.trim_start_matches('`');
    let ticks = written.len() - typed.len();
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '-' | '#');
    if ticks < 3 || !typed.chars().all(is_name) || !cursor.after.trim().is_empty() {
        return None;
    }
    (!cursor.is_in_front_matter() && !cursor.is_below_fence()).then(|| languages(cursor, typed, 0, ""))
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
    fn silence_elsewhere() {
        for fixture in ["`$0\n", "``$0\n", "```python\nx\n```$0\n", "```a b$0\n", "text ```$0\n"] {
            assert_eq!(labels(fixture), Vec::<String>::new(), "{fixture}");
        }
    }
}
