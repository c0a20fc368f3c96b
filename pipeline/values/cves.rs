//! `cve-list`: the CVE identifiers that a text names.

use super::{Physical, Type, Value};
use rustc_hash::FxHashSet;
use std::borrow::Cow;

/// Identifiers of vulnerabilities.
pub(super) const TYPE: Type = Type {
    name: "cve-list",
    doc: "Every `CVE-2021-1636` that the text names, once each, in the order of print; an empty list where it names none.",
    unit: "",
    physical: Physical::Texts,
    symbols: &[],
    words: 0,
    wraps: true,
    is_shape: |text, _| identifiers(text).next().is_some(),
    parse: |text, _| Ok(Value::Texts(list(text))),
    parts: &[],
};

const PREFIX: &str = "CVE-";

/// `CVE-`, four digits, `-`, four digits or more.
fn identifiers(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices(['C', 'c']).filter_map(|(at, _)| {
        let rest = &text[at..];
        let behind = rest.get(PREFIX.len()..).filter(|_| rest[..PREFIX.len()].eq_ignore_ascii_case(PREFIX))?;
        let number = behind.get(4..)?.strip_prefix('-')?;
        let digits = number.bytes().take_while(u8::is_ascii_digit).count();
        let is_year = behind.bytes().take(4).all(|b| b.is_ascii_digit());
        (is_year && digits >= 4).then(|| &rest[..PREFIX.len() + 5 + digits])
    })
}

fn list(text: &str) -> Vec<Cow<'_, str>> {
    let mut found: Vec<Cow<'_, str>> = Vec::new();
    let mut known: FxHashSet<Cow<'_, str>> = FxHashSet::default();
    for name in identifiers(text) {
        let name: Cow<'_, str> = if name.starts_with(PREFIX) { name.into() } else { name.to_ascii_uppercase().into() };
        if known.insert(name.clone()) {
            found.push(name);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_identifier_is_found_once() {
        let text = "Fixes CVE-2021-1636 and (cve-2020-0618); CVE-2021-1636 again, not CVE-21-1 or cv.";
        assert_eq!(list(text), ["CVE-2021-1636", "CVE-2020-0618"]);
        for text in ["", "c", "CVE-", "CVE-20é1-12345", "no vulnerability"] {
            assert!(list(text).is_empty(), "{text}");
        }
    }
}
