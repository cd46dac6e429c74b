//! The filters that Liquid 5.4 and Jekyll 4.3 know, with what each does.

/// A filter: its name, its arguments as they are written, and what it does.
pub(in crate::ide) struct FilterInfo {
    pub name: &'static str,
    pub arguments: &'static str,
    pub does: &'static str,
}

macro_rules! filters {
    ($($name:literal $arguments:literal $does:literal;)*) => {
        /// All of them, the most useful to a writer first.
        pub(in crate::ide) const FILTERS: &[FilterInfo] =
            &[$(FilterInfo { name: $name, arguments: $arguments, does: $does },)*];
    };
}

filters! {
    "fndetail" "1" "Makes a footnote's text of the value (fastpages).";
    "relative_url" "" "Puts `baseurl` before a path.";
    "absolute_url" "" "Puts `url` and `baseurl` before a path.";
    "markdownify" "" "Turns Markdown into HTML.";
    "append" "'text'" "Puts text behind the value.";
    "prepend" "'text'" "Puts text before the value.";
    "replace" "'old', 'new'" "Replaces each occurrence of a text.";
    "replace_first" "'old', 'new'" "Replaces the first occurrence of a text.";
    "replace_last" "'old', 'new'" "Replaces the last occurrence of a text.";
    "remove" "'text'" "Takes each occurrence of a text out.";
    "remove_first" "'text'" "Takes the first occurrence of a text out.";
    "remove_last" "'text'" "Takes the last occurrence of a text out.";
    "date" "'%Y-%m-%d'" "Writes a date.";
    "date_to_string" "" "Writes a date as `07 Nov 2008`.";
    "date_to_long_string" "" "Writes a date as `07 November 2008`.";
    "date_to_xmlschema" "" "Writes a date by ISO 8601.";
    "date_to_rfc822" "" "Writes a date by RFC 822.";
    "default" "'value'" "Another value where there is none.";
    "upcase" "" "Makes all letters upper case.";
    "downcase" "" "Makes all letters lower case.";
    "capitalize" "" "Makes the first letter upper case.";
    "strip" "" "Takes white space off both ends.";
    "lstrip" "" "Takes white space off the start.";
    "rstrip" "" "Takes white space off the end.";
    "strip_html" "" "Takes HTML's tags out.";
    "strip_newlines" "" "Takes line endings out.";
    "newline_to_br" "" "Writes `<br>` before line endings.";
    "normalize_whitespace" "" "Makes one space of all white space.";
    "escape" "" "Writes `<`, `>`, `&` and quotes as entities.";
    "escape_once" "" "The same, but leaves entities alone.";
    "xml_escape" "" "Writes text so that XML can hold it.";
    "cgi_escape" "" "Writes text so that a query can hold it.";
    "uri_escape" "" "Writes text so that an address can hold it.";
    "url_encode" "" "Writes text so that an address can hold it.";
    "url_decode" "" "Reads text from an address.";
    "base64_encode" "" "Writes text by Base64.";
    "base64_decode" "" "Reads text by Base64.";
    "base64_url_safe_encode" "" "Writes text by Base64 for addresses.";
    "base64_url_safe_decode" "" "Reads text by Base64 for addresses.";
    "slugify" "" "Makes a part of an address of text.";
    "smartify" "" "Makes quotes and dashes typographic.";
    "truncate" "50" "Cuts text to a number of letters.";
    "truncatewords" "50" "Cuts text to a number of words.";
    "number_of_words" "" "Counts words.";
    "split" "','" "Cuts text into a list.";
    "join" "', '" "Makes text of a list.";
    "array_to_sentence_string" "" "Makes a sentence of a list.";
    "first" "" "The first of a list.";
    "last" "" "The last of a list.";
    "size" "" "How long text or a list is.";
    "slice" "0, 5" "A part of text or of a list.";
    "sort" "" "Sorts a list.";
    "sort_natural" "" "Sorts a list, upper and lower case alike.";
    "reverse" "" "Turns a list round.";
    "uniq" "" "Each of a list once.";
    "compact" "" "A list without what has no value.";
    "concat" "list" "One list behind another.";
    "map" "'key'" "One property of each of a list.";
    "sum" "" "Adds a list up.";
    "where" "'key', 'value'" "The objects of a list with a property.";
    "where_exp" "'item', 'condition'" "The objects of a list that meet a condition.";
    "find" "'key', 'value'" "The first object of a list with a property.";
    "find_exp" "'item', 'condition'" "The first object of a list that meets a condition.";
    "group_by" "'key'" "A list in groups by a property.";
    "group_by_exp" "'item', 'expression'" "A list in groups by an expression.";
    "push" "value" "A list with one more behind.";
    "pop" "" "A list without its last.";
    "shift" "" "A list without its first.";
    "unshift" "value" "A list with one more before.";
    "sample" "" "One of a list at random.";
    "plus" "1" "Adds.";
    "minus" "1" "Subtracts.";
    "times" "2" "Multiplies.";
    "divided_by" "2" "Divides.";
    "modulo" "2" "The rest of a division.";
    "abs" "" "Without its sign.";
    "ceil" "" "Rounds up.";
    "floor" "" "Rounds down.";
    "round" "" "Rounds.";
    "at_least" "1" "No less than.";
    "at_most" "1" "No more than.";
    "jsonify" "" "Writes a value as JSON.";
    "inspect" "" "Shows a value for debugging.";
    "sassify" "" "Turns Sass into CSS.";
    "scssify" "" "Turns SCSS into CSS.";
    "to_integer" "" "Makes a whole number of text.";
    "toc" "" "Puts a table of contents before HTML (jekyll-toc).";
    "toc_only" "" "A table of contents of HTML (jekyll-toc).";
}

/// What is known of a filter.
pub(in crate::ide) fn info(name: &str) -> Option<&'static FilterInfo> {
    FILTERS.iter().find(|filter| filter.name == name)
}

impl FilterInfo {
    /// What the filter does, and how it is written.
    pub fn describe(&self) -> String {
        let FilterInfo { name, arguments, does } = self;
        let colon = if arguments.is_empty() { "" } else { ": " };
        format!("`{{{{ value | {name}{colon}{arguments} }}}}`\n\n{does}")
    }
}
