//! A blog's own settings file, with all that may be set and what holds without it.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::Path;

use super::{Outcome, fail, print};
use crate::disk::{self, Root};
use crate::ide::{Code, Kind, SETTINGS, Setting};
use crate::site::{Layout, Site};

/// The name of the file.
const FILE: &str = "manicule.toml";

/// Writes the file at a blog's root. A file that is there already is left alone.
pub fn init(folder: &Path) -> Outcome {
    let written = Root::of(folder).and_then(|root| {
        let site = disk::read(&root).changes.into_iter().fold(Site::default(), Site::apply);
        let path = root.folder().join(FILE);
        let mut file = OpenOptions::new().write(true).create_new(true).open(&path)?;
        file.write_all(settings(site.settings().layout).as_bytes())?;
        Ok(path)
    });
    match written {
        Ok(path) => print(&format!("wrote {}\n", path.display())),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fail(&format!("there is a `{FILE}` already: it is left as it is"))
        }
        Err(error) => fail(&format!("`{FILE}` cannot be written: {error}")),
    }
}

/// The file: every setting as a comment, so that all of them hold as if there were no file.
fn settings(layout: Layout) -> String {
    let generator = match layout {
        Layout::Plain => "shown as its files lie, without a generator",
        Layout::Jekyll => "built by Jekyll",
        Layout::Fastpages => "built by fastpages",
        Layout::Hugo => "built by Hugo",
        Layout::Quarto => "built by Quarto",
        Layout::Zola => "built by Zola",
    };
    let mut out = format!(
        "# Settings of manicule for this blog, which is {generator}.\n\
         # What is commented out is what holds without it. Of the blog itself, manicule reads the generator's settings.\n"
    );
    // In TOML, what follows a table's header belongs to the table, so tables stand last.
    let (tables, plain): (Vec<&Setting>, Vec<&Setting>) =
        SETTINGS.iter().partition(|setting| setting.kind == Kind::Rules);
    for setting in plain {
        let _ = write!(out, "\n{}# {} = {}\n", comment(setting.doc), setting.key, initial(setting.kind));
    }
    for setting in tables {
        let _ = write!(out, "\n{}# [{}]\n", comment(setting.doc), setting.key);
        for code in Code::ALL {
            let _ = writeln!(out, "# {code} = \"{}\"", code.rule().severity.name());
        }
    }
    out
}

/// What a setting is when nobody says, as TOML.
fn initial(kind: Kind) -> String {
    match kind {
        Kind::Bool(on) => on.to_string(),
        Kind::Choice(words) => format!("{:?}", words.first().copied().unwrap_or_default()),
        Kind::Strings => "[]".to_owned(),
        Kind::Rules => "{}".to_owned(),
    }
}

/// A text as comment lines of at most 100 columns.
fn comment(text: &str) -> String {
    let mut lines = String::from("#");
    let mut column = 1;
    for word in text.split_whitespace() {
        if column + 1 + word.len() > 100 {
            lines.push_str("\n#");
            column = 1;
        }
        lines.push(' ');
        lines.push_str(word);
        column += 1 + word.len();
    }
    lines + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ide::Config;

    #[test]
    fn all_settings_are_understood_when_their_comments_are_taken_away() {
        let written = settings(Layout::Jekyll);
        assert!(Config::default().merge_toml(&written).is_empty());
        let taken = |line: &str| match line.strip_prefix("# ") {
            Some(rest) if rest.starts_with('[') || rest.contains(" = ") => rest.to_owned() + "\n",
            _ => String::new(),
        };
        let uncommented: String = written.lines().map(taken).collect();
        assert!(uncommented.lines().count() > SETTINGS.len(), "{uncommented}");
        assert_eq!(Config::default().merge_toml(&uncommented), [] as [&str; 0], "{uncommented}");
    }
}
