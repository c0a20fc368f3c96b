//! `sha1` and `sha256`: digests in hex, often broken over blanks and lines by a narrow cell.

use super::{Physical, Reading, Type, Unreadable, Value};
use std::borrow::Cow;

/// SHA-1 of a file.
pub(super) const SHA1: Type = Type {
    name: "sha1",
    doc: "40 hex digits in any case, blanks and line breaks among them removed; stored in lower case.",
    unit: "",
    physical: Physical::Text,
    symbols: &[],
    words: 8,
    wraps: true,
    is_shape: |text, _| digits(text, 40).is_some(),
    parse: |text, _| parse(text, 40),
    parts: &[],
};

/// SHA-256 of a file.
pub(super) const SHA256: Type = Type {
    name: "sha256",
    doc: "64 hex digits in any case, blanks and line breaks among them removed; stored in lower case.",
    is_shape: |text, _| digits(text, 64).is_some(),
    parse: |text, _| parse(text, 64),
    ..SHA1
};

/// The digits in lower case; null where they are not as many, or something else stands among them.
fn digits(text: &str, count: usize) -> Option<String> {
    let mut out = String::with_capacity(count);
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        if !c.is_ascii_hexdigit() || out.len() == count {
            return None;
        }
        out.push(c.to_ascii_lowercase());
    }
    (out.len() == count).then_some(out)
}

/// The text without blanks, where it was meant to be a digest: nearly all of it is hex digits, and there are too many for
/// a code.
pub(super) fn digits_of(text: &str) -> Option<String> {
    let digits: String = text.split_whitespace().collect();
    let hex = digits.bytes().filter(u8::is_ascii_hexdigit).count();
    ((16..=136).contains(&digits.len()) && digits.len() - hex <= 2).then_some(digits)
}

fn parse(text: &str, count: usize) -> Reading<'_> {
    match digits(text, count) {
        Some(digits) if digits == text => Ok(Value::text(text)),
        Some(digits) => Ok(Value::Text(Cow::Owned(digits))),
        None if count == 40 => Err(Unreadable("it is not 40 hex digits")),
        None => Err(Unreadable("it is not 64 hex digits")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_digests_are_closed_and_in_lower_case() {
        let whole = "0123456789abcdef".repeat(4);
        let broken = format!("{} {}\n{}", &whole[..20].to_uppercase(), &whole[20..40], &whole[40..]);
        assert_eq!(parse(&broken, 64), Ok(Value::Text(Cow::Borrowed(&whole))));
        assert_eq!(parse(&whole[..40], 40), Ok(Value::text(&whole[..40])));
    }

    #[test]
    fn digests_of_another_length_are_unreadable() {
        let whole = "0123456789abcdef".repeat(4);
        for text in [&whole[..63], &whole[..40], "", &whole.replace('0', "g")] {
            assert!(parse(text, 64).is_err(), "{text}");
        }
        assert!(parse(&whole, 40).is_err());
    }
}
