//! `DateStyle`: how a date is printed, for those who compare the dates of an article with each other.

use super::date_time::without_time;
use super::date_words::{DateWords, Word};
use super::words::Locale;
use crate::fold::narrowed;
use std::fmt;
use std::ops::Range;

/// Order of day, month and year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrder {
    /// `14-Jul-2009`, `21/12/00`.
    DayFirst,
    /// `July 14, 2009`, `12/21/00`.
    MonthFirst,
    /// `2009-07-14`.
    YearFirst,
    /// Two numbers that both can be day and month: `3/4/2009`.
    Either,
}

/// How the month is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MonthStyle {
    /// As a number.
    Number,
    /// By the first letters of its name.
    Short,
    /// By its name.
    Long,
    /// By a name of three letters: short and long are the same.
    May,
}

/// How a date is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateStyle {
    /// Order of its parts.
    pub order: DateOrder,
    /// Its month.
    pub month: MonthStyle,
    /// Number of digits of its year.
    pub year_digits: usize,
    /// What stands between its parts; a blank also where commas stand before blanks.
    pub divider: char,
}

impl DateStyle {
    /// The style of a date, with or without a time of day behind it; null where a text is none.
    #[must_use]
    pub fn of(text: &str, locale: Locale<'_>) -> Option<Self> {
        let narrow = narrowed(text);
        let text = date_part(narrow.as_deref().unwrap_or(text), locale);
        let DateWords { words: found, count: 3, .. } = DateWords::of(text, locale)? else { return None };
        let style_of = |name: &str| style_of(name, locale);
        let number = |digits: &str| digits.parse::<u32>().unwrap_or(0);
        let starts_with_year = |y: &str| y.len() == 4 || y.len() == 2 && number(y) > 31;
        let (order, month, year) = match found {
            [Word::Number(y), Word::Month(name), Word::Number(_)] if y.len() == 4 => {
                (DateOrder::YearFirst, style_of(name), y)
            }
            [Word::Number(_), Word::Month(name), Word::Number(y)] => (DateOrder::DayFirst, style_of(name), y),
            [Word::Month(name), Word::Number(_), Word::Number(y)] => (DateOrder::MonthFirst, style_of(name), y),
            [Word::Number(y), Word::Number(_), Word::Number(_)] if starts_with_year(y) => {
                (DateOrder::YearFirst, MonthStyle::Number, y)
            }
            [Word::Number(a), Word::Number(b), Word::Number(y)] => {
                let order = match (number(a), number(b)) {
                    (13.., 1..=12) => DateOrder::DayFirst,
                    (1..=12, 13..) => DateOrder::MonthFirst,
                    _ => DateOrder::Either,
                };
                (order, MonthStyle::Number, y)
            }
            _ => return None,
        };
        let mut marks = text.chars().filter(|c| !c.is_alphanumeric());
        let divider = marks.next().filter(|mark| !matches!(mark, ',' | '.') || month == MonthStyle::Number);
        Some(Self { order, month, year_digits: year.len(), divider: divider.unwrap_or(' ') })
    }

    /// Whether two dates are printed alike, as far as they show it.
    #[must_use]
    pub fn agrees(self, other: Self) -> bool {
        let is_name = |month: MonthStyle| month != MonthStyle::Number;
        let shows = |month: MonthStyle| matches!(month, MonthStyle::Short | MonthStyle::Long);
        let order = self.order == other.order || [self.order, other.order].contains(&DateOrder::Either);
        let month = is_name(self.month) == is_name(other.month)
            && (self.month == other.month || !shows(self.month) || !shows(other.month));
        order && month && self.year_digits == other.year_digits && self.divider == other.divider
    }
}

/// A text without a time of day behind its date.
fn date_part<'t>(text: &'t str, locale: Locale<'_>) -> &'t str {
    if text.contains(':') { without_time(text, locale) } else { text }
}

fn style_of(name: &str, locale: Locale<'_>) -> MonthStyle {
    match locale.is_whole_month(name) {
        true if name.chars().count() == 3 => MonthStyle::May,
        true => MonthStyle::Long,
        false => MonthStyle::Short,
    }
}

impl fmt::Display for DateStyle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let month = match self.month {
            MonthStyle::Number => "mm",
            MonthStyle::Short | MonthStyle::May => "mon",
            MonthStyle::Long => "month",
        };
        let year = if self.year_digits == 2 { "yy" } else { "yyyy" };
        let divider = self.divider;
        match self.order {
            DateOrder::DayFirst => write!(f, "dd{divider}{month}{divider}{year}"),
            DateOrder::YearFirst => write!(f, "{year}{divider}{month}{divider}dd"),
            DateOrder::Either => write!(f, "nn{divider}nn{divider}{year}"),
            DateOrder::MonthFirst if divider == ' ' => write!(f, "{month} dd, {year}"),
            DateOrder::MonthFirst => write!(f, "{month}{divider}dd{divider}{year}"),
        }
    }
}

/// What is odd about the marks between the parts of a date: where, in bytes, and a phrase for it. Null where nothing
/// is, and where a text is no date.
#[must_use]
pub fn odd_mark(text: &str, locale: Locale<'_>) -> Option<(Range<usize>, &'static str)> {
    let text = date_part(text, locale);
    let DateWords { count: 3, .. } = DateWords::of(text, locale)? else { return None };
    // What stands behind its last digit says nothing: `19 октября 2004 г.`
    let last_word = text.trim_end_matches('.').rsplit(' ').next().unwrap_or_default();
    let text = if locale.words.is_between(last_word) {
        text[..text.len() - 1].trim_end_matches(|c: char| !c.is_ascii_digit())
    } else {
        text
    };
    let has_ordinals = locale.has_ordinal(".");
    let mut first = None;
    let mut at = 0;
    while let Some(start) = text[at..].find(|c: char| !c.is_alphanumeric()).map(|offset| at + offset) {
        let end = text[start..].find(char::is_alphanumeric).map_or(text.len(), |offset| start + offset);
        let (mark, before) = (&text[start..end], &text[at..start]);
        let is_name = before.starts_with(char::is_alphabetic);
        // Blanks, commas and points behind names go together.
        let is_odd = match mark {
            _ if end == text.len() => Some("a mark stands behind it"),
            ". " if !is_name && has_ordinals => None,
            ". " if !is_name => Some("a point stands where a comma belongs"),
            // May has no longer name.
            ". " if before.len() > 4 && locale.is_whole_month(before) => Some("the name of the month is not cut"),
            ", " | "," | ". " => None,
            " " | "-" | "/" | "." => {
                let same = *first.get_or_insert(mark) == mark;
                (!same).then_some("its parts are divided by two sorts of marks")
            }
            _ => Some("an odd mark divides its parts"),
        };
        if let Some(phrase) = is_odd {
            return Some((start..end, phrase));
        }
        at = end;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::words::tests::english;

    fn agree(left: &str, right: &str) -> bool {
        DateStyle::of(left, english().any()).unwrap().agrees(DateStyle::of(right, english().any()).unwrap())
    }

    #[test]
    fn styles_agree_as_far_as_dates_show_them() {
        for (left, right) in [
            ("14-Jul-2009", "7-May-2010"),
            ("3/4/2009", "21/12/2009"),
            ("3/4/2009", "12/21/2009"),
            ("November 16, 2022", "May 1 2022"),
            ("14-Jul-2009", "13-Mar-2010 07:16"),
        ] {
            assert!(agree(left, right), "{left}, {right}");
        }
        for (left, right) in [
            ("26-May-23", "26-May-2023"),
            ("20-June-2015", "20-Jan-2015"),
            ("12/21/2009", "21/12/2009"),
            ("14-Jul-2009", "14/Jul/2009"),
            ("14-Jul-2009", "7/14/2009"),
            ("2010-03-13", "3-13-2010"),
        ] {
            assert!(!agree(left, right), "{left}, {right}");
        }
    }

    #[test]
    fn styles_are_shown_as_patterns() {
        for (text, pattern) in [
            ("14-Jul-2009", "dd-mon-yyyy"),
            ("20-June-15", "dd-month-yy"),
            ("November 16, 2022", "month dd, yyyy"),
            ("Friday, June 27, 2014", "month dd, yyyy"),
            ("12/20/99", "mm/dd/yy"),
            ("2010-03-13", "yyyy-mm-dd"),
        ] {
            assert_eq!(DateStyle::of(text, english().any()).unwrap().to_string(), pattern, "{text}");
        }
        assert_eq!(DateStyle::of("6.1.7600.16385", english().any()), None);
    }

    #[test]
    fn marks_that_do_not_belong_are_odd() {
        for text in [
            "January 12. 2021",
            "12/20-1999",
            "14--Jul-2009",
            "January. 12, 2021",
            "14-Jul-2009.",
            "5//20/98",
            "Jan-10 2016",
        ] {
            assert!(odd_mark(text, english().any()).is_some(), "{text}");
        }
        for text in [
            "14-Jul-2009",
            "Jan. 15, 2014",
            "July 16 2018",
            "May 30,2016",
            "Friday, June 27, 2014",
            "12/20/1999 9:57",
            "21.12.2000",
            "6.1.7600.16385",
        ] {
            assert_eq!(odd_mark(text, english().any()), None, "{text}");
        }
    }
}
