//! Stage 5, [`Records`] to Arrow: physical types, dictionaries over closed lists, one batch per dataset.

mod columns;
mod schema;
mod settle;

pub use schema::schema;
pub use settle::{Outcome, Settled, is_settled_late, name_key, settle};

use crate::contract::{Contract, Dataset};
use crate::error::Error;
use crate::records::{Records, Rows};
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use std::sync::Arc;

/// The Arrow schemas of all datasets, in the order of the contract.
#[must_use]
pub fn schemas(contract: &Contract) -> Vec<SchemaRef> {
    contract.datasets.iter().map(|dataset| Arc::new(schema(dataset))).collect()
}

/// One batch per dataset, in the order of the contract, from the records of several articles in their order.
///
/// # Errors
/// When Arrow refuses a column: a required value is missing, which is a mistake in a schema.
pub fn batches(contract: &Contract, schemas: &[SchemaRef], records: &[Records<'_>]) -> Result<Vec<RecordBatch>, Error> {
    let rows: Vec<&Vec<Rows<'_>>> = records.iter().map(|records| &records.datasets).collect();
    batches_of(contract, schemas, &rows)
}

/// The same from rows by dataset.
///
/// # Errors
/// As for [`batches`].
pub fn batches_of(
    contract: &Contract,
    schemas: &[SchemaRef],
    parts: &[&Vec<Rows<'_>>],
) -> Result<Vec<RecordBatch>, Error> {
    contract
        .datasets
        .iter()
        .zip(schemas)
        .enumerate()
        .map(|(at, (dataset, schema))| {
            let rows: Vec<_> = parts.iter().filter_map(|part| part.get(at)).collect();
            batch_of(dataset, schema, &rows)
        })
        .collect()
}

/// The batch of one dataset, from its rows of several articles in their order.
///
/// # Errors
/// As for [`batches`].
pub fn batch_of(dataset: &Dataset, schema: &SchemaRef, parts: &[&Rows<'_>]) -> Result<RecordBatch, Error> {
    let rows: Vec<_> = parts.iter().copied().filter(|rows| !rows.is_empty()).collect();
    let arrays =
        dataset.columns.iter().enumerate().map(|(index, column)| columns::array(column, index, &rows)).collect();
    RecordBatch::try_new(schema.clone(), arrays).map_err(|error| {
        Error::Schema(format!(
            "error: dataset `{}` cannot be filled: {error}\n  help: a column with `required = true` was null; look at its `from` in schemas/{}.toml",
            dataset.name, dataset.name
        ))
    })
}
