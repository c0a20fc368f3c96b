//! `url`: an address as printed.

use super::{Physical, Type, Unreadable, Value};

/// Address.
pub(super) const TYPE: Type = Type {
    name: "url",
    doc: "`https://...`, `http://...`, `ftp://...` or `www. ...` without blanks, as printed. Of a link, its text is read.",
    unit: "",
    physical: Physical::Text,
    symbols: &[],
    words: 1,
    wraps: false,
    is_shape: |text, _| is_url(text),
    parse: |text, _| if is_url(text) { Ok(Value::text(text)) } else { Err(Unreadable("it is not an address")) },
    parts: &[],
};

fn is_url(text: &str) -> bool {
    let behind = ["https://", "http://", "ftp://", "www."]
        .iter()
        .find_map(|start| text.get(start.len()..).filter(|_| text[..start.len()].eq_ignore_ascii_case(start)));
    behind.is_some_and(|behind| behind.len() > 3 && !text.contains(char::is_whitespace))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_other_texts() {
        for text in ["https://www.example.com/x?y=1", "HTTP://example.com", "www.example.com"] {
            assert!(is_url(text), "{text}");
        }
        for text in ["http://", "see https://example.com", "example.com", "", "é.é"] {
            assert!(!is_url(text), "{text}");
        }
    }
}
