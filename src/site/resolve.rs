//! What a written path means: the URL that the page will ask for, and the file that answers it.

mod beside;
mod jekyll;
mod notebook;

use smol_str::SmolStr;

use super::publish::generated;
use super::written::{self, Target};
use super::{FileId, Layout, Site, SitePath};
use crate::syntax::{Image, ImageSyntax};

pub use notebook::{copied_images, images_without_source};

/// What a written path is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Use {
    /// A picture in the text. In a notebook of fastpages: one that begins a line, and so is copied from beside the
    /// notebook.
    Image,
    /// A picture within a line of a notebook, which fastpages leaves as it is written.
    InlineImage,
    /// A link.
    Link,
    /// The picture that front matter names.
    FrontMatterImage,
}

/// What a written path means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// An address elsewhere, `data:`, `mailto:`: nothing that the blog holds.
    External,
    /// Only a fragment: a place on the same page.
    Fragment(SmolStr),
    /// It depends on what the text alone does not tell, such as a Liquid variable.
    Unknown,
    /// A file of the blog.
    File {
        /// The file.
        path: SitePath,
        /// The URL path that the built page asks for, percent-decoded; `None` where it is not known.
        url: Option<SmolStr>,
        /// The fragment, without `#`.
        fragment: Option<SmolStr>,
    },
    /// Nothing answers it on the built site.
    Missing {
        /// What the built page asks for, percent-decoded: a URL path, or a file path where the generator copies files.
        asks: SmolStr,
        /// Why nothing is there. [`Site::similar`] finds the files that may be meant.
        why: Missing,
    },
}

/// Why nothing answers a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// There is no such file.
    NoFile,
    /// There is one whose name differs only in case, and servers tell cases apart.
    Case(SitePath),
    /// The file is there but is not published: in a folder or of a name that the generator leaves out.
    NotPublished(SitePath),
    /// The file is where the path leads from the text's own file, and published, but the page asks beside its own
    /// address.
    Elsewhere(SitePath),
    /// The path starts with `/` and so leaves out the `baseurl` under which the site is served.
    BaseUrl(SitePath),
    /// The `baseurl` under which the site is served stands before the path twice.
    TwiceBaseUrl(SitePath),
    /// It is the name of a server, or somebody's at one, without `https://` or `mailto:` before it: to a browser, a
    /// path like any other.
    NoScheme,
    /// The file lies beside the notebook, but fastpages copies only the images that begin a line.
    NotCopied(SitePath),
    /// fastpages copies the images that begin a line of a notebook, and its conversion stops at one that is not there:
    /// nothing of the notebook is published (nbdev 0.2, `export2html.py`).
    StopsConversion,
}

impl Missing {
    /// The file that may be meant, where the reason names one.
    pub fn file(&self) -> Option<&SitePath> {
        match self {
            Missing::Case(file)
            | Missing::NotPublished(file)
            | Missing::Elsewhere(file)
            | Missing::BaseUrl(file)
            | Missing::TwiceBaseUrl(file)
            | Missing::NotCopied(file) => Some(file),
            Missing::NoFile | Missing::NoScheme | Missing::StopsConversion => None,
        }
    }
}

impl Site {
    /// What a path written in a text means on the built site.
    pub fn resolve(&self, from: &FileId, written: &str, usage: Use) -> Resolution {
        let layout = self.settings().layout;
        if layout == Layout::Fastpages && usage == Use::Image && generated(&from.path).is_some() {
            return self.resolve_copied(from, written);
        }
        // Front matter is no text to Liquid.
        let runs_liquid = layout.is_jekyll() && usage != Use::FrontMatterImage;
        match self.target(from, written, runs_liquid) {
            Target::External => Resolution::External,
            Target::Fragment(fragment) => Resolution::Fragment(fragment),
            Target::Unknown => Resolution::Unknown,
            Target::NoFile(asks) => Resolution::Missing { asks, why: Missing::NoFile },
            Target::Path { path, .. } if path.is_empty() => Resolution::Unknown,
            Target::Path { path, fragment } => {
                let asked = Asked { from, written, path: &path, usage };
                let resolution = match layout {
                    Layout::Jekyll | Layout::Fastpages => self.resolve_on_jekyll(asked),
                    _ => self.resolve_beside(asked),
                };
                resolution.at(fragment)
            }
        }
    }

    /// What a page of Jekyll asks for in vain where Liquid leaves a path as it is typed.
    pub fn asks_as_typed(&self, from: &FileId, written: &str) -> Option<SmolStr> {
        let Target::Path { path, .. } = written::plain(written) else { return None };
        match self.resolve_on_jekyll(Asked { from, written, path: &path, usage: Use::InlineImage }) {
            Resolution::Missing { asks, .. } => Some(asks),
            _ => None,
        }
    }

    /// What an image's own target means; `None` for a reference, whose target stands elsewhere.
    pub fn resolve_image(&self, from: &FileId, image: &Image) -> Option<Resolution> {
        let written = &image.target.as_ref()?.text;
        let usage = if image.at_line_start { Use::Image } else { Use::InlineImage };
        let resolution = self.resolve(from, written, usage);
        // What an include makes of its parameter is the include's to say.
        let is_said = image.syntax != ImageSyntax::Include || !matches!(resolution, Resolution::Missing { .. });
        Some(if is_said { resolution } else { Resolution::Unknown })
    }
}

/// A path that is asked for.
#[derive(Clone, Copy)]
struct Asked<'a> {
    from: &'a FileId,
    /// As written.
    written: &'a str,
    /// What Liquid makes of it, percent-decoded, without query and fragment; never empty.
    path: &'a str,
    usage: Use,
}

impl Asked<'_> {
    fn is_link(self) -> bool {
        self.usage == Use::Link
    }

    /// Whether a link names a server or a mailbox, and lacks what says so.
    fn names_server(self) -> bool {
        const TOP: &[&str] = &["com", "edu", "gov", "net", "org"];
        let (host, rest) = self.path.split_once('/').map_or((self.path, None), |(host, rest)| (host, Some(rest)));
        let (user, server) = host.split_once('@').map_or((None, host), |(user, server)| (Some(user), server));
        let labels: Vec<&str> = server.split('.').collect();
        let is_name = |label: &&str| !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        let [first, .., last] = labels.as_slice() else { return false };
        let is_top = TOP.contains(last);
        // `notes.org` is a file of Emacs.
        let says_so = user.is_some_and(|user| !user.is_empty()) || rest.is_some() || *last != "org";
        let is_site = *first == "www" && labels.len() > 2 || is_top && says_so;
        self.is_link() && labels.iter().all(is_name) && is_site && (user.is_none() || is_top && rest.is_none())
    }

    /// The extension of the file, in small letters.
    fn extension(self) -> String {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or(String::new(), |(_, extension)| extension.to_ascii_lowercase())
    }

    /// Whether a file of this name is one that someone made, and not a page that a generator may make of anything.
    fn is_plain_file(self) -> bool {
        const FILES: &[&str] = &[
            "avif", "bib", "bmp", "csv", "doc", "docx", "gif", "gz", "ipynb", "jpeg", "jpg", "markdown", "md", "mov",
            "mp3", "mp4", "ods", "ogg", "pdf", "png", "ppt", "pptx", "py", "qmd", "r", "rmd", "svg", "tar", "tif",
            "tiff", "tsv", "wav", "webm", "webp", "xls", "xlsx", "zip",
        ];
        FILES.contains(&self.extension().as_str())
    }
}

impl Resolution {
    fn file(path: SitePath, url: Option<SmolStr>) -> Resolution {
        Resolution::File { path, url, fragment: None }
    }

    fn missing(asks: impl Into<SmolStr>, why: Missing) -> Resolution {
        Resolution::Missing { asks: asks.into(), why }
    }

    /// The same at a fragment.
    fn at(self, fragment: Option<SmolStr>) -> Resolution {
        match self {
            Resolution::File { path, url, .. } => Resolution::File { path, url, fragment },
            other => other,
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::fixture::Fixture;

    /// What a resolution says, in a line.
    fn said(resolution: Resolution) -> String {
        match resolution {
            Resolution::External => "external".into(),
            Resolution::Fragment(fragment) => format!("#{fragment}"),
            Resolution::Unknown => "unknown".into(),
            Resolution::File { path, url, fragment } => {
                let url = url.map(|url| format!(" at {url}")).unwrap_or_default();
                let fragment = fragment.map(|fragment| format!(" #{fragment}")).unwrap_or_default();
                format!("{path}{url}{fragment}")
            }
            Resolution::Missing { asks, why } => match why {
                Missing::NoFile => format!("no {asks}"),
                Missing::Case(path) => format!("no {asks}: other case than {path}"),
                Missing::NotPublished(path) => format!("no {asks}: {path} is not published"),
                Missing::Elsewhere(path) => format!("no {asks}: {path} is elsewhere"),
                Missing::BaseUrl(path) => format!("no {asks}: baseurl of {path}"),
                Missing::TwiceBaseUrl(path) => format!("no {asks}: baseurl of {path} twice"),
                Missing::NotCopied(path) => format!("no {asks}: {path} is not copied"),
                Missing::NoScheme => format!("no {asks}: the name of a server"),
                Missing::StopsConversion => format!("stops at {asks}"),
            },
        }
    }

    /// Compares what paths mean that are written in the file with the cursor.
    #[track_caller]
    pub(in crate::site) fn check(fixture: &str, usage: Use, cases: &[(&str, &str)]) {
        let fixture = Fixture::new(fixture);
        for (written, expected) in cases {
            assert_eq!(said(fixture.site.resolve(&fixture.cursor().file, written, usage)), *expected, "{written}");
        }
    }

    #[test]
    fn an_image_knows_how_it_is_meant() {
        let fixture = Fixture::new(
            "//- /_config.yml
//- /_notebooks/a.png 1x1
//- /_notebooks/2020-01-01-x.ipynb
%% markdown
![](a.png)

in ![](a.png) a line

![](b.png)

[ref]: b.png
",
        );
        let page = fixture.site.pages().next().unwrap();
        let source = &page.sources[0];
        let said = |image| fixture.site.resolve_image(&source.file, &image).map_or("nothing".into(), said);
        assert_eq!(
            source.post.images().map(said).collect::<Vec<_>>(),
            [
                "_notebooks/a.png at /images/copied_from_nb/a.png",
                "no /2020/01/01/a.png: _notebooks/a.png is not copied",
                "stops at _notebooks/b.png",
            ]
        );
    }
}
