//! `byte-size`: a file size in bytes; a rounded size ("80 KB") is understood, but is not a number of bytes.

use super::integer::number;
use super::words::{Locale, SizeUnit};
use super::{Physical, Reading, Type, Unreadable, Value};
use crate::fold::narrowed;

/// Size of a file.
pub(super) const TYPE: Type = Type {
    name: "byte-size",
    doc: "`369,568`, `46472` or `283,104 bytes`; in articles of other languages with their signs between groups, too (`369.568`). Sizes printed rounded (`80 KB`, `1.33 MB`, `29K`) are null: the number of bytes is not known, unless it stands beside them (`144 KB (147,728 bytes)`).",
    unit: "bytes",
    physical: Physical::I64,
    symbols: &[],
    words: 4,
    wraps: false,
    is_shape,
    parse,
    parts: &[],
};

/// Digits, the unit that follows them, blanks between them allowed.
fn split<'t>(text: &'t str, locale: Locale<'_>) -> Option<(&'t str, &'t str)> {
    let is_part = |c: char| c.is_ascii_digit() || c == ',' || c == '.' || locale.groups(c);
    let end = text.find(|c: char| !is_part(c)).unwrap_or(text.len());
    // A blank may stand between groups, and before the unit.
    let digits = text[..end].trim_end();
    digits.starts_with(|c: char| c.is_ascii_digit()).then(|| (digits, text[digits.len()..].trim()))
}

/// A rounded size and, beside it, the same in bytes, in either order and with a sign between them: the latter.
fn exact<'t>(text: &'t str, locale: Locale<'_>) -> Option<&'t str> {
    let is_between = |c: char| matches!(c, ' ' | ',' | '/' | '=' | '(' | '[' | ')' | ']');
    // A sign that divides them stands behind the unit of the first.
    let first_unit = text.find(char::is_alphabetic)?;
    let (outer, inner) = text.split_at(first_unit + text[first_unit..].find(is_between)?);
    let inner = inner.trim_matches(is_between);
    let unit = |text| split(text, locale).and_then(|(_, unit)| locale.words.size_unit(unit));
    let pair = [outer.trim_end(), inner];
    let exact = pair.iter().position(|&text| unit(text) == Some(SizeUnit::Bytes))?;
    (unit(pair[1 - exact]) == Some(SizeUnit::Rounded)).then(|| pair[exact])
}

fn is_shape(text: &str, locale: Locale<'_>) -> bool {
    if text.len() > LONGEST {
        return false;
    }
    let narrow = narrowed(text);
    let text = narrow.as_deref().unwrap_or(text);
    split(exact(text, locale).unwrap_or(text), locale).is_some_and(|(digits, unit)| {
        let points = digits.bytes().filter(|&b| b == b'.').count();
        match unit {
            "" if points == 0 => !digits.contains(' ') || number(digits, locale).is_some(),
            "" => number(digits, locale).is_some(),
            _ => (points <= 1 || number(digits, locale).is_some()) && locale.words.size_unit(unit).is_some(),
        }
    })
}

/// A longer text is no size, in bytes.
const LONGEST: usize = 64;

fn parse<'s>(text: &'s str, locale: Locale<'_>) -> Reading<'s> {
    if text.len() > LONGEST {
        return Err(NO_SIZE);
    }
    let narrow = narrowed(text);
    let text = narrow.as_deref().unwrap_or(text);
    let text = exact(text, locale).unwrap_or(text);
    let Some((digits, unit)) = split(text, locale) else {
        let is_negative = text.strip_prefix('-').is_some_and(|rest| split(rest, locale).is_some());
        return Err(if is_negative { Unreadable("a file size is not negative") } else { NO_SIZE });
    };
    match locale.words.size_unit(unit) {
        Some(SizeUnit::Rounded) => whole(digits, locale).map(|_| Value::Null).ok_or(NOT_GROUPED),
        None if !unit.is_empty() => {
            let is_hex = digits == "0" && unit.starts_with(['x', 'X']);
            let exponent = unit.strip_prefix(['E', 'e']).map(|power| power.strip_prefix('+').unwrap_or(power));
            let is_rounded =
                exponent.is_some_and(|power| !power.is_empty() && power.bytes().all(|b| b.is_ascii_digit()));
            Err(Unreadable(match (is_hex, is_rounded) {
                (true, _) => "it is not decimal",
                (_, true) => "a spreadsheet has rounded it to a power of ten",
                _ => "its unit is unknown",
            }))
        }
        _ => {
            let is_plain = digits.bytes().all(|b| b.is_ascii_digit());
            let reason = if is_plain { Unreadable("it is more bytes than any file has") } else { NOT_GROUPED };
            number(digits, locale).map(Value::I64).ok_or(reason)
        }
    }
}

/// The whole part of a rounded number.
fn whole(digits: &str, locale: Locale<'_>) -> Option<i64> {
    let before = |sign: char| digits.split_once(sign).filter(|_| locale.is_decimal(sign)).map(|(whole, _)| whole);
    // What can be groups is no fraction: `1,024 KB`.
    number(digits, locale).or_else(|| number(before('.')?, locale)).or_else(|| {
        let (_, fraction) = digits.rsplit_once(',')?;
        fraction.bytes().all(|b| b.is_ascii_digit()).then(|| number(before(',')?, locale)).flatten()
    })
}

const NO_SIZE: Unreadable = Unreadable("it is not a file size");
const NOT_GROUPED: Unreadable = Unreadable("its digits are not grouped by thousands");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::words::tests::english;

    #[test]
    fn bytes_are_read_with_and_without_groups_and_unit() {
        for (text, bytes) in [("369,568", 369_568), ("46472", 46_472), ("283,104 bytes", 283_104), ("1,674", 1674)] {
            assert_eq!(parse(text, english().any()), Ok(Value::I64(bytes)), "{text}");
        }
    }

    #[test]
    fn of_a_rounded_and_an_exact_size_the_exact_one_is_read() {
        for text in ["144 KB (147,728 bytes)", "145KB (147,728 bytes)", "147,728 bytes (144 KB)"] {
            assert_eq!(parse(text, english().any()), Ok(Value::I64(147_728)), "{text}");
            assert!(is_shape(text, english().any()), "{text}");
        }
        for text in ["144 KB (compressed)", "147,728 bytes (147,729 bytes)"] {
            assert!(parse(text, english().any()).is_err(), "{text}");
        }
    }

    #[test]
    fn rounded_sizes_are_null_and_never_bytes() {
        for text in ["80 KB", "1.33 MB", "29K", "17.7K"] {
            assert_eq!(parse(text, english().any()), Ok(Value::Null), "{text}");
        }
    }

    #[test]
    fn the_reason_says_what_is_wrong() {
        let reasons = [
            ("-5", "a file size is not negative"),
            ("0x10", "it is not decimal"),
            ("99999999999999999999", "it is more bytes than any file has"),
            ("1,23,4", "its digits are not grouped by thousands"),
            ("12 pages", "its unit is unknown"),
            ("2E+06", "a spreadsheet has rounded it to a power of ten"),
        ];
        for (text, reason) in reasons {
            assert_eq!(parse(text, english().any()), Err(Unreadable(reason)), "{text}");
        }
    }

    #[test]
    fn damaged_sizes_are_unreadable() {
        for text in ["8,1012", "66.560 bytes", "15,66 KB", "343,55", "many"] {
            assert!(parse(text, english().any()).is_err(), "{text}");
        }
    }
}
