//! A table that is open: its rows and cells, with cells that span columns and rows repeated where they reach.

use super::element::Group;
use super::places::{Id, Spot};
use crate::blocks::{Block, Document, GridRow, Kind};
use crate::span::Span;

/// A row is no wider by cells that span columns, as in a browser.
pub(super) const MOST_COLUMNS: u32 = 1_000;
/// A cell spans no more rows, as in a browser.
pub(super) const MOST_ROWS: u32 = 65_534;

/// A table that is open. All of it is read as blocks, too: a data table ends in a grid, which takes their place; a
/// table that lays out a page leaves them.
#[derive(Debug)]
pub(super) struct Table {
    /// Its element.
    pub(super) id: Id,
    /// Blocks before this one stand before the rows.
    first_block: usize,
    rows: Vec<Done>,
    cells: Vec<Span>,
    /// By column: the cell that reaches down from above, and how many more rows.
    above: Vec<(Span, u32)>,
    /// The group of rows that is open, and where it stands among others.
    group: (Option<Id>, Group),
    /// The groups that stand above and below all others.
    head: Option<Id>,
    foot: Option<Id>,
    pub(super) row: Option<Row>,
    pub(super) cell: Option<Cell>,
    /// What the table holds as blocks, for the cell around it.
    inner: Content,
    /// Whether anything in it became a grid.
    has_grid: bool,
}

/// A row that is open.
#[derive(Debug)]
pub(super) struct Row {
    /// Its element.
    id: Id,
    /// From its tag to the end of its last cell.
    span: Span,
    /// Position of its first cell.
    first: usize,
    /// Number of its own cells.
    own: usize,
    /// Whether one of them spans columns.
    is_wide: bool,
    /// Whether all of them are headings.
    is_heading: bool,
    /// What its cells hold.
    holds: Holds,
}

/// A row that was read.
#[derive(Clone, Copy, Debug)]
struct Done {
    row: GridRow,
    group: Group,
    own: usize,
    is_heading: bool,
    holds: Holds,
}

/// What the cells of a row hold.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, each asked on its own")]
struct Holds {
    /// Whether any of them shows something.
    text: bool,
    /// Whether one has other tables.
    grids: bool,
    /// Whether one has a heading above other text.
    headings: bool,
    /// Whether one has several lines beside other tables.
    lines: bool,
    /// Whether all of them have text.
    all: bool,
}

/// A cell that is open.
#[derive(Debug)]
pub(super) struct Cell {
    /// Its element; null where its tag is missing.
    pub(super) id: Option<Id>,
    /// Its opening tag.
    pub(super) tag: Span,
    /// Columns it says to span, however many.
    pub(super) columns: u32,
    /// Rows it says to span, however many.
    pub(super) rows: u32,
    /// Whether it is a heading.
    pub(super) is_heading: bool,
    /// Whether its tag is missing.
    pub(super) is_lost: bool,
    /// Where its closing tag ends, as far as one was read.
    pub(super) end: Option<u32>,
    /// What it holds.
    pub(super) content: Content,
}

impl Cell {
    /// A cell of one column and row.
    pub(super) fn new(tag: Span) -> Self {
        Self {
            id: None,
            tag,
            columns: 1,
            rows: 1,
            is_heading: false,
            is_lost: false,
            end: None,
            content: Content::default(),
        }
    }
}

/// Blocks in a cell or table.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Content {
    /// From the first to the last; null without blocks.
    pub(super) span: Option<Span>,
    blocks: usize,
    headings: usize,
    grids: usize,
}

impl Content {
    /// Counts a block.
    pub(super) fn add(&mut self, block: Block) {
        let is_line = matches!(block.kind, Kind::Line(_));
        self.join(Self { span: Some(block.span), blocks: 1, headings: usize::from(!is_line), grids: 0 });
    }

    /// Counts what a table in it holds.
    pub(super) fn join(&mut self, other: Self) {
        self.span = self.span.into_iter().chain(other.span).reduce(Span::join);
        self.blocks += other.blocks;
        self.headings += other.headings;
        self.grids += other.grids;
    }
}

impl Table {
    /// A table without rows.
    pub(super) fn new(id: Id) -> Self {
        Self {
            id,
            first_block: 0,
            rows: Vec::new(),
            cells: Vec::new(),
            above: Vec::new(),
            group: (None, Group::Body),
            head: None,
            foot: None,
            row: None,
            cell: None,
            inner: Content::default(),
            has_grid: false,
        }
    }

    /// What is open in it.
    pub(super) fn spot(&self) -> Spot {
        Spot {
            table: Some(self.id),
            group: self.group.0,
            row: self.row_id(),
            cell: self.cell.as_ref().and_then(|cell| cell.id),
            is_misplaced: false,
        }
    }

    /// The row that is open.
    pub(super) fn row_id(&self) -> Option<Id> {
        self.row.as_ref().map(|row| row.id)
    }

    /// Whether it has rows that are no grid yet.
    pub(super) fn has_rows(&self) -> bool {
        !self.rows.is_empty()
    }

    /// Where a block in it counts.
    pub(super) fn content(&mut self) -> &mut Content {
        self.cell.as_mut().map_or(&mut self.inner, |cell| &mut cell.content)
    }

    /// Begins a row at an offset.
    pub(super) fn open_row(&mut self, document: &Document<'_>, id: Id, at: u32) {
        if self.rows.is_empty() {
            self.first_block = document.blocks.len();
        }
        self.row = Some(Row {
            id,
            span: Span::empty_at(at),
            first: self.cells.len(),
            own: 0,
            is_wide: false,
            is_heading: true,
            holds: Holds { all: true, ..Holds::default() },
        });
    }

    /// Ends the cell that is open. Copies may not outnumber `budget`: memory stays in proportion to the text. Gives the
    /// tag of a cell that spans less than it says.
    pub(super) fn close_cell(&mut self, at: u32, budget: &mut usize) -> Option<Span> {
        let (Some(cell), Some(row)) = (self.cell.take(), &mut self.row) else { return None };
        self.inner.join(cell.content);
        let content = cell.content;
        row.holds.text |= content.blocks > 0;
        row.holds.all &= content.blocks > 0;
        row.holds.grids |= content.grids > 0;
        row.holds.headings |= content.headings > 0 && content.blocks > 1;
        row.holds.lines |= content.blocks > 1;
        row.own += 1;
        row.is_wide |= cell.columns > 1;
        row.is_heading &= cell.is_heading;
        row.span.end = cell.end.unwrap_or(at);
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
        self.rows.push(Done {
            row: GridRow { span: row.span, delimiter: false, first, end },
            group: self.group.1,
            own: row.own,
            is_heading: row.is_heading,
            holds: row.holds,
        });
    }

    /// Comes to a group of rows: no cell reaches out of the one before. The first head and the first foot of a table
    /// stand above and below all other rows.
    pub(super) fn come_to_group(&mut self, id: Option<Id>, group: Option<Group>) {
        if self.group.0 == id {
            return;
        }
        self.above.clear();
        let is_first = match group {
            Some(Group::Head) => *self.head.get_or_insert_with(|| id.unwrap_or(self.id)) == id.unwrap_or(self.id),
            Some(Group::Foot) => *self.foot.get_or_insert_with(|| id.unwrap_or(self.id)) == id.unwrap_or(self.id),
            _ => false,
        };
        self.group = (id, group.filter(|_| is_first).unwrap_or(Group::Body));
    }

    /// Ends the rows read so far: they become a grid in place of their blocks, if they are data.
    pub(super) fn end_rows(&mut self, document: &mut Document<'_>) {
        let mut rows = std::mem::take(&mut self.rows);
        let cells = std::mem::take(&mut self.cells);
        self.above.clear();
        let is_layout = is_layout(&rows);
        let is_table = cells.len() > 1 && cells.iter().any(|cell| !cell.is_empty());
        self.has_grid |= is_layout;
        rows.drain(..spacing(&rows));
        rows.sort_by_key(|row| row.group);
        let Some(span) = rows.iter().map(|done| done.row.span).reduce(Span::join) else { return };
        if is_layout || !is_table {
            return;
        }
        self.has_grid = true;
        let (first, base) = (position(document.rows.len()), position(document.cells.len()));
        // Tables in cells stand behind the one around them.
        let inner = document.blocks.split_off(self.first_block);
        document.rows.extend(rows.iter().map(|Done { row, .. }| GridRow {
            first: row.first + base,
            end: row.end + base,
            ..*row
        }));
        document.cells.extend(cells);
        let kind = Kind::Grid { first, end: position(document.rows.len()) };
        document.blocks.push(Block { span, kind });
        document.blocks.extend(inner.into_iter().filter(|block| matches!(block.kind, Kind::Grid { .. })));
    }

    /// Ends it inside of another table, whose cell holds what it held. A grid in a cell is a table of its own.
    pub(super) fn end_within(self, outer: &mut Self) {
        let content = if self.has_grid {
            Content { grids: 1, headings: self.inner.headings, ..Content::default() }
        } else {
            self.inner
        };
        outer.content().join(content);
    }
}

/// The number of rows at the top that only keep a distance. A row of empty headings is a header.
fn spacing(rows: &[Done]) -> usize {
    let is_below = |at: usize, row: &Done| rows.get(at + 1).is_none_or(|below| below.own > row.own);
    let is_spacing = |(at, row): &(usize, &Done)| !row.holds.text && (!row.is_heading || is_below(*at, row));
    rows.iter().enumerate().take_while(is_spacing).count()
}

/// Whether rows lay out a page: where cells hold a heading above other text, or tables, unless they are rows of data,
/// which are as wide as their header and hold a line in each cell beside these tables, or mostly hold no tables.
fn is_layout(rows: &[Done]) -> bool {
    let holders = rows.iter().filter(|row| row.holds.grids).count();
    let Some(head) = rows.iter().find(|row| row.holds.text).filter(|_| holders > 0) else {
        return rows.iter().any(|row| row.holds.headings);
    };
    let is_header = head.own > 1 && head.holds.all && !head.holds.grids && !head.holds.lines;
    let is_even = rows.iter().filter(|row| row.holds.text || row.holds.grids).all(|row| row.own == head.own);
    let is_plain = !rows.iter().any(|row| row.holds.lines) || holders * 2 < rows.len();
    rows.iter().any(|row| row.holds.headings) || !(is_header && is_even && is_plain)
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
