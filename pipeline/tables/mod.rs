//! Stage 3, [`Document`] to [`Table`]s: one layout per shape of information, registered in [`LAYOUTS`].
//!
//! A layout knows shapes and asks the contract's vocabulary which headings exist; it knows no dataset and no syntax.

mod align;
mod evidence;
mod labels;
mod layouts;
mod positions;
mod swapped;

use crate::blocks::{Block, Document, Kind};
use crate::contract::{Claim, Column, Contract, Vocabulary};
use crate::span::Span;
use crate::values::scope;
use crate::work;

/// A table in any layout: headings, rows and cells with their places.
#[derive(Debug)]
pub struct Table {
    /// Name of the layout.
    pub layout: &'static str,
    /// From its first to its last byte.
    pub span: Span,
    /// First block.
    pub first_block: usize,
    /// One past the last block.
    pub end_block: usize,
    /// Headings in order; in vertical layouts the keys, each once.
    pub headings: Vec<Span>,
    /// The dataset that the headings belong to.
    pub claim: Option<Claim>,
    /// Why no dataset claims it though some know its headings.
    pub doubt: Option<Doubt>,
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
    /// Position of its heading; at least the number of headings where the row is longer than the header.
    pub column: usize,
}

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

/// A layout.
pub struct Layout {
    /// Name, as in `tables.layout`.
    pub name: &'static str,
    /// Looks for a table that begins at a block.
    pub find: fn(&Finder<'_, '_>, at: usize) -> Search,
    /// Looks for rows behind a table that go on with it under a label, without headings of their own.
    pub resume: Resume,
}

type Resume = fn(&Finder<'_, '_>, &Table) -> Option<Table>;

/// The `resume` of layouts whose tables end at a label.
fn never(_: &Finder<'_, '_>, _: &Table) -> Option<Table> {
    None
}

/// What a layout found.
#[derive(Debug)]
pub enum Search {
    /// A table.
    Found(Box<Table>),
    /// Nothing that looks like one.
    Nothing,
    /// Blocks that look like a table of this layout and are none. It does not look at them again: work stays in
    /// proportion to the article.
    Refused {
        /// One past the last of these blocks.
        end: usize,
    },
}

impl From<Option<Table>> for Search {
    fn from(found: Option<Table>) -> Self {
        found.map_or(Self::Nothing, |table| Self::Found(Box::new(table)))
    }
}

/// A longer line of several words is no cell of a flattened table, in bytes.
const LONGEST_CELL: usize = 100;

/// Every layout, in the order in which they are tried.
pub const LAYOUTS: &[&Layout] = &[
    &layouts::VERTICAL,
    &layouts::TRANSPOSED,
    &layouts::GRID,
    &layouts::BOX,
    &layouts::FIXED_WIDTH,
    &layouts::FLATTENED_ROWS,
    &layouts::FLATTENED_WORDS,
    &layouts::FLATTENED_CELLS,
    &layouts::FLATTENED_PAIRS,
    &layouts::HEADLESS,
];

/// What a layout may look at.
pub struct Finder<'d, 's> {
    /// The article.
    pub document: &'d Document<'s>,
    /// Headings and types.
    pub contract: &'d Contract,
    /// One past the last block of the tables found so far: what stands above announces none below.
    done: std::cell::Cell<usize>,
}

/// Finds all tables of an article, in reading order.
#[must_use]
pub fn find(document: &Document<'_>, contract: &Contract) -> Vec<Table> {
    let finder = Finder { document, contract, done: std::cell::Cell::new(0) };
    let mut tables = Vec::new();
    // For each layout, the block before which it found nothing.
    let mut refused = [0; LAYOUTS.len()];
    let mut at = 0;
    while at < document.blocks.len() {
        let mut next = at + 1;
        if finder.may_begin(at) {
            for (layout, refused) in LAYOUTS.iter().zip(&mut refused).filter(|(_, refused)| **refused <= at) {
                match (layout.find)(&finder, at) {
                    Search::Found(table) => {
                        let mut last = *table;
                        // Below headings of one shape the rows may be of another.
                        let resume = LAYOUTS
                            .iter()
                            .find(|other| other.name == last.layout)
                            .map_or(never as Resume, |other| other.resume);
                        while let Some(more) = resume(&finder, &last) {
                            tables.push(std::mem::replace(&mut last, more));
                        }
                        next = last.end_block.max(next);
                        finder.done.set(next);
                        tables.push(last);
                        break;
                    }
                    Search::Refused { end } => *refused = end,
                    Search::Nothing => {}
                }
            }
        }
        at = next;
    }
    tables
}

impl Finder<'_, '_> {
    /// A cheap test that rejects nearly every line of prose.
    fn may_begin(&self, at: usize) -> bool {
        match self.document.blocks[at] {
            Block { kind: Kind::Grid { .. }, .. } => true,
            Block { span, kind: Kind::Line(_) | Kind::Underlined(_) } => {
                let raw = self.document.raw(span);
                raw.contains('|')
                    || raw.starts_with("+-")
                    || raw.starts_with("+=")
                    || self.contract.flattened.may_begin(raw)
                    || layouts::may_begin_behind_unknown(self, raw)
                    || layouts::may_begin_fixed_width(self, raw)
                    || layouts::may_begin_headless(self, raw)
            }
            Block { .. } => false,
        }
    }

    /// The column that a heading feeds in a claimed table.
    fn columns<'c>(&'c self, claim: &'c Claim, heading: usize) -> impl Iterator<Item = &'c Column> {
        let dataset = &self.contract.datasets[claim.dataset];
        claim.columns.get(heading).into_iter().flatten().filter_map(|&at| dataset.columns.get(at))
    }

    /// What the aligner knows of each heading of a claimed table.
    fn slots<'c>(&'c self, claim: &'c Claim) -> Vec<align::Slot<'c>> {
        (0..claim.columns.len()).map(|heading| align::Slot::of_words(self.columns(claim, heading))).collect()
    }

    /// The dataset that headings belong to, of those whose headings a vocabulary has.
    fn claim(&self, vocabulary: &Vocabulary, headings: &[Span]) -> Option<Claim> {
        self.claim_or_draw(vocabulary, headings).ok()
    }

    /// The same; where several datasets know equally many of the headings, these.
    fn claim_or_draw(&self, vocabulary: &Vocabulary, headings: &[Span]) -> Result<Claim, Vec<usize>> {
        let ids: Vec<_> = headings.iter().map(|&span| vocabulary.heading(&self.document.plain(span))).collect();
        vocabulary.claim(&ids, &self.contract.datasets)
    }

    /// Lets the dataset that knows its headings claim a table whose cells are divided by bars.
    fn claimed(&self, table: &mut Table) {
        match self.claim_or_draw(&self.contract.vocabulary, &table.headings) {
            Ok(claim) => table.claim = Some(claim),
            Err(draw) => table.doubt = (!draw.is_empty()).then_some(Doubt::Draw(draw)),
        }
    }

    /// Whether a flattened table cannot go on at a block: nothing stands there, or no line, or a label, a heading, prose.
    fn ends_table(&self, at: usize) -> bool {
        let Some((span, _)) = self.document.line(at) else { return true };
        let text = self.document.plain(span);
        text.len() > LONGEST_CELL && text.contains(' ')
            || self.contract.section_kinds.find(&text).is_some()
            || self.contract.flattened.heading(&text).is_some()
            || layouts::is_header(self, span)
            || !scope(&text).products.is_empty()
    }

    /// Drops the claim of a table that is not proved; adds the dataset that shares a table which is.
    fn with_evidence(&self, mut table: Table) -> Table {
        if evidence::has_bars(table.layout) {
            swapped::exchange(self, &mut table);
        }
        if table.claim.as_ref().is_some_and(|claim| !evidence::is_proved(self, &table, claim)) {
            table.doubt = table.claim.take().map(Doubt::Unproven);
        }
        if let Some(claim) = &table.claim {
            let vocabulary = &self.contract.vocabulary;
            let ids: Vec<_> =
                table.headings.iter().map(|&span| vocabulary.heading(&self.document.plain(span))).collect();
            table.beside = vocabulary.claim_beside(claim, &ids, &self.contract.datasets);
        }
        table
    }
}

impl Table {
    /// The cells of a row.
    #[must_use]
    pub fn row(&self, row: Row) -> &[Cell] {
        let cells = self.cells.get(row.first..row.end).unwrap_or_default();
        work::add(cells.len());
        cells
    }

    /// Adds a row.
    fn push(&mut self, cells: impl IntoIterator<Item = Cell>) {
        let first = self.cells.len();
        self.cells.extend(cells);
        self.rows.push(Row { first, end: self.cells.len() });
    }

    fn new(layout: &'static str, first_block: usize, headings: Vec<Span>) -> Self {
        Self {
            layout,
            span: Span::default(),
            first_block,
            end_block: first_block,
            headings,
            claim: None,
            doubt: None,
            beside: None,
            rows: Vec::new(),
            cells: Vec::new(),
            ignored: Ignored::default(),
            swapped: Vec::new(),
        }
    }

    /// Ends the table before a block. Of cells in no column each takes the next place behind the last one of its row.
    fn end(&mut self, document: &Document<'_>, end_block: usize) {
        let width = self.headings.len();
        for row in &self.rows {
            let cells = self.cells.get_mut(row.first..row.end).unwrap_or_default();
            for (at, cell) in cells.iter_mut().filter(|cell| cell.column >= width).enumerate() {
                cell.column = width + at;
            }
        }
        self.end_block = end_block;
        let blocks = &document.blocks[self.first_block..end_block];
        self.span = blocks.iter().map(|block| block.span).reduce(Span::join).unwrap_or_default();
    }
}
