//! Stage 7, batches to files: formats, registered in [`FORMATS`], the descriptor, and atomic publishing.

mod content;
mod csv;
mod datapackage;
pub mod findings;
mod json;
mod parquet;
mod printed;
mod publish;
mod spool;

pub use csv::{SPREADSHEET, batch_as_csv};
pub use datapackage::{FILE as DESCRIPTOR, described};
pub use json::{rows_as_json, value_as_json};
pub use publish::{Change, DatasetWriters, Outcome, Published, Staging, generated};
pub use spool::Spool;

use crate::contract::{Contract, Dataset};
use crate::error::Error;
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use std::io::Write;

/// An output format.
pub struct Format {
    /// Name, as schemas and users say it.
    pub name: &'static str,
    /// What follows the name of a dataset in the name of its file.
    pub extension: &'static str,
    /// Media type, for the descriptor.
    pub media_type: &'static str,
    /// How its bytes are made.
    pub encoding: Encoding,
}

/// How a format makes bytes of batches.
pub enum Encoding {
    /// Batch by batch, each on its own: batches are encoded in parallel and appended in order.
    Rows(Rows),
    /// By a writer that must see all batches in order.
    File(Open),
}

/// Where a writer puts its bytes.
pub type Output = Box<dyn Write + Send>;

/// Opens a writer of one dataset.
pub type Open = fn(&Dataset, &Contract, SchemaRef, Output) -> Result<Box<dyn Sink>, Error>;

/// Encodes batches that follow each other in one file.
#[derive(Clone, Copy)]
pub struct Rows {
    /// What stands before the first row.
    pub head: fn(&Dataset) -> String,
    /// Appends the rows of a batch.
    pub rows: fn(&Dataset, &RecordBatch, &mut Vec<u8>),
    /// Number of bytes of the first row that are dropped where no row stands before it.
    pub separator: usize,
    /// What stands behind the last row.
    pub tail: &'static str,
}

/// Takes the batches of one file in order.
pub trait Sink: Send {
    /// Adds a batch.
    ///
    /// # Errors
    /// When the file cannot be written.
    fn write(&mut self, batch: &RecordBatch) -> Result<(), Error>;

    /// Completes the file.
    ///
    /// # Errors
    /// When the file cannot be written.
    fn finish(self: Box<Self>) -> Result<(), Error>;
}

/// Every format.
pub const FORMATS: &[&Format] = &[&csv::FORMAT, &json::FORMAT, &parquet::FORMAT];

/// The names of all formats.
#[must_use]
pub fn format_names() -> Vec<&'static str> {
    FORMATS.iter().map(|format| format.name).collect()
}

/// The formats that a user chose, in the order of [`FORMATS`].
#[must_use]
pub fn chosen(names: &[String]) -> Vec<&'static Format> {
    FORMATS.iter().copied().filter(|format| names.is_empty() || names.iter().any(|name| name == format.name)).collect()
}
