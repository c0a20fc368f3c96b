//! `Place`: where in its article a row is printed.

use arrow::array::{Array as _, AsArray as _, RecordBatch};
use arrow::datatypes::UInt32Type;

/// Where in its article a row is printed, as far as the output says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// Somewhere.
    #[default]
    Article,
    /// In a row of a table, both counted from 1: on which line, [`locate`](super::locate) finds out.
    Row {
        /// Ordinal of the table in the article.
        table: u32,
        /// Ordinal of the row in the table.
        row: u32,
    },
    /// On a line, from 1.
    Line(u32),
}

/// A number of a row; null where the column holds none.
pub(super) fn number(batch: &RecordBatch, column: usize, row: usize) -> Option<u32> {
    let numbers = batch.column(column).as_primitive_opt::<UInt32Type>()?;
    numbers.is_valid(row).then(|| numbers.value(row))
}
