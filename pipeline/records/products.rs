//! Products that an article says it applies to: label lines, lists, and runs of glued names.

use super::labels::Label;
use super::outline::Outline;
use crate::blocks::Document;
use crate::contract::{Contract, Each};
use crate::tables::Table;
use std::borrow::Cow;

/// A product.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Product<'s> {
    pub(crate) text: Cow<'s, str>,
    /// A value of `products.origin`.
    pub(crate) origin: &'static str,
    /// A value of `products.split`.
    pub(crate) split: &'static str,
}

/// The words before a run of glued names.
const APPLIES_TO: &str = "applies to";

/// Whether a line begins with "Applies to", glued to the first name or not.
pub(super) fn is_applies_to(text: &str) -> bool {
    text.get(..APPLIES_TO.len()).is_some_and(|start| start.eq_ignore_ascii_case(APPLIES_TO))
}

/// Finds the products, in reading order, front matter first.
pub(super) fn read<'s>(
    document: &Document<'s>,
    tables: &[Table],
    outline: &Outline<'s>,
    labels: &[Label<'s>],
    contract: &Contract,
) -> Vec<Product<'s>> {
    let mut products = Vec::new();
    for label in labels
        .iter()
        .filter(|label| label.feeds.iter().any(|&(dataset, _)| contract.datasets[dataset].each == Each::Product))
    {
        let origin = match label.is_original() {
            _ if label.in_front_matter => "front_matter",
            true => "original_product_version",
            false => "applies_to",
        };
        products.extend(separated(&label.value).map(|text| Product {
            text: Cow::Owned(text),
            origin,
            split: "separated",
        }));
    }
    // Both lists are in reading order.
    let lines = &labels[labels.partition_point(|label| label.in_front_matter)..];
    let is_labelled = |block: usize| lines.binary_search_by_key(&block, |label| label.block).is_ok();
    let in_table = |block: usize| {
        let at = tables.partition_point(|table| table.end_block <= block);
        tables.get(at).is_some_and(|table| table.first_block <= block)
    };
    if let Some((span, line)) = document.line(0)
        && !line.code
        && !is_labelled(0)
        && !in_table(0)
        && let text = document.plain(span)
        && is_applies_to(&text)
    {
        products.extend(glued(text[APPLIES_TO.len()..].trim_start_matches([':', ' '])));
    }
    for (index, section) in outline.sections.iter().enumerate() {
        let kind = section.kind.map(|kind| contract.section_kinds.name(kind));
        let origin = match kind {
            Some("applies_to") => "applies_to",
            Some("prerequisites") => "prerequisites",
            _ => continue,
        };
        for block in outline.body(index, document.blocks.len()) {
            let Some((span, line)) = document.line(block).filter(|_| !in_table(block) && !is_labelled(block)) else {
                continue;
            };
            let text = document.plain(span);
            if line.bullet && !line.code && is_name(&text) {
                products.push(Product { text, origin, split: "separated" });
            }
        }
    }
    products
}

/// Splits a list at commas and semicolons; a part that only narrows the one before it belongs to that one:
/// `Windows 10, version 1809, all editions`.
fn separated(list: &str) -> impl Iterator<Item = String> {
    let mut names: Vec<String> = Vec::new();
    for part in list.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
        match names.last_mut() {
            Some(name) if narrows(part) => {
                name.push_str(", ");
                name.push_str(part);
            }
            _ => names.push(part.to_owned()),
        }
    }
    names.into_iter()
}

/// Whether a part of a list is no name of its own.
fn narrows(part: &str) -> bool {
    let first = part.split(' ').next().unwrap_or_default();
    first.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit())
        || ["Service", "SP1", "SP2", "SP3", "Version", "Build"].contains(&first)
}

/// Cuts a run of glued names before each word with which the first name begins.
fn glued<'s>(run: &str) -> Vec<Product<'s>> {
    let mut names: Vec<String> = Vec::new();
    let family = run.split(' ').next().unwrap_or_default();
    for word in run.split(' ').filter(|word| !word.is_empty()) {
        match names.last_mut() {
            Some(last) if word != family => {
                last.push(' ');
                last.push_str(word);
            }
            _ => names.push(word.to_owned()),
        }
    }
    names.into_iter().map(|text| Product { text: Cow::Owned(text), origin: "applies_to", split: "segmented" }).collect()
}

/// Whether an item of a list is a name and not a sentence: no full stop, most words capital or numbers.
fn is_name(text: &str) -> bool {
    let (mut words, mut capital) = (0, 0);
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        words += 1;
        capital +=
            usize::from(word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || c == '(' || c == '.'));
    }
    (1..=16).contains(&words) && capital * 2 > words && !text.ends_with(['.', ':'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_cut_at_commas_that_begin_a_name() {
        let list: Vec<String> = separated("Windows 10, version 1809, all editions, Windows Server 2012 R2").collect();
        assert_eq!(list, ["Windows 10, version 1809, all editions", "Windows Server 2012 R2"]);
    }

    #[test]
    fn glued_names_are_cut_where_the_family_name_comes_again() {
        let names: Vec<Cow<'_, str>> = glued("Windows 7 Windows Server 2008 R2 Windows Server 2008 Service Pack 2")
            .into_iter()
            .map(|product| product.text)
            .collect();
        assert_eq!(names, ["Windows 7", "Windows Server 2008 R2", "Windows Server 2008 Service Pack 2"]);
    }

    #[test]
    fn names_are_told_from_sentences() {
        assert!(is_name("Windows Vista Service Pack 2 (SP2)"));
        assert!(!is_name("You must have administrator rights to install it"));
        assert!(!is_name("Install Windows 7."));
    }
}
