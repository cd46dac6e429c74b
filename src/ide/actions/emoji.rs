//! A name of an emoji that is almost one.

use super::{At, Fix};
use crate::ide::Diagnostic;
use crate::ide::diagnostics::emoji::near;

/// The name that may be meant.
pub(super) fn unknown(at: At<'_>, finding: &Diagnostic) -> Vec<Fix> {
    let meant = near(at.slice(finding.range).trim_matches(':')).map(|name| format!(":{name}:"));
    let fix = |written: String| Fix::new(format!("Write `{written}`"), at.edit(finding.range, written.as_str()));
    meant.map(|written| fix(written).preferred()).into_iter().collect()
}
