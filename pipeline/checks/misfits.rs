//! `Misfits`: what stands under the wrong heading: rows that lost a cell, and columns whose headings are swapped.

use super::Article;
use crate::blocks::Kind;
use crate::contract::{Claim, Column};
use crate::records::{CellStatus, ReadCell, ReadTable};
use crate::span::Span;
use crate::tables::{Cell, CellColumn, Doubt, Short, Table};
use std::borrow::Cow;
use std::cell::OnceCell;

/// What does not fit in one table.
#[derive(Debug, Default)]
pub struct Misfits {
    /// Rows of fewer cells than the header, in order.
    pub short: Vec<ShortRow>,
    /// Positions of the rows that have cells behind the last column.
    pub long: Vec<usize>,
    /// Columns whose cells mostly look like another column, in order.
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
        let short = self.short.binary_search_by_key(&row, |short| short.row).ok().map(|at| self.short[at]);
        self.columns.binary_search_by_key(&cell, |column| column.heading).is_ok()
            || self.long.binary_search(&row).is_ok()
            || short.is_some_and(|short| short.gap < short.cells && cell >= short.gap)
    }
}

/// The misfits of all tables of an article.
pub(super) fn misfits(article: &Article<'_>) -> Vec<Misfits> {
    article
        .tables()
        .map(|(table, read)| {
            let shifts = table.layout.short == Short::Shifts;
            let mut short = if shifts { short_rows(article, table) } else { Vec::new() };
            let long = long_rows(table);
            let is_label = |row: usize| read.labels.binary_search(&row).is_ok();
            short.retain(|short| !is_label(short.row));
            Misfits { short, long, columns: wrong_columns(article, table, read) }
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
fn looks_like(article: &Article<'_>, columns: &[&Column], text: &str) -> bool {
    match columns {
        [] => false,
        [column] => column.is_shape_in(text, article.language()),
        _ => columns.iter().all(|column| column.read_in(text, article.language()).is_ok()),
    }
}

fn short_rows(article: &Article<'_>, table: &Table) -> Vec<ShortRow> {
    let width = table.headings.len();
    let mut found: Vec<ShortRow> = Vec::new();
    let types = OnceCell::new();
    let mut above: &[Cell] = &[];
    for (at, &row) in table.rows.iter().enumerate() {
        let cells = table.row(row);
        if cells.len() == width {
            above = cells;
        }
        if cells.len() >= width {
            continue;
        }
        let texts: Vec<_> = cells.iter().map(|cell| article.document.plain(cell.span)).collect();
        let gap = match claim_of(table) {
            Some(claim) => {
                let types =
                    types.get_or_init(|| (0..width).map(|heading| typed(article, claim, heading)).collect::<Vec<_>>());
                gap(article, types, &texts)
            }
            None => gap_without_types(article, width, &texts, above),
        };
        found.push(ShortRow { row: at, cells: cells.len(), gap });
    }
    found
}

/// Rows with a cell behind the last column that is not empty. One that spans columns from before is no other cell there.
fn long_rows(table: &Table) -> Vec<usize> {
    let is_surplus = |cell: &Cell| matches!(cell.column, CellColumn::Surplus(_)) && !cell.span.is_empty();
    let is_long = |&row: &usize| {
        table.row(table.rows[row]).windows(2).any(|pair| is_surplus(&pair[1]) && pair[0].span != pair[1].span)
    };
    (0..table.rows.len()).filter(is_long).collect()
}

/// Without types, first cells are missing where all that is left looks like the end of the row above.
fn gap_without_types(article: &Article<'_>, width: usize, texts: &[Cow<'_, str>], above: &[Cell]) -> usize {
    let like = |heading: usize, text: &str| {
        above.get(heading).is_some_and(|above| Looks::of(&article.document.plain(above.span)) == Looks::of(text))
    };
    let are_like = |from: usize| texts.iter().enumerate().all(|(at, text)| like(from + at, text));
    let is_telling = texts.iter().any(|text| Looks::of(text) != Looks::Words);
    if is_telling && are_like(width - texts.len()) && !are_like(0) { 0 } else { texts.len() }
}

/// The number of cells before the place where a row lost some: there, the others fit their headings better than
/// anywhere else. All of them, where that is not clear.
fn gap(article: &Article<'_>, types: &[Vec<&Column>], texts: &[Cow<'_, str>]) -> usize {
    let lost = types.len() - texts.len();
    let fit = |heading: usize, text: &str| match types[heading].as_slice() {
        [] => 0,
        _ if article.contract.words.is_null(text) => 0,
        columns if looks_like(article, columns, text) => 1,
        columns if columns.iter().all(|column| column.read_in(text, article.language()).is_ok()) => 0,
        _ => -1_i64,
    };
    // How well the row fits with the gap before its first cell, and then one cell later each time.
    let mut score: i64 = texts.iter().enumerate().map(|(at, text)| fit(at + lost, text)).sum();
    let mut best = (0, score);
    for (at, text) in texts.iter().enumerate() {
        // Of several places the last one: what stands behind it stands wrong in any case.
        if score >= best.1 {
            best = (at, score);
        }
        score += fit(at, text) - fit(at + lost, text);
    }
    if best.1 > score { best.0 } else { texts.len() }
}

/// What a text looks like where no type is known.
#[derive(PartialEq, Eq)]
enum Looks {
    Link,
    Code,
    Number,
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
        } else {
            Self::Words
        }
    }
}

fn wrong_columns<'a>(article: &Article<'a>, table: &Table, read: &ReadTable<'a>) -> Vec<WrongColumn> {
    let Some(claim) = claim_of(table) else { return Vec::new() };
    let all = || read.rows.iter().flat_map(|row| &row.cells);
    // Where a dataset claims the table, its cells were read already: nearly always without a flaw.
    if table.claim.is_some() && all().all(|cell| cell.status != CellStatus::Unread) {
        return Vec::new();
    }
    let mut cells: Vec<&ReadCell<'a>> = all().collect();
    cells.sort_by_key(|cell| cell.column);
    let under = Headings { article, claim, cells };
    let found: Vec<WrongColumn> =
        (0..table.headings.len()).filter_map(|heading| under.wrong(heading, table.claim.is_some())).collect();
    // The heading for such cells may stand above cells that belong here, though its type takes them, too. Where it
    // stands above its own, these here are damaged, and so is one cell alone.
    let mut kept: Vec<WrongColumn> = Vec::new();
    for wrong in &found {
        let other = wrong.belongs_under.and_then(|other| {
            let known = found.binary_search_by_key(&other, |wrong| wrong.heading).ok().map(|at| found[at]);
            known.or_else(|| {
                let exchanged = under.exchanged(other, wrong.heading);
                kept.extend(exchanged);
                exchanged
            })
        });
        let is_alone = wrong.belongs_under.is_none() && wrong.cells > 1;
        if is_alone || other.is_some() {
            kept.push(*wrong);
        }
    }
    kept.sort_by_key(|wrong| (wrong.heading, wrong.looks_like));
    kept
}

/// What stands under the headings of one table.
struct Headings<'t, 'a> {
    article: &'t Article<'a>,
    claim: &'t Claim,
    /// Cells by their columns.
    cells: Vec<&'t ReadCell<'a>>,
}

impl<'t, 'a> Headings<'t, 'a> {
    /// The cells under a heading, from the first row to the last.
    fn cells(&self, heading: usize) -> &[&'t ReadCell<'a>] {
        let first = self.cells.partition_point(|cell| cell.column < heading);
        let end = first + self.cells[first..].partition_point(|cell| cell.column == heading);
        &self.cells[first..end]
    }

    /// The texts of cells that are given.
    fn texts(&self, cells: &[&ReadCell<'a>]) -> Vec<Cow<'a, str>> {
        cells
            .iter()
            .map(|cell| self.article.document.plain(cell.span))
            .filter(|text| !self.article.contract.words.is_null(text))
            .collect()
    }

    /// A heading whose cells mostly look like another column of the dataset.
    fn wrong(&self, heading: usize, is_proven: bool) -> Option<WrongColumn> {
        let cells = self.cells(heading);
        if is_proven && cells.iter().all(|cell| cell.status != CellStatus::Unread) {
            return None;
        }
        let own = typed(self.article, self.claim, heading);
        if own.is_empty() {
            return None;
        }
        let texts = self.texts(cells);
        let strange: Vec<&Cow<'_, str>> = texts.iter().filter(|text| !looks_like(self.article, &own, text)).collect();
        if strange.len() * 2 <= texts.len() {
            return None;
        }
        // Of the other columns of the dataset the one that most of these cells look like; those that the table has first.
        let columns = &self.article.contract.datasets[self.claim.dataset].columns;
        let mut best: Option<WrongColumn> = None;
        for (at, column) in columns.iter().enumerate() {
            if column.headers.is_empty() || column.words() == 0 || own.iter().any(|own| own.path == column.path) {
                continue;
            }
            let cells = strange.iter().filter(|text| column.is_shape_in(text, self.article.language())).count();
            if cells * 2 <= texts.len() {
                continue;
            }
            let belongs_under = self.claim.columns.iter().position(|fed| *fed == [at]);
            let wrong = WrongColumn { heading, looks_like: at, belongs_under, cells, given: texts.len() };
            let rank = |wrong: &WrongColumn| (wrong.cells, wrong.belongs_under.is_some());
            if best.as_ref().is_none_or(|best| rank(&wrong) > rank(best)) {
                best = Some(wrong);
            }
        }
        best
    }

    /// A heading whose cells look like the columns of the other one.
    fn exchanged(&self, heading: usize, other: usize) -> Option<WrongColumn> {
        let columns = typed(self.article, self.claim, other);
        let texts = self.texts(self.cells(heading));
        let like = texts.iter().filter(|text| looks_like(self.article, &columns, text)).count();
        let looks_like = *self.claim.columns.get(other)?.first()?;
        (like * 2 > texts.len()).then_some(WrongColumn {
            heading,
            looks_like,
            belongs_under: Some(other),
            cells: like,
            given: texts.len(),
        })
    }
}

/// Whether a table is one: what only begins with bars, and that no dataset knows, may be a drawing.
#[must_use]
pub fn has_bars(article: &Article<'_>, table: &Table) -> bool {
    let block = article.document.blocks.get(table.first_block);
    claim_of(table).is_some()
        || table.ignored.delimiter > 0
        || block.is_some_and(|block| matches!(block.kind, Kind::Grid { .. }))
}

/// A row of a table, from its first to its last cell.
#[must_use]
pub fn row_span(table: &Table, row: usize) -> Span {
    let cells = table.rows.get(row).map_or(&[][..], |&row| table.row(row));
    cells.iter().map(|cell| cell.span).reduce(Span::join).unwrap_or_default()
}
