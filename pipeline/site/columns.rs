//! What the dictionary shows of each dataset: meaning and type of its columns, how often they are filled, their commonest
//! values, and rows as examples.

use crate::contract::{Column, ColumnType, Contract};
use crate::diff::{Snapshot, data_file};
use crate::emit::{each_value, rows_as_lists};
use crate::error::Error;
use arrow::array::RecordBatch;
use arrow::datatypes::Field;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde_json::{Value, json};

/// Values of a column that are counted at a time. Where there are more, those seen once are forgotten: what is common is kept,
/// and its number is at least what is shown.
const MOST_VALUES: usize = 20_000;
/// Longer values are not counted: nobody looks for the commonest of whole texts.
const LONGEST_VALUE: usize = 120;
/// Commonest values that are shown.
const COMMONEST: usize = 10;
/// Rows that are shown.
const EXAMPLES: usize = 3;

/// Values of a column.
#[derive(Default)]
struct Values {
    nulls: u64,
    counts: FxHashMap<Box<[u8]>, u64>,
    is_rough: bool,
}

impl Values {
    fn add(&mut self, json: &[u8]) {
        if json == b"null" {
            self.nulls += 1;
        } else if json.len() <= LONGEST_VALUE {
            if let Some(count) = self.counts.get_mut(json) {
                *count += 1;
                return;
            }
            if self.counts.len() >= MOST_VALUES {
                self.is_rough = true;
                self.counts.retain(|_, count| *count > 1);
                if self.counts.len() >= MOST_VALUES {
                    return;
                }
            }
            self.counts.insert(json.into(), 1);
        }
    }

    fn commonest(&self) -> Vec<(&[u8], u64)> {
        let mut counts: Vec<(&[u8], u64)> = self.counts.iter().map(|(value, count)| (&**value, *count)).collect();
        counts.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        counts.truncate(COMMONEST);
        counts
    }
}

/// The dictionary of all datasets of an output.
pub(super) fn dictionary(output: &Snapshot, contract: &Contract, names: &[String]) -> Result<Vec<Value>, Error> {
    let opened = names.iter().map(|name| Ok((name, output.data(&data_file(name))?)));
    let opened = opened.collect::<Result<Vec<_>, Error>>()?;
    let found = opened.into_par_iter().map(|(name, opened)| {
        let Some(opened) = opened else { return Ok(None) };
        dataset(name, opened, contract).map(Some)
    });
    Ok(found.collect::<Result<Vec<_>, Error>>()?.into_iter().flatten().collect())
}

fn dataset(name: &str, opened: crate::source::Opened, contract: &Contract) -> Result<Value, Error> {
    let failed = |error: &dyn std::fmt::Display| Error::Usage(format!("cannot read `{}`: {error}", data_file(name)));
    let builder = ParquetRecordBatchReaderBuilder::try_new(opened).map_err(|error| failed(&error))?;
    let schema = builder.schema().clone();
    let mut values: Vec<Values> = schema.fields().iter().map(|_| Values::default()).collect();
    let (mut rows, mut examples) = (0, Vec::new());
    for batch in builder.build().map_err(|error| failed(&error))? {
        let batch = batch.map_err(|error| failed(&error))?;
        if rows == 0 {
            examples = fullest(&batch);
        }
        rows += batch.num_rows() as u64;
        each_value(&batch, &mut |column, _, json| values[column].add(json));
    }
    let known = contract.position(name).map(|at| &contract.datasets[at]);
    let columns: Vec<Value> = schema
        .fields()
        .iter()
        .zip(&values)
        .map(|(field, values)| {
            let own = known.and_then(|dataset| Some(&dataset.columns[dataset.position(field.name())?]));
            column(field, own, values, rows)
        })
        .collect();
    let doc = schema.metadata().get("kbc:doc").cloned();
    let each = known.map(|dataset| dataset.each.name());
    let order =
        known.map(|dataset| dataset.order.iter().map(|&at| dataset.columns[at].name.clone()).collect::<Vec<String>>());
    let is_flattened = known.map(|dataset| dataset.flattened);
    Ok(json!({
        "name": name, "doc": doc, "each": each, "order": order, "flattened": is_flattened, "rows": rows,
        "columns": columns, "examples": examples,
    }))
}

fn column(field: &Field, own: Option<&Column>, values: &Values, rows: u64) -> Value {
    let metadata = |key: &str| field.metadata().get(key).cloned();
    let headers = metadata("source_headers").and_then(|list| serde_json::from_str::<Value>(&list).ok());
    let symbols: Vec<Value> = match own.map(|own| &own.ty) {
        Some(ColumnType::Enumeration(list)) => list.names().zip(list.docs()).map(|pair| json!(pair)).collect(),
        _ => Vec::new(),
    };
    let commonest: Vec<Value> =
        values.commonest().into_iter().map(|(value, count)| json!([raw(value), count])).collect();
    json!({
        "name": field.name(), "type": field.data_type().to_string(), "null": field.is_nullable(), "doc": metadata("doc"),
        "unit": metadata("unit"), "headers": headers, "from": own.map(|own| &own.from_text), "symbols": symbols,
        "filled": rows - values.nulls, "distinct": values.counts.len(), "rough": values.is_rough,
        "commonest": commonest,
    })
}

/// The rows of a batch that say most, of different articles where there are such.
fn fullest(batch: &RecordBatch) -> Vec<Value> {
    let mut filled: Vec<(usize, usize)> = (0..batch.num_rows())
        .map(|row| (batch.columns().iter().filter(|column| column.is_valid(row)).count(), row))
        .collect();
    filled.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let rows: Vec<usize> = filled.into_iter().take(EXAMPLES).map(|(_, row)| row).collect();
    let mut found: Vec<Vec<u8>> = Vec::new();
    for row in rows {
        rows_as_lists(&batch.slice(row, 1), &[], &mut |_, json| found.push(json));
    }
    found.iter().map(|json| raw(json)).collect()
}

fn raw(json: &[u8]) -> Value {
    serde_json::from_slice(json).unwrap_or_default()
}
