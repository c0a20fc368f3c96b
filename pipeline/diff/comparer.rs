//! `Comparer`: rows of some columns as bytes, which are equal where the values are.

use super::plan::Shared;
use super::sides::Sides;
use crate::error::Error;
use arrow::array::{Array as _, ArrayRef, BooleanArray, RecordBatch};
use arrow::row::{RowConverter, Rows, SortField};
use std::sync::Arc;

/// Makes rows of some columns comparable.
pub(super) struct Comparer {
    columns: Vec<(usize, usize)>,
    converter: RowConverter,
}

impl Comparer {
    /// Without columns all rows are equal.
    pub(super) fn new(columns: &[&Shared], schema: &arrow::datatypes::Schema) -> Result<Self, Error> {
        let mut fields: Vec<SortField> =
            columns.iter().map(|column| SortField::new(schema.field(column.old).data_type().clone())).collect();
        if fields.is_empty() {
            fields.push(SortField::new(arrow::datatypes::DataType::Boolean));
        }
        let converter = RowConverter::new(fields).map_err(|error| internal(&error))?;
        Ok(Self { columns: columns.iter().map(|column| (column.old, column.new)).collect(), converter })
    }

    /// Rows of a batch in which columns stand where they did before.
    pub(super) fn old_rows(&self, batch: &RecordBatch) -> Result<Rows, Error> {
        self.convert(batch, |pair| pair.0)
    }

    /// Rows of a batch in which columns stand where they do now.
    pub(super) fn new_rows(&self, batch: &RecordBatch) -> Result<Rows, Error> {
        self.convert(batch, |pair| pair.1)
    }

    pub(super) fn rows(&self, sides: Sides<'_>) -> Result<(Rows, Rows), Error> {
        Ok((self.old_rows(sides.old)?, self.new_rows(sides.new)?))
    }

    fn convert(&self, batch: &RecordBatch, at: fn(&(usize, usize)) -> usize) -> Result<Rows, Error> {
        let mut columns: Vec<ArrayRef> = self.columns.iter().map(|pair| batch.column(at(pair)).clone()).collect();
        if columns.is_empty() {
            columns.push(Arc::new(BooleanArray::new_null(batch.num_rows())));
        }
        debug_assert!(columns.iter().all(|column| column.len() == batch.num_rows()), "columns of one batch");
        self.converter.convert_columns(&columns).map_err(|error| internal(&error))
    }
}

fn internal(error: &dyn std::fmt::Display) -> Error {
    Error::Internal { stage: "diff", message: error.to_string() }
}
