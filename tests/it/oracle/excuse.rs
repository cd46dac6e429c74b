//! The differences between Jekyll's page and what we say that stay, each with its reason and with the place it holds for.

use manicule::ide::{Code, Diagnostic};

/// What a post holds that makes a difference stay.
pub struct Excuses<'a> {
    post: &'a str,
    body: usize,
}

/// Tags whose inside is rendered once, often, or not at all.
const CONDITIONS: &[&str] = &["if", "unless", "case", "for", "tablerow", "ifchanged", "capture"];

impl<'a> Excuses<'a> {
    pub fn new(post: &'a str, body: usize) -> Excuses<'a> {
        Excuses { post, body }
    }

    fn before(&self, at: usize) -> &str {
        &self.post[self.body.min(at)..at]
    }

    /// What a condition leaves out is not known, nor how often a loop comes round: all in it counts as shown once. Behind
    /// a `break` outside of a loop, nothing is rendered any more; it counts as shown.
    pub fn is_never_rendered(&self, at: usize) -> bool {
        let before = self.before(at);
        let names = before.split("{%").skip(1).map(tag_name);
        let mut open = Vec::new();
        let mut broken = false;
        for name in names {
            broken |= name == "break" || name == "continue";
            if CONDITIONS.contains(&name) {
                open.push(name);
            } else if name.strip_prefix("end").is_some_and(|block| open.last() == Some(&block)) {
                open.pop();
            }
        }
        broken || !open.is_empty()
    }

    /// Jekyll warns of what stands in a comment, which nobody sees.
    pub fn is_hidden(&self, at: usize) -> bool {
        let before = self.before(at);
        let last = |mark: &str| before.rfind(mark).map_or(0, |at| at + 1);
        let tags = || before.split("{%").skip(1).map(tag_name).filter(|name| name.ends_with("comment"));
        last("<!--") > last("-->") || tags().last() == Some("comment")
    }

    /// Whether readers see what stands at a place is not known from the text alone.
    pub fn is_uncertain(&self, at: usize) -> bool {
        self.is_never_rendered(at) || self.is_hidden(at)
    }

    /// A note whose number is a variable that the page sets may be the one that is asked for: we are silent.
    pub fn sets(&self, variable: &str) -> bool {
        let tags = || self.post.split("{%").skip(1).filter_map(|tag| tag.split("%}").next());
        let sets = |name: &&str| tags().any(|tag| tag_name(tag) == *name && tag.contains(variable));
        variable == "include"
            || self.post.contains("{% include ")
            || ["assign", "capture", "for", "increment", "decrement"].iter().any(sets)
    }

    /// What Liquid prints in a heading is not known, except for a footnote's number, nor is it known to a heading alone
    /// whether the page has the note of a `[^1]`. An attribute list may go on over blank lines. In HTML kramdown gives ids by its older rule. kramdown's own comments are not read.
    pub fn is_uncertain_heading(&self, start: usize, end: usize) -> bool {
        let words = &self.post[start..end];
        let before = self.before(start);
        let tags = words.matches("{%").count() > words.matches("{% fn ").count();
        let line = &before[before.rfind('\n').map_or(0, |end| end + 1)..];
        let is_in_list = before.matches("{:").count() > before.matches('}').count()
            || before.rfind("{:").is_some_and(|open| !before[open..].contains('}'));
        let above = before.trim_end().rsplit('\n').next().unwrap_or_default();
        let paragraph = before.rsplit("\n\n").next().unwrap_or_default();
        let is_open = |line: &str| line.starts_with("{:") && !line.contains('}');
        let is_under_list = above.ends_with('}') && !above.contains('{') || paragraph.lines().any(is_open);
        let breaks = |tag: &str| tag.split("%}").next().unwrap_or_default().contains(['<', '|']);
        let tag_goes_on = words.rfind("{%") > words.rfind("%}") || words.split("{%").skip(1).any(breaks);
        let has_entity =
            words.split('&').skip(1).any(|it| it.split_once(';').is_some_and(|(name, _)| is_unknown(name)));
        // An item of another list belongs to the one above it.
        let over = before[..before.len() - line.len()].trim_end().rsplit('\n').next().unwrap_or_default();
        let is_item = line.ends_with(". ") && over.trim_start().starts_with(['-', '*', '+']);
        is_in_list
            || is_item
            || is_under_list
            || tag_goes_on
            || has_entity
            || words.split('<').skip(1).any(has_odd_name)
            || words.contains('[') && self.joins_definition()
            || tags
            || words.contains("{{")
            || words.contains("[^")
            || words.contains("{:")
            || before.contains("markdown=\"")
            || line.starts_with("[^")
            || self.is_uncertain(start)
            || self.is_in_other_block(start)
            || before.rfind("{::comment}") > before.rfind("{:/comment}")
    }

    /// Whether a heading stands where Liquid's `-` takes the line break before or behind it.
    pub fn is_joined(&self, start: usize, end: usize) -> bool {
        let before = self.before(start).trim_end();
        let behind = self.post[end..].trim_start();
        before.ends_with("-%}") || before.ends_with("-}}") || behind.starts_with("{%-") || behind.starts_with("{{-")
    }

    /// Liquid's `-` may join what it prints to a definition of a label, as more of the address.
    fn joins_definition(&self) -> bool {
        self.post.lines().filter(|line| line.starts_with('[') && line.contains("]:")).any(|line| {
            let end = line.as_ptr() as usize - self.post.as_ptr() as usize + line.len();
            let behind = self.post[end..].trim_start();
            behind.starts_with("{{-") || behind.starts_with("{%-")
        })
    }

    /// How many headings stand where we read none: behind the colon of a definition
    /// list; in a list's item whose underline is not indented; under a definition that is underlined; behind a note or a tag on its
    /// line, or on the line that Liquid's `-` joins to it.
    pub fn unread_headings(&self) -> usize {
        let mut line_start = self.body;
        let (mut over, mut above) = ("", "");
        let mut count = 0;
        for line in self.post[self.body..].split_inclusive('\n') {
            let underlines = line.starts_with(['=', '-']);
            let before = self.before(line_start).trim_end();
            let joined = before.ends_with("-}}") || before.ends_with("endhighlight -%}");
            // Nothing but the mark of an item is words to kramdown.
            let mark = above.trim_end().trim_start_matches(|c: char| c.is_ascii_digit());
            count += usize::from(underlines && matches!(mark, "-" | "."));
            let is_mixed = line.trim_end().chars().all(|c| matches!(c, '-' | '='));
            count += usize::from(is_mixed && line.contains('-') && line.contains('='));
            count += usize::from(underlines && line.contains('\u{b}'));
            count += usize::from(line.starts_with('#') && joined);
            // At the head of an element that holds Markdown, a line is underlined as under a blank one.
            count += usize::from(underlines && over.contains("markdown="));
            count += usize::from(line.contains("\u{b}#"));
            // White space of other kinds belongs to the name of a tag.
            let has_odd_space = |tag: &str| tag.split(['>', ' ']).next().unwrap_or_default().contains('\u{b}');
            count +=
                usize::from(line.starts_with('#') && self.before(line_start).split('<').skip(1).any(has_odd_space));
            // A tag that prints nothing may stand behind an underline.
            count += usize::from(underlines && line.contains("{%"));
            count += usize::from(line.starts_with(": ") || line.contains("}}#"));
            count += usize::from(line.starts_with("--") && self.is_unread_liquid() && above.contains(['{', '}']));
            count += usize::from(line.starts_with('#') && self.is_in_output(line_start));
            count += usize::from(underlines && above.starts_with('[') && above.contains("]:"));
            line_start += line.len();
            (over, above) = (above, line);
        }
        count
    }

    /// Where the post itself turns Liquid off, its text is read as if it were not: nothing is said of it.
    fn is_unread_liquid(&self) -> bool {
        self.post[..self.body].contains("render_with_liquid: false")
    }

    /// The text of an output may hold lines, which it prints.
    fn is_in_output(&self, at: usize) -> bool {
        let before = self.before(at);
        before.rfind("{{").is_some_and(|open| !before[open..].contains("}}"))
    }

    /// Between `{% raw %}` and its end even `{{ site.baseurl }}` is an address as it is typed; we read it all the same.
    pub fn is_raw(&self, at: usize) -> bool {
        let before = self.before(at);
        before.split("{%").skip(1).map(tag_name).filter(|name| name.ends_with("raw")).last() == Some("raw")
    }

    /// Whether what stands at a place may be another thing to readers than it is to us.
    pub fn is_unsure(&self, start: usize, end: usize) -> bool {
        self.is_uncertain(start) || self.is_raw(start) || self.is_in_other_block(start) || self.is_joined(start, end)
    }

    /// Whether ids may come from what is not followed: then we are silent.
    pub fn may_make_ids(&self) -> bool {
        let made = ["{%", "{{", "{:", "<h", "<H", "<script", "markdown=", "[^", "=\n", "--\n"];
        made.iter().any(|mark| self.post.contains(mark))
    }

    /// Whether no link with a fragment stands where readers see one for certain, or the post names the id by whatever means.
    pub fn is_fragment_not_followed(&self, id: &str) -> bool {
        let named = [format!("=\"{id}"), format!("='{id}"), format!("={id}")];
        if named.iter().any(|named| self.post.contains(named)) {
            return true;
        }
        // What begins as a declaration and is none ends no element to kramdown.
        if self.post.contains("<!/") {
            return true;
        }
        // In HTML that nothing ends, code is none.
        let is_code = |at: usize| self.before(at).rsplit('\n').next().unwrap_or_default().matches('`').count() % 2 == 1;
        let unsure = |at: usize| at < self.body || self.is_uncertain(at) || self.is_in_other_block(at) || is_code(at);
        self.post.match_indices(&format!("#{id}")).all(|(at, _)| unsure(at))
    }

    /// Mathematics goes on over blank lines to kramdown, to CommonMark it does not, and tags have names of other letters.
    /// Under a note, which is HTML, a line that is indented is code; we see a paragraph.
    pub fn is_in_other_block(&self, at: usize) -> bool {
        let before = self.before(at);
        let (first, all) = (before.matches("$$").count(), self.post.matches("$$").count());
        let math = first % 2 == 1 && first < all || first > 0 && all % 2 == 1;
        let line = before.rfind('\n').map_or(0, |end| end + 1);
        let is_code = before[line..].starts_with("    ") && before[..line].trim_end().ends_with("}}");
        let in_tag = before.split('<').skip(1).any(has_odd_name);
        // Signs and spaces in the label of a note make it a link's label to kramdown.
        let paragraph = before.rsplit("\n\n").next().unwrap_or(before);
        let label = paragraph.strip_prefix("[^").and_then(|note| note.split_once("]:"));
        let is_word = |c: char| c == '-' || c == '_' || c.is_ascii_alphanumeric();
        let is_link = label.is_some_and(|(label, _)| label.is_empty() || !label.chars().all(is_word));
        is_link || math || is_code || in_tag || self.is_in_other_code(at) || self.is_in_lone_note(at)
    }

    /// A fence in a list's item that goes on at the left edge, one that Liquid's `-` joins to a note, and what stands behind
    /// `>` and a tab.
    fn is_in_other_code(&self, at: usize) -> bool {
        let before = self.before(at);
        let line = &before[before.rfind('\n').map_or(0, |end| end + 1)..];
        let mark = before.rfind("```").max(before.rfind("~~~"));
        let fence = mark.map_or("", |mark| &before[before[..mark].rfind('\n').map_or(0, |end| end + 1)..]);
        let is_indented = |line: &str| line.is_empty() || line.starts_with([' ', '-']);
        let is_lazy = fence.starts_with([' ', '-']) && !fence.lines().all(is_indented);
        let above = before[..before.len() - fence.len()].trim_end();
        let is_joined = !fence.is_empty() && (above.ends_with("-}}") || above.ends_with("-%}"));
        line.trim_start().starts_with(">\t") || is_lazy || is_joined
    }

    /// A note to which only notes refer is not shown.
    fn is_in_lone_note(&self, at: usize) -> bool {
        let paragraph_of = |at: usize| self.before(at).rfind("\n\n").map_or(self.body, |end| self.body + end + 2);
        let note = self.post[paragraph_of(at)..].strip_prefix("[^").and_then(|note| note.split_once("]:"));
        note.is_some_and(|(label, _)| {
            let marker = format!("[^{label}]");
            self.post.match_indices(&marker).all(|(at, _)| self.post[paragraph_of(at)..].starts_with("[^"))
        })
    }

    /// Under a line that Liquid's `-` joins to it a paragraph with a `|` is no table to kramdown.
    fn is_joined_table(&self, at: usize) -> bool {
        let paragraph = self.before(at).rfind("\n\n").map_or(self.body, |end| end + 2);
        let before = self.before(paragraph).trim_end();
        self.post[paragraph..].split("\n\n").next().unwrap_or_default().contains('|')
            && (before.ends_with("-}}") || before.ends_with("-%}"))
    }

    /// A reference to a footnote in an address is none to readers; so is one behind a definition that Liquid's `-` joins to
    /// its line.
    pub fn is_in_address(&self, at: usize) -> bool {
        let before = self.before(at);
        before.rfind("](").is_some_and(|open| !before[open..].contains(')')) || self.joins_definition()
    }

    /// Ruby reads dates in words that are dates to nobody else, and other years than those of four digits.
    pub fn has_odd_date(&self) -> bool {
        // Where the build stops at the date, nothing tells where the body starts.
        let head = if self.body == 0 { self.post } else { &self.post[..self.body] };
        let mut dates = head.lines().filter_map(|line| line.trim_start().strip_prefix("date:"));
        let is_number = |part: &str, most: usize| part.len() <= most && part.bytes().all(|byte| byte.is_ascii_digit());
        let plain = |date: &str| {
            let day = date.trim().trim_matches(['"', '\'']).split([' ', 'T']).next().unwrap_or_default();
            let parts: Vec<&str> = day.split('-').collect();
            parts.len() == 3
                && parts[0].len() == 4
                && is_number(parts[0], 4)
                && parts[1..].iter().all(|it| is_number(it, 2))
        };
        // libyaml takes a `%` that begins a line for a directive, and refuses the whole.
        head.contains("\n%") || dates.any(|date| !plain(date))
    }

    /// An address that ends as what stands behind an output or a tag of Liquid does, or that such a one goes on with: what
    /// they print is not followed, but for the site's own address.
    fn is_from_liquid(&self, address: &str) -> bool {
        let ends = self.post.match_indices("}}").chain(self.post.match_indices("%}")).map(|(at, _)| at + 2);
        ends.filter(|end| *end > self.body).any(|end| {
            // An output may begin amid another that is not ended.
            let last = self.post[..end - 2].rfind(['}']).map_or(self.body, |end| end + 1);
            let start = ["{{", "{%"].iter().filter_map(|mark| self.post[last..end].find(mark)).min();
            let start = start.map_or(end, |start| last + start);
            let before = self.post[..start].rsplit(['(', '"', '\'', '<', '\n']).next().unwrap_or_default();
            let behind = |ends: &[char]| {
                let literal = self.post[end..].split(ends).next().unwrap_or_default();
                let literal = literal.replace(['\n', '\r', '\t'], "");
                literal.split(['?', '#']).next().unwrap_or_default().trim_end().to_owned()
            };
            let printed = &self.post[start..end];
            let known = ["{{ site.baseurl }}", "{{ site.url }}"].contains(&printed)
                || printed.ends_with("| relative_url }}")
                    && printed.matches('|').count() == 1
                    && printed.matches('\'').count().is_multiple_of(2)
                    && !printed.contains(['(', ')', '<', '>']);
            let ends = [behind(&[')', '<', '>', '"']), behind(&[')', '<', '>', '"', '\''])];
            // What ends an address where it is printed may end it before its own end.
            let inside = printed.split(['\'', '"']).nth(1).and_then(|text| text.split([')', '<', '>', ' ']).next());
            let is_cut = inside.is_some_and(|inside| address.trim_end_matches('/').ends_with(inside));
            let is_set = self.post.contains(&format!("{address}?")) && self.post.contains("{% assign ");
            let goes_on = self.post[end..].starts_with(address);
            !known && (is_set || goes_on)
                || (!known || before.contains("}}")) && (ends.iter().any(|it| address.ends_with(it)) || is_cut)
        })
    }

    /// What an include makes of its parameters is the include's to say, and the tag of a footnote that has no end prints all
    /// up to the next.
    fn is_in_tag(&self, at: usize) -> bool {
        self.post[..at].match_indices("{%").any(|(start, _)| {
            let tag = self.post[start + 2..at].trim_start();
            ["include", "fn"].iter().any(|name| tag.starts_with(name)) && !tag.contains("%}")
        })
    }

    /// A tag that holds a blank line is a paragraph's end to CommonMark.
    fn is_over_blank_line(&self, address: &str) -> bool {
        let own = &*address.trim_start_matches("/blog/").replace(['\n', '\r'], "");
        let tag = |at: usize| self.post[..at].rfind('<').map_or("", |open| &self.post[open..at]);
        if self.post.match_indices(own).all(|(at, _)| tag(at).contains("\n\n") && !tag(at).contains('>')) {
            return true;
        }
        let joined = |text: &str| text.replace(['\n', '\r'], "").contains(own);
        joined(self.post) && !self.post.split("\n\n").any(joined)
    }

    /// What Liquid prints is not followed, nor is what stands where it is not certain that readers see it.
    pub fn is_not_followed(&self, address: &str) -> bool {
        let name = address.rsplit('/').next().unwrap_or(address);
        let own = address.trim_start_matches("/blog/");
        let wanted = if self.post.contains(own) { own } else { name };
        let goes_on = |at: usize| self.post[at + wanted.len()..].starts_with(['{']);
        let uncertain = |at: usize| {
            at < self.body || self.is_uncertain(at) || self.is_in_other_block(at) || self.is_in_tag(at) || goes_on(at)
        };
        // The blog's own folder is redirected. An address that names the server is one of any server.
        self.is_from_liquid(address)
            || self.post.contains(&format!("http://example.com{address}"))
            || address == "/blog"
            // A quote that Liquid prints may begin a title.
            || address.contains(['"', '\'']) && self.post.contains("}}")
            || self.is_over_blank_line(address)
            || self.post.match_indices(wanted).all(|(at, _)| self.is_joined_table(at))
            || self.post.match_indices(wanted).all(|(at, _)| uncertain(at))
    }
}

/// Whether a finding stands in a note that kramdown does not show: one that nothing refers to, or the first of two of one
/// number. That is said of the note itself.
pub fn is_left_out(found: &[Diagnostic], inner: &Diagnostic) -> bool {
    let left_out =
        |it: &&Diagnostic| it.code == Code::DuplicateFootnote || it.message.contains("is left out of the page");
    found.iter().filter(left_out).any(|it| it.range.contains_range(inner.range))
}

/// Whether a tag, or one of its attributes, has a name of other letters than ours.
fn has_odd_name(tag: &str) -> bool {
    let inside = tag.split('>').next().unwrap_or_default();
    let mut names = inside.split_whitespace().map(|word| word.split('=').next().unwrap_or_default());
    if tag.starts_with(|c: char| c.is_alphabetic()) && names.any(|name| !name.is_ascii()) {
        return true;
    }
    let name = tag.split(|c: char| c.is_whitespace() || "</>".contains(c)).next().unwrap_or_default();
    (name.contains(['.', '_', ':']) || !name.is_ascii()) && !name.contains("//")
}

/// kramdown knows the names of 537 signs, HTML and we those of two thousand.
fn is_unknown(entity: &str) -> bool {
    let is_name = !entity.is_empty() && entity.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_name && !["amp", "lt", "gt", "quot", "nbsp", "copy", "eacute"].contains(&entity)
}

fn tag_name(tag: &str) -> &str {
    let tag = tag.trim_start_matches('-').trim_start();
    tag.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or(tag)
}

/// The tag prints its number between `'`, and kramdown takes a link over lines apart, or with `~~` or `|`: the number is lost. An
/// argument by keyword prints what Ruby writes for it.
pub fn breaks_its_own_tag(id: &str) -> bool {
    id.contains(['\'', '\n', '<', '`', '|']) || id.contains("~~") || id.starts_with("fn-{")
}

/// Servers take two slashes for one; a tab or a line's end that a filter prints is `%09` or `%0A` in the page, and we leave
/// it out.
pub fn squeezed(address: &str) -> String {
    let mut squeezed = address.replace(['\t', '\n'], "");
    while squeezed.contains("//") {
        squeezed = squeezed.replace("//", "/");
    }
    squeezed
}
