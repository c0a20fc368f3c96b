//! `delimited`: one row per line, cells divided by a mark that spreadsheets write: `;` or `,`; cells may stand in quotes.

use crate::span::Span;
use crate::tables::align::{Fit, Slot};
use crate::tables::finder::Finder;
use crate::tables::labels::labels;
use crate::tables::layout::{Begins, Layout, Search};
use crate::tables::rows::{self, ReadRows, below};
use crate::tables::shape::{CellsBy, Headings, Line, Shape, Short};
use crate::tables::table::{Cell, CellColumn, Table};

/// Rows whose cells a semicolon divides.
pub(super) static SEMICOLONS: Layout =
    Layout { shape: &Shape { cells: CellsBy::Print(";"), ..SHAPE }, begins: &[Begins::HeadingBefore(';')], ..LAYOUT };

/// Rows whose cells a comma divides.
pub(super) static COMMAS: Layout =
    Layout { shape: &Shape { cells: CellsBy::Print(","), ..SHAPE }, begins: &[Begins::HeadingBefore(',')], ..LAYOUT };

const SHAPE: Shape = Shape {
    name: "delimited",
    cells: CellsBy::Print(","),
    line: Line::Row,
    headings: Headings::First,
    short: Short::Shifts,
};

/// Rows of cells that a mark divides: all but the mark.
pub const LAYOUT: Layout = Layout { shape: &SHAPE, begins: &[], find, resume: Some(resume) };

/// `Name, date.` is the beginning of a sentence.
const LEAST_HEADINGS: usize = 3;
/// Lines that are no rows are looked past, at most so many: a remark of one line.
const MOST_DAMAGED: usize = 1;

struct Reader<'f, 'd, 's> {
    finder: &'f Finder<'d, 's>,
    divider: &'static str,
    slots: Vec<Slot<'f>>,
    header: &'f [Span],
}

fn find(finder: &Finder<'_, '_>, layout: &'static Layout, at: usize) -> Search {
    table(finder, layout.shape, at).into()
}

fn table(finder: &Finder<'_, '_>, shape: &'static Shape, at: usize) -> Option<Table> {
    let headings = split(finder, finder.document.line(at)?.0, divider(shape)?);
    if headings.len() < LEAST_HEADINGS || headings.iter().any(|heading| heading.is_empty()) {
        return None;
    }
    let claim = finder.claim(&finder.contract.vocabulary, &headings)?;
    let table = Table::new(shape, at, headings.clone());
    let mut reader = Reader { finder, divider: divider(shape)?, slots: finder.slots(&claim), header: &headings };
    // Below headings of free text alone every sentence with commas would be a row.
    reader.slots.iter().any(|slot| slot.is_required() && !slot.is_free()).then_some(())?;
    below(&mut reader, table, claim.clone(), at + 1).ok()
}

/// Rows that go on with a table under another label.
fn resume(finder: &Finder<'_, '_>, above: &Table) -> Option<Table> {
    let claim = above.claim.as_ref()?;
    let slots = finder.slots(claim);
    let mut reader = Reader { finder, divider: divider(above.layout)?, slots, header: &above.headings };
    rows::resume(&mut reader, Table::below(above, above.end_block), claim.clone())
}

fn divider(shape: &Shape) -> Option<&'static str> {
    if let CellsBy::Print(divider) = shape.cells { Some(divider) } else { None }
}

impl<'d, 's: 'd> ReadRows<'d, 's> for Reader<'_, 'd, 's> {
    type Row = Vec<Cell>;

    fn finder(&self) -> &Finder<'d, 's> {
        self.finder
    }

    fn row(&mut self, at: usize) -> Option<(Vec<Cell>, usize)> {
        Some((self.cells(at)?, 1))
    }

    fn begins(&self, at: usize) -> bool {
        self.cells(at).is_some()
    }

    fn apart(&self, lines: &[Span]) -> Vec<Vec<Cell>> {
        lines.iter().map(|&line| vec![Cell::apart(line)]).collect()
    }

    fn labels(&self, at: usize) -> usize {
        let is_mark = |cell: &str| self.slots.iter().any(|slot| slot.is_mark(cell.trim_matches('"')));
        let count = labels(self.finder, at, |word| word.split(self.divider).any(is_mark));
        // A title above headings that come again is that of another table.
        if self.repeated_header(at + count).is_some() { 0 } else { count }
    }

    fn most_damaged(&self) -> usize {
        MOST_DAMAGED
    }

    fn repeated_header(&self, at: usize) -> Option<usize> {
        let document = self.finder.document;
        let cells = split(self.finder, document.line(at)?.0, self.divider);
        let texts = |cells: &[Span]| cells.iter().map(|&cell| document.plain(cell)).collect::<Vec<_>>();
        (texts(&cells) == texts(self.header)).then_some(1)
    }
}

impl Reader<'_, '_, '_> {
    /// The cells of a line: one of them looks like its column; behind a blank line all do.
    fn cells(&self, at: usize) -> Option<Vec<Cell>> {
        let (span, line) = self.finder.document.line(at)?;
        let cells = split(self.finder, span, self.divider);
        let fits: Vec<Fit> =
            cells.iter().zip(&self.slots).map(|(&cell, slot)| slot.fit(&self.finder.document.plain(cell))).collect();
        let is_typed = |(fit, slot): (&Fit, &Slot<'_>)| *fit == Fit::Value && !slot.is_free();
        let is_whole = cells.len() == self.slots.len() && fits.iter().all(|fit| *fit != Fit::No);
        let is_row = cells.len() > 1 && fits.iter().zip(&self.slots).any(is_typed) && (!line.opens || is_whole);
        let width = self.slots.len();
        let cell = |(at, span)| Cell { span, column: CellColumn::at(at, width) };
        is_row.then(|| cells.into_iter().enumerate().map(cell).collect())
    }
}

/// The cells of a line, without the empty ones at its end, with which a spreadsheet fills up its rows.
fn split(finder: &Finder<'_, '_>, line: Span, divider: &str) -> Vec<Span> {
    let raw = finder.document.raw(line);
    let text = finder.document.source.text.as_str();
    let mut cells = Vec::new();
    let mut from = 0;
    while from <= raw.len() {
        let rest = &raw[from..];
        // Between quotes nothing divides.
        let quoted = rest.trim_start().strip_prefix('"').and_then(|inside| {
            let begin = raw.len() - inside.len();
            let end = begin + inside.find('"')?;
            raw[end + 1..].trim_start().strip_prefix(divider).map_or_else(
                || raw[end + 1..].trim().is_empty().then_some((begin, end, raw.len() + 1)),
                |behind| Some((begin, end, raw.len() - behind.len())),
            )
        });
        let length = rest.find(divider).unwrap_or(rest.len());
        let (begin, end, next) = quoted.unwrap_or((from, from + length, from + length + divider.len()));
        cells.push(line.inner(begin, end - begin).trim(text));
        from = next;
    }
    while cells.last().is_some_and(|cell| cell.is_empty()) {
        cells.pop();
    }
    cells
}
