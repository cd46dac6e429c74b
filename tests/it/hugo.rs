//! A real Hugo as the judge of where `ref` leads: before and after pages move. Any from 0.111 on will do. In CI it is
//! installed where it is missing; elsewhere, and where it cannot be had, the tests say so and are passed over.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use manicule::disk::{self, Root};
use manicule::ide::{definition, moves, rename};
use manicule::site::{FileId, FilePos, Site, SitePath};
use manicule::text::Text;

use crate::actions::edited;
use crate::disk::Folder;

/// The ways to refer to a page.
const NAMES: &[&str] = &[
    "one",
    "one.md",
    "posts/one",
    "/posts/one.md",
    "/posts/one",
    "Posts/TWO",
    "two",
    "two.md",
    "bundle",
    "posts/bundle",
    "posts/bundle/index.md",
    "bundle/index.md",
    "/bundle",
    "docs",
    "/docs/",
    "docs/_index.md",
    "deep",
    "deep/three",
    "../docs/one",
    "./one",
    "part",
    "part.md",
    "three",
    "/three",
    "unlike.md",
    "/unlike",
    "deep/unlike",
    "docs/deep/unlike",
    "../about",
    "about.html",
    "posts/one.html",
    "three#x",
    "three.md?x=1#y",
    "none",
];

/// The pages that refer to others, each by all names.
const FROM: &[&str] =
    &["posts/x.md", "docs/deep/x.md", "posts/bundle/index.md", "docs/_index.md", "y.md", "posts/third/index.md"];

/// The other pages.
const PAGES: &[&str] = &[
    "posts/one.md",
    "posts/Two.md",
    "docs/deep/_index.md",
    "docs/deep/three.md",
    "docs/one.md",
    "posts/part.md",
    "docs/deep/unlike.md",
    "about.md",
];

/// What moves: a page, or a folder of them.
const MOVES: &[(&str, &str)] = &[
    ("posts/one.md", "posts/new.md"),
    ("posts/one.md", "docs/deep/new.md"),
    ("posts/Two.md", "three-four.md"),
    ("posts/bundle", "notes/second"),
    ("docs/deep", "docs/deeper"),
    ("docs", "handbook"),
    ("posts/part.md", "docs/deep/one.md"),
    ("docs/deep/unlike.md", "posts/unlike.md"),
    ("posts/x.md", "docs/deep/sub/z.md"),
    ("posts/third", "docs/third"),
    ("about.md", "posts/about.md"),
];

fn blog(name: &str) -> Folder {
    let settings = "baseURL = 'https://example.org/'\nrefLinksErrorLevel = 'WARNING'\ndisableKinds = ['taxonomy', 'term', 'RSS', 'sitemap']\n";
    let mut folder = Folder::new(name).file("config.toml", settings);
    for template in ["_default/single", "_default/list", "index"] {
        folder = folder.file(&format!("layouts/{template}.html"), "{{ .Content }}");
    }
    let names = NAMES.iter().enumerate().map(|(at, name)| format!("{at}: {{{{< relref \"{name}\" >}}}}\n\n"));
    let text = format!("---\ntitle: x\n---\n{}", names.collect::<String>());
    for path in FROM {
        folder = folder.file(&format!("content/{path}"), &text);
    }
    PAGES.iter().fold(folder, |folder, path| folder.file(&format!("content/{path}"), "---\ntitle: x\n---\n# X\n"))
}

/// Where Hugo leads from each page by each name, both as addresses: from a page's address to the address behind each of
/// [`NAMES`], which is empty where there is no such page. `None` where there is no Hugo, which is said loudly.
fn led_by_hugo(folder: &Folder) -> Option<BTreeMap<String, Vec<String>>> {
    let public = folder.path("public");
    if public.exists() {
        fs::remove_dir_all(&public).unwrap();
    }
    let build = || Command::new("hugo").arg("--source").arg(folder.path("")).output();
    let install = || Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/install")).status();
    if build().is_err() && !(std::env::var_os("CI").is_some() && install().is_ok() && build().is_ok()) {
        eprintln!("SKIPPED: no Hugo to ask. `tests/oracle/install` installs it from Debian's packages.");
        return None;
    }
    let mut led = BTreeMap::new();
    let mut folders = vec![public.clone()];
    while let Some(inner) = folders.pop() {
        folders.extend(fs::read_dir(&inner).unwrap().map(|it| it.unwrap().path()).filter(|path| path.is_dir()));
        let html = fs::read_to_string(inner.join("index.html")).unwrap_or_default();
        let lines = html.lines().filter_map(|line| line.strip_prefix("<p>")?.strip_suffix("</p>"));
        let targets: Vec<String> = lines.filter_map(|line| Some(line.split_once(':')?.1.trim().to_owned())).collect();
        if targets.len() == NAMES.len() {
            led.insert(format!("/{}/", inner.strip_prefix(&public).unwrap().display()), targets);
        }
    }
    Some(led)
}

fn read(folder: &Folder) -> (Root, Site) {
    let root = Root::of(&folder.path("")).unwrap();
    let site = disk::read(&root).changes.into_iter().fold(Site::default(), Site::apply);
    (root, site)
}

/// The address of a page.
fn address(path: &str) -> String {
    let inside = path.strip_prefix("content/").unwrap_or(path);
    let bare = inside.strip_suffix(".md").unwrap_or(inside);
    let bare = bare.strip_suffix("/index").or(bare.strip_suffix("/_index")).unwrap_or(bare);
    format!("/{}/", bare.to_lowercase())
}

/// An address once a page or folder has moved.
fn moved(url: &str, from: &str, to: &str) -> String {
    match url.strip_prefix(address(from).as_str()) {
        Some(rest) => format!("{}{rest}", address(to)),
        None => url.to_owned(),
    }
}

/// Where the name stands in each page.
fn places(site: &Site, path: &str) -> Vec<FilePos> {
    let page = site.page(&SitePath::new(&format!("content/{path}"))).unwrap();
    let source = &page.sources[0];
    source.post.page_refs().map(|it| FilePos { file: source.file.clone(), offset: it.name.range.start() }).collect()
}

fn text(root: &Root) -> impl Fn(&FileId) -> Option<Text> {
    move |file| disk::read_text(root, file)
}

#[test]
fn a_name_leads_where_hugo_leads() {
    let folder = blog("hugo-names");
    let Some(led) = led_by_hugo(&folder) else { return };
    let (_, site) = read(&folder);
    let mut compared = 0;
    for path in FROM {
        let by_hugo = &led[&address(path)];
        for ((pos, name), wanted) in places(&site, path).iter().zip(NAMES).zip(by_hugo) {
            let wanted = wanted.split(['#', '?']).next().unwrap_or_default();
            let found = definition(&site, pos).first().map(|it| address(it.file.path.as_str()));
            // What Hugo does not find may be found all the same: modules and mounts are not known.
            assert!(wanted.is_empty() || found.as_deref() == Some(wanted), "{path}: {name}: {found:?}, not {wanted}");
            let by_rule = site.page_named(&pos.file, name.split(['#', '?']).next().unwrap_or_default());
            let by_rule = by_rule.map(|path| address(path.as_str())).unwrap_or_default();
            assert_eq!(by_rule, wanted, "{path}: {name}, by the rules alone");
            compared += 1;
        }
    }
    assert_eq!(compared, FROM.len() * NAMES.len());
}

#[test]
fn names_lead_to_what_moved_as_hugo_sees_it() {
    for (from, to) in MOVES {
        let folder = blog("hugo-moves");
        let Some(before) = led_by_hugo(&folder) else { return };
        let (root, site) = read(&folder);
        let path = |path: &str| SitePath::new(&format!("content/{path}"));
        let change = moves(&site, &[(path(from), path(to))], &text(&root));
        write(&folder, &root, &site, &change.edits);
        move_file(&folder, path(from).as_str(), path(to).as_str());
        let after = led_by_hugo(&folder).unwrap();
        for (page, targets) in &before {
            let now = &after[&moved(page, from, to)];
            for ((was, is), name) in targets.iter().zip(now).zip(NAMES) {
                let wanted = moved(was, from, to);
                assert!(was.is_empty() || *is == wanted, "{from} to {to}: {page}: {name}: {is:?}, not {wanted:?}");
            }
        }
    }
}

#[test]
fn a_page_renamed_by_a_name_is_found_by_hugo() {
    let folder = blog("hugo-renames");
    let Some(before) = led_by_hugo(&folder) else { return };
    let mut renamed = 0;
    for (at, name) in NAMES.iter().enumerate().step_by(3) {
        let folder = blog("hugo-renames");
        let (root, site) = read(&folder);
        let pos = &places(&site, "posts/x.md")[at];
        let was = &before[&address("posts/x.md")][at];
        let bare = name.split(['#', '?']).next().unwrap_or_default();
        let end = [".md", ".html"].into_iter().find(|end| bare.ends_with(end)).unwrap_or_default();
        let new = format!("{}-again{end}", bare.strip_suffix(end).unwrap_or(bare));
        let Ok(change) = rename(&site, pos, &new, &text(&root)) else { continue };
        write(&folder, &root, &site, &change.edits);
        for (from, to) in &change.moved {
            move_file(&folder, from.as_str(), to.as_str());
        }
        let [(from, to)] = change.moved.as_slice() else { panic!("{name}: {:?}", change.moved) };
        let after = led_by_hugo(&folder).unwrap();
        let is = &after[&moved(&address("posts/x.md"), from.as_str(), to.as_str())][at];
        assert_eq!(*is, moved(was, from.as_str(), to.as_str()), "{name} as {new}");
        renamed += 1;
    }
    assert!(renamed > 5, "{renamed} renamed");
}

fn write(folder: &Folder, root: &Root, site: &Site, edits: &BTreeMap<FileId, Vec<manicule::ide::SourceEdit>>) {
    for (file, edits) in edits {
        let post = &site.source(file).unwrap().post;
        let (text, _) = edited(&disk::read_text(root, file).unwrap(), post, edits, &|| format!("{file:?}"));
        fs::write(folder.path(file.path.as_str()), text.to_string()).unwrap();
    }
}

fn move_file(folder: &Folder, from: &str, to: &str) {
    let to = folder.path(to);
    fs::create_dir_all(Path::new(&to).parent().unwrap()).unwrap();
    fs::rename(folder.path(from), to).unwrap();
}
