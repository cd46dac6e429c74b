//! A real Jekyll as the judge of what manicule says of a post.
//!
//! `tests/oracle/judge.rb` renders posts on a small blog and says what came of each; the tests here hold manicule's
//! reading against it: the hand-written cases of `tests/oracle/cases.txt`, and posts that are generated and mutated from a
//! seed (`MANICULE_ORACLE_SEED`, else 1; `MANICULE_ORACLE_POSTS` sets how many, else 2,000).

mod addresses;
mod excuse;
mod front_matter;
mod generate;
mod judge;
mod links;
mod liquid;
mod whole;

use generate::Random;

/// The hand-written cases: each stands between lines of `====`.
fn cases() -> Vec<String> {
    let text = include_str!("../oracle/cases.txt");
    text.split("\n====\n").skip(1).map(str::to_owned).collect()
}

/// A number from the environment.
fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

/// The cases, then as many posts as wanted, half of them mutated. What a post becomes depends on the seed and its number,
/// and so another case changes few of them.
fn posts() -> Vec<String> {
    let cases = cases();
    let seed = setting("MANICULE_ORACLE_SEED", 1);
    let made = (0..setting("MANICULE_ORACLE_POSTS", 2_000)).map(|i| {
        let mut random = Random::new(seed.wrapping_mul(1_000_003).wrapping_add(i));
        let mut post = if random.one_in(3) { pick(&cases, random.below(1 << 30)) } else { generate::post(&mut random) };
        if i % 2 == 1 {
            generate::mutate(&mut post, &mut random);
        }
        post
    });
    cases.iter().cloned().chain(made).collect()
}

/// The case that comes first by a hash of it and a number (FNV-1a): it stays that one whatever cases there are besides,
/// but for the few that come before it.
fn pick(cases: &[String], number: usize) -> String {
    let add = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
    let hash = |case: &&String| number.to_le_bytes().iter().chain(case.as_bytes()).fold(0xcbf2_9ce4_8422_2325, add);
    cases.iter().min_by_key(hash).cloned().unwrap_or_default()
}

/// What is found different, at most twenty, told with the seed.
fn report(differences: &[String]) {
    let seed = setting("MANICULE_ORACLE_SEED", 1);
    let shown = &differences[..differences.len().min(20)];
    assert!(differences.is_empty(), "{} differences with seed {seed}:\n{}", differences.len(), shown.join("\n\n"));
}
