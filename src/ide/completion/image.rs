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
        bracketed: false,
        pages: false,
    };
    Some(slot.completions(image::is_image))
}

/// Whether a target is written already and a title begins: white space outside of Liquid.
fn is_title(inside: &str) -> bool {
    inside.rsplit("}}").next().is_some_and(|path| !path.contains("{{") && path.contains([' ', '\t']))
}

/// Elements that show files of any kind.
const FRAMES: &[&str] = &["audio", "embed", "iframe", "script", "source", "track", "video"];

/// `<img src="path`, the `src` of other elements, and `file="path`.
fn attribute(cursor: &Cursor<'_>) -> Option<Vec<Completion>> {
    let quote = cursor.before.rfind(['"', '\''])?;
    let (name, typed) = (&cursor.before[..quote], &cursor.before[quote + 1..]);
    let element = name.rfind('<').filter(|at| name.ends_with("src=") && !name[*at..].contains('>'));
    let element = element.map(|at| name[at + 1..].split([' ', '\t']).next().unwrap_or_default().to_ascii_lowercase());
    let in_include = name.ends_with("file=") && name.rfind("{%").is_some_and(|at| !name[at..].contains("%}"));
    let shows_picture = in_include || element.as_deref().is_some_and(|name| matches!(name, "img" | "input"));
    let shows_file = element.as_deref().is_some_and(|name| FRAMES.contains(&name));
    if !shows_picture && !shows_file {
        return None;
    }
    let after = cursor.after.find(&cursor.before[quote..=quote]).unwrap_or(0);
    let slot = |pages| Slot { cursor, usage: Use::Image, typed, after, closer: "", bracketed: false, pages };
    if shows_file {
        return Some(slot(true).completions(|_| true));
    }
    let pictures = slot(false).completions(image::is_image);
    // In a folder without pictures, whatever lies there is shown: a picture may have a name that tells nobody so.
    let shows_all = pictures.is_empty() && element.is_some() && typed.contains('/');
    Some(if shows_all { slot(true).completions(|_| true) } else { pictures })
}

#[cfg(test)]
mod tests {
    use crate::ide::completion::tests::{accept, labels};

    const JEKYLL: &str = "
//- /_config.yml
baseurl: /blog
//- /images/icml.png 640x480 20000B
//- /images/2020/a b.png 10x10 12B
//- /images/notes.txt
//- /_drawings/hidden.png 1x1
";

    #[test]
    fn a_post_is_offered_what_its_page_will_find() {
        assert_eq!(
            labels(&format!("![]($0)\n{JEKYLL}")),
            [
                "{{ site.baseurl }}/images/2020/a%20b.png: PNG, 10 × 10 pixels, 12 bytes",
                "{{ site.baseurl }}/images/icml.png: PNG, 640 × 480 pixels, 20.0 kB"
            ]
        );
        assert_eq!(
            labels(&format!("![]({{{{ site.baseurl }}}}/images/$0)\n{JEKYLL}")),
            ["icml.png: PNG, 640 × 480 pixels, 20.0 kB", "2020/"]
        );
        assert_eq!(labels(&format!("![](/images/$0)\n{JEKYLL}")), Vec::<String>::new());
    }

    #[test]
    fn a_notebook_is_offered_what_lies_beside_it() {
        let notebook = |cell: &str| {
            format!(
                "//- /_config.yml
//- /_notebooks/icons/a.png 10x10 12B
//- /_notebooks/b.png 10x10 12B
//- /images/c.png 1x1
//- /_notebooks/2020-01-01-x.ipynb
%% markdown
# Title
%% markdown
{cell}
"
            )
        };
        assert_eq!(labels(&notebook("![](icons/$0)")), ["a.png: PNG, 10 × 10 pixels, 12 bytes"]);
        assert_eq!(labels(&notebook("![]($0)"))[..2], ["b.png: PNG, 10 × 10 pixels, 12 bytes", "icons/"]);
        assert_eq!(accept(&notebook("![](ico$0)"), "icons/"), "![](icons/)");
    }

    const PLAIN: &str = "//- /docs/plot.png 1x1 5B\n//- /docs/a b.png 1x1 5B\n//- /logo.svg\n";

    #[test]
    fn one_closer_remains() {
        for (before, after) in [
            ("![]($0)", "![](plot.png)"),
            ("![]($0", "![](plot.png)"),
            ("![](pl$0)", "![](plot.png)"),
            ("![](pl$0ot.jpg)", "![](plot.png)"),
            ("![](pl$0 \"a title\")", "![](plot.png \"a title\")"),
            ("![](pl$0) and [b](c)", "![](plot.png) and [b](c)"),
            ("<img src=\"$0\">", "<img src=\"plot.png\">"),
            ("<img src=\"pl$0.png\" alt=\"\">", "<img src=\"plot.png\" alt=\"\">"),
        ] {
            assert_eq!(
                accept(&format!("//- /docs/x.md\n{before}\n{PLAIN}"), "plot.png"),
                format!("{after}\n"),
                "{before}"
            );
        }
        let spaced = format!("//- /docs/x.md\n![]($0)\n{PLAIN}");
        assert_eq!(accept(&spaced, "a b.png"), "![](a%20b.png)\n");
        assert_eq!(accept(&spaced, "../logo.svg"), "![](../logo.svg)\n");
    }

    #[test]
    fn other_elements_take_other_files() {
        let folder = "//- /docs/a.mp4\n//- /docs/b/c.png 1x1\n//- /docs/demo.html\n//- /docs/d/e.jxl\n";
        let of = |text: &str| labels(&format!("//- /docs/x.md\n{text}\n{folder}"));
        assert_eq!(of("<video src=\"./$0\">"), ["a.mp4: MP4, 0 bytes", "demo.html: HTML, 0 bytes", "x.md", "b/", "d/"]);
        assert_eq!(of("<iframe width=\"1\" src=\"de$0\">")[..2], ["a.mp4: MP4, 0 bytes", "demo.html: HTML, 0 bytes"]);
        assert_eq!(of("<img src=\"./$0\">"), ["b/"]);
        assert_eq!(of("<img src=\"d/$0\">"), ["e.jxl: JXL, 0 bytes"]);
        assert_eq!(of("![](d/$0)"), Vec::<String>::new());
    }

    #[test]
    fn silence_elsewhere() {
        for text in [
            "`![]($0)`",
            "```\n![]($0)\n```",
            "![$0]()",
            "![](plot.png $0)",
            "![](plot.png \"$0\")",
            "<p class=\"$0\">",
            "src=\"$0\"",
            "<madeup src=\"$0\">",
        ] {
            assert_eq!(labels(&format!("//- /docs/x.md\n{text}\n{PLAIN}")), Vec::<String>::new(), "{text}");
        }
    }
}
