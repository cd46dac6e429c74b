//! What manicule says of a post of fastpages, clause by clause: each with the rules that say it, the tests that show it,
//! and posts of which a real Jekyll says the same.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use manicule::ide::{Code, Severity};

use crate::promises::{all_tests, gone};

/// One clause.
struct Truth {
    /// What is true.
    clause: &'static str,
    /// The rules that tell of it, by their names. Each has an example that is tried (`each_example_is_true`).
    rules: &'static [&'static str],
    /// The tests that show it, as [`crate::promises`] names them.
    tests: &'static [&'static str],
    /// What stands in posts that are judged: parts of `tests/oracle/cases.txt`.
    posts: &'static [&'static str],
}

/// Notes and Liquid.
const LIQUID: &[Truth] = &[
    Truth {
        clause: "what stops the build is an error at the token, with its cause",
        rules: &["liquid-syntax", "footnote-arguments", "liquid-unknown-tag"],
        tests: &[
            "ide::diagnostics::liquid::tests:: a_brace_in_a_note_stops_the_build a_tag_that_nothing_ends a_block_that_nothing_ends an_operator_that_is_none",
            "syntax::liquid::tests:: tags_refuse_markup_that_they_cannot_take filters_take_a_number_of_arguments blocks_fit_into_each_other",
            "it::oracle::whole::a_post_is_accused_of_what_its_page_shows",
        ],
        posts: &[
            "{{ \"The set {a} ends it.\" | fndetail: 1 }}",
            "{{ \"An exponent $x^{-1}$ ends it.\" | fndetail: 1 }}",
            "{{ \"A percentage 100%} ends it.\" | fndetail: 1 }}",
            "{{ \"A tag {% fn 2 %} inside.\" | fndetail: 1 }}",
            "{{ \"One brace.\" | fndetail: 1 }\n",
            "Never ended.{% fn 1 b\n",
            "One brace only.{% fn 1 }\n",
            "{%\u{a0}fn 1 %}",
            "{% raw %} Text {%- endraw -%}",
        ],
    },
    Truth {
        clause: "an open brace, entities and `capture` keep a note whole",
        rules: &[],
        tests: &[
            "ide::diagnostics::liquid::tests::what_only_looks_wrong_is_left_alone",
            "ide::diagnostics::note::tests::a_variable_that_is_set_is_no_loss",
        ],
        posts: &[
            "{{ \"An open { brace.\" | fndetail: 1 }}",
            "{% capture t %}It's \"x\" {y}{% endcapture %}{{ t | fndetail: 1 }}",
            "{{ 'It&#39;s fine.' | fndetail: 1 }}",
        ],
    },
    Truth {
        clause: "what is lost without a word is told with the text that readers see",
        rules: &["footnote-text-lost"],
        tests: &[
            "ide::diagnostics::note::tests:: an_apostrophe_ends_the_text a_text_without_quotes_is_empty texts_that_liquid_cuts_and_texts_that_it_keeps a_number_is_all_that_is_left_of_a_text_that_begins_with_it in_a_notebook_a_link_ends_a_text_between_double_quotes",
            "syntax::footnote::tests::readers_see_what_liquid_keeps",
            "syntax::liquid::tests::what_the_strict_grammar_refuses_goes_by_the_lax_one",
        ],
        posts: &[
            "{{ \"Say \"a\" now.\" | fndetail: 1 }}",
            "{{ 'It isn't whole.' | fndetail: 2 }}",
            "{{ \"A \\\"b\\\" c.\" | fndetail: 1 }}",
            "{{ “Curly quotes.” | fndetail: 1 }}",
            "{{ text without quotes | fndetail: 1 }}",
            "{{ \"a\" \"b\" | fndetail: 1 }}",
            "{{ \"Nested $x_{a_{b}}$ braces.\" | fndetail: 1 }}",
        ],
    },
    Truth {
        clause: "what Liquid swallows in code and mathematics is told",
        rules: &["liquid-swallowed"],
        tests: &[
            "ide::diagnostics::liquid::tests:: liquid_that_code_and_formulas_lose liquid_that_is_meant_is_left_alone fastpages_protects_a_formula_on_a_line_of_its_own",
        ],
        posts: &["key: ${{ secrets.KEY }}", "A formula $\\text{{a > 0}}$ here."],
    },
    Truth {
        clause: "a tag that nobody knows stops the build, and the one that is meant is named",
        rules: &["liquid-unknown-tag"],
        tests: &["ide::diagnostics::liquid::tests:: a_tag_that_nobody_knows a_tag_of_a_plugin_is_not_accused"],
        posts: &["Stuck to its number.{% fn1 %}", "In capitals.{% FN 1 %}", "{% fndetail 1 %}", "{% nonsense %}"],
    },
    Truth {
        clause: "a number whose `{%` is misspelt is printed as typed",
        rules: &["liquid-not-run"],
        tests: &[
            "ide::diagnostics::not_run::tests::numbers_whose_brace_is_misspelt",
            "ide::actions::tests::fixes::the_number_of_a_footnote_gets_its_brace",
        ],
        posts: &["A parenthesis.(% fn 3 %}", "No opening brace.% fn 3 %}", "A space in between.{ % fn 3 %}"],
    },
    Truth {
        clause: "a filter that is none is passed over without a word, and one behind the note spoils it",
        rules: &["footnote-filter"],
        tests: &["ide::diagnostics::note::tests::filters_that_spoil_a_note"],
        posts: &["{{ \"A slip.\" | fndetial: 1 }}", "{{ \"Loud.\" | fndetail: 1 | upcase }}"],
    },
    Truth {
        clause: "`fndetail` takes one argument",
        rules: &["footnote-arguments", "footnote-empty-id"],
        tests: &[
            "ide::diagnostics::note::tests:: a_note_without_its_number a_number_that_is_empty_on_the_page",
            "syntax::footnote::tests::a_note_that_stops_the_build_is_still_found",
        ],
        posts: &[
            "{{ \"No argument.\" | fndetail }}",
            "{{ \"An equals sign.\" | fndetail = 1 }}",
            "{{ \"Two arguments.\" | fndetail: 1, 2 }}",
            "{{ \"A comma.\" | fndetail, 1 }}",
            "{{ \"Two numbers.\" | fndetail: 1 2 }}",
            "No number.{% fn %}",
        ],
    },
    Truth {
        clause: "ids are compared as Liquid reads them",
        rules: &["undefined-footnote", "duplicate-footnote"],
        tests: &[
            "ide::diagnostics::footnote::tests::ids_are_compared_as_liquid_reads_them",
            "syntax::footnote::tests:: references_take_the_markup_as_it_stands the_id_of_a_note_is_what_liquid_makes_of_the_argument",
        ],
        posts: &[
            "Leading zeros{% fn 01 %} and the same{% fn 1 %}.",
            "Quotes in a tag{% fn \"note\" %}.",
            "A word in a tag{% fn note %}.",
            "| fndetail: note }}",
            "| fndetail: 1.50 }}",
            "| fndetail: id: 1 }}",
        ],
    },
    Truth {
        clause: "a note without text is missed, and one that nothing refers to may be meant",
        rules: &["undefined-footnote", "unused-footnote", "duplicate-footnote"],
        tests: &[
            "ide::diagnostics::footnote::tests:: a_reference_without_text the_one_note_that_nothing_refers_to_may_be_meant two_texts_of_one_number of_two_markdown_notes_kramdown_keeps_the_last a_list_of_sources_is_only_hinted_at notes_that_something_else_makes_are_not_missed notes_are_found_in_other_cells a_markdown_note_does_not_leave_its_cell the_dialects_do_not_mix",
        ],
        posts: &["A number without its note.{% fn 7 %}", "Two notes of one number.{% fn 1 %}", "Two texts.[^1]"],
    },
    Truth {
        clause: "a note behind other text on its line is printed as typed",
        rules: &["footnote-inline"],
        tests: &[
            "ide::diagnostics::note::tests:: a_note_behind_other_text a_note_under_a_tag_that_takes_the_line_break",
        ],
        posts: &[
            "Text {{ \"before it on its line.\" | fndetail: 1 }}",
            "| c | {{ \"in a table\" | fndetail: 1 }} |",
            "Text<br/>{{ \"behind a break.\" | fndetail: 1 }}",
            "{{- \"Pulled into the paragraph.\" | fndetail: 1 }}",
            "   {{ \"Indented by three.\" | fndetail: 1 }}",
            "- {{ \"First in an item.\" | fndetail: 1 }}",
        ],
    },
    Truth {
        clause: "Markdown in the note of a post stays as it is typed",
        rules: &["markdown-in-footnote"],
        tests: &["ide::diagnostics::note::tests::markdown_in_the_note_of_a_post"],
        posts: &["{{ \"With [a link](https://example.org).\" | fndetail: 1 }}"],
    },
    Truth {
        clause: "a number in code, in a comment or in `raw` is none to readers",
        rules: &["undefined-footnote"],
        tests: &[
            "ide::diagnostics::footnote::tests:: a_number_that_readers_do_not_see_asks_for_nothing a_note_in_code_is_no_note",
            "ide::diagnostics::image::tests::kramdowns_comments_are_not_seen_and_what_is_no_markdown_is_html",
            "syntax::liquid::tests:: raw comments highlight_runs_liquid",
        ],
        posts: &[
            "In code: `{% fn 1 %}`.",
            "A fence.{% fn 1 %}",
            "    Indented code.{% fn 1 %}",
            "Highlighted.{% fn 1 %}",
            "![The alternative{% fn 1 %} text]",
            "<!-- A comment.{% fn 1 %} -->",
            "{% raw %}Left alone.{% fn 1 %}{% endraw %}",
            "{% comment %}Left out.{% fn 1 %}{% endcomment %}",
            "{% if false %}Left out.{% fn 1 %}{% endif %}",
            "\\{% fn 1 %}",
        ],
    },
    Truth {
        clause: "the `fn` of another plugin is not accused",
        rules: &[],
        tests: &[
            "ide::diagnostics::footnote::tests::the_footnotes_of_other_plugins_are_not_accused",
            "ide::diagnostics::note::tests::a_blog_without_the_plugins_has_no_notes",
            "site::layout::tests::notebooks_or_their_settings_or_both_plugins_make_it_fastpages",
            "site::settings::tests::plugins_are_known_by_what_they_register",
        ],
        posts: &[],
    },
    Truth {
        clause: "white space is that of Ruby, `raw` ends without hyphens, and comments are read",
        rules: &["liquid-syntax"],
        tests: &[
            "it::oracle::liquid::liquid_reads_what_scan_reads",
            "syntax::liquid::tests:: tags outputs raw comments",
        ],
        posts: &["{% comment %}{{ x }{% endcomment %}", "{%- raw -%} Text {% endraw %}", "{% comment %}{% nonsense %}"],
    },
];

/// Images and links by the address that the page asks for.
const PLACES: &[Truth] = &[
    Truth {
        clause: "permalinks, categories, dates, slugs, collections and defaults make the address",
        rules: &[],
        tests: &[
            "it::oracle::addresses::files_are_published_where_jekyll_puts_them",
            "site::permalink::tests:: named_styles every_placeholder underscores_after_a_placeholder_stay what_no_placeholder_is_called_is_not_known",
            "site::publish::tests:: posts_have_the_address_of_their_date categories_are_folders pages_stand_where_their_file_does pages_end_as_posts_do collections_are_published_where_they_say_so a_folder_of_collections_holds_the_posts_too defaults_apply_by_scope",
            "site::resolve::jekyll::tests::a_permalink_may_make_both_ways_right",
        ],
        posts: &["permalink: /somewhere/:title/", "permalink: /one.html"],
    },
    Truth {
        clause: "drafts and what is not published have an address and no readers",
        rules: &[],
        tests: &[
            "it::oracle::addresses::files_are_published_where_jekyll_puts_them",
            "site::publish::tests::drafts_are_published_where_the_site_shows_them",
            "site::resolve::jekyll::tests:: a_post_whose_address_is_not_known_is_not_accused what_the_site_does_not_show_is_not_accused",
        ],
        posts: &[],
    },
    Truth {
        clause: "`include`, `exclude` and underscores say what is published",
        rules: &["missing-image"],
        tests: &[
            "it::oracle::addresses::files_are_published_where_jekyll_puts_them",
            "site::exclude::tests:: names_decide include_and_exclude_are_globs_and_beginnings collections_have_their_own_folders only_the_source_is_read globs_are_those_of_ruby",
            "ide::diagnostics::image::tests::a_folder_that_is_not_published",
        ],
        posts: &["![](/blog/_private/d.png)", "![](/blog/images/_under/e.png)", "![](/blog/images/.hidden.png)"],
    },
    Truth {
        clause: "the message says what the page asks for, and why nothing is there",
        rules: &["missing-image", "image-ignores-baseurl", "missing-link"],
        tests: &[
            "site::resolve::jekyll::tests::what_is_missing_says_why",
            "ide::diagnostics::image::tests:: an_image_that_is_not_there a_path_that_works_in_the_editor_alone letters_of_the_wrong_case a_folder_that_is_not_published a_path_without_the_baseurl",
            "ide::diagnostics::link::tests:: a_link_that_works_in_the_editor_alone a_link_without_the_baseurl nothing_is_there",
        ],
        posts: &["![](/blog/images/none.png)", "![](images/a.png)", "![](/images/a.png)"],
    },
    Truth {
        clause: "upper case is not lower, as on a server",
        rules: &["missing-image"],
        tests: &["ide::diagnostics::image::tests::letters_of_the_wrong_case"],
        posts: &["![](/blog/images/case.png)", "![](/blog/images/Case.PNG)", "![](/blog/Images/a.png)"],
    },
    Truth {
        clause: "addresses are percent-decoded once, and `+` is no space",
        rules: &[],
        tests: &[
            "site::written::tests::a_path_is_decoded",
            "it::oracle::addresses::files_are_published_where_jekyll_puts_them",
        ],
        posts: &[
            "![](/blog/images/with%20space.png)",
            "![](/blog/images/p%2520q.png)",
            "![](/blog/images/plus+sign.png)",
            "![](/blog/images/f%23g.png)",
            "![](/blog/images/a.png?size=2)",
        ],
    },
    Truth {
        clause: "`baseurl`, `relative_url` and `absolute_url` print what Jekyll prints, once",
        rules: &["image-ignores-baseurl", "missing-link", "missing-image"],
        tests: &[
            "site::written::tests:: liquid_that_settings_answer_is_printed liquid_that_nothing_here_answers_is_not_known tags_print_addresses",
            "site::resolve::jekyll::tests:: a_base_of_one_slash_makes_two a_base_without_a_slash_before_it_is_a_folder_all_the_same",
            "ide::diagnostics::link::tests:: a_tag_that_brings_the_baseurl_and_one_that_does_not a_baseurl_of_one_slash liquid_that_does_not_run_makes_no_address",
            "ide::diagnostics::image::tests::a_baseurl_that_liquid_leaves_as_it_is_typed",
            "site::gems::tests::what_is_locked_counts_before_what_is_wanted",
        ],
        posts: &[
            "![]({{ site.baseurl }}/images/none.png)",
            "![]({{ site.baseurl }}images/a.png)",
            "![]({{ \"images/a.png\" | relative_url }})",
            "![]({{ \"/images/a.png\" | absolute_url }})",
            "![]({{ site.baseurl }}{% link images/a.png %})",
            "{% raw %}![]({{ site.baseurl }}/images/a.png)",
        ],
    },
    Truth {
        clause: "every way to write an image is read as kramdown reads it",
        rules: &["missing-image"],
        tests: &[
            "ide::diagnostics::image::tests::every_way_to_write_an_image",
            "ide::diagnostics::image::tests::a_film_that_is_not_there",
            "syntax::tests::links_and_images",
        ],
        posts: &[
            "<img src=\"/blog/images/none.png\">",
            "<video src=\"/blog/assets/none.mp4\" poster=\"/blog/images/none.png\">",
            "<source src=\"/blog/assets/none.mp4\">",
            "![a][ref]\n\n[ref]: /blog/images/none.png",
            "![](/blog/images/with space.png)",
            "![](/blog/images/a.png =100x20)",
            "![](/blog/images/a.png (t))",
            "![](/blog/assets/c.jpg \"A \"quoted\" title\")",
            "![a](/blog/images/a.png){: width=\"20\" }",
        ],
    },
    Truth {
        clause: "an image that readers do not see is not accused",
        rules: &[],
        tests: &[
            "ide::diagnostics::image::tests:: an_image_that_nobody_sees markdown_in_html_is_shown_as_typed kramdowns_comments_are_not_seen_and_what_is_no_markdown_is_html",
        ],
        posts: &[
            "`![](/blog/images/none.png)`",
            "<!-- ![](/blog/images/none.png)",
            "{::comment}\n![](/blog/images/none.png)",
        ],
    },
    Truth {
        clause: "jekyll-relative-links leads to files where the site turns it on",
        rules: &[],
        tests: &["site::resolve::jekyll::tests::pages_and_posts_that_say_so_link_to_files"],
        posts: &[],
    },
    Truth {
        clause: "the picture of the card is one from the root",
        rules: &["missing-image"],
        tests: &[
            "site::resolve::jekyll::tests::front_matter_names_a_picture_from_the_root",
            "ide::diagnostics::image::tests::the_picture_of_the_card",
        ],
        posts: &[],
    },
];

/// What posts put in and lead to.
const LEADS: &[Truth] = &[
    Truth {
        clause: "`include`, `include_relative`, `link` and `post_url` that find nothing stop the build",
        rules: &["missing-include", "missing-link-target"],
        tests: &[
            "ide::diagnostics::include::tests:: an_included_file_that_is_not_there a_post_that_is_not_there",
            "site::lookup::tests:: post_url_finds_a_post_by_folder_name_or_date link_finds_what_a_build_has includes_have_a_folder a_theme_may_have_what_the_blog_has_not include_relative_looks_beside_the_page",
        ],
        posts: &[
            "{% include nothing.html %}",
            "{% include note.html content='It isn't' %}",
            "{% include ../a.html %}",
            "{% include_relative none.md %}",
            "{% link nothing.md %}",
            "{% post_url 2020-01-01-nothing %}",
        ],
    },
    Truth {
        clause: "links to other posts are followed",
        rules: &["missing-link"],
        tests: &[
            "site::resolve::jekyll::tests:: a_link_leads_to_a_page_or_a_file a_link_is_only_known_to_be_wrong_where_nothing_may_make_its_target",
            "ide::diagnostics::link::tests:: a_link_that_works_in_the_editor_alone what_something_else_may_have_made_is_not_accused what_kramdown_leaves_as_it_is_typed_is_no_link",
        ],
        posts: &["[a](/blog/assets/none.pdf)", "[a](/blog/) [b](/blog)"],
    },
    Truth {
        clause: "fragments are the ids of kramdown's headings, and those that are written",
        rules: &["missing-anchor"],
        tests: &[
            "ide::diagnostics::fragment::tests:: a_heading_that_is_not_there the_second_heading_of_the_same_words what_looks_like_a_tag_in_a_heading the_settings_of_kramdown_count a_place_on_another_page what_makes_ids_that_are_not_known_here what_makes_no_ids",
            "site::slug::tests:: kramdown_with_github_input kramdown_with_its_own_input an_explicit_id_wins_and_is_taken",
        ],
        posts: &[
            "# C++ & C#",
            "# Ünïcode Größe 日本",
            "# A\n\n# A\n\n# A-1",
            "# Explicit {#own}",
            "{: #paragraph}",
            "<a name=\"here\"></a>",
            "[a](/blog/about.html#who-we-are)",
        ],
    },
    Truth {
        clause: "what the blog's layouts and included files give ids to is there",
        rules: &[],
        tests: &[
            "ide::diagnostics::fragment::tests:: ids_of_the_blogs_own_layouts_and_includes always_right",
            "it::disk::ids_of_layouts_and_includes_are_read_and_read_again",
        ],
        posts: &[],
    },
];

/// Front matter.
const FRONT_MATTER: &[Truth] = &[
    Truth {
        clause: "YAML is refused where Jekyll refuses it, and what follows is told",
        rules: &["front-matter-syntax"],
        tests: &[
            "it::oracle::front_matter::front_matter_is_refused_where_jekyll_refuses_it",
            "ide::diagnostics::front_matter::tests::what_yaml_cannot_read",
            "site::publish::tests::front_matter_that_cannot_be_read_loses_the_date",
        ],
        posts: &["title: a: b", "title: @home", "title: [draft] My post", "- title: a\n- toc: true", "title: 'it's'"],
    },
    Truth {
        clause: "fences are those of Jekyll, and what is none is told",
        rules: &["unread-front-matter"],
        tests: &[
            "syntax::front_matter::tests::fences_are_those_of_jekyll",
            "ide::diagnostics::front_matter::tests::front_matter_that_jekyll_takes_for_text",
        ],
        posts: &["\n---\ntitle: a\n---\n", "title: a\n...\n"],
    },
    Truth {
        clause: "keys have types",
        rules: &["front-matter-type"],
        tests: &[
            "ide::diagnostics::front_matter::tests:: values_of_the_wrong_type a_day_that_no_year_has a_rank_is_a_number",
        ],
        posts: &["date: 2020-13-01", "permalink: /:year/:titel/"],
    },
    Truth {
        clause: "keys that do nothing in a post are hinted at",
        rules: &["ignored-key"],
        tests: &["ide::diagnostics::front_matter::tests:: keys_that_do_nothing the_first_of_two_keys_of_one_name"],
        posts: &["title: a\ntitle: b"],
    },
    Truth {
        clause: "lines of the template are hinted at",
        rules: &["template-placeholder"],
        tests: &["ide::diagnostics::front_matter::tests::lines_of_the_template"],
        posts: &[],
    },
    Truth {
        clause: "an address of `watch?v=` makes an empty player",
        rules: &["youtube-watch-url"],
        tests: &["ide::diagnostics::embed::tests:: a_player_in_a_notebook only_a_film_has_a_short_address"],
        posts: &[],
    },
    Truth {
        clause: "what only notebooks turn into something is told in a post",
        rules: &["embed-in-post", "list-front-matter"],
        tests: &[
            "ide::diagnostics::embed::tests::a_player_in_a_post",
            "ide::diagnostics::front_matter::tests::a_list_in_a_post",
        ],
        posts: &[],
    },
];

/// Where kramdown reads otherwise than CommonMark does.
const KRAMDOWN: &[Truth] = &[
    Truth {
        clause: "targets with spaces and odd titles are images",
        rules: &[],
        tests: &["ide::diagnostics::image::tests::every_way_to_write_an_image"],
        posts: &["![](/blog/images/with space.png)", "![](/blog/images/a.png (t))"],
    },
    Truth {
        clause: "`|` makes a table",
        rules: &[],
        tests: &[
            "syntax::pipes::tests::each_line_needs_a_pipe_outside_of_code",
            "ide::diagnostics::image::tests:: what_kramdown_takes_for_a_table_holds_no_image_over_two_cells a_row_with_more_cells_than_its_table",
        ],
        posts: &["A | pipe in prose.{% fn 1 %}"],
    },
    Truth {
        clause: "Markdown in a block of HTML is none",
        rules: &[],
        tests: &["ide::diagnostics::image::tests::markdown_in_html_is_shown_as_typed"],
        posts: &[
            "<div>\n![](/blog/images/none.png)\n</div>",
            "<details>\n<summary>More</summary>",
            "<div markdown=\"1\">\n![",
        ],
    },
    Truth {
        clause: "a note needs a block of its own, and its name is compared letter by letter",
        rules: &["undefined-footnote"],
        tests: &["ide::diagnostics::footnote::tests::ids_are_compared_as_liquid_reads_them"],
        posts: &[
            "Right under it.[^1]\n[^1]: Not a definition.",
            "Letter case.[^Note]",
            "A dot.[^a.b]",
            "A space.[^my note]",
        ],
    },
    Truth {
        clause: "`$$` is mathematics, and `$` is not",
        rules: &[],
        tests: &["syntax::tests::a_post_of_fastpages"],
        posts: &["$$ ![](/blog/images/none.png) $$", "# $O(N)$ math"],
    },
    Truth {
        clause: "a bare address is no link, and two lines make no heading",
        rules: &[],
        tests: &["it::oracle::whole::a_post_is_accused_of_what_its_page_shows"],
        posts: &["Two lines\nunderlined\n===", "A bare https://example.org/#none address."],
    },
    Truth {
        clause: "attribute lists, tables of contents, abbreviations, definition lists and comments are read",
        rules: &[],
        tests: &["it::oracle::whole::a_post_is_accused_of_what_its_page_shows"],
        posts: &[
            "{:toc}",
            "*[HTML]: Hyper Text",
            "A definition list\n: its text",
            "# Explicit\n{: #own}",
            "{::comment}",
        ],
    },
    Truth {
        clause: "what both read alike is read so",
        rules: &[],
        tests: &["it::oracle::whole::a_post_is_accused_of_what_its_page_shows"],
        posts: &["~~Gone~~{% fn 1 %}", "- [ ] a task{% fn 1 %}", "Text\n# Right under text", "1) a\n2) b"],
    },
];

#[test]
fn each_clause_is_shown_by_what_is_there() {
    let cases = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/cases.txt")).unwrap();
    let cases: Vec<&str> = cases.split("\n====\n").skip(1).collect();
    let judged = |post: &&&str| cases.iter().any(|case| format!("{case}\n").contains(**post));
    let rules: BTreeSet<&str> = Code::ALL.iter().map(|code| code.rule().name).collect();
    let tests = all_tests();
    let mut wrong = Vec::new();
    for (truths, count) in [(LIQUID, 15), (PLACES, 11), (LEADS, 4), (FRONT_MATTER, 7), (KRAMDOWN, 8)] {
        assert_eq!(truths.len(), count);
        for Truth { clause, rules: named, tests: shown, posts } in truths {
            assert!(!shown.is_empty(), "nothing shows that {clause}");
            let no_rules = named.iter().filter(|name| !rules.contains(*name)).map(|name| format!("the rule {name}"));
            let no_posts = posts.iter().filter(|post| !judged(post)).map(|post| format!("a post with {post:?}"));
            let no_tests = gone(shown, &tests).into_iter().map(|test| format!("the test {test}"));
            wrong.extend(no_rules.chain(no_posts).chain(no_tests).map(|what| format!("{clause}: no more of {what}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every rule by how bad its findings are: what stops the build or loses text, what readers see broken, the rest.
#[test]
fn a_rule_is_as_bad_as_what_it_finds() {
    let of = |severity: Severity| -> Vec<&str> {
        let codes = Code::ALL.iter().filter(|code| code.rule().severity == severity);
        codes.map(|code| code.rule().name).collect()
    };
    let error = [
        "footnote-text-lost",
        "footnote-arguments",
        "liquid-syntax",
        "liquid-unknown-tag",
        "missing-include",
        "missing-link-target",
        "front-matter-syntax",
        "unreadable-file",
    ];
    assert_eq!(of(Severity::Error), error);
    let warning = [
        "undefined-footnote",
        "duplicate-footnote",
        "footnote-empty-id",
        "footnote-inline",
        "markdown-in-footnote",
        "footnote-filter",
        "liquid-swallowed",
        "liquid-not-run",
        "missing-image",
        "image-ignores-baseurl",
        "notebook-image",
        "missing-link",
        "missing-anchor",
        "undefined-label",
        "duplicate-definition",
        "unknown-emoji",
        "front-matter-type",
        "list-front-matter",
        "unread-front-matter",
        "embed-in-post",
        "youtube-watch-url",
        "split-alert",
        "undated-notebook",
    ];
    assert_eq!(of(Severity::Warning), warning);
    assert_eq!(of(Severity::Information), [""; 0]);
    let hint = ["unused-footnote", "unused-definition", "ignored-key", "template-placeholder", "generated-file"];
    assert_eq!(of(Severity::Hint), hint);
}
