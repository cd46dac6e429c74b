//! A heading: the address of its part of the page.

use crate::ide::Hover;
use crate::ide::place::Place;
use crate::syntax::Heading;

pub(super) fn hover(place: Place<'_>, heading: &Heading) -> Option<Hover> {
    let anchor = place.anchor_of(heading)?;
    Some(Hover { range: heading.range, markdown: format!("Linked to as `#{}`", anchor.id), picture: None })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::ide::hover::tests::check;

    #[test]
    fn the_id_that_its_generator_gives_it() {
        check(
            "## A  *hea$0ding*, 2\n//- /_config.yml\n",
            expect![[r#"
            `## A  *heading*, 2`
            Linked to as `#a--heading-2`"#]],
        );
        check(
            "## A hea$0ding {#own}\n//- /_config.yml\n",
            expect![[r#"
            `## A heading {#own}`
            Linked to as `#own`"#]],
        );
        check("## A hea$0ding\n//- /_config.yml\nkramdown: {auto_ids: false}\n", expect![["nothing"]]);
        check("```\n## A hea$0ding\n```\n//- /_config.yml\n", expect![["nothing"]]);
    }
}
