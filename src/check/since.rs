//! Which files changed since a revision, as `git` tells.

use std::io;
use std::path::Path;
use std::process::Command;

/// The files below a folder that differ from a revision, and those that `git` does not know yet; by their paths from
/// the folder.
pub(super) fn changed(folder: &Path, revision: &str) -> io::Result<Vec<String>> {
    let diff = ["diff", "--name-only", "-z", "--relative", "--no-ext-diff", "--diff-filter=d"];
    let mut changed = git(folder, &[&diff[..], &["--end-of-options", revision, "--"]].concat())?;
    changed.extend(git(folder, &["ls-files", "--others", "--exclude-standard", "-z"])?);
    Ok(changed)
}

/// Runs `git` in a folder for a list of paths.
fn git(folder: &Path, arguments: &[&str]) -> io::Result<Vec<String>> {
    let output = Command::new("git").arg("-C").arg(folder).args(arguments).output();
    let output = output.map_err(|error| io::Error::other(format!("`git` cannot be run: {error}")))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(io::Error::other(said.lines().next().unwrap_or("`git` failed").to_owned()));
    }
    let paths = output.stdout.split(|byte| *byte == 0).filter(|path| !path.is_empty());
    Ok(paths.map(|path| String::from_utf8_lossy(path).into_owned()).collect())
}
