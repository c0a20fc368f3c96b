//! Headings of one shape above rows of another: of a page some tables lost only the paragraphs of their cells.

use crate::contract::Claim;
use crate::tables::align::Slot;
use crate::tables::finder::Finder;
use crate::tables::table::Table;

/// A table; where it was not found, or all of its rows lack cells, the same read in another shape, of which some row lacks
/// none. Where all that must be there is free text, lines of prose would be rows.
pub(super) fn fuller(
    finder: &Finder<'_, '_>,
    claim: &Claim,
    table: Option<Table>,
    other: impl FnOnce() -> Option<Table>,
) -> Option<Table> {
    let is_told_by_type = |slot: &Slot<'_>| slot.is_required() && !slot.is_free();
    if !finder.slots(claim).iter().any(is_told_by_type) {
        return table;
    }
    let lacks_none = |table: &Table| table.rows.iter().any(|row| row.end - row.first == table.headings.len());
    match table {
        Some(table) if lacks_none(&table) => Some(table),
        Some(table) => Some(other().filter(lacks_none).unwrap_or(table)),
        None => other(),
    }
}
