//! Front matter: where it ends, and whether Jekyll can read it.

use manicule::syntax::{Dialect, Part, parse};
use manicule::text::Text;

use super::generate::{self, Random};
use super::judge::{Judge, Verdict};
use super::{cases, report, setting};

#[test]
fn front_matter_is_refused_where_jekyll_refuses_it() {
    let Some(judge) = Judge::find() else { return };
    let mut random = Random::new(setting("MANICULE_ORACLE_SEED", 1));
    let mut posts: Vec<String> = cases().into_iter().filter(|case| case.contains("---")).collect();
    for i in 0..setting("MANICULE_ORACLE_POSTS", 2_000) {
        let mut post = generate::front_matter(&mut random);
        if i % 3 == 0 {
            generate::mutate(&mut post, &mut random);
        }
        posts.push(post);
    }
    let verdicts = judge.ask(&posts);
    let differences: Vec<String> =
        posts.iter().zip(&verdicts).filter_map(|(post, verdict)| difference(post, verdict)).collect();
    report(&differences);
}

/// Differences that stay: what either side says, what the post holds, and why the sides differ.
#[rustfmt::skip]
const KEPT: &[(&str, &str, &str)] = &[
    ("misplaced bracket", "", "libyaml ends a document whose first key is indented where a bracket begins a line"),
    ("scanning a directive", "%", "libyaml takes a `%` that begins a line amid a mapping for a directive"),
    ("cannot start any token while scanning for the next token", "\t", "libyaml refuses a tab between a dash and its value"),
    ("cannot start any token while scanning for the next token", "[|", "libyaml refuses a `|` in brackets"),
    ("cannot start any token while scanning for the next token", ": |", "libyaml refuses a `|` in brackets"),
    ("cannot start any token while scanning for the next token", "&", "libyaml refuses a sign that ends a name behind `&`"),
    ("tab character that violates indentation", "\t", "libyaml refuses a tab before a line that a value goes on with"),
    ("while scanning an anchor", "&", "libyaml refuses `&` before a sign that is no letter"),
    ("while scanning a tag", "!", "libyaml takes any sign in a `!tag`"),
    ("expected ',' or '}' while parsing a flow mapping", "{", "libyaml refuses a key over two lines in braces"),
    ("expected ',' or ']' while parsing a flow sequence", "\n:", "libyaml refuses a `:` that begins a line in brackets"),
    ("expected ',' or ']'", "?[", "libyaml takes a `?` before a bracket for a key"),
    ("expected node content while parsing a flow node", "::", "libyaml refuses a second `:` in brackets"),
    ("after document end marker", "... ", "libyaml does not look at what stands behind `...`"),
    ("did not find expected key", " : ", "libyaml refuses a `:` that begins a line amid a mapping"),
    ("did not find expected key", "\n: ", "libyaml refuses a `:` that begins a line amid a mapping"),
    ("simple key expect ':'", "\n |", "libyaml takes a `|` that is indented no deeper than its key"),
];

fn difference(post: &str, verdict: &Verdict) -> Option<String> {
    let read = parse(&Text::new(post), Dialect { part: Part::File, liquid: true, kramdown: true });
    let ours = read.front_matter().and_then(|front_matter| front_matter.error.clone());
    // Types that Ruby does not load are strings to other readers.
    if verdict.yaml.as_ref().is_some_and(|message| message.contains("unspecified class")) {
        return None;
    }
    // A value of a type that Jekyll cannot use is no error of syntax.
    let theirs = verdict.yaml.as_ref().filter(|message| {
        message.contains("YAML Exception")
            || message.contains("Unknown alias")
            || message.contains("undefined method `key?'")
    });
    let body = usize::from(read.body_start());
    let blank = post[body..].len() - post[body..].trim_start_matches([' ', '\t', '\r', '\n', '\u{b}', '\u{c}']).len();
    let apart = verdict.fatal.is_none() && !(body..=body + blank).contains(&verdict.body);
    let said = ours.as_ref().map(|error| error.message.as_str()).or(theirs.map(String::as_str)).unwrap_or_default();
    if !apart && KEPT.iter().any(|(message, part, _)| said.contains(message) && post.contains(part)) {
        return None;
    }
    (ours.is_some() != theirs.is_some() || apart).then(|| {
        format!("{post:?}\n  Jekyll: {theirs:?}, body at {}\n  ours:   {ours:?}, body at {body}", verdict.body)
    })
}
