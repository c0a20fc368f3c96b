//! `grid`: rows of cells divided by bars, the headings in the first row.

use super::super::{Cell, Claim, Finder, Layout, Search, Table, never};
use crate::blocks::{Block, Kind};
use crate::span::Span;
use std::borrow::Cow;

/// Rows of cells.
pub(in crate::tables) const LAYOUT: Layout = Layout { name: "grid", find, resume: never };

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
}

/// The rows of a grid that begins at a block, and the block behind them. Lines divided by bars are rows, too: a table
/// without a rule below its header is none to Markdown. Where the bars at both ends are missing as well, the first
/// cell must be a heading. No rows where the lines are none.
pub(super) fn rows<'d>(finder: &Finder<'d, '_>, at: usize) -> (Vec<GridRow<'d>>, usize) {
    let document = finder.document;
    if let Block { kind: Kind::Grid { first, end }, .. } = document.blocks[at] {
        let rows = document.rows.get(first as usize..end as usize).unwrap_or_default();
        let rows =
            rows.iter().map(|row| GridRow { cells: Cow::Borrowed(document.row_cells(row)), delimiter: row.delimiter });
        return (rows.collect(), at + 1);
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
        let cells = document.split(span);
        let is_heading = |&cell: &Span| finder.contract.vocabulary.heading(&document.plain(cell)).is_some();
        if !is_framed && end == at && !cells.first().is_some_and(is_heading) {
            break;
        }
        rows.push(GridRow { delimiter: document.is_delimiter(&cells), cells: Cow::Owned(cells) });
        end += 1;
    }
    // A row without any text divides records: `||` has one cell.
    let is_wide = |row: &GridRow<'_>| row.cells.len() >= 2 || row.is_padding();
    let is_table = rows.len() >= 2 && rows.iter().all(is_wide) && rows[0].cells.len() >= 2;
    (if is_table { rows } else { Vec::new() }, end)
}

/// Whether nothing but a claim shows that lines are a table: they are no grid, and begin without a bar.
fn needs_claim(finder: &Finder<'_, '_>, at: usize) -> bool {
    finder.document.line(at).is_some_and(|(span, _)| !finder.document.raw(span).starts_with('|'))
}

/// A header that goes on in the second row, as spans of columns leave it: `File` above `version` and `size`. Gives the
/// rows below the first one that belong to it, the last heading of each column, and the dataset that knows all of them.
fn header_of_two_rows(
    finder: &Finder<'_, '_>,
    head: &GridRow<'_>,
    body: &[GridRow<'_>],
) -> Option<(usize, Vec<Span>, Claim)> {
    let document = finder.document;
    let at = body.iter().position(|row| !row.delimiter)?;
    let second = body.get(at).filter(|row| row.cells.len() == head.cells.len() && row.cells.len() <= MOST_HEADINGS)?;
    let vocabulary = &finder.contract.vocabulary;
    let mut ids = Vec::with_capacity(head.cells.len());
    let mut headings = Vec::with_capacity(head.cells.len());
    for (&above, &below) in head.cells.iter().zip(second.cells.iter()) {
        let (name, more) = (document.plain(above), document.plain(below));
        let is_one = more.is_empty() || name == more;
        let whole = if is_one { name.into_owned() } else { format!("{name} {more}") };
        ids.push(Some(vocabulary.heading(&whole)?));
        headings.push(if more.is_empty() { above } else { below });
    }
    let claim = vocabulary.claim(&ids, &finder.contract.datasets).ok()?;
    (claim.known == headings.len()).then_some((at + 1, headings, claim))
}

/// A header of two rows has at most so many columns.
const MOST_HEADINGS: usize = 64;

fn find(finder: &Finder<'_, '_>, at: usize) -> Search {
    let (rows, end) = rows(finder, at);
    let document = finder.document;
    // Lines that a single bar divides are records of keys and values, or a drawing.
    let is_divided = matches!(document.blocks[at].kind, Kind::Line(_)) && rows.iter().any(|row| row.cells.len() < 2);
    let Some((head, mut body)) = rows.split_first().filter(|_| !is_divided) else { return Search::Refused { end } };
    let mut table = Table::new(LAYOUT.name, at, head.cells.to_vec());
    table.ignored.header = head.cells.len();
    finder.claimed(&mut table);
    if table.claim.as_ref().is_none_or(|claim| claim.known < head.cells.len())
        && let Some((lines, headings, claim)) = header_of_two_rows(finder, head, body)
    {
        for row in &body[..lines] {
            let kind = if row.delimiter { &mut table.ignored.delimiter } else { &mut table.ignored.header };
            *kind += row.cells.len();
        }
        body = &body[lines..];
        table.headings = headings;
        (table.claim, table.doubt) = (Some(claim), None);
    }
    let header_text: Vec<_> = head.cells.iter().map(|&cell| document.plain(cell)).collect();
    for row in body {
        let repeats_header = || {
            row.cells.len() == head.cells.len()
                && row.cells.iter().zip(&header_text).all(|(&cell, heading)| {
                    document.raw(cell).len() >= heading.len() && document.plain(cell) == *heading
                })
        };
        if row.delimiter {
            table.ignored.delimiter += row.cells.len();
        } else if row.is_padding() {
            table.ignored.padding += row.cells.len();
        } else if repeats_header() {
            table.ignored.repeated_header += row.cells.len();
        } else {
            table.push(row.cells.iter().enumerate().map(|(column, &span)| Cell { span, column }));
        }
    }
    table.end(document, end);
    let table = finder.with_evidence(table);
    if table.claim.is_none() && needs_claim(finder, at) {
        return Search::Refused { end };
    }
    Search::Found(Box::new(table))
}
