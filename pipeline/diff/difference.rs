//! `Difference`: what differs between two outputs, as plain data without any look.

use super::Cause;
use super::carried::TableKey;
use super::place::Place;
use super::plan::Plan;
use super::rows::Change;
use crate::contract::{Dataset, Each, Fact};
use crate::emit::value_as_json;
use arrow::array::{Array as _, RecordBatch};
use std::collections::BTreeMap;
use std::fmt;

/// What differs between two outputs.
#[derive(Debug, Default)]
pub struct Difference {
    /// By dataset, those without any difference included.
    pub datasets: BTreeMap<String, DatasetDifference>,
    /// What became of articles.
    pub articles: ArticleChanges,
    /// What the descriptors say of both outputs.
    pub made_by: [MadeBy; 2],
    /// Files that are not what their descriptor says.
    pub damage: Vec<Damage>,
    /// Why some causes are unknown.
    pub missing: Vec<String>,
    /// Number and title of the articles that are named, by path.
    pub titles: BTreeMap<String, String>,
}

/// What became of articles, by their paths.
#[derive(Debug, Default)]
pub struct ArticleChanges {
    /// Those that came.
    pub added: Vec<String>,
    /// Those that went.
    pub removed: Vec<String>,
    /// Those that have another path, before and after.
    pub renamed: Vec<(String, String)>,
    /// Those with other bytes under the same path.
    pub edited: Vec<String>,
}

impl ArticleChanges {
    /// Whether all articles are what they were.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.renamed.is_empty() && self.edited.is_empty()
    }
}

/// What an output was made with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MadeBy {
    /// Version of kbc.
    pub compiler: Option<String>,
    /// Version of the contract.
    pub contract: Option<String>,
    /// Hash of the schemas.
    pub schemas: Option<String>,
    /// Hash of the policy; null where there was none.
    pub policy: Option<String>,
}

/// A file that is not what its descriptor says. Nobody reads rows from it here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The output.
    pub output: String,
    /// The file in it.
    pub file: String,
    /// What is wrong with it.
    pub kind: DamageKind,
}

/// What is wrong with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DamageKind {
    /// It is not there.
    Missing,
    /// Its bytes have another hash.
    OtherBytes,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = match self.kind {
            DamageKind::Missing => "is missing, and its descriptor lists it",
            DamageKind::OtherBytes => "is damaged: its bytes are not those that its descriptor names",
        };
        write!(f, "`{}` of `{}` {words}", self.file, self.output)
    }
}

/// When a reader asks for a dataset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// What is wrong with the data comes first.
    Findings,
    /// The facts.
    #[default]
    Facts,
    /// Articles as a whole.
    Articles,
    /// How articles were read: labels, tables, cells, counts.
    Ledger,
}

impl Rank {
    pub(super) fn of(dataset: &Dataset) -> Self {
        match dataset.each {
            Each::Finding => Self::Findings,
            Each::Row | Each::Product | Each::Link | Each::Address | Each::Assembly => Self::Facts,
            Each::Article if dataset.fed_by(Fact::Title).is_some() => Self::Articles,
            Each::Article | Each::Section | Each::Table | Each::Cell => Self::Ledger,
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
    /// Rows that are the same one with other values.
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
    /// Rows that were added with their article.
    pub came_whole: u64,
    /// Rows that were removed with their article.
    pub went_whole: u64,
    /// Some rows that were added.
    pub some_added: Vec<Sample>,
    /// Some rows that were removed.
    pub some_removed: Vec<Sample>,
    /// Tables that stand in another article now: where they stood, where they stand, and the number of their rows, which count
    /// as moved.
    pub carried: Vec<(TableKey, TableKey, usize)>,
    /// Names of files with other bytes, whatever the rows say.
    pub other_bytes: Vec<String>,
    /// Names of files that are not written any more.
    pub files_gone: Vec<String>,
    /// Names of files that were not written before.
    pub files_new: Vec<String>,
    /// By article, the rows that came and went: of the first articles, in their order.
    pub by_article: BTreeMap<String, ArticleRows>,
    /// Columns that are new: how many rows have a value, and some values.
    pub new_columns: BTreeMap<String, NewColumn>,
    /// Whether its rows differ, and are in no Parquet file to tell which.
    pub is_opaque: bool,
}

/// Rows of one article that came and went.
#[derive(Debug, Default)]
pub struct ArticleRows {
    /// Number of rows that came.
    pub added: u64,
    /// Number of rows that went.
    pub removed: u64,
    /// Some rows that came.
    pub some_added: Vec<Sample>,
    /// Some rows that went.
    pub some_removed: Vec<Sample>,
}

/// A column that is new.
#[derive(Debug, Default)]
pub struct NewColumn {
    /// Rows with a value.
    pub filled: u64,
    /// Some of the values, as JSON, each once.
    pub samples: Vec<String>,
}

/// What differs in one column of rows that changed.
#[derive(Debug, Default)]
pub struct ColumnDifference {
    /// Number of values that changed.
    pub changed: u64,
    /// Some of them; equal changes are one sample.
    pub samples: Vec<Sample>,
    /// Number of values that are null now.
    pub to_null: u64,
    /// Number of values that were null.
    pub from_null: u64,
    /// Whether it says that something changed, and not what.
    pub is_digest: bool,
    /// The column that it holds a part of.
    pub part_of: Option<String>,
}

/// One row or value of a difference, the first of equal ones.
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
    /// How often it is there.
    pub times: u64,
    /// Values of the row beside those by which it is known, where it came or went on its own.
    pub rest: String,
    /// Whether its article came or went with it.
    pub is_of_whole: bool,
    /// Where in the article it is printed: after the change, or before, where it is gone.
    pub place: Place,
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
    /// It has another name.
    Renamed {
        /// Name before.
        from: String,
    },
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

/// The most samples of each kind.
const SAMPLES: usize = 5;
/// The most articles whose rows are told apart in one dataset, and the most of their rows that are kept.
const ARTICLES: usize = 8;
const ARTICLE_SAMPLES: usize = 3;

impl Sample {
    /// A row.
    pub(super) fn of(source: String, row: String, cause: Cause, place: Place) -> Self {
        Self { source, row, cause, old: None, new: None, times: 1, rest: String::new(), is_of_whole: false, place }
    }

    /// The row with all that it says.
    pub(super) fn whole_row(&self) -> String {
        if self.rest.is_empty() { self.row.clone() } else { format!("{} ({})", self.row, self.rest) }
    }
}

/// Keeps a sample, where it is not like one that is kept. Rows of whole articles do not crowd out the others.
fn keep(samples: &mut Vec<Sample>, sample: Sample, is_equal: impl Fn(&Sample, &Sample) -> bool) {
    if let Some(known) = samples.iter_mut().find(|known| is_equal(known, &sample)) {
        known.times += 1;
    } else if samples.iter().filter(|known| known.is_of_whole == sample.is_of_whole).count() < SAMPLES {
        samples.push(sample);
    }
}

impl ColumnDifference {
    pub(super) fn add(&mut self, sample: Sample) {
        self.changed += 1;
        let is_null = |value: &Option<String>| value.as_deref() == Some("null");
        self.to_null += u64::from(is_null(&sample.new));
        self.from_null += u64::from(is_null(&sample.old));
        keep(&mut self.samples, sample, |left, right| {
            (&left.old, &left.new, left.cause) == (&right.old, &right.new, right.cause)
        });
    }
}

impl DatasetDifference {
    /// Whether rows or columns differ.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.added + self.removed + self.changed + self.moved > 0
            || self.is_opaque
            || !self.schema.is_empty()
            || self.rows[0].is_some() != self.rows[1].is_some()
    }

    /// The column at a position of a plan.
    pub(super) fn column(&mut self, plan: &Plan, at: usize) -> &mut ColumnDifference {
        self.columns.entry(plan.all[at].name.clone()).or_insert_with(|| {
            let whole = plan.parts.iter().find(|(part, _)| *part == at);
            ColumnDifference {
                is_digest: plan.digests.contains(&at),
                part_of: whole.map(|(_, whole)| plan.all[*whole].name.clone()),
                ..ColumnDifference::default()
            }
        })
    }

    /// Counts the values of new columns, and keeps some.
    pub(super) fn fill(&mut self, columns: &[(String, usize)], batch: &RecordBatch) {
        for (name, at) in columns {
            let column = self.new_columns.entry(name.clone()).or_default();
            column.filled += (batch.num_rows() - batch.column(*at).logical_null_count()) as u64;
            for row in 0..batch.num_rows() {
                if column.samples.len() == ARTICLE_SAMPLES {
                    break;
                }
                let value = value_as_json(batch, *at, row);
                if value != "null" && !column.samples.contains(&value) {
                    column.samples.push(value);
                }
            }
        }
    }

    /// Counts a row.
    pub(super) fn take(&mut self, change: Change, sample: Sample) {
        *self.causes.entry(sample.cause).or_default() += 1;
        let (count, whole, samples) = match change {
            Change::Added => (&mut self.added, &mut self.came_whole, &mut self.some_added),
            Change::Removed => (&mut self.removed, &mut self.went_whole, &mut self.some_removed),
            Change::Changed => {
                self.changed += 1;
                return;
            }
        };
        *count += 1;
        *whole += u64::from(sample.is_of_whole);
        if self.by_article.len() < ARTICLES || self.by_article.contains_key(&sample.source) {
            let article = self.by_article.entry(sample.source.clone()).or_default();
            let (count, samples) = match change {
                Change::Added => (&mut article.added, &mut article.some_added),
                _ => (&mut article.removed, &mut article.some_removed),
            };
            *count += 1;
            let is_equal = |left: &Sample, right: &Sample| (&left.row, left.cause) == (&right.row, right.cause);
            if let Some(known) = samples.iter_mut().find(|known| is_equal(known, &sample)) {
                known.times += 1;
            } else if samples.len() < ARTICLE_SAMPLES {
                samples.push(sample.clone());
            }
        }
        keep(samples, sample, |left, right| {
            (&left.source, &left.row, left.cause) == (&right.source, &right.row, right.cause)
        });
    }
}

impl Difference {
    /// Datasets that differ, in the order in which a reader asks for them.
    pub(super) fn changed(&self) -> Vec<(&str, &DatasetDifference)> {
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
        self.is_changed()
            || !self.damage.is_empty()
            || self.made_by[0] != self.made_by[1]
            || self.datasets.values().any(|dataset| {
                [&dataset.other_bytes, &dataset.files_gone, &dataset.files_new].iter().any(|list| !list.is_empty())
            })
    }
}
