//! The ledger over a directory: tables by layout and dataset, cells by what became of them, and the commonest headers
//! that no dataset knows. What was not read is named, with a place to look at.

mod language;

pub use language::LanguageCount;

use crate::contract::{Contract, Fact};
use crate::emit::Filled;
use crate::records::{CellStatus, Records};
use crate::source::{self, Found, Input, Skipped, Source};
use crate::span::Span;
use crate::values::Value;
use language::Undescribed;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;

/// Counts over all articles.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// Articles compiled.
    pub articles: u64,
    /// Tables and their rows, by layout and dataset.
    pub tables: Vec<TableCount>,
    /// Rows by dataset.
    pub rows: BTreeMap<String, u64>,
    /// By dataset: how many rows have a value in each column, but for columns that are known only when all articles are.
    pub filled: BTreeMap<String, Filled>,
    /// Lines, cells and unclaimed lines, by the names of `coverage`.
    pub coverage: BTreeMap<String, u64>,
    /// Headers of tables that no dataset claims, the commonest first.
    pub unclaimed_headers: Vec<HeaderCount>,
    /// Columns with cells that cannot be read as their type, those with most cells first.
    pub unread_cells: Vec<UnreadCount>,
    /// Articles with lines that look like file data and that no table claims, those with most lines first.
    pub unclaimed_lines: Vec<LineCount>,
    /// Languages that articles seem to print and no file describes, those of most articles first.
    pub undescribed_languages: Vec<LanguageCount>,
    /// Files that were not compiled.
    #[serde(skip)]
    pub skipped: Vec<Skipped>,
}

/// Tables of one layout and dataset.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct TableCount {
    /// Layout.
    pub layout: String,
    /// Dataset; null = none claims them.
    pub dataset: Option<String>,
    /// Number of tables.
    pub tables: u64,
    /// Number of their rows.
    pub rows: u64,
}

/// Tables with one header.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct HeaderCount {
    /// Headings as a JSON list, as printed in the example.
    pub header: String,
    /// Number of tables, headings compared without case.
    pub tables: u64,
    /// The first article that holds one.
    pub source: String,
    /// Its line there.
    pub line: u64,
}

/// Cells of one column that cannot be read as its type.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct UnreadCount {
    /// `dataset.column`.
    pub column: String,
    /// Number of cells.
    pub cells: u64,
    /// The first article that holds one.
    pub source: String,
    /// Its line there.
    pub line: u64,
    /// Its text.
    pub text: String,
}

/// Lines of one article that look like file data and that no table claims.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct LineCount {
    /// The article.
    pub source: String,
    /// Number of lines.
    pub lines: u64,
    /// The first of them.
    pub line: u64,
    /// Its text.
    pub text: String,
}

/// Sums that can be added in any order.
#[derive(Default)]
struct Sums {
    articles: u64,
    /// By layout and dataset: tables and rows.
    tables: BTreeMap<(String, Option<String>), (u64, u64)>,
    rows: BTreeMap<String, u64>,
    filled: BTreeMap<String, Filled>,
    coverage: BTreeMap<String, u64>,
    /// By header in lower case: number, and the first source with its line and printed header.
    headers: BTreeMap<String, (u64, Example)>,
    /// By `dataset.column`.
    unread: BTreeMap<String, (u64, Example)>,
    /// By source: number, line and text of the first.
    lines: BTreeMap<String, (u64, u64, String)>,
    undescribed: Undescribed,
    skipped: Vec<Skipped>,
}

/// A place: source, line, and what stands there.
type Example = (String, u64, String);

/// Facts that are summed, in the order in which they are shown.
pub const COVERAGE: &[Fact] = &[
    Fact::Lines,
    Fact::Cells,
    Fact::CellsTyped,
    Fact::CellsRaw,
    Fact::CellsUnread,
    Fact::CellsIgnored,
    Fact::FileLikeLinesUnclaimed,
];

/// Compiles all articles and counts.
#[must_use]
pub fn stats(input: &Input, contract: &Contract, most_headers: usize) -> Stats {
    let sums = input.found.par_iter().map(|found| article(found, contract)).reduce(Sums::default, Sums::add);
    let mut unclaimed_headers: Vec<HeaderCount> = sums
        .headers
        .into_values()
        .map(|(tables, (source, line, header))| HeaderCount { header, tables, source, line })
        .collect();
    unclaimed_headers.sort_by(|a, b| b.tables.cmp(&a.tables).then_with(|| a.header.cmp(&b.header)));
    unclaimed_headers.truncate(most_headers);
    let unread = sums.unread.into_iter();
    let mut unread_cells: Vec<UnreadCount> = unread
        .map(|(column, (cells, (source, line, text)))| UnreadCount { column, cells, source, line, text })
        .collect();
    unread_cells.sort_by(|a, b| b.cells.cmp(&a.cells).then_with(|| a.column.cmp(&b.column)));
    let lines = sums.lines.into_iter();
    let mut unclaimed_lines: Vec<LineCount> =
        lines.map(|(source, (lines, line, text))| LineCount { source, lines, line, text }).collect();
    unclaimed_lines.sort_by(|a, b| b.lines.cmp(&a.lines).then_with(|| a.source.cmp(&b.source)));
    unclaimed_lines.truncate(most_headers);
    let tables =
        sums.tables.into_iter().map(|((layout, dataset), (tables, rows))| TableCount { layout, dataset, tables, rows });
    let mut skipped: Vec<Skipped> = input.skipped.iter().cloned().chain(sums.skipped).collect();
    skipped.sort();
    Stats {
        articles: sums.articles,
        tables: tables.collect(),
        rows: sums.rows,
        filled: sums.filled,
        coverage: sums.coverage,
        unclaimed_headers,
        unread_cells,
        unclaimed_lines,
        undescribed_languages: sums.undescribed.counts(),
        skipped,
    }
}

fn article(found: &Found, contract: &Contract) -> Sums {
    match source::read(found) {
        Ok(source) => Sums::of(&crate::compile(&source, contract), &source, contract),
        Err(skipped) => {
            let skipped = vec![skipped];
            Sums { skipped, ..Sums::default() }
        }
    }
}

/// A dataset and its columns that certain facts feed.
fn fed_by<const N: usize>(contract: &Contract, facts: [Fact; N]) -> Option<(usize, [usize; N])> {
    contract.datasets.iter().enumerate().find_map(|(at, dataset)| {
        let mut columns = [0; N];
        for (column, wanted) in columns.iter_mut().zip(facts) {
            *column = dataset.fed_by(wanted)?;
        }
        Some((at, columns))
    })
}

impl Sums {
    fn of(records: &Records<'_>, source: &Source, contract: &Contract) -> Self {
        let mut sums = Self { articles: 1, ..Self::default() };
        for (dataset, rows) in contract.datasets.iter().zip(&records.datasets) {
            sums.rows.insert(dataset.name.clone(), rows.len() as u64);
            let columns = dataset.columns.iter().enumerate().filter(|(_, column)| !column.is_settled_late());
            let filled = |at: usize| rows.iter().filter(|row| !matches!(row[at], Value::Null)).count() as u64;
            let columns = columns.map(|(at, column)| (column.name.clone(), filled(at))).collect();
            sums.filled.insert(dataset.name.clone(), Filled { rows: rows.len() as u64, columns });
        }
        for &fact in COVERAGE {
            if let (Some((dataset, [column])), Some(info)) = (fed_by(contract, [fact]), fact.info()) {
                let name = info.name.rsplit('.').next().unwrap_or(info.name).to_owned();
                let sum = records.datasets[dataset].iter().map(|row| number(&row[column])).sum();
                sums.coverage.insert(name, sum);
            }
        }
        sums.count_tables(records, contract);
        sums.count_lost(records, source);
        let headings = sums.headers.values().flat_map(|(_, (_, _, header))| headings(header));
        sums.undescribed = Undescribed::of(records, source, headings);
        sums
    }

    /// Counts what looks like data and was not read.
    fn count_lost(&mut self, records: &Records<'_>, source: &Source) {
        let line = |span: Span| u64::from(source.lines.position(&source.text, span.start).line);
        let text = |span: Span| span.slice(&source.text).to_owned();
        let cells = records.tables.iter().flat_map(|table| &table.rows).flat_map(|row| &row.cells);
        for cell in cells.filter(|cell| cell.status == CellStatus::Unread) {
            let column = cell.claimed_by.unwrap_or_default().to_owned();
            let first = || (0, (source.path.clone(), line(cell.span), text(cell.span)));
            self.unread.entry(column).or_insert_with(first).0 += 1;
        }
        if let Some(&first) = records.unclaimed.first() {
            let lines = records.unclaimed.len() as u64;
            self.lines.insert(source.path.clone(), (lines, line(first), text(first)));
        }
    }

    fn count_tables(&mut self, records: &Records<'_>, contract: &Contract) {
        let facts = [
            Fact::Source,
            Fact::TableLayout,
            Fact::TableDataset,
            Fact::TableRows,
            Fact::TableHeader,
            Fact::TableLineFirst,
        ];
        let Some((dataset, [source, layout, claim, rows, header, line])) = fed_by(contract, facts) else { return };
        for row in records.datasets[dataset].iter() {
            let layout = text(&row[layout], &contract.datasets[dataset].columns[layout].symbols());
            let claim = text(&row[claim], &[]);
            let sum = self.tables.entry((layout.unwrap_or_default(), claim.clone())).or_default();
            sum.0 += 1;
            sum.1 += number(&row[rows]);
            if let (None, Some(header), Some(source)) = (claim, text(&row[header], &[]), text(&row[source], &[])) {
                let example = (source, number(&row[line]), header.clone());
                let entry = self.headers.entry(header.to_lowercase()).or_insert_with(|| (0, example.clone()));
                entry.0 += 1;
                entry.1 = example.min(std::mem::take(&mut entry.1));
            }
        }
    }

    fn add(mut self, other: Self) -> Self {
        self.articles += other.articles;
        for (key, (tables, rows)) in other.tables {
            let sum = self.tables.entry(key).or_default();
            sum.0 += tables;
            sum.1 += rows;
        }
        for (name, rows) in other.rows {
            *self.rows.entry(name).or_default() += rows;
        }
        for (name, filled) in other.filled {
            let sum = self.filled.entry(name).or_default();
            sum.rows += filled.rows;
            for (column, count) in filled.columns {
                *sum.columns.entry(column).or_default() += count;
            }
        }
        for (name, count) in other.coverage {
            *self.coverage.entry(name).or_default() += count;
        }
        for (header, (tables, example)) in other.headers {
            let entry = self.headers.entry(header).or_insert_with(|| (0, example.clone()));
            entry.0 += tables;
            entry.1 = example.min(std::mem::take(&mut entry.1));
        }
        for (column, (cells, example)) in other.unread {
            let entry = self.unread.entry(column).or_insert_with(|| (0, example.clone()));
            entry.0 += cells;
            entry.1 = example.min(std::mem::take(&mut entry.1));
        }
        self.lines.extend(other.lines);
        self.undescribed.add(other.undescribed);
        self.skipped.extend(other.skipped);
        self
    }
}

/// The headings of a JSON list.
fn headings(header: &str) -> Vec<String> {
    let headings: Vec<String> = serde_json::from_str(header).unwrap_or_default();
    headings.into_iter().filter(|heading| heading.contains(char::is_alphabetic)).collect()
}

fn number(value: &Value<'_>) -> u64 {
    if let Value::U32(number) = value { u64::from(*number) } else { 0 }
}

fn text(value: &Value<'_>, symbols: &[&str]) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone().into_owned()),
        Value::Enum(at) => symbols.get(usize::from(*at)).map(|&symbol| symbol.to_owned()),
        _ => None,
    }
}
