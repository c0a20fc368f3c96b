//! The Arrow schema of a dataset, with docs, units and headings in the field metadata.

use crate::contract::Dataset;
use crate::values::Physical;
use arrow::datatypes::{DataType, Field, FieldRef, Schema, TimeUnit};
use std::collections::HashMap;
use std::sync::Arc;

/// The Arrow schema of a dataset.
#[must_use]
pub fn schema(dataset: &Dataset) -> Schema {
    let fields: Vec<Field> = dataset
        .columns
        .iter()
        .map(|column| {
            let mut metadata = HashMap::from([("doc".to_owned(), column.doc.clone())]);
            if !column.unit.is_empty() {
                metadata.insert("unit".to_owned(), column.unit.clone());
            }
            if !column.headers.is_empty() {
                metadata
                    .insert("source_headers".to_owned(), serde_json::to_string(&column.headers).unwrap_or_default());
            }
            Field::new(&column.name, data_type(column.physical()), !column.required).with_metadata(metadata)
        })
        .collect();
    let metadata =
        HashMap::from([("kbc:dataset".to_owned(), dataset.name.clone()), ("kbc:doc".to_owned(), dataset.doc.clone())]);
    Schema::new_with_metadata(fields, metadata)
}

/// The Arrow type of a physical type.
#[must_use]
pub(super) fn data_type(physical: Physical) -> DataType {
    match physical {
        // Spark knows no time of day, and the others disagree on its unit: every reader takes a text.
        Physical::Text | Physical::Time => DataType::Utf8,
        Physical::Enum | Physical::Category => {
            DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
        }
        Physical::Bool => DataType::Boolean,
        Physical::U8 => DataType::UInt8,
        Physical::U32 => DataType::UInt32,
        Physical::I64 => DataType::Int64,
        Physical::F32 => DataType::Float32,
        Physical::Date => DataType::Date32,
        Physical::Timestamp => DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into())),
        Physical::Texts => DataType::List(element(DataType::Utf8)),
        Physical::Ints => DataType::List(element(DataType::Int64)),
    }
}

/// The field of the items of a list, by the name that the specification of Parquet gives it.
pub(super) fn element(item: DataType) -> FieldRef {
    Arc::new(Field::new("element", item, false))
}
