//! `Families`: what the contract knows of families of products, and how their names, versions and editions are printed.

use super::words::Words;
use crate::fold::{FoldedMap, fold};
use std::sync::Arc;

/// A family of products, as a contract describes it. Of each list of spellings the first is the one that rows have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Family {
    /// Its name: `Windows Server`.
    pub name: String,
    /// What else it is printed as; a star stands for the version, `System Center * Operations Manager`.
    pub names: Vec<String>,
    /// Versions that are no numbers, `Vista`, or numbers with more words behind them, `2008 R2`.
    pub versions: Vec<Vec<String>>,
    /// Editions of its own: `Standard`, `Datacenter`.
    pub editions: Vec<Vec<String>>,
    /// Those of all families of its file.
    pub shared_editions: Arc<Vec<Vec<String>>>,
}

impl Family {
    /// Its name in a form that joins: `windows-server`.
    #[must_use]
    pub fn key(&self) -> String {
        slug(&self.name)
    }
}

/// All families, found by their names.
#[derive(Debug, Default)]
pub struct Families {
    known: Vec<Known>,
    names: Phrasebook<usize>,
    /// By their first word.
    around_versions: FoldedMap<Vec<AroundVersion>>,
    makers: Phrasebook<()>,
}

/// A name in which the version stands between words: `System Center * Operations Manager`.
#[derive(Debug)]
struct AroundVersion {
    before: Phrasebook<()>,
    behind: Phrasebook<()>,
    family: usize,
}

/// The name of a family at the beginning of words.
#[derive(Debug)]
pub(super) struct Beginning<'f> {
    pub(super) family: &'f Known,
    /// The number of words of the name.
    pub(super) length: usize,
    /// The version that stands inside it.
    pub(super) version: Option<String>,
}

/// A family with what is looked up when a name of it is read.
#[derive(Debug)]
pub(super) struct Known {
    family: Family,
    pub(super) versions: Phrasebook<usize>,
    own_editions: Phrasebook<usize>,
    shared_editions: Arc<Phrasebook<usize>>,
}

/// Phrases of words, found in the words of a text.
#[derive(Debug)]
pub(super) struct Phrasebook<V> {
    phrases: FoldedMap<V>,
    /// The first words of all.
    firsts: FoldedMap<()>,
    /// The most words of a phrase.
    longest: usize,
}

impl<V> Default for Phrasebook<V> {
    fn default() -> Self {
        Self { phrases: FoldedMap::default(), firsts: FoldedMap::default(), longest: 0 }
    }
}

impl<V: Copy> Phrasebook<V> {
    fn insert(&mut self, phrase: &str, value: V) {
        let words = words_of(phrase);
        self.longest = self.longest.max(words.len());
        self.firsts.insert(words.first().map_or("", |word| word.text), ());
        self.phrases.insert(&joined(&words), value);
    }

    /// What the longest phrase says with which words begin, and the number of its words.
    pub(super) fn longest(&self, words: &[Word<'_>]) -> Option<(V, usize)> {
        self.firsts.get(words.first()?.text)?;
        longest(words, self.longest, |phrase| self.phrases.get(phrase).copied())
    }
}

/// A word of the name of a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word<'t> {
    pub(super) text: &'t str,
    /// The mark before it.
    pub(super) before: Mark,
}

/// What divides a word of a name from the word before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// A blank, or nothing.
    None,
    /// A comma, a semicolon or a slash: something else of the same kind may follow.
    Comma,
    /// A dash, which may stand between the ends of a range.
    Dash,
    /// A bracket.
    Bracket,
}

/// No phrase of more words is looked for.
const LONGEST_PHRASE: usize = 12;

/// What is known of the longest phrase that words begin with: no mark but a bracket stands inside it.
pub(super) fn longest<T>(words: &[Word<'_>], most: usize, known: impl Fn(&str) -> Option<T>) -> Option<(T, usize)> {
    let inside = words.iter().skip(1).take_while(|word| matches!(word.before, Mark::None | Mark::Bracket)).count();
    let most = most.min(LONGEST_PHRASE).min(inside + 1).min(words.len());
    let phrase = joined(&words[..most]);
    let mut end = phrase.len();
    for length in (1..=most).rev() {
        if let Some(found) = known(&phrase[..end]) {
            return Some((found, length));
        }
        end = end.saturating_sub(words[length - 1].text.len() + 1);
    }
    None
}

/// The words of a text: marks stand between them, and signs of trade show nothing.
pub(super) fn words_of(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let (mut start, mut before) = (None, Mark::None);
    let mut signs = text.char_indices().peekable();
    while let Some((at, c)) = signs.next() {
        let next = signs.peek().map(|&(_, next)| next);
        let mark = match c {
            _ if c.is_whitespace() => Some(Mark::None),
            ',' | ';' | '/' | '\u{3001}' | '\u{ff0c}' => Some(Mark::Comma),
            '(' | ')' | '[' | ']' | ':' | '"' | '\u{ff08}' | '\u{ff09}' | '\u{201c}' | '\u{201d}' => {
                Some(Mark::Bracket)
            }
            '\u{2013}' | '\u{2014}' => Some(Mark::Dash),
            // A hyphen between blanks is a dash.
            '-' if start.is_none() && next.is_none_or(char::is_whitespace) => Some(Mark::Dash),
            '\u{ae}' | '\u{2122}' | '\u{a9}' | '*' => Some(Mark::None),
            _ => None,
        };
        // `OS/2`, `95/98`: a slash inside a word is a part of it.
        let is_inside = c == '/' && start.is_some() && next.is_some_and(|next| !next.is_whitespace());
        match mark.filter(|_| !is_inside) {
            None if start.is_none() => start = Some(at),
            None => {}
            Some(mark) => {
                if let Some(start) = start.take() {
                    add(&mut words, &text[start..at], before);
                    before = Mark::None;
                }
                before = stronger(before, mark);
            }
        }
    }
    if let Some(start) = start {
        add(&mut words, &text[start..], before);
    }
    words.retain(|word| !word.text.is_empty());
    words
}

/// Adds a word without the full stop at its end: the number of a version with the service pack that is glued to it, `4.0SP2`, is two.
fn add<'t>(words: &mut Vec<Word<'t>>, word: &'t str, before: Mark) {
    let word = word.trim_end_matches('.');
    let digits = word.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(0);
    let (number, pack) = word.split_at(digits);
    if digits > 0 && is_pack(pack) {
        words.push(Word { text: number, before });
        words.push(Word { text: pack, before: Mark::None });
    } else {
        words.push(Word { text: word, before });
    }
}

/// The mark that says more of two that stand side by side.
fn stronger(one: Mark, other: Mark) -> Mark {
    let weight = |mark| match mark {
        Mark::None => 0,
        Mark::Bracket => 1,
        Mark::Comma => 2,
        Mark::Dash => 3,
    };
    if weight(other) > weight(one) { other } else { one }
}

/// Words with a blank between each two.
fn joined(words: &[Word<'_>]) -> String {
    let mut text = String::new();
    for word in words {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word.text);
    }
    text
}

impl Families {
    /// Puts families together; of two of one name the first one counts. `makers` are words before names that are no part of them.
    #[must_use]
    pub fn new(families: impl IntoIterator<Item = Family>, makers: &[String]) -> Self {
        let mut all = Self::default();
        for maker in makers {
            all.makers.insert(maker, ());
        }
        let mut shared = (Arc::default(), Arc::default());
        for family in families {
            let at = all.known.len();
            // The families of a file come one after the other.
            if !Arc::ptr_eq(&shared.0, &family.shared_editions) {
                shared = (Arc::clone(&family.shared_editions), Arc::new(phrases(&family.shared_editions)));
            }
            for name in std::iter::once(&family.name).chain(&family.names) {
                let Some((before, behind)) = name.split_once(VERSION) else {
                    all.names.insert(name, at);
                    continue;
                };
                let [before, behind] = [before, behind].map(|part| {
                    let mut phrase = Phrasebook::default();
                    phrase.insert(part, ());
                    phrase
                });
                let first = words_of(name).first().map_or("", |word| word.text);
                all.around_versions.entry(first, Vec::new).push(AroundVersion { before, behind, family: at });
            }
            let (versions, own_editions) = (phrases(&family.versions), phrases(&family.editions));
            all.known.push(Known { family, versions, own_editions, shared_editions: Arc::clone(&shared.1) });
        }
        all
    }

    /// The families, in the order of the files of the contract.
    pub fn iter(&self) -> impl Iterator<Item = &Family> {
        self.known.iter().map(|known| &known.family)
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// The family whose name words begin with: the longest one.
    pub(super) fn beginning(&self, words: &[Word<'_>]) -> Option<Beginning<'_>> {
        let names = words.first().and_then(|first| self.around_versions.get(first.text));
        let around = names.into_iter().flatten().filter_map(|name| self.around(name, words));
        let around = around.max_by_key(|beginning| beginning.length);
        let plain = || {
            let (at, length) = self.names.longest(words)?;
            Some(Beginning { family: self.known.get(at)?, length, version: None })
        };
        around.or_else(plain)
    }

    /// The family whose name words begin with, where the version stands inside it.
    fn around(&self, name: &AroundVersion, words: &[Word<'_>]) -> Option<Beginning<'_>> {
        let ((), before) = name.before.longest(words)?;
        let family = self.known.get(name.family)?;
        let inside = words.get(before..)?;
        let (version, length) = family.version_at(inside)?;
        let ((), behind) = name.behind.longest(inside.get(length..)?)?;
        Some(Beginning { family, length: before + length + behind, version: Some(version) })
    }

    /// The number of words of the name of a maker that words begin with; 0 = none.
    pub(super) fn maker(&self, words: &[Word<'_>]) -> usize {
        self.makers.longest(words).map_or(0, |((), length)| length)
    }
}

impl Known {
    pub(super) fn name(&self) -> &str {
        &self.family.name
    }

    /// The version with which words begin, one of the family or a number, and the number of its words.
    pub(super) fn version_at(&self, words: &[Word<'_>]) -> Option<(String, usize)> {
        if let Some((at, length)) = self.versions.longest(words) {
            return Some((self.family.versions.get(at)?.first()?.clone(), length));
        }
        number(words.first()?.text).map(|number| (number.to_owned(), 1))
    }

    /// The edition with which words begin, and the number of its words.
    pub(super) fn edition_at(&self, words: &[Word<'_>]) -> Option<(&str, usize)> {
        let own = self.own_editions.longest(words).map(|(at, length)| (&self.family.editions, at, length));
        let shared =
            self.shared_editions.longest(words).map(|(at, length)| (&*self.family.shared_editions, at, length));
        let longer = [shared, own].into_iter().flatten().max_by_key(|(_, _, length)| *length);
        longer.and_then(|(lists, at, length)| Some((lists.get(at)?.first()?.as_str(), length)))
    }
}

fn phrases(lists: &[Vec<String>]) -> Phrasebook<usize> {
    let mut phrases = Phrasebook::default();
    for (at, spellings) in lists.iter().enumerate() {
        for spelling in spellings {
            phrases.insert(spelling, at);
        }
    }
    phrases
}

/// What stands for the version in a name.
const VERSION: &str = " * ";

/// A word that is a version by its form: `4.0`, `3.0b`, `2012`, `20H2`, `3.x`.
fn number(word: &str) -> Option<&str> {
    let number = word.strip_prefix(['v', 'V']).unwrap_or(word);
    let is_sign = |c: char| c.is_ascii_alphanumeric() || c == '.';
    let letters = number.chars().filter(char::is_ascii_alphabetic).count();
    let is_number = number.starts_with(|c: char| c.is_ascii_digit())
        && number.chars().all(is_sign)
        && !number.contains("..")
        && letters <= if number.contains('.') { 2 } else { 1 };
    is_number.then_some(number)
}

/// A name as it is compared with others; where two are equal, only one of them can be found.
#[must_use]
pub fn family_key(name: &str) -> String {
    fold(&joined(&words_of(name)))
}

/// A text as a part of a key: lower case, with hyphens between words.
pub(super) fn slug(text: &str) -> String {
    let is_sign = |c: char| !c.is_alphanumeric() && !matches!(c, '.' | '+' | '#');
    let parts = text.split(is_sign).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-").to_lowercase()
}

/// Whether words begin with a phrase that a list of a language has; its number of words.
pub(super) fn in_list(words: &[Word<'_>], list: super::List, known: &Words) -> usize {
    let list = known.list(list);
    longest(words, list.most_words(), |phrase| list.has(phrase).then_some(())).map_or(0, |((), length)| length)
}

/// Whether a word is one milestone: `RTM`, `SP1`, `SP1a`.
pub(super) fn is_pack(word: &str) -> bool {
    let upper = word.to_ascii_uppercase();
    upper == "RTM"
        || upper.strip_prefix("SP").is_some_and(|n| {
            let n = n.trim_end_matches(['A', 'B', 'C']);
            (1..=2).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_between_words() {
        let of = |text| words_of(text).iter().map(|word| (word.text, word.before)).collect::<Vec<_>>();
        assert_eq!(
            of("Microsoft\u{ae} OS/2, versions 1.0 - 1.3 (x86)."),
            [
                ("Microsoft", Mark::None),
                ("OS/2", Mark::None),
                ("versions", Mark::Comma),
                ("1.0", Mark::None),
                ("1.3", Mark::Dash),
                ("x86", Mark::Bracket),
            ]
        );
        assert!(of(" , (").is_empty());
    }

    #[test]
    fn versions_are_told_by_their_form() {
        for word in ["4.0", "3.0b", "6.0ax", "2012", "20H2", "3.x", "98", "v2.0"] {
            assert!(number(word).is_some(), "{word}");
        }
        for word in ["", "R2", "32-bit", "x64", "3..0", "Vista", "10th"] {
            assert!(number(word).is_none(), "{word}");
        }
    }

    #[test]
    fn a_key_has_neither_blanks_nor_capitals() {
        assert_eq!(slug("Visual C++ .NET"), "visual-c++-.net");
        assert_eq!(slug("2008 R2"), "2008-r2");
    }
}
