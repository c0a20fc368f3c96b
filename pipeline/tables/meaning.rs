//! Headings whose meaning their cells decide: of those that are no known one word for word, `Filee size` and `Data Server build
//! version`, whether they mean what they are taken for; of those that may mean several columns, `Product version`, which.

use super::align::{Fit, Slot};
use super::finder::Finder;
use super::table::{Doubt, Table};
use crate::contract::{Claim, Column, normal};
use crate::span::Span;
use std::collections::HashSet;

/// Gives each heading of a claimed table the columns that its cells say. Those that nothing agrees with feed nothing; a claim that
/// cannot be without them goes.
pub(super) fn decide(finder: &Finder<'_, '_>, table: &mut Table) {
    let Some(mut claim) = table.claim.take() else { return };
    for heading in 0..claim.columns.len() {
        choose(finder, table, &mut claim, heading);
        doubt(finder, table, &mut claim, heading);
    }
    distinguish(finder, table, &mut claim);
    claim.known = claim.columns.iter().filter(|fed| !fed.is_empty()).count();
    if finder.is_complete(&claim) {
        table.claim = Some(claim);
    } else {
        table.doubt = Some(Doubt::Unproven(claim));
    }
}

/// Of columns of free text and of a type, keeps those of a type where most cells are values of it, else the others.
fn choose(finder: &Finder<'_, '_>, table: &Table, claim: &mut Claim, heading: usize) {
    let columns = &finder.contract.datasets[claim.dataset].columns;
    let is_free = |&&at: &&usize| columns[at].ty.is_free_text();
    let Some(fed) = claim.columns.get(heading).filter(|fed| fed.len() > 1) else { return };
    let (free, typed): (Vec<usize>, Vec<usize>) = fed.iter().partition(|at| is_free(at));
    if !free.is_empty() && !typed.is_empty() {
        let is_typed =
            agree(finder, table, heading, &Slot::of_words(finder.locale(), typed.iter().map(|&at| &columns[at])));
        claim.columns[heading] = if is_typed { typed } else { free };
    }
}

/// Lets a heading that is known but for a keystroke or a word feed nothing where its cells say something else.
fn doubt(finder: &Finder<'_, '_>, table: &mut Table, claim: &mut Claim, heading: usize) {
    let Some(&span) = table.headings.get(heading).filter(|span| !span.is_empty()) else { return };
    if !claim.is_known(heading) {
        return;
    }
    let text = finder.document.plain(span);
    if finder.contract.vocabulary.heading(&text).is_some() {
        return;
    }
    if !agree(finder, table, heading, &Slot::of_words(finder.locale(), finder.columns(claim, heading))) {
        claim.columns[heading].clear();
    } else if finder.contract.vocabulary.near_heading(&text).is_some() {
        table.misspelled.push(span);
    }
}

/// Whether most cells below a heading are values of a slot.
fn agree(finder: &Finder<'_, '_>, table: &Table, heading: usize, slot: &Slot<'_>) -> bool {
    let (mut given, mut fitting) = (0_usize, 0_usize);
    for cell in table.cells.iter().filter(|cell| cell.column.heading() == Some(heading)) {
        let text = finder.document.plain(cell.span);
        if !finder.contract.words.is_null(&text) {
            given += 1;
            fitting += usize::from(slot.fit(&text) == Fit::Value);
        }
    }
    fitting * 2 > given || given == 0
}

/// Gives a column that nothing feeds the heading that may feed it where no two of its cells are equal.
fn distinguish(finder: &Finder<'_, '_>, table: &Table, claim: &mut Claim) {
    let dataset = &finder.contract.datasets[claim.dataset];
    let may_be = |column: &Column| !column.distinct_headers.is_empty();
    for (at, column) in dataset.columns.iter().enumerate().filter(|(_, column)| may_be(column)) {
        let is_named = |span: &Span| column.distinct_headers.contains(&normal(&finder.document.plain(*span)));
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
