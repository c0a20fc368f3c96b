//! `transposed`: rows of cells divided by bars, the headings in the first column and a record in every further one.

use super::bars::{GridRow, rows};
use crate::span::Span;
use crate::tables::evidence::with_evidence;
use crate::tables::finder::Finder;
use crate::tables::layout::{Begins, Layout, Search};
use crate::tables::shape::{CellsBy, Headings, Line, Shape, Short};
use crate::tables::table::{Cell, Table};

/// One record per column.
pub(super) static LAYOUT: Layout = Layout {
    shape: &Shape {
        name: "transposed",
        cells: CellsBy::Print("|"),
        line: Line::Column,
        headings: Headings::First,
        short: Short::Fine,
    },
    begins: &[Begins::Grid, Begins::Bar],
    find,
    resume: None,
};

/// With more rows than this the first column holds data.
const MOST_HEADINGS: usize = 64;

fn find(finder: &Finder<'_, '_>, layout: &'static Layout, at: usize) -> Search {
    let (rows, end) = rows(finder, at);
    match table(finder, layout, at, &rows, end) {
        Some(table) => Search::Found(Box::new(table)),
        None => Search::Refused { end },
    }
}

fn table(
    finder: &Finder<'_, '_>,
    layout: &'static Layout,
    at: usize,
    rows: &[GridRow<'_>],
    end: usize,
) -> Option<Table> {
    let document = finder.document;
    let data: Vec<&GridRow<'_>> = rows.iter().filter(|row| !row.delimiter && !row.is_padding()).collect();
    let width = data.iter().map(|row| row.cells.len()).max()?;
    if width < 3 || data.len() < 2 || data.len() > MOST_HEADINGS {
        return None;
    }
    let headings: Vec<Span> = data.iter().filter_map(|row| row.cells.first().copied()).collect();
    let is_heading = |&&cell: &&Span| finder.contract.vocabulary.heading(&document.plain(cell)).is_some();
    let known = headings.iter().filter(is_heading).count();
    // The first row must not be a header, too: nobody knows then which way the table reads.
    let in_first_row = data[0].cells.iter().skip(1).filter(is_heading).count();
    if known < 2 || known * 2 < headings.len() || in_first_row > 0 {
        return None;
    }
    let mut table = Table::new(layout.shape, at, headings);
    for row in rows {
        if row.delimiter {
            table.ignored.delimiter += row.cells.len();
        } else if row.is_padding() {
            table.ignored.padding += row.cells.len();
        }
    }
    for record in 1..width {
        let cell = |(column, row): (usize, &&GridRow<'_>)| Some(Cell::under(column, *row.cells.get(record)?));
        table.push(data.iter().enumerate().filter_map(cell));
    }
    table.claim = finder.claim(&finder.contract.vocabulary, &table.headings);
    table.end(document, end);
    Some(with_evidence(finder, table)).filter(|table| table.claim.is_some())
}
