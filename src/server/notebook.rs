//! Notebooks as an editor has them: each Markdown or raw cell is a document, and all of them together are one page.

use std::collections::HashMap;
use std::sync::Arc;

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};
use smol_str::SmolStr;
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
#[derive(Clone)]
pub struct Notebook {
    pub blog: BlogId,
    pub path: SitePath,
    /// Its cells, in their order.
    cells: Vec<Member>,
}

/// A cell of a notebook that the client has open.
#[derive(Clone)]
struct Member {
    address: Address,
    /// The names of the images that it carries with it; `None` where the client does not tell.
    attachments: Option<Arc<[SmolStr]>>,
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
    #[serde(default, deserialize_with = "metadata")]
    metadata: Option<Metadata>,
}

/// What VS Code's reader of notebooks keeps of a cell beside its text: its attachments among it, and they alone if it
/// has some. Other clients may send less, which says nothing of what the cell has.
#[derive(Deserialize)]
struct Metadata {
    attachments: Option<HashMap<String, IgnoredAny>>,
    /// What the file calls the metadata of the cell.
    metadata: Option<IgnoredAny>,
    /// Where the versions before 1.85 keep all of it.
    custom: Option<Box<Metadata>>,
}

/// Metadata as far as it can be understood.
fn metadata<'de, D: Deserializer<'de>>(json: D) -> Result<Option<Metadata>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Lenient {
        Known(Metadata),
        Other(IgnoredAny),
    }
    Ok(match Lenient::deserialize(json)? {
        Lenient::Known(metadata) => Some(metadata),
        Lenient::Other(_) => None,
    })
}

impl Metadata {
    fn attachments(self) -> Option<Arc<[SmolStr]>> {
        let own = self.custom.map_or((self.attachments, self.metadata), |it| (it.attachments, it.metadata));
        match own {
            (Some(named), _) => Some(named.into_keys().map(SmolStr::from).collect()),
            (None, Some(_)) => Some(Arc::default()),
            (None, None) => None,
        }
    }
}

impl From<Cell> for Member {
    fn from(cell: Cell) -> Member {
        let attachments = cell.metadata.and_then(Metadata::attachments);
        Member { address: Address::new(&cell.document), attachments }
    }
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
    /// Cells whose metadata changed, among others.
    #[serde(default)]
    data: Option<Vec<Cell>>,
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
        let cells = opened.notebook_document.cells.into_iter().map(Member::from).collect();
        let notebook = Notebook { blog, path: file.path, cells };
        self.show(&notebook, opened.cell_text_documents);
        self.notebooks.insert(address, notebook);
    }

    /// Cells came, went, moved, or have another text.
    pub fn change_notebook(&mut self, changed: ChangedNotebook) -> Result<(), Error> {
        let address = Address::new(&changed.notebook_document.uri);
        self.keep(|state| state.change_cells(&address, changed), |state| state.lose_notebook(&address))
            .unwrap_or(Ok(()))
    }

    fn change_cells(&mut self, address: &Address, changed: ChangedNotebook) -> Result<(), Error> {
        let Some(cells) = changed.change.cells else { return Ok(()) };
        if let Some(Structure { array, did_open }) = cells.structure {
            let Some(mut notebook) = self.notebooks.get(address).cloned() else {
                return Err(Error::invalid_params("the notebook is not open"));
            };
            let start = array.start.min(notebook.cells.len());
            let end = start.saturating_add(array.delete_count).min(notebook.cells.len());
            let added = array.cells.into_iter().flatten().map(Member::from);
            let removed: Vec<Member> = notebook.cells.splice(start..end, added).collect();
            self.show(&notebook, did_open.unwrap_or_default());
            let is_gone = |cell: &&Member| notebook.cells.iter().all(|it| it.address != cell.address);
            for cell in removed.iter().filter(is_gone) {
                self.forget(&cell.address);
            }
            self.notebooks.insert(address.clone(), notebook);
        }
        self.describe(address, cells.data.unwrap_or_default());
        for CellChange { document, changes } in cells.text_content.into_iter().flatten() {
            self.edit(&document.uri, sync::edits(changes), document.version);
        }
        Ok(())
    }

    /// What the client says of a notebook cannot be understood, or could not be done: it counts as closed.
    pub fn lose_notebook(&mut self, address: &Address) {
        if let Some(notebook) = self.notebooks.get(address) {
            let path = notebook.path.to_string();
            self.close_notebook(address);
            self.tell_lost(&path);
        }
    }

    /// The notebook that a document is a cell of.
    pub fn notebook_around(&self, document: &Document) -> Option<Address> {
        document.file.cell?;
        let is_it = |it: &Notebook| it.blog == document.blog && it.path == document.file.path;
        self.notebooks.iter().find(|(_, notebook)| is_it(notebook)).map(|(address, _)| address.clone())
    }

    /// A notebook is closed, and its cells with it.
    pub fn close_notebook(&mut self, address: &Address) {
        let Some(notebook) = self.notebooks.remove(address) else { return };
        for cell in &notebook.cells {
            self.forget(&cell.address);
        }
        self.let_go(notebook.blog, notebook.path);
    }

    /// Takes in what cells carry with them from now on.
    fn describe(&mut self, address: &Address, cells: Vec<Cell>) {
        let Some(mut notebook) = self.notebooks.get(address).cloned() else { return };
        let mut has_changed = false;
        for cell in cells.into_iter().map(Member::from) {
            let known = notebook.cells.iter_mut().find(|it| it.address == cell.address);
            if let Some(known) = known.filter(|known| known.attachments != cell.attachments) {
                *known = cell;
                has_changed = true;
            }
        }
        if has_changed {
            self.show(&notebook, Vec::new());
        }
        self.notebooks.insert(address.clone(), notebook);
    }

    /// Makes a notebook's Markdown and raw cells the texts of its page, in their order: those that are new with the text
    /// that they came with, the others with the one that they have.
    fn show(&mut self, notebook: &Notebook, opened: Vec<OpenedDocument>) {
        let mut opened: HashMap<Address, OpenedDocument> =
            opened.into_iter().map(|cell| (Address::new(&cell.uri), cell)).collect();
        let mut cells = Vec::new();
        let mut documents = Vec::new();
        for (number, Member { address, attachments }) in (0..).zip(&notebook.cells) {
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
            cells.push(page::Cell { file, text, is_raw, attachments: attachments.clone() });
        }
        let Some(site) = self.now.blogs.get(&notebook.blog).map(|blog| &blog.site) else { return };
        let page = page::of_cells(site, &notebook.path, cells);
        self.change(notebook.blog, vec![Change::Open(page)]);
        Arc::make_mut(&mut self.now.documents).extend(documents);
        self.publisher.blog_changed(&self.now, notebook.blog);
    }
}
