//! Whether the images of a page are where the built page asks for them.

use std::cell::OnceCell;
use std::collections::HashSet;

use percent_encoding::percent_decode_str;

use super::Reach;
use super::code::{Code, NOTEBOOK, POST, Rule};
use crate::ide::place::Place;
use crate::ide::{Diagnostic, Severity, front_matter, label, path};
use crate::site::{Layout, Missing, Resolution, SitePath, Use, copied_images, images_without_source};
use crate::syntax::{Context, Image, ImageSyntax, Item, Name, Part, Syntax, key};
use crate::text::TextRange;

pub(super) const MISSING: Rule = Rule {
    name: "missing-image",
    severity: Severity::Warning,
    summary: "The built page asks for an image that the site does not have.",
    why: "\
A browser asks for a relative path beside the page's own address, not beside the file in the editor, and servers tell
upper case from lower. Files in folders that Jekyll leaves out are not published. Between `{% raw %}` and `{% endraw %}`,
`{{ site.baseurl }}` stays as it is typed. fastpages copies a notebook's images
from beside the notebook, and where one is not there its conversion stops: that post is not published at all. The same
happens where a cell shows an `attachment:` that it does not carry with it, as after its text was copied to another.",
    fix: "Correct the path, or put the file where the message says the page will look for it.",
    path: POST,
    bad: "![A plot](images/no-such-plot.png)\n",
    good: "![A plot](https://example.org/plot.png)\n",
};

pub(super) const BASEURL: Rule = Rule {
    name: "image-ignores-baseurl",
    severity: Severity::Warning,
    summary: "An image's path leaves out the folder that the blog is served under.",
    why: "\
A blog with `baseurl: /blog` lives under that folder. `/images/plot.png` asks for the file at the root of the server,
where another site is, or none; only `/blog/images/plot.png` is the blog's own.",
    fix: "Write `{{ site.baseurl }}/images/plot.png`.",
    path: POST,
    bad: "![A plot](/images/plot.png)\n",
    good: "![A plot]({{ site.baseurl }}/images/plot.png)\n",
};

pub(super) const NOTEBOOK_IMAGE: Rule = Rule {
    name: "notebook-image",
    severity: Severity::Warning,
    summary: "An image in a notebook does not begin its line.",
    why: "\
When fastpages turns a notebook into a post, it copies the images beside the notebook and corrects their paths, but it
finds only those at the very start of a line. An image behind other text, in a list or behind a space keeps its path,
and the built page asks for a file that is not there.",
    fix: "Move the image to the start of a line of its own.",
    path: NOTEBOOK,
    bad: "Text.\n\n- a list with ![a plot](../images/logo.png)\n",
    good: "Text.\n\n- a list with [a link](https://example.org/plot.png)\n",
};

/// Why nothing is there where Liquid writes the `baseurl` before a path that has it.
pub(super) const TWICE: &str = "as the folder that the blog is served under stands there twice";

/// How the names of films end.
const FILMS: &[&str] = &[".mov", ".mp4", ".ogv", ".webm"];

/// How the address of an image begins that its cell carries with it.
const ATTACHMENT: &str = "attachment:";

/// The findings on the images of one text.
pub(super) fn check(place: Place<'_>, found: &mut Vec<Diagnostic>) {
    let mut seen: HashSet<TextRange> = HashSet::new();
    let definitions = OnceCell::new();
    let defined = |label: &Name| {
        let definitions = definitions.get_or_init(|| label::definitions(place));
        definitions.get(&key(&label.text)).map(|definition| definition.target.clone())
    };
    for image in place.source.post.images().filter(|image| is_shown(place, image)) {
        let Some(target) = image.label.as_deref().map_or_else(|| image.target.clone(), defined) else { continue };
        // Several references may share one definition.
        if image.syntax != ImageSyntax::Include && seen.insert(target.range) {
            found.extend(detached(place, &image, &target));
            found.extend(missing(place, &target, place.usage(&image)));
        }
    }
    if let Some(text) = place.is_converted().then(|| place.text()).flatten() {
        found.extend(copied(place, &text.to_string(), &seen));
    }
}

/// An image's path stands in it, or in the definition of its label.
pub(super) fn reach(item: &Item) -> Reach {
    match item {
        Item::Image(image) if image.label.is_none() => Reach::Item,
        Item::Image(_) | Item::LinkDefinition(_) => Reach::Page,
        // Whether Liquid runs in a path is told by what stands at its place.
        Item::Output(_) => Reach::Item,
        _ => Reach::Nowhere,
    }
}

/// The finding on the image that front matter names.
pub(super) fn check_head(place: Place<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(front_matter_image(place));
}

/// The findings on what fastpages takes for an image, and Markdown does not: a line of code that begins as one, a path
/// with spaces, a tag without `src`.
fn copied(place: Place<'_>, cell: &str, seen: &HashSet<TextRange>) -> Vec<Diagnostic> {
    let images = copied_images(cell).into_iter();
    let others = images.filter(|name| !seen.iter().any(|range| range.intersect(name.range).is_some()));
    let mut found: Vec<Diagnostic> = others.filter_map(|name| missing(place, &name, Use::Image)).collect();
    found.extend(images_without_source(cell).into_iter().map(|range| {
        let message = "this image has no `src`: fastpages stops here and does not publish the post; name a file";
        Diagnostic { severity: Severity::Error, ..Diagnostic::new(Code::MissingImage, range, message) }
    }));
    found
}

/// The finding on an image that its cell should carry with it and does not. nbconvert 5.6 looks it up by the name as it
/// is written and stops without it (`markdown_mistune.py`); Quarto leaves the address to the browser (`jupyter.ts`), as
/// Jupyter does.
fn detached(place: Place<'_>, image: &Image, target: &Name) -> Option<Diagnostic> {
    let name = target.text.strip_prefix(ATTACHMENT)?;
    let names = place.page.attachments.get(&place.file().cell?)?;
    // Only nbconvert 5.6 takes the name as it is written; the others decode it, or may.
    let decoded = percent_decode_str(name).decode_utf8_lossy();
    if names.iter().any(|it| it == name || (**it == *decoded && !place.is_converted())) {
        return None;
    }
    let broken = match place.layout() {
        _ if place.is_converted() => {
            let before = place.text()?.slice(TextRange::up_to(image.range.start()));
            // What stands in HTML is no image to nbconvert, blank lines or none. The cell with the title is not shown.
            let is_in_html = before.split('<').skip(1).any(|tag| tag.starts_with(|c: char| c.is_ascii_alphabetic()));
            let is_title = place.source.post.dialect().part == Part::FirstCell;
            if is_in_html || is_title || image.syntax == ImageSyntax::Html {
                return None;
            }
            "fastpages stops here and does not publish the post"
        }
        // Quarto looks for the names in the text, and so finds those that begin alike.
        Layout::Quarto if names.iter().any(|it| name.starts_with(it.as_str())) => return None,
        Layout::Quarto | Layout::Plain => "readers see a broken image",
        _ => return None,
    };
    let message =
        format!("this cell has no attachment `{name}`: {broken}; paste the image into this cell, or name a file");
    let found = Diagnostic::new(Code::MissingImage, target.range, message);
    Some(if place.is_converted() { Diagnostic { severity: Severity::Error, ..found } } else { found })
}

/// Whether readers would see an image.
fn is_shown(place: Place<'_>, image: &Image) -> bool {
    is_read(place, image.context, image.syntax == ImageSyntax::Html)
}

/// Whether the built page has what is written where the text means something, as HTML or as Markdown.
pub(super) fn is_read(place: Place<'_>, context: Context, is_html: bool) -> bool {
    match context {
        Context::Prose => true,
        // kramdown leaves the inside of a block of HTML alone.
        Context::Html => is_html || !place.source.post.dialect().kramdown,
        _ => false,
    }
}

/// The target of an image, wherever in the text it is written.
pub(in crate::ide) fn target(place: Place<'_>, image: &Image) -> Option<Name> {
    match &image.label {
        None => image.target.clone(),
        Some(label) => label::definition(place, &label.text).map(|definition| definition.target),
    }
}

/// The finding on the image that front matter names for the post's card.
fn front_matter_image(place: Place<'_>) -> Option<Diagnostic> {
    // A list is front matter in notebooks alone.
    let front_matter = place.source.post.front_matter().filter(|it| it.syntax != Syntax::List || place.is_cell())?;
    let written = front_matter::string(&front_matter::entry(front_matter, "image")?.value)?;
    if !place.is_jekyll() || written.text.is_empty() || written.text == front_matter::TEMPLATE_IMAGE {
        return None;
    }
    missing(place, &written, Use::FrontMatterImage)
}

/// What is said of a target with an output that Liquid leaves as it is typed.
pub(super) fn as_typed(place: Place<'_>, target: &Name, usage: Use, broken: &str) -> Option<String> {
    let output = place.left_as_typed(target)?;
    let asks = place.site.asks_as_typed(place.file(), &target.text)?;
    let better = path::with_printed(place, &target.text, usage);
    let better = better.map_or_else(|| "end `{% raw %}` before it".to_owned(), |better| format!("write `{better}`"));
    Some(format!(
        "there is no `{asks}`: {broken}, as Liquid does not run here and leaves `{output}` as it is typed; {better}"
    ))
}

fn missing(place: Place<'_>, target: &Name, usage: Use) -> Option<Diagnostic> {
    let is_film = || FILMS.iter().any(|ending| target.text.to_ascii_lowercase().ends_with(ending));
    let broken = match usage {
        Use::FrontMatterImage => "the post's card has no picture",
        _ if is_film() => "readers see an empty player",
        _ => "readers see a broken image",
    };
    if usage != Use::FrontMatterImage
        && let Some(message) = as_typed(place, target, usage, broken)
    {
        return Some(Diagnostic::new(Code::MissingImage, target.range, message));
    }
    let Resolution::Missing { asks, why } = place.site.resolve(place.file(), &target.text, usage) else {
        return None;
    };
    if is_of_theme(place, &asks) {
        return None;
    }
    let there_is_no = format!("there is no `{asks}`");
    let (code, message) = match &why {
        Missing::NoFile => {
            let remedy = did_you_mean(place, &asks, usage);
            (Code::MissingImage, format!("{there_is_no}: {broken}; {remedy}"))
        }
        Missing::Case(file) => {
            let better = better(place, file, usage);
            let said = format!("{there_is_no}, only `{file}`, and servers tell upper case from lower: {broken}");
            (Code::MissingImage, format!("{said}; write `{better}`"))
        }
        Missing::NotPublished(file) => {
            let said = format!("`{file}` is not published, so {there_is_no}: {broken}");
            (Code::MissingImage, format!("{said}; move it to a folder that is, such as `images`"))
        }
        Missing::StopsConversion => {
            let said = format!("{there_is_no}: fastpages stops here and does not publish the post");
            let remedy = did_you_mean(place, &asks, usage);
            (Code::MissingImage, format!("{said}; {remedy}"))
        }
        Missing::Elsewhere(file) => {
            let better = better(place, file, usage);
            (
                Code::MissingImage,
                format!("{there_is_no}: {broken}, as the page asks beside its own address; write `{better}`"),
            )
        }
        // Only of links is asked whether they name a server.
        Missing::NoScheme => return None,
        Missing::NotCopied(_) => {
            let said = "fastpages copies only images that begin a line";
            (Code::NotebookImage, format!("{said}: {broken}; move this one to the start of a line"))
        }
        Missing::TwiceBaseUrl(file) => {
            let better = path::with_base_once(place, &target.text, file, usage).unwrap_or_else(|| file.to_string());
            (Code::MissingImage, format!("{there_is_no}: {broken}, {TWICE}; write `{better}`"))
        }
        Missing::BaseUrl(file) => {
            let better = better(place, file, usage);
            let said = format!("`{}` leaves out the folder that the blog is served under: {broken}", target.text);
            (Code::ImageIgnoresBaseurl, format!("{said}; write `{better}`"))
        }
    };
    let found = Diagnostic::new(code, target.range, message);
    let stops = why == Missing::StopsConversion;
    Some(if stops { Diagnostic { severity: Severity::Error, ..found } } else { found })
}

/// Whether a file may come with the blog's theme, whose files are not known here.
pub(super) fn is_of_theme(place: Place<'_>, asks: &str) -> bool {
    let settings = place.site.settings();
    let own = asks.strip_prefix(settings.base()).unwrap_or(asks);
    settings.theme.is_some() && own.starts_with("/assets/")
}

fn did_you_mean(place: Place<'_>, asks: &str, usage: Use) -> String {
    let similar = place.site.similar(asks);
    match similar.iter().find_map(|file| path::written(place, file, usage)) {
        Some(better) => format!("did you mean `{better}`?"),
        None => "correct the path or add the file".to_owned(),
    }
}

/// How a path that leads to a file is written; its path from the root where none does.
fn better(place: Place<'_>, file: &SitePath, usage: Use) -> String {
    path::written(place, file, usage).unwrap_or_else(|| file.to_string())
}

#[cfg(test)]
mod tests {
    use crate::ide::diagnostics::tests::{check, check_fastpages};

    const IMAGES: &str = "//- /images/plot.png 1x1\n//- /images/Größe.png 1x1\n//- /_drawings/plot.png 1x1\n";

    #[track_caller]
    fn check_post(post: &str) {
        check_fastpages(&format!("{IMAGES}//- /_posts/2020-01-01-post.md\n{}", post.trim_start_matches('\n')));
    }

    #[test]
    fn an_image_that_is_not_there() {
        check_post(
            "
![]({{ site.baseurl }}/images/plot.png) ![]({{ site.baseurl }}/images/plott.png)
                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[missing-image]: there is no `/blog/images/plott.png`: readers see a broken image; did you mean `{{ site.baseurl }}/images/plot.png`?
![](https://example.org/a.png) ![](data:image/png;base64,x) ![]({{ page.image }})
",
        );
    }

    #[test]
    fn a_path_that_works_in_the_editor_alone() {
        check_post(
            "
![](../images/plot.png)
    ^^^^^^^^^^^^^^^^^^ warning[missing-image]: there is no `/blog/2020/01/images/plot.png`: readers see a broken image, as the page asks beside its own address; write `{{ site.baseurl }}/images/plot.png`
",
        );
    }

    #[test]
    fn letters_of_the_wrong_case() {
        check_post(
            "
![]({{ site.baseurl }}/images/größe.PNG)
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[missing-image]: there is no `/blog/images/größe.PNG`, only `images/Größe.png`, and servers tell upper case from lower: readers see a broken image; write `{{ site.baseurl }}/images/Größe.png`
",
        );
    }

    #[test]
    fn a_folder_that_is_not_published() {
        check_post(
            "
![]({{ site.baseurl }}/_drawings/plot.png)
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[missing-image]: `_drawings/plot.png` is not published, so there is no `/blog/_drawings/plot.png`: readers see a broken image; move it to a folder that is, such as `images`
",
        );
    }

    #[test]
    fn a_path_without_the_baseurl() {
        check_post(
            "
![](/images/plot.png)
    ^^^^^^^^^^^^^^^^ warning[image-ignores-baseurl]: `/images/plot.png` leaves out the folder that the blog is served under: readers see a broken image; write `{{ site.baseurl }}/images/plot.png`
",
        );
    }

    #[test]
    fn every_way_to_write_an_image() {
        let message = "warning[missing-image]: there is no `/blog/a.png`: readers see a broken image; correct the path or \
                       add the file";
        check_post(&format!(
            "
<img src=\"{{{{ site.baseurl }}}}/a.png\"> ![a][x] ![x][]
          ^^^^^^^^^^^^^^^^^^^^^^^^ {message}

![a]({{{{ site.baseurl }}}}/a.png \"a title\")
     ^^^^^^^^^^^^^^^^^^^^^^^^ {message}

[x]: {{{{ site.baseurl }}}}/a.png
     ^^^^^^^^^^^^^^^^^^^^^^^^ {message}
"
        ));
    }

    #[test]
    fn a_film_that_is_not_there() {
        check_post(
            "
<video><source src='{{ site.baseurl }}/none.MP4'></video> <video src='/blog/none.webm' poster='/blog/none.png'></video>
                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[missing-image]: there is no `/blog/none.MP4`: readers see an empty player; correct the path or add the file
                                                                      ^^^^^^^^^^^^^^^ warning[missing-image]: there is no `/blog/none.webm`: readers see an empty player; correct the path or add the file
                                                                                               ^^^^^^^^^^^^^^ warning[missing-image]: there is no `/blog/none.png`: readers see a broken image; correct the path or add the file
",
        );
    }

    #[test]
    fn an_image_that_nobody_sees() {
        check_post(
            "
`![](a.png)` <!-- ![](a.png) --> {% comment %}![](a.png){% endcomment %} \\![](a.png)

```
![](a.png)
```

<div>
![](a.png)
</div>
",
        );
    }

    #[test]
    fn kramdowns_comments_are_not_seen_and_what_is_no_markdown_is_html() {
        check_post(
            "
{::comment}
![](none.png) [a](#none) [b][none] A claim.{% fn 1 %}[^1]

# Hidden

[^1]: A note.
{:/comment}

{::nomarkdown}
![](none.png) <img src='none.png'>
                        ^^^^^^^^ warning[missing-image]: there is no `/blog/2020/01/01/none.png`: readers see a broken image; correct the path or add the file
{:/}

Text {::comment}![](none.png){:/} goes on.
",
        );
    }

    #[test]
    fn a_baseurl_that_liquid_leaves_as_it_is_typed() {
        check_post(
            "
{% raw %}![]({{ site.baseurl }}/images/plot.png) <img src='{{ \"/none.png\" | relative_url }}'> <img src='{{ item.x }}'>{% endraw %}
             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[missing-image]: there is no `/blog/2020/01/01/{{ site.baseurl }}/images/plot.png`: readers see a broken image, as Liquid does not run here and leaves `{{ site.baseurl }}` as it is typed; write `/blog/images/plot.png`
                                                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[missing-image]: there is no `/blog/2020/01/01/{{ \"/none.png\" | relative_url }}`: readers see a broken image, as Liquid does not run here and leaves `{{ \"/none.png\" | relative_url }}` as it is typed; end `{% raw %}` before it

`{% raw %}![]({{ site.baseurl }}/images/plot.png){% endraw %}` ![]({{ site.baseurl }}/images/plot.png)
",
        );
        check_post(
            "
---
render_with_liquid: false
---
[a]({{ site.baseurl }}/images/plot.png#x) ![](/blog/images/plot.png)
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[missing-link]: there is no `/blog/2020/01/01/{{ site.baseurl }}/images/plot.png`: readers find no page there, as Liquid does not run here and leaves `{{ site.baseurl }}` as it is typed; write `/blog/images/plot.png#x`
",
        );
    }

    #[test]
    fn markdown_in_html_is_shown_as_typed() {
        for html in ["<details>\n<summary>More</summary>\n\n%\n\n</details>", "<div>\n\n%\n\n</div>", "<p>a\n\n%"] {
            check_post(&format!("\n{}\n", html.replace('%', "![](a.png)")));
        }
        check_post(
            "
<div markdown=\"1\">
![](a.png)
    ^^^^^ warning[missing-image]: there is no `/blog/2020/01/01/a.png`: readers see a broken image; correct the path or add the file
</div>
<br>

![](b.png)
    ^^^^^ warning[missing-image]: there is no `/blog/2020/01/01/b.png`: readers see a broken image; correct the path or add the file
",
        );
    }

    #[test]
    fn what_kramdown_takes_for_a_table_holds_no_image_over_two_cells() {
        check_post("\n![a | b](none.png)\n");
        check_post(
            "
a | ![](b.png)
        ^^^^^ warning[missing-image]: there is no `/blog/2020/01/01/b.png`: readers see a broken image; correct the path or add the file
",
        );
    }

    #[test]
    fn a_row_with_more_cells_than_its_table() {
        check_post(
            "
| a | b |
|---|---|
| c | d | ![](none.png) |
              ^^^^^^^^ warning[missing-image]: there is no `/blog/2020/01/01/none.png`: readers see a broken image; correct the path or add the file
",
        );
    }

    #[test]
    fn the_lines_right_under_code_are_code() {
        check_post(
            "
    code
![](a.png)
### [a](none.pdf)

![](b.png)
    ^^^^^ warning[missing-image]: there is no `/blog/2020/01/01/b.png`: readers see a broken image; correct the path or add the file
",
        );
    }

    #[test]
    fn a_label_behind_a_space_and_the_last_of_two_definitions() {
        check_post(
            "
![a] [x]

[x]: {{ site.baseurl }}/images/plot.png
 ^ warning[duplicate-definition]: `x` is defined twice, and its links lead to the last, `none.png`: this address is not read
[x]: none.png
 ^ hint[duplicate-definition]: `x` is defined twice: its links lead here, and the other address, `{{ site.baseurl }}/images/plot.png`, is not read
     ^^^^^^^^ warning[missing-image]: there is no `/blog/2020/01/01/none.png`: readers see a broken image; correct the path or add the file
",
        );
    }

    #[test]
    fn the_picture_of_the_card() {
        check_post(
            "
---
image: images/none.png
       ^^^^^^^^^^^^^^^ warning[missing-image]: there is no `/blog/images/none.png`: the post's card has no picture; correct the path or add the file
---
Text.
",
        );
        check_post("\n---\nimage: /images/plot.png\n---\nText.\n");
        check_post("\n---\nimage: https://example.org/a.png\n---\nText.\n");
    }

    #[test]
    fn a_notebook_whose_image_is_missing_is_not_published() {
        check_fastpages(
            "//- /_notebooks/icons/plot.png 1x1
//- /_notebooks/2020-01-01-a.ipynb
%% markdown
# Title
%% markdown
![](icons/plot.png)
%% markdown
![](icons/plots.png)
    ^^^^^^^^^^^^^^^ error[missing-image]: there is no `_notebooks/icons/plots.png`: fastpages stops here and does not publish the post; did you mean `icons/plot.png`?
%% markdown
- an item: ![](icons/plot.png)
               ^^^^^^^^^^^^^^ warning[notebook-image]: fastpages copies only images that begin a line: readers see a broken image; move this one to the start of a line
%% markdown
```
![](icons/none.png)
    ^^^^^^^^^^^^^^ error[missing-image]: there is no `_notebooks/icons/none.png`: fastpages stops here and does not publish the post; correct the path or add the file
```
",
        );
    }

    #[test]
    fn notebooks_that_are_not_converted_are_left_alone() {
        check_fastpages(
            "//- /_notebooks/drafts/2020-01-01-a.ipynb\n%% markdown\n# Title\n%% markdown\n![](none.png)\n",
        );
        check_fastpages("//- /README.md\n![](none.png) {% fn1 %} `{{ a }}`\n");
    }

    #[test]
    fn a_folder_without_a_generator() {
        check(
            "//- /docs/a.md
![](b.png) ![](../c.png) ![](c.png)
                             ^^^^^ warning[missing-image]: there is no `docs/c.png`: readers see a broken image; did you mean `../c.png`?
//- /docs/b.png 1x1
//- /c.png 1x1
",
        );
    }

    #[test]
    fn an_image_of_the_theme() {
        check_post("\n![]({{ site.baseurl }}/assets/of-the-theme.png)\n");
    }
}
