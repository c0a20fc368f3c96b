//! What is wrong with a printed text that cannot be read as its type: the known ways in which values get damaged.

use super::digest::digits_of;
use super::words::Locale;
use super::{byte_size, date, time};

/// A way in which a value is damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// Digits whose commas do not divide groups of three: `8,1012`.
    Grouping,
    /// Digits divided as in other countries: `66.560 bytes`, `15,66 KB`.
    Separators,
    /// Numbers of a version that are not divided by points: `3,1.0.2124`.
    Version,
    /// No known processor.
    Platform,
    /// Hex digits, but not as many as the digest has, or one that is none.
    Digest,
    /// A date or time that cannot be, or is not complete.
    Calendar,
    /// Nothing of a value: words, a period of two dates, or the single number that some programs have for a version. The article
    /// means it so.
    Words,
    /// Anything else.
    Unknown,
}

/// The fewest digits that the number of an article has.
const SHORTEST_NUMBER: usize = 5;

/// How a text is damaged that a type could not read.
#[must_use]
pub fn damage(type_name: &str, text: &str, locale: Locale<'_>) -> Damage {
    match type_name {
        "byte-size" | "u8" | "u32" | "i64" if text.bytes().any(|b| b.is_ascii_digit()) => number(text),
        "version" if is_version_like(text) && !is_another_value(text, locale) => Damage::Version,
        "platform" => Damage::Platform,
        "sha1" | "sha256" if digits_of(text).is_some() => Damage::Digest,
        "time" if text.bytes().any(|b| b.is_ascii_digit()) => Damage::Calendar,
        "date" | "date-or-month" if date::may_be_damaged(text, locale) => Damage::Calendar,
        "date" | "date-or-month" => Damage::Words,
        "version" if is_digits(text) => Damage::Words,
        _ if !text.bytes().any(|b| b.is_ascii_digit()) => Damage::Words,
        // `About SP2` names no article, and no digit of it is wrong.
        "kb-number" if text.bytes().filter(u8::is_ascii_digit).count() < SHORTEST_NUMBER => Damage::Words,
        _ => Damage::Unknown,
    }
}

/// Signs that divide groups of digits in other countries.
const FOREIGN: [char; 6] = ['.', '\'', '\u{2019}', ' ', '\u{a0}', '\u{202f}'];

/// Digits, the signs among them, and a unit of letters.
fn number(text: &str) -> Damage {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let end = digits.find(|c: char| !(c.is_ascii_digit() || c == ',' || FOREIGN.contains(&c))).unwrap_or(digits.len());
    let (digits, unit) = (digits[..end].trim_end_matches(' '), digits[end..].trim());
    let is_unit = unit.len() <= 9 && unit.bytes().all(|b| b.is_ascii_alphabetic());
    if !is_unit || !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return Damage::Unknown;
    }
    // Bytes have no fractions, sizes in larger units may.
    let has_fraction = !unit.is_empty() && !unit.to_ascii_lowercase().starts_with('b');
    let (whole, fraction) = match digits.rsplit_once(',') {
        Some((whole, fraction)) if has_fraction && (1..=2).contains(&fraction.len()) && is_digits(fraction) => {
            (whole, true)
        }
        _ => (digits, false),
    };
    if fraction && (is_digits(whole) || is_grouped(whole)) || is_grouped(digits) {
        Damage::Separators
    } else if digits.contains(',') && !digits.contains(FOREIGN) {
        Damage::Grouping
    } else {
        Damage::Unknown
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// One to three digits, then groups of three, one of the signs between them a foreign one.
fn is_grouped(digits: &str) -> bool {
    let mut groups = digits.split(|c: char| c == ',' || FOREIGN.contains(&c));
    let first = groups.next().unwrap_or_default();
    first.len() <= 3
        && is_digits(first)
        && digits.contains(FOREIGN)
        && groups.all(|group| group.len() == 3 && is_digits(group))
}

/// Two numbers or more with signs between them, or four whose digits hold a letter that looks like one.
fn is_version_like(text: &str) -> bool {
    let is_sign = |c: char| matches!(c, '.' | ',' | ';' | ':' | '_' | '-' | ' ');
    let mut numbers = 0;
    let mut letters = 0;
    for part in text.split(is_sign).filter(|part| !part.is_empty()) {
        if !part.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'O' | b'o' | b'l' | b'I' | b'S' | b'B')) {
            return false;
        }
        numbers += 1;
        letters += usize::from(!is_digits(part));
    }
    // `2.0.0.` ends a sentence as often as it lacks a number: both are damage. Of words such as `SB` nobody knows.
    numbers >= 2 && (letters == 0 || letters == 1 && numbers >= 3) && text.len() <= 48
}

/// Whether a text is sound, but of another type: a size or a date under the heading of versions is in the wrong column.
fn is_another_value(text: &str, locale: Locale<'_>) -> bool {
    [byte_size::TYPE, date::DATE, time::TYPE].iter().any(|ty| (ty.parse)(text, locale).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::words::tests::english;

    #[test]
    fn numbers_are_damaged_in_their_groups_or_in_their_signs() {
        for text in ["8,1012", "343,55", "1,23,456", "12,3456 bytes", "-1,0", "5,", "1234,567"] {
            assert_eq!(damage("byte-size", text, english().any()), Damage::Grouping, "{text}");
        }
        for text in [
            "66.560 bytes",
            "15,66 KB",
            "1.135.104",
            "810.176",
            "1'024",
            "66\u{a0}560",
            "1.024,5 MB",
            "1,037.312",
            "1,5 GB",
        ] {
            assert_eq!(damage("byte-size", text, english().any()), Damage::Separators, "{text}");
        }
        for text in ["948 bytes 18 lines", "12.5", ",5", "6.1.7600", "0x10", "8.1012 bytes"] {
            assert_eq!(damage("byte-size", text, english().any()), Damage::Unknown, "{text}");
        }
    }

    #[test]
    fn versions_are_damaged_in_their_signs() {
        for text in
            ["3,1,0,2124", "1, 0, 0, 1", "5.0:2195.2097", "6.1.7600.", "6..1.7600", "6.1.7600.2O667", "6-1-7600-1"]
        {
            assert_eq!(damage("version", text, english().any()), Damage::Version, "{text}");
        }
        for text in ["6.0.6002.22*", "v1.2", "Version: 2.0.0.", "SP1", "IIS 5", "369,568", "01:17", "7-14-09"] {
            assert_eq!(damage("version", text, english().any()), Damage::Unknown, "{text}");
        }
        for text in ["036", "see note", "so BI", ""] {
            assert_eq!(damage("version", text, english().any()), Damage::Words, "{text}");
        }
    }

    #[test]
    fn other_types_have_damage_of_their_own() {
        let digits = "0123456789abcdef".repeat(4);
        assert_eq!(damage("sha256", &digits[..63], english().any()), Damage::Digest);
        assert_eq!(damage("sha1", &digits, english().any()), Damage::Digest);
        assert_eq!(damage("sha256", "see the download page", english().any()), Damage::Words);
        assert_eq!(damage("platform", "x46", english().any()), Damage::Platform);
        assert_eq!(damage("date", "31-Feb-2010", english().any()), Damage::Calendar);
        assert_eq!(damage("date", "soon", english().any()), Damage::Words);
        for (text, is_words) in [("About SP2", true), ("Server 2022 release notes", true), ("KB98150x", false)] {
            assert_eq!(damage("kb-number", text, english().any()) == Damage::Words, is_words, "{text}");
        }
        assert_eq!(damage("text", "8,1012", english().any()), Damage::Unknown);
    }
}
