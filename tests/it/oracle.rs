//! A real Jekyll as the judge of what manicule says of a post.
//!
//! `tests/oracle/judge.rb` renders posts on a small blog and says what came of each; the tests here hold manicule's
//! reading against it: the hand-written cases of `tests/oracle/cases.txt`, and posts that are generated and mutated from a
//! seed (`MANICULE_ORACLE_SEED`, else 1; `MANICULE_ORACLE_POSTS` sets how many, else 2,000).

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

/// The cases, then as many posts as wanted, half of them mutated.
fn posts() -> Vec<String> {
    let mut posts = cases();
    let cases = posts.clone();
    let seed = setting("MANICULE_ORACLE_SEED", 1);
    let mut random = Random::new(seed);
    for i in 0..setting("MANICULE_ORACLE_POSTS", 2_000) {
        let mut post = if random.one_in(3) { random.pick(&cases) } else { generate::post(&mut random) };
        if i % 2 == 1 {
            generate::mutate(&mut post, &mut random);
        }
        posts.push(post);
    }
    posts
}

/// What is found different, at most twenty, told with the seed.
fn report(differences: &[String]) {
    let seed = setting("MANICULE_ORACLE_SEED", 1);
    let shown = &differences[..differences.len().min(20)];
    assert!(differences.is_empty(), "{} differences with seed {seed}:\n{}", differences.len(), shown.join("\n\n"));
}
