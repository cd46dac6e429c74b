//! Symbols, links, folds and selections as the protocol writes them.

use tower_lsp::ls_types::*;

use crate::ide;
use crate::server::snapshot::Here;
use crate::text::TextRange;

/// The symbols of a text: a tree for clients that show one, else a list in text order.
pub fn symbols(here: &Here<'_>, symbols: Vec<ide::Symbol>) -> Option<DocumentSymbolResponse> {
    if symbols.is_empty() {
        return None;
    }
    if here.client().symbol_tree {
        let symbols = symbols.into_iter().map(|symbol| document_symbol(here, symbol));
        return Some(DocumentSymbolResponse::Nested(symbols.collect()));
    }
    let mut flat = Vec::new();
    // What is still to be listed, the next one last.
    let mut rest: Vec<_> = symbols.into_iter().rev().map(|symbol| (symbol, None)).collect();
    while let Some((symbol, container)) = rest.pop() {
        let name = symbol.name.clone();
        rest.extend(symbol.children.into_iter().rev().map(|child| (child, Some(name.clone()))));
        let Some(location) = here.location(&here.file, symbol.range) else { continue };
        flat.push(information(symbol.name, symbol.kind, location, container));
    }
    Some(DocumentSymbolResponse::Flat(flat))
}

/// As deep as headings have levels.
#[allow(deprecated, reason = "the struct has a field that is")]
fn document_symbol(here: &Here<'_>, symbol: ide::Symbol) -> DocumentSymbol {
    let children = symbol.children.into_iter().map(|child| document_symbol(here, child));
    DocumentSymbol {
        children: Some(children.collect()),
        name: symbol.name,
        detail: symbol.detail,
        kind: symbol_kind(symbol.kind),
        tags: None,
        deprecated: None,
        range: here.range(symbol.range),
        selection_range: here.range(symbol.focus),
    }
}

/// The symbols of a blog.
pub fn site_symbols(here: &Here<'_>, symbols: Vec<ide::SiteSymbol>) -> Vec<SymbolInformation> {
    let symbols = symbols.into_iter().filter_map(|symbol| {
        let location = here.location(&symbol.target.file, symbol.target.full_range)?;
        Some(information(symbol.name, symbol.kind, location, symbol.container))
    });
    symbols.collect()
}

#[allow(deprecated, reason = "the struct has a field that is")]
fn information(
    name: String,
    kind: ide::SymbolKind,
    location: Location,
    container_name: Option<String>,
) -> SymbolInformation {
    SymbolInformation { name, kind: symbol_kind(kind), tags: None, deprecated: None, location, container_name }
}

/// Kinds that every client knows (LSP 3.17, `SymbolKind`, "initial version").
fn symbol_kind(kind: ide::SymbolKind) -> SymbolKind {
    match kind {
        ide::SymbolKind::Page => SymbolKind::FILE,
        ide::SymbolKind::Heading => SymbolKind::STRING,
        ide::SymbolKind::Label => SymbolKind::CONSTANT,
        ide::SymbolKind::Note => SymbolKind::PROPERTY,
    }
}

pub fn links(here: &Here<'_>, links: Vec<ide::DocumentLink>) -> Option<Vec<DocumentLink>> {
    let links = links.into_iter().filter_map(|link| {
        let target = match &link.target {
            ide::LinkTarget::Address(address) => address.parse().ok()?,
            ide::LinkTarget::File(path) => here.file_uri(path)?,
            ide::LinkTarget::Place(target) => place(here.location(&target.file, target.focus_range)?)?,
        };
        Some(DocumentLink { range: here.range(link.range), target: Some(target), tooltip: None, data: None })
    });
    Some(links.collect()).filter(|links: &Vec<_>| !links.is_empty())
}

/// A place as a URI, with its line and column as VS Code reads them. The cells of notebooks are known by fragments.
fn place(location: Location) -> Option<Uri> {
    let uri = location.uri.as_str();
    if uri.contains('#') {
        return Some(location.uri);
    }
    let start = location.range.start;
    format!("{uri}#L{},{}", start.line + 1, start.character + 1).parse().ok()
}

pub fn folds(here: &Here<'_>, folds: Vec<ide::Fold>) -> Option<Vec<FoldingRange>> {
    let folds = folds.into_iter().map(|fold| {
        let range = here.range(fold.range);
        let kind = match fold.kind {
            ide::FoldKind::Comment => Some(FoldingRangeKind::Comment),
            ide::FoldKind::Region => Some(FoldingRangeKind::Region),
            ide::FoldKind::Block => None,
        };
        FoldingRange { start_line: range.start.line, end_line: range.end.line, kind, ..FoldingRange::default() }
    });
    Some(folds.collect()).filter(|folds: &Vec<_>| !folds.is_empty())
}

/// What the selections at some positions grow to. One that does not grow answers with nothing but its own place.
pub fn selections(
    here: &Here<'_>,
    positions: Vec<Position>,
    selections: Vec<Vec<TextRange>>,
) -> Option<Vec<SelectionRange>> {
    if selections.iter().all(Vec::is_empty) {
        return None;
    }
    let selections = positions.into_iter().zip(selections).map(|(position, steps)| {
        let outward = steps
            .into_iter()
            .rev()
            .fold(None, |parent, step| Some(Box::new(SelectionRange { range: here.range(step), parent })));
        outward.map_or(SelectionRange { range: Range::new(position, position), parent: None }, |it| *it)
    });
    Some(selections.collect())
}
