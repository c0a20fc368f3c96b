//! Whether a text says what stands below it.

use super::text::names_systems;
use crate::contract::{Contract, Dataset};
use crate::values::sentences;

/// A line that ends with a colon and has more words announces what stands below it; a shorter one is a label.
const MOST_WORDS_OF_LABEL: usize = 4;

/// The datasets that a text announces: those that one of its sentences does; where it ends with a colon, that is the last one.
pub(crate) fn announced(contract: &Contract, text: &str) -> Vec<usize> {
    // Nearly every text announces nothing.
    if !contract.announcing.are_in(text) {
        return Vec::new();
    }
    let mut sentences: Vec<&str> = sentences(text).collect();
    if text.ends_with(':') {
        sentences.drain(..sentences.len() - 1);
    }
    let announces = |dataset: &Dataset| {
        let mut sentences = sentences.iter();
        sentences.any(|sentence| dataset.announced_by.are_in(sentence) && !dataset.not_announced_by.are_in(sentence))
    };
    let datasets = contract.datasets.iter().enumerate();
    datasets.filter(|(_, dataset)| announces(dataset)).map(|(dataset, _)| dataset).collect()
}

/// Whether a text announces something itself, though it be short, and is no label of a part of a list: `Output:`.
pub(crate) fn ends_search(contract: &Contract, text: &str) -> bool {
    let Some(label) = text.strip_suffix(':') else { return false };
    let is_name = |word: &str| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    is_announcement(text)
        || contract.not_announcing.are_in(label)
        || !label.split(' ').all(is_name) && !names_systems(contract, label)
}

/// Whether a text announces what stands below it, and is no label.
pub(crate) fn is_announcement(text: &str) -> bool {
    text.ends_with(':') && text.split_whitespace().nth(MOST_WORDS_OF_LABEL).is_some()
}

/// Whether a line is a command that was given to a program: `C:\WINDOWS>dir`.
pub(crate) fn is_prompt(line: &str) -> bool {
    let mark = line.split_once('>').map(|(before, _)| before.trim());
    mark.is_some_and(|mark| !mark.contains(' ') && mark.starts_with(|c: char| c.is_ascii_alphabetic()))
}
