//! A blog of any size, the same each time: posts with all that posts hold, as dense with links, code and headings as
//! the posts of public blogs (counted over 1,200 of them), and a mistake in each hundredth.

use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

/// Words to write posts of.
const WORDS: &[&str] = &[
    "paper", "kernel", "a", "the", "of", "and", "graph", "slowly", "model", "learns", "to", "see", "night", "train",
    "seldom", "loss", "falls", "again", "we", "measure", "twice", "window", "letter", "in", "with", "quiet", "layers",
    "ünder", "naïve", "proof", "is", "left", "open", "for", "them", "who", "read", "on", "margin", "note",
];

/// A source of numbers that looks random and is the same each time (Marsaglia's xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or_default() % sides
    }

    fn sentence(&mut self, words: usize) -> String {
        let mut sentence = String::new();
        for i in 0..words {
            let word = WORDS[self.roll(WORDS.len())];
            if i == 0 {
                let mut letters = word.chars();
                sentence.extend(letters.next().into_iter().flat_map(char::to_uppercase));
                sentence.push_str(letters.as_str());
            } else {
                sentence.push(' ');
                match self.roll(300) {
                    0 => write!(sentence, "_{word}_").unwrap_or_default(),
                    1..4 => write!(sentence, "**{word}**").unwrap_or_default(),
                    4..10 => write!(sentence, "`{word}`").unwrap_or_default(),
                    10..15 => write!(sentence, "[{word}](https://example.org/{word})").unwrap_or_default(),
                    _ => sentence.push_str(word),
                }
            }
        }
        sentence.push('.');
        sentence
    }

    /// Words without marks.
    fn plain(&mut self, words: usize) -> String {
        let words: Vec<&str> = (0..words).map(|_| WORDS[self.roll(WORDS.len())]).collect();
        words.join(" ")
    }

    fn paragraph(&mut self, sentences: usize) -> String {
        let mut paragraph = String::new();
        for _ in 0..sentences {
            let words = 8 + self.roll(14);
            paragraph.push_str(&self.sentence(words));
            paragraph.push(' ');
        }
        paragraph.trim_end().to_owned()
    }
}

/// Writes a Jekyll blog of so many posts, about 6 kB each, into a folder, which is made.
pub fn write(folder: &Path, posts: usize) -> io::Result<()> {
    for inner in ["_posts", "_plugins", "images"] {
        fs::create_dir_all(folder.join(inner))?;
    }
    fs::write(folder.join("_config.yml"), "title: A generated blog\nbaseurl: /blog\nfuture: true\n")?;
    fs::write(folder.join("_plugins/footnote.rb"), "Liquid::Template.register_tag('fn', Footnote)\n")?;
    fs::write(folder.join("_plugins/detail.rb"), "def fndetail(text, id)\nend\n")?;
    for number in 0..posts {
        fs::write(folder.join("_posts").join(format!("{}.md", name(number))), post(number))?;
        if number % 5 == 0 {
            fs::write(folder.join(format!("images/{number}.png")), png(number))?;
        }
    }
    Ok(())
}

/// A post's name: ten a day from 2001 on.
fn name(number: usize) -> String {
    let day = number / 10;
    let (year, month, day) = (2001 + day / 336, day / 28 % 12 + 1, day % 28 + 1);
    format!("{year}-{month:02}-{day:02}-post-{number}")
}

/// The text of one post.
pub fn post(number: usize) -> String {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15 ^ (number as u64 + 1).wrapping_mul(0x2545_F491_4F6C_DD1D));
    let mut text = format!(
        "---\nlayout: post\ntitle: \"Post {number}: {}\"\ncategories: [generated]\ntags: [one, two]\ntoc: true\n---\n\n",
        dice.sentence(4)
    );
    for section in 1..=4 {
        let (title, first) = (dice.sentence(3), dice.paragraph(5));
        let _ = write!(text, "## {title}\n\n{first}\n\n");
        match section {
            1 => list(&mut text, &mut dice),
            2 => pictures(&mut text, number),
            3 => code(&mut text, &mut dice),
            _ => table(&mut text, &mut dice),
        }
        let (second, third) = (dice.paragraph(4), dice.paragraph(3));
        let _ = write!(text, "{second}{} It costs $O(n^{section})$.\n\n> {third}\n\n", reference(number, section));
    }
    for note in 1..=4 {
        // Each hundredth post has a number without a note.
        let id = if number % 100 == 99 && note == 4 { 5 } else { note };
        let words = dice.plain(12);
        let _ = match number % 2 {
            0 => write!(text, "{{{{ \"{words}\" | fndetail: {id} }}}}\n\n"),
            _ => write!(text, "[^{id}]: {words}\n\n"),
        };
    }
    text
}

/// A footnote's number, in the one dialect or the other.
fn reference(number: usize, note: usize) -> String {
    if number.is_multiple_of(2) { format!("{{% fn {note} %}}") } else { format!("[^{note}]") }
}

fn list(text: &mut String, dice: &mut Dice) {
    for item in 1..=4 {
        let _ = writeln!(text, "{item}. {}", dice.sentence(9));
    }
    text.push('\n');
}

fn pictures(text: &mut String, number: usize) {
    let picture = number - number % 5;
    let _ = write!(text, "![A picture]({{{{ site.baseurl }}}}/images/{picture}.png \"Caption\")\n\n");
    let before = name(number.saturating_sub(1));
    let _ = write!(text, "See [the post before]({{{{ site.baseurl }}}}{{% post_url {before} %}}).\n\n");
}

fn code(text: &mut String, dice: &mut Dice) {
    text.push_str("```python\n");
    for line in 0..6 {
        let word = WORDS[dice.roll(2)];
        let _ = writeln!(text, "{word}_{line} = [x ** {line} for x in range({})]", dice.roll(100));
    }
    text.push_str("```\n\n");
}

fn table(text: &mut String, dice: &mut Dice) {
    text.push_str("| name | value |\n|------|------:|\n");
    for _ in 0..4 {
        let _ = writeln!(text, "| {} | {} |", dice.sentence(2), dice.roll(1000));
    }
    text.push('\n');
}

/// The head of a picture.
fn png(number: usize) -> Vec<u8> {
    let side = u32::try_from(number % 500).unwrap_or_default() + 1;
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(side.to_be_bytes());
    bytes.extend(side.to_be_bytes());
    bytes.extend(b"\x08\x02\0\0\0");
    bytes
}
