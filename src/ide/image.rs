//! Image files: which they are, and what is said of their size.

use crate::site::{Asset, SitePath};

/// From how many bytes on an image is called large: on a telephone, readers wait for it for seconds.
pub const LARGE_IMAGE: u64 = 1_000_000;

/// Whether a file is an image by its name.
pub(super) fn is_image(path: &SitePath) -> bool {
    const EXTENSIONS: [&str; 11] = ["png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "bmp", "ico", "apng", "tiff"];
    let extension = path.name().rsplit_once('.').map_or("", |(_, extension)| extension);
    EXTENSIONS.iter().any(|known| extension.eq_ignore_ascii_case(known))
}

/// Format, pixels and bytes, as far as they are known.
pub(super) fn size(path: &SitePath, asset: &Asset) -> String {
    let format = path.name().rsplit_once('.').map(|(_, extension)| extension.to_uppercase());
    let pixels = asset.pixels.map(|(width, height)| format!("{width} × {height} pixels"));
    let parts = format.into_iter().chain(pixels).chain([bytes(asset.bytes)]);
    parts.collect::<Vec<_>>().join(", ")
}

fn bytes(count: u64) -> String {
    // One decimal place: tenths are rounded in whole numbers.
    let tenths = |unit: u64| (count * 10 + unit / 2) / unit;
    let scaled = |unit: u64, name: &str| format!("{}.{} {name}", tenths(unit) / 10, tenths(unit) % 10);
    match count {
        0..1_000 => format!("{count} bytes"),
        1_000..1_000_000 => scaled(1_000, "kB"),
        _ => scaled(1_000_000, "MB"),
    }
}
