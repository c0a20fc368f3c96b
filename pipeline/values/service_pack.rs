//! `service-pack`: a milestone such as RTM or SP1, as printed.

use super::{Physical, Type, Value};

/// Milestone of a product.
pub(super) const TYPE: Type = Type {
    name: "service-pack",
    doc: "`RTM` or `SP` and a number, several divided by commas, slashes or `and`; as printed.",
    unit: "",
    physical: Physical::Text,
    symbols: &[],
    words: 5,
    wraps: false,
    is_shape: |text, _| is_shape(text),
    parse: |text, _| Ok(Value::text(text)),
    parts: &[],
};

fn is_shape(text: &str) -> bool {
    let mut found = false;
    // `Windows Vista SP1` may stand before `SP1`: without a sign between them they are two values.
    let mut divided = true;
    for word in text.split_inclusive([' ', ',', '/']) {
        let sign = word.chars().next_back().filter(|c| matches!(c, ',' | '/'));
        let word = word.trim_end_matches([' ', ',', '/']);
        if word.is_empty() {
            divided |= sign.is_some();
            continue;
        }
        let is_pack = is_pack(word);
        if is_pack && !divided || !is_pack && !["and", "or"].iter().any(|known| known.eq_ignore_ascii_case(word)) {
            return false;
        }
        found |= is_pack;
        divided = !is_pack || sign.is_some();
    }
    found
}

/// Whether a word is one milestone: `RTM`, `SP1`, `SP1a`.
pub(super) fn is_pack(word: &str) -> bool {
    let upper = word.to_ascii_uppercase();
    upper == "RTM"
        || upper.strip_prefix("SP").is_some_and(|n| {
            let n = n.trim_end_matches(['A', 'B', 'C']);
            !n.is_empty() && n.len() <= 2 && n.bytes().all(|b| b.is_ascii_digit())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn milestones_are_told_from_other_words() {
        for text in ["SP2", "RTM", "RTM, SP1", "RTM,SP1", "RTM / SP1", "SP1 and SP2"] {
            assert!(is_shape(text), "{text}");
        }
        for text in ["SP2GDR", "SP1 SP1", "x86", "and", ""] {
            assert!(!is_shape(text), "{text}");
        }
    }
}
