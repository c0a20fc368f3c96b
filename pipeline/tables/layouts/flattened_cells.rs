//! `flattened_cells`: one cell per line, the headings first, then row after row.

use super::super::align::{Allowance, Slot, align};
use super::super::labels::scope_labels;
use super::super::{Cell, Claim, Finder, Layout, Search, Table};
use super::flattened_pairs::whole_heading;
use super::flattened_rows::{below_cells, cells, fuller, is_broken};
use crate::contract::HeadingId;
use crate::span::Span;
use std::collections::HashSet;
use std::ops::Range;

/// One cell per line.
pub(in crate::tables) const LAYOUT: Layout = Layout { name: "flattened_cells", find, resume };

/// A row has at most this many more lines than columns.
const MOST_EXTRA_LINES: usize = 8;

fn find(finder: &Finder<'_, '_>, at: usize) -> Search {
    table(finder, at).into()
}

fn table(finder: &Finder<'_, '_>, at: usize) -> Option<Table> {
    let mut seen = HashSet::new();
    let mut headings = known_headings(finder, at, &mut seen);
    if headings.len() < 2 {
        return None;
    }
    let lines = headings.len();
    if let Some(header) = with_unknown(finder, at, &headings, &mut seen) {
        let mut table = Table::new(LAYOUT.name, header.first_block, header.headings);
        table.ignored.header = table.headings.len();
        return below(finder, table, header.claim, header.rows);
    }
    let claim_of = |headings: &[Span]| finder.claim(&finder.contract.flattened, headings);
    let mut claim = claim_of(&headings)?;
    if claim.known < lines {
        // Headings of the same dataset that are left over were broken: `File` and `name`.
        let whole = joined(finder, &headings);
        if let Some(better) = claim_of(&whole).filter(|better| better.known == whole.len()) {
            (headings, claim) = (whole, better);
        }
    }
    let header = || {
        let mut table = Table::new(LAYOUT.name, at, headings.clone());
        table.ignored.header = table.headings.len();
        table
    };
    // Where only the headings were paragraphs of the page, the rows stand on one line each.
    let cells = below(finder, header(), claim.clone(), at + lines);
    fuller(finder, &claim, cells, || below_cells(finder, header(), claim.clone(), at + lines))
}

/// The headings that stand one below the other from a block on. One that comes again begins another table, or is data.
fn known_headings(finder: &Finder<'_, '_>, at: usize, seen: &mut HashSet<HeadingId>) -> Vec<Span> {
    let mut headings = Vec::new();
    while let Some((span, _)) = finder.document.line(at + headings.len())
        && whole_heading(finder, span).is_some_and(|heading| seen.insert(heading))
    {
        headings.push(span);
    }
    headings
}

/// A header with one heading that nobody knows.
struct Header {
    first_block: usize,
    headings: Vec<Span>,
    claim: Claim,
    /// The block at which its rows begin.
    rows: usize,
}

/// The header whose headings, from a block on, are known but for one: the line above them, or the one behind them. Only
/// rows can say so: none fits below the headings that are known, and one does where there is a column more.
fn with_unknown(finder: &Finder<'_, '_>, at: usize, known: &[Span], seen: &mut HashSet<HeadingId>) -> Option<Header> {
    if known.len() < LEAST_KNOWN {
        return None;
    }
    let behind = at + known.len();
    let own_slots = finder.claim(&finder.contract.flattened, known);
    let own_slots = own_slots.as_ref().map(|claim| slots(finder, claim)).unwrap_or_default();
    let has_rows = whole_row(finder, &own_slots, behind).is_some();
    if !own_slots.is_empty() && (has_rows || labels_before_rows(finder, &own_slots, behind).is_some()) {
        return None;
    }
    let header = |first_block: usize, headings: Vec<Span>, rows: usize| {
        let claim = finder.claim(&finder.contract.flattened, &headings)?;
        let slots = slots(finder, &claim);
        let (_, lines) = whole_row(finder, &slots, rows).filter(|_| claim.known + 1 == headings.len())?;
        let goes_on = finder.ends_table(rows + lines) || whole_row(finder, &slots, rows + lines).is_some();
        goes_on.then_some(Header { first_block, headings, claim, rows })
    };
    let between = || {
        let unknown = unknown_heading(finder, behind)?;
        let more = known_headings(finder, behind + 1, seen);
        let rows = behind + 1 + more.len();
        header(at, known.iter().copied().chain([unknown]).chain(more).collect(), rows)
    };
    let above = || {
        let first_block = at.checked_sub(1).filter(|&above| above >= finder.done.get())?;
        let unknown = unknown_heading(finder, first_block)?;
        header(first_block, std::iter::once(unknown).chain(known.iter().copied()).collect(), behind)
    };
    above().or_else(between)
}

/// Fewer headings that are known do not make a line between them one.
const LEAST_KNOWN: usize = 2;
/// A heading has at most so many words.
const MOST_WORDS_OF_HEADING: usize = 3;

/// A line that may be a heading which nobody knows.
fn unknown_heading(finder: &Finder<'_, '_>, at: usize) -> Option<Span> {
    let (span, line) = finder.document.line(at)?;
    let raw = finder.document.raw(span);
    let is_words = raw.bytes().all(|b| b.is_ascii_alphabetic() || matches!(b, b' ' | b'-' | b'_' | b'(' | b')' | b'#'));
    let may_be = !line.bullet && is_words && raw.split(' ').count() <= MOST_WORDS_OF_HEADING;
    (may_be && !finder.ends_table(at)).then_some(span)
}

/// Headings of which two that stand one below the other are one heading, where they are known as such.
fn joined(finder: &Finder<'_, '_>, headings: &[Span]) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    for &heading in headings {
        let whole = found.last().map(|last| last.join(heading)).filter(|&whole| whole_heading(finder, whole).is_some());
        match (whole, found.last_mut()) {
            (Some(whole), Some(last)) => *last = whole,
            _ => found.push(heading),
        }
    }
    found
}

/// Rows that go on with a table under another label.
fn resume(finder: &Finder<'_, '_>, above: &Table) -> Option<Table> {
    let claim = above.claim.clone()?;
    let begin = above.end_block + labels_before_rows(finder, &slots(finder, &claim), above.end_block)?;
    below(finder, Table::new(LAYOUT.name, begin, above.headings.clone()), claim, begin)
}

/// The number of labels from a block on, where a row without damage follows them.
fn labels_before_rows(finder: &Finder<'_, '_>, slots: &[Slot<'_>], at: usize) -> Option<usize> {
    let count = scope_labels(finder, at);
    let is_told_by_type = !slots.iter().any(Slot::is_unfed);
    (count > 0 && is_told_by_type && whole_row(finder, slots, at + count).is_some()).then_some(count)
}

fn slots<'c>(finder: &'c Finder<'_, '_>, claim: &'c Claim) -> Vec<Slot<'c>> {
    (0..claim.columns.len()).map(|heading| Slot::of_lines(finder.columns(claim, heading))).collect()
}

/// The table whose cells begin at a block, where its headings stand on one line.
pub(super) fn below_row(finder: &Finder<'_, '_>, header: Table, claim: Claim, at: usize) -> Option<Table> {
    below(finder, Table { layout: LAYOUT.name, ..header }, claim, at)
}

/// The table whose rows begin at a block; labels may stand between its header and its rows.
fn below(finder: &Finder<'_, '_>, mut table: Table, claim: Claim, at: usize) -> Option<Table> {
    let document = finder.document;
    let slots = slots(finder, &claim);
    let mut end = at;
    loop {
        if table.rows.is_empty()
            && table.first_block < end
            && let Some(count) = labels_before_rows(finder, &slots, end)
        {
            end += count;
            table.first_block = end;
        } else if let Some((cells, lines)) = row(finder, &slots, end) {
            table.push(cells);
            end += lines;
        } else if labels_before_rows(finder, &slots, end).is_none()
            && let Some(lines) = damaged_lines(finder, &slots, end)
        {
            // Lines among rows that are none: kept whole, in no column.
            let column = table.headings.len();
            table.push((end..end + lines).filter_map(|at| document.line(at)).map(|(span, _)| Cell { span, column }));
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
    // Free text takes any words: without one cell that looks like its type, rows are prose.
    let table = finder.with_evidence(table);
    table.claim.is_some().then_some(table)
}

/// The row that begins at a line. A row that lacks nothing stands for itself; one that lacks something must be
/// followed by another row, or by the end of the table.
fn row(finder: &Finder<'_, '_>, slots: &[Slot<'_>], at: usize) -> Option<(Vec<Cell>, usize)> {
    let columns = slots.len();
    let shorter =
        |at: usize| (2..columns).rev().filter_map(move |lines| aligned(finder, slots, at, lines, Allowance::Cells));
    let goes_on =
        |at: usize| finder.ends_table(at) || whole_row(finder, slots, at).is_some() || shorter(at).next().is_some();
    whole_row(finder, slots, at)
        .or_else(|| {
            let is_open = (at..at + columns).all(|line| !finder.ends_table(line)) && goes_on(at + columns);
            is_open.then(|| aligned(finder, slots, at, columns, Allowance::Sense)).flatten()
        })
        .or_else(|| shorter(at).find(|(_, lines)| goes_on(at + lines)))
}

/// A row without damage: as many lines as columns; else more, where cells were cut over lines.
fn whole_row(finder: &Finder<'_, '_>, slots: &[Slot<'_>], at: usize) -> Option<(Vec<Cell>, usize)> {
    let columns = slots.len();
    (columns..=columns + MOST_EXTRA_LINES)
        .find_map(|lines| aligned(finder, slots, at, lines, Allowance::Nothing))
        .or_else(|| aligned(finder, slots, at, columns, Allowance::Shape))
}

/// The number of lines until a row without damage; null where the table ends before.
fn damaged_lines(finder: &Finder<'_, '_>, slots: &[Slot<'_>], at: usize) -> Option<usize> {
    let open = (0..2 * slots.len()).take_while(|&lines| !finder.ends_table(at + lines)).count();
    (1..=open).find(|&lines| whole_row(finder, slots, at + lines).is_some())
}

/// So many cells from a line on, and the number of their lines: a name may be broken behind an underscore.
fn lines_of(finder: &Finder<'_, '_>, slots: &[Slot<'_>], at: usize, cells: usize) -> Option<(Vec<Span>, usize)> {
    let document = finder.document;
    let mut tokens: Vec<Span> = Vec::with_capacity(cells);
    let mut lines = 0;
    while tokens.len() < cells {
        let (mut span, _) = document.line(at + lines)?;
        lines += 1;
        while let raw = document.raw(span)
            && !raw.contains(' ')
            && is_broken(raw, slots)
        {
            span = span.join(document.line(at + lines)?.0);
            lines += 1;
        }
        tokens.push(span);
    }
    Some((tokens, lines))
}

fn aligned(
    finder: &Finder<'_, '_>,
    slots: &[Slot<'_>],
    at: usize,
    lines: usize,
    allowance: Allowance,
) -> Option<(Vec<Cell>, usize)> {
    let document = finder.document;
    let (tokens, lines) = lines_of(finder, slots, at, lines)?;
    let text = |range: Range<usize>| document.plain(tokens[range.start].join(tokens[range.end - 1]));
    let found = align(slots, tokens.len(), allowance, text)?;
    Some((cells(&found, &tokens), lines))
}
