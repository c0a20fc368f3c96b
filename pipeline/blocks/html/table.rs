//! A table that is open: its rows and cells, with cells that span columns and rows repeated where they reach.

use crate::blocks::{Block, Document, GridRow, Kind};
use crate::span::Span;

/// A row is no wider by cells that span columns, as in a browser.
pub(super) const MOST_COLUMNS: u32 = 1_000;
/// A cell spans no more rows, as in a browser.
pub(super) const MOST_ROWS: u32 = 65_534;

/// A table that is open. All of it is read as blocks, too: a data table ends in a grid, which takes their place; a
/// table that lays out a page leaves them.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// Blocks before this one stand before the rows.
    first_block: usize,
    rows: Vec<GridRow>,
    cells: Vec<Span>,
    /// By column: the cell that reaches down from above, and how many more rows.
    above: Vec<(Span, u32)>,
    row: Option<Row>,
    pub(super) cell: Option<Cell>,
    /// Whether a cell of these rows holds other tables, or a heading above other text.
    is_layout: bool,
    /// What the table holds as blocks, for the cell around it.
    inner: Content,
    /// Whether anything in it became a grid.
    has_grid: bool,
}

/// A row that is open.
#[derive(Debug)]
struct Row {
    /// From its tag to the end of its last cell.
    span: Span,
    /// Position of its first cell.
    first: usize,
    /// Number of its own cells.
    own: usize,
    /// Whether one of them spans columns.
    is_wide: bool,
}

/// A cell that is open.
#[derive(Debug)]
pub(super) struct Cell {
    /// Its opening tag.
    pub(super) tag: Span,
    /// Columns it says to span, however many.
    pub(super) columns: u32,
    /// Rows it says to span, however many.
    pub(super) rows: u32,
    /// What it holds.
    pub(super) content: Content,
}

/// Blocks in a cell or table.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Content {
    /// From the first to the last; null without blocks.
    pub(super) span: Option<Span>,
    blocks: usize,
    headings: usize,
}

impl Content {
    /// Counts a block.
    pub(super) fn add(&mut self, block: Block) {
        let is_line = matches!(block.kind, Kind::Line(_));
        self.join(Self { span: Some(block.span), blocks: 1, headings: usize::from(!is_line) });
    }

    /// Counts what a table in it holds.
    pub(super) fn join(&mut self, other: Self) {
        self.span = self.span.into_iter().chain(other.span).reduce(Span::join);
        self.blocks += other.blocks;
        self.headings += other.headings;
    }
}

impl Table {
    /// Whether what comes next stands between cells, and not before the first or in one.
    pub(super) fn is_between_cells(&self) -> bool {
        self.cell.is_none() && (self.row.is_some() || !self.rows.is_empty())
    }

    /// Where a block in it counts.
    pub(super) fn content(&mut self) -> &mut Content {
        self.cell.as_mut().map_or(&mut self.inner, |cell| &mut cell.content)
    }

    /// Begins a row at an offset, unless one is open.
    pub(super) fn open_row(&mut self, document: &Document<'_>, at: u32) {
        if self.row.is_some() {
            return;
        }
        if self.rows.is_empty() {
            self.first_block = document.blocks.len();
        }
        self.row = Some(Row { span: Span::empty_at(at), first: self.cells.len(), own: 0, is_wide: false });
    }

    /// Ends the cell that is open. Copies may not outnumber `budget`: memory stays in proportion to the text. Gives the
    /// tag of a cell that spans less than it says.
    pub(super) fn close_cell(&mut self, at: u32, budget: &mut usize) -> Option<Span> {
        let (Some(cell), Some(row)) = (self.cell.take(), &mut self.row) else { return None };
        self.inner.join(cell.content);
        self.is_layout |= cell.content.headings > 0 && cell.content.blocks > 1;
        row.own += 1;
        row.is_wide |= cell.columns > 1;
        row.span.end = at;
        let span = cell.content.span.unwrap_or(Span::empty_at(cell.tag.end));
        let rows = cell.rows.min(MOST_ROWS);
        let first = row.first;
        while let Some((above, left @ 1..)) = self.above.get_mut(self.cells.len() - first)
            && *budget > 0
        {
            *left -= 1;
            *budget = budget.saturating_sub(cost(*above));
            self.cells.push(*above);
        }
        let column = self.cells.len() - first;
        let most = (MOST_COLUMNS as usize).saturating_sub(column + 1);
        let copies = (cell.columns as usize - 1).min(most).min(*budget / cost(span));
        *budget -= copies * cost(span);
        for column in column..=column + copies {
            self.cells.push(span);
            if rows > 1 && *budget > 0 && column < MOST_COLUMNS as usize {
                if self.above.len() <= column {
                    self.above.resize(column + 1, (span, 0));
                }
                self.above[column] = (span, rows - 1);
            } else if let Some((_, left)) = self.above.get_mut(column) {
                *left = left.saturating_sub(1);
            }
        }
        (copies + 1 < cell.columns as usize || rows < cell.rows).then_some(cell.tag)
    }

    /// Ends the row that is open.
    pub(super) fn close_row(&mut self, document: &Document<'_>, budget: &mut usize) {
        let Some(mut row) = self.row.take() else { return };
        row.span = row.span.trim(&document.source.text);
        if *budget <= self.above.len() {
            self.above.clear();
        }
        while self.above.pop_if(|(_, left)| *left == 0).is_some() {}
        // One wide cell above all rows is a caption.
        if self.rows.is_empty() && row.own == 1 && row.is_wide {
            self.cells.truncate(row.first);
            self.above.clear();
            self.first_block = document.blocks.len();
            return;
        }
        let width = self.cells.len() - row.first;
        *budget -= self.above.len();
        for (above, left) in self.above.iter_mut().skip(width) {
            let is_copied = *left > 0 && *budget > 0;
            self.cells.push(if is_copied { *above } else { Span::empty_at(row.span.end) });
            *budget = budget.saturating_sub(if is_copied { cost(*above) - 1 } else { 0 });
            *left = left.saturating_sub(1);
        }
        if row.own == 0 {
            self.cells.truncate(row.first);
            return;
        }
        let (first, end) = (position(row.first), position(self.cells.len()));
        self.rows.push(GridRow { span: row.span, delimiter: false, first, end });
    }

    /// Ends a group of rows: no cell reaches out of it.
    pub(super) fn end_group(&mut self) {
        self.above.clear();
    }

    /// Ends the rows read so far: they become a grid in place of their blocks, if they are data.
    pub(super) fn end_rows(&mut self, document: &mut Document<'_>) {
        let rows = std::mem::take(&mut self.rows);
        let cells = std::mem::take(&mut self.cells);
        self.end_group();
        let is_layout = std::mem::take(&mut self.is_layout);
        let is_table = cells.len() > 1 && cells.iter().any(|cell| !cell.is_empty());
        self.has_grid |= is_layout;
        let (Some(head), Some(last)) = (rows.first(), rows.last()) else { return };
        if is_layout || !is_table {
            return;
        }
        self.has_grid = true;
        let (first, base) = (position(document.rows.len()), position(document.cells.len()));
        document.blocks.truncate(self.first_block);
        document.rows.extend(rows.iter().map(|row| GridRow { first: row.first + base, end: row.end + base, ..*row }));
        document.cells.extend(cells);
        let kind = Kind::Grid { first, end: position(document.rows.len()) };
        document.blocks.push(Block { span: head.span.join(last.span), kind });
    }

    /// Ends it inside of another table, whose cell holds what it held.
    pub(super) fn end_within(self, outer: &mut Self) {
        outer.is_layout |= self.has_grid;
        outer.content().join(self.inner);
    }
}

/// So many bytes of a copied text weigh as much as a copy does.
const LONG: usize = 64;

/// What a copy of a cell counts: a long text weighs more, or all copies together could be longer than memory.
fn cost(cell: Span) -> usize {
    1 + cell.range().len() / LONG
}

fn position(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
