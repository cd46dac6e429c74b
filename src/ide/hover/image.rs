//! An image: its file, size and published address.

use crate::ide::image::{LARGE_IMAGE, is_image, size};
use crate::ide::place::Place;
use crate::ide::{Hover, label};
use crate::site::{Missing, Resolution, SitePath, Use};
use crate::syntax::Image;

pub(super) fn hover(place: Place<'_>, image: &Image) -> Option<Hover> {
    let written = match (&image.target, &image.label) {
        (Some(target), _) => target.clone(),
        (None, Some(label)) => label::definition(place, &label.text)?.target,
        (None, None) => return None,
    };
    let (mut lines, picture) = about(place, &written.text, place.usage(image))?;
    lines.push(match image.alt.text.trim() {
        "" => "No alternative text".to_owned(),
        alt => format!("Alternative text: {alt}"),
    });
    let range = image.target.as_ref().map_or(image.range, |target| target.range);
    Some(Hover { range, markdown: lines.join("  \n"), picture })
}

/// What is said of an image, and the picture where there is one.
pub(super) fn about(place: Place<'_>, written: &str, usage: Use) -> Option<(Vec<String>, Option<SitePath>)> {
    match place.site.resolve(place.file(), written, usage) {
        Resolution::File { path, url, .. } => {
            let mut lines = vec![format!("`{path}`")];
            let asset = place.site.asset(&path);
            lines.extend(asset.map(|asset| size(&path, asset)));
            if is_image(&path) && asset.is_some_and(|asset| asset.bytes >= LARGE_IMAGE) {
                lines.push("Large: readers wait for it".to_owned());
            }
            lines.extend(url.map(|url| format!("Published as `{url}`")));
            Some((lines, Some(path)))
        }
        Resolution::Missing { asks, why, .. } => {
            let because = match why {
                Missing::NoFile | Missing::StopsConversion => "there is no such file".to_owned(),
                Missing::Case(file) => format!("the file is called `{file}`"),
                Missing::Elsewhere(file) => format!("`{file}` is published elsewhere"),
                Missing::NotPublished(file) => format!("`{file}` is not published"),
                Missing::NotCopied(_) => "fastpages copies only images that begin a line".to_owned(),
                Missing::NoScheme => "the name of a server without `https://` is a path".to_owned(),
                Missing::TwiceBaseUrl(_) => "the folder that the blog is served under stands in it twice".to_owned(),
                Missing::BaseUrl(_) => "the path leaves out the folder that the blog is served under".to_owned(),
            };
            Some((vec![format!("Not on the built site: `{asks}`, {because}")], None))
        }
        Resolution::External | Resolution::Fragment(_) | Resolution::Unknown => None,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::ide::hover::tests::check;

    const BLOG: &str = "
//- /_config.yml
baseurl: /blog
//- /images/icml.png 640x480 20000B
//- /images/Case.png 1x1 5B
//- /_drawings/hidden.png 1x1 5B
";

    #[test]
    fn its_size_its_place_and_its_alternative_text() {
        check(
            &format!("![The *hall*]({{{{ site.baseurl }}}}/images/ic$0ml.png)\n{BLOG}"),
            expect![[r#"
                `{{ site.baseurl }}/images/icml.png`
                `images/icml.png`  
                PNG, 640 × 480 pixels, 20.0 kB  
                Published as `/blog/images/icml.png`  
                Alternative text: The *hall*
                picture: images/icml.png"#]],
        );
        check(
            &format!("<img src=\"/blog/images/ic$0ml.png\" alt=\"The hall\">\n{BLOG}"),
            expect![[r#"
            `/blog/images/icml.png`
            `images/icml.png`  
            PNG, 640 × 480 pixels, 20.0 kB  
            Published as `/blog/images/icml.png`  
            Alternative text: The hall
            picture: images/icml.png"#]],
        );
        check(
            &format!("![][ic$0ml]\n\n[icml]: /blog/images/icml.png\n{BLOG}"),
            expect![[r#"
            `![][icml]`
            `images/icml.png`  
            PNG, 640 × 480 pixels, 20.0 kB  
            Published as `/blog/images/icml.png`  
            No alternative text
            picture: images/icml.png"#]],
        );
    }

    #[test]
    fn a_large_one() {
        let blog = "//- /_config.yml\n//- /images/a.png 6000x4000 12345678B\n";
        check(
            &format!("![a](/images/a$0.png)\n{blog}"),
            expect![[r#"
            `/images/a.png`
            `images/a.png`  
            PNG, 6000 × 4000 pixels, 12.3 MB  
            Large: readers wait for it  
            Published as `/images/a.png`  
            Alternative text: a
            picture: images/a.png"#]],
        );
    }

    #[test]
    fn why_it_is_not_shown() {
        check(
            &format!("![a](/blog/images/no$0ne.png)\n{BLOG}"),
            expect![[r#"
            `/blog/images/none.png`
            Not on the built site: `/blog/images/none.png`, there is no such file  
            Alternative text: a"#]],
        );
        check(
            &format!("![a](/blog/images/ca$0se.png)\n{BLOG}"),
            expect![[r#"
            `/blog/images/case.png`
            Not on the built site: `/blog/images/case.png`, the file is called `images/Case.png`  
            Alternative text: a"#]],
        );
        check(
            &format!("![a](/images/ic$0ml.png)\n{BLOG}"),
            expect![[r#"
            `/images/icml.png`
            Not on the built site: `/images/icml.png`, the path leaves out the folder that the blog is served under  
            Alternative text: a"#]],
        );
        check(
            &format!("![a](/blog/_drawings/hid$0den.png)\n{BLOG}"),
            expect![[r#"
            `/blog/_drawings/hidden.png`
            Not on the built site: `/blog/_drawings/hidden.png`, `_drawings/hidden.png` is not published  
            Alternative text: a"#]],
        );
    }

    #[test]
    fn silence_elsewhere() {
        check(&format!("![a](https://example.org/ic$0ml.png)\n{BLOG}"), expect!["nothing"]);
        check(&format!("`![a](/blog/images/ic$0ml.png)`\n{BLOG}"), expect!["nothing"]);
    }
}
