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
    dataset: String,
    change: Change,
    cause: Cause,
    source: String,
    row: String,
    column: Option<String>,
    old: Option<String>,
    new: Option<String>,
}

impl RowChange {
    pub(super) fn row(dataset: &str, change: Change, sample: &Sample) -> Self {
        let Sample { source, row, cause, old, new } = sample.clone();
        Self { dataset: dataset.to_owned(), change, cause, source, row, column: None, old, new }
    }

    pub(super) fn value(dataset: &str, column: &str, sample: &Sample) -> Self {
        Self { column: Some(column.to_owned()), ..Self::row(dataset, Change::Changed, sample) }
    }
}

/// Writes changes as Parquet. Columns, all texts: `dataset`, `change` (added, removed, changed), `cause` (article, contract,
/// compiler, unknown), `source`, `row` (the values by which the row is known), and for a changed value `column`, `old` and
/// `new` as JSON; null for rows that were added or removed.
///
/// # Errors
/// When Parquet refuses it; the text says why.
pub fn parquet(changes: &[RowChange], out: impl Write + Send) -> Result<(), Error> {
    type Get = fn(&RowChange) -> Option<&str>;
    let columns: [(&str, bool, Get); 8] = [
        ("dataset", false, |change| Some(&change.dataset)),
        ("change", false, |change| Some(change.change.name())),
        ("cause", false, |change| Some(change.cause.name())),
        ("source", false, |change| Some(&change.source)),
        ("row", false, |change| Some(&change.row)),
        ("column", true, |change| change.column.as_deref()),
        ("old", true, |change| change.old.as_deref()),
        ("new", true, |change| change.new.as_deref()),
    ];
    let arrays = columns.map(|(name, is_nullable, get)| {
        let array: ArrayRef = Arc::new(changes.iter().map(get).collect::<StringArray>());
        (name, array, is_nullable)
    });
    let failed = |error: &dyn std::fmt::Display| Error::Internal { stage: "diff", message: error.to_string() };
    let batch = RecordBatch::try_from_iter_with_nullable(arrays).map_err(|error| failed(&error))?;
    let level = ZstdLevel::try_new(1).map_err(|error| failed(&error))?;
    let properties = WriterProperties::builder().set_compression(Compression::ZSTD(level)).build();
    let mut writer = ArrowWriter::try_new(out, batch.schema(), Some(properties)).map_err(|error| failed(&error))?;
    writer.write(&batch).map_err(|error| failed(&error))?;
    writer.close().map_err(|error| failed(&error))?;
    Ok(())
}
