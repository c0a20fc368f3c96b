//! `titled`: a row per heading or item of a list that states the values of a row by itself, each told by its type:
//! `### Version 138.0.3351.65: July 1, 2025`. What stands between the rows belongs to others, and so do the rows as text.

use super::finder::Finder;
use super::layout::{LEAST_DIGITS, LONGEST_CELL};
use super::score::score;
use super::shape::{CellsBy, Headings, Line, Shape, Short};
use super::table::{Cell, Ignored, Table};
use crate::blocks::{Document, Kind};
use crate::contract::Claim;
use crate::lines::Lines;
use crate::lines::text::{COLONS, ends_with_colon};
use crate::span::Span;
use std::collections::BTreeSet;
use std::ops::Range;

/// Titles that are rows.
pub static TITLED: Shape =
    Shape { name: "titled", cells: CellsBy::Type, line: Line::Row, headings: Headings::Nowhere, short: Short::Fine };

/// One title alone may say anything.
const LEAST_ROWS: usize = 2;
/// What divides the values of a title, besides colons and links.
const DIVIDERS: &[&str] =
    &["(", ")", "[", "]", "\u{2014}", "&mdash;", " - ", " \u{2013} ", " &ndash; ", "; ", "|", "\u{ff1a}"];
/// Marks of emphasis and stops around a value.
const AROUND: &[char] = &['*', '_', '`', ',', '.'];
/// Headings have levels up to this one; behind them stand items of lists.
const LEVELS: usize = 6;

/// A value of a title and the column that it feeds.
type Value = (usize, Span);
/// Titles of one rank that are rows: their blocks and values.
type Group = Vec<(usize, Vec<Value>)>;

/// Adds the tables whose rows stand in titles outside of all tables found so far.
pub(super) fn add(lines: &Lines<'_, '_>, tables: &mut Vec<Table>) {
    let Lines { document, contract, .. } = *lines;
    let finder = Finder { document, contract, lines, done: 0 };
    let mut found = Vec::new();
    for (dataset, _) in contract.datasets.iter().enumerate().filter(|(_, dataset)| !dataset.in_titles.is_empty()) {
        let mut taken = tables.iter().peekable();
        // By level, items last.
        let mut groups: [Group; LEVELS + 1] = Default::default();
        let mut at = 0;
        while at < document.blocks.len() {
            if let Some(table) = taken.next_if(|table| table.first_block <= at) {
                at = table.end_block.max(at + 1);
                continue;
            }
            if let Some(rank) = rank(document, at) {
                if rank < LEVELS {
                    // A heading ends the titles below the one before it.
                    found.extend(groups[rank + 1..].iter_mut().filter_map(|group| table(&finder, dataset, group)));
                }
                groups[rank].extend(row(&finder, dataset, at).map(|row| (at, row)));
            } else if is_label(lines, at) {
                found.extend(table(&finder, dataset, &mut groups[LEVELS]));
            }
            at += 1;
        }
        found.extend(groups.iter_mut().filter_map(|group| table(&finder, dataset, group)));
    }
    if !found.is_empty() {
        tables.extend(found);
        tables.sort_by_key(|table| table.first_block);
    }
}

/// What a block is among titles: a heading of a level, from 0, or an item of a list; null where it is none.
fn rank(document: &Document<'_>, at: usize) -> Option<usize> {
    match document.blocks.get(at)?.kind {
        Kind::Heading(level) | Kind::Underlined(level) => Some(usize::from(level.saturating_sub(1)).min(LEVELS - 1)),
        Kind::Line(line) if line.bullet && !line.code => Some(LEVELS),
        _ => None,
    }
}

/// Whether the items below a block are of another list.
fn is_label(lines: &Lines<'_, '_>, at: usize) -> bool {
    lines.document.blocks.get(at).is_some_and(|block| match block.kind {
        Kind::Summary => true,
        Kind::Line(line) => line.opens && (ends_with_colon(lines.text(at)) || lines.is_bold(at)),
        _ => false,
    })
}

/// The table that a group of titles is, which is empty then; null where it is none.
fn table(finder: &Finder<'_, '_>, dataset: usize, group: &mut Group) -> Option<Table> {
    let rows = std::mem::take(group);
    let &(first, _) = rows.first().filter(|_| rows.len() >= LEAST_ROWS)?;
    let is_fed = |column: &usize| rows.iter().flat_map(|(_, values)| values).any(|(fed, _)| fed == column);
    let columns: Vec<usize> = finder.contract.datasets[dataset].in_titles.iter().copied().filter(is_fed).collect();
    let own = finder.document.blocks[first].span;
    let mut table = Table::new(&TITLED, first, vec![Span::empty_at(own.start); columns.len()]);
    table.ignored = Ignored::default();
    for (_, values) in &rows {
        let place = |fed| columns.iter().position(|&column| column == fed);
        table.push(values.iter().filter_map(|&(column, span)| Some(Cell::under(place(column)?, span))));
    }
    let claim = Claim { dataset, columns: columns.iter().map(|&column| vec![column]).collect(), known: 0 };
    // No block is its own: headings and items stay what they are for the text around them.
    table.end(finder.document, first);
    table.span = own;
    table.score = score(finder, &table, &claim);
    table.claim = Some(claim);
    Some(table)
}

/// The values of a title; null where it lacks one that the dataset needs, or a link in it stands inside a sentence.
fn row(finder: &Finder<'_, '_>, dataset: usize, at: usize) -> Option<Vec<Value>> {
    let known = &finder.contract.datasets[dataset];
    let (free, typed): (Vec<usize>, Vec<usize>) =
        known.in_titles.iter().partition(|&&column| known.columns[column].ty.is_free_text());
    let read = |piece: Span| value(finder, dataset, &typed, piece);
    let mut found: Vec<Value> = Vec::new();
    let mut name: Option<Span> = None;
    let both = |piece: Span| halves(finder.document, piece).find_map(|(a, b)| Some([read(a)?, read(b)?]));
    let title = finder.document.blocks.get(at)?.span;
    // Nearly no title holds as many.
    finder.document.raw(title).bytes().filter(u8::is_ascii_digit).nth(LEAST_DIGITS - 1)?;
    for piece in pieces(finder.document, title)? {
        // A longer text is no value: work stays in proportion to the title.
        let is_short = piece.range().len() <= LONGEST_CELL;
        if let Some(value) = is_short.then(|| read(piece)).flatten() {
            found.push(value);
        } else if let Some(both) = is_short.then(|| both(piece)).flatten() {
            found.extend(both);
        } else if found.is_empty() && feeds(finder, dataset, piece).is_none() {
            // A name may hold what divides others: `Update 5 (CU5) for the server`. What stands behind the values is text.
            name = Some(name.map_or(piece, |name| name.join(piece)));
        }
    }
    found.splice(0..0, free.first().copied().zip(name));
    let mut taken = BTreeSet::new();
    found.retain(|&(column, _)| taken.insert(column));
    finder.has_all(dataset, |column| taken.contains(&column)).then_some(found)
}

/// The two texts around each hyphen behind a digit: `July 8, 2025-KB5062553`.
fn halves(document: &Document<'_>, piece: Span) -> impl Iterator<Item = (Span, Span)> {
    let raw = document.raw(piece);
    let behind_digit = raw.match_indices('-').filter(|(at, _)| raw[..*at].ends_with(|c: char| c.is_ascii_digit()));
    behind_digit.map(move |(at, _)| (piece.inner(0, at), piece.inner(at + 1, raw.len() - at - 1)))
}

/// The value that a piece is, or that stands in it behind a heading of its column: `OS Build 26100.4652`.
fn value(finder: &Finder<'_, '_>, dataset: usize, typed: &[usize], piece: Span) -> Option<Value> {
    let (document, language) = (finder.document, finder.lines.language());
    let column = |at: usize| &finder.contract.datasets[dataset].columns[at];
    let text = document.plain(piece);
    let reads = |at: usize, text: &str| column(at).read_in(text, language).is_ok_and(|value| !value.is_null());
    if let Some(shaped) = typed.iter().position(|&at| column(at).is_shape_in(&text, language)) {
        // `12.05.2019` looks like a version, and a column before that of versions reads it.
        return typed[..=shaped].iter().find(|&&at| at == typed[shaped] || reads(at, &text)).map(|&at| (at, piece));
    }
    let raw = document.raw(piece);
    raw.match_indices(' ').find_map(|(blank, _)| {
        let fed = feeds(finder, dataset, piece.inner(0, blank))?;
        let behind = trimmed(document, piece.inner(blank, raw.len() - blank));
        let text = document.plain(behind);
        typed.iter().find(|&&at| fed.contains(&at) && reads(at, &text)).map(|&at| (at, behind))
    })
}

/// The columns of a dataset that a text is a heading of; null where it is none of the dataset's headings.
fn feeds(finder: &Finder<'_, '_>, dataset: usize, text: Span) -> Option<Vec<usize>> {
    let vocabulary = &finder.contract.vocabulary;
    let heading = vocabulary.heading(&finder.document.plain(text))?;
    let own = vocabulary.feeds(heading).iter().filter(|(owner, _)| *owner == dataset);
    let own: Vec<usize> = own.map(|&(_, column)| column).collect();
    (!own.is_empty()).then_some(own)
}

/// What ends a piece of a title.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edge {
    /// What stands before the text of a link.
    Opens,
    /// What stands behind it: its address.
    Closes,
    Divider,
}

/// The texts between what divides them, without what stands around them; null where a link is a part of one: of a sentence.
fn pieces(document: &Document<'_>, title: Span) -> Option<Vec<Span>> {
    let raw = document.raw(title);
    let place = |start: u32, end: u32| (start - title.start) as usize..(end.max(start) - title.start) as usize;
    let first = document.links.partition_point(|link| link.span.start < title.start);
    let links = document.links[first..].iter().take_while(|link| link.span.end <= title.end);
    let links = links.flat_map(|link| {
        let (before, behind) = (place(link.span.start, link.text.start), place(link.text.end, link.span.end));
        [(before, Edge::Opens), (behind, Edge::Closes)]
    });
    let colons = raw.match_indices(COLONS).filter(|(at, colon)| raw[at + colon.len()..].starts_with([' ', '*', '_']));
    let dividers = DIVIDERS.iter().flat_map(|divider| raw.match_indices(divider)).chain(colons);
    let dividers = dividers.map(|(at, divider)| (at..at + divider.len(), Edge::Divider));
    let mut cuts: Vec<(Range<usize>, Edge)> = links.chain(dividers).collect();
    // Of those at one place the longest comes first.
    cuts.sort_by_key(|(cut, _)| (cut.start, std::cmp::Reverse(cut.end)));
    cuts.push((raw.len()..raw.len(), Edge::Divider));
    let mut pieces = Vec::new();
    let (mut start, mut is_behind_link) = (0, false);
    for (cut, edge) in cuts {
        if cut.start < start {
            continue;
        }
        let piece = trimmed(document, title.inner(start, cut.start - start));
        // Of elements nothing is shown.
        if !document.plain(piece).trim().is_empty() {
            if is_behind_link || edge == Edge::Opens {
                return None;
            }
            pieces.push(piece);
        }
        (start, is_behind_link) = (cut.end, edge == Edge::Closes);
    }
    Some(pieces)
}

/// A text without blanks, marks and stops around it.
fn trimmed(document: &Document<'_>, span: Span) -> Span {
    let raw = document.raw(span);
    let is_around = |c: char| c.is_whitespace() || AROUND.contains(&c);
    let behind = raw.trim_start_matches(is_around);
    span.inner(raw.len() - behind.len(), behind.trim_end_matches(is_around).len())
}
