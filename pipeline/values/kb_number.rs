//! `kb-number`: the number of a Knowledge Base article.

use super::date::is_day;
use super::{Physical, Reading, Type, Unreadable, Value};

/// Number of an article.
pub(super) const TYPE: Type = Type {
    name: "kb-number",
    doc: "`981506`, `KB5001092` or `Q299276`: five to eight digits that are no date.",
    unit: "",
    physical: Physical::U32,
    symbols: &[],
    words: 1,
    wraps: false,
    is_shape: |text, _| number(text).is_some(),
    parse: |text, _| parse(text),
    parts: &[],
};

fn number(text: &str) -> Option<u32> {
    let digits = text
        .strip_prefix("KB")
        .or_else(|| text.strip_prefix("kb"))
        .or_else(|| text.strip_prefix("Kb"))
        .or_else(|| text.strip_prefix('Q'))
        .or_else(|| text.strip_prefix('q'))
        .unwrap_or(text)
        .trim_start_matches([' ', '-']);
    kb_number(digits)
}

/// The number of an article that digits are: five to eight of them. Eight that are a day, `20230615`, are a date.
#[must_use]
pub fn kb_number(digits: &str) -> Option<u32> {
    if !(5..=8).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let is_day = || is_day(&digits[..4], &digits[4..6], &digits[6..]);
    digits.parse().ok().filter(|&number| number > 0 && !(digits.len() == 8 && is_day()))
}

fn parse(text: &str) -> Reading<'_> {
    number(text).map(Value::U32).ok_or(Unreadable("it is not an article number of five to eight digits"))
}

/// Whether one number is the other with one digit changed, lost, added or swapped with its neighbour.
#[must_use]
pub fn is_slip(number: u32, of: u32) -> bool {
    number != of && strsim::osa_distance(&number.to_string(), &of.to_string()) == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_spellings_give_the_number() {
        for text in ["981506", "KB981506", "Q981506", "KB 981506"] {
            assert_eq!(parse(text), Ok(Value::U32(981_506)), "{text}");
        }
        assert_eq!(parse("KB28290001"), Ok(Value::U32(28_290_001)));
        for text in ["20230615", "123456789", "1312", "2033238, 2454053", "x981506", "00000"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn one_digit_or_two_neighbours_make_a_slip() {
        for number in [976_389, 97_639, 9_763_981, 976_388] {
            assert!(is_slip(number, 976_398), "{number}");
        }
        for number in [976_398, 978_396, 976_476, 5_001_092] {
            assert!(!is_slip(number, 976_398), "{number}");
        }
    }
}
