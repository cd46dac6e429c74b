//! The things a text says: footnotes, images, links, headings and the rest, each with its exact place.

use std::sync::Arc;

use smol_str::SmolStr;

use super::liquid;
use crate::text::TextRange;

/// The part of an item that names or targets something, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The text as it stands in the source, without delimiters, nothing decoded.
    pub text: SmolStr,
    /// Where that text stands.
    pub range: TextRange,
}

/// One thing that a text says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // each variant is the type it holds
pub enum Item {
    Heading(Heading),
    Footnote(Footnote),
    Image(Image),
    Link(Link),
    LinkDefinition(LinkDefinition),
    LostDefinition(LinkDefinition),
    Tag(liquid::Tag),
    Output(liquid::Output),
    Embed(Embed),
    Alert(Alert),
    Emoji(Emoji),
    Math(Math),
    Code(Code),
    Anchor(Anchor),
    PageRef(PageRef),
    Problem(Problem),
}

/// Where an item stands, as far as it changes what readers see of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Hash)]
pub enum Context {
    /// In running text.
    #[default]
    Prose,
    /// In a code span, a fence or indented code. Jekyll's Liquid runs here all the same.
    Code,
    /// In an HTML comment. Jekyll's Liquid runs here all the same.
    HtmlComment,
    /// In a block of HTML, in which Markdown is not parsed.
    Html,
    /// In mathematics.
    Math,
    /// In the alternative text of an image.
    Alt,
    /// Between `{% raw %}` and `{% endraw %}`: Liquid leaves it alone.
    Raw,
    /// Between `{% comment %}` and `{% endcomment %}`: readers never see it.
    LiquidComment,
}

/// A heading, ATX or setext.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// The whole heading, the line ending left out.
    pub range: TextRange,
    /// 1 to 6.
    pub level: u8,
    /// The heading's inline text as written, without `#`, closing `#` and `{#id}`.
    pub title: Name,
    /// The heading's text as rendered, without markup: what generators make ids from.
    pub text: SmolStr,
    /// An explicit id, `{#id}` or an attribute list, without the `#`.
    pub id: Option<Box<Name>>,
}

/// Which side of a footnote an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The number in the text.
    Ref,
    /// The note itself.
    Def,
}

/// How a footnote is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FootnoteDialect {
    /// `{% fn 1 %}` and `{{ "…" | fndetail: 1 }}` (fastpages, `_plugins/footnote.rb` and `footnote-detail.rb`).
    Fastpages,
    /// `[^1]` and `[^1]: …`.
    Markdown,
    /// `^[…]` (Pandoc): reference and note at once, role `Ref`, the label empty.
    Inline,
}

/// One side of a footnote, whatever the dialect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Footnote {
    /// The whole: the tag, the output, the marker, or the definition with its text.
    pub range: TextRange,
    /// Which side it is.
    pub role: Role,
    /// How it is written.
    pub dialect: FootnoteDialect,
    /// The id as written. Its range is empty where the id is missing.
    pub label: Name,
    /// The id that the built page gets, by which references and notes are matched: for fastpages the rule of Liquid
    /// (`01` in a filter's argument is `1`), else the label.
    pub id: SmolStr,
    /// A definition's text as written: between the quotes, or after the `:`. `None` for references.
    pub body: Option<TextRange>,
    /// A definition's text as readers see it, before Markdown: for fastpages what Liquid makes of the value.
    pub shown: Option<Arc<str>>,
    /// Where it stands.
    pub context: Context,
    /// Whether it begins a block: before it on its line stand only markers of quotes and list items and at most three
    /// columns of white space. What a `fndetail` makes elsewhere is printed as text by kramdown.
    pub at_block_start: bool,
    /// Whether Liquid takes away the white space before it, which joins it to the text above: `{{-`.
    pub trims_before: bool,
}

/// How an image is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ImageSyntax {
    /// `![alt](target "title")`.
    Inline,
    /// `![alt][label]`, `![alt][]` or `![alt]`: the target stands in a link definition.
    Reference,
    /// `![alt](target)` that kramdown takes for an image and CommonMark does not, such as a target with spaces.
    Kramdown,
    /// `<img src>`, `<source src>`, `<video src>`, `<video poster>`.
    Html,
    /// `{% include image.html file="…" %}` and its kin.
    Include,
}

/// An image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// The whole.
    pub range: TextRange,
    /// How it is written.
    pub syntax: ImageSyntax,
    /// The alternative text as written. Empty, with an empty range, where there is none.
    pub alt: Name,
    /// The target as written, without `<>` or quotes. `None` for a reference.
    pub target: Option<Name>,
    /// A reference's label as written. `None` for the other syntaxes.
    pub label: Option<Box<Name>>,
    /// The title as written, without its quotes.
    pub title: Option<Box<Name>>,
    /// Where it stands.
    pub context: Context,
    /// Whether it stands at the very start of a line, which is where fastpages looks for images in notebooks.
    pub at_line_start: bool,
}

/// How a link is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkSyntax {
    /// `[text](target "title")`.
    Inline,
    /// `[text][label]`, `[text][]` or `[text]`.
    Reference,
    /// `<https://…>`, or a bare address.
    Autolink,
    /// `<a href>`.
    Html,
}

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The whole.
    pub range: TextRange,
    /// How it is written.
    pub syntax: LinkSyntax,
    /// The text between the brackets as written.
    pub text: Name,
    /// The target as written. `None` for a reference.
    pub target: Option<Name>,
    /// A reference's label as written; the text's own range where the label is left out.
    pub label: Option<Box<Name>>,
    /// The title as written, without its quotes.
    pub title: Option<Box<Name>>,
    /// Whether a definition of this text answers the label; `true` where there is no label. A `[text][label]` without
    /// a definition is kept, as an undefined reference; a lone `[text]` without one is text and no item.
    pub defined: bool,
    /// What the text around it means.
    pub context: Context,
}

/// `[label]: target "title"`. One that stands directly under the text of a paragraph is lost: it is more of that text,
/// and defines nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkDefinition {
    /// The whole definition, the line ending left out.
    pub range: TextRange,
    /// The label as written.
    pub label: Name,
    /// The label as references are matched with it: case folded, white space collapsed (CommonMark 0.31, "matches").
    pub key: SmolStr,
    /// The target as written, without `<>`.
    pub target: Name,
    /// The title as written, without its quotes.
    pub title: Option<Box<Name>>,
}

/// `> youtube: https://…` on a line of its own, which fastpages turns into a player in notebooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Embed {
    /// The whole line.
    pub range: TextRange,
    /// `youtube` or `twitter`, as written.
    pub kind: Name,
    /// The address.
    pub target: Name,
}

/// `> Note: …`, `> Warning: …`, which fastpages turns into a box in notebooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// The whole line.
    pub range: TextRange,
    /// `note`, `warning`, `tip` or `important`, as written.
    pub kind: Name,
    /// The text in the box: the rest of that one line.
    pub text: TextRange,
}

/// `:name:` of an emoji, known or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Emoji {
    /// The whole, colons included.
    pub range: TextRange,
    /// The name between the colons.
    pub name: Name,
}

/// Mathematics between `$` or `$$`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Math {
    /// The whole, dollars included.
    pub range: TextRange,
    /// The TeX between the dollars.
    pub tex: TextRange,
    /// Whether it is set on a line of its own, `$$…$$`.
    pub display: bool,
}

/// How code is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CodeSyntax {
    /// Between backticks in a line of text.
    Span,
    /// A fence.
    Fence,
    /// Indented by four columns.
    Indented,
}

/// Code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// The whole, fences included.
    pub range: TextRange,
    /// How it is written.
    pub syntax: CodeSyntax,
    /// The first word of a fence's info string, such as `rust`.
    pub language: Option<Name>,
}

/// An explicit target for fragments: `<a id="x">`, `<a name="x">`, any `id` attribute, `{: #x}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The whole tag or attribute list.
    pub range: TextRange,
    /// The id.
    pub id: Name,
}

/// `{{< ref "page#place" >}}` or `{{< relref … >}}`, with `%` too: Hugo's way to link to a page. Any text that Liquid does
/// not read may hold one; it means a page where Hugo builds the blog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRef {
    /// The whole.
    pub range: TextRange,
    /// What is named as written, without quotes: a page, and the place on it behind `#`. Never empty.
    pub name: Name,
}

/// Something wrong with the text as such, whatever the blog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The offending part.
    pub range: TextRange,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// What Liquid says of it.
    Liquid(liquid::Fault),
}

/// Which kind of item, for a look-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // each variant is the type it stands for
pub enum ItemKind {
    Heading,
    Footnote,
    Image,
    Link,
    LinkDefinition,
    LostDefinition,
    Tag,
    Output,
    Embed,
    Alert,
    Emoji,
    Math,
    Code,
    Anchor,
    PageRef,
    Problem,
}
