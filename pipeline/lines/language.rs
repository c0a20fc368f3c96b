//! The language of an article: what it states, else the language whose words it prints most.

use crate::blocks::{Document, Kind};
use crate::contract::{Contract, Role};
use crate::values::{LanguageId, Words};
use rustc_hash::FxHashMap;

/// So many words tell the language of an article.
const MOST_WORDS: usize = 400;
/// A longer word is none that is looked for, in bytes.
const LONGEST: usize = 64;
/// One word may be a name, and languages share some: of so many different words one must be known ...
const WORDS_PER_KNOWN: usize = 40;
/// ... but two at least, ...
const LEAST_KNOWN: usize = 2;
/// ... and more than these are enough.
const ENOUGH_KNOWN: usize = 8;

/// So many words, and so many times those of every other language, tell it before all are read.
const CLEARLY_KNOWN: usize = 16;
const CLEARLY_MORE: usize = 4;

/// Fewer short words tell nothing ...
const LEAST_SMALL: usize = 6;
/// ... and of so many one at least is common in the language of an article.
const SMALL_PER_KNOWN: usize = 6;
/// Three letters, in bytes.
const LONGEST_SMALL: usize = 12;

/// The language of an article; null where it prints the words of none, or of two alike.
pub(super) fn of(document: &Document<'_>, contract: &Contract) -> Option<LanguageId> {
    let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    if let Some(tag) = stated(document, contract) {
        let languages = contract.words.languages();
        let known = contract.words.language(tag);
        // What is said of another language is true of no other one.
        if known.is_some() || !languages.iter().any(|language| primary(&language.tag) == primary(tag)) {
            return known;
        }
    }
    let mut count = Count::new(&contract.words);
    let is_grid = |kind: Kind| matches!(kind, Kind::Grid { .. });
    // The headings of a table may be of another language than the text around it.
    for grids in [false, true] {
        for block in document.blocks.iter().filter(|block| is_grid(block.kind) == grids) {
            if !grids && is_data(document.raw(block.span)) {
                continue;
            }
            if !count.read(document.raw(block.span)) || count.is_clear() {
                break;
            }
        }
        if let Some(found) = count.best() {
            return Some(found);
        }
    }
    None
}

/// Whether a line has half as many digits as letters or more: lines of a listing are names of files, of no language.
fn is_data(line: &str) -> bool {
    let digits = line.bytes().filter(u8::is_ascii_digit).count();
    digits * 2 > line.chars().filter(|c| c.is_alphabetic()).count()
}

/// The language that the front matter or the head of a page states.
fn stated<'d>(document: &'d Document<'_>, contract: &Contract) -> Option<&'d str> {
    let (dataset, column) = contract.roles.column(Role::ArticleLanguage)?;
    let labels = &contract.datasets.get(dataset)?.columns.get(column)?.labels;
    let is_primary = |part: &str| (2..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphabetic());
    let is_tag = |tag: &&str| tag.split(['-', '_']).next().is_some_and(is_primary);
    labels.iter().find_map(|label| document.front_matter.get(label).map(str::trim).filter(is_tag))
}

/// Whether a word has two or three letters, all small: `der`, `van`, `не`.
fn is_small(word: &str) -> bool {
    word.len() <= LONGEST_SMALL && (2..=3).contains(&word.chars().count()) && word.chars().all(char::is_lowercase)
}

/// Counts the different words of each language.
struct Count<'w, 't> {
    words: &'w Words,
    /// The languages of each word.
    seen: FxHashMap<&'t str, &'w [LanguageId]>,
    /// By language.
    found: Vec<usize>,
    /// Short words in small letters, each time that one is printed: what stands between all others in most languages.
    small: usize,
    /// Those of each language.
    small_known: Vec<usize>,
}

impl<'w, 't> Count<'w, 't> {
    fn new(words: &'w Words) -> Self {
        let none = vec![0; words.languages().len()];
        Self { words, seen: FxHashMap::default(), found: none.clone(), small: 0, small_known: none }
    }

    /// Reads a text; false where enough is read.
    fn read(&mut self, text: &'t str) -> bool {
        for printed in text.split([' ', '\n']) {
            for word in printed.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
                if self.seen.len() >= MOST_WORDS {
                    return false;
                }
                if word.len() > LONGEST || word.starts_with(|c: char| c.is_ascii_digit()) {
                    continue;
                }
                let speakers = self.seen.get(word).copied().unwrap_or_else(|| self.add(word));
                let is_alone = || printed.trim_matches([',', '.', ';', ':', '(', ')']).len() == word.len();
                if is_small(word) && is_alone() {
                    self.add_small(speakers);
                }
            }
        }
        true
    }

    fn add_small(&mut self, speakers: &[LanguageId]) {
        match speakers {
            [] => self.small += 1,
            [language] => {
                self.small += 1;
                self.small_known[usize::from(language.0)] += 1;
            }
            // What several languages print tells none of them: `de`.
            _ => {}
        }
    }

    /// Counts a word that was not seen yet.
    fn add(&mut self, word: &'t str) -> &'w [LanguageId] {
        let speakers = self.see(word);
        // A script without blanks runs words together: each sign may be one, and each run of one alphabet.
        if !word.is_ascii() && word.contains(crate::fold::runs_on) {
            for (at, c) in word.char_indices() {
                let sign = &word[at..at + c.len_utf8()];
                if sign.len() < word.len() && !self.seen.contains_key(sign) {
                    self.see(sign);
                }
            }
        }
        speakers
    }

    fn see(&mut self, word: &'t str) -> &'w [LanguageId] {
        let speakers = self.words.speakers(word);
        for &language in speakers {
            self.found[usize::from(language.0)] += 1;
        }
        self.seen.insert(word, speakers);
        speakers
    }

    /// Whether so many words of one language were found, and so few of any other, that more of them tell nothing new.
    fn is_clear(&self) -> bool {
        let most = self.found.iter().copied().max().unwrap_or(0);
        let others = self.found.iter().filter(|&&found| found * CLEARLY_MORE > most).count();
        most >= CLEARLY_KNOWN && others == 1
    }

    /// The language of which most words were found.
    fn best(&self) -> Option<LanguageId> {
        let most = *self.found.iter().max()?;
        let mut best = self.found.iter().enumerate().filter(|(_, found)| **found == most);
        let (at, _) = best.next()?;
        let needed = (self.seen.len() / WORDS_PER_KNOWN).clamp(LEAST_KNOWN, ENOUGH_KNOWN);
        // Related languages share some words, and few of those that are printed most.
        let has_small = || self.words.languages()[at].common.iter().any(|word| is_small(word));
        let is_spoken =
            self.small < LEAST_SMALL || self.small_known[at] * SMALL_PER_KNOWN >= self.small || !has_small();
        (most >= needed && is_spoken && best.next().is_none()).then(|| u8::try_from(at).ok().map(LanguageId)).flatten()
    }
}
