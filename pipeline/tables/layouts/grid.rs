//! `grid`: rows of cells divided by bars, the headings in the first row.

use super::bars::{GridRow, rows, rows_behind};
use super::data_as_header::{may_be_told, told_by_type};
use crate::blocks::{Kind, Marker};
use crate::contract::Claim;
use crate::span::Span;
use crate::tables::align::{Fit, Slot};
use crate::tables::evidence::with_evidence;
use crate::tables::finder::Finder;
use crate::tables::header::TwoLines;
use crate::tables::labels::labels;
use crate::tables::layout::{Begins, Layout, Search};
use crate::tables::shape::{CellsBy, Headings, Line, Shape, Short};
use crate::tables::table::{Cell, CellColumn, Table};
use std::borrow::Cow;

/// Rows of cells.
pub(super) static LAYOUT: Layout = Layout {
    shape: &Shape {
        name: "grid",
        cells: CellsBy::Print("|"),
        line: Line::Row,
        headings: Headings::First,
        short: Short::Shifts,
    },
    begins: &[Begins::Grid, Begins::Bar],
    find,
    resume: Some(resume),
};

/// Whether nothing but a claim shows that lines are a table: they are no grid, and begin without a bar.
fn needs_claim(finder: &Finder<'_, '_>, at: usize) -> bool {
    finder.document.line(at).is_some_and(|(span, _)| !finder.document.raw(span).starts_with('|'))
}

/// The rows below the first one that belong to the header, and what both say: spans of columns leave a header of two rows.
fn header_of_two_rows(
    finder: &Finder<'_, '_>,
    head: &GridRow<'_>,
    body: &[GridRow<'_>],
    first: Option<&Claim>,
) -> Option<(usize, TwoLines)> {
    let at = body.iter().position(|row| !row.delimiter)?;
    let second = body.get(at).filter(|row| row.cells.len() == head.cells.len() && row.cells.len() <= MOST_HEADINGS)?;
    let lines: Vec<[Span; 2]> =
        head.cells.iter().zip(second.cells.iter()).map(|(&above, &below)| [above, below]).collect();
    Some((at + 1, TwoLines::prove(finder, &finder.contract.vocabulary, first, &lines)?))
}

/// The headings of a table whose first words are captions of groups: `x86 File version | x86 File size | x64 File version | x64 File
/// size`. What stands behind each of them is a heading that comes again behind another one.
fn captions_in_headings(finder: &Finder<'_, '_>, table: &Table) -> Option<TwoLines> {
    let vocabulary = &finder.contract.vocabulary;
    let known = |span: Span| vocabulary.heading(&finder.document.plain(span));
    let lines = |&heading: &Span| {
        let raw = finder.document.raw(heading);
        let blank = raw.find(' ').filter(|_| known(heading).is_none())?;
        let (caption, rest) = (heading.inner(0, blank), heading.inner(blank + 1, raw.len() - blank - 1));
        Some(([caption, rest], known(rest)?))
    };
    let found: Vec<Option<_>> = table.headings.iter().map(lines).collect();
    let ids = || found.iter().flatten().map(|(_, id)| id);
    let mut first = ids();
    // Of two columns of one heading alone nobody knows how they differ.
    let are_several = first.next().is_some_and(|id| first.any(|other| other != id));
    if !are_several || !ids().all(|id| ids().filter(|other| *other == id).count() > 1) {
        return None;
    }
    let whole = table.headings.iter().map(|&heading| [heading, Span::empty_at(heading.end)]);
    let lines: Vec<[Span; 2]> =
        whole.zip(&found).map(|(whole, found)| found.as_ref().map_or(whole, |(lines, _)| *lines)).collect();
    // `Application name | Application version | Module name | Module version` is of crashes: headings without captions say whose
    // table it is.
    let claim = table.claim.as_ref()?;
    let knows_more = |found: &TwoLines| found.claim.dataset == claim.dataset && found.claim.known > claim.known;
    TwoLines::read(finder, vocabulary, &lines).filter(knows_more)
}

/// Whether a row only spans parts of the header of two rows below it: each of its cells reaches down into that, or to the side.
fn spans_header(finder: &Finder<'_, '_>, row: &GridRow<'_>, head: &GridRow<'_>, body: &[GridRow<'_>]) -> bool {
    let reaches_on = |(at, cell): (usize, &Span)| {
        let beside = |at: Option<usize>| at.and_then(|at| row.cells.get(at)) == Some(cell);
        head.cells.get(at) == Some(cell) || beside(at.checked_sub(1)) || beside(Some(at + 1))
    };
    row.cells.iter().enumerate().all(reaches_on) && header_of_two_rows(finder, head, body, None).is_some()
}

/// A header of two rows has at most so many columns.
const MOST_HEADINGS: usize = 64;

/// The number of rows above the header that are its captions: `For all supported x64-based versions` in a cell that
/// spans all columns. None where no dataset knows the headings below.
fn captions(finder: &Finder<'_, '_>, rows: &[GridRow<'_>]) -> usize {
    let vocabulary = &finder.contract.vocabulary;
    let is_heading = |row: &GridRow<'_>| vocabulary.heading(&finder.document.plain(row.cells[0])).is_some();
    let is_above =
        |row: &&GridRow<'_>| row.delimiter || row.is_padding() || row.is_one_text(finder) && !is_heading(row);
    let above = rows.iter().take(MOST_ROWS_ABOVE).take_while(is_above).count();
    let Some((head, body)) = rows[above..].split_first().filter(|_| above > 0) else { return 0 };
    let is_header =
        finder.claim(vocabulary, &head.cells).is_some() || header_of_two_rows(finder, head, body, None).is_some();
    if is_header { above } else { 0 }
}

/// Two labels, a rule, and empty rows between them.
const MOST_ROWS_ABOVE: usize = 5;

fn find(finder: &Finder<'_, '_>, layout: &'static Layout, at: usize) -> Search {
    let (rows, end) = rows(finder, at);
    let document = finder.document;
    // Lines that a single bar divides are records of keys and values, or a drawing.
    let is_divided = matches!(document.blocks[at].kind, Kind::Line(_)) && rows.iter().any(|row| row.cells.len() < 2);
    let (captions, rest) = rows.split_at(captions(finder, &rows));
    let Some((mut head, mut body)) = rest.split_first().filter(|_| !is_divided) else { return Search::Refused { end } };
    let mut table = Table::new(layout.shape, at, head.cells.to_vec());
    finder.claimed(&mut table);
    if table.claim.is_none()
        && let Some((next, rest)) = body.split_first().filter(|(next, rest)| spans_header(finder, head, next, rest))
    {
        table.ignored.header += head.cells.len();
        (head, body) = (next, rest);
    }
    if let Some(header) = captions_in_headings(finder, &table) {
        header.head(&mut table);
    } else if let Some((lines, header)) = header_of_two_rows(finder, head, body, table.claim.as_ref()) {
        for row in &body[..lines] {
            let kind = if row.delimiter { &mut table.ignored.delimiter } else { &mut table.ignored.header };
            *kind += row.cells.len();
        }
        body = &body[lines..];
        header.head(&mut table);
    }
    // What may be data is no header: a row like it is another row.
    let rows = Rows::new(finder, if may_be_told(finder, &table) { &[] } else { &head.cells });
    rows.add(finder, &mut table, captions);
    rows.add(finder, &mut table, body);
    table.end(document, end);
    let mut table = with_evidence(finder, table);
    if table.claim.is_none() && needs_claim(finder, at) {
        return Search::Refused { end };
    }
    table = told_by_type(finder, table);
    go_on(finder, &mut table, &rows);
    Search::Found(Box::new(table))
}

/// Adds the rows that blank lines cut off from a table.
fn go_on(finder: &Finder<'_, '_>, table: &mut Table, rows: &Rows<'_>) {
    let Some(claim) = table.claim.clone() else { return };
    let mut behind = table.end_block;
    // The markers of an unfinished merge cut rows off, too.
    let marker = |at: usize| Marker::of(from_start(finder, finder.document.line(at)?.0));
    let mut side = None;
    while let found = marker(behind)
        && let Some((more, end)) = cut_off(finder, &claim, behind + usize::from(found.is_some()))
    {
        side = found.or(side);
        match side {
            Some(Marker::Theirs) => more.iter().for_each(|row| table.push(apart(row))),
            _ => rows.add(finder, table, &more),
        }
        behind = end;
    }
    // Once: it looks at all blocks of the table.
    if behind > table.end_block {
        table.end(finder.document, behind);
    }
}

/// Rows below a label that go on with a table.
fn resume(finder: &Finder<'_, '_>, above: &Table) -> Option<Table> {
    let claim = above.claim.as_ref()?;
    let slots = finder.slots(claim);
    let labels = labels(finder, above.end_block, |word| slots.iter().any(|slot| slot.is_mark(word)));
    let begin = above.end_block + labels;
    let (more, end) = cut_off(finder, claim, begin).filter(|_| labels > 0)?;
    let mut table = Table::below(above, begin);
    table.claim = Some(claim.clone());
    let rows = Rows::new(finder, &above.headings);
    rows.add(finder, &mut table, &more);
    table.end(finder.document, end);
    let mut table = Some(with_evidence(finder, table)).filter(|table| table.claim.is_some())?;
    go_on(finder, &mut table, &rows);
    Some(table)
}

/// Rows from a block on that have no headings of their own, and go on with the table that stands above: as many cells,
/// of which all fit in the first row, and a mark in most of the others.
fn cut_off<'d>(finder: &Finder<'d, '_>, claim: &Claim, at: usize) -> Option<(Vec<GridRow<'d>>, usize)> {
    let (rows, end) = rows_behind(finder, at);
    let slots = finder.slots(claim);
    let data = || rows.iter().filter(|row| !row.delimiter && !row.is_padding() && !row.is_one_text(finder));
    let fits = |(&cell, slot): (&Span, &Slot<'_>)| slot.fit(&finder.document.plain(cell)) != Fit::No;
    let is_marked = |row: &&GridRow<'_>| {
        row.cells.iter().zip(&slots).any(|(&cell, slot)| slot.is_mark(&finder.document.plain(cell)))
    };
    let first = data().next()?;
    let first_fits = is_marked(&first) && first.cells.iter().zip(&slots).all(fits);
    let have_width = data().all(|row| row.cells.len() == slots.len());
    (first_fits && have_width && data().filter(is_marked).count() * 2 >= data().count()).then_some((rows, end))
}

/// How rows become rows of a table: those that print its header again are none.
struct Rows<'d> {
    header: Vec<Cow<'d, str>>,
}

impl<'d> Rows<'d> {
    fn new(finder: &Finder<'d, '_>, headings: &[Span]) -> Self {
        Self { header: headings.iter().map(|&cell| finder.document.plain(cell)).collect() }
    }

    fn repeats_header(&self, finder: &Finder<'_, '_>, row: &GridRow<'_>) -> bool {
        row.cells.len() == self.header.len()
            && row.cells.iter().zip(&self.header).all(|(&cell, heading)| {
                finder.document.raw(cell).len() >= heading.len() && finder.document.plain(cell) == *heading
            })
    }

    fn add(&self, finder: &Finder<'_, '_>, table: &mut Table, rows: &[GridRow<'_>]) {
        let mut side: Option<Marker> = None;
        for row in rows {
            let marker = row.cells.first().and_then(|&cell| Marker::of(finder.document.raw(cell)));
            // Alone, the one in the middle is a rule.
            let marker = marker.filter(|marker| *marker != Marker::Theirs || side == Some(Marker::Ours));
            side = marker.or(side);
            if marker.is_some() || side == Some(Marker::Theirs) {
                // What the other side of a merge says of the same files is kept, and is no row.
                table.push(apart(row));
            } else if row.delimiter {
                table.ignored.delimiter += row.cells.len();
            } else if row.is_padding() {
                table.ignored.padding += row.cells.len();
            } else if self.repeats_header(finder, row) {
                table.ignored.repeated_header += row.cells.len();
            } else {
                let width = table.headings.len();
                let column = |at| CellColumn::at(at, width);
                table.push(row.cells.iter().enumerate().map(|(at, &span)| Cell { span, column: column(at) }));
            }
        }
    }
}

/// The cells of a row that is none.
fn apart<'r>(row: &'r GridRow<'_>) -> impl Iterator<Item = Cell> + 'r {
    row.cells.iter().filter(|cell| !cell.is_empty()).map(|&cell| Cell::apart(cell))
}

/// A line from its first character on: Markdown takes the marker of a merge for quotes.
fn from_start<'s>(finder: &Finder<'_, 's>, span: Span) -> &'s str {
    let text = finder.document.source.text.as_str();
    let (start, end) = (span.range().start, span.range().end);
    let before = start.saturating_sub(MOST_QUOTES);
    let line = memchr::memrchr(b'\n', &text.as_bytes()[before..start]).map_or(start, |at| before + at + 1);
    text.get(line..end).unwrap_or_default()
}

/// Quotes and blanks before the text of a line, in bytes.
const MOST_QUOTES: usize = 16;
