//! JSON, one array with one object per line, and JSON Lines; keys in column order, so that a diff shows rows.

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
    variant: "",
    is_on_request: false,
};

/// JSON Lines: the objects alone.
pub(super) const LINES: Format = Format {
    name: "jsonl",
    extension: "jsonl",
    media_type: "application/jsonl",
    encoding: Encoding::Rows(Rows { head: |_| String::new(), rows: lines, separator: 0, tail: "" }),
    variant: "",
    is_on_request: true,
};

fn rows(dataset: &Dataset, batch: &RecordBatch, out: &mut Vec<u8>) {
    objects(dataset, batch, [b",\n", b""], out);
}

fn lines(dataset: &Dataset, batch: &RecordBatch, out: &mut Vec<u8>) {
    objects(dataset, batch, [b"", b"\n"], out);
}

/// One object per row, between two texts.
fn objects(dataset: &Dataset, batch: &RecordBatch, [before, behind]: [&[u8]; 2], out: &mut Vec<u8>) {
    let printers = printers(batch);
    let keys: Vec<String> = dataset
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| format!("{}\"{}\":", if at == 0 { "" } else { "," }, column.name))
        .collect();
    let mut buffer = Vec::new();
    for row in 0..batch.num_rows() {
        out.extend_from_slice(before);
        out.push(b'{');
        for (key, printer) in keys.iter().zip(&printers) {
            out.extend_from_slice(key.as_bytes());
            value(&printer.print(row, &mut buffer), out);
        }
        out.push(b'}');
        out.extend_from_slice(behind);
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
    lines(dataset, batch, &mut out);
    String::from_utf8(out).unwrap_or_default()
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

/// Tells every row of a batch as a JSON list of its values, without the columns at the positions `skip`.
pub fn rows_as_lists(batch: &RecordBatch, skip: &[usize], each: &mut dyn FnMut(usize, Vec<u8>)) {
    let printers = printers(batch);
    let shown: Vec<_> = printers.iter().enumerate().filter(|(at, _)| !skip.contains(at)).collect();
    let mut buffer = Vec::new();
    for row in 0..batch.num_rows() {
        let mut out = Vec::new();
        for (_, printer) in &shown {
            out.push(if out.is_empty() { b'[' } else { b',' });
            value(&printer.print(row, &mut buffer), &mut out);
        }
        out.push(b']');
        each(row, out);
    }
}

/// Tells every value of a batch as JSON, null ones as `null`: its column, its row, the text.
pub fn each_value(batch: &RecordBatch, each: &mut dyn FnMut(usize, usize, &[u8])) {
    let (mut buffer, mut out) = (Vec::new(), Vec::new());
    for (column, printer) in printers(batch).iter().enumerate() {
        for row in 0..batch.num_rows() {
            out.clear();
            value(&printer.print(row, &mut buffer), &mut out);
            each(column, row, &out);
        }
    }
}

fn string<T: Serialize + ?Sized>(value: &T, out: &mut Vec<u8>) {
    // Writing texts into memory cannot fail.
    let _ = serde_json::to_writer(out, value);
}
