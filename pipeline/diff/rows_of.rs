//! `ParquetRows`: the rows of a Parquet file that may be damaged.

use crate::error::Error;
use crate::source::{Opened, guarded, is_plausible};
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use std::fmt::Display;

/// Rows read at a time.
const BATCH: usize = 8192;
/// The rows of a Parquet file, batch by batch.
pub(super) struct ParquetRows {
    pub(super) schema: SchemaRef,
    reader: ParquetRecordBatchReader,
}

impl ParquetRows {
    /// Reads the metadata; the text of an error says what is wrong.
    pub(super) fn open(file: Opened) -> Result<Self, String> {
        guarded(|| {
            let length = file.metadata().map_err(|error| error.to_string())?.len();
            let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| error.to_string())?;
            is_plausible(builder.metadata(), length)?;
            let schema = builder.schema().clone();
            let reader = builder.with_batch_size(BATCH).build().map_err(|error| error.to_string())?;
            Ok(Self { schema, reader })
        })
    }

    /// The next batch; null behind the last one.
    pub(super) fn next(&mut self) -> Result<Option<RecordBatch>, String> {
        guarded(|| self.reader.next().transpose().map_err(|error| error.to_string()))
    }
}

/// The error for a file, with its path.
pub(super) fn unreadable(path: &str, error: &dyn Display, help: &str) -> Error {
    Error::Usage(format!("cannot read `{path}` as Parquet: {error}\n  help: {help}"))
}
