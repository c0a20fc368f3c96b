//! `listed`: an item of a list per row, a name and behind it keys with their values:
//! `- Analysis Services - Product version: **17.0.25.223**, file version: **2025.170.25.223**`.

use crate::contract::normal;
use crate::lines::text::COLONS;
use crate::span::Span;
use crate::tables::evidence::with_evidence;
use crate::tables::finder::Finder;
use crate::tables::layout::{Begins, Layout, Search};
use crate::tables::shape::{CellsBy, Headings, Line, Shape, Short};
use crate::tables::table::{Cell, Table};

/// A name and its pairs on one line.
pub(super) static LAYOUT: Layout = Layout {
    shape: &Shape {
        name: "listed",
        cells: CellsBy::Print(","),
        line: Line::Row,
        headings: Headings::EachValue,
        short: Short::Record,
    },
    begins: &[Begins::Item],
    find,
    resume: None,
};

/// One pair behind a name is a sentence.
const LEAST_PAIRS: usize = 2;
/// What divides the name from the first pair, and pairs from each other.
const DIVIDERS: [&str; 5] = [", ", "; ", " - ", " – ", " — "];

/// An item: its name, and its keys with their values.
struct Item {
    name: Span,
    pairs: Vec<(Span, Span)>,
}

fn find(finder: &Finder<'_, '_>, layout: &'static Layout, at: usize) -> Search {
    let Some(first) = item(finder, at).filter(|first| first.pairs.len() >= LEAST_PAIRS) else { return Search::Nothing };
    // The name has no heading: an empty one stands in front of it.
    let mut table = Table::new(layout.shape, at, vec![first.name.inner(0, 0)]);
    table.ignored.header = 0;
    let mut end = at;
    let mut next = Some(first);
    while let Some(item) = next {
        add(finder, &mut table, &item);
        end += 1;
        next = self::item(finder, end);
    }
    table.claim = finder.claim_named(&table.headings);
    table.end(finder.document, end);
    let table = with_evidence(finder, table);
    if table.claim.is_some() { Search::Found(Box::new(table)) } else { Search::Refused { end } }
}

/// Adds an item as a row. Keys are the same however they are capitalized.
fn add(finder: &Finder<'_, '_>, table: &mut Table, item: &Item) {
    let name = |span: Span| normal(&finder.document.plain(span));
    let mut cells = vec![Cell::under(0, item.name)];
    for &(key, value) in &item.pairs {
        let known = table.headings.iter().skip(1).position(|&heading| name(heading) == name(key));
        let column = known.map_or(table.headings.len(), |before| before + 1);
        if known.is_some() {
            table.ignored.repeated_header += 1;
        } else {
            table.headings.push(key);
            table.ignored.header += 1;
        }
        cells.push(Cell::under(column, value));
    }
    table.push(cells);
}

/// The item that a line is: the text before the first known key is its name, the text up to the next known key the value of
/// a key.
fn item(finder: &Finder<'_, '_>, at: usize) -> Option<Item> {
    let (line, _) = finder.document.line(at).filter(|(_, line)| line.bullet && !line.code)?;
    let raw = finder.document.raw(line);
    let mut name = None;
    let mut pairs: Vec<(Span, Span)> = Vec::new();
    for (start, end) in pieces(raw) {
        let key = raw[start..end].find(COLONS).map(|length| trimmed(raw, line, start, start + length));
        let key = key.filter(|&key| finder.contract.vocabulary.heading(&finder.document.plain(key)).is_some());
        match (key, pairs.last_mut()) {
            (Some(key), _) => {
                let behind = key.range().end - line.range().start;
                let colon = raw[behind..].chars().next().map_or(0, char::len_utf8);
                pairs.push((key, trimmed(raw, line, behind + colon, end)));
            }
            (None, Some((_, value))) => *value = value.join(trimmed(raw, line, start, end)),
            (None, None) => name = Some(trimmed(raw, line, 0, end)),
        }
    }
    Some(Item { name: name?, pairs }).filter(|item| !item.pairs.is_empty())
}

/// The places of the texts between dividers.
fn pieces(raw: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = raw.get(start..)?;
        let next = DIVIDERS.iter().filter_map(|&divider| Some((rest.find(divider)?, divider.len()))).min();
        let piece = (start, next.map_or(raw.len(), |(length, _)| start + length));
        start = next.map_or(raw.len() + 1, |(length, divider)| start + length + divider);
        Some(piece)
    })
}

/// A part of a line without the blanks around it.
fn trimmed(raw: &str, line: Span, start: usize, end: usize) -> Span {
    let text = &raw[start..end];
    let before = text.len() - text.trim_start().len();
    line.inner(start + before, text.trim().len())
}
