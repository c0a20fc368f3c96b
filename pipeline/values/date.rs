//! `date`, `date-or-month` and `timestamp`: calendar dates in the many orders and spellings of real articles.

use super::date_time::{before_utc, without_time};
use super::date_words::{DateWords, Word};
use super::words::Locale;
use super::{Part, Physical, Reading, Type, Unreadable, Value};
use crate::fold::narrowed;
use jiff::civil::Date;

/// Calendar date.
pub(super) const DATE: Type = Type {
    name: "date",
    doc: "`14-Jul-2009`, `26-May-23`, `12/20/1999`, `5-20-98`, `21/12/00`, `98/10/28`, `November 16, 2022`, `2010-03-13`, `2010年3月13日`, `13 марта 2010 г.`: months by their names in any described language. Of two numbers that can both be day and month the day is the one that other dates prove, of the column, the table or the article, in this order, else the one that the language puts first; where nothing tells, the date is unreadable (K304). Years 70 to 99 of two digits are 19xx; a date without its year is unreadable.",
    unit: "",
    physical: Physical::Date,
    symbols: &[],
    words: 4,
    wraps: false,
    is_shape,
    parse,
    parts: &[],
};

/// Calendar date, or a month alone.
pub(super) const DATE_OR_MONTH: Type = Type {
    name: "date-or-month",
    doc: "Like `date`; also a month and its year (`December 2014`, `12/2014`), which stands for its first day: `precision` tells them apart.",
    is_shape: |text, locale| is_shape(text, locale) || first_of_month(text, locale).is_some(),
    parse: |text, locale| match first_of_month(text, locale) {
        Some(day) => Ok(days(day)),
        None => parse(text, locale),
    },
    parts: &[Part {
        name: "precision",
        doc: "`day` or `month`",
        physical: Physical::Text,
        get: |text, locale| match (first_of_month(text, locale), parse(text, locale)) {
            (Some(_), _) => Value::text("month"),
            (None, Ok(_)) => Value::text("day"),
            (None, Err(_)) => Value::Null,
        },
    }],
    ..DATE
};

/// Date and time in UTC; filled from facts only.
pub(super) const TIMESTAMP: Type = Type {
    name: "timestamp",
    doc: "Date and time in UTC, `2010-03-13T07:16:00Z`.",
    unit: "milliseconds since 1970-01-01T00:00:00Z",
    physical: Physical::Timestamp,
    symbols: &[],
    words: 2,
    wraps: false,
    is_shape: |_, _| false,
    parse: |_, _| Err(Unreadable("timestamps are not printed in articles")),
    parts: &[],
};

const MILLISECONDS_OF_A_DAY: i64 = 86_400_000;

/// The moment of a date and a time of day in UTC, in milliseconds since 1970-01-01T00:00:00Z.
#[must_use]
pub fn timestamp(days: i32, milliseconds: i32) -> i64 {
    i64::from(days) * MILLISECONDS_OF_A_DAY + i64::from(milliseconds)
}

/// Why a text is not a date.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DateFlaw {
    /// It holds something else than a day, a month and a year.
    NoDate,
    /// It has the parts of a date, but no month has the name that it prints.
    NoSuchMonth,
    /// The calendar has no such day.
    NoSuchDay,
    /// A month and its year, without a day.
    NoDay,
    /// A day and a month, without a year.
    NoYear,
    /// Its year has neither two nor four digits.
    BrokenYear,
    /// Its year is printed, and far from the time that articles tell of.
    FarYear,
}

impl DateFlaw {
    /// A phrase that completes "is not read because ...".
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::NoDate => "it is not a date",
            Self::NoSuchMonth => "there is no such month",
            Self::NoSuchDay => "there is no such day",
            Self::NoDay => "its day is missing",
            Self::NoYear => "its year is missing",
            Self::BrokenYear => "its year is damaged",
            Self::FarYear => "its year is out of range",
        }
    }
}

/// What is wrong with a text that should be a date; null where it is one.
#[must_use]
pub fn date_flaw(text: &str, locale: Locale<'_>) -> Option<DateFlaw> {
    day(text, locale).err()
}

/// Whether a text that is no date may be a damaged one: not words with a number or two among them, `Release + 1 year`, nor a period
/// from one day to another.
#[must_use]
pub fn may_be_damaged(text: &str, locale: Locale<'_>) -> bool {
    let is_period = |dash: char| {
        text.match_indices(dash).any(|(at, dash)| {
            let is_day = |text: &str| day(text.trim(), locale).is_ok();
            is_day(&text[..at]) && is_day(&text[at + dash.len()..])
        })
    };
    let has_digits = text.bytes().filter(u8::is_ascii_digit).count() >= LEAST_DIGITS;
    date_flaw(text, locale) != Some(DateFlaw::NoDate) || has_digits && !DASHES.into_iter().any(is_period)
}

/// A day of one digit and a year of two.
const LEAST_DIGITS: usize = 3;
/// What stands between the days of a period.
const DASHES: [char; 3] = ['-', '\u{2013}', '\u{2014}'];

/// The day that a text means, in days since 1970-01-01; null if it is not a date.
#[must_use]
pub fn date_of(text: &str, locale: Locale<'_>) -> Option<i32> {
    day(text, locale).ok().map(since_1970)
}

/// The day that a text of three numbers means, its first the day of the month, in days since 1970-01-01; null if it has
/// no such parts, or its year comes first.
#[must_use]
pub fn date_with_day_first(text: &str, locale: Locale<'_>) -> Option<i32> {
    let narrow = narrowed(text);
    let text = narrow.as_deref().unwrap_or(text);
    let DateWords { words: [Word::Number(day), Word::Number(month), Word::Number(y)], count: 3, .. } =
        DateWords::of(without_time(text, locale), locale)?
    else {
        return None;
    };
    if day.len() > 2 {
        return None;
    }
    Date::new(year(y).ok()?, number(month)?, number(day)?).ok().map(since_1970)
}

/// Whether digits are a year, a month and a day of the calendar.
pub(super) fn is_day(y: &str, month: &str, day: &str) -> bool {
    let date = || Date::new(year(y).ok()?, number(month)?, number(day)?).ok();
    date().is_some()
}

/// The years in which the files and releases of articles can lie. Before 1980 the file systems of their time could not
/// date a file; behind 2050 no product has an end of support, and years of two digits that were meant as 19xx begin.
const PLAUSIBLE: [Date; 2] = [Date::constant(1980, 1, 1), Date::constant(2050, 12, 31)];

/// Whether a date, in days since 1970-01-01, can be that of a file, of a release or of an end of support.
#[must_use]
pub fn is_plausible_date(days: i32) -> bool {
    let [first, last] = PLAUSIBLE.map(since_1970);
    (first..=last).contains(&days)
}

/// The year of two or four digits.
fn year(digits: &str) -> Result<i16, DateFlaw> {
    let number: i16 = digits.parse().map_err(|_| DateFlaw::BrokenYear)?;
    match digits.len() {
        4 if (1900..=2100).contains(&number) => Ok(number),
        4 => Err(DateFlaw::FarYear),
        2 if number >= 70 => Ok(1900 + number),
        2 => Ok(2000 + number),
        _ => Err(DateFlaw::BrokenYear),
    }
}

fn number(digits: &str) -> Option<i8> {
    (1..=2).contains(&digits.len()).then(|| digits.parse().ok()).flatten()
}

fn date(text: &str, locale: Locale<'_>) -> Result<Date, DateFlaw> {
    let Some(found) = DateWords::of(text, locale) else { return Err(without_words(text, locale)) };
    if found.count == 2 {
        return Err(if first_of_month(text, locale).is_some() { DateFlaw::NoDay } else { DateFlaw::NoYear });
    }
    let month = |name| locale.month(name).or_else(|| number(name));
    let (y, candidates) = match found.words {
        [Word::Number(y), Word::Month(name), Word::Number(day)] if y.len() == 4 => {
            (year(y), [Some((month(name), number(day))), None])
        }
        [Word::Number(day), Word::Month(name), Word::Number(y)]
        | [Word::Month(name), Word::Number(day), Word::Number(y)] => {
            (year(y), [Some((month(name), number(day))), None])
        }
        [Word::Number(y), Word::Number(month), Word::Number(day)]
            if y.len() == 4 || number(y).is_some_and(|n| n > 31) =>
        {
            (year(y), [Some((number(month), number(day))), None])
        }
        [Word::Number(a), Word::Number(b), Word::Number(y)] => {
            (year(y), [Some((number(a), number(b))), Some((number(b), number(a)))])
        }
        _ => return Err(DateFlaw::NoDate),
    };
    let y = y?;
    candidates.into_iter().flatten().find_map(|(month, day)| Date::new(y, month?, day?).ok()).ok_or(DateFlaw::NoSuchDay)
}

/// Why a text is not even the words of a date: one word of it may be damaged.
fn without_words(text: &str, locale: Locale<'_>) -> DateFlaw {
    let parts = || text.split(['-', '/', ' ', ',', '.']).filter(|word| !word.is_empty());
    let is_number = |word: &&str| word.bytes().all(|b| b.is_ascii_digit());
    let is_day = |word: &&str| number(word).is_some();
    let named = parts().filter(|word| word.chars().all(char::is_alphabetic)).count();
    match (parts().count(), parts().filter(is_number).count(), named) {
        (3, 2, 1) if parts().any(|word| locale.month(word).is_some()) || parts().filter(is_day).count() == 2 => {}
        (3, 2, 1) if parts().any(|word| is_day(&word)) => return DateFlaw::NoSuchMonth,
        (3, 3, 0) if parts().filter(is_day).count() == 2 => {}
        _ => return DateFlaw::NoDate,
    }
    let is_long = parts().any(|word| is_number(&word) && word.len() > 4);
    if is_long { DateFlaw::BrokenYear } else { DateFlaw::NoDate }
}

fn has_stroke(text: &str) -> bool {
    text.contains(['-', '/'])
}

/// The first day of a month that is printed with its year of four digits.
fn first_of_month(text: &str, locale: Locale<'_>) -> Option<Date> {
    let found = DateWords::of(text, locale).filter(|found| found.count == 2)?;
    // Two numbers with a point may be a version.
    let is_clear = found.has_units() || has_stroke(text);
    let (month, y) = match found.words {
        [Word::Month(name), Word::Number(y), _] | [Word::Number(y), Word::Month(name), _] => (locale.month(name)?, y),
        [Word::Number(y), Word::Number(m), _] if y.len() == 4 && is_clear => (number(m)?, y),
        [Word::Number(m), Word::Number(y), _] if is_clear => (number(m)?, y),
        _ => return None,
    };
    (y.len() == 4).then(|| Date::new(year(y).ok()?, month, 1).ok()).flatten()
}

fn is_shape(text: &str, locale: Locale<'_>) -> bool {
    let narrow = narrowed(text);
    let text = narrow.as_deref().unwrap_or(text);
    let text = before_utc(text, locale.words).unwrap_or(text);
    let Some(found) = DateWords::of(text, locale) else { return false };
    let DateWords { words, count, .. } = found;
    let named = found.has_units() || words[..count].iter().any(|word| matches!(word, Word::Month(_)));
    // Two numbers and a version of three look alike: numbers must be divided by strokes.
    let strokes = text.bytes().filter(|b| matches!(b, b'-' | b'/')).count();
    count == 3 && (named || strokes == 2) || (count == 2 && named && strokes == 1)
}

/// The day that a text means, with or without a time of day behind it.
fn day(text: &str, locale: Locale<'_>) -> Result<Date, DateFlaw> {
    let narrow = narrowed(text);
    let text = narrow.as_deref().unwrap_or(text);
    date(text, locale).or_else(|flaw| match without_time(text, locale) {
        short if short.len() < text.len() => date(short, locale),
        _ => Err(flaw),
    })
}

fn parse<'s>(text: &'s str, locale: Locale<'_>) -> Reading<'s> {
    day(text, locale).map(days).map_err(|flaw| Unreadable(flaw.reason()))
}

fn days<'s>(day: Date) -> Value<'s> {
    Value::Date(since_1970(day))
}

fn since_1970(day: Date) -> i32 {
    // Years of four digits are no more than four million days.
    Date::constant(1970, 1, 1).until(day).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::words::tests::english;

    fn iso(text: &str) -> String {
        day(text, english().any()).map_or_else(|flaw| flaw.reason().to_owned(), |day| day.to_string())
    }

    #[test]
    fn all_orders_of_real_articles_are_read() {
        for (text, day) in [
            ("14-Jul-2009", "2009-07-14"),
            ("7-Jul-2000", "2000-07-07"),
            ("20-June-2015", "2015-06-20"),
            ("26-May-23", "2023-05-26"),
            ("11-Apr-22", "2022-04-11"),
            ("12/20/1999", "1999-12-20"),
            ("12/20/99", "1999-12-20"),
            ("5-20-98", "1998-05-20"),
            ("21/12/00", "2000-12-21"),
            ("98/10/28", "1998-10-28"),
            ("November 16, 2022", "2022-11-16"),
            ("Jan. 15, 2014", "2014-01-15"),
            ("July 16 2018", "2018-07-16"),
            ("May 30,2016", "2016-05-30"),
            ("Friday, June 27, 2014", "2014-06-27"),
            ("January 12. 2021", "2021-01-12"),
            ("2010-03-13", "2010-03-13"),
            ("12/20/1999 9:57", "1999-12-20"),
            ("06-AUG-2002", "2002-08-06"),
            ("2021-03-29T17:00:00Z", "2021-03-29"),
            ("14-Jul-2009 (UTC)", "2009-07-14"),
        ] {
            assert_eq!(iso(text), day, "{text}");
        }
    }

    #[test]
    fn damaged_dates_are_unreadable_and_say_why() {
        assert_eq!(iso("14-9"), "its year is missing");
        assert_eq!(iso("12/20/199"), "its year is damaged");
        assert_eq!(iso("20/27/2015"), "there is no such day");
        assert_eq!(iso("31-Feb-2010"), "there is no such day");
        assert_eq!(iso("2/10/2105"), "its year is out of range");
        assert_eq!(iso("December 2014"), "its day is missing");
        assert_eq!(iso("14-Jul-20099"), "its year is damaged");
        assert_eq!(iso("31-Foo-2009"), "there is no such month");
        assert_eq!(iso("2010-02-30"), "there is no such day");
        assert_eq!(iso("6.1.7600.16385"), "it is not a date");
    }

    #[test]
    fn damaged_dates_keep_their_shape_and_versions_have_none() {
        assert!(
            is_shape("20/27/2015", english().any())
                && is_shape("31-Feb-2010", english().any())
                && is_shape("14-Jul-2009", english().any())
        );
        assert!(
            !is_shape("6.1.7600", english().any())
                && !is_shape("10 11 12", english().any())
                && !is_shape("x86", english().any())
        );
    }

    #[test]
    fn days_count_from_1970() {
        assert_eq!(parse("2010-03-13", english().any()), Ok(Value::Date(14_681)));
        assert_eq!(timestamp(14_681, 60_000), 1_268_438_460_000);
    }

    #[test]
    fn a_month_alone_is_its_first_day_only_where_the_type_says_so() {
        let precision = |text| DATE_OR_MONTH.parts.iter().map(|part| (part.get)(text, english().any())).next().unwrap();
        assert_eq!((DATE_OR_MONTH.parse)("December 2014", english().any()), parse("2014-12-01", english().any()));
        assert_eq!((DATE_OR_MONTH.parse)("Dec. 15, 2014", english().any()), parse("2014-12-15", english().any()));
        for text in ["2014 December", "12/2014", "2014-12"] {
            assert_eq!((DATE_OR_MONTH.parse)(text, english().any()), parse("2014-12-01", english().any()), "{text}");
            assert_eq!(iso(text), "its day is missing", "{text}");
        }
        assert!((DATE_OR_MONTH.parse)("12.2014", english().any()).is_err());
        assert_eq!(precision("December 2014"), Value::text("month"));
        assert_eq!(precision("December 15, 2014"), Value::text("day"));
        assert_eq!(precision("soon"), Value::Null);
        assert!(
            (DATE_OR_MONTH.parse)("14-Dec", english().any()).is_err()
                && parse("December 2014", english().any()).is_err()
        );
    }
}
