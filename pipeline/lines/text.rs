//! What labels look like as texts: sentences and orders are none, titles are.

use crate::contract::{Contract, Each};
use crate::values::{List, Words, is_language, names_platform, scope};

/// A longer line is prose, in characters: with it the longest labels of real articles, two lines of products, are labels.
const LONGEST_LABEL: usize = 200;

/// Whether a text is short enough to be a label of its own accord.
pub(crate) fn is_short(text: &str) -> bool {
    text.len() <= LONGEST_LABEL || text.chars().nth(LONGEST_LABEL).is_none()
}

/// Whether all words of a text but the smallest and the names of processors begin with a capital or a digit, and there are
/// several, not all in capitals: `Windows NT 3.1:` names what stands below it, `The following files:` leads to it.
pub(crate) fn is_title_case(text: &str, known: &Words) -> bool {
    let mut words = 0;
    text.split(' ').all(|word| {
        words += 1;
        !word.starts_with(|c: char| c.is_lowercase())
            || known.list(List::Small).has(word)
            || names_platform(word, known)
    }) && words > 1
        && text.contains(|c: char| c.is_lowercase())
}

/// Whether a text is a sentence or an order and no label.
pub(crate) fn is_sentence(text: &str, words: &Words) -> bool {
    words.list(List::OfSentences).is_in(text)
}

/// Whether a text before a colon is the name of a version and a clause on it, and no sentence whose verb stands behind the
/// name: `Internet Explorer 6 when it is installed on Windows 98:`, not `Internet Explorer 6 is installed here:`.
pub(crate) fn is_name_with_clause(text: &str, words: &Words) -> bool {
    let is_of_name = |word: &&str| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let name = text.split(' ').take_while(is_of_name);
    let names_version =
        text.starts_with(char::is_uppercase) && name.clone().any(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let begins_sentence = text.split(' ').next().is_some_and(|word| words.list(List::Openers).has(word));
    let clause = text.split(' ').nth(name.count());
    ends_with_colon(text) && names_version && !begins_sentence && clause.is_some_and(|word| !is_sentence(word, words))
}

/// The colon, and that of Chinese and Japanese.
pub(crate) const COLONS: [char; 2] = [':', '\u{ff1a}'];

/// Whether a text ends with a colon.
pub(crate) fn ends_with_colon(text: &str) -> bool {
    text.ends_with(COLONS)
}

/// A text before and behind its first colon.
pub(crate) fn around_colon(text: &str) -> Option<(&str, &str)> {
    text.split_once(COLONS)
}

/// Whether a text leads to what stands below it and does not name it: `The following files:`, or the last of several
/// sentences.
pub(crate) fn leads_on(text: &str, words: &Words) -> bool {
    let ends_inside = |at: usize| text[at + 1..].trim_start_matches(' ').starts_with(char::is_uppercase);
    let is_stop = |at: usize| text[at + 1..].starts_with(' ') && text[..at].ends_with(char::is_lowercase);
    words.list(List::Pointing).is_in(text)
        || text.contains('\u{3002}')
        || memchr::memchr_iter(b'.', text.as_bytes()).any(|at| is_stop(at) && ends_inside(at))
}

/// Whether a text has a time of day, as rows do and labels do not: `SETUP <DIR> 07-24-93 5:11a`.
pub(crate) fn has_time(text: &str) -> bool {
    memchr::memchr_iter(b':', text.as_bytes()).any(|at| {
        let digits = |from: &[u8]| from.iter().filter(|b| b.is_ascii_digit()).count();
        let bytes = text.as_bytes();
        digits(&bytes[at.saturating_sub(1)..at]) == 1 && bytes.get(at + 1..at + 3).is_some_and(|next| digits(next) == 2)
    })
}

/// Whether a text ends with a stop, as prose does and a label does not.
pub(crate) fn ends_as_prose(text: &str) -> bool {
    text.ends_with([
        '.', ',', ';', '?', '!', '\u{3001}', '\u{3002}', '\u{ff0c}', '\u{ff0e}', '\u{ff1b}', '\u{ff1f}', '\u{ff01}',
    ])
}

/// Whether a text can be a label: it is short, ends like one, and is no sentence.
pub(crate) fn is_label(text: &str, words: &Words) -> bool {
    is_short(text) && !ends_as_prose(text) && !is_sentence(text, words)
}

/// Whether a text names a processor, a product or a language: what stands below it may be a part of the same list.
pub(crate) fn names_systems(contract: &Contract, text: &str) -> bool {
    let named = scope(text, &contract.words);
    let begins_product = || {
        let words: Vec<&str> = text.split(' ').map(|word| word.trim_matches(['(', ')', ':', ','])).collect();
        contract.names(Each::Product).is_some_and(|names| (0..words.len()).any(|at| names.beginning(&words[at..]) > 0))
    };
    named.platform.is_some() || !named.products.is_empty() || is_language(text, &contract.words) || begins_product()
}
