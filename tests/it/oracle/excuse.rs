//! The differences between Jekyll's page and what we say that stay, each with its reason and with the place it holds for.

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

    /// A fence that nothing closes, one with words behind its language, and one whose line Liquid's `-` joins to the text
    /// before it are no fences to kramdown: what stands in
    /// them is text, or code in a line. We take it for code and are silent.
    fn is_in_odd_fence(&self, at: usize) -> bool {
        let mut open: Option<(&str, bool)> = None;
        let mut line_start = self.body;
        for line in self.post[self.body..].split_inclusive('\n') {
            let text = line.trim_start_matches([' ', '>', '-', '\t']).trim_end();
            let mark = &text[..text.len() - text.trim_start_matches(['`', '~']).len()];
            match open {
                Some((fence, _)) if mark.len() >= fence.len() && text == mark && mark.starts_with(&fence[..1]) => {
                    if line_start > at {
                        return open.is_some_and(|(_, odd)| odd);
                    }
                    open = None;
                }
                None if mark.len() > 2 && line_start <= at => {
                    let before = self.before(line_start).trim_end();
                    let joined = before.ends_with("-%}") || before.ends_with("-}}");
                    open = Some((mark, joined || text[mark.len()..].trim().contains(' ')));
                }
                _ => {}
            }
            line_start += line.len();
        }
        open.is_some()
    }

    /// Whether readers see what stands at a place is not known from the text alone.
    pub fn is_uncertain(&self, at: usize) -> bool {
        self.is_never_rendered(at) || self.is_hidden(at) || self.is_in_odd_fence(at)
    }

    /// A note whose number is a variable that the page sets may be the one that is asked for: we are silent.
    pub fn sets_a_variable(&self) -> bool {
        ["assign", "capture", "for", "include"].iter().any(|name| self.post.contains(&format!("{{% {name}")))
    }

    /// What Liquid prints in a heading is not known, except for a footnote's number, nor is it known to a heading alone
    /// whether the page has the note of a `[^1]`. kramdown's own comments are not read.
    pub fn is_uncertain_heading(&self, start: usize, end: usize) -> bool {
        let words = &self.post[start..end];
        let before = self.before(start);
        let tags = words.matches("{%").count() > words.matches("{% fn ").count();
        tags || words.contains("{{")
            || words.contains("[^")
            || words.contains("{:")
            || self.is_uncertain(start)
            || before.rfind("{::comment}") > before.rfind("{:/comment}")
    }

    /// Whether a heading stands where Liquid's `-` takes the line break before or behind it.
    pub fn is_joined(&self, start: usize, end: usize) -> bool {
        let before = self.before(start).trim_end();
        let behind = self.post[end..].trim_start();
        before.ends_with("-%}") || before.ends_with("-}}") || behind.starts_with("{%-") || behind.starts_with("{{-")
    }

    /// How many headings stand where we read none: in HTML with `markdown="1"`, of which we read the words alone; right
    /// under a line of HTML, which CommonMark takes for more of it; in a fence that is none to kramdown; and behind the
    /// colon of a definition list; and in a list's item whose underline is not indented.
    pub fn unread_headings(&self) -> usize {
        let mut line_start = self.body;
        let mut above = "";
        let mut count = 0;
        for line in self.post[self.body..].split_inclusive('\n') {
            let is_heading = line.starts_with('#');
            count += usize::from(is_heading && (above.contains('<') || self.is_in_odd_fence(line_start)));
            count += usize::from(line.starts_with(": "));
            count += usize::from(line.starts_with("--") && above.starts_with("- "));
            line_start += line.len();
            above = line;
        }
        count + self.headings_in_html()
    }

    fn headings_in_html(&self) -> usize {
        let behind = self.post[self.body..].split("markdown=\"1\"").skip(1);
        behind
            .flat_map(|html| html.split("</").next())
            .flat_map(str::lines)
            .filter(|line| line.starts_with('#'))
            .count()
    }

    /// Between `{% raw %}` and its end even `{{ site.baseurl }}` is an address as it is typed; we read it all the same.
    pub fn is_raw(&self, at: usize) -> bool {
        let before = self.before(at);
        before.split("{%").skip(1).map(tag_name).filter(|name| name.ends_with("raw")).last() == Some("raw")
    }

    /// Mathematics goes on over blank lines to kramdown, and a tag of any name begins HTML; to CommonMark neither does.
    pub fn is_in_other_block(&self, at: usize) -> bool {
        let before = self.before(at);
        let paragraph = before.rsplit("\n\n").next().unwrap_or(before);
        let math = before.matches("$$").count() % 2 == 1 && self.post[at..].contains("$$");
        // A space that ends the label of a note makes it a link's label to kramdown.
        let label = paragraph.strip_prefix("[^").and_then(|note| note.split_once("]:"));
        let spaced = label.is_some_and(|(label, _)| label.ends_with(char::is_whitespace));
        math || spaced || paragraph.starts_with('<')
    }

    /// Ruby reads dates in words that are dates to nobody else.
    pub fn has_odd_date(&self) -> bool {
        let date = self.post[..self.body].lines().find_map(|line| line.strip_prefix("date:"));
        let plain = |byte: u8| byte.is_ascii_digit() || b"-: +\"'".contains(&byte);
        date.is_some_and(|date| !date.bytes().all(plain))
    }

    /// An address from a filter, a variable or an include is not followed, and servers take two slashes for one.
    pub fn is_not_followed(&self, address: &str) -> bool {
        let name = address.rsplit('/').next().unwrap_or(address);
        let unknown = |at: usize| {
            let line = self.post[at..].lines().next().unwrap_or_default();
            let start = self.post[..at].rfind('\n').map_or(0, |end| end + 1);
            let line = format!("{}{line}", &self.post[start..at]).replace("{{ site.baseurl }}", "");
            line.contains("{{") || line.contains("{%") || self.is_uncertain(at)
        };
        // Nor is an address of a folder, or one over words in a definition, taken for a picture's.

        if !name.contains('.')
            || address.contains("{{")
            || address.contains(char::is_whitespace) && self.post.contains("]:")
        {
            return true;
        }
        address.contains("//") || self.post.match_indices(name).all(|(at, _)| at < self.body || unknown(at))
    }
}

fn tag_name(tag: &str) -> &str {
    let tag = tag.trim_start_matches('-').trim_start();
    tag.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or(tag)
}

/// The tag prints its number between `'`, and kramdown takes a link over lines apart: the number is lost in either.
pub fn breaks_its_own_tag(id: &str) -> bool {
    id.contains(['\'', '\n', '<'])
}

/// Servers take two slashes for one; a tab that a filter prints is `%09` in the page, and we leave it out.
pub fn squeezed(address: &str) -> String {
    let mut squeezed = address.replace('\t', "");
    while squeezed.contains("//") {
        squeezed = squeezed.replace("//", "/");
    }
    squeezed
}
