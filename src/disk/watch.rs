//! What changed on disk since it was read: cheap looks at folders and files, for those whom nobody tells.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::Root;
use crate::site::{Change, SitePath};

/// How many files are looked at each time, besides those that are named.
const FILES_AT_ONCE: usize = 500;

/// Clocks of file systems go by steps of up to this length: what changed within one may look the same.
const CLOCK_STEP: Duration = Duration::from_secs(2);

/// What the files of a folder were like when they were last looked at. Names that come and go are seen at each look,
/// as their folder changes with them; so are changes of settings and of the files that are named. Other files are seen
/// in turn.
#[derive(Debug, Default)]
pub struct Watch {
    folders: BTreeMap<SitePath, Stamp>,
    /// Folders in those folders that hold nothing of the blog.
    passed_over: BTreeSet<SitePath>,
    /// Those of them that nobody let us read.
    closed: BTreeSet<SitePath>,
    files: BTreeMap<SitePath, Stamp>,
    named: BTreeSet<SitePath>,
    /// Those that had changed so shortly before the last look that they may have changed since and look the same.
    fresh: BTreeSet<SitePath>,
    /// Settings change what is found in every post.
    configs: Vec<SitePath>,
    /// The file that was last looked at in turn.
    last: Option<SitePath>,
}

/// What changed.
#[derive(Debug, PartialEq, Eq)]
pub enum Changed {
    /// Files that came, went or changed.
    Files(Vec<SitePath>),
    /// A folder came or went: all is to be read again.
    Folder,
}

/// What tells one state of a file or folder from another; `None` where there is nothing.
type Stamp = Option<(SystemTime, u64)>;

/// A state that is like none that is found.
const UNSEEN: Stamp = Some((SystemTime::UNIX_EPOCH, u64::MAX));

impl Watch {
    /// Watches the files that a folder was found to hold by reading it from `begun` on.
    pub fn new(root: &Root, changes: &[Change], begun: SystemTime) -> Watch {
        let mut watch = Watch::default();
        // What changed since reading began may have been read before it changed.
        let seen = |path: &Path| settled(stamp(path), begun);
        for change in changes {
            let path = match change {
                Change::Page(page) => &page.path,
                Change::Asset(path, _) | Change::Config(path, _) => path,
                _ => continue,
            };
            watch.files.insert(path.clone(), seen(&root.path(path)));
            watch.configs.extend(matches!(change, Change::Config(..)).then(|| path.clone()));
            let mut folder = path.folder();
            while root.loose().is_none() && !watch.folders.contains_key(&folder) {
                watch.folders.insert(folder.clone(), seen(&root.path(&folder)));
                folder = folder.folder();
            }
        }
        let inner = watch.folders.keys().flat_map(|folder| names(root, folder).unwrap_or_default());
        watch.passed_over =
            inner.filter(|path| !watch.folders.contains_key(path) && root.path(path).is_dir()).collect();
        let is_closed = |path: &&SitePath| root.path(path).read_dir().is_err();
        watch.closed = watch.passed_over.iter().filter(is_closed).cloned().collect();
        watch
    }

    /// What changed since the last look, and what is named for the first time. Files that are named, which need not be
    /// there, are looked at each time; those that somebody tells of, this time.
    pub fn changed(&mut self, root: &Root, named: BTreeSet<SitePath>, told: BTreeSet<SitePath>) -> Changed {
        for path in named.difference(&self.named) {
            self.files.insert(path.clone(), UNSEEN);
        }
        self.named = named;
        if self.closed.iter().any(|folder| root.path(folder).read_dir().is_ok()) {
            return Changed::Folder;
        }
        // What lies in folders that are passed over is none of the blog's.
        let told = told.into_iter().filter(|path| self.folders.contains_key(&path.folder()) || root.loose().is_some());
        let always = self.named.iter().chain(&self.configs).cloned();
        let mut suspects: BTreeSet<SitePath> = always.chain(told).chain(std::mem::take(&mut self.fresh)).collect();
        suspects.extend(self.next_in_turn());
        let begun = SystemTime::now();
        for (folder, seen) in &mut self.folders {
            let now = stamp(&root.path(folder));
            if *seen == now {
                continue;
            }
            *seen = settled(now, begun);
            let Some(found) = names(root, folder) else { return Changed::Folder };
            suspects.extend(found);
            let within = self.files.range(SitePath::first_within(folder.as_str())..).map(|(path, _)| path);
            let within = within.take_while(|path| folder.as_str().is_empty() || path.is_within(folder.as_str()));
            suspects.extend(within.filter(|path| path.folder() == *folder).cloned());
        }
        // A file may have come where there was a folder.
        let is_passed_over = |path: &SitePath| self.passed_over.contains(path) && root.path(path).is_dir();
        suspects.retain(|path| !self.folders.contains_key(path) && !is_passed_over(path));
        if root.loose().is_none() && suspects.iter().any(|path| root.path(path).is_dir()) {
            return Changed::Folder;
        }
        suspects.retain(|path| {
            let now = stamp(&root.path(path));
            let kept = settled(now, begun);
            self.fresh.extend((kept != now).then(|| path.clone()));
            let before = if now.is_some() { self.files.insert(path.clone(), kept) } else { self.files.remove(path) };
            before.flatten() != now
        });
        Changed::Files(suspects.into_iter().collect())
    }

    fn next_in_turn(&mut self) -> Vec<SitePath> {
        let after = self.last.take().map_or(Bound::Unbounded, Bound::Excluded);
        let files = self.files.range((after, Bound::Unbounded)).map(|(path, _)| path.clone());
        let files: Vec<SitePath> = files.take(FILES_AT_ONCE).collect();
        self.last = files.last().cloned();
        files
    }
}

/// What lies in a folder, hidden files left out; `None` where the folder cannot be read.
fn names(root: &Root, folder: &SitePath) -> Option<Vec<SitePath>> {
    let entries = root.path(folder).read_dir().ok()?;
    let names = entries.flatten().filter_map(|entry| Some(entry.file_name().to_str()?.to_owned()));
    Some(names.filter(|name| !name.starts_with('.')).map(|name| folder.join(&name)).collect())
}

/// A state as it is kept by who began to look at some time: one that is so new that another may look the same is unseen.
fn settled(stamp: Stamp, begun: SystemTime) -> Stamp {
    let changed = stamp?.0;
    let since = begun.duration_since(changed).unwrap_or_else(|ahead| ahead.duration());
    if since > CLOCK_STEP { stamp } else { UNSEEN }
}

fn stamp(path: &Path) -> Stamp {
    let metadata = path.metadata().ok()?;
    let bytes = if metadata.is_dir() { 0 } else { metadata.len() };
    Some((metadata.modified().ok()?, bytes))
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::path::PathBuf;

    use super::*;

    /// A folder with old files that is watched.
    struct Watched {
        folder: PathBuf,
        root: Root,
        watch: Watch,
    }

    impl Watched {
        fn new(name: &str, files: &[&str]) -> Watched {
            let folder = std::env::temp_dir().join(format!("manicule-watch-{}-{name}", std::process::id()));
            for path in files {
                write(&folder.join(path), "old");
            }
            for path in files.iter().flat_map(|path| Path::new(path).ancestors()) {
                age(&folder.join(path));
            }
            let root = Root::of(&folder).unwrap();
            let changes = crate::disk::read(&root).changes;
            let watch = Watch::new(&root, &changes, SystemTime::now());
            Watched { folder, root, watch }
        }

        /// Lets some time pass since files and their folders changed.
        fn settle(&mut self, files: &[&str]) {
            for path in files.iter().flat_map(|path| Path::new(path).ancestors()) {
                age(&self.folder.join(path));
            }
            self.watch.changed(&self.root, BTreeSet::new(), BTreeSet::new());
        }

        #[track_caller]
        fn check(&mut self, named: &[&str], expected: &[&str]) {
            let named = named.iter().map(|path| SitePath::new(path)).collect();
            let expected = expected.iter().map(|path| SitePath::new(path)).collect();
            assert_eq!(self.watch.changed(&self.root, named, BTreeSet::new()), Changed::Files(expected));
        }
    }

    impl Drop for Watched {
        fn drop(&mut self) {
            drop(fs::remove_dir_all(&self.folder));
        }
    }

    fn write(path: &Path, text: &str) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Makes a file or folder one that was last changed a minute ago.
    fn age(path: &Path) {
        File::open(path).unwrap().set_modified(SystemTime::now() - Duration::from_secs(60)).unwrap();
    }

    #[test]
    fn files_that_come_go_and_change_are_seen() {
        let mut blog = Watched::new("files", &["_config.yml", "_posts/a.md", "_posts/b.md", "images/x.png"]);
        blog.check(&[], &[]);
        write(&blog.folder.join("images/y.png"), "new");
        fs::remove_file(blog.folder.join("_posts/a.md")).unwrap();
        write(&blog.folder.join("_posts/b.md"), "changed in its place");
        blog.check(&[], &["_posts/a.md", "_posts/b.md", "images/y.png"]);
        blog.settle(&["_posts/b.md", "images/y.png"]);
        blog.check(&[], &[]);
    }

    #[test]
    fn a_file_that_changes_within_a_step_of_the_clock_is_seen_again() {
        let mut blog = Watched::new("step", &["_config.yml", "_posts/a.md", "images/x.png"]);
        let path = blog.folder.join("_posts/a.md");
        write(&path, "new");
        let written = path.metadata().unwrap().modified().unwrap();
        blog.check(&[], &["_posts/a.md"]);
        write(&path, "now");
        File::options().write(true).open(&path).unwrap().set_modified(written).unwrap();
        blog.check(&[], &["_posts/a.md"]);
        // So is one that comes where another went.
        fs::remove_file(blog.folder.join("images/x.png")).unwrap();
        blog.check(&[], &["_posts/a.md", "images/x.png"]);
        let changed = blog.folder.join("images").metadata().unwrap().modified().unwrap();
        write(&blog.folder.join("images/y.png"), "new");
        File::open(blog.folder.join("images")).unwrap().set_modified(changed).unwrap();
        blog.check(&[], &["_posts/a.md", "images/y.png"]);
        blog.settle(&["_posts/a.md", "images/y.png"]);
        blog.check(&[], &[]);
    }

    #[test]
    fn a_folder_that_comes_or_goes_makes_all_be_read_again() {
        let mut blog = Watched::new("folders", &["_config.yml", "_posts/a.md", "_site/index.html"]);
        write(&blog.folder.join("images/x.png"), "new");
        assert_eq!(blog.watch.changed(&blog.root, BTreeSet::new(), BTreeSet::new()), Changed::Folder);
        fs::remove_dir_all(blog.folder.join("_posts")).unwrap();
        assert_eq!(blog.watch.changed(&blog.root, BTreeSet::new(), BTreeSet::new()), Changed::Folder);
    }

    #[test]
    fn what_the_blog_does_not_hold_is_passed_over() {
        let mut blog = Watched::new("others", &["_config.yml", "_site/index.html"]);
        write(&blog.folder.join(".a.md.swp"), "new");
        write(&blog.folder.join("_site/b.html"), "new");
        let told = BTreeSet::from([SitePath::new("_site/b.html")]);
        assert_eq!(blog.watch.changed(&blog.root, BTreeSet::new(), told), Changed::Files(Vec::new()));
    }

    #[test]
    fn a_file_that_is_named_is_seen_at_once_and_wherever_it_lies() {
        let mut blog = Watched::new("named", &["_config.yml", "images/x.png"]);
        blog.check(&["images/x.png", "images/none.png"], &["images/none.png", "images/x.png"]);
        blog.check(&["images/x.png", "images/none.png"], &[]);
        write(&blog.folder.join("images/x.png"), "changed in its place");
        write(&blog.folder.join("images/none.png"), "new");
        blog.check(&["images/x.png", "images/none.png"], &["images/none.png", "images/x.png"]);
    }

    #[test]
    fn settings_are_seen_at_once_however_many_files_there_are() {
        let images: Vec<String> = (0..=2 * FILES_AT_ONCE).map(|number| format!("A/{number}.png")).collect();
        let files: Vec<&str> = images.iter().map(String::as_str).chain(["_config.yml", "z.md"]).collect();
        let mut blog = Watched::new("settings", &files);
        blog.check(&[], &[]);
        write(&blog.folder.join("_config.yml"), "changed in its place");
        write(&blog.folder.join("z.md"), "changed in its place");
        blog.check(&[], &["_config.yml"]);
        blog.check(&["z.md"], &["_config.yml", "z.md"]);
    }

    #[test]
    fn what_was_just_changed_may_have_been_read_before() {
        let mut blog = Watched::new("fresh", &["_config.yml"]);
        write(&blog.folder.join("a.md"), "new");
        let changes = crate::disk::read(&blog.root).changes;
        blog.watch = Watch::new(&blog.root, &changes, SystemTime::now());
        blog.check(&[], &["a.md"]);
        blog.settle(&["a.md"]);
        blog.check(&[], &[]);
    }
}
