//! `titled`: a row per heading or item of a list that states the values of a row by itself, each told by its type:
//! `### Version 138.0.3351.65: July 1, 2025`. What stands between the rows belongs to others.

use crate::blocks::{Document, Kind};
use crate::contract::Claim;
use crate::lines::text::COLONS;
use crate::span::Span;
use crate::tables::finder::Finder;
use crate::tables::layout::{Begins, LONGEST_CELL, Layout, Search};
use crate::tables::shape::{CellsBy, Headings, Line, Shape, Short};
use crate::tables::table::{Cell, Ignored, Table};
use std::collections::BTreeSet;
use std::ops::Range;

/// Titles that are rows.
pub(super) static LAYOUT: Layout = Layout {
    shape: &Shape {
        name: "titled",
        cells: CellsBy::Type,
        line: Line::Row,
        headings: Headings::Nowhere,
        short: Short::Fine,
    },
    begins: &[Begins::Title],
    find,
    resume: None,
};

/// One title alone may say anything.
const LEAST_ROWS: usize = 2;
/// What divides the values of a title, besides colons before a blank and links.
const DIVIDERS: &[&str] = &["(", ")", "[", "]", "\u{2014}", " - ", " \u{2013} ", "; ", "|"];
/// Marks of emphasis and stops around a value.
const AROUND: &[char] = &['*', '_', '`', ',', '.'];

/// What a title is among the others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rank {
    Heading(u8),
    Item,
}

/// A value of a title and the column that it feeds.
type Value = (usize, Span);

fn find(finder: &Finder<'_, '_>, layout: &'static Layout, at: usize) -> Search {
    let Some(rank) = rank(finder.document, at) else { return Search::Nothing };
    let datasets = finder.contract.datasets.iter().enumerate().filter(|(_, dataset)| !dataset.in_titles.is_empty());
    datasets.map(|(dataset, _)| dataset).find_map(|dataset| table(finder, layout, at, rank, dataset)).into()
}

/// The table whose first row is a title.
fn table(finder: &Finder<'_, '_>, layout: &'static Layout, at: usize, rank: Rank, dataset: usize) -> Option<Table> {
    let first = row(finder, dataset, at)?;
    let above = (0..at).rev().take_while(|&above| !ends(finder.document, above, rank));
    if among(finder, above, rank).any(|above| row(finder, dataset, above).is_some()) {
        return None;
    }
    let below = (at + 1..finder.document.blocks.len()).take_while(|&below| !ends(finder.document, below, rank));
    let below = among(finder, below, rank).filter_map(|below| Some((below, row(finder, dataset, below)?)));
    let rows: Vec<(usize, Vec<Value>)> = std::iter::once((at, first)).chain(below).collect();
    if rows.len() < LEAST_ROWS {
        return None;
    }
    let is_fed = |column: &usize| rows.iter().flat_map(|(_, values)| values).any(|(fed, _)| fed == column);
    let columns: Vec<usize> = finder.contract.datasets[dataset].in_titles.iter().copied().filter(is_fed).collect();
    let own = finder.document.blocks[at].span;
    let mut table = Table::new(layout.shape, at, vec![Span::empty_at(own.start); columns.len()]);
    table.ignored = Ignored::default();
    for (_, values) in &rows {
        let place = |fed| columns.iter().position(|&column| column == fed);
        table.push(values.iter().filter_map(|&(column, span)| Some(Cell::under(place(column)?, span))));
    }
    table.claim = Some(Claim { dataset, columns: columns.iter().map(|&column| vec![column]).collect(), known: 0 });
    // No block is its own: headings and items stay what they are for the text around them.
    table.end(finder.document, at);
    table.span = own;
    Some(table)
}

/// Of some blocks the titles of a rank that may be rows.
fn among<'f>(
    finder: &'f Finder<'_, '_>,
    blocks: impl Iterator<Item = usize> + 'f,
    wanted: Rank,
) -> impl Iterator<Item = usize> + 'f {
    blocks.filter(move |&at| rank(finder.document, at) == Some(wanted) && Begins::Title.at(finder, at))
}

/// What a block is among titles; null where it is none.
fn rank(document: &Document<'_>, at: usize) -> Option<Rank> {
    match document.blocks.get(at)?.kind {
        Kind::Heading(level) | Kind::Underlined(level) => Some(Rank::Heading(level)),
        Kind::Line(line) if line.bullet && !line.code => Some(Rank::Item),
        _ => None,
    }
}

/// Whether titles of a rank behind a block have nothing to do with those before it.
fn ends(document: &Document<'_>, at: usize, of: Rank) -> bool {
    match (rank(document, at), of) {
        (Some(Rank::Heading(level)), Rank::Heading(own)) => level < own,
        (Some(Rank::Heading(_)), Rank::Item) => true,
        _ => false,
    }
}

/// The values of a title; null where it lacks one that the dataset needs, or a link in it stands inside a sentence.
fn row(finder: &Finder<'_, '_>, dataset: usize, at: usize) -> Option<Vec<Value>> {
    let known = &finder.contract.datasets[dataset];
    let (free, typed): (Vec<usize>, Vec<usize>) =
        known.in_titles.iter().partition(|&&column| known.columns[column].ty.is_free_text());
    let read = |piece: Span| typed.iter().find_map(|&column| Some((column, value(finder, dataset, column, piece)?)));
    let mut found: Vec<Value> = Vec::new();
    let mut name: Option<Span> = None;
    let both = |piece: Span| halves(finder.document, piece).find_map(|(a, b)| Some([read(a)?, read(b)?]));
    for piece in pieces(finder.document, finder.document.blocks.get(at)?.span)? {
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
    let has = |column: usize| taken.contains(&column);
    let is_whole = (0..known.columns.len()).all(|column| has(column) || !known.columns[column].must_be_printed())
        && (known.needs_one_of.is_empty() || known.needs_one_of.iter().any(|&column| has(column)));
    is_whole.then_some(found)
}

/// The two texts around each hyphen of a piece: `July 8, 2025-KB5062553`.
fn halves(document: &Document<'_>, piece: Span) -> impl Iterator<Item = (Span, Span)> {
    let raw = document.raw(piece);
    raw.match_indices('-').map(move |(at, _)| (piece.inner(0, at), piece.inner(at + 1, raw.len() - at - 1)))
}

/// The value of a column in a piece: all of it, or what stands behind a heading of that column: `OS Build 26100.4652`.
fn value(finder: &Finder<'_, '_>, dataset: usize, at: usize, piece: Span) -> Option<Span> {
    let (document, language) = (finder.document, finder.lines.language());
    let column = &finder.contract.datasets[dataset].columns[at];
    if column.is_shape_in(&document.plain(piece), language) {
        return Some(piece);
    }
    let raw = document.raw(piece);
    let is_own = |heading: Span| feeds(finder, dataset, heading).is_some_and(|fed| fed.contains(&at));
    let behind = raw.match_indices(' ').filter(|&(blank, _)| is_own(piece.inner(0, blank)));
    let mut values = behind.map(|(blank, _)| trimmed(document, piece.inner(blank, raw.len() - blank)));
    values.find(|&value| column.read_in(&document.plain(value), language).is_ok())
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
        if !piece.is_empty() {
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
