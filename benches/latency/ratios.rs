//! All steps and their floors in one run, and how they compare.

use std::hint::black_box;
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, fs, io};

use crate::pipe::{self, Client, Server};
use crate::writer::{self, Writer};
use crate::{LENGTHS, comrak_parses, post, read};

/// How many letters are typed.
const LETTERS: usize = 4000;

/// A median, and what ninety-nine of a hundred do not exceed.
#[derive(Clone, Copy)]
struct Times {
    p50: Duration,
    p99: Duration,
}

impl Times {
    fn of(repeats: usize, mut time: impl FnMut() -> Duration) -> Times {
        Times::from((0..repeats).map(|_| time()).collect::<Vec<Duration>>())
    }
}

impl From<Vec<Duration>> for Times {
    fn from(mut times: Vec<Duration>) -> Times {
        times.sort_unstable();
        Times { p50: times[times.len() / 2], p99: times[times.len() * 99 / 100] }
    }
}

fn timed<T>(f: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    black_box(f());
    start.elapsed()
}

fn by(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}

/// Measures two things that are compared.
fn in_turns(repeats: usize, mut times: [&mut dyn FnMut() -> Duration; 2]) -> [Times; 2] {
    let mut taken = [Vec::new(), Vec::new()];
    for _ in 0..repeats {
        for (times, taken) in times.iter_mut().zip(&mut taken) {
            taken.push(times());
        }
    }
    taken.map(Times::from)
}

/// Measures all on one core where `taskset` can see to it, else wherever the system puts each process: to wake one on
/// another core takes longer than a hover, and it is chance which of two servers that strikes.
pub fn on_one_core() -> io::Result<()> {
    let here = env::current_exe()?;
    let mut command = Command::new("taskset");
    match command.args(["-c", "0"]).arg(here).args(["ratios", "here"]).status() {
        Ok(status) if status.success() => Ok(()),
        _ => {
            println!("not on one core, as `taskset` cannot be had");
            print()
        }
    }
}

/// Measures each length and prints a line of figures and one of ratios for each step.
pub fn print() -> io::Result<()> {
    println!("{:>7}  {:<38} {:>10} {:>10}  ratio", "post", "", "p50", "p99");
    let mut letters = Vec::new();
    for (length, name) in LENGTHS {
        let line = |what: &str, times: Times, ratio: String| {
            println!("{name:>7}  {what:<38} {:>10.1?} {:>10.1?}  {ratio}", times.p50, times.p99);
        };
        let text = post::make(length);
        let repeats = (4_000_000 / length).clamp(5, 200);
        let blog = writer::blog(&text);
        // In turns, so that a busy moment of the machine strikes both.
        let [comrak, first] = in_turns(
            repeats,
            [&mut || timed(|| comrak_parses(&text)), &mut || {
                timed(|| Writer::open_in(blog.clone(), &text).diagnostics())
            }],
        );
        line("comrak parses all", comrak, String::new());
        let mut writer = Writer::open(&text);
        let letter = Times::of(LETTERS, || {
            let typed = writer.typed();
            timed(|| typed.read())
        });
        letters.push(letter.p50);
        let (middle, slow) = (by(comrak.p50, letter.p50), by(comrak.p50, letter.p99));
        line("letter → post", letter, format!("1/{middle:.0} of comrak, p99 1/{slow:.0}"));
        let checks = Times::of(repeats * 2, || {
            timed(|| {
                writer.letter();
                writer.diagnostics()
            })
        });
        line("letter → diagnostics", checks, format!("{:.2} of comrak", by(checks.p50, comrak.p50)));
        line("open → diagnostics", first, format!("{:.2} of comrak", by(first.p50, comrak.p50)));
        drop(writer);
        through_pipes(&text, &line)?;
    }
    let (least, most) = (letters.iter().min(), letters.iter().max());
    if let (Some(least), Some(most)) = (least, most) {
        println!("letter → post, the slowest median of all lengths by the fastest: {:.2}", by(*most, *least));
    }
    open_memory()
}

fn through_pipes(text: &str, line: &impl Fn(&str, Times, String)) -> io::Result<()> {
    let (mut echo, mut manicule) = (Client::open(Server::Echo, text)?, Client::open(Server::Manicule, text)?);
    let (mut floor, mut hover) = (Vec::new(), Vec::new());
    // In turns, so that a busy moment of the machine strikes both.
    for _ in 0..2000 {
        for (client, times) in [(&mut echo, &mut floor), (&mut manicule, &mut hover)] {
            let start = Instant::now();
            client.letter_and_hover()?;
            times.push(start.elapsed());
        }
    }
    let body = manicule.hover()?;
    assert!(memchr::memmem::find(&body, b"A note on it.").is_some(), "{}", String::from_utf8_lossy(&body));
    let (floor, hover) = (Times::from(floor), Times::from(hover));
    line("letter → echo's answer, pipes", floor, String::new());
    line(
        "letter → hover, pipes",
        hover,
        format!("{:.2} of the echo, p99 {:.2}", by(hover.p50, floor.p50), by(hover.p99, floor.p99)),
    );
    let mut failed = Ok(());
    let asked = Times::of(50, || {
        timed(|| {
            if let Err(error) = manicule.letter().and_then(|()| manicule.diagnostics()) {
                failed = Err(error);
            }
        })
    });
    failed?;
    line("letter → diagnostics, pipes", asked, String::new());
    let opened = Times { p50: manicule.opened, p99: manicule.opened };
    let memory = manicule.memory("VmHWM").unwrap_or_default() / 1024.0;
    line("open → diagnostics, pipes, once", opened, format!("the server's peak {memory:.0} MiB"));
    Ok(())
}

/// Prints what an open post of 1 MB keeps, measured in a process of its own.
fn open_memory() -> io::Result<()> {
    let output = Command::new(env::current_exe()?).args(["memory", "1000000"]).output()?;
    print!("{}", String::from_utf8_lossy(&output.stdout));
    Ok(())
}

/// Opens posts one after the other and prints what each keeps: what opening one leaves to be used again is used by the
/// next, so that the growth is what is kept.
pub fn memory(length: usize) -> io::Result<()> {
    const POSTS: usize = 16;
    let text = post::make(length);
    let resident = || -> io::Result<f64> {
        let status = fs::read_to_string("/proc/self/status")?;
        pipe::memory_in(&status, "VmRSS").map(|it| it * 1024.0).ok_or_else(|| io::Error::other("no VmRSS"))
    };
    let mut posts = vec![read(&text), read(&text)];
    let before = resident()?;
    posts.extend((0..POSTS).map(|_| read(&text)));
    let each = (resident()? - before) / POSTS as f64;
    println!(
        "memory of an open post of {:.1} MB: {:.1} MB, {:.2} of its text",
        text.len() as f64 / 1e6,
        each / 1e6,
        each / text.len() as f64
    );
    drop(black_box(posts));
    Ok(())
}
