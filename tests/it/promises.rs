//! What manicule promises to writers, each with the tests that hold it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// What is promised, and the tests that fail where it does not hold: those of the library by their module, those of this
/// program behind `it`. Tests of one module are named once, behind `::` and with blanks between.
type Promise = (&'static str, &'static [&'static str]);

/// What other servers were seen to get wrong on posts of blogs.
const FAULTS: &[Promise] = &[
    ("a footnote that is renamed moves no file", &["it::peers::a_renamed_footnote_moves_no_file"]),
    ("a footnote is renamed on both sides", &["it::peers::a_renamed_footnote_keeps_its_note"]),
    ("a footnote is not taken for a link", &["it::peers::a_footnote_is_no_missing_link_definition"]),
    ("list front matter is not taken for links", &["it::peers::a_list_of_categories_is_no_missing_link_definition"]),
    (
        "a real post has its mistakes and no others, and its players stay whole",
        &[
            "it::notebooks::a_real_notebook_has_its_known_mistakes_and_no_others",
            "it::peers::a_player_a_credit_and_mathematics_in_a_note_are_left_as_they_are",
        ],
    ),
    (
        "credits, backslashes, definitions and extensions stay as they are written",
        &[
            "it::peers::a_player_a_credit_and_mathematics_in_a_note_are_left_as_they_are",
            "it::peers::nothing_reformats",
        ],
    ),
    (
        "footnotes and front matter stay as they are written",
        &[
            "it::peers::a_player_a_credit_and_mathematics_in_a_note_are_left_as_they_are",
            "it::peers::nothing_reformats",
        ],
    ),
    ("a column behind an emoji is exact", &["it::peers::columns_behind_emoji_are_exact"]),
    ("an image's title is no part of its path", &["it::peers::a_credit_is_no_part_of_an_images_path"]),
    ("a text that was never saved is answered", &["it::peers::a_hover_on_an_unsaved_text_is_answered"]),
    (
        "an unknown request is answered, a heading elsewhere found, front matter no heading",
        &[
            "it::peers:: an_unknown_request_is_answered a_heading_of_another_page_is_not_missing front_matter_is_no_heading",
        ],
    ),
    ("Liquid switches nothing off", &["it::peers::a_liquid_tag_switches_nothing_off"]),
    (
        "links and anchors are those of the built site",
        &["it::peers:: links_lead_where_the_site_leads an_anchor_is_what_the_generator_makes_of_the_heading"],
    ),
    ("links are offered where links are written", &["it::peers::no_pages_are_offered_where_no_link_is_written"]),
];

/// What other servers were seen to get wrong between the first message and the last.
const LIFE: &[Promise] = &[
    ("a request before `initialize` is refused", &["it::lsp::rules::rule_14_initialize_comes_first"]),
    ("a second `initialize` is refused", &["it::lsp::rules::rule_16_initialize_comes_once"]),
    ("`shutdown` is answered", &["it::lsp::life::the_whole_way_once"]),
    ("`exit` ends the server while its input is open", &["it::lsp::life::the_whole_way_once"]),
    ("`exit` without `shutdown` is a failure", &["it::lsp::rules::rule_23_exit_without_shutdown_is_a_failure"]),
    ("the end of the input ends the server", &["it::lsp::life::the_end_of_the_input_is_the_end"]),
    ("`shutdown` takes any parameters", &["it::lsp::life::shutdown_takes_any_params"]),
    (
        "a message that is none costs one error",
        &[
            "it::lsp::rules::rule_04_what_is_no_json_costs_one_error",
            "it::lsp::framing::junk_between_messages_costs_one_error",
        ],
    ),
    (
        "an edit of a text that is not open does nothing",
        &["it::lsp::faults::edits_of_what_is_not_open_are_passed_over"],
    ),
    (
        "an edit out of range is taken as far as it goes",
        &["it::lsp::rules:: rule_27_a_column_beyond_the_line_is_its_end rule_11_numbers_out_of_range_do_not_hurt"],
    ),
    ("UTF-8 is spoken to who wants it first", &["it::lsp::rules::rule_26_the_encoding_is_one_that_the_client_offers"]),
];

/// What writers of blogs have long wanted of an editor.
const WANTS: &[Promise] = &[
    (
        "one kind of footnote, however it is written",
        &[
            "ide::completion::footnote::tests:: a_number_is_offered_with_its_note a_markdown_reference",
            "ide::definition::tests:: from_a_number_to_its_note a_markdown_note_both_ways from_cell_to_cell",
            "ide::hover::footnote::tests:: a_number a_markdown_note",
            "ide::rename::tests:: a_footnote_at_all_its_places a_footnote_of_markdown",
            "ide::diagnostics::footnote::tests:: a_reference_without_text a_markdown_reference_without_text_is_printed_as_typed",
            "ide::actions::tests::refactors::a_note_goes_into_the_line_and_out_of_it",
        ],
    ),
    (
        "from a `fn` to its `fndetail` and back",
        &["ide::definition::tests:: from_a_number_to_its_note from_a_note_to_its_numbers"],
    ),
    (
        "footnotes numbered in reading order, in one edit",
        &[
            "ide::actions::tests::refactors::footnotes_are_numbered_in_reading_order",
            "it::lsp::notebook::footnotes_are_numbered_anew_over_cells",
        ],
    ),
    (
        "a footnote inserted with its note, and a missing note written",
        &[
            "ide::actions::tests::refactors::a_footnote_is_inserted_at_the_cursor",
            "ide::actions::tests::fixes::a_note_is_written_where_the_others_are",
        ],
    ),
    (
        "a footnote renamed everywhere or nowhere",
        &[
            "ide::rename::tests::a_footnote_at_all_its_places",
            "it::renames::footnotes_and_headings_are_renamed_and_back",
        ],
    ),
    (
        "images from the root of the site",
        &[
            "site::resolve::jekyll::tests::an_image_is_asked_for_beside_the_address_of_the_page",
            "site::resolve::beside::tests:: hugo_has_static_files_bundles_and_languages quarto_looks_beside_the_document",
            "ide::diagnostics::image::tests::every_way_to_write_an_image",
        ],
    ),
    (
        "images that are there and that readers will miss",
        &[
            "ide::diagnostics::image::tests:: a_path_that_works_in_the_editor_alone letters_of_the_wrong_case a_folder_that_is_not_published a_path_without_the_baseurl",
        ],
    ),
    (
        "the picture of the card",
        &[
            "ide::diagnostics::image::tests::the_picture_of_the_card",
            "ide::hover::front_matter::tests::the_picture_of_the_card",
            "ide::completion::front_matter::tests::values_by_the_key",
        ],
    ),
    (
        "an image's size where the cursor is, as text or as a picture",
        &[
            "ide::hover::image::tests:: its_size_its_place_and_its_alternative_text a_large_one",
            "it::lsp::features::a_hover_shows_the_picture_where_it_is_wanted_and_can_be_shown",
            "it::overview::images_that_nothing_names_are_listed_and_large_ones_and_copies",
        ],
    ),
    (
        "image paths as the page finds them",
        &[
            "ide::completion::image::tests:: a_post_is_offered_what_its_page_will_find a_notebook_is_offered_what_lies_beside_it",
        ],
    ),
    (
        "files that move take their references along",
        &[
            "ide::moves::tests:: jekyll_s_ways_to_write_a_path_stay links_to_a_post_follow_its_new_address a_folder_moves_with_all_that_is_in_it",
            "it::lsp::rename::an_image_that_moves_is_followed_in_posts_and_closed_notebooks",
        ],
    ),
    (
        "images that nothing shows, and the one that was meant",
        &[
            "it::overview::images_that_nothing_names_are_listed_and_large_ones_and_copies",
            "ide::actions::tests::fixes::paths_that_lead_to_an_image",
        ],
    ),
    ("a text for an image that has none", &["ide::actions::tests::refactors::an_image_is_described_by_its_name"]),
    (
        "front matter of each generator",
        &[
            "ide::completion::front_matter::tests:: keys_that_are_not_given_yet the_list_of_a_notebook other_generators_have_other_keys",
            "ide::diagnostics::front_matter::tests:: values_of_the_wrong_type what_yaml_cannot_read keys_that_do_nothing",
        ],
    ),
    (
        "tags that other posts have",
        &["ide::completion::labels::tests:: in_a_list on_lines_of_their_own as_words_of_a_string"],
    ),
    (
        "Liquid in Markdown",
        &[
            "ide::completion::liquid::tests:: tags_that_the_blog_knows filters",
            "ide::completion::argument::tests::included_files",
            "ide::definition::tests::an_included_file",
            "ide::diagnostics::liquid::tests:: a_tag_that_nothing_ends what_only_looks_wrong_is_left_alone",
        ],
    ),
    (
        "pages named by `post_url`, `link`, `ref` and `relref`",
        &[
            "ide::completion::argument::tests:: posts_by_title_the_newest_first linked_files_posts_first_and_folders_drill_down",
            "ide::completion::shortcode::tests::pages_by_their_path_and_title",
            "ide::definition::tests:: a_linked_file_and_a_linked_post a_page_of_hugo_by_its_reference",
            "ide::diagnostics::include::tests:: a_post_that_is_not_there a_page_of_hugo_that_is_not_there",
            "ide::rename::tests::a_page_of_hugo_by_what_refers_to_it",
            "ide::moves::tests::references_of_hugo_follow_in_the_form_that_they_have",
            "it::hugo:: a_name_leads_where_hugo_leads names_lead_to_what_moved_as_hugo_sees_it",
        ],
    ),
    (
        "links checked as the site resolves them",
        &[
            "site::resolve::jekyll::tests::a_link_leads_to_a_page_or_a_file",
            "ide::diagnostics::link::tests:: a_link_that_works_in_the_editor_alone a_link_without_the_baseurl what_something_else_may_have_made_is_not_accused",
        ],
    ),
    (
        "anchors as the generator makes them",
        &[
            "site::page::tests::ids_are_those_of_the_generator",
            "site::slug::tests:: kramdown_with_github_input kramdown_with_its_own_input goldmark_reads_what_is_written pandoc_begins_with_a_letter",
            "ide::diagnostics::fragment::tests::the_settings_of_kramdown_count",
        ],
    ),
    (
        "emoji by their names",
        &[
            "ide::completion::emoji::tests::a_name_that_is_being_written",
            "ide::diagnostics::emoji::tests::a_name_that_is_almost_one",
        ],
    ),
    (
        "the same findings on the command line, each switched off where it is not wanted",
        &[
            "it::check:: sarif_lists_the_rules_and_their_findings github_gets_a_command_a_finding the_blogs_settings_and_comments_count rules_are_listed_and_explained",
            "ide::diagnostics::code::tests:: the_pages_are_what_the_rules_say each_example_is_true",
        ],
    ),
    (
        "no false alarm in real posts",
        &[
            "it::notebooks::a_real_notebook_has_its_known_mistakes_and_no_others",
            "it::oracle::whole::a_post_is_accused_of_what_its_page_shows",
            "ide::diagnostics::liquid::tests::what_only_looks_wrong_is_left_alone",
        ],
    ),
    (
        "nothing changes that is not said to change",
        &[
            "it::peers::nothing_reformats",
            "it::actions::every_change_is_one_that_can_be_made",
            "it::completions::each_completion_is_one_edit_on_the_line",
            "it::fix::no_line_changes_that_no_finding_names",
            "it::notebooks::a_rename_in_each_cell_changes_its_words_alone",
        ],
    ),
    (
        "exact places in every encoding",
        &[
            "text::tests:: columns_after_an_emoji_are_counted_in_the_clients_unit lines_end_with_lf_crlf_and_cr_and_nothing_else",
            "it::lsp::rules::rule_26_the_encoding_is_one_that_the_client_offers",
            "it::lsp::rename::a_footnote_is_renamed_in_every_encoding",
        ],
    ),
    (
        "no input ends the server or makes it forget",
        &[
            "it::reparse::edits_of_the_first_quarter",
            "it::findings::findings_after_edits_are_those_of_the_text",
            "it::lsp::framing::depth_without_bound",
            "it::lsp::faults::ten_thousand_edits_without_a_pause",
            "server::serve::tests::a_panic_is_an_answer_and_the_server_goes_on",
        ],
    ),
];

/// What is completed, each with the tests of what is offered and those of where nothing is.
const COMPLETIONS: &[Promise] = &[
    (
        "the ids of footnotes, wanted ones first, with their notes",
        &[
            "ide::completion::footnote::tests:: a_number_is_offered_with_its_note a_note_is_offered_the_numbers_that_want_one a_markdown_reference a_markdown_note numbers_come_from_all_cells silence_elsewhere",
        ],
    ),
    ("whole notes", &["ide::completion::footnote::tests::a_whole_note_where_its_line_begins"]),
    (
        "images and files, from the page's folder, the root and with the baseurl, with sizes, folder by folder",
        &[
            "ide::completion::image::tests:: a_post_is_offered_what_its_page_will_find a_notebook_is_offered_what_lies_beside_it other_elements_take_other_files silence_elsewhere",
        ],
    ),
    (
        "links to posts by title",
        &[
            "ide::completion::link::tests:: a_post_is_linked_to_by_its_address places_of_this_page_and_other_pages silence_elsewhere",
        ],
    ),
    (
        "`post_url`, `link`, `include` and its parameters",
        &[
            "ide::completion::argument::tests:: posts_by_title_the_newest_first linked_files_posts_first_and_folders_drill_down included_files parameters_that_an_included_file_reads silence_elsewhere",
        ],
    ),
    (
        "`ref` and `relref`",
        &[
            "ide::completion::shortcode::tests:: pages_by_their_path_and_title places_of_the_page_that_is_named silence_elsewhere",
        ],
    ),
    (
        "headings of this page and of the linked one",
        &["ide::completion::link::tests:: places_by_their_ids headings_of_all_pages silence_elsewhere"],
    ),
    ("labels of definitions", &["ide::completion::link::tests:: labels_of_definitions silence_elsewhere"]),
    (
        "keys and values of front matter, by generator",
        &[
            "ide::completion::front_matter::tests:: keys_that_are_not_given_yet values_by_the_key other_generators_have_other_keys silence_in_the_text",
        ],
    ),
    (
        "tags and categories of the blog",
        &["ide::completion::labels::tests:: in_a_list on_lines_of_their_own as_words_of_a_string in_toml"],
    ),
    ("emoji", &["ide::completion::emoji::tests:: a_name_that_is_being_written silence_elsewhere"]),
    (
        "Liquid's tags, filters and variables",
        &[
            "ide::completion::liquid::tests:: tags_that_the_blog_knows the_open_block_comes_first filters silence_elsewhere",
            "ide::completion::variable::tests:: members_of_the_site_and_of_the_page silence_elsewhere",
        ],
    ),
    (
        "languages of code",
        &["ide::completion::code::tests:: a_language_of_the_page_comes_first fences_of_every_kind silence_elsewhere"],
    ),
    (
        "one safe edit each, with what the name does not say, at the right trigger, and nothing in plain text",
        &[
            "ide::completion::tests:: everything_is_offered_behind_its_opener what_a_name_does_not_say_is_told_beside_it nothing_in_plain_text",
            "it::completions::each_completion_is_one_edit_on_the_line",
        ],
    ),
];

/// What is told where the cursor is, each with the tests of what is said and those of where nothing is.
const HOVERS: &[Promise] = &[
    (
        "the text of a footnote as readers see it",
        &[
            "ide::hover::footnote::tests:: a_number a_note a_note_in_another_cell a_post_shows_the_marks_of_markdown a_note_that_liquid_cuts nothing_where_readers_see_no_footnote",
        ],
    ),
    (
        "an image, or why it is not shown",
        &[
            "ide::hover::image::tests:: its_size_its_place_and_its_alternative_text why_it_is_not_shown silence_elsewhere",
        ],
    ),
    ("the picture itself", &["it::lsp::features::a_hover_shows_the_picture_where_it_is_wanted_and_can_be_shown"]),
    (
        "what a link leads to: title, date and first lines",
        &[
            "ide::hover::link::tests:: a_post_by_its_title_its_date_and_its_first_lines a_place_on_a_page_by_its_heading a_page_of_hugo_by_its_reference a_file_and_what_leads_nowhere",
        ],
    ),
    (
        "a key of front matter and who reads it",
        &[
            "ide::hover::front_matter::tests:: a_key the_picture_of_the_card a_key_in_the_list_of_a_notebook_and_none_in_the_text",
        ],
    ),
    ("an emoji", &["ide::hover::emoji::tests::a_name_and_no_name"]),
    (
        "mathematics, where Unicode says the same",
        &["ide::hover::math::tests:: what_unicode_can_write a_formula_where_it_stands"],
    ),
    (
        "Liquid's tags, filters and includes",
        &[
            "ide::hover::liquid::tests:: a_tag an_included_file a_filter a_linked_post nothing_where_liquid_reads_nothing",
        ],
    ),
    ("a heading's id", &["ide::hover::heading::tests::the_id_that_its_generator_gives_it"]),
    (
        "plain text for editors that show no Markdown",
        &[
            "it::lsp::display::editors_that_show_no_markdown_get_plain_text",
            "it::lsp::clients::clients_that_show_nothing_but_text_get_nothing_else",
        ],
    ),
];

/// Adds the tests of a folder by their paths, `prefix` before them.
fn add_tests(folder: &Path, prefix: &str, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let module = format!("{prefix}{stem}::");
        if path.is_dir() {
            add_tests(&path, &module, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            add_tests_of(&fs::read_to_string(&path).unwrap(), &module, found);
        }
    }
}

/// Adds the tests of a file: those that run, `#[ignore]` among their attributes leaves them out.
fn add_tests_of(text: &str, module: &str, found: &mut BTreeSet<String>) {
    let (mut inline, mut runs) = (String::new(), false);
    for line in text.lines() {
        let outer = line.strip_suffix(" {").filter(|line| !line.starts_with(' ')).and_then(|it| it.rsplit_once(' '));
        if let Some((_, name)) = outer.filter(|(before, _)| before.ends_with("mod")) {
            inline = format!("{name}::");
        }
        match line.trim_start() {
            "#[test]" => runs = true,
            attribute if attribute.starts_with("#[ignore") => runs = false,
            attribute if attribute.starts_with("#[") => {}
            function => {
                if let Some(name) = function.strip_prefix("fn ").and_then(|rest| rest.split('(').next())
                    && runs
                {
                    let inline = if line.starts_with(' ') { inline.as_str() } else { "" };
                    found.insert(format!("{module}{inline}{name}"));
                }
                runs = false;
            }
        }
    }
}

/// The tests that are named, by their whole paths.
fn named(promises: &[Promise]) -> Vec<String> {
    promises.iter().flat_map(|(_, tests)| paths(tests)).collect()
}

/// The whole paths of tests, those of one module named behind it.
fn paths(tests: &[&str]) -> Vec<String> {
    let of_module = |written: &&str| -> Vec<String> {
        match written.split_once(' ') {
            Some((module, names)) => names.split(' ').map(|name| format!("{module}{name}")).collect(),
            None => vec![(*written).to_owned()],
        }
    };
    tests.iter().flat_map(of_module).collect()
}

/// All tests that run, by their paths.
pub fn all_tests() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut tests = BTreeSet::new();
    add_tests(&root.join("src"), "", &mut tests);
    add_tests(&root.join("tests/it"), "it::", &mut tests);
    tests
}

/// Those of some tests that are not among all.
pub fn gone(tests: &[&str], all: &BTreeSet<String>) -> Vec<String> {
    paths(tests).into_iter().filter(|test| !all.contains(test)).collect()
}

#[test]
fn each_promise_is_held_by_tests_that_run() {
    let tests = all_tests();
    for (promises, count) in [(FAULTS, 14), (LIFE, 11), (WANTS, 25), (COMPLETIONS, 14), (HOVERS, 10)] {
        assert_eq!(promises.len(), count);
        assert!(promises.iter().all(|(_, tests)| !tests.is_empty()));
        let gone: Vec<String> = promises.iter().flat_map(|(_, named)| gone(named, &tests)).collect();
        assert!(gone.is_empty(), "no such tests: {gone:#?}");
    }
    // And no fault is looked for that is not listed.
    let listed: BTreeSet<String> = named(FAULTS).into_iter().collect();
    let unlisted: Vec<&String> =
        tests.iter().filter(|test| test.starts_with("it::peers::") && !listed.contains(*test)).collect();
    assert!(unlisted.is_empty(), "listed nowhere: {unlisted:#?}");
}

#[test]
fn a_test_is_known_by_its_module_and_its_name() {
    let text = "#[test]\nfn one() {}\n\n#[test]\n#[ignore = \"slow\"]\nfn two() {}\n\nfn three() {}\npub(crate) mod tests {\n    #[test]\n    #[cfg(unix)]\n    fn four() {}\n}\n";
    let mut found = BTreeSet::new();
    add_tests_of(text, "a::b::", &mut found);
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["a::b::one", "a::b::tests::four"]);
}
