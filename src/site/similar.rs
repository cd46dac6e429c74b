//! Existing files that a path with nothing behind it may mean.

use std::cmp::Reverse;

use super::{Site, SitePath};

/// How many files are offered.
const MOST: usize = 5;

impl Site {
    /// The files of the blog that may be meant by a path that nothing answers, the likeliest first. Reads the names of
    /// all files: ask only for what is shown.
    pub fn similar(&self, asks: &str) -> Vec<SitePath> {
        let asks = SitePath::new(asks);
        let name = asks.name().to_lowercase();
        let (wanted, kind) = split(&name);
        let most_changes = wanted.len() / 3;
        let mut near: Vec<(usize, Reverse<usize>, usize, &SitePath)> = Vec::new();
        for path in self.index.assets.keys().chain(self.index.pages.keys()) {
            // Each letter too many is a change, and so is each letter too few: most files need no closer look.
            if split(path.name()).0.len().abs_diff(wanted.len()) > most_changes {
                continue;
            }
            let name = path.name().to_lowercase();
            let (stem, stem_kind) = split(&name);
            let changes = strsim::osa_distance(wanted, stem);
            if changes <= most_changes && stem_kind == kind {
                let (here, there) = (path.as_str(), asks.as_str());
                let shared = here.rsplit('/').zip(there.rsplit('/')).take_while(|(a, b)| a == b).count();
                near.push((changes, Reverse(shared), strsim::osa_distance(here, there), path));
            }
        }
        near.sort_unstable();
        near.into_iter().take(MOST).map(|(.., path)| path.clone()).collect()
    }
}

/// A name without its extension, and what the extension makes it: pictures may be mistaken for one another, and so may
/// pages, which links name with any extension or none.
fn split(name: &str) -> (&str, &str) {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let kind = match extension {
        "png" | "jpg" | "jpeg" | "gif" | "svg" | "webp" | "avif" => "image",
        "md" | "markdown" | "ipynb" | "html" | "" => "page",
        extension => extension,
    };
    (stem, kind)
}

#[cfg(test)]
mod tests {
    use crate::fixture::Fixture;

    const FILES: &str = "
//- /images/icml.png 1x1
//- /_notebooks/my_icons/icml.png 1x1
//- /_notebooks/my_icons/igpt.png 1x1
//- /images/Größe.PNG 1x1
//- /images/plot.jpeg 1x1
//- /images/plots.txt
//- /about.md
About.
";

    #[track_caller]
    fn check(asks: &str, expected: &[&str]) {
        let fixture = Fixture::new(FILES);
        let similar = fixture.site.similar(asks);
        assert_eq!(similar.iter().map(|path| path.as_str()).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn the_same_name_in_another_folder_comes_first() {
        check("/images/2020/icml.png", &["images/icml.png", "_notebooks/my_icons/icml.png"]);
        check("my_icons/icml.png", &["_notebooks/my_icons/icml.png", "images/icml.png"]);
    }

    #[test]
    fn a_slip_is_forgiven_and_another_name_is_not() {
        check("images/imcl.png", &["images/icml.png", "_notebooks/my_icons/icml.png"]);
        check("images/größe.png", &["images/Größe.PNG"]);
        check("images/tel-aviv.png", &[]);
    }

    #[test]
    fn a_picture_is_not_mistaken_for_a_table() {
        check("images/plot.jpg", &["images/plot.jpeg"]);
        check("images/plot.png", &["images/plot.jpeg"]);
        check("/abuot", &["about.md"]);
    }
}
