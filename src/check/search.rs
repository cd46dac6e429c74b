//! Finds what there is to find: reads each blog that is asked for, and asks all questions of all its pages.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use rayon::prelude::*;

use super::excerpt::Texts;
use super::finding::{Finding, Report};
use super::options::Options;
use super::{fix, since};
use crate::disk::{self, Progress, Root};
use crate::ide::{self, Config, Diagnostic};
use crate::site::{Change, FileId, FileRange, Page, Site, SitePath};

/// A folder to read and the parts of it that are to be checked.
struct Task {
    root: Root,
    wanted: Vec<SitePath>,
    /// A page that is not to be read from disk, and its text.
    given: Option<(SitePath, String)>,
}

/// Checks all that the options name.
pub(super) fn search(options: &Options, progress: &Progress) -> Report {
    let mut report = Report::default();
    let tasks =
        if options.stdin { given(options, &mut report).into_iter().collect() } else { tasks(options, &mut report) };
    let mut last = None;
    for task in tasks {
        last = Some(run(&task, options, progress, &mut report));
    }
    if !options.watch {
        // The process is about to end, and with it all that it holds: to free a large blog bit by bit takes longer.
        std::mem::forget(last);
    }
    report.findings.sort_by(|a, b| key(a).cmp(&key(b)));
    report
}

fn key(finding: &Finding) -> impl Ord {
    let place = &finding.place;
    (place.path.clone(), place.cell, place.span, finding.severity, finding.code)
}

/// The paths of the options by the roots that they lie in, in the order of these.
fn tasks(options: &Options, report: &mut Report) -> Vec<Task> {
    let mut tasks: BTreeMap<PathBuf, Task> = BTreeMap::new();
    for path in &options.paths {
        match located(path).and_then(|found| path.metadata().map(|_| found)) {
            Ok((root, wanted)) => {
                let start = root.loose().map_or_else(|| root.folder().to_path_buf(), |page| root.path(page));
                let task = tasks.entry(start).or_insert_with(|| Task { root, wanted: Vec::new(), given: None });
                task.wanted.push(wanted);
            }
            Err(error) => report.fail(format!("`{}` cannot be checked: {error}", path.display())),
        }
    }
    let mut tasks: Vec<Task> = tasks.into_values().collect();
    if let Some(revision) = &options.since {
        for task in &mut tasks {
            let changed = since::changed(task.root.folder(), revision).unwrap_or_else(|error| {
                report.fail(format!("what changed since `{revision}` cannot be told: {error}"));
                Vec::new()
            });
            let changed = changed.iter().map(|path| SitePath::new(path));
            task.wanted = changed.filter(|path| wants(&task.wanted, path)).collect();
        }
    }
    tasks
}

/// The text on stdin as a page of the blog that it belongs to.
fn given(options: &Options, report: &mut Report) -> Option<Task> {
    let path = &options.stdin_path;
    let mut bytes = Vec::new();
    let read = io::stdin().lock().take(disk::LONGEST_TEXT + 1).read_to_end(&mut bytes);
    let text = read.and_then(|_| String::from_utf8(bytes).map_err(|_| io::Error::other("it is not UTF-8")));
    match text.and_then(|text| located(path).map(|found| (found, text))) {
        Ok(((root, page), text)) => Some(Task { root, wanted: vec![page.clone()], given: Some((page, text)) }),
        Err(error) => {
            report.fail(format!("the text on stdin cannot be checked: {error}"));
            None
        }
    }
}

/// The root that a path lies in, and what the site calls it.
fn located(path: &Path) -> io::Result<(Root, SitePath)> {
    let root = Root::of(path)?;
    let name = root.site_path(path).ok_or_else(|| io::Error::other("its name is not UTF-8"))?;
    Ok((root, name))
}

/// Checks what is wanted of one root, and of the blogs inside of it. The last blog that was read is left to the caller.
fn run(task: &Task, options: &Options, progress: &Progress, report: &mut Report) -> Site {
    let Task { root, wanted, given } = task;
    let contents = disk::read_telling(root, progress);
    let mut site = contents.changes.into_iter().fold(Site::default(), Site::apply);
    if let Some((path, text)) = given {
        let page = disk::page_of(&site, path, text);
        let mentioned = if root.loose().is_some() { disk::mentions(root, &page) } else { Vec::new() };
        site = mentioned.into_iter().fold(site, Site::apply).apply(Change::Open(page));
    }
    let (config, complaints) = ide::config(&site, Config::default());
    report.complaints.extend(complaints.iter().map(ToString::to_string));
    site = site.apply(Change::Paths(config.paths.clone()));
    if options.fix || options.diff {
        let asks = |it: &Diagnostic| is_asked_for(it, options) && options.severity.includes(it.severity);
        site = fix::fix(root, site, &config, options, &|path| wants(wanted, path), &asks, report);
    }
    let pages: Vec<&Arc<Page>> = site.pages().filter(|page| wants(wanted, &page.path)).collect();
    site.prepare();
    let found: Vec<Found> = pages.par_iter().map(|page| check(task, &site, page, &config, options)).collect();
    let inner: Vec<Task> = contents.blogs.into_iter().filter_map(|blog| inner(task, blog)).collect();
    for path in wanted.iter().filter(|_| options.since.is_none()) {
        let is_empty = !pages.iter().any(|page| wants(std::slice::from_ref(path), &page.path));
        if is_empty && inner.is_empty() {
            report.complaints.push(format!("no Markdown and no notebook in `{}`", shown(root, path)));
        }
    }
    for page in found {
        report.pages.push(page.shown);
        report.findings.extend(page.findings);
        report.hidden += page.hidden;
    }
    for task in inner {
        drop(site);
        site = run(&task, options, progress, report);
    }
    site
}

/// What is wanted of a blog inside of a root; `None` where that is nothing.
fn inner(task: &Task, blog: Root) -> Option<Task> {
    let folder = task.root.site_path(blog.folder())?;
    let inside = |path: &SitePath| path.as_str().strip_prefix(folder.as_str()).map(SitePath::new);
    let wanted: Vec<SitePath> = if wants(&task.wanted, &folder) {
        vec![SitePath::new("")]
    } else {
        task.wanted.iter().filter(|path| path.is_within(folder.as_str())).filter_map(inside).collect()
    };
    (!wanted.is_empty()).then_some(Task { root: blog, wanted, given: None })
}

/// The blog that a folder lies in; where it is none itself, all blogs inside of it, and what else it holds.
pub(super) fn blogs(folder: &Path) -> io::Result<Vec<(Root, Site)>> {
    folder.metadata()?;
    let mut roots = vec![Root::of(folder)?];
    let mut blogs = Vec::new();
    while let Some(root) = roots.pop() {
        let contents = disk::read(&root);
        roots.extend(contents.blogs);
        let site = contents.changes.into_iter().fold(Site::default(), Site::apply);
        let (config, _) = ide::config(&site, Config::default());
        blogs.push((root, site.apply(Change::Paths(config.paths))));
    }
    Ok(blogs)
}

/// Whether a path is one of those that are asked for, or lies in one.
fn wants(wanted: &[SitePath], path: &SitePath) -> bool {
    wanted.iter().any(|wanted| path == wanted || path.is_within(wanted.as_str()))
}

/// What was found on a page.
struct Found {
    /// The page's path as shown.
    shown: String,
    findings: Vec<Finding>,
    hidden: usize,
}

fn check(task: &Task, site: &Site, page: &Page, config: &Config, options: &Options) -> Found {
    let root = &task.root;
    let texts = RefCell::new(Texts::new(root, task.given.as_ref()));
    let text = |file: &FileId| texts.borrow_mut().text(file);
    let mut found = Found { shown: shown(root, &page.path), findings: Vec::new(), hidden: 0 };
    let page = page.once();
    for file in texts_of(&page) {
        for diagnostic in ide::findings_of(site, &page, &file, config, &text) {
            if !is_asked_for(&diagnostic, options) {
                continue;
            }
            if options.severity.includes(diagnostic.severity) {
                found.findings.push(finding(&mut texts.borrow_mut(), root, &file, diagnostic));
            } else {
                found.hidden += 1;
            }
        }
    }
    found
}

/// The texts to ask about: where a page has none, the file itself, of which there is to say why.
fn texts_of(page: &Page) -> Vec<FileId> {
    if page.sources.is_empty() {
        return vec![page.path.clone().into()];
    }
    page.sources.iter().map(|source| source.file.clone()).collect()
}

fn is_asked_for(diagnostic: &Diagnostic, options: &Options) -> bool {
    (options.rule.is_empty() || options.rule.contains(&diagnostic.code)) && !options.ignore.contains(&diagnostic.code)
}

fn finding(texts: &mut Texts<'_>, root: &Root, file: &FileId, diagnostic: Diagnostic) -> Finding {
    let path = |path: &SitePath| shown(root, path);
    let mut place = |place: FileRange| texts.place(&place, &path);
    Finding {
        place: place(FileRange { file: file.clone(), range: diagnostic.range }),
        code: diagnostic.code,
        severity: diagnostic.severity,
        message: diagnostic.message.into(),
        related: diagnostic.related.into_iter().map(|it| (place(it.place), it.message.to_string())).collect(),
    }
}

/// The folder that the check runs in.
static HERE: LazyLock<Option<PathBuf>> = LazyLock::new(|| std::env::current_dir().ok());

/// A path as the caller may use it: from the folder that the check runs in.
pub(super) fn shown(root: &Root, path: &SitePath) -> String {
    let path = root.path(path);
    let Some(here) = &*HERE else { return path.display().to_string() };
    let up = here.ancestors().position(|folder| path.starts_with(folder) && folder.parent().is_some());
    let Some(up) = up else { return path.display().to_string() };
    let common = here.ancestors().nth(up).unwrap_or(here);
    let inside = path.strip_prefix(common).unwrap_or(&path);
    let climb: PathBuf = std::iter::repeat_n("..", up).collect();
    let shown = climb.join(inside).display().to_string();
    if shown.is_empty() { ".".to_owned() } else { shown }
}
