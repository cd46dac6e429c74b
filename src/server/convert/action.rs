//! What can be done at a place, as the client takes it.

use tower_lsp::ls_types::*;

use super::super::snapshot::Here;
use super::{change, diagnostic};
use crate::ide::{Action, ActionKind};

/// Whether the client asks for a kind of action; without a wish, for all but those that are done on saving.
pub fn asked(kind: ActionKind, only: Option<&[CodeActionKind]>) -> bool {
    match only {
        Some(only) => only.iter().any(|asked| kind.is_asked_by(asked.as_str())),
        None => kind != ActionKind::FixAll,
    }
}

/// Actions in their order. What the client cannot do as a whole is left out, and so is what cannot be done at all,
/// unless the client shows why.
pub fn actions(here: &Here<'_>, actions: Vec<Action>) -> Option<CodeActionResponse> {
    let found: Vec<_> = actions.into_iter().filter_map(|it| action(here, it)).map(CodeActionOrCommand::from).collect();
    (!found.is_empty()).then_some(found)
}

fn action(here: &Here<'_>, action: Action) -> Option<CodeAction> {
    let client = here.client();
    let disabled = action.disabled.map(|reason| CodeActionDisabled { reason });
    let edit = match &disabled {
        Some(_) if !client.disabled_actions => return None,
        Some(_) => None,
        None => Some(change(here, action.change)?),
    };
    Some(CodeAction {
        title: action.title,
        kind: Some(action.kind.name().into()),
        diagnostics: action.fixes.map(|finding| vec![diagnostic(here, finding)]),
        edit,
        is_preferred: (action.is_preferred && client.preferred_actions).then_some(true),
        disabled,
        ..CodeAction::default()
    })
}
