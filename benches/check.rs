//! How long a check of a whole blog takes beside reading and parsing it, and how much memory; each in its own process.
//!
//! Where there is a `rumdl` (`pip install rumdl`), it checks the same posts beside it, and what each said stands below.
//!
//! `cargo bench --bench check` compares blogs of 100, 1,000 and 10,000 posts.
//! `cargo bench --bench check -- generate FOLDER POSTS` only writes such a blog.

#![allow(clippy::print_stdout, reason = "a benchmark prints what it measures")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, fs, io};

use rayon::prelude::*;

#[path = "generate/blog.rs"]
mod blog;

/// How often each is measured; the fastest counts.
const RUNS: usize = 7;

fn main() -> io::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).filter(|it| it != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["generate", folder, posts] => blog::write(Path::new(folder), posts.parse().map_err(io::Error::other)?),
        ["measure", what, folder] => measure(what, Path::new(folder)),
        _ => compare(),
    }
}

/// Measures each size in fresh processes, so that none finds another's memory.
fn compare() -> io::Result<()> {
    println!("{:>7} {:>8} {:>22} {:>22} {:>6}", "posts", "MB", "read and comrak", "manicule check", "ratio");
    for posts in [100, 1_000, 10_000] {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("blog-{posts}"));
        if !folder.join("done").exists() {
            blog::write(&folder, posts)?;
            fs::write(folder.join("done"), "")?;
        }
        let megabytes = bytes(&folder.join("_posts"))? as f64 / 1e6;
        let (mut floor, mut check) = ((f64::MAX, 0.0_f64), (f64::MAX, 0.0_f64));
        for _ in 0..RUNS {
            for (what, best) in [("comrak", &mut floor), ("check", &mut check)] {
                let (time, memory) = in_own_process(what, &folder)?;
                *best = (best.0.min(time), best.1.max(memory));
            }
        }
        let shown = |(time, memory): (f64, f64)| format!("{time:.1} ms, {memory:.0} MiB");
        println!("{posts:>7} {megabytes:>8.1} {:>22} {:>22} {:>6.2}", shown(floor), shown(check), check.0 / floor.0);
        beside(&folder, check.0)?;
    }
    Ok(())
}

/// What `rumdl check` takes for the same posts, how often that is what manicule takes, and what both say of them.
fn beside(folder: &Path, check: f64) -> io::Result<()> {
    let run = |what: &str| match what {
        "rumdl" => Command::new("rumdl").args(["check", "--no-cache", "."]).current_dir(folder).output(),
        _ => Command::new(env::current_exe()?).args(["measure", what]).arg(folder).output(),
    };
    let last = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        text.lines().rev().find(|it| it.contains("checked:") || it.contains("issues")).unwrap_or_default().to_owned()
    };
    println!("        manicule says: {}", last(&run("check")?.stdout));
    let (mut best, mut said) = (f64::MAX, Vec::new());
    for _ in 0..3 {
        let start = Instant::now();
        let Ok(output) = run("rumdl") else {
            println!("        there is no rumdl to compare with");
            return Ok(());
        };
        best = best.min(start.elapsed().as_secs_f64() * 1e3);
        said = output.stdout;
    }
    println!("        rumdl takes {best:.0} ms, {:.1} times as long, and says: {}", best / check, last(&said));
    Ok(())
}

fn bytes(folder: &Path) -> io::Result<u64> {
    fs::read_dir(folder)?.map(|entry| Ok(entry?.metadata()?.len())).sum()
}

/// Milliseconds, and the most memory in MiB.
fn in_own_process(what: &str, folder: &Path) -> io::Result<(f64, f64)> {
    let output = Command::new(env::current_exe()?).args(["measure", what]).arg(folder).output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    let numbers: Vec<f64> =
        said.lines().last().unwrap_or_default().split(' ').map_while(|it| it.parse().ok()).collect();
    match numbers[..] {
        [time, memory] => Ok((time, memory)),
        _ => Err(io::Error::other(said.into_owned())),
    }
}

fn measure(what: &str, folder: &Path) -> io::Result<()> {
    let start = Instant::now();
    match what {
        "comrak" => read_and_parse(folder)?,
        _ => check(folder),
    }
    report(start.elapsed())
}

/// The least that a checker of Markdown does: it reads all posts and parses them, with as many threads.
fn read_and_parse(folder: &Path) -> io::Result<()> {
    let entries: Vec<PathBuf> =
        fs::read_dir(folder.join("_posts"))?.map(|it| Ok(it?.path())).collect::<io::Result<_>>()?;
    let mut options = comrak::Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    options.extension.math_dollars = true;
    options.extension.shortcodes = true;
    let nodes: usize = entries
        .par_iter()
        .map(|path| {
            let text = fs::read_to_string(path).unwrap_or_default();
            let arena = comrak::Arena::new();
            comrak::parse_document(&arena, &text, &options).descendants().count()
        })
        .sum();
    assert!(nodes > entries.len(), "nothing was parsed");
    Ok(())
}

fn check(folder: &Path) {
    use clap::Parser;
    #[derive(Parser)]
    struct Arguments {
        #[command(flatten)]
        check: manicule::check::Options,
    }
    let arguments = Arguments::parse_from([Path::new("check"), folder]);
    manicule::check::run(&arguments.check);
}

/// The last line on stderr: the time, and the most memory that the process ever held, as Linux tells.
fn report(time: Duration) -> io::Result<()> {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let most =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<f64>().ok());
    eprintln!("{} {}", time.as_secs_f64() * 1e3, most.unwrap_or_default() / 1024.0);
    Ok(())
}
