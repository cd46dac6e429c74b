//! Repairs findings in their files, or shows what that would change.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use rayon::prelude::*;
use similar::TextDiff;

use super::finding::Report;
use super::options::Options;
use crate::disk::{self, Root};
use crate::ide::{self, Config, Diagnostic, SourceChange};
use crate::site::{Change, FileId, FileKind, Page, Site, SitePath};
use crate::text::{Edit, Text};

/// A file that has safe repairs.
struct Repaired {
    page: SitePath,
    before: String,
    after: String,
}

/// The site as it is once all that was found on some pages and has a safe repair is repaired: in the files, or, where
/// only the difference is asked for, nowhere.
pub(super) fn fix(
    root: &Root,
    site: Site,
    config: &Config,
    options: &Options,
    wants: &(dyn Fn(&SitePath) -> bool + Sync),
    asks: &(dyn Fn(&Diagnostic) -> bool + Sync),
    report: &mut Report,
) -> Site {
    let pages: Vec<SitePath> = site.pages().map(|page| page.path.clone()).filter(|path| wants(path)).collect();
    let repaired: Vec<Repaired> =
        pages.par_iter().filter_map(|page| repaired(root, &site, config, page, asks)).collect();
    let mut site = site;
    for Repaired { page, before, after } in repaired {
        let shown = super::search::shown(root, &page);
        if options.diff {
            report.diff.push_str(&difference(&shown, &before, &after));
            continue;
        }
        match replace(&root.path(&page), &before, &after) {
            Ok(()) => {
                report.fixed.push(shown);
                let page = disk::page_of(&site, &page, &after);
                site = site.apply(Change::Page(page));
            }
            Err(error) => report.fail(format!("`{shown}` cannot be repaired: {error}")),
        }
    }
    site
}

/// A page's file with its safe repairs; `None` where there are none.
fn repaired(
    root: &Root,
    site: &Site,
    config: &Config,
    path: &SitePath,
    asks: &(dyn Fn(&Diagnostic) -> bool + Sync),
) -> Option<Repaired> {
    // A notebook may be as long as its outputs: it is held only where there is something to write.
    if let Some(cells) = disk::read_cells(root, path) {
        let page = site.page(path)?;
        change(site, config, page, &texts_of_cells(path, cells), asks).filter(|it| !it.is_empty())?;
    }
    let before = disk::read_file(root, path)?;
    // The file may have changed since the site was read.
    let page = disk::page_of(site, path, &before);
    let texts = texts_of(&page, &before);
    let site = site.clone().apply(Change::Page(page.clone()));
    let change = change(&site, config, &page, &texts, asks)?;
    let edits = in_file(&before, path, &change)?;
    let mut after = Text::new(&before);
    for edit in edits.into_iter().rev() {
        after.edit(&edit);
    }
    let after = after.to_string();
    (after != before).then(|| Repaired { page: path.clone(), before, after })
}

/// All safe repairs of a page with these texts.
fn change(
    site: &Site,
    config: &Config,
    page: &Page,
    texts: &[(FileId, Text)],
    asks: &(dyn Fn(&Diagnostic) -> bool + Sync),
) -> Option<SourceChange> {
    let read = |file: &FileId| texts.iter().find(|(it, _)| it == file).map(|(_, text)| text.clone());
    let first = &page.sources.first()?.file;
    Some(ide::fix_all(site, first, config, &read, &|finding| asks(finding)))
}

/// The texts of a page's file.
fn texts_of(page: &Page, written: &str) -> Vec<(FileId, Text)> {
    if page.path.kind() != FileKind::Notebook {
        return vec![(page.path.clone().into(), Text::new(written))];
    }
    texts_of_cells(&page.path, disk::cells(written).unwrap_or_default())
}

fn texts_of_cells(path: &SitePath, cells: Vec<disk::Cell>) -> Vec<(FileId, Text)> {
    let text = |cell: disk::Cell| (FileId { path: path.clone(), cell: Some(cell.number) }, Text::new(&cell.text));
    cells.into_iter().map(text).collect()
}

/// The edits of a page's texts as edits of its file, in its order.
fn in_file(written: &str, path: &SitePath, change: &SourceChange) -> Option<Vec<Edit>> {
    let mut edits = Vec::new();
    for (file, of_text) in change.edits.iter().filter(|(file, _)| file.path == *path) {
        match file.cell {
            Some(cell) => edits.extend(disk::written(written, cell, of_text)?),
            None => edits.extend(of_text.iter().map(|it| Edit { range: it.range, insert: it.insert.clone() })),
        }
    }
    edits.sort_by_key(|edit| (edit.range.start(), edit.range.end()));
    Some(edits)
}

/// What `patch` and `git apply` take.
fn difference(path: &str, before: &str, after: &str) -> String {
    let diff = TextDiff::from_lines(before, after);
    diff.unified_diff().header(&format!("a/{path}"), &format!("b/{path}")).to_string()
}

/// Puts a new text in the place of a file at once, so that a reader sees the old one or the new one and no half of
/// either. Refuses to where the file is not as it was read.
fn replace(path: &Path, before: &str, after: &str) -> io::Result<()> {
    // A link stays one: what it leads to is replaced.
    let path = path.canonicalize()?;
    let permissions = path.metadata()?.permissions();
    if permissions.readonly() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only"));
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.{}.manicule", std::process::id()));
    let written = || -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).open(&beside)?;
        file.set_permissions(permissions)?;
        file.write_all(after.as_bytes())?;
        file.sync_all()?;
        drop(file);
        if fs::read(&path)? != before.as_bytes() {
            return Err(io::Error::other("it changed meanwhile"));
        }
        fs::rename(&beside, &path)
    };
    let result = written();
    if result.is_err() {
        drop(fs::remove_file(&beside));
    }
    result
}
