//! What a keystroke costs, beside a full parse by comrak in the same run: medians, the slowest of a hundred, and the
//! ratios that are promised. `cargo bench --bench latency`.
#![allow(clippy::print_stdout, reason = "the table is printed")]

mod post;

use std::hint::black_box;
use std::time::{Duration, Instant};

use manicule::syntax::{Dialect, Part, parse, reparse};
use manicule::text::{Edit, Text, TextRange, TextSize};

const DIALECT: Dialect = Dialect { part: Part::File, liquid: true, kramdown: true };

/// The lengths of the posts.
const LENGTHS: [(usize, &str); 4] = [(6_000, "6 kB"), (100_000, "100 kB"), (1_000_000, "1 MB"), (10_000_000, "10 MB")];

fn main() {
    println!(
        "{:>8} {:>12} {:>12} {:>12} {:>12} {:>9} {:>9}",
        "post", "comrak", "open", "letter p50", "p99", "c/p50", "c/p99"
    );
    for (length, name) in LENGTHS {
        let text = post::make(length);
        let repeats = (2_000_000 / length).clamp(3, 200);
        let comrak = median((0..repeats).map(|_| full_parse(&text)).collect());
        let rope = Text::new(&text);
        let open = median((0..repeats).map(|_| timed(|| parse(&rope, DIALECT))).collect());
        let mut keys = typing(&text, 4000);
        keys.sort_unstable();
        let (middle, slow) = (keys[keys.len() / 2], keys[keys.len() * 99 / 100]);
        let ratio = |of: Duration| comrak.as_secs_f64() / of.as_secs_f64();
        println!(
            "{name:>8} {comrak:>12.2?} {open:>12.2?} {middle:>12.2?} {slow:>12.2?} {:>9.0} {:>9.0}",
            ratio(middle),
            ratio(slow)
        );
    }
}

fn timed<T>(f: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    black_box(f());
    start.elapsed()
}

/// A bare full parse with what the engine asks of comrak.
fn full_parse(text: &str) -> Duration {
    let mut options = comrak::Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.footnotes = true;
    options.extension.math_dollars = true;
    options.extension.shortcodes = true;
    timed(|| {
        let arena = comrak::Arena::new();
        black_box(comrak::parse_document(&arena, text, &options));
    })
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// Types letters near one place, with a jump every fifty keys: the times of reading again alone.
fn typing(text: &str, keys: usize) -> Vec<Duration> {
    let mut rope = Text::new(text);
    let mut post = parse(&rope, DIALECT);
    let mut state = 88_172_645_463_325_252_u64;
    let mut at = 0;
    let mut times = Vec::with_capacity(keys);
    for key in 0..keys {
        if key % 50 == 0 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let near = (state % u64::from(u32::from(rope.len()))) as u32;
            at = u32::from(rope.line_start(rope.line_of(TextSize::new(near)))) + 2;
            at = at.min(rope.len().into());
        }
        let edit = Edit { range: TextRange::empty(TextSize::new(at)), insert: "e".to_owned() };
        rope.edit(&edit);
        let start = Instant::now();
        let next = reparse(&post, &rope, &edit);
        times.push(start.elapsed());
        post = next;
        at += 1;
    }
    times
}
