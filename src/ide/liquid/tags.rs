//! The tags that Liquid 5.4, Jekyll 4.3 and well-known plugins know, with what each does.

/// A tag.
pub(in crate::ide) struct TagInfo {
    pub name: &'static str,
    /// How it is written, from behind its name to its end.
    pub form: &'static str,
    /// The gem that brings it; empty where Jekyll itself does.
    pub gem: &'static str,
    /// What it does.
    pub does: &'static str,
    /// Whether `{% end… %}` closes it.
    pub is_block: bool,
}

const fn tag(name: &'static str, form: &'static str, does: &'static str) -> TagInfo {
    TagInfo { name, form, gem: "", does, is_block: false }
}

const fn block(name: &'static str, form: &'static str, does: &'static str) -> TagInfo {
    TagInfo { name, form, gem: "", does, is_block: true }
}

const fn plugin(gem: &'static str, name: &'static str, form: &'static str, does: &'static str) -> TagInfo {
    TagInfo { name, form, gem, does, is_block: false }
}

/// All of them, the most useful to a writer first.
pub(in crate::ide) const TAGS: &[TagInfo] = &[
    plugin("fastpages", "fn", "1", "A footnote's number, which leads to the `fndetail` of the same number."),
    tag("include", "alert.html text='…'", "Puts in a file of `_includes`, with parameters."),
    tag("include_relative", "part.md", "Puts in a file from beside this one."),
    tag("link", "_posts/2020-01-01-title.md", "The address of a file of the blog. A missing file stops the build."),
    tag("post_url", "2020-01-01-title", "The address of a post. A missing post stops the build."),
    block("raw", "", "Text that Liquid leaves alone."),
    block("highlight", "python", "Code with colours. Liquid still runs in it."),
    block("comment", "", "Text that readers never see."),
    tag("assign", "name = 'value'", "Gives a variable a value."),
    block("capture", "name", "Gives a variable the text up to `{% endcapture %}`."),
    block("if", "condition", "Text for when a condition holds."),
    block("unless", "condition", "Text for when a condition does not hold."),
    tag("elsif", "condition", "Another condition of an `if`."),
    tag("else", "", "Text for when no condition holds."),
    block("case", "variable", "Text by the value of a variable."),
    tag("when", "value", "A value of a `case`."),
    block("for", "item in list", "Text for each item of a list."),
    tag("break", "", "Ends a `for`."),
    tag("continue", "", "Goes on with the next item of a `for`."),
    tag("cycle", "'one', 'two'", "Prints its values in turn."),
    block("tablerow", "item in list", "A row of a table for each item of a list."),
    block("ifchanged", "", "Text for when it differs from the last time."),
    tag("increment", "name", "Prints a number and adds one to it."),
    tag("decrement", "name", "Takes one from a number and prints it."),
    tag("echo", "value", "Prints a value, as `{{ value }}` does."),
    tag("liquid", "", "Several tags, one a line."),
    tag("render", "'file'", "Puts in a file that sees no variables of this one."),
    plugin("jekyll-gist", "gist", "user/id", "A gist from GitHub."),
    plugin("jekyll-twitter-plugin", "twitter", "https://twitter.com/user/status/1", "A tweet."),
    plugin("jekyll-octicons", "octicon", "name", "An icon of GitHub's set."),
    plugin("jekyll-seo-tag", "seo", "", "The page's metadata, in a layout's head."),
    plugin("jekyll-feed", "feed_meta", "", "The link to the feed, in a layout's head."),
    plugin("jekyll-avatar", "avatar", "user", "A picture of somebody on GitHub."),
    plugin("jekyll-include-cache", "include_cached", "file.html", "Like `include`, made once."),
    plugin("jekyll-toc", "toc", "", "A table of contents."),
    plugin("jekyll-github-metadata", "github_edit_link", "", "A link to edit the page on GitHub."),
    plugin("jekyll-scholar", "cite", "key", "A citation."),
    plugin("jekyll-scholar", "bibliography", "", "A list of what is cited."),
    plugin("jekyll-scholar", "reference", "key", "One entry of a bibliography."),
    plugin("jekyll-scholar", "nocite", "key", "An entry that is listed without being cited."),
    plugin("jekyll-scholar", "cite_details", "key", "A link to a page about a citation."),
];

/// Gems that bring no tags, or those above alone, as a `Gemfile` or `plugins` names them.
pub(in crate::ide) const GEMS: &[&str] = &[
    "github-pages",
    "html-proofer",
    "jekyll",
    "jekyll-admin",
    "jekyll-archives",
    "jekyll-avatar",
    "jekyll-coffeescript",
    "jekyll-commonmark-ghpages",
    "jekyll-compose",
    "jekyll-default-layout",
    "jekyll-email-protect",
    "jekyll-feed",
    "jekyll-gist",
    "jekyll-github-metadata",
    "jekyll-include-cache",
    "jekyll-last-modified-at",
    "jekyll-mentions",
    "jekyll-octicons",
    "jekyll-optional-front-matter",
    "jekyll-paginate",
    "jekyll-paginate-v2",
    "jekyll-readme-index",
    "jekyll-redirect-from",
    "jekyll-relative-links",
    "jekyll-remote-theme",
    "jekyll-sass-converter",
    "jekyll-scholar",
    "jekyll-seo-tag",
    "jekyll-sitemap",
    "jekyll-swiss",
    "jekyll-target-blank",
    "jekyll-titles-from-headings",
    "jekyll-toc",
    "jekyll-twitter-plugin",
    "jemoji",
    "faraday",
    "kramdown",
    "kramdown-parser-gfm",
    "kramdown-math-katex",
    "liquid",
    "minima",
    "nokogiri",
    "rake",
    "rouge",
    "tzinfo",
    "tzinfo-data",
    "wdm",
    "webrick",
];

/// What is known of a tag.
pub(in crate::ide) fn info(name: &str) -> Option<&'static TagInfo> {
    TAGS.iter().find(|tag| tag.name == name)
}

impl TagInfo {
    /// What the tag does, and how it is written.
    pub fn describe(&self) -> String {
        let TagInfo { name, form, gem, does, is_block } = self;
        let space = if form.is_empty() { "" } else { " " };
        let close = if *is_block { format!("…{{% end{name} %}}") } else { String::new() };
        let by = if gem.is_empty() { String::new() } else { format!("\n\nFrom {gem}.") };
        format!("`{{% {name}{space}{form} %}}{close}`\n\n{does}{by}")
    }
}
