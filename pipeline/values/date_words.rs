//! The words of a printed date: numbers and names of months.

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// A part of a printed date.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Word<'s> {
    /// Digits.
    Number(&'s str),
    /// The name of a month, in full or cut.
    Month(&'s str),
}

/// The month a word names, in full or by three letters or more.
pub(super) fn month(word: &str) -> Option<i8> {
    if word.len() < 3 {
        return None;
    }
    let at =
        MONTHS.iter().position(|name| name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)));
    let at = at.or_else(|| word.eq_ignore_ascii_case("sept").then_some(8))?;
    i8::try_from(at + 1).ok()
}

/// Whether a word names a month in full.
pub(super) fn is_whole_month(word: &str) -> bool {
    MONTHS.iter().any(|name| name.eq_ignore_ascii_case(word))
}

fn is_weekday(word: &str) -> bool {
    WEEKDAYS
        .iter()
        .any(|day| day.eq_ignore_ascii_case(word) || day.get(..3).is_some_and(|short| short.eq_ignore_ascii_case(word)))
}

/// Splits a date into its two or three words; null when it holds anything else.
pub(super) fn words(text: &str) -> Option<([Word<'_>; 3], usize)> {
    let mut found = [Word::Number(""); 3];
    let mut count = 0;
    for (index, word) in text.split(['-', '/', ' ', ',', '.']).filter(|word| !word.is_empty()).enumerate() {
        if index == 0 && is_weekday(word) {
            continue;
        }
        let next = if word.bytes().all(|b| b.is_ascii_digit()) && word.len() <= 4 {
            Word::Number(word)
        } else {
            month(word)?;
            Word::Month(word)
        };
        *found.get_mut(count)? = next;
        count += 1;
    }
    (count >= 2).then_some((found, count))
}
