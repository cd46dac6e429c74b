//! A change of several texts, as the client takes it.

use std::collections::HashMap;

use tower_lsp::ls_types::*;

use super::super::snapshot::Here;
use crate::always::always;
use crate::disk;
use crate::ide::{SourceChange, SourceEdit};
use crate::site::FileId;
use crate::text::Text;

/// A change as the client takes it: with versions where it knows them, else without. `None` where a text is gone, or
/// where a file is to be made and the client makes none, or where edits are in each other's way: a change is done whole or not at all.
pub fn change(here: &Here<'_>, change: SourceChange) -> Option<WorkspaceEdit> {
    let client = here.client();
    let change = in_files(here, change)?;
    // A client that makes and moves files takes changes of documents, said so or not, as in Neovim: there is no other way.
    let is_of_texts = change.created.is_empty() && change.moved.is_empty();
    if !client.document_changes && is_of_texts {
        let mut changes: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
        for (file, edits) in change.edits {
            let (document, edits) = in_file(here, &file, edits)?;
            changes.entry(document.uri).or_default().extend(edits);
        }
        return Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() });
    }
    let is_able =
        (change.created.is_empty() || client.creates_files) && (change.moved.is_empty() || client.renames_files);
    if !is_able {
        return None;
    }
    let mut operations = Vec::new();
    for path in &change.created {
        let create = CreateFile { uri: here.file_uri(path)?, options: None, annotation_id: None };
        operations.push(DocumentChangeOperation::Op(ResourceOp::Create(create)));
    }
    for (file, edits) in change.edits {
        let (text_document, edits) = match change.created.contains(&file.path) {
            true => in_new_file(here, &file, edits)?,
            false => in_file(here, &file, edits)?,
        };
        let edits = edits.into_iter().map(OneOf::Left).collect();
        operations.push(DocumentChangeOperation::Edit(TextDocumentEdit { text_document, edits }));
    }
    for (from, to) in &change.moved {
        let (old_uri, new_uri) = (here.file_uri(from)?, here.file_uri(to)?);
        let moved = RenameFile { old_uri, new_uri, options: None, annotation_id: None };
        operations.push(DocumentChangeOperation::Op(ResourceOp::Rename(moved)));
    }
    Some(WorkspaceEdit { document_changes: Some(DocumentChanges::Operations(operations)), ..WorkspaceEdit::default() })
}

/// Changes of several blogs as one; `None` where nothing changes.
pub fn changes(changes: Vec<WorkspaceEdit>) -> Option<WorkspaceEdit> {
    changes.into_iter().reduce(|mut all, more| {
        if let Some(DocumentChanges::Operations(more)) = more.document_changes
            && let Some(DocumentChanges::Operations(all)) = &mut all.document_changes
        {
            all.extend(more);
        }
        all.changes.get_or_insert_default().extend(more.changes.unwrap_or_default());
        all.changes = all.changes.filter(|changes| !changes.is_empty());
        all
    })
}

/// The same change, where cells of a notebook that the client does not have open are edited in the notebook's file.
fn in_files(here: &Here<'_>, mut change: SourceChange) -> Option<SourceChange> {
    let is_closed = |file: &FileId| file.cell.is_some() && here.site().source(file).is_none_or(|it| it.text.is_none());
    let closed: Vec<FileId> = change.edits.keys().filter(|file| is_closed(file)).cloned().collect();
    for cell in closed {
        let edits = change.edits.remove(&cell)?;
        let file = FileId::from(cell.path);
        let text = here.text(&file)?;
        for edit in disk::written(&text.slice(text.range()), cell.cell?, &edits)? {
            change.add(file.clone(), SourceEdit { range: edit.range, insert: edit.insert });
        }
    }
    Some(change)
}

/// The edits of a text that is there.
fn in_file(
    here: &Here<'_>,
    file: &FileId,
    edits: Vec<SourceEdit>,
) -> Option<(OptionalVersionedTextDocumentIdentifier, Vec<TextEdit>)> {
    let are_apart = edits.is_sorted_by(|one, next| one.range.end() <= next.range.start());
    if !always(are_apart, "edits of a text follow one another") {
        return None;
    }
    let edits = edits.into_iter().map(|edit| {
        let location = here.location(file, edit.range)?;
        Some((location.uri, TextEdit { range: location.range, new_text: edit.insert }))
    });
    let (uris, edits): (Vec<_>, Vec<_>) = edits.collect::<Option<Vec<_>>>()?.into_iter().unzip();
    let version = here.site().source(file).and_then(|source| source.text.as_ref()).map(Text::version);
    Some((OptionalVersionedTextDocumentIdentifier { uri: uris.into_iter().next()?, version }, edits))
}

/// What a new file says from its start on.
fn in_new_file(
    here: &Here<'_>,
    file: &FileId,
    edits: Vec<SourceEdit>,
) -> Option<(OptionalVersionedTextDocumentIdentifier, Vec<TextEdit>)> {
    let uri = here.file_uri(&file.path)?;
    let new_text = edits.into_iter().map(|edit| edit.insert).collect();
    let edit = TextEdit { range: Range::default(), new_text };
    Some((OptionalVersionedTextDocumentIdentifier { uri, version: None }, vec![edit]))
}
