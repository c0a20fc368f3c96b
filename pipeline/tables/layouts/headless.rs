//! `headless`: one row per line and no headings, below a sentence that announces such a list; every word is told by
//! its type, and all lines give the same columns in the same order.

use super::super::align::{Allowance, Fit, Slot};
use super::super::labels::labels;
use super::super::{Cell, Claim, Finder, LONGEST_CELL, Layout, Search, Table};
use super::flattened_pairs::words;
use super::flattened_rows::aligned;
use crate::blocks::Kind;
use crate::contract::{Column, Dataset};
use crate::span::Span;

/// A list whose columns are told by type alone.
pub(in crate::tables) const LAYOUT: Layout = Layout { name: "headless", find, resume };

/// A row has at least this many cells.
const LEAST_CELLS: usize = 3;
/// A row has at most this many words.
const MOST_WORDS: usize = 16;
/// Fewer digits are no date and no size.
const LEAST_DIGITS: usize = 5;
/// The sentence above a list is looked for in so many lines.
const MOST_LINES_ABOVE: usize = 8;
/// Labels that may stand between the sentence and the list.
const MOST_LABELS: usize = 2;

/// A line: its cells, each with the position of its column in the dataset.
type Line = Vec<Cell>;

/// A cheap test that rejects nearly every line of prose.
pub(in crate::tables) fn may_begin(finder: &Finder<'_, '_>, raw: &str) -> bool {
    // A name has a point that is not the end of the line, and digits stand before or behind it.
    raw.len() <= LONGEST_CELL
        && memchr::memchr(b'.', raw.as_bytes()).is_some_and(|point| point + 1 < raw.len())
        && raw.bytes().filter(u8::is_ascii_digit).nth(LEAST_DIGITS - 1).is_some()
        && finder.contract.datasets.iter().any(|dataset| !dataset.announced_by.is_empty())
}

fn find(finder: &Finder<'_, '_>, at: usize) -> Search {
    let is_candidate = finder.document.line(at).is_some_and(|(span, _)| may_begin(finder, finder.document.raw(span)));
    if !is_candidate {
        return Search::Nothing;
    }
    announced(finder, at).find_map(|dataset| table(finder, at, dataset, Vec::new())).into()
}

/// The datasets that the sentence above a block announces.
pub(super) fn announced(finder: &Finder<'_, '_>, at: usize) -> impl Iterator<Item = usize> {
    let above = sentence_above(finder, at);
    let datasets = finder.contract.datasets.iter().enumerate();
    let is_announced =
        move |dataset: &Dataset| dataset.announced_by.iter().any(|phrase| above.contains(phrase.as_str()));
    datasets.filter(move |(_, dataset)| is_announced(dataset)).map(|(dataset, _)| dataset)
}

/// Rows that go on with a list under another label.
fn resume(finder: &Finder<'_, '_>, above: &Table) -> Option<Table> {
    let claim = above.claim.as_ref()?;
    let at = above.end_block + labels(finder, above.end_block, |word| word.contains('.'));
    let order: Vec<usize> = claim.columns.iter().flatten().copied().collect();
    (at > above.end_block).then(|| table(finder, at, claim.dataset, order)).flatten()
}

/// The paragraph above a block, and the labels between them, in lower case; as one text, for phrases may be broken
/// over lines.
fn sentence_above(finder: &Finder<'_, '_>, at: usize) -> String {
    let (document, done) = (finder.document, finder.done.get());
    let mut end = at;
    while end > done && at - end < MOST_LABELS && document.line(end - 1).is_none() {
        end -= 1;
    }
    let mut first = end;
    while first > done && end - first < MOST_LINES_ABOVE {
        let Some((_, line)) = document.line(first - 1) else { break };
        first -= 1;
        if line.opens {
            break;
        }
    }
    let above = document.blocks[first..at].iter().filter(|block| !matches!(block.kind, Kind::Grid { .. }));
    let texts: Vec<_> = above.map(|block| document.plain(block.span)).collect();
    texts.join(" ").to_lowercase()
}

/// The list that begins at a block. `order` holds the columns of the list that it goes on with.
fn table(finder: &Finder<'_, '_>, at: usize, dataset: usize, mut order: Vec<usize>) -> Option<Table> {
    let document = finder.document;
    let columns = &finder.contract.datasets[dataset].columns;
    let told_by_type = |column: &&Column| !column.headers.is_empty() && !column.ty.is_free_text();
    let slots: Vec<(usize, Slot<'_>)> = columns
        .iter()
        .enumerate()
        .filter(|(_, column)| told_by_type(column))
        .map(|(at, column)| (at, Slot::of_words(std::iter::once(column))))
        .collect();
    let row = |at: usize, order: &[usize]| {
        let (span, _) = document.line(at)?;
        let whole = || cells(finder, &slots, span).filter(|line| is_row(finder, dataset, line));
        whole().or_else(|| without_shape(finder, columns, order, span))
    };
    let mut lines: Vec<Line> = Vec::new();
    while let Some((span, line)) = document.line(at + lines.len()) {
        if let Some(found) = row(at + lines.len(), &order) {
            // A line may lack cells of another one; their order is the same.
            let own: Vec<usize> = found.iter().map(|cell| cell.column).collect();
            if is_part(&order, &own) {
                order = own;
            } else if !is_part(&own, &order) {
                break;
            }
            lines.push(found);
        } else if !lines.is_empty() && !line.opens && row(at + lines.len() + 1, &order).is_some() {
            // A line among rows that is none: kept whole, in no column.
            lines.push(vec![Cell { span, column: usize::MAX }]);
        } else {
            break;
        }
    }
    let count = lines.len();
    let first = lines.first()?.first()?.span.start;
    let mut table = Table::new(LAYOUT.name, at, vec![Span::empty_at(first); order.len()]);
    for line in lines {
        let place = |column| order.iter().position(|&known| known == column).unwrap_or(order.len());
        table.push(line.into_iter().map(|cell| Cell { column: place(cell.column), ..cell }));
    }
    table.claim = Some(Claim { dataset, columns: order.iter().map(|&column| vec![column]).collect(), known: 0 });
    table.end(document, at + count);
    Some(table)
}

/// The cells of a line in the order of the lines above it; the name may be one word without an extension.
fn without_shape(finder: &Finder<'_, '_>, columns: &[Column], order: &[usize], span: Span) -> Option<Line> {
    let slots: Vec<Slot<'_>> = order.iter().map(|&at| Slot::of_words(columns.get(at).into_iter())).collect();
    let line = aligned(finder, &slots, &words(finder, span), Allowance::Shape)?;
    Some(line.into_iter().map(|cell| Cell { column: order[cell.column], ..cell }).collect())
}

/// Whether the first list is the second one, or the second one without some of its items.
fn is_part(part: &[usize], whole: &[usize]) -> bool {
    let mut rest = whole.iter();
    part.iter().all(|wanted| rest.any(|column| column == wanted))
}

/// Whether cells are a row of a dataset: all that it requires, and one of those that it needs.
fn is_row(finder: &Finder<'_, '_>, dataset: usize, line: &Line) -> bool {
    let dataset = &finder.contract.datasets[dataset];
    let has = |column: usize| line.iter().any(|cell| cell.column == column);
    let mut required = dataset.columns.iter().enumerate().filter(|(_, column)| column.must_be_printed());
    line.len() >= LEAST_CELLS
        && required.all(|(at, _)| has(at))
        && (dataset.needs_one_of.is_empty() || dataset.needs_one_of.iter().any(|&column| has(column)))
}

/// The cells of a line, where its words can be divided among the columns in one way: as many cells as possible, each
/// of another column, and nothing left over.
fn cells(finder: &Finder<'_, '_>, slots: &[(usize, Slot<'_>)], span: Span) -> Option<Line> {
    let words = words(finder, span);
    if words.len() < LEAST_CELLS || words.len() > MOST_WORDS {
        return None;
    }
    let mut search = Division { finder, slots, words: &words, line: Vec::new(), best: Vec::new(), is_unique: false };
    search.from(0);
    (search.is_unique).then_some(search.best)
}

/// Looks for all ways to divide words among columns.
struct Division<'a, 'f, 'd, 's> {
    finder: &'a Finder<'d, 's>,
    slots: &'a [(usize, Slot<'f>)],
    words: &'a [Span],
    line: Line,
    best: Line,
    is_unique: bool,
}

impl Division<'_, '_, '_, '_> {
    fn from(&mut self, word: usize) {
        let Some(first) = self.words.get(word) else {
            if self.line.len() >= self.best.len() && !self.line.is_empty() {
                self.is_unique = self.line.len() > self.best.len();
                self.best.clone_from(&self.line);
            }
            return;
        };
        for (column, slot) in self.slots {
            if self.line.iter().any(|cell| cell.column == *column) {
                continue;
            }
            for last in &self.words[word..self.words.len().min(word + slot.most())] {
                let span = first.join(*last);
                if slot.fit(&self.finder.document.plain(span)) == Fit::Value {
                    self.line.push(Cell { span, column: *column });
                    let taken = self.words[word..].iter().take_while(|word| word.start <= last.start).count();
                    self.from(word + taken);
                    self.line.pop();
                }
            }
        }
    }
}
