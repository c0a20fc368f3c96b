//! `ParquetRows`: the rows of a Parquet file that may be damaged.
//!
//! The libraries that read Parquet panic on some damaged files. Nothing of theirs is called outside of [`guarded`].

use crate::error::Error;
use crate::source::Opened;
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::file::metadata::ParquetMetaData;
use std::cell::Cell;
use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

/// Rows read at a time.
const BATCH: usize = 8192;
/// Bytes of one column of one row group, unpacked: no writer makes more of rows that it keeps in memory, and what a damaged
/// file says is asked of the system before it is read.
const LARGEST: i64 = 1 << 31;

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

/// Looks whether the numbers in the metadata can be right, for a file of so many bytes.
fn is_plausible(metadata: &ParquetMetaData, length: u64) -> Result<(), String> {
    for group in metadata.row_groups() {
        for column in group.columns() {
            let (start, bytes) = column.byte_range();
            let is_within = start.checked_add(bytes).is_some_and(|end| end <= length);
            let is_small = (0..=LARGEST).contains(&column.uncompressed_size());
            // A column of lists has more values than rows, and no value takes less than a bit.
            let is_counted = group.num_rows() >= 0 && column.num_values() >= 0;
            if !(is_within && is_small && is_counted) {
                return Err("its metadata is damaged".to_owned());
            }
        }
    }
    Ok(())
}

thread_local! {
    /// Whether a panic on this thread is one that is caught, and not shown.
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs what may panic on a damaged file, and makes an error of it.
pub(crate) fn guarded<T>(read: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let shown = take_hook();
        set_hook(Box::new(move |panic| {
            if !IS_GUARDED.get() {
                shown(panic);
            }
        }));
    });
    let before = IS_GUARDED.replace(true);
    // What was half done when it panicked is not used again: the error ends the comparison.
    let result = catch_unwind(AssertUnwindSafe(read));
    IS_GUARDED.set(before);
    result.unwrap_or_else(|_| Err("it is damaged".to_owned()))
}

/// The error for a file, with its path.
pub(super) fn unreadable(path: &str, error: &dyn Display, help: &str) -> Error {
    Error::Usage(format!("cannot read `{path}` as Parquet: {error}\n  help: {help}"))
}
