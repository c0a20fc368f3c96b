//! `byte-size`: a file size in bytes; a rounded size ("80 KB") is understood, but is not a number of bytes.

use super::integer::number;
use super::{Physical, Reading, Type, Unreadable, Value};

/// Size of a file.
pub(super) const TYPE: Type = Type {
    name: "byte-size",
    doc: "`369,568`, `46472` or `283,104 bytes`. Sizes printed rounded (`80 KB`, `1.33 MB`, `29K`) are null: the number of bytes is not known, unless it stands beside them (`144 KB (147,728 bytes)`).",
    unit: "bytes",
    physical: Physical::I64,
    symbols: &[],
    words: 4,
    wraps: false,
    is_shape,
    parse,
    parts: &[],
};

/// Digits, the unit that follows them (lower case letters only where printed so), blanks between them allowed.
fn split(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == ',' || c == '.')).unwrap_or(text.len());
    let (digits, unit) = text.split_at(end);
    digits.starts_with(|c: char| c.is_ascii_digit()).then(|| (digits, unit.trim()))
}

fn is_unit(unit: &str, names: &[&str]) -> bool {
    names.iter().any(|name| unit.eq_ignore_ascii_case(name))
}

fn is_rounded(unit: &str) -> bool {
    is_unit(unit, &["k", "kb", "m", "mb", "g", "gb", "kilobytes", "megabytes", "gigabytes"])
}

fn is_byte(unit: &str) -> bool {
    is_unit(unit, &["byte", "bytes", "b"])
}

/// A rounded size and, beside it, the same in bytes, in either order: the latter.
fn exact(text: &str) -> Option<&str> {
    let (outer, inner) = text.strip_suffix(')')?.split_once('(')?;
    let has_unit = |text: &str, is_such: fn(&str) -> bool| split(text).is_some_and(|(_, unit)| is_such(unit));
    let pair = [outer.trim_end(), inner];
    let exact = pair.iter().position(|text| has_unit(text, is_byte))?;
    has_unit(pair[1 - exact], is_rounded).then(|| pair[exact])
}

fn is_shape(text: &str) -> bool {
    split(exact(text).unwrap_or(text)).is_some_and(|(digits, unit)| {
        let points = digits.bytes().filter(|&b| b == b'.').count();
        match unit {
            "" => points == 0,
            _ => points <= 1 && (is_rounded(unit) || is_byte(unit)),
        }
    })
}

fn parse(text: &str) -> Reading<'_> {
    let text = exact(text).unwrap_or(text);
    let Some((digits, unit)) = split(text) else {
        let is_negative = text.strip_prefix('-').is_some_and(|rest| split(rest).is_some());
        return Err(Unreadable(if is_negative { "a file size is not negative" } else { "it is not a file size" }));
    };
    if is_rounded(unit) {
        let plain = digits.split_once('.').map_or(digits, |(whole, _)| whole);
        return number(plain).map(|_| Value::Null).ok_or(Unreadable("its digits are not grouped by thousands"));
    }
    if !unit.is_empty() && !is_byte(unit) {
        let is_hex = digits == "0" && unit.starts_with(['x', 'X']);
        return Err(Unreadable(if is_hex { "it is not decimal" } else { "its unit is unknown" }));
    }
    let is_plain = digits.bytes().all(|b| b.is_ascii_digit());
    number(digits).map(Value::I64).ok_or(Unreadable(if is_plain {
        "it is more bytes than any file has"
    } else {
        "its digits are not grouped by thousands"
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_read_with_and_without_groups_and_unit() {
        for (text, bytes) in [("369,568", 369_568), ("46472", 46_472), ("283,104 bytes", 283_104), ("1,674", 1674)] {
            assert_eq!(parse(text), Ok(Value::I64(bytes)), "{text}");
        }
    }

    #[test]
    fn of_a_rounded_and_an_exact_size_the_exact_one_is_read() {
        for text in ["144 KB (147,728 bytes)", "145KB (147,728 bytes)", "147,728 bytes (144 KB)"] {
            assert_eq!(parse(text), Ok(Value::I64(147_728)), "{text}");
            assert!(is_shape(text), "{text}");
        }
        for text in ["144 KB (compressed)", "147,728 bytes (147,729 bytes)"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn rounded_sizes_are_null_and_never_bytes() {
        for text in ["80 KB", "1.33 MB", "29K", "17.7K"] {
            assert_eq!(parse(text), Ok(Value::Null), "{text}");
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
        ];
        for (text, reason) in reasons {
            assert_eq!(parse(text), Err(Unreadable(reason)), "{text}");
        }
    }

    #[test]
    fn damaged_sizes_are_unreadable() {
        for text in ["8,1012", "66.560 bytes", "15,66 KB", "343,55", "many"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
