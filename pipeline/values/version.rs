//! `version`: a file version as printed; its numbers are parts.

use super::integer::grouped;
use super::{List, Part, Physical, Reading, Type, Unreadable, Value, Words};
use std::borrow::Cow;

/// Version of a file or product.
pub(super) const TYPE: Type = Type {
    name: "version",
    doc: "Two to six numbers divided by points, kept as printed (`2.00.1239.0029`), with or without a remark in brackets; of `(version 3.5.34)` the numbers, of `3,1,0,2124`, as version resources print them, the numbers with points. Numbers behind the fourth are in the text alone.",
    unit: "",
    physical: Physical::Text,
    symbols: &[],
    words: 2,
    wraps: false,
    is_shape: |text, locale| is_shape(text, locale.words),
    parse: |text, locale| parse(text, locale.words),
    parts: &[
        Part { name: "major", doc: "first number", physical: Physical::U32, get: |text, _| part(text, 0) },
        Part { name: "minor", doc: "second number", physical: Physical::U32, get: |text, _| part(text, 1) },
        Part { name: "build", doc: "third number", physical: Physical::U32, get: |text, _| part(text, 2) },
        Part { name: "revision", doc: "fourth number", physical: Physical::U32, get: |text, _| part(text, 3) },
    ],
};

/// The numbers before a remark, in order; null for one that is no number.
pub fn numbers(text: &str) -> impl Iterator<Item = Option<u32>> + '_ {
    let end = text.find([' ', '(']).unwrap_or(text.len());
    text[..end].split('.').map(|part| part.parse().ok())
}

fn part(text: &str, index: usize) -> Value<'_> {
    if numbers(text).any(|number| number.is_none()) {
        return Value::Null;
    }
    numbers(text).nth(index).flatten().map_or(Value::Null, Value::U32)
}

fn is_numeric(text: &str) -> bool {
    let mut parts = 0;
    for part in text.split('.') {
        if part.is_empty() || part.len() > 10 || !part.bytes().all(|b| b.is_ascii_digit()) {
            return false;
        }
        parts += 1;
    }
    (2..=6).contains(&parts)
}

/// What stands behind the word `version`, brackets around both removed: `(version 3.5.34)`.
fn behind_word<'t>(text: &'t str, words: &Words) -> &'t str {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return text;
    }
    let inner = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(text);
    let word = inner.split_once(' ').filter(|(word, _)| words.list(List::VersionWords).has(word));
    word.map_or(text, |(_, number)| number)
}

/// Four numbers divided by commas, with points. Groups of three digits may as well be one large number.
fn with_points(text: &str) -> Option<String> {
    let closed: String = text.split(',').map(str::trim_start).collect::<Vec<_>>().join(".");
    (text.split(',').count() == 4 && is_numeric(&closed) && grouped(text, |sign| sign == ',').is_none())
        .then_some(closed)
}

fn is_shape(text: &str, words: &Words) -> bool {
    let text = behind_word(text, words);
    let bare = text.split_once(" (").filter(|(_, remark)| remark.ends_with(')')).map_or(text, |(number, _)| number);
    if with_points(bare).is_some() {
        return true;
    }
    let (number, remark) = text.split_once(' ').unwrap_or((text, ""));
    is_numeric(number) && (remark.is_empty() || is_remark(remark)) && number.bytes().filter(|&b| b == b'.').count() > 1
}

fn is_remark(text: &str) -> bool {
    text.starts_with('(') && text.ends_with(')')
}

fn parse<'t>(text: &'t str, words: &Words) -> Reading<'t> {
    let text = behind_word(text, words);
    if is_numeric(text) {
        return Ok(Value::text(text));
    }
    if let Some((number, remark)) = text.split_once([' ', '('])
        && is_numeric(number)
        && (is_remark(remark.trim()) || text.as_bytes()[number.len()] == b'(' && remark.ends_with(')'))
    {
        return Ok(Value::text(text));
    }
    // A line break inside a cell leaves a blank beside a point: `6.1.7600. 20667`.
    let closed = text.replace(". ", ".").replace(" .", ".");
    if closed.len() < text.len() && is_numeric(&closed) {
        return Ok(Value::Text(Cow::Owned(closed)));
    }
    let (number, remark) = text.split_once(" (").map_or((text, ""), |(number, _)| (number, &text[number.len()..]));
    if let Some(closed) = with_points(number).filter(|_| remark.is_empty() || remark.ends_with(')')) {
        return Ok(Value::Text(Cow::Owned(closed + remark)));
    }
    Err(Unreadable("it is not numbers divided by points"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::words::tests::english;

    fn read(text: &str) -> Reading<'_> {
        parse(text, &english())
    }

    #[test]
    fn printed_versions_are_kept_and_their_numbers_read() {
        assert_eq!(read("2.00.1239.0029"), Ok(Value::text("2.00.1239.0029")));
        assert_eq!(part("2.00.1239.0029", 3), Value::U32(29));
        assert_eq!(part("15.0.4919", 3), Value::Null);
        assert_eq!(read("2.6.0.0.112"), Ok(Value::text("2.6.0.0.112")));
        assert_eq!(part("2.6.0.0.112", 3), Value::U32(0));
        assert_eq!(read("(version 3.5.34)"), Ok(Value::text("3.5.34")));
        assert_eq!(read("2, 5, 1, 265"), Ok(Value::Text("2.5.1.265".into())));
        assert_eq!(read("6, 0, 2800, 1123 (xpsp2)"), Ok(Value::Text("6.0.2800.1123 (xpsp2)".into())));
        assert_eq!(read("6.1. 7600.16385"), Ok(Value::Text("6.1.7600.16385".into())));
    }

    #[test]
    fn what_is_not_numeric_is_unreadable() {
        for text in ["3,1,2124", "275,456,123,000", "v1.2", "6.0.6002.22*", "7", "see note"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
