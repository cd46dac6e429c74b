//! Whole posts: what all rules together say of a post, beside the page that Jekyll makes of it.

use std::collections::BTreeSet;
use std::path::Path;

use manicule::disk::{self, Root};
use manicule::ide::{Code, Diagnostic, diagnostics};
use manicule::site::{Change, FileId, Site, SitePath};
use manicule::text::Text;

use super::judge::{Judge, Output, Value, Verdict};
use super::{posts, report};

/// The rules that say that the build stops.
const FATAL: &[Code] = &[
    Code::LiquidSyntax,
    Code::LiquidUnknownTag,
    Code::FootnoteArguments,
    Code::MissingInclude,
    Code::MissingLinkTarget,
];

/// Differences that stay: what the post holds, and why the sides differ.
const STOPS: &[(&str, &str)] =
    &[("{% if a = b %}", "Liquid reads the operator of a condition when it renders it; we do not read conditions")];
const LOST: &[(&str, &str)] = &[
    ("comment", "Jekyll warns of what stands in a comment, which nobody sees"),
    ("nil", "nothing is no text that could be lost"),
];
const UNDEFINED: &[(&str, &str)] = &[
    ("{% assign", "a number from a variable is not followed: we are silent"),
    ("{% if", "what a condition leaves out is not known: it counts as shown"),
    ("```", "a fence that nothing closes is text to kramdown; we take it for code and are silent"),
    ("{% break %}", "what stands behind a break is not shown: it counts as shown"),
];
const PICTURES: &[(&str, &str)] = &[
    ("{% include", "what an include asks for is not followed: we are silent"),
    ("//a.png", "servers take two slashes for one"),
    ("%2520", "Jekyll decodes the name of a file that it copies; we take it as it lies on disk"),
    ("![a] [ref]", "kramdown lets a space stand in a reference; we are silent"),
    ("markdown=\"1\"", "what is Markdown again in HTML is not read: we are silent"),
    ("<details>", "Markdown in HTML is shown as typed: the picture is missing whatever its path"),
    ("{% if", "what a condition leaves out is not known: it counts as shown"),
    ("{% assign", "an address from a variable is not followed: we are silent"),
    ("<script>", "what a script writes is not read"),
    (
        "``` python",
        "kramdown takes a fence with words behind the language for code in a line; we take it for a paragraph",
    ),
    ("image:", "the picture of the front matter is for the layout to show"),
];
/// The same, where we are silent about a picture that is missing.
const SILENT: &[(&str, &str)] = &[
    ("{{", "an address from a filter or a name that we do not know is not followed"),
    ("]:", "a slip behind a reference's colon: kramdown takes the rest of the line for an address"),
];

#[test]
fn a_post_is_accused_of_what_its_page_shows() {
    let Some(judge) = Judge::find() else { return };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/site");
    let site = disk::read(&Root::of(&folder).unwrap()).changes.into_iter().fold(Site::default(), Site::apply);
    let posts = posts();
    let verdicts = judge.ask(&posts);
    let mut differences = Vec::new();
    for (i, (post, verdict)) in posts.iter().zip(&verdicts).enumerate() {
        let path = SitePath::new(&format!("_posts/2020-01-01-post-{i}.md"));
        let page = disk::page_of(&site, &path, post);
        let site = site.clone().apply(Change::Open(page));
        let found = diagnostics(&site, &FileId::from(path), &|_| Some(Text::new(post)));
        if let Some(what) = difference(post, verdict, &found) {
            let said: Vec<_> = found.iter().map(|it| format!("{} {:?} {}", it.code, it.range, it.message)).collect();
            differences.push(format!("{post:?}\n  {what}\n  Jekyll: {:?}\n  ours: {said:#?}", verdict.fatal));
        }
    }
    eprintln!("{} posts judged, {} by hand", posts.len(), super::cases().len());
    report(&differences);
}

/// The first difference between a page and what is said of its post.
fn difference(post: &str, verdict: &Verdict, found: &[Diagnostic]) -> Option<String> {
    let stops = found.iter().find(|it| FATAL.contains(&it.code));
    match (&verdict.fatal, stops) {
        (None, None) => page_differs(post, verdict, found),
        (Some(fatal), Some(_)) => {
            let at = verdict.body + fatal.at?;
            let end = post[at..].get(2..).and_then(|rest| rest.find('}')).map_or(post.len(), |end| at + 3 + end);
            let on_it = |it: &&Diagnostic| (at..=end).contains(&usize::from(it.range.start()));
            let said = found.iter().filter(|it| FATAL.contains(&it.code)).find(on_it);
            (said.is_none() && !kept(post, STOPS)).then(|| format!("Jekyll stops at {at}, of which we say nothing"))
        }
        (theirs, _) if !kept(post, STOPS) => {
            Some(format!("the build {}", if theirs.is_some() { "stops unsaid" } else { "goes on" }))
        }
        _ => None,
    }
}

/// Whether a note's text is not all of what stands before the first filter.
fn loses_text(source: &str, output: &Output) -> bool {
    if !output.filters.iter().any(|(name, ..)| name == "fndetail") {
        return false;
    }
    let Value::Text(text) = &output.value else { return false };
    let inside = source.trim_start_matches("{{").trim_start_matches('-').trim_start();
    let rest = ["'", "\""].iter().find_map(|quote| inside.strip_prefix(&format!("{quote}{text}{quote}")));
    let rest = rest.or_else(|| inside.strip_prefix(text.as_str()));
    output.warning.is_some() && rest.is_none_or(|rest| !rest.trim_start().starts_with('|'))
}

/// Whether a difference stays, because of what the post holds.
fn kept(post: &str, reasons: &[(&str, &str)]) -> bool {
    reasons.iter().any(|(part, _)| post.contains(part))
}

/// Of a page that is built: the texts that are lost, the numbers without a note, and the pictures.
fn page_differs(post: &str, verdict: &Verdict, found: &[Diagnostic]) -> Option<String> {
    let count = |code| found.iter().filter(|it| it.code == code).count();
    let lost = verdict.outputs.iter().filter(|it| loses_text(&post[verdict.body + it.at..], it));
    let variable = |at: usize| {
        let output = verdict.outputs.iter().rfind(|it| verdict.body + it.at <= at);
        output.is_some_and(|it| matches!(it.value, Value::Variable(_)))
    };
    let said = found.iter().filter(|it| it.code == Code::FootnoteTextLost && !variable(it.range.start().into()));
    let (theirs, ours) = (lost.count(), said.count());
    if theirs != ours && !kept(post, LOST) {
        return Some(format!("{theirs} notes lose text, we say {ours}"));
    }
    let ids: BTreeSet<&str> = verdict.ids.iter().map(String::as_str).collect();
    let undefined: BTreeSet<&str> = (verdict.fragments.iter().map(String::as_str))
        .filter(|it| it.starts_with("fn-") && *it != "fn-" && !ids.contains(it))
        .collect();
    let said: BTreeSet<String> = found
        .iter()
        .filter(|it| it.code == Code::UndefinedFootnote && post[it.range].starts_with("{%"))
        .filter_map(|it| Some(format!("fn-{}", it.message.strip_prefix("footnote `")?.split_once("` has no text")?.0)))
        .collect();
    // A tag that runs on over lines: kramdown takes the link apart, and the number is lost in it.
    let runs_on = said.iter().any(|id| id.contains('\n'));
    if !runs_on
        && !undefined.iter().copied().eq(said.iter().map(String::as_str))
        && count(Code::FootnoteInline) == 0
        && !kept(post, UNDEFINED)
    {
        return Some(format!("numbers without a note: {undefined:?}, we say {said:?}"));
    }
    let (theirs, ours) = (!verdict.broken.is_empty(), count(Code::MissingImage) + count(Code::ImageIgnoresBaseurl) > 0);
    if theirs && !ours && kept(post, SILENT) {
        return None;
    }
    (theirs != ours && !kept(post, PICTURES)).then(|| format!("pictures that are missing: {:?}", verdict.broken))
}
