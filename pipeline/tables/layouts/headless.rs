//! `headless`: one row per line and no headings, below a sentence that announces such a list; every word is told by
//! its type, and all lines give the same columns in the same order.

pub(in crate::tables) mod announced;
mod line;

use super::super::labels::goes_on;
use super::super::positions;
use super::super::{Cell, Claim, Finder, LONGEST_CELL, Layout, Search, Table};
use crate::blocks::{Kind, is_drawn_rule};
use crate::span::Span;
use crate::values::name_in_columns;
use line::{BEFORE, Line, Reader, behind, fed, is_fed, is_short};

/// A list whose columns are told by type alone.
pub(in crate::tables) const LAYOUT: Layout = Layout { name: "headless", find, resume };

/// Fewer digits are no date and no size.
const LEAST_DIGITS: usize = 5;
/// Labels, sums and names of folders that may stand between the parts of a list.
const MOST_LINES_BETWEEN: usize = 40;

/// A cheap test that rejects nearly every line of prose.
pub(in crate::tables) fn may_begin(finder: &Finder<'_, '_>, raw: &str) -> bool {
    // A name has a point that is not the end of the line, or is divided in columns; digits stand before or behind it.
    raw.len() <= LONGEST_CELL
        && (memchr::memchr(b'.', raw.as_bytes()).is_some_and(|point| point + 1 < raw.len())
            || name_in_columns(raw).is_some())
        && raw.bytes().filter(u8::is_ascii_digit).nth(LEAST_DIGITS - 1).is_some()
        && finder.contract.datasets.iter().any(|dataset| !dataset.announced_by.is_empty())
}

fn find(finder: &Finder<'_, '_>, at: usize) -> Search {
    let is_candidate = finder.document.line(at).is_some_and(|(span, _)| may_begin(finder, finder.document.raw(span)));
    if !is_candidate {
        return Search::Nothing;
    }
    announced::datasets(finder, at).into_iter().find_map(|dataset| table(finder, at, dataset, Vec::new())).into()
}

/// Rows that go on with a list behind labels and sums.
fn resume(finder: &Finder<'_, '_>, above: &Table) -> Option<Table> {
    let claim = above.claim.as_ref()?;
    let order: Vec<usize> = claim.columns.iter().flatten().copied().collect();
    let first = above.end_block;
    let between = (first..first + MOST_LINES_BETWEEN).take_while(|&at| may_stand_between(finder, at)).count();
    (first + 1..=first + between).find_map(|at| {
        let is_candidate =
            finder.document.line(at).is_some_and(|(span, _)| may_begin(finder, finder.document.raw(span)));
        is_candidate.then(|| table(finder, at, claim.dataset, order.clone())).flatten()
    })
}

/// Whether a block may stand between the parts of a list: a heading, a label, a sum; no sentence.
fn may_stand_between(finder: &Finder<'_, '_>, at: usize) -> bool {
    let document = finder.document;
    document.blocks.get(at).is_some_and(|block| match block.kind {
        Kind::Heading(_) | Kind::Underlined(_) | Kind::Summary => goes_on(finder, at),
        Kind::Line(line) => {
            let raw = document.raw(block.span);
            // A sum may have a label: `Total files listed:` above `30 file(s)`.
            let is_above_sum = || {
                let below = document.line(at + 1).filter(|(_, below)| !below.opens);
                below.is_some_and(|(span, _)| document.raw(span).starts_with(|c: char| c.is_ascii_digit()))
            };
            // The folder itself, `.`, and the one above it have no letters.
            let before_points = raw.trim_end_matches('.');
            let is_prose = raw.ends_with([',', ';', '?', '!'])
                || before_points.len() < raw.len() && !before_points.ends_with(char::is_whitespace);
            !line.code
                && (raw.len() <= LONGEST_CELL || is_drawn_rule(raw))
                && !is_prose
                && !announced::is_prompt(raw)
                && (!announced::ends_search(finder, raw) || is_above_sum())
        }
        Kind::Grid { .. } => false,
    })
}

/// The list that begins at a block. `order` holds the columns of the list that it goes on with.
fn table(finder: &Finder<'_, '_>, at: usize, dataset: usize, mut order: Vec<usize>) -> Option<Table> {
    let document = finder.document;
    let reader = Reader::new(finder, dataset);
    let row = |at: usize, order: &[usize]| reader.read(document.line(at)?.0, order);
    let mut lines: Vec<Line> = Vec::new();
    let mut end = at;
    while let Some((span, line)) = document.line(end) {
        if let Some(found) = row(end, &order) {
            // A line may lack cells of another one; their order is the same.
            let own: Vec<usize> = fed(&found).collect();
            if is_part(&order, &own) {
                order = own;
            } else if !is_part(&own, &order) {
                break;
            }
            lines.push(found);
        } else if line.opens {
            break;
        } else if let Some(remark) = lines.last_mut().and_then(|row| remark_above(finder, row, span)) {
            remark.span = remark.span.join(span);
        } else if !lines.is_empty() && row(end + 1, &order).is_some() {
            // A line among rows that is none: kept whole, in no column.
            lines.push(vec![Cell { span, column: usize::MAX }]);
        } else {
            break;
        }
        end += 1;
    }
    let may_be_prose = lines.iter().all(is_short) || lines.iter().any(|line| reader.is_worded(line));
    if may_be_prose && !stands_apart(finder, &reader, at, end) {
        return None;
    }
    let first = lines.first()?.first()?.span.start;
    let has = |wanted: usize| lines.iter().flatten().any(|cell| cell.column == wanted);
    let columns: Vec<usize> = std::iter::once(BEFORE)
        .chain(order.iter().flat_map(|&column| [column, behind(column)]))
        .filter(|&column| is_fed(column) || has(column))
        .collect();
    let mut table = Table::new(LAYOUT.name, at, vec![Span::empty_at(first); columns.len()]);
    for line in lines {
        let place = |column| columns.iter().position(|&known| known == column).unwrap_or(columns.len());
        table.push(line.into_iter().map(|cell| Cell { column: place(cell.column), ..cell }));
    }
    let feeds = |&column: &usize| if is_fed(column) { vec![column] } else { Vec::new() };
    table.claim = Some(Claim { dataset, columns: columns.iter().map(feeds).collect(), known: 0 });
    table.end(document, end);
    Some(table)
}

/// The remark of a row that a line goes on with: it stands further to the right than the row.
fn remark_above<'l>(finder: &Finder<'_, '_>, row: &'l mut Line, span: Span) -> Option<&'l mut Cell> {
    let column = |span: Span| positions::words(finder, span).first().map(|word| word.columns.start);
    let first = row.first()?.span;
    row.last_mut().filter(|cell| !is_fed(cell.column) && column(first) < column(span))
}

/// Whether lines are a paragraph of their own, or items of a list, and no part of a sentence.
fn stands_apart(finder: &Finder<'_, '_>, reader: &Reader<'_, '_, '_>, at: usize, end: usize) -> bool {
    let document = finder.document;
    let begins = |(_, line): (Span, crate::blocks::Line)| line.opens || line.bullet;
    document.line(at).is_some_and(begins)
        && document.line(end).is_none_or(|next| {
            begins(next) || reader.begins_row(document.raw(next.0).split_whitespace().next().unwrap_or_default())
        })
}

/// Whether the first list is the second one, or the second one without some of its items.
fn is_part(part: &[usize], whole: &[usize]) -> bool {
    let mut rest = whole.iter();
    part.iter().all(|wanted| rest.any(|column| column == wanted))
}
