//! Which pages and images the pages of a blog lead to, as a graph.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::search::{blogs, shown};
use super::{Outcome, fail, printed, uses};

/// Which blog, and how to print it.
#[derive(Args, Clone, Debug)]
pub struct GraphOptions {
    /// The blog's root
    #[arg(value_name = "FOLDER", default_value = ".")]
    pub folder: PathBuf,

    /// How to print the graph
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: GraphFormat,
}

/// How a graph is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, ValueEnum)]
pub enum GraphFormat {
    /// Graphviz's language: `manicule graph | dot -Tsvg`
    #[default]
    Dot,
    /// One JSON document
    Json,
}

/// Prints the graph. Pages without links are in it too, and so are images that no page shows.
pub fn graph(options: &GraphOptions) -> Outcome {
    let blogs = match blogs(&options.folder) {
        Ok(blogs) => blogs,
        Err(error) => return fail(&format!("`{}` cannot be read: {error}", options.folder.display())),
    };
    let mut graph = Graph::default();
    for (root, site) in &blogs {
        for page in site.pages() {
            let from = shown(root, &page.path);
            graph.nodes.insert(from.clone(), "page");
            for to in uses::targets(site, page) {
                let kind = if site.page(&to).is_some() { "page" } else { "file" };
                graph.nodes.entry(shown(root, &to)).or_insert(if uses::is_image(&to) { "image" } else { kind });
                graph.edges.insert((from.clone(), shown(root, &to)));
            }
        }
        graph.nodes.extend(uses::images(site).into_iter().map(|path| (shown(root, path), "image")));
    }
    let text = match options.format {
        GraphFormat::Dot => graph.dot(),
        GraphFormat::Json => graph.json(),
    };
    printed(&text, Outcome::Clean)
}

/// Files by what they are, and which leads to which.
#[derive(Default)]
struct Graph {
    nodes: BTreeMap<String, &'static str>,
    edges: BTreeSet<(String, String)>,
}

impl Graph {
    fn dot(&self) -> String {
        let mut out = String::from("digraph blog {\n  rankdir=LR;\n");
        for (path, kind) in &self.nodes {
            let shape = match *kind {
                "page" => "box",
                "image" => "ellipse",
                _ => "note",
            };
            let _ = writeln!(out, "  {} [shape={shape}];", quoted(path));
        }
        for (from, to) in &self.edges {
            let _ = writeln!(out, "  {} -> {};", quoted(from), quoted(to));
        }
        out + "}\n"
    }

    fn json(&self) -> String {
        let nodes: Vec<_> = self.nodes.iter().map(|(path, kind)| json!({"path": path, "kind": kind})).collect();
        let edges: Vec<_> = self.edges.iter().map(|(from, to)| json!({"from": from, "to": to})).collect();
        format!("{:#}\n", json!({"nodes": nodes, "edges": edges}))
    }
}

/// A text as Graphviz reads it back.
fn quoted(text: &str) -> String {
    format!("\"{}\"", super::excerpt::printable(text).replace('\\', "\\\\").replace('"', "\\\""))
}
