//! What is worth knowing of the thing under the cursor.

use super::Hover;
use crate::site::{FilePos, Site};

/// What is worth knowing of the thing under the cursor; `None` where there is nothing to say.
pub fn hover(site: &Site, pos: &FilePos) -> Option<Hover> {
    let _ = (site, pos);
    None
}
