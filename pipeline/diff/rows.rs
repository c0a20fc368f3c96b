//! Rows that changed as a Parquet file: one row per added or removed row, and one per value that changed.

use super::{Cause, Sample};
use crate::error::Error;
use arrow::array::{ArrayRef, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use std::io::Write;
use std::sync::Arc;

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It has no counterpart before.
    Added,
    /// It has no counterpart after.
    Removed,
    /// It has another value.
    Changed,
}

impl Change {
    /// The word in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

/// One row that came or went, or one value that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowChange {
    pub(crate) dataset: String,
    pub(crate) change: Change,
    pub(crate) cause: Cause,
    pub(crate) source: String,
    pub(crate) row: String,
    pub(crate) column: Option<String>,
    pub(crate) old: Option<String>,
    pub(crate) new: Option<String>,
}

impl RowChange {
    pub(super) fn row(dataset: &str, change: Change, sample: &Sample) -> Self {
        let Sample { source, row, cause, old, new, .. } = sample.clone();
        Self { dataset: dataset.to_owned(), change, cause, source, row, column: None, old, new }
    }

    pub(super) fn value(dataset: &str, column: &str, sample: &Sample) -> Self {
        Self { column: Some(column.to_owned()), ..Self::row(dataset, Change::Changed, sample) }
    }
}

/// Changes that are encoded at a time.
const BATCH: usize = 8192;

type Get = fn(&RowChange) -> Option<&str>;

/// The columns: name, whether it can be null, value.
const COLUMNS: [(&str, bool, Get); 8] = [
    ("dataset", false, |change| Some(&change.dataset)),
    ("change", false, |change| Some(change.change.name())),
    ("cause", false, |change| Some(change.cause.name())),
    ("source", false, |change| Some(&change.source)),
    ("row", false, |change| Some(&change.row)),
    ("column", true, |change| change.column.as_deref()),
    ("old", true, |change| change.old.as_deref()),
    ("new", true, |change| change.new.as_deref()),
];

/// Changes as Parquet. Columns, all texts: `dataset`, `change` (added, removed, changed), `cause` (article, `other_article`,
/// contract, compiler, policy, unknown), `source`, `row` (the values by which the row is known), and for a changed value
/// `column`, `old` and `new` as JSON; null for rows that were added or removed.
pub struct RowsFile<W: Write + Send> {
    writer: ArrowWriter<W>,
    waiting: Vec<RowChange>,
}

impl<W: Write + Send> RowsFile<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// When Parquet refuses it; the text says why.
    pub fn new(out: W) -> Result<Self, Error> {
        let level = ZstdLevel::try_new(1).map_err(|error| failed(&error))?;
        let properties = WriterProperties::builder().set_compression(Compression::ZSTD(level)).build();
        let schema = batch(&[])?.schema();
        let writer = ArrowWriter::try_new(out, schema, Some(properties)).map_err(|error| failed(&error))?;
        Ok(Self { writer, waiting: Vec::new() })
    }

    /// Adds a change.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add(&mut self, change: RowChange) -> Result<(), Error> {
        self.waiting.push(change);
        if self.waiting.len() < BATCH { Ok(()) } else { self.write() }
    }

    /// Completes the file and gives it back.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> Result<W, Error> {
        self.write()?;
        self.writer.into_inner().map_err(|error| failed(&error))
    }

    fn write(&mut self) -> Result<(), Error> {
        self.writer.write(&batch(&self.waiting)?).map_err(|error| failed(&error))?;
        self.waiting.clear();
        Ok(())
    }
}

fn batch(changes: &[RowChange]) -> Result<RecordBatch, Error> {
    let arrays = COLUMNS.map(|(name, is_nullable, get)| {
        let array: ArrayRef = Arc::new(changes.iter().map(get).collect::<StringArray>());
        (name, array, is_nullable)
    });
    RecordBatch::try_from_iter_with_nullable(arrays).map_err(|error| failed(&error))
}

fn failed(error: &dyn std::fmt::Display) -> Error {
    Error::Internal { stage: "diff", message: error.to_string() }
}
