//! CSV by RFC 4180: UTF-8, LF, a header row; null is an empty field, an empty text is `""`, lists are JSON.

use super::printed::{Printed, list, printers};
use super::{Encoding, Format, Rows};
use crate::contract::Dataset;
use arrow::array::RecordBatch;
use csv::{QuoteStyle, Terminator, WriterBuilder};

/// CSV.
pub(super) const FORMAT: Format = Format {
    name: "csv",
    media_type: "text/csv",
    encoding: Encoding::Rows(Rows { head, rows, separator: 0, tail: "" }),
};

fn head(dataset: &Dataset) -> String {
    let names: Vec<&str> = dataset.columns.iter().map(|column| column.name.as_str()).collect();
    names.join(",") + "\n"
}

fn rows(_: &Dataset, batch: &RecordBatch, out: &mut Vec<u8>) {
    write(batch, out);
}

fn write(batch: &RecordBatch, out: &mut Vec<u8>) {
    // The writer cannot tell null from an empty text, so fields come to it with their quotes.
    let mut writer =
        WriterBuilder::new().quote_style(QuoteStyle::Never).terminator(Terminator::Any(b'\n')).from_writer(out);
    let printers = printers(batch);
    let (mut buffer, mut field) = (Vec::new(), Vec::new());
    for row in 0..batch.num_rows() {
        for printer in &printers {
            // Writing into memory cannot fail.
            let _ = match printer.print(row, &mut buffer) {
                Printed::Null => writer.write_field([]),
                Printed::Word(text) | Printed::Bare(text) => writer.write_field(text),
                Printed::Text(text) if is_plain(text) => writer.write_field(text),
                Printed::Text(text) => writer.write_field(quoted(text, &mut field)),
                Printed::List(items) => writer.write_field(quoted(&list(&items), &mut field)),
            };
        }
        let _ = writer.write_record(None::<&[u8]>);
    }
    let _ = writer.flush();
}

/// The rows of a batch, without a header.
#[must_use]
pub fn batch_as_csv(batch: &RecordBatch) -> String {
    let mut out = Vec::new();
    write(batch, &mut out);
    String::from_utf8(out).unwrap_or_default()
}

fn is_plain(text: &str) -> bool {
    !text.is_empty() && !text.bytes().any(|b| matches!(b, b',' | b'"' | b'\n' | b'\r'))
}

fn quoted<'f>(text: &str, field: &'f mut Vec<u8>) -> &'f [u8] {
    field.clear();
    field.push(b'"');
    for b in text.bytes() {
        if b == b'"' {
            field.push(b'"');
        }
        field.push(b);
    }
    field.push(b'"');
    field
}
