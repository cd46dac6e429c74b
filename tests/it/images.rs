//! The images of real blogs: what is missing is what a real build of the blog says is missing.

use std::collections::BTreeSet;
use std::path::PathBuf;

use manicule::disk::{self, Root};
use manicule::site::{FileKind, Resolution, Site, Source, Use};
use manicule::syntax::{Context, Image, key};

use crate::posts::corpus;

fn read(folder: PathBuf) -> Site {
    let root = Root::of(&folder).unwrap();
    disk::read(&root).changes.into_iter().fold(Site::default(), Site::apply)
}

/// What an image asks for, where nothing answers.
fn missing(site: &Site, source: &Source, image: &Image) -> Option<String> {
    let resolution = match &image.label {
        None => site.resolve_image(&source.file, image)?,
        Some(label) => {
            let definition = source.post.definitions().find(|it| it.key == key(&label.text))?;
            site.resolve(&source.file, &definition.target.text, Use::InlineImage)
        }
    };
    match resolution {
        Resolution::Missing { asks, .. } => Some(asks.into()),
        _ => None,
    }
}

/// Compares the missing images of a blog's Markdown posts with what Jekyll says, as `file asks`. `images` is how many
/// the posts have at least.
#[track_caller]
fn check(blog: &str, truth: &str, images: usize) {
    let Some(corpus) = corpus() else { return };
    let site = read(corpus.join(blog));
    let mut seen = 0;
    let mut found = BTreeSet::new();
    for page in site.pages().filter(|page| page.path.kind() == FileKind::Text && page.path.is_within("_posts")) {
        for source in &page.sources {
            for image in source.post.images().filter(|it| matches!(it.context, Context::Prose | Context::Html)) {
                seen += 1;
                found.extend(missing(&site, source, &image).map(|asks| format!("{} {asks}", page.path)));
            }
        }
    }
    assert!(seen >= images, "only {seen} images were looked at");
    let truth = std::fs::read_to_string(corpus.join("truth").join(truth)).unwrap();
    let expected: BTreeSet<String> = truth
        .lines()
        .map(|line| {
            let said: serde_json::Value = serde_json::from_str(line).unwrap();
            format!("{} {}", said["file"].as_str().unwrap(), said["resolved"].as_str().unwrap())
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn a_permalink_that_makes_relative_paths_right() {
    check("castorfou_guillaume_blog", "img_guillaume_blog_castorfou.jsonl", 100);
}

#[test]
fn images_from_the_base_url() {
    check("adityassrana_blog", "img_blog_adityassrana.jsonl", 1);
}

#[test]
fn images_from_the_root() {
    check("daattali_daattali.github.io", "img_daattali.github.io_daattali.jsonl", 74);
}
