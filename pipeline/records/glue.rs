//! Sentences glued to the text before them, as pages leave them when their markup is dropped: `service packFor more`.

/// Words that begin sentences.
const OPENERS: [&str; 28] = [
    "A",
    "After",
    "All",
    "Also",
    "An",
    "Before",
    "Click",
    "For",
    "How",
    "If",
    "Important",
    "In",
    "It",
    "More",
    "Note",
    "On",
    "See",
    "The",
    "These",
    "This",
    "To",
    "Use",
    "What",
    "When",
    "Where",
    "Why",
    "With",
    "You",
];

/// Whether a word begins sentences.
pub(crate) fn opens_sentence(word: &str) -> bool {
    OPENERS.contains(&word)
}

/// Where a sentence is glued to a title: behind a small letter, a word that begins sentences stands with a blank.
pub(super) fn glue(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    // `STOP 0xA in Ntoskrnl.exe` has nothing glued to it.
    let is_joint = |&at: &usize| {
        bytes[at - 2].is_ascii_alphabetic() && bytes[at - 1].is_ascii_lowercase() && bytes[at].is_ascii_uppercase()
    };
    (2..bytes.len()).filter(is_joint).find(|&at| {
        let word = text[at..].split(' ').next().unwrap_or_default();
        at + word.len() < text.len() && opens_sentence(word)
    })
}
