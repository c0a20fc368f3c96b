//! Headings that are swapped against their cells: where all cells under either of two headings look like values of the
//! other one, and none like its own, they are read by what they look like.

use super::align::Fit;
use super::finder::Finder;
use super::table::Table;

/// Of more headings above strange cells none is swapped with one other.
const MOST_STRANGE: usize = 8;
/// The first cell of a column is looked for in so many rows.
const MOST_ROWS: usize = 16;

/// Exchanges the columns of headings that are swapped, and keeps their positions in [`Table::swapped`].
pub(super) fn exchange(finder: &Finder<'_, '_>, table: &mut Table) {
    let Some(claim) = &table.claim else { return };
    let slots = finder.slots(claim);
    let fits = |slot: usize, text: &str| slots[slot].fit(text) == Fit::Value;
    // Most headings stand above their own: the first cell says so.
    let mut is_strange: Vec<Option<bool>> = vec![None; slots.len()];
    for cell in table.rows.iter().take(MOST_ROWS).flat_map(|&row| table.row(row)) {
        let Some(heading) = cell.column.heading() else { continue };
        let Some(known @ None) = is_strange.get_mut(heading) else { continue };
        let text = finder.document.plain(cell.span);
        if !slots[heading].is_free() && !finder.contract.words.is_null(&text) {
            *known = Some(!fits(heading, &text));
        }
    }
    let strange: Vec<usize> = (0..slots.len()).filter(|&heading| is_strange[heading] == Some(true)).collect();
    if strange.len() > MOST_STRANGE {
        return;
    }
    let are_all = |heading: usize, other: usize| {
        let cells = table.cells.iter().filter(|cell| cell.column.heading() == Some(heading));
        let mut texts =
            cells.map(|cell| finder.document.plain(cell.span)).filter(|text| !finder.contract.words.is_null(text));
        texts.all(|text| fits(other, &text) && !fits(heading, &text))
    };
    let mut swapped: Vec<(usize, usize)> = Vec::new();
    for (at, &left) in strange.iter().enumerate() {
        let is_free = |heading: usize| swapped.iter().all(|&(a, b)| a != heading && b != heading);
        let mut others = strange[at + 1..].iter().copied().filter(|&right| is_free(left) && is_free(right));
        if let Some(right) = others.find(|&right| are_all(left, right) && are_all(right, left)) {
            swapped.push((left, right));
        }
    }
    if let Some(claim) = &mut table.claim {
        for &(left, right) in &swapped {
            claim.columns.swap(left, right);
        }
    }
    table.swapped = swapped;
}
