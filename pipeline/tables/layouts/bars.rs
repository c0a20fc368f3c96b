//! Rows of cells divided by bars: of a grid, or of lines that no syntax takes for one.

use crate::blocks::{Block, Kind};
use crate::span::Span;
use crate::tables::finder::Finder;
use std::borrow::Cow;

/// A row of a grid: its cells, and whether it is the rule below the header.
pub(super) struct GridRow<'d> {
    pub(super) cells: Cow<'d, [Span]>,
    pub(super) delimiter: bool,
}

impl GridRow<'_> {
    /// Whether every cell is empty.
    pub(super) fn is_padding(&self) -> bool {
        self.cells.iter().all(|cell| cell.is_empty())
    }

    /// Whether it holds one text: alone, or in every cell, as a cell that spans all columns is written out.
    pub(super) fn is_one_text(&self, finder: &Finder<'_, '_>) -> bool {
        let raw = |cell: &Span| finder.document.raw(*cell);
        let Some((first, rest)) = self.cells.split_first().filter(|(first, _)| !first.is_empty()) else { return false };
        rest.iter().all(|cell| cell.is_empty()) || rest.iter().all(|cell| cell == first || raw(cell) == raw(first))
    }
}

/// The rows of a block that is a grid.
fn of_grid<'d>(finder: &Finder<'d, '_>, at: usize) -> Option<Vec<GridRow<'d>>> {
    let document = finder.document;
    let Some(&Block { kind: Kind::Grid { first, end }, .. }) = document.blocks.get(at) else { return None };
    let rows = document.rows.get(first as usize..end as usize).unwrap_or_default();
    let row = |row| GridRow { cells: Cow::Borrowed(document.row_cells(row)), delimiter: row.delimiter };
    Some(rows.iter().map(row).collect())
}

/// The same where a table stands above, whose rows may be cut off from it: a single line between bars is a row, too.
pub(super) fn rows_behind<'d>(finder: &Finder<'d, '_>, at: usize) -> (Vec<GridRow<'d>>, usize) {
    let document = finder.document;
    if let Some(rows) = of_grid(finder, at) {
        return (rows, at + 1);
    }
    let mut rows = Vec::new();
    while let Some((span, line)) = document.line(at + rows.len()) {
        if !document.raw(span).starts_with('|') || (line.opens && !rows.is_empty()) {
            break;
        }
        let cells = document.split(span);
        rows.push(GridRow { delimiter: document.is_delimiter(&cells), cells: Cow::Owned(cells) });
    }
    let end = at + rows.len();
    (rows, end)
}

/// The rows of a grid that begins at a block, and the block behind them. Lines divided by bars are rows, too: a table
/// without a rule below its header is none to Markdown. Where the bars at both ends are missing as well, the first
/// cell must be a heading. No rows where the lines are none.
pub(super) fn rows<'d>(finder: &Finder<'d, '_>, at: usize) -> (Vec<GridRow<'d>>, usize) {
    let document = finder.document;
    if let Some(rows) = of_grid(finder, at) {
        return (rows, at + 1);
    }
    let has_frame = |span| document.raw(span).starts_with('|');
    let is_framed = document.line(at).is_some_and(|(span, _)| has_frame(span));
    let mut rows = Vec::new();
    let mut end = at;
    while let Some((span, line)) = document.line(end) {
        let is_row = if is_framed { has_frame(span) } else { document.raw(span).contains('|') };
        if !is_row || (line.opens && end > at) {
            break;
        }
        let cells = document.split_to_fit(span, rows.first().map(|header: &GridRow<'_>| header.cells.len()));
        let is_heading = |&cell: &Span| finder.contract.vocabulary.heading(&document.plain(cell)).is_some();
        if !is_framed && end == at && !cells.first().is_some_and(is_heading) {
            break;
        }
        rows.push(GridRow { delimiter: document.is_delimiter(&cells), cells: Cow::Owned(cells) });
        end += 1;
    }
    // A row without any text divides records: `||` has one cell.
    let is_wide = |row: &GridRow<'_>| row.cells.len() >= 2 || row.is_padding();
    let has_cells = || rows.iter().find(|row| !row.is_padding()).is_some_and(|row| row.cells.len() >= 2);
    let is_table = rows.len() >= 2 && rows.iter().all(is_wide) && has_cells();
    (if is_table { rows } else { Vec::new() }, end)
}
