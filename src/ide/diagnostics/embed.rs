//! Players, tweets and boxes that fastpages makes of a line in a notebook.

use std::collections::HashSet;

use super::Reach;
use super::code::{Code, NOTEBOOK, POST, Rule};
use crate::ide::place::Place;
use crate::ide::{Diagnostic, Severity};
use crate::site::Layout;
use crate::syntax::liquid::Tag;
use crate::syntax::{Alert, Context, Embed, Item, Name};
use crate::text::{TextRange, TextSize};

pub(super) const IN_POST: Rule = Rule {
    name: "embed-in-post",
    severity: Severity::Warning,
    summary: "`> youtube: …` in a Markdown post stays a quote.",
    why: "\
fastpages turns `> youtube: https://youtu.be/…` and `> twitter: …` into a player or a tweet when it turns a notebook into
a post. In a Markdown post nothing does: readers see a quote with an address in it.",
    fix: "Write `{% include youtube.html content=\"https://youtu.be/…\" %}`, or `{% twitter https://… %}`.",
    path: POST,
    bad: "> youtube: https://youtu.be/abcdefghijk\n",
    good: "{% include youtube.html content=\"https://youtu.be/abcdefghijk\" %}\n",
};

pub(super) const WATCH: Rule = Rule {
    name: "youtube-watch-url",
    severity: Severity::Warning,
    summary: "A player is given an address of YouTube that it cannot play.",
    why: "\
fastpages' player takes what stands behind the last `/` of the address for the film. Of
`https://www.youtube.com/watch?v=ID` that is `watch?v=ID`, and the player stays empty.",
    fix: "Write `https://youtu.be/ID`.",
    path: NOTEBOOK,
    bad: "Text.\n\nA talk:\n\n> youtube: https://www.youtube.com/watch?v=abcdefghijk\n",
    good: "Text.\n\nA talk:\n\n> youtube: https://youtu.be/abcdefghijk\n",
};

pub(super) const SPLIT: Rule = Rule {
    name: "split-alert",
    severity: Severity::Warning,
    summary: "A box in a notebook goes on in a second line.",
    why: "\
fastpages makes a box of one line, `> Note: …`, and of nothing under it. The next line, if it is not empty, falls out of
the box: readers see it behind the box, its `>` included, and a list or a heading that begins there is none.",
    fix: "Write the box in one line, and leave a line empty under it.",
    path: NOTEBOOK,
    bad: "Text.\n\n> Note: take care\n> of this.\n",
    good: "Text.\n\n> Note: take care of this.\n",
};

/// The findings on the players of one text.
pub(super) fn check(place: Place<'_>, found: &mut Vec<Diagnostic>) {
    if place.layout() != Layout::Fastpages {
        return;
    }
    for embed in place.source.post.embeds() {
        if place.is_converted() {
            found.extend(watch_url(&embed.target).filter(|_| embed.kind.text.eq_ignore_ascii_case("youtube")));
        } else if !place.is_cell() && embed.target.text.starts_with("http") {
            found.push(embed_in_post(&embed));
        }
    }
    if place.is_converted() {
        split(place, found);
    }
    let visible = |tag: &Tag| !matches!(tag.context, Context::LiquidComment | Context::Raw);
    for tag in place.source.post.tags().filter(visible) {
        found.extend(content(&tag).and_then(|content| watch_url(&content)));
    }
}

/// Each player is looked at by itself.
pub(super) fn reach(item: &Item) -> Reach {
    if matches!(item, Item::Embed(_) | Item::Tag(_)) { Reach::Item } else { Reach::Nowhere }
}

/// The lines that fall out of boxes: what stands right under one and is none itself.
fn split(place: Place<'_>, found: &mut Vec<Diagnostic>) {
    let post = &place.source.post;
    let alerts: Vec<Alert> = post.alerts().collect();
    let Some(text) = place.text().filter(|_| !alerts.is_empty()) else { return };
    let ranges = alerts.iter().map(|it| it.range).chain(post.embeds().map(|it| it.range));
    let boxes: HashSet<u32> = ranges.map(|range| text.line_of(range.start())).collect();
    let line = |number: u32| TextRange::new(text.line_start(number), text.line_end(number));
    for alert in alerts.iter().filter(|alert| !alert.text.is_empty()) {
        let number = text.line_of(alert.range.start());
        let is_within_quote = number.checked_sub(1).is_some_and(|above| {
            let is_quoted = text.slice(line(above)).trim_start().starts_with('>');
            is_quoted && !boxes.contains(&above)
        });
        let below = line(number + 1);
        let written = text.slice(below);
        if is_within_quote
            || number + 1 >= text.line_count()
            || written.trim().is_empty()
            || boxes.contains(&(number + 1))
        {
            continue;
        }
        let remedy = match written.trim_start().starts_with('>') {
            true => "put it behind the text of the box",
            false => "leave a line empty above it",
        };
        let message = format!("readers see this line outside of the box, which fastpages makes of one line; {remedy}");
        found.push(Diagnostic::new(Code::SplitAlert, below, message));
    }
}

fn embed_in_post(embed: &Embed) -> Diagnostic {
    let written = include(embed);
    let message = format!("readers see a quote: only in a notebook does this line become more; write `{written}`");
    Diagnostic::new(Code::EmbedInPost, embed.range, message)
}

/// How a post embeds the same.
pub(in crate::ide) fn include(embed: &Embed) -> String {
    let address = &embed.target.text;
    match embed.kind.text.to_lowercase().as_str() {
        "twitter" => format!("{{% twitter {address} %}}"),
        _ => format!("{{% include youtube.html content=\"{}\" %}}", short(address).as_deref().unwrap_or(address)),
    }
}

fn watch_url(address: &Name) -> Option<Diagnostic> {
    let short = short(&address.text)?;
    let message = format!("readers see an empty player: it takes no `watch?v=` address; write `{short}`");
    Some(Diagnostic::new(Code::YoutubeWatchUrl, address.range, message))
}

/// The address that the player takes, for one that it does not.
pub(in crate::ide) fn short(address: &str) -> Option<String> {
    let (host, query) = address.split_once("/watch?")?;
    let id = query.split(['&', '#']).find_map(|part| part.strip_prefix("v="))?;
    let film = host.ends_with("youtube.com") && !id.is_empty();
    film.then(|| format!("https://youtu.be/{id}"))
}

/// What `{% include youtube.html content="…" %}` is given.
fn content(tag: &Tag) -> Option<Name> {
    let markup = tag.markup.text.as_str();
    if tag.name.text != "include" || !markup.starts_with("youtube.html") {
        return None;
    }
    let (before, rest) = markup.split_once("content=")?;
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let value = rest[1..].split(quote).next()?;
    let start = tag.markup.range.start() + TextSize::of(before) + TextSize::of("content=\"");
    Some(Name { text: value.into(), range: TextRange::at(start, TextSize::of(value)) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ide::diagnostics::tests::{check, check_fastpages};

    #[test]
    fn a_player_in_a_post() {
        check_fastpages(
            "
> youtube: https://www.youtube.com/watch?v=abc&t=3
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[embed-in-post]: readers see a quote: only in a notebook does this line become more; write `{% include youtube.html content=\"https://youtu.be/abc\" %}`

> twitter: https://twitter.com/a/status/1
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[embed-in-post]: readers see a quote: only in a notebook does this line become more; write `{% twitter https://twitter.com/a/status/1 %}`

> Warning: a quote as good as any.

> youtube: is what they said.

{% include youtube.html content=\"https://www.youtube.com/watch?v=abc\" %} {% include youtube.html content='https://youtu.be/abc' %}
                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[youtube-watch-url]: readers see an empty player: it takes no `watch?v=` address; write `https://youtu.be/abc`
",
        );
    }

    #[test]
    fn a_player_in_a_notebook() {
        check_fastpages(
            "//- /_notebooks/2020-01-01-a.ipynb
%% markdown
# Title
%% markdown
> youtube: https://www.youtube.com/watch?v=abc
           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[youtube-watch-url]: readers see an empty player: it takes no `watch?v=` address; write `https://youtu.be/abc`
%% markdown
> youtube: https://youtu.be/abc
",
        );
    }

    #[test]
    fn a_box_is_one_line() {
        check_fastpages(
            "//- /_notebooks/2020-01-01-a.ipynb
%% markdown
# Title
%% markdown
> Note: take care
> of this.
^^^^^^^^^^ warning[split-alert]: readers see this line outside of the box, which fastpages makes of one line; put it behind the text of the box

> Tip: a list
- of one
^^^^^^^^ warning[split-alert]: readers see this line outside of the box, which fastpages makes of one line; leave a line empty above it

  > important: one
> warning: two

> Note: the last

> A quote: that says
> Note: nothing
> more
%% markdown
> Note: alone
%% markdown
> Note:
> whatever
%% markdown
```
> Note: code
> more
```
//- /_posts/2020-01-01-a.md
> Note: a quote
> of two lines
//- /other/2020-01-01-b.ipynb
%% markdown
# Title
%% markdown
> Note: a quote
> of two lines
",
        );
        check("//- /_quarto.yml\nproject:\n//- /a.ipynb\n%% markdown\n# T\n%% markdown\n> Note: a\n> b\n");
    }

    #[test]
    fn other_blogs_have_their_own_quotes() {
        check("> youtube: https://youtu.be/abc\n");
        check("//- /_config.yml\n//- /_posts/2020-01-01-a.md\n> youtube: https://youtu.be/abc\n");
    }

    #[test]
    fn only_a_film_has_a_short_address() {
        for (address, expected) in [
            ("https://www.youtube.com/watch?v=a-b_c", Some("https://youtu.be/a-b_c")),
            ("https://m.youtube.com/watch?t=1&v=abc#x", Some("https://youtu.be/abc")),
            ("https://youtu.be/abc", None),
            ("https://www.youtube.com/watch?list=x", None),
            ("https://example.org/watch?v=abc", None),
        ] {
            assert_eq!(short(address).as_deref(), expected, "{address}");
        }
    }
}
