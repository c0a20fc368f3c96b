//! `error-code` and `hex`: codes as printed, with their decimal and hexadecimal spellings as parts.

use super::integer::grouped;
use super::words::Words;
use super::{Part, Physical, Type, Unreadable, Value};
use std::borrow::Cow;

/// Code of an error.
pub(super) const CODE: Type = Type {
    name: "error-code",
    doc: "`8451`, `-1018`, `0x80070005`, `C0000005`, `500.19`, `550 5.7.1`, `-1018 (0xFFFFFC06)`, several of one meaning (`8456 or 8457`), or a name of one word (`ERROR_ACCESS_DENIED`); as printed.",
    unit: "",
    physical: Physical::Text,
    symbols: &[],
    words: 3,
    wraps: false,
    is_shape: |text, locale| is_number(text, locale.words) || is_symbol(text),
    parse: |text, locale| {
        let is_word = !text.contains(char::is_whitespace) && text.bytes().any(|b| b.is_ascii_alphanumeric());
        if is_number(text, locale.words) || is_word {
            Ok(Value::text(text))
        } else {
            Err(Unreadable("it is not a code of one word"))
        }
    },
    parts: &[
        Part {
            name: "decimal",
            doc: "the number; of a code printed in 8 hex digits as signed 32 bits; null for names, several codes, `500.19`, `5.7.1`, and 8 digits without `0x` that could be either",
            physical: Physical::I64,
            get: |text, _| decimal(text).map_or(Value::Null, Value::I64),
        },
        Part {
            name: "hex",
            doc: "`0x` and lower case digits; of a negative number its 32 bits; null where `decimal` is",
            physical: Physical::Text,
            get: |text, _| hexadecimal(text).map_or(Value::Null, |hex| Value::Text(Cow::Owned(hex))),
        },
        Part {
            name: "symbol",
            doc: "a code that is a name, or the name behind it",
            physical: Physical::Text,
            get: |text, _| {
                let behind = text[first(text).len()..].trim_matches(AROUND_OTHER);
                [text, behind].into_iter().find(|text| is_symbol(text)).map_or(Value::Null, Value::text)
            },
        },
    ],
};

/// Hexadecimal number.
pub(super) const HEX: Type = Type {
    name: "hex",
    doc: "Hex digits with or without `0x`; stored with it, in lower case.",
    unit: "",
    physical: Physical::Text,
    symbols: &[],
    words: 1,
    wraps: false,
    is_shape: |text, _| marked(text).is_some(),
    parse: |text, _| match hex_digits(marked(text).unwrap_or(text)) {
        Some(digits) => Ok(Value::Text(Cow::Owned(format!("0x{}", digits.to_ascii_lowercase())))),
        None => Err(Unreadable("it is not a hexadecimal number")),
    },
    parts: &[Part {
        name: "decimal",
        doc: "the number; of 8 digits as signed 32 bits",
        physical: Physical::I64,
        get: |text, _| marked(text).and_then(signed).map_or(Value::Null, Value::I64),
    }],
};

/// A number as it is printed in hex or in decimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// Hex digits: the bits.
    Hex(u64),
    /// Decimal digits, with or without a sign.
    Decimal(i64),
}

impl Spelling {
    /// Whether hex digits and a decimal number are the same code: as 64 bits or, signed or not, as 32 bits. The number
    /// of a Windows error may stand for the `HRESULT` that wraps it (`0x80070005`, 5).
    #[must_use]
    pub fn is_same(bits: u64, number: i64) -> bool {
        let signed = u32::try_from(bits).map_or(bits.cast_signed(), |bits| i64::from(bits.cast_signed()));
        bits.cast_signed() == number
            || signed == number
            || bits >> 16 == 0x8007 && i64::try_from(bits & 0xFFFF) == Ok(number)
    }
}

/// The numbers that a code is printed as: one, or two where the other spelling follows in brackets. Names, and eight
/// digits that could be either, give none.
pub fn spellings(text: &str) -> impl Iterator<Item = Spelling> {
    let code = first(text);
    let other = text[code.len()..].trim_matches(AROUND_OTHER);
    [code, other].into_iter().filter_map(|text| match marked(text).or_else(|| unmarked(text)) {
        Some(digits) => u64::from_str_radix(digits, 16).ok().map(Spelling::Hex),
        None => plain(text).filter(|_| text.len() != 8 || text.starts_with('-')).map(Spelling::Decimal),
    })
}

/// Up to 16 hex digits.
fn hex_digits(text: &str) -> Option<&str> {
    ((1..=16).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_hexdigit())).then_some(text)
}

/// The digits behind `0x`.
fn marked(text: &str) -> Option<&str> {
    text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).and_then(hex_digits)
}

/// 8 hex digits without a mark, which look like a code and like no decimal number.
fn unmarked(text: &str) -> Option<&str> {
    hex_digits(text).filter(|digits| digits.len() == 8 && digits.bytes().any(|b| b.is_ascii_alphabetic()))
}

/// Decimal digits, with or without a sign.
fn plain(text: &str) -> Option<i64> {
    let digits = text.trim_start_matches('-');
    (text.len() - digits.len() <= 1 && digits.len() <= 10).then(|| grouped(text, |_| false)).flatten()
}

/// What stands around the other spelling of a code.
const AROUND_OTHER: [char; 3] = [' ', '(', ')'];

/// A code before its other spelling or its name in brackets: `-1018 (0xFFFFFC06)`, `10 (APP_IN_PROGRESS)`.
fn first(text: &str) -> &str {
    match text.split_once([' ', '(']) {
        Some((code, other)) if plain(code).is_some() || marked(code).is_some() => {
            let other = other.trim_matches(AROUND_OTHER);
            if plain(other).is_some() || marked(other).is_some() || is_symbol(other) { code } else { text }
        }
        _ => text,
    }
}

/// `500.19`: a status and its sub-status. `5.7.1`, `550 5.7.1`, `5.7.606 - 5.7.649`, `5.4.6 or 5.4.14`: an enhanced status code of
/// mail or several, of class 2, 4 or 5 (RFC 3463), with or without the reply code before it and the name behind it:
/// `550 5.1.1 RESOLVER.ADR.NotFound`.
fn is_status(text: &str) -> bool {
    let is_digits = |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if let Some((status, sub)) = text.split_once('.').filter(|(_, sub)| !sub.contains('.')) {
        return is_digits(status) && is_digits(sub);
    }
    let is_enhanced = |word: &str| {
        let mut parts = word.trim_start_matches('#').split('.');
        parts.next().is_some_and(|class| matches!(class, "2" | "4" | "5"))
            && parts.next().is_some_and(is_digits)
            && parts.next().is_some_and(is_digits)
            && parts.next().is_none()
    };
    let is_name = |word: &str| {
        word.contains(['.', '_'])
            && word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_'))
            && word.starts_with(|c: char| c.is_ascii_uppercase())
    };
    let words: Vec<&str> = text.split([' ', '-', '\u{2013}']).filter(|word| !word.is_empty()).collect();
    let codes = match words.as_slice() {
        [reply, rest @ ..] if reply.len() == 3 && is_digits(reply) => rest,
        all => all,
    };
    // Whatever word stands between two of them joins them: `or`, `bis`.
    let (codes, mut rest) = joined(codes, is_enhanced, |word| word.chars().all(char::is_alphabetic));
    if let [name, tail @ ..] = rest
        && (is_digits(name) || is_name(name))
    {
        rest = tail;
    }
    codes > 0 && rest.is_empty()
}

fn is_number(text: &str, words: &Words) -> bool {
    let code = first(text);
    is_one(code) || is_status(code) || are_several(text, words)
}

fn is_one(code: &str) -> bool {
    plain(code).is_some() || marked(code).is_some() || unmarked(code).is_some()
}

/// `8456 or 8457`, `0x80070433, 0x8007042c`: codes of one meaning.
fn are_several(text: &str, known: &Words) -> bool {
    let words: Vec<&str> = text.split([' ', ',', ';', '/']).filter(|word| !word.is_empty()).collect();
    let (codes, rest) = joined(&words, |word| is_one(word) || is_status(word), |word| known.is_and(word));
    codes > 1 && rest.is_empty()
}

/// The number of codes that words begin with, with words between them that join them, and the words behind them.
fn joined<'w, 't>(
    words: &'w [&'t str],
    is_code: impl Fn(&str) -> bool,
    is_joint: impl Fn(&str) -> bool,
) -> (usize, &'w [&'t str]) {
    let (mut codes, mut rest) = (0, words);
    loop {
        rest = match rest {
            [code, tail @ ..] if is_code(code) => tail,
            [joint, code, tail @ ..] if codes > 0 && is_code(code) && is_joint(joint) => tail,
            _ => return (codes, rest),
        };
        codes += 1;
    }
}

/// One word of letters with an underscore or a capital inside: `ERROR_ACCESS_DENIED`, `DiskNotFound`.
fn is_symbol(text: &str) -> bool {
    let inner_capital = text.as_bytes().windows(2).any(|pair| {
        pair.first().is_some_and(u8::is_ascii_lowercase) && pair.last().is_some_and(u8::is_ascii_uppercase)
    });
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && (inner_capital || text.contains('_'))
        && unmarked(text).is_none()
}

fn signed(digits: &str) -> Option<i64> {
    match digits.len() {
        8 => u32::from_str_radix(digits, 16).ok().map(|bits| i64::from(bits.cast_signed())),
        _ => i64::from_str_radix(digits, 16).ok(),
    }
}

fn decimal(text: &str) -> Option<i64> {
    let code = first(text);
    let could_be_hex = code.len() == 8 && !code.starts_with('-');
    match marked(code).or_else(|| unmarked(code)) {
        Some(digits) => signed(digits),
        None => plain(code).filter(|_| !could_be_hex),
    }
}

fn hexadecimal(text: &str) -> Option<String> {
    let code = first(text);
    if let Some(digits) = marked(code).or_else(|| unmarked(code)) {
        return Some(format!("0x{}", digits.to_ascii_lowercase()));
    }
    let number = decimal(code)?;
    match i32::try_from(number) {
        Ok(small) if small < 0 => Some(format!("{small:#x}")),
        _ => u64::try_from(number).ok().map(|number| format!("{number:#x}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::words::tests::english;

    #[test]
    fn decimal_and_hex_are_two_spellings_of_one_code() {
        for (text, number, hex) in [
            ("8451", Some(8451), Some("0x2103")),
            ("-1018", Some(-1018), Some("0xfffffc06")),
            ("-1018 (0xFFFFFC06)", Some(-1018), Some("0xfffffc06")),
            ("0x80070005", Some(-2_147_024_891), Some("0x80070005")),
            ("C0000005", Some(-1_073_741_819), Some("0xc0000005")),
            ("0x2103", Some(8451), Some("0x2103")),
            ("2147942405", Some(2_147_942_405), Some("0x80070005")),
            // Eight digits without a mark: decimal or not, nobody knows.
            ("80070005", None, None),
            ("500.19", None, None),
            ("5.7.1", None, None),
            ("550 5.7.1", None, None),
            ("5.7.606 - 5.7.649", None, None),
            ("5.7.900 to 5.7.999", None, None),
            ("5.4.6 or 5.4.14", None, None),
            ("550 5.7.501-503", None, None),
            ("550 5.1.1 RESOLVER.ADR.NotFound", None, None),
            ("ERROR_ACCESS_DENIED", None, None),
        ] {
            assert_eq!((decimal(text), hexadecimal(text).as_deref()), (number, hex), "{text}");
            assert!((CODE.is_shape)(text, english().any()), "{text}");
        }
    }

    #[test]
    fn hex_and_decimal_spellings_are_compared_as_bits() {
        let both = |text| spellings(text).collect::<Vec<_>>();
        assert_eq!(both("-1018 (0xFFFFFC06)"), [Spelling::Decimal(-1018), Spelling::Hex(0xFFFF_FC06)]);
        assert_eq!((both("80070005"), both("ERROR_ACCESS_DENIED"), both("")), (vec![], vec![], vec![]));
        for (bits, number) in [
            (0xFFFF_FC06, -1018),
            (0x8007_0005, 2_147_942_405),
            (0x8007_0005, -2_147_024_891),
            (0x2103, 8451),
            (0x8007_0005, 5),
        ] {
            assert!(Spelling::is_same(bits, number), "{bits:#x} {number}");
        }
        assert!(!Spelling::is_same(0x0FFF_FFBC, -1075) && !Spelling::is_same(0x87D1_3B9E, 2_016_330_850));
    }

    #[test]
    fn sentences_and_plain_words_do_not_look_like_codes() {
        for text in ["Access is denied.", "Code", "Windows", "6.1.7600", "12 of 14", "12 to 14", "DLL", ""] {
            assert!(!(CODE.is_shape)(text, english().any()), "{text}");
        }
        assert!((CODE.parse)("Access is denied.", english().any()).is_err());
        assert_eq!((CODE.parse)("Conflict", english().any()), Ok(Value::text("Conflict")));
    }

    #[test]
    fn hex_is_stored_with_its_mark() {
        for text in ["0x80070005", "80070005"] {
            assert_eq!((HEX.parse)(text, english().any()), Ok(Value::text("0x80070005")), "{text}");
        }
        assert_eq!((HEX.parse)("0X2AF9", english().any()), Ok(Value::text("0x2af9")));
        assert!((HEX.parse)("0x8007000G", english().any()).is_err());
    }
}
