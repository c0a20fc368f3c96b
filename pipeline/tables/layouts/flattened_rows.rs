//! `flattened_rows`: one row per line, cells divided by blanks; which word belongs to which column is told by types.
//! A row may run over several lines, as version patterns do.

use super::super::align::{Alignment, Allowance, Slot, align};
use super::super::{Cell, Finder, Layout, Search, Table};
use super::flattened_pairs::words;
use crate::blocks::{Block, Kind};
use crate::span::Span;

/// One row per line.
pub(in crate::tables) const LAYOUT: Layout = Layout { name: "flattened_rows", find };

/// A row runs over at most this many lines.
const MOST_LINES: usize = 8;

fn find(finder: &Finder<'_, '_>, at: usize) -> Search {
    table(finder, at).into()
}

fn table(finder: &Finder<'_, '_>, at: usize) -> Option<Table> {
    let document = finder.document;
    // A rule under the headings looks like the underline of a title.
    let (span, underlined) = match document.blocks[at] {
        Block { span, kind: Kind::Line(_) } => (span, false),
        Block { span, kind: Kind::Underlined(_) } => (span, true),
        Block { .. } => return None,
    };
    let headings = header(finder, span)?;
    let claim = finder.claim(&finder.contract.flattened, &headings)?;
    let slots: Vec<Slot<'_>> =
        (0..headings.len()).map(|heading| Slot::of_words(finder.columns(&claim, heading))).collect();
    let mut table = Table::new(LAYOUT.name, at, headings);
    table.ignored.header = table.headings.len();
    table.ignored.delimiter = usize::from(underlined);
    let mut end = at + 1;
    while let Some((span, line)) = document.line(end) {
        if is_rule(document.raw(span)) && (!line.opens || table.rows.is_empty()) {
            table.ignored.delimiter += 1;
            end += 1;
        } else if let Some((cells, lines)) = row(finder, &slots, end) {
            table.push(cells);
            end += lines;
        } else if !line.opens
            && !table.rows.is_empty()
            && header(finder, span).is_some_and(|again| again.len() == table.headings.len())
        {
            table.ignored.repeated_header += table.headings.len();
            end += 1;
        } else if !finder.ends_table(end) && row(finder, &slots, end + 1).is_some_and(|(_, lines)| lines == 1) {
            // A line among rows that is none: kept whole, in no column.
            table.push([Cell { span, column: table.headings.len() }]);
            end += 1;
        } else {
            break;
        }
    }
    if table.rows.is_empty() {
        return None;
    }
    table.claim = Some(claim);
    table.end(document, end);
    // Free text takes any words: without one cell that looks like its type, rows are prose.
    let table = finder.with_evidence(table);
    table.claim.is_some().then_some(table)
}

/// The headings that cover a whole line.
fn header(finder: &Finder<'_, '_>, span: Span) -> Option<Vec<Span>> {
    let words = words(finder, span);
    let texts: Vec<&str> = words.iter().map(|&word| finder.document.raw(word)).collect();
    let segments = finder.contract.flattened.segment(&texts)?;
    (segments.len() >= 2)
        .then(|| segments.iter().map(|&(first, length, _)| words[first].join(words[first + length - 1])).collect())
}

/// A line of nothing but `-`, `=` and blanks.
fn is_rule(raw: &str) -> bool {
    raw.len() >= 3 && raw.bytes().all(|b| matches!(b, b'-' | b'=' | b' ' | b'\t' | b'+'))
}

/// The row that begins at a line: its cells and the number of its lines. First all columns, over as few lines as
/// possible; then one line whose required word has no shape, or with cells left out, or with one that makes no sense.
fn row(finder: &Finder<'_, '_>, slots: &[Slot<'_>], at: usize) -> Option<(Vec<Cell>, usize)> {
    let document = finder.document;
    let mut tokens = Vec::new();
    let mut first_line = 0;
    for lines in 1..=MOST_LINES {
        let Some((span, line)) = document.line(at + lines - 1) else { break };
        if lines > 1 && line.bullet {
            break;
        }
        tokens.extend(words(finder, span));
        if lines == 1 {
            first_line = tokens.len();
        }
        if let Some(found) = aligned(finder, slots, &tokens, Allowance::Nothing) {
            return Some((found, lines));
        }
    }
    tokens.truncate(first_line);
    [Allowance::Shape, Allowance::Cells, Allowance::Sense]
        .into_iter()
        .find_map(|allowance| aligned(finder, slots, &tokens, allowance))
        .map(|cells| (cells, 1))
}

fn aligned(finder: &Finder<'_, '_>, slots: &[Slot<'_>], tokens: &[Span], allowance: Allowance) -> Option<Vec<Cell>> {
    let found = align(slots, tokens.len(), allowance, |range| {
        finder.document.plain(tokens[range.start].join(tokens[range.end - 1]))
    })?;
    let cells = cells(&found, tokens);
    let broken = cells.iter().any(|cell| !slots[cell.column].wraps() && finder.document.raw(cell.span).contains('\n'));
    (!broken).then_some(cells)
}

/// The cells of an alignment.
pub(super) fn cells(alignment: &Alignment, tokens: &[Span]) -> Vec<Cell> {
    let span = |range: &std::ops::Range<usize>| tokens[range.start].join(tokens[range.end - 1]);
    alignment
        .iter()
        .enumerate()
        .filter_map(|(column, range)| Some(Cell { span: span(range.as_ref()?), column }))
        .collect()
}
