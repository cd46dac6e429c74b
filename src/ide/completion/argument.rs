//! What Liquid's tags are given: included files with their parameters, linked files, and posts.

use std::collections::BTreeSet;

use super::cursor::{Cursor, tail};
use super::liquid::{in_string, is_word};
use crate::ide::liquid::parameters::parameters;
use crate::ide::{Completion, CompletionKind, image, path};
use crate::site::{FileKind, Lookup, Page, SitePath};

/// The most files that are offered beside a page.
const BESIDE: usize = 300;

/// What a tag may be given at the cursor; `None` for tags that are given nothing that the blog knows.
pub(super) fn complete(cursor: &Cursor<'_>, tag: &str, typed: &str) -> Option<Vec<Completion>> {
    if let Some((file, given)) = typed.split_once(char::is_whitespace) {
        return named_parameters(cursor, tag, file, given);
    }
    let slot = Slot { cursor, typed, after: tail(&cursor.after, is_path, &["-%}", "%}", "}"]) };
    match tag {
        "include" | "include_cached" => Some(slot.included()),
        "include_relative" => Some(slot.beside()),
        "link" => Some(slot.linked()),
        "post_url" => Some(slot.posts()),
        "highlight" => Some(super::code::languages(cursor, typed, slot.after, " %}")),
        _ => None,
    }
}

/// Where the name of a file is written.
struct Slot<'a, 'c> {
    cursor: &'c Cursor<'a>,
    typed: &'c str,
    /// How many bytes behind the cursor are replaced.
    after: usize,
}

impl Slot<'_, '_> {
    fn file(&self, label: String, detail: Option<&str>, rank: u32) -> Completion {
        let insert = format!("{label} %}}");
        let found = self.cursor.completion(CompletionKind::File, label, self.typed, self.after, insert);
        let filter = [Some(found.label.as_str()), detail].into_iter().flatten().collect::<Vec<_>>().join(" ");
        Completion { detail: detail.map(str::to_owned), rank, filter, ..found }
    }

    /// The files of the folder for included ones.
    fn included(&self) -> Vec<Completion> {
        let site = self.cursor.place.site;
        let folder = site.settings().source.join(&site.settings().includes_dir);
        let files = site.assets_within(folder.as_str());
        let names = files.filter_map(|(path, _)| path.as_str().strip_prefix(folder.as_str())?.strip_prefix('/'));
        names.map(|name| self.file(name.to_owned(), None, 0)).collect()
    }

    /// The texts in the page's folder and below it, posts last: few of them are parts of others.
    fn beside(&self) -> Vec<Completion> {
        let place = self.cursor.place;
        let folder = place.page.path.folder();
        let pages = place.site.pages().map(|page| &page.path).filter(|path| path.is_within(folder.as_str()));
        let pages = pages.filter(|path| path.kind() == FileKind::Text && **path != place.page.path);
        let assets = place.site.assets_within(folder.as_str()).map(|(path, _)| path);
        let files = pages.chain(assets.filter(|path| !image::is_image(path))).take(BESIDE);
        let found = files.map(|file| {
            let page = place.site.page(file);
            let rank = u32::from(page.is_some_and(|page| page.date().is_some()));
            self.file(path::relative(&folder, file), page.and_then(|page| page.title()), rank)
        });
        found.collect()
    }

    /// The files that `link` leads to: the newest posts, other pages, and what else lies in the folder that is written.
    fn linked(&self) -> Vec<Completion> {
        let site = self.cursor.place.site;
        let source = &site.settings().source;
        let written = |path: &SitePath| -> Option<String> {
            let inside = path.as_str().strip_prefix(source.as_str())?.trim_start_matches('/');
            let name = match path.kind() {
                FileKind::Notebook => format!("_posts/{}.md", post_name(path)?),
                _ => inside.to_owned(),
            };
            matches!(site.linked(&name), Lookup::Found(found) if found == *path).then_some(name)
        };
        let mut pages: Vec<&Page> = site.pages().map(|page| &**page).collect();
        pages.sort_by(|a, b| (b.date().is_some(), b.path.name()).cmp(&(a.date().is_some(), a.path.name())));
        let pages = (0..).zip(pages).filter_map(|(rank, page)| Some((rank, page, written(&page.path)?)));
        let mut found: Vec<_> = pages.map(|(rank, page, name)| self.file(name, page.title(), rank)).collect();
        let folder = self.typed.rfind('/').map_or("", |slash| &self.typed[..=slash]);
        let mut seen = BTreeSet::new();
        for (asset, _) in site.assets_within(source.join(folder).as_str()) {
            let Some(inside) = asset.as_str().strip_prefix(source.as_str()) else { continue };
            let Some(rest) = inside.trim_start_matches('/').strip_prefix(folder.trim_start_matches('/')) else {
                continue;
            };
            let child = rest.split_inclusive('/').next().unwrap_or(rest);
            if seen.contains(child) || written(asset).is_none() {
                continue;
            }
            seen.insert(child);
            let name = format!("{folder}{child}");
            found.push(match child.ends_with('/') {
                true => Completion {
                    rank: u32::MAX,
                    ..self.cursor.completion(CompletionKind::Folder, name.clone(), self.typed, 0, name)
                },
                false => self.file(name, None, u32::MAX - 1),
            });
        }
        found
    }

    /// The posts by name, the newest first.
    fn posts(&self) -> Vec<Completion> {
        let pages = self.cursor.place.site.pages();
        let mut posts: Vec<&Page> = pages.map(|page| &**page).filter(|page| is_post(page)).collect();
        posts.sort_by(|a, b| b.path.name().cmp(a.path.name()));
        let posts = (0..).zip(posts).filter_map(|(rank, page)| Some((rank, page, post_name(&page.path)?)));
        posts.map(|(rank, page, name)| self.file(name, page.title(), rank)).collect()
    }
}

/// The parameters of an included file that are not given yet.
fn named_parameters(cursor: &Cursor<'_>, tag: &str, file: &str, given: &str) -> Option<Vec<Completion>> {
    let typed = given.rsplit(char::is_whitespace).next().unwrap_or_default();
    if in_string(given) || !typed.chars().all(|c| is_word(c) || c == '-') {
        return None;
    }
    let site = cursor.place.site;
    let found = match tag {
        "include" | "include_cached" => site.included(file),
        "include_relative" => site.included_beside(cursor.place.file(), file),
        _ => return None,
    };
    let path = match found {
        Lookup::Found(path) => Some(path),
        Lookup::Missing | Lookup::Unknown => None,
    };
    let known = parameters(cursor.place, file, path.as_ref());
    let written = format!("{given}{}", cursor.after.split("%}").next().unwrap_or_default());
    let is_given = |name: &str| written.split(char::is_whitespace).any(|word| word.starts_with(&format!("{name}=")));
    let new = known.into_iter().filter(|parameter| !is_given(&parameter.name));
    let found = (0..).zip(new).map(|(rank, parameter)| {
        let insert = format!("{}=\"\"", parameter.name);
        let caret = Some(insert.len() - 1);
        let found = cursor.completion(CompletionKind::Key, parameter.name.to_string(), typed, 0, insert);
        let detail = match parameter.given {
            0 => None,
            1 => Some("given once".to_owned()),
            times => Some(format!("given {times} times")),
        };
        Completion { rank, caret, detail, ..found }
    });
    Some(found.collect())
}

fn is_path(c: char) -> bool {
    is_word(c) || matches!(c, '.' | '/' | '-')
}

/// Whether Jekyll makes a post of a page.
fn is_post(page: &Page) -> bool {
    let first = page.path.as_str().split('/').find(|part| part.starts_with('_'));
    matches!(first, Some("_posts" | "_notebooks")) && page.date().is_some()
}

/// A post as `{% post_url %}` names it.
fn post_name(path: &SitePath) -> Option<String> {
    if let Some(notebook) = path.as_str().strip_prefix("_notebooks/") {
        return Some(notebook.rsplit_once('.')?.0.replace(' ', "-"));
    }
    let inside = path.as_str().split_once("_posts/").map_or(path.as_str(), |(_, inside)| inside);
    Some(inside.rsplit_once('.')?.0.to_owned())
}

#[cfg(test)]
mod tests {
    use crate::ide::completion::tests::{accept, labels};

    const BLOG: &str = "
//- /_config.yml
//- /_includes/alert.html
<div class='{{ include.kind | default: \"info\" }}'>{% if include.text %}{{ include['text'] }}{% endif %}</div>
{% comment %}{{ include.old }}{% endcomment %}{% include icon.html name=include.icon-name %}
//- /_includes/image.html
<img src='{{ include.url }}'>
//- /_posts/2020-01-02-b.md
---
title: Another post
---
{% include alert.html icon-name='x' text='One.' %} {% include theme.html a='1' b=page.title %}
//- /_posts/2020-01-03-c.md
{% include alert.html text='Two.' %} {% include theme.html b='1' %}
//- /_posts/parts/intro.md
A part.
//- /about.md
---
title: About
---
//- /files/paper.pdf
//- /files/old/paper.pdf
//- /robots.txt
";

    fn post(text: &str) -> String {
        format!("{text}\n{BLOG}")
    }

    #[test]
    fn included_files() {
        assert_eq!(labels(&post("{% include $0 %}")), ["alert.html", "image.html"]);
        assert_eq!(accept(&post("{% include al$0 %}"), "alert.html"), "{% include alert.html %}\n\n");
    }

    #[test]
    fn parameters_that_an_included_file_reads() {
        assert_eq!(
            labels(&post("{% include alert.html $0 %}")),
            ["text: given 2 times", "icon-name: given once", "kind"]
        );
        assert_eq!(labels(&post("{% include alert.html text=\"don't\" k$0 %}")), ["icon-name: given once", "kind"]);
        assert_eq!(labels(&post("{% include alert.html $0 text='x' %}")), ["icon-name: given once", "kind"]);
        assert_eq!(accept(&post("{% include alert.html t$0 %}"), "text"), "{% include alert.html text=\"\" %}\n\n");
        // The blog's own file counts, not that of fastpages of the same name.
        assert_eq!(labels(&post("{% include image.html $0 %}")), ["url"]);
        assert_eq!(labels(&post("{% include_cached image.html $0 %}")), ["url"]);
    }

    #[test]
    fn parameters_of_a_file_that_the_theme_brings() {
        assert_eq!(labels(&post("{% include theme.html $0 %}")), ["b: given 2 times", "a: given once"]);
        assert_eq!(labels(&post("{% include youtube.html $0 %}")), ["content"]);
    }

    #[test]
    fn posts_by_title_the_newest_first() {
        assert_eq!(
            labels(&post("{% post_url $0 %}")),
            ["2020-01-03-c", "2020-01-02-b: Another post", "2020-01-01-post"]
        );
        assert_eq!(accept(&post("{% post_url $0}"), "2020-01-02-b"), "{% post_url 2020-01-02-b %}\n\n");
    }

    #[test]
    fn linked_files_posts_first_and_folders_drill_down() {
        assert_eq!(
            labels(&post("{% link $0 %}")),
            [
                "_posts/2020-01-03-c.md",
                "_posts/2020-01-02-b.md: Another post",
                "_posts/2020-01-01-post.md",
                "about.md: About",
                "robots.txt",
                "files/"
            ]
        );
        assert_eq!(labels(&post("{% link files/$0 %}"))[4..], ["files/paper.pdf", "files/old/"]);
        assert_eq!(accept(&post("{% link fi$0 %}"), "files/"), "{% link files/ %}\n\n");
        assert_eq!(accept(&post("{% link files/p$0 %}"), "files/paper.pdf"), "{% link files/paper.pdf %}\n\n");
        let notebook = "//- /_notebooks/2020-01-04-a book.ipynb\n%% markdown\n# A title\n";
        assert_eq!(
            labels(&format!("{}{notebook}//- /_action_files/settings.ini\n", post("{% link _posts/$0 %}")))[0],
            "_posts/2020-01-04-a-book.md: A title"
        );
    }

    #[test]
    fn files_beside_the_page() {
        let found = labels(&post("{% include_relative $0 %}"));
        assert_eq!(found, ["parts/intro.md", "2020-01-02-b.md: Another post", "2020-01-03-c.md"]);
        assert_eq!(
            accept(&post("{% include_relative pa$0 %}"), "parts/intro.md"),
            "{% include_relative parts/intro.md %}\n\n"
        );
    }

    #[test]
    fn silence_elsewhere() {
        for text in [
            "{% include alert.html text='$0' %}",
            "{% include alert.html text=$0 %}",
            "{% include alert.html %}$0",
            "{% link about.md $0 %}",
            "{% post_url 2020-01-02-b $0 %}",
            "`{% raw %}{% include $0 %}{% endraw %}`",
        ] {
            let found = labels(&post(text));
            assert!(found.is_empty() || text.contains("raw"), "{text}: {found:?}");
        }
        assert_eq!(labels("{% link $0 %}\n//- /hugo.toml\nbaseURL = 'x'\n"), Vec::<String>::new());
    }
}
