//! `Phrases`: texts of which a sentence may hold one, all looked for at once.

use crate::fold::{fold, is_boundary};
use aho_corasick::{AhoCorasick, MatchKind};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

/// The most words that a star in a phrase stands for.
const MOST_WORDS_OF_STAR: usize = 3;
/// The most signs that it stands for in a script without blanks.
const MOST_SIGNS_OF_STAR: usize = 24;

/// Phrases of whole words, compared as headings are. A star in one stands for some words.
#[derive(Debug, Default)]
pub struct Phrases {
    /// As compared.
    phrases: Vec<String>,
    /// Finds the part of each phrase before its star; null where there are no phrases. Made when it is first asked: languages
    /// add phrases, and most commands compile no article.
    heads: OnceLock<Option<AhoCorasick>>,
}

impl Phrases {
    /// Collects phrases. Without any that can be looked for, no text holds one.
    #[must_use]
    pub fn new(phrases: &[String]) -> Self {
        Self { phrases: phrases.iter().map(|phrase| fold(phrase)).collect(), heads: OnceLock::new() }
    }

    fn heads(&self) -> Option<&AhoCorasick> {
        let heads = || {
            let mut builder = AhoCorasick::builder();
            builder.ascii_case_insensitive(true).match_kind(MatchKind::Standard);
            let heads = self.phrases.iter().map(|phrase| parts(phrase).0);
            builder.build(heads).ok().filter(|_| !self.phrases.is_empty())
        };
        self.heads.get_or_init(heads).as_ref()
    }

    /// The same with more phrases.
    #[must_use]
    pub fn with(&self, more: &[String]) -> Self {
        Self::new(&[self.phrases.as_slice(), more].concat())
    }

    /// All of several.
    pub(super) fn all<'p>(several: impl Iterator<Item = &'p Self>) -> Self {
        let phrases = several.flat_map(|phrases| phrases.phrases.iter().cloned()).collect();
        Self { phrases, heads: OnceLock::new() }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty()
    }

    /// Whether a text holds one of them.
    #[must_use]
    pub fn are_in(&self, text: &str) -> bool {
        self.places(&comparable(text)).next().is_some()
    }

    /// Where they stand in a text that is [`comparable`].
    pub(super) fn places<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
        let heads = self.heads().into_iter().flat_map(move |heads| heads.find_overlapping_iter(text));
        heads.filter_map(move |head| {
            if !ends_at(text, head.start()) {
                return None;
            }
            let Some(tail) = self.phrases.get(head.pattern().as_usize()).and_then(|phrase| parts(phrase).1) else {
                return ends_at(text, head.end()).then(|| head.range());
            };
            let rest = &text[head.end()..];
            let words = memchr::memchr_iter(b' ', rest.as_bytes()).map(|at| at + 1).take(MOST_WORDS_OF_STAR);
            let begins = |&at: &usize| {
                rest.as_bytes()[at..].get(..tail.len()).is_some_and(|found| found.eq_ignore_ascii_case(tail.as_bytes()))
            };
            let ends = |&at: &usize| ends_at(text, head.end() + at + tail.len());
            let signs = rest.char_indices().take(MOST_SIGNS_OF_STAR).filter(|(_, c)| !c.is_ascii()).map(|(at, _)| at);
            let signs = signs.filter(begins).filter(|at| ends_at(text, head.end() + at));
            let tail_at = std::iter::once(0).chain(words).filter(begins).chain(signs).find(ends)?;
            Some(head.start()..head.end() + tail_at + tail.len())
        })
    }
}

/// A text as phrases are looked for in it: most are of letters whose case the automaton knows.
pub(super) fn comparable(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(fold(text)) }
}

/// What stands before the star of a phrase, and behind it.
fn parts(phrase: &str) -> (&str, Option<&str>) {
    phrase.split_once('*').map_or((phrase, None), |(head, tail)| (head, Some(tail.trim_start())))
}

/// Whether no word goes on at a place in a text, which is none inside a character.
fn ends_at(text: &str, at: usize) -> bool {
    text.get(..at)
        .zip(text.get(at..))
        .is_some_and(|(before, behind)| is_boundary(before.chars().next_back(), behind.chars().next()))
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
        let phrases = Phrases::new(&["ファイル*協定世界時".to_owned(), "ДАТА *файлов".to_owned()]);
        for text in ["次のファイルの日時は協定世界時 (UTC) です。", "дата и время этих файлов", "ﾌｧｲﾙの協定世界時"]
        {
            assert!(phrases.are_in(text), "{text}");
        }
        assert!(!phrases.are_in("дата и время этих профилей"));
    }
}
