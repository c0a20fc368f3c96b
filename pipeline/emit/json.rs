//! JSON: one array, one object per line, keys in column order, so that a diff shows rows.

use super::printed::{Printed, list, printers};
use super::{Encoding, Format, Rows};
use crate::contract::Dataset;
use arrow::array::RecordBatch;
use serde::Serialize;

/// JSON.
pub(super) const FORMAT: Format = Format {
    name: "json",
    extension: "json",
    media_type: "application/json",
    encoding: Encoding::Rows(Rows { head: |_| "[".to_owned(), rows, separator: 1, tail: "\n]\n" }),
};

fn rows(dataset: &Dataset, batch: &RecordBatch, out: &mut Vec<u8>) {
    let printers = printers(batch);
    let keys: Vec<String> = dataset
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| format!("{}\"{}\":", if at == 0 { "" } else { "," }, column.name))
        .collect();
    let mut buffer = Vec::new();
    for row in 0..batch.num_rows() {
        out.extend_from_slice(b",\n{");
        for (key, printer) in keys.iter().zip(&printers) {
            out.extend_from_slice(key.as_bytes());
            value(&printer.print(row, &mut buffer), out);
        }
        out.push(b'}');
    }
}

fn value(printed: &Printed<'_>, out: &mut Vec<u8>) {
    match printed {
        Printed::Null => out.extend_from_slice(b"null"),
        Printed::Bare(text) => out.extend_from_slice(text.as_bytes()),
        Printed::Word(text) => {
            out.push(b'"');
            out.extend_from_slice(text.as_bytes());
            out.push(b'"');
        }
        Printed::Text(text) => string(text, out),
        Printed::List(items) => out.extend_from_slice(list(items).as_bytes()),
    }
}

/// The rows of a batch, one object per line.
#[must_use]
pub fn rows_as_json(dataset: &Dataset, batch: &RecordBatch) -> String {
    let mut out = Vec::new();
    rows(dataset, batch, &mut out);
    let text = String::from_utf8(out).unwrap_or_default();
    // Lines stand alone here: no commas between them.
    let lines = text.split(",\n").filter(|line| !line.is_empty());
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// One value of a batch.
#[must_use]
pub fn value_as_json(batch: &RecordBatch, column: usize, row: usize) -> String {
    let (mut buffer, mut out) = (Vec::new(), Vec::new());
    if let Some(printer) = printers(batch).get(column) {
        value(&printer.print(row, &mut buffer), &mut out);
    }
    String::from_utf8(out).unwrap_or_default()
}

fn string<T: Serialize + ?Sized>(value: &T, out: &mut Vec<u8>) {
    // Writing texts into memory cannot fail.
    let _ = serde_json::to_writer(out, value);
}
