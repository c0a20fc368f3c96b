//! Tables with bars whose first row is data, below a sentence that announces them: every column is told by its type.

use super::headless::announced;
use crate::contract::{Claim, Column, Dataset};
use crate::span::Span;
use crate::tables::align::{Fit, Slot};
use crate::tables::finder::Finder;
use crate::tables::table::{Cell, Row, Table};
use crate::values::Locale;

/// Wider tables are not looked at.
const MOST_COLUMNS: usize = 16;

/// A claim needs so many columns that are told by type, where the first one of them is the one that each row must have.
const LEAST_COLUMNS: usize = 3;
/// Columns where a unit stands behind the value of one of them: `747 bytes`, `3KB`.
const LEAST_COLUMNS_WITH_UNIT: usize = 2;
/// Columns where others stand before the one that each row must have: `10.0.0.1`, `alder.example.com` and a date are no
/// file.
const LEAST_COLUMNS_IN_DISORDER: usize = 4;

/// Whether the headings of a table that no dataset knows may be data.
pub(super) fn may_be_told(finder: &Finder<'_, '_>, table: &Table) -> bool {
    table.claim.is_none() && table.doubt.is_none() && may_be_data(finder, &table.headings)
}

/// A table as it was found; where no dataset knows its headings, and these are a row like those below, with that row and
/// the claim of the dataset that was announced.
pub(super) fn told_by_type(finder: &Finder<'_, '_>, table: Table) -> Table {
    let dataset = may_be_told(finder, &table)
        .then(|| announced::datasets(finder, table.first_block).into_iter().next())
        .flatten();
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
    let Dataset { columns, .. } = finder.contract.datasets.get(dataset)?;
    let slots = slots(finder.locale(), columns);
    // Of each column of the table: cells with a text, and how many of them each slot takes.
    let mut given = vec![0_usize; table.headings.len()];
    let mut taken = vec![vec![0_usize; slots.len()]; table.headings.len()];
    let first_row = table.headings.iter().enumerate().map(|(column, &span)| Cell::under(column, span));
    for cell in first_row.chain(table.cells.iter().copied()) {
        let text = finder.document.plain(cell.span);
        let Some(heading) = cell.column.heading() else { continue };
        let (Some(given), Some(taken)) = (given.get_mut(heading), taken.get_mut(heading)) else { continue };
        if !finder.contract.words.is_null(&text) {
            *given += 1;
            for (count, (_, slot)) in taken.iter_mut().zip(&slots) {
                *count += usize::from(slot.fit(&text) == Fit::Value);
            }
        }
    }
    let of_column = |(&given, taken): (&usize, &Vec<usize>)| {
        let mut fed =
            taken.iter().zip(&slots).filter(|(count, _)| **count * 2 > given).map(|(_, (fed, _))| fed.as_slice());
        // What fits two columns is told by none.
        fed.next().filter(|_| fed.next().is_none())
    };
    let fed: Vec<Option<&[usize]>> = given.iter().zip(&taken).map(of_column).collect();
    let count = |column: usize| fed.iter().flatten().filter(|fed| fed.contains(&column)).count();
    let has_all = finder.has_all(dataset, |column| count(column) == 1);
    // The first row itself must be a row like the others.
    let fits = |(heading, &span): (usize, &Span)| {
        let text = finder.document.plain(span);
        let slot = slots.iter().find(|(own, _)| fed[heading] == Some(own.as_slice()));
        slot.is_none_or(|(_, slot)| finder.contract.words.is_null(&text) || slot.fit(&text) == Fit::Value)
    };
    let is_clear = |fed: &&[usize]| fed.iter().all(|&column| count(column) == 1);
    let columns: Vec<Vec<usize>> =
        fed.iter().map(|fed| fed.filter(is_clear).map(<[usize]>::to_vec).unwrap_or_default()).collect();
    let known = columns.iter().filter(|fed| !fed.is_empty()).count();
    let is_claim = has_all
        && known * 2 >= columns.len()
        && known >= least(finder, table, dataset, &columns)
        && table.headings.iter().enumerate().all(fits);
    is_claim.then_some(Claim { dataset, columns, known: 0 })
}

/// The number of columns that must be told.
fn least(finder: &Finder<'_, '_>, table: &Table, dataset: usize, fed: &[Vec<usize>]) -> usize {
    let columns = &finder.contract.datasets[dataset].columns;
    let is_required = |fed: &&Vec<usize>| fed.iter().any(|&column| columns[column].must_be_printed());
    let has_unit = |(heading, fed): (&Span, &Vec<usize>)| {
        let text = finder.document.plain(*heading);
        let value = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let is_number = |value: &str| value.bytes().all(|b| b.is_ascii_digit() || b" .,".contains(&b));
        fed.len() == 1 && value.len() < text.len() && !value.is_empty() && is_number(value)
    };
    if !fed.iter().find(|fed| !fed.is_empty()).as_ref().is_some_and(is_required) {
        LEAST_COLUMNS_IN_DISORDER
    } else if table.headings.iter().zip(fed).any(has_unit) {
        LEAST_COLUMNS_WITH_UNIT
    } else {
        LEAST_COLUMNS
    }
}

/// The columns that types tell, each with its slot; and those of which one heading feeds two: a date and a time in one
/// cell.
fn slots<'c>(locale: Locale<'c>, columns: &'c [Column]) -> Vec<(Vec<usize>, Slot<'c>)> {
    let told: Vec<usize> =
        (0..columns.len()).filter(|&at| !columns[at].headers.is_empty() && !columns[at].ty.is_free_text()).collect();
    let shares = |a: usize, b: usize| columns[a].headers.iter().any(|heading| columns[b].headers.contains(heading));
    let single = told.iter().map(|&at| vec![at]);
    let double =
        told.iter().flat_map(|&a| told.iter().filter(move |&&b| a < b && shares(a, b)).map(move |&b| vec![a, b]));
    let slot = |own: Vec<usize>| (own.clone(), Slot::of_words(locale, own.into_iter().map(|at| &columns[at])));
    single.chain(double).map(slot).collect()
}

fn with_first_row(table: Table, claim: Claim) -> Table {
    let width = table.headings.len();
    let start = table.headings.first().map_or(table.span.start, |first| first.start);
    let first = table.headings.iter().enumerate().map(|(column, &span)| Cell::under(column, span));
    let cells: Vec<Cell> = first.chain(table.cells.iter().copied()).collect();
    let below = table.rows.iter().map(|row| Row { first: row.first + width, end: row.end + width });
    let rows = std::iter::once(Row { first: 0, end: width }).chain(below).collect();
    let mut found = Table { claim: Some(claim), headings: vec![Span::empty_at(start); width], rows, cells, ..table };
    found.ignored.header = found.ignored.header.saturating_sub(width);
    found
}
