//! Headings that are known but for one keystroke: `Filee size`, `Dste`. Where most cells below one look like what it should
//! say they are, its column is read.

use super::align::{Fit, Slot};
use super::finder::Finder;
use super::table::Table;
use crate::values::is_null;

/// Keeps the headings whose cells agree in [`Table::misspelled`]; the others feed nothing.
pub(super) fn prove(finder: &Finder<'_, '_>, table: &mut Table) {
    let Some(claim) = &table.claim else { return };
    let vocabulary = &finder.contract.vocabulary;
    let is_slip = |at: usize| {
        let Some(&span) = table.headings.get(at).filter(|span| !span.is_empty()) else { return false };
        let text = finder.document.plain(span);
        claim.is_known(at) && vocabulary.heading(&text).is_none() && vocabulary.near_heading(&text).is_some()
    };
    let slips: Vec<usize> = (0..claim.columns.len()).filter(|&at| is_slip(at)).collect();
    if slips.is_empty() {
        return;
    }
    let slots = finder.slots(claim);
    let (right, wrong): (Vec<usize>, Vec<usize>) =
        slips.into_iter().partition(|&at| slots.get(at).is_some_and(|slot| agree(finder, table, at, slot)));
    if let Some(claim) = &mut table.claim {
        for at in wrong {
            claim.columns[at].clear();
            claim.known -= 1;
        }
    }
    table.misspelled = right.into_iter().map(|at| table.headings[at]).collect();
}

/// Whether most cells below a heading look like its type.
fn agree(finder: &Finder<'_, '_>, table: &Table, heading: usize, slot: &Slot<'_>) -> bool {
    let cells = table.cells.iter().filter(|cell| cell.column.heading() == Some(heading));
    let texts: Vec<_> = cells.map(|cell| finder.document.plain(cell.span)).filter(|text| !is_null(text)).collect();
    texts.iter().filter(|text| slot.fit(text) == Fit::Value).count() * 2 > texts.len()
}
