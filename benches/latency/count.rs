//! Instructions under valgrind, which do not depend on what else the machine does.
//!
//! Each scenario runs in a process of its own, and only what [`counted`] calls is counted.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::process::{Command, Stdio};
use std::{env, fs, io};

use crate::writer::{self, Writer};
use crate::{comrak_parses, post, read};

/// Where the numbers are recorded.
const RECORD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/latency/instructions.txt");

/// How much a number may grow before it counts as a slow-down. Maps are seeded anew in each process, which moves the
/// numbers by less than a hundredth.
const TOLERANCE: f64 = 0.10;

/// How many letters a scenario types.
const LETTERS: usize = 200;

const SCENARIOS: [&str; 10] = [
    "letters-6kB",
    "letters-100kB",
    "letters-1MB",
    "diagnostics-100kB",
    "diagnostics-1MB",
    "first-6kB",
    "open-100kB",
    "comrak-100kB",
    "nested-10kB",
    "nested-20kB",
];

/// How much more instructions a quote twice as deep may take.
const TWICE: f64 = 2.5;

/// Runs what is to be counted: valgrind knows this function by its name.
#[inline(never)]
fn counted<T>(f: impl FnOnce() -> T) -> T {
    black_box(f())
}

/// Runs one scenario once.
pub fn run(scenario: &str) -> io::Result<()> {
    let (what, length) = scenario.split_once('-').unwrap_or_default();
    let length = match length {
        "6kB" => 6_000,
        "10kB" => 10_000,
        "20kB" => 20_000,
        "100kB" => 100_000,
        "1MB" => 1_000_000,
        _ => return Err(io::Error::other(format!("no scenario is called `{scenario}`"))),
    };
    let text = match what {
        "nested" => format!("{}a\n\nb\n", ">".repeat(length)),
        _ => post::make(length),
    };
    match what {
        "letters" => {
            let mut writer = Writer::open(&text);
            counted(|| (0..LETTERS).for_each(|_| writer.letter()));
        }
        "diagnostics" => {
            let mut writer = Writer::open(&text);
            writer.diagnostics();
            writer.letter();
            drop(counted(|| writer.diagnostics()));
        }
        "first" => {
            let blog = writer::blog(&text);
            drop(counted(|| Writer::open_in(blog, &text).diagnostics()));
        }
        "open" | "nested" => drop(counted(|| read(&text))),
        _ => counted(|| comrak_parses(&text)),
    }
    Ok(())
}

/// Counts each scenario; `None` where valgrind is not to be had.
fn count() -> io::Result<Option<BTreeMap<String, u64>>> {
    if Command::new("valgrind").arg("--version").stdout(Stdio::null()).status().is_err() {
        return Ok(None);
    }
    let counts = SCENARIOS.iter().map(|scenario| {
        let output = Command::new("valgrind")
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--toggle-collect=*count*counted*"])
            .arg(env::current_exe()?)
            .args(["counted", scenario])
            .output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        let collected = said.lines().find_map(|line| line.split_once("Collected :")?.1.trim().parse().ok());
        match collected {
            Some(count) if output.status.success() && count > 0 => Ok(((*scenario).to_owned(), count)),
            _ => Err(io::Error::other(format!("{scenario}: {said}"))),
        }
    });
    counts.collect::<io::Result<_>>().map(Some)
}

/// Records the numbers of this state of the code.
pub fn record() -> io::Result<()> {
    let counts = count()?.ok_or_else(|| io::Error::other("valgrind is not installed"))?;
    let lines: String = counts.iter().map(|(scenario, count)| format!("{scenario} {count}\n")).collect();
    print!("{lines}");
    fs::write(RECORD, lines)
}

/// Compares with the numbers recorded.
pub fn compare() -> io::Result<()> {
    let Some(counts) = count()? else {
        println!("SKIPPED: instructions are not counted, as valgrind is not installed (apt-get install valgrind)");
        return Ok(());
    };
    let recorded = fs::read_to_string(RECORD)?;
    let recorded: BTreeMap<&str, u64> = recorded
        .lines()
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(it, n)| Some((it, n.parse().ok()?)))
        .collect();
    let mut slower = Vec::new();
    for (scenario, count) in &counts {
        let before = recorded.get(scenario.as_str()).copied();
        let growth = before.map_or(f64::INFINITY, |before| *count as f64 / before as f64 - 1.0);
        println!("{scenario:<20} {count:>13} instructions, {:+.1} % of what is recorded", growth * 100.0);
        if growth > TOLERANCE {
            slower.push(scenario.as_str());
        }
    }
    if let (Some(shallow), Some(deep)) = (counts.get("nested-10kB"), counts.get("nested-20kB"))
        && *deep as f64 > TWICE * *shallow as f64
    {
        slower.push("a quote nested twice as deep");
    }
    if slower.is_empty() {
        return Ok(());
    }
    Err(io::Error::other(format!(
        "slower than recorded: {}. Where that is meant: cargo bench --bench latency -- count record",
        slower.join(", ")
    )))
}
