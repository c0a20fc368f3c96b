//! Stage 7, batches to files: formats, registered in [`FORMATS`], the descriptor, and atomic publishing.

mod content;
mod csv;
mod datapackage;
mod filled;
pub mod findings;
mod json;
mod kept;
mod new_file;
mod parquet;
mod printed;
mod publish;
mod spool;
mod written;

pub use csv::{SPREADSHEET, batch_as_csv};
pub use datapackage::{FILE as DESCRIPTOR, MadeOf, described, prefix_of};
pub use filled::{FillChange, Filled, fill_changes, filled, percent, share};
pub use json::{each_value, rows_as_json, rows_as_lists, value_as_json};
pub use kept::{KEPT, kept};
pub use new_file::{Added, new_file};
pub use parquet::CODECS;
pub use publish::{
    Change, DatasetWriters, Durability, Outcome, Published, Recovered, Staging, Tree, generated, intact, recover,
};
pub use spool::Spool;

use crate::contract::{Contract, Dataset};
use crate::error::Error;
use crate::source::current;
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

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
    /// What tells it apart from other formats of the same name: the codec of Parquet; empty where there is but one.
    pub variant: &'static str,
    /// Whether it is written only where a user names it.
    pub is_on_request: bool,
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
pub const FORMATS: &[&Format] = &[&csv::FORMAT, &json::FORMAT, &json::LINES, &parquet::FORMAT];

/// The names of all formats.
#[must_use]
pub fn format_names() -> Vec<&'static str> {
    FORMATS.iter().map(|format| format.name).collect()
}

/// The formats that a user chose, in the order of [`FORMATS`]; without a choice all but those on request.
#[must_use]
pub fn chosen(names: &[String]) -> Vec<&'static Format> {
    let is_chosen = |format: &Format| {
        if names.is_empty() { !format.is_on_request } else { names.iter().any(|name| name == format.name) }
    };
    FORMATS.iter().copied().filter(|format| is_chosen(format)).collect()
}

/// The formats that an output was written in, as its descriptor says; none where there is no descriptor.
///
/// # Errors
/// When the descriptor cannot be read.
pub fn written(output: &Path) -> Result<Vec<&'static Format>, Error> {
    let Some(bytes) = current(&output.join(DESCRIPTOR))? else { return Ok(Vec::new()) };
    let package: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let mut extensions = BTreeSet::new();
    for resource in package["resources"].as_array().into_iter().flatten() {
        let alternates = resource["kbc:alternates"].as_array().into_iter().flatten();
        for path in alternates.chain([resource]).filter_map(|file| file["path"].as_str()) {
            extensions.extend(path.split_once('.').map(|(_, extension)| extension.to_owned()));
        }
    }
    let all = FORMATS.iter().copied().chain([&SPREADSHEET]);
    Ok(all.filter(|format| extensions.contains(format.extension)).collect())
}
