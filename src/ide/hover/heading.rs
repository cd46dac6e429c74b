//! A heading: the address of its part of the page.

use crate::ide::Hover;
use crate::ide::place::Place;
use crate::syntax::Heading;

pub(super) fn hover(place: Place<'_>, heading: &Heading) -> Option<Hover> {
    let anchor = place.anchor_of(heading)?;
    Some(Hover { range: heading.range, markdown: format!("Linked to as `#{}`", anchor.id), picture: None })
}
