//! The words of languages in labels that name processors and products, ready to be found.

use crate::fold::{FoldedMap, FoldedSet};
use aho_corasick::{AhoCorasick, MatchKind};

/// The words of a language in labels that name processors and products. A language says either behind which phrase the
/// products stand, or which words may stand around them on any side.
#[derive(Clone, Debug, Default)]
pub struct ScopeWords {
    /// Phrases right before the products, which end the label: `versions of`.
    pub of: Vec<String>,
    /// Nouns of which such a label has one, wherever the products stand: `Versionen`.
    pub versions: Vec<String>,
    /// Other words around them: `unterstützten`.
    pub around: Vec<String>,
    /// Words between products: `und`.
    pub and: Vec<String>,
    /// What may be tied to the name of a processor: `-based`.
    pub endings: Vec<String>,
    /// Small words inside the name of a product: `mit` in `Windows XP mit Service Pack 2`.
    pub inside: Vec<String>,
}

/// What a word of a language does in such a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Versions,
    Around,
    And,
    Inside,
}

/// The words of all languages in such labels.
#[derive(Debug, Default)]
pub(super) struct Scopes {
    /// Finds the phrases right before products, which are compared with their case.
    pub(super) of: Option<AhoCorasick>,
    /// Words in front of a name that do not belong to it: `and`, `of`.
    pub(super) before_names: Vec<String>,
    /// Divides lists of names: ` and `.
    pub(super) between_names: Vec<String>,
    /// What may be tied to the name of a processor.
    pub(super) endings: FoldedSet,
    /// Finds the nouns of the languages that have words on all sides.
    pub(super) versions: Option<AhoCorasick>,
    /// Of each noun the language.
    pub(super) languages: Vec<usize>,
    /// Of each language what its words do.
    pub(super) parts: Vec<FoldedMap<Part>>,
}

/// The most words up to and with a phrase before products: `Additional files for all supported x64-based versions of`.
const MOST_WORDS: usize = 9;
impl Scopes {
    pub(super) fn new<'l>(languages: impl Iterator<Item = &'l ScopeWords>) -> Self {
        let languages: Vec<&ScopeWords> = languages.collect();
        let with_blank = |word: &String| format!("{word} ");
        let mut scopes = Self::default();
        let of: Vec<String> = languages.iter().flat_map(|language| language.of.iter().map(with_blank)).collect();
        scopes.of = automaton(&of, false);
        for language in languages.iter().filter(|language| !language.of.is_empty()) {
            scopes.before_names.extend(language.and.iter().chain(&language.around).map(with_blank));
            scopes.between_names.extend(language.and.iter().map(|word| format!(" {word} ")));
        }
        let mut nouns = Vec::new();
        for (at, language) in languages.iter().enumerate() {
            language.endings.iter().for_each(|ending| scopes.endings.insert(ending, ()));
            let mut parts = FoldedMap::default();
            let kinds = [
                (&language.versions, Part::Versions),
                (&language.and, Part::And),
                (&language.around, Part::Around),
                (&language.inside, Part::Inside),
            ];
            for (words, part) in kinds {
                for word in words {
                    parts.insert(word, part);
                }
            }
            for noun in language.versions.iter().flat_map(|noun| with_both_cases(noun)) {
                nouns.push(noun);
                scopes.languages.push(at);
            }
            scopes.parts.push(parts);
        }
        scopes.versions = automaton(&nouns, true);
        scopes
    }

    /// Where the products begin behind a phrase that stands right before them.
    pub(super) fn behind_phrase(&self, label: &str) -> Option<usize> {
        let mut last: Vec<(usize, usize)> = Vec::new();
        for found in self.of.as_ref()?.find_overlapping_iter(label) {
            let pattern = found.pattern().as_usize();
            match last.iter_mut().find(|(known, _)| *known == pattern) {
                Some((_, end)) => *end = found.end(),
                None => last.push((pattern, found.end())),
            }
        }
        let start = last.into_iter().map(|(_, end)| end).min()?;
        // `This article describes the device driver requirements for x64-based versions of Windows` is a sentence.
        (label[..start].split(' ').filter(|word| !word.is_empty()).count() <= MOST_WORDS).then_some(start)
    }

    /// One name out of a list: leading "and", "of", "the" and blanks removed.
    pub(super) fn product<'t>(&self, part: &'t str) -> &'t str {
        let mut name = part.trim();
        while let Some(rest) = self.before_names.iter().find_map(|word| name.strip_prefix(word.as_str())) {
            name = rest.trim_start();
        }
        name
    }
}

/// A word as it is printed inside a text, and at its beginning.
fn with_both_cases(word: &str) -> [String; 2] {
    let mut rest = word.chars();
    let first: String = rest.next().into_iter().flat_map(char::to_uppercase).collect();
    [word.to_owned(), first + rest.as_str()]
}

fn automaton(words: &[String], ignores_case: bool) -> Option<AhoCorasick> {
    let builder = || {
        let mut builder = AhoCorasick::builder();
        builder.ascii_case_insensitive(ignores_case).match_kind(MatchKind::Standard);
        builder
    };
    (!words.is_empty()).then(|| builder().build(words).ok()).flatten()
}
