//! `Misfits`: what stands under the wrong heading: rows that lost a cell, and columns whose headings are swapped.

use super::Article;
use crate::contract::{Claim, Column};
use crate::records::{CellStatus, ReadTable};
use crate::tables::{Doubt, Table};
use crate::values::is_null;
use std::borrow::Cow;

/// What does not fit in one table.
#[derive(Debug, Default)]
pub struct Misfits {
    /// Rows of fewer cells than the header, in order.
    pub short: Vec<ShortRow>,
    /// Columns whose cells mostly look like another column.
    pub columns: Vec<WrongColumn>,
}

/// A row of fewer cells than its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShortRow {
    /// Position in the table.
    pub row: usize,
    /// Number of its cells.
    pub cells: usize,
    /// The number of cells before the place where the others seem to be missing; all, where they are missing at its end.
    pub gap: usize,
}

/// A column whose cells mostly look like another column of the dataset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrongColumn {
    /// Position of its heading.
    pub heading: usize,
    /// Position in the dataset of the column that the cells look like.
    pub looks_like: usize,
    /// Position of a heading of the table that feeds that column.
    pub belongs_under: Option<usize>,
    /// Number of cells that look like it.
    pub cells: usize,
    /// Number of cells that are given.
    pub given: usize,
}

impl Misfits {
    /// Whether a cell cannot be read because of the row or heading it stands in: then that is what is wrong, and not
    /// the cell.
    #[must_use]
    pub fn explain(&self, row: usize, cell: usize) -> bool {
        self.columns.iter().any(|column| column.heading == cell)
            || self.short.iter().any(|short| short.row == row && short.gap < short.cells && cell >= short.gap)
    }
}

/// The misfits of all tables of an article.
pub(super) fn misfits(article: &Article<'_>) -> Vec<Misfits> {
    article
        .tables()
        .map(|(table, read)| {
            let short = if table.layout == "grid" { short_rows(article, table) } else { Vec::new() };
            Misfits { short, columns: wrong_columns(article, table, read) }
        })
        .collect()
}

/// The claim of a table, also one that its cells do not prove.
fn claim_of(table: &Table) -> Option<&Claim> {
    match (&table.claim, &table.doubt) {
        (Some(claim), _) | (None, Some(Doubt::Unproven(claim))) => Some(claim),
        _ => None,
    }
}

/// The columns that a heading feeds and that are told by what their cells look like; none where one takes any text.
fn typed<'a>(article: &Article<'a>, claim: &Claim, heading: usize) -> Vec<&'a Column> {
    let columns = &article.contract.datasets[claim.dataset].columns;
    let fed: Vec<&Column> =
        claim.columns.get(heading).into_iter().flatten().filter_map(|&at| columns.get(at)).collect();
    if fed.iter().any(|column| column.words() == 0) { Vec::new() } else { fed }
}

/// Whether a text looks like a value of all of these columns.
fn looks_like(columns: &[&Column], text: &str) -> bool {
    match columns {
        [] => false,
        [column] => column.is_shape(text),
        _ => columns.iter().all(|column| column.read(text).is_ok()),
    }
}

fn short_rows(article: &Article<'_>, table: &Table) -> Vec<ShortRow> {
    let width = table.headings.len();
    let is_short = |&(_, row): &(usize, &crate::tables::Row)| row.end - row.first < width;
    let mut found: Vec<ShortRow> = Vec::new();
    for (at, &row) in table.rows.iter().enumerate().filter(is_short) {
        let above = table.rows[..at].iter().rev().find(|row| row.end - row.first == width);
        let cells: Vec<_> = table.row(row).iter().map(|cell| article.document.plain(cell.span)).collect();
        let above: Vec<_> = above
            .map(|&row| table.row(row).iter().map(|cell| article.document.plain(cell.span)).collect())
            .unwrap_or_default();
        let gap = gap(article, table, &cells, &above);
        found.push(ShortRow { row: at, cells: cells.len(), gap });
    }
    found
}

/// The number of cells before the place where a row lost some: there, the others fit their headings and the row above
/// better than anywhere else. All of them, where that is not clear.
fn gap(article: &Article<'_>, table: &Table, cells: &[Cow<'_, str>], above: &[Cow<'_, str>]) -> usize {
    let lost = table.headings.len() - cells.len();
    let claim = claim_of(table);
    let types: Vec<Vec<&Column>> = (0..table.headings.len())
        .map(|heading| claim.map_or_else(Vec::new, |claim| typed(article, claim, heading)))
        .collect();
    let fit = |heading: usize, text: &str| -> i32 {
        if is_null(text) {
            return 0;
        }
        let is_like = above.get(heading).is_some_and(|above| Looks::of(above) == Looks::of(text));
        match types[heading].as_slice() {
            [] => i32::from(is_like),
            columns if looks_like(columns, text) => 2,
            columns if columns.iter().all(|column| column.read(text).is_ok()) => i32::from(is_like),
            _ => -2,
        }
    };
    let score = |gap: usize| -> i32 {
        cells.iter().enumerate().map(|(at, text)| fit(if at < gap { at } else { at + lost }, text)).sum()
    };
    let at_end = score(cells.len());
    let best = (0..cells.len()).map(score).max().unwrap_or(at_end);
    let mut ways = (0..cells.len()).filter(|&gap| score(gap) == best);
    match (best > at_end, ways.next(), ways.next()) {
        (true, Some(gap), None) => gap,
        _ => cells.len(),
    }
}

/// What a text looks like where no type is known.
#[derive(PartialEq, Eq)]
enum Looks {
    Link,
    Code,
    Number,
    Word,
    Words,
}

impl Looks {
    fn of(text: &str) -> Self {
        let text = text.trim();
        if text.starts_with("http") || text.starts_with("KB") {
            Self::Link
        } else if text.starts_with('`') || text.starts_with("HKEY") {
            Self::Code
        } else if text.starts_with(|c: char| c.is_ascii_digit()) && !text.contains(' ') {
            Self::Number
        } else if text.contains(' ') {
            Self::Words
        } else {
            Self::Word
        }
    }
}

fn wrong_columns(article: &Article<'_>, table: &Table, read: &ReadTable<'_>) -> Vec<WrongColumn> {
    let Some(claim) = claim_of(table) else { return Vec::new() };
    let is_proven = table.claim.is_some();
    let mut found: Vec<WrongColumn> = Vec::new();
    for heading in 0..table.headings.len() {
        let cells = read.rows.iter().flat_map(|row| &row.cells).filter(|cell| cell.column == heading);
        // Where a dataset claims the table, its cells were read already: nearly always without a flaw.
        if is_proven && cells.clone().all(|cell| cell.status != CellStatus::Unread) {
            continue;
        }
        let own = typed(article, claim, heading);
        if own.is_empty() {
            continue;
        }
        let texts: Vec<Cow<'_, str>> =
            cells.map(|cell| article.document.plain(cell.span)).filter(|text| !is_null(text)).collect();
        let strange: Vec<&Cow<'_, str>> = texts.iter().filter(|text| !looks_like(&own, text)).collect();
        if strange.len() * 2 <= texts.len() {
            continue;
        }
        // Of the other columns of the dataset the one that most of these cells look like; those that the table has first.
        let columns = &article.contract.datasets[claim.dataset].columns;
        let under = |at: usize| claim.columns.iter().position(|fed| *fed == [at]);
        let mut best: Option<WrongColumn> = None;
        for (at, column) in columns.iter().enumerate() {
            if column.headers.is_empty() || column.words() == 0 || own.iter().any(|own| own.path == column.path) {
                continue;
            }
            let cells = strange.iter().filter(|text| column.is_shape(text)).count();
            let wrong = WrongColumn { heading, looks_like: at, belongs_under: under(at), cells, given: texts.len() };
            let rank = |wrong: &WrongColumn| (wrong.cells, wrong.belongs_under.is_some());
            if cells * 2 > texts.len() && best.as_ref().is_none_or(|best| rank(&wrong) > rank(best)) {
                best = Some(wrong);
            }
        }
        found.extend(best);
    }
    // One cell alone is a damaged cell, unless it changed places with another one.
    let is_swapped = |wrong: &WrongColumn| {
        let under = |other: &WrongColumn| other.belongs_under.is_some_and(|under| under == wrong.heading);
        found.iter().any(|other| under(other) && wrong.belongs_under == Some(other.heading))
    };
    let kept: Vec<bool> = found.iter().map(|wrong| wrong.cells > 1 || is_swapped(wrong)).collect();
    found.into_iter().zip(kept).filter_map(|(wrong, is_kept)| is_kept.then_some(wrong)).collect()
}
