//! A change of several texts, as the client takes it.

use std::collections::HashMap;

use tower_lsp::ls_types::*;

use super::super::snapshot::Here;
use crate::ide::{SourceChange, SourceEdit};
use crate::site::FileId;
use crate::text::Text;

/// A change as the client takes it: with versions where it knows them, else without. `None` where a text is gone, or
/// where a file is to be made and the client makes none: a change is done whole or not at all.
#[allow(dead_code)] // TODO(rename)
pub fn change(here: &Here<'_>, change: SourceChange) -> Option<WorkspaceEdit> {
    let client = here.client();
    if !client.document_changes {
        if !change.created.is_empty() {
            return None;
        }
        let mut changes: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
        for (file, edits) in change.edits {
            let (document, edits) = in_file(here, &file, edits)?;
            changes.entry(document.uri).or_default().extend(edits);
        }
        return Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() });
    }
    if !change.created.is_empty() && !client.creates_files {
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
    Some(WorkspaceEdit { document_changes: Some(DocumentChanges::Operations(operations)), ..WorkspaceEdit::default() })
}

/// The edits of a text that is there.
fn in_file(
    here: &Here<'_>,
    file: &FileId,
    edits: Vec<SourceEdit>,
) -> Option<(OptionalVersionedTextDocumentIdentifier, Vec<TextEdit>)> {
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
