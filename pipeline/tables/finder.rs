//! `Finder`: what a layout may look at, and whose headings it found.

use super::align::Slot;
use super::table::{Doubt, Table};
use crate::blocks::Document;
use crate::contract::{Claim, Column, Contract, HeadingId, Vocabulary};
use crate::lines::Lines;
use crate::span::Span;
use crate::values::{Locale, is_attributes, joined_columns};
use rustc_hash::FxHashSet;
use std::borrow::Cow;

/// Headings are not taken for slips where fewer others are known.
const LEAST_KNOWN: usize = 2;

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

    /// The text of a cell. A name that stands in columns has the point that print left out; attributes of a file behind a
    /// value are no part of it: `12:00a A--R`.
    pub(super) fn text(&self, span: Span) -> Cow<'_, str> {
        if let Some(name) = joined_columns(self.document.raw(span)) {
            return Cow::Owned(name);
        }
        let text = self.document.plain(span);
        match text.rsplit_once(' ') {
            Some((bare, last)) if is_attributes(last) => Cow::Owned(bare.to_owned()),
            _ => text,
        }
    }

    /// The column that a heading feeds in a claimed table.
    pub(super) fn columns<'c>(&'c self, claim: &'c Claim, heading: usize) -> impl Iterator<Item = &'c Column> {
        let dataset = &self.contract.datasets[claim.dataset];
        claim.columns.get(heading).into_iter().flatten().filter_map(|&at| dataset.columns.get(at))
    }

    /// Whether a claim feeds all columns that each row must have, and one of those that it needs.
    pub(super) fn is_complete(&self, claim: &Claim) -> bool {
        self.has_all(claim.dataset, |column| claim.columns.iter().any(|fed| fed.contains(&column)))
    }

    /// Whether all columns that each row of a dataset must have are fed, and one of those that it needs.
    pub(super) fn has_all(&self, dataset: usize, is_fed: impl Fn(usize) -> bool) -> bool {
        let dataset = &self.contract.datasets[dataset];
        let mut columns = dataset.columns.iter().enumerate();
        columns.all(|(at, column)| is_fed(at) || !column.must_be_printed())
            && (dataset.needs_one_of.is_empty() || dataset.needs_one_of.iter().any(|&column| is_fed(column)))
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
        let ids = self.ids(vocabulary, headings);
        let found = vocabulary.claim(&ids, &self.contract.datasets);
        let claim = self
            .mended(vocabulary, headings, &ids)
            .and_then(|ids| vocabulary.claim(&ids, &self.contract.datasets).ok());
        let knows_more = |claim: &Claim| found.as_ref().map_or_else(Vec::is_empty, |found| claim.known > found.known);
        claim.filter(knows_more).map_or(found, Ok)
    }

    /// The dataset that the keys of a list belong to, in which the first heading is an empty one above the names of its items.
    pub(super) fn claim_named(&self, headings: &[Span]) -> Option<Claim> {
        let vocabulary = &self.contract.vocabulary;
        vocabulary.claim_named(&self.ids(vocabulary, headings), &self.contract.datasets).ok()
    }

    /// The headings with those that are known but for a keystroke, or a remark in brackets: not more than are known.
    fn mended(
        &self,
        vocabulary: &Vocabulary,
        headings: &[Span],
        ids: &[Option<HeadingId>],
    ) -> Option<Vec<Option<HeadingId>>> {
        let known = ids.iter().flatten().count();
        if known < LEAST_KNOWN || known == ids.len() {
            return None;
        }
        let near = |(&id, &span): (&Option<HeadingId>, &Span)| {
            let text = self.document.plain(span);
            let bare = || vocabulary.bare_heading(&text).filter(|&bare| !ids.contains(&Some(bare)));
            id.or_else(bare).or_else(|| vocabulary.near_heading(&text, ids))
        };
        let mended: Vec<_> = ids.iter().zip(headings).map(near).collect();
        let slips = mended.iter().flatten().count() - known;
        (slips > 0 && slips <= known).then_some(mended)
    }

    /// The headings of a vocabulary that some texts are, word for word.
    pub(super) fn ids(&self, vocabulary: &Vocabulary, headings: &[Span]) -> Vec<Option<HeadingId>> {
        headings.iter().map(|&span| vocabulary.heading(&self.document.plain(span))).collect()
    }

    /// Whether a dataset knows enough of some headings word for word.
    pub(super) fn knows(&self, headings: &[Span]) -> bool {
        let vocabulary = &self.contract.vocabulary;
        vocabulary.claim(&self.ids(vocabulary, headings), &self.contract.datasets).is_ok()
    }

    /// The headings with those that hold a known one: `Data Server build version`. Each known one comes once.
    fn completed(&self, headings: &[Span]) -> Vec<Option<HeadingId>> {
        let vocabulary = &self.contract.vocabulary;
        let mut ids = self.ids(vocabulary, headings);
        let mut taken: FxHashSet<HeadingId> = ids.iter().copied().flatten().collect();
        for (id, &span) in ids.iter_mut().zip(headings).filter(|(id, _)| id.is_none()) {
            let possible = vocabulary.partial_headings(&self.document.plain(span));
            *id = possible.into_iter().find(|&id| taken.insert(id));
        }
        ids
    }

    /// Lets the dataset that knows its headings claim a table whose cells are divided by bars. Where none does, headings that hold
    /// known ones are taken for these.
    pub(super) fn claimed(&self, table: &mut Table) {
        let mut found = self.claim_or_draw(&self.contract.vocabulary, &table.headings);
        let is_whole = |claim: &Claim| claim.known == claim.columns.len();
        if found.as_ref().map_or_else(Vec::is_empty, |claim| !is_whole(claim)) {
            let completed = self.contract.vocabulary.claim(&self.completed(&table.headings), &self.contract.datasets);
            let knows_more = |claim: &Claim| {
                found.as_ref().map_or(true, |found| claim.dataset == found.dataset && claim.known > found.known)
            };
            if let Some(claim) = completed.ok().filter(knows_more) {
                found = Ok(claim);
            }
        }
        match found {
            Ok(claim) => table.claim = Some(claim),
            Err(draw) => table.doubt = (!draw.is_empty()).then_some(Doubt::Draw(draw)),
        }
    }
}
