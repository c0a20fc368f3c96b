//! `flattened_cells`: one cell per line, the headings first, then row after row.

use super::cell_rows::{CellRows, SHAPE, go_on};
use super::fuller::fuller;
use super::{cell_rows, word_rows};
use crate::contract::{Claim, HeadingId};
use crate::span::Span;
use crate::tables::finder::Finder;
use crate::tables::header::{ends_table, whole_heading};
use crate::tables::layout::{Begins, Layout, Search};
use crate::tables::table::Table;
use std::collections::HashSet;

/// One cell per line.
pub(super) static LAYOUT: Layout = Layout { shape: SHAPE, begins: &[Begins::Heading], find, resume: Some(go_on) };

fn find(finder: &Finder<'_, '_>, _: &Layout, at: usize) -> Search {
    table(finder, at).into()
}

fn table(finder: &Finder<'_, '_>, at: usize) -> Option<Table> {
    let mut seen = HashSet::new();
    let mut headings = known_headings(finder, at, &mut seen);
    if headings.len() < 2 {
        return None;
    }
    if let Some(table) = with_repeats(finder, at, headings.len()) {
        return Some(table);
    }
    let rows = at + headings.len();
    if let Some(Header { first_block, headings, claim, rows }) = with_unknown(finder, at, &headings, &mut seen) {
        return cell_rows::table(finder, Table::new(SHAPE, first_block, headings), &claim, rows);
    }
    let claim_of = |headings: &[Span]| finder.claim(&finder.contract.flattened, headings);
    let mut claim = claim_of(&headings)?;
    if claim.known < headings.len() {
        // Headings of the same dataset that are left over were broken: `File` and `name`.
        let whole = joined(finder, &headings);
        if let Some(better) = claim_of(&whole).filter(|better| better.known == whole.len()) {
            (headings, claim) = (whole, better);
        }
    }
    let header = || Table::new(SHAPE, at, headings.clone());
    // Where only the headings were paragraphs of the page, the rows stand on one line each.
    let cells = cell_rows::table(finder, header(), &claim, rows);
    fuller(finder, &claim, cells, || word_rows::table(finder, header(), &claim, rows))
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

/// The table of a header that prints some of its headings again, below more of them than stand apart: only rows that fit below
/// all of them say that these begin no other table.
fn with_repeats(finder: &Finder<'_, '_>, at: usize, apart: usize) -> Option<Table> {
    let line = |at: usize| finder.document.line(at).map(|(span, _)| span);
    let known = |&at: &usize| line(at).is_some_and(|span| whole_heading(finder, span).is_some());
    let count = (at..at + MOST_HEADINGS).take_while(known).count();
    let headings: Vec<Span> = (at..at + count).filter_map(line).collect();
    let claim = finder.claim(&finder.contract.flattened, &headings).filter(|_| count > apart)?;
    CellRows::new(finder, &claim).lines_of_row(at + count)?;
    cell_rows::table(finder, Table::new(SHAPE, at, headings), &claim, at + count)
}

/// A header has no more headings than these, each of them on a line.
const MOST_HEADINGS: usize = 32;

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
    let own = finder.claim(&finder.contract.flattened, known);
    if own.is_some_and(|claim| CellRows::new(finder, &claim).begin(behind)) {
        return None;
    }
    let header = |first_block: usize, headings: Vec<Span>, rows: usize| {
        let claim = finder.claim(&finder.contract.flattened, &headings)?;
        let reader = CellRows::new(finder, &claim);
        let behind = rows + reader.lines_of_row(rows).filter(|_| claim.known + 1 >= headings.len())?;
        let goes_on = ends_table(finder, behind) || reader.lines_of_row(behind).is_some();
        goes_on.then_some(Header { first_block, headings, claim, rows })
    };
    let between = || {
        let unknown = unknown_heading(finder, behind)?;
        let more = known_headings(finder, behind + 1, seen);
        let rows = behind + 1 + more.len();
        header(at, known.iter().copied().chain([unknown]).chain(more).collect(), rows)
    };
    let above = || {
        let first_block = at.checked_sub(1).filter(|&above| above >= finder.done)?;
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
    (may_be && !ends_table(finder, at)).then_some(span)
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
