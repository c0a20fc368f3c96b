//! Headings whose meaning their cells decide: of those that are no known one word for word, `Filee size` and `Data Server build
//! version`, whether they mean what they are taken for; of those that may mean several columns, `Product version`, which.

use super::align::{Fit, Slot};
use super::finder::Finder;
use super::table::{Doubt, Table};
use crate::contract::{Claim, Column, normal_heading};
use crate::span::Span;
use std::collections::HashSet;

/// Gives each heading of a claimed table the columns that its cells say. Those that nothing agrees with feed nothing; a claim that
/// cannot be without them goes.
pub(super) fn decide(finder: &Finder<'_, '_>, table: &mut Table) {
    let Some(mut claim) = table.claim.take() else { return };
    let known = claim.known;
    let open: Vec<Option<Open<'_>>> = (0..claim.columns.len()).map(|at| Open::of(finder, table, &claim, at)).collect();
    if open.iter().any(Option::is_some) {
        for (at, (open, agrees)) in open.iter().zip(agree(finder, table, &open)).enumerate() {
            let Some(Open { typed, free, is_slip, .. }) = open else { continue };
            if agrees && *is_slip {
                table.misspelled.push(table.headings[at]);
            }
            claim.columns[at].clone_from(if agrees { typed } else { free });
        }
    }
    distinguish(finder, table, &mut claim);
    // Where all is told by type, no heading is known.
    claim.known = if known == 0 { 0 } else { claim.columns.iter().filter(|fed| !fed.is_empty()).count() };
    if finder.is_complete(&claim) {
        table.claim = Some(claim);
    } else {
        table.doubt = Some(Doubt::Unproven(claim));
    }
}

/// A heading whose meaning is open.
struct Open<'c> {
    slot: Slot<'c>,
    /// What it feeds where most cells below it are values of the slot.
    typed: Vec<usize>,
    /// What it feeds else.
    free: Vec<usize>,
    /// Whether it is one keystroke from a known heading.
    is_slip: bool,
}

impl<'c> Open<'c> {
    /// Null where a heading is known word for word, and feeds a type or a text, not both.
    fn of(finder: &'c Finder<'_, '_>, table: &Table, claim: &Claim, heading: usize) -> Option<Self> {
        let columns = &finder.contract.datasets[claim.dataset].columns;
        let span = *table.headings.get(heading).filter(|span| !span.is_empty() && claim.is_known(heading))?;
        let fed = &claim.columns[heading];
        let (free, typed): (Vec<usize>, Vec<usize>) = fed.iter().partition(|&&at| columns[at].ty.is_free_text());
        let slot = |of: &[usize]| Slot::of_words(finder.locale(), of.iter().map(|&at| &columns[at]));
        if !free.is_empty() && !typed.is_empty() {
            return Some(Self { slot: slot(&typed), typed, free, is_slip: false });
        }
        let (vocabulary, text) = (&finder.contract.vocabulary, finder.document.plain(span));
        if vocabulary.heading(&text).is_some() {
            return None;
        }
        let is_slip = vocabulary.near_heading(&text, &finder.ids(vocabulary, &table.headings)).is_some();
        Some(Self { slot: slot(fed), typed: fed.clone(), free: Vec::new(), is_slip })
    }
}

/// Of each open heading whether most cells below it are values of its slot.
fn agree(finder: &Finder<'_, '_>, table: &Table, open: &[Option<Open<'_>>]) -> Vec<bool> {
    let mut counts = vec![(0_usize, 0_usize); open.len()];
    for cell in &table.cells {
        let Some(heading) = cell.column.heading() else { continue };
        let (Some(Some(open)), Some((given, fitting))) = (open.get(heading), counts.get_mut(heading)) else { continue };
        let text = finder.document.plain(cell.span);
        if !finder.contract.words.is_null(&text) {
            *given += 1;
            *fitting += usize::from(open.slot.fit(open.slot.bare(&text)) == Fit::Value);
        }
    }
    counts.into_iter().map(|(given, fitting)| fitting * 2 > given || given == 0).collect()
}

/// Gives a column that nothing feeds the heading that may feed it where no two of its cells are equal.
fn distinguish(finder: &Finder<'_, '_>, table: &Table, claim: &mut Claim) {
    let dataset = &finder.contract.datasets[claim.dataset];
    let may_be = |column: &Column| !column.distinct_headers.is_empty();
    for (at, column) in dataset.columns.iter().enumerate().filter(|(_, column)| may_be(column)) {
        let is_named = |span: &Span| column.distinct_headers.contains(&normal_heading(&finder.document.plain(*span)));
        let is_fed = claim.columns.iter().any(|fed| fed.contains(&at));
        if let Some(heading) = table.headings.iter().position(is_named).filter(|_| !is_fed)
            && are_distinct(finder, table, heading)
        {
            claim.columns[heading] = vec![at];
        }
    }
}

fn are_distinct(finder: &Finder<'_, '_>, table: &Table, heading: usize) -> bool {
    let cells = table.cells.iter().filter(|cell| cell.column.heading() == Some(heading));
    let mut seen = HashSet::new();
    cells.map(|cell| finder.document.raw(cell.span)).all(|text| seen.insert(text)) && seen.len() > 1
}
