//! What a closing bracket makes of the bracket it closes: a link, an image, a footnote's number, or nothing.

use std::ops::Range;

use super::inline::{Bracket, Scanner};
use super::item::{Context, Image, ImageSyntax, Item, Link, LinkSyntax, Name};
use super::marker;
use super::target::{self, Tail};

/// Reads the `]` that the scanner stands at.
pub(super) fn close(scanner: &mut Scanner) {
    let close = scanner.at;
    scanner.at += 1;
    let Some(bracket) = scanner.brackets.last().copied() else { return };
    if !bracket.active {
        scanner.brackets.pop();
        return;
    }
    if scanner.peek(0) == Some(b'(')
        && let Some((tail, loose)) = tail(scanner)
    {
        return inline(scanner, bracket, close, &tail, loose);
    }
    reference(scanner, bracket, close);
}

/// What stands in parentheses behind the bracket, and whether only kramdown takes it so.
fn tail(scanner: &mut Scanner) -> Option<(Tail, bool)> {
    let strict = target::tail(scanner.bytes, scanner.at, &mut scanner.closers);
    if !scanner.env.dialect.kramdown {
        return strict.map(|tail| (tail, false));
    }
    let Some(loose) = target::loose_tail(scanner.bytes, scanner.at) else {
        // Its search ends somewhere, and data may stand in an address.
        let is_long = |tail: &Tail| tail.target.len() >= target::LOOSE_TARGET;
        return strict.filter(is_long).map(|tail| (tail, false));
    };
    let same = strict.is_some_and(|strict| strict.target == loose.target);
    Some((loose, !same))
}

fn inline(scanner: &mut Scanner, bracket: Bracket, close: usize, tail: &Tail, loose: bool) {
    let (content, env) = (scanner.content, scanner.env);
    let range = content.range(bracket.start..tail.end);
    let text = env.part(content, bracket.text..close);
    let target = Some(env.part(content, tail.target.clone()));
    let title = tail.title.clone().map(|title| Box::new(env.part(content, title)));
    scanner.at = tail.end;
    let item = if bracket.image {
        let syntax = if loose { ImageSyntax::Kramdown } else { ImageSyntax::Inline };
        let at_line_start = starts_line(env.source, range.start().into());
        let context = Context::Prose;
        Item::Image(Image { range, syntax, alt: text, target, label: None, title, context, at_line_start })
    } else {
        let syntax = LinkSyntax::Inline;
        let context = Context::Prose;
        Item::Link(Link { range, syntax, text, target, label: None, title, defined: true, context })
    };
    add(scanner, bracket, item);
}

fn reference(scanner: &mut Scanner, bracket: Bracket, close: usize) {
    let (content, env) = (scanner.content, scanner.env);
    let (inner, behind) = (bracket.text..close, scanner.at);
    // kramdown lets white space stand before a label.
    let label_at = if env.dialect.kramdown { target::skip_space(scanner.bytes, behind) } else { behind };
    let kramdown = env.dialect.kramdown;
    let written =
        if kramdown { target::loose_label(scanner.bytes, label_at) } else { target::label(scanner.bytes, label_at) };
    let (label, end) = match &written {
        Some((label, end)) if !label.is_empty() => (label.clone(), *end),
        // `[text][]` and `[text]`: the text is the label, unless brackets stand in it.
        Some((_, end)) if !bracket.followed => (inner.clone(), *end),
        None if !bracket.followed => (inner.clone(), behind),
        _ => {
            scanner.brackets.pop();
            return;
        }
    };
    let at = scanner.source(bracket.start);
    let short = inner.len() <= 1000;
    let text = &content.text[label.clone()];
    // To kramdown a space at the end of a label is a part of it, and no definition is read that has one.
    let named =
        written.as_ref().filter(|(label, _)| !label.is_empty()).map_or(inner.clone(), |(_, end)| label_at + 1..end - 1);
    let spaced = kramdown && target::trimmed(scanner.bytes, named.clone()) != named;
    let defined = !spaced && (label != inner || short) && env.look_up(text, at, scanner.found);
    if !defined && !bracket.followed && !bracket.image {
        let id = marker::common(scanner.bytes, bracket.start).filter(|id| id.end == close);
        if let Some(id) = id.filter(|_| !env.dialect.kramdown) {
            scanner.brackets.pop();
            return scanner.footnote(bracket.start..close + 1, id);
        }
    }
    if !defined {
        // An undefined reference is text to Markdown, so what follows the bracket is read for itself.
        if written.is_some()
            && label_at == behind
            && short
            && !inner.is_empty()
            && !follows_word(scanner, bracket.start)
        {
            let item = reference_item(scanner, bracket, inner, label, end, false);
            scanner.found.items.push(item);
        }
        scanner.brackets.pop();
        return;
    }
    scanner.at = end;
    let item = reference_item(scanner, bracket, inner, label, end, true);
    add(scanner, bracket, item);
}

/// Whether a bracket stands right behind a word or another bracket, as in `a[i][j]`, which refers to nothing.
fn follows_word(scanner: &Scanner, start: usize) -> bool {
    let before = start.checked_sub(1).map(|before| scanner.bytes[before]);
    before.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b']' | b')' | b'_' | 0x80..))
}

fn reference_item(
    scanner: &Scanner,
    bracket: Bracket,
    inner: Range<usize>,
    label: Range<usize>,
    end: usize,
    defined: bool,
) -> Item {
    let (content, env) = (scanner.content, scanner.env);
    let range = content.range(bracket.start..end);
    let (text, label) = (env.part(content, inner), Some(Box::new(env.part(content, label))));
    if bracket.image {
        let (syntax, context) = (ImageSyntax::Reference, Context::Prose);
        let at_line_start = starts_line(env.source, range.start().into());
        return Item::Image(Image {
            range,
            syntax,
            alt: text,
            target: None,
            label,
            title: None,
            context,
            at_line_start,
        });
    }
    let (syntax, context) = (LinkSyntax::Reference, Context::Prose);
    Item::Link(Link { range, syntax, text, target: None, label, title: None, defined, context })
}

/// Adds a link or an image whose bracket is on top, and settles what it holds.
fn add(scanner: &mut Scanner, bracket: Bracket, item: Item) {
    scanner.brackets.pop();
    if bracket.image {
        // What stands in an image's brackets is read, but only its letters are shown.
        let end = scanner.content.range(bracket.text..scanner.at).end();
        let alt = match &item {
            Item::Image(image) => image.alt.range,
            _ => return,
        };
        let held = scanner.found.items.split_off(bracket.items);
        let kept = held.into_iter().filter(|item| matches!(item, Item::Footnote(_)));
        scanner.found.items.extend(kept);
        debug_assert!(alt.end() <= end);
        scanner.found.regions.push((alt, Context::Alt));
    } else {
        for earlier in scanner.brackets.iter_mut().rev().filter(|earlier| !earlier.image) {
            if !earlier.active {
                break;
            }
            earlier.active = false;
        }
    }
    scanner.found.items.push(item);
}

/// Adds `<https://…>` or a bare address.
pub(super) fn autolink(scanner: &mut Scanner, whole: Range<usize>, address: Range<usize>) {
    let (content, env) = (scanner.content, scanner.env);
    let range = content.range(whole);
    let text: Name = env.part(content, address);
    let target = Some(text.clone());
    let (syntax, context) = (LinkSyntax::Autolink, Context::Prose);
    let link = Link { range, syntax, text, target, label: None, title: None, defined: true, context };
    scanner.found.items.push(Item::Link(link));
}

/// Whether an offset is the very start of a line.
pub(super) fn starts_line(source: &str, at: usize) -> bool {
    at == 0 || matches!(source.as_bytes()[at - 1], b'\n' | b'\r')
}
