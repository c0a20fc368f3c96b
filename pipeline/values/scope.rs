//! What a section label says of the files below it: the processor and the products.

use super::platform;
use std::borrow::Cow;

/// The processor and products that a label names ("For all supported x64-based versions of Windows 7 ...").
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope<'s> {
    /// Symbol of the `platform` type; null where the label names none or several.
    pub platform: Option<&'static str>,
    /// Products in the order of the alphabet, each once: their order in labels drifts and means nothing.
    pub products: Vec<Cow<'s, str>>,
}

/// Words after which the products stand.
const BEFORE_PRODUCTS: [&str; 6] =
    ["versions of ", "editions of ", "releases of ", "version of ", "edition of ", "systems of "];

/// The most words up to and with those: `Additional files for all supported x64-based versions of`.
const MOST_WORDS: usize = 9;

/// Reads a label; everything is null or empty where it is no scope label.
#[must_use]
pub fn scope(label: &str) -> Scope<'_> {
    let mut platforms = label
        .split([' ', ','])
        .map(|word| if word.ends_with("-based") { word.trim_end_matches("-based") } else { word })
        .map(|word| word.trim_matches(['(', ')', ':']))
        .filter_map(platform::symbol);
    let first = platforms.next();
    let platform = first.filter(|first| platforms.all(|other| other == *first));
    // Most labels are no scope labels, and all phrases end alike.
    if memchr::memmem::find(label.as_bytes(), b" of ").is_none() {
        return Scope { platform, products: Vec::new() };
    }
    let start = BEFORE_PRODUCTS.iter().filter_map(|phrase| label.rfind(phrase).map(|at| at + phrase.len())).min();
    // `This article describes the device driver requirements for x64-based versions of Windows` is a sentence.
    let start = start.filter(|&start| label[..start].split(' ').filter(|word| !word.is_empty()).count() <= MOST_WORDS);
    let mut products: Vec<Cow<'_, str>> = start
        .and_then(|start| label.get(start..))
        .unwrap_or_default()
        .trim_end_matches([':', '.'])
        .split(',')
        .flat_map(|part| part.split(" and "))
        .map(product)
        .filter(|name| name.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()))
        .map(Cow::Borrowed)
        .collect();
    products.sort();
    products.dedup();
    Scope { platform, products }
}

/// Whether a text is nothing but the name of a processor, as a label of the rows below it: `x64`, `IA-64:`.
#[must_use]
pub fn names_platform(label: &str) -> bool {
    platform::symbol(label.trim_end_matches(':')).is_some()
}

/// One name out of a list: leading "and", "of", "the" and blanks removed.
fn product(part: &str) -> &str {
    let mut name = part.trim();
    while let Some(rest) = ["and ", "of ", "for ", "the ", "or "].iter().find_map(|word| name.strip_prefix(word)) {
        name = rest.trim_start();
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_give_platform_and_products() {
        for (label, platform, products) in [
            ("For all supported x86-based versions of Windows 7", Some("x86"), vec!["Windows 7"]),
            (
                "For all supported x64-based versions of Windows 7 and of Windows Server 2008 R2",
                Some("x64"),
                vec!["Windows 7", "Windows Server 2008 R2"],
            ),
            (
                "Additional files for all supported IA-64-based versions of Windows Server 2008",
                Some("ia64"),
                vec!["Windows Server 2008"],
            ),
            (
                "For all supported x86-based versions of Windows Server 2003, and of Windows XP",
                Some("x86"),
                vec!["Windows Server 2003", "Windows XP"],
            ),
            ("x64-based versions", Some("x64"), vec![]),
            ("64-bit releases of Windows XP", Some("x64"), vec!["Windows XP"]),
            ("Symptoms", None, vec![]),
        ] {
            let scope = scope(label);
            assert_eq!(
                (scope.platform, scope.products),
                (platform, products.into_iter().map(Cow::Borrowed).collect()),
                "{label}"
            );
        }
    }

    #[test]
    fn the_order_of_products_does_not_matter() {
        assert_eq!(
            scope("For all supported x86-based versions of Windows Vista and of Windows Server 2008"),
            scope("For all supported x86-based versions of Windows Server 2008 and of Windows Vista"),
        );
    }
}
