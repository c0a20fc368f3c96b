//! `time`: a time of day, in 24 hours or with a.m. and p.m. in any spelling.

use super::clock::split;
use super::date_time::{after_date, before_utc};
use super::words::{Half, Locale};
use super::{Physical, Reading, Type, Unreadable, Value};
use crate::fold::narrowed;

/// Time of day.
pub(super) const TYPE: Type = Type {
    name: "time",
    doc: "`01:17`, `9:57`, `14:02:46`, `06:34p`, `1:12am`, `10:00AM`, `7:19 PM`, `03:45 P.M.`, `PM 6:23`, with the words and signs of any described language (`午後 6:23`, `18h05`), and with what says that it is UTC (`06:23 (UTC)`): next to any other word it is unreadable; after a date in the same cell, too. Stored as text in 24 hours, `07:16:00`.",
    unit: "",
    physical: Physical::Time,
    symbols: &[],
    words: 3,
    wraps: false,
    is_shape,
    parse,
    parts: &[],
};

/// Why a text is not a time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeFlaw {
    /// It holds something else.
    NoTime,
    /// Its hour is more than 12, or 0, and a.m. or p.m. stands behind it.
    WrongHalf,
    /// A day has no such hour, minute or second.
    OutOfRange,
}

impl TimeFlaw {
    /// A phrase that completes "is not read because ...".
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::NoTime => "it is not a time of day",
            Self::WrongHalf => "its hour does not go with a.m. or p.m.",
            Self::OutOfRange => "no day has such a time",
        }
    }
}

/// What is wrong with a text that should be a time of day; null where it is one.
#[must_use]
pub fn time_flaw(text: &str, locale: Locale<'_>) -> Option<TimeFlaw> {
    milliseconds(text, locale).err()
}

/// Two numbers with a point look like a version, too.
fn is_shape(text: &str, locale: Locale<'_>) -> bool {
    let narrow = narrowed(text);
    let text = narrow.as_deref().unwrap_or(text);
    let text = before_utc(text, locale.words).unwrap_or(text);
    let is_version = |c: char| c.is_ascii_digit() || c == '.';
    split(text, locale).is_some() && (text.contains(':') || !text.chars().all(is_version))
}

fn parse<'s>(text: &'s str, locale: Locale<'_>) -> Reading<'s> {
    milliseconds(text, locale).map(Value::Time).map_err(|flaw| Unreadable(flaw.reason()))
}

/// Milliseconds since midnight.
fn milliseconds(text: &str, locale: Locale<'_>) -> Result<i32, TimeFlaw> {
    let narrow = narrowed(text);
    let text = narrow.as_deref().unwrap_or(text);
    let text = before_utc(text, locale.words).unwrap_or(text);
    let time = match after_date(text, locale) {
        Some(at) if split(text, locale).is_none() => &text[at + 1..],
        _ => text,
    };
    let Some(([hours, minutes, seconds], half)) = split(time, locale) else {
        return Err(TimeFlaw::NoTime);
    };
    let hours = match half {
        Half::None => hours,
        Half::Am | Half::Pm if hours == 0 && !locale.counts_from_zero() || hours > 12 => {
            return Err(TimeFlaw::WrongHalf);
        }
        Half::Am => hours % 12,
        Half::Pm => hours % 12 + 12,
    };
    if hours > 23 || minutes > 59 || seconds > 59 {
        return Err(TimeFlaw::OutOfRange);
    }
    let milliseconds = ((hours * 60 + minutes) * 60 + seconds) * 1000;
    Ok(i32::try_from(milliseconds).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::words::tests::english;

    #[test]
    fn spellings_of_times_are_read() {
        for (text, minutes) in [
            ("01:17", 77),
            ("9:57", 597),
            ("06:34p", 1114),
            ("9:50a", 590),
            ("1:12am", 72),
            ("12:05 AM", 5),
            ("10:00AM", 600),
            ("7:19 PM", 1159),
            ("03:45 P.M.", 945),
            ("12/20/1999 9:57", 597),
            ("PM 6:23", 1103),
            ("AM 12:05", 5),
            ("14-Jul-2009 PM 6:23", 1103),
            ("06:23 (UTC)", 383),
            ("6:23 PM Coordinated Universal Time", 1103),
            ("2014-07-14T06:23:00Z", 383),
        ] {
            assert_eq!(parse(text, english().any()), Ok(Value::Time(minutes * 60_000)), "{text}");
        }
        assert_eq!(parse("14:02:46", english().any()), Ok(Value::Time(50_566_000)));
    }

    #[test]
    fn a_time_behind_words_that_are_no_date_is_unreadable() {
        for text in ["until 6:23", "6:23 to 7:30", "version 2 6:23", "AM 6:23 PM"] {
            assert_eq!(time_flaw(text, english().any()), Some(TimeFlaw::NoTime), "{text}");
        }
    }

    #[test]
    fn impossible_times_are_unreadable_but_keep_their_shape() {
        for text in ["24:07", "16:31p", "10:61", "0:30 PM"] {
            assert!(parse(text, english().any()).is_err(), "{text}");
            assert!(is_shape(text, english().any()), "{text}");
        }
        assert!(!is_shape("6.1.7600", english().any()));
    }
}
