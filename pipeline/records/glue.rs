//! Sentences glued to the text before them, as pages leave them when their markup is dropped: `service packFor more`.

use crate::values::{List, Words};

/// Whether a word begins sentences: it has one capital, `Click`, while code may have `cmdFind.CLICK`.
pub(crate) fn opens_sentence(word: &str, words: &Words) -> bool {
    !word.chars().skip(1).any(char::is_uppercase) && words.list(List::Openers).has(word)
}

/// Where a sentence is glued to a title: behind a small letter, a word that begins sentences stands with a blank.
pub(super) fn glue(text: &str, words: &Words) -> Option<usize> {
    let bytes = text.as_bytes();
    // `STOP 0xA in Ntoskrnl.exe` has nothing glued to it.
    let is_joint = |&at: &usize| {
        bytes[at - 2].is_ascii_alphabetic() && bytes[at - 1].is_ascii_lowercase() && bytes[at].is_ascii_uppercase()
    };
    (2..bytes.len()).filter(is_joint).find(|&at| {
        let word = text[at..].split(' ').next().unwrap_or_default();
        at + word.len() < text.len() && opens_sentence(word, words)
    })
}
