//! Whether the cells of a claimed table look like what its headings say: a heading alone is no proof.

use super::align::{Fit, Slot};
use super::cell_lines;
use super::finder::Finder;
use super::groups;
use super::meaning;
use super::swapped;
use super::table::{Cell, CellColumn, Doubt, Row, Table};
use crate::blocks::Kind;
use crate::contract::{Claim, Column};
use crate::span::Span;

/// Drops the claim of a table that is not proved; adds the dataset that shares a table which is.
pub(super) fn with_evidence(finder: &Finder<'_, '_>, mut table: Table) -> Table {
    meaning::decide(finder, &mut table);
    set_other_rows_apart(finder, &mut table);
    groups::divide(finder, &mut table);
    if table.layout.is_printed() {
        cell_lines::divide(finder, &mut table);
        cell_lines::take_labelled(finder, &mut table);
        cell_lines::join_continued(finder, &mut table);
        swapped::exchange(finder, &mut table);
    }
    let is_proved = |claim: &Claim| is_named(finder, &table, claim) && is_proved(finder, &table, claim);
    if table.claim.as_ref().is_some_and(|claim| !is_proved(claim)) {
        table.doubt = table.claim.take().map(Doubt::Unproven);
    }
    // Headings that only hold known ones, above cells of something else, are those of another table.
    if matches!(table.doubt, Some(Doubt::Unproven(_))) && table.layout.is_printed() && !finder.knows(&table.headings) {
        table.doubt = None;
    }
    if let Some(claim) = &table.claim {
        let vocabulary = &finder.contract.vocabulary;
        let ids = finder.ids(vocabulary, &table.headings);
        table.beside = vocabulary.claim_beside(claim, &ids, &finder.contract.datasets);
    }
    table
}

/// Takes the rows of something else, which a cell tells, out of all columns: the folders of a listing, `Tools | <DIR>`.
fn set_other_rows_apart(finder: &Finder<'_, '_>, table: &mut Table) {
    let Some(claim) = &table.claim else { return };
    let dataset = &finder.contract.datasets[claim.dataset];
    for row in &table.rows {
        let cells = table.cells.get_mut(row.first..row.end).unwrap_or_default();
        if cells.iter().any(|cell| dataset.is_of_other_row(&finder.text(cell.span))) {
            let columns = cells.iter_mut().map(|cell| &mut cell.column);
            columns.enumerate().for_each(|(before, column)| *column = CellColumn::Apart(before));
        }
    }
}

/// Texts of so many blocks above a table are looked at, up to the next heading.
const MOST_ABOVE: usize = 16;

/// Whether a table, or what stands right above it, holds a word that its dataset is named by, where there are any.
fn is_named(finder: &Finder<'_, '_>, table: &Table, claim: &Claim) -> bool {
    let dataset = &finder.contract.datasets[claim.dataset];
    let names = &dataset.named_by;
    let is_heading = |at: usize| !matches!(finder.document.blocks[at].kind, Kind::Line(_) | Kind::Grid { .. });
    let above = || {
        let first = table.first_block.saturating_sub(MOST_ABOVE);
        let last = (first..table.first_block).rev().find(|&at| is_heading(at)).unwrap_or(first);
        (last..table.first_block).any(|at| names.are_in(finder.lines.text(at)))
    };
    let is_heading_named = |&heading: &Span| dataset.named_by_headings.are_in(finder.document.raw(heading));
    names.is_empty()
        || names.are_in(finder.document.raw(table.span))
        || table.headings.iter().any(is_heading_named)
        || above()
}

/// What the cells of a table show.
#[derive(Default)]
struct Evidence {
    /// Cells with a text, below headings of a type.
    given: usize,
    /// Those that look like their type.
    shaped: usize,
    /// Those with all parts that values of their type can have.
    whole: usize,
    /// Cells of required columns.
    needed: usize,
    /// Those that can be read.
    readable: usize,
    /// Those that look like their type.
    proven: usize,
    /// Those that have all parts: `IOS.386` has an extension, though it looks like a version.
    named: usize,
    /// Empty cells, and null spellings.
    empty: usize,
}

/// Whether a claim is proved. Names of one word without an extension count where most other cells look like theirs;
/// where no name has one, two other cells per row must look like theirs. Below headings that are everyday words most
/// names must look like names.
fn is_proved(finder: &Finder<'_, '_>, table: &Table, claim: &Claim) -> bool {
    let slots = finder.slots(claim);
    let found = collect(finder, table, claim, &slots);
    // Where everything is free text there is nothing to look at: bars, and every heading known, are the proof.
    if found.given == 0 && slots.iter().all(Slot::is_free) && claim.known == slots.len() && table.layout.is_printed() {
        return true;
    }
    let Evidence { given, shaped, whole, needed, readable, proven, named, empty } = found;
    let others_prove = shaped > needed && shaped + empty >= needed * 2;
    let is_proved = shaped > 0 && shaped * 2 >= given && readable * 2 >= needed && (proven > 0 || others_prove);
    let weak = weak_headings(finder, table, claim);
    let is_weak = (0..slots.len()).any(|heading| slots[heading].is_required() && weak[heading]);
    if !is_proved || !is_weak {
        return is_proved;
    }
    // With no other heading either that says what the table is about, its cells must say it.
    let is_strong = (0..slots.len()).any(|heading| claim.is_known(heading) && !weak[heading]);
    let needs_all = !is_strong && table.layout.has_keys();
    named * 2 > needed
        && (is_strong || whole * 3 >= given * 2)
        && (!needs_all || whole == given && claim.known >= LEAST_KNOWN_OF_PAIRS)
}

/// Two everyday words with a value each are what any program prints.
const LEAST_KNOWN_OF_PAIRS: usize = 3;

fn collect(finder: &Finder<'_, '_>, table: &Table, claim: &Claim, slots: &[Slot<'_>]) -> Evidence {
    let mut found = Evidence::default();
    let data: Vec<&[Cell]> =
        table.rows.iter().filter(|&&row| !is_label_row(finder, table, slots, row)).map(|&row| table.row(row)).collect();
    // What a row leaves out is as empty as a cell without a text.
    let typed = (0..slots.len()).filter(|&at| !slots[at].is_free());
    let is_left_out = |cells: &[Cell], at: usize| !cells.iter().any(|cell| cell.column.heading() == Some(at));
    found.empty = typed.map(|at| data.iter().filter(|cells| is_left_out(cells, at)).count()).sum();
    for cell in data.into_iter().flatten() {
        let Some(heading) = cell.column.heading() else { continue };
        let Some(slot) = slots.get(heading).filter(|slot| !slot.is_free()) else { continue };
        let text = finder.text(cell.span);
        let text = slot.bare(&text);
        if finder.contract.words.is_null(text) {
            found.empty += 1;
            continue;
        }
        let is_shape = slot.fit(text) == Fit::Value || slot.fits_behind_number(text);
        found.given += 1;
        found.shaped += usize::from(is_shape);
        let is_whole = (is_shape || slot.is_required() && slot.reads_word(text))
            && finder.columns(claim, heading).all(|column| column.is_whole(text));
        found.whole += usize::from(is_whole);
        if slot.is_required() {
            found.needed += 1;
            found.readable += usize::from(is_shape || slot.reads_word(text));
            found.proven += usize::from(is_shape);
            found.named += usize::from(is_whole);
        }
    }
    found
}

/// Of each heading whether it is an everyday word for the columns that it feeds.
fn weak_headings(finder: &Finder<'_, '_>, table: &Table, claim: &Claim) -> Vec<bool> {
    let is_weak = |(heading, &span): (usize, &Span)| {
        let text = finder.document.plain(span);
        let is_weak = |column: &Column| column.is_weak(&text);
        finder.columns(claim, heading).any(is_weak)
    };
    table.headings.iter().enumerate().map(is_weak).collect()
}

/// Whether a row holds one text, alone or in all cells, which is no value: it labels the rows below.
fn is_label_row(finder: &Finder<'_, '_>, table: &Table, slots: &[Slot<'_>], row: Row) -> bool {
    let raw = |cell: &Cell| finder.document.raw(cell.span);
    let cells = table.row(row);
    let Some((first, rest)) = cells.split_first() else { return false };
    if table.headings.len() < 2 || !raw(first).contains(' ') && table.headings.len() < LEAST_CELLS_OF_ROW {
        return false;
    }
    let is_value = || {
        let slot = first
            .column
            .heading()
            .and_then(|heading| slots.get(heading))
            .filter(|slot| slot.is_required() && !slot.is_free());
        slot.is_some_and(|slot| slot.fit(&finder.document.plain(first.span)) == Fit::Value)
    };
    (rest.iter().all(|cell| cell.span.is_empty()) || rest.iter().all(|cell| raw(cell) == raw(first)))
        && (raw(first).contains(' ') || !is_value())
}

/// A row of a table with fewer columns may have one word and be whole.
const LEAST_CELLS_OF_ROW: usize = 3;
