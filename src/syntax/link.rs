//! What a closing bracket makes of the bracket it closes: a link, an image, a footnote's number, or nothing.

use std::ops::Range;

use super::inline::{Bracket, Scanner};
use super::item::{Context, Image, ImageSyntax, Item, Link, LinkSyntax, Name};
use super::marker;
use super::target::{self, Tail};

/// The most bytes of words that are their own label.
const LONGEST_SHORT: usize = 1000;

/// Reads the `]` that the scanner stands at.
pub(super) fn close(scanner: &mut Scanner) {
    let close = scanner.at;
    scanner.at += 1;
    let Some(bracket) = scanner.brackets.last().copied() else { return };
    if scanner.ahead.is_some() {
        return look(scanner, bracket, close);
    }
    if !bracket.active {
        scanner.brackets.pop();
        return;
    }
    match (scanner.peek(0) == Some(b'(')).then(|| tail(scanner)) {
        Some(Some((tail, loose))) => inline(scanner, bracket, close, &tail, loose),
        // To kramdown what a parenthesis follows is no label.
        Some(None) if scanner.env.dialect.kramdown => drop(scanner.brackets.pop()),
        _ => reference(scanner, bracket, close),
    }
}

/// To kramdown no link holds another: the outer one is tried first, and if it is one, those in it are text. Where the
/// brackets that are open end, and whether one of them begins a link or an image.
fn is_held(scanner: &mut Scanner, bracket: Bracket) -> bool {
    if !scanner.env.dialect.kramdown || bracket.image {
        return false;
    }
    let outer = scanner.brackets.len() - 1;
    let is_known = scanner.brackets[..outer].iter().any(|it| it.holds == Some(true));
    let may_hold = |it: &Bracket| it.active && it.holds.is_none();
    if is_known || !scanner.brackets[..outer].iter().any(may_hold) {
        return is_known;
    }
    let Ok(holder) = scanner.look_ahead(outer) else { return false };
    // What ends behind the holder was not looked at.
    for (at, outer) in scanner.brackets[..outer].iter_mut().enumerate().skip(holder.unwrap_or_default()) {
        outer.holds = Some(holder == Some(at));
        outer.active &= holder.is_some();
    }
    holder.is_some()
}

/// What a bracket that is closed means to one who looks ahead: an image is passed over, and a link or an image that
/// began before is what is looked for.
fn look(scanner: &mut Scanner, bracket: Bracket, close: usize) {
    scanner.brackets.pop();
    let Some(end) = (if bracket.active { end(scanner, bracket, close) } else { None }) else { return };
    let left = scanner.brackets.len();
    match &mut scanner.ahead {
        Some(ahead) if left < ahead.outer => ahead.holder = Some(left),
        _ if bracket.image => scanner.at = end,
        _ => {}
    }
}

/// Behind the link or the image that a bracket and its `]` make.
fn end(scanner: &mut Scanner, bracket: Bracket, close: usize) -> Option<usize> {
    if scanner.peek(0) == Some(b'(') {
        return tail(scanner).map(|(tail, _)| tail.end);
    }
    let label = label(scanner, bracket, close)?;
    is_defined(scanner, bracket, close, &label).then_some(label.end)
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
    if is_held(scanner, bracket) {
        scanner.brackets.pop();
        return;
    }
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

/// The label that the words in a bracket are, or that stands behind them.
struct Label {
    part: Range<usize>,
    /// Behind all of it.
    end: usize,
    /// Whether it stands right behind the words, in brackets of its own.
    follows: bool,
    /// Whether a space stands at one of its ends. To kramdown it is a part of the label, and no definition is read that
    /// has one.
    spaced: bool,
}

fn label(scanner: &Scanner, bracket: Bracket, close: usize) -> Option<Label> {
    let (kramdown, bytes) = (scanner.env.dialect.kramdown, scanner.bytes);
    let (inner, behind) = (bracket.text..close, close + 1);
    // kramdown lets white space stand before a label.
    let at = if kramdown { target::skip_space(bytes, behind) } else { behind };
    let written = if kramdown { target::loose_label(bytes, at) } else { target::label(bytes, at) };
    let spaced = |part: Range<usize>| kramdown && target::trimmed(bytes, part.clone()) != part;
    let follows = written.is_some() && at == behind;
    match written {
        Some((part, end)) if !part.is_empty() => Some(Label { part, end, follows, spaced: spaced(at + 1..end - 1) }),
        // `[text][]` and `[text]`: the text is the label, unless brackets stand in it.
        _ if bracket.followed => None,
        written => {
            let end = written.map_or(behind, |(_, end)| end);
            Some(Label { part: inner.clone(), end, follows, spaced: spaced(inner) })
        }
    }
}

fn is_defined(scanner: &mut Scanner, bracket: Bracket, close: usize, label: &Label) -> bool {
    let at = scanner.source(bracket.start);
    let short = label.part != (bracket.text..close) || label.part.len() <= LONGEST_SHORT;
    !label.spaced && short && scanner.env.look_up(&scanner.content.text[label.part.clone()], at, scanner.found)
}

fn reference(scanner: &mut Scanner, bracket: Bracket, close: usize) {
    let Some(label) = label(scanner, bracket, close) else {
        scanner.brackets.pop();
        return;
    };
    let inner = bracket.text..close;
    if !is_defined(scanner, bracket, close, &label) {
        scanner.brackets.pop();
        let id = marker::common(scanner.bytes, bracket.start).filter(|id| id.end == close);
        let is_note = !bracket.followed && !bracket.image && !scanner.env.dialect.kramdown;
        if let Some(id) = id.filter(|_| is_note) {
            return scanner.footnote(bracket.start..close + 1, id);
        }
        // An undefined reference is text to Markdown, so what follows the bracket is read for itself.
        let short = !inner.is_empty() && inner.len() <= LONGEST_SHORT;
        if label.follows && short && !label.spaced && !follows_word(scanner, bracket.start) {
            let item = reference_item(scanner, bracket, inner, label.part, label.end, false);
            scanner.found.items.push(item);
        }
        return;
    }
    if is_held(scanner, bracket) {
        scanner.brackets.pop();
        return;
    }
    scanner.at = label.end;
    let item = reference_item(scanner, bracket, inner, label.part, label.end, true);
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
