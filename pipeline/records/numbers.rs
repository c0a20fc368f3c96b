//! Numbers in sentences that are those of articles, told from counts, sizes, bugs and builds.

use crate::values::{List, Words, kb_number};

/// Which numbers without a prefix are numbers of articles.
#[derive(Clone, Copy)]
pub(super) enum Bare {
    /// None.
    None,
    /// Those behind a noun such as `update`.
    Told,
    /// Those, and those in brackets behind the name of an update: `the update rollup of April (2919355)`.
    Named,
    /// All that are long enough.
    Any,
}

/// The least number of an article that is printed without a prefix.
pub(super) const LEAST_BARE: u32 = 100_000;
/// Numbers of six or seven digits: those of eight, which articles have since 2021, are always printed with one.
const BARE: std::ops::Range<u32> = LEAST_BARE..10_000_000;

/// The last word of a text.
fn last_word(text: &str) -> &str {
    text.trim_end().rsplit(' ').next().unwrap_or_default()
}

/// Whether what stands around a number says that it is none of an article: `build 190000`, `120000 bytes`.
fn is_count(before: &str, behind: &str, words: &Words) -> bool {
    let word = last_word(before.trim_end_matches('(')).trim_end_matches(':');
    words.list(List::OtherNumbers).has(word) || counts(behind, words)
}

/// Whether a text behind a number begins with what the number counts: ` rows`, `) bytes`, ` KB`.
pub(super) fn counts(behind: &str, words: &Words) -> bool {
    let behind = behind.strip_prefix(')').unwrap_or(behind).trim_start();
    let word = behind.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    let is_plural = || {
        word.len() > 3
            && word.bytes().all(|b| b.is_ascii_lowercase())
            && words.list(List::Plurals).texts().any(|ending| word.ends_with(ending))
            && !words.list(List::NotPlural).has(word)
    };
    words.list(List::Counted).texts().any(|unit| unit == word) || is_plural()
}

/// Whether what stands in front of a number tells that it is one of an article: a noun such as `update`.
fn is_told(before: &str, behind: &str, words: &Words) -> bool {
    let before = if behind.starts_with(')') { before.trim_end_matches('(') } else { before };
    let word = last_word(before);
    let above = last_word(&before.trim_end()[..before.trim_end().len() - word.len()]);
    let is_verb = || words.list(List::UpdateVerbs).has(word) && words.list(List::BeforeVerbs).has(above);
    words.list(List::UpdateNouns).has(word) && !is_verb()
}

/// The name of an update has at most so many words.
const MOST_WORDS_OF_NAME: usize = 24;

/// Whether a number stands in brackets behind the name of an update.
fn is_named(before: &str, behind: &str, words: &Words) -> bool {
    let is_of_update = |word: &str| words.list(List::UpdateNouns).has(word);
    before.ends_with('(') && behind.starts_with(')') && before.rsplit(' ').take(MOST_WORDS_OF_NAME).any(is_of_update)
}

/// Numbers in a sentence, with their places: those with a prefix (`KB4048992`, `Q329256`), and where bare ones mean
/// articles, too, any word of six or seven digits.
pub(super) fn numbers_in(text: &str, bare: Bare, words: &Words) -> Vec<(u32, u32)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = (at..bytes.len()).find(|&at| bytes[at].is_ascii_digit()) {
        let length = bytes[start..].iter().take_while(|b| b.is_ascii_digit()).count();
        at = start + length;
        let before = text[..start].strip_suffix([' ', '\u{a0}']).unwrap_or(&text[..start]);
        let is_glued = before.len() == start;
        let prefix = before.strip_suffix("KB").or_else(|| before.strip_suffix('Q').filter(|_| is_glued));
        let rest = prefix.unwrap_or(&text[..start]);
        let is_inner = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '$' | '#');
        let follows = text[at..].trim_start_matches(['.', '-']).chars().next();
        let is_word = !rest.ends_with(is_inner) && !follows.is_some_and(|c| c.is_alphanumeric() || c == '_');
        let is_long = length >= 6 || prefix.is_some();
        let behind = &text[at..];
        let is_told = || match bare {
            Bare::None => false,
            Bare::Told => is_told(before, behind, words) && !is_count(before, behind, words),
            Bare::Named => {
                (is_told(before, behind, words) || is_named(before, behind, words)) && !is_count(before, behind, words)
            }
            Bare::Any => !is_count(before, behind, words),
        };
        if is_word && is_long && (prefix.is_some() || is_told()) {
            let place = u32::try_from(start).unwrap_or(u32::MAX);
            let kb = kb_number(&text[start..at]).filter(|kb| prefix.is_some() || BARE.contains(kb));
            found.extend(kb.map(|kb| (place, kb)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Contract;

    #[test]
    fn numbers_are_told_from_other_digits() {
        let words = Contract::embedded(&["csv", "json", "parquet"]).unwrap_or_else(|error| panic!("{error}")).words;
        let numbers_in = |text, bare| numbers_in(text, bare, &words);
        let all = |text| numbers_in(text, Bare::Any).into_iter().map(|(_, kb)| kb).collect::<Vec<_>>();
        assert_eq!(
            all("It replaces 2465367, KB 2465368 (Q329256) and 2465369."),
            [2_465_367, 2_465_368, 329_256, 2_465_369]
        );
        assert_eq!(all("Windows6.1-KB2465367-x64.msu 10.0.265367 v2465367 $246536 2010"), Vec::<u32>::new());
        assert_eq!(numbers_in("It needs update 246536 or hotfix (246537)", Bare::Told), [(16, 246_536), (34, 246_537)]);
        assert_eq!(all("It replaces 120000 bytes of code in build 190000"), Vec::<u32>::new());
        for counted in [
            "It stops when you update 100000 rows",
            "Then update 1000000 rows",
            "To read, you must update 246536",
            "It does not read more than (1048576) bytes",
            "The query stops (6546211)",
            "It needs update 012345",
        ] {
            assert_eq!(numbers_in(counted, Bare::Told), [], "{counted}");
        }
        assert_eq!(numbers_in("It needs 246536 bytes and KB246537", Bare::Told), [(28, 246_537)]);
    }
}
