//! A date and a time of day in one text, and what says behind them that they are UTC.

use super::clock::split;
use super::date_words::DateWords;
use super::words::{Locale, Words};

/// Where the blank before the time stands, in a text of a date and a time behind it, in bytes. The date may be damaged.
pub(super) fn after_date(text: &str, locale: Locale<'_>) -> Option<usize> {
    if text.len() > LONGEST {
        return None;
    }
    if is_of_program(text) && split(&text[DAY_OF_PROGRAM + 1..], locale).is_some() {
        return Some(DAY_OF_PROGRAM);
    }
    let blanks = text.match_indices(' ').map(|(at, _)| at);
    blanks.into_iter().find(|&at| split(&text[at + 1..], locale).is_some() && is_date(text[..at].trim_end(), locale))
}

/// A longer text is no date and time, in bytes.
const LONGEST: usize = 128;

/// The length of the date in `2021-03-29T17:00:00`, as programs write it.
const DAY_OF_PROGRAM: usize = 10;

fn is_of_program(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.get(DAY_OF_PROGRAM) == Some(&b'T') && bytes[4] == b'-'
}

/// A date or a time before a remark that it is UTC: `06:23 (UTC)`, `06:23 UTC`, `06:23Z`; null without one.
#[must_use]
pub fn before_utc<'t>(text: &'t str, words: &Words) -> Option<&'t str> {
    let last = text.bytes().next_back().filter(|b| !b.is_ascii_digit())?;
    let bracket = match last {
        b')' => Some('('),
        b']' => Some('['),
        b'Z' if text[..text.len() - 1].ends_with(|c: char| c.is_ascii_digit()) => {
            return Some(&text[..text.len() - 1]);
        }
        _ => None,
    };
    if let Some(bracket) = bracket {
        let (bare, remark) = text[..text.len() - 1].rsplit_once(bracket)?;
        return (words.is_utc(remark) || remark.split([' ', ',']).any(|word| words.is_utc(word)))
            .then(|| bare.trim_end());
    }
    let mut blanks = text.rmatch_indices(' ').take(MOST_WORDS_OF_UTC);
    blanks.find(|(at, _)| words.is_utc(&text[at + 1..])).map(|(at, _)| text[..at].trim_end())
}

/// The most words of a remark without brackets: `Coordinated Universal Time`.
const MOST_WORDS_OF_UTC: usize = 4;

fn is_date(text: &str, locale: Locale<'_>) -> bool {
    let strokes = text.bytes().filter(|b| matches!(b, b'-' | b'/')).count();
    strokes == 2 || DateWords::of(text, locale).is_some()
}

/// A text without the time of day at its end, and what says that it is UTC.
pub(super) fn without_time<'t>(text: &'t str, locale: Locale<'_>) -> &'t str {
    if is_of_program(text) {
        return text.get(..DAY_OF_PROGRAM).unwrap_or(text);
    }
    let text = before_utc(text, locale.words).unwrap_or(text);
    after_date(text, locale).map_or(text, |at| text[..at].trim_end())
}
