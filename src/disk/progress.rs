//! How far reading a folder has come, for those who show it to people.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Counts the files of a folder while it is read. Any thread may look at it.
#[derive(Debug, Default)]
pub struct Progress {
    found: AtomicUsize,
    read: AtomicUsize,
}

impl Progress {
    /// How many files have been read, and how many there are. Both are 0 until the folder has been walked.
    pub fn state(&self) -> (usize, usize) {
        (self.read.load(Ordering::Relaxed), self.found.load(Ordering::Relaxed))
    }

    pub(super) fn add_found(&self, files: usize) {
        self.found.fetch_add(files, Ordering::Relaxed);
    }

    pub(super) fn add_read(&self) {
        self.read.fetch_add(1, Ordering::Relaxed);
    }
}
