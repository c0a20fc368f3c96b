//! Character references of HTML, also those that old pages leave without their semicolon.

use std::borrow::Cow;

/// Names that a browser knows without a semicolon, as far as articles use them.
const WITHOUT_SEMICOLON: [&str; 8] = ["nbsp", "amp", "lt", "gt", "quot", "copy", "reg", "shy"];

/// A text with its references replaced by what they stand for.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    // A letter may follow: `Not&nbspapplicable`.
    read(text, |run, _| {
        let name = WITHOUT_SEMICOLON.iter().find(|name| run.starts_with(**name));
        name.map(|name| name.len()).or_else(|| is_number(run).then_some(run.len()))
    })
}

/// The value of an attribute, where `&copy=2` and `&copying` are parts of an address.
pub(super) fn decode_attribute(text: &str) -> Cow<'_, str> {
    read(text, |run, behind| {
        let is_reference = is_number(run) || WITHOUT_SEMICOLON.contains(&run);
        (is_reference && !behind.starts_with('=')).then_some(run.len())
    })
}

/// Whether the letters and digits behind `&` are the number of a character.
fn is_number(run: &str) -> bool {
    let Some(number) = run.strip_prefix('#') else { return false };
    match number.strip_prefix(['x', 'X']) {
        Some(hex) => !hex.is_empty() && hex.bytes().all(|b| b.is_ascii_hexdigit()),
        None => !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()),
    }
}

/// Adds the semicolons that are missing, then replaces. `length` says how much of a run of letters and digits is a
/// reference.
fn read(text: &str, length: impl Fn(&str, &str) -> Option<usize>) -> Cow<'_, str> {
    let mut closed = String::new();
    let mut done = 0;
    for at in memchr::memchr_iter(b'&', text.as_bytes()) {
        let rest = &text[at + 1..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '#').unwrap_or(rest.len());
        let (run, behind) = rest.split_at(end);
        if let Some(length) = length(run, behind).filter(|_| !behind.starts_with(';')) {
            closed.push_str(&text[done..=at + length]);
            closed.push(';');
            done = at + 1 + length;
        }
    }
    if done == 0 {
        return html_escape::decode_html_entities(text);
    }
    closed.push_str(&text[done..]);
    Cow::Owned(html_escape::decode_html_entities(&closed).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_with_and_without_semicolon() {
        for (raw, text) in [
            ("a&nbsp;b &amp; c", "a\u{a0}b & c"),
            ("a&nbsp b&amp c &#65 &#x42", "a\u{a0} b& c A B"),
            ("AT&T &unknown; &", "AT&T &unknown; &"),
            ("Not&nbspapplicable", "Not\u{a0}applicable"),
        ] {
            assert_eq!(decode(raw), text, "{raw}");
        }
        assert_eq!(decode_attribute("?a=1&copy=2&lt&copying"), "?a=1&copy=2<&copying");
    }
}
