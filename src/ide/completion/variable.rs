//! What Liquid knows of the site and of the page: `site.baseurl`, `page.title`.

use super::cursor::Cursor;
use super::liquid::in_string;
use crate::ide::{Completion, CompletionKind};
use crate::syntax::FrontMatter;

/// What Jekyll gives every template of the site (Jekyll 4.3, `drops/site_drop.rb`), the most useful first.
const SITE: &[(&str, &str)] = &[
    ("baseurl", "The folder that the blog is served under."),
    ("url", "The address of the blog, without its folder."),
    ("title", "The blog's title."),
    ("description", "What the blog is about."),
    ("posts", "All posts, the newest first."),
    ("pages", "All pages that are no posts."),
    ("tags", "The posts of each tag."),
    ("categories", "The posts of each category."),
    ("data", "What the files of `_data` hold."),
    ("time", "When the site is built."),
    ("documents", "The documents of all collections."),
    ("collections", "All collections."),
    ("static_files", "All files that are copied as they are."),
    ("related_posts", "Up to ten posts that are like this one: the newest, unless Jekyll is told to look closer."),
    ("html_pages", "The pages whose names end with `.html`."),
];

/// What Jekyll gives every template of the page (Jekyll 4.3, `drops/document_drop.rb`).
const PAGE: &[(&str, &str)] = &[
    ("title", "The page's title."),
    ("url", "The page's address, without the blog's folder."),
    ("date", "When the post was published."),
    ("categories", "The post's categories."),
    ("tags", "The post's tags."),
    ("excerpt", "The post's beginning."),
    ("id", "What names the post, as in feeds."),
    ("path", "The page's file."),
    ("next", "The post after this one."),
    ("previous", "The post before this one."),
    ("content", "The page's text."),
    ("collection", "The collection that the page belongs to."),
    ("name", "The name of the page's file."),
    ("slug", "The last part of the post's address."),
];

/// Members of `site` and `page` at the cursor; `None` where neither is being written in Liquid.
pub(super) fn complete(cursor: &Cursor<'_>) -> Option<Vec<Completion>> {
    let open = cursor.open("{{", "}}").or_else(|| cursor.open("{%", "%}"))?;
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let word = open.inside.rsplit(|c| !is_part(c)).next()?;
    let (object, typed) = word.split_once('.').filter(|(_, typed)| !typed.contains('.'))?;
    if in_string(open.inside) {
        return None;
    }
    let place = cursor.place;
    let (known, own) = match object {
        "site" => {
            let settings = &place.site.settings().source.join("_config.yml");
            (SITE, place.site.config(settings).map(settings_of).unwrap_or_default())
        }
        "page" => (PAGE, place.page.front_matter().map(entries_of).unwrap_or_default()),
        _ => return None,
    };
    let known = known.iter().map(|(name, does)| ((*name).to_owned(), (*does).to_owned()));
    let is_new = |(name, _): &(String, String)| !known.clone().any(|(known, _)| known == *name);
    let own: Vec<_> = own.into_iter().filter(is_new).collect();
    let found = (0..).zip(known.chain(own)).map(|(rank, (name, does))| {
        let found = cursor.completion(CompletionKind::Value, name.clone(), typed, 0, name);
        Completion { rank, detail: Some(does), ..found }
    });
    Some(found.collect())
}

/// The settings of a blog's own, each with its value as written.
fn settings_of(config: &str) -> Vec<(String, String)> {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let settings = config.lines().filter_map(|line| line.split_once(':'));
    let settings = settings.filter(|(name, _)| !name.is_empty() && name.chars().all(is_name));
    settings.map(|(name, value)| (name.to_owned(), format!("`_config.yml`: {}", value.trim()))).collect()
}

/// The entries of a page's front matter.
fn entries_of(front_matter: &FrontMatter) -> Vec<(String, String)> {
    let entries = front_matter.entries.iter();
    entries.map(|entry| (entry.key.text.to_string(), "From this page's front matter.".to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use crate::ide::completion::tests::{accept, labels};

    const BLOG: &str = "//- /_config.yml\ntitle: A blog\ngithub_user: me\n# a: comment\ndefaults:\n  - scope: x\n";

    fn names(text: &str) -> Vec<String> {
        let found = labels(&format!("---\nowner: me\ntitle: x\n---\n{text}\n{BLOG}"));
        found.into_iter().map(|label| label.split(':').next().unwrap_or_default().to_owned()).collect()
    }

    #[test]
    fn members_of_the_site_and_of_the_page() {
        let site = names("{{ site.$0 }}");
        assert_eq!(site[..2], ["baseurl", "url"]);
        assert_eq!(site[site.len() - 2..], ["github_user", "defaults"]);
        let page = names("{% if page.$0 %}");
        assert_eq!(page.iter().filter(|name| *name == "title").count(), 1);
        assert_eq!(page.last().map(String::as_str), Some("owner"));
        let text = accept(&format!("![]({{{{ site.base$0 }}}}/a.png)\n{BLOG}"), "baseurl");
        assert_eq!(text, "![]({{ site.baseurl }}/a.png)\n");
        assert!(names("{{ x | append: site.$0 }}").contains(&"baseurl".to_owned()));
        assert!(names("{% include a.html b=page.$0 %}").contains(&"owner".to_owned()));
    }

    #[test]
    fn silence_elsewhere() {
        for text in ["site.$0", "{{ 'site.$0' }}", "{{ post.$0 }}", "{{ site.data.$0 }}", "{{ page.title }}.$0"] {
            assert_eq!(names(text), Vec::<String>::new(), "{text}");
        }
        assert_eq!(labels("{{ site.$0 }}\n//- /hugo.toml\n"), Vec::<String>::new());
    }
}
