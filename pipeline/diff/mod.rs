//! Two outputs compared: what changed in the data, by dataset and column, and what it comes from.
//!
//! Outputs are sorted by article, so the rows of one article before and after are compared at a time: time grows with the
//! rows, memory with the longest article.

mod groups;
mod pair;
mod plan;
mod report;
mod snapshot;

pub use report::{FORMS, Form};
pub use snapshot::Snapshot;

use crate::contract::Contract;
use crate::error::Error;
use groups::Groups;
use pair::{Pairing, key, new_key};
use plan::Plan;
use std::cmp::Ordering;
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

/// What differs in one dataset.
#[derive(Debug, Default)]
pub struct DatasetDifference {
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
    pub sources: BTreeSet<String>,
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

    fn add(&mut self, rows: impl Iterator<Item = String>, source: &str) {
        self.added += take(rows, source, &mut self.some_added);
    }

    fn remove(&mut self, rows: impl Iterator<Item = String>, source: &str) {
        self.removed += take(rows, source, &mut self.some_removed);
    }
}

/// Counts rows and keeps some.
fn take(rows: impl Iterator<Item = String>, source: &str, samples: &mut Vec<Sample>) -> u64 {
    let mut count = 0;
    for row in rows {
        count += 1;
        if samples.len() < SAMPLES {
            samples.push(Sample { source: source.to_owned(), row, old: None, new: None });
        }
    }
    count
}

impl Difference {
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

/// Compares two outputs by their Parquet files; the contract says by what rows are known.
///
/// # Errors
/// When an output cannot be read.
pub fn diff(old: &Snapshot, new: &Snapshot, contract: &Contract) -> Result<Difference, Error> {
    let descriptors = [old.descriptor()?, new.descriptor()?];
    let mut difference = Difference::default();
    let mut names = BTreeSet::new();
    for (at, descriptor) in descriptors.iter().enumerate() {
        let word = |key: &str| descriptor["kbc"][key].as_str().map(str::to_owned);
        difference.made_by[at] = MadeBy { compiler: word("compiler"), contract: word("contract") };
        names.extend(files(descriptor).into_iter().map(|(_, dataset, _)| dataset));
    }
    for name in names {
        let mut found =
            DatasetDifference { other_bytes: other_bytes(&descriptors, &name), ..DatasetDifference::default() };
        if !found.other_bytes.is_empty() || descriptors[0]["resources"].is_null() {
            compare(old, new, contract, &name, &mut found)?;
        }
        difference.datasets.insert(name, found);
    }
    Ok(difference)
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

fn compare(
    old: &Snapshot,
    new: &Snapshot,
    contract: &Contract,
    name: &str,
    found: &mut DatasetDifference,
) -> Result<(), Error> {
    let file = format!("{name}.parquet");
    let open = |snapshot: &Snapshot| snapshot.data(&file)?.map(|opened| Groups::open(opened, &file)).transpose();
    let (Some(mut before), Some(mut after)) = (open(old)?, open(new)?) else {
        for (at, groups) in [open(old)?, open(new)?].into_iter().enumerate() {
            let Some(mut groups) = groups else { continue };
            let mut rows = 0;
            while let Some((_, batch)) = groups.next()? {
                rows += batch.num_rows() as u64;
            }
            found.rows[at] = Some(rows);
            *(if at == 0 { &mut found.removed } else { &mut found.added }) += rows;
        }
        return Ok(());
    };
    let plan = Plan::new(&before.schema, &after.schema, contract, name);
    let pairing = Pairing::new(&plan, &before.schema)?;
    found.schema.clone_from(&plan.changes);
    let (mut left, mut right) = (before.next()?, after.next()?);
    let (mut old_rows, mut new_rows) = (0, 0);
    loop {
        let order = match (&left, &right) {
            (None, None) => break,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((left, _)), Some((right, _))) => left.cmp(right),
        };
        let changes = (found.added, found.removed, found.changed);
        let mut source = String::new();
        if let Some((path, batch)) = left.as_ref().filter(|_| order == Ordering::Less) {
            found.remove((0..batch.num_rows()).map(|row| key(&plan, path, batch, row)), path);
            source.clone_from(path);
        } else if let Some((path, batch)) = right.as_ref().filter(|_| order == Ordering::Greater) {
            found.add((0..batch.num_rows()).map(|row| new_key(&plan, path, batch, row)), path);
            source.clone_from(path);
        } else if let (Some((path, before)), Some((_, after))) = (&left, &right) {
            pairing.compare(&plan, path, before, after, found)?;
            source.clone_from(path);
        }
        if changes != (found.added, found.removed, found.changed) {
            found.sources.insert(source);
        }
        if order != Ordering::Greater {
            old_rows += left.as_ref().map_or(0, |(_, batch)| batch.num_rows() as u64);
            left = before.next()?;
        }
        if order != Ordering::Less {
            new_rows += right.as_ref().map_or(0, |(_, batch)| batch.num_rows() as u64);
            right = after.next()?;
        }
    }
    found.rows = [Some(old_rows), Some(new_rows)];
    Ok(())
}
