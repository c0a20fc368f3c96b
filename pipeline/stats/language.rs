//! Articles in languages that no file describes, with the headings of tables that they print most.

use crate::records::Records;
use crate::source::Source;
use serde::Serialize;
use std::collections::BTreeMap;

/// Articles in one language that is not described.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct LanguageCount {
    /// The language as the articles state it, else the script of most of their letters: `Cyrillic letters`.
    pub language: String,
    /// Number of articles.
    pub articles: u64,
    /// The commonest headings of tables that no dataset claims.
    pub headings: Vec<String>,
    /// The first article.
    pub source: String,
}

/// So many headings are named.
const MOST_HEADINGS: usize = 8;
/// An article of fewer words that states no language may be in any.
const LEAST_WORDS: usize = 40;
/// The script is told by so many bytes.
const LONGEST_SAMPLE: usize = 16_384;

/// Counts by language, in any order.
#[derive(Default)]
pub(super) struct Undescribed(BTreeMap<String, Found>);

#[derive(Default)]
struct Found {
    articles: u64,
    source: String,
    headings: BTreeMap<String, u64>,
}

impl Undescribed {
    /// Counts an article, where its language is not described.
    pub(super) fn of(records: &Records<'_>, source: &Source, headings: impl Iterator<Item = String>) -> Self {
        let mut counts = Self::default();
        if records.article.language.is_some() {
            return counts;
        }
        let stated = records.article.language_name.as_ref().map(|name| name.trim().to_owned());
        let Some(language) = stated.or_else(|| script(&source.text).map(|script| format!("{script} letters"))) else {
            return counts;
        };
        let found = counts.0.entry(language).or_default();
        (found.articles, found.source) = (1, source.path.clone());
        for heading in headings {
            *found.headings.entry(heading).or_default() += 1;
        }
        counts
    }

    pub(super) fn add(&mut self, other: Self) {
        for (language, more) in other.0 {
            let found = self.0.entry(language).or_default();
            if found.articles == 0 || more.source < found.source {
                found.source = more.source;
            }
            found.articles += more.articles;
            for (heading, count) in more.headings {
                *found.headings.entry(heading).or_default() += count;
            }
        }
    }

    /// The languages, those of most articles first.
    pub(super) fn counts(self) -> Vec<LanguageCount> {
        let count = |(language, found): (String, Found)| {
            let mut headings: Vec<(String, u64)> = found.headings.into_iter().collect();
            headings.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            headings.truncate(MOST_HEADINGS);
            let headings = headings.into_iter().map(|(heading, _)| heading).collect();
            LanguageCount { language, articles: found.articles, headings, source: found.source }
        };
        let mut counts: Vec<LanguageCount> = self.0.into_iter().map(count).collect();
        counts.sort_by(|a, b| b.articles.cmp(&a.articles).then_with(|| a.language.cmp(&b.language)));
        counts
    }
}

/// The script of most letters at the start of a text; null where it has few words.
fn script(text: &str) -> Option<&'static str> {
    let sample = &text[..text.floor_char_boundary(LONGEST_SAMPLE)];
    let words = sample.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().nth(1).is_some());
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut found = 0;
    for word in words {
        found += 1;
        *counts.entry(word.chars().next().map_or("", script_of)).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count);
    most.filter(|_| found >= LEAST_WORDS).map(|(script, _)| script)
}

/// The script of a letter, by the blocks of Unicode.
fn script_of(c: char) -> &'static str {
    match c {
        '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => "Latin",
        '\u{370}'..='\u{3ff}' => "Greek",
        '\u{400}'..='\u{52f}' => "Cyrillic",
        '\u{530}'..='\u{58f}' => "Armenian",
        '\u{590}'..='\u{5ff}' => "Hebrew",
        '\u{600}'..='\u{6ff}' => "Arabic",
        '\u{900}'..='\u{97f}' => "Devanagari",
        '\u{e00}'..='\u{e7f}' => "Thai",
        '\u{10a0}'..='\u{10ff}' => "Georgian",
        '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7af}' => "Hangul",
        '\u{3040}'..='\u{30ff}' => "Japanese",
        '\u{3400}'..='\u{9fff}' => "Chinese",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_of_most_words_is_told_where_there_are_some() {
        assert_eq!(script(&"Αυτό το αρχείο Alder ".repeat(30)), Some("Greek"));
        assert_eq!(script(&"Denna uppdatering ".repeat(30)), Some("Latin"));
        assert_eq!(script("Denna uppdatering"), None);
    }
}
