//! `vertical`: two columns divided by bars, key and value; records are divided by empty rows, or begin when a key
//! comes again. The first pair of the first record stands where other tables have their headings.

use super::bars::{GridRow, rows, rows_behind};
use super::records::Records;
use crate::span::Span;
use crate::tables::finder::Finder;
use crate::tables::layout::{Begins, Layout, Search};
use crate::tables::shape::{CellsBy, Headings, Line, Shape, Short};
use crate::tables::table::Table;

/// Key and value, one record after the other.
pub(super) static LAYOUT: Layout = Layout {
    shape: &Shape {
        name: "vertical",
        cells: CellsBy::Print("|"),
        line: Line::Pair,
        headings: Headings::EachValue,
        short: Short::Record,
    },
    begins: &[Begins::Grid, Begins::Bar],
    find,
    resume: None,
};

fn find(finder: &Finder<'_, '_>, layout: &'static Layout, at: usize) -> Search {
    let (mut first, mut end) = rows(finder, at);
    if first.is_empty() {
        // A single pair, which a blank line cut off from its record.
        let (single, behind) = rows_behind(finder, at);
        (first, end) = (single, end.max(behind));
    }
    if !are_pairs(finder, &first) {
        return Search::Refused { end };
    }
    let mut records = Records::new(Table::new(layout.shape, at, Vec::new()));
    add(finder, &mut records, &first);
    // Blank lines among records divide nothing.
    loop {
        let (more, behind) = rows_behind(finder, end);
        let begins = more.iter().find(|row| !row.delimiter).and_then(pair);
        let is_other = begins.is_some_and(|(key, _)| records.ends_before(finder, key, end));
        if is_other || !are_pairs(finder, &more) {
            break;
        }
        add(finder, &mut records, &more);
        end = behind;
    }
    if records.table.headings.len() < LEAST_PAIRS {
        return Search::Refused { end };
    }
    records
        .finish(finder, &finder.contract.vocabulary, end)
        .map_or(Search::Refused { end }, |table| Search::Found(Box::new(table)))
}

/// Adds rows; one without text divides records.
fn add(finder: &Finder<'_, '_>, records: &mut Records, rows: &[GridRow<'_>]) {
    for row in rows {
        if row.delimiter {
            records.table.ignored.delimiter += row.cells.len();
        } else if let Some((key, rest)) = pair(row) {
            records.pair(finder, key, rest.first().copied());
            records.surplus(rest.get(1..).unwrap_or_default());
        } else {
            records.table.ignored.padding += row.cells.len();
            records.divide();
        }
    }
}

/// A single key with its value is a line of a drawing.
const LEAST_PAIRS: usize = 2;
/// Where none of the first pairs has a known key, no other one is looked at.
const FIRST_PAIRS: usize = 4;

/// Whether rows are keys and values: half of the keys are known and more than one, unless there is one only; and few rows
/// have more than a value.
fn are_pairs(finder: &Finder<'_, '_>, rows: &[GridRow<'_>]) -> bool {
    let (mut keys, mut known, mut wide) = (0, 0, 0);
    for (key, rest) in rows.iter().filter(|row| !row.delimiter).filter_map(pair) {
        keys += 1;
        known += usize::from(finder.contract.vocabulary.heading(&finder.document.plain(key)).is_some());
        wide += usize::from(rest.len() > 1);
        if keys == 1 && wide == 1 || keys == FIRST_PAIRS && known == 0 {
            return false;
        }
    }
    known >= LEAST_PAIRS.min(keys).max(1) && known * 2 >= keys && wide * MOST_WIDE < keys
}

/// Of so many rows one may have more than a key and a value.
const MOST_WIDE: usize = 4;

/// The key of a row, its value, and what stands behind that; null where the row has no text. A bar too many leaves an empty
/// cell, which is neither.
fn pair(row: &GridRow<'_>) -> Option<(Span, Vec<Span>)> {
    let given = || row.cells.iter().copied().filter(|cell| !cell.is_empty());
    if row.cells.len() <= 2 {
        return (!row.is_padding()).then(|| Some((*row.cells.first()?, row.cells[1..].to_vec())))?;
    }
    Some((given().next()?, given().skip(1).collect()))
}
