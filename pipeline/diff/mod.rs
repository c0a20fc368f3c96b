//! Two outputs compared: what changed in the data, by dataset and column, and what it comes from.
//!
//! Outputs are sorted by article, so the rows of one article before and after are compared at a time: time grows with the
//! rows, memory with the longest article.

mod cause;
mod compare;
mod contract;
mod groups;
mod pair;
mod plan;
mod report;
mod rows;
mod snapshot;
mod textconv;

pub use cause::Cause;
pub use contract::{ContractDifference, Part};
pub use report::{FORMS, Form, SCHEMA};
pub use rows::{Change, RowChange, parquet};
pub use snapshot::{Layout, Snapshot};
pub use textconv::textconv;

use crate::contract::{Contract, Dataset, Each, Fact};
use crate::error::Error;
use arrow::array::{Array as _, AsArray};
use cause::Finder;
use compare::Comparison;
use groups::Groups;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// What differs between two outputs.
#[derive(Debug, Default)]
pub struct Difference {
    /// By dataset, those without any difference included.
    pub datasets: BTreeMap<String, DatasetDifference>,
    /// What the descriptors say of both outputs.
    pub made_by: [MadeBy; 2],
}

/// What an output was made with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MadeBy {
    /// Version of kbc.
    pub compiler: Option<String>,
    /// Version of the contract.
    pub contract: Option<String>,
}

/// When a reader asks for a dataset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// What is wrong with the data comes first.
    Findings,
    /// The facts.
    #[default]
    Facts,
    /// Articles as a whole: a row changes with every edit.
    Articles,
    /// How articles were read: tables, cells, counts.
    Ledger,
}

impl Rank {
    fn of(dataset: &Dataset) -> Self {
        match dataset.each {
            Each::Finding => Self::Findings,
            Each::Row | Each::Section | Each::Product | Each::Link | Each::Assembly => Self::Facts,
            Each::Article if dataset.fed_by(Fact::Title).is_some() => Self::Articles,
            Each::Article | Each::Table | Each::Cell => Self::Ledger,
        }
    }
}

/// What differs in one dataset.
#[derive(Debug, Default)]
pub struct DatasetDifference {
    /// Its place in reports.
    pub rank: Rank,
    /// Rows before and after; null where the dataset is not there.
    pub rows: [Option<u64>; 2],
    /// Rows without a counterpart before.
    pub added: u64,
    /// Rows without a counterpart after.
    pub removed: u64,
    /// Rows of one identity with other values.
    pub changed: u64,
    /// Rows with the same values in another place.
    pub moved: u64,
    /// Articles whose rows were added, removed or changed.
    pub sources: u64,
    /// Rows that were added, removed or changed, by cause.
    pub causes: BTreeMap<Cause, u64>,
    /// Columns of changed rows, in the order of their names.
    pub columns: BTreeMap<String, ColumnDifference>,
    /// Columns that came, went or became another type.
    pub schema: Vec<SchemaChange>,
    /// Some rows that were added.
    pub some_added: Vec<Sample>,
    /// Some rows that were removed.
    pub some_removed: Vec<Sample>,
    /// Names of files with other bytes, whatever the rows say.
    pub other_bytes: Vec<String>,
}

/// What differs in one column of rows that changed.
#[derive(Debug, Default)]
pub struct ColumnDifference {
    /// Number of values that changed.
    pub changed: u64,
    /// Some of them.
    pub samples: Vec<Sample>,
}

/// One row or value of a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The article.
    pub source: String,
    /// The values by which the row is known.
    pub row: String,
    /// Why it changed.
    pub cause: Cause,
    /// The value before, as JSON.
    pub old: Option<String>,
    /// The value after, as JSON.
    pub new: Option<String>,
}

/// A column that is not what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaChange {
    /// Its name.
    pub column: String,
    /// What became of it.
    pub kind: SchemaChangeKind,
}

/// What became of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemaChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It can be null now.
    Nullable,
    /// It has another type.
    Retyped {
        /// Type before.
        from: String,
        /// Type after.
        to: String,
    },
}

impl SchemaChangeKind {
    /// Whether who reads the dataset must change something.
    #[must_use]
    pub fn is_breaking(&self) -> bool {
        *self != Self::Added
    }
}

/// So many samples are kept of each kind.
const SAMPLES: usize = 5;

impl ColumnDifference {
    fn add(&mut self, sample: Sample) {
        self.changed += 1;
        if self.samples.len() < SAMPLES {
            self.samples.push(sample);
        }
    }
}

impl DatasetDifference {
    /// Whether rows or columns differ.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.added + self.removed + self.changed + self.moved > 0
            || !self.schema.is_empty()
            || self.rows[0].is_some() != self.rows[1].is_some()
    }

    fn column(&mut self, name: &str) -> &mut ColumnDifference {
        self.columns.entry(name.to_owned()).or_default()
    }

    /// Counts a row.
    fn take(&mut self, change: Change, sample: Sample) {
        *self.causes.entry(sample.cause).or_default() += 1;
        let (count, samples) = match change {
            Change::Added => (&mut self.added, &mut self.some_added),
            Change::Removed => (&mut self.removed, &mut self.some_removed),
            Change::Changed => {
                self.changed += 1;
                return;
            }
        };
        *count += 1;
        if samples.len() < SAMPLES {
            samples.push(sample);
        }
    }
}

impl Difference {
    /// Datasets that differ, in the order in which a reader asks for them.
    fn changed(&self) -> Vec<(&str, &DatasetDifference)> {
        let mut changed: Vec<_> = self.datasets.iter().filter(|(_, found)| found.is_changed()).collect();
        changed.sort_by_key(|(name, found)| (found.rank, *name));
        changed.into_iter().map(|(name, found)| (name.as_str(), found)).collect()
    }

    /// Whether rows or columns of any dataset differ.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.datasets.values().any(DatasetDifference::is_changed)
    }

    /// Whether anything differs, be it bytes alone.
    #[must_use]
    pub fn is_different(&self) -> bool {
        self.is_changed() || self.datasets.values().any(|dataset| !dataset.other_bytes.is_empty())
    }
}

/// Compares two outputs by their Parquet files; the contract says by what rows are known. `each` is told every row that was
/// added, removed or changed.
///
/// # Errors
/// When an output cannot be read.
pub fn diff(
    old: &Snapshot,
    new: &Snapshot,
    contract: &Contract,
    formats: &[&str],
    each: &mut dyn FnMut(RowChange) -> Result<(), Error>,
) -> Result<Difference, Error> {
    let descriptors = [old.descriptor()?, new.descriptor()?];
    for (snapshot, descriptor) in [old, new].iter().zip(&descriptors) {
        if descriptor["resources"].is_null() {
            return Err(Error::Usage(format!(
                "`{}` is no output of kbc: it has no descriptor `datapackage.json`\n  help: name a directory that `kbc build` wrote",
                snapshot.name()
            )));
        }
    }
    let mut difference = Difference::default();
    let mut names = BTreeSet::new();
    for (at, descriptor) in descriptors.iter().enumerate() {
        let word = |key: &str| descriptor["kbc"][key].as_str().map(str::to_owned);
        difference.made_by[at] = MadeBy { compiler: word("compiler"), contract: word("contract") };
        names.extend(files(descriptor).into_iter().map(|(_, dataset, _)| dataset));
    }
    let finder = Finder::new(old, new, &descriptors, [hashes(old, contract)?, hashes(new, contract)?], formats)?;
    let comparison = Comparison { old, new, contract, finder };
    for name in names {
        let rank = contract.position(&name).map(|at| Rank::of(&contract.datasets[at])).unwrap_or_default();
        let other_bytes = other_bytes(&descriptors, &name);
        let mut found = DatasetDifference { rank, other_bytes, ..DatasetDifference::default() };
        let said = [0, 1].map(|at| said_of(&descriptors[at], &name));
        if found.other_bytes.is_empty() || is_same_content(&said) {
            found.rows = said.map(|said| said.rows);
        } else {
            comparison.dataset(&name, &mut found, each)?;
        }
        difference.datasets.insert(name, found);
    }
    Ok(difference)
}

/// Hashes of articles by path, from the dataset of articles.
fn hashes(snapshot: &Snapshot, contract: &Contract) -> Result<FxHashMap<String, String>, Error> {
    let mut hashes = FxHashMap::default();
    let articles =
        contract.datasets.iter().find(|dataset| dataset.each == Each::Article && dataset.position("sha256").is_some());
    let Some(articles) = articles else { return Ok(hashes) };
    let file = format!("{}.parquet", articles.name);
    let Some(opened) = snapshot.data(&file)? else { return Ok(hashes) };
    let mut groups = Groups::open(opened, &file)?;
    let Ok(at) = groups.schema.index_of("sha256") else { return Ok(hashes) };
    while let Some((source, batch)) = groups.next()? {
        if let Some(hash) = batch.column(at).as_string_opt::<i32>().filter(|hashes| !hashes.is_empty()) {
            hashes.insert(source, hash.value(0).to_owned());
        }
    }
    Ok(hashes)
}

/// Files that a descriptor lists: path, dataset and hash.
fn files(descriptor: &serde_json::Value) -> Vec<(String, String, String)> {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let mut list = Vec::new();
    for resource in descriptor["resources"].as_array().into_iter().flatten() {
        let alternates = resource["kbc:alternates"].as_array().into_iter().flatten();
        for file in [resource].into_iter().chain(alternates) {
            list.push((text(&file["path"]), text(&resource["name"]), text(&file["hash"])));
        }
    }
    list
}

/// What a descriptor says of the rows of a dataset.
#[derive(PartialEq, Eq)]
struct Said {
    rows: Option<u64>,
    content: Option<String>,
    /// Its columns, as JSON.
    columns: String,
}

fn said_of(descriptor: &serde_json::Value, dataset: &str) -> Said {
    let resources = descriptor["resources"].as_array().into_iter().flatten();
    let resource = resources.into_iter().find(|resource| resource["name"].as_str() == Some(dataset));
    Said {
        rows: resource.and_then(|resource| resource["rows"].as_u64()),
        content: resource.and_then(|resource| resource["kbc:content_sha256"].as_str()).map(str::to_owned),
        columns: resource.map(|resource| resource["schema"]["fields"].to_string()).unwrap_or_default(),
    }
}

/// Whether the rows are the same, whatever the bytes of the files.
fn is_same_content([old, new]: &[Said; 2]) -> bool {
    old.content.is_some() && old == new
}

/// Names of files of a dataset that are not the same on both sides, by their hashes.
fn other_bytes(descriptors: &[serde_json::Value; 2], dataset: &str) -> Vec<String> {
    let of = |at: usize| -> BTreeMap<String, String> {
        let files = files(&descriptors[at]).into_iter().filter(|(_, own, _)| own == dataset);
        files.map(|(path, _, hash)| (path, hash)).collect()
    };
    let (before, after) = (of(0), of(1));
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    paths.into_iter().filter(|path| before.get(*path) != after.get(*path)).cloned().collect()
}
