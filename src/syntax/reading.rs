//! What a text says, of which all but the front matter is read once somebody asks: of most posts of a blog nobody does.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::{Dialect, FrontMatter, Post, front_matter, parse_with};

/// A [`Post`], or a text that will be one when it is first looked into. A clone is cheap, and what one clone reads, all have.
#[derive(Clone, Debug)]
pub struct Reading(State);

#[derive(Clone, Debug)]
enum State {
    Read(Post),
    Later(Arc<Later>),
}

struct Later {
    dialect: Dialect,
    front_matter: Option<Arc<FrontMatter>>,
    /// The text, until it is read.
    text: Mutex<Option<String>>,
    post: OnceLock<Post>,
}

impl Reading {
    /// A text of which the front matter is read now.
    pub fn later(text: String, dialect: Dialect) -> Reading {
        if text.len() > super::LIMIT as usize || !dialect.part.has_body() {
            return super::parse_str(&text, dialect).into();
        }
        let front_matter = front_matter::read(&text, dialect.part).map(Arc::new);
        let (text, post) = (Mutex::new(Some(text)), OnceLock::new());
        Reading(State::Later(Arc::new(Later { dialect, front_matter, text, post })))
    }

    /// How the text is read.
    pub fn dialect(&self) -> Dialect {
        match &self.0 {
            State::Read(post) => post.dialect(),
            State::Later(later) => later.dialect,
        }
    }

    /// The settings at the head of the text.
    pub fn front_matter(&self) -> Option<&FrontMatter> {
        match &self.0 {
            State::Read(post) => post.front_matter(),
            State::Later(later) => later.front_matter.as_deref(),
        }
    }

    /// The post for one who asks all there is to ask and then never again: where nobody else has asked, nothing of it is
    /// kept.
    pub fn once(&self) -> Post {
        match &self.0 {
            State::Read(post) => post.clone(),
            State::Later(later) => match &*later.text.lock().unwrap_or_else(PoisonError::into_inner) {
                Some(text) => later.read(text),
                None => later.post().clone(),
            },
        }
    }
}

impl Later {
    fn read(&self, text: &str) -> Post {
        parse_with(text, self.dialect, self.front_matter.clone())
    }

    fn post(&self) -> &Post {
        self.post.get_or_init(|| {
            let mut text = self.text.lock().unwrap_or_else(PoisonError::into_inner);
            let post = self.read(text.as_deref().unwrap_or_default());
            // Should the reading fail, the text is there for the next who asks.
            *text = None;
            post
        })
    }
}

impl Deref for Reading {
    type Target = Post;

    fn deref(&self) -> &Post {
        match &self.0 {
            State::Read(post) => post,
            State::Later(later) => later.post(),
        }
    }
}

impl From<Post> for Reading {
    fn from(post: Post) -> Reading {
        Reading(State::Read(post))
    }
}

impl fmt::Debug for Later {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.post().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "---\ntitle: One\n---\n# Two\n\nThree[^1]\n\n[^1]: four\n";

    fn is_read(reading: &Reading) -> bool {
        matches!(&reading.0, State::Later(later) if later.post.get().is_some())
    }

    #[test]
    fn a_body_is_read_when_it_is_asked_for() {
        let reading = Reading::later(TEXT.to_owned(), Dialect::default());
        let clone = reading.clone();
        assert!(reading.front_matter().is_some_and(|it| it.get("title").is_some()));
        assert_eq!(reading.dialect(), Dialect::default());
        assert!(!is_read(&reading));
        let parsed = super::super::parse_str(TEXT, Dialect::default());
        assert!(clone.items().eq(parsed.items()) && clone.items().count() == 3);
        assert!(is_read(&reading) && reading.body_start() == parsed.body_start());
        assert_eq!(reading.front_matter(), parsed.front_matter());
    }

    #[test]
    fn who_asks_once_leaves_nothing_behind() {
        let reading = Reading::later(TEXT.to_owned(), Dialect::default());
        assert_eq!(reading.once().items().count(), 3);
        assert!(!is_read(&reading));
        assert_eq!(reading.items().count(), 3);
        assert_eq!(reading.once().items().count(), 3);
    }
}
