//! Paths of images: in `![](…)`, `<img src="…">` and `{% include image.html file="…" %}`.

use super::cursor::Cursor;
use super::path::Slot;
use crate::ide::{Completion, image};
use crate::site::Use;

/// Images at the cursor; `None` where no image's path is being written.
pub(super) fn complete(cursor: &Cursor<'_>) -> Option<Vec<Completion>> {
    if cursor.is_in_front_matter() || cursor.is_in_code() {
        return None;
    }
    markdown(cursor).or_else(|| attribute(cursor))
}

/// `![alt](path`.
fn markdown(cursor: &Cursor<'_>) -> Option<Vec<Completion>> {
    let open = cursor.open("](", ")")?;
    let bracket = open.outside.rfind('[')?;
    if !open.outside[..bracket].ends_with('!') || is_title(open.inside) {
        return None;
    }
    let rest = cursor.after.find([')', ' ']).filter(|at| cursor.after[*at..].starts_with(')') || *at > 0);
    let closed = cursor.after.contains(')');
    let slot = Slot {
        cursor,
        usage: Use::Image,
        typed: open.inside,
        after: rest.filter(|_| closed).unwrap_or(0),
        closer: if closed { "" } else { ")" },
    };
    Some(slot.completions(image::is_image))
}

/// Whether a target is written already and a title begins: white space outside of Liquid.
fn is_title(inside: &str) -> bool {
    inside.rsplit("}}").next().is_some_and(|path| !path.contains("{{") && path.contains([' ', '\t']))
}

/// `<img src="path` and `file="path`.
fn attribute(cursor: &Cursor<'_>) -> Option<Vec<Completion>> {
    let quote = cursor.before.rfind(['"', '\''])?;
    let (name, typed) = (&cursor.before[..quote], &cursor.before[quote + 1..]);
    let in_html = name.ends_with("src=") && name.rfind('<').is_some_and(|at| !name[at..].contains('>'));
    let in_include = name.ends_with("file=") && name.rfind("{%").is_some_and(|at| !name[at..].contains("%}"));
    if !in_html && !in_include {
        return None;
    }
    let after = cursor.after.find(&cursor.before[quote..=quote]).unwrap_or(0);
    let slot = Slot { cursor, usage: Use::Image, typed, after, closer: "" };
    Some(slot.completions(image::is_image))
}
