//! Paths: the files and folders that a half-written path can go on to, each proved by resolving it.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use super::cursor::Cursor;
use crate::ide::path::{encoded, encoding, spellings};
use crate::ide::place::Place;
use crate::ide::{Completion, CompletionKind, image, path};
use crate::site::{Resolution, SitePath, Use};

/// A path that is being written.
pub(super) struct Slot<'a, 'c> {
    pub cursor: &'c Cursor<'a>,
    pub usage: Use,
    /// What is written up to the cursor.
    pub typed: &'c str,
    /// How many bytes behind the cursor are replaced.
    pub after: usize,
    /// What is written behind the path of a file.
    pub closer: &'static str,
    /// Whether it stands between `<` and `>`.
    pub bracketed: bool,
    /// Whether pages are wanted too.
    pub pages: bool,
}

/// The most files that are offered from all over the blog.
const EVERYWHERE: usize = 300;

impl Slot<'_, '_> {
    /// The files that `wanted` takes, and the folders that hold such files.
    pub fn completions(&self, wanted: impl Fn(&SitePath) -> bool + Copy) -> Vec<Completion> {
        let written = self.typed.rfind('/').map_or("", |slash| &self.typed[..=slash]);
        let place = self.cursor.place;
        let asked = if self.bracketed { unbracketed(written) } else { written.to_owned() };
        let mut found: BTreeMap<String, Completion> = BTreeMap::new();
        for folder in folders(place, &percent_decode_str(&asked).decode_utf8_lossy()) {
            for (child, sample) in self.children(&folder, wanted) {
                let is_folder = child.ends_with('/');
                let start = format!("{written}{}", if self.bracketed { bracketed(&child) } else { encoded(&child) });
                let rest = &sample.as_str()[prefix_len(&folder)..];
                if !self.reaches(&format!("{asked}{}", encoded(rest)), &sample) {
                    continue;
                }
                let bare = self.without_extension(&asked, &child, &sample);
                let (start, child) = match bare {
                    Some(bare) => (start[..start.len() - (child.len() - bare.len())].to_owned(), bare),
                    None => (start, child),
                };
                let item = self.completion(start, &child, (!is_folder).then_some(&sample));
                found.entry(child).or_insert(item);
            }
        }
        let mut found: Vec<Completion> = found.into_values().collect();
        if written.is_empty() && self.usage != Use::Link {
            found.extend(self.everywhere(wanted, &found));
        }
        found
    }

    /// A file's name without its extension, where the writer wants it so and it leads to the file all the same.
    fn without_extension(&self, folder: &str, name: &str, file: &SitePath) -> Option<String> {
        if self.usage != Use::Link || name.ends_with('/') {
            return None;
        }
        let names = spellings(self.cursor.place.site, file, name.to_owned());
        let shorter = names.into_iter().find(|it| it.len() < name.len());
        shorter.filter(|name| self.reaches(&format!("{folder}{}", encoded(name)), file))
    }

    /// Files from all over the blog, each with its whole path; nothing in blogs with very many.
    fn everywhere(&self, wanted: impl Fn(&SitePath) -> bool, known: &[Completion]) -> Vec<Completion> {
        let place = self.cursor.place;
        let files: Vec<&SitePath> = self.files("").filter(|file| wanted(file)).take(EVERYWHERE + 1).collect();
        if files.len() > EVERYWHERE {
            return Vec::new();
        }
        let paths = files.into_iter().filter_map(|file| Some((file, path::written(place, file, self.usage)?)));
        let new = paths.filter(|(_, path)| !known.iter().any(|known| known.edit.insert.trim_end_matches(')') == path));
        new.map(|(file, path)| Completion { rank: 2, ..self.completion(path.clone(), &path, Some(file)) }).collect()
    }

    /// The files of the blog within a folder, at any depth, pages where they are wanted.
    fn files<'s>(&'s self, folder: &'s str) -> impl Iterator<Item = &'s SitePath> {
        let site = self.cursor.place.site;
        let assets = site.assets_within(folder).map(|(path, _)| path);
        let pages = site.pages().map(|page| &page.path).filter(|path| path.is_within(folder));
        assets.chain(pages.filter(|_| self.pages))
    }

    /// The wanted files in a folder by name, and its folders by name with `/`, each with the first wanted file in it.
    fn children(&self, folder: &SitePath, wanted: impl Fn(&SitePath) -> bool) -> BTreeMap<String, SitePath> {
        let mut found = BTreeMap::new();
        for file in self.files(folder.as_str()).filter(|file| wanted(file)) {
            let rest = &file.as_str()[prefix_len(folder)..];
            let child = rest.split_inclusive('/').next().unwrap_or(rest);
            found.entry(child.to_owned()).or_insert_with(|| file.clone());
        }
        found
    }

    fn reaches(&self, path: &str, file: &SitePath) -> bool {
        let place = self.cursor.place;
        let resolution = place.site.resolve(place.file(), path, self.usage);
        matches!(resolution, Resolution::File { path, .. } if path == *file)
    }

    fn completion(&self, path: String, label: &str, file: Option<&SitePath>) -> Completion {
        let place = self.cursor.place;
        let (kind, insert, rank) = match file {
            None => (CompletionKind::Folder, path.clone(), 1),
            Some(_) if self.usage == Use::Link => (CompletionKind::File, format!("{path}{}", self.closer), 0),
            Some(file) if !image::is_image(file) => (CompletionKind::File, format!("{path}{}", self.closer), 0),
            Some(_) => (CompletionKind::Image, format!("{path}{}", self.closer), 0),
        };
        let detail = file.and_then(|file| Some(crate::ide::image::size(file, place.site.asset(file)?)));
        let found = self.cursor.completion(kind, label.to_owned(), self.typed, self.after, insert);
        Completion { filter: path, detail, rank, ..found }
    }
}

/// The folders of the blog that a path's folder may mean: beside the page, or from the root.
fn folders(place: Place<'_>, written: &str) -> Vec<SitePath> {
    let beside = place.file().path.folder();
    let settings = place.site.settings();
    let from_root = match written.strip_prefix("{{").and_then(|rest| rest.split_once("}}")) {
        Some((_, rest)) => rest,
        None => written,
    };
    let rooted = from_root.starts_with('/') || from_root.len() < written.len();
    let served = from_root.trim_start_matches('/');
    let unbased = from_root.strip_prefix(settings.baseurl.as_str()).unwrap_or(from_root).trim_start_matches('/');
    let mut found = Vec::new();
    if !rooted {
        found.push(beside.join(written));
    }
    for root in ["", "static"] {
        found.extend([served, unbased].map(|path| settings.source.join(root).join(path)));
    }
    if rooted {
        found.extend(place.site.paths().roots.iter().map(|root| root.join(served)));
    }
    found.dedup();
    found
}

/// How much of a file's path is the folder and the `/` behind it.
fn prefix_len(folder: &SitePath) -> usize {
    match folder.as_str() {
        "" => 0,
        folder => folder.len() + 1,
    }
}

fn bracketed(path: &str) -> String {
    encoding(path, "%#?").replace('<', "\\<").replace('>', "\\>")
}

/// What is written between `<` and `>`, as it is written without them.
pub(super) fn unbracketed(written: &str) -> String {
    let plain = written.replace("\\<", "<").replace("\\>", ">");
    encoding(&plain, " ()<>\"")
}
