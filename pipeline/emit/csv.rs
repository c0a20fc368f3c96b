//! CSV by RFC 4180: UTF-8, LF, a header row; null is an empty field, an empty text is `""`, lists are JSON.
//!
//! Texts that look like numbers or truth values have quotes, by which readers that guess types tell them from numbers.

use super::printed::{Printed, list, printers};
use super::{Encoding, Format, Rows};
use crate::contract::Dataset;
use crate::values::{Physical, TYPES, Type, Words};
use arrow::array::RecordBatch;
use csv::{QuoteStyle, Terminator, WriterBuilder};

/// CSV.
pub(super) const FORMAT: Format = Format {
    name: "csv",
    extension: "csv",
    media_type: "text/csv",
    encoding: Encoding::Rows(Rows { head, rows: |_, batch, out| rows(batch, out, |_| false), separator: 0, tail: "" }),
    variant: "",
    is_on_request: false,
};

/// A copy for spreadsheets: a byte order mark, or they take UTF-8 for something else; and an apostrophe before what one of
/// them would run, as OWASP advises, or show as something else.
pub const SPREADSHEET: Format = Format {
    extension: "spreadsheet.csv",
    encoding: Encoding::Rows(Rows {
        head: |dataset| format!("\u{feff}{}", head(dataset)),
        rows: |dataset, batch, out| {
            let words = dataset.columns.first().map(|column| &*column.words);
            rows(batch, out, |text| is_run(text) || words.is_some_and(|words| is_changed(text, words)));
        },
        separator: 0,
        tail: "",
    }),
    variant: "",
    is_on_request: true,
    ..FORMAT
};

fn head(dataset: &Dataset) -> String {
    let names: Vec<&str> = dataset.columns.iter().map(|column| column.name.as_str()).collect();
    names.join(",") + "\n"
}

fn rows(batch: &RecordBatch, out: &mut Vec<u8>, is_escaped: impl Fn(&str) -> bool) {
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
                Printed::Bare(text) => writer.write_field(text),
                Printed::Word(text) if !is_escaped(text) => writer.write_field(text),
                Printed::Text(text) | Printed::Word(text) if is_escaped(text) => {
                    writer.write_field(quoted(&format!("'{text}"), &mut field))
                }
                Printed::Text(text) if is_plain(text) => writer.write_field(text),
                Printed::Text(text) | Printed::Word(text) => writer.write_field(quoted(text, &mut field)),
                Printed::List(items) => writer.write_field(quoted(&list(&items), &mut field)),
            };
        }
        let _ = writer.write_record(None::<&[u8]>);
    }
    let _ = writer.flush();
}

/// Whether a spreadsheet would run a text.
fn is_run(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
}

/// Whether a spreadsheet would take a text for a number, a date, a time or a truth value, and show it as it shows those:
/// `404.10` as 404.1, `1-2` as a day. What is in doubt counts: the text itself is kept either way.
fn is_changed(text: &str, words: &Words) -> bool {
    let is_mark =
        |b: u8| matches!(b, b' ' | b'.' | b',' | b':' | b'/' | b'-' | b'%' | b'$' | b'(' | b')' | b'T' | b'Z');
    let is_of_digits =
        text.bytes().any(|b| b.is_ascii_digit()) && text.bytes().all(|b| b.is_ascii_digit() || is_mark(b));
    let is_date = |ty: &&Type| ty.physical == Physical::Date && (ty.parse)(text, words.any()).is_ok();
    is_of_digits || is_guessed(text) || TYPES.iter().any(is_date)
}

/// Whether a reader that guesses types takes a text for a number or a truth value.
fn is_guessed(text: &str) -> bool {
    let is_truth = text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false");
    is_truth || text.trim().parse::<f64>().is_ok()
}

/// The rows of a batch, without a header.
#[must_use]
pub fn batch_as_csv(batch: &RecordBatch) -> String {
    let mut out = Vec::new();
    rows(batch, &mut out, |_| false);
    String::from_utf8(out).unwrap_or_default()
}

fn is_plain(text: &str) -> bool {
    !text.is_empty() && !text.bytes().any(|b| matches!(b, b',' | b'"' | b'\n' | b'\r')) && !is_guessed(text)
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
    fn texts_that_a_spreadsheet_runs_or_changes_are_told_from_others() {
        let words = crate::contract::Contract::embedded(&["csv", "json", "parquet"])
            .unwrap_or_else(|error| panic!("{error}"))
            .words;
        for text in ["=1+1", "+cmd|' /C calc'!A0", "-d", "@SUM(A1)", "\t=1", "-1+2", "- item", "-", "=", "\u{ff1d}1"] {
            assert!(is_run(text), "{text}");
        }
        for text in
            ["404.10", "007", "1e5", "1-2", "3/4", "07:16", "12/31/2009", "13-Mar-2010", "March 13, 2010", "TRUE"]
        {
            assert!(is_changed(text, &words), "{text}");
        }
        for text in ["a=b", "", "a-b", "Alder.sys", "Windows 7", "KB981506", "x64", "n/a"] {
            assert!(!is_run(text) && !is_changed(text, &words), "{text}");
        }
    }

    #[test]
    fn texts_that_look_like_other_types_have_quotes() {
        for text in ["1", "404.10", "-5", "1e9", "00000000e1", "inf", "NaN", "true", "a,b", ""] {
            assert!(!is_plain(text), "{text}");
        }
        for text in ["6.1.7600.16385", "Alder.sys", "0x80", "2010-03-13", "truth"] {
            assert!(is_plain(text), "{text}");
        }
    }
}
