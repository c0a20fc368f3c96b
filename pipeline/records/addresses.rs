//! Addresses that an article leads to, in links and in its text, of those that some dataset keeps.

use super::address::Plain;
use super::link_title::{before_address, link_label};
use crate::blocks::Document;
use crate::contract::{Contract, Dataset, Each};
use crate::span::Span;
use std::borrow::Cow;

/// An address that an article leads to.
#[derive(Debug)]
pub(super) struct Destination<'s> {
    /// Its block.
    pub(super) block: usize,
    span: Span,
    /// The text of its link.
    pub(super) label: Option<Cow<'s, str>>,
    pub(super) url: Cow<'s, str>,
}

/// Finds all of them, in reading order.
pub(super) fn read<'s>(document: &Document<'s>, unlinked: &[Plain<'s>], contract: &Contract) -> Vec<Destination<'s>> {
    let datasets: Vec<&Dataset> = contract.datasets.iter().filter(|dataset| dataset.each == Each::Address).collect();
    if datasets.is_empty() {
        return Vec::new();
    }
    let is_kept = |url: &str| datasets.iter().any(|dataset| dataset.keeps_address(url));
    let links = document.links.iter().filter(|link| is_kept(&link.url)).map(|link| {
        let block = document.blocks.partition_point(|block| block.span.start <= link.span.start).saturating_sub(1);
        let label = link_label(document, link, block);
        Destination { block, span: link.span, label, url: link.url.clone() }
    });
    let plain = unlinked.iter().filter_map(|&(block, span, url)| {
        // In a page of HTML entities are shown as what they mean, and attributes of elements not at all.
        let url = is_kept(url).then(|| document.plain(span)).filter(|shown| is_kept(shown))?;
        Some(Destination { block, span, label: before_address(document, span, block), url })
    });
    let mut found: Vec<Destination<'s>> = links.chain(plain).collect();
    found.sort_by_key(|address| address.span.start);
    found
}
