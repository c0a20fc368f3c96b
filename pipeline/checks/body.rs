//! The text of an article without its front matter, as rules compare it: blanks and line ends do not count.

use super::{Article, hash};
use crate::span::Span;

/// Bytes at each end that make the fingerprint; shorter texts say too little to be compared at all.
const END: usize = 256;
const SHORTEST: usize = 32;

/// The text from the first block on, which stands behind the front matter.
#[must_use]
pub(super) fn body(article: &Article<'_>) -> Span {
    let length = article.text().len();
    let start = article.document.blocks.first().map_or(length, |block| block.span.range().start);
    Span::of(start..length).trim(article.text())
}

/// A hash of both ends of a text: equal texts have equal fingerprints, the reverse is to be looked at. Null for a text
/// that is too short.
#[must_use]
pub(super) fn fingerprint(text: &str) -> Option<u64> {
    let mut head = [0; END];
    let mut tail = [0; END];
    let count = fill(&mut head, letters(text));
    fill(&mut tail, letters(text).rev());
    (count >= SHORTEST).then(|| hash((head, tail)))
}

/// A hash of all that counts in a text.
#[must_use]
pub(super) fn whole(text: &str) -> u64 {
    // Eight bytes at a time, whatever stands between them.
    let mut word = [0; 8];
    let (mut count, mut state) = (0, 0);
    for byte in letters(text) {
        word[count % 8] = byte;
        count += 1;
        if count % 8 == 0 {
            state = hash((state, word));
        }
    }
    hash((state, word, count))
}

fn letters(text: &str) -> impl DoubleEndedIterator<Item = u8> {
    text.bytes().filter(|byte| !byte.is_ascii_whitespace())
}

fn fill(end: &mut [u8; END], letters: impl Iterator<Item = u8>) -> usize {
    let mut count = 0;
    for (place, letter) in end.iter_mut().zip(letters) {
        *place = letter;
        count += 1;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_and_line_ends_do_not_count() {
        let (left, right) =
            ("The cache is empty.\r\nFill it again. ".repeat(9), "The cache is  empty. Fill it again.\n".repeat(9));
        assert_eq!((fingerprint(&left), whole(&left)), (fingerprint(&right), whole(&right)));
        let other = left.replacen("empty", "ample", 5);
        assert_ne!(whole(&left), whole(&other));
        assert_eq!(fingerprint("too short"), None);
        assert_ne!(whole("abcdefgh1"), whole("abcdefgh2"));
    }
}
