//! Repairs of findings.

use super::{cell, check, offered, post, silent};
use crate::fixture::{FASTPAGES, Fixture};
use crate::ide::ActionKind;

#[test]
fn a_note_is_written_where_the_others_are() {
    post(
        "One.{% fn 1 %} Two.{% fn 2$0 %}\n\n{{ 'A note.' | fndetail: 1 }}\n\nMore text.\n",
        "Write note `2`",
        "One.{% fn 1 %} Two.{% fn 2 %}\n\n{{ 'A note.' | fndetail: 1 }}\n\n{{ '…' | fndetail: 2 }}\n\nMore text.\n",
    );
    post("One.{% fn 1$0 %}\n", "Write note `1`", "One.{% fn 1 %}\n\n{{ '…' | fndetail: 1 }}\n");
    post("One.[^a$0]\n", "Write note `a`", "One.[^a]\n\n[^a]: …\n");
    // Notes on consecutive lines are followed by another line, in the text's own line endings.
    post(
        "1{% fn 1 %} 2{% fn 2 %} 3{% fn 3$0 %}\r\n\r\n{{ 'a' | fndetail: 1 }}\r\n{{ 'b' | fndetail: 2 }}\r\n",
        "Write note `3`",
        "1{% fn 1 %} 2{% fn 2 %} 3{% fn 3 %}\r\n\r\n{{ 'a' | fndetail: 1 }}\r\n{{ 'b' | fndetail: 2 }}\r\n{{ '…' | fndetail: 3 }}\r\n",
    );
}

#[test]
fn an_id_is_written_so_that_liquid_reads_it_as_it_is() {
    post("One.{% fn 01$0 %}\n", "Write note", "One.{% fn 01 %}\n\n{{ '…' | fndetail: '01' }}\n");
    post("One.{% fn it's$0 %}\n", "Write note", "One.{% fn it's %}\n\n{{ '…' | fndetail: \"it's\" }}\n");
}

#[test]
fn a_note_of_a_notebook_is_written_in_the_cell_of_the_others() {
    cell(
        "One.{% fn 1 %} Two.{% fn 2$0 %}\n%% markdown\n{{ 'A note.' | fndetail: 1 }}\n",
        "Write note `2`",
        "{{ 'A note.' | fndetail: 1 }}\n\n{{ '…' | fndetail: 2 }}",
    );
}

#[test]
fn a_number_leads_to_the_only_note_without_one() {
    post(
        "One.{% fn 2$0 %}\n\n{{ 'A note.' | fndetail: 3 }}\n",
        "Refer to note `3`",
        "One.{% fn 3 %}\n\n{{ 'A note.' | fndetail: 3 }}\n",
    );
}

#[test]
fn of_two_notes_the_second_gets_a_number_and_its_reference() {
    post(
        "1{% fn 1 %} 2{% fn 1 %}\n\n{{ 'a' | fndetail: 1 }}\n$0{{ 'b' | fndetail: 1 }}\n",
        "Give this note the number `2`, and its reference too",
        "1{% fn 1 %} 2{% fn 2 %}\n\n{{ 'a' | fndetail: 1 }}\n{{ 'b' | fndetail: 2 }}\n",
    );
    post("1[^a]\n\n$0[^a]: x\n\n[^a]: y\n", "Give this note the number `1`", "1[^a]\n\n[^1]: x\n\n[^a]: y\n");
}

#[test]
fn a_note_that_nothing_refers_to_goes_with_its_lines() {
    post("One.\n\n{{ 'A$0 note.' | fndetail: 1 }}\nTwo.\n", "Delete note `1`", "One.\n\nTwo.\n");
    post("One.\n\n[^1]: A$0 note.\n", "Delete note `1`", "One.\n\n");
}

#[test]
fn a_note_without_its_number_takes_the_one_that_is_missed() {
    post(
        "One.{% fn 4 %}\n\n{{ 'A note.' | fnde$0tail }}\n",
        "Number it `4`",
        "One.{% fn 4 %}\n\n{{ 'A note.' | fndetail: 4 }}\n",
    );
    post(
        "One.{% fn 1 %}\n\n{{ 'A note.' | fnde$0tail: 1, 2 }}\n",
        "Keep only the number `1`",
        "One.{% fn 1 %}\n\n{{ 'A note.' | fndetail: 1 }}\n",
    );
    post(
        "One.{% fn note %}\n\n{{ 'A note.' | fndetail: no$0te }}\n",
        "Put `note` between quotes",
        "One.{% fn note %}\n\n{{ 'A note.' | fndetail: 'note' }}\n",
    );
    post(
        "One.{%- fn$0 -%}\n\n{{ 'a' | fndetail: 7 }}\n",
        "Refer to note `7`",
        "One.{%- fn 7 -%}\n\n{{ 'a' | fndetail: 7 }}\n",
    );
}

#[test]
fn quotes_that_cut_a_text() {
    let (swap, entity) = ("Put the text between", "Write `&#39;` for");
    post(
        "a{% fn 1 %}\n\n{{ 'I don't$0 know.' | fndetail: 1 }}\n",
        swap,
        "a{% fn 1 %}\n\n{{ \"I don't know.\" | fndetail: 1 }}\n",
    );
    post(
        "a{% fn 1 %}\n\n{{ 'I don't$0 say \"so\".' | fndetail: 1 }}\n",
        entity,
        "a{% fn 1 %}\n\n{{ 'I don&#39;t say \"so\".' | fndetail: 1 }}\n",
    );
    post(
        "a{% fn 1 %}\n\n{{ \"say \\\"so$0\\\" now\" | fndetail: 1 }}\n",
        swap,
        "a{% fn 1 %}\n\n{{ 'say \"so\" now' | fndetail: 1 }}\n",
    );
    post("a{% fn 1 %}\n\n{{ “A$0 note” | fndetail: 1 }}\n", swap, "a{% fn 1 %}\n\n{{ 'A note' | fndetail: 1 }}\n");
    post("a{% fn 1 %}\n\n{{ A no$0te. | fndetail: 1 }}\n", swap, "a{% fn 1 %}\n\n{{ 'A note.' | fndetail: 1 }}\n");
    cell(
        "a{% fn 1 %}\n\n{{ \"See [it]$0(https://a.b).\" | fndetail: 1 }}\n",
        "Put the text between `'`",
        "a{% fn 1 %}\n\n{{ 'See [it](https://a.b).' | fndetail: 1 }}",
    );
}

#[test]
fn a_note_gets_a_line_of_its_own() {
    post("One.{% fn 1 %} {{ 'a$0' | fndetail: 1 }}\n", "Move", "One.{% fn 1 %}\n\n{{ 'a' | fndetail: 1 }}\n");
    post(
        "One.{% fn 1 %} {{ 'a$0' | fndetail: 1 }} Two.\nThree.\n",
        "Move",
        "One.{% fn 1 %} Two.\nThree.\n\n{{ 'a' | fndetail: 1 }}\n",
    );
    post(
        "- One.{% fn 1 %} {{ 'a$0' | fndetail: 1 }}\n- Two.\n",
        "Move",
        "- One.{% fn 1 %}\n- Two.\n\n{{ 'a' | fndetail: 1 }}\n",
    );
}

#[test]
fn markdown_in_a_note_of_a_post() {
    post(
        "a{% fn 1 %}\n\n{{ 'See [it]$0(https://a.b), *now*.' | fndetail: 1 }}\n",
        "Write the Markdown as HTML",
        "a{% fn 1 %}\n\n{{ 'See <a href=\"https://a.b\">it</a>, <em>now</em>.' | fndetail: 1 }}\n",
    );
}

#[test]
fn braces_in_a_note() {
    let text = "a{% fn 1 %}\n\n{{ 'The set {a$0} is small.' | fndetail: 1 }}\n";
    post(text, "Write `&#123;`", "a{% fn 1 %}\n\n{{ 'The set &#123;a&#125; is small.' | fndetail: 1 }}\n");
    post(
        text,
        "Keep the braces",
        "a{% fn 1 %}\n\n{% capture note_1 %}The set {a} is small.{% endcapture %}\n{{ note_1 | fndetail: 1 }}\n",
    );
    post(
        "a{% fn 1 %}\n\n{{ 'A note.' | fndetail: 1 }$0\n",
        "End it with `}}`",
        "a{% fn 1 %}\n\n{{ 'A note.' | fndetail: 1 }}\n",
    );
    post(
        "a{$0% fn 1 }\n\n{{ 'A note.' | fndetail: 1 }}\n",
        "End the tag",
        "a{% fn 1 %}\n\n{{ 'A note.' | fndetail: 1 }}\n",
    );
}

#[test]
fn tags_that_nobody_knows() {
    let note = "\n\n{{ 'A note.' | fndetail: 1 }}\n";
    post(&format!("a{{% fn$01 %}}{note}"), "Write `fn 1`", &format!("a{{% fn 1 %}}{note}"));
    post("{% Raw$0 %}{{ a }}{% endraw %}\n", "Write `raw`", "{% raw %}{{ a }}{% endraw %}\n");
}

#[test]
fn code_that_liquid_takes_for_its_own() {
    let title = "Put it between `{% raw %}`";
    post(
        "```yaml\nkey: ${{ secrets.$0KEY }}\n```\n",
        title,
        "{% raw %}\n```yaml\nkey: ${{ secrets.KEY }}\n```\n{% endraw %}\n",
    );
    post("Write `${{ a$0 }}`.\n", title, "Write {% raw %}`${{ a }}`{% endraw %}.\n");
    // What else Liquid does there is meant, and stays.
    post("`{{ site.title }} {{ a$0 }}`\n", title, "`{{ site.title }} {% raw %}{{ a }}{% endraw %}`\n");
    post("$\\text{{a > $0b}}$\n", "Put spaces between the braces", "$\\text{ {a > b} }$\n");
    post("- a\n\n  ```\n  {{ x$0 }}\n  ```\n", title, "- a\n\n  {% raw %}\n  ```\n  {{ x }}\n  ```\n  {% endraw %}\n");
}

#[test]
fn files_that_tags_name() {
    let blog = "//- /_config.yml\n//- /_includes/alert.html\n//- /_posts/2020-01-01-a.md\n";
    check(
        &format!("{blog}{{% include alrt$0.html text='a' %}}\n"),
        "Write `alert.html`",
        "{% include alert.html text='a' %}\n",
    );
    check(
        &format!("{blog}[a]({{% post_url 2020-02-03-my-$0walk %}})\n"),
        "Create `_posts/2020-02-03-my-walk.md`",
        "+ _posts/2020-02-03-my-walk.md\n\n%%\n---\ntitle: \"My walk\"\n---\n",
    );
}

#[test]
fn pages_that_hugo_does_not_find() {
    let blog = "//- /hugo.toml\n//- /content/post/another.md\nText.\n//- /content/post/a.md\n---\ntitle: A\n---\n";
    for (before, after) in [
        ("[a]({{< ref \"post/anoth$0r.md#x\" >}})\n", "[a]({{< ref \"/post/another.md#x\" >}})\n"),
        ("{{% relref anothe$0er %}}\n", "{{% relref /post/another %}}\n"),
    ] {
        check(&format!("{blog}{before}"), "Write `/post/another", &format!("---\ntitle: A\n---\n{after}"));
    }
    let page = "%%\n---\ntitle: \"My walk\"\n---\n";
    for (name, path) in [("my-walk", "content/post/my-walk.md"), ("/notes/my-walk.md", "content/notes/my-walk.md")] {
        let text = format!("{blog}[a]({{{{< ref \"$0{name}\" >}}}})\n");
        check(&text, &format!("Create `{path}`"), &format!("+ {path}\n\n{page}"));
    }
}

const IMAGES: &str = "//- /images/plot.png 1x1\n//- /images/Größe.png 1x1\n";

#[test]
fn paths_that_lead_to_an_image() {
    for (before, after) in [
        ("![](/images/$0plot.png)", "![]({{ site.baseurl }}/images/plot.png)"),
        ("![](../images/$0plot.png)", "![]({{ site.baseurl }}/images/plot.png)"),
        ("![]({{ site.baseurl }}/images/$0größe.PNG)", "![]({{ site.baseurl }}/images/Größe.png)"),
        ("![]({{ site.baseurl }}/images/$0plott.png)", "![]({{ site.baseurl }}/images/plot.png)"),
        ("<img src=\"/images/$0plot.png\">", "<img src=\"{{ site.baseurl }}/images/plot.png\">"),
        ("---\nimage: \"images/$0plott.png\"\n---\n", "---\nimage: \"images/plot.png\"\n---\n"),
    ] {
        check(
            &format!("{FASTPAGES}{IMAGES}//- /_posts/2020-01-01-post.md\n{before}\n"),
            "Write `",
            &format!("{after}\n"),
        );
    }
}

#[test]
fn an_image_begins_a_line_of_a_notebook() {
    check(
        &super::notebook("Text and ![a](../images/$0plot.png) more.\n//- /images/plot.png 1x1\n"),
        "Begin a line",
        "Text and\n![a](../images/plot.png) more.",
    );
}

#[test]
fn front_matter_that_can_be_read() {
    post(
        "---\ntitle: Deep learning:$0 a \"tutorial\"\n---\n",
        "Put the value between quotes",
        "---\ntitle: \"Deep learning: a \\\"tutorial\\\"\"\n---\n",
    );
    post("---\ntoc: \"fal$0se\"\n---\n", "Write `false`", "---\ntoc: false\n---\n");
    post("---\ntags: \"nlp, $0c++: x\"\n---\n", "Write `[", "---\ntags: [nlp, \"c++: x\"]\n---\n");
    post("---\ntitle: x\nmetadata$0_key1: a\n---\n", "Delete the line", "---\ntitle: x\n---\n");
}

#[test]
fn the_list_form_becomes_yaml() {
    post(
        "# Deep: a title\n> A summary.\n\n- toc:$0 true\n- tags: [a, b]\n\nText.\n",
        "Write the list as YAML",
        "---\ntitle: \"Deep: a title\"\ndescription: A summary.\ntoc: true\ntags: [a, b]\n---\n\nText.\n",
    );
}

#[test]
fn a_players_address() {
    cell(
        "> youtube: https://www.youtube.com/watch?v=abc$0&t=1\n",
        "Write `https://youtu.be/abc`",
        "> youtube: https://youtu.be/abc",
    );
}

#[test]
fn a_box_of_two_lines() {
    let title = "Put the line behind the text of the box";
    cell("> Note: take care  \n> of $0this\n", title, "> Note: take care of this");
    cell("> Note: take care\n- of$0\n", "Leave a line empty under the box", "> Note: take care\n\n- of");
}

#[test]
fn a_finding_that_is_not_wanted() {
    post(
        "Text.\n\n1{% fn$0 1 %}\n",
        "Ignore `undefined-footnote` in this line",
        "Text.\n\n<!-- manicule-disable-next-line undefined-footnote -->\n1{% fn 1 %}\n",
    );
    // A comment on a line of its own would cut the paragraph in two.
    post(
        "Text\n1{% fn$0 1 %}\nmore.\n",
        "Ignore `undefined-footnote` in this line",
        "Text\n1{% fn 1 %} <!-- manicule-disable-line undefined-footnote -->\nmore.\n",
    );
    post(
        "1{% fn$0 1 %}\n//- /manicule.toml\nignore = []\n[rules]\nduplicate-footnote = \"error\"\n",
        "Switch `undefined-footnote` off",
        "ignore = []\n[rules]\nundefined-footnote = \"off\"\nduplicate-footnote = \"error\"\n",
    );
    post(
        "---\ntitle: x\nuse_$0math: true\n---\nText.\n",
        "Ignore `ignored-key` in this file",
        "---\ntitle: x\nuse_math: true\n---\n<!-- manicule-disable-file ignored-key -->\n\nText.\n",
    );
    // In code no comment can stand.
    let fixture = Fixture::new(&format!("{FASTPAGES}//- /_posts/2020-01-01-post.md\n```\n{{{{ a$0 }}}}\n```\n"));
    assert!(offered(&fixture).iter().all(|it| !it.title.starts_with("Ignore")));
}

#[test]
fn all_of_a_rule_and_all_of_a_page() {
    let text = "1{% fn 1 %} 2{% fn 2 %}\n\n{{ 'don't$0' | fndetail: 1 }}\n\n{{ 'can't' | fndetail: 2 }}\n\n`{{ a }}`\n";
    let quotes = "1{% fn 1 %} 2{% fn 2 %}\n\n{{ \"don't\" | fndetail: 1 }}\n\n{{ \"can't\" | fndetail: 2 }}\n\n";
    post(text, "Fix all of `footnote-text-lost`", &format!("{quotes}`{{{{ a }}}}`\n"));
    post(text, "Fix all that", &format!("{quotes}{{% raw %}}`{{{{ a }}}}`{{% endraw %}}\n"));
}

#[test]
fn a_clean_text_has_nothing_to_fix() {
    for kind in [ActionKind::QuickFix, ActionKind::FixAll] {
        silent(
            &format!("{FASTPAGES}//- /_posts/2020-01-01-post.md\n1{{% fn 1$0 %}}\n\n{{{{ 'a' | fndetail: 1 }}}}\n"),
            kind,
        );
    }
}

#[test]
fn front_matter_begins_its_text() {
    post("\n\n-$0--\ntitle: A post\n---\nText.\n", "Delete the lines above", "---\ntitle: A post\n---\nText.\n");
}

#[test]
fn the_number_of_a_footnote_gets_its_brace() {
    post(
        "One(% f$0n 1 %} goes on.\n\n{{ 'A note.' | fndetail: 1 }}\n",
        "Write",
        "One{% fn 1 %} goes on.\n\n{{ 'A note.' | fndetail: 1 }}\n",
    );
}
