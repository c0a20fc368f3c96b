//! `vertical`: two columns divided by bars, key and value; records are divided by empty rows, or begin when a key
//! comes again. The first pair of the first record stands where other tables have their headings.

use super::bars::rows;
use super::records::Records;
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
    let (rows, end) = rows(finder, at);
    let document = finder.document;
    let mut known = 0;
    let mut keys = 0;
    for row in rows.iter().filter(|row| !row.delimiter && !row.is_padding()) {
        if row.cells.len() > 2 {
            return Search::Refused { end };
        }
        keys += 1;
        known += usize::from(
            row.cells.first().is_some_and(|&key| finder.contract.vocabulary.heading(&document.plain(key)).is_some()),
        );
        if keys == 4 && known == 0 {
            return Search::Refused { end };
        }
    }
    if known < 2 || known * 2 < keys {
        return Search::Refused { end };
    }
    let mut records = Records::new(Table::new(layout.shape, at, Vec::new()));
    for row in &rows {
        match row.cells.as_ref() {
            _ if row.delimiter => records.table.ignored.delimiter += row.cells.len(),
            _ if row.is_padding() => {
                records.table.ignored.padding += row.cells.len();
                records.divide();
            }
            [key, value] => records.pair(finder, *key, Some(*value)),
            [key] => records.pair(finder, *key, None),
            _ => {}
        }
    }
    records
        .finish(finder, &finder.contract.vocabulary, end)
        .map_or(Search::Refused { end }, |table| Search::Found(Box::new(table)))
}
