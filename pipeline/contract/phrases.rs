//! `Phrases`: texts of which a sentence may hold one, all looked for at once.

use aho_corasick::{AhoCorasick, MatchKind};

/// The most words that a star in a phrase stands for.
const MOST_WORDS_OF_STAR: usize = 3;

/// Phrases of whole words, compared without the case of ASCII letters. A star in one stands for some words.
#[derive(Debug, Default)]
pub struct Phrases {
    /// Finds the part of each phrase before its star; null where there are no phrases.
    heads: Option<AhoCorasick>,
    /// The part behind the star.
    tails: Vec<Option<String>>,
}

impl Phrases {
    /// Collects phrases. Without any that can be looked for, no text holds one.
    #[must_use]
    pub fn new(phrases: &[String]) -> Self {
        let parts: Vec<(&str, Option<&str>)> = phrases
            .iter()
            .map(|phrase| {
                phrase.split_once('*').map_or((phrase.as_str(), None), |(head, tail)| (head, Some(tail.trim_start())))
            })
            .collect();
        let heads = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .build(parts.iter().map(|(head, _)| head));
        Self {
            heads: heads.ok().filter(|_| !phrases.is_empty()),
            tails: parts.iter().map(|(_, tail)| tail.map(str::to_owned)).collect(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.heads.is_none()
    }

    /// Whether a text holds one of them.
    #[must_use]
    pub fn are_in(&self, text: &str) -> bool {
        self.heads.iter().flat_map(|heads| heads.find_overlapping_iter(text)).any(|head| {
            if !is_boundary(text, head.start()) {
                return false;
            }
            let Some(tail) = self.tails.get(head.pattern().as_usize()).and_then(Option::as_ref) else {
                return is_boundary(text, head.end());
            };
            let rest = &text.as_bytes()[head.end()..];
            let words = memchr::memchr_iter(b' ', rest).map(|at| at + 1).take(MOST_WORDS_OF_STAR);
            std::iter::once(0).chain(words).any(|word| {
                rest[word..].get(..tail.len()).is_some_and(|found| found.eq_ignore_ascii_case(tail.as_bytes()))
                    && is_boundary(text, head.end() + word + tail.len())
            })
        })
    }
}

/// Whether no word goes on at a place in a text, which is none inside a character.
fn is_boundary(text: &str, at: usize) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.get(..at)
        .zip(text.get(at..))
        .is_some_and(|(before, behind)| !is_part(before.chars().next_back()) || !is_part(behind.chars().next()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_some_words_and_case_does_not_count() {
        let phrases = Phrases::new(&["time stamp".to_owned(), "following *files".to_owned(), "file".to_owned()]);
        for text in ["The Time Stamp is", "the following two new Files", "Following files", "a file"] {
            assert!(phrases.are_in(text), "{text}");
        }
        let phrases = Phrases::new(&["time stamp".to_owned(), "following *files".to_owned()]);
        for text in [
            "the following list of all the files",
            "time  stamp",
            "",
            "following ",
            "following profiles",
            "time stamping",
            "the overtime stamp",
        ] {
            assert!(!phrases.are_in(text), "{text}");
        }
        assert!(!Phrases::new(&[]).are_in("time stamp"));
    }
}
