//! What a section label says of the files below it: the processor and the products.

use super::platform;
use super::scope_words::Part;
use super::word_lists::List;
use super::words::Words;
use crate::fold::{FoldedMap, is_boundary, runs_on};
use std::borrow::Cow;

/// The processor and products that a label names ("For all supported x64-based versions of Windows 7 ...").
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope<'s> {
    /// Symbol of the `platform` type; null where the label names none or several.
    pub platform: Option<&'static str>,
    /// Products in the order of the alphabet, each once: their order in labels drifts and means nothing.
    pub products: Vec<Cow<'s, str>>,
    /// Whether products stand in it and words that are no part of a name behind them: it is a sentence on any files.
    pub reads_on: bool,
}

/// A phrase of the words around products has at most so many words, or signs of a script without blanks.
const LONGEST_PHRASE: usize = 24;
/// A longer label, in bytes, names no products in this way.
const LONGEST: usize = 600;

/// Reads a label; everything is null or empty where it is no scope label.
#[must_use]
pub fn scope<'s>(label: &'s str, words: &Words) -> Scope<'s> {
    if let Some(scope) = scope_around(label, words) {
        return scope;
    }
    let platform = only(label.split([' ', ',']).filter_map(|word| processor(word, words)));
    let products = words.scopes.behind_phrase(label).map_or_else(Vec::new, |start| {
        let list = label[start..].trim_end_matches([':', '.']);
        let mut names = vec![list];
        for divider in words.scopes.between_names.iter().map(String::as_str).chain([","]) {
            names = names.into_iter().flat_map(|part| part.split(divider)).collect();
        }
        let names = names.into_iter().map(|part| words.scopes.product(part));
        in_order(names.filter(|name| name.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())).collect())
    });
    if products.iter().any(|name| reads_on(name, words)) {
        let platform = platform.filter(|_| !words.list(List::Pointing).is_in(label));
        return Scope { platform, products: Vec::new(), reads_on: true };
    }
    Scope { platform, products, reads_on: false }
}

/// Whether a name goes on with small words that are no part of it: the text is a sentence, and may be of any other files, as
/// `The 64-bit editions of Windows Vista already contain these files:` is.
fn reads_on(name: &str, words: &Words) -> bool {
    let is_inside = |word: &str| {
        [List::Small, List::VersionWords].iter().any(|&list| words.list(list).has(word)) || names_platform(word, words)
    };
    let mut words_inside = name.split(' ').map(|word| word.trim_matches(['(', ')']));
    words_inside.any(|word| word.starts_with(char::is_lowercase) && !is_inside(word))
}

/// The processor that one word of a label names: `x64-based`, `x64-basierten`, `IA-64`.
fn processor(word: &str, words: &Words) -> Option<&'static str> {
    platform::symbol_before_ending(word.trim_matches(['(', ')', ':', '\u{ff1a}']), words)
}

/// The one thing that all are; null where there are none, or several.
fn only(mut found: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

fn in_order(names: Vec<&str>) -> Vec<Cow<'_, str>> {
    let mut products: Vec<Cow<'_, str>> = names.into_iter().map(Cow::Borrowed).collect();
    products.sort();
    products.dedup();
    products
}

/// Reads a label in which words of one language stand around processors and products; null where it holds other words.
fn scope_around<'s>(label: &'s str, words: &Words) -> Option<Scope<'s>> {
    if label.len() > LONGEST {
        return None;
    }
    let nouns = words.scopes.versions.as_ref()?;
    let mut is_tried = vec![];
    for found in nouns.find_overlapping_iter(label) {
        let language = words.scopes.languages[found.pattern().as_usize()];
        if is_tried.contains(&language) {
            continue;
        }
        is_tried.push(language);
        let scope = Around { label, words, parts: &words.scopes.parts[language] }.read();
        if scope.as_ref().is_some_and(|scope| scope.platform.is_some() || !scope.products.is_empty()) {
            return scope;
        }
    }
    None
}

/// A label as words of a language, processors, and names of products between them.
struct Around<'a, 's> {
    label: &'s str,
    words: &'a Words,
    parts: &'a FoldedMap<Part>,
}

impl<'s> Around<'_, 's> {
    fn read(&self) -> Option<Scope<'s>> {
        let mut platforms = Vec::new();
        let mut names: Vec<(usize, usize)> = Vec::new();
        let (mut at, mut is_open) = (0, false);
        let (mut has_noun, mut has_around) = (false, false);
        while let Some(c) = self.label[at..].chars().next() {
            if c.is_whitespace() || c == ')' && !is_open || c == '(' && self.is_known(at + 1) {
                at += c.len_utf8();
            } else if matches!(c, ',' | ';' | ':' | '\u{3001}' | '\u{ff0c}' | '\u{ff1a}') {
                at += c.len_utf8();
                is_open = false;
            } else if let Some((end, part)) = self.part(at) {
                has_noun |= part == Part::Versions;
                has_around |= part == Part::Around;
                // A name goes on behind a small word where another word of it stands there.
                is_open &= part == Part::Inside;
                at = end;
            } else if let Some((end, symbol)) = self.processor(at) {
                platforms.push(symbol);
                (at, is_open) = (end, false);
            } else {
                let end = self.end_of_word(at);
                // Whatever else is printed small is no name, and the label a sentence.
                if !(c.is_ascii_uppercase() || c.is_ascii_digit() || is_open && matches!(c, '(' | '.' | '/')) {
                    return None;
                }
                match names.last_mut().filter(|_| is_open) {
                    Some(name) => name.1 = end,
                    None => names.push((at, end)),
                }
                (at, is_open) = (end, true);
            }
        }
        let is_of_letters = |name: &&str| name.starts_with(|c: char| c.is_uppercase());
        let products: Vec<&str> = names.into_iter().map(|(start, end)| &self.label[start..end]).collect();
        // `Terminal Server Edition` is a name in any language.
        let is_scope = has_noun && has_around && products.iter().all(is_of_letters);
        is_scope.then(|| Scope { platform: only(platforms.into_iter()), products: in_order(products), reads_on: false })
    }

    /// Whether a phrase of the language or a processor begins at a place.
    fn is_known(&self, at: usize) -> bool {
        self.part(at).is_some() || self.processor(at).is_some()
    }

    /// The longest phrase of the language at a place: where it ends and what it does.
    fn part(&self, at: usize) -> Option<(usize, Part)> {
        self.longest(at, |text| self.parts.get(text).copied())
    }

    /// The longest name of a processor at a place, with what is tied to it: `x64-basierten`.
    fn processor(&self, at: usize) -> Option<(usize, &'static str)> {
        let known = |text: &str| platform::symbol(text, self.words).filter(|_| !text.ends_with([',', ')']));
        let (end, symbol) = self.longest(at, known)?;
        // `32-Bit-Editionen`: what is behind the hyphen is read for itself.
        let is_tied = self.label[end..].starts_with('-') && self.part(end + 1).is_some();
        Some((end + usize::from(is_tied), symbol))
    }

    /// What is known of the longest text at a place that ends where a word does.
    fn longest<T>(&self, at: usize, known: impl Fn(&str) -> Option<T>) -> Option<(usize, T)> {
        let rest = &self.label[at..];
        let before = self.label[..at].chars().next_back();
        if !is_boundary(before, rest.chars().next()) {
            return None;
        }
        let ends = rest.char_indices().zip(rest.chars().skip(1).map(Some).chain([None]));
        let ends: Vec<usize> = ends
            .filter(|((_, c), next)| is_boundary(Some(*c), *next) && !c.is_whitespace())
            .map(|((start, c), _)| start + c.len_utf8())
            .take(LONGEST_PHRASE)
            .collect();
        ends.into_iter().rev().find_map(|end| Some((at + end, known(&rest[..end])?)))
    }

    /// Where a word ends: at a blank, a mark, or where a script without blanks begins.
    fn end_of_word(&self, at: usize) -> usize {
        let rest = &self.label[at..];
        let is_end = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '\u{3001}' | '\u{ff0c}' | '\u{ff1a}');
        let end =
            rest.char_indices().skip(1).find(|&(_, c)| is_end(c) || runs_on(c)).map_or(rest.len(), |(end, _)| end);
        at + end
    }
}

/// Whether a text is nothing but the name of a processor, as a label of the rows below it: `x64`, `IA-64:`.
#[must_use]
pub fn names_platform(label: &str, words: &Words) -> bool {
    platform::symbol(label.trim_end_matches([':', '\u{ff1a}']), words).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::words::tests::english;

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
            ("x64-based editions of Windows XP x64 Edition", Some("x64"), vec!["Windows XP x64 Edition"]),
            ("The 64-bit editions of Windows Vista already contain the files", Some("x64"), vec![]),
            ("64-bit releases of Windows XP", Some("x64"), vec!["Windows XP"]),
            ("Symptoms", None, vec![]),
        ] {
            let scope = scope(label, &english());
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
            scope("For all supported x86-based versions of Windows Vista and of Windows Server 2008", &english()),
            scope("For all supported x86-based versions of Windows Server 2008 and of Windows Vista", &english()),
        );
    }
}
