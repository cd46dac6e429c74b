//! What somebody who reports a problem has to tell of their editor and their blogs. No text of a post is in it, but for
//! the beginning of a message in which a mistake was made.

use std::env::consts::{ARCH, OS};
use std::fmt::{self, Write as _};

use super::log;
use super::snapshot::{Blog, Snapshot};

/// The report, in Markdown.
pub fn report(now: &Snapshot) -> String {
    let mut report = String::new();
    // Writing to a string does not fail.
    write(&mut report, now).unwrap_or_default();
    report
}

fn write(report: &mut String, now: &Snapshot) -> fmt::Result {
    let client = &now.client;
    writeln!(report, "## What happened\n\n(What did you do, and what did you expect? The post helps most.)\n")?;
    writeln!(report, "## Where\n")?;
    writeln!(report, "- manicule {}, {OS} {ARCH}", env!("CARGO_PKG_VERSION"))?;
    writeln!(report, "- editor: {}", if client.name.is_empty() { "it does not say" } else { &client.name })?;
    writeln!(report, "- columns are counted in {:?}", client.encoding)?;
    writeln!(report, "- open documents: {}", now.documents.len())?;
    for blog in now.blogs.values() {
        writeln!(report, "- {}", described(blog))?;
    }
    writeln!(report, "\n## Mistakes so far\n")?;
    let mistakes = now.mistakes.all();
    if mistakes.is_empty() {
        writeln!(report, "None.")?;
    }
    for mistake in mistakes {
        writeln!(report, "- {mistake}")?;
    }
    let before = log::mistakes_before();
    if !before.is_empty() {
        writeln!(report, "\n## Mistakes before, as the log has them\n")?;
    }
    for mistake in before {
        writeln!(report, "- {mistake}")?;
    }
    let said = serde_json::to_string_pretty(&client.capabilities).unwrap_or_default();
    writeln!(report, "\n## What the editor can do\n\n```json\n{said}\n```")
}

/// A blog by its kind and size: its name and its place are the writer's own.
fn described(blog: &Blog) -> String {
    let state = if blog.is_read { "" } else { ", still being read" };
    match blog.is_folder() {
        true => format!(
            "a folder as {:?} reads it: {} pages, {} other files{state}",
            blog.site.settings().layout,
            blog.site.pages().count(),
            blog.site.assets_within("").count()
        ),
        false => format!("a text of no folder{state}"),
    }
}
