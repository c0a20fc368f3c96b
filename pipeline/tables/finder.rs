//! `Finder`: what a layout may look at, and whose headings it found.

use super::align::Slot;
use super::table::{Doubt, Table};
use crate::blocks::Document;
use crate::contract::{Claim, Column, Contract, Vocabulary};
use crate::lines::Lines;
use crate::span::Span;
use crate::values::Locale;

/// What a layout may look at.
pub struct Finder<'d, 's> {
    /// The article.
    pub document: &'d Document<'s>,
    /// Headings and types.
    pub contract: &'d Contract,
    /// What the lines say.
    pub(crate) lines: &'d Lines<'d, 's>,
    /// One past the last block of the tables found so far: what stands above announces none below.
    pub(super) done: usize,
}

impl Finder<'_, '_> {
    /// In what values are read.
    pub(super) fn locale(&self) -> Locale<'_> {
        self.contract.words.within(self.lines.language())
    }

    /// The column that a heading feeds in a claimed table.
    pub(super) fn columns<'c>(&'c self, claim: &'c Claim, heading: usize) -> impl Iterator<Item = &'c Column> {
        let dataset = &self.contract.datasets[claim.dataset];
        claim.columns.get(heading).into_iter().flatten().filter_map(|&at| dataset.columns.get(at))
    }

    /// What the aligner knows of each heading of a claimed table.
    pub(super) fn slots<'c>(&'c self, claim: &'c Claim) -> Vec<Slot<'c>> {
        (0..claim.columns.len()).map(|heading| Slot::of_words(self.locale(), self.columns(claim, heading))).collect()
    }

    /// The dataset that headings belong to, of those whose headings a vocabulary has.
    pub(super) fn claim(&self, vocabulary: &Vocabulary, headings: &[Span]) -> Option<Claim> {
        self.claim_or_draw(vocabulary, headings).ok()
    }

    /// The same; where several datasets know equally many of the headings, these.
    fn claim_or_draw(&self, vocabulary: &Vocabulary, headings: &[Span]) -> Result<Claim, Vec<usize>> {
        let ids: Vec<_> = headings.iter().map(|&span| vocabulary.heading(&self.document.plain(span))).collect();
        vocabulary.claim(&ids, &self.contract.datasets)
    }

    /// Lets the dataset that knows its headings claim a table whose cells are divided by bars.
    pub(super) fn claimed(&self, table: &mut Table) {
        match self.claim_or_draw(&self.contract.vocabulary, &table.headings) {
            Ok(claim) => table.claim = Some(claim),
            Err(draw) => table.doubt = (!draw.is_empty()).then_some(Doubt::Draw(draw)),
        }
    }
}
