//! `Score`: how much of its lines a reading explains, from 0 to 1. Readings of the same lines compete by it, and it is the
//! confidence of a table.

use super::align::{Fit, Slot};
use super::finder::Finder;
use super::table::{Cell, Table};
use crate::contract::{Claim, Column};
use crate::span::Span;

/// A heading that says what its table is about.
const STRONG: f32 = 1.0;
/// An everyday word, `Name` or `Size`: other tables print it, too, about every second one.
const WEAK: f32 = 0.5;
/// A cell with all parts of its type, an empty one, or one that print divides from the others and any text fits.
const WHOLE: f32 = 1.0;
/// A cell that looks like its type: `Setup` may be the name of a file.
const SHAPED: f32 = 0.9;
/// A cell of free text whose ends no print shows: it may have taken words of its neighbours.
const LOOSE: f32 = 0.9;
/// A cell that its column can read though it does not look like it.
const READ: f32 = 0.7;
/// A dataset may name columns of which a row needs one; a row with none of them says little of what the dataset is about.
const LACKING: f32 = 0.5;
/// A text with a gap inside, where no print divides cells: two cells were read as one.
const WITH_GAP: f32 = 0.0;
/// Cells prove a table, headings only propose it.
const CELLS_TO_HEADINGS: f32 = 2.0;

/// How much of a claimed table its claim explains.
pub(super) fn score(finder: &Finder<'_, '_>, table: &Table, claim: &Claim) -> f32 {
    let slots = finder.slots(claim);
    let headings = mean((0..slots.len()).map(|heading| weight_of_heading(finder, table, claim, heading)));
    let rows = mean(table.rows.iter().filter_map(|&row| {
        let cells = table.row(row);
        // One text titles the rows below it.
        let is_label = cells.len() < 2 && cells.iter().all(|cell| cell.column.heading().is_some());
        (!is_label).then(|| weight_of_row(finder, table, claim, &slots, cells))
    }));
    let (Some(headings), Some(rows)) = (headings, rows) else { return 0.0 };
    (headings + CELLS_TO_HEADINGS * rows) / (1.0 + CELLS_TO_HEADINGS)
}

/// What a heading says; nothing where there is none, and all is told by type.
fn weight_of_heading(finder: &Finder<'_, '_>, table: &Table, claim: &Claim, heading: usize) -> f32 {
    let Some(span) = table.headings.get(heading).filter(|span| !span.is_empty()) else {
        return if claim.known == 0 && claim.is_known(heading) { STRONG } else { WEAK };
    };
    if has_gap(finder, table, *span) {
        return WITH_GAP;
    }
    let text = finder.document.plain(*span);
    let weak = |column: &Column| column.is_weak(&text);
    match claim.is_known(heading) {
        true if finder.columns(claim, heading).all(weak) => WEAK,
        true => STRONG,
        false => 0.0,
    }
}

fn weight_of_row(finder: &Finder<'_, '_>, table: &Table, claim: &Claim, slots: &[Slot<'_>], cells: &[Cell]) -> f32 {
    let dataset = &finder.contract.datasets[claim.dataset];
    let mut has_needed = dataset.needs_one_of.is_empty();
    // Whether what it needs says something else: `Int` is no type of the registry.
    let mut is_foreign = false;
    let mut has_required = !slots.iter().any(Slot::is_required);
    let weights = cells.iter().map(|cell| {
        let Some((heading, slot)) = cell.column.heading().and_then(|at| Some((at, slots.get(at)?))) else { return 0.0 };
        if has_gap(finder, table, cell.span) {
            return WITH_GAP;
        }
        if slot.is_unfed() {
            return if table.layout.is_printed() { WHOLE } else { LOOSE };
        }
        let text = finder.document.plain(cell.span);
        let text = slot.bare(&text);
        if finder.contract.words.is_null(text) {
            return WHOLE;
        }
        let weight = weight_of_cell(finder, table, claim, slot, heading, text);
        has_required |= slot.is_required();
        if dataset.needs_one_of.iter().any(|needed| claim.columns[heading].contains(needed)) {
            has_needed |= weight > 0.0;
            is_foreign |= weight == 0.0;
        }
        weight
    });
    let cells = mean(weights).unwrap_or(0.0);
    match has_needed {
        _ if !has_required => 0.0,
        true => cells,
        false if is_foreign => 0.0,
        false => LACKING * cells,
    }
}

fn weight_of_cell(
    finder: &Finder<'_, '_>,
    table: &Table,
    claim: &Claim,
    slot: &Slot<'_>,
    heading: usize,
    text: &str,
) -> f32 {
    let is_whole = || finder.columns(claim, heading).all(|column| column.is_whole(text));
    if slot.is_free() {
        return if table.layout.is_printed() { WHOLE } else { LOOSE };
    }
    match slot.fit(text) {
        Fit::No if slot.fits_behind_number(text) => SHAPED,
        Fit::No if slot.reads(text) => READ,
        Fit::No => 0.0,
        _ if is_whole() => WHOLE,
        _ => SHAPED,
    }
}

/// Whether more than one blank, or a tab, stands between words of one line, though blanks divide cells.
fn has_gap(finder: &Finder<'_, '_>, table: &Table, span: Span) -> bool {
    !table.layout.is_printed()
        && finder.document.raw(span).lines().any(|line| line.trim().contains("  ") || line.trim().contains('\t'))
}

fn mean(weights: impl Iterator<Item = f32>) -> Option<f32> {
    let (sum, count) = weights.fold((0.0, 0.0), |(sum, count), weight| (sum + weight, count + 1.0));
    (count > 0.0).then_some(sum / count)
}
