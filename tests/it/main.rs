//! The tests that look at manicule from outside, in one binary.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod actions;
mod check;
mod ci;
mod completions;
mod disk;
mod editors;
mod findings;
mod fix;
mod hugo;
mod images;
mod inlines;
mod lsp;
mod notebooks;
mod odd_files;
mod oracle;
mod overview;
mod peers;
mod posts;
mod promises;
mod ranges;
mod renames;
mod reparse;
mod schema;
mod tidy;
mod truths;
mod vscode_cases;
