//! What an editor can have done at a place: by kind, with versions, and with reasons where it cannot be done.

use serde_json::{Value, json};

use super::client::{Client, Folder, range};

const POST: &str = "_posts/2020-01-01-post.md";

/// Two emoji stand before the number, so that columns count.
const TEXT: &str = "😀😀 One.{% fn 2 %}\n\n{{ 'I don't.' | fndetail: 2 }}\n";

fn blog() -> Folder {
    Folder::new(&[
        ("_config.yml", "title: A blog\n"),
        ("_plugins/footnote.rb", "Liquid::Template.register_tag('fn', FootnoteTag)\ndef fndetail(input, id)\n"),
        ("_action_files/settings.ini", "[DEFAULT]\n"),
        (POST, TEXT),
    ])
}

fn client(blog: &Folder, more: Value) -> Client {
    let mut action = json!({"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["", "quickfix"]}}});
    action.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let workspace = json!({"workspaceEdit": {"documentChanges": true, "resourceOperations": ["create"]}});
    Client::open(blog, json!({"textDocument": {"codeAction": action}, "workspace": workspace}))
}

#[track_caller]
fn ask(client: &mut Client, uri: &str, place: Value, context: Value) -> Vec<Value> {
    let params = json!({"textDocument": {"uri": uri}, "range": place, "context": context});
    client.ask("textDocument/codeAction", params).as_array().cloned().unwrap_or_default()
}

fn titles(actions: &[Value]) -> Vec<&str> {
    actions.iter().map(|it| it["title"].as_str().unwrap()).collect()
}

#[test]
fn a_finding_is_repaired_by_one_edit_of_its_version() {
    let blog = blog();
    let mut client = client(&blog, json!({"isPreferredSupport": true}));
    let uri = blog.uri(POST);
    let findings = client.show(&uri, TEXT);
    let place = findings[0]["range"].clone();
    let found = ask(&mut client, &uri, place, json!({"diagnostics": findings, "only": ["quickfix"]}));
    assert_eq!(
        titles(&found),
        [
            "Put the text between `\"`",
            "Write `&#39;` for `'` in the text",
            "Ignore `footnote-text-lost` in this line",
            "Switch `footnote-text-lost` off in `manicule.toml`"
        ]
    );
    assert_eq!(found[0]["isPreferred"], true);
    assert_eq!(found[0]["diagnostics"][0]["code"], "footnote-text-lost");
    let edit = json!({"textDocument": {"uri": uri, "version": 1}, "edits": [{"range": range(2, 3, 13), "newText": "\"I don't.\""}]});
    assert_eq!(found[0]["edit"], json!({"documentChanges": [edit]}));
    let made = &found[3]["edit"]["documentChanges"];
    assert_eq!(made[0]["kind"], "create");
    assert_eq!(made[1]["edits"][0]["newText"], "[rules]\nfootnote-text-lost = \"off\"\n");
    client.leave();
}

#[test]
fn a_finding_that_the_editor_names_is_meant_wherever_the_cursor_is() {
    let blog = blog();
    let mut client = client(&blog, json!({}));
    let uri = blog.uri(POST);
    let findings = client.show(&uri, TEXT);
    let only = json!(["quickfix"]);
    let nothing = ask(&mut client, &uri, range(2, 25, 25), json!({"diagnostics": [], "only": only}));
    assert_eq!(titles(&nothing), Vec::<&str>::new());
    let found = ask(&mut client, &uri, range(2, 25, 25), json!({"diagnostics": findings, "only": only}));
    assert_eq!(found.len(), 4);
    client.leave();
}

#[test]
fn a_kind_is_asked_for_by_its_name_or_a_part_of_it() {
    let blog = blog();
    let mut client = client(&blog, json!({}));
    let uri = blog.uri(POST);
    client.show(&uri, TEXT);
    let mut kinds = |only: &str| {
        let found = ask(&mut client, &uri, range(0, 7, 7), json!({"diagnostics": [], "only": [only]}));
        found.iter().map(|it| it["kind"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(kinds("refactor.rewrite.manicule.renumber"), ["refactor.rewrite.manicule.renumber"]);
    assert_eq!(kinds("source.fixAll"), ["source.fixAll.manicule"]);
    assert_eq!(kinds("source.organizeImports"), Vec::<String>::new());
    assert!(kinds("refactor").contains(&"refactor.rewrite.manicule.insertFootnote".to_owned()));
    let all = ask(&mut client, &uri, range(0, 7, 7), json!({"diagnostics": []}));
    assert!(all.iter().all(|it| it["kind"] != "source.fixAll.manicule"), "nobody asked for it");
    client.leave();
}

#[test]
fn inserting_a_footnote_counts_columns_as_the_client_does() {
    let blog = blog();
    let mut client = client(&blog, json!({}));
    let uri = blog.uri(POST);
    client.show(&uri, TEXT);
    let only = json!({"diagnostics": [], "only": ["refactor.rewrite.manicule.insertFootnote"]});
    let found = ask(&mut client, &uri, range(0, 8, 8), only);
    let edits = &found[0]["edit"]["documentChanges"][0]["edits"];
    assert_eq!(edits[0], json!({"range": range(0, 8, 8), "newText": "{% fn 3 %}"}));
    assert_eq!(edits[1], json!({"range": range(2, 30, 30), "newText": "\n\n{{ '…' | fndetail: 3 }}"}));
    client.leave();
}

#[test]
fn why_something_cannot_be_done_is_told_to_who_shows_it() {
    let blog = blog();
    for (disabled, count) in [(true, 1), (false, 0)] {
        let mut client = client(&blog, json!({"disabledSupport": disabled}));
        let uri = blog.uri(POST);
        let text = "One.{% fn 1 %}\n";
        client.show(&uri, text);
        let only = json!({"diagnostics": [], "only": ["refactor.rewrite.manicule.convert"]});
        let found = ask(&mut client, &uri, range(0, 1, 1), only);
        assert_eq!(found.len(), count);
        if disabled {
            assert!(found[0]["disabled"]["reason"].as_str().unwrap().contains("has no note"), "{found:?}");
            assert_eq!(found[0].get("edit"), None);
        }
        client.leave();
    }
}

#[test]
fn a_client_without_actions_is_promised_none() {
    let mut client = Client::start();
    let promised = client.ask("initialize", json!({"capabilities": {}}));
    assert_eq!(promised["capabilities"].get("codeActionProvider"), None);
    client.leave();
}
