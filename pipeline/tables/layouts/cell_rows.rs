//! Rows of cells that stand on a line each: as many lines as columns, or more, where cells were cut over lines.

use super::word_rows::{is_broken, under};
use crate::contract::Claim;
use crate::span::Span;
use crate::tables::align::{Allowance, Slot, align, fitted};
use crate::tables::finder::Finder;
use crate::tables::header::ends_table;
use crate::tables::labels::scope_labels;
use crate::tables::rows::{ReadRows, below, labels_before_rows, resume};
use crate::tables::shape::{CellsBy, Headings, Line, Shape, Short};
use crate::tables::table::{Cell, Fitted, Table};
use std::ops::Range;

/// One cell per line.
pub(super) const SHAPE: &Shape = &Shape {
    name: "flattened_cells",
    cells: CellsBy::Type,
    line: Line::Cell,
    headings: Headings::First,
    short: Short::Told,
};

/// A row has at most this many more lines than columns.
const MOST_EXTRA_LINES: usize = 8;

/// Reads rows of cells.
pub(super) struct CellRows<'f, 'd, 's> {
    finder: &'f Finder<'d, 's>,
    pub(super) slots: Vec<Slot<'f>>,
}

/// The table whose cells begin at a block.
pub(super) fn table(finder: &Finder<'_, '_>, header: Table, claim: &Claim, at: usize) -> Option<Table> {
    let mut reader = CellRows::new(finder, claim);
    below(&mut reader, Table { layout: SHAPE, ..header }, claim.clone(), at).ok()
}

/// Rows that go on with a table under another label.
pub(super) fn go_on(finder: &Finder<'_, '_>, above: &Table) -> Option<Table> {
    let claim = above.claim.as_ref()?;
    resume(&mut CellRows::new(finder, claim), Table::below(above, above.end_block), claim.clone())
}

impl<'d, 's: 'd> ReadRows<'d, 's> for CellRows<'_, 'd, 's> {
    type Row = Vec<Cell>;

    const LABELS_FIRST: bool = true;

    fn finder(&self) -> &Finder<'d, 's> {
        self.finder
    }

    /// A row that lacks nothing stands for itself; one that lacks something must be followed by another row, or by the
    /// end of the table.
    fn row(&mut self, at: usize) -> Option<(Vec<Cell>, usize)> {
        let columns = self.slots.len();
        let is_open = || (at..at + columns).all(|line| !ends_table(self.finder, line)) && self.goes_on(at + columns);
        let strange = || is_open().then(|| self.aligned(at, columns, Allowance::Sense)).flatten();
        let shorter = || self.shorter(at).find(|(_, lines)| self.goes_on(at + lines));
        let (cells, lines) = self.whole(at).or_else(strange).or_else(shorter)?;
        Some((under(cells), lines))
    }

    fn begins(&self, at: usize) -> bool {
        self.whole(at).is_some()
    }

    fn apart(&self, lines: &[Span]) -> Vec<Vec<Cell>> {
        vec![lines.iter().map(|&line| Cell::apart(line)).collect()]
    }

    /// Where a column is unknown, every line fits.
    fn labels(&self, at: usize) -> usize {
        if self.slots.iter().any(Slot::is_unfed) { 0 } else { scope_labels(self.finder, at) }
    }

    /// Two rows that were damaged.
    fn most_damaged(&self) -> usize {
        2 * self.slots.len()
    }

    fn is_rule(&self, _at: usize, _is_first: bool) -> bool {
        false
    }
}

impl<'f, 'd, 's> CellRows<'f, 'd, 's> {
    pub(super) fn new(finder: &'f Finder<'d, 's>, claim: &'f Claim) -> Self {
        let slot = |heading| Slot::of_lines(finder.locale(), finder.columns(claim, heading));
        Self { finder, slots: (0..claim.columns.len()).map(slot).collect() }
    }

    /// Whether rows begin at a block, or stand below labels there.
    pub(super) fn begin(&self, at: usize) -> bool {
        self.begins(at) || labels_before_rows(self, at).is_some()
    }

    /// The number of lines of a row without damage: as many as columns; else more, where cells were cut over lines.
    pub(super) fn lines_of_row(&self, at: usize) -> Option<usize> {
        self.whole(at).map(|(_, lines)| lines)
    }

    fn goes_on(&self, at: usize) -> bool {
        ends_table(self.finder, at) || self.begins(at) || self.shorter(at).next().is_some()
    }

    /// Rows of fewer lines, the longest first.
    fn shorter(&self, at: usize) -> impl Iterator<Item = (Fitted, usize)> {
        (2..self.slots.len()).rev().filter_map(move |lines| self.aligned(at, lines, Allowance::Cells))
    }

    fn whole(&self, at: usize) -> Option<(Fitted, usize)> {
        let columns = self.slots.len();
        (columns..=columns + MOST_EXTRA_LINES)
            .find_map(|lines| self.aligned(at, lines, Allowance::Nothing))
            .or_else(|| self.aligned(at, columns, Allowance::Shape))
    }

    /// So many cells from a line on, and the number of their lines: a name may be broken behind an underscore.
    fn lines_of(&self, at: usize, cells: usize) -> Option<(Vec<Span>, usize)> {
        let document = self.finder.document;
        let mut tokens: Vec<Span> = Vec::with_capacity(cells);
        let mut lines = 0;
        while tokens.len() < cells {
            let (mut span, _) = document.line(at + lines)?;
            lines += 1;
            while let raw = document.raw(span)
                && !raw.contains(' ')
                && is_broken(raw, &self.slots)
            {
                span = span.join(document.line(at + lines)?.0);
                lines += 1;
            }
            tokens.push(span);
        }
        Some((tokens, lines))
    }

    fn aligned(&self, at: usize, lines: usize, allowance: Allowance) -> Option<(Fitted, usize)> {
        let (tokens, lines) = self.lines_of(at, lines)?;
        let text = |range: Range<usize>| self.finder.document.plain(tokens[range.start].join(tokens[range.end - 1]));
        let found = align(&self.slots, tokens.len(), allowance, text)?;
        Some((fitted(&found, &tokens), lines))
    }
}
