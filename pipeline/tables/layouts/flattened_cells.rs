//! `flattened_cells`: one cell per line, the headings first, then row after row.

use super::super::align::{Missing, Slot, align};
use super::super::{Cell, Finder, Layout, Search, Table};
use super::flattened_pairs::whole_heading;
use super::flattened_rows::cells;
use crate::span::Span;
use std::collections::HashSet;

/// One cell per line.
pub(in crate::tables) const LAYOUT: Layout = Layout { name: "flattened_cells", find };

/// A row has at most this many more lines than columns.
const MOST_EXTRA_LINES: usize = 8;

fn find(finder: &Finder<'_, '_>, at: usize) -> Search {
    table(finder, at).into()
}

fn table(finder: &Finder<'_, '_>, at: usize) -> Option<Table> {
    let document = finder.document;
    let mut headings = Vec::new();
    let mut seen = HashSet::new();
    // A heading that comes again begins another table, or is data.
    while let Some((span, _)) = document.line(at + headings.len())
        && whole_heading(finder, span).is_some_and(|heading| seen.insert(heading))
    {
        headings.push(span);
    }
    if headings.len() < 2 {
        return None;
    }
    let claim = finder.claim(&headings)?;
    let slots: Vec<Slot<'_>> = (0..headings.len()).map(|heading| Slot::new(finder.columns(&claim, heading))).collect();
    let mut end = at + headings.len();
    let mut table = Table::new(LAYOUT.name, at, headings);
    table.ignored.header = table.headings.len();
    while let Some((cells, lines)) = row(finder, &slots, end) {
        table.push(cells);
        end += lines;
    }
    if table.rows.is_empty() {
        return None;
    }
    table.claim = Some(claim);
    table.end(document, end);
    Some(table)
}

/// The row that begins at a line: as many lines as columns; else more, where cells were cut over lines; else fewer,
/// where cells vanished.
fn row(finder: &Finder<'_, '_>, slots: &[Slot<'_>], at: usize) -> Option<(Vec<Cell>, usize)> {
    let columns = slots.len();
    let lines: Vec<Span> = (at..at + columns + MOST_EXTRA_LINES)
        .map_while(|line| finder.document.line(line).map(|(span, _)| span))
        .collect();
    let aligned = |count: usize, missing: Missing| {
        let lines = lines.get(..count)?;
        let found =
            align(slots, count, missing, |range| finder.document.plain(lines[range.start].join(lines[range.end - 1])))?;
        Some((cells(&found, lines), count))
    };
    let more = (columns..=columns + MOST_EXTRA_LINES).find_map(|count| aligned(count, Missing::Refused));
    more.or_else(|| (2..columns).rev().find_map(|count| aligned(count, Missing::Allowed)))
}
