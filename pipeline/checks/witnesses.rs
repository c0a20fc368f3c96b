//! What speaks for a slip: one keystroke between two texts, and how many others print the value that it should be.

use crate::finding::Level;

/// Longer texts are not compared.
const LONGEST: usize = 256;

/// Whether one keystroke makes one text of the other: a character too many, one too few, another one, or two exchanged.
#[must_use]
pub fn one_keystroke(left: &str, right: &str) -> bool {
    // A character has at most four bytes.
    let is_near = left.len().abs_diff(right.len()) <= 4 && left.len().max(right.len()) <= LONGEST;
    is_near && left != right && strsim::osa_distance(left, right) == 1
}

/// How sure a finding is: two witnesses that do not depend on each other make an error, one makes a warning.
#[must_use]
pub fn weight(witnesses: usize) -> Level {
    if witnesses > 1 { Level::Error } else { Level::Warning }
}

/// So many days apart, two files were not built together.
const DAYS_OF_A_BUILD: i32 = 3;

/// Whether two days are not those of one build, and differ in the year alone, in the month alone, in day and month exchanged, or in
/// one keystroke.
#[must_use]
pub fn is_slip_of_date(days: i32, meant: i32) -> bool {
    let (Some(one), Some(other)) = (date(days), date(meant)) else { return false };
    let differs = [one.year() != other.year(), one.month() != other.month(), one.day() != other.day()];
    let is_exchanged =
        one.year() == other.year() && i16::from(one.day()) == i16::from(other.month()) && one.month() == other.day();
    let is_keystroke = || one_keystroke(&one.to_string(), &other.to_string());
    days.abs_diff(meant) > DAYS_OF_A_BUILD.unsigned_abs()
        && (matches!(differs, [true, false, false] | [false, true, false]) || is_exchanged || is_keystroke())
}

/// A day counted from 1970-01-01.
#[must_use]
pub fn date(days: i32) -> Option<jiff::civil::Date> {
    jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

/// The days within which the files of a build are dated, where all of some days are.
#[must_use]
pub fn is_one_build(days: &[i32]) -> bool {
    let ends = days.iter().min().zip(days.iter().max());
    ends.is_some_and(|(first, last)| last.abs_diff(*first) <= DAYS_OF_A_BUILD.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_keystroke_is_one_edit_or_two_characters_exchanged() {
        for (left, right) in [("133,512", "133,152"), ("Cng.sys", "Cnq.sys"), ("981506", "98150"), ("ä", "")] {
            assert!(one_keystroke(left, right), "{left} {right}");
        }
        for (left, right) in [("133,512", "133,512"), ("133,512", "135,312"), ("Cng.sys", "Cngxx.sys")] {
            assert!(!one_keystroke(left, right), "{left} {right}");
        }
    }

    #[test]
    fn a_date_slips_by_year_month_exchange_or_one_keystroke() {
        let days = |text: &str| {
            let date: jiff::civil::Date = text.parse().unwrap();
            (date - jiff::civil::date(1970, 1, 1)).get_days()
        };
        for (date, meant) in [
            ("2009-03-13", "2010-03-13"),
            ("2010-05-13", "2010-03-13"),
            ("2010-03-23", "2010-03-13"),
            ("2010-03-09", "2010-09-03"),
        ] {
            assert!(is_slip_of_date(days(date), days(meant)), "{date} {meant}");
        }
        for (date, meant) in [("2010-03-13", "2010-03-13"), ("2010-03-14", "2010-03-13"), ("2007-12-21", "2007-12-04")]
        {
            assert!(!is_slip_of_date(days(date), days(meant)), "{date} {meant}");
        }
    }
}
