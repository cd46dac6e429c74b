//! comrak's inline nodes against our own reading of links, images, code and footnotes: the same things in the same order.

use std::sync::Arc;

use comrak::nodes::NodeValue;
use comrak::options::BrokenLinkReference;
use comrak::{Arena, Node, Options, ResolvedReference, parse_document};

use manicule::syntax::{CodeSyntax, Dialect, ImageSyntax, Item, LinkSyntax, Name, Part, Post, Role, key, parse};
use manicule::text::Text;

use crate::posts;

const GFM: Dialect = Dialect { part: Part::Cell, liquid: false, kramdown: false };

/// What stands in a text by comrak's tree: links and images with their targets, code spans, defined footnotes' numbers.
/// `None` where comrak puts a link into a link, which CommonMark forbids.
fn by_comrak(text: &str, ours: &Post) -> Option<Vec<String>> {
    let arena = Arena::new();
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.footnotes = true;
    options.extension.autolink = true;
    options.parse.leave_footnote_definitions = true;
    // comrak refuses references once their targets add up to the length of a short text.
    let keys = |label: &str| ours.defines(&key(label));
    let answer = move |link: BrokenLinkReference<'_>| {
        keys(link.original).then(|| ResolvedReference { url: "reference".into(), title: String::new() })
    };
    options.parse.broken_link_callback = Some(Arc::new(answer));
    let root = parse_document(&arena, text, &options);
    let mut found = Vec::new();
    for node in root.descendants() {
        let in_image = within(node, |value| matches!(value, NodeValue::Image(_)));
        match &node.data().value {
            NodeValue::Link(_) if within(node, |value| matches!(value, NodeValue::Link(_))) => return None,
            NodeValue::Link(link) if !in_image && !is_mail(node) => {
                found.push(format!("link {}", link.title));
            }
            NodeValue::Image(image) if !in_image => found.push(format!("image {}", image.title)),
            NodeValue::Code(_) if !in_image => found.push("code".to_owned()),
            NodeValue::FootnoteReference(_) => found.push("number".to_owned()),
            _ => {}
        }
    }
    Some(found)
}

fn within(node: Node<'_>, is: impl Fn(&NodeValue) -> bool) -> bool {
    node.ancestors().skip(1).any(|outer| is(&outer.data().value))
}

/// Whether a link's text holds an `@`: comrak finds addresses for mail in running text, which name nothing of a blog's.
fn is_mail(node: Node<'_>) -> bool {
    node.descendants().any(|node| match &node.data().value {
        NodeValue::Text(text) => text.contains('@'),
        NodeValue::Code(code) => code.literal.contains('@'),
        _ => false,
    })
}

fn by_us(post: &Post) -> Vec<String> {
    let notes: Vec<_> =
        post.footnotes().filter(|note| note.role == Role::Def).map(|note| note.id.to_lowercase()).collect();
    let titles: Vec<_> = post.definitions().map(|it| (it.key.clone(), it.title)).collect();
    let title = |own: Option<Box<Name>>, label: Option<Box<Name>>| {
        let key = label.map(|label| key(&label.text));
        let referred =
            key.and_then(|key| titles.iter().find(|(other, _)| *other == key)).and_then(|(_, title)| title.clone());
        own.or(referred).map_or(String::new(), |title| title.text.to_string())
    };
    let say = |item: Item| match item {
        Item::Link(link) if link.syntax == LinkSyntax::Html || !link.defined => None,
        Item::Link(link) if link.text.text.contains('@') => None,
        Item::Link(link) => Some(format!("link {}", title(link.title, link.label))),
        Item::Image(image) if image.syntax == ImageSyntax::Html => None,
        Item::Image(image) if image.label.as_ref().is_some_and(|label| !post.defines(&key(&label.text))) => None,
        Item::Image(image) => Some(format!("image {}", title(image.title, image.label))),
        Item::Code(code) if code.syntax == CodeSyntax::Span => Some("code".to_owned()),
        Item::Footnote(note) if note.role == Role::Ref && notes.contains(&note.id.to_lowercase()) => {
            Some("number".to_owned())
        }
        _ => None,
    };
    post.items().filter_map(say).collect()
}

/// Compares the two readings. Titles are compared where they hold neither escapes nor entities.
fn compare(text: &str) -> Result<usize, String> {
    let post = parse(&Text::new(text), GFM);
    let Some(theirs) = by_comrak(text, &post) else { return Ok(0) };
    let plain = !text.contains(['&', '\\']);
    let cut = |said: Vec<String>| -> Vec<String> {
        let word = |line: String| line.split(' ').next().unwrap_or_default().to_owned();
        if plain { said } else { said.into_iter().map(word).collect() }
    };
    let (ours, theirs) = (cut(by_us(&post)), cut(theirs));
    if ours == theirs { Ok(ours.len()) } else { Err(format!("{text:?}\n ours   {ours:?}\n comrak {theirs:?}")) }
}

#[test]
fn inline_nodes_are_those_of_comrak() {
    let tokens = [
        "[",
        "]",
        "(",
        ")",
        "![",
        "](",
        "[a]",
        "[b]",
        "[c]",
        "[a](u)",
        "![a](u \"t\")",
        "[a][b]",
        "[a][]",
        "`",
        "``",
        "<",
        ">",
        "<u:x>",
        "<b>",
        "<!--",
        "-->",
        "\"",
        "'",
        " ",
        "\n",
        "\\",
        "*",
        "_",
        "a",
        "b ",
        "(u)",
        "[^1]",
        "[^",
        "^",
        "!",
        "<u v>",
        "www.x.y",
        "http://x.y",
        "&amp;",
        "\n> ",
        "\n- ",
        "|",
        "é",
    ];
    let head = "[b]: /u\n[c]: </v> 't t'\n[^1]: x\n\n";
    let mut state = 7_u64;
    let mut below = |limit: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % limit
    };
    let (mut compared, mut wrong) = (0, Vec::new());
    for _ in 0..20_000 {
        let body: String = (0..1 + below(14)).map(|_| tokens[below(tokens.len())]).collect();
        // Here comrak does not do as CommonMark 0.31 says: a comment ends with the first `-->`, and `<!a>` is HTML.
        if body.contains("--->") || body.contains("<!a") {
            continue;
        }
        match compare(&format!("{head}{body}")) {
            Ok(found) => compared += found,
            Err(difference) => wrong.push(difference),
        }
    }
    wrong.sort_by_key(String::len);
    assert!(wrong.is_empty(), "{} differ\n{}", wrong.len(), wrong[..wrong.len().min(12)].join("\n"));
    assert!(compared > 10_000, "only {compared} nodes compared");
}

fn first_difference(said: &str) -> String {
    let lines: Vec<&str> = said.lines().rev().take(2).collect();
    let [theirs, ours] = [lines[0], lines[1]].map(|line| line.split_once('[').map_or("", |(_, list)| list));
    let (ours, theirs): (Vec<&str>, Vec<&str>) = (ours.split(", ").collect(), theirs.split(", ").collect());
    let at = ours.iter().zip(&theirs).take_while(|(ours, theirs)| ours == theirs).count();
    format!("node {at}: {:?} instead of {:?}", ours.get(at), theirs.get(at))
}

#[test]
fn inline_nodes_of_real_posts_are_those_of_comrak() {
    let Some(corpus) = posts::corpus() else { return };
    let (mut compared, mut wrong) = (0, Vec::new());
    for (path, text) in posts::posts(&corpus) {
        match compare(&text) {
            Ok(found) => compared += found,
            Err(difference) => wrong.push(format!("{} {}", path.display(), first_difference(&difference))),
        }
    }
    assert!(wrong.is_empty(), "{} differ\n{}", wrong.len(), wrong.join("\n"));
    assert!(compared > 10_000, "only {compared} nodes compared");
}
