//! `date`, `date-or-month` and `timestamp`: calendar dates in the many orders and spellings of real articles.

use super::time::after_date;
use super::{Part, Physical, Reading, Type, Unreadable, Value};
use jiff::civil::Date;

/// Calendar date.
pub(super) const DATE: Type = Type {
    name: "date",
    doc: "`14-Jul-2009`, `26-May-23`, `12/20/1999`, `5-20-98`, `21/12/00`, `98/10/28`, `November 16, 2022`, `2010-03-13`: month first unless impossible, years 70 to 99 of two digits are 19xx; a date without its year is unreadable.",
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
    doc: "Like `date`; also a month and its year (`December 2014`), which stands for its first day: `precision` tells them apart.",
    is_shape: |text| is_shape(text) || first_of_month(text).is_some(),
    parse: |text| match first_of_month(text) {
        Some(day) => days(day),
        None => parse(text),
    },
    parts: &[Part {
        name: "precision",
        doc: "`day` or `month`",
        physical: Physical::Text,
        get: |text| match (first_of_month(text), parse(text)) {
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
    is_shape: |_| false,
    parse: |_| Err(Unreadable("timestamps are not printed in articles")),
    parts: &[],
};

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
const MILLISECONDS_OF_A_DAY: i64 = 86_400_000;

/// The moment of a date and a time of day in UTC, in milliseconds since 1970-01-01T00:00:00Z.
#[must_use]
pub fn timestamp(days: i32, milliseconds: i32) -> i64 {
    i64::from(days) * MILLISECONDS_OF_A_DAY + i64::from(milliseconds)
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Word<'s> {
    Number(&'s str),
    Month(i8),
}

/// The month a word names, in full or by three letters or more.
fn month(word: &str) -> Option<i8> {
    if word.len() < 3 {
        return None;
    }
    let at =
        MONTHS.iter().position(|name| name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)));
    let at = at.or_else(|| word.eq_ignore_ascii_case("sept").then_some(8))?;
    i8::try_from(at + 1).ok()
}

fn is_weekday(word: &str) -> bool {
    WEEKDAYS
        .iter()
        .any(|day| day.eq_ignore_ascii_case(word) || day.get(..3).is_some_and(|short| short.eq_ignore_ascii_case(word)))
}

/// Splits a date into its two or three words; null when it holds anything else.
fn words(text: &str) -> Option<([Word<'_>; 3], usize)> {
    let mut found = [Word::Number(""); 3];
    let mut count = 0;
    for (index, word) in text.split(['-', '/', ' ', ',', '.']).filter(|word| !word.is_empty()).enumerate() {
        if index == 0 && is_weekday(word) {
            continue;
        }
        let next = if word.bytes().all(|b| b.is_ascii_digit()) && word.len() <= 4 {
            Word::Number(word)
        } else {
            Word::Month(month(word)?)
        };
        *found.get_mut(count)? = next;
        count += 1;
    }
    (count >= 2).then_some((found, count))
}

/// The year of two or four digits.
fn year(digits: &str) -> Option<i16> {
    let number: i16 = digits.parse().ok()?;
    match digits.len() {
        4 if (1900..=2100).contains(&number) => Some(number),
        2 if number >= 70 => Some(1900 + number),
        2 => Some(2000 + number),
        _ => None,
    }
}

fn number(digits: &str) -> Option<i8> {
    (1..=2).contains(&digits.len()).then(|| digits.parse().ok()).flatten()
}

fn date(text: &str) -> Result<Date, Unreadable> {
    const NO_DATE: Unreadable = Unreadable("it is no date");
    const NO_YEAR: Unreadable = Unreadable("its year is missing or damaged");
    const NO_DAY: Unreadable = Unreadable("there is no such day");
    let (found, count) = words(text).ok_or(NO_DATE)?;
    if count == 2 {
        return Err(NO_YEAR);
    }
    let (y, candidates) = match found {
        [Word::Number(y), Word::Month(month), Word::Number(day)] if y.len() == 4 => {
            (year(y), [Some((Some(month), number(day))), None])
        }
        [Word::Number(day), Word::Month(month), Word::Number(y)]
        | [Word::Month(month), Word::Number(day), Word::Number(y)] => {
            (year(y), [Some((Some(month), number(day))), None])
        }
        [Word::Number(y), Word::Number(month), Word::Number(day)]
            if y.len() == 4 || number(y).is_some_and(|n| n > 31) =>
        {
            (year(y), [Some((number(month), number(day))), None])
        }
        [Word::Number(a), Word::Number(b), Word::Number(y)] => {
            (year(y), [Some((number(a), number(b))), Some((number(b), number(a)))])
        }
        _ => return Err(NO_DATE),
    };
    let y = y.ok_or(NO_YEAR)?;
    candidates.into_iter().flatten().find_map(|(month, day)| Date::new(y, month?, day?).ok()).ok_or(NO_DAY)
}

/// The first day of a month that is printed with its year of four digits.
fn first_of_month(text: &str) -> Option<Date> {
    match words(text)? {
        ([Word::Month(month), Word::Number(y), _], 2) if y.len() == 4 => Date::new(year(y)?, month, 1).ok(),
        _ => None,
    }
}

fn without_time(text: &str) -> &str {
    // `2021-03-29T17:00:00Z`, as programs write it.
    if text.len() > 10 && text.as_bytes()[10] == b'T' && text.as_bytes()[4] == b'-' {
        return text.get(..10).unwrap_or(text);
    }
    after_date(text).map_or(text, |at| text[..at].trim_end())
}

fn is_shape(text: &str) -> bool {
    let Some((found, count)) = words(text) else { return false };
    let named = found[..count].iter().any(|word| matches!(word, Word::Month(_)));
    // Two numbers and a version of three look alike: numbers must be divided by strokes.
    let strokes = text.bytes().filter(|b| matches!(b, b'-' | b'/')).count();
    count == 3 && (named || strokes == 2) || (count == 2 && named && strokes == 1)
}

fn parse(text: &str) -> Reading<'_> {
    let day = date(text).or_else(|error| match without_time(text) {
        short if short.len() < text.len() => date(short),
        _ => Err(error),
    })?;
    days(day)
}

fn days<'s>(day: Date) -> Reading<'s> {
    let since = Date::constant(1970, 1, 1).until(day).map(|span| span.get_days());
    since.map(Value::Date).map_err(|_| Unreadable("it is out of range"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iso(text: &str) -> String {
        date(without_time(text)).map_or_else(|error| error.0.to_owned(), |day| day.to_string())
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
        ] {
            assert_eq!(iso(text), day, "{text}");
        }
    }

    #[test]
    fn damaged_dates_are_unreadable_and_say_why() {
        assert_eq!(iso("14-9"), "its year is missing or damaged");
        assert_eq!(iso("12/20/199"), "its year is missing or damaged");
        assert_eq!(iso("20/27/2015"), "there is no such day");
        assert_eq!(iso("31-Feb-2010"), "there is no such day");
        assert_eq!(iso("2/10/2105"), "its year is missing or damaged");
        assert_eq!(iso("December 2014"), "its year is missing or damaged");
        assert_eq!(iso("6.1.7600.16385"), "it is no date");
    }

    #[test]
    fn damaged_dates_keep_their_shape_and_versions_have_none() {
        assert!(is_shape("20/27/2015") && is_shape("31-Feb-2010") && is_shape("14-Jul-2009"));
        assert!(!is_shape("6.1.7600") && !is_shape("10 11 12") && !is_shape("x86"));
    }

    #[test]
    fn days_count_from_1970() {
        assert_eq!(parse("2010-03-13"), Ok(Value::Date(14_681)));
        assert_eq!(timestamp(14_681, 60_000), 1_268_438_460_000);
    }

    #[test]
    fn a_month_alone_is_its_first_day_only_where_the_type_says_so() {
        let precision = |text| DATE_OR_MONTH.parts.iter().map(|part| (part.get)(text)).next().unwrap();
        assert_eq!((DATE_OR_MONTH.parse)("December 2014"), parse("2014-12-01"));
        assert_eq!((DATE_OR_MONTH.parse)("Dec. 15, 2014"), parse("2014-12-15"));
        assert_eq!(precision("December 2014"), Value::text("month"));
        assert_eq!(precision("December 15, 2014"), Value::text("day"));
        assert_eq!(precision("soon"), Value::Null);
        assert!((DATE_OR_MONTH.parse)("14-Dec").is_err() && parse("December 2014").is_err());
    }
}
