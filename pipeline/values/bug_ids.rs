//! `bug-id-list`: the numbers under which a bug is known.

use super::{List, Physical, Reading, Type, Unreadable, Value, Words};

/// Numbers of bugs.
pub(super) const TYPE: Type = Type {
    name: "bug-id-list",
    doc: "One number or several, divided by commas, semicolons, slashes, blanks or `and`, each with or without `#`, `bug` or `VSTS` before it.",
    unit: "",
    physical: Physical::Ints,
    symbols: &[],
    words: 8,
    wraps: true,
    is_shape: |text, locale| numbers(text, locale.words).is_some(),
    parse: |text, locale| parse(text, locale.words),
    parts: &[],
};

/// Shorter numbers are counts, longer ones are none of a bug tracker.
const DIGITS: std::ops::RangeInclusive<usize> = 4..=12;

fn numbers(text: &str, words: &Words) -> Option<Vec<i64>> {
    let mut found = Vec::new();
    for word in text.split([',', ';', '/', ' ', '\n', '#', ':']).filter(|word| !word.is_empty()) {
        if words.is_and(word) || words.list(List::Bugs).has(word) {
            continue;
        }
        let is_number = DIGITS.contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit());
        found.push(word.parse().ok().filter(|_| is_number)?);
    }
    (!found.is_empty()).then_some(found)
}

fn parse<'t>(text: &'t str, words: &Words) -> Reading<'t> {
    numbers(text, words).map(Value::Ints).ok_or(Unreadable("it is not a list of bug numbers"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::words::tests::english;

    fn read(text: &str) -> Reading<'_> {
        parse(text, &english())
    }

    #[test]
    fn numbers_are_read_in_the_order_of_print() {
        for text in ["13920452, 13865455", "13920452 13865455", "VSTS bug #13920452; 13865455", "13920452 and 13865455"]
        {
            assert_eq!(read(text), Ok(Value::Ints(vec![13_920_452, 13_865_455])), "{text}");
        }
    }

    #[test]
    fn what_is_more_than_numbers_is_unreadable() {
        for text in ["", "none known", "123", "fixed in 13920452", "13,920,452"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
