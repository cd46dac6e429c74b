//! What single clients do their own way.

use serde_json::{Value, json};

use super::client::{Client, Folder};

/// What a client is offered behind `A post, {% fn `, with some text behind the cursor and one note on the page.
fn completed(name: &str, item: Value, behind: &str) -> Value {
    let blog = Folder::new(&[("_config.yml", "title: A blog\n")]);
    let capabilities = json!({"textDocument": {"completion": {"completionItem": item}}});
    let mut client = Client::start();
    let about = json!({"clientInfo": {"name": name}, "capabilities": capabilities, "rootUri": blog.uri("")});
    client.ask("initialize", about);
    client.notify("initialized", json!({}));
    let uri = blog.uri("_posts/2020-01-01-post.md");
    let text = format!("{{{{ 'A note.' | fndetail: 1 }}}}\n\n{}{behind}\n", "A post, {% fn ");
    let document = json!({"uri": uri, "languageId": "markdown", "version": 1, "text": text});
    client.notify("textDocument/didOpen", json!({"textDocument": document}));
    client.notification("textDocument/publishDiagnostics");
    let at = json!({"textDocument": {"uri": uri}, "position": {"line": 2, "character": 14}});
    let items = client.ask("textDocument/completion", at);
    client.leave();
    items
}

#[test]
fn what_stands_beside_a_completion_is_shown_in_every_row_where_the_client_can() {
    for (supported, beside) in [(true, "/0/labelDetails/description"), (false, "/0/detail")] {
        let items = completed("Visual Studio Code", json!({"labelDetailsSupport": supported}), "");
        assert_eq!(items.pointer(beside), Some(&json!("A note.")), "{items}");
    }
}

#[test]
fn neovim_completes_up_to_the_cursor_and_keeps_what_stands_behind_it() {
    for (name, behind, written, end) in [
        ("Neovim", "", "1 %\\}", 14),
        ("Neovim", "}", "1 %", 14),
        ("Neovim", "%}", "1 ", 14),
        ("Neovim", "  %}", "1", 14),
        ("Neovim", "7 %}", "1 %\\}", 18),
        ("Visual Studio Code", "}", "1 %\\}", 15),
    ] {
        let items = completed(name, json!({"snippetSupport": true}), behind);
        let edit = &items[0]["textEdit"];
        assert_eq!(edit["newText"], written, "{name} with `{behind}` behind the cursor");
        assert_eq!(edit["range"]["end"]["character"], end, "{name} with `{behind}` behind the cursor");
    }
}
