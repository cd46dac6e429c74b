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

/// How often each is measured; the fastest counts, and the middle one of the ratios.
const RUNS: usize = 7;

/// What a run took: milliseconds, and the most memory in MiB.
type Cost = (f64, f64);

fn main() -> io::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).filter(|it| it != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["generate", folder, posts] => blog::write(Path::new(folder), posts.parse().map_err(io::Error::other)?),
        ["measure", what, folder] => measure(what, Path::new(folder)),
        _ => compare(),
    }
}

/// Measures each size in fresh processes, so that none finds another's memory. They take turns, so that what else the
/// machine does at a time slows all of them.
fn compare() -> io::Result<()> {
    println!(
        "{:>7} {:>6} {:>22} {:>22} {:>7} {:>7}",
        "posts", "MB", "read and comrak", "manicule check", "fastest", "median"
    );
    for posts in [100, 1_000, 10_000] {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("blog-{posts}"));
        if !folder.join("done").exists() {
            blog::write(&folder, posts)?;
            fs::write(folder.join("done"), "")?;
        }
        let megabytes = bytes(&folder.join("_posts"))? as f64 / 1e6;
        let (mut floor, mut check, mut rumdl) = (Vec::new(), Vec::new(), Vec::new());
        let mut said = (String::new(), String::new());
        for _ in 0..RUNS {
            floor.push(in_own_process("comrak", &folder)?.0);
            let (cost, summary) = in_own_process("check", &folder)?;
            check.push(cost);
            said.0 = summary;
            if let Some((cost, summary)) = beside(&folder)? {
                rumdl.push(cost);
                said.1 = summary;
            }
        }
        let shown = |costs: &[Cost]| format!("{:.1} ms, {:.0} MiB", fastest(costs), most(costs));
        let fast = fastest(&check) / fastest(&floor);
        println!(
            "{posts:>7} {megabytes:>6.1} {:>22} {:>22} {fast:>7.2} {:>7.2}",
            shown(&floor),
            shown(&check),
            median_ratio(&check, &floor)
        );
        println!("        manicule says: {}", said.0);
        if rumdl.is_empty() {
            println!("        there is no rumdl to compare with");
        } else {
            let ratio = median_ratio(&rumdl, &check);
            println!("        rumdl takes {}, {ratio:.1} times as long, and says: {}", shown(&rumdl), said.1);
        }
    }
    Ok(())
}

fn fastest(costs: &[Cost]) -> f64 {
    costs.iter().map(|(time, _)| *time).fold(f64::MAX, f64::min)
}

fn most(costs: &[Cost]) -> f64 {
    costs.iter().map(|(_, memory)| *memory).fold(0.0, f64::max)
}

/// The middle one of the ratios of runs that followed each other.
fn median_ratio(these: &[Cost], those: &[Cost]) -> f64 {
    let mut ratios: Vec<f64> = these.iter().zip(those).map(|((a, _), (b, _))| a / b).collect();
    ratios.sort_by(f64::total_cmp);
    ratios[ratios.len() / 2]
}

/// What `rumdl check` takes for the same posts, and what it says of them; `None` where there is no rumdl.
fn beside(folder: &Path) -> io::Result<Option<(Cost, String)>> {
    let said = folder.join("rumdl.txt");
    let mut command = Command::new("rumdl");
    command.args(["check", "--no-cache", "_posts"]).current_dir(folder).stdout(fs::File::create(&said)?);
    let start = Instant::now();
    let Ok(mut child) = command.spawn() else { return Ok(None) };
    let mut most = 0.0_f64;
    let status = loop {
        most = most.max(peak(&format!("/proc/{}/status", child.id())));
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let time = start.elapsed().as_secs_f64() * 1e3;
    // 1 is what it exits with on findings; all else is a check that did not take place.
    if !matches!(status.code(), Some(0 | 1)) {
        return Err(io::Error::other(format!("rumdl failed: {status}")));
    }
    let text = String::from_utf8_lossy(&fs::read(said)?).into_owned();
    let summary = text.lines().rev().find(|line| line.contains(": ") && line.contains(" files")).unwrap_or_default();
    Ok(Some(((time, most), summary.to_owned())))
}

fn bytes(folder: &Path) -> io::Result<u64> {
    fs::read_dir(folder)?.map(|entry| Ok(entry?.metadata()?.len())).sum()
}

/// What one of the two takes, and the last line that it prints.
fn in_own_process(what: &str, folder: &Path) -> io::Result<(Cost, String)> {
    let output = Command::new(env::current_exe()?).args(["measure", what]).arg(folder).output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    let numbers: Vec<f64> =
        said.lines().last().unwrap_or_default().split(' ').map_while(|it| it.parse().ok()).collect();
    let printed = String::from_utf8_lossy(&output.stdout);
    match numbers[..] {
        [time, memory] if output.status.success() => {
            Ok(((time, memory), printed.lines().last().unwrap_or_default().to_owned()))
        }
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

/// The last line on stderr: the time, and the most memory that the process ever held.
fn report(time: Duration) -> io::Result<()> {
    eprintln!("{} {}", time.as_secs_f64() * 1e3, peak("/proc/self/status"));
    Ok(())
}

/// The most memory that a process ever held, as Linux tells; 0 where nothing does.
fn peak(status: &str) -> f64 {
    let status = fs::read_to_string(status).unwrap_or_default();
    let kilobytes =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<f64>().ok());
    kilobytes.unwrap_or_default() / 1024.0
}
