//! `Spool`: batches that wait until all articles are known, in memory while they are few, then in a temporary file.

use crate::error::Error;
use arrow::array::RecordBatch;
use arrow::datatypes::Schema;
use arrow::error::ArrowError;
use arrow::ipc::reader::StreamReader;
use arrow::ipc::writer::StreamWriter;
use std::io::Seek;
use tempfile::SpooledTempFile;

/// More bytes than this go to a file, which the system removes by itself.
const IN_MEMORY: usize = 8 << 20;

/// Batches of one dataset, in their order.
pub struct Spool {
    writer: StreamWriter<SpooledTempFile>,
}

impl Spool {
    /// An empty one.
    ///
    /// # Errors
    /// When Arrow refuses the schema.
    pub fn new(schema: &Schema) -> Result<Self, Error> {
        let writer = StreamWriter::try_new(SpooledTempFile::new(IN_MEMORY), schema).map_err(failed)?;
        Ok(Self { writer })
    }

    /// Adds a batch.
    ///
    /// # Errors
    /// When the temporary file cannot be written.
    pub fn push(&mut self, batch: &RecordBatch) -> Result<(), Error> {
        if batch.num_rows() == 0 { Ok(()) } else { self.writer.write(batch).map_err(failed) }
    }

    /// Gives all batches back, in their order.
    ///
    /// # Errors
    /// When the temporary file cannot be read; also in between.
    pub fn into_batches(self) -> Result<impl Iterator<Item = Result<RecordBatch, Error>>, Error> {
        let mut file = self.writer.into_inner().map_err(failed)?;
        file.rewind().map_err(|error| failed(error.into()))?;
        let reader = StreamReader::try_new_buffered(file, None).map_err(failed)?;
        Ok(reader.map(|batch| batch.map_err(failed)))
    }
}

fn failed(error: ArrowError) -> Error {
    let source = match error {
        ArrowError::IoError(_, source) => source,
        other => std::io::Error::other(other),
    };
    Error::Write { path: std::env::temp_dir(), source }
}
