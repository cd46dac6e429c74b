//! Findings that were accepted once and are not to be reported again.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::{fs, io};

use serde::{Deserialize, Serialize};

use super::finding::Report;

/// The version of the file. It grows when fingerprints are made in another way.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Baseline {
    version: u32,
    findings: Vec<Accepted>,
}

/// One accepted finding; all but the fingerprint is for people who read the file.
#[derive(Serialize, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
struct Accepted {
    page: String,
    rule: String,
    fingerprint: String,
}

/// Moves the findings that a file lists out of a report.
pub(super) fn apply(report: &mut Report, file: &Path) -> io::Result<()> {
    let baseline: Baseline = serde_json::from_slice(&fs::read(file)?)?;
    if baseline.version != VERSION {
        return Err(io::Error::other("it was written by another version: update it with `--update-baseline`"));
    }
    let accepted: BTreeSet<String> = baseline.findings.into_iter().map(|it| it.fingerprint).collect();
    let before = report.findings.len();
    let mut seen = HashMap::new();
    report.findings.retain(|finding| !accepted.contains(&finding.fingerprint(&mut seen)));
    report.accepted = before - report.findings.len();
    Ok(())
}

/// Writes all findings of a report to a file.
pub(super) fn update(report: &Report, file: &Path) -> io::Result<()> {
    let mut seen = HashMap::new();
    let mut findings: Vec<Accepted> = report
        .findings
        .iter()
        .map(|finding| Accepted {
            page: finding.place.page.to_string(),
            rule: finding.code.name().to_owned(),
            fingerprint: finding.fingerprint(&mut seen),
        })
        .collect();
    findings.sort();
    let json = serde_json::to_string_pretty(&Baseline { version: VERSION, findings })?;
    fs::write(file, json + "\n")
}
