//! What tells one state of a folder from another without reading a file.

use std::collections::BTreeMap;
use std::time::SystemTime;

use super::{Root, walk};
use crate::site::SitePath;

/// When each file of a folder was last changed, and how long it is.
pub type Stamps = BTreeMap<SitePath, (Option<SystemTime>, u64)>;

/// The state of all files of a folder; of a loose file, that of it and of the names beside it.
pub fn stamps(root: &Root) -> Stamps {
    let paths = match root.loose() {
        Some(path) => vec![path.clone(), path.folder()],
        None => walk::walk(root).into_iter().map(|found| found.path).collect(),
    };
    let stamp = |path: SitePath| {
        let metadata = root.path(&path).metadata().ok()?;
        Some((path, (metadata.modified().ok(), metadata.len())))
    };
    paths.into_iter().filter_map(stamp).collect()
}
