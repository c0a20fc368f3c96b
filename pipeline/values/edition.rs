//! What a sentence above a table says of the language of its files: "The French version of this fix should have ...".

use super::{List, Words};

/// Words of a name at most: `English (United States)`.
const MOST_WORDS: usize = 4;

/// Whose version a sentence is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edition<'s> {
    /// Of a language, as printed.
    Language(&'s str),
    /// Of all languages, or of something else that has a name: `The global version of this update`.
    Other,
}

/// The edition that the last sentence about one speaks of; null where none does.
#[must_use]
pub fn edition<'t>(text: &'t str, words: &Words) -> Option<Edition<'t>> {
    let is_whole = |&(at, of): &(usize, &str)| text[..at].ends_with(' ') && text[at + of.len()..].starts_with(' ');
    let phrases = words.list(List::EditionsOf).texts();
    let found = phrases.flat_map(|phrase| text.match_indices(phrase)).filter(is_whole);
    let mut places: Vec<usize> = found.map(|(at, _)| at - 1).collect();
    places.sort_unstable();
    places.into_iter().rev().find_map(|at| edition_before(text, at, words))
}

/// The edition whose name ends in front of `version of`, where a sentence about files begins with it.
fn edition_before<'t>(text: &'t str, end: usize, words: &Words) -> Option<Edition<'t>> {
    let sentence = text[end..].split(". ").next().unwrap_or_default();
    let is_of_files = |word: &str| words.list(List::FileNouns).has(word.trim_end_matches(['.', ',', ':', ';']));
    if !sentence.split_whitespace().any(is_of_files) {
        return None;
    }
    let before = &text[..end];
    let start = before.rfind(". ").map_or(0, |stop| stop + ". ".len());
    let mut beginnings = words.list(List::EditionBeginnings).texts();
    let begun = beginnings.find_map(|beginning| before[start..].strip_prefix(beginning)?.strip_prefix(' '))?;
    let mut between = words.list(List::BeforeEditionsOf).texts();
    let name = between.find_map(|behind| begun.strip_suffix(behind)).unwrap_or(begun).trim_end();
    if words.list(List::AllLanguages).has(name) {
        return Some(Edition::Other);
    }
    // `The previous version of this file` is of the same language.
    let is_name = |word: &str| word.starts_with(|c: char| c.is_uppercase() || c == '(');
    let knows = |word: &str| words.list(List::LanguageNames).has(word.trim_matches(['(', ')', ',']));
    let name = before_number(name, knows).unwrap_or(name);
    if !name.split(' ').all(is_name) || name.split(' ').count() > MOST_WORDS {
        return None;
    }
    Some(if name.split(' ').any(knows) { Edition::Language(name) } else { Edition::Other })
}

/// The language in front of the name of a service pack: `English Service Pack 3`, `English post-SP3`.
fn before_number(name: &str, knows: impl Fn(&str) -> bool) -> Option<&str> {
    let has_digit = |word: &&str| word.bytes().any(|b| b.is_ascii_digit());
    let is_capital = |word: &&str| word.starts_with(|c: char| c.is_uppercase());
    let words: Vec<&str> = name.split(' ').collect();
    let last = words.iter().rposition(|word| knows(word))?;
    let behind = &words[last + 1..];
    let is_pack = behind.iter().any(has_digit) && behind.iter().all(|word| has_digit(word) || is_capital(word));
    let length = words[..=last].iter().map(|word| word.len() + 1).sum::<usize>() - 1;
    is_pack.then(|| &name[..length])
}

/// Whether a text names a language and nothing else: `Korean`, `Chinese (Simplified)`.
#[must_use]
pub fn is_language(text: &str, known: &Words) -> bool {
    let is_name = |word: &str| word.starts_with(|c: char| c.is_uppercase() || c == '(');
    let mut words = text.split(' ');
    text.split(' ').nth(MOST_WORDS).is_none()
        && text.split(' ').all(is_name)
        && words.any(|word| known.list(List::LanguageNames).has(word.trim_matches(['(', ')', ',', ':'])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::words::tests::english;

    #[test]
    fn languages_are_told_from_other_versions() {
        let words = english();
        for (sentence, found) in [
            ("The French version of this fix:", Some(Edition::Language("French"))),
            ("The English-language version of this fix should have", Some(Edition::Language("English"))),
            ("The English (United States) version of this hotfix", Some(Edition::Language("English (United States)"))),
            ("It is out. The Simplified Chinese version of the update", Some(Edition::Language("Simplified Chinese"))),
            ("The global version of this hotfix installs", Some(Edition::Other)),
            ("The Alpha version of this fix", Some(Edition::Other)),
            ("The English post-SP3 version of this fix", Some(Edition::Language("English"))),
            ("The Korean Service Pack 3 Client Pack 1 version of this fix", Some(Edition::Language("Korean"))),
            ("The English versions of these fixes should have", Some(Edition::Language("English"))),
            ("For the English version of this hotfix:", Some(Edition::Language("English"))),
            (
                "The version of the file differs by language. The Japanese version of this hotfix has",
                Some(Edition::Language("Japanese")),
            ),
            ("The French version of the Alder setup program stops when it starts.", None),
            ("The previous version of this file is kept.", None),
            (
                "The French version of this fix is out. The previous version of this file is kept.",
                Some(Edition::Language("French")),
            ),
            ("Install the French version of this fix", None),
            ("The French fix", None),
        ] {
            assert_eq!(edition(sentence, &words), found, "{sentence}");
        }
    }
}
