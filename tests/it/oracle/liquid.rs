//! Liquid alone: where the tokens stand, what each says, and at which of them Liquid gives up.

use manicule::syntax::liquid::{self, Fault, Shape, ValueKind, nesting, scan, shape};
use manicule::syntax::{Item, ProblemKind};

use super::judge::{self, Judge, Verdict};
use super::{posts, report};

#[test]
fn liquid_reads_what_scan_reads() {
    let Some(judge) = Judge::find() else { return };
    let posts = posts();
    let verdicts = judge.ask(&posts);
    let differences: Vec<String> = posts
        .iter()
        .zip(&verdicts)
        .filter(|(_, verdict)| verdict.liquid)
        .filter_map(|(post, verdict)| difference(post, verdict))
        .collect();
    report(&differences);
}

/// The first difference between Liquid's reading of a post and ours.
fn difference(post: &str, verdict: &Verdict) -> Option<String> {
    let body = post.get(verdict.body..)?;
    let items = scan(body).items;
    let theirs = verdict.fatal.as_ref().and_then(|fatal| fatal.at.map(|at| (at, &fatal.message)));
    let never_closed = verdict.fatal.as_ref().filter(|fatal| fatal.message.contains("never closed"));
    let mut ours = faults(&items);
    let raw = ours.iter().position(|(.., fault)| *fault == Fault::NeverClosed { block: "raw".into() });
    // To Liquid all that follows such a `raw` is its text; to us it is read on.
    raw.into_iter().for_each(|raw| ours.truncate(raw + 1));
    let raw = raw.map_or(usize::MAX, |raw| ours[raw].1);
    // These Jekyll finds while it renders, when another, or a `break` outside of a loop, may have stopped it.
    if verdict.fatal.is_some() || body.contains("break") || body.contains("continue") {
        ours.retain(|(.., fault)| {
            !matches!(fault, Fault::FileName | Fault::FilterArguments { .. } | Fault::Operator { .. })
        });
    }
    let (first, last): (Vec<_>, Vec<_>) =
        ours.iter().partition(|(_, _, fault)| !matches!(fault, Fault::NeverClosed { .. }));
    let stop = theirs.map_or(usize::MAX, |(at, _)| at).min(raw);
    let tell =
        |what: String| Some(format!("{post:?}\n  {what}\n  Liquid stops: {:?}\n  we stop: {ours:?}", verdict.fatal));
    match (first.first(), theirs, last.first(), never_closed) {
        (Some((at, ..)), Some((stop, _)), ..) if *at == stop => {}
        (None, None, Some(_), Some(_)) | (None, None, None, None) => {}
        _ => return tell("the fatal error differs".to_owned()),
    }
    let our_outputs = items.iter().filter_map(|item| match item {
        Item::Output(it) if usize::from(it.range.start()) < stop => Some(show_ours(it)),
        _ => None,
    });
    let their_outputs: Vec<String> = verdict.outputs.iter().map(show_theirs).collect();
    let our_outputs: Vec<String> = our_outputs.collect();
    if our_outputs != their_outputs {
        return tell(format!("outputs differ\n  Liquid: {their_outputs:?}\n  ours:   {our_outputs:?}"));
    }
    let our_tags: Vec<_> = items
        .iter()
        .filter_map(|item| match item {
            Item::Tag(it)
                if usize::from(it.range.start()) <= stop
                    && usize::from(it.range.start()) < raw
                    && known(&it.name.text).is_some() =>
            {
                Some((usize::from(it.range.start()), it.name.text.as_str(), it.markup.text.as_str()))
            }
            _ => None,
        })
        .collect();
    let their_tags: Vec<_> = verdict.tags.iter().map(|it| (it.at, it.name.as_str(), it.markup.as_str())).collect();
    if our_tags != their_tags {
        return tell(format!("tags differ\n  Liquid: {their_tags:?}\n  ours:   {our_tags:?}"));
    }
    None
}

/// The tags that the scratch site knows: Liquid's, Jekyll's, and those of its plugins.
fn known(tag: &str) -> Option<Shape> {
    match tag {
        "fn" | "avatar" | "bibliography" | "cite" | "feed_meta" | "gist" | "octicon" | "seo" | "twitter" => {
            Some(Shape::Inline)
        }
        tag => shape(tag),
    }
}

/// Where we say that the build stops, in text order.
fn faults(items: &[Item]) -> Vec<(usize, usize, Fault)> {
    let tags = items.iter().filter_map(|item| match item {
        Item::Tag(tag) => Some(tag),
        _ => None,
    });
    let nested = nesting(tags, known);
    let scanned = items.iter().filter_map(|item| match item {
        Item::Problem(problem) => Some(problem.clone()),
        _ => None,
    });
    let mut faults: Vec<_> = scanned
        .chain(nested)
        .map(|problem| {
            let ProblemKind::Liquid(fault) = problem.kind;
            (problem.range.start().into(), problem.range.end().into(), fault)
        })
        .collect();
    faults.sort_by_key(|(start, ..)| *start);
    faults
}

fn show_ours(output: &liquid::Output) -> String {
    let value = |value: &liquid::Value| match &value.kind {
        ValueKind::String(inner) => format!("'{}'", inner.text),
        ValueKind::Literal(printed) => format!("'{printed}'"),
        ValueKind::Variable(name) => format!("${name}"),
    };
    let mut shown = format!("{}", usize::from(output.range.start()));
    shown.push_str(&output.value.as_deref().map_or("''".to_owned(), value));
    for filter in &output.filters {
        shown.push_str(&format!("|{}", filter.name.text));
        filter.args.iter().for_each(|it| shown.push_str(&format!(":{}", value(it))));
        filter.keywords.iter().for_each(|(key, it)| shown.push_str(&format!(":{}={}", key.text, value(it))));
    }
    shown.push_str(output.warning.as_deref().unwrap_or_default());
    shown
}

fn show_theirs(output: &judge::Output) -> String {
    let value = |value: &judge::Value| match value {
        judge::Value::Text(text) => format!("'{text}'"),
        judge::Value::Variable(name) => format!("${}", name.as_deref().unwrap_or_default()),
    };
    let mut shown = format!("{}{}", output.at, value(&output.value));
    for (name, args, keywords) in &output.filters {
        shown.push_str(&format!("|{name}"));
        args.iter().for_each(|it| shown.push_str(&format!(":{}", value(it))));
        keywords.iter().for_each(|(key, it)| shown.push_str(&format!(":{key}={}", value(it))));
    }
    shown.push_str(output.warning.as_deref().unwrap_or_default());
    shown
}
