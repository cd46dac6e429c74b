//! What a written path means: the URL that the page will ask for, and the file that answers it.

use smol_str::SmolStr;

use super::{FileId, Site, SitePath};

/// What a written path is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Use {
    /// A picture in the text.
    Image,
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
        /// The URL path that the built page asks for, percent-decoded; `None` where nothing is published.
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
    /// The path starts with `/` and so leaves out the `baseurl` under which the site is served.
    BaseUrl(SitePath),
    /// The file lies beside the notebook, but fastpages copies only the images that begin a line.
    NotCopied(SitePath),
    /// fastpages copies the images that begin a line of a notebook, and its conversion stops at one that is not there:
    /// nothing of the notebook is published (nbdev 0.2, `export2html.py`).
    StopsConversion,
}

impl Site {
    /// What a path written in a text means on the built site.
    pub fn resolve(&self, from: &FileId, written: &str, usage: Use) -> Resolution {
        let _ = (from, written, usage);
        Resolution::Unknown
    }
}
