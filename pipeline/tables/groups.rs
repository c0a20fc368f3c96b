//! Headings printed several times: `File name | File version | File size | File version | File size`. Each group of them
//! is a row of its own; columns printed once belong to all of these rows.

use super::align::{Fit, Slot};
use super::finder::Finder;
use super::header::words;
use super::table::{Cell, CellColumn, Table};
use crate::contract::{Claim, normal};
use crate::span::Span;
use crate::values::Physical;
use std::collections::{HashMap, HashSet};

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
    let Some(repeats) = Repeats::of(finder, table, claim) else { return };
    match by_captions(finder, table, &repeats).or_else(|| in_order(&repeats)) {
        Some(groups) => fold(finder, table, &repeats, groups),
        None => leave_open(finder, table, &repeats),
    }
}

/// Which headings are printed several times.
struct Repeats {
    /// For each heading the first one of the same text.
    firsts: Vec<usize>,
    /// For each first one how often it is printed.
    times: Vec<usize>,
}

impl Repeats {
    /// Null where no heading that feeds a column is printed twice.
    fn of(finder: &Finder<'_, '_>, table: &Table, claim: &Claim) -> Option<Self> {
        let per = finder.contract.datasets[claim.dataset].one_row_per;
        let is_alone =
            |at: usize| claim.columns[at].is_empty() || per.is_some_and(|per| claim.columns[at].contains(&per));
        let mut fed: HashMap<&[usize], usize> = HashMap::new();
        let mut firsts = Vec::with_capacity(claim.columns.len());
        for (at, columns) in claim.columns.iter().enumerate() {
            firsts.push(if is_alone(at) { at } else { *fed.entry(columns).or_insert(at) });
        }
        if firsts.iter().enumerate().all(|(at, first)| *first == at) {
            return None;
        }
        // Headings that feed nothing come again with the others, and so do those of which each value makes a row.
        let mut unfed: HashMap<String, usize> = HashMap::new();
        for (at, span) in table.headings.iter().enumerate().filter(|(at, _)| is_alone(*at)) {
            let text = normal(&finder.document.plain(*span));
            if !text.is_empty() {
                firsts[at] = *unfed.entry(text).or_insert(at);
            }
        }
        let mut times = vec![0; firsts.len()];
        for &first in &firsts {
            times[first] += 1;
        }
        Some(Self { firsts, times })
    }

    /// The headings printed several times.
    fn all(&self) -> impl Iterator<Item = usize> {
        (0..self.firsts.len()).filter(|&at| self.times[self.firsts[at]] > 1)
    }
}

/// Groups by what is printed above or below their headings: all headings printed several times have such a caption, and
/// none comes twice in one group.
fn by_captions(finder: &Finder<'_, '_>, table: &Table, repeats: &Repeats) -> Option<Groups> {
    let caption = |at: usize| table.captions.get(at).map(|&span| normal(&finder.document.plain(span)));
    let mut texts: Vec<String> = (0..repeats.firsts.len()).map(|at| caption(at).unwrap_or_default()).collect();
    // Where cells cannot span columns, a caption stands above the first of its group: `|x86| |x64| |`.
    for at in 1..texts.len() {
        if texts[at].is_empty() && [at - 1, at].iter().all(|&at| repeats.times[repeats.firsts[at]] > 1) {
            let (before, behind) = texts.split_at_mut(at);
            behind[0].clone_from(&before[at - 1]);
        }
    }
    let mut seen: HashSet<(usize, &str)> = HashSet::new();
    let mut groups: HashMap<&str, usize> = HashMap::new();
    let mut captions = Vec::new();
    for at in repeats.all() {
        let text = texts[at].as_str();
        if text.is_empty() || !seen.insert((repeats.firsts[at], text)) {
            return None;
        }
        groups.entry(text).or_insert_with(|| {
            captions.push(table.captions[at]);
            captions.len() - 1
        });
    }
    // A heading printed once belongs to the group of its caption, too.
    let of = texts.iter().map(|text| groups.get(text.as_str()).copied()).collect();
    Some(Groups { of, count: captions.len(), captions })
}

/// Groups by order: the headings printed several times come equally often, and are more than one. Of two columns of one
/// heading alone nobody knows how they differ.
fn in_order(repeats: &Repeats) -> Option<Groups> {
    let mut repeated = repeats.times.iter().copied().filter(|&times| times > 1);
    let count = repeated.next()?;
    if repeated.next() != Some(count) || repeated.any(|times| times != count) {
        return None;
    }
    let mut before = vec![0; repeats.firsts.len()];
    let mut of = vec![None; repeats.firsts.len()];
    for at in repeats.all() {
        let before = &mut before[repeats.firsts[at]];
        of[at] = Some(*before);
        *before += 1;
    }
    Some(Groups { of, count, captions: Vec::new() })
}

/// Makes each printed row one row per group, below headings printed once. The caption of the group is a cell of each.
fn fold(finder: &Finder<'_, '_>, table: &mut Table, repeats: &Repeats, mut groups: Groups) {
    let Some(claim) = table.claim.take() else { return };
    let (mut headings, mut columns) = (Vec::new(), Vec::new());
    let mut positions = Vec::with_capacity(repeats.firsts.len());
    for (at, &first) in repeats.firsts.iter().enumerate() {
        if first == at {
            positions.push(headings.len());
            headings.push(table.headings[at]);
            columns.push(claim.columns[at].clone());
        } else {
            positions.push(positions[first]);
        }
    }
    let width = headings.len();
    if !groups.captions.is_empty() {
        let told = column_of_captions(finder, &claim, &groups.captions);
        columns.push(told.iter().map(|(column, _)| *column).collect());
        groups.captions = told.map_or(groups.captions, |(_, values)| values);
        headings.push(Span::empty_at(table.headings.last().map_or(0, |last| last.end)));
    }
    let rows = std::mem::take(&mut table.rows);
    let cells = std::mem::take(&mut table.cells);
    for row in rows {
        fold_row(finder, table, &cells[row.first..row.end], &Fold { positions: &positions, width, groups: &groups });
    }
    let known = columns.iter().filter(|fed| !fed.is_empty()).count();
    table.claim = Some(Claim { dataset: claim.dataset, columns, known });
    table.headings = headings;
}

/// Where cells go.
struct Fold<'f> {
    /// For each printed heading its position among those that are kept.
    positions: &'f [usize],
    /// Their number, behind which the caption stands.
    width: usize,
    groups: &'f Groups,
}

fn fold_row(finder: &Finder<'_, '_>, table: &mut Table, cells: &[Cell], fold: &Fold<'_>) {
    let Fold { positions, width, groups } = *fold;
    let raw = |cell: &Cell| finder.document.raw(cell.span);
    // One text, alone or in every cell, titles the rows below it.
    let is_title = cells.iter().skip(1).all(|cell| cell.span.is_empty() || raw(cell) == raw(&cells[0]));
    let (mut shared, mut outside) = (Vec::new(), Vec::new());
    let mut own: Vec<Vec<Cell>> = vec![Vec::new(); groups.count];
    for cell in cells {
        match cell.column {
            CellColumn::Under(heading) => {
                let moved = Cell::under(positions[heading], cell.span);
                groups.of[heading].map_or(&mut shared, |group| &mut own[group]).push(moved);
            }
            CellColumn::Surplus(_) | CellColumn::Apart(_) => outside.push(*cell),
        }
    }
    let is_given = |cell: &Cell| !finder.contract.words.is_null(&finder.document.plain(cell.span));
    let mut given: Vec<bool> = own.iter().map(|cells| !is_title && cells.iter().any(is_given)).collect();
    if !given.contains(&true) {
        given[0] = true;
    }
    for (group, cells) in own.into_iter().enumerate() {
        if !given[group] {
            // A group without values prints no row.
            table.ignored.padding += cells.len();
            continue;
        }
        let mut row = [shared.as_slice(), cells.as_slice()].concat();
        row.sort_by_key(|cell| cell.column.position(width));
        row.append(&mut outside);
        if let Some(&span) = groups.captions.get(group).filter(|_| !is_title) {
            row.push(Cell::under(width, span));
        }
        table.push(row);
    }
}

/// The column that says what the captions of the groups are: the only one that is not fed and takes all of them, or one word
/// of each: `x86-based versions`.
fn column_of_captions(finder: &Finder<'_, '_>, claim: &Claim, captions: &[Span]) -> Option<(usize, Vec<Span>)> {
    let columns = &finder.contract.datasets[claim.dataset].columns;
    let taken = |at: usize| {
        let slot = Slot::of_words(finder.locale(), std::iter::once(&columns[at]));
        let fits = |span: &Span| slot.fit(&finder.document.plain(*span)) == Fit::Value;
        let value = |&caption: &Span| {
            // A number may be anything: `Windows 7`.
            let words = if columns[at].physical() == Physical::Enum { words(finder, caption) } else { Vec::new() };
            let mut fitting = words.into_iter().filter(fits);
            if fits(&caption) { Some(caption) } else { fitting.next().filter(|_| fitting.next().is_none()) }
        };
        let may_take =
            !slot.is_free() && !columns[at].headers.is_empty() && !claim.columns.iter().any(|fed| fed.contains(&at));
        let values = captions.iter().map(value).collect::<Option<Vec<Span>>>().filter(|_| may_take)?;
        Some((at, values))
    };
    let mut taking = (0..columns.len()).filter_map(taken);
    taking.next().filter(|_| taking.next().is_none())
}

/// Lets headings printed several times feed nothing.
fn leave_open(finder: &Finder<'_, '_>, table: &mut Table, repeats: &Repeats) {
    let Some(claim) = &mut table.claim else { return };
    table.repeated = repeats.all().filter(|&at| claim.is_known(at)).collect();
    for &at in &table.repeated {
        claim.columns[at].clear();
        claim.known -= 1;
    }
    if !finder.is_complete(claim) {
        table.claim = None;
    }
}
