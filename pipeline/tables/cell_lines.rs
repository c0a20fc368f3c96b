//! Cells of several lines: `Alder.dll<br>Birch.dll` beside `6.1.7600.1<br>6.1.7600.2`. Where all cells of a row break
//! alike, it is as many rows.

use super::align::{Fit, Slot};
use super::finder::Finder;
use super::table::{Cell, Table};
use crate::span::Span;

/// Divides the rows whose cells break alike.
pub(super) fn divide(finder: &Finder<'_, '_>, table: &mut Table) {
    let Some(claim) = table.claim.clone() else { return };
    let slots = finder.slots(&claim);
    let slot = |cell: &Cell| slots.get(cell.column.heading()?);
    // A cheap test: tags part lines.
    let may_break = |cell: &Cell| {
        slot(cell).is_some_and(|slot| slot.is_required() && !slot.is_free())
            && finder.document.raw(cell.span).contains('<')
    };
    if !table.cells.iter().any(may_break) {
        return;
    }
    let rows = std::mem::take(&mut table.rows);
    let cells = std::mem::take(&mut table.cells);
    for row in rows {
        let cells = &cells[row.first..row.end];
        match cells.iter().find(|cell| may_break(cell)).and_then(|key| lines(finder, cells, key, slot)) {
            Some(lines) => lines.into_iter().for_each(|line| table.push(line)),
            None => table.push(cells.iter().copied()),
        }
    }
}

/// The rows that a row is: of each cell as many lines as the key has, all of which fit though the whole key does not. Empty
/// cells are empty in each.
fn lines<'f, 'c: 'f>(
    finder: &Finder<'_, '_>,
    cells: &[Cell],
    key: &Cell,
    slot: impl Fn(&Cell) -> Option<&'f Slot<'c>>,
) -> Option<Vec<Vec<Cell>>> {
    let fits = |cell: &Cell, span: Span| {
        slot(cell).is_none_or(|slot| slot.is_unfed() || slot.fit(&finder.document.plain(span)) != Fit::No)
    };
    let count = finder.document.parts(key.span).len();
    if count < 2 || fits(key, key.span) {
        return None;
    }
    let mut rows = vec![Vec::with_capacity(cells.len()); count];
    for cell in cells {
        let parts = finder.document.parts(cell.span);
        let is_empty = parts.is_empty();
        if !is_empty && (parts.len() != count || !parts.iter().all(|&part| fits(cell, part))) {
            return None;
        }
        for (at, row) in rows.iter_mut().enumerate() {
            row.push(Cell { span: if is_empty { cell.span } else { parts[at] }, ..*cell });
        }
    }
    Some(rows)
}
