//! `flattened_rows`: one row per line, cells divided by blanks; which word belongs to which column is told by types.
//! A row may run over several lines, as version patterns do.

use super::super::align::{Alignment, Allowance, Fit, Slot, align};
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
        } else if let Some(lines) = damaged_lines(finder, &slots, end) {
            // Lines among rows that are none: kept whole, in no column.
            let column = table.headings.len();
            for (span, _) in (end..end + lines).filter_map(|at| document.line(at)) {
                table.push([Cell { span, column }]);
            }
            end += lines;
        } else {
            break;
        }
    }
    if table.rows.is_empty() {
        return None;
    }
    table.claim = Some(claim);
    table.end(document, end);
    Some(finder.with_evidence(table)).filter(|table| table.claim.is_some())
}

/// Lines that are no rows are looked past, at most so many.
const MOST_DAMAGED: usize = 4;

/// The number of lines until a row on one line; a last line that begins like a row counts, too. Null where the table
/// ends before.
fn damaged_lines(finder: &Finder<'_, '_>, slots: &[Slot<'_>], at: usize) -> Option<usize> {
    let open = (0..MOST_DAMAGED).take_while(|&lines| !finder.ends_table(at + lines)).count();
    let is_row = |at: usize| row(finder, slots, at).is_some_and(|(_, lines)| lines == 1);
    (1..=open).find(|&lines| is_row(at + lines)).or_else(|| {
        let (span, line) = finder.document.line(at).filter(|_| open > 0)?;
        let words = words(finder, span);
        let has_name = words.iter().any(|&word| {
            let text = finder.document.plain(word);
            slots.iter().any(|slot| slot.is_mark(&text))
        });
        (!line.opens && has_name && words.len() > 1).then_some(1)
    })
}

/// Whether a line is the header of a table on lines.
pub(in crate::tables) fn is_header(finder: &Finder<'_, '_>, span: Span) -> bool {
    finder.contract.flattened.may_begin(finder.document.raw(span)) && header(finder, span).is_some()
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
pub(super) fn is_rule(raw: &str) -> bool {
    raw.len() >= 3 && raw.bytes().all(|b| matches!(b, b'-' | b'=' | b' ' | b'\t' | b'+'))
}

/// The row that begins at a line: its cells and the number of its lines. First all columns, over as few lines as
/// possible; then one line whose required word has no shape, or with cells left out, or with one that makes no sense.
fn row(finder: &Finder<'_, '_>, slots: &[Slot<'_>], at: usize) -> Option<(Vec<Cell>, usize)> {
    let document = finder.document;
    let (first, _) = document.line(at)?;
    let mut tokens = words(finder, first);
    let first_line = tokens.len();
    let one_line = |allowance: Allowance, tokens: &[Span]| aligned(finder, slots, &tokens[..first_line], allowance);
    if let Some(found) = one_line(Allowance::Nothing, &tokens) {
        return Some((found, 1));
    }
    // A cell that is cut over lines, such as a version pattern, may be cut by blank lines, too.
    let is_cut = slots.first().is_some_and(|slot| {
        slot.wraps()
            && !tokens.is_empty()
            && (1..=first_line).all(|end| slot.fit(&joined(finder, &tokens[..end])) == Fit::No)
    });
    for lines in 2..=MOST_LINES {
        let Some((span, line)) = document.line(at + lines - 1) else { break };
        let next = words(finder, span);
        let begins_row = || {
            let begin = next.first().map(|&word| document.plain(word)).unwrap_or_default();
            slots.iter().any(|slot| slot.is_mark(&begin))
        };
        let goes_on = is_broken(document.raw(tokens[tokens.len() - 1]), slots);
        if line.bullet || finder.ends_table(at + lines - 1) || !is_cut && !goes_on && (line.opens || begins_row()) {
            break;
        }
        tokens.extend(next);
        if let Some(found) = aligned(finder, slots, &tokens, Allowance::Nothing) {
            return Some((found, lines));
        }
    }
    [Allowance::Shape, Allowance::Cells, Allowance::Sense]
        .into_iter()
        .find_map(|allowance| one_line(allowance, &tokens))
        .map(|cells| (cells, 1))
}

fn joined(finder: &Finder<'_, '_>, tokens: &[Span]) -> String {
    match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => finder.document.plain(first.join(*last)).into_owned(),
        _ => String::new(),
    }
}

/// The cells of a row whose words are tokens.
pub(super) fn aligned(
    finder: &Finder<'_, '_>,
    slots: &[Slot<'_>],
    tokens: &[Span],
    allowance: Allowance,
) -> Option<Vec<Cell>> {
    let found = align(slots, tokens.len(), allowance, |range| {
        finder.document.plain(tokens[range.start].join(tokens[range.end - 1]))
    })?;
    let cells = cells(&found, tokens);
    // A name may be broken behind an underscore.
    let broken = cells.iter().any(|cell| {
        let mut lines = finder.document.raw(cell.span).lines();
        lines.next_back();
        !slots[cell.column].wraps() && lines.any(|line| !is_broken(line.trim_end(), slots))
    });
    (!broken).then_some(cells)
}

/// Whether a word is the first part of a name that is broken behind an underscore: `DISKCOPY.CO_` is a whole name.
pub(super) fn is_broken(word: &str, slots: &[Slot<'_>]) -> bool {
    let last = word.rsplit(' ').next().unwrap_or_default();
    last.ends_with('_') && !slots.iter().any(|slot| slot.is_mark(last))
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
