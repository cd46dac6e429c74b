//! What a keystroke costs in posts of 6 kB to 10 MB, beside a bare full parse by comrak.
//!
//! - `cargo bench --bench latency` has criterion measure each step.
//! - `cargo bench --bench latency -- ratios` compares all in one run and prints the ratios that are promised.
//! - `cargo bench --bench latency -- count` counts instructions under valgrind and fails where they have grown beyond
//!   the recorded numbers; `-- count record` records them anew.
#![allow(clippy::print_stdout, reason = "tables are printed")]

mod count;
mod echo;
mod pipe;
mod post;
mod ratios;
mod writer;

use std::hint::black_box;
use std::time::Duration;
use std::{env, io};

use criterion::{BatchSize, Criterion};
use manicule::text::Text;

use pipe::{Client, Server};
use writer::Writer;

/// The lengths of the posts.
const LENGTHS: [(usize, &str); 4] = [(6_000, "6 kB"), (100_000, "100 kB"), (1_000_000, "1 MB"), (10_000_000, "10 MB")];

fn main() -> io::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).filter(|it| it != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["ratios"] => ratios::on_one_core(),
        ["ratios", "here"] => ratios::print(),
        ["memory", length] => ratios::memory(length.parse().map_err(io::Error::other)?),
        ["echo"] => echo::serve(io::stdin().lock(), io::stdout().lock()),
        ["count"] => count::compare(),
        ["count", "record"] => count::record(),
        ["counted", scenario] => count::run(scenario),
        _ => measure(),
    }
}

fn measure() -> io::Result<()> {
    let mut criterion = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .configure_from_args();
    for (length, name) in LENGTHS {
        let text = post::make(length);
        let id = |what: &str| format!("{what}/{name}");
        criterion.bench_function(&id("comrak parses all"), |b| b.iter(|| comrak_parses(&text)));
        criterion.bench_function(&id("letter to post"), |b| {
            let mut writer = Writer::open(&text);
            b.iter_batched(|| writer.typed(), |typed| typed.read(), BatchSize::PerIteration);
        });
        criterion.bench_function(&id("letter to diagnostics"), |b| {
            let mut writer = Writer::open(&text);
            b.iter(|| {
                writer.letter();
                black_box(writer.diagnostics())
            });
        });
        criterion.bench_function(&id("open to diagnostics"), |b| {
            let blog = writer::blog(&text);
            b.iter(|| black_box(Writer::open_in(blog.clone(), &text).diagnostics()));
        });
        for (what, server) in [("echo's answer", Server::Echo), ("letter to hover", Server::Manicule)] {
            let mut client = Client::open(server, &text)?;
            criterion.bench_function(&id(what), |b| b.iter(|| client.letter_and_hover()));
        }
    }
    criterion.final_summary();
    Ok(())
}

/// A bare full parse with what the engine asks of comrak.
fn comrak_parses(text: &str) {
    let mut options = comrak::Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    options.extension.math_dollars = true;
    options.extension.shortcodes = true;
    let arena = comrak::Arena::new();
    black_box(comrak::parse_document(&arena, text, &options));
}

/// A post as a server holds it, without a blog around it.
fn read(text: &str) -> (Text, manicule::syntax::Post) {
    let rope = Text::new(text);
    let post = manicule::syntax::parse(&rope, writer::DIALECT);
    (rope, post)
}
