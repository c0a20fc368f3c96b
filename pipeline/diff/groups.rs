//! `Groups`: the rows of a Parquet file, one article after the other.

use super::rows_of::{ParquetRows, unreadable};
use super::snapshot::Readable;
use super::stored::Stored;
use crate::contract::Dataset;
use crate::error::Error;
use crate::source::guarded;
use arrow::array::{AsArray, RecordBatch};
use arrow::compute::concat_batches;
use arrow::datatypes::SchemaRef;
use std::collections::VecDeque;

/// Rows of one dataset, grouped by the column `source`, in which the file is sorted.
pub(crate) struct Groups {
    pub(crate) schema: SchemaRef,
    stored: Stored,
    reader: ParquetRows,
    name: String,
    source: Option<usize>,
    /// Pieces of one article each, in order; the last one may go on in the next batch.
    pieces: VecDeque<(String, RecordBatch)>,
    is_at_end: bool,
}

impl Groups {
    /// Opens a file; `dataset` says what its columns are called today.
    pub(crate) fn open(file: Readable, name: &str, dataset: Option<&Dataset>) -> Result<Self, Error> {
        let reader = ParquetRows::open(file).map_err(|error| unreadable(name, &error, HELP))?;
        let stored = Stored::new(&reader.schema, dataset);
        let schema = stored.schema.clone();
        let source = schema.index_of("source").ok();
        Ok(Self { schema, stored, reader, name: name.to_owned(), source, pieces: VecDeque::new(), is_at_end: false })
    }

    /// The rows of the next article, with its path; null behind the last one. Without a column `source` all rows are
    /// one group.
    pub(crate) fn next(&mut self) -> Result<Option<(String, RecordBatch)>, Error> {
        while !self.is_at_end && self.pieces.iter().skip(1).all(|(source, _)| *source == self.pieces[0].0) {
            match self.reader.next().map_err(|error| unreadable(&self.name, &error, HELP))? {
                None => self.is_at_end = true,
                Some(batch) => {
                    let today = guarded(|| self.stored.today(batch).map_err(|error| error.to_string()));
                    self.split(&today.map_err(|error| unreadable(&self.name, &error, HELP))?)?;
                }
            }
        }
        let Some((source, first)) = self.pieces.pop_front() else { return Ok(None) };
        let mut parts = vec![first];
        while let Some((_, part)) = self.pieces.pop_front_if(|(next, _)| *next == source) {
            parts.push(part);
        }
        let rows = match parts.as_slice() {
            [only] => only.clone(),
            several => guarded(|| concat_batches(&self.schema, several).map_err(|error| error.to_string()))
                .map_err(|error| unreadable(&self.name, &error, HELP))?,
        };
        Ok(Some((source, rows)))
    }

    fn split(&mut self, batch: &RecordBatch) -> Result<(), Error> {
        let Some(at) = self.source else {
            self.pieces.push_back((String::new(), batch.clone()));
            return Ok(());
        };
        let Some(sources) = batch.column(at).as_string_opt::<i32>() else {
            return Err(unreadable(&self.name, &"its column `source` is not text", HELP));
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

/// What to do where a file cannot be read.
const HELP: &str = "write it again with `kbc build`, Parquet among the formats";
