//! `port`: port numbers and ranges as printed.

use super::{Physical, Type, Unreadable, Value};

/// Network ports.
pub(super) const TYPE: Type = Type {
    name: "port",
    doc: "`135`, `1024-5000`, `80, 443`, `TCP 3389`, `2175 (note 1)`, `443/TCP (HTTPS)`, `any port between 1024 and 65535`: a text whose numbers are ports, 0 to 65535; as printed.",
    unit: "",
    physical: Physical::Text,
    symbols: &[],
    words: 6,
    wraps: false,
    is_shape: |text, _| is_list(text),
    parse: |text, _| {
        if has_ports(text) { Ok(Value::text(text)) } else { Err(Unreadable("it has no port number of 0 to 65535")) }
    },
    parts: &[],
};

fn is_port(digits: &str) -> bool {
    digits.len() <= 5 && digits.parse::<u32>().is_ok_and(|number| number <= 65_535)
}

fn runs(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty())
}

fn has_ports(text: &str) -> bool {
    runs(text).next().is_some() && runs(text).all(is_port)
}

/// A text without its remarks in brackets: `2175 (note 1, 4)`, `143/TCP (IMAP), 993/TCP (secure IMAP)`.
fn without_remarks(text: &str) -> String {
    let mut depth = 0_usize;
    let is_outside = |c: &char| {
        depth = depth + usize::from(*c == '(') - usize::from(*c == ')' && depth > 0);
        depth == 0 && *c != ')'
    };
    text.chars().filter(is_outside).collect()
}

/// Numbers with nothing but signs between them and names of protocols around them, and remarks behind them.
fn is_list(text: &str) -> bool {
    if text.len() > LONGEST_LIST {
        return false;
    }
    let text = without_remarks(text);
    let is_word = |word: &str| {
        ["tcp", "udp", "and", "to", "or", "port", "ports"].iter().any(|known| known.eq_ignore_ascii_case(word))
    };
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    has_ports(&text)
        && words.clone().all(|word| is_port(word) || is_word(word))
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | ',' | ';' | '-' | '/' | '–'))
}

/// A longer text is prose, in bytes.
const LONGEST_LIST: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::words::tests::english;

    #[test]
    fn ports_ranges_and_lists_look_like_ports() {
        for text in [
            "135",
            "1024-5000",
            "80, 443",
            "TCP 3389",
            "49152 – 65535",
            "88 (TCP/UDP)",
            "2175 (note 1, 4)",
            "143/TCP (IMAP), 993/TCP (secure IMAP)",
        ] {
            assert!(is_list(text), "{text}");
        }
        for text in ["65536", "TCP", "", "Windows 7", "6.1.7600", "a port above 1024", "(note 1)", "none (note 1)"] {
            assert!(!is_list(text), "{text}");
        }
    }

    #[test]
    fn ports_in_a_sentence_are_kept_as_printed() {
        assert!((TYPE.parse)("random port number between 1024 and 65535", english().any()).is_ok());
        assert!(
            (TYPE.parse)("any", english().any()).is_err() && (TYPE.parse)("more than 70000", english().any()).is_err()
        );
    }
}
