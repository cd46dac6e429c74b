//! The ways to print what was found.

mod github;
mod gitlab;
mod json;
mod junit;
pub(super) mod rules;
mod sarif;
mod text;

use super::finding::Report;
use super::options::{Format, Options};

/// The whole report.
pub(super) fn report(report: &Report, options: &Options, styled: bool) -> String {
    match options.format {
        Format::Text => text::report(report, options, styled),
        Format::Json => json::document(report),
        Format::Jsonl => json::lines(report),
        Format::Sarif => sarif::report(report),
        Format::Github => github::report(report),
        Format::Gitlab => gitlab::report(report),
        Format::Junit => junit::report(report),
    }
}
