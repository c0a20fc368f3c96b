//! `headless`: one row per line and no headings, below a sentence that announces such a list; every word is told by
//! its type, and all lines give the same columns in the same order.

pub(super) mod announced;
mod line;

use crate::blocks::{Kind, is_drawn_rule};
use crate::contract::Claim;
use crate::lines::{ends_search, is_prompt};
use crate::span::Span;
use crate::tables::finder::Finder;
use crate::tables::labels::goes_on;
use crate::tables::layout::{Begins, LONGEST_CELL, Layout, Search};
use crate::tables::positions;
use crate::tables::rows::{ReadRows, walk};
use crate::tables::shape::{CellsBy, Headings, Line as Lines, Shape, Short};
use crate::tables::table::{Cell, Ignored, Table};
use line::{Line, Part, Reader, fed, is_short};

/// A list whose columns are told by type alone.
pub(super) static LAYOUT: Layout = Layout { shape: SHAPE, begins: &[Begins::Data], find, resume: Some(resume) };

const SHAPE: &Shape = &Shape {
    name: "headless",
    cells: CellsBy::Type,
    line: Lines::Row,
    headings: Headings::Nowhere,
    short: Short::Fine,
};

/// Labels, sums and names of folders that may stand between the parts of a list.
const MOST_LINES_BETWEEN: usize = 40;

fn find(finder: &Finder<'_, '_>, _: &Layout, at: usize) -> Search {
    announced::datasets(finder, at).into_iter().find_map(|dataset| table(finder, at, dataset, Vec::new())).into()
}

/// Rows that go on with a list behind labels and sums.
fn resume(finder: &Finder<'_, '_>, above: &Table) -> Option<Table> {
    let claim = above.claim.as_ref()?;
    let order: Vec<usize> = claim.columns.iter().flatten().copied().collect();
    let first = above.end_block;
    let between = (first..first + MOST_LINES_BETWEEN).take_while(|&at| may_stand_between(finder, at)).count();
    (first + 1..=first + between).find_map(|at| {
        let is_candidate = finder.document.line(at).is_some() && Begins::Data.at(finder, at);
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
                && !is_prompt(raw)
                && (!ends_search(finder.contract, raw) || is_above_sum())
        }
        Kind::Grid { .. } => false,
    })
}

/// Reads the rows of one list.
struct List<'f, 'd, 's> {
    reader: Reader<'f, 'd, 's>,
    finder: &'f Finder<'d, 's>,
    /// Columns of the dataset; a line may lack some of them, their order is the same.
    order: Vec<usize>,
}

impl<'d, 's: 'd> ReadRows<'d, 's> for List<'_, 'd, 's> {
    type Row = Line;

    fn finder(&self) -> &Finder<'d, 's> {
        self.finder
    }

    fn row(&mut self, at: usize) -> Option<(Line, usize)> {
        let found = self.reader.read(self.finder.document.line(at)?.0, &self.order)?;
        let own: Vec<usize> = fed(&found).collect();
        if is_part(&self.order, &own) {
            self.order = own;
        } else if !is_part(&own, &self.order) {
            return None;
        }
        Some((found, 1))
    }

    fn begins(&self, at: usize) -> bool {
        self.finder.document.line(at).is_some_and(|(span, _)| self.reader.read(span, &self.order).is_some())
    }

    fn apart(&self, lines: &[Span]) -> Vec<Line> {
        lines.iter().map(|&line| vec![(Part::Apart, line)]).collect()
    }

    fn most_damaged(&self) -> usize {
        1
    }

    /// A row of other columns begins another list.
    fn may_be_damage(&self, at: usize, _is_first: bool) -> bool {
        self.finder.document.line(at).is_some_and(|(_, line)| !line.opens) && !self.begins(at)
    }

    /// A remark does: the line stands further to the right than the row.
    fn goes_on(&self, above: &mut Line, at: usize) -> bool {
        let column = |span: Span| positions::words(self.finder, span).first().map(|word| word.columns.start);
        let (Some((_, first)), Some((span, _))) = (above.first().copied(), self.finder.document.line(at)) else {
            return false;
        };
        match above.last_mut() {
            Some((part, remark)) if !matches!(part, Part::Value(_)) && column(first) < column(span) => {
                *remark = remark.join(span);
                true
            }
            _ => false,
        }
    }

    fn is_rule(&self, _at: usize, _is_first: bool) -> bool {
        false
    }
}

/// The list that begins at a block. `order` holds the columns of the list that it goes on with.
fn table(finder: &Finder<'_, '_>, at: usize, dataset: usize, order: Vec<usize>) -> Option<Table> {
    let mut list = List { reader: Reader::new(finder, dataset), finder, order };
    list.row(at)?;
    let found = walk(&mut list, at);
    let (lines, end) = (found.rows, found.end);
    let List { reader, order, .. } = list;
    let may_be_prose = lines.iter().all(is_short) || lines.iter().any(|line| reader.is_worded(line));
    if may_be_prose && !stands_apart(finder, &reader, at, end) {
        return None;
    }
    let (_, first) = *lines.first()?.first()?;
    let has = |wanted: &Part| lines.iter().flatten().any(|(part, _)| part == wanted);
    let parts: Vec<Part> = std::iter::once(Part::Before)
        .chain(order.iter().flat_map(|&column| [Part::Value(column), Part::Behind(column)]))
        .filter(|part| matches!(part, Part::Value(_)) || has(part))
        .collect();
    let mut table = Table::new(SHAPE, at, vec![Span::empty_at(first.start); parts.len()]);
    table.ignored = Ignored::default();
    let place = |part| parts.iter().position(|known| *known == part);
    for line in lines {
        let cell = |(part, span)| place(part).map_or(Cell::apart(span), |heading| Cell::under(heading, span));
        table.push(line.into_iter().map(cell));
    }
    let feeds = |part: &Part| if let Part::Value(column) = part { vec![*column] } else { Vec::new() };
    table.claim = Some(Claim { dataset, columns: parts.iter().map(feeds).collect(), known: 0 });
    table.end(finder.document, end);
    Some(table)
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
