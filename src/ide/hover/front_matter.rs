//! Front matter: what a key does, and the picture that `image` names.

use super::image;
use crate::ide::front_matter::{Kind, key};
use crate::ide::place::Place;
use crate::ide::{Hover, front_matter};
use crate::site::Use;
use crate::syntax::Entry;
use crate::text::TextSize;

pub(super) fn hover(place: Place<'_>, offset: TextSize) -> Option<Hover> {
    let entries = &place.source.post.front_matter()?.entries;
    let entry = entries.iter().find(|entry| touches(entry, offset))?;
    let info = key(place.layout(), &entry.key.text)?;
    if entry.key.range.contains_inclusive(offset) {
        return Some(Hover { range: entry.key.range, markdown: info.describe(), picture: None });
    }
    let written = front_matter::string(&entry.value).filter(|_| info.kind == Kind::Image)?;
    let (lines, picture) = image::about(place, &written.text, Use::FrontMatterImage)?;
    Some(Hover { range: written.range, markdown: lines.join("  \n"), picture })
}

fn touches(entry: &Entry, offset: TextSize) -> bool {
    entry.key.range.contains_inclusive(offset) || entry.value.range.contains_inclusive(offset)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::ide::hover::tests::check;

    const FASTPAGES: &str = "Text.\n//- /_config.yml\nbaseurl: /blog\n//- /_action_files/settings.ini\n[DEFAULT]\n";

    #[test]
    fn a_key() {
        check(
            &format!("---\nto$0c: true\n---\n{FASTPAGES}"),
            expect![[r#"
                `toc`
                `toc`: `true` or `false`

                Whether a table of contents stands before the text.

                Read by fastpages and Quarto."#]],
        );
        check(
            &format!("---\ncate$0gories: [a]\n---\n{FASTPAGES}"),
            expect![[r#"
                `categories`
                `categories`: a list, such as `[a, b]`

                What the post is about. They are a part of its address, unless `permalink` says otherwise.

                Read by Jekyll."#]],
        );
        check(&format!("---\nown$0key: 1\n---\n{FASTPAGES}"), expect![["nothing"]]);
        check(&format!("---\ntitle: A ti$0tle\n---\n{FASTPAGES}"), expect![["nothing"]]);
    }

    #[test]
    fn a_key_in_the_list_of_a_notebook_and_none_in_the_text() {
        let list = "//- /_notebooks/2020-01-01-x.ipynb\n%% markdown\n# Title\n> Summary\n\n- to$0c: true\n";
        check(
            &format!("{FASTPAGES}{list}"),
            expect![[r#"
            `toc`
            `toc`: `true` or `false`

            Whether a table of contents stands before the text.

            Read by fastpages and Quarto."#]],
        );
        check(&format!("to$0c: true\n{FASTPAGES}"), expect![["nothing"]]);
        check(&format!("---\ntitle: x\n---\n\n- to$0c: true\n{FASTPAGES}"), expect![["nothing"]]);
    }

    #[test]
    fn the_picture_of_the_card() {
        let images = "//- /images/icml.png 640x480 20000B\n";
        check(
            &format!("---\nimage: images/ic$0ml.png\n---\n{FASTPAGES}{images}"),
            expect![[r#"
            `images/icml.png`
            `images/icml.png`  
            PNG, 640 × 480 pixels, 20.0 kB  
            Published as `/blog/images/icml.png`
            picture: images/icml.png"#]],
        );
        check(
            &format!("---\nimage: images/no$0ne.png\n---\n{FASTPAGES}{images}"),
            expect![[r#"
            `images/none.png`
            Not on the built site: `/blog/images/none.png`, there is no such file"#]],
        );
    }
}
