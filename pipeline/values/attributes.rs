//! Attributes of files as DOS prints them: `A---`, `--R-`, `----`.

/// Whether a word is a column of attributes: four or five places, each a letter or a dash.
#[must_use]
pub fn is_attributes(word: &str) -> bool {
    (4..=5).contains(&word.len())
        && word.contains('-')
        && word.bytes().all(|b| matches!(b, b'-' | b'A' | b'R' | b'S' | b'H' | b'D' | b'I' | b'C'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_letters_and_dashes() {
        for word in ["A---", "--R-", "----", "ARS-"] {
            assert!(is_attributes(word), "{word}");
        }
        for word in ["ARSH", "---", "------", "A-1-", "Size"] {
            assert!(!is_attributes(word), "{word}");
        }
    }
}
