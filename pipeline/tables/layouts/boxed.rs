//! `box`: rows of cells divided by bars, between rules such as `+----+----+`: below the header or below every row.

use super::data_as_header::told_by_type;
use crate::span::Span;
use crate::tables::align::{Fit, Slot};
use crate::tables::evidence::with_evidence;
use crate::tables::finder::Finder;
use crate::tables::header::TwoLines;
use crate::tables::layout::{Begins, Layout, Search};
use crate::tables::shape::{CellsBy, Headings, Line, Shape, Short};
use crate::tables::table::{Cell, Table};

/// Rows between rules.
pub(super) static LAYOUT: Layout = Layout {
    shape: &Shape {
        name: "box",
        cells: CellsBy::Frame("|"),
        line: Line::Row,
        headings: Headings::First,
        short: Short::Fine,
    },
    begins: &[Begins::Cross],
    find,
    resume: None,
};

/// More lines than this without a rule are no row.
const MOST_LINES: usize = 64;

/// What stands between two rules: one entry per line that begins with a bar, split at its bars. A line without one
/// goes on with the line above.
type Group = Vec<Vec<Span>>;

/// The groups of a box.
struct Frame {
    groups: Vec<Group>,
    rules: usize,
    /// One past the last block.
    end: usize,
}

fn find(finder: &Finder<'_, '_>, layout: &'static Layout, at: usize) -> Search {
    if !is_rule_at(finder, at) {
        return Search::Nothing;
    }
    let frame = frame(finder, at);
    let end = frame.end;
    match table(finder, layout, at, frame) {
        Some(table) => Search::Found(Box::new(table)),
        None => Search::Refused { end },
    }
}

fn is_rule_at(finder: &Finder<'_, '_>, at: usize) -> bool {
    finder.document.line(at).is_some_and(|(span, _)| is_rule(finder.document.raw(span)))
}

/// `+----+----+`, also with one cross at each end only.
fn is_rule(raw: &str) -> bool {
    raw.len() >= 5 && raw.starts_with('+') && raw.bytes().all(|b| matches!(b, b'+' | b'-' | b'='))
}

/// The groups from one rule to the last.
fn frame(finder: &Finder<'_, '_>, at: usize) -> Frame {
    let document = finder.document;
    let mut found = Frame { groups: Vec::new(), rules: 0, end: at };
    let mut lines: Vec<Span> = Vec::new();
    let mut from = at;
    while let Some((span, line)) = document.line(from) {
        let raw = document.raw(span);
        if is_rule(raw) {
            // A box that stands right below another one begins with a rule, too.
            if line.opens && found.rules > 0 && lines.is_empty() {
                break;
            }
            if !lines.is_empty() {
                found.groups.push(lines.drain(..).map(|line| document.split(line)).collect());
            }
            found.rules += 1;
            found.end = from + 1;
        } else if raw.starts_with('|') && lines.len() < MOST_LINES {
            lines.push(span);
        } else if let Some(last) = lines.last_mut()
            && from - found.end < MOST_LINES
            && !document.raw(*last).ends_with('|')
        {
            *last = last.join(span);
        } else {
            break;
        }
        from += 1;
    }
    found
}

fn table(finder: &Finder<'_, '_>, layout: &'static Layout, at: usize, frame: Frame) -> Option<Table> {
    let Frame { groups, rules, end } = frame;
    let (head, body) = groups.split_first()?;
    let width = head.first()?.len();
    // A drawing has other boxes in its cells, or lines of different width.
    let is_cell = |&cell: &Span| !is_rule(finder.document.raw(cell));
    if width < 2
        || body.is_empty()
        || !groups.iter().flatten().all(|line| line.len() == width && line.iter().all(is_cell))
    {
        return None;
    }
    let headings: Vec<Span> = (0..width).map(|column| heading(finder, head, column)).collect();
    let mut table = Table::new(layout.shape, at, headings);
    table.ignored.header = head.len() * width;
    table.ignored.delimiter = rules;
    finder.claimed(&mut table);
    if let [first, second] = head.as_slice() {
        let lines: Vec<[Span; 2]> = first.iter().zip(second).map(|(&above, &below)| [above, below]).collect();
        if let Some(header) = TwoLines::read(finder, &finder.contract.vocabulary, &lines) {
            header.head(&mut table);
        }
    }
    let claim = table.claim.clone();
    let slots: Vec<Slot<'_>> = match &claim {
        Some(claim) => {
            (0..width).map(|heading| Slot::of_words(finder.locale(), finder.columns(claim, heading))).collect()
        }
        None => Vec::new(),
    };
    for group in body {
        let (lines, padding): (Group, Group) = group.iter().cloned().partition(|line: &Vec<Span>| has_text(line));
        table.ignored.padding += padding.len() * width;
        let lines_are_rows =
            lines.len() == 1 || if slots.is_empty() { body.len() == 1 } else { are_rows(finder, &slots, &lines) };
        if lines_are_rows {
            for line in &lines {
                table.push(line.iter().enumerate().map(|(column, &span)| Cell::under(column, span)));
            }
        } else {
            push_wrapped(&mut table, &slots, &lines);
        }
    }
    if table.rows.is_empty() {
        return None;
    }
    table.end(finder.document, end);
    Some(told_by_type(finder, with_evidence(finder, table)))
}

fn has_text(line: &[Span]) -> bool {
    line.iter().any(|cell| !cell.is_empty())
}

/// Whether each line between two rules is a row of its own. Each has the required cells; where it has no other cell of
/// a column, its name and the one above it must be whole: else the name was cut over lines.
fn are_rows(finder: &Finder<'_, '_>, slots: &[Slot<'_>], lines: &Group) -> bool {
    let required = |line: &Vec<Span>, fits: &dyn Fn(&Slot<'_>, &str) -> bool| {
        slots
            .iter()
            .zip(line)
            .filter(|(slot, _)| slot.is_required())
            .all(|(slot, &cell)| fits(slot, &finder.document.plain(cell)))
    };
    let is_whole = |line: &Vec<Span>| required(line, &|slot, text| slot.fit(text) == Fit::Value);
    let is_readable =
        |line: &Vec<Span>| required(line, &|slot, text| slot.fit(text) == Fit::Value || slot.reads_word(text));
    let has_more = |line: &Vec<Span>| {
        slots.iter().zip(line).any(|(slot, cell)| !slot.is_required() && !slot.is_unfed() && !cell.is_empty())
    };
    lines.iter().enumerate().all(|(at, line)| {
        is_readable(line) && (has_more(line) || is_whole(line) && (at == 0 || is_whole(&lines[at - 1])))
    })
}

/// A row of several lines. The pieces of a cell do not stand side by side in the article, so they stay apart; where
/// a column of a dataset would get more than one of them, no column gets any.
fn push_wrapped(table: &mut Table, slots: &[Slot<'_>], group: &Group) {
    let width = table.headings.len();
    let pieces = |column: usize| group.iter().map(move |line| line[column]).filter(|cell| !cell.is_empty());
    let is_clear = (0..width).all(|column| slots.get(column).is_none_or(Slot::is_unfed) || pieces(column).count() < 2);
    let cell = |(column, span)| if is_clear { Cell::under(column, span) } else { Cell::apart(span) };
    let cells: Vec<Cell> =
        (0..width).flat_map(|column| pieces(column).map(move |span| (column, span))).map(cell).collect();
    table.push(cells);
}

/// The heading of a column: of several lines the last one that is known, else the first.
fn heading(finder: &Finder<'_, '_>, head: &Group, column: usize) -> Span {
    let is_known = |&cell: &Span| finder.contract.vocabulary.heading(&finder.document.plain(cell)).is_some();
    let mut cells = head.iter().map(|line| line[column]);
    cells.clone().rfind(is_known).or_else(|| cells.find(|cell| !cell.is_empty())).unwrap_or(head[0][column])
}
