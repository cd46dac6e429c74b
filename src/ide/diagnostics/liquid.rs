//! Whether Liquid can read the text, and whether what it does to it is meant.

use super::code::{Code, POST, Rule};
use crate::ide::place::Place;
use crate::ide::{Diagnostic, Severity};
use crate::syntax::liquid::Fault;
use crate::syntax::{Problem, ProblemKind};

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

/// The findings on the Liquid of one text.
pub(super) fn check(place: Place<'_>, found: &mut Vec<Diagnostic>) {
    if !place.runs_liquid() {
        return;
    }
    found.extend(place.source.post.problems().map(|problem| liquid_syntax(&problem)));
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

#[cfg(test)]
mod tests {
    use crate::ide::diagnostics::tests::{check, check_fastpages, codes};

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
}
