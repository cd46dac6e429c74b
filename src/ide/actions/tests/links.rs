//! Repairs of links, fragments and labels.

use super::{check, offered, post};
use crate::fixture::{FASTPAGES, Fixture};

/// A post of a fastpages blog with another post and a file.
fn beside_others(text: &str) -> String {
    format!(
        "{FASTPAGES}//- /_posts/2020-01-02-other.md\n## A heading\n//- /files/plan.pdf\n//- /_posts/2020-01-01-post.md\n{text}"
    )
}

#[test]
fn a_link_leads_to_the_file_that_is_meant() {
    let repaired = |text, title, expected| check(&beside_others(text), title, expected);
    repaired("[a](2020-01-02$0-other.md#a-heading)\n", "Write", "[a]({% post_url 2020-01-02-other %}#a-heading)\n");
    repaired("[a](/2020/01/02/$0other.html)\n", "Write", "[a]({% post_url 2020-01-02-other %})\n");
    repaired("[a](/blog/files/Plan$0.pdf)\n", "Write", "[a]({{ site.baseurl }}/files/plan.pdf)\n");
    repaired("<a href=\"/blog/files/paln$0.pdf\">\n", "Write", "<a href=\"{{ site.baseurl }}/files/plan.pdf\">\n");
    repaired("[a][b]\n\n[b]: ../files$0/plan.pdf\n", "Write", "[a][b]\n\n[b]: {{ site.baseurl }}/files/plan.pdf\n");
}

#[test]
fn a_tag_that_brings_the_baseurl_stands_alone_and_one_that_does_not_behind_it() {
    let built_by = |version: &str, text: &str, expected: &str| {
        let lock = format!("//- /Gemfile.lock\nGEM\n  specs:\n    jekyll ({version})\n");
        check(&beside_others(text).replace("//- /files/", &format!("{lock}//- /files/")), "Write", expected);
    };
    let (bare, based) = ("{% post_url 2020-01-02-other %}", "{{ site.baseurl }}{% post_url 2020-01-02-other %}");
    let link = |target: &str| format!("[a]({target}#a-heading)\n");
    built_by("4.3.1", &link(&based.replace("url }}", "url$0 }}")), &link(bare));
    built_by("3.9.0", &link(&bare.replace("url", "url$0")), &link(based));
    built_by("3.9.0", "[a](/2020/01/02/$0other.html)\n", &link(based).replace("#a-heading", ""));
}

#[test]
fn what_liquid_leaves_as_it_is_typed_is_written_out() {
    let repaired = |text: &str, expected: &str| check(&beside_others(text), "Write", expected);
    repaired(
        "{% raw %}[a]({{ site.baseurl$0 }}/files/plan.pdf){% endraw %}\n",
        "{% raw %}[a](/blog/files/plan.pdf){% endraw %}\n",
    );
    repaired(
        "{% raw %}<img src='{{ \"/files/p$0lan.pdf\" | relative_url }}'>{% endraw %}\n",
        "{% raw %}<img src='/blog/files/plan.pdf'>{% endraw %}\n",
    );
}

#[test]
fn a_server_gets_its_scheme() {
    post("[a](www.exam$0ple.org/b#c)\n", "Write", "[a](https://www.example.org/b#c)\n");
    post("[a](me@exam$0ple.org)\n", "Write", "[a](mailto:me@example.org)\n");
}

#[test]
fn a_fragment_becomes_one_that_is_there() {
    post("[a](#A-head$0ing)\n\n## A heading\n", "Write `#a-heading`", "[a](#a-heading)\n\n## A heading\n");
    post("[a](#head$0ing)\n\n## A heading\n", "Write `#a-heading`", "[a](#a-heading)\n\n## A heading\n");
    check(
        &beside_others("[a]({% post_url 2020-01-02-other %}#hea$0ding)\n"),
        "Write `#a-heading`",
        "[a]({% post_url 2020-01-02-other %}#a-heading)\n",
    );
    let titles =
        |text: &str| offered(&Fixture::new(&beside_others(text))).into_iter().map(|it| it.title).collect::<String>();
    assert!(!titles("[a](#no$0ne)\n\n## A heading\n").contains("Write"));
}

#[test]
fn a_label_becomes_one_that_is_defined() {
    post(
        "See [a paper][pap$0re], [b][paper].\n\n[paper]: https://a.b\n",
        "Write `paper`",
        "See [a paper][paper], [b][paper].\n\n[paper]: https://a.b\n",
    );
    post(
        "See [a paper][pap$0er].\r\n[paper]: https://a.b\r\n",
        "Put a blank line",
        "See [a paper][paper].\r\n\r\n[paper]: https://a.b\r\n",
    );
}

#[test]
fn a_definition_that_is_not_read_goes_with_its_lines() {
    post("One.\n\n[a$0]: https://a.b\n\nTwo.\n", "Delete", "One.\n\nTwo.\n");
    post("One.\n\n[a$0]: https://a.b\n  'a title'\n", "Delete", "One.\n");
    post("[a$0]: https://a.b", "Delete", "");
    post("[b]\n\n[a$0]: https://a.b\n[b]: https://a.b\n", "Delete", "[b]\n\n[b]: https://a.b\n");
    post("[a]\n\n[a$0]: https://a.b\n[a]: https://a.c\n", "Delete", "[a]\n\n[a]: https://a.c\n");
}
