//! `u8`, `u32`, `i64` and `f32`: plain numbers, digits grouped by commas or not.

use super::words::Locale;
use super::{Physical, Reading, Type, Unreadable, Value};
use crate::fold::narrowed;

const NO_NUMBER: Unreadable = Unreadable("it is not a whole number in range");

/// Unsigned, 8 bits.
pub(super) const U8: Type = Type {
    name: "u8",
    doc: "Whole number from 0 to 255.",
    unit: "",
    physical: Physical::U8,
    symbols: &[],
    words: 1,
    wraps: false,
    is_shape: |text, locale| number(text, locale).is_some(),
    parse: |text, locale| parse(text, locale, |n| u8::try_from(n).ok().map(Value::U8)),
    parts: &[],
};

/// Unsigned, 32 bits.
pub(super) const U32: Type = Type {
    name: "u32",
    doc: "Whole number from 0 to 4,294,967,295, with or without commas between groups of three digits.",
    unit: "",
    physical: Physical::U32,
    symbols: &[],
    words: 1,
    wraps: false,
    is_shape: |text, locale| number(text, locale).is_some(),
    parse: |text, locale| parse(text, locale, |n| u32::try_from(n).ok().map(Value::U32)),
    parts: &[],
};

/// Signed, 64 bits.
pub(super) const I64: Type = Type {
    name: "i64",
    doc: "Whole number, with or without a sign and commas between groups of three digits.",
    unit: "",
    physical: Physical::I64,
    symbols: &[],
    words: 1,
    wraps: false,
    is_shape: |text, locale| number(text, locale).is_some(),
    parse: |text, locale| parse(text, locale, |n| Some(Value::I64(n))),
    parts: &[],
};

/// Single precision.
pub(super) const F32: Type = Type {
    name: "f32",
    doc: "Decimal number with a point.",
    unit: "",
    physical: Physical::F32,
    symbols: &[],
    words: 1,
    wraps: false,
    is_shape: |text, _| text.parse::<f32>().is_ok_and(f32::is_finite),
    parse: |text, _| match text.parse::<f32>() {
        Ok(number) if number.is_finite() => Ok(Value::F32(number)),
        _ => Err(Unreadable("it is not a decimal number")),
    },
    parts: &[],
};

fn parse<'s>(text: &'s str, locale: Locale<'_>, make: impl Fn(i64) -> Option<Value<'s>>) -> Reading<'s> {
    let narrow = narrowed(text);
    number(narrow.as_deref().unwrap_or(text), locale).and_then(make).ok_or(NO_NUMBER)
}

/// A longer text is no number, in bytes: nineteen digits in groups divided by signs of three bytes have 38.
const LONGEST: usize = 40;

/// Reads digits, either without separators or in groups of three divided by commas, or by another sign that the language
/// divides them by; by one sign throughout.
pub(super) fn number(text: &str, locale: Locale<'_>) -> Option<i64> {
    grouped(text, |sign| locale.groups(sign))
}

/// The same where only some signs divide groups.
pub(super) fn grouped(text: &str, divides: impl Fn(char) -> bool) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    if digits.len() > LONGEST {
        return None;
    }
    let sign = digits.chars().find(|c| !c.is_ascii_digit()).unwrap_or(',');
    if sign != ',' && !divides(sign) {
        return None;
    }
    let mut groups = digits.split(sign);
    let first = groups.next()?;
    let is_digits = |group: &str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
    if !is_digits(first) {
        return None;
    }
    let mut total: i64 = first.parse().ok()?;
    for group in groups {
        if first.len() > 3 || group.len() != 3 || !is_digits(group) {
            return None;
        }
        total = total.checked_mul(1000)?.checked_add(group.parse().ok()?)?;
    }
    Some(if negative { -total } else { total })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::words::tests::english;

    #[test]
    fn commas_must_divide_groups_of_three() {
        assert_eq!(number("1,037,312", english().any()), Some(1_037_312));
        assert_eq!(number("46472", english().any()), Some(46_472));
        for damaged in ["8,1012", "343,55", "1234,567", ",5", "5,", "", "66.560", "99999999999999999999"] {
            assert_eq!(number(damaged, english().any()), None, "{damaged}");
        }
    }
}
