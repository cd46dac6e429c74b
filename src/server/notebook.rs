//! Notebooks as an editor has them: each Markdown or raw cell is a document, and all of them together are one page.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Deserialize;
use tower_lsp::jsonrpc::Error;

use super::address::{self, Address};
use super::page;
use super::snapshot::{BlogId, Document};
use super::state::State;
use super::sync::{self, ContentChange, OpenedDocument, Uri};
use crate::site::{Change, FileId, SitePath};
use crate::syntax::Part;
use crate::text::Text;

/// A notebook that the client has open.
pub struct Notebook {
    pub blog: BlogId,
    pub path: SitePath,
    /// The addresses of its cells, in their order.
    cells: Vec<Address>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Opened {
    notebook_document: OpenedNotebook,
    #[serde(default)]
    cell_text_documents: Vec<OpenedDocument>,
}

#[derive(Deserialize)]
struct OpenedNotebook {
    uri: String,
    #[serde(default)]
    cells: Vec<Cell>,
}

#[derive(Deserialize)]
struct Cell {
    document: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChangedNotebook {
    notebook_document: Uri,
    change: NotebookChange,
}

#[derive(Deserialize)]
struct NotebookChange {
    cells: Option<CellsChange>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CellsChange {
    structure: Option<Structure>,
    #[serde(default)]
    text_content: Option<Vec<CellChange>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Structure {
    array: ArrayChange,
    #[serde(default)]
    did_open: Option<Vec<OpenedDocument>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ArrayChange {
    start: usize,
    delete_count: usize,
    #[serde(default)]
    cells: Option<Vec<Cell>>,
}

#[derive(Deserialize)]
struct CellChange {
    document: sync::Named,
    changes: Vec<ContentChange>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Named {
    pub notebook_document: Uri,
}

impl State {
    /// A notebook is open from now on.
    pub fn open_notebook(&mut self, opened: Opened) {
        let address = Address::new(&opened.notebook_document.uri);
        let Some(uri) = address::spelled(&opened.notebook_document.uri) else {
            return tracing::error!("`{}` cannot be opened: it is no URI", opened.notebook_document.uri);
        };
        let Document { blog, file, .. } = self.place(&address, uri);
        let cells = opened.notebook_document.cells.iter().map(|cell| Address::new(&cell.document)).collect();
        let notebook = Notebook { blog, path: file.path, cells };
        self.show(&notebook, opened.cell_text_documents);
        self.notebooks.insert(address, notebook);
    }

    /// Cells came, went, moved, or have another text.
    pub fn change_notebook(&mut self, changed: ChangedNotebook) -> Result<(), Error> {
        let address = Address::new(&changed.notebook_document.uri);
        let Some(cells) = changed.change.cells else { return Ok(()) };
        if let Some(Structure { array, did_open }) = cells.structure {
            let Some(mut notebook) = self.notebooks.remove(&address) else {
                return Err(Error::invalid_params("the notebook is not open"));
            };
            let start = array.start.min(notebook.cells.len());
            let end = start.saturating_add(array.delete_count).min(notebook.cells.len());
            let added = array.cells.into_iter().flatten().map(|cell| Address::new(&cell.document));
            let removed: Vec<Address> = notebook.cells.splice(start..end, added).collect();
            self.show(&notebook, did_open.unwrap_or_default());
            for cell in removed.iter().filter(|cell| !notebook.cells.contains(cell)) {
                self.forget(cell);
            }
            self.notebooks.insert(address, notebook);
        }
        for CellChange { document, changes } in cells.text_content.into_iter().flatten() {
            self.edit(&document.uri, sync::edits(changes), document.version);
        }
        Ok(())
    }

    /// A notebook is closed, and its cells with it.
    pub fn close_notebook(&mut self, closed: &Named) {
        let address = Address::new(&closed.notebook_document.uri);
        let Some(notebook) = self.notebooks.remove(&address) else { return };
        for cell in &notebook.cells {
            self.forget(cell);
        }
        self.let_go(notebook.blog, notebook.path);
    }

    /// Makes a notebook's Markdown and raw cells the texts of its page, in their order: those that are new with the text
    /// that they came with, the others with the one that they have.
    fn show(&mut self, notebook: &Notebook, opened: Vec<OpenedDocument>) {
        let mut opened: HashMap<Address, OpenedDocument> =
            opened.into_iter().map(|cell| (Address::new(&cell.uri), cell)).collect();
        let mut cells = Vec::new();
        let mut documents = Vec::new();
        for (number, address) in (0..).zip(&notebook.cells) {
            let file = FileId { path: notebook.path.clone(), cell: Some(number) };
            let (uri, text, is_raw) = match opened.remove(address) {
                Some(cell) if !cell.is_markdown() && !cell.is_raw() => continue,
                Some(cell) => {
                    let Some(uri) = address::spelled(&cell.uri) else { continue };
                    (uri, Text::with_version(&cell.text, cell.version.unwrap_or_default()), cell.is_raw())
                }
                None => {
                    let Some(document) = self.now.documents.get(address) else { continue };
                    let Some(text) = self.now.text(document) else { continue };
                    (document.uri.clone(), text.clone(), self.now.part(document) == Some(Part::Raw))
                }
            };
            documents.push((address.clone(), Document::new(uri, notebook.blog, file.clone())));
            cells.push(page::Cell { file, text, is_raw });
        }
        let Some(site) = self.now.blogs.get(&notebook.blog).map(|blog| &blog.site) else { return };
        let page = page::of_cells(site, &notebook.path, cells);
        self.apply(notebook.blog, vec![Change::Open(page)]);
        Arc::make_mut(&mut self.now.documents).extend(documents);
        self.publisher.blog_changed(&self.now, notebook.blog);
    }
}
