//! `flattened_words`: a table without its line ends. Headings and all cells follow each other in one paragraph; where a
//! row ends is told by types, and has to be told for every row, or nothing is read.

use super::word_rows::under;
use crate::span::Span;
use crate::tables::align::{Allowance, Slot, align, fitted};
use crate::tables::evidence::with_evidence;
use crate::tables::finder::Finder;
use crate::tables::layout::{Begins, Layout, Search};
use crate::tables::shape::{CellsBy, Headings, Line, Shape, Short};
use crate::tables::table::{Fitted, Table};
use std::ops::Range;

/// Header and rows in one run of words.
pub(super) static LAYOUT: Layout = Layout {
    shape: &Shape {
        name: "flattened_words",
        cells: CellsBy::Type,
        line: Line::Any,
        headings: Headings::First,
        short: Short::Fine,
    },
    begins: &[Begins::Heading],
    find,
    resume: None,
};

/// Fewer headings in front of other words may be the beginning of a sentence.
const LEAST_HEADINGS: usize = 3;
/// A header has at most so many words.
const MOST_WORDS_OF_HEADER: usize = 32;

fn find(finder: &Finder<'_, '_>, layout: &'static Layout, at: usize) -> Search {
    let document = finder.document;
    let Some((span, line)) = document.line(at) else { return Search::Nothing };
    if line.code {
        return Search::Nothing;
    }
    let first: Vec<Span> = words(finder, span).collect();
    let headings = headings(finder, &first);
    let header: usize = headings.iter().map(|(_, length)| length).sum();
    // A header that ends its line is that of another layout.
    if headings.len() < LEAST_HEADINGS || header == first.len() {
        return Search::Nothing;
    }
    let spans: Vec<Span> = headings.iter().map(|(span, _)| *span).collect();
    let Some(claim) = finder.claim(&finder.contract.flattened, &spans) else { return Search::Nothing };
    let mut tokens = first[header..].to_vec();
    let mut end = at + 1;
    while let Some((span, _)) = document.line(end).filter(|(_, line)| !line.opens && !line.bullet) {
        tokens.extend(words(finder, span));
        end += 1;
    }
    let slots = finder.slots(&claim);
    let Some(rows) = rows(finder, &slots, &tokens) else { return Search::Refused { end } };
    let mut table = Table::new(layout.shape, at, spans);
    for row in rows {
        table.push(under(row));
    }
    table.claim = Some(claim);
    table.end(document, end);
    let table = with_evidence(finder, table);
    if table.claim.is_some() { Search::Found(Box::new(table)) } else { Search::Refused { end } }
}

fn words(finder: &Finder<'_, '_>, span: Span) -> impl Iterator<Item = Span> {
    let raw = finder.document.raw(span);
    raw.split_whitespace().map(move |word| span.inner(word.as_ptr().addr() - raw.as_ptr().addr(), word.len()))
}

/// The headings that words begin with, each with the number of its words.
fn headings(finder: &Finder<'_, '_>, words: &[Span]) -> Vec<(Span, usize)> {
    let words = &words[..words.len().min(MOST_WORDS_OF_HEADER)];
    let texts: Vec<&str> = words.iter().map(|&word| finder.document.raw(word)).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((_, length)) = finder.contract.flattened.prefix(&texts[at..]) {
        found.push((words[at].join(words[at + length - 1]), length));
        at += length;
    }
    found
}

/// The cells of all rows; null where the words can not be divided into rows, or in two ways.
fn rows(finder: &Finder<'_, '_>, slots: &[Slot<'_>], tokens: &[Span]) -> Option<Vec<Fitted>> {
    if slots.iter().any(Slot::is_free) {
        return None;
    }
    let most: usize = slots.iter().map(|slot| slot.most().max(2)).sum();
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let rest = &tokens[at..];
        let row = |allowance: Allowance, length: usize| {
            let text = |range: Range<usize>| finder.document.plain(rest[range.start].join(rest[range.end - 1]));
            Some((length, fitted(&align(slots, length, allowance, text)?, rest)))
        };
        // A damaged cell makes a row no shorter.
        let only = |allowance: Allowance| {
            let mut rows = (slots.len()..=most.min(rest.len())).filter_map(|length| row(allowance, length));
            rows.next().filter(|_| rows.next().is_none())
        };
        let (length, row) = [Allowance::Nothing, Allowance::Shape, Allowance::Sense].into_iter().find_map(only)?;
        found.push(row);
        at += length;
    }
    Some(found).filter(|rows| !rows.is_empty())
}
