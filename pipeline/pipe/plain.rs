//! The types of a stream: those that every engine reads without a cast, without dictionaries and unsigned numbers.
//!
//! Spark takes what the schema promises and nothing near it, so these are the types that it gives the columns of kbc's Parquet
//! files when it reads them.

use crate::error::Error;
use arrow::array::{ArrayRef, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Fields, Schema, TimeUnit};
use std::sync::Arc;

/// The schema of a dataset in a stream.
pub(super) fn plain_schema(schema: &Schema) -> Schema {
    Schema::new_with_metadata(plain_fields(schema.fields()), schema.metadata().clone())
}

fn plain_fields(fields: &Fields) -> Vec<Field> {
    fields.iter().map(|field| Field::clone(field).with_data_type(plain(field.data_type()))).collect()
}

/// The type that stands for one of the types of datasets.
fn plain(data_type: &DataType) -> DataType {
    match data_type {
        DataType::Dictionary(_, values) => plain(values),
        DataType::UInt8 => DataType::Int16,
        DataType::UInt32 => DataType::Int64,
        DataType::Timestamp(_, zone) => DataType::Timestamp(TimeUnit::Microsecond, zone.clone()),
        other => other.clone(),
    }
}

/// The columns of a batch in the types of a stream; no value changes.
///
/// # Errors
/// When Arrow refuses a cast, which the types of datasets rule out.
pub(super) fn plain_columns(batch: &RecordBatch) -> Result<Vec<ArrayRef>, Error> {
    let one = |array: &ArrayRef| {
        let wanted = plain(array.data_type());
        if *array.data_type() == wanted {
            Ok(Arc::clone(array))
        } else {
            cast(array, &wanted).map_err(|error| super::defect(&error))
        }
    };
    batch.columns().iter().map(one).collect()
}
