//! The ledger over a directory: tables by layout and dataset, cells by what became of them, and the commonest headers
//! that no dataset knows.

use crate::contract::{Contract, Fact, Origin};
use crate::error::Error;
use crate::records::Records;
use crate::source::{self, Found, Skipped};
use crate::values::Value;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// Counts over all articles.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// Articles compiled.
    pub articles: u64,
    /// Tables and their rows, by layout and dataset.
    pub tables: Vec<TableCount>,
    /// Rows by dataset.
    pub rows: BTreeMap<String, u64>,
    /// Lines, cells and unclaimed lines, by the names of `coverage`.
    pub coverage: BTreeMap<String, u64>,
    /// Headers of tables that no dataset claims, the commonest first.
    pub unclaimed_headers: Vec<HeaderCount>,
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

/// Sums that can be added in any order.
#[derive(Default)]
struct Sums {
    articles: u64,
    /// By layout and dataset: tables and rows.
    tables: BTreeMap<(String, Option<String>), (u64, u64)>,
    rows: BTreeMap<String, u64>,
    coverage: BTreeMap<String, u64>,
    /// By header in lower case: number, and the first source with its line and printed header.
    headers: BTreeMap<String, (u64, (String, u64, String))>,
    skipped: Vec<Skipped>,
}

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

/// Compiles all articles of a directory and counts.
///
/// # Errors
/// When there is no input directory.
pub fn stats(input: &Path, contract: &Contract, most_headers: usize) -> Result<Stats, Error> {
    let (found, skipped) = source::articles(input)?;
    let sums = found.par_iter().map(|found| article(found, contract)).reduce(Sums::default, Sums::add);
    let mut unclaimed_headers: Vec<HeaderCount> = sums
        .headers
        .into_values()
        .map(|(tables, (source, line, header))| HeaderCount { header, tables, source, line })
        .collect();
    unclaimed_headers.sort_by(|a, b| b.tables.cmp(&a.tables).then_with(|| a.header.cmp(&b.header)));
    unclaimed_headers.truncate(most_headers);
    let tables =
        sums.tables.into_iter().map(|((layout, dataset), (tables, rows))| TableCount { layout, dataset, tables, rows });
    let mut skipped: Vec<Skipped> = skipped.into_iter().chain(sums.skipped).collect();
    skipped.sort();
    Ok(Stats {
        articles: sums.articles,
        tables: tables.collect(),
        rows: sums.rows,
        coverage: sums.coverage,
        unclaimed_headers,
        skipped,
    })
}

fn article(found: &Found, contract: &Contract) -> Sums {
    match source::read(found) {
        Ok(source) => Sums::of(&crate::compile(&source, contract), contract),
        Err(reason) => {
            let skipped = vec![Skipped { path: found.path.clone(), reason, is_error: true }];
            Sums { skipped, ..Sums::default() }
        }
    }
}

/// A dataset and its columns that certain facts feed.
fn fed_by<const N: usize>(contract: &Contract, facts: [Fact; N]) -> Option<(usize, [usize; N])> {
    contract.datasets.iter().enumerate().find_map(|(at, dataset)| {
        let mut columns = [0; N];
        for (column, wanted) in columns.iter_mut().zip(facts) {
            let is_fed = |origin: &Origin| matches!(origin, Origin::Fact(fact) if *fact == wanted);
            *column = dataset.columns.iter().position(|column| column.from.iter().any(is_fed))?;
        }
        Some((at, columns))
    })
}

impl Sums {
    fn of(records: &Records<'_>, contract: &Contract) -> Self {
        let mut sums = Self { articles: 1, ..Self::default() };
        for (dataset, rows) in contract.datasets.iter().zip(&records.datasets) {
            sums.rows.insert(dataset.name.clone(), rows.len() as u64);
        }
        for &fact in COVERAGE {
            if let (Some((dataset, [column])), Some(info)) = (fed_by(contract, [fact]), fact.info()) {
                let name = info.name.rsplit('.').next().unwrap_or(info.name).to_owned();
                let sum = records.datasets[dataset].iter().map(|row| number(&row[column])).sum();
                sums.coverage.insert(name, sum);
            }
        }
        sums.count_tables(records, contract);
        sums
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
        for (name, count) in other.coverage {
            *self.coverage.entry(name).or_default() += count;
        }
        for (header, (tables, example)) in other.headers {
            let entry = self.headers.entry(header).or_insert_with(|| (0, example.clone()));
            entry.0 += tables;
            entry.1 = example.min(std::mem::take(&mut entry.1));
        }
        self.skipped.extend(other.skipped);
        self
    }
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
