//! `Stored`: rows as the output of an earlier kbc stores them, under the names and types of today.

use crate::contract::Dataset;
use arrow::array::{ArrayRef, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, FieldRef, Schema, SchemaRef};
use arrow::error::ArrowError;
use std::sync::Arc;

/// The key of the metadata of a field under which its name in the file is kept.
pub(super) const NAME: &str = "kbc:stored_name";
/// The key under which its type in the file is kept.
pub(super) const TYPE: &str = "kbc:stored_type";

/// Renames and casts the columns of a file.
pub(super) struct Stored {
    /// The schema of today.
    pub(super) schema: SchemaRef,
    is_changed: bool,
}

impl Stored {
    /// The schema of a file; without a dataset of that name in the contract, names stay.
    pub(super) fn new(file: &SchemaRef, dataset: Option<&Dataset>) -> Self {
        let fields: Vec<FieldRef> = file.fields().iter().map(|field| today(field, file, dataset)).collect();
        let is_changed = fields.iter().zip(file.fields()).any(|(today, field)| today != field);
        Self { schema: Arc::new(Schema::new_with_metadata(fields, file.metadata().clone())), is_changed }
    }

    /// Rows of the file, as they would be stored today.
    pub(super) fn today(&self, batch: RecordBatch) -> Result<RecordBatch, ArrowError> {
        if !self.is_changed {
            return Ok(batch);
        }
        let fields = self.schema.fields().iter();
        let columns: Result<Vec<ArrayRef>, ArrowError> =
            fields.zip(batch.columns()).map(|(field, column)| cast(column, field.data_type())).collect();
        RecordBatch::try_new(self.schema.clone(), columns?)
    }
}

fn today(field: &FieldRef, file: &Schema, dataset: Option<&Dataset>) -> FieldRef {
    let name = dataset.map_or(field.name().as_str(), |dataset| dataset.name_today(field.name()));
    // A file that has both names means two columns.
    let name = if file.column_with_name(name).is_some() { field.name() } else { name };
    let ty = type_today(field.data_type());
    if name == field.name() && ty == *field.data_type() {
        return field.clone();
    }
    let mut metadata = field.metadata().clone();
    if name != field.name() {
        metadata.insert(NAME.to_owned(), field.name().clone());
    }
    if ty != *field.data_type() {
        metadata.insert(TYPE.to_owned(), field.data_type().to_string());
    }
    Arc::new(Field::new(name, ty, field.is_nullable()).with_metadata(metadata))
}

/// How contract 2.0 stores what contract 1 stored: a time of day as text, the items of a list under the name `element`.
fn type_today(ty: &DataType) -> DataType {
    match ty {
        DataType::Time32(_) => DataType::Utf8,
        DataType::List(item) if item.name() != "element" => {
            DataType::List(Arc::new(item.as_ref().clone().with_name("element")))
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{AsArray, Int64Array, ListArray, Time32MillisecondArray};
    use arrow::datatypes::Int64Type;

    #[test]
    fn what_contract_1_stored_reads_as_what_contract_2_stores() {
        let times: ArrayRef = Arc::new(Time32MillisecondArray::from(vec![Some(26_160_000), None]));
        let lists = ListArray::from_iter_primitive::<Int64Type, _, _>([Some(vec![Some(1), Some(2)]), None]);
        let numbers: ArrayRef = Arc::new(Int64Array::from(vec![7, 8]));
        let lists: ArrayRef = Arc::new(lists);
        let batch = RecordBatch::try_from_iter([("at", times), ("list", lists), ("number", numbers)]).unwrap();
        let stored = Stored::new(&batch.schema(), None);
        let today = stored.today(batch).unwrap();
        assert_eq!(today.column(0).as_string::<i32>().iter().collect::<Vec<_>>(), [Some("07:16:00"), None]);
        assert_eq!(today.column(1).as_list::<i32>().value(0).as_primitive::<Int64Type>().values()[..], [1, 2]);
        let schema = today.schema();
        assert_eq!(schema.field(0).metadata()[TYPE], "Time32(ms)");
        assert!(schema.field(2).metadata().is_empty());
    }
}
