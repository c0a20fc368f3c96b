//! `version-pattern`: a version whose last numbers are open (`6.0.6002.22xxx`), often broken over blanks or lines.

use super::{Physical, Type, Unreadable, Value};
use std::borrow::Cow;

/// Pattern of file versions.
pub(super) const TYPE: Type = Type {
    name: "version-pattern",
    doc: "`6.0.6002.22xxx` or `6.0.600 2. 22 xxx`: four numbers, the open digits as `x` or `*`. Stored without blanks, the open end as one `*`.",
    unit: "",
    physical: Physical::Text,
    symbols: &[],
    words: 6,
    wraps: true,
    is_shape: |text, _| normal(text).is_some(),
    parse: |text, _| match normal(text) {
        Some(pattern) if pattern == text => Ok(Value::text(text)),
        Some(pattern) => Ok(Value::Text(Cow::Owned(pattern))),
        None => Err(Unreadable("it is not four numbers with an open end")),
    },
    parts: &[],
};

/// The pattern without blanks and with one `*` for the open digits; null when it is no complete pattern.
fn normal(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '0'..='9' | '.' if !out.ends_with('*') => out.push(c),
            'x' | 'X' | '*' if !out.ends_with('*') => out.push('*'),
            'x' | 'X' | '*' => {}
            c if c.is_whitespace() => {}
            _ => return None,
        }
    }
    let complete = out.split('.').count() == 4 && out.ends_with('*') && out.split('.').all(|part| !part.is_empty());
    complete.then_some(out)
}

/// Whether a version fits a normalised pattern: `6.0.6002.22568` fits `6.0.6002.22*`.
#[must_use]
pub fn matches(pattern: &str, version: &str) -> bool {
    let Some(prefix) = pattern.strip_suffix('*') else {
        return pattern == version;
    };
    version.len() > prefix.len()
        && version.starts_with(prefix)
        && version[prefix.len()..].bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_patterns_are_closed() {
        for text in ["6.0.6002.22xxx", "6.0.600 2. 22xxx", "6.0.600 2 . 22 *xxx*", "6.0.6002.22*"] {
            assert_eq!(normal(text).as_deref(), Some("6.0.6002.22*"), "{text}");
        }
        assert_eq!(normal("6.1.760 0.20xxx").as_deref(), Some("6.1.7600.20*"));
        for text in ["6.0.600", "6.0.600 2.", "6.0.6002.22568", "Windows Vista", "x86"] {
            assert_eq!(normal(text), None, "{text}");
        }
    }

    #[test]
    fn versions_match_by_prefix_of_the_last_number() {
        assert!(matches("6.0.6002.22*", "6.0.6002.22568"));
        assert!(!matches("6.0.6002.22*", "6.0.6002.18005"));
        assert!(!matches("6.0.6002.22*", "6.0.6001.22765"));
        assert!(!matches("6.0.6002.22*", "6.0.6002.22.5"));
    }
}
