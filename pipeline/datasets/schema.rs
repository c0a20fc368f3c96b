//! The Arrow schema of a dataset, with docs, units and headings in the field metadata.

use crate::contract::{Contract, Dataset};
use crate::values::Physical;
use arrow::datatypes::{DataType, Field, Schema, TimeUnit};
use std::collections::HashMap;
use std::sync::Arc;

/// The Arrow schema of a dataset.
#[must_use]
pub fn schema(dataset: &Dataset, contract: &Contract) -> Schema {
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
    let metadata = HashMap::from([
        ("kbc:dataset".to_owned(), dataset.name.clone()),
        ("kbc:doc".to_owned(), dataset.doc.clone()),
        ("kbc:contract_version".to_owned(), contract.version.clone()),
    ]);
    Schema::new_with_metadata(fields, metadata)
}

/// The Arrow type of a physical type.
#[must_use]
pub(super) fn data_type(physical: Physical) -> DataType {
    match physical {
        Physical::Text => DataType::Utf8,
        Physical::Enum | Physical::Category => {
            DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
        }
        Physical::Bool => DataType::Boolean,
        Physical::U8 => DataType::UInt8,
        Physical::U32 => DataType::UInt32,
        Physical::I64 => DataType::Int64,
        Physical::F32 => DataType::Float32,
        Physical::Date => DataType::Date32,
        // Seconds are unknown to Parquet: other readers would see bare integers.
        Physical::Time => DataType::Time32(TimeUnit::Millisecond),
        Physical::Timestamp => DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into())),
        Physical::Texts => DataType::List(Arc::new(Field::new_list_field(DataType::Utf8, false))),
        Physical::Ints => DataType::List(Arc::new(Field::new_list_field(DataType::Int64, false))),
    }
}
