//! Addresses: where the files of blogs are published, under settings of every kind, beside where Jekyll puts them.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};

use manicule::disk::{self, Root};
use manicule::site::{FileId, Resolution, Site, SitePath, Use};
use serde::Deserialize;

use super::judge::Judge;
use super::report;
use crate::disk::Folder;

/// Settings, each tried on all of [`FILES`].
const SETTINGS: &[&str] = &[
    "",
    "permalink: none",
    "permalink: pretty",
    "permalink: ordinal",
    "permalink: weekdate",
    "permalink: /:title/",
    "permalink: /blog/:title:output_ext",
    "permalink: /:slugified_categories/:year/:i_month/:i_day/:short_year/:short_month/:slug",
    "permalink: /:y_day-:w_year-:week-:w_day/:long_month/:long_day/:name",
    "permalink: /:categories/:hour:minute:second/:title.html",
    "permalink: /archive/:path/:basename:output_ext",
    "baseurl: /",
    "baseurl: /blog\npermalink: pretty",
    "baseurl: blog/",
    "unpublished: true",
    "show_drafts: true\npermalink: none",
    "include: [_pages, _private/a.png]",
    "exclude: [images/sub, '*.txt', about.md, docs/]",
    "exclude: [images]\ninclude: [images/sub]",
    "source: docs\nbaseurl: /blog",
    "collections: {talks: {output: true}, notes: {output: false}}",
    "collections: {talks: {output: true, permalink: '/t/:path/'}, notes: {output: true, permalink: '/:collection/:name'}}",
    "collections: [talks, notes]",
    "collections: {talks: {output: true}}\npermalink: pretty",
    "collections: {posts: {permalink: '/p/:title/'}}",
    "collections_dir: gathered\ncollections: {talks: {output: true}}",
    "defaults:\n- {scope: {path: ''}, values: {permalink: '/all/:title/'}}\n- {scope: {path: '', type: posts}, values: {categories: [from, defaults]}}",
    "defaults:\n- {scope: {path: _posts/sub}, values: {permalink: '/deep/:title:output_ext', published: false}}\n- {scope: {path: docs, type: pages}, values: {permalink: '/pages/:basename/'}}",
    "defaults:\n- {scope: {path: 'docs/*/x'}, values: {permalink: '/glob/:basename'}}\n- {scope: {path: images}, values: {published: false}}\ncollections: {talks: {output: true}}\n",
    "markdown_ext: md,txt",
];

/// The files of the blog.
const FILES: &[(&str, &str)] = &[
    ("_posts/2020-07-04-Plain.md", "---\ntitle: x\n---\n"),
    ("_posts/2020-07-04-My long Post, again!.md", "---\ntitle: x\n---\n"),
    ("_posts/2020-7-5-one-digit.md", "---\ntitle: x\n---\n"),
    ("_posts/20-07-06-short-year.md", "---\ntitle: x\n---\n"),
    ("_posts/2020-07-07-Größe ñ 日本.md", "---\ntitle: x\n---\n"),
    ("_posts/2020-07-08-dated.md", "---\ndate: 2021-03-04 05:06:07\n---\n"),
    ("_posts/2020-07-09-slug.md", "---\nslug: Own Slug, here\n---\n"),
    ("_posts/2020-07-10-categories.md", "---\ncategories: Deep NLP\ncategory: one more\n---\n"),
    ("_posts/2020-07-11-list.md", "---\ncategories: [Deep Learning, C++, C++, 7]\ntags: [a]\n---\n"),
    ("_posts/2020-07-12-permalink.md", "---\npermalink: /own/:title/\n---\n"),
    ("_posts/2020-07-13-literal.md", "---\npermalink: /own/page.html\n---\n"),
    ("_posts/2020-07-14-bare.md", "---\npermalink: own/bare\n---\n"),
    ("_posts/2020-07-15-hidden.md", "---\npublished: false\n---\n"),
    ("_posts/2020-07-16-no-front-matter.md", "Text.\n"),
    ("_posts/2020-07-17-page.html", "---\ntitle: x\n---\n"),
    ("_posts/2020-07-18-upper.MD", "---\ntitle: x\n---\n"),
    ("_posts/2020-07-19-beside.png", ""),
    ("_posts/2020-07-20-broken.md", "---\ntitle: a: b\n---\n"),
    ("_posts/2020-07-21-a.b.c..md", "---\ntitle: x\n---\n"),
    ("_posts/beside.png", ""),
    ("_posts/undated.md", "---\ntitle: x\n---\n"),
    ("_posts/sub/2020-08-01-below.md", "---\ntitle: x\n---\n"),
    ("news/Old/_posts/2020-08-02-folders.md", "---\ncategory: x\n---\n"),
    ("_drafts/a draft.md", "---\ntitle: x\n---\n"),
    ("news/_drafts/dated.md", "---\ndate: 2020-09-01\n---\n"),
    ("_talks/2020-07-04-A talk.md", "---\ntitle: A title\n---\n"),
    ("_talks/sub/b.md", "---\nslug: s\n---\n"),
    ("_talks/sub/a.png", ""),
    ("_talks/bare.md", "Text.\n"),
    ("_notes/n.md", "---\npermalink: /n/:title\n---\n"),
    ("_notes/n.png", ""),
    ("gathered/_posts/2020-08-03-gathered.md", "---\ntitle: x\n---\n"),
    ("gathered/_talks/c.md", "---\ntitle: x\n---\n"),
    ("about.md", "---\ntitle: x\n---\n"),
    ("about us.md", "---\ntitle: x\n---\n"),
    ("README.md", "Text.\n"),
    ("index.html", "---\n---\n"),
    ("docs/index.md", "---\n---\n"),
    ("docs/a/x/deep.md", "---\n---\n"),
    ("docs/own.md", "---\npermalink: /moved/:basename:output_ext\n---\n"),
    ("docs/hidden.md", "---\npublished: false\n---\n"),
    ("docs/_posts/2020-08-04-Plain.md", "---\ntitle: x\n---\n"),
    ("docs/feed.xml", "---\n---\n"),
    ("docs/notes.txt", "Text.\n"),
    ("notes.txt", "---\n---\n"),
    ("css/main.scss", "---\n---\n"),
    ("_pages/tags.html", "---\npermalink: /tags/\n---\n"),
    ("_pages/pic.png", ""),
    ("_private/a.png", ""),
    (".dot/a.png", ""),
    (".well-known/a.png", ""),
    ("#odd/a.png", ""),
    ("images/a.png", ""),
    ("images/a.png~", ""),
    ("images/~a.png", ""),
    ("images/.hidden.png", ""),
    ("images/_under.png", ""),
    ("images/with space.png", ""),
    ("images/a%20b.png", ""),
    ("images/plus+sign.png", ""),
    ("images/Größe.png", ""),
    ("images/Case.PNG", ""),
    ("images/sub/b.png", ""),
    ("images/sub/_deeper/c.png", ""),
    ("node_modules/a.png", ""),
    ("vendor/bundle/a.png", ""),
    ("vendor/a.png", ""),
    ("Gemfile.lock", ""),
];

/// Where a file is published.
#[derive(Debug, Deserialize)]
struct Address {
    url: String,
    file: String,
}

/// What is published of a blog, by path; nothing is known of what stops the build.
type Published = BTreeMap<String, Option<Address>>;

/// What Jekyll publishes of the blog, for each of the settings.
fn ask(judge: &Judge) -> Vec<Published> {
    let mut child = Command::new("ruby")
        .arg(judge.script("addresses.rb"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || {
        for settings in SETTINGS {
            let config = ("_config.yml", *settings);
            let files: BTreeMap<&str, &str> = FILES.iter().copied().chain([config]).collect();
            writeln!(input, "{}", serde_json::to_string(&files).unwrap()).unwrap();
        }
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.status.success(), "addresses.rb failed");
    let answers = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<_> = answers.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), SETTINGS.len(), "addresses.rb answers each blog");
    answers
}

#[test]
fn files_are_published_where_jekyll_puts_them() {
    let Some(judge) = Judge::find() else { return };
    let answers = ask(&judge);
    let mut differences = Vec::new();
    for (settings, published) in SETTINGS.iter().zip(&answers) {
        let mut folder = Folder::new("addresses").file("_config.yml", settings);
        for (path, text) in FILES {
            folder = folder.file(path, text);
        }
        let root = Root::of(&folder.path("")).unwrap();
        let site = disk::read(&root).changes.into_iter().fold(Site::default(), Site::apply);
        for (path, _) in FILES {
            differences.extend(difference(&site, path, published).map(|what| format!("{settings:?}: {path}: {what}")));
        }
    }

    report(&differences);
}

/// Where we say that a file is published otherwise than Jekyll does.
fn difference(site: &Site, path: &str, published: &Published) -> Option<String> {
    let ours = site.url(&SitePath::new(path));
    let base = site.settings().base();
    let Some(address) = published.get(path) else {
        return ours.map(|url| format!("is not published, and we say {url}"));
    };
    let address = address.as_ref()?;
    // A post whose front matter cannot be read is dated by the clock.
    if ours.is_none() && path == "_posts/2020-07-20-broken.md" {
        return None;
    }
    let theirs = format!("{base}{}", address.url);
    if ours.as_deref() != Some(theirs.as_str()) {
        return Some(format!("is {theirs}, and we say {ours:?}"));
    }
    // Of files that overwrite each other, one is found.
    let alike: Vec<&str> = (published.iter())
        .filter(|(_, other)| other.as_ref().is_some_and(|other| other.file == address.file))
        .map(|(path, _)| path.as_str())
        .collect();
    let from = published.keys().find(|path| path.ends_with("-Plain.md") || path.ends_with("-gathered.md"))?;
    let from = FileId::from(SitePath::new(from));
    let written = format!("{base}{}", address.file).replace('%', "%25").replace('#', "%23").replace('?', "%3F");
    match site.resolve(&from, &written, Use::Image) {
        Resolution::File { path, .. } if alike.contains(&path.as_str()) => None,
        other => Some(format!("answers {written}, and we say {other:?}")),
    }
}
