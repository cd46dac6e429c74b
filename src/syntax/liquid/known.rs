//! The tags of Liquid 5.4 and Jekyll 4.3 with their shapes, and how many arguments their filters take.

use std::ops::RangeInclusive;

/// Whether a tag stands alone or opens a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// `{% assign a = 1 %}`.
    Inline,
    /// `{% if a %} … {% endif %}`.
    Block,
}

/// The shape of a tag that Liquid or Jekyll itself brings; `None` for those of plugins, and for `else`, `endif` and
/// others that only stand inside of blocks.
pub fn shape(tag: &str) -> Option<Shape> {
    match tag {
        "capture" | "case" | "comment" | "for" | "highlight" | "if" | "ifchanged" | "raw" | "tablerow" | "unless" => {
            Some(Shape::Block)
        }
        "#" | "assign" | "break" | "continue" | "cycle" | "decrement" | "echo" | "include" | "include_relative"
        | "increment" | "link" | "liquid" | "post_url" | "render" => Some(Shape::Inline),
        _ => None,
    }
}

/// How many arguments a filter of Liquid or Jekyll takes, its input left out; with another number the build stops.
/// `None` for the filters of plugins.
pub fn arguments(filter: &str) -> Option<RangeInclusive<usize>> {
    Some(match filter {
        "abs"
        | "absolute_url"
        | "base64_decode"
        | "base64_encode"
        | "base64_url_safe_decode"
        | "base64_url_safe_encode"
        | "capitalize"
        | "ceil"
        | "cgi_escape"
        | "date_to_rfc822"
        | "date_to_xmlschema"
        | "downcase"
        | "escape"
        | "escape_once"
        | "first"
        | "floor"
        | "h"
        | "inspect"
        | "jsonify"
        | "last"
        | "lstrip"
        | "markdownify"
        | "newline_to_br"
        | "normalize_whitespace"
        | "relative_url"
        | "reverse"
        | "rstrip"
        | "sassify"
        | "scssify"
        | "size"
        | "smartify"
        | "strip"
        | "strip_html"
        | "strip_index"
        | "strip_newlines"
        | "to_integer"
        | "upcase"
        | "uri_escape"
        | "url_decode"
        | "url_encode"
        | "xml_escape" => 0..=0,
        "array_to_sentence_string"
        | "compact"
        | "join"
        | "number_of_words"
        | "pop"
        | "round"
        | "sample"
        | "shift"
        | "slugify"
        | "sort_natural"
        | "uniq" => 0..=1,
        "date_to_long_string" | "date_to_string" | "default" | "sort" | "truncate" | "truncatewords" => 0..=2,
        "append" | "at_least" | "at_most" | "concat" | "date" | "divided_by" | "group_by" | "map" | "minus"
        | "modulo" | "plus" | "prepend" | "push" | "remove" | "remove_first" | "remove_last" | "split" | "times"
        | "unshift" => 1..=1,
        "replace" | "replace_first" | "slice" => 1..=2,
        "find" | "find_exp" | "group_by_exp" | "replace_last" | "where" | "where_exp" => 2..=2,
        _ => return None,
    })
}
