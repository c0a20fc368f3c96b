//! `Groups`: the rows of a Parquet file, one article after the other.

use super::snapshot::Readable;
use crate::error::Error;
use arrow::array::{AsArray, RecordBatch};
use arrow::compute::concat_batches;
use arrow::datatypes::SchemaRef;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use std::collections::VecDeque;

/// Rows read at a time.
const BATCH: usize = 8192;

/// Rows of one dataset, grouped by the column `source`, in which the file is sorted.
pub(super) struct Groups {
    pub(super) schema: SchemaRef,
    reader: ParquetRecordBatchReader,
    name: String,
    source: Option<usize>,
    /// Pieces of one article each, in order; the last one may go on in the next batch.
    pieces: VecDeque<(String, RecordBatch)>,
    is_at_end: bool,
}

impl Groups {
    pub(super) fn open(file: Readable, name: &str) -> Result<Self, Error> {
        let failed = |error: &dyn std::fmt::Display| unreadable(name, error);
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| failed(&error))?;
        let schema = builder.schema().clone();
        let reader = builder.with_batch_size(BATCH).build().map_err(|error| failed(&error))?;
        let source = schema.index_of("source").ok();
        Ok(Self { schema, reader, name: name.to_owned(), source, pieces: VecDeque::new(), is_at_end: false })
    }

    /// The rows of the next article, with its path; null behind the last one. Without a column `source` all rows are
    /// one group.
    pub(super) fn next(&mut self) -> Result<Option<(String, RecordBatch)>, Error> {
        while !self.is_at_end && self.pieces.iter().skip(1).all(|(source, _)| *source == self.pieces[0].0) {
            match self.reader.next() {
                None => self.is_at_end = true,
                Some(batch) => self.split(&batch.map_err(|error| unreadable(&self.name, &error))?)?,
            }
        }
        let Some((source, first)) = self.pieces.pop_front() else { return Ok(None) };
        let mut parts = vec![first];
        while let Some((_, part)) = self.pieces.pop_front_if(|(next, _)| *next == source) {
            parts.push(part);
        }
        let rows = match parts.as_slice() {
            [only] => only.clone(),
            several => concat_batches(&self.schema, several).map_err(|error| unreadable(&self.name, &error))?,
        };
        Ok(Some((source, rows)))
    }

    fn split(&mut self, batch: &RecordBatch) -> Result<(), Error> {
        let Some(at) = self.source else {
            self.pieces.push_back((String::new(), batch.clone()));
            return Ok(());
        };
        let Some(sources) = batch.column(at).as_string_opt::<i32>() else {
            return Err(unreadable(&self.name, &"its column `source` is no text"));
        };
        let mut start = 0;
        for row in 1..=batch.num_rows() {
            if row == batch.num_rows() || sources.value(row) != sources.value(start) {
                self.pieces.push_back((sources.value(start).to_owned(), batch.slice(start, row - start)));
                start = row;
            }
        }
        Ok(())
    }
}

fn unreadable(name: &str, error: &dyn std::fmt::Display) -> Error {
    Error::Usage(format!(
        "cannot read `{name}`: {error}\n  help: both outputs must be written by kbc, Parquet included"
    ))
}
