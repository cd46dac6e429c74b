//! Whether Liquid can read the text, and whether what it does to it is meant.

use std::collections::HashSet;

use super::Reach;
use super::code::{Code, POST, Rule};
use crate::ide::liquid::tags::{self, TagInfo};
use crate::ide::place::Place;
use crate::ide::variables::{Variables, may_set};
use crate::ide::{Diagnostic, Severity};
use crate::syntax::liquid::{Fault, Output, Shape, nesting, shape};
use crate::syntax::{Context, FootnoteDialect, Item, Problem, ProblemKind};
use crate::text::{TextRange, TextSize};

pub(super) const SYNTAX: Rule = Rule {
    name: "liquid-syntax",
    severity: Severity::Error,
    summary: "Liquid cannot read the text, and Jekyll builds nothing.",
    why: "\
Jekyll hands every post to Liquid before anything else, code blocks included. A `{{` ends at the first `}`, wherever that
stands, and a second `}` must follow at once; a `{%` must end with `%}`; a block must be closed. Otherwise the build
stops, and no page of the blog is published.",
    fix: "\
Close what is open. Inside a footnote's text write `&#125;` for `}` and `&#123;` for `{`. Around text that is not meant for
Liquid write `{% raw %}` and `{% endraw %}`.",
    path: POST,
    bad: "It is small.{% fn 1 %}\n\n{{ 'The set {a} is small.' | fndetail: 1 }}\n",
    good: "It is small.{% fn 1 %}\n\n{{ 'The set &#123;a&#125; is small.' | fndetail: 1 }}\n",
};

pub(super) const UNKNOWN_TAG: Rule = Rule {
    name: "liquid-unknown-tag",
    severity: Severity::Error,
    summary: "There is no such Liquid tag, and Jekyll builds nothing.",
    why: "\
A tag that neither Liquid nor Jekyll nor a plugin of the blog knows stops the build: `Unknown tag 'fn1'`. That holds in
code too, unless `{% raw %}` stands around it. Where the blog loads plugins that manicule does not know, only names are
reported that are surely misspelt.",
    fix: "Correct the name; a footnote's number stands behind a space, `{% fn 1 %}`.",
    path: POST,
    bad: "A claim.{% fn1 %}\n",
    good: "A claim.{% fn 1 %}\n\n{{ 'A note.' | fndetail: 1 }}\n",
};

pub(super) const SWALLOWED: Rule = Rule {
    name: "liquid-swallowed",
    severity: Severity::Warning,
    summary: "Liquid takes a part of code or mathematics for a variable without a value, and prints nothing.",
    why: "\
Liquid runs before Markdown and knows no code: of `${{ secrets.KEY }}` in a code block readers see `$`, and of
`\\text{{a > b}}` in a formula `\\text`.",
    fix: "Write `{% raw %}` before and `{% endraw %}` behind it; in a formula put a space between the braces.",
    path: POST,
    bad: "```yaml\nkey: ${{ secrets.KEY }}\n```\n",
    good: "{% raw %}\n```yaml\nkey: ${{ secrets.KEY }}\n```\n{% endraw %}\n",
};

/// The findings on the Liquid of one text.
pub(super) fn check(place: Place<'_>, found: &mut Vec<Diagnostic>) {
    if !place.runs_liquid() {
        return;
    }
    let post = &place.source.post;
    found.extend(post.problems().map(|problem| liquid_syntax(&problem)));
    let variables = Variables::of(place);
    found.extend(post.outputs().filter_map(|output| liquid_swallowed(place, &variables, &output)));
}

/// An output may print a variable that the page sets. In a plain folder footnotes tell whether Liquid reads the page.
pub(super) fn reach(item: &Item) -> Reach {
    match item {
        Item::Problem(_) | Item::Output(_) => Reach::Item,
        Item::Footnote(note) if note.dialect == FootnoteDialect::Fastpages => Reach::Page,
        Item::Tag(tag) if may_set(tag) => Reach::Page,
        _ => Reach::Nowhere,
    }
}

/// The findings on how the tags of one text stand in each other.
pub(super) fn check_blocks(place: Place<'_>, found: &mut Vec<Diagnostic>) {
    if place.runs_liquid() {
        found.extend(blocks(place).iter().filter_map(|problem| misplaced(place, problem)));
    }
}

/// A tag opens or closes a block for all that follow.
pub(super) fn reach_of_blocks(item: &Item) -> Reach {
    match item {
        Item::Tag(_) => Reach::Page,
        Item::Footnote(note) if note.dialect == FootnoteDialect::Fastpages => Reach::Page,
        _ => Reach::Nowhere,
    }
}

fn liquid_syntax(problem: &Problem) -> Diagnostic {
    let ProblemKind::Liquid(fault) = &problem.kind;
    let (range, message) = match fault {
        Fault::UnterminatedTag => (problem.range, "nothing ends this `{%`; write `%}` where the tag ends".to_owned()),
        Fault::UnterminatedOutput { brace: None } => {
            (problem.range, "nothing ends this `{{`; write `}}` where it ends".to_owned())
        }
        Fault::UnterminatedOutput { brace: Some(brace) } => (
            *brace,
            "a `{{` ends at its first `}`, and no second one follows here; write `}}` to end it, or `&#125;` for a `}` \
             inside a text"
                .to_owned(),
        ),
        Fault::MalformedTag => {
            (problem.range, "this tag has no name that Liquid can read; write `{%`, a plain space, the name".to_owned())
        }
        Fault::NeverClosed { block } if block == "raw" => {
            (problem.range, "`raw` is never closed; write `{% endraw %}`, without `-`".to_owned())
        }
        Fault::NeverClosed { block } => {
            (problem.range, format!("`{block}` is never closed; write `{{% end{block} %}}`"))
        }
        Fault::TagSyntax => {
            (problem.range, "the tag does not take what stands behind its name; complete or correct it".to_owned())
        }
        Fault::FileName => {
            (problem.range, "the tag names no file that can be; write a path of letters, digits, `-`, `_`, `.`".to_owned())
        }
        Fault::Operator { written } => {
            let meant = if written == "=" { "write `==`" } else { "write `==`, `!=`, `<`, `>`, `<=`, `>=` or `contains`" };
            (problem.range, format!("`{written}` compares nothing in Liquid; {meant}"))
        }
        Fault::FilterArguments { filter, given, takes } => {
            (problem.range, format!("`{filter}` takes {} and is given {given}", arguments(takes)))
        }
        Fault::UnknownTag => (problem.range, "there is no such tag".to_owned()),
        Fault::Misplaced { inside: Some(block) } => {
            (problem.range, format!("this tag has no place in `{block}`; write `{{% end{block} %}}` before it"))
        }
        Fault::Misplaced { inside: None } => {
            (problem.range, "no block is open to which this tag belongs; remove it, or open the block".to_owned())
        }
        Fault::TooDeep => (problem.range, "more than 100 blocks stand in each other; nest fewer".to_owned()),
    };
    Diagnostic::new(Code::LiquidSyntax, range, format!("the build stops: {message}"))
}

/// `no arguments`, `1 argument`, `1 to 2 arguments`.
fn arguments(takes: &std::ops::RangeInclusive<usize>) -> String {
    match (*takes.start(), *takes.end()) {
        (0, 0) => "no arguments".to_owned(),
        (1, 1) => "1 argument".to_owned(),
        (least, most) if least == most => format!("{least} arguments"),
        (least, most) => format!("{least} to {most} arguments"),
    }
}

/// What is wrong with the order of the tags of a text, all texts of its page considered.
fn blocks(place: Place<'_>) -> Vec<Problem> {
    let mut tags = Vec::new();
    let mut own = TextRange::default();
    let mut end = TextSize::default();
    // A notebook is one text to Liquid: its cells are put behind one another.
    for source in &place.page.sources {
        let start = end;
        for mut tag in source.post.tags() {
            tag.range += start;
            end = tag.range.end();
            tags.push(tag);
        }
        if source.file == *place.file() {
            own = TextRange::new(start, end);
        }
    }
    let ended: HashSet<&str> = tags.iter().filter_map(|tag| tag.name.text.strip_prefix("end")).collect();
    let shape = |name: &str| shape(name).or_else(|| shape_of_plugin(place, &ended, name));
    let mut problems = nesting(&tags, shape);
    problems.retain(|problem| own.contains_range(problem.range));
    problems.iter_mut().for_each(|problem| problem.range -= own.start());
    problems
}

/// The shape of a tag that a plugin brings, or may bring: a block, where the page has its end.
fn shape_of_plugin(place: Place<'_>, ended: &HashSet<&str>, name: &str) -> Option<Shape> {
    if !is_known(place, name) && (meant(place, name).is_some() || knows_all_plugins(place)) || is_branch(name) {
        return None;
    }
    Some(if ended.contains(name) { Shape::Block } else { Shape::Inline })
}

/// Whether a tag only stands inside of a block, or ends one.
fn is_branch(name: &str) -> bool {
    matches!(name, "else" | "elsif" | "when") || name.starts_with("end")
}

fn misplaced(place: Place<'_>, problem: &Problem) -> Option<Diagnostic> {
    let ProblemKind::Liquid(fault) = &problem.kind;
    if *fault != Fault::UnknownTag {
        return Some(liquid_syntax(problem));
    }
    let tag = place.source.post.tags().find(|tag| tag.range == problem.range)?;
    let name = tag.name.text.as_str();
    let remedy = match meant(place, name) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "correct the name, or add the plugin that brings it".to_owned(),
    };
    let message = format!("the build stops: there is no tag `{name}`; {remedy}");
    Some(Diagnostic::new(Code::LiquidUnknownTag, tag.name.range, message))
}

/// Whether Liquid, Jekyll or a plugin knows a tag.
fn is_known(place: Place<'_>, name: &str) -> bool {
    let by_fastpages = |info: &TagInfo| info.gem != "fastpages" || place.has_fn();
    tags::info(name).is_some_and(by_fastpages) || place.site.settings().tags.contains(name)
}

/// The tag that a name without one surely means: one with its number stuck to it, or in other letter case.
pub(in crate::ide) fn meant(place: Place<'_>, name: &str) -> Option<String> {
    let word = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = &name[word.len()..];
    if word == "fn" && !number.is_empty() && place.has_fn() {
        return Some(format!("fn {number}"));
    }
    let lower = name.to_lowercase();
    if lower != name && is_known(place, &lower) {
        return Some(lower);
    }
    if lower == "fndetail" && place.has_fn() {
        return Some("{{ '…' | fndetail: 1 }}".to_owned());
    }
    let near = tags::TAGS.iter().filter(|tag| is_known(place, tag.name));
    let near = near.filter(|tag| tag.name.len() > 3 && strsim::osa_distance(tag.name, name) == 1);
    near.map(|tag| tag.name.to_owned()).next().filter(|_| knows_all_plugins(place))
}

/// Whether no plugin of the blog may bring tags, or files, that are not known here.
pub(super) fn knows_all_plugins(place: Place<'_>) -> bool {
    let settings = place.site.settings();
    settings.plugins.iter().chain(&settings.gems).all(|gem| tags::GEMS.contains(&gem.as_str()))
}

fn liquid_swallowed(place: Place<'_>, variables: &Variables<'_>, output: &Output) -> Option<Diagnostic> {
    if !matches!(output.context, Context::Code | Context::Math) || is_protected_math(place, output) {
        return None;
    }
    if output.value.as_ref().is_some_and(|value| !variables.is_unset(value)) {
        return None;
    }
    let what = if output.context == Context::Code { "this code" } else { "this formula" };
    let message = format!(
        "readers see {what} without this part: Liquid takes it for a variable; write `{{% raw %}}` before and \
         `{{% endraw %}}` behind it"
    );
    Some(Diagnostic::new(Code::LiquidSwallowed, output.range, message))
}

/// Whether an output stands in a formula that fastpages itself protects: `$$…$$` alone on one line of a notebook
/// (nbdev 0.2, `escape_latex`).
fn is_protected_math(place: Place<'_>, output: &Output) -> bool {
    let Some(text) = place.is_converted().then(|| place.text()).flatten() else { return false };
    let line = text.line_of(output.range.start());
    let line = text.slice(TextRange::new(text.line_start(line), text.line_end(line)));
    line.len() > 4 && line.starts_with("$$") && line.ends_with("$$")
}

#[cfg(test)]
mod tests {
    use crate::ide::diagnostics::tests::{check, check_fastpages, codes, codes_in_cell};

    #[test]
    fn an_operator_that_is_none() {
        check_fastpages(
            "
{% if page.title = 'a' %}b{% endif %}{% unless a is b %}c{% endunless %}{% if a == b and c %}d{% endif %}
                 ^ error[liquid-syntax]: the build stops: `=` compares nothing in Liquid; write `==`
                                                 ^^ error[liquid-syntax]: the build stops: `is` compares nothing in Liquid; write `==`, `!=`, `<`, `>`, `<=`, `>=` or `contains`
",
        );
    }

    #[test]
    fn a_brace_in_a_note_stops_the_build() {
        check_fastpages(
            "
It is small.{% fn 1 %}

{{ 'The set {a} is small.' | fndetail: 1 }}
              ^ error[liquid-syntax]: the build stops: a `{{` ends at its first `}`, and no second one follows here; write `}}` to end it, or `&#125;` for a `}` inside a text
",
        );
    }

    #[test]
    fn a_tag_that_nothing_ends() {
        check_fastpages(
            "
It is small.{% fn 1 b
            ^^ error[liquid-syntax]: the build stops: nothing ends this `{%`; write `%}` where the tag ends
",
        );
    }

    #[test]
    fn a_block_that_nothing_ends() {
        check_fastpages(
            "
{% raw %}
^^^^^^^^^ error[liquid-syntax]: the build stops: `raw` is never closed; write `{% endraw %}`, without `-`
Text.
{%- endraw -%}
",
        );
    }

    #[test]
    fn what_only_looks_wrong_is_left_alone() {
        for post in [
            "An { open brace only.",
            "It is.{% fn 1 %}\n\n{{ 'an { open brace only' | fndetail: 1 }}",
            "{% raw %}{{ a {% b {% endraw %}",
            "{{ page.title }}",
        ] {
            assert_eq!(codes(post), "", "{post}");
        }
    }

    #[test]
    fn braces_are_text_where_no_liquid_runs() {
        check("A template: {{ x } and {% y\n");
        check("//- /hugo.toml\nbaseURL = 'x'\n//- /content/a.md\nA template: {{ x } and {% y\n");
    }

    #[test]
    fn a_post_that_switches_liquid_off() {
        assert_eq!(codes("---\nrender_with_liquid: false\n---\n{{ x } {% nonsense %}"), "");
        assert_eq!(
            codes("---\nrender_with_liquid: true\n---\n{{ x } {% nonsense %}"),
            "liquid-syntax liquid-unknown-tag"
        );
    }

    #[test]
    fn a_tag_that_nobody_knows() {
        check_fastpages(
            "
A claim.{% fn1 %} {% Include x.html %} {% incude x.html %} {% unknown %}
           ^^^ error[liquid-unknown-tag]: the build stops: there is no tag `fn1`; did you mean `fn 1`?
                     ^^^^^^^ error[liquid-unknown-tag]: the build stops: there is no tag `Include`; did you mean `include`?
                                          ^^^^^^ error[liquid-unknown-tag]: the build stops: there is no tag `incude`; did you mean `include`?
                                                              ^^^^^^^ error[liquid-unknown-tag]: the build stops: there is no tag `unknown`; correct the name, or add the plugin that brings it
",
        );
    }

    #[test]
    fn a_tag_of_a_plugin_is_not_accused() {
        check(
            "//- /_config.yml
plugins: [jekyll-gist, jekyll-of-our-own]
//- /_plugins/box.rb
Liquid::Template.register_tag('box', Box)
//- /_posts/2020-01-01-a.md
{% gist a/1 %} {% box %} {% whatever %} {% includ x.html %} {% endbox %}
",
        );
        check(
            "//- /_config.yml
//- /Gemfile
gem 'jekyll-of-our-own'
//- /_posts/2020-01-01-a.md
{% whatever %}
",
        );
        assert_eq!(codes("{% comment %}{% whatever %}{% endcomment %}{% raw %}{% whatever %}{% endraw %}"), "");
        assert_eq!(codes("{% highlight python %}{% fn1 %}{% endhighlight %}"), "liquid-unknown-tag");
    }

    #[test]
    fn liquid_that_code_and_formulas_lose() {
        check_fastpages(
            "
Write `${{ secrets.KEY }}` or `{{ site.title }}`, not {{ nothing }}.
        ^^^^^^^^^^^^^^^^^ warning[liquid-swallowed]: readers see this code without this part: Liquid takes it for a variable; write `{% raw %}` before and `{% endraw %}` behind it

$$ \\text{{a > b}} $$
        ^^^^^^^^^ warning[liquid-swallowed]: readers see this formula without this part: Liquid takes it for a variable; write `{% raw %}` before and `{% endraw %}` behind it
",
        );
    }

    #[test]
    fn liquid_that_is_meant_is_left_alone() {
        for post in [
            "{% raw %}\n```\n{{ a }}\n```\n{% endraw %}",
            "{% assign a = 1 %}`{{ a }}`",
            "`{{ 'a text' }}` and `{{ 3 }}`",
            "{% for a in site.posts %}`{{ a.title }}`{% endfor %}",
        ] {
            assert_eq!(codes(post), "", "{post}");
        }
    }

    #[test]
    fn fastpages_protects_a_formula_on_a_line_of_its_own() {
        assert_eq!(codes_in_cell("$$\\text{{a > b}}$$"), "");
        assert_eq!(codes_in_cell("$\\text{{a > b}}$"), "liquid-swallowed");
        assert_eq!(codes_in_cell("$$\n\\text{{a > b}}\n$$"), "liquid-swallowed");
    }
}
