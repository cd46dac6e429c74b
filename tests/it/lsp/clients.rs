//! What single clients do their own way.

use serde_json::json;

use super::client::{Client, Folder};

#[test]
fn neovim_completes_up_to_the_cursor_and_keeps_what_stands_behind_it() {
    let snippets = json!({"textDocument": {"completion": {"completionItem": {"snippetSupport": true}}}});
    for (name, behind, written, end) in [
        ("Neovim", "", "1 %\\}", 14),
        ("Neovim", "}", "1 %", 14),
        ("Neovim", "%}", "1 ", 14),
        ("Neovim", "  %}", "1", 14),
        ("Neovim", "7 %}", "1 %\\}", 18),
        ("Visual Studio Code", "}", "1 %\\}", 15),
    ] {
        let blog = Folder::new(&[("_config.yml", "title: A blog\n")]);
        let mut client = Client::start();
        client.ask(
            "initialize",
            json!({"clientInfo": {"name": name}, "capabilities": snippets, "rootUri": blog.uri("")}),
        );
        client.notify("initialized", json!({}));
        let uri = blog.uri("_posts/2020-01-01-post.md");
        let text = format!("{{{{ 'A note.' | fndetail: 1 }}}}\n\n{}{behind}\n", "A post, {% fn ");
        let document = json!({"uri": uri, "languageId": "markdown", "version": 1, "text": text});
        client.notify("textDocument/didOpen", json!({"textDocument": document}));
        client.notification("textDocument/publishDiagnostics");
        let at = json!({"textDocument": {"uri": uri}, "position": {"line": 2, "character": 14}});
        let items = client.ask("textDocument/completion", at);
        let edit = &items[0]["textEdit"];
        assert_eq!(edit["newText"], written, "{name} with `{behind}` behind the cursor");
        assert_eq!(edit["range"]["end"]["character"], end, "{name} with `{behind}` behind the cursor");
        client.leave();
    }
}
