//! What labels look like as texts: sentences and orders are none, titles are.

/// A longer line is prose, in bytes.
pub(super) const LONGEST_LABEL: usize = 200;

/// Whether all words of a text but the smallest begin with a capital or a digit, and there are several, not all in capitals: `Windows NT 3.1:`
/// names what stands below it, `The following files:` leads to it.
pub(super) fn is_title_case(text: &str) -> bool {
    let mut words = 0;
    text.split(' ').all(|word| {
        words += 1;
        !word.starts_with(|c: char| c.is_lowercase()) || OF_TITLES.contains(&word)
    }) && words > 1
        && text.contains(|c: char| c.is_lowercase())
}

/// Words that are small in titles.
const OF_TITLES: [&str; 12] = ["a", "and", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"];

/// Words that labels do not have and sentences do.
const OF_SENTENCES: [&str; 22] = [
    "is",
    "are",
    "was",
    "were",
    "has",
    "have",
    "had",
    "can",
    "must",
    "may",
    "will",
    "should",
    "you",
    "click",
    "installs",
    "contains",
    "lists",
    "describes",
    "applies",
    "isn't",
    "aren't",
    "don't",
];

/// Whether a text is a sentence or an order and no label.
pub(super) fn is_sentence(text: &str) -> bool {
    text.split(' ').any(|word| OF_SENTENCES.iter().any(|known| known.eq_ignore_ascii_case(word)))
}

/// Whether a text has a time of day, as rows do and labels do not: `SETUP <DIR> 07-24-93 5:11a`.
pub(super) fn has_time(text: &str) -> bool {
    memchr::memchr_iter(b':', text.as_bytes()).any(|at| {
        let digits = |from: &[u8]| from.iter().filter(|b| b.is_ascii_digit()).count();
        let bytes = text.as_bytes();
        digits(&bytes[at.saturating_sub(1)..at]) == 1 && bytes.get(at + 1..at + 3).is_some_and(|next| digits(next) == 2)
    })
}

/// Whether a text can be a label: it is short, ends like one, and is no sentence.
pub(super) fn is_label_text(text: &str) -> bool {
    text.len() <= LONGEST_LABEL && !text.ends_with(['.', ',', ';', '?', '!']) && !is_sentence(text)
}
