//! Posts of any length, made of the things that posts are made of.

/// Words of many lengths.
const WORDS: [&str; 24] = [
    "a",
    "the",
    "of",
    "we",
    "map",
    "each",
    "word",
    "table",
    "vector",
    "measure",
    "learning",
    "attention",
    "transformer",
    "gradient",
    "image",
    "because",
    "between",
    "paper",
    "result",
    "linear",
    "and",
    "with",
    "is",
    "reader",
];

/// A text of at least `length` bytes, the same each time. One block in eight is short, one in forty long.
pub fn make(length: usize) -> String {
    let mut text = String::from("---\ntitle: A made post\ntags: [made, post]\n---\n\n");
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut below = |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 20) as usize % limit
    };
    let mut number = 0;
    while text.len() < length {
        number += 1;
        match below(20) {
            0 | 1 => {
                text.push_str("## ");
                sentence(&mut text, &mut below, 5);
            }
            2 => {
                text.push_str("```python\n");
                for line in 0..3 + below(12) {
                    text.push_str(&format!("value_{line} = model.step(x, {{\"lr\": {line}}})  # [no](link)\n"));
                }
                text.push_str("```");
            }
            3 => {
                for _ in 0..3 + below(5) {
                    text.push_str("- ");
                    sentence(&mut text, &mut below, 8);
                    text.push('\n');
                }
            }
            4 => text.push_str(&format!("![figure {number}](images/figure-{number}.png \"Figure {number}\")")),
            5 => {
                text.push_str("> ");
                sentence(&mut text, &mut below, 20);
            }
            6 => {
                sentence(&mut text, &mut below, 12);
                text.push_str(&format!("{{% fn {number} %}}\n\n{{{{ 'A note on it.' | fndetail: {number} }}}}"));
            }
            7 => text.push_str("| a | b |\n|---|---|\n| one | `two` |\n| [three](x.md) | four |"),
            8 => text.push_str(&format!("[label-{number}]: https://example.org/{number} 'A page'")),
            _ => {
                for _ in 0..1 + below(4) {
                    sentence(&mut text, &mut below, 14);
                    text.push(' ');
                    match below(6) {
                        0 => text.push_str("See [the *docs*](https://example.org/docs). "),
                        1 => text.push_str("Call `run_it()` **twice**. "),
                        2 => text.push_str(&format!("As [noted][label-{}] before[^{number}]. ", number / 2)),
                        3 => text.push_str("It costs $O(n^2)$ :tada: "),
                        _ => {}
                    }
                }
            }
        }
        text.push_str("\n\n");
    }
    text
}

fn sentence(text: &mut String, below: &mut impl FnMut(usize) -> usize, most: usize) {
    for at in 0..2 + below(most) {
        if at > 0 {
            text.push(' ');
        }
        text.push_str(WORDS[below(WORDS.len())]);
    }
}
