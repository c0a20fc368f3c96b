//! Headings printed several times: `File name | File version | File size | File version | File size`. Each group of them
//! is a row of its own; columns printed once belong to all of these rows.

use super::align::{Fit, Slot};
use super::finder::Finder;
use super::table::{Cell, CellColumn, Table};
use crate::contract::{Claim, normal};
use crate::span::Span;

/// The groups of the headings of a table.
struct Groups {
    /// For each heading its group; null where it belongs to all.
    of: Vec<Option<usize>>,
    /// Their number.
    count: usize,
    /// What is printed above or below the headings of each group.
    captions: Vec<Span>,
}

/// Gives each group of headings rows of its own. Where nothing tells the groups, the headings feed no column and are kept in
/// [`Table::repeated`]; a claim that cannot be without them goes.
pub(super) fn divide(finder: &Finder<'_, '_>, table: &mut Table) {
    // A key printed again begins the next record.
    let Some(claim) = table.claim.as_ref().filter(|_| !table.layout.has_keys()) else { return };
    let Some(firsts) = firsts(finder, table, claim) else { return };
    match by_captions(finder, table, &firsts).or_else(|| in_order(&firsts)) {
        Some(groups) => fold(finder, table, &firsts, &groups),
        None => leave_open(finder, table, &firsts),
    }
}

/// For each heading the first one of the same text; null where none is printed twice.
fn firsts(finder: &Finder<'_, '_>, table: &Table, claim: &Claim) -> Option<Vec<usize>> {
    let columns = &claim.columns;
    let is_fed_twice = |at: usize| !columns[at].is_empty() && columns[..at].contains(&columns[at]);
    let per = finder.contract.datasets[claim.dataset].one_row_per;
    let is_per = |at: usize| per.is_some_and(|per| columns[at].contains(&per));
    if !(1..columns.len()).any(|at| is_fed_twice(at) && !is_per(at)) {
        return None;
    }
    let text = |&span: &Span| normal(&finder.document.plain(span));
    let texts: Vec<String> = table.headings.iter().map(text).collect();
    let is_same = |at: usize, other: usize| {
        columns[at] == columns[other]
            && if columns[at].is_empty() { !texts[at].is_empty() && texts[at] == texts[other] } else { !is_per(at) }
    };
    Some((0..columns.len()).map(|at| (0..at).find(|&other| is_same(at, other)).unwrap_or(at)).collect())
}

/// Groups by what is printed above or below their headings: all headings printed several times have such a caption, and
/// none comes twice in one group.
fn by_captions(finder: &Finder<'_, '_>, table: &Table, firsts: &[usize]) -> Option<Groups> {
    let caption = |at: usize| table.captions.get(at).map(|&span| normal(&finder.document.plain(span)));
    let texts: Vec<String> = (0..firsts.len()).map(|at| caption(at).unwrap_or_default()).collect();
    let mut groups: Vec<usize> = Vec::new();
    for at in (0..firsts.len()).filter(|&at| is_repeated(firsts, at)) {
        let is_clear =
            !texts[at].is_empty() && !(0..at).any(|other| firsts[other] == firsts[at] && texts[other] == texts[at]);
        if !is_clear {
            return None;
        }
        if !groups.iter().any(|&group| texts[group] == texts[at]) {
            groups.push(at);
        }
    }
    // A heading printed once belongs to the group of its caption, too.
    let of = (0..firsts.len()).map(|at| groups.iter().position(|&group| texts[group] == texts[at])).collect();
    let captions = groups.iter().map(|&at| table.captions[at]).collect();
    Some(Groups { of, count: groups.len(), captions })
}

/// Groups by order: the headings printed several times come equally often, and are more than one. Of two columns of one
/// heading alone nobody knows how they differ.
fn in_order(firsts: &[usize]) -> Option<Groups> {
    let times = |first: usize| firsts.iter().filter(|&&other| other == first).count();
    let repeated: Vec<usize> = (0..firsts.len()).filter(|&at| firsts[at] == at && times(at) > 1).collect();
    let count = times(*repeated.first()?);
    if repeated.len() < 2 || repeated.iter().any(|&at| times(at) != count) {
        return None;
    }
    let before = |at: usize| firsts[..at].iter().filter(|&&other| other == firsts[at]).count();
    let of = (0..firsts.len()).map(|at| is_repeated(firsts, at).then(|| before(at))).collect();
    Some(Groups { of, count, captions: Vec::new() })
}

fn is_repeated(firsts: &[usize], at: usize) -> bool {
    firsts.iter().filter(|&&other| other == firsts[at]).count() > 1
}

/// Makes each printed row one row per group, below headings printed once. The caption of the group is a cell of each.
fn fold(finder: &Finder<'_, '_>, table: &mut Table, firsts: &[usize], groups: &Groups) {
    let Some(claim) = table.claim.take() else { return };
    let kept: Vec<usize> = (0..firsts.len()).filter(|&at| firsts[at] == at).collect();
    let position = |at: usize| kept.iter().position(|&first| first == firsts[at]).unwrap_or_default();
    let positions: Vec<usize> = (0..firsts.len()).map(position).collect();
    let mut columns: Vec<Vec<usize>> = kept.iter().map(|&at| claim.columns[at].clone()).collect();
    let mut headings: Vec<Span> = kept.iter().map(|&at| table.headings[at]).collect();
    if !groups.captions.is_empty() {
        columns.push(column_of_captions(finder, &claim, &groups.captions).into_iter().collect());
        headings.push(Span::empty_at(table.headings.last().map_or(0, |last| last.end)));
    }
    let rows = std::mem::take(&mut table.rows);
    let cells = std::mem::take(&mut table.cells);
    for row in rows {
        fold_row(finder, table, &cells[row.first..row.end], &positions, groups);
    }
    let known = columns.iter().filter(|fed| !fed.is_empty()).count();
    table.claim = Some(Claim { dataset: claim.dataset, columns, known });
    table.headings = headings;
}

fn fold_row(finder: &Finder<'_, '_>, table: &mut Table, cells: &[Cell], positions: &[usize], groups: &Groups) {
    let group = |cell: &Cell| groups.of.get(cell.column.heading()?).copied().flatten();
    let is_given = |cell: &&Cell| !finder.contract.words.is_null(&finder.document.plain(cell.span));
    let has_values = |at: usize| cells.iter().filter(|cell| group(cell) == Some(at)).any(|cell| is_given(&cell));
    let raw = |cell: &Cell| finder.document.raw(cell.span);
    // One text, alone or in every cell, titles the rows below it.
    let is_title = cells.iter().skip(1).all(|cell| cell.span.is_empty() || raw(cell) == raw(&cells[0]));
    let mut given: Vec<usize> = (0..groups.count).filter(|&at| !is_title && has_values(at)).collect();
    if given.is_empty() {
        given.push(0);
    }
    let caption = positions.iter().max().map_or(0, |last| last + 1);
    for (count, &at) in given.iter().enumerate() {
        let mut row: Vec<Cell> = Vec::new();
        for cell in cells {
            let column = match (cell.column, group(cell)) {
                (CellColumn::Under(heading), None) => CellColumn::Under(positions[heading]),
                (CellColumn::Under(heading), Some(own)) if own == at => CellColumn::Under(positions[heading]),
                (CellColumn::Under(_), Some(own)) if count > 0 || given.contains(&own) => continue,
                // A group without values prints no row.
                (CellColumn::Under(_), Some(_)) => {
                    table.ignored.padding += 1;
                    continue;
                }
                (outside, _) if count == 0 => outside,
                _ => continue,
            };
            row.push(Cell { span: cell.span, column });
        }
        row.sort_by_key(|cell| cell.column.position(caption));
        if let Some(&span) = groups.captions.get(at).filter(|_| !is_title) {
            row.push(Cell::under(caption, span));
        }
        table.push(row);
    }
}

/// The column that says what the captions of the groups are: the only one that is not fed and takes all of them.
fn column_of_captions(finder: &Finder<'_, '_>, claim: &Claim, captions: &[Span]) -> Option<usize> {
    let columns = &finder.contract.datasets[claim.dataset].columns;
    let takes = |&at: &usize| {
        let slot = Slot::of_words(finder.locale(), std::iter::once(&columns[at]));
        let fits = |&span: &Span| slot.fit(&finder.document.plain(span)) == Fit::Value;
        !slot.is_free()
            && !columns[at].headers.is_empty()
            && !claim.columns.iter().any(|fed| fed.contains(&at))
            && captions.iter().all(fits)
    };
    let mut taking = (0..columns.len()).filter(takes);
    taking.next().filter(|_| taking.next().is_none())
}

/// Lets headings printed several times feed nothing.
fn leave_open(finder: &Finder<'_, '_>, table: &mut Table, firsts: &[usize]) {
    let Some(claim) = &mut table.claim else { return };
    let is_fed = |at: &usize| !claim.columns[*at].is_empty();
    table.repeated = (0..firsts.len()).filter(|&at| is_repeated(firsts, at)).filter(is_fed).collect();
    for &at in &table.repeated {
        claim.columns[at].clear();
        claim.known -= 1;
    }
    if !finder.is_complete(claim) {
        table.claim = None;
    }
}
