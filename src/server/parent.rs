//! The process that uses the server: a server without one ends.

/// A process to be watched.
pub struct Parent {
    id: u32,
    /// Whether it started this process. A system that finds a new parent for an orphan tells so by that.
    started_us: bool,
}

impl Parent {
    pub fn new(id: u32) -> Parent {
        Parent { id, started_us: parent_id() == Some(id) }
    }

    /// Whether it still runs; `true` where the system does not tell.
    pub fn is_alive(&self) -> bool {
        if self.started_us {
            return parent_id() == Some(self.id);
        }
        if !cfg!(target_os = "linux") {
            return true;
        }
        // The state stands behind the name, which stands in parentheses and may hold some. A process that has ended
        // and that nobody has taken note of is `Z` (proc(5)).
        std::fs::read_to_string(format!("/proc/{}/stat", self.id)).is_ok_and(|stat| {
            let state = stat.rsplit_once(") ").and_then(|(_, rest)| rest.chars().next());
            !matches!(state, Some('Z' | 'X'))
        })
    }
}

#[cfg(unix)]
fn parent_id() -> Option<u32> {
    Some(std::os::unix::process::parent_id())
}

#[cfg(not(unix))]
fn parent_id() -> Option<u32> {
    None
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn a_process_is_alive_until_it_ends() {
        assert!(Parent::new(std::process::id()).is_alive());
        assert!(Parent::new(std::os::unix::process::parent_id()).is_alive());
        let mut child = Command::new("sleep").arg("1000").spawn().unwrap();
        let watched = Parent::new(child.id());
        assert!(watched.is_alive());
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(!watched.is_alive());
    }
}
