//! `Table`: headings, rows and cells of a table in any layout, with their places.

use super::shape::Shape;
use crate::blocks::Document;
use crate::contract::Claim;
use crate::span::Span;
use crate::work;

/// A table in any layout: headings, rows and cells with their places.
#[derive(Debug)]
pub struct Table {
    /// The layout.
    pub layout: &'static Shape,
    /// From its first to its last byte; of its first row where it has no blocks.
    pub span: Span,
    /// First block.
    pub first_block: usize,
    /// One past the last block; the first one where the rows are headings or items that belong to the text around them.
    pub end_block: usize,
    /// Headings in order; in vertical layouts the keys, each once.
    pub headings: Vec<Span>,
    /// The other line of a header of two, for each printed heading; empty where there is none: `x86` above `File size`. Behind these
    /// the labels of lines in cells that come again.
    pub captions: Vec<Span>,
    /// Headings printed several times, where nothing tells which of their cells belong together: no column takes these.
    pub repeated: Vec<usize>,
    /// Headings that are known but for one keystroke, and stand above cells that say the same.
    pub misspelled: Vec<Span>,
    /// The dataset that the headings belong to.
    pub claim: Option<Claim>,
    /// Why no dataset claims it though some know its headings.
    pub doubt: Option<Doubt>,
    /// How much of the table its claim explains, from 0 to 1; 0 without one.
    pub score: f32,
    /// Another dataset that shares the table: it knows a heading that the first one does not know.
    pub beside: Option<Claim>,
    /// Rows in order: positions in `cells`.
    pub rows: Vec<Row>,
    /// Cells of all rows.
    pub cells: Vec<Cell>,
    /// Cells that are no data.
    pub ignored: Ignored,
    /// Headings that are swapped against their cells: the claim gives each of them the columns of the other.
    pub swapped: Vec<(usize, usize)>,
}

/// Why a table has no claim though datasets know its headings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// These datasets know equally many of its headings.
    Draw(Vec<usize>),
    /// Too few of its cells look like what this claim says they are.
    Unproven(Claim),
    /// These two layouts explain its lines equally well, and differently.
    Readings([&'static str; 2]),
}

/// A row: positions in [`Table::cells`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// First cell.
    pub first: usize,
    /// One past the last cell.
    pub end: usize,
}

/// A cell of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Its text, trimmed; empty at the place where it would stand.
    pub span: Span,
    /// The column that it stands in.
    pub column: CellColumn,
}

/// The column that a cell stands in. Of those in none, a number counts the ones before them in their row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellColumn {
    /// The one of the heading at this position.
    Under(usize),
    /// None, behind the last heading: the row is longer than its header.
    Surplus(usize),
    /// None: a line or a value that fills no row is kept whole.
    Apart(usize),
}

impl CellColumn {
    /// A line or a value that fills no row.
    pub(super) const APART: Self = Self::Apart(0);

    /// The column of the cell at a position of a row of as many columns as there are headings.
    pub(super) fn at(position: usize, width: usize) -> Self {
        if position < width { Self::Under(position) } else { Self::Surplus(position - width) }
    }

    /// Position of its heading.
    #[must_use]
    pub fn heading(self) -> Option<usize> {
        match self {
            Self::Under(heading) => Some(heading),
            Self::Surplus(_) | Self::Apart(_) => None,
        }
    }

    /// Its position among all columns, those without a heading last.
    #[must_use]
    pub fn position(self, width: usize) -> usize {
        match self {
            Self::Under(heading) => heading,
            Self::Surplus(before) | Self::Apart(before) => width + before,
        }
    }
}

impl Cell {
    /// A cell below a heading.
    pub(super) fn under(heading: usize, span: Span) -> Self {
        Self { span, column: CellColumn::Under(heading) }
    }

    /// A line or a value that fills no row, kept whole.
    pub(super) fn apart(span: Span) -> Self {
        Self { span, column: CellColumn::APART }
    }
}

/// Cells by the positions of their headings.
pub(super) type Fitted = Vec<(usize, Span)>;

/// Numbers of cells that are no data, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ignored {
    /// Headings and keys, first occurrence.
    pub header: usize,
    /// Headings and keys printed again.
    pub repeated_header: usize,
    /// Cells of rules.
    pub delimiter: usize,
    /// Cells of rows in which every cell is empty.
    pub padding: usize,
}

impl Table {
    /// The cells of a row.
    #[must_use]
    pub fn row(&self, row: Row) -> &[Cell] {
        let cells = self.cells.get(row.first..row.end).unwrap_or_default();
        work::add(cells.len());
        cells
    }

    /// Whether it has blocks of its own, which are no text then; not where its rows are headings or items of the text.
    #[must_use]
    pub fn has_blocks(&self) -> bool {
        self.first_block < self.end_block
    }

    /// From its first to its last byte, the rows that stand apart from it included.
    #[must_use]
    pub fn extent(&self) -> Span {
        self.cells.last().map_or(self.span, |cell| self.span.join(cell.span))
    }

    /// Adds a row.
    pub(super) fn push(&mut self, cells: impl IntoIterator<Item = Cell>) {
        let first = self.cells.len();
        self.cells.extend(cells);
        self.rows.push(Row { first, end: self.cells.len() });
    }

    /// A table of these headings, without rows.
    pub(super) fn new(layout: &'static Shape, first_block: usize, headings: Vec<Span>) -> Self {
        Self {
            layout,
            span: Span::default(),
            first_block,
            end_block: first_block,
            ignored: Ignored { header: headings.len(), ..Ignored::default() },
            headings,
            captions: Vec::new(),
            repeated: Vec::new(),
            misspelled: Vec::new(),
            claim: None,
            doubt: None,
            score: 0.0,
            beside: None,
            rows: Vec::new(),
            cells: Vec::new(),
            swapped: Vec::new(),
        }
    }

    /// A table that goes on below the headings of another one, which are not printed again.
    pub(super) fn below(above: &Self, first_block: usize) -> Self {
        let mut table = Self::new(above.layout, first_block, above.headings.clone());
        table.ignored.header = 0;
        table
    }

    /// Ends the table before a block. Of cells in no column each takes the next place behind the last one of its row.
    pub(super) fn end(&mut self, document: &Document<'_>, end_block: usize) {
        for row in &self.rows {
            let cells = self.cells.get_mut(row.first..row.end).unwrap_or_default();
            let outside = cells.iter_mut().filter_map(|cell| match &mut cell.column {
                CellColumn::Under(_) => None,
                CellColumn::Surplus(before) | CellColumn::Apart(before) => Some(before),
            });
            for (count, before) in outside.enumerate() {
                *before = count;
            }
        }
        self.end_block = end_block;
        let blocks = &document.blocks[self.first_block..end_block];
        self.span = blocks.iter().map(|block| block.span).reduce(Span::join).unwrap_or_default();
    }
}
