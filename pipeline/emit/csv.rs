//! CSV by RFC 4180: UTF-8, LF, a header row; null is an empty field, an empty text is `""`, lists are JSON.

use super::printed::{Printed, list, printers};
use super::{Encoding, Format, Rows};
use crate::contract::Dataset;
use arrow::array::RecordBatch;
use csv::{QuoteStyle, Terminator, WriterBuilder};

/// CSV.
pub(super) const FORMAT: Format = Format {
    name: "csv",
    extension: "csv",
    media_type: "text/csv",
    encoding: Encoding::Rows(Rows { head, rows: |_, batch, out| rows(batch, out, |_| false), separator: 0, tail: "" }),
};

/// A copy for spreadsheets: a text that one of them would run begins with an apostrophe, as OWASP advises.
pub const SPREADSHEET: Format = Format {
    extension: "spreadsheet.csv",
    encoding: Encoding::Rows(Rows { head, rows: |_, batch, out| rows(batch, out, is_run), separator: 0, tail: "" }),
    ..FORMAT
};

fn head(dataset: &Dataset) -> String {
    let names: Vec<&str> = dataset.columns.iter().map(|column| column.name.as_str()).collect();
    names.join(",") + "\n"
}

fn rows(batch: &RecordBatch, out: &mut Vec<u8>, is_escaped: fn(&str) -> bool) {
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
                Printed::Text(text) if is_escaped(text) => writer.write_field(quoted(&format!("'{text}"), &mut field)),
                Printed::Text(text) if is_plain(text) => writer.write_field(text),
                Printed::Text(text) => writer.write_field(quoted(text, &mut field)),
                Printed::List(items) => writer.write_field(quoted(&list(&items), &mut field)),
            };
        }
        let _ = writer.write_record(None::<&[u8]>);
    }
    let _ = writer.flush();
}

/// Whether a spreadsheet would run a text. A number with a sign is none.
fn is_run(text: &str) -> bool {
    let is_sign =
        |c: char| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}');
    text.strip_prefix(is_sign).is_some_and(|rest| {
        let is_number = rest.bytes().all(|b| b.is_ascii_digit() || matches!(b, b',' | b'.'));
        rest.is_empty() || !is_number || !text.starts_with(['-', '+'])
    })
}

/// The rows of a batch, without a header.
#[must_use]
pub fn batch_as_csv(batch: &RecordBatch) -> String {
    let mut out = Vec::new();
    rows(batch, &mut out, |_| false);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_a_spreadsheet_runs_are_told_from_numbers() {
        for text in ["=1+1", "+cmd|' /C calc'!A0", "-d", "@SUM(A1)", "\t=1", "-1+2", "- item", "-", "=", "\u{ff1d}1"] {
            assert!(is_run(text), "{text}");
        }
        for text in ["-1018", "+5", "-1,024.5", "a=b", "", "6.1.7600.16385", "a-b"] {
            assert!(!is_run(text), "{text}");
        }
    }
}
