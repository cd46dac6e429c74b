//! Links: what we say of those that lead nowhere, beside those that lead nowhere on Jekyll's page.

use std::collections::BTreeSet;

use manicule::ide::{Code, Diagnostic};

use super::excuse::{self, Excuses, squeezed};
use super::judge::Verdict;

/// Endings of files that no generator makes by itself, and of pages: a link to one that is missing is told.
const TOLD: &[&str] = &[".pdf", ".png", ".jpg", ".md"];

/// The ids that a page's theme and a browser bring.
const ALWAYS: &[&str] = &["top", "toc"];

/// The first difference between the links that lead nowhere and what we say of a post.
pub fn difference(post: &str, verdict: &Verdict, found: &[Diagnostic], excuses: &Excuses) -> Option<String> {
    // An address is asked for beside the page's own, which a post with unreadable settings does not have.
    let is_unsettled = found.iter().any(|it| it.code == Code::FrontMatterSyntax) || excuses.has_odd_date();
    if is_unsettled {
        return None;
    }
    pages(post, verdict, found, excuses).or_else(|| places(post, verdict, found, excuses))
}

fn pages(post: &str, verdict: &Verdict, found: &[Diagnostic], excuses: &Excuses) -> Option<String> {
    let theirs: BTreeSet<String> =
        lost(verdict, |fragment| fragment.is_none()).map(|(path, ..)| squeezed(path)).collect();
    let mut ours = BTreeSet::new();
    for it in of(found, Code::MissingLink) {
        let Some(asks) = asked(&it.message) else { return Some(format!("no address: {}", it.message)) };
        let (start, end) = (it.range.start().into(), it.range.end().into());
        // What leaves out the folder of the blog is told as it is written, perhaps behind `../`.
        let is_told = |own: &String| *own == asks || asks.ends_with(own.as_str()) && asks.starts_with("..");
        let spaceless = |it: &str| it.replace(' ', "");
        let is_split = || post[it.range].contains('\n') && theirs.iter().any(|own| spaceless(own) == spaceless(&asks));
        if !theirs.iter().any(is_told)
            && !excuse::is_left_out(found, it)
            && !is_split()
            && !excuses.is_unsure(start, end)
        {
            return Some(format!("the link to {asks:?} leads somewhere: {theirs:?}"));
        }
        ours.extend(theirs.iter().find(|it| is_told(it)).cloned());
        ours.insert(asks);
    }
    // The address of a definition that a picture uses too is told once.
    ours.extend(of(found, Code::MissingImage).filter_map(|it| asked(&it.message)));
    // A link without words is none to readers.
    let is_seen = |path: &String| verdict.lost.iter().any(|it| it.1.is_none() && it.2 && squeezed(&it.0) == *path);
    let is_certain =
        |it: &&String| is_seen(it) && it.starts_with("/blog/") && TOLD.iter().any(|ending| it.ends_with(ending));
    let silent = theirs.iter().filter(is_certain).find(|it| !ours.contains(*it) && !excuses.is_not_followed(it))?;
    Some(format!("the link to {silent:?} leads nowhere; we say {ours:?}"))
}

fn places(post: &str, verdict: &Verdict, found: &[Diagnostic], excuses: &Excuses) -> Option<String> {
    let is_note = |id: &str| ["fn-", "fnref-", "fn:", "fnref:"].iter().any(|start| id.starts_with(start));
    let theirs: BTreeSet<String> = lost(verdict, |fragment| fragment.is_some())
        .filter_map(|(_, fragment, _)| fragment.clone())
        .filter(|id| !is_note(id))
        .collect();
    let mut ours = BTreeSet::new();
    for it in of(found, Code::MissingAnchor) {
        let Some(id) = it.message.split_once(" is `").and_then(|(_, rest)| rest.split_once("`: ")) else {
            return Some(format!("no id: {}", it.message));
        };
        let (start, end) = (it.range.start().into(), it.range.end().into());
        // A line's end in a tag within a paragraph is a space to kramdown.
        let is_split = post[it.range].contains('\n');
        if !theirs.contains(id.0)
            && !is_split
            && !excuse::is_left_out(found, it)
            && !is_note(id.0)
            && !excuses.is_unsure(start, end)
        {
            return Some(format!("the id {:?} is there: {theirs:?}", id.0));
        }
        ours.insert(id.0.to_owned());
    }
    if excuses.may_make_ids() {
        return None;
    }
    let is_seen = |id: &String| verdict.lost.iter().any(|it| it.2 && it.1.as_ref() == Some(id));
    let is_certain = |id: &&String| is_seen(id) && !ALWAYS.contains(&id.to_lowercase().as_str()) && !id.contains(":~:");
    // `[//]: # (words)` is a remark to its writer.
    let is_certain = |id: &&String| is_certain(id) && !id.starts_with(" (");
    let silent =
        theirs.iter().filter(is_certain).find(|id| !ours.contains(*id) && !excuses.is_fragment_not_followed(id))?;
    Some(format!("no id is {silent:?}; we say {ours:?} of {post:?}"))
}

fn lost(
    verdict: &Verdict,
    wanted: impl Fn(&Option<String>) -> bool,
) -> impl Iterator<Item = &(String, Option<String>, bool)> {
    verdict.lost.iter().filter(move |(_, fragment, _)| wanted(fragment))
}

fn of(found: &[Diagnostic], code: Code) -> impl Iterator<Item = &Diagnostic> {
    found.iter().filter(move |it| it.code == code)
}

/// The address that a finding says nobody answers.
fn asked(message: &str) -> Option<String> {
    let between = |before: &str| {
        let rest = message.split_once(before)?.1;
        let end = ["`:", "`, only", "`; "].iter().filter_map(|end| rest.find(end)).min()?;
        Some(&rest[..end])
    };
    let plain = || {
        let written = message.strip_prefix('`')?.split_once("` leaves out")?.0;
        written.split(['?', '#']).next()
    };
    let asks = between("there is no `").or_else(|| between("a path of the blog, `")).or_else(plain)?;
    Some(squeezed(asks))
}
