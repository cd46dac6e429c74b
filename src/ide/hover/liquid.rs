//! Liquid's tags and filters.

use super::link;
use crate::ide::Hover;
use crate::ide::liquid::parameters::parameters;
use crate::ide::liquid::{self, filters, tags};
use crate::ide::place::Place;
use crate::site::{Lookup, SitePath};
use crate::syntax::liquid::{Output, Tag};
use crate::text::TextSize;

pub(super) fn tag(place: Place<'_>, tag: &Tag, offset: TextSize) -> Option<Hover> {
    if !place.runs_liquid() {
        return None;
    }
    if tag.name.range.contains_inclusive(offset) {
        let name = tag.name.text.as_str();
        let closes = name.strip_prefix("end").and_then(tags::info);
        let said = match (tags::info(name), closes) {
            (Some(info), _) => info.describe(),
            (None, Some(info)) => format!("Closes `{}`.", info.name),
            (None, None) => return None,
        };
        return Some(Hover { range: tag.name.range, markdown: said, picture: None });
    }
    let file = liquid::file(place, tag).filter(|file| file.name.range.contains_inclusive(offset))?;
    let markdown = match &file.found {
        Lookup::Found(found) => match place.site.page(found) {
            Some(page) => {
                let published = place.site.url(found).map(|url| format!("Published as `{url}`"));
                link::summary(place, page, published).collect::<Vec<_>>().join("\n\n")
            }
            None => format!("`{found}`{}", taken(place, tag, &file.name.text, found)),
        },
        Lookup::Missing => format!("There is no `{}`.", file.name.text),
        Lookup::Unknown => return None,
    };
    Some(Hover { range: file.name.range, markdown, picture: None })
}

/// The parameters that an included file takes.
fn taken(place: Place<'_>, tag: &Tag, name: &str, file: &SitePath) -> String {
    if !tag.name.text.starts_with("include") {
        return String::new();
    }
    let taken = parameters(place, name, Some(file));
    let names: Vec<String> = taken.iter().map(|parameter| format!("`{}`", parameter.name)).collect();
    if names.is_empty() { String::new() } else { format!("\n\nTakes {}.", names.join(", ")) }
}

pub(super) fn output(place: Place<'_>, output: &Output, offset: TextSize) -> Option<Hover> {
    if !place.runs_liquid() {
        return None;
    }
    let mut filters = output.filters.iter();
    let filter = filters.find(|filter| filter.name.range.contains_inclusive(offset))?;
    let info = filters::info(&filter.name.text)?;
    Some(Hover { range: filter.name.range, markdown: info.describe(), picture: None })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::ide::hover::tests::check;

    const JEKYLL: &str = "//- /_config.yml\n//- /_includes/alert.html\n<p>{{ include.text }}</p>\n";

    #[test]
    fn a_tag() {
        check(
            &format!("{{% ra$0w %}}x{{% endraw %}}\n{JEKYLL}"),
            expect![[r#"
            `raw`
            `{% raw %}…{% endraw %}`

            Text that Liquid leaves alone."#]],
        );
        check(
            &format!("{{% raw %}}x{{% endr$0aw %}}\n{JEKYLL}"),
            expect![[r#"
            `endraw`
            Closes `raw`."#]],
        );
        check(
            &format!("{{% gi$0st a/1 %}}\n{JEKYLL}"),
            expect![[r#"
            `gist`
            `{% gist user/id %}`

            A gist from GitHub.

            From jekyll-gist."#]],
        );
        check(&format!("{{% what$0ever %}}\n{JEKYLL}"), expect![["nothing"]]);
        check("{% ra$0w %}x{% endraw %}\n", expect![["nothing"]]);
    }

    #[test]
    fn an_included_file() {
        check(
            &format!("{{% include al$0ert.html %}}\n{JEKYLL}"),
            expect![[r#"
                `alert.html`
                `_includes/alert.html`

                Takes `text`."#]],
        );
        check(
            &format!("{{% include al$0rt.html %}}\n{JEKYLL}"),
            expect![[r#"
            `alrt.html`
            There is no `alrt.html`."#]],
        );
    }

    #[test]
    fn nothing_where_liquid_reads_nothing() {
        for text in [
            "{% raw %}{% include al$0ert.html %}{% endraw %}",
            "{% raw %}{{ x | up$0case }}{% endraw %}",
            "---\ntitle: '{% include al$0ert.html %}'\n---\n",
        ] {
            check(&format!("{text}\n{JEKYLL}"), expect![["nothing"]]);
        }
        check("{% include al$0ert.html %}\n//- /hugo.toml\n//- /_includes/alert.html\n", expect![["nothing"]]);
    }

    #[test]
    fn a_linked_post() {
        let another = "//- /_posts/2020-01-02-b.md\n---\ntitle: Another post\n---\n";
        check(
            &format!("{{% post_url 2020-01-02-$0b %}}\n{JEKYLL}{another}"),
            expect![[r#"
                `2020-01-02-b`
                **Another post**  
                2020-01-02  
                `_posts/2020-01-02-b.md`  
                Published as `/2020/01/02/b.html`"#]],
        );
    }

    #[test]
    fn a_filter() {
        check(
            &format!("{{{{ page.title | up$0case }}}}\n{JEKYLL}"),
            expect![[r#"
            `upcase`
            `{{ value | upcase }}`

            Makes all letters upper case."#]],
        );
        check(&format!("{{{{ page.ti$0tle | upcase }}}}\n{JEKYLL}"), expect![["nothing"]]);
        check(&format!("{{{{ page.title | no$0ne }}}}\n{JEKYLL}"), expect![["nothing"]]);
    }
}
