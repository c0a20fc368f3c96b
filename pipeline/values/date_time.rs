//! A date and a time of day in one text.

use super::clock::split;
use super::date_words::DateWords;
use super::words::Locale;

/// Where the blank before the time stands, in a text of a date and a time behind it, in bytes. The date may be damaged.
pub(super) fn after_date(text: &str, locale: Locale<'_>) -> Option<usize> {
    if text.len() > LONGEST {
        return None;
    }
    let blanks = text.match_indices(' ').map(|(at, _)| at);
    blanks.into_iter().find(|&at| split(&text[at + 1..], locale).is_some() && is_date(text[..at].trim_end(), locale))
}

/// A longer text is no date and time, in bytes.
const LONGEST: usize = 128;

fn is_date(text: &str, locale: Locale<'_>) -> bool {
    let strokes = text.bytes().filter(|b| matches!(b, b'-' | b'/')).count();
    strokes == 2 || DateWords::of(text, locale).is_some()
}

/// A text without the time of day at its end.
pub(super) fn without_time<'t>(text: &'t str, locale: Locale<'_>) -> &'t str {
    // `2021-03-29T17:00:00Z`, as programs write it.
    if text.len() > 10 && text.as_bytes()[10] == b'T' && text.as_bytes()[4] == b'-' {
        return text.get(..10).unwrap_or(text);
    }
    after_date(text, locale).map_or(text, |at| text[..at].trim_end())
}
