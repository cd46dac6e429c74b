//! Emoji by their names: `:ro` to `:robot:`.

use super::cursor::Cursor;
use crate::ide::{Completion, CompletionKind};

/// How many letters are typed before names are offered: fewer would offer all of them behind every colon.
const LETTERS: usize = 2;

/// Emoji at the cursor; `None` where no name is being written.
pub(super) fn complete(cursor: &Cursor<'_>) -> Option<Vec<Completion>> {
    let colon = cursor.before.rfind(':')?;
    let typed = &cursor.before[colon + 1..];
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '-');
    let starts_word = cursor.before[..colon].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != ':');
    if typed.len() < LETTERS || !typed.chars().all(is_name) || !starts_word {
        return None;
    }
    if cursor.is_in_front_matter() || cursor.is_in_code() || cursor.is_in_liquid() || cursor.is_in_target() {
        return None;
    }
    let rest = cursor.after.len() - cursor.after.trim_start_matches(is_name).len();
    let after = if cursor.after[rest..].starts_with(':') { rest + 1 } else { 0 };
    let names = emojis::iter().flat_map(|emoji| emoji.shortcodes().map(move |name| (name, emoji)));
    let found = names.filter(|(name, _)| name.contains(typed)).map(|(name, emoji)| {
        let insert = format!("{name}:");
        let found = cursor.completion(CompletionKind::Emoji, name.to_owned(), typed, after, insert);
        let rank = u32::from(!name.starts_with(typed));
        Completion { label: format!("{emoji} {name}"), detail: Some(emoji.name().to_owned()), rank, ..found }
    });
    Some(found.collect())
}

#[cfg(test)]
mod tests {
    use crate::ide::completion::tests::{accept, labels};

    #[test]
    fn a_name_that_is_being_written() {
        assert_eq!(labels("A :robo$0 here.\n"), ["🤖 robot: robot"]);
        for (before, after) in [(":robo$0", ":robot:"), (":robo$0:", ":robot:"), (":rob$0ot:", ":robot:")] {
            assert_eq!(accept(&format!("A {before} here.\n"), "🤖 robot"), format!("A {after} here.\n"));
        }
        assert_eq!(accept("A :robo$0and more.\n", "🤖 robot"), "A :robot:and more.\n");
    }

    #[test]
    fn silence_elsewhere() {
        for fixture in [
            "at 10:30$0\n",
            "a:ro$0\n",
            "`:robo$0`\n",
            "```\n:robo$0\n```\n",
            "---\ntitle: :robo$0\n---\n",
            "[a](http://robo$0)\n",
            "{{ a | date: robo$0 }}\n",
            "http://robo$0\n",
            ":$0\n",
            ":r$0\n",
        ] {
            assert_eq!(labels(fixture), Vec::<String>::new(), "{fixture}");
        }
    }
}
