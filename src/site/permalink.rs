//! Where a Jekyll page is published: templates of addresses and what stands for their placeholders.

use smol_str::SmolStr;

use super::date::Date;
use super::exclude::Role;
use super::slug::slugify;
use super::{Site, SitePath};

/// What the placeholders of an address are made of.
#[derive(Clone, Debug, Default)]
pub(super) struct Placeholders<'a> {
    /// The label of the collection, `posts` for posts.
    pub collection: &'a str,
    /// The path without its extension, from the collection's folder.
    pub path: &'a str,
    /// The file's name without its extension.
    pub basename: &'a str,
    /// `slug` of the front matter, else the name without its date.
    pub slug: &'a str,
    /// The categories in their order.
    pub categories: &'a [SmolStr],
    /// `None` where it is not known.
    pub date: Option<Date>,
    /// The extension of what is published, with its dot.
    pub output_ext: &'a str,
}

/// The template of a named style, else what is written (`configuration.rb`, `STYLE_TO_PERMALINK`).
pub(super) fn style(permalink: &str) -> &str {
    match permalink {
        "none" => "/:categories/:title:output_ext",
        "date" => "/:categories/:year/:month/:day/:title:output_ext",
        "ordinal" => "/:categories/:year/:y_day/:title:output_ext",
        "pretty" => "/:categories/:year/:month/:day/:title/",
        "weekdate" => "/:categories/:year/W:week/:short_day/:title:output_ext",
        template => template,
    }
}

/// What pages and collections end their addresses with, as the site's posts do (`utils.rb`, `add_permalink_suffix`).
pub(super) fn suffix(permalink: &str) -> &'static str {
    match permalink {
        "pretty" => "/",
        "date" | "ordinal" | "none" => ":output_ext",
        template if template.ends_with('/') => "/",
        template if template.ends_with(":output_ext") => ":output_ext",
        _ => "",
    }
}

/// The address of a post or another document. `None` where a placeholder stands for what is not known: Jekyll knows
/// no such placeholder and stops, or the date is not known.
pub(super) fn of_document(template: &str, placeholders: &Placeholders<'_>) -> Option<SmolStr> {
    let mut address = String::new();
    let mut rest = template;
    while let Some(colon) = rest.find(':') {
        address.push_str(&rest[..colon]);
        rest = &rest[colon + 1..];
        let end = rest.find(|c: char| !(c.is_ascii_lowercase() || c == '_')).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        rest = after;
        if name.is_empty() {
            address.push(':');
            continue;
        }
        // An underscore after the name may belong to the template.
        let value = placeholders.value(name).map(|value| (value, ""));
        let trimmed = || Some((placeholders.value(name.strip_suffix('_')?)?, "_"));
        let (value, tail) = value.or_else(trimmed)?;
        address.push_str(&value);
        address.push_str(tail);
    }
    address.push_str(rest);
    Some(sanitized(&address))
}

impl Site {
    /// The first placeholder of a permalink that Jekyll does not know, without its colon: the build stops at it. Of pages,
    /// which are no documents of a collection, any is left as it is written.
    pub fn unknown_placeholder<'t>(&self, path: &SitePath, permalink: &'t str) -> Option<&'t str> {
        let role = self.settings().role(path);
        let is_document = matches!(role, Some(Role::Post | Role::Draft | Role::Collection(_)));
        is_document.then(|| unknown_placeholder(permalink)).flatten()
    }
}

/// The first placeholder of a template that no value stands for (`url.rb`, `generate_url_from_drop`).
fn unknown_placeholder(template: &str) -> Option<&str> {
    let any = Placeholders { date: Date::parse("2020-01-01"), ..Placeholders::default() };
    let known = |name: &str| any.value(name).is_some();
    let names = style(template).split(':').skip(1).map(|rest| {
        let end = rest.find(|c: char| !(c.is_ascii_lowercase() || c == '_')).unwrap_or(rest.len());
        &rest[..end]
    });
    let mut unknown =
        names.filter(|name| !(name.is_empty() || known(name) || name.strip_suffix('_').is_some_and(known)));
    unknown.next()
}

/// The address of a page: its own permalink or the template for its kind (`page.rb`).
pub(super) fn of_page(template: &str, folder: &str, basename: &str, output_ext: &str) -> SmolStr {
    let mut address = template.to_owned();
    for (name, value) in [(":path", folder), (":basename", basename), (":output_ext", output_ext)] {
        address = address.replace(name, value);
    }
    sanitized(&address)
}

/// What Jekyll makes of an address: one slash at its start, and none beside another (`url.rb`, `sanitize_url`).
fn sanitized(address: &str) -> SmolStr {
    let mut address = format!("/{address}");
    if address.contains("..") || address.contains("./") {
        address = address.replace("..", "/").replace("./", "");
    }
    let mut squeezed = String::with_capacity(address.len());
    for c in address.chars() {
        if c != '/' || !squeezed.ends_with('/') {
            squeezed.push(c);
        }
    }
    squeezed.into()
}

impl Placeholders<'_> {
    /// What stands for a placeholder (`drops/url_drop.rb`).
    fn value(&self, name: &str) -> Option<String> {
        let text = match name {
            "collection" => self.collection.to_owned(),
            "path" => self.path.to_owned(),
            "name" => slugify(self.basename, false).to_lowercase(),
            "title" => slugify(self.slug, true),
            "slug" => slugify(self.slug, false).to_lowercase(),
            "output_ext" => self.output_ext.to_owned(),
            "categories" => joined(self.categories.iter().map(|category| category.to_lowercase())),
            "slugified_categories" => {
                joined(self.categories.iter().map(|category| slugify(category, false).to_lowercase()))
            }
            _ => return dated(name, self.date?),
        };
        Some(text)
    }
}

/// A placeholder of the date, by Ruby's `strftime`.
fn dated(name: &str, date: Date) -> Option<String> {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let month = MONTHS[(date.month as usize).checked_sub(1)? % 12];
    let weekday = DAYS[(date.weekday() as usize).checked_sub(1)? % 7];
    Some(match name {
        "year" => format!("{:04}", date.year),
        "month" => format!("{:02}", date.month),
        "day" => format!("{:02}", date.day),
        "hour" => format!("{:02}", date.seconds / 3600),
        "minute" => format!("{:02}", date.seconds / 60 % 60),
        "second" => format!("{:02}", date.seconds % 60),
        "i_day" => date.day.to_string(),
        "i_month" => date.month.to_string(),
        "short_month" => month[..3].to_owned(),
        "long_month" => month.to_owned(),
        "short_year" => format!("{:02}", date.year.rem_euclid(100)),
        "w_year" => format!("{:04}", date.week().0),
        "week" => format!("{:02}", date.week().1),
        "w_day" => date.weekday().to_string(),
        "short_day" => weekday[..3].to_owned(),
        "long_day" => weekday.to_owned(),
        "y_day" => format!("{:03}", date.day_of_year()),
        _ => return None,
    })
}

/// The parts of a path, each once.
fn joined(parts: impl Iterator<Item = String>) -> String {
    let mut once: Vec<String> = Vec::new();
    for part in parts {
        if !once.contains(&part) {
            once.push(part);
        }
    }
    once.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(template: &str, expected: Option<&str>) {
        let categories = ["Deep Learning", "NLP", "nlp", "C++"].map(SmolStr::new_static);
        let placeholders = Placeholders {
            collection: "posts",
            path: "/2020-07-04-My_Post",
            basename: "2020-07-04-My_Post",
            slug: "My_Post 100%",
            categories: &categories,
            date: Date::parse("2020-07-04 05:06:07"),
            output_ext: ".html",
        };
        assert_eq!(of_document(style(template), &placeholders).as_deref(), expected);
    }

    #[test]
    fn named_styles() {
        check("date", Some("/deep learning/nlp/c++/2020/07/04/My_Post-100.html"));
        check("none", Some("/deep learning/nlp/c++/My_Post-100.html"));
        check("ordinal", Some("/deep learning/nlp/c++/2020/186/My_Post-100.html"));
        check("pretty", Some("/deep learning/nlp/c++/2020/07/04/My_Post-100/"));
        check("weekdate", Some("/deep learning/nlp/c++/2020/W27/Sat/My_Post-100.html"));
    }

    #[test]
    fn every_placeholder() {
        check(":slugified_categories/:slug/:name/", Some("/deep-learning/nlp/c/my-post-100/2020-07-04-my-post/"));
        check("/:collection:path", Some("/posts/2020-07-04-My_Post"));
        check(":i_month-:i_day-:short_year-:short_month-:long_month", Some("/7-4-20-Jul-July"));
        check(":hour:minute:second", Some("/050607"));
        check(":w_year-:week-:w_day-:long_day", Some("/2020-27-6-Saturday"));
    }

    #[test]
    fn underscores_after_a_placeholder_stay() {
        check("/:month_:day", Some("/07_04"));
        check("/:i_month_x", None);
    }

    #[test]
    fn what_no_placeholder_is_called_is_not_known() {
        check("/:titel/", None);
        check("/a:b", None);
        check("/a:/B:9", Some("/a:/B:9"));
        assert_eq!(unknown_placeholder("/:year_:day/:titel/:x"), Some("titel"));
        assert_eq!(unknown_placeholder("pretty"), None);
    }

    #[test]
    fn a_date_that_is_not_known_matters_where_it_is_asked_for() {
        let placeholders = Placeholders { slug: "a", output_ext: ".html", ..Placeholders::default() };
        assert_eq!(of_document(style("date"), &placeholders), None);
        assert_eq!(of_document(style("none"), &placeholders).as_deref(), Some("/a.html"));
    }

    #[test]
    fn slashes_and_dots_are_tidied() {
        check("blog//:title/../x/./y", Some("/blog/My_Post-100/x/y"));
    }

    #[test]
    fn pages_lie_where_their_file_does() {
        let page = |template, folder| of_page(template, folder, "about", ".html");
        assert_eq!(page("/:path/:basename:output_ext", ""), "/about.html");
        assert_eq!(page("/:path/:basename/", "a/b"), "/a/b/about/");
        assert_eq!(page("/own", "a"), "/own");
    }
}
