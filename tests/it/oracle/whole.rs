//! Whole posts: what all rules together say of a post, beside the page that Jekyll makes of it.

use std::collections::BTreeSet;
use std::path::Path;

use manicule::disk::{self, Root};
use manicule::ide::{Code, Diagnostic, diagnostics};
use manicule::site::{Change, FileId, Site, SitePath};
use manicule::text::Text;

use super::excuse::{self, Excuses};
use super::judge::{Fatal, Judge, Output, Tag, Value, Verdict};
use super::{links, posts, report};

/// The rules that say that the build stops.
const FATAL: &[Code] = &[
    Code::LiquidSyntax,
    Code::LiquidUnknownTag,
    Code::FootnoteArguments,
    Code::MissingInclude,
    Code::MissingLinkTarget,
];

/// A post, the page that Jekyll makes of it, and what we say of both.
struct Judged<'a> {
    post: &'a str,
    verdict: &'a Verdict,
    found: Vec<Diagnostic>,
    /// The ids that we give to the headings.
    headings: Vec<Titled>,
    excuses: Excuses<'a>,
}

/// A heading by its level, its id and its place.
struct Titled {
    level: u8,
    id: Option<String>,
    start: usize,
    end: usize,
}

#[test]
fn a_post_is_accused_of_what_its_page_shows() {
    let Some(judge) = Judge::find() else { return };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/site");
    let site = disk::read(&Root::of(&folder).unwrap()).changes.into_iter().fold(Site::default(), Site::apply);
    let posts = posts();
    let verdicts = judge.ask(&posts);
    let mut differences = Vec::new();
    for (i, (post, verdict)) in posts.iter().zip(&verdicts).enumerate() {
        let path = SitePath::new(&format!("_posts/2020-01-01-post-{i}.md"));
        let site = site.clone().apply(Change::Open(disk::page_of(&site, &path, post)));
        let found = diagnostics(&site, &FileId::from(path.clone()), &|_| Some(Text::new(post)));
        let headings = titled(&site, &path);
        let judged = Judged { post, verdict, found, headings, excuses: Excuses::new(post, verdict.body) };
        if let Some(what) = judged.difference() {
            let said = judged.found.iter().map(|it| format!("{} {:?} {}", it.code, it.range, it.message));
            let said: Vec<_> = said.collect();
            differences.push(format!("{post:?}\n  {what}\n  Jekyll: {:?}\n  ours: {said:#?}", verdict.fatal));
        }
    }
    eprintln!("{} posts judged, {} by hand", posts.len(), super::cases().len());
    report(&differences);
}

fn titled(site: &Site, path: &SitePath) -> Vec<Titled> {
    let Some(page) = site.page(path) else { return Vec::new() };
    let anchors = site.anchors(page);
    let headings = page.sources.iter().flat_map(|source| source.post.headings());
    let titled = headings.map(|heading| {
        let anchor = anchors.iter().find(|it| it.heading.is_some() && it.range == heading.range);
        let (start, end) = (heading.range.start().into(), heading.range.end().into());
        Titled { level: heading.level, id: anchor.map(|it| it.id.to_string()), start, end }
    });
    titled.collect()
}

impl Judged<'_> {
    /// The first difference between a page and what is said of its post.
    fn difference(&self) -> Option<String> {
        let stops = |it: &&Diagnostic| FATAL.contains(&it.code) || it.message.starts_with("the build stops");
        let stops = self.found.iter().filter(stops).collect::<Vec<_>>();
        match &self.verdict.fatal {
            Some(fatal) => self.stop_differs(fatal, &stops),
            None => {
                let unexcused = stops.iter().find(|it| !self.excuses.is_never_rendered(it.range.start().into()));
                // What begins with `:` is a symbol to Ruby, for which Jekyll does not read the front matter.
                let is_symbol = self.verdict.yaml.as_ref().is_some_and(|it| it.contains("unspecified class"));
                if unexcused.is_some() && !is_symbol {
                    return Some("the build goes on".to_owned());
                }
                // What is said of a page that is not built for another reason cannot be compared.
                stops.is_empty().then(|| self.page_differs()).flatten()
            }
        }
    }

    /// Whether we tell what stops the build, on the token or on the line that Liquid names.
    fn stop_differs(&self, fatal: &Fatal, stops: &[&Diagnostic]) -> Option<String> {
        // Ruby reads dates in words and numbers that are dates to nobody else, and refuses others.
        if fatal.message.contains("InvalidDateError") && self.excuses.has_odd_date() {
            return None;
        }
        // What filters make of values is not worked out.
        if fatal.message.contains("invalid integer") || fatal.message.contains("InvalidURIError") {
            return None;
        }
        // Whether the second comparison of a condition is made depends on what the first finds.
        let joins = |tag: &Tag| tag.markup.contains(" and ") || tag.markup.contains(" or ");
        if fatal.message.contains("Unknown operator") && self.verdict.tags.iter().any(joins) {
            return None;
        }
        let body = self.verdict.body;
        // Nor is what `link` and `include` make of the outputs in their own markup.
        let runs = |tag: &Tag| matches!(&*tag.name, "link" | "include") && tag.markup.contains("{{");
        let is_of_tag = fatal.message.contains("in tag 'link'") || fatal.message.contains("for include tag");
        if is_of_tag && self.verdict.tags.iter().any(runs) {
            return None;
        }
        // Front matter that cannot be read turns nothing off; we go by what it says all the same.
        let is_unread = self.found.iter().any(|it| it.code == Code::FrontMatterSyntax);
        if is_unread && self.post.contains("render_with_liquid: false") {
            return None;
        }
        // `link` reads its own markup as Liquid, and names the line in that.
        let is_in_link = fatal.message.contains("was not properly terminated");
        let told = if is_in_link && stops.iter().any(|it| it.code == Code::MissingLinkTarget) {
            true
        } else if let Some(at) = fatal.at.map(|at| body + at) {
            let end = self.post[at..].get(2..).and_then(|rest| rest.find('}'));
            let end = end.map_or(self.post.len(), |end| at + 3 + end);
            stops.iter().any(|it| (at..=end).contains(&usize::from(it.range.start())))
        } else if fatal.message.contains("never closed") {
            stops.iter().any(|it| it.message.contains("is never closed"))
        } else if let Some(line) = fatal.line {
            // Liquid names the line on which the token starts.
            let line_of = |at: usize| 1 + self.post[body..body + at].matches('\n').count();
            let starts = self.verdict.outputs.iter().map(|it| it.at).chain(self.verdict.tags.iter().map(|it| it.at));
            let starts: Vec<usize> = starts.filter(|at| line_of(*at) == line).collect();
            let token_of = |it: &Diagnostic| {
                let at = usize::from(it.range.start()) - body;
                let all = self.verdict.outputs.iter().map(|it| it.at).chain(self.verdict.tags.iter().map(|it| it.at));
                all.filter(|start| *start <= at).max()
            };
            stops.iter().any(|it| token_of(it).is_some_and(|token| starts.contains(&token)))
        } else {
            !stops.is_empty()
        };
        (!told).then(|| format!("the build stops unsaid: {fatal:?}"))
    }

    /// Of a page that is built: the texts that are lost, the footnotes, the headings and the pictures.
    fn page_differs(&self) -> Option<String> {
        self.text_differs()
            .or_else(|| self.undefined_differ())
            .or_else(|| self.duplicates_differ())
            .or_else(|| self.headings_differ())
            .or_else(|| self.pictures_differ())
            .or_else(|| links::difference(self.post, self.verdict, &self.found, &self.excuses))
    }

    /// Note by note: what Liquid drops of it, and what readers see then.
    fn text_differs(&self) -> Option<String> {
        for (i, output) in self.notes().enumerate() {
            let start = self.verdict.body + output.at;
            let end = self.notes().nth(i + 1).map_or(self.post.len(), |next| self.verdict.body + next.at);
            let on_it = |it: &&Diagnostic| (start..end).contains(&usize::from(it.range.start()));
            let said = self.found.iter().filter(|it| it.code == Code::FootnoteTextLost).find(on_it);
            let loses = !output.dropped.is_empty();
            match (&output.value, said) {
                (Value::Text(text), Some(said)) if loses => {
                    let shown = if text.is_empty() { "an empty note".to_owned() } else { format!("only `{text}`") };
                    if !said.message.contains(&shown) {
                        return Some(format!("readers see {text:?} of the note at {start}"));
                    }
                }
                // Whether a variable has a value the page tells only where it is rendered.
                (Value::Variable(_), Some(_)) => {}
                (_, said) if loses == said.is_some() || self.excuses.is_hidden(start) => {}
                _ => return Some(format!("the note at {start} drops {:?}", output.dropped)),
            }
        }
        None
    }

    /// The outputs that make notes.
    fn notes(&self) -> impl Iterator<Item = &Output> {
        self.verdict.outputs.iter().filter(|it| it.filters.iter().any(|(name, ..)| name == "fndetail"))
    }

    /// The ids of a note, each with whether the first `fndetail` makes it.
    fn ids_of(output: &Output) -> impl Iterator<Item = (String, bool)> + '_ {
        let details = output.filters.iter().filter(|(name, ..)| name == "fndetail");
        details.enumerate().filter_map(|(i, (_, args, _))| match args.first()? {
            Value::Text(id) => Some((format!("fn-{id}"), i == 0)),
            Value::Variable(_) => None,
        })
    }

    /// The variables that are a note's id.
    fn variables_of(output: &Output) -> impl Iterator<Item = &str> {
        let details = output.filters.iter().filter(|(name, ..)| name == "fndetail");
        details.filter_map(|(_, args, _)| match args.first()? {
            Value::Variable(name) => name.as_deref(),
            Value::Text(_) => None,
        })
    }

    fn undefined_differ(&self) -> Option<String> {
        let ids: BTreeSet<&str> = self.verdict.ids.iter().map(String::as_str).collect();
        let theirs: BTreeSet<String> = (self.verdict.fragments.iter())
            .filter(|it| it.starts_with("fn-") && *it != "fn-" && !ids.contains(it.as_str()))
            .cloned()
            .collect();
        let ours: BTreeSet<String> = (self.found.iter())
            .filter(|it| it.code == Code::UndefinedFootnote && self.post[it.range].starts_with("{%"))
            .filter_map(|it| Some(format!("fn-{}", it.message.strip_prefix("footnote `")?.split_once("` has no")?.0)))
            .collect();
        let differ = theirs.symmetric_difference(&ours).find(|id| !self.is_excused(id))?;
        Some(format!("{differ:?} without a note: {theirs:?}, we say {ours:?}"))
    }

    fn duplicates_differ(&self) -> Option<String> {
        let ids = &self.verdict.ids;
        let repeated = |id: &&String| id.starts_with("fn-") && ids.iter().filter(|it| it == id).count() > 1;
        let theirs: BTreeSet<String> = ids.iter().filter(repeated).filter(|id| *id != "fn-").cloned().collect();
        let ours: BTreeSet<String> = (self.found.iter())
            .filter(|it| it.code == Code::DuplicateFootnote && self.post[it.range].starts_with("{{"))
            .filter_map(|it| Some(format!("fn-{}", it.message.strip_prefix("footnote `")?.split_once("` has two")?.0)))
            .collect();
        let differ = theirs.symmetric_difference(&ours).find(|id| !self.is_excused(id))?;
        Some(format!("{differ:?} is there twice: {theirs:?}, we say {ours:?}"))
    }

    /// Whether a difference over a footnote's id stays, because of where its sides stand.
    fn is_excused(&self, id: &str) -> bool {
        let body = self.verdict.body;
        let refs = self.verdict.tags.iter().filter(|it| it.name == "fn" && format!("fn-{}", it.markup) == id);
        let mut notes = self.notes().filter(|it| Self::ids_of(it).any(|(of, _)| of == id));
        let inline = |at: usize| {
            self.found.iter().any(|it| it.code == Code::FootnoteInline && usize::from(it.range.start()) == at)
        };
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut tags = self.verdict.tags.iter().filter(|it| it.name == "fn" && it.markup.contains('\n'));
        excuse::breaks_its_own_tag(id)
            || tags.any(|it| words(&format!("fn-{}", it.markup)) == words(id))
            || refs.map(|it| body + it.at).any(|at| self.excuses.is_uncertain(at) || self.excuses.is_in_address(at))
            || notes.any(|it| {
                let at = body + it.at;
                self.excuses.is_uncertain(at) || inline(at) || self.is_joined_to_text(at)
            })
            || self.notes().any(|it| Self::ids_of(it).any(|(of, first)| of == id && !first))
            || self.notes().flat_map(Self::variables_of).any(|name| self.excuses.sets(name))
    }

    /// Whether Liquid's `-` joins a note to an output that is none.
    fn is_joined_to_text(&self, at: usize) -> bool {
        let last = self.verdict.outputs.iter().rev().find(|it| self.verdict.body + it.at < at);
        let is_note = |it: &Output| it.filters.iter().any(|(name, ..)| name == "fndetail");
        self.post[..at].trim_end().ends_with("-}}") && last.is_some_and(|last| !is_note(last))
    }

    fn headings_differ(&self) -> Option<String> {
        // A footnote's tag that runs on over lines prints what stands in them, three times.
        let runs_on = |tag: &Tag| tag.name == "fn" && (tag.markup.contains("\n#") || tag.markup.contains("\n\n"));
        if self.verdict.tags.iter().any(runs_on) {
            return None;
        }
        let theirs: Vec<(u8, &str)> =
            self.verdict.headings.iter().filter_map(|(level, id)| Some((*level, id.as_deref()?))).collect();
        let mut rest = theirs.as_slice();
        let mut unread = self.excuses.unread_headings();
        let certain = |ours: &Titled| {
            !self.excuses.is_uncertain_heading(ours.start, ours.end) && !self.excuses.is_joined(ours.start, ours.end)
        };
        let wanted: Vec<(bool, &Titled)> = self.headings.iter().map(|it| (certain(it), it)).collect();
        for (i, (certain, ours)) in wanted.iter().enumerate() {
            // kramdown pairs `_` by rules of its own, and those that mark words are none of the id.
            let plain = |id: &str| id.replace('_', "");
            let is_id = |id: &str| {
                ours.id.as_deref().is_some_and(|own| own == id || own.contains('_') && plain(own) == plain(id))
            };
            let same = |(level, id): &&(u8, &str)| *level == ours.level && is_id(id);
            let after = wanted[i + 1..].iter().filter(|(certain, it)| *certain && it.id.is_some()).count();
            if !certain {
                rest = &rest[usize::from(rest.len() > after)..];
            } else if ours.id.is_some() {
                let Some(found) = rest.iter().position(|it| same(&it)).filter(|skipped| *skipped <= unread) else {
                    return Some(format!("headings: {theirs:?}, we say {:?}", ours.id));
                };
                unread -= found;
                rest = &rest[found + 1..];
            }
        }
        (rest.len() > unread).then(|| format!("headings: {theirs:?}, we leave out {rest:?}"))
    }

    fn pictures_differ(&self) -> Option<String> {
        // An address is asked for beside the page's own, which a post with unreadable settings does not have.
        let is_unsettled =
            self.found.iter().any(|it| it.code == Code::FrontMatterSyntax) || self.excuses.has_odd_date();
        // Those that begin at the site's root are asked for there all the same.
        let is_known =
            |address: &str| !is_unsettled || ["/blog/images", "/blog/assets"].iter().any(|it| address.starts_with(it));
        let theirs: BTreeSet<String> = self.verdict.broken.iter().filter(|it| is_known(it)).cloned().collect();
        let accused = self.found.iter().filter(|it| {
            matches!(it.code, Code::MissingImage | Code::ImageIgnoresBaseurl)
                && usize::from(it.range.start()) >= self.verdict.body
        });
        let mut ours = BTreeSet::new();
        for it in accused {
            let asks = match it.code {
                // The path as it is written, perhaps behind `../`.
                Code::ImageIgnoresBaseurl => {
                    let written = it.message.split('`').nth(1).unwrap_or_default();
                    let written = written.split(['?', '#']).next().unwrap_or_default();
                    let plain = excuse::squeezed(written);
                    let prints = |it: &str| plain.contains("{{") && plain.contains(it);
                    let asked = theirs.iter().map(String::as_str).find(|it| plain.ends_with(*it) || prints(it));
                    asked.or(Some(written))
                }
                _ => it.message.split_once("there is no `").map(|(_, rest)| {
                    ["`:", "`, only"].iter().filter_map(|end| rest.find(end)).min().map_or(rest, |end| &rest[..end])
                }),
            };
            let asks = excuse::squeezed(asks.unwrap_or_default());
            // A line's end in a tag within a paragraph is a space to kramdown.
            let is_split = self.post[it.range].contains('\n');
            // `absolute_url` and `relative_url` make a common blank of one that may not be broken.
            let asks = if self.post[it.range].contains("e_url") { asks.replace('\u{a0}', " ") } else { asks };
            let spaceless = |address: &str| excuse::squeezed(address).replace(' ', "");
            let is_same = |it: &String| excuse::squeezed(it) == asks || is_split && spaceless(it) == spaceless(&asks);
            let has_dots = it.code == Code::ImageIgnoresBaseurl && asks.contains("/.");
            if !theirs.iter().any(is_same)
                && !has_dots
                && is_known(&asks)
                && !self.excuses.is_unsure(it.range.start().into(), it.range.end().into())
                && !excuse::is_left_out(&self.found, it)
            {
                return Some(format!("{asks:?} is not missing: {theirs:?}"));
            }
            ours.extend(theirs.iter().filter(|own| has_dots && asks.starts_with(own.as_str())).cloned());
            ours.insert(asks);
        }
        let is_told = |it: &str| {
            let it = excuse::squeezed(it);
            ours.iter()
                .any(|own: &String| *own == it || it.contains(' ') && own.replace(' ', "") == it.replace(' ', ""))
        };
        let silent = theirs.iter().find(|it| !is_told(it) && !self.excuses.is_not_followed(it))?;
        Some(format!("{silent:?} is missing; we say {ours:?}"))
    }
}
