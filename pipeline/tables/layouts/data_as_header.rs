//! Tables with bars whose first row is data, below a sentence that announces them: every column is told by its type.

use super::super::align::{Fit, Slot};
use super::super::{Cell, Claim, Finder, Row, Table};
use super::headless::announced;
use crate::contract::{Column, Dataset};
use crate::span::Span;
use crate::values::is_null;

/// Wider tables are not looked at.
const MOST_COLUMNS: usize = 16;

/// A table as it was found; where no dataset knows its headings, and these are a row like those below, with that row and
/// the claim of the dataset that was announced.
pub(super) fn told_by_type(finder: &Finder<'_, '_>, table: Table) -> Table {
    let is_candidate = table.claim.is_none() && table.doubt.is_none() && may_be_data(finder, &table.headings);
    let dataset = is_candidate.then(|| announced(finder, table.first_block).next()).flatten();
    match dataset.and_then(|dataset| claim(finder, &table, dataset)) {
        Some(claim) => with_first_row(table, claim),
        None => table,
    }
}

/// A cheap test: one heading has a point inside, as names of files do, and another one begins with a digit.
fn may_be_data(finder: &Finder<'_, '_>, headings: &[Span]) -> bool {
    let raw = |span: &Span| finder.document.raw(*span);
    headings.len() <= MOST_COLUMNS
        && headings.iter().any(|span| raw(span).trim_end_matches('.').contains('.'))
        && headings.iter().any(|span| raw(span).starts_with(|c: char| c.is_ascii_digit()))
}

/// The claim of a dataset, where the types of its columns tell the columns of the table, all that it requires among them.
fn claim(finder: &Finder<'_, '_>, table: &Table, dataset: usize) -> Option<Claim> {
    let Dataset { columns, needs_one_of, .. } = finder.contract.datasets.get(dataset)?;
    let told_by_type = |column: &Column| !column.headers.is_empty() && !column.ty.is_free_text();
    let slots: Vec<(usize, Slot<'_>)> = columns
        .iter()
        .enumerate()
        .filter(|(_, column)| told_by_type(column))
        .map(|(at, column)| (at, Slot::of_words(std::iter::once(column))))
        .collect();
    // Of each column of the table: cells with a text, and how many of them each slot takes.
    let mut given = vec![0_usize; table.headings.len()];
    let mut taken = vec![vec![0_usize; slots.len()]; table.headings.len()];
    let first_row = table.headings.iter().enumerate().map(|(column, &span)| Cell { span, column });
    for cell in first_row.clone().chain(table.cells.iter().copied()) {
        let text = finder.document.plain(cell.span);
        let (Some(given), Some(taken)) = (given.get_mut(cell.column), taken.get_mut(cell.column)) else { continue };
        if !is_null(&text) {
            *given += 1;
            for (count, (_, slot)) in taken.iter_mut().zip(&slots) {
                *count += usize::from(slot.fit(&text) == Fit::Value);
            }
        }
    }
    let of_column = |(&given, taken): (&usize, &Vec<usize>)| {
        let mut fed = taken.iter().zip(&slots).filter(|(count, _)| **count * 2 > given).map(|(_, (at, _))| *at);
        // What fits two columns is told by none.
        fed.next().filter(|_| fed.next().is_none())
    };
    let fed: Vec<Option<usize>> = given.iter().zip(&taken).map(of_column).collect();
    let count = |column: usize| fed.iter().filter(|fed| **fed == Some(column)).count();
    let is_complete = columns.iter().enumerate().all(|(at, column)| !column.must_be_printed() || count(at) == 1);
    let has_one = needs_one_of.is_empty() || needs_one_of.iter().any(|&column| count(column) == 1);
    // The first row itself must be a row like the others.
    let fits = |cell: Cell| {
        let text = finder.document.plain(cell.span);
        let slot = slots.iter().find(|(at, _)| fed[cell.column] == Some(*at));
        slot.is_none_or(|(_, slot)| is_null(&text) || slot.fit(&text) == Fit::Value)
    };
    let columns: Vec<Vec<usize>> =
        fed.iter().map(|fed| fed.filter(|&column| count(column) == 1).into_iter().collect()).collect();
    let known = columns.iter().filter(|fed| !fed.is_empty()).count();
    let is_claim = is_complete && has_one && known * 2 >= columns.len() && first_row.clone().all(fits);
    is_claim.then_some(Claim { dataset, columns, known: 0 })
}

fn with_first_row(table: Table, claim: Claim) -> Table {
    let width = table.headings.len();
    let start = table.headings.first().map_or(table.span.start, |first| first.start);
    let first = table.headings.iter().enumerate().map(|(column, &span)| Cell { span, column });
    let cells: Vec<Cell> = first.chain(table.cells.iter().copied()).collect();
    let below = table.rows.iter().map(|row| Row { first: row.first + width, end: row.end + width });
    let rows = std::iter::once(Row { first: 0, end: width }).chain(below).collect();
    let mut found = Table { claim: Some(claim), headings: vec![Span::empty_at(start); width], rows, cells, ..table };
    found.ignored.header = found.ignored.header.saturating_sub(width);
    found
}
