//! What single clients do their own way.

use serde_json::{Value, json};

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

/// The blog and the post for clients that show nothing but text: each line is a place to ask at, where `¦` stands.
const PLACES: &str = "---
layout: post
toc¦: true
to¦
image: /images/¦a.png
---
# A *hea¦ding*

One.[^1¦] and {% include bo¦x.html %} {% include box.html ¦ %}

A [link *with* marks]({% post_url 2020-01-02-ot¦her %}#its-heading) ![¦*alt*](/images/a.png¦)

:robo¦t: $\\alpha¦ + 1$ {{ page.title | up¦case }} {% hi¦ %} [^¦]

[b](#¦) [c](oth¦) ![](¦) {% post_url ¦ %} {% link ¦ %}

```py¦

```

[^1]: A *note* with `code`, **marks**, $5 and [a link](https://example.org).
";

#[test]
fn clients_that_show_nothing_but_text_get_nothing_else() {
    let blog = Folder::new(&[
        ("_config.yml", "title: A blog\n"),
        ("_includes/box.html", "<p>{{ include.text }}</p>\n"),
        ("_posts/2020-01-02-other.md", "---\ntitle: The other\n---\n## Its `heading`\n\nThe **first** lines.\n"),
    ]);
    blog.write("images/a.png", include_bytes!("../../../editors/vscode/icon.png"));
    let mut client = Client::start();
    let shows = json!({"textDocument": {
        "hover": {"contentFormat": ["plaintext"]},
        "completion": {"completionItem": {"snippetSupport": false, "documentationFormat": ["plaintext"]}},
    }});
    client.ask("initialize", json!({"capabilities": shows, "rootUri": blog.uri("")}));
    client.notify("initialized", json!({}));
    let uri = blog.uri("_posts/2020-01-01-post.md");
    let document = json!({"uri": uri, "languageId": "markdown", "version": 1, "text": PLACES.replace('¦', "")});
    client.notify("textDocument/didOpen", json!({"textDocument": document}));
    client.notification("textDocument/publishDiagnostics");
    let (mut hovers, mut completions) = (0, 0);
    for (line, text) in (0..).zip(PLACES.lines()) {
        let mut column = 0;
        for part in text.split('¦').collect::<Vec<_>>().split_last().unwrap().1 {
            column += part.encode_utf16().count();
            let at = json!({"textDocument": {"uri": uri}, "position": {"line": line, "character": column}});
            let hover = client.ask("textDocument/hover", at.clone());
            if !hover.is_null() {
                hovers += 1;
                check_plain(&hover["contents"]);
            }
            for item in client.ask("textDocument/completion", at).as_array().into_iter().flatten() {
                completions += 1;
                assert_eq!(item["insertTextFormat"], 1, "{item}");
                let written = item["textEdit"]["newText"].as_str().unwrap();
                assert!(!written.contains(['$', '\\']), "{item}");
                if let Some(documentation) = item.get("documentation") {
                    check_plain(documentation);
                }
                let detail = item["detail"].as_str().unwrap_or_default();
                assert!(!detail.contains("**"), "{item}");
            }
        }
    }
    assert!(hovers > 8 && completions > 100, "{hovers} hovers and {completions} completions");
    client.leave();
}

/// Whether a text is plain and has none of the marks of Markdown. A footnote's mark is what is written of it.
fn check_plain(said: &Value) {
    assert_eq!(said["kind"], "plaintext", "{said}");
    let text = said["value"].as_str().unwrap();
    assert!(!text.is_empty() && !text.contains(['`', '*', '\\']) && !text.contains("]("), "{said}");
}
